"""Agreement of raters: intraclass correlations, kappas and Krippendorff's alpha, against tools and definitions."""

import itertools
import math
from collections.abc import Mapping
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import assume, example, given, strategies as st

import smmi
from smmi.benchmark import reliability
from smmi.benchmark.agreement import (
    ComponentsMethod,
    Disagreement,
    IntraclassForm,
    MeasurementLevel,
    NoAgreement,
    Ratings,
    cohens_kappa,
    fleiss_kappa,
    intraclass_correlations,
    krippendorff_alpha,
)
from smmi.benchmark.kernels.agreement import _chance_agreement as chance, _variance_components as variances
from smmi.errors import ArgumentError, UnknownCodeError
from tests.benchmark.rated_tables import EXPECTED, answered, table

RATERS, RATED = table("ratings.csv")
COMPLETE = RATED[~np.isnan(RATED).any(axis=1)]
TOLD = EXPECTED["ratings"]
FORMS = dict(
    zip(IntraclassForm, ("ICC(1,1)", "ICC(A,1)", "ICC(C,1)", "ICC(1,k)", "ICC(A,k)", "ICC(C,k)"), strict=True)
)
STEPS = (1.0, 2.0, 3.0, 4.0, 5.0)
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
_ = None
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]


def test_intraclass_correlations_of_complete_ratings_equal_those_of_psych_and_pingouin():
    """All six forms and their intervals."""
    found = intraclass_correlations(COMPLETE)
    for form, key in FORMS.items():
        told = TOLD["icc_complete"][key]
        assert found[form].value == pytest.approx(told["value"], abs=1e-12), key
        assert (found[form].low, found[form].high) == pytest.approx((told["low"], told["high"]), abs=1e-9), (
            key
        )
        assert (found[form].n, found[form].raters, found[form].method) == (19, 4, ComponentsMethod.ANOVA)


def test_the_example_of_shrout_and_fleiss():
    """Their table 4: .17, .29, .71, .44, .62, .91; the interval of (2,1) is .02 to .76."""
    found = intraclass_correlations(SHROUT_FLEISS)
    assert [round(found[form].value, 2) for form in IntraclassForm] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    two = found[IntraclassForm.TWO_SINGLE]
    assert (round(two.low, 2), round(two.high, 2)) == (0.02, 0.76)


def test_intraclass_correlations_of_incomplete_ratings_equal_those_of_lme4():
    """Variances by restricted maximum likelihood; the forms (1,·) by the model without raters."""
    found = intraclass_correlations(RATED)
    for form, key in FORMS.items():
        assert found[form].value == pytest.approx(TOLD["icc_unbalanced"][key], abs=1e-6), key
        assert found[form].low < found[form].value < found[form].high
        assert (found[form].n, found[form].method) == (30, ComponentsMethod.REML)
    two = variances.components(RATED, raters=True)
    assert two[:3] == pytest.approx([*TOLD["icc_unbalanced"]["two_way"].values()], rel=1e-5)


ratings_of = st.tuples(st.integers(2, 6), st.integers(2, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 8), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@given(ratings_of)
@example([[0, 1], [0, 1], [1, 0]])  # the interval of (2,1) has no ends
@example([[0, 1], [0, 0], [0, 0]])  # exactly 0
@example([[0, 1], [1, 0]])  # (2,1) is 0 by 0
@example([[0, 1], [2, 1]])  # an interval of (2,1) of which no mean has one
@example([[1, 2, 3], [2, 3, 1]])  # units do not differ: both ends would be the least value
def test_mean_squares_give_exact_intraclass_correlations(rows):
    """The forms are those of fractions, and (3,k) is Cronbach's alpha of the raters."""
    n, k = len(rows), len(rows[0])
    assume(len({value for row in rows for value in row}) > 1)
    grand = Fraction(sum(map(sum, rows)), n * k)
    unit = [Fraction(sum(row), k) for row in rows]
    rater = [Fraction(sum(column), n) for column in zip(*rows, strict=True)]
    between = k * sum((one - grand) ** 2 for one in unit) / (n - 1)
    raters = n * sum((one - grand) ** 2 for one in rater) / (k - 1)
    within = sum((x - u) ** 2 for row, u in zip(rows, unit, strict=True) for x in row) / (n * (k - 1))
    residual = (within * n * (k - 1) - raters * (k - 1)) / ((n - 1) * (k - 1))
    single = {
        IntraclassForm.ONE_SINGLE: ((between - within), between + (k - 1) * within),
        IntraclassForm.TWO_SINGLE: (
            between - residual,
            between + (k - 1) * residual + k * (raters - residual) / n,
        ),
        IntraclassForm.THREE_SINGLE: (between - residual, between + (k - 1) * residual),
    }
    found = intraclass_correlations(rows)
    for (form, (over, under)), average in zip(single.items(), list(IntraclassForm)[3:], strict=True):
        if under == 0:
            assert (found[form].value, found[form].reason) == (None, NoAgreement.NO_SPREAD)
            continue
        assert found[form].value == pytest.approx(float(over / under), abs=1e-9)
        if over < 0:
            assert (found[average].value, found[average].reason) == (None, NoAgreement.NEGATIVE)
        else:
            whole = k * (over / under) / (1 + (k - 1) * over / under)
            assert found[average].value == pytest.approx(float(whole), abs=1e-9)
        assert (found[form].low is None) == (found[form].reason is not None)
        if found[form].low is not None:
            assert found[form].low < found[form].high
            assert found[form].low <= found[form].value + 1e-9
            assert found[form].value <= found[form].high + 1e-9
    if found[IntraclassForm.THREE_AVERAGE].value is not None and n > 2:
        alpha = reliability(*answered(np.array(rows) * 10.0), of="only").alpha
        assert found[IntraclassForm.THREE_AVERAGE].value == pytest.approx(alpha, abs=1e-8)


@given(ratings_of, st.sampled_from([-1060, -700, -500, 500, 1019]), st.sampled_from(MeasurementLevel))
def test_agreement_does_not_depend_on_the_unit_of_ratings(rows, exponent, measured):
    """Not even where squares of ratings are beyond the doubles: every measure is the same to the last bit."""
    other = np.ldexp(np.array(rows, dtype=float), exponent)
    for measure in (intraclass_correlations, partial(krippendorff_alpha, measured=measured)):
        assert told(measure(other)) == told(measure(rows))


def told(found):
    """Values, ends and reasons."""
    several = found.values() if isinstance(found, Mapping) else (found,)
    return [(one.value, one.low, one.high, one.reason) for one in several]


def test_a_resample_of_ratings_without_distance_leaves_the_interval_absent():
    """Beside a value that is far away the squares of small differences are 0: no number is made of 0 by 0."""
    rows = [[1e-200, 2e-200], [2e-200, 1e-200], [1.0, 1.0]]
    found = krippendorff_alpha(rows, measured=MeasurementLevel.INTERVAL, rng=np.random.default_rng(1))
    assert (found.value, found.low, found.reason) == (1.0, None, NoAgreement.ONE_VALUE)


@pytest.mark.parametrize("seed", range(4))
def test_of_complete_ratings_likelihood_and_mean_squares_agree(seed):
    """Where no part is below 0, the variances of complete ratings are those of mean squares."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(15, 1)) + 0.7 * rng.normal(size=(1, 4)) + 0.6 * rng.normal(size=(15, 4))
    between, raters, residual, within = variances.mean_squares(rows)
    unit, rater, left, at_zero = variances.components(rows, raters=True)
    assert not at_zero
    assert (unit, rater, left) == pytest.approx(
        ((between - residual) / 4, (raters - residual) / 15, residual), rel=1e-5
    )
    unit, _, left, _ = variances.components(rows, raters=False)
    assert (unit, left) == pytest.approx(((between - within) / 4, within), rel=1e-5)


def test_the_restricted_likelihood_is_that_of_its_definition():
    """With dense matrices, the same likelihood but for a constant, at any variances."""
    where = np.argwhere(~np.isnan(RATED))
    y = RATED[tuple(where.T)]
    one = np.ones(len(y))
    mask = (~np.isnan(RATED)).astype(float)
    values = np.where(mask > 0, RATED, 0.0)
    for unit, rater in ((0.5, 0.1), (2.0, 0.7), (0.0, 0.4), (1.3, 0.0)):
        v = np.eye(len(y)) + unit * (where[:, [0]] == where[:, 0]) + rater * (where[:, [1]] == where[:, 1])
        inverse = np.linalg.inv(v)
        mean = one @ inverse @ y / (one @ inverse @ one)
        left = (y - mean) @ inverse @ (y - mean)
        dense = np.linalg.slogdet(v)[1] + math.log(one @ inverse @ one) + (len(y) - 1) * math.log(left)
        assert variances._restricted(mask, values, unit, rater) == pytest.approx((dense, left), rel=1e-10)


@pytest.mark.parametrize(
    ("rows", "form", "reason"),
    [
        ([[1], [2], [3]], "(1,1)", NoAgreement.ONE_RATER),
        ([[1, 2], [_, _]], "(1,1)", NoAgreement.TOO_FEW_UNITS),
        ([[1, _], [_, 2], [3, _]], "(1,1)", NoAgreement.TOO_FEW_UNITS),
        ([[2, 2], [2, 2], [2, 2]], "(2,1)", NoAgreement.ONE_VALUE),
        ([[1, 3], [1, 3], [1, 3]], "(3,1)", NoAgreement.NO_SPREAD),
        ([[1, 3], [3, 1], [2, 2]], "(1,k)", NoAgreement.NEGATIVE),
        ([[1, 1], [2, 2], [3, _]], "(1,1)", NoAgreement.NOT_SEPARABLE),
        ([[1, 2], [2, 3], [3, _]], "(2,1)", NoAgreement.NOT_SEPARABLE),
    ],
)
def test_an_absent_intraclass_correlation_has_a_reason(rows, form, reason):
    """One rater, too few units, no variation, no residual: each is said."""
    found = intraclass_correlations(rows)[IntraclassForm(form)]
    assert (found.value, found.low, found.high, found.reason) == (None, None, None, reason)


def test_full_agreement_has_no_interval():
    """Raters who agree in full give 1, and no interval of width 0."""
    found = intraclass_correlations([[1, 1], [2, 2], [4, 4]])
    assert {(one.value, one.low, one.reason) for one in found.values()} == {
        (1.0, None, NoAgreement.NO_SPREAD)
    }


def test_a_variance_at_zero_is_told():
    """Where units differ less than chance, their variance is 0 and said to be."""
    found = intraclass_correlations([[1, 5], [5, 1], [2, 4], [4, _], [3, 3]])
    one = found[IntraclassForm.ONE_SINGLE]
    assert (one.value, one.at_zero) == (0.0, True)


@pytest.mark.parametrize("pair", list(itertools.combinations(RATERS, 2)))
def test_kappas_equal_those_of_other_tools(pair):
    """Unweighted, linear and quadratic kappa of every pair, on the whole scale."""
    told = TOLD["kappa"]["-".join(pair)]
    for kind in Disagreement:
        found = cohens_kappa(
            Ratings.of(RATED, raters=RATERS), raters=pair, disagreement=kind, categories=STEPS
        )
        assert found.value == pytest.approx(told[kind.value], abs=1e-12)
        assert (found.n, found.raters, found.categories) == (told["n"], pair, STEPS)
        assert found.low < found.value < found.high


def test_a_step_that_nobody_used_counts_as_a_step():
    """Without the declared steps weighted kappa is refused; with them, what lies between counts."""
    rows = [[1, 3], [3, 3], [1, 1], [3, 1], [4, 4]]
    with pytest.raises(ArgumentError) as caught:
        cohens_kappa(rows, disagreement=Disagreement.LINEAR)
    assert str(caught.value) == (
        "'categories': got None, expected every value that could be given, if steps between them count"
    )
    whole, used = (
        cohens_kappa(rows, disagreement=Disagreement.LINEAR, categories=some).value
        for some in ((1, 2, 3, 4), (1, 3, 4))
    )
    assert whole != pytest.approx(used, abs=0.01)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=2, max_size=12))
def test_kappa_equals_exact_arithmetic(pairs):
    """Kappa is 1 - observed / expected disagreement in fractions, whatever the order of raters."""
    n = len(pairs)
    for kind, power in ((Disagreement.UNWEIGHTED, 0), (Disagreement.LINEAR, 1), (Disagreement.QUADRATIC, 2)):
        gap = {
            (a, b): Fraction(a != b) if power == 0 else Fraction(abs(a - b)) ** power
            for a in STEPS[:3]
            for b in STEPS[:3]
        }
        observed = sum(gap[pair] for pair in pairs) / n
        expected = sum(gap[a, b] for a, _ in pairs for _, b in pairs) / n**2
        found = cohens_kappa(pairs, disagreement=kind, categories=(1, 2, 3))
        other = cohens_kappa([pair[::-1] for pair in pairs], disagreement=kind, categories=(1, 2, 3))
        if expected == 0:
            assert (found.value, found.reason) == (None, NoAgreement.ONE_VALUE)
        else:
            assert found.value == pytest.approx(float(1 - observed / expected), abs=1e-12)
            assert other.value == pytest.approx(found.value, abs=1e-12)


def test_the_standard_error_of_kappa_by_hand():
    """Fleiss, Cohen and Everitt's formula 10 for unweighted kappa, term by term."""
    counts = np.array([[53.0, 5, 2], [11, 14, 5], [1, 6, 3]])
    shares = counts / counts.sum()
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed, expected = np.trace(shares), rows @ columns
    kappa = (observed - expected) / (1 - expected)
    a = sum(shares[i, i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in range(3))
    b = (1 - kappa) ** 2 * sum(
        shares[i, j] * (columns[i] + rows[j]) ** 2 for i in range(3) for j in range(3) if i != j
    )
    c = (kappa - expected * (1 - kappa)) ** 2
    expected_error = math.sqrt((a + b - c) / 100) / (1 - expected)
    weights = 1.0 - np.eye(3)
    assert chance.kappa_error(counts, weights) == pytest.approx(expected_error, rel=1e-10)
    assert chance.cohens_kappa(counts, weights)[0] == pytest.approx(kappa, abs=1e-12)


def test_fleiss_kappa_counts_all_ratings():
    """Of complete ratings it is that of statsmodels and irr; of blanks it makes no category."""
    told = TOLD["kappa_many"]
    assert fleiss_kappa(COMPLETE).value == pytest.approx(told["fleiss_complete"], abs=1e-12)
    found = fleiss_kappa(RATED)
    assert found.value == pytest.approx(told["fleiss_all_ratings"], abs=1e-12)
    assert (found.n, found.ratings, found.reason) == (29, 102, NoAgreement.NO_GENERATOR)


@pytest.mark.parametrize("measured", list(MeasurementLevel))
@pytest.mark.parametrize("which", ["all", "complete"])
def test_krippendorffs_alpha_equals_that_of_the_tool(which, measured):
    """Four levels, with and without blanks."""
    found = krippendorff_alpha(RATED if which == "all" else COMPLETE, measured=measured)
    assert found.value == pytest.approx(TOLD["krippendorff"][which][measured.value], abs=1e-12)


def test_krippendorffs_own_data():
    """His example of four observers and twelve units: .743, .815, .849, .797."""
    rows = list(zip(*KRIPPENDORFF, strict=True))
    found = [round(krippendorff_alpha(rows, measured=one).value, 3) for one in MeasurementLevel]
    assert found == [0.743, 0.815, 0.849, 0.797]
    assert krippendorff_alpha(rows, measured=MeasurementLevel.NOMINAL).n == 11


@given(st.lists(st.lists(st.sampled_from([None, 0, 1, 3]), min_size=3, max_size=3), min_size=2, max_size=7))
def test_krippendorffs_alpha_equals_its_definition_in_fractions(rows):
    """1 less the mean distance within units over that of all pairs of ratings, ranks and all."""
    units = [[x for x in row if x is not None] for row in rows]
    units = [unit for unit in units if len(unit) > 1]
    every = [x for unit in units for x in unit]
    n = len(every)

    def middle(value):
        return sum(x < value for x in every) + Fraction(every.count(value), 2)

    gaps = {
        MeasurementLevel.NOMINAL: lambda a, b: Fraction(a != b),
        MeasurementLevel.ORDINAL: lambda a, b: (middle(a) - middle(b)) ** 2,
        MeasurementLevel.INTERVAL: lambda a, b: Fraction(a - b) ** 2,
        MeasurementLevel.RATIO: lambda a, b: Fraction(a - b, a + b) ** 2 if a + b else Fraction(0),
    }
    for measured, gap in gaps.items():
        found = krippendorff_alpha(rows, measured=measured)
        if len(units) < 2:
            assert found.reason is NoAgreement.TOO_FEW_UNITS
        elif len(set(every)) < 2:
            assert found.reason is NoAgreement.ONE_VALUE
        else:
            seen = sum(
                sum(gap(a, b) for a, b in itertools.permutations(unit, 2)) / Fraction(len(unit) - 1)
                for unit in units
            ) / Fraction(n)
            by_chance = Fraction(sum(gap(a, b) for a, b in itertools.permutations(every, 2))) / (n * (n - 1))
            assert found.value == pytest.approx(float(1 - seen / by_chance), abs=1e-12)


@pytest.mark.parametrize("function", ["fleiss", *MeasurementLevel])
def test_intervals_are_percentiles_over_resamples(function):
    """Each interval is that of the measure computed anew for each resample of units."""

    def measure(rows, **options):
        if function == "fleiss":
            return fleiss_kappa(rows, **options)
        return krippendorff_alpha(rows, measured=function, **options)

    found = measure(RATED, rng=np.random.default_rng(3), replicates=60)
    used = RATED[(~np.isnan(RATED)).sum(axis=1) > 1]
    drawn = np.random.default_rng(3).integers(0, len(used), size=(60, len(used)))
    anew = [measure(used[rows]).value for rows in drawn]
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(anew, [0.025, 0.975])), abs=1e-10)
    assert (found.replicates, found.reason) == (60, None)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: cohens_kappa([[1, 2], [_, 1]]), NoAgreement.TOO_FEW_UNITS),
        (lambda: fleiss_kappa([[1, 2], [_, 1]]), NoAgreement.TOO_FEW_UNITS),
        (lambda: fleiss_kappa([[1, 1], [1, 1]]), NoAgreement.ONE_VALUE),
        (
            lambda: krippendorff_alpha([[-1, 1], [1, 1]], measured=MeasurementLevel.RATIO),
            NoAgreement.BELOW_ZERO,
        ),
    ],
    ids=["cohen, one unit", "fleiss, one unit", "one value", "below zero"],
)
def test_what_is_absent_has_a_reason(call, reason):
    """Too few units, one value, a value that cannot be: each is said."""
    found = call()
    assert (found.value, found.low, found.reason) == (None, None, reason)


def test_an_interval_that_resamples_cannot_give_is_absent():
    """Full agreement has a value and no interval of width 0; a resample with one value leaves it absent."""
    full = cohens_kappa([[1, 1], [2, 2], [1, 1]])
    assert (full.value, full.low, full.reason) == (1.0, None, NoAgreement.NO_SPREAD)
    few = fleiss_kappa([[1, 1], [1, 1], [2, 1]], rng=np.random.default_rng(1), replicates=100)
    assert (few.low, few.reason) == (None, NoAgreement.ONE_VALUE)
    many = [[1, 1], [2, 2]] * 20
    sure = krippendorff_alpha(
        many, measured=MeasurementLevel.NOMINAL, rng=np.random.default_rng(1), replicates=50
    )
    assert (sure.value, sure.low, sure.reason) == (1.0, None, NoAgreement.NO_SPREAD)


def test_respondents_of_the_same_units_become_ratings():
    """Sheets by name: each unit a row, each respondent a column, by an indicator or by a score."""
    rows = np.array([[10.0, 30], [50, 70], [20, np.nan]])
    dean, scheme = answered(rows)
    registrar, _ = answered(rows[:2] + 10)
    ratings = Ratings.of_sheets({"dean": dean, "registrar": registrar}, scheme, of="p1")
    assert (ratings.units, ratings.raters) == (("U0", "U1", "U2"), ("dean", "registrar"))
    assert np.array_equal(ratings.values, [[30, 40], [70, 80], [np.nan, np.nan]], equal_nan=True)
    whole = Ratings.of_sheets({"dean": dean, "registrar": registrar}, scheme, of="only")
    assert np.array_equal(whole.values[:, 0], smmi.score(dean, scheme)["only"], equal_nan=True)
    with pytest.raises(UnknownCodeError):
        Ratings.of_sheets({"dean": dean}, scheme, of="p9")
    with pytest.raises(ArgumentError):
        Ratings.of_sheets({}, scheme, of="p1")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Ratings.of("abc"), "'values': got str, expected a table of numbers: units by raters"),
        (lambda: Ratings.of([["a"]]), "'values': got list, expected a table of numbers: units by raters"),
        (
            lambda: Ratings.of([[1.0, math.inf]]),
            "'values': got an array of shape (1, 2), expected finite numbers or NaN of shape (1, 2)",
        ),
        (
            lambda: cohens_kappa([[1, 2, 3], [1, 2, 2]]),
            "'raters': got ('r1', 'r2', 'r3'), expected two of r1, r2, r3",
        ),
        (
            lambda: cohens_kappa([[1, 2], [2, 2]], categories=(1,)),
            "'categories': got (1,), expected every rating among them, 2 too",
        ),
        (
            lambda: cohens_kappa([[1, 2], [2, 2]], categories=(1, 1)),
            "'categories': got (1, 1), expected numbers without repetition",
        ),
        (
            lambda: cohens_kappa([[1, 2], [2, 2]], categories=("a", "b")),
            "'categories': got ('a', 'b'), expected numbers without repetition",
        ),
        (
            lambda: krippendorff_alpha([[1, 2], [2, 2]], measured="nominal"),
            "'measured': got 'nominal', expected a MeasurementLevel",
        ),
    ],
    ids=["text", "texts", "infinite", "three raters", "strange", "repeated", "no numbers", "level"],
)
def test_an_argument_that_cannot_be_used_is_refused(call, message):
    """Each is told by its name, with what is expected."""
    with pytest.raises(ArgumentError) as caught:
        call()
    assert str(caught.value) == message


@pytest.mark.long
@pytest.mark.parametrize(
    ("form", "spread", "true"),
    [
        (IntraclassForm.ONE_SINGLE, 0.0, 0.5),
        (IntraclassForm.THREE_SINGLE, 0.3, 0.5),
        (IntraclassForm.ONE_AVERAGE, 0.0, 0.8),
        (IntraclassForm.THREE_AVERAGE, 0.3, 0.8),
        (IntraclassForm.TWO_SINGLE, 0.3, 1 / 2.3),
    ],
)
def test_intervals_of_intraclass_correlations_hold_as_often_as_they_say(form, spread, true):
    """Under the model of each form, 2,000 intervals of 95 % hold the true value within four standard errors."""
    rng = np.random.default_rng(17)
    held = 0
    for _ in range(2000):
        levels = math.sqrt(spread) * rng.normal(size=(1, 4))
        rows = rng.normal(size=(30, 1)) + levels + rng.normal(size=(30, 4))
        found = intraclass_correlations(rows)[form]
        held += found.low <= true <= found.high
    assert held / 2000 == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / 2000))
