"""Numbers that may be no answer in one column, and stand in another one as numbers like any other."""

from collections.abc import Iterator
from typing import Any, Final

from smmi.instrument import Nonresponse
from smmi.intake.proposals._single_choices import missing_answers
from smmi.intake.questions._changes import Change, Draft
from smmi.intake.questions._evidence import LEAVE, Evidence
from smmi.intake.questions._in_words import counted, several
from smmi.intake.questions._questions import Question, QuestionOption
from smmi.intake.questions._text import number_of, slug
from smmi.intake.recognition._sight import SeenColumn, Sight
from smmi.intake.sources import NumberColumn
from smmi.intake.tables import CellKind, Entry

LEAST: Final = 66
"""Smaller numbers say in the codes of one question that there is no answer, and are numbers in others."""

When = tuple[str, tuple[str, ...]] | None


def ask_of_numbers_elsewhere(sight: Sight, draft: Draft, evidence: Evidence) -> None:
    """Ask of each column of numbers what a number means in it that may be no answer in another column.

    Args:
        sight: The table.
        draft: What is settled.
        evidence: What is settled and asked; the words that are asked about.
    """
    asked: dict[float, dict[str, None]] = {}
    for question in evidence.questions:
        for number in _numbers_of(question):
            asked.setdefault(number, {}).update(dict.fromkeys(question.columns))
    for code, source, when in _columns_of_numbers(draft, evidence) if asked else ():
        column = sight.by_name[source.column]
        for number, columns in asked.items():
            met = [(entry, n) for entry, n in column.entries if _is(entry, number)]
            if (
                met
                and column.name not in columns
                and not any(entry.text in source.missing for entry, _ in met)
            ):
                _ask(code, column, number, tuple(columns), evidence, when)


def _numbers_of(question: Question) -> set[float]:
    """Return the numbers of which a question asks whether they are no answer."""
    words = (
        word
        for option in question.options
        for change in option.changes
        if question.kind == "word" and change.part == "missing"
        for word in change.value
    )
    numbers = {number for word in words if (number := number_of(word)) is not None}
    return {number for number in numbers if number < 0 or number >= LEAST}


def _columns_of_numbers(draft: Draft, evidence: Evidence) -> Iterator[tuple[str, NumberColumn, When]]:
    """Yield the columns in which numbers are read, each with its indicator and the answers by which that is so."""
    for code, source in draft.sources.items():
        if isinstance(source, NumberColumn):
            yield code, source, None
    for question in tuple(evidence.questions):
        for option in question.options:
            for change in option.changes:
                value: Any = change.value
                if change.field == "sources" and isinstance(value, NumberColumn):
                    yield change.of, value, (question.id, (option.id,))


def _is(entry: Entry, number: float) -> bool:
    return entry.kind in {CellKind.TEXT, CellKind.NUMBER} and number_of(entry.text) == number


def _ask(
    code: str, column: SeenColumn, number: float, columns: tuple[str, ...], evidence: Evidence, when: When
) -> None:
    met = [(entry, n) for entry, n in column.entries if _is(entry, number)]
    texts = [entry.text for entry, _ in met]
    read = [n for entry, _ in column.entries if (n := number_of(entry.text)) is not None and n != number]
    others = "no other number stands here"
    if read:
        place = "far from" if not min(read) <= number <= 2 * max(read) else "beside"
        place = "among" if min(read) <= number <= max(read) else place
        others = f"it lies {place} the others, which go from {min(read):.15g} to {max(read):.15g}"
    unasked = Change(
        field="sources", of=code, part="missing", value=dict.fromkeys(texts, Nonresponse.NOT_ADMINISTERED)
    )
    evidence.ask(
        "word",
        f"{slug(texts[0])}_{code}",
        f"What does {texts[0]!r} mean in {column.name!r}?",
        f"it stands in {counted(sum(n for _, n in met), 'cell')}; it may be no answer in {several(columns)}, and is "
        f"within the limits here: {others}",
        [
            *missing_answers(code, texts)[:2],
            QuestionOption(id="not_administered", text="not asked", changes=(unasked,)),
            QuestionOption(id=LEAVE, text="a number like any other"),
        ],
        columns=[column.name],
        indicators=[code],
        when=when,
    )
