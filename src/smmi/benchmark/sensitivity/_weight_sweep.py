"""The sweep over weights: the ranks and stars of units under many weights of one node's children."""

import attrs
import numpy as np
import numpy.typing as npt

from smmi._decimals import MOST_WEIGHT
from smmi.benchmark.sensitivity._counted_draws import counted
from smmi.benchmark.sensitivity._field import Field
from smmi.benchmark.sensitivity._held_shares import HeldShares, held_shares
from smmi.benchmark.sensitivity._spreads import WeightSpread
from smmi.benchmark.sensitivity._weighed_node import WeighedNode
from smmi.errors import ArgumentError
from smmi.frozen import frozen_array, made_anew
from smmi.scoring import Bands

Floats = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True, repr=False)
class WeightSweep:
    """What holds of one score while the weights of its children are drawn; all else is as declared.

    Attributes:
        spread: The law of the weights.
        children: The codes of the nodes whose weights were drawn.
        weights: The weights of each draw, (draws, children), relative to one another.
        rescored: In how many draws sums of doubles did not decide, so that the scheme itself scored all units.
        held: What holds, of the one score.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> from smmi.benchmark.sensitivity import DirichletSpread, Variation
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> vary = Variation(weights=DirichletSpread(99.0), draws=200)
        >>> found = benchmark.stability(
        ...     scores, benchmark.Norms.fit(scores), vary=vary, rng=np.random.default_rng(2)
        ... )
        >>> found.weights
        <WeightSweep of 'overall': 200 draws of 16 weights>
    """

    spread: WeightSpread
    children: tuple[str, ...]
    weights: Floats = attrs.field(**frozen_array())
    rescored: int
    held: HeldShares

    __reduce__ = made_anew

    def __repr__(self) -> str:
        draws, children = self.weights.shape
        return f"<WeightSweep of {self.spread.of!r}: {draws} draws of {children} weights>"


def _relative(weights: Floats) -> Floats:
    """Return weights of each draw relative to the largest one."""
    relative: Floats = weights / weights.max(axis=1)[:, None]
    return relative


def drawn_weights(field: Field, spread: WeightSpread, draws: int, rng: np.random.Generator, /) -> Floats:
    """Return drawn weights, checked.

    Raises:
        ArgumentError: They are no weights, or none of them varies.
        UnknownCodeError: There is no such node.
    """
    field.scores.row(spread.of)
    scheme = field.scores.scheme
    weights = np.asarray(spread.draw(scheme, draws, rng), dtype=np.float64)
    shape = draws, len(scheme.children(spread.of))
    if weights.shape != shape:
        raise ArgumentError(
            "vary", f"weights by {spread!r} of shape {weights.shape}", f"weights of shape {shape}"
        )
    low, high = float(weights.min()), float(weights.max())
    if not (low >= 0 and high <= MOST_WEIGHT):  # NaN is neither
        raise ArgumentError(
            "vary",
            f"weights by {spread!r} from {low:g} to {high:g}",
            f"finite weights from 0 to {MOST_WEIGHT:g}",
        )
    if not (weights.sum(axis=1) > 0).all() or ((weights > 0) != (weights[:1] > 0)).any():
        raise ArgumentError(
            "vary",
            f"weights by {spread!r} that are 0 in some draws",
            "one weight above 0 in each draw, and each above 0 in all of them or in none",
        )
    if not any(np.ptp(_relative(some), axis=0).any() for some in (weights[:2], weights)):
        raise ArgumentError(
            "vary", f"{draws} draws by {spread!r} that are all alike", "weights that have a spread"
        )
    return weights


def sweep_weights(
    field: Field, spread: WeightSpread, draws: int, bands: Bands | None, rng: np.random.Generator, /
) -> WeightSweep:
    """Return what holds while weights are drawn.

    Raises:
        ArgumentError: The weights have no spread, or units of the norms have different weights.
        UnknownCodeError: There is no such node.
    """
    if not field.alike:
        raise ArgumentError(
            "norms",
            "units of different weights",
            "units of equal weights, where the scheme's weights are drawn",
        )
    weights = drawn_weights(field, spread, draws, rng)
    node = WeighedNode(scores=field.scores, of=spread.of, conventions=field.conventions, weights=weights)
    tally, rescored = counted(field, node, bands)
    held = held_shares(
        {spread.of: tally}, tuple(field.scores.units.tolist()), draws, banded=bands is not None
    )
    return WeightSweep(spread=spread, children=node.children, weights=weights, rescored=rescored, held=held)
