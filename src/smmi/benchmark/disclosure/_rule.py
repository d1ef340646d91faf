"""When a published aggregate tells too much about a unit: the rule of disclosure control."""

import enum
from collections.abc import Iterator, Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.survey._argument_checks import plain_number, plain_whole
from smmi.errors import ArgumentError
from smmi.instrument.declaration import is_number

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Intruder(enum.Enum):
    """Against whom the units are protected. Each knows which units are in which group, and who has a score.

    Example:
        >>> [one.value for one in Intruder]
        ['public', 'participant']
    """

    PUBLIC = "public"
    """Somebody who knows what is published, and no score."""
    PARTICIPANT = "participant"
    """A participant too, who knows its own scores of all administrations: a unit, or an owner of several units, who
    knows all of theirs."""


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
            has subtracted itself: with participants as intruders, a cell is published from one unit more, and from
            more if one owner has several of its units.
        intruder: Against whom.
        coalitions: How many participants pool what they know: 1 if none does, or 2 for any two. Each two are tried,
            so that 2 is for few units.
        protection_width: No score, and no sum over a sensitive cell, may be bounded to an interval that is narrower,
            in points; 0 for no such limit.
        p_percent: No score may be bounded from above more closely than by this many percent of it, or by 100 where
            that is less (the p % rule, which makes a total that one unit dominates sensitive); None for no such limit.
        dominance: The (n, k) rule: no total may be published, or follow from published ones, of which the n largest
            scores make more than k percent; None for no such rule. The decision is exact, and numbers stand for their
            shortest decimals: a share of just k percent is none too many.
        rounding_base: Published means are rounded to multiples of it, in points, as quartiles are; None for no
            rounding. It hides more, and never replaces the withholding of a cell.
        minimum_quartiles: From how many units on the quartiles of a cell are published.
        quartile_base: Published quartiles, the median among them, are rounded to multiples of it, in points: to the
            nearest one, of two as near to the upper one. Where not given, it is the protection width, or the rounding
            base where that is more. None for quartiles as they are, which are scores of single units.
        cost: What suppression withholds as little of as it can.

    Raises:
        ArgumentError: A value is out of its range.

    Example:
        >>> DisclosureRule().least_units
        6
    """

    minimum_cell: int = attrs.field(default=5, converter=plain_whole)
    intruder: Intruder = Intruder.PARTICIPANT
    coalitions: int = attrs.field(default=1, converter=plain_whole)
    protection_width: float = attrs.field(default=10.0, converter=plain_number)
    p_percent: float | None = attrs.field(default=10.0, converter=attrs.converters.optional(plain_number))
    dominance: tuple[int, float] | None = None
    rounding_base: float | None = attrs.field(default=None, converter=attrs.converters.optional(plain_number))
    minimum_quartiles: int = attrs.field(default=20, converter=plain_whole)
    quartile_base: float | None = attrs.field(
        default=attrs.Factory(
            lambda rule: _usual_base(rule.protection_width, rule.rounding_base), takes_self=True
        ),
        converter=attrs.converters.optional(plain_number),
    )
    cost: SuppressionCost = SuppressionCost.UNITS

    def __attrs_post_init__(self) -> None:
        width, percent = self.protection_width, self.p_percent
        pair = "None or a pair such as (2, 85.0): how many scores, and percent of the total"
        for name, is_good, expected in (
            ("intruder", isinstance(self.intruder, Intruder), "an Intruder"),
            ("cost", isinstance(self.cost, SuppressionCost), "a SuppressionCost"),
            ("minimum_cell", _is_whole(self.minimum_cell, 2), "an integer of at least 2"),
            ("coalitions", _is_whole(self.coalitions, 1) and self.coalitions <= 2, "1 or 2"),
            ("minimum_quartiles", _is_whole(self.minimum_quartiles, 4), "an integer of at least 4"),
            ("protection_width", is_number(width) and 0 <= width < 100, "a number from 0, below 100"),
            (
                "p_percent",
                percent is None or (is_number(percent) and 0 < percent <= 100),
                "None or a number above 0, up to 100",
            ),
            ("rounding_base", _is_base(self.rounding_base), "None or a number above 0, up to 50"),
            ("quartile_base", _is_base(self.quartile_base), "None or a number above 0, up to 50"),
            ("dominance", self.dominance is None or _is_dominance(self.dominance), pair),
        ):
            if not is_good:
                raise ArgumentError(name, repr(getattr(self, name)), expected)

    @property
    def least_units(self) -> int:
        """From how many units on a sum may be derived by anybody who knows no score, each unit being its own owner."""
        return self.minimum_cell + (self.coalitions if self.intruder is Intruder.PARTICIPANT else 0)

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Return each part of the rule as a name and a sentence, for a methodology note."""
        who = (
            "anybody"
            if self.intruder is Intruder.PUBLIC
            else "anybody, nor by a participant that subtracts itself"
            if self.coalitions == 1
            else "anybody, nor by two participants that subtract themselves"
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
        if self.quartile_base is not None:
            text = f"Quartiles and medians are rounded to multiples of {self.quartile_base:g} points."
            parts.append(("Rounding of quartiles", text))
        return tuple(parts)


def _usual_base(width: float, base: float | None) -> float | None:
    """Return the base to which quartiles are rounded where the rule does not say."""
    given = [one for one in (width, base) if one is not None and is_number(one) and one > 0]
    return min(max(given), 50.0) if given else None


def _is_base(value: float | None) -> bool:
    return value is None or (is_number(value) and 0 < value <= 50)


def _is_whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _is_dominance(value: object) -> bool:
    if not isinstance(value, tuple) or len(value) != 2:
        return False
    n, k = value
    return _is_whole(n, 1) and is_number(k) and 0 < k <= 100


def parties_of(owners: Mapping[str, str], units: Sequence[str], /) -> Integers:
    """Return to which participant each unit belongs: its owner, or the unit itself if it has none.

    Example:
        >>> parties_of({"S1": "A", "S3": "A"}, ["S1", "S2", "S3"]).tolist()
        [0, 1, 0]
    """
    known: dict[tuple[str, bool], int] = {}
    keys = [(owners[unit], True) if unit in owners else (unit, False) for unit in units]
    return np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int64)


def pools(parties: Integers, rule: DisclosureRule, /) -> Iterator[tuple[int, int]]:
    """Yield the pairs of participants that pool what they know, if the rule fears them."""
    if rule.intruder is Intruder.PARTICIPANT and rule.coalitions > 1:
        last = int(parties.max(initial=-1))
        for one in range(last + 1):
            for other in range(one + 1, last + 1):
                yield one, other


def is_small(inside: Flags, parties: Integers, rule: DisclosureRule, /) -> bool:
    """Return whether a cell of some units is one of too few for anybody, (units,)."""
    n = int(np.count_nonzero(inside))
    if n < rule.least_units:
        return True
    if rule.intruder is Intruder.PUBLIC:
        return False
    counts = np.sort(np.bincount(parties[inside]))[::-1]
    left = n - np.cumsum(counts[: rule.coalitions])
    return bool(np.any((left > 0) & (left < rule.minimum_cell)))
