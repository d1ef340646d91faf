"""Answers in a table of any kind, as a reading says: what is wrong is told with what to do on the command line."""

from collections.abc import Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Final

import attrs

from smmi.cli._exits import ContentError
from smmi.cli.files import FileError
from smmi.cli.formats.tables import ColumnNote, Table
from smmi.errors import Finding, ReadingError, listing
from smmi.instrument import Answers
from smmi.intake import Account, ColumnNotes, Reading, UnitColumn
from smmi.intake.readings import header_names
from smmi.intake.tables import ColumnFinder, unique_names

ASKED: Final = "`smmi read` asks what they mean"
ADVICE: Final[Mapping[str, str]] = {
    "Say what each means: 'spellings' of the source for an answer, 'missing' for no answer": (
        f"Correct them in the table; {ASKED}"
    ),
    "Say which is meant: 'spellings' of the source go before all else": f"Correct them in the table; {ASKED}",
    "If it is the decimal mark, declare format=NumberFormat(decimal=','); if it stands between thousands, "
    "NumberFormat(thousands=',')": (
        "It may be the decimal mark, or stand between thousands; write such numbers plainly in the table, with a "
        "point, or make a new reading with `smmi read`, which looks how all numbers are written"
    ),
    "If it is the decimal mark, declare format=NumberFormat(decimal='.'); if it stands between thousands, "
    "NumberFormat(decimal=',', thousands='.')": (
        "It may be the decimal mark, or stand between thousands; write such numbers alike in the table, or make a new "
        "reading with `smmi read`, which looks how all numbers are written"
    ),
    "If it stands between thousands, declare format=NumberFormat(thousands=' ')": (
        "If it stands between thousands, take it out in the table, or make a new reading with `smmi read`"
    ),
    'If it stands between thousands, declare format=NumberFormat(thousands="\'")': (
        "If it stands between thousands, take it out in the table, or make a new reading with `smmi read`"
    ),
    "If it stands between thousands, declare the other one: format=NumberFormat(decimal=',', thousands='.') or "
    "NumberFormat(thousands=',')": (
        "If it stands between thousands, take it out in the table, or make a new reading with `smmi read`"
    ),
    "or declare another format": "or make a new reading with `smmi read`",
    "or declare a percentage": "or take a scale of percentages in the instrument",
    "Say which of them are no answer: missing={'…': Nonresponse.NO_ANSWER}; correct others in the table": (
        "Correct them in the table; `smmi read` asks which of them are no answer"
    ),
    "or name them in 'missing'": "or clear them there, if they are no answer",
    "or declare another separator": "or make a new reading with `smmi read`",
    "Name them in 'ticked', 'unticked' or 'missing' of the source": f"Correct them in the table; {ASKED}",
    "Correct the columns of the source": "Make a new reading with `smmi read`",
    "leave such rows out by a filter (the word '' is a blank); or number the rows: unit=NumberedRows()": (
        "take such rows out of the table; or number the rows: `smmi read` asks"
    ),
    "or number the rows: unit=NumberedRows()": "or number the rows: `smmi read` asks",
    "Say which row counts: repeated=RepeatedUnits(take=Repeated.FIRST) or Repeated.LAST, in the order of the table or "
    "by a column ('order'); merge them (Repeated.MERGE); or choose rows by a column ('rows')": (
        "Take out the others in the table, or make a new reading with `smmi read`, which asks which row counts"
    ),
    "Name them in 'left_out', or leave out all the rest: others=OtherColumns.LEAVE_OUT": (
        "Take them out of the table, or make a new reading with `smmi read`, which leaves out the rest"
    ),
}
"""What a command says where findings speak of what is declared in Python."""


def column_notes(table: Table, /) -> dict[str, ColumnNotes]:
    """Return what a file says of its columns, as a proposal takes it."""
    sets = {column: one for one in table.sets if one.counted is not None for column in one.columns}
    notes = {}
    for name in dict.fromkeys([*table.notes, *sets]):
        note, of = table.notes.get(name, ColumnNote()), sets.get(name)
        notes[name.strip()] = ColumnNotes(
            label=note.label,
            value_labels=note.value_labels,
            missing=(*note.missing, *note.missing_ranges),
            question=() if of is None else tuple(filter(None, (of.name, of.label))),
            counted="" if of is None or of.counted is None else of.counted,
        )
    return notes


def answers_by(reading: Reading, table: Table, /, *, path: Path) -> tuple[Answers, Account]:
    """Return the answers that a table holds as a reading says, and the account.

    Args:
        reading: The reading.
        table: The table.
        path: Where the table stands, for messages.

    Raises:
        ContentError: Something cannot be read.
        FileError: A column that the reading takes holds error values or formulas; or the file shows to be broken.
    """
    rows = table.rows_with_blank_ones()
    top = list(islice(rows, reading.header.rows - 1)) if table.problems else []
    refuse_problems(reading, table, top, path=path)
    try:
        return reading.answers(table.header, chain(top, rows), notes=column_notes(table))
    except ReadingError as error:
        told = tuple(_as_commands_do(finding) for finding in error.findings)
        raise ContentError(path, ReadingError(told)) from None


def refuse_problems(
    reading: Reading, table: Table, top: Sequence[Sequence[object]], /, *, path: Path
) -> None:
    """Refuse a table in which a column that a reading takes cannot be used.

    Args:
        reading: The reading.
        table: The table.
        top: Its header rows below the first.
        path: Where it stands.

    Raises:
        FileError: A column holds error values, formulas without a value, or lists.
    """
    used = [*reading.answer_columns, *(one.column for one in reading.attributes.values())]
    used += [one.column for one in reading.rows] + [reading.repeated.order or ""]
    errors = table.problems_by_position
    names = unique_names(header_names([table.header, *top], reading.header)) if errors else ()
    finder = ColumnFinder(names)
    places = {place for name in filter(None, used) for place in finder.find(name)[1]}
    problems = [f"column {names[place]!r}: {errors[place]}" for place in sorted(places & errors.keys())]
    if problems:
        raise FileError(path, listing("cannot be used as answers; correct it:", problems))


def unit_name(reading: Reading, /) -> str:
    """Return what the units' column of a table of results is called."""
    return reading.unit.column if isinstance(reading.unit, UnitColumn) else "row"


def _as_commands_do(finding: Finding) -> Finding:
    """Return a finding whose advice speaks of the commands instead of a reading's declaration."""
    message = finding.message
    for said, instead in ADVICE.items():
        if message.endswith(said):
            message = message.removesuffix(said) + instead
            break
    return attrs.evolve(finding, message=message)
