"""Publications that are safe one by one tell nothing together, either; and what was told before is counted."""

import itertools
import pickle

import attrs
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

import smmi
from smmi.benchmark import DisclosureRule, Ledger, aggregates, audit, suppress
from smmi.benchmark.disclosure import (
    Aggregates,
    CellKey,
    CellState,
    CodeRelation,
    LeakKind,
    Proposal,
    Publication,
    Revision,
    proposals,
)
from smmi.errors import ArgumentError, DisclosureError, FrozenReleaseError, UnknownCodeError
from tests.benchmark.school_frames import schools

RULE = DisclosureRule()
CLOSE = DisclosureRule(minimum_cell=2, minimum_quartiles=4)
"""A rule under which few units are enough, so that programmes are small."""
SMALL = attrs.evolve(CLOSE, protection_width=0.0, p_percent=None)
"""The same for sums alone, which are searched quickly."""
WIDTH = RULE.protection_width
FEW = settings(settings.get_profile("default"), max_examples=min(15, settings().max_examples))
UNITS = [f"S{i:02}" for i in range(62)]
SCORES = {unit: 30.0 + (7.3 * i) % 41 for i, unit in enumerate(UNITS)}
ATTACKED = Revision.ATTACKED


def tables_of(groups, *, scores=SCORES, wave="2024", code="x"):
    """Aggregates of one score and administration; units without a score do not count."""
    return Aggregates.of({(wave, code): scores}, {(wave, name): units for name, units in groups.items()})


def without(*gone):
    """The scores of all units but some."""
    return {unit: score for unit, score in SCORES.items() if unit not in gone}


def published(tables, rule=RULE, ledger=Ledger(), **options):
    """Tables after suppression."""
    return suppress(tables, rule=rule, ledger=ledger, **options)


def ledger_of(*tables):
    """A ledger of tables as they are given."""
    publications = [
        Publication(name=f"no {i}", on=f"2024-01-{i:02}", tables=one) for i, one in enumerate(tables, start=1)
    ]
    return Ledger(publications=publications)


def states_of(tables):
    """The state of each cell by group."""
    return {cell.key.group: cell.state for cell in tables.cells}


def total(tables, group, *, wave="2024", code="x"):
    """The total that a reader makes of a published cell: number times mean."""
    cell = tables[wave, group, code]
    return cell.n * cell.mean


def bounds(sets, unit, *, wave="2024", code="x", known=()):
    """Between what a unit's score must lie, given all that several tables publish: linear programmes by hand.

    An unknown is a unit and its score: a reader may guess rightly which scores have not changed.
    """
    unknown, rows, totals = {}, [], []
    for tables in sets:
        for cell in tables.cells:
            if cell.state is not CellState.PUBLISHED or cell.key.code != code:
                continue
            scores = tables.scores[cell.key.administration, code]
            rows.append(
                [
                    unknown.setdefault((one, scores[one]), len(unknown))
                    for one in sorted(tables.units(cell.key))
                ]
            )
            totals.append(cell.n * cell.mean)
    target = unknown.get(
        (unit, next(t.scores[wave, code][unit] for t in reversed(sets) if (wave, code) in t.scores))
    )
    if target is None:
        return 0.0, 100.0
    matrix = np.zeros((len(rows), len(unknown)))
    for i, row in enumerate(rows):
        matrix[i, row] = 1.0
    limits = [(value, value) if one in known else (0.0, 100.0) for one, value in unknown]
    ends = [
        linprog(sign * (np.arange(len(unknown)) == target), A_eq=matrix, b_eq=totals, bounds=limits).fun
        for sign in (1.0, -1.0)
    ]
    return ends[0], -ends[1]


def width(*arguments, **options):
    """How wide the bounds are."""
    low, high = bounds(*arguments, **options)
    return high - low


# ----------------------------------------------------------------------------------------------------------------------
# Attacks that found a school exactly


def test_a_school_that_arrives_later_is_not_found():
    """61 schools and then 62: 62 new means less 61 old ones are the new school's score, unless there is a ledger."""
    first = published(tables_of({"all": UNITS}, scores=without("S61")))
    second = published(tables_of({"all": UNITS}))
    assert total(second, "all") - total(first, "all") == pytest.approx(SCORES["S61"], abs=1e-9)
    assert width([first, second], "S61") < 1e-6
    ledger = ledger_of(first)
    with pytest.raises(FrozenReleaseError) as refused:
        published(tables_of({"all": UNITS}), ledger=ledger)
    assert (refused.value.new, refused.value.gone, refused.value.changed) == (1, 0, 0)
    safe = published(tables_of({"all": UNITS}), ledger=ledger, revision=ATTACKED)
    cell = safe["2024", "all", "x"]
    assert (cell.state, cell.because) == (CellState.EARLIER, (CellKey("2024", "all", "x", "no 1"),))
    assert min(width([first, safe], unit) for unit in ("S61", "S00")) >= WIDTH


@pytest.mark.parametrize("new", [1, 5, 6])
def test_so_many_units_have_to_differ_as_is_said(new):
    """Of 40 schools and then of some more: it is published from the number on that the proposal names."""
    ledger = ledger_of(
        published(tables_of({"all": UNITS}, scores={unit: SCORES[unit] for unit in UNITS[:40]}))
    )
    tables = tables_of({"all": UNITS}, scores={unit: SCORES[unit] for unit in UNITS[: 40 + new]})
    safe = published(tables, ledger=ledger, revision=ATTACKED)
    found = proposals(tables, rule=RULE, ledger=ledger, revision=ATTACKED)
    assert (safe["2024", "all", "x"].state is CellState.PUBLISHED) == (new >= 6)
    assert all("at least 6 units differ" in str(one) for one in found)
    assert bool(found) == (new < 6)


def test_a_school_that_withdraws_is_not_found():
    """62 schools and then 61."""
    first = published(tables_of({"all": UNITS}))
    second = published(tables_of({"all": UNITS}, scores=without("S05")))
    assert total(first, "all") - total(second, "all") == pytest.approx(SCORES["S05"], abs=1e-9)
    with pytest.raises(FrozenReleaseError, match="1 unit is gone"):
        published(tables_of({"all": UNITS}, scores=without("S05")), ledger=ledger_of(first))
    safe = published(
        tables_of({"all": UNITS}, scores=without("S05")), ledger=ledger_of(first), revision=ATTACKED
    )
    assert states_of(safe) == {"all": CellState.EARLIER}


def test_corrections_do_not_hide_a_school_that_arrives():
    """Ten scores are corrected a little as one school arrives: it would be known within the sum of corrections."""
    first = published(tables_of({"all": UNITS}, scores=without("S61")))
    corrected = {unit: score + 0.01 * (i < 10) for i, (unit, score) in enumerate(SCORES.items())}
    tables = tables_of({"all": UNITS}, scores=corrected)
    with pytest.raises(FrozenReleaseError, match="1 unit is new; 10 units are changed"):
        published(tables, ledger=ledger_of(first))
    assert total(published(tables), "all") - total(first, "all") == pytest.approx(SCORES["S61"], abs=0.11)
    safe = published(tables, ledger=ledger_of(first), revision=ATTACKED)
    assert states_of(safe) == {"all": CellState.EARLIER}


def test_a_large_correction_alone_does_not_bound_the_score():
    """From 99 to 2: the totals differ by so much that old and new score are known, though no sum over units is."""
    scores = SCORES | {"S00": 99.0}
    first = published(tables_of({"all": UNITS}, scores=scores))
    tables = tables_of({"all": UNITS}, scores=scores | {"S00": 2.0})
    assert width([first, published(tables)], "S00") < WIDTH
    safe = published(tables, ledger=ledger_of(first), revision=ATTACKED)
    assert states_of(safe) == {"all": CellState.EARLIER}
    assert width([first, safe], "S00") >= WIDTH


@pytest.mark.parametrize(
    "published_first", [True, False], ids=["of an earlier publication", "of the same one"]
)
def test_a_withheld_cell_makes_no_scores_the_same(published_first):
    """Who is corrected after a wave of which only three schools were to be published is not found by subtracting.

    Of the withheld cell nobody knows that the school had the score of the other wave at first.
    """
    changed = SCORES | {"S00": 99.0}
    few = {"few": UNITS[:3]}
    first = published(tables_of({"all": UNITS}, wave="2023"))
    if published_first:
        ledger = ledger_of(first, published(tables_of(few)))
        tables = tables_of({"all": UNITS}, scores=changed)
    else:
        ledger = ledger_of(first)
        tables = Aggregates.of(
            {("2023", "x"): changed, ("2024", "x"): changed},
            {("2023", "few"): UNITS[:3], ("2024", "all"): UNITS},
        )
    safe = published(tables, ledger=ledger, revision=ATTACKED)
    assert safe["2024", "all", "x"].state is CellState.EARLIER
    states = {cell.key: cell for cell in safe.cells if cell.key.group == "few"}
    told = attrs.evolve(tables, cells=tuple(states.get(cell.key, cell) for cell in tables.cells))
    found = audit(told, rule=RULE, ledger=ledger)
    assert {leak.units for leak in found.leaks if leak.kind is LeakKind.SMALL_SUM} == {("S00",)}


OTHER_GROUPS = {
    "the rest under another name": (
        {"all": UNITS, "few": UNITS[:3], "rest": UNITS[3:]},
        {"others": UNITS[3:]},
        3,
    ),
    "a union": ({"a": UNITS[:20], "b": UNITS[20:40]}, {"ab": UNITS[:42]}, 2),
    "a difference": ({"all": UNITS, "a": UNITS[:20]}, {"b": UNITS[21:]}, 1),
    "an overlap": ({"a": UNITS[:20], "b": UNITS[17:40]}, {"ab": UNITS[:40]}, 3),
}


@pytest.mark.parametrize(("old", "new", "few"), OTHER_GROUPS.values(), ids=OTHER_GROUPS)
def test_other_groups_of_the_same_answers_give_nothing_back(old, new, few):
    """The same answers under other groups: a sum over few schools follows from both, from neither alone."""
    first, second = published(tables_of(old)), published(tables_of(new))
    ledger = ledger_of(first)
    alone = [audit(one, rule=RULE) for one in (first, second)]
    assert [one.is_safe for one in alone] == [True, True]
    together = audit(second, rule=RULE, ledger=ledger)
    assert (together.is_safe, together.publications) == (False, 1)
    small = [leak for leak in together.leaks if leak.kind is LeakKind.SMALL_SUM]
    leak = min(small, key=lambda one: len(one.units))
    assert len(leak.units) == few
    assert {key.publication for key in leak.cells} == {"", "no 1"}
    tables = {"": second, "no 1": first}
    derived = sum(times * total(tables[key.publication], key.group) for key, times in leak.combination)
    assert abs(derived) == pytest.approx(sum(SCORES[unit] for unit in leak.units), rel=0.0, abs=1e-8)
    safe = published(tables_of(new), ledger=ledger)
    assert set(states_of(safe).values()) == {CellState.EARLIER}
    assert safe.suppression.told_before == 0
    assert audit(safe, rule=RULE, ledger=ledger).is_safe
    assert min(width([first, safe], unit) for unit in leak.units) >= WIDTH


def test_three_publications_of_which_each_two_are_safe():
    """A half, the other half, and all but one: only all three together give the one that is left out."""
    first, second = (published(tables_of({"half": half})) for half in (UNITS[:30], UNITS[30:]))
    third = tables_of({"most": UNITS[1:]})
    assert states_of(published(third, ledger=ledger_of(first))) == {"most": CellState.PUBLISHED}
    assert states_of(published(third, ledger=ledger_of(second))) == {"most": CellState.PUBLISHED}
    ledger = ledger_of(first, second)
    cell = published(third, ledger=ledger)["2024", "most", "x"]
    assert {key.publication for key in cell.because} == {"no 1", "no 2"}
    assert width([first, second, published(third)], "S00") < 1e-6
    assert width([first, second, published(third, ledger=ledger)], "S00") >= WIDTH


def test_a_school_that_changes_its_group_between_waves_is_not_found_if_scores_stay():
    """Scores that have not changed count as the same in two waves; those that have are others."""
    first = published(tables_of({"a": UNITS[:30], "b": UNITS[30:]}, wave="2023"))
    moved = {"a": UNITS[:29], "b": UNITS[29:]}
    second = published(tables_of(moved))
    assert total(first, "a", wave="2023") - total(second, "a") == pytest.approx(SCORES["S29"], abs=1e-9)
    assert set(states_of(published(tables_of(moved), ledger=ledger_of(first))).values()) == {
        CellState.EARLIER
    }
    others = {unit: 100.0 - score for unit, score in SCORES.items()}
    later = published(tables_of(moved, scores=others), ledger=ledger_of(first))
    assert set(states_of(later).values()) == {CellState.PUBLISHED}


def test_a_wave_in_which_all_scores_changed_is_published_whole():
    """A school joins from one wave to the next: its score cannot be found, as the others' scores have changed."""
    ledger, waves = Ledger(), {}
    for i, wave in enumerate(("2021", "2022", "2023", "2024")):
        scores = {unit: (score + 3.7 * i) % 100.0 for unit, score in SCORES.items() if unit > f"S{i:02}"}
        waves[wave] = published(tables_of({"all": UNITS}, scores=scores, wave=wave), ledger=ledger)
        assert states_of(waves[wave]) == {"all": CellState.PUBLISHED}
        ledger = ledger.adding(wave, waves[wave], on=f"{wave}-06-30")
    assert width(list(waves.values()), "S20") >= WIDTH


@pytest.mark.parametrize("first", ["overall", "areas"])
def test_scores_that_are_made_from_one_another_tell_nothing_over_two_publications(first):
    """The mean of all areas of one group, the areas of the same less one school: its overall score would follow."""
    a, b = SCORES, {unit: 100.0 - (1.7 * score) % 60.0 for unit, score in SCORES.items()}
    overall = {unit: (a[unit] + b[unit]) / 2.0 for unit in UNITS}
    whole, most = {("2024", "all"): UNITS}, {("2024", "most"): UNITS[1:]}
    sets = [
        ({("2024", "overall"): overall}, CodeRelation.UNRELATED),
        ({("2024", "a"): a, ("2024", "b"): b}, CodeRelation.UNRELATED),
    ]
    (one, related), (other, relation) = sets if first == "overall" else sets[::-1]
    old = published(Aggregates.of(one, whole, relation=related))
    new = published(Aggregates.of(other, most, relation=relation))
    parts = {cell.key.code: cell.n * cell.mean for cell in (*old.cells, *new.cells)}
    difference = abs(parts["overall"] - (parts["a"] + parts["b"]) / 2.0)
    assert difference == pytest.approx(overall["S00"], abs=1e-8)
    safe = published(Aggregates.of(other, most, relation=relation), ledger=ledger_of(old))
    assert {cell.state for cell in safe.cells} == {CellState.EARLIER}
    found = audit(new, rule=RULE, ledger=ledger_of(old))
    assert [(leak.code, leak.units, leak.low) for leak in found.leaks] == [("", ("S00",), None)]
    assert "finds scores of S00, from" in found.describe()[0]
    assert audit(safe, rule=RULE, ledger=ledger_of(old)).is_safe
    fewer = Aggregates.of({**other, next(iter(other)): without("S09")}, most, relation=relation)
    if first == "overall":
        with pytest.raises(FrozenReleaseError, match="not all of them are of the same units"):
            published(fewer, ledger=ledger_of(old))


# ----------------------------------------------------------------------------------------------------------------------
# What holds for all programmes


def programme(seed, *, safe=True, units=7, rule=SMALL):
    """A ledger of small publications, and tables that are to follow: other groups, units and scores."""
    rng = np.random.default_rng(seed)
    names = [f"U{i}" for i in range(units)]
    scores = {name: 12.5 * float(step) for name, step in zip(names, rng.integers(0, 9, units), strict=True)}
    ledger = Ledger()
    waves = ("1", "1", str(rng.integers(1, 3)))
    for i, wave in enumerate(waves, start=1):
        own = {name: score for name, score in scores.items() if rng.random() < 0.9}
        if wave == "2":
            own = {name: score if rng.random() < 0.6 else 100.0 - score for name, score in own.items()}
        groups = {"all": list(own)}
        for group in range(2):
            groups[f"group {group}"] = [name for name in own if rng.random() < 0.65]
        tables = tables_of(groups, scores=own, wave=wave)
        if i == len(waves):
            return ledger, tables
        if safe:
            tables = suppress(tables, rule=rule, ledger=ledger, revision=ATTACKED)
        ledger = ledger.adding(f"no {i}", tables, on="2024-01-01")
    raise AssertionError("the last of the waves is returned")


def is_derived(ledger, tables, least):
    """Whether tables and ledger together give a sum over fewer units, and the ledger alone does not, by ranks."""
    old = [one.tables for one in ledger.publications]
    before, now = rows_of(old), rows_of([*old, tables])
    units = sorted({unit for row in now for _, unit in row})
    return any(derived(now, few) > derived(before, few) for few in itertools.combinations(units, least - 1))


def rows_of(sets):
    """The scores that each published cell adds, those of an administration being the same in all sets."""
    return [
        frozenset(
            (tables.scores[cell.key.administration, "x"][unit], unit) for unit in tables.units(cell.key)
        )
        for tables in sets
        for cell in tables.cells
        if cell.state is CellState.PUBLISHED
    ]


def derived(rows, few):
    """How many independent sums over some units follow from rows."""
    scores = sorted(set().union(*rows)) if rows else []
    if not scores:
        return 0
    matrix = np.array([[score in row for score in scores] for row in rows], dtype=float)
    rest = matrix[:, [unit not in few for _, unit in scores]]
    return np.linalg.matrix_rank(matrix) - (np.linalg.matrix_rank(rest) if rest.size else 0)


SEEDS = st.integers(0, 2**32 - 1)


@FEW
@given(SEEDS, st.booleans())
def test_what_is_left_tells_nothing_new(seed, safe):
    """After suppression with a ledger neither the auditor nor ranks find more than what was told before."""
    ledger, tables = programme(seed, safe=safe)
    result = suppress(tables, rule=SMALL, ledger=ledger, revision=ATTACKED)
    found = audit(result, rule=SMALL, ledger=ledger)
    assert found.is_safe
    assert bool(found.told_before) == bool(result.suppression.told_before)
    assert not is_derived(ledger, result, SMALL.least_units)
    if safe:
        assert found.told_before == ()
        # What is safe with a ledger is safe without one.
        assert suppress(tables, rule=SMALL).suppression.bound <= result.suppression.cost


@pytest.mark.long
@FEW
@given(SEEDS, st.booleans())
def test_no_score_is_bounded_more_closely_than_the_width(seed, safe):
    """Linear programmes by hand over all publications, for the public and participants, find what was told before."""
    ledger, tables = programme(seed, rule=CLOSE, units=8, safe=safe)
    result = suppress(tables, rule=CLOSE, ledger=ledger, revision=ATTACKED)
    assert audit(result, rule=CLOSE, ledger=ledger).is_safe
    old = [one.tables for one in ledger.publications]
    wave = tables.cells[0].key.administration
    units = sorted(tables.scores[wave, "x"])
    for unit, other in zip(units, units[1:] + units[:1], strict=True):
        for known in ((), (other,)):
            options = {"wave": wave, "known": known}
            least = width([*old, tables.__class__.of(tables.scores, {})], unit, **options)
            found = width([*old, result], unit, **options)
            assert found >= min(CLOSE.protection_width, least) - 1e-6
            assert not safe or found >= CLOSE.protection_width - 1e-6


@FEW
@given(SEEDS)
def test_an_empty_ledger_changes_nothing(seed):
    """Neither does one of strangers."""
    _, tables = programme(seed)
    strangers = tables_of(
        {"all": [f"V{i}" for i in range(8)]}, scores={f"V{i}": 40.0 for i in range(8)}, wave="0"
    )
    alone = suppress(tables, rule=SMALL)
    for ledger in (Ledger(), ledger_of(strangers)):
        assert suppress(tables, rule=SMALL, ledger=ledger) == alone
        assert audit(tables, rule=SMALL, ledger=ledger).leaks == audit(tables, rule=SMALL).leaks


@FEW
@given(SEEDS)
def test_the_order_of_publications_changes_nothing(seed):
    """What is withheld, and because of what, does not hang on which publication came first."""
    ledger, tables = programme(seed)
    other = Ledger(publications=ledger.publications[::-1])
    once, again = (suppress(tables, rule=SMALL, ledger=one, revision=ATTACKED) for one in (ledger, other))
    assert once == again


@FEW
@given(SEEDS)
def test_the_same_tables_again_tell_nothing_new(seed):
    """What was published is published again, with the same numbers, and nothing else is."""
    ledger, tables = programme(seed)
    once = suppress(tables, rule=SMALL, ledger=ledger, revision=ATTACKED)
    more = ledger.adding("once", once, on="2024-01-01")
    again = suppress(tables, rule=SMALL, ledger=more)
    assert [cell.mean for cell in again.cells] == [cell.mean for cell in once.cells]
    assert audit(again, rule=SMALL, ledger=more).is_safe
    assert suppress(once, rule=SMALL, ledger=more).cells == once.cells


CODES = {"whole": ("overall", "a", "b"), "overall": ("overall",), "areas": ("a", "b"), "one area": ("a",)}


@FEW
@given(
    SEEDS,
    st.lists(st.sampled_from(sorted(CODES)), min_size=2, max_size=3).filter(
        lambda kinds: len(set(kinds)) > 1
    ),
)
def test_scores_that_are_made_from_one_another_are_attacked_together(seed, kinds):
    """The overall score of some groups and the areas of others: by ranks, no sum over few units follows from all."""
    rng = np.random.default_rng(seed)
    units = [f"U{i}" for i in range(7)]
    a, b = ({unit: float(rng.integers(0, 101)) for unit in units} for _ in range(2))
    scores = {"a": a, "b": b, "overall": {unit: (a[unit] + b[unit]) / 2.0 for unit in units}}
    ledger = Ledger()
    for i, kind in enumerate(kinds, start=1):
        codes = CODES[kind]
        relation = CodeRelation.RELATED if len(codes) == 3 else CodeRelation.UNRELATED
        groups = {f"group {i} {j}": [unit for unit in units if rng.random() < 0.65] for j in range(2)}
        tables = Aggregates.of(
            {("1", code): scores[code] for code in codes},
            {("1", name): members for name, members in groups.items()},
            relation=relation,
        )
        safe = suppress(tables, rule=SMALL, ledger=ledger)
        assert audit(safe, rule=SMALL, ledger=ledger).is_safe
        ledger = ledger.adding(f"no {i}", safe, on="2024-01-01")
    weights = {"a": (2, 0), "b": (0, 2), "overall": (1, 1)}
    rows = [
        [weight * (unit in one.tables.units(cell.key)) for unit in units for weight in weights[cell.key.code]]
        for one in ledger.publications
        for cell in one.tables.cells
        if cell.state is CellState.PUBLISHED
    ]
    matrix = np.array(rows, dtype=float).reshape(len(rows), 2 * len(units))
    for few in itertools.combinations(range(len(units)), SMALL.least_units - 1):
        rest = np.delete(matrix, [2 * unit + area for unit in few for area in (0, 1)], axis=1)
        assert np.linalg.matrix_rank(matrix) == np.linalg.matrix_rank(rest)


def test_what_was_told_before_is_counted_and_does_not_stop_what_is_new():
    """Earlier tables that were published as they were: their leaks stay, and the new tables add none."""
    units = UNITS[:30]
    ledger = ledger_of(tables_of({"all": units, "most": units[1:], "few": units[2:5]}))
    tables = tables_of({"half": units[:15], "all but two": units[:1] + units[2:-1]})
    safe = published(tables, ledger=ledger)
    assert states_of(safe) == {"half": CellState.PUBLISHED, "all but two": CellState.EARLIER}
    found = audit(safe, rule=RULE, ledger=ledger)
    assert (found.is_safe, len(found.told_before)) == (True, safe.suppression.told_before)
    assert {leak.units for leak in found.told_before} >= {("S00",), ("S02", "S03", "S04")}
    # The same without the ledger, under which nothing was told.
    assert published(tables).suppression.told_before == 0


def test_a_score_that_was_bounded_before_is_told_again():
    """Ten schools at 100 were published: whatever else is, their scores are known; of others nothing follows."""
    scores = SCORES | dict.fromkeys(UNITS[:10], 100.0)
    ledger = ledger_of(tables_of({"best": UNITS[:10]}, scores=scores))
    tables = tables_of({"half": UNITS[:30], "rest": UNITS[30:], "nearly best": UNITS[:12]}, scores=scores)
    safe = published(tables, ledger=ledger)
    assert states_of(safe)["half"] is CellState.PUBLISHED
    # Ten of the twelve are known: the sum over the other two would follow.
    assert states_of(safe)["nearly best"] is CellState.EARLIER
    found = audit(safe, rule=RULE, ledger=ledger)
    assert (found.is_safe, len(found.told_before)) == (True, safe.suppression.told_before)
    assert {(leak.kind, leak.units) for leak in found.told_before} == {
        (LeakKind.INTERVAL, (unit,)) for unit in UNITS[:10]
    }
    # Without the ledger the same follows from the tables themselves.
    alone = published(tables_of({"half": UNITS[:30], "best": UNITS[:10]}, scores=scores))
    assert states_of(alone)["best"] is CellState.SENSITIVE


def test_a_correction_links_the_waves_that_hold_the_old_and_the_new_score():
    """Of half of the schools a wave tells an old score, then a new one: so two other waves hold the same ones."""
    old, new = without("S61"), {unit: score + (unit < "S31") for unit, score in SCORES.items()}
    first = tables_of({"all": UNITS}, scores=old, wave="2021")
    half = {unit: old[unit] for unit in UNITS[:31]}
    corrected = {unit: new[unit] for unit in UNITS[:31]}
    links = [tables_of({"half": UNITS[:31]}, scores=one, wave="2022") for one in (half, corrected)]
    asked = tables_of({"all": UNITS}, scores=new, wave="2023")
    for between, state in (
        ([], CellState.PUBLISHED),
        (links[1:], CellState.PUBLISHED),
        (links, CellState.EARLIER),
    ):
        safe = published(asked, ledger=ledger_of(first, *between))
        assert states_of(safe) == {"all": state}


def test_more_sums_than_a_search_lists_hide_no_new_one():
    """Each of seventy pairs was told before; what is new is found all the same, and what is not is published."""
    units = [f"S{i:03}" for i in range(150)]
    scores = {unit: 30.0 + i % 37 for i, unit in enumerate(units)}
    pairs = {f"pair {i}": units[i : i + 2] for i in range(0, 140, 2)}
    ledger = ledger_of(tables_of(pairs | {"rest": units[140:]}, scores=scores))
    tables = tables_of({"one more": units[141:], "pairs": units[:140]}, scores=scores)
    safe = suppress(tables, rule=SMALL, ledger=ledger)
    assert states_of(safe) == {"one more": CellState.EARLIER, "pairs": CellState.PUBLISHED}
    # As many as an attack lists.
    assert safe.suppression.told_before == 64


# ----------------------------------------------------------------------------------------------------------------------
# What would help


def test_proposals_help():
    """What is proposed is tried: the union is published, and a wave in which enough units differ."""
    ledger = ledger_of(published(tables_of({"all": UNITS, "a": UNITS[:20]})))
    groups = {"b": UNITS[21:40], "c": UNITS[40:], "d": UNITS[20:21]}
    tables = tables_of(groups)
    assert states_of(published(tables, ledger=ledger))["b"] is CellState.EARLIER
    proposal = next(one for one in proposals(tables, rule=RULE, ledger=ledger) if one.group == "b")
    earlier = tuple(CellKey("2024", group, "", "no 1") for group in ("a", "all"))
    assert (proposal.because, proposal.differ, proposal.wait) == (earlier, 1, 5)
    assert proposal.merge == "d"
    assert str(proposal) == (
        "'b' of '2024' is withheld: subtracting 2024/a in 'no 1' and 2024/all in 'no 1' would give the score of 1 unit "
        "that differs. "
        "Publish it as one group with 'd', "
        "or wait until at least 6 units differ"
    )
    merged = tables_of({"b and d": UNITS[20:40], "c": UNITS[40:]})
    assert set(states_of(published(merged, ledger=ledger)).values()) == {CellState.PUBLISHED}
    for more, state in ((4, CellState.EARLIER), (5, CellState.PUBLISHED)):
        later = published(tables_of({"b": UNITS[21 + more : 40], "c": UNITS[40:]}), ledger=ledger)
        assert states_of(later)["b"] is state
    assert proposals(merged, rule=RULE, ledger=ledger) == ()
    assert proposals(tables, rule=RULE, ledger=Ledger()) == ()


def test_rounding_is_proposed_where_no_sum_over_few_units_follows():
    """Where scores would only be bounded closely, wide enough roundings help; where a sum follows, none does."""
    scores = dict.fromkeys(UNITS[:14], 1.0) | {"S07": 99.0}
    first = published(tables_of({"all": UNITS[:14]}, scores=scores))
    ledger = ledger_of(first)
    changed = tables_of({"all": UNITS[:14]}, scores=scores | {"S07": 2.0})
    (proposal,) = proposals(changed, rule=RULE, ledger=ledger, revision=ATTACKED)
    assert (proposal.differ, proposal.wait, proposal.merge) == (None, None, None)
    rule = attrs.evolve(RULE, rounding_base=proposal.rounding_base)
    assert states_of(published(changed, rule, ledger, revision=ATTACKED)) == {"all": CellState.PUBLISHED}
    assert f"Round means to multiples of {proposal.rounding_base:g}" in str(proposal)
    less = attrs.evolve(RULE, rounding_base=1.0)
    (again,) = proposals(changed, rule=less, ledger=ledger, revision=ATTACKED)
    assert again.rounding_base == proposal.rounding_base
    exact = {"S07": 100.0}
    nothing = tables_of({"all": UNITS[:14]}, scores=dict.fromkeys(UNITS[:14], 0.0))
    full = ledger_of(tables_of({"all": UNITS[:14]}, scores=dict.fromkeys(UNITS[:14], 0.0) | exact))
    assert [cell.state for cell in published(nothing, ledger=full, revision=ATTACKED).cells] == [
        CellState.SENSITIVE
    ]
    assert str(Proposal(group="a", because=(CellKey("", "b", "", "c"),))) == (
        "'a' is withheld: with b in 'c' scores would be bounded too closely. Leave it out: its scores are too near to "
        "what was published"
    )


# ----------------------------------------------------------------------------------------------------------------------
# The ledger


def test_a_ledger_is_kept_in_order_and_holds_each_name_once():
    """Names are unique, days in order, and both are checked; a ledger is a value."""
    tables = published(tables_of({"all": UNITS}))
    ledger = Ledger().adding("first", tables, on="2024-02-29").adding("second", tables, on="2024-02-29")
    assert [one.name for one in ledger.publications] == ["first", "second"]
    for name, on, message in (
        ("first", "2024-03-01", "'name': got 'first', expected a name that no publication in the ledger has"),
        (" ", "2024-03-01", "expected a text that is not blank"),
        ("third", "2024-02-28", "'on': got '2024-02-28', expected 2024-02-29 or later, the day of 'second'"),
        ("third", "2023-02-29", "expected a day as ISO 8601 has it"),
        ("third", "2024-13-01", "expected a day as ISO 8601 has it"),
        ("third", "2024-03", "expected a day as ISO 8601 has it"),
        ("third", None, "expected a day as ISO 8601 has it"),
    ):
        with pytest.raises(ArgumentError, match=message):
            ledger.adding(name, tables, on=on)
    with pytest.raises(ArgumentError, match="expected Aggregates"):
        ledger.adding("third", "tables", on="2024-03-01")
    with pytest.raises(ArgumentError, match="expected Publications"):
        Ledger(publications=["first"])
    assert pickle.loads(pickle.dumps(ledger)) == ledger
    assert hash(ledger) == hash(pickle.loads(pickle.dumps(ledger)))


def test_a_ledger_shows_no_score_and_no_unit():
    """What is confidential is in no representation."""
    ledger = ledger_of(published(tables_of({"all": UNITS})))
    shown = repr(ledger) + repr(ledger.publications) + repr(ledger.publications[0])
    assert "S0" not in shown
    assert not any(f"{score:g}" in shown for score in SCORES.values())


def test_a_release_is_of_the_units_that_were_published():
    """Those of the last publication of an administration."""
    ledger = ledger_of(
        tables_of({"all": UNITS}, scores=without("S05")), tables_of({"all": UNITS}, wave="2025")
    )
    assert ledger.release("2024") == frozenset(UNITS) - {"S05"}
    assert ledger.release("2025") == frozenset(UNITS)
    with pytest.raises(UnknownCodeError, match="no administration was published as '2026'"):
        ledger.release("2026")


def test_a_frozen_release_says_what_is_not_as_it_was():
    """How many units are new, gone and changed, since which publication, and what to do; no unit is named."""
    ledger = ledger_of(published(tables_of({"all": UNITS}, scores=without("S05", "S06"))))
    scores = {unit: score + (unit == "S10") for unit, score in without("S20").items()}
    for asked in (
        lambda: published(tables_of({"all": UNITS}, scores=scores), ledger=ledger),
        lambda: ledger.check(tables_of({"all": UNITS}, scores=scores)),
    ):
        with pytest.raises(FrozenReleaseError) as refused:
            asked()
        error = refused.value
        assert (error.administration, error.publication) == ("2024", "no 1")
        assert (error.new, error.gone, error.changed) == (2, 1, 1)
        assert isinstance(error, DisclosureError)
        assert (
            "administration '2024' was frozen when 'no 1' was published: 2 units are new; 1 unit is gone; "
            in str(error)
        )
        assert not any(unit in str(error) for unit in UNITS)
    frozen = {unit: SCORES[unit] for unit in ledger.release("2024")}
    assert states_of(published(tables_of({"half": UNITS[:30]}, scores=frozen), ledger=ledger)) == {
        "half": CellState.PUBLISHED
    }


@given(data=st.data())
def test_a_release_may_be_published_again_and_nothing_else(data):
    """Whatever was revised: tables are refused unless they repeat a release, and then a difference is told to each."""
    subsets = st.sets(st.sampled_from(UNITS[:8]), min_size=1).map(sorted)
    releases = data.draw(st.lists(subsets, min_size=1, max_size=3))
    asked = data.draw(subsets)
    ledger = ledger_of(*(tables_of({}, scores={unit: SCORES[unit] for unit in one}) for one in releases))
    tables = tables_of({}, scores={unit: SCORES[unit] for unit in asked})
    found = ledger.differences(tables)
    if asked in releases:
        ledger.check(tables)
        assert found == ()
        return
    with pytest.raises(FrozenReleaseError):
        ledger.check(tables)
    assert [one.new for one in found] == [
        tuple(sorted(set(asked) - set(one))) for one in dict.fromkeys(map(tuple, releases))
    ]


def test_aggregates_refuse_a_frozen_administration_too():
    """Of scores, before anything is withheld; unless the audit is to decide."""

    def scores(n):
        answers = schools(control=["public", "private"] * (n // 2))
        return smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))

    rule = DisclosureRule()
    ledger = Ledger().adding("first", suppress(aggregates({"a": scores(12)}), rule=rule), on="2024-01-01")
    assert aggregates({"a": scores(12)}, ledger=ledger).cells
    assert aggregates({"b": scores(14)}, ledger=ledger).cells
    with pytest.raises(FrozenReleaseError, match="2 units are new"):
        aggregates({"a": scores(14)}, ledger=ledger)
    assert aggregates({"a": scores(14)}, ledger=ledger, revision=ATTACKED).cells
    with pytest.raises(ArgumentError, match="expected a member of Revision"):
        aggregates({"a": scores(14)}, ledger=ledger, revision=True)
    with pytest.raises(ArgumentError, match="expected a Ledger"):
        aggregates({"a": scores(14)}, ledger=[])
    with pytest.raises(ArgumentError, match="expected a Ledger"):
        audit(aggregates({"a": scores(14)}), rule=rule, ledger=None)
