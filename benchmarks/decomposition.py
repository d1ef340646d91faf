"""Decomposition: seven causes of the change of 242 units, beside one scoring of the cohort.

    python benchmarks/decomposition.py [--repeats 9]

Two waves of the bundled edition of eighty indicators: units stay, leave and come, answers, blanks and routing change,
and the scheme is another, so that no cause is idle and all 128 combinations of every unit and score are worked out.
Turn by turn the cohort is scored once and decomposed once, in one process; a ratio is the median over the turns. Before
anything is timed, all parts have to add up to the last bit. Times are of the processor.
"""

import argparse

import numpy as np
from scoring import Row, Work, compared, table, take_turns

import smmi
from smmi import benchmark, editions
from smmi.benchmark.decomposition import Decomposition, Measure
from smmi.scoring import Scores

UNITS, GONE = 242, 20
"""How many units are in both waves, and how many more in one of them."""
MOST_TIMES = 150.0
"""A decomposition may take as many times as long as one scoring."""
BATCH = 10
"""One scoring is too short for the clock: so many are timed, and divided by."""


def wave(scheme: smmi.ScoringScheme, seed: int) -> Scores:
    """Return the scores of a synthetic wave."""
    rng = np.random.default_rng(seed)
    answers = smmi.instrument.synthesize(scheme.instrument, units=UNITS + 2 * GONE, rng=rng, blanks=0.1)
    return smmi.score(answers, scheme)


def check(found: Decomposition, *, seven: bool) -> None:
    """Stop where parts do not add up, or a cause is idle."""
    known = found.reasons == 0
    if not np.array_equal((found.parts.sum(axis=2) + found.rounding)[known], found.difference[known]):
        raise SystemExit("the parts do not add up")
    if seven and not all(np.abs(found.parts[known]).max(axis=0) > 0.0):
        raise SystemExit("a cause is idle")


def main() -> None:
    """Print a row for each measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=9)
    repeats = parser.parse_args().repeats
    new = smmi.ScoringScheme.equal_weights(editions.smmi_16())
    old = smmi.ScoringScheme(new.instrument, weights={"curriculum": 3.0, "research": 0.5})
    before, after = wave(old, 1).take(slice(UNITS + GONE)), wave(new, 2).take(slice(GONE, None))

    cohort = after.answers.take(slice(UNITS))

    def scored() -> None:
        for _ in range(BATCH):
            smmi.score(cohort, new)

    rows: list[Row] = []
    for measure in Measure:

        def decomposed(measure: Measure = measure) -> Decomposition:
            return benchmark.decomposition.decompose(before, after, measure=measure)

        found = decomposed()
        check(found, seven=measure is not Measure.SCORE)
        works: dict[str, Work] = {"smmi": decomposed, "one scoring": scored}
        times = take_turns(works, repeats)
        times["one scoring"] = [seconds / BATCH for seconds in times["one scoring"]]
        causes = "4" if measure is Measure.SCORE else "7"
        what = f"{measure.value}, {causes} causes, {len(found)} units x {len(found.codes)} scores"
        rows.append(compared(what, times, "one scoring", at_most=MOST_TIMES))
    print(table(rows))


if __name__ == "__main__":
    main()
