"""Item rules for options, on their own: points, what can be attained, and what they refuse."""

import itertools
import math
from types import SimpleNamespace

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.errors import Finding, Reason, SchemeError
from smmi.instrument import Binary, MultipleChoice, Nonresponse, Option, Ordinal
from smmi.scoring import EqualSteps, Linear, OptionPoints, Polarity, Reversed, SelectedShare

EXTENT = Ordinal(
    code="extent",
    options=(
        Option("none", "None"),
        Option("na", "Not applicable", nonresponse=Nonresponse.NOT_APPLICABLE),
        Option("partly", "Partly"),
        Option("full", "Fully"),
    ),
)
NO_NUMBERS = [math.nan, math.inf, True, "1", None]


def topics(count, **bounds):
    """A multiple choice of so many options, and of none of them."""
    options = [*(Option(f"o{i}", f"{i}") for i in range(count)), Option("none", "None", exclusive=True)]
    return MultipleChoice(code="topics", options=options, **bounds)


def refusals(make):
    """The findings with which a rule refuses what it is given."""
    with pytest.raises(SchemeError) as caught:
        make()
    return list(caught.value.findings)


def test_options_are_equal_steps():
    """Of three options that are answers the second is worth a half, from whichever end one counts."""
    assert EqualSteps().points(np.array([0, 1, 2]), EXTENT).tolist() == [0.0, 0.5, 1.0]
    assert EqualSteps(polarity=Polarity.NEGATIVE).points(np.array([0, 1, 2]), EXTENT).tolist() == [
        1.0,
        0.5,
        0.0,
    ]


def test_options_have_their_declared_points():
    """Points go with codes, whatever the order of the mapping; whole numbers are floats."""
    rule = OptionPoints({"full": 1, "none": 0, "partly": 0.25})
    points = rule.points(np.array([2, 0, 1]), EXTENT)
    assert (points.tolist(), points.dtype) == ([1.0, 0.0, 0.25], np.float64)
    assert repr(rule) == "OptionPoints(by_option={'full': 1.0, 'none': 0.0, 'partly': 0.25})"
    whole = OptionPoints({"full": 1, "none": 0, "partly": 1}).points(np.array([1]), EXTENT)
    assert (whole.tolist(), whole.dtype) == ([1.0], np.float64)


@pytest.mark.parametrize(
    ("by_option", "problem"),
    [
        ({"none": 0, "partly": 0.5, "full": 1}, None),
        ({"none": 0}, "the option 'full' has no points"),
        (
            {"none": 0, "partly": 0.5, "full": 1, "fulll": 1},
            "the scale has no option 'fulll'. Did you mean 'full'?",
        ),
        ({"none": 0, "partly": 0.5, "full": 1, "zz": 1, "y": 1}, "the scale has no option 'y'."),
        ({"none": 0, "partly": 0.5, "full": 1, "na": 1}, "the scale has no option 'na'."),
    ],
)
def test_points_are_those_of_the_answers(by_option, problem):
    """Each option that is an answer has points, and nothing else has; whole messages."""
    assert OptionPoints(by_option).misfit(EXTENT) == problem


@pytest.mark.parametrize("value", [-0.1, 1.1, 2, *NO_NUMBERS])
def test_points_outside_of_0_to_1_are_refused(value):
    """The points of an option are a number from 0 to 1; each other one is a finding."""
    assert refusals(lambda: OptionPoints({"no": value, "yes": 1, "maybe": value})) == [
        Finding(
            reason=Reason.BAD_VALUE,
            path=f"$.by_option.{code}",
            message=f"OptionPoints: got {value!r} for the option {code!r}, expected points from 0 to 1",
        )
        for code in ("no", "maybe")
    ]


@pytest.mark.parametrize("value", [-0.1, 1e-101, 1e101, *NO_NUMBERS])
def test_weights_that_are_none_are_refused(value):
    """The weight of an option is 0 or a number that weights may be, which may be above 1; the whole finding."""
    expected = "0 or a number from 1e-100 to 1e+100"
    message = f"SelectedShare: got {value!r} for the option 'a', expected {expected}"
    assert refusals(lambda: SelectedShare(weights={"a": value, "b": 0, "c": 7.5})) == [
        Finding(reason=Reason.BAD_VALUE, path="$.weights.a", message=message)
    ]


def test_options_are_given_as_a_mapping():
    """A list in the place of a mapping is refused; the whole finding."""
    assert refusals(lambda: OptionPoints([0, 1])) == [
        Finding(
            reason=Reason.BAD_VALUE,
            path="$.by_option",
            message="OptionPoints: got a list for 'by_option', expected a mapping from option codes",
        )
    ]
    assert refusals(lambda: SelectedShare(weights=3)) == [
        Finding(
            reason=Reason.BAD_VALUE,
            path="$.weights",
            message="SelectedShare: got a int for 'weights', expected a mapping from option codes",
        )
    ]


@pytest.mark.parametrize(
    "enough", [0, -1, 1e-101, 1e101, *(value for value in NO_NUMBERS if value is not None)]
)
def test_a_selection_that_is_never_enough_is_refused(enough):
    """What is enough is None or a number that weights may be; the whole finding."""
    message = f"SelectedShare: got {enough!r} for 'enough', expected None or a number from 1e-100 to 1e+100"
    assert refusals(lambda: SelectedShare(enough)) == [
        Finding(reason=Reason.BAD_VALUE, path="$.enough", message=message)
    ]


def test_a_rule_for_selections_keeps_floats():
    """Whole numbers are floats; without them all options are needed, at weight 1."""
    assert repr(SelectedShare(2, weights={"a": 3})) == "SelectedShare(enough=2.0, weights={'a': 3.0})"
    assert repr(SelectedShare()) == "SelectedShare(enough=None, weights={})"
    assert SelectedShare(0.5).enough == 0.5


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (SelectedShare(), None),
        (SelectedShare(3), None),
        (SelectedShare(4, weights={"o0": 2}), None),
        (SelectedShare(3.5), "selections are worth 3 at most, and 3.5 is needed"),
        (SelectedShare(weights={"none": 1}), "the option 'none' is exclusive, so it cannot have a weight"),
        (
            SelectedShare(weights={"o0": 0, "o1": 0, "o2": 0}),
            "selections are worth 0 at most, and more than 0 is needed",
        ),
        (SelectedShare(0.5, weights={"o0": 0.5, "o1": 0, "o2": 0}), None),
        (SelectedShare(weights={"o0": 0.5, "o1": 0, "o2": 0}), None),
        (SelectedShare(weights={"non": 1}), "the scale has no option 'non'. Did you mean 'none'?"),
        (SelectedShare(weights={"x": 1}), "the scale has no option 'x'."),
    ],
)
def test_what_a_selection_needs_is_there(rule, problem):
    """Weights go to options that may be chosen together, and together they are enough; whole messages."""
    assert rule.misfit(topics(3)) == problem


@given(st.data())
def test_what_can_be_attained_is_what_some_selection_gets(data):
    """The poorest and the richest selection that a scale admits are the ends of what can be attained."""
    count = data.draw(st.integers(1, 4))
    least = data.draw(st.integers(0, count))
    most = data.draw(st.none() | st.integers(max(least, 1), count))
    weights = data.draw(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), min_size=count, max_size=count))
    by_code = {f"o{i}": weight for i, weight in enumerate(weights)}
    enough = data.draw(st.none() | st.sampled_from([0.25, 1.5]))
    rule, scale = SelectedShare(enough, weights=by_code), topics(count, minimum=least, maximum=most)
    if rule.misfit(scale) is None:
        chosen = [
            [*bits, False]
            for bits in itertools.product([False, True], repeat=count)
            if least <= sum(bits) <= (count if most is None else most)
        ]
        if least <= 1:
            chosen.append([False] * count + [True])
        needed = sum(weights) if enough is None else enough
        expected = [
            min(sum(w for w, c in zip(weights, one, strict=False) if c) / needed, 1.0) for one in chosen
        ]
        points = rule.points(np.array(chosen).T, scale)
        assert points.tolist() == pytest.approx(expected, abs=1e-15)
        assert rule.attainable(scale) == pytest.approx((min(expected), max(expected)), abs=1e-15)


def test_no_more_may_be_chosen_than_the_maximum():
    """The richest selection is of the weightiest options, as many as may be chosen; the poorest of the lightest."""
    scale = topics(4, minimum=2, maximum=2)
    assert SelectedShare().attainable(scale) == (0.5, 0.5)
    assert SelectedShare(weights={"o0": 4, "o3": 0}).attainable(scale) == (1 / 6, 5 / 6)
    assert SelectedShare(0.5).attainable(scale) == (1.0, 1.0)


def test_each_option_has_one_row():
    """Selections among another number of options are an error, not an answer."""
    with pytest.raises(ValueError, match="zip"):
        SelectedShare().points(np.ones((5, 1), dtype=np.bool_), topics(3))


def test_a_scale_of_another_class_may_leave_out_its_bounds():
    """A stranger's scale without a minimum and a maximum admits every selection."""
    stranger = SimpleNamespace(answers=topics(3).answers)
    assert SelectedShare().attainable(stranger) == (0.0, 1.0)
    open_to_all = SimpleNamespace(answers=topics(3).answers[:3])
    assert SelectedShare(2).attainable(open_to_all) == (0.0, 1.0)


@attrs.frozen
class Plain:
    """An item rule that declares no trait."""

    scales = ("binary",)

    def points(self, answers, scale):
        return np.asarray(answers / (len(scale.answers) - 1))


def test_a_rule_turned_around_is_as_its_inner_rule():
    """A reversed rule takes the scales, the traits and the objections of the inner one, and 1 minus its points."""
    for inner in (Linear(0, 50), OptionPoints({"none": 0, "partly": 0.75, "full": 1}), Plain()):
        rule = Reversed(inner)
        assert rule.scales == inner.scales
        assert rule.monotone is getattr(inner, "monotone", False)
        assert rule.shape_free is getattr(inner, "shape_free", False)
    assert rule.points(np.array([0, 1]), Binary(code="yes_no")).tolist() == [1.0, 0.0]
    assert rule.misfit(EXTENT) is None
    turned = Reversed(OptionPoints({"none": 0, "partly": 0.75}))
    assert turned.misfit(EXTENT) == "the option 'full' has no points"
    assert turned.points(np.array([1]), Ordinal(code="two", options=EXTENT.options[:3])).tolist() == [0.25]
