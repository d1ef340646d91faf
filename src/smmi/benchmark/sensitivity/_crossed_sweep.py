"""The sweep over a grid of finite choices crossed with drawn weights: every combination under the same draws."""

from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.benchmark.kernels.sensitivity._packed_ranks import tied_ranks
from smmi.benchmark.kernels.sensitivity._weighted_sums import means_in_order
from smmi.benchmark.norms import Group, Norms, SelfInclusion
from smmi.benchmark.sensitivity._counted_draws import Standings, declared_tally
from smmi.benchmark.sensitivity._field import Field
from smmi.benchmark.sensitivity._grid_indices import GridIndices, Outcome, indices_of
from smmi.benchmark.sensitivity._grid_sweep import FailedCombination
from smmi.benchmark.sensitivity._spreads import WeightSpread
from smmi.benchmark.sensitivity._variation import (
    Choice,
    Variation,
    axes_of,
    changed,
    combinations,
    conventions_of,
)
from smmi.benchmark.sensitivity._weighed_node import WeighedNode
from smmi.benchmark.sensitivity._weight_sweep import drawn_weights
from smmi.errors import ArgumentError, SchemeError, UnknownCodeError
from smmi.frozen import frozen_array, made_anew
from smmi.scoring import Scores

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

MOST_OUTCOMES: Final = 20_000_000
"""How many outcomes are kept at most: combinations times draws times units."""
WEIGHTS: Final = "weights"
"""The name of the weights among the choices."""


@attrs.frozen(kw_only=True, repr=False)
class CrossedSweep:
    """The outcomes of one score under every combination of finite choices and, in each, the same draws of weights.

    It is for organisers: ranks tell of peers.

    The finite choices are on the first axes, in their order, the declared alternative first; then come draws and units:
    ``rank[0, 1, 5]`` are the ranks under the second alternative of the second of two choices and the sixth draw.

    Attributes:
        choices: What was varied over the grid.
        spread: The law of the weights.
        children: The codes of the nodes whose weights were drawn.
        weights: The weights of each draw, (draws, children), relative to one another.
        group: In which group units are placed.
        units: The units' identifiers.
        failed: The combinations of the scheme's choices that could not be scored.
        scored: Which combinations could be scored.
        score: The scores, NaN where absent.
        rank: The ranks, 1 for the highest score, NaN where absent.
        percentile: The percentile ranks, NaN where absent.
        stars: The stars, 0 where there are none.
        declared: The declared stars of each unit, by the declared weights, (units,).

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> from smmi.benchmark.sensitivity import DirichletSpread, Outcome, Variation, crossed_sweep
        >>> from smmi.scoring import MinimumCoverage
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> vary = Variation(without_peers=["S001"], weights=DirichletSpread(99.0), draws=50)
        >>> found = crossed_sweep(
        ...     scores, benchmark.Norms.fit(scores), vary=vary, rng=np.random.default_rng(2)
        ... )
        >>> found
        <CrossedSweep of 'overall': 2 combinations of 1 choices x 50 draws of 16 weights>
        >>> found.indices(Outcome.SCORE).total["without_peers"]
        0.0
    """

    choices: tuple[Choice, ...]
    spread: WeightSpread
    children: tuple[str, ...]
    weights: Floats = attrs.field(**frozen_array())
    group: Group
    units: tuple[str, ...]
    failed: tuple[FailedCombination, ...]
    scored: Flags = attrs.field(**frozen_array())
    score: Floats = attrs.field(**frozen_array())
    rank: Floats = attrs.field(**frozen_array())
    percentile: Floats = attrs.field(**frozen_array())
    stars: npt.NDArray[np.uint8] = attrs.field(**frozen_array())
    declared: npt.NDArray[np.uint8] = attrs.field(**frozen_array())

    __reduce__ = made_anew

    def __repr__(self) -> str:
        draws, children = self.weights.shape
        return (
            f"<CrossedSweep of {self.spread.of!r}: {self.scored.size} combinations of {len(self.choices)} choices x "
            f"{draws} draws of {children} weights>"
        )

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Return what was really varied, each as a name and a sentence."""
        lost = self.scored.size - int(self.scored.sum())
        told = f"{lost} of them could not be scored" if lost else "all of them scored"
        return (
            ("Group", f"{self.group.name}, {len(self.units)} units"),
            *((one.name, "; ".join(one.alternatives)) for one in self.choices),
            ("Grid", f"{self.scored.size} combinations, {told}"),
            *(("Not scored", f"{dict(one.alternatives)}: {one.message}") for one in self.failed),
            ("Weights", f"{len(self.weights)} draws in each combination, {self.spread.in_words()}"),
        )

    def outcomes(self, outcome: Outcome, /) -> Floats:
        """Return one outcome under every combination and draw: the choices on the first axes, then draws and units.

        Args:
            outcome: Which: a score, a rank, a percentile rank, or whether the stars are the declared ones.

        Raises:
            ArgumentError: It is none of these.
        """
        named = {Outcome.SCORE: self.score, Outcome.RANK: self.rank, Outcome.PERCENTILE: self.percentile}
        if outcome is Outcome.STARS_HELD:
            held = np.where(self.declared == 0, np.nan, self.stars == self.declared)
            return np.where(self.scored[..., None, None], held, np.nan)
        if outcome not in named:
            raise ArgumentError(
                "outcome",
                repr(outcome),
                "Outcome.SCORE, Outcome.RANK, Outcome.PERCENTILE or Outcome.STARS_HELD",
            )
        return named[outcome]

    def indices(self, outcome: Outcome, /, *, unit: str | None = None) -> GridIndices:
        """Return which choice matters, the weights of all children together being one, by the name `weights`.

        Combinations are equally likely, and so are the draws that were made. Over these the indices are sums and no
        estimates; what is estimated is the law of the weights, by its draws.

        Args:
            outcome: Of what, as in `outcomes`.
            unit: Of which unit; of all together where not given, as in `GridSweep.indices`.

        Raises:
            ArgumentError: There is no such outcome.
            UnknownCodeError: There is no such unit.
        """
        values = self.outcomes(outcome)
        if unit is not None:
            if unit not in self.units:
                raise UnknownCodeError("no unit is called", str(unit), self.units)
            values = values[..., [self.units.index(unit)]]
        names = [*(one.name for one in self.choices), WEIGHTS]
        return indices_of(values, names, outcome, self.spread.of, full=bool(self.scored.all()))


@tells_keywords
def crossed_sweep(
    scores: Scores, norms: Norms, /, *, vary: Variation, group: str = "all", rng: np.random.Generator
) -> CrossedSweep:
    """Return one score of units, and where they stand, under each combination of a grid and the same drawn weights.

    `stability` varies finite choices while weights are as declared, and weights while all else is. Here both vary, so
    that it is told whether weights matter more than rules, and how far one depends on the other.

    Weighted means are summed in doubles, whose rounding can make or break a tie: `stability` has the scheme decide it.

    Args:
        scores: The scores of the units, by the declared scheme, with those of all members of the norms in the group.
        norms: The declared norms, without a survey design and of units of equal weights.
        vary: What is varied: finite choices and weights. Without quantile rules, which change no outcome told here.
        group: The name of the group in which units are placed.
        rng: Where weights are drawn from.

    Raises:
        ArgumentError: An argument is of a wrong class, finite choices or weights are not varied, an alternative is the
            declared one, weights have no spread, norms are weighted, the members' scores are not there, or there are
            too many outcomes.
        NormsMismatchError: The scores are of another instrument, edition or scheme.
        UnknownCodeError: There is no such group, indicator or node.

    Example:
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> from smmi.benchmark.sensitivity import DirichletSpread
        >>> from smmi.scoring import GeometricMean
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> vary = Variation(areas=[GeometricMean()], weights=DirichletSpread(99.0), draws=20)
        >>> found = crossed_sweep(
        ...     scores, benchmark.Norms.fit(scores), vary=vary, rng=np.random.default_rng(2)
        ... )
        >>> indices = found.indices(Outcome.RANK)
        >>> sorted(indices.total), 0 < indices.interactions < 1
        (['areas', 'weights'], True)
    """
    ArgumentError.raise_unless(scores, Scores, argument="scores", expected="Scores")
    ArgumentError.raise_unless(norms, Norms, argument="norms", expected="Norms")
    ArgumentError.raise_unless(vary, Variation, argument="vary", expected="a Variation")
    ArgumentError.raise_unless(rng, np.random.Generator, argument="rng", expected="a numpy Generator")
    if vary.weights is None or vary.cells == 1:
        raise ArgumentError(
            "vary",
            "finite choices alone" if vary.cells > 1 else "no finite choice",
            "alternatives to what is declared, and a spread of weights",
            "One of them alone is varied by stability",
        )
    if vary.quantiles:
        raise ArgumentError("vary", "'quantiles'", "choices that change a score, a rank or stars")
    field = Field.of(scores, norms, group)
    if not field.alike:
        raise ArgumentError("norms", "units of different weights", "units of equal weights")
    outcomes = vary.cells * vary.draws * len(field.scores)
    if outcomes > MOST_OUTCOMES:
        raise ArgumentError(
            "vary",
            f"{vary.cells} combinations x {vary.draws} draws of {len(field.scores)} units",
            f"at most {MOST_OUTCOMES} outcomes",
            "Vary less at once, or take fewer draws",
        )
    return _swept(field, vary, vary.weights, rng)


def _swept(field: Field, vary: Variation, spread: WeightSpread, rng: np.random.Generator) -> CrossedSweep:
    of_scheme, of_norms = axes_of(vary, field)
    axes = [*of_scheme, *of_norms]
    weights = drawn_weights(field, spread, vary.draws, rng)
    declared = field.scores.scheme
    children, units = declared.children(spread.of), field.scores.units
    levels = tuple(len(axis.values) for axis in axes)
    shape = (*levels, len(weights), len(units))
    score, rank, percentile = (np.full(shape, np.nan) for _ in range(3))
    stars, scored, failed = np.zeros(shape, dtype=np.uint8), np.ones(levels, dtype=np.bool_), []
    for place, alternatives in combinations(of_scheme):
        own = weights.copy()
        left_out = alternatives.get("without_indicators")
        if left_out in children:
            own[:, children.index(left_out)] = 0.0
        try:
            again = changed(declared, alternatives).compile().score(field.scores.answers)
            values = _drawn(field, again, spread.of, own)
        except SchemeError as error:
            labels = {axis.name: axis.labels[i] for axis, i in zip(of_scheme, place, strict=True)}
            failed.append(FailedCombination(alternatives=labels, message=str(error)))
            scored[place] = False
            continue
        rounded = np.round(values, field.conventions.decimals)
        for inner, others in combinations(of_norms):
            rules, peer = conventions_of(field.conventions, others), others.get("without_peers")
            members = field.members & (units != peer) if peer else field.members
            below, equal = tied_ranks(rounded, members.astype(np.int32))
            size = (~np.isnan(values) & members).sum(axis=1, keepdims=True)
            out = (members & (rules.self_inclusion is SelfInclusion.LEFT_OUT)).astype(np.int64)
            at = (*place, *inner)
            score[at] = values
            rank[at], percentile[at], stars[at] = Standings(values, below, equal, size).told(rules, out)
    return CrossedSweep(
        choices=tuple(axis.choice for axis in axes),
        spread=spread,
        children=children,
        weights=weights,
        group=field.group,
        units=tuple(units.tolist()),
        failed=tuple(failed),
        scored=scored,
        score=score,
        rank=rank,
        percentile=percentile,
        stars=stars,
        declared=declared_tally(field, spread.of, None).stars,
    )


def _drawn(field: Field, scores: Scores, code: str, weights: Floats) -> Floats:
    """Return one score of units under some rows of weights, (draws, n).

    Raises:
        SchemeError: The scheme cannot have these weights.
    """
    node = WeighedNode(scores=scores, of=code, conventions=field.conventions, weights=weights)
    if node.averages:
        return means_in_order(node.means, weights, node.share)
    return np.stack([node.rescored(draw) for draw in range(len(weights))])
