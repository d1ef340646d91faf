"""Percentile ranks, weighted quantiles and the normal curve against R, SciPy, NumPy and exact fractions."""

import csv
import functools
import json
import math
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import stats

from smmi._thresholds import ROUNDING
from smmi.benchmark import QuantileRule, TieRule
from smmi.benchmark.kernels import _normal as normal, _ranks as kernels
from smmi.benchmark.norms import NormTable
from tests.benchmark.searched_ranks import histograms, ranks, searched

DATA = Path(__file__).parents[1] / "data"
SHARED = Path(__file__).parents[3] / "shared" / "data"
EXPECTED = json.loads((DATA / "placing" / "expected.json").read_text(encoding="utf-8"))
PROBABILITIES = np.array(EXPECTED["probabilities"])
COLUMNS = ("api00", "enroll")
RULES = range(1, 10)
HALVES = {"strict": kernels.STRICT, "mean": kernels.MID, "weak": kernels.WEAK}
TIES = {
    TieRule.STRICT: kernels.STRICT,
    TieRule.MID: kernels.MID,
    TieRule.WEAK: kernels.WEAK,
}

grid = st.integers(-4, 4).map(float)
whole_weights = st.integers(0, 4).map(float)
sizes = st.integers(1, 12)
percents = st.integers(0, 20).map(lambda twentieths: twentieths / 20)


@st.composite
def weighted(draw, weights=whole_weights):
    """Two rows of scores on a grid, and weights of which the first is positive."""
    n = draw(sizes)
    row = st.lists(grid, min_size=n, max_size=n)
    weight = draw(st.lists(weights, min_size=n - 1, max_size=n - 1))
    return np.array([draw(row), draw(row)]), np.array([*weight, 2.0])


def apistrat(name):
    """The scores of a column, (1, n), the design's weights and the numbers of repetitions."""
    table = EXPECTED["apistrat"]
    return (
        np.array([table[name]["scores"]], dtype=float),
        np.array(table["weights"]),
        np.array(table["times"], dtype=float),
    )


def of_rule(name, kind, rule):
    """What R gives for a column by a definition."""
    return np.array(EXPECTED["apistrat"][name][kind][f"type_{rule}"], dtype=float)


@functools.cache
def exact_weights(scores, weights):
    """The scores that have any weight, ascending, each with its weight, in fractions."""
    pooled = defaultdict(Fraction)
    for x, w in zip(scores, weights, strict=True):
        pooled[Fraction(x)] += Fraction(w)
    return sorted((x, w) for x, w in pooled.items() if w > 0)


def exact_quantile(scores, weights, probability, rule):
    """The quantile by its definition, in fractions: X(t), jumps and means over one unit of weight."""
    pairs = exact_weights(tuple(scores), tuple(weights))
    total = sum(w for _, w in pairs)
    p = Fraction(str(probability))

    def at(target, *, beyond=False):
        reached = Fraction(0)
        for x, w in pairs:
            reached += w
            if reached > target or (reached == target and not beyond):
                return x
        return pairs[-1][0]

    if rule == 1:
        return at(p * total)
    if rule == 2:
        return (at(p * total) + at(p * total, beyond=True)) / 2
    if rule == 3:
        return at(max(Fraction(round(p * total)), Fraction(1)))  # `round` takes the even one of two
    a, b = {
        4: (Fraction(0), Fraction(1)),
        5: (Fraction(1, 2),) * 2,
        6: (Fraction(0),) * 2,
        7: (Fraction(1),) * 2,
        8: (Fraction(1, 3),) * 2,
        9: (Fraction(3, 8),) * 2,
    }[rule]
    high = min(max(a + p * (total + 1 - a - b), Fraction(1)), total)
    mean = reached = Fraction(0)
    for x, w in pairs:
        mean += x * max(min(reached + w, high) - max(reached, high - 1), 0)
        reached += w
    return mean


# --------------------------------------------------------------------------------------------------- percentile ranks


@pytest.mark.parametrize("kind", HALVES)
@given(rows=weighted(), queries=st.lists(grid, min_size=1, max_size=9))
def test_percentile_ranks_are_those_of_scipy(kind, rows, queries):
    """Of any scores, whole weights being repetitions, all three ranks are percentileofscore's."""
    scores, weights = rows
    found = ranks(np.tile(queries, (2, 1)), scores, weights, HALVES[kind])
    for row, own in zip(found, scores, strict=True):
        repeated = np.repeat(own, weights.astype(int))
        np.testing.assert_allclose(
            row, stats.percentileofscore(repeated, queries, kind=kind), rtol=0, atol=1e-9
        )


@given(rows=weighted(st.integers(0, 40).map(lambda w: w / 8)), queries=st.lists(grid, min_size=1, max_size=9))
def test_weighted_ranks_are_exact_shares(rows, queries):
    """For real weights the ranks are the shares below, at, and half of them, in fractions."""
    scores, weights = rows
    for halves in HALVES.values():
        for row, own in zip(ranks(np.tile(queries, (2, 1)), scores, weights, halves), scores, strict=True):
            pairs = [(x, Fraction(w)) for x, w in zip(own, weights, strict=True)]
            total = sum(w for _, w in pairs)
            for rank, query in zip(row, queries, strict=True):
                below = sum(w for x, w in pairs if x < query)
                equal = sum(w for x, w in pairs if x == query)
                assert rank == pytest.approx(
                    float(100 * (2 * below + halves * equal) / (2 * total)), abs=1e-9
                )


@given(rows=weighted(), queries=st.lists(grid, min_size=1, max_size=9))
def test_weak_and_strict_ranks_mirror_each_other(rows, queries):
    """The weak rank of x and the strict rank of -x among the negated scores add up to 100, the mid-ranks too."""
    scores, weights = rows
    asked = np.tile(queries, (2, 1))
    weak, mid = (ranks(asked, scores, weights, halves) for halves in (kernels.WEAK, kernels.MID))
    strict, mirrored = (ranks(-asked, -scores, weights, halves) for halves in (kernels.STRICT, kernels.MID))
    np.testing.assert_allclose(weak + strict, 100.0, rtol=0, atol=1e-9)
    np.testing.assert_allclose(mid + mirrored, 100.0, rtol=0, atol=1e-9)


@given(rows=weighted(), queries=st.lists(grid, min_size=2, max_size=9))
def test_ranks_ascend_with_the_score(rows, queries):
    """A higher score never has a lower rank, and strict <= mid <= weak."""
    scores, weights = rows
    asked = np.tile(sorted(queries), (2, 1))
    strict, mid, weak = (ranks(asked, scores, weights, halves) for halves in HALVES.values())
    assert (np.diff(mid, axis=1) >= 0).all()
    assert (strict <= mid).all()
    assert (mid <= weak).all()


@given(rows=weighted(st.just(1.0)), ties=st.sampled_from(TieRule))
def test_ranks_of_members_are_those_of_the_norm_table(rows, ties):
    """With oneself included or left out, a member's rank is the one of `NormTable`, to the last bit."""
    scores, _ = rows
    weights = np.ones(scores.shape[1])
    values, masses = histograms(scores, weights)
    for own in (0.0, 1.0) if scores.shape[1] > 1 else (0.0,):
        found = searched(scores, values, kernels.rank_table(masses, TIES[ties], own))
        for row, members in zip(found, scores, strict=True):
            table = NormTable.of(members)
            assert row.tolist() == [table.percentile_rank(x, ties=ties, without=own) for x in members]


def test_a_unit_alone_has_no_rank_among_the_others():
    """With the only unit left out there is nobody to compare with: the rank is NaN."""
    assert np.isnan(kernels.rank_table(np.array([[1.0]]), kernels.MID, own=1.0)).all()


def test_rows_of_unlike_length_are_filled_up():
    """A row with fewer distinct values ends in infinite values without mass; no row at all is one column."""
    values, masses = kernels.padded(
        [(np.array([1.0, 3.0]), np.array([5.0, 1.0])), (np.array([5.0]), np.array([2.0]))]
    )
    assert values.tolist() == [[1.0, 3.0], [5.0, np.inf]]
    assert masses.tolist() == [[5.0, 1.0], [2.0, 0.0]]
    values, masses = kernels.padded([(np.array([]), np.array([]))])
    assert (values.tolist(), masses.tolist()) == ([[np.inf]], [[0.0]])


@pytest.mark.parametrize("name", COLUMNS)
def test_weighted_ranks_of_apistrat_are_those_of_survey(name):
    """With the design's weights the weak rank is svycdf's, the strict one the weighted share below."""
    scores, weights, _ = apistrat(name)
    expected = EXPECTED["apistrat"][name]
    asked = np.array([expected["asked"]], dtype=float)
    for kind in ("weak", "strict"):
        found = ranks(asked, scores, weights, HALVES[kind])[0]
        np.testing.assert_allclose(found, expected[kind], rtol=0, atol=1e-9)


# ---------------------------------------------------------------------------------------------------------- quantiles


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", COLUMNS)
def test_quantiles_of_apistrat_are_those_of_r(name, rule):
    """Unweighted, equal to any common weight, and repeated 1 to 4 times, quantiles are those of R's nine types."""
    scores, _, times = apistrat(name)
    n = np.array([float(scores.shape[1])])
    plain = of_rule(name, "quantiles", rule)
    for weights, size in ((np.ones(200), None), (np.full(200, 0.35), n)):
        found = kernels.weighted_quantiles(scores, weights, PROBABILITIES, rule, size)[0]
        np.testing.assert_allclose(found, plain, rtol=0, atol=1e-9)
    repeated = kernels.weighted_quantiles(scores, times, PROBABILITIES, rule)[0]
    np.testing.assert_allclose(repeated, of_rule(name, "repeated", rule), rtol=0, atol=1e-9)
    if rule == 7:
        np.testing.assert_allclose(repeated, EXPECTED["apistrat"][name]["hmisc"], rtol=0, atol=1e-9)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", COLUMNS)
def test_quantiles_of_apistrat_are_those_of_survey_where_it_keeps_the_definition(name, rule):
    """With the design's weights types 1 to 3 are svyquantile's; with weights of 1 types 5 to 9 are, too.

    Its types 4 to 9 with the design's weights are others: they take a school that stands for 44 as one observation.
    """
    scores, weights, _ = apistrat(name)
    found = kernels.weighted_quantiles(scores, weights, PROBABILITIES, rule)[0]
    theirs = of_rule(name, "survey", rule)
    if rule <= 3:
        np.testing.assert_allclose(found, theirs, rtol=0, atol=1e-9)
    else:
        assert np.abs(found - theirs).max() > 1e-3
    if rule in {1, 2, 5, 6, 7, 8, 9}:
        plain = kernels.weighted_quantiles(scores, np.ones(200), PROBABILITIES, rule)[0]
        np.testing.assert_allclose(plain, of_rule(name, "survey_unit", rule), rtol=0, atol=1e-9)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", COLUMNS)
def test_weighted_quantiles_of_apistrat_are_exact(name, rule):
    """With the design's weights, all nine types are those of exact fractions."""
    scores, weights, _ = apistrat(name)
    found = kernels.weighted_quantiles(scores, weights, PROBABILITIES, rule)[0]
    exact = [float(exact_quantile(scores[0], weights, p, rule)) for p in PROBABILITIES.tolist()]
    np.testing.assert_allclose(found, exact, rtol=0, atol=1e-9)


@pytest.mark.parametrize("rule", RULES)
def test_the_order_of_units_decides_no_bit_of_a_quantile(rule):
    """Units of one score have unlike weights; whatever their order, their sums and the quantiles are the same."""
    rng = np.random.default_rng(6)
    scores, weights = rng.integers(0, 5, 300).astype(float), rng.lognormal(0, 3, 300)
    expected = kernels.weighted_quantiles(scores[None], weights, np.linspace(0, 1, 301), rule).tolist()
    for _ in range(5):
        order = rng.permutation(300)
        found = kernels.weighted_quantiles(scores[None, order], weights[order], np.linspace(0, 1, 301), rule)
        assert found.tolist() == expected


@pytest.mark.parametrize("rule", QuantileRule)
@given(rows=weighted(), probabilities=st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_whole_weights_are_repetitions(rule, rows, probabilities):
    """For any whole weights, zeros included, the quantiles are NumPy's of the repeated sample."""
    scores, weights = rows
    total = weights.sum()
    # At a jump of types 1 to 3 NumPy goes by the rounding of p n; the next test goes there.
    near = [p for p in probabilities if rule > 3 or abs(2 * p * total - round(2 * p * total)) > 1e-6]
    found = kernels.weighted_quantiles(scores, weights, np.array(near), rule)
    for row, own in zip(found, scores, strict=True):
        repeated = np.repeat(own, weights.astype(int))
        np.testing.assert_allclose(row, np.quantile(repeated, near, method=rule.method), rtol=0, atol=1e-9)


@pytest.mark.parametrize("rule", RULES)
@given(rows=weighted(st.integers(0, 30).map(lambda w: w / 10)), probability=percents)
def test_real_weights_follow_the_definition_at_its_jumps_too(rule, rows, probability):
    """For tenths as weights and twentieths as probabilities, the quantiles are those of exact fractions."""
    scores, weights = rows
    tenths = [Fraction(round(10 * w), 10) for w in weights]
    found = kernels.weighted_quantiles(scores, weights, np.array([probability]), rule)
    for row, own in zip(found, scores, strict=True):
        assert row[0] == pytest.approx(float(exact_quantile(own, tenths, probability, rule)), abs=1e-9)


@pytest.mark.parametrize("rule", RULES)
@given(rows=weighted())
def test_quantiles_ascend_and_stay_inside(rule, rows):
    """Quantiles ascend with the probability, from the least score with a weight to the greatest."""
    scores, weights = rows
    found = kernels.weighted_quantiles(scores, weights, np.linspace(0, 1, 41), rule)
    present = scores[:, weights > 0]
    assert (np.diff(found, axis=1) >= -1e-12).all()
    assert found[:, 0].tolist() == present.min(axis=1).tolist()
    assert found[:, -1] == pytest.approx(present.max(axis=1), abs=1e-12)


@given(rows=weighted(), factor=st.sampled_from([0.01, 3.0, 1e5]))
def test_with_a_size_the_scale_of_weights_does_not_matter(rows, factor):
    """If it is said how many observations the weights stand for, their scale changes nothing."""
    scores, weights = rows
    size = np.repeat(kernels.effective_size(weights), 2)
    for rule in RULES:
        one, other = (
            kernels.weighted_quantiles(scores, w, PROBABILITIES, rule, size)
            for w in (weights, factor * weights)
        )
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)


def test_the_effective_size_is_that_of_kish():
    """Equal weights, of any scale, count fully; a worked case; no weight, no size."""
    assert kernels.effective_size(np.full(7, 1e-300)) == pytest.approx(7, abs=1e-9)
    assert kernels.effective_size(np.array([[1.0, 2, 3], [5, 0, 0]])) == pytest.approx([36 / 14, 1], abs=1e-9)
    assert math.isnan(kernels.effective_size(np.zeros(3)))


def test_the_effective_size_of_each_row_is_its_own():
    """Rows of very unlike scale do not disturb each other, and nobody has no size."""
    rows = np.array([[1e-200, 1e-200, 1e-200], [1e200, 1e200, 0.0]])
    assert kernels.effective_size(rows) == pytest.approx([3, 2], abs=1e-12)
    assert np.isnan(kernels.effective_size(np.empty((2, 0)))).all()


def test_a_jump_as_far_away_as_rounding_may_be_is_reached():
    """Type 2 takes the mean of both sides of a jump up to the slack away, above and below, and no further."""
    for distance, expected in ((1, 0.5), (-1, 0.5), (1.25, 0.0), (-1.25, 1.0)):
        lower = 0.5 + distance * ROUNDING
        weights = np.array([lower, 1.0 - lower])
        found = kernels.weighted_quantiles(np.array([[0.0, 1.0]]), weights, np.array([0.5]), 2)
        assert found.tolist() == [[expected]]


def test_the_nearest_observation_is_the_even_one_of_two_but_for_rounding():
    """Half-way, and up to the slack from it, the even one; further away the nearest; none is below the first."""
    slack = 2.0**-40
    position = np.array(
        [2.5, 2.5 + slack, 1.5 - slack, 3.5 - slack / 2, 2.5 + 2 * slack, 1.5 - 2 * slack, 0.25]
    )
    assert kernels._nearest(position, slack).tolist() == [2.0, 2.0, 2.0, 4.0, 3.0, 1.0, 1.0]


def test_a_quantile_at_one_score_is_that_score_to_the_last_bit():
    """Where the position is whole, no rounding of a mean moves the quantile off its score."""
    scores = np.random.default_rng(8).normal(size=(50, 5))
    found = kernels.weighted_quantiles(scores, np.ones(5), np.array([0.0, 0.25, 0.5, 0.75, 1.0]), 7)
    assert found.tolist() == np.sort(scores, axis=1).tolist()


# -------------------------------------------------------------------------------------------------------------- PHQ-9


@pytest.mark.parametrize(
    "folder", [DATA, pytest.param(SHARED, marks=pytest.mark.shared)], ids=["copy", "shared"]
)
def test_ranks_and_quantiles_of_the_phq_9(folder):
    """The totals of 5,068 people have R's ranks, weak and mid, and quantiles, unweighted and with the design's weights.

    Types 3 to 9 with these weights, which R does not give, are those of exact fractions.
    """
    with (folder / "phq9" / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    items = [[row[f"DPQ{i:03}"] for i in range(10, 100, 10)] for row in rows]
    complete = [all(answer in {"0", "1", "2", "3"} for answer in answers) for answers in items]
    people = [i for i, whole in enumerate(complete) if whole]
    totals = np.array([[float(sum(map(int, items[i]))) for i in people]])
    design = np.array([float(rows[i]["WTMEC2YR"]) for i in people])
    expected = EXPECTED["phq9"]
    assert len(people) == expected["n"]
    asked = np.array([expected["totals"]], dtype=float)
    for prefix, weights in (("unweighted", np.ones(len(people))), ("weighted", design)):
        for kind, halves in (("weak", kernels.WEAK), ("mid", kernels.MID)):
            found = ranks(asked, totals, weights, halves)[0]
            np.testing.assert_allclose(found, expected[f"{prefix}_{kind}"], rtol=0, atol=1e-9)
    for rule in RULES:
        plain = kernels.weighted_quantiles(totals, np.ones(len(people)), PROBABILITIES, rule)[0]
        np.testing.assert_allclose(plain, expected["quantiles"][f"type_{rule}"], rtol=0, atol=1e-9)
        found = kernels.weighted_quantiles(totals, design, PROBABILITIES, rule)[0]
        exact = (
            expected["survey"][f"type_{rule}"]
            if rule <= 2
            else [float(exact_quantile(totals[0], design, p, rule)) for p in PROBABILITIES.tolist()]
        )
        np.testing.assert_allclose(found, exact, rtol=0, atol=1e-9)


# --------------------------------------------------------------------------------------------------- the normal curve


def test_places_on_the_normal_curve_are_those_of_r():
    """z, T, normal-curve equivalents, stanines and deciles of percentile ranks on and off their cuts."""
    expected = EXPECTED["normal"]
    asked = np.array(expected["percentile_ranks"])
    z = normal.z_of_ranks(asked)
    np.testing.assert_allclose(z, expected["z"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(z, stats.norm.ppf(asked / 100), rtol=0, atol=1e-9)
    np.testing.assert_allclose(normal.t_scores(z), expected["t"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(normal.normal_curve_equivalents(z), expected["nce"], rtol=0, atol=1e-9)
    assert normal.stanines_of_ranks(asked).tolist() == expected["stanines"]
    assert normal.deciles(asked).tolist() == expected["deciles"]


def test_normal_curve_equivalents_meet_percentile_ranks_at_1_50_and_99():
    """The factor is what makes them meet."""
    ends = np.array([1.0, 50.0, 99.0])
    np.testing.assert_allclose(normal.normal_curve_equivalents(normal.z_of_ranks(ends)), ends, atol=1e-9)


def test_the_ends_of_the_scale_have_no_place_on_the_normal_curve():
    """Percentile ranks of 0 and 100 have no z; deciles and stanines stop at their ends."""
    ends = np.array([0.0, 100.0])
    z = normal.z_of_ranks(ends)
    assert np.isnan(z).all()
    assert (normal.deciles(ends).tolist(), normal.stanines_of_ranks(ends).tolist()) == ([1, 10], [1, 9])


def test_bands_are_bytes():
    """Stanines and deciles are whole numbers of one byte, as norms for many units keep them."""
    asked = np.array([[3.0, 50.0]])
    for bands in (normal.stanines_of_ranks(asked), normal.deciles(asked)):
        assert (bands.dtype, bands.shape) == (np.int8, (1, 2))
