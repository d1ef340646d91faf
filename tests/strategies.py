"""Hypothesis strategies for instruments, answers to them, and schemes that score them.

They draw what is odd as readily as what is plain: codes that are words of a syntax, labels full of separators,
contradictory gates (which are then left out). `instruments` and everything that takes one agree with one another.
Strategies are made once and kept: making one takes longer than drawing from it.
"""

import string
from functools import lru_cache

from hypothesis import strategies as st

from smmi.errors import DeclarationError
from smmi.instrument import (
    All,
    Answered,
    Answers,
    Any,
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
    Not,
    Number,
    OneOf,
    Option,
    Ordinal,
    Origin,
    Percentage,
    Provenance,
    Term,
)
from smmi.scoring import (
    CoverageBasis,
    CutPoints,
    EqualSteps,
    GeometricMean,
    HarmonicMean,
    Linear,
    MaturityLevels,
    Median,
    MinimumCoverage,
    MustHave,
    NoAnswer,
    OptionPoints,
    PointsOverAttainable,
    Polarity,
    PowerMean,
    ReferenceShares,
    Reversed,
    SaturatingCount,
    ScoringScheme,
    SelectedShare,
    WeakestLink,
    WeightedMean,
    Weighting,
    WeightOrigin,
)

UNIT = "the unit"
"""The key of the identifier in drawn records; no code can be equal to it."""

WORDS = ("and", "answered", "any", "in", "includes", "kind", "nonresponse", "not", "or", "units", "version")
SIGNS = (
    "no; yes",
    "a=b",
    "[exclusive]",
    "back\\slash",
    " spaced ",
    "line\nbreak",
    "“Ünïcode”",
    "<b>&amp;</b>",
)
RESERVED = {"overall", "all"}

CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cs"])


@lru_cache(maxsize=256)
def codes():
    """Codes: short ones, among them words that mean something elsewhere."""
    rest = st.text(string.ascii_lowercase + string.digits + "_", max_size=5)
    plain = st.builds(str.__add__, st.sampled_from(string.ascii_lowercase), rest)
    return st.one_of(plain, st.sampled_from(WORDS)).filter(lambda code: code not in RESERVED)


@lru_cache(maxsize=256)
def texts():
    """Text that is not blank, with separators and white space."""
    return st.one_of(st.sampled_from(SIGNS), st.text(CHARACTERS, min_size=1, max_size=12)).filter(str.strip)


@lru_cache(maxsize=256)
def any_texts():
    """Text that may be blank."""
    return st.one_of(st.just(""), st.just(" "), texts())


@lru_cache(maxsize=256)
def numbers():
    """Finite numbers, round ones first."""
    round_ones = st.integers(-1000, 1000).map(float)
    return st.one_of(round_ones, st.floats(-1e9, 1e9), st.sampled_from([1e300, -1e300, 5e-324, -0.0, 0.1]))


@lru_cache(maxsize=256)
def provenances():
    """Where an entry comes from."""
    return st.builds(Provenance, st.sampled_from(Origin), any_texts())


@lru_cache(maxsize=256)
def terms():
    """Terms and their definitions."""
    return st.builds(Term, texts(), texts())


@lru_cache(maxsize=256)
def several(elements, **size):
    """Tuples of what a strategy draws."""
    return st.lists(elements, **size).map(tuple)


TERMS = several(terms(), max_size=2)
TAGS = several(texts(), max_size=2)


@lru_cache(maxsize=256)
def sometimes(**fields):
    """Nothing, or mappings from a field to what its strategy draws."""
    return st.just({}) | st.fixed_dictionaries({}, optional=fields)


@lru_cache(maxsize=256)
def options(*, min_size, max_size=4, exclusive=False):
    """Options that are answers, and after them options that stand for a nonresponse."""

    @st.composite
    def draw_options(draw):
        answers = draw(st.integers(min_size, max_size))
        absent = draw(st.integers(0, 2))
        names = draw(st.lists(codes(), min_size=answers + absent, max_size=answers + absent, unique=True))
        alone = draw(st.booleans()) if exclusive and answers > 1 else False
        drawn = [
            Option(
                code,
                draw(texts()),
                exclusive=alone and position == answers - 1,
                nonresponse=None if position < answers else draw(st.sampled_from(Nonresponse)),
            )
            for position, code in enumerate(names)
        ]
        return tuple(draw(st.permutations(drawn)))

    return draw_options()


@lru_cache(maxsize=256)
def plain_options(*, min_size):
    """Options that are nothing but a code and a label: parts of a composition, values of a characteristic."""
    return st.lists(
        st.builds(Option, codes(), texts()),
        min_size=min_size,
        max_size=3,
        unique_by=lambda option: option.code,
    )


@lru_cache(maxsize=256)
def limits(values):
    """A lower and an upper limit, either of which may be absent."""
    return st.tuples(st.none() | values, st.none() | values).map(
        lambda pair: pair if None in pair or pair[0] < pair[1] else (pair[0], None)
    )


@lru_cache(maxsize=256)
def scales():
    """Response scales of every kind."""
    named = {"code": codes(), "label": any_texts()}
    nonresponses = options(min_size=0, max_size=0)
    decimals = st.none() | st.integers(0, 6)
    measured = {**named, "options": nonresponses}

    @st.composite
    def multiple_choices(draw):
        drawn = draw(options(min_size=1, exclusive=True))
        answers = sum(option.nonresponse is None for option in drawn)
        together = sum(option.nonresponse is None and not option.exclusive for option in drawn)
        minimum = draw(st.integers(0, together))
        maximum = draw(st.none() | st.integers(max(minimum, 1), answers))
        return MultipleChoice(
            code=draw(codes()), label=draw(any_texts()), options=drawn, minimum=minimum, maximum=maximum
        )

    return st.one_of(
        st.builds(Binary, **named),
        st.builds(Binary, **named, options=options(min_size=2, max_size=2)),
        st.builds(Ordinal, **named, options=options(min_size=2)),
        st.builds(Nominal, **named, options=options(min_size=2)),
        multiple_choices(),
        st.builds(Percentage, **measured, decimals=decimals),
        st.builds(
            lambda least, span, **rest: Count(minimum=least, maximum=span and least + span, **rest),
            least=st.integers(0, 50),
            span=st.none() | st.integers(1, 50),
            unit=any_texts(),
            **measured,
        ),
        st.builds(
            lambda limits, **rest: Number(minimum=limits[0], maximum=limits[1], **rest),
            limits=limits(numbers()),
            unit=any_texts(),
            decimals=decimals,
            **measured,
        ),
        compositions(),
    )


@lru_cache(maxsize=256)
def compositions():
    """Compositions."""
    return st.builds(
        Composition,
        code=codes(),
        label=any_texts(),
        options=options(min_size=0, max_size=0),
        parts=plain_options(min_size=2),
        tolerance=st.floats(0, 99),
    )


DEPTHS = st.sampled_from([0, 0, 0, 1, 1, 2, 3])
SHAPES = st.sampled_from([Not, All, Any])
SIZES = st.integers(1, 3)
FLAGS = st.booleans()


@st.composite
def conditions(draw, leaves):
    """Conditions over leaves."""

    def inner(depth):
        if depth == 0 or draw(FLAGS):
            return draw(leaves)
        shape = draw(SHAPES)
        return (
            Not(inner(depth - 1)) if shape is Not else shape([inner(depth - 1) for _ in range(draw(SIZES))])
        )

    return inner(draw(DEPTHS))


@st.composite
def leaves_about(draw, several_indicators):
    """What a condition can say of the answer to one of these indicators."""
    indicator = draw(st.sampled_from(several_indicators))
    code, scale = indicator.code, indicator.scale
    answers = [option.code for option in scale.answers]
    match scale:
        case MultipleChoice():
            kinds, value = [Answered, Includes], st.sampled_from(answers)
        case Composition():
            kinds, value = [Answered], st.nothing()
        case Nominal():
            kinds, value = [Answered, Equals, OneOf], st.sampled_from(answers)
        case Binary() | Ordinal():
            kinds, value = [Answered, Equals, OneOf, AtLeast], st.sampled_from(answers)
        case _:
            kinds, value = [Answered, Equals, OneOf, AtLeast], numbers()
    return leaf(draw, draw(st.sampled_from(kinds)), code, value)


@st.composite
def leaves_about_characteristic(draw, several_characteristics):
    """What a condition can say of one of these characteristics of a unit."""
    characteristic = draw(st.sampled_from(several_characteristics))
    kind = draw(st.sampled_from([Answered, Equals, OneOf]))
    value = st.sampled_from([option.code for option in characteristic.options])
    return leaf(draw, kind, characteristic.code, value)


def leaf(draw, kind, code, value):
    """A condition of a kind about a code."""
    if kind is Answered:
        return Answered(code)
    return kind(code, [draw(value) for _ in range(draw(SIZES))] if kind is OneOf else draw(value))


@st.composite
def indicators(draw, code, scale, earlier, characteristics):
    """An indicator that may be gated on earlier ones, and apply to some units only."""
    gate = applies = None
    if earlier and draw(FLAGS):
        gate = draw(conditions(leaves_about(earlier)))
    if characteristics and draw(FLAGS):
        applies = draw(conditions(leaves_about_characteristic(characteristics)))
    wording = draw(
        sometimes(label=any_texts(), help=any_texts(), terms=TERMS, tags=TAGS, provenance=provenances())
    )
    return Indicator(code=code, prompt=draw(texts()), scale=scale, gate=gate, applies=applies, **wording)


def built(make, drop):
    """What `make` makes of indicators, after those conditions are dropped that the instrument refuses."""
    try:
        return make(drop)
    except DeclarationError as error:
        return built(make, drop | {finding.code for finding in error.findings})


@st.composite
def instruments(draw, scales=scales(), max_areas=3, max_indicators=3):
    """Instruments with gates, characteristics, shared scales and every optional entry.

    Args:
        draw: Supplied by Hypothesis.
        scales: What to draw the scales from.
        max_areas: The largest number of areas in all.
        max_indicators: The largest number of indicators in an area.
    """
    sizes = draw(st.lists(st.integers(1, max_indicators), min_size=1, max_size=max_areas))
    domains_of = sorted(draw(st.lists(st.integers(0, 2), min_size=len(sizes), max_size=len(sizes))))
    kinds = draw(st.integers(0, 2))
    total = kinds + 3 + len(sizes) + sum(sizes)
    names = iter(draw(st.lists(codes(), min_size=total, max_size=total, unique=True)))
    characteristics = tuple(
        Characteristic(next(names), draw(texts()), draw(plain_options(min_size=1))) for _ in range(kinds)
    )
    domain_codes = [next(names) for _ in range(3)]
    pool = draw(st.lists(scales, min_size=1, max_size=4, unique_by=lambda scale: scale.code))
    earlier: list[Indicator] = []
    areas = []
    for size in sizes:
        code = next(names)
        inside = []
        for _ in range(size):
            scale = draw(st.sampled_from(pool))
            inside.append(draw(indicators(next(names), scale, tuple(earlier), characteristics)))
            earlier.append(inside[-1])
        areas.append((code, draw(entry()), inside))
    domains = [(domain_codes[place], draw(entry())) for place in sorted(set(domains_of))]
    whole = draw(sometimes(description=any_texts(), terms=TERMS, provenance=provenances()))
    whole |= {"code": draw(codes()), "edition": draw(texts()), "title": draw(texts())}

    def make(drop):
        made = [
            Domain(
                code=code,
                areas=[
                    Area(code=area, indicators=[ungated(i) if i.code in drop else i for i in inside], **rest)
                    for place, (area, rest, inside) in zip(domains_of, areas, strict=True)
                    if domain_codes[place] == code
                ],
                **about,
            )
            for code, about in domains
        ]
        return Instrument(domains=made, characteristics=characteristics, **whole)

    return built(make, frozenset())


@lru_cache(maxsize=256)
def entry():
    """What a domain and an area have besides code and children."""
    rest = sometimes(help=any_texts(), tags=TAGS, provenance=provenances())
    return st.builds(lambda label, rest: {"label": label, **rest}, texts(), rest)


def ungated(indicator):
    """The indicator without conditions."""
    return Indicator(
        code=indicator.code,
        prompt=indicator.prompt,
        scale=indicator.scale,
        label=indicator.label,
        help=indicator.help,
        terms=indicator.terms,
        tags=indicator.tags,
        provenance=indicator.provenance,
    )


@lru_cache(maxsize=256)
def raw_answers(scale):
    """Raw answers on a scale, every kind of absence included."""
    absent = st.one_of(st.none(), st.sampled_from(Nonresponse))
    if scale.nonresponses:
        absent |= st.sampled_from([option.code for option in scale.nonresponses])
    match scale:
        case MultipleChoice():
            given_answers = selections(scale)
        case Composition():
            given_answers = st.fixed_dictionaries({part.code: st.floats(0, 100) for part in scale.parts})
        case Count():
            low, high = scale.minimum, scale.minimum + 60 if scale.maximum is None else scale.maximum
            given_answers = st.integers(low, high)
        case Percentage() | Number():
            given_answers = measurements(scale)
        case _:
            given_answers = st.sampled_from([option.code for option in scale.answers])
    return st.one_of(given_answers, absent)


def selections(scale):
    """Admissible selections of a multiple choice."""
    together = [option.code for option in scale.answers if not option.exclusive]
    most = len(together) if scale.maximum is None else min(scale.maximum, len(together))
    kinds = []
    if scale.minimum <= most:
        picks = st.lists(st.sampled_from(together), min_size=scale.minimum, max_size=most, unique=True)
        kinds.append(picks.map(tuple) if together else st.just(()))
    if scale.minimum <= 1:
        kinds += [st.just((option.code,)) for option in scale.answers if option.exclusive]
    return st.one_of(kinds) if kinds else st.none()


def measurements(scale):
    """Admissible numbers, or None where the limits leave none of the declared precision at hand."""
    low, high = (None if abs(end) == float("inf") else end for end in scale.limits)
    drawn = st.floats(low, high, allow_nan=False, allow_infinity=False)
    if scale.decimals is None:
        return drawn

    def rounded(number):
        number = round(number, scale.decimals)
        inside = (low is None or low <= number) and (high is None or number <= high)
        return number if inside and round(number, scale.decimals) == number else None

    return drawn.map(rounded)


@st.composite
def answers(draw, instrument, max_units=4):
    """Answers of a few units to an instrument, with the characteristics it declares and a free grouping."""
    names = draw(st.lists(texts().map(str.strip), min_size=1, max_size=max_units, unique=True))
    records = []
    for name in names:
        record = {UNIT: name, "a group": draw(st.none() | st.sampled_from(["east", "west", "north"]))}
        for characteristic in instrument.characteristics:
            values = [option.code for option in characteristic.options]
            record[characteristic.code] = draw(st.none() | st.sampled_from(values))
        for indicator in instrument.indicators:
            record[indicator.code] = draw(raw_answers(indicator.scale))
        records.append(record)
    attributes = ["a group", *(c.code for c in instrument.characteristics)]
    return Answers.from_records(instrument, records, unit=UNIT, attributes=attributes)


def item_rules(scale):
    """Built-in item rules that take a scale."""
    return simple_item_rules(scale) | st.builds(Reversed, simple_item_rules(scale))


def simple_item_rules(scale):
    """Built-in item rules that take a scale, and hold no other rule."""
    polarity = st.sampled_from(Polarity)
    shares = st.floats(0, 1)
    match scale:
        case Binary() | Ordinal() | Nominal():
            by_option = st.fixed_dictionaries({option.code: shares for option in scale.answers})
            steps = [] if isinstance(scale, Nominal) else [st.builds(EqualSteps, polarity=polarity)]
            return st.one_of([*steps, st.builds(OptionPoints, by_option)])
        case MultipleChoice():
            earning = sum(not option.exclusive for option in scale.answers)
            return st.builds(SelectedShare, st.none() | st.integers(1, earning))
        case Composition():
            parts = [part.code for part in scale.parts]
            return st.sampled_from(parts).map(
                lambda all_of: ReferenceShares({p: 100 * (p == all_of) for p in parts})
            )
        case _:
            posts = st.lists(numbers(), min_size=2, max_size=2, unique=True).map(sorted)
            linear = st.builds(
                lambda posts, **rest: Linear(*posts, **rest),
                posts,
                polarity=polarity,
                floor=st.floats(0, 0.9),
            )
            cuts = st.lists(numbers(), min_size=1, max_size=3, unique=True).map(sorted)
            steps = cuts.flatmap(
                lambda cuts: st.lists(shares, min_size=len(cuts) + 1, max_size=len(cuts) + 1).map(
                    lambda points: CutPoints(cuts, points)
                )
            )
            saturating = [st.builds(SaturatingCount, st.floats(0.5, 100))] if isinstance(scale, Count) else []
            return st.one_of([linear, steps, *saturating])


@lru_cache(maxsize=256)
def means():
    """Built-in aggregation rules that treat all children alike."""
    return st.one_of(
        *(st.builds(rule) for rule in (WeightedMean, GeometricMean, HarmonicMean, Median, WeakestLink)),
        st.builds(PointsOverAttainable),
        st.builds(PowerMean, st.floats(-3, 3).filter(bool)),
    )


def aggregation_rules(children):
    """Built-in aggregation rules for children with these codes."""
    named = st.lists(st.sampled_from(children), min_size=1, unique=True)
    shares = st.floats(0, 1)
    musts = st.builds(MustHave, named, cap=shares, passing=shares, rule=means())
    levels = st.permutations(children).map(
        lambda order: MaturityLevels((order[:1], *([order[1:]] if order[1:] else [])))
    )
    bonus = [st.builds(PointsOverAttainable, named.filter(lambda some: len(some) < len(children)))]
    return st.one_of([means(), musts, levels, *(bonus if len(children) > 1 else [])])


@lru_cache(maxsize=256)
def policies():
    """Missing-data policies."""
    return st.builds(
        MinimumCoverage,
        st.floats(0, 1) | st.sampled_from([0, 1]),
        basis=st.sampled_from(CoverageBasis),
        no_answer=st.sampled_from(NoAnswer),
    )


def some(codes, values):
    """Mappings from some of the codes."""
    return st.dictionaries(st.sampled_from(codes), values, max_size=len(codes))


@st.composite
def schemes(draw, instrument):
    """Schemes that score an instrument, every part of them declared or left to its default."""
    areas = [area.code for area in instrument.areas]
    domains = [domain.code for domain in instrument.domains]
    questions = [indicator.code for indicator in instrument.indicators]
    items = {}
    for indicator in instrument.indicators:
        if not isinstance(indicator.scale, Binary | Ordinal | MultipleChoice | Percentage) or draw(
            st.booleans()
        ):
            items[indicator.code] = draw(item_rules(indicator.scale))
    return ScoringScheme(
        instrument,
        items=items,
        areas=draw(means() | for_some({area.code: area.indicators for area in instrument.areas})),
        domains=draw(means() | for_some({domain.code: domain.areas for domain in instrument.domains})),
        overall=draw(means()),
        weights=draw(weights(list(instrument.nodes))),
        coverage=draw(policies() | some([*areas, *domains, "overall"], policies())),
        no_answer=draw(some(list(instrument.nodes), st.sampled_from(NoAnswer))),
        gated=draw(some(questions, st.floats(0, 1) | st.sampled_from([0, 1]))),
        overall_from=draw(st.sampled_from(["areas", "domains"])),
    )


def for_some(children):
    """Mappings from some of the codes to rules for their children."""
    rules = {code: aggregation_rules([child.code for child in inside]) for code, inside in children.items()}
    return st.fixed_dictionaries({}, optional=rules)


def weights(codes):
    """Weights of some of the codes, plain or with how they came about."""
    plain = some(codes, st.floats(0, 100) | st.integers(0, 9))
    spread = some(codes, st.floats(0, 5))
    origin = st.sampled_from(WeightOrigin)
    return plain | st.builds(
        Weighting, by_code=plain, origin=origin, standard_errors=spread, note=any_texts()
    )
