"""Laws of item rules, checked on answers to a scale.

In every case `scale` is a response scale that the rule takes, and `answers` are raw answers to it as records give
them: options' codes, numbers, tuples of options, shares by part.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.frozen import by_code
from smmi.instrument import Binary, Composition, MultipleChoice, Nominal, Nonresponse, Option, Ordinal, Scale
from smmi.scoring.laws._law import TOLERANCE, Law, LawSet, Subject, Verdict
from smmi.scoring.rules._checked_call import NotPointsError, returned
from smmi.scoring.rules._rule_problems import range_problem, scale_problem

Answers = Sequence[Any]
NO_IDEA: Final = Option("no_idea_at_all", "No idea at all", nonresponse=Nonresponse.NO_ANSWER)
Rule = Any
"""Any object with the method `points`."""


def as_port(answers: Answers, scale: Scale) -> npt.NDArray[Any]:
    """Return raw answers as the array that the port gives to item rules: the last axis is the units."""
    match scale:
        case MultipleChoice():
            return np.array([[option.code in raw for raw in answers] for option in scale.answers])
        case Composition():
            return np.array([[raw[part.code] for raw in answers] for part in scale.parts], dtype=np.float64)
        case Binary() | Ordinal() | Nominal():
            places = {option.code: place for place, option in enumerate(scale.answers)}
            what = f"the scale {scale.code!r} has no answer"
            return np.array([by_code(places, raw, what) for raw in answers], dtype=np.int64)
        case _:
            return np.array(answers, dtype=np.float64)


def points_of(rule: Rule, scale: Scale, answers: Answers) -> list[float]:
    """Return the points of raw answers."""
    found: list[float] = returned(rule.points(as_port(answers, scale), scale), len(answers)).tolist()
    return found


def attainable(rule: Rule, scale: Scale) -> tuple[float, float]:
    """Return the range that a rule declares, or else [0, 1].

    Raises:
        NotPointsError: What it declares is no range of points.
    """
    problem = range_problem(rule, scale)
    if problem:
        raise NotPointsError(problem)
    declared = getattr(rule, "attainable", None)
    return declared(scale) if declared else (0.0, 1.0)


def _points_are_shares(rule: Rule, *, scale: Scale, answers: Answers) -> Verdict:
    low, high = attainable(rule, scale)
    for raw, got in zip(answers, points_of(rule, scale, answers), strict=True):
        if not 0.0 <= got <= 1.0:
            return f"{raw!r} is worth {got!r}, outside of 0 to 1"
        if not low - TOLERANCE <= got <= high + TOLERANCE:
            return f"{raw!r} is worth {got!r}, outside of the {low!r} to {high!r} that the rule declares"
    return True


def _ends_are_attained(rule: Rule, *, scale: Scale, answers: Answers) -> Verdict:
    if not hasattr(rule, "attainable"):
        return False
    low, high = attainable(rule, scale)
    got = points_of(rule, scale, answers)
    good = abs(min(got) - low) <= TOLERANCE and abs(max(got) - high) <= TOLERANCE
    return (
        good or f"answers are worth {min(got)!r} to {max(got)!r}, and the rule declares {low!r} to {high!r}"
    )


def _pure(rule: Rule, *, scale: Scale, answers: Answers) -> Verdict:
    given = as_port(answers, scale)
    before = given.tobytes()
    first = returned(rule.points(given, scale), len(answers)).copy()
    if given.tobytes() != before:
        return "the answers that the rule was given are changed"
    second = returned(rule.points(given, scale), len(answers))
    same = first.tobytes() == second.tobytes()
    return same or f"got {first.tolist()!r}, and then {second.tolist()!r} from the same answers"


def _monotone(rule: Rule, *, scale: Scale, answers: Answers) -> Verdict:
    given = as_port(answers, scale)
    if given.ndim > 1 or len(set(given.tolist())) < 2:
        return False
    order = np.argsort(given, kind="stable")
    steps = np.diff(returned(rule.points(given[order], scale), len(answers)))
    if np.all(steps >= -TOLERANCE) or np.all(steps <= TOLERANCE):
        return True
    rows = ", ".join(
        f"{answers[i]!r}: {points!r}"
        for i, points in zip(order, points_of(rule, scale, [answers[i] for i in order]), strict=True)
    )
    return f"the points neither rise nor fall throughout: {rows}"


def _involution(rule: Rule, *, scale: Scale, answers: Answers) -> Verdict:
    inner = points_of(rule.rule, scale, answers)
    once, twice = points_of(rule, scale, answers), points_of(type(rule)(rule), scale, answers)
    for raw, plain, turned, back in zip(answers, inner, once, twice, strict=True):
        if abs(turned - (1.0 - plain)) > TOLERANCE or abs(back - plain) > TOLERANCE:
            return f"{raw!r} is worth {plain!r}, {turned!r} turned around, {back!r} turned around again"
    return True


def _units_are_strangers(rule: Rule, *, scale: Scale, answers: Answers, others: Answers) -> Verdict:
    if list(answers[1:]) == list(others) or len(answers) != 1 + len(others):
        return False
    first, second = (points_of(rule, scale, row)[0] for row in (answers, [answers[0], *others]))
    return first == second or f"{answers[0]!r} is worth {first!r}, and {second!r} among other answers"


def _shape_free(rule: Rule, *, scale: Scale, answers: Answers) -> Verdict:
    if len(answers) < 2:
        return False
    for raw, together in zip(answers, points_of(rule, scale, answers), strict=True):
        alone = points_of(rule, scale, [raw])[0]
        if alone != together:
            return f"{raw!r} is worth {together!r} among others, {alone!r} alone"
    return True


def _nonresponse_is_no_answer(rule: Rule, *, scale: Scale, answers: Answers) -> Verdict:
    if not isinstance(scale, Binary | Ordinal | Nominal | MultipleChoice):
        return False
    plain, more = (attrs.evolve(scale, options=(*first, *scale.answers)) for first in ((), (NO_IDEA,)))
    if scale_problem(rule, plain) or scale_problem(rule, more):
        return False
    expected = points_of(rule, plain, answers)
    try:
        found = points_of(rule, more, answers)
    except Exception as error:  # noqa: BLE001  (a stranger's rule may raise whatever it likes)
        added = f"where the option {NO_IDEA.code!r} for a nonresponse stands first"
        return f"{added}, the rule raises {type(error).__name__}: {error}"
    for raw, got, alone in zip(answers, found, expected, strict=True):
        if got != alone:
            where = f"where an option for a nonresponse stands first, and {alone!r} without that option"
            return f"{raw!r} is worth {got!r} {where}"
    return True


def _cuts_are_exact(rule: Rule, *, scale: Scale, place: int) -> Verdict:
    cuts, (low, high) = sorted(rule.cuts), getattr(scale, "limits", (-math.inf, math.inf))
    cut = cuts[place % len(cuts)]
    below, above = max([low, *(c for c in cuts if c < cut)]), min([high, *(c for c in cuts if c > cut)])
    if not low < cut < high:
        return False
    inside = [
        below + (cut - below) / 2 if math.isfinite(below) else cut - 1.0,
        cut + (above - cut) / 2 if math.isfinite(above) else cut + 1.0,
    ]
    before, at = points_of(rule, scale, [math.nextafter(cut, -math.inf), cut])
    expected = points_of(rule, scale, inside)
    return (
        [before, at] == expected
        or f"the points just below and at the cut {cut!r} are {[before, at]!r}, expected {expected!r}"
    )


def _law(name: str, sentence: str, examine: Any, needs: str = "") -> Law:  # noqa: ANN401  (a verdict on any rule)
    return Law(id=name, sentence=sentence, subject=Subject.ITEM_RULE, examine=examine, needs=needs)


ITEM_LAWS = LawSet(
    "3",
    (
        _law(
            "points-are-shares",
            "The points of every answer are in [0, 1], and within the range that the rule declares.",
            _points_are_shares,
        ),
        _law(
            "ends-are-attained",
            "Both ends of the range that the rule declares are the points of an answer.",
            _ends_are_attained,
            "attainable",
        ),
        _law("pure", "The same answers give the same points, and what was given is not changed.", _pure),
        _law("monotone", "The points rise, or fall, with the answer throughout.", _monotone, "monotone"),
        _law(
            "reversal-is-an-involution",
            "Turned around, points are 1 minus the points; turned around twice, they are what they were.",
            _involution,
            "reverses",
        ),
        _law(
            "units-are-strangers",
            "An answer's points do not depend on the other answers.",
            _units_are_strangers,
        ),
        _law(
            "shape-free",
            "An answer has the same points alone and among any number of others, to the last bit.",
            _shape_free,
            "shape_free",
        ),
        _law(
            "nonresponse-is-no-answer",
            "An option that stands for a nonresponse changes nothing of what the answers are worth.",
            _nonresponse_is_no_answer,
        ),
        _law(
            "cuts-are-exact",
            "At a cut the points are those above it, and just below it those below.",
            _cuts_are_exact,
            "cuts",
        ),
    ),
)
"""The laws of item rules."""
