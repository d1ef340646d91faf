"""What a file will hold, by the ending of its name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from smmi.cli.files import FileError
from smmi.cli.formats.outputs._data_table import DataTable
from smmi.cli.formats.outputs._parquet import parquet_bytes
from smmi.cli.formats.outputs._separated import separated_parts, separated_text
from smmi.cli.formats.outputs._workbook import workbook_bytes
from smmi.cli.formats.tables import library

KINDS: Final = ".csv, .tsv, .xlsx or .parquet"
OTHER_KINDS: Final = {
    **dict.fromkeys((".xls", ".xlsb", ".xlsm", ".xltx"), "another workbook than .xlsx"),
    **dict.fromkeys((".ods", ".fods", ".numbers"), "a spreadsheet other than .xlsx"),
    **dict.fromkeys((".sav", ".zsav", ".por"), "an SPSS file"),
    ".dta": "a Stata file",
    **dict.fromkeys((".sas7bdat", ".xpt"), "a SAS file"),
    **dict.fromkeys((".rds", ".rda", ".rdata"), "a file of R"),
    **dict.fromkeys((".feather", ".arrow", ".ipc"), "an Arrow file"),
    **dict.fromkeys((".db", ".sqlite", ".duckdb"), "a database"),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "JSON"),
    **dict.fromkeys((".html", ".htm"), "an HTML page"),
    ".xml": "XML",
    ".pdf": "a PDF",
    **dict.fromkeys((".doc", ".docx", ".odt", ".rtf"), "a text document"),
    **dict.fromkeys((".zip", ".gz", ".bz2", ".xz", ".zst", ".7z"), "an archive"),
}
"""What is not written, by endings that promise it."""


def refuse_other_kinds(*paths: Path | None) -> None:
    """Refuse the names of files that promise what is not written, and what needs a library that is not there.

    Raises:
        FileError: A name ends as that of a file that is not written.
        MissingExtraError: A library for this kind of file is not installed.
    """
    for path in paths:
        ending = path.suffix.lower() if path else ""
        if path and ending in OTHER_KINDS:
            raise FileError(
                path, f"its name is that of {OTHER_KINDS[ending]}, which is not written; choose {KINDS}"
            )
        if ending == ".parquet":
            library("pyarrow.parquet")


def contents_of(path: Path, table: DataTable, /, *, name: str) -> str | bytes | Iterator[str]:
    """Return what a file will hold: a workbook, Parquet or TSV where its name ends so, CSV otherwise.

    The text of a table of blocks comes part by part, as it may be long.

    Args:
        path: The file.
        table: The table.
        name: What a sheet is called.

    Raises:
        FileError: The table does not fit into such a file.
        MissingExtraError: A library for this kind of file is not installed.
    """
    match path.suffix.lower():
        case ".xlsx":
            return workbook_bytes(table, path=path, name=name)
        case ".parquet":
            return parquet_bytes(table, path=path)
        case ending:
            separator = "\t" if ending == ".tsv" else ","
            if table.blocks is None:
                return separated_text(table, separator=separator)
            return separated_parts(table, separator=separator)
