"""How firm scores, ranks and stars are: under other rules, in full, and under other weights, drawn."""

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi.benchmark.norms import Group, Norms
from smmi.benchmark.sensitivity._field import Field
from smmi.benchmark.sensitivity._grid_sweep import GridSweep, sweep_grid
from smmi.benchmark.sensitivity._variation import Variation
from smmi.benchmark.sensitivity._weight_sweep import WeightSweep, sweep_weights
from smmi.errors import ArgumentError
from smmi.scoring import Bands, Scores


@attrs.frozen(kw_only=True, repr=False)
class Stability:
    """How firm the scores, ranks and stars of units are. It is exact, and for organisers: ranks tell of peers.

    The grid and the draws are two sweeps: over the grid weights are as declared, over the draws all else is.

    Attributes:
        vary: What was to be varied.
        group: In which group units are placed.
        norms: The fingerprint of the declared norms.
        grid: The sweep over finite choices; None where none was varied.
        weights: The sweep over weights; None where they stay.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> from smmi.benchmark.sensitivity import Variation
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> vary = Variation(ties=[benchmark.TieRule.WEAK, benchmark.TieRule.STRICT])
        >>> for name, said in benchmark.stability(scores, benchmark.Norms.fit(scores), vary=vary).describe():
        ...     print(f"{name}: {said}")
        Group: all, 40 units
        ties: declared: mid; weak; strict
        Grid: 3 combinations, all of them scored
    """

    vary: Variation
    group: Group
    norms: str
    grid: GridSweep | None
    weights: WeightSweep | None

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Return what was really varied, each as a name and a sentence."""
        said = [("Group", f"{self.group.name}, {len(self._units)} units")]
        if self.grid is not None:
            grid = self.grid
            said += [(one.name, "; ".join(one.alternatives)) for one in grid.choices]
            lost = grid.scored.size - int(grid.scored.sum())
            told = f"{lost} of them could not be scored" if lost else "all of them scored"
            said.append(("Grid", f"{grid.scored.size} combinations, {told}"))
            said += [("Not scored", f"{dict(one.alternatives)}: {one.message}") for one in grid.failed]
        if self.weights is not None:
            told = f"{len(self.weights.weights)} draws, {self.weights.spread.in_words()}"
            said.append(("Weights", told))
        return tuple(said)

    @property
    def _units(self) -> tuple[str, ...]:
        sweep = self.grid or self.weights.held if self.weights else self.grid
        return () if sweep is None else sweep.units

    def __repr__(self) -> str:
        parts = [repr(part) for part in (self.grid, self.weights) if part is not None]
        return f"<Stability in {self.group.name!r}: {', '.join(parts)}>"


@tells_keywords
def stability(
    scores: Scores,
    norms: Norms,
    /,
    *,
    vary: Variation,
    group: str = "all",
    bands: Bands | None = None,
    rng: np.random.Generator | None = None,
) -> Stability:
    """Return how often score band, rank and stars of units hold while choices are varied.

    Finite choices are varied over their full grid, so that what is told of them is exact. Weights are drawn. The norms
    are made again under every rule and every set of weights, from their members' own answers.

    Args:
        scores: The scores of the units, by the declared scheme, with those of all members of the norms in the group.
        norms: The declared norms, without a survey design.
        vary: What is varied.
        group: The name of the group in which units are placed.
        bands: The bands of scores, where it is asked how often these hold.
        rng: Where weights are drawn from.

    Raises:
        ArgumentError: An argument is of a wrong class, nothing is varied, an alternative is the declared one, weights
            have no spread, weights are drawn without a generator or where norms are weighted, or the members' scores
            are not there.
        NormsMismatchError: The scores are of another instrument, edition or scheme.
        UnknownCodeError: There is no such group, indicator or node.

    Example:
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> from smmi.scoring import GeometricMean
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> found = benchmark.stability(
        ...     scores, benchmark.Norms.fit(scores), vary=Variation(overall=[GeometricMean()])
        ... )
        >>> found.grid.held.of("S001")["overall"]["stars_held"]
        1.0
    """
    ArgumentError.raise_unless(scores, Scores, argument="scores", expected="Scores")
    ArgumentError.raise_unless(norms, Norms, argument="norms", expected="Norms")
    ArgumentError.raise_unless(vary, Variation, argument="vary", expected="a Variation")
    ArgumentError.raise_unless(bands, Bands | None, argument="bands", expected="None or Bands")
    ArgumentError.raise_unless(
        rng, np.random.Generator | None, argument="rng", expected="None or a numpy Generator"
    )
    field = Field.of(scores, norms, group)
    if vary.weights is not None and rng is None:
        raise ArgumentError("rng", "None", "a numpy Generator, from which weights are drawn")
    grid = sweep_grid(field, vary, bands)
    if grid is None and vary.weights is None:
        raise ArgumentError(
            "vary", "nothing that is varied", "alternatives to what is declared, or a spread of weights"
        )
    drawn = None
    if vary.weights is not None and rng is not None:
        drawn = sweep_weights(field, vary.weights, vary.draws, bands, rng)
    return Stability(vary=vary, group=field.group, norms=norms.fingerprint, grid=grid, weights=drawn)
