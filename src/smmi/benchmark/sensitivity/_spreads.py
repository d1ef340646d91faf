"""How weights are spread around what was declared or elicited: the law from which they are drawn."""

from typing import Final, Protocol, runtime_checkable

import attrs
import numpy as np
import numpy.typing as npt

from smmi._decimals import LEAST_WEIGHT
from smmi.benchmark.survey._argument_checks import plain_number
from smmi.errors import ArgumentError
from smmi.instrument.declaration import is_number
from smmi.scoring import ScoringScheme
from smmi.scoring.scheme import OVERALL
from smmi.scoring.weights import PairedComparisons

Floats = npt.NDArray[np.float64]

_FROM_ROUNDING: Final = 1e-12
"""A variance of less than this times the largest is left by rounding, where all logarithms can shift together."""


@runtime_checkable
class WeightSpread(Protocol):
    """What a law of weights must offer; no base class is needed.

    Attributes:
        of: The code of the node whose children's weights are spread.

    Example:
        >>> isinstance(DirichletSpread(99.0), WeightSpread)
        True
    """

    @property
    def of(self) -> str:
        """The code of the node whose children's weights are spread."""

    def draw(self, scheme: ScoringScheme, draws: int, rng: np.random.Generator, /) -> Floats:
        """Return weights of the node's children, positive or 0 in a whole column, (draws, children).

        Raises:
            ArgumentError: The weights have no spread, or the law is not of these children.
        """

    def in_words(self) -> str:
        """Return the law in words."""


@attrs.frozen
class DirichletSpread:
    """Shares of weight from a Dirichlet law whose means are the declared shares.

    A share s has the standard deviation √(s (1 − s) / (concentration + 1)). The shares are made of independent gamma
    variables, one for each weight, which are the inputs of `weight_indices`.

    Attributes:
        concentration: How close shares are to the declared ones, positive; of 16 equal weights, 99 spreads each share
            of 6.25 % by 2.4 points.
        of: The code of the node whose children's weights are spread.

    Raises:
        ArgumentError: The concentration is not a positive finite number.

    Example:
        >>> DirichletSpread(99.0).in_words()
        "Dirichlet around the declared shares, concentration 99, below 'overall'"
    """

    concentration: float = attrs.field(converter=plain_number)
    of: str = attrs.field(default=OVERALL, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not is_number(self.concentration) or not self.concentration > 0:
            raise ArgumentError("concentration", repr(self.concentration), "a positive finite number")

    def draw(self, scheme: ScoringScheme, draws: int, rng: np.random.Generator, /) -> Floats:
        """Return independent gamma variables, one for each weight, (draws, children).

        Args:
            scheme: By which weights are declared.
            draws: How many.
            rng: Where they are drawn from.

        Raises:
            ArgumentError: Fewer than two children have weight, so that no share can vary.
        """
        declared = np.array([scheme.weight(code) for code in scheme.children(self.of)])
        if (declared > 0).sum() < 2:
            raise ArgumentError(
                "vary", f"weights below {self.of!r} without spread", "two weights that are not 0"
            )
        shapes = self.concentration * declared / declared.sum()
        # One shape is drawn faster than many, from the same random numbers.
        alike = bool((shapes == shapes[0]).all())
        drawn = rng.standard_gamma(shapes[0] if alike else shapes, size=(draws, len(declared)))
        found: Floats = np.maximum(drawn, LEAST_WEIGHT, out=drawn)
        found[:, shapes == 0] = 0.0
        return found

    def in_words(self) -> str:
        """Return the law in words."""
        return (
            f"Dirichlet around the declared shares, concentration {self.concentration:g}, below {self.of!r}"
        )


@attrs.frozen
class ElicitedSpread:
    """Weights as paired comparisons leave them open: normal logarithms with the covariances of the estimates.

    They lie around the elicited weights, whatever the scheme declares.

    Attributes:
        comparisons: What `paired_comparisons` returned.
        of: The code of the node whose children were compared.

    Raises:
        ArgumentError: These are no paired comparisons.

    Example:
        >>> from smmi.scoring.weights import paired_comparisons
        >>> ElicitedSpread(paired_comparisons({("a", "b"): 3, ("b", "a"): 1})).in_words()
        "normal logarithms around weights from 4 paired comparisons, below 'overall'"
    """

    comparisons: PairedComparisons = attrs.field(repr=False)
    of: str = attrs.field(default=OVERALL, kw_only=True)

    def __attrs_post_init__(self) -> None:
        ArgumentError.raise_unless(
            self.comparisons, PairedComparisons, argument="comparisons", expected="PairedComparisons"
        )

    def draw(self, scheme: ScoringScheme, draws: int, rng: np.random.Generator, /) -> Floats:
        """Return weights, (draws, children).

        Args:
            scheme: Whose node has the children that were compared.
            draws: How many.
            rng: Where they are drawn from.

        Raises:
            ArgumentError: Others were compared than the node's children, or the estimates have no error.
        """
        children, compared = scheme.children(self.of), self.comparisons.codes
        if sorted(children) != sorted(compared):
            raise ArgumentError(
                "vary",
                f"comparisons of {', '.join(map(repr, compared))}",
                f"those of the children of {self.of!r}",
            )
        variances, axes = np.linalg.eigh(self.comparisons.covariance)
        if not variances[-1] > 0:
            raise ArgumentError("vary", "paired comparisons without spread", "estimates that have errors")
        variances = np.where(variances > _FROM_ROUNDING * variances[-1], variances, 0.0)
        logs = np.array([self.comparisons.log_weights[code] for code in compared])
        normal = rng.standard_normal((draws, len(compared)))
        drawn = np.exp(logs + normal @ (axes * np.sqrt(variances)).T)
        found: Floats = np.ascontiguousarray(drawn[:, [compared.index(code) for code in children]])
        return found

    def in_words(self) -> str:
        """Return the law in words."""
        return (
            f"normal logarithms around weights from {self.comparisons.comparisons:g} paired comparisons, "
            f"below {self.of!r}"
        )
