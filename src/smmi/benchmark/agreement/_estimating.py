"""How the coefficients of reliability are estimated from the points of a node."""

from collections.abc import Callable, Mapping
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._thresholds import ROUNDING, exceeds
from smmi.benchmark.agreement._coefficients import (
    Coefficient,
    CoefficientInterval,
    Estimate,
    Interval,
    NoCoefficient,
)
from smmi.benchmark.agreement._points import NodePoints
from smmi.benchmark.kernels.agreement._consistency import (
    alpha,
    feldt_interval,
    is_definite,
    lambdas,
    resampled_alphas,
    split_halves,
)
from smmi.benchmark.kernels.agreement._one_factor import omega, omega_error, one_factor

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

OF_THE_SCORE: Final = frozenset(
    {Coefficient.WEIGHTED_ALPHA, Coefficient.COMPOSITE, Coefficient.STRATIFIED_ALPHA}
)


@attrs.frozen(kw_only=True, eq=False)
class Parts:
    """What the coefficients of a node are made of.

    Attributes:
        values: The points that are used, (n, k); complete unless pairwise.
        pairwise: Whether pairs of indicators rest on different units.
        least_pair: The smallest number of units that a pair has in common.
        constant: Which indicators do not vary.
        covariance: Of the indicators; None with too few units.
        correlation: The same; None where there are none.
    """

    values: Floats
    pairwise: bool
    least_pair: int
    constant: Flags
    covariance: Floats | None
    correlation: Floats | None


@attrs.frozen(kw_only=True, eq=False)
class _Factor:
    """The model of one factor, or why there is none."""

    loadings: Floats | None = None
    errors: Floats | None = None
    heywood: Flags
    reason: NoCoefficient | None = None


Coefficients = dict[Coefficient, Estimate]


def estimates(
    points: NodePoints, parts: Parts, /, *, level: float, rng: np.random.Generator | None, replicates: int
) -> tuple[Coefficients, Coefficients, Floats | None, Flags]:
    """Return the coefficients of points and of z-scores, the loadings of one factor, and which are Heywood cases."""
    draw = _Drawn(parts=parts, level=level, rng=rng, replicates=replicates)
    factor = _factor(parts)
    k = len(points.indicators)
    shares = np.array(points.shares)
    of_points = _equal(parts, parts.covariance, factor, draw)
    of_points |= _weighted(points, parts, factor, draw, shares)
    if parts.covariance is not None:
        whole = {False: np.full(k, 1.0 / max(k, 1)), True: shares}
        deviations = {
            own: float(np.sqrt(max(weights @ parts.covariance @ weights, 0.0)))
            for own, weights in whole.items()
        }
        of_points = {key: _with_sem(one, deviations[key in OF_THE_SCORE]) for key, one in of_points.items()}
    return of_points, _equal(parts, parts.correlation, factor, None), factor.loadings, factor.heywood


def _with_sem(one: Estimate, deviation: float) -> Estimate:
    if one.value is None or one.value < 0:
        return one
    return attrs.evolve(one, sem=deviation * float(np.sqrt(max(1.0 - one.value, 0.0))))


@attrs.frozen(kw_only=True, eq=False)
class _Drawn:
    """What intervals are made by."""

    parts: Parts
    level: float
    rng: np.random.Generator | None
    replicates: int

    def intervals(self, value: float, values: Floats) -> tuple[Interval, ...]:
        """Return both intervals of an alpha of these columns."""
        return self._feldt(value, values), self._bootstrap(values)

    def _feldt(self, value: float, values: Floats) -> Interval:
        method = CoefficientInterval.FELDT
        if self.parts.pairwise:
            return Interval(method=method, level=self.level, reason=NoCoefficient.PAIRWISE)
        low, high = feldt_interval(value, *values.shape, level=self.level)
        return Interval(method=method, low=low, high=high, level=self.level)

    def of_factor(self, value: float, factor: "_Factor", weights: Floats) -> Interval:
        """Return the interval of an omega of standardised parts with these weights."""
        from scipy.special import ndtri

        found = Interval(method=CoefficientInterval.DELTA, level=self.level)
        if self.parts.pairwise:
            return attrs.evolve(found, reason=NoCoefficient.PAIRWISE)
        if factor.loadings is None or factor.errors is None or factor.heywood.any():
            return attrs.evolve(found, reason=NoCoefficient.HEYWOOD)
        error = omega_error(factor.loadings, factor.errors, weights, len(self.parts.values))
        if not error > 0:
            return attrs.evolve(found, reason=NoCoefficient.SINGULAR)
        reach = float(ndtri((1.0 + self.level) / 2.0)) * error
        low, high = max(value - reach, 0.0), min(value + reach, 1.0)
        return attrs.evolve(found, low=low, high=high, standard_error=error)

    def _bootstrap(self, values: Floats) -> Interval:
        reason = NoCoefficient.NO_GENERATOR if self.rng is None else None
        found = Interval(
            method=CoefficientInterval.BOOTSTRAP,
            level=self.level,
            replicates=None if self.rng is None else self.replicates,
            reason=NoCoefficient.PAIRWISE if self.parts.pairwise else reason,
        )
        if found.reason is not None or self.rng is None:
            return found
        drawn = resampled_alphas(values, self.replicates, self.rng)
        if np.isnan(drawn).any():
            return attrs.evolve(found, reason=NoCoefficient.NO_SPREAD)
        tail = (1.0 - self.level) / 2.0
        low, high = np.quantile(drawn, [tail, 1.0 - tail])
        return attrs.evolve(found, low=float(low), high=float(high))


def _no_sum(parts: Parts, covariance: Floats | None) -> NoCoefficient | None:
    """Return why nothing can be said of the sum of the parts, or None."""
    if not len(parts.constant):
        return NoCoefficient.NO_WEIGHT
    if len(parts.constant) < 2:
        return NoCoefficient.ONE_INDICATOR
    if parts.covariance is None:
        return NoCoefficient.TOO_FEW_UNITS
    if covariance is None:
        return NoCoefficient.CONSTANT_INDICATOR
    if not exceeds(float(covariance.sum()), ROUNDING * float(np.abs(covariance).sum())):
        return NoCoefficient.NO_SPREAD
    return None


def _factor(parts: Parts) -> _Factor:
    """Return the model of one factor of the correlations."""
    k, matrix = len(parts.constant), parts.correlation
    reason = None
    if k < 1:
        reason = NoCoefficient.NO_WEIGHT
    elif k < 2:
        reason = NoCoefficient.ONE_INDICATOR
    elif k < 3:
        reason = NoCoefficient.TOO_FEW_INDICATORS
    elif parts.covariance is None:
        reason = NoCoefficient.TOO_FEW_UNITS
    elif matrix is None:
        reason = NoCoefficient.CONSTANT_INDICATOR
    elif not is_definite(matrix):
        reason = NoCoefficient.SINGULAR
    if reason is not None or matrix is None:
        return _Factor(heywood=np.zeros(k, dtype=bool), reason=reason)
    loadings, errors, heywood, converged = one_factor(matrix)
    if not converged:
        return _Factor(heywood=heywood, reason=NoCoefficient.NOT_CONVERGED)
    return _Factor(loadings=loadings, errors=errors, heywood=heywood)


def _equal(
    parts: Parts, covariance: Floats | None, factor: _Factor, draw: _Drawn | None
) -> dict[Coefficient, Estimate]:
    """Return the coefficients of the sum with equal weights; of z-scores, if nothing is drawn."""
    reason = _no_sum(parts, covariance)
    kinds = [one for one in Coefficient if one not in OF_THE_SCORE]
    if reason is not None or covariance is None:
        return {one: Estimate(coefficient=one, reason=reason) for one in kinds}
    found, own = {}, alpha(covariance)
    worst, average, best, proved = split_halves(covariance)
    first, second, third, fifth, sixth = lambdas(covariance)
    values = {
        Coefficient.ALPHA: own,
        Coefficient.LAMBDA_1: first,
        Coefficient.LAMBDA_2: second,
        Coefficient.LAMBDA_3: third,
        Coefficient.LAMBDA_5: fifth,
        Coefficient.AVERAGE_SPLIT_HALF: average,
    }
    found = {one: Estimate(coefficient=one, value=value) for one, value in values.items()}
    for one, value in ((Coefficient.LAMBDA_4, best), (Coefficient.WORST_SPLIT_HALF, worst)):
        found[one] = Estimate(coefficient=one, value=value, proved=proved)
    singular = NoCoefficient.CONSTANT_INDICATOR if parts.constant.any() else NoCoefficient.SINGULAR
    found[Coefficient.LAMBDA_6] = (
        Estimate(coefficient=Coefficient.LAMBDA_6, reason=singular)
        if np.isnan(sixth)
        else Estimate(coefficient=Coefficient.LAMBDA_6, value=sixth)
    )
    found[Coefficient.KR_20] = (
        Estimate(coefficient=Coefficient.KR_20, value=own)
        if draw is not None and is_dichotomous(parts.values)
        else Estimate(coefficient=Coefficient.KR_20, reason=NoCoefficient.NOT_DICHOTOMOUS)
    )
    scale = np.sqrt(np.diag(covariance))
    found[Coefficient.OMEGA] = _omega(Coefficient.OMEGA, factor, scale, draw)
    if draw is not None:
        found[Coefficient.ALPHA] = attrs.evolve(
            found[Coefficient.ALPHA], intervals=draw.intervals(own, parts.values)
        )
    return {one: _possible(found[one]) for one in kinds}


def _possible(one: Estimate) -> Estimate:
    """Return an estimate; absent where it is above 1, as only covariances that are those of no units make it."""
    if one.value is None or not exceeds(one.value, 1.0, rounding=ROUNDING):
        return one
    return Estimate(coefficient=one.coefficient, reason=NoCoefficient.NOT_DEFINITE)


def _omega(which: Coefficient, factor: _Factor, scale: Floats, draw: _Drawn | None) -> Estimate:
    """Return omega of the sum of standardised parts times their scale, with its interval if one is asked for."""
    if factor.loadings is None or factor.errors is None:
        return Estimate(coefficient=which, reason=factor.reason)
    value = omega(factor.loadings, factor.errors, scale)
    intervals = () if draw is None else (draw.of_factor(value, factor, scale),)
    return Estimate(coefficient=which, value=value, intervals=intervals)


def is_dichotomous(values: Floats) -> bool:
    """Whether all values that are there are of the same two."""
    there = values[~np.isnan(values)]
    low, high = there.min(), there.max()
    return bool(((there == low) | (there == high)).all() and low < high)


def _weighted(
    points: NodePoints, parts: Parts, factor: _Factor, draw: _Drawn, shares: Floats
) -> dict[Coefficient, Estimate]:
    """Return the coefficients of the weighted score."""
    covariance = None if parts.covariance is None else parts.covariance * np.outer(shares, shares)
    reason = _no_sum(parts, covariance)
    if not points.additive:
        reason = NoCoefficient.NOT_ADDITIVE
    makers: Mapping[Coefficient, Callable[[Floats], Estimate]] = {
        Coefficient.WEIGHTED_ALPHA: lambda matrix: Estimate(
            coefficient=Coefficient.WEIGHTED_ALPHA,
            value=alpha(matrix),
            intervals=draw.intervals(alpha(matrix), parts.values * shares),
        ),
        Coefficient.COMPOSITE: lambda matrix: _omega(
            Coefficient.COMPOSITE, factor, np.sqrt(np.diag(matrix)), draw
        ),
        Coefficient.STRATIFIED_ALPHA: lambda matrix: _stratified(points, parts, matrix),
    }
    return {
        one: _possible(make(covariance))
        if reason is None and covariance is not None
        else Estimate(coefficient=one, reason=reason)
        for one, make in makers.items()
    }


def _stratified(points: NodePoints, parts: Parts, matrix: Floats) -> Estimate:
    """Return the reliability of the weighted score from the alphas of the scores that it is made of."""
    which = Coefficient.STRATIFIED_ALPHA
    strata = [np.flatnonzero(np.array(points.parts) == one) for one in dict.fromkeys(points.parts)]
    if len(strata) < 2 or min(map(len, strata)) < 2:
        return Estimate(coefficient=which, reason=NoCoefficient.TOO_FEW_INDICATORS)
    error = 0.0
    for own in strata:
        block = matrix[np.ix_(own, own)]
        if not exceeds(float(block.sum()), ROUNDING * float(np.abs(block).sum())):
            return Estimate(coefficient=which, reason=NoCoefficient.NO_SPREAD)
        own_alpha = alpha(block)
        if exceeds(own_alpha, 1.0, rounding=ROUNDING):
            return Estimate(coefficient=which, reason=NoCoefficient.NOT_DEFINITE)
        error += float(block.sum()) * (1.0 - own_alpha)
    return Estimate(coefficient=which, value=1.0 - error / float(matrix.sum()))
