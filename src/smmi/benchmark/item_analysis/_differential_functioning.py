"""Indicators that work differently in two groups of equal standing."""

import enum
import math
from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi._thresholds import ROUNDING, exceeds, reaches
from smmi.benchmark.agreement._points import NodePoints, node_points
from smmi.benchmark.comparison import Correction, adjust_p_values
from smmi.benchmark.comparison._two_groups import TwoGroups
from smmi.benchmark.item_analysis._parallel_analysis import NoAnalysis
from smmi.benchmark.kernels.agreement._differential_functioning import (
    common_odds,
    mantel,
    standardised_difference,
    strata_with_both,
)
from smmi.benchmark.survey._argument_checks import check_share, check_whole
from smmi.errors import ArgumentError
from smmi.frozen import CodeMapping
from smmi.instrument import Answers
from smmi.scoring import ScoringScheme

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

DECIMALS: Final = 9
"""Standings are equal after rounding to this many decimals, as in the conventions of norms."""
DELTA: Final = -2.35
"""From the logarithm of a common odds ratio to the delta scale of difficulty (Holland and Thayer 1988)."""


class EffectClass(enum.Enum):
    """How large the difference is.

    Example:
        >>> [one.value for one in EffectClass]
        ['A', 'B', 'C']
    """

    NEGLIGIBLE = "A"
    """Of two values: less than 1 delta, or none that is beyond chance. Of more: at most .17 standard deviations."""
    MODERATE = "B"
    """Between."""
    LARGE = "C"
    """Of two values: 1.5 delta or more, and beyond chance more than 1. Of more: above .25 standard deviations."""


@attrs.frozen(kw_only=True)
class IndicatorFunctioning:
    """How one indicator works in a focal group, beside units of a reference group of equal standing.

    Attributes:
        code: The code of the indicator.
        n: How many units of the reference and of the focal group are used: those in strata with both.
        strata: In how many strata they stand.
        difference: Focal less reference, in percent points within strata, strata weighted by the focal group, or None.
        effect: The same in standard deviations of both groups pooled, or None.
        delta: The common odds ratio on the delta scale, below 0 where it is harder for the focal group; of indicators
            with two values alone, and None where an odds ratio is 0 or infinite.
        statistic: Mantel's statistic, chi-square with one degree of freedom, or None.
        p: Its p value, or None.
        corrected: The p value corrected for the number of indicators, or None.
        effect_class: How large the difference is, or None.
        favoured: The label of the group for which it is easier; None if it is negligible or absent.
        reason: Why it is absent, or None.

    Example:
        >>> IndicatorFunctioning(
        ...     code="a1", n=(40, 30), strata=4, difference=1.0, effect=0.05
        ... ).favoured is None
        True
    """

    code: str
    n: tuple[int, int]
    strata: int
    difference: float | None = None
    effect: float | None = None
    delta: float | None = None
    statistic: float | None = None
    p: float | None = None
    corrected: float | None = None
    effect_class: EffectClass | None = None
    favoured: str | None = None
    reason: NoAnalysis | None = None


@attrs.frozen(kw_only=True)
class DifferentialFunctioning:
    """How the indicators of a node work in two groups; make it with `differential_functioning`.

    Attributes:
        of: The code of the node, whose score says which units are of equal standing.
        by: The attribute that makes the groups.
        reference: The label of the reference group.
        focal: The label of the focal group.
        indicators: The indicators by code, in declared order.
        left_out: The codes of the indicators that were left out of the standing of units for the others.
        strata: Into how many strata of about equal size the score was cut, at most.
        minimum: The smallest group of which anything is shown.
        correction: How p values were corrected.
        significance: Below which corrected p value a difference is beyond chance.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> groups = {"control": ["public", "private"] * 60}
        >>> rng = np.random.default_rng(1)
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=120, rng=rng, attributes=groups)
        >>> scheme = smmi.ScoringScheme.equal_weights(answers.instrument)
        >>> found = differential_functioning(
        ...     answers, scheme, of="curriculum", by="control", groups=("public", "private")
        ... )
        >>> len(found.indicators), found.large
        (5, ())
    """

    of: str
    by: str
    reference: str
    focal: str
    indicators: CodeMapping[str, IndicatorFunctioning]
    left_out: tuple[str, ...]
    strata: int
    minimum: int
    correction: Correction
    significance: float

    def __getitem__(self, code: str) -> IndicatorFunctioning:
        """Return how one indicator works.

        Raises:
            UnknownCodeError: No indicator below the node has the code.
        """
        return self.indicators[code]

    @property
    def large(self) -> tuple[str, ...]:
        """The codes of the indicators with a large difference."""
        return tuple(code for code, one in self.indicators.items() if one.effect_class is EffectClass.LARGE)


@tells_keywords
def differential_functioning(
    answers: Answers,
    scheme: ScoringScheme,
    /,
    *,
    of: str,
    by: str,
    groups: Sequence[str],
    strata: int = 5,
    minimum: int = 10,
    correction: Correction = Correction.HOLM,
    significance: float = 0.05,
) -> DifferentialFunctioning:
    """Return which indicators of a node work differently in two groups whose scores of the node are alike.

    Units are put into strata by their score of the node. Where indicators work differently by that, these are left out
    of the standing, and all are looked at again: each by the weighted mean of those that are left and itself (Holland
    and Thayer 1988). Within strata: Mantel's test (1963), the difference of means (Dorans and Kulick 1986), and of two
    values the common odds ratio of Mantel and Haenszel on the delta scale. The classes are those of the Educational
    Testing Service (Zwick and Ercikan 1989, J Educ Meas 26:55-66), of more than two values those of the National
    Assessment of Educational Progress, by the difference in standard deviations. Before norms of all disciplines are
    used as one, look here.

    Args:
        answers: The answers of units.
        scheme: The scheme that gives points.
        of: The code of an area, a domain, or "overall".
        by: The attribute that makes the groups.
        groups: Two of its values: the reference group and the focal group.
        strata: Into how many strata of about equal size the score is cut.
        minimum: The smallest group of which anything is shown.
        correction: How p values are corrected for the number of indicators.
        significance: Below which corrected p value a difference is beyond chance.

    Raises:
        UnknownCodeError: No score has the code, or there is no such attribute or value.
        ArgumentError: An argument cannot be used.
        EditionMismatchError: The answers are of another instrument than the scheme.
    """
    strata = check_whole("strata", strata, 1)
    minimum = check_whole("minimum", minimum, 2)
    significance = check_share("significance", significance)
    ArgumentError.raise_unless(correction, Correction, argument="correction", expected="a Correction")
    points = node_points(answers, scheme, of)
    two = TwoGroups.of(points.scores, by, groups)
    look = _Look(
        two=two,
        strata=strata,
        minimum=minimum,
        correction=correction,
        significance=significance,
    )
    whole = points.scores[of]
    found = look.at(points, [whole] * len(points.indicators))
    left_out = [one.effect_class not in {None, EffectClass.NEGLIGIBLE} for one in found]
    if any(left_out) and not all(left_out):
        kept = ~np.array(left_out)
        standings = [
            _standing(points, kept | (np.arange(len(kept)) == place), whole) for place in range(len(kept))
        ]
        found = look.at(points, standings)
    else:
        left_out = [False] * len(left_out)
    return DifferentialFunctioning(
        of=of,
        by=by,
        reference=two.labels[0],
        focal=two.labels[1],
        indicators=CodeMapping(
            "no indicator that was looked at has the code", {one.code: one for one in found}
        ),
        left_out=tuple(code for code, out in zip(points.indicators, left_out, strict=True) if out),
        strata=strata,
        minimum=minimum,
        correction=correction,
        significance=significance,
    )


@attrs.frozen(kw_only=True, eq=False)
class _Look:
    """How indicators are looked at."""

    two: TwoGroups
    strata: int
    minimum: int
    correction: Correction
    significance: float

    def at(self, points: NodePoints, standings: Sequence[Floats]) -> list[IndicatorFunctioning]:
        """Return how each indicator works among units of equal standing."""
        tested = [
            _tested(code, column, standing, self.two, strata=self.strata, minimum=self.minimum)
            for code, column, standing in zip(points.indicators, points.values.T, standings, strict=True)
        ]
        p = [math.nan if one.p is None else one.p for one, _ in tested]
        corrected = adjust_p_values(p, method=self.correction).tolist()
        return [
            one
            if one.p is None
            else _classified(one, error, own, labels=self.two.labels, significance=self.significance)
            for (one, error), own in zip(tested, corrected, strict=True)
        ]


def _standing(points: NodePoints, used: Flags, whole: Floats) -> Floats:
    """Return the weighted mean of some indicators of each unit with a score; NaN where there is none of them."""
    here = ~np.isnan(points.values[:, used])
    shares = np.array(points.shares)[used]
    weights = here @ shares
    sums = np.where(here, points.values[:, used], 0.0) @ shares
    found: Floats = np.divide(
        sums, weights, out=np.full(len(whole), np.nan), where=(weights > 0) & ~np.isnan(whole)
    )
    return found


def _tested(
    code: str, column: Floats, score: Floats, two: TwoGroups, *, strata: int, minimum: int
) -> tuple[IndicatorFunctioning, float]:
    """Return how an indicator works, without its class, and the standard error of the logarithm of its odds ratio."""
    used = ~np.isnan(column) & ~np.isnan(score) & (two.first | two.second)
    values, focal = column[used], two.second[used]
    sizes = int(np.count_nonzero(~focal)), int(np.count_nonzero(focal))
    blank = IndicatorFunctioning(code=code, n=sizes, strata=0)
    if min(sizes) < minimum:
        return attrs.evolve(blank, reason=NoAnalysis.TOO_FEW_UNITS), math.nan
    places = _strata(np.round(score[used], DECIMALS), strata)
    both = strata_with_both(focal, places)
    if not both.any():
        return attrs.evolve(blank, reason=NoAnalysis.NO_OVERLAP), math.nan
    values, focal = values[both], focal[both]
    places = np.unique(places[both], return_inverse=True)[1]
    blank = IndicatorFunctioning(
        code=code,
        n=(int(np.count_nonzero(~focal)), int(np.count_nonzero(focal))),
        strata=int(places.max()) + 1,
    )
    statistic, p = mantel(values, focal, places)
    if math.isnan(statistic) or len(values) < 3:
        return attrs.evolve(blank, reason=NoAnalysis.NO_SPREAD), math.nan
    difference, effect = standardised_difference(values, focal, places)
    found = attrs.evolve(blank, difference=difference, effect=effect, statistic=statistic, p=p)
    low, high = values.min(), values.max()
    if not ((values == low) | (values == high)).all():
        return found, math.nan
    logarithm, error = common_odds(values == high, focal, places)
    return (found if math.isnan(logarithm) else attrs.evolve(found, delta=DELTA * logarithm)), error


def _strata(score: Floats, most: int) -> npt.NDArray[np.intp]:
    """Return the stratum of each score: cut at quantiles of all, so that equal scores are never parted."""
    cuts = np.unique(np.quantile(score, np.arange(1, most) / most))
    found: npt.NDArray[np.intp] = np.searchsorted(cuts, score, side="left")
    return found


def _classified(
    one: IndicatorFunctioning, error: float, p: float, *, labels: tuple[str, str], significance: float
) -> IndicatorFunctioning:
    """Return how an indicator works with the class of its difference."""
    sure = p < significance
    if one.delta is not None:
        size = abs(one.delta)
        beyond = (size - 1.0) / (abs(DELTA) * error) > 1.645
        large, negligible = reaches(size, 1.5, rounding=ROUNDING) and beyond, size < 1.0
    else:
        size = abs(one.effect or 0.0)
        large, negligible = exceeds(size, 0.25, rounding=ROUNDING), not exceeds(size, 0.17, rounding=ROUNDING)
    effect_class = EffectClass.MODERATE
    if negligible or not sure:
        effect_class = EffectClass.NEGLIGIBLE
    elif large:
        effect_class = EffectClass.LARGE
    higher = (one.delta if one.delta is not None else one.difference or 0.0) > 0
    favoured = None if effect_class is EffectClass.NEGLIGIBLE else labels[1 if higher else 0]
    return attrs.evolve(one, corrected=p, effect_class=effect_class, favoured=favoured)
