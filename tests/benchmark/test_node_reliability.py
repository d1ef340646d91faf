"""The reliability of a node over its indicators, against other tools, exact fractions and definitions."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given, strategies as st

import smmi
from smmi import benchmark, editions
from smmi.benchmark import cronbach_alpha, reliability
from smmi.benchmark.agreement import (
    Coefficient,
    CoefficientInterval,
    MissingAnswers,
    NoCoefficient,
    _estimating,
)
from smmi.benchmark.agreement._points import node_points
from smmi.benchmark.item_analysis import floor_and_ceiling, indicator_correlations, nonresponse_bounds
from smmi.benchmark.kernels.agreement import _consistency as consistency, _one_factor as factors
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.scoring import GeometricMean
from tests.benchmark.rated_tables import EXPECTED, answered, table

NAMES, ITEMS = table("items.csv")
LAMBDAS = {
    "l1": Coefficient.LAMBDA_1,
    "l2": Coefficient.LAMBDA_2,
    "l3": Coefficient.LAMBDA_3,
    "l4": Coefficient.LAMBDA_4,
    "l5": Coefficient.LAMBDA_5,
    "l6": Coefficient.LAMBDA_6,
    "worst_split": Coefficient.WORST_SPLIT_HALF,
}
WRONG_WAY = ("a3", "c2")


def stored(scale, *, reverse=WRONG_WAY, **options):
    """The reliability of one scale of the stored items, 1 to 5 read as 0 to 100, with what is expected of it."""
    expected = EXPECTED["items"][scale]
    columns = [NAMES.index(name) for name in expected["items"]]
    answers, scheme = answered(
        (ITEMS[:, columns] - 1) * 25, areas={"only": expected["items"]}, reverse=reverse
    )
    return reliability(answers, scheme, of="only", **options), expected


@pytest.mark.parametrize("scale", ["a", "b", "c", "all"])
def test_coefficients_equal_those_of_other_tools(scale):
    """Alpha, its interval, lambdas on covariances and correlations, omega and the rest are those of psych, lavaan, …"""
    found, expected = stored(scale)
    listwise = expected["alpha_listwise"]
    assert (found.n, found.units, found.missing) == (
        expected["n_complete"],
        expected["n_rows"],
        MissingAnswers.LISTWISE,
    )
    assert found.alpha == pytest.approx(listwise["raw"], abs=1e-12)
    assert found.standardised[Coefficient.ALPHA].value == pytest.approx(listwise["standardised"], abs=1e-12)
    feldt, bootstrap = found.coefficients[Coefficient.ALPHA].intervals
    assert (feldt.low, feldt.high) == pytest.approx((listwise["low"], listwise["high"]), abs=1e-10)
    assert (bootstrap.low, bootstrap.reason) == (None, NoCoefficient.NO_GENERATOR)
    for kept, key in ((found.coefficients, "covariances"), (found.standardised, "correlations")):
        for name, which in LAMBDAS.items():
            assert kept[which].value == pytest.approx(expected[f"guttman_{key}"][name], abs=1e-12), name
    assert found.omega == pytest.approx(expected["omega"]["covariance"], abs=1e-7)
    assert found.standardised[Coefficient.OMEGA].value == pytest.approx(
        expected["omega"]["standardised"], abs=1e-7
    )
    assert found.coefficients[Coefficient.ALPHA].sem == pytest.approx(
        expected["sem"]["percent_score_alpha"], abs=1e-10
    )
    for one in found.indicators:
        assert one.item_rest == pytest.approx(listwise["item_rest"][one.code], abs=1e-12)
        assert one.alpha_if_dropped == pytest.approx(listwise["if_dropped"][one.code], abs=1e-12)
    loadings = [one.factor_loading * one.deviation / 25 for one in found.indicators]
    assert loadings == pytest.approx(expected["omega"]["loadings"], abs=1e-6)
    assert (found.heywood, found.wrong_way, found.constant) == ((), (), ())


@pytest.mark.parametrize("scale", ["a", "b", "c", "all"])
def test_pairwise_coefficients_equal_those_of_other_tools(scale):
    """By pairs alpha is that of psych and pingouin, and no interval is made up for it."""
    found, expected = stored(scale, missing=MissingAnswers.PAIRWISE, rng=np.random.default_rng(1))
    pairwise = expected["alpha_pairwise"]
    assert found.alpha == pytest.approx(pairwise["raw"], abs=1e-12)
    assert found.standardised[Coefficient.ALPHA].value == pytest.approx(pairwise["standardised"], abs=1e-12)
    for one in found.indicators:
        assert one.item_rest == pytest.approx(pairwise["item_rest"][one.code], abs=1e-12)
        assert one.alpha_if_dropped == pytest.approx(pairwise["if_dropped"][one.code], abs=1e-12)
    assert {one.reason for one in found.coefficients[Coefficient.ALPHA].intervals} == {NoCoefficient.PAIRWISE}
    assert expected["n_complete"] < found.least_pair < found.n <= found.units


def test_items_that_point_the_wrong_way_are_named():
    """As answered, without the polarity of two items, alpha falls as in psych, and these two are named."""
    for scale, wrong in (("a", ("a3",)), ("c", ("c2",)), ("all", ("a3", "c2"))):
        found, expected = stored(scale, reverse=())
        assert found.alpha == pytest.approx(expected["not_reversed"]["alpha"], abs=1e-12)
        assert found.wrong_way == wrong


def exact_alpha(rows):
    """Alpha in fractions, straight from the definition."""

    def variance(values):
        mean = Fraction(sum(values), len(values))
        return sum((value - mean) ** 2 for value in values) / (len(values) - 1)

    k = len(rows[0])
    whole = variance([sum(row) for row in rows])
    return Fraction(k, k - 1) * (1 - sum(map(variance, zip(*rows, strict=True))) / whole)


whole_rows = st.integers(2, 5).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 100), min_size=k, max_size=k), min_size=3, max_size=9)
)


@given(whole_rows)
def test_of_whole_numbers_coefficients_follow_their_definitions(rows):
    """Alpha is that of fractions and of the children; every split half is tried; lambdas keep Guttman's order."""
    assume(len({sum(row) for row in rows}) > 1)
    answers, scheme = answered(rows)
    found = reliability(answers, scheme, of="only")
    kept = {which: one.value for which, one in found.coefficients.items()}
    assert found.alpha == pytest.approx(float(exact_alpha(rows)), rel=1e-9, abs=1e-9)
    assert found.alpha == pytest.approx(cronbach_alpha(smmi.score(answers, scheme))["only"].alpha, abs=1e-8)
    covariance = np.atleast_2d(np.cov(np.array(rows, dtype=float).T))
    halves = []
    k = len(rows[0])
    for left in itertools.combinations(range(k), k // 2):
        right = [place for place in range(k) if place not in left]
        halves.append(4 * covariance[np.ix_(left, right)].sum() / covariance.sum())
    scale = 1e-9 * max(1.0, *map(abs, halves))
    assert kept[Coefficient.LAMBDA_4] == pytest.approx(max(halves), abs=scale)
    assert kept[Coefficient.WORST_SPLIT_HALF] == pytest.approx(min(halves), abs=scale)
    assert kept[Coefficient.AVERAGE_SPLIT_HALF] == pytest.approx(np.mean(halves), abs=scale)
    assert kept[Coefficient.LAMBDA_1] <= kept[Coefficient.LAMBDA_2] + scale
    assert kept[Coefficient.LAMBDA_3] <= kept[Coefficient.LAMBDA_2] + scale
    omega = kept[Coefficient.OMEGA]
    assert omega is None or -1e-9 <= omega <= 1 + 1e-9


@given(whole_rows, st.randoms(use_true_random=False))
def test_units_in_another_order_change_nothing(rows, random):
    """Coefficients belong to a set of units."""
    assume(len({sum(row) for row in rows}) > 1)
    shuffled = random.sample(rows, len(rows))
    first, second = (reliability(*answered(some), of="only") for some in (rows, shuffled))
    for which in (Coefficient.ALPHA, Coefficient.LAMBDA_2, Coefficient.LAMBDA_4, Coefficient.WEIGHTED_ALPHA):
        one, other = first.coefficients[which].value, second.coefficients[which].value
        assert one == pytest.approx(other, rel=1e-8, abs=1e-8)


def test_kr_20_by_hand():
    """Of items that are right or wrong, KR-20 is k / (k - 1) (1 - sum of p q / variance, divisor n)."""
    rows = [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0], [1, 1, 1], [0, 1, 0]]
    shares = [Fraction(sum(column), 6) for column in zip(*rows, strict=True)]
    totals = [sum(row) for row in rows]
    spread = Fraction(sum(t * t for t in totals), 6) - Fraction(sum(totals), 6) ** 2
    expected = Fraction(3, 2) * (1 - sum(p * (1 - p) for p in shares) / spread)
    found = reliability(*answered(np.array(rows) * 100.0), of="only")
    assert found.coefficients[Coefficient.KR_20].value == pytest.approx(float(expected), abs=1e-12)
    assert found.standardised[Coefficient.KR_20].reason is NoCoefficient.NOT_DICHOTOMOUS


def test_omega_of_three_parts_has_a_closed_form():
    """With three parts the factor reproduces the correlations: each loading is the root of r12 r13 / r23."""
    matrix = np.array([[1, 0.6, 0.5], [0.6, 1, 0.4], [0.5, 0.4, 1]])
    loadings, errors, heywood, converged = factors.one_factor(matrix)
    expected = [math.sqrt(x) for x in (0.6 * 0.5 / 0.4, 0.6 * 0.4 / 0.5, 0.5 * 0.4 / 0.6)]
    assert loadings == pytest.approx(expected, abs=1e-8)
    assert errors == pytest.approx(1 - loadings**2, abs=1e-8)
    assert (heywood.any(), converged) == (False, True)


def test_a_heywood_case_is_told():
    """Where r12 r13 / r23 is above 1, the first part would have an error below 0: it is named."""
    rng = np.random.default_rng(5)
    target = np.array([[1, 0.8, 0.7], [0.8, 1, 0.4], [0.7, 0.4, 1]])
    drawn = rng.normal(size=(40, 3))
    drawn -= drawn.mean(axis=0)
    drawn = np.linalg.solve(np.linalg.cholesky(np.cov(drawn.T)), drawn.T).T @ np.linalg.cholesky(target).T
    found = reliability(*answered(50 + 10 * drawn), of="only")
    assert found.heywood == ("p0",)
    assert 0 < found.omega < 1


def test_no_other_start_fits_one_factor_better():
    """Of weak factors, whose discrepancy has several minima, the lowest is found; the gradient there is 0."""
    rng = np.random.default_rng(29)
    for _ in range(12):
        k = int(rng.integers(3, 8))
        drawn = rng.normal(size=(30, 1)) * rng.uniform(-1, 1.2, k) + rng.normal(size=(30, k))
        matrix = np.corrcoef(drawn.T)
        loadings, errors, heywood, converged = factors.one_factor(matrix)
        assert converged
        implied = np.outer(loadings, loadings) + np.diag(errors)
        assert np.diag(implied)[~heywood] == pytest.approx(1, abs=1e-6)
        lowest = np.linalg.slogdet(implied)[1] + np.trace(np.linalg.solve(implied, matrix))
        lowest -= np.linalg.slogdet(matrix)[1] + k
        for _ in range(4):
            start = np.log(rng.uniform(0.05, 0.95, k))
            assert factors._descended(start, matrix, 1e-6)[0] >= lowest - 1e-7


def test_a_model_that_does_not_converge_is_told(monkeypatch):
    """Omega and the composite reliability are absent then; what needs no model stays."""
    fitted = factors.one_factor(np.eye(4) * 0.5 + 0.5)
    monkeypatch.setattr(_estimating, "one_factor", lambda _: (*fitted[:3], False))
    found, _ = stored("a")
    for which in (Coefficient.OMEGA, Coefficient.COMPOSITE):
        assert found.coefficients[which].reason is NoCoefficient.NOT_CONVERGED
    assert found.alpha is not None


def test_an_area_without_spread_leaves_no_stratified_alpha():
    """Where the score of one part is the same for all, it has no alpha."""
    rows = [[10, 30, 5, 6], [20, 20, 9, 2], [30, 10, 1, 3], [25, 15, 4, 8]]
    found = reliability(*answered(rows, areas={"x": ["x1", "x2"], "y": ["y1", "y2"]}), of="whole")
    assert found.coefficients[Coefficient.STRATIFIED_ALPHA].reason is NoCoefficient.NO_SPREAD


@pytest.mark.parametrize("k", [4, 7, 10])
def test_exchanges_find_the_best_split_of_small_sets(k):
    """What serves above the size of enumeration finds the true extremes where they can be enumerated."""
    for seed in range(20):
        drawn = np.random.default_rng(seed).normal(size=(12, k))
        covariance = np.cov(drawn.T)
        worst, _, best, proved = consistency.split_halves(covariance)
        total = covariance.sum()
        assert proved
        assert 1 - consistency._exchanged(covariance) / total == pytest.approx(best, rel=1e-9)
        assert 1 + consistency._exchanged(-covariance) / total == pytest.approx(worst, rel=1e-9)


def test_a_long_score_says_that_its_extremes_are_not_proved():
    """Over 24 indicators, best and worst split are the best found, and say so; their average is exact."""
    rng = np.random.default_rng(3)
    rows = np.clip(50 + 8 * (rng.normal(size=(60, 1)) + rng.normal(size=(60, 24))), 0, 100)
    found = reliability(*answered(rows), of="only")
    best, worst = (
        found.coefficients[which] for which in (Coefficient.LAMBDA_4, Coefficient.WORST_SPLIT_HALF)
    )
    assert (best.proved, worst.proved, found.coefficients[Coefficient.ALPHA].proved) == (False, False, True)
    assert worst.value < found.coefficients[Coefficient.AVERAGE_SPLIT_HALF].value < best.value
    assert found.coefficients[Coefficient.AVERAGE_SPLIT_HALF].value == pytest.approx(found.alpha, abs=1e-12)


def test_weighted_coefficients_by_hand():
    """Over two areas, the weighted score's coefficients follow from covariances times shares."""
    rng = np.random.default_rng(8)
    rows = np.rint(np.clip(50 + 12 * (rng.normal(size=(60, 1)) + rng.normal(size=(60, 5))), 0, 100))
    answers, scheme = answered(
        rows,
        areas={"first": ["x1", "x2", "x3"], "second": ["y1", "y2"]},
        weights={"first": 2.0, "second": 1.0, "x1": 3.0},
    )
    found = reliability(answers, scheme, of="whole")
    shares = np.array([2 / 3 * 3 / 5, 2 / 3 / 5, 2 / 3 / 5, 1 / 6, 1 / 6])
    matrix = np.cov((rows * shares).T)

    def alpha(block):
        return len(block) / (len(block) - 1) * (1 - np.trace(block) / block.sum())

    assert found.coefficients[Coefficient.WEIGHTED_ALPHA].value == pytest.approx(alpha(matrix), abs=1e-12)
    lost = sum(block.sum() * (1 - alpha(block)) for block in (matrix[:3, :3], matrix[3:, 3:]))
    stratified = found.coefficients[Coefficient.STRATIFIED_ALPHA]
    assert stratified.value == pytest.approx(1 - lost / matrix.sum(), abs=1e-12)
    deviation = smmi.score(answers, scheme)["whole"].std(ddof=1)
    assert stratified.sem == pytest.approx(deviation * math.sqrt(1 - stratified.value), abs=1e-10)
    scale = np.array([one.deviation for one in found.indicators]) * shares
    loadings = np.array([one.factor_loading for one in found.indicators])
    shared = (scale @ loadings) ** 2
    expected = shared / (shared + (scale**2) @ (1 - loadings**2))
    assert found.coefficients[Coefficient.COMPOSITE].value == pytest.approx(expected, abs=1e-7)
    assert found.coefficients[Coefficient.OMEGA].value != pytest.approx(expected, abs=1e-3)


def test_of_equal_weights_the_weighted_coefficients_are_the_plain_ones():
    """With equal weights in one area, weighted alpha is alpha and the composite reliability omega."""
    found, _ = stored("a")
    kept = found.coefficients
    for plain, weighted in (
        (Coefficient.ALPHA, Coefficient.WEIGHTED_ALPHA),
        (Coefficient.OMEGA, Coefficient.COMPOSITE),
    ):
        assert kept[plain].value == pytest.approx(kept[weighted].value, abs=1e-12)
        assert kept[plain].sem == pytest.approx(kept[weighted].sem, abs=1e-10)


def test_resampled_alphas_are_alphas_of_resamples():
    """Counts times sums of squares give the alpha of every resample, drawn by the same generator."""
    rows = np.random.default_rng(4).integers(0, 5, size=(30, 4)).astype(float)
    found = consistency.resampled_alphas(rows, 50, np.random.default_rng(9))
    counts = consistency.resample_counts(30, 50, np.random.default_rng(9)).astype(int)
    assert (counts.sum(axis=1) == 30).all()
    expected = [consistency.alpha(np.cov(np.repeat(rows, count, axis=0).T)) for count in counts]
    assert found == pytest.approx(expected, abs=1e-10)


def test_the_bootstrap_interval_is_that_of_scipy():
    """It lies where SciPy's percentile bootstrap of the same alpha does, and is the same for the same generator."""
    from scipy import stats

    found, expected = stored("a", rng=np.random.default_rng(1), replicates=4000)
    interval = found.coefficients[Coefficient.ALPHA].intervals[1]
    again = stored("a", rng=np.random.default_rng(1), replicates=4000)[0]
    assert (interval.method, interval.replicates) == (CoefficientInterval.BOOTSTRAP, 4000)
    assert again == found
    columns = ITEMS[:, [NAMES.index(name) for name in expected["items"]]].copy()
    columns[:, 2] = 6 - columns[:, 2]
    columns = columns[~np.isnan(columns).any(axis=1)]

    def alpha(*parts, axis):
        parts = np.stack(parts)
        whole = parts.sum(axis=0).var(axis=axis, ddof=1)
        return 4 / 3 * (1 - parts.var(axis=axis, ddof=1).sum(axis=0) / whole)

    theirs = stats.bootstrap(
        tuple(columns.T),
        alpha,
        paired=True,
        vectorized=True,
        axis=-1,
        n_resamples=4000,
        method="percentile",
        rng=np.random.default_rng(2),
    ).confidence_interval
    assert (interval.low, interval.high) == pytest.approx((theirs.low, theirs.high), abs=0.012)


@pytest.mark.parametrize(
    ("rows", "which", "reason"),
    [
        ([[10], [20], [30]], Coefficient.ALPHA, NoCoefficient.ONE_INDICATOR),
        ([[10], [20], [30]], Coefficient.OMEGA, NoCoefficient.ONE_INDICATOR),
        ([[10, 20], [20, 30], [np.nan, 10]], Coefficient.ALPHA, NoCoefficient.TOO_FEW_UNITS),
        ([[10, 20, 1], [20, 30, 2], [np.nan, 10, 3]], Coefficient.OMEGA, NoCoefficient.TOO_FEW_UNITS),
        ([[10, 30], [20, 20], [30, 10]], Coefficient.ALPHA, NoCoefficient.NO_SPREAD),
        ([[10, 5], [20, 30], [30, 20]], Coefficient.OMEGA, NoCoefficient.TOO_FEW_INDICATORS),
        ([[1, 2, 3], [2, 3, 5], [4, 3, 7], [5, 1, 6]], Coefficient.OMEGA, NoCoefficient.SINGULAR),
        ([[1, 2, 3], [2, 3, 5], [4, 3, 7], [5, 1, 6]], Coefficient.LAMBDA_6, NoCoefficient.SINGULAR),
        ([[1, 2, 50], [2, 3, 50], [4, 3, 50]], Coefficient.OMEGA, NoCoefficient.CONSTANT_INDICATOR),
        ([[1, 2, 50], [2, 3, 50], [4, 3, 50]], Coefficient.LAMBDA_6, NoCoefficient.CONSTANT_INDICATOR),
        (
            [[1, 2, 50], [2, 3, 50], [4, 3, 50]],
            Coefficient.STRATIFIED_ALPHA,
            NoCoefficient.TOO_FEW_INDICATORS,
        ),
        ([[1, 2, 5], [2, 3, 6], [4, 3, 7]], Coefficient.KR_20, NoCoefficient.NOT_DICHOTOMOUS),
    ],
)
def test_what_is_absent_has_a_reason(rows, which, reason):
    """One indicator, too few units, no spread, a constant, indicators that add up: each is said, and nothing raises."""
    found = reliability(*answered(rows), of="only", rng=np.random.default_rng(1), replicates=20)
    estimate = found.coefficients[which]
    assert (estimate.value, estimate.sem, estimate.reason) == (None, None, reason)


def test_a_constant_indicator_counts_among_the_parts():
    """Alpha with a constant third indicator is that of k = 3, and the constant is named."""
    rows = [[1, 2, 50], [2, 3, 50], [4, 3, 50], [5, 6, 50]]
    found = reliability(*answered(rows), of="only")
    assert found.alpha == pytest.approx(float(exact_alpha(rows)), abs=1e-12)
    assert found.constant == ("p2",)
    assert found.standardised[Coefficient.ALPHA].reason is NoCoefficient.CONSTANT_INDICATOR
    assert found.indicators[2].item_rest is None


def test_a_resample_without_spread_leaves_the_interval_absent():
    """Of three units some resamples are one unit three times: the interval is not made from the others."""
    found = reliability(
        *answered([[1, 2], [2, 5], [4, 3]]), of="only", rng=np.random.default_rng(1), replicates=200
    )
    interval = found.coefficients[Coefficient.ALPHA].intervals[1]
    assert (interval.low, interval.high, interval.reason) == (None, None, NoCoefficient.NO_SPREAD)


def test_the_weighted_score_of_a_rule_that_is_no_mean_has_no_coefficients():
    """A geometric mean has no weighted sum; the indicators' own coefficients stay."""
    found = reliability(
        *answered([[10, 5], [20, 9], [30, 11]], areas=None, domains=GeometricMean()), of="whole"
    )
    assert found.coefficients[Coefficient.WEIGHTED_ALPHA].reason is NoCoefficient.NOT_ADDITIVE
    assert found.alpha is not None


def test_an_indicator_without_weight_does_not_count():
    """A part of weight 0 is no part, and what has no indicators left is absent."""
    rows = [[10, 5, 90], [20, 9, 3], [30, 2, 50], [50, 7, 20]]
    found = reliability(*answered(rows, weights={"p2": 0.0}), of="only")
    assert found.indicators == reliability(*answered([row[:2] for row in rows]), of="only").indicators


blank = np.nan
gappy_rows = st.lists(
    st.lists(st.sampled_from([0, 1, 2, 3, blank]), min_size=3, max_size=3), min_size=4, max_size=12
)


@given(gappy_rows)
@example([[3, blank, 2], [0, blank, 3], [1, 3, 3], [1, 0, 3], [1, 2, 3]])
@example(
    [[0, blank, blank], [3, 3, 3], [blank, blank, 0], [3, 3, 3], [1, blank, blank], [2, blank, 1], [3, 2, 3]]
)
def test_an_indicator_that_is_constant_within_a_pair_has_no_correlation(rows):
    """What is 0 by 0 but for rounding is no correlation; else they are those of each pair's own units."""
    found = reliability(*answered(rows, high=3.0), of="only", missing=MissingAnswers.PAIRWISE)
    columns = np.array(rows, dtype=float).T
    both = {(i, j): ~np.isnan(columns[i] + columns[j]) for i, j in itertools.combinations(range(3), 2)}
    assume(min(map(np.count_nonzero, both.values())) >= 3)
    constant = any(np.ptp(columns[k][here]) == 0 for pair, here in both.items() for k in pair)
    one = found.standardised[Coefficient.ALPHA]
    if constant:
        assert {one.reason for one in found.standardised.values()} == {NoCoefficient.CONSTANT_INDICATOR}
    elif one.value is not None:
        between = sum(np.corrcoef(columns[i][here], columns[j][here])[0, 1] for (i, j), here in both.items())
        assert one.value == pytest.approx(1.5 * (1 - 3 / (3 + 2 * between)), rel=1e-9)


@given(gappy_rows, st.sampled_from(MissingAnswers))
@example(
    [[1, 1, 0], [1, blank, 3], [blank, 2, 3], [blank, 2, 2], [3, 3, 1], [1, blank, 2], [3, 2, blank]],
    MissingAnswers.PAIRWISE,
)
@example(
    [
        *([0, 2, 0], [1, 2, blank], [3, 3, 3], [0, 0, 0]),
        *([0, blank, blank], [2, blank, blank], [1, blank, blank], [blank, 3, blank], [blank, 2, blank]),
    ],
    MissingAnswers.PAIRWISE,
)
def test_no_coefficient_is_above_1(rows, missing):
    """Covariances of pairs may be those of no units: a coefficient that they put above 1 is absent, with its error."""
    found = reliability(*answered(rows, high=3.0), of="only", missing=missing)
    for one in (*found.coefficients.values(), *found.standardised.values()):
        assert (one.value is None) == (one.reason is not None)
        assert one.value is None or one.value <= 1 + 1e-9
        assert one.sem is None or one.value is not None
        assert one.reason is not NoCoefficient.NOT_DEFINITE or missing is MissingAnswers.PAIRWISE
    for one in found.indicators:
        assert max(one.item_rest or 0, one.alpha_if_dropped or 0) <= 1 + 1e-9


def test_strata_whose_alpha_is_above_1_leave_no_stratified_alpha():
    """Below 1 in sum, it would rest on an error below 0."""
    rows = [[2, 3, 0, 0], [0, blank, 3, blank], [blank, blank, 2, 2], [0, 0, blank, 0], [2, 1, 0, 0]]
    rows += [[blank, 0, 3, 3], [blank, 3, blank, 1], [1, 2, 0, 0]]
    answers, scheme = answered(rows, high=3.0, areas={"x": ["a", "b"], "y": ["c", "d"]})
    found = reliability(answers, scheme, of="whole", missing=MissingAnswers.PAIRWISE).coefficients
    assert found[Coefficient.STRATIFIED_ALPHA].reason is NoCoefficient.NOT_DEFINITE
    assert found[Coefficient.ALPHA].value is not None


@pytest.mark.parametrize("missing", MissingAnswers)
def test_a_node_whose_weights_are_all_0_has_no_reliability(missing):
    """It is absent with a reason, as its score is; what has no weight below it has no share in what is above."""
    rows = [[10, 5, 90, 20], [20, 9, 3, 30], [30, 2, 50, 60], [50, 7, 20, 10]]
    areas = {"none": ["a", "b"], "some": ["c", "d"]}
    answers, scheme = answered(rows, areas=areas, weights={"a": 0.0, "b": 0.0})
    found = reliability(
        answers, scheme, of="none", missing=missing, rng=np.random.default_rng(1), replicates=20
    )
    assert found.indicators == found.constant == ()
    reasons = [one.reason for one in (*found.coefficients.values(), *found.standardised.values())]
    assert set(reasons) == {NoCoefficient.NO_WEIGHT}
    points = node_points(answers, scheme, "whole")
    assert (points.indicators, points.shares) == (("c", "d"), (0.5, 0.5))
    assert points.values @ points.shares == pytest.approx(points.scores["whole"])
    assert floor_and_ceiling(answers, scheme, of="none")[0].n == 0
    assert nonresponse_bounds(answers, scheme, of="none")[0].mean is None
    assert indicator_correlations(answers, scheme, of="none").codes == ()


def test_every_node_of_the_first_instrument_has_an_entry():
    """Areas, domains and overall: a value, or a reason, for every coefficient."""
    answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
    scheme = smmi.ScoringScheme.equal_weights(answers.instrument)
    for code in ("overall", "curriculum", answers.instrument.domains[0].code):
        for missing in MissingAnswers:
            found = benchmark.reliability(answers, scheme, of=code, missing=missing)
            for one in [*found.coefficients.values(), *found.standardised.values()]:
                assert (one.value is None) == (one.reason is not None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"missing": "listwise"}, "'missing': got 'listwise', expected a MissingAnswers"),
        ({"level": 95}, "'level': got 95, expected a number between 0 and 1"),
        ({"replicates": 0}, "'replicates': got 0, expected an integer of at least 1"),
        (
            {"rng": 1},
            "'rng': got 1, expected a numpy.random.Generator or None. Write numpy.random.default_rng(seed)",
        ),
    ],
)
def test_an_argument_that_cannot_be_used_is_refused(options, message):
    """Each is told by its name, with what is expected."""
    with pytest.raises(ArgumentError) as caught:
        reliability(*answered([[1, 2], [2, 3], [4, 3]]), of="only", **options)
    assert str(caught.value) == message


def test_an_indicator_has_no_reliability():
    """The code of an indicator, or of nothing, is refused with the scores that there are."""
    with pytest.raises(UnknownCodeError):
        reliability(*answered([[1, 2], [2, 3], [4, 3]]), of="p0")


@pytest.mark.long
@pytest.mark.parametrize("n", [20, 120])
def test_feldts_interval_holds_as_often_as_it_says(n):
    """Of parallel normal parts, 2,000 intervals of 95 % hold the true alpha within four standard errors."""
    rng = np.random.default_rng(19)
    held = 0
    for _ in range(2000):
        values = rng.normal(size=(n, 1)) + rng.normal(size=(n, 4))
        low, high = consistency.feldt_interval(consistency.alpha(np.cov(values.T)), n, 4, level=0.95)
        held += low <= 0.8 <= high
    assert held / 2000 == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / 2000))


@pytest.mark.long
def test_the_bootstrap_interval_of_alpha_holds_about_as_often_as_it_says():
    """Of 120 units, 2,000 intervals of 95 % hold the true alpha in 92 to 97 %: percentiles are somewhat short."""
    rng = np.random.default_rng(23)
    held = 0
    for _ in range(2000):
        values = rng.normal(size=(120, 1)) + rng.normal(size=(120, 4))
        low, high = np.quantile(consistency.resampled_alphas(values, 999, rng), [0.025, 0.975])
        held += low <= 0.8 <= high
    assert 0.92 <= held / 2000 <= 0.97
