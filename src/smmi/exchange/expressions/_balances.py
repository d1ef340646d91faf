"""Weights against weights, in whole numbers that doubles hold: whether what is there weighs enough against what lacks.

What is there weighs enough if its weight, times what is lacking of the share to 1, is at least the weight of what is
missing, times the share. Weights that are decimals are whole numbers of a unit; where these are too large for doubles,
others are found by which every case is decided in the same way: there are three to the power of the children.
"""

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs
import numpy as np

LARGEST: Final = 2**53
"""Up to here, doubles hold every whole number."""
MOST_CHILDREN: Final = 6
"""Of so many children every case is looked at."""
MOST_SWEEPS: Final = 20_000


@attrs.frozen
class Balance:
    """What each child that is there adds, and what each child that is missing takes: enough is there from 0 on.

    Attributes:
        gains: Of each child, a whole number.
        losses: Of each child, a whole number.
    """

    gains: tuple[int, ...]
    losses: tuple[int, ...]

    @property
    def even(self) -> bool:
        """Whether all children weigh the same."""
        return len(set(self.gains)) == len(set(self.losses)) == 1


def balance(weights: Sequence[int], share: Fraction, /) -> Balance | None:
    """Return whole numbers that doubles hold by which it is told whether weights reach a share; None if there are none.

    Args:
        weights: The weights, whole numbers above 0 of any size.
        share: The share of what is there and what is missing together that what is there has to reach.

    Example:
        >>> balance([2, 2, 4], Fraction(1, 2))
        Balance(gains=(1, 1, 2), losses=(1, 1, 2))
    """
    if len(set(weights)) == 1:
        share = _least_reached(len(weights), share)
        weights = [1] * len(weights)
    gains = [weight * (share.denominator - share.numerator) for weight in weights]
    losses = [weight * share.numerator for weight in weights]
    common = math.gcd(*gains, *losses) or 1
    plain = Balance(tuple(one // common for one in gains), tuple(one // common for one in losses))
    if sum(map(max, plain.gains, plain.losses)) <= LARGEST:
        return plain
    return _deciding_alike(plain) if len(weights) <= MOST_CHILDREN else None


def _least_reached(number: int, share: Fraction) -> Fraction:
    """Return the least share of up to so many equal children that reaches a share: a quotient of small numbers."""
    return min(
        Fraction(-(-share.numerator * whole // share.denominator), whole) for whole in range(1, number + 1)
    )


def _deciding_alike(plain: Balance) -> Balance | None:
    """Return small whole numbers by which every case is decided as by large ones; None if none are found.

    By the rule of Rosenblatt (1958, Psychol Rev 65:386-408), which finds such numbers wherever there are any.
    """
    number = len(plain.gains)
    cases = [case for case in itertools.product((1, 0, -1), repeat=number) if 1 in case]
    wanted = [
        sum(
            gain * (one == 1) - loss * (one == -1)
            for one, gain, loss in zip(case, *attrs.astuple(plain), strict=True)
        )
        for case in cases
    ]
    signs = np.array([1 if one >= 0 else -1 for one in wanted])
    told = np.array(
        [[one == 1 for one in case] + [-(one == -1) for one in case] for case in cases], dtype=np.int64
    )
    found = np.zeros(2 * number, dtype=np.int64)
    for _ in range(MOST_SWEEPS):
        wrong = np.flatnonzero(signs * (told @ found) <= 0)
        if not wrong.size:
            return Balance(tuple(map(int, found[:number])), tuple(map(int, found[number:])))
        found += (
            (signs[wrong, None] * told[wrong]).sum(axis=0)
            if wrong.size < 2
            else signs[wrong[0]] * told[wrong[0]]
        )
    return None
