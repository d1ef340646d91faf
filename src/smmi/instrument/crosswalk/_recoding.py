"""Recoding: a coded column of one response scale becomes a column of another one through answer maps."""

from collections.abc import Iterator, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument.answers._columns import Column, Values, empty_values
from smmi.instrument.comparability import ChangeKind, scale_changes
from smmi.instrument.crosswalk_entries._answer_maps import AnswerMap, nonresponse_codes, read_through
from smmi.instrument.declaration._states import FIRST_ANSWER, AnswerState
from smmi.instrument.scales import Coding, ProblemError, Scale, coding

Rows = npt.NDArray[np.intp]


@attrs.frozen(eq=False, kw_only=True)
class Reread:
    """A column on another scale.

    Attributes:
        column: The coded answers; what the other scale has no room for is *not administered*.
        lost: What the other scale has no room for: the rows, and why.
        generic: Options for a nonresponse that the other scale has not: the rows, and the option's code.
    """

    column: Column
    lost: tuple[tuple[Rows, str], ...] = ()
    generic: tuple[tuple[Rows, str], ...] = ()


def reread(column: Column, source: Scale, target: Scale, maps: Sequence[AnswerMap]) -> Reread:
    """Return a column of answers on one scale as answers on another."""
    if not maps and _coded_alike(source, target):
        return Reread(column=column)
    before, after = coding(source), coding(target)
    codes = np.full(len(column.codes), AnswerState.NO_ANSWER, dtype=after.dtype)
    values = empty_values(after, len(codes))
    lost, generic = [], []
    for rows, code, value in _distinct(column):
        if code < FIRST_ANSWER:
            codes[rows] = code
        elif before.states[code] != AnswerState.ANSWERED:
            codes[rows], kept = _nonresponse(before, after, maps, code)
            if not kept:
                generic.append((rows, str(before.raw[code])))
        else:
            try:
                codes[rows], now = after.encode(read_through(maps, before.decode(code, value)))
            except ProblemError as problem:
                codes[rows] = AnswerState.NOT_ADMINISTERED
                lost.append((rows, problem.text))
            else:
                if now is not None and values is not None:
                    values[..., rows] = np.asarray(now)[..., np.newaxis]
    return Reread(column=Column(codes, values), lost=tuple(lost), generic=tuple(generic))


def _coded_alike(source: Scale, target: Scale) -> bool:
    kinds = {change.kind for change in scale_changes(source, target)}
    alike = kinds.isdisjoint({ChangeKind.RESCALED, ChangeKind.REORDERED})
    return alike and coding(source).raw == coding(target).raw  # options for a nonresponse in one order


def _nonresponse(before: Coding, after: Coding, maps: Sequence[AnswerMap], code: int) -> tuple[int, bool]:
    """Return the code that an option for a nonresponse has on the other scale, and whether it is still an option."""
    option = str(before.raw[code])
    now = nonresponse_codes(maps, [option])[option]
    there = after.table.get(now)
    if there is not None and there >= FIRST_ANSWER and after.states[there] == before.states[code]:
        return there, True
    return int(before.states[code]), False


def _distinct(column: Column) -> Iterator[tuple[Rows, int, Values | None]]:
    """Yield the rows of each distinct answer, its code, and its value if the scale is measured."""
    for code in np.unique(column.codes).tolist():
        rows = np.flatnonzero(column.codes == code)
        if column.values is None or code != FIRST_ANSWER:
            yield rows, code, None
            continue
        several, inverse = np.unique(column.values[..., rows], axis=-1, return_inverse=True)
        order = np.argsort(inverse.ravel(), kind="stable")
        edges = np.flatnonzero(np.diff(inverse.ravel()[order])) + 1
        for place, group in enumerate(np.split(order, edges)):
            yield rows[group], code, several[..., place]
