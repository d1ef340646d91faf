"""Intervals of intraclass correlations of incomplete ratings: lme4, the definition, mean squares where complete."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, example, given, strategies as st
from scipy import stats

from smmi.benchmark.agreement import IntraclassForm, NoAgreement, intraclass_correlations
from smmi.benchmark.kernels.agreement import _variance_components as variances, _variance_ratios as ratios

DATA = Path(__file__).parents[1] / "data" / "unbalanced_icc" / "expected.json"
EXPECTED = json.loads(DATA.read_text(encoding="utf-8"))
ONE, TWO, THREE = list(IntraclassForm)[:3]
SHAPES = st.tuples(st.integers(3, 8), st.integers(2, 5), st.integers(0, 2**32 - 1))


def drawn(shape, *, blanks):
    """Normal ratings, of which some are missing."""
    n, k, seed = shape
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n, 1)) + 0.6 * rng.normal(size=(1, k)) + rng.normal(size=(n, k))
    return np.where(rng.random((n, k)) < blanks, np.nan, rows)


@pytest.mark.parametrize("case", EXPECTED["cases"])
def test_intervals_equal_those_by_lme4(case):
    """Residual sums of squares at each ratio are those of lme4, in blocks and in parts without raters in common."""
    told = EXPECTED["cases"][case]
    found = intraclass_correlations(np.array(told["rows"], dtype=float), level=EXPECTED["level"])
    assert found[TWO].value == pytest.approx(told["agreement"], abs=1e-6)
    for form, tolerance in ((ONE, 1e-12), (TWO, 1e-8), (THREE, 1e-12)):
        assert (found[form].low, found[form].high) == pytest.approx(told[form.value], abs=tolerance)
        assert found[form].reason is None


@given(SHAPES, st.sampled_from([0.5, 0.9, 0.95]))
@example((3, 2, 464225106), 0.9)
def test_of_complete_ratings_the_intervals_are_those_by_mean_squares(shape, level):
    """All three, an end below 0 being 0; the degrees of freedom of the second are none where it is negative itself."""
    rows = drawn(shape, blanks=0.0)
    n, k = rows.shape
    between, raters, residual, within = variances.mean_squares(rows)
    value = (between - residual) / (between + (k - 1) * residual + k * (raters - residual) / n)
    classical = [
        variances.one_way_interval(between / within, n, n * (k - 1.0), k, level=level),
        variances.two_way_interval(value, (between, raters, residual), n, k, level=level),
        variances.one_way_interval(between / residual, n, (n - 1.0) * (k - 1.0), k, level=level),
    ]
    found = [ratios.one_way_ends(rows, level=level), *ratios.two_way_ends(rows, value, level=level)]
    for ours, theirs in zip(found, classical, strict=True):
        if np.isnan(theirs).any():
            assert value < 0
        else:
            assert ours == pytest.approx([max(end, 0.0) for end in theirs], abs=1e-9)


@given(SHAPES, st.booleans())
def test_each_end_is_where_the_quotient_is_a_quantile(shape, raters):
    """By dense matrices: generalised least squares at the end, less least squares, by the residual."""
    rows = drawn(shape, blanks=0.3)
    rows = rows[~np.isnan(rows).all(axis=1)][:, ~np.isnan(rows).all(axis=0)]
    where = np.argwhere(~np.isnan(rows))
    assume(len(where))
    y = rows[tuple(where.T)]
    units = (where[:, [0]] == np.arange(len(rows))).astype(float)
    fixed = (where[:, [1]] == np.arange(rows.shape[1])).astype(float) if raters else np.ones((len(y), 1))
    both = np.column_stack((fixed, units))
    rank = np.linalg.matrix_rank(both)
    own, freedom = rank - fixed.shape[1], len(y) - rank
    assume(own > 0 and freedom > 0)
    residual = np.square(y - both @ np.linalg.lstsq(both, y)[0]).sum()

    def quotient(ratio):
        inverse = np.linalg.inv(np.eye(len(y)) + ratio * units @ units.T)
        off = y - fixed @ np.linalg.solve(fixed.T @ inverse @ fixed, fixed.T @ inverse @ y)
        return (off @ inverse @ off - residual) / own / (residual / freedom)

    ends = ratios.two_way_ends(rows, 0.5, level=0.9)[1] if raters else ratios.one_way_ends(rows, level=0.9)
    for end, tail in zip(ends, (0.95, 0.05), strict=True):
        quantile = stats.f.ppf(tail, own, freedom)
        if end == 0.0:
            assert quotient(0.0) <= quantile * (1 + 1e-9)
        else:
            assert quotient(end / (1 - end)) == pytest.approx(quantile, rel=1e-6)


@given(st.integers(1, 7), st.integers(0, 2**32 - 1))
@example(3, 0)
def test_parts_are_what_the_rank_of_the_design_lacks(k, seed):
    """Units and raters have as many levels as there are, less one for each part without anything in common."""
    rng = np.random.default_rng(seed)
    chain = [[int(rater in (unit, unit + 1)) for rater in range(k)] for unit in range(k)]
    mask = np.array(chain) if seed == 0 else (rng.random((k + 1, k)) < 0.3).astype(int)
    mask = mask[mask.any(axis=1)][:, mask.any(axis=0)]
    assume(mask.size)
    unit, rater = np.nonzero(mask)
    both = np.column_stack(
        [one[:, None] == np.arange(size) for one, size in zip((unit, rater), mask.shape, strict=True)]
    )
    assert ratios._components(mask.astype(float)) == sum(mask.shape) - np.linalg.matrix_rank(
        both.astype(float)
    )


@given(SHAPES, st.sampled_from([-300, -3, 40, 300]))
def test_intervals_do_not_depend_on_order_or_unit(shape, exponent):
    """Units and raters in another order, and ratings in another unit or from another zero, give the same."""
    rows = drawn(shape, blanks=0.2)
    left = (~np.isnan(rows)).sum()
    assume(left > len(rows) + rows.shape[1] and not np.isnan(rows).all(axis=0).any())
    rows = rows[~np.isnan(rows).all(axis=1)]
    rng = np.random.default_rng(shape[2])
    mixed = rows[rng.permutation(len(rows))][:, rng.permutation(rows.shape[1])]

    def ends(table):
        return np.ravel(
            [ratios.one_way_ends(table, level=0.95), *ratios.two_way_ends(table, 0.4, level=0.95)]
        )

    for other in (mixed, rows + 5.0, np.ldexp(rows, exponent)):
        np.testing.assert_allclose(ends(other), ends(rows), atol=1e-9)


def test_where_units_differ_less_than_chance_there_is_no_interval():
    """The upper end would be below 0, where no variance is: the value is 0, and certain it is not."""
    rows = [[1, 5, np.nan], [5, 1, 3], [2, 4, 3], [4, 2, 3], [np.nan, 3, 3], [3, 3, 3]]
    found = intraclass_correlations(rows)
    assert (found[ONE].value, found[ONE].low, found[ONE].reason) == (0.0, None, NoAgreement.NEGATIVE)
    assert found[IntraclassForm.ONE_AVERAGE].reason is NoAgreement.NEGATIVE


@pytest.mark.parametrize("levels", [0.0, 3.0])
@pytest.mark.parametrize("error", [1e-2, 1e-4])
def test_near_full_agreement_intervals_are_narrow_and_hold_the_value(error, levels):
    """Units, or units and raters, explain nearly all: sums of squares that cancel made logarithms of less than 0."""
    rows = np.arange(12.0)[:, None] + levels * np.arange(3) + error * drawn((12, 3, 5), blanks=0.0)
    rows[2, 1] = np.nan
    found = intraclass_correlations(rows)
    three = found[THREE]
    assert 1 - error < three.low < three.value <= three.high <= 1.0
    two = found[TWO]
    assert two.low < two.value < two.high < 1.0
    assert (two.value > 0.99) == (levels == 0.0)


def test_where_nearly_nothing_is_left_no_correlation_is_told():
    """What units and raters leave is no more than rounding makes of such ratings."""
    rows = np.arange(12.0)[:, None] + 1e-7 * drawn((12, 3, 5), blanks=0.0)
    rows[2, 1] = np.nan
    assert {one.reason for one in intraclass_correlations(rows).values()} == {NoAgreement.NOT_SEPARABLE}


def test_a_rater_without_ratings_changes_nothing_but_the_mean():
    """A column of blanks is no level to be estimated; it is one of the raters of the average forms."""
    rows = drawn((8, 3, 2), blanks=0.2)
    plain = intraclass_correlations(rows)
    found = intraclass_correlations(np.column_stack((rows, np.full(8, np.nan))))
    for form in (ONE, TWO, THREE):
        assert (found[form].low, found[form].high) == pytest.approx(
            (plain[form].low, plain[form].high), abs=1e-9
        )
