"""The chance to see a change: of one unit, by a form of reliable change; of a group's mean, between two waves."""

import math
from functools import partial
from typing import Final

import attrs

from smmi._keywords import tells_keywords
from smmi._thresholds import exceeds
from smmi.benchmark.kernels.planning._chances import beyond, t_power
from smmi.benchmark.kernels.planning._expected_widths import least_number
from smmi.benchmark.planning._sample_sizes import MOST
from smmi.benchmark.survey._argument_checks import check_share, check_whole, plain_number
from smmi.benchmark.waves import ChangeForm, ChangeRule
from smmi.errors import ArgumentError
from smmi.instrument.declaration import is_number

LEAST_NORMAL: Final = 2.0**-1022
"""The least double that has all its digits."""


@attrs.frozen(kw_only=True)
class ChangeChances:
    """How often a true change of one unit is called what; the three add up to 1.

    Attributes:
        improved: How often it is called improved.
        unclear: How often there is no reliable change.
        deteriorated: How often it is called deteriorated.

    Example:
        >>> found = chance_of_reliable_change(0.0, reliability=0.8, spread=10.0)
        >>> round(found.improved + found.deteriorated, 3)
        0.05
    """

    improved: float
    unclear: float
    deteriorated: float


@attrs.frozen(kw_only=True)
class MeanChangeChance:
    """How often a change of a group's mean is seen.

    Attributes:
        chance: How often the test at the level says that there is one; 1 where all take part and there is one.
        schools: How many units are in both waves.
        difference: The true mean difference.
        spread: The standard deviation of the differences.
        level: The confidence level.
        population: How many there are in all, or None where the population has no end.

    Example:
        >>> chance_of_mean_change(3.0, spread=10.0, schools=60, population=66).chance > 0.99
        True
    """

    chance: float
    schools: int
    difference: float
    spread: float
    level: float
    population: int | None


def _number(name: str, value: float) -> float:
    number = plain_number(value)
    if not is_number(number):
        raise ArgumentError(name, repr(value), "a finite number")
    return number


def _positive(name: str, value: float) -> float:
    number = plain_number(value)
    if not is_number(number) or not number > 0:
        raise ArgumentError(name, repr(value), "a positive finite number")
    return number


@tells_keywords
def chance_of_reliable_change(
    true_change: float,
    /,
    *,
    reliability: float,
    spread: float,
    rule: ChangeRule | None = None,
    first: float = 0.0,
    mean_change: float = 0.0,
    change_spread: float | None = None,
) -> ChangeChances:
    """Return how often a true change of one unit is called reliable, by a form of reliable change.

    Both scores are true ones plus independent normal errors, whose standard deviation is the standard error of
    measurement, SEM = s √(1 − r). Mean, spread and reliability are taken for known. Forms that regress the first score
    depend on where the unit truly began.

    Args:
        true_change: By how many points the true score changes.
        reliability: The reliability r of the score, from 0 to below 1.
        spread: The standard deviation s of the first wave, in points.
        rule: The form and the cut; `ChangeRule()` where not given.
        first: By how many points the true first score is above the mean.
        mean_change: By how many points the field changes: Hsu, Linn and Lord and Hageman and Arrindell reckon with it.
        change_spread: The standard deviation of the true changes in the field, in points: for Hageman and Arrindell.

    Raises:
        ArgumentError: An argument is out of its range, or the form needs the spread of true changes.

    Example:
        >>> round(chance_of_reliable_change(15.0, reliability=0.8, spread=10.0).improved, 3)
        0.66
    """
    rule = ChangeRule() if rule is None else rule
    ArgumentError.raise_unless(rule, ChangeRule, argument="rule", expected="None or a ChangeRule")
    true_change, first = _number("true_change", true_change), _number("first", first)
    mean_change, spread = _number("mean_change", mean_change), _positive("spread", spread)
    r = plain_number(reliability)
    if not is_number(r) or not 0 <= r < 1:
        raise ArgumentError("reliability", repr(reliability), "a number from 0 to below 1")
    error = spread * math.sqrt(1.0 - r)
    if not error > 0:
        raise ArgumentError("spread", repr(spread), "a spread that leaves an error of measurement")
    regressed = (1.0 - r) * first + true_change
    match rule.form:
        case ChangeForm.JACOBSON_TRUAX:
            mean, deviation = true_change / (math.sqrt(2.0) * error), 1.0
        case ChangeForm.EDWARDS_NUNNALLY:
            mean, deviation = regressed / error, math.sqrt(1.0 + r * r)
        case ChangeForm.GULLIKSEN_LORD_NOVICK | ChangeForm.HSU_LINN_LORD:
            later = mean_change if rule.form is ChangeForm.HSU_LINN_LORD else 0.0
            mean = (regressed - later) / (spread * math.sqrt(1.0 - r * r))
            deviation = math.sqrt((1.0 + r * r) / (1.0 + r))
        case _:  # Hageman and Arrindell
            if change_spread is None:
                raise ArgumentError(
                    "change_spread", "None", f"the spread of true changes, for {rule.form.value}"
                )
            change_spread = _positive("change_spread", change_spread)
            # By ratios: the squares of large and of small spreads are no doubles.
            both = math.hypot(change_spread, math.sqrt(2.0) * error)
            deviation, rest = change_spread / both, math.sqrt(2.0) * error / both
            if deviation < LEAST_NORMAL:  # 0, or what has lost its digits
                raise ArgumentError(
                    "change_spread", repr(change_spread), f"a spread that is not 0 beside {spread!r}"
                )
            mean = (true_change * deviation + mean_change * rest * (rest / deviation)) / (
                math.sqrt(2.0) * error
            )
    deteriorated, improved = beyond(mean, deviation, rule.cut)
    return ChangeChances(
        improved=improved, unclear=max(0.0, 1.0 - improved - deteriorated), deteriorated=deteriorated
    )


@tells_keywords
def chance_of_mean_change(
    difference: float,
    /,
    *,
    spread: float,
    schools: int,
    population: int | None = None,
    level: float = 0.95,
) -> MeanChangeChance:
    """Return how often a change of a group's mean between two waves is seen, schools being compared with themselves.

    By the paired t test, two-sided, the standard error being s √((1 − n / N) / n): of a population that is known, less
    is left to chance the more of it take part (Cochran 1977, Sampling Techniques, 2.6). Differences are taken for
    normal.

    Args:
        difference: The true mean difference, in points.
        spread: The standard deviation of the schools' differences, in points.
        schools: How many schools are in both waves, at least 2.
        population: How many schools there are in all; None without end.
        level: The confidence level, between 0 and 1.

    Raises:
        ArgumentError: An argument is out of its range.

    Example:
        >>> round(chance_of_mean_change(3.0, spread=10.0, schools=60).chance, 3)
        0.628
    """
    difference, spread = _number("difference", difference), _positive("spread", spread)
    schools = check_whole("schools", schools, 2)
    level = check_share("level", level)
    if population is not None:
        population = check_whole("population", population, schools)
    return MeanChangeChance(
        chance=_chance(difference, spread, level, population, schools),
        schools=schools,
        difference=float(difference),
        spread=float(spread),
        level=level,
        population=population,
    )


def _chance(difference: float, spread: float, level: float, population: int | None, schools: int) -> float:
    seen = 0.0 if population is None else schools / population
    error = spread * math.sqrt((1.0 - seen) / schools)
    if not exceeds(error, 0.0):  # all take part: the mean difference is known
        return 1.0 if difference else 0.0
    return t_power(difference / error, schools - 1.0, level)


@tells_keywords
def schools_for_mean_change(
    difference: float,
    /,
    *,
    spread: float,
    chance: float = 0.8,
    population: int | None = None,
    level: float = 0.95,
) -> MeanChangeChance:
    """Return how many schools have to take part in both waves for a change of the mean to be seen so often.

    Args:
        difference: The true mean difference, in points, not 0.
        spread: The standard deviation of the schools' differences, in points.
        chance: How often it is to be seen, between 0 and 1.
        population: How many schools there are in all, at least 2; None without end.
        level: The confidence level, between 0 and 1.

    Raises:
        ArgumentError: An argument is out of its range, or it would take too many schools.

    Example:
        >>> [schools_for_mean_change(3.0, spread=10.0, population=size).schools for size in (None, 242)]
        [90, 66]
    """
    difference, spread = _number("difference", difference), _positive("spread", spread)
    chance, level = check_share("chance", chance), check_share("level", level)
    if not difference:
        raise ArgumentError("difference", repr(difference), "a difference that is not 0")
    if population is not None:
        population = check_whole("population", population, 2)
    of_number = partial(_chance, difference, spread, level, population)
    limit = MOST if population is None else population
    schools = least_number(lambda n: 1.0 - of_number(n), 1.0 - chance, least=2, limit=limit, steady=True)
    if schools is None:
        raise ArgumentError("difference", repr(difference), f"a difference that {MOST} schools can show")
    return chance_of_mean_change(
        difference, spread=spread, schools=schools, population=population, level=level
    )
