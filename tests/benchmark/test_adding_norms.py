"""Norms of parts add up to the norms of the whole, to the last bit, and units are taken out without a trace."""

import math
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi import editions
from smmi.benchmark import Conventions, Norms, SelfInclusion, TieRule
from smmi.benchmark.norms import NormTable
from smmi.benchmark.survey import ExactSums
from smmi.errors import ArgumentError, NormsMismatchError, UnknownCodeError
from smmi.instrument.answers import Administration, AdministrationKind
from smmi.scoring import ScoringScheme
from smmi.testing.strategies import GROUP, cohorts
from tests.benchmark.test_norms import scores_of

WEIGHTS = st.floats(1e-12, 1e12)


@given(st.lists(st.tuples(st.integers(0, 3), WEIGHTS), min_size=1, max_size=30))
def test_sums_of_weights_are_exact(pairs):
    """The sum of each stretch is the exact fraction, and its double the nearest one."""
    pairs = sorted(pairs, key=lambda pair: pair[0])
    keys, weights = np.array([key for key, _ in pairs]), np.array([weight for _, weight in pairs])
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    sums = ExactSums.of(weights, starts)
    expected = [sum(Fraction(w) for k, w in pairs if k == key) for key in sorted(set(keys.tolist()))]
    assert [n * Fraction(2) ** sums.exponent for n in sums.numerators] == expected
    assert sums.floats.tolist() == [float(one) for one in expected]
    assert any(n % 2 for n in sums.numerators)


@given(st.data())
def test_norms_of_any_partition_are_the_norms_of_all(data):
    """However a cohort is parted, and in whatever order the parts are added, norms and placements are the same."""
    scores = data.draw(cohorts(min_units=2, max_units=8))
    n = len(scores)
    weights = data.draw(st.none() | st.lists(WEIGHTS, min_size=n, max_size=n))
    by = data.draw(st.sampled_from([(), (GROUP,)]))
    parts = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    conventions = Conventions(minimum_for_quartile=2, minimum_for_percentile=2)

    def norms_of(places):
        own = None if weights is None else [weights[place] for place in places]
        return Norms.fit(scores.take(places), by=by, weights=own, conventions=conventions)

    whole = norms_of(list(range(n)))
    together = [[place for place in range(n) if parts[place] == part] for part in sorted(set(parts))]
    made = [norms_of(places) for places in data.draw(st.permutations(together))]
    merged = made[0]
    for other in made[1:]:
        merged = other + merged if data.draw(st.booleans()) else merged + other
    assert merged == whole
    assert merged.fingerprint == whole.fingerprint
    assert [group.name for group in merged.groups] == [group.name for group in whole.groups]
    for profile in scores:
        assert merged.place(profile) == whole.place(profile)
        assert merged.place(profile).norms == whole.fingerprint


@given(st.data())
def test_a_unit_taken_out_was_never_there(data):
    """Norms without some units equal the norms of the others."""
    scores = data.draw(cohorts(min_units=2, max_units=8))
    n = len(scores)
    weights = data.draw(st.none() | st.lists(WEIGHTS, min_size=n, max_size=n))
    gone = data.draw(st.sets(st.integers(0, n - 1), min_size=1, max_size=n - 1))
    left = [place for place in range(n) if place not in gone]

    def norms_of(places):
        own = None if weights is None else [weights[place] for place in places]
        return Norms.fit(scores.take(places), by=(GROUP,), weights=own)

    whole = norms_of(list(range(n)))
    counts = ~np.isnan(scores.values) & ~(scores.administered < 1)
    scored = {place for place in left if counts[:, place].any()}
    if scored == set(left):  # a group of units without any score that counts is left out, whoever they are
        assert whole.without(scores.take(sorted(gone))) == norms_of(left)


def test_crossed_groups_are_those_of_both_values():
    """`by` may hold several attributes together; the groups are called by both values."""
    cohort = forty_schools()
    crossed = Norms.fit(cohort, by=("discipline", ("discipline", "control")))
    names = [group.name for group in crossed.groups]
    assert names == [
        "all",
        "dental",
        "medical",
        "dental,private",
        "dental,public",
        "medical,private",
        "medical,public",
    ]
    placed = crossed.place(cohort.of(cohort.units[0]))
    assert [group.name for group in placed.groups] == ["all", "dental", "dental,public"]
    assert placed["overall"]["dental,public"].n == 10


def forty_schools():
    """Schools of two disciplines and two controls, ten of each."""
    instrument = editions.smmi_16()
    rng = np.random.default_rng(4)
    attributes = {
        "discipline": ["dental", "medical"] * 20,
        "control": ["public", "public", "private", "private"] * 10,
    }
    answers = smmi.instrument.synthesize(instrument, units=40, rng=rng, attributes=attributes)
    return smmi.score(answers, ScoringScheme.equal_weights(instrument))


def test_weighted_ranks_are_those_of_repeated_units():
    """A weight of 3 is as good as three units with the same score; the effective size is Kish's."""
    values, weights = np.array([10.0, 20.0, 30.0]), np.array([3.0, 1.0, 2.0])
    weighted = NormTable.of(values, weights)
    repeated = NormTable.of(np.repeat(values, weights.astype(int)))
    for score in (5.0, 10.0, 15.0, 20.0, 30.0, 31.0):
        for ties in TieRule:
            assert weighted.percentile_rank(score, ties=ties) == repeated.percentile_rank(score, ties=ties)
    assert weighted.effective_n == pytest.approx(36 / 14)
    assert (repeated.effective_n, weighted.n, weighted.total) == (6.0, 3, 6.0)


def test_administrations_and_populations_are_kept():
    """The code of each wave and the invited of each group are part of the norms, and of their sum."""
    cohort = forty_schools()

    def wave(code, **invited):
        return Administration(
            code=code,
            kind=AdministrationKind.NATIONAL,
            instrument=editions.smmi_16(),
            label=code,
            opens="2019",
            closes="2019",
            invited=invited,
            by="discipline",
        )

    first = Norms.fit(
        cohort.take(range(20)),
        by=("discipline",),
        administration=wave("one", dental=66, medical=203, nursing=5),
    )
    assert first.source.administrations == ("one",)
    assert {group.name: size for group, size in first.population.items()} == {
        "all": 274,
        "dental": 66,
        "medical": 203,
    }
    second = Norms.fit(cohort.take(range(20, 40)), by=("discipline",), administration=wave("two", dental=66))
    with pytest.raises(ArgumentError) as caught:
        first + second
    assert str(caught.value) == "'other': got another population of 'all', expected the same population"
    alike = attrs.evolve(second, population={})
    assert (first + alike).source.administrations == ("one", "two")
    assert (first + alike).population == first.population
    given_one = Norms.fit(cohort, by=("discipline",), population={"dental": 66})
    assert {group.name: size for group, size in given_one.population.items()} == {"dental": 66}


REFUSED = {
    "a member twice": (
        lambda norms, _scores: norms + norms,
        "'other': got norms that hold 'U0', 'U1', 'U10' and 17 more too, expected other units. "
        "Each unit counts once; take it out of one of them with norms.without(scores)",
    ),
    "weights on one side": (
        lambda norms, scores: norms + Norms.fit(renamed(scores), by=("kind",), weights=[1.0] * 20),
        "'other': got norms of which only one side is weighted, expected weights on both or on none",
    ),
    "other groups": (
        lambda norms, scores: norms + Norms.fit(renamed(scores)),
        "these norms are of another groups: got (), expected (('kind',),). "
        "Score the answers with the groups of the norms, or fit new norms",
    ),
    "a stranger taken out": (
        lambda norms, scores: norms.without(renamed(scores)),
        "'scores': got units that are not in the norms: 'V0', 'V1', 'V10' and 17 more, expected members",
    ),
    "everybody taken out": (
        lambda norms, scores: norms.without(scores),
        "'scores': got all units of the norms, expected some of them",
    ),
    "another score taken out": (
        lambda norms, _scores: norms.without(scores_of([99.5], kinds=["a"])),
        "'other': got more units with the score 99.5, expected units that are in this one",
    ),
    "a population below the group": (
        lambda _norms, scores: Norms.fit(scores, by=("kind",), population={"a": 9}),
        "'population': got 9 for 'a', expected an integer of at least 10, the units in the norms",
    ),
    "a population of nobody": (
        lambda _norms, scores: Norms.fit(scores, population=20),
        "'population': got 20, expected a mapping from groups to how many units there are. "
        'Write {"all": …} if it is all of them',
    ),
    "the same attribute twice": (
        lambda _norms, scores: Norms.fit(scores, by=(("kind", "kind"),)),
        "'by': got ('kind', 'kind'), expected an attribute, or a tuple of different ones",
    ),
    "an administration of something else": (
        lambda _norms, scores: Norms.fit(scores, administration="2019"),
        "'administration': got '2019', expected None or an Administration",
    ),
}


def renamed(scores):
    """The same scores of other units."""
    return attrs.evolve(scores, units=np.array([f"V{unit[1:]}" for unit in scores.units.tolist()]))


@pytest.mark.parametrize(("ask", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_add_up_is_refused(ask, message):
    """Units twice, other groups, strangers and others; whole messages."""
    scores = scores_of(range(20), kinds=["a", "b"] * 10)
    with pytest.raises((ArgumentError, NormsMismatchError)) as caught:
        ask(Norms.fit(scores, by=("kind",)), scores)
    assert str(caught.value) == message


def test_norms_of_other_conventions_do_not_mix():
    """Adding norms that place by other rules is refused, as is what is no norms."""
    scores = scores_of(range(20))
    norms = Norms.fit(scores)
    with pytest.raises(NormsMismatchError, match="these norms are of another conventions"):
        norms + Norms.fit(renamed(scores), conventions=Conventions(ties=TieRule.WEAK))
    with pytest.raises(NormsMismatchError, match="these norms are of another edition"):
        norms + Norms.fit(scores_of([1], edition="2"))
    with pytest.raises(TypeError):
        norms + 1
    with pytest.raises(UnknownCodeError):
        Norms.fit(scores, population={"suburb": 99})


def test_tables_of_other_kinds_do_not_mix():
    """A weighted table and one that is not, or one that is rounded otherwise, have no sum."""
    plain = NormTable.of(np.array([1.0, 2.0]))
    for other in (NormTable.of(np.array([1.0]), np.array([2.0])), NormTable.of(np.array([1.0]), decimals=3)):
        with pytest.raises(ArgumentError) as caught:
            plain + other
        assert str(caught.value) == (
            "'other': got a table of another kind, expected one that is weighted and rounded as this one is"
        )
    weighted = NormTable.of(np.array([1.0, 1.0]), np.array([1.0, 2.0]))
    with pytest.raises(ArgumentError, match="got more weight than there is"):
        weighted - NormTable.of(np.array([1.0]), np.array([3.5]))
    empty = NormTable.of(np.array([np.nan]), np.array([1.0]))
    assert weighted + empty == weighted == empty + weighted
    assert weighted - weighted == empty
    assert (empty.total, empty.n) == (0.0, 0)
    assert math.isclose(weighted.effective_n, 9 / 5)
    with pytest.raises(TypeError):
        plain + 1


def test_probabilities_beside_a_unit_that_outweighs_all_others_are_those_of_the_others():
    """Weights that are nothing beside the unit's own still say where it stands among the others."""
    conventions = Conventions(
        minimum_for_quartile=2, minimum_for_percentile=2, self_inclusion=SelfInclusion.INCLUDED
    )
    scores = scores_of([90, 90])
    norms = Norms.fit(scores, weights=[18015.0, 1e-12], conventions=conventions)
    chances = norms.place(scores.of("U0"))["overall"]["all"].band_probabilities
    assert math.isclose(sum(chances.values()), 1.0)
