"""Where nearly equal numbers are compared or subtracted, rational numbers decide, however far apart weights are."""

import math
from fractions import Fraction

import numpy as np
from hypothesis import given, strategies as st

import smmi
from smmi.instrument import (
    Answers,
    Area,
    Binary,
    Composition,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Option,
    Percentage,
)
from smmi.scoring import (
    GeometricMean,
    Median,
    MinimumCoverage,
    MustHave,
    ReferenceShares,
    Reversed,
    ScoringScheme,
    SelectedShare,
)
from tests.scoring.exact_scores import aggregated, decimal, worth

CODES = ("a", "b", "c", "d")
INSTRUMENT = Instrument(
    code="x",
    edition="1",
    title="X",
    domains=[
        Domain(
            code="whole",
            label="Whole",
            areas=[
                Area(
                    code="part",
                    label="Part",
                    indicators=[
                        Indicator(code=code, prompt=code, scale=Percentage(code=code)) for code in CODES
                    ],
                )
            ],
        )
    ],
)
OPTIONS = [Option(code, code) for code in CODES]
SIZES = [1e-100, 2e-51, 1e-51, 3e-16, 1.0, math.nextafter(1.0, 2.0), 2.0, 3.0, 1e100]
WEIGHTS = st.lists(st.sampled_from(SIZES), min_size=4, max_size=4)
SHARES = st.none() | st.integers(0, 100)


@given(
    WEIGHTS, st.lists(st.tuples(*[SHARES] * 4).filter(lambda row: set(row) != {None}), min_size=1, max_size=5)
)
def test_half_of_the_weight_is_exactly_half(weights, rows):
    """A median is midway where two points have half of the weight each, and not where they nearly have, in any form."""
    by_code = dict(zip(CODES, map(decimal, weights), strict=True))
    records = [{"unit": str(n), **dict(zip(CODES, row, strict=True))} for n, row in enumerate(rows)]
    for rule in (Median(), MustHave(("a",), cap=1.0, rule=Median())):
        scheme = ScoringScheme(
            INSTRUMENT,
            areas=rule,
            weights=dict(zip(CODES, weights, strict=True)),
            coverage=MinimumCoverage(0.0),
        )
        found = smmi.score(Answers.from_records(INSTRUMENT, records, unit="unit"), scheme)
        for position, row in enumerate(rows):
            there = {
                code: Fraction(one, 100) for code, one in zip(CODES, row, strict=True) if one is not None
            }
            exact = aggregated(Median(), tuple(there), there.values(), [by_code[code] for code in there])
            assert found["part"][position] == float(100 * exact)
            assert found.of(str(position)).trace("part").replay() == float(100 * exact)


@given(
    st.lists(st.integers(1, 333), min_size=2, max_size=3),
    st.sampled_from([1.0, 0.5, 3.0, 1e-290]),
    st.lists(st.tuples(*[st.sampled_from([0.0, 0.0, 1e-50, 1e-25, 1e-14, 2e-9, 1.0])] * 4), max_size=3),
    st.sampled_from([0.0, 0.0, 4e-10, -4e-10]),
)
def test_likeness_to_reference_shares_is_exact_at_both_ends(tenths, factor, steps, beyond):
    """Shares that are nearly those of the reference, or have nearly nothing of it, keep all their digits."""
    declared = [*(part / 10 for part in tenths), (1000 - sum(tenths)) / 10 + beyond]
    reference = dict(zip(CODES, [*declared, *[0.0] * (4 - len(declared))], strict=True))
    likely, single = list(reference.values()), [0.0, 0.0, 0.0, 100.0]
    columns = [
        [(one + step) * factor for one, step in zip(base, more, strict=True)]
        for more in [(0.0,) * 4, *steps]
        for base in (likely, single)
    ]
    scale = Composition(code="mix", parts=OPTIONS)
    for rule in (ReferenceShares(reference), Reversed(ReferenceShares(reference))):
        exact = [float(worth(rule, scale, column)) for column in columns]
        assert rule.points(np.array(columns).T, scale).tolist() == exact
        assert [rule.points(np.array([column]).T, scale)[0] for column in columns] == exact


@given(WEIGHTS, st.data())
def test_what_is_left_to_enough_is_exact(weights, data):
    """What a selection lacks keeps all its digits, and is 0 if it lacks nothing, however far apart weights are."""
    enough = data.draw(st.none() | st.sampled_from([one for one in weights if one < 1e100] or [1.0]))
    rule = Reversed(SelectedShare(enough, weights=dict(zip(CODES, weights, strict=True))))
    scale = MultipleChoice(code="some", options=OPTIONS)
    selections = [[bool(bits >> i & 1) for i in range(4)] for bits in range(16)]
    chosen = [[code for code, one in zip(CODES, row, strict=True) if one] for row in selections]
    assert rule.points(np.array(selections).T, scale).tolist() == [
        float(worth(rule, scale, codes)) for codes in chosen
    ]


AROUND = [2.220446049250313e-16, 2.2e-16, 1.1102230246251565e-16, 1e-16, 1e-30, 1e-5, 0.37, 2.0]


@given(st.tuples(*[st.sampled_from(AROUND)] * 2), st.booleans())
def test_a_mean_of_rounded_points_that_is_next_to_a_double_is_not_taken_for_it(weights, is_pair):
    """Where weights are far apart, a mean of geometric means may be next to a double without being it."""
    codes = ("a", "b") if is_pair else ("a", "b", "c")
    yes_no = Binary(code="yes_no")
    domains = [
        Domain(
            code=code,
            label=code,
            areas=[
                Area(
                    code=f"{code}_area",
                    label=code,
                    indicators=[Indicator(code=f"{code}_item", prompt="q", scale=yes_no)],
                )
            ],
        )
        for code in codes
    ]
    given_weights = dict(zip(codes, (1.0, *weights), strict=False))
    scheme = ScoringScheme(
        Instrument(code="far_apart", edition="1", title="Far apart", domains=domains),
        areas=GeometricMean(),
        weights=given_weights,
        overall_from="domains",
    )
    records = [
        {"id": "none", **{f"{code}_item": "no" for code in codes}},
        *({"id": one, **{f"{code}_item": "yes" if code == one else "no" for code in codes}} for one in codes),
    ]
    found = smmi.score(Answers.from_records(scheme.instrument, records, unit="id"), scheme)
    total = sum(map(decimal, given_weights.values()))
    expected = [0.0, *(float(100 * decimal(given_weights[code]) / total) for code in codes)]
    assert found.overall.tolist() == expected
    single = scheme.compile()
    assert [single.score_one(record)["overall"].value for record in map(without_id, records)] == expected


def without_id(record):
    """A record without the identifier of its unit."""
    return {code: answer for code, answer in record.items() if code != "id"}
