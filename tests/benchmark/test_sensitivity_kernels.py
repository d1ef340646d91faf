"""Kernels of sensitivity: ranks against SciPy, variances against fractions, indices against SALib and closed forms."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import stats

from smmi.benchmark.kernels.sensitivity._factorial import grid_indices
from smmi.benchmark.kernels.sensitivity._packed_ranks import ABSENT, PackedRanks, products, tied_ranks
from smmi.benchmark.kernels.sensitivity._sampled_indices import azzini, saltelli_jansen
from smmi.benchmark.kernels.sensitivity._weighted_sums import Children, WeightedMeans, means_in_order

DATA = Path(__file__).parents[1] / "data" / "sensitivity"
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
LEAST = 1e-9
SEEDS = st.integers(0, 2**32 - 1)


def rows_of(seed, *, draws, units, absent):
    """Scores with ties and near ties, some of them absent, and how many each stands for."""
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, 12, size=(draws, units)) * 8.0 + rng.integers(0, 3, size=(draws, units)) * 1e-12
    scores[rng.random(scores.shape) < absent] = np.nan
    return np.minimum(scores, 100.0), rng.integers(0, 3, size=units).astype(np.int32)


def below_and_equal(row, masses):
    """The numbers below and equal as they are defined."""
    return [(int(masses[row < own].sum()), int(masses[row == own].sum())) for own in row]


@given(SEEDS, st.integers(1, 9), st.sampled_from([0.0, 0.2]))
def test_ranks_of_ties_are_as_defined(seed, units, absent):
    """Below are the units with a lower score, equal those with the same one; absent ones are neither."""
    scores, masses = rows_of(seed, draws=3, units=units, absent=absent)
    below, equal = tied_ranks(np.round(scores, 9), masses)
    for row, low, same in zip(np.round(scores, 9), below.tolist(), equal.tolist(), strict=True):
        defined = below_and_equal(row, masses)
        there = ~np.isnan(row)
        assert [pair for pair, is_there in zip(defined, there, strict=True) if is_there] == [
            pair for pair, is_there in zip(zip(low, same, strict=True), there, strict=True) if is_there
        ]


@given(SEEDS, st.integers(1, 300), st.sampled_from([0.0, 0.2]))
def test_packed_ranks_are_those_of_the_definition_or_near(seed, units, absent):
    """A row without a near tie has the ranks of SciPy; a row with two scores that are near says so."""
    rng = np.random.default_rng(seed)
    scores = rng.uniform(0, 100, size=(4, units))
    scores[rng.random(scores.shape) < absent] = np.nan
    for row in scores[2:]:
        there = np.flatnonzero(~np.isnan(row))
        if len(there) > 1:
            row[there[0]] = row[there[-1]] + rng.choice([-1, 0, 1]) * LEAST / 2
    low, high, below, near = PackedRanks.of(np.ones(units, dtype=np.int32), LEAST, rows=5).of_rows(
        scores.copy()
    )
    assert np.array_equal(low, scores.min(axis=0), equal_nan=True)
    assert np.array_equal(high, scores.max(axis=0), equal_nan=True)
    for row, found, is_near in zip(scores, below, near.tolist(), strict=True):
        there = ~np.isnan(row)
        gap = np.diff(np.sort(row[there])).min(initial=1.0)
        assert is_near or gap > LEAST
        assert not is_near or gap < LEAST + 1e-8
        if not is_near:
            assert (found[there] == stats.rankdata(row[there]) - 1).all()


@given(SEEDS, st.integers(1, 9))
def test_packed_ranks_count_how_many_each_stands_for(seed, units):
    """A score that stands for several units, or for none, counts as so many."""
    rng = np.random.default_rng(seed)
    scores, masses = rng.permuted(np.tile(np.arange(units) * 7.0, (3, 1)), axis=1), rng.integers(0, 4, units)
    ranks = PackedRanks.of(masses.astype(np.int32), LEAST, rows=3)
    for _ in range(2):  # the same again in the same memory
        _, _, below, near = ranks.of_rows(scores.copy())
    assert not near.any()
    for row, found in zip(scores, below.tolist(), strict=True):
        assert found == [low for low, _ in below_and_equal(row, masses)]


def test_what_is_absent_stands_above_every_score():
    """No score is as high as the mark of what is absent, and no packed one."""
    ranks = PackedRanks.of(np.ones(4, dtype=np.int32), LEAST, rows=1)
    _, _, below, near = ranks.of_rows(np.array([[np.nan, 100.0, 0.0, np.nan]]))
    assert ABSENT > 101
    assert below[0, 1:3].tolist() == [1, 0]
    assert not near.any()


@given(SEEDS, st.lists(st.integers(1, 3), min_size=1, max_size=4))
def test_indices_of_a_grid_equal_exact_fractions(seed, levels):
    """First-order and total-order indices are those of the definition, worked out in fractions."""
    rng = np.random.default_rng(seed)
    outcomes = rng.integers(-5, 6, size=levels) / 8.0
    first, total, variance = grid_indices(outcomes, len(levels))
    exact = np.vectorize(Fraction, otypes=[object])(outcomes)

    def varied(values):
        """The variance of fractions, each as likely."""
        mean = sum(values, Fraction(0)) / len(values)
        return sum(((value - mean) ** 2 for value in values), Fraction(0)) / len(values)

    whole = varied(exact.ravel().tolist())
    assert float(variance) == pytest.approx(float(whole), abs=1e-13)
    for axis in range(len(levels)):
        turned = np.moveaxis(exact, axis, 0).reshape(levels[axis], -1)
        alone = varied([sum(row.tolist(), Fraction(0)) / len(row) for row in turned])
        left = sum((varied(column.tolist()) for column in turned.T), Fraction(0)) / turned.shape[1]
        if not whole:
            assert np.isnan([first[axis], total[axis]]).all()
            continue
        assert first[axis] == pytest.approx(float(alone / whole), abs=1e-12)
        assert total[axis] == pytest.approx(float(left / whole), abs=1e-12)
        assert (left == 0) == (total[axis] == 0.0)


@given(SEEDS, st.integers(1, 7), st.integers(2, 5))
def test_a_choice_that_changes_nothing_has_exactly_zero(seed, levels, others):
    """Whatever doubles the outcomes are, an axis along which they stay has no share, alone or with others."""
    rng = np.random.default_rng(seed)
    one = rng.normal(size=(others, 1, 3)) * 0.1
    first, total, _ = grid_indices(np.repeat(one, levels, axis=1), 2)
    assert (first[1] == 0.0).all()
    assert (total[1] == 0.0).all()
    assert (total[0] > 0.99).all()


@pytest.mark.parametrize("case", ["ishigami", "sobol_g"])
def test_estimates_equal_those_of_salib(case):
    """On the same outcomes of the same sample, first and total order are those of SALib."""
    stored = EXPECTED[case]
    a, b = np.array(stored["a"]), np.array(stored["b"])
    first, total, _ = saltelli_jansen(a, b, np.array(stored["ab"]))
    assert first == pytest.approx(stored["salib"]["S1"], abs=1e-10)
    assert total == pytest.approx(stored["salib"]["ST"], abs=1e-10)


def ishigami(x):
    """The function of Ishigami and Homma 1990, a = 7 and b = 0.1, of inputs from -pi to pi."""
    return np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])


def sobol_g(x):
    """The g-function of Sobol, of inputs from 0 to 1."""
    a = np.array(EXPECTED["sobol_g"]["coefficients"])
    return ((np.abs(4 * x - 2) + a) / (1 + a)).prod(axis=-1)


@pytest.mark.parametrize(("case", "model"), [("ishigami", ishigami), ("sobol_g", sobol_g)])
@pytest.mark.parametrize("estimator", [saltelli_jansen, azzini])
def test_estimates_come_near_to_closed_forms(case, model, estimator):
    """With many draws, both estimators come near to the indices that are known in closed form."""
    stored = EXPECTED[case]
    k, (low, high) = len(stored["closed"]["S1"]), stored["range"]
    a, b = np.random.default_rng(3).uniform(low, high, size=(2, 2**15, k))
    ab, ba = np.stack([a] * k), np.stack([b] * k)
    for i in range(k):
        ab[i, :, i], ba[i, :, i] = b[:, i], a[:, i]
    made = [model(one) for one in (a, b, ab)] + ([model(ba)] if estimator is azzini else [])
    first, total, variance = estimator(*made)
    assert first == pytest.approx(stored["closed"]["S1"], abs=0.02)
    assert total == pytest.approx(stored["closed"]["ST"], abs=0.02)
    assert variance == pytest.approx(stored["closed"]["variance"], rel=0.05)


@given(SEEDS, st.integers(2, 20))
def test_an_input_that_does_nothing_has_exactly_zero(seed, draws):
    """Its mixed samples equal the unmixed ones, and by both estimators so both indices are 0."""
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, draws, 3))
    ab, ba = np.stack([a, b]), np.stack([b, a])  # the first does nothing, the second everything
    for first, total, _ in (saltelli_jansen(a, b, ab), azzini(a, b, ab, ba)):
        assert (first[0] == 0.0).all()
        assert (total[0] == 0.0).all()
        assert (total[1] > 0.0).all()


def test_without_variance_there_are_no_indices():
    """Where no outcome differs, indices are NaN and not 0."""
    same = np.ones((2, 4))
    for first, total, variance in (saltelli_jansen(*same, same), azzini(*same, same, same)):
        assert np.isnan([first, total]).all()
        assert variance == 0.0


@st.composite
def weighed(draw):
    """Draw children of some units, and weights; blanks decide who counts."""
    rng = np.random.default_rng(draw(SEEDS))
    k, d, draws = draw(st.integers(1, 5)), draw(st.integers(1, 6)), 3
    role = rng.choice(4, size=(k, d), p=[0.6, 0.2, 0.1, 0.1])  # counts, missing, excluded, lowest
    counts, enters = role == 0, (role == 0) | (role == 3)
    points = np.where(counts, rng.uniform(0, 100, size=(k, d)), 0.0)
    return Children(points, enters, counts, role != 2, ~counts.any(axis=0)), rng.uniform(
        0.1, 9, size=(draws, k)
    )


@given(weighed(), st.sampled_from([None, 0.0, 0.5, 1.0]))
def test_weighted_means_are_as_defined(case, share):
    """Means by products and in order are those of fractions, and absent where too little weight is answered."""
    children, weights = case
    made = WeightedMeans.of(children, weights, share)
    without, unsure = made.without(slice(None))
    found = np.empty((len(weights), children.points.shape[1]))
    made.into(found, np.arange(len(weights)), without)
    ordered = means_in_order(children, weights, share)
    for row in range(len(weights)):
        own = [Fraction(float(one)) for one in weights[row]]
        for unit in range(children.points.shape[1]):
            column = {name: getattr(children, name)[:, unit] for name in Children._fields[:4]}
            answered = sum((w for w, c in zip(own, column["counts"], strict=True) if c), Fraction(0))
            asked = sum((w for w, c in zip(own, column["asked"], strict=True) if c), Fraction(0))
            if not answered or (share is not None and answered < Fraction(share) * asked):
                assert unsure[row] or np.isnan(found[row, unit])
                continue
            whole = sum((w for w, c in zip(own, column["enters"], strict=True) if c), Fraction(0))
            above = sum(
                (w * Fraction(float(p)) for w, p in zip(own, column["points"], strict=True)), Fraction(0)
            )
            assert unsure[row] or found[row, unit] == pytest.approx(float(above / whole), abs=1e-11)
            assert unsure[row] or ordered[row, unit] == pytest.approx(float(above / whole), abs=1e-11)


@given(SEEDS, st.integers(600, 900))
def test_products_in_parts_are_products(seed, units):
    """However many parts there are, the product is that of the whole."""
    rng = np.random.default_rng(seed)
    weights, points = rng.uniform(size=(80, 4)), rng.uniform(size=(4, units))
    assert np.abs(products(weights, points) - np.einsum("ij,jk", weights, points)).max() < 1e-12
