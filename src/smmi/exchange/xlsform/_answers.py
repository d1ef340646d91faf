"""An export of submissions becomes answers, by a reading that is made of its header."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from smmi.errors import Finding, ReadingError, Reason
from smmi.exchange.accounts._attributes import attribute_sources
from smmi.exchange.accounts._choices import columns_by, written
from smmi.exchange.accounts._tables import as_reading, check_reading, header_of, rows_of, unknown_ticks
from smmi.exchange.xlsform._names import Names
from smmi.frozen import FrozenMapping
from smmi.instrument import Answers, Composition, Indicator, Instrument, MultipleChoice, Nonresponse
from smmi.intake import (
    Absent,
    Account,
    ChoiceColumn,
    NumberColumn,
    OtherColumns,
    Reading,
    SelectionColumn,
    SelectionColumns,
    ShareColumns,
    Source,
    UnitColumn,
)
from smmi.intake.tables import texts_of

UNITS: Final = ("_uuid", "KEY", "meta/instanceID", "meta-instanceID", "instanceID", "_id", "_index")
"""The columns of identifiers, as Kobo, ODK Central and others call them."""
_STEP: Final = re.compile("[/:-]")


def answers_from_xlsform(
    instrument: Instrument,
    header: Sequence[object],
    rows: Iterable[Sequence[object]],
    /,
    *,
    unit: str | None = None,
    attributes: Mapping[str, str] = FrozenMapping(),
    missing: Mapping[str, Nonresponse] = FrozenMapping(),
) -> tuple[Answers, Account]:
    """Return the answers that an export of submissions holds, and the account of how every cell was read.

    The reading is that of `reading_from_xlsform`, which says what the arguments are.

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
        >>> answers, account = answers_from_xlsform(
        ...     tiny, ["education-teaching-topics", "KEY"], [["a b", "u1"], ["", "u2"]]
        ... )
        >>> answers.record("u1"), answers.record("u2")
        ({'topics': ('a', 'b')}, {'topics': None})
    """
    check_reading(instrument, unit=unit, attributes=attributes, missing=missing)
    header, table = header_of(header), rows_of(rows)
    reading = reading_from_xlsform(instrument, header, unit=unit, attributes=attributes, missing=missing)
    names = texts_of(header)
    columns = _Columns(names, [], instrument)
    ReadingError.raise_any(unknown_ticks(names, table, columns.unknown))
    ends = [columns.end(name) for name in names]
    return reading.answers(header, Names(instrument).with_reasons(ends, table))


def reading_from_xlsform(
    instrument: Instrument,
    header: Sequence[object],
    /,
    *,
    unit: str | None = None,
    attributes: Mapping[str, str] = FrozenMapping(),
    missing: Mapping[str, Nonresponse] = FrozenMapping(),
) -> Reading:
    """Return how an export of submissions is read, made of its header: a value, of which parts may be changed.

    Exports of ODK Central, Kobo, Ona and Briefcase are known that have names (XML values), not labels. A column is
    bound by the end of its name, the groups before it aside, with a slash, a colon or a hyphen between. Several choices
    stand in one column with blanks between, or in a column for each with 1 and 0; where none is chosen, there is no
    answer. Scores in the file are left out, as they are worked out anew. A question of `to_xlsform` that asks why there
    is no number is read by `answers_from_xlsform` alone, which puts it where the number would be.

    Args:
        instrument: What was asked.
        header: The cells of the header row.
        unit: The column of the units' identifiers; that of the tool where None.
        attributes: The columns of the units' attributes, by the attributes' names; the instrument's characteristics are
            found by their codes.
        missing: What further codes stand for.

    Raises:
        ReadingError: No column is that of an indicator, or several may be.
        ArgumentError: An argument has a wrong value.
    """
    check_reading(instrument, unit=unit, attributes=attributes, missing=missing)
    names = texts_of(header_of(header))
    findings: list[Finding] = []
    columns = _Columns(names, findings, instrument)
    fields = Names(instrument)
    sources = {one.code: _source(one, columns, fields, missing) for one in instrument.indicators}
    given = {
        one.code: found
        for one in instrument.characteristics
        if (found := columns.whole([one.code])) is not None
    }
    own = unit or next((name for name in UNITS if name in names), None)
    if own is None:
        message = (
            f"no column has the units' identifiers, such as {UNITS[0]!r} or {UNITS[1]!r}; name it: unit='…'"
        )
        findings.append(Finding(reason=Reason.MISSING_COLUMN, path="header", message=message))
    if all(isinstance(source, Absent) for source in sources.values()):
        findings.append(_no_column(instrument, names))
    ReadingError.raise_any(findings)
    given |= dict(attributes)
    with as_reading():
        return Reading(
            instrument=instrument,
            unit=UnitColumn(own or ""),
            sources=sources,
            attributes=attribute_sources(instrument, given),
            others=OtherColumns.LEAVE_OUT,
        )


class _Columns:
    """Columns by the ends of their names.

    Attributes:
        of_options: The columns that hold one choice of a question of several.
        unknown: Those that seem to hold a choice that the instrument does not know, with the code of the question.
    """

    def __init__(self, names: Sequence[str], findings: list[Finding], instrument: Instrument) -> None:
        self._findings = findings
        self._ends: dict[tuple[str, ...], list[str]] = {}
        asked = [(one.code, *one.source_names) for one in instrument.indicators]
        words = [
            word for one in instrument.indicators for part in one.scale.options for word in columns_by(part)
        ]
        longest = max(len(_steps(name)) for several in asked for name in several)
        longest += max((len(_steps(word)) for word in words), default=0)
        for name in names:
            steps = _steps(name)
            for length in range(1, min(longest, len(steps)) + 1):
                self._ends.setdefault(steps[-length:], []).append(name)
        self.of_options = {
            name
            for one in instrument.indicators
            if isinstance(one.scale, MultipleChoice)
            for called in (one.code, *one.source_names)
            for option in one.scale.options
            for word in columns_by(option)
            for name in self._ends.get((*_steps(called), *_steps(word)), ())
        }
        several = {
            name: one.code
            for one in instrument.indicators
            if isinstance(one.scale, MultipleChoice)
            for name in (one.code, *one.source_names)
        }
        self.unknown = {
            name: several[steps[-2]]
            for name in names
            if len(steps := _steps(name)) > 1 and steps[-2] in several and steps[-1] != steps[-2]
        }
        self.unknown = {name: code for name, code in self.unknown.items() if name not in self.of_options}
        self.of_options |= self.unknown.keys()

    def end(self, name: str) -> str:
        """Return the name of the question of a column; of the column of an option, all of it."""
        return name if name in self.of_options else _steps(name)[-1]

    def whole(self, called: Iterable[str], *inside: str) -> str | None:
        """Return the column whose name ends so, or None; several are a finding."""
        found: dict[str, None] = {}
        repeated = False
        ends = []
        for name in called:
            steps = (*_steps(name), *(step for one in inside for step in _steps(one)))
            ends.append("/".join(steps))
            several = self._ends.get(steps, [])
            if not inside:  # the column of an option may end as another question is called
                several = [one for one in several if one not in self.of_options]
            repeated = repeated or len(several) > len(set(several))
            found |= dict.fromkeys(several)
        if len(found) > 1 or repeated:
            listed = ", ".join(map(repr, list(found)[:4]))
            how = f"{len(found)} columns" if len(found) > 1 else "several columns of one name"
            message = f"{how} may hold the answers to {ends[0]!r}: {listed}; take out those that do not, or rename them"
            self._findings.append(
                Finding(reason=Reason.AMBIGUOUS_NAME, path="header", message=message, code=ends[0])
            )
            return None
        return next(iter(found), None)


def _steps(name: str) -> tuple[str, ...]:
    return tuple(_STEP.split(name))


def _no_column(instrument: Instrument, names: Sequence[str]) -> Finding:
    prompts = {" ".join(one.prompt.split()).casefold() for one in instrument.indicators}
    labelled = any(" ".join(name.split()).casefold() in prompts for name in names)
    first = next(iter(instrument.indicators)).code
    message = f"no column is called as an indicator: expected the names of questions, such as {first!r}"
    if labelled:
        message = "this is an export with labels, which says no codes: export names (XML values and headers)"
    return Finding(reason=Reason.MISSING_COLUMN, path="header", message=message)


def _source(
    indicator: Indicator, columns: _Columns, fields: Names, missing: Mapping[str, Nonresponse]
) -> Source:
    """Return where the answers to an indicator stand, and how they are written there."""
    scale = indicator.scale
    called = (indicator.code, *indicator.source_names)
    if isinstance(scale, Composition):
        parts = {part.code: columns.whole([fields.parts[indicator.code, part.code]]) for part in scale.parts}
        there = {code: name for code, name in parts.items() if name is not None}
        return ShareColumns(columns=there, missing=missing) if len(there) == len(parts) else Absent()
    spellings = written(scale.options)
    absent = {word: one for word, one in missing.items() if word not in spellings}
    if isinstance(scale, MultipleChoice):
        boxes = {
            option.code: name
            for option in scale.options
            for word in columns_by(option)[::-1]
            if (name := columns.whole(called, word)) is not None
        }
        if boxes:
            ticked, unticked = ("1", "true"), ("0", "false")
            return SelectionColumns(columns=boxes, ticked=ticked, unticked=unticked, missing=absent)
        whole = columns.whole(called)
        if whole is None:
            return Absent()
        return SelectionColumn(column=whole, separator=" ", spellings=spellings, missing=absent)
    column = columns.whole(called)
    if column is None:
        return Absent()
    if scale.answers:
        return ChoiceColumn(column=column, spellings=spellings, missing=absent)
    return NumberColumn(column=column, missing=absent)
