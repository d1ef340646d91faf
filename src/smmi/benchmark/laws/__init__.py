"""What norms, placements and publications promise, as laws: what ties, weights, order, size and rounding may change.

The laws look at an implementation through `Placing` and `Publishing`; ours are `Placing()` and `Publishing()`. In every
case `scores` are the scores of units called ``unit 0``, ``unit 1`` and so on, from 0 to 100; `groups` are lists of
their places. `smmi.testing.check_rule` checks an implementation by them.
"""

import math
import statistics
from collections.abc import Callable, Sequence
from typing import Any

import attrs

from smmi.benchmark.laws._placing import SMALLEST, STRANGER, Numbers, Placing, Weights, scored
from smmi.benchmark.laws._publication_laws import DISCLOSURE_LAWS, Publishing
from smmi.benchmark.norms._conventions import Conventions, Quartile, SelfInclusion, TieRule
from smmi.benchmark.norms._norms import Norms
from smmi.benchmark.norms._placement import NoStanding
from smmi.scoring.laws import Law, LawSet, Subject

__all__ = [
    "DISCLOSURE_LAWS",
    "NORM_LAWS",
    "PLACEMENT_LAWS",
    "SMALLEST",
    "STRANGER",
    "Placing",
    "Publishing",
]

Verdict = bool | str


def _rank(
    placing: Placing, scores: Numbers, value: float, ties: TieRule, weights: Weights = None
) -> float | None:
    conventions = attrs.evolve(SMALLEST, ties=ties)
    norms = placing.norms(scores, weights=weights, conventions=conventions)
    return placing.standing(norms, value).percentile


def _same(what: str, got: float | None, expected: float | None) -> Verdict:
    if got is None or expected is None:
        return got is expected or f"{what}: got {got!r}, expected {expected!r}"
    return math.isclose(got, expected, abs_tol=1e-9) or f"{what}: got {got!r}, expected {expected!r}"


def _strict_is_the_share(placing: Placing, *, scores: Numbers, value: float) -> Verdict:
    below = sum(one < value for one in scores)
    got = _rank(placing, scores, value, TieRule.STRICT)
    return _same(f"the strict rank, {below} of {len(scores)} being lower", got, 100.0 * below / len(scores))


def _mirrored(placing: Placing, *, scores: Numbers, value: float) -> Verdict:
    weak = _rank(placing, scores, value, TieRule.WEAK)
    strict = _rank(placing, [100.0 - one for one in scores], 100.0 - value, TieRule.STRICT)
    if weak is None or strict is None:
        return f"there is no percentile rank among {len(scores)} units"
    return _same("weak, and strict of the mirror image, together", weak + strict, 100.0)


def _mid_is_the_middle(placing: Placing, *, scores: Numbers, value: float) -> Verdict:
    if value not in scores:
        return False
    weak, mid, strict = (
        _rank(placing, scores, value, ties) for ties in (TieRule.WEAK, TieRule.MID, TieRule.STRICT)
    )
    if weak is None or strict is None:
        return f"there is no percentile rank among {len(scores)} units"
    return _same("the mid-rank", mid, (weak + strict) / 2.0)


def _repeats(placing: Placing, *, scores: Numbers, times: Sequence[int], value: float) -> Verdict:
    if max(times) < 2:
        return False
    repeated = [one for one, count in zip(scores, times, strict=True) for _ in range(count)]
    for ties in TieRule:
        got = _rank(placing, scores, value, ties, [float(count) for count in times])
        verdict = _same(f"with the weights {list(times)}", got, _rank(placing, repeated, value, ties))
        if verdict is not True:
            return verdict
    return True


def _ties_share(placing: Placing, *, scores: Numbers, value: float) -> Verdict:
    names = [f"unit {place}" for place, one in enumerate(scores) if one == value]
    if len(names) < 2:
        return False
    norms = placing.norms(scores)
    bands = {placing.standing(norms, value, unit=name).quartile for name in names}
    return len(bands) == 1 or f"units with the same score {value!r} are in {sorted(map(str, bands))}"


def _quarter_of_the_rank(placing: Placing, *, scores: Numbers, value: float) -> Verdict:
    if not min(scores) <= value <= max(scores):
        return False
    halves = sum(2 * (one < value) + (one == value) for one in scores)
    expected = Quartile(1 + sum(2 * halves >= quarter * len(scores) for quarter in (1, 2, 3)))
    got = placing.standing(placing.norms(scores), value).quartile
    rank = f"the mid-rank {100.0 * halves / (2 * len(scores)):g}"
    if got is expected:
        return True
    return f"with {rank} the quartile is {got and got.label}, expected {expected.label}"


def _middle_of_the_group(placing: Placing, *, scores: Numbers, value: float) -> Verdict:
    standing = placing.standing(placing.norms(scores), value)
    return _same("the median", standing.median, statistics.median(scores))


def _higher(placing: Placing, *, scores: Numbers, value: float, higher: float) -> Verdict:
    if not higher > value:
        return False
    norms = placing.norms(scores)
    low, high = placing.standing(norms, value), placing.standing(norms, higher)
    for what in ("percentile", "stars"):
        before, after = getattr(low, what), getattr(high, what)
        if before is None or after is None or after < before:
            return (
                f"{what} falls from {before!r} to {after!r} as the score rises from {value!r} to {higher!r}"
            )
    return True


def _left_out(placing: Placing, *, scores: Numbers, place: int) -> Verdict:
    conventions = attrs.evolve(SMALLEST, self_inclusion=SelfInclusion.LEFT_OUT)
    value, others = scores[place], [one for i, one in enumerate(scores) if i != place]
    own = placing.standing(placing.norms(scores, conventions=conventions), value, unit=f"unit {place}")
    among = placing.standing(placing.norms(others), value)
    if own.n != among.n:
        return f"the unit left out is compared with {own.n} units, expected {among.n}"
    if own.median_interval != among.median_interval:
        return (
            f"the interval of the others' median: got {own.median_interval}, expected {among.median_interval}"
        )
    medians = _same("the median of the others", own.median, among.median)
    return medians if isinstance(medians, str) else _same("the rank", own.percentile, among.percentile)


def _number(placing: Placing, *, scores: Numbers, value: float) -> Verdict:
    got = placing.standing(placing.norms(scores), value).n
    return got == len(scores) or f"n is {got!r}, and the group has {len(scores)} units"


def _contains(placing: Placing, *, scores: Numbers, value: float) -> Verdict:
    standing = placing.standing(placing.norms(scores), value)
    interval, rank = standing.interval, standing.percentile
    if interval is None or rank is None:
        return f"there is no interval among {len(scores)} units"
    return interval[0] <= rank <= interval[1] or f"the interval {interval!r} does not hold {rank!r}"


def _wider(placing: Placing, *, scores: Numbers, value: float, levels: Sequence[float]) -> Verdict:
    narrow, wide = (
        placing.standing(
            placing.norms(scores, conventions=attrs.evolve(SMALLEST, level=level)), value
        ).interval
        for level in sorted(levels)
    )
    if narrow is None or wide is None:
        return f"there is no interval among {len(scores)} units"
    if not narrow[0] < narrow[1]:
        return False  # another law speaks of points
    holds = wide[0] <= narrow[0] and narrow[1] <= wide[1] and wide != narrow
    return holds or f"at the level {max(levels)} the interval is {wide!r}, at {min(levels)} it is {narrow!r}"


def _has_width(placing: Placing, *, scores: Numbers, value: float) -> Verdict:
    standing = placing.standing(placing.norms(scores), value)
    for what in ("interval", "median_interval"):
        interval = getattr(standing, what)
        if interval is not None and not interval[0] < interval[1]:
            return f"{what} is {interval!r}, of zero width"
    return True


def _too_small(placing: Placing, *, scores: Numbers, value: float) -> Verdict:
    n = len(scores)
    sizes = Conventions(minimum_for_quartile=n, minimum_for_percentile=n + 1)
    just, fewer = (
        placing.standing(placing.norms(scores[:size], conventions=sizes), value) for size in (n, n - 1)
    )
    if just.quartile is None or just.percentile is not None:
        return f"of {n} units, the minimum for quartiles, got the {just.quartile} quartile and rank {just.percentile!r}"
    if (just.reason, just.interval) != (NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE, None):
        return (
            f"the percentile rank is absent with the reason {just.reason} and the interval {just.interval!r}"
        )
    shown = [fewer.quartile, fewer.percentile, fewer.median, fewer.interval, fewer.band_probabilities]
    if any(one is not None for one in shown) or fewer.reason is not NoStanding.GROUP_TOO_SMALL:
        return f"of {n - 1} units, fewer than the minimum, got {shown!r} with the reason {fewer.reason}"
    return True


def _bands_add_up(placing: Placing, *, scores: Numbers, value: float) -> Verdict:
    chances = placing.standing(placing.norms(scores), value).band_probabilities
    if chances is None:
        return f"there are no probabilities among {len(scores)} units"
    good = all(0.0 <= chance <= 1.0 for chance in chances.values())
    return (
        good and abs(math.fsum(chances.values()) - 1.0) < 1e-9
    ) or f"the probabilities are {dict(chances)!r}"


def _bands_rise(placing: Placing, *, scores: Numbers, value: float, higher: float) -> Verdict:
    if not higher > value:
        return False
    norms = placing.norms(scores)
    low, high = (placing.standing(norms, one).band_probabilities for one in (value, higher))
    if low is None or high is None:
        return f"there are no probabilities among {len(scores)} units"
    for quartile in list(Quartile)[1:]:
        before, after = (
            math.fsum(chances[one] for one in Quartile if one >= quartile) for chances in (low, high)
        )
        if after < before - 1e-9:
            change = f"from {before!r} to {after!r} as the score rises from {value!r} to {higher!r}"
            return f"the probability of the {quartile.label} quartile or a higher one falls {change}"
    return True


def _recorded(placing: Placing, *, scores: Numbers, value: float, ties: TieRule, level: float) -> Verdict:
    conventions = attrs.evolve(SMALLEST, ties=ties, level=level)
    standing = placing.standing(placing.norms(scores, conventions=conventions), value)
    return standing.conventions == conventions or f"got {standing.conventions!r}, expected {conventions!r}"


def _order(placing: Placing, *, scores: Numbers, order: Sequence[int], value: float) -> Verdict:
    if list(order) == sorted(order):
        return False
    names = [f"unit {place}" for place in order]
    first = placing.norms(scores)
    second = placing.norms([scores[place] for place in order], names=names)
    if first.fingerprint != second.fingerprint:
        return f"in the order {list(order)} the norms are others"
    got, expected = (placing.standing(norms, value).percentile for norms in (second, first))
    return got == expected or f"in the order {list(order)}: got {got!r}, expected {expected!r}"


def _adds_up(placing: Placing, *, scores: Numbers, cut: int, weights: Weights) -> Verdict:
    names = [f"unit {place}" for place in range(len(scores))]

    def part(where: slice) -> Norms:
        own = None if weights is None else weights[where]
        return placing.norms(scores[where], weights=own, names=names[where])

    whole, first, second = part(slice(None)), part(slice(0, cut)), part(slice(cut, None))
    for merged in (first + second, second + first):
        if merged != whole or merged.fingerprint != whole.fingerprint:
            return f"the norms of the first {cut} units and those of the others do not add up to those of all"
    return True


def _taken_out(placing: Placing, *, scores: Numbers, place: int, weights: Weights) -> Verdict:
    names = [f"unit {i}" for i in range(len(scores))]
    left = [i for i in range(len(scores)) if i != place]
    whole = placing.norms(scores, weights=weights)
    never = placing.norms(
        [scores[i] for i in left],
        weights=None if weights is None else [weights[i] for i in left],
        names=[names[i] for i in left],
    )
    taken = whole.without(scored([scores[place]], [names[place]]))
    return (taken == never and taken.fingerprint == never.fingerprint) or f"unit {place} leaves a trace"


def _law(subject: Subject, name: str, sentence: str, examine: Callable[..., Any]) -> Law:
    return Law(id=name, sentence=sentence, subject=subject, examine=examine)


NORM_LAWS = LawSet(
    "1",
    (
        _law(
            Subject.NORMS,
            "norms-are-order-free",
            "The order of the units changes nothing in the norms.",
            _order,
        ),
        _law(
            Subject.NORMS,
            "norms-add-up",
            "The norms of parts, in any order, are those of the whole, to the last bit.",
            _adds_up,
        ),
        _law(
            Subject.NORMS,
            "taken-out-was-never-there",
            "Norms from which a unit is taken are those in which it never was.",
            _taken_out,
        ),
    ),
)
"""The laws of norms."""

PLACEMENT_LAWS = LawSet(
    "2",
    (
        _law(
            Subject.PLACEMENT,
            "strict-is-the-share-below",
            "The strict percentile rank is the share of the group with a lower score.",
            _strict_is_the_share,
        ),
        _law(
            Subject.PLACEMENT,
            "weak-and-strict-mirror",
            "The weak rank of a score and the strict rank of its mirror image add up to 100.",
            _mirrored,
        ),
        _law(
            Subject.PLACEMENT,
            "mid-is-the-middle",
            "The mid-rank lies half way between the strict and the weak rank.",
            _mid_is_the_middle,
        ),
        _law(
            Subject.PLACEMENT,
            "weights-are-repeats",
            "A unit of weight 3 is as good as three such units of weight 1.",
            _repeats,
        ),
        _law(
            Subject.PLACEMENT,
            "ties-share-a-band",
            "Units with the same score are in the same quartile.",
            _ties_share,
        ),
        _law(
            Subject.PLACEMENT,
            "quartile-is-of-the-rank",
            "The quartile is that of the mid-rank; a rank on a cut is in the higher one.",
            _quarter_of_the_rank,
        ),
        _law(
            Subject.PLACEMENT,
            "median-is-the-middle",
            "The median of a group is the score in its middle, or half way between two.",
            _middle_of_the_group,
        ),
        _law(
            Subject.PLACEMENT,
            "higher-is-never-lower",
            "A higher score has no lower percentile rank and no fewer stars.",
            _higher,
        ),
        _law(
            Subject.PLACEMENT,
            "left-out-is-among-others",
            "A unit that is left out is placed as a stranger among the others.",
            _left_out,
        ),
        _law(
            Subject.PLACEMENT,
            "n-is-who-is-compared",
            "The number of units that is shown is that of the units compared with.",
            _number,
        ),
        _law(
            Subject.PLACEMENT,
            "interval-holds-the-rank",
            "The interval of a percentile rank holds it.",
            _contains,
        ),
        _law(
            Subject.PLACEMENT,
            "surer-is-wider",
            "The interval at a higher level holds the one at a lower level, and more.",
            _wider,
        ),
        _law(
            Subject.PLACEMENT,
            "no-interval-is-a-point",
            "An interval has a width, or is absent: it is never a point.",
            _has_width,
        ),
        _law(
            Subject.PLACEMENT,
            "too-small-is-not-shown",
            "Exactly the minimum size is enough; one unit fewer shows nothing, and says why.",
            _too_small,
        ),
        _law(
            Subject.PLACEMENT,
            "bands-add-up",
            "The probabilities of the quartiles are from 0 to 1 and add up to 1.",
            _bands_add_up,
        ),
        _law(
            Subject.PLACEMENT,
            "bands-rise-with-the-score",
            "With a higher score no quartile or a higher one is less likely.",
            _bands_rise,
        ),
        _law(
            Subject.PLACEMENT,
            "conventions-are-recorded",
            "Every standing says by what conventions it was made.",
            _recorded,
        ),
    ),
)
"""The laws of placements."""
