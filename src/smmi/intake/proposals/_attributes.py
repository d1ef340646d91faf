"""Attributes of the units: which words say that there is no value, and which are one value written in several ways."""

from collections.abc import Sequence

from smmi.instrument import Characteristic
from smmi.intake.entries._words import Words
from smmi.intake.proposals._file_labels import options_by_text
from smmi.intake.questions._changes import Change
from smmi.intake.questions._evidence import LEAVE, Evidence, is_no_answer, is_sentinel
from smmi.intake.questions._in_words import counted
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import loose, slug
from smmi.intake.recognition._sight import SeenColumn, examples
from smmi.intake.sources import AttributeSource
from smmi.intake.tables import CellKind, Entry, folded

MOST_WORDS = 6
"""More words that are no value are one question."""


def propose_attribute(
    name: str, declared: Characteristic | None, column: SeenColumn, evidence: Evidence
) -> AttributeSource:
    """Return how a column is read as an attribute; what is not known is asked.

    Args:
        name: The attribute.
        declared: What the instrument says of it, if it does.
        column: Its column.
        evidence: What is settled and asked.
    """
    entries = [pair for pair in column.entries if pair[0].kind is not CellKind.OTHER]
    spellings: dict[str, str] = {}
    if declared is None:
        strange = [(entry, count) for entry, count in entries if _says_none(entry.text)]
        _ask_of_spellings(name, column, [pair for pair in entries if pair not in strange], evidence)
    else:
        words = Words.of(declared.options, spellings={}, missing={})
        texts = options_by_text(declared.options)
        strange = [(entry, count) for entry, count in entries if words.look_up(entry.text) is None]
        meant = {entry.text: texts.get(loose(entry.text), set()) for entry, _ in strange}
        spellings = {text: next(iter(codes)) for text, codes in meant.items() if len(codes) == 1}
        strange = [(entry, count) for entry, count in strange if entry.text not in spellings]
    evidence.choose(
        name,
        "an attribute of the units",
        f"{column.name!r}: {len(column.entries)} different entries, {column.blanks} blank"
        + "".join(f"; {text[:40]!r} as {code!r}, but for punctuation" for text, code in spellings.items()),
        columns=[column.name],
    )
    _ask_of_words(name, declared, column, strange, evidence)
    return AttributeSource(column=column.name, spellings=spellings)


def _says_none(text: str) -> bool:
    """Whether a value mostly says that there is none: a word, or a negative number by which files say so."""
    return is_no_answer(text) or (text.startswith("-") and is_sentinel(text))


def _ask_of_words(
    name: str,
    declared: Characteristic | None,
    column: SeenColumn,
    strange: Sequence[tuple[Entry, int]],
    evidence: Evidence,
) -> None:
    """Ask what words mean that are no value of a declared attribute, or mostly say that there is none."""
    groups = [[pair] for pair in strange] if len(strange) <= MOST_WORDS else [list(strange)]
    options = () if declared is None else declared.options
    for group in groups:
        texts = tuple(entry.text for entry, _ in group)
        alone = texts[0] if len(texts) == 1 else ""
        values = [
            QuestionOption(
                id=f"option_{option.code}",
                text=f"the value {option.code!r} ({option.label})",
                changes=(Change(field="attributes", of=name, part="spellings", value={alone: option.code}),),
            )
            for option in options
            if alone
        ]
        absent = Change(field="attributes", of=name, part="missing", value=texts)
        left = "a value like any other" if declared is None else "leave it as a finding"
        evidence.ask(
            "value",
            f"{name}_{slug(alone)}" if alone else name,
            f"What does {alone[:60]!r} in {column.name!r} mean?"
            if alone
            else f"{len(texts)} different entries of {column.name!r} may be no values of {name!r}. What are they?",
            counted(group[0][1], "cell") if alone else examples(group),
            [
                *values,
                QuestionOption(id="no_value", text="no value", changes=(absent,)),
                QuestionOption(id=LEAVE, text=left),
            ],
            columns=[column.name],
        )


def _ask_of_spellings(
    name: str, column: SeenColumn, entries: Sequence[tuple[Entry, int]], evidence: Evidence
) -> None:
    """Ask whether values that differ in capitals or blanks alone are one: as they stand, each is a group."""
    counts: dict[str, dict[str, int]] = {}
    for entry, count in entries:
        ways = counts.setdefault(entry.word, {})
        ways[entry.written] = ways.get(entry.written, 0) + count
    several = [ways for ways in counts.values() if len(ways) > 1]
    if not several:
        return
    meant: dict[str, str] = {}
    for ways in several:
        meant |= dict.fromkeys(map(folded, ways), max(ways, key=lambda text: ways[text]))
    evidence.ask(
        "capitals",
        name,
        f"Are values of {column.name!r} that differ in capitals or blanks alone the same?",
        "; ".join(
            ", ".join(f"{text[:40]!r} ({count})" for text, count in ways.items())
            for ways in several[:MOST_WORDS]
        ),
        [
            QuestionOption(
                id="one",
                text="the same, written as most are",
                changes=(Change(field="attributes", of=name, part="spellings", value=meant),),
            ),
            QuestionOption(id="apart", text="different values"),
        ],
        columns=[column.name],
    )
