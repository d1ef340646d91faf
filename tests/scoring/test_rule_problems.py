"""What a scheme says of a rule that cannot be relied on, before it is asked for points."""

import dataclasses
import math

import attrs
import numpy as np
import pytest

from smmi.errors import SchemeError
from smmi.instrument import (
    Area,
    Binary,
    Count,
    Domain,
    Indicator,
    Instrument,
    Nominal,
    Number,
    Option,
    Percentage,
)
from smmi.scoring import MinimumCoverage, MustHave, ScoringScheme, WeightedMean
from smmi.scoring.rules import TRAITS

ASKED = (
    Indicator(code="has_policy", prompt="?", scale=Binary(code="yes_no")),
    Indicator(code="share", prompt="?", scale=Percentage(code="percent")),
)
AREA = Area(code="policies", label="Policies", indicators=ASKED)
TINY = Instrument(
    code="tiny", edition="1", title="Tiny", domains=[Domain(code="work", label="Work", areas=[AREA])]
)


class Mean:
    """The weighted mean, written outside."""

    def aggregate(self, points, weights):
        return WeightedMean().aggregate(points, weights)


class Share:
    """A share of 100."""

    scales = ("percentage",)

    def points(self, answers, scale, /):
        return answers / 100.0


def asking(scale, *, scored=True):
    """Return the tiny instrument with one more question."""
    more = Indicator(code="more", prompt="?", scale=scale, scored=scored)
    area = attrs.evolve(AREA, indicators=(*ASKED, more))
    return attrs.evolve(TINY, domains=[Domain(code="work", label="Work", areas=[area])])


def told(**rules):
    """Return what a scheme says of its rules."""
    with pytest.raises(SchemeError) as caught:
        ScoringScheme(TINY, **rules)
    return [finding.message for finding in caught.value.findings]


def with_attributes(cls, **attributes):
    """Return an instance of a class with more attributes."""
    return type(cls.__name__, (cls,), attributes)()


@pytest.mark.parametrize("trait", TRAITS)
@pytest.mark.parametrize(
    ("value", "got"),
    [
        ("no", "'no', expected True or False"),
        (1, "1, expected True or False"),
        (None, "None, expected True or False"),
    ],
)
def test_a_trait_is_true_or_false(trait, value, got):
    """What is merely as good as true is refused for every trait, of both kinds of rules."""
    assert told(overall=with_attributes(Mean, **{trait: value})) == [
        f"Mean for 'overall': its trait {trait!r} is {got}"
    ]
    assert told(items={"share": with_attributes(Share, **{trait: value})}) == [
        f"Share for 'share': its trait {trait!r} is {got}"
    ]


def test_a_trait_may_be_a_property_and_not_a_method():
    """A method is true whatever it returns; the message says how to write it."""
    assert told(overall=with_attributes(Mean, monotone=lambda _: False)) == [
        "Mean for 'overall': its trait 'monotone' is a method, expected True or False; write monotone = True, or a "
        "property"
    ]
    for good in (property(lambda _: np.bool_(True)), True, False):
        rule = with_attributes(Mean, monotone=good)
        assert ScoringScheme(TINY, overall=rule).aggregation_rule("overall") is rule


FREEZE = "write @dataclass(frozen=True) or @attrs.frozen, or give it a `__hash__`"


def test_a_rule_that_can_be_changed_is_refused():
    """A dataclass or attrs class that is compared by its fields has to be frozen, else a score is not what it was."""

    @dataclasses.dataclass
    class Open(Mean):
        penalty: float = 0.5

    @attrs.define
    class Defined(Share):
        top: float = 100.0

    assert told(areas=Open()) == [f"Open for 'policies': Open is not frozen: {FREEZE}"]
    assert told(items={"share": Defined()}) == [f"Defined for 'share': Defined is not frozen: {FREEZE}"]
    frozen = dataclasses.dataclass(frozen=True)(type("Closed", (Mean,), {}))
    assert ScoringScheme(TINY, areas=frozen()) == ScoringScheme(TINY, areas=frozen())


@pytest.mark.parametrize(
    ("attributes", "problem"),
    [
        ({"misfit": lambda _, codes: codes[7]}, "its `misfit` raised IndexError: tuple index out of range"),
        (
            {"misfit": lambda *_: True},
            "its `misfit` returned True, expected what is wrong, as text, or None",
        ),
        ({"misfit": lambda *_: "too few"}, "too few"),
        (
            {"for_children": lambda _, codes: codes.index("gate")},
            "its `for_children` raised ValueError: tuple.index(x): x not in tuple",
        ),
        (
            {"for_children": lambda *_: None},
            "its `for_children` returned None, expected the rule bound to the children",
        ),
    ],
)
def test_a_rule_that_cannot_be_bound_to_its_children_is_refused(attributes, problem):
    """The rule is named, and what it did with the children, whether it says so or raises."""
    assert told(areas={"policies": with_attributes(Mean, **attributes)}) == [
        f"Mean does not fit the children of 'policies': {problem}"
    ]


@pytest.mark.parametrize("none", [None, ""])
def test_nothing_wrong_is_none(none):
    """No text says that nothing is wrong, as None does."""
    rule = with_attributes(Mean, misfit=lambda *_: none)
    assert ScoringScheme(TINY, overall=rule).overall is rule


RANGE = "expected the lowest and the highest points, from 0 to 1"


@pytest.mark.parametrize(
    ("attributes", "problem"),
    [
        ({"attainable": lambda *_: 0.5}, f"its `attainable` returned 0.5, {RANGE}"),
        ({"attainable": lambda *_: None}, f"its `attainable` returned None, {RANGE}"),
        ({"attainable": lambda *_: (0.0, 0.5, 1.0)}, f"its `attainable` returned (0.0, 0.5, 1.0), {RANGE}"),
        ({"attainable": lambda *_: (1.0, 0.0)}, f"its `attainable` returned (1.0, 0.0), {RANGE}"),
        ({"attainable": lambda *_: (0.0, 1.5)}, f"its `attainable` returned (0.0, 1.5), {RANGE}"),
        ({"attainable": lambda *_: (-0.5, 1.0)}, f"its `attainable` returned (-0.5, 1.0), {RANGE}"),
        ({"attainable": lambda *_: (0.0, math.nan)}, f"its `attainable` returned (0.0, nan), {RANGE}"),
        ({"attainable": lambda _, scale: scale.top}, "its `attainable` raised AttributeError: "),
        ({"misfit": lambda _, scale: scale.top}, "its `misfit` raised AttributeError: "),
        ({"misfit": lambda *_: "no percent"}, "no percent"),
    ],
)
def test_a_rule_that_declares_no_range_of_points_is_refused(attributes, problem):
    """What `attainable` and `misfit` return or raise is told when the scheme is made, not when a range is asked for."""
    (message,) = told(items={"share": with_attributes(Share, **attributes)})
    assert message.startswith(f"Share does not fit the scale 'percent' of 'share': {problem}")


def test_a_range_of_one_point_is_a_range():
    """The ends may be the same, and both ends of all points."""
    for ends in ((0.5, 0.5), (0, 1), np.array([0.0, 1.0])):
        rule = with_attributes(Share, attainable=lambda *_, ends=ends: ends)
        assert ScoringScheme(TINY, items={"share": rule}).item_rule("share") is rule


def test_a_policy_is_not_inherited_from():
    """A class that inherits from the policy could mean more than is done; it is refused."""

    @attrs.frozen
    class AtMostOne(MinimumCoverage):
        most: int = 1

    assert told(coverage=AtMostOne()) == ["got an AtMostOne, expected a MinimumCoverage"]


def test_every_problem_of_a_scheme_is_told_at_once():
    """Several rules, several findings."""
    assert told(
        overall=with_attributes(Mean, additive="yes"),
        areas=MustHave(("lead",)),
        items={"share": with_attributes(Share, attainable=lambda *_: 1)},
    ) == [
        "Share does not fit the scale 'percent' of 'share': its `attainable` returned 1, " + RANGE,
        "MustHave does not fit the children of 'policies': it speaks of 'lead', which is no child.",
        "Mean for 'overall': its trait 'additive' is 'yes', expected True or False",
    ]


@pytest.mark.parametrize("scales", ["percentage", (), ("percent", "count"), 7])
def test_kinds_that_there_are_not_are_refused(scales):
    """A forgotten comma, no kind at all, and kinds that nobody knows are told as such."""
    (message,) = told(items={"share": with_attributes(Share, scales=scales)})
    assert message == (
        f"Share for 'share': its `scales` are {scales!r}, expected a collection of some of binary, ordinal, nominal, "
        "multiple_choice, percentage, count, number, composition"
    )


def test_what_a_caller_changes_later_changes_no_scheme():
    """A rule that holds a list, a dict or an array is copied: scores and documents go on to say the same."""

    @dataclasses.dataclass(frozen=True)
    class ByName:
        worth: dict[str, float]

        scales = ("binary",)

        def points(self, answers, scale, /):
            return np.array([self.worth[option.code] for option in scale.answers])[answers]

    worth = {"no": 0.0, "yes": 0.5}
    same = MustHave(("has_policy",))
    rules = {"items": {"has_policy": ByName(worth), "share": Share()}, "areas": {"policies": same}}
    scheme, before = ScoringScheme(TINY, **rules), ScoringScheme(TINY, **rules)
    worth["yes"] = 1.0
    assert scheme == before
    assert scheme.item_rule("has_policy").worth == {"no": 0.0, "yes": 0.5}
    assert scheme.compile().score_one({"has_policy": "yes", "share": 50.0})["policies"].value == 50.0
    assert scheme.item_rule("share") is rules["items"]["share"]
    assert scheme.aggregation_rule("policies") is same
    assert ScoringScheme(TINY, areas=ByNameOfChild({"share": 1.0})).areas == ByNameOfChild({"share": 1.0})


@dataclasses.dataclass(frozen=True)
class ByNameOfChild(Mean):
    """An aggregation rule that holds a dict."""

    codes: dict[str, float]


@pytest.mark.parametrize(
    ("scale", "needed"),
    [
        (Count(code="n"), ["maximum"]),
        (Number(code="n"), ["minimum", "maximum"]),
        (Number(code="n", minimum=1.0), ["maximum"]),
        (Number(code="n", maximum=9.0), ["minimum"]),
        (Nominal(code="n", options=[Option("a", "A"), Option("b", "B")]), []),
    ],
    ids=["count", "number", "no maximum", "no minimum", "nominal"],
)
def test_a_scale_without_a_rule_has_one_once_the_advice_is_taken(scale, needed):
    """The limits that are missing are named, and give it a rule; what is not scored needs none."""
    with pytest.raises(SchemeError) as caught:
        ScoringScheme(asking(scale))
    (finding,) = caught.value.findings
    limits = f", give the scale {' and '.join(f'a {name}' for name in needed)}," if needed else ""
    assert finding.message.partition("; ")[2] == (
        f"declare one in 'items'{limits} or say that the indicator is not scored (in a codebook: scored = no)"
    )
    assert ScoringScheme(asking(scale, scored=False)).items == {}
    if needed:
        whole = attrs.evolve(scale, **{name: {"minimum": 0, "maximum": 10}[name] for name in needed})
        assert ScoringScheme(asking(whole)).items == {}
