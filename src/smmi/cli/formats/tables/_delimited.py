"""CSV with any separator and in any encoding."""

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final, cast

import attrs

from smmi.cli.files import FileError, as_given, is_empty
from smmi.cli.formats.tables._blocks import blocks_of
from smmi.cli.formats.tables._encodings import UTF_8, encoding_of, lines_in
from smmi.cli.formats.tables._table import Places, Table, is_blank
from smmi.errors import ArgumentError

SEPARATORS: Final[Mapping[str, str]] = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
"""The separators that are recognised, and what they are called."""
NAMED: Final[Mapping[str, str]] = {"comma": ",", "semicolon": ";", "tab": "\t", r"\t": "\t", "bar": "|"}
"""Words for separators on a command line."""
HEAD: Final = 2**18
"""How many bytes are looked at to recognise a file."""
MOST_RECORDS: Final = 50
"""By so many rows a separator is recognised."""
_DECLARED: Final = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
"""The first line by which Excel knows a separator; it shows the further ones."""


@attrs.frozen
class _Division:
    """How the first rows of a text fall into cells by one separator."""

    separator: str
    widths: tuple[int, ...]
    is_csv: bool

    @property
    def fitting(self) -> float:
        """The share of the rows that are as wide as the header."""
        return sum(width == self.widths[0] for width in self.widths) / len(self.widths)

    @property
    def is_even(self) -> bool:
        return self.is_csv and self.fitting == 1


def read_text_table(
    path: Path,
    source: Callable[[], BinaryIO],
    head: bytes,
    /,
    *,
    separator: str | None,
    encoding: str | None,
    is_long: bool = False,
) -> Table:
    """Return the table in a text.

    Args:
        path: The file, for messages.
        source: Opens the file at its beginning.
        head: How it begins.
        separator: What separates the cells; recognised where it is not given.
        encoding: The encoding; UTF-8, or what the byte order mark says, where it is not given.
        is_long: Whether it is so long, and can be read again, that it is tried in blocks first.

    Raises:
        ArgumentError: The separator or the encoding is none.
        FileError: The file is empty, not in this encoding, not CSV, or separated by what cannot be told; going through
            the rows may raise it too.
    """
    asked = None if separator is None else _one_letter(separator)
    name = encoding_of(path, head, encoding)
    sample = _decoded(head, name)
    first = _DECLARED.match(sample)
    found = asked or (first[1] if first else _recognised(path, sample, cut=len(head) >= HEAD))
    lines = lines_in(path, source, name)
    skipped = 1 if first else 0
    for _ in range(skipped):
        next(lines, None)
    numbered = _numbered(path, lines, found, skipped)
    _, _, header = next(numbered, (0, 0, []))
    if is_blank(header):
        if all(is_blank(cells) for _, _, cells in numbered):
            raise is_empty(path, "the names of the columns, and a row for each unit")
        raise FileError(path, "row 1 is blank; expected the names of the columns")
    places = Places()

    def further() -> Iterator[list[str]]:
        for row, line, cells in numbered:
            if any(cell.strip() for cell in cells):
                places.add(row, line)
                yield cells

    kind = "TSV, separated by tabs" if found == "\t" else f"CSV, separated by {_called(found)}"
    return Table(
        header=header,
        cells=further(),
        places=places,
        read_as=f"{kind}, in {name.upper()}",
        usual=found == "," and name == UTF_8,
        blocks=blocks_of(path, header, found) if is_long and name == UTF_8 and not first else None,
    )


def _one_letter(separator: str) -> str:
    found = NAMED.get(separator.lower(), separator)
    if len(found) != 1 or found in '"\r\n\0' or found.isalnum():
        expected = f"one character, or one of {', '.join(word for word in NAMED if word.isalpha())}"
        raise ArgumentError("--separator", repr(separator), expected)
    return found


def _called(separator: str) -> str:
    return SEPARATORS.get(separator, repr(separator))


def _decoded(head: bytes, encoding: str) -> str:
    """Return the beginning of a text, without its mark and without what is not in the encoding, which reading tells."""
    text = head.decode(encoding, "ignore")
    return text.removeprefix("\ufeff")


def _recognised(path: Path, sample: str, *, cut: bool) -> str:
    """Return the separator by which the first rows have as many cells as the header, and more than one.

    Raises:
        FileError: There are two such separators.
    """
    divided = [_divided(sample, separator, cut=cut) for separator in SEPARATORS]
    divisions = [division for division in divided if division.widths[0] > 1]
    even = [division for division in divisions if division.is_even and len(division.widths) > 1]
    if len(even) > 1:
        told = " or ".join(f"{_called(one.separator)} ({one.widths[0]} columns)" for one in even)
        raise FileError(path, f"may be separated by {told}; say which with --separator")
    if even:
        return even[0].separator
    # The separator of most rows; where no row tells, the one that makes most columns; where none makes any, a comma.
    likely = max(divisions, key=lambda one: (one.is_csv, one.fitting, one.widths[0]), default=None)
    return likely.separator if likely else ","


def _divided(sample: str, separator: str, *, cut: bool) -> _Division:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator, strict=True)
    widths: list[int] = []
    is_csv = True
    try:
        widths.extend(len(cells) for cells in itertools.islice(filter(None, reader), MOST_RECORDS))
    except csv.Error as error:
        is_csv = cut and "unexpected end" in str(error)
    else:
        if cut and 1 < len(widths) < MOST_RECORDS:
            del widths[-1]
    return _Division(separator, tuple(widths or [1]), is_csv)


def _numbered(
    path: Path, lines: Iterator[str], separator: str, skipped: int
) -> Iterator[tuple[int, int, list[str]]]:
    """Yield each row with its number, and the line of the text at which it begins.

    Raises:
        FileError: The file cannot be read, is not in its encoding, or not CSV.
    """
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = 1 + skipped
    try:
        for row, cells in enumerate(reader, start=1):
            yield row, line, [as_given(cell) for cell in cells] if "'" in "".join(cells) else cells
            line = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise FileError(path, f"is not CSV: {error}; look for a quotation mark without its partner") from None


class Ahead(io.RawIOBase):
    """A stream that cannot be gone back in, from its beginning, of which some was read ahead."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = memoryview(head), rest

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read what was read ahead, then the rest."""
        into = memoryview(cast("bytearray", buffer))
        part = self._head[: len(into)] or memoryview(self._rest.read(len(into)))
        self._head = self._head[len(part) :]
        into[: len(part)] = part
        return len(part)

    def close(self) -> None:
        """Close the stream."""
        self._rest.close()
        super().close()
