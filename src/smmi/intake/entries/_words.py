"""Words: how options are written, looked up exactly, without regard to capitals, and as numbers."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

import attrs

from smmi.errors import suggestion
from smmi.instrument import Nonresponse, Option
from smmi.intake.entries._said import Cause, Said, Unread
from smmi.intake.tables import entry_of, folded

NUMERAL: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)

MOST_DIGITS: Final = 600
"""A longer text is no number: no double holds it, and Python refuses to make integers of very long texts."""
AS_CODE: Final = "as code"
BY_LABEL: Final = "by label"
BY_VALUE: Final = "by value"
BY_DECLARED_SPELLING: Final = "by a declared spelling"
BY_SPELLING: Final = "by a spelling of the reading"
MISSING_WORD: Final = "missing word"
BY_ITS_NAME: Final = "as smmi writes it"
OTHER_CAPITALS: Final = ", other capitals"
SAME_NUMBER: Final = ", the same number"

Meanings = dict[object, str]
"""How each answer is meant by a word."""


def number_of(text: str, /) -> Fraction | None:
    """Return the number that a plain numeral says; None for any other text."""
    return Fraction(text) if len(text) <= MOST_DIGITS and NUMERAL.fullmatch(text) else None


def values_of(option: Option, /) -> tuple[str, ...]:
    """Return the coded value of an option as text, if it has one."""
    value = getattr(option, "value", None)
    return () if value is None else (entry_of(value).text,)


def spellings_of(option: Option, /) -> tuple[str, ...]:
    """Return the other spellings that the instrument declares for an option."""
    return tuple(getattr(option, "spellings", ()))


def written_as(option: Option, /) -> Iterable[tuple[str, str]]:
    """Yield how an option may be written, each with what that is called."""
    yield option.code, AS_CODE
    yield option.label, BY_LABEL
    for text in values_of(option):
        yield text, BY_VALUE
    for text in spellings_of(option):
        yield text, BY_DECLARED_SPELLING


class _Tier:
    """Words of one standing."""

    def __init__(self, words: Iterable[tuple[str, object, str]], normal: Callable[[str], str]) -> None:
        self.exact: dict[str, Meanings] = {}
        self.folded: dict[str, Meanings] = {}
        self.numbers: dict[Fraction, Meanings] = {}
        for text, answer, how in words:
            word = normal(text)
            self.exact.setdefault(word, {}).setdefault(answer, how)
            meanings = self.folded.setdefault(word.casefold(), {})
            meanings[answer] = how if how == BY_LABEL else meanings.get(answer, how)  # what people write
            number = number_of(word)
            if number is not None:
                self.numbers.setdefault(number, {}).setdefault(answer, how)

    def look_up(self, text: str) -> tuple[Meanings, str]:
        """Return the meanings of a text, and in what it is not written as declared."""
        if text in self.exact:
            return self.exact[text], ""
        word = text.casefold()
        if word in self.folded:
            return self.folded[word], OTHER_CAPITALS
        return {}, ""

    def as_number(self, number: Fraction | None) -> tuple[Meanings, str]:
        """Return the meanings of a number."""
        found = self.numbers.get(number) if number is not None else None
        return found or {}, SAME_NUMBER


@attrs.frozen(eq=False)
class Words:
    """The words of a source: what each means.

    The spellings of a source go first, then the words for which there is no answer, then what the instrument says:
    code, label, value and other spellings of each option. At last come the names of nonresponses.
    """

    _tiers: tuple[_Tier, ...]
    known: tuple[str, ...]
    """What may be meant, for suggestions."""

    @classmethod
    def of(
        cls,
        options: Sequence[Option],
        *,
        spellings: Mapping[str, str],
        missing: Mapping[str, Nonresponse],
        normal: Callable[[str], str] = folded,
    ) -> "Words":
        """Return the words of options.

        Args:
            options: The options.
            spellings: Further spellings, each with the code that is meant.
            missing: Words for which there is no answer.
            normal: Makes the form in which words are compared, capitals apart.
        """
        own = [(text, option.code, how) for option in options for text, how in written_as(option)]
        instrument = _Tier(own, normal)
        stand_for = {option.code: option.nonresponse for option in options if option.nonresponse}
        absent = []
        for text, nonresponse in missing.items():
            meanings, _ = instrument.look_up(normal(text))
            # An option that says the same says more, as it is kept as the option that was chosen.
            if not any(stand_for.get(str(code)) is nonresponse for code in meanings):
                absent.append((text, nonresponse, MISSING_WORD))
        names = [(nonresponse.name, nonresponse, BY_ITS_NAME) for nonresponse in Nonresponse]
        tiers = (
            _Tier([(text, code, BY_SPELLING) for text, code in spellings.items()], normal),
            _Tier(absent, normal),
            instrument,
            _Tier(names, normal),
        )
        known = dict.fromkeys([*spellings, *(text for text, _, _ in own)])
        return cls(tiers, tuple(known))

    def of_the_reading(self) -> "Words":
        """Return the spellings of the source alone."""
        return Words(self._tiers[:1], self.known)

    def look_up(self, text: str, /) -> Said | Unread | None:
        """Return what a text in its normal form means, as a word or as a plain numeral; None if it is not known."""
        number = number_of(text)
        for tier in self._tiers:
            meanings, otherwise = tier.look_up(text)
            if not meanings:
                meanings, otherwise = tier.as_number(number)
            if meanings:
                return _meant(text, meanings, otherwise)
        return None

    def look_up_word(self, text: str, /) -> Said | Unread | None:
        """Return what a text means as a word alone; None if it is not known."""
        for tier in self._tiers:
            meanings, otherwise = tier.look_up(text)
            if meanings:
                return _meant(text, meanings, otherwise)
        return None

    def look_up_number(self, text: str, number: Fraction, /) -> Said | Unread | None:
        """Return what a number means that is written with other marks; None if it is not known."""
        for tier in self._tiers:
            meanings, otherwise = tier.as_number(number)
            if meanings:
                return _meant(text, meanings, otherwise)
        return None

    def options_of(self, text: str, /) -> Iterator[tuple[str, str]]:
        """Yield the options that a text may mean, and how; words for no answer are none."""
        said = self.look_up(text)
        found = said.meanings if isinstance(said, Unread) else [(said.answer, said.how)] if said else ()
        yield from ((answer, how) for answer, how in found if isinstance(answer, str))

    def unknown(self, text: str, /) -> Unread:
        """Return why a text has no meaning, with the nearest one that has."""
        return Unread(Cause.UNKNOWN_WORD, text, _near(text, self.known))


def _meant(text: str, meanings: Meanings, otherwise: str) -> Said | Unread:
    if len(meanings) == 1:
        ((answer, how),) = meanings.items()
        return Said(answer, how + otherwise)
    listed = ", ".join(f"{shown_answer(answer)} {how}" for answer, how in meanings.items())
    return Unread(Cause.SEVERAL_MEANINGS, text, listed, tuple(meanings.items()))


def _near(text: str, known: Sequence[str]) -> str:
    near = suggestion(text, known).strip()
    return near[:1].lower() + near[1:]


def shown_answer(answer: object, /) -> str:
    """Return an answer in words: codes as they are, a nonresponse by its name."""
    match answer:
        case Nonresponse():
            return answer.state.label
        case None:
            return "no answer"
        case tuple():
            return ", ".join(map(str, answer)) or "none of the options"
        case Mapping():
            return ", ".join(f"{part} {shown_answer(share)}" for part, share in answer.items())
        case float():
            return entry_of(answer).text
        case _:
            return str(answer)
