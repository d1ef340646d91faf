"""Single responses in fixed point have the bits of the definition and of the batch, or say that a score is open."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given, strategies as st

import smmi
from smmi.instrument import (
    Answers,
    Area,
    Domain,
    Indicator,
    Instrument,
    Nonresponse,
    Option,
    Ordinal,
    Percentage,
)
from smmi.scoring import (
    CoverageBasis,
    GeometricMean,
    HarmonicMean,
    Linear,
    MinimumCoverage,
    MustHave,
    NoAnswer,
    OptionPoints,
    ScoringScheme,
    WeightedMean,
)
from smmi.scoring.arithmetic import (
    LOW_PLACES,
    MISSED,
    exact_percentage,
    fixed_point,
    fixed_points,
    nearest_percentages,
    pairs,
)
from smmi.scoring.arithmetic._fixed_point import BINARY_PLACES
from smmi.scoring.scorer._nodes import NodePlan
from smmi.scoring.scorer._single import SingleScorer
from tests.scoring.exact_scores import scores as by_definition

PARTS = 2**BINARY_PLACES
MOST_MISSED = 200
ASTRAY = st.integers(-MOST_MISSED, MOST_MISSED)
SHARES = st.one_of(
    st.floats(0, 1),
    st.floats(2.0**-13, 1),
    st.integers(0, 1000).map(lambda one: one / 1000),
    st.integers(1, 2**16).map(lambda one: one / 2**16),
)


@given(SHARES, st.floats(-(2.0**-54), 2.0**-54), st.sampled_from([1, 100, 2**40, 7 * 10**11]))
@example(1e-300, 0.0, 1)
@example(0.0, 0.0, 100)
def test_points_are_read_to_three_parts(share, left, one):
    """Doubles and pairs of them; 0 is 0, and nothing else is."""
    points = complex(share * one, left * share * one) if left else share * one
    exact = 100 * (Fraction(points.real) + Fraction(points.imag)) / one
    found = fixed_point(points, one)
    assert abs(found - exact * PARTS) <= 3
    assert (found == 0) is (exact == 0)


@given(
    st.lists(st.tuples(SHARES, st.floats(-(2.0**-54), 2.0**-54) | st.just(0.0)), min_size=1, max_size=9),
    st.sampled_from([1, 100, 2**40, 7 * 10**11]),
    st.fractions(0, 1, max_denominator=10**20)
    | st.sampled_from([Fraction(1), Fraction(1, 10**90)])
    | st.integers(0, 20).map(Fraction),
)
@example([(1e-300, 0.0), (0.0, 0.0), (1.0, 0.0)], 1, Fraction(1))
@example([(0.5, 0.0)], 1, Fraction())
def test_points_of_a_table_are_read_to_three_parts_too(shares, one, share):
    """All at once, or a multiple of them; of doubles of moderate size, where full points are 1, nothing is missed."""
    high = np.array([share * one for share, _ in shares])
    table = pairs(high, high * np.array([left for _, left in shares]))
    nothing = one == 1 and share.denominator == 1
    for points, left_out in ((table, MISSED), (high, 0 if nothing else MISSED)):
        digits = fixed_points(points, one, share)
        for point, above, low in zip(points.tolist(), digits[::2], digits[1::2], strict=True):
            exact = 100 * share * (Fraction(point.real) + Fraction(point.imag)) / one * PARTS
            found = (above << LOW_PLACES) + low
            assert abs(found - exact) <= (left_out if point.real >= 2.0**-13 else MISSED)
            assert (found == 0) is (exact == 0)


@given(SHARES, st.sampled_from([0, 0.5, 0.49, 0.51, 0.5 + 1e-12, 0.5 - 1e-12]), ASTRAY)
def test_a_score_is_the_nearest_double_or_open(share, gaps, missed):
    """Also next to what is midway between two doubles, however far the number is from what it stands for."""
    double = 100.0 * share
    exact = Fraction(double) + Fraction(math.ulp(double)) * Fraction(gaps)
    number = round(exact * PARTS) + (missed if exact else 0)
    assume(number >= 0 and abs(number - exact * PARTS) <= MOST_MISSED and (number > 0 or not exact))
    found = nearest_percentages([number], missed=MOST_MISSED, doubles_are_decimals=False)
    assert found in (None, [float(exact)])
    if exact and exact > Fraction(1, 100) and abs(gaps - 0.5) > 1e-3:
        assert found


@given(SHARES, st.sampled_from([0, Fraction(1, 3), Fraction(1, 10**12), -Fraction(1, 10**20)]), ASTRAY)
@example(0.29, 0, 0)
@example(0.5, 0, 3)
def test_points_that_may_be_a_double_are_told_from_others(share, gaps, missed):
    """They stand for their decimals: 0.29 is 29 percent, and not 28.999999999999996; if that is open, it is said so."""
    exact = Fraction(share) + Fraction(math.ulp(share)) * gaps
    number = round(exact * 100 * PARTS) + (missed if exact else 0)
    assume(exact >= 0 and number >= 0 and (number > 0 or not exact))
    assume(abs(number - exact * 100 * PARTS) <= MOST_MISSED)
    stands_for = Fraction(repr(share)) if not gaps else exact
    found = nearest_percentages([number], missed=MOST_MISSED, doubles_are_decimals=True)
    assert found in (None, [float(100 * stands_for)])
    if share > 0.001 and gaps == Fraction(1, 3):
        assert found


@given(st.lists(SHARES, min_size=1, max_size=4), st.integers(1, 12))
@example([0.29, 0.29], 1)
@example([0.0, 0.003], 4)
@example([1e-5], 1)
@example([0.0], 3)
def test_means_of_doubles_are_told_from_doubles(shares, weight):
    """A mean that is a double stands for its decimal; any other for itself, midway between doubles too."""
    assume(all(not 0 < share < 2.0**-13 or share == 1e-5 for share in shares))
    weights = [weight, *[1] * (len(shares) - 1)]
    earned = sum(w * fixed_point(share, 1) for w, share in zip(weights, shares, strict=True))
    mean = sum(w * Fraction(share) for w, share in zip(weights, shares, strict=True)) / sum(weights)
    double = float(mean)
    stands_for = Fraction(repr(double)) if Fraction(double) == mean else mean
    found = exact_percentage(earned, sum(weights))
    assert found == float(100 * stands_for) or (found is None and mean < 2.0**-13)


THREE = Ordinal(code="three", options=[Option(code, code) for code in "abc"])
HUNDRED = Percentage(code="hundred")
WEIGHTS = (
    st.sampled_from([1.0, 1.5, 2.0, 2.5]),
    st.floats(0.1, 5),
    st.sampled_from([0.1, 0.3, 1 / 3, 45 / 14, 1e-6, 0.0]),
    st.sampled_from([1e-90, 1.0, 3e90]),
)


@st.composite
def cases(draw, areas=WeightedMean):
    """A scheme with weights of one kind, areas of a rule, and three records."""
    scale = draw(st.sampled_from([THREE, HUNDRED]))
    numbers = iter(range(100))
    shape = draw(st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=3), min_size=1, max_size=3))
    domains = [
        Domain(
            code=f"d{d}",
            label="D",
            areas=[
                Area(
                    code=f"d{d}a{a}",
                    label="A",
                    indicators=[
                        Indicator(code=f"i{next(numbers)}", prompt="?", scale=scale) for _ in range(size)
                    ],
                )
                for a, size in enumerate(sizes)
            ],
        )
        for d, sizes in enumerate(shape)
    ]
    instrument = Instrument(code="x", edition="1", title="X", domains=domains)
    codes = [one.code for one in (*instrument.indicators, *instrument.areas, *instrument.domains)]
    kind = draw(st.sampled_from(WEIGHTS))
    worth = sorted(
        draw(st.lists(st.sampled_from([0.0, 1e-250, 1e-12, 0.1, 1 / 3, 0.7, 1.0]), min_size=3, max_size=3))
    )
    rule = OptionPoints(dict(zip("abc", worth, strict=True))) if scale is THREE else Linear(10, 97.7)
    share = draw(st.sampled_from([0, 0.5, 1]))
    overall_from = draw(st.sampled_from(["areas", "domains"]))
    marks = st.sampled_from([0.0, 0.1, 0.29, 1 / 3, 0.5, 1.0])
    must = draw(st.sampled_from(instrument.areas if overall_from == "areas" else domains)).code
    scheme = ScoringScheme(
        instrument,
        items={one.code: rule for one in instrument.indicators},
        weights={code: draw(kind) for code in codes},
        areas=areas(),
        overall=draw(
            st.just(WeightedMean()) | st.builds(MustHave, st.just((must,)), passing=marks, cap=marks)
        ),
        overall_from=overall_from,
        coverage=MinimumCoverage(
            share,
            no_answer=draw(st.sampled_from(NoAnswer)),
            basis=draw(st.sampled_from(CoverageBasis)),
        ),
    )
    answer = (
        st.sampled_from("abc")
        if scale is THREE
        else st.floats(0, 100) | st.integers(0, 1000).map(lambda n: n / 10)
    )
    answer = answer if draw(st.booleans()) else st.sampled_from([None, *Nonresponse]) | answer
    rows = [{one.code: draw(answer) for one in instrument.indicators} for _ in range(3)]
    return scheme, rows


def lowest(scheme):
    """The lowest points of each indicator."""
    rules = {one.code: (scheme.item_rule(one.code), one.scale) for one in scheme.instrument.indicators}
    return {
        code: min(map(Fraction, map(repr, rule.by_option.values()))) if scale is THREE else Fraction()
        for code, (rule, scale) in rules.items()
    }


def check(scheme, rows):
    """Compare single responses, in fixed point and in pairs of doubles, with the batch; return it."""
    scorer = scheme.compile()
    batch = smmi.score(
        Answers.from_records(
            scheme.instrument, [{"u": str(n), **row} for n, row in enumerate(rows)], unit="u"
        ),
        scheme,
    )
    for position, row in enumerate(rows):
        alone = scorer.score_one(row)
        expected = [None if math.isnan(one) else one for one in batch.values[:, position].tolist()]
        assert list(alone.values) == expected
        assert list(alone.absences) == batch.absences[:, position].tolist()
    return batch


@given(cases())
def test_fixed_point_has_the_bits_of_fractions_and_of_the_batch(case):
    """Weights of many kinds, blanks, tiny points, and both ways to the overall score."""
    scheme, rows = case
    batch = check(scheme, rows)
    for position in range(len(rows)):
        exact = by_definition(batch.answers, scheme, position, lowest(scheme))
        for code in batch.codes:
            if exact[code] is not None and not 0 < exact[code] < Fraction(1, 10**240):
                assert batch[code][position] == float(100 * exact[code])


@pytest.mark.parametrize("rule", [GeometricMean, HarmonicMean], ids=repr)
@given(data=st.data())
def test_areas_of_other_rules_have_the_bits_of_the_batch(rule, data):
    """What a rule has rounded stands for its decimal where it goes up alone."""
    check(*data.draw(cases(rule)))


def shares(*sizes, scale=HUNDRED, **more):
    """A scheme of one domain for each size, of so many areas of two indicators: i0, i1, ..."""
    numbers = iter(range(1000))
    domains = [
        Domain(
            code=f"d{d}",
            label="D",
            areas=[
                Area(
                    code=f"d{d}a{a}",
                    label="A",
                    indicators=[Indicator(code=f"i{next(numbers)}", prompt="?", scale=scale) for _ in "ab"],
                )
                for a in range(size)
            ],
        )
        for d, size in enumerate(sizes)
    ]
    return ScoringScheme(Instrument(code="x", edition="1", title="X", domains=domains), **more)


@pytest.mark.parametrize("overall_from", ["areas", "domains"])
@pytest.mark.parametrize("sizes", [(1, 2, 3), (4, 4), (1,)], ids=repr)
def test_means_of_rounded_areas_are_told_from_doubles(sizes, overall_from):
    """Many units: where a mean of doubles is a double, it stands for its decimal, as in the batch."""
    scale = Ordinal(code="o", options=[Option(code, code) for code in "abcdefg"])
    scheme = shares(*sizes, scale=scale, areas=GeometricMean(), overall_from=overall_from)
    rng = np.random.default_rng(1)
    codes = [one.code for one in scheme.instrument.indicators]
    rows = [
        dict(zip(codes, rng.choice(list("abcdefg"), len(codes)).tolist(), strict=True)) for _ in range(60)
    ]
    check(scheme, [*rows, *({**row, "i0": None, "i1": None} for row in rows[:9])])


@pytest.mark.parametrize("scale", [THREE, HUNDRED], ids=["table", "numbers"])
def test_no_array_is_made_for_means_of_any_weights(monkeypatch, scale):
    """Weights of seventeen digits and blanks cost no call of the plan once the answers are known."""
    answers = ["a", "c", "b", None] if scale is THREE else [12.5, 99.0, 1 / 3, None]
    items = {
        f"i{i}": OptionPoints({"a": 0, "b": 1 / 3, "c": 1}) if scale is THREE else Linear(0, 99)
        for i in range(12)
    }
    rng = np.random.default_rng(3)
    weights = {
        code: float(rng.uniform(0.5, 3)) for code in (*items, "d0", "d1", "d0a0", "d0a1", "d0a2", "d1a0")
    }
    for overall_from in ("areas", "domains"):
        scheme = shares(3, 3, scale=scale, items=items, weights=weights, overall_from=overall_from)
        row = {f"i{i}": answers[i % 4] for i in range(12)}
        scorer = scheme.compile()
        before = scorer.score_one(row)
        with monkeypatch.context() as patched:
            patched.setattr(NodePlan, "_each", None)
            assert scorer.score_one(row).values == before.values
        check(scheme, [row])


@pytest.mark.parametrize("overall_from", ["areas", "domains"])
@pytest.mark.parametrize("weights", [{}, {"i0": 1.7, "d0": 0.3}], ids=["whole", "decimals"])
def test_what_is_open_is_worked_out_in_pairs(monkeypatch, weights, overall_from):
    """Where fixed point leaves every score open, the scores are the same, with blanks too."""
    monkeypatch.setattr("smmi.scoring.scorer._single_nodes.MISSED", 2**70)
    found = []
    real = SingleScorer._in_fixed_point
    monkeypatch.setattr(
        SingleScorer, "_in_fixed_point", lambda *given: found.append(real(*given)) or found[-1]
    )
    scheme = shares(2, 3, weights=weights, overall_from=overall_from)
    row = {f"i{i}": 101 / 11 * i for i in range(10)}
    rows = [row, {**row, "i0": None, "i8": Nonresponse.NOT_APPLICABLE}, {**row, "i0": None, "i1": None}]
    check(scheme, rows)
    assert found == [None] * 3


@pytest.mark.parametrize("overall_from", ["areas", "domains"])
def test_scores_of_tiny_points_and_of_whole_parts(overall_from):
    """What is below the last part of fixed point, and even of pairs; and whole parts, which need neither."""
    tiny = OptionPoints({"a": 0, "b": 1e-290, "c": 1e-30})
    for items, weights in (({f"i{i}": tiny for i in range(6)}, {"i0": 0.7, "d1": 1.3}), ({}, {})):
        scheme = shares(1, 2, scale=THREE, items=items, weights=weights, overall_from=overall_from)
        options = ["bbbbbb", "abbbbb", "cccccc", "acacbb", "aaaaaa"]
        check(scheme, [{f"i{i}": one for i, one in enumerate(row)} for row in options])


def test_marks_are_reached_exactly():
    """A must-have above areas that are no whole parts of a grid passes at its mark, and not next to it."""
    weights = {"i0": 0.7, "i1": 0.3, "d0": 1.3, "i2": math.pi}
    scheme = shares(
        1, 1, weights=weights, overall_from="domains", overall=MustHave(("d0",), passing=0.29, cap=0.1)
    )
    batch = check(scheme, [{f"i{i}": one for i in range(4)} for one in (29.0, 28.999999999999996, 100.0)])
    assert batch["d0"].tolist() == [29.0, 28.999999999999996, 100.0]
    assert (batch.overall > 10).tolist() == [True, False, True]


@pytest.mark.parametrize("worth", [1 / 3, 7 / 9, 0.29, 0.1], ids=repr)
@pytest.mark.parametrize("overall_from", ["areas", "domains"])
def test_a_double_nearest_to_a_mark_is_at_it(worth, overall_from):
    """In a single response and in a batch, with tables and without; also where its decimal is less than the mark."""
    below, above = math.nextafter(worth, 0), math.nextafter(worth, 1)
    items = {f"i{i}": OptionPoints({"a": below, "b": worth, "c": above}) for i in range(4)}
    must = MustHave(("d0a0" if overall_from == "areas" else "d0",), passing=worth, cap=0.05)
    scheme = shares(
        1, 1, scale=THREE, items=items, areas=GeometricMean(), overall=must, overall_from=overall_from
    )
    rows = [{f"i{i}": one for i in range(4)} for one in "abc"]
    batch = check(scheme, rows)
    assert (batch.overall > 6).tolist() == [False, True, True]
    answers = Answers.from_records(
        scheme.instrument, [{"u": str(n), **rows[n % 3]} for n in range(30)], unit="u"
    )
    scorer = scheme.compile()
    for _ in range(2):
        np.testing.assert_array_equal(scorer.score(answers).values[:, :3], batch.values)


SEVEN = Ordinal(code="o", options=[Option(code, code) for code in "abcdefg"])
HALVES = {"d0a0": 1.5, "d0a1": 2.5, "d1a0": 3.5, "d1a2": 5.5, "d2a0": 6.5, "d2a1": 8.5, "d0": 9.5, "i0": 2.0}
DIGITS = {"d0a0": 0.001, "d0a1": math.pi, "d1": math.e / 100, "d1a1": 1e-4, "i2": 1 / 3}


@pytest.mark.parametrize("overall_from", ["areas", "domains"])
@pytest.mark.parametrize("weights", [{}, HALVES, DIGITS], ids=["equal", "halves", "digits"])
@pytest.mark.parametrize("must", [False, True], ids=["mean", "must-have"])
def test_responses_with_gaps_have_the_bits_of_the_batch(must, weights, overall_from):
    """Whole parts of areas or none, must-haves or none, areas and domains absent, and little of all weight there."""
    code = "d0a0" if overall_from == "areas" else "d0"
    scheme = shares(
        3, 3, 2, 5, 1, scale=SEVEN, weights=weights, overall_from=overall_from, coverage=MinimumCoverage(0),
        **({"overall": MustHave((code,), passing=0.4, cap=0.3)} if must else {}),
    )  # fmt: skip
    codes = [one.code for one in scheme.instrument.indicators]
    rng = np.random.default_rng(7)
    rows = []
    for gaps in np.repeat([0.0, 0.2, 0.6, 0.9, 1.0], 12):
        drawn = rng.choice(list("abcdefg"), len(codes)).tolist()
        blank = (rng.random(len(codes)) < gaps).tolist()
        rows.append(
            dict(zip(codes, [None if b else d for b, d in zip(blank, drawn, strict=True)], strict=True))
        )
    rows += [dict.fromkeys(codes[:2], "c"), dict.fromkeys(codes[4:], "e")]
    batch = check(scheme, rows)
    for position in range(0, len(rows), 7):
        exact = by_definition(batch.answers, scheme, position, {})
        for one in batch.codes:
            if exact[one] is not None:
                assert batch[one][position] == float(100 * exact[one])


@pytest.mark.parametrize(("scale", "answer"), [(SEVEN, "d"), (HUNDRED, 17.3)], ids=["table", "numbers"])
def test_absences_that_are_not_kept_in_mind_are_worked_out_again(monkeypatch, scale, answer):
    """For areas without a table, domains and the overall score."""
    monkeypatch.setattr("smmi.scoring.scorer._single_nodes.MOST_PATTERNS", 0)
    scheme = shares(2, 3, scale=scale, weights=DIGITS)
    rows = [{f"i{i}": answer for i in range(10) if i % 4 not in {gap, 1}} for gap in range(4)]
    check(scheme, rows)
