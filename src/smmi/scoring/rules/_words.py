"""Scoring rules in words, for reports; points are said in percent of attainable, as scores are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

Labels = Mapping[str, str]
"""The name of each option, part or child by its code; a code without one is named as it is."""

PERCENT: Final = 100.0


def rule_in_words(rule: object, labels: Labels, /) -> str:
    """Return a scoring rule in words: what its `in_words` says, or its repr where it has none.

    Args:
        rule: An item rule or an aggregation rule.
        labels: The names of options, parts or children, by code.
    """
    say = getattr(rule, "in_words", None)
    return str(say(labels)) if callable(say) else repr(rule)


def listed(words: Sequence[str], /) -> str:
    """Return words as a list in a sentence.

    Example:
        >>> listed(["a", "b", "c"]), listed([])
        ('a, b and c', '')
    """
    *most, end = words or ("",)
    return f"{', '.join(most)} and {end}" if most else end


def numbers_in_words(numbers: Mapping[str, float], labels: Labels, /, *, times: float = 1.0) -> str:
    """Return numbers by code as a list in a sentence, each multiplied by `times`."""
    return listed([f"{labels.get(code, code)} {times * number:.6g}" for code, number in numbers.items()])


def names_in_words(codes: Iterable[str], labels: Labels, /) -> str:
    """Return what codes stand for, as a list in a sentence."""
    return listed([labels.get(code, code) for code in codes])
