"""The reliability of a node over the indicators below it."""

import enum
from collections.abc import Mapping
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi._thresholds import ROUNDING, exceeds
from smmi.benchmark.agreement._coefficients import (
    Coefficient,
    Estimate,
)
from smmi.benchmark.agreement._estimating import Parts, estimates
from smmi.benchmark.agreement._points import NodePoints, node_points
from smmi.benchmark.kernels.agreement._consistency import (
    alphas_if_dropped,
    first_component,
    item_rest,
)
from smmi.benchmark.kernels.agreement._covariances import correlations, covariances, pairwise_covariances
from smmi.benchmark.survey._argument_checks import check_share, check_whole
from smmi.errors import ArgumentError
from smmi.frozen import freeze_mapping
from smmi.instrument import Answers
from smmi.scoring import ScoringScheme

Floats = npt.NDArray[np.float64]

LEAST_UNITS: Final = 3


class MissingAnswers(enum.Enum):
    """Which units a coefficient rests on, where answers are missing.

    Example:
        >>> [one.value for one in MissingAnswers]
        ['listwise', 'pairwise']
    """

    LISTWISE = "listwise"
    """Those with points in all indicators."""
    PAIRWISE = "pairwise"
    """For each pair of indicators those with points in both."""


@attrs.frozen(kw_only=True)
class IndicatorReliability:
    """How one indicator goes together with the others of a node.

    Attributes:
        code: Its code.
        n: How many of the units that are used have points in it.
        mean: Their mean, in percent; None without units.
        deviation: Their standard deviation, divisor n - 1, or None.
        item_rest: Its correlation with the sum of the others, or None.
        alpha_if_dropped: Alpha of the others, or None.
        loading: Its loading on the first principal component of the correlations, or None.
        factor_loading: Its standardised loading on the one factor of omega, or None.
        wrong_way: Whether it goes against the others: its loading is below 0 where those of the heavier side are
            above. Where neither side is heavier, each goes against the others.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=60, rng=np.random.default_rng(1))
        >>> scheme = smmi.ScoringScheme.equal_weights(answers.instrument)
        >>> found = benchmark.reliability(answers, scheme, of="extracurricular")
        >>> [one.code for one in found.indicators if one.wrong_way]
        []
    """

    code: str
    n: int
    mean: float | None
    deviation: float | None
    item_rest: float | None
    alpha_if_dropped: float | None
    loading: float | None
    factor_loading: float | None
    wrong_way: bool


@attrs.frozen(kw_only=True)
class NodeReliability:
    """The reliability of the score of one node, over the indicators below it; make it with `reliability`.

    Attributes:
        of: The code of the node.
        indicators: The indicators below it that have a weight, in declared order.
        n: How many units are used: with all points, or by pairs those with any.
        units: How many units there are.
        least_pair: The smallest number of units that a pair of indicators has in common, of those used.
        missing: Which units are used where answers are missing.
        coefficients: The coefficients of points, from covariances.
        standardised: Those of z-scores, from correlations: its alpha is the standardised alpha.
        heywood: The codes of indicators that the one factor explains in full: omega is not to be trusted.
        wrong_way: The codes of indicators that go against the others.
        constant: The codes of indicators that do not vary.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=60, rng=np.random.default_rng(1))
        >>> scheme = smmi.ScoringScheme.equal_weights(answers.instrument)
        >>> found = benchmark.reliability(answers, scheme, of="curriculum", rng=np.random.default_rng(2))
        >>> found.n <= found.units, found.alpha == found.coefficients[Coefficient.LAMBDA_3].value
        (True, True)
    """

    of: str
    indicators: tuple[IndicatorReliability, ...]
    n: int
    units: int
    least_pair: int
    missing: MissingAnswers
    coefficients: Mapping[Coefficient, Estimate] = attrs.field(converter=freeze_mapping)
    standardised: Mapping[Coefficient, Estimate] = attrs.field(converter=freeze_mapping)
    heywood: tuple[str, ...]
    wrong_way: tuple[str, ...]
    constant: tuple[str, ...]

    @property
    def alpha(self) -> float | None:
        """Cronbach's alpha, or None."""
        return self.coefficients[Coefficient.ALPHA].value

    @property
    def omega(self) -> float | None:
        """Omega of one factor, or None."""
        return self.coefficients[Coefficient.OMEGA].value


@tells_keywords
def reliability(
    answers: Answers,
    scheme: ScoringScheme,
    /,
    *,
    of: str,
    missing: MissingAnswers = MissingAnswers.LISTWISE,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
    replicates: int = 2000,
) -> NodeReliability:
    """Return the reliability of a node's score over the indicators below it.

    The parts are the points of the indicators after item rules and polarity, in percent. All coefficients but those of
    the weighted score give each part the same weight. Formulas: Cronbach 1951 (Psychometrika 16:297-334), Guttman 1945
    (10:255-282), Feldt 1965 (30:357-370), McDonald 1999 (Test Theory), Raykov 1997 (Appl Psychol Meas 21:173-184) and
    2002 (Multivar Behav Res 37:89-103). None of them says whether a score measures what it should.

    Args:
        answers: The answers of units.
        scheme: The scheme that gives points and weights.
        of: The code of an area, a domain, or "overall".
        missing: Which units are used where answers are missing.
        level: The confidence level of intervals.
        rng: Where the resamples of the bootstrap intervals are drawn from; without it they are absent.
        replicates: How many resamples.

    Returns:
        The coefficients, each None with a reason where there is none, and how each indicator goes with the others.

    Raises:
        UnknownCodeError: No score has the code.
        ArgumentError: An argument cannot be used.
        EditionMismatchError: The answers are of another instrument than the scheme.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=60, rng=np.random.default_rng(1))
        >>> scheme = smmi.ScoringScheme.equal_weights(answers.instrument)
        >>> found = benchmark.reliability(answers, scheme, of="curriculum")
        >>> len(found.indicators), found.coefficients[Coefficient.KR_20].reason.value
        (5, 'not-dichotomous')
    """
    ArgumentError.raise_unless(missing, MissingAnswers, argument="missing", expected="a MissingAnswers")
    level = check_share("level", level)
    replicates = check_whole("replicates", replicates, 1)
    ArgumentError.raise_unless(
        rng,
        np.random.Generator | None,
        argument="rng",
        expected="a numpy.random.Generator or None",
        advice={int: "Write numpy.random.default_rng(seed)"},
    )
    points = node_points(answers, scheme, of)
    parts = _parts(points, missing)
    coefficients, standardised, factor, heywood = estimates(
        points, parts, level=level, rng=rng, replicates=replicates
    )
    indicators = _indicators(points, parts, factor)
    return NodeReliability(
        of=of,
        indicators=indicators,
        n=len(parts.values),
        units=len(points.values),
        least_pair=parts.least_pair,
        missing=missing,
        coefficients=coefficients,
        standardised=standardised,
        heywood=tuple(code for code, at in zip(points.indicators, heywood, strict=True) if at),
        wrong_way=tuple(one.code for one in indicators if one.wrong_way),
        constant=tuple(np.array(points.indicators, dtype=object)[parts.constant].tolist()),
    )


def _parts(points: NodePoints, missing: MissingAnswers) -> Parts:
    """Return the values that are used, with their covariances if every pair of indicators has units enough."""
    pairwise = missing is MissingAnswers.PAIRWISE
    here = ~np.isnan(points.values)
    values = points.values[here.any(axis=1) if pairwise else here.all(axis=1)]
    has = (~np.isnan(values)).astype(np.float64)
    least = int((has.T @ has).min(initial=len(values)))
    lowest = np.min(values, axis=0, initial=np.inf, where=has > 0)
    highest = np.max(values, axis=0, initial=-np.inf, where=has > 0)
    constant = (highest - lowest <= ROUNDING * 100.0) & (has.sum(axis=0) > 0)
    covariance = correlation = None
    if least >= LEAST_UNITS:
        if pairwise and np.isnan(values).any():
            covariance, _, correlation = pairwise_covariances(values)
        else:
            covariance = covariances(values)
            with np.errstate(invalid="ignore", divide="ignore"):
                correlation = correlations(covariance)
        if constant.any() or np.isnan(correlation).any():
            correlation = None
    return Parts(
        values=values,
        pairwise=pairwise and bool(np.isnan(values).any()),
        least_pair=least,
        constant=constant,
        covariance=covariance,
        correlation=correlation,
    )


def _indicators(points: NodePoints, parts: Parts, factor: Floats | None) -> tuple[IndicatorReliability, ...]:
    k = len(points.indicators)
    rest = dropped = loadings = np.full(k, np.nan)
    if parts.covariance is not None and k > 1:
        rest = _at_most_one(item_rest(parts.covariance))
        dropped = _at_most_one(alphas_if_dropped(parts.covariance))
        loadings = _loadings(parts)
    balanced = abs(float(np.nansum(loadings))) <= 1e-9 and not np.isnan(loadings).all()
    found = []
    for place, code in enumerate(points.indicators):
        own = parts.values[:, place]
        own = own[~np.isnan(own)]
        found.append(
            IndicatorReliability(
                code=code,
                n=len(own),
                mean=float(own.mean()) if len(own) else None,
                deviation=float(own.std(ddof=1)) if len(own) > 1 else None,
                item_rest=_there(rest[place]),
                alpha_if_dropped=_there(dropped[place]),
                loading=_there(loadings[place]),
                factor_loading=None if factor is None else float(factor[place]),
                wrong_way=bool(loadings[place] < -1e-9 or (balanced and loadings[place] > 1e-9)),
            )
        )
    return tuple(found)


def _loadings(parts: Parts) -> Floats:
    """Return the loadings on the first component of the indicators that vary, if there are two; NaN for the others."""
    found = np.full(len(parts.constant), np.nan)
    varies = ~parts.constant
    if parts.covariance is None or np.count_nonzero(varies) < 2:
        return found
    within = np.ix_(varies, varies)
    matrix = (
        correlations(parts.covariance[within]) if parts.correlation is None else parts.correlation[within]
    )
    found[varies] = first_component(matrix)
    return found


def _at_most_one(found: Floats) -> Floats:
    """Return coefficients; NaN for those above 1, as covariances of pairs that are those of no units make them."""
    return np.where(exceeds(found, 1.0, rounding=ROUNDING), np.nan, found)


def _there(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
