"""Routing against a reference: a slow evaluator, written from what the routing conditions say, cell by cell."""

import itertools
import math

import pytest
from hypothesis import given, settings, strategies as st

from smmi.errors import DeclarationError, Reason
from smmi.instrument import (
    AllConditions,
    Answered,
    Answers,
    AnswerState,
    AnyCondition,
    Area,
    AtLeast,
    Binary,
    Characteristic,
    Composition,
    Count,
    Domain,
    Equals,
    Includes,
    Indicator,
    Instrument,
    MultipleChoice,
    Nominal,
    Nonresponse,
    NotCondition,
    Number,
    OneOf,
    Option,
    Ordinal,
)

MOST_COMBINATIONS = 2_000

VOID, UNKNOWN = "void", "unknown"

RULED_OUT = {
    AnswerState.GATED: Reason.BEHIND_SHUT_GATE,
    AnswerState.NOT_APPLICABLE: Reason.NOT_APPLICABLE_TO_UNIT,
}

DONT_KNOW = Option("dont_know", "Don't know", nonresponse=Nonresponse.NO_ANSWER)
DOES_NOT_APPLY = Option("does_not_apply", "Does not apply", nonresponse=Nonresponse.NOT_APPLICABLE)
CONTROL = Characteristic("control", "Control", (Option("public", "Public"), Option("private", "Private")))


def options(*codes, **flags):
    return tuple(Option(code, code.title(), exclusive=flags.get(code, False)) for code in codes)


# -- the reference -----------------------------------------------------------------------------------------------------


def said(scale, raw):
    """The state that a raw answer says, and the answer if it is one."""
    if raw is None:
        return AnswerState.NO_ANSWER, None
    if isinstance(raw, Nonresponse):
        return AnswerState[raw.name], None
    for option in scale.options:
        if raw == option.code and option.nonresponse is not None:
            return AnswerState[option.nonresponse.name], None
    return AnswerState.ANSWERED, raw


def verdict(condition, cells, scales):
    """True, False, void or unknown, as the documentation says."""
    match condition:
        case NotCondition(inner):
            inside = verdict(inner, cells, scales)
            return not inside if isinstance(inside, bool) else inside
        case AllConditions(several):
            parts = [verdict(part, cells, scales) for part in several]
            return next((value for value in (False, UNKNOWN, VOID) if value in parts), True)
        case AnyCondition(several):
            parts = [verdict(part, cells, scales) for part in several]
            return next((value for value in (True, UNKNOWN, VOID) if value in parts), False)
    state, answer, *_ = cells[condition.code]
    if isinstance(condition, Answered):
        return state is AnswerState.ANSWERED
    if state is AnswerState.NO_ANSWER:
        return UNKNOWN
    if state is not AnswerState.ANSWERED:
        return VOID
    match condition:
        case Equals(_, value):
            return answer == value
        case OneOf(_, values):
            return any(answer == value for value in values)
        case Includes(_, option):
            return option in answer
        case AtLeast(code, value) if isinstance(value, str):
            order = [option.code for option in scales[code].options]
            return order.index(answer) >= order.index(value)
        case AtLeast(_, value):
            return answer >= value


def reference(indicators, record):
    """The state and the answer of every cell of one unit, and whether something that was said is ruled out."""
    kind = record["control"]
    characteristics = {"control": (AnswerState.NO_ANSWER if kind is None else AnswerState.ANSWERED, kind)}
    scales = {indicator.code: indicator.scale for indicator in indicators}
    cells = {}
    for indicator in indicators:
        state, answer = said(indicator.scale, record[indicator.code])
        put = indicator.gate is None or verdict(indicator.gate, cells, scales) in (True, UNKNOWN)
        applies = indicator.applies is None or verdict(indicator.applies, characteristics, {}) is not False
        if not applies and state is not AnswerState.NOT_ADMINISTERED:
            cells[indicator.code] = AnswerState.NOT_APPLICABLE, None, True
        elif not put and state not in (AnswerState.NOT_APPLICABLE, AnswerState.NOT_ADMINISTERED):
            cells[indicator.code] = AnswerState.GATED, None, True
        else:
            cells[indicator.code] = state, answer, False
    return cells


def selections(scale):
    """All admissible selections."""
    codes = [option.code for option in scale.answers]
    alone = {option.code for option in scale.answers if option.exclusive}
    most = len(codes) if scale.maximum is None else scale.maximum
    for size in range(scale.minimum, most + 1):
        for chosen in itertools.combinations(codes, size):
            if len(chosen) == 1 or not alone & set(chosen):
                yield chosen


def answers_to(scale):
    """All answers that a scale admits."""
    match scale:
        case MultipleChoice():
            return list(selections(scale))
        case Count(minimum=low, maximum=high):
            return list(range(low, high + 1))
        case Number(minimum=low, maximum=high, decimals=decimals):
            steps = range(math.ceil(low * 10**decimals), math.floor(high * 10**decimals) + 1)
            return [step / 10**decimals for step in steps]
        case Composition(parts=parts):
            return [{part.code: 100 / len(parts) for part in parts}]
        case _:
            return [option.code for option in scale.answers]


def possible(scale):
    """All that can stand in a cell."""
    return [
        None,
        *Nonresponse.__members__.values(),
        *(o.code for o in scale.nonresponses),
        *answers_to(scale),
    ]


def never_holds(condition, indicators):
    """Whether no combination of cells of the indicators before makes a condition true."""
    scales = {indicator.code: indicator.scale for indicator in indicators}
    cells = (possible(indicator.scale) for indicator in indicators)
    for kind, *raw in itertools.product([None, "public", "private"], *cells):
        record = {"control": kind, **dict(zip(scales, raw, strict=True))}
        if verdict(condition, reference(indicators, record), scales) is True:
            return False
    return True


# -- small instruments -------------------------------------------------------------------------------------------------

NONRESPONSES = st.sampled_from([(), (DONT_KNOW,), (DOES_NOT_APPLY,), (DONT_KNOW, DOES_NOT_APPLY)])
WITHOUT = st.sampled_from([(), (), (DONT_KNOW,)])


@st.composite
def scales(draw, code):
    """A scale with few answers."""
    kind = draw(st.sampled_from([Binary, Ordinal, Nominal, MultipleChoice, Count, Number, Composition]))
    more = draw(WITHOUT if kind in {MultipleChoice, Composition} else NONRESPONSES)
    if kind is Binary:
        return Binary(code=code, options=(*options("no", "yes"), *more))
    if kind in {Ordinal, Nominal}:
        return kind(code=code, options=(*more, *options("low", "middle", "high")))
    if kind is Count:
        low = draw(st.integers(0, 2))
        return Count(code=code, minimum=low, maximum=low + draw(st.integers(1, 3)), options=more)
    if kind is Number:
        low, decimals = draw(st.sampled_from([-1.0, 0.0, 0.25])), draw(st.integers(0, 1))
        return Number(
            code=code,
            minimum=low,
            maximum=low + draw(st.sampled_from([0.5, 1.0])),
            decimals=decimals,
            options=more,
        )
    if kind is Composition:
        return Composition(code=code, parts=options("rural", "urban"), options=more)
    least = draw(st.integers(0, 2))
    most = draw(st.sampled_from([None, *range(max(least, 1), 4)]))
    offered = options("a", "b", "c", c=draw(st.booleans()))
    return MultipleChoice(code=code, options=(*offered, *more), minimum=least, maximum=most)


@st.composite
def leaves_on(draw, code, scale):
    """A condition that speaks of one indicator."""
    match scale:
        case Composition():
            return Answered(code)
        case MultipleChoice():
            speaks = [st.builds(Includes, st.just(code), st.sampled_from([o.code for o in scale.answers]))]
        case Count() | Number():
            near = [scale.minimum, scale.maximum]
            numbers = st.sampled_from(
                sorted({*near, *(x + d for x in near for d in (-0.75, -0.1, 0.1, 0.35, 1.0))})
            )
            speaks = [
                st.builds(Equals, st.just(code), numbers),
                st.builds(AtLeast, st.just(code), numbers),
                st.builds(OneOf, st.just(code), st.lists(numbers, min_size=1, max_size=2)),
            ]
        case _:
            codes = st.sampled_from([option.code for option in scale.answers])
            speaks = [
                st.builds(Equals, st.just(code), codes),
                st.builds(OneOf, st.just(code), st.lists(codes, min_size=1, max_size=2)),
            ]
            if not isinstance(scale, Nominal):
                speaks.append(st.builds(AtLeast, st.just(code), codes))
    return draw(st.one_of(*speaks, st.builds(Answered, st.just(code))))


def nested(leaf):
    """Conditions made of leaves."""
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(NotCondition, inner),
            st.builds(AllConditions, st.lists(inner, min_size=1, max_size=3)),
            st.builds(AnyCondition, st.lists(inner, min_size=1, max_size=3)),
        ),
        max_leaves=4,
    )


@st.composite
def questionnaires(draw):
    """Indicators, most of them gated on earlier ones, with few enough combinations of cells."""
    indicators, combinations = [], 3
    for position in range(draw(st.integers(2, 4))):
        code = f"q{position}"
        scale = draw(scales(f"{code}_scale"))
        combinations *= len(possible(scale))
        if combinations > MOST_COMBINATIONS:
            break
        gate = applies = None
        if indicators and draw(st.integers(0, 4)):
            gate = draw(nested(st.one_of(*(leaves_on(i.code, i.scale) for i in indicators))))
        if not draw(st.integers(0, 3)):
            kind = st.sampled_from(["public", "private"])
            applies = draw(
                nested(
                    st.one_of(
                        st.builds(Equals, st.just("control"), kind),
                        st.builds(OneOf, st.just("control"), st.lists(kind, min_size=1, max_size=2)),
                        st.just(Answered("control")),
                    )
                )
            )
        indicators.append(Indicator(code=code, prompt=f"{code}?", scale=scale, gate=gate, applies=applies))
    return indicators


def instrument_of(indicators):
    area = Area(code="area", label="Area", indicators=indicators)
    domain = Domain(code="domain", label="Domain", areas=[area])
    return Instrument(code="small", edition="1", title="Small", domains=[domain], characteristics=[CONTROL])


def impossible(indicators):
    """What must be refused, by the reference: gates that never open, and conditions on the unit that never hold."""
    found, sound = set(), []
    for indicator in indicators:
        bad = set()
        kinds = [(AnswerState.NO_ANSWER, None), *((AnswerState.ANSWERED, o.code) for o in CONTROL.options)]
        if indicator.applies and not any(
            verdict(indicator.applies, {"control": k}, {}) is True for k in kinds
        ):
            bad.add((Reason.NEVER_APPLIES, indicator.code))
        speaks_of_sound = indicator.gate is None or codes_of(indicator.gate) <= {
            other.code for other in sound
        }
        if indicator.gate and speaks_of_sound and never_holds(indicator.gate, sound):
            bad.add((Reason.GATE_NEVER_OPENS, indicator.code))
        if speaks_of_sound and not bad:
            sound.append(indicator)
        found |= bad
    return found


def codes_of(condition):
    match condition:
        case NotCondition(inner):
            return codes_of(inner)
        case AllConditions(several) | AnyCondition(several):
            return set().union(*map(codes_of, several))
    return {condition.code}


def check_states(instrument):
    """Compare the states of all combinations of cells with those of the reference."""
    indicators = instrument.indicators
    cells = [possible(indicator.scale) for indicator in indicators]
    combinations = list(itertools.product([None, "public", "private"], *cells))
    keys = ["control", *(indicator.code for indicator in indicators)]
    columns = {key: list(column) for key, column in zip(keys, zip(*combinations, strict=True), strict=True)}
    answers = Answers.from_columns(
        instrument, {"unit": range(len(combinations)), **columns}, unit="unit", attributes=("control",)
    )
    states = {indicator.code: answers.states(indicator.code).tolist() for indicator in indicators}
    aside = {(item.unit, item.code): item.answer for item in answers.set_aside}
    doubts = {(finding.unit, finding.code): finding.reason for finding in answers.findings}
    for row, raw in enumerate(combinations):
        record = dict(zip(keys, raw, strict=True))
        for code, (state, _, ruled_out) in reference(indicators, record).items():
            assert states[code][row] == state, (record, code)
            key, given = (str(row), code), record[code]
            if ruled_out and given is not None and not isinstance(given, Nonresponse):
                assert aside.pop(key) == given
                if said(instrument[code].scale, given)[0] is AnswerState.ANSWERED:
                    assert doubts.pop(key) is RULED_OUT[state]
    assert (aside, doubts) == ({}, {})


FEW = {
    "binary": Binary(code="s", options=(*options("no", "yes"), DONT_KNOW, DOES_NOT_APPLY)),
    "ordinal": Ordinal(code="s", options=(DONT_KNOW, *options("low", "middle", "high"))),
    "nominal": Nominal(code="s", options=(*options("low", "middle", "high"), DOES_NOT_APPLY)),
    "multiple choice": MultipleChoice(code="s", options=(*options("a", "b", "c", c=True), DONT_KNOW)),
    "count": Count(code="s", minimum=1, maximum=3, options=(DOES_NOT_APPLY,)),
    "number": Number(code="s", minimum=-0.5, maximum=0.5, decimals=1),
    "composition": Composition(code="s", parts=options("rural", "urban"), options=(DONT_KNOW,)),
}


def all_leaves(scale):
    """Every condition that can be said of an answer, with numbers that are admissible and numbers in between."""
    if isinstance(scale, Composition):
        return [Answered("q0")]
    if isinstance(scale, MultipleChoice):
        return [Answered("q0"), *(Includes("q0", option.code) for option in scale.answers)]
    values = answers_to(scale)
    if isinstance(scale, Count | Number):
        values = [*values, scale.minimum - 1, scale.maximum + 1, scale.minimum + 0.05]
    several = [OneOf("q0", values[1:]), OneOf("q0", values[:2])]
    ordered = [] if isinstance(scale, Nominal) else [AtLeast("q0", value) for value in values]
    return [Answered("q0"), *(Equals("q0", value) for value in values), *several, *ordered]


@pytest.mark.parametrize("scale", FEW.values(), ids=FEW)
def test_every_single_condition_on_every_kind_of_scale(scale):
    """Each condition and its contrary as a gate, tried with all cells; refused if and only if it never opens."""
    first = Indicator(code="q0", prompt="q0?", scale=scale)
    opened = 0
    for leaf in all_leaves(scale):
        for gate in (leaf, NotCondition(leaf)):
            indicators = [first, Indicator(code="q1", prompt="q1?", scale=Binary(code="yes_no"), gate=gate)]
            if never_holds(gate, [first]):
                with pytest.raises(DeclarationError, match="can never open"):
                    instrument_of(indicators)
            else:
                check_states(instrument_of(indicators))
                opened += 1
    assert opened


@settings(settings.get_profile("many"))
@given(questionnaires())
def test_every_combination_of_answers_has_the_states_of_the_reference(indicators):
    """The states of all combinations of cells are those of the reference, and what it finds impossible is refused."""
    expected = impossible(indicators)
    if expected:
        with pytest.raises(DeclarationError) as caught:
            instrument_of(indicators)
        assert {(finding.reason, finding.code) for finding in caught.value.findings} == expected
        return
    check_states(instrument_of(indicators))
