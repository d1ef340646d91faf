"""Causes of change, what can be decomposed, and why something is not."""

import enum


class Cause(enum.Enum):
    """A cause of change. Each can be as it was in the first wave or as it is in the second, whatever the others are.

    Example:
        >>> [cause.value for cause in Cause][:4]
        ['answers', 'missingness', 'applicability', 'scheme']
    """

    ANSWERS = "answers"
    """What was answered, where something was."""
    MISSINGNESS = "missingness"
    """Whether there is an answer to what was asked."""
    APPLICABILITY = "applicability"
    """Whether an indicator was put to the unit: applicability, routing, administration."""
    SCHEME = "scheme"
    """By which scheme all units are scored."""
    DRIFT = "drift"
    """The answers of the peers that have a score in both waves."""
    APPEARANCE = "appearance"
    """The peers that have a score in the second wave only."""
    DEPARTURE = "departure"
    """The peers that have a score in the first wave only."""

    @property
    def label(self) -> str:
        """The cause in words."""
        return _LABELS[self]

    @property
    def of_peers(self) -> bool:
        """Whether it is a change of the peers, which no score depends on."""
        return self in {Cause.DRIFT, Cause.APPEARANCE, Cause.DEPARTURE}


_LABELS = {
    Cause.ANSWERS: "answers",
    Cause.MISSINGNESS: "missing answers",
    Cause.APPLICABILITY: "what applies",
    Cause.SCHEME: "scoring scheme",
    Cause.DRIFT: "drift of the norms",
    Cause.APPEARANCE: "peers that came",
    Cause.DEPARTURE: "peers that left",
}


class Measure(enum.Enum):
    """Of what the change is decomposed.

    Example:
        >>> Measure.STARS.value
        'stars'
    """

    SCORE = "score"
    """Points, in percent of attainable."""
    PERCENTILE_RANK = "percentile-rank"
    """The percentile rank in the norms of each wave."""
    STARS = "stars"
    """The stars in the norms of each wave."""
    RANK = "rank"
    """The place among the units of each wave: 1 for the highest score, equal scores sharing the better place."""

    @property
    def among_peers(self) -> bool:
        """Whether it depends on peers."""
        return self is not Measure.SCORE


class NoDecomposition(enum.Enum):
    """Why the change of a unit is not decomposed.

    Example:
        >>> NoDecomposition.NO_SCORE_BETWEEN.value
        'no-score-between'
    """

    NO_SCORE_BEFORE = "no-score-before"
    """There is no score in the first wave."""
    NO_SCORE_AFTER = "no-score-after"
    """There is none in the second wave."""
    NO_SCORE_BETWEEN = "no-score-between"
    """Whatever is changed first, the score is absent before all is changed."""
    PARTLY_ADMINISTERED = "partly-administered"
    """A score rests on a part of what applies, and is not asked for by name."""
    NOT_IN_GROUP = "not-in-group"
    """The unit is not in the group in both waves."""
    GROUP_TOO_SMALL = "group-too-small"
    """In one of the waves the group is smaller than the least for which this is told."""
