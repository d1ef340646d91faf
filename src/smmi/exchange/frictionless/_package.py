"""An instrument as a data package: what stands in each column of a file of answers, and of one of scores.

By the specifications Data Package and Table Schema, version 2 (datapackage.org).
"""

import math
import re
from collections.abc import Iterator
from typing import Any, Final

from smmi.errors import ArgumentError, Finding
from smmi.exchange.accounts._account import CarriedQuestion, DefinitionAccount, left_out
from smmi.instrument import Composition, Count, Indicator, Instrument, MultipleChoice, Nonresponse, Option
from smmi.instrument.declaration import is_text, shown
from smmi.instrument.routing import in_words
from smmi.scoring import ScoringScheme

Content = dict[str, Any]
STATES: Final = (Nonresponse.NOT_APPLICABLE.name, Nonresponse.NOT_ADMINISTERED.name)
"""What stands in files for what no option says."""
NONE_SELECTED: Final = "NONE_SELECTED"
_NUMBER: Final = r"\d+(\.\d+)?([eE][+-]?\d+)?"


def to_frictionless(
    instrument: Instrument,
    scheme: ScoringScheme | None = None,
    /,
    *,
    unit: str = "unit",
    answers: str = "answers.csv",
    scores: str = "scores.csv",
) -> tuple[Content, DefinitionAccount]:
    """Return an instrument as a data package: the schema of a file of its answers, and of its scores, and the account.

    A column is called by an indicator's code; its title is the label, its description the prompt. Choices are texts of
    which the codes are listed, with their labels as categories; several choices stand with semicolons between, shares
    as ``rural=20;urban=80``, numbers have their limits. What stands for no answer is missing: an empty cell, and beside
    numbers the codes of options that say why there is none. The unit is the primary key.

    Args:
        instrument: The instrument.
        scheme: The scheme of the scores, for the schema of a second file: a column for each, from 0 to 100.
        unit: The column of the units' identifiers.
        answers: The path of the file of answers.
        scores: The path of the file of scores.

    Returns:
        The descriptor, to be written as ``datapackage.json``, and the account of what it cannot carry.

    Raises:
        ArgumentError: It is no instrument, the scheme is of another one, or a name is blank or that of an indicator.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> package, account = to_frictionless(tiny)
        >>> package["resources"][0]["schema"]["fields"][1]["constraints"]
        {'enum': ['no', 'yes', 'NOT_APPLICABLE', 'NOT_ADMINISTERED']}
    """
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    if scheme is not None and getattr(scheme, "instrument", None) != instrument:
        raise ArgumentError("scheme", "the scheme of another instrument", "a ScoringScheme of the same one")
    for argument, value in (("unit", unit), ("answers", answers), ("scores", scores)):
        if is_text(value) is not None:
            raise ArgumentError(argument, shown(value), "text that is not blank")
    if answers == scores:
        raise ArgumentError("scores", shown(scores), "another path than that of the file of answers")
    for argument, path in (("answers", answers), ("scores", scores)):
        if path.startswith(("/", ".", "~")) or ".." in re.split(r"[/\\]", path) or path[1:2] == ":":
            raise ArgumentError(argument, shown(path), "a path below that of the descriptor")
    taken = {"overall", *instrument.nodes}
    if unit in taken | {one.code for one in instrument.characteristics}:
        raise ArgumentError("unit", repr(unit), "a name that no question, area, domain or characteristic has")
    asked = [
        *(_of_options(one.code, one.label, one.options) for one in instrument.characteristics),
        *(_field(one) for one in instrument.indicators),
    ]
    resources = [_table("answers", answers, unit, asked)]
    if scheme is not None:
        nodes = [("overall", "Overall"), *((one.code, one.label) for one in instrument.domains)]
        nodes += [(one.code, one.label) for one in instrument.areas]
        limits = {"minimum": 0, "maximum": 100}
        scored = [
            {"name": code, "type": "number", "title": label, "constraints": limits} for code, label in nodes
        ]
        resources.append(_table("scores", scores, unit, scored))
    package: Content = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": instrument.code,
        "title": instrument.title,
        "version": instrument.edition,
        "resources": resources,
    }
    if instrument.description:
        package["description"] = instrument.description
    carried = [
        CarriedQuestion(source=one.code, name=one.code, codes=(one.code,), kind=str(field["type"]))
        for one, field in zip(instrument.indicators, asked[len(instrument.characteristics) :], strict=True)
    ]
    rest = list(_left_out(instrument, scheme))
    return package, DefinitionAccount(title=instrument.title, questions=carried, left_out=rest)


def _table(name: str, path: str, unit: str, fields: list[Content]) -> Content:
    own = {"name": unit, "type": "string", "constraints": {"required": True, "unique": True}}
    schema = {"fields": [own, *fields], "missingValues": [""], "primaryKey": [unit]}
    return {"name": name, "path": path, "format": "csv", "encoding": "utf-8", "schema": schema}


def _of_options(code: str, label: str, options: "tuple[Option, ...]") -> Content:
    """Return the field of one choice."""
    categories = [{"value": one.code, "label": one.label} for one in options]
    constraints = {"enum": [one.code for one in options]}
    return {
        "name": code,
        "type": "string",
        "title": label,
        "categories": categories,
        "constraints": constraints,
    }


def _field(indicator: Indicator) -> Content:
    """Return the field of an indicator."""
    scale = indicator.scale
    field: Content = {"name": indicator.code, "title": indicator.name, "description": indicator.prompt}
    words = [*(one.code for one in scale.nonresponses), *STATES]
    if isinstance(scale, MultipleChoice):
        several = "|".join(one.code for one in scale.answers)
        alone = "|".join([*words, *([NONE_SELECTED] if scale.minimum == 0 else [])])
        pattern = f"^({alone}|({several})(;({several}))*)$"
        return field | {"type": "string", "constraints": {"pattern": pattern}}
    if isinstance(scale, Composition):
        share = f"({'|'.join(one.code for one in scale.parts)})={_NUMBER}"
        pattern = f"^({'|'.join(words)}|{share}(;{share})*)$"
        return field | {"type": "string", "constraints": {"pattern": pattern}}
    if scale.answers:
        made = _of_options(indicator.code, indicator.name, scale.options)
        made["constraints"]["enum"] += list(STATES)
        made["categories"] += [{"value": one, "label": one.replace("_", " ").capitalize()} for one in STATES]
        return made | field
    low, high = scale.limits  # type: ignore[union-attr]  # a scale of numbers
    limits = {
        name: int(value) if isinstance(scale, Count) else value
        for name, value in (("minimum", low), ("maximum", high))
        if math.isfinite(value)
    }
    kind = "integer" if isinstance(scale, Count) else "number"
    return field | {"type": kind, "missingValues": ["", *words]} | ({"constraints": limits} if limits else {})


def _left_out(instrument: Instrument, scheme: ScoringScheme | None) -> Iterator[Finding]:
    """Yield what a schema of columns cannot say."""
    if scheme is not None:
        yield left_out("$.scheme", "how scores are made: rules, weights and policies")
    for field in ("terms", "provenance"):
        if getattr(instrument, field):
            yield left_out(f"$.{field}", f"the instrument's {field}")
    yield left_out("$.domains", "domains and areas: columns stand side by side")
    for one in instrument.indicators:
        for what in _unsaid(one):
            yield left_out(f"$.{one.code}", what, one.code)


def _unsaid(indicator: Indicator) -> Iterator[str]:
    """Yield what of an indicator a field cannot say."""
    scale = indicator.scale
    if indicator.gate is not None:
        yield f"when it is asked: {in_words(indicator.gate)}"
    if indicator.applies is not None:
        yield f"to whom it applies: {in_words(indicator.applies)}"
    for field in ("help", "terms", "tags", "provenance", "source_names"):
        if getattr(indicator, field):
            yield f"{field.replace('_', ' ')} of indicators"
    yield f"that a scale is {type(scale).__name__}, and its code"
    if isinstance(scale, MultipleChoice):
        yield "how many may be chosen, and which options stand alone"
    if isinstance(scale, Composition):
        yield "that shares sum to 100"
    if any(option.value is not None or option.spellings for option in scale.options):
        yield "coded values and spellings of options"
