"""Item analysis against other tools, exact laws, definitions in fractions and brute force."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, strategies as st
from scipy import stats

import smmi
from smmi import editions
from smmi.benchmark.comparison import Correction
from smmi.benchmark.item_analysis import (
    EffectClass,
    FloorAndCeiling,
    NoAnalysis,
    UnrelatedData,
    differential_functioning,
    floor_and_ceiling,
    indicator_correlations,
    nonresponse_bounds,
    parallel_analysis,
)
from smmi.benchmark.kernels.agreement import (
    _differential_functioning as functioning,
    _dimensionality as dimensionality,
)
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.scoring import MinimumCoverage, ScoringScheme
from tests.benchmark.rated_tables import EXPECTED, answered, asked, table

NAMES, ITEMS = table("items.csv")
SCALES = {scale: [name for name in NAMES if name[0] == scale] for scale in "abc"}


def stored_items():
    """The stored items as three areas, two of them turned round."""
    return answered((ITEMS - 1) * 25, areas=SCALES, reverse=("a3", "c2"))


def test_mean_correlations_within_areas_are_those_behind_psychs_standardised_alpha():
    """K r / (1 + (k - 1) r) of the mean correlation by pairs is the stored standardised alpha of each scale."""
    found = indicator_correlations(*stored_items())
    for scale in SCALES:
        mean = found[scale, scale].mean
        assert found[scale, scale].pairs == 6
        expected = EXPECTED["items"][scale]["alpha_pairwise"]["standardised"]
        assert 4 * mean / (1 + 3 * mean) == pytest.approx(expected, abs=1e-12)
    assert found["a", "b"] == found["b", "a"]
    assert found["a", "c"].pairs == 16


def test_correlations_are_those_of_numpy_over_common_units():
    """Each pair on its own units; the whole matrix is symmetric, and between areas lower than within."""
    answers, scheme = stored_items()
    found = indicator_correlations(answers, scheme, of="whole", bound=0.5)
    points = smmi.score(answers, scheme).indicators
    for i, j in itertools.combinations(range(12), 2):
        both = ~np.isnan(points[:, [i, j]]).any(axis=1)
        assert found.counts[i, j] == both.sum()
        expected = np.corrcoef(points[both][:, [i, j]].T)[0, 1]
        assert found.values[i, j] == pytest.approx(expected, abs=1e-12)
        assert found.values[j, i] == found.values[i, j]
    pairs = {(one.first, one.second) for one in found.doubled}
    expected = np.argwhere(np.triu(np.abs(found.values) >= 0.5, 1))
    assert pairs == {(found.codes[i], found.codes[j]) for i, j in expected}
    sizes = [abs(one.correlation) for one in found.doubled]
    assert sizes == sorted(sizes, reverse=True)
    assert all(one.same_area == (one.first[0] == one.second[0]) for one in found.doubled)


def test_an_indicator_that_is_another_turned_round_counts_twice():
    """A planted copy is found, with the sign; few units or no variation leave a correlation absent."""
    rng = np.random.default_rng(2)
    rows = rng.integers(0, 100, size=(40, 4)).astype(float)
    rows[:, 3] = 100 - rows[:, 0]
    rows[5:, 2] = np.nan
    rows[:, 1] = 50
    found = indicator_correlations(*answered(rows), of="only")
    [pair] = found.doubled
    assert (pair.first, pair.second, pair.n, pair.same_area) == ("p0", "p3", 40, True)
    assert pair.correlation == pytest.approx(-1.0, abs=1e-12)
    assert np.isnan(found.values[1]).all()
    assert np.isnan(found.values[0, 2])
    with pytest.raises(UnknownCodeError):
        found["only", "other"]


@given(st.integers(1, 1000), st.integers(0, 1000), st.integers(1, 99))
@example(100, 29, 29)
def test_a_share_at_the_bound_is_no_effect(n, at, percent):
    """More than the declared decimal is one, whatever rounding makes of its product with a number of units."""
    at = min(at, n)
    one = FloorAndCeiling(
        code="a", n=n, at_floor=at, at_ceiling=at, floor=at / n, ceiling=at / n, bound=percent / 100
    )
    assert one.has_floor == one.has_ceiling == (100 * at > percent * n)


def test_floors_and_ceilings_by_hand():
    """Shares at 0 and at 100, of the score first; more than 15 % is an effect, exactly 15 % is none."""
    rows = [[0.0, 100], [0, 100], [0, 50], [100, np.nan], *[[40.0, 60.0]] * 16]
    score, first, second = floor_and_ceiling(*answered(rows), of="only")
    assert (first.code, first.n, first.at_floor, first.at_ceiling) == ("p0", 20, 3, 1)
    assert (first.floor, first.ceiling, first.has_floor, first.has_ceiling) == (0.15, 0.05, False, False)
    assert (second.n, second.at_ceiling, second.ceiling) == (19, 2, 2 / 19)
    assert (score.code, score.n, score.at_floor, score.at_ceiling) == ("only", 20, 0, 1)
    assert floor_and_ceiling(*answered(rows), of="only", bound=0.1)[1].has_floor
    nobody = floor_and_ceiling(*answered([[10.0, np.nan]]), of="only")[2]
    assert (nobody.n, nobody.floor, nobody.has_floor) == (0, None, False)


def unrelated(rows, drawn, replicates, seed=1):
    return parallel_analysis(
        *answered(rows), of="only", rng=np.random.default_rng(seed), drawn=drawn, replicates=replicates
    )


def test_of_two_unrelated_normal_columns_the_law_is_known():
    """The largest eigenvalue is 1 + |r|; its quantile and mean are those of the law of r."""
    rows = np.random.default_rng(3).uniform(10, 90, size=(20, 2))
    found = unrelated(rows, UnrelatedData.NORMAL, 6000)
    r = np.corrcoef(rows.T)[0, 1]
    assert found.eigenvalues == pytest.approx((1 + abs(r), 1 - abs(r)), abs=1e-10)
    t = stats.t.ppf(0.975, 18)
    assert found.references[0] == pytest.approx(1 + t / math.sqrt(18 + t * t), abs=0.02)
    mean = math.exp(math.lgamma(19 / 2) - math.lgamma(20 / 2)) / math.sqrt(math.pi)
    assert found.means[0] == pytest.approx(1 + mean, abs=0.01)
    assert sum(found.means) == pytest.approx(2, abs=1e-9)


def test_of_permuted_columns_the_law_is_enumerated():
    """Of four units all 24 orders are tried: mean and quantile are those of all of them."""
    rows = np.array([[1.0, 2], [5, 9], [7, 3], [30, 4]])
    exact = [
        1 + abs(np.corrcoef(rows[:, 0], rows[list(order), 1])[0, 1])
        for order in itertools.permutations(range(4))
    ]
    found = unrelated(rows, UnrelatedData.PERMUTED, 6000)
    assert found.means[0] == pytest.approx(np.mean(exact), abs=0.02)
    assert np.abs(np.array(exact) - found.references[0]).min() < 1e-9
    assert found.references[0] > np.quantile(exact, 0.9)


def test_planted_dimensions_are_found():
    """Two independent factors of three indicators each are two dimensions; unrelated columns none."""
    rng = np.random.default_rng(5)
    two = np.repeat(rng.normal(size=(150, 2)), 3, axis=1) + rng.normal(size=(150, 6)) * 0.7
    for drawn in UnrelatedData:
        found = unrelated(50 + 8 * two, drawn, 100)
        assert (found.dimensions, found.n, found.reason) == (2, 150, None)
        assert unrelated(50 + 8 * rng.normal(size=(150, 6)), drawn, 100).dimensions == 0
    one = unrelated(50 + 8 * two, UnrelatedData.NORMAL, 100)
    assert one == unrelated(50 + 8 * two, UnrelatedData.NORMAL, 100)
    values = 50 + 8 * two
    standard = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    assert one.eigenvalues == pytest.approx(np.linalg.svd(standard, compute_uv=False) ** 2 / 149, abs=1e-9)


def test_draws_do_not_depend_on_how_many_are_made_at_a_time(monkeypatch):
    """Normal data in small steps are those in one."""
    values = np.random.default_rng(1).normal(size=(10, 3))
    whole = dimensionality.unrelated_eigenvalues(values, 7, np.random.default_rng(2), permuted=False)
    monkeypatch.setattr(dimensionality, "_CELLS", 60)
    steps = dimensionality.unrelated_eigenvalues(values, 7, np.random.default_rng(2), permuted=False)
    assert steps == pytest.approx(whole, abs=1e-12)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[1.0], [2], [3]], NoAnalysis.ONE_INDICATOR),
        ([[1.0, 2], [2, 1], [np.nan, 3]], NoAnalysis.TOO_FEW_UNITS),
        ([[1.0, 2], [2, 2], [4, 2]], NoAnalysis.NO_SPREAD),
    ],
)
def test_an_absent_parallel_analysis_has_a_reason(rows, reason):
    """One indicator, too few units, no variation: each is said."""
    found = unrelated(rows, UnrelatedData.PERMUTED, 10)
    assert (found.eigenvalues, found.dimensions, found.reason) == (None, None, reason)


BERKELEY = [
    (512, 313, 89, 19),
    (353, 207, 17, 8),
    (120, 205, 202, 391),
    (138, 279, 131, 244),
    (53, 138, 94, 299),
    (22, 351, 24, 317),
]


def berkeley():
    """Admissions by department: men admitted and rejected, women admitted and rejected (Bickel et al. 1975)."""
    rows = [
        (right, woman, place)
        for place, counts in enumerate(BERKELEY)
        for (right, woman), count in zip(((1, 0), (0, 0), (1, 1), (0, 1)), counts, strict=True)
        for _ in range(count)
    ]
    right, woman, place = np.array(rows).T
    return right.astype(bool), woman.astype(bool), place


def test_the_common_odds_ratio_of_the_berkeley_admissions():
    """R's mantelhaen.test gives .9046968, with an interval from .7719074 to 1.0603298."""
    right, woman, place = berkeley()
    logarithm, error = functioning.common_odds(right, woman, place)
    assert math.exp(logarithm) == pytest.approx(0.9046968, abs=1e-7)
    reach = stats.norm.ppf(0.975) * error
    assert (math.exp(logarithm - reach), math.exp(logarithm + reach)) == pytest.approx(
        (0.7719074, 1.0603298), abs=1e-7
    )


def test_without_right_or_wrong_in_common_there_is_no_odds_ratio():
    """A group that is all right leaves the odds ratio absent; the test and the difference stay."""
    right, focal = np.array([True, True, True, False] * 5), np.array([True, True, False, False] * 5)
    logarithm, error = functioning.common_odds(right, focal, np.zeros(20, dtype=int))
    assert math.isnan(logarithm)
    assert math.isnan(error)
    assert functioning.mantel(right.astype(float), focal, np.zeros(20, dtype=int))[0] > 0


def test_mantels_statistic_of_two_values_is_that_of_mantel_and_haenszel():
    """From the four-fold tables: squared excess over the hypergeometric variance."""
    right, woman, place = berkeley()
    excess, variance = Fraction(0), Fraction(0)
    for a, b, c, d in BERKELEY:
        n = a + b + c + d
        excess += a - Fraction((a + b) * (a + c), n)
        variance += Fraction((a + b) * (c + d) * (a + c) * (b + d), n * n * (n - 1))
    statistic, p = functioning.mantel(right.astype(float), woman, place)
    assert statistic == pytest.approx(float(excess**2 / variance), rel=1e-10)
    assert p == pytest.approx(stats.chi2.sf(statistic, 1), rel=1e-10)


small_cases = st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(0, 1)), min_size=4, max_size=9)


@given(small_cases)
def test_mantels_moments_are_those_of_all_orders(cases):
    """Its variance is that of the focal group's sum over every order within strata; the difference is by definition."""
    values, focal, strata = (np.array(column) for column in zip(*cases, strict=True))
    both = functioning.strata_with_both(focal, strata)
    if not both.any():
        return
    values, focal = values[both].astype(float), focal[both]
    strata = np.unique(strata[both], return_inverse=True)[1]
    excess, variance, weighted = Fraction(0), Fraction(0), Fraction(0)
    for one in range(int(strata.max()) + 1):
        own = [int(v) for v in values[strata == one]]
        size = int(focal[strata == one].sum())
        sums = [sum(chosen) for chosen in itertools.combinations(own, size)]
        mean = Fraction(sum(sums), len(sums))
        variance += sum((x - mean) ** 2 for x in sums) / len(sums)
        seen = int(values[(strata == one) & focal].sum())
        excess += seen - mean
        others = own_sum = sum(own) - seen
        weighted += size * (Fraction(seen, size) - Fraction(others, len(own) - size))
        assert own_sum == others
    statistic, _ = functioning.mantel(values, focal, strata)
    if variance == 0:
        assert math.isnan(statistic)
        return
    assert statistic == pytest.approx(float(excess**2 / variance), rel=1e-9, abs=1e-12)
    if len(values) > 2 and any(np.ptp(values[focal == which]) > 0 for which in (True, False)):
        difference, effect = functioning.standardised_difference(values, focal, strata)
        assert difference == pytest.approx(float(weighted / int(focal.sum())), abs=1e-12)
        squares = sum(values[focal == which].var() * (focal == which).sum() for which in (True, False))
        assert effect == pytest.approx(
            difference / math.sqrt(squares / (len(values) - 2)), rel=1e-9, abs=1e-12
        )


def grouped(rows, labels):
    """Answers whose units have the attribute `kind`."""
    rows = np.asarray(rows, dtype=float)
    codes = [f"p{place}" for place in range(rows.shape[1])]
    instrument = asked({"only": codes})
    records = [
        {
            "unit": f"U{i}",
            "kind": label,
            **{code: None if np.isnan(x) else float(x) for code, x in zip(codes, row, strict=True)},
        }
        for i, (row, label) in enumerate(zip(rows, labels, strict=True))
    ]
    answers = smmi.Answers.from_records(instrument, records, unit="unit", attributes=("kind",))
    return answers, ScoringScheme(instrument, coverage=MinimumCoverage(0.0))


def planted(two_values):
    """Five indicators; the last is harder for the second kind, whose level is lower, too."""
    rng = np.random.default_rng(12)
    kind = np.arange(400) % 2
    level = rng.normal(size=400) - 0.5 * kind
    latent = level[:, None] + rng.normal(size=(400, 5))
    latent[:, 4] -= 1.5 * kind
    rows = (latent > 0) * 100.0 if two_values else np.clip(np.rint(2 + latent), 0, 4) * 25
    return grouped(rows, np.array(["first", "second"])[kind])


@pytest.mark.parametrize("two_values", [True, False])
def test_a_planted_difference_is_found_and_a_difference_of_level_is_not(two_values):
    """The indicator that works differently is large and favours the first kind; no other one is."""
    answers, scheme = planted(two_values)
    found = differential_functioning(answers, scheme, of="only", by="kind", groups=("first", "second"))
    assert (found.large, found["p4"].favoured, found["p4"].reason) == (("p4",), "first", None)
    assert "p4" in found.left_out
    assert found["p4"].difference < 0
    assert (found["p4"].delta is None) == (not two_values)
    turned = differential_functioning(answers, scheme, of="only", by="kind", groups=("second", "first"))
    assert (turned.large, turned["p4"].favoured) == (("p4",), "first")
    assert turned["p4"].statistic == pytest.approx(found["p4"].statistic, rel=1e-10)
    if two_values:
        assert turned["p4"].delta == pytest.approx(-found["p4"].delta, rel=1e-10)
    with pytest.raises(UnknownCodeError):
        found["p9"]


def test_what_is_left_out_of_the_standing_is_in_that_of_itself():
    """Each indicator is matched by those that work alike and itself: the second pass, worked by hand."""
    answers, scheme = planted(two_values=False)
    found = differential_functioning(answers, scheme, of="only", by="kind", groups=("first", "second"))
    points, focal = smmi.score(answers, scheme).indicators, np.arange(400) % 2 == 1
    kept = {place for place in range(5) if f"p{place}" not in found.left_out}
    assert 1 < len(kept) < 5
    for place in range(5):
        used = sorted(kept | {place})
        standing = points[:, used].mean(axis=1)
        cuts = np.unique(np.quantile(standing, [0.2, 0.4, 0.6, 0.8]))
        strata = np.searchsorted(cuts, standing, side="left")
        expected = functioning.mantel(points[:, place], focal, strata)[0]
        assert found[f"p{place}"].statistic == pytest.approx(expected, rel=1e-9)


def test_corrected_p_values_and_classes_follow_the_correction():
    """Without a correction p stays; a class needs a corrected p below the significance."""
    answers, scheme = planted(two_values=True)
    plain = differential_functioning(
        answers, scheme, of="only", by="kind", groups=("first", "second"), correction=Correction.NONE
    )
    assert all(one.p == one.corrected for one in plain.indicators.values())
    strict = differential_functioning(
        answers, scheme, of="only", by="kind", groups=("first", "second"), significance=1e-30
    )
    assert {one.effect_class for one in strict.indicators.values()} == {EffectClass.NEGLIGIBLE}


def test_moderate_differences_are_between():
    """Of many values, a standardised difference between .17 and .25 beyond chance is moderate."""
    rng = np.random.default_rng(4)
    kind = np.arange(4000) % 2
    latent = rng.normal(size=(4000, 1)) + rng.normal(size=(4000, 6))
    latent[:, 5] -= 0.38 * kind
    rows = np.clip(np.rint(50 + 10 * latent), 0, 100)
    answers, scheme = grouped(rows, np.array(["first", "second"])[kind])
    found = differential_functioning(
        answers, scheme, of="only", by="kind", groups=("first", "second"), strata=10
    )
    assert 0.17 < abs(found["p5"].effect) < 0.25
    assert (found["p5"].effect_class, found["p5"].favoured) == (EffectClass.MODERATE, "first")


@pytest.mark.parametrize(
    ("rows", "minimum", "reason"),
    [
        ([[10, 20], [30, 20], [20, 10]] * 4, 10, NoAnalysis.TOO_FEW_UNITS),
        ([[0, 0], [100, 100]] * 6, 2, NoAnalysis.NO_OVERLAP),
        ([[50, 20], [50, 20], [50, 30], [50, 30]] * 3, 2, NoAnalysis.NO_SPREAD),
    ],
)
def test_an_absent_comparison_has_a_reason(rows, minimum, reason):
    """Too few units, groups that never stand alike, no variation: each is said."""
    labels = ["first", "second"] * (len(rows) // 2)
    answers, scheme = grouped(rows, labels)
    found = differential_functioning(
        answers, scheme, of="only", by="kind", groups=("first", "second"), minimum=minimum
    )["p0"]
    assert (found.p, found.effect_class, found.reason) == (None, None, reason)


cells = st.sampled_from([None, 0, 50, 100])


@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=3))
def test_bounds_of_nonresponse_are_those_of_all_completions(rows):
    """Ends are the least and the largest mean over every completion; those who answered decide what is known."""
    table_ = [[np.nan if cell is None else float(cell) for cell in row] for row in rows]
    answers, scheme = answered(table_)
    blanks = [(i, j) for i, row in enumerate(rows) for j, cell in enumerate(row) if cell is None]
    means = []
    for ends in itertools.product((0.0, 100.0), repeat=len(blanks)):
        full = [list(row) for row in table_]
        for (i, j), end in zip(blanks, ends, strict=True):
            full[i][j] = end
        scored = smmi.score(*answered(full))
        means.append([scored["only"].mean(), *scored.indicators.mean(axis=0)])
    for one, column in zip(
        nonresponse_bounds(answers, scheme, of="only"), zip(*means, strict=True), strict=True
    ):
        assert (one.low, one.high) == pytest.approx((min(column), max(column)), abs=1e-9)
        assert one.width == one.high - one.low
    score, first, second = nonresponse_bounds(answers, scheme, of="only")
    assert score.unanswered == len({i for i, _ in blanks})
    assert (first.unanswered, second.unanswered) == tuple(sum(j == k for _, j in blanks) for k in (0, 1))


def test_what_does_not_apply_is_no_nonresponse():
    """Units to which an indicator was not put do not widen its bounds."""
    instrument = asked({"only": ["p0", "p1"]})
    records = [
        {"unit": "a", "p0": 40, "p1": 20},
        {"unit": "b", "p0": smmi.Nonresponse.NOT_ADMINISTERED, "p1": 60},
        {"unit": "c", "p0": smmi.Nonresponse.NOT_APPLICABLE, "p1": None},
    ]
    answers = smmi.Answers.from_records(instrument, records, unit="unit")
    _, first, second = nonresponse_bounds(answers, ScoringScheme(instrument), of="only")
    assert (first.n, first.unanswered, first.low, first.high, first.width) == (1, 0, 40, 40, 0)
    assert (second.n, second.unanswered, second.low, second.high) == (2, 1, 80 / 3, 60)
    nobody = [{"unit": "a", "p0": 40, "p1": smmi.Nonresponse.NOT_ADMINISTERED}]
    last = nonresponse_bounds(
        smmi.Answers.from_records(instrument, nobody, unit="unit"), ScoringScheme(instrument), of="only"
    )[2]
    assert (last.n, last.mean, last.low, last.width) == (0, None, None, None)


def test_the_first_instrument_is_analysed_as_a_whole():
    """80 indicators in 16 areas: every function takes the overall score."""
    answers = smmi.instrument.synthesize(
        editions.smmi_16(),
        units=60,
        rng=np.random.default_rng(1),
        attributes={"control": ["public", "private"] * 30},
    )
    scheme = smmi.ScoringScheme.equal_weights(answers.instrument)
    found = indicator_correlations(answers, scheme)
    assert (len(found.codes), len(found.blocks)) == (80, 136)
    assert len(floor_and_ceiling(answers, scheme)) == len(nonresponse_bounds(answers, scheme)) == 81
    worked = differential_functioning(
        answers, scheme, of="overall", by="control", groups=("public", "private")
    )
    assert all((one.p is None) == (one.reason is not None) for one in worked.indicators.values())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rng": 1}, "'rng': got 1, expected a numpy.random.Generator. Write numpy.random.default_rng(seed)"),
        ({"drawn": "normal"}, "'drawn': got 'normal', expected an UnrelatedData"),
        ({"quantile": 1.0}, "'quantile': got 1.0, expected a number between 0 and 1"),
        ({"replicates": 0}, "'replicates': got 0, expected an integer of at least 1"),
    ],
)
def test_an_argument_that_cannot_be_used_is_refused(options, message):
    """Each is told by its name, with what is expected."""
    with pytest.raises(ArgumentError) as caught:
        parallel_analysis(*answered([[1, 2]]), of="only", **({"rng": np.random.default_rng(1)} | options))
    assert str(caught.value) == message
