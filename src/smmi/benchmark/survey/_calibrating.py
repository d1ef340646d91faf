"""Weighting to known counts of a population: post-stratification, raking, and the trimming of weights."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.benchmark.kernels._calibration import capped_at, rake_to
from smmi.benchmark.survey._argument_checks import check_share, check_whole
from smmi.benchmark.survey._margins import Margin, attributes_of, check_sample, margins_of
from smmi.benchmark.survey._unit_weights import unit_weights
from smmi.benchmark.survey._weights import SurveyWeights, TrimRule, WeightingMethod
from smmi.errors import ArgumentError, ConvergenceError
from smmi.instrument import Answers

Floats = npt.NDArray[np.float64]
Attributes = str | tuple[str, ...]
Counts = Mapping[Any, float]
"""By value, or by tuple of values: the keys of a mapping are invariant, so that no narrower type takes both."""

_MERGE = "Merge categories with few units, give fewer margins, or raise 'iterations'"
_RAISE = "Raise the cap, or merge categories in which few units have large weights"


@tells_keywords
def post_stratify(
    answers: Answers,
    /,
    *,
    by: Attributes,
    population: Counts,
    base: SurveyWeights | Sequence[float] | Floats | None = None,
) -> SurveyWeights:
    """Return weights that add up to the population's count in each stratum.

    The base weights of each stratum are multiplied by its count over their sum (Holt and Smith 1979, J R Stat Soc A
    142:33-46). Each weight is the double nearest to this ratio.

    Args:
        answers: The units that responded, with their attributes.
        by: The attribute that says a unit's stratum; several in a tuple are crossed.
        population: How many units of the population are in each stratum, by its value; by a tuple of values where
            several attributes are crossed.
        base: Weights that come with the sample, (n,); 1 where not given.

    Returns:
        The weights, (n,), with the weighted count of each stratum before and after.

    Raises:
        MarginError: A value has no count, or a count no unit; all findings at once.
        ArgumentError: An argument is of a wrong class, or a weight is not positive.

    Example:
        >>> import smmi
        >>> from smmi import editions
        >>> drawn = {"discipline": ["nursing"] * 4 + ["dental"] * 2}
        >>> rng = np.random.default_rng(1)
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=6, rng=rng, attributes=drawn)
        >>> weights = post_stratify(answers, by="discipline", population={"nursing": 420, "dental": 66})
        >>> weights.weights.tolist(), weights.population
        ([105.0, 105.0, 105.0, 105.0, 33.0, 33.0], 486.0)
    """
    check_sample(answers)
    margins = margins_of(answers, {attributes_of(by, "by"): population}, "population")
    fitted = _fitted(
        tuple(answers.units.tolist()),
        _base_of(base, answers),
        margins,
        method=WeightingMethod.POST_STRATIFICATION,
        tolerance=1e-10,
        limit=1,
        trim=None,
    )
    return _to_the_nearest(fitted)


@tells_keywords
def rake(
    answers: Answers,
    /,
    *,
    margins: Mapping[Any, Counts],
    base: SurveyWeights | Sequence[float] | Floats | None = None,
    tolerance: float = 1e-10,
    iterations: int = 1000,
    trim: TrimRule | None = None,
) -> SurveyWeights:
    """Return weights that add up to the population's counts in every cell of every margin.

    By iterative proportional fitting (Deming and Stephan 1940, Ann Math Stat 11:427-444): of all weights that agree
    with the margins these are the nearest to the base weights, in the sense of Kullback and Leibler (Ireland and
    Kullback 1968, Biometrika 55:179-188).

    Args:
        answers: The units that responded, with their attributes.
        margins: The count of each value, by attribute; several attributes in a tuple are crossed, and counts are then
            by a tuple of values.
        base: Weights that come with the sample, (n,); 1 where not given.
        tolerance: How far a weighted count may be from the population's, relative to the latter.
        iterations: The most sweeps through the margins.
        trim: By which rule large weights are cut, as by `trim_weights`.

    Returns:
        The weights, (n,), with the weighted count of each cell before and after, and how many sweeps it
        took.

    Raises:
        MarginError: A value has no count, a count no unit, or margins have different totals; all findings at once.
        ConvergenceError: No weights agree with all margins, or more sweeps are needed.
        ArgumentError: An argument is of a wrong class or out of its range.

    Example:
        >>> import smmi
        >>> from smmi import editions
        >>> drawn = {
        ...     "discipline": ["dental", "dental", "nursing"],
        ...     "control": ["public", "private", "public"],
        ... }
        >>> rng = np.random.default_rng(1)
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=3, rng=rng, attributes=drawn)
        >>> margins = {"discipline": {"dental": 30, "nursing": 10}, "control": {"public": 25, "private": 15}}
        >>> rake(answers, margins=margins).weights.round(6).tolist()
        [15.0, 15.0, 10.0]
    """
    check_sample(answers)
    tolerance = check_share("tolerance", tolerance)
    iterations = check_whole("iterations", iterations, 1)
    if trim is not None:
        ArgumentError.raise_unless(trim, TrimRule, argument="trim", expected="None or a TrimRule")
    fitted = _fitted(
        tuple(answers.units.tolist()),
        _base_of(base, answers),
        margins_of(answers, margins),
        method=WeightingMethod.RAKING,
        tolerance=tolerance,
        limit=iterations,
        trim=trim,
    )
    return _to_the_nearest(fitted)


@tells_keywords
def trim_weights(weights: SurveyWeights, /, *, rule: TrimRule) -> SurveyWeights:
    """Return weights none of which is above a cap.

    Weights above it are set to it, and their excess goes to the others of their cell, in proportion to their weights;
    of raked weights the others are raked to what is left of the counts. This is repeated until none is above, so that
    the weighted counts stay those of the population. Weights without margins are one cell.

    Args:
        weights: The weights; those that were cut before are fitted anew.
        rule: What the cap is.

    Returns:
        The weights, (n,), with the cap and the units whose weights were cut.

    Raises:
        ConvergenceError: A cell has too little room under the cap.
        ArgumentError: An argument is of a wrong class.

    Example:
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=4, rng=np.random.default_rng(1))
        >>> weights = SurveyWeights.of_design(answers, [1.0, 1.0, 2.0, 6.0])
        >>> trimmed = trim_weights(weights, rule=TrimRule(multiple=3.0))
        >>> trimmed.weights.tolist(), trimmed.cap, trimmed.trimmed == (weights.units[3],)
        ([1.375, 1.375, 2.75, 4.5], 4.5, True)
    """
    ArgumentError.raise_unless(weights, SurveyWeights, argument="weights", expected="SurveyWeights")
    ArgumentError.raise_unless(rule, TrimRule, argument="rule", expected="a TrimRule")
    return refitted(weights, weights.base, rule)


def refitted(weights: SurveyWeights, base: Floats, trim: TrimRule | None) -> SurveyWeights:
    """Return weights made in the same way from other base weights.

    Raises:
        ConvergenceError: There are none.
    """
    return _fitted(
        weights.units,
        base,
        weights.margins,
        method=weights.method,
        tolerance=weights.tolerance,
        limit=weights.limit,
        trim=trim,
    )


def _base_of(base: SurveyWeights | Sequence[float] | Floats | None, answers: Answers) -> Floats:
    """Return base weights, (n,)."""
    if isinstance(base, SurveyWeights):
        if base.units != tuple(answers.units.tolist()):
            raise ArgumentError(
                "base", "weights of other units", "weights of the answers' units, in their order"
            )
        return base.weights
    known = unit_weights(base, len(answers), "base")
    return np.ones(len(answers)) if known is None else known


def _to_the_nearest(fitted: SurveyWeights) -> SurveyWeights:
    """Return weights of one margin as the doubles nearest to their ratios: those that are equal as ratios are equal."""
    if len(fitted.margins) > 1 or fitted.trim is not None:
        return fitted
    (margin,), base = fitted.margins, fitted.base
    pairs = list(zip(margin.codes.tolist(), base.tolist(), strict=True))
    sums = [Fraction(0)] * len(margin.targets)
    for (code, weight), n in Counter(pairs).items():
        sums[code] += n * Fraction(weight)
    factors = [Fraction(target) / total for target, total in zip(margin.targets.tolist(), sums, strict=True)]
    found = {(code, weight): float(factors[code] * Fraction(weight)) for code, weight in set(pairs)}
    return attrs.evolve(fitted, weights=np.array([found[pair] for pair in pairs]))


def _fitted(
    units: tuple[str, ...],
    base: Floats,
    margins: tuple[Margin, ...],
    *,
    method: WeightingMethod,
    tolerance: float,
    limit: int,
    trim: TrimRule | None,
) -> SurveyWeights:
    pairs = [(margin.codes, margin.targets) for margin in margins]
    if not pairs:  # weights that come with the sample: one cell, whose count is their own sum
        pairs = [(np.zeros(len(units), dtype=np.intp), np.array([base.sum()]))]
    fitted, iterations, distance = rake_to(base, pairs, tolerance, limit)
    cap, cut, advice = None, np.zeros(len(units), dtype=np.bool_), _MERGE
    if trim is not None and distance <= tolerance:
        cap, advice = trim.cap(fitted), _RAISE
        fitted, cut, iterations, distance = capped_at(base, pairs, cap, tolerance, limit)
    if not distance <= tolerance:
        cell = _furthest(fitted, margins)
        raise ConvergenceError(cell, distance, tolerance, iterations, advice)
    return SurveyWeights(
        units=units,
        weights=fitted,
        base=base,
        method=method,
        margins=margins,
        iterations=iterations if margins else 0,
        distance=distance,
        tolerance=tolerance,
        limit=limit,
        trim=trim,
        cap=cap,
        trimmed=tuple(unit for unit, was in zip(units, cut.tolist(), strict=True) if was),
    )


def _furthest(weights: Floats, margins: tuple[Margin, ...]) -> str:
    """Return the name of the cell whose weighted count is furthest from the population's."""
    found = (0.0, "the whole sample")
    for margin in margins:
        counts = np.bincount(margin.codes, weights, minlength=len(margin.targets))
        distances = np.abs(counts / margin.targets - 1.0)
        at = int(distances.argmax())
        pairs = zip(margin.attributes, margin.values[at], strict=True)
        found = max(
            found, (float(distances[at]), ", ".join(f"{name!r} = {value!r}" for name, value in pairs))
        )
    return found[1]
