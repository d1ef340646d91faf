"""Merged cells: whether what the first of them says holds for every row that they cover is asked of each column."""

from collections.abc import Iterator
from typing import Any

import attrs

from smmi.intake.questions._changes import Change, Draft
from smmi.intake.questions._evidence import Evidence
from smmi.intake.questions._in_words import counted
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import slug
from smmi.intake.recognition._sight import SeenColumn, Sight, examples
from smmi.intake.sources import Keep, RepeatedUnits, RowFilter, columns_of

When = tuple[str, tuple[str, ...]] | None

FILL_DOWN = "fill_down"
BLANK = "blank"


def ask_of_merged(sight: Sight, draft: Draft, evidence: Evidence) -> None:
    """Ask of each column that is read, or may be by an answer, whether its merged cells are filled down.

    Of the units' identifiers it is asked by `ask_of_merged_units`, as other questions depend on that.
    """
    sources = (*draft.sources.values(), *draft.attributes.values())
    settled = {name for source in sources for name in columns_of(source)}
    asked = {
        name for question in evidence.questions if question.kind == "merged" for name in question.columns
    }
    for column in (one for one in sight.columns if one.merged and one.name not in asked):
        if column.name in settled:
            _ask(column, evidence, None, ())
            continue
        for question in tuple(evidence.questions):
            taking = tuple(option.id for option in question.options if column.name in _taken_by(option))
            if taking and question.kind not in {"unit", "merged"}:
                _ask(column, evidence, (question.id, taking), ())


def ask_of_merged_units(column: SeenColumn, evidence: Evidence, when: When) -> str | None:
    """Ask whether the identifiers in merged cells are filled down; return the question's name, None without any."""
    if not column.merged:
        return None
    unnamed = RowFilter(column=column.name, words=("",), keep=Keep.NOT)
    return _ask(column, evidence, when, (Change(field="rows", value=(unnamed,)),))


def left_blank(column: SeenColumn) -> SeenColumn:
    """Return a column as it is where its merged cells are not filled down."""
    return attrs.evolve(column, cells=column.unfilled or column.cells)


def _ask(column: SeenColumn, evidence: Evidence, when: When, if_blank: tuple[Change, ...]) -> str:
    below = sum(count for _, count in column.merged)
    blank = "they are blank" + ("; rows without an identifier are left out" if if_blank else "")
    return evidence.ask(
        "merged",
        slug(column.name),
        f"{column.name!r} has merged cells. Does what they say hold for every row that they cover?",
        f"{counted(below, 'cell')} below the first of them: {examples(column.merged)}",
        [
            QuestionOption(
                id=FILL_DOWN,
                text="for every row: it is filled down",
                changes=(Change(field="filled_down", value=(column.name,)),),
            ),
            QuestionOption(id=BLANK, text=f"for the first row; in the others {blank}", changes=if_blank),
        ],
        columns=[column.name],
        when=when,
    )


def _taken_by(option: QuestionOption) -> set[str]:
    """Return the columns that are read if a question is so answered."""
    return {name for change in option.changes for name in _columns_in(change)}


def _columns_in(change: Change) -> Iterator[str]:
    """Yield the columns of which a change says what they hold."""
    value: Any = change.value
    if change.field in {"sources", "attributes"} and not change.part:
        yield from columns_of(value)
    elif isinstance(value, RepeatedUnits):
        yield from filter(None, (value.order,))
    elif change.field == "rows":
        yield from (one.column for one in value)
    elif change.part == "columns":
        yield from value.values()
