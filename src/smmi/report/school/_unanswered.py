"""What was not answered, area by area, and which answers were set aside."""

from collections import Counter
from typing import Final

from smmi.errors import Reason
from smmi.instrument import AnswerState, Area, Indicator
from smmi.instrument.answers import SetAside
from smmi.report.page._markup import Markup, element
from smmi.report.wording._subject import Subject
from smmi.report.wording._words import answer_text, count_text, listed

STATES: Final = {
    AnswerState.ANSWERED: "answered",
    AnswerState.NO_ANSWER: "without an answer",
    AnswerState.NOT_APPLICABLE: "not applicable",
    AnswerState.GATED: "not asked, given other answers",
    AnswerState.NOT_ADMINISTERED: "not administered",
}

_WHY: Final = {
    AnswerState.GATED: "the instrument's routing skips this indicator, given the answers before it",
    AnswerState.NOT_APPLICABLE: "this indicator does not apply to this {noun}",
}


def unanswered(subject: Subject, /) -> Markup:
    """Return the section."""
    instrument = subject.instrument
    tally = subject.tally(instrument.indicators)
    tiles = [
        element("div", element("dt", label), element("dd", str(tally[state])))
        for state, label in STATES.items()
        if tally[state] or state in {AnswerState.ANSWERED, AnswerState.NO_ANSWER}
    ]
    gaps = [area for area in instrument.areas if subject.tally(area.indicators)[AnswerState.NO_ANSWER]]
    if gaps:
        lists = element("div", *(_gap(subject, area) for area in gaps), class_="gaps")
    else:
        lists = element("p", "Every indicator that was put to this " + subject.noun + " has an answer.")
    return element(
        "section",
        element("h2", "What was not answered", id="unanswered"),
        element("p", f"Of {count_text(len(instrument.indicators), 'indicator')}:", class_="quiet"),
        element("dl", *tiles, class_="tiles"),
        lists,
        _without_gaps(subject, gaps),
        element("h3", "Answers set aside, and doubts"),
        _doubts(subject),
        aria_labelledby="unanswered",
    )


def _gap(subject: Subject, area: Area) -> Markup:
    tally = subject.tally(area.indicators)
    blank = [each for each in area.indicators if subject.states[each.code] is AnswerState.NO_ANSWER]
    return element(
        "div",
        element("h3", area.label),
        element("p", _counts(tally), class_="quiet"),
        element("ul", *(element("li", *_question(indicator)) for indicator in blank)),
        class_="gap",
    )


def _counts(tally: Counter[AnswerState]) -> str:
    return listed([f"{tally[state]} {label}" for state, label in STATES.items() if tally[state]])


def _question(indicator: Indicator) -> list[Markup | str]:
    if indicator.label and indicator.label != indicator.prompt:
        return [element("b", indicator.label), ": ", indicator.prompt]
    return [indicator.prompt]


def _without_gaps(subject: Subject, gaps: list[Area]) -> Markup | None:
    rest = {area.label: _not_asked(subject, area) for area in subject.instrument.areas if area not in gaps}
    if gaps:
        notes = [f"{label} ({counts})" if counts else label for label, counts in rest.items()]
    else:
        notes = [f"{label} ({counts})" for label, counts in rest.items() if counts]
    heading = "No blanks: " if gaps else "Not put to it: "
    return element("p", element("b", heading), f"{listed(notes)}.") if notes else None


def _not_asked(subject: Subject, area: Area) -> str:
    tally = subject.tally(area.indicators)
    tally[AnswerState.ANSWERED] = 0
    return _counts(tally)


def _doubts(subject: Subject) -> Markup:
    answers = subject.profile.scores.answers
    items = [element("li", *_aside(subject, aside)) for aside in answers.set_aside]
    routed = {Reason.BEHIND_SHUT_GATE, Reason.NOT_APPLICABLE_TO_UNIT}
    items += [element("li", finding.message) for finding in answers.findings if finding.reason not in routed]
    return element("ul", *items) if items else element("p", "None.", class_="quiet")


def _aside(subject: Subject, aside: SetAside) -> list[Markup | str]:
    indicator = next(each for each in subject.instrument.indicators if each.code == aside.code)
    why = _WHY[subject.states[aside.code]].format(noun=subject.noun)
    given = answer_text(indicator.scale, aside.answer)
    return [
        element("b", indicator.name),
        f": “{given}” was given, but {why}. It is kept, and does not count.",
    ]
