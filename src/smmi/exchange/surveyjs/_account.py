"""What of an instrument a survey cannot carry."""

from collections.abc import Iterator

from smmi.errors import Finding
from smmi.exchange.accounts._account import CarriedQuestion, DefinitionAccount, left_out
from smmi.instrument import (
    Area,
    Composition,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Number,
    Percentage,
)


def account_of(instrument: Instrument) -> DefinitionAccount:
    """Return which questions a survey carries, and what it has no place for."""
    carried = [
        CarriedQuestion(source=one.code, name=one.code, codes=(one.code,), kind=_kind(one))
        for one in instrument.indicators
    ]
    return DefinitionAccount(title=instrument.title, questions=carried, left_out=list(_left_out(instrument)))


def _kind(indicator: Indicator) -> str:
    scale = indicator.scale
    if isinstance(scale, MultipleChoice):
        return "several choices"
    return "one choice" if scale.answers else "shares" if isinstance(scale, Composition) else "a number"


def _left_out(instrument: Instrument) -> Iterator[Finding]:
    yield left_out("$", "the code and the edition of the instrument")
    for field in ("terms", "provenance"):
        if getattr(instrument, field):
            yield left_out(f"$.{field}", f"the instrument's {field}")
    nodes: list[Domain | Area] = [*instrument.domains, *instrument.areas]
    for node in nodes:
        for field in ("tags", "provenance"):
            if getattr(node, field, None):
                yield left_out(f"$.{node.code}.{field}", f"{field} of domains and areas", node.code)
    for one in instrument.indicators:
        for what in _unsaid(one):
            yield left_out(f"$.{one.code}", what, one.code)


def _unsaid(indicator: Indicator) -> Iterator[str]:
    """Yield what of an indicator a survey cannot say."""
    scale = indicator.scale
    for field in ("label", "terms", "tags", "provenance", "source_names"):
        if getattr(indicator, field):
            yield f"{field.replace('_', ' ')} of indicators"
    said = (
        (not indicator.scored, "that an indicator is not scored"),
        (True, f"that a scale is {type(scale).__name__}, and its code"),
        (bool(scale.nonresponses), "what options stand for that are no answers"),
        (
            any(one.value is not None or one.spellings for one in scale.options),
            "coded values and spellings of options",
        ),
        (isinstance(scale, Composition), "that shares sum to 100"),
        (isinstance(scale, MultipleChoice) and scale.minimum > 0, "the least number of choices"),
        (bool(getattr(scale, "unit", "")), "units of numbers"),
        (
            isinstance(scale, Percentage | Number) and scale.decimals is not None,
            "how many decimals a number may have",
        ),
    )
    yield from (what for holds, what in said if holds)
