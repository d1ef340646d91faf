"""Tables of an area's scores by the joint state of its indicators.

Answers that are worth the same to an area share a *digit*: the states that leave the score, options with equal points,
selections of equal worth. The digits of an area's indicators, as one number of mixed radix, are its joint state; the
table is filled by `NodePlan.evaluate`, which also scores without a table. So any rule, a stranger's too, is called
once for each joint state, and looking up gives the very bits of calling the rule.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument import AnswerState
from smmi.scoring.arithmetic import (
    Floats,
    Grid,
    Pairs,
    Points,
    Positions,
    are_moderate,
    are_pairs,
    as_pairs,
    pairs_of,
    sum_rows,
    two_parts,
)
from smmi.scoring.rules import (
    COUNTS,
    EXCLUDED,
    PRESENT,
    GeometricMean,
    HarmonicMean,
    Median,
    PowerMean,
    Roles,
    WeakestLink,
    WeightedMean,
)
from smmi.scoring.scorer._items import ItemPlan
from smmi.scoring.scorer._nodes import NodePlan
from smmi.scoring.scorer._plan import IN_RANGE, Plan

TABLE_LIMIT: Final = 2**18
"""The largest number of joint states of an area for which a table is made."""

LAST_EXCLUDED: Final = int(AnswerState.NOT_ADMINISTERED)
MEANS: Final = (WeightedMean, GeometricMean, HarmonicMean, PowerMean, Median, WeakestLink)
MOST_DIGITS: Final = 250
STEP: Final = 16_384
NEXT_TO_NOTHING: Final = 2.0**900
"""What is divided by this is next to nothing."""


@attrs.frozen(eq=False, kw_only=True)
class Digit:
    """How an indicator's codes become a digit.

    Attributes:
        codes: A code for each digit, (size,).
        size: How many digits there are.
        least: Lower codes are raised to this one (they are worth the same), and the digit is the code minus this.
        lookup: The digit of each code, where raising does not do; None where it does.
    """

    codes: npt.NDArray[np.intp]
    size: int
    least: int
    lookup: npt.NDArray[np.uint8] | None

    @classmethod
    def of(cls, item: ItemPlan, roles: Roles, points: Points) -> "Digit | None":
        """Return the digits of an indicator, or None if there are too many.

        Args:
            item: The indicator.
            roles: Its role in its area by `Absence`.
            points: The points of each code, for all that the digits have to tell apart.
        """
        role = roles[item.absences]
        worth = np.where(role == COUNTS, points, -1.0 - role)
        raised = LAST_EXCLUDED if np.all(role[: LAST_EXCLUDED + 1] == EXCLUDED) else 0
        return _digit(worth.tobytes(), worth.dtype, raised)

    @property
    def by_code(self) -> list[int]:
        """The digit of each code."""
        if self.lookup is not None:
            return [int(digit) for digit in self.lookup]
        return [max(code - self.least, 0) for code in range(self.least + self.size)]


@lru_cache(maxsize=MOST_DIGITS)
def _digit(held: bytes, dtype: np.dtype[Any], raised: int) -> Digit | None:
    """Return the digits of an indicator by what its codes are worth; many indicators are worth the same."""
    worth = np.frombuffer(held, dtype)
    _, first, digit = np.unique(worth, return_index=True, return_inverse=True)
    plain = len(worth) - raised
    if plain <= 2 * len(first) and len(worth) <= MOST_DIGITS:
        return Digit(codes=np.arange(raised, len(worth)), size=plain, least=raised, lookup=None)
    if len(first) > MOST_DIGITS:
        return None
    return Digit(codes=first, size=len(first), least=0, lookup=digit.astype(np.uint8))


class Scratch:
    """Room for one chunk, used again for the next; one for each thread."""

    def __init__(self, areas: int, size: int) -> None:
        self.points = np.empty((areas, size))
        self.weight = np.empty(size)
        self.digits = np.empty(size, np.uint8)
        self.index = np.empty(size, np.intp)
        self.least = np.full(size, LAST_EXCLUDED, np.uint8)  # NumPy is quick where both arguments are arrays
        self.narrow = np.empty(size, np.uint16)
        self.wide = np.empty(size, np.uint32)

    def joint(self, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """Return room for joint states of a type."""
        return self.narrow if dtype is np.uint16 else self.wide


@attrs.frozen(eq=False, kw_only=True)
class AreaTable:
    """An area's points and absences by joint state.

    Attributes:
        digits: The digits of its indicators, the most significant first.
        offset: What is added to the joint state because codes that are raised are not lowered again.
        points: By joint state plus offset; 0 where absent.
        absences: By joint state plus offset.
        dtype: An unsigned integer type that holds them.
        grid: The grid of points.
        settled: Where the points of pairs leave scores open, and these.
    """

    digits: tuple[Digit, ...]
    offset: int
    points: Points
    absences: Roles
    dtype: npt.DTypeLike
    grid: Grid
    settled: tuple[Positions, Floats] | None = None

    @cached_property
    def percent(self) -> Floats:
        """The scores in percent by joint state plus offset; NaN where absent."""
        found = np.where(self.absences == PRESENT, self.grid.percent(self.points), np.nan)
        if self.settled:
            found[self.settled[0]] = self.settled[1]
        return found

    @cached_property
    def shares(self) -> Floats:
        """The doubles nearest to the points by joint state plus offset, 1 being full points."""
        return self.grid.shares(self.points)

    @cached_property
    def midway(self) -> npt.NDArray[np.bool_] | None:
        """Where pairs leave open which double is nearest to the points; None if nowhere."""
        found = self.grid.midway(np.asarray(self.points)[None])
        return found if found.any() else None

    @cached_property
    def moderate(self) -> bool:
        """Whether its points are doubles of moderate size."""
        return not are_pairs(self.points) and are_moderate(self.points)

    @cached_property
    def _parts(self) -> dict[Fraction, Pairs]:
        return {}

    def parts(self, share: Fraction) -> Pairs:
        """Return a share of the points, 1 being full points, in two parts (`two_parts`), by joint state plus offset."""
        if share not in self._parts:
            self._parts[share] = two_parts(self.grid.portion(self.points, share))
        return self._parts[share]

    def look_up(self, codes: Sequence[npt.NDArray[Any]], scratch: Scratch, absences: Roles, /) -> Positions:
        """Return the joint states plus offset of coded answers, (k, n), and write the area's absences, (n,)."""
        n = len(absences)
        joint, index = scratch.joint(self.dtype)[:n], scratch.index[:n]
        for row, (narrow, digit) in enumerate(zip(codes, self.digits, strict=True)):
            if digit.lookup is not None:
                narrow = np.take(digit.lookup, narrow, out=scratch.digits[:n], mode=IN_RANGE)  # noqa: PLW2901
            elif digit.least:
                narrow = np.maximum(narrow, scratch.least[:n], out=scratch.digits[:n])  # noqa: PLW2901
            if row == 0:
                np.copyto(joint, narrow)
            else:
                np.multiply(joint, digit.size, out=joint)
                np.add(joint, narrow, out=joint)
        np.copyto(index, joint)
        np.take(self.absences, index, out=absences, mode=IN_RANGE)
        return index

    @cached_property
    def divisors(self) -> Floats:
        """Of a table of coverage: the parts of full points for all that is answered; by much more where absent."""
        return np.where(np.isinf(self.points), NEXT_TO_NOTHING, self.points * self.grid.one)

    @classmethod
    def of(cls, plan: Plan, area: NodePlan, digits: tuple[Digit, ...]) -> "AreaTable":
        """Return the table of an area, filled by its own rule; where pairs leave points open, in rational numbers."""
        i = plan.areas.index(area)
        asked = plan.asking.areas[i] if plan.asking else area
        table = cls._filled(plan, area, digits, asked.evaluate)
        if not (asked.open or asked.grid.asks):
            return table
        open_ = np.flatnonzero(np.isnan(asked.grid.percent(table.points)) & (table.absences == PRESENT))
        if not open_.size:
            return table
        exactly, points = plan.exactly, as_pairs(table.points)
        sizes = [digit.size for digit in digits]
        chosen = [
            d.codes[k] for d, k in zip(digits, np.unravel_index(open_ - table.offset, sizes), strict=True)
        ]
        items = [exactly.items[child] for child in area.children]
        below = np.stack([item.points[code] for item, code in zip(items, chosen, strict=True)])
        reasons = np.stack([item.absences[code] for item, code in zip(items, chosen, strict=True)])
        found, _ = exactly.areas[i].evaluate(below, reasons)
        points[open_] = pairs_of(map(Fraction, found.tolist()))
        return attrs.evolve(table, points=points, settled=(open_, exactly.grid.percent(found)))

    @classmethod
    def of_each(
        cls, plan: Plan, digits: Mapping[int, tuple[Digit, ...]], known: dict[object, "AreaTable"]
    ) -> dict[int, "AreaTable"]:
        """Return the tables of areas by position, given their digits; those that are alike have one.

        Args:
            plan: The plan.
            digits: The digits of each area that is to have a table.
            known: The tables that there are, by what `likeness` says; new ones go there.
        """
        made = {}
        for i, own in digits.items():
            alike = likeness(plan, i)
            if alike not in known:
                known[alike] = cls.of(plan, plan.areas[i], own)
            made[i] = known[alike]
        return made

    @classmethod
    def of_coverage(cls, plan: Plan, area: NodePlan) -> "AreaTable | None":
        """Return the table of the weight that an area's answers have together, or None if it has too many states.

        Where the area is absent, its ``points`` are infinite: whatever is divided by them is 0.
        """
        digits = _few(
            [
                Digit.of(item, roles, np.zeros(item.coding.size))
                for item, roles in zip(
                    (plan.items[child] for child in area.children), area.roles, strict=True
                )
            ]
        )

        def weight(below: Points, reasons: Roles) -> tuple[Points, Roles]:
            _, used, absences = area.inputs(below, reasons)
            return np.where(absences == PRESENT, sum_rows(used), np.inf), absences

        return cls._filled(plan, area, digits, weight) if digits else None

    @classmethod
    def _filled(
        cls,
        plan: Plan,
        area: NodePlan,
        digits: tuple[Digit, ...],
        evaluate: Callable[[Points, Roles], tuple[Points, Roles]],
    ) -> "AreaTable":
        items = [plan.items[child] for child in area.children]
        sizes = [digit.size for digit in digits]
        states = math.prod(sizes)
        offset = sum(digit.least * place for digit, place in zip(digits, places_of(digits), strict=True))
        blocks: list[Points] = [np.zeros(offset)]
        absences = np.zeros(offset + states, dtype=np.uint8)
        for start in range(0, states, STEP):
            joint = np.arange(start, min(start + STEP, states))
            chosen = [d.codes[i] for d, i in zip(digits, np.unravel_index(joint, sizes), strict=True)]
            below = np.stack([item.points[code] for item, code in zip(items, chosen, strict=True)])
            reasons = np.stack([item.absences[code] for item, code in zip(items, chosen, strict=True)])
            points, absences[offset + joint] = evaluate(below, reasons)
            blocks.append(points)
        dtype = np.uint16 if offset + states <= 2**16 else np.uint32
        return cls(
            digits=digits,
            offset=offset,
            points=np.concatenate(blocks),
            absences=absences,
            dtype=dtype,
            grid=plan.grid,
        )


def likeness(plan: Plan, position: int) -> object:
    """Return what is equal for areas that have the same table: means of the same items by the same weights."""
    area = plan.areas[position]
    if type(area.rule) not in MEANS:  # what another rule makes of its children may depend on their codes
        return position
    items = [plan.items[child] for child in area.children]
    return (
        area.rule,
        area.wholes,
        area.covering,
        area.policy,
        area.roles.tobytes(),
        (area.lowest.dtype, area.lowest.tobytes()),
        *((item.points.dtype, item.points.tobytes(), item.absences.tobytes()) for item in items),
    )


def digits_of(plan: Plan, area: NodePlan) -> tuple[Digit, ...] | None:
    """Return the digits of an area's indicators, or None if it has too many joint states, or a measured indicator."""
    items = [plan.items[child] for child in area.children]
    if any(item.coding.measured for item in items):
        return None
    return _few([Digit.of(item, roles, item.points) for item, roles in zip(items, area.roles, strict=True)])


def _few(digits: list[Digit | None]) -> tuple[Digit, ...] | None:
    """Return the digits if all are known, and have not too many joint states."""
    known = [digit for digit in digits if digit is not None]
    fits = len(known) == len(digits) and math.prod(digit.size for digit in known) <= TABLE_LIMIT
    return tuple(known) if fits else None


def places_of(digits: tuple[Digit, ...]) -> list[int]:
    """Return what each digit counts in the joint state."""
    return [math.prod(digit.size for digit in digits[i + 1 :]) for i in range(len(digits))]
