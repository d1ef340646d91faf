"""CSV files: answers in, scores and aggregates out."""

import csv
import itertools
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from smmi.benchmark.disclosure import Aggregates
from smmi.cli._exits import ContentError
from smmi.cli.files import FileError, as_given, inert, is_empty, text_lines
from smmi.errors import ArgumentError, EditCheckError, Finding, Reason
from smmi.instrument import Answers, Instrument
from smmi.report.wording import rounded_text
from smmi.scoring import Absence, Scores

OTHER_SEPARATORS: Final = ";\t|"
ARGUMENTS: Final = "name it among the attributes or the columns to ignore"
THERE: Final = "; give its column, and name it there"
OPTIONS: Final = "read it with --by, or leave it out with --ignore"
"""What a command says where findings speak of arguments."""

ROWS: Final = 4096
"""The scores of so many units are numbers of Python at a time."""


AGGREGATE_COLUMNS: Final = (
    *("administration", "group", "score", "n", "mean"),
    *("lower_quartile", "median", "upper_quartile", "state", "reason"),
)
"""The columns of a file of aggregates."""


class Places(Sequence[str]):
    """Where each row stands, as a spreadsheet counts, and where that differs as a text editor does."""

    def __init__(self) -> None:
        self._rows, self._lines = array("Q"), array("Q")

    def add(self, row: int, line: int) -> None:
        """Take in one more row."""
        self._rows.append(row)
        self._lines.append(line)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401  (no slices are asked for)
        row, line = self._rows[at], self._lines[at]
        return f"row {row}" if row == line else f"row {row} (line {line} of the text)"


@attrs.frozen
class CsvRows:
    """A CSV file while it is read.

    Attributes:
        header: The first row.
        rows: The further rows, without blank ones; they can be gone through once.
        places: Where each row stands that was read already.
    """

    header: list[str]
    rows: Iterator[list[str]]
    places: Places


def read_rows(path: Path, /) -> CsvRows:
    """Return the rows of a CSV file, without the apostrophes that make a text no formula.

    Raises:
        FileError: It cannot be read, is empty, not UTF-8, or not CSV; going through the rows may raise it too.
    """
    numbered = _numbered(path)
    _, _, header = next(numbered, (0, 0, []))
    if not any(name.strip() for name in header):
        if all(not cell.strip() for _, _, cells in numbered for cell in cells):
            raise is_empty(path, "the names of the columns, and a row for each unit")
        raise FileError(path, "row 1 is blank; expected the names of the columns")
    for separator in OTHER_SEPARATORS:
        if len(header) == 1 and separator in header[0]:
            raise FileError(path, f"its columns are separated by {separator!r}; expected commas")
    places = Places()

    def further() -> Iterator[list[str]]:
        for row, line, cells in numbered:
            if any(cell.strip() for cell in cells):
                places.add(row, line)
                yield cells

    return CsvRows(header, further(), places)


def _numbered(path: Path) -> Iterator[tuple[int, int, list[str]]]:
    """Yield each row with its number, and the line of the text at which it begins.

    Raises:
        FileError: The file cannot be read, is not UTF-8, or not CSV.
    """
    reader = csv.reader(text_lines(path), strict=True)
    line = 1
    try:
        for row, cells in enumerate(reader, start=1):
            yield row, line, [as_given(cell) for cell in cells] if "'" in "".join(cells) else cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileError(path, f"is not CSV: {error}; look for a quotation mark without its partner") from None


def read_answers(
    path: Path, instrument: Instrument, /, *, unit: str, by: Sequence[str], ignore: Collection[str]
) -> Answers:
    """Return the answers that a CSV file holds.

    Args:
        path: The file.
        instrument: What was asked.
        unit: The column of the units' identifiers.
        by: The columns of attributes; characteristics that the instrument declares are found without being named.
        ignore: Columns to leave out.

    Raises:
        ContentError: The answers are impossible.
        FileError: The file cannot be read, is empty, not UTF-8, or not CSV.
    """
    table = read_rows(path)
    names = {name.strip() for name in table.header}
    declared = [c.code for c in instrument.characteristics if c.code in names and c.code not in ignore]
    attributes = tuple(dict.fromkeys([*by, *declared]))
    try:
        return Answers.from_text(
            instrument,
            table.header,
            table.rows,
            unit=unit,
            attributes=attributes,
            ignore=ignore,
            places=table.places,
        )
    except EditCheckError as error:
        findings = tuple(_in_options(finding, instrument) for finding in error.findings)
        raise ContentError(path, EditCheckError(findings)) from None


def _in_options(finding: Finding, instrument: Instrument) -> Finding:
    """Return a finding whose advice speaks of the command's options and columns instead of a function's arguments."""
    message = finding.message.replace(ARGUMENTS, OPTIONS)
    missing = [one for one in instrument.characteristics if one.code == finding.code]
    if finding.reason is Reason.MISSING_COLUMN and missing:
        values = ", ".join(option.code for option in missing[0].options)
        message = f"{message.removesuffix(THERE)}; add a column named {finding.code} ({values})".replace(
            ".;", ";"
        )
    return attrs.evolve(finding, message=message)


def scores_text(scores: Scores, /, *, unit: str, reasons: bool) -> str:
    """Return scores as CSV: the unit, its attributes, then overall, domains and areas; an absent score is empty.

    Args:
        scores: The scores.
        unit: The name of the units' column.
        reasons: Whether to add for each score a column with the reason of its absence.

    Raises:
        ArgumentError: Two columns would have the same name.
    """
    attributes = scores.answers.attributes
    said = [f"{code}_reason" for code in scores.codes] if reasons else []
    header = [unit, *attributes, *scores.codes, *said]
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise ArgumentError(
            "by",
            repr(twice[0]),
            "names that no column of the scores has",
            "Rename the column of the answers",
        )
    return _csv_text(itertools.chain([header], _score_rows(scores, reasons=reasons)))


def _score_rows(scores: Scores, *, reasons: bool) -> Iterator[list[object]]:
    """Yield the row of each unit."""
    labels = {absence.value: "" if absence is Absence.PRESENT else absence.label for absence in Absence}
    for start in range(0, len(scores), ROWS):
        part = slice(start, start + ROWS)
        columns = [list(column.take(part)) for column in scores.answers.attributes.values()]
        values, absences = scores.values[:, part].T.tolist(), scores.absences[:, part].T.tolist()
        for position, name in enumerate(scores.units[part].tolist()):
            why = [labels[absence] for absence in absences[position]]
            shown = [None if absent else v for v, absent in zip(values[position], why, strict=True)]
            own = [column[position] or "" for column in columns]
            yield [name, *own, *shown, *(why if reasons else ())]


def aggregates_text(tables: Aggregates, /) -> str:
    """Return aggregates as CSV, a row for each cell; what is withheld is empty.

    Means and quartiles that are rounded have the digits that the page shows of them; others are not rounded.
    """
    rows = [
        (
            *(cell.key.administration, cell.key.group, cell.key.code, cell.n),
            _shown(cell.mean, tables.rounding_base),
            *(_shown(value, tables.quartile_base) for value in cell.quartiles or (None, None, None)),
            *(cell.state.value, cell.reason),
        )
        for cell in tables.cells
    ]
    return _csv_text([AGGREGATE_COLUMNS, *rows])


def _shown(value: float | None, base: float | None) -> float | None:
    """Return a number as the page shows it, where that is rounded by rule: a multiple is off by the last bit."""
    return value if value is None or base is None else float(rounded_text(value, base))


def _csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV: numbers as they are, texts so that no spreadsheet computes them."""
    lines: list[str] = []
    # A line ends as RFC 4180 has it while the writer looks at it, so that a lone carriage return is quoted.
    writer = csv.writer(_Lines(lines), lineterminator="\r\n")
    writer.writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return "".join(lines)


@attrs.frozen
class _Lines:
    lines: list[str]

    def write(self, line: str, /) -> None:
        """Take a line, which then ends as the lines of a text do."""
        self.lines.append(line.removesuffix("\r\n") + "\n")
