"""When a published aggregate tells too much about a unit: the rule of disclosure control."""

import enum

import attrs

from smmi.errors import ArgumentError
from smmi.instrument.declaration import is_number


class Intruder(enum.Enum):
    """Against whom the units are protected. Each knows which units are in which group, and who has a score.

    Example:
        >>> [one.value for one in Intruder]
        ['public', 'participant']
    """

    PUBLIC = "public"
    """Somebody who knows what is published, and no score."""
    PARTICIPANT = "participant"
    """A participant too, who knows its own scores of all administrations; not several who pool theirs."""


class SuppressionCost(enum.Enum):
    """What suppression withholds as little of as it can.

    Example:
        >>> [one.value for one in SuppressionCost]
        ['units', 'cells']
    """

    UNITS = "units"
    """The units behind the withheld cells, so that large groups stay."""
    CELLS = "cells"
    """The withheld cells."""


@attrs.frozen(kw_only=True)
class DisclosureRule:
    """What must not be derived from published aggregates, not even by combining them.

    The terms are those of Hundepool et al. (2012), Statistical Disclosure Control, chapter 4. Scores lie between 0 and
    100, which an intruder knows.

    Attributes:
        minimum_cell: A sum over fewer units must not be derived. It counts the units that are left when the intruder
            has subtracted itself: with participants as intruders, a cell is published from one unit more.
        intruder: Against whom.
        protection_width: No score, and no sum over a sensitive cell, may be bounded to an interval that is narrower,
            in points; 0 for no such limit.
        p_percent: No score may be bounded from above more closely than by this many percent of it, or by 100 where
            that is less (the p % rule, which makes a total that one unit dominates sensitive); None for no such limit.
        dominance: The (n, k) rule: no total may be published, or follow from published ones, of which the n largest
            scores make more than k percent; None for no such rule. The decision is exact, and numbers stand for their
            shortest decimals: a share of just k percent is none too many.
        rounding_base: Published means are rounded to multiples of it, in points; None for no rounding. It hides more,
            and never replaces the withholding of a cell.
        minimum_quartiles: From how many units on the quartiles of a cell are published. No combination of cells is
            tried against quartiles, so that it is well above the minimum cell.
        cost: What suppression withholds as little of as it can.

    Raises:
        ArgumentError: A value is out of its range.

    Example:
        >>> DisclosureRule().least_units
        6
    """

    minimum_cell: int = 5
    intruder: Intruder = Intruder.PARTICIPANT
    protection_width: float = 10.0
    p_percent: float | None = 10.0
    dominance: tuple[int, float] | None = None
    rounding_base: float | None = None
    minimum_quartiles: int = 20
    cost: SuppressionCost = SuppressionCost.UNITS

    def __attrs_post_init__(self) -> None:
        width, percent, base = self.protection_width, self.p_percent, self.rounding_base
        pair = "None or a pair such as (2, 85.0): how many scores, and percent of the total"
        for name, is_good, expected in (
            ("intruder", isinstance(self.intruder, Intruder), "an Intruder"),
            ("cost", isinstance(self.cost, SuppressionCost), "a SuppressionCost"),
            ("minimum_cell", _is_whole(self.minimum_cell, 2), "an integer of at least 2"),
            ("minimum_quartiles", _is_whole(self.minimum_quartiles, 4), "an integer of at least 4"),
            ("protection_width", is_number(width) and 0 <= width < 100, "a number from 0, below 100"),
            (
                "p_percent",
                percent is None or (is_number(percent) and 0 < percent <= 100),
                "None or a number above 0, up to 100",
            ),
            (
                "rounding_base",
                base is None or (is_number(base) and 0 < base <= 50),
                "None or a number above 0, up to 50",
            ),
            ("dominance", self.dominance is None or _is_dominance(self.dominance), pair),
        ):
            if not is_good:
                raise ArgumentError(name, repr(getattr(self, name)), expected)

    @property
    def least_units(self) -> int:
        """From how many units on a sum may be derived by anybody who knows no score."""
        return self.minimum_cell + (self.intruder is Intruder.PARTICIPANT)

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Return each part of the rule as a name and a sentence, for a methodology note."""
        who = (
            "anybody"
            if self.intruder is Intruder.PUBLIC
            else "anybody, nor by a participant that subtracts itself"
        )
        text = (
            f"No sum over fewer than {self.minimum_cell} units can be derived by {who}; aggregates are published from "
            f"{self.least_units} units on, their quartiles from {self.minimum_quartiles} on."
        )
        parts = [("Minimum cell", text)]
        if self.protection_width:
            bound = f"fewer than {self.protection_width:g} points"
            parts.append(("Protection width", f"No score can be bounded to {bound}."))
        if self.p_percent is not None:
            more = f"at least {self.p_percent:g} percent more than it is, or 100"
            parts.append(("p % rule", f"Whoever works out how high a score can be at most gets {more}."))
        if self.dominance is not None:
            n, k = self.dominance
            text = f"No total can be derived of which the {n} largest scores make more than {k:g} percent."
            parts.append(("Dominance", text))
        if self.rounding_base is not None:
            parts.append(("Rounding", f"Means are rounded to multiples of {self.rounding_base:g} points."))
        return tuple(parts)


def _is_whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _is_dominance(value: object) -> bool:
    if not isinstance(value, tuple) or len(value) != 2:
        return False
    n, k = value
    return _is_whole(n, 1) and is_number(k) and 0 < k <= 100
