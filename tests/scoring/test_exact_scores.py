"""Scores are the doubles nearest to what the definition gives in rational numbers."""

import math
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.errors import SchemeError
from smmi.instrument import Answers, Area, Domain, Indicator, Instrument, Option, Ordinal, Percentage
from smmi.scoring import (
    CutPoints,
    GeometricMean,
    HarmonicMean,
    Linear,
    MaturityLevels,
    Median,
    MinimumCoverage,
    MustHave,
    OptionPoints,
    PointsOverAttainable,
    PowerMean,
    Reversed,
    ScoringScheme,
    WeightedMean,
)
from smmi.scoring.rules import rounds_inside
from smmi.testing.strategies import answers, instruments, schemes
from tests.scoring.exact_scores import scores as by_definition


def rational(points, grid):
    """Points in parts of a grid as a rational number."""
    return (Fraction(float(points.real)) + Fraction(float(points.imag))) / grid.one


LEAST = Fraction(math.ulp(0.0))
"""Points that are less than the least double may be none."""


def check(scheme, code, value, points):
    """Check that a score is the double nearest to points that are rational, or to what a rule has rounded."""
    if points is None:
        assert math.isnan(value), code
    elif 0 < points < LEAST:
        assert value in {0.0, float(100 * points)}, code
    elif rounds_inside(scheme.aggregation_rule(code)):
        assert value == float(100 * Fraction(repr(float(points)))), code
    else:
        double = float(points)  # that of the only child, which a rule has rounded, stands for its decimal
        expected = Fraction(repr(double)) if Fraction(double) == points else points
        assert value == float(100 * expected), code


@given(st.data())
def test_every_score_is_the_double_nearest_to_the_exact_one(data):
    """Of every node of drawn schemes; a child that a rule has rounded counts as the double that it is."""
    instrument = data.draw(instruments())
    scheme, given_answers = data.draw(schemes(instrument)), data.draw(answers(instrument))
    found = smmi.score(given_answers, scheme)
    plan = scheme.compile().plan
    lowest = {
        item.indicator.code: rational(item.attainable[0], plan.grid) for item in plan.items if item.attainable
    }
    for position in range(len(given_answers)):
        exact = by_definition(given_answers, scheme, position, lowest)
        for code in found.codes:
            check(scheme, code, found[code][position], exact[code])


def shares(*sizes, **more):
    """A scheme of one domain, with areas of so many percentages each: a0, a1, ... of i0, i1, ..."""
    codes = iter(range(sum(sizes)))
    areas = [
        Area(
            code=f"a{place}",
            label="A",
            indicators=[
                Indicator(code=f"i{next(codes)}", prompt="?", scale=Percentage(code="p")) for _ in range(size)
            ],
        )
        for place, size in enumerate(sizes)
    ]
    instrument = Instrument(
        code="x", edition="1", title="X", domains=[Domain(code="d", label="D", areas=areas)]
    )
    return ScoringScheme(instrument, **more)


def score_all(scheme, rows):
    """The scores of rows of answers in a batch, which are those of each alone, and of its trace, to the bit."""
    records = [{"unit": str(n), **{f"i{i}": one for i, one in enumerate(row)}} for n, row in enumerate(rows)]
    found = smmi.score(Answers.from_records(scheme.instrument, records, unit="unit"), scheme)
    for position, record in enumerate(records):
        alone = scheme.compile().score_one({code: one for code, one in record.items() if code != "unit"})
        assert alone.values == tuple(None if math.isnan(one) else one for one in found.values[:, position])
        assert found.of(str(position)).trace("overall").replay() == alone.values[0]
        low, high = alone["overall"].bounds
        assert low <= alone.values[0] <= high
    return found


@pytest.mark.parametrize("share", [0, 7, 14, 28, 29, 55, 57, 58, 100])
def test_a_whole_percentage_scores_itself(share):
    """An indicator of 29 percent scores 29, whichever rules are above it; some of these missed it."""
    for rule in (WeightedMean(), Median(), HarmonicMean(), PointsOverAttainable()):
        scheme = shares(1, areas=rule, domains=rule, overall=rule)
        assert score_all(scheme, [[float(share)]]).values[:, 0].tolist() == [share] * 3


def test_schools_exactly_at_a_mark_are_not_failed():
    """Three shares of 10, and shares of 0, 12 and 18, are 10 percent, which is the mark."""
    scheme = shares(
        3,
        1,
        domains=MustHave(("a0",), cap=0.05, passing=0.1),
        overall=MustHave(("a0",), cap=0.05, passing=0.1),
    )
    found = score_all(scheme, [[10, 10, 10, 100], [0, 12, 18, 100], [10, 10, 9.999999999999998, 100]])
    assert found["a0"].tolist() == [10.0, 10.0, 10.0]
    assert found.overall.tolist() == [55.0, 55.0, 5.0]


@given(
    st.integers(1, 999),
    st.lists(st.integers(-100, 100), min_size=1, max_size=6),
    st.lists(st.sampled_from([1.0, 0.1, 0.3, 0.7, 45 / 14, 1e-6]), min_size=1, max_size=1),
)
def test_a_mark_is_reached_exactly(mark, steps, weight):
    """A mean that is just the mark passes; with one share one double lower it fails, and higher it passes."""
    room = min(mark, 1000 - mark)
    moved = [step * room // 100 for step in steps]
    answers_ = [(mark + one) / 10 for one in (*moved, *(-one for one in moved))]
    lower = [*answers_[:-1], math.nextafter(answers_[-1], -math.inf)]
    higher = [*answers_[:-1], math.nextafter(answers_[-1], math.inf)]
    rows = [answers_, *([lower] if lower[-1] >= 0 else []), *([higher] if higher[-1] <= 100 else [])]
    passing = mark / 1000
    weights = dict.fromkeys((f"i{i}" for i in range(len(answers_))), weight[0])
    for rule in (
        MustHave(("a0",), cap=0.0, passing=passing),
        MaturityLevels((("a0",),), passing=passing),
    ):
        scheme = shares(len(answers_), domains=rule, overall=rule, weights=weights)
        found = score_all(scheme, rows)
        assert found["a0"][0] == float(Fraction(mark, 10))
        passed = [True, *([False] if lower[-1] >= 0 else []), *([True] if higher[-1] <= 100 else [])]
        assert [one > 0 for one in found.overall.tolist()] == passed


@pytest.mark.parametrize(
    ("share", "least"),
    [
        (7 / 9, 7),
        (0.7777777777777777, 7),
        (0.778, 8),
        (0.2, 2),
        (1 / 9, 1),
        (math.nextafter(1 / 9, 1), 2),
        (2 / 3, 6),
    ],
    ids=str,
)
def test_coverage_is_reached_exactly(share, least):
    """Seven of nine reach a minimum of 7/9, and of the double below it; one less does not."""
    scheme = shares(9, coverage=MinimumCoverage(share))
    rows = [[50.0] * answered + [None] * (9 - answered) for answered in range(1, 10)]
    records = [{"unit": str(n), **{f"i{i}": one for i, one in enumerate(row)}} for n, row in enumerate(rows)]
    found = smmi.score(Answers.from_records(scheme.instrument, records, unit="unit"), scheme)["a0"]
    assert found[least - 1 :].tolist() == [50.0] * (10 - least)
    assert np.isnan(found[: least - 1]).all()
    for row, value in zip(rows, found.tolist(), strict=True):
        alone = scheme.compile().score_one({f"i{i}": one for i, one in enumerate(row)})["a0"].value
        assert alone == (None if math.isnan(value) else value)


@given(st.data())
def test_a_line_is_exact(data):
    """A number between goalposts of few decimals scores the double nearest to its place, whatever its decimals."""
    low = data.draw(st.integers(-1000, 1000).map(lambda one: one / 100))
    high = low + data.draw(st.integers(1, 100_000)) / 100
    answer = data.draw(st.floats(0, 100).filter(lambda one: not 0 < one < 1e-270))
    scheme = shares(1, items={"i0": Linear(low, high)})
    exact_low, exact_high, exact_answer = (Fraction(repr(float(one))) for one in (low, high, answer))
    place = min(max((exact_answer - exact_low) / (exact_high - exact_low), Fraction(0)), Fraction(1))
    assert score_all(scheme, [[answer]]).overall.tolist() == [float(100 * place)]


NEARLY = (0.0, 1e-300, 1e-270, 1e-31, 2.220446049250313e-16, 0.25, 0.5, 0.7, 0.8033764041916147, 1.0)
"""Points of which means are at marks and midway between doubles, and others by which they just miss them."""


def nearly_at_marks(data):
    """A scheme whose indicators are worth points as above, or what these leave of full points; and all answers."""
    sizes = data.draw(st.lists(st.integers(1, 3), min_size=2, max_size=3))
    items, marks = range(sum(sizes)), st.sampled_from([0.25, 0.5, 0.7, 1.0])
    codes = [f"i{i}" for i in items], [f"a{i}" for i in range(len(sizes))]

    def rule(children):
        must = tuple(data.draw(st.sets(st.sampled_from(children), min_size=1)))
        inner = data.draw(st.sampled_from([WeightedMean(), HarmonicMean(), Median()]))
        drawn = data.draw(st.integers(0, 4))
        if drawn == 0:
            return MustHave(must, cap=data.draw(marks), passing=data.draw(marks), rule=inner)
        if drawn == 1:
            return MaturityLevels(tuple((code,) for code in children), passing=data.draw(marks))
        return inner if drawn == 2 else WeightedMean() if drawn == 3 else GeometricMean()

    steps = st.lists(st.sampled_from(NEARLY), min_size=5, max_size=5)
    by_item = {}
    for code in codes[0]:
        cuts = CutPoints((20, 40, 60, 80), tuple(data.draw(steps)))
        by_item[code] = data.draw(st.sampled_from([cuts, Reversed(cuts)]))
    weights = st.sampled_from([1.0, 1.0, 3.0, 1 / 3, 1e-30, 0.8173645982374651])
    first = iter(codes[0])
    by_area = {
        area: rule([next(first) for _ in range(size)]) for area, size in zip(codes[1], sizes, strict=True)
    }
    scheme = shares(
        *sizes,
        items=by_item,
        areas=by_area,
        domains=rule(codes[1]),
        weights={code: data.draw(weights) for code in (*codes[0], *codes[1])},
        coverage=MinimumCoverage(0),
    )
    rows = data.draw(
        st.lists(
            st.tuples(*(st.sampled_from([None, 0, 20, 40, 60, 80]) for _ in items)), min_size=3, max_size=6
        )
    )
    return scheme, rows


@given(st.data())
def test_scores_by_a_hair(data):
    """Means that miss a mark, or the middle of two doubles, by less than two doubles tell, are not taken for it."""
    scheme, rows = nearly_at_marks(data)
    records = [{"unit": str(n), **{f"i{i}": one for i, one in enumerate(row)}} for n, row in enumerate(rows)]
    given_answers = Answers.from_records(scheme.instrument, records, unit="unit")
    found, scorer = smmi.score(given_answers, scheme), scheme.compile()
    for position, row in enumerate(rows):
        exact = by_definition(given_answers, scheme, position, {})
        for code in found.codes:
            check(scheme, code, found[code][position], exact[code])
        alone = scorer.score_one({f"i{i}": one for i, one in enumerate(row)}).values
        assert alone == tuple(None if math.isnan(one) else one for one in found.values[:, position])


@pytest.mark.parametrize("scale", ["numbers", "options"])
def test_a_rule_of_doubles_is_given_the_nearest_double(scale):
    """A harmonic mean is less than what is midway between 1 and the double below it by 7e-33: it is that one.

    1 / (1 - e) and three times 1 have the mean 1 / (1 - 2 ** -54 - 7.2e-33) for e = 2.220446049250313e-16.
    """
    tiny = 2.220446049250313e-16
    options = Ordinal(code="o", options=[Option(code, code) for code in ("low", "high")])
    kind = Percentage(code="p") if scale == "numbers" else options
    asked = [Indicator(code=f"i{i}", prompt="?", scale=kind) for i in range(3)]
    areas = [
        Area(code="a0", label="A", indicators=asked[:2]),
        Area(code="a1", label="B", indicators=asked[2:]),
    ]
    domain = Domain(code="d", label="D", areas=areas)
    instrument = Instrument(code="x", edition="1", title="X", domains=[domain])
    less = 1 - Fraction(repr(tiny))
    exact = 4 / (1 / less + 3)
    assert float(exact) == 1 - 2**-53
    cuts = CutPoints((50,), (tiny, 0.0))
    rules = {"i0": Reversed(cuts), "i1": Reversed(CutPoints((50,), (0.0, 0.0)))}
    if scale == "options":
        rules = {"i0": Reversed(OptionPoints({"low": tiny, "high": 0.0}))}
        rules["i1"] = Reversed(OptionPoints({"low": 0.0, "high": 0.0}))
    scheme = ScoringScheme(
        instrument,
        items=rules,
        areas={"a0": HarmonicMean()},
        domains=GeometricMean(),
        weights={"i1": 3.0},
        coverage=MinimumCoverage(0),
    )
    low = 0.0 if scale == "numbers" else "low"
    answers = Answers.from_records(
        instrument, [{"u": str(i), "i0": low, "i1": low} for i in range(300)], unit="u"
    )
    scorer = scheme.compile()
    for _ in range(2):
        assert set(scorer.score(answers)["d"].tolist()) == {99.99999999999999}
    assert scorer.score_one({"i0": low, "i1": low})["d"].value == 99.99999999999999


def test_decimals_next_to_a_double_are_not_taken_for_it():
    """What is left of full points by a decimal next to a power of two is no double, where no rule has rounded."""
    tiny = 2.220446049250313e-16
    scheme = shares(1, items={"i0": Reversed(CutPoints((50,), (tiny, 1.0)))})
    exact = float(100 * (1 - Fraction(repr(tiny))))
    assert exact != float(100 * Fraction(repr(float(1 - Fraction(repr(tiny))))))
    assert score_all(scheme, [[10.0]]).values[:, 0].tolist() == [exact] * 3


@attrs.frozen
class Twice:
    """A rule of somebody else's that goes beyond full points."""

    monotone = shape_free = True

    def aggregate(self, points, weights):
        return 2.0 * points[0]


@attrs.frozen
class First:
    """A rule of somebody else's: the first child decides."""

    monotone = shape_free = True

    def aggregate(self, points, weights):
        return points[0] * 1.0


class Half(PointsOverAttainable):
    """A built-in rule of which one method is somebody else's."""

    def aggregate(self, points, weights):
        return super().aggregate(points, weights) / 2.0


class Coarse(CutPoints):
    """A built-in item rule of which two methods are somebody else's."""

    def points(self, answers, scale, /):
        return np.where(answers >= 50, 1.0, 0.25)

    def attainable(self, scale, /):
        return 0.25, 1.0


@pytest.mark.parametrize("rule", [GeometricMean(), PowerMean(2.0), PowerMean(-1.0), First()], ids=repr)
def test_what_a_rule_has_rounded_is_at_the_mark_too(rule):
    """A child whose double is that of the mark has passed, and scores the mark in percent; a lesser one has not."""
    for mark in (1, 7, 14, 28, 29, 30, 55, 57, 58, 70, 100):
        must = MustHave(("a0",), cap=0.0, passing=mark / 100)
        scheme = shares(2, areas=rule, domains=must, overall=MaturityLevels((("a0",),), passing=mark / 100))
        less = math.nextafter(mark, 0) - 1e-12
        found = score_all(scheme, [[mark, mark], [less, less]])
        assert found["a0"][0] == mark
        assert [found["d"][0], found.overall[0]] == [mark, 100.0]
        assert [found["d"][1], found.overall[1]] == [0.0, 0.0]


def test_a_number_is_not_below_itself():
    """Points, gated points and marks that are written by the same double, whether they are shares or decimals."""
    three = Ordinal(code="o", options=[Option(code, code) for code in ("l", "m", "h")])
    area = Area(code="a0", label="A", indicators=[Indicator(code="x", prompt="?", scale=three)])
    instrument = Instrument(
        code="x", edition="1", title="X", domains=[Domain(code="d", label="D", areas=[area])]
    )
    for share in sorted({k / d for d in range(2, 13) for k in range(1, d)}):
        scheme = ScoringScheme(
            instrument,
            items={"x": OptionPoints({"l": 0, "m": share, "h": 1})},
            domains=MustHave(("a0",), cap=0.0, passing=share),
            overall=MaturityLevels((("a0",),), passing=share),
        )
        found = scheme.compile().score_one({"x": "m"})
        assert found["d"].value == found["a0"].value > 0
        assert found["overall"].value == 100.0


def test_shares_of_weight_cover_one_another():
    """A sixth and a third are half of what a sixth, a third and a half are together, as whole weights say."""
    for parts in ((1, 2, 3), (1, 1, 2), (2, 3, 5), (3, 4, 7)):
        weights = {f"i{i}": part / sum(parts) for i, part in enumerate(parts)}
        scheme = shares(3, weights=weights, coverage=MinimumCoverage((parts[0] + parts[1]) / sum(parts)))
        assert scheme.compile().score_one({"i0": 50, "i1": 50})["a0"].value == 50.0
        assert scheme.compile().score_one({"i1": 50})["a0"].value is None


def test_a_rule_inside_a_must_have_is_checked():
    """What is no points is refused with the rule's name, whoever made it; also where nothing is left to divide by."""
    for inner, first in ((Twice(), 80), (PointsOverAttainable(bonus=("i1",)), None)):
        scheme = shares(2, areas=MustHave(("i0",), passing=0.1, rule=inner), coverage=MinimumCoverage(0))
        for last in (50, 50.123456789012):  # of which the second is no whole part of the grid
            with pytest.raises(
                SchemeError, match=r"MustHave for 'a0' returned (1.6|nan), expected points from 0 to 1"
            ):
                scheme.compile().score_one({"i0": first, "i1": last})


def test_methods_of_somebody_else_are_asked():
    """A class made from a built-in rule is asked by its own methods, in a batch, alone, and for what is attainable."""
    assert score_all(shares(2, areas=Half()), [[50, 50]])["a0"].tolist() == [25.0]
    scheme = shares(2, items={"i0": Coarse((10, 20), (0.5, 0.6, 0.55))})
    alone = scheme.compile().score_one({"i1": 50})
    assert alone["a0"].bounds == (37.5, 75.0)
    assert score_all(scheme, [[60, 50]])["a0"].tolist() == [75.0]
