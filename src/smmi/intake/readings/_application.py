"""Application of a reading: a table becomes answers, every cell accounted for, or every problem is told at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, ReadingError, Reason
from smmi.fingerprint import fingerprint
from smmi.instrument import Answers, Composition, Indicator, MultipleChoice
from smmi.instrument.answers import (
    AttributeColumn,
    Column,
    encode_attribute,
    encode_column,
)
from smmi.instrument.scales import coding, listed
from smmi.intake.accounts import Account, ColumnAccount, RowsLeftOut, TogetherAccount, Use
from smmi.intake.entries._columns import attribute_reader, entry_reader, refused
from smmi.intake.entries._combinations import CellOf, read_parts, read_ticks
from smmi.intake.entries._said import Said, Unread
from smmi.intake.entries._unread import Met, findings_of_column
from smmi.intake.entries._words import shown_answer
from smmi.intake.readings._account_lines import lines_of
from smmi.intake.readings._as_seen import (
    as_ticked,
    doubtful_numbers,
    doubtful_values,
    header_findings,
    identifier_findings,
    new_option_findings,
    new_values,
    row_findings,
    used_columns,
    watched_columns,
)
from smmi.intake.readings._declared_reading import DeclaredReading
from smmi.intake.readings._file_notes import note_findings
from smmi.intake.readings._header import (
    FoundColumns,
    found_columns,
    header_names,
    ragged_finding,
    unspoken_finding,
)
from smmi.intake.readings._kept_rows import KeptRows, filter_said, filtered, identified, numbered, unit_how
from smmi.intake.readings._merged_cells import merged_findings, with_filled, with_merging
from smmi.intake.readings._merged_rows import GivenRows, merged_rows
from smmi.intake.sources import Absent, NumberedRows, SelectionColumns, ShareColumns, Source, columns_of
from smmi.intake.tables import (
    Cells,
    ColumnNotes,
    DistinctColumn,
    Entry,
    GivenColumn,
    Table,
    gathered,
    split_header,
    table_of_columns,
    texts_of,
    word_of,
)


def applied(
    reading: DeclaredReading,
    header: Cells,
    rows: Iterable[Cells],
    notes: Mapping[str, ColumnNotes],
    /,
) -> tuple[Answers, Account]:
    """Return the answers that a table holds under a reading, and the account.

    Raises:
        ReadingError: Something cannot be read.
    """
    top, below = split_header(header, rows, reading.header.rows)
    names = header_names(top, reading.header)
    found = found_columns(reading, names)
    if reading.seen is not None:
        unlike = header_findings(reading.seen, top, found.positions)
        found = attrs.evolve(found, findings=(*found.findings, *unlike))
    needed = _needed(reading, found)
    table = gathered(names, below, first=reading.header.rows + 1, wanted=lambda _: needed)
    return _result(reading, found, table, notes, first=2)


def applied_to_columns(
    reading: DeclaredReading, columns: Mapping[str, GivenColumn], /
) -> tuple[Answers, Account]:
    """Return the answers that columns hold under a reading, and the account.

    Raises:
        ReadingError: Something cannot be read.
    """
    found = found_columns(reading, texts_of(tuple(columns)))
    needed = _needed(reading, found)
    first = reading.header.rows + 1
    table = table_of_columns(columns, found.names, needed, first=first)
    return _result(reading, found, table, {}, first=first)


def _needed(reading: DeclaredReading, found: FoundColumns) -> set[int]:
    needed = {position for name, position in found.positions.items() if name not in reading.left_out}
    return needed | watched_columns(reading, found).keys()


def _result(
    reading: DeclaredReading,
    found: FoundColumns,
    table: Table,
    notes: Mapping[str, ColumnNotes],
    *,
    first: int,
) -> tuple[Answers, Account]:
    """Return the answers of a table and the account; `first` is the number of the first row that was given."""
    run = _Application(reading, found, with_filled(reading, found, table), notes)
    run.read()
    ReadingError.raise_any(_from_first(run.findings, first))
    answers, account = run.result()
    rows = dict(enumerate(run.numbers.tolist()))
    told = (one if one.row is None else attrs.evolve(one, row=rows[one.row]) for one in answers.findings)
    return attrs.evolve(answers, findings=tuple(_from_first((*told, *run.doubts), first))), account


def _from_first(findings: Iterable[Finding], first: int) -> Iterator[Finding]:
    """Yield findings with the positions of their rows among those that were given, not their numbers."""
    for finding in findings:
        yield finding if finding.row is None else attrs.evolve(finding, row=finding.row - first)


class _Application:
    """One application of a reading: what was read so far, what was found, and the account of both."""

    def __init__(
        self,
        reading: DeclaredReading,
        found: FoundColumns,
        table: Table,
        notes: Mapping[str, ColumnNotes],
    ) -> None:
        self.reading, self.found, self.table, self.notes = reading, found, table, notes
        self.findings: list[Finding] = [
            *found.findings,
            *unspoken_finding(reading, table.names, set(found.positions.values())),
            *ragged_finding(table.ragged, table.width),
        ]
        self.doubts: list[Finding] = []
        self.accounts: list[tuple[int, ColumnAccount]] = []
        self.together: list[TogetherAccount] = []
        self.columns: list[Column] = []
        self.attributes: dict[str, AttributeColumn] = {}
        self.kept: KeptRows
        self.numbers: npt.NDArray[np.intp]

    def read(self) -> None:
        """Read rows, attributes and answers; what is wrong is found."""
        self.doubts += new_option_findings(self.reading, self.table.names, self.found.positions)
        self.kept = self._kept_rows()
        self.findings += self.kept.findings
        self.numbers = self.table.numbers[self.kept.rows]
        self.findings += merged_findings(self.reading, self._used(), self.numbers)
        if not len(self.kept.rows):
            message = "no row is left to be read"
            self.findings.append(Finding(reason=Reason.NO_UNITS, path="rows", message=message))
        if self.reading.seen is not None and self.notes:
            self.findings += note_findings(self.reading, self._with_notes(), self.numbers)
        for name, source in self.reading.attributes.items():
            column = self._column(source.column)
            if column is not None:
                self._read_attribute(name, source.column, column)
        for indicator in self.reading.instrument.indicators:
            self._read_indicator(indicator, self.reading.sources[indicator.code])

    def _with_notes(self) -> dict[str, tuple[DistinctColumn, ColumnNotes]]:
        """Return what stands in the columns that are taken, with what the file says of each."""
        names = {name: self.table.names[at] for name, at in self.found.positions.items()}
        return {
            name: (column, self.notes.get(names[name], ColumnNotes()))
            for name, column in self._used().items()
        }

    def _used(self) -> dict[str, DistinctColumn]:
        """Return what stands in the columns that are taken and there, in the rows that are read."""
        found = {name: self._column(name) for name in used_columns(self.reading)}
        return {name: column for name, column in found.items() if column is not None}

    def _column(self, name: str) -> DistinctColumn | None:
        """Return what stands in a column, in the rows that are read."""
        whole = self._whole(name)
        return None if whole is None else whole.take(self.kept.rows)

    def _whole(self, name: str) -> DistinctColumn | None:
        position = self.found.positions.get(name)
        return None if position is None else self.table.columns[position]

    def _kept_rows(self) -> KeptRows:
        reading, table = self.reading, self.table
        filters = [(one, column) for one in reading.rows if (column := self._whole(one.column)) is not None]
        for one, column in filters:
            lets = filter_said(column, one)
            self._tell(one.column, Use.FILTER, "", column, lets, show=lambda said, _: said.how)
        rows, left_out = filtered(table, filters)
        self.findings += row_findings(reading, self.found, table, rows)
        if isinstance(reading.unit, NumberedRows):
            return KeptRows(
                rows=rows, names=numbered(table, rows, reading.unit), left_out=left_out, findings=()
            )
        units = self._whole(reading.unit.column)
        if units is None:
            return KeptRows(rows=rows, names=(), left_out=left_out, findings=())
        order = reading.repeated.order
        whole = None if order is None else self._whole(order)
        if order is not None and whole is not None:
            said = [Said(entry.text, "blank" if entry.is_blank else "as it is") for entry in whole.entries]
            self._tell(order, Use.ORDER, "", whole, said)
        taken = units.take(rows)
        self.findings += identifier_findings(reading, taken, table.numbers[rows])
        spellings = {word_of(text): name for text, name in reading.unit.spellings.items()}
        kept = identified(
            table,
            rows,
            (reading.unit.column, taken),
            reading.repeated,
            None if order is None or whole is None else (order, whole.take(rows)),
            spellings=spellings,
        )
        told = units.take(kept.rows)
        how = [unit_how(entry, spellings) for entry in told.entries]
        self._tell(reading.unit.column, Use.UNIT, "", told, how, show=lambda _, cell: cell)
        return KeptRows(
            rows=kept.rows,
            names=kept.names,
            respondents=kept.respondents,
            left_out=(*left_out, *kept.left_out),
            findings=kept.findings,
        )

    def _tell(
        self,
        name: str,
        use: Use,
        of: str,
        column: DistinctColumn,
        said: Sequence[Said | Unread],
        *,
        show: Callable[[Said, str], str] = lambda said, _: shown_answer(said.answer),
    ) -> None:
        """Enter in the account how the entries of a column were read."""
        position = self.found.positions[name]
        cells = [entry.stored or entry.text for entry in column.entries]
        told = [with_merging(*pair) for pair in zip(said, column.entries, strict=True)]
        lines = lines_of(told, column.counts, cells, show)
        self.accounts.append(
            (
                position,
                ColumnAccount(
                    column=self.table.names[position],
                    use=use,
                    of=of,
                    remark=self.found.remarks.get(position, ""),
                    lines=lines,
                ),
            )
        )

    def _met(self, column: DistinctColumn, said: Sequence[object]) -> Iterator[Met]:
        for one, count, first in zip(said, column.counts.tolist(), column.first_rows.tolist(), strict=True):
            if isinstance(one, Unread):
                yield Met(unread=one, count=count, row=int(self.numbers[first]))

    def _read_attribute(self, name: str, label: str, column: DistinctColumn) -> None:
        declared = {one.code: one.options for one in self.reading.instrument.characteristics}
        options = declared.get(name)
        read = attribute_reader(options, self.reading.attributes[name], self.reading.missing)
        doubtful = doubtful_values(self.reading, name, column.entries)
        said = [doubtful.get(entry) or read(entry) for entry in column.entries]
        said, found = new_values(self.reading, name, column, said, self.numbers)
        self.doubts += found
        expected = f"one of {listed(options)}" if options else ""
        self.findings += findings_of_column((label,), name, self._met(column, said), expected=expected)
        values = [one.answer if isinstance(one, Said) else None for one in said]
        allowed = None if options is None else [option.code for option in options]
        encoded, bad = encode_attribute(name, allowed, values, lambda _row, _code: repr(label))
        self.findings += bad
        self.attributes[name] = encoded.take(column.positions.astype(np.intp))
        self._tell(label, Use.ATTRIBUTE, name, column, said)

    def _read_indicator(self, indicator: Indicator, source: Source) -> None:
        columns = [(name, self._column(name)) for name in columns_of(source)]
        present = [(name, column) for name, column in columns if column is not None]
        if len(present) < len(columns) or not len(self.kept.rows):
            return  # the header says so already
        if isinstance(source, Absent):
            self._read_absent(indicator, source)
        elif isinstance(source, SelectionColumns | ShareColumns):
            self._read_together(indicator, source, present)
        else:
            (name, column), *_ = present
            read = entry_reader(indicator, source, missing=self.reading.missing, style=self.reading.format)
            self._read_one(indicator, name, column, read)

    def _read_one(
        self, indicator: Indicator, name: str, column: DistinctColumn, read: Callable[[Entry], Said | Unread]
    ) -> None:
        doubtful = doubtful_numbers(self.reading, indicator, name, column.entries)
        said = [doubtful.get(entry) or read(entry) for entry in column.entries]
        self.findings += findings_of_column(
            (name,), indicator.code, self._met(column, said), expected=_expected(indicator)
        )
        self._tell(name, Use.ANSWERS, indicator.code, column, said)
        self._encode(indicator, said, column.positions)

    def _encode(
        self, indicator: Indicator, said: Sequence[Said | Unread], positions: npt.NDArray[Any]
    ) -> None:
        """Code each distinct answer once; no object is made for a cell."""
        answers = [one.answer if isinstance(one, Said) else None for one in said]
        coded, _ = encode_column(indicator.code, indicator.scale, answers, lambda _row, _code: "")
        self.columns.append(coded.take(positions.astype(np.intp)))

    def _read_absent(self, indicator: Indicator, source: Absent) -> None:
        n = len(self.kept.rows)
        said = [Said(source.state, f"no column: {shown_answer(source.state)}")]
        self._encode(indicator, said, np.zeros(n, dtype=np.intp))
        lines = lines_of(said, np.array([n]), [""], lambda *_: "")
        self.together.append(TogetherAccount(of=indicator.code, lines=lines))

    def _read_together(
        self,
        indicator: Indicator,
        source: SelectionColumns | ShareColumns,
        present: Sequence[tuple[str, DistinctColumn]],
    ) -> None:
        scale, code = indicator.scale, indicator.code
        columns = dict(zip(source.columns, (column for _, column in present), strict=True))
        if isinstance(source, SelectionColumns):
            assert isinstance(scale, MultipleChoice)  # noqa: S101  (a reading is checked as it is made)
            found = read_ticks(scale, source, columns, self.reading.missing)
        else:
            assert isinstance(scale, Composition)  # noqa: S101  (as above)
            found = read_parts(scale, source, columns, self.reading.missing, self.reading.format)
        labels = dict(zip(source.columns, (name for name, _ in present), strict=True))
        unread = False
        for key, column in columns.items():
            cells: Sequence[CellOf] = found.cells[key]
            met = list(self._met(column, cells))
            unread = unread or bool(met)
            self.findings += findings_of_column((labels[key],), f"{code}.{key}", met)
            self._tell(labels[key], Use.ANSWERS, f"{code}.{key}", column, cells, show=_shown_cell)
        how = coding(scale)
        together = [
            one if isinstance(one, Unread) else refused(one, how.encode, shown_answer(one.answer))
            for one in found.together
        ]
        together = as_ticked(self.reading, code, together)
        counts = np.bincount(found.positions, minlength=len(together))
        first = np.full(len(together), len(found.positions), dtype=np.intp)
        np.minimum.at(first, found.positions, np.arange(len(found.positions)))
        numbers = self.numbers[first].tolist()
        if not unread:
            met = [
                Met(unread=one, count=int(count), row=number)
                for one, count, number in zip(together, counts, numbers, strict=True)
                if isinstance(one, Unread)
            ]
            self.findings += findings_of_column(tuple(labels.values()), code, met)
        lines = lines_of(
            together,
            counts,
            [f"row {number}" for number in numbers],
            lambda said, _: shown_answer(said.answer),
        )
        named = [self.table.names[self.found.positions[name]] for name in labels.values()]
        self.together.append(TogetherAccount(of=code, columns=named, lines=lines))
        self._encode(indicator, together, found.positions)

    def result(self) -> tuple[Answers, Account]:
        """Return the answers and the account, where nothing was found."""
        given = GivenRows(
            names=self.kept.names,
            columns=tuple(self.columns),
            attributes=self.attributes,
            numbers=self.numbers,
        )
        instrument, merged, disagreements = self.reading.instrument, 0, 0
        if self.kept.respondents:
            by = self.reading.repeated.by
            answers, merged, disagreements = merged_rows(instrument, given, self.kept.respondents, by)
        else:
            answers = given.answers(instrument)
        return answers, self._account(len(answers), merged, disagreements)

    def _account(self, units: int, merged: int, disagreements: int) -> Account:
        table = self.table
        blank = [RowsLeftOut(why="blank", count=table.blank_rows)] if table.blank_rows else []
        told = {position for position, _ in self.accounts}
        by_name = {self.found.positions.get(name) for name in self.reading.left_out}
        for position, name in enumerate(table.names):
            if name and position not in told:
                use = Use.LEFT_OUT if position in by_name else Use.REST
                lines = lines_of([Said("", use.value)], np.array([len(table)]), [""], lambda *_: "")
                self.accounts.append((position, ColumnAccount(column=name, use=use, lines=lines)))
        return Account(
            reading=fingerprint(self.reading),
            code=self.reading.instrument.code,
            edition=self.reading.instrument.edition,
            header_rows=self.reading.header.rows,
            rows=len(table) + table.blank_rows,
            read=len(self.kept.rows),
            units=units,
            merged=merged,
            disagreements=disagreements,
            left_out=(*blank, *self.kept.left_out),
            columns=[account for _, account in sorted(self.accounts, key=lambda pair: pair[0])],
            together=self.together,
        )


def _shown_cell(said: Said, _cell: str) -> str:
    """Return what one of several columns says."""
    if isinstance(said.answer, bool) or said.answer is None:
        return said.how
    return shown_answer(said.answer)


def _expected(indicator: Indicator) -> str:
    """Return what can be read in an indicator's column, in words."""
    scale = indicator.scale
    if isinstance(scale, Composition):
        return f"shares of {listed(scale.parts)}"
    if scale.answers:
        return f"{'some' if isinstance(scale, MultipleChoice) else 'one'} of {listed(scale.options)}"
    return f"numbers, or {listed(scale.options)}" if scale.options else "numbers"
