"""Answers on which an item rule may break a law: looked for among many at once, as for aggregation rules."""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument import (
    Binary,
    Composition,
    Count,
    MultipleChoice,
    Nominal,
    Number,
    Ordinal,
    Percentage,
    Scale,
)
from smmi.scoring.laws import ITEM_LAWS, NO_IDEA, points_of
from smmi.testing.suspects._bands import NEAR
from smmi.testing.suspects._falls import first_fall

Floats = npt.NDArray[np.float64]
Drawn = dict[str, Any]
TOLERANCE: Final = 1e-9
STEPS: Final = 101
DRAWN: Final = 64
LARGEST: Final = 1e12
"""No larger numbers are looked at: what lies next to them is no other number."""
FAR: Final = 1000.0
"""How far numbers are looked at on a scale without an end."""
MOST_TRIED: Final = 4


def looked_at(scale: Scale, numbers: Sequence[float], seed: int) -> list[Any]:
    """Return many raw answers to a scale: all options, or numbers throughout, at the ends and next to some.

    Args:
        scale: The scale.
        numbers: Numbers next to which a rule may change.
        seed: What selections and compositions are drawn from.
    """
    rng = np.random.default_rng(seed)
    match scale:
        case Binary() | Ordinal() | Nominal():
            return [option.code for option in scale.answers]
        case MultipleChoice():
            return _selections(scale, rng)
        case Composition():
            parts = [part.code for part in scale.parts]
            shares = rng.dirichlet(np.full(len(parts), rng.choice((0.1, 1.0, 10.0))), DRAWN)
            whole = rng.multinomial(100, shares).astype(np.float64)
            return [
                dict(zip(parts, row, strict=True)) for row in (*whole.tolist(), *(100.0 * shares).tolist())
            ]
        case Percentage() | Count() | Number():
            return _numbers(scale, numbers)
        case _:
            return []


def _selections(scale: MultipleChoice, rng: np.random.Generator) -> list[Any]:
    """Return selections of all admissible sizes."""
    codes = [option.code for option in scale.answers if not option.exclusive]
    most = len(codes) if scale.maximum is None else min(scale.maximum, len(codes))
    if scale.minimum > most:
        return []
    sizes = [scale.minimum + place % (most - scale.minimum + 1) for place in range(DRAWN)]
    chosen = [set(rng.permutation(codes)[:size].tolist()) for size in sizes]
    return [tuple(code for code in codes if code in one) for one in chosen]


def stretch(scale: Percentage | Count | Number) -> tuple[float, float]:
    """Return between which numbers answers are looked at."""
    low, high = scale.limits
    if math.isinf(low):
        low = -FAR if math.isinf(high) else high - FAR
    high = low + FAR if math.isinf(high) else high
    return min(max(low, -LARGEST), LARGEST), max(min(high, LARGEST), -LARGEST)


def fitted(scale: Percentage | Count | Number, numbers: Floats) -> list[Any]:
    """Return numbers as answers to a scale: ascending, different, between its limits, of its decimals."""
    decimals = 0 if isinstance(scale, Count) else scale.decimals
    rounded = numbers if decimals is None else np.round(numbers, decimals)
    low, high = scale.limits
    inside = np.unique(rounded[(rounded >= low) & (rounded <= high) & (np.abs(rounded) <= LARGEST)])
    return [int(one) for one in inside] if isinstance(scale, Count) else inside.tolist()


def _numbers(scale: Percentage | Count | Number, numbers: Sequence[float]) -> list[Any]:
    low, high = stretch(scale)
    near = [*(-one for one in NEAR), -1.0, 0.0, 1.0, *NEAR]
    marks = [low, high, *(number for number in numbers if abs(number) <= LARGEST)]
    beside = [mark + step for mark in marks for step in near]
    return fitted(scale, np.round([*np.linspace(low, high, STEPS), *beside], 9))


def suspected_answers(
    law: str,
    rule: Any,  # noqa: ANN401  (any rule)
    scale: Scale,
    drawn: Drawn,
    *,
    seed: int,
    numbers: Sequence[float],
) -> Drawn:
    """Return a case like a drawn one that breaks a law, if looking at many answers finds one; else the drawn one.

    Args:
        law: The id of the law.
        rule: The rule.
        scale: The scale.
        drawn: The case that was drawn.
        seed: What selections and compositions are drawn from.
        numbers: Numbers next to which the rule may change.
    """
    look = _LOOKS.get(law)
    if look is None or _breaks(law, rule, scale, drawn):
        return drawn
    answers = looked_at(scale, numbers, seed)
    if not answers:
        return drawn
    with np.errstate(all="ignore"):
        try:
            found = look(rule, scale, answers)
        except Exception:  # noqa: BLE001  (of one answer among them the rule may raise something)
            found = [[one] for one in answers]
        cases = ({**drawn, "answers": one} for one in found)
        return next((case for case in cases if _breaks(law, rule, scale, case)), drawn)


def _breaks(law: str, rule: Any, scale: Scale, case: Drawn) -> bool:  # noqa: ANN401
    try:
        ITEM_LAWS[law].check(rule, scale=scale, **case)
    except Exception:  # noqa: BLE001  (what a rule raises breaks the law, too)
        return True
    return False


def _first(answers: Sequence[Any], bad: Sequence[bool]) -> list[list[Any]]:
    return [[answer] for answer, one in zip(answers, bad, strict=True) if one][:MOST_TRIED]


def _outside(rule: Any, scale: Scale, answers: list[Any]) -> list[list[Any]]:  # noqa: ANN401
    declared = getattr(rule, "attainable", None)
    low, high = declared(scale) if declared else (0.0, 1.0)
    worth = points_of(rule, scale, answers)
    return _first(
        answers, [not max(low, 0.0) - TOLERANCE <= one <= min(high, 1.0) + TOLERANCE for one in worth]
    )


def _turned(rule: Any, scale: Scale, answers: list[Any]) -> list[list[Any]]:  # noqa: ANN401
    plain, once = points_of(rule.rule, scale, answers), points_of(rule, scale, answers)
    return _first(answers, [abs(a + b - 1.0) > TOLERANCE for a, b in zip(plain, once, strict=True)])


def _more_options(rule: Any, scale: Any, answers: list[Any]) -> list[list[Any]]:  # noqa: ANN401
    plain, more = (attrs.evolve(scale, options=(*first, *scale.answers)) for first in ((), (NO_IDEA,)))
    pairs = zip(points_of(rule, plain, answers), points_of(rule, more, answers), strict=True)
    return _first(answers, [a != b for a, b in pairs])


def _neither(rule: Any, scale: Scale, answers: list[Any]) -> list[list[Any]]:  # noqa: ANN401
    """Look for three answers whose points neither rise nor fall."""
    if isinstance(scale, MultipleChoice | Composition):
        return []
    worth = np.array(points_of(rule, scale, answers))
    steps = np.diff(worth)
    rises, falls = np.flatnonzero(steps > TOLERANCE), np.flatnonzero(steps < -TOLERANCE)
    if rises.size and falls.size:
        near = sorted({int(one) for place in (rises[0], falls[0]) for one in (place, place + 1)})
        ends = [int(np.argmin(worth)), int(np.argmax(worth))]
        return _three([answers[one] for one in sorted({*near, *ends})])
    if isinstance(scale, Percentage | Count | Number) and (rises.size or falls.size):
        return _between(rule, scale, bool(falls.size), answers)
    return []


def _three(answers: list[Any]) -> list[list[Any]]:
    return [*map(list, itertools.combinations(answers, 3)), answers]


def _between(
    rule: Any,  # noqa: ANN401
    scale: Percentage | Count | Number,
    falling: bool,  # noqa: FBT001
    answers: list[Any],
) -> list[list[Any]]:
    """Look for a fall between answers whose points rise, or the other way round."""
    ends = np.array(answers, dtype=np.float64)
    low, high = ends[0], ends[-1]
    decimals = 0 if isinstance(scale, Count) else scale.decimals

    def at(places: Floats) -> Floats:
        numbers = low + (high - low) * places
        rounded: Floats = numbers if decimals is None else np.round(numbers, decimals)
        return np.clip(rounded, low, high)

    def worth(_path: npt.NDArray[np.intp], places: Floats) -> Floats:
        found = np.array(points_of(rule, scale, at(places).tolist()))
        return -found if falling else found

    fall = first_fall(worth, 1, (ends - low) / (high - low), least=TOLERANCE)
    if fall is None:
        return []
    step = at(np.array([fall.start, fall.end]))
    shorter = [fitted(scale, np.array([low, *np.round(step, one), high])) for one in (0, 1, 2, 3, 4, 6, 9)]
    return [three for one in (*shorter, fitted(scale, np.array([low, *step, high]))) for three in _three(one)]


_LOOKS: Final[Mapping[str, Callable[[Any, Any, list[Any]], list[list[Any]]]]] = {
    "points-are-shares": _outside,
    "monotone": _neither,
    "reversal-is-an-involution": _turned,
    "nonresponse-is-no-answer": _more_options,
}
