"""Results of a survey become answers, by a reading of the table that they make."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from smmi.errors import ArgumentError, DocumentError, Finding, Reason
from smmi.exchange.accounts._attributes import attribute_sources
from smmi.exchange.surveyjs._names import nonresponse_of
from smmi.exchange.surveyjs._scales import NONE_SELECTED, value_of
from smmi.frozen import FrozenMapping
from smmi.instrument import Answers, Binary, Composition, Indicator, Instrument, MultipleChoice, Nonresponse
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

UNIT: Final = "the unit."
"""The column of identifiers; no code has a blank."""
MOST_RESULTS: Final = 1_000_000


def answers_from_surveyjs(
    instrument: Instrument,
    results: Iterable[Mapping[str, Any]],
    /,
    *,
    unit: str | None = None,
    attributes: Iterable[str] = (),
    missing: Mapping[str, Nonresponse] = FrozenMapping(),
) -> tuple[Answers, Account]:
    """Return the answers that results of a survey hold (`survey.data`), and the account of how every one was read.

    Answers are found by the names of questions: codes and source names, those of rows of a matrix as
    ``matrix.row``. Texts that were written in, stored scores, and everything that is no indicator's are columns that
    the account names: scores are worked out anew, as stored ones may be stale.

    Args:
        instrument: What was asked.
        results: The results, one mapping for each unit, as they are parsed from JSON.
        unit: The key of the unit's identifier; the position where None.
        attributes: Keys that are attributes of the units; characteristics are found by their codes.
        missing: What further values stand for.

    Raises:
        DocumentError: A result is no mapping, or has no identifier.
        ReadingError: An answer cannot be read, or a unit stands there twice.

    Example:
        >>> from smmi.exchange.surveyjs import from_surveyjs
        >>> survey = {
        ...     "title": "Visits",
        ...     "elements": [{"type": "boolean", "name": "open", "title": "Is it open?"}],
        ... }
        >>> instrument, _ = from_surveyjs(survey)
        >>> answers, account = answers_from_surveyjs(
        ...     instrument, [{"school": "S1", "open": True}], unit="school"
        ... )
        >>> answers.record("S1")
        {'open': 'yes'}
    """
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    rows: list[dict[str, Any]] = []
    problems: list[Finding] = []
    for position, result in enumerate(results):
        path = f"$[{position}]"
        if position >= MOST_RESULTS or not isinstance(result, Mapping):
            message = f"expected at most {MOST_RESULTS:,} results, each an object by the names of questions"
            problems.append(Finding(reason=Reason.BAD_VALUE, path=path, message=message))
            break
        own = f"{position + 1}" if unit is None else value_of(result.get(unit))
        if own is None:
            message = f"expected the unit's identifier under {unit!r}"
            problems.append(Finding(reason=Reason.BAD_VALUE, path=path, message=message))
            continue
        rows.append({UNIT: own, **dict(_flat(result))})
    DocumentError.raise_any(problems)
    sources: dict[str, Source] = {}
    columns = [UNIT]
    for indicator in instrument.indicators:
        name = _called(indicator, rows)
        sources[indicator.code] = _source(indicator, name, missing)
        columns += _columns(indicator, name)
        _put_reasons(indicator, name, rows)
    known = [one.code for one in instrument.characteristics]
    columns = list(dict.fromkeys((*columns, *known, *(key for row in rows for key in row))))
    reading = Reading(
        instrument=instrument,
        unit=UnitColumn(UNIT),
        sources=sources,
        attributes=attribute_sources(
            instrument, {name: name for name in (*known, *attributes) if name in columns}
        ),
        others=OtherColumns.LEAVE_OUT,
    )
    return reading.answers(columns, [tuple(row.get(name) for name in columns) for row in rows])


def _flat(result: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the cells of a result: a list as one, what stands inside with a point between."""
    for name, value in result.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{inside}", _cell(one)) for inside, one in value.items())
        else:
            yield str(name), _cell(value)


def _cell(value: object) -> object:
    if isinstance(value, list):
        told = [value_of(one) for one in value]
        if None in told:  # what is no choice: rows of a table, files
            return value
        chosen = [one for one in told if one is not None and one != NONE_SELECTED]
        return NONE_SELECTED if told == [NONE_SELECTED] else "\n".join(chosen) or None
    return value_of(value) if isinstance(value, bool) else value


def _called(indicator: Indicator, rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the name of a question in results."""
    names = (indicator.code, *indicator.source_names)
    parts = [one.code for one in indicator.scale.parts] if isinstance(indicator.scale, Composition) else []
    for name in names:
        if any(name in row or any(f"{name}.{part}" in row for part in parts) for row in rows):
            return name
    return indicator.code


def _columns(indicator: Indicator, name: str) -> list[str]:
    if isinstance(indicator.scale, Composition):
        return [f"{name}.{part.code}" for part in indicator.scale.parts]
    return [name]


def _put_reasons(indicator: Indicator, name: str, rows: Iterable[dict[str, Any]]) -> None:
    """Put where a number would be why there is none, where a question of its own asks that."""
    why = nonresponse_of(indicator)
    columns = _columns(indicator, name)
    for row in rows:
        if why is not None and why in row and all(row.get(column) is None for column in columns):
            row[columns[0]] = row[why]


def _source(indicator: Indicator, name: str, missing: Mapping[str, Nonresponse]) -> Source:
    scale = indicator.scale
    if isinstance(scale, Composition):
        return ShareColumns(
            columns={part.code: f"{name}.{part.code}" for part in scale.parts}, missing=missing
        )
    spellings = {word: option.code for option in scale.options for word in option.spellings}
    spellings |= {
        repr(option.value).removesuffix(".0"): option.code
        for option in scale.options
        if option.value is not None
    }
    spellings |= {option.code: option.code for option in scale.options}
    if isinstance(scale, Binary):
        spellings |= {"true": scale.options[-1].code, "false": scale.options[0].code}
    absent = {word: one for word, one in missing.items() if word not in spellings}
    if isinstance(scale, MultipleChoice):
        return SelectionColumn(
            column=name, separator="\n", spellings=spellings, none=(NONE_SELECTED,), missing=absent
        )
    if scale.answers:
        return ChoiceColumn(column=name, spellings=spellings, missing=absent)
    return NumberColumn(column=name, missing=absent)
