"""Percentile ranks and intervals of medians against SciPy: the rows of the goals for speed on norms and resampling.

    python benchmarks/placing.py [--repeats 9]

17 columns; 10,000 norms and 1,000 queries for percentile ranks, 242 units for intervals of medians (2,000 resamples by
``scipy.stats.bootstrap``, the exact law by smmi), and all placements of 10,000 units against smmi's own one by one.
The norms' tables are made once, as norms are; what it costs to make them is a row by itself. Where a rank stands in
them depends on the scores alone, so that it can be kept: these rows are what is left then. Rivals take turns with smmi
in one process, and must give the same ranks, or come near the exact errors, before they are timed. Times are of the
processor; a ratio is the median over the turns.
"""

import argparse
import os
import statistics
import sys
from bisect import bisect_left, bisect_right
from functools import partial

import attrs
import numpy as np
from scipy import stats
from scoring import ONE_THREAD, Row, Times, Work, compared, table, take_turns

import smmi
from smmi import editions
from smmi.benchmark import Norms, Placement
from smmi.benchmark.distribution._rank_index import RankIndex
from smmi.benchmark.kernels import _order_statistics as order_statistics
from smmi.benchmark.kernels._ranks import MID, padded
from smmi.benchmark.norms import NormTable
from smmi.scoring import ScoreProfile

COLUMNS = 17
NORMS, QUERIES = 10_000, 1_000
UNITS, RESAMPLES = 242, 2_000
GRID = 80
BATCH = 200
ALONE = 20
"""How many units are placed one by one."""
MOST_MICROSECONDS = 10.0


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


def made_anew(scores: np.ndarray) -> RankIndex:
    """Return what norms find ranks in: an index of the distinct values with the ranks of each."""
    tables = [NormTable.of(own) for own in scores]
    return RankIndex.of(*padded([(one.keys, one.masses) for one in tables]), halves=MID)


def by_scipy(scores: np.ndarray, queries: np.ndarray) -> np.ndarray:
    """Return the ranks by SciPy, all queries of a column at once."""
    return np.array(
        [stats.percentileofscore(own, asked, kind="mean") for own, asked in zip(scores, queries, strict=True)]
    )


def rank_rows(
    what: str, scores: np.ndarray, queries: np.ndarray, repeats: int, *, by_place: float
) -> list[Row]:
    """Return the rows of percentile ranks: from scores, from places that were kept, and of the tables alone."""
    rival = "percentileofscore"
    index = made_anew(scores)
    values, ranks = index.records[:, :, 0], index.records.ravel()
    # Where the rank of each query stands depends on the scores alone, and can be kept.
    at = np.array([own.searchsorted(asked) for own, asked in zip(values, queries, strict=True)])
    equal = np.take_along_axis(values, at, axis=1) == queries
    places = 3 * (at + np.arange(0, values.size, values.shape[1])[:, None]) + 1 + equal
    from_scores, from_places = partial(index.ranks, queries), partial(ranks.take, places)
    theirs = by_scipy(scores, queries)
    for found in (from_scores(), from_places()):
        assert np.allclose(found, theirs, rtol=0.0, atol=1e-9)
    works: dict[str, Work] = {
        "scores": several(from_scores),
        "places": several(from_places),
        "tables": partial(made_anew, scores),
        rival: partial(by_scipy, scores, queries),
    }
    times = per_call(take_turns(works, repeats), ("scores", "places"))
    goals = [
        ("from scores", "scores", 500),
        ("from kept places", "places", by_place),
        ("tables alone", "tables", 1),
    ]
    return [
        compared(f"{what}, {label}", {"smmi": times[kind], rival: times[rival]}, rival, at_least=goal)
        for label, kind, goal in goals
    ]


def norms_row(repeats: int, rng: np.random.Generator) -> Row:
    """Return the row of all 23 ranks of many units through `Norms`, rounding, checks and absent scores included."""
    answers = smmi.instrument.synthesize(editions.smmi_16(), units=NORMS, rng=rng)
    scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
    asked = smmi.score(answers.take(range(QUERIES)), scores.scheme)
    norms, rival = Norms.fit(scores), "percentileofscore"
    present = [column[~np.isnan(column)].round(9) for column in scores.values]

    known = [column[~np.isnan(column)].round(9) for column in asked.values]

    def by_columns() -> list[np.ndarray]:
        pairs = zip(present, known, strict=True)
        return [stats.percentileofscore(own, column, kind="mean") for own, column in pairs]

    through = partial(norms.percentile_ranks, asked)
    for ours, theirs in zip(through().T, by_columns(), strict=True):
        assert np.allclose(ours[~np.isnan(ours)], theirs, rtol=0.0, atol=1e-9)
    times = per_call(take_turns({"smmi": several(through), rival: by_columns}, repeats), ("smmi",))
    return compared(f"23 ranks of {QUERIES:,} units, through Norms", times, rival, at_least=500)


def placements_rows(repeats: int, rng: np.random.Generator) -> list[Row]:
    """Return the rows of all placements of many units in all units and in two groups, against placing one by one.

    The units are the norms. Placing one by one works intervals and probabilities out when they are asked for: the first
    row asks for none of them, the second for those that the table holds. It takes as long for each unit.
    """
    controls = {"control": ["public", "private"] * (NORMS // 2)}
    answers = smmi.instrument.synthesize(editions.smmi_16(), units=NORMS, rng=rng, attributes=controls)
    scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
    norms = Norms.fit(scores, by=("control",))
    found = norms.place_all(scores)
    some = [scores.of(unit) for unit in scores.units[:: NORMS // ALONE].tolist()]

    def whole(profile: ScoreProfile) -> Placement:
        placement = norms.place(profile)
        for own in placement.standings.values():
            for standing in own.values():
                _ = (
                    standing.interval,
                    standing.band_probabilities,
                    standing.median_interval,
                    standing.effective_n,
                )
        return placement

    bare = attrs.evolve(found, again=None)
    assert all(bare.of(profile.unit) == whole(profile) for profile in some)
    works: dict[str, Work] = {
        "smmi": partial(norms.place_all, scores),
        "place": lambda: [norms.place(profile) for profile in some],
        "place, all read": lambda: [whole(profile) for profile in some],
    }
    times = take_turns(works, repeats)
    times = {
        name: [seconds / (NORMS if name == "smmi" else len(some)) for seconds in own]
        for name, own in times.items()
    }
    what = f"{NORMS:,} units x {len(scores.codes)} scores x 2 groups, each unit"
    return [
        compared(what, {"smmi": times["smmi"], rival: times[rival]}, rival, at_least=50)
        for rival in ("place", "place, all read")
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


def one_unit_row(repeats: int, rng: np.random.Generator) -> Row:
    """Return the row of the ranks of one unit among 242, all its 23 scores (the goal is that of 17)."""
    answers = smmi.instrument.synthesize(editions.smmi_16(), units=UNITS, rng=rng)
    scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
    norms = Norms.fit(scores)
    units = list(scores)
    rival = "bisect on sorted scores"
    columns = [sorted(np.round(column[~np.isnan(column)], 9).tolist()) for column in scores.values]
    rounded = [
        tuple(value if value is None else round(value, 9) for value in profile.values) for profile in units
    ]

    def by_bisect(values: tuple[float | None, ...]) -> list[float | None]:
        found: list[float | None] = []
        for value, column in zip(values, columns, strict=True):
            if value is None:
                found.append(None)
            else:
                low, high = bisect_left(column, value), bisect_right(column, value)
                found.append(50.0 * (low + high) / len(column))
        return found

    for profile, told in zip(units, rounded, strict=True):
        pairs = zip(norms.percentile_ranks(profile), by_bisect(told), strict=True)
        assert all(own == other or abs(own - other) < 1e-9 for own, other in pairs)
    works: dict[str, Work] = {
        "smmi": lambda: [norms.percentile_ranks(profile) for profile in units],
        rival: lambda: [by_bisect(values) for values in rounded],
    }
    times = take_turns(works, 3 * repeats)
    each = {name: [seconds / UNITS for seconds in several_] for name, several_ in times.items()}
    row = compared("one unit's 23 ranks", each, rival, at_most=1)
    microseconds = 1e6 * statistics.median(each["smmi"])
    return attrs.evolve(row, goal="<= 10 us", met=microseconds <= MOST_MICROSECONDS)


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
        *rank_rows(f"{QUERIES:,} ranks", scores, queries, repeats, by_place=500),
        *rank_rows(f"{QUERIES:,} ranks on a grid of {GRID + 1}", coarse, asked, repeats, by_place=5_000),
        norms_row(repeats, rng),
        *placements_rows(repeats, rng),
        median_row(repeats, rng),
        one_unit_row(repeats, rng),
    ]
    print(table(rows))


if __name__ == "__main__":
    main()
