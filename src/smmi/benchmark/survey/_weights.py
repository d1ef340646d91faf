"""Survey weights: how many units of a population each unit of a sample stands for, and how they were made."""

import enum
from functools import cached_property
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._ranks import effective_size
from smmi.benchmark.survey._argument_checks import plain_number
from smmi.benchmark.survey._exact_sums import ExactSums
from smmi.benchmark.survey._margins import Margin, check_sample
from smmi.benchmark.survey._unit_weights import unit_weights
from smmi.errors import ArgumentError
from smmi.frozen import frozen_array, made_anew, read_only
from smmi.instrument import Answers

Floats = npt.NDArray[np.float64]


class WeightingMethod(enum.Enum):
    """How survey weights are made.

    Example:
        >>> [one.value for one in WeightingMethod]
        ['design', 'post-stratification', 'raking']
    """

    DESIGN = "design"
    """They come with the sample: the inverse of the probability to be drawn."""
    POST_STRATIFICATION = "post-stratification"
    """The weights of each cell add up to its count in the population."""
    RAKING = "raking"
    """The weights of each cell of several margins do, by iterative proportional fitting."""


@attrs.frozen(kw_only=True)
class TrimRule:
    """Above which weight a weight is cut: a multiple of a quantile of all weights.

    Attributes:
        multiple: How many times the quantile.
        probability: Which quantile (definition 7 of Hyndman and Fan 1996); the median where not given.

    Raises:
        ArgumentError: A value is out of its range.

    Example:
        >>> TrimRule(multiple=3.0).cap(np.array([1.0, 2.0, 9.0]))
        6.0
    """

    multiple: float = attrs.field(converter=plain_number)
    probability: float = attrs.field(default=0.5, converter=plain_number)

    def __attrs_post_init__(self) -> None:
        expected = {"multiple": "a positive finite number", "probability": "a number from 0 to 1"}
        for name, what in expected.items():
            value = getattr(self, name)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not (0 < value < np.inf if name == "multiple" else 0 <= value <= 1):
                raise ArgumentError(name, repr(value), what)

    def cap(self, weights: Floats, /) -> float:
        """Return the largest weight that is left as it is, of weights, (n,).

        Args:
            weights: All weights, (n,).
        """
        return float(self.multiple * np.quantile(weights, self.probability))


@attrs.frozen(kw_only=True)
class MarginCell:
    """One cell of a margin: what the population has, and what the sample stood for and stands for.

    Attributes:
        attributes: The attributes of the margin.
        values: Their values in this cell.
        target: How many units of the population are in it.
        n: How many units of the sample are in it.
        before: The sum of their base weights.
        after: The sum of their weights.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> from smmi.benchmark import post_stratify
        >>> drawn = {"discipline": ["nursing"] * 4 + ["dental"] * 2}
        >>> rng = np.random.default_rng(1)
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=6, rng=rng, attributes=drawn)
        >>> weights = post_stratify(answers, by="discipline", population={"nursing": 420, "dental": 66})
        >>> cell = weights.cells[0]
        >>> cell.values, cell.target, cell.n, cell.before, cell.after
        (('nursing',), 420.0, 4, 4.0, 420.0)
    """

    attributes: tuple[str, ...]
    values: tuple[str, ...]
    target: float
    n: int
    before: float
    after: float


@attrs.frozen(kw_only=True)
class SurveyWeights:
    """How many units of a population each unit of a sample stands for, and how that came about.

    Make them with `post_stratify`, `rake` or, where weights come with the sample, `SurveyWeights.of_design`.

    Attributes:
        units: The units, in the order of the answers.
        weights: Their weights, (n,).
        base: The weights that were fitted to the margins, (n,).
        method: How they were made.
        margins: The counts that they agree with, and the cell of each unit.
        iterations: How many sweeps were made.
        distance: How far the weighted counts are from the population's, at most, relative to the latter.
        tolerance: How far they may be.
        limit: How many sweeps may be made.
        trim: By which rule weights were cut, or None.
        cap: The largest weight that was left, or None.
        trimmed: The units whose weights were cut, in their order.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> from smmi.benchmark import post_stratify
        >>> drawn = {"discipline": ["nursing"] * 4 + ["dental"] * 2}
        >>> rng = np.random.default_rng(1)
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=6, rng=rng, attributes=drawn)
        >>> weights = post_stratify(answers, by="discipline", population={"nursing": 420, "dental": 66})
        >>> weights.weights.tolist()
        [105.0, 105.0, 105.0, 105.0, 33.0, 33.0]
        >>> weights.population, round(weights.effective_n, 2), weights.converged
        (486.0, 5.1, True)
    """

    units: tuple[str, ...] = attrs.field(repr=False)
    weights: Floats = attrs.field(**frozen_array())
    base: Floats = attrs.field(**frozen_array())
    method: WeightingMethod
    margins: tuple[Margin, ...] = ()
    iterations: int = 0
    distance: float = 0.0
    tolerance: float = 1e-10
    limit: int = 1000
    trim: TrimRule | None = None
    cap: float | None = None
    trimmed: tuple[str, ...] = ()

    @classmethod
    def of_design(cls, answers: Answers, weights: Any, /) -> "SurveyWeights":  # noqa: ANN401  (checked here)
        """Return weights that come with the sample.

        Args:
            answers: The units.
            weights: Their weights, (n,), positive: the inverse of the probability to be drawn.

        Raises:
            ArgumentError: These are no answers, or not one positive finite number for each unit.
        """
        check_sample(answers)
        known = unit_weights(weights, len(answers))
        if known is None:
            raise ArgumentError("weights", "None", f"{len(answers)} positive finite numbers, one per unit")
        units = tuple(answers.units.tolist())
        return cls(units=units, weights=known, base=known, method=WeightingMethod.DESIGN)

    def weights_of(self, units: npt.NDArray[Any], /) -> Floats:
        """Return the weights, (n,), if they are of these units in this order.

        Args:
            units: The identifiers of units, (n,).

        Raises:
            ArgumentError: They are not.
        """
        if self.units != tuple(units.tolist()):
            advice = "Weight the answers that were scored: rake(scores.answers, margins=...)"
            raise ArgumentError("weights", "weights of other units", "those of the scores", advice)
        return self.weights

    __reduce__ = made_anew

    def __len__(self) -> int:
        return len(self.units)

    @property
    def converged(self) -> bool:
        """Whether the weighted counts are those of the population."""
        return self.distance <= self.tolerance

    @property
    def population(self) -> float:
        """How many units the sample stands for: the sum of the weights."""
        return float(self.weights.sum())

    @cached_property
    def relative(self) -> Floats:
        """The weights over their largest common divisor, (n,): the same for all exact multiples of them."""
        found: Floats = read_only(ExactSums.of(self.weights, np.arange(len(self))).relative)
        return found

    @property
    def effective_n(self) -> float:
        """How many units of equal weights would be worth as much: (sum of w)² / sum of w² (Kish 1965)."""
        return float(effective_size(self.weights))

    @property
    def design_effect(self) -> float:
        """By how much unequal weights blow up a variance: 1 + cv² (Kish 1992, J Off Stat 8:183-200)."""
        return len(self) / self.effective_n

    @property
    def factors(self) -> tuple[float, float]:
        """The least and the largest factor by which a base weight was changed."""
        ratios = self.weights / self.base
        return float(ratios.min()), float(ratios.max())

    @cached_property
    def cells(self) -> tuple[MarginCell, ...]:
        """Every cell of every margin, with its count and the weighted counts before and after."""
        found = []
        for margin in self.margins:
            k = len(margin.targets)
            columns = zip(
                margin.values,
                margin.targets.tolist(),
                np.bincount(margin.codes, minlength=k).tolist(),
                np.bincount(margin.codes, self.base, minlength=k).tolist(),
                np.bincount(margin.codes, self.weights, minlength=k).tolist(),
                strict=True,
            )
            for values, target, n, before, after in columns:
                found.append(
                    MarginCell(
                        attributes=margin.attributes,
                        values=values,
                        target=target,
                        n=n,
                        before=before,
                        after=after,
                    )
                )
        return tuple(found)

    def describe(self) -> str:
        """Return how the weights were made, as sentences for a methodology note."""
        by = "; ".join(" x ".join(margin.attributes) for margin in self.margins)
        how = {
            WeightingMethod.DESIGN: "Units are weighted by the weights that come with the sample.",
            WeightingMethod.POST_STRATIFICATION: f"Units are post-stratified to the population's counts by {by}.",
            WeightingMethod.RAKING: f"Units are raked to the population's counts by {by}.",
        }[self.method]
        cut = ""
        if self.trim is not None:
            of = (
                "the median"
                if self.trim.probability == 0.5
                else f"their quantile at {self.trim.probability:g}"
            )
            cut = (
                f" Weights above {self.trim.multiple:g} times {of} are cut there ({len(self.trimmed)} units)."
            )
        return (
            f"{how}{cut} {len(self)} units stand for {self.population:.6g}; by their weights alone they are worth "
            f"{self.effective_n:.6g} (Kish 1965)."
        )
