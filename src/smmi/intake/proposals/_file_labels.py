"""What a file says of the values in a column: labels, and which of them are missing."""

from collections.abc import Mapping, Sequence
from typing import Final

from smmi.instrument import Indicator, Nonresponse, Option
from smmi.intake.entries._said import Said
from smmi.intake.entries._words import Words
from smmi.intake.presets import Preset
from smmi.intake.questions._changes import Change
from smmi.intake.questions._evidence import Evidence
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import loose
from smmi.intake.recognition._header import texts_of_option
from smmi.intake.recognition._sight import SeenColumn

MOST_TOLD: Final = 6
"""So many values are told with their labels."""


def labelled_otherwise(
    column: SeenColumn, options: Sequence[Option], words: Words
) -> dict[str, tuple[str, str, str]]:
    """Return words that the file labels as one option, and that mean another: the label, and the two options."""
    texts = options_by_text(options)
    found = {}
    for entry, _ in column.entries:
        meant = words.look_up(entry.text)
        label = label_of(column, entry.text)
        own = texts.get(loose(label), set()) if label else set()
        if isinstance(meant, Said) and isinstance(meant.answer, str) and len(own) == 1:
            (code,) = own
            if code != meant.answer:
                found[entry.text] = label, code, meant.answer
    return found


def options_by_text(options: Sequence[Option]) -> dict[str, set[str]]:
    """Return the codes of the options that may be written as a text, compared loosely."""
    texts: dict[str, set[str]] = {}
    for option in options:
        for text in texts_of_option(option):
            texts.setdefault(loose(text), set()).add(option.code)
    return texts


def ask_whose_labels(
    indicator: Indicator,
    column: SeenColumn,
    labelled: Mapping[str, tuple[str, str, str]],
    evidence: Evidence,
) -> None:
    """Ask whether values mean what the file labels them, or the options that have these values."""
    said = ", ".join(f"{text!r} is {label!r}" for text, (label, _, _) in list(labelled.items())[:MOST_TOLD])
    several = [
        ("labels", "as the file labels them", {text: code for text, (_, code, _) in labelled.items()}),
        ("values", "as the instrument does", {text: code for text, (_, _, code) in labelled.items()}),
    ]
    evidence.ask(
        "coding",
        indicator.code,
        f"The file labels values of {column.name!r} otherwise than the instrument. Whose labels are right?",
        f"in the file {said}",
        [
            QuestionOption(
                id=name,
                text=f"{text}: {', '.join(f'{word!r} is {code!r}' for word, code in list(meant.items())[:MOST_TOLD])}",
                changes=(Change(field="sources", of=indicator.code, part="spellings", value=meant),),
            )
            for name, text, meant in several
        ],
        columns=[column.name],
        indicators=[indicator.code],
    )


def declared_missing(
    column: SeenColumn, preset: Preset | None
) -> tuple[dict[str, Nonresponse], dict[str, str]]:
    """Return the words for which there is no answer, as the file or its tool says so, and how each is told."""
    missing: dict[str, Nonresponse] = {}
    said: dict[str, str] = {}
    tool = {} if preset is None else dict(preset.missing)
    for entry, _ in column.entries:
        if entry.word in tool:
            missing[entry.text] = tool[entry.word]
            said[entry.text] = f"{tool[entry.word].state.label}, as {preset.name if preset else ''} writes it"
        elif column.notes.declares_missing(entry.text):
            label = column.notes.label_of(entry.text)
            key = loose(label)
            state = Nonresponse.NO_ANSWER
            if "not applicable" in key or "inap" in key.split() or "does not apply" in key:
                state = Nonresponse.NOT_APPLICABLE
            elif "not asked" in key or "not administered" in key:
                state = Nonresponse.NOT_ADMINISTERED
            missing[entry.text] = state
            said[entry.text] = (
                f"{state.state.label}, as the file declares it missing{f' ({label!r})' if label else ''}"
            )
    return missing, said


def label_of(column: SeenColumn, text: str) -> str:
    """Return how the file labels an entry of a column; nothing if it does not."""
    return column.notes.label_of(text)
