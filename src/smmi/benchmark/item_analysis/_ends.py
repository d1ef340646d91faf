"""Floor and ceiling: how many units stand at the ends of what they can have."""

import attrs
import numpy as np

from smmi._thresholds import exceeds
from smmi.benchmark.agreement._points import node_points
from smmi.benchmark.survey._argument_checks import check_share
from smmi.instrument import Answers
from smmi.instrument.declaration import AnswerState
from smmi.scoring import ScoringScheme


@attrs.frozen(kw_only=True)
class FloorAndCeiling:
    """The shares of units at the ends of an indicator, or of a score.

    Attributes:
        code: Its code.
        n: How many units have points.
        at_floor: How many have 0 points.
        at_ceiling: How many have 100.
        floor: Their share, or None without units.
        ceiling: Their share, or None.
        bound: The share above which there is a floor or a ceiling effect.

    Example:
        >>> one = FloorAndCeiling(
        ...     code="a1", n=20, at_floor=2, at_ceiling=9, floor=0.1, ceiling=0.45, bound=0.15
        ... )
        >>> one.has_floor, one.has_ceiling
        (False, True)
    """

    code: str
    n: int
    at_floor: int
    at_ceiling: int
    floor: float | None
    ceiling: float | None
    bound: float

    @property
    def has_floor(self) -> bool:
        """Whether more than the bound stand at the floor: the score cannot tell them apart."""
        return self.n > 0 and exceeds(self.at_floor / self.n, self.bound)

    @property
    def has_ceiling(self) -> bool:
        """Whether more than the bound stand at the ceiling."""
        return self.n > 0 and exceeds(self.at_ceiling / self.n, self.bound)


def floor_and_ceiling(
    answers: Answers, scheme: ScoringScheme, /, *, of: str = "overall", bound: float = 0.15
) -> tuple[FloorAndCeiling, ...]:
    """Return how many units stand at the ends of a score, and of each indicator below it.

    More than 15 % at an end are held to be too many (Terwee et al. 2007, J Clin Epidemiol 60:34-42).

    Args:
        answers: The answers of units.
        scheme: The scheme that gives points.
        of: The code of an area, a domain, or "overall".
        bound: The share above which there is a floor or a ceiling effect.

    Returns:
        The score first, then its indicators in declared order.

    Raises:
        UnknownCodeError: No score has the code.
        ArgumentError: The bound is no share.
        EditionMismatchError: The answers are of another instrument than the scheme.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=60, rng=np.random.default_rng(1))
        >>> scheme = smmi.ScoringScheme.equal_weights(answers.instrument)
        >>> [one.code for one in floor_and_ceiling(answers, scheme, of="curriculum")][:1]
        ['curriculum']
    """
    bound = check_share("bound", bound)
    points = node_points(answers, scheme, of)
    columns = [points.scores[of], *points.values.T]
    found = []
    for code, column in zip((of, *points.indicators), columns, strict=True):
        n, low, high = (
            int(np.count_nonzero(some)) for some in (~np.isnan(column), column == 0, column == 100)
        )
        found.append(
            FloorAndCeiling(
                code=code,
                n=n,
                at_floor=low,
                at_ceiling=high,
                floor=low / n if n else None,
                ceiling=high / n if n else None,
                bound=bound,
            )
        )
    return tuple(found)


@attrs.frozen(kw_only=True)
class NonresponseBounds:
    """What those who did not answer could make of a mean: it lies between the ends whatever they would have said.

    Attributes:
        code: The code of the score or the indicator.
        n: How many units have points in it.
        unanswered: How many units were asked and gave no answer; of a score, how many lack one below it.
        mean: The mean of those that have points, or None.
        low: The mean if all answers that are missing were the lowest, or None.
        high: The mean if they were the highest, or None.

    Example:
        >>> one = NonresponseBounds(code="a1", n=8, unanswered=2, mean=50.0, low=40.0, high=60.0)
        >>> one.width
        20.0
    """

    code: str
    n: int
    unanswered: int
    mean: float | None
    low: float | None
    high: float | None

    @property
    def width(self) -> float | None:
        """How far the ends are apart, in percent points; None without ends."""
        return None if self.low is None or self.high is None else self.high - self.low


def nonresponse_bounds(
    answers: Answers, scheme: ScoringScheme, /, *, of: str = "overall"
) -> tuple[NonresponseBounds, ...]:
    """Return between what ends nonresponse to single indicators leaves the mean of a score, and of each indicator.

    Nothing is assumed of those who did not answer (Manski 1989, J Hum Resour 24:343-360). An indicator's missing points
    are from 0 to 100; a unit's missing score lies in its attainable range. Units to which an indicator does not apply,
    or was not put, do not count; nor, in the mean of a score, units without an attainable range.

    Args:
        answers: The answers of units.
        scheme: The scheme that gives points.
        of: The code of an area, a domain, or "overall".

    Returns:
        The score first, then its indicators in declared order.

    Raises:
        UnknownCodeError: No score has the code.
        EditionMismatchError: The answers are of another instrument than the scheme.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=60, rng=np.random.default_rng(1))
        >>> scheme = smmi.ScoringScheme.equal_weights(answers.instrument)
        >>> score, *indicators = nonresponse_bounds(answers, scheme, of="curriculum")
        >>> score.low <= score.mean <= score.high, len(indicators)
        (True, 5)
    """
    points = node_points(answers, scheme, of)
    lacking = np.zeros(len(answers), dtype=bool)
    found = []
    for code, column in zip(points.indicators, points.values.T, strict=True):
        silent = np.isnan(column) & (answers.states(code) == AnswerState.NO_ANSWER)
        lacking |= silent
        there = column[~np.isnan(column)]
        n, missing = len(there), int(silent.sum())
        total = float(there.sum())
        found.append(
            NonresponseBounds(
                code=code,
                n=n,
                unanswered=missing,
                mean=total / n if n else None,
                low=total / (n + missing) if n + missing else None,
                high=(total + 100.0 * missing) / (n + missing) if n + missing else None,
            )
        )
    own = points.scores[of]
    lowest, highest = (table[of] for table in points.scores.bounds())
    ranged = ~np.isnan(lowest)
    score = NonresponseBounds(
        code=of,
        n=int(np.count_nonzero(~np.isnan(own))),
        unanswered=int(np.count_nonzero(lacking)),
        mean=float(np.nanmean(own)) if not np.isnan(own).all() else None,
        low=float(lowest[ranged].mean()) if ranged.any() else None,
        high=float(highest[ranged].mean()) if ranged.any() else None,
    )
    return (score, *found)
