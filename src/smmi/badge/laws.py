"""What the badge promises, as laws: it is a record of completion, and no answer and no score matters.

The laws look at an implementation through `Awarding`; ours is `Awarding()`. In every case `record` is what one unit
answered in a tiny questionnaire: ``door`` (yes or no), ``hall``, which is asked only if there is a door, ``roof`` and
``wall``, three shares from 0 to 100. `smmi.testing.check_rule` checks an implementation by them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from smmi._law import Law, LawSet, Subject, Verdict
from smmi.badge._completion import Completion, completion
from smmi.instrument import (
    Answers,
    AnswerState,
    Area,
    Binary,
    Domain,
    Equals,
    Indicator,
    Instrument,
    Nonresponse,
    Percentage,
)

__all__ = ["BADGE_LAWS", "Awarding"]

Record = Mapping[str, str | float | Nonresponse | None]

UNIT: Final = "unit"
CODES: Final = ("door", "hall", "roof", "wall")
_SHOWN: Final = ("eligible", "answered", "not_applicable", "gated", "gaps")


class Awarding:
    """An implementation of who gets the badge; this one is smmi's own.

    To check another one against the laws, or one with a mistake, inherit and replace the method.

    Example:
        >>> law = BADGE_LAWS["one-gap-is-enough"]
        >>> law.check(Awarding(), record={"door": "yes", "hall": 10.0, "roof": 0.0, "wall": 5.0}, code="roof")
        True
    """

    def completion(self, answers: Answers, /, *, unit: str) -> Completion:
        """Return how much of the full assessment a unit completed."""
        return completion(answers, unit=unit)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


@cache
def _instrument() -> Instrument:
    share = Percentage(code="percent")
    door = Indicator(code="door", prompt="Is there a door?", scale=Binary(code="yes_no"))
    hall = Indicator(code="hall", prompt="What share is hall?", scale=share, gate=Equals("door", "yes"))
    others = [Indicator(code=code, prompt=f"What share is {code}?", scale=share) for code in ("roof", "wall")]
    areas = [
        Area(code="inside", label="Inside", indicators=[door, hall]),
        Area(code="outside", label="Outside", indicators=others),
    ]
    domain = Domain(code="house", label="House", areas=areas)
    return Instrument(code="house", edition="1", title="A house", domains=[domain])


def _answers(record: Record, before: Sequence[Record] = (), after: Sequence[Record] = ()) -> Answers:
    """Return the answers of the unit, and of others before and after it."""
    others = [{UNIT: f"other {place}", **other} for place, other in enumerate([*before, *after])]
    records = [*others[: len(before)], {UNIT: UNIT, **record}, *others[len(before) :]]
    return Answers.from_records(_instrument(), records, unit=UNIT)


def _states(record: Record) -> dict[str, AnswerState]:
    answers = _answers(record)
    return {code: AnswerState(int(answers.states(code)[0])) for code in CODES}


def _done(awarding: Awarding, record: Record) -> Completion:
    return awarding.completion(_answers(record), unit=UNIT)


def _is_full(record: Record) -> bool:
    return all(state in (AnswerState.ANSWERED, AnswerState.GATED) for state in _states(record).values())


def _ignores(awarding: Awarding, *, record: Record, others: Record) -> Verdict:
    if dict(record) == dict(others) or _states(record) != _states(others):
        return False
    return _same(_done(awarding, others), _done(awarding, record), "by the first answers")


def _same(got: Completion, expected: Completion, when: str) -> Verdict:
    for what in _SHOWN:
        if getattr(got, what) != getattr(expected, what):
            return f"{what} is {getattr(got, what)!r}, and was {getattr(expected, what)!r} {when}"
    return True


def _strangers(
    awarding: Awarding, *, record: Record, before: Sequence[Record], after: Sequence[Record]
) -> Verdict:
    if all(_states(other) == _states(record) for other in [*before, *after]):
        return False
    among = awarding.completion(_answers(record, before, after), unit=UNIT)
    return _same(among, _done(awarding, record), "for the unit alone")


def _one_gap(awarding: Awarding, *, record: Record, code: str) -> Verdict:
    if not _is_full(record):
        return False
    left = {**record, code: None}
    if _states(left)[code] is not AnswerState.NO_ANSWER:
        return False
    done = _done(awarding, left)
    return not done.eligible or f"the unit is eligible without an answer to {code!r}"


def _named(awarding: Awarding, *, record: Record) -> Verdict:
    missing = [code for code, state in _states(record).items() if state is AnswerState.NO_ANSWER]
    named = [gap.code for gap in _done(awarding, record).gaps]
    left = [code for code in missing if code not in named]
    return not left or f"{left[0]!r} has no answer, and the gaps are {named!r}" if missing else False


def _still(awarding: Awarding, before: Record, after: Record, why: str) -> Verdict:
    """Return the verdict on a unit that was eligible and must stay so."""
    if not _done(awarding, before).eligible:
        return False
    done = _done(awarding, after)
    if done.gaps:
        return f"{done.gaps[0].code!r} is a gap {why}"
    return done.eligible or f"the unit is not eligible {why}"


def _not_applicable(awarding: Awarding, *, record: Record, codes: Sequence[str]) -> Verdict:
    marked = {**record, **dict.fromkeys(codes, Nonresponse.NOT_APPLICABLE)}
    states = list(_states(marked).values())
    if not _is_full(record) or AnswerState.ANSWERED not in states or AnswerState.NOT_APPLICABLE not in states:
        return False
    return _still(awarding, record, marked, f"since {', '.join(map(repr, codes))} do not apply")


def _skipped(awarding: Awarding, *, record: Record) -> Verdict:
    if not _is_full(record) or record["door"] != "yes":
        return False
    return _still(awarding, record, {**record, "door": "no", "hall": None}, "since 'hall' is skipped")


def _nothing(awarding: Awarding, *, record: Record) -> Verdict:
    states = _states(record).values()
    if not set(states) <= {AnswerState.NOT_APPLICABLE, AnswerState.GATED}:
        return False
    return not _done(awarding, record).eligible or "the unit is eligible and has answered nothing"


def _law(name: str, sentence: str, examine: Callable[..., Verdict]) -> Law:
    return Law(id=name, sentence=sentence, subject=Subject.BADGE, examine=examine)


BADGE_LAWS = LawSet(
    "2",
    (
        _law(
            "badge-ignores-the-answers",
            "Other answers to the same indicators are the same completion: no score matters.",
            _ignores,
        ),
        _law(
            "badge-ignores-other-units",
            "Who else answers, and what, is no matter to a unit's completion.",
            _strangers,
        ),
        _law(
            "one-gap-is-enough",
            "A full assessment less one answer gives no badge.",
            _one_gap,
        ),
        _law(
            "every-gap-is-named",
            "Whatever has no answer, and should, is named as a gap.",
            _named,
        ),
        _law(
            "what-does-not-apply-is-complete",
            "Who may have the badge may have it still where some of the indicators do not apply.",
            _not_applicable,
        ),
        _law(
            "what-is-skipped-is-complete",
            "Who may have the badge may have it still where routing skips an indicator.",
            _skipped,
        ),
        _law(
            "nothing-answered-is-no-badge",
            "Who answers nothing gets no badge, though no gap is left.",
            _nothing,
        ),
    ),
)
"""The laws of the badge."""
