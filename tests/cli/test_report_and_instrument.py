"""`smmi report` and `smmi instrument`: the files they write."""

import json
import re

import pytest

from smmi.editions import smmi_16, smmi_18
from smmi.serialization import from_document

HEADER = "school,control,course,attendance,contents,partners\n"
ROWS = [
    f"S{i:02},{'public' if i % 2 else 'private'},yes,{i * 4},{'equity' if i % 3 else 'none'},{i % 11}"
    for i in range(1, 25)
]
GOOD = HEADER + "\n".join(ROWS) + "\n"


def test_a_report_is_one_file_that_needs_nothing_else(folder, on_tiny):
    """The report names the unit and its group, and loads nothing."""
    result = on_tiny("report", GOOD, "--unit", "S07", "--by", "control", "--out", "S07.html")
    assert (result.exit_code, result.stdout) == (0, "Report of S07: S07.html\n")
    html = (folder / "S07.html").read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert "S07" in html
    assert "Public" in html
    assert "<script" not in html
    assert "http://" not in html
    assert "https://" not in html


def test_the_group_of_a_report_is_the_first_that_the_unit_is_in(folder, on_tiny):
    """With several `--by`, the first counts for which the unit has a value; without one, all are the only group."""
    lines = GOOD.splitlines()
    content = "\n".join(
        [lines[0] + ",place", *(f"{line},{'' if i == 7 else 'north'}" for i, line in enumerate(lines[1:], 1))]
    )
    options = ["--unit", "S07", "--out", "S07.html"]
    on_tiny("report", content, *options, "--by", "place", "--by", "control")
    by_both = (folder / "S07.html").read_text(encoding="utf-8")
    assert "Public" in by_both
    result = on_tiny("report", content, *options, "--by", "place")
    assert result.exit_code == 0
    assert "north" not in (folder / "S07.html").read_text(encoding="utf-8")


def test_a_school_is_compared_with_similar_ones(folder, on_tiny):
    """Of several definitions the first is taken that enough meet; where none is, the page says why."""
    lines = GOOD.splitlines()
    content = "\n".join(
        [
            lines[0] + ",place",
            *(f"{line},{'north' if i < 8 else 'south'}" for i, line in enumerate(lines[1:], 1)),
        ]
    )
    closest = ["--similar", "control, place", "--similar", "control"]
    result = on_tiny("report", content, "--unit", "S07", "--out", "S07.html", *closest)
    assert (result.exit_code, result.stdout) == (0, "Report of S07: S07.html\n")
    page = (folder / "S07.html").read_text(encoding="utf-8")
    assert "Similar schools (Control)" in page
    assert "definition 2 of 2 (“Similar schools (Control, place)” is met by 3, fewer than 10)" in page
    on_tiny(
        "report",
        content,
        "--unit",
        "S07",
        "--out",
        "S07.html",
        "--similar",
        "control,place",
        "--by",
        "control",
    )
    page = (folder / "S07.html").read_text(encoding="utf-8")
    assert (
        "No definition of peers is met (“Similar schools (Control, place)” is met by 3, fewer than 10)."
        in page
    )
    assert "Public" in page


@pytest.mark.parametrize(
    ("similar", "message"),
    [
        ([""], "'--similar': got '', expected names of columns"),
        (["control,"], "'--similar': got 'control,', expected names of columns"),
        (["control,control"], "'--similar': got 'control,control' once more"),
        (["control,course", "course,control"], "'--similar': got 'course,control' once more"),
        (["size"], "no column 'size'"),
    ],
)
def test_definitions_of_similar_schools_are_checked(on_tiny, similar, message):
    options = [word for one in similar for word in ("--similar", one)]
    result = on_tiny("report", GOOD, "--unit", "S07", "--out", "a.html", *options)
    assert result.exit_code != 0
    assert message in result.stderr


def test_similar_schools_need_the_answers_of_all(folder, on_tiny):
    """Norms do not hold what schools are like."""
    on_tiny("norms", GOOD, "--out", "norms.json")
    result = on_tiny(
        "report", GOOD, "--unit", "S07", "--out", "a.html", "--similar", "control", "--norms", "norms.json"
    )
    assert result.exit_code == 2
    assert "'--similar': got columns, expected the answers of all units, in place of --norms" in result.stderr
    assert not (folder / "a.html").exists()


def test_a_report_speaks_of_units_in_the_words_given(folder, on_tiny):
    """`--unit-noun` is what the report calls a unit."""
    on_tiny("report", GOOD, "--unit", "S07", "--out", "S07.html", "--unit-noun", "clinic")
    html = (folder / "S07.html").read_text(encoding="utf-8")
    assert "clinic" in html
    assert "this school" not in html


@pytest.mark.parametrize(
    ("words", "several"),
    [
        (["university"], "universities"),
        (["country"], "countries"),
        (["survey"], "surveys"),
        (["branch"], "branches"),
        (["campus", "--unit-nouns", "campuses of ours"], "campuses of ours"),
    ],
)
def test_a_report_speaks_of_several_units_in_their_plural(folder, on_tiny, words, several):
    """Plurals are English ones, or what `--unit-nouns` says."""
    on_tiny("report", GOOD, "--unit", "S07", "--out", "S07.html", "--unit-noun", *words)
    html = (folder / "S07.html").read_text(encoding="utf-8")
    assert f"many such {several}" in html
    assert f"{words[0]}s" not in html or several == f"{words[0]}s"


def table_of(html):
    """The table of results: what is told of others."""
    return html[html.index("<table") : html.index("</table>")]


def test_the_other_units_of_an_owner_may_be_known(folder, on_tiny):
    """With `--owner` a report reckons with those of the same owner that are in the norms, and says how many."""
    lines = GOOD.splitlines()
    content = "\n".join(
        [lines[0] + ",university", *(f"{line},{'U1' if i < 5 else ''}" for i, line in enumerate(lines[1:]))]
    )
    options = ["--unit", "S02", "--out", "S02.html"]
    plain = on_tiny("report", GOOD, *options)
    alone = (folder / "S02.html").read_text(encoding="utf-8")
    result = on_tiny("report", content, *options, "--owner", "university")
    assert (plain.exit_code, result.exit_code) == (0, 0), result.output
    html = (folder / "S02.html").read_text(encoding="utf-8")
    assert "From this report and your own answers and those of 4 other units you cannot narrow" in html
    assert "From this report and your own answers you cannot narrow" in alone
    again = on_tiny("report", content, *options, "--owner", "university", "--by", "university")
    assert again.exit_code == 0, again.output


def test_public_norms_are_told_as_they_are(folder, on_tiny):
    """With `--public-norms` medians have digits; without it they are bands."""
    for option, form in (((), r"\d+\sto\s\d+ "), (("--public-norms",), r"\d+\.\d ")):
        result = on_tiny("report", GOOD, "--unit", "S07", "--out", "S07.html", *option)
        assert result.exit_code == 0, result.output
        table = table_of((folder / "S07.html").read_text(encoding="utf-8"))
        medians = re.findall(r'data-label="Median">\s*(.*?)<span', table)
        assert medians
        assert [text for text in medians if not re.fullmatch(form, text)] == []


@pytest.mark.parametrize(("name", "edition"), [("smmi-16", smmi_16), ("smmi-18", smmi_18)])
def test_a_bundled_edition_comes_as_a_document_that_is_read_back(folder, run, name, edition):
    """The document of an edition is the edition, on standard output and in a file."""
    printed = run("instrument", name).stdout
    assert from_document(json.loads(printed)) == edition()
    result = run("instrument", name, "--out", "edition.json")
    assert result.stdout == f"edition.json: instrument {name}\n"
    assert (folder / "edition.json").read_text(encoding="utf-8") == printed


def test_a_document_of_your_own_is_checked_and_written_in_order(run, tiny):
    """A JSON document in the place of a name is read, so checked, and written again."""
    assert from_document(json.loads(run("instrument", "tiny.json").stdout)) == tiny
