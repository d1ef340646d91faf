"""Guard rails: cuts that are made anew, held, or limited in their drift from those that were published."""

from fractions import Fraction

import attrs
import numpy.typing as npt

from smmi._decimals import exact
from smmi._keywords import tells_keywords
from smmi._thresholds import exceeds
from smmi.benchmark.cut_points._band_cuts import BandCuts, Guard, check_alike
from smmi.benchmark.cut_points._outliers import OuterFences
from smmi.benchmark.survey._argument_checks import (
    as_numbers,
    check_share,
    check_whole,
    plain_number,
)
from smmi.errors import ArgumentError
from smmi.instrument.declaration import is_number


def _positive(name: str, value: object) -> None:
    if not is_number(value) or not value > 0:  # type: ignore[operator]  # a number, as is_number says
        raise ArgumentError(name, repr(value), "a positive finite number")


@attrs.frozen
class PointsCap:
    """At most so many points a year, for scores of 0 to 100 (42 CFR 422.166(a)(2): 5).

    Attributes:
        points: How many.

    Raises:
        ArgumentError: This is no positive number.

    Example:
        >>> PointsCap().in_words()
        'at most 5 points a year'
    """

    points: float = attrs.field(default=5.0, converter=plain_number)

    def __attrs_post_init__(self) -> None:
        _positive("points", self.points)

    @property
    def allowance(self) -> Fraction:
        """How far a cut may move in a year."""
        return exact(self.points)

    def in_words(self) -> str:
        """Return the cap in words."""
        return f"at most {self.points:g} points a year"


@attrs.frozen(kw_only=True)
class RangeCap:
    """At most a share of the restricted range a year, for measures on other scales (42 CFR 422.166(a)(2): 5 %).

    Attributes:
        low: The lowest score without outliers.
        high: The highest score without outliers.
        share: Which share of the range.

    Raises:
        ArgumentError: The range is empty, or the share is not between 0 and 1.

    Example:
        >>> RangeCap.of([10.0, 20.0, 30.0, 40.0, 500.0]).allowance
        Fraction(3, 2)
    """

    low: float = attrs.field(converter=plain_number)
    high: float = attrs.field(converter=plain_number)
    share: float = attrs.field(default=0.05, converter=plain_number)

    def __attrs_post_init__(self) -> None:
        good = is_number(self.low) and is_number(self.high)
        if not good or not exceeds(self.high, self.low):
            raise ArgumentError(
                "high", f"{self.high!r} and a low of {self.low!r}", "finite numbers that ascend"
            )
        check_share("share", self.share)

    @classmethod
    def of(
        cls, scores: npt.ArrayLike, /, *, outliers: OuterFences | None = None, share: float = 0.05
    ) -> "RangeCap":
        """Return the cap of the range of scores, outliers left out.

        Args:
            scores: Those of the year in which the published cuts were made, (n,); NaN where absent.
            outliers: By which rule; `OuterFences()` where not given.
            share: Which share of the range.

        Raises:
            ArgumentError: The scores do not spread.
        """
        given = as_numbers("scores", scores)
        kept = given[(OuterFences() if outliers is None else outliers).of(given).kept]
        return cls(low=float(kept.min()), high=float(kept.max()), share=share)

    @property
    def allowance(self) -> Fraction:
        """How far a cut may move in a year."""
        return exact(self.share) * (exact(self.high) - exact(self.low))

    def in_words(self) -> str:
        """Return the cap in words."""
        return f"at most {100 * self.share:g} % a year of the restricted range from {self.low:g} to {self.high:g}"


@tells_keywords
def hold(published: BandCuts, /, *, on: str, fitted: BandCuts | None = None) -> BandCuts:
    """Return the published cuts for another day: they stay.

    Args:
        published: What was published before.
        on: The day from which they hold on.
        fitted: What they would have been, to be told; later than the published ones.

    Raises:
        ArgumentError: The day or that of the fitted cuts is not after that of the published ones, or the fitted cuts
            are of another score.
        DeclarationError: The day is none.

    Example:
        >>> published = BandCuts(code="overall", cuts=[40, 60], on="2025-12-01")
        >>> hold(published, on="2026-12-01").describe()[1]
        ('Guard', 'Those that were published before are held')
    """
    ArgumentError.raise_unless(published, BandCuts, argument="published", expected="BandCuts")
    ArgumentError.raise_unless(fitted, BandCuts | None, argument="fitted", expected="None or BandCuts")
    if fitted is not None:
        check_alike(published, fitted, "fitted")
        _check_later(published, fitted, "fitted")
    held = attrs.evolve(
        published, on=on, guard=Guard.HELD, fitted=() if fitted is None else fitted.cuts, capped=()
    )
    _check_later(published, held, "on")
    return held


@tells_keywords
def limit(
    fitted: BandCuts,
    /,
    *,
    published: BandCuts,
    cap: PointsCap | RangeCap | None = None,
    years: int = 1,
) -> BandCuts:
    """Return cuts that have drifted no further from the published ones than a cap allows.

    The cap starts from what was *published* the year before, not from what would have been without a cap, nor from what
    the year before gives if it is worked out again. Cuts that ascend still do.

    Args:
        fitted: What the cuts would be.
        published: What was published before.
        cap: How far a cut may move in a year; `PointsCap()` where not given.
        years: How many years lie between both publications.

    Raises:
        ArgumentError: The cuts are not of the same score or as many, the fitted ones are not later, or an argument is
            of a wrong class.

    Example:
        >>> published = BandCuts(code="overall", cuts=[40, 60, 75], on="2025-12-01")
        >>> fitted = BandCuts(code="overall", cuts=[47.2, 61, 69.9], on="2026-12-01")
        >>> found = limit(fitted, published=published)
        >>> found.cuts, found.capped
        ((45.0, 61.0, 70.0), (0, 2))
    """
    cap = PointsCap() if cap is None else cap
    for name, cuts in (("fitted", fitted), ("published", published)):
        ArgumentError.raise_unless(cuts, BandCuts, argument=name, expected="BandCuts")
    ArgumentError.raise_unless(
        cap, PointsCap | RangeCap, argument="cap", expected="None, a PointsCap or a RangeCap"
    )
    years = check_whole("years", years, 1)
    check_alike(published, fitted, "fitted")
    _check_later(published, fitted, "fitted")
    allowance = cap.allowance * years
    limited: list[float] = []
    capped: list[int] = []
    for position, (new, old) in enumerate(zip(fitted.cuts, published.cuts, strict=True)):
        low, high = exact(old) - allowance, exact(old) + allowance
        moved = min(max(exact(new), low), high)
        limited.append(float(moved))
        if moved != exact(new):
            capped.append(position)
    note = f"{fitted.note}; {cap.in_words()} from those of {published.on}".removeprefix("; ")
    return attrs.evolve(
        fitted, cuts=limited, guard=Guard.LIMITED, fitted=fitted.cuts, capped=capped, note=note
    )


def _check_later(published: BandCuts, later: BandCuts, name: str) -> None:
    if not later.on > published.on:
        raise ArgumentError(name, f"cuts from {later.on}", f"cuts from a day after {published.on}")
