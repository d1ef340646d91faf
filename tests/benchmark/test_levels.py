"""Rates of error beside what is said of them: false positives of reliable change, coverage of alpha and ICC."""

import math
from functools import partial

import numpy as np
import pytest
from scipy import integrate, stats

from benchmarks import levels
from smmi.benchmark import ChangeForm
from smmi.benchmark.kernels.agreement import _variance_ratios as ratios

TABLES = {
    "false positives": partial(levels.false_positives, 200_000),
    "the other way": partial(levels.other_way, 400_000),
    "alpha": partial(levels.alphas, 2000, 0.95),
    "complete ratings": partial(levels.intraclass, 2000, 0.95),
    "ratings with blanks": partial(levels.intraclass, 500, 0.95, design="blanks"),
    "ratings in pairs": partial(levels.intraclass, 500, 0.95, design="pairs"),
}


@pytest.mark.parametrize(("part", "whole"), [(1.0, 2.0), (0.5, 2.5), (2.0, 2.0)])
def test_covariances_of_cut_answers_are_those_of_the_normal_law(part, whole):
    """What two answers share is the sum over pairs of thresholds of P(both above) - P(above)²."""
    found = levels.shared(part, whole)
    scale, rho = math.sqrt(whole), part / whole
    below = stats.norm.cdf(np.array(levels.STEPS) / scale)

    def density(r, x, y):
        return math.exp(-(x * x - 2 * r * x * y + y * y) / (2 * (1 - r * r))) / math.sqrt(1 - r * r)

    # The joint law less the product of both is an integral over the correlation (Plackett 1954).
    expected = 0.0
    for one, x in zip(below, levels.STEPS, strict=True):
        for other, y in zip(below, levels.STEPS, strict=True):
            if rho == 1.0:
                expected += min(one, other) - one * other
            else:
                expected += integrate.quad(density, 0.0, rho, args=(x / scale, y / scale))[0] / (2 * math.pi)
    assert found == pytest.approx(expected, abs=1e-9)


def test_the_table_says_what_is_nominal():
    """Every form has a model in which it is at its level; after a high first score only regressed forms do."""
    rows = [*levels.false_positives(500), *levels.other_way(5000)]
    assert {row.what for row in rows if row.nominal is not None} == {form.value for form in ChangeForm}
    high = {row.what for row in rows if row.nominal is not None and row.model.endswith("high at first")}
    assert high <= {form.value for form in ChangeForm if form.regresses}
    assert str(rows[1]).endswith("reported")


@pytest.mark.long
@pytest.mark.parametrize("table", TABLES)
def test_each_rate_is_the_nominal_one_where_the_model_holds(table, capsys):
    """Within four standard errors by simulation; all rates are printed."""
    rows = list(TABLES[table]())
    with capsys.disabled():
        print("", *rows, sep="\n")  # noqa: T201  (the figures)
    asked = [row for row in rows if row.nominal is not None]
    assert asked
    for row in asked:
        assert abs(row.rate - row.nominal) < 4 * row.error, str(row)


@pytest.mark.long
@pytest.mark.parametrize("design", ["blanks", "pairs"])
@pytest.mark.parametrize(("unit", "rater"), [(1.0, 0.3), (0.2, 1.0)])
def test_intervals_of_incomplete_ratings_hold_as_often_as_they_say(design, unit, rater):
    """By the kernels, at the true agreement: 4,000 of each hold within four standard errors; (2,1) within one point."""
    rng, samples, held = np.random.default_rng(5), 4000, np.zeros(3)
    true = unit / np.array([unit + 1.0, unit + rater + 1.0, unit + 1.0])
    for _ in range(samples):
        shape = (levels.UNITS, levels.RATERS)
        own = math.sqrt(unit) * rng.normal(size=(shape[0], 1)) + rng.normal(size=shape)
        blank = levels.DESIGNS[design](rng)
        blank[:, 0] &= ~blank.all(axis=1)
        rows = np.where(blank, np.nan, own + math.sqrt(rater) * rng.normal(size=(1, shape[1])))
        two, three = ratios.two_way_ends(rows, true[1], level=0.95)
        one = ratios.one_way_ends(np.where(blank, np.nan, own), level=0.95)
        held += [low <= value <= high for (low, high), value in zip((one, two, three), true, strict=True)]
    for rate, rest in zip(held / samples, (0.0, 0.01, 0.0), strict=True):
        assert rate == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / samples) + rest)


@pytest.mark.long
def test_only_regressed_forms_hold_under_regression_to_the_mean():
    """After a high first score the form of Jacobson and Truax calls far more than one in twenty reliable."""
    rows = {(row.what, row.model): row for row in levels.false_positives(200_000)}
    for form in ChangeForm:
        row = rows[form.value, "nothing changed, high at first"]
        if not form.regresses:
            assert row.nominal is None
            assert row.rate > 0.05 + 4 * row.error
