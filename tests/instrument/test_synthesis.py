"""Synthetic cohorts: answers that the instrument admits, the same for the same seed, and plausible."""

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from smmi.editions import smmi_16, smmi_18
from smmi.errors import ArgumentError, DeclarationError, EditCheckError, UnknownCodeError
from smmi.instrument import (
    Answered,
    Answers,
    AnswerState,
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
    Percentage,
    synthesize,
)
from smmi.instrument.synthesis import GroupShift

BUNDLED = pytest.mark.parametrize("instrument", [smmi_16(), smmi_18()], ids=["16-areas", "2019"])
CONTROL = Characteristic("control", "Control", (Option("public", "Public"), Option("private", "Private")))
DONT_KNOW = Option("dont_know", "Don't know", nonresponse=Nonresponse.NO_ANSWER)
LARGEST = np.finfo(np.float64).max.item()


def options(n, *, exclusive=0, prefix="o"):
    """`n` options, the last of them exclusive."""
    return tuple(Option(f"{prefix}{i}", f"{prefix} {i}", exclusive=i >= n - exclusive) for i in range(n))


def instrument_of(scales, *, gates=None, applies=None):
    """An instrument of one domain and areas of up to three indicators, one for each scale."""
    indicators = [
        Indicator(
            code=f"i{i}",
            prompt=f"Indicator {i}",
            scale=scale,
            gate=(gates or {}).get(i),
            applies=(applies or {}).get(i),
        )
        for i, scale in enumerate(scales)
    ]
    areas = [
        Area(code=f"area{i}", label=f"Area {i}", indicators=indicators[i : i + 3])
        for i in range(0, len(scales), 3)
    ]
    domain = Domain(code="domain", label="Domain", areas=areas)
    return Instrument(code="drawn", edition="1", title="Drawn", domains=[domain], characteristics=[CONTROL])


@st.composite
def multiple_choices(draw):
    """A multiple choice with any admissible limits and any number of exclusive options."""
    n = draw(st.sampled_from([1, 2, 3, 5, 14]))
    exclusive = draw(st.integers(0, n))
    minimum = draw(st.integers(0, max(n - exclusive, 1)))
    maximum = draw(st.none() | st.integers(max(minimum, 1), n))
    return MultipleChoice(
        code="multiple", options=options(n, exclusive=exclusive), minimum=minimum, maximum=maximum
    )


@st.composite
def numbers(draw):
    """A number with any limits, or none, and any number of decimals."""
    finite = st.floats(allow_nan=False, allow_infinity=False)
    low, high = draw(st.none() | finite), draw(st.none() | finite)
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
        if low == high:
            high = None
    return Number(code="number", minimum=low, maximum=high, decimals=draw(st.none() | st.integers(0, 20)))


@st.composite
def counts(draw):
    """A count with any limits."""
    low = draw(st.integers(0, 2**53 - 2))
    return Count(code="count", minimum=low, maximum=draw(st.none() | st.integers(low + 1, 2**53 - 1)))


SCALES = st.one_of(
    st.builds(
        Binary, code=st.just("binary"), options=st.just((*options(2), DONT_KNOW)) | st.just(options(2))
    ),
    st.builds(
        Ordinal, code=st.just("ordinal"), options=st.integers(2, 7).map(lambda n: (*options(n), DONT_KNOW))
    ),
    st.builds(Nominal, code=st.just("nominal"), options=st.integers(2, 4).map(options)),
    multiple_choices(),
    st.builds(Percentage, code=st.just("share"), decimals=st.none() | st.integers(0, 3)),
    counts(),
    numbers(),
    st.builds(
        Composition,
        code=st.just("mix"),
        parts=st.integers(2, 6).map(lambda n: options(n, prefix="p")),
        tolerance=st.sampled_from([0.0, 0.5]),
    ),
)


@st.composite
def instruments(draw):
    """An instrument with scales of any kind; later indicators depend on an earlier answer, or on control."""
    scales = draw(st.lists(SCALES, min_size=1, max_size=7))
    scales = [
        scale if isinstance(scale, Binary) else type(scale)(**{**_fields(scale), "code": f"{scale.code}{i}"})
        for i, scale in enumerate(scales)
    ]
    scales = [Binary(code="yes_no"), *scales]
    scales = [Binary(code="yes_no") if isinstance(scale, Binary) else scale for scale in scales]
    positions = st.integers(1, len(scales) - 1)
    gates = {
        i: draw(
            st.sampled_from([Equals("i0", "yes"), NotCondition(Equals("i0", "yes")), Answered(f"i{i - 1}")])
        )
        for i in draw(st.sets(positions))
    }
    applies = {i: Equals("control", "public") for i in draw(st.sets(positions))}
    return instrument_of(scales, gates=gates, applies=applies)


def _fields(scale):
    return {name: getattr(scale, name) for name in type(scale).__match_args__} | {
        field.name: getattr(scale, field.name) for field in scale.__attrs_attrs__
    }


@settings(max_examples=max(25, settings().max_examples))
@given(instruments(), st.integers(1, 40), st.integers(0, 2**32), st.sampled_from([0.0, 0.1, 1.0]))
def test_synthetic_answers_have_no_findings(instrument, units, seed, blanks):
    """On every kind of scale and behind any gate, the answers are possible and none is doubtful or set aside."""
    answers = synthesize(instrument, units=units, rng=np.random.default_rng(seed), blanks=blanks)
    assert len(answers) == units
    assert answers.findings == ()
    assert answers.set_aside == ()


@given(instruments(), st.integers(0, 2**32))
def test_synthetic_answers_come_back_from_their_records(instrument, seed):
    """The answers are what their own records say: nothing is made past the intake."""
    answers = synthesize(instrument, units=5, rng=np.random.default_rng(seed))
    again = Answers.from_records(
        instrument, answers.records(unit="school"), unit="school", attributes=("control",)
    )
    assert again == answers


@given(instruments(), st.integers(0, 2**32))
def test_without_blanks_everything_that_is_asked_is_answered(instrument, seed):
    """With `blanks=0`, a cell is answered, gated, or does not apply."""
    answers = synthesize(instrument, units=5, rng=np.random.default_rng(seed), blanks=0)
    states = {int(state) for i in instrument.indicators for state in answers.states(i.code)}
    precise = [
        i.scale for i in instrument.indicators if isinstance(i.scale, Number) and i.scale.decimals is not None
    ]
    if not precise:  # a number may have limits between which there is none of so few decimals
        assert states <= {AnswerState.ANSWERED, AnswerState.GATED, AnswerState.NOT_APPLICABLE}


@BUNDLED
def test_the_same_seed_gives_the_same_answers(instrument):
    """All randomness comes from `rng`."""
    first, again, other = (
        synthesize(instrument, units=30, rng=np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


@pytest.mark.parametrize("instrument", [smmi_16(), pytest.param(smmi_18(), marks=pytest.mark.long)])
def test_every_option_of_the_bundled_instruments_is_chosen_by_someone(instrument):
    """In a large cohort each option that is an answer occurs: no part of a scale is dead."""
    answers = synthesize(instrument, units=2000, rng=np.random.default_rng(3))
    chosen = {}
    for record in answers.records(unit="unit"):
        for code, answer in record.items():
            chosen.setdefault(code, set()).update(answer if isinstance(answer, tuple) else [answer])
    for indicator in instrument.indicators:
        assert {option.code for option in indicator.scale.options} <= chosen[indicator.code], indicator.code


def test_units_are_called_by_numbers_of_equal_width():
    """Identifiers sort as they were drawn: S001 among hundreds, S0001 among thousands."""
    tiny = instrument_of([Binary(code="yes_no")])
    assert synthesize(tiny, units=2, rng=np.random.default_rng(1)).units.tolist() == ["S001", "S002"]
    assert synthesize(tiny, units=1000, rng=np.random.default_rng(1)).units[0] == "S0001"


def test_attributes_are_kept_and_missing_characteristics_are_drawn():
    """Given attributes stand as given; a declared characteristic that is not given is drawn from its values."""
    tiny = instrument_of([Binary(code="yes_no")])
    sizes = ["small", None] * 50
    answers = synthesize(tiny, units=100, rng=np.random.default_rng(1), attributes={"size": sizes})
    assert list(answers.attribute("size")) == sizes
    assert set(answers.attribute("control")) == {"public", "private"}


def test_what_does_not_apply_is_not_answered_and_an_unknown_characteristic_does_not_shut_out():
    """Applicability shuts out the units that are known to be others, and only those."""
    tiny = instrument_of([Binary(code="yes_no")], applies={0: Equals("control", "public")})
    control = ["public", "private", None]
    answers = synthesize(
        tiny, units=3, rng=np.random.default_rng(1), attributes={"control": control}, blanks=0
    )
    assert answers.states("i0").tolist() == [
        AnswerState.ANSWERED,
        AnswerState.NOT_APPLICABLE,
        AnswerState.ANSWERED,
    ]


def test_a_blank_gate_leaves_what_is_behind_it_blank():
    """Who does not answer a gate is not shown what is behind it."""
    tiny = instrument_of([Binary(code="yes_no"), Percentage(code="share")], gates={1: Equals("i0", "yes")})
    answers = synthesize(tiny, units=500, rng=np.random.default_rng(1), blanks=0.3)
    answered = answers.states("i1") == AnswerState.ANSWERED
    yes = np.array([answers.record(unit)["i0"] == "yes" for unit in answers.units])
    assert answered.any()
    assert not np.any(answered & ~yes)


def test_gates_on_every_kind_of_answer_are_respected():
    """Routing may speak of options above, of selections and of numbers."""
    scales = [
        Ordinal(code="o", options=options(4)),
        MultipleChoice(code="m", options=options(3)),
        Count(code="c"),
    ]
    gates = [
        AtLeast("i0", "o2"),
        Includes("i1", "o1"),
        AtLeast("i2", 5),
        OneOf("i2", (0, 1)),
        NotCondition(Answered("i0")),
    ]
    follow_ups = [Percentage(code="share")] * len(gates)
    drawn = instrument_of([*scales, *follow_ups], gates=dict(enumerate(gates, start=3)))
    answers = synthesize(drawn, units=400, rng=np.random.default_rng(5))
    assert answers.findings == ()
    for i in range(3, 8):
        states = answers.states(f"i{i}")
        assert np.any(states == AnswerState.GATED), i
        assert np.any(states == AnswerState.ANSWERED), i


def test_a_share_of_answers_is_missing_and_some_units_leave_out_whole_areas():
    """Blanks come one by one, and a few units leave out all indicators of some areas."""
    instrument = smmi_16()
    answers = synthesize(instrument, units=1000, rng=np.random.default_rng(4), blanks=0.05)
    open_areas = [area for area in instrument.areas if not any(i.gate or i.applies for i in area.indicators)]
    whole = 0
    for area in open_areas:
        states = np.stack([answers.states(i.code) for i in area.indicators])
        whole += int(np.all(states == AnswerState.NO_ANSWER, axis=0).sum())
    share = whole / (1000 * len(open_areas))
    assert 0.004 < share < 0.02
    states = np.concatenate([answers.states(i.code) for area in open_areas for i in area.indicators])
    assert 0.03 < np.mean(states != AnswerState.ANSWERED) < 0.09


def test_answers_of_one_area_go_together_more_than_answers_of_two():
    """Ranks of answers correlate within an area, less between areas, and not at all on a nominal scale."""
    drawn = instrument_of([Percentage(code="share")] * 6)
    answers = synthesize(drawn, units=4000, rng=np.random.default_rng(6), blanks=0)
    values = np.stack([answers.column(i.code).values for i in drawn.indicators])
    ranks = np.argsort(np.argsort(values, axis=1), axis=1)
    correlation = np.corrcoef(ranks)
    within = [correlation[i, j] for i, j in [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)]]
    between = [correlation[i, j] for i in range(3) for j in range(3, 6)]
    assert min(within) > 0.4
    assert 0.15 < min(between) <= max(between) < 0.33


def test_a_shift_raises_the_answers_of_a_group_in_its_areas_only():
    """A group's shift is seen in the areas it is declared for, in all where none is given, and nowhere else."""
    drawn = instrument_of([Percentage(code="share")] * 6)
    control = ["public", "private"] * 2000
    shift = GroupShift(attribute="control", value="public", by=1.0, areas=["area0"])
    everywhere = GroupShift(attribute="control", value="public", by=1.0)

    def gaps(*shifts):
        answers = synthesize(
            drawn,
            units=4000,
            rng=np.random.default_rng(8),
            attributes={"control": control},
            shifts=shifts,
            blanks=0,
        )
        values = np.stack([answers.column(i.code).values for i in drawn.indicators])
        return values[:, ::2].mean(axis=1) - values[:, 1::2].mean(axis=1)

    assert np.all(np.abs(gaps()) < 4)
    assert np.all(gaps(shift)[:3] > 10)
    assert np.all(np.abs(gaps(shift)[3:]) < 4)
    assert np.all(gaps(everywhere) > 10)


def test_negative_indicators_fall_with_the_level():
    """An indicator that is scored with negative polarity correlates negatively with the others of its area."""
    drawn = instrument_of([Percentage(code="share")] * 2)
    answers = synthesize(drawn, units=1000, rng=np.random.default_rng(9), negative=["i1"], blanks=0)
    assert np.corrcoef(answers.column("i0").values, answers.column("i1").values)[0, 1] < -0.3


@pytest.mark.parametrize(
    "scale",
    [
        Number(code="n", minimum=-LARGEST, maximum=LARGEST),
        Number(code="n", minimum=LARGEST),
        Number(code="n", maximum=-LARGEST, decimals=2),
        Number(code="n", minimum=0.0, maximum=5e-324),
        Count(code="n", minimum=2**53 - 1),
    ],
)
def test_extreme_limits_are_kept(scale):
    """Numbers stay between limits at the end of what a double holds."""
    drawn = instrument_of([scale])
    answers = synthesize(drawn, units=50, rng=np.random.default_rng(1), blanks=0)
    low, high = scale.limits
    values = answers.column("i0").values
    assert np.all((low <= values) & (values <= high) & np.isfinite(values))


def test_a_number_without_a_possible_value_is_left_blank():
    """Between limits that hold no number of so few decimals, nobody answers."""
    drawn = instrument_of([Number(code="n", minimum=0.01, maximum=0.04, decimals=1)])
    answers = synthesize(drawn, units=20, rng=np.random.default_rng(1), blanks=0)
    assert set(answers.states("i0").tolist()) == {AnswerState.NO_ANSWER}


TINY = instrument_of([Binary(code="yes_no")])
RNG = np.random.default_rng(1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"units": 0}, "'units': got 0, expected an integer of at least 1"),
        ({"units": True}, "'units': got True, expected an integer of at least 1"),
        ({"blanks": 1.5}, "'blanks': got 1.5, expected a share from 0 to 1"),
        ({"blanks": math.nan}, "'blanks': got nan, expected a share from 0 to 1"),
        (
            {"rng": 2019},
            "'rng': got 2019, expected a numpy.random.Generator. Write rng=numpy.random.default_rng(seed)",
        ),
        ({"instrument": "smmi"}, "'instrument': got 'smmi', expected an Instrument"),
        (
            {"attributes": {"size": ["a"]}},
            "'attributes': got 1 values of 'size', expected 2, one for each unit",
        ),
        (
            {"attributes": {"i0": ["a", "b"]}},
            "'attributes': got 'i0', expected names that are not blank and no indicator's code",
        ),
    ],
)
def test_unusable_arguments_are_refused(arguments, message):
    """Each unusable argument is named, with what was expected."""
    call = {"instrument": TINY, "units": 2, "rng": RNG, **arguments}
    with pytest.raises(ArgumentError) as error:
        synthesize(call.pop("instrument"), **call)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"negative": ["i00"]}, "no indicator has the code 'i00' (1 known). Did you mean 'i0'?"),
        (
            {"shifts": [GroupShift(attribute="contrl", value="public", by=1)]},
            "no attribute is called 'contrl' (1 known). Did you mean 'control'?",
        ),
        (
            {"shifts": [GroupShift(attribute="control", value="public", by=1, areas=["area9"])]},
            "no area has the code 'area9' (1 known). Did you mean 'area0'?",
        ),
    ],
)
def test_what_is_not_there_is_named(arguments, message):
    """A shift or a negative indicator that the instrument does not have is refused, with the nearest that it has."""
    with pytest.raises(UnknownCodeError) as error:
        synthesize(TINY, units=2, rng=RNG, **arguments)
    assert str(error.value) == message


def test_a_value_that_a_characteristic_does_not_admit_is_found():
    """Attributes are checked as the intake checks them."""
    with pytest.raises(EditCheckError) as error:
        synthesize(TINY, units=1, rng=RNG, attributes={"control": ["state"]})
    assert str(error.value) == (
        "the answers cannot be used: $.control[0]: 'control': got 'state', expected one of 'public', 'private'"
    )


def test_a_shift_is_a_finite_number():
    """A shift without a size says nothing."""
    with pytest.raises(ArgumentError) as error:
        GroupShift(attribute="control", value="public", by=math.inf)
    assert str(error.value) == "'by': got inf, expected a finite number"


def test_a_multiple_choice_that_nobody_could_answer_cannot_be_declared():
    """More selections than may be chosen together cannot be asked for."""
    with pytest.raises(DeclarationError) as error:
        MultipleChoice(code="topics", options=options(3, exclusive=2), minimum=2)
    assert str(error.value) == (
        "the declaration cannot be used: $.minimum: 'minimum' of scale 'topics': "
        "got 2, expected at most 1: 1 of the options may be chosen together"
    )
