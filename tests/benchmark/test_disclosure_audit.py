"""The auditor finds planted leaks, and says who can, what of whom, and from which cells."""

import attrs
import numpy as np
import pytest

from smmi.benchmark import DisclosureRule, audit, suppress
from smmi.benchmark.disclosure import Aggregates, CellKey, CellState, CodeRelation, Intruder, LeakKind
from smmi.errors import ArgumentError
from tests.benchmark.table_sets import KINDS, bounds_of_scores, random_tables

RULE = DisclosureRule(minimum_quartiles=4)
UNITS = [f"S{i:02}" for i in range(24)]
SCORES = {unit: 35.0 + 1.25 * i for i, unit in enumerate(UNITS)}


def tables_of(groups, *, scores=SCORES, wave="", **options):
    """Aggregates of one score and administration."""
    members = {(wave, name): units for name, units in groups.items()}
    return of_means(Aggregates.of({(wave, "x"): scores}, members, **options))


def of_means(tables):
    """The same without quartiles, which are attacked elsewhere."""
    return attrs.evolve(tables, cells=tuple(attrs.evolve(cell, quartiles=None) for cell in tables.cells))


def waves_of(*waves):
    """Aggregates of one score in administrations 1, 2, …, each with its groups and scores."""
    scores = {(str(i), "x"): values for i, (_, values) in enumerate(waves, start=1)}
    members = {
        (str(i), name): units
        for i, (groups, _) in enumerate(waves, start=1)
        for name, units in groups.items()
    }
    return of_means(Aggregates.of(scores, members))


def leak_of(tables, *, rule=RULE, kind=LeakKind.SMALL_SUM):
    """The only leak of a kind; and no other kind where it is a small sum over several units."""
    found = [leak for leak in audit(tables, rule=rule).leaks if leak.kind is kind]
    assert len(found) == 1, found
    return found[0]


def cells_of(leak):
    """The combination of a leak, by group and administration."""
    return {(key.group + key.administration): times for key, times in leak.combination}


def test_leak_1_the_difference_of_nested_groups_is_one_unit():
    """All minus all but one: the public has the one's score."""
    leak = leak_of(tables_of({"all": UNITS, "most": UNITS[1:]}))
    assert (leak.participants, leak.units, cells_of(leak)) == ((), ("S00",), {"all": 1, "most": -1})
    assert leak.low == leak.high == pytest.approx(SCORES["S00"], abs=1e-9)


def test_leak_2_the_difference_of_nested_groups_is_a_sum_over_few():
    """All minus all but three: the public has the sum of three."""
    leak = leak_of(tables_of({"all": UNITS, "most": UNITS[3:]}))
    assert (leak.participants, leak.units) == ((), ("S00", "S01", "S02"))
    assert leak.low == pytest.approx(35.0 + 36.25 + 37.5, abs=1e-9)


def test_leak_3_a_unit_joins_between_two_administrations():
    """The totals of two administrations differ by the one that is new, if nobody else's score has changed."""
    before = {unit: SCORES[unit] for unit in UNITS[:-1]}
    leak = leak_of(waves_of(({"all": UNITS}, before), ({"all": UNITS}, SCORES)))
    assert (leak.participants, leak.units, cells_of(leak)) == ((), ("S23",), {"all1": -1, "all2": 1})
    assert leak.low == leak.high == pytest.approx(SCORES["S23"], abs=1e-9)


def test_leak_4_a_unit_changes_its_group_between_two_administrations():
    """A group of one administration minus the same of the next is the unit that left it."""
    first = {"a": UNITS[:10], "b": UNITS[10:]}
    second = {"a": UNITS[:9], "b": UNITS[9:]}
    leaks = audit(waves_of((first, SCORES), (second, SCORES)), rule=RULE).leaks
    small = [leak for leak in leaks if leak.kind is LeakKind.SMALL_SUM]
    assert {leak.units for leak in small} == {("S09",)}
    assert {frozenset(cells_of(leak)) for leak in small} <= {frozenset({"a1", "a2"}), frozenset({"b1", "b2"})}


def test_leak_5_overlapping_custom_peers():
    """Two groups of peers and their union give the two units that are in both."""
    groups = {"mine": UNITS[:12], "yours": UNITS[10:], "union": UNITS}
    leak = leak_of(tables_of(groups))
    assert (leak.participants, leak.units) == ((), ("S10", "S11"))
    assert cells_of(leak) in ({"mine": 1, "yours": 1, "union": -1}, {"mine": -1, "yours": -1, "union": 1})


def test_leak_6_a_dominated_total():
    """Where one unit has nearly all of a total, each other knows it within its p percent, or an (n, k) rule says so."""
    scores = dict.fromkeys(UNITS[:8], 0.5) | {"S00": 80.0}
    tables = tables_of({"few": UNITS[:8]}, scores=scores)
    leaks = audit(tables, rule=RULE).leaks
    of_large = [leak for leak in leaks if leak.units == ("S00",)]
    assert {leak.kind for leak in of_large} == {LeakKind.INTERVAL}
    assert all(leak.high < 88.0 for leak in of_large)
    rule = DisclosureRule(protection_width=0.0, p_percent=None, dominance=(1, 75.0))
    leak = leak_of(tables, rule=rule, kind=LeakKind.DOMINANCE)
    assert (leak.participants, leak.cells) == ((), (CellKey("", "few", "x"),))


def test_leak_7_a_participant_subtracts_itself():
    """A cell of five is a cell of four for each of its members, and no leak if only the public is feared."""
    tables = tables_of({"five": UNITS[:5], "all": UNITS})
    leak = leak_of(tables)
    assert (leak.participants, leak.cells) == (tuple(UNITS[:5]), (CellKey("", "five", "x"),))
    assert audit(tables, rule=attrs.evolve(RULE, intruder=Intruder.PUBLIC)).is_safe


def test_leak_8_a_withheld_cell_follows_from_the_margins():
    """Of a crossed table one cell alone is withheld: its row total minus the rest of the row gives it back."""
    groups = {"row": UNITS[:16], "left": UNITS[:13], "right": UNITS[13:16]}
    tables = tables_of(groups)
    cells = tuple(
        cell.withheld(CellState.SENSITIVE) if cell.key.group == "right" else cell for cell in tables.cells
    )
    leak = leak_of(attrs.evolve(tables, cells=cells))
    assert (leak.participants, leak.units) == ((), tuple(UNITS[13:16]))
    assert cells_of(leak) == {"left": -1, "row": 1}


def test_leak_9_an_extreme_mean():
    """A mean of 100 gives everybody's score away, however large the group."""
    tables = tables_of({"all": UNITS}, scores=dict.fromkeys(UNITS, 100.0))
    leaks = audit(tables, rule=RULE).leaks
    assert {leak.kind for leak in leaks} == {LeakKind.INTERVAL}
    assert {leak.units for leak in leaks} == {(unit,) for unit in UNITS}
    assert all((leak.participants, leak.low, leak.high) == ((), 100.0, 100.0) for leak in leaks)
    assert all(leak.cells == (CellKey("", "all", "x"),) for leak in leaks)


def test_leak_10_three_groups_of_which_each_two_overlap():
    """No cell holds another, but two of them less the third is twice the sum over four."""
    groups = {"ab": UNITS[:8], "bc": UNITS[4:12], "ca": UNITS[:4] + UNITS[8:12]}
    leaks = audit(tables_of(groups), rule=RULE).leaks
    assert {leak.kind for leak in leaks} == {LeakKind.SMALL_SUM}
    assert {leak.units for leak in leaks} == {tuple(UNITS[i : i + 4]) for i in (0, 4, 8)}
    first = next(leak for leak in leaks if leak.units == tuple(UNITS[:4]))
    assert first.low == pytest.approx(2 * (35.0 + 36.25 + 37.5 + 38.75), abs=1e-9)
    assert cells_of(first) == {"ab": 1, "bc": -1, "ca": 1}


def test_leak_11_quartiles_of_few():
    """Quartiles are published of a cell that is large enough for a mean only."""
    rule = DisclosureRule(minimum_quartiles=25)
    tables = Aggregates.of({("", "x"): SCORES}, {("", "all"): UNITS})
    assert leak_of(tables, rule=rule, kind=LeakKind.QUARTILES).units == tuple(UNITS)


def test_leak_12_a_related_score_that_is_published_alone():
    """Of scores that are made from one another, one is withheld: it follows from the others."""
    scores = {("", code): SCORES for code in ("overall", "a", "b")}
    tables = Aggregates.of(scores, {("", "all"): UNITS}, relation=CodeRelation.RELATED)
    assert audit(tables, rule=RULE).is_safe
    cells = (*tables.cells[:2], tables.cells[2].withheld(CellState.COMPLEMENTARY))
    leak = leak_of(attrs.evolve(tables, cells=cells), kind=LeakKind.RELATION)
    assert {key.code for key in leak.cells} == {"overall", "a"}


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=() if kind == "custom" else pytest.mark.long) for kind in KINDS]
)
def test_scores_that_are_bounded_too_closely_are_those_that_are(kind):
    """Linear programmes unit by unit, without any grouping, find the same for the public and each participant."""
    rule = DisclosureRule(minimum_cell=2, minimum_quartiles=4)
    several = set()
    for seed in range(2):
        tables = of_means(random_tables(kind, np.random.default_rng(seed), units=7))
        expected = {}
        for ((unit, value), intruder), (low, high) in bounds_of_scores(tables).items():
            if high - low < rule.protection_width - 1e-6 or high < min(100.0, 1.1 * value) - 1e-6:
                expected.setdefault((unit, value), {})[intruder] = (low, high)
        found = {}
        for leak in audit(tables, rule=rule).leaks:
            if leak.kind is LeakKind.INTERVAL and len(leak.units) == 1:
                who = leak.participants[0] if leak.participants else None
                found.setdefault(leak.units[0], []).append((who, leak.low, leak.high))
        assert {unit for unit, _ in expected} <= set(found)
        for (unit, _), by_intruder in expected.items():
            # What the public finds is not said again of participants.
            asked = {None: by_intruder[None]} if None in by_intruder else by_intruder
            for who, (low, high) in asked.items():
                assert any(
                    w == who and abs(lo - low) < 1e-6 and abs(hi - high) < 1e-6 for w, lo, hi in found[unit]
                )
        several.add(len(expected))
    assert max(several) > 0


def test_an_audit_says_what_it_did():
    """How many cells, units and intruders; and a sentence for each leak."""
    tables = tables_of({"all": UNITS, "most": UNITS[1:]})
    found = audit(tables, rule=RULE)
    assert (found.cells, found.units, found.intruders, found.is_safe) == (2, 24, 25, False)
    assert (
        found.describe()[0] == "small-sum: the public finds 'x' of S00 between 35 and 35, from all/x, most/x"
    )
    assert audit(suppress(tables, rule=RULE), rule=RULE).is_safe
    many = audit(tables_of({"five": UNITS[:5]}), rule=RULE).describe()[0]
    assert many.startswith(
        "small-sum: S00, S01, S02, S03 and 1 more finds 'x' of S00, S01, S02, S03 and 1 more"
    )


def test_what_is_no_table_or_rule_is_refused():
    """The message says what was expected."""
    with pytest.raises(ArgumentError, match="expected Aggregates"):
        audit([], rule=RULE)
    with pytest.raises(ArgumentError, match="expected a DisclosureRule"):
        audit(tables_of({"all": UNITS}), rule=None)
