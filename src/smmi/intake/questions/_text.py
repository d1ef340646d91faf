"""Names of questions and answers, and texts without the number before them."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from smmi.intake.tables import OTHER_THAN_WORDS, loose, number_of, plainly

__all__ = ["loose", "number_of", "slug", "slugs", "unnumbered"]

_NUMBERING: Final = re.compile(r"^(?:[a-z]{0,3}\d+[a-z]?(?:[.\-_]\d+)*)\s*[.):\-]+\s+|^\d+\s+", re.IGNORECASE)


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
    plain = OTHER_THAN_WORDS.sub("_", plainly(text)).strip("_").casefold()
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
