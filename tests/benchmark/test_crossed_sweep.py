"""Finite choices crossed with drawn weights: every combination against norms made anew, indices against definitions."""

import itertools
import json
import pickle
from fractions import Fraction
from pathlib import Path

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import QuantileRule, SelfInclusion, TieRule
from smmi.benchmark.kernels.sensitivity._factorial import grid_indices
from smmi.benchmark.sensitivity import (
    DirichletSpread,
    NoIndices,
    Outcome,
    Variation,
    _crossed_sweep,
    crossed_sweep,
    weight_indices,
)
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.scoring import GeometricMean, MinimumCoverage
from tests.benchmark.small_cohorts import FEW, Given, anew, cohort, scheme
from tests.benchmark.test_sensitivity import CHOICES, same, told

EXPECTED = json.loads(
    (Path(__file__).parents[1] / "data" / "sensitivity" / "expected.json").read_text(encoding="utf-8")
)
ALL = np.ones(8, dtype=bool)
CASE = anew(cohort(3, 8), scheme(), ALL, FEW)
DRAWN = DirichletSpread(9.0)


def crossed(seed, names, of="overall", draws=3):
    """A crossed sweep of some choices, each of two alternatives, and what it is made of."""
    answers, members = cohort(seed, 8), np.array([True] * 6 + [False] * 2)
    scores, norms = anew(answers, scheme(), members, FEW)
    rng = np.random.default_rng(seed)
    weights = rng.uniform(0.5, 3.0, size=(draws, len(scores.scheme.children(of))))
    vary = Variation(**{name: CHOICES[name][1:] for name in names}, weights=Given(weights, of), draws=draws)
    return crossed_sweep(scores, norms, vary=vary, rng=rng), answers, members, weights


@pytest.mark.parametrize(
    ("names", "of"),
    [
        (("overall", "without_peers"), "overall"),
        pytest.param(("coverage", "self_inclusion"), "overall", marks=pytest.mark.long),
        (("without_indicators", "ties"), "a"),
        (("without_indicators",), "p"),
    ],
    ids=str,
)
def test_every_combination_and_draw_equals_brute_force(names, of):
    """Under each draw in each combination, all that is told is what scores and norms tell that are made anew."""
    found, answers, members, weights = crossed(len(names[0]), names, of)
    for place in itertools.product(range(2), repeat=len(names)):
        chosen = {name: values[0] for name, values in CHOICES.items()}
        chosen |= {name: CHOICES[name][i] for name, i in zip(names, place, strict=True)}
        own = {name: chosen[name] for name in ("overall", "coverage") if chosen[name] is not None}
        rules = attrs.evolve(FEW, **{name: chosen[name] for name in ("ties", "self_inclusion")})
        left = members & (answers.units != chosen["without_peers"])
        for draw, row in enumerate(weights.tolist()):
            given_weights = dict(zip(found.children, row, strict=True))
            if chosen["without_indicators"]:
                given_weights[chosen["without_indicators"]] = 0.0
            tried, made = anew(answers, scheme(**own, weights=given_weights), left, rules)
            values, ranks, percentiles, stars, _ = told(tried, made, of, left)
            at = (*place, draw)
            assert found.score[at] == pytest.approx(values, abs=1e-11, nan_ok=True)
            assert same(found.rank[at], ranks)
            assert same(found.percentile[at], percentiles)
            assert same(found.stars[at], stars)
    declared = told(*anew(answers, scheme(), members, FEW), of, members)[3]
    assert same(found.declared, declared)
    held = np.where(np.array(declared) == 0, np.nan, found.stars == found.declared)
    assert same(found.outcomes(Outcome.STARS_HELD), held)


@pytest.mark.parametrize("outcome", [Outcome.RANK, Outcome.STARS_HELD])
def test_indices_are_those_of_the_definition(outcome):
    """First and total order of each choice and of the weights are shares of variance, worked out in fractions."""
    found, *_ = crossed(5, ("overall", "without_peers"))
    values = found.outcomes(outcome)
    whole, first, total = Fraction(0), [Fraction(0)] * 3, [Fraction(0)] * 3

    def varied(some):
        """The variance of fractions, each as likely."""
        mean = sum(some, Fraction(0)) / len(some)
        return sum(((one - mean) ** 2 for one in some), Fraction(0)) / len(some)

    units = np.flatnonzero(~np.isnan(values).any(axis=(0, 1, 2)))
    assert len(units)
    for unit in units:
        exact = np.vectorize(Fraction, otypes=[object])(values[..., unit])
        whole += varied(exact.ravel().tolist())
        for axis in range(3):
            turned = np.moveaxis(exact, axis, 0).reshape(exact.shape[axis], -1)
            first[axis] += varied([sum(row, Fraction(0)) / len(row) for row in turned.tolist()])
            total[axis] += sum(map(varied, turned.T.tolist()), Fraction(0)) / turned.shape[1]
    indices = found.indices(outcome)
    assert list(indices.first) == ["overall", "without_peers", "weights"]
    assert [*indices.first.values()] == pytest.approx([float(one / whole) for one in first], abs=1e-12)
    assert [*indices.total.values()] == pytest.approx([float(one / whole) for one in total], abs=1e-12)
    assert (indices.units, indices.variance) == (len(units), pytest.approx(float(whole), abs=1e-12))


def test_a_choice_crossed_with_draws_comes_near_to_salib_and_the_closed_form():
    """Of a function of a choice and a drawn input, indices over both are those of SALib, and nearer the closed form."""
    stored = EXPECTED["crossed"]
    drawn = np.random.default_rng(1).uniform(size=20_000)
    level = np.arange(3.0)[:, None]
    first, total, variance = grid_indices((1 + level) * drawn**2 + level / 2, 2)
    for found, name in ((first, "S1"), (total, "ST")):
        assert found == pytest.approx(stored["closed"][name], abs=0.01)
        assert found == pytest.approx(stored["salib"][name], abs=0.02)
    assert variance == pytest.approx(stored["closed"]["variance"], rel=0.02)


@given(st.integers(0, 2**32 - 1))
def test_what_changes_nothing_has_exactly_zero(seed):
    """A peer who leaves moves no score; so this choice has no share of the scores, and the weights have the whole."""
    vary = Variation(without_peers=["S1"], weights=DRAWN, draws=4)
    indices = crossed_sweep(*CASE, vary=vary, rng=np.random.default_rng(seed)).indices(Outcome.SCORE)
    assert (indices.first["without_peers"], indices.total["without_peers"]) == (0.0, 0.0)
    assert indices.first["weights"] == pytest.approx(1.0, abs=1e-12)
    assert indices.total["weights"] == pytest.approx(1.0, abs=1e-12)


def test_scores_under_the_declared_rules_vary_as_weights_alone_make_them():
    """The first combination is the declared one: the variance there is that of weights alone, by another way."""
    vary = Variation(ties=[TieRule.WEAK], weights=DRAWN, draws=4000)
    found = crossed_sweep(*CASE, vary=vary, rng=np.random.default_rng(1))
    alone = weight_indices(*CASE, spread=DRAWN, draws=4000, rng=np.random.default_rng(2))
    assert found.score[0].var(axis=0) == pytest.approx(alone.variance, rel=0.15, nan_ok=True)


def test_what_was_varied_is_told():
    """Choices, combinations, those that could not be scored, and the draws in each of them."""
    vary = Variation(coverage=[{"zz": MinimumCoverage(1.0)}], ties=[TieRule.WEAK], weights=DRAWN, draws=5)
    found = crossed_sweep(*CASE, vary=vary, rng=np.random.default_rng(1))
    said = found.describe()
    assert [name for name, _ in said] == ["Group", "coverage", "ties", "Grid", "Not scored", "Weights"]
    assert dict(said)["Grid"] == "4 combinations, 2 of them could not be scored"
    assert dict(said)["Weights"] == f"5 draws in each combination, {DRAWN.in_words()}"
    assert found.indices(Outcome.RANK).reason is NoIndices.NOT_FULL
    assert np.isnan(found.outcomes(Outcome.STARS_HELD)[1]).all()
    assert pickle.loads(pickle.dumps(found)) == found
    whole = crossed_sweep(*CASE, vary=attrs.evolve(vary, coverage=()), rng=np.random.default_rng(1))
    assert dict(whole.describe())["Grid"] == "2 combinations, all of them scored"
    assert repr(whole) == "<CrossedSweep of 'overall': 2 combinations of 1 choices x 5 draws of 3 weights>"
    assert whole.indices(Outcome.RANK, unit="S1").units == 1
    with pytest.raises(UnknownCodeError):
        whole.indices(Outcome.RANK, unit="zz")
    with pytest.raises(ArgumentError, match=r"^'outcome': got <Outcome.BAND_HELD"):
        whole.outcomes(Outcome.BAND_HELD)


REFUSED = {
    "no weights": ({"ties": [TieRule.WEAK]}, "got finite choices alone, expected alternatives"),
    "no choice": ({"weights": DRAWN}, "got no finite choice, expected alternatives"),
    "medians": ({"quantiles": [QuantileRule.TYPE_1], "weights": DRAWN}, "got 'quantiles', expected"),
    "the declared ties": ({"ties": [TieRule.MID], "weights": DRAWN}, "got 'ties' with mid twice"),
    "no spread": (
        {"overall": [GeometricMean()], "weights": Given([[1.0, 2.0, 3.0]] * 2)},
        "got 2 draws by Given",
    ),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_what_crosses_nothing_is_refused(options, message):
    """Where one of both is not varied, or only in name, there is nothing to be crossed."""
    vary = Variation(draws=2, **options)
    with pytest.raises(ArgumentError, match=f"^'vary': {message}"):
        crossed_sweep(*CASE, vary=vary, rng=np.random.default_rng(1))


def test_too_many_outcomes_and_weighted_norms_are_refused(monkeypatch):
    """Nothing is begun that does not fit, and units of different weights have no ranks by counts."""
    vary = Variation(self_inclusion=[SelfInclusion.LEFT_OUT], weights=DRAWN, draws=5)
    weighted = anew(cohort(3, 8), scheme(), ALL, FEW, weights=[1.0, 2.0, *[1.0] * 6])
    with pytest.raises(ArgumentError, match=r"^'norms': got units of different weights"):
        crossed_sweep(*weighted, vary=vary, rng=np.random.default_rng(1))
    monkeypatch.setattr(_crossed_sweep, "MOST_OUTCOMES", 79)
    with pytest.raises(ArgumentError, match=r"^'vary': got 2 combinations x 5 draws of 8 units"):
        crossed_sweep(*CASE, vary=vary, rng=np.random.default_rng(1))
