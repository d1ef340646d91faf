"""Intraclass correlations of ratings, in all six forms."""

import enum
import math
from collections.abc import Mapping
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._thresholds import ROUNDING
from smmi.benchmark.agreement._ratings import NoAgreement, RatingsLike, as_ratings, in_range
from smmi.benchmark.kernels.agreement._variance_components import (
    components,
    mean_squares,
    one_way_interval,
    two_way_interval,
)
from smmi.benchmark.kernels.agreement._variance_ratios import Ends, one_way_ends, residuals, two_way_ends
from smmi.benchmark.survey._argument_checks import check_share
from smmi.frozen import freeze_mapping

Floats = npt.NDArray[np.float64]

LEAST_RESIDUAL: Final = 1e-6
"""Where units and raters leave less than this share of ratings, the ratio of variances is beyond what doubles tell."""


class IntraclassForm(enum.Enum):
    """A form of the intraclass correlation, as Shrout and Fleiss (1979, Psychol Bull 86:420-428) number it.

    Example:
        >>> [one.value for one in IntraclassForm]
        ['(1,1)', '(2,1)', '(3,1)', '(1,k)', '(2,k)', '(3,k)']
    """

    ONE_SINGLE = "(1,1)"
    """One rater; each unit has its own, drawn at random."""
    TWO_SINGLE = "(2,1)"
    """One rater; all units have the same, drawn at random: absolute agreement."""
    THREE_SINGLE = "(3,1)"
    """One rater; differences of level between raters do not count: consistency."""
    ONE_AVERAGE = "(1,k)"
    """The mean of all raters; each unit has its own."""
    TWO_AVERAGE = "(2,k)"
    """The mean of all raters; all units have the same: absolute agreement."""
    THREE_AVERAGE = "(3,k)"
    """The mean of all raters; differences of level do not count. Of complete ratings it is Cronbach's alpha."""


class ComponentsMethod(enum.Enum):
    """How the variances of units, raters and residual are estimated.

    Example:
        >>> [one.value for one in ComponentsMethod]
        ['anova', 'reml']
    """

    ANOVA = "anova"
    """From mean squares, where every unit was rated by every rater."""
    REML = "reml"
    """By restricted maximum likelihood from all ratings, of the model with and without raters; no part is below 0."""


@attrs.frozen(kw_only=True)
class IntraclassCorrelation:
    """One form of the intraclass correlation.

    Attributes:
        form: Which one.
        value: Its value, or None. From mean squares it can be below 0, from variances not.
        low: The lower end of its interval, or None.
        high: The upper end, or None.
        level: The confidence level.
        n: How many units it rests on.
        raters: How many raters there are: the k of average forms.
        method: How the variances are estimated.
        at_zero: Whether a variance is at 0, the end of what it may be.
        reason: Why the value, or the interval alone, is absent, or None.

    Example:
        >>> found = intraclass_correlations([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6]])
        >>> found[IntraclassForm.THREE_SINGLE].n
        4
    """

    form: IntraclassForm
    value: float | None = None
    low: float | None = None
    high: float | None = None
    level: float
    n: int
    raters: int
    method: ComponentsMethod
    at_zero: bool = False
    reason: NoAgreement | None = None


def intraclass_correlations(
    ratings: RatingsLike, /, *, level: float = 0.95
) -> Mapping[IntraclassForm, IntraclassCorrelation]:
    """Return all six intraclass correlations of ratings.

    Where every unit was rated by every rater, they come from mean squares, with intervals by the F distribution (Shrout
    and Fleiss 1979; McGraw and Wong 1996, Psychol Methods 1:30-46); those of the forms (2,1) and (2,k) are approximate.
    Else they come from variances by restricted maximum likelihood: the forms (1,1) and (1,k) of the model without
    raters, the others of that with raters, both of all ratings. Their intervals come from the ratio of the variances of
    units and residual (Wald 1940, Ann Math Stat 11:96-100; Harville and Fenech 1985, Biometrics 41:137-152), exact but
    for those of (2,1) and (2,k), which take the raters' variance from mean squares, with Satterthwaite's degrees of
    freedom; no end is below 0. Of complete ratings they would be those by mean squares. Units without a rating are left
    out.

    Args:
        ratings: `Ratings`, or a table: a row for each unit, a column for each rater, None or NaN where not rated.
        level: The confidence level.

    Returns:
        Each form with its value and interval, or the reason why there is none.

    Raises:
        ArgumentError: This is no table of numbers, or the level is none.

    Example:
        >>> table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
        >>> found = intraclass_correlations(table)
        >>> [round(found[form].value, 2) for form in IntraclassForm]
        [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    """
    given = as_ratings(ratings)
    level = check_share("level", level)
    rated = in_range(given.rated(1))
    n, k = rated.shape
    complete = not bool(np.isnan(rated).any())
    method = ComponentsMethod.ANOVA if complete else ComponentsMethod.REML
    blank = {
        form: IntraclassCorrelation(form=form, level=level, n=n, raters=k, method=method)
        for form in IntraclassForm
    }
    reason = None
    if k < 2:
        reason = NoAgreement.ONE_RATER
    elif n < 2 or len(given.rated(2)) < 1:
        reason = NoAgreement.TOO_FEW_UNITS
    elif np.nanmax(rated) - np.nanmin(rated) <= ROUNDING * np.nanmax(np.abs(rated)):
        reason = NoAgreement.ONE_VALUE
    if reason is not None:
        found = {form: attrs.evolve(one, reason=reason) for form, one in blank.items()}
    elif complete:
        found = _from_mean_squares(rated, blank, level)
    else:
        found = _from_components(rated, blank, level)
    kept: Mapping[IntraclassForm, IntraclassCorrelation] = freeze_mapping(found)
    return kept


Forms = dict[IntraclassForm, IntraclassCorrelation]


def _from_mean_squares(rated: Floats, blank: Forms, level: float) -> Forms:
    n, k = rated.shape
    squares = mean_squares(rated)
    tiny = ROUNDING * max(squares)
    between, raters, residual, within = (0.0 if square <= tiny else square for square in squares)
    triple = (between, raters, residual)
    three_way = between + (k - 1) * residual
    two_way = three_way + k * (raters - residual) / n
    one = (between - within) / (between + (k - 1) * within)
    two = (between - residual) / two_way if two_way > 0 else None
    three = (between - residual) / three_way if three_way > 0 else None
    ends: dict[IntraclassForm, tuple[float, float]] = {}
    # Where the means of units are all the same, the F ratio is 0 and both ends would be the least value there can be.
    if between > 0 and within > 0:
        ends[IntraclassForm.ONE_SINGLE] = one_way_interval(between / within, n, n * (k - 1.0), k, level=level)
    if between > 0 and residual > 0 and two is not None:
        ends[IntraclassForm.TWO_SINGLE] = two_way_interval(two, triple, n, k, level=level)
        ends[IntraclassForm.THREE_SINGLE] = one_way_interval(
            between / residual, n, (n - 1.0) * (k - 1.0), k, level=level
        )
    found = {}
    for single, average, exactly in zip(
        list(IntraclassForm)[:3], list(IntraclassForm)[3:], (one, two, three), strict=True
    ):
        interval = ends.get(single)
        if exactly is None:
            found[single] = attrs.evolve(blank[single], reason=NoAgreement.NO_SPREAD)
            found[average] = _of_the_mean(found[single], blank[average])
            continue
        value = 0.0 if abs(exactly) < ROUNDING else exactly
        if interval is None or not all(map(math.isfinite, interval)):
            reason = NoAgreement.NEGATIVE if value < 0 and between > 0 else NoAgreement.NO_SPREAD
            found[single] = attrs.evolve(blank[single], value=value, reason=reason)
        else:
            found[single] = attrs.evolve(blank[single], value=value, low=interval[0], high=interval[1])
        found[average] = _of_the_mean(found[single], blank[average])
    return {form: found[form] for form in IntraclassForm}


def _of_the_mean(single: IntraclassCorrelation, blank: IntraclassCorrelation) -> IntraclassCorrelation:
    """Return the form of the mean of k raters, by Spearman and Brown; absent where a single one is below 0."""
    k = blank.raters
    if single.value is None or single.value < 0:
        return attrs.evolve(blank, reason=single.reason if single.value is None else NoAgreement.NEGATIVE)
    ends: list[float | None] = [None, None]
    reason = single.reason
    if single.low is not None and single.high is not None:
        if 1.0 + (k - 1) * single.low > 0:
            ends = [k * end / (1.0 + (k - 1) * end) for end in (single.low, single.high)]
        else:
            reason = NoAgreement.NEGATIVE
    value = k * single.value / (1.0 + (k - 1) * single.value)
    return attrs.evolve(blank, value=value, low=ends[0], high=ends[1], at_zero=single.at_zero, reason=reason)


def _from_components(rated: Floats, blank: Forms, level: float) -> Forms:
    forms, found = list(IntraclassForm), {}
    one = _fit(rated, raters=False)
    two = _fit(rated, raters=True)
    ends: list[Ends | None] = [None, None, None]
    if one is not None:
        ends[0] = one_way_ends(rated, level=level)
    if two is not None:
        seen = rated[:, ~np.isnan(rated).all(axis=0)]
        ends[1:] = two_way_ends(seen, two[0] / sum(two[:3]), level=level)
    for place, (single, average) in enumerate(zip(forms[:3], forms[3:], strict=True)):
        fitted, interval = (two if place else one), ends[place]
        if fitted is None or interval is None:
            found[single] = attrs.evolve(blank[single], reason=NoAgreement.NOT_SEPARABLE)
        else:
            unit, rater, residual, at_zero = fitted
            error = residual + (rater if place == 1 else 0.0)
            kept = attrs.evolve(blank[single], value=unit / (unit + error), at_zero=at_zero)
            low, high = interval
            found[single] = (
                attrs.evolve(kept, low=low, high=high)
                if low < high
                else attrs.evolve(kept, reason=NoAgreement.NEGATIVE)
            )
        found[average] = _of_the_mean(found[single], blank[average])
    return {form: found[form] for form in forms}


def _fit(rated: Floats, *, raters: bool) -> tuple[float, float, float, bool] | None:
    """Return the variances; None where units, or units and raters, explain every rating."""
    here = ~np.isnan(rated)
    values = np.where(here, rated - rated[here].mean(), 0.0)
    left = residuals(here.astype(np.float64), values, raters=raters)
    if np.abs(left).max() <= LEAST_RESIDUAL * np.abs(values).max():
        return None
    return components(rated, raters=raters)
