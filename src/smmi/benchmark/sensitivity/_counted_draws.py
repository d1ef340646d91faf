"""What is counted of drawn weights: whole blocks from one sort, and draws that doubles do not decide one by one."""

from itertools import pairwise
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.distribution._table import HALVES
from smmi.benchmark.kernels.sensitivity._packed_ranks import Ranked, tied_ranks
from smmi.benchmark.norms import Conventions, SelfInclusion, comparable
from smmi.benchmark.sensitivity._drawn_scores import Block, DrawnScores
from smmi.benchmark.sensitivity._field import Field, ranks_in
from smmi.benchmark.sensitivity._held_shares import STARS, Tally
from smmi.benchmark.sensitivity._weighed_node import WeighedNode
from smmi.scoring import Bands

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.integer]
Counts = npt.NDArray[np.int32]
Places = npt.NDArray[np.intp]
Stars = npt.NDArray[np.uint8]

_ALL: Final = slice(None)


def declared_tally(field: Field, code: str, bands: Bands | None, /) -> Tally:
    """Return a tally of one score that begins with what was declared."""
    scores = comparable(field.scores, field.conventions)[0][field.scores.row(code)]
    table = field.table(scores, field.members)
    return Tally(
        score=scores,
        rank=ranks_in(table, scores),
        stars=field.column(table, scores, field.members, field.conventions).quartiles(),
        band=bands.levels_of(scores) if bands else np.full(len(scores), -1),
    )


@attrs.frozen
class Standings:
    """Some draws: scores, how many members are below and equal, (some, m), and how many have a score, (some, 1)."""

    scores: Floats
    below: Whole
    equal: Whole
    size: Whole

    def told(self, rules: Conventions, out: Whole) -> tuple[Floats, Floats, Stars]:
        """Return ranks, percentile ranks and stars, (some, m); NaN and 0 where there are none.

        Args:
            rules: By which units are placed.
            out: 1 for units that are compared with the others alone, (m,).
        """
        others, equal = self.size - out, self.equal - out
        twice = 2 * self.below + equal
        absent = np.isnan(self.scores)
        ranks = (1 + self.size - self.below - self.equal).astype(np.float64)
        halves = 2 * self.below + HALVES[rules.ties] * equal
        stars = (1 + np.minimum(2 * twice // np.maximum(others, 1), STARS - 1)).astype(np.uint8)
        with np.errstate(invalid="ignore", divide="ignore"):
            percentiles = 100.0 * halves / (2.0 * others)
        stars[absent | (others < rules.minimum_for_quartile)] = 0
        percentiles[absent | (others < _fewest(rules))] = np.nan
        ranks[absent] = np.nan
        return ranks, percentiles, stars

    def add_to(
        self, tally: Tally, rules: Conventions, out: Whole, bands: Bands | None, units: Places | slice
    ) -> None:
        """Count them, unit by unit and draw by draw.

        Args:
            tally: What was counted.
            rules: By which units are placed.
            out: As in `told`.
            bands: The bands of scores.
            units: Which units of the tally they are.
        """
        levels = bands.levels_of(self.scores) if bands else None
        tally.add(self.scores, *self.told(rules, out), levels, units=units)


def _fewest(rules: Conventions) -> int:
    return max(rules.minimum_for_quartile, rules.minimum_for_percentile)


def counted(field: Field, node: WeighedNode, bands: Bands | None, /) -> tuple[Tally, int]:
    """Return what was counted of all draws of a node, for each unit, and how many draws the scheme itself scored."""
    whole = declared_tally(field, node.of, bands)
    drawn = DrawnScores.of(field, node, bands)
    if not len(drawn.units):
        return whole, 0
    out = field.members & (field.conventions.self_inclusion is SelfInclusion.LEFT_OUT)
    # Units of one column are told apart by whether they are compared with themselves.
    _, first, kind = np.unique(2 * drawn.place + out[drawn.units], return_index=True, return_inverse=True)
    own = drawn.units[first]
    counting = _Counting(
        rules=field.conventions,
        drawn=drawn,
        bands=bands,
        column=_ALL if len(first) == len(drawn.first) else drawn.place[first],
        out=out[own].astype(np.int64),
        equal=drawn.masses[drawn.place[first]].astype(np.int64),
        tally=whole.of(own),
    )
    rescored = counting.run()
    whole.take_in(counting.tally, drawn.units, kind.reshape(-1))
    return whole, rescored


@attrs.frozen(eq=False, kw_only=True)
class _Counting:
    """How draws are counted, for units that differ in what they are or in what they are compared with.

    Attributes:
        rules: By which units are placed.
        drawn: The draws.
        bands: The bands of scores.
        column: The column of each of them, (m,).
        out: 1 for those that are compared with the others alone, (m,).
        equal: How many members have the score of each where no two columns are tied, (m,).
        tally: What was counted.
        runs: What is being counted of blocks without an absent score, by how many members have a score.
    """

    rules: Conventions
    drawn: DrawnScores
    bands: Bands | None
    column: Places | slice
    out: npt.NDArray[np.int64]
    equal: npt.NDArray[np.int64]
    tally: Tally
    runs: dict[int, "_Run"] = attrs.field(factory=dict)

    def run(self) -> int:
        """Count all draws, and return how many of them the scheme itself scored."""
        drawn, rescored = self.drawn, 0
        if not drawn.node.averages:
            draws = np.arange(len(drawn.node.weights))
            for start in range(0, len(draws), drawn.step):
                own = draws[start : start + drawn.step]
                unsure = np.ones(len(own), dtype=np.bool_)
                self._one_by_one(np.empty((len(own), len(drawn.first))), own, unsure)
            return len(draws)
        ranks, memory = drawn.ranks(), np.empty((drawn.step, len(drawn.first)))
        for block in drawn.blocks():
            scores = memory[: len(block.draws)]
            drawn.means.into(scores, block.draws, block.without)
            unsure = block.unsure | drawn.at_marks(scores)
            if ranks is None:
                near, ranked = np.ones(len(scores), dtype=np.bool_), None
            else:
                kept = scores.copy() if self.bands or block.without is not None else None
                ranked = ranks.of_rows(scores)
                near = ranked.near
                if not (near.any() or unsure.any()):
                    self._at_once(block, ranked, kept)
                    continue
                drawn.means.into(scores, block.draws, block.without)  # ranks have overwritten them
            unsure[near] |= drawn.undecided(scores[near])
            again = near | unsure
            if ranked is not None and not again.all():
                sure, good = ~again, scores[~again]
                decided = Ranked(good.min(axis=0), good.max(axis=0), ranked.below[sure], again[sure])
                self._at_once(block, decided, good)
            self._one_by_one(scores[again], block.draws[again], unsure[again])
            rescored += int(unsure.sum())
        for run in self.runs.values():
            run.into(self.tally, self.rules)
        return rescored

    def _one_by_one(self, scores: Floats, draws: Places, unsure: Flags) -> None:
        """Count draws in which scores may be tied.

        Args:
            scores: By sums of doubles, (some, d); where these do not decide, those of the scheme come in their place.
            draws: Their numbers.
            unsure: In which of them sums of doubles do not decide, (some,).
        """
        drawn = self.drawn
        for row in np.flatnonzero(unsure).tolist():
            scores[row] = drawn.node.rescored(int(draws[row]))[drawn.first]
        below, equal = tied_ranks(np.round(scores, drawn.decimals), drawn.masses)
        size = np.where(np.isnan(scores), 0, drawn.masses).sum(axis=1, keepdims=True)
        of = self.column
        found = Standings(scores[:, of], below[:, of], equal[:, of], size)
        found.add_to(self.tally, self.rules, self.out, self.bands, _ALL)

    def _at_once(self, block: Block, ranked: Ranked, scores: Floats | None) -> None:
        """Count draws of equal size without a tie, in whole numbers.

        Args:
            block: The draws.
            ranked: What the sort told of them.
            scores: Their scores, (some, d), where some are absent or there are bands.
        """
        of, tally = self.column, self.tally
        low, high, below = ranked.low[of], ranked.high[of], ranked.below[:, of]
        if self.bands is not None and scores is not None:
            tally.bands_kept += (self.bands.levels_of(scores[:, of]) == tally.band).sum(axis=0)
        if block.without is None or scores is None:
            run = self.runs.get(block.size)
            if run is None:
                run = self.runs[block.size] = _Run.of(self, block.size, below.dtype, _ALL)
            run.add(low, high, below)
            return
        lost = np.isnan(low)
        some, rest = np.flatnonzero(lost), np.flatnonzero(~lost)
        partly = Standings(
            scores[:, of][:, some],
            below[:, some].astype(np.int64),
            self.equal[some],
            np.array([[block.size]]),
        )
        partly.add_to(tally, self.rules, self.out[some], None, some)
        run = _Run.of(self, block.size, below.dtype, rest)
        run.add(low[rest], high[rest], below[:, rest])
        run.into(tally, self.rules)


@attrs.define(eq=False, kw_only=True)
class _Run:
    """Blocks of draws under which as many members have a score, for units that all have one there.

    Attributes:
        units: Which units they are.
        others: With how many each is compared, (m,).
        equal: How many members have its score, (m,).
        itself: How many of these are the unit itself, which is left out, (m,).
        size: How many members have a score.
        marks: How many are below where the rank is the declared one, more than there are where it cannot be; and how
            many at least where there are two stars, three and four, (4, m).
        rows: How many draws were counted.
        times: In how many of them the rank was kept, and each of the marks reached, (4, m).
        lowest: The fewest that were below, (m,).
        highest: The most.
        low: The lowest score, (m,).
        high: The highest one.
    """

    units: Places | slice
    others: npt.NDArray[np.int64]
    equal: npt.NDArray[np.int64]
    itself: npt.NDArray[np.int64]
    size: int
    marks: Whole
    rows: int = 0
    times: npt.NDArray[np.int64]
    lowest: Whole
    highest: Whole
    low: Floats
    high: Floats

    @classmethod
    def of(cls, counting: _Counting, size: int, kind: np.dtype[Any], units: Places | slice, /) -> "_Run":
        """Return a run without draws.

        Args:
            counting: The units and their tally.
            size: How many members have a score.
            kind: The type of numbers below, in which one more than all members has room.
            units: Which units they are.
        """
        equal, itself = counting.equal[units], counting.out[units]
        others, never = size - itself, np.iinfo(kind).max
        kept = 1.0 + size - equal - counting.tally.rank[units]
        kept = np.where((kept >= 0) & (kept < never), kept, never)
        quarters = np.arange(1, STARS)[:, None]
        # Twice as many are below as make the mark, and then those that are as high.
        marks = -(-(-(-quarters * others // 2) - equal + itself) // 2)
        m = len(equal)
        return cls(
            units=units,
            others=others,
            equal=equal,
            itself=itself,
            size=size,
            marks=np.concatenate([kept[None], np.clip(marks, 0, never)]).astype(kind),
            times=np.zeros((STARS, m), dtype=np.int64),
            lowest=np.full(m, never, dtype=kind),
            highest=np.zeros(m, dtype=kind),
            low=np.full(m, np.inf),
            high=np.full(m, -np.inf),
        )

    def add(self, low: Floats, high: Floats, below: Whole, /) -> None:
        """Count a block of up to 255 draws: the ends of scores, (m,), and the numbers below, (some, m)."""
        self.rows += len(below)
        np.minimum(self.low, low, out=self.low)
        np.maximum(self.high, high, out=self.high)
        np.minimum(self.lowest, below.min(axis=0), out=self.lowest)
        np.maximum(self.highest, below.max(axis=0), out=self.highest)
        self.times[0] += _times(below == self.marks[0])
        for quarter in range(1, STARS):
            self.times[quarter] += _times(below >= self.marks[quarter])

    def into(self, tally: Tally, rules: Conventions, /) -> None:
        """Add to a tally what was counted, as `Standings` does draw by draw."""
        units = self.units
        ends = [end.astype(np.int64) for end in (self.lowest, self.highest)]
        tally.scored[units] += self.rows
        tally.ranks_kept[units] += self.times[0]
        tally.reach(0, self.low, self.high, units=units)
        worst, best = ((1 + self.size - end - self.equal).astype(np.float64) for end in ends)
        tally.reach(1, best, worst, units=units)
        told = np.where(self.others >= _fewest(rules), 2.0 * self.others, np.nan)
        halves = np.stack(ends) * 2 + HALVES[rules.ties] * (self.equal - self.itself)
        shares = 100.0 * halves / told
        tally.reach(2, shares[0], shares[1], units=units)
        enough = self.others >= rules.minimum_for_quartile
        reached = [np.full_like(self.times[0], self.rows), *self.times[1:], np.zeros_like(self.times[0])]
        for star, (more, most) in enumerate(pairwise(reached)):
            tally.stars_counts[star, units] += (more - most) * enough


def _times(flags: Flags) -> npt.NDArray[np.uint8]:
    """Return how often each unit is flagged, (m,), in up to 255 rows."""
    times: npt.NDArray[np.uint8] = np.add.reduce(flags.view(np.uint8), axis=0, dtype=np.uint8)
    return times
