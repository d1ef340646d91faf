"""Does weighting take away the bias of nonresponse, and do intervals by the design cover?

    python -m benchmarks.nonresponse [--samples 2000] [--level 0.95]

From the root of the repository. The population is the real frame of 439 US institutions with health programmes in 2022,
each with an invented score that differs by Carnegie class and control. In every sample all institutions are invited,
and each responds with a probability that differs by the same characteristics: so the plain mean is off. The bias that
is planted is worked out from scores and probabilities. The respondents are then weighted to the frame's counts.

The first table has means: how far they are off on average with its simulation error, their standard deviation over
samples, the mean of their standard errors, and how often their intervals hold the population's mean. `plain` is by
equal weights; `raked` by class and control; `cells` post-stratified to the class crossed with the control. The design
is that of a simple random sample of the frame, or of strata by class.

The second table has percentile ranks at the population's deciles, by norms without and with a design: how often the
interval holds the true rank, on average and at the decile where it does so least, and how wide it is.
"""

import argparse
import csv
from collections import Counter
from pathlib import Path

import numpy as np

import smmi
from smmi.benchmark import Conventions, Norms, SurveyDesign, TieRule, post_stratify, rake, survey_mean
from smmi.benchmark.survey import SurveyWeights
from smmi.instrument import Area, Domain, Indicator, Instrument, Percentage

FRAME = Path(__file__).parents[1] / "tests" / "data" / "us_schools" / "frame.csv"
JOINED = {"doctoral_professional": "r2", "masters": "r2", "other": "r2", "private_for_profit": "private"}
"""Kinds of few institutions, joined with a similar one: a cell needs respondents."""
SCORE = {"r1": 62.0, "r2": 52.0, "special_focus": 40.0, "public": 6.0, "private": -2.0}
RESPONSE = {"r1": 1.1, "r2": 0.1, "special_focus": -1.0, "public": 0.5, "private": -0.3}
"""What each characteristic adds to the score, and to the logarithm of the odds of responding."""
SPREAD = 14.0


def population():
    """Return class and control of each institution, its score, and its probability to respond."""
    with FRAME.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kinds = [JOINED.get(row["carnegie"], row["carnegie"]) for row in rows]
    controls = [JOINED.get(row["control"], row["control"]) for row in rows]
    noise = np.random.default_rng(2022).normal(0.0, SPREAD, len(rows))
    means = np.array([SCORE[kind] + SCORE[control] for kind, control in zip(kinds, controls, strict=True)])
    scores = np.clip(np.round((means + noise) * 2) / 2, 0.0, 100.0)
    odds = np.exp([RESPONSE[kind] + RESPONSE[control] for kind, control in zip(kinds, controls, strict=True)])
    return np.array(kinds), np.array(controls), scores, odds / (1.0 + odds)


def instrument():
    """Return an instrument of one percentage."""
    share = Indicator(code="share", prompt="Share?", scale=Percentage(code="percent", decimals=1))
    area = Area(code="only", label="Only", indicators=[share])
    domain = Domain(code="whole", label="Whole", areas=[area])
    return Instrument(code="one", edition="1", title="One", domains=[domain])


def weightings(answers, kinds, controls):
    """Return the weights by name."""
    margins = {"kind": dict(Counter(kinds.tolist())), "control": dict(Counter(controls.tolist()))}
    crossed = dict(Counter(zip(kinds.tolist(), controls.tolist(), strict=True)))
    return {
        "plain": SurveyWeights.of_design(answers, np.full(len(answers), len(kinds) / len(answers))),
        "raked": rake(answers, margins=margins),
        "cells": post_stratify(answers, by=("kind", "control"), population=crossed),
    }


def designs(answers, kinds):
    """Return the designs by name."""
    return {
        "simple": SurveyDesign.of(answers, population=len(kinds)),
        "strata": SurveyDesign.of(answers, strata="kind", population=dict(Counter(kinds.tolist()))),
    }


def simulate(samples, level, rng):
    """Return errors, standard errors and whether intervals hold, by weighting and design; and the same of ranks."""
    kinds, controls, scores, chances = population()
    asked = np.quantile(scores, np.linspace(0.1, 0.9, 9), method="inverted_cdf")
    truth = np.array([np.mean(scores <= value) for value in asked])
    one = instrument()
    scheme = smmi.ScoringScheme.equal_weights(one)
    conventions = Conventions(ties=TieRule.WEAK, level=level)
    columns = {"unit": [f"D{i}" for i in range(9)], "share": asked.tolist()}
    deciles = smmi.score(smmi.Answers.from_columns(one, columns, unit="unit"), scheme)
    means, ranks = {}, {}
    for _ in range(samples):
        drawn = np.flatnonzero(rng.random(len(scores)) < chances)
        answers = smmi.Answers.from_columns(
            one,
            {
                "unit": [f"F{i}" for i in drawn],
                "share": scores[drawn].tolist(),
                "kind": kinds[drawn].tolist(),
                "control": controls[drawn].tolist(),
            },
            unit="unit",
            attributes=("kind", "control"),
        )
        scored, made = smmi.score(answers, scheme), designs(answers, kinds)
        for name, weights in weightings(answers, kinds, controls).items():
            for how, design in made.items():
                found = survey_mean(scored.overall, weights=weights, design=design, level=level)
                held = found.low <= scores.mean() <= found.high
                row = (found.estimate - scores.mean(), found.standard_error, held)
                means.setdefault((name, how), []).append(row)
            for how, design in (("none", None), ("strata", made["strata"])):
                norms = Norms.fit(scored, weights=weights, design=design, conventions=conventions)
                ends = [norms.place(profile)["only"]["all"].interval for profile in deciles]
                row = [
                    (low <= 100 * share <= high, high - low)
                    for (low, high), share in zip(ends, truth, strict=True)
                ]
                ranks.setdefault((name, how), []).append(row)
    return {key: np.array(rows, dtype=float) for key, rows in means.items()}, {
        key: np.array(rows, dtype=float) for key, rows in ranks.items()
    }


def planted():
    """Return the bias of the plain mean: scores weighted by the probability to respond, less their mean."""
    *_, scores, chances = population()
    return float(scores @ chances / chances.sum() - scores.mean())


def main():
    """Read the arguments, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--samples", type=int, default=2000, help="how many are drawn")
    parser.add_argument("--level", type=float, default=0.95)
    chosen = parser.parse_args()
    *_, scores, chances = population()
    print(
        f"population {len(scores)}, mean {scores.mean():.3f}; {chances.sum():.1f} respond on average; "
        f"planted bias {planted():+.3f}; {chosen.samples} samples, level {chosen.level:g}"
    )
    means, ranks = simulate(chosen.samples, chosen.level, np.random.default_rng(7))
    print("\nmean            design     bias   error  deviation  standard error  covers")
    for (name, how), rows in means.items():
        off, errors, held = rows.T
        deviation = off.std(ddof=1)
        print(
            f"{name:<15} {how:<7} {off.mean():+7.3f}  {deviation / len(off) ** 0.5:6.3f}  {deviation:9.3f}  "
            f"{errors.mean():14.3f}  {held.mean():6.1%}"
        )
    print("\npercentile rank design   covers   least  width")
    for (name, how), rows in ranks.items():
        held = rows[:, :, 0].mean(axis=0)
        print(f"{name:<15} {how:<7}  {held.mean():6.1%}  {held.min():6.1%}  {rows[:, :, 1].mean():5.2f}")


if __name__ == "__main__":
    main()
