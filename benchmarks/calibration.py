"""Do quartiles come true as often as their probabilities say? The data of reliability diagrams.

    python -m benchmarks.calibration [--cohorts 200] [--skewed] [--unknown]

From the root of the repository. Cohorts of 26, 83, 133 and 242 are drawn from populations of 66, 203, 420 and 689, of
which the true scores are known, and so the true quartile of each unit. Observed scores have a reliability of 0.6, 0.8,
0.95 or 1 and lie on a grid of steps of 5, so that many are ties. Each unit is placed with `Norms.place`, and each of
its four probabilities is a prediction. Predictions are put in ten bins; a row of the table is a bin: how many, what
they say on average, how often it came true, the difference, and the simulation error of the difference, from how it
varies between cohorts.
"""

import argparse

import numpy as np

from tests.benchmark.known_quartiles import SIZES, diagram, predictions

RELIABILITIES = (0.6, 0.8, 0.95, 1.0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cohorts", type=int, default=200, help="how many are drawn of each kind")
    parser.add_argument("--skewed", action="store_true", help="true scores are gamma, not normal")
    parser.add_argument("--unknown", action="store_true", help="the size of the population is not told")
    chosen = parser.parse_args()
    print("  n   of  reliability  bin        predictions  predicted  observed  difference  error")
    for n, size in SIZES.items():
        for reliability in RELIABILITIES:
            rng = np.random.default_rng([n, round(100 * reliability)])
            cohorts = [
                predictions(n, size, reliability, rng, skewed=chosen.skewed, known=not chosen.unknown)
                for _ in range(chosen.cohorts)
            ]
            for each in diagram(cohorts):
                print(
                    f"{n:3} {size:4}  {reliability:11}  {each.low:.1f} to {each.high:.1f}  {each.predictions:9}    "
                    f"{each.predicted:9.3f} {each.observed:9.3f}    {each.observed - each.predicted:+8.3f}  "
                    f"{each.error:.3f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
