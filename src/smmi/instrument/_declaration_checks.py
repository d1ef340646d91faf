"""Edit checks of an instrument: what can be declared, and is probably not meant."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Final

from smmi.errors import Finding, Reason
from smmi.instrument._hierarchy import Indicator, Instrument
from smmi.instrument._label_order import contradiction, same, stands_alone, stands_for_nothing
from smmi.instrument._readings import largest_selection
from smmi.instrument._scales import (
    Binary,
    Composition,
    Count,
    MultipleChoice,
    Nominal,
    Option,
    Ordinal,
    Scale,
)

LONG_CODE: Final = 26
"""The longest code that survey platforms in use take as the name of a variable."""

Doubt = tuple[Reason, str, str]
"""A reason, the path below what is checked, and a sentence."""


def check_instrument(instrument: Instrument, /) -> tuple[Finding, ...]:
    """Return what is doubtful about an instrument.

    - An option of a multiple choice that no admissible selection holds.
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
    places = list(_places(instrument))
    characteristics = [(c.code, f"$.characteristics[{i}]") for i, c in enumerate(instrument.characteristics)]
    yield from _long_codes([*((node.code, path) for node, path in places), *characteristics])
    for level in ("domains", "areas", "indicators"):
        named = [(node.code, path, node.label) for node, path in places if _level(path) == level]
        yield from _alike(named, "label", Reason.REPEATED_LABEL)
    indicators = [(node, path) for node, path in places if isinstance(node, Indicator)]
    yield from _alike(((node.code, path, node.prompt) for node, path in indicators), "prompt", Reason.REPEATED_PROMPT)
    seen: set[Scale] = set()
    for indicator, path in indicators:
        if indicator.scale not in seen:
            seen.add(indicator.scale)
            for reason, below, message in _scale_doubts(indicator.scale):
                yield Finding(
                    reason=reason, path=f"{path}.scale{below}", message=message, code=indicator.code
                )
