"""How fast alpha is resampled beside SciPy; how often its interval holds, `benchmarks/levels.py` prints.

    python -m benchmarks.agreement [--repeats 15]

Times are the least of some repeats, of 2,000 resamples: ours, and `scipy.stats.bootstrap` by percentiles with a
function of one resample and with one of many at a time. Both make alphas of resamples of units; where the same units
are drawn they are equal, which is checked first.
"""

import argparse
import time
from collections.abc import Callable, Iterator

import numpy as np
from scipy import stats

from smmi.benchmark.kernels.agreement._consistency import resample_counts, resampled_alphas

REPLICATES = 2000
SHAPES = ((104, 4), (104, 12), (242, 12))


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15)
    options = parser.parse_args()
    for line in speed(options.repeats):
        print(line, flush=True)


if __name__ == "__main__":
    main()
