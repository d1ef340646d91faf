"""A table beside the one for which a reading was made: what was neither settled nor asked there is refused."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Final, Protocol

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason
from smmi.instrument import Count, Indicator, Number, Percentage
from smmi.intake.entries._combinations import NOTHING_TICKED
from smmi.intake.entries._doubtful_words import doubtful_identifiers, is_total_beside, says_no_value
from smmi.intake.entries._numbers import read_number
from smmi.intake.entries._said import Cause, Said, Unread
from smmi.intake.entries._unread import Met, findings_of_column
from smmi.intake.readings._declared_reading import DeclaredReading, columns_with_use
from smmi.intake.sources import (
    DoubtfulRows,
    NumberColumn,
    NumberFormat,
    SeenTable,
    SelectionColumns,
    ShareColumns,
    UnitColumn,
    columns_of,
)
from smmi.intake.tables import CellKind, Cells, DistinctColumn, Entry, Table, loose, texts_of, word_of

Rows = npt.NDArray[np.intp]

MOST_SHOWN: Final = 3
NEW_VALUE: Final = "not among the values when the reading was made"
_THOUSANDS: Final = re.compile(r"[+\-−]?[1-9]\d{0,2}(\.\d{3})+", re.ASCII)
_STEM: Final = re.compile(r".*[\W_]", re.DOTALL)
"""What names begin with, up to a sign behind a word."""
_IMPORT_ID: Final = re.compile(r"\{\s*['\"]ImportId['\"]")


def used_columns(reading: DeclaredReading, /) -> tuple[str, ...]:
    """Return the names of the columns that a reading takes."""
    return tuple(name for name, _ in columns_with_use(reading))


class Found(Protocol):
    """The columns of a table that a reading speaks of."""

    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def positions(self) -> Mapping[str, int]: ...


def header_findings(
    seen: SeenTable, top: Sequence[Cells], positions: Mapping[str, int], /
) -> Iterator[Finding]:
    """Yield header rows that do not look as they did: they may be answers.

    Args:
        seen: What was seen of the table for which the reading was made.
        top: The header rows.
        positions: The position of each column, by the name that the reading gives it.
    """
    for row in seen.header:
        texts = texts_of(top[row.row]) if row.row < len(top) else ()
        said = {name: texts[at] for name, at in positions.items() if at < len(texts)}
        compared = [name for name in positions if row.texts.get(name) or said.get(name)]
        other = [name for name in compared if not _is_alike(row.texts.get(name, ""), said.get(name, ""))]
        if 2 * len(other) > len(compared):
            shown = ", ".join(
                f"{said.get(name, '')[:40]!r} in {name!r}, where {row.texts.get(name, '')[:40]!r} was"
                for name in other[:MOST_SHOWN]
            )
            message = (
                f"row {row.row + 1} was a header row when the reading was made, and does not look as it did: {shown}. "
                "It may be a unit. Add the header row that is lacking, or make a new reading with `smmi read`"
            )
            yield Finding(reason=Reason.BAD_VALUE, path="header", message=message, row=row.row + 1)


def _is_alike(before: str, now: str) -> bool:
    return word_of(before) == word_of(now) or bool(_IMPORT_ID.match(before) and _IMPORT_ID.match(now))


def name_findings(
    seen: SeenTable, given: Sequence[str], positions: Mapping[str, int], used: Sequence[str], /
) -> Iterator[Finding]:
    """Yield names that more columns have than had them: which of them is meant was not asked.

    Args:
        seen: What was seen of the table for which the reading was made.
        given: The names as the header rows say them.
        positions: The position of each column, by the name that the reading gives it.
        used: The columns that the reading takes.
    """
    called = Counter(map(word_of, given))
    told: set[str] = set()
    for name in used:
        word = word_of(given[positions[name]]) if name in positions else ""
        number, before = called[word], seen.repeated_names.get(name, 1)
        if word and number > before and word not in told:
            told.add(word)
            places = [str(at + 1) for at, one in enumerate(given) if word_of(one) == word]
            was = "there was 1" if before == 1 else f"there were {before}"
            message = (
                f"the table has {number} columns {name!r} (columns {', '.join(places)}), and {was} when the "
                "reading was made: which of them is meant is not known. Rename the others, or make a new reading with "
                "`smmi read`"
            )
            yield Finding(reason=Reason.REPEATED_CODE, path="header", message=message, code=name)


def called_as_indicators(
    reading: DeclaredReading, names: Iterable[str], taken: Collection[str], /
) -> Iterator[tuple[str, str]]:
    """Yield columns that hold nothing, and are called as an indicator is that is read in no or one other column.

    Args:
        reading: The reading.
        names: The names of the columns.
        taken: Those that the reading takes.

    Yields:
        The name, and the code of the indicator.
    """
    called: dict[str, set[str]] = {}
    for indicator in reading.instrument.indicators:
        if not isinstance(reading.sources[indicator.code], SelectionColumns | ShareColumns):
            for text in (indicator.code, *indicator.source_names, indicator.prompt, indicator.label):
                called.setdefault(loose(text), set()).add(indicator.code)
    called.pop("", None)
    for name in names:
        codes = called.get(loose(name), ())
        if len(codes) == 1 and name not in taken:
            (code,) = codes
            yield name, code


def rival_findings(
    reading: DeclaredReading, names: Sequence[str], positions: Mapping[str, int], /
) -> Iterator[Finding]:
    """Yield columns that are called as an indicator is and were not there: which one is meant was not asked.

    Args:
        reading: The reading.
        names: The names of the columns, each once.
        positions: The position of each column that the reading speaks of, by the name that the reading gives it.
    """
    before = () if reading.seen is None else reading.seen.passed_over
    spoken = {*before, *(names[at] for at in positions.values())}
    words = set(map(word_of, spoken))  # of several with one name it is told already
    free = (name for name in names if name and word_of(name) not in words)
    for name, code in called_as_indicators(reading, free, spoken):
        others = columns_of(reading.sources[code])
        where = f"the answers to {code!r} are in {others[0]!r}" if others else f"{code!r} has no column"
        message = (
            f"the column {name!r} is called as {code!r} is, and by the reading {where}. Rename or remove the column, "
            "or make a new reading with `smmi read`"
        )
        yield Finding(reason=Reason.UNKNOWN_COLUMN, path="header", message=message, code=name)


def called_as_options(
    reading: DeclaredReading, names: Iterable[str], taken: Collection[str], /
) -> Iterator[tuple[str, str]]:
    """Yield columns that hold nothing, and are called as the columns of an indicator's options or parts are.

    Args:
        reading: The reading.
        names: The names of the columns.
        taken: Those that the reading takes.

    Yields:
        The name, and the code of the indicator.
    """
    stems: dict[str, str] = {}
    for code, source in reading.sources.items():
        if isinstance(source, SelectionColumns | ShareColumns) and len(source.columns) > 1:
            found = _STEM.match(_beginning([word_of(name) for name in source.columns.values()]))
            if found and loose(found.group()):
                stems[found.group()] = code
    for name in names:
        code = next((code for stem, code in stems.items() if word_of(name).startswith(stem)), "")
        if code and name not in taken:
            yield name, code


def _beginning(texts: Sequence[str]) -> str:
    """Return what all texts begin with."""
    alike = takewhile(lambda letters: letters[0] == letters[1], zip(min(texts), max(texts), strict=False))
    return "".join(letter for letter, _ in alike)


def new_option_findings(
    reading: DeclaredReading, names: Sequence[str], positions: Mapping[str, int], /
) -> Iterator[Finding]:
    """Yield columns that may be of further options, and were not there: what they say is left out.

    Args:
        reading: The reading.
        names: The names of the columns, each once.
        positions: The position of each column that the reading speaks of, by the name that the reading gives it.
    """
    if reading.seen is None:
        return
    spoken = {*reading.seen.passed_over, *(names[at] for at in positions.values())}
    words = set(map(word_of, spoken))
    free = (name for name in names if name and word_of(name) not in words)
    new: dict[str, list[str]] = {}
    for name, code in called_as_options(reading, free, spoken):
        new.setdefault(code, []).append(name)
    for code, several in new.items():
        listed = ", ".join(map(repr, several[:MOST_SHOWN]))
        listed += f" and {len(several) - MOST_SHOWN} more" if len(several) > MOST_SHOWN else ""
        which = (
            f"the column {listed} is called as those"
            if len(several) == 1
            else f"{listed} are called as the columns"
        )
        message = (
            f"{which} of {code!r} are, not there when the reading was made, and left out: it may be of a new option; "
            "then add it to the instrument, and make a new reading with `smmi read`"
        )
        yield Finding(reason=Reason.UNKNOWN_COLUMN, path="header", message=message, code=code)


def watched_columns(reading: DeclaredReading, found: Found, /) -> dict[int, list[DoubtfulRows]]:
    """Return the positions of the columns that may tell rows that would have been asked about.

    They hold no identifiers, answers or attributes.
    """
    held = {*reading.answer_columns, *(source.column for source in reading.attributes.values())}
    taken = {at for name, at in found.positions.items() if name in held}
    watched: dict[int, list[DoubtfulRows]] = {}
    for rows in () if reading.seen is None else reading.seen.doubtful_rows:
        pattern = re.compile(rows.column, re.IGNORECASE)
        for position, name in enumerate(found.names):
            if name and position not in taken and pattern.fullmatch(name):
                watched.setdefault(position, []).append(rows)
    return watched


def row_findings(reading: DeclaredReading, found: Found, table: Table, kept: Rows, /) -> Iterator[Finding]:
    """Yield rows among those that filters let through that would have been asked about: previews, unfinished ones."""
    for position, several in watched_columns(reading, found).items():
        column = table.columns[position].take(kept)
        told: set[str] = set()  # a word that two marks have is told by the first
        for rows in several:
            words = [word for word in rows.words if word not in told]
            told.update(words)
            rows = attrs.evolve(rows, words=words)  # noqa: PLW2901  (the same rows, without those)
            yield from _rows_of(rows, table.names[position], column, table.numbers[kept])


def _rows_of(rows: DoubtfulRows, name: str, column: DistinctColumn, numbers: Rows) -> Iterator[Finding]:
    met = [
        (entry, int(count), int(numbers[first]))
        for entry, count, first in zip(
            column.entries, column.counts.tolist(), column.first_rows.tolist(), strict=True
        )
        if entry.word in rows.words
    ]
    if not met:
        return
    total, first = sum(count for _, count, _ in met), min(row for *_, row in met)
    said = ", ".join(
        f"{repr(entry.text) if entry.text else 'nothing'} "
        f"({f'row {row}' if count == 1 else f'{count} cells, the first in row {row}'})"
        for entry, count, row in met[:MOST_SHOWN]
    )
    counted = "1 row says" if total == 1 else f"{total:,} rows say"
    message = (
        f"{counted} {said}: {rows.what}, of which there were none when the reading was made, so that nobody said "
        "whether they are read. Take them out of the table, or make a new reading with `smmi read`, which asks"
    )
    yield Finding(
        reason=Reason.BAD_VALUE, path=f"column {name!r}", message=message, code=name, row=first, count=total
    )


def identifier_findings(
    reading: DeclaredReading, column: DistinctColumn, numbers: Rows, /
) -> Iterator[Finding]:
    """Yield identifiers that would have been asked about: totals, sources, and those that differ in capitals alone.

    Args:
        reading: The reading.
        column: What stands in the column of identifiers, in the rows that filters let through.
        numbers: The number of each of these rows.
    """
    if reading.seen is None or not isinstance(reading.unit, UnitColumn):
        return
    settled = {*reading.seen.identifiers, *map(word_of, reading.unit.spellings)}
    doubtful = doubtful_identifiers(column.entries, [reading.unit.column])
    met = [
        Met(
            unread=Unread(Cause.DOUBTFUL_IDENTIFIER, entry.written, doubtful[entry.word]),
            count=int(column.counts[at]),
            row=int(numbers[column.first_rows[at]]),
        )
        for at, entry in enumerate(column.entries)
        if entry.word in doubtful and entry.word not in settled
    ]
    yield from findings_of_column((reading.unit.column,), reading.unit.column, met)


def doubtful_values(reading: DeclaredReading, name: str, entries: Sequence[Entry], /) -> dict[Entry, Unread]:
    """Return the values of an attribute that would have been asked about: words for none, and other capitals."""
    if reading.seen is None or name not in reading.seen.values:
        return {}
    source = reading.attributes[name]
    settled = {*map(word_of, (*source.spellings, *source.missing, *reading.missing))}
    before: dict[str, set[str]] = {}
    for value in reading.seen.values[name]:
        before.setdefault(word_of(value), set()).add(value)
    ways = {word: set(several) for word, several in before.items()}
    for entry in entries:
        ways.setdefault(entry.word, set()).add(entry.written)
    doubtful = {}
    for entry in entries:
        if entry.is_blank or entry.word in settled or entry.written in before.get(entry.word, ()):
            continue
        if says_no_value(entry.text):
            doubtful[entry] = Unread(
                Cause.DOUBTFUL_VALUE, entry.written, "it mostly says that there is no value"
            )
        elif is_total_beside(entry.text):
            doubtful[entry] = Unread(
                Cause.DOUBTFUL_VALUE,
                entry.written,
                "it mostly says that the row is no unit, but a sum or a mean",
            )
        elif len(ways[entry.word]) > 1:
            others = ", ".join(map(repr, sorted(ways[entry.word] - {entry.written})))
            doubtful[entry] = Unread(
                Cause.DOUBTFUL_VALUE, entry.written, f"{others} differs in capitals or blanks alone"
            )
    return doubtful


def new_values(
    reading: DeclaredReading,
    name: str,
    column: DistinctColumn,
    said: Sequence[Said | Unread],
    numbers: Rows,
    /,
) -> tuple[list[Said | Unread], list[Finding]]:
    """Return what the entries of an attribute say, and a finding if some are no value that there was before.

    Args:
        reading: The reading.
        name: The attribute.
        column: What stands in its column, in the rows that are read.
        said: What each entry says.
        numbers: The number of each of these rows.
    """
    if reading.seen is None or name not in reading.seen.values:
        return list(said), []
    source = reading.attributes[name]
    before = {*reading.seen.values[name], *source.spellings.values()}
    is_new = [isinstance(one, Said) and one.answer is not None and one.answer not in before for one in said]
    new = [at for at, yes in enumerate(is_new) if yes]
    told = [
        attrs.evolve(one, how=f"{one.how}, {NEW_VALUE}") if yes and isinstance(one, Said) else one
        for one, yes in zip(said, is_new, strict=True)
    ]
    if not new:
        return told, []
    count, rows = int(column.counts[new].sum()), numbers[column.first_rows[new]].tolist()
    shown = [
        f"{column.entries[at].written!r} (first in row {row})"
        for at, row in zip(new[:MOST_SHOWN], rows, strict=False)
    ]
    shown += [f"… and {len(new) - MOST_SHOWN} more"] if len(new) > MOST_SHOWN else []
    have = "1 row has a value" if count == 1 else f"{count:,} rows have values"
    message = (
        f"{name!r}: {have} that no row had when the reading was made: {', '.join(shown)}; each is a group of its own: "
        "look whether it is another one, misspelt"
    )
    path = f"column {source.column!r}"
    reason = Reason.UNKNOWN_CHARACTERISTIC_VALUE
    return told, [Finding(reason=reason, path=path, message=message, code=name, row=min(rows), count=count)]


def as_ticked(
    reading: DeclaredReading, code: str, together: Sequence[Said | Unread], /
) -> list[Said | Unread]:
    """Return what rows of a column for each option say; rows in which nothing is ticked would have been asked about."""
    if reading.seen is None or code not in reading.seen.always_ticked:
        return list(together)
    none = Unread(Cause.NOTHING_TICKED, "none of the options")
    return [none if isinstance(one, Said) and one.how == NOTHING_TICKED else one for one in together]


def doubtful_numbers(
    reading: DeclaredReading, indicator: Indicator, name: str, entries: Sequence[Entry], /
) -> dict[Entry, Unread]:
    """Return the numbers in a column that would have been asked about.

    These are ``1.000``, where nothing shows what the point is, and ``0.45`` among percentages.

    Args:
        reading: The reading.
        indicator: The indicator of which the column holds the answers.
        name: The column, as the reading calls it.
        entries: What stands in it.
    """
    source, seen = reading.sources[indicator.code], reading.seen
    if seen is None or not isinstance(source, NumberColumn):
        return {}
    said = {*map(word_of, (*source.numbers, *source.spellings, *source.missing, *reading.missing))}
    other = [entry for entry in entries if entry.word not in said]
    doubtful: dict[Entry, Unread] = {}
    if name in seen.no_fractions:
        style = source.format or reading.format
        fractions = [entry for entry in other if is_fraction(entry, style)]
        doubtful |= {entry: Unread(Cause.UNSEEN_FRACTION, entry.text) for entry in fractions}
    pointed = [entry for entry in entries if entry.kind is CellKind.TEXT and "." in entry.text]
    if name in seen.unmarked and all(map(may_be_thousands, pointed)):  # 2.5 would show what the point is
        points = [one for one in other if may_be_thousands(one) and _is_answer(indicator, one.text)]
        doubtful |= {entry: Unread(Cause.UNSEEN_POINT, entry.text) for entry in points}
    return doubtful


def is_fraction(entry: Entry, style: NumberFormat, /) -> bool:
    """Whether an entry is a number between 0 and 1 without a percent sign."""
    if entry.text.endswith("%") or entry.kind not in {CellKind.TEXT, CellKind.NUMBER}:
        return False
    said = read_number(entry, style, is_share=False)
    return isinstance(said, Said) and isinstance(said.answer, int | float) and 0 < said.answer < 1


def _is_answer(indicator: Indicator, text: str) -> bool:
    """Whether a number is an answer if the points in it stand between thousands."""
    number = float(text.rstrip("% ").replace(".", "").replace("−", "-"))
    scale = indicator.scale
    low, high = scale.limits if isinstance(scale, Percentage | Count | Number) else (-math.inf, math.inf)
    return low <= number <= high


def may_be_thousands(entry: Entry, /) -> bool:
    """Whether an entry has a point that may be the decimal mark, or stand between thousands: ``1.000``."""
    return entry.kind is CellKind.TEXT and bool(_THOUSANDS.fullmatch(entry.text.rstrip("% ")))
