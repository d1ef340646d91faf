"""The sweep over weights: the ranks and stars of units under many weights of one node's children."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._decimals import MOST_WEIGHT
from smmi.benchmark.distribution._table import HALVES
from smmi.benchmark.kernels.sensitivity._packed_ranks import AT_ONCE, MOST_UNITS, packed_ranks, tied_ranks
from smmi.benchmark.kernels.sensitivity._weighted_sums import Children, constants, means
from smmi.benchmark.norms import SelfInclusion, comparable
from smmi.benchmark.sensitivity._field import Field, ranks_in
from smmi.benchmark.sensitivity._held_shares import STARS, HeldShares, Places, Tally, held_shares
from smmi.benchmark.sensitivity._spreads import WeightSpread
from smmi.benchmark.sensitivity._weighed_node import WeighedNode
from smmi.errors import ArgumentError
from smmi.frozen import frozen_array, made_anew
from smmi.scoring import Bands

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int32]

MOST_ROWS: Final = 127
"""How many draws are counted at once, so that their number fits into a byte."""
ROUNDED: Final = 1e-11
"""By how many points a sum of products may miss the score that the scheme gives, at most."""


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
    largest = weights.max(axis=1)
    if not np.ptp(weights / largest[:, None], axis=0).any():
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
    tally = declared_tally(field, spread.of, bands)
    rescored = 0
    for chunk in _Draws.of(field, node, bands).chunks():
        _count(tally, field, chunk, bands)
        rescored += chunk.rescored
    held = held_shares(
        {spread.of: tally}, tuple(field.scores.units.tolist()), draws, banded=bands is not None
    )
    return WeightSweep(spread=spread, children=node.children, weights=weights, rescored=rescored, held=held)


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
class _Chunk:
    """Some draws: scores, how many members are below and equal, (some, n), and how many have a score, (some, 1)."""

    scores: Floats
    below: Counts
    equal: Counts
    size: Counts
    rescored: int

    def of(self, units: Places, /) -> "_Chunk":
        """Return the same of some units."""
        return attrs.evolve(
            self, scores=self.scores[:, units], below=self.below[:, units], equal=self.equal[:, units]
        )


@attrs.frozen(kw_only=True, eq=False)
class _Draws:
    """The draws of a node, over the units that differ in any of its children.

    Attributes:
        node: The node.
        children: What the children are to each unit that differs, (k, d).
        first: The first unit of each that differs, (d,).
        place: Which of them each unit is, (n,).
        masses: How many members each stands for, (d,).
        constant: The one score of those whose children that enter all have it, (d,); NaN of others.
        decimals: To how many decimals scores are ties.
        marks: The scores at which a band begins.
    """

    node: WeighedNode
    children: Children
    first: npt.NDArray[np.intp]
    place: npt.NDArray[np.intp]
    masses: Counts
    constant: Floats
    decimals: int
    marks: Floats

    @classmethod
    def of(cls, field: Field, node: WeighedNode, bands: Bands | None, /) -> "_Draws":
        whole = node.means
        stacked = np.concatenate([whole.points, whole.enters, whole.counts, whole.asked, whole.absent[None]])
        _, first, place = np.unique(stacked, axis=1, return_index=True, return_inverse=True)
        place = place.reshape(-1)  # which NumPy 2.0 returns in two dimensions
        first, place = (np.arange(len(place)),) * 2 if len(first) == len(place) else (first, place)
        children = Children._make(np.ascontiguousarray(part[..., first]) for part in whole)
        marks = [100.0 * level.at_least / bands.maximum for level in bands.levels] if bands else []
        return cls(
            node=node,
            children=children,
            first=first,
            place=place,
            masses=np.bincount(place[field.members], minlength=len(first)).astype(np.int32),
            constant=constants(children),
            decimals=field.conventions.decimals,
            marks=np.array(marks),
        )

    def chunks(self) -> Iterator[_Chunk]:
        """Yield what some draws make, in turn."""
        step = max(1, min(MOST_ROWS, AT_ONCE // max(1, len(self.first))))
        draws = len(self.node.weights)
        alone = len(self.first) == len(self.place)
        blank = ((np.empty((min(step, draws - at), len(self.first))), None) for at in range(0, draws, step))
        made = (
            means(self.children, self.node.weights, self.node.share, rows=step)
            if self.node.averages
            else blank
        )
        for start, (scores, unsure) in zip(range(0, draws, step), made, strict=True):
            below, equal, rescored = self._ranked(start, scores, unsure)
            size = np.where(np.isnan(scores), 0, self.masses).sum(axis=1, keepdims=True, dtype=np.int32)
            if alone:
                yield _Chunk(scores, below, equal, size, rescored)
            else:
                at = self.place
                yield _Chunk(scores[:, at], below[:, at], equal[:, at], size, rescored)

    def _ranked(self, start: int, scores: Floats, unsure: Flags | None) -> tuple[Counts, Counts, int]:
        """Return numbers below and equal, each (some, d), and how many draws the scheme itself scored.

        Args:
            start: The first of the draws.
            scores: Their scores, (some, d), made exact where they do not decide.
            unsure: Which draws they do not decide, (some,); None where the scheme itself has to score all of them.
        """
        size, several = scores.shape
        least = 10.0**-self.decimals * (1.0 + ROUNDED)
        if unsure is not None:
            unsure |= self._at_marks(scores)
        if unsure is not None and several <= MOST_UNITS:
            below, near = packed_ranks(scores.copy(), self.masses, least)
        else:
            below, near = np.empty((size, several), dtype=np.int32), np.ones(size, dtype=np.bool_)
        equal = np.broadcast_to(self.masses, (size, several))
        if unsure is None:
            unsure = np.ones(size, dtype=np.bool_)
        elif near.any():
            unsure |= self._undecided(scores, near, least)
        again = np.flatnonzero(near | unsure)
        if not len(again):
            return below, equal, 0
        for row in np.flatnonzero(unsure).tolist():
            scores[row] = self.node.rescored(start + row)[self.first]
        equal = equal.copy()
        below[again], equal[again] = tied_ranks(np.round(scores[again], self.decimals), self.masses)
        return below, equal, int(unsure.sum())

    def _at_marks(self, scores: Floats) -> Flags:
        """Return which draws hold a score that may be on either side of a mark, (draws,)."""
        unsure = np.zeros(len(scores), dtype=np.bool_)
        varies = np.isnan(self.constant)
        for mark in self.marks.tolist():
            unsure |= ((np.abs(scores - mark) <= ROUNDED) & varies).any(axis=1)
        return unsure

    def _undecided(self, scores: Floats, near: Flags, least: float) -> Flags:
        """Return the draws in which rounding may make or break a tie, of those with a near tie, (draws,)."""
        rows = np.flatnonzero(near)
        ascending = np.sort(scores[rows], axis=1)
        steps = ascending * 10.0**self.decimals
        at_edge = np.abs(steps - np.floor(steps) - 0.5) <= ROUNDED * 10.0**self.decimals
        close = np.diff(ascending, axis=1) <= least + 2.0 * ROUNDED
        beside = np.zeros(ascending.shape, dtype=np.bool_)
        beside[:, 1:] |= close
        beside[:, :-1] |= close
        found = np.zeros(len(scores), dtype=np.bool_)
        found[rows] = (at_edge & beside).any(axis=1)
        return found


def _count(tally: Tally, field: Field, chunk: _Chunk, bands: Bands | None, /) -> None:
    """Count some draws: units that have a score in each of them in whole numbers, others one by one."""
    out = field.members & (field.conventions.self_inclusion is SelfInclusion.LEFT_OUT)
    if bands is not None:
        tally.add(*_standings(field, chunk, out, bands))
        return
    if not np.isnan(chunk.scores.sum()):
        _count_complete(tally, field, chunk, out, slice(None))
        return
    lost = np.isnan(chunk.scores).any(axis=0)
    some, rest = np.flatnonzero(lost), np.flatnonzero(~lost)
    tally.add(*_standings(field, chunk.of(some), out[some], None), units=some)
    _count_complete(tally, field, chunk.of(rest), out[rest], rest)


def _count_complete(tally: Tally, field: Field, chunk: _Chunk, out: Flags, units: Places, /) -> None:
    """Count some draws of units that have a score in each of them, as `_standings` and `Tally.add` do.

    Args:
        tally: What was counted.
        field: The field.
        chunk: The draws of these units.
        out: Which of them are compared with the others alone, (units,).
        units: Which of all they are.
    """
    rules = field.conventions
    size = chunk.size[:1] if (chunk.size == chunk.size[0]).all() else chunk.size
    others = size - out if out.any() else size
    fewest = max(rules.minimum_for_quartile, rules.minimum_for_percentile)
    per_half = np.where(others >= fewest, 2.0 * others, np.nan)
    ranks = (1 + size) - chunk.below - chunk.equal
    equal = chunk.equal - out
    twice = 2 * chunk.below + equal
    halves = twice if HALVES[rules.ties] == 1 else 2 * chunk.below + HALVES[rules.ties] * equal
    enough = others >= rules.minimum_for_quartile
    tally.scored[units] += len(ranks)
    tally.ranks_kept[units] += _times(ranks == tally.rank[units])
    # Out of reach where the group is too small: twice the number below is never more than twice the members.
    marks = [np.where(enough, -(-quarter * others // 2), 2 * size + 1) for quarter in range(STARS)]
    at_least = [_times(twice >= mark) for mark in marks]
    at_least.append(np.zeros_like(at_least[0]))
    for star, (more, most) in enumerate(pairwise(at_least)):
        tally.stars_counts[star, units] += more - most
    for row, values in enumerate((chunk.scores, ranks)):
        tally.reach(row, values.min(axis=0), values.max(axis=0), units=units)
    if len(per_half) == 1:
        low, high = (100.0 * end / per_half[0] for end in (halves.min(axis=0), halves.max(axis=0)))
    else:
        shares = 100.0 * halves / per_half
        low, high = np.fmin.reduce(shares, axis=0), np.fmax.reduce(shares, axis=0)
    tally.reach(2, low, high, units=units)


def _times(flags: Flags) -> npt.NDArray[np.int8]:
    """Return how often each unit is flagged, (n,), in up to `MOST_ROWS` rows."""
    times: npt.NDArray[np.int8] = np.add.reduce(flags.view(np.int8), axis=0, dtype=np.int8)
    return times


def _standings(
    field: Field, chunk: _Chunk, out: Flags, bands: Bands | None, /
) -> tuple[Floats, Floats, Floats, npt.NDArray[np.uint8], npt.NDArray[np.intp] | None]:
    """Return scores, ranks, percentile ranks, stars and bands of some draws, as `Tally.add` takes them."""
    rules = field.conventions
    others, equal = chunk.size - out, chunk.equal - out
    twice = 2 * chunk.below + equal
    absent = np.isnan(chunk.scores)
    ranks = (1 + chunk.size - chunk.below - chunk.equal).astype(np.float64)
    halves = 2 * chunk.below + HALVES[rules.ties] * equal
    stars = (1 + np.minimum(2 * twice // np.maximum(others, 1), STARS - 1)).astype(np.uint8)
    with np.errstate(invalid="ignore", divide="ignore"):
        percentiles = 100.0 * halves / (2.0 * others)
    stars[absent | (others < rules.minimum_for_quartile)] = 0
    fewest = max(rules.minimum_for_quartile, rules.minimum_for_percentile)
    percentiles[absent | (others < fewest)] = np.nan
    ranks[absent] = np.nan
    return chunk.scores, ranks, percentiles, stars, bands.levels_of(chunk.scores) if bands else None
