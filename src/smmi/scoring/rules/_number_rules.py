"""Item rules for numbers: linear between goalposts, steps at cut points, saturating counts, compositions."""

import enum
import itertools
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._decimals import common_denominator, exact
from smmi.errors import Reason, suggestion
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument import Composition, Count, Scale
from smmi.instrument.declaration import is_number
from smmi.scoring.arithmetic import (
    CANCELLED,
    LEAST_SURE,
    Floats,
    Grid,
    Points,
    RationalGrid,
    add,
    decimals,
    divide,
    multiply,
    pairs_of,
    subtract,
    sum_rows,
    whole_numbers,
)
from smmi.scoring.rules._item_rule import ExactPoints, Polarity, listed_points, said_turned
from smmi.scoring.rules._rule_problems import refusal
from smmi.scoring.rules._words import PERCENT, Labels, numbers_in_words

LINES: Final = 1024
"""So many lines between goalposts are kept in mind."""


class Clipping(enum.Enum):
    """What a number beyond the goalposts is.

    Example:
        >>> Linear(0, 50, clipping=Clipping.REFUSE).clipping.value
        'refuse'
    """

    CLIP = "clip"
    """It is worth what the goalpost is."""
    REFUSE = "refuse"
    """It must not occur: the rule does not fit a scale that admits it."""


@attrs.frozen
class Linear(ExactPoints):
    """A number is worth its place between two goalposts.

    Attributes:
        low: The lower goalpost.
        high: The upper goalpost.
        polarity: Whether more is better.
        floor: The points at the worse goalpost; above 0 where a geometric mean shall not be 0 for it.
        clipping: What a number beyond the goalposts is.

    Raises:
        SchemeError: The goalposts are not finite numbers, the lower below the upper, or the floor is not in [0, 1).

    Example:
        >>> from smmi.instrument import Percentage
        >>> Linear(0, 50).points(np.array([10.0, 80.0]), Percentage(code="share"))
        array([0.2, 1. ])
    """

    low: float
    high: float
    polarity: Polarity = attrs.field(default=Polarity.POSITIVE, kw_only=True)
    floor: float = attrs.field(default=0.0, kw_only=True)
    clipping: Clipping = attrs.field(default=Clipping.CLIP, kw_only=True)

    scales = ("percentage", "count", "number")
    monotone = shape_free = True

    def __attrs_post_init__(self) -> None:
        ordered = is_number(self.low) and is_number(self.high) and self.low < self.high
        if not (ordered and math.isfinite(float(self.high) - float(self.low))):
            raise refusal(
                "$.low",
                f"Linear: got goalposts {self.low!r} and {self.high!r}, expected finite numbers, low < high",
                reason=Reason.BAD_RANGE,
            )
        if not (is_number(self.floor) and 0 <= self.floor < 1):
            raise refusal(
                "$.floor",
                f"Linear: got the floor {self.floor!r}, expected a number of at least 0 and below 1",
            )
        for name in ("low", "high", "floor"):
            object.__setattr__(self, name, float(getattr(self, name)))

    def misfit(self, scale: Scale, /) -> str | None:
        """Return what is wrong if the scale admits numbers that the rule refuses."""
        low, high = getattr(scale, "limits", (-math.inf, math.inf))
        if self.clipping is Clipping.REFUSE and (low < self.low or high > self.high):
            return (
                f"the scale admits {low:g} to {high:g}, beyond the goalposts {self.low:g} and {self.high:g}"
            )
        return None

    def in_words(self, _labels: Labels, /) -> str:
        """Return the rule in words."""
        beyond = "; nothing lies beyond" if self.clipping is Clipping.REFUSE else ""
        least = f", and {PERCENT * self.floor:.6g} at the worse end" if self.floor else ""
        return (
            f"the place between {self.low:.6g} and {self.high:.6g}{said_turned(self.polarity)}{least}{beyond}"
        )

    def _worth(
        self, answers: npt.NDArray[Any], scale: Scale, grid: Grid, /, *, turned: bool = False
    ) -> Points:
        inside = np.minimum(np.maximum(answers, self.low), self.high)
        start, slope, offset = self._line
        return grid.along(
            inside,
            start=start,
            slope=-slope if turned else slope,
            offset=1 - offset if turned else offset,
            places=_places(scale, grid.places, self.low, self.high),
        )

    def _parts(self, scale: Scale, places: int, /) -> int:
        _, slope, offset = self._line
        return _parts_of_a_line(slope, offset, _places(scale, places, self.low, self.high))

    @property
    def _line(self) -> tuple[Fraction, Fraction, Fraction]:
        """Where the line starts, its slope and what it is there."""
        start, slope, floor = _line_between(self.low, self.high, self.floor)
        return (start, -slope, Fraction(1)) if self.polarity is Polarity.NEGATIVE else (start, slope, floor)


@lru_cache(maxsize=LINES)
def _line_between(low: float, high: float, floor: float) -> tuple[Fraction, Fraction, Fraction]:
    """Where a line between goalposts starts, its slope and its floor."""
    least = exact(floor)
    return exact(low), (1 - least) / (exact(high) - exact(low)), least


@attrs.frozen
class CutPoints(ExactPoints):
    """A number is worth the points of the step in which it lies; a cut belongs to the step above it.

    Attributes:
        cuts: The cut points, ascending.
        by_step: The points of each step: one more than there are cuts.

    Raises:
        SchemeError: The cuts do not ascend, or the points do not go with them.

    Example:
        >>> from smmi.instrument import Percentage
        >>> CutPoints((10, 50), (0, 0.5, 1)).points(np.array([9.9, 10.0, 60.0]), Percentage(code="share"))
        array([0. , 0.5, 1. ])
    """

    cuts: tuple[float, ...] = attrs.field(converter=tuple)
    by_step: tuple[float, ...] = attrs.field(converter=tuple)

    scales = ("percentage", "count", "number")
    shape_free = True

    def __attrs_post_init__(self) -> None:
        ascend = all(map(is_number, self.cuts)) and all(a < b for a, b in pairwise(self.cuts))
        if not self.cuts or not ascend:
            raise refusal(
                "$.cuts",
                f"CutPoints: got the cuts {self.cuts!r}, expected at least one finite number, ascending",
                reason=Reason.BAD_ORDER,
            )
        inside = all(is_number(points) and 0 <= points <= 1 for points in self.by_step)
        if len(self.by_step) != len(self.cuts) + 1 or not inside:
            raise refusal(
                "$.by_step",
                f"CutPoints: got the points {self.by_step!r}, expected {len(self.cuts) + 1} numbers from 0 to 1",
            )
        object.__setattr__(self, "cuts", tuple(map(float, self.cuts)))
        object.__setattr__(self, "by_step", tuple(map(float, self.by_step)))

    @property
    def monotone(self) -> bool:
        """Whether the points of the steps rise, or fall, throughout."""
        return list(self.by_step) in (sorted(self.by_step), sorted(self.by_step, reverse=True))

    def attainable(self, scale: Scale, /) -> tuple[float, float]:
        """Return the lowest and highest points of the steps that the scale reaches."""
        low, high = self._ends(scale)
        return float(low), float(high)

    def _ends(self, scale: Scale, /) -> tuple[Fraction, Fraction]:
        low, high = getattr(scale, "limits", (-math.inf, math.inf))
        first, last = np.searchsorted(self.cuts, [low, high], side="right")
        reached = list(map(exact, self.by_step[first : last + 1]))
        return min(reached), max(reached)

    def in_words(self, _labels: Labels, /) -> str:
        """Return the rule in words."""
        below, *steps = (f"{PERCENT * points:.6g}" for points in self.by_step)
        said = ", ".join(f"from {cut:.6g} {points}" for cut, points in zip(self.cuts, steps, strict=True))
        return f"steps (below {self.cuts[0]:.6g} {below}, {said})"

    def _worth(
        self, answers: npt.NDArray[Any], _scale: Scale, grid: Grid, /, *, turned: bool = False
    ) -> Points:
        return np.asarray(
            listed_points(grid, self.by_step, turned)[np.searchsorted(self.cuts, answers, side="right")]
        )

    def _parts(self, _scale: Scale, _places: int, /) -> int:
        return common_denominator(map(exact, self.by_step))


@attrs.frozen
class SaturatingCount(ExactPoints):
    """A count is worth its share of the number that is enough; more than enough is worth no more.

    Attributes:
        enough: The count that is worth 1.

    Raises:
        SchemeError: `enough` is not above 0.

    Example:
        >>> from smmi.instrument import Count
        >>> SaturatingCount(4).points(np.array([1.0, 9.0]), Count(code="programs"))
        array([0.25, 1.  ])
    """

    enough: float

    scales = ("count",)
    monotone = shape_free = True

    def __attrs_post_init__(self) -> None:
        if not is_number(self.enough) or self.enough <= 0:
            raise refusal(
                "$.enough", f"SaturatingCount: got {self.enough!r} for 'enough', expected a number above 0"
            )
        object.__setattr__(self, "enough", float(self.enough))

    def in_words(self, _labels: Labels, /) -> str:
        """Return the rule in words."""
        return f"the share of {self.enough:.6g}, which is enough"

    def _worth(
        self, answers: npt.NDArray[Any], scale: Scale, grid: Grid, /, *, turned: bool = False
    ) -> Points:
        counted = np.minimum(answers, self.enough)
        slope, offset = (-1 if turned else 1) / exact(self.enough), Fraction(turned)
        places = _places(scale, grid.places, self.enough)
        return grid.along(counted, start=Fraction(), slope=slope, offset=offset, places=places)

    def _parts(self, scale: Scale, places: int, /) -> int:
        return _parts_of_a_line(1 / exact(self.enough), Fraction(), _places(scale, places, self.enough))


@attrs.frozen
class ReferenceShares(ExactPoints):
    """A composition is worth its likeness to reference shares: 1 minus the index of dissimilarity.

    The index is half of the sum of absolute differences of the shares (Duncan and Duncan 1955, Am Sociol Rev
    20:210-217). Shares are first made to sum to 1; a composition whose shares are all 0 is worth the least there is.

    Attributes:
        reference: The reference share of each part, in percent; together 100.

    Raises:
        SchemeError: The shares are not numbers of at least 0 that sum to 100.

    Example:
        >>> from smmi.instrument import Composition, Option
        >>> mix = Composition(code="mix", parts=(Option("rural", "Rural"), Option("urban", "Urban")))
        >>> ReferenceShares({"rural": 20, "urban": 80}).points(np.array([[50.0], [50.0]]), mix)
        array([0.7])
    """

    reference: Mapping[str, float] = attrs.field(converter=freeze_mapping)

    scales = ("composition",)
    shape_free = True

    def __attrs_post_init__(self) -> None:
        good = isinstance(self.reference, Mapping) and all(
            is_number(s) and s >= 0 for s in self.reference.values()
        )
        if not good or abs(math.fsum(self.reference.values()) - 100.0) > 1e-9:
            raise refusal(
                "$.reference",
                f"ReferenceShares: got {self.reference!r}, expected shares of at least 0 that sum to 100",
            )
        object.__setattr__(self, "reference", FrozenMapping({k: float(v) for k, v in self.reference.items()}))

    def misfit(self, scale: Scale, /) -> str | None:
        """Return what is wrong if the parts are not those of the scale."""
        codes = [part.code for part in scale.parts] if isinstance(scale, Composition) else []
        missing = [code for code in codes if code not in self.reference]
        strange = [code for code in self.reference if code not in codes]
        if strange:
            return f"the scale has no part {strange[0]!r}.{suggestion(strange[0], codes)}"
        return f"the part {missing[0]!r} has no reference share" if missing else None

    def attainable(self, _scale: Scale, /) -> tuple[float, float]:
        """Return the likeness of the least likely single part, and 1."""
        return min(self.reference.values()) / 100.0, 1.0

    def _ends(self, _scale: Scale, /) -> tuple[Fraction, Fraction]:
        return min(map(exact, self.reference.values())) / 100, Fraction(1)

    def in_words(self, labels: Labels, /) -> str:
        """Return the rule in words."""
        return f"likeness to reference shares in percent ({numbers_in_words(self.reference, labels)})"

    def _worth(
        self, answers: npt.NDArray[Any], scale: Scale, grid: Grid, /, *, turned: bool = False
    ) -> Points:
        declared = [exact(self.reference[part.code]) for part in getattr(scale, "parts", ())]
        least, _ = self._ends(scale)
        if isinstance(grid, RationalGrid):
            return grid.of(_likeness(answers, declared, least, turned))
        places = _places(scale, grid.places, *self.reference.values())
        unit = Fraction(1, 10**places)
        wholes = whole_numbers(answers, places)
        whole = (grid.one / (200 / unit)).denominator == 1 and (grid.one * least).denominator == 1
        if wholes is not None and whole and (sum_rows(wholes) == float(100 / unit)).all():
            apart = [np.abs(row - float(part / unit)) for row, part in zip(wholes, declared, strict=True)]
            unlike = sum_rows(np.stack(apart)) * float(grid.one / (200 / unit))
            likeness = np.maximum(grid.one - unlike, grid.value(least))
            return np.asarray(grid.one - likeness if turned else likeness)
        shares = decimals(answers)
        total = sum_rows(shares)
        known = np.where(total > 0, total, 1.0)
        beyond = (1 - sum(declared, Fraction()) / 100) / 2  # what rounding left of the reference
        own, like = [divide(row, known) for row in shares], pairs_of(part / 100 for part in declared)
        if turned:  # half of the differences, and else what is common: so that nothing cancels
            differences = [subtract(row, part) for row, part in zip(own, like, strict=True)]
            apart = [np.where(one < 0, -one, one) for one in differences]
            found = np.minimum(multiply(sum_rows(np.stack(apart)), 0.5), Grid().value(1 - least))
        else:
            common = [np.minimum(row, part) for row, part in zip(own, like, strict=True)]
            found = np.maximum(add(sum_rows(np.stack(common)), Grid().value(beyond)), Grid().value(least))
        found = np.where(total > 0, found, Grid().value(1 - least if turned else least))
        lost = total.real < LEAST_SURE
        if turned or beyond:
            lost |= found.real < CANCELLED
        lost &= total.real > 0
        if lost.any():
            found[lost] = pairs_of(_likeness(answers[:, lost], declared, least, turned))
        return np.asarray(multiply(found, float(grid.one)))

    def _parts(self, scale: Scale, places: int, /) -> int:
        places = _places(scale, places, *self.reference.values())
        return math.lcm(200 * 10**places, self._ends(scale)[0].denominator)


def _likeness(
    answers: Floats,
    declared: Sequence[Fraction],
    least: Fraction,
    turned: bool,  # noqa: FBT001  (a fact)
) -> list[Fraction]:
    """Return the likeness of compositions to declared shares, or what is left of it to 1, by rational numbers."""
    different, place = np.unique(answers, axis=1, return_inverse=True)
    found = []
    for column in different.T.tolist():
        shares = list(map(exact, column))
        total = sum(shares, Fraction())
        if not total:
            found.append(1 - least if turned else least)
            continue
        apart = sum(abs(own / total - part / 100) for own, part in zip(shares, declared, strict=True))
        unlike = min(Fraction(apart) / 2, 1 - least)
        found.append(unlike if turned else 1 - unlike)
    return [found[i] for i in place.reshape(-1).tolist()]


def _places(scale: Scale, most: int, *marks: float) -> int:
    """Return how many decimals are kept of the answers on a scale that may have any number, and of a rule's marks.

    Args:
        scale: The scale.
        most: How many decimals are kept where the scale does not say how many an answer may have.
        marks: The numbers to which answers are compared.
    """
    declared = 0 if isinstance(scale, Count) else getattr(scale, "decimals", None)
    return max(most if declared is None else declared, _needed_places(marks))


@lru_cache(maxsize=LINES)
def _needed_places(marks: tuple[float, ...]) -> int:
    """Return with how many decimals marks are written."""
    power = common_denominator(map(exact, marks))
    return next(places for places in itertools.count() if not 10**places % power)


def _parts_of_a_line(slope: Fraction, offset: Fraction, places: int) -> int:
    return math.lcm((slope / 10**places).denominator, offset.denominator)
