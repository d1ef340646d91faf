"""Text files, read as UTF-8."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from smmi.cli.files._file_errors import FileError

BOM: Final = b"\xef\xbb\xbf"
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
ADVICE: Final = "save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')"


def read_text(path: Path, /, *, expected: str) -> str:
    """Return the text of a file, without a byte order mark.

    Args:
        path: The file.
        expected: What it should hold, for the message if it is empty.

    Raises:
        FileError: It cannot be read, is empty, or not UTF-8.
    """
    text = "".join(text_lines(path))
    if not text.strip():
        raise is_empty(path, expected)
    return text


def text_lines(path: Path, /) -> Iterator[str]:
    """Yield the lines of a file with their ends, without a byte order mark, while it is read.

    Raises:
        FileError: It cannot be read, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            yield from utf_8_lines(path, file)
    except OSError as error:
        raise FileError(path, error.strerror or str(error)) from None


def utf_8_lines(
    path: Path, file: BinaryIO, /, *, advice: Callable[[bytes], str] = lambda _: ADVICE
) -> Iterator[str]:
    """Yield the lines of an open file, as `text_lines` does.

    Args:
        path: The file, for messages.
        file: The file, at its beginning.
        advice: What to do with a file of which a line is not UTF-8.

    Raises:
        FileError: It is not UTF-8.
    """
    at = 0
    for number, line in enumerate(file, start=1):
        data = line.removeprefix(BOM) if number == 1 else line
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            if number == 1 and line.startswith(UTF_16):
                raise FileError(path, f"is UTF-16, expected UTF-8; {ADVICE}") from None
            raise FileError(path, f"{_not_utf_8(line, at, error, number)}; {advice(line)}") from None
        at += len(line)
        # A line may end with a carriage return alone, as old spreadsheets wrote it.
        yield from io.StringIO(text, newline="") if "\r" in text else (text,)


def is_empty(path: Path, expected: str) -> FileError:
    """Return the error of an empty file."""
    return FileError(path, f"is empty; expected {expected}")


def _not_utf_8(line: bytes, before: int, error: UnicodeDecodeError, number: int) -> str:
    at = error.start + len(line) - len(error.object)
    return f"is not UTF-8: byte {before + at + 1} (0x{line[at]:02X}) in line {number}"
