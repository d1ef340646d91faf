"""Changed answers: old and new in words; on the first screen where scores do not compare, and so tell nothing."""

from typing import Final

from smmi.benchmark import LastTime
from smmi.benchmark.follow_up import ChangedAnswers, ToldSince
from smmi.report.page._page import View
from smmi.report.school._subject import Subject
from smmi.report.wording import answer_texts, carried_text, turns_told

FEW: Final = 2
"""So many answers of each kind are named on the first screen."""


def changed_of(subject: Subject, last: LastTime, told: ToldSince, /) -> ChangedAnswers | None:
    """Return the changed answers; None where the overall score says what moved, and where there was no last time."""
    if not told.moved or told.moved[0].difference is not None:
        return None
    return last.changed_answers(subject.profile.unit)


def answers_view(subject: Subject, last: LastTime, told: ToldSince, /) -> View:
    """Return how many questions carry over, and each answer that changed; nothing where there was no last time."""
    if not told.moved:
        return {}
    found = last.changed_answers(subject.profile.unit)
    return {
        "open": changed_of(subject, last, told) is not None,
        "lead": carried_text(found, subject.instrument, subject.noun),
        "groups": [
            {"title": title, "rows": [answer_texts(one, subject.instrument) for one in ones]}
            for title, ones in turns_told(found)
        ],
    }
