"""Cases of the laws of item rules: a strategy for each law, on scales that the rule takes."""

import contextlib
import itertools
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import cycle, islice
from typing import Any, Final

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smmi.errors import ArgumentError
from smmi.instrument import (
    Binary,
    Composition,
    Count,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
    Scale,
)
from smmi.scoring.laws import NO_IDEA, points_of
from smmi.scoring.rules import kinds_problem, misfit_problem, scale_problem
from smmi.scoring.scheme import KINDS
from smmi.testing.cases._aggregation_cases import MOST_UNITS, SEEDS, counts_near, few_or_many
from smmi.testing.cases._case import Case, Cases, NeverAsked, Sized
from smmi.testing.cases._extreme_answers import extreme_answers
from smmi.testing.strategies._raw_answers import ends, raw_answers
from smmi.testing.suspects._answers import suspected_answers
from smmi.testing.suspects._children import another
from smmi.testing.suspects._literals import literals_of

MOST_WHOLE: Final = 100
MANY: Final = 30
MOST_OPTIONS: Final = 10
"""Up to how many options all selections are tried."""

Drawn = dict[str, Any]


def _options(*codes: str) -> tuple[Option, ...]:
    return tuple(Option(code, code) for code in codes)


def _steps(number: int) -> tuple[Option, ...]:
    return _options(*(f"step{place + 1}" for place in range(number)))


LONG: Final = {"four": 4, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
"""How many options the longer example scales have."""
DO_NOT_KNOW: Final = Option("unknown", "Don't know", nonresponse=Nonresponse.NO_ANSWER)

EXAMPLES: Final[Mapping[str, tuple[Scale, ...]]] = {
    "binary": (Binary(code="yes_no"),),
    "ordinal": (
        Ordinal(code="two", options=_options("low", "high")),
        Ordinal(code="three", options=_options("low", "middle", "high")),
        Ordinal(
            code="five",
            options=(
                *_options("never", "seldom", "sometimes", "often", "always"),
                DO_NOT_KNOW,
            ),
        ),
        *(Ordinal(code=name, options=_steps(number)) for name, number in LONG.items()),
        Ordinal(code="eleven", options=(DO_NOT_KNOW, *_steps(11))),
    ),
    "nominal": (
        Nominal(code="place", options=_options("city", "town", "village")),
        Nominal(code="seven_kinds", options=_steps(7)),
        Nominal(code="eleven_kinds", options=_steps(11)),
    ),
    "multiple_choice": (
        MultipleChoice(code="topics", options=_options("food", "housing", "work")),
        MultipleChoice(
            code="groups",
            options=(*_options("rural", "urban"), Option("none", "None", exclusive=True)),
            minimum=1,
        ),
        MultipleChoice(code="picks", options=_options("north", "east", "south", "west"), maximum=2),
        MultipleChoice(code="seven_topics", options=_steps(7)),
        MultipleChoice(code="eleven_topics", options=_steps(11)),
    ),
    "percentage": (Percentage(code="share"),),
    "count": (
        Count(code="programs", maximum=10),
        Count(code="stars", minimum=1, maximum=5),
        Count(code="heads", maximum=1000),
        Count(code="hours"),
    ),
    "number": (Number(code="budget", minimum=-5, maximum=5), Number(code="change")),
    "composition": (
        Composition(code="two_parts", parts=_options("rural", "urban")),
        Composition(code="three_parts", parts=_options("rural", "urban", "sea")),
        Composition(code="seven_parts", parts=_steps(7)),
    ),
}
"""Scales of each kind on which a rule is checked, unless one is given."""


def scales_for(rule: Any, given: Scale | None) -> tuple[Scale, ...]:  # noqa: ANN401  (any rule)
    """Return the scales on which a rule is checked.

    Raises:
        ArgumentError: The rule takes none of them, or not the one that is given.
    """
    if kinds_problem(rule, tuple(EXAMPLES)):
        got, known = repr(rule.scales), ", ".join(EXAMPLES)
        raise ArgumentError("rule", f"{rule!r} with the scales {got}", f"a collection of some of {known}")
    if given is not None:
        if not isinstance(given, Scale):
            got = f"the class {given.__name__}" if isinstance(given, type) else repr(given)
            raise ArgumentError("scale", got, "a response scale, such as Percentage(code='share')")
        kind = KINDS[type(given)]
        takes = f"it takes {', '.join(sorted(rule.scales))}"
        problem = misfit_problem(rule, given) if kind in rule.scales else takes
        if problem:
            got = f"the {kind} scale {given.code!r}"
            raise ArgumentError("scale", got, "a scale that the rule takes", f"Of {rule!r}: {problem}")
        return (given,)
    kinds = [scale for kind in rule.scales for scale in EXAMPLES.get(kind, ())]
    problems = {scale: misfit_problem(rule, scale) for scale in kinds}
    for problem in problems.values():
        if problem and problem.startswith("its `misfit`"):
            raise ArgumentError("rule", repr(rule), "a rule whose `misfit` returns text or None", problem)
    fitting = tuple(scale for scale, problem in problems.items() if not problem)
    if not fitting:
        of_one = f"of {kinds[0].code!r} it says: {problems[kinds[0]]}"
        advice = f"{rule!r} takes no example scale: give scale=… ({of_one})"
        raise ArgumentError("scale", "none", "a scale that the rule takes", advice)
    return fitting


def answers_to(scale: Scale) -> SearchStrategy[Any]:
    """Return a strategy for raw answers, none of them an absence."""
    if isinstance(scale, Binary | Ordinal | Nominal):
        return st.sampled_from([option.code for option in scale.answers])
    return raw_answers(scale).filter(lambda raw: _is_answer(scale, raw))


def _is_answer(scale: Scale, raw: object) -> bool:
    absences = [option.code for option in scale.nonresponses]
    return isinstance(raw, tuple | dict | int | float) or (isinstance(raw, str) and raw not in absences)


def every_answer(scale: Scale) -> list[Any]:
    """Return all answers to a scale of few options; else those at its ends, as far as there are any."""
    match scale:
        case MultipleChoice() if len(scale.answers) <= MOST_OPTIONS:
            return _selections(scale)
        case MultipleChoice():
            return []
        case Binary() | Ordinal() | Nominal():
            return [option.code for option in scale.answers]
        case Composition():
            return [{part.code: 100.0 * (part is all_of) for part in scale.parts} for all_of in scale.parts]
        case _:
            pairs = zip(ends(scale), scale.limits, strict=True)
            return [end for end, limit in pairs if end is not None and math.isfinite(limit)]


def _selections(scale: MultipleChoice) -> list[Any]:
    codes = [option.code for option in scale.answers if not option.exclusive]
    most = len(codes) if scale.maximum is None else min(scale.maximum, len(codes))
    chosen = [one for size in range(scale.minimum, most + 1) for one in itertools.combinations(codes, size)]
    alone = [(option.code,) for option in scale.answers if option.exclusive]
    return chosen + (alone if scale.minimum <= 1 else [])


def _several(draw: DrawFn, scale: Scale, rule: Any, least: int = 1) -> list[Any]:  # noqa: ANN401
    possible, own = answers_to(scale), _numbers_of(rule, scale)
    return draw(st.lists(possible | st.sampled_from(own) if own else possible, min_size=least, max_size=4))


def _numbers_of(rule: Any, scale: Scale) -> list[Any]:  # noqa: ANN401
    """Return the numbers that a rule holds and that are answers to a scale."""
    if not isinstance(scale, Percentage | Count | Number):
        return []
    low, high = scale.limits
    decimals = 0 if isinstance(scale, Count) else scale.decimals
    kind = int if isinstance(scale, Count) else float
    inside = [number for number in literals_of(rule) if low <= number <= high]
    return [kind(number) for number in inside if decimals is None or round(number, decimals) == number]


def _some(draw: DrawFn, scale: Scale, rule: Any) -> Drawn:  # noqa: ANN401
    answers, rare = _several(draw, scale, rule), _rare(scale, rule)
    if rare and draw(st.sampled_from((False, True))):
        answers.append(draw(st.sampled_from(rare)))
    return {"answers": answers}


def _within(draw: DrawFn, scale: Scale, rule: Any) -> Drawn:  # noqa: ANN401
    drawn = _some(draw, scale, rule)
    if isinstance(scale, MultipleChoice) and len(scale.answers) > MOST_OPTIONS:
        with contextlib.suppress(Exception):  # whatever the rule raises, the law finds it too
            drawn["answers"] += draw(st.sampled_from(([], extreme_answers(rule, scale))))
    return drawn


def _rare(scale: Scale, rule: Any) -> list[Any]:  # noqa: ANN401
    """Return what a rule may be asked, too: a composition of nothing, and the ends of an endless scale."""
    if isinstance(scale, Composition):
        return [{part.code: 0.0 for part in scale.parts}]
    if hasattr(rule, "attainable") or not getattr(rule, "monotone", False):
        return []
    return [end for end in getattr(scale, "limits", ()) if math.isinf(end)]


def _all(_draw: DrawFn, scale: Scale, rule: Any) -> Drawn:  # noqa: ANN401
    low, high = getattr(scale, "limits", (math.inf, -math.inf))
    cuts = () if isinstance(scale, Composition) else _cuts(rule)
    inside = [number for cut in cuts for number in (math.nextafter(cut, -math.inf), cut)]
    ends = [*every_answer(scale), *(number for number in inside if low <= number <= high)]
    with contextlib.suppress(Exception):  # whatever the rule raises, the law finds it too
        ends += extreme_answers(rule, scale)
    different = [raw for place, raw in enumerate(ends) if raw not in ends[:place]]
    return {
        "answers": sorted(different)
        if hasattr(scale, "limits") and not hasattr(scale, "parts")
        else different
    }


def _cuts(rule: Any) -> tuple[float, ...]:  # noqa: ANN401
    """Return the numbers at which a rule says that its points change; none if it means something else by the name."""
    cuts = getattr(rule, "cuts", ())
    good = isinstance(cuts, Sequence) and all(isinstance(cut, int | float) for cut in cuts)
    return tuple(cuts) if good else ()


def _different(draw: DrawFn, scale: Scale, rule: Any, most: int = MOST_WHOLE) -> Drawn:  # noqa: ANN401
    least = 3 if _more_than_two(scale) else 2  # two always rise, or fall
    several = st.lists(answers_to(scale), min_size=least, max_size=min(most, 9), unique=True)
    whole = _whole_numbers(scale)
    if len(whole) >= least:
        several |= st.lists(st.sampled_from(whole), min_size=least, max_size=most, unique=True)
    answers = draw(several)
    if is_bounded(scale) and draw(st.sampled_from((False, True))):  # a narrow peak is between the ends
        with contextlib.suppress(Exception):  # whatever the rule raises, the law finds it too
            ends = set(worst_and_best(rule, scale))
            answers = [*sorted(ends), *(one for one in answers if one not in ends)][: len(answers)]
    return {"answers": answers}


def worst_and_best(rule: Any, scale: Scale) -> list[Any]:  # noqa: ANN401
    """Return answers in numbers or in shares that are worth least and most, as near as a search comes; else none."""
    found = extreme_answers(rule, scale) if is_bounded(scale) else []
    worth = points_of(rule, scale, found) if found else []
    return [found[worth.index(end(worth))] for end in (min, max)] if worth else []


def is_bounded(scale: Scale) -> bool:
    """Whether a scale's answers are shares, or numbers between limits."""
    low, high = getattr(scale, "limits", (-math.inf, math.inf))
    return isinstance(scale, Composition) or math.isfinite(high - low)


def _whole_numbers(scale: Scale) -> list[Any]:
    """Return all whole numbers of a scale that has not too many of them."""
    low, high = getattr(scale, "limits", (-math.inf, math.inf))
    if not high - low <= MOST_WHOLE:
        return []
    kind = int if isinstance(scale, Count) else float
    return [kind(number) for number in range(math.ceil(low), math.floor(high) + 1)]


def _more_than_two(scale: Scale) -> bool:
    """Whether a scale of ordered answers has more than two."""
    if not isinstance(scale, Percentage | Count | Number):
        return len(scale.answers) > 2
    low, high = scale.limits
    decimals = 0 if isinstance(scale, Count) else scale.decimals
    return decimals is None or (high - low) * 10**decimals >= 2


def _strangers(draw: DrawFn, scale: Scale, rule: Any) -> Drawn:  # noqa: ANN401
    first, *rest = _several(draw, scale, rule, least=2)
    others = [draw(answers_to(scale).filter(partial(operator.ne, own))) for own in rest]
    many = [MANY, *counts_near(rule, MOST_UNITS)]
    times = draw(
        st.sampled_from((1, 1)) | st.sampled_from(many)
    )  # a batch from which somebody might take a range
    return {"answers": [first, *rest * times], "others": others * times}


def _at_least_two(draw: DrawFn, scale: Scale, rule: Any) -> Drawn:  # noqa: ANN401
    several = st.lists(answers_to(scale), min_size=2, max_size=draw(few_or_many(2)))
    many = counts_near(rule, MOST_UNITS)
    number = draw(st.none() | st.none() | st.none() | st.sampled_from(many)) if many else None
    answers = draw(several)
    return {"answers": answers if number is None else [*islice(cycle(answers), number)]}


def _place(draw: DrawFn, _scale: Scale, rule: Any) -> Drawn:  # noqa: ANN401
    return {"place": draw(st.integers(0, len(rule.cuts) - 1))}


_BY_LAW: Final[Mapping[str, Callable[[DrawFn, Scale, Any], Drawn]]] = {
    "points-are-shares": _within,
    "ends-are-attained": _all,
    "pure": _some,
    "monotone": _different,
    "reversal-is-an-involution": _some,
    "units-are-strangers": _strangers,
    "shape-free": _at_least_two,
    "nonresponse-is-no-answer": _some,
    "cuts-are-exact": _place,
}


_UNASKED: Final = {
    "ends-are-attained": "there are too many answers to try them all: the range that it declares is not checked",
    "nonresponse-is-no-answer": "it takes no options, or none with another one for a nonresponse",
    "cuts-are-exact": "no cut is inside of the scales on which it is checked",
}


def item_cases(law: str, rule: Any, scales: Sequence[Scale]) -> Cases:  # noqa: ANN401  (any rule)
    """Return a strategy for the cases of one law, or why the rule has none.

    Args:
        law: The id of the law.
        rule: The rule.
        scales: The scales on which it is checked.
    """
    fitting = [scale for scale in scales if _says(law, scale, rule)]
    if not fitting and law == "monotone":
        kinds = " or ".join(sorted({KINDS[type(scale)] for scale in scales}))
        return NeverAsked(f"answers to {kinds} have no order, so that the trait says nothing: take it away")
    if not fitting:
        return _UNASKED[law]
    make, beside = _BY_LAW[law], another(rule)

    @st.composite
    def cases(draw: DrawFn, most: int = MOST_WHOLE) -> Case:
        scale = draw(st.sampled_from(fitting))
        drawn = _different(draw, scale, rule, most) if law == "monotone" else make(draw, scale, rule)
        seed, numbers = draw(SEEDS), literals_of(rule)
        found = suspected_answers(law, beside, scale, drawn, seed=seed, numbers=numbers)
        return Case(subject=rule, arguments={"scale": scale, **found})

    return Sized((3, MOST_WHOLE), cases) if law == "monotone" else cases()


def _has_options(scale: Scale) -> bool:
    return isinstance(scale, Binary | Ordinal | Nominal | MultipleChoice)


def _says(law: str, scale: Scale, rule: Any) -> bool:  # noqa: ANN401
    low, high = getattr(scale, "limits", (0.0, 0.0))
    match law:
        case "ends-are-attained":
            return bool(every_answer(scale)) and math.isfinite(low + high)
        case "monotone":
            return not isinstance(scale, MultipleChoice | Composition)
        case "nonresponse-is-no-answer":
            more = attrs.evolve(scale, options=(NO_IDEA, *scale.answers)) if _has_options(scale) else None
            return more is not None and not scale_problem(rule, more)
        case "cuts-are-exact":
            cuts = () if isinstance(scale, Composition) else _cuts(rule)
            return bool(cuts) and all(low < cut < high for cut in cuts)
        case _:
            return True
