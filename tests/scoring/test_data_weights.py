"""Weights from data against R, another route of calculation, and worked cases."""

import json
import math
from decimal import Decimal, localcontext
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st
from scipy import stats

import smmi
from examples.asem import answers_of, declare, rows_of, scheme_of
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.scoring import ScoringScheme
from smmi.scoring.scheme import WeightOrigin
from smmi.scoring.weights import entropy_weights, principal_component_weights

DATA = Path(__file__).parents[1] / "data" / "asem"
BOTH = [entropy_weights, principal_component_weights]
CODES = ("a", "b", "c", "d")


@pytest.fixture(scope="module")
def scores():
    """The scores of the ASEM index."""
    structure = rows_of(DATA / "structure.csv")
    instrument = declare(structure)
    return smmi.score(answers_of(instrument, rows_of(DATA / "answers.csv")), scheme_of(instrument, structure))


@st.composite
def matrices(draw):
    """Matrices of 5 to 30 units and four nodes, without structure."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return rng.uniform(0.0, 100.0, (draw(st.integers(5, 30)), 4))


@pytest.mark.parametrize(
    ("weights", "name"),
    [(entropy_weights, "entropy"), (principal_component_weights, "principal_component")],
)
def test_weights_of_the_pillars_are_those_of_r(scores, weights, name):
    """The weights of the eight ASEM pillars are R's within 1e-10."""
    expected = json.loads((DATA / "expected_weights.json").read_text(encoding="utf-8"))[name]
    codes = [area.code for area in scores.instrument.areas]
    assert sorted(codes) == sorted(expected)
    assert weights(scores, codes=codes).by_code == pytest.approx(expected, abs=1e-10)


@given(matrices())
def test_entropy_weights_equal_those_from_scipys_entropy(matrix):
    """Entropy weights equal those made from scipy's entropy of each column."""
    spread = [1.0 - stats.entropy(column, base=len(matrix)) for column in matrix.T]
    found = entropy_weights(matrix, codes=CODES).by_code
    assert list(found.values()) == pytest.approx([4 * part / sum(spread) for part in spread], rel=1e-9)


@given(matrices())
def test_component_weights_equal_those_from_the_singular_vectors(matrix):
    """Component weights equal the squared first right singular vector of the standardised scores."""
    standard = (matrix - matrix.mean(axis=0)) / matrix.std(axis=0)
    vector = np.linalg.svd(standard, full_matrices=False)[2][0]
    found = principal_component_weights(matrix, codes=CODES).by_code
    np.testing.assert_allclose(list(found.values()), 4 * vector**2, atol=1e-8)


@given(matrices())
def test_weights_have_mean_1_and_do_not_depend_on_the_order(matrix):
    """Weights have mean 1; the order of units and of columns changes nothing."""
    for weights in BOTH:
        found = weights(matrix, codes=CODES).by_code
        turned = weights(matrix[::-1, ::-1], codes=CODES[::-1]).by_code
        assert math.fsum(found.values()) / 4 == pytest.approx(1.0, abs=1e-13)
        assert turned == pytest.approx(found, abs=1e-8)


def exact_entropy_weights(matrix):
    """Entropy weights from shares and logarithms of 60 digits."""
    with localcontext() as context:
        context.prec = 60
        spreads = []
        for column in zip(*matrix, strict=True):
            numbers = [Decimal(float(number)) for number in column]
            shares = [number / sum(numbers) for number in numbers if number]
            spreads.append(1 + sum(share * share.ln() for share in shares) / Decimal(len(numbers)).ln())
        return [float(spread * len(spreads) / sum(spreads)) for spread in spreads]


@given(st.integers(0, 2**32 - 1), st.integers(2, 30), st.lists(st.integers(-15, 0), min_size=3, max_size=3))
def test_entropy_weights_have_all_their_digits_where_columns_are_nearly_even(seed, n, sizes):
    """Weights of columns that differ in a digit, or in the last bits alone, are those of 60 digits."""
    rng = np.random.default_rng(seed)
    matrix = rng.uniform(10.0, 90.0, 3) * (1.0 + 10.0 ** np.array(sizes) * rng.uniform(-1.0, 1.0, (n, 3)))
    assume(not (matrix.min(axis=0) == matrix.max(axis=0)).all())
    found = entropy_weights(matrix, codes=["x", "y", "z"]).by_code
    assert list(found.values()) == pytest.approx(exact_entropy_weights(matrix), rel=1e-13, abs=0)


@given(matrices(), st.randoms(use_true_random=False))
def test_entropy_weights_do_not_depend_on_the_order_of_units_to_the_last_bit(matrix, random):
    """A column and the same numbers in another order have the same weight, exactly."""
    column = matrix[:, 0].tolist()
    shuffled = random.sample(column, len(column))
    found = entropy_weights(np.array([column, shuffled]).T, codes=["x", "y"]).by_code
    assert found == {"x": 1.0, "y": 1.0}


def test_a_column_that_is_nearly_even_weighs_as_much_as_its_numbers_in_another_order():
    """Three schools at 50 and one at 50.0000001 weigh the same whichever school it is; no weight is -0."""
    found = entropy_weights(
        [[50.0, 50.0], [50.0000001, 50.0], [50.0, 50.0000001], [50.0, 50.0]], codes=["x", "y"]
    )
    assert found.by_code == {"x": 1.0, "y": 1.0}


def test_an_even_column_weighs_nothing_in_entropy():
    """A node with the same score in all units tells none apart: its weight is 0, exactly."""
    assert entropy_weights([[1.0, 2.0], [3.0, 2.0]], codes=["x", "y"]).by_code == {"x": 2.0, "y": 0.0}
    with pytest.raises(ArgumentError) as caught:
        entropy_weights([[7.0, 2.0], [7.0, 2.0]], codes=["x", "y"])
    assert str(caught.value) == (
        "'scores': got the same score in all units for every code, expected scores of which some differ between units"
    )
    with pytest.raises(ArgumentError) as caught:
        principal_component_weights([[1.0, 2.0], [3.0, 2.0]], codes=["x", "y"])
    assert str(caught.value) == (
        "'scores': got the same score in all units for 'y', expected scores that differ between units"
    )


def test_nodes_that_count_against_the_others_are_named():
    """A squared loading has no sign, so the note names the nodes whose loadings are of the opposite sign."""
    agreeing = principal_component_weights([[1.0, 1.0], [2.0, 3.0], [3.0, 4.0]], codes=["x", "y"])
    assert "opposite" not in agreeing.note
    matrix = [[1.0, 1.0, 9.0], [2.0, 3.0, 5.0], [3.0, 4.0, 4.0], [4.0, 4.0, 1.0]]
    opposed = principal_component_weights(matrix, codes=["x", "y", "z"])
    assert opposed.note.endswith("4 complete units; loadings of the opposite sign: 'z'")


def test_entropy_weights_by_hand():
    """Shares of 1/4 and 3/4 have 0.811278 bits, shares of 0 and 1 none: weights as 0.188722 to 1."""
    bits = 0.25 * 2 + 0.75 * math.log2(4 / 3)
    found = entropy_weights([[1.0, 0.0], [3.0, 7.0]], codes=["x", "y"]).by_code
    assert found["x"] / found["y"] == pytest.approx(1 - bits, rel=1e-13)
    assert bits == pytest.approx(0.811278, abs=1e-6)


def test_component_weights_by_hand():
    """Two nodes always weigh the same; a node without correlation to two that agree, or oppose, weighs nothing."""
    two = principal_component_weights([[1.0, 0.0], [3.0, 7.0], [2.0, 4.0]], codes=["x", "y"]).by_code
    assert two == pytest.approx({"x": 1.0, "y": 1.0}, abs=1e-14)
    matrix = [[1.0, -2.0, 1.0], [1.0, -2.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]
    three = principal_component_weights(matrix, codes=["x", "y", "z"]).by_code
    assert three == pytest.approx({"x": 1.5, "y": 1.5, "z": 0.0}, abs=1e-14)


def test_only_complete_units_enter_and_the_note_says_how_many():
    """A unit without one of the scores enters nowhere; origin and number of units are recorded."""
    matrix = np.array([[1.0, 0.0], [3.0, 7.0], [2.0, 4.0]])
    wider = np.vstack([matrix, [50.0, math.nan], [math.nan, 9.0]])
    for weights in BOTH:
        assert weights(wider, codes=["x", "y"]) == weights(matrix, codes=["x", "y"])
    entropy = entropy_weights(wider, codes=["x", "y"])
    component = principal_component_weights(wider, codes=["x", "y"])
    assert (entropy.origin, entropy.note) == (WeightOrigin.ENTROPY, "Shannon entropy, 3 complete units")
    assert component.origin is WeightOrigin.PRINCIPAL_COMPONENT
    assert component.note.startswith("first principal component, 99.")
    assert component.note.endswith(" percent of variance, 3 complete units")


def test_weights_go_into_a_scheme(scores):
    """Weights of the domains from data are a scheme's weights."""
    weighting = entropy_weights(scores, codes=["conn", "sust"])
    scheme = ScoringScheme(scores.instrument, items=scores.scheme.items, weights=weighting)
    assert scheme.weight("conn") == weighting.by_code["conn"]


@pytest.mark.parametrize("weights", BOTH)
@pytest.mark.parametrize(
    ("matrix", "codes", "message"),
    [
        ([[1.0], [2.0]], ["x"], "'codes': got ('x',), expected at least 2 different codes"),
        ([[1.0, 1.0]], ["x", "x"], "'codes': got ('x', 'x'), expected at least 2 different codes"),
        ([[1.0, 1.0]], "xy", "'codes': got ('xy',), expected at least 2 different codes"),
        (
            [1.0, 2.0],
            ["x", "y"],
            "'scores': got an array of shape (2,), expected a matrix with 2 columns, one for each code",
        ),
        ([[1.0, 2.0]], ["x", "y"], "'scores': got 1 of 1 units with all 2 scores, expected at least 2"),
        (
            [[1.0, math.nan], [math.nan, 2.0]],
            ["x", "y"],
            "'scores': got 0 of 2 units with all 2 scores, expected at least 2",
        ),
        (
            [[1.0, 2.0], [math.inf, 3.0]],
            ["x", "y"],
            "'scores': got an infinite number for 'x', expected finite scores",
        ),
    ],
)
def test_data_that_give_no_weights_are_refused(weights, matrix, codes, message):
    """Too few codes or complete units, constant and infinite columns are refused, each by name."""
    with pytest.raises(ArgumentError) as caught:
        weights(matrix, codes=codes)
    assert str(caught.value) == message


def test_numbers_below_0_have_no_entropy():
    """A negative number is refused by the entropy weights."""
    with pytest.raises(ArgumentError) as caught:
        entropy_weights([[1.0, 2.0], [3.0, -2.0]], codes=["x", "y"])
    assert str(caught.value) == "'scores': got -2 in 'y', expected numbers of at least 0"


def test_without_correlations_no_component_is_the_first():
    """Where all correlations are 0, the first component is anyone's choice, and refused."""
    matrix = [[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    with pytest.raises(ArgumentError) as caught:
        principal_component_weights(matrix, codes=["x", "y"])
    assert (
        str(caught.value)
        == "'scores': got two largest variances of 1, expected one component to be the first"
    )


def test_a_code_that_does_not_exist_is_refused(scores):
    """A code without scores is refused."""
    with pytest.raises(UnknownCodeError):
        entropy_weights(scores, codes=["conn", "sust_"])
