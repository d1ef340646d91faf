"""How often what a unit was told holds, over all that was tried: columns for scores and units."""

from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.frozen import by_code, frozen_array, made_anew

Floats = npt.NDArray[np.float64]

Places = npt.NDArray[np.intp] | slice

STARS: Final = 4
_ALL: Final = slice(None)


@attrs.frozen(kw_only=True, repr=False)
class HeldShares:
    """How often score band, rank and stars of units hold, arrays of (scores, units): NaN where nothing is to hold.

    All shares are of what could be scored. Where a unit has no score or no stars under a combination or a draw, what it
    had has not held there. Stars are names of quarters: it is told how often each number of them comes, and no mean.

    Attributes:
        codes: The codes of the scores.
        units: The units' identifiers.
        tried: How many combinations or draws there are.
        score: The declared score, in points.
        rank: The declared rank, 1 for the highest score; those with equal scores share the better one.
        stars: The declared stars, 1 to 4; 0 where there are none. Quartiles go with them, from Fourth to Top.
        scored: In which share of what was tried there is a score.
        score_low: The lowest score.
        score_high: The highest score.
        rank_best: The best rank.
        rank_worst: The worst rank.
        percentile_low: The lowest percentile rank.
        percentile_high: The highest percentile rank.
        rank_held: How often the rank is the declared one.
        stars_held: How often the stars, and so the quartile, are the declared ones.
        stars_shares: How often there is one star, two, three and four, (4, scores, units); they sum to at most 1.
        band_held: How often the band of the score is the declared one; NaN where no bands were given.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> from smmi.benchmark.sensitivity import DirichletSpread, Variation
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> norms = benchmark.Norms.fit(scores)
        >>> vary = Variation(weights=DirichletSpread(99.0), draws=200)
        >>> held = benchmark.stability(scores, norms, vary=vary, rng=np.random.default_rng(2)).weights.held
        >>> held.of("S001")["overall"]["stars_held"] > 0.5
        True
    """

    codes: tuple[str, ...]
    units: tuple[str, ...]
    tried: int
    score: Floats = attrs.field(**frozen_array())
    rank: Floats = attrs.field(**frozen_array())
    stars: npt.NDArray[np.uint8] = attrs.field(**frozen_array())
    scored: Floats = attrs.field(**frozen_array())
    score_low: Floats = attrs.field(**frozen_array())
    score_high: Floats = attrs.field(**frozen_array())
    rank_best: Floats = attrs.field(**frozen_array())
    rank_worst: Floats = attrs.field(**frozen_array())
    percentile_low: Floats = attrs.field(**frozen_array())
    percentile_high: Floats = attrs.field(**frozen_array())
    rank_held: Floats = attrs.field(**frozen_array())
    stars_held: Floats = attrs.field(**frozen_array())
    stars_shares: Floats = attrs.field(**frozen_array())
    band_held: Floats = attrs.field(**frozen_array())

    def of(self, unit: str, /) -> dict[str, dict[str, float]]:
        """Return what holds of one unit: by the code of the score and the name of the column.

        Args:
            unit: Its identifier.

        Raises:
            UnknownCodeError: There is no such unit.
        """
        place = by_code({name: i for i, name in enumerate(self.units)}, unit, "no unit is called")
        names = [field.name for field in attrs.fields(type(self))[3:] if field.name != "stars_shares"]
        return {
            code: {name: getattr(self, name)[row, place].item() for name in names}
            for row, code in enumerate(self.codes)
        }

    def columns(self) -> dict[str, list[object]]:
        """Return all as columns, one row for each score and unit, for a table or a data frame."""
        names = [field.name for field in attrs.fields(type(self))[3:] if field.name != "stars_shares"]
        found: dict[str, list[object]] = {name: getattr(self, name).ravel().tolist() for name in names}
        codes = [code for code in self.codes for _ in self.units]
        return {"unit": [*self.units] * len(self.codes), "score_code": [*codes], **found}

    __reduce__ = made_anew

    def __repr__(self) -> str:
        return f"<HeldShares of {len(self.units)} units and {len(self.codes)} scores: {self.tried} tried>"


@attrs.define(eq=False)
class Tally:
    """What is counted while combinations or draws come in, for one score: the declared ones first given.

    Attributes:
        score: The declared scores, (n,).
        rank: The declared ranks, (n,).
        stars: The declared stars, (n,).
        band: The declared bands, (n,); -1 where there is none.
    """

    score: Floats
    rank: Floats
    stars: npt.NDArray[np.uint8]
    band: npt.NDArray[np.intp]
    scored: Floats = attrs.field(init=False)
    ranks_kept: Floats = attrs.field(init=False)
    stars_counts: Floats = attrs.field(init=False)
    bands_kept: Floats = attrs.field(init=False)
    lows: Floats = attrs.field(init=False)
    highs: Floats = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        n = len(self.score)
        self.scored, self.ranks_kept, self.bands_kept = np.zeros((3, n))
        self.stars_counts = np.zeros((STARS, n))
        self.lows, self.highs = np.full((3, n), np.inf), np.full((3, n), -np.inf)

    def add(
        self,
        scores: Floats,
        ranks: Floats,
        percentiles: Floats,
        stars: npt.NDArray[np.uint8],
        bands: npt.NDArray[np.intp] | None,
        *,
        units: Places = _ALL,
    ) -> None:
        """Count some combinations or draws of some units, each array (some, units).

        Where something is absent, there is NaN, 0 stars or a band of -1.
        """
        self.scored[units] += (~np.isnan(scores)).sum(axis=0)
        self.ranks_kept[units] += (ranks == self.rank[units]).sum(axis=0)
        for star in range(STARS):
            self.stars_counts[star, units] += (stars == star + 1).sum(axis=0)
        if bands is not None:
            self.bands_kept[units] += (bands == self.band[units]).sum(axis=0)
        for row, values in enumerate((scores, ranks, percentiles)):
            low, high = np.fmin.reduce(values, axis=0), np.fmax.reduce(values, axis=0)
            self.reach(row, low, high, units=units)

    def of(self, units: Places, /) -> "Tally":
        """Return a tally of some of the units that begins with what was declared."""
        return Tally(self.score[units], self.rank[units], self.stars[units], self.band[units])

    def take_in(self, other: "Tally", units: Places, places: Places, /) -> None:
        """Take in what was counted elsewhere.

        Args:
            other: Where it was counted.
            units: Which of the units here.
            places: Which unit there each of them is.
        """
        self.scored[units] += other.scored[places]
        self.ranks_kept[units] += other.ranks_kept[places]
        self.bands_kept[units] += other.bands_kept[places]
        self.stars_counts[:, units] += other.stars_counts[:, places]
        for row, (low, high) in enumerate(zip(other.lows, other.highs, strict=True)):
            self.reach(row, low[places], high[places], units=units)

    def reach(self, row: int, low: Floats, high: Floats, *, units: Places = _ALL) -> None:
        """Take in ends of scores, ranks or percentile ranks (rows 0, 1 and 2) of some units; NaN says nothing."""
        self.lows[row, units] = np.fmin(self.lows[row, units], low)
        self.highs[row, units] = np.fmax(self.highs[row, units], high)


def held_shares(
    tallies: dict[str, Tally], units: tuple[str, ...], tried: int, /, *, banded: bool
) -> HeldShares:
    """Return what was counted as shares.

    Args:
        tallies: By the code of the score.
        units: The units.
        tried: How many combinations or draws there are.
        banded: Whether there are bands.
    """

    def rows(values: list[Floats]) -> Floats:
        return np.stack(values)

    def ends(name: str, row: int) -> Floats:
        found = rows([getattr(one, name)[row] for one in counted])
        return np.where(np.isinf(found), np.nan, found)

    counted = list(tallies.values())
    score, stars = rows([one.score for one in counted]), np.stack([one.stars for one in counted])
    there = ~np.isnan(score)
    shares = np.stack([one.stars_counts for one in counted], axis=1) / tried
    kept = np.take_along_axis(shares, np.maximum(stars.astype(np.intp), 1)[None] - 1, axis=0)[0]
    bands = rows([one.bands_kept for one in counted]) / tried
    return HeldShares(
        codes=tuple(tallies),
        units=units,
        tried=tried,
        score=score,
        rank=rows([one.rank for one in counted]),
        stars=stars,
        scored=rows([one.scored for one in counted]) / tried,
        score_low=ends("lows", 0),
        score_high=ends("highs", 0),
        rank_best=ends("lows", 1),
        rank_worst=ends("highs", 1),
        percentile_low=ends("lows", 2),
        percentile_high=ends("highs", 2),
        rank_held=np.where(there, rows([one.ranks_kept for one in counted]) / tried, np.nan),
        stars_held=np.where(stars > 0, kept, np.nan),
        stars_shares=shares,
        band_held=np.where(there & banded, bands, np.nan),
    )
