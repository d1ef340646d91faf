"""Ranks under many weights beside SciPy's rankdata and the time that COINr takes, and what whole sweeps cost.

    python benchmarks/stability.py [--draws 10000] [--repeats 9]

The schools are 242, made of the bundled edition; the weights of its 16 areas come from a Dirichlet law. Weighted means
are made in every row, so that ranks alone are not what is compared; rankdata gets them in rows, with ties sharing the
lowest rank. Both give the same ranks, which is checked first. Times are the least of some repeats, alternating. COINr
1.1 regenerated its index 10,000 times for such ranks, at 34 ms each, on another machine of the same kind.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
from scipy import stats

import smmi
from smmi import benchmark, editions
from smmi.benchmark import SelfInclusion, TieRule
from smmi.benchmark.kernels.sensitivity._packed_ranks import AT_ONCE, PackedRanks, products
from smmi.benchmark.sensitivity import DirichletSpread, Variation, weight_indices
from smmi.scoring import GeometricMean, HarmonicMean, MinimumCoverage

UNITS = 242
COINR = 34.0
"""Milliseconds a draw."""


def ranked(weights: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return the ranks of units under each row of weights, in blocks that stay near the processor."""
    ranks = np.empty((len(weights), points.shape[1]), dtype=np.int32)
    step = AT_ONCE // points.shape[1]
    packed = PackedRanks.of(np.ones(points.shape[1], dtype=np.int32), 1e-9, rows=step)
    for start in range(0, len(weights), step):
        block = slice(start, start + step)
        ranked = packed.of_rows(products(weights[block], points))
        if ranked.near.any():
            raise SystemExit("near ties: these ranks are not what is measured here")
        ranks[block] = ranked.below
    return ranks + 1


def least(works: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Return the least time of each work in milliseconds, taken in turn."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append(1000.0 * (time.perf_counter() - start))
    return {name: min(taken) for name, taken in times.items()}


def main() -> None:
    """Print what each work takes, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=9)
    given = parser.parse_args()
    draws, rng = given.draws, np.random.default_rng(18)
    answers = smmi.instrument.synthesize(editions.smmi_16(), units=UNITS, rng=rng)
    scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
    norms = benchmark.Norms.fit(scores)
    spread = DirichletSpread(99.0)
    points = rng.uniform(20.0, 90.0, size=(16, UNITS))
    drawn = spread.draw(scores.scheme, draws, rng)
    weights = drawn / drawn.sum(axis=1)[:, None]
    if not (ranked(weights, points) == stats.rankdata(weights @ points, axis=1, method="min")).all():
        raise SystemExit("the ranks are not SciPy's")
    vary = Variation(weights=spread, draws=draws)
    found = least(
        {
            "ranks": lambda: ranked(weights, points),
            "scipy": lambda: stats.rankdata(weights @ points, axis=1, method="min"),
            "sweep": lambda: benchmark.stability(scores, norms, vary=vary, rng=rng),
        },
        given.repeats,
    )
    for name, label in (
        ("ranks", f"ranks of {UNITS} units under {draws:,} draws"),
        ("sweep", "a whole sweep"),
    ):
        ratios = f"{found['scipy'] / found[name]:6.1f} x SciPy, {COINR * draws / found[name]:8,.0f} x COINr"
        print(f"{label:<50} {found[name]:8.1f} ms, {ratios}")
    print(f"{'rankdata of SciPy':<50} {found['scipy']:8.1f} ms")
    grid = Variation(
        overall=[GeometricMean(), HarmonicMean()],
        coverage=[MinimumCoverage(0.0), MinimumCoverage(1.0)],
        ties=[TieRule.WEAK],
        self_inclusion=[SelfInclusion.LEFT_OUT],
        without_peers=scores.units[:20].tolist(),
    )
    indices = least(
        {
            "grid": lambda: benchmark.stability(scores, norms, vary=grid),
            "indices": lambda: weight_indices(scores, norms, spread=spread, draws=draws // 20, rng=rng),
        },
        max(1, given.repeats // 4),
    )
    label = f"a grid of {grid.cells} combinations x 23 scores"
    print(f"{label:<50} {indices['grid']:8.1f} ms")
    label = f"indices of 16 weights, {draws // 20} draws a sample"
    print(f"{label:<50} {indices['indices']:8.1f} ms")


if __name__ == "__main__":
    main()
