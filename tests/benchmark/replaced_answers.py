"""A second implementation of decompositions: cell by cell, order by order, in rational numbers."""

from fractions import Fraction
from itertools import combinations, pairwise, permutations

import attrs
import numpy as np
from hypothesis import strategies as st

import smmi
from smmi.benchmark import SelfInclusion, TieRule
from smmi.benchmark.decomposition import Cause, Measure
from smmi.instrument import Answers, AnswerState
from smmi.instrument.answers import Column
from smmi.instrument.scales import coding
from smmi.testing import strategies

OWN = Cause.ANSWERS, Cause.MISSINGNESS, Cause.APPLICABILITY
CUTS = 25, 50, 75


def mean_over_orders(players, value):
    """Return what each player adds, on average over all orders; None if each order meets a coalition without value.

    Args:
        players: The players.
        value: Returns the value of a set of players, a float; NaN where there is none.
    """
    sums, orders, worth = dict.fromkeys(players, Fraction(0)), 0, {}
    for size in range(len(players) + 1):
        for some in map(frozenset, combinations(players, size)):
            own = value(some)
            worth[some] = None if np.isnan(own) else Fraction(own)
    for order in permutations(players):
        path = [worth[frozenset(order[:size])] for size in range(len(order) + 1)]
        if None in path:
            continue
        orders += 1
        for player, (was, is_now) in zip(order, pairwise(path), strict=True):
            if was != is_now:
                sums[player] += is_now - was
    return {player: total / orders for player, total in sums.items()} if orders else None


def kind(cell, scale):
    """Return whether a cell was not put, is blank, or is an answer."""
    state = coding(scale).states[cell[0]]
    return {AnswerState.ANSWERED: "answer", AnswerState.NO_ANSWER: "blank"}.get(
        AnswerState(int(state)), "out"
    )


def composed(waves, scale, changed):
    """Return one cell, with each respect from the wave that is asked for; see `Cause`."""

    def of(cause):
        return waves[cause in changed], waves[cause not in changed]

    put, _ = of(Cause.APPLICABILITY)
    if kind(put, scale) == "out":
        return put
    given, otherwise = of(Cause.MISSINGNESS)
    if kind(given, scale) == "out":
        given = otherwise
    if kind(given, scale) == "blank":
        return given
    answer, otherwise = of(Cause.ANSWERS)
    return answer if kind(answer, scale) == "answer" else otherwise


def answers_between(first, second, changed):
    """Return answers of the same units in which some respects are those of the second wave."""
    columns = []
    for indicator, one, other in zip(
        second.instrument.indicators, first.columns, second.columns, strict=True
    ):
        cells = [
            composed((one.cell(unit), other.cell(unit)), indicator.scale, changed)
            for unit in range(len(second))
        ]
        values = None if one.values is None else np.stack([value for _, value in cells], axis=-1)
        columns.append(Column(np.array([code for code, _ in cells], dtype=one.codes.dtype), values))
    return attrs.evolve(second, columns=tuple(columns), set_aside=(), findings=())


def own_scores(before, after):
    """Return a function from a set of causes to the scores of the units of both waves, (nodes, n)."""
    units = [unit for unit in after.units.tolist() if unit in before.units.tolist()]
    first, second = (wave.answers.take([wave.position(unit) for unit in units]) for wave in (before, after))
    known = {}

    def scores(changed):
        mine = changed & {*OWN, Cause.SCHEME}
        if mine not in known:
            scheme = (after if Cause.SCHEME in mine else before).scheme
            known[mine] = smmi.score(answers_between(first, second, mine), scheme).values
        return known[mine]

    return units, scores


def standing_among(before, after, measure, conventions, group=None):
    """Return a function from a set of causes, a node's row and a unit to where the unit stands, counted one by one."""
    units, own = own_scores(before, after)

    def inside(wave, position):
        return group is None or wave.answers.attributes[group[0]][position] == group[1]

    scores = {}
    for wave in (before, after):
        for scheme, own_wave in enumerate((before, after)):
            scored = smmi.score(wave.answers, own_wave.scheme)
            partly = scored.partly_administered
            values = scored.values if partly is None else np.where(partly, np.nan, scored.values)
            scores[wave is after, scheme] = values.round(conventions.decimals)
    places = [{unit: place for place, unit in enumerate(wave.units.tolist())} for wave in (before, after)]
    peers = {*places[0], *places[1]}

    def score_of(late, scheme, row, unit):
        return scores[late, scheme][row, places[late][unit]]

    def has(late, row, unit):
        wave = after if late else before
        there = unit in places[late] and inside(wave, places[late][unit])
        return there and not np.isnan(score_of(late, late, row, unit))

    def standing(changed, row, unit):
        scheme = Cause.SCHEME in changed
        mine = own(changed)[row, units.index(unit)].round(conventions.decimals)
        if np.isnan(mine):
            return np.nan
        others = []
        for peer in peers - {unit}:
            then, now = has(False, row, peer), has(True, row, peer)
            if then and now:
                late = Cause.DRIFT in changed
            elif then and Cause.DEPARTURE not in changed:
                late = False
            elif now and Cause.APPEARANCE in changed:
                late = True
            else:
                continue
            others.append(score_of(late, scheme, row, peer))
        return placed(mine, [other for other in others if not np.isnan(other)], measure, conventions)

    return standing


def placed(mine, others, measure, conventions):
    """Return where a score stands among others."""
    if measure is Measure.RANK:
        return 1.0 + sum(other > mine for other in others)
    group = others + [mine] * (conventions.self_inclusion is SelfInclusion.INCLUDED)
    if not group:
        return np.nan
    ties = conventions.ties if measure is Measure.PERCENTILE_RANK else TieRule.MID
    share = {TieRule.STRICT: Fraction(0), TieRule.MID: Fraction(1, 2), TieRule.WEAK: Fraction(1)}[ties]
    below = sum(other < mine for other in group) + share * sum(other == mine for other in group)
    rank = 100 * below / len(group)
    return float(rank) if measure is Measure.PERCENTILE_RANK else 1.0 + sum(rank >= cut for cut in CUTS)


@st.composite
def two_waves(draw, *, max_units=5, one_scheme=None):
    """Two waves of drawn answers to a drawn instrument: units stay, leave and come, and the scheme may be another."""
    instrument = draw(strategies.instruments())
    both = draw(strategies.from_instrument(instrument, min_units=4, max_units=2 * max_units))
    half = len(both) // 2
    leave = draw(st.integers(0, half - 1))
    waves = []
    for places, first in ((slice(0, half), 0), (slice(half, 2 * half), leave)):
        names = np.array([f"U{number}" for number in range(first, first + half)], dtype=both.units.dtype)
        taken = both.take(places)
        waves.append(attrs.evolve(taken, units=names, set_aside=(), findings=()))
    scheme = draw(strategies.schemes(instrument))
    same = draw(st.booleans()) if one_scheme is None else one_scheme
    schemes = [scheme if same else draw(strategies.schemes(instrument)), scheme]
    return tuple(smmi.score(wave, own) for wave, own in zip(waves, schemes, strict=True))


def wave_of(scheme, seed, units=30, **options):
    """The scores of a synthetic wave."""
    rng = np.random.default_rng(seed)
    return smmi.score(smmi.instrument.synthesize(scheme.instrument, units=units, rng=rng, **options), scheme)


def given_again(scores, change):
    """Return the scores of records that a function has changed: it takes a unit's position and its record."""
    answers = scores.answers
    names = tuple(answers.attributes)
    records = []
    for position, unit in enumerate(answers.units.tolist()):
        values = {name: answers.attributes[name][position] for name in names}
        records.append({"": unit, **values, **change(position, answers.record(unit))})
    again = Answers.from_records(answers.instrument, records, unit="", attributes=names)
    return smmi.score(again, scores.scheme)
