"""Values of weighted units, and the variance that the design of the sample gives their statistics."""

import enum
from collections.abc import Callable
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._calibration import margin_space, residuals
from smmi.benchmark.kernels._intervals import clopper_pearson
from smmi.benchmark.kernels._ranks import weighted_quantiles
from smmi.benchmark.survey._argument_checks import check_share
from smmi.benchmark.survey._calibrating import refitted
from smmi.benchmark.survey._design import SurveyDesign
from smmi.benchmark.survey._weights import SurveyWeights
from smmi.errors import ArgumentError, ConvergenceError

Floats = npt.NDArray[np.float64]
Statistic = Callable[[Floats, Floats], float]
"""A statistic of values and weights."""

NEGLIGIBLE: Final = 1e-12
"""A standard error that is this much smaller than the values is zero but for rounding."""


FITTED: Final = 1e-10
"""Linearised values of which margins leave a smaller share than this follow from the margins."""


class VarianceMethod(enum.Enum):
    """How the variance of an estimate is worked out from the design.

    Example:
        >>> [one.value for one in VarianceMethod]
        ['linearized', 'jackknife']
    """

    LINEARIZED = "linearized"
    """By Taylor linearisation, sampling units being drawn with replacement within strata, or corrected for their
    finite number; of calibrated weights through the residuals on the margins."""
    JACKKNIFE = "jackknife"
    """By leaving out each sampling unit in turn, the others of its stratum standing in for it (JKn)."""


class NoVariance(enum.Enum):
    """Why a standard error or an interval is absent.

    Example:
        >>> [one.value for one in NoVariance]
        ['no-values', 'lonely-unit', 'no-freedom', 'no-variation', 'no-replicate']
    """

    NO_VALUES = "no-values"
    """No unit has a value."""
    LONELY_UNIT = "lonely-unit"
    """A stratum has one sampling unit, so that nothing tells how its sampling units vary."""
    NO_FREEDOM = "no-freedom"
    """The units with a value are of no more sampling units than strata."""
    NO_VARIATION = "no-variation"
    """The estimate does not vary between sampling units: that is no certainty."""
    NO_REPLICATE = "no-replicate"
    """Without some sampling unit no weights agree with the margins."""


@attrs.frozen(kw_only=True)
class SurveyEstimate:
    """An estimate for a population.

    Attributes:
        estimate: The estimate, or None.
        standard_error: Its standard error, or None.
        low: The lower end of its interval, or None.
        high: The upper end, or None.
        effective_n: Of a proportion or a quantile, in how many independent units a share would have the same interval;
            of others, or where absent, None.
        n: How many units have a value.
        degrees_of_freedom: How many sampling units those with a value are of, less how many strata.
        level: The confidence level.
        method: How the variance was worked out.
        reason: Why something is absent, or None.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> from smmi.benchmark import SurveyDesign, post_stratify, survey_mean
        >>> drawn = {"discipline": ["nursing"] * 4 + ["dental"] * 2}
        >>> rng = np.random.default_rng(1)
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=6, rng=rng, attributes=drawn)
        >>> weights = post_stratify(answers, by="discipline", population={"nursing": 420, "dental": 66})
        >>> design = SurveyDesign.of(answers, strata="discipline")
        >>> found = survey_mean([1.0, 2.0, 3.0, 6.0, 2.0, 4.0], weights=weights, design=design)
        >>> found.estimate, found.low < found.estimate < found.high, found.n
        (3.0, True, 6)
    """

    estimate: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    effective_n: float | None
    n: int
    degrees_of_freedom: int
    level: float
    method: VarianceMethod
    reason: NoVariance | None


def student(level: float, degrees_of_freedom: float) -> float:
    """Return the two-sided quantile of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees_of_freedom, (1.0 + level) / 2.0))


def linearized(deviations: Floats, weights: SurveyWeights) -> Floats:
    """Return linearised values, (p, n), less what the margins of the weights know of them."""
    return residuals(deviations, weights.base, _margin_space(weights)) if weights.margins else deviations


def _margin_space(weights: SurveyWeights) -> Floats:
    return margin_space(weights.base, [(margin.codes, margin.targets) for margin in weights.margins])


def _margin_rank(weights: SurveyWeights) -> int:
    """Return how many of the margins' cells are independent."""
    return int(_margin_space(weights).shape[1])


def check_design(weights: object, design: object) -> None:
    """Refuse what are no weights and design of the same units.

    Raises:
        ArgumentError: They are such.
    """
    ArgumentError.raise_unless(weights, SurveyWeights, argument="weights", expected="SurveyWeights")
    ArgumentError.raise_unless(design, SurveyDesign, argument="design", expected="a SurveyDesign")
    if weights.units != design.units:  # type: ignore[attr-defined]
        raise ArgumentError("design", "a design of other units", "one of the weights' units, in their order")


def weighted_mean(values: Floats, weights: Floats) -> float:
    """Return a weighted mean."""
    return float(weights @ values / weights.sum())


def weighted_total(values: Floats, weights: Floats) -> float:
    """Return a weighted total."""
    return float(weights @ values)


@attrs.frozen(eq=False, kw_only=True)
class Sample:
    """Values of units, with all that an estimate needs, checked."""

    values: Floats
    inside: npt.NDArray[np.bool_]
    weights: SurveyWeights
    design: SurveyDesign
    level: float
    method: VarianceMethod

    @classmethod
    def of(
        cls,
        values: Any,  # noqa: ANN401  (checked here)
        weights: SurveyWeights,
        design: SurveyDesign,
        level: float,
        method: VarianceMethod,
    ) -> "Sample":
        """Return checked values.

        Raises:
            ArgumentError: An argument is of a wrong class or size, or of other units.
        """
        check_design(weights, design)
        ArgumentError.raise_unless(method, VarianceMethod, argument="variance", expected="a VarianceMethod")
        level = check_share("level", level)
        try:
            given = np.asarray(values, dtype=np.float64)
        except (TypeError, ValueError):
            given = np.empty(0)
        if given.shape != (len(weights),) or np.isinf(given).any():
            expected = f"{len(weights)} finite numbers or NaN, one for each unit of the weights"
            raise ArgumentError("values", f"an array of shape {np.shape(values)}", expected)
        inside = ~np.isnan(given)
        return cls(values=given, inside=inside, weights=weights, design=design, level=level, method=method)

    @property
    def largest(self) -> float:
        """The largest value, by its size."""
        return float(np.abs(self.values[self.inside]).max(initial=0.0))

    @property
    def freedom(self) -> int:
        """The degrees of freedom of those with a value."""
        return self.design.degrees_of_freedom_of(self.inside)

    @property
    def deviations(self) -> Floats:
        """The linearised values of a mean, (n,): from the mean, over the sum of weights; 0 where there is no value."""
        if not self.inside.any():
            return np.zeros(len(self.values))
        inside, weights = self.inside, self.weights.weights
        away = np.where(inside, self.values, 0.0) - weighted_mean(self.values[inside], weights[inside])
        return np.where(inside, away / weights[inside].sum(), 0.0)

    def quantile(self, probability: float) -> float:
        """Return the least value that a share of the weight does not exceed."""
        inside = self.inside
        rows = self.values[None, inside], self.weights.weights[None, inside]
        return float(weighted_quantiles(*rows, np.array([probability]), 1)[0, 0])

    def absent(self, reason: NoVariance | None, estimate: float | None = None) -> SurveyEstimate:
        """Return an estimate without a standard error."""
        return SurveyEstimate(
            estimate=estimate,
            standard_error=None,
            low=None,
            high=None,
            effective_n=None,
            n=int(self.inside.sum()),
            degrees_of_freedom=max(self.freedom, 0),
            level=self.level,
            method=self.method,
            reason=reason,
        )

    def around(self, statistic: Statistic, deviations: Floats, *, scale: float) -> SurveyEstimate:
        """Return an estimate with the standard error that the design gives it.

        It has none where all units with a value are of strata that were drawn whole, or where its linearised values,
        (n,), follow from the margins of the weights.
        """
        inside = self.inside
        if not inside.any():
            return self.absent(NoVariance.NO_VALUES)
        estimate = statistic(self.values[inside], self.weights.weights[inside])
        left = linearized(deviations[None], self.weights)[0]
        if self._is_census(left) or self._is_known(deviations, left):
            certain = statistic(*self._by_margin())
            known = self.absent(None, certain)
            return attrs.evolve(known, standard_error=0.0, low=certain, high=certain)
        if self.design.lonely:
            return self.absent(NoVariance.LONELY_UNIT, estimate)
        if self.freedom < 1:
            return self.absent(NoVariance.NO_FREEDOM, estimate)
        if self.method is VarianceMethod.LINEARIZED:
            found = float(self.design.variances(left[None] * self.weights.weights)[0])
        else:
            replicated = self._jackknife(statistic, estimate)
            if replicated is None:
                return self.absent(NoVariance.NO_REPLICATE, estimate)
            found = replicated
        error = found**0.5
        known = attrs.evolve(self.absent(None, estimate), standard_error=error)
        if error <= NEGLIGIBLE * scale:
            return self.absent(NoVariance.NO_VARIATION, estimate)
        half = error * student(self.level, known.degrees_of_freedom)
        return attrs.evolve(known, low=estimate - half, high=estimate + half)

    def of_share(self, found: SurveyEstimate) -> SurveyEstimate:
        """Return the estimate of a share with an interval from 0 to 1."""
        if found.estimate is None or not found.standard_error:
            return found
        share, n, freedom = found.estimate, found.n, found.degrees_of_freedom
        ratio = student(self.level, n - 1) / student(self.level, freedom)
        size = share * (1.0 - share) / found.standard_error**2 * ratio**2
        low, high, _ = clopper_pearson(share * size, size, level=self.level)
        return attrs.evolve(found, low=float(low), high=float(high), effective_n=size)

    @property
    def _open(self) -> npt.NDArray[np.bool_]:
        """Which units are of strata that were not drawn whole, (n,)."""
        return (self.design.fractions < 1.0)[self.design.stratum_of[self.design.clusters]]

    def _is_census(self, left: Floats) -> bool:
        """Whether all units with a value, and all that the margins tie to them, are of strata that were drawn whole."""
        is_open = self._open
        return not (self.inside & is_open).any() and self._is_nothing(left[is_open], left)

    def _is_known(self, deviations: Floats, left: Floats) -> bool:
        """Whether linearised values, which are not all 0, are linear in the indicators of the margins' cells.

        Those that are all 0, as of a mean of equal values, do not vary in the sample: that is no certainty.
        """
        if not (np.abs(deviations).max() > NEGLIGIBLE * self.largest and self._is_nothing(left, deviations)):
            return False
        # Where there are as many cells as units, they agree with everything. What is known is then a cell's own count.
        return _margin_rank(self.weights) < len(self.values) or any(
            np.array_equal(self.values, margin.codes == code)
            for margin in self.weights.margins
            for code in range(len(margin.targets))
        )

    def _is_nothing(self, left: Floats, of: Floats) -> bool:
        """Whether what is left of linearised values is rounding."""
        return bool(np.abs(left).max(initial=0.0) <= FITTED * np.abs(of).max())

    def _by_margin(self) -> tuple[Floats, Floats]:
        """Return values and weights of what is known: the cells of a margin that tells the value, or else the units."""
        for margin in self.weights.margins:
            values = np.full(len(margin.targets), np.nan)
            values[margin.codes] = self.values
            if np.array_equal(values[margin.codes], self.values):
                return values, margin.targets
        return self.values[self.inside], self.weights.weights[self.inside]

    def _jackknife(self, statistic: Statistic, estimate: float) -> float | None:
        """Return the variance by leaving out sampling units, or None where weights cannot be calibrated without one."""
        design, inside, found = self.design, self.inside, 0.0
        for cluster, stratum in enumerate(design.stratum_of.tolist()):
            left = 1.0 - float(design.fractions[stratum])
            if not left:
                continue
            n = int(design.sampled[stratum])
            others = (design.stratum_of == stratum)[design.clusters]
            base = self.weights.base * np.where(others, n / (n - 1.0), 1.0)
            base[design.clusters == cluster] = 0.0
            try:
                weights = refitted(self.weights, base, self.weights.trim).weights
            except ConvergenceError:
                return None
            replicate = statistic(self.values[inside], weights[inside])
            found += left * (n - 1.0) / n * (replicate - estimate) ** 2
        return found
