"""What the badge promises for all answers: it is a record of completion, and no answer and no score matters."""

from functools import cache

import attrs
import pytest
from hypothesis import given, strategies as st

from smmi import badge
from smmi.badge import Gap
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
from tests.broken_properties import QUICKLY

CODES = ("door", "hall", "roof", "wall")
SHARES = st.integers(0, 20).map(lambda step: 5.0 * step)
SHOWN = ("eligible", "answered", "not_applicable", "gated", "gaps")
completion = badge.completion


@cache
def house():
    """A questionnaire: is there a door, the hall, which is asked for only if there is, the roof and the wall."""
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


def done(record, before=(), after=()):
    """What of the assessment a unit completed that stands among others in the file."""
    others = [{"unit": f"other {place}", **other} for place, other in enumerate([*before, *after])]
    records = [*others[: len(before)], {"unit": "unit", **record}, *others[len(before) :]]
    return completion(Answers.from_records(house(), records, unit="unit"), unit="unit")


def shown(found):
    """What a completion says."""
    return {name: getattr(found, name) for name in SHOWN}


def full(door=None):
    """Records with an answer to all that is asked."""
    opened = st.sampled_from(("yes", "no")) if door is None else st.just(door)
    records = st.fixed_dictionaries({"door": opened, "hall": SHARES, "roof": SHARES, "wall": SHARES})
    return records.map(lambda record: record if record["door"] == "yes" else {**record, "hall": None})


def asked(record):
    """The codes that a full record answers."""
    return [code for code in CODES if record[code] is not None]


@given(full(), st.data())
def test_the_badge_ignores_the_answers(record, data):
    """Other answers to the same indicators are the same completion, whatever else is blank: no score matters."""
    blank = {
        code: data.draw(st.sampled_from((None, Nonresponse.NOT_APPLICABLE))) for code in ("hall", "roof")
    }
    record = {**record, **{code: blank[code] for code in data.draw(st.sets(st.sampled_from(list(blank))))}}
    answered = [code for code in CODES[1:] if isinstance(record[code], float)]
    others = {**record, **{code: data.draw(SHARES) for code in answered}}
    assert shown(done(others)) == shown(done(record))


@given(full(), st.lists(full(door="yes"), max_size=2), st.lists(full(), max_size=2), st.booleans())
def test_the_badge_ignores_other_units(record, before, after, gap):
    """Who else answers, and what, is no matter to a unit's completion."""
    before = [{**other, "roof": None} if gap else other for other in before]
    assert shown(done(record, before, after)) == shown(done(record))


@given(full(), st.data())
def test_every_gap_is_named_and_one_is_enough(record, data):
    """A full assessment less some answers gives no badge, and names each of them."""
    assert done(record).eligible
    gaps = data.draw(st.lists(st.sampled_from(asked(record)), min_size=1, unique=True))
    found = done({**record, **dict.fromkeys(gaps)})
    assert not found.eligible
    behind = {"hall"} if "door" in gaps and "hall" in asked(record) else set()
    assert set(gaps) <= {gap.code for gap in found.gaps} | behind


@given(full(), st.sampled_from([("roof",), ("wall",), ("roof", "wall")]))
def test_what_does_not_apply_is_complete(record, codes):
    """Who may have the badge may have it still where some of the indicators do not apply."""
    found = done({**record, **dict.fromkeys(codes, Nonresponse.NOT_APPLICABLE)})
    assert (found.eligible, found.gaps) == (True, ())


@given(full(door="yes"))
def test_what_is_skipped_is_complete(record):
    """Who may have the badge may have it still where routing skips an indicator."""
    found = done({**record, "door": "no", "hall": None})
    assert (found.eligible, found.gaps) == (True, ())


@given(st.permutations(CODES))
def test_nothing_answered_is_no_badge(codes):
    """Who answers nothing gets no badge, though no gap is left."""
    found = done(dict.fromkeys(codes, Nonresponse.NOT_APPLICABLE))
    assert (found.eligible, found.gaps) == (False, ())


# ----------------------------------------------------------------------------------------------------------------------
# A property that nothing can break says nothing: each of these is broken by a mistake of a real tool.


class Changed:
    """A completion of which something is shown otherwise."""

    def __init__(self, found, **changed):
        self.found, self.changed = found, changed

    def __getattr__(self, name):
        return self.changed[name] if name in self.changed else getattr(self.found, name)


def shares(answers, unit):
    """The shares that a unit answered, by code."""
    return {code: value for code, value in answers.record(unit).items() if isinstance(value, float)}


def changed(change):
    """Completions of which something is changed."""

    def found(answers, *, unit):
        own = badge.completion(answers, unit=unit)
        return Changed(own, **change(own, answers, unit))

    return found


def gaps_where(missing):
    """Completions in which further indicators are missing."""

    def found(answers, *, unit):
        own = badge.completion(answers, unit=unit)
        codes = [
            (area, one)
            for area in answers.instrument.areas
            for one in area.indicators
            if missing(answers, unit, one)
        ]
        more = [Gap(code=one.code, area=area.code, state=AnswerState.NO_ANSWER) for area, one in codes]
        return attrs.evolve(own, gaps=(*own.gaps, *more))

    return found


def in_state(state):
    """Whether the answer of a unit is in a state."""
    return lambda answers, unit, one: answers.states(one.code)[answers.units.tolist().index(unit)] == state


MISTAKES = {
    "the badge is for the good": (
        changed(lambda own, *given: {"eligible": own.eligible and min(shares(*given).values()) >= 50.0}),
        test_the_badge_ignores_the_answers,
    ),
    "zero is taken for blank": (
        gaps_where(lambda answers, unit, one: shares(answers, unit).get(one.code) == 0.0),
        test_the_badge_ignores_the_answers,
    ),
    "the first of the file is looked at": (
        lambda answers, **_: badge.completion(answers, unit=answers.units.tolist()[0]),
        test_the_badge_ignores_other_units,
    ),
    "most of it is enough": (
        changed(lambda own, *_: {"eligible": own.answered > 0 and len(own.gaps) <= 1}),
        test_every_gap_is_named_and_one_is_enough,
    ),
    "the check stops at the first gap": (
        changed(lambda own, *_: {"gaps": own.gaps[:1]}),
        test_every_gap_is_named_and_one_is_enough,
    ),
    "what does not apply has no answer": (
        gaps_where(in_state(AnswerState.NOT_APPLICABLE)),
        test_what_does_not_apply_is_complete,
    ),
    "what is skipped has no answer": (
        gaps_where(in_state(AnswerState.GATED)),
        test_what_is_skipped_is_complete,
    ),
    "all of nothing is complete": (
        changed(lambda own, *_: {"eligible": not own.gaps}),
        test_nothing_answered_is_no_badge,
    ),
}


@pytest.mark.parametrize(("mistake", "broken"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_breaks_its_property(mistake, broken, monkeypatch):
    """A property that holds for smmi does not hold for a tool that makes the mistake."""
    monkeypatch.setitem(globals(), "completion", mistake)
    monkeypatch.setattr(broken, "_hypothesis_internal_use_settings", QUICKLY)
    with pytest.raises((AssertionError, ExceptionGroup)):
        broken()
