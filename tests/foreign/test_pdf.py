"""The report as a PDF by the engine that makes it: it fetches nothing, and the same report gives the same bytes."""

import re
import subprocess
from html import unescape
from urllib.request import OpenerDirector

import pytest

from smmi.report import ReportForm
from smmi.report.page._paper import on_paper
from tests.foreign.test_report import tool
from tests.report.test_golden_pages import clinic_page, cohort_page, school_page, since_page

pytestmark = pytest.mark.foreign


def shown(path) -> str:
    """The text of a PDF, blanks folded."""
    command = [tool("pdftotext"), "-layout", path, "-"]
    return " ".join(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("page", [school_page, since_page, clinic_page, cohort_page.__wrapped__])
def test_a_report_is_a_tagged_pdf_of_the_same_bytes(page, tmp_path):
    """Made twice it is the same to the byte; it is tagged, has no date, and says what the page is about."""
    first = page(ReportForm.PDF)
    assert first == page(ReportForm.PDF)
    (tmp_path / "report.pdf").write_bytes(first)
    told = subprocess.run(
        [tool("pdfinfo"), tmp_path / "report.pdf"], capture_output=True, text=True, check=True
    ).stdout
    fields = {key: value.strip() for key, _, value in (line.partition(":") for line in told.splitlines())}
    assert fields["Tagged"] == "yes"
    assert "CreationDate" not in fields
    assert int(fields["Pages"]) <= 14
    words = shown(tmp_path / "report.pdf")
    headings = re.findall(r"<h2[^>]*>(.+?)</h2>", page())
    assert [one for one in headings if unescape(one).casefold() not in words.casefold()] == []


@pytest.fixture
def opened(monkeypatch):
    """The addresses that are opened."""
    addresses = []
    monkeypatch.setattr(OpenerDirector, "open", lambda _self, asked, *_, **__: addresses.append(asked))
    return addresses


ADDRESSES = ["file://{}", "data:text/css,p%7B%7D", "http://localhost:9/x"]


@pytest.mark.parametrize(
    "asking",
    [
        '<img src="{}">',
        '<link rel="stylesheet" href="{}">',
        '<style>@import url("{}");</style>',
        '<p style="background: url({})">x',
        '<link rel="attachment" href="{}">',
    ],
)
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_page_asks_for_is_refused(asking, address, tmp_path, opened):
    """An image, a sheet, an import, a background, an attachment; of a file, of the page itself, of a host."""
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError, match="Error fetching"):
        on_paper(asking.format(address.format(tmp_path / "secret.css")), style="")
    assert opened == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_drawing_asks_for_is_not_opened(address, tmp_path, opened):
    """The engine leaves out a drawing that asks for an image."""
    drawing = '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>'
    assert on_paper(drawing.format(address.format(tmp_path / "secret.png")), style="").startswith(b"%PDF")
    assert opened == []
