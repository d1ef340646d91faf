"""Crossings: worlds in which one value crosses quartiles, and others make room for it.

Where a value rises above a quartile, the next one above takes its place among those that make the quartile, and has to
fall, if need be, as far as the rounding asks. Then each value has limits of its own, and what is left to find out is
whether the totals of a few atoms can be moved against one another.
"""

import itertools
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from smmi.benchmark.kernels._feasibility import HIGH, LOW, SLACK
from smmi.benchmark.worlds._exchanges import Atoms, Ends
from smmi.benchmark.worlds._orders import NONE, QUARTERS, Flags, Floats, Integers, Order
from smmi.benchmark.worlds._transfers import balanced, ties_of, totals_of

CANDIDATES: Final = 3
"""So many values of a group are tried, the next ones first."""

MOST_ALONE: Final = 128
"""For so many participants at most a world is sought for each of them alone."""
MOST_TOGETHER: Final = 64
"""For so many of more than these one world is sought at first."""
TINY: Final = 1e-9
LEANS: Final = 0, -1, 1
"""To which of two values that make a quartile, and have a gap between them, room is given."""


class _Cell(NamedTuple):
    """A cell, and between what its quartiles are: in the one or the other direction.

    Attributes:
        ranked: Its values, as places, the lowest first, (n,).
        rank: At which rank each value is, by place.
        quartiles: Of each quartile: how many values are before it, its part, and between what it lies.
    """

    ranked: Integers
    rank: dict[int, int]
    quartiles: list[tuple[int, float, float, float]]


def _cell_of(order: Order, upward: bool) -> _Cell:  # noqa: FBT001  (a direction)
    n = len(order.ranked)
    found = []
    for j in range(QUARTERS):
        place, part = int(order.places[j]), float(order.parts[j])
        low, high, true = float(order.low[j]), float(order.high[j]), float(order.true[j])
        ends = min(low + SLACK, true), max(high - SLACK, true)
        if upward:
            found.append((place, part, *ends))
        else:
            mirrored = n - 1 - place - (1 if part else 0), (1.0 - part if part else 0.0)
            found.append((*mirrored, HIGH - ends[1], HIGH - ends[0]))
    ranked = order.ranked if upward else order.ranked[::-1]
    return _Cell(ranked, {value: i for i, value in enumerate(ranked.tolist())}, found)


def _ends(
    below: float, above: float, part: float, floor: float, ceiling: float, lean: int
) -> tuple[float, ...]:
    """Return between what the two values that make a quartile can be, whatever each is in these limits.

    Args:
        below: The lower one.
        above: The upper one.
        part: How far the quartile lies from the lower to the upper one.
        floor: The least that the quartile can be.
        ceiling: The most.
        lean: Where a gap is between them: 0 if both get the same room, -1 if the lower one gets it, 1 if the upper one.
    """
    true = (1.0 - part) * below + part * above
    if above <= ceiling:
        tops = ceiling, ceiling
    elif true <= ceiling:
        tops = _shared(below, above, part, ceiling - true, lean)
    elif below <= ceiling:
        tops = below, (ceiling - (1.0 - part) * below) / part
    else:
        tops = ceiling, ceiling
    below, above = min(below, tops[0]), min(above, tops[1])
    true = (1.0 - part) * below + part * above
    if below >= floor:
        bottoms = floor, floor
    else:
        mirrored = _shared(-above, -below, 1.0 - part, true - floor, -lean)
        bottoms = -mirrored[1], -mirrored[0]
    return (*bottoms, *tops)


def _shared(below: float, above: float, part: float, rest: float, lean: int) -> tuple[float, float]:
    """Return how high two values can be, between which a quartile is that can still rise."""
    if not lean:
        return below + rest, above + rest
    if lean > 0:
        return below, above + rest / part
    low = min(below + rest / (1.0 - part), above)
    return low, above + (below + rest / (1.0 - part) - low) * (1.0 - part) / part


class _Limits(NamedTuple):
    """Between what each value can be, (v,) each."""

    low: Floats
    high: Floats


class _Held(NamedTuple):
    """Which cells with quartiles hold each value: few do, whatever number of cells there is.

    Attributes:
        cells: The cells, as places; `NONE` where a value is in fewer than others, (most cells of a value, v).
        slots: In which row of these each cell is, for its values, the lowest first.
    """

    cells: Integers
    slots: list[Integers]

    @classmethod
    def of(cls, cells: Sequence[_Cell], values: int) -> "_Held":
        """Return where each of the cells is."""
        many = np.zeros(values, dtype=np.int64)
        slots = []
        for cell in cells:
            slots.append(many[cell.ranked])
            many[cell.ranked] += 1
        held = np.full((int(many.max(initial=0)), values), NONE)
        for at, (cell, rows) in enumerate(zip(cells, slots, strict=True)):
            held[rows, cell.ranked] = at
        return cls(held, slots)


class _Riser(NamedTuple):
    """A value that is about to rise.

    Attributes:
        at: The value.
        goal: How high it is to rise.
        known: Which values are as they are, (v,).
    """

    at: int
    goal: float
    known: Flags


def _narrow(limits: _Limits, cell: _Cell, values: Floats, lean: int, riser: _Riser | None = None) -> None:
    """Narrow limits by the quartiles of a cell, of which one value may be about to rise to a goal."""
    low, high = limits
    at = cell.rank.get(riser.at, NONE) if riser else NONE
    for place, part, floor, ceiling in cell.quartiles:
        ranked, two = cell.ranked, 1 if part else 0
        below, above = ranked[place], ranked[place + two]
        ends = _ends(float(values[below]), float(values[above]), part, floor, ceiling, lean)
        if riser and 0 <= at <= place + two and riser.goal > ends[2 if at <= place else 3] + SLACK / 10:
            most = (ceiling - (1.0 - part) * riser.goal) / part if part else ceiling
            if at <= place and most >= max(values[above], riser.goal):
                # The lower one of two may rise if the upper one does not.
                ends = ends[0], ends[1], riser.goal, most
            else:
                ranked = _without(cell.ranked, at, place, two, values, ceiling, riser)
                if len(ranked) < len(cell.ranked):
                    high[riser.at] = -np.inf
                    return
                below, above = ranked[place], ranked[place + two]
                ends = _ends(float(values[below]), float(values[above]), part, floor, ceiling, lean)
        lower, upper = ranked[:place], ranked[place + 1 + two :]
        high[lower] = np.minimum(high[lower], ends[2])
        low[upper] = np.maximum(low[upper], ends[1] if two else ends[0])
        low[below], high[below] = max(low[below], ends[0]), min(high[below], ends[2])
        if two:
            low[above], high[above] = max(low[above], ends[1]), min(high[above], ends[3])


def _without(
    ranked: Integers, at: int, place: int, two: int, values: Floats, ceiling: float, riser: _Riser
) -> Integers:
    """Return the values of a cell in another order, the riser last, and before it what is known and cannot fall.

    It is shorter if nothing is left to take the place of the riser.
    """
    others = np.delete(ranked, at)
    stays = riser.known[others] & (values[others] > ceiling)
    stays[: place + two] &= False
    moved = np.concatenate((others[~stays], others[stays], [riser.at]))
    return moved if np.count_nonzero(~stays) > place + two else moved[:-1]


class Raised(NamedTuple):
    """A world in which one value is higher.

    Attributes:
        riser: The value.
        rise: By how much.
        down: How far each value must rise at least; below 0 if it can fall, (v,).
        up: How far it can rise, (v,).
        moves: How far the total of each atom rises beside that, (a,).
        served: For which participants the values of each atom can share its total without theirs, (participants,).
    """

    riser: int
    rise: float
    down: Floats
    up: Floats
    moves: Floats
    served: Flags


class Crossings:
    """Worlds in which one value is as high, or as low, as is asked."""

    def __init__(self, atoms: Atoms, orders: Sequence[Order], /, *, upward: bool) -> None:
        self._atoms = atoms
        self._values = atoms.values if upward else HIGH - atoms.values
        self._cells = [_cell_of(order, upward) for order in orders]
        self._held = _Held.of(self._cells, len(self._values))
        self._usual: dict[int, _Limits] = {}
        self._ties = ties_of(atoms.columns)
        self._is_upward = upward

    def forget(self, at: int, /) -> None:
        """Take the quartiles of a cell for withheld."""
        slots, ranked = self._held.slots[at], self._cells[at].ranked
        self._held.cells[slots, ranked] = NONE
        for low, high in self._usual.values():
            low[slots, ranked], high[slots, ranked] = LOW, HIGH

    def _limits(self, lean: int) -> _Limits:
        """Return what each cell asks for of its values if nothing crosses a quartile, as `_Held` has the cells."""
        if lean in self._usual:
            return self._usual[lean]
        shape, n = self._held.cells.shape, len(self._values)
        low, high = np.full(shape, LOW), np.full(shape, HIGH)
        asked = _Limits(np.full(n, LOW), np.full(n, HIGH))
        for at, cell in enumerate(self._cells):
            slots, ranked = self._held.slots[at], cell.ranked
            _narrow(asked, cell, self._values, lean)
            is_told = self._held.cells[slots, ranked] == at
            low[slots, ranked] = np.where(is_told, asked.low[ranked], LOW)
            high[slots, ranked] = np.where(is_told, asked.high[ranked], HIGH)
            asked.low[ranked], asked.high[ranked] = LOW, HIGH
        return self._usual.setdefault(lean, _Limits(low, high))

    def has_all(self, members: Integers, goal: float, against: Flags, /) -> bool:
        """Return whether some of the values can reach a goal, whoever looks.

        Args:
            members: Values of which each could be any other one.
            goal: What one of them is to reach.
            against: The participants that look, beside the public, (participants,).
        """
        goal = goal if self._is_upward else HIGH - goal
        parties = self._atoms.parties
        ranked = members[np.argsort(-self._values[members], kind="stable")]
        left = against.copy()
        nobody = np.zeros(len(left), dtype=np.bool_)

        def is_served(fixed: Flags, most: int | None = None) -> bool:
            of_others = ranked[~fixed[parties[ranked]]][:CANDIDATES].tolist()
            for one, lean in itertools.islice(itertools.product(of_others, LEANS), most):
                found = self.raised(one, goal, fixed, lean)
                if found is not None:
                    left[found.served] = False
                    return True
            return False

        if not is_served(nobody):
            return False
        if left.any():
            # One world for all for whom that was none, or else one for each.
            is_served(left.copy())
        many = np.count_nonzero(left) > MOST_ALONE
        together = MOST_TOGETHER if many else 1
        while left.any():
            # A world in which the values of many are as they are is one for each of them.
            some = np.zeros(len(left), dtype=np.bool_)
            some[np.flatnonzero(left)[:together]] = True
            if is_served(some, None if together == 1 else 1):
                together *= 2 if many else 1
            elif together == 1:
                return False
            else:
                together = max(together // 4, 1)
        return True

    def raised(self, riser: int, goal: float, fixed: Flags, lean: int) -> "Raised | None":
        """Return a world in which a value rises to a goal, for whom it is one as well; None if none was found.

        Args:
            riser: The value that is to rise.
            goal: How high it is to rise.
            fixed: Whose values are as they are, (participants,).
            lean: Which of two values that make a quartile gets room.
        """
        atoms, values = self._atoms, self._values
        holding, usual = self._held.cells[:, riser], self._limits(lean)
        crossed = holding[(holding != NONE) & (usual.high[:, riser] < goal)]
        known = fixed[atoms.parties]
        limits = self._crossed(crossed, lean, _Riser(riser, goal, known))
        if limits is None:
            return None
        low, high = limits
        goal = max(goal, float(low[riser]))
        if high[riser] < goal - SLACK / 10:
            return None
        down, up = low - values, high - values
        down[riser] = up[riser] = 0.0
        forced = (down > 0.0) | (up < 0.0)
        if np.any(known & forced):
            return None
        down[known] = up[known] = 0.0
        a, (at_pairs, own, whose) = atoms.columns.shape[1], atoms.holdings
        least, most = (totals_of(atoms.places, part, a) for part in (down, up))
        rise = goal - float(values[riser])
        moves = balanced(self._ties, least, most, int(atoms.places[riser]), rise)
        if moves is None:
            return None
        n = len(at_pairs)
        held_low, held_high = (np.bincount(own, weights=part, minlength=n) for part in (down, up))
        move = moves[at_pairs]
        fits = (move >= least[at_pairs] - held_low - SLACK / 10) & (
            move <= most[at_pairs] - held_high + SLACK / 10
        )
        served = np.ones(len(fixed), dtype=np.bool_)
        served[whose[~fits]] = False
        served[atoms.parties[forced]] = False
        served[atoms.parties[riser]] = False
        return Raised(riser, rise, down, up, moves, served)

    def _crossed(self, crossed: Integers, lean: int, riser: _Riser) -> _Limits | None:
        """Return between what values can be where one crosses quartiles of some cells; None if they cannot be at all.

        Args:
            crossed: The cells, as places.
            lean: Which of two values that make a quartile gets room.
            riser: The value that crosses.
        """
        usual, stuck = self._limits(lean), riser.known
        is_crossed = np.isin(self._held.cells, crossed)
        lowest = np.where(is_crossed, LOW, usual.low).max(axis=0, initial=LOW)
        highest = np.where(is_crossed, HIGH, usual.high).min(axis=0, initial=HIGH)
        for _ in range(CANDIDATES):
            low, high = lowest.copy(), highest.copy()
            for at in np.sort(crossed).tolist():
                _narrow(_Limits(low, high), self._cells[at], self._values, lean, riser._replace(known=stuck))
            torn = np.asarray(low > high + TINY, dtype=np.bool_)
            if not torn.any():
                return _Limits(low, high)
            # What different cells ask for may not go together: then others take the place of the riser.
            stuck = stuck | torn
        return None

    def scores_in(self, world: "Raised", known: Flags, /) -> Floats:
        """Return the values of a world in which those of a participant whom it serves are as they are, (v,)."""
        places, a = self._atoms.places, self._atoms.columns.shape[1]
        down, up = (np.where(known, 0.0, part) for part in (world.down, world.up))
        least, most = (np.bincount(places, weights=part, minlength=a) for part in (down, up))
        shares = (world.moves - least) / np.maximum(most - least, SLACK)
        scores = self._values + down + shares[places] * (up - down)
        scores[world.riser] += world.rise
        return np.asarray(scores if self._is_upward else HIGH - scores, dtype=np.float64)


class Widening:
    """What is proved of values by worlds for each group, while quartiles are withheld one after another."""

    def __init__(
        self, atoms: Atoms, orders: Sequence[Order], /, *, width: float, reach: Floats, pooling: int
    ) -> None:
        self._atoms, self._width, self._reach, self._pooling = atoms, width, reach, pooling
        self._upward, self._downward = (Crossings(atoms, orders, upward=is_up) for is_up in (True, False))

    def forget(self, at: int, /) -> None:
        """Take the quartiles of a cell for withheld."""
        for crossings in (self._upward, self._downward):
            crossings.forget(at)

    def widen(self, group: int, ends: Ends, /) -> None:
        """Look for worlds that give the values of a group room enough, and note in the ends what they prove.

        Args:
            group: The group; not all of its values have room enough for certain.
            ends: What is certain so far.
        """
        parties, (wide, most, least, _) = self._atoms.parties, ends
        members = np.flatnonzero(self._atoms.groups == group)
        asked = members[~wide[members]]
        against = np.full(int(parties.max()) + 1, bool(self._pooling))
        # Nobody attacks itself.
        owners = np.unique(parties[asked])
        against[owners] &= len(owners) > 1
        needs = float(self._reach[asked].max(initial=-np.inf))
        goals = sorted(
            {min(HIGH, max(needs, float((least[asked] + self._width).max()))), needs}, reverse=True
        )
        for goal in goals:
            if np.all(most[asked] >= goal - SLACK):
                break
            if self._upward.has_all(members, goal, against):
                most[members] = np.maximum(most[members], goal)
                break
        goal = float((most[asked] - self._width).min())
        is_asked = np.any(least[asked] > goal + SLACK) and goal >= LOW
        if is_asked and self._downward.has_all(members, goal, against):
            least[members] = np.minimum(least[members], goal)
        has_room = most[asked] - least[asked] >= self._width - SLACK
        wide[asked] = has_room & (most[asked] >= self._reach[asked] - SLACK)
