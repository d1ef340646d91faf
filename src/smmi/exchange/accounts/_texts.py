"""Texts of the tool: markup made plain, and names made codes."""

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

import attrs

from smmi.instrument import Option
from smmi.instrument.declaration import LONGEST_CODE, is_code
from smmi.instrument.hierarchy import RESERVED
from smmi.intake.tables import number_of, word_of

_MARK: Final = re.compile(r"<!--|-->|</?[A-Za-z][^<>]*>|<![A-Za-z\[][^<>]*>")
_NAME: Final = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_SILENT: Final = frozenset({"script", "style"})
"""Elements whose text nobody sees."""
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"}
)
"""Elements that part no words."""
_MEDIA: Final = frozenset({"audio", "embed", "iframe", "img", "object", "script", "video"})
PIPED: Final = re.compile(r"\$\{[a-z]+://")
"""The beginning of piped text: a placeholder for an answer or a datum, which is filled in as the survey is shown."""


@attrs.frozen
class PlainText:
    """A text without markup.

    Attributes:
        text: The text, blanks and line breaks folded.
        has_media: Whether it showed a picture or more, which text cannot.
    """

    text: str
    has_media: bool


def plain(markup: str, /) -> PlainText:
    """Return the text that a reader of markup sees.

    Takes time in proportion to the length, whatever the markup is.
    """
    if "<" not in markup:
        return PlainText(_folded(html.unescape(markup)), has_media=False)
    reader = _Reader()
    at = 0
    for mark in _MARK.finditer(markup):
        reader.text(markup[at : mark.start()])
        reader.mark(mark[0])
        at = mark.end()
    reader.text(markup[at:])
    return PlainText(_folded(html.unescape("".join(reader.parts))), has_media=reader.has_media)


class _Reader:
    """A reader of markup: what was seen so far, and whether a comment or a silent element is open."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.has_media = False
        self._silent = ""
        self._in_comment = False

    def text(self, text: str) -> None:
        """Read the text between two marks."""
        if not self._silent and not self._in_comment:
            self.parts.append(text)

    def mark(self, mark: str) -> None:
        """Read a mark."""
        if self._in_comment:
            self._in_comment = mark != "-->"
        elif mark == "-->":
            self.text(mark)
        elif mark == "<!--":
            self._in_comment = not self._silent
        else:
            found = _NAME.match(mark)
            self._tag(found[1].lower() if found else "", closes=mark.startswith("</"))

    def _tag(self, name: str, *, closes: bool) -> None:
        if self._silent:
            self._silent = "" if closes and name == self._silent else self._silent
            return
        self.has_media = self.has_media or name in _MEDIA
        self._silent = name if name in _SILENT and not closes else ""
        if name not in _INLINE:
            self.parts.append(" ")


def _folded(text: str) -> str:
    return " ".join(text.split())


def code_of(name: str, /, *, before: str = "q") -> str:
    """Return a name as a code, the rule by which every name becomes one.

    A code stays as it is. Else letters lose their marks and capitals, every run of other signs than letters and digits
    becomes an underscore, what does not begin with a letter gets `before` and an underscore in front, and what is too
    long is cut.

    Example:
        >>> code_of("Q1.2 Älter?"), code_of("7"), code_of("年齢")
        ('q1_2_alter', 'q_7', 'q')
    """
    if is_code(name) is None:
        return name
    ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    code = re.sub(r"[^a-z0-9]+", "_", ascii_[: 4 * LONGEST_CODE].replace("'", "")).strip("_")
    if not code[:1].isalpha():
        code = f"{before}_{code}".rstrip("_")
    return code[:LONGEST_CODE].rstrip("_")


def value_of_name(name: str, /) -> float | None:
    """Return the number that the name of a choice is, written as numbers are; None for any other name.

    Example:
        >>> value_of_name("2"), value_of_name("0.5"), value_of_name("02"), value_of_name("9007199254740993")
        (2.0, 0.5, None, None)
    """
    number = None if name == "-0" else number_of(name)
    return number if number is not None and repr(number).removesuffix(".0") == name else None


def words_of(option: Option, /) -> tuple[str, ...]:
    """Return how an option's code may stand in another tool: as it was spelled, as its value, or as it is.

    Example:
        >>> words_of(Option("c_2", "Often", value=2, spellings=("A2",)))
        ('A2', '2', 'c_2')
    """
    values = () if option.value is None else (repr(float(option.value)).removesuffix(".0"),)
    return (*option.spellings, *values, option.code)


def alike(names: Iterable[str], /) -> str:
    """Return what says that names of choices are the same but for capitals, and so are no answers apart; or nothing.

    Example:
        >>> alike(["A", "b", "a"]), alike(["a", "b"])
        ("choices whose values differ in capitals alone: 'A', 'a'", '')
    """
    seen: dict[str, str] = {}
    for name in names:
        before = seen.setdefault(word_of(name), name)
        if before != name:
            return f"choices whose values differ in capitals alone: {before[:40]!r}, {name[:40]!r}"
    return ""


class Codes:
    """Codes that were given: each once, and none that has a meaning of its own.

    Args:
        taken: Codes that are not given.
        kept: Names that will be asked for: those that are codes are given for themselves alone, so that no column is
            called as another question is coded.
    """

    def __init__(self, taken: Iterable[str] = RESERVED, *, kept: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._kept = {name for name in kept if is_code(name) is None} - self._taken
        self._numbers: dict[str, int] = {}

    def give(self, name: str, /, *, before: str = "q") -> str:
        """Return the code of a name; where it is taken, with a number behind it."""
        base = code = code_of(name, before=before)
        number = self._numbers.get(base, 1)
        if name in self._kept:
            self._kept.discard(name)
            self._taken.add(name)
            return name
        while code in self._taken or code in self._kept:
            number += 1
            tail = f"_{number}"
            code = f"{base[: LONGEST_CODE - len(tail)].rstrip('_')}{tail}"
        self._numbers[base] = number
        self._taken.add(code)
        return code
