"""Cuts between clusters of scores: SciPy, fractions, a case by hand, and the mean over resamples."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.cluster.hierarchy import fcluster, linkage

import smmi
from smmi.benchmark import Norms
from smmi.benchmark.cut_points import CutMethod, OuterFences, clustered_cuts
from smmi.benchmark.cut_points._ward_clusters import ward_starts
from smmi.errors import ArgumentError
from smmi.serialization import from_document, to_document
from tests.benchmark.small_cohorts import cohort, scheme

NOW = "2026-12-01"
SCORES = smmi.score(cohort(5, 60, blanks=0.0), scheme())
NORMS = Norms.fit(SCORES)
WHOLE = st.lists(st.integers(0, 40), min_size=3, max_size=12)


def rng():
    """A generator that draws the same each time."""
    return np.random.default_rng(1)


def distinct(scores):
    """Different scores, ascending, and how often each is there."""
    return np.unique(np.array(scores, dtype=float), return_counts=True)


def joined(scores, clusters):
    """The lowest score of each cluster by Ward's rule in fractions, any two being joined, neighbours or not."""
    found = [[score] * scores.count(score) for score in sorted(set(map(Fraction, scores)))]

    def within(cluster):
        mean = sum(cluster) / len(cluster)
        return sum((score - mean) ** 2 for score in cluster)

    while len(found) > clusters:
        costs = [
            (within(found[i] + found[j]) - within(found[i]) - within(found[j]), min(found[i]), i, j)
            for i, j in combinations(range(len(found)), 2)
        ]
        _, _, i, j = min(costs)
        found[i] = found[i] + found.pop(j)
        found.sort(key=min)
    return [float(min(cluster)) for cluster in found]


@given(WHOLE, st.data())
def test_clusters_are_those_of_fractions(scores, data):
    """Whatever is tied, whichever two are joined: brute force over all pairs, not only neighbours."""
    clusters = data.draw(st.integers(1, len(set(scores))))
    assert ward_starts(*distinct(scores), clusters).tolist() == joined(scores, clusters)


@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(8, 60))
def test_clusters_are_those_of_scipy(seed, clusters, n):
    """On scores without ties in costs, Ward's linkage cut to so many clusters."""
    scores = np.random.default_rng(seed).normal(50.0, 15.0, n)
    labels = fcluster(linkage(scores[:, None], method="ward"), clusters, criterion="maxclust")
    expected = sorted(float(scores[labels == label].min()) for label in set(labels.tolist()))
    assert ward_starts(*distinct(scores), clusters).tolist() == expected


def test_a_case_by_hand():
    """Joined are 10 and 11 (1/2), 30 and 32 (2), 60 and 63 (9/2), then 30 32 and 40: 2/3 · 81 is least."""
    scores = [10.0, 11.0, 30.0, 32.0, 40.0, 60.0, 63.0]
    assert ward_starts(*distinct(scores), 4).tolist() == [10.0, 30.0, 40.0, 60.0]
    assert ward_starts(*distinct(scores), 3).tolist() == [10.0, 30.0, 60.0]


@pytest.mark.parametrize(("bands", "parts"), [(4, 10), (5, 7), (2, 60)])
def test_a_cut_is_the_mean_over_resamples(bands, parts):
    """Without each part in turn the lowest scores of clusters but the first; parts are as equal as can be."""
    found = clustered_cuts(NORMS, on=NOW, rng=rng(), bands=bands, parts=parts)
    scores = np.sort(SCORES.overall)
    part = rng().permutation(np.arange(60) % parts)
    assert set(np.bincount(part).tolist()) <= {60 // parts, -(-60 // parts)}
    each = [ward_starts(*distinct(scores[part != one]), bands)[1:] for one in range(parts)]
    assert found.cuts == pytest.approx(np.mean(each, axis=0).tolist(), abs=1e-9)
    assert (found.method, found.norms, len(found.cuts)) == (CutMethod.CLUSTERS, NORMS.fingerprint, bands - 1)
    assert f"mean of {parts} resamples" in found.note
    assert found.describe()[0][1].endswith("of norms, by clusters")
    assert from_document(to_document(found)) == found


def test_the_order_of_units_does_not_matter():
    """Scores are parted in their own order."""
    turned = Norms.fit(SCORES.take(range(59, -1, -1)))
    one, other = (clustered_cuts(norms, on=NOW, rng=rng()) for norms in (NORMS, turned))
    assert one.cuts == other.cuts


def test_outliers_are_left_out_and_counted():
    """The same rule as for quantiles, in the same words."""
    found = clustered_cuts(NORMS, on=NOW, rng=rng(), outliers=OuterFences(0.1))
    assert found.note.endswith("left out")
    assert found.cuts != clustered_cuts(NORMS, on=NOW, rng=rng()).cuts


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rng": 1}, "'rng': got 1, expected a numpy.random.Generator. Write numpy.random.default_rng(seed)"),
        ({"bands": 1}, "'bands': got 1, expected an integer of at least 2"),
        ({"bands": 999}, "'bands': got 999, expected an integer of at most 255"),
        ({"bands": 60}, "'bands': got 60, expected at most "),
        ({"parts": 61}, "'parts': got 61, expected at most 60, the units in the norms"),
    ],
    ids=["rng", "one band", "too many", "few scores", "few units"],
)
def test_an_argument_that_cannot_be_used_is_refused(options, message):
    """Each is told by its name, with what is expected."""
    with pytest.raises(ArgumentError) as caught:
        clustered_cuts(NORMS, on=NOW, **{"rng": rng(), **options})
    assert message in str(caught.value)


def test_weights_are_refused():
    """A part of the weights is no part of the units."""
    weighted = Norms.fit(SCORES, weights=np.linspace(1.0, 2.0, 60))
    with pytest.raises(ArgumentError, match="in which each unit counts once"):
        clustered_cuts(weighted, on=NOW, rng=rng())
