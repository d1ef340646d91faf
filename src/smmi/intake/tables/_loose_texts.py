"""Texts compared loosely: without tags, punctuation and accents; and numbers that are written plainly."""

import html
import math
import re
import unicodedata
from typing import Final

_TAG: Final = re.compile(r"<[a-zA-Z/!][^<>]*>")
OTHER_THAN_WORDS: Final = re.compile(r"[\W_]+")
_TELLING: Final = re.compile(
    r"[<>≤≥]=?(?=\s*[\d.,$€£])"  # less and more than a number
    r"|(?<=\w)\++(?!\w)|(?<=^[A-Za-z])#"  # 10+, A+, C++, C#
    r"|(?<=^[A-Za-z])[-−–]$|^[-−–](?=\s*\d)"  # A-, -1
)
_SAME_SIGN: Final = {"≤": "<=", "≥": ">=", "−": "-", "–": "-"}


def loose(text: str, /) -> str:
    """Return a text without tags, punctuation, accents, and regard to capitals and blanks.

    Signs that tell texts apart stand at its end: more than 10 is not less than 10, and A- is not A.

    Example:
        >>> loose("<b>How&nbsp;much</b> do you  AGREE?"), loose("clinical_underserved")
        ('how much do you agree', 'clinical underserved')
        >>> loose("< 10 visits"), loose("A-")
        ('10 visits <', 'a -')
    """
    plain = plainly(text)
    words = OTHER_THAN_WORDS.sub(" ", plain).strip().casefold()
    signs = [_SAME_SIGN.get(sign, sign) for sign in _TELLING.findall(plain.strip())]
    return " ".join([words, *signs]) if signs else words


def plainly(text: str, /) -> str:
    """Return a text without tags and accents."""
    plain = text if text.isalnum() and text.isascii() else _TAG.sub(" ", html.unescape(text))
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return plain


def number_of(text: str, /) -> float | None:
    """Return the number that a text is, written plainly with a point; None for what is none that a double holds."""
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", text.strip()):
        return None
    found = float(text)
    return found if math.isfinite(found) else None
