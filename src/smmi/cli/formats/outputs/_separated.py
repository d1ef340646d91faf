"""CSV and TSV."""

import csv

import attrs

from smmi.cli.files import inert
from smmi.cli.formats.outputs._data_table import DataTable


def separated_text(table: DataTable, /, *, separator: str = ",") -> str:
    """Return a table as CSV: numbers as they are, texts so that no spreadsheet computes them."""
    lines: list[str] = []
    # A line ends as RFC 4180 has it while the writer looks at it, so that a lone carriage return is quoted.
    writer = csv.writer(_Lines(lines), lineterminator="\r\n", delimiter=separator)
    writer.writerows(
        [inert(cell) if isinstance(cell, str) else cell for cell in row] for row in table.all_rows()
    )
    return "".join(lines)


@attrs.frozen
class _Lines:
    lines: list[str]

    def write(self, line: str, /) -> None:
        """Take a line, which then ends as the lines of a text do."""
        self.lines.append(line.removesuffix("\r\n") + "\n")
