"""The report on a cohort: what it shows, what it refuses, and that it holds no unit."""

import re

import attrs
import numpy as np
import pytest

from smmi import benchmark
from smmi.benchmark import DisclosureRule, aggregates, suppress
from smmi.benchmark.comparison import DifferenceRule
from smmi.benchmark.disclosure import Aggregates, CellState, CodeRelation
from smmi.errors import ArgumentError, DisclosureError
from smmi.report import ReportForm, cohort_report
from tests.report.cohorts import lacking, nation
from tests.report.pages import read

RULE = DisclosureRule()


SCORES = nation()
TABLES = suppress(aggregates(SCORES, by=("discipline", "control")), rule=RULE)


def report(tables=TABLES, **options):
    """The page, parsed."""
    return read(cohort_report(tables, instrument=SCORES.instrument, rule=RULE, **options))


def rows_of(section):
    """The texts of the rows of a section's tables."""
    return [[cell.text for cell in row.all("th") + row.all("td")] for row in section.all("tr")]


def test_no_unit_is_in_the_report():
    """Neither an identifier nor any single score beyond the published cells stands in it."""
    text = cohort_report(TABLES, instrument=SCORES.instrument, rule=RULE)
    assert not re.search(r"\bS\d{3}\b", text)
    assert "<script" not in text


def test_every_cell_stands_in_the_table():
    """Each published mean stands with its number; a withheld one is a dash with a reason."""
    text = report().section("results").text
    for cell in TABLES.cells:
        if cell.state is CellState.PUBLISHED:
            assert f"{cell.mean:.1f} n = {cell.n}" in text
    assert (CellState.SENSITIVE in {cell.state for cell in TABLES.cells}) == ("too closely" in text)


def test_who_took_part_is_said_with_the_invited():
    """Of each group how many took part, of how many invited, and how many have the scores that count."""
    size = len(SCORES)
    rows = rows_of(report(invited={"all": 400}).section("participation"))
    scored = TABLES["", "all", "overall"].n
    assert rows[0] == ["Group", "Took part", "Scored"]
    assert rows[1] == ["All participants", f"{size} of 400 ({size / 4:.1f} %)", str(scored)]


def test_why_units_are_in_no_mean_is_told_with_the_scores():
    """Without the scores only how many; with them why, or that it is not told."""
    said = "left out because they lack a score in at least one area."
    assert "Why" not in report().section("participation").text
    scores = lacking(9, 0)
    tables = suppress(aggregates(scores), rule=RULE)
    assert (
        f"9 schools are {said} Why is not told, as that could tell of single schools."
        in report(tables, scores=scores).section("participation").text
    )
    scores = lacking(8, 9)
    tables = suppress(aggregates(scores), rule=RULE)
    assert (
        f"17 schools are {said} Why: 9 because nothing was answered in an area and 8 because too little was answered "
        "in an area. Each school is counted once."
    ) in report(tables, scores=scores).section("participation").text
    scores = lacking(9, 10, 2)
    tables = suppress(aggregates(scores), rule=RULE)
    text = report(tables, scores=scores).section("participation").text
    assert "Why: 10 because nothing was answered in an area and 11 for other reasons." in text


def test_nothing_is_said_of_why_where_nobody_is_left_out():
    """Where all have all scores, or tables hold one score, there is nothing to explain."""
    scores = lacking(0, 0)
    tables = suppress(aggregates(scores), rule=RULE)
    assert "Why" not in report(tables, scores=scores).section("participation").text
    alone = suppress(aggregates(SCORES, codes=["overall"]), rule=RULE)
    assert "Why" not in report(alone, scores=SCORES).section("participation").text
    with pytest.raises(ArgumentError, match="'scores': got"):
        report(scores=3)


def test_what_is_withheld_is_counted():
    """The section on what is withheld tells the rule, the cells, and the attack."""
    text = report().section("withheld").text
    shown = sum(cell.state is CellState.PUBLISHED for cell in TABLES.cells)
    assert f"{shown} of {len(TABLES.cells)} aggregates are published." in text
    assert "and by each of" in text
    assert "None can." in text
    for _, sentence in RULE.describe():
        assert sentence in text


def test_a_dash_is_explained_where_one_stands():
    """Where all is published no dash is spoken of."""
    whole = suppress(aggregates(SCORES, codes=["overall"]), rule=RULE)
    assert {cell.state for cell in whole.cells} == {CellState.PUBLISHED}
    assert "A dash stands" not in report(whole).section("results").text
    assert "A dash stands" in report().section("results").text


def test_tables_that_tell_too_much_are_refused():
    """Without suppression the report is not written, and the error says who finds what."""
    tables = aggregates(SCORES, by=(("discipline", "control"),), codes=["overall"])
    with pytest.raises(DisclosureError) as caught:
        report(tables)
    assert "smmi.benchmark.suppress(tables, rule=rule)" in str(caught.value)
    assert caught.value.leaks


def test_a_withheld_cell_shows_nothing():
    """What suppression withholds is a dash with its reason."""
    tables = suppress(
        aggregates(SCORES, by=(("discipline", "control"),), codes=["overall"]),
        rule=DisclosureRule(minimum_cell=9),
    )
    section = read(
        cohort_report(tables, instrument=SCORES.instrument, rule=DisclosureRule(minimum_cell=9))
    ).section("results")
    withheld = [cell for cell in tables.cells if cell.state is not CellState.PUBLISHED]
    assert withheld
    assert section.text.count("withheld") - 1 == len(withheld)


def compared(**options):
    """The comparison of public and private schools, of the units that the tables count."""
    counted = TABLES.units(TABLES["", "all", "overall"].key)
    same = SCORES.take(np.flatnonzero(np.isin(SCORES.units, sorted(counted))))
    return benchmark.compare_groups(same, by="control", groups=("public", "private"), **options)


def test_differences_stand_with_their_intervals_and_marks():
    """Each area has a row: difference, effect size, p and what the rule says."""
    comparison = compared()
    section = report(comparisons=[comparison]).section("differences")
    rows = rows_of(section)[1:]
    assert len(rows) == 16
    for row, difference in zip(rows, comparison.differences.values(), strict=True):
        assert row[0] == SCORES.instrument[difference.code].label
        assert f"{difference.value:+.1f} {difference.low:.1f} to {difference.high:.1f}" == row[1]
        mark = DifferenceRule().mark(difference)
        assert row[4].startswith(mark.symbol)
    assert DifferenceRule().describe() in section.text


def test_differences_are_drawn_with_the_numbers_of_their_table():
    """The description of the drawing says what the rows of the table say, and no other form has a drawing."""
    comparison = compared()
    section = report(comparisons=[comparison]).section("differences")
    drawing = section.one("div", class_="drawing").one("svg")
    assert drawing["role"] == "img"
    title, described = (drawing.one(name) for name in ("title", "desc"))
    assert [title["id"], described["id"]] == drawing["aria-labelledby"].split()
    assert title.text == section.one("h3").text
    rows = [[cell.text for cell in row.all("th") + row.all("td")] for row in section.one("table").all("tr")][
        1:
    ]
    for label, difference, _, _, mark in rows:
        number, _, extent = difference.partition(" ")
        line = f"{label}: Difference {number}; 95 % interval {extent}; By the rule {mark}."
        assert line in described.text
    markdown = cohort_report(
        TABLES, instrument=SCORES.instrument, rule=RULE, comparisons=[comparison], form=ReportForm.MARKDOWN
    )
    assert "<svg" not in markdown


def test_a_drawing_tells_no_digit_more_than_the_table():
    """Differences that the table shows alike are drawn alike."""
    comparison = compared(codes=["curriculum"])
    difference = attrs.evolve(comparison.differences["curriculum"], value=1.25, low=-3.25, high=4.75)
    near = attrs.evolve(difference, value=1.2401, low=-3.2401, high=4.7601)
    drawn = [
        cohort_report(
            TABLES,
            instrument=SCORES.instrument,
            rule=RULE,
            comparisons=[attrs.evolve(comparison, differences={"curriculum": one})],
        )
        for one in (difference, near)
    ]
    assert drawn[0] == drawn[1]


def test_no_name_in_a_page_is_that_of_two_elements():
    """Also where groups are compared twice."""
    page = report(comparisons=[compared(), compared(), compared(codes=["curriculum"])])
    ids = [node["id"] for node in page.walk() if "id" in node.attributes]
    assert len(set(ids)) == len(ids)
    assert len(page.all("svg")) == 2


def test_a_difference_that_is_withheld_is_not_drawn():
    """Neither its value nor its interval is anywhere in the drawing; those that are absent are said to be."""
    comparison = compared(codes=["curriculum", "research_needs"])
    small = attrs.evolve(
        TABLES,
        cells=tuple(
            cell.withheld(CellState.SENSITIVE)
            if (cell.key.group, cell.key.code) == ("public", "research_needs")
            else cell
            for cell in TABLES.cells
        ),
        relation=CodeRelation.UNRELATED,
    )
    page = report(small, comparisons=[comparison]).section("differences")
    told, withheld = (comparison.differences[code] for code in ("curriculum", "research_needs"))
    drawing = page.one("svg").text
    assert f"{told.value:+.1f}" in drawing
    assert f"{withheld.value:+.1f}" not in drawing
    label = SCORES.instrument["research_needs"].label
    assert f"{label}: Difference withheld." in drawing
    assert rows_of(page)[2] == [label, "—", "—", "—", "withheld"]


def test_a_difference_of_groups_that_are_not_published_is_withheld():
    """Where a group's cell is withheld, or too small for its spread, the difference is too."""
    comparison = compared(codes=["curriculum"])
    strict = DisclosureRule(minimum_quartiles=200)
    tables = suppress(TABLES, rule=strict)
    page = read(
        cohort_report(tables, instrument=SCORES.instrument, rule=strict, comparisons=[comparison])
    ).section("differences")
    assert not page.all("table")
    assert "No difference is shown: in no score both groups are published" in page.text


def test_a_table_of_dashes_is_one_sentence():
    """Where nothing of a table is published, a sentence says so and why, in place of it, and no dash is explained."""
    strict = DisclosureRule(minimum_cell=200)
    tables = suppress(aggregates(SCORES, by=("discipline",)), rule=strict)
    page = read(cohort_report(tables, instrument=SCORES.instrument, rule=strict)).section("results")
    assert not page.all("table")
    assert (
        "No mean score is shown of All participants, Dental medicine, Medicine, Nursing (baccalaureate and graduate). "
        "Why: withheld: fewer than 201 scored schools." in page.text
    )
    assert "A dash stands" not in page.text


def test_a_comparison_of_other_units_is_refused():
    """A difference of units that the tables do not count would tell of those left out."""
    other = benchmark.compare_groups(SCORES, by="control", groups=("public", "private"))
    with pytest.raises(ArgumentError, match="that the tables count"):
        report(comparisons=[other])


def test_several_administrations_have_a_table_each():
    """Each administration stands under its name."""
    tables = suppress(aggregates({"2019": SCORES, "2023": SCORES}, codes=["overall"]), rule=RULE)
    page = report(tables)
    assert [heading.text for heading in page.section("results").all("h3")] == ["2019", "2023"]
    with pytest.raises(ArgumentError, match="tables of 2 administrations"):
        report(tables, comparisons=[compared()])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"invited": {"alll": 3}}, "'invited': got the group 'alll', expected groups of the tables"),
        ({"invited": {"all": 3}}, "'invited': got 3 for 'all', expected an integer of at least 120"),
        ({"title": 3}, "'title': got 3, expected text"),
        (
            {"notices": "one"},
            r"'notices': got 'one', expected a sequence of sentences. Write notices=\('one',\)",
        ),
    ],
)
def test_what_cannot_be_is_refused(options, message):
    """The message says what was given and what is expected."""
    with pytest.raises(ArgumentError, match=message):
        report(**options)


def test_many_groups_stand_in_several_tables():
    """No table is wider than six groups."""
    units = sorted(SCORES.units.tolist())
    groups = {f"peers {i}": units for i in range(8)}
    tables = suppress(aggregates(SCORES, groups=groups, codes=["overall"]), rule=RULE)
    section = report(tables).section("results")
    assert [len(table.one("thead").all("th")) - 1 for table in section.all("table")] == [6, 3]


def test_a_rounded_report_says_so():
    """Rounding stands among the rules, and the means are multiples of its base."""
    rule = attrs.evolve(RULE, rounding_base=2.5)
    tables = suppress(aggregates(SCORES, codes=["overall"]), rule=rule)
    page = read(cohort_report(tables, instrument=SCORES.instrument, rule=rule))
    assert "Means are rounded to multiples of 2.5 points." in page.section("withheld").text
    assert isinstance(tables, Aggregates)
    assert (tables["", "all", "overall"].mean / 2.5).is_integer()


def test_a_difference_without_an_interval_stands_alone():
    """A difference whose interval is absent is a number, and one that is absent itself is a dash."""
    comparison = compared(codes=["curriculum"])
    difference = comparison.differences["curriculum"]

    def shown(**changes):
        changed = attrs.evolve(comparison, differences={"curriculum": attrs.evolve(difference, **changes)})
        return rows_of(report(comparisons=[changed]).section("differences"))[1][1]

    assert shown(low=None, high=None) == f"{difference.value:+.1f}"
    assert shown(value=None, low=None, high=None) == "—"


def test_a_comparison_of_groups_that_the_tables_do_not_have_is_refused():
    """The message names the groups of the tables."""
    tables = suppress(aggregates(SCORES, by=("discipline",)), rule=RULE)
    with pytest.raises(ArgumentError, match="the group 'public', expected groups of the tables: all, "):
        report(tables, comparisons=[compared()])


def test_means_that_are_rounded_are_not_compared():
    """A difference would tell what rounding hides."""
    rule = attrs.evolve(RULE, rounding_base=2.5)
    tables = suppress(aggregates(SCORES, codes=["overall"]), rule=rule)
    with pytest.raises(
        ArgumentError, match="'comparisons': got 1 of them, expected none where means are rounded"
    ):
        cohort_report(tables, instrument=SCORES.instrument, rule=rule, comparisons=[compared()])


def test_a_score_of_one_administration_has_a_dash_in_the_other():
    """Where an administration has no such score, there is nothing to show and nothing to explain."""
    shares = {f"S{i}": 4.0 * i for i in range(20)}
    told = {("2019", "overall"): shares, ("2019", "curriculum"): shares, ("2023", "overall"): shares}
    tables = Aggregates.of(told, {("2019", "all"): shares, ("2023", "all"): shares})
    rule = DisclosureRule(minimum_quartiles=4)
    page = read(cohort_report(suppress(tables, rule=rule), instrument=SCORES.instrument, rule=rule))
    assert "No mean score is shown" not in page.section("results").text
    assert rows_of(page.section("results"))[-1] == ["Curriculum", "—"]


def test_groups_that_would_be_shown_as_one_are_named():
    """Where two withheld groups follow together from what is shown, a sentence says so, with the administration."""
    said = "As one group, Dental medicine and Medicine would be shown."
    assert f"{said} Their mean together follows from the means above" in report().section("withheld").text
    safe = suppress(aggregates({"2023": SCORES}, by=("discipline",)), rule=RULE)
    assert "Dental medicine and Medicine of 2023 would be shown." in report(safe).section("withheld").text
    whole = suppress(aggregates(SCORES, codes=["overall"]), rule=RULE)
    assert "As one group" not in report(whole).section("withheld").text
