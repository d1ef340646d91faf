"""Bands: a score as a total of raw points, and the level in which the total lies."""

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any, ClassVar

import attrs
import numpy as np
import numpy.typing as npt

from smmi._decimals import exact
from smmi._thresholds import ROUNDING, exceeds, reaches
from smmi.errors import ArgumentError, Finding, Reason, SchemeError
from smmi.instrument.declaration import is_number
from smmi.scoring.arithmetic import Floats
from smmi.scoring.rules._rule_problems import finding, refusal


@attrs.frozen
class BandLevel:
    """One level of a band rule.

    Attributes:
        code: Its code.
        label: Its name.
        at_least: The total from which on it holds, up to the next level.

    Example:
        >>> BandLevel("mild", "Mild", at_least=5).at_least
        5.0
    """

    _fingerprinted_as: ClassVar[str] = "Level"

    code: str
    label: str
    at_least: float = attrs.field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not is_number(self.at_least):
            raise refusal(
                "$.at_least",
                f"Level {self.code!r}: got {self.at_least!r} for 'at_least', expected a finite number",
            )
        object.__setattr__(self, "at_least", float(self.at_least))


def _as_levels(levels: Iterable[BandLevel]) -> tuple[BandLevel, ...]:
    return tuple(levels)


@attrs.frozen
class Bands:
    """A rule that turns a score, in percent of attainable, into a total of points and a level.

    A score stands for the total of which it is the nearest double, in percent of the maximum: that of ten of 27 points
    is at a cut of 10, and the double below it is not. Numbers that are declared stand for their shortest decimals.

    Attributes:
        maximum: The total that a score of 100 is.
        levels: The levels, from the lowest; the first begins at 0.

    Raises:
        SchemeError: The maximum is not above 0, or the levels do not ascend from 0 to at most the maximum.

    Example:
        >>> bands = Bands(27, [BandLevel("few", "Few", at_least=0), BandLevel("many", "Many", at_least=10)])
        >>> bands.level(100 * 10 / 27).label
        'Many'
        >>> bands.levels_of(np.array([0.0, 100.0, np.nan]))
        array([ 0,  1, -1])
    """

    maximum: float
    levels: tuple[BandLevel, ...] = attrs.field(converter=_as_levels)

    def __attrs_post_init__(self) -> None:
        SchemeError.raise_any(_findings(self.maximum, self.levels))
        object.__setattr__(self, "maximum", float(self.maximum))

    def total(self, scores: npt.ArrayLike, /) -> Floats:
        """Return scores as totals: score times maximum over 100.

        The score that is the nearest double to that of a whole total, of a cut or of the maximum is that total; scores
        beside it are beside it.

        Args:
            scores: Percent of attainable, of any shape; NaN where absent.

        Raises:
            ArgumentError: A score is not between 0 and 100.
        """
        given = np.asarray(scores, dtype=np.float64)
        outside = given[(given < 0.0) | exceeds(given, 100.0, rounding=ROUNDING)]
        if outside.size:
            raise ArgumentError("scores", f"{outside.flat[0]:g}", "percent of attainable, 0 to 100")
        given = np.minimum(given, 100.0)
        totals: Floats = np.asarray(given / 128.0 * self.maximum / 100.0 * 128.0)  # so that nothing overflows
        wholes, place = np.unique(np.rint(totals).ravel(), return_inverse=True)
        near, marks = (one[place].reshape(totals.shape) for one in (wholes, self._marks(wholes)))
        totals = _beside(totals, near, given, marks)
        cuts = np.array([*(level.at_least for level in self.levels), self.maximum])
        for cut, mark in zip(cuts.tolist(), self._marks(cuts).tolist(), strict=True):
            totals = _beside(totals, cut, given, mark)
        return totals

    def levels_of(self, scores: npt.ArrayLike, /) -> npt.NDArray[np.intp]:
        """Return the position of each score's level, of the same shape; -1 where the score is absent.

        Args:
            scores: Percent of attainable, of any shape; NaN where absent.

        Raises:
            ArgumentError: A score is not between 0 and 100.
        """
        totals = self.total(scores)
        passed = [reaches(totals, level.at_least) for level in self.levels]
        return np.asarray(np.sum(passed, axis=0) - 1)

    def level(self, score: float | None, /) -> BandLevel | None:
        """Return the level of a score, or None if there is no score.

        Raises:
            ArgumentError: The score is not between 0 and 100.
        """
        position = int(self.levels_of(np.nan if score is None else score))
        return None if position < 0 else self.levels[position]

    def _marks(self, totals: Floats) -> Floats:
        """Return the score of each total, the nearest double, (k,)."""
        return np.array([_score_of(total, self.maximum) for total in totals.tolist()])


@lru_cache(maxsize=4096)
def _score_of(total: float, maximum: float) -> float:
    """Return the nearest double to a total in percent of the maximum; NaN of none."""
    return total if math.isnan(total) else float(100 * exact(total) / exact(maximum))


def _beside(totals: Floats, named: Floats | float, scores: Floats, marks: Floats | float) -> Floats:
    """Return totals on that side of a named one on which their scores are of its score, whatever rounding left."""
    below, above = np.nextafter(named, -np.inf), np.nextafter(named, np.inf)
    found = np.where(reaches(scores, marks), np.maximum(totals, above), np.minimum(totals, below))
    return np.asarray(np.where(scores == marks, named, found))


def _findings(maximum: object, levels: tuple[Any, ...]) -> Iterator[Finding]:
    if not is_number(maximum) or maximum <= 0:  # type: ignore[operator]  # a number, as is_number says
        yield finding("$.maximum", f"Bands: got the maximum {maximum!r}, expected a number above 0")
        return
    strange = [level for level in levels if not isinstance(level, BandLevel)]
    if strange or not levels:
        got = f"a {type(strange[0]).__name__}" if strange else "no levels"
        yield finding("$.levels", f"Bands: got {got}, expected at least one BandLevel")
        return
    if levels[0].at_least != 0.0:
        yield finding(
            "$.levels[0].at_least",
            f"Bands: the first level {levels[0].code!r} begins at {levels[0].at_least:g}, expected 0",
            reason=Reason.BAD_RANGE,
        )
    codes = [level.code for level in levels]
    for position, (below, level) in enumerate(pairwise(levels), start=1):
        path = f"$.levels[{position}]"
        if level.code in codes[:position]:
            yield finding(
                f"{path}.code", f"Bands: two levels have the code {level.code!r}", reason=Reason.REPEATED_CODE
            )
        if not below.at_least < level.at_least:
            yield finding(
                f"{path}.at_least",
                (
                    f"Bands: 'levels' must ascend: {level.code!r} ({level.at_least:g}) "
                    f"is not above {below.code!r} ({below.at_least:g})"
                ),
                reason=Reason.BAD_ORDER,
            )
        if level.at_least > maximum:
            yield finding(
                f"{path}.at_least",
                f"Bands: the level {level.code!r} begins at {level.at_least:g}, above the maximum {maximum:g}",
                reason=Reason.BAD_RANGE,
            )
