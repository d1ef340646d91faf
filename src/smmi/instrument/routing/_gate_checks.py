"""Checks of gates: unknown or later indicators, values that a scale does not have, gates that can never open."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from smmi.errors import Finding, Reason, suggestion
from smmi.instrument.routing._characteristics import Characteristic
from smmi.instrument.routing._conditions import (
    Answered,
    AtLeast,
    Condition,
    Equals,
    Includes,
    Leaf,
    OneOf,
    asked,
    leaves,
)
from smmi.instrument.routing._satisfiability import can_hold, characteristic_source, indicator_source
from smmi.instrument.scales import (
    Binary,
    Composition,
    Count,
    MultipleChoice,
    Nominal,
    Number,
    Option,
    Ordinal,
    Percentage,
    Scale,
    listed,
)

_KIND: Final[Mapping[type, str]] = {
    Binary: "binary",
    Ordinal: "ordinal",
    Nominal: "nominal",
    MultipleChoice: "multiple-choice",
    Percentage: "percentage",
    Count: "count",
    Number: "number",
    Composition: "composition",
}

_ADVICE: Final[Mapping[type, str]] = {
    MultipleChoice: "use Includes or Answered",
    Composition: "use Answered",
}
_OTHERWISE: Final = "use Equals, OneOf or AtLeast"

Problem = tuple[Reason, str]


@attrs.frozen(kw_only=True, eq=False)
class Gated:
    """What matters of an indicator to gates: its own, and those that speak of it."""

    code: str
    scale: Scale
    gate: Condition | None
    applies: Condition | None
    path: str


def gate_findings(
    indicators: Sequence[Gated], characteristics: Sequence[Characteristic]
) -> Iterator[Finding]:
    """Yield a finding for each condition that cannot be."""
    first: dict[str, int] = {}
    for position, indicator in enumerate(indicators):
        first.setdefault(indicator.code, position)
    kinds = {kind.code: kind for kind in characteristics if kind.code not in first}
    sound = {code: characteristic_source(kind) for code, kind in kinds.items()}
    for position, indicator in enumerate(indicators):
        spoken = leaves(indicator.applies) if indicator.applies else ()
        problems = [problem for leaf in spoken for problem in _applicability_problems(leaf, kinds)]
        if indicator.applies and not problems and not can_hold(indicator.applies, sound):
            message = f"{indicator.code!r} can never apply: no characteristics satisfy its condition"
            problems.append((Reason.NEVER_APPLIES, message))
        yield from _findings(problems, indicator, "applies")
        asks = list(leaves(indicator.gate)) if indicator.gate else []
        gate_problems = [
            problem for leaf in asks for problem in _gate_problems(leaf, position, first, indicators)
        ]
        known = all(leaf.code in sound for leaf in asks)
        if indicator.gate and not gate_problems and known and not can_hold(indicator.gate, sound):
            message = f"the gate of {indicator.code!r} can never open: no answers satisfy it"
            gate_problems.append((Reason.GATE_NEVER_OPENS, message))
        yield from _findings(gate_problems, indicator, "gate")
        # What speaks of an indicator with findings cannot be tried; it is told apart once these are mended.
        if known and not problems and not gate_problems and first[indicator.code] == position:
            sound[indicator.code] = indicator_source(
                indicator.scale, applies=indicator.applies, gate=indicator.gate
            )


def _findings(problems: Iterable[Problem], indicator: Gated, field: str) -> Iterator[Finding]:
    for reason, message in problems:
        yield Finding(reason=reason, path=f"{indicator.path}.{field}", message=message, code=indicator.code)


def _gate_problems(
    leaf: Leaf, position: int, first: Mapping[str, int], indicators: Sequence[Gated]
) -> Iterator[Problem]:
    if leaf.code not in first:
        what = f"no indicator of the instrument.{suggestion(leaf.code, first)}"
        yield Reason.UNKNOWN_CODE, f"{leaf} speaks of {leaf.code!r}, which is {what}"
    elif first[leaf.code] >= position:
        what = "the indicator itself" if first[leaf.code] == position else "a later indicator"
        yield Reason.BAD_GATE, f"{leaf} speaks of {what}; a gate may speak of earlier indicators only"
    else:
        problem = _scale_problem(leaf, indicators[first[leaf.code]].scale)
        if problem:
            yield Reason.BAD_GATE, f"{leaf}: {problem}"


def _scale_problem(leaf: Leaf, scale: Scale) -> str | None:
    if isinstance(leaf, Answered):
        return None
    name = f"the {_KIND[type(scale)]} scale {scale.code!r}"
    if isinstance(leaf, AtLeast) and isinstance(scale, Nominal):
        return f"AtLeast needs an order, which {name} does not have"
    if isinstance(scale, Composition) or isinstance(leaf, Includes) != isinstance(scale, MultipleChoice):
        return f"{type(leaf).__name__} does not go with {name}; {_ADVICE.get(type(scale), _OTHERWISE)}"
    if isinstance(scale, Percentage | Count | Number):
        strange = [value for value in asked(leaf) if isinstance(value, str)]
        return f"got {strange[0]!r}, expected a number" if strange else None
    return _strange(leaf, scale.answers)


def _applicability_problems(leaf: Leaf, kinds: Mapping[str, Characteristic]) -> Iterator[Problem]:
    if leaf.code not in kinds:
        what = f"no declared characteristic.{suggestion(leaf.code, kinds)}"
        yield Reason.UNKNOWN_CODE, f"{leaf} speaks of {leaf.code!r}, which is {what}"
    elif not isinstance(leaf, Equals | OneOf | Answered):
        kind = type(leaf).__name__
        yield Reason.BAD_GATE, f"{leaf}: {kind} does not go with a characteristic; use Equals or OneOf"
    else:
        problem = _strange(leaf, kinds[leaf.code].options)
        if problem:
            yield Reason.BAD_GATE, f"{leaf}: {problem}"


def _strange(leaf: Leaf, options: Sequence[Option]) -> str | None:
    """Return what a leaf asks for that is the code of no option, if there is anything."""
    codes = dict.fromkeys(option.code for option in options)
    strange = next((value for value in asked(leaf) if value not in codes), None)
    if strange is None:
        return None
    near = suggestion(strange, codes) if isinstance(strange, str) else ""
    return f"got {strange!r}, expected one of {listed(options)}{near and '.'}{near}"
