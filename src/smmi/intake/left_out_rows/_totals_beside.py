"""Rows of totals whose label stands beside the identifiers: a region 'TOTAL', and '32 hospitals' as the name."""

from collections.abc import Collection, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from smmi.intake.entries._doubtful_words import is_total, is_total_beside
from smmi.intake.questions._changes import Change
from smmi.intake.questions._evidence import Evidence, is_no_answer
from smmi.intake.questions._in_words import counted
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import slug
from smmi.intake.recognition._sight import SeenColumn, Sight, examples
from smmi.intake.sources import Keep, RowFilter
from smmi.intake.tables import CellKind, Entry

Flags = npt.NDArray[np.bool_]

MOST_ROWS: Final = 4
"""So many rows are named."""


def propose_totals_beside(
    sight: Sight,
    column: SeenColumn | None,
    answers: Collection[str],
    evidence: Evidence,
    when: tuple[str, tuple[str, ...]] | None = None,
) -> None:
    """Ask what to do with rows that are called totals or means in another column than the one of the identifiers.

    They are asked about where they stand as totals do: above or below all units of the table, or of a part of it
    between blank rows.

    Args:
        sight: The table.
        column: The column of the identifiers; None where rows are numbered.
        answers: The columns that hold answers, which may well say 'all'.
        evidence: What is settled and asked.
        when: On which answer the question depends.
    """
    for one in sight.columns:
        if (column is not None and one.position == column.position) or one.name in answers:
            continue
        labels = {
            entry for entry, _ in one.entries if entry.kind is CellKind.TEXT and is_total_beside(entry.text)
        }
        if not labels:
            continue
        named, seems = _identified(column, len(sight.numbers))
        labelled = _with(one, labels)
        unit = named & ~seems & ~labelled
        if not unit.any():
            continue
        at_edge = labelled & _beside_units(unit, sight.numbers)
        met = [
            (entry, n)
            for entry, n in _only_there(one, labels, at_edge)
            if _with(one, {entry})[named & ~seems].any()
        ]
        if met:
            _ask(sight, column, one, met, evidence, when)


def _identified(column: SeenColumn | None, rows: int) -> tuple[Flags, Flags]:
    """Return which rows have an identifier, and of which it is asked anyway whether it is one."""
    if column is None:
        return np.ones(rows, dtype=np.bool_), np.zeros(rows, dtype=np.bool_)
    blank = {entry for entry in column.cells.entries if entry.is_blank}
    asked = {entry for entry, _ in column.entries if is_total(entry.text) or is_no_answer(entry.text)}
    return ~_with(column, blank), _with(column, asked)


def _with(column: SeenColumn, entries: Collection[Entry]) -> Flags:
    """Return which rows hold one of some entries."""
    flags = np.array([entry in entries for entry in column.cells.entries], dtype=np.bool_)
    return flags[column.cells.positions]


def _beside_units(unit: Flags, numbers: npt.NDArray[np.intp]) -> Flags:
    """Return which rows stand above or below all units of a block of rows without a blank one between them."""
    block = np.cumsum(np.diff(numbers, prepend=numbers[:1]) > 1)
    places = np.arange(len(unit))
    first = np.full(block[-1] + 1, len(unit))
    last = np.full(block[-1] + 1, -1)
    np.minimum.at(first, block[unit], places[unit])
    np.maximum.at(last, block[unit], places[unit])
    outside: Flags = (places < first[block]) | (places > last[block])
    return outside


def _only_there(column: SeenColumn, labels: Collection[Entry], rows: Flags) -> Iterator[tuple[Entry, int]]:
    """Yield the labels that stand in some rows and no others, where they are a value like any other."""
    for entry, count in column.entries:
        if entry in labels and int((_with(column, {entry}) & rows).sum()) == count:
            yield entry, count


def _ask(
    sight: Sight,
    column: SeenColumn | None,
    beside: SeenColumn,
    met: list[tuple[Entry, int]],
    evidence: Evidence,
    when: tuple[str, tuple[str, ...]] | None,
) -> None:
    words = tuple(entry.text for entry, _ in met)
    rows = sum(n for _, n in met)
    leave_out = Change(field="rows", value=(RowFilter(column=beside.name, words=words, keep=Keep.NOT),))
    where = np.flatnonzero(_with(beside, {entry for entry, _ in met}))
    called = [f"row {number}" for number in sight.numbers[where[:MOST_ROWS]].tolist()]
    if column is not None:
        texts = [column.cells.entries[at].text for at in column.cells.positions[where[:MOST_ROWS]].tolist()]
        called = [f"{row} is {text[:40]!r}" for row, text in zip(called, texts, strict=True)]
    evidence.ask(
        "totals",
        slug(beside.name),
        f"{counted(rows, 'row')} of {sight.rows} {'seems' if rows == 1 else 'seem'} to be no unit. Are they read?",
        f"{beside.name!r} says {examples(met)}; {', '.join(called)}",
        [
            QuestionOption(id="leave_out", text="they are left out", changes=(leave_out,)),
            QuestionOption(id="read", text="they are read"),
        ],
        columns=[beside.name],
        when=when,
    )
