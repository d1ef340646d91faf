"""Respondents' sheets: the unit for which each respondent speaks, and each respondent's answer to an indicator."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import attrs

from smmi.errors import ArgumentError
from smmi.instrument.answers import Answers, GivenColumn, as_given
from smmi.instrument.declaration import FIRST_ANSWER, AnswerState, Nonresponse, shown
from smmi.instrument.hierarchy import Instrument
from smmi.instrument.respondents._merge_rules import RespondentAnswer
from smmi.instrument.scales import Coding


@attrs.frozen(eq=False)
class RespondentRow:
    """One respondent's sheet for one unit."""

    respondent: str
    unit: str
    answers: Answers
    given: Sequence[GivenColumn]
    position: int


def respondent_rows(
    sheets: Mapping[str, Answers] | Answers, units: Mapping[str, str] | None
) -> list[RespondentRow]:
    """Return every respondent's row for every unit, in the order of the respondents' names."""
    rows = []
    if isinstance(sheets, Answers):
        given = as_given(sheets)
        speaks_for = units or {}
        lacking = sorted(name for name in sheets.units.tolist() if name not in speaks_for)
        if lacking:
            raise ArgumentError(
                "units", f"no unit for {', '.join(map(repr, lacking))}", "the unit of each respondent"
            )
        for position, name in enumerate(sheets.units.tolist()):
            rows.append(RespondentRow(name, str(speaks_for[name]), sheets, given, position))
    else:
        _expect_sheets(sheets)
        if units is not None:
            raise ArgumentError("units", shown(units), "None, because the rows of each sheet are units")
        for name, answers in sheets.items():
            given = as_given(answers)
            for position, unit in enumerate(answers.units.tolist()):
                rows.append(RespondentRow(str(name), unit, answers, given, position))
    if not rows:
        raise ArgumentError("sheets", "no sheets", "at least one")
    return sorted(rows, key=lambda row: row.respondent)


def _expect_sheets(sheets: object) -> None:
    advice = "Name the respondents: {'dean': answers, 'registrar': answers}"
    ArgumentError.raise_unless(
        sheets,
        Mapping,
        argument="sheets",
        expected="the Answers of each respondent by name, or Answers whose rows are respondents",
        advice={Iterable: advice},
    )
    for name, answers in sheets.items() if isinstance(sheets, Mapping) else ():
        ArgumentError.raise_unless(
            answers, Answers, argument="sheets", expected=f"the Answers of {shown(name)}"
        )


def common_instrument(rows: Sequence[RespondentRow]) -> Instrument:
    instrument = rows[0].answers.instrument
    for row in rows:
        if row.answers.instrument != instrument:
            got = f"answers of {row.respondent!r} to {row.answers.instrument!r}"
            raise ArgumentError(
                "sheets", got, f"answers to {instrument!r}, as those of {rows[0].respondent!r}"
            )
    return instrument


def voices_at(rows: Sequence[RespondentRow], place: int, how: Coding) -> tuple[RespondentAnswer, ...]:
    """Return what was said; what stands for no answer only if there is nothing else."""
    counts = _codes_that_say(how)
    said, unsaid = [], []
    for row in rows:
        code, value = row.given[place].column.cell(row.position)
        if code in counts:
            said.append(RespondentAnswer(row.respondent, how.decode(code, value)))
        elif code >= FIRST_ANSWER:
            unsaid.append(RespondentAnswer(row.respondent, how.decode(code, value)))
    return tuple(said or unsaid)


@lru_cache(maxsize=4096)
def _codes_that_say(how: Coding) -> frozenset[int]:
    """Return the codes of answers, and of "not applicable", which is something to disagree about."""
    says = (AnswerState.ANSWERED, AnswerState.NOT_APPLICABLE)
    return frozenset(code for code, state in enumerate(how.states.tolist()) if state in says)


def blank_at(rows: Sequence[RespondentRow], place: int) -> Nonresponse | None:
    """Return what a cell is of which nobody said anything: not administered if it was put to nobody."""
    codes = {int(row.given[place].column.codes[row.position]) for row in rows}
    return Nonresponse.NOT_ADMINISTERED if codes == {AnswerState.NOT_ADMINISTERED} else None
