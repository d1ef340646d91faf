"""When a published aggregate tells too much about a unit: the rule of disclosure control."""

import enum
import math

import attrs

from smmi.benchmark.survey._argument_checks import check_whole
from smmi.errors import ArgumentError


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
        dominance: The (n, k) rule: a cell is sensitive where its n largest scores make more than k percent of its
            total; None for no such rule.
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
        for name, kind in (("intruder", Intruder), ("cost", SuppressionCost)):
            if not isinstance(getattr(self, name), kind):
                article = "an" if kind is Intruder else "a"
                raise ArgumentError(name, repr(getattr(self, name)), f"{article} {kind.__name__}")
        for name, least in (("minimum_cell", 2), ("minimum_quartiles", 4)):
            check_whole(name, getattr(self, name), least)
        if not _is_number(self.protection_width) or not 0 <= self.protection_width < 100:
            raise ArgumentError("protection_width", repr(self.protection_width), "a number from 0, below 100")
        if self.p_percent is not None and not (_is_number(self.p_percent) and 0 < self.p_percent <= 100):
            raise ArgumentError("p_percent", repr(self.p_percent), "None or a number above 0, up to 100")
        if self.rounding_base is not None and not (
            _is_number(self.rounding_base) and 0 < self.rounding_base <= 50
        ):
            raise ArgumentError(
                "rounding_base", repr(self.rounding_base), "None or a number above 0, up to 50"
            )
        if self.dominance is not None and not _is_dominance(self.dominance):
            expected = "None or a pair such as (2, 85.0): how many scores, and percent of the total"
            raise ArgumentError("dominance", repr(self.dominance), expected)

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
            text = f"No score can be bounded to fewer than {self.protection_width:g} points."
            parts.append(("Protection width", text))
        if self.p_percent is not None:
            text = (
                f"No score can be bounded from above within {self.p_percent:g} percent of it, or 100 if less."
            )
            parts.append(("p % rule", text))
        if self.dominance is not None:
            n, k = self.dominance
            text = f"No aggregate is published of which the {n} largest scores make more than {k:g} percent."
            parts.append(("Dominance", text))
        if self.rounding_base is not None:
            parts.append(("Rounding", f"Means are rounded to multiples of {self.rounding_base:g} points."))
        return tuple(parts)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_dominance(value: object) -> bool:
    if not isinstance(value, tuple) or len(value) != 2:
        return False
    n, k = value
    return _is_whole(n) and n >= 1 and _is_number(k) and 0 < k <= 100
