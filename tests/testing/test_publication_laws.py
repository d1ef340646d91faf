"""What the laws of publication say nothing of, and everything untrue that they find."""

import attrs
import pytest

from smmi.benchmark import DisclosureRule
from smmi.benchmark.disclosure import CellState
from smmi.benchmark.laws import DISCLOSURE_LAWS, Publishing
from smmi.errors import LawBrokenError

RULE = DisclosureRule(minimum_cell=2, protection_width=0.0, p_percent=None, minimum_quartiles=4)
SIX = {"scores": [10.0, 20.0, 30.0, 40.0, 50.0, 60.0], "rule": RULE}
SAFE = {**SIX, "groups": {"all": [0, 1, 2, 3, 4, 5], "first": [0, 1, 2]}}
UNSAFE = {**SIX, "groups": {"all": [0, 1, 2, 3, 4, 5], "few": [0]}}
ALL_WITHHELD = {**SIX, "groups": {"few": [0]}}


@pytest.mark.parametrize(
    ("law", "case"),
    [
        ("suppression-cannot-be-undone", SAFE),
        ("published-is-true", ALL_WITHHELD),
        ("withheld-says-nothing", SAFE),
        ("order-free", {**UNSAFE, "order": [0, 1]}),
        ("safe-is-published", UNSAFE),
        (
            "suppression-is-idempotent",
            {**SAFE, "rule": attrs.evolve(RULE, minimum_quartiles=4), "groups": {"all": [0, 1, 2, 3, 4, 5]}},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_law_says_nothing(law, case):
    """A case without what the law speaks of is not live."""
    assert DISCLOSURE_LAWS[law].check(Publishing(), **case) is False


class Shown(Publishing):
    """Of what is published, something is changed."""

    def __init__(self, change):
        self.change = change

    def suppress(self, tables, /, *, rule):
        safe = super().suppress(tables, rule=rule)
        return attrs.evolve(safe, cells=tuple(self.change(safe.cells)))


def every(**changed):
    """A change of every published cell."""
    return lambda cells: [
        attrs.evolve(cell, **changed) if cell.state is CellState.PUBLISHED else cell for cell in cells
    ]


@pytest.mark.parametrize(
    ("change", "base", "evidence"),
    [
        (lambda cells: cells[1:], None, "the cells are ['first/share']"),
        (every(n=5), None, "n of all/share: got 5, expected 6"),
        (every(mean=None), None, "the mean of all/share: got None, expected 35.0 in steps of None"),
        (every(mean=35.001), None, "the mean of all/share: got 35.001, expected 35.0 in steps of None"),
        (every(mean=35.0), 10.0, "the mean of all/share: got 35.0, expected 35.0 in steps of 10.0"),
        (every(mean=50.0), 10.0, "the mean of all/share: got 50.0, expected 35.0 in steps of 10.0"),
        (every(quartiles=(22.5, 35.0, 48.0)), None, "the quartiles of all/share are (22.5, 35.0, 48.0)"),
    ],
)
def test_whatever_is_not_true_is_found(change, base, evidence):
    """A cell that is lost, and a number that is another, or is not rounded, break the law."""
    case = {**SAFE, "rule": attrs.evolve(RULE, rounding_base=base)}
    with pytest.raises(LawBrokenError) as caught:
        DISCLOSURE_LAWS["published-is-true"].check(Shown(change), **case)
    assert caught.value.evidence == evidence


def test_the_nearest_multiple_is_true():
    """Half way between two multiples of the base either is as near."""
    case = {**SAFE, "rule": attrs.evolve(RULE, rounding_base=10.0), "groups": {"all": [0, 1, 2, 3, 4, 5]}}
    for mean in (30.0, 40.0):
        assert DISCLOSURE_LAWS["published-is-true"].check(Shown(every(mean=mean)), **case)


class LosesACell(Publishing):
    """Of tables that were suppressed before, and of those whose first group is small, a cell is lost."""

    def suppress(self, tables, /, *, rule):
        safe = super().suppress(tables, rule=rule)
        lost = tables.suppression is not None or tables.cells[0].n == 1
        return attrs.evolve(safe, cells=safe.cells[lost:])


@pytest.mark.parametrize(
    ("law", "given", "evidence"),
    [
        ("suppression-is-idempotent", {}, "the second time there is no all/share"),
        ("order-free", {"order": [1, 0]}, "in the order ['few', 'all'] there is no few/share"),
    ],
)
def test_a_cell_that_is_lost_is_found(law, given, evidence):
    """A table that is shorter than before is not the same."""
    with pytest.raises(LawBrokenError) as caught:
        DISCLOSURE_LAWS[law].check(LosesACell(), **UNSAFE, **given)
    assert caught.value.evidence == evidence
