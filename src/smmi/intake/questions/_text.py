"""Texts compared loosely: names and labels that people copied, numbered or shortened."""

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_TAG: Final = re.compile(r"<[a-zA-Z/!][^<>]*>")
_OTHER: Final = re.compile(r"[\W_]+")
_TELLING: Final = re.compile(
    r"[<>≤≥]=?(?=\s*[\d.,$€£])"  # less and more than a number
    r"|(?<=\w)\++(?!\w)|(?<=^[A-Za-z])#"  # 10+, A+, C++, C#
    r"|(?<=^[A-Za-z])[-−–]$|^[-−–](?=\s*\d)"  # A-, -1
)
_SAME_SIGN: Final = {"≤": "<=", "≥": ">=", "−": "-", "–": "-"}
_NUMBERING: Final = re.compile(r"^(?:[a-z]{0,3}\d+[a-z]?(?:[.\-_]\d+)*)\s*[.):\-]+\s+|^\d+\s+", re.IGNORECASE)


def loose(text: str, /) -> str:
    """Return a text without tags, punctuation, accents, and regard to capitals and blanks.

    Signs that tell texts apart stand at its end: more than 10 is not less than 10, and A- is not A.

    Example:
        >>> loose("<b>How&nbsp;much</b> do you  AGREE?"), loose("clinical_underserved")
        ('how much do you agree', 'clinical underserved')
        >>> loose("< 10 visits"), loose("A-")
        ('10 visits <', 'a -')
    """
    plain = _plain(text)
    words = _OTHER.sub(" ", plain).strip().casefold()
    signs = [_SAME_SIGN.get(sign, sign) for sign in _TELLING.findall(plain.strip())]
    return " ".join([words, *signs]) if signs else words


def _plain(text: str) -> str:
    """Return a text without tags and accents."""
    plain = text if text.isalnum() and text.isascii() else _TAG.sub(" ", html.unescape(text))
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return plain


def unnumbered(text: str, /) -> str:
    """Return a text without the number that stands before a question.

    Example:
        >>> unnumbered("Q12. Do you agree?"), unnumbered("3) Why?")
        ('Do you agree?', 'Why?')
    """
    return _NUMBERING.sub("", text.strip())


def slug(text: str, /) -> str:
    """Return a text as the name of a question or an answer: letters, digits and underscores.

    Example:
        >>> slug("Prefer not to say"), slug("-99"), slug("?")
        ('prefer_not_to_say', 'minus_99', 'question_mark')
    """
    plain = _OTHER.sub("_", _plain(text)).strip("_").casefold()
    plain = "".join(c for c in plain if c.isascii())
    if re.fullmatch(r"\s*-\s*\d.*", text):
        plain = f"minus_{plain}"
    if not plain.strip("_"):
        names = [unicodedata.name(c, "mark").lower() for c in text.strip()]
        plain = "_".join(name.replace(" ", "_").replace("-", "_") for name in names)
    return plain[:40].strip("_") or "blank"


def slugs(prefix: str, texts: Iterable[str], /) -> list[str]:
    """Return a name for each of several texts, each once.

    Example:
        >>> slugs("column", ["Id", "ID", "Share (%)"])
        ['column_id', 'column_id_2', 'column_share']
    """
    taken: set[str] = set()
    names = []
    for text in texts:
        name = f"{prefix}_{slug(text)}"
        number, unique = 2, name
        while unique in taken:
            unique, number = f"{name}_{number}", number + 1
        taken.add(unique)
        names.append(unique)
    return names


def number_of(text: str, /) -> float | None:
    """Return the number that a text is, written plainly with a point; None for anything else."""
    return float(text) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", text.strip()) else None
