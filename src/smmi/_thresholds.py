"""Thresholds: whether a number reaches a mark, or exceeds it. What is not decided on whole numbers is asked here.

A number that is the nearest double to an exact result is compared as it is: at the mark it is the double of the mark,
and the neighbouring double below does not reach it. So it is with scores, percentile ranks, and ratios of counts. A
number made of rounded sums, or by a special function, is at a mark that it misses by `ROUNDING` of the mark or less.
"""

from typing import Any, Final, overload

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ROUNDING: Final = 2.0**-40
"""How far from a mark, relative to it, rounding alone may leave a number: a part in a million million.

It is 4096 units in the last place: sums of as many rounded terms stay within it whatever their order, and so do p
values, for SciPy's special functions hold twelve digits at least.
"""


@overload
def reaches(values: float, mark: float, /, *, rounding: float = 0.0) -> bool: ...
@overload
def reaches(values: Floats, mark: float | Floats, /, *, rounding: float = 0.0) -> Flags: ...
def reaches(values: Any, mark: Any, /, *, rounding: float = 0.0) -> Any:
    """Return whether numbers are at a mark or above it; NaN is not.

    Args:
        values: One number, or an array.
        mark: The mark, or one for each of the values; finite where there is rounding.
        rounding: How far below the mark a number may be, relative to it, and be at the mark: 0 for exact numbers,
            else `ROUNDING`.

    Example:
        >>> reaches(0.7 + 0.1, 0.8), reaches(0.7 + 0.1, 0.8, rounding=ROUNDING)
        (False, True)
    """
    return values >= (mark - rounding * abs(mark) if rounding else mark)


@overload
def exceeds(values: float, mark: float, /, *, rounding: float = 0.0) -> bool: ...
@overload
def exceeds(values: Floats, mark: float | Floats, /, *, rounding: float = 0.0) -> Flags: ...
def exceeds(values: Any, mark: Any, /, *, rounding: float = 0.0) -> Any:
    """Return whether numbers are above a mark; NaN is not.

    Args:
        values: One number, or an array.
        mark: The mark, or one for each of the values; finite where there is rounding.
        rounding: How far above the mark a number may be, relative to it, and still be at the mark: 0 for exact
            numbers, else `ROUNDING`.

    Example:
        >>> exceeds(0.1 + 0.2, 0.3), exceeds(0.1 + 0.2, 0.3, rounding=ROUNDING)
        (True, False)
    """
    return values > (mark + rounding * abs(mark) if rounding else mark)
