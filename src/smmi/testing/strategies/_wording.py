"""Strategies for codes, texts, terms and provenance."""

import string
from collections.abc import Hashable
from functools import cache
from typing import Any, Final, TypeVar

from hypothesis import strategies as st

from smmi.instrument import Origin, Provenance, Term

T = TypeVar("T", bound=Hashable)

WORDS: Final = (
    "and",
    "answered",
    "any",
    "in",
    "includes",
    "kind",
    "nonresponse",
    "not",
    "or",
    "units",
    "version",
)
"""Codes that are words of a syntax, or keys of a document."""
SIGNS: Final = (
    "no; yes",
    "a=b",
    "[exclusive]",
    "back\\slash",
    " spaced ",
    "line\nbreak",
    "“Ünïcode”",
    "<b>&amp;</b>",
)
"""Texts that mean something to what writes or reads them."""
RESERVED: Final = frozenset({"overall", "all"})
"""Codes that no node may have."""

CHARACTERS: Final = st.characters(codec="utf-8", exclude_categories=["Cs"])


def codes() -> st.SearchStrategy[str]:
    """Return a strategy for codes: short ones, among them words that mean something elsewhere.

    Example:
        >>> from hypothesis import find
        >>> find(codes(), lambda code: code == "version")  # a key of documents, too
        'version'
    """
    return _codes()


@cache
def _codes() -> st.SearchStrategy[str]:
    rest = st.text(string.ascii_lowercase + string.digits + "_", max_size=5)
    plain = st.builds(str.__add__, st.sampled_from(string.ascii_lowercase), rest)
    return st.one_of(plain, st.sampled_from(WORDS)).filter(lambda code: code not in RESERVED)


def texts() -> st.SearchStrategy[str]:
    """Return a strategy for texts that are not blank: any characters, separators and white space among them.

    Example:
        >>> from hypothesis import find
        >>> len(find(texts(), lambda text: not text.isascii()).strip()) > 0
        True
    """
    return _texts()


@cache
def _texts() -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(SIGNS), st.text(CHARACTERS, min_size=1, max_size=12)).filter(str.strip)


@cache
def any_texts() -> st.SearchStrategy[str]:
    """Text that may be blank."""
    return st.one_of(st.just(""), st.just(" "), texts())


@cache
def provenances() -> st.SearchStrategy[Provenance]:
    """Where an entry comes from."""
    return st.builds(Provenance, st.sampled_from(Origin), any_texts())


def terms() -> st.SearchStrategy[Term]:
    """Return a strategy for terms and their definitions.

    Example:
        >>> from hypothesis import find
        >>> find(terms(), lambda term: ";" in term.term).term
        'no; yes'
    """
    return _terms()


@cache
def _terms() -> st.SearchStrategy[Term]:
    return st.builds(Term, texts(), texts())


def several(elements: st.SearchStrategy[T], *, max_size: int) -> st.SearchStrategy[tuple[T, ...]]:
    """Tuples of what a strategy draws."""
    return st.lists(elements, max_size=max_size).map(tuple)


TERMS: Final = several(terms(), max_size=2)
TAGS: Final = several(texts(), max_size=2)


def sometimes(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Nothing, or mappings from a field to what its strategy draws."""
    return st.just({}) | st.fixed_dictionaries({}, optional=fields)
