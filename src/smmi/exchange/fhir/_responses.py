"""Answers become responses, and responses become answers, by a reading of the table that they make."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError, DocumentError, Finding, Reason
from smmi.exchange.accounts._attributes import attribute_sources
from smmi.exchange.accounts._choices import written
from smmi.exchange.fhir import _addresses as at
from smmi.frozen import FrozenMapping
from smmi.instrument import (
    Answers,
    Composition,
    Count,
    Indicator,
    Instrument,
    MultipleChoice,
    Nonresponse,
    Option,
)
from smmi.instrument.declaration import is_text, shown
from smmi.intake import (
    Account,
    ChoiceColumn,
    NumberColumn,
    OtherColumns,
    Reading,
    SelectionColumn,
    ShareColumns,
    Source,
    UnitColumn,
)

Resource = dict[str, Any]
STATUSES: Final = frozenset({"in-progress", "completed", "amended", "entered-in-error", "stopped"})
READ: Final = frozenset({"completed", "amended"})
UNIT: Final = "the unit."
"""The column of identifiers; no code has a blank."""
DEEPEST: Final = 40
MOST_ITEMS: Final = 50_000
MOST_ROWS: Final = 1_000_000


@tells_keywords
def answers_to_fhir(
    answers: Answers, /, *, questionnaire: str, status: str = "completed", release: str = "R4"
) -> list[Resource]:
    """Return answers as resources QuestionnaireResponse, one for each unit, for the questionnaire of `to_fhir`.

    The unit is the subject, by an identifier. A question without an answer has no item; what is not applicable or not
    administered without an option that says so has none either, as a response has no place for it.

    Args:
        answers: The answers.
        questionnaire: The canonical address of the questionnaire, with its version:
            ``https://example.org/Questionnaire/smmi|16-areas``.
        status: The status of every response.
        release: The release of FHIR, "R4" or "R5": responses are the same in both.

    Raises:
        ArgumentError: These are no answers, or the status or release is not known.

    Example:
        >>> from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> answers = Answers.from_records(tiny, [{"school": "S1", "has_policy": "yes"}], unit="school")
        >>> (response,) = answers_to_fhir(answers, questionnaire="https://example.org/Questionnaire/tiny|1")
        >>> response["item"][0]["item"][0]["item"][0]["answer"]
        [{'valueCoding': {'code': 'yes', 'display': 'Yes'}}]
    """
    ArgumentError.raise_unless(answers, Answers, argument="answers", expected="Answers")
    at.check_release(release)
    if status not in STATUSES:
        raise ArgumentError("status", repr(status), f"one of {', '.join(sorted(STATUSES))}")
    if is_text(questionnaire) is not None:
        raise ArgumentError("questionnaire", shown(questionnaire), "an address, a bar and a version")
    return [_response(answers, unit, questionnaire, status) for unit in answers.units.tolist()]


def _response(answers: Answers, unit: str, questionnaire: str, status: str) -> Resource:
    instrument, record = answers.instrument, answers.record(unit)
    for aside in answers.set_aside:
        if aside.unit == unit:
            record[aside.code] = aside.answer
    items: list[Resource] = []
    position = answers.position(unit)
    told = []
    for one in instrument.characteristics:
        code = answers.attributes[one.code][position] if one.code in answers.attributes else None
        if code is not None:
            told.append({"linkId": one.code, "answer": [_coding(one.options, code)]})
    if told:
        items.append({"linkId": at.CHARACTERISTICS, "item": told})
    for domain in instrument.domains:
        areas = []
        for area in domain.areas:
            inside = [item for one in area.indicators for item in _items(one, record.get(one.code))]
            if inside:
                areas.append({"linkId": area.code, "text": at.text_of(area.label), "item": inside})
        if areas:
            items.append({"linkId": domain.code, "text": at.text_of(domain.label), "item": areas})
    response: Resource = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": questionnaire,
        "status": status,
        "subject": {"type": "Organization", "identifier": {"value": unit}},
    }
    return response | ({"item": items} if items else {})


def _coding(options: Iterable[Option], code: str) -> Resource:
    label = next(option.label for option in options if option.code == code)
    return {"valueCoding": {"code": code, "display": at.text_of(label)}}


def _items(indicator: Indicator, answer: object) -> Iterator[Resource]:
    """Yield the items of an answer; none if there is none."""
    scale, code = indicator.scale, indicator.code
    item: Resource = {"linkId": code, "text": at.text_of(indicator.prompt)}
    if answer is None or isinstance(answer, Nonresponse):
        return
    if isinstance(answer, Mapping):
        parts = scale.parts if isinstance(scale, Composition) else ()
        inside = [
            {
                "linkId": at.part_of(code, one.code),
                "text": at.text_of(one.label),
                "answer": [{"valueDecimal": float(answer[one.code])}],
            }
            for one in parts
        ]
        yield item | {"item": inside}
    elif isinstance(answer, str) and not scale.answers:
        yield {"linkId": at.why_of(code), "answer": [_coding(scale.options, answer)]}
    elif isinstance(answer, str):
        yield item | {"answer": [_coding(scale.options, answer)]}
    elif isinstance(answer, tuple):
        if answer:
            yield item | {"answer": [_coding(scale.options, one) for one in answer]}
    elif isinstance(scale, Count):
        yield item | {"answer": [{"valueInteger": int(answer)}]}  # type: ignore[call-overload]  # a number
    else:
        yield item | {"answer": [{"valueDecimal": float(answer)}]}  # type: ignore[arg-type]  # a number


def answers_from_fhir(
    instrument: Instrument,
    responses: Iterable[Mapping[str, Any]],
    /,
    *,
    statuses: Iterable[str] = READ,
    attributes: Iterable[str] = (),
    missing: Mapping[str, Nonresponse] = FrozenMapping(),
) -> tuple[Answers, Account]:
    """Return the answers that resources QuestionnaireResponse hold, and the account of how every one was read.

    Items are found by their ``linkId``: the code of an indicator or one of its source names. A unit is called by the
    identifier of the response's subject, the reference to it, or the response's own id. A coding without a code is
    found by what it shows, and a text that is no option by the option for what is written in. Scores that stand in a
    response, and items that are no indicator's, are columns that the account names: scores are worked out anew.

    Args:
        instrument: What was asked.
        responses: The resources, as they are parsed from JSON.
        statuses: Which responses are read, by their status.
        attributes: Items that are attributes of the units, by their ``linkId``; characteristics are found by
            themselves.
        missing: What further codes of answers stand for.

    Raises:
        DocumentError: A resource is no QuestionnaireResponse.
        ReadingError: An answer cannot be read, or a unit stands there twice.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> response = {
        ...     "resourceType": "QuestionnaireResponse",
        ...     "id": "r1",
        ...     "status": "completed",
        ...     "item": [{"linkId": "has_policy", "answer": [{"valueCoding": {"code": "yes"}}]}],
        ... }
        >>> answers, account = answers_from_fhir(tiny, [response])
        >>> answers.record("r1")
        {'has_policy': 'yes'}
    """
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    wanted = frozenset(statuses)
    rows: list[dict[str, Any]] = []
    problems: list[Finding] = []
    for position, response in enumerate(responses):
        path = f"$[{position}]"
        if position >= MOST_ROWS:
            problems.append(_wrong(path, f"got more than {MOST_ROWS:,} responses"))
            break
        if not isinstance(response, Mapping) or response.get("resourceType") != "QuestionnaireResponse":
            problems.append(_wrong(path, "this is no resource of the type QuestionnaireResponse"))
        elif response.get("status") not in STATUSES:
            problems.append(
                _wrong(f"{path}.status", f"got {shown(response.get('status'))}, expected a status")
            )
        elif response["status"] in wanted:
            row = {UNIT: _unit(response, position)}
            _collect(response.get("item", []), f"{path}.item", row, problems)
            rows.append(row)
    DocumentError.raise_any(problems)
    _put_reasons(instrument, rows)
    _choose(instrument, rows)
    asked = [name for one in instrument.indicators for name in _columns(one, rows)]
    asked += [one.code for one in instrument.characteristics]
    columns = list(dict.fromkeys((UNIT, *asked, *(name for row in rows for name in row))))
    known = set(columns)
    reading = Reading(
        instrument=instrument,
        unit=UnitColumn(UNIT),
        sources={one.code: _source(one, known, missing) for one in instrument.indicators},
        attributes=attribute_sources(
            instrument,
            {
                name: name
                for name in (*(one.code for one in instrument.characteristics), *attributes)
                if name in known
            },
        ),
        others=OtherColumns.LEAVE_OUT,
    )
    table = [tuple(_cell(row.get(name)) for name in columns) for row in rows]
    return reading.answers(columns, table)


def _wrong(path: str, message: str) -> Finding:
    return Finding(reason=Reason.BAD_VALUE, path=path, message=message)


def _unit(response: Mapping[str, Any], position: int) -> str:
    subject = response.get("subject")
    found: list[object] = []
    if isinstance(subject, Mapping):
        identifier = subject.get("identifier")
        found += [identifier.get("value")] if isinstance(identifier, Mapping) else []
        found.append(subject.get("reference"))
    found.append(response.get("id"))
    return next((one for one in found if isinstance(one, str) and one.strip()), f"response {position + 1}")


def _collect(items: object, path: str, row: dict[str, Any], problems: list[Finding]) -> None:
    """Collect the answers of items, and of those inside, by their names."""
    waiting: list[tuple[object, str, int]] = [(items, path, 0)]
    seen = 0
    while waiting:
        several, where, depth = waiting.pop()
        if not isinstance(several, list) or depth > DEEPEST:
            problems.append(_wrong(where, f"expected a list of items, nested {DEEPEST} deep at most"))
            return
        for position, item in enumerate(several):
            here = f"{where}[{position}]"
            seen += 1
            name = item.get("linkId") if isinstance(item, Mapping) else None
            if seen > MOST_ITEMS or not isinstance(name, str):
                problems.append(_wrong(here, f"expected at most {MOST_ITEMS:,} items, each with a linkId"))
                return
            answers = item.get("answer", [])
            if not isinstance(answers, list) or not all(isinstance(one, Mapping) for one in answers):
                problems.append(_wrong(f"{here}.answer", "expected a list of answers"))
                return
            if answers:
                if name in row:
                    problems.append(_wrong(here, f"the item {name[:40]!r} has answers twice"))
                    return
                row[name] = [_value(one) for one in answers]
            if "item" in item:
                waiting.append((item["item"], f"{here}.item", depth + 1))
            waiting += [
                (one["item"], f"{here}.answer[{i}].item", depth + 1)
                for i, one in enumerate(answers)
                if "item" in one
            ]


def _value(answer: Mapping[str, Any]) -> object:
    """Return the value of an answer: a code, a number, a truth value as yes or no, or text."""
    for name, value in answer.items():
        if not name.startswith("value"):
            continue
        if name == "valueCoding" and isinstance(value, Mapping):
            code, display = value.get("code"), value.get("display")
            if code is None and isinstance(display, str):
                return _Display(display)
            return code if isinstance(code, str) else None
        if name == "valueString" and isinstance(value, str):
            return _Text(value)
        if name == "valueQuantity" and isinstance(value, Mapping):
            return value.get("value")
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value
    return None


class _Text(str):
    """An answer that is a text, and no coding."""

    __slots__ = ()


class _Display(str):
    """What is shown of a coding that has no code."""

    __slots__ = ()


def _choose(instrument: Instrument, rows: Iterable[dict[str, Any]]) -> None:
    """Put the codes of options where only what is shown is given, and what stands for texts that are no options."""
    for one in instrument.indicators:
        if not one.scale.answers:
            continue
        options = one.scale.options
        known = {word for option in options for word in (option.code, *option.spellings)}
        is_open = at.WRITTEN_IN in known
        labels = {option.label: option.code for option in options[::-1]}

        def chosen(
            value: object,
            known: set[str] = known,
            labels: Mapping[str, str] = labels,
            is_open: bool = is_open,  # noqa: FBT001  (of this indicator)
        ) -> object:
            if isinstance(value, _Display):
                return labels.get(value, f"display {value!r}")
            if isinstance(value, _Text) and is_open and value not in known:
                return labels.get(value, at.WRITTEN_IN)
            return value

        for name in (one.code, *one.source_names):
            for row in rows:
                found = [chosen(value) for value in row.get(name, ())]
                texts = [i for i, value in enumerate(found) if value == at.WRITTEN_IN]
                if found:
                    row[name] = [value for i, value in enumerate(found) if i not in texts[1:]]


def _cell(values: object) -> object:
    if not isinstance(values, list):
        return values
    if len(values) == 1:
        return values[0]
    return "\n".join(str(one) for one in values)


def _put_reasons(instrument: Instrument, rows: Iterable[dict[str, Any]]) -> None:
    """Put where a number would be why there is none, where an item of its own says that."""
    places = {
        at.why_of(one.code): at.part_of(one.code, one.scale.parts[0].code)
        if isinstance(one.scale, Composition)
        else one.code
        for one in instrument.indicators
        if one.scale.nonresponses and not one.scale.answers
    }
    shares = {
        at.why_of(one.code): [at.part_of(one.code, part.code) for part in one.scale.parts]
        for one in instrument.indicators
        if isinstance(one.scale, Composition)
    }
    for row in rows:
        for why, place in places.items():
            if why in row and row.get(place) is None:
                row.update(dict.fromkeys(shares.get(why, ())) | {place: row[why]})


def _columns(indicator: Indicator, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the items of an indicator: what nobody answered has none in any response, and was asked all the same."""
    if isinstance(indicator.scale, Composition):
        return [at.part_of(indicator.code, part.code) for part in indicator.scale.parts]
    names = (indicator.code, *indicator.source_names)
    return [next((name for name in names if any(name in row for row in rows)), indicator.code)]


def _source(indicator: Indicator, known: set[str], missing: Mapping[str, Nonresponse]) -> Source:
    scale = indicator.scale
    if isinstance(scale, Composition):
        parts = {part.code: at.part_of(indicator.code, part.code) for part in scale.parts}
        return ShareColumns(columns=parts, missing=missing)
    column = next(name for name in (indicator.code, *indicator.source_names) if name in known)
    spellings = written(scale.options)
    absent = {word: one for word, one in missing.items() if word not in spellings}
    if isinstance(scale, MultipleChoice):
        return SelectionColumn(column=column, separator="\n", spellings=spellings, missing=absent)
    if scale.answers:
        return ChoiceColumn(column=column, spellings=spellings, missing=absent)
    return NumberColumn(column=column, missing=absent)
