"""The conventions of norms and placement: what every result was computed by, recorded on it."""

import enum
from collections.abc import Iterable
from typing import Final

import attrs

from smmi.benchmark.survey._argument_checks import check_share, check_whole, plain_number, plain_whole
from smmi.errors import ArgumentError
from smmi.fingerprint import ADDED_LATER


class TieRule(enum.Enum):
    """Which part of those with an equal score counts as below, in a percentile rank.

    Example:
        >>> [one.value for one in TieRule]
        ['mid', 'weak', 'strict']
    """

    MID = "mid"
    """Half of them (mid-rank)."""
    WEAK = "weak"
    """All of them: the share at or below."""
    STRICT = "strict"
    """None of them: the share below."""


class SelfInclusion(enum.Enum):
    """Whether a unit that is among the norms' members is compared with a group that holds itself.

    Example:
        >>> [one.value for one in SelfInclusion]
        ['included', 'left-out']
    """

    INCLUDED = "included"
    LEFT_OUT = "left-out"


class QuantileRule(enum.IntEnum):
    """The definition of sample quantiles, by its number in Hyndman and Fan 1996 (Am Stat 50:361-365).

    Example:
        >>> [one.value for one in QuantileRule]
        [1, 2, 3, 4, 5, 6, 7, 8, 9]
    """

    TYPE_1 = 1
    TYPE_2 = 2
    TYPE_3 = 3
    TYPE_4 = 4
    TYPE_5 = 5
    TYPE_6 = 6
    TYPE_7 = 7
    TYPE_8 = 8
    TYPE_9 = 9

    @property
    def method(self) -> str:
        """The name of the definition in `numpy.quantile`."""
        return _METHODS[self - 1]


_METHODS: Final = (
    "inverted_cdf",
    "averaged_inverted_cdf",
    "closest_observation",
    "interpolated_inverted_cdf",
    "hazen",
    "weibull",
    "linear",
    "median_unbiased",
    "normal_unbiased",
)


class Quartile(enum.IntEnum):
    """The quarter of a group in which a score lies: by the mid-rank percentile, from 75, 50 and 25 up.

    Ties share a mid-rank, so they share a quartile. One star to four stars go with Fourth to Top.

    Example:
        >>> [one.value for one in Quartile]
        [1, 2, 3, 4]
    """

    FOURTH = 1
    THIRD = 2
    SECOND = 3
    TOP = 4

    @property
    def label(self) -> str:
        """The quartile in words."""
        return self.name.capitalize()

    @property
    def stars(self) -> int:
        """The number of stars: 4 for Top … 1 for Fourth."""
        return int(self)


class IntervalMethod(enum.Enum):
    """How the interval of a percentile rank is made from the units compared with.

    Example:
        >>> [one.value for one in IntervalMethod]
        ['clopper-pearson', 'wilson', 'jeffreys']
    """

    CLOPPER_PEARSON = "clopper-pearson"
    """Exact: it covers at least as often as it says (Clopper and Pearson 1934)."""
    WILSON = "wilson"
    """By the score test (Wilson 1927)."""
    JEFFREYS = "jeffreys"
    """Equal-tailed, by Jeffreys' prior (Brown, Cai and DasGupta 2001)."""


def _as_codes(value: object) -> object:
    """Return codes as a tuple, in their order and each once; what is none is left for the check."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value
    codes = tuple(value)
    return tuple(sorted(set(codes))) if all(isinstance(code, str) for code in codes) else codes


_KINDS: Final = {
    "ties": TieRule,
    "self_inclusion": SelfInclusion,
    "quantiles": QuantileRule,
    "interval": IntervalMethod,
}


@attrs.frozen(kw_only=True)
class Conventions:
    """By what rules norms place a unit.

    Attributes:
        ties: The tie rule of percentile ranks. Quartiles and stars always go by the mid-rank.
        self_inclusion: Whether a member of the norms is compared with a group that holds itself.
        quantiles: The definition of medians and other quantiles of a group.
        interval: How the interval of a percentile rank is made.
        level: The confidence level of all intervals, between 0 and 1.
        minimum_for_quartile: The smallest group for which quartiles and stars are given.
        minimum_for_percentile: The smallest group for which percentile ranks are given.
        decimals: Scores are ties if they are equal after rounding to this many decimals, so that the rounding of
            binary arithmetic cannot break a tie.
        partly_administered: The codes of the scores that are in the norms, and are placed, although they rest on a
            part of what applies to the unit; other such scores are not.

    Raises:
        ArgumentError: A value is not of its kind, or a minimum is below 2.

    Example:
        >>> Conventions().minimum_for_percentile
        10
    """

    ties: TieRule = TieRule.MID
    self_inclusion: SelfInclusion = SelfInclusion.INCLUDED
    quantiles: QuantileRule = QuantileRule.TYPE_7
    interval: IntervalMethod = IntervalMethod.CLOPPER_PEARSON
    level: float = attrs.field(default=0.95, converter=plain_number)
    minimum_for_quartile: int = attrs.field(default=5, converter=plain_whole)
    minimum_for_percentile: int = attrs.field(default=10, converter=plain_whole)
    decimals: int = attrs.field(default=9, converter=plain_whole)
    partly_administered: tuple[str, ...] = attrs.field(
        default=(), converter=_as_codes, metadata={ADDED_LATER: True}
    )

    def __attrs_post_init__(self) -> None:
        for name, kind in _KINDS.items():
            if not isinstance(getattr(self, name), kind):
                article = "an" if kind is IntervalMethod else "a"
                raise ArgumentError(name, repr(getattr(self, name)), f"{article} {kind.__name__}")
        check_share("level", self.level)
        for name, least in (("minimum_for_quartile", 2), ("minimum_for_percentile", 2), ("decimals", 0)):
            check_whole(name, getattr(self, name), least)
        codes = self.partly_administered
        if not isinstance(codes, tuple) or not all(isinstance(code, str) for code in codes):
            raise ArgumentError("partly_administered", repr(codes), "a sequence of the codes of scores")

    def asking_for(self, codes: Iterable[str], /) -> "Conventions":
        """Return the same conventions, by which scores of these codes are placed also where they rest on a part.

        Example:
            >>> Conventions().asking_for(["curriculum"]).partly_administered
            ('curriculum',)
        """
        return attrs.evolve(self, partly_administered=(*self.partly_administered, *codes))

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Return each convention as a name and a sentence, for a methodology note."""
        share = {TieRule.MID: "half of those", TieRule.WEAK: "all of those", TieRule.STRICT: "none of those"}
        percentile_rank = (
            f"The share of the group with a lower score, counting {share[self.ties]} with an equal score "
            f"({self.ties.value} rule), in percent. Scores equal to {self.decimals} decimals are ties."
        )
        quartile = (
            "By the mid-rank percentile: Top from 75 (four stars), Second from 50 (three), Third from 25 (two), "
            "else Fourth (one). Equal scores are always in the same quartile."
        )
        if self.self_inclusion is SelfInclusion.INCLUDED:
            own_score = "The group compared with includes the unit itself, if it took part."
        else:
            own_score = "The unit itself is left out of the group that it is compared with."
        method = {
            IntervalMethod.CLOPPER_PEARSON: "Clopper and Pearson (1934)",
            IntervalMethod.WILSON: "Wilson (1927)",
            IntervalMethod.JEFFREYS: "Jeffreys' prior",
        }
        intervals = (
            f"{self.level * 100:g} % intervals: of a percentile rank by {method[self.interval]}, of a median between "
            "order statistics. Where it is known how many units there are in all, they account for it."
        )
        probabilities = (
            "It accounts for the units of the group that did not take part (before, each rank is equally likely), for "
            "blanks (the score is equally likely everywhere in its attainable range), and for measurement error where "
            "the norms were given the reliability of the score (Kelley 1947)."
        )
        minimum = (
            f"{self.minimum_for_quartile} for quartiles and stars, {self.minimum_for_percentile} for percentile "
            "ranks; below it nothing is shown, and the reason is given."
        )
        return (
            ("Percentile rank", percentile_rank),
            ("Quartile and stars", quartile),
            ("Own score", own_score),
            ("Medians", f"Sample quantiles by definition {int(self.quantiles)} of Hyndman and Fan (1996)."),
            ("Intervals", intervals),
            ("Probability of a quartile", probabilities),
            ("Minimum group size", minimum),
            *self._said_of_parts(),
        )

    def _said_of_parts(self) -> tuple[tuple[str, str], ...]:
        if not self.partly_administered:
            return ()
        codes = ", ".join(map(repr, self.partly_administered))
        text = f"These are placed although they may rest on a part of what applies to a unit: {codes}."
        return (("Partly administered", text),)
