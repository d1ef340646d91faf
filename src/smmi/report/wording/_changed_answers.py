"""Wording of changed answers: how many questions carry over, which way answers went, and old and new."""

from collections.abc import Iterator, Sequence
from typing import Final

from smmi.benchmark.follow_up import AnswerTurn, ChangedAnswer, ChangedAnswers
from smmi.instrument import Indicator, Instrument
from smmi.report.wording import _sentences_of_change as change_words
from smmi.report.wording._changes import few_text
from smmi.report.wording._nouns import Noun
from smmi.report.wording._words import answer_text, count_text, listed

OTHERWISE: Final = tuple(turn for turn in AnswerTurn if turn not in {AnswerTurn.ASKED, AnswerTurn.NOT_ASKED})
"""The turns of answers that are other ones, and not only count or no longer do."""
WITH_NAMES: Final = (AnswerTurn.HIGHER, AnswerTurn.LOWER, AnswerTurn.LEFT_BLANK)


def turns_told(found: ChangedAnswers, /) -> Iterator[tuple[str, tuple[ChangedAnswer, ...]]]:
    """Yield a heading for each way that answers went, with the answers, the furthest first."""
    for turn, title in change_words.TURNS.items():
        ones = found.of(turn)
        if ones:
            yield change_words.TURN_COUNTED.format(turn=title, n=len(ones)), ones


def answer_texts(one: ChangedAnswer, instrument: Instrument, /) -> tuple[str, str, str, str]:
    """Return the question, its area, the answer of last time and that of now."""
    indicator = instrument[one.code]
    assert isinstance(indicator, Indicator)  # noqa: S101  (answers are of indicators)
    area = next(area for area in instrument.areas if indicator in area.indicators)
    shut = {AnswerTurn.ASKED: 0, AnswerTurn.NOT_ASKED: 1}.get(one.turn)
    absent = [change_words.WAS_BLANK, change_words.WAS_BLANK]
    if shut is not None:
        absent[shut] = change_words.WAS_NOT_ASKED
    before, after = (
        absent[at] if answer is None else _counted(answer_text(indicator.scale, answer), shut=at == shut)
        for at, answer in enumerate((one.before, one.after))
    )
    return indicator.name, area.label, before, after


def _counted(answer: str, *, shut: bool) -> str:
    """Return an answer, which does not count where the question was not asked."""
    return change_words.WAS_NOT_COUNTED.format(answer=answer) if shut else answer


def carried_text(found: ChangedAnswers, instrument: Instrument, noun: Noun, /, *, few: int = 0) -> str:
    """Return how many questions carry over, and how many answers went which way.

    Args:
        found: The changed answers.
        instrument: The instrument of now.
        noun: What a unit is called.
        few: How many that are higher, lower or left blank are named.
    """
    if not found.carried:
        return change_words.NONE_CARRIED
    whole = found.carried == found.questions
    text = change_words.ASKED_AGAIN if whole else change_words.CARRIED
    carried = text.format(questions=found.questions, carried=found.carried, noun=noun)
    texts = list(_changed(found, instrument, noun, few, WITH_NAMES, change_words.CARRIED_CHANGED))
    return " ".join([carried, *(texts or [change_words.CARRIED_SAME])])


def turns_text(found: ChangedAnswers, instrument: Instrument, noun: Noun, /, *, few: int) -> str:
    """Return how many answers changed, and how many went which way; the first that are left blank are named."""
    named = (AnswerTurn.LEFT_BLANK,)
    return " ".join(_changed(found, instrument, noun, few, named, change_words.SINCE_BRIEF_TURNS))


def _changed(
    found: ChangedAnswers,
    instrument: Instrument,
    noun: Noun,
    few: int,
    named: Sequence[AnswerTurn],
    sentence: str,
) -> Iterator[str]:
    """Yield how many answers are other ones, and how many only count now, or no longer do."""
    asked, shut = (len(found.of(turn)) for turn in (AnswerTurn.ASKED, AnswerTurn.NOT_ASKED))
    n = len(found.changed) - asked - shut
    if n:
        turns = listed(list(_counts(found, instrument, few, named)))
        answers, have = count_text(n, "answer"), "has" if n == 1 else "have"
        yield sentence.format(changed=n, answers=answers, turns=turns, have=have)
    for count, text in ((asked, change_words.CARRIED_ASKED), (shut, change_words.CARRIED_NOT_ASKED)):
        if count:
            yield text.format(
                asked=count_text(count, "answer"), count="counts" if count == 1 else "count", noun=noun
            )


def _counts(
    found: ChangedAnswers,
    instrument: Instrument,
    few: int,
    named: Sequence[AnswerTurn],
) -> Iterator[str]:
    """Yield how many answers went each way that are other ones, with the names of the first of some turns."""
    for turn, text in change_words.TURN_COUNTS.items():
        ones = found.of(turn) if turn in OTHERWISE else ()
        count = text.format(n=len(ones))
        if ones and few and turn in named:
            names = questions_text([one.code for one in ones], instrument, few)
            yield change_words.NAMED.format(count=count, names=names)
        elif ones:
            yield count


def questions_text(codes: Sequence[str], instrument: Instrument, most: int, /) -> str:
    """Return the names of the first questions, and how many there are more."""
    return few_text([instrument[code].name for code in codes[:most]], len(codes))
