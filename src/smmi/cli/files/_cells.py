"""Cells of text that a spreadsheet would take for formulas.

A spreadsheet computes a cell that begins with ``=``, ``+``, ``-`` or ``@``, also after blanks, which some strip
(CWE-1236, "Improper Neutralization of Formula Elements in a CSV File"). Such a text gets an apostrophe before it, which
makes it plain text; so does one that has apostrophes before it already, so that reading takes off exactly what writing
put on.
"""

import re
from typing import Final

_SIGNS: Final = "=+\\-@＝＋－＠"  # noqa: RUF001  (the wide signs, which spreadsheets narrow)
_BLANKS: Final = r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*"
_FORMULA: Final = re.compile(rf"'*(?:[\t\r\n]|{_BLANKS}[{_SIGNS}])")
_NEGATIVE: Final = re.compile(r"-(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def inert(text: str, /) -> str:
    """Return a text as a cell that no spreadsheet computes; a negative number stays one.

    Example:
        >>> [inert(text) for text in ("=1+1", " @x", "'=1+1", "-5", "'t Hooft", "plain")]
        ["'=1+1", "' @x", "''=1+1", '-5', "'t Hooft", 'plain']
    """
    return f"'{text}" if _FORMULA.match(text) and not _NEGATIVE.fullmatch(text) else text


def as_given(cell: str, /) -> str:
    """Return the text that `inert` made a cell of, and any other cell as it is.

    Example:
        >>> [as_given(cell) for cell in ("'=1+1", "''=1+1", "=1+1", "'t Hooft")]
        ['=1+1', "'=1+1", '=1+1', "'t Hooft"]
    """
    return cell[1:] if cell.startswith("'") and inert(cell[1:]) == cell else cell
