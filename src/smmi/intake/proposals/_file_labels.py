"""What a file says of the values in a column: labels, and which of them are missing."""

from collections.abc import Mapping, Sequence
from typing import Final

from smmi.instrument import Indicator, Nonresponse, Option
from smmi.intake.entries._said import Said
from smmi.intake.entries._words import Words
from smmi.intake.presets import Preset
from smmi.intake.questions._changes import Change
from smmi.intake.questions._evidence import Evidence, is_no_answer
from smmi.intake.questions._in_words import counted
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import loose, number_of, slug
from smmi.intake.recognition._header import texts_of_option
from smmi.intake.recognition._sight import SeenColumn
from smmi.intake.sources import Absent

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


def label_of_no_answer(column: SeenColumn, text: str, options: Sequence[Option] = ()) -> str:
    """Return how the file labels an entry, if the label says that there is no answer and is none of the options."""
    label = label_of(column, text)
    return label if label and is_no_answer(label) and loose(label) not in options_by_text(options) else ""


def labelled_numbers(column: SeenColumn, missing: Mapping[str, Nonresponse]) -> dict[str, str]:
    """Return the numbers of a column that the file labels as anything but themselves, with their labels.

    Args:
        column: The column.
        missing: Words for which there is no answer.
    """
    found = {}
    for entry, _ in column.entries:
        label = "" if entry.text in missing else label_of(column, entry.text)
        number = number_of(entry.text)
        if label and number is not None and number_of(label) != number:
            found[entry.text] = label
    return found


def ask_of_labelled_numbers(
    indicator: Indicator, column: SeenColumn, labelled: Mapping[str, str], evidence: Evidence
) -> None:
    """Ask whether numbers that the file labels are numbers: 1 may stand for 0 to 25 percent."""
    said = ", ".join(f"{text!r} is {label!r}" for text, label in list(labelled.items())[:MOST_TOLD])
    code = indicator.code
    evidence.ask(
        "labelled",
        code,
        f"The file labels numbers of {column.name!r}. Are they answers to {code!r} as they stand?",
        f"in the file {said}",
        [
            QuestionOption(id="numbers", text="yes: the numbers are answers, whatever their labels"),
            QuestionOption(
                id="no_answer",
                text="no: those with a label are no answer",
                changes=(
                    Change(
                        field="sources",
                        of=code,
                        part="missing",
                        value=dict.fromkeys(labelled, Nonresponse.NO_ANSWER),
                    ),
                ),
            ),
            QuestionOption(
                id="other_column",
                text="no: they are codes, and the indicator is absent",
                changes=(Change(field="sources", of=code, value=Absent()),),
            ),
        ],
        columns=[column.name],
        indicators=[code],
    )


def ask_whose_label(
    indicator: Indicator,
    column: SeenColumn,
    seen: tuple[str, int],
    label: str,
    option: str,
    evidence: Evidence,
) -> None:
    """Ask whether a value is the option that has it, where the file labels it as no answer."""
    text, count = seen
    gone = Change(field="sources", of=indicator.code, value=Absent())
    evidence.ask(
        "label",
        f"{indicator.code}_{slug(text)}",
        f"The file labels {text!r} in {column.name!r} as {label!r}, and the instrument as {option!r}. Which is right?",
        f"{counted(count, 'cell')}; where the file is right, other values may be others too: declare them as the file "
        "does in the instrument",
        [
            QuestionOption(id="value", text=f"the instrument: {text!r} is {option!r}"),
            QuestionOption(id="absent", text="the file: the indicator is absent", changes=(gone,)),
        ],
        columns=[column.name],
        indicators=[indicator.code],
    )


def ask_whose_labels(
    code: str,
    column: SeenColumn,
    labelled: Mapping[str, tuple[str, str, str]],
    evidence: Evidence,
    *,
    field: str = "sources",
) -> None:
    """Ask whether values mean what the file labels them, or the options that have these values.

    Args:
        code: The code of the indicator or the characteristic.
        column: Its column.
        labelled: Words that mean one option and are labelled as another.
        evidence: What is settled and asked.
        field: The field of the reading that says how it is read.
    """
    said = ", ".join(f"{text!r} is {label!r}" for text, (label, _, _) in list(labelled.items())[:MOST_TOLD])
    several = [
        ("labels", "as the file labels them", {text: option for text, (_, option, _) in labelled.items()}),
        ("values", "as the instrument does", {text: option for text, (_, _, option) in labelled.items()}),
    ]
    evidence.ask(
        "coding",
        code,
        f"The file labels values of {column.name!r} otherwise than the instrument. Whose labels are right?",
        f"in the file {said}",
        [
            QuestionOption(
                id=name,
                text=f"{text}: {', '.join(f'{word!r} is {to!r}' for word, to in list(meant.items())[:MOST_TOLD])}",
                changes=(Change(field=field, of=code, part="spellings", value=meant),),
            )
            for name, text, meant in several
        ],
        columns=[column.name],
        indicators=[code] if field == "sources" else [],
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
