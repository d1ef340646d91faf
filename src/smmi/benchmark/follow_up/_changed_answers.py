"""Changed answers of one unit: where scores do not compare between editions, these still tell what moved."""

import enum
import math

import attrs

from smmi.benchmark.waves import TwoWaves
from smmi.errors import UnknownCodeError
from smmi.instrument import AnswerState, Nonresponse


class AnswerTurn(enum.Enum):
    """Which way an answer went.

    Example:
        >>> [turn.value for turn in AnswerTurn]
        ['higher', 'lower', 'left-blank', 'filled', 'asked', 'not-asked', 'other']
    """

    HIGHER = "higher"
    """It has more points than the one of last time, by the scheme of now."""
    LOWER = "lower"
    LEFT_BLANK = "left-blank"
    """The question was answered last time, and has none now: a blank, or an option that says so."""
    FILLED = "filled"
    """It had no answer last time, and is answered now."""
    ASKED = "asked"
    """The question was not asked last time, or did not apply, and is asked now."""
    NOT_ASKED = "not-asked"
    """It was asked last time, and is not asked now, or does not apply."""
    OTHER = "other"
    """It is another answer with the same points, or is not scored."""


@attrs.frozen(kw_only=True)
class ChangedAnswer:
    """One answer that is another one than last time, both as answers to the edition of now.

    Attributes:
        code: The code of the indicator.
        before: The answer of last time, as a record has it, such as an option that stands for no answer, or None.
        after: That of now.
        turn: Which way it went.
        gain: The indicator's points of now less those of last time, in percent of attainable; None where one is absent.

    Example:
        >>> changed = ChangedAnswer(
        ...     code="research_review", before="no", after="yes", turn=AnswerTurn.HIGHER, gain=100.0
        ... )
        >>> changed.turn.value
        'higher'
    """

    code: str
    before: object
    after: object
    turn: AnswerTurn
    gain: float | None = None


@attrs.frozen(kw_only=True)
class ChangedAnswers:
    """The answers of one unit that are other ones than last time, and of how many questions that can be said.

    It rests on the unit's own answers and the crosswalk alone, and may go to the unit.

    Attributes:
        changed: The changed answers, in the order of the instrument.
        carried: How many questions of the edition of now were put to the unit in both waves, as far as the crosswalk
            carries their answers. Those count that did not apply, or that other answers shut.
        questions: How many questions that edition has.

    Example:
        >>> found = ChangedAnswers(changed=(), carried=48, questions=80)
        >>> found.of(AnswerTurn.LOWER)
        ()
    """

    changed: tuple[ChangedAnswer, ...]
    carried: int
    questions: int

    def of(self, *turns: AnswerTurn) -> tuple[ChangedAnswer, ...]:
        """Return those that went certain ways, the furthest first."""
        found = [one for one in self.changed if one.turn in turns]
        return tuple(sorted(found, key=lambda one: -abs(one.gain or 0.0)))


def changed_answers(waves: TwoWaves, unit: str, /) -> ChangedAnswers:
    """Return what answers of one unit changed; see `LastTime.changed_answers`."""
    units = waves.units.tolist()
    if unit not in units:
        raise UnknownCodeError("in both waves there is no unit", str(unit), tuple(map(str, units)))
    sides = [scores.take([scores.position(unit)]) for scores in (waves.before, waves.after)]
    records = [side.answers.record(unit) for side in sides]
    points = [side.indicators[0].tolist() for side in sides]
    indicators = waves.after.instrument.indicators
    found, carried = [], 0
    for place, indicator in enumerate(indicators):
        code = indicator.code
        then, now = (AnswerState(int(side.answers.states(code)[0])) for side in sides)
        if AnswerState.NOT_ADMINISTERED in (then, now):
            continue
        carried += 1
        before, after = (
            None if isinstance(record[code], Nonresponse) else record[code] for record in records
        )
        silent = then is now and then is not AnswerState.ANSWERED
        if silent or max(then, now) < AnswerState.NO_ANSWER or (then, before) == (now, after):
            continue
        gain = points[1][place] - points[0][place]
        found.append(
            ChangedAnswer(
                code=code,
                before=before,
                after=after,
                turn=_turn(then, now, gain),
                gain=None if math.isnan(gain) else gain,
            )
        )
    return ChangedAnswers(changed=tuple(found), carried=carried, questions=len(indicators))


def _turn(then: AnswerState, now: AnswerState, gain: float) -> AnswerTurn:
    """Return which way an answer went, of which state or answer is another one."""
    match then, now:
        case AnswerState.ANSWERED, AnswerState.ANSWERED:
            return AnswerTurn.HIGHER if gain > 0 else AnswerTurn.LOWER if gain < 0 else AnswerTurn.OTHER
        case AnswerState.ANSWERED, AnswerState.NO_ANSWER:
            return AnswerTurn.LEFT_BLANK
        case AnswerState.NO_ANSWER, AnswerState.ANSWERED:
            return AnswerTurn.FILLED
        case _, AnswerState.ANSWERED | AnswerState.NO_ANSWER:
            return AnswerTurn.ASKED
        case _:
            return AnswerTurn.NOT_ASKED
