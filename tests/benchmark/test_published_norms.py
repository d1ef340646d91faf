"""Norms that may be handed out: no reader bounds a unit more narrowly than the width, and each unit finds its place."""

from collections import Counter
from itertools import combinations, pairwise, product

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

import smmi
from smmi.benchmark import Conventions, Norms, NoStanding, PublishedNorms, Quartile, ReportRule
from smmi.benchmark.disclosure import NotTold, groups_told
from smmi.benchmark.norms import SelfInclusion, TieRule
from smmi.benchmark.published._published_standing import band_of
from smmi.benchmark.published._telling import Extent, extents, groups_kept
from smmi.errors import ArgumentError, NormsMismatchError, UnknownCodeError
from smmi.instrument import Area, Domain, Indicator, Instrument, Percentage
from smmi.testing.strategies import cohorts
from tests.benchmark.norms_readers import narrowest
from tests.latin_squares import latin

NONE, ALL, GROUPS = Extent.NONE, Extent.ALL, Extent.GROUPS
TWENTIES = [(20.0 * i,) for i in range(4)]
FAR_APART = [(0.0,), (10.0,), (40.0,), (70.0,), (100.0,)]
TWO_AREAS = list(product((0.0, 20.0, 40.0), repeat=2))
WITH_BLANKS = list(product((None, 0.0, 30.0), repeat=2))

COHORTS = {
    "one group and the rest": (TWENTIES, (3, 4), [(0,), (0, 1)], 20.0, 1),
    "the public": (TWENTIES, (2, 3), [(0,), (0, 1)], 30.0, 0),
    "a small group": (FAR_APART, (2, 3), [(0,), (0, 1)], 30.0, 0),
    "three groups": (TWENTIES[:3], (2, 2, 3), [(0,), (1,), (0, 1, 2)], 20.0, 0),
    "crossed groups": (TWENTIES[:3], (2, 2, 2, 2), [(0, 1), (0, 2), (0, 1, 2, 3)], 20.0, 0),
    "areas and their mean": (TWO_AREAS, (2, 2), [(0,), (0, 1)], 20.0, 0),
    "areas and their mean, with blanks": (WITH_BLANKS, (2, 2), [(0,), (0, 1)], 20.0, 0),
}
MANY_COHORTS = {
    "a participant, three groups": (TWENTIES, (3, 3, 4), [(0,), (1,), (0, 1, 2)], 20.0, 1),
    "an owner": (TWENTIES, (4, 5), [(0,), (0, 1)], 20.0, 2),
    "a large crowd": (FAR_APART, (3, 6), [(0,), (0, 1)], 30.0, 1),
    "a participant, areas and their mean": (TWO_AREAS, (3, 3), [(0,), (0, 1)], 20.0, 1),
}


def ask_every_cohort(decide, sheets, sizes, groups, width, known, edges=None):
    """The narrowest range, and what was told."""
    return narrowest(decide, sheets, sizes=sizes, groups=groups, width=width, known=known, edges=edges)


@pytest.mark.parametrize(
    ("cohort", "edges"), latin(COHORTS, {"every score": None, "bands": (0.0, 40.0, 80.0, 100.0)})
)
def test_no_reader_bounds_a_unit(cohort, edges):
    """Of all cohorts that agree with the norms, units that it does not know have scores that span the width.

    So it is even where the norms told every score instead of bands: then all tables and reports that are made of the
    same groups tell no more.
    """
    span, outcomes = ask_every_cohort(extents, *cohort, edges=edges)
    assert span >= cohort[3]
    assert any(GROUPS in told for told in outcomes)


@pytest.mark.long
@pytest.mark.parametrize("cohort", MANY_COHORTS.values(), ids=MANY_COHORTS)
def test_no_reader_bounds_a_unit_of_many(cohort):
    """The same for more cohorts, with readers that know scores of others."""
    span, outcomes = ask_every_cohort(extents, *cohort)
    assert span >= cohort[3]
    assert any(GROUPS in told for told in outcomes)


def test_all_outcomes_are_tried():
    """Groups, all units only, nothing, and single areas."""
    found = set()
    for name in ("the public", "areas and their mean"):
        found |= ask_every_cohort(extents, *COHORTS[name])[1]
    assert {(GROUPS,), (ALL,), (NONE,), (GROUPS,) * 3, (GROUPS, NONE, NONE)} <= found


def naive(parts, *, areas, smallest, width, known):
    """Tells of all units wherever they spread, without asking what its silence on the groups says."""
    del areas, smallest
    flat = [part for own in parts.values() for part in own]
    if groups_told(flat, width=width, known=known)[0]:
        return dict.fromkeys(parts, GROUPS)
    everyone = [np.sort(np.concatenate(own)) for own in parts.values()]
    told = groups_told(everyone, width=width, known=known)[0]
    return dict.fromkeys(parts, ALL if told else NONE)


def group_by_group(parts, *, areas, smallest, width, known):
    """Asks that each group spreads, not that the units do which groups tell apart."""
    del areas, smallest
    (first, second), *_ = parts.values()
    groups = [first, np.sort(np.concatenate([first, second]))]
    return dict.fromkeys(parts, GROUPS if groups_told(groups, width=width, known=known)[0] else NONE)


def careless(parts, *, areas, smallest, width, known):
    """Reckons with nobody who knows a score."""
    del known
    return extents(parts, areas=areas, smallest=smallest, width=width, known=0)


@pytest.mark.parametrize(
    ("decide", "name"),
    [(naive, "a small group"), (group_by_group, "the public"), (careless, "one group and the rest")],
)
def test_the_reader_finds_what_a_wrong_decision_tells(decide, name):
    """The attack has teeth."""
    span, _ = ask_every_cohort(decide, *COHORTS[name])
    assert span < COHORTS[name][3]


@given(
    st.lists(st.lists(st.booleans(), min_size=30, max_size=30), max_size=4),
    st.integers(1, 12),
)
def test_groups_tell_few_apart(memberships, least):
    """No part has fewer units than asked, and no further group could be told of."""
    inside = {"all": np.ones(30, dtype=bool), **{i: np.array(one) for i, one in enumerate(memberships)}}
    kept, parts = groups_kept(inside, least=least)

    def smallest(groups):
        units = list(zip(*(inside[group] for group in groups), strict=True))
        return min(map(units.count, units))

    assert kept[0] == "all"
    assert smallest(kept) == min(np.bincount(parts)) >= least
    assert all(smallest([*kept, group]) < least for group in inside if group not in kept)


SHARES = Instrument(
    code="shares",
    edition="1",
    title="Shares",
    domains=[
        Domain(
            code="work",
            label="Work",
            areas=[
                Area(
                    code=code,
                    label=code,
                    indicators=[
                        Indicator(code=f"{code}_share", prompt="?", scale=Percentage(code=f"{code}_p"))
                    ],
                )
                for code in ("care", "staff")
            ],
        )
    ],
)
SCHEME = smmi.ScoringScheme.equal_weights(SHARES)
GOOD = [12.0, 26.0, 38.0, 40.0, 55.0, 61.0, 79.0, 80.0, 93.0, 100.0]
ROWS = [
    {"care": value, "staff": GOOD[(3 * i) % 10], "kind": "ab"[i % 2], "owner": f"o{i // 3}"}
    for i, value in enumerate(GOOD * 2)
]


def scored(rows, scheme=SCHEME):
    """The scores of units that have shares, and attributes."""
    records = [
        {"care_share": row["care"], "staff_share": row["staff"], "unit": f"U{i}"}
        | {name: row.get(name) for name in ("kind", "place", "owner")}
        for i, row in enumerate(rows)
    ]
    answers = smmi.Answers.from_records(SHARES, records, unit="unit", attributes=("kind", "place", "owner"))
    return smmi.score(answers, scheme)


@st.composite
def rows(draw, least=6, most=24):
    """Units that are near or far from one another, in groups that cross."""
    values = st.none() | st.sampled_from([0.0, 4.0, 5.0, 45.0, 49.9999999999, 50.0, 90.0, 99.0, 100.0])
    one = {"care": values, "staff": values}
    one |= {name: st.none() | st.sampled_from("ab") for name in ("kind", "place", "owner")}
    return draw(st.lists(st.fixed_dictionaries(one), min_size=least, max_size=most))


@st.composite
def told_rows(draw):
    """Such units, three at most of one owner, and a crowd at both ends, in a group or none: there are norms."""
    drawn, owners = draw(rows(least=3)), Counter()
    for row in drawn:
        owners[row["owner"]] += 1
        if owners[row["owner"]] > 3:
            row["owner"] = None
    kinds = draw(st.sampled_from([(None, None), (None, "a"), ("a", "b")]))
    crowd = list(product((0.0, 100.0), kinds)) * draw(st.integers(4, 6))
    ends = [{"care": end, "staff": end, "kind": kind, "place": None, "owner": None} for end, kind in crowd]
    return draw(st.permutations([*drawn, *ends]))


def published(scores, **options):
    """The norms that may be handed out, by both attributes; None where there are none."""
    options = {"by": ("kind", "place"), "rule": ReportRule(minimum_median=2)} | options
    try:
        return PublishedNorms.fit(scores, **options)
    except ArgumentError:
        return None


@given(told_rows(), st.sampled_from([None, "owner"]))
def test_the_units_that_no_group_tells_apart_spread(given_rows, owner):
    """Each audited by itself: whichever units are known, the others of a part span the width in what is told."""
    scores = scored(given_rows)
    norms = published(scores, owner=owner)
    assume(norms is not None)
    owners = [row["owner"] for row in given_rows if row["owner"]]
    assert norms.known == (max([1, *map(owners.count, owners)]) if owner else 1)
    for code, own in zip(scores.codes, scores.values, strict=True):
        telling = [group for group in norms.groups if code in norms.tables[group]]
        inside = np.array([group.members(scores.answers) for group in telling])
        for part in {tuple(column) for column in inside.T}:
            units = own[(part == inside.T).all(axis=1)]
            present = np.sort(units[~np.isnan(units)])
            n, most = len(present), min(norms.known, max(0, len(present) - 1))
            for known in combinations({*range(most), *range(n - most, n)}, most):  # others leave the ends
                others = np.delete(present, known)
                assert not len(others) or np.ptp(others) >= 10.0


@given(rows(least=8))
def test_norms_say_nothing_of_whose_scores_are_whose(given_rows):
    """If two units of the same groups exchange their answers, and all are called otherwise, nothing changes."""
    before = published(scored(given_rows))
    alike = [
        (i, j)
        for i, j in combinations(range(len(given_rows)), 2)
        if all(given_rows[i][name] == given_rows[j][name] for name in ("kind", "place"))
    ]
    assume(alike)
    exchanged = [dict(row) for row in given_rows]
    i, j = alike[len(alike) // 2]
    for name in ("care", "staff"):
        exchanged[i][name], exchanged[j][name] = exchanged[j][name], exchanged[i][name]
    assert published(scored(exchanged)) == before
    assert published(scored(given_rows[::-1])) == before


@given(
    cohorts(min_units=3),
    st.sampled_from(TieRule),
    st.sampled_from(SelfInclusion),
    st.integers(0, 9),
    st.data(),
)
def test_the_exact_place_is_in_the_interval(scores, ties, inclusion, decimals, data):
    """For every unit and group: the rank of the exact norms is in the interval, their quartile among those named."""
    conventions = Conventions(
        ties=ties,
        self_inclusion=inclusion,
        decimals=decimals,
        minimum_for_quartile=2,
        minimum_for_percentile=3,
    )
    by = data.draw(st.lists(st.sampled_from(list(scores.answers.attributes)), unique=True, max_size=2))
    rule = ReportRule(
        protection_width=0.0, minimum_median=1, median_band=data.draw(st.sampled_from([10.0, 30.0]))
    )
    norms = PublishedNorms.fit(scores, by=by, conventions=conventions, rule=rule)
    exact = Norms.fit(scores, by=by, conventions=conventions)
    for unit in data.draw(st.lists(st.sampled_from(scores.units.tolist()), min_size=1, max_size=2)):
        places = norms.place(scores.of(unit))
        for code, standings in exact.place(scores.of(unit)).standings.items():
            for name, told in places[code].items():
                standing = standings[name]
                if standing.percentile is not None:
                    assert told.interval[0] <= standing.percentile <= told.interval[1]
                    assert told.interval[0] <= told.percentile <= told.interval[1]
                if standing.quartile is not None:
                    assert standing.quartile in told.quartiles
                    assert told.quartile in {None, standing.quartile}
                    assert told.stars in {None, standing.stars}
                if standing.score is not None:
                    low, high = told.band
                    assert low <= np.round(standing.score, decimals) <= high


@given(st.floats(0, 100), st.sampled_from([1.0, 10.0, 30.0, 50.0]), st.integers(0, 12))
def test_each_score_is_in_one_band(score, band, decimals):
    """Bands hold their lower end; the ends 0 and 100 are no bands of their own; ties are in one band."""
    edges = ReportRule(median_band=band).edges
    assert (edges[0], edges[-1]) == (0.0, 100.0)
    assert min(high - low for low, high in pairwise(edges)) >= band
    place, key = band_of(score, edges, decimals), float(np.round(score, decimals))
    assert edges[place] <= key <= edges[place + 1]
    assert key < edges[place + 1] or key == 100.0
    assert band_of(key, edges, decimals) == place


def test_counts_by_hand():
    """Ten shares twice: at 40 and 80 in the upper band, at 100 in the last one."""
    norms = PublishedNorms.fit(scored(ROWS), by=("kind",))
    assert [group.name for group in norms.groups] == ["all", "a", "b"]
    everyone, odd, _ = (norms.tables[group]["care"] for group in norms.groups)
    assert everyone == (0, 2, 2, 2, 2, 2, 2, 2, 2, 4)
    assert odd == (0, 2, 0, 2, 0, 2, 0, 2, 0, 2)
    standing = norms.place(scored(ROWS).of("U4"))["care"]["all"]
    assert (standing.band, standing.n) == ((50.0, 60.0), 20)
    assert (standing.interval, standing.percentile) == ((40.0, 50.0), 45.0)
    assert standing.quartiles == (Quartile.THIRD, Quartile.SECOND)
    assert (standing.quartile, standing.stars, standing.reason) == (None, None, None)
    low = norms.place(scored(ROWS).of("U0"))["care"]["all"]
    assert (low.interval, low.quartile, low.stars) == ((0.0, 10.0), Quartile.FOURTH, 1)


def test_a_stranger_is_placed():
    """A unit that is not among the norms is placed as it is, in its own group too."""
    stranger = scored([{"care": 47.0, "staff": None, "kind": "b"}])
    places = PublishedNorms.fit(scored(ROWS), by=("kind",)).place(stranger.of("U0"))
    assert places["care"]["b"].interval == (20.0, 40.0)
    assert places["staff"]["all"].reason is NoStanding.NO_SCORE
    assert places["staff"]["all"].interval is places["staff"]["all"].band is None
    with pytest.raises(UnknownCodeError, match="the unit is in no group called 'a'"):
        places["care"]["a"]
    with pytest.raises(UnknownCodeError, match="no score has the code 'cure'"):
        places["cure"]


def test_small_groups_and_untold_scores_say_why():
    """A reason stands where something is absent."""
    close = [{**row, "staff": 50.0} for row in ROWS[:8]]
    norms = PublishedNorms.fit(scored(close))
    assert {code for own in norms.tables.values() for code in own} == {"care"}
    places = norms.place(scored(close).of("U0"))
    untold = places["staff"]["all"]
    assert (untold.n, untold.band, untold.interval, untold.quartiles) == (None, None, None, ())
    assert untold.reason is NotTold.TOO_TELLING
    small = places["care"]["all"]
    assert (small.interval, small.quartile) == (None, Quartile.FOURTH)
    assert small.reason is NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE
    few = PublishedNorms.fit(scored(close), conventions=Conventions(minimum_for_quartile=9))
    tiny = few.place(scored(close).of("U0"))["care"]["all"]
    assert (tiny.reason, tiny.quartiles, tiny.n) == (NoStanding.GROUP_TOO_SMALL, (), 8)


def test_small_groups_are_left_out_with_what_would_give_them_away():
    """Of the kinds with 3, 7 and 10 units the small one is left out, and the next one, which would tell it."""
    mixed = [{**row, "kind": "s" if i < 3 else "m" if i < 10 else "l"} for i, row in enumerate(ROWS)]
    norms = PublishedNorms.fit(scored(mixed), by=("kind",))
    assert [group.name for group in norms.groups] == ["all", "l"]


def test_owners_are_reckoned_with():
    """Whoever owns three units knows three scores: a group needs as many more."""
    few = [{**row, "kind": "a" if i < 7 else "b"} for i, row in enumerate(ROWS)]
    assert len(PublishedNorms.fit(scored(few), by=("kind",)).groups) == 3
    norms = PublishedNorms.fit(scored(few), by=("kind",), owner="owner")
    assert norms.known == 3
    assert [group.name for group in norms.groups] == ["all"]
    assert (
        "knows the answers of 3 units, its own among them, cannot bound"
        in dict(norms.describe())["What is told of others"]
    )


def test_norms_are_worth_handing_out():
    """Of a synthetic cohort by discipline all scores are told in all groups, and every other quartile is certain."""
    kinds = ["dental"] * 14 + ["medical"] * 30 + ["nursing"] * 36
    rng = np.random.default_rng(2019)
    answers = smmi.instrument.synthesize(
        smmi.editions.smmi_16(), units=80, rng=rng, attributes={"kind": kinds}
    )
    scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
    norms = PublishedNorms.fit(scores, by=("kind",))
    assert [len(norms.tables[group]) for group in norms.groups] == [23] * 4
    placed = [
        standing.quartile is not None
        for unit in scores.units[::8]
        for standings in norms.place(scores.of(unit)).values()
        for standing in standings.values()
        if standing.score is not None
    ]
    assert np.mean(placed) > 0.4


def test_norms_describe_themselves():
    """What is told is said in words, after the conventions."""
    norms = PublishedNorms.fit(scored(ROWS), by=("kind",))
    said = dict(norms.describe())
    assert said["What is told of others"] == (
        "Whoever knows its own answers cannot bound the score of another unit to fewer than 10 points by these norms. "
        "No group tells fewer than 6 units apart from the others."
    )
    assert said["Bands"].startswith("Norms hold how many units of a group score in each band of 10 points")
    assert (
        repr(norms) == "<PublishedNorms of 'shares' edition '1', in bands of 10 points: all 20, a 10, b 10>"
    )
    assert norms.fingerprint == PublishedNorms.fit(scored(ROWS[::-1]), by=("kind",)).fingerprint


def test_what_may_not_be_handed_out_is_refused():
    """Too few units, scores that are too close together, exact medians, and what is none of this."""
    with pytest.raises(ArgumentError) as error:
        PublishedNorms.fit(scored(ROWS[:5]))
    assert str(error.value) == (
        "'scores': got those of 5 units, expected at least 6, of which a reader may know 1"
    )
    with pytest.raises(ArgumentError, match="scores that lie too close together"):
        PublishedNorms.fit(scored([{"care": 50.0, "staff": 51.0}] * 9))
    with pytest.raises(
        ArgumentError, match="scores that lie too close together"
    ):  # all have the same overall score
        PublishedNorms.fit(scored([{**row, "staff": 100 - row["care"]} for row in ROWS]))
    with pytest.raises(ArgumentError, match="Where all scores are public, hand out Norms"):
        PublishedNorms.fit(scored(ROWS), rule=ReportRule.public())
    with pytest.raises(ArgumentError, match="expected None or a ReportRule"):
        PublishedNorms.fit(scored(ROWS), rule=10)
    norms = PublishedNorms.fit(scored(ROWS))
    with pytest.raises(ArgumentError, match=r"scores.of\(unit\) is the profile of one unit"):
        norms.place(scored(ROWS))


def test_scores_of_another_scheme_are_refused():
    """They do not compare."""
    other = smmi.ScoringScheme(SHARES, weights={"care": 2.0})
    with pytest.raises(NormsMismatchError, match="scheme"):
        PublishedNorms.fit(scored(ROWS)).place(scored(ROWS, other).of("U0"))
