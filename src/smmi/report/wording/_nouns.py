"""Nouns: what units are called in a report, one and several."""

import re

from smmi.report.page._isolates import isolated


def plural(word: str, /) -> str:
    """Return the plural of an English noun; irregular ones have to be given where they are needed.

    Example:
        >>> plural("school"), plural("university"), plural("survey"), plural("branch")
        ('schools', 'universities', 'surveys', 'branches')
    """
    if re.search(r"(?i)[^aeiou\W\d_]y$", word):
        return f"{word[:-1]}ies"
    return word + ("es" if re.search(r"(?i)(s|x|z|ch|sh)$", word) else "s")


class Noun(str):
    """What a unit is called, with its plural.

    Attributes:
        several: The plural.

    Example:
        >>> noun = Noun.of("country")
        >>> f"one {noun}, two {noun.several}"
        'one country, two countries'
    """

    __slots__ = ("several",)

    several: str

    @classmethod
    def of(cls, one: str, several: str = "", /) -> "Noun":
        """Return a noun as it stands in a sentence; its plural is made where none is given."""
        noun = cls(isolated(one))
        noun.several = isolated(several or plural(one))
        return noun
