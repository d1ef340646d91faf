"""Names of columns, from one header row or from two, and how a column is found by its name."""

import enum
from collections import Counter
from collections.abc import Sequence
from typing import Final

import attrs

from smmi.intake.tables._cells import entry_of, folded

BYTE_ORDER_MARK: Final = "\ufeff"
"""It stands before the first name of a file that was read by another encoding than it was written in."""
LEAST_NAMES: Final = 2
"""A row with fewer cells is a title."""
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letters_of(position: int, /) -> str:
    """Return the letters by which spreadsheets call a column, the first being 0.

    Example:
        >>> letters_of(2), letters_of(27)
        ('C', 'AB')
    """
    text, rest = "", position + 1
    while rest:
        rest, letter = divmod(rest - 1, len(_LETTERS))
        text = _LETTERS[letter] + text
    return text


def texts_of(cells: Sequence[object], /) -> tuple[str, ...]:
    """Return the cells of a header row as text: blanks and line breaks folded, a byte order mark off."""
    return tuple(folded(entry_of(cell).text.replace(BYTE_ORDER_MARK, "")) for cell in cells)


def joined_names(upper: Sequence[str], lower: Sequence[str], /) -> tuple[str, ...]:
    """Return names of two rows: the upper one filled to the right over its blanks, a slash, and the lower one.

    Example:
        >>> joined_names(("Id", "Topics", "", ""), ("", "Equity", "Research", "Other"))
        ('Id', 'Topics / Equity', 'Topics / Research', 'Topics / Other')
    """
    names, last = [], ""
    width = max(len(upper), len(lower))
    for over, under in zip(_padded(upper, width), _padded(lower, width), strict=True):
        last = over or last
        names.append(f"{last} / {under}" if last and under else over or under)
    return tuple(names)


def names_below(rows: Sequence[Sequence[str]], row: int, /) -> tuple[str, ...]:
    """Return the names that one of several header rows says; where it is blank, what stands in the row above.

    A row of one cell is a title, which names no column.

    Args:
        rows: The header rows.
        row: Which of them names the columns.

    Example:
        >>> names_below([("Survey", "", ""), ("Id", "Service", ""), ("", "Visits", "Hours")], 2)
        ('Id', 'Visits', 'Hours')
    """
    own = rows[row] if row < len(rows) else ()
    above = rows[row - 1] if 0 < row <= len(rows) else ()
    if sum(map(bool, above)) < LEAST_NAMES:
        return tuple(own)
    width = max(len(own), len(above))
    return tuple(
        under or over for under, over in zip(_padded(own, width), _padded(above, width), strict=True)
    )


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))


def unique_names(names: Sequence[str], /) -> tuple[str, ...]:
    """Return names each of which stands once: repeated ones are numbered, blank ones called by their letters.

    Example:
        >>> unique_names(("Id", "share", "", "share"))
        ('Id', 'share', 'column C', 'share (2)')
    """
    taken, seen, unique = set(names), Counter[str](), []
    for position, name in enumerate(names):
        base = chosen = name or f"column {letters_of(position)}"
        seen[name] += 1
        number = seen[name] if name else 1
        while (number > 1 or not name) and chosen in taken:
            number = max(number, 2)
            chosen, number = f"{base} ({number})", number + 1
        taken.add(chosen)
        unique.append(chosen)
    return tuple(unique)


class Match(enum.Enum):
    """How a column was found by its name."""

    EXACT = "exact"
    OTHER_CAPITALS = "other capitals"
    """The name is written with other capitals, and no other column has it."""
    SEVERAL = "several"
    """Several columns have the name, each with other capitals than the one sought."""
    NONE = "none"


@attrs.frozen
class ColumnFinder:
    """Finds columns by their names: exactly so written, or with other capitals where one column alone has the name.

    Attributes:
        names: The names of the columns, each once.

    Example:
        >>> ColumnFinder(("ID", "Share (%)")).find(" id ")
        (<Match.OTHER_CAPITALS: 'other capitals'>, (0,))
    """

    names: tuple[str, ...]
    _exact: dict[str, int] = attrs.field(init=False, eq=False, repr=False)
    _words: dict[str, list[int]] = attrs.field(init=False, eq=False, repr=False)

    @_exact.default
    def _positions(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.names)}

    @_words.default
    def _without_capitals(self) -> dict[str, list[int]]:
        words: dict[str, list[int]] = {}
        for position, name in enumerate(self.names):
            words.setdefault(name.casefold(), []).append(position)
        return words

    def find(self, name: str, /) -> tuple[Match, tuple[int, ...]]:
        """Return how a column is found, and its position; of several, those of all."""
        text = entry_of(name).text
        if text in self._exact:
            return Match.EXACT, (self._exact[text],)
        found = tuple(self._words.get(text.casefold(), ()))
        several = {0: Match.NONE, 1: Match.OTHER_CAPITALS}
        return several.get(len(found), Match.SEVERAL), found
