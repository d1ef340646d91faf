"""Weighted medians in two doubles are those of exact fractions, or said not to be sure."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.scoring.arithmetic import IN_MEDIANS, write_medians

UNIT = 2.0**-40
STEP = 2.0**-90


@st.composite
def children(draw):
    """What 2 to 7 children have, often the same double and a little apart, and their weights."""
    k, n = draw(st.integers(2, 7)), draw(st.integers(1, 20))
    weight = draw(st.sampled_from([st.just(1), st.integers(1, 5), st.integers(1, 2**50)]))
    near = st.sampled_from([0, 2**39, 2**40]) | st.integers(0, 2**40)
    rest = st.sampled_from([0, 1, -1, 2**20]) | st.integers(-(2**50), 2**50)

    def drawn(one, unit):
        return np.array([[draw(one) for _ in range(n)] for _ in range(k)], dtype=float) * unit

    return drawn(near, UNIT), drawn(rest, STEP), [draw(weight) for _ in range(k)]


def exactly(values, wholes):
    """The weighted median by its definition, in fractions: midway between the two where two qualify."""
    total = sum(wholes)
    below = {
        one: sum(own for other, own in zip(values, wholes, strict=True) if other <= one) for one in values
    }
    low = min(one for one, own in below.items() if 2 * own >= total)
    return (low + min(one for one, own in below.items() if 2 * own > total)) / 2


@pytest.mark.parametrize("error", [0.0, 4 * STEP])
@given(children())
def test_medians_are_exact_to_the_error(error, drawn):
    """What is not said to be unsure is within the stated error of the median of exact fractions."""
    near, rest, wholes = drawn
    out = np.empty((2, near.shape[1]))
    unsure = set(write_medians(near, rest, wholes, out=out, error=error).tolist())
    for unit in range(near.shape[1]):
        if unit in unsure:
            continue
        values = [Fraction(a) + Fraction(b) for a, b in zip(near[:, unit], rest[:, unit], strict=True)]
        found = Fraction(out[0, unit]) + Fraction(out[1, unit])
        assert abs(found - exactly(values, wholes)) <= error + IN_MEDIANS
        assert Fraction(out[0, unit]) % Fraction(UNIT / 2) == 0


def test_children_that_differ_by_less_than_a_double_tells_are_open():
    """Which of two that round to the same double is the median is not guessed; equal ones are sure."""
    near, rest = np.full((3, 2), 0.5), np.zeros((3, 2))
    rest[:, 0] = [0.0, STEP, 2 * STEP]
    out = np.empty((2, 2))
    assert write_medians(near, rest, [1, 1, 1], out=out, error=0.0).tolist() == [0]
    assert out[:, 1].tolist() == [0.5, 0.0]
