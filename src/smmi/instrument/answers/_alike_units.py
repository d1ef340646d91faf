"""Units that may be one: their names differ by a slip, and nearly all of their answers are the same.

Names are alike if one letter is lost, added, changed, or turned round with the next (Damerau, 1964), in one word of
some length; or if they differ in capitals, accents, blanks and punctuation alone. Such words have a text in common once
a letter is taken out of each, so that no pair of units has to be compared that shares none (Garbe, 2012).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from smmi.errors import Finding, Reason
from smmi.instrument.answers._answers import Answers
from smmi.instrument.declaration import FIRST_ANSWER

SHORTEST_WORD: Final = 4
"""In shorter words a letter tells units apart: ``School A``, ``Clinic II``."""
LONGEST_WORD: Final = 40
"""A longer word is none; its slips would be many."""
FEWEST_SAME: Final = 3
"""So many answers have to be the same."""
MOSTLY: Final = 0.8
"""So large a share of the answers that either has given has to be the same."""

_WORD: Final = re.compile(r"[^\W_]+")
_DIGITS: Final = re.compile(r"\d+")


def alike_units(answers: Answers, /) -> Iterator[Finding]:
    """Yield a finding for each two units that may be one, with the later one's row."""
    names: Sequence[str] = answers.units.tolist()
    for one, other in sorted(_alike(names), key=lambda pair: (pair[1], pair[0])):
        same, given = _same_answers(answers, one, other)
        if same >= FEWEST_SAME and same >= MOSTLY * given:
            yield Finding(
                reason=Reason.ALIKE_UNITS,
                path=f"$[{other}]",
                message=(
                    f"{names[one]!r} and {names[other]!r} (units {one + 1} and {other + 1}) have nearly the same name, "
                    f"and {same} of their {given} answers are the same: if they are one unit, take one of the rows out"
                ),
                unit=names[other],
                row=other,
            )


def _alike(names: Sequence[str]) -> set[tuple[int, int]]:
    """Return the positions of names that differ by a slip, the earlier one first."""
    holders: dict[object, list[int]] = {}
    for at, name in enumerate(names):
        own = _words(name)
        joined = "".join(own)
        if joined:  # what differs in marks alone has the same letters
            holders.setdefault(joined, []).append(at)
        for place, word in enumerate(own):
            if not (SHORTEST_WORD <= len(word) <= LONGEST_WORD and word.isalpha() and _has_case(word)):
                continue
            rest = (place, *own[:place], *own[place + 1 :])
            for text in {word, *(f"{word[:cut]}{word[cut + 1 :]}" for cut in range(len(word)))}:
                holders.setdefault((text, rest), []).append(at)
    pairs = {
        (one, other)
        for several in holders.values()
        if len(several) > 1
        for at, other in enumerate(several)
        for one in several[:at]
    }
    return {(one, other) for one, other in pairs if _differ_by_a_slip(names[one], names[other])}


def _words(name: str) -> list[str]:
    """Return the words of a name, without accents and regard to capitals."""
    folded = name.casefold()
    if folded.isascii():
        return [folded] if folded.isalnum() else _WORD.findall(folded)
    plain = unicodedata.normalize("NFKD", folded)
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


def _has_case(word: str) -> bool:
    """Whether a word is of a script with capitals: in others a character is more than a letter."""
    return word != word.upper()


def _differ_by_a_slip(one: str, other: str) -> bool:
    """Whether names differ in marks alone and have the same numbers, or in one word by one slip.

    They have the same letters, or all words but one.
    """
    words = _words(one), _words(other)
    if "".join(words[0]) == "".join(words[1]):
        return _DIGITS.findall(one) == _DIGITS.findall(other)
    ((left, right),) = [(a, b) for a, b in zip(*words, strict=True) if a != b]
    if len(left) > len(right):
        left, right = right, left
    at = next((at for at, letter in enumerate(left) if letter != right[at]), len(left))
    if len(left) < len(right):
        return left[at:] == right[at + 1 :]
    turned = left[at : at + 2] == right[at : at + 2][::-1] and left[at + 2 :] == right[at + 2 :]
    return turned or left[at + 1 :] == right[at + 1 :]


def _same_answers(answers: Answers, one: int, other: int) -> tuple[int, int]:
    """Return how many answers of two units are the same, and how many indicators either of them has answered."""
    same = given = 0
    for column in answers.columns:
        codes = int(column.codes[one]), int(column.codes[other])
        if max(codes) < FIRST_ANSWER:
            continue
        given += 1
        alike = codes[0] == codes[1]
        if alike and column.values is not None:
            alike = bool((column.values[..., one] == column.values[..., other]).all())
        same += alike
    return same, given
