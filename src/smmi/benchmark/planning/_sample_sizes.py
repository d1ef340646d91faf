"""How many units norms take: for an interval of a percentile rank, of a quantile, or of a mean that is no wider."""

from collections.abc import Callable
from functools import partial
from typing import Final

import attrs

from smmi._keywords import tells_keywords
from smmi.benchmark.kernels.planning._expected_widths import (
    least_number,
    mean_width,
    quantile_width,
    rank_width,
)
from smmi.benchmark.norms import IntervalMethod
from smmi.benchmark.norms._uncertainty import METHODS
from smmi.benchmark.survey._argument_checks import check_share, check_whole, plain_number
from smmi.errors import ArgumentError
from smmi.instrument.declaration import is_number

MOST: Final = 10_000_000
"""So many units are tried at most where there is no population."""
MOST_GONE_THROUGH: Final = 1000
"""Up to such populations, intervals of ranks are worked out for every number of units that may be too few."""


@attrs.frozen(kw_only=True)
class SampleSize:
    """How many units it takes.

    Attributes:
        schools: How many have to take part.
        width: How wide the interval is then, to be expected.
        asked: How wide it may be.
        level: The confidence level.
        population: How many there are in all, or None where the population has no end.
        method: How the interval is made, and of what.

    Example:
        >>> schools_for_mean(spread=12.0, width=4.0, population=242).schools
        90
    """

    schools: int
    width: float
    asked: float
    level: float
    population: int | None
    method: str

    @property
    def share(self) -> float | None:
        """Which share of the population that is; None where there is no end."""
        return None if self.population is None else self.schools / self.population

    def describe(self) -> str:
        """Return it in one sentence.

        Example:
            >>> schools_for_mean(spread=12.0, width=4.0, population=242).describe()
            "90 of 242: 95 % interval of a mean by Student's t, 3.98 wide"
        """
        of = "" if self.population is None else f" of {self.population}"
        return f"{self.schools}{of}: {100 * self.level:g} % {self.method}, {self.width:.3g} wide"


def _positive(name: str, value: float) -> float:
    number = plain_number(value)
    if not is_number(number) or not number > 0:
        raise ArgumentError(name, repr(value), "a positive finite number")
    return number


def _found(
    width_of: Callable[[int], float],
    width: float,
    method: str,
    *,
    level: float,
    population: int | None,
    least: int,
    steady: bool,
) -> SampleSize:
    """Return the least number of units.

    Raises:
        ArgumentError: There is none that is not too large.
    """
    limit = MOST if population is None else population
    schools = least_number(width_of, width, least=min(least, limit), limit=limit, steady=steady)
    if schools is None:
        raise ArgumentError("width", repr(width), f"a width that {MOST} units reach")
    return SampleSize(
        schools=schools,
        width=width_of(schools),
        asked=float(width),
        level=level,
        population=population,
        method=method,
    )


def _checked(
    width: float, level: float, population: int | None, least: int
) -> tuple[float, float, int | None]:
    of = None if population is None else check_whole("population", population, least)
    return _positive("width", width), check_share("level", level), of


@tells_keywords
def schools_for_rank(
    percentile: float,
    /,
    *,
    width: float,
    population: int | None = None,
    level: float = 0.95,
    method: IntervalMethod = IntervalMethod.CLOPPER_PEARSON,
) -> SampleSize:
    """Return how many schools it takes for an interval of a percentile rank of some width.

    The width is that of the interval where as many are below as is to be expected. Near 50 it takes the most.

    Args:
        percentile: The true percentile rank, from 0 to 100.
        width: How wide the interval may be, in percentage points.
        population: How many schools there are in all; None without end.
        level: The confidence level, between 0 and 1.
        method: How the interval is made, as in `Conventions`.

    Raises:
        ArgumentError: An argument is out of its range.

    Example:
        >>> schools_for_rank(50, width=20).schools, schools_for_rank(50, width=20, population=242).schools
        (104, 74)
    """
    given, percentile = percentile, plain_number(percentile)
    if not is_number(percentile) or not 0 <= percentile <= 100:
        raise ArgumentError("percentile", repr(given), "a number from 0 to 100")
    ArgumentError.raise_unless(method, IntervalMethod, argument="method", expected="an IntervalMethod")
    width, level, population = _checked(width, level, population, 1)
    return _found(
        partial(rank_width, METHODS[method], percentile / 100.0, level=level, population=population),
        width,
        f"interval of a percentile rank of {percentile:g}, {method.value}",
        level=level,
        population=population,
        least=1,
        steady=population is None or population > MOST_GONE_THROUGH,
    )


@tells_keywords
def schools_for_quantile(
    probability: float, /, *, width: float, population: int | None = None, level: float = 0.95
) -> SampleSize:
    """Return how many schools it takes for an interval of a quantile, such as a cut between quartiles, of some width.

    The interval is that between order statistics (`quantile_interval`), which holds whatever the distribution; its
    width is told in percentile points. It goes up and down with single schools: the number is that from which on it
    stays within.

    Args:
        probability: Which quantile, between 0 and 1.
        width: How wide the interval may be, in percentile points.
        population: How many schools there are in all; None without end.
        level: The confidence level, between 0 and 1.

    Raises:
        ArgumentError: An argument is out of its range.

    Example:
        >>> (
        ...     schools_for_quantile(0.75, width=20).schools,
        ...     schools_for_quantile(0.75, width=20, population=242).schools,
        ... )
        (84, 65)
    """
    probability = check_share("probability", probability)
    width, level, population = _checked(width, level, population, 1)
    return _found(
        partial(quantile_width, probability, level=level, population=population),
        width,
        f"interval of the quantile {probability:g} between order statistics",
        level=level,
        population=population,
        least=1,
        steady=False,
    )


@tells_keywords
def schools_for_mean(
    *, spread: float, width: float, population: int | None = None, level: float = 0.95
) -> SampleSize:
    """Return how many schools it takes for an interval of a mean score of some width.

    2 t s √((1 − n / N) / n), the spread s being taken for known (Cochran 1977, Sampling Techniques, 4.6).

    Args:
        spread: The standard deviation of the scores, in points.
        width: How wide the interval may be, in points.
        population: How many schools there are in all, at least 2; None without end.
        level: The confidence level, between 0 and 1.

    Raises:
        ArgumentError: An argument is out of its range.

    Example:
        >>> schools_for_mean(spread=12.0, width=4.0).schools
        141
    """
    spread = _positive("spread", spread)
    width, level, population = _checked(width, level, population, 2)
    return _found(
        partial(mean_width, spread, level=level, population=population),
        width,
        "interval of a mean by Student's t",
        level=level,
        population=population,
        least=2,
        steady=True,
    )
