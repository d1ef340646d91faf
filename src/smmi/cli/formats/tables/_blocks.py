"""Long texts in blocks of columns, by pyarrow: those of which every reader of CSV makes the same cells.

A row is a line, and a quotation mark stands only where a cell begins or ends. Whatever else stands in a text is for
Python's reader, to which the whole text goes then: it is slower, and the one whose messages a person reads.
"""

import csv
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

import attrs
import numpy as np

from smmi.cli.files import as_given
from smmi.cli.formats.tables._libraries import library
from smmi.instrument.answers import EntryColumn, TextColumn

BLOCK: Final = 2**23
"""So many bytes are taken at a time."""
PART: Final = 2**20
"""So many of them pyarrow takes at a time, which a processor keeps near."""
AHEAD: Final = 2
"""So many blocks are parsed at once."""
MOST_BYTES: Final = 2**28
"""Longer blocks, of which a line is not at its end yet, are not tried."""
MARK: Final = b"\xef\xbb\xbf"
QUOTE: Final = ord('"')


class NotPlainError(Exception):
    """A text is not so plain that all read it alike; never leaves the package."""


class ReadBlocks(Protocol):
    """Reads the rows of a text, block by block, each by its columns.

    Args:
        unit: The position of the column of identifiers.
        unread: The positions of columns that are left out.

    Raises:
        NotPlainError: The text is not plain, or pyarrow does not read it.
    """

    def __call__(
        self, unit: int, unread: Collection[int]
    ) -> Iterator[list[TextColumn]]: ...  # pragma: no cover


def blocks_of(
    path: Path, header: Sequence[str], separator: str, /, *, size: int = BLOCK
) -> ReadBlocks | None:
    """Return what reads the rows of a text in UTF-8 block by block; None where pyarrow is not installed.

    Args:
        path: The file.
        header: The names of its columns, which stand in its first line where it is plain.
        separator: What separates cells.
        size: So many bytes are taken at a time.
    """
    try:
        library("pyarrow.csv")
    except ImportError:
        return None
    return partial(_read, _Text(path, tuple(header), separator, size))


@attrs.frozen
class _Text:
    """A text of which the header is known."""

    path: Path
    header: tuple[str, ...]
    separator: str
    size: int


def _read(text: _Text, unit: int, unread: Collection[int]) -> Iterator[list[TextColumn]]:
    # pyarrow holds no lock of Python while it parses: the next blocks are parsed while this one is coded.
    parsed: deque[Future[list[Any]]] = deque()
    with ThreadPoolExecutor(AHEAD) as pool:
        for block in _lines(text):
            parsed.append(pool.submit(_parsed, text, block, unit, unread))
            if len(parsed) > AHEAD:
                yield _taken(parsed.popleft().result(), unit, unread)
        while parsed:
            yield _taken(parsed.popleft().result(), unit, unread)
    library("pyarrow").default_memory_pool().release_unused()


def _taken(columns: Sequence[Any], unit: int, unread: Collection[int]) -> list[TextColumn]:
    """Return columns of pyarrow as they are taken in; of those that are left out only how many rows they have."""
    limit = csv.field_size_limit()
    if any(_longest(column) > limit for column in columns):  # bytes, of which there are no fewer than letters
        raise NotPlainError
    return [
        _texts(column) if at == unit else _nothing(len(column)) if at in unread else _entries(column)
        for at, column in enumerate(columns)
    ]


def _lines(text: _Text) -> Iterator[bytes]:
    """Yield the text below its first line in whole lines, so many that they are about as long as asked for."""
    separator = text.separator.encode()
    if len(separator) != 1:
        raise NotPlainError
    try:
        with text.path.open("rb") as file:
            first = file.readline(BLOCK).removeprefix(MARK)
            _require_plain(first, separator)
            cells = next(csv.reader([first.decode()], delimiter=text.separator, strict=True), [])
            if tuple(map(as_given, cells)) != text.header:
                raise NotPlainError
            rest = b""
            while piece := file.read(text.size):
                end = piece.rfind(b"\n") + 1
                if not end:
                    rest += piece
                    if len(rest) > MOST_BYTES:
                        raise NotPlainError
                    continue
                block = b"".join((rest, memoryview(piece)[:end]))
                rest = piece[end:]
                del piece  # nothing is held twice while the block is parsed
                _require_plain(block, separator)
                yield block
                del block
            if rest:
                block = rest + b"\n"
                _require_plain(block, separator)
                yield block
    except (OSError, ValueError, csv.Error):
        raise NotPlainError from None


def _require_plain(block: bytes, separator: bytes) -> None:
    """Require of lines that each mark of quotation begins or ends a cell, in turn, and that lines end alike.

    Raises:
        NotPlainError: It is not so.
    """
    # pyarrow takes a byte order mark off wherever it begins to read.
    if not block.endswith(b"\n") or block.startswith(MARK) or b"\0" in block:
        raise NotPlainError
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        raise NotPlainError
    if b'"' not in block:
        return
    letters = np.frombuffer(block, dtype=np.uint8)
    marks = np.flatnonzero(letters == QUOTE)
    if len(marks) % 2:
        raise NotPlainError
    # The last letter, before the first one by numpy's count, ends a line.
    before, after = letters[marks[::2] - 1], letters[marks[1::2] + 1]
    if not np.all((before == separator[0]) | (before == ord("\n"))):
        raise NotPlainError
    if not np.all((after == separator[0]) | (after == ord("\n")) | (after == ord("\r"))):
        raise NotPlainError


def _parsed(text: _Text, block: bytes, unit: int, unread: Collection[int]) -> list[Any]:
    """Return the columns of lines, each as one array of pyarrow.

    Raises:
        NotPlainError: pyarrow does not read them, or not as one row a line.
    """
    pyarrow, csv_of = library("pyarrow"), library("pyarrow.csv")
    names = list(map(str, range(len(text.header))))
    texts, entries = pyarrow.string(), pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    types = {name: texts if at == unit or at in unread else entries for at, name in enumerate(names)}
    try:
        table = csv_of.read_csv(
            pyarrow.BufferReader(block),
            read_options=csv_of.ReadOptions(column_names=names, block_size=PART, use_threads=False),
            parse_options=csv_of.ParseOptions(
                delimiter=text.separator, newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=csv_of.ConvertOptions(column_types=types, strings_can_be_null=False),
        )
    except pyarrow.ArrowException:
        raise NotPlainError from None
    if len(table) != block.count(b"\n"):
        raise NotPlainError
    return [
        column.chunk(0) if column.num_chunks == 1 else column.combine_chunks() for column in table.columns
    ]


def _longest(column: Any) -> int:  # noqa: ANN401  (pyarrow is untyped)
    cells = column.dictionary if hasattr(column, "dictionary") else column
    if not len(cells):
        return 0
    offsets = np.frombuffer(cells.buffers()[1], dtype=np.int32)[cells.offset :][: len(cells) + 1]
    return int(np.diff(offsets).max())


def _nothing(n: int) -> EntryColumn:
    return EntryColumn(entries=(), positions=np.full(n, -1, dtype=np.int8))


def _entries(column: Any) -> EntryColumn:  # noqa: ANN401  (as above)
    entries = [as_given(cell) for cell in column.dictionary.to_pylist()]
    indices = column.indices  # taken from their memory: pyarrow loads pandas to make an array of them
    positions = np.frombuffer(indices.buffers()[1], dtype=np.int32)[indices.offset :][: len(indices)]
    return EntryColumn(entries=entries, positions=positions.astype(np.min_scalar_type(-max(len(entries), 1))))


def _texts(column: Any) -> TextColumn:  # noqa: ANN401  (as above)
    return np.array(list(map(as_given, column.to_pylist())), dtype=np.dtypes.StringDType())
