"""How firm scores, ranks and stars are: every combination and every draw against norms made anew."""

import itertools
import pickle
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import Conventions, Norms, QuantileRule, SelfInclusion, TieRule
from smmi.benchmark.norms import comparable
from smmi.benchmark.sensitivity import (
    DirichletSpread,
    ElicitedSpread,
    Estimator,
    NoIndices,
    Outcome,
    Variation,
    stability,
    weight_indices,
)
from smmi.errors import ArgumentError, NormsMismatchError, UnknownCodeError
from smmi.scoring import (
    BandLevel,
    Bands,
    CoverageBasis,
    GeometricMean,
    HarmonicMean,
    MinimumCoverage,
    NoAnswer,
    WeightedMean,
    Weighting,
)
from smmi.scoring.weights import paired_comparisons
from tests.benchmark.small_cohorts import INSTRUMENT, cohort, scheme

FEW = Conventions(minimum_for_quartile=2, minimum_for_percentile=2)
BANDS = Bands(100, [BandLevel("low", "Low", at_least=0), BandLevel("high", "High", at_least=50)])
SEEDS = st.integers(0, 2**32 - 1)
POLICIES = st.builds(
    MinimumCoverage,
    st.sampled_from([0.0, 0.5, 1.0]),
    basis=st.sampled_from(CoverageBasis),
    no_answer=st.sampled_from(NoAnswer),
)


class Broken:
    """A rule that makes no points."""

    def aggregate(self, points, weights):
        """Return what is no points."""
        return np.full(points.shape[1], np.nan)


@attrs.frozen
class Given:
    """A law of weights by which these are drawn."""

    weights: Any
    of: str = "overall"

    def draw(self, _scheme, _draws, _rng):
        """Return what was given."""
        return np.asarray(self.weights)

    def in_words(self):
        """Return it in words."""
        return "given"


def anew(answers, own, members, conventions, *, by=(), weights=None):
    """Scores by a scheme, and norms of some of the units."""
    scores = smmi.score(answers, own)
    inside = np.flatnonzero(members)
    own_weights = None if weights is None else np.asarray(weights)[inside]
    return scores, Norms.fit(scores.take(inside), by=by, conventions=conventions, weights=own_weights)


def told(scores, norms, code, members):
    """Ranks, percentile ranks and stars of one score, as norms that were made anew tell them."""
    values = comparable(scores, norms.conventions)[0][scores.row(code)]
    keys = np.round(values, norms.conventions.decimals)
    ranks = [np.nan if np.isnan(key) else 1 + int((keys[members] > key).sum()) for key in keys]
    standings = [norms.place(profile)[code]["all"] for profile in scores]
    percentiles = [one.percentile if one.percentile is not None else np.nan for one in standings]
    return values, ranks, percentiles, [one.stars or 0 for one in standings], standings


def same(found, expected):
    """Whether arrays are the same to the last bit, absent ones included."""
    return np.array_equal(
        np.asarray(found, dtype=np.float64), np.asarray(expected, dtype=np.float64), equal_nan=True
    )


CHOICES = {
    "overall": (None, GeometricMean()),
    "coverage": (None, MinimumCoverage(1.0)),
    "without_indicators": (None, "a1"),
    "ties": (TieRule.MID, TieRule.STRICT),
    "quantiles": (QuantileRule.TYPE_7, QuantileRule.TYPE_1),
    "self_inclusion": (SelfInclusion.INCLUDED, SelfInclusion.LEFT_OUT),
    "without_peers": (None, "S2"),
}


def check_grid(seed, names, codes, weights=None):
    """Check a grid of some choices, each of two alternatives, against scores and norms made anew by hand."""
    answers, members = cohort(seed, 9), np.array([True] * 7 + [False] * 2)
    scores, norms = anew(answers, scheme(), members, FEW, weights=weights)
    vary = Variation(**{name: CHOICES[name][1:] for name in names})
    grid = stability(scores, norms, vary=vary, bands=BANDS).grid
    assert [one.name for one in grid.choices] == list(names)
    for place in itertools.product(range(2), repeat=len(names)):
        chosen = {name: values[0] for name, values in CHOICES.items()}
        chosen |= {name: CHOICES[name][i] for name, i in zip(names, place, strict=True)}
        own = {name: chosen[name] for name in ("overall", "coverage") if chosen[name] is not None}
        if chosen["without_indicators"]:
            own["weights"] = {chosen["without_indicators"]: 0.0}
        rules = attrs.evolve(FEW, **{name: chosen[name] for name in ("ties", "quantiles", "self_inclusion")})
        left = members & (answers.units != chosen["without_peers"])
        tried, made = anew(answers, scheme(**own), left, rules, weights=weights)
        for code in codes or tried.codes:
            row = tried.row(code)
            values, ranks, percentiles, stars, standings = told(tried, made, code, left)
            assert same(grid.score[*place, row], values)
            assert same(grid.rank[*place, row], ranks)
            assert same(grid.percentile[*place, row], percentiles)
            assert same(grid.stars[*place, row], stars)
            assert same(grid.band[*place, row], BANDS.levels_of(values))
            above = [
                one.score >= one.median if one.median is not None and one.score is not None else np.nan
                for one in standings
            ]
            assert same(grid.above_median[*place, row], above if "quantiles" in names else [np.nan] * 9)


WEIGHTS = [1.0, 2.5, 1.0, 0.3, 1.0, 1.0, 4.0, 1.0, 1.0]


@pytest.mark.long
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["plain", "weighted"])
def test_the_whole_grid_equals_brute_force(weights):
    """Under every combination of seven choices, all that is told is what scores and norms tell that are made anew."""
    check_grid(0, tuple(CHOICES), None, weights)


@pytest.mark.parametrize(
    "names",
    [
        ("overall", "without_peers"),
        ("coverage", "self_inclusion"),
        ("without_indicators", "ties"),
        ("quantiles", "self_inclusion"),
    ],
    ids=str,
)
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["plain", "weighted"])
def test_a_grid_equals_brute_force(names, weights):
    """Under every combination of two choices, all that is told is what scores and norms tell that are made anew."""
    check_grid(len(names[0]), names, ("overall",), weights)


def test_what_holds_over_the_grid_is_counted():
    """Shares, ends and numbers of stars are those of the outcomes."""
    answers = cohort(5, 12)
    scores, norms = anew(answers, scheme(), np.ones(12, dtype=bool), FEW)
    vary = Variation(overall=[GeometricMean()], areas=[HarmonicMean()], without_peers=answers.units.tolist())
    grid = stability(scores, norms, vary=vary, bands=BANDS).grid
    held, cells = grid.held, grid.scored.size
    assert held.tried == cells == 4 * 13
    for row, place in itertools.product(range(len(held.codes)), range(12)):
        ranks = grid.rank[..., row, place].ravel()
        stars = grid.stars[..., row, place].ravel()
        assert held.scored[row, place] == np.mean(~np.isnan(ranks))
        if np.isnan(held.score[row, place]):
            assert np.isnan([held.rank_held[row, place], held.band_held[row, place]]).all()
            continue
        assert held.rank_held[row, place] == np.mean(ranks == ranks[0])
        assert (held.rank_best[row, place], held.rank_worst[row, place]) == (
            np.nanmin(ranks),
            np.nanmax(ranks),
        )
        assert held.stars_shares[:, row, place] == pytest.approx([np.mean(stars == i) for i in range(1, 5)])
        if stars[0]:
            assert held.stars_held[row, place] == pytest.approx(np.mean(stars == stars[0]))
        assert held.band_held[row, place] == np.mean(
            grid.band[..., row, place] == grid.band[0, 0, 0, row, place]
        )
    columns = held.columns()
    assert columns["rank_held"][12:24] == pytest.approx(held.rank_held[1], nan_ok=True)
    assert columns["unit"][13] == "S1"
    assert columns["score_code"][13] == held.codes[1]
    assert held.of("S1")[held.codes[1]]["rank"] == held.rank[1, 1]


def check_draws(seed, policy, of, inclusion, *, blanks=0.3, decimals=9, bands=BANDS, carried=False):
    """Check what holds under drawn weights against schemes with these weights, units being scored and placed anew."""
    rng = np.random.default_rng(seed)
    answers, members = cohort(seed, 7, blanks=blanks, carried=carried), np.array([True] * 5 + [False] * 2)
    own = scheme(coverage=policy, overall_from=rng.choice(["areas", "domains"]).item())
    rules = attrs.evolve(FEW, self_inclusion=inclusion, ties=rng.choice(list(TieRule)), decimals=decimals)
    scores, norms = anew(answers, own, members, rules)
    children = own.children(of)
    weights = rng.choice([0.0, 1.0, 2.0, 0.7], size=len(children)) + rng.choice([0.0, 0.3], size=(3, 1))
    weights = np.concatenate([weights, rng.uniform(0.5, 3.0, size=(3, len(children)))]) + 0.1
    found = stability(
        scores, norms, vary=Variation(weights=Given(weights, of), draws=6), bands=bands, rng=rng
    )
    held, outcomes = found.weights.held, []
    for row in weights.tolist():
        drawn = attrs.evolve(own, weights=dict(zip(children, row, strict=True)))
        tried, made = anew(answers, drawn, members, rules)
        outcomes.append(told(tried, made, of, members)[:4])
    values, ranks, percentiles, stars = (np.array(part) for part in zip(*outcomes, strict=True))
    declared = told(scores, norms, of, members)
    assert same(held.score[0], declared[0])
    assert same(held.stars[0], declared[3])
    assert same(held.scored[0], (~np.isnan(values)).mean(axis=0))
    for star in range(4):
        assert same(held.stars_shares[star, 0], (stars == star + 1).mean(axis=0))
    there = ~np.isnan(declared[0])
    assert same(held.rank_held[0][there], (ranks == np.array(declared[1])).mean(axis=0)[there])
    levels = BANDS.levels_of(values) == BANDS.levels_of(declared[0])
    assert same(
        held.band_held[0][there], levels.mean(axis=0)[there] if bands else np.full(there.sum(), np.nan)
    )
    with np.errstate(all="ignore"):
        some = ~np.isnan(values).all(axis=0)
        assert same(held.rank_best[0][some], np.nanmin(ranks[:, some], axis=0))
        assert same(held.rank_worst[0][some], np.nanmax(ranks[:, some], axis=0))
        assert held.score_high[0][some] == pytest.approx(np.nanmax(values[:, some], axis=0), abs=1e-11)
        known = ~np.isnan(percentiles).all(axis=0)
        assert same(held.percentile_low[0][known], np.nanmin(percentiles[:, known], axis=0))


@pytest.mark.long
@given(
    SEEDS,
    POLICIES,
    st.sampled_from(["overall", "p", "a"]),
    st.sampled_from(SelfInclusion),
    st.fixed_dictionaries(
        {
            "blanks": st.sampled_from([0.0, 0.3]),
            "decimals": st.sampled_from([9, 0]),
            "bands": st.sampled_from([BANDS, None]),
            "carried": st.booleans(),
        }
    ),
)
def test_draws_equal_brute_force(seed, policy, of, inclusion, options):
    """What holds under drawn weights is what schemes with these weights tell, whatever the policy and the level."""
    check_draws(seed, policy, of, inclusion, **options)


SOME = {
    "overall": {"of": "overall", "policy": MinimumCoverage(0.5, no_answer=NoAnswer.LOWEST)},
    "domain": {"of": "p", "policy": MinimumCoverage(0.6, basis=CoverageBasis.COUNT)},
    "area": {"of": "a", "policy": MinimumCoverage(0.5, no_answer=NoAnswer.LOWEST)},
    "propagates": {"of": "overall", "policy": MinimumCoverage(0.0, no_answer=NoAnswer.PROPAGATES)},
    "whole points": {"of": "overall", "policy": MinimumCoverage(), "blanks": 0.0, "decimals": 0},
    "complete": {"of": "overall", "policy": MinimumCoverage(), "blanks": 0.0, "bands": None},
    "some absent": {"of": "overall", "policy": MinimumCoverage(0.6), "blanks": 0.4, "bands": None},
    "few left": {"of": "a", "policy": MinimumCoverage(0.7), "blanks": 0.5, "bands": None},
    "carried": {"of": "overall", "policy": MinimumCoverage(), "carried": True},
}


@pytest.mark.parametrize("options", SOME.values(), ids=SOME)
@pytest.mark.parametrize("inclusion", SelfInclusion)
def test_some_draws_equal_brute_force(options, inclusion):
    """The same for one policy of each level, so that it is tested whenever tests run."""
    check_draws(11, inclusion=inclusion, **options)


def test_rules_that_are_no_mean_are_scored_by_the_scheme():
    """Where products do not give the scores, the scheme scores every draw, and ranks are those of its scores."""
    answers = cohort(3, 8, blanks=0.0)
    own = scheme(overall=GeometricMean())
    scores, norms = anew(answers, own, np.ones(8, dtype=bool), FEW)
    weights = np.array([[1.0, 2.0, 3.0], [3.0, 1.0, 1.0]])
    found = stability(
        scores, norms, vary=Variation(weights=Given(weights), draws=2), rng=np.random.default_rng(1)
    )
    assert found.weights.rescored == 2
    tried = [
        smmi.score(
            answers, scheme(overall=GeometricMean(), weights=dict(zip("abc", row, strict=True)))
        ).overall
        for row in weights.tolist()
    ]
    assert same(found.weights.held.score_low[0], np.min(tried, axis=0))
    assert same(found.weights.held.score_high[0], np.max(tried, axis=0))


def test_units_that_always_tie_share_their_rank():
    """Two units with the same answers are tied in every draw, without being scored again."""
    answers = cohort(3, 8, blanks=0.0)
    rows = [{"school": f"S{i}", "control": "public", **answers.record(f"S{i // 2}")} for i in range(8)]
    twice = smmi.Answers.from_records(INSTRUMENT, rows, unit="school", attributes=("control",))
    scores, norms = anew(twice, scheme(), np.ones(8, dtype=bool), FEW)
    vary = Variation(weights=DirichletSpread(5.0), draws=100)
    found = stability(scores, norms, vary=vary, rng=np.random.default_rng(1)).weights
    assert found.rescored == 0
    assert same(found.held.rank_worst[:, ::2], found.held.rank_worst[:, 1::2])
    assert np.nanmax(found.held.rank_worst) == 7


def test_elicited_weights_have_the_spread_of_their_estimates():
    """The logarithms of drawn weights have the means and covariances of the paired comparisons, in the node's order."""
    compared = paired_comparisons(
        {("c", "a"): 5, ("a", "c"): 3, ("b", "c"): 4, ("c", "b"): 2, ("a", "b"): 3, ("b", "a"): 3}
    )
    drawn = ElicitedSpread(compared).draw(scheme(), 40_000, np.random.default_rng(2))
    logs, order = np.log(drawn), [compared.codes.index(code) for code in "abc"]
    assert logs.mean(axis=0) == pytest.approx([compared.log_weights[code] for code in "abc"], abs=0.02)
    assert np.cov(logs.T) == pytest.approx(compared.covariance[np.ix_(order, order)], abs=0.02)


def test_dirichlet_shares_have_the_declared_means():
    """Shares vary around the declared ones by the standard deviation that the documentation says; 0 stays 0."""
    own = scheme(weights={"a": 3.0, "b": 0.0, "c": 1.0})
    drawn = DirichletSpread(15.0).draw(own, 40_000, np.random.default_rng(2))
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    assert (shares[:, 1] == 0).all()
    assert shares.mean(axis=0) == pytest.approx([0.75, 0.0, 0.25], abs=0.005)
    assert shares[:, 0].std() == pytest.approx(np.sqrt(0.75 * 0.25 / 16), abs=0.002)


def test_the_same_generator_makes_the_same_draws():
    """Draws depend on the generator that is given, and on no other state."""
    scores, norms = anew(cohort(3, 8), scheme(), np.ones(8, dtype=bool), FEW)
    vary = Variation(weights=DirichletSpread(5.0), draws=50)
    one, other = (stability(scores, norms, vary=vary, rng=np.random.default_rng(1)) for _ in range(2))
    assert one == other
    assert pickle.loads(pickle.dumps(one)) == one
    assert stability(scores, norms, vary=vary, rng=np.random.default_rng(2)) != one


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
