"""Edit checks of answers: admissible, but doubtful: straight lines, sums, unanswered gates, nothing answered."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from smmi._decimals import exact
from smmi._thresholds import ROUNDING, exceeds
from smmi.errors import ArgumentError, Finding, Reason
from smmi.instrument.answers._alike_units import alike_units
from smmi.instrument.answers._answers import Answers
from smmi.instrument.answers._applied_routing import leaf_verdicts
from smmi.instrument.answers._doubtful_numbers import doubtful_numbers
from smmi.instrument.declaration import FIRST_ANSWER, AnswerState, shown
from smmi.instrument.hierarchy import Instrument
from smmi.instrument.routing import UNKNOWN, leaves, verdicts
from smmi.instrument.scales import Composition, Ordinal, Scale, coding

STRAIGHT_LINE: Final = 6
"""How many answers on one scale make a line."""
FEWEST_OPTIONS: Final = 3
"""On scales with fewer options, the same answer everywhere is no line."""
FEWEST_UNITS: Final = 2
"""How many units must have been asked before it is odd that nobody answered."""

Flags = npt.NDArray[np.bool_]


def check_answers(answers: Answers, /, *, straight_line: int = STRAIGHT_LINE) -> tuple[Finding, ...]:
    """Return what is doubtful about answers.

    - What was found cell by cell while they were read: answers behind a shut gate, or to what does not apply.
    - An answer behind a gate that is neither open nor shut, since what the gate asks for was not answered. It counts.
    - A composition whose shares do not sum to 100 within the tolerance that its scale declares.
    - A straight line: `straight_line` or more answers of one unit on one ordinal scale (of three options or more), in
      one area or over the whole instrument, and all of them the same option. Somebody may have clicked through; or it
      is simply so. A line over the instrument stands for those in its areas.
    - Shares that are all from 0 to 1, as fractions are, where percentages were asked.
    - Counts and numbers that look like codes for no answer, such as 999 or -99, far from all others.
    - An indicator that two or more units were asked, and none has answered.
    - A unit that has answered nothing.
    - Two units whose names differ by a slip, such as ``Elm Center`` and ``Elm Centre``, and nearly all answers of which
      are the same: they may be one unit.

    Args:
        answers: The answers.
        straight_line: From how many answers on a line is one; at least 2.

    Returns:
        The findings, in this order. Rows are positions in `answers`, except in those that came with the answers.

    Raises:
        ArgumentError: These are no answers, or `straight_line` is no such number.

    Example:
        >>> from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> answers = Answers.from_records(tiny, [{"id": "S1", "has_policy": "no"}, {"id": "S2"}], unit="id")
        >>> print(*check_answers(answers))
        $[1]: 'S2' has answered nothing; leave it out if it took no part
    """
    ArgumentError.raise_unless(answers, Answers, argument="answers", expected="Answers")
    whole = isinstance(straight_line, int) and not isinstance(straight_line, bool)
    if not whole or straight_line < 2:
        raise ArgumentError("straight_line", shown(straight_line), "an integer of at least 2")
    return (
        *answers.findings,
        *_behind_unanswered_gates(answers),
        *_sums(answers),
        *_straight_lines(answers, straight_line),
        *doubtful_numbers(answers),
        *_unanswered(answers),
        *alike_units(answers),
    )


def _behind_unanswered_gates(answers: Answers) -> Iterator[Finding]:
    columns = {each.code: (each.scale, answers.column(each.code)) for each in answers.instrument.indicators}
    for indicator in answers.instrument.indicators:
        if indicator.gate is None:
            continue
        answered = answers.states(indicator.code) == AnswerState.ANSWERED
        unknown = verdicts(indicator.gate, lambda leaf: leaf_verdicts(leaf, *columns[leaf.code])) == UNKNOWN
        asks = {part.code: answers.states(part.code) for part in leaves(indicator.gate)}
        for row in np.flatnonzero(answered & unknown).tolist():
            answer = coding(indicator.scale).decode(*columns[indicator.code][1].cell(row))
            blank = " and ".join(
                repr(code) for code, states in asks.items() if states[row] == AnswerState.NO_ANSWER
            )
            yield Finding(
                reason=Reason.BEHIND_UNANSWERED_GATE,
                path=f"$[{row}].{indicator.code}",
                message=(
                    f"{indicator.code!r}: got {shown(answer)}, but its gate is neither open nor shut without an answer "
                    f"to {blank}; the answer counts. Answer {blank}, or remove this answer"
                ),
                unit=answers.units[row],
                code=indicator.code,
                row=row,
            )


def _sums(answers: Answers) -> Iterator[Finding]:
    for indicator, column in zip(answers.instrument.indicators, answers.columns, strict=True):
        if not isinstance(indicator.scale, Composition) or column.values is None:
            continue
        totals, tolerance = column.values.sum(axis=0), exact(indicator.scale.tolerance)
        off = exceeds(totals, float(100 + tolerance), rounding=ROUNDING)
        off |= exceeds(-totals, float(tolerance - 100), rounding=ROUNDING)
        for row in np.flatnonzero((column.codes == FIRST_ANSWER) & off).tolist():
            answer = coding(indicator.scale).decode(*column.cell(row))
            yield Finding(
                reason=Reason.DOES_NOT_SUM,
                path=f"$[{row}].{indicator.code}",
                message=(
                    f"{indicator.code!r}: got {shown(answer)}, which sums to {totals[row]:.10g}, expected 100 "
                    f"(give or take {indicator.scale.tolerance:g})"
                ),
                unit=answers.units[row],
                code=indicator.code,
                row=row,
            )


def _straight_lines(answers: Answers, least: int) -> Iterator[Finding]:
    over_all: dict[Scale, Flags] = {}
    for area, scale, members in _blocks(answers.instrument):
        if len(members) < least:
            continue
        codes = [answers.columns[member].codes for member in members]
        number, lowest, highest = _spread(codes, coding(scale).answers)
        line = (number >= least) & (lowest == highest)
        if area is None:
            over_all[scale] = line
        else:
            line &= ~over_all[scale]
        where = "" if area is None else f" in the area {area!r}"
        for row in np.flatnonzero(line).tolist():
            option = scale.answers[lowest[row] - FIRST_ANSWER]
            unit = answers.units[row]
            yield Finding(
                reason=Reason.STRAIGHT_LINING,
                path=f"$[{row}]",
                message=(
                    f"{unit!r} has given the same answer, {option.code!r}, to all {number[row]} indicators{where} "
                    f"that it answered on the scale {scale.code!r}; ask whether that is meant"
                ),
                unit=unit,
                code=area,
                row=row,
            )


def _blocks(instrument: Instrument) -> Iterator[tuple[str | None, Ordinal, Sequence[int]]]:
    """Yield the indicators that share an ordinal scale: over the instrument, then in each area."""
    blocks: dict[tuple[str | None, Ordinal], list[int]] = {}
    areas = [area.code for area in instrument.areas for _ in area.indicators]
    for owners in ([None] * len(areas), areas):
        for position, (owner, indicator) in enumerate(zip(owners, instrument.indicators, strict=True)):
            scale = indicator.scale
            if isinstance(scale, Ordinal) and len(scale.answers) >= FEWEST_OPTIONS:
                blocks.setdefault((owner, scale), []).append(position)
    yield from ((area, scale, members) for (area, scale), members in blocks.items())


def _spread(
    codes: Sequence[npt.NDArray[np.unsignedinteger]], answers: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return how many of the codes are answers, and the lowest and the highest that are, each (n,)."""
    n = len(codes[0])
    number = np.zeros(n, dtype=np.intp)
    lowest, highest = np.full(n, FIRST_ANSWER + answers), np.full(n, -1)
    for column in codes:
        answered = (column >= FIRST_ANSWER) & (column < FIRST_ANSWER + answers)
        number += answered
        lowest = np.where(answered, np.minimum(lowest, column), lowest)
        highest = np.where(answered, np.maximum(highest, column), highest)
    return number, lowest, highest


def _unanswered(answers: Answers) -> Iterator[Finding]:
    something = np.zeros(len(answers), dtype=np.bool_)
    for indicator in answers.instrument.indicators:
        states = answers.states(indicator.code)
        answered = states == AnswerState.ANSWERED
        something |= answered
        asked = int(np.count_nonzero(states == AnswerState.NO_ANSWER))
        if asked >= FEWEST_UNITS and not answered.any():
            message = f"{indicator.code!r}: none of the {asked} units that were asked has answered"
            yield Finding(
                reason=Reason.NOBODY_ANSWERED,
                path=f"$[*].{indicator.code}",
                message=f"{message}; look for a lost column",
                code=indicator.code,
            )
    for row in np.flatnonzero(~something).tolist():
        unit = answers.units[row]
        message = f"{unit!r} has answered nothing; leave it out if it took no part"
        yield Finding(reason=Reason.NOTHING_ANSWERED, path=f"$[{row}]", message=message, unit=unit, row=row)
