"""How firm scores, ranks and stars are: every combination and every draw against norms made anew."""

import itertools
import pickle

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import QuantileRule, SelfInclusion, TieRule
from smmi.benchmark.norms import comparable
from smmi.benchmark.sensitivity import (
    DirichletSpread,
    ElicitedSpread,
    Outcome,
    Variation,
    _drawn_scores,
    stability,
)
from smmi.errors import UnknownCodeError
from smmi.scoring import (
    BandLevel,
    Bands,
    CoverageBasis,
    GeometricMean,
    HarmonicMean,
    MinimumCoverage,
    NoAnswer,
)
from smmi.scoring.weights import paired_comparisons
from tests.benchmark.small_cohorts import FEW, INSTRUMENT, Given, anew, cohort, scheme
from tests.latin_squares import latin

BANDS = Bands(100, [BandLevel("low", "Low", at_least=0), BandLevel("high", "High", at_least=50)])
SEEDS = st.integers(0, 2**32 - 1)
POLICIES = st.builds(
    MinimumCoverage,
    st.sampled_from([0.0, 0.5, 1.0]),
    basis=st.sampled_from(CoverageBasis),
    no_answer=st.sampled_from(NoAnswer),
)


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
    ("names", "weights"),
    latin(
        [
            ("overall", "without_peers"),
            ("coverage", "self_inclusion"),
            ("without_indicators", "ties"),
            ("quantiles", "self_inclusion"),
        ],
        {"plain": None, "weighted": WEIGHTS},
    ),
)
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


@pytest.mark.parametrize("outcome", [Outcome.SCORE, Outcome.RANK])
@pytest.mark.parametrize("code", ["overall", "a"])
def test_the_ends_of_an_outcome_are_those_of_their_alternatives(outcome, code):
    """Under the alternatives that are told it is the lowest, or the highest, and no fewer of them do."""
    scores, norms = anew(cohort(5, 12), scheme(), np.ones(12, dtype=bool), FEW)
    vary = Variation(
        overall=[GeometricMean(), HarmonicMean()],
        coverage=[MinimumCoverage(1.0)],
        self_inclusion=[SelfInclusion.LEFT_OUT],
    )
    grid = stability(scores, norms, vary=vary).grid
    for at, unit in enumerate(grid.units):
        own, found = grid.outcomes(outcome, code=code)[..., at], grid.ends(outcome, code=code, unit=unit)
        if np.isnan(own).all():
            assert found is None
            continue
        for told, end in zip(found, (np.nanmin(own), np.nanmax(own)), strict=True):
            place = tuple(
                one.alternatives.index(told[one.name]) if one.name in told else 0 for one in grid.choices
            )
            assert own[place] == end
            fewer = [
                cell
                for cell in itertools.product(*(range(len(one.alternatives)) for one in grid.choices))
                if sum(map(bool, cell)) < len(told)
            ]
            assert not any(own[cell] == end for cell in fewer)
    with pytest.raises(UnknownCodeError, match="no unit is called 'X'"):
        grid.ends(outcome, unit="X")
    with pytest.raises(UnknownCodeError, match="no score has the code"):
        grid.ends(outcome, code="none", unit="S1")


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


@pytest.mark.parametrize(("options", "inclusion"), latin(SOME, SelfInclusion))
def test_some_draws_equal_brute_force(options, inclusion):
    """The same for one policy of each level, so that it is tested whenever tests run."""
    check_draws(11, inclusion=inclusion, **options)


@given(
    SEEDS,
    st.sampled_from([0.0, 0.3]),
    st.sampled_from(SelfInclusion),
    st.sampled_from(["overall", "p", "a"]),
    st.sampled_from([BANDS, None]),
)
def test_whole_blocks_are_counted_as_their_draws_are(seed, blanks, inclusion, of, bands):
    """However draws are put into blocks, and whether one sort or each draw is counted, the same holds."""
    answers, members = cohort(seed, 12, blanks=blanks), np.arange(12) < 10
    rules = attrs.evolve(FEW, self_inclusion=inclusion)
    scores, norms = anew(answers, scheme(coverage=MinimumCoverage(0.6)), members, rules)
    vary, found = Variation(weights=DirichletSpread(4.0, of=of), draws=280), []
    for name, value in (("MOST_ROWS", 255), ("MOST_ROWS", 40), ("MOST_UNITS", 0)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_drawn_scores, name, value)
            rng = np.random.default_rng(seed)
            found.append(stability(scores, norms, vary=vary, bands=bands, rng=rng).weights)
    whole, *others = (one.held for one in found)
    assert len({one.rescored for one in found}) == 1
    for other in others:
        for field in attrs.fields(type(whole))[3:]:
            one, same_one = getattr(whole, field.name), getattr(other, field.name)
            if field.name in {"score_low", "score_high"}:  # by products, which round by the size of a block
                assert one == pytest.approx(same_one, abs=1e-11, nan_ok=True)
            else:
                assert same(one, same_one)


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


def test_a_group_is_swept_among_its_own():
    """In a group, only its units are there, and percentile ranks and stars are those that norms give in the group."""
    answers = cohort(3, 14)
    scores, norms = anew(answers, scheme(), np.ones(14, dtype=bool), FEW, by=("control",))
    vary = Variation(overall=[GeometricMean()], weights=DirichletSpread(5.0), draws=20)
    found = stability(scores, norms, vary=vary, group="public", rng=np.random.default_rng(1))
    assert found.grid.units == found.weights.held.units == tuple(answers.units[::2].tolist())
    tried, made = anew(
        answers, scheme(overall=GeometricMean()), np.ones(14, dtype=bool), FEW, by=("control",)
    )
    for place, (own, fitted) in enumerate([(scores, norms), (tried, made)]):
        standings = [fitted.place(own.of(unit))["overall"]["public"] for unit in found.grid.units]
        percentiles = [np.nan if one.percentile is None else one.percentile for one in standings]
        assert same(found.grid.percentile[place, 0], percentiles)
        assert same(found.grid.stars[place, 0], [one.stars or 0 for one in standings])
    assert np.nanmax(found.weights.held.rank_worst) <= 7
