"""Estimates for a population from weighted units."""

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.benchmark.survey._argument_checks import check_share
from smmi.benchmark.survey._design import SurveyDesign
from smmi.benchmark.survey._sample import (
    NoVariance,
    Sample,
    SurveyEstimate,
    VarianceMethod,
    student,
    weighted_mean,
    weighted_total,
)
from smmi.benchmark.survey._weights import SurveyWeights
from smmi.errors import ArgumentError

Floats = npt.NDArray[np.float64]


@tells_keywords
def survey_mean(
    values: Sequence[float] | Floats,
    /,
    *,
    weights: SurveyWeights,
    design: SurveyDesign,
    variance: VarianceMethod = VarianceMethod.LINEARIZED,
    level: float = 0.95,
) -> SurveyEstimate:
    """Return the mean in a population: the sum of w y over the sum of w.

    Its interval is that of Student's t with the design's degrees of freedom. Linearised: Binder 1983 (Int Stat Rev
    51:279-292), of calibrated weights Deville and Sarndal 1992 (J Am Stat Assoc 87:376-382). Jackknife: Rust and Rao
    1996 (Stat Methods Med Res 5:283-310), around the estimate of the whole sample, replicates being calibrated as it.

    Args:
        values: One number for each unit of the weights, (n,); NaN where the unit is not of the group that is asked
            for, or has none.
        weights: The weights.
        design: The design of the same units.
        variance: How the variance is worked out.
        level: The confidence level, between 0 and 1.

    Returns:
        The estimate with its standard error, interval, degrees of freedom, and n; a reason where one is absent.

    Raises:
        ArgumentError: An argument is of a wrong class or size, or of other units.

    Example:
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=4, rng=np.random.default_rng(1))
        >>> weights = SurveyWeights.of_design(answers, [2.0, 2.0, 1.0, 1.0])
        >>> found = survey_mean([1.0, 2.0, 3.0, 6.0], weights=weights, design=SurveyDesign.of(answers))
        >>> found.estimate, round(found.standard_error, 4), found.degrees_of_freedom
        (2.5, 0.9129, 3)
    """
    sample = Sample.of(values, weights, design, level, variance)
    return sample.around(weighted_mean, sample.deviations, scale=sample.largest)


@tells_keywords
def survey_total(
    values: Sequence[float] | Floats,
    /,
    *,
    weights: SurveyWeights,
    design: SurveyDesign,
    variance: VarianceMethod = VarianceMethod.LINEARIZED,
    level: float = 0.95,
) -> SurveyEstimate:
    """Return the total in a population, the sum of w y; interval and variance are made as in `survey_mean`.

    Args:
        values: One number for each unit of the weights, (n,); NaN where the unit is not of the group that is asked
            for, or has none.
        weights: The weights.
        design: The design of the same units.
        variance: How the variance is worked out.
        level: The confidence level, between 0 and 1.

    Returns:
        The estimate with its standard error, interval, degrees of freedom, and n; a reason where one is absent.

    Raises:
        ArgumentError: An argument is of a wrong class or size, or of other units.

    Example:
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=4, rng=np.random.default_rng(1))
        >>> weights = SurveyWeights.of_design(answers, [2.0, 2.0, 1.0, 1.0])
        >>> found = survey_total([1.0, 2.0, 3.0, 6.0], weights=weights, design=SurveyDesign.of(answers))
        >>> found.estimate, round(found.standard_error, 4)
        (15.0, 3.4157)
    """
    sample = Sample.of(values, weights, design, level, variance)
    parts = np.where(sample.inside, sample.values, 0.0)
    return sample.around(weighted_total, parts, scale=sample.largest * weights.population)


@tells_keywords
def survey_proportion(
    values: Sequence[bool] | Sequence[float] | Floats | npt.NDArray[np.bool_],
    /,
    *,
    weights: SurveyWeights,
    design: SurveyDesign,
    variance: VarianceMethod = VarianceMethod.LINEARIZED,
    level: float = 0.95,
) -> SurveyEstimate:
    """Return a proportion in a population: the mean of values that are 0 or 1 (or NaN).

    Its interval is that of Clopper and Pearson for an effective number of units, p (1 - p) / Var(p), times
    (t(n - 1) / t(df))², the quantiles of Student's t at the level (Korn and Graubard 1998, Survey Methodology
    24:193-201). The variance is that of `survey_mean`.

    Args:
        values: 0 or 1 (or False and True) for each unit of the weights, (n,); NaN where the unit is not of the group
            that is asked for.
        weights: The weights.
        design: The design of the same units.
        variance: How the variance is worked out.
        level: The confidence level, between 0 and 1.

    Returns:
        The estimate with its standard error, interval, degrees of freedom, and n; a reason where one is absent.

    Raises:
        ArgumentError: A value is neither 0 nor 1, or an argument is of a wrong class or size, or of other units.

    Example:
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=4, rng=np.random.default_rng(1))
        >>> weights = SurveyWeights.of_design(answers, [2.0, 2.0, 1.0, 1.0])
        >>> found = survey_proportion(
        ...     [True, False, True, True], weights=weights, design=SurveyDesign.of(answers)
        ... )
        >>> round(found.estimate, 4), round(found.low, 4), round(found.high, 4)
        (0.6667, 0.0644, 0.996)
    """
    sample = Sample.of(values, weights, design, level, variance)
    if not np.isin(sample.values[sample.inside], (0.0, 1.0)).all():
        raise ArgumentError("values", "other numbers than 0 and 1", "0, 1 or NaN for each unit")
    found = sample.around(weighted_mean, sample.deviations, scale=1.0)
    return sample.of_share(found)


@tells_keywords
def survey_quantile(
    values: Sequence[float] | Floats,
    probability: float = 0.5,
    /,
    *,
    weights: SurveyWeights,
    design: SurveyDesign,
    level: float = 0.95,
) -> SurveyEstimate:
    """Return a quantile in a population: the least value that a share of the weight does not exceed.

    Its interval lies between the quantiles at both ends of the interval of the share at or below it, as in
    `survey_proportion` (Woodruff 1952, J Am Stat Assoc 47:635-646); the standard error is the interval's width over
    that of a Student's t. The jackknife is not for quantiles.

    Args:
        values: One number for each unit of the weights, (n,); NaN where the unit is not of the group that is asked
            for, or has none.
        probability: Which quantile, between 0 and 1.
        weights: The weights.
        design: The design of the same units.
        level: The confidence level, between 0 and 1.

    Returns:
        The estimate with its standard error, interval, degrees of freedom, and n; a reason where one is absent.

    Raises:
        ArgumentError: An argument is of a wrong class or size, or of other units.

    Example:
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=4, rng=np.random.default_rng(1))
        >>> weights = SurveyWeights.of_design(answers, [2.0, 2.0, 1.0, 1.0])
        >>> found = survey_quantile([1.0, 2.0, 3.0, 6.0], weights=weights, design=SurveyDesign.of(answers))
        >>> found.estimate, found.low, found.high
        (2.0, 1.0, 6.0)
    """
    probability = check_share("probability", probability)
    whole = Sample.of(values, weights, design, level, VarianceMethod.LINEARIZED)
    if not whole.inside.any():
        return whole.absent(NoVariance.NO_VALUES)
    estimate = whole.quantile(probability)
    shares = np.where(whole.inside, whole.values <= estimate, np.nan)
    sample = attrs.evolve(whole, values=shares)
    share = sample.of_share(sample.around(weighted_mean, sample.deviations, scale=1.0))
    if share.low is None or share.high is None:
        return attrs.evolve(share, estimate=estimate, standard_error=None)
    if share.standard_error == 0.0:  # a census: certainty
        return attrs.evolve(share, estimate=estimate, low=estimate, high=estimate)
    # The share at or below the estimate lies between its ends, so that the quantiles there differ.
    low, high = whole.quantile(share.low), whole.quantile(share.high)
    error = (high - low) / (2.0 * student(level, share.degrees_of_freedom))
    return attrs.evolve(share, estimate=estimate, low=low, high=high, standard_error=error)
