"""Cells of one column: what reads the entries of a source, whatever its kind."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from smmi.errors import Reason
from smmi.instrument import (
    Binary,
    Composition,
    Count,
    Indicator,
    MultipleChoice,
    Nonresponse,
    Option,
    Percentage,
)
from smmi.instrument.scales import ProblemError, coding
from smmi.intake.entries._numbers import exact_number, hides_percentage, scaled, unread_class
from smmi.intake.entries._said import Cause, Said, Unread
from smmi.intake.entries._selections import pieces_of, selection_reader
from smmi.intake.entries._words import Words
from smmi.intake.sources import (
    AttributeSource,
    ChoiceColumn,
    NumberColumn,
    NumberFormat,
    SelectionColumn,
    ShareColumn,
)
from smmi.intake.tables import CellKind, Entry, word_of

EntryReader = Callable[[Entry], Said | Unread]
BY_NUMBER: Final = "by a number of the reading"

OneColumn = ChoiceColumn | NumberColumn | SelectionColumn | ShareColumn
"""A source that reads one column."""

BLANK: Final = "blank: no answer"
NO_VALUE: Final = "blank: no value"
AS_FLAG: Final = "True as the higher option, False as the lower"
AS_TEXT: Final = "as it is"


def entry_reader(
    indicator: Indicator,
    source: OneColumn,
    /,
    *,
    missing: Mapping[str, Nonresponse],
    style: NumberFormat,
) -> EntryReader:
    """Return what reads the cells of an indicator's column.

    Args:
        indicator: The indicator.
        source: Where its answers stand.
        missing: The missing words of the reading.
        style: How numbers are written.
    """
    words = {**missing, **source.missing}
    scale = indicator.scale
    match source:
        case ChoiceColumn():
            read = _choice_reader(indicator, source, words)
        case NumberColumn():
            read = _number_reader(indicator, source, words, source.format or style)
        case SelectionColumn():
            assert isinstance(scale, MultipleChoice)  # noqa: S101  (a reading is checked as it is made)
            read = selection_reader(scale, source, words)
        case _:
            assert isinstance(scale, Composition)  # noqa: S101  (as above)
            read = _share_reader(scale, source, words, source.format or style)
    how = coding(scale)

    def checked(entry: Entry) -> Said | Unread:
        if entry.is_blank:
            return Said(None, BLANK)
        said = read(entry)
        return said if isinstance(said, Unread) else refused(said, how.encode, entry.text)

    return checked


def refused(said: Said, encode: Callable[[object], object], piece: str, /) -> Said | Unread:
    """Return an answer, or why the scale does not admit it."""
    try:
        encode(said.answer)
    except ProblemError as problem:
        _, found, expected = problem.text.partition(", expected ")
        detail = f"expected {expected}" if found else problem.text.partition(", where ")[2]
        selected = problem.reason is Reason.BAD_SELECTION
        return Unread(Cause.BAD_SELECTION if selected else Cause.OUT_OF_RANGE, piece, detail)
    return said


def _choice_reader(
    indicator: Indicator, source: ChoiceColumn, missing: Mapping[str, Nonresponse]
) -> EntryReader:
    words = Words.of(indicator.scale.options, spellings=source.spellings, missing=missing)
    both = [option.code for option in indicator.scale.answers] if isinstance(indicator.scale, Binary) else []

    def read(entry: Entry) -> Said | Unread:
        bad = unread_class(entry)
        if bad and entry.kind is not CellKind.FLAG:
            return bad
        said = words.look_up(entry.text)
        if bad and said is None:
            return Said(both[entry.text == "True"], AS_FLAG) if both else bad
        return said or words.unknown(entry.text)

    return read


def _number_reader(
    indicator: Indicator, source: NumberColumn, missing: Mapping[str, Nonresponse], style: NumberFormat
) -> EntryReader:
    words = Words.of(indicator.scale.options, spellings=source.spellings, missing=missing)
    is_share, is_count = isinstance(indicator.scale, Percentage), isinstance(indicator.scale, Count)

    numbers = {word_of(text): number for text, number in source.numbers.items()}

    def read(entry: Entry) -> Said | Unread:
        if entry.word in numbers:
            return Said(numbers[entry.word], BY_NUMBER)
        said = words.look_up_word(entry.text)
        if said:
            return said
        bad = unread_class(entry)
        if bad:
            return bad
        if hides_percentage(entry, indicator.scale):
            return Unread(Cause.PERCENT_SIGN, entry.text)
        found = exact_number(entry.text, style, is_share=is_share, kind=entry.kind)
        if isinstance(found, Unread):
            return found
        return words.look_up_number(entry.text, found[0]) or scaled(
            found, style, is_share=is_share, is_count=is_count
        )

    return read


def _share_reader(
    scale: Composition, source: ShareColumn, missing: Mapping[str, Nonresponse], style: NumberFormat
) -> EntryReader:
    # An option for no answer may have the code of a part: each is sought where it can stand.
    alone = _words_of(scale.options, source.spellings, missing)
    parts = _words_of(scale.parts, source.spellings, {})

    def read(entry: Entry) -> Said | Unread:
        bad = unread_class(entry)
        if bad:
            return bad
        whole = alone.look_up(entry.text)
        if whole:
            return whole
        shares: dict[str, object] = {}
        hows = []
        for piece in pieces_of(entry.written, source.separator):
            name, equals, share = piece.partition(source.equals)
            if not equals:
                return Unread(Cause.NO_SHARES, entry.text)
            part = parts.look_up(name.strip()) or parts.unknown(name.strip())
            if isinstance(part, Unread):
                return part
            number = exact_number(share.strip(), style, is_share=True)
            if isinstance(number, Unread):
                return number
            if not isinstance(part.answer, str) or part.answer in shares:
                return Unread(Cause.NO_SHARES, entry.text)
            said = scaled(number, style, is_share=True)
            shares[part.answer] = said.answer
            hows += [part.how, said.how]
        return Said(shares, "; ".join(dict.fromkeys(hows)))

    return read


def _words_of(
    options: Sequence[Option], spellings: Mapping[str, str], missing: Mapping[str, Nonresponse]
) -> Words:
    """Return the words of options, with those of the spellings that lead to them."""
    codes = {option.code for option in options}
    own = {text: code for text, code in spellings.items() if code in codes}
    return Words.of(options, spellings=own, missing=missing)


def attribute_reader(
    options: tuple[Option, ...] | None, source: AttributeSource, missing: Mapping[str, Nonresponse], /
) -> EntryReader:
    """Return what reads the cells of an attribute.

    Args:
        options: The admissible values, where the instrument declares the attribute.
        source: Where its values stand.
        missing: The missing words of the reading.
    """
    absent = {**missing, **dict.fromkeys(source.missing, Nonresponse.NO_ANSWER)}
    words = Words.of(options or (), spellings=source.spellings, missing=absent)

    def read(entry: Entry) -> Said | Unread:
        if entry.is_blank:
            return Said(None, NO_VALUE)
        if entry.kind is CellKind.OTHER:
            return Unread(Cause.OTHER_CLASS, entry.text)
        said = words.look_up(entry.text)
        if isinstance(said, Said) and isinstance(said.answer, Nonresponse):
            return Said(None, said.how)
        if said is None:
            return words.unknown(entry.text) if options is not None else Said(entry.written, AS_TEXT)
        return said

    return read
