"""Selections in one column: options with a separator between them, the longest spelling first."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from smmi.instrument import MultipleChoice, Nonresponse
from smmi.intake.entries._numbers import unread_class
from smmi.intake.entries._said import Cause, Said, Unread
from smmi.intake.entries._words import BY_SPELLING, Words
from smmi.intake.sources import SelectionColumn
from smmi.intake.tables import CellKind, Entry, folded, word_of

NONE_SELECTED: Final = "NONE_SELECTED"
EMPTY_SELECTION: Final = "an empty selection"
LEFT_OUT: Final = "left out, no option"
_NO_OPTION: Final = ""
"""The code of words that are left out of a selection: no option has it."""
FOUND_WHOLE: Final = "an option found whole that holds the separator"


def pieces_of(text: str, separator: str, /) -> list[str]:
    """Return what stands between separators, blanks folded; a separator at the end is allowed.

    Example:
        >>> pieces_of("Equity;  Advocacy;", ";")
        ['Equity', 'Advocacy']
    """
    mark = separator.strip() or ("\n" if "\n" in separator else " ")
    pieces = [folded(piece) for piece in (text if mark == "\n" else folded(text)).split(mark)]
    return pieces[:-1] if len(pieces) > 1 and not pieces[-1] else pieces


def normal_form(separator: str, text: str, /) -> str:
    """Return a text as it is compared with joined pieces: no blanks around separators."""
    return _joined(pieces_of(f"{text}{separator.strip()}", separator), separator)


def _joined(pieces: Sequence[str], separator: str) -> str:
    return (separator.strip() or " ").join(pieces)


def selection_reader(
    scale: MultipleChoice, source: SelectionColumn, missing: Mapping[str, Nonresponse]
) -> Callable[[Entry], Said | Unread]:
    """Return what reads the cells of a source: what its separator does not read, a further one may."""
    first = _reader_by(scale, source, missing, source.separator)
    further = [(mark, _reader_by(scale, source, missing, mark)) for mark in source.further_separators]

    def read(entry: Entry) -> Said | Unread:
        said = first(entry)
        for mark, other in further if isinstance(said, Unread) else ():
            found = other(entry)
            if isinstance(found, Said):
                return Said(found.answer, f"{found.how}; separated by {mark!r}")
        return said

    return read


def _reader_by(
    scale: MultipleChoice, source: SelectionColumn, missing: Mapping[str, Nonresponse], separator: str
) -> Callable[[Entry], Said | Unread]:
    """Return what reads cells with one separator between options."""
    normal = partial(normal_form, separator)
    spellings = {**source.spellings, **dict.fromkeys(source.left_out, _NO_OPTION)}
    words = Words.of(scale.options, spellings=spellings, missing=missing, normal=normal)
    longest = max(
        (len(pieces_of(word, separator)) for word in (*words.known, *missing)),
        default=1,
    )
    own = words.of_the_reading()
    none = {word_of(word) for word in source.none}
    alone = {option.code for option in scale.nonresponses}

    def read(entry: Entry) -> Said | Unread:
        bad = unread_class(entry) if entry.kind is not CellKind.FLAG else None
        if bad:
            return bad
        if entry.word in none or entry.text == NONE_SELECTED:
            return Said((), EMPTY_SELECTION)
        if not separator.strip() and "\n" not in separator:
            # Labels hold blanks, codes do not: what spellings of the reading alone explain is no run of labels.
            singly = [own.look_up(piece) for piece in pieces_of(entry.written, separator)]
            if len(singly) > 1 and all(isinstance(one, Said) for one in singly):
                return _selection(entry, pieces_of(entry.written, separator), 1, own, separator)
        whole = words.look_up(normal(entry.written))
        if isinstance(whole, Said) and (isinstance(whole.answer, Nonresponse) or whole.answer in alone):
            return whole
        return _selection(entry, pieces_of(entry.written, separator), longest, words, separator)

    return read


def _selection(
    entry: Entry, pieces: Sequence[str], longest: int, words: Words, separator: str
) -> Said | Unread:
    """Return a selection: the longest run of pieces that is an option goes first, as far as the rest can be read."""
    if not all(pieces):
        return Unread(Cause.EMPTY_PIECE, entry.text)
    n = len(pieces)
    runs: dict[int, tuple[int, Said | Unread]] = {}
    for start in range(n - 1, -1, -1):
        for end in range(min(start + longest, n), start, -1):
            said = words.look_up(_joined(pieces[start:end], separator)) if end in runs or end == n else None
            if said:
                runs[start] = (end, said)
                break
    if 0 not in runs:
        return _unknown(pieces, longest, words, separator)
    codes, hows, start = [], [], 0
    while start < n:
        end, said = runs[start]
        if isinstance(said, Unread):
            return said
        if isinstance(said.answer, Nonresponse):
            return Unread(Cause.CONTRADICTION, entry.text, "a word for no answer stands beside others")
        codes.append(said.answer)
        hows += [said.how, FOUND_WHOLE] if end - start > 1 else [said.how]
        start = end
    if _NO_OPTION in codes:
        return _without_left_out(codes, hows)
    return Said(tuple(codes), "; ".join(dict.fromkeys(hows)))


def _without_left_out(codes: Sequence[object], hows: Sequence[str]) -> Said:
    """Return a selection without the words that are no option; without any other there is no answer."""
    chosen = tuple(code for code in codes if code != _NO_OPTION)
    told = [LEFT_OUT if how == BY_SPELLING else how for how in hows]
    return Said(chosen or Nonresponse.NO_ANSWER, "; ".join(dict.fromkeys(told)))


def _unknown(pieces: Sequence[str], longest: int, words: Words, separator: str) -> Unread:
    """Return the first piece that nothing explains, of pieces that cannot all be read."""

    def end_of_run(start: int) -> int:
        ends = range(min(start + longest, len(pieces)), start, -1)
        known = (end for end in ends if words.look_up(_joined(pieces[start:end], separator)))
        return next(known, 0)

    start = 0
    while end := end_of_run(start):
        start = end
    return words.unknown(pieces[start])
