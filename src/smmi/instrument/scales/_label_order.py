"""Order of labels: words and numbers in the labels of options that ascend or descend, such as never to always."""

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Final

from smmi.instrument.scales._scales import Option

_LADDERS: Final[tuple[tuple[str, ...], ...]] = (
    ("no", "yes"),
    ("false", "true"),
    ("absent", "present"),
    (
        "never",
        "rarely|seldom|hardly ever",
        "occasionally|sometimes|now and then",
        "often|frequently",
        "usually|most of the time|very often",
        "always|all of the time",
    ),
    ("none|no|nobody|nothing", "few|a few", "some", "many|most", "all|everybody|everything"),
    (
        "not at all",
        "slightly|a little|to a small extent",
        "somewhat|moderately|to some extent|to a moderate extent",
        "very|very much|to a large extent",
        "extremely|completely|entirely|fully",
    ),
    (
        "strongly disagree|totally disagree",
        "disagree",
        "neutral|neither|neither agree nor disagree|undecided",
        "agree",
        "strongly agree|totally agree",
    ),
    ("very dissatisfied", "dissatisfied", "neutral|neither", "satisfied", "very satisfied"),
    ("very poor|very bad", "poor|bad", "fair|average", "good", "very good", "excellent"),
    ("very low", "low", "medium|moderate", "high", "very high"),
    ("very small", "small", "medium|moderate", "large", "very large"),
    ("very unlikely", "unlikely", "likely", "very likely"),
    ("very inaccurate", "inaccurate", "accurate", "very accurate"),
    ("not important|unimportant", "slightly important", "important", "very important"),
    ("not required|optional", "required|mandatory"),
    ("worse", "the same|about the same|unchanged", "better"),
    ("much less", "less", "the same|about the same", "more", "much more"),
)
"""Words from low to high; bars stand between words of one height."""

_RANKS: Final = tuple(
    {word: rank for rank, words in enumerate(ladder) for word in words.split("|")} for ladder in _LADDERS
)
_NUMBER: Final = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_TIME: Final = re.compile(
    r"\b(ago|every|last|past|previous|since|within|(?:day|week|month|quarter|year|semester)s?)\b",
    re.IGNORECASE,
)

UNANSWERED: Final = frozenset(
    {
        "do not know",
        "does not apply",
        "don't know",
        "dont know",
        "n/a",
        "no answer",
        "no response",
        "not applicable",
        "not asked",
        "prefer not to answer",
        "prefer not to say",
        "refused",
    }
)
"""Labels that stand for a nonresponse."""

_ALONE: Final = re.compile(r"(none|nothing)( of .*)?")


def contradiction(options: Sequence[Option]) -> tuple[str, str] | None:
    """Return the labels (or codes) of two options of which the first stands below the second, and speaks of more."""
    labels = [option.label for option in options]
    return (
        _contradicting_words(labels)
        or _falling_numbers(labels)
        or _contradicting_words([option.code.replace("_", " ") for option in options])
    )


def stands_for_nothing(label: str) -> bool:
    """Whether a label says that there is no answer."""
    return _words(label) in UNANSWERED


def stands_alone(label: str) -> bool:
    """Whether a label says that nothing else can be chosen beside it."""
    return _ALONE.fullmatch(_words(label)) is not None


def same(label: str) -> str:
    """Return what two texts have in common that a reader cannot tell apart: letter case and spaces do not count."""
    return " ".join(label.casefold().split())


def _contradicting_words(labels: Iterable[str]) -> tuple[str, str] | None:
    heads = [(label, _words(re.split(r"[,;:(–—]", label)[0])) for label in labels]
    for ranks in _RANKS:
        placed = [(label, ranks[head]) for label, head in heads if head in ranks]
        for (low, below), (high, above) in itertools.pairwise(placed):
            if below > above:
                return low, high
    return None


def _falling_numbers(labels: Sequence[str]) -> tuple[str, str] | None:
    known = [(label, number) for label in labels if (number := _number(label)) is not None]
    if len(known) < 2 or any(map(_TIME.search, labels)):
        return None  # "5 years ago" is less than "3 years ago"
    falling = all(low >= high for (_, low), (_, high) in itertools.pairwise(known))
    return (known[0][0], known[-1][0]) if falling and known[0][1] > known[-1][1] else None


def _number(label: str) -> float | None:
    found = _NUMBER.search(label)
    return float(found[0].replace(",", "").replace("−", "-")) if found else None


def _words(label: str) -> str:
    return same(label.replace("’", "'")).strip(" .!?")
