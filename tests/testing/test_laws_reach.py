"""What the cases of the laws reach: numbers in the code of a rule, children that stand together, gates that open."""

import math

import attrs
import numpy as np
import pytest

from smmi.instrument import Composition, Count, MultipleChoice, Number, Option, Percentage
from smmi.scoring import EqualSteps, Linear, OptionPoints, WeakestLink, WeightedMean
from smmi.scoring.laws import AGGREGATION_LAWS, ITEM_LAWS, SCHEME_LAWS, scheme_around
from smmi.testing import check_rule, lowered_by_opening
from smmi.testing.suspects._answers import looked_at
from smmi.testing.suspects._bands import banded, marks_of, neighbours, weighted
from smmi.testing.suspects._falls import first_fall
from smmi.testing.suspects._literals import literals_of
from tests.testing.gallery import ShutIsLeftOut

LIMIT = 0.625
TABLE = (0.125, 11)


def halved(points):
    """Return half of something."""
    return points * 0.4375 if len(points) > 23 else recursive(points)


def recursive(points):
    """Return what it is given, perhaps by way of the other one."""
    return points if len(points) != 29 else halved(points)


class Named:
    """A rule with numbers in all places in which numbers stand."""

    step = 0.375
    monotone = True

    def __init__(self, own, rule):
        self.own, self.rule = own, rule

    @property
    def half(self):
        """Return a number."""
        return 0.5625

    @staticmethod
    def above(points):
        """Return whether a number is above a name's."""
        return [one > LIMIT for one in points if one not in TABLE]

    def aggregate(self, points, weights):
        """Return whatever."""
        inner = sorted((0.6875,), key=lambda one: one + 0.8125)
        return halved(points) * len(inner) * (self.half + sum(self.above(points)))


def test_numbers_are_found_wherever_they_stand():
    """Attributes, the code of methods and of functions of the module, constants by name, and rules inside are read."""
    found = set(literals_of(Named((0.1, 7), OptionPoints({"a": 0.3}))))
    assert {0.1, 7.0, 0.375, 0.5625, 0.625, 0.125, 11.0, 0.4375, 23.0, 29.0, 0.6875, 0.8125} <= found
    assert 1.0 * True not in literals_of(attrs.make_class("Plain", ["kept"])(kept=True))


def test_marks_lie_between_and_next_to_numbers():
    """A number stands for a share or a percentage; gaps have a mark, and marks have neighbours."""
    assert marks_of((97.0, 0.5, -3.0)).tolist() == [0.0, 0.25, 0.5, 0.735, 0.97, 0.985, 1.0]
    near = neighbours(marks_of(()))
    assert near[0] == 0.0
    assert near[-1] == 1.0
    assert {1e-6, 0.5001, 0.99} <= set(near.tolist())


def test_children_stand_together():
    """Among few units some are all high, all low, all about the middle, and all but equal."""
    points = banded(np.random.default_rng(0), 6, 240, marks_of(()))
    low, high = points.min(axis=0), points.max(axis=0)
    apart = high > low
    assert points.shape == (6, 240)
    assert low.min() >= 0.0
    assert high.max() <= 1.0
    for band in ((0.8, 1.0), (0.0, 0.2), (0.4, 0.6)):
        assert (apart & (low >= band[0]) & (high <= band[1])).sum() >= 5
    assert (apart & (high - low < 1e-3)).sum() >= 5


def test_one_regular_child_counts_always():
    """Weights are equal, drawn, or anything; where no regular child would count, they are those that were drawn."""
    weights = weighted(np.random.default_rng(0), [1.0, 5.0], 300, [0])
    assert (weights[0] > 0).all()
    assert (weights[:, ::3] == 1.0).all()
    assert (weights[:, 1::3] == [[1.0], [5.0]]).all()


@pytest.mark.parametrize("drop", [1e-3, 1e-5, 1e-7])
def test_a_fall_is_found_however_small(drop):
    """A jump down is found from steps that are much wider than it is deep; what only rises has none."""

    def worth(_paths, places):
        return places**2 - drop * (places > 0.6180339)

    grid = np.linspace(0.0, 1.0, 17)
    fall = first_fall(worth, 1, grid, least=1e-12)
    assert fall.start <= 0.6180339 < fall.end
    assert first_fall(lambda _paths, places: places**2, 1, grid, least=1e-12) is None


def test_answers_are_looked_at_on_every_scale():
    """Numbers are looked at where a scale has no end, selections where only one is possible, and none where none is."""
    assert looked_at(Number(code="n"), (), 0)[0] == -1001.0
    assert looked_at(Number(code="n", maximum=5), (), 0)[0] == -996.0
    assert max(looked_at(Count(code="n"), (2500,), 0)) == 2501
    assert 37.125 not in looked_at(Percentage(code="p", decimals=1), (37.125,), 0)
    assert max(looked_at(Count(code="n", minimum=10), (1e300, 2500), 0)) == 2501
    assert looked_at(Number(code="n", minimum=1e300), (), 0) == []
    alone = MultipleChoice(
        code="one", options=[Option("a", "A"), Option("b", "B", exclusive=True)], minimum=1, maximum=1
    )
    assert set(looked_at(alone, (), 0)) == {("a",)}
    assert looked_at(None, (), 0) == []
    mix = Composition(code="mix", parts=[Option("a", "A"), Option("b", "B")])
    assert all(sum(parts.values()) == pytest.approx(100) for parts in looked_at(mix, (), 0))


class RaisesOfMany:
    """A rule that cannot be asked about more than one unit, and goes wrong above nine tenths."""

    def aggregate(self, points, weights):
        """Return the weighted mean of a single unit."""
        if points.shape[1] > 1:
            raise ValueError("one at a time")
        own = WeightedMean().aggregate(points, weights)
        return own + 1.0 if points.min() > 0.9 and points.max() < 1.0 else own


def test_a_rule_that_refuses_many_units_is_asked_one_by_one():
    """Whatever a rule raises about many units, units are looked at one by one."""
    report = check_rule(RaisesOfMany(), laws=["points-are-shares"], examples=30)
    assert report.broken == ("points-are-shares",)


class RaisesAtTheTop:
    """An item rule that raises of full percentages."""

    scales = ("percentage",)

    def points(self, answers, scale, /):
        """Return shares."""
        if (answers > 99.9999).any():
            raise ValueError("too much")
        return answers / 100.0


def test_what_an_item_rule_raises_is_found_alone():
    """Where one answer among many makes a rule raise, that one is the case."""
    error = check_rule(RaisesAtTheTop(), laws=["points-are-shares"], examples=10).results[0].error
    assert error.evidence == "the rule raises ValueError: too much"
    assert len(error.case["answers"]) == 1


def test_falling_points_are_looked_at_too():
    """A rule whose points fall with the answer is searched for a rise."""

    class Turned:
        scales = ("percentage",)
        monotone = True

        def points(self, answers, scale, /):
            return 1.0 - answers / 100.0 + np.where(answers > 61.80339, 1e-5, 0.0)

    assert check_rule(Turned(), laws=["monotone"], examples=5).broken == ("monotone",)


def test_an_opened_gate_lowers_a_score_where_a_shut_one_is_left_out():
    """The smallest case says what was answered, what was opened, and what fell; stated points leave nothing to find."""
    plain = scheme_around(WeightedMean(), children=["a", "b"], gated=True)
    found = lowered_by_opening(plain, examples=30)
    assert (found.code, found.opened, found.better["b"]) == ("area", ("b",), "p0")
    assert found.after < found.before
    assert (
        str(found) == f"'area' falls from {found.before} to {found.after}: door 'no' -> 'yes', b None -> 'p0'"
    )
    assert (
        lowered_by_opening(
            scheme_around(WeightedMean(), children=["a", "b"], gated=True, shut=0.0), examples=30
        )
        is None
    )
    assert lowered_by_opening(scheme_around(WeightedMean())) is None


def test_the_law_of_open_gates_binds_where_shut_ones_have_points():
    """Where a shut gate leaves the score, the law says nothing, and the report what to ask instead."""
    law = SCHEME_LAWS["opening-is-never-worse"]
    shut, opened = (
        {"door": "no", "c1": "p50", "c2": "p50"},
        {"door": "yes", "c1": "p50", "c2": "p50", "c3": "p25"},
    )
    left_out, worth = (scheme_around(WeakestLink(), gated=True, shut=points) for points in (None, 0.0))
    assert law.check(worth, record=shut, better=opened)
    assert law.check(worth, record=opened, better=opened) is False
    assert law.check(left_out, record=shut, better=opened) is False
    report = check_rule(left_out, laws=["opening-is-never-worse"], examples=5)
    assert "smmi.testing.lowered_by_opening" in report["opening-is-never-worse"].why
    assert check_rule(worth, laws=["opening-is-never-worse"], examples=5).ok
    assert check_rule(worth, laws=["opening-is-never-worse"], engine=ShutIsLeftOut(), examples=30).broken


def test_no_law_blames_a_rule_for_a_look_that_it_does_not_break():
    """A rule that mixes units up is not blamed for what only many of them show."""

    class Ranked:
        def aggregate(self, points, weights):
            own = WeightedMean().aggregate(points, weights)
            return own if own.size == 1 else np.full(own.shape, 2.0)

    assert check_rule(Ranked(), laws=["points-are-shares"], examples=10).ok


@pytest.mark.long
def test_laws_that_are_not_looked_at_have_their_cases():
    """Every law that has a look is a law; steps and linear points keep theirs."""
    assert check_rule(Linear(0, 10), laws=ITEM_LAWS, scale=Count(code="ten", maximum=10), examples=5).ok
    assert check_rule(EqualSteps(), laws=ITEM_LAWS, examples=5).ok
    assert check_rule(WeakestLink(), laws=AGGREGATION_LAWS, examples=5).ok
    assert math.isfinite(literals_of(Linear(0, 10))[0])
