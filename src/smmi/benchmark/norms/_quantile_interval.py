"""Intervals of a group's median and cut points."""

import enum
import math

import attrs
import numpy as np

from smmi.benchmark.distribution._table import NormTable
from smmi.benchmark.kernels._order_statistics import (
    NO_SPREAD,
    TIED_ENDS,
    TOO_FEW_UNITS,
    bootstrap_quantiles,
    quantile_intervals,
)
from smmi.benchmark.survey._argument_checks import check_share, plain_whole
from smmi.errors import ArgumentError


class QuantileMethod(enum.Enum):
    """How the interval of a quantile is made.

    Example:
        >>> [one.value for one in QuantileMethod]
        ['order-statistics', 'exact-bootstrap']
    """

    ORDER_STATISTICS = "order-statistics"
    """Between two order statistics: it covers at least as often as it says, whatever the distribution."""
    EXACT_BOOTSTRAP = "exact-bootstrap"
    """The percentile interval over all resamples, worked out and not drawn."""


class NoQuantileInterval(enum.Enum):
    """Why an interval of a quantile is absent, or not to be trusted.

    Example:
        >>> [one.value for one in NoQuantileInterval]
        ['too-few-units', 'no-spread', 'tied-ends', 'weighted']
    """

    TOO_FEW_UNITS = "too-few-units"
    """There are too few units for an end at this level."""
    NO_SPREAD = "no-spread"
    """All units have the same score."""
    TIED_ENDS = "tied-ends"
    """Both ends are the same score, by ties: that is no certainty."""
    WEIGHTED = "weighted"
    """The units have different weights or a survey design, for which the method is not."""


_REASONS = {
    TOO_FEW_UNITS: NoQuantileInterval.TOO_FEW_UNITS,
    NO_SPREAD: NoQuantileInterval.NO_SPREAD,
    TIED_ENDS: NoQuantileInterval.TIED_ENDS,
}


@attrs.frozen(kw_only=True)
class QuantileInterval:
    """The interval of a quantile of one score in one group.

    Attributes:
        probability: Which quantile: 0.5 is the median, 0.75 the cut of the Top quartile.
        low: The lower end, or None.
        high: The upper end, or None.
        standard_error: The standard error by the exact bootstrap, or None by another method.
        attained: How often such an interval holds the quantile, at least; None for the bootstrap, which does not say.
        n: How many units there are.
        population: How many units there are in all, if the method accounts for it.
        level: The confidence level that was asked for.
        method: How it was made.
        reason: Why something is absent or not to be trusted, or None.

    Example:
        >>> import numpy as np
        >>> from smmi.benchmark import quantile_interval
        >>> from smmi.benchmark.norms import NormTable
        >>> found = quantile_interval(NormTable.of(np.array([10.0, 20.0, 30.0])))
        >>> found.low, found.n, found.reason.value
        (None, 3, 'too-few-units')
    """

    probability: float
    low: float | None
    high: float | None
    standard_error: float | None
    attained: float | None
    n: int
    population: int | None
    level: float
    method: QuantileMethod
    reason: NoQuantileInterval | None


def quantile_interval(
    table: NormTable,
    probability: float = 0.5,
    /,
    *,
    level: float = 0.95,
    method: QuantileMethod = QuantileMethod.ORDER_STATISTICS,
    population: int | None = None,
) -> QuantileInterval:
    """Return the interval of a quantile, such as a median or the cut between two quartiles.

    Order statistics: Thompson 1936 (Ann Math Stat 7:122-128), of a finite population Wilks 1962 (Mathematical
    Statistics, 11.4). Exact bootstrap, of quantiles by definition 7: Maritz and Jarrett 1978 (J Am Stat Assoc
    73:194-196), Hutson and Ernst 2000 (J R Stat Soc B 62:89-94).

    Args:
        table: The distribution: ``norms.table("curriculum", group="dental")``.
        probability: Which quantile, between 0 and 1.
        level: The confidence level, between 0 and 1.
        method: How the interval is made.
        population: How many units there are in all, at least those in the table. Where these are all, the quantile is
            known, whatever the method; else the bootstrap leaves it out.

    Returns:
        The ends in points of the score, None with a reason where absent, and the confidence really
        attained.

    Raises:
        ArgumentError: An argument is out of its range.

    Example:
        >>> table = NormTable.of(np.array([10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0]))
        >>> found = quantile_interval(table)
        >>> found.low, found.high, round(found.attained, 3)
        (10.0, 80.0, 0.992)
    """
    ArgumentError.raise_unless(table, NormTable, argument="table", expected="a NormTable")
    ArgumentError.raise_unless(method, QuantileMethod, argument="method", expected="a QuantileMethod")
    probability, level = check_share("probability", probability), check_share("level", level)
    population = None if population is None else plain_whole(population)
    if population is not None and (not isinstance(population, int) or population < table.n):
        raise ArgumentError("population", repr(population), f"an integer of at least {table.n}, or None")
    exact = method is QuantileMethod.EXACT_BOOTSTRAP
    certain = population == table.n > 0
    known = population if certain or not exact else None
    low = high = error = attained = None
    reason: NoQuantileInterval | None = None
    if certain:
        low = high = table.quantile(probability)
        error, attained = (0.0, None) if exact else (None, 1.0)
    elif table.plain.weights is not None or table.design is not None:
        reason = NoQuantileInterval.WEIGHTED
    else:
        scores = np.repeat(table.values, table.counts)[None]
        if exact:
            errors, lows, highs, codes = bootstrap_quantiles(scores, probability, level=level)
            error = _known(float(errors[0]))
        else:
            lows, highs, often, codes = quantile_intervals(scores, probability, level=level, population=known)
            attained = _known(often)
        low, high, reason = _known(float(lows[0])), _known(float(highs[0])), _REASONS.get(int(codes[0]))
    return QuantileInterval(
        probability=probability,
        low=low,
        high=high,
        standard_error=error,
        attained=attained,
        n=table.n,
        population=known,
        level=level,
        method=method,
        reason=reason,
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
