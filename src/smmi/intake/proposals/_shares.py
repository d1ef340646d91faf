"""Compositions: shares in columns, one for each part, or written together in one."""

import math

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument import Indicator, Nonresponse
from smmi.intake.presets import Preset
from smmi.intake.proposals._dummies import ask_columns
from smmi.intake.proposals._file_labels import declared_missing
from smmi.intake.proposals._number_formats import formats_of, in_marks, is_numeral, number_in
from smmi.intake.proposals._single_choices import ask_words
from smmi.intake.questions._evidence import Evidence, is_no_answer, is_sentinel
from smmi.intake.questions._in_words import several
from smmi.intake.recognition._groups import ColumnGroup, Told
from smmi.intake.recognition._sight import SeenColumn, examples
from smmi.intake.sources import (
    NumberFormat,
    Percents,
    ShareColumn,
    ShareColumns,
)
from smmi.intake.tables import Entry

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
    fractions = bool(len(sums)) and float(np.median(sums)) <= 1.5
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
    indicator: Indicator, column: SeenColumn, evidence: Evidence, why: str
) -> ShareColumn:
    """Return how shares in one column are read: ``rural=40; urban=60``."""
    texts = [entry.text for entry, _ in column.entries]
    separator = max((";", ",", "|"), key=lambda s: sum(s in text for text in texts))
    equals = max(("=", ":"), key=lambda s: sum(s in text for text in texts))
    evidence.choose(
        indicator.code,
        f"shares in one column, written part{equals}share with {separator!r} between them",
        f"{column.name!r}: {why}; {examples(column.entries)}",
        columns=[column.name],
    )
    return ShareColumn(column=column.name, separator=separator, equals=equals)
