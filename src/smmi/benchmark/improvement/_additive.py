"""The additive form of a target: classes of options whose gains and costs add up, in whole numbers.

Where every rule on the way is a weighted mean, a score is a quotient of sums. What an answer adds to both is read from
the scorer's own plan. Where what is counted together does not change, the quotient has a constant denominator; else the
choices are kept apart by it, and by what the missing-data policy asks.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import lcm, prod
from typing import Any, Final

import attrs
import numpy as np

from smmi._decimals import exact_mark
from smmi.benchmark.improvement._moves import Move, components, gate_codes
from smmi.benchmark.improvement._trials import Trials
from smmi.instrument.answers import Column
from smmi.scoring import Absence
from smmi.scoring.rules import COUNTS, EXCLUDED, LOWEST, PROPAGATES

Key = tuple[int, ...]
"""What is counted together, answered and eligible, and how much propagates."""
NOTHING: Final[Key] = (0, 0, 0, 0)
Chosen = Any
"""Moves by indicator, as nested pairs; None for none."""

MOST_PAIRS: Final = 1_000_000
"""Where more pairs of options would have to be kept apart, a target is not additive any more."""
MOST_SETTINGS: Final = 512
"""Of more joint answers to the questions of which gates speak, likewise."""
MOST_TRIALS: Final = 20_000
"""Of more trials of a unit, likewise."""
EXACT: Final = 2**53


class TooManyError(Exception):
    """There are too many choices to be kept apart."""


@attrs.frozen(eq=False)
class Option:
    """A choice: its gain, what it counts for, what it costs, and the moves that make it."""

    gain: Any
    key: Key
    cost: int
    chosen: Chosen = None


Class = list[Option]
Sums = Mapping[str, tuple[int, ...]]
"""By area: points, weight counted, answered and eligible, and how many propagate."""


def added(left: Key, right: Key, /) -> Key:
    """Return what two parts count for together."""
    return tuple(a + b for a, b in zip(left, right, strict=True))


def together(left: Sequence[Option], right: Sequence[Option], /) -> Class:
    """Return the choices of one of each, without those that another of the same key dominates.

    Raises:
        TooManyError: There are too many.
    """
    if len(left) * len(right) > MOST_PAIRS:
        raise TooManyError
    return undominated(
        Option(
            a.gain + b.gain,
            added(a.key, b.key),
            a.cost + b.cost,
            (a.chosen, b.chosen),
        )
        for a in left
        for b in right
    )


def undominated(options: Iterable[Option], /) -> Class:
    """Return the options than which none of the same key gains as much for less."""
    by_key: dict[Key, Class] = defaultdict(list)
    for option in options:
        by_key[option.key].append(option)
    kept: Class = []
    for several in by_key.values():
        highest: Any = None
        for option in sorted(several, key=lambda one: (one.cost, -one.gain)):
            if highest is None or option.gain > highest:
                highest = option.gain
                kept.append(option)
    return kept


def moves_of(chosen: Chosen, /) -> dict[str, Move]:
    """Return the moves of a choice by indicator."""
    if chosen is None:
        return {}
    if isinstance(chosen, dict):
        return dict(chosen)
    left, right = chosen
    return moves_of(left) | moves_of(right)


Addition = tuple[Sums, int, Mapping[str, Move]]
"""What a move adds to sums, what it costs, and the move itself; nothing for none."""


@attrs.frozen(eq=False)
class Setting:
    """Answers to the questions of which gates speak, and by them what each other question of a component can add."""

    sums: Sums
    cost: int
    moves: Mapping[str, Move]
    others: tuple[tuple[Addition, ...], ...]


def settings(
    trials: Trials,
    movable: Mapping[str, Sequence[Move]],
    price: Callable[[str, Move], int],
    measure: Callable[[Any], Mapping[str, np.ndarray[Any, Any]]],
    /,
) -> tuple[Sums, list[list[Setting]]]:
    """Return what there is, and the settings of each component: sums are what they add to it.

    Args:
        trials: The unit.
        movable: The moves of each indicator that can move.
        price: What a move costs, in whole numbers.
        measure: What sums there are of answers, by area (or of the whole), each (parts, n).

    Raises:
        TooManyError: There are too many.
    """
    indicators = trials.answers.instrument.indicators
    place = {one.code: i for i, one in enumerate(indicators)}
    plans, changes = _plans(trials, movable)
    answers = trials.changed([{code: move.answer for code, move in each.items()} for each in changes])
    blank = trials.blanks(answers) & ~trials.blanks(trials.answers)
    rows = {code: np.asarray(sums).astype(object).T.tolist() for code, sums in measure(answers).items()}
    grouped: dict[tuple[str, ...], list[Setting]] = defaultdict(list)
    for codes, rest, opened, first in plans:
        besides = [i for i in range(len(indicators)) if indicators[i].code not in rest]
        if not blank[besides, first].any():  # a question that is opened, and cannot be answered
            at = first + 1
            others = []
            for code in rest:
                answered = range(at, at + len(movable[code]) - 1)
                options: list[Addition] = [] if blank[place[code], first] else [({}, 0, {})]
                options += [
                    (_less(rows, i, first), price(code, move), {code: move})
                    for i, move in zip(answered, movable[code][1:], strict=True)
                    if not blank[place[code], i]
                ]
                others.append(tuple(options))
                at = answered.stop
            taken = {code: move for code, move in opened.items() if move.steps}
            cost = sum(price(code, move) for code, move in taken.items())
            grouped[codes].append(Setting(_less(rows, first, 0), cost, taken, tuple(others)))
    return {code: tuple(each[0]) for code, each in rows.items()}, list(grouped.values())


Opened = tuple[tuple[str, ...], list[str], dict[str, Move], int]
"""A component, its questions of which no gate speaks, the moves of the others, and the row where its trials begin."""


def _plans(
    trials: Trials, movable: Mapping[str, Sequence[Move]]
) -> tuple[list[Opened], list[dict[str, Move]]]:
    """Return the settings to be tried, and the moves of all trials; the first makes none.

    Raises:
        TooManyError: There are too many.
    """
    instrument = trials.answers.instrument
    spoken = {code for one in instrument.indicators for code in gate_codes(one)}
    changes: list[dict[str, Move]] = [{}]
    plans: list[Opened] = []
    for codes in components(instrument, movable):
        gates = [code for code in codes if code in spoken]
        rest = [code for code in codes if code not in spoken]
        if prod(len(movable[code]) for code in gates) > MOST_SETTINGS or len(changes) > MOST_TRIALS:
            raise TooManyError
        for combination in product(*(movable[code] for code in gates)):
            opened = dict(zip(gates, combination, strict=True))
            plans.append((codes, rest, opened, len(changes)))
            changes.append(opened)
            changes.extend(opened | {code: move} for code in rest for move in movable[code][1:])
    return plans, changes


def _less(rows: Mapping[str, Sequence[Sequence[int]]], at: int, than: int) -> Sums:
    """Return by how much the sums of one row are above those of another, where they are not the same."""
    return {
        code: tuple(a - b for a, b in zip(each[at], each[than], strict=True))
        for code, each in rows.items()
        if each[at] != each[than]
    }


def options_of(component: Sequence[Setting], read: Callable[[Sums], tuple[Any, Key]], /) -> Class:
    """Return the options of a component.

    Args:
        component: Its settings.
        read: The gain and the key of sums.

    Raises:
        TooManyError: There are too many.
    """
    found: Class = []
    for setting in component:
        several = [Option(*read(setting.sums), setting.cost, dict(setting.moves))]
        for other in setting.others:
            several = together(several, [Option(*read(sums), cost, moves) for sums, cost, moves in other])
        found += several
    return undominated(found)


def area_sums(scheme: Any, /) -> Callable[[Any], dict[str, Any]] | None:  # noqa: ANN401  (of a plan)
    """Return what measures the sums of areas; None if a scheme's points or areas do not add up exactly."""
    plan = scheme.compile().plan
    if not all(node.adds and sum(node.covering) < EXACT for node in plan.areas):
        return None

    def measure(answers: Any) -> dict[str, Any]:  # noqa: ANN401  (as above)
        found = {}
        for node in plan.areas:
            sums = np.zeros((5, len(answers)))
            for k, child in enumerate(node.children):
                item, column = plan.items[child], answers.columns[child]
                points, absence = (
                    item.points_of(Column(column.codes, column.values)),
                    item.absences[column.codes],
                )
                if np.iscomplexobj(points):
                    raise TooManyError
                sums += contribution(node, k, points, absence)
            found[node.code] = sums.astype(np.int64)
        return found

    return measure


def contribution(node: Any, k: int, points: Any, absence: Any, /) -> Any:  # noqa: ANN401  (arrays)
    """Return what a child adds to the sums of a node, (5, n)."""
    role, weight = node.roles[k][absence], node.multiples[k]
    counts, lowest = role == COUNTS, role == LOWEST
    worth = np.where(counts, points, np.where(lowest, node.lowest[k], 0.0))
    return np.stack(
        [
            weight * worth,
            weight * (counts | lowest),
            float(node.covering[k]) * counts,
            float(node.covering[k]) * (role != EXCLUDED),
            ((role == PROPAGATES) & (node.weights[k] > 0)).astype(np.float64),
        ]
    )


def absence_of(node: Any, key: Key, /) -> Absence:  # noqa: ANN401  (a node of the plan)
    """Return why a node has no score by what is counted, answered, eligible and propagates, or `PRESENT`."""
    _, answered, eligible, propagates = key
    share = exact_mark(node.policy.share)
    if not eligible:
        return Absence.NOTHING_APPLICABLE
    if propagates:
        return Absence.PROPAGATED
    if not answered:
        return Absence.NOTHING_ANSWERED
    enough = answered * share.denominator >= eligible * share.numerator
    return Absence.PRESENT if enough else Absence.TOO_LITTLE_ANSWERED


def whole(classes: Sequence[Class], /) -> tuple[list[Class], int]:
    """Return the same with gains in whole numbers, and how many of them were 1."""
    scale = lcm(*(Fraction(option.gain).denominator for each in classes for option in each))
    return [
        [attrs.evolve(option, gain=int(option.gain * scale)) for option in each] for each in classes
    ], scale
