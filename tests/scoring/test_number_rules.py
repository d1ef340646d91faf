"""Item rules for numbers against exact arithmetic, and what they refuse."""

import itertools
import math
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.errors import Finding, Reason, SchemeError
from smmi.instrument import Composition, Count, Number, Option, Percentage
from smmi.scoring import Clipping, CutPoints, Linear, Polarity, ReferenceShares, SaturatingCount

SHARE = Percentage(code="share")
MIX = Composition(code="mix", parts=(Option("rural", "Rural"), Option("urban", "Urban")))
NO_NUMBERS = [math.nan, math.inf, True, "2", None]


def refusal(make):
    """The only finding with which a rule refuses what it is given."""
    with pytest.raises(SchemeError) as caught:
        make()
    (finding,) = caught.value.findings
    return finding


@given(
    st.integers(-200, 200),
    st.integers(1, 300),
    st.sampled_from(Polarity),
    st.sampled_from([0.0, 0.25, 0.5]),
    st.lists(st.integers(-500, 600), min_size=1, max_size=6),
)
def test_a_place_between_goalposts_is_the_exact_fraction(low, width, polarity, floor, answers):
    """Points are the exact share of the way from the worse goalpost, clipped, and squeezed above the floor."""
    expected = []
    for answer in answers:
        share = Fraction(min(max(answer, low), low + width) - low, width)
        share = 1 - share if polarity is Polarity.NEGATIVE else share
        expected.append(float(Fraction(floor) + (1 - Fraction(floor)) * share))
    rule = Linear(low, low + width, polarity=polarity, floor=floor)
    points = rule.points(np.array(answers, dtype=np.float64), Number(code="n"))
    assert points.tolist() == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (50, 10),
        (1, 1),
        (math.nan, 1),
        (-math.inf, 1),
        (0, math.inf),
        (False, 2),
        (0, "3"),
        ("0", "2"),
        (-1e308, 1e308),
    ],
)
def test_goalposts_that_cannot_be_used_are_refused(low, high):
    """Goalposts are finite numbers, the lower below the upper, and so is their distance; the whole finding."""
    message = f"Linear: got goalposts {low!r} and {high!r}, expected finite numbers, low < high"
    assert refusal(lambda: Linear(low, high)) == Finding(
        reason=Reason.BAD_RANGE, path="$.low", message=message
    )


@pytest.mark.parametrize("floor", [-0.1, 1, 1.5, *NO_NUMBERS])
def test_a_floor_that_cannot_be_used_is_refused(floor):
    """A floor is a number of at least 0 and below 1; the whole finding."""
    message = f"Linear: got the floor {floor!r}, expected a number of at least 0 and below 1"
    assert refusal(lambda: Linear(0, 1, floor=floor)) == Finding(
        reason=Reason.BAD_VALUE, path="$.floor", message=message
    )


def test_numbers_of_rules_are_floats():
    """Whole numbers are kept as floats, so that a rule has one representation."""
    assert repr(Linear(0, 50, floor=0)) == (
        "Linear(low=0.0, high=50.0, polarity=<Polarity.POSITIVE: 'positive'>, floor=0.0, "
        "clipping=<Clipping.CLIP: 'clip'>)"
    )
    assert repr(CutPoints((10, 50), (0, 0.5, 1))) == "CutPoints(cuts=(10.0, 50.0), by_step=(0.0, 0.5, 1.0))"
    assert repr(SaturatingCount(4)) == "SaturatingCount(enough=4.0)"
    assert repr(ReferenceShares({"rural": 20, "urban": 80})) == (
        "ReferenceShares(reference={'rural': 20.0, 'urban': 80.0})"
    )


@pytest.mark.parametrize(
    ("low", "high", "scale", "problem"),
    [
        (0, 100, SHARE, None),
        (-5, 105, SHARE, None),
        (0, 50, SHARE, "the scale admits 0 to 100, beyond the goalposts 0 and 50"),
        (10, 100, SHARE, "the scale admits 0 to 100, beyond the goalposts 10 and 100"),
        (0, 50, Count(code="n"), "the scale admits 0 to inf, beyond the goalposts 0 and 50"),
        (0, 50, Number(code="n", minimum=1, maximum=49.5), None),
        (0, 50, SimpleNamespace(), "the scale admits -inf to inf, beyond the goalposts 0 and 50"),
    ],
)
def test_a_rule_that_refuses_fits_scales_within_its_goalposts(low, high, scale, problem):
    """What would be beyond the goalposts is refused when the scheme is made; a rule that clips takes any scale."""
    assert Linear(low, high, clipping=Clipping.REFUSE).misfit(scale) == problem
    assert Linear(low, high).misfit(scale) is None


@given(
    st.lists(st.integers(-50, 150), min_size=1, max_size=5, unique=True).map(sorted),
    st.lists(st.integers(-60, 160), min_size=1, max_size=8),
    st.data(),
)
def test_a_number_has_the_points_of_its_step(cuts, answers, data):
    """The step of a number is how many cuts are at or below it; what can be attained is what its steps give."""
    size = len(cuts) + 1
    by_step = data.draw(st.lists(st.integers(0, 8).map(lambda k: k / 8), min_size=size, max_size=size))
    rule = CutPoints(cuts, by_step)
    points = rule.points(np.array(answers, dtype=np.float64), Number(code="n"))
    assert points.tolist() == [by_step[sum(cut <= answer for cut in cuts)] for answer in answers]
    low, high = min(answers), max(answers) + 1
    within = [by_step[sum(cut <= x for cut in cuts)] for x in range(low, high + 1)]
    scale = Number(code="n", minimum=low, maximum=high)
    assert rule.attainable(scale) == (min(within), max(within))
    for anything in (Number(code="n"), SimpleNamespace()):
        assert rule.attainable(anything) == (min(by_step), max(by_step))
    rises = all(a <= b for a, b in itertools.pairwise(by_step))
    falls = all(a >= b for a, b in itertools.pairwise(by_step))
    assert rule.monotone == (rises or falls)


@pytest.mark.parametrize("cuts", [(), (2, 1), (1, 1), (1, 3, 2), *((one,) for one in NO_NUMBERS)])
def test_cuts_that_do_not_ascend_are_refused(cuts):
    """Cuts are finite numbers, at least one, each above the one before; the whole finding."""
    message = f"CutPoints: got the cuts {cuts!r}, expected at least one finite number, ascending"
    assert refusal(lambda: CutPoints(cuts, [0.5] * (len(cuts) + 1))) == Finding(
        reason=Reason.BAD_ORDER, path="$.cuts", message=message
    )


@pytest.mark.parametrize(
    "by_step", [(0, 1), (0, 0, 0, 1), (0, -0.1, 1), (0, 1, 1.1), *((0, x, 1) for x in NO_NUMBERS)]
)
def test_points_that_do_not_go_with_the_cuts_are_refused(by_step):
    """There is one number from 0 to 1 more than there are cuts; the whole finding."""
    message = f"CutPoints: got the points {by_step!r}, expected 3 numbers from 0 to 1"
    assert refusal(lambda: CutPoints((10, 50), by_step)) == Finding(
        reason=Reason.BAD_VALUE, path="$.by_step", message=message
    )


def test_a_count_saturates():
    """A count is worth its share of what is enough, which may be less than 1, and never more than 1."""
    scale = Count(code="n")
    assert SaturatingCount(4).points(np.array([0.0, 1.0, 3.0, 4.0, 9.0]), scale).tolist() == [
        0,
        0.25,
        0.75,
        1,
        1,
    ]
    assert SaturatingCount(0.5).points(np.array([0.0, 0.25, 1.0]), scale).tolist() == [0, 0.5, 1]


@pytest.mark.parametrize("enough", [0, -1, *NO_NUMBERS])
def test_a_count_that_is_never_enough_is_refused(enough):
    """What is enough is a number above 0; the whole finding."""
    message = f"SaturatingCount: got {enough!r} for 'enough', expected a number above 0"
    assert refusal(lambda: SaturatingCount(enough)) == Finding(
        reason=Reason.BAD_VALUE, path="$.enough", message=message
    )


@given(
    st.integers(0, 100), st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=1, max_size=6)
)
def test_likeness_is_one_minus_the_exact_dissimilarity(rural, answers):
    """Points are 1 minus the index of dissimilarity of shares made to sum to 1; the least if all are 0."""
    expected = []
    for one, other in answers:
        total = one + other
        far = abs(Fraction(one, total or 1) - Fraction(rural, 100)) + abs(
            Fraction(other, total or 1) - Fraction(100 - rural, 100)
        )
        expected.append(float(1 - far / 2) if total else min(rural, 100 - rural) / 100)
    rule = ReferenceShares({"urban": 100 - rural, "rural": rural})
    points = rule.points(np.array(answers, dtype=np.float64).T, MIX)
    assert points.tolist() == pytest.approx(expected, abs=1e-15)
    assert rule.attainable(MIX) == (min(rural, 100 - rural) / 100, 1.0)


@pytest.mark.parametrize(
    "reference",
    [
        {"rural": 20, "urban": 79.5},
        {"rural": 20, "urban": 80.5},
        {"rural": 20, "urban": 80 + 2e-9},
        {"rural": -100},
        {"rural": -20, "urban": 120},
        {"rural": math.nan, "urban": 100},
        {"rural": "20", "urban": 80},
        {"rural": True, "urban": 99},
        [20, 80],
    ],
)
def test_reference_shares_that_are_none_are_refused(reference):
    """Shares are numbers of at least 0 that sum to 100; the whole finding."""
    message = f"ReferenceShares: got {reference!r}, expected shares of at least 0 that sum to 100"
    assert refusal(lambda: ReferenceShares(reference)) == Finding(
        reason=Reason.BAD_VALUE, path="$.reference", message=message
    )


def test_shares_may_miss_a_hundred_by_rounding():
    """A part may have no share, and thirds sum to 100 as far as doubles go."""
    assert ReferenceShares({"rural": 0, "urban": 100}).reference == {"rural": 0.0, "urban": 100.0}
    third = 100 / 3 + 1e-10
    assert set(ReferenceShares(dict.fromkeys("abc", third)).reference.values()) == {third}


@pytest.mark.parametrize(
    ("reference", "scale", "problem"),
    [
        ({"rural": 20, "urban": 80}, MIX, None),
        ({"rurl": 20, "urban": 80}, MIX, "the scale has no part 'rurl'. Did you mean 'rural'?"),
        ({"x": 0, "y": 0, "rural": 20, "urban": 80}, MIX, "the scale has no part 'x'."),
        ({"urban": 100}, MIX, "the part 'rural' has no reference share"),
        ({"rural": 20, "urban": 80}, SHARE, "the scale has no part 'rural'."),
    ],
)
def test_reference_shares_are_those_of_the_parts(reference, scale, problem):
    """Each part has a reference share, and nothing else has one; whole messages."""
    assert ReferenceShares(reference).misfit(scale) == problem


def test_only_the_steps_that_a_scale_reaches_can_be_attained():
    """A scale that starts at a cut does not reach the step below it; one that ends at a cut reaches the one above."""
    assert CutPoints((10, 50), (0.5, 0.25, 1)).attainable(Number(code="n", minimum=10, maximum=50)) == (
        0.25,
        1.0,
    )


def test_shares_are_made_to_sum_to_one_whatever_they_sum_to():
    """Shares of a tiny total are shares all the same."""
    rule = ReferenceShares({"rural": 20, "urban": 80})
    assert rule.points(np.array([[0.125], [0.375]]), MIX).tolist() == pytest.approx([0.95])


def test_each_part_has_one_row():
    """Shares of another number of parts are an error, not an answer."""
    with pytest.raises(ValueError, match="zip"):
        ReferenceShares({"rural": 20, "urban": 80}).points(np.ones((3, 1)), MIX)


def test_rounding_takes_no_likeness_below_0():
    """A composition that has nothing in common with the reference is worth 0, even if its shares round up."""
    four = Composition(code="four", parts=tuple(Option(code, code) for code in "abcd"))
    rule = ReferenceShares({"a": 100, "b": 0, "c": 0, "d": 0})
    assert rule.points(np.array([[0.0], [14.0], [14.0], [2.0]]), four).tolist() == [0.0]
