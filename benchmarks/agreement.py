"""How fast alpha is resampled beside SciPy, and how often nominal 95 % intervals of alpha and ICC hold, by simulation.

    python -m benchmarks.agreement [--repeats 15] [--samples 2000] [--level 0.95]

Times are the least of some repeats, of 2,000 resamples: ours, and `scipy.stats.bootstrap` by percentiles with a
function of one resample and with one of many at a time. Both make alphas of resamples of units; where the same units
are drawn they are equal, which is checked first.

Coverage is of the true alpha of parallel parts with normal errors, and of the same answers cut to five steps, whose
true alpha is that of a vast sample; of intraclass correlations of the random model with raters, of the forms (1,1) and
(3,1) without differences between raters, of (2,1) with them. The error of simulation at 2,000 samples is 0.5 points at
95 %. The seed is fixed.
"""

import argparse
import time
from collections.abc import Callable, Iterator

import numpy as np
from scipy import stats

from smmi.benchmark.agreement import IntraclassForm, intraclass_correlations
from smmi.benchmark.kernels.agreement._consistency import (
    alpha,
    feldt_interval,
    resample_counts,
    resampled_alphas,
)

REPLICATES = 2000
SHAPES = ((104, 4), (104, 12), (242, 12))
VAST = 400_000


def alpha_of(*parts: np.ndarray, axis: int = -1) -> np.ndarray:
    """Alpha as SciPy wants it: of one resample, or of many at a time."""
    several = np.stack(parts)
    k = len(several)
    own = several.var(axis=axis if axis >= 0 else several.ndim + axis, ddof=1).sum(axis=0)
    return k / (k - 1) * (1 - own / several.sum(axis=0).var(axis=axis, ddof=1))


def least_time(work: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def speed(repeats: int) -> Iterator[str]:
    rng = np.random.default_rng(1)
    for n, k in SHAPES:
        level = rng.normal(size=(n, 1))
        values = np.clip(np.rint(3 + level + rng.normal(size=(n, k))), 1, 5)
        counts = resample_counts(n, 20, np.random.default_rng(2)).astype(int)
        anew = [alpha_of(*np.repeat(values, count, axis=0).T) for count in counts]
        assert np.allclose(resampled_alphas(values, 20, np.random.default_rng(2)), anew, atol=1e-10, rtol=0)
        ours = least_time(lambda values=values: resampled_alphas(values, REPLICATES, rng), repeats)

        def theirs(*, many: bool, values: np.ndarray = values) -> object:
            return stats.bootstrap(
                tuple(values.T),
                alpha_of,
                paired=True,
                vectorized=many,
                n_resamples=REPLICATES,
                method="percentile",
                rng=rng,
            )

        singly = least_time(lambda: theirs(many=False), max(1, repeats // 5))
        together = least_time(lambda: theirs(many=True), max(1, repeats // 3))
        yield (
            f"alpha, {n} x {k}: {1e3 * ours:7.2f} ms, SciPy {1e3 * singly:7.1f} ms ({singly / ours:4.0f} x), "
            f"many at a time {1e3 * together:7.1f} ms ({together / ours:4.0f} x)"
        )


def in_steps(values: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(3 + values), 1, 5)


def alphas(samples: int, level: float) -> Iterator[str]:
    for n, k in ((30, 5), (120, 5)):
        for name, made in (("normal", lambda x: x), ("five steps", in_steps)):
            rng = np.random.default_rng(7)

            def drawn(units: int, rng: np.random.Generator, k: int = k) -> np.ndarray:
                return rng.normal(size=(units, 1)) + rng.normal(size=(units, k))

            true = k / (k + 1) if name == "normal" else alpha(np.cov(made(drawn(VAST, rng)).T))
            held = {"Feldt": 0, "bootstrap": 0}
            for _ in range(samples):
                values = made(drawn(n, rng))
                low, high = feldt_interval(alpha(np.cov(values.T)), n, k, level=level)
                held["Feldt"] += low <= true <= high
                tail = (1 - level) / 2
                low, high = np.quantile(resampled_alphas(values, 999, rng), [tail, 1 - tail])
                held["bootstrap"] += low <= true <= high
            for method, times in held.items():
                yield f"alpha, {method:9s} {name:10s} n = {n:3d}, k = {k}: held {100 * times / samples:5.1f} %"


def intraclass(samples: int, level: float) -> Iterator[str]:
    cases = (
        (IntraclassForm.ONE_SINGLE, 0.0, 0.5),
        (IntraclassForm.THREE_SINGLE, 0.0, 0.5),
        (IntraclassForm.TWO_SINGLE, 0.5, 0.4),
    )
    for form, spread, true in cases:
        for name, made in (("normal", lambda x: x), ("five steps", in_steps)):
            rng = np.random.default_rng(11)

            def drawn(
                units: int, raters: int, rng: np.random.Generator, spread: float = spread
            ) -> np.ndarray:
                levels = np.sqrt(spread) * rng.normal(size=(1, raters))
                return rng.normal(size=(units, 1)) + levels + rng.normal(size=(units, raters))

            if name == "normal":
                aim = true
            elif spread:
                continue  # the true value of cut ratings depends on which raters are drawn
            else:
                aim = np.corrcoef(made(drawn(VAST, 2, rng)).T)[0, 1]
            held = 0
            for _ in range(samples):
                one = intraclass_correlations(made(drawn(30, 4, rng)), level=level)[form]
                held += one.low <= aim <= one.high
            yield f"ICC {form.value} {name:10s} 30 units, 4 raters: held {100 * held / samples:5.1f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--level", type=float, default=0.95)
    options = parser.parse_args()
    for line in speed(options.repeats):
        print(line, flush=True)
    for rows in (alphas, intraclass):
        for line in rows(options.samples, options.level):
            print(line, flush=True)


if __name__ == "__main__":
    main()
