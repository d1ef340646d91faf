"""Cases of the laws of schemes, on small schemes around one rule, or on a given scheme."""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

from hypothesis import strategies as st

from smmi.errors import SchemeError
from smmi.instrument import Scale
from smmi.scoring import AggregationRule, MinimumCoverage, NoAnswer, ScoringScheme
from smmi.scoring.laws import points_of, scheme_around
from smmi.scoring.rules import children_problem
from smmi.testing.cases._aggregation_cases import Children
from smmi.testing.cases._case import Case, Cases, Sized
from smmi.testing.cases._item_cases import every_answer, worst_and_best
from smmi.testing.cases._scheme_cases import MAKERS, MOST_SUBSETS, Asked, unaskable

BOUNDS: Final = ("bounds-contain-completions", "bounds-are-attained", "bounds-nest")
WEIGHTS: Final = st.sampled_from((1.0, 2.0, 3.0, 0.5))
COVERAGE: Final = ("minimum-is-enough", "less-is-not-enough", "coverage-has-a-basis")
BLANKS: Final = {
    "blank-leaves-out": NoAnswer.LEAVES_OUT,
    "blank-is-lowest": NoAnswer.LOWEST,
    "blank-propagates": NoAnswer.PROPAGATES,
}
SHARES: Final = {**dict.fromkeys(BLANKS, (0.1,)), "coverage-holds-above": (0.5, 0.75)}
"""Minimum coverage: next to nothing where a blank is to be scored; one of two areas is half of their domain."""
MOST_CHILDREN: Final = 40
NO_RANGE: Final = "a blank has no range: it declares no 'attainable', or is not 'monotone' on numbers"
NO_WORTH: Final = "no answer that was found is worth more than nothing"
NO_FEW: Final = "no few children are as much"


def scheme_cases(law: str, scheme: ScoringScheme) -> Cases:
    """Return a strategy for the cases of one law on a given scheme, or why it has none."""
    asked = Asked(scheme)
    reason = unaskable(law, asked)
    if reason:
        return reason

    @st.composite
    def cases(draw: st.DrawFn) -> Case:
        return Case(subject=scheme, arguments=MAKERS[law](asked, draw))

    return cases()


def around_cases(law: str, subject: Any, codes: Sequence[str] | None, scales: Sequence[Scale]) -> Cases:  # noqa: ANN401
    """Return a strategy for the cases of one law on small schemes around a rule or policy, or why it has none.

    Args:
        law: The id of the law.
        subject: The rule or policy.
        codes: The codes of the children, for a rule that treats some of them differently.
        scales: The scales of an item rule.
    """
    policy = subject if isinstance(subject, MinimumCoverage) else MinimumCoverage()
    fitting = [scale for scale in scales if _says(law, subject, scale)]
    if scales and not fitting:
        return NO_RANGE if law in BOUNDS else NO_WORTH
    sizes = [len(codes)] if codes else _sizes(law, policy, isinstance(subject, MinimumCoverage))
    outside = Children(subject, codes).outside
    if reason := _unaskable_around(law, subject, policy, codes, outside) or ("" if sizes else NO_FEW):
        return reason

    @st.composite
    def drawn(draw: st.DrawFn, most: int) -> Case:
        few = [size for size in sizes if size <= most]
        children = list(codes or (f"c{i + 1}" for i in range(draw(st.sampled_from(few)))))
        around: dict[str, Any] = {"children": children}
        if law in COVERAGE:
            around |= _coverage(law, subject, draw, outside or (False,) * len(children))
        else:
            equal = isinstance(subject, MinimumCoverage) and law in BLANKS
            around["weights"] = [1.0 if equal else draw(WEIGHTS) for _ in children]
            around["coverage"] = draw(st.sampled_from(SHARES.get(law, (0.5,))))
        if fitting:
            around["scale"] = draw(st.sampled_from(fitting))
        if law == "gated-leaves-out" or (law in {"trace-replays", "batch-is-single"} and draw(st.booleans())):
            around["gated"] = True
        if law == "opening-is-never-worse":
            around |= {"gated": True, "shut": 0.0}
        scheme = scheme_around(subject, **around)
        asked = Asked(scheme)
        if unaskable(law, asked):
            return Case(subject=scheme, arguments={}, made=None)
        return Case(
            subject=scheme, arguments=MAKERS[law](asked, draw), made=(scheme_around, (subject,), around)
        )

    def cases(most: int) -> st.SearchStrategy[Case]:
        return drawn(most).filter(lambda case: case.made is not None)

    return Sized(sizes, cases)


def _says(law: str, rule: object, scale: Scale) -> bool:
    """Whether a law says something about an item rule on a scale."""
    if law in BOUNDS:
        return _has_range(rule, scale)
    return law not in COVERAGE or _has_worth(rule, scale)


def _has_worth(rule: object, scale: Scale) -> bool:
    """Whether an answer to a scale is worth more than nothing, as far as a search finds one."""
    try:
        possible = [*every_answer(scale), *worst_and_best(rule, scale)]
        return not possible or any(points_of(rule, scale, possible))
    except Exception:  # noqa: BLE001  (whatever a rule may raise, the laws will find)
        return True


def _has_range(rule: object, scale: Scale) -> bool:
    """Whether a blank on a scale has a range of points that it can get."""
    try:
        plan = scheme_around(rule, children=["c1"], scale=scale).compile().plan
    except SchemeError:
        return True  # as the laws will find
    return all(item.attainable for item in plan.items)


def _unaskable_around(
    law: str,
    subject: object,
    policy: MinimumCoverage,
    codes: Sequence[str] | None,
    outside: Sequence[bool],
) -> str:
    """Return why a law says nothing about schemes around a rule or policy; nothing if it does."""
    children = len(codes or ())
    covers, takes_two = law in COVERAGE, law in {"blank-leaves-out", "blank-is-lowest"}
    additive = not isinstance(subject, AggregationRule) or getattr(subject, "additive", False)
    reasons = {
        "it speaks of missing-data policies that treat a blank in another way": law in BLANKS
        and policy.no_answer is not BLANKS[law],
        "it needs each of its children": law == "weight-zero-is-no-indicator"
        and codes
        and all(children_problem(subject, less) for less in combinations(codes, children - 1)),
        "it takes two children": takes_two and children == 1,
        "it does not declare 'additive'": law == "contributions-are-shares" and not additive,
        "a blank propagates": covers and policy.no_answer is NoAnswer.PROPAGATES,
        NO_FEW: covers and codes and outside.count(False) < 2,
        f"there are too many sets of more than {MOST_SUBSETS} children": covers and children > MOST_SUBSETS,
    }
    return next((reason for reason, applies in reasons.items() if applies), "")


def _sizes(law: str, policy: MinimumCoverage, given: bool) -> list[int]:  # noqa: FBT001
    """Return how many children there may be."""
    if not given:
        return [2, 3, 4] if law in {*COVERAGE, *BLANKS, "gated-leaves-out"} else [1, 2, 3, 4]
    if law in {"blank-leaves-out", "blank-is-lowest"}:
        least = math.ceil(1 / (1 - policy.share) - 1e-9) if policy.share < 1 else math.inf
        return [max(2, int(least)), max(2, int(least)) + 1] if least < MOST_CHILDREN else []
    if law == "minimum-is-enough":
        share = Fraction(policy.share).limit_denominator(10)
        near = abs(share - Fraction(policy.share)) < 1e-9 and share > 0
        return [k for k in (share.denominator, 2 * share.denominator) if 2 <= k <= 10] if near else []
    if law == "less-is-not-enough":
        least = math.floor(1 / policy.share + 1e-9) + 1 if policy.share else math.inf
        return [max(2, int(least)), max(2, int(least)) + 1] if least <= 8 else []
    if law == "coverage-has-a-basis":
        return [3, 4] if 0.15 < policy.share < 0.85 else []
    return [2, 3, 4]


def _coverage(law: str, subject: Any, draw: st.DrawFn, outside: Sequence[bool]) -> dict[str, Any]:  # noqa: ANN401
    """Draw weights and a minimum coverage so that some set of children is as much as the law speaks of."""
    free, regular = not isinstance(subject, MinimumCoverage), [i for i, out in enumerate(outside) if not out]
    if law == "minimum-is-enough":
        coverage = draw(st.integers(1, len(regular))) / len(regular) if free else 0.5
        return {"weights": [1.0] * len(outside), "coverage": coverage}
    if law == "less-is-not-enough":
        number = len(regular)
        answered, more = draw(st.integers(1, number - 1)), draw(st.sampled_from((1e-6, 0.01, 1.0 / number)))
        coverage = min(answered / number + more, 1.0) if free else 0.5  # so many are not quite enough
        return {"weights": [1.0] * len(outside), "coverage": coverage}
    heavy = draw(st.sampled_from(regular))
    share = 0.6 if free else subject.share
    weight = 10.0 if share >= 0.4 else 4.0
    return {"weights": [weight if i == heavy else 1.0 for i in range(len(outside))], "coverage": share}
