"""Weighted means in two plain doubles: against rational numbers, and against scores without the filter."""

import itertools
import math
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.instrument import Answers, Area, Domain, Indicator, Instrument, Option, Ordinal, Percentage
from smmi.instrument.answers import Column
from smmi.scoring import (
    CoverageBasis,
    GeometricMean,
    HarmonicMean,
    Linear,
    Median,
    MinimumCoverage,
    MustHave,
    NoAnswer,
    PointsOverAttainable,
    PowerMean,
    Scorer,
    ScoringScheme,
    WeakestLink,
    WeightedMean,
)
from smmi.scoring.arithmetic import (
    IN_QUOTIENTS,
    IN_RECIPROCALS,
    IN_TABLES,
    LEAST_DIVISOR,
    LEAST_PORTION,
    Grid,
    add_share,
    add_share_of_quotients,
    error_of_mean,
    in_three,
    join,
    next_to_doubles,
    pairs,
    pairs_of,
    portions_of,
    tells_doubles,
    two_parts,
    write_cut,
    write_doubles,
    write_percent,
    write_quotients,
    write_reciprocals,
    write_rounded_means,
)
from smmi.scoring.scorer._single_nodes import Patterns
from tests.scoring.exact_scores import scores as by_definition

BITS_40 = st.integers(0, 2**40).map(lambda n: n / 2**40) | st.integers(0, 4096).map(lambda n: n / 2**40)
RESTS = st.floats(-(2.0**-41), 2.0**-41)
WEIGHTS = (
    st.fractions(0, 1, max_denominator=10**18)
    | st.integers(1, 2000).map(Fraction)
    | st.sampled_from([Fraction(1), Fraction(1, 10**6), Fraction(1, 3)])
).filter(bool)


def exactly(*parts):
    """The sum of doubles."""
    return sum(map(Fraction, parts), Fraction())


@given(st.lists(st.tuples(BITS_40, RESTS, WEIGHTS), min_size=1, max_size=12), st.data())
def test_shares_of_means_add_up(children, data):
    """To the error told, whatever weights; and so does the mean of units of which only some children count."""
    weights = [weight for *_, weight in children]
    counts = data.draw(st.lists(st.booleans(), min_size=len(children), max_size=len(children)).filter(any))
    portion = sum(w for w, there in zip(weights, counts, strict=True) if there) / sum(weights)
    sums, room, mean = np.zeros((3, 1)), np.empty((3, 1)), Fraction()
    for (near, rest, weight), there in zip(children, counts, strict=True):
        share, parts = weight / sum(weights), (near * there, rest * there)
        add_share(sums, *(np.array([part]) for part in parts), in_three(share), room)
        mean += share * exactly(*parts)
    join(sums, room[0])
    error = error_of_mean(len(children), IN_TABLES)
    assert abs(exactly(sums[0, 0], sums[2, 0]) - mean) <= error
    assert float(sums[0, 0] * 2**40).is_integer()
    if portion >= LEAST_PORTION:
        made = portions_of(sums[0], sums[2], pairs_of([portion]))
        assert abs(exactly(*(part.item() for part in made)) - mean / portion) <= error
        assert float(made[0].item() * 2**40).is_integer()


@given(
    st.lists(
        st.tuples(st.integers(1, 2**53 - 1), st.fractions(0, 1), st.floats(-(2.0**-54), 2.0**-54), WEIGHTS),
        min_size=1,
        max_size=8,
    )
)
def test_quotients_are_near(children):
    """Of doubles and of pairs, by whole numbers of any size; and so are means of them."""
    sums, room, mean = np.zeros((3, 1)), np.empty((3, 1)), Fraction()
    total = sum(weight for *_, weight in children)
    for divisor, share, least, weight in children:
        high = float(int(share * divisor))
        for numerators, exact in (
            (np.array([high]), exactly(high)),
            (pairs(np.array([high]), np.array([high * least])), exactly(high, high * least)),
        ):
            near, rest = np.empty((2, 1))
            write_quotients(numerators, np.array([float(divisor)]), near=near, rest=rest, room=room[:2])
            assert abs(exactly(near[0], rest[0]) - exact / divisor) <= IN_QUOTIENTS
            assert float(near[0] * 2**26).is_integer()
        add_share_of_quotients(sums, near, rest, in_three(weight / total), room)
        mean += weight / total * exact / divisor
    join(sums, room[0])
    error = error_of_mean(len(children), IN_QUOTIENTS)
    assert abs(exactly(sums[0, 0], sums[2, 0]) - mean) <= error


@given(BITS_40, RESTS, st.sampled_from([2.0**-90, 2.0**-80, 2.0**-70, 2.0**-60]))
def test_percentages_are_the_nearest_doubles_where_sure(near, rest, error):
    """Whatever the mean is within the error; nothing is 0, for sure."""
    found, room = np.empty(1), np.empty((2, 1))
    unsure = write_percent(np.array([near]), np.array([rest]), error, out=found, room=room)
    if not unsure.size:
        least = exactly(near, rest, -error) if near or rest else Fraction()
        most = exactly(near, rest, error) if near or rest else Fraction()
        assert float(100 * least) == found[0] == float(100 * most)
    else:
        assert (near, rest) != (0.0, 0.0)


def test_what_is_midway_between_doubles_is_not_sure():
    """And what is next to it; other numbers are."""
    midway = float(Fraction(2**46 + 1, 2**47 * 100) * 2**40 // 1) / 2**40
    middle = Fraction(100) * exactly(midway)
    half = Fraction(float(middle)) + Fraction(float(np.spacing(float(middle)))) / 2
    for beyond, sure in ((0.0, False), (2.0**-85, False), (2.0**-60, True), (-(2.0**-60), True)):
        rest = float((half - middle) / 100) + beyond
        unsure = write_percent(
            np.array([midway]), np.array([rest]), 2.0**-80, out=np.empty(1), room=np.empty((2, 1))
        )
        assert (not unsure.size) == sure


@given(BITS_40, RESTS)
def test_means_that_are_doubles_are_told(near, rest):
    """Also where the rest is off by the error; and most others are not."""
    room, error = np.empty(1), 2.0**-80
    double = near + rest
    off = float(exactly(double) - exactly(near))
    for moved in (off, off + error / 2):
        told = next_to_doubles(np.array([near]), np.array([moved]), error, room=room)
        assert told.size or not (near or moved)
    apart = abs(exactly(near, rest) - exactly(double))
    if apart > 2 * error:
        assert not next_to_doubles(np.array([near]), np.array([rest]), error, room=room).size


COARSE = st.integers(2**37, 2**50).map(lambda n: n / 2**50)
"""Sums of five of these are often such that their mean in percent is midway between doubles."""
DECIMALS = st.integers(1, 17).flatmap(lambda places: st.integers(0, 10**places).map(lambda n: n / 10**places))
MODERATE = (st.floats(0, 1) | DECIMALS).map(lambda one: one if one >= 2.0**-13 else 0.0)
SPLIT = [1, 2, 3, 5, 95, 400]


def rounded_means(weights, rows):
    """Weighted means of doubles in percent, as tables and the filter make them, and which are not sure."""
    share = [Fraction(weight, sum(weights)) for weight in weights]
    joined = sum(two_parts(Grid().portion(row, own)) for row, own in zip(rows, share, strict=True))
    near, rest, found = np.empty((3, len(rows[0])))
    write_cut(joined, near, rest)
    error = error_of_mean(len(weights), IN_TABLES)
    assert tells_doubles(error, sum(weights))
    unsure = write_rounded_means(near, rest, error, out=found, room=np.empty((2, len(found))))
    return found, unsure.tolist()


@given(st.data())
def test_means_of_doubles_are_nearest_doubles(data):
    """To the bit as rational numbers say: those that are doubles stand for their decimals, and none is left open."""
    k = data.draw(st.integers(1, 6) | st.just(5))
    alike = st.sampled_from([[1] * k, [2] * k])
    weights = data.draw(alike | st.lists(st.sampled_from(SPLIT), min_size=k, max_size=k))
    points = data.draw(st.sampled_from([COARSE, MODERATE]))
    n = data.draw(st.integers(1, 8))
    rows = [np.array(data.draw(st.lists(points, min_size=n, max_size=n))) for _ in range(k)]
    found, unsure = rounded_means(weights, rows)
    for unit in range(n):
        earned = sum(w * Fraction(float(row[unit])) for w, row in zip(weights, rows, strict=True))
        mean = earned / sum(weights)
        double = float(mean)
        expected = Fraction(repr(double)) if Fraction(double) == mean else mean
        if unit in unsure:
            assert 0 < mean < 2.0**-12
        else:
            assert found[unit] == float(100 * expected)


def test_means_midway_between_doubles_go_to_the_even_one():
    """A fifth of odd numbers of parts of 2 to the power -50 is midway, in percent, between two doubles."""
    rng = np.random.default_rng(15)
    rows = [rng.integers(2**47, 2**49, 400) / 2.0**50 for _ in range(5)]
    exact = [20 * sum(Fraction(one) for one in unit) for unit in np.stack(rows).T.tolist()]
    midway = [one for one in exact if abs(Fraction(float(one)) - one) == Fraction(math.ulp(float(one))) / 2]
    assert len(midway) > 50
    found, unsure = rounded_means([1] * 5, rows)
    assert not unsure
    assert found.tolist() == [
        float(100 * Fraction(repr(float(one / 100))))
        if Fraction(float(one / 100)) == one / 100
        else float(one)
        for one in exact
    ]


@given(st.data())
def test_doubles_nearest_to_means_of_doubles(data):
    """To the bit, those midway between two as well; in doubt are at most those that are tiny."""
    k, n = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 8))
    weights = data.draw(st.lists(st.sampled_from([1, 1, 2, 3]), min_size=k, max_size=k))
    points = data.draw(st.sampled_from([COARSE, MODERATE]))
    rows = [np.array(data.draw(st.lists(points, min_size=n, max_size=n))) for _ in range(k)]
    share = [Fraction(weight, sum(weights)) for weight in weights]
    joined = sum(two_parts(Grid().portion(row, own)) for row, own in zip(rows, share, strict=True))
    near, rest, found, room = np.empty((4, n))
    write_cut(joined, near, rest)
    unsure = write_doubles(near, rest, error_of_mean(k, IN_TABLES), out=found, room=room, told=True)
    for unit in range(n):
        mean = sum(own * Fraction(float(row[unit])) for own, row in zip(share, rows, strict=True))
        assert 0 < mean < 2.0**-12 if unit in unsure else found[unit] == float(mean)


@given(
    st.lists(st.tuples(st.floats(LEAST_DIVISOR, 1.0), st.floats(-1, 1)), min_size=1, max_size=9),
    st.integers(0, 8),
)
def test_reciprocals_have_the_error_that_is_told(numbers, halves):
    """Of numbers in two parts, over units that are no larger."""
    whole, left = np.array(numbers).T
    near = np.rint(whole * 2.0**40) / 2.0**40
    rest = left * 2.0**-41
    units = np.minimum(2.0**-halves, 2.0 ** np.floor(np.log2(near + rest)))
    found, rests = np.empty((2, len(near)))
    write_reciprocals(units, near, rest, quotients=found, rests=rests, room=np.empty((2, len(near))))
    for unit, one, more, high, low in zip(
        *(row.tolist() for row in (units, near, rest, found, rests)), strict=True
    ):
        if unit >= LEAST_DIVISOR:
            exact = Fraction(unit) / (Fraction(one) + Fraction(more))
            assert high * 2.0**26 % 1 == 0
            assert abs(Fraction(high) + Fraction(low) - exact) <= IN_RECIPROCALS


def test_means_of_tiny_size_are_not_told():
    """Between doubles of less than 2 ** -13 there is too little room."""
    tiny = np.array([0.0, 2.0**-14, 2.0**-14, 2.0**-13, 0.5])
    found, unsure = rounded_means([1, 1, 1], [tiny, np.zeros(5), np.zeros(5)])
    assert found[[0, 4]].tolist() == [0.0, 50 / 3]
    assert not {0, 4}.intersection(unsure)
    assert rounded_means([1], [tiny])[1] == [1, 2]


POLICIES = (
    MinimumCoverage(0.5),
    MinimumCoverage(0),
    MinimumCoverage(2 / 3, basis=CoverageBasis.COUNT),
    MinimumCoverage(0.3, no_answer=NoAnswer.LOWEST),
    MinimumCoverage(0.8, no_answer=NoAnswer.PROPAGATES),
)


@st.composite
def cohorts(draw):
    """A scheme of three levels with weights of a kind, and answers of many units, some not there."""
    measured = draw(st.booleans())
    scale = (
        Percentage(code="p")
        if measured
        else Ordinal(code="o", options=tuple(Option(code, code) for code in "abcd"))
    )
    sizes = draw(st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=4), min_size=1, max_size=4))
    items, areas, domains = 0, 0, []
    for i, own in enumerate(sizes):
        made = []
        for size in own:
            indicators = [Indicator(code=f"i{items + j}", prompt="?", scale=scale) for j in range(size)]
            made.append(Area(code=f"a{areas}", label="A", indicators=indicators))
            items, areas = items + size, areas + 1
        domains.append(Domain(code=f"d{i}", label="D", areas=made))
    instrument = Instrument(code="x", edition="1", title="X", domains=domains)
    codes = [f"{level}{i}" for level, n in (("i", items), ("a", areas), ("d", len(sizes))) for i in range(n)]
    kinds = (
        st.just(1.0),
        st.sampled_from([1.0, 1.5, 2.0, 2.5]),
        st.floats(0.5, 3.0),
        st.sampled_from([0.1, 0.25, 1 / 3, 0.35]),
        st.sampled_from([0.0, 1.0, 1e-6]),
        st.sampled_from([1 / 3, 45 / 14]),
    )
    weight = draw(st.sampled_from(kinds))
    overall_from = draw(st.sampled_from(["areas", "domains"]))
    marks = st.sampled_from([0.0, 0.1, 0.29, 0.5, 1 / 3, 1.0])
    musts = st.builds(MustHave, st.just((f"{overall_from[0]}0",)), passing=marks, cap=marks)
    means = st.sampled_from(
        [HarmonicMean(), GeometricMean(), PowerMean(2.0), PowerMean(0.3), Median(), WeakestLink()]
    )
    had = st.builds(MustHave, st.just(("a0",)), passing=marks, cap=marks)
    rules = means | had | st.just(PointsOverAttainable())
    inner = st.builds(lambda rule: {"d0": rule}, rules) | means | st.just(PointsOverAttainable())
    bonus = [(), (f"{overall_from[0]}0",)] if (areas if overall_from == "areas" else len(sizes)) > 1 else [()]
    top = means | st.sampled_from(bonus).map(PointsOverAttainable)
    scheme = ScoringScheme(
        instrument,
        weights={code: draw(weight) for code in codes},
        items={f"i{i}": Linear(10, 90) for i in range(items)} if measured and draw(st.booleans()) else {},
        areas=draw(st.sampled_from([WeightedMean(), HarmonicMean(), GeometricMean(), PowerMean(2.0)])),
        coverage=draw(st.sampled_from(POLICIES)),
        domains=draw(st.just(WeightedMean()) | inner),
        overall=draw(st.just(WeightedMean()) | musts | top),
        overall_from=overall_from,
    )
    n, rng = 300, np.random.default_rng(draw(st.integers(0, 2**32)))
    decimals, high = draw(st.sampled_from([0, 1, 6, 16])), draw(st.sampled_from([100.0, 1e-6]))
    columns = []
    for _ in range(items):
        there = rng.random(n)
        states = np.select([there < 0.1, there < 0.2], [0, 3], 4).astype(np.uint8)
        if measured:
            columns.append(Column(states, np.round(rng.uniform(0, high, n), decimals) * (states == 4)))
        else:
            columns.append(Column(np.where(states == 4, rng.integers(4, 8, n), states).astype(np.uint8)))
    blank = Answers.from_columns(
        instrument, {"unit": ["u"]} | {f"i{i}": [1.0 if measured else "a"] for i in range(items)}, unit="unit"
    )
    return scheme, attrs.evolve(blank, units=np.arange(n).astype(str), columns=tuple(columns))


def unfiltered(scheme):
    """A scorer that takes pairs of doubles, or whole numbers, all the way."""
    scorer = Scorer(scheme)
    object.__setattr__(scorer, "_filtered", None)
    return scorer


@given(cohorts(), st.integers(0, 299))
def test_scores_are_those_without_the_filter(cohort, position):
    """To the bit, before there are tables and with them; and those of one unit are its scores by their definition."""
    scheme, answers = cohort
    scorer, other = Scorer(scheme), unfiltered(scheme)
    for _ in range(2):
        found, expected = scorer.score(answers), other.score(answers)
        np.testing.assert_array_equal(found.values, expected.values)
        np.testing.assert_array_equal(found.absences, expected.absences)
    alone = found.of(str(position))
    assert alone.values == tuple(None if np.isnan(one) else one for one in found.values[:, position])
    if isinstance(scheme.aggregation_rule("a0"), WeightedMean | HarmonicMean):
        exact = by_definition(answers, scheme, position, {})
        for code, points in exact.items():
            if code in found.codes and points is not None and scorer.plan.grid.one > 1:
                # What a rule makes a double is shown by its shortest decimal.
                above = code == "overall" or code.startswith("d")
                rounds = above and isinstance(scheme.aggregation_rule(code), GeometricMean | PowerMean)
                shown = Fraction(repr(float(points))) if rounds else points
                assert found[code][position] == float(100 * shown)


@pytest.mark.parametrize("overall_from", ["areas", "domains"])
@pytest.mark.parametrize(
    "top", [PointsOverAttainable(()), HarmonicMean(), WeightedMean(), WeakestLink(), Median()], ids=repr
)
def test_a_score_that_is_a_double_is_shown_by_its_decimal_by_all_ways(top, overall_from):
    """The root of a third, 0.5773502691896257, which is not next to a hundred times that: in batches and alone."""
    finite = Ordinal(code="o", options=[Option(code, code) for code in "abcd"])
    pair = [Indicator(code=code, prompt="?", scale=finite) for code in ("i0", "i1")]
    domain = Domain(code="d0", label="D", areas=[Area(code="a0", label="A", indicators=pair)])
    instrument = Instrument(code="x", edition="1", title="X", domains=[domain])
    scheme = ScoringScheme(instrument, areas=GeometricMean(), overall=top, overall_from=overall_from)
    record = {"i0": "b", "i1": "d"}
    answers = Answers.from_records(instrument, [{"u": f"{i}", **record} for i in range(300)], unit="u")
    scorer = Scorer(scheme)
    assert set(scorer.score_one(record).values) == {57.73502691896257}
    for _ in range(2):
        assert set(np.unique(scorer.score(answers).values).tolist()) == {57.73502691896257}


TOPS = (
    HarmonicMean(),
    GeometricMean(),
    PowerMean(2.0),
    PowerMean(0.3),
    PointsOverAttainable(bonus=("d1", "a1")),
    WeightedMean(),
    WeakestLink(),
    Median(),
)
LEVELS = ((2, 1), (3,), (1, 2, 4))
"""How many indicators there are in each area of each domain."""


@pytest.mark.parametrize("top", TOPS, ids=repr)
@pytest.mark.parametrize("overall_from", ["areas", "domains"])
def test_rules_above_means_give_what_they_give_of_pairs(top, overall_from):
    """Of options and of numbers near 0, before there are tables and with them, with many blanks."""
    if isinstance(top, PointsOverAttainable):
        top = PointsOverAttainable(bonus=("d1",) if overall_from == "domains" else ("a1",))
    finite = Ordinal(code="o", options=[Option(code, code) for code in "abcd"])
    rng = np.random.default_rng(15)
    for scale, weights, domain in (
        (finite, rng.uniform(0.5, 3, 7).tolist(), HarmonicMean()),
        (Percentage(code="p"), [1 / 3, 45 / 14, 0.0, 1.0], WeightedMean()),
        (Percentage(code="p"), [1.0, 1.5, 2.0], WeightedMean()),
    ):
        instrument, items = three_levels(scale)
        codes = [one.code for one in (*instrument.indicators, *instrument.areas, *instrument.domains)]
        scheme = ScoringScheme(
            instrument,
            weights=dict(zip(codes, itertools.cycle(weights), strict=False)),
            overall=top,
            domains={"d2": domain},
            overall_from=overall_from,
            coverage=MinimumCoverage(0.3),
        )
        columns = []
        for _ in range(items):
            states = np.where(rng.random(150) < 0.3, rng.choice([0, 3], 150), 4).astype(np.uint8)
            numbers = np.round(rng.uniform(0, 2, 150), 5) * (states == 4)
            options = states + (states == 4) * rng.integers(0, 3, 150)
            columns.append(Column(options.astype(np.uint8)) if scale is finite else Column(states, numbers))
        blank = Answers.from_columns(
            instrument,
            {"u": ["x"]} | {f"i{i}": ["a" if scale is finite else 1.0] for i in range(items)},
            unit="u",
        )
        answers = attrs.evolve(blank, units=np.arange(150).astype(str), columns=tuple(columns))
        scorer, expected = Scorer(scheme), unfiltered(scheme).score(answers)
        for few in (slice(20), slice(150)):
            found = scorer.score(answers.take(few))
            np.testing.assert_array_equal(found.values, expected.values[:, few])
            np.testing.assert_array_equal(found.absences, expected.absences[:, few])


def three_levels(scale):
    """An instrument with areas of `LEVELS`, some of options of two kinds, and how many indicators it has."""
    mixed = isinstance(scale, Ordinal)
    areas, domains, items = 0, [], 0
    for i, own in enumerate(LEVELS):
        made = []
        for size in own:
            scales = [scale, Ordinal(code="s", options=scale.options[:3]) if mixed and size < 4 else scale]
            indicators = [
                Indicator(code=f"i{items + j}", prompt="?", scale=scales[j % 2]) for j in range(size)
            ]
            made.append(Area(code=f"a{areas}", label="A", indicators=indicators))
            items, areas = items + size, areas + 1
        domains.append(Domain(code=f"d{i}", label="D", areas=made))
    return Instrument(code="x", edition="1", title="X", domains=domains), items


def test_shares_of_rows_are_those_of_each():
    """Of points that are doubles and of pairs, to the bit."""
    shares = [Fraction(1, 3), Fraction(2, 7), Fraction(8, 21)]
    points = np.array([[0.0, 33.0, 100.0], [1.0, 50.0, 99.0], [0.0, 0.0, 7.0]])
    for rows in (points, pairs(points, points * 2.0**-60)):
        made = Grid(100).portions(rows, shares)
        each = [Grid(100).portion(row, share) for row, share in zip(rows, shares, strict=True)]
        np.testing.assert_array_equal(made, each)


def test_patterns_of_absences_are_the_same_few_and_many(monkeypatch):
    """Worked out one after the other in whole numbers, and all at once."""
    instrument, _ = three_levels(Percentage(code="p"))
    scheme = ScoringScheme(instrument, weights={"a0": 1 / 3, "a1": 0.7}, coverage=MinimumCoverage(0.5))
    node = Scorer(scheme).plan.overall
    below = np.random.default_rng(1).choice(np.array([0, 5, 7, 8], np.uint8), (len(node.children), 60))
    few = Patterns(node).of(below)
    monkeypatch.setattr("smmi.scoring.scorer._single_nodes.FEW_PATTERNS", 0)
    many = Patterns(node).of(below)
    np.testing.assert_array_equal(few[1], many[1])
    assert set(few[1].tolist()) >= {0, 6}
    np.testing.assert_array_equal(few[0].real, many[0].real)
    np.testing.assert_allclose(few[0].imag, many[0].imag, atol=2.0**-100)


def test_units_that_are_not_sure_are_scored_again(monkeypatch):
    """Where everything counts as not sure, all scores are those of pairs, in chunks and threads too."""
    options = tuple(Option(code, code) for code in "abc")
    areas = [
        Area(
            code=f"a{i}",
            label="A",
            indicators=[Indicator(code=f"i{i}", prompt="?", scale=Ordinal(code="o", options=options))],
        )
        for i in range(3)
    ]
    domains = [Domain(code="d0", label="D", areas=areas[:1]), Domain(code="d1", label="D", areas=areas[1:])]
    instrument = Instrument(code="x", edition="1", title="X", domains=domains)
    scheme = ScoringScheme(instrument, weights={"a0": 0.1, "a1": 1 / 3, "d0": 1.7}, overall_from="domains")
    rng = np.random.default_rng(1)
    columns = [Column(rng.choice(np.array([0, 3, 4, 5, 6], np.uint8), 40_000)) for _ in range(3)]
    blank = Answers.from_columns(instrument, {"u": ["x"], "i0": ["a"], "i1": ["a"], "i2": ["a"]}, unit="u")
    answers = attrs.evolve(blank, units=np.arange(40_000).astype(str), columns=tuple(columns))
    expected = unfiltered(scheme).score(answers)
    filtered = Scorer(scheme).score(answers)
    monkeypatch.setattr(
        "smmi.scoring.scorer.filtered._filtered_nodes.error_of_mean", lambda _children, _error: 1.0
    )
    for found in (filtered, Scorer(scheme).score(answers), Scorer(scheme).score(answers, threads=3)):
        np.testing.assert_array_equal(found.values, expected.values)
        np.testing.assert_array_equal(found.absences, expected.absences)


@pytest.mark.parametrize("children", [19, 70])
def test_a_domain_of_many_areas(children):
    """The absences of many children are no one number, and more are not filtered at all."""
    scale = Percentage(code="p")
    areas = [
        Area(code=f"a{i}", label="A", indicators=[Indicator(code=f"i{i}", prompt="?", scale=scale)])
        for i in range(children)
    ]
    instrument = Instrument(
        code="x", edition="1", title="X", domains=[Domain(code="d", label="D", areas=areas)]
    )
    scheme = ScoringScheme(instrument, weights={f"a{i}": 1 + i / 7 for i in range(children)})
    records = [
        {"unit": f"{n}"} | {f"i{i}": (37.0 * i * n) % 101 for i in range(children) if (i + n) % 5}
        for n in range(20)
    ]
    answers = Answers.from_records(instrument, records, unit="unit")
    found, expected = Scorer(scheme).score(answers), unfiltered(scheme).score(answers)
    np.testing.assert_array_equal(found.values, expected.values)
    exact = by_definition(answers, scheme, 3, {})
    assert [found[code][3] for code in ("overall", "d")] == [
        float(100 * exact[code]) for code in ("overall", "d")
    ]
