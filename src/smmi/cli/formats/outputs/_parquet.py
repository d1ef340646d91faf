"""Parquet files, by pyarrow."""

import io
from pathlib import Path

from smmi.cli.files import FileError
from smmi.cli.formats.outputs._data_table import DataTable
from smmi.cli.formats.tables import library


def parquet_bytes(table: DataTable, /, *, path: Path) -> bytes:
    """Return a table as a Parquet file: texts and numbers in columns of their types, what is blank as null.

    Args:
        table: The table.
        path: The file, for messages.

    Raises:
        FileError: A text is no Unicode.
        MissingExtraError: pyarrow is not installed.
    """
    pyarrow, parquet = library("pyarrow"), library("pyarrow.parquet")
    types = {str: pyarrow.string(), float: pyarrow.float64(), int: pyarrow.int64()}
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    try:
        arrays = [
            pyarrow.array([None if cell == "" else cell for cell in column], types[kind])
            for column, (_, kind) in zip(columns, table.columns, strict=True)
        ]
        whole = pyarrow.Table.from_arrays(arrays, names=table.header)
    except UnicodeEncodeError as error:
        got = error.object[error.start : error.end]
        problem = f"cannot be written as UTF-8: got {got!r}, half of a letter; correct the text that holds it"
        raise FileError(path, problem) from None
    buffer = io.BytesIO()
    parquet.write_table(whole, buffer)
    return buffer.getvalue()
