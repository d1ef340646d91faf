"""Answers in a table of any kind."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

import attrs

from smmi.cli._exits import ContentError
from smmi.cli.files import FileError
from smmi.cli.formats.tables import NotPlainError, Table
from smmi.cli.manifests import leave_out
from smmi.errors import EditCheckError, Finding, Reason, listing
from smmi.instrument import Answers, Instrument
from smmi.instrument.answers import answers_of_blocks

ARGUMENTS: Final = "name it among the attributes or the columns to ignore"
THERE: Final = "; give its column, and name it there"
EMPTY: Final = "leave the cell empty (None)"
OPTIONS: Final = "read it with --by, or leave it out with --ignore"
"""What a command says where findings speak of arguments."""


def answers_in(
    table: Table,
    instrument: Instrument,
    /,
    *,
    path: Path,
    unit: str,
    by: Sequence[str],
    ignore: Collection[str],
) -> Answers:
    """Return the answers that a table holds.

    Args:
        table: The table.
        instrument: What was asked.
        path: Where the table stands, for messages.
        unit: The column of the units' identifiers.
        by: The columns of attributes; characteristics that the instrument declares are found without being named.
        ignore: Columns to leave out.

    Raises:
        ContentError: The answers are impossible.
        FileError: A column that is not left out holds what cannot be read; or the file shows to be broken.
    """
    problems = [
        f"column {name!r}: {text}" for name, text in table.problems.items() if name.strip() not in ignore
    ]
    if problems:
        heading = "cannot be used as answers; correct it, or leave a column out with --ignore:"
        raise FileError(path, listing(heading, problems))
    names = {name.strip() for name in table.header}
    declared = [c.code for c in instrument.characteristics if c.code in names and c.code not in ignore]
    attributes = tuple(dict.fromkeys([*by, *declared]))
    found = _by_blocks(table, instrument, unit, attributes, ignore)
    if found is not None:  # in which no row is blank
        return found
    try:
        answers = Answers.from_text(
            instrument,
            table.header,
            table.rows,
            unit=unit,
            attributes=attributes,
            ignore=ignore,
            places=table.places,
        )
    except EditCheckError as error:
        findings = tuple(_in_options(finding, instrument) for finding in error.findings)
        raise ContentError(path, EditCheckError(findings)) from None
    leave_out("rows", "blank", rows=table.places.blank())
    return answers


def _by_blocks(
    table: Table, instrument: Instrument, unit: str, attributes: Sequence[str], ignore: Collection[str]
) -> Answers | None:
    """Return the answers in a table of which the blocks are plain and the answers good; None for any other."""
    header = [name.strip() for name in table.header]
    if table.blocks is None or header.count(unit) != 1:
        return None
    unread = {position for position, name in enumerate(header) if name in ignore}
    blocks = table.blocks(header.index(unit), unread)
    try:
        return answers_of_blocks(
            instrument, table.header, blocks, unit=unit, attributes=attributes, ignore=ignore
        )
    except (NotPlainError, EditCheckError):
        return None


def _in_options(finding: Finding, instrument: Instrument) -> Finding:
    """Return a finding whose advice speaks of the command's options and columns instead of a function's arguments."""
    message = finding.message.replace(ARGUMENTS, OPTIONS).replace(EMPTY, "leave the cell empty")
    missing = [one for one in instrument.characteristics if one.code == finding.code]
    if finding.reason is Reason.MISSING_COLUMN and missing:
        values = ", ".join(option.code for option in missing[0].options)
        message = f"{message.removesuffix(THERE)}; add a column named {finding.code} ({values})".replace(
            ".;", ";"
        )
    return attrs.evolve(finding, message=message)
