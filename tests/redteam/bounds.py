"""Between what scores must lie: linear and mixed-integer programming over all that is printed. No library code.

Units that are in the same cells are one class. The scale is cut at the ends of printed quartiles: of each class a whole
number of scores is in each segment, and their sum is within what that allows. Without quartiles there is one segment,
and this is a linear programme. A quartile says how many scores at least are at or below its upper end, and at or above
its lower one: less than it says, so that each bound that is found is one.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, floor
from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from tests.redteam.knowledge import TOP, Knowledge, Printed, Rank, atoms_of

SLACK: Final = 1e-7
ROUNDS: Final = 3
"""So many directions are tried in which all scores go at once, before single ones are asked."""


class Segment(NamedTuple):
    """A part of the scale: half open, but for the last one and for single points."""

    low: float
    high: float

    @property
    def is_point(self) -> bool:
        return self.low == self.high


class Bounded(NamedTuple):
    """Between what a score must lie."""

    unknown: int
    low: float
    high: float


def bounded(knowledge: Knowledge, width: float) -> Iterator[Bounded]:
    """Yield the scores that are bounded more narrowly than a width, and between what.

    What is found for one score shows for others that they have room: only those of which nothing shows it are asked.

    Args:
        knowledge: What is known.
        width: In points.
    """
    atoms = atoms_of(knowledge)
    if not atoms:
        return
    programme = _Programme(knowledge, atoms)
    low, high = np.full(len(atoms), TOP), np.zeros(len(atoms))
    # A fixed draw, so that the same is asked again of the same tables.
    rng = np.random.default_rng(len(atoms))
    directions = [*rng.standard_normal((ROUNDS, len(atoms))), *np.eye(len(atoms))]
    for at, direction in enumerate(directions, start=-ROUNDS):
        for sign in (1.0, -1.0):
            if at < 0 or high[at] - low[at] < width:
                _widen(low, high, programme.ends(programme.solved(sign * direction, as_true=True)))
    for at in np.flatnonzero(high - low < width).tolist():
        if programme.is_mixed:
            least, most = _asked(knowledge, atoms, at, width)
            low[at], high[at] = min(low[at], least), max(high[at], most)
        if high[at] - low[at] < width:
            for unknown in atoms[at]:
                yield Bounded(unknown, float(low[at]), float(high[at]))


def _asked(knowledge: Knowledge, atoms: Sequence[list[int]], at: int, width: float) -> tuple[float, float]:
    """Between what a score of a class can be, at least so far as shows that it has room."""
    rest = [atom for atom in (*atoms[:at], atoms[at][1:], *atoms[at + 1 :]) if atom]
    programme = _Programme(knowledge, [*rest, atoms[at][:1]])
    low, high = TOP, 0.0
    for sign in (1.0, -1.0):
        if high - low < width:
            direction = np.zeros(len(rest) + 1)
            direction[-1] = sign
            lows, highs = programme.ends(programme.solved(direction))
            low, high = min(low, float(lows[-1])), max(high, float(highs[-1]))
    return low, high


def _widen(low: np.ndarray, high: np.ndarray, ends: tuple[np.ndarray, np.ndarray]) -> None:
    np.minimum(low, ends[0], out=low)
    np.maximum(high, ends[1], out=high)


def _segments(knowledge: Knowledge) -> list[Segment]:
    edges = {0.0, TOP}
    points = set()
    for cell, _ in knowledge.cells:
        for _, low, high in cell.quartiles:
            edges |= {end for end in (low, high) if 0.0 < end < TOP}
            points |= {low} if low == high else set()
    for rank, own in knowledge.ranks:
        score = knowledge.known[own[rank.units.index(rank.unit)]]
        edges.add(score)
        points.add(score)
    ordered = sorted(edges)
    return [Segment(one, other) for one, other in pairwise(ordered)] + [
        Segment(point, point) for point in sorted(points)
    ]


class _Programme:
    """What is known as rows over numbers and sums of scores, by class and segment.

    Attributes:
        classes: How many classes there are.
    """

    def __init__(self, knowledge: Knowledge, atoms: Sequence[list[int]]) -> None:
        self.classes = len(atoms)
        self._sizes = np.array([len(atom) for atom in atoms])
        self._step = knowledge.step
        segments = _segments(knowledge)
        self._low, self._high = np.array([self._ends(one) for one in segments], dtype=float).T
        self._segments = len(segments)
        self._rows: list[np.ndarray] = []
        self._limits: list[tuple[float, float]] = []
        self._add_classes()
        for cell, own in knowledge.cells:
            self._add_cell(cell, own, knowledge, np.array([atom[0] in own for atom in atoms]), segments)
        for rank, own in knowledge.ranks:
            self._add_rank(rank, own, knowledge, np.array([atom[0] in own for atom in atoms]), segments)
        self._constraint = LinearConstraint(csr_array(np.array(self._rows)), *np.array(self._limits).T)
        counts = np.repeat(self._sizes, self._segments).astype(float)
        least, most = np.tile(self._low, self.classes), np.tile(self._high, self.classes)
        zeros = np.zeros(len(counts))
        self._bounds = Bounds(
            np.concatenate((zeros, zeros) if self.is_mixed else (counts, counts * least)),
            np.concatenate((counts, counts * most)),
        )
        whole = (self.is_mixed, self._step is not None)
        self._integrality = np.repeat(np.array(whole, dtype=int), len(counts))
        self._true = np.zeros((self.classes, self._segments))
        for at, atom in enumerate(atoms):
            for unknown in atom:
                self._true[at, _segment_of(knowledge.truth[unknown], segments)] += 1

    def _row(self) -> np.ndarray:
        """A row of zeros: for numbers and for sums, by class and segment."""
        return np.zeros((2, self.classes, self._segments))

    def _add(self, row: np.ndarray, low: float, high: float) -> None:
        self._rows.append(row.reshape(-1))
        self._limits.append((low, high))

    def _add_classes(self) -> None:
        """Each score of a class is in a segment, and between its ends."""
        for at, size in enumerate(self._sizes.tolist()):
            row = self._row()
            row[0, at] = 1.0
            self._add(row, size, size)
            for place in range(self._segments if self.is_mixed else 0):
                for end, low, high in ((self._low, 0.0, np.inf), (self._high, -np.inf, 0.0)):
                    row = self._row()
                    row[1, at, place], row[0, at, place] = 1.0, -end[place]
                    self._add(row, low, high)

    def _add_cell(
        self,
        cell: Printed,
        own: tuple[int, ...],
        knowledge: Knowledge,
        inside: np.ndarray,
        segments: Sequence[Segment],
    ) -> None:
        """What a mean says of a sum, and quartiles of numbers."""
        known = [knowledge.known[at] for at in own if at in knowledge.known]
        n = len(own)
        if cell.mean is not None:
            row = self._row()
            row[1, inside] = 1.0
            self._add(row, *self._total(n, cell.mean, cell.off, sum(known)))
        for quarter, low, high in cell.quartiles:
            below, part = divmod((n - 1) * quarter, 4)
            beneath = [_is_below(one, low, high) for one in segments]
            beyond = [one.low >= low for one in segments]
            # Where the quartile is between two scores, the lower one is below its upper end, and the upper one above
            # its lower end.
            for flags, mine, many in (
                (beneath, sum(_at_most(value, low, high) for value in known), below + 1),
                (beyond, sum(value >= low for value in known), n - below - (part > 0)),
            ):
                row = self._row()
                row[0][np.ix_(inside, np.array(flags))] = 1.0
                self._add(row, many - mine, np.inf)

    def _add_rank(
        self,
        rank: Rank,
        own: tuple[int, ...],
        knowledge: Knowledge,
        inside: np.ndarray,
        segments: Sequence[Segment],
    ) -> None:
        """What a rank says of numbers."""
        at = own[rank.units.index(rank.unit)]
        score = knowledge.known[at]
        known = [knowledge.known[one] for one in own if one in knowledge.known and one != at]
        mine = sum((value < score) + (value == score) / 2.0 for value in known)
        row = self._row()
        for place, one in enumerate(segments):
            row[0, inside, place] = 0.5 if one == Segment(score, score) else float(one.high <= score)
        self._add(row, rank.least - mine, rank.most - mine)

    @property
    def _bounds_as_true(self) -> Bounds:
        counts, half = self._true.reshape(-1), self.classes * self._segments
        return Bounds(
            np.concatenate((counts, self._bounds.lb[half:])), np.concatenate((counts, self._bounds.ub[half:]))
        )

    @property
    def is_mixed(self) -> bool:
        """Whether there are whole numbers of scores in several segments."""
        return self._segments > 1

    def _ends(self, one: Segment) -> tuple[float, float]:
        """The least and the most that a score in a segment can be, in steps if scores are multiples of one."""
        if self._step is None:
            return one
        low, high = ceil(one.low / self._step), floor(one.high / self._step)
        if high * self._step == one.high < TOP and not one.is_point:
            high -= 1
        return (low, high) if low <= high else (1.0, 0.0)

    def _total(self, n: int, mean: float, off: float, known: float) -> tuple[float, float]:
        low, high = n * (mean - off) - known - SLACK, n * (mean + off) - known + SLACK
        if self._step is None:
            return low, high
        return ceil(low / self._step - SLACK), floor(high / self._step + SLACK)

    def solved(self, direction: np.ndarray, *, as_true: bool = False) -> np.ndarray:
        """The numbers and sums where the weighted sums of the classes are largest, (2, classes, segments).

        Args:
            direction: What each class weighs.
            as_true: Whether as many scores are in each segment as there are: worlds of which some are found soon.
        """
        weights = np.repeat(direction / self._sizes, self._segments)
        found = milp(
            np.concatenate((np.zeros(len(weights)), -weights)),
            constraints=self._constraint,
            bounds=self._bounds_as_true if as_true and self.is_mixed else self._bounds,
            integrality=self._integrality * (0 if as_true and self._step is None else 1),
        )
        # What is printed is true of the scores that are: there is a solution.
        assert found.success, found.message
        return np.asarray(found.x).reshape(2, self.classes, self._segments)

    def ends(self, found: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The least and the most that a score of each class can be in a solution, as its segments share their sums."""
        counts, sums = np.round(found[0]), found[1]
        least = np.maximum(self._low, sums - (counts - 1) * self._high)
        most = np.minimum(self._high, sums - (counts - 1) * self._low)
        scale = self._step or 1.0
        return (
            np.where(counts > 0, least, np.inf).min(axis=1) * scale,
            np.where(counts > 0, most, -np.inf).max(axis=1) * scale,
        )


def _segment_of(value: float, segments: Sequence[Segment]) -> int:
    """The segment of a score: the point at which it is, or the one that begins at it or before."""
    points = [at for at, one in enumerate(segments) if one.is_point and one.low == value]
    parts = [at for at, one in enumerate(segments) if one.low <= value < one.high or value == one.high == TOP]
    return (points or parts)[0]


def _is_below(one: Segment, low: float, high: float) -> bool:
    """Whether all of a segment is below the upper end of a quartile, which itself is not printed as that quartile."""
    return one.high <= high and not (one.is_point and one.low == high > low)


def _at_most(value: float, low: float, high: float) -> bool:
    return value <= high if low == high else value < high
