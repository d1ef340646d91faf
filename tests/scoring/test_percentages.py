"""Doubles and means of doubles in percent, against rational numbers and pairs of doubles."""

import math
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import assume, example, given, strategies as st

import smmi
from smmi.instrument import Answers, Area, Domain, Indicator, Instrument, Option, Ordinal
from smmi.scoring import (
    CoverageBasis,
    GeometricMean,
    MinimumCoverage,
    NoAnswer,
    OptionPoints,
    PowerMean,
    ScoringScheme,
    WeightedMean,
)
from smmi.scoring.arithmetic import (
    Grid,
    are_moderate,
    as_pairs,
    pairs,
    pairs_of,
    percent_of_doubles,
)
from tests.scoring.exact_scores import scores as by_definition

DECIMALS = st.integers(0, 17).flatmap(lambda places: st.integers(0, 10**places).map(lambda n: n / 10**places))
DYADIC = st.integers(0, 53).flatmap(lambda bits: st.integers(0, 2**bits).map(lambda n: n / 2**bits))
QUOTIENTS = st.integers(1, 999).flatmap(lambda whole: st.integers(0, whole).map(lambda n: n / whole))
DOUBLES = st.floats(0, 1, allow_subnormal=False) | st.floats(0.01, 1) | DECIMALS | DYADIC | QUOTIENTS
NEIGHBOURS = DOUBLES.flatmap(
    lambda one: st.sampled_from([one, math.nextafter(one, 0), math.nextafter(one, 2)])
)


@given(st.lists(NEIGHBOURS, min_size=1, max_size=40))
@example([5e-324])  # of which a hundred times the double is another number
def test_a_double_in_percent_is_a_hundred_times_its_shortest_decimal(numbers):
    """Whatever digits it has, and whatever stands beside it; what has too few bits for pairs is near."""
    found = percent_of_doubles(np.array(numbers)).tolist()
    assert found == [Grid().percent_of_one(number) for number in numbers]
    for number, percent in zip(numbers, found, strict=True):
        exact = float(100 * Fraction(repr(number)))
        assert percent == (pytest.approx(exact, rel=1e-15, abs=0) if number < 1e-280 else exact)


BELOW_FULL = st.integers(2**52, 2**53 - 2).flatmap(lambda n: st.integers(46, 60).map(lambda bits: (n, bits)))
"""A double of 53 bits from 2 ** -8 to below 2 ** 7, and the power of two that it is divided by."""
ROUNDED = Grid(rounded=True)
ASTRAY = st.sampled_from([0.0, 2.0**-97, -(2.0**-97), 2.0**-104, -(2.0**-104)])
"""By what share a pair of doubles may miss what it stands for."""


@given(BELOW_FULL, ASTRAY)
def test_points_that_pairs_miss_in_their_last_bits_are_what_they_stand_for(number, astray):
    """A double in percent is its decimal, and what is midway between percentages goes to the even one."""
    n, bits = number
    double, midway = n / 2**bits, Fraction(2 * n + 1, 2 ** (bits + 1))
    assume(
        Fraction(float(midway / 100)) != midway / 100
    )  # a double stands for its decimal, and not for midway
    found = [pairs(np.array([double]), np.array([double * astray])), pairs_of([midway / 100])]
    found[1].imag += found[1].real * astray
    expected = [float(100 * Fraction(repr(double))), float(midway)]
    assert [ROUNDED.percent(one).item() for one in found] == expected
    assert [ROUNDED.percent_of_one(one.item()) for one in found] == expected


@given(BELOW_FULL, st.sampled_from([2.0**-90, -(2.0**-90), 2.0**-80, -(2.0**-80)]))
def test_points_that_are_apart_are_told_apart(number, apart):
    """What is a little more or less than a double, or than what is midway, is rounded as such."""
    n, bits = number
    double, midway = Fraction(n, 2**bits), Fraction(2 * n + 1, 2 ** (bits + 1))
    for exact in (double * (1 + Fraction(apart)), midway / 100 * (1 + Fraction(apart))):
        found, near = pairs_of([exact]), Fraction(float(exact))
        kept = near + Fraction(float(exact - near))
        assert ROUNDED.percent(found).item() == ROUNDED.percent_of_one(found[0].item()) == float(100 * kept)


def test_doubles_midway_and_next_to_powers():
    """Those midway between decimals of 16 digits, or on either side of a power of two or ten."""
    edges = [base**-power for base in (2.0, 10.0) for power in range(12)]
    numbers = np.array([
        *(math.nextafter(edge, towards) for edge in edges for towards in (0.0, edge, 2.0)),
        *((2**16 + odd) / 2**17 for odd in range(1, 2**16, 22)),
        *(n / 10**16 for n in range(5 * 10**15, 5 * 10**15 + 2000)),
        *(n / 10**16 for n in range(9_990 * 10**12, 9_990 * 10**12 + 2000)),
        *(n / 10**17 for n in range(7 * 10**15, 7 * 10**15 + 2000)),
    ])  # fmt: skip
    assert percent_of_doubles(numbers).tolist() == [
        float(100 * Fraction(repr(one))) for one in numbers.tolist()
    ]
    table = numbers[:30].reshape(3, 10)
    assert Grid().percent(table).tolist() == percent_of_doubles(numbers[:30]).reshape(3, 10).tolist()
    assert Grid().percent(np.float64(0.29)).tolist() == 29.0
    assert Grid().percent(as_pairs(table)).tolist() == Grid().percent(table).tolist()


def test_tiny_doubles_lose_the_digits_that_pairs_lose():
    """Below 1e-280, alone and among others."""
    tiny = np.random.default_rng(3).uniform(1e-300, 1e-282, 60)
    numbers = np.concatenate([tiny, tiny**0.01, 1e-280 * np.arange(1, 9)])
    assert percent_of_doubles(numbers).tolist() == [Grid().percent_of_one(one) for one in numbers.tolist()]


def test_points_are_moderate():
    """They are 0 or at least 2 to the power -13, and not above 1."""
    assert are_moderate(np.array([0.0, 2.0**-13, 1.0]))
    assert are_moderate(np.array([]))
    for strange in (1e-5, math.nextafter(2.0**-13, 0), math.nextafter(1, 2), -0.5, 5e-324, math.nan):
        assert not are_moderate(np.array([0.5, strange, 0.0]))


@attrs.frozen
class Mine:
    """A rule of somebody else's that knows only doubles: the mean, rounded on the way."""

    monotone = True

    def aggregate(self, points, weights):
        return (points * weights).sum(0) / weights.sum(0)


OPTIONS = ("none", "little", "some", "much")
AREAS = 4
BLANK = 5
UNITS = BLANK**2 + 5


def instrument():
    """Two domains of two areas of two indicators each."""
    scale = Ordinal(code="o", options=[Option(code, code) for code in OPTIONS])
    areas = [
        Area(
            code=f"a{place}",
            label="A",
            indicators=[Indicator(code=f"i{2 * place + j}", prompt="?", scale=scale) for j in range(2)],
        )
        for place in range(AREAS)
    ]
    return Instrument(
        code="x",
        edition="1",
        title="X",
        domains=[
            Domain(code="d0", label="D", areas=areas[:2]),
            Domain(code="d1", label="D", areas=areas[2:]),
        ],
    )


@given(
    areas=st.sampled_from([GeometricMean(), PowerMean(2.0), Mine()]),
    steps=st.sampled_from([(0.0, 0.25, 0.5, 1.0), (0.01, 0.29, 0.57, 0.99), (0.0, 1e-5, 0.3, 1.0)]),
    weights=st.lists(st.sampled_from([1.0, 1.0, 2.0, 0.3, 0.0, 1e-6]), min_size=AREAS, max_size=AREAS),
    coverage=st.builds(
        MinimumCoverage,
        st.sampled_from([0.0, 0.5, 1.0]),
        basis=st.sampled_from(CoverageBasis),
        no_answer=st.sampled_from(NoAnswer),
    ),
    overall_from=st.sampled_from(["areas", "domains"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_schemes_of_rounded_areas_score_as_defined(areas, steps, weights, coverage, overall_from, seed):
    """In a batch that is scored by tables, and alone: whatever areas weigh, and whether they are there."""
    rng = np.random.default_rng(seed)
    scheme = ScoringScheme(
        instrument(),
        items={f"i{i}": OptionPoints(dict(zip(OPTIONS, steps, strict=True))) for i in range(2 * AREAS)},
        areas=areas,
        weights={f"a{i}": weight for i, weight in enumerate(weights)},
        coverage=coverage,
        overall_from=overall_from,
    )
    chosen = rng.integers(0, BLANK, (UNITS, 2 * AREAS)).tolist()
    records = [
        {f"i{i}": None if one == len(OPTIONS) else OPTIONS[one] for i, one in enumerate(row)}
        for row in chosen
    ]
    answers = Answers.from_records(
        scheme.instrument, [{"unit": str(n), **one} for n, one in enumerate(records)], unit="unit"
    )
    scorer = scheme.compile()
    found = scorer.score(answers)
    lowest = {f"i{i}": Fraction(repr(min(steps))) for i in range(2 * AREAS)}
    for position, record in enumerate(records):
        alone = scorer.score_one(record)
        column = found.values[:, position].tolist()
        assert alone.values == tuple(None if math.isnan(one) else one for one in column)
        assert found.of(str(position)).values == alone.values
        if position < 5:
            exact = by_definition(answers, scheme, position, lowest)
            for code in ("overall", "d0", "d1"):
                mean = exact[code]
                if mean is None:
                    assert math.isnan(found[code][position])
                else:
                    double = float(mean)
                    shown = Fraction(repr(double)) if Fraction(double) == mean else mean
                    assert found[code][position] == float(100 * shown)


def test_children_that_score_the_same_give_that_score():
    """Areas of 29 percent make a domain of 29 percent; those that are absent do not count."""
    scheme = ScoringScheme(
        instrument(),
        items={f"i{i}": OptionPoints({"none": 0, "little": 0.29, "some": 0.57, "much": 1}) for i in range(8)},
        areas=GeometricMean(),
        domains=WeightedMean(),
    )
    rows = [["little"] * 8, ["some"] * 8, ["little"] * 4 + [None] * 4, [None] * 8] * (BLANK**2)
    answers = Answers.from_columns(
        scheme.instrument,
        {"unit": list(map(str, range(len(rows))))}
        | {f"i{i}": [row[i] for row in rows] for i in range(2 * AREAS)},
        unit="unit",
    )
    scorer = scheme.compile()
    found = scorer.score(answers)
    assert scorer.score(answers.take(slice(0, 2))).overall.tolist() == [29.0, 57.0]
    assert found.overall[:3].tolist() == [29.0, 57.0, 29.0]
    assert found["d1"][:2].tolist() == [29.0, 57.0]
    assert np.isnan(found["d1"][2:4]).all()
    assert np.isnan(found.overall[3])


def test_means_of_means_that_are_doubles_or_midway_are_told():
    """Also where two levels of means have lost the last bits of pairs: in a batch, alone, and in a trace."""
    scale = Ordinal(code="o", options=[Option(code, code) for code in "abcdefg"])
    domains = [
        Domain(
            code=f"d{d}",
            label="D",
            areas=[
                Area(
                    code=f"a{a}",
                    label="A",
                    indicators=[Indicator(code=f"i{i}", prompt="?", scale=scale) for i in (2 * a, 2 * a + 1)],
                )
                for a in range(5 * d, 5 * d + 5)
            ],
        )
        for d in range(5)
    ]
    scheme = ScoringScheme(
        Instrument(code="x", edition="1", title="X", domains=domains),
        areas=GeometricMean(),
        overall_from="domains",
    )
    records = []
    for seed, row in ((0, 146), (0, 375), (1, 174), (3, 44)):  # one of them is midway
        drawn = np.random.default_rng(seed).choice(list("bcdefg"), (400, 50))[row].tolist()
        records.append({f"i{i}": code for i, code in enumerate(drawn)})
    answers = Answers.from_records(
        scheme.instrument, [{"unit": str(n), **one} for n, one in enumerate(records)], unit="unit"
    )
    found = smmi.score(answers, scheme)
    for position, record in enumerate(records):
        mean = by_definition(answers, scheme, position, {})["overall"]
        shown = Fraction(repr(float(mean))) if Fraction(float(mean)) == mean else mean
        alone, traced = scheme.compile().score_one(record), found.of(str(position)).trace("overall")
        assert [found.overall[position], alone["overall"].value, traced.value, traced.replay()] == [
            float(100 * shown)
        ] * 4
