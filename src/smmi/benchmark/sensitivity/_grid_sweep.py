"""The sweep over a full grid of finite choices: every combination, none drawn and none dropped."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.benchmark.norms import comparable
from smmi.benchmark.norms._standing_columns import ScoreColumn
from smmi.benchmark.sensitivity._field import Field, ranks_in
from smmi.benchmark.sensitivity._grid_indices import GridIndices, Outcome, indices_of
from smmi.benchmark.sensitivity._held_shares import HeldShares, Tally, held_shares
from smmi.benchmark.sensitivity._variation import (
    Axis,
    Choice,
    Variation,
    axes_of,
    changed,
    combinations,
    conventions_of,
)
from smmi.errors import ArgumentError, SchemeError, UnknownCodeError
from smmi.frozen import FrozenMapping, freeze_mapping, frozen_array, made_anew
from smmi.scoring import Bands, Scores

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

MOST_OUTCOMES: Final = 20_000_000
"""How many outcomes are kept at most: combinations times scores times units."""


@attrs.frozen(kw_only=True)
class FailedCombination:
    """A combination that could not be scored.

    Attributes:
        alternatives: The alternative of each choice of the scheme, by the name of the choice.
        message: What the scheme said.

    Example:
        >>> FailedCombination(alternatives={"overall": "Broken()"}, message="no points").alternatives
        {'overall': 'Broken()'}
    """

    alternatives: Mapping[str, str] = attrs.field(converter=freeze_mapping)
    message: str


@attrs.frozen(kw_only=True, repr=False)
class GridSweep:
    """The outcomes of units under every combination of finite choices, read-only arrays.

    The choices are on the first axes, in their order, the declared alternative first; then come scores and units:
    ``rank[0, 1, 0]`` are the ranks under the second alternative of the second of three choices.

    Attributes:
        choices: What was varied.
        codes: The codes of the scores.
        units: The units' identifiers.
        failed: The combinations of the scheme's choices that could not be scored.
        scored: Which combinations could be scored.
        score: The scores, NaN where absent.
        rank: The ranks, 1 for the highest score, NaN where absent.
        percentile: The percentile ranks, NaN where absent.
        stars: The stars, 0 where there are none.
        band: The bands by their position, -1 where there is none or no bands were given.
        above_median: Whether the score is at the group's median or above; NaN where absent or quantile rules stay.
        held: How often all of that holds.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> from smmi.benchmark.sensitivity import Outcome, Variation
        >>> from smmi.scoring import GeometricMean
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> vary = Variation(overall=[GeometricMean()], ties=[benchmark.TieRule.WEAK])
        >>> grid = benchmark.stability(scores, benchmark.Norms.fit(scores), vary=vary).grid
        >>> grid
        <GridSweep of 4 combinations of 2 choices>
        >>> grid.indices(Outcome.RANK, code="overall").total["ties"]
        0.0
    """

    choices: tuple[Choice, ...]
    codes: tuple[str, ...]
    units: tuple[str, ...]
    failed: tuple[FailedCombination, ...]
    scored: Flags = attrs.field(**frozen_array())
    score: Floats = attrs.field(**frozen_array())
    rank: Floats = attrs.field(**frozen_array())
    percentile: Floats = attrs.field(**frozen_array())
    stars: npt.NDArray[np.uint8] = attrs.field(**frozen_array())
    band: npt.NDArray[np.int8] = attrs.field(**frozen_array())
    above_median: Floats = attrs.field(**frozen_array())

    __reduce__ = made_anew

    def __repr__(self) -> str:
        return f"<GridSweep of {self.scored.size} combinations of {len(self.choices)} choices>"

    @cached_property
    def held(self) -> HeldShares:
        """How often band, rank and stars hold, over the combinations that could be scored."""
        tried, tallies = int(self.scored.sum()), {}
        first = (0,) * len(self.choices)
        for row, code in enumerate(self.codes):
            declared = (one[first][row] for one in (self.score, self.rank, self.stars, self.band))
            tally = Tally(*declared)
            names = ("score", "rank", "percentile", "stars", "band")
            tally.add(*(getattr(self, name)[..., row, :][self.scored] for name in names))
            tallies[code] = tally
        banded = bool((self.band >= 0).any())
        return held_shares(tallies, self.units, tried, banded=banded)

    def outcomes(self, outcome: Outcome, /, *, code: str = "overall") -> Floats:
        """Return one outcome of one score under every combination, the choices on the first axes, then units.

        Args:
            outcome: Which.
            code: Of which score.

        Raises:
            UnknownCodeError: No score has the code.
        """
        if code not in self.codes:
            raise UnknownCodeError("no score has the code", str(code), self.codes)
        row, first = self.codes.index(code), (0,) * len(self.choices)
        match outcome:
            case Outcome.STARS_HELD | Outcome.BAND_HELD:
                name, none = ("stars", 0) if outcome is Outcome.STARS_HELD else ("band", -1)
                values = getattr(self, name)[..., row, :]
                held = np.where(values[first] == none, np.nan, values == values[first])
                return np.where(self.scored[..., None], held, np.nan)
            case Outcome.ABOVE_MEDIAN:
                return self.above_median[..., row, :]
            case _:
                named = {
                    Outcome.SCORE: self.score,
                    Outcome.RANK: self.rank,
                    Outcome.PERCENTILE: self.percentile,
                }
                return named[outcome][..., row, :]

    def indices(self, outcome: Outcome, /, *, code: str = "overall", unit: str | None = None) -> GridIndices:
        """Return which choice matters, as exact first-order and total-order indices.

        For all units together, variances are summed over the units that have an outcome under every combination; each
        index is a share of that sum (Lamboni, Monod and Makowski 2011, Reliab Eng Syst Saf 96:450-459).

        Args:
            outcome: Of what.
            code: Of which score.
            unit: Of which unit; of all together where not given.

        Raises:
            UnknownCodeError: No score has the code, or there is no such unit.
        """
        values = self.outcomes(outcome, code=code)
        if unit is not None:
            if unit not in self.units:
                raise UnknownCodeError("no unit is called", str(unit), self.units)
            values = values[..., [self.units.index(unit)]]
        names = [one.name for one in self.choices]
        return indices_of(values, names, outcome, code, full=bool(self.scored.all()))

    @tells_keywords
    def ends(
        self, outcome: Outcome, /, *, code: str = "overall", unit: str
    ) -> tuple[Mapping[str, str], Mapping[str, str]] | None:
        """Return under which alternatives an outcome of one unit is lowest, and highest; None where it has none.

        Of several combinations it is the one with the fewest alternatives that are not declared, and of those the
        first. Each is told by the name of the choice; choices that are as declared are left out.

        Args:
            outcome: Of what.
            code: Of which score.
            unit: Of which unit.

        Raises:
            UnknownCodeError: No score has the code, or there is no such unit.
        """
        values = self.outcomes(outcome, code=code)
        if unit not in self.units:
            raise UnknownCodeError("no unit is called", str(unit), self.units)
        own = values[..., self.units.index(unit)]
        if np.isnan(own).all():
            return None
        low, high = (self._fewest(own == end) for end in (np.nanmin(own), np.nanmax(own)))
        return low, high

    def _fewest(self, there: Flags) -> Mapping[str, str]:
        """Return the alternatives of the combination, of some, in which the fewest are not declared."""
        place = min(np.argwhere(there).tolist(), key=np.count_nonzero)
        pairs = zip(self.choices, place, strict=True)
        return FrozenMapping({choice.name: choice.alternatives[at] for choice, at in pairs if at})


def sweep_grid(field: Field, vary: Variation, bands: Bands | None, /) -> GridSweep | None:
    """Return the outcomes under every combination; None where nothing finite is varied.

    Raises:
        ArgumentError: An alternative is the declared one, stands twice or is not of its kind, or the grid is too large.
        UnknownCodeError: There is no such indicator.
    """
    scores = field.scores
    if vary.cells * len(scores.codes) * len(scores) > MOST_OUTCOMES:
        raise ArgumentError(
            "vary",
            f"a grid of {vary.cells} combinations of {len(scores)} units and {len(scores.codes)} scores",
            f"at most {MOST_OUTCOMES} outcomes",
            "Vary less at once, or take fewer units",
        )
    of_scheme, of_norms = axes_of(vary, field)
    axes = [*of_scheme, *of_norms]
    if not axes:
        return None
    shape = (*(len(axis.values) for axis in axes), len(scores.codes), len(scores))
    outcomes = _Outcomes.empty(shape, medians=bool(vary.quantiles))
    failed = []
    for place, alternatives in combinations(of_scheme):
        try:
            scored = changed(scores.scheme, alternatives).compile().score(scores.answers)
        except SchemeError as error:
            labels = {axis.name: axis.labels[i] for axis, i in zip(of_scheme, place, strict=True)}
            failed.append(FailedCombination(alternatives=labels, message=str(error)))
            outcomes.scored[place] = False
            continue
        _fill(outcomes, place, field, scored, of_norms, bands, medians=bool(vary.quantiles))
    return GridSweep(
        choices=tuple(axis.choice for axis in axes),
        codes=scores.codes,
        units=tuple(scores.units.tolist()),
        failed=tuple(failed),
        **attrs.asdict(outcomes),
    )


@attrs.frozen(eq=False)
class _Outcomes:
    """Arrays to be filled, as `GridSweep` holds them."""

    scored: Flags
    score: Floats
    rank: Floats
    percentile: Floats
    stars: npt.NDArray[np.uint8]
    band: npt.NDArray[np.int8]
    above_median: Floats

    @classmethod
    def empty(cls, shape: tuple[int, ...], *, medians: bool) -> "_Outcomes":
        score, rank, percentile = (np.full(shape, np.nan) for _ in range(3))
        above = np.full(shape, np.nan) if medians else np.broadcast_to(np.nan, shape)
        return cls(
            np.ones(shape[:-2], dtype=np.bool_),
            score,
            rank,
            percentile,
            np.zeros(shape, dtype=np.uint8),
            np.full(shape, -1, dtype=np.int8),
            above,
        )


def _fill(
    outcomes: _Outcomes,
    place: tuple[int, ...],
    field: Field,
    scored: Scores,
    of_norms: list[Axis],
    bands: Bands | None,
    *,
    medians: bool,
) -> None:
    """Fill in the outcomes of one combination of the scheme's choices, under every one of the norms'."""
    values = comparable(scored, field.conventions)[0]
    levels = bands.levels_of(values) if bands else None
    columns: dict[tuple[str | None, int], tuple[ScoreColumn, Floats]] = {}
    for inner, alternatives in combinations(of_norms):
        rules = conventions_of(field.conventions, alternatives)
        left_out = alternatives.get("without_peers")
        at = (*place, *inner)
        outcomes.score[at] = values
        if levels is not None:
            outcomes.band[at] = levels
        for row in range(len(values)):
            if (left_out, row) not in columns:
                members = field.members & (field.scores.units != left_out) if left_out else field.members
                table = field.table(values[row], members)
                made = field.column(table, values[row], members, rules)
                columns[left_out, row] = made, ranks_in(table, values[row])
            column, ranks = columns[left_out, row]
            column = attrs.evolve(column, conventions=rules)
            outcomes.rank[*at, row] = ranks
            outcomes.percentile[*at, row] = column.percentiles()
            outcomes.stars[*at, row] = column.quartiles()
            if medians:
                middle = column.medians()[0]
                known = ~np.isnan(middle) & ~np.isnan(values[row])
                outcomes.above_median[*at, row] = np.where(known, values[row] >= middle, np.nan)
