"""An instrument becomes a data dictionary; scores become calculated fields."""

from collections.abc import Iterator
from typing import Any, Final

from smmi.errors import ArgumentError, Finding
from smmi.exchange.accounts._account import CarriedQuestion, DefinitionAccount, left_out
from smmi.exchange.redcap._calculations import calculations
from smmi.exchange.redcap._dictionary import COLUMNS, markup, note_of
from smmi.exchange.redcap._logic import ALWAYS, Written, number
from smmi.exchange.redcap._names import Names
from smmi.instrument import (
    Area,
    Composition,
    Count,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Number,
    Option,
    Percentage,
    Scale,
)
from smmi.instrument.declaration import is_code
from smmi.instrument.scales import largest_selection
from smmi.scoring import ScoringScheme

Row = dict[str, str]
_MOST_DECIMALS: Final = 4
"""The tool's validations know so many decimals."""
_OF_INDICATORS: Final = (
    ("terms", "terms of indicators"),
    ("tags", "tags of indicators"),
    ("provenance", "provenance of indicators"),
    ("source_names", "source names of indicators"),
)


def to_redcap(
    instrument: Instrument, scheme: ScoringScheme | None = None, /, *, unit: str = "record_id"
) -> tuple[list[Row], DefinitionAccount]:
    """Return an instrument as the rows of a data dictionary of REDCap, and the account of what it cannot carry.

    A domain becomes a form, an area a section of it, an indicator a field by its code: radio buttons for one choice, a
    checkbox for several, a validated text for a number, and a field for each part of a composition. Characteristics
    that decide where questions apply stand in a form of their own. Gates become branching logic, options that exclude
    others and largest selections action tags. What the tool has no column for (areas' codes, kinds of scales, what
    options stand for) is noted in the annotation, from which `from_redcap` takes it.

    With a scheme, calculated fields work out the scores in a form of their own: ``score_curriculum``, empty where
    there is none. Their form is the last, and everything in it but the scores is hidden.

    Args:
        instrument: The instrument.
        scheme: The scheme that scores it.
        unit: The name of the field of the units' identifiers, the first of the dictionary.

    Returns:
        The rows, to be written as CSV with the columns of `COLUMNS`, and the account.

    Raises:
        ArgumentError: It is no instrument, the scheme is of another one, or the name is none that the tool takes.
        NotExpressibleError: The scheme cannot be expressed as calculated fields.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> rows, account = to_redcap(Instrument(code="tiny", edition="1", title="Tiny", domains=[domain]))
        >>> [row["Variable / Field Name"] for row in rows]
        ['record_id', 'has_policy']
        >>> rows[1]["Choices, Calculations, OR Slider Labels"]
        'no, No | yes, Yes'
    """
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    if scheme is not None and getattr(scheme, "instrument", None) != instrument:
        raise ArgumentError("scheme", "the scheme of another instrument", "a ScoringScheme of the same one")
    expected = is_code(unit)
    if expected is not None:
        raise ArgumentError("unit", repr(unit), expected)
    names = Names(instrument, unit)
    written = Written(instrument, names.parts)
    rows: list[Row] = [_row(unit, names.first_form, "text", "Identifier")]
    rows[0][COLUMNS[-1]] = note_of(_of_instrument(instrument))
    for one in instrument.characteristics:
        row = _row(one.code, names.first_form, "radio", one.label)
        row[COLUMNS[5]] = _choices(one.options)
        row[COLUMNS[-1]] = note_of({"characteristic": True})
        rows.append(row)
    questions: list[CarriedQuestion] = []
    for domain in instrument.domains:
        for area in domain.areas:
            for position, indicator in enumerate(area.indicators):
                made = list(_rows(indicator, names, domain))
                _route(made, indicator, written)
                if position == 0:
                    made[0][COLUMNS[2]] = markup(area.label)
                made[0][COLUMNS[-1]] = _annotated(made[0], indicator, area, domain, first=position == 0)
                rows += made
                kind = made[0][COLUMNS[3]]
                questions.append(
                    CarriedQuestion(
                        source=indicator.code,
                        name=made[0][COLUMNS[0]],
                        codes=(indicator.code,),
                        kind=f"{kind}, {len(made)} fields" if len(made) > 1 else kind,
                    )
                )
    if scheme is not None:
        for name, label, formula, hidden in calculations(scheme, names):
            row = _row(name, names.last_form, "calc", label)
            row[COLUMNS[5]] = formula
            row[COLUMNS[-1]] = "@HIDDEN" if hidden else ""
            rows.append(row)
    account = DefinitionAccount(
        title=instrument.title, questions=questions, left_out=list(_left_out(instrument))
    )
    return rows, account


def _row(name: str, form: str, kind: str, label: str) -> Row:
    row = dict.fromkeys(COLUMNS, "")
    return row | {COLUMNS[0]: name, COLUMNS[1]: form, COLUMNS[3]: kind, COLUMNS[4]: markup(label)}


def _choices(options: "tuple[Option, ...]") -> str:
    return " | ".join(f"{one.code}, {markup(one.label)}" for one in options)


def _rows(indicator: Indicator, names: Names, domain: Domain) -> Iterator[Row]:
    """Yield the fields of an indicator."""
    scale, form = indicator.scale, names.forms[domain.code]
    if isinstance(scale, Composition):
        for position, part in enumerate(scale.parts):
            row = _row(names.parts[indicator.code, part.code], form, "text", part.label)
            row |= {COLUMNS[7]: "number", COLUMNS[8]: "0", COLUMNS[9]: "100"}
            if position == 0:
                row[COLUMNS[4]] = f"{markup(indicator.prompt)}: {markup(part.label)}"
            else:
                row[COLUMNS[-1]] = note_of({"of": indicator.code, **_of_part(part)})
            yield row
    elif isinstance(scale, MultipleChoice):
        row = _row(indicator.code, form, "checkbox", indicator.prompt)
        yield row | {COLUMNS[5]: _choices(scale.options)}
    elif scale.answers:
        row = _row(indicator.code, form, "radio", indicator.prompt)
        yield row | {COLUMNS[5]: _choices(scale.options)}
    else:
        low, high = scale.limits  # type: ignore[union-attr]  # a scale of numbers
        decimals = 0 if isinstance(scale, Count) else scale.decimals  # type: ignore[union-attr]
        row = _row(indicator.code, form, "text", indicator.prompt)
        row[COLUMNS[7]] = "integer" if isinstance(scale, Count) else "number"
        if decimals and not isinstance(scale, Count) and decimals <= _MOST_DECIMALS:
            row[COLUMNS[7]] = f"number_{decimals}dp"
        row[COLUMNS[8]] = number(low) if abs(low) < float("inf") else ""
        row[COLUMNS[9]] = number(high) if abs(high) < float("inf") else ""
        yield row
    if scale.nonresponses and not scale.answers:
        row = _row(names.why[indicator.code], form, "radio", "If there is no number: why?")
        row[COLUMNS[5]] = _choices(scale.nonresponses)
        row[COLUMNS[-1]] = note_of({"why_no": indicator.code, **_stands_for(scale.nonresponses)})
        yield row


def _route(rows: list[Row], indicator: Indicator, written: Written) -> None:
    """Say when the fields of an indicator are shown."""
    parts = [written.may_hold(indicator.applies)] if indicator.applies else []
    parts += [written.holds(indicator.gate)] if indicator.gate else []
    for row in rows:
        row[COLUMNS[11]] = " and ".join(part for part in parts if part != ALWAYS)


def _stands_for(options: "tuple[Option, ...]") -> dict[str, Any]:
    told = {one.code: one.nonresponse.name.lower().replace("_", "-") for one in options if one.nonresponse}
    values = {one.code: one.value for one in options if one.value is not None}
    return ({"nonresponses": told} if told else {}) | ({"values": values} if values else {})


def _of_part(part: Option) -> dict[str, Any]:
    value = {} if part.value is None else {"value": part.value}
    return {"part": part.code, "part_label": part.label, **value}


def _annotated(row: Row, indicator: Indicator, area: Area, domain: Domain, *, first: bool) -> str:
    """Return the annotation of the first field of an indicator: action tags, and a note."""
    scale = indicator.scale
    noted: dict[str, Any] = {"scale": scale.code, "kind": type(scale).__name__}
    noted |= _stands_for(scale.options)
    for field in ("label", "help"):
        if getattr(indicator, field):
            noted[field] = getattr(indicator, field)
    noted |= {"prompt": indicator.prompt} if " ".join(indicator.prompt.split()) != indicator.prompt else {}
    noted |= {} if indicator.scored else {"scored": False}
    noted |= {"label_of_scale": scale.label} if scale.label else {}
    if isinstance(scale, Count | Number) and scale.unit:
        noted["unit"] = scale.unit
    if isinstance(scale, Percentage | Number) and scale.decimals is not None:
        noted["decimals"] = scale.decimals
    if isinstance(scale, Composition):
        part = scale.parts[0]
        noted |= {"composition": indicator.code, **_of_part(part)}
        noted |= {"prompt": indicator.prompt, "tolerance": scale.tolerance}
    if isinstance(scale, MultipleChoice):
        noted |= {"minimum": scale.minimum} if scale.minimum else {}
        noted |= {"maximum": scale.maximum} if scale.maximum is not None else {}
        exclusive = {one.code: True for one in scale.answers if one.exclusive}
        noted |= {"exclusive": exclusive} if exclusive else {}
    if first:
        noted |= {"area": area.code, "domain": domain.code, "domain_label": domain.label}
    if indicator.help:
        row[COLUMNS[6]] = markup(indicator.help)
    tags = [note_of(noted)]
    if isinstance(scale, MultipleChoice):
        alone = [one.code for one in scale.options if one.exclusive or one.nonresponse is not None]
        tags += [f"@NONEOFTHEABOVE='{','.join(alone)}'"] if alone else []
        most = largest_selection(scale)
        tags += [f"@MAXCHECKED={most}"] if most < len(scale.answers) else []
    return " ".join(tags)


def _of_instrument(instrument: Instrument) -> dict[str, Any]:
    return {"instrument": instrument.code, "edition": instrument.edition, "title": instrument.title}


def _left_out(instrument: Instrument) -> Iterator[Finding]:
    """Yield what the tool has no place for."""
    for field in ("description", "terms", "provenance"):
        if getattr(instrument, field):
            yield left_out(f"$.{field}", f"the instrument's {field}")
    nodes: list[Domain | Area] = [*instrument.domains, *instrument.areas]
    for node in nodes:
        for field in ("help", "tags", "provenance"):
            if getattr(node, field, None):
                yield left_out(f"$.{node.code}.{field}", f"{field} of domains and areas", node.code)
    for one in instrument.indicators:
        for field, what in _OF_INDICATORS:
            if getattr(one, field):
                yield left_out(f"$.{one.code}.{field}", what, one.code)
        for what in _unsaid(one.scale):
            yield left_out(f"$.{one.code}.scale", what, one.code)


def _unsaid(scale: Scale) -> Iterator[str]:
    """Yield what of a scale the tool has no place for, or does not check."""
    if any(option.spellings for option in scale.options):
        yield "spellings of options"
    match scale:
        case MultipleChoice(minimum=0):
            yield "that none of the choices is an answer: no box ticked is no answer"
        case MultipleChoice():
            yield "the least number of choices: the tool does not check it"
        case Composition():
            yield "that shares sum to 100: the tool does not check it"
        case Percentage() | Number() if (scale.decimals or 0) > _MOST_DECIMALS:
            yield "more than four decimals: the tool does not check them"
        case _:
            pass
