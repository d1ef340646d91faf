"""Small instruments with gates, answers and schemes for them, and every completion of their answers."""

import itertools
import math
from inspect import isfunction

import attrs
import numpy as np
from hypothesis import assume, strategies as st

from smmi.errors import DeclarationError
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
)
from smmi.instrument.answers import asked, leaves
from smmi.scoring import (
    CoverageBasis,
    EqualSteps,
    Linear,
    MinimumCoverage,
    MustHave,
    NoAnswer,
    OptionPoints,
    PointsOverAttainable,
    Polarity,
    ScoringScheme,
)

NA = Option("na", "Not applicable", nonresponse=Nonresponse.NOT_APPLICABLE)
UNSURE = Option("unsure", "Don't know", nonresponse=Nonresponse.NO_ANSWER)
MOST = 3000


@attrs.frozen
class Unevenness:
    """The distance from the lowest to the highest points: not monotone."""

    shape_free = True

    def aggregate(self, points, weights):
        """Return the highest points less the lowest."""
        highest = np.where(weights > 0, points, 0.0).max(axis=0)
        return highest - np.where(weights > 0, points, 1.0).min(axis=0)


def with_bonus(children):
    """Return a rule under which the first child, if there are others, is a bonus."""
    return PointsOverAttainable(bonus=children[: len(children) > 1])


def with_gate(children):
    """Return a rule under which the last child is a must-have."""
    return MustHave(children[-1:], cap=0.4)


@attrs.frozen
class Wave:
    """Points that rise and fall with a number, without saying how far."""

    scales = ("percentage", "count", "number")

    def points(self, answers, scale, /):
        """Return a parabola between the limits."""
        low, high = scale.limits
        place = (answers - low) / (high - low)
        return 4 * place * (1 - place)


def options(*codes):
    """Return options with these codes."""
    return tuple(Option(code, code) for code in codes)


SCALES = (
    Binary(code="yes_no"),
    Binary(code="yes_no_na", options=(*options("no", "yes"), NA, UNSURE)),
    Ordinal(code="extent", options=options("none", "some", "full")),
    Ordinal(code="extent_na", options=(*options("low", "high"), NA)),
    Nominal(code="kind", options=(*options("a", "b", "c"), UNSURE)),
    MultipleChoice(
        code="topics", options=(*options("x", "y"), Option("zero", "None", exclusive=True)), minimum=1
    ),
    Percentage(code="share"),
    Percentage(code="share_na", decimals=1, options=(NA,)),
    Number(code="rating", minimum=0.5, maximum=4.2, decimals=0, options=(NA,)),
    Count(code="programs", maximum=3),
)

PLAIN = SCALES[0], SCALES[2], SCALES[6]


@st.composite
def conditions(draw, earlier, depth=1):
    """Draw a condition on earlier indicators."""
    if depth and draw(st.booleans()):
        kind = draw(st.sampled_from([NotCondition, AllConditions, AnyCondition]))
        parts = draw(st.lists(conditions(earlier, depth - 1), min_size=1, max_size=2))
        return NotCondition(parts[0]) if kind is NotCondition else kind(parts)
    indicator = draw(st.sampled_from(earlier))
    code, scale = indicator.code, indicator.scale
    if draw(st.integers(0, 4)) == 0:
        return Answered(code)
    codes = [option.code for option in scale.answers]
    if isinstance(scale, MultipleChoice):
        return Includes(code, draw(st.sampled_from(codes)))
    if not codes:
        value = draw(st.sampled_from([0, 1, 2, 2.5, 40, 100]))
        return draw(st.sampled_from([Equals(code, value), AtLeast(code, value), OneOf(code, (1, value))]))
    value = draw(st.sampled_from(codes))
    kinds = [Equals(code, value), OneOf(code, (codes[0], value))]
    return draw(st.sampled_from(kinds if isinstance(scale, Nominal) else [*kinds, AtLeast(code, value)]))


@st.composite
def instruments(draw, scales=SCALES, *, gated=True):
    """Draw an instrument of few indicators, many of them gated."""
    shape = draw(st.sampled_from([((3,),), ((2, 2),), ((2,), (2,)), ((1, 2), (2,)), ((1,), (1, 1), (2,))]))
    indicators = []
    for i in range(sum(map(sum, shape))):
        gate = draw(st.one_of(st.none(), conditions(indicators))) if indicators and gated else None
        applies = draw(st.sampled_from([None, None, None, Equals("control", "public")]))
        scale = draw(st.sampled_from(scales))
        indicators.append(Indicator(code=f"i{i}", prompt="?", scale=scale, gate=gate, applies=applies))
    rest = iter(indicators)
    domains = [
        Domain(
            code=f"d{d}",
            label="Domain",
            areas=[
                Area(code=f"d{d}_a{a}", label="Area", indicators=list(itertools.islice(rest, size)))
                for a, size in enumerate(sizes)
            ],
        )
        for d, sizes in enumerate(shape)
    ]
    control = Characteristic("control", "Control", options("public", "private"))
    try:
        return Instrument(code="tiny", edition="1", title="Tiny", domains=domains, characteristics=[control])
    except DeclarationError:
        assume(condition=False)


WEIGHTS = st.sampled_from([0.0, 0.5, 1.0, 1.0, 3.0])
POLICIES = st.builds(
    MinimumCoverage,
    st.sampled_from([0.0, 0.5, 1.0]),
    basis=st.sampled_from(CoverageBasis),
    no_answer=st.sampled_from(NoAnswer),
)


@st.composite
def item_rules(draw, scale):
    """Draw an item rule for a scale, or None for the default."""
    match scale:
        case Nominal():
            return OptionPoints({"a": 0.2, "b": draw(st.sampled_from([0.2, 1.0])), "c": 0.7})
        case Percentage():
            return Linear(
                *draw(st.sampled_from([(0, 100), (20, 60)])), polarity=draw(st.sampled_from(Polarity))
            )
        case Binary() | Ordinal():
            return EqualSteps(polarity=draw(st.sampled_from(Polarity)))
        case Count() | Number():
            return draw(st.sampled_from([Linear(0, 3), Wave()]))
        case _:
            return None


@st.composite
def schemes(draw, instrument, rules):
    """Draw a scheme for an instrument; a function among the rules makes a rule for the codes of children."""

    def rule(children):
        chosen = draw(st.sampled_from(rules))
        return chosen(tuple(child.code for child in children)) if isfunction(chosen) else chosen

    level = draw(st.sampled_from(["areas", "domains"]))
    drawn = {i.code: draw(item_rules(i.scale)) for i in instrument.indicators}
    codes = [node.code for node in instrument]
    above = [node.code for node in (*instrument.areas, *instrument.domains)] + ["overall"]
    some = st.sampled_from([i.code for i in instrument.indicators])
    return ScoringScheme(
        instrument,
        items={code: item for code, item in drawn.items() if item},
        areas={area.code: rule(area.indicators) for area in instrument.areas},
        domains={domain.code: rule(domain.areas) for domain in instrument.domains},
        overall=rule(getattr(instrument, level)),
        weights=draw(st.dictionaries(st.sampled_from(codes), WEIGHTS, max_size=4)),
        coverage=draw(st.dictionaries(st.sampled_from(above), POLICIES, max_size=3)),
        gated=draw(st.dictionaries(some, st.sampled_from([0.0, 0.3, 1.0]), max_size=2)),
        overall_from=level,
    )


def admissible(indicator, instrument):
    """Return the answers to an indicator that completions need try, and its options for not applicable."""
    scale = indicator.scale
    no = [option.code for option in scale.nonresponses if option.nonresponse is Nonresponse.NOT_APPLICABLE]
    codes = [option.code for option in scale.answers]
    match scale:
        case MultipleChoice():
            return [("zero",), ("x",), ("y",), ("x", "y"), *no]
        case Count():
            return [*range(scale.maximum + 1), *no]
        case Number():
            return [1, 2, 3, 4, *no]
        case Percentage():
            gates = [leaf for other in instrument.indicators if other.gate for leaf in leaves(other.gate)]
            said = {n for leaf in gates if leaf.code == indicator.code for n in asked(leaf)}
            near = {move(n, scale.decimals, way) for n in said for way in (-1, 0, 1)} | {0.0, 100.0}
            return [*sorted(n for n in near if 0 <= n <= 100), *no]
        case _:
            return [*codes, *no]


def move(number, decimals, way):
    """Return the next number of a scale, upwards, downwards, or the number itself."""
    if decimals is None or way == 0:
        return math.nextafter(number, way * math.inf) if way else number
    return round(number + way * 10.0**-decimals, decimals)


BLANK = (None, "unsure", Nonresponse.NO_ANSWER)


@st.composite
def records(draw, instrument, blanks=4):
    """Draw one unit's record."""
    indicators = instrument.indicators
    left_out = draw(st.sets(st.sampled_from([i.code for i in indicators]), max_size=blanks))
    record = {"unit": "U", "control": draw(st.sampled_from(["public", "private", None]))}
    for indicator in indicators:
        if indicator.code in left_out:
            unsure = "unsure" in {option.code for option in indicator.scale.nonresponses}
            record[indicator.code] = draw(st.sampled_from(["unsure", None] if unsure else BLANK[::2]))
        else:
            usual = st.sampled_from(admissible(indicator, instrument))
            absent = st.sampled_from([Nonresponse.NOT_APPLICABLE, Nonresponse.NOT_ADMINISTERED])
            record[indicator.code] = draw(st.one_of(usual, usual, usual, absent))
    return record


def take_in(instrument, rows):
    """Return answers from records."""
    return Answers.from_records(instrument, rows, unit="unit", attributes=("control",))


def completions(instrument, record):
    """Return every completion of a record: everything put to the unit is answered, nothing that is not."""
    blanks = [i for i in instrument.indicators if record[i.code] in BLANK]
    choices = [[None, *admissible(i, instrument)] for i in blanks]
    sizes = [len(several) for several in choices]
    assume(math.prod(sizes) <= MOST)
    rows = [
        {**record, **dict(zip([i.code for i in blanks], picks, strict=True)), "unit": n}
        for n, picks in enumerate(itertools.product(*choices))
    ]
    answers = take_in(instrument, rows)
    kept = np.ones(sizes, dtype=bool)
    for axis, indicator in enumerate(blanks):
        states = answers.states(indicator.code).reshape(sizes)
        if_blank = np.take(states, [0], axis=axis)
        asked = np.broadcast_to(if_blank == AnswerState.NO_ANSWER, states.shape)
        filled = (np.indices(sizes)[axis] > 0) if sizes else False
        kept &= asked == filled
    return answers.take(np.flatnonzero(kept.reshape(-1)))
