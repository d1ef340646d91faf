"""Decomposition of change: parts that add up, a second implementation, planted causes, and hand-worked cases."""

import pickle
from fractions import Fraction
from itertools import combinations

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi import benchmark
from smmi.benchmark import Conventions, Norms, SelfInclusion, TieRule, change
from smmi.benchmark.decomposition import Cause, Measure, NoDecomposition, _cohort, decompose
from smmi.editions import crosswalk_18_to_16
from smmi.errors import ArgumentError, EditionMismatchError, UnknownCodeError
from smmi.instrument import Answers, Area, Binary, Domain, Equals, Indicator, Instrument
from tests.benchmark.replaced_answers import (
    given_again,
    mean_over_orders,
    own_scores,
    standing_among,
    two_waves,
    wave_of,
)

CROSSWALK = crosswalk_18_to_16()
OLD, NEW = (smmi.ScoringScheme.equal_weights(edition) for edition in (CROSSWALK.old, CROSSWALK.new))
OTHER = smmi.ScoringScheme(NEW.instrument, weights={"curriculum": 3.0, "targeted_track": 2.0})
CAUSES = tuple(Cause)
OWN = CAUSES[:4]
FEWEST = 3
SETS = [frozenset(some) for size in range(8) for some in combinations(CAUSES, size)]
MOST_MOVING = 5
ABSENT = {*NoDecomposition} - {NoDecomposition.NO_SCORE_BETWEEN}
FEW = Conventions(minimum_for_quartile=2, minimum_for_percentile=2)


def adds_up(found):
    """Check that parts and rest make the difference, to the last bit and in both orders of the causes."""
    known = found.reasons == 0
    for parts in (found.parts, found.parts[..., ::-1]):
        assert np.array_equal((parts.sum(axis=2) + found.rounding)[known], found.difference[known])
    assert np.isnan(found.parts[~known]).all()
    assert np.isnan(found.rounding[~known]).all()
    return int(known.sum())


def close(part, expected):
    """Whether a part is the one that is expected, but for its last digits."""
    return abs(Fraction(part) - expected) <= Fraction(100, 2**44)


def opposites(waves):
    """Check that the waves in the opposite order have the opposite parts; peers that came are peers that left."""
    there, back = decompose(*waves), decompose(*reversed(waves))
    positions = [back.position(unit) for unit in there.units.tolist()]
    for one, other in ((there.parts, back.parts), (there.rounding, back.rounding)):
        assert np.array_equal(one, -other[positions], equal_nan=True)
    for measure in (Measure.PERCENTILE_RANK, Measure.STARS, Measure.RANK):
        there, back = (decompose(*both, measure=measure, conventions=FEW) for both in (waves, waves[::-1]))
        swapped = back.parts[positions][..., [0, 1, 2, 3, 4, 6, 5]]
        assert np.array_equal(there.parts, -swapped, equal_nan=True)
        assert np.array_equal(there.rounding, -back.rounding[positions], equal_nan=True)


def still(wave):
    """Check that between a wave and itself no cause has a part, not even of the last bit."""
    found = decompose(wave, wave)
    known = found.reasons == 0
    assert np.all(found.parts[known] == 0.0)
    assert np.all(found.rounding[known] == 0.0)


@given(two_waves(max_units=3))
def test_scores_against_a_second_implementation(waves):
    """Cell by cell and order by order, in rational numbers; opposite waves have opposite parts, and the same none."""
    before, after = waves
    found = decompose(before, after)
    adds_up(found)
    opposites(waves)
    still(after)
    units, scores = own_scores(before, after)
    assert found.units.tolist() == units
    for row, code in enumerate(found.codes):
        for place, unit in enumerate(units):
            reason = found.reason(unit, code)
            own = found.parts[place, row].tolist()
            if reason is NoDecomposition.PARTLY_ADMINISTERED:
                assert np.isnan(own).all()
                continue
            expected = mean_over_orders(OWN, lambda causes: scores(causes)[row, place])  # noqa: B023
            if expected is None:
                assert reason is not None
                continue
            assert reason is None
            assert all(
                close(part, expected.get(cause, Fraction(0))) for cause, part in zip(CAUSES, own, strict=True)
            )
            assert all(part == 0.0 for part in own[4:])


@given(
    two_waves(max_units=4),
    st.sampled_from([*Measure][1:]),
    st.sampled_from(TieRule),
    st.sampled_from(SelfInclusion),
)
def test_standings_against_a_second_implementation(waves, measure, ties, inclusion):
    """Among peers that are counted one by one, at the causes that changed; the ends are what the norms say."""
    before, after = waves
    conventions = attrs.evolve(FEW, ties=ties, self_inclusion=inclusion)
    found = decompose(before, after, measure=measure, conventions=conventions)
    adds_up(found)
    standing = standing_among(before, after, measure, conventions)
    row = found.codes.index("overall")
    told = [unit for unit in found.units.tolist() if found.reason(unit, "overall") not in ABSENT]
    for unit in told[:2]:
        place, reason = found.position(unit), found.reason(unit, "overall")
        worth = {causes: standing(causes, row, unit) for causes in SETS}
        assert (found.before[place, row], found.after[place, row]) == (worth[SETS[0]], worth[SETS[-1]])
        moving = tuple(cause for cause in CAUSES if moves(cause, worth))
        if len(moving) > MOST_MOVING:
            continue
        expected = mean_over_orders(moving, worth.__getitem__)
        assert (expected is None) == (reason is not None)
        for cause in CAUSES if expected else ():
            part = found.part("overall", cause)[place]
            assert close(part, expected[cause]) if cause in moving else part == 0.0


def moves(cause, worth):
    """Whether a cause changes anything, whatever else has changed."""
    return not all(
        np.array_equal(own, worth[causes | {cause}], equal_nan=True) for causes, own in worth.items()
    )


@pytest.mark.long
def test_seven_causes_against_a_second_implementation():
    """All of them at once, over all 5,040 orders, in a group that a unit may leave; every cause has a part."""
    control = {"control": ["public", "private", "public"] * 5}
    before = wave_of(OTHER, 1, 15, blanks=0.2, attributes=control).take(slice(12))
    after = wave_of(NEW, 2, 15, blanks=0.2, attributes=control).take(slice(3, 15))
    for measure, group, inclusion in (
        (Measure.PERCENTILE_RANK, None, SelfInclusion.LEFT_OUT),
        (Measure.STARS, ("control", "public"), SelfInclusion.INCLUDED),
    ):
        conventions = attrs.evolve(FEW, self_inclusion=inclusion, ties=TieRule.WEAK)
        found = decompose(
            before, after, measure=measure, group="public" if group else "all", conventions=conventions
        )
        standing = standing_among(before, after, measure, conventions, group)
        moving = np.where(found.reasons[:, 0] == 0, (found.parts[:, 0] != 0.0).sum(axis=1), 0)
        unit = found.units[moving.argmax()]
        assert moving.max() >= (7 if group is None else 4)
        expected = mean_over_orders(CAUSES, lambda causes: standing(causes, 0, unit))  # noqa: B023
        own = found.parts[found.position(unit), 0].tolist()
        assert all(close(part, expected[cause]) for cause, part in zip(CAUSES, own, strict=True))


@pytest.mark.long
def test_thousands_of_changes_add_up():
    """242 schools of which some come and some leave, in all 23 scores, ranks and stars, by two schemes."""
    before, after = wave_of(OTHER, 1, 242, blanks=0.1), wave_of(NEW, 2, 260, blanks=0.1)
    before = before.take(np.arange(12, 242))
    total = sum(adds_up(decompose(before, after, measure=measure)) for measure in Measure)
    assert total > 15_000
    stars = decompose(before, after, measure=Measure.STARS)
    assert np.all(stars.rounding[stars.reasons == 0] == 0.0)


def test_it_does_not_matter_how_many_are_worked_out_at_a_time(monkeypatch):
    """Nor where scores are scored many times over: parts are the same to the last bit."""
    before, after = wave_of(OTHER, 1, 15), wave_of(NEW, 2, 15)
    measures = Measure.SCORE, Measure.PERCENTILE_RANK
    whole = [decompose(before, after, measure=measure) for measure in measures]
    monkeypatch.setattr(_cohort, "CHUNK", 7)
    assert [decompose(before, after, measure=measure) for measure in measures] == whole


def test_the_ends_are_what_the_norms_of_each_wave_say():
    """Percentile ranks and stars to the last bit, in a group and among all."""
    control = {"control": ["public", "private", "public"] * 12}
    before, after = (wave_of(NEW, seed, 36, attributes=control) for seed in (1, 2))
    waves = before.take(np.arange(32)), after.take(np.arange(3, 36))
    for inclusion in SelfInclusion:
        conventions = Conventions(self_inclusion=inclusion)
        norms = [Norms.fit(wave, by=("control",), conventions=conventions) for wave in waves]
        for group in ("all", "public"):
            ranks, stars = (
                decompose(*waves, measure=measure, group=group, conventions=conventions)
                for measure in (Measure.PERCENTILE_RANK, Measure.STARS)
            )
            assert ranks.group == ("all" if group == "all" else "control=public")
            for place in np.flatnonzero(ranks.reasons[:, 0] == 0)[:2].tolist():
                unit = ranks.units[place]
                for own, wave, rank, star in zip(
                    norms, waves, (ranks.before, ranks.after), (stars.before, stars.after), strict=True
                ):
                    standing = own.place(wave.of(unit))["overall"][group]
                    assert (rank[place, 0], star[place, 0]) == (standing.percentile, standing.stars)


def yes_no(code, **more):
    return Indicator(code=code, prompt=f"{code}?", scale=Binary(code="yes_no"), **more)


CLINIC = Instrument(
    code="clinic",
    edition="1",
    title="Clinic",
    domains=[
        Domain(
            code="care",
            label="Care",
            areas=[
                Area(
                    code="service",
                    label="Service",
                    indicators=[
                        yes_no("clinic"),
                        yes_no("free", gate=Equals("clinic", "yes")),
                        yes_no("open_late"),
                        yes_no("mobile"),
                    ],
                )
            ],
        )
    ],
)


def clinic(records, **scheme):
    answers = Answers.from_records(
        CLINIC, [{"unit": unit, **own} for unit, own in records.items()], unit="unit"
    )
    return smmi.score(answers, smmi.ScoringScheme(CLINIC, **scheme))


def parts_of(before, after, **scheme):
    found = decompose(clinic({"A": before}), clinic({"A": after}, **scheme))
    return {cause.value: part for cause, part in found.of("A", "service").items()}


YES = {"clinic": "yes", "free": "yes", "open_late": "no", "mobile": "no"}


def test_hand_worked_causes():
    """Each cause alone has the whole change; an answer that opens a gate is an answer, what it opens applies."""
    assert parts_of(YES, YES | {"mobile": "yes"}) == {"answers": 25.0}
    # half of four without a "no": half of three
    assert parts_of(YES, YES | {"mobile": None}) == {"missingness": 100 * 2 / 3 - 50}
    assert parts_of(YES | {"mobile": None}, YES | {"mobile": "yes"}) == {"missingness": 75 - 100 * 2 / 3}
    assert parts_of(YES, YES | {"mobile": smmi.Nonresponse.NOT_APPLICABLE}) == {
        "applicability": 100 * 2 / 3 - 50
    }
    assert parts_of(YES, YES, weights={"clinic": 3.0}) == {"scheme": 100 * 4 / 6 - 50}
    # "clinic" changes and shuts "free": from 2/4 to 0/3; by answers alone 1/4, by applicability alone 1/3
    shut = parts_of(YES, {"clinic": "no", "open_late": "no", "mobile": "no"})
    assert shut == {
        "answers": pytest.approx(100 * ((1 / 4 - 2 / 4) + (0 - 1 / 3)) / 2, rel=1e-14),
        "applicability": pytest.approx(100 * ((1 / 3 - 2 / 4) + (0 - 1 / 4)) / 2, rel=1e-14),
    }
    assert sum(shut.values()) == -50.0


def test_an_order_that_passes_through_no_score_does_not_count():
    """Where only one order leads past an absent score, it decides; where none does, there are no parts."""
    none = smmi.Nonresponse.NOT_APPLICABLE
    before = {"clinic": "yes", "free": none, "open_late": none, "mobile": None}
    after = {"clinic": none, "free": none, "open_late": none, "mobile": "no"}
    found = decompose(clinic({"A": before}), clinic({"A": after}))
    # What applies first would leave nothing answered; so the answer comes first: 100, 50, 0.
    assert found.of("A", "service") == {Cause.MISSINGNESS: -50.0, Cause.APPLICABILITY: -50.0}
    # One question is all that counts at first, the other later: by either scheme, one is not answered on the way.
    crossed = {"clinic": None, "free": none, "open_late": none, "mobile": "no"}
    found = decompose(
        clinic({"A": before}, weights={"mobile": 0.0}), clinic({"A": crossed}, weights={"clinic": 0.0})
    )
    assert found.reason("A", "service") is NoDecomposition.NO_SCORE_BETWEEN
    assert found.difference.tolist() == [[-100.0] * 3]
    assert np.isnan(found.parts).all()
    assert np.isnan(found.field.parts).all()
    ranks = decompose(
        clinic({"A": before, "B": YES}, weights={"mobile": 0.0}),
        clinic({"A": crossed, "B": YES}, weights={"clinic": 0.0}),
        measure=Measure.RANK,
        conventions=FEW,
    )
    assert ranks.reason("A", "service") is NoDecomposition.NO_SCORE_BETWEEN
    assert ranks.difference[0].tolist() == [1.0] * 3
    assert ranks.reason("B", "service") is None
    nothing = decompose(clinic({"A": YES}), clinic({"A": dict.fromkeys(YES)}))
    assert nothing.reason("A", "service") is NoDecomposition.NO_SCORE_AFTER
    assert nothing.of("A", "service") == {}
    row = next(nothing.rows())
    told = row["unit"], row["code"], row["measure"], row["answers"], row["reason"]
    assert told == ("A", "overall", "score", None, "no-score-after")


def test_planted_causes_are_found_with_sign_and_rank():
    """Each cause is planted in units of its own; it is the first of the parts, of the sign that it has to have."""
    before = wave_of(NEW, 3, 60, blanks=0.0)
    asked = [indicator.code for indicator in NEW.instrument.indicators if not indicator.gate]
    changed = set()

    def change_of(position, record):
        codes = [code for code in asked if record[code] == "no"]
        if len(codes) < FEWEST:
            return record
        changed.add(before.units[position])
        if position % 3 == 0:
            record |= dict.fromkeys(codes[:6], "yes")  # better answers
            record[codes[-1]] = None  # and a trifle of missingness
        elif position % 3 == 1:
            record |= dict.fromkeys(codes[:6])  # what was "no" is not answered any more
        else:
            record |= dict.fromkeys(codes[:6], smmi.Nonresponse.NOT_APPLICABLE)
        return record

    after = given_again(before, change_of)
    found = change(before, after).decompose()
    adds_up(found)
    assert len(changed) > 20
    for position, unit in enumerate(found.units.tolist()):
        if unit not in changed:
            assert not found.of(unit, "overall")
            continue
        planted = (Cause.ANSWERS, Cause.MISSINGNESS, Cause.APPLICABILITY)[position % 3]
        cause, part = next(iter(found.of(unit, "overall").items()))
        assert cause is planted
        assert part > 0
    ranks = change(before, after).decompose(measure=Measure.PERCENTILE_RANK)
    drift = ranks.part("overall", Cause.DRIFT)
    assert np.nanmax(drift) <= 1e-9  # all others rose, so that nobody gains by it
    assert np.nanmin(drift) < -1.0


def test_peers_that_come_and_leave():
    """Those who come above a unit cost it rank and stars, those who leave below it too; the rest has no part."""
    wave = wave_of(NEW, 4, 40, blanks=0.0)
    order = np.argsort(wave.overall)
    low, middle, high = order[:10], order[10:30], order[30:]
    before, after = wave.take([*low, *middle]), wave.take([*middle, *high])
    found = change(before, after).decompose(measure=Measure.PERCENTILE_RANK)
    adds_up(found)
    assert set(found.units.tolist()) == set(wave.units[middle].tolist())
    for unit in found.units.tolist():
        parts = found.of(unit, "overall")
        assert set(parts) == {Cause.APPEARANCE, Cause.DEPARTURE}
        assert max(parts.values()) < 0
    ranks = change(before, after).decompose(measure=Measure.RANK)
    assert set(ranks.part("overall", Cause.APPEARANCE).tolist()) == {10.0}
    assert set(ranks.part("overall", Cause.DEPARTURE).tolist()) == {0.0}


def test_a_scheme_is_the_whole_fields():
    """By another scheme all units are scored: where it multiplies all scores alike, no rank has a part of it."""
    before, after = wave_of(NEW, 1, 40, blanks=0.0), wave_of(NEW, 2, 40, blanks=0.0)
    doubled = smmi.ScoringScheme(NEW.instrument, weights={area.code: 2.0 for area in NEW.instrument.areas})
    waves = change(before, after)
    found = waves.decompose(scheme=doubled, measure=Measure.RANK)
    assert np.all(found.part("overall", Cause.SCHEME) == 0.0)
    other = waves.decompose(scheme=OTHER)
    assert np.nanmax(np.abs(other.part("overall", Cause.SCHEME))) > 0.5
    assert np.array_equal(other.before[:, 0], smmi.score(before.answers, OTHER).overall)


def test_across_editions_the_break_is_shown_and_is_no_part():
    """18 areas to 16: only what compares is decomposed; the carried score less the published one stands beside it."""
    before, after = wave_of(OLD, 1, 600), wave_of(NEW, 2, 600)
    waves = change(before, after, crosswalk=CROSSWALK)
    found = waves.decompose()
    assert found.codes == tuple(waves.changes)
    assert adds_up(found) > 1000
    for code in found.codes:
        assert np.array_equal(found.difference[:, found.column(code)], waves[code].difference, equal_nan=True)
        verdict = next(one for one in CROSSWALK.verdicts() if one.news == (code,))
        published = before[verdict.olds[0]]
        assert np.array_equal(found.published[code], published, equal_nan=True)
        assert np.array_equal(found.edition_break[code], waves.before[code] - published, equal_nan=True)
    with pytest.raises(UnknownCodeError, match="no score that compares has the code 'curriculum'"):
        found.part("curriculum", Cause.ANSWERS)
    assert not change(after, after).decompose().edition_break
    adds_up(waves.decompose(measure=Measure.STARS, scheme=OTHER))


def test_the_change_of_the_field():
    """The mean moves by what units did, by those that came and those that left: parts that add up to the last bit."""
    before, after = wave_of(NEW, 1, 50).take(np.arange(40)), wave_of(NEW, 2, 50).take(np.arange(10, 50))
    found = change(before, after).decompose()
    field = found.field
    assert np.array_equal(field.parts.sum(axis=1) + field.rounding, field.after - field.before)
    for row in field.rows():
        code = row["code"]
        first, second = before[code], after[code]
        both = [unit for unit in found.units.tolist() if found.reason(unit, code) is None]
        then = np.array([first[before.position(unit)] for unit in both])
        now = np.array([second[after.position(unit)] for unit in both])
        assert row["departure"] == pytest.approx(then.mean() - np.nanmean(first), abs=1e-12)
        assert row["appearance"] == pytest.approx(np.nanmean(second) - now.mean(), abs=1e-12)
        assert row["answers"] == pytest.approx(np.nanmean(found.part(code, Cause.ANSWERS)), abs=1e-12)
        assert row["drift"] == 0.0
    assert change(before, after).decompose(measure=Measure.RANK).field is None
    alone = clinic({"A": YES, "B": dict.fromkeys(YES)})
    empty = decompose(alone.take([1]), alone).field
    assert np.isnan(empty.parts).all()
    assert [row["before"] for row in empty.rows()] == [None] * len(empty.codes)
    assert repr(field) == "<FieldParts of 23 scores>"


def test_what_rests_on_a_part_is_decomposed_where_it_is_named():
    """What was not administered before is applicability."""
    before = clinic({"A": YES | {"mobile": smmi.Nonresponse.NOT_ADMINISTERED}, "B": YES})
    after = clinic({"A": YES | {"mobile": "yes"}, "B": YES})
    found = change(before, after).decompose()
    assert found.reason("A", "service") is NoDecomposition.PARTLY_ADMINISTERED
    assert np.isnan(found.before[0]).all()
    named = change(before, after, conventions=Conventions(partly_administered=["service"])).decompose()
    assert named.of("A", "service") == {Cause.APPLICABILITY: 75 - 100 * 2 / 3}
    assert named.reason("A", "overall") is NoDecomposition.PARTLY_ADMINISTERED


def test_groups_that_are_too_small_or_left():
    """A unit that changed its group has no rank in it, and nobody has one in a group of few; the reason says so."""
    kinds = ["public"] * 12 + ["private"] * 3
    before = wave_of(NEW, 1, 15, attributes={"control": kinds})
    after = wave_of(NEW, 2, 15, attributes={"control": ["private", *kinds[1:-1], "public"]})
    found = change(before, after).decompose(measure=Measure.PERCENTILE_RANK, group="public")
    assert found.reason("S001", "overall") is NoDecomposition.NOT_IN_GROUP
    assert found.reason("S015", "overall") is NoDecomposition.NOT_IN_GROUP
    assert found.reason("S002", "overall") is None
    small = change(before, after).decompose(measure=Measure.STARS, group="private")
    assert small.reason("S014", "overall") is NoDecomposition.GROUP_TOO_SMALL
    assert np.isnan(small.before[small.position("S014"), 0])


def test_a_decomposition_is_a_value():
    """It pickles, compares, cannot be written to, gives rows, and says by what conventions it was made."""
    before, after = wave_of(NEW, 1, 12), wave_of(NEW, 2, 12)
    found = change(before, after).decompose()
    assert pickle.loads(pickle.dumps(found)) == found
    assert len(found) == 12
    with pytest.raises(ValueError, match="read-only"):
        found.parts[0, 0, 0] = 1.0
    rows = list(found.rows())
    assert len(rows) == 12 * len(found.codes)
    named = {cause.value: rows[0][cause.value] for cause in found.causes}
    assert list(named.values()) == found.parts[0, 0].tolist()
    assert {name for name, _ in found.describe()} == {
        "Parts of a change",
        "Wanted answers",
        "Peers",
        "Rounding",
    }
    assert repr(found) == "<Decomposition of score: 12 units, 23 scores>"
    assert pickle.loads(pickle.dumps(found.field)) == found.field
    assert all(cause.label for cause in Cause)
    assert hash(found) == hash(pickle.loads(pickle.dumps(found)))
    ranks = change(before, after).decompose(measure=Measure.RANK)
    assert {name for name, _ in ranks.describe()} > {"Peers", "Percentile rank"}
    assert [cause for cause in Cause if cause.of_peers] == [Cause.DRIFT, Cause.APPEARANCE, Cause.DEPARTURE]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda one, _: decompose(one, one.answers), ArgumentError, "'after'"),
        (lambda one, _: decompose(one, one, measure="score"), ArgumentError, "'measure'"),
        (lambda one, _: decompose(one, one, conventions=1), ArgumentError, "'conventions'"),
        (lambda one, _: decompose(one, one, codes="overall"), ArgumentError, r"Write \('overall',\)"),
        (lambda one, _: decompose(one, one, codes=1), ArgumentError, "'codes': got 1"),
        (lambda one, _: decompose(one, one, codes=["overal"]), UnknownCodeError, "Did you mean 'overall'"),
        (lambda one, _: decompose(one, one, group="publik"), UnknownCodeError, "no group is called 'publik'"),
        (decompose, ArgumentError, "Give change the crosswalk"),
        (lambda one, _: decompose(one.take([0]), one.take([1])), ArgumentError, "units of which none"),
        (lambda one, _: change(one, one).decompose(scheme=1), ArgumentError, "'scheme'"),
        (lambda one, _: change(one, one).decompose(scheme=OLD), EditionMismatchError, "edition '2019'"),
        (
            lambda one, _: change(one, one).decompose().of("S999", "overall"),
            UnknownCodeError,
            "no unit of both waves is called 'S999'",
        ),
    ],
)
def test_what_cannot_be_decomposed_is_refused(make, error, message):
    """With the next step."""
    with pytest.raises(error, match=message):
        make(wave_of(NEW, 1, 3), wave_of(OLD, 1, 3))


def test_codes_that_can_be_gone_through_once_are_those_of_a_tuple():
    """Looking whether there are such scores does not use them up."""
    one, two = wave_of(NEW, 1, 3), wave_of(NEW, 2, 3)
    codes = two.codes[:2]
    assert decompose(one, two, codes=(code for code in codes)).codes == codes


@pytest.mark.parametrize("measure", Measure)
def test_where_nothing_compares_there_is_nothing(measure):
    """No score that compares, as between editions that share nothing: an empty decomposition."""
    before, after = wave_of(OTHER, 1, 3), wave_of(NEW, 2, 3)
    for first in (before, after):
        found = decompose(first, after, measure=measure, codes=())
        assert found.parts.shape == (3, 0, 7)
        assert not list(found.rows())
        assert found.field is None or not list(found.field.rows())


def test_editions_that_differ_in_wording_only_decompose():
    """A label does not change a score: answers to the one are scored by the scheme of the other."""
    reworded = attrs.evolve(CLINIC, title="The clinic")
    before = clinic({"A": YES})
    answers = Answers.from_records(reworded, [{"unit": "A", **YES, "mobile": "yes"}], unit="unit")
    after = smmi.score(answers, smmi.ScoringScheme(reworded, weights={"mobile": 2.0}))
    found = benchmark.decomposition.decompose(before, after)
    assert adds_up(found) == 3
    assert list(found.of("A", "service")) == [Cause.ANSWERS, Cause.SCHEME]
