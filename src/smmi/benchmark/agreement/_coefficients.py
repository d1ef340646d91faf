"""Coefficients of reliability, their intervals, and why one is absent."""

import enum

import attrs


class Coefficient(enum.Enum):
    """A coefficient of the reliability of a score that is made of parts.

    Example:
        >>> Coefficient("omega").label
        'omega of one factor'
    """

    ALPHA = "alpha"
    """Cronbach's alpha (1951); it is Guttman's third lambda."""
    KR_20 = "kr-20"
    """Kuder and Richardson's formula 20 (1937): alpha where every part takes the same two values."""
    LAMBDA_1 = "lambda-1"
    """Guttman's first lambda (1945): the share of the covariances in the variance of the sum."""
    LAMBDA_2 = "lambda-2"
    """Guttman's second: never below alpha."""
    LAMBDA_3 = "lambda-3"
    """Guttman's third: alpha."""
    LAMBDA_4 = "lambda-4"
    """Guttman's fourth: the best split half, over halves as equal as can be."""
    LAMBDA_5 = "lambda-5"
    """Guttman's fifth, by the part that has most in common with the others."""
    LAMBDA_6 = "lambda-6"
    """Guttman's sixth, by what the others explain of each part."""
    AVERAGE_SPLIT_HALF = "average-split-half"
    """The mean over all splits; with an even number of parts it is alpha."""
    WORST_SPLIT_HALF = "worst-split-half"
    """The lowest of all splits."""
    OMEGA = "omega"
    """McDonald's omega: the share of one common factor in the variance of the sum, by maximum likelihood."""
    WEIGHTED_ALPHA = "weighted-alpha"
    """Alpha of the parts times their weights in the score."""
    COMPOSITE = "composite"
    """Omega of the weighted score: the composite reliability (Raykov 1997)."""
    STRATIFIED_ALPHA = "stratified-alpha"
    """Of a weighted score made of scores that each have an alpha (Cronbach, Schönemann and McKie 1965)."""

    @property
    def label(self) -> str:
        """The coefficient in words."""
        return _LABELS.get(self, self.value.replace("-", " "))


_LABELS = {
    Coefficient.ALPHA: "Cronbach's alpha",
    Coefficient.KR_20: "KR-20",
    Coefficient.OMEGA: "omega of one factor",
    Coefficient.COMPOSITE: "composite reliability of the weighted score",
}


class NoCoefficient(enum.Enum):
    """Why a coefficient, or its interval, is absent.

    Example:
        >>> NoCoefficient("one-indicator").name
        'ONE_INDICATOR'
    """

    NO_WEIGHT = "no-weight"
    """No indicator below the node has a weight."""
    ONE_INDICATOR = "one-indicator"
    """There is one indicator only."""
    TOO_FEW_INDICATORS = "too-few-indicators"
    """There are fewer than the coefficient needs: three for one factor, two parts of two for a stratified alpha."""
    TOO_FEW_UNITS = "too-few-units"
    """Fewer than three units can be used, or a pair of indicators has fewer than three units in common."""
    NO_SPREAD = "no-spread"
    """The sum is the same for all units, or in a resample."""
    CONSTANT_INDICATOR = "constant-indicator"
    """An indicator has the same points in all units, or in all that it has in common with another: no correlation."""
    NOT_DICHOTOMOUS = "not-dichotomous"
    """The indicators do not all take the same two values."""
    NOT_ADDITIVE = "not-additive"
    """The score is no weighted mean of its indicators."""
    SINGULAR = "singular"
    """The indicators determine each other: there are too few units, or one is a sum of others."""
    NOT_DEFINITE = "not-definite"
    """Covariances of pairs that rest on different units are those of no units: the coefficient would be above 1."""
    NOT_CONVERGED = "not-converged"
    """The model could not be fitted."""
    HEYWOOD = "heywood"
    """The factor explains an indicator in full, so that the errors of the estimates are not those of the model."""
    PAIRWISE = "pairwise"
    """Pairs of indicators rest on different units, so that no number of units is right."""
    NO_GENERATOR = "no-generator"
    """No generator of random numbers was given."""
    NOT_OFFERED = "not-offered"
    """There is no interval of this kind for the coefficient."""


class CoefficientInterval(enum.Enum):
    """How the interval of a coefficient is made.

    Example:
        >>> [one.value for one in CoefficientInterval]
        ['feldt', 'bootstrap', 'delta']
    """

    FELDT = "feldt"
    """By the F distribution, for normal parts with equal variances and covariances (Feldt 1965)."""
    BOOTSTRAP = "bootstrap"
    """Between percentiles over resamples of units, quantiles of type 7 (Efron and Tibshirani 1993)."""
    DELTA = "delta"
    """By the standard error for many units with normal parts, from the expected information of the model of one factor
    (Raykov 2002), cut at 0 and 1."""


@attrs.frozen(kw_only=True)
class Interval:
    """An interval of a coefficient.

    Attributes:
        method: How it was made.
        low: The lower end, or None.
        high: The upper end, or None.
        level: The confidence level.
        replicates: How many resamples it rests on, or None.
        standard_error: The standard error by which it is made, or None where it is made otherwise.
        reason: Why it is absent, or None.

    Example:
        >>> interval = Interval(method=CoefficientInterval.FELDT, low=0.6, high=0.8, level=0.95)
        >>> interval.low < 0.7 < interval.high
        True
    """

    method: CoefficientInterval
    low: float | None = None
    high: float | None = None
    level: float
    replicates: int | None = None
    standard_error: float | None = None
    reason: NoCoefficient | None = None


@attrs.frozen(kw_only=True)
class Estimate:
    """One coefficient of reliability.

    Attributes:
        coefficient: Which one.
        value: Its value, unrounded; it can be below 0 where parts go against each other. None if it is absent.
        sem: The standard error of measurement by it, in percent points of the mean of the indicators, or of the
            weighted score for a coefficient of that: the standard deviation times the root of 1 - value. None for
            z-scores, and where the value is below 0.
        intervals: Its intervals; alpha and weighted alpha, omega and the composite reliability have them.
        proved: Whether it is the exact extreme over all splits; True for what is no extreme.
        reason: Why it is absent, or None.

    Example:
        >>> Estimate(coefficient=Coefficient.ALPHA, value=0.8, sem=6.5).reason is None
        True
    """

    coefficient: Coefficient
    value: float | None = None
    sem: float | None = None
    intervals: tuple[Interval, ...] = ()
    proved: bool = True
    reason: NoCoefficient | None = None
