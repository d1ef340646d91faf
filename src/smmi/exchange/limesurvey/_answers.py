"""An export of responses by answer codes becomes answers, by a reading that is made of its header."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from smmi.errors import ArgumentError, Finding, ReadingError, Reason
from smmi.exchange.accounts._attributes import attribute_sources
from smmi.exchange.accounts._texts import words_of
from smmi.frozen import FrozenMapping
from smmi.instrument import Answers, Indicator, Instrument, MultipleChoice, Nonresponse
from smmi.intake import (
    Absent,
    Account,
    Blank,
    ChoiceColumn,
    Keep,
    NumberColumn,
    OtherColumns,
    Reading,
    RowFilter,
    SelectionColumns,
    Source,
    UnitColumn,
)
from smmi.intake.tables import as_cells, as_rows, texts_of

NOT_SHOWN: Final = ("N/A", "{question_not_shown}")
"""What the tool may write for a question, or a box, that was not displayed."""
WRITTEN_IN: Final = "[other]"
"""How the column of a text ends that is written in beside several choices; no other choice has that code."""


def answers_from_limesurvey(
    instrument: Instrument,
    header: Sequence[object],
    rows: Iterable[Sequence[object]],
    /,
    *,
    unit: str = "id",
    attributes: Mapping[str, str] = FrozenMapping(),
    missing: Mapping[str, Nonresponse] = FrozenMapping(),
    only_complete: bool = True,
) -> tuple[Answers, Account]:
    """Return the answers that an export of responses holds, and the account of how every cell was read.

    The reading is that of `reading_from_limesurvey`, which says what the arguments are.

    Raises:
        ReadingError: Something cannot be read, or no column is that of an indicator.
        ArgumentError: An argument has a wrong value.

    Example:
        >>> from smmi.instrument import Area, Domain, Indicator, Instrument, MultipleChoice, Option
        >>> scale = MultipleChoice(code="topics", options=[Option("a", "A"), Option("b", "B")])
        >>> topics = Indicator(code="topics", prompt="Which topics?", scale=scale)
        >>> area = Area(code="teaching", label="Teaching", indicators=[topics])
        >>> domain = Domain(code="education", label="Education", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> answers, account = answers_from_limesurvey(
        ...     tiny, ["id", "submitdate", "topics[a]", "topics[b]"], [["1", "2026-11-30", "Y", ""]]
        ... )
        >>> answers.record("1")
        {'topics': ('a',)}
    """
    reading = reading_from_limesurvey(
        instrument, header, unit=unit, attributes=attributes, missing=missing, only_complete=only_complete
    )
    return reading.answers(header, [tuple(row) for row in as_rows(rows)])


def reading_from_limesurvey(
    instrument: Instrument,
    header: Sequence[object],
    /,
    *,
    unit: str = "id",
    attributes: Mapping[str, str] = FrozenMapping(),
    missing: Mapping[str, Nonresponse] = FrozenMapping(),
    only_complete: bool = True,
) -> Reading:
    """Return how an export of responses is read, made of its header: a value, of which parts may be changed.

    Exports with question codes in the header and answer codes in the cells are known; full answers and full questions
    are refused. Columns are bound by codes and source names; a box that is not ticked is blank, and a question without
    a ticked box was not answered. What was not displayed, where the tool writes that, is not applicable; of a question
    of which some boxes were displayed, the others are not ticked. What is written in as a further answer is the option
    of that name. No answer is no answer. Responses without a date of submission are left out.

    Args:
        instrument: What was asked.
        header: The cells of the header row.
        unit: The column of the units' identifiers.
        attributes: The columns of the units' attributes, by the attributes' names.
        missing: What further codes stand for.
        only_complete: Whether responses that were not submitted are left out.

    Raises:
        ReadingError: No column is that of an indicator, or none has the identifiers.
        ArgumentError: An argument has a wrong value.
    """
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    names = texts_of(as_cells(header, "header"))
    known = {name: name for name in names}
    words = {**dict.fromkeys(NOT_SHOWN, Nonresponse.NOT_APPLICABLE), **missing}
    sources = {one.code: _source(one, known, words) for one in instrument.indicators}
    findings: list[Finding] = []
    if unit not in names:
        message = f"no column is called {unit!r}, by which units are identified; name it: unit='…'"
        findings.append(Finding(reason=Reason.MISSING_COLUMN, path="header", message=message))
    if all(isinstance(source, Absent) for source in sources.values()):
        first = next(iter(instrument.indicators))
        message = (
            f"no column is called as a question, such as {(*first.source_names, first.code)[0]!r}: export question "
            "codes and answer codes"
        )
        findings.append(Finding(reason=Reason.MISSING_COLUMN, path="header", message=message))
    ReadingError.raise_any(findings)
    rows = (
        (RowFilter(column="submitdate", words=("",), keep=Keep.NOT),)
        if only_complete and "submitdate" in names
        else ()
    )
    return Reading(
        instrument=instrument,
        unit=UnitColumn(unit),
        sources=sources,
        attributes=attribute_sources(instrument, attributes),
        rows=rows,
        others=OtherColumns.LEAVE_OUT,
    )


def _source(indicator: Indicator, known: Mapping[str, str], missing: Mapping[str, Nonresponse]) -> Source:
    """Return where the answers to an indicator stand, and how they are written there."""
    scale = indicator.scale
    called = (*indicator.source_names, indicator.code)
    if isinstance(scale, MultipleChoice):
        columns = {
            option.code: known[name]
            for option in scale.options
            for word in words_of(option)
            for one in called
            if (name := f"{one}[{word}]") in known
        }
        if not columns:
            return Absent()
        return SelectionColumns(
            columns=columns,
            ticked=("Y",),
            unticked=("N",),
            all_blank=Blank.NO_ANSWER,
            missing={word: one for word, one in missing.items() if word not in NOT_SHOWN},
            hidden={word: missing[word] for word in NOT_SHOWN},
            written=tuple(code for code, name in columns.items() if name.endswith(WRITTEN_IN)),
        )
    column = next((known[one] for one in called if one in known), None)
    if column is None:
        return Absent()
    if scale.answers:
        spellings = {word: option.code for option in scale.options for word in words_of(option)[::-1]}
        absent = {word: one for word, one in missing.items() if word not in spellings}
        return ChoiceColumn(column=column, spellings=spellings, missing=absent)
    return NumberColumn(column=column, missing=missing)
