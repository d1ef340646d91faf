"""Parquet files, by pyarrow."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from smmi.cli.files import FileError
from smmi.cli.formats.tables._libraries import library, told_of
from smmi.cli.formats.tables._table import MOST_BYTES, Cell, Places, Table, cell_of, is_blank

WHAT: Final = "a Parquet file"
ROWS: Final = 4096
"""So many rows are taken at a time."""
MOST_ROWS: Final = 50_000_000
MOST_COLUMNS: Final = 100_000


def read_parquet(path: Path, /) -> Table:
    """Return the table in a Parquet file: a column of entries and their numbers is one of texts, null is blank.

    Raises:
        FileError: It is broken, or holds more than is read; going through the rows may raise it too.
        MissingExtraError: pyarrow is not installed.
    """
    pyarrow, parquet = library("pyarrow"), library("pyarrow.parquet")
    with told_of(path, WHAT):
        file = parquet.ParquetFile(path)
        about, schema = file.metadata, file.schema_arrow
        largest = max((about.row_group(i).total_byte_size for i in range(about.num_row_groups)), default=0)
    if largest > MOST_BYTES or about.num_rows > MOST_ROWS or len(schema) > MOST_COLUMNS:
        told = f"{about.num_rows} rows, {len(schema)} columns, {largest / 2**20:.0f} MiB in one group of rows"
        raise FileError(path, f"has {told}, more than is read; write smaller groups of rows, or CSV")
    if not len(schema):
        raise FileError(path, "has no columns; expected one for each indicator")
    names = list(schema.names)
    problems = {field.name: found for field in schema if (found := _problem(pyarrow, field.type))}
    places = Places()

    def rows() -> Iterator[list[Cell]]:
        for number, cells in enumerate(_rows(path, pyarrow, file), start=2):
            if not is_blank(cells):
                places.add(number, number)
                yield cells

    return Table(header=names, cells=rows(), places=places, read_as=WHAT, problems=problems, has_numbers=True)


def _problem(pyarrow: Any, kind: Any) -> str:  # noqa: ANN401  (pyarrow is untyped)
    """Return why a column of this type cannot be read as text; nothing if it can."""
    types = pyarrow.types
    inner = kind.value_type if types.is_dictionary(kind) else kind
    if types.is_nested(inner):
        return f"it holds {inner} where a value is expected; write a column for each, or a text"
    if types.is_binary(inner) or types.is_large_binary(inner) or types.is_fixed_size_binary(inner):
        return "it holds bytes; write it as text"
    return ""


def _rows(path: Path, pyarrow: Any, file: Any) -> Iterator[list[Cell]]:  # noqa: ANN401  (as above)
    try:
        with told_of(path, WHAT):
            batches = file.iter_batches(batch_size=ROWS)
        while True:
            with told_of(path, WHAT):
                batch = next(batches, None)
                columns = [_cells(pyarrow, column) for column in batch.columns] if batch is not None else []
            if batch is None:
                return
            yield from map(list, zip(*columns, strict=True))
    finally:
        file.close()


def _cells(pyarrow: Any, column: Any) -> list[Cell]:  # noqa: ANN401  (as above)
    types = pyarrow.types
    if types.is_dictionary(column.type):
        # Each entry is made a cell once, however often it stands in the column.
        entries = _cells(pyarrow, column.dictionary)
        return ["" if at is None else entries[at] for at in column.indices.to_pylist()]
    if types.is_string(column.type) or types.is_large_string(column.type):
        return column.fill_null("").to_pylist()  # type: ignore[no-any-return]
    if types.is_timestamp(column.type):
        # Nanoseconds are more than Python's times hold.
        column = column.cast(pyarrow.timestamp("us", tz=column.type.tz), safe=False)
    if _problem(pyarrow, column.type):
        return [""] * len(column)
    return list(map(cell_of, column.to_pylist()))
