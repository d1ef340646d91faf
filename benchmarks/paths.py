"""Paths: what the least effort to a target costs, for eighty questions and costs of four digits.

    python benchmarks/paths.py [--units 10]

The bundled edition of eighty indicators has gates, also across areas, and exclusive options; its synthetic schools have
blanks. Weights are equal, or of two decimals. Times are of the processor, in milliseconds: the median of the schools
and the slowest. A run ends with an error if a path is not proved, or not reached when it is replayed.
"""

import argparse
import statistics
import time

import numpy as np

import smmi
from smmi import benchmark, editions
from smmi.benchmark.improvement import RankOf, ScoreOf, Stars
from smmi.instrument import synthesize

UNITS = 242
TARGETS = (Stars(4), RankOf(90), ScoreOf(80), Stars(4, code="curriculum"))


def main() -> None:
    """Print a row for each scheme and target."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=10)
    units = parser.parse_args().units
    instrument, rng = editions.smmi_16(), np.random.default_rng(18)
    answers = synthesize(instrument, units=UNITS, rng=rng)
    costs = {one.code: int(rng.integers(100, 9999)) for one in instrument.indicators}
    weights = {one.code: round(float(rng.uniform(0.5, 3.0)), 2) for one in instrument.indicators}
    for name, scheme in (
        ("equal", smmi.ScoringScheme.equal_weights(instrument)),
        ("two decimals", smmi.ScoringScheme(instrument, weights=weights)),
    ):
        scores = smmi.score(answers, scheme)
        norms = benchmark.Norms.fit(scores)
        for target in TARGETS:
            times = []
            for unit in scores.units[:units].tolist():
                start = time.process_time()
                found = benchmark.paths(scores.of(unit), scheme, norms, target=target, costs=costs)
                times.append(1000.0 * (time.process_time() - start))
                if not found.proved or (found.best is not None and not found.best.reached):
                    raise SystemExit(f"{unit}: {found.describe()}")
            median, slowest = statistics.median(times), max(times)
            print(f"{name:<13} {target!s:<50} {median:8.0f} ms, slowest {slowest:8.0f} ms")


if __name__ == "__main__":
    main()
