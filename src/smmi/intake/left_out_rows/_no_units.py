"""Rows that may be left out, by what stands for their identifier: totals, repeated headers, dates, nothing beside."""

from typing import Final

import numpy as np
import numpy.typing as npt

from smmi.intake.entries._doubtful_words import is_total
from smmi.intake.questions._changes import Change
from smmi.intake.questions._evidence import Evidence, is_no_answer
from smmi.intake.questions._in_words import counted
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.recognition._sight import SeenColumn, Sight, examples
from smmi.intake.sources import Keep, RowFilter
from smmi.intake.tables import CellKind, is_date, word_of

LEAST_BESIDE: Final = 3
"""In a table of fewer further columns a row of blanks is an answer as any other."""


def propose_totals(
    sight: Sight,
    column: SeenColumn,
    evidence: Evidence,
    when: tuple[str, tuple[str, ...]] | None = None,
) -> None:
    """Ask what to do with rows whose identifier says that they are no unit.

    These are totals, means and sources below a table, its header where it is repeated, and words for no answer.
    """
    names = set(map(word_of, column.names))
    met = [
        (e, n)
        for e, n in column.entries
        if is_total(e.text) or e.word in names or (e.kind is CellKind.TEXT and is_no_answer(e.text))
    ]
    if met:
        words = tuple(entry.text for entry, _ in met)
        rows = sum(n for _, n in met)
        leave_out = Change(field="rows", value=(RowFilter(column=column.name, words=words, keep=Keep.NOT),))
        evidence.ask(
            "totals",
            "",
            f"{counted(rows, 'row')} of {sight.rows} {'seems' if rows == 1 else 'seem'} to be no unit. Are they read?",
            f"{column.name!r} says {examples(met)}",
            [
                QuestionOption(id="leave_out", text="they are left out", changes=(leave_out,)),
                QuestionOption(id="read", text="they are read"),
            ],
            columns=[column.name],
            when=when,
        )


def propose_dates(
    column: SeenColumn, evidence: Evidence, when: tuple[str, tuple[str, ...]] | None = None
) -> None:
    """Ask whether identifiers that are dates are what the units are called."""
    met = [(e, n) for e, n in column.entries if e.kind is CellKind.TEXT and is_date(e.text)]
    if met:
        words = tuple(entry.text for entry, _ in met)
        leave_out = Change(field="rows", value=(RowFilter(column=column.name, words=words, keep=Keep.NOT),))
        are = (
            "is a date. Is it what the unit is called?"
            if len(met) == 1
            else "are dates. Are the units called so?"
        )
        evidence.ask(
            "dates",
            "",
            f"{counted(len(met), 'identifier')} in {column.name!r} {are}",
            f"{examples(met)}; spreadsheets make dates of texts such as 3-1: where it was one, format the column as "
            "text, correct the cell, and read the file again",
            [
                QuestionOption(id="leave_out", text="no: their rows are left out", changes=(leave_out,)),
                QuestionOption(id="read", text="yes: they are read as they stand"),
            ],
            columns=[column.name],
            when=when,
        )


def propose_bare(
    sight: Sight, column: SeenColumn, evidence: Evidence, when: tuple[str, tuple[str, ...]] | None = None
) -> None:
    """Ask whether rows are units that hold nothing but an identifier: headings of sections and notes do not, either."""
    others = [one for one in sight.columns if one.position != column.position and one.filled]
    if len(others) < LEAST_BESIDE:
        return
    says = np.zeros(len(column.cells), dtype=np.bool_)
    for one in others:
        says |= _is_said(one)
        if says.all():
            return
    names = set(map(word_of, column.names))
    bare = np.bincount(column.cells.positions[~says], minlength=len(column.cells.entries))
    met = [
        (entry, n)
        for entry, n, all_of_it in zip(
            column.cells.entries, bare.tolist(), column.cells.counts.tolist(), strict=True
        )
        if n
        and n == all_of_it
        and not entry.is_blank
        and not is_total(entry.text)
        and entry.word not in names
    ]
    rows = sum(n for _, n in met)
    if not met:
        return
    words = tuple(entry.text for entry, _ in met)
    leave_out = Change(field="rows", value=(RowFilter(column=column.name, words=words, keep=Keep.NOT),))
    evidence.ask(
        "bare",
        "",
        f"{counted(rows, 'row')} of {sight.rows} {'holds' if rows == 1 else 'hold'} nothing beside {column.name!r}. "
        f"{'Is it a unit' if rows == 1 else 'Are they units'} without any answer?",
        f"{column.name!r} says {examples(met)}; headings of sections and notes stand so, too",
        [
            QuestionOption(
                id="leave_out",
                text=f"no, or {'it is' if rows == 1 else 'they are'} not to count: left out",
                changes=(leave_out,),
            ),
            QuestionOption(
                id="read", text=f"yes: read as {'a unit' if rows == 1 else 'units'} without any answer"
            ),
        ],
        columns=[column.name],
        when=when,
    )


def _is_said(column: SeenColumn) -> npt.NDArray[np.bool_]:
    """Return whether each row's cell says something."""
    said = np.array([not entry.is_blank for entry in column.cells.entries], dtype=np.bool_)
    return said[column.cells.positions]
