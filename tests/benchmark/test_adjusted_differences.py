"""Adjusted differences: least squares and HC3 against R, exact arithmetic and Welch."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

from smmi.benchmark import adjusted_differences
from smmi.benchmark.comparison import Correction, NoDifference, adjust_p_values
from smmi.benchmark.kernels._least_squares import (
    DETERMINED_BY_ONE_ROW,
    NO_SPREAD,
    NOT_ESTIMABLE,
    PRESENT,
    TOO_FEW_ROWS,
    contrast_by_hc3,
)
from smmi.errors import ArgumentError, UnknownCodeError
from tests.benchmark.two_groups import EXPECTED, scored


def close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-9)


def test_the_expenditure_for_public_schools_has_its_published_errors():
    """Greene's regression on income and its square has the coefficients and HC3 errors of R's sandwich."""
    stored = EXPECTED["public_schools"]
    income = np.array(stored["income"]) * 1e-4
    design = np.column_stack((np.ones(50), income, income**2))
    for place in range(3):
        found = contrast_by_hc3(
            design, np.array(stored["expenditure"], dtype=float), np.ones(50), np.eye(3)[place]
        )
        assert found == (
            pytest.approx(stored["coefficients"][place], rel=1e-9),
            pytest.approx(stored["hc3"][place], rel=1e-9),
            47,
            PRESENT,
        )


def exact_hc3(design, outcome, weights, contrast):
    """The contrast and the square of its error, in fractions, from the normal equations."""
    rows = [[Fraction(int(cell)) for cell in row] for row in design]
    k = len(rows[0])
    normal = [
        [sum(w * r[i] * r[j] for r, w in zip(rows, weights, strict=True)) for j in range(k)] for i in range(k)
    ]

    def solve(right):
        lines = [[*line, value] for line, value in zip(normal, right, strict=True)]
        for i in range(k):
            pivot = next(j for j in range(i, k) if lines[j][i])
            lines[i], lines[pivot] = lines[pivot], lines[i]
            lines[i] = [cell / lines[i][i] for cell in lines[i]]
            for j in range(k):
                if j != i:
                    lines[j] = [a - lines[j][i] * b for a, b in zip(lines[j], lines[i], strict=True)]
        return [line[-1] for line in lines]

    moments = [sum(w * r[i] * y for r, w, y in zip(rows, weights, outcome, strict=True)) for i in range(k)]
    coefficients = solve(moments)
    bread = solve([Fraction(int(cell)) for cell in contrast])
    variance = Fraction(0)
    for row, weight, y in zip(rows, weights, outcome, strict=True):
        leverage = weight * sum(a * b for a, b in zip(row, solve(row), strict=True))
        residual = y - sum(a * b for a, b in zip(row, coefficients, strict=True))
        if leverage == 1:
            continue
        part = weight * sum(a * b for a, b in zip(row, bread, strict=True)) * residual / (1 - leverage)
        variance += part**2
    return sum(int(c) * b for c, b in zip(contrast, coefficients, strict=True)), variance


@given(st.data())
def test_hc3_equals_exact_arithmetic(data):
    """With weights, dummies and a unit alone in its category, estimate and squared error are those of fractions."""
    sides = data.draw(st.lists(st.integers(0, 1), min_size=6, max_size=10))
    kinds = data.draw(st.lists(st.integers(0, 2), min_size=len(sides), max_size=len(sides)))
    design = np.array(
        [[1, side, kind == 1, kind == 2] for side, kind in zip(sides, kinds, strict=True)], dtype=float
    )
    design = design[:, design.any(axis=0)]
    assume(np.linalg.matrix_rank(design) == design.shape[1] >= 2 and any(sides))
    n = len(sides)
    outcome = data.draw(st.lists(st.integers(0, 100), min_size=n, max_size=n))
    weights = data.draw(st.lists(st.integers(1, 5), min_size=n, max_size=n))
    contrast = np.eye(design.shape[1])[1]
    estimate, error, freedom, absence = contrast_by_hc3(
        design, np.array(outcome, dtype=float), np.array(weights, dtype=float), contrast
    )
    exact, variance = exact_hc3(design, outcome, weights, contrast)
    if absence in {PRESENT, NO_SPREAD}:
        assert estimate == pytest.approx(float(exact), abs=1e-8)
    else:
        assert np.isnan(estimate)
    assert freedom == n - design.shape[1]
    if absence == PRESENT:
        assert error**2 == pytest.approx(float(variance), rel=1e-8, abs=1e-12)
    else:
        assert absence in {TOO_FEW_ROWS, DETERMINED_BY_ONE_ROW, NO_SPREAD}
        assert np.isnan(error)
        assert absence != NO_SPREAD or not variance


def schools():
    """The stratified sample of Californian schools, its index as a percentage of 1,000."""
    stored = EXPECTED["apistrat"]
    return scored(
        {"index": [score / 10 for score in stored["score"]]},
        improvement=stored["improvement"],
        type=stored["type"],
        size=stored["size"],
    )


@pytest.mark.parametrize(
    ("case", "others", "weighted"),
    [("alone", (), False), ("adjusted", ("type", "size"), False), ("weighted", ("type", "size"), True)],
)
def test_differences_between_schools_equal_r(case, others, weighted):
    """Difference, HC3 error, interval and p are those of R's lm and sandwich, weighted or not."""
    stored = EXPECTED["apistrat"]
    weights = stored["weights"] if weighted else None
    found = adjusted_differences(
        schools(), by="improvement", groups=("Yes", "No"), adjust_for=others, weights=weights
    )["index"]
    expected = stored[case]
    assert [found.value * 10, found.standard_error * 10] == close(
        [expected["value"], expected["standard_error"]]
    )
    assert [found.low * 10, found.high * 10] == close(expected["interval"])
    assert (found.degrees_of_freedom, found.n) == (expected["df"], 200)
    assert found.p == pytest.approx(expected["p"], rel=1e-8)
    assert found.statistic == close(expected["value"] / expected["standard_error"])


percents = st.integers(0, 100)


@given(st.lists(percents, min_size=3, max_size=9), st.lists(percents, min_size=3, max_size=9))
def test_without_attributes_hc3_is_known(first, second):
    """The difference is that of means, its squared error s² / (n - 1) of each group; groups exchanged, signs turn."""
    scores = scored({"only": first + second}, group=["a"] * len(first) + ["b"] * len(second))
    found = adjusted_differences(scores, by="group", groups=("a", "b"), minimum=2)["only"]
    assert found.value == close(np.mean(first) - np.mean(second))
    if found.reason is None:
        variance = sum(np.var(side, ddof=1) / (len(side) - 1) for side in (first, second))
        assert found.standard_error**2 == close(variance)
        assert found.low < found.value < found.high
        turned = adjusted_differences(scores, by="group", groups=("b", "a"), minimum=2)["only"]
        assert [turned.value, turned.low, turned.high] == close([-found.value, -found.high, -found.low])
        assert turned.p == close(found.p)
    else:
        assert found.reason is NoDifference.NO_SPREAD
        assert len(set(first)) == len(set(second)) == 1


def test_whole_weights_repeat_the_estimate_and_their_scale_does_not_matter():
    """A weight of 2 estimates as two units do; weights times 10 give the same to the last digits."""
    rng = np.random.default_rng(3)
    values, times = rng.uniform(0, 100, 24), np.tile([1, 2, 3], 8)
    group, kind = ["a", "b"] * 12, ["x"] * 9 + ["y"] * 15
    repeated = scored(
        {"only": np.repeat(values, times)},
        group=np.repeat(group, times).tolist(),
        kind=np.repeat(kind, times).tolist(),
    )
    arguments = {"by": "group", "groups": ("a", "b"), "adjust_for": ["kind"]}
    scores = scored({"only": values}, group=group, kind=kind)
    found, scaled = (adjusted_differences(scores, weights=times * k, **arguments) for k in (1.0, 10.0))
    assert found.weighted
    assert found["only"].value == close(adjusted_differences(repeated, **arguments)["only"].value)
    assert found["only"].standard_error == close(scaled["only"].standard_error)


def test_units_of_other_groups_and_incomplete_ones():
    """A third group tells of the other attribute; units without an attribute are left out."""
    rng = np.random.default_rng(5)
    values = rng.uniform(0, 100, 40)
    group = ["a"] * 12 + ["b"] * 12 + ["c"] * 12 + ["a"] * 4
    kind = ["x", "y"] * 18 + [None] * 4
    values[0] = np.nan
    scores = scored({"only": [None, *values[1:]]}, group=group, kind=kind)
    found = adjusted_differences(scores, by="group", groups=("a", "b"), adjust_for=["kind"])
    one = found["only"]
    assert (found.incomplete, one.n, one.n_first, one.n_second, one.degrees_of_freedom) == (4, 35, 11, 12, 31)
    inside = np.arange(1, 36)
    names, kinds = np.array(group)[inside], np.array(kind[:36])[inside]
    design = np.column_stack([names == label for label in "abc"] + [kinds == "y"]).astype(float)
    coefficients = np.linalg.lstsq(design, values[inside], rcond=None)[0]
    assert one.value == close(coefficients[0] - coefficients[1])


def test_a_unit_alone_in_its_category_changes_nothing():
    """Where one unit has a value of its own, the result is that without the unit, but for n."""
    rng = np.random.default_rng(6)
    values = rng.uniform(0, 100, 25)
    group, kind = ["a", "b"] * 12 + ["a"], ["x"] * 11 + ["y"] * 13 + ["only here"]
    found, without = (
        adjusted_differences(
            scored({"only": values[:n]}, group=group[:n], kind=kind[:n]),
            by="group",
            groups=("a", "b"),
            adjust_for=["kind"],
        )["only"]
        for n in (25, 24)
    )
    assert (found.n, without.n, found.degrees_of_freedom) == (25, 24, without.degrees_of_freedom)
    for name in ("value", "standard_error", "low", "high", "p"):
        assert getattr(found, name) == close(getattr(without, name))


def test_what_cannot_be_estimated_has_a_reason():
    """Told apart by another attribute, hanging on one unit, no unit to spare, no spread, a group too small."""
    rng = np.random.default_rng(7)
    values = rng.uniform(0, 100, 12)
    group = ["a"] * 6 + ["b"] * 6

    def difference(**attributes):
        scores = scored({"only": values}, group=group, **attributes)
        arguments = {"by": "group", "groups": ("a", "b"), "adjust_for": list(attributes), "minimum": 2}
        return adjusted_differences(scores, **arguments)["only"]

    confounded = difference(kind=["x"] * 6 + ["y"] * 6)
    assert (confounded.value, confounded.p, confounded.reason) == (None, None, NoDifference.NOT_ESTIMABLE)
    hanging = difference(kind=["x"] * 5 + ["y"] + ["y"] * 6)
    assert hanging.reason is NoDifference.DETERMINED_BY_ONE_UNIT
    assert hanging.value is None, "it would tell the score of one unit"
    assert (hanging.standard_error, hanging.low, hanging.p, hanging.degrees_of_freedom) == (
        None,
        None,
        None,
        9,
    )
    full = difference(kind=[f"k{i % 6}" for i in range(12)], pair=[f"p{i}" for i in range(6)] * 2)
    assert full.reason is None, "pairs tell nothing that kinds do not"
    spent = difference(kind=[f"k{i}" for i in (0, 0, 1, 2, 3, 4, 0, 5, 6, 7, 8, 9)])
    assert (spent.reason, spent.degrees_of_freedom) == (NoDifference.DETERMINED_BY_ONE_UNIT, 1)
    none_left = difference(kind=[f"k{i}" for i in (0, 10, 1, 2, 3, 4, 0, 5, 6, 7, 8, 9)])
    assert (none_left.reason, none_left.degrees_of_freedom) == (NoDifference.TOO_FEW_UNITS, 0)
    assert none_left.value is None
    flat = scored({"only": [60.0] * 6 + [50.0] * 6}, group=group)
    found = adjusted_differences(flat, by="group", groups=("a", "b"))["only"]
    assert (found.value, found.standard_error, found.reason) == (close(10.0), None, NoDifference.NO_SPREAD)
    just = scored({"only": values}, group=["a"] * 6 + ["b"] * 6)
    assert adjusted_differences(just, by="group", groups=("a", "b"))["only"].reason is None
    small = scored({"only": values}, group=["a"] * 5 + ["b"] * 7)
    found = adjusted_differences(small, by="group", groups=("a", "b"))["only"]
    assert (found.value, found.n_first, found.reason) == (None, 5, NoDifference.GROUP_TOO_SMALL)


def test_the_kernel_says_what_a_design_does_not_determine():
    """A contrast outside of the rows of the design has no estimate; one inside has, whatever the rank."""
    design = np.array([[1.0, 1, 0], [1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1], [1, 0, 1]])
    outcome = np.array([3.0, 4, 8, 5, 9, 1])
    estimate, error, freedom, absence = contrast_by_hc3(design, outcome, np.ones(6), np.array([0.0, 1, -1]))
    assert (estimate, freedom, absence) == (close(0.0), 4, PRESENT)
    assert error**2 == close((7.0 + 16.0) / 2)
    found = contrast_by_hc3(design, outcome, np.ones(6), np.array([0.0, 1, 0]))
    assert found[2:] == (4, NOT_ESTIMABLE)
    assert np.isnan(found[:2]).all()


def test_p_values_are_corrected_and_conventions_said():
    """Over the scores compared; each convention in a sentence."""
    rng = np.random.default_rng(8)
    areas = {code: rng.uniform(0, 100, 30) for code in "xyz"}
    scores = scored(areas, group=["a", "b"] * 15, kind=["k"] * 10 + ["l"] * 20)
    arguments = {"by": "group", "groups": ("a", "b"), "adjust_for": ("kind",)}
    found = adjusted_differences(scores, **arguments)
    p = [one.p for one in found.differences.values()]
    assert [one.p_adjusted for one in found.differences.values()] == adjust_p_values(p).tolist()
    assert found.describe() == (
        ("Difference", "a less b (group); above 0, a is higher."),
        ("Adjustment", "By least squares, a coefficient for each value of group, kind; no interactions."),
        (
            "Intervals",
            "95 %, by HC3 standard errors (MacKinnon and White 1985) and the t law; its degrees of freedom are the "
            "number of units less that of coefficients.",
        ),
        (
            "Several scores",
            "The p values of the 3 scores are corrected by Holm (1979); intervals hold for each score alone.",
        ),
        ("Units left out", "0 without a value of an attribute; and those without the score."),
        ("Minimum group size", "6 of each group; else nothing is shown, and the reason is given."),
    )
    weighted = adjusted_differences(
        scores, weights=[2.0] * 30, codes=["y"], correction=Correction.NONE, **arguments
    )
    assert dict(weighted.describe())["Adjustment"].startswith(
        "By least squares of weighted units, a coefficient"
    )
    assert weighted["y"].p_adjusted == weighted["y"].p == close(found["y"].p)
    with pytest.raises(UnknownCodeError) as caught:
        weighted["x"]
    assert str(caught.value) == "no score that was compared has the code 'x' (1 known: 'y')."


REFUSED = {
    "a word": ({"adjust_for": "kind"}, "'adjust_for': got 'kind', expected a sequence of attributes"),
    "the groups": (
        {"adjust_for": ["group"]},
        "'adjust_for': got 'group' twice, `by` counted, expected each attribute once",
    ),
    "twice": (
        {"adjust_for": ["kind", "kind"]},
        "'adjust_for': got 'kind' twice, `by` counted, expected each attribute once",
    ),
    "weights": (
        {"weights": [1.0]},
        "'weights': got an array of shape (1,), expected 12 positive finite numbers, one per unit",
    ),
    "correction": ({"correction": "holm"}, "'correction': got 'holm', expected a Correction"),
    "level": ({"level": 2.0}, "'level': got 2.0, expected a number between 0 and 1"),
    "minimum": ({"minimum": True}, "'minimum': got True, expected an integer of at least 2"),
    "attribute": (
        {"adjust_for": ["knid"]},
        "the answers have no attribute 'knid' (2 known). Did you mean 'kind'?",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_wrong_arguments_are_refused(arguments, message):
    """Whole messages."""
    scores = scored({"only": range(12)}, group=["a", "b"] * 6, kind=["k"] * 12)
    with pytest.raises((ArgumentError, UnknownCodeError)) as caught:
        adjusted_differences(scores, **({"by": "group", "groups": ("a", "b")} | arguments))
    assert str(caught.value) == message
