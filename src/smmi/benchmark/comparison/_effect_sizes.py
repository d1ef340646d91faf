"""Effect sizes of the difference between two groups, each with its interval or the reason why there is none."""

import enum
import math
from collections.abc import Mapping
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._two_samples import (
    cohens_d,
    dominance,
    dominance_interval,
    hedges_factor,
    noncentrality,
    shift,
)
from smmi.frozen import FrozenMapping

Floats = npt.NDArray[np.float64]

DECIMALS: Final = 9
"""Scores are ties if they are equal after rounding to this many decimals, as in the conventions of norms."""


class EffectMeasure(enum.Enum):
    """A measure of how far two groups are apart; above its `centre` where the first group is higher.

    Example:
        >>> [one.value for one in EffectMeasure]
        ['cohens-d', 'hedges-g', 'cliffs-delta', 'common-language', 'hodges-lehmann']
    """

    COHENS_D = "cohens-d"
    """The difference of means in pooled standard deviations (Cohen 1988)."""
    HEDGES_G = "hedges-g"
    """Cohen's d without its bias in small groups (Hedges 1981)."""
    CLIFFS_DELTA = "cliffs-delta"
    """How much oftener a unit of the first group is higher than one of the second, than lower (Cliff 1993)."""
    COMMON_LANGUAGE = "common-language"
    """How often a unit of the first group is higher than one of the second, ties by half (Vargha and Delaney 2000)."""
    HODGES_LEHMANN = "hodges-lehmann"
    """The median of all differences between units of both groups, in points (Hodges and Lehmann 1963)."""

    @property
    def label(self) -> str:
        """The measure in words."""
        return {
            EffectMeasure.COHENS_D: "Cohen's d",
            EffectMeasure.HEDGES_G: "Hedges' g",
            EffectMeasure.CLIFFS_DELTA: "Cliff's delta",
            EffectMeasure.COMMON_LANGUAGE: "the common-language effect size",
            EffectMeasure.HODGES_LEHMANN: "the Hodges-Lehmann shift",
        }[self]

    @property
    def centre(self) -> float:
        """The value where no group is higher: 0.5 for the common-language effect size, else 0."""
        return 0.5 if self is EffectMeasure.COMMON_LANGUAGE else 0.0


class NoDifference(enum.Enum):
    """Why a difference, or a part of it, is absent.

    Example:
        >>> NoDifference("no-spread").name
        'NO_SPREAD'
    """

    GROUP_TOO_SMALL = "group-too-small"
    """A group has fewer units with a score than the minimum; nothing is shown of it."""
    TOO_FEW_UNITS = "too-few-units"
    """There are too few units for an interval at this level, or for a degree of freedom."""
    NO_SPREAD = "no-spread"
    """Scores do not vary: all of them, or those of each group."""
    SEPARATED = "separated"
    """The groups do not overlap, or are too far apart, so that nothing bounds how far they are."""
    TIED_ENDS = "tied-ends"
    """Both ends of the interval are the same, by ties: too coarse a scale to tell, not certainty."""
    NOT_ESTIMABLE = "not-estimable"
    """What is adjusted for tells the groups apart, so that the adjusted difference is not determined."""
    DETERMINED_BY_ONE_UNIT = "determined-by-one-unit"
    """The adjusted difference hangs on a unit that stands alone in its category."""
    CENSUS = "census"
    """All units of both groups were observed: the difference is known, and there is nothing to test."""


@attrs.frozen(kw_only=True)
class EffectSize:
    """One effect size.

    Attributes:
        measure: Which one.
        value: Its value, or None.
        low: The lower end of its interval, or None.
        high: The upper end, or None.
        level: The confidence level.
        reason: Why something is absent, or None.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> compared = benchmark.compare_groups(scores, by="control", groups=("public", "private"))
        >>> effects = compared["curriculum"].effects
        >>> [measure.value for measure in effects]
        ['cohens-d', 'hedges-g', 'cliffs-delta', 'common-language', 'hodges-lehmann']
        >>> hedges = effects[benchmark.comparison.EffectMeasure.HEDGES_G]
        >>> hedges.low < hedges.value < hedges.high
        True
    """

    measure: EffectMeasure
    value: float | None
    low: float | None
    high: float | None
    level: float
    reason: NoDifference | None


def has_spread(scores: Floats, /) -> bool:
    """Whether scores differ by more than rounding."""
    return float(np.ptp(scores)) > 10.0**-DECIMALS


def effect_sizes(first: Floats, second: Floats, /, *, level: float) -> Mapping[EffectMeasure, EffectSize]:
    """Return all effect sizes of two groups, complete, each of at least two units."""
    found = list(no_effect_sizes(NoDifference.NO_SPREAD, level=level).values())
    if has_spread(first) or has_spread(second):
        found[:2] = _standardised(first, second, level)
    if has_spread(np.concatenate((first, second))):
        found[2:] = [*_dominances(first, second, level), _shift(first, second, level)]
    return FrozenMapping({effect.measure: effect for effect in found})


def no_effect_sizes(reason: NoDifference, /, *, level: float) -> Mapping[EffectMeasure, EffectSize]:
    """Return effect sizes that are all absent."""
    return FrozenMapping(
        {
            measure: EffectSize(measure=measure, value=None, low=None, high=None, level=level, reason=reason)
            for measure in EffectMeasure
        }
    )


def _standardised(first: Floats, second: Floats, level: float) -> list[EffectSize]:
    """Return Cohen's d and Hedges' g; the interval of g is that of d times the same factor."""
    freedom = len(first) + len(second) - 2
    d, scale = cohens_d(first, second)
    low, high = (end * scale for end in noncentrality(d / scale, freedom, level=level))
    factors = {EffectMeasure.COHENS_D: 1.0, EffectMeasure.HEDGES_G: hedges_factor(freedom)}
    reason = NoDifference.SEPARATED if math.isnan(low) else None
    return [
        EffectSize(
            measure=measure,
            value=d * factor,
            low=None if reason else low * factor,
            high=None if reason else high * factor,
            level=level,
            reason=reason,
        )
        for measure, factor in factors.items()
    ]


def _dominances(first: Floats, second: Floats, level: float) -> list[EffectSize]:
    """Return Cliff's delta, and the common-language effect size (1 + delta) / 2 with the same interval."""
    delta, error, freedom = dominance(np.round(first, DECIMALS), np.round(second, DECIMALS))
    reason = None if error else NoDifference.SEPARATED
    low, high = dominance_interval(delta, error, freedom, level=level) if error else (math.nan, math.nan)
    return [
        EffectSize(
            measure=measure,
            value=take(delta),
            low=None if reason else take(low),
            high=None if reason else take(high),
            level=level,
            reason=reason,
        )
        for measure, take in (
            (EffectMeasure.CLIFFS_DELTA, float),
            (EffectMeasure.COMMON_LANGUAGE, lambda value: (1.0 + value) / 2.0),
        )
    ]


def _shift(first: Floats, second: Floats, level: float) -> EffectSize:
    value, low, high = shift(first, second, level=level)
    reason = None
    if math.isnan(low):
        reason = NoDifference.TOO_FEW_UNITS
    elif high - low <= 10.0**-DECIMALS:
        reason = NoDifference.TIED_ENDS
    return EffectSize(
        measure=EffectMeasure.HODGES_LEHMANN,
        value=value,
        low=None if reason else low,
        high=None if reason else high,
        level=level,
        reason=reason,
    )
