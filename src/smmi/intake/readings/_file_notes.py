"""What a file says of its values, beside what the file said for which a reading was made."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from smmi.errors import Finding
from smmi.instrument import Nonresponse, Option
from smmi.intake.entries._said import Cause, Said, Unread
from smmi.intake.entries._unread import Met, findings_of_column
from smmi.intake.entries._words import Words
from smmi.intake.readings._declared_reading import DeclaredReading
from smmi.intake.sources import Absent, ChoiceColumn, columns_of
from smmi.intake.tables import ColumnNotes, DistinctColumn, Entry, loose, word_of


def note_findings(
    reading: DeclaredReading,
    columns: Mapping[str, tuple[DistinctColumn, ColumnNotes]],
    numbers: npt.NDArray[np.intp],
    /,
) -> Iterator[Finding]:
    """Yield values that a file labels otherwise than before, or of which it says anew whether they are missing.

    Args:
        reading: The reading.
        columns: What stands in each column that the reading takes, by the name that the reading gives it, in the rows
            that are read, and what the file says of it.
        numbers: The number of each of these rows.
    """
    for name, (column, notes) in columns.items():
        code, says_otherwise = _comparison(reading, name, notes)
        met = [
            Met(
                unread=Unread(Cause.OTHER_NOTES, entry.text, detail),
                count=int(column.counts[at]),
                row=int(numbers[column.first_rows[at]]),
            )
            for at, entry in enumerate(column.entries)
            if not entry.is_blank and (detail := says_otherwise(entry))
        ]
        yield from findings_of_column((name,), code, met)


def _comparison(
    reading: DeclaredReading, name: str, notes: ColumnNotes
) -> tuple[str, Callable[[Entry], str]]:
    """Return of what a column holds the answers, and what says in what its file says otherwise of an entry."""
    code, options, spellings, missing, is_choice = _words_of(reading, name)
    meant_by = Words.of(options, spellings=spellings, missing=missing)
    by_label = Words.of(options, spellings={}, missing={})
    silent = {option.code for option in options if option.nonresponse}
    seen = reading.seen
    before = ColumnNotes(value_labels={} if seen is None else seen.value_labels.get(name, {}))
    was_missing = {word_of(text) for text in (() if seen is None else seen.missing_values.get(name, ()))}

    def says_otherwise(entry: Entry) -> str:
        label, old = notes.label_of(entry.text), before.label_of(entry.text)
        if label and old and loose(label) != loose(old):
            return f"it labels it {label!r}, where it was {old!r}"
        said = meant_by.look_up(entry.text)
        meant = said.answer if isinstance(said, Said) else None
        is_missing = notes.declares_missing(entry.text)
        if (
            is_missing
            and entry.word not in was_missing
            and not (isinstance(meant, Nonresponse) or meant in silent)
        ):
            return "it declares it to be missing"
        if entry.word in was_missing and not is_missing:
            return "it does not declare it to be missing"
        labelled = by_label.look_up(label) if label and not old and is_choice else None
        if isinstance(labelled, Said) and isinstance(meant, str) and labelled.answer != meant:
            return f"it labels it {label!r}, which is another option than {meant!r}"
        return ""

    return code, says_otherwise


def _words_of(
    reading: DeclaredReading, name: str
) -> tuple[str, tuple[Option, ...], Mapping[str, str], Mapping[str, Nonresponse], bool]:
    """Return what is read in a column: its code, options, spellings and missing words, and whether it is one choice."""
    for indicator in reading.instrument.indicators:
        source = reading.sources[indicator.code]
        if not isinstance(source, Absent) and name in columns_of(source):
            spellings = source.spellings if isinstance(source, ChoiceColumn) else {}
            missing = {**reading.missing, **source.missing}
            return (
                indicator.code,
                indicator.scale.options,
                spellings,
                missing,
                isinstance(source, ChoiceColumn),
            )
    declared = {one.code: one.options for one in reading.instrument.characteristics}
    for attribute, own in reading.attributes.items():
        if own.column == name:
            missing = {**reading.missing, **dict.fromkeys(own.missing, Nonresponse.NO_ANSWER)}
            options = declared.get(attribute, ())
            return attribute, options, own.spellings if options else {}, missing, bool(options)
    return name, (), {}, {}, False
