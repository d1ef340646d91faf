"""What norms and placements promise for all scores: what ties, weights, order, size and rounding may change."""

import math
import statistics

import attrs
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark import Conventions, NoStanding, Quartile, SelfInclusion, TieRule
from tests.benchmark import placed_shares
from tests.benchmark.placed_shares import FEW_ARE_ENOUGH, scored
from tests.broken_properties import QUICKLY

GRID = st.sampled_from([5.0 * step for step in range(21)])
"""Scores on a coarse grid, so that there are ties."""
CLOSE = GRID.map(lambda score: min(score + 0.01, 100.0))
SCORES = st.lists(GRID, min_size=3, max_size=9)
WEIGHTS = st.sampled_from((1.0, 2.0, 0.5, 3.0)) | st.floats(0.01, 100.0)
norms_of, standing = placed_shares.norms_of, placed_shares.standing


def ranks(scores, value, weights=None):
    """The percentile rank of a value by each tie rule: strict, mid, weak."""
    return [
        standing(
            norms_of(scores, weights=weights, conventions=attrs.evolve(FEW_ARE_ENOUGH, ties=ties)), value
        ).percentile
        for ties in (TieRule.STRICT, TieRule.MID, TieRule.WEAK)
    ]


def near(got, expected):
    """Whether two numbers are equal but for rounding."""
    return math.isclose(got, expected, abs_tol=1e-9)


@st.composite
def weighed(draw):
    """Scores with weights, or without."""
    scores = draw(SCORES)
    return scores, draw(st.none() | st.lists(WEIGHTS, min_size=len(scores), max_size=len(scores)))


@given(weighed(), st.randoms(use_true_random=False))
def test_the_order_of_units_changes_nothing_in_norms(drawn, random):
    """Norms of units in another order are the same norms, with the same fingerprint."""
    scores, weights = drawn
    order = list(range(len(scores)))
    random.shuffle(order)
    first = norms_of(scores, weights=weights)
    second = norms_of(
        [scores[place] for place in order],
        weights=weights and [weights[place] for place in order],
        names=[f"unit {place}" for place in order],
    )
    assert (first, first.fingerprint) == (second, second.fingerprint)


@given(weighed(), st.data())
def test_norms_of_parts_add_up_to_those_of_the_whole(drawn, data):
    """In any order, to the last bit."""
    scores, weights = drawn
    cut = data.draw(st.integers(1, len(scores) - 1))
    names = [f"unit {place}" for place in range(len(scores))]
    whole, first, second = (
        norms_of(scores[part], weights=weights and weights[part], names=names[part])
        for part in (slice(None), slice(cut), slice(cut, None))
    )
    assert first + second == second + first == whole
    assert (first + second).fingerprint == (second + first).fingerprint == whole.fingerprint


@given(weighed(), st.data())
def test_a_unit_that_is_taken_out_leaves_no_trace(drawn, data):
    """Norms from which a unit is taken are those in which it never was."""
    scores, weights = drawn
    place = data.draw(st.integers(0, len(scores) - 1))
    names = [f"unit {one}" for one in range(len(scores))]
    others = [one for one in range(len(scores)) if one != place]
    never = norms_of(
        [scores[one] for one in others],
        weights=weights and [weights[one] for one in others],
        names=[names[one] for one in others],
    )
    taken = norms_of(scores, weights=weights).without(scored([scores[place]], [names[place]]))
    assert (taken, taken.fingerprint) == (never, never.fingerprint)


@given(st.lists(GRID | CLOSE, min_size=3, max_size=9), GRID | CLOSE)
def test_ranks_are_shares_of_the_group(scores, value):
    """The strict rank is the share with a lower score, the weak one that with no higher one, the mid-rank between."""
    below, until = sum(one < value for one in scores), sum(one <= value for one in scores)
    strict, mid, weak = ranks(scores, value)
    assert near(strict, 100.0 * below / len(scores))
    assert near(weak, 100.0 * until / len(scores))
    assert near(mid, (strict + weak) / 2.0)


@given(SCORES, GRID)
def test_the_weak_rank_is_the_strict_one_in_the_mirror(scores, value):
    """The weak rank of a score and the strict rank of its mirror image add up to 100."""
    mirrored = ranks([100.0 - one for one in scores], 100.0 - value)
    assert near(ranks(scores, value)[2] + mirrored[0], 100.0)


@given(st.lists(st.tuples(GRID, st.sampled_from((1, 2, 3, 30))), min_size=3, max_size=9), GRID)
def test_weights_are_repeats(drawn, value):
    """A unit of weight 3 is as good as three such units of weight 1."""
    scores, times = zip(*drawn, strict=True)
    repeated = [score for score, count in drawn for _ in range(count)]
    for got, expected in zip(ranks(scores, value, times), ranks(repeated, value), strict=True):
        assert near(got, expected)


@given(st.lists(GRID, min_size=2, max_size=8))
def test_units_with_the_same_score_share_a_quartile(scores):
    """Whatever they are called and wherever they stand in the file."""
    scores = [*scores, scores[0]]
    norms = norms_of(scores)
    same = [f"unit {place}" for place, one in enumerate(scores) if one == scores[0]]
    assert len({standing(norms, scores[0], unit=unit).quartile for unit in same}) == 1


@given(SCORES, GRID)
def test_the_quartile_is_that_of_the_mid_rank(scores, value):
    """A rank on a cut is in the higher quartile."""
    halves = sum(2 * (one < value) + (one == value) for one in scores)
    expected = Quartile(1 + sum(2 * halves >= quarter * len(scores) for quarter in (1, 2, 3)))
    assert standing(norms_of(scores), value).quartile is expected


@given(SCORES, GRID)
def test_median_and_number_are_those_of_the_group(scores, value):
    """The median is the score in the middle, or half way between two; n is how many units are compared with."""
    found = standing(norms_of(scores), value)
    assert near(found.median, statistics.median(scores))
    assert found.n == len(scores)


@given(SCORES, st.lists(GRID, min_size=2, max_size=2, unique=True))
def test_a_higher_score_is_never_placed_lower(scores, values):
    """Neither its rank nor its stars fall, and no quartile or a higher one gets less likely."""
    low, high = (standing(norms_of(scores), value) for value in sorted(values))
    assert (low.percentile, low.stars) <= (high.percentile, high.stars)
    assert low.stars <= high.stars
    for quartile in list(Quartile)[1:]:
        before, after = (
            math.fsum(one.band_probabilities[each] for each in Quartile if each >= quartile)
            for one in (low, high)
        )
        assert after >= before - 1e-9


@given(SCORES, st.data())
def test_a_unit_that_is_left_out_is_placed_as_a_stranger_among_the_others(scores, data):
    """Its number, rank, median and interval are those among the others."""
    place = data.draw(st.integers(0, len(scores) - 1))
    conventions = attrs.evolve(FEW_ARE_ENOUGH, self_inclusion=SelfInclusion.LEFT_OUT)
    own = standing(norms_of(scores, conventions=conventions), scores[place], unit=f"unit {place}")
    among = standing(norms_of(scores[:place] + scores[place + 1 :]), scores[place])
    assert (own.n, own.median_interval) == (among.n, among.median_interval)
    assert near(own.median, among.median)
    assert near(own.percentile, among.percentile)


@given(SCORES, GRID)
def test_an_interval_holds_what_it_is_of_and_has_a_width(scores, value):
    """The rank is in its interval, and no interval is a point that looks like certainty."""
    found = standing(norms_of(scores), value)
    assert found.interval[0] <= found.percentile <= found.interval[1]
    assert found.interval[0] < found.interval[1]
    assert found.median_interval is None or found.median_interval[0] < found.median_interval[1]


@given(SCORES, GRID, st.sampled_from((0.5, 0.8)), st.sampled_from((0.95, 0.99)))
def test_surer_is_wider(scores, value, low, high):
    """The interval at a higher level holds the one at a lower level, and more."""
    narrow, wide = (
        standing(norms_of(scores, conventions=attrs.evolve(FEW_ARE_ENOUGH, level=level)), value).interval
        for level in (low, high)
    )
    assert wide[0] <= narrow[0] < narrow[1] <= wide[1]
    assert wide != narrow


@given(SCORES, GRID)
def test_a_group_that_is_too_small_is_not_shown(scores, value):
    """Exactly the minimum size is enough; one unit fewer shows nothing, and says why."""
    n = len(scores)
    sizes = Conventions(minimum_for_quartile=n, minimum_for_percentile=n + 1)
    just, fewer = (standing(norms_of(scores[:size], conventions=sizes), value) for size in (n, n - 1))
    assert just.quartile is not None
    assert (just.percentile, just.interval) == (None, None)
    assert just.reason is NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE
    assert fewer.quartile is fewer.percentile is fewer.median is fewer.interval is None
    assert (fewer.band_probabilities, fewer.reason) == (None, NoStanding.GROUP_TOO_SMALL)


@given(SCORES, GRID)
def test_the_probabilities_of_quartiles_are_shares_of_a_whole(scores, value):
    """Each is from 0 to 1, and together they are 1."""
    chances = standing(norms_of(scores), value).band_probabilities
    assert all(0.0 <= chance <= 1.0 for chance in chances.values())
    assert near(math.fsum(chances.values()), 1.0)


@given(SCORES, GRID, st.sampled_from(TieRule), st.sampled_from((0.9, 0.99)))
def test_a_standing_says_by_what_conventions_it_was_made(scores, value, ties, level):
    """Those that were asked for, not the usual ones."""
    conventions = attrs.evolve(FEW_ARE_ENOUGH, ties=ties, level=level)
    assert standing(norms_of(scores, conventions=conventions), value).conventions == conventions


# ----------------------------------------------------------------------------------------------------------------------
# A property that nothing can break says nothing: each of these is broken by a mistake of a real tool.


class Changed:
    """A standing of which something is shown otherwise."""

    def __init__(self, found, **shown):
        self.found, self.shown = found, shown

    def __getattr__(self, name):
        return self.shown[name] if name in self.shown else getattr(self.found, name)


def shown(change):
    """Standings that are changed before they are shown."""

    def changed(norms, value, **given):
        found = placed_shares.standing(norms, value, **given)
        return Changed(found, **change(found, norms, value, given.get("unit")))

    return changed


def with_norms(change):
    """Norms of changed arguments."""
    return lambda scores, **given: placed_shares.norms_of(**change({"values": list(scores), **given}))


def always(**given):
    """Norms of these arguments, whatever is asked for."""
    return {"norms_of": with_norms(lambda own: {**own, **given})}


WEIGHTED_BY_SIZE = {
    "norms_of": with_norms(lambda own: {**own, "weights": [1.0 / len(own["values"])] * len(own["values"])})
}


def one_less(found):
    """Conventions by which one unit less is enough."""
    return attrs.evolve(
        found,
        minimum_for_quartile=max(2, found.minimum_for_quartile - 1),
        minimum_for_percentile=max(2, found.minimum_for_percentile - 1),
    )


MISTAKES = {
    "values are filled in from the row above": (
        {"norms_of": with_norms(lambda own: {**own, "values": [own["values"][0], *own["values"][:-1]]})},
        test_the_order_of_units_changes_nothing_in_norms,
    ),
    "parts of a file are weighted by its size": (
        WEIGHTED_BY_SIZE,
        test_norms_of_parts_add_up_to_those_of_the_whole,
    ),
    "weights are shares of the sum": (
        WEIGHTED_BY_SIZE,
        test_a_unit_that_is_taken_out_leaves_no_trace,
    ),
    "the template's rank was never filled in": (
        {"standing": shown(lambda *_: {"percentile": 50.0})},
        test_ranks_are_shares_of_the_group,
    ),
    "the rank is a share of n + 1": (
        {"standing": shown(lambda found, *_: {"percentile": found.percentile * found.n / (found.n + 1)})},
        test_the_weak_rank_is_the_strict_one_in_the_mirror,
    ),
    "weights are cut at ten": (
        {
            "norms_of": with_norms(
                lambda own: {
                    **own,
                    "weights": own.get("weights") and [min(weight, 10.0) for weight in own["weights"]],
                }
            )
        },
        test_weights_are_repeats,
    ),
    "ties are ranked by the row": (
        {
            "standing": shown(
                lambda _found, norms, _value, unit: {
                    "quartile": Quartile.FOURTH if unit == max(norms.members) else Quartile.TOP
                }
            )
        },
        test_units_with_the_same_score_share_a_quartile,
    ),
    "a rank on a cut is in the lower quartile": (
        {
            "standing": shown(
                lambda found, *_: {
                    "quartile": Quartile(1 + sum(found.percentile > cut for cut in (25, 50, 75)))
                }
            )
        },
        test_the_quartile_is_that_of_the_mid_rank,
    ),
    "the unit counts itself": (
        {"standing": shown(lambda found, *_: {"n": found.n + 1})},
        test_median_and_number_are_those_of_the_group,
    ),
    "the line at the median is drawn at the middle of the range": (
        {
            "standing": shown(
                lambda _, norms, *__: {"median": float(norms.table("overall").values[[0, -1]].mean())}
            )
        },
        test_median_and_number_are_those_of_the_group,
    ),
    "an outlier is taken for an error": (
        {
            "standing": shown(
                lambda _, norms, value, __: {"stars": 1} if value > norms.table("overall").values[-1] else {}
            )
        },
        test_a_higher_score_is_never_placed_lower,
    ),
    "the probabilities stand in the order of ranks": (
        {
            "standing": shown(
                lambda found, *_: {
                    "band_probabilities": dict(
                        zip(Quartile, list(found.band_probabilities.values())[::-1], strict=True)
                    )
                }
            )
        },
        test_a_higher_score_is_never_placed_lower,
    ),
    "a unit is compared with a group that holds it": (
        always(conventions=FEW_ARE_ENOUGH),
        test_a_unit_that_is_left_out_is_placed_as_a_stranger_among_the_others,
    ),
    "the interval is that of another statistic": (
        {"standing": shown(lambda found, *_: {"interval": (found.percentile + 1.0, found.percentile + 2.0)})},
        test_an_interval_holds_what_it_is_of_and_has_a_width,
    ),
    "where all are tied the interval is a point": (
        {
            "standing": shown(
                lambda found, norms, *_: (
                    {"interval": (found.percentile,) * 2} if len(norms.table("overall").keys) == 1 else {}
                )
            )
        },
        test_an_interval_holds_what_it_is_of_and_has_a_width,
    ),
    "intervals are at one level for all": (
        always(conventions=FEW_ARE_ENOUGH),
        test_surer_is_wider,
    ),
    "the minimum size is compared with less-or-equal": (
        {
            "norms_of": with_norms(
                lambda own: {**own, "conventions": one_less(own.get("conventions", FEW_ARE_ENOUGH))}
            )
        },
        test_a_group_that_is_too_small_is_not_shown,
    ),
    "probabilities are rounded up, each for itself": (
        {
            "standing": shown(
                lambda found, *_: {
                    "band_probabilities": {
                        band: min(1.0, chance + 0.01) for band, chance in found.band_probabilities.items()
                    }
                }
            )
        },
        test_the_probabilities_of_quartiles_are_shares_of_a_whole,
    ),
    "the result says the default conventions": (
        {"standing": shown(lambda *_: {"conventions": Conventions()})},
        test_a_standing_says_by_what_conventions_it_was_made,
    ),
}


@pytest.mark.parametrize(("mistake", "broken"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_breaks_its_property(mistake, broken, monkeypatch):
    """A property that holds for smmi does not hold for a tool that makes the mistake."""
    for name, function in mistake.items():
        monkeypatch.setitem(globals(), name, function)
    monkeypatch.setattr(broken, "_hypothesis_internal_use_settings", QUICKLY)
    with pytest.raises((AssertionError, ExceptionGroup)):
        broken()
