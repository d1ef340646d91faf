"""Choices of other tools: which are told apart by what is written, and for which option what is written stands."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from smmi.exchange.accounts._texts import Codes, alike, code_of, value_of_name, words_of
from smmi.instrument import Option
from smmi.instrument.declaration import is_code
from smmi.intake.tables import word_of

_SHOWN: Final = 40
MOST_TOGETHER: Final = 62
"""Of how many choices several may be made."""
MOST: Final = 60_000
"""Of how many choices one may be made."""

Told = Sequence[tuple[str, str]]
"""The name and the label of each choice."""


def not_apart(told: Told, /) -> str:
    """Return why answers would not tell choices apart; nothing where they do.

    Example:
        >>> not_apart([("1", "2"), ("2", "1")])
        ''
        >>> not_apart([("A-", "B-"), ("B-", "A-")])
        "choices that are written as others are shown: 'A-'"
    """
    names = dict.fromkeys(name for name, _ in told)
    same = alike(names)
    if same:
        return same
    elsewhere = shown_elsewhere(told)
    wrong = next((name for name in names if name in elsewhere and value_of_name(name) is None), None)
    return "" if wrong is None else f"choices that are written as others are shown: {wrong[:_SHOWN]!r}"


def too_many(options: Sequence[Option], /, *, several: bool) -> str:
    """Return what says that there are more choices than a scale has options; nothing where there are not."""
    most = MOST_TOGETHER if several else MOST
    answers = sum(one.nonresponse is None for one in options)
    return (
        f"{answers:,} choices, of {'several' if several else 'one'}: {most:,} can be told apart"
        if answers > most
        else ""
    )


def shown_elsewhere(told: Told, /) -> frozenset[str]:
    """Return the names that are no codes and, capitals aside, the labels of others: no spelling tells these apart.

    Example:
        >>> sorted(shown_elsewhere([("1", "2"), ("2", "3"), ("a", "1")]))
        ['1', '2']
    """
    first = dict(reversed(told))
    labels = Counter(map(word_of, first.values()))
    return frozenset(
        name
        for name, label in first.items()
        if is_code(name) is not None and labels[word_of(name)] > (word_of(label) == word_of(name))
    )


def codes_for(told: Told, /) -> Codes:
    """Return what gives codes to choices: none that a choice is called, capitals aside."""
    return Codes(word for name, _ in told for word in (name, word_of(name)))


def written(options: Iterable[Option], /) -> dict[str, str]:
    """Return the code of the option that is meant by what the tool writes.

    A code goes before a spelling, that before a value. Where an option has neither, and its code may have been made of
    its label, it is written as that, unless anything else is written or shown alike.

    Example:
        >>> written([Option("c_1", "2", value=1), Option("c_2", "1", value=2), Option("y", "Y!")])
        {'Y!': 'y', '1': 'c_1', '2': 'c_2', 'c_1': 'c_1', 'c_2': 'c_2', 'y': 'y'}
    """
    several = tuple(options)
    values = {_digits(one.value): one.code for one in several if one.value is not None}
    spellings = {word: one.code for one in several for word in one.spellings}
    codes = {one.code: one.code for one in several}
    seen = Counter(map(word_of, (*values, *spellings, *codes, *(one.label for one in several))))
    labels = {
        one.label: one.code for one in several if may_be_its_label(one) and seen[word_of(one.label)] == 1
    }
    return labels | values | spellings | codes


def may_be_its_label(option: Option, /) -> bool:
    """Return whether the tool may write an option as its label, of which its code was made."""
    alone = option.value is None and not option.spellings
    return (
        alone
        and is_code(option.label) is not None
        and option.code.startswith(code_of(option.label, before="c"))
    )


def columns_by(option: Option, /) -> tuple[str, ...]:
    """Return by what the column of an option may be called, the likeliest first."""
    return (*words_of(option), *([option.label] if may_be_its_label(option) else []))


def _digits(value: float) -> str:
    return repr(float(value)).removesuffix(".0")
