"""The one door for tables of any kind."""

import io
import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import attrs

from smmi.cli.files import FileError
from smmi.cli.formats.tables._delimited import HEAD, Ahead, read_text_table
from smmi.cli.formats.tables._encodings import MARKS, UTF_8, is_utf_8
from smmi.cli.formats.tables._kinds import Kind, kind_of
from smmi.cli.formats.tables._labelled import read_labelled
from smmi.cli.formats.tables._parquet import read_parquet
from smmi.cli.formats.tables._table import Table
from smmi.cli.formats.tables._workbooks import read_workbook
from smmi.errors import ArgumentError

LONG: Final = 2**22
"""From so many bytes on, a text is read faster by pyarrow, which takes time to be loaded."""
OPTIONS: Final = {
    "--sheet": {Kind.WORKBOOK},
    "--separator": {Kind.TEXT},
    "--encoding": {Kind.TEXT, Kind.SPSS, Kind.STATA},
}
"""Of which kinds of files an option speaks."""


def read_table(
    path: Path,
    /,
    *,
    sheet: str | None = None,
    separator: str | None = None,
    encoding: str | None = None,
    otherwise: str | None = None,
) -> Table:
    """Return the table in a file of any kind that is read; the first bytes tell the kind, not the name.

    Args:
        path: The file.
        sheet: The sheet of a workbook; the only one that holds anything where it is not given.
        separator: What separates the cells of a text; recognised by the first rows where it is not given.
        encoding: The encoding of texts; UTF-8, or what the file itself says, where it is not given.
        otherwise: The encoding of a text that is not UTF-8, where none is given.

    Raises:
        ArgumentError: An option is wrong, or speaks of another kind of file.
        FileError: The file cannot be read, is empty, broken, or of another kind; going through the rows may raise it
            too.
        MissingExtraError: A library for this kind of file is not installed.
    """
    try:
        file = path.open("rb")
        with ExitStack() as opened:
            opened.enter_context(file)
            head = _head(file)
            kind = kind_of(path, head)
            _check(kind, {"--sheet": sheet, "--separator": separator, "--encoding": encoding})
            seekable = file.seekable()
            is_long = seekable and os.fstat(file.fileno()).st_size >= LONG
            if kind is Kind.TEXT and not seekable:
                opened.pop_all()  # it stays open while it is read
    except OSError as error:
        raise FileError(path, error.strerror or str(error)) from None
    if kind is Kind.TEXT:
        again: Callable[[], BinaryIO] = partial(_opened, path) if seekable else partial(_ahead, head, file)
        remarks: tuple[str, ...] = ()
        if encoding is None and otherwise is not None:
            encoding, remarks = _encoding(
                path, again if seekable else partial(io.BytesIO, head), head, otherwise
            )
        table = read_text_table(path, again, head, separator=separator, encoding=encoding, is_long=is_long)
        return attrs.evolve(table, remarks=(*table.remarks, *remarks)) if remarks else table
    if not seekable:
        raise FileError(path, f"is {kind.value}, which is read from a file, not from a pipe")
    if kind is Kind.WORKBOOK:
        return read_workbook(path, sheet=sheet)
    if kind is Kind.PARQUET:
        return read_parquet(path)
    return read_labelled(path, kind, encoding=encoding)


def _encoding(
    path: Path, source: Callable[[], BinaryIO], head: bytes, otherwise: str
) -> tuple[str | None, tuple[str, ...]]:
    """Return the encoding of a text by a reading, and a sentence where that is not the one that the reading says.

    Of a pipe the first bytes alone are known before it is read.
    """
    if any(head.startswith(mark) for mark, _ in MARKS):
        return None, ()
    is_good = is_utf_8(path, source)
    if is_good is False:
        return otherwise, ()
    told = f"it is UTF-8, and read so, not in {otherwise.upper()}, which the reading says"
    return None, (told,) if is_good and otherwise.lower() not in {UTF_8, "utf8"} else ()


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def _ahead(head: bytes, rest: BinaryIO) -> BinaryIO:
    return io.BufferedReader(Ahead(head, rest))


def _head(file: BinaryIO) -> bytes:
    """Return the first bytes of a file; a pipe may give them piece by piece."""
    parts: list[bytes] = []
    size = 0
    while size < HEAD and (part := file.read(HEAD - size)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _check(kind: Kind, given: dict[str, str | None]) -> None:
    for option, value in given.items():
        if value is not None and kind not in OPTIONS[option]:
            raise ArgumentError(option, repr(value), f"nothing, as the file is {kind.value}")
