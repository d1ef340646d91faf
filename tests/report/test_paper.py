"""The page as a PDF: what the engine is given, and what is said where it is not there; `tests/foreign` runs it."""

import re
import sys

import pytest

from smmi.report import ReportForm, school_report
from smmi.report.page._paper import on_paper
from tests.report.cohorts import school
from tests.report.test_golden_pages import clinic_page, cohort_page, since_page

ENGINE = """
class HTML:
    def __init__(self, *, string, url_fetcher):
        self.string, self.fetcher = string, url_fetcher

    def write_pdf(self, **options):
        return repr((self.fetcher.asked, options)).encode() + self.string.encode()
"""
FETCHER = """
class URLFetcher:
    def __init__(self, **asked):
        self.asked = asked
"""


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """An engine that returns what it is given."""
    for name in ("weasyprint", "weasyprint.urls"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    package = tmp_path / "weasyprint"
    package.mkdir()
    (package / "__init__.py").write_text(ENGINE, "utf-8")
    (package / "urls.py").write_text(FETCHER, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in ("weasyprint", "weasyprint.urls"):
        sys.modules.pop(name, None)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("page", [since_page, clinic_page, cohort_page])
def test_the_engine_is_given_the_page_and_may_fetch_nothing(page):
    """No protocol is allowed, what is asked for nevertheless is an error, and the body is that of the page."""
    made = page(ReportForm.PDF)
    asked = {"allowed_protocols": (), "fail_on_errors": True}
    assert made.startswith(repr((asked, {"pdf_tags": True})).encode())
    body = re.sub(
        r'(<svg\b[^>]*class="(?:bar|stars)\b[^>]*>)<style>.*?</style>(?:<defs>.*?</defs>)?',
        r"\1",
        made.decode(),
        flags=re.DOTALL,
    )
    assert body.partition("<body>")[2] == page().partition("<body>")[2]


@pytest.mark.usefixtures("engine")
def test_each_drawing_holds_its_colours_and_shapes():
    """A drawing refers to no variable and no shape of the page around it."""
    made = since_page(ReportForm.PDF).decode()
    drawings = re.findall(r'<svg\b[^>]*class="(?:bar|stars)\b[^>]*><style>.*?<', made, re.DOTALL)
    assert len(drawings) == len(re.findall(r'<svg\b[^>]*class="(?:bar|stars)\b', made)) > 40
    assert {"var(" in one for one in drawings} == {False}
    assert "fill: #0072b2" in drawings[0]
    stars = re.findall(r'<svg\b[^>]*class="stars\b.*?</svg>', made, re.DOTALL)
    assert stars
    for one in stars:
        assert set(re.findall(r'href="#([\w-]+)"', one)) <= set(re.findall(r'id="([\w-]+)"', one))


@pytest.mark.usefixtures("engine")
def test_a_page_without_styles_is_printed_as_it_is():
    """There is nothing to put into a drawing."""
    page = '<svg class="stars"></svg>'
    assert on_paper(page, style="").decode().endswith('<svg class="stars"><style></style></svg>')


def test_without_the_extra_the_error_names_it(monkeypatch):
    """Where WeasyPrint is not installed, the error says what to install."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(ImportError) as caught:
        school_report(*school(), form=ReportForm.PDF)
    assert (str(caught.value), caught.value.name) == (
        "smmi.report needs WeasyPrint for a PDF, which is not installed. Install it with: pip install 'smmi[pdf]'",
        "weasyprint",
    )


def test_without_a_library_of_the_system_the_error_names_it(engine):
    """Where the engine does not find Pango, the error says what it does not find, and what to install."""
    (engine / "__init__.py").write_text("raise OSError('cannot load libpango.\\nmore')", "utf-8")
    with pytest.raises(ImportError) as caught:
        on_paper("", style="")
    assert str(caught.value) == (
        "smmi.report needs libraries of the system for a PDF, and WeasyPrint does not find one: cannot load libpango. "
        "Install Pango: apt-get install libpango-1.0-0 libpangoft2-1.0-0, or brew install pango"
    )
    assert caught.value.name == "weasyprint"


def test_what_the_engine_lacks_itself_is_not_taken_for_the_extra(engine):
    """A package that WeasyPrint needs and does not find is its own error."""
    (engine / "__init__.py").write_text("import weasyprint_needs_this", "utf-8")
    with pytest.raises(ModuleNotFoundError, match="weasyprint_needs_this"):
        on_paper("", style="")
