"""What a node of the compiled plan makes of its children, against the definition, for every pattern of absence."""

import itertools
import math
from fractions import Fraction

import attrs
import numpy as np
import pytest

from smmi.errors import Finding, Reason, SchemeError
from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
from smmi.scoring import (
    Absence,
    CoverageBasis,
    Median,
    MinimumCoverage,
    NoAnswer,
    OptionPoints,
    PointsOverAttainable,
    ScoringScheme,
    WeightedMean,
)
from smmi.scoring.arithmetic import sum_of_products
from smmi.scoring.rules._kernels import (
    COUNTS,
    EXCLUDED,
    LOWEST,
    MISSING,
    PRESENT,
    PROPAGATES,
    TOO_LITTLE_ANSWERED,
    weigh,
)
from smmi.scoring.scorer._plan import make_plan
from smmi.scoring.scorer._single_nodes import SingleNode
from tests.latin_squares import latin

CODES = ("a", "b", "c")
MISSES = (Absence.NO_ANSWER, Absence.NOTHING_ANSWERED, Absence.TOO_LITTLE_ANSWERED, Absence.PROPAGATED)
CHILD = [0, 1, 2, 3, 4, 5, 8, 9]


def node_of(weights, policy=None, *, rule=None, **more):
    """The node of an area with one child for each weight."""
    codes = CODES[: len(weights)]
    scale = Binary(code="yes_no")
    area = Area(
        code="area",
        label="Area",
        indicators=[Indicator(code=code, prompt="?", scale=scale) for code in codes],
    )
    instrument = Instrument(
        code="x", edition="1", title="X", domains=[Domain(code="whole", label="Whole", areas=[area])]
    )
    scheme = ScoringScheme(
        instrument,
        items=dict.fromkeys(codes, OptionPoints({"no": 0.25, "yes": 1})),
        areas=rule or WeightedMean(),
        weights=dict(zip(codes, weights, strict=True)),
        coverage={"area": policy or MinimumCoverage()},
        **more,
    )
    return make_plan(scheme).areas[0]


def by_definition(points, child_absences, weights, policy):
    """Points and absence of one unit, straight from the definition."""
    if not any(weights):
        return 0.0, Absence.NO_WEIGHT
    measures = [float(w > 0) for w in weights] if policy.basis is CoverageBasis.COUNT else weights
    there = [a == Absence.PRESENT for a in child_absences]
    missing = [a in MISSES for a in child_absences]
    eligible = sum(Fraction(m) for m, t, x in zip(measures, there, missing, strict=True) if t or x)
    answered = sum(Fraction(m) for m, t in zip(measures, there, strict=True) if t)
    if not eligible:
        return 0.0, Absence.NOTHING_APPLICABLE
    if policy.no_answer is NoAnswer.PROPAGATES and any(
        w and x for w, x in zip(weights, missing, strict=True)
    ):
        return 0.0, Absence.PROPAGATED
    if not answered:
        return 0.0, Absence.NOTHING_ANSWERED
    if answered < Fraction(policy.share) * eligible:
        return 0.0, Absence.TOO_LITTLE_ANSWERED
    entering = [
        (Fraction(w), Fraction(p) if t else Fraction(1, 4))
        for w, p, t, x in zip(weights, points, there, missing, strict=True)
        if t or (x and policy.no_answer is NoAnswer.LOWEST)
    ]
    return float(sum(w * p for w, p in entering) / sum(w for w, _ in entering)), Absence.PRESENT


@pytest.mark.parametrize(
    ("no_answer", "basis", "share", "weights"),
    latin(NoAnswer, CoverageBasis, [0, 0.5, 1], [(0.5, 1.0, 1.5), (0.0, 2.0, 2.0), (0.0, 0.0, 0.0)]),
)
def test_every_pattern_of_absence_is_scored_by_the_definition(weights, share, basis, no_answer):
    """Points and reasons are those of the definition, for all units at once and for each alone."""
    policy = MinimumCoverage(share, basis=basis, no_answer=no_answer)
    node = node_of(weights, policy)
    patterns = np.array(list(itertools.product(CHILD, repeat=3)), dtype=np.uint8).T
    points = np.where(patterns == 0, np.array([[0.25], [0.5], [1.0]]), 0.0)
    values, reasons = node.evaluate(points * node.grid.one, patterns)
    expected = [by_definition(points[:, i], patterns[:, i].tolist(), weights, policy) for i in range(8**3)]
    assert reasons.tolist() == [reason for _, reason in expected]
    assert (values / node.grid.one).tolist() == [value for value, _ in expected]
    assert (values.dtype, reasons.dtype) == (np.float64, np.uint8)
    for i in range(0, 8**3, 37):
        value, reason = node.evaluate(points[:, [i]] * node.grid.one, patterns[:, [i]])
        assert (value.tolist(), reason.tolist()) == ([values[i]], [reasons[i]])
        assert (value.dtype, reason.dtype) == (np.float64, np.uint8)


def test_what_a_missing_answer_is_can_differ_by_child():
    """The scheme's word on one child goes before the policy of the node."""
    node = node_of((1.0, 1.0), MinimumCoverage(0), no_answer={"b": NoAnswer.LOWEST})
    values, reasons = node.evaluate(
        np.array([[0.0, 1.0], [1.0, 0.0]]) * node.grid.one, np.array([[4, 0], [0, 4]], dtype=np.uint8)
    )
    assert (node.grid.shares(values).tolist(), reasons.tolist()) == ([1.0, 0.625], [0, 0])


def test_parts_of_a_single_response_are_those_of_the_arrays():
    """Weight, measure and roles of each child of a weighted mean as Python values; roles are small integers."""
    node = node_of((2.0, 0.0, 6.0), MinimumCoverage(0.5, basis=CoverageBasis.COUNT))
    roles = [0, 2, 2, 2, 1, 1, 1, 2, 1, 2, 2, 2]
    single, one = SingleNode.of(node, percent=False), node.grid.one
    assert single.parts == ((1.0, 1.0, roles), (0.0, 0.0, roles), (3.0, 1.0, roles))
    by_weight = SingleNode.of(node_of((2.0, 0.0, 6.0)), percent=False)
    assert [measure for _, measure, _ in by_weight.parts] == [1.0, 0.0, 3.0]
    assert (node.roles.dtype, node.lowest.tolist(), node.total) == (np.uint8, [0.0] * 3, 4.0)
    assert node_of((1.0,), MinimumCoverage(no_answer=NoAnswer.LOWEST)).lowest.tolist() == [25.0]
    assert (single.weights, single.total) == ((1.0, 0.0, 3.0), 4.0)
    assert SingleNode.of(node, percent=True).total == one / 25
    assert SingleNode.of(node_of((0.0, 0.0, 0.0)), percent=False).weights == ()
    assert SingleNode.of(node_of((1.0, 1.0), rule=Median()), percent=False).weights == ()
    with pytest.raises(ValueError, match="zip"):
        SingleNode.of(attrs.evolve(node, covering=node.covering[:2]), percent=False)


def test_the_weight_of_bonus_children_is_outside_of_coverage():
    """A bonus child has a weight and no measure."""
    node = node_of((2.0, 1.0, 6.0), rule=PointsOverAttainable(bonus=("c",)))
    assert (node.weights.tolist(), node.measures.tolist()) == ([2.0, 1.0, 6.0], [2.0, 1.0, 0.0])


def test_only_a_weighted_mean_of_the_very_points_accumulates():
    """Other rules, missing answers that enter as the lowest, and nodes without weight do not accumulate."""
    assert node_of((1.0, 2.0)).accumulates is True
    assert node_of((1.0, 2.0), rule=Median()).accumulates is False
    assert node_of((1.0, 2.0), MinimumCoverage(no_answer=NoAnswer.LOWEST)).accumulates is False
    assert node_of((1.0, 2.0), MinimumCoverage(no_answer=NoAnswer.PROPAGATES)).accumulates is True
    assert node_of((0.0, 0.0)).accumulates is False
    assert (node_of((0.0, 0.0)).weighs, node_of((0.0, 0.5)).weighs) == (False, True)


@attrs.frozen
class Rubbish:
    """An aggregation rule that returns no points."""

    shape_free = True

    def aggregate(self, points, weights):
        return points.sum(axis=0) + 7.0


def test_a_rule_that_returns_no_points_is_named_with_its_node():
    """The refusal names the rule and the node; the whole message."""
    node = node_of((1.0, 2.0), rule=Rubbish())
    with pytest.raises(SchemeError) as caught:
        node.evaluate(np.array([[0.0], [1.0]]), np.zeros((2, 1), dtype=np.uint8))
    assert [finding.message for finding in caught.value.findings] == [
        "Rubbish for 'area' returned 8.0, expected points from 0 to 1"
    ]


@pytest.mark.parametrize("weights", [(1.0, 1.0), (1e15, 1e15 - 1), (1.0, 1e-60)], ids=str)
def test_the_share_is_reached_exactly(weights):
    """Exactly the minimum is enough, and the nearest double above it is not reached, whatever the weights."""
    first, second = map(Fraction, map(str, weights))
    patterns = np.array([[0, 4], [4, 0]], dtype=np.uint8)
    for share in (0.5, 1.0, float(first / (first + second)), math.nextafter(0.5, 1.0)):
        _, reasons = node_of(weights, MinimumCoverage(share)).evaluate(np.zeros((2, 2)), patterns)
        enough = [one / (first + second) >= Fraction(str(share)) for one in (first, second)]
        assert reasons.tolist() == [PRESENT if one else TOO_LITTLE_ANSWERED for one in enough]


def test_weights_and_points_are_of_the_same_children():
    """Arrays of different numbers of children have no sum of products."""
    with pytest.raises(ValueError, match="zip"):
        sum_of_products(np.ones((3, 1)), np.ones((2, 1)))


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan, True, "1", None])
def test_a_policy_that_cannot_be_used_is_refused_at_once(share):
    """Share, basis and what a missing answer is are checked together; the whole findings."""
    with pytest.raises(SchemeError) as caught:
        MinimumCoverage(share, basis="weight", no_answer="lowest")
    expected = {
        "share": (share, "a number from 0 to 1"),
        "basis": ("weight", "a CoverageBasis"),
        "no_answer": ("lowest", "a NoAnswer"),
    }
    assert caught.value.findings == tuple(
        Finding(reason=Reason.BAD_VALUE, path=f"$.{name}", message=f"{name!r}: got {got!r}, expected {what}")
        for name, (got, what) in expected.items()
    )


def test_a_share_is_kept_as_a_float():
    """0 and 1 are shares, and whole numbers are floats."""
    assert [repr(MinimumCoverage(share).share) for share in (0, 1)] == ["0.0", "1.0"]


def test_what_is_excluded_is_no_part_of_what_is_eligible():
    """Nor of what counts; what is missing is eligible, and so is what makes the parent absent."""
    weights = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    roles = np.array([[COUNTS], [LOWEST], [EXCLUDED], [PROPAGATES], [MISSING]], dtype=np.uint8)
    used, answered, eligible = weigh(roles, weights, 3 * weights)
    assert used[:, 0].tolist() == [1.0, 2.0, 0.0, 0.0, 0.0]
    assert (answered.tolist(), eligible.tolist()) == ([3.0], [3 * 27.0])
