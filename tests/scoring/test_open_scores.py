"""Where pairs of doubles leave a score open, and what rational numbers make of it."""

import math

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument
from smmi.scoring import (
    Absence,
    GeometricMean,
    MaturityLevels,
    MinimumCoverage,
    MustHave,
    OptionPoints,
    Reversed,
    ScoringScheme,
    WeightedMean,
)
from smmi.scoring.arithmetic import Rational, RationalGrid
from smmi.scoring.scorer._batch import score_columns
from smmi.scoring.scorer._plan import BINARY, SURE, tells, tells_marks
from smmi.testing.strategies import answers, instruments, schemes

NEARLY_FULL = Reversed(OptionPoints({"no": 1e-300, "yes": 0.0}))
"""Worth full points, or 1e-300 less."""


@given(st.data())
def test_rational_numbers_score_what_doubles_do(data):
    """Every drawn scheme has the same scores and absences on a grid of rational numbers, whatever its rules are."""
    instrument = data.draw(instruments())
    scheme, given_answers = data.draw(schemes(instrument)), data.draw(answers(instrument))
    found, plan = smmi.score(given_answers, scheme), scheme.compile().plan
    values, absences = score_columns(plan.exactly, given_answers.columns)
    assert np.array_equal(values, found.values, equal_nan=True)
    assert np.array_equal(absences, found.absences)
    asked, absences = score_columns(plan.asking_all, given_answers.columns)
    known = ~np.isnan(asked)
    assert np.array_equal(asked[known], found.values[known])
    assert np.array_equal(absences, found.absences)


@given(st.fractions(0, 1), st.floats(0, 1), st.sampled_from(["+", "-", "*", "/"]))
def test_a_double_beside_a_rational_number_stands_for_itself(number, double, sign):
    """Nothing is rounded, on either side."""
    one, other = Rational(number), double + 0.5
    exactly = type(number)(other)
    made = {
        "+": (one + other, other + one, number + exactly, exactly + number),
        "-": (one - other, other - one, number - exactly, exactly - number),
        "*": (one * other, other * one, number * exactly, exactly * number),
        "/": (one / other, other / (one + 1), number / exactly, exactly / (number + 1)),
    }[sign]
    assert made[:2] == made[2:]
    assert all(type(found) is Rational for found in made[:2])
    assert type(-one) is Rational


def yes_or_no(*sizes, **more):
    """A scheme of one domain, with areas of so many yes-no indicators each."""
    codes = iter(range(sum(sizes)))
    scale = Binary(code="yes_no")
    areas = [
        Area(
            code=f"a{place}",
            label="A",
            indicators=[Indicator(code=f"i{next(codes)}", prompt="?", scale=scale) for _ in range(size)],
        )
        for place, size in enumerate(sizes)
    ]
    domain = Domain(code="d", label="D", areas=areas)
    return ScoringScheme(
        Instrument(code="x", edition="1", title="X", domains=[domain]), coverage=MinimumCoverage(0), **more
    )


def scored(scheme, rows, *, repeats):
    """The scores of rows of answers, alone and with a table of their area, which are equal to the bit."""
    codes = [indicator.code for indicator in scheme.instrument.indicators]
    records = [dict(zip(codes, row, strict=True)) for row in rows]
    batch = [{"unit": str(n), **record} for n, record in enumerate(records * repeats)]
    found = smmi.score(Answers.from_records(scheme.instrument, batch, unit="unit"), scheme)
    for position, record in enumerate(records):
        alone = scheme.compile().score_one(record)
        expected = tuple(None if math.isnan(one) else one for one in found.values[:, position])
        assert alone.values == expected
        for code in found.codes:
            assert found.of(str(position)).trace(code).replay() == alone[code].value
    return found


@pytest.mark.parametrize("repeats", [1, 40], ids=["few", "with tables"])
def test_a_level_is_missed_by_a_hair(repeats):
    """Points of 1 less 1e-300 do not pass full points; in an area, and above areas."""
    rows = [("no", "yes"), ("yes", "yes"), ("no", "no"), ("yes", None)]
    items = {"i0": NEARLY_FULL}
    levels = MaturityLevels((("i0",), ("i1",)), passing=1.0)
    found = scored(yes_or_no(2, items=items, areas=levels), rows, repeats=repeats)
    assert found["a0"][:4].tolist() == [0.0, 100.0, 0.0, 100.0]
    beside = yes_or_no(
        2, 1, items=items | {"i2": OptionPoints({"no": 1 / 3, "yes": 0.1})}, areas={"a0": levels}
    )
    beside = attrs.evolve(beside, weights={"a0": 0.123456789012345})
    found = scored(beside, [(*row, "no") for row in rows], repeats=repeats)
    assert found["a0"][:4].tolist() == [0.0, 100.0, 0.0, 100.0]
    must = MustHave(("a0",), cap=0.25, passing=1.0)
    found = scored(yes_or_no(2, items=items, domains=must, overall=must.rule), rows, repeats=repeats)
    assert found["d"][:4].tolist() == [25.0, 100.0, 25.0, 100.0]


@pytest.mark.parametrize("from_areas", [True, False])
def test_tiny_points_that_a_rule_has_rounded(from_areas):
    """Where a rule has rounded points to next to nothing, what they add to a mean midway between doubles counts."""
    less, more = 2.2e-311, 0.8033764041916147
    items = {
        "i0": OptionPoints({"no": 0.0, "yes": less}),
        "i1": OptionPoints({"no": 0.5, "yes": more}),
        "i2": OptionPoints({"no": 0.5, "yes": 0.5929261494229711}),
    }
    scheme = yes_or_no(
        1,
        2,
        items=items,
        areas=GeometricMean(),
        domains=WeightedMean() if from_areas else GeometricMean(),
        weights={"a1": 3.0},
        overall_from="areas" if from_areas else "domains",
    )
    found = scored(scheme, [("yes", "yes", "yes"), ("no", "yes", "yes")], repeats=1)
    assert (found.absences == Absence.PRESENT).all()
    if from_areas:
        assert found.overall[0] > found.overall[1]


@attrs.frozen
class Mine:
    """An item rule of somebody else's."""

    scales = ("binary",)
    monotone = shape_free = True

    def points(self, answers, scale, /):
        return np.where(answers > 0, 0.75, 0.1)


def test_what_is_asked():
    """Points are open where they are of many parts, or of any size; not where they are of few."""
    few = yes_or_no(3).compile().plan
    assert few.asking is None
    many = yes_or_no(3, weights={"i0": 0.123456789012345, "i1": 0.987654321098765}).compile().plan
    assert many.asking.areas[0].grid.asks
    rounds = yes_or_no(1, 2, items={"i0": Mine()}).compile().plan
    assert rounds.asking is None
    assert yes_or_no(2, areas=GeometricMean(), overall=MustHave(("a0",))).compile().plan.asking is None


def test_how_near_points_are_to_what_they_are_not():
    """Points of so many parts are told from doubles and marks; of more, they are not."""
    odd = 2 ** (SURE - BINARY) - 1
    assert tells(odd)
    assert tells(odd << BINARY)
    assert not tells(odd + 2)
    assert not tells(odd << BINARY + 1)
    assert not tells(None)
    rule = MustHave(("a",), passing=0.5)
    assert tells_marks(WeightedMean(), [None])
    assert not tells_marks(rule, [2**SURE // 2, 3 * 5])
    assert tells_marks(rule, [2**20, 15])
    assert not tells_marks(rule, [None, 15])
    assert not tells_marks(MustHave(("a",), passing=1.0, rule=MustHave(("a",), passing=1e-40)), [1])


def test_a_line_of_rational_numbers():
    """Whole numbers times a factor, and points on a line, are what they are."""
    grid, third = RationalGrid(), Rational(1, 3)
    assert grid.times(grid.wholes([1, 2]), third).tolist() == [third, 2 * third]
    assert grid.value(third) == third
