"""What an attacker is given: what is printed, who is in which group, and some scores that it knows. No library code."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

TOP = 100.0


class Printed(NamedTuple):
    """A cell as it is printed.

    Attributes:
        wave: The administration.
        units: Who is in the group and has a score.
        mean: The mean; None where only an order is told.
        off: By how much its rounding may have moved it.
        quartiles: Between what each of some quantiles lies: the quantile as a number of quarters, and both ends.
    """

    wave: str
    units: tuple[str, ...]
    mean: float | None
    off: float = 0.0
    quartiles: tuple[tuple[int, float, float], ...] = ()


class Rank(NamedTuple):
    """Where a report says that a unit stands in a group.

    Attributes:
        unit: The unit, whose score is known.
        units: Who is in the group and has a score.
        least: How many units are below it at least, each that ties counting half; without the unit itself.
        most: How many at most.
    """

    unit: str
    units: tuple[str, ...]
    least: float
    most: float


class Knowledge(NamedTuple):
    """All that is known, as unknowns that are scores.

    Attributes:
        cells: What is printed, each with the unknowns of its units.
        ranks: What a report tells, the same.
        holders: Whose score each unknown is.
        known: The unknowns that are known, and their values.
        truth: The scores. Nothing is derived from them: they are a world that publishes the same, and others are near.
        step: Of what scores are multiples, if that is known.
    """

    cells: tuple[tuple[Printed, tuple[int, ...]], ...]
    ranks: tuple[tuple[Rank, tuple[int, ...]], ...]
    holders: tuple[str, ...]
    known: Mapping[int, float]
    truth: tuple[float, ...]
    step: float | None = None


def knowledge_of(
    cells: Iterable[tuple[Printed, Mapping[str, float]]],
    *,
    insiders: Sequence[str] = (),
    ranks: Iterable[tuple[Rank, Mapping[str, float]]] = (),
    step: float | None = None,
) -> Knowledge:
    """Return what somebody knows of scores; those that have not changed are one unknown.

    Args:
        cells: What is printed, with the true scores: which say only what has changed, and what insiders know.
        insiders: Whose scores the attacker knows.
        ranks: What a report tells, with the true scores.
        step: Of what scores are multiples, if that is known.
    """
    place: dict[tuple[str, float], int] = {}

    def unknowns(units: Sequence[str], scores: Mapping[str, float]) -> tuple[int, ...]:
        return tuple(place.setdefault((unit, scores[unit]), len(place)) for unit in units)

    own = tuple((cell, unknowns(cell.units, scores)) for cell, scores in cells)
    ordered = tuple((rank, unknowns(rank.units, scores)) for rank, scores in ranks)
    return Knowledge(
        cells=own,
        ranks=ordered,
        holders=tuple(unit for unit, _ in place),
        known={at: value for (unit, value), at in place.items() if unit in insiders},
        truth=tuple(value for _, value in place),
        step=step,
    )


def atoms_of(knowledge: Knowledge) -> list[list[int]]:
    """The unknowns that nobody can tell apart, since they are in the same cells; those that are known are left out."""
    groups = [set(own) for _, own in (*knowledge.cells, *knowledge.ranks)]
    alike: dict[tuple[bool, ...], list[int]] = {}
    for at in range(len(knowledge.holders)):
        if at not in knowledge.known:
            alike.setdefault(tuple(at in group for group in groups), []).append(at)
    return list(alike.values())


def incidence(knowledge: Knowledge) -> np.ndarray:
    """Which unknowns each printed cell adds, (cells, unknowns)."""
    rows = [own for cell, own in knowledge.cells if cell.mean is not None]
    matrix = np.zeros((len(rows), len(knowledge.holders)), dtype=np.int64)
    for row, own in enumerate(rows):
        matrix[row, list(own)] = 1
    return matrix


def without_corrections(
    cells: Iterable[tuple[Printed, Mapping[str, float]]],
) -> list[tuple[Printed, Mapping[str, float]]]:
    """Return cells in which all scores that a unit had in a wave, and that are printed in a sum, count as one.

    So who adds and subtracts takes corrections for small. That the size of a correction can be derived, where nothing
    else changed, is not looked for: it is no sum over units, and what it says of scores is asked by bounds. Of a score
    that is in no printed cell nobody knows anything, so that it makes no others the same.

    Args:
        cells: What is printed, with the true scores.
    """
    cells = list(cells)
    alike: dict[tuple[str, float], int] = {}
    seen: dict[tuple[str, str], int] = {}
    for cell, scores in cells:
        for unit in cell.units:
            mark = alike.setdefault((unit, scores[unit]), len(alike))
            before = seen.setdefault((cell.wave, unit), mark)
            if before != mark:
                alike = {key: before if old == mark else old for key, old in alike.items()}
                seen = {key: before if old == mark else old for key, old in seen.items()}
    return [(cell, {unit: float(alike[unit, scores[unit]]) for unit in cell.units}) for cell, scores in cells]
