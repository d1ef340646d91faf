"""A law says nothing about a case in which its premise does not hold."""

import attrs
import pytest

from smmi.errors import LawBrokenError, UnknownCodeError
from smmi.instrument import Binary, MultipleChoice, Nonresponse, Option, Percentage
from smmi.scoring import CutPoints, EqualSteps, MinimumCoverage, MustHave, NoAnswer, WeakestLink, WeightedMean
from smmi.scoring.laws import AGGREGATION_LAWS, ITEM_LAWS, SCHEME_LAWS, scheme_around
from smmi.testing.suspects._answers import looked_at
from tests.testing.gallery import HOURS, Altered, NoClip

ROW = {"points": [0.5, 0.25], "weights": [1.0, 2.0]}
SAME = {"points": [0.5, 0.25], "weights": [1.0, 1.0]}
UNITS = {"weights": [1.0, 2.0], "units": [[0.5, 0.25], [1.0, 0.0]], "others": [[1.0, 0.0]]}
AGGREGATION = [
    ("order-free", {**ROW, "order": [0, 1]}),
    ("weights-are-relative", {**ROW, "factor": 1.0}),
    ("weights-are-relative", {**SAME, "factor": 2.0}),
    ("equal-weights-are-none", {"points": [0.5], "weight": 1.0}),
    ("monotone", {**ROW, "child": 0, "higher": 0.25}),
    ("unanimous", {"points": 1.0, "weights": [1.0]}),
    ("repeats-are-weights", {"points": [0.5], "times": [1]}),
    ("scale-equivariant", {**ROW, "factor": 1.0}),
    ("non-compensatory", {**ROW, "child": 1, "higher": 0.75}),
    ("units-are-strangers", UNITS),
    ("shape-free", {"units": [[0.5]], "weights": [[1.0]]}),
]
ITEM = [
    ("ends-are-attained", EqualSteps(), {"answers": ["yes"]}),
    ("monotone", EqualSteps(), {"answers": ["yes", "yes"]}),
    ("units-are-strangers", EqualSteps(), {"answers": ["yes", "no"], "others": ["no"]}),
    ("shape-free", EqualSteps(), {"answers": ["yes"]}),
]
FULL = {"door": "yes", "c1": "p25", "c2": "p50", "c3": "p100"}
BLANK = {**FULL, "c1": None}
MOSTLY_BLANK = {**FULL, "c1": None, "c2": None}
ELSEWHERE = dict.fromkeys(FULL, Nonresponse.NOT_APPLICABLE)
PLAIN = scheme_around(WeightedMean())
LOWEST = scheme_around(MinimumCoverage(0.5, no_answer=NoAnswer.LOWEST))
PROPAGATES = scheme_around(MinimumCoverage(0.5, no_answer=NoAnswer.PROPAGATES))
SCHEME = [
    ("no-evidence-no-score", PLAIN, {"record": FULL}),
    ("blank-leaves-out", PLAIN, {"record": FULL, "code": "c1"}),
    ("blank-leaves-out", PLAIN, {"record": MOSTLY_BLANK, "code": "c1"}),
    ("blank-is-lowest", LOWEST, {"record": FULL, "code": "c1", "lowest": "p0"}),
    ("blank-is-lowest", LOWEST, {"record": MOSTLY_BLANK, "code": "c1", "lowest": "p0"}),
    ("blank-propagates", PROPAGATES, {"record": FULL, "code": "c1"}),
    ("not-applicable-leaves-out", PLAIN, {"record": FULL, "code": "c1"}),
    ("gated-leaves-out", PLAIN, {"record": FULL, "code": "c1"}),
    ("minimum-is-enough", PLAIN, {"record": FULL, "area": "area"}),
    ("less-is-not-enough", PLAIN, {"record": FULL, "area": "area"}),
    ("less-is-not-enough", PROPAGATES, {"record": MOSTLY_BLANK, "area": "area"}),
    ("coverage-has-a-basis", PLAIN, {"record": FULL, "area": "area"}),
    ("better-is-never-worse", PLAIN, {"record": FULL, "better": BLANK}),
    ("better-is-never-worse", PLAIN, {"record": FULL, "better": FULL}),
    ("bounds-contain-completions", PLAIN, {"record": BLANK, "completed": BLANK}),
    ("bounds-contain-completions", PLAIN, {"record": {}, "completed": ELSEWHERE}),
    ("score-is-what-the-rule-gives", PLAIN, {"record": {}}),
    ("coverage-holds-above", PLAIN, {"record": ELSEWHERE}),
    ("bounds-are-attained", PLAIN, {"record": FULL, "choices": {}}),
    ("bounds-nest", PLAIN, {"record": FULL, "more": FULL}),
    ("contributions-add-up", PLAIN, {"record": {}}),
    ("scores-are-local", PLAIN, {"records": [FULL, BLANK], "order": [0, 1]}),
    ("weight-zero-is-no-indicator", PLAIN, {"record": FULL, "code": "door"}),
    (
        "weight-zero-is-no-indicator",
        scheme_around(MustHave(["c1"])),
        {"record": FULL, "code": "c1"},
    ),
    (
        "weight-zero-is-no-indicator",
        scheme_around(WeightedMean(), gated=True),
        {"record": FULL, "code": "door"},
    ),
]


def named(cases):
    """Return a name for each case."""
    return [f"{case[0]}-{place}" for place, case in enumerate(cases)]


@pytest.mark.parametrize(("law", "case"), AGGREGATION, ids=named(AGGREGATION))
def test_a_law_of_aggregation_rules_says_nothing(law, case):
    """A case without what the law speaks of is not live."""
    assert AGGREGATION_LAWS[law].check(WeakestLink(), **case) is False


@pytest.mark.parametrize(("law", "rule", "case"), ITEM, ids=named(ITEM))
def test_a_law_of_item_rules_says_nothing(law, rule, case):
    """A case without what the law speaks of is not live."""
    assert ITEM_LAWS[law].check(rule, scale=Binary(code="yes_no"), **case) is False


def test_a_cut_at_the_end_says_nothing():
    """At the end of a scale there is nothing below the cut."""
    rule = CutPoints([100.0], [0.0, 1.0])
    assert ITEM_LAWS["cuts-are-exact"].check(rule, scale=Percentage(code="share"), place=0) is False


@pytest.mark.parametrize(("law", "scheme", "case"), SCHEME, ids=named(SCHEME))
def test_a_law_of_schemes_says_nothing(law, scheme, case):
    """A case without what the law speaks of is not live."""
    assert SCHEME_LAWS[law].check(scheme, **case) is False


@attrs.frozen
class Lonely(WeightedMean):
    """A mean that is another one for a unit alone: a mistake of who adds up along the wrong axis."""

    def aggregate(self, points, weights, /):
        """The mean, halved where there is one unit."""
        return super().aggregate(points, weights) / (2.0 if points.shape[1] == 1 else 1.0)


def test_a_unit_that_is_scored_otherwise_alone_is_told():
    """The law looks at one unit alone before it looks at very many."""
    case = {"units": [[0.5, 0.25], [1.0, 0.0]], "weights": [[1.0, 2.0], [1.0, 2.0]]}
    with pytest.raises(LawBrokenError, match=f"unit 0 has {1 / 3!r} among others, {1 / 6!r} alone"):
        AGGREGATION_LAWS["shape-free"].check(Lonely(), **case)


class AreasWithheld(Altered):
    """An engine without scores of areas."""

    def altered(self, scheme, record, values):
        return {**values, "area": None}


def test_coverage_above_says_nothing_where_an_area_is_wrong():
    """Laws of the areas speak of that."""
    assert SCHEME_LAWS["coverage-holds-above"].check(PLAIN, record=FULL, engine=AreasWithheld()) is False


def test_a_selection_that_cannot_be_made_is_not_looked_at():
    """One option has to be chosen, and there is one alone that excludes all others."""
    scale = MultipleChoice(code="none", options=[Option("none", "None", exclusive=True)], minimum=1)
    assert looked_at(scale, [0.0], 1) == []


def test_a_rule_that_gives_no_points_says_nothing():
    """Laws of schemes leave it to the laws of rules that points are shares."""
    scheme = scheme_around(NoClip(), scale=HOURS)
    record = {"door": "yes", "c1": 59, "c2": 59, "c3": 59}
    assert SCHEME_LAWS["trace-replays"].check(scheme, record=record) is False


def test_a_set_of_laws_is_indexed_and_counted():
    """A law is found by its id; an unknown one is refused."""
    assert len(ITEM_LAWS) == len(ITEM_LAWS.ids) == 9
    with pytest.raises(UnknownCodeError, match="'monoton'"):
        ITEM_LAWS["monoton"]
