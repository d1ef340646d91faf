"""Changed answers: old and new in words, where scores do not tell what moved because they do not compare."""

from collections.abc import Iterator, Sequence
from typing import Final

from smmi.benchmark import LastTime
from smmi.benchmark.follow_up import AnswerTurn, ChangedAnswer, ChangedAnswers, ToldSince
from smmi.instrument import Indicator
from smmi.report.page._page import View
from smmi.report.school._subject import Subject
from smmi.report.wording import (
    _sentences_of_change as change_words,
    answer_text,
    listed,
)

FEW: Final = 2
"""So many answers of each kind are named on the first screen."""


def changed_of(subject: Subject, last: LastTime, told: ToldSince, /) -> ChangedAnswers | None:
    """Return the changed answers; None where the overall score says what moved, and where there was no last time."""
    if not told.moved or told.moved[0].difference is not None:
        return None
    return last.changed_answers(subject.profile.unit)


def answers_view(subject: Subject, found: ChangedAnswers | None, /) -> View:
    """Return how many questions carry over, and each answer that changed; nothing where scores tell it."""
    if found is None:
        return {}
    return {
        "lead": carried_text(subject, found),
        "groups": [
            {
                "title": change_words.SINCE_TURN.format(turn=title, n=len(found.of(turn))),
                "rows": [_row(subject, one) for one in found.of(turn)],
            }
            for turn, title in change_words.SINCE_TURNS.items()
            if found.of(turn)
        ],
    }


def carried_text(subject: Subject, found: ChangedAnswers, /, *, few: int = 0) -> str:
    """Return how many questions carry over, and how many answers went which way.

    Args:
        subject: Of whom the report is.
        found: The changed answers.
        few: How many of each kind are named.
    """
    if not found.carried:
        return change_words.SINCE_NONE_CARRIED
    whole = found.carried == found.questions
    text = change_words.SINCE_ASKED_AGAIN if whole else change_words.SINCE_CARRIED
    carried = text.format(questions=found.questions, carried=found.carried, noun=subject.noun)
    n = len(found.changed)
    if not n:
        return f"{carried} {change_words.SINCE_CARRIED_SAME}"
    turns = listed(list(_turns(subject, found, few)))
    changed = change_words.SINCE_CARRIED_CHANGED.format(
        changed=n, have="has" if n == 1 else "have", turns=turns
    )
    return f"{carried} {changed}"


def _turns(subject: Subject, found: ChangedAnswers, few: int) -> Iterator[str]:
    """Yield how many answers went each way, some of them named where that is asked for."""
    for turn, text in change_words.SINCE_TURN_COUNTS.items():
        ones = found.of(turn)
        count = text.format(n=len(ones), count="counts" if len(ones) == 1 else "count")
        named = few and turn in (AnswerTurn.HIGHER, AnswerTurn.LOWER, AnswerTurn.LEFT_BLANK)
        if ones:
            names = names_text(subject, ones, few)
            yield change_words.SINCE_NAMED.format(count=count, names=names) if named else count


def names_text(subject: Subject, ones: Sequence[ChangedAnswer], most: int, /) -> str:
    """Return the names of the first questions, and that there are others."""
    names = [subject.instrument[one.code].name for one in ones[:most]]
    return listed([*names, *([change_words.OTHER_INDICATORS] if len(ones) > most else [])])


def _row(subject: Subject, one: ChangedAnswer) -> View:
    indicator = subject.instrument[one.code]
    assert isinstance(indicator, Indicator)  # noqa: S101  (answers are of indicators)
    area = next(area for area in subject.instrument.areas if indicator in area.indicators)
    absent = [change_words.SINCE_WAS_BLANK, change_words.SINCE_WAS_BLANK]
    if one.turn is AnswerTurn.ASKED:
        absent[0] = change_words.SINCE_WAS_NOT_ASKED
    if one.turn is AnswerTurn.NOT_ASKED:
        absent[1] = change_words.SINCE_WAS_NOT_ASKED
    before, after = (
        text if answer is None else answer_text(indicator.scale, answer)
        for answer, text in zip((one.before, one.after), absent, strict=True)
    )
    return {"question": indicator.name, "area": area.label, "before": before, "after": after}
