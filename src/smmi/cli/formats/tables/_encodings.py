"""Encodings: declared, told by a byte order mark, or UTF-8; and what a text that is none of these looks like."""

import codecs
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from smmi.cli.files import ADVICE, FileError, utf_8_lines
from smmi.errors import ArgumentError

UTF_8: Final = "utf-8"
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as that of UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKELY: Final = ("cp1252", "mac-roman", "cp850", "cp1250", "cp1251")
"""What files of spreadsheets and survey tools are in that are not in UTF-8, the most likely first."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_HEAD: Final = 4096
_PART: Final = 2**20


def encoding_of(path: Path, head: bytes, declared: str | None, /) -> str:
    """Return the encoding of a text: the declared one, or what its byte order mark says, or UTF-8.

    Raises:
        ArgumentError: There is no such encoding.
        FileError: The byte order mark is another one's, or the text looks like UTF-16 and has no mark.
    """
    marked = next((name for mark, name in MARKS if head.startswith(mark)), None)
    if declared is not None:
        name = _known(declared)
        if marked and not name.startswith(marked):
            raise FileError(path, f"begins with the byte order mark of {marked.upper()}, not of {declared}")
        return name
    if marked is None:
        even, odd = head[:_HEAD:2], head[1:_HEAD:2]
        for name, zeros, letters in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
            if zeros and zeros.count(0) > 0.4 * len(zeros) > 0 and letters.count(0) < 0.1 * len(letters):
                raise FileError(
                    path,
                    f"is not UTF-8: it looks like {name}, without a byte order mark; declare it with --encoding {name}",
                )
    return marked or UTF_8


def is_utf_8(path: Path, source: Callable[[], BinaryIO], /) -> bool | None:
    """Return whether all bytes of a text are UTF-8, and no NUL is among them; None where they are ASCII alone.

    Raises:
        FileError: The text cannot be read.
    """
    decoder = codecs.getincrementaldecoder(UTF_8)()
    is_ascii = True
    try:
        with source() as file:
            while part := file.read(_PART):
                if b"\0" in part:
                    return False
                is_ascii = is_ascii and part.isascii()
                decoder.decode(part)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    except OSError as error:
        raise FileError(path, error.strerror or str(error)) from None
    return None if is_ascii else True


def _known(declared: str) -> str:
    try:
        found = codecs.lookup(declared)
        "a".encode(found.name)  # not every codec is one of texts
    except (LookupError, ValueError, UnicodeError):
        expected = "the name of an encoding, such as utf-8, cp1252, mac-roman, utf-16 or shift-jis"
        raise ArgumentError("--encoding", repr(declared), expected) from None
    return found.name


def lines_in(path: Path, source: Callable[[], BinaryIO], encoding: str, /) -> Iterator[str]:
    """Yield the lines of a text with their ends, without a byte order mark, while it is read.

    The text is opened here, so that it is closed with this generator, wherever that ends.

    Raises:
        FileError: The text cannot be read, or is not in this encoding.
    """
    number = 0
    try:
        with source() as file:
            if encoding == UTF_8:
                yield from utf_8_lines(path, file, advice=_advice)
                return
            with io.TextIOWrapper(file, encoding, newline="") as text:
                for number, line in enumerate(text, start=1):
                    yield line.removeprefix("\ufeff") if number == 1 else line
    except UnicodeError:
        raise FileError(path, f"is not {encoding.upper()}: look below line {number}") from None
    except OSError as error:
        raise FileError(path, error.strerror or str(error)) from None


def _advice(line: bytes, /) -> str:
    """Return what to do with a text of which a line is not in UTF-8."""
    found = looks_like(line)
    how = (
        f"with --encoding {found}, which it looks like" if found else "in the encoding that --encoding names"
    )
    return f"{ADVICE}, or read it {how}"


def looks_like(line: bytes, /) -> str | None:
    """Return the encoding in which the letters of a line make the most likely words; None if they do in none.

    In a word all letters after the first are small, or all are capitals, and a word of letters beyond ASCII alone
    is of a script that has no others.

    Example:
        >>> [looks_like("Universit\u00e9".encode(name)) for name in ("cp1252", "mac-roman", "cp850")]
        ['cp1252', 'mac-roman', 'cp850']
    """
    best, found = 0.0, None
    for name in _LIKELY:
        try:
            text = line.decode(name)
        except UnicodeDecodeError:
            continue
        beyond = [letter for letter in text if not letter.isascii()]
        good = sum(
            sum(not letter.isascii() for letter in word) for word in _WORD.findall(text) if _is_word(word)
        )
        share = good / len(beyond) if beyond else 0.0
        if share > max(best, 0.5):
            best, found = share, name
    return found


def _is_word(word: str) -> bool:
    if not (word.islower() or word.isupper() or word[1:].islower()):
        return False
    beyond = [letter for letter in word if not letter.isascii()]
    latin = all(ord(letter) < 0x250 for letter in beyond)
    return len(beyond) < len(word) or len(word) == 1 if latin else len(beyond) == len(word)
