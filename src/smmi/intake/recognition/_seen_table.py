"""What a reading remembers of the table for which it was made, so that another one is not read as something else."""

from collections import Counter
from collections.abc import Iterator, Sequence

import attrs

from smmi.instrument import MultipleChoice, Percentage
from smmi.intake.entries._combinations import NOTHING_TICKED, read_ticks
from smmi.intake.entries._doubtful_words import doubtful_identifiers
from smmi.intake.entries._said import Said
from smmi.intake.presets import Preset, RowMark
from smmi.intake.readings import Reading
from smmi.intake.readings._as_seen import (
    called_as_indicators,
    called_as_options,
    is_fraction,
    may_be_thousands,
    used_columns,
)
from smmi.intake.recognition._sight import SeenColumn, Sight
from smmi.intake.sources import (
    DoubtfulRows,
    HeaderNames,
    NumberColumn,
    Percents,
    SeenHeaderRow,
    SeenTable,
    SelectionColumns,
    UnitColumn,
)
from smmi.intake.tables import Cells, texts_of, word_of


@attrs.frozen(kw_only=True, eq=False)
class LookedAt:
    """A table as a proposal saw it.

    Attributes:
        sight: What was seen.
        top: The header rows.
        tool: The tool that wrote it, if it was recognised.
        marks: What tells rows of which it is asked whether they are read.
        mark: The decimal mark that its numbers show, or nothing.
    """

    sight: Sight
    top: tuple[Cells, ...]
    tool: Preset | None
    marks: tuple[RowMark, ...]
    mark: str

    def remembered_by(self, reading: Reading, /) -> Reading:
        """Return a reading that remembers the table."""
        used = [self.sight.by_name[name] for name in used_columns(reading) if name in self.sight.by_name]
        seen = SeenTable(
            header=tuple(self._header_rows(used)),
            repeated_names=self._repeated_names(used),
            doubtful_rows=tuple(self._doubtful_rows()),
            identifiers=self._identifiers(reading),
            values=self._values(reading),
            value_labels={c.name: c.notes.value_labels for c in used if c.notes.value_labels},
            missing_values={
                column.name: declared
                for column in used
                if (
                    declared := tuple(
                        e.text for e, _ in column.entries if column.notes.declares_missing(e.text)
                    )
                )
            },
            passed_over=tuple(
                dict.fromkeys(
                    name
                    for called in (called_as_indicators, called_as_options)
                    for name, _ in called(reading, self.sight.by_name, used_columns(reading))
                )
            ),
            always_ticked=tuple(self._always_ticked(reading)),
            no_fractions=tuple(self._without_fractions(reading)),
            unmarked=self._unmarked(reading),
            merged=tuple(c.name for c in used if c.merged and c.name not in reading.filled_down),
        )
        return attrs.evolve(reading, seen=seen)

    def _header_rows(self, used: Sequence[SeenColumn]) -> Iterator[SeenHeaderRow]:
        header = self.sight.header
        last = header.row + (header.names is HeaderNames.JOINED)
        for row, cells in enumerate(self.top):
            texts = texts_of(cells)
            said = {c.name: texts[c.position] for c in used if c.position < len(texts) and texts[c.position]}
            if row > last and said:
                yield SeenHeaderRow(row=row, texts=said)

    def _repeated_names(self, used: Sequence[SeenColumn]) -> dict[str, int]:
        called = Counter(word_of(column.written) for column in self.sight.columns)
        return {c.name: called[word_of(c.written)] for c in used if called[word_of(c.written)] > 1}

    def _doubtful_rows(self) -> Iterator[DoubtfulRows]:
        """Yield the marks of rows without the words that are there: these were asked about."""
        for mark in self.marks:
            columns = [column for column in self.sight.columns if column.is_called([mark.column])]
            met = {entry.word for column in columns for entry, _ in column.entries}
            met |= {"" for column in columns if column.blanks}
            words = tuple(word for word in mark.words if word not in met)
            if words:
                yield DoubtfulRows(column=mark.column, words=words, what=mark.what)

    def _identifiers(self, reading: Reading) -> tuple[str, ...]:
        if not isinstance(reading.unit, UnitColumn):
            return ()
        column = self.sight.by_name[reading.unit.column]
        entries = [entry for entry, _ in column.entries]
        return tuple(sorted(doubtful_identifiers(entries, column.names)))

    def _values(self, reading: Reading) -> dict[str, tuple[str, ...]]:
        declared = {one.code for one in reading.instrument.characteristics}
        return {
            name: tuple(entry.written for entry, _ in self.sight.by_name[source.column].entries)
            for name, source in reading.attributes.items()
            if name not in declared
        }

    def _always_ticked(self, reading: Reading) -> Iterator[str]:
        """Yield indicators of which nobody was asked what a row is in which nothing is ticked, as there was none."""
        for indicator in reading.instrument.indicators:
            source, scale = reading.sources[indicator.code], indicator.scale
            if not isinstance(source, SelectionColumns) or not isinstance(scale, MultipleChoice):
                continue
            columns = {code: self.sight.by_name[name].cells for code, name in source.columns.items()}
            says = read_ticks(scale, source, columns, reading.missing).together
            is_none = any(isinstance(one, Said) and one.how == NOTHING_TICKED for one in says)
            if not is_none and (self.tool is None or self.tool.zero_is_doubtful):
                yield indicator.code

    def _without_fractions(self, reading: Reading) -> Iterator[str]:
        """Yield columns of percentages of which nobody was asked whether they hold fractions, as they held none."""
        for indicator in reading.instrument.indicators:
            source = reading.sources[indicator.code]
            if isinstance(source, NumberColumn) and isinstance(indicator.scale, Percentage):
                style = source.format or reading.format
                entries = self.sight.by_name[source.column].entries
                if style.percents is Percents.PERCENT and not any(is_fraction(e, style) for e, _ in entries):
                    yield source.column

    def _unmarked(self, reading: Reading) -> tuple[str, ...]:
        if self.mark:
            return ()
        return tuple(
            source.column
            for source in reading.sources.values()
            if isinstance(source, NumberColumn)
            and not any(may_be_thousands(e) for e, _ in self.sight.by_name[source.column].entries)
        )
