"""The standard error of omega: lavaan, the definition of the information, and what has none."""

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import reliability
from smmi.benchmark.agreement import Coefficient, CoefficientInterval, MissingAnswers, NoCoefficient
from smmi.benchmark.kernels.agreement._one_factor import omega, omega_error, one_factor
from tests.benchmark.rated_tables import answered, table

DATA = Path(__file__).parents[1] / "data" / "omega" / "expected.json"
EXPECTED = {
    name: case for name, case in json.loads(DATA.read_text(encoding="utf-8")).items() if name != "versions"
}
NAMES, ITEMS = table("items.csv")


def found_of(case, **options):
    """The reliability of the items of a case, 1 to 5 read as 0 to 100."""
    columns = [NAMES.index(name) for name in case["items"]]
    answers, scheme = answered(
        (ITEMS[:, columns] - 1) * 25,
        areas={"only": case["items"]},
        reverse=("a3", "c2"),
        weights=dict(zip(case["items"], case["weights"], strict=True)),
    )
    return reliability(answers, scheme, of="only", **options)


@pytest.mark.parametrize("name", EXPECTED)
def test_omega_and_its_error_equal_those_of_lavaan(name):
    """Its value, standard error and interval, and so of the weighted score."""
    case = EXPECTED[name]
    which = Coefficient.COMPOSITE if name == "weighted" else Coefficient.OMEGA
    one = found_of(case).coefficients[which]
    (interval,) = one.intervals
    assert one.value == pytest.approx(case["value"], abs=1e-6)  # both are iterated
    assert interval.method is CoefficientInterval.DELTA
    assert interval.standard_error == pytest.approx(case["error"], abs=1e-6)
    assert (interval.low, interval.high) == pytest.approx((case["low"], case["high"]), abs=1e-6)
    assert interval.reason is None
    own = [np.array(case[key]) for key in ("loadings", "residuals", "weights")]
    assert omega_error(*own, case["n"]) == pytest.approx(case["error"], abs=1e-12)


@given(
    st.lists(st.tuples(st.floats(0.2, 0.9), st.floats(0.5, 3.0)), min_size=3, max_size=6),
    st.integers(20, 400),
)
def test_the_error_is_that_of_the_information_by_its_definition(parts, n):
    """The traces with every matrix of derivatives written out, and slopes by central differences."""
    loadings = np.array([loading for loading, _ in parts])
    weights = np.array([weight for _, weight in parts])
    errors = 1.0 - np.square(loadings)
    k = len(parts)
    inverse = np.linalg.inv(np.outer(loadings, loadings) + np.diag(errors))
    basis = np.eye(k)
    slopes = [np.outer(one, loadings) + np.outer(loadings, one) for one in basis]
    slopes += [np.outer(one, one) for one in basis]
    information = [[0.5 * np.trace(inverse @ a @ inverse @ b) for b in slopes] for a in slopes]
    step = 1e-6

    def value(point):
        return omega(point[:k], point[k:], weights)

    point = np.concatenate((loadings, errors))
    gradient = np.array(
        [(value(point + step * e) - value(point - step * e)) / (2 * step) for e in np.eye(2 * k)]
    )
    expected = math.sqrt(gradient @ np.linalg.inv(np.array(information)) @ gradient / n)
    assert omega_error(loadings, errors, weights, n) == pytest.approx(expected, rel=1e-5)


def test_the_error_does_not_depend_on_the_units_of_the_parts():
    """Parts in other units, with weights that undo them, have the same."""
    loadings, errors, weights = (
        np.array([0.5, 0.7, 0.4]),
        np.array([0.8, 0.5, 0.9]),
        np.array([1.0, 2.0, 1.5]),
    )
    scale = np.array([10.0, 0.1, 3.0])
    assert omega_error(loadings * scale, errors * scale**2, weights / scale, 50) == pytest.approx(
        omega_error(loadings, errors, weights, 50), rel=1e-10
    )


def test_what_has_no_error_says_why():
    """Pairs that rest on different units, a factor that explains an indicator in full, and no factor at all."""
    case = EXPECTED["a"]
    (interval,) = found_of(case, missing=MissingAnswers.PAIRWISE).coefficients[Coefficient.OMEGA].intervals
    assert (interval.low, interval.reason) == (None, NoCoefficient.PAIRWISE)
    rng = np.random.default_rng(4)
    level = rng.normal(size=(80, 1))
    rows = np.column_stack((level, level + rng.normal(size=(80, 2)))) * 10 + 50
    found = reliability(*answered(rows.round(1)), of="only")
    (interval,) = found.coefficients[Coefficient.OMEGA].intervals
    assert found.heywood == ("p0",)
    assert (interval.low, interval.reason) == (None, NoCoefficient.HEYWOOD)
    apart = np.array(list(itertools.product((0.0, 100.0), repeat=3)))
    (interval,) = reliability(*answered(apart), of="only").coefficients[Coefficient.OMEGA].intervals
    assert (interval.low, interval.reason) == (None, NoCoefficient.SINGULAR)
    assert math.isnan(omega_error(np.zeros(3), np.ones(3), np.ones(3), 50))


@pytest.mark.long
def test_intervals_of_omega_hold_as_often_as_they_say_with_many_units():
    """Of unequal parts with normal errors, 1,000 intervals of 95 % hold it within four standard errors."""
    rng, held, n = np.random.default_rng(9), 0, 300
    loadings = np.array([0.8, 0.7, 0.6, 0.5, 0.4])
    errors, ones = 1.0 - np.square(loadings), np.ones(5)
    true = omega(loadings, errors, ones)
    for _ in range(1000):
        rows = rng.normal(size=(n, 1)) * loadings + np.sqrt(errors) * rng.normal(size=(n, 5))
        own, left, _, _ = one_factor(np.corrcoef(rows.T))
        scale = rows.std(axis=0)
        held += abs(omega(own, left, scale) - true) <= 1.959964 * omega_error(own, left, scale, n)
    assert held / 1000 == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / 1000))
