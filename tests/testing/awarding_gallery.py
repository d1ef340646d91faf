"""Broken badges, each with the mistake of a real tool, and the law that names it."""

import attrs

from smmi.badge import Gap
from smmi.badge.laws import Awarding
from smmi.instrument import AnswerState
from tests.testing.placing_gallery import Changed


def with_gaps(answers, done, missing):
    """A completion in which further indicators are missing."""
    gaps = list(done.gaps)
    for area in answers.instrument.areas:
        gaps += [
            Gap(code=one.code, area=area.code, state=AnswerState.NO_ANSWER)
            for one in area.indicators
            if missing(one.code)
        ]
    return attrs.evolve(done, gaps=tuple(gaps))


def in_state(answers, unit, state):
    """Whether the answer of a unit is in a state, by code."""
    place = answers.units.tolist().index(unit)
    return lambda code: answers.states(code)[place] == state


def shares(answers, unit):
    """The shares that a unit answered, by code."""
    return {code: value for code, value in answers.record(unit).items() if isinstance(value, float)}


class OnlyTheGood(Awarding):
    """The badge is for those whose weakest score is in the upper half."""

    def completion(self, answers, /, *, unit):
        done = super().completion(answers, unit=unit)
        good = all(share >= 50.0 for share in shares(answers, unit).values())
        return Changed(done, eligible=done.eligible and good)


class ZeroIsBlank(Awarding):
    """An answer is there if it is true, and zero is not."""

    def completion(self, answers, /, *, unit):
        zeros = [code for code, share in shares(answers, unit).items() if not share]
        return with_gaps(answers, super().completion(answers, unit=unit), zeros.__contains__)


class MostOfIt(Awarding):
    """The badge is given from a share of complete indicators on, rounded in favour of the unit."""

    def completion(self, answers, /, *, unit):
        done = super().completion(answers, unit=unit)
        return Changed(done, eligible=done.answered > 0 and len(done.gaps) <= 1)


class NamesNoGap(Awarding):
    """Who gets no badge is told how much is complete, and not what is left."""

    def completion(self, answers, /, *, unit):
        done = super().completion(answers, unit=unit)
        return Changed(done, gaps=(), eligible=done.eligible)


class NamesTheFirst(Awarding):
    """The check stops at the first gap."""

    def completion(self, answers, /, *, unit):
        done = super().completion(answers, unit=unit)
        return Changed(done, gaps=done.gaps[:1], eligible=done.eligible)


class DoesNotApplyIsAGap(Awarding):
    """An indicator is complete if it has an answer, and what does not apply has none."""

    def completion(self, answers, /, *, unit):
        missing = in_state(answers, unit, AnswerState.NOT_APPLICABLE)
        return with_gaps(answers, super().completion(answers, unit=unit), missing)


class SkippedIsAGap(Awarding):
    """Complete is who answers as many indicators as there are, whatever routing skips."""

    def completion(self, answers, /, *, unit):
        missing = in_state(answers, unit, AnswerState.GATED)
        return with_gaps(answers, super().completion(answers, unit=unit), missing)


class NothingIsEnough(Awarding):
    """All of nothing is complete: nothing is asked beyond that no gap is left."""

    def completion(self, answers, /, *, unit):
        done = super().completion(answers, unit=unit)
        return Changed(done, eligible=not done.gaps)


class TakesTheFirst(Awarding):
    """The badge is asked for one unit, and the first of the file is looked at."""

    def completion(self, answers, /, *, unit):
        return super().completion(answers, unit=answers.units.tolist()[0])


GALLERY = {
    TakesTheFirst: "badge-ignores-other-units",
    OnlyTheGood: "badge-ignores-the-answers",
    ZeroIsBlank: "badge-ignores-the-answers",
    MostOfIt: "one-gap-is-enough",
    NamesNoGap: "every-gap-is-named",
    NamesTheFirst: "every-gap-is-named",
    DoesNotApplyIsAGap: "what-does-not-apply-is-complete",
    SkippedIsAGap: "what-is-skipped-is-complete",
    NothingIsEnough: "nothing-answered-is-no-badge",
}
"""The law that is to kill each."""
