"""What the report on one unit may tell it of others: the rule."""

from functools import cached_property

import attrs

from smmi._decimals import exact
from smmi._thresholds import ROUNDING, reaches
from smmi.benchmark.survey._argument_checks import plain_number, plain_whole
from smmi.errors import ArgumentError
from smmi.instrument.declaration import is_number


@attrs.frozen(kw_only=True)
class ReportRule:
    """What the report on one unit may tell it of the units that it is compared with.

    The reader knows its own answers, the scheme, who is in which group, and all that the report says. It must not be
    able to bound the score of any other unit more narrowly than the protection width.

    Attributes:
        protection_width: To how many points no score of another unit may be bounded; 0 for no such limit, where the
            scores of the norms are public.
        minimum_standing: On how many others quartile, stars and percentile rank must rest, that the reader does not
            know. The minimum sizes of the conventions hold beside it. With itself these are 5 by default, the smallest
            group for which the conventions give a quartile.
        minimum_median: On how many others a median must rest that the reader does not know. In a group of 5 the median
            is the score of one unit. 5 others are the minimum cell of `DisclosureRule`, when the reader has subtracted
            itself.
        median_band: Of how many points the bands are in which medians are told: 40 to 50. None tells medians as they
            are, each the score of one unit, or half the sum of two: only where the scores of the norms are public.

    Raises:
        ArgumentError: A value is out of its range.

    Example:
        >>> ReportRule().band(47.3), ReportRule().band(50.0), ReportRule().band(100.0)
        ((40.0, 50.0), (50.0, 60.0), (90.0, 100.0))
    """

    protection_width: float = attrs.field(default=10.0, converter=plain_number)
    minimum_standing: int = attrs.field(default=4, converter=plain_whole)
    minimum_median: int = attrs.field(default=5, converter=plain_whole)
    median_band: float | None = attrs.field(default=10.0, converter=attrs.converters.optional(plain_number))

    def __attrs_post_init__(self) -> None:
        width, band = self.protection_width, self.median_band
        for name, is_good, expected in (
            ("protection_width", is_number(width) and 0 <= width < 100, "a number from 0, below 100"),
            ("minimum_standing", is_count(self.minimum_standing, 1), "an integer of at least 1"),
            ("minimum_median", is_count(self.minimum_median, 1), "an integer of at least 1"),
            (
                "median_band",
                band is None or (is_number(band) and 1 <= band <= 50),
                "None or a number from 1 to 50",
            ),
        ):
            if not is_good:
                raise ArgumentError(name, repr(getattr(self, name)), expected)

    @classmethod
    def public(cls) -> "ReportRule":
        """Return the rule for norms whose scores are public: everything is told, and medians as they are.

        Example:
            >>> ReportRule.public().protection_width
            0.0
        """
        return cls(protection_width=0.0, minimum_standing=1, minimum_median=1, median_band=None)

    def band(self, median: float, /) -> tuple[float, float] | None:
        """Return the ends of the band that holds a median, in points; None where medians are told as they are.

        Bands begin at the multiples of their width, and hold their lower end. The last one holds 100, and what is left
        over where 100 is no multiple of the width, so that no band is narrower than the others.

        Args:
            median: The median, from 0 to 100.
        """
        if self.median_band is None:
            return None
        edges = self.edges
        # A median can be half the sum of two doubles: at an edge that it misses by rounding alone, it is at the edge.
        reached = sum(reaches(median, edge, rounding=ROUNDING) for edge in edges[:-1])
        return edges[reached - 1], edges[reached]

    @cached_property
    def edges(self) -> tuple[float, ...]:
        """The ends of all bands, ascending from 0 to 100; none where medians are told as they are.

        Example:
            >>> ReportRule(median_band=30.0).edges
            (0.0, 30.0, 60.0, 100.0)
        """
        if self.median_band is None:
            return ()
        width = exact(self.median_band)
        return (*(float(width * times) for times in range(int(100 / width))), 100.0)

    def describe(self, known: int = 0, /) -> tuple[tuple[str, str], ...]:
        """Return each part of the rule as a name and a sentence, for a methodology note.

        Args:
            known: Of how many other units the reader may know the scores.
        """
        if not self.protection_width:
            told = "Everything: the scores of the norms are public, or are treated as if they were."
        else:
            others = f" and those of {known} other {'unit' if known == 1 else 'units'}" if known else ""
            told = (
                f"From this report and your own answers{others} you cannot narrow the score of another unit down "
                f"to fewer than {self.protection_width:g} points: what would allow it is not told. A standing rests "
                f"on at least {self.minimum_standing} others, a median on {self.minimum_median}. Where the others of "
                "the own group are too close in one score, nothing is told of that group, or single areas only."
            )
        if self.median_band is None:
            medians = "Medians are told as they are."
        else:
            medians = (
                f"A median is told as the band of {self.median_band:g} points that holds it, counted from 0; at the "
                "edge of two bands it is in the upper one. As it is, it could be the score of one unit."
            )
        return ("What is told of others", told), ("Medians that are told", medians)


def is_count(value: object, least: int, /) -> bool:
    """Return whether a value is a number of units, of at least so many."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least
