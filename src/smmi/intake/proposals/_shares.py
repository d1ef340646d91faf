"""Compositions: shares in columns, one for each part, or written together in one."""

import math
import statistics
from collections import Counter
from typing import Final, cast

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument import Composition, Indicator, Nonresponse
from smmi.intake.entries._selections import pieces_of
from smmi.intake.entries._words import Words
from smmi.intake.presets import Preset
from smmi.intake.proposals._dummies import ask_columns
from smmi.intake.proposals._file_labels import declared_missing, options_by_text
from smmi.intake.proposals._number_formats import formats_of, in_marks, is_numeral, number_in
from smmi.intake.proposals._single_choices import ask_words
from smmi.intake.questions._changes import Change
from smmi.intake.questions._evidence import LEAVE, Evidence, is_no_answer, is_sentinel
from smmi.intake.questions._in_words import counted, several
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import loose, slug
from smmi.intake.recognition._groups import ColumnGroup, Told
from smmi.intake.recognition._sight import SeenColumn, examples
from smmi.intake.sources import (
    NumberFormat,
    Percents,
    ShareColumn,
    ShareColumns,
)
from smmi.intake.tables import CellKind, Entry

FRACTIONS: Final = 1.5
"""Shares of which rows sum to no more are fractions."""

Seen = tuple[Entry, int]


def propose_shares(
    indicator: Indicator, group: ColumnGroup, preset: Preset | None, evidence: Evidence
) -> ShareColumns:
    """Return how columns of shares are read, one for each part; what is not known is asked."""
    numerals: list[Seen] = []
    missing: dict[str, Nonresponse] = {}
    for column in group.columns.values():
        declared, _ = declared_missing(column, preset)
        missing |= declared
        for entry, count in column.entries:
            if entry.text in declared:
                continue
            if is_sentinel(entry.text) and not 0 <= float(entry.text) <= 100:
                evidence.word(entry.text, count, indicator=indicator.code, columns=[column.name])
            elif is_numeral(entry):
                numerals.append((entry, count))
            elif is_no_answer(entry.text):
                evidence.word(entry.text, count, indicator=indicator.code, columns=[column.name])
            else:
                ask_words(indicator, column, [(entry, count)], evidence)
    formats = formats_of(numerals, indicator, evidence.mark)
    how = formats.best
    sums = _sums(group, how)
    fractions = bool(len(sums)) and float(np.median(sums)) <= FRACTIONS
    if fractions:
        how = attrs.evolve(how, percents=Percents.FRACTION)
    names = [column.name for column in group.columns.values()]
    median = (
        f"; the shares of a row sum to {float(np.median(sums)):.15g} (median of {len(sums)})"
        if len(sums)
        else ""
    )
    evidence.choose(
        indicator.code,
        f"shares, a column for each part, {in_marks(how)}{', fractions' if fractions else ''}",
        f"{several(names)}: named {group.told.value}{median}",
        columns=names,
    )
    if group.told is Told.PLACE or group.otherwise is not None:
        ask_columns(indicator, group, evidence)
    return ShareColumns(
        columns={code: column.name for code, column in group.columns.items()},
        format=None if how == NumberFormat() else how,
        missing=missing,
    )


def _sums(group: ColumnGroup, how: NumberFormat) -> npt.NDArray[np.float64]:
    """Return the sums of the rows in which a part has a share."""
    columns = []
    for column in group.columns.values():
        numbers = np.array(
            [number_in(entry, how, is_share=True) for entry in column.cells.entries] or [math.nan]
        )
        numbers[(numbers < 0) | (numbers > 100)] = math.nan
        columns.append(numbers[column.cells.positions])
    table = np.stack(columns)
    filled = ~np.isnan(table).all(axis=0)
    sums: npt.NDArray[np.float64] = np.nansum(table[:, filled], axis=0)
    return sums


def propose_shares_in_one(
    indicator: Indicator, column: SeenColumn, preset: Preset | None, evidence: Evidence, why: str
) -> ShareColumn:
    """Return how shares in one column are read, ``rural=40; urban=60``; what is not known is asked."""
    missing, said_missing = declared_missing(column, preset)
    entries = [(entry, count) for entry, count in column.entries if entry.text not in missing]
    texts = [entry.text for entry, _ in entries]
    separator = max((";", ",", "|"), key=lambda s: sum(s in text for text in texts))
    equals = max(("=", ":"), key=lambda s: sum(s in text for text in texts))
    written = _WrittenShares(indicator, separator, equals)
    for entry, count in entries:
        written.take(entry, count)
    how = formats_of(written.numerals, indicator, evidence.mark).best
    sums = written.sums(how)
    fractions = bool(sums) and statistics.median(sums) <= FRACTIONS
    if fractions:
        how = attrs.evolve(how, percents=Percents.FRACTION)
    evidence.choose(
        indicator.code,
        f"shares in one column, written part{equals}share with {separator!r} between them, {in_marks(how)}"
        f"{', fractions' if fractions else ''}",
        "; ".join(
            [
                f"{column.name!r}: {why}",
                examples(column.entries),
                *(f"{text!r} as {said}" for text, said in said_missing.items()),
                *(f"{name!r} as {code!r}, but for punctuation" for name, code in written.spellings.items()),
            ]
        ),
        columns=[column.name],
    )
    written.ask(column, evidence)
    return ShareColumn(
        column=column.name,
        separator=separator,
        equals=equals,
        spellings=written.spellings,
        format=None if how == NumberFormat() else how,
        missing=missing,
    )


class _WrittenShares:
    """Shares that are written together with their parts: what is read of them, and what is not."""

    def __init__(self, indicator: Indicator, separator: str, equals: str) -> None:
        scale = cast("Composition", indicator.scale)
        self._indicator, self._parts = indicator, scale.parts
        self._separator, self._equals = separator, equals
        self._alone = Words.of(scale.options, spellings={}, missing={})
        self._words = Words.of(scale.parts, spellings={}, missing={})
        self._texts = options_by_text(scale.parts)
        self._rows: list[tuple[list[Entry], int]] = []
        self._names: Counter[str] = Counter()
        self._strange: list[Seen] = []
        self.numerals: list[Seen] = []
        self.spellings: dict[str, str] = {}

    def take(self, entry: Entry, count: int) -> None:
        """Take in what an entry says."""
        if self._alone.look_up(entry.text) is not None:
            return
        pieces = [piece.partition(self._equals) for piece in pieces_of(entry.written, self._separator)]
        shares = [Entry(CellKind.TEXT, share.strip()) for _, _, share in pieces]
        if not all(equals for _, equals, _ in pieces) or not all(map(is_numeral, shares)):
            self._strange.append((entry, count))
            return
        for name in (name.strip() for name, _, _ in pieces):
            same = self._texts.get(loose(name), set())
            if self._words.look_up(name) is None and len(same) == 1:
                self.spellings[name] = next(iter(same))
            elif self._words.look_up(name) is None:
                self._names[name] += count
        self.numerals += [(share, count) for share in shares]
        self._rows.append((shares, count))

    def sums(self, how: NumberFormat) -> list[float]:
        """Return the sums of the rows, in a format."""
        sums = ((sum(number_in(share, how, is_share=True) for share in row), n) for row, n in self._rows)
        return [total for total, count in sums for _ in range(count) if not math.isnan(total)]

    def ask(self, column: SeenColumn, evidence: Evidence) -> None:
        """Ask about names that are of no part, and entries that say no shares."""
        code = self._indicator.code
        if self._strange:
            ask_words(self._indicator, column, self._strange, evidence)
        for name, count in self._names.items():
            options = [
                QuestionOption(
                    id=f"part_{part.code}",
                    text=f"the part {part.code!r} ({part.label})",
                    changes=(Change(field="sources", of=code, part="spellings", value={name: part.code}),),
                )
                for part in self._parts
            ]
            evidence.ask(
                "part",
                f"{code}_{slug(name)}",
                f"Which part is {name[:60]!r} in {column.name!r}?",
                counted(count, "cell"),
                [*options, QuestionOption(id=LEAVE, text="leave it as a finding")],
                columns=[column.name],
                indicators=[code],
            )
