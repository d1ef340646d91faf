"""What moved: one score of one unit in two waves, and its rank split into its own change and the drift of the norms."""

import enum
from collections.abc import Mapping

import attrs

from smmi.benchmark.decomposition import Cause
from smmi.benchmark.waves import ChangeVerdict, NoReliableChange
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument import AnswerState


class NotCompared(enum.Enum):
    """Why a score of this wave is not compared with that of the last one.

    Example:
        >>> [one.value for one in NotCompared][:2]
        ['break', 'no-score-before']
    """

    BREAK = "break"
    """It does not compare between the editions: the series is broken."""
    NO_SCORE_BEFORE = "no-score-before"
    NO_SCORE_AFTER = "no-score-after"
    PARTLY_BEFORE = "partly-administered-before"
    """The first score rests on a part of what applies, as carried answers do, and was not asked for."""
    PARTLY_AFTER = "partly-administered-after"
    """The second one does."""


@attrs.frozen(kw_only=True)
class Moved:
    """One score of one unit, last time and now.

    Attributes:
        code: The code of the score.
        before: The score of the first wave by the scheme of the second, or None.
        after: That of the second wave, or None.
        difference: The second less the first in points, or None where they do not compare.
        error: The standard error of the difference that measurement makes, in points, or None.
        smallest: The smallest detectable change in points, or None.
        index: What is compared with the cut, or None.
        verdict: Whether the change is reliable.
        reason: Why the scores do not compare, or None.
        share: The share of what applies on which the first score rests, where it is less than 1 and was not asked for,
            or the second one, where that is the reason; else None.
        no_verdict: Why a difference that there is cannot be called reliable or not, or None.

    Example:
        >>> moved = Moved(
        ...     code="research", before=40.0, after=52.0, difference=12.0, verdict=ChangeVerdict.IMPROVED
        ... )
        >>> moved.difference, moved.error, moved.verdict.label
        (12.0, None, 'improved')
    """

    code: str
    before: float | None = None
    after: float | None = None
    difference: float | None = None
    error: float | None = None
    smallest: float | None = None
    index: float | None = None
    verdict: ChangeVerdict = ChangeVerdict.NOT_KNOWN
    reason: NotCompared | None = None
    share: float | None = None
    no_verdict: NoReliableChange | None = None


class NoRankChange(enum.Enum):
    """Why it is not known how a percentile rank moved.

    Example:
        >>> [one.value for one in NoRankChange][:2]
        ['not-there', 'not-compared']
    """

    NOT_THERE = "not-there"
    """The unit took no part last time."""
    NOT_COMPARED = "not-compared"
    """The score does not compare with that of last time; `Moved.reason` says why."""
    NO_GROUP_BEFORE = "no-group-before"
    """The norms of last time have no such group for the unit."""
    NO_RANK_BEFORE = "no-rank-before"
    """Too few were in the group last time."""
    NO_RANK_NOW = "no-rank-now"
    """Too few are in the group now."""


@attrs.frozen(kw_only=True)
class RankChange:
    """How a percentile rank moved: by the unit's own change, and by that of the norms.

    The score of now is placed in the norms of last time as well, in which it stands instead of the score of then. It is
    exact, and for organisers.

    Attributes:
        group: The name of the group.
        then: The rank of the score of last time in the norms of last time, or None.
        still: The rank of the score of now in the norms of last time, as if the unit alone had changed, or None.
        now: The rank of the score of now in the norms of now, or None.
        reason: Why it is not known how the rank moved, or None.

    Example:
        >>> moved = RankChange(group="all", then=50.0, still=65.0, now=58.0)
        >>> moved.own, moved.drift
        (15.0, -7.0)
    """

    group: str
    then: float | None
    still: float | None
    now: float | None
    reason: NoRankChange | None = None

    @property
    def own(self) -> float | None:
        """By how much the rank moved because the score did, or None."""
        return None if self.still is None or self.then is None else self.still - self.then

    @property
    def drift(self) -> float | None:
        """By how much it moved because the norms did, or None."""
        return None if self.now is None or self.still is None else self.now - self.still


@attrs.frozen(kw_only=True)
class OwnParts:
    """Why a score of one unit moved, in points: it rests on the unit's own answers alone, and may go to the unit.

    Attributes:
        causes: The part of each cause that moved it, the largest first; they add up to the difference, to rounding.
        indicators: The codes of the indicators that moved it most, and by how much.
        others: How many more moved it.
        states: The states of the answer last time and now, by the code of each indicator that changed its state.

    Example:
        >>> parts = OwnParts(causes={Cause.ANSWERS: 3.5}, indicators=(("research_review", 2.0),))
        >>> {cause.label: part for cause, part in parts.causes.items()}
        {'answers': 3.5}
    """

    causes: Mapping[Cause, float] = attrs.field(converter=freeze_mapping)
    indicators: tuple[tuple[str, float], ...]
    others: int = 0
    states: Mapping[str, tuple[AnswerState, AnswerState]] = attrs.field(
        factory=FrozenMapping, converter=freeze_mapping
    )

    def turned(self, before: AnswerState, after: AnswerState, /) -> tuple[str, ...]:
        """Return the codes of the indicators below the score that went from one state to another.

        Example:
            >>> states = {"research_review": (AnswerState.ANSWERED, AnswerState.NO_ANSWER)}
            >>> parts = OwnParts(causes={}, indicators=(), states=states)
            >>> parts.turned(AnswerState.ANSWERED, AnswerState.NO_ANSWER)
            ('research_review',)
        """
        return tuple(code for code, states in self.states.items() if states == (before, after))
