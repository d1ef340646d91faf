"""Percentile ranks and intervals of medians against SciPy: the rows of the goals for speed on norms and resampling.

    python benchmarks/placing.py [--repeats 9]

17 columns; 10,000 norms and 1,000 queries for percentile ranks, 242 units for intervals of medians (2,000 resamples by
``scipy.stats.bootstrap``, the exact law by smmi). The norms' tables are made once, as norms are; what it costs to make
them is a row by itself. The goal on the grid is that of a look-up by codes, which depend on the scores alone and can be
kept. Rivals take turns with smmi in one process, and must give the same ranks, or come near the exact errors, before
they are timed. Times are of the processor; a ratio is the median over the turns.
"""

import argparse
import os
import sys
from functools import partial

import numpy as np
from scipy import stats
from scoring import ONE_THREAD, Row, Times, Work, compared, table, take_turns

from smmi.benchmark import _kernels as kernels
from smmi.benchmark import _order_statistics as order_statistics

COLUMNS = 17
NORMS, QUERIES = 10_000, 1_000
UNITS, RESAMPLES = 242, 2_000
GRID = 80
BATCH = 20


def per_call(times: Times, works: tuple[str, ...]) -> Times:
    """Return times in which the works that are repeated in each turn are those of one call."""
    return {
        name: [seconds / BATCH for seconds in own] if name in works else own for name, own in times.items()
    }


def several(work: Work) -> Work:
    """Return a work that is long enough for the clock."""

    def repeated() -> None:
        for _ in range(BATCH):
            work()

    return repeated


def made_anew(scores: np.ndarray) -> tuple[kernels.Buckets, np.ndarray]:
    """Return the tables that norms are: an index of the distinct values, and the rank of each."""
    values, masses = kernels.histograms(scores, np.ones(NORMS))
    return kernels.buckets(values), kernels.rank_table(masses, kernels.MID)


def by_scipy(scores: np.ndarray, queries: np.ndarray) -> np.ndarray:
    """Return the ranks by SciPy, all queries of a column at once."""
    return np.array(
        [stats.percentileofscore(own, asked, kind="mean") for own, asked in zip(scores, queries, strict=True)]
    )


def rank_rows(what: str, scores: np.ndarray, queries: np.ndarray, repeats: int) -> list[Row]:
    """Return the rows of percentile ranks: from scores, from codes that were kept, and of the tables alone."""
    rival = "percentileofscore"
    index, ranks = made_anew(scores)
    codes = kernels.rank_codes(queries, kernels.histograms(scores, np.ones(NORMS))[0])
    from_scores = partial(kernels.percentile_ranks_by_bucket, queries, index, ranks)
    from_codes = partial(kernels.look_up, ranks, codes)
    theirs = by_scipy(scores, queries)
    for found in (from_scores(), from_codes()):
        assert np.allclose(found, theirs, rtol=0.0, atol=1e-9)
    works: dict[str, Work] = {
        "scores": several(from_scores),
        "codes": several(from_codes),
        "tables": partial(made_anew, scores),
        rival: partial(by_scipy, scores, queries),
    }
    times = per_call(take_turns(works, repeats), ("scores", "codes"))
    goals = [
        ("from scores", "scores", 500),
        ("from kept codes", "codes", 5_000),
        ("tables alone", "tables", 1),
    ]
    return [
        compared(f"{what}, {label}", {"smmi": times[kind], rival: times[rival]}, rival, at_least=goal)
        for label, kind, goal in goals
    ]


def median_row(repeats: int, rng: np.random.Generator) -> Row:
    """Return the row of the bootstrap of medians."""
    scores = np.rint(rng.beta(2.0, 3.0, (COLUMNS, UNITS)) * GRID) * 100.0 / GRID
    rival = f"scipy.stats.bootstrap, {RESAMPLES:,}"

    def resampled() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        found = stats.bootstrap(
            (scores,),
            np.median,
            axis=1,
            n_resamples=RESAMPLES,
            confidence_level=0.95,
            method="percentile",
            vectorized=True,
            rng=rng,
        )
        return found.standard_error, *found.confidence_interval

    by_law = partial(order_statistics.bootstrap_quantiles, scores, 0.5, level=0.95)
    exact = by_law()
    drawn = resampled()
    assert np.allclose(exact[0], drawn[0], rtol=0.15)
    assert np.abs(np.array(exact[1:3]) - drawn[1:]).max() <= 100.0 / GRID
    times = per_call(take_turns({"smmi": several(by_law), rival: resampled}, repeats), ("smmi",))
    return compared(f"intervals of {COLUMNS} medians, n = {UNITS}", times, rival, at_least=150)


def main() -> None:
    """Read the arguments, and print."""
    if any(os.environ.get(name) != "1" for name in ONE_THREAD):
        os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606  (libraries read these when they load)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=9)
    repeats = parser.parse_args().repeats
    rng = np.random.default_rng(17)
    scores, queries = (rng.uniform(0.0, 100.0, (COLUMNS, count)) for count in (NORMS, QUERIES))
    coarse, asked = (np.rint(each * GRID / 100.0) * 100.0 / GRID for each in (scores, queries))
    rows = [
        *rank_rows(f"{QUERIES:,} ranks", scores, queries, repeats),
        *rank_rows(f"{QUERIES:,} ranks on a grid of {GRID + 1}", coarse, asked, repeats),
        median_row(repeats, rng),
    ]
    print(table(rows))


if __name__ == "__main__":
    main()
