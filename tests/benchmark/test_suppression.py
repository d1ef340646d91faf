"""What is left after suppression tells nothing that the rule forbids, and hardly more is withheld than must be."""

import itertools

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi import editions
from smmi.benchmark import DisclosureRule, aggregates, audit, suppress
from smmi.benchmark.disclosure import Aggregates, CellState, CodeRelation, Intruder, SuppressionCost
from smmi.errors import ArgumentError
from tests.benchmark.table_sets import (
    KINDS,
    RULE,
    bounds_of_scores,
    has_small_sum,
    published,
    random_tables,
    small_differences,
)
from tests.latin_squares import latin

SEEDS = st.integers(0, 2**32 - 1)
FEW_OR_MANY = pytest.mark.parametrize(
    "seeds", [range(1), pytest.param(range(1, 50), marks=pytest.mark.long)], ids=["one", "many"]
)
ONLY_SUMS = attrs.evolve(RULE, protection_width=0.0, p_percent=None)


@pytest.mark.parametrize("kind", KINDS)
@FEW_OR_MANY
def test_nothing_is_recovered_after_suppression(kind, seeds):
    """In 50 random table sets of a kind neither the auditor nor two other attacks derive a sum over too few units."""
    withheld = 0
    for seed in seeds:
        safe = suppress(random_tables(kind, np.random.default_rng(seed)), rule=RULE)
        assert audit(safe, rule=RULE).leaks == ()
        _, groups, _ = published(safe)
        assert small_differences(groups, RULE.least_units) == set()
        assert not has_small_sum(groups, RULE.least_units)
        withheld += sum(cell.state in {CellState.SENSITIVE, CellState.COMPLEMENTARY} for cell in safe.cells)
    assert withheld > len(seeds)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_no_score_is_bounded_too_closely_after_suppression(kind):
    """Unit by unit, for the public and every participant, linear programmes leave the protection of the rule."""
    for seed in range(3):
        safe = suppress(random_tables(kind, np.random.default_rng(seed), units=8), rule=RULE)
        for ((_, value), _), (low, high) in bounds_of_scores(safe).items():
            assert high - low >= RULE.protection_width - 1e-6
            assert high >= min(100.0, value * (1.0 + RULE.p_percent / 100.0)) - 1e-6


@pytest.mark.parametrize(("cost", "kind"), latin(SuppressionCost, KINDS))
@pytest.mark.parametrize(
    "seeds", [range(1), pytest.param(range(1, 6), marks=pytest.mark.long)], ids=["one", "many"]
)
def test_no_safe_selection_is_cheaper(kind, cost, seeds):
    """On small tables the cost is that of the best of all selections of cells, each tried."""
    rule = attrs.evolve(ONLY_SUMS, cost=cost)
    for seed in seeds:
        tables = random_tables(kind, np.random.default_rng(100 + seed), units=8)
        safe = suppress(tables, rule=rule)
        keys, groups, _ = published(tables)
        prices = [len(group) if cost is SuppressionCost.UNITS else 1 for group in groups]
        paid = sum(
            price
            for key, price in zip(keys, prices, strict=True)
            if safe[key].state is not CellState.PUBLISHED
        )
        assert paid == safe.suppression.cost == safe.suppression.bound
        for chosen in itertools.product((False, True), repeat=len(keys)):
            if sum(itertools.compress(prices, chosen)) < paid:
                left = [group for group, away in zip(groups, chosen, strict=True) if not away]
                assert has_small_sum(left, rule.least_units), "a cheaper selection is safe too"


def test_a_table_worked_by_hand():
    """In a 2 x 2 table with a cell of 2, a cell of its row, one of its column and the opposite one go, none less."""
    members, start = {}, 0
    for name, size in (("a0", 2), ("a1", 3), ("b0", 3), ("b1", 4)):
        members["", name] = [f"S{i:02}" for i in range(start, start + size)]
        start += size
    for name, parts in (
        ("a", "a0 a1"),
        ("b", "b0 b1"),
        ("0", "a0 b0"),
        ("1", "a1 b1"),
        ("all", "a0 a1 b0 b1"),
    ):
        members["", name] = [unit for part in parts.split() for unit in members["", part]]
    scores = {unit: 30.0 + i for i, unit in enumerate(members["", "all"])}
    safe = suppress(
        Aggregates.of({("", "x"): scores}, members), rule=attrs.evolve(RULE, cost=SuppressionCost.CELLS)
    )
    states = {cell.key.group: cell.state for cell in safe.cells}
    assert states.pop("a0") is CellState.SENSITIVE
    complementary = {group for group, state in states.items() if state is CellState.COMPLEMENTARY}
    # Two more do not do: the row, the column and the total each give the cell otherwise.
    assert (len(complementary), safe.suppression.cost) == (3, 4.0)
    assert all(
        has_small_sum([set(members["", group]) for group in states if group not in away], 3)
        for away in itertools.combinations(states, 2)
    )


@pytest.mark.parametrize("base", [pytest.param(None, marks=pytest.mark.long), 5.0])
@given(st.sampled_from(KINDS), SEEDS)
def test_it_is_idempotent(base, kind, seed):
    """Suppressing what has been suppressed, and rounded, withholds no more, and says the same of each cell."""
    rule = attrs.evolve(RULE, rounding_base=base)
    safe = suppress(random_tables(kind, np.random.default_rng(seed)), rule=rule)
    assert suppress(safe, rule=rule).cells == safe.cells


@pytest.mark.long
@given(st.sampled_from(KINDS), SEEDS, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_given_does_not_matter(kind, seed, random):
    """Units and groups in another order: the same cells are withheld."""
    tables = random_tables(kind, np.random.default_rng(seed))

    def shuffled(mapping):
        return dict(random.sample(list(mapping.items()), len(mapping)))

    scores = {key: shuffled(units) for key, units in shuffled(tables.scores).items()}
    other = Aggregates.of(scores, shuffled(tables.members))
    once, again = suppress(tables, rule=RULE), suppress(other, rule=RULE)
    assert set(once.cells) == set(again.cells)


@pytest.mark.long
@given(st.sampled_from(KINDS), SEEDS, st.data())
def test_withholding_more_never_makes_a_leak(kind, seed, data):
    """Of a safe set, any cells may be withheld besides."""
    safe = suppress(random_tables(kind, np.random.default_rng(seed)), rule=RULE)
    away = data.draw(st.lists(st.booleans(), min_size=len(safe.cells), max_size=len(safe.cells)))
    cells = [
        cell.withheld(CellState.COMPLEMENTARY) if gone and cell.state is CellState.PUBLISHED else cell
        for cell, gone in zip(safe.cells, away, strict=True)
    ]
    fewer = attrs.evolve(safe, cells=tuple(cells))
    assert audit(fewer, rule=RULE).is_safe
    assert suppress(fewer, rule=RULE).cells == fewer.cells


@given(st.sampled_from(KINDS), SEEDS, st.sampled_from([1.0, 5.0]))
def test_rounding_hides_more_and_withholds_no_less_than_small_sums_ask(kind, seed, base):
    """Rounded means are multiples of the base, the result is safe, and no small sum follows from the true means."""
    rule = attrs.evolve(RULE, rounding_base=base)
    safe = suppress(random_tables(kind, np.random.default_rng(seed)), rule=rule)
    exact = suppress(random_tables(kind, np.random.default_rng(seed)), rule=RULE)
    assert audit(safe, rule=rule).is_safe
    assert all(cell.mean is None or cell.mean % base == 0 for cell in safe.cells)
    assert not has_small_sum(published(safe)[1], rule.least_units)
    assert safe.suppression.cost <= exact.suppression.cost


def test_only_the_public_needs_one_unit_less():
    """Against the public alone a cell of five is published, against participants one of six."""
    scores = {f"S{i}": 30.0 + 5 * i for i in range(6)}
    tables = Aggregates.of({("", "x"): scores}, {("", "five"): list(scores)[:5]})
    states = [
        suppress(tables, rule=DisclosureRule(intruder=intruder)).cells[0].state
        for intruder in (Intruder.PUBLIC, Intruder.PARTICIPANT)
    ]
    assert states == [CellState.PUBLISHED, CellState.SENSITIVE]


def test_related_scores_are_published_for_the_same_groups():
    """With the overall score and areas, a group is published with all of them or none, from the same units."""
    rng = np.random.default_rng(3)
    instrument = editions.smmi_16()
    answers = smmi.instrument.synthesize(instrument, units=60, rng=rng)
    scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(instrument))
    names = scores.units.tolist()
    groups = {"first": names[:30], "most": names[:28], "rest": names[30:]}
    tables = aggregates(scores, groups=groups)
    assert tables.relation is CodeRelation.RELATED
    safe = suppress(tables, rule=DisclosureRule())
    assert audit(safe, rule=DisclosureRule()).is_safe
    states = {
        group: {c.state for c in safe.cells if c.key.group == group} for group in ("all", "first", "rest")
    }
    assert all(len(of_group) == 1 for of_group in states.values())
    assert {cell.n for cell in safe.cells if cell.key.group == "all"} == {tables.cells[0].n}


@pytest.mark.parametrize(
    "kind", [*KINDS[:2], *(pytest.param(kind, marks=pytest.mark.long) for kind in KINDS[2:])]
)
@FEW_OR_MANY
def test_without_time_for_the_optimum_the_result_is_safe_and_says_how_far_it_may_be(kind, seeds, monkeypatch):
    """After the first of its rounds it withholds enough, costs no less than the optimum, and its bound no more."""
    monkeypatch.setattr("smmi.benchmark.worlds._hitting_sets.MOST_ROUNDS", 1)
    tables = [random_tables(kind, np.random.default_rng(seed)) for seed in seeds]
    early = [suppress(one, rule=RULE) for one in tables]
    monkeypatch.undo()
    for one, result in zip(tables, early, strict=True):
        best = suppress(one, rule=RULE).suppression.cost
        assert audit(result, rule=RULE).is_safe
        assert result.suppression.bound <= best <= result.suppression.cost


@pytest.mark.parametrize(
    "kind", [*KINDS[1:3], *(pytest.param(kind, marks=pytest.mark.long) for kind in (KINDS[0], *KINDS[3:]))]
)
def test_of_many_items_a_few_rounds_are_safe_and_say_how_far_from_the_optimum_they_may_be(kind, monkeypatch):
    """After one round, two and three nothing is recovered, and the optimum is between bound and cost."""
    tables = random_tables(kind, np.random.default_rng(11))
    best = suppress(tables, rule=RULE).suppression.cost
    for name, value in (("MOST_PROVED", 0), ("MOST_SEARCHED", 0), ("STEPS", 10)):
        monkeypatch.setattr(f"smmi.benchmark.worlds._hitting_sets.{name}", value)
    for rounds in (1, 2, 3):
        monkeypatch.setattr("smmi.benchmark.worlds._hitting_sets.FEW_ROUNDS", rounds)
        result = suppress(tables, rule=RULE)
        assert audit(result, rule=RULE).is_safe
        assert not has_small_sum(published(result)[1], RULE.least_units)
        assert result.suppression.bound <= best * (1.0 + 1e-9)
        assert best <= result.suppression.cost


@pytest.mark.parametrize(("kind", "rounds"), latin(KINDS, {"without a round": 0, "to the end": 400}))
@pytest.mark.parametrize(
    "seeds", [range(1), pytest.param(range(1, 50), marks=pytest.mark.long)], ids=["one", "many"]
)
def test_what_is_searched_is_safe_and_says_how_far_from_the_optimum_it_may_be(
    kind, seeds, rounds, monkeypatch
):
    """Where no optimum is asked for, nothing is recovered either, and the optimum is between bound and cost."""
    paid = 0.0
    for seed in seeds:
        tables = random_tables(kind, np.random.default_rng(seed))
        best = suppress(tables, rule=RULE).suppression.cost
        monkeypatch.setattr("smmi.benchmark.worlds._hitting_sets.MOST_PROVED", 0)
        monkeypatch.setattr("smmi.benchmark.worlds._hitting_sets.MANY_ROUNDS", rounds)
        monkeypatch.setattr("smmi.benchmark.worlds._hitting_sets.STEPS", 30)
        result = suppress(tables, rule=RULE)
        monkeypatch.undo()
        assert audit(result, rule=RULE).is_safe
        assert result.suppression.bound <= best * (1.0 + 1e-9)
        assert best <= result.suppression.cost
        paid += result.suppression.cost - best
    assert not rounds or paid == 0.0


def test_quartiles_are_withheld_below_their_minimum():
    """Of a published cell with fewer units there are no quartiles."""
    scores = {f"S{i:02}": 20.0 + i for i in range(40)}
    members = {("", "many"): list(scores)[:20], ("", "few"): list(scores)[20:39]}
    safe = suppress(Aggregates.of({("", "x"): scores}, members), rule=DisclosureRule())
    many, few = safe.cells
    assert (many.quartiles, few.quartiles) == ((20.0, 30.0, 30.0), None)
    assert many.state is few.state is CellState.PUBLISHED


def test_what_is_no_table_or_rule_is_refused():
    """The message says what was expected."""
    tables = random_tables("nested", np.random.default_rng(1))
    with pytest.raises(ArgumentError, match="expected Aggregates"):
        suppress("tables", rule=RULE)
    with pytest.raises(ArgumentError, match="expected a DisclosureRule"):
        suppress(tables, rule=5)
