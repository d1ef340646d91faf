"""How often nominal 95 % intervals of percentile ranks and medians hold what they estimate, by simulation.

    python benchmarks/coverage.py [--samples 4000] [--level 0.95]

Scores lie on grids of 5 and of 21 values, so that ties abound, and of 1,001, where they are few; samples of 26, 83, 133
and 242 are drawn from a distribution without end, or without replacement from populations of 66, 203, 420 and 689. What
is estimated is the mid-rank of every value of the grid in the whole population, and its median. Of percentile ranks the
table shows the mean over units, which a unit drawn at random has, and the least over values with a rank from 5 to 95;
of medians, also how often there was no interval. The seed is fixed.
"""

import argparse
from collections.abc import Callable, Iterator

import attrs
import numpy as np

from smmi.benchmark.kernels import _intervals as intervals, _order_statistics as order_statistics

DESIGNS = ((26, 66), (83, 203), (133, 420), (242, 689))
GRIDS = (5, 21, 1001)
METHODS: dict[str, Callable[..., intervals.Interval]] = {
    "Clopper-Pearson": intervals.clopper_pearson,
    "Wilson": intervals.wilson,
    "Jeffreys": intervals.jeffreys,
}
VAST = 1_000_000
AT_ONCE = 250


@attrs.frozen(kw_only=True)
class Row:
    """One row of the table.

    Attributes:
        n: The size of the samples.
        population: The size of the population, or None.
        values: The number of values of the grid.
        what: What is estimated, and how.
        mean: How often intervals hold it: over units, or over samples.
        least: The same at the value of the grid where it is least often.
        width: The mean width, in points.
        absent: The share of samples without an interval.
    """

    n: int
    population: int | None
    values: int
    what: str
    mean: float
    least: float
    width: float
    absent: float = 0.0


def draw(
    n: int, population: int | None, values: int, samples: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return how many units of a population have each value, (d,), and how many of each sample, (samples, d)."""
    scores = np.rint(rng.beta(2.0, 3.0, population or VAST) * (values - 1)).astype(int)
    counts = np.bincount(scores, minlength=values)
    if population is None:
        return counts, rng.multinomial(n, counts / VAST, size=samples)
    return counts, rng.multivariate_hypergeometric(counts, n, size=samples)


def twice_below(counts: np.ndarray) -> np.ndarray:
    """Return twice the number below, and half of those equal, for each value."""
    return 2 * np.cumsum(counts, axis=-1) - counts


def rank_rows(
    n: int, population: int | None, counts: np.ndarray, drawn: np.ndarray, level: float
) -> Iterator[Row]:
    """Yield the coverage of percentile ranks by each method."""
    truth = twice_below(counts) / (2 * counts.sum())
    asked = counts > 0
    shown = asked & (truth >= 0.05) & (truth <= 0.95)
    observed = twice_below(drawn)
    for name, method in METHODS.items():
        low, high, _ = method(np.arange(2 * n + 1) / 2, n, level=level, population=population)
        held = ((low[observed] <= truth + 1e-12) & (truth - 1e-12 <= high[observed])).mean(axis=0)
        yield Row(
            n=n,
            population=population,
            values=len(counts),
            what=f"percentile rank, {name}",
            mean=float(np.average(held, weights=counts)),
            least=float(held[shown].min()),
            width=float(100 * np.average((high - low)[observed].mean(axis=0), weights=counts)),
        )


def median_rows(
    n: int, population: int | None, counts: np.ndarray, drawn: np.ndarray, level: float
) -> Iterator[Row]:
    """Yield the coverage of medians by order statistics and by the exact bootstrap."""
    points = np.linspace(0.0, 100.0, len(counts))
    truth = np.median(np.repeat(points, counts))
    found: dict[str, list[np.ndarray]] = {"order statistics": [], "exact bootstrap": []}
    for start in range(0, len(drawn), AT_ONCE):
        scores = np.array([np.repeat(points, sample) for sample in drawn[start : start + AT_ONCE]])
        low, high, _, _ = order_statistics.quantile_intervals(scores, 0.5, level=level, population=population)
        found["order statistics"].append(np.stack((low, high)))
        _, low, high, _ = order_statistics.bootstrap_quantiles(scores, 0.5, level=level)
        found["exact bootstrap"].append(np.stack((low, high)))
    for name, parts in found.items():
        low, high = np.concatenate(parts, axis=1)
        present = ~np.isnan(low + high)
        held = float(((low <= truth) & (truth <= high))[present].mean())
        yield Row(
            n=n,
            population=population,
            values=len(counts),
            what=f"median, {name}",
            mean=held,
            least=held,
            width=float((high - low)[present].mean()),
            absent=float(1.0 - present.mean()),
        )


def rows(
    samples: int, level: float, rng: np.random.Generator, grids: tuple[int, ...] = GRIDS
) -> Iterator[Row]:
    """Yield all rows."""
    for n, size in DESIGNS:
        for population in (None, size):
            for values in grids:
                counts, drawn = draw(n, population, values, samples, rng)
                yield from rank_rows(n, population, counts, drawn, level)
                yield from median_rows(n, population, counts, drawn, level)


def main() -> None:
    """Read the arguments, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--samples", type=int, default=4000)
    parser.add_argument("--level", type=float, default=0.95)
    arguments = parser.parse_args()
    print(
        f"{'n':>4} {'of':>5} {'values':>6}  {'what':<32} {'mean':>6} {'least':>6} {'width':>6} {'absent':>6}"
    )
    for row in rows(arguments.samples, arguments.level, np.random.default_rng(6)):
        print(
            f"{row.n:>4} {row.population or '-':>5} {row.values:>6}  {row.what:<32} {row.mean:6.1%} {row.least:6.1%} "
            f"{row.width:6.2f} {row.absent:6.1%}"
        )


if __name__ == "__main__":
    main()
