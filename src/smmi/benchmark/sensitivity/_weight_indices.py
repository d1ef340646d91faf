"""Which weight matters: variance-based indices of the score and the rank of units, from sampled weights."""

import enum
from collections.abc import Mapping
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.benchmark.kernels.sensitivity._packed_ranks import tied_ranks
from smmi.benchmark.kernels.sensitivity._sampled_indices import azzini, saltelli_jansen
from smmi.benchmark.kernels.sensitivity._weighted_sums import means_in_order
from smmi.benchmark.norms import Norms
from smmi.benchmark.sensitivity._field import Field
from smmi.benchmark.sensitivity._grid_indices import Outcome
from smmi.benchmark.sensitivity._spreads import DirichletSpread
from smmi.benchmark.sensitivity._weighed_node import WeighedNode
from smmi.benchmark.sensitivity._weight_sweep import drawn_weights
from smmi.benchmark.survey._argument_checks import check_whole
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.frozen import frozen_array, made_anew
from smmi.scoring import Scores

Floats = npt.NDArray[np.float64]

MOST_OUTCOMES: Final = 50_000_000
"""How many outcomes are held at most: mixed samples times draws times units."""


class Estimator(enum.Enum):
    """By which estimator indices are made of sampled inputs. By both, an input that does nothing has exactly 0.

    Example:
        >>> [one.value for one in Estimator]
        ['saltelli-jansen', 'azzini']
    """

    SALTELLI_JANSEN = "saltelli-jansen"
    """First order: Saltelli et al. 2010, table 2 (b). Total order: Jansen 1999. Of k weights, k + 2 samples."""
    AZZINI = "azzini"
    """Both orders: Azzini, Mara and Rosati 2021, with a denominator for each input. Of k weights, 2 k + 2 samples."""


@attrs.frozen(kw_only=True, repr=False)
class WeightIndices:
    """Shares of variance that weights explain, estimated, read-only arrays: NaN where nothing varies or is absent.

    The inputs are independent gamma variables, the weights before they are made shares. An estimate of a small index
    can be negative; that is its error, and it is not cut off.

    Attributes:
        outcome: Of what: the score or the rank.
        of: The code of the score.
        children: The codes whose weights were drawn.
        units: The units' identifiers.
        estimator: By which estimator.
        draws: How many draws each sample has.
        first: The first-order index of each weight for each unit, (children, units).
        total: The total-order index.
        variance: The variance of each unit's outcome, (units,).

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> from smmi.benchmark.sensitivity import DirichletSpread, weight_indices
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> found = weight_indices(
        ...     scores,
        ...     benchmark.Norms.fit(scores),
        ...     spread=DirichletSpread(99.0),
        ...     draws=100,
        ...     rng=np.random.default_rng(2),
        ... )
        >>> found
        <WeightIndices of 'score', 16 weights, 40 units: azzini, 100 draws>
    """

    outcome: Outcome
    of: str
    children: tuple[str, ...]
    units: tuple[str, ...]
    estimator: Estimator
    draws: int
    first: Floats = attrs.field(**frozen_array())
    total: Floats = attrs.field(**frozen_array())
    variance: Floats = attrs.field(**frozen_array())

    def of_unit(self, unit: str, /) -> dict[str, tuple[float, float]]:
        """Return first-order and total-order index of each weight, for one unit.

        Raises:
            UnknownCodeError: There is no such unit.
        """
        if unit not in self.units:
            raise UnknownCodeError("no unit is called", str(unit), self.units)
        place = self.units.index(unit)
        pairs = zip(self.first[:, place].tolist(), self.total[:, place].tolist(), strict=True)
        return dict(zip(self.children, pairs, strict=True))

    @property
    def together(self) -> Mapping[str, tuple[float, float]]:
        """First-order and total-order index of each weight for all units: shares of their variances, summed."""
        moved = self.variance > 0
        own = self.variance[moved]
        first, total = (
            (part[:, moved] * own).sum(axis=1) / own.sum() if moved.any() else np.full(len(part), np.nan)
            for part in (self.first, self.total)
        )
        return dict(zip(self.children, zip(first.tolist(), total.tolist(), strict=True), strict=True))

    __reduce__ = made_anew

    def __repr__(self) -> str:
        return (
            f"<WeightIndices of {self.outcome.value!r}, {len(self.children)} weights, {len(self.units)} units: "
            f"{self.estimator.value}, {self.draws} draws>"
        )


@tells_keywords
def weight_indices(
    scores: Scores,
    norms: Norms,
    /,
    *,
    spread: DirichletSpread,
    draws: int = 1000,
    outcome: Outcome = Outcome.SCORE,
    estimator: Estimator = Estimator.AZZINI,
    group: str = "all",
    rng: np.random.Generator,
) -> WeightIndices:
    """Return which weight matters for the score or the rank of each unit, all else being as declared.

    Args:
        scores: The scores of the units, with those of all members of the norms in the group.
        norms: The declared norms.
        spread: The law of the weights: only a Dirichlet law has independent inputs.
        draws: How many draws each of the samples has.
        outcome: Of what: `Outcome.SCORE` or `Outcome.RANK`.
        estimator: By which estimator.
        group: The name of the group in which units are ranked.
        rng: Where weights are drawn from.

    Raises:
        ArgumentError: An argument is of a wrong class, the weights have no spread, the node is no weighted mean, norms
            are weighted, or there are too many draws.
        NormsMismatchError: The scores are of another instrument, edition or scheme.
        UnknownCodeError: There is no such group or node.

    Example:
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=9, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> found = weight_indices(
        ...     scores,
        ...     benchmark.Norms.fit(scores),
        ...     spread=DirichletSpread(99.0),
        ...     rng=np.random.default_rng(2),
        ... )
        >>> first, total = found.together["curriculum"]
        >>> 0 < first < total + 0.05
        True
    """
    ArgumentError.raise_unless(scores, Scores, argument="scores", expected="Scores")
    ArgumentError.raise_unless(norms, Norms, argument="norms", expected="Norms")
    ArgumentError.raise_unless(
        spread,
        DirichletSpread,
        argument="spread",
        expected="a DirichletSpread",
        advice={
            object: "Indices are of independent inputs; weights from paired comparisons depend on one another"
        },
    )
    ArgumentError.raise_unless(estimator, Estimator, argument="estimator", expected="an Estimator")
    ArgumentError.raise_unless(rng, np.random.Generator, argument="rng", expected="a numpy Generator")
    if outcome not in {Outcome.SCORE, Outcome.RANK}:
        raise ArgumentError("outcome", repr(outcome), "Outcome.SCORE or Outcome.RANK")
    draws = check_whole("draws", draws, 2)
    field = Field.of(scores, norms, group)
    if outcome is Outcome.RANK and not field.alike:
        raise ArgumentError("norms", "units of different weights", "units of equal weights")
    k = len(field.scores.scheme.children(spread.of))
    if 2 * (k + 1) * draws * len(field.scores) > MOST_OUTCOMES:
        raise ArgumentError(
            "draws", str(draws), f"at most {MOST_OUTCOMES} outcomes of samples, draws and units"
        )
    a, b = (drawn_weights(field, spread, draws, rng) for _ in range(2))
    node = WeighedNode(scores=field.scores, of=spread.of, conventions=field.conventions, weights=a)
    if not node.averages:
        raise ArgumentError(
            "spread", f"weights below {spread.of!r}", "those of a node that is a weighted mean"
        )

    def made(weights: Floats) -> Floats:
        found = means_in_order(node.means, weights, node.share)
        if outcome is Outcome.SCORE:
            return found
        rounded = np.round(found, field.conventions.decimals)
        below, equal = tied_ranks(rounded, field.members.astype(np.int32))
        size = (~np.isnan(found) & field.members).sum(axis=1, keepdims=True)
        return np.where(np.isnan(found), np.nan, 1.0 + size - below - equal)

    of_a, of_b = made(a), made(b)
    ab = np.stack([made(_mixed(a, b, i)) for i in range(k)])
    if estimator is Estimator.AZZINI:
        first, total, variance = azzini(of_a, of_b, ab, np.stack([made(_mixed(b, a, i)) for i in range(k)]))
    else:
        first, total, variance = saltelli_jansen(of_a, of_b, ab)
    return WeightIndices(
        outcome=outcome,
        of=spread.of,
        children=node.children,
        units=tuple(field.scores.units.tolist()),
        estimator=estimator,
        draws=draws,
        first=first,
        total=total,
        variance=variance,
    )


def _mixed(most: Floats, one: Floats, column: int) -> Floats:
    """Return a sample with one column from another."""
    found = most.copy()
    found[:, column] = one[:, column]
    return found
