"""Whether a unit completed the full assessment, and what is left to answer if it did not."""

import enum
from collections import Counter

import attrs

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError
from smmi.instrument import Answers, AnswerState

_MOST_NAMED = 3


class Shortfall(enum.Enum):
    """Why an assessment is not complete.

    Example:
        >>> [one.value for one in Shortfall]
        ['unanswered', 'not administered', 'nothing answered']
    """

    UNANSWERED = "unanswered"
    """Indicators that were put to the unit have no answer."""
    NOT_ADMINISTERED = "not administered"
    """Indicators were not put to the unit, so that this was not the full assessment."""
    NOTHING_ANSWERED = "nothing answered"
    """No indicator is answered: all are said not to apply, or are skipped."""


@attrs.frozen(kw_only=True)
class Gap:
    """An indicator that is left to answer.

    Attributes:
        code: The indicator.
        area: Its area.
        state: `NO_ANSWER`, or `NOT_ADMINISTERED`.

    Example:
        >>> from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument
        >>> asked = [Indicator(code=code, prompt="?", scale=Binary(code="yes_no")) for code in ("p1", "p2")]
        >>> area = Area(code="policies", label="Policies", indicators=asked)
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> answers = Answers.from_records(tiny, [{"school": "S1", "p1": "no"}], unit="school")
        >>> [gap.code for gap in completion(answers, unit="S1").gaps]
        ['p2']
    """

    code: str
    area: str
    state: AnswerState


@attrs.frozen(kw_only=True)
class Completion:
    """How much of the full assessment a unit completed. The answers themselves, and their scores, do not matter.

    An indicator is complete if it is answered, does not apply to the unit, or is skipped by the instrument's own
    routing.

    Attributes:
        unit: The unit.
        instrument: The code of the instrument.
        edition: Its edition.
        title: Its title.
        answered: How many indicators are answered.
        not_applicable: How many do not apply.
        gated: How many are skipped by routing.
        gaps: Those that are left, in the instrument's order.

    Example:
        >>> from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument
        >>> asked = [Indicator(code=code, prompt="?", scale=Binary(code="yes_no")) for code in ("p1", "p2")]
        >>> area = Area(code="policies", label="Policies", indicators=asked)
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> answers = Answers.from_records(tiny, [{"school": "S1", "p1": "no"}], unit="school")
        >>> done = completion(answers, unit="S1")
        >>> done.eligible, done.answered, [shortfall.value for shortfall in done.shortfalls]
        (False, 1, ['unanswered'])
    """

    unit: str
    instrument: str
    edition: str
    title: str
    answered: int
    not_applicable: int
    gated: int
    gaps: tuple[Gap, ...]

    @property
    def indicators(self) -> int:
        """How many indicators the full assessment has."""
        return self.answered + self.not_applicable + self.gated + len(self.gaps)

    @property
    def shortfalls(self) -> tuple[Shortfall, ...]:
        """Why it is not complete; empty if it is."""
        states = {gap.state for gap in self.gaps}
        found = [
            (AnswerState.NO_ANSWER in states, Shortfall.UNANSWERED),
            (AnswerState.NOT_ADMINISTERED in states, Shortfall.NOT_ADMINISTERED),
            (not self.answered, Shortfall.NOTHING_ANSWERED),
        ]
        return tuple(shortfall for holds, shortfall in found if holds)

    @property
    def eligible(self) -> bool:
        """Whether the full assessment is complete, so that the unit may have the badge."""
        return not self.shortfalls

    def describe(self) -> str:
        """Return in one sentence what is complete and what is left."""
        whole = f"{self.indicators - len(self.gaps)} of {self.indicators} indicators are complete"
        if self.eligible:
            return f"{whole}: the full assessment is complete"
        if not self.gaps:
            return f"{whole}, but none is answered: all are said not to apply, or are skipped"
        named = ", ".join(repr(gap.code) for gap in self.gaps[:_MOST_NAMED])
        more = len(self.gaps) - _MOST_NAMED
        areas = Counter(gap.area for gap in self.gaps)
        where = ", ".join(f"{area!r} ({count})" for area, count in areas.items())
        rest = f" and {more} more" if more > 0 else ""
        absent = sum(gap.state == AnswerState.NOT_ADMINISTERED for gap in self.gaps)
        unasked = f"; {absent} of them were not put to the unit" if absent else ""
        return f"{whole}; left to answer are {named}{rest}, by area: {where}{unasked}"


@tells_keywords
def completion(answers: Answers, /, *, unit: str | int) -> Completion:
    """Return how much of the full assessment a unit completed.

    Args:
        answers: Of one or many units.
        unit: The unit.

    Returns:
        How many indicators are complete, and which are left; `Completion.eligible` says whether that is
        enough.

    Raises:
        UnknownCodeError: There is no such unit.
        ArgumentError: These are no answers.

    Example:
        >>> from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument
        >>> policies = [
        ...     Indicator(code=code, prompt="?", scale=Binary(code="yes_no")) for code in ("p1", "p2")
        ... ]
        >>> area = Area(code="policies", label="Policies", indicators=policies)
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> answers = Answers.from_records(tiny, [{"school": "S1", "p1": "no"}], unit="school")
        >>> completion(answers, unit="S1").eligible
        False
        >>> print(completion(answers, unit="S1").describe())
        1 of 2 indicators are complete; left to answer are 'p2', by area: 'policies' (1)
    """
    ArgumentError.raise_unless(answers, Answers, argument="answers", expected="Answers")
    instrument, at = answers.instrument, answers.position(unit)
    counts: Counter[AnswerState] = Counter()
    gaps = []
    for area in instrument.areas:
        for indicator in area.indicators:
            state = AnswerState(int(answers.states(indicator.code)[at]))
            counts[state] += 1
            if state in (AnswerState.NO_ANSWER, AnswerState.NOT_ADMINISTERED):
                gaps.append(Gap(code=indicator.code, area=area.code, state=state))
    return Completion(
        unit=str(unit),
        instrument=instrument.code,
        edition=instrument.edition,
        title=instrument.title,
        answered=counts[AnswerState.ANSWERED],
        not_applicable=counts[AnswerState.NOT_APPLICABLE],
        gated=counts[AnswerState.GATED],
        gaps=tuple(gaps),
    )
