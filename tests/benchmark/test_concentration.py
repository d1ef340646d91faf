"""Dominance on whatever can be derived: the auditor finds each dominated sum, and suppression leaves none."""

import itertools
import math

import attrs
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from smmi.benchmark import DisclosureRule, audit, suppress
from smmi.benchmark.disclosure import Aggregates, CellState, LeakKind, SuppressionCost
from smmi.benchmark.kernels._concentration import concentrated_sums
from smmi.benchmark.kernels._differencing import MOST_FOUND
from smmi.benchmark.worlds._exact_rule import exact_rule, whole_values
from tests.benchmark.row_spaces import derivable_sets, is_concentrated, rank
from tests.benchmark.table_sets import KINDS, random_tables
from tests.benchmark.test_differencing import MATRICES

SEEDS = st.integers(0, 2**32 - 1)
RULES = st.tuples(st.integers(1, 3), st.sampled_from((30.0, 62.5, 80.0, 85.1, 100.0)))
DOMINANCE = DisclosureRule(minimum_cell=2, minimum_quartiles=4, protection_width=0.0, p_percent=None)
FEW_OR_MANY = pytest.mark.parametrize(
    "seeds", [range(3), pytest.param(range(3, 60), marks=pytest.mark.long)], ids=["few", "many"]
)


def uneven_tables(kind, seed, *, units=7):
    """Random tables of few units, most of whose scores are small."""
    rng = np.random.default_rng(seed)
    tables = random_tables(kind, rng, units=4 if kind == "two administrations" else units)

    def uneven(score):
        return score if rng.random() < 0.2 else score / 25.0

    scores = {key: {unit: uneven(own[unit]) for unit in own} for key, own in tables.scores.items()}
    return Aggregates.of(scores, tables.members)


def dominated_sums(tables, rule, away=()):
    """All dominated sums that follow from published cells, each as pairs of a unit and its score."""
    columns, rows = [], []
    for cell in tables.cells:
        if cell.state is CellState.PUBLISHED and cell.key not in away:
            own = tables.scores[cell.key.administration, cell.key.code]
            rows.append({(unit, own[unit]) for unit in tables.units(cell.key)})
            columns += sorted(rows[-1].difference(columns))
    matrix = [[column in row for column in columns] for row in rows]
    for places in derivable_sets(matrix, len(columns)):
        chosen = frozenset(columns[place] for place in places)
        if is_concentrated([value for _, value in chosen], *rule.dominance):
            yield chosen


def smallest(sums):
    """Those that hold no other."""
    found = set(sums)
    return {one for one in found if not any(other < one for other in found)}


@settings(settings.get_profile("many"))
@given(MATRICES, RULES, st.data())
def test_every_smallest_dominated_sum_is_found(incidence, rule, data):
    """Of all sets of values those are found that follow from the sums, are dominated, and hold no other such set."""
    incidence = incidence[
        :, data.draw(st.lists(st.integers(0, incidence.shape[1] - 1), min_size=1, max_size=7))
    ]
    many = incidence.shape[1]
    values = data.draw(
        st.lists(st.sampled_from((0.0, 0.1, 1.0, 2.5, 9.9, 80.1)), min_size=many, max_size=many)
    )
    expected = smallest(
        places
        for places in derivable_sets(incidence.tolist(), many)
        if is_concentrated([values[place] for place in places], *rule)
    )
    found = concentrated_sums(incidence, whole_values(values), rule=exact_rule(rule))
    assert {frozenset(np.flatnonzero(of_values).tolist()) for of_values, _ in found} == expected
    for of_values, of_sums in found:
        assert (of_sums @ incidence.astype(object)).tolist() == of_values.tolist()
        assert len(set(of_values.tolist()) - {0}) == 1
        assert max(of_values.tolist()) > 0
        used = incidence[np.flatnonzero(of_sums)].tolist()
        assert rank(used) == len(used)


def test_a_sum_that_is_dominated_with_another_is_told_by_that_one():
    """Two scores of 50 and 49 dominate both groups together; the second alone does so already, and is all there is."""
    incidence = np.array([[1, 1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 1]])
    values = whole_values([50.0, 10.0, 10.0, 10.0, 6.0, 49.0])
    ((of_values, of_sums),) = concentrated_sums(incidence, values, rule=exact_rule((2, 70.0)))
    assert (of_values.tolist(), of_sums.tolist()) == ([0, 0, 0, 0, 0, 1], [0, 1])


def test_there_are_no_more_than_can_be_read():
    """Of very many dominated sums so many are returned as the limit says."""
    values = whole_values([50.0] * (MOST_FOUND + 6))
    found = concentrated_sums(np.eye(len(values), dtype=np.int64), values, rule=exact_rule((1, 80.0)))
    assert len(found) == MOST_FOUND


@given(st.lists(st.integers(1, 999), max_size=5), st.integers(1, 3), st.booleans())
def test_a_share_of_just_the_limit_is_none_too_many(cuts, largest, above):
    """Decimals of 100 at the mark: a limit that is their share lets them pass, the next number below it does not."""
    ends = [0, *sorted(cuts), 1000]
    tenths = sorted((high - low for low, high in itertools.pairwise(ends)), reverse=True)
    mark = sum(tenths[:largest]) / 10.0
    limit = math.nextafter(mark, 0.0) if above else mark
    scores = [tenth / 10.0 for tenth in tenths]
    units = {f"S{place}": score for place, score in enumerate(scores)}
    tables = Aggregates.of({("", "x"): units}, {("", "all"): units})
    rule = attrs.evolve(DOMINANCE, dominance=(largest, limit))
    assert any(leak.kind is LeakKind.DOMINANCE for leak in audit(tables, rule=rule).leaks) is above


@pytest.mark.parametrize("kind", KINDS)
@FEW_OR_MANY
def test_the_auditor_finds_the_sums_that_are_dominated(kind, seeds):
    """Those of all sets of units: the smallest, and each published cell; it says which cells make them."""
    several = 0
    for seed in seeds:
        tables = uneven_tables(kind, seed)
        for dominance in ((1, 80.0), (2, 85.0)):
            rule = attrs.evolve(DOMINANCE, dominance=dominance)
            sums = set(dominated_sums(tables, rule))
            expected = {tuple(sorted({unit for unit, _ in one})) for one in smallest(sums)}
            leaks = [leak for leak in audit(tables, rule=rule).leaks if leak.kind is LeakKind.DOMINANCE]
            found = {leak.units for leak in leaks}
            assert expected <= found <= {tuple(sorted({unit for unit, _ in one})) for one in sums}
            alone = {leak.cells[0] for leak in leaks if len(leak.cells) == 1}
            own = {
                cell.key: [
                    tables.scores[cell.key.administration, "x"][unit] for unit in tables.units(cell.key)
                ]
                for cell in tables.cells
            }
            assert alone == {key for key, values in own.items() if is_concentrated(values, *dominance)}
            several += len(expected)
    assert several > len(seeds)


@pytest.mark.parametrize("kind", KINDS)
@FEW_OR_MANY
def test_no_dominated_sum_is_left_after_suppression(kind, seeds):
    """Of all sets of units none has a sum that follows and is dominated; nor does the auditor find anything."""
    before = 0
    for seed in seeds:
        tables = uneven_tables(kind, seed)
        for dominance in ((1, 80.0), (2, 85.0)):
            rule = attrs.evolve(DOMINANCE, dominance=dominance)
            safe = suppress(tables, rule=rule)
            before += any(True for _ in dominated_sums(tables, rule))
            assert list(dominated_sums(safe, rule)) == []
            assert audit(safe, rule=rule).is_safe
    assert before > 0


@pytest.mark.parametrize("cost", SuppressionCost)
@pytest.mark.parametrize(
    "seeds", [range(1), pytest.param(range(1, 12), marks=pytest.mark.long)], ids=["one", "many"]
)
def test_no_selection_without_a_dominated_sum_is_cheaper(cost, seeds):
    """On small tables whose cells are large enough the cost is that of the best of all selections of cells."""
    for seed in seeds:
        rng = np.random.default_rng(seed)
        names = [f"S{place}" for place in range(12)]
        scores = {name: float(rng.choice((1, 2, 90), p=(0.5, 0.3, 0.2))) for name in names}
        groups = {f"g{place}": names[3 * place : 3 * place + 3] for place in range(4)}
        tables = Aggregates.of(
            {("", "x"): scores}, {("", name): units for name, units in groups.items()} | {("", "all"): names}
        )
        rule = attrs.evolve(DOMINANCE, dominance=(1, 60.0), cost=cost)
        safe = suppress(tables, rule=rule)
        keys = [cell.key for cell in tables.cells]
        prices = {key: len(tables.units(key)) if cost is SuppressionCost.UNITS else 1 for key in keys}
        paid = sum(prices[key] for key in keys if safe[key].state is not CellState.PUBLISHED)
        assert paid == safe.suppression.cost == safe.suppression.bound
        for chosen in itertools.product((False, True), repeat=len(keys)):
            away = set(itertools.compress(keys, chosen))
            if sum(prices[key] for key in away) < paid:
                assert any(True for _ in dominated_sums(tables, rule, away)), (
                    "a cheaper selection is safe too"
                )


@pytest.mark.parametrize("least", [3, 5])
def test_the_sum_of_withheld_groups_is_no_secret(least):
    """Three groups are withheld, their sum follows, and one unit makes 93 percent of it: a fourth has to go."""
    parts = {"a": [90, 1, 1], "b": [1, 1, 1], "c": [1, 1], "d": range(40, 50), "e": range(50, 60)}
    members = {("", name): [f"{name}{place}" for place in range(len(own))] for name, own in parts.items()}
    scores = {f"{name}{place}": score for name, own in parts.items() for place, score in enumerate(own)}
    tables = Aggregates.of({("", "x"): scores}, members | {("", "all"): scores})
    rule = attrs.evolve(DOMINANCE, minimum_cell=least, minimum_quartiles=30)
    before = suppress(tables, rule=rule)
    assert [cell.key.group for cell in before.cells if cell.state is CellState.PUBLISHED] == ["d", "e", "all"]
    rule = attrs.evolve(rule, dominance=(1, 80.0))
    (leak,) = audit(before, rule=rule).leaks
    assert (leak.kind, leak.units) == (LeakKind.DOMINANCE, ("a0", "a1", "a2", "b0", "b1", "b2", "c0", "c1"))
    assert ({key.group: times for key, times in leak.combination}, leak.low) == (
        {"all": 1, "d": -1, "e": -1},
        97.0,
    )
    states = {cell.key.group: cell.state for cell in suppress(tables, rule=rule).cells}
    assert states["d"] is CellState.COMPLEMENTARY
    assert [group for group, state in states.items() if state is CellState.PUBLISHED] == ["e", "all"]
