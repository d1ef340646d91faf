"""What was not answered, area by area, and which answers were set aside."""

from collections import Counter
from typing import Final

from smmi.errors import Reason
from smmi.instrument import AnswerState, Area
from smmi.instrument.answers import SetAside
from smmi.report.page._page import View
from smmi.report.school._subject import Subject
from smmi.report.wording import _sentences as words, answer_text, count_text, isolated, listed

ALWAYS_TOLD: Final = {AnswerState.ANSWERED, AnswerState.NO_ANSWER}
ROUTED: Final = {Reason.BEHIND_SHUT_GATE, Reason.NOT_APPLICABLE_TO_UNIT}


def unanswered(subject: Subject, /) -> View:
    """Return what the section shows."""
    instrument, answers = subject.instrument, subject.profile.scores.answers
    tally = subject.tally(instrument.indicators)
    gaps = [area for area in instrument.areas if subject.tally(area.indicators)[AnswerState.NO_ANSWER]]
    return {
        "total": words.OF_INDICATORS.format(indicators=count_text(len(instrument.indicators), "indicator")),
        "tally": {
            label: tally[state]
            for state, label in words.STATES.items()
            if tally[state] or state in ALWAYS_TOLD
        },
        "gaps": [_gap(subject, area) for area in gaps],
        "complete": words.COMPLETE.format(noun=subject.noun),
        "rest": _rest(subject, gaps),
        "set_aside": [_set_aside(subject, aside) for aside in answers.set_aside],
        "doubts": [finding.message for finding in answers.findings if finding.reason not in ROUTED],
    }


def _gap(subject: Subject, area: Area) -> View:
    return {
        "area": area.label,
        "counts": _counts(subject.tally(area.indicators)),
        "blank": [each for each in area.indicators if subject.states[each.code] is AnswerState.NO_ANSWER],
    }


def _counts(tally: Counter[AnswerState]) -> str:
    return listed([f"{tally[state]} {label}" for state, label in words.STATES.items() if tally[state]])


def _rest(subject: Subject, gaps: list[Area]) -> str:
    """Return the areas without a gap, each with what was not put to the unit; where none has one, only such."""
    rest = {area.label: _not_asked(subject, area) for area in subject.instrument.areas if area not in gaps}
    notes = [
        words.REST_OF_AREA.format(area=isolated(label), counts=counts) if counts else label
        for label, counts in rest.items()
        if counts or gaps
    ]
    return listed(notes)


def _not_asked(subject: Subject, area: Area) -> str:
    tally = subject.tally(area.indicators)
    del tally[AnswerState.ANSWERED]
    return _counts(tally)


def _set_aside(subject: Subject, aside: SetAside) -> tuple[str, str]:
    indicator = next(each for each in subject.instrument.indicators if each.code == aside.code)
    why = words.WHY_SET_ASIDE[subject.states[aside.code]].format(noun=subject.noun)
    return indicator.name, words.GIVEN.format(answer=answer_text(indicator.scale, aside.answer), why=why)
