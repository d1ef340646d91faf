"""What is published is still worth publishing: shares of what was told before, with floors."""

import pytest

from smmi.benchmark import DisclosureRule, ReportRule
from tests.redteam import usefulness
from tests.redteam.programmes import TEN

NAMES = {"cells", "quartiles", "stars", "medians"}


def below(figures, floors):
    """Which shares are below their floors."""
    assert figures.keys() == floors.keys()
    return {name: share for name, share in figures.items() if share < floors[name]}


def test_the_demonstration_is_told_whole_by_discipline():
    """Cells, quartiles, stars and medians: all of them, as before."""
    assert (
        below(
            usefulness.of_demonstration(usefulness.demonstrated(), ("discipline",), every=100),
            dict.fromkeys(NAMES, 1.0),
        )
        == {}
    )


@pytest.mark.long
def test_most_of_the_demonstration_is_told_by_small_groups():
    """Where small groups are withheld, some large ones have to be, too; in reports nearly all is told."""
    floors = {"cells": 0.7, "quartiles": 0.7, "stars": 0.95, "medians": 0.95}
    by = ("discipline", ("discipline", "carnegie"))
    assert below(usefulness.of_demonstration(usefulness.demonstrated(), by), floors) == {}


@pytest.mark.long
@pytest.mark.parametrize(
    ("seeds", "floors"),
    [
        (TEN, {"cells": 0.3, "quartiles": 0.2, "stars": 0.5, "medians": 0.5}),
        pytest.param(
            range(200),
            {"cells": 0.4, "quartiles": 0.35, "stars": 0.7, "medians": 0.65},
            marks=pytest.mark.long,
        ),
    ],
    ids=["ten", "many"],
)
def test_much_of_hostile_programmes_is_told(seeds, floors):
    """Scores in clusters, groups by chance, waves in which little changes: still near half of all cells."""
    assert below(usefulness.of_programmes(seeds), floors) == {}


@pytest.mark.long
def test_more_of_what_is_published_first_is_told():
    """Nearly two thirds of the cells, of groups that are large enough by themselves."""
    assert below(usefulness.first_tables(range(200)), {"cells": 0.55, "quartiles": 0.75}) == {}


def test_printed_medians_are_as_wide_as_the_protection():
    """10 points in reports and in tables; before they were exact, and somebody's score."""
    report, tables = ReportRule(), DisclosureRule()
    assert report.median_band == report.protection_width
    assert tables.quartile_base == tables.protection_width
