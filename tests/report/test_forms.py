"""Forms of a report: Markdown and plain data say what the page says, no more, and as inertly."""

import json
import re
from html import unescape

import pytest
from hypothesis import given, settings, strategies as st
from markdown_it import MarkdownIt

from smmi.benchmark import DisclosureRule, aggregates, suppress
from smmi.errors import ArgumentError
from smmi.report import ReportForm, cohort_report, school_report
from smmi.report.page._forms import markdown, plain_data
from smmi.report.wording import isolated
from tests.latin_squares import latin
from tests.report.cohorts import clinic, clinic_scheme, clinics, cohort_of, nation, place, school
from tests.report.pages import read
from tests.report.test_document import HOSTILE
from tests.report.test_golden_pages import clinic_page, cohort_page, school_page, since_page
from tests.report.test_isolates import LABELS, MARKS, levels

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SIGNS = r"""\`*_{}[]()<>#+-.!|~&;:@"'=/$ 0a1	w"""
TEXTS = st.one_of(
    st.text(max_size=20),
    st.text(st.sampled_from(SIGNS), max_size=12),
    st.sampled_from(
        ["1. a", "12) b", "- c", "+ d", "# e", "=== f", "---", "***", "> g", "a\nb", "https://x.org", "&amp;"]
    ),
)
OURS = {
    "h1",
    "h2",
    "h3",
    "p",
    "li",
    "ul",
    "ol",
    "strong",
    "blockquote",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


def elements_of(html: str) -> set[str]:
    """The names of the elements."""
    return set(re.findall(r"<([a-zA-Z0-9]+)", html))


def text_of(html: str) -> str:
    """What a reader sees, blanks folded."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@settings(settings.get_profile("many"))
@given(
    TEXTS.filter(lambda text: "\x00" not in text),
    st.sampled_from(["{}", "# {}", "- {}", "a {}", "> {}", "**b:** {}"]),
)
def test_markdown_shows_a_text_as_it_is(text, where):
    """In a paragraph, a heading, an item, a quotation, and behind words: no element and no other sign comes of it."""
    html = READER.render(where.format(markdown(text)))
    assert elements_of(html) <= OURS - {"hr", "table"}
    shown = " ".join(isolated(text).split())
    before = {"a {}": "a ", "**b:** {}": "b: "}.get(where, "")
    assert text_of(html) == " ".join(f"{before}{shown}".split())


@given(st.lists(TEXTS.filter(lambda text: "\x00" not in text), min_size=2, max_size=3))
def test_a_cell_of_a_table_shows_a_text_as_it_is(cells):
    """A table has as many cells as it was given."""
    rows = [
        "| a | b | c |"[: 4 * len(cells) + 1],
        "|---" * len(cells) + "|",
        f"| {' | '.join(map(markdown, cells))} |",
    ]
    html = READER.render("\n".join(rows))
    found = re.findall(r"<td>(.*?)</td>", html, re.DOTALL)
    assert [text_of(one) for one in found] == [" ".join(isolated(one).split()) for one in cells]


def test_the_hostile_cohort_shows_each_part_of_a_report():
    """It has groups that are compared, and groups to merge, so that their labels are tried, too."""
    text = hostile_cohort(ReportForm.MARKDOWN, "{}")
    assert "As one group, few and " in text
    assert "### east less west" in text


def test_nothing_becomes_a_link():
    """What some readers make links of has a backslash in it."""
    assert markdown("https://x.org www.x.org a@x.org") == r"https:\//x.org www\.x.org a\@x.org"


def hostile(form: ReportForm, label: str = HOSTILE) -> str:
    """A report on a clinic of which each label is hostile."""
    answers = clinics(clinic(label), rooms=0, use="high", share=None, wait=None)
    placed = place(answers, clinic_scheme(answers.instrument), by=("kind",))
    texts = {name: label.format(name) for name in ("title", "note", "unit_noun")}
    return school_report(*placed, notices=[label.format("notice")], form=form, **texts)


def hostile_cohort(form: ReportForm, label: str = HOSTILE) -> str:
    """A report on a cohort of which each label is hostile: the administrations, groups and those compared, too."""
    return cohort_of(label.format, form=form)


HOSTILES = {"school": hostile, "cohort": hostile_cohort}


@pytest.mark.parametrize("report", HOSTILES.values(), ids=HOSTILES)
def test_hostile_labels_are_text_in_every_form(report):
    """Markup, quotes and signs: as they are, and no element comes of them; plain data holds them whole."""
    html = READER.render(report(ReportForm.MARKDOWN))
    assert elements_of(html) <= OURS
    for name in ("title", "notice"):
        assert " ".join(HOSTILE.format(name).split()) in text_of(html)
    assert HOSTILE.format("title") in json.loads(report(ReportForm.DATA))["heading"]


@pytest.mark.parametrize(("report", "label"), latin(HOSTILES, {ascii(label): label for label in LABELS}))
def test_marks_of_direction_stay_in_their_line(report, label):
    """Nothing that a label opens is open at the end of a line."""
    for line in report(ReportForm.MARKDOWN, label).splitlines():
        assert not levels(line, breaks=False)[1]
        assert not set(MARKS[:5]) & set(line) or "\u2068" in line


def leaves(data: object) -> list[str]:
    """All texts and numbers in plain data."""
    if isinstance(data, dict):
        return [leaf for value in data.values() for leaf in leaves(value)]
    if isinstance(data, list):
        return [leaf for value in data for leaf in leaves(value)]
    return [str(data)]


@pytest.mark.parametrize("page", [school_page, since_page, clinic_page, cohort_page])
def test_no_form_tells_more_than_the_page(page):
    """Every number in Markdown and in plain data stands on the page; and Markdown leaves out none."""
    number = re.compile(r"\d+(?:\.\d+)?")
    html = re.sub(r'(?s)<div class="drawing">.*?</div>', "", page())  # the table beside it has its numbers
    told = set(number.findall(read(html).one("body").text)) | {"true", "false"}
    in_markdown = set(number.findall(text_of(READER.render(page(ReportForm.MARKDOWN)))))
    in_data = {one for leaf in leaves(json.loads(page(ReportForm.DATA))) for one in number.findall(leaf)}
    steps = {f"{i}" for i in range(1, 60)}  # numbers of items, which the page counts by itself
    assert in_markdown - steps <= told
    assert in_data <= told
    axis = {"0255075100"}  # of a drawing
    assert told - {"true", "false"} - axis <= in_markdown | in_data


def test_a_form_is_one_of_these():
    """Its value is no form."""
    with pytest.raises(ArgumentError, match="'form': got 'md', expected a ReportForm"):
        school_report(*school(), form="md")
    scores = nation()
    tables = suppress(aggregates(scores, codes=["overall"]), rule=DisclosureRule())
    with pytest.raises(ArgumentError, match="'form': got 'md', expected a ReportForm"):
        cohort_report(tables, instrument=scores.instrument, rule=DisclosureRule(), form="md")


def test_plain_data_is_plain():
    """What is neither text nor number nor made of these is refused."""
    assert plain_data({"a": (1, "b"), "bar": object()}) == {"a": [1, "b"]}
    with pytest.raises(TypeError, match="object, which is no plain data"):
        plain_data([object()])
