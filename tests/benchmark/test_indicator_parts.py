"""What each changed indicator adds: by weights used, by all orders, or by two; parts that add up in all of them."""

import pickle
from fractions import Fraction
from itertools import pairwise

import attrs
import numpy as np
import pytest
from hypothesis import given

import smmi
from smmi.benchmark import change
from smmi.benchmark.decomposition import Attribution, Measure, decompose
from smmi.benchmark.decomposition._by_indicator import MOST_CHANGED
from smmi.editions import smmi_16
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
from smmi.instrument.answers import Column
from smmi.instrument.routing import leaves
from smmi.scoring import GeometricMean, MinimumCoverage
from tests.benchmark.replaced_answers import given_again, mean_over_orders, two_waves, wave_of

INSTRUMENT = smmi_16()
EQUAL = smmi.ScoringScheme.equal_weights(INSTRUMENT)
WEIGHTED = smmi.ScoringScheme(INSTRUMENT, weights={"curriculum": 3.0, "targeted_track": 0.7, "research": 0.0})
GEOMETRIC = smmi.ScoringScheme(INSTRUMENT, areas=GeometricMean())


def gate_codes(condition):
    """The codes of the indicators of which a condition speaks."""
    return {leaf.code for leaf in leaves(condition)}


def adds_up(moved):
    """Check that the parts of indicators, scheme and rest make the difference, to the last bit."""
    known = moved.methods > 0
    made = moved.parts.sum(axis=1) + moved.scheme + moved.rounding
    assert np.array_equal(made[known], moved.difference[known])
    assert np.isnan(moved.parts[~known]).all()
    return known


def changed_cells(first, second, places):
    """Which cells of a unit changed, by the positions of the indicators."""
    return [
        place
        for place in places
        if not np.array_equal(first.columns[place].codes, second.columns[place].codes)
        or not np.array_equal(first.columns[place].values, second.columns[place].values)
    ]


def by_replacing(first, second, scheme, code):
    """Return a function from a set of indicators to the score of the one unit in which these are replaced."""
    known = {}

    def value(replaced):
        if replaced not in known:
            columns = [
                Column(
                    *(
                        (other if place in replaced else one).codes,
                        (other if place in replaced else one).values,
                    )
                )
                for place, (one, other) in enumerate(zip(first.columns, second.columns, strict=True))
            ]
            answers = attrs.evolve(second, columns=tuple(columns), set_aside=(), findings=())
            known[replaced] = float(smmi.score(answers, scheme)[code][0])
        return known[replaced]

    return value


@given(two_waves(max_units=3, one_scheme=True))
def test_against_a_second_implementation(waves):
    """Where all orders are told, and where weights tell it, each part is the mean over all orders; 0 is exactly 0."""
    before, after = waves
    found = decompose(before, after)
    for code in found.codes:
        moved = found.by_indicator(code)
        known = adds_up(moved)
        assert np.all(known <= (found.reasons[:, found.column(code)] == 0))
        places = [after.scheme.compile().plan.positions[one] for one in moved.indicators]
        for unit in moved.units[known].tolist():
            one, other = (wave.answers.take([wave.position(unit)]) for wave in waves)
            moving = changed_cells(one, other, places)
            own = moved.parts[moved.position(unit)]
            still = [place not in moving for place in places]
            assert np.all(own[still] == 0.0)
            if len(moving) <= 4 and moved.method(unit) is not Attribution.BOTH_ORDERS:
                expected = mean_over_orders(moving, by_replacing(one, other, after.scheme, code))
                for place, part in expected.items():
                    assert abs(Fraction(float(own[places.index(place)])) - part) < Fraction(1, 2**38)


@pytest.mark.parametrize(
    "scheme", [pytest.param(EQUAL, marks=pytest.mark.long), WEIGHTED], ids=["equal", "weighted"]
)
def test_of_a_weighted_mean_a_part_is_the_weight_used_times_the_gain(scheme):
    """Nothing missing in either wave: shares as the trace tells them, and by replacing in two orders the same."""
    before = wave_of(scheme, 1, 12, blanks=0.0)

    asked_about = {leaf for one in INSTRUMENT.indicators if one.gate for leaf in gate_codes(one.gate)}
    turnable = [
        one.code
        for one in INSTRUMENT.indicators
        if isinstance(one.scale, Binary) and one.code not in asked_about
    ]

    def turned(position, record):
        for code in turnable[position % 3 :: 3]:
            if record[code] is not None:
                record[code] = "no" if record[code] == "yes" else "yes"
        return record

    after = given_again(before, turned)
    found = change(before, after).decompose()
    for code in ("overall", "curriculum"):
        moved = found.by_indicator(code)
        assert adds_up(moved).all()
        assert {moved.method(unit) for unit in moved.units.tolist()} == {Attribution.WEIGHTS_USED}
        for place, unit in enumerate(moved.units.tolist()):
            traces = [wave.of(unit).trace(code) for wave in (before, after)]
            shares = _shares(traces[0])
            values = [{one.code: one.value for one in trace.walk()} for trace in traces]
            for indicator, part in zip(moved.indicators, moved.parts[place].tolist(), strict=True):
                was, is_now = (own[indicator] or 0.0 for own in values)
                assert part == pytest.approx(shares[indicator] * (is_now - was), abs=1e-12)


def _shares(trace):
    """The share of the score that each node below has by the weights used."""
    found = {trace.code: 1.0}
    stack = [trace]
    while stack:
        node = stack.pop()
        for child in node.children:
            found[child.code] = found[node.code] * child.weight_used
            stack.append(child)
    return found


@pytest.mark.parametrize(
    "pair",
    [
        *((EQUAL, EQUAL), (GEOMETRIC, EQUAL)),
        *(pytest.param(pair, marks=pytest.mark.long) for pair in ((WEIGHTED, EQUAL), (GEOMETRIC, GEOMETRIC))),
    ],
)
def test_all_methods_add_up(pair):
    """Blanks, gates, another scheme, a rule that is no mean: by all methods, in areas and overall."""
    before, after = (wave_of(scheme, seed, 40, blanks=0.1) for seed, scheme in enumerate(pair))
    found = decompose(before, after)
    told = set()
    for code in ("overall", "curriculum", "research"):
        moved = found.by_indicator(code)
        known = adds_up(moved)
        assert known.sum() > 20
        told |= {moved.method(unit) for unit in moved.units.tolist()}
        if pair[0] is pair[1]:
            assert np.all(moved.scheme[known] == 0.0)
    assert told >= {Attribution.BOTH_ORDERS, Attribution.SHAPLEY}
    assert (Attribution.WEIGHTS_USED in told) == (GEOMETRIC not in pair)


def test_the_opposite_waves_have_the_opposite_parts():
    """By all methods, but for the last digit."""
    before, after = wave_of(GEOMETRIC, 1, 30, blanks=0.1), wave_of(GEOMETRIC, 2, 30, blanks=0.1)
    for code in ("overall", "curriculum"):
        there, back = (decompose(*waves).by_indicator(code) for waves in ((before, after), (after, before)))
        assert np.array_equal(there.methods, back.methods)
        assert np.allclose(there.parts, -back.parts, rtol=0.0, atol=1e-12, equal_nan=True)


def test_planted_indicators_are_found():
    """What was raised most is the first of what moved most."""
    before = wave_of(EQUAL, 5, 20, blanks=0.05)
    codes = [one.code for one in INSTRUMENT["curriculum"].indicators if not one.gate]
    target = next(code for code in codes if not INSTRUMENT[code].gate)
    best = INSTRUMENT[target].scale.answers[-1].code
    after = given_again(before, lambda _, record: record | {target: best})
    moved = change(before, after).decompose().by_indicator("curriculum")
    known = adds_up(moved)
    raised = [
        unit
        for unit in moved.units[known].tolist()
        if before.answers.record(unit)[target] not in {best, None}
    ]
    assert raised
    for unit in raised:
        [(code, part), *_] = moved.most_moved(unit, most=1)
        assert code == target
        assert part > 0
    means = moved.parts[known].mean(axis=0)
    assert moved.most_moved(most=1) == ((target, means[moved.indicators.index(target)]),)
    assert {row["indicator"] for row in moved.rows() if row["part"]} >= {target}


def test_more_changes_than_all_orders_are_told_by_two():
    """The bound is told: with more changed indicators than it, the method is another one."""
    before, after = wave_of(GEOMETRIC, 1, 8), wave_of(GEOMETRIC, 2, 8)
    moved = change(before, after).decompose().by_indicator("curriculum")
    adds_up(moved)
    for unit in moved.units[moved.methods > 0].tolist():
        count = sum(
            before.answers.record(unit)[code] != after.answers.record(unit)[code] for code in moved.indicators
        )
        assert (moved.method(unit) is Attribution.BOTH_ORDERS) == (count > MOST_CHANGED)


CODES = tuple(f"q{number}" for number in range(8))
NONE = smmi.Nonresponse.NOT_APPLICABLE


def eight(cells, **scheme):
    """The scores of one unit that answers eight questions."""
    items = [Indicator(code=code, prompt=f"{code}?", scale=Binary(code="yes_no")) for code in CODES]
    area = Area(code="area", label="Area", indicators=items)
    domain = Domain(code="domain", label="Domain", areas=[area])
    asked = Instrument(code="eight", edition="1", title="Eight", domains=[domain])
    record = {"": "A", **dict(zip(CODES, cells, strict=True))}
    return smmi.score(
        smmi.Answers.from_records(asked, [record], unit=""), smmi.ScoringScheme(asked, **scheme)
    )


def test_where_the_score_is_absent_on_the_way_it_changes_in_equal_steps():
    """Four answers leave and four others come: after the first four steps nothing applies, from the other end never."""
    before, after = eight(["yes"] * 4 + [NONE] * 4), eight([NONE] * 4 + ["no"] * 4)
    moved = decompose(before, after).by_indicator("area")
    assert moved.method("A") is Attribution.BOTH_ORDERS
    there = [100, 100, 100, 100, 50, 0, 0, 0, 0]
    back = [Fraction(100 * yes, yes + no) for yes, no in ((4, 0), (4, 1), (4, 2), (4, 3), (4, 4))]
    back += [Fraction(100 * yes, yes + 4) for yes in (3, 2, 1, 0)]
    forth = [is_now - was for was, is_now in pairwise(there)]
    steps = [float(is_now - was) for was, is_now in pairwise(back)][::-1]
    expected = [(one + other) / 2 for one, other in zip(forth, steps, strict=True)]
    assert moved.parts[0].tolist() == pytest.approx(expected, abs=1e-12)
    assert adds_up(moved).all()


def test_where_one_of_the_schemes_has_no_score_there_are_no_parts_of_indicators():
    """By the first scheme the second wave has too few answers; the causes have parts all the same."""
    before = eight(["yes"] * 8, coverage=MinimumCoverage(0.9))
    after = eight(["no"] * 7 + [None])
    found = decompose(before, after)
    assert found.reason("A", "area") is None
    moved = found.by_indicator("area")
    assert moved.method("A") is None
    assert np.isnan(moved.parts).all()
    assert not list(moved.rows())
    assert moved.most_moved("A") == moved.most_moved() == ()


def test_parts_of_indicators_are_a_value():
    """They pickle, compare, and refuse what is not there; of ranks there are none."""
    before, after = wave_of(EQUAL, 1, 8), wave_of(EQUAL, 2, 8)
    found = change(before, after).decompose()
    moved = found.by_indicator("curriculum")
    assert pickle.loads(pickle.dumps(moved)) == moved
    assert len(moved) == 8
    assert repr(moved).startswith("<IndicatorParts of 'curriculum': 8 units, ")
    with pytest.raises(UnknownCodeError, match="no unit of both waves"):
        moved.method("S999")
    with pytest.raises(UnknownCodeError, match="no score that compares"):
        found.by_indicator("curriculm")
    ranks = change(before, after).decompose(measure=Measure.RANK)
    with pytest.raises(ArgumentError, match="Decompose with measure"):
        ranks.by_indicator("overall")
