"""Points of measured answers in two doubles: against rational numbers, and against scores without the filter."""

import math
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.instrument import Answers, Area, Domain, Indicator, Instrument, Percentage
from smmi.instrument.answers import Column
from smmi.scoring import Linear, Polarity, Reversed, Scorer, ScoringScheme
from smmi.scoring.arithmetic import (
    IN_LINES,
    MOST_CHILDREN,
    FilteredGrid,
    Grid,
    are_pairs,
    filtered_sum_of_products,
    pairs_of,
    write_decimals,
)
from tests.scoring.exact_scores import scores as by_definition

EDGES = [
    sign * edge
    for edge in (*(2.0**k for k in range(-9, 7)), 1e-3, 0.01, 0.1, 1.0, 10.0, 100.0)
    for sign in (1, -1)
]
NUMBERS = (
    st.floats(10, 100)
    | st.floats(1, 10)
    | st.floats(-128, 128, allow_subnormal=False)
    | st.integers(0, 17).flatmap(
        lambda places: st.integers(0, 10**places).map(lambda n: 100 * n / 10**places)
    )
    | st.sampled_from(EDGES)
    | st.sampled_from(EDGES).flatmap(
        lambda edge: st.sampled_from([-1e9, 1e9]).map(lambda to: math.nextafter(edge, to))
    )
)


def rational(number):
    """What a pair, or a double, is."""
    return Fraction(float(number.real)) + Fraction(float(number.imag))


def in_two(numbers):
    """Shortest decimals in two doubles each."""
    near, rest = np.empty((2, len(numbers)))
    write_decimals(np.array(numbers), near, rest, np.empty((5, len(numbers))))
    return near.tolist(), rest.tolist()


@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_decimals_are_near(numbers):
    """Whatever digits they have, next to powers of two and of ten, and whatever stands beside them."""
    for number, near, rest in zip(numbers, *in_two(numbers), strict=True):
        assert abs(Fraction(near) + Fraction(rest) - Fraction(repr(number))) <= Fraction(1, 2**73)
        assert float(near * 2**19).is_integer()
        assert abs(rest) <= 2.0**-20 + 2.0**-40


@pytest.mark.long
def test_a_million_decimals_are_near():
    """Of all decades up to the hundred."""
    rng = np.random.default_rng(7)
    numbers = np.concatenate((rng.uniform(0, 100, 700_000), 10.0 ** rng.uniform(-6, 2, 300_000))).tolist()
    for number, near, rest in zip(numbers, *in_two(numbers), strict=True):
        assert abs(Fraction(near) + Fraction(rest) - Fraction(repr(number))) <= Fraction(1, 2**73)


STARTS = st.sampled_from(["0", "10", "-99.5", "10.1", "33.333", "300"]).map(Fraction)
SLOPES = st.sampled_from(["1/100", "1/80", "-1/80", "1/97", "1/89.9", "1/2", "3/4"]).map(
    lambda one: Fraction(one.split("/")[0]) / Fraction(one.split("/")[1])
)


@pytest.mark.parametrize("one", [100, 1200, 4_800_000_000, 2**50])
@given(
    STARTS,
    SLOPES,
    st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 100)]),
    st.lists(NUMBERS, min_size=1, max_size=9),
)
def test_points_on_lines_are_near(one, start, slope, offset, numbers):
    """Whatever the line; steep ones, and numbers far away, are left to the grid. Where a line starts it is exact."""
    numbers = [*numbers, float(start)]
    found = FilteredGrid(one).along(np.array(numbers), start=start, slope=slope, offset=offset, places=0)
    for number, points in zip(numbers, found, strict=True):
        exact = (offset + slope * (Fraction(repr(number)) - start)) * one
        assert abs(rational(points) - exact) <= Fraction(IN_LINES) / 2 * one
    assert rational(found[-1]) == rational(Grid().value(offset * one))


@given(
    st.lists(
        st.tuples(
            st.integers(1, 2**20).map(float), st.integers(0, 2**33).map(Fraction) | st.fractions(0, 2**33)
        ),
        min_size=1,
        max_size=MOST_CHILDREN,
    )
)
def test_sums_of_products_are_near(children):
    """Of whole numbers, which stay so, and of pairs, in any order."""
    weights, points = zip(*children, strict=True)
    rows = [Grid().of([point]) for point in points]
    exact = sum(Fraction(weight) * rational(row[0]) for weight, row in zip(weights, rows, strict=True))
    found = filtered_sum_of_products(weights, rows)
    assert are_pairs(found) == any(map(are_pairs, rows))
    if are_pairs(found):
        assert abs(rational(found[0]) - exact) <= Fraction(1, 2**90) * exact
    elif exact <= 2**53:
        assert rational(found[0]) == exact
    assert (
        filtered_sum_of_products([1.0], pairs_of([Fraction(1, 3)])[None]).tolist()
        == pairs_of([Fraction(1, 3)]).tolist()
    )


UNITS = 5000
RULES = (
    Linear(0, 100),
    Linear(10, 90),
    Linear(10.1, 90.3, polarity=Polarity.NEGATIVE),
    Linear(0, 30, floor=0.01),
    Linear(40, 40.5),
    Reversed(Linear(0, 77.7)),
)


@pytest.mark.parametrize("overall_from", ["areas", "domains"])
@pytest.mark.parametrize("weight", [1.0, 0.35], ids=["equal", "not"])
def test_measured_answers_of_many_decimals_score_as_defined(overall_from, weight):
    """Many units, some without answers, some answers with few decimals, some at goalposts: as without the filter."""
    rng = np.random.default_rng(11)
    areas = [
        Area(
            code=f"a{a}",
            label="A",
            indicators=[
                Indicator(code=f"i{i}", prompt="?", scale=Percentage(code="p"))
                for i in range(2 * a, 2 * a + 2)
            ],
        )
        for a in range(6)
    ]
    domains = [Domain(code=f"d{d}", label="D", areas=areas[3 * d : 3 * d + 3]) for d in range(2)]
    instrument = Instrument(code="x", edition="1", title="X", domains=domains)
    scheme = ScoringScheme(
        instrument,
        items={f"i{i}": RULES[i % len(RULES)] for i in range(12)},
        weights={"a0": weight, "a4": 2.0, "d1": weight, "i1": 3.0},
        overall_from=overall_from,
    )
    columns = []
    for i in range(12):
        states = np.where(rng.random(UNITS) < 0.2, 3, 4).astype(np.uint8)
        numbers = rng.uniform(0, 100, UNITS)
        numbers[rng.random(UNITS) < 0.1] = rng.choice([0.0, 10.1, 90.3, 100.0, 12.34])
        numbers = np.round(numbers, 2) if i == 5 else numbers
        columns.append(Column(states, np.where(states == 4, numbers, 0.0)))
    blank = Answers.from_columns(
        instrument, {"unit": ["u"], **{f"i{i}": [1.0] for i in range(12)}}, unit="unit"
    )
    answers = attrs.evolve(blank, units=np.arange(UNITS).astype(str), columns=tuple(columns))
    found, other = Scorer(scheme).score(answers), Scorer(scheme)
    object.__setattr__(other, "_filtered", None)
    expected = other.score(answers)
    np.testing.assert_array_equal(found.values, expected.values)
    np.testing.assert_array_equal(found.absences, expected.absences)
    for position in range(5):
        exact = by_definition(answers, scheme, position, {})
        for code in found.codes:
            value = found[code][position]
            assert math.isnan(value) if exact[code] is None else value == float(100 * exact[code])
