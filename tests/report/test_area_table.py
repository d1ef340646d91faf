"""The table of results: complete, readable by a screen reader, and clear about what is absent."""

import math
import re

import pytest

from smmi.instrument import Answers, Area, Domain, Indicator, Instrument, Percentage
from smmi.report import school_report
from smmi.report.wording._words import chance_text, chances_text, is_close, range_text
from smmi.scoring import MinimumCoverage, ScoringScheme
from smmi.scoring.scorer import NodeScore
from tests.report.cohorts import OPEN, band_of, clinic, clinic_scheme, clinics, place, school
from tests.report.pages import read


def table_of(profile, placement, **chosen):
    """The table of a report."""
    return read(school_report(profile, placement, **chosen)).one("table")


def row_of(table, name):
    """The row of a domain or an area."""
    (row,) = [
        row for row in table.all("tr") if any(span.text == name for span in row.all("span", class_="name"))
    ]
    return row


def cells_of(table, name):
    """The texts of the cells of a row."""
    return [cell.text for cell in row_of(table, name).all("td")]


def test_every_area_stands_under_its_domain():
    """Each domain has a group of rows that opens with its own and holds each of its areas once, in declared order."""
    profile, placement = school()
    groups = [
        [span.text for span in body.all("span", class_="name")]
        for body in table_of(profile, placement).all("tbody")
    ]
    domains = profile.scores.instrument.domains
    assert groups == [[domain.label, *(area.label for area in domain.areas)] for domain in domains]


def test_a_screen_reader_can_tell_what_a_cell_means():
    """The table has a caption, headers a scope, cells a label for a narrow screen, and no cell is missing."""
    table = table_of(*school())
    assert table.one("caption").text == "Score, attainable range and standing of each area, by domain"
    assert {header.attributes.get("scope") for header in table.one("thead").all("th")} == {"col", "colgroup"}
    assert {header.attributes.get("scope") for body in table.all("tbody") for header in body.all("th")} == {
        "row",
        "rowgroup",
    }
    assert [cell for cell in table.all("td") if not cell.attributes.get("data-label")] == []
    for row in table.all("tr")[2:]:
        assert sum(int(cell.attributes.get("colspan", 1)) for cell in (*row.all("th"), *row.all("td"))) == 9


def test_a_row_says_what_was_scored_and_how_it_stands():
    """An area's row has its score, its attainable range, and quartile, percentile with its interval, median
    and size of each group.
    """
    profile, placement = school()
    area = profile.scores.instrument.areas[0]
    score = profile[area.code]
    low, high = score.bounds
    expected = [f"{score.value:.1f}", "fixed" if low == high else f"{low:.1f} to {high:.1f}"]
    for group in ("all", "dental"):
        standing = placement[area.code][group]
        low, high = standing.interval
        expected += [
            f"{standing.stars} of 4 stars, {standing.quartile.label} "
            f"({chance_text(standing.band_probabilities[standing.quartile], brief=True)})",
            f"{standing.percentile:.0f} ({math.floor(low)} to {math.ceil(high)})",
            f"{band_of(standing)} n = {standing.n}",
        ]
    assert cells_of(table_of(profile, placement), area.label) == expected


@pytest.mark.parametrize(
    ("share", "score", "extent"), [(40.0, "31.7", "fixed"), (None, "27.5", "18.3 to 51.7")]
)
def test_the_attainable_range_is_fixed_or_open(share, score, extent):
    """A range is fixed where nothing is blank; a blank opens it by what it could be worth: 0 to a third."""
    table = table_of(*place(clinics(clinic(), share=share), clinic_scheme(clinic())))
    assert cells_of(table, "Care")[:2] == [score, extent]


def test_an_absent_score_is_a_dash_with_a_reason():
    """Where too little was answered a dash stands with the reason, in the score and in the standing."""
    scheme = ScoringScheme(
        clinic(), items=dict(clinic_scheme(clinic()).items), coverage={"care": MinimumCoverage(0.9)}
    )
    table = table_of(*place(clinics(clinic(), use=None), scheme), rule=OPEN)
    cells = cells_of(table, "Care")
    assert cells[0] == "— too little answered"
    assert cells[2:] == ["— no score to place", "28.3 n = 11"]


def test_a_score_that_cannot_be_has_no_range():
    """Where an area has nothing that applies, score and range say so."""
    table = table_of(
        *place(clinics(clinic(), rooms=0, use=None, kind="country", wait=None), clinic_scheme(clinic()))
    )
    row = row_of(table, "Staff")
    assert cells_of(table, "Staff")[:2] == ["— nothing applicable", "— nothing applicable"]
    assert row.one("th").text.endswith("nothing to answer")


def test_a_small_group_shows_nothing_but_the_reason():
    """In a group below the minimum one cell stands for all three, and gives no median away."""
    table = table_of(*place(clinics(clinic(), n=4), clinic_scheme(clinic())))
    assert cells_of(table, "Care")[2:] == ["— group of 4, at least 5 needed"]


def test_a_small_group_may_have_quartiles_and_no_percentiles():
    """In a group between the two minima the percentile is a dash with its reason."""
    table = table_of(*place(clinics(clinic(), n=7), clinic_scheme(clinic())), rule=OPEN)
    cells = cells_of(table, "Care")
    assert cells[2:4] == ["1 of 4 stars, Fourth (87 %)", "— group of 7, at least 10 needed"]


def test_no_score_in_a_small_group_says_both():
    """A unit without a score in a group that is too small: both are said."""
    answers = clinics(clinic(), n=4, rooms=None, use=None, share=None)
    table = table_of(*place(answers, clinic_scheme(clinic())))
    assert cells_of(table, "Care")[2:] == ["— no score, and a group of 3"]


def test_an_area_says_how_much_was_answered():
    """Under an area's name stands how much was answered of what was put to the unit."""
    answers = clinics(clinic(), rooms=0, use=None, share=None, offers=None, parts=None)
    table = table_of(*place(answers, clinic_scheme(clinic())))
    assert row_of(table, "Care").one("th").text == "Care 1 of 2 answered"
    assert row_of(table, "Staff").one("th").text == "Staff 1 of 1 answered"


def half_answered(share):
    """A unit with a whole area answered, and half of another; that needs nine tenths for a score."""
    areas = [
        Area(
            code=code,
            label=code.title(),
            indicators=[
                Indicator(code=f"{code}_{i}", prompt="?", scale=Percentage(code="percent")) for i in (1, 2)
            ],
        )
        for code in ("full", "half")
    ]
    asked = Instrument(
        code="two", edition="1", title="Two", domains=[Domain(code="whole", label="Whole", areas=areas)]
    )
    record = {"id": "S1", "full_1": 100, "full_2": 100, "half_1": share}
    read = Answers.from_records(asked, [record], unit="id")
    coverage = {"half": MinimumCoverage(0.9), "whole": MinimumCoverage(0.5)}
    return place(read, ScoringScheme(asked, coverage=coverage))


def test_a_score_outside_of_its_range_is_explained():
    """A domain that leaves out a part-answered area is explained above the table, by name."""
    profile, placement = half_answered(0)
    assert (profile["whole"].value, profile["whole"].bounds) == (100.0, (50.0, 75.0))
    areas = read(school_report(profile, placement)).section("areas")
    assert areas.all("p", class_="quiet")[1].text == (
        "The attainable range does not include the score of Whole: a score leaves out what has too few answers, while "
        "the range supposes that every blank gets one."
    )


def test_a_score_within_its_range_needs_no_explanation():
    """A score at the end of its range is within it, and a score that is absent is not outside of its own."""
    profile, placement = half_answered(100)
    assert (profile["whole"].value, profile["whole"].bounds) == (100.0, (75.0, 100.0))
    assert profile["half"].value is None
    assert len(read(school_report(profile, placement)).section("areas").all("p", class_="quiet")) == 1


def test_one_outcome_of_all_completions_is_not_called_fixed():
    """Where all completions give one score, and the score is another, the range is not called fixed."""
    score = NodeScore(code="whole", value=100.0, reason=None, bounds=(50.0, 50.0))
    assert range_text(score) == "50.0 to 50.0"


def test_where_stars_are_pale_the_likely_quartiles_stand_the_likeliest_first():
    """In each row, and in the same order and the same words as among the areas that are too close to tell."""
    profile, placement = school()
    table = table_of(profile, placement)
    shown, expected = [], []
    for area in profile.scores.instrument.areas:
        cells = cells_of(table, area.label)
        shown += [cell.partition("not certain, ")[2] for cell in cells if "not certain, " in cell]
        standings = [placement[area.code][group] for group in ("all", "dental")]
        expected += [standing for standing in standings if is_close(standing, 0.8)]
    assert [re.sub("[()]", "", text) for text in shown] == [
        re.sub(",| and", "", chances_text(standing)) for standing in expected
    ]
    for standing in expected:
        chances = [float(number) for number in re.findall(r"\d+", chances_text(standing))]
        assert chances == sorted(chances, reverse=True)
    assert any(chances_text(standing).split()[0] != standing.quartile.label for standing in expected)
