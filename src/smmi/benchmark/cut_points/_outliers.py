"""Outliers by a named rule: scores beyond Tukey's outer fences."""

import attrs
import numpy as np
import numpy.typing as npt

from smmi._thresholds import exceeds
from smmi.benchmark.norms import NormTable, QuantileRule
from smmi.benchmark.survey._argument_checks import as_numbers, plain_number
from smmi.errors import ArgumentError
from smmi.frozen import frozen_array, made_anew
from smmi.instrument.declaration import is_number

Floats = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True, repr=False)
class FencedScores:
    """Which scores lie within fences.

    Attributes:
        low: The lower fence.
        high: The upper fence.
        kept: Which scores are there and within the fences, the fences included, (n,).
        outside: How many are beyond them.

    Example:
        >>> found = OuterFences().of([10.0, 20.0, 30.0, 40.0, 500.0])
        >>> found.low, found.high, found.outside
        (-40.0, 100.0, 1)
    """

    low: float
    high: float
    kept: npt.NDArray[np.bool_] = attrs.field(**frozen_array())
    outside: int

    __reduce__ = made_anew

    def __repr__(self) -> str:
        return f"<FencedScores from {self.low:g} to {self.high:g}: {self.outside} beyond>"


@attrs.frozen
class OuterFences:
    """Scores below Q1 - t IQR or above Q3 + t IQR are outliers; t = 3 makes outer fences, 1.5 inner ones.

    Tukey 1977, Exploratory Data Analysis. An interquartile range of 0 is refused: all but the mode would be outliers.

    Attributes:
        times: t, how many interquartile ranges a fence is away from the quartile.
        quantiles: By which definition quartiles are made.

    Raises:
        ArgumentError: `times` is no positive number, or this is no quantile rule.

    Example:
        >>> OuterFences().of([1.0, 2.0, 3.0]).outside
        0
    """

    times: float = attrs.field(default=3.0, converter=plain_number)
    quantiles: QuantileRule = attrs.field(default=QuantileRule.TYPE_7, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not is_number(self.times) or not self.times > 0:
            raise ArgumentError("times", repr(self.times), "a positive finite number")
        ArgumentError.raise_unless(
            self.quantiles, QuantileRule, argument="quantiles", expected="a QuantileRule"
        )

    def of(self, scores: npt.ArrayLike, /) -> FencedScores:
        """Return which scores are within the fences.

        Args:
            scores: Scores, (n,); NaN where absent.

        Raises:
            ArgumentError: There are no scores, these are no numbers, or half of them are the same, so that the
                interquartile range is 0.
        """
        given = as_numbers("scores", scores)
        there = given[~np.isnan(given)] if given.ndim == 1 else np.zeros(0)
        if not len(there) or np.isinf(there).any():
            raise ArgumentError("scores", "no finite scores in one dimension", "at least one")
        table = NormTable.of(there)
        first, third = (table.quantile(share, rule=self.quantiles) for share in (0.25, 0.75))
        if not exceeds(third, first):
            raise ArgumentError(
                "scores",
                f"an interquartile range of 0, at {first:g}",
                "scores that spread",
                "Every other score would be an outlier; name another rule, or none",
            )
        width = self.times * (third - first)
        low, high = first - width, third + width
        kept = (given >= low) & (given <= high)
        return FencedScores(low=low, high=high, kept=kept, outside=len(there) - int(kept.sum()))

    def in_words(self) -> str:
        """Return the rule in words."""
        return (
            f"without scores beyond {self.times:g} interquartile ranges from the quartiles "
            f"(definition {int(self.quantiles)})"
        )
