"""How often reliable change, alpha and ICC are wrong, beside how often they say that they are, by simulation.

    python -m benchmarks.levels [--units 200000] [--samples 2000] [--level 0.95]

Each row has the rate, its standard error by simulation, and the nominal rate where the model of a form or an interval
holds; where it does not, the rate is reported, and there is none to compare it with. The seeds are fixed.

Reliable change: how often a form calls a change reliable that is none. Scores of both waves are normal with standard
deviation 1 and a reliability of 0.7, which is known, as is the mean. "High at first" are the units more than 1.5 above
the mean in the first wave: there a difference is expected to be below 0, and only forms that regress the first score
can hold. Edwards and Nunnally's form divides by the error of the second score alone: its model is that the regressed
first score is the true one. Hageman and Arrindell's divides by the reliability of the differences, which is 0 but for
chance where nothing changed: cohorts of 250 units then have no verdict, or few, or many. Its level is another one, and
needs true changes that vary: of the units just at the cut, so many truly moved the other way. Ordinal scores are the
means of twelve answers of five steps.

Intervals: how often they hold the true value. Alpha is of five parallel parts with normal errors, and of the same cut
to five steps; Feldt's interval is exact for the first, the bootstrap's for many units. Intraclass correlations are of
four raters of 30 units: the forms (1,.) without differences between raters, the others with a variance of 0.5; of cut
ratings the true value is that of their own variances. Ratings are complete, or a quarter is blank, or each unit has two
of the raters, drawn at random; for incomplete ones there are half as many samples, for their variances are iterated.
The intervals of (2,.) are approximate. Where an interval is absent it does not hold.
"""

import argparse
import math
from collections.abc import Callable, Iterator

import attrs
import numpy as np
from scipy.special import ndtr

from smmi.benchmark.agreement import IntraclassForm, intraclass_correlations
from smmi.benchmark.kernels.agreement._consistency import alpha, feldt_interval, resampled_alphas
from smmi.benchmark.waves import ChangeForm, ChangeRule, reliable_change

RELIABILITY = 0.7
HIGH = 1.5
ANSWERS = 12
COHORT = 250
NEAR = 0.05
STEPS = (-1.5, -0.5, 0.5, 1.5)
PARTS = 5
MANY = 480
UNITS, RATERS, SPREAD = 30, 4, 0.5
ONE, *OTHERS = (list(IntraclassForm)[place::3] for place in range(3))


@attrs.frozen(kw_only=True)
class Row:
    """One row of the table.

    Attributes:
        what: Which form or interval.
        model: What was simulated.
        times: How often it was so.
        of: Of how many.
        nominal: How often it should be, as a share; None where the model of the form or interval does not hold.
        clustered: The standard error by simulation where units of a cohort share a fate; None where all are apart.
    """

    what: str
    model: str
    times: int
    of: int
    nominal: float | None = None
    clustered: float | None = None

    @property
    def rate(self) -> float:
        """How often, as a share."""
        return self.times / self.of

    @property
    def error(self) -> float:
        """Its standard error by simulation; at the nominal rate where there is one."""
        if self.clustered is not None:
            return self.clustered
        rate = self.rate if self.nominal is None else self.nominal
        return math.sqrt(rate * (1.0 - rate) / self.of)

    def __str__(self) -> str:
        aim = "reported" if self.nominal is None else f"nominal {self.nominal:6.2%}"
        return f"{self.what:<25} {self.model:<42} {self.rate:7.2%} ± {self.error:.2%}  {aim}"


def in_steps(values: np.ndarray) -> np.ndarray:
    """Cut normal values to answers of five steps."""
    return np.clip(np.rint(3 + values), 1, 5)


def mean_step(given: np.ndarray, rest: float) -> np.ndarray:
    """Return the mean answer where the value is normal about what is given, with this variance."""
    return 1.0 + sum(ndtr((given - step) / math.sqrt(rest)) for step in STEPS)


def shared(part: float, whole: float) -> float:
    """Return the covariance of two answers whose values have a part in common, with these variances; whole if equal."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    weights /= weights.sum()
    if part == whole:
        shares = np.diff([0.0, *(ndtr(np.array(STEPS) / math.sqrt(whole))), 1.0])
        return float(shares @ np.square(np.arange(-2, 3)))
    means = mean_step(math.sqrt(part) * nodes, whole - part)
    return float(weights @ np.square(means - 3.0))


def called(
    before: np.ndarray, after: np.ndarray, reference: np.ndarray, reliability: float, form: ChangeForm
) -> np.ndarray:
    """Whether each change is called reliable; in cohorts, where a form rests on the spread of the differences."""
    rule = ChangeRule(form=form)
    size = COHORT if form is ChangeForm.HAGEMAN_ARRINDELL else len(before)
    index = [
        reliable_change(
            before[start : start + size],
            after[start : start + size],
            reliability=reliability,
            reference=reference,
            rule=rule,
        ).index
        for start in range(0, len(before), size)
    ]
    return np.abs(np.concatenate(index)) > rule.cut


def between_cohorts(reliable: np.ndarray, chosen: np.ndarray) -> float:
    """Return the standard error of the share of reliable changes among those chosen, by how cohorts differ."""
    off = (reliable - reliable[chosen].mean()) * chosen
    return math.sqrt(np.square(np.add.reduceat(off, np.arange(0, len(off), COHORT))).sum()) / chosen.sum()


def false_positives(units: int) -> Iterator[Row]:
    """Yield how often each form calls a change reliable where there is none."""
    r, own = RELIABILITY, math.sqrt(1 - RELIABILITY)
    rng = np.random.default_rng(20261130)
    true = math.sqrt(r) * rng.normal(size=units)
    pre, post, noise = (own * rng.normal(size=units) for _ in range(3))
    pre, post = true + pre, true + post
    covariance, variance = shared(1.0, 2.0), shared(2.0, 2.0)
    level = rng.normal(size=units)
    answered = [
        sum(in_steps(level + rng.normal(size=units)) for _ in range(ANSWERS)) / ANSWERS for _ in range(2)
    ]
    spread = math.sqrt(covariance + (variance - covariance) / ANSWERS)
    held = {ChangeForm.GULLIKSEN_LORD_NOVICK, ChangeForm.HSU_LINN_LORD}
    speer = {ChangeForm.EDWARDS_NUNNALLY}
    cases: tuple[
        tuple[str, tuple[np.ndarray, ...], tuple[float, float, float], tuple[set[ChangeForm], ...]], ...
    ] = (
        ("nothing changed", (pre, post), (0.0, 1.0, r), ({ChangeForm.JACOBSON_TRUAX, *held}, held)),
        ("the field moved by 1", (pre, post + 1), (0.0, 1.0, r), ({ChangeForm.HSU_LINN_LORD},) * 2),
        ("the regressed score is true", (pre, r * pre + noise), (0.0, 1.0, r), (speer, speer)),
        ("ordinal", tuple(answered), (3.0, spread, covariance / spread**2), (set(), set())),
    )
    for model, (before, after), (mean, deviation, reliability), hold in cases:
        high = before > mean + HIGH * deviation
        reference = mean + deviation * np.array([-1, 1]) / math.sqrt(2)
        for form in ChangeForm:
            reliable = called(before, after, reference, reliability, form)
            nominal = float(2 * ndtr(-form.usual_cut))
            for chosen, name, good in ((high | ~high, "all", hold[0]), (high, "high at first", hold[1])):
                yield Row(
                    what=form.value,
                    model=f"{model}, {name}",
                    times=int(reliable[chosen].sum()),
                    of=int(chosen.sum()),
                    nominal=nominal if form in good else None,
                    clustered=between_cohorts(reliable, chosen)
                    if form is ChangeForm.HAGEMAN_ARRINDELL
                    else None,
                )


def other_way(units: int) -> Iterator[Row]:
    """Yield how many of the units that Hageman and Arrindell's form calls changed truly moved the other way."""
    rng = np.random.default_rng(20261130)
    true, moved = math.sqrt(RELIABILITY) * rng.normal(size=units), 0.2 + 0.8 * rng.normal(size=units)
    pre, post = (own + math.sqrt(1 - RELIABILITY) * rng.normal(size=units) for own in (true, true + moved))
    rule = ChangeRule(form=ChangeForm.HAGEMAN_ARRINDELL)
    index = reliable_change(pre, post, reliability=RELIABILITY, rule=rule).index
    near, high = np.abs(index - rule.cut) < NEAR, pre > HIGH
    up, down = moved >= 0, moved <= 0
    for name, chosen, wrong, nominal in (
        ("truly back, of those just at the cut", near, down, float(ndtr(-rule.cut))),
        ("truly back, of those called improved", index > rule.cut, down, None),
        ("called worse, of those truly not", up, index < -rule.cut, None),
        ("the same, high at first", up & high, index < -rule.cut, None),
    ):
        yield Row(
            what=rule.form.value,
            model=name,
            times=int(wrong[chosen].sum()),
            of=int(chosen.sum()),
            nominal=nominal,
        )


def alphas(samples: int, level: float) -> Iterator[Row]:
    """Yield how often intervals of alpha hold it."""
    tail = (1 - level) / 2
    for n in (30, 120, MANY):
        for name, made in KINDS.items():
            rng = np.random.default_rng(7)
            one = 0.5 if name == "normal" else shared(1.0, 2.0) / shared(2.0, 2.0)
            true = PARTS * one / (1 + (PARTS - 1) * one)
            held = {"Feldt": 0, "bootstrap": 0}
            for _ in range(samples):
                values = made(rng.normal(size=(n, 1)) + rng.normal(size=(n, PARTS)))
                low, high = feldt_interval(alpha(np.cov(values.T)), n, PARTS, level=level)
                held["Feldt"] += low <= true <= high
                low, high = np.quantile(resampled_alphas(values, 999, rng), [tail, 1 - tail])
                held["bootstrap"] += low <= true <= high
            for method, times in held.items():
                holds = name == "normal" if method == "Feldt" else n == MANY
                yield Row(
                    what=f"alpha, {method}",
                    model=f"{name}, {n} units, {PARTS} parts",
                    times=times,
                    of=samples,
                    nominal=level if holds else None,
                )


def true_correlations(name: str, spread: float) -> dict[IntraclassForm, float]:
    """Return the true correlations of ratings whose raters differ so much, a single one's and those of the mean."""
    unit, rater, whole = 1.0, spread, 2.0 + spread
    if name != "normal":
        unit, rater, whole = shared(unit, whole), shared(rater, whole), shared(whole, whole)
    singles = (unit / whole, unit / whole, unit / (whole - rater))
    means = (RATERS * one / (1 + (RATERS - 1) * one) for one in singles)
    return dict(zip(IntraclassForm, (*singles, *means), strict=True))


def intraclass(samples: int, level: float, *, design: str = "complete") -> Iterator[Row]:
    """Yield how often intervals of intraclass correlations hold them."""
    for name, made in KINDS.items():
        for spread, forms in ((0.0, ONE), (SPREAD, [form for pair in OTHERS for form in pair])):
            rng = np.random.default_rng(11)
            true = true_correlations(name, spread)
            held = dict.fromkeys(forms, 0)
            for _ in range(samples):
                levels = math.sqrt(spread) * rng.normal(size=(1, RATERS))
                rows = made(rng.normal(size=(UNITS, 1)) + levels + rng.normal(size=(UNITS, RATERS)))
                found = intraclass_correlations(np.where(DESIGNS[design](rng), np.nan, rows), level=level)
                for form in forms:
                    one = found[form]
                    held[form] += one.low is not None and one.low <= true[form] <= one.high
            for form, times in held.items():
                yield Row(
                    what=f"ICC {form.value}",
                    model=f"{name}, {UNITS} units, {RATERS} raters, {design}",
                    times=times,
                    of=samples,
                    nominal=level if name == "normal" else None,
                )


def by_chance(rng: np.random.Generator) -> np.ndarray:
    """Return a quarter of ratings that are blank."""
    return rng.random((UNITS, RATERS)) < 0.25


def in_blocks(rng: np.random.Generator) -> np.ndarray:
    """Return two blanks of each unit, so that each has two of the raters."""
    return rng.permuted(np.tile(np.arange(RATERS) < 2, (UNITS, 1)), axis=1)


DESIGNS: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    "complete": lambda _: np.zeros((UNITS, RATERS), dtype=bool),
    "blanks": by_chance,
    "pairs": in_blocks,
}
KINDS: dict[str, Callable[[np.ndarray], np.ndarray]] = {"normal": lambda values: values, "ordinal": in_steps}


def main() -> None:
    """Read the arguments, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--units", type=int, default=200_000)
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--level", type=float, default=0.95)
    options = parser.parse_args()
    for rows in (false_positives(options.units), other_way(2 * options.units)):
        for row in rows:
            print(row, flush=True)
    for row in alphas(options.samples, options.level):
        print(row, flush=True)
    for design in DESIGNS:
        samples = options.samples if design == "complete" else math.ceil(options.samples / 2)
        for row in intraclass(samples, options.level, design=design):
            print(row, flush=True)


if __name__ == "__main__":
    main()
