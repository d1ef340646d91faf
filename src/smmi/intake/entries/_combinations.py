"""Several columns that hold one answer: selections by a column for each option, compositions by one for each part."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument import Composition, MultipleChoice, Nonresponse, Option
from smmi.intake.entries._columns import BLANK as NO_ANSWER
from smmi.intake.entries._numbers import read_number, unread_class
from smmi.intake.entries._said import Cause, Said, Unread
from smmi.intake.entries._words import MISSING_WORD, Words, shown_answer
from smmi.intake.sources import Blank, NumberFormat, SelectionColumns, ShareColumns
from smmi.intake.tables import CellKind, DistinctColumn, Entry, word_of

TICKED: Final = "ticked"
NOT_TICKED: Final = "not ticked"
NOT_SHOWN: Final = "not shown"
BLANK: Final = "blank"
TICKED_OPTIONS: Final = "the ticked options"
NOTHING_TICKED: Final = "nothing ticked: an empty selection"
_AS: Final = {
    Blank.NO_ANSWER: None,
    Blank.NOT_ADMINISTERED: Nonresponse.NOT_ADMINISTERED,
    Blank.NOT_APPLICABLE: Nonresponse.NOT_APPLICABLE,
}

CellOf = Said | Unread
"""What one of the columns says: True or False, a share, a nonresponse, that it was not shown, or None for a blank."""


@attrs.frozen
class _NotShown:
    """A box that was not shown.

    Attributes:
        stands_for: What a row is of which no box was shown.
    """

    stands_for: Nonresponse


@attrs.frozen(eq=False)
class Combined:
    """What several columns say together.

    Attributes:
        cells: What each entry of each column says, by the column's key.
        together: What each combination of entries says.
        positions: The position of each row's combination.
    """

    cells: Mapping[str, tuple[CellOf, ...]]
    together: tuple[Said | Unread, ...]
    positions: npt.NDArray[np.intp]


def combined(
    columns: Mapping[str, DistinctColumn],
    readers: Mapping[str, Callable[[Entry], CellOf]],
    join: Callable[[Mapping[str, object]], Said | Unread],
    /,
) -> Combined:
    """Read several columns, each distinct entry once and each distinct combination once.

    Args:
        columns: The columns by the option or part of each.
        readers: What reads the entries of each.
        join: Makes the answer of a row's cells; an unreadable one is as if it were blank.
    """
    cells = {key: tuple(readers[key](entry) for entry in column.entries) for key, column in columns.items()}
    states, values = [], []
    for key, column in columns.items():
        state: dict[object, int] = {}
        answers: list[object] = []
        which = []
        for cell in cells[key]:
            answer = cell.answer if isinstance(cell, Said) else None
            if (type(answer), answer) not in state:
                state[type(answer), answer] = len(answers)
                answers.append(answer)
            which.append(state[type(answer), answer])
        states.append(np.array(which, dtype=np.int32)[column.positions])
        values.append(answers)
    rows, positions = _distinct_rows(states)
    keys = tuple(columns)
    together = tuple(
        join({key: answers[i] for key, answers, i in zip(keys, values, row, strict=True)})
        for row in rows.tolist()
    )
    return Combined(cells, together, positions)


def _distinct_rows(columns: Sequence[npt.NDArray[Any]]) -> tuple[npt.NDArray[Any], npt.NDArray[np.intp]]:
    """Return the distinct rows of columns, and for each row the position of its own among them."""
    matrix = np.ascontiguousarray(np.stack(columns, axis=-1))
    whole = matrix.view([("", matrix.dtype)] * matrix.shape[1]).ravel()
    as_bytes = whole.view(np.dtype((np.void, whole.dtype.itemsize)))
    _, first, inverse = np.unique(as_bytes, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")  # in the order in which they are met
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return matrix[first[order]], rank[inverse.ravel()]


def _meant_by(blank: Blank, what: str, empty: object, said: str) -> Said:
    if blank is Blank.NONE:
        return Said(empty, said)
    answer = _AS[blank]
    return Said(answer, f"{what}: {shown_answer(answer)}")


def _missing_in(row: Mapping[str, object], others: str) -> Said | Unread | None:
    """Return what a row is in which a word says that there is no answer."""
    absent = list(dict.fromkeys(cell for cell in row.values() if isinstance(cell, Nonresponse)))
    if len(absent) > 1:
        listed = " and ".join(shown_answer(one) for one in absent)
        return Unread(Cause.CONTRADICTION, listed, "the words of one row mean different things")
    return Said(absent[0], f"{MISSING_WORD}{others}: {shown_answer(absent[0])}") if absent else None


def read_ticks(
    scale: MultipleChoice,
    source: SelectionColumns,
    columns: Mapping[str, DistinctColumn],
    missing: Mapping[str, Nonresponse],
    /,
) -> Combined:
    """Read a selection over columns."""
    by_code = {option.code: option for option in scale.options}
    alone = {option.code for option in scale.nonresponses}
    readers = {
        code: _tick_reader(by_code[code], scale.options, source, {**missing, **source.missing})
        for code in columns
    }

    def join(row: Mapping[str, object]) -> Said | Unread:
        ticked = tuple(option.code for option in scale.options if row.get(option.code) is True)
        absent = _missing_in(row, " beside ticks" if ticked else "")
        if absent:
            return absent
        row, hidden = _shown_of(row)
        if hidden and not row:
            return hidden
        if all(cell is None for cell in row.values()):
            return _meant_by(source.all_blank, "all blank", (), "all blank: an empty selection")
        if source.blank is not Blank.NONE and any(cell is None for cell in row.values()):
            return _meant_by(source.blank, "a blank beside other cells", (), "")
        if len(ticked) == 1 and ticked[0] in alone:
            return Said(ticked[0], TICKED_OPTIONS)
        if ticked:
            return Said(ticked, TICKED_OPTIONS)
        return _meant_by(source.none_ticked, "nothing ticked", (), NOTHING_TICKED)

    return combined(columns, readers, join)


def _shown_of(row: Mapping[str, object]) -> tuple[Mapping[str, object], Said | Unread | None]:
    """Return the boxes of a row that were shown, and what it is if none was."""
    hidden = {code: cell.stands_for for code, cell in row.items() if isinstance(cell, _NotShown)}
    shown = {code: cell for code, cell in row.items() if code not in hidden}
    found = _missing_in(hidden, f", {NOT_SHOWN}")
    return shown, found


def _tick_reader(
    option: Option,
    options: Sequence[Option],
    source: SelectionColumns,
    missing: Mapping[str, Nonresponse],
) -> Callable[[Entry], CellOf]:
    absent = Words.of((), spellings={}, missing=missing)
    words = Words.of(options, spellings={}, missing={})
    known: dict[str, Said] = {
        **{word_of(word): Said(True, TICKED) for word in source.ticked},  # noqa: FBT003  (an answer)
        **{word_of(word): Said(False, NOT_TICKED) for word in source.unticked},  # noqa: FBT003  (an answer)
        **{word_of(word): Said(_NotShown(one), NOT_SHOWN) for word, one in source.hidden.items()},
    }

    def read(entry: Entry) -> CellOf:
        if entry.is_blank:
            return Said(None, BLANK)
        bad = unread_class(entry)
        if bad and entry.kind is not CellKind.FLAG:
            return bad
        said = absent.look_up(entry.text) or known.get(entry.word)
        if said:
            return said
        if option.code in source.written:
            return Said(True, f"{TICKED}, written in")  # noqa: FBT003  (an answer)
        own = words.look_up(entry.text)
        if own is None:
            return Unread(Cause.NEITHER_TICKED_NOR_NOT, entry.text)
        if isinstance(own, Unread):
            return own
        if own.answer == option.code:
            return Said(True, f"{TICKED}, {own.how}")  # noqa: FBT003  (an answer)
        return Unread(Cause.OTHER_OPTION, entry.text, f"that is {shown_answer(own.answer)} {own.how}")

    return read


def read_parts(
    scale: Composition,
    source: ShareColumns,
    columns: Mapping[str, DistinctColumn],
    missing: Mapping[str, Nonresponse],
    style: NumberFormat,
    /,
) -> Combined:
    """Read a composition over columns."""
    words = Words.of(scale.options, spellings={}, missing={**missing, **source.missing})
    how = source.format or style

    def read(entry: Entry) -> CellOf:
        if entry.is_blank:
            return Said(None, BLANK)
        said = words.look_up_word(entry.text)
        if said is None:
            return read_number(entry, how, is_share=True)
        return said

    def join(row: Mapping[str, object]) -> Said | Unread:
        absent = _missing_in(row, "")
        if absent:
            return absent
        chosen = {cell for cell in row.values() if isinstance(cell, str)}
        if chosen:
            one = next(iter(chosen))
            alone = len(chosen) == 1 and all(cell is None or cell == one for cell in row.values())
            return (
                Said(one, "the option")
                if alone
                else Unread(Cause.CONTRADICTION, ", ".join(sorted(chosen)), "it stands beside shares")
            )
        if all(cell is None for cell in row.values()):
            return Said(None, f"all {NO_ANSWER}")
        shares = {part.code: 0 if row[part.code] is None else row[part.code] for part in scale.parts}
        if any(cell is None for cell in row.values()):
            return _meant_by(source.blank, "a blank beside shares", shares, "the shares, a blank as 0")
        return Said(shares, "the shares")

    return combined(columns, dict.fromkeys(columns, read), join)
