"""Quartiles, medians and owners in the audit: what is called safe is safe, and not much else is called a leak."""

import itertools

import attrs
import numpy as np
import pytest

from smmi import editions
from smmi.benchmark import DisclosureRule, aggregates, audit, suppress
from smmi.benchmark.disclosure import Aggregates, CellState, Intruder, LeakKind
from smmi.benchmark.disclosure._bounding import _order, _ordered
from smmi.benchmark.disclosure._systems import blocks
from smmi.benchmark.worlds._crossings import LEANS, Crossings
from smmi.benchmark.worlds._knowledge import Knowledge
from smmi.benchmark.worlds._rounding import to_multiple
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument import Characteristic, Option, synthesize
from smmi.scoring import ScoringScheme, score
from tests.benchmark.enumerated_worlds import STEP, half_up, possible, quartiles, tables_of

SEEDS = pytest.mark.parametrize(
    "seeds", [range(2), pytest.param(range(2, 150), marks=pytest.mark.long)], ids=["few", "many"]
)
RULE = DisclosureRule()


def drawn(seed):
    """A tiny cohort, its groups, how its means and quartiles are published, and who owns some of it."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(5, 8))
    truth = (STEP * rng.integers(0, 5, n)).tolist()
    groups = {"all": tuple(range(n))}
    for group in range(int(rng.integers(0, 3))):
        inside = np.flatnonzero(rng.random(n) < 0.7).tolist()
        if len(inside) > 1:
            groups[f"group {group}"] = tuple(inside)
    means, base = (None, 10, 50)[rng.integers(3)], (None, 10, 20, 50)[rng.integers(4)]
    places = {name for name in groups if rng.random() < 0.8}
    owners = {0: "A", 1: "A"} if rng.random() < 0.5 else {}
    return truth, groups, means, places, base, owners


def narrow_by_enumeration(case, width, percent):
    """Which scores which intruder bounds too closely, all worlds being tried; and all that were asked."""
    truth, groups, means, places, base, owners = case
    parties = [(0, 1)] if owners else [(0,), (1,)]
    parties += [(unit,) for unit in range(2, len(truth))]
    found = possible(truth, groups, means, places, base, [(), *parties])
    narrow = set()
    for (who, unit), (low, high) in found.items():
        reach = -1.0 if percent is None else min(100.0, truth[unit] * (1 + percent / 100))
        if high - low < width or high < reach:
            narrow.add((who, unit))
    return narrow, set(found)


def narrow_by_audit(tables, rule):
    """The same, by the audit."""
    places = {unit: int(unit[1:]) for unit in tables.scores["", "x"]}
    return {
        (tuple(places[unit] for unit in leak.participants), places[leak.units[0]])
        for leak in audit(tables, rule=rule).leaks
        if leak.kind in {LeakKind.INTERVAL, LeakKind.QUARTILES}
        and leak.low is not None
        and len(leak.units) == 1
    }


@SEEDS
def test_whatever_enumeration_bounds_too_closely_is_a_leak_and_hardly_anything_else(seeds):
    """For the public, each participant and each owner; of leaks that are named nine in ten are ones."""
    named = more = 0
    for seed in seeds:
        case = drawn(seed)
        tables = tables_of(*case[:5], owners=case[5])
        for width, percent in ((50.0, None), (25.0, 10.0)):
            rule = DisclosureRule(
                minimum_cell=2, minimum_quartiles=4, protection_width=width, p_percent=percent
            )
            expected, asked = narrow_by_enumeration(case, width, percent)
            found = narrow_by_audit(tables, rule)
            # What the public finds is not said again of participants.
            assert {(who, unit) for who, unit in expected if ((), unit) not in found} <= found, seed
            named += len(found & asked)
            more += len(found & asked - expected)
    assert named
    assert more <= 0.1 * named


@pytest.mark.parametrize("seed", range(4))
def test_a_world_publishes_the_same(seed):
    """Means and rounded quartiles of a world are those of the truth; and so they are for those that it holds for."""
    rng = np.random.default_rng(seed)
    scores = {f"S{i:02}": float(value) for i, value in enumerate(rng.uniform(20.0, 80.0, 16).round(1))}
    names = list(scores)
    members = {("", "all"): names, ("", "some"): names[:9], ("", "rest"): names[6:]}
    tables = Aggregates.of({("", "x"): scores}, members)
    rounded = tuple(
        attrs.evolve(cell, quartiles=tuple(to_multiple(one, 10.0) for one in cell.quartiles))
        for cell in tables.cells
    )
    block = blocks(attrs.evolve(tables, cells=rounded, quartile_base=10.0), RULE)[0]
    low, high = block.limits
    knowledge = Knowledge(
        incidence=block.spread,
        low=low,
        high=high,
        orders=[_order(block, row) for row in range(len(block.cells))],
        values=block.values,
        units=block.owners,
        parties=block.parties,
        step=None,
    )
    moved = 0
    for place in (0, 7, 15):
        marks = (np.arange(16) == place).astype(np.int64)
        like = block.values.copy()
        like[place] = min(100.0, like[place] * 1.3)
        for order in (None, like):
            known = np.arange(16) == (place + 1) % 16
            world = knowledge.world(marks, known, [1.0], like=order)
            if world is None:
                continue
            other = knowledge.scores_in(world)
            moved += np.abs(other - block.values).max() > 1.0
            assert other[known] == pytest.approx(block.values[known])
            assert block.spread @ other == pytest.approx(low, abs=1e-5)
            for row, cell in enumerate(block.cells):
                for got, shown in zip(quartiles(other[block.spread[row]]), cell.quartiles, strict=True):
                    assert shown - 5.0 - 1e-6 <= got <= shown + 5.0 + 1e-6
    assert moved


def test_twenty_schools_at_1_point_are_not_bounded_to_5():
    """Exact quartiles 1, 1, 1 and a mean of 1 bound each score to 5 points; rounded, each may be from 0 to 19."""
    units = dict.fromkeys([f"S{i:02}" for i in range(20)], 1.0)
    tables = Aggregates.of({("", "x"): units}, {("", "all"): units})
    exact = attrs.evolve(RULE, quartile_base=None)
    leaks = audit(tables, rule=exact).leaks
    assert {(leak.kind, leak.low, leak.high) for leak in leaks} == {(LeakKind.QUARTILES, 0.0, 5.0)}
    safe = suppress(tables, rule=RULE)
    assert audit(safe, rule=RULE).is_safe
    assert safe.cells[0].state is CellState.PUBLISHED
    assert suppress(tables, rule=exact).cells[0].quartiles is None


def test_quartiles_of_61_are_no_single_scores():
    """Of 61 each quartile is a score to the bit: published by the rule, it is a multiple of the width."""
    units = {f"S{i:02}": 20.0 + 0.97 * i for i in range(61)}
    tables = Aggregates.of({("", "x"): units}, {("", "all"): units})
    assert set(tables.cells[0].quartiles) <= set(units.values())
    safe = suppress(tables, rule=RULE)
    assert safe.cells[0].quartiles == (30.0, 50.0, 60.0)
    assert audit(safe, rule=RULE).is_safe


def test_where_quartiles_tell_too_much_they_go_and_the_cell_stays():
    """Twenty schools at 1 lose their quartiles; the twenty others keep theirs, and all means are published."""
    units = {f"S{i:02}": 1.0 if i < 20 else 30.0 + 2.0 * (i - 20) for i in range(40)}
    members = {("", "low"): list(units)[:20], ("", "high"): list(units)[20:]}
    rule = attrs.evolve(RULE, quartile_base=0.5)
    safe = suppress(Aggregates.of({("", "x"): units}, members), rule=rule)
    assert all(cell.state is CellState.PUBLISHED for cell in safe.cells)
    assert [cell.quartiles is None for cell in safe.cells] == [True, False]
    assert audit(safe, rule=rule).is_safe


def test_withholding_quartiles_or_cells_never_adds_a_leak():
    """Of tables that are safe, any part may be withheld besides."""
    rng = np.random.default_rng(5)
    units = {f"S{i:02}": float(value) for i, value in enumerate(rng.uniform(0.0, 100.0, 26).round(1))}
    names = list(units)
    members = {("", "all"): names, ("", "a"): names[:14], ("", "b"): names[14:], ("", "c"): names[4:20]}
    rule = DisclosureRule(minimum_cell=2, minimum_quartiles=4)
    safe = suppress(Aggregates.of({("", "x"): units}, members), rule=rule)
    assert any(cell.quartiles for cell in safe.cells)
    for gone in range(4):
        for change in (
            lambda cell: attrs.evolve(cell, quartiles=None),
            lambda cell: cell.withheld(CellState.COMPLEMENTARY),
        ):
            cells = [change(cell) if at == gone else cell for at, cell in enumerate(safe.cells)]
            assert audit(attrs.evolve(safe, cells=tuple(cells)), rule=rule).is_safe


OWNED = {f"S{i}": 30.0 + 5 * i for i in range(8)}


def owned(owners):
    """Means of one group of eight."""
    tables = Aggregates.of({("", "x"): OWNED}, {("", "all"): OWNED}, owners=owners)
    return attrs.evolve(tables, cells=tuple(attrs.evolve(cell, quartiles=None) for cell in tables.cells))


def test_an_owner_takes_all_of_its_units_away():
    """Of eight units an owner of four leaves four: a leak, told of the owner's units; without owners there is none."""
    assert audit(owned({}), rule=RULE).is_safe
    leaks = audit(owned(dict.fromkeys(["S0", "S1", "S2", "S3"], "A")), rule=RULE).leaks
    assert {(leak.kind, leak.participants, leak.units) for leak in leaks} == {
        (LeakKind.SMALL_SUM, ("S0", "S1", "S2", "S3"), ("S4", "S5", "S6", "S7"))
    }
    assert audit(owned(dict.fromkeys(["S0", "S1"], "A")), rule=RULE).intruders == 8
    public = attrs.evolve(RULE, intruder=Intruder.PUBLIC)
    assert audit(owned(dict.fromkeys(OWNED, "A")), rule=public).is_safe
    assert (
        suppress(owned(dict.fromkeys(list(OWNED)[:4], "A")), rule=RULE).cells[0].state is CellState.SENSITIVE
    )


def test_an_owner_bounds_by_all_that_it_knows():
    """Four of eight at 0 are known to their owner: a mean near the end then bounds the other four more closely."""
    scores = dict(zip(OWNED, [0.0] * 4 + [98.0] * 4, strict=True))
    rule = DisclosureRule(minimum_cell=2)
    for owners, safe in (({}, True), (dict.fromkeys(list(OWNED)[:4], "A"), False)):
        tables = Aggregates.of({("", "x"): scores}, {("", "all"): scores}, owners=owners)
        tables = attrs.evolve(
            tables, cells=tuple(attrs.evolve(cell, quartiles=None) for cell in tables.cells)
        )
        leaks = audit(tables, rule=rule).leaks
        assert (leaks == ()) is safe
        assert {leak.participants for leak in leaks} <= {("S0", "S1", "S2", "S3")}


def test_two_that_pool_are_an_option():
    """Six units protect each from another one, and not from two; more than two are refused."""
    six = {unit: OWNED[unit] for unit in list(OWNED)[:6]}
    tables = Aggregates.of({("", "x"): six}, {("", "all"): six})
    tables = attrs.evolve(tables, cells=tuple(attrs.evolve(cell, quartiles=None) for cell in tables.cells))
    assert audit(tables, rule=RULE).is_safe
    assert {leak.kind for leak in audit(tables, rule=RULE, coalitions=2).leaks} == {LeakKind.SMALL_SUM}
    with pytest.raises(ArgumentError, match="1 or 2"):
        audit(tables, rule=RULE, coalitions=3)


@pytest.mark.parametrize(
    ("value", "base", "multiple"),
    [(45.0, 10.0, 50.0), (44.99, 10.0, 40.0), (0.15, 0.1, 0.2), (0.3, 0.1, 0.3)],
)
def test_the_upper_of_two_multiples_is_taken_where_both_are_as_near(value, base, multiple):
    """As decimals are written, and as exact arithmetic has it."""
    assert to_multiple(value, base) == multiple
    assert half_up(45, 10) == 50


@pytest.mark.parametrize(("step", "message"), [(30.0, "divides 100"), (20.0, "multiples of it")])
def test_a_grid_divides_the_scale_and_holds_the_scores(step, message):
    """What is no grid of the scores is refused."""
    with pytest.raises(ArgumentError, match=message):
        Aggregates.of({("", "x"): OWNED}, {("", "all"): OWNED}, grid={"x": step})


def cohort(owners, *, declared=False):
    """Scores of six schools of a tiny instrument with owners."""
    instrument = editions.smmi_16()
    if declared:
        options = [Option(code=code, label=code) for code in ("a", "b")]
        instrument = attrs.evolve(
            instrument,
            characteristics=(
                *instrument.characteristics,
                Characteristic(code="owner", label="Owner", options=options),
            ),
        )
    name = "owner" if declared else "university"
    answers = synthesize(instrument, units=6, rng=np.random.default_rng(2), attributes={name: owners})
    return score(answers, ScoringScheme.equal_weights(instrument))


def test_owners_are_those_of_an_attribute_or_of_the_characteristic_that_is_called_so():
    """Named, or declared by the instrument; a unit without one is its own, and of two owners it is refused."""
    owners = ["a", "a", "b", None, None, "b"]
    expected = {"S001": "a", "S002": "a", "S003": "b", "S006": "b"}
    assert aggregates(cohort(owners, declared=True), codes=["overall"]).owners == expected
    assert aggregates(cohort(owners), codes=["overall"]).owners == {}
    assert aggregates(cohort(owners), codes=["overall"], owner="university").owners == expected
    with pytest.raises(UnknownCodeError, match="no attribute is called 'universty'"):
        aggregates(cohort(owners), codes=["overall"], owner="universty")
    waves = {"1": cohort(owners), "2": cohort(["b", *owners[1:]])}
    with pytest.raises(ArgumentError, match="'S001' of 'a' and of 'b'"):
        aggregates(waves, codes=["overall"], owner="university")


def crossed_attack(seed):
    """Forty units in two ways of three groups, all published with rounded quartiles, and an attack on them."""
    rng = np.random.default_rng(seed)
    n, base = 40, (10.0, 4.0)[seed % 2]
    spread = rng.integers(0, 101, n).astype(float) if seed % 3 else rng.choice([0.0, 50.0, 100.0, 62.5], n)
    scores = {f"S{i:02}": float(value) for i, value in enumerate(spread)}
    names = np.array(list(scores))
    kinds = rng.integers(0, 3, (2, n))
    members = {("", "all"): names} | {
        ("", f"{way}{kind}"): names[kinds[way] == kind] for way in (0, 1) for kind in range(3)
    }
    tables = Aggregates.of({("", "x"): scores}, members)
    cells = tuple(
        attrs.evolve(cell, quartiles=tuple(to_multiple(one, base) for one in cell.quartiles))
        for cell in tables.cells
    )
    block = blocks(attrs.evolve(tables, cells=cells, quartile_base=base), RULE)[0]
    attack = _ordered(block, np.ones(len(cells), dtype=np.bool_), attrs.evolve(RULE, quartile_base=base))
    return rng, block, attack, base


@pytest.mark.parametrize("seed", range(6))
def test_a_world_in_which_a_value_crosses_quartiles_publishes_the_same(seed):
    """Up or down, for the public and for each participant whom it serves: totals, quartiles and own values stay."""
    rng, block, attack, base = crossed_attack(seed)
    n, atoms = len(block.values), attack.knowledge.by_atoms
    nobody = np.zeros(n, dtype=np.bool_)
    found = served = 0
    for upward, lean in itertools.product((True, False), LEANS):
        crossings = Crossings(atoms, attack.orders, upward=upward)
        for riser in rng.choice(n, 5, replace=False).tolist():
            up = (100.0 if upward else 0.0) - block.values[riser]
            goal = block.values[riser] + 0.4 * up
            world = crossings.raised(riser, goal if upward else 100.0 - goal, nobody, lean)
            if world is None:
                continue
            found += 1
            raised = crossings.scores_in(world, nobody)[riser]
            assert raised >= goal - 1e-6 if upward else raised <= goal + 1e-6
            for party in [-1, *np.flatnonzero(world.served).tolist()]:
                known = atoms.parties == party
                other = crossings.scores_in(world, known)
                served += party >= 0
                assert other[known] == pytest.approx(block.values[known])
                assert other.min() >= -1e-5
                assert other.max() <= 100 + 1e-5
                assert block.spread @ other == pytest.approx(block.spread @ block.values, abs=1e-5)
                for row, cell in enumerate(block.cells):
                    exact = quartiles(other[block.spread[row]].tolist())
                    for got, shown in zip(exact, cell.quartiles, strict=True):
                        assert shown - base / 2 - 1e-5 <= got < shown + base / 2 + 1e-5
    assert found
    assert served


@pytest.mark.parametrize("seed", range(6))
def test_quartiles_that_are_withheld_are_as_if_they_had_never_been_published(seed):
    """Whether limits were asked for before or not, the same worlds are found as from the other quartiles alone."""
    rng, block, attack, _ = crossed_attack(seed)
    atoms, nobody = attack.knowledge.by_atoms, np.zeros(len(block.values), dtype=np.bool_)
    gone = int(rng.integers(len(attack.orders)))
    others = [order for at, order in enumerate(attack.orders) if at != gone]
    for upward, lean in itertools.product((True, False), LEANS):
        one = Crossings(atoms, attack.orders, upward=upward)
        if lean:
            one.raised(0, 60.0, nobody, lean)
        one.forget(gone)
        other = Crossings(atoms, others, upward=upward)
        for riser, goal in itertools.product(
            rng.choice(len(nobody), 3, replace=False).tolist(), (40.0, 70.0)
        ):
            found, expected = (each.raised(riser, goal, nobody, lean) for each in (one, other))
            assert (found is None) == (expected is None)
            if found is not None:
                assert found.moves == pytest.approx(expected.moves)
                assert np.array_equal(found.served, expected.served)


@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(n, marks=pytest.mark.long) for n in range(3, 6))])
def test_one_world_for_many_participants_is_one_for_each(seed, monkeypatch):
    """Where a world is found for each participant alone, they are found for many together; some need several."""
    _, block, attack, _ = crossed_attack(seed)
    atoms = attack.knowledge.by_atoms
    everyone = np.ones(len(block.values), dtype=np.bool_)
    found, sizes, fixed = [], [], Crossings.raised

    def counted(self, riser, goal, known, lean):
        sizes.append(np.count_nonzero(known))
        return fixed(self, riser, goal, known, lean)

    monkeypatch.setattr(Crossings, "raised", counted)
    for most in (128, 0):
        monkeypatch.setattr("smmi.benchmark.worlds._crossings.MOST_ALONE", most)
        monkeypatch.setattr("smmi.benchmark.worlds._crossings.MOST_TOGETHER", 4)
        upward = Crossings(atoms, attack.orders, upward=True)
        found.append(
            [
                upward.has_all(np.flatnonzero(atoms.groups == group), goal, everyone)
                for group in np.unique(atoms.groups).tolist()
                for goal in (55.0, 70.0, 90.0)
            ]
        )
    alone, together = found
    assert all(many for one, many in zip(alone, together, strict=True) if one)
    assert any(together)
    assert max(sizes) > 1
