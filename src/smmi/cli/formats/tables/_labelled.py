"""Files of SPSS and Stata, whose values have labels and whose missing values have codes, by pyreadstat."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from smmi.cli.files import FileError
from smmi.cli.formats.tables._kinds import Kind
from smmi.cli.formats.tables._libraries import library, told_of
from smmi.cli.formats.tables._table import (
    MOST_BYTES,
    MOST_CELLS,
    Cell,
    ColumnNote,
    ColumnSet,
    Places,
    Table,
    cell_of,
    cell_text,
    is_blank,
)

MOST_VARIABLES: Final = 120_000
"""How many variables Stata has at most."""
_VARIABLES: Final = re.compile(
    rb"<stata_dta><header><release>119</release><byteorder>([LM])SF</byteorder><K>(.{4})", re.DOTALL
)
"""The number of variables in the one format that has four bytes for it."""
READERS: Final = {Kind.SPSS: "read_sav", Kind.STATA: "read_dta"}


def read_labelled(path: Path, kind: Kind, /, *, encoding: str | None) -> Table:
    """Return the table in a file of SPSS or Stata: values as they are coded, labels and missing codes as notes.

    Args:
        path: The file.
        kind: What it is.
        encoding: The encoding of its texts, where the file itself says a wrong one, or none.

    Raises:
        FileError: It is broken, or holds more than is read.
        MissingExtraError: pyreadstat is not installed.
    """
    _check_variables(path)
    reader = getattr(library("pyreadstat"), READERS[kind])
    options = {
        "user_missing": True,
        "apply_value_formats": False,
        "output_format": "dict",
        "encoding": encoding,
    }
    with told_of(path, kind.value):
        _, about = reader(path, metadataonly=True, **options)
        names = list(about.column_names)
        width = sum(map(int, about.variable_storage_width.values()))
        most = min(MOST_CELLS // max(1, len(names)), MOST_BYTES // max(1, width))
        # The number of rows that a file says may be wrong, or none: one more than the most is asked for.
        columns, about = reader(path, row_limit=most + 1, **options) if names else ({}, about)
        cells_of = [
            list(_cells(columns[name], tagged=about.readstat_variable_types[name] != "string"))
            for name in names
        ]
        notes = {name: note for name in names if (note := _note(name, about)) != ColumnNote()}
        sets = tuple(_sets(about.mr_sets))
    if cells_of and len(cells_of[0]) > most:
        raise FileError(path, f"has more than {most} rows of {len(names)} columns; save it as CSV or Parquet")
    if not cells_of:
        raise FileError(path, "has no columns; expected one for each indicator")
    places = Places()

    def rows() -> Iterator[list[Cell]]:
        # A case counts as the row that a spreadsheet would show it in, below the names.
        for number, cells in enumerate(zip(*cells_of, strict=True), start=2):
            if not is_blank(cells):
                places.add(number, number)
                yield list(cells)

    return Table(
        header=names,
        cells=rows(),
        places=places,
        read_as=f"{kind.value}, values as coded",
        has_numbers=True,
        notes=notes,
        sets=sets,
    )


def _check_variables(path: Path) -> None:
    """Refuse a number of variables for which the library would take memory before it looks whether they are there."""
    with path.open("rb") as file:
        found = _VARIABLES.match(file.read(100))
    if found and int.from_bytes(found[2], "little" if found[1] == b"L" else "big") > MOST_VARIABLES:
        raise FileError(
            path, f"says that it has more than {MOST_VARIABLES} variables, which no Stata file has"
        )


def _cells(values: Any, *, tagged: bool) -> Iterator[Cell]:  # noqa: ANN401  (pyreadstat is untyped)
    """Yield the cells of a column; a tagged missing value of Stata is ``.a``."""
    for value in values:
        yield f".{value}" if tagged and isinstance(value, str) else cell_of(value)


def _note(name: str, about: Any) -> ColumnNote:  # noqa: ANN401  (as above)
    """Return what a file says of a column."""
    numeric = about.readstat_variable_types[name] != "string"
    labels: Mapping[object, object] = about.variable_value_labels.get(name, {})
    codes: list[str] = []
    ranges: list[tuple[float, float]] = []
    for part in about.missing_ranges.get(name, ()):
        low, high = part["lo"], part["hi"]
        if low == high:
            codes.append(cell_text(low))
        else:
            ranges.append((float(low), float(high)))
    codes.extend(f".{tag}" for tag in about.missing_user_values.get(name, ()))
    return ColumnNote(
        label=about.column_names_to_labels.get(name) or "",
        value_labels=dict(
            zip(map(cell_text, _cells(labels, tagged=numeric)), map(str, labels.values()), strict=True)
        ),
        missing=tuple(codes),
        missing_ranges=tuple(ranges),
    )


def _sets(declared: Mapping[str, Mapping[str, Any]]) -> Iterator[ColumnSet]:
    for name, one in declared.items():
        counted = one.get("counted_value")
        yield ColumnSet(
            name=name,
            label=str(one.get("label") or ""),
            columns=tuple(one["variable_list"]),
            counted=cell_text(counted) if one.get("is_dichotomy") else None,
        )
