"""Whom published quartiles, with everything else, tell too much of: worlds that prove that a score can be another one.

A score is safe where such worlds leave it as much room as the rule asks for. They prove what is possible, and not what
is impossible: where none is found, the score is taken for told, which may be more careful than it need be.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from smmi.benchmark.kernels._feasibility import HIGH, LOW, NOBODY, SLACK
from smmi.benchmark.worlds._knowledge import Flags, Floats, Integers, Knowledge, World

STILL: Final = 1e-3
"""So much less than a value that is asked for any other one should move."""
ROUNDS: Final = 3
"""So often worlds are looked for that are one for many participants, before it is done for each."""


class Told(NamedTuple):
    """Values that an intruder may bound too closely.

    Attributes:
        target: Their place among the targets.
        intruder: The participant, or `NOBODY` in particular.
        low: The least of their sum that was found possible.
        high: The most.
    """

    target: int
    intruder: int
    low: float
    high: float


def told(
    knowledge: Knowledge,
    targets: Integers,
    /,
    *,
    width: float,
    reach: Floats,
    intruders: Sequence[int],
) -> Iterator[Told]:
    """Yield the values that an intruder may bound too closely.

    What the public may is not said again of participants that come after it.

    Args:
        knowledge: What is published.
        targets: The values that are asked for, as places.
        width: The protection width, in points.
        reach: What each value must be able to reach, (v,).
        intruders: Who attacks: participants, each knowing its own values, or `NOBODY` in particular.
    """
    groups = knowledge.groups
    of_groups = np.unique(groups[targets])
    asked = {group: targets[groups[targets] == group] for group in of_groups.tolist()}
    search = _Search(knowledge=knowledge, width=width, reach=reach, asked=asked)
    if NOBODY in intruders:
        yield from search.found_by(NOBODY)
    participants = [party for party in intruders if party != NOBODY]
    search.try_at_once(participants)
    for party in participants:
        yield from search.found_by(party)


class _Search:
    """The search for worlds in which values of groups are high or low enough."""

    def __init__(
        self,
        *,
        knowledge: Knowledge,
        width: float,
        reach: Floats,
        asked: dict[int, Integers],
    ) -> None:
        self._knowledge = knowledge
        self._width = width
        self._reach = reach
        self._asked = asked
        values, groups = knowledge.values, knowledge.groups
        ranked = np.lexsort((-values, groups))
        starts = np.searchsorted(groups[ranked], np.arange(int(groups.max()) + 2))
        self._members = {group: ranked[starts[group] : starts[group + 1]] for group in asked}
        self._needs = {group: float(reach[of].max()) for group, of in asked.items()}
        self._parties = int(knowledge.parties.max()) + 1
        self._safe = {group: np.zeros(self._parties, dtype=np.bool_) for group in asked}
        self._public: set[int] = set()

    def try_at_once(self, participants: Sequence[int]) -> None:
        """Look for worlds in which little moves of any participant for whom there is none yet."""
        nothing = np.zeros(len(self._knowledge.values), dtype=np.bool_)
        for _ in range(ROUNDS):
            left = [group for group, safe in self._safe.items() if not np.all(safe[list(participants)])]
            unsafe = {party for group in left for party in participants if not self._safe[group][party]}
            if unsafe:
                weary = np.isin(self._knowledge.parties, sorted(unsafe))
                self._together(left, nothing, participants[0], weary=weary)

    def found_by(self, party: int) -> Iterator[Told]:
        """Yield what the public, or a participant, may bound too closely."""
        known = self._knowledge.parties == party
        left = [group for group in self._asked if not self._is_safe(group, party)]
        if len(left) > 1 or party == NOBODY:
            self._together(left, known, party)
        for group in [group for group in left if not self._is_safe(group, party)]:
            yield from self._one_by_one(group, known, party)

    def _is_safe(self, group: int, party: int) -> bool:
        return group in self._public if party == NOBODY else bool(self._safe[group][party])

    def _free(self, group: int, known: Flags) -> Integers:
        members = self._members[group]
        return members[~known[members]]

    def _together(
        self, groups: Sequence[int], known: Flags, party: int, *, weary: Flags | None = None
    ) -> None:
        """Look for one world in which a value of each group is as high as it needs to be.

        Args:
            groups: The groups.
            known: Which values are as they are, (v,).
            party: Whose they are.
            weary: Which values should move still less than others, (v,).
        """
        tops, caps = [], []
        for group in groups:
            free = self._free(group, known)
            # A world in which a value is raised is none for its owner.
            raised = free if weary is None else free[~weary[free]]
            if len(raised):
                tops.append((group, int(raised[0])))
                least = float(self._knowledge.values[free[-1]])
                caps.append(min(HIGH, max(self._needs[group], least + self._width)))
        if tops:
            marks = np.zeros(len(known), dtype=np.int64)
            marks[[top for _, top in tops]] = np.arange(1, len(tops) + 1)
            like = self._knowledge.values.copy()
            like[[top for _, top in tops]] = caps
            world = self._knowledge.world(
                marks, known, [1.0] * len(tops), caps=caps, like=like, stillness=STILL, weary=weary
            )
            if world is not None:
                self._credit(world, [(*top, mark) for mark, top in enumerate(tops)], party)

    def _credit(self, world: World, tops: Sequence[tuple[int, int, int]], party: int) -> None:
        """Note for whom a world leaves groups room enough, whose largest values it has raised."""
        holds = self._knowledge.holds_for(world)
        values, parties = self._knowledge.values, self._knowledge.parties
        for group, top, mark in tops:
            high = float(world.reached[mark])
            if high < self._needs[group] - SLACK:
                continue
            members = self._members[group]
            least = np.full(self._parties, values[members[-1]])
            owner = parties[members[-1]]
            others = members[parties[members] != owner]
            least[owner] = values[others[-1]] if len(others) else np.inf
            enough = high - least >= self._width - SLACK
            enough[parties[top]] = False
            if party == NOBODY and high - values[members[-1]] >= self._width - SLACK:
                self._public.add(group)
            self._safe[group] |= enough & holds

    def _one_by_one(self, group: int, known: Flags, party: int) -> Iterator[Told]:
        """Yield the values of a group that may be bounded too closely, after all that can be tried for each."""
        free, asked = self._free(group, known), self._asked[group]
        if not len(free):
            return
        room = _Room(values=self._knowledge.values[free])
        for target in asked[~known[asked]].tolist():
            truth, reach = float(self._knowledge.values[target]), float(self._reach[target])
            goals = (
                (1.0, free, min(HIGH, max(reach, truth + self._width))),
                (-1.0, free[::-1], max(LOW, truth - self._width)),
            )
            for place, sign, goal in self._tries(goals):
                if room.is_enough(self._width, reach):
                    break
                if room.is_new(place, sign, goal):
                    self._tried(room, (group, place, party), known, sign, goal)
            if not room.is_enough(self._width, reach):
                yield Told(target, party, room.low, room.high)
                if party == NOBODY:
                    self._asked[group] = self._asked[group][self._asked[group] != target]

    def _tries(
        self, goals: Sequence[tuple[float, Integers, float]]
    ) -> Iterator[tuple[int, float, float | None]]:
        """Yield which value to move which way, once as if it were at its goal, and once in the order as it is."""
        classes = self._knowledge.classes
        for sign, ranked, goal in goals:
            first = np.sort(np.unique(classes[ranked], return_index=True)[1])
            for place in ranked[first].tolist():
                yield place, sign, goal
                yield place, sign, None

    def _tried(
        self, room: "_Room", what: tuple[int, int, int], known: Flags, sign: float, goal: float | None
    ) -> None:
        """Look for a world in which one value is as high, or as low, as it can be."""
        group, place, party = what
        marks = np.zeros(len(known), dtype=np.int64)
        marks[place] = 1
        like = None
        if goal is not None:
            like = self._knowledge.values.copy()
            like[place] = goal
        # Any other participant for whom there is no world yet may find one here.
        weary = ~self._safe[group][self._knowledge.parties]
        stillness = 0.0 if goal is None else STILL
        world = self._knowledge.world(marks, known, [sign], like=like, stillness=stillness, weary=weary)
        if world is not None:
            room.widen(float(world.reached[0]))
            if sign > 0:
                self._credit(world, [(group, place, 0)], party)


class _Room:
    """Between what bounds the values of a group can certainly lie, so far."""

    def __init__(self, *, values: Floats) -> None:
        self.low, self.high = float(values.min()), float(values.max())
        self._tried: set[tuple[int, float, float | None]] = set()

    def widen(self, value: float) -> None:
        """Note a value that is possible."""
        self.low, self.high = min(self.low, value), max(self.high, value)

    def is_new(self, place: int, sign: float, goal: float | None) -> bool:
        """Return whether something has not been tried."""
        what = place, sign, goal
        is_new = what not in self._tried
        self._tried.add(what)
        return is_new

    def is_enough(self, width: float, reach: float) -> bool:
        """Return whether a value has the room that it must have."""
        return self.high - self.low >= width - SLACK and self.high >= reach - SLACK


def told_sums(
    knowledge: Knowledge, targets: Flags, /, *, width: float, intruders: Sequence[int]
) -> Iterator[Told]:
    """Yield the sums of values that an intruder may bound too closely, as `told` does of single values.

    Args:
        knowledge: What is published.
        targets: The values that each target adds, (t, v).
        width: The protection width, in points.
        intruders: Who attacks: participants, or `NOBODY` in particular.
    """
    nothing = np.zeros(targets.shape[1], dtype=np.bool_)
    for place, target in enumerate(targets):
        others = [party for party in intruders if party != NOBODY]
        safe = np.zeros(int(knowledge.parties.max()) + 1, dtype=np.bool_)
        low, high, holds = _sum_range(knowledge, target, nothing, nothing, width)
        if high - low >= width - SLACK:
            safe |= holds
        elif NOBODY in intruders:
            yield Told(place, NOBODY, low, high)
            continue
        for _ in range(ROUNDS):
            # Worlds in which little moves of the participants for whom there is none yet.
            unsafe = np.isin(knowledge.parties, [party for party in others if not safe[party]])
            if not np.any(unsafe):
                break
            low, high, holds = _sum_range(knowledge, target, nothing, unsafe, width)
            safe |= holds & (high - low >= width - SLACK)
        for party in others:
            known = knowledge.parties == party
            if safe[party] or not np.any(target & ~known):
                continue
            low, high, holds = _sum_range(knowledge, target & ~known, known, nothing, width)
            if high - low >= width - SLACK:
                safe |= holds
            else:
                yield Told(place, party, low, high)


def _sum_range(
    knowledge: Knowledge, target: Flags, known: Flags, weary: Flags, width: float
) -> tuple[float, float, Flags]:
    """Return between what bounds a sum can certainly lie, as far as it matters, and for whom as well, (parties,)."""
    low = high = float(knowledge.values[target].sum())
    holds = np.ones(int(knowledge.parties.max()) + 1, dtype=np.bool_)
    for sign in (1.0, -1.0):
        # The values that the target's could be by exchange: the largest, or the smallest, of each group.
        chosen = _extreme(knowledge, target, known, sign)
        cap = low + width if sign > 0 else high - width
        world = knowledge.world(
            chosen.astype(np.int64), known, [sign], caps=[cap], stillness=STILL, weary=weary
        )
        if world is not None:
            low, high = min(low, float(world.reached[0])), max(high, float(world.reached[0]))
            holds &= knowledge.holds_for(world)
            holds[knowledge.parties[chosen ^ target]] = False
        if high - low >= width - SLACK:
            break
    return low, high, holds


def _extreme(knowledge: Knowledge, target: Flags, known: Flags, sign: float) -> Flags:
    """Return the largest values, or the smallest, of each group, as many as the target has of it."""
    groups = np.where(known, int(knowledge.groups.max()) + 1, knowledge.groups)
    ranked = np.lexsort((~target, -sign * knowledge.values, groups))
    rank = np.arange(len(ranked)) - np.searchsorted(groups[ranked], groups[ranked])
    many = np.bincount(groups[target], minlength=int(groups.max()) + 1)
    chosen = np.zeros(len(target), dtype=np.bool_)
    chosen[ranked[rank < many[groups[ranked]]]] = True
    return chosen
