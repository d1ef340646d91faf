"""Edit checks of an instrument: declarations that are admissible, but doubtful."""

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from smmi.errors import Finding, Reason
from smmi.instrument.declaration import shown
from smmi.instrument.hierarchy._instrument import Instrument, places
from smmi.instrument.hierarchy._nodes import Area, Domain, Indicator
from smmi.instrument.routing._satisfiability import points
from smmi.instrument.scales import (
    Binary,
    Composition,
    Count,
    MultipleChoice,
    Number,
    Option,
    Ordinal,
    Scale,
    contradiction,
    field_finding,
    same,
    stands_alone,
    stands_for_nothing,
)

LONG_CODE: Final = 26
"""The longest code that survey platforms in use take as the name of a variable."""

Doubt = tuple[Reason, str, str]
"""A reason, the field of a scale, and what is doubtful about it."""


def check_instrument(instrument: Instrument, /) -> tuple[Finding, ...]:
    """Return what is doubtful about an instrument.

    - An option of a multiple choice that no admissible selection holds; limits of a number that leave no answer.
    - An ordinal or binary scale whose labels fall: *Always* below *Never*, *Yes* below *No*, 10 below 5.
    - An option that is labelled as a nonresponse ("don't know") or as standing alone ("none of these"), and is not
      declared as one.
    - Labels of one scale, of the areas or of the indicators, and prompts, that a reader cannot tell apart.
    - A count without maximum.
    - A code of more than 26 characters.

    Labels are read as English; in another language nothing is found in them.

    Args:
        instrument: The instrument.

    Returns:
        The findings, in the order of the instrument; a scale that several indicators share is spoken of once.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument, Option
        >>> upside_down = Binary(code="upside_down", options=[Option("yes", "Yes"), Option("no", "No")])
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=upside_down)
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> print(check_instrument(tiny)[0].message)
        'options' of scale 'upside_down': 'Yes' stands below 'No'; the lowest option stands first
    """
    return tuple(_findings(instrument))


def _findings(instrument: Instrument) -> Iterator[Finding]:
    nodes = list(places(instrument))
    for node, path in nodes:
        yield from _long_codes(node.code, path)
    for i, characteristic in enumerate(instrument.characteristics):
        yield from _long_codes(characteristic.code, f"$.characteristics[{i}]")
        yield from _of_options(characteristic.options, f"$.characteristics[{i}].options", characteristic.code)
    for level in (Domain, Area, Indicator):
        several = [(node, path) for node, path in nodes if isinstance(node, level) and node.label]
        yield from _alike([(node.code, path, node.label) for node, path in several], "label")
    indicators = [(node, path) for node, path in nodes if isinstance(node, Indicator)]
    yield from _alike([(node.code, path, node.prompt) for node, path in indicators], "prompt")
    seen: set[Scale] = set()
    for indicator, path in indicators:
        if indicator.scale not in seen:
            seen.add(indicator.scale)
            yield from _of_scale(indicator.scale, f"{path}.scale", indicator.code)


def _long_codes(code: str, path: str, owner: str | None = None) -> Iterator[Finding]:
    if len(code) > LONG_CODE:
        message = (
            f"the code {code!r} has {len(code)} characters; some survey platforms take {LONG_CODE} at most"
        )
        yield Finding(reason=Reason.LONG_CODE, path=f"{path}.code", message=message, code=owner or code)


def _alike(texts: Iterable[tuple[str, str, str]], field: str) -> Iterator[Finding]:
    """Yield a finding for each text (code, path, text) that an earlier one cannot be told apart from."""
    first: dict[str, str] = {}
    for code, path, text in texts:
        before = first.setdefault(same(text), code)
        if before != code:
            yield Finding(
                reason=Reason.REPEATED_PROMPT if field == "prompt" else Reason.REPEATED_LABEL,
                path=f"{path}.{field}",
                message=f"{field!r} of {code!r}: {shown(text)} is that of {before!r} too; tell them apart",
                code=code,
            )


def _of_options(options: Iterable[Option], path: str, owner: str) -> Iterator[Finding]:
    """Yield what is doubtful about options, whatever they are for."""
    listed = list(enumerate(options))
    for i, option in listed:
        yield from _long_codes(option.code, f"{path}[{i}]", owner)
    yield from (
        attrs.evolve(finding, code=owner)
        for finding in _alike([(option.code, f"{path}[{i}]", option.label) for i, option in listed], "label")
    )


def _of_scale(scale: Scale, path: str, owner: str) -> Iterator[Finding]:
    yield from _long_codes(scale.code, path, owner)
    yield from _of_options(scale.options, f"{path}.options", owner)
    if isinstance(scale, Composition):
        yield from _of_options(scale.parts, f"{path}.parts", owner)
    for reason, field, problem in (*_of_limits(scale), *_of_meanings(scale)):
        found = field_finding(reason, f"scale {scale.code!r}", field, problem)
        yield attrs.evolve(found.under(path), code=owner)


def _of_limits(scale: Scale) -> Iterator[Doubt]:
    if isinstance(scale, Count) and scale.maximum is None:
        problem = "there is none, so that no slip can be found (1000 for 10), and a score needs goalposts of its own"
        yield Reason.NO_MAXIMUM, "maximum", problem
    if isinstance(scale, Number) and next(points(scale), None) is None:
        low, high = scale.limits
        problem = f"no number of so few lies from {low:.15g} to {high:.15g}, so that nothing can be answered"
        yield Reason.OPTION_NEVER_POSSIBLE, "decimals", problem


def _of_meanings(scale: Scale) -> Iterator[Doubt]:
    for i, option in enumerate(scale.options):
        if option.nonresponse is not None:
            continue
        if stands_for_nothing(option.label):
            problem = f"{option.label!r} is scored as an answer; say which nonresponse it stands for"
            yield Reason.UNDECLARED_NONRESPONSE, f"options[{i}]", problem
        if isinstance(scale, MultipleChoice) and not option.exclusive and stands_alone(option.label):
            problem = f"{option.label!r} can be chosen beside others; declare it exclusive"
            yield Reason.UNDECLARED_EXCLUSIVE, f"options[{i}]", problem
        if isinstance(scale, MultipleChoice) and option.exclusive and scale.minimum > 1:
            problem = (
                f"{option.code!r} can never be chosen: alone it is fewer than {scale.minimum} selections"
            )
            yield Reason.OPTION_NEVER_POSSIBLE, f"options[{i}]", problem
    if isinstance(scale, Binary | Ordinal) and (pair := contradiction(scale.answers)):
        problem = f"{pair[0]!r} stands below {pair[1]!r}; the lowest option stands first"
        yield Reason.ORDER_CONTRADICTS_LABELS, "options", problem
