"""Corrections of p values."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark.comparison import Correction, adjust_p_values
from smmi.errors import ArgumentError
from tests.benchmark.two_groups import EXPECTED

HOLM, BH = Correction.HOLM, Correction.BENJAMINI_HOCHBERG
p_values = st.lists(st.integers(0, 40).map(lambda k: k / 40), min_size=1, max_size=6)


@pytest.mark.parametrize("method", [HOLM, BH])
def test_corrections_equal_those_of_r(method):
    """Holm and Benjamini-Hochberg are those of R's p.adjust, ties included."""
    stored = EXPECTED["p_values"]
    expected = stored[method.value.replace("-", "_")]
    assert adjust_p_values(stored["given"], method=method) == pytest.approx(expected, rel=1e-12)


@given(p_values)
def test_holm_is_the_closed_test_of_bonferroni(p):
    """A corrected p is the largest Bonferroni p over all sets of hypotheses that hold it, in fractions."""
    exact = [Fraction(one).limit_denominator(40) for one in p]
    sets = [held for r in range(1, len(p) + 1) for held in itertools.combinations(range(len(p)), r)]
    for place, found in enumerate(adjust_p_values(p, method=HOLM)):
        largest = max(
            min(len(held) * min(exact[i] for i in held), Fraction(1)) for held in sets if place in held
        )
        assert found == pytest.approx(float(largest), abs=1e-12)


@given(p_values, st.integers(1, 20).map(lambda k: k / 20))
def test_benjamini_hochberg_rejects_what_its_rule_does(p, share):
    """At each share the rejected are the k smallest, k being the last with p(k) at most k / m times the share."""
    exact, bound = [Fraction(one).limit_denominator(40) for one in p], Fraction(share).limit_denominator(20)
    ordered = sorted(exact)
    last = max((k for k, one in enumerate(ordered, 1) if one <= bound * k / len(p)), default=0)
    rejected = int(np.sum(adjust_p_values(p, method=BH) <= share + 1e-12))
    assert rejected == sum(one <= ordered[last - 1] for one in exact) * (last > 0)


@given(p_values, st.sampled_from(list(Correction)), st.randoms(use_true_random=False))
def test_what_is_absent_does_not_count_and_order_does_not_matter(p, method, random):
    """NaN stays NaN where it stands; the others are corrected as if it were not there."""
    places = list(range(len(p) + 2))
    random.shuffle(places)
    mixed = np.array([*p, np.nan, np.nan])[places]
    plain = np.array([*adjust_p_values(p, method=method), np.nan, np.nan])
    np.testing.assert_array_equal(adjust_p_values(mixed, method=method), plain[places])


@given(p_values)
def test_holm_is_never_below_benjamini_hochberg_nor_that_below_p(p):
    """The stricter the correction, the larger p; none leaves it."""
    none, bh, holm = (adjust_p_values(p, method=method) for method in (Correction.NONE, BH, HOLM))
    assert none.tolist() == p
    assert np.all(none <= bh + 1e-12)
    assert np.all(bh <= holm + 1e-12)


@pytest.mark.parametrize("method", list(Correction))
def test_none_and_nothing_but_absent_ones_are_corrected_to_themselves(method):
    """An empty row, and a row of NaN."""
    assert adjust_p_values([], method=method).tolist() == []
    assert np.isnan(adjust_p_values([np.nan, np.nan], method=method)).all()


EXPECTATION = "expected a row of numbers from 0 to 1, NaN where there was no test"


@pytest.mark.parametrize(
    ("p", "got"),
    [
        ([0.5, 1.5, -0.1], "1.5, -0.1"),
        ("low", "'low'"),
        ([[0.5]], "an array of the shape (1, 1)"),
        (None, "an array of the shape ()"),
    ],
)
def test_what_is_no_row_of_p_values_is_refused(p, got):
    """Whole messages."""
    with pytest.raises(ArgumentError) as caught:
        adjust_p_values(p)
    assert str(caught.value) == f"'p': got {got}, {EXPECTATION}"


def test_a_method_that_is_none_is_refused():
    """A name is no Correction."""
    with pytest.raises(ArgumentError) as caught:
        adjust_p_values([0.5], method="holm")
    assert str(caught.value) == "'method': got 'holm', expected a Correction"
