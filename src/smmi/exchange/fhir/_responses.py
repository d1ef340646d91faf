"""Answers become responses, and responses become answers, by a reading of the table that they make."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError, DocumentError, Finding, described
from smmi.exchange.accounts._attributes import attribute_sources
from smmi.exchange.accounts._choices import written
from smmi.exchange.accounts._definitions import wrong
from smmi.exchange.accounts._documents import MOST_PROBLEMS, problems_of
from smmi.exchange.accounts._tables import check_reading
from smmi.exchange.fhir import _addresses as at
from smmi.exchange.fhir._answered_items import Answered, Display, Text, collect, unit_of
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
    Keep,
    NumberColumn,
    OtherColumns,
    Reading,
    RowFilter,
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
MOST_OTHERS: Final = 500
"""How many items that nobody asked about have a column of their own."""
MOST_FURTHER: Final = 40
FURTHER: Final = "further items."
"""The column of the other ones: their names."""
STATUS: Final = "the status."
"""The column that says which responses are read."""
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
    if not isinstance(status, str) or status not in STATUSES:
        raise ArgumentError("status", shown(status), f"one of {', '.join(sorted(STATUSES))}")
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
    response, and items that are no indicator's, are columns that the account names: scores are worked out anew. So are
    responses of another status.

    Args:
        instrument: What was asked.
        responses: The resources, as they are parsed from JSON.
        statuses: Which responses are read, by their status.
        attributes: Items that are attributes of the units, by their ``linkId``; characteristics are found by
            themselves.
        missing: What further codes of answers stand for.

    Raises:
        DocumentError: A resource is no QuestionnaireResponse, responses are to several questionnaires or to one without
            an item of the instrument, or what an item holds is not one answer in the unit of the question.
        ReadingError: An answer cannot be read, or a unit stands there twice.
        ArgumentError: An argument has a wrong value.

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
    wanted, named = _checked_arguments(instrument, responses, statuses, attributes, missing)
    told: list[Answered] = []
    left: list[tuple[str, str]] = []
    addresses: dict[str, str] = {}
    problems: list[Finding] = []
    for position, response in enumerate(responses):
        path = f"$[{position}]"
        if position >= MOST_ROWS:
            problems.append(wrong(path, f"got more than {MOST_ROWS:,} responses"))
        if position >= MOST_ROWS or len(problems) >= MOST_PROBLEMS:
            break
        found = problems_of(response, path)
        problems += found
        if found or not _is_response(response, path, problems):
            continue
        unit = unit_of(response, path, position + 1, problems)
        if response["status"] not in wanted:
            left.append((unit, response["status"]))
            continue
        address = response.get("questionnaire")
        if isinstance(address, str):
            addresses.setdefault(address.partition("|")[0], f"{path}.questionnaire")
        told.append(Answered(path, unit))
        collect(response.get("item", []), f"{path}.item", told[-1], problems)
    problems += _other_questionnaires(addresses)
    problems += _misfits(instrument, told, named)
    DocumentError.raise_any(problems)
    rows = [{UNIT: one.unit, STATUS: "read", **one.values} for one in told]
    _call_alike(instrument, rows)
    _put_reasons(instrument, rows)
    _choose(instrument, rows)
    rows += [{UNIT: unit, STATUS: status} for unit, status in left]
    asked = [name for one in instrument.indicators for name in _columns(one, rows)]
    asked += [one.code for one in instrument.characteristics]
    columns = _named(rows, [UNIT, *([STATUS] if left else []), *asked, *named])
    known = set(columns)
    reading = Reading(
        instrument=instrument,
        unit=UnitColumn(UNIT),
        sources={one.code: _source(one, known, missing) for one in instrument.indicators},
        attributes=attribute_sources(
            instrument,
            {
                name: name
                for name in (*(one.code for one in instrument.characteristics), *named)
                if name in known
            },
        ),
        rows=[RowFilter(column=STATUS, words=["read"], keep=Keep.ONLY)] if left else (),
        others=OtherColumns.LEAVE_OUT,
    )
    table = [tuple(_cell(row.get(name)) for name in columns) for row in rows]
    return reading.answers(columns, table)


def _checked_arguments(
    instrument: object, responses: object, statuses: object, attributes: object, missing: object
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return which responses are read and what attributes are called, if all arguments can be used."""
    check_reading(instrument, missing=missing)
    if not isinstance(responses, Iterable) or isinstance(responses, str | bytes | Mapping):
        expected = "resources QuestionnaireResponse, as a list"
        advice = "Of a Bundle, give the resource of each entry" if isinstance(responses, Mapping) else ""
        raise ArgumentError("responses", described(responses), expected, advice)
    names = []
    for argument, value, expected in (
        ("statuses", statuses, f"statuses of responses: {', '.join(sorted(STATUSES))}"),
        ("attributes", attributes, "names (linkId) of items"),
    ):
        several = (
            tuple(value) if isinstance(value, Iterable) and not isinstance(value, str | bytes) else (None,)
        )
        good = all(isinstance(one, str) and one.strip() for one in several)
        if not good or (argument == "statuses" and not (several and STATUSES.issuperset(several))):
            raise ArgumentError(argument, shown(value), expected)
        names.append(several)
    return frozenset(names[0]), names[1]


def _is_response(response: Mapping[str, Any], path: str, problems: list[Finding]) -> bool:
    if not isinstance(response, Mapping) or response.get("resourceType") != "QuestionnaireResponse":
        problems.append(wrong(path, "this is no resource of the type QuestionnaireResponse"))
        return False
    status = response.get("status")
    if not isinstance(status, str) or status not in STATUSES:
        problems.append(wrong(f"{path}.status", f"got {shown(status)}, expected a status"))
        return False
    return True


def _other_questionnaires(addresses: Mapping[str, str]) -> Iterator[Finding]:
    """Yield the responses of another questionnaire than the first, by the place of the first of each."""
    first, *others = addresses or [""]
    for address in others:
        message = (
            f"this is a response to {address[:80]!r}, the first one to {first[:80]!r}: "
            "read the responses to each questionnaire apart"
        )
        yield wrong(addresses[address], message)


def _misfits(instrument: Instrument, told: Sequence[Answered], named: Iterable[str]) -> Iterator[Finding]:
    """Yield what no reading of the instrument would take from responses, or not as it stands there."""
    single = {one.code for one in instrument.characteristics} | {*named}
    known, units = set(single), dict[str, str]()
    for one in instrument.indicators:
        names = (one.code, *one.source_names)
        units |= dict.fromkeys(names, getattr(one.scale, "unit", ""))
        own = {at.why_of(one.code), *names}
        if isinstance(one.scale, Composition):
            own |= {at.part_of(one.code, part.code) for part in one.scale.parts}
        known |= own
        single |= set() if isinstance(one.scale, MultipleChoice) else own
        for response in told:
            found = [name for name in names if name in response.values]
            if len(found) > 1:
                message = (
                    f"the items {' and '.join(map(repr, found))} are of one question, expected one of them"
                )
                yield wrong(f"{response.path}.item", message)
    for response in told:
        yield from _misfit(response, instrument, known, single)
    yield from _other_units(told, units)


def _misfit(
    response: Answered, instrument: Instrument, known: set[str], single: set[str]
) -> Iterator[Finding]:
    values, path = response.values, f"{response.path}.item"
    if values and not values.keys() & known:
        first = next(iter(instrument.indicators)).code
        message = (
            f"no item is one of the instrument {instrument.code!r}, such as {first!r}: "
            f"got {', '.join(map(repr, list(values)[:4]))}. Is this a response to another questionnaire?"
        )
        yield wrong(path, message)
    for name in values:
        if name in single and len(values[name]) > 1:
            yield wrong(path, f"the item {name[:40]!r} has {len(values[name])} answers, expected one")


def _other_units(told: Sequence[Answered], units: Mapping[str, str]) -> Iterator[Finding]:
    """Yield the quantities in another unit than the question has; where it has none, than the first one."""
    met: dict[str, tuple[str, ...]] = {}
    for response in told:
        for name in response.units.keys() & units.keys():
            for unit, path in response.units[name].items():
                expected = (units[name],) if units[name] else met.setdefault(name, unit)
                if not set(expected) & set(unit):
                    yield wrong(path, f"got the unit {unit[0][:40]!r}, expected {expected[0][:40]!r}")


def _choose(instrument: Instrument, rows: Iterable[dict[str, Any]]) -> None:
    """Put the codes of options where only what is shown is given, and what stands for texts that are no options."""
    for one in instrument.indicators:
        if not one.scale.answers:
            continue
        options = one.scale.options
        known = {word for option in options for word in (option.code, *option.spellings)}
        is_open = at.WRITTEN_IN in known
        shown_by = Counter(option.label for option in options)
        labels = {option.label: option.code for option in options if shown_by[option.label] == 1}

        def chosen(
            value: object,
            known: set[str] = known,
            labels: Mapping[str, str] = labels,
            is_open: bool = is_open,  # noqa: FBT001  (of this indicator)
        ) -> object:
            if isinstance(value, Display):
                return labels.get(value, f"display {value!r}")
            if isinstance(value, Text) and is_open and value not in known:
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
    if len(values) == 1 and not isinstance(values[0], str):
        return values[0]
    return "\n".join(" ".join(str(one).split()) for one in values)


def _named(rows: Sequence[dict[str, Any]], first: Sequence[str]) -> list[str]:
    """Return the names of the columns: of many items that nobody asked about, all but the commonest are one column."""
    others = Counter(name for row in rows for name in row if name not in {*first, STATUS})
    kept = {name for name, _ in others.most_common(MOST_OTHERS)}
    for row in rows if len(others) > len(kept) else ():
        rest = [name for name in row if name in others and name not in kept]
        if rest:
            row[FURTHER] = ", ".join(rest[:MOST_FURTHER]) + (", …" if len(rest) > MOST_FURTHER else "")
        for name in rest:
            del row[name]
    there = {name for row in rows for name in row}
    columns = dict.fromkeys([*first, *(name for name in others if name in kept), FURTHER])
    return [name for name in columns if name in there or name in first]


def _call_alike(instrument: Instrument, rows: Iterable[dict[str, Any]]) -> None:
    """Call the items of a question alike that some responses call by its code and some by a source name."""
    for one in instrument.indicators:
        names = [name for name in (one.code, *one.source_names) if any(name in row for row in rows)]
        for row in rows if len(names) > 1 else ():
            for name in names[1:]:
                if name in row:
                    row[names[0]] = row.pop(name)


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
