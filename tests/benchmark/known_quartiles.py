"""Cohorts drawn from populations in which the true quartile of each unit is known."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

import smmi
from smmi.benchmark import Conventions, Norms, Quartile
from smmi.instrument import Area, Domain, Indicator, Instrument, Percentage

SIZES = {26: 66, 83: 203, 133: 420, 242: 689}
"""How many units take part, and of how many."""

BINS = np.linspace(0.0, 1.0, 11)


class Bin(NamedTuple):
    """Predictions that are alike, and what came true."""

    low: float
    high: float
    predictions: int
    predicted: float
    observed: float
    error: float


def instrument():
    """One percentage."""
    share = Indicator(code="share", prompt="Share?", scale=Percentage(code="percent"))
    area = Area(code="only", label="Only", indicators=[share])
    return Instrument(
        code="one",
        edition="1",
        title="One",
        domains=[Domain(code="whole", label="Whole", areas=[area])],
    )


def population_of(size, reliability, rng, *, step, skewed=False):
    """True and observed scores of a population; where they are the same, both are on the grid."""
    true = rng.gamma(4.0, 8.0, size) if skewed else rng.normal(50.0, 16.0, size)
    error = 16.0 * np.sqrt(1.0 / reliability - 1.0)
    observed = np.clip(np.round((true + error * rng.standard_normal(size)) / step) * step, 0.0, 100.0)
    return (true if error else observed), observed


def true_quartiles(true):
    """The quarter of each unit among all, by the mid-rank, from 0 to 3."""
    ascending = np.sort(true)
    below, through = (np.searchsorted(ascending, true, side) for side in ("left", "right"))
    return np.searchsorted([0.25, 0.5, 0.75], (below + through) / 2.0 / len(true), side="right")


def score_shares(shares):
    """The scores of units U0, U1, … with these shares."""
    records = [{"unit": f"U{i}", "share": share} for i, share in enumerate(shares)]
    answers = smmi.Answers.from_records(ONE, records, unit="unit")
    return smmi.score(answers, smmi.ScoringScheme.equal_weights(ONE))


def predictions(n, size, reliability, rng, *, step=5.0, skewed=False, conventions=None, known=True):
    """Draw a cohort; return the probability of each quartile of each unit, and whether it is its own, (n, 4) each."""
    true, observed = population_of(size, reliability, rng, step=step, skewed=skewed)
    drawn = rng.permutation(size)[:n]
    scores = score_shares(observed[drawn].tolist())
    norms = Norms.fit(
        scores, conventions=conventions or Conventions(), population={"all": size} if known else None
    )
    values, first, where = np.unique(observed[drawn], return_index=True, return_inverse=True)
    by_value = np.empty((len(values), 4))
    for row, place in enumerate(first.tolist()):
        standing = norms.place(scores.of(f"U{place}"), reliability={"only": reliability})["only"]["all"]
        by_value[row] = [standing.band_probabilities[quartile] for quartile in Quartile]
    return by_value[where], np.eye(4)[true_quartiles(true)[drawn]]


def diagram(cohorts):
    """Return the bins of a reliability diagram; the error of each is that of its mean over cohorts."""
    bins = []
    for low, high in pairwise(BINS.tolist()):
        differences, count, predicted, observed = [], 0, 0.0, 0.0
        for chances, outcomes in cohorts:
            inside = (chances >= low) & ((chances < high) | (high == 1.0))
            differences.append(float((outcomes - chances)[inside].sum()))
            count += int(inside.sum())
            predicted += float(chances[inside].sum())
            observed += float(outcomes[inside].sum())
        if count:
            error = float(np.sqrt(np.square(differences).sum())) / count
            bins.append(Bin(low, high, count, predicted / count, observed / count, error))
    return bins


ONE = instrument()
