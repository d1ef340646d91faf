"""How likely each quarter of a group is for a unit, given all that is not known for sure.

Three things are not known: the unit's true score (measurement error), what it did not answer (blanks), and the units of
the population that are not among the norms (sampling).

- *Measurement error.* Of an observed score x in a group with mean m and standard deviation s, and a reliability r, the
  true score is r x + (1 - r) m on average, with the variance s² r (1 - r) (Kelley 1947, Fundamentals of Statistics,
  409). True scores in the group have the variance s² r. On the scale of the observed scores, on which the norms
  are, the unit's place is therefore normal with mean m + sqrt(r) (x - m) and standard deviation s sqrt(1 - r), the
  standard error of measurement.
- *Blanks.* The score that complete answers would have given is taken to be equally likely everywhere in the attainable
  range.
- *Sampling.* The unit is one of the population, and before anything is seen each of its ranks is equally likely. Of n
  others seen, k are below it. So the number below among those not seen is negative hypergeometric (Wilks 1962,
  Mathematical Statistics, 8.8; the beta-binomial of a uniform prior), and of a population without end the share below
  is Beta(k + 1, n - k + 1).
- *Sampling with measurement error.* What counts is how many true scores are below, but k counts observed ones. Whether
  the two agree has the correlation q = (2 / pi) arcsin sqrt(r) in the middle of the group (Sheppard 1899, Phil Trans A
  192:101-167). The share of a population of N then has the variance of the Beta law above, times
  1 + (1 - 2 q) n / N: having seen a unit is worth less than knowing its place.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from smmi._thresholds import ROUNDING, reaches

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

CUTS: Final = (0.25, 0.5, 0.75)
"""The shares below at which quarters part; a share on a cut belongs to the quarter above."""

_AT_ONCE: Final = 2**20
"""How many probabilities are worked out at most at once."""
NEGLIGIBLE: Final = 1e-12
NARROW: Final = 1e-4
"""A range so narrow, in standard deviations of the error, that to spread the score over it changes nothing."""


def place_masses(values: Floats, score: float, error: float, low: float, high: float) -> Floats:
    """Return the probability that a unit's place is below, between and above some values.

    Args:
        values: Distinct, ascending, at least one, (m,).
        score: Where the place would be without error: the shrunken score.
        error: The standard deviation of the error, at least 0.
        low: The least that blanks can make of the score, on the same scale; the score itself without blanks.
        high: The most that blanks can make of it.

    Returns:
        The masses: of the stretch below the first value, then in turn of each value itself and of the stretch above
        it, (2 m + 1,).
    """
    if high - low <= NARROW * error:
        score, low, high = (low + high) / 2.0, score, score
    if error > 0 or high > low:
        before = through = _reached(values, score, error, low, high)
    else:
        before, through = (values > score).astype(np.float64), (values >= score).astype(np.float64)
    masses = np.empty(2 * len(values) + 1)
    masses[0] = before[0]
    masses[1::2] = through - before
    masses[2::2] = np.append(before[1:], 1.0) - through
    return masses


def _reached(values: Floats, score: float, error: float, low: float, high: float) -> Floats:
    """Return the distribution function of the place at some values: normal, uniform, or the sum of both."""
    from scipy.special import ndtr

    if high > low:
        if error == 0:
            return np.clip((values - low) / (high - low), 0.0, 1.0)
        ends = [(values - end) / error for end in (low, high)]
        normal = [z * ndtr(z) + np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi) for z in ends]
        return np.asarray(np.clip((normal[0] - normal[1]) * error / (high - low), 0.0, 1.0))
    return np.asarray(ndtr((values - score) / error))


def band_probabilities(
    masses: Floats,
    below: Floats,
    n: float | Floats,
    /,
    *,
    population: float | None = None,
    own: int = 0,
    reliability: float | None = None,
) -> Floats:
    """Return the probability of each quarter, the lowest first.

    Args:
        masses: How likely each place is, (p,), adding up to 1.
        below: How many of the n units compared with are below each place (of those at it, half), (p,).
        n: How many units are compared with, without the unit itself: an effective number where they are weighted, one
            for each place, (p,), where a design gives it; it is one number where there is a population.
        population: How many units there are besides the one that is placed, at least n, if this is known.
        own: 1 if the unit counts among those that it is compared with, half of it as below itself; else 0.
        reliability: The reliability of the scores, from 0 to 1; None if it is not known, and taken for 1.

    Returns:
        Probabilities, (4,), adding up to 1.
    """
    kept = masses > NEGLIGIBLE
    likely, counts = masses[kept] / masses[kept].sum(), below[kept]
    if population is None:
        under = _under(counts, np.broadcast_to(n, below.shape)[kept], 1.0)
    elif reliability is not None and reliability < 1.0:
        agreement = 2.0 / np.pi * np.arcsin(np.sqrt(reliability))
        under = _under(counts, n, max(1.0 + (1.0 - 2.0 * agreement) * n / population, NEGLIGIBLE))
    else:
        under = _under_of(counts, float(n), round(population), own)
    found: Floats = _between(under) @ likely
    return np.clip(found, 0.0, 1.0)


def _between(under: Floats) -> Floats:
    """Return how likely each quarter is, (4, p), from how likely the share below is less than each cut, (3, p)."""
    return np.diff(under, axis=0, prepend=0.0, append=1.0)


def counted_bands(
    values: Floats,
    sizes: Floats,
    score: Floats,
    low: Floats,
    high: Floats,
    *,
    member: bool,
    population: int | None,
    own: int,
) -> Floats:
    """Return the probability of each quarter for many units, the lowest first: all weighted alike, and no error.

    Where a score has a range, this is the mean over the range of what is between two values, and of what lies outside
    of all. What is between values is summed in pairs, in pairs of pairs and so on, whatever the range is: so a unit has
    the same bits among others and alone.

    Args:
        values: Distinct, ascending, at least one, (m,).
        sizes: How many units have each, (m,).
        score: Each unit's score, (c,).
        low: The least that blanks can make of it, (c,); not less than `high` where there are none.
        high: The most.
        member: Whether each unit is itself among those that have its score, and is not compared with itself.
        population: How many other units there are, at least as many as there are without the unit; None if it is not
            known.
        own: As in `band_probabilities`.

    Returns:
        Probabilities, (c, 4).
    """
    reached = np.concatenate(([0.0], np.cumsum(sizes)))
    n = float(reached[-1]) - member

    def chances(counts: Floats) -> Floats:
        counts = np.clip(counts, 0.0, n)  # beside a split there is one too many or too few: it is not used
        if population is None:
            return _between(_under(counts, n, 1.0)).T
        return _between(_under_of(counts, n, population, own)).T

    at = np.searchsorted(values, score)
    found = np.empty((len(score), len(CUTS) + 1))
    wide = high > low
    points, where = np.flatnonzero(~wide), at[~wide]
    near = np.minimum(where, len(values) - 1)
    equal = np.where(values[near] == score[points], sizes[near] - member, 0.0)
    distinct, places = np.unique(reached[where] + equal / 2.0, return_inverse=True)
    found[points] = chances(distinct)[places]
    if wide.any():
        split = at[wide] if member else np.full(int(wide.sum()), len(values))
        found[wide] = _over_ranges(values, reached, low[wide], high[wide], split, chances)
    return np.clip(found, 0.0, 1.0)


def _over_ranges(
    values: Floats,
    reached: Floats,
    low: Floats,
    high: Floats,
    split: Places,
    chances: Callable[[Floats], Floats],
) -> Floats:
    """Return the mean of the chances over ranges, (c, 4): above the value at `split` one unit less is below."""
    first, last = np.searchsorted(values, low, side="right"), np.searchsorted(values, high)
    start, stop = int(first.min()), int(last.max()) + 1
    counts = reached[start:stop]
    ahead = chances(counts) if (first <= split).any() else np.zeros((stop - start, len(CUTS) + 1))
    behind = chances(counts - 1.0) if (last > split).any() else np.zeros_like(ahead)
    ends = [
        np.where((end <= split)[:, None], ahead[end - start], behind[end - start]) for end in (first, last)
    ]
    most = len(values) - 1
    total = (values[np.minimum(first, most)] - low)[:, None] * ends[0]
    total += (high - values[np.maximum(last - 1, 0)])[:, None] * ends[1]
    between = values[np.minimum(np.arange(start, stop), most)]
    lengths = (between - values[np.maximum(np.arange(start, stop) - 1, 0)])[:, None]
    whole, end = first + 1, np.maximum(last, first + 1)
    middle = np.clip(split + 1, whole, end)
    total += _sums_of_pairs(ahead * lengths, whole, middle, start) + _sums_of_pairs(
        behind * lengths, middle, end, start
    )
    return np.where((first == last)[:, None], ends[0], total / (high - low)[:, None])


def _sums_of_pairs(terms: Floats, start: Places, stop: Places, first: int) -> Floats:
    """Return the sum of terms from start up to, but without, stop, (c, 4).

    The terms are the leaves of a binary tree, and each sum is made of the fewest nodes: a node is the sum of the two
    below it, and depends on nothing else. Of the tree no more is made than what holds all the terms.

    Args:
        terms: The terms, (t, 4).
        start: The place of the first term of each sum among all leaves, (c,).
        stop: The place after the last, (c,).
        first: The place of the first of the terms.
    """
    width = 1 << (first ^ (first + len(terms) - 1)).bit_length()
    root = first // width * width
    tree = np.zeros((2 * width, terms.shape[1]))
    tree[width + first - root : width + first - root + len(terms)] = terms
    level = width
    while level > 1:
        level //= 2
        tree[level : 2 * level] = tree[2 * level : 4 * level : 2] + tree[2 * level + 1 : 4 * level : 2]
    left, right = start - root + width, stop - root + width
    ahead, behind = np.zeros((2, len(start), terms.shape[1]))
    while (going := left < right).any():
        odd = np.flatnonzero(going & (left % 2 == 1))
        ahead[odd] += tree[left[odd]]
        left[odd] += 1
        odd = np.flatnonzero(going & (right % 2 == 1))
        right[odd] -= 1
        behind[odd] += tree[right[odd]]
        left, right = left // 2, right // 2
    total: Floats = ahead + behind
    return total


def census_bands(masses: Floats, shares: Floats) -> Floats:
    """Return the probability of each quarter, the lowest first, where all units of the population are seen.

    Args:
        masses: How likely each place is, (p,), adding up to 1.
        shares: The share of the population below each place, half of the unit itself and of those at it among it, (p,).

    Returns:
        Probabilities, (4,), adding up to 1.
    """
    quarters = np.sum([reaches(shares, cut, rounding=ROUNDING) for cut in CUTS], axis=0)
    likely = np.where(masses > NEGLIGIBLE, masses, 0.0)
    found: Floats = np.bincount(quarters, likely, minlength=len(CUTS) + 1) / likely.sum()
    return found


def _under(counts: Floats, n: float | Floats, spread: float) -> Floats:
    """Return how likely the share below is less than each cut, (3, p), its variance that of the Beta law times this."""
    from scipy.special import betainc

    size = (n + 3.0) / spread - 1.0
    mean = (counts + 1.0) / (n + 2.0)
    return np.stack([betainc(size * mean, size * (1.0 - mean), cut) for cut in CUTS])


def _under_of(counts: Floats, n: float, population: int, own: int) -> Floats:
    """Return how likely the share below is less than each cut, (3, p): of a population, of which n are seen.

    Each law is a row by itself, so that it is summed alike whatever stands beside it.
    """
    from scipy.special import betaln, gammaln

    rest = population - round(n)
    unseen = np.arange(rest + 1.0)
    orders = gammaln(unseen + 1.0), gammaln(rest - unseen + 1.0)
    found = np.empty((len(CUTS), len(counts)))
    rows = max(1, _AT_ONCE // (rest + 1))
    for start in range(0, len(counts), rows):
        count = counts[start : start + rows, None]
        logs = betaln(count + 1.0 + unseen, n - count + 1.0 + rest - unseen)
        logs = logs - orders[0] - orders[1]
        law = np.exp(logs - logs.max(axis=1, keepdims=True))
        law /= law.sum(axis=1, keepdims=True)
        place = count + unseen + own / 2.0  # halves, and quarters of a whole number: both are exact
        for cut, under in zip(CUTS, found, strict=True):
            under[start : start + rows] = np.where(place < cut * (population + own), law, 0.0).sum(axis=1)
    return found
