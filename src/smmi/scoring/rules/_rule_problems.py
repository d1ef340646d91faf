"""What is wrong with a rule before it is asked for points: its traits, and what it makes of children and scales."""

import math
from collections.abc import Callable, Collection
from typing import Any, Final

import numpy as np

from smmi.errors import Finding, Reason, SchemeError
from smmi.instrument import Scale
from smmi.scoring.rules._aggregation_rule import AggregationRule

TRAITS: Final = (
    "monotone",
    "additive",
    "unanimous",
    "relative_weights",
    "replicable",
    "homogeneous",
    "non_compensatory",
    "reverses",
    "shape_free",
)
"""What rules may promise; a trait that is missing counts as False."""


def finding(
    path: str, message: str, *, reason: Reason = Reason.BAD_VALUE, code: str | None = None
) -> Finding:
    """Return what is wrong with a rule, or with the scheme that it stands in."""
    return Finding(reason=reason, path=path, message=message, code=code)


def refusal(
    path: str, message: str, *, reason: Reason = Reason.BAD_VALUE, code: str | None = None
) -> SchemeError:
    """Return the error that says one such finding."""
    return SchemeError((finding(path, message, reason=reason, code=code),))


def trait_problem(rule: object, /) -> str | None:
    """Return which trait of a rule is neither True nor False; None if there is none such."""
    for trait in TRAITS:
        declared = getattr(rule, trait, False)
        if not isinstance(declared, bool | np.bool_):
            got = "a method" if callable(declared) else repr(declared)
            advice = f"; write {trait} = True, or a property" if callable(declared) else ""
            return f"its trait {trait!r} is {got}, expected True or False{advice}"
    return None


def immutable_problem(rule: object, /) -> str | None:
    """Return that a rule can be changed, if its class says so: it is compared by its fields, and is not frozen."""
    if type(rule).__hash__ is not None:
        return None
    return (
        f"{type(rule).__name__} is not frozen: "
        "write @dataclass(frozen=True) or @attrs.frozen, or give it a `__hash__`"
    )


def children_problem(rule: object, children: tuple[str, ...], /) -> str | None:
    """Return why an aggregation rule cannot be bound to children; None if it can."""
    problem = misfit_problem(rule, children)
    if problem or not getattr(rule, "for_children", None):
        return problem
    bound, raised = _asked(rule, "for_children", children)
    if raised or isinstance(bound, AggregationRule):
        return raised
    return f"its `for_children` returned {bound!r}, expected the rule bound to the children"


def scale_problem(rule: object, scale: Scale, /) -> str | None:
    """Return why an item rule does not take a scale; None if it does."""
    return misfit_problem(rule, scale) or range_problem(rule, scale)


def range_problem(rule: object, scale: Scale, /) -> str | None:
    """Return what is wrong with the range of points that an item rule declares; None if nothing is."""
    found, raised = _asked(rule, "attainable", scale, silent=(0.0, 1.0))
    try:
        low, high = map(float, found)
    except (TypeError, ValueError):
        low = high = math.nan
    if raised or 0.0 <= low <= high <= 1.0:
        return raised
    return f"its `attainable` returned {found!r}, expected the lowest and the highest points, from 0 to 1"


def kinds_problem(rule: Any, known: Collection[str], /) -> str | None:  # noqa: ANN401  (any rule)
    """Return what is wrong with the kinds of scale that an item rule names; None if nothing is."""
    kinds = rule.scales
    listed = isinstance(kinds, Collection) and not isinstance(kinds, str)
    if listed and kinds and set(kinds) <= set(known):
        return None
    return f"its `scales` are {kinds!r}, expected a collection of some of {', '.join(known)}"


def misfit_problem(rule: object, to_what: object, /) -> str | None:
    """Return what a rule itself says is wrong, or what is wrong with its saying so."""
    told, raised = _asked(rule, "misfit", to_what)
    if raised or told is None or isinstance(told, str):
        return raised or told or None
    return f"its `misfit` returned {told!r}, expected what is wrong, as text, or None"


def _asked(rule: object, method: str, about: object, *, silent: object = None) -> tuple[Any, str | None]:
    """Return what a method of a rule returns, or what stands for it if there is none; and whether it raised."""
    ask: Callable[[Any], Any] | None = getattr(rule, method, None)
    try:
        return (silent if ask is None else ask(about)), None
    except Exception as error:  # noqa: BLE001  (a stranger's rule may raise whatever it likes)
        return None, f"its `{method}` raised {type(error).__name__}: {error}"
