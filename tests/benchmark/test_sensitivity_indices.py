"""Which choice matters, what cannot be swept, and what is told of both."""

import pickle

import attrs
import numpy as np
import pytest

import smmi
from smmi.benchmark import Norms, TieRule
from smmi.benchmark.sensitivity import (
    DirichletSpread,
    ElicitedSpread,
    Estimator,
    NoIndices,
    Outcome,
    Variation,
    _drawn_scores,
    stability,
    weight_indices,
)
from smmi.errors import ArgumentError, NormsMismatchError, UnknownCodeError
from smmi.scoring import (
    GeometricMean,
    HarmonicMean,
    MinimumCoverage,
    WeightedMean,
    Weighting,
)
from smmi.scoring.weights import paired_comparisons
from tests.benchmark.small_cohorts import FEW, Given, anew, cohort, scheme


class Broken:
    """A rule that makes no points."""

    def aggregate(self, points, weights):
        """Return what is no points."""
        return np.full(points.shape[1], np.nan)


CASE = anew(cohort(3, 8), scheme(), np.ones(8, dtype=bool), FEW)
RNG = np.random.default_rng(1)
EVEN = paired_comparisons({("a", "b"): 2, ("b", "a"): 1, ("c", "a"): 1, ("a", "c"): 1})
NO_SPREAD = attrs.evolve(EVEN, covariance=np.zeros((3, 3)))
ELSE = Given([[1.0, 1.0, np.nan]] * 2)
MEAN = "declared: WeightedMean()"
REFUSED = {
    "nothing": (
        {},
        "'vary': got nothing that is varied, expected alternatives to what is declared, or a spread",
    ),
    "the declared rule": (
        {"overall": [WeightedMean()]},
        "'vary': got 'overall' with WeightedMean() twice, or as it is",
    ),
    "the declared ties": ({"ties": [TieRule.MID]}, "'vary': got 'ties' with mid twice, or as it is declared"),
    "a rule twice": ({"areas": [GeometricMean()] * 2}, "'vary': got 'areas' with GeometricMean() twice"),
    "a peer twice": ({"without_peers": ["S1", "S1"]}, "'vary': got 'without_peers' with 'S1' twice"),
    "a stranger": (
        {"without_peers": ["S99"]},
        "'vary': got 'without_peers' that are no members of the norms: 'S99'",
    ),
    "one weight": (
        {"weights": DirichletSpread(9.0, of="q")},
        "'vary': got weights below 'q' without spread, expected two weights that are not 0",
    ),
    "no error": ({"weights": ElicitedSpread(NO_SPREAD)}, "'vary': got paired comparisons without spread"),
    "others compared": (
        {"weights": ElicitedSpread(EVEN, of="p")},
        "'vary': got comparisons of 'a', 'b', 'c', expected those of the children of 'p'",
    ),
    "no weights": ({"weights": ELSE, "draws": 2}, "'vary': got weights by Given(weights=[[1.0, 1.0, nan]"),
    "other children": (
        {"weights": Given([[1.0, 2.0], [1.0, 3.0]]), "draws": 2},
        "'vary': got weights by Given(weights=[[1.0, 2.0], [1.0, 3.0]], of='overall') of shape (2, 2), expected "
        "weights of shape (2, 3)",
    ),
    "no weight in a draw": (
        {"weights": Given([[1.0, 2.0, 3.0], [0.0, 4.0, 6.0]]), "draws": 2},
        "'vary': got weights by Given(weights=[[1.0, 2.0, 3.0], [0.0, 4.0, 6.0]], of='overall') that are 0",
    ),
    "too large": (
        {"weights": DirichletSpread(1e300), "draws": 2},
        "'vary': got weights by DirichletSpread(concentration=1e+300, of='overall') from 3.33333e+299 to 3.33333e+299, "
        "expected finite weights from 0 to 1e+100",
    ),
    "all alike": (
        {"weights": Given([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]]), "draws": 2},
        "'vary': got 2 draws by Given(weights=[[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]], of='overall') that are all alike",
    ),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_a_degenerate_sweep_is_refused(options, message):
    """A grid of one, a choice that is the declared one, and weights without spread are told, and not swept."""
    with pytest.raises(ArgumentError) as caught:
        stability(*CASE, vary=Variation(**options), rng=RNG)
    assert str(caught.value).startswith(message)


def test_what_cannot_be_swept_is_refused():
    """Norms of others, of a survey design or with weights, unknown codes and a missing generator are told."""
    scores, norms = CASE
    dirichlet = Variation(weights=DirichletSpread(9.0))
    ties = Variation(ties=[TieRule.WEAK])
    with pytest.raises(
        ArgumentError, match=r"^'rng': got None, expected a numpy Generator, from which weights are"
    ):
        stability(scores, norms, vary=dirichlet)
    with pytest.raises(
        ArgumentError, match=r"^'scores': got members of the norms that have other scores in 'overall'"
    ):
        stability(scores.take(range(5)), norms, vary=ties)
    weighted = Norms.fit(scores, weights=[1.0, 2.0] * 4)
    with pytest.raises(
        ArgumentError, match=r"^'norms': got units of different weights, expected units of equal"
    ):
        stability(scores, weighted, vary=dirichlet, rng=RNG)
    with pytest.raises(
        ArgumentError, match=r"^'norms': got units of different weights, expected units of equal"
    ):
        weight_indices(scores, weighted, spread=DirichletSpread(9.0), outcome=Outcome.RANK, rng=RNG)
    with pytest.raises(
        ArgumentError, match=r"^'norms': got norms of a survey design, expected norms without one"
    ):
        stability(scores, attrs.evolve(norms, design=(("Design", "some"),)), vary=ties)
    with pytest.raises(UnknownCodeError):
        stability(scores, norms, vary=Variation(without_indicators=["a9"]))
    with pytest.raises(UnknownCodeError):
        stability(scores, norms, vary=Variation(weights=DirichletSpread(9.0, of="z")), rng=RNG)
    with pytest.raises(NormsMismatchError):
        stability(smmi.score(scores.answers, scheme(weights={"a": 2.0})), norms, vary=ties)
    many = Variation(overall=[GeometricMean()] * 10**6)
    with pytest.raises(
        ArgumentError, match=r"^'vary': got a grid of 1000001 combinations of 8 units and 6 scores"
    ):
        stability(scores, norms, vary=many)


KINDS = {
    "areas": (
        {"areas": GeometricMean()},
        "'areas': got GeometricMean(), expected a sequence of alternatives",
    ),
    "ties": ({"ties": ["mid"]}, "'ties': got ('mid',), expected a sequence of TieRule"),
    "codes": ({"without_peers": [1]}, "'without_peers': got (1,), expected a sequence of codes"),
    "weights": ({"weights": 2.0}, "'weights': got 2.0, expected None or a spread of weights"),
    "draws": ({"draws": 1}, "'draws': got 1, expected an integer of at least 2"),
}


@pytest.mark.parametrize(("options", "message"), KINDS.values(), ids=KINDS)
def test_what_is_of_another_kind_is_refused(options, message):
    """An alternative that cannot be one is told when it is declared."""
    with pytest.raises(ArgumentError) as caught:
        Variation(**options)
    assert str(caught.value) == message


def test_what_cannot_be_scored_is_told():
    """A rule that fails leaves holes that are named, shares of the rest, and no indices."""
    scores, norms = CASE
    found = stability(scores, norms, vary=Variation(overall=[Broken(), GeometricMean()], ties=[TieRule.WEAK]))
    grid = found.grid
    assert [dict(one.alternatives)["overall"][:7] for one in grid.failed] == ["<tests."]
    assert grid.scored.tolist() == [[True, True], [False, False], [True, True]]
    assert np.isnan(grid.score[1]).all()
    assert grid.held.tried == 4
    assert grid.indices(Outcome.RANK).reason is NoIndices.NOT_FULL
    assert grid.indices(Outcome.RANK).first == {"overall": None, "ties": None}
    assert np.isnan(grid.outcomes(Outcome.STARS_HELD)[1]).all()
    said = dict(found.describe())
    assert said["Grid"] == "6 combinations, 2 of them could not be scored"
    assert "overall" in said["Not scored"]


def test_which_choice_matters_is_told_exactly():
    """What ties do to a rank is exactly nothing, and what one unit is told adds up over all units."""
    scores, norms = anew(cohort(3, 12, blanks=0.0), scheme(), np.ones(12, dtype=bool), FEW)
    vary = Variation(overall=[GeometricMean()], areas=[HarmonicMean()], ties=[TieRule.WEAK, TieRule.STRICT])
    grid = stability(scores, norms, vary=vary).grid
    for outcome in (Outcome.SCORE, Outcome.RANK, Outcome.STARS_HELD):
        found = grid.indices(outcome)
        assert (found.first["ties"], found.total["ties"]) == (0.0, 0.0)
        assert found.first["areas"] + found.first["overall"] + found.interactions == pytest.approx(1.0)
        alone = [grid.indices(outcome, unit=unit) for unit in grid.units]
        moved = [one for one in alone if one.reason is None]
        assert all(one.reason is NoIndices.NO_VARIANCE for one in alone if one not in moved)
        assert found.variance == pytest.approx(sum(one.variance for one in moved))
        shared = sum(one.total["areas"] * one.variance for one in moved) / found.variance
        assert found.total["areas"] == pytest.approx(shared)
    assert grid.indices(Outcome.PERCENTILE).total["ties"] > 0
    assert grid.indices(Outcome.ABOVE_MEDIAN).reason is NoIndices.ABSENT
    assert grid.indices(Outcome.BAND_HELD).reason is NoIndices.ABSENT
    assert grid.indices(Outcome.BAND_HELD).interactions is None
    for wrong in ({"code": "z"}, {"unit": "S99"}):
        with pytest.raises(UnknownCodeError):
            grid.indices(Outcome.RANK, **wrong)


@pytest.mark.parametrize("estimator", Estimator)
@pytest.mark.parametrize("outcome", [Outcome.SCORE, Outcome.RANK])
def test_a_weight_that_does_nothing_has_exactly_zero(estimator, outcome):
    """An area that a unit has not, or that has weight 0, has no share."""
    own = scheme(weights=Weighting(by_code={"b": 0.0}))
    scores, norms = anew(cohort(3, 12), own, np.ones(12, dtype=bool), FEW)
    found = weight_indices(
        scores, norms, spread=DirichletSpread(9.0), draws=40, outcome=outcome, estimator=estimator, rng=RNG
    )
    told_of = ~np.isnan(found.total[0])
    assert told_of.any()
    assert (found.first[1][told_of] == 0.0).all()
    assert (found.total[1][told_of] == 0.0).all()
    if outcome is Outcome.SCORE:
        without = np.isnan(scores["c"]) | np.isnan(scores["a"])
        assert (found.variance[without & ~np.isnan(found.variance)] == 0.0).all()
    assert found.of_unit("S1")["b"] == (found.first[1, 1], found.total[1, 1]) or not told_of[1]
    assert found.together["b"] == (0.0, 0.0)
    assert pickle.loads(pickle.dumps(found)) == found


def test_indices_of_weights_come_near_to_what_a_linear_score_has():
    """With little spread the score is nearly linear in the weights, so that its indices are known."""
    scores, norms = anew(cohort(3, 12, blanks=0.0), scheme(), np.ones(12, dtype=bool), FEW)
    found = weight_indices(scores, norms, spread=DirichletSpread(3e4), draws=2000, rng=RNG)
    apart = np.square(np.stack([scores["a"], scores["b"], scores["c"]]) - scores.overall)
    known = apart / apart.sum(axis=0)
    assert found.first == pytest.approx(known, abs=0.05)
    assert found.total == pytest.approx(known, abs=0.05)
    for wrong in ("S99", ""):
        with pytest.raises(UnknownCodeError):
            found.of_unit(wrong)


INDICES = {
    "elicited": ({"spread": ElicitedSpread(EVEN)}, "'spread': got an object of class 'ElicitedSpread'"),
    "outcome": (
        {"outcome": Outcome.PERCENTILE},
        "'outcome': got <Outcome.PERCENTILE: 'percentile rank'>, expected",
    ),
    "draws": ({"draws": 10**7}, "'draws': got 10000000, expected at most 50000000 outcomes"),
}


@pytest.mark.parametrize(("options", "message"), INDICES.values(), ids=INDICES)
def test_what_has_no_indices_is_refused(options, message):
    """Dependent weights, names and too many draws have no indices."""
    with pytest.raises(ArgumentError) as caught:
        weight_indices(*CASE, **{"spread": DirichletSpread(9.0), "rng": RNG, **options})
    assert str(caught.value).startswith(message)


def test_a_node_that_is_no_mean_has_no_indices():
    """Where products do not give the scores, which weight matters is not estimated."""
    scores, norms = anew(cohort(3, 8), scheme(overall=GeometricMean()), np.ones(8, dtype=bool), FEW)
    with pytest.raises(ArgumentError, match=r"^'spread': got weights below 'overall', expected those"):
        weight_indices(scores, norms, spread=DirichletSpread(9.0), rng=RNG)


def test_a_scheme_that_cannot_be_is_told_as_failed():
    """An alternative that the instrument refuses is no scheme: it is told with what was said, and the rest is swept."""
    found = stability(*CASE, vary=Variation(coverage=[{"zz": MinimumCoverage(1.0)}])).grid
    assert found.scored.tolist() == [True, False]
    assert "zz" in found.failed[0].message


def test_both_sweeps_are_told_and_more_units_than_bits_are_ranked_as_well(monkeypatch):
    """A grid and draws can be asked for together; where units have no room in a number, ranks are the same."""
    vary = Variation(ties=[TieRule.WEAK], weights=DirichletSpread(9.0), draws=30)
    one = stability(*CASE, vary=vary, rng=np.random.default_rng(1))
    monkeypatch.setattr(_drawn_scores, "MOST_UNITS", 1)
    other = stability(*CASE, vary=vary, rng=np.random.default_rng(1))
    assert one == other
    assert [name for name, _ in one.describe()] == ["Group", "ties", "Grid", "Weights"]
    assert dict(one.describe())["Group"] == "all, 8 units"
    assert repr(one) == f"<Stability in 'all': {one.grid!r}, {one.weights!r}>"
    assert repr(one.weights.held) == "<HeldShares of 8 units and 1 scores: 30 tried>"
    assert (
        dict(stability(*CASE, vary=attrs.evolve(vary, ties=()), rng=RNG).describe())["Group"]
        == "all, 8 units"
    )
