"""A table of placements says of each unit, to the last bit, what placing it by itself says."""

import copy
import pickle

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import (
    Conventions,
    IntervalMethod,
    Norms,
    NoStanding,
    Placements,
    QuantileRule,
    Quartile,
    ReportRule,
    SelfInclusion,
    SurveyDesign,
    TieRule,
)
from smmi.benchmark.disclosure import told_of_others
from smmi.errors import ArgumentError, NormsMismatchError, UnknownCodeError
from smmi.instrument import Area, Domain, Indicator, Instrument, Percentage
from smmi.scoring import ScoringScheme
from smmi.testing import strategies
from tests.benchmark.test_norms import scores_of

SCALE = Percentage(code="percent")
SHARES = Instrument(
    code="shares",
    edition="1",
    title="Shares",
    domains=[
        Domain(
            code="all_shares",
            label="Shares",
            areas=[
                Area(
                    code=f"area_{i}",
                    label=f"Area {i}",
                    indicators=[
                        Indicator(code=f"share_{i}_{j}", prompt="What share?", scale=SCALE) for j in range(2)
                    ],
                )
                for i in range(2)
            ],
        )
    ],
)
CODES = [indicator.code for indicator in SHARES.indicators]
ANSWER = st.none() | st.sampled_from((0.0, 30.0, 60.0, 100.0)) | st.floats(0.0, 100.0)


@st.composite
def shares(draw):
    """Scores of shares, with ties and blanks, of units in two groups or in none."""
    n = draw(st.integers(3, 9))
    columns = {code: draw(st.lists(ANSWER, min_size=n, max_size=n)) for code in CODES}
    columns["unit"] = [f"U{i}" for i in range(n)]
    columns["kind"] = draw(st.lists(st.sampled_from(("a", "b", None)), min_size=n, max_size=n))
    answers = smmi.Answers.from_columns(SHARES, columns, unit="unit", attributes=("kind",))
    return smmi.score(answers, ScoringScheme(SHARES))


CONVENTIONS = st.builds(
    Conventions,
    ties=st.sampled_from(TieRule),
    self_inclusion=st.sampled_from(SelfInclusion),
    quantiles=st.sampled_from(QuantileRule),
    interval=st.sampled_from(IntervalMethod),
    level=st.sampled_from((0.5, 0.95)),
    minimum_for_quartile=st.integers(2, 6),
    minimum_for_percentile=st.integers(2, 8),
    decimals=st.sampled_from((0, 2, 9)),
)
WEIGHT = st.sampled_from((1.0, 2.5)) | st.floats(0.1, 10.0)
RELIABILITY = st.sampled_from((0.0, 0.7, 1.0))


@st.composite
def placings(draw, cohorts):
    """Norms of some units, and scores of these, of others, or of both; with reliabilities of some scores."""
    scores = draw(cohorts)
    n = len(scores)
    fitted = scores.take(range(draw(st.integers(2, n))))
    by = (
        list(draw(st.sets(st.sampled_from(sorted(scores.answers.attributes)))))
        if scores.answers.attributes
        else []
    )
    weights = draw(st.none() | st.just(3.0) | st.lists(WEIGHT, min_size=len(fitted), max_size=len(fitted)))
    if isinstance(weights, float):
        weights = [weights] * len(fitted)
    more = draw(st.none() | st.sampled_from((0, 1, 20)))
    norms = Norms.fit(
        fitted,
        by=by,
        weights=weights,
        design=draw(st.none() | st.just(SurveyDesign.of(fitted.answers))),
        conventions=draw(CONVENTIONS),
        population=None if more is None else {"all": len(fitted) + more},
    )
    known = draw(st.dictionaries(st.sampled_from(scores.codes), RELIABILITY, max_size=2))
    return norms, scores.take(draw(st.permutations(range(n)))[: draw(st.integers(1, n))]), known


def by_itself(table):
    """A table that knows what it says alone, as one that was read from a document."""
    return attrs.evolve(table, again=None)


@given(placings(shares() | strategies.cohorts(min_units=3, max_units=6)))
def test_a_table_says_what_placing_each_unit_says(drawn):
    """To the last bit: ranks, intervals, quartiles, probabilities, medians, numbers and reasons; or it refuses, too."""
    norms, scores, known = drawn
    alone, refusals = [], set()
    for profile in scores:
        try:
            alone.append(norms.place(profile, reliability=known))
        except ArgumentError as error:
            refusals.add(str(error))
    if refusals:
        with pytest.raises(ArgumentError) as caught:
            norms.place_all(scores, reliability=known)
        assert str(caught.value) in refusals
        return
    table = norms.place_all(scores, reliability=known)
    for placement in alone:
        assert table.of(placement.unit) == placement
        assert by_itself(table).of(placement.unit) == placement
        assert hash(by_itself(table).of(placement.unit)["overall"]["all"]) == hash(
            placement["overall"]["all"]
        )


@given(placings(shares()), st.data())
def test_a_unit_has_the_same_bits_whoever_is_placed_with_it(drawn, data):
    """A table of some units is the rows of the table of all."""
    norms, scores, known = drawn
    norms = attrs.evolve(
        norms, conventions=attrs.evolve(norms.conventions, self_inclusion=SelfInclusion.INCLUDED)
    )
    some = data.draw(st.lists(st.integers(0, len(scores) - 1), min_size=1, unique=True))
    table, part = (norms.place_all(one, reliability=known) for one in (scores, scores.take(some)))
    rows = {(row["unit"], row["code"], row["group"]): row for row in table.rows()}
    for row in part.rows():
        assert row == rows[row["unit"], row["code"], row["group"]]


@given(
    st.lists(st.integers(0, 100), min_size=40, max_size=40),
    st.sampled_from(QuantileRule),
    st.none() | st.sampled_from((0, 1, 50)),
    st.sampled_from((0.01, 0.95)),
)
def test_the_median_without_a_unit_is_that_of_the_others(values, rule, more, level):
    """Of larger groups, in which it is worked out once for many units that are left out."""
    scores = scores_of(values)
    conventions = Conventions(self_inclusion=SelfInclusion.LEFT_OUT, quantiles=rule, level=level)
    norms = Norms.fit(
        scores, conventions=conventions, population=None if more is None else {"all": len(values) + more}
    )
    table = by_itself(norms.place_all(scores))
    for place in np.argsort(values)[[0, 19, 20, -1]].tolist():
        alone, found = norms.place(scores.of(f"U{place}"))["overall"]["all"], table.of(f"U{place}")
        assert found["overall"]["all"] == alone


COHORT = scores_of([0, 10, 20, 20, 30, 40, 50, 60, 70, 80, None, 100], kinds="aabbaabbaabb")
NORMS = Norms.fit(COHORT, by=("kind",))


@pytest.mark.parametrize("inclusion", SelfInclusion)
@pytest.mark.parametrize("ties", TieRule)
def test_a_table_in_norms_of_a_design_that_know_the_population(inclusion, ties):
    """Intervals reach no further than the units that were not seen could move a rank: as by `place`, to the bit."""
    fitted = COHORT.take(range(0, 12, 2))
    norms = Norms.fit(
        fitted,
        weights=[1.0, 2.0, 1.0, 0.5, 1.0, 3.0],
        design=SurveyDesign.of(fitted.answers),
        conventions=Conventions(
            self_inclusion=inclusion, ties=ties, minimum_for_quartile=2, minimum_for_percentile=2
        ),
        population={"all": 8},
    )
    table = by_itself(norms.place_all(COHORT))
    assert [table.of(profile.unit) for profile in COHORT] == [norms.place(profile) for profile in COHORT]


def test_columns_are_those_of_the_group_and_cannot_change():
    """Asked for by a score and any name of a group; absent is NaN, or 0, with a reason."""
    table = NORMS.place_all(COHORT)
    assert (len(table), table.codes, [group.name for group in table.groups]) == (
        12,
        COHORT.codes,
        ["all", "a", "b"],
    )
    column, own = table["overall", "all"], table["overall", "kind=a"]
    assert own.units.tolist() == ["U0", "U1", "U4", "U5", "U8", "U9"]
    assert (len(own), own.group.name, own.code) == (6, "a", "overall")
    assert column.score.tolist()[:2] == [0.0, 10.0]
    assert np.isnan([column.score[10], column.percentile[10], column.low[10], column.high[10]]).all()
    assert np.isnan(column.band_probabilities[10]).all()
    assert (int(column.quartile[10]), int(column.stars[10]), int(column.n[10])) == (0, 0, 11)
    assert (column.why[10], int(column.reason[10])) == (NoStanding.NO_SCORE, 1)
    assert set(own.why) == {NoStanding.GROUP_TOO_SMALL_FOR_PERCENTILE}
    assert column.stars[11] == Quartile.TOP
    assert column.low[0] <= column.percentile[0] <= column.high[0]
    assert column.median_low[0] < column.median[0] == 40.0 < column.median_high[0]
    assert column.effective_n[0] == 11.0
    for array in (column.percentile, column.units, table.units, table.members, column.band_probabilities):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1]


def test_rows_are_tidy_and_lazy():
    """One for each score, group and unit in it, with None where something is absent."""
    table = NORMS.place_all(COHORT)
    rows = table.rows()
    assert next(rows) == {
        "unit": "U0",
        "code": "overall",
        "group": "all",
        "score": 0.0,
        "n": 11,
        "percentile": 100 / 22,
        "low": table["overall", "all"].low[0],
        "high": table["overall", "all"].high[0],
        "quartile": 1,
        **dict(
            zip(
                ("fourth", "third", "second", "top"),
                table["overall", "all"].band_probabilities[0].tolist(),
                strict=True,
            )
        ),
        "reason": None,
    }
    assert len(list(rows)) == len(COHORT.codes) * (12 + 6 + 6) - 1
    (absent,) = [row for row in table["overall", "all"].rows() if row["unit"] == "U10"]
    assert {name for name, value in absent.items() if value is None} == {
        *("score", "percentile", "low", "high", "quartile", "fourth", "third", "second", "top")
    }
    assert absent["reason"] == "no-score"


def test_a_table_is_a_value():
    """It compares, copies and pickles with what it says; its text says how large it is."""
    table = NORMS.place_all(COHORT)
    assert table == NORMS.place_all(COHORT) != NORMS.place_all(COHORT.take([0, 1]))
    assert table != NORMS.place_all(COHORT, reliability={"overall": 0.8})
    for again in (copy.deepcopy(table), pickle.loads(pickle.dumps(table))):
        assert again == table
        assert again.of("U3") == NORMS.place(COHORT.of("U3"))
        assert not again["overall", "all"].percentile.flags.writeable
    assert repr(table) == f"<Placements of 12 units: {len(COHORT.codes)} scores in 3 groups>"
    assert repr(table["overall", "a"]) == "<PlacementColumn of 'overall' in 'a': 6 units>"


def test_what_is_not_there_is_told():
    """An unknown score, group or unit, with what is near."""
    table = NORMS.place_all(COHORT)
    for ask in (
        lambda: table["overal", "all"],
        lambda: table["overall", "al"],
        lambda: table.of("U99"),
        lambda: by_itself(table).of("U99"),
    ):
        with pytest.raises(UnknownCodeError):
            ask()


def test_what_does_not_belong_to_the_norms_is_refused():
    """As by `place`: another scheme, and what are no scores."""
    other = attrs.evolve(COHORT.scheme, weights={COHORT.instrument.indicators[0].code: 2.0})
    with pytest.raises(NormsMismatchError):
        NORMS.place_all(smmi.score(COHORT.answers, attrs.evolve(other, areas=smmi.scoring.WeakestLink())))
    with pytest.raises(ArgumentError) as caught:
        NORMS.place_all(COHORT.of("U1"))
    assert str(caught.value) == (
        "'scores': got an object of class 'ScoreProfile', expected Scores. norms.place(profile) places one unit"
    )
    with pytest.raises(ArgumentError):
        NORMS.place_all(COHORT, reliability={"overall": 2.0})


def test_a_unit_that_has_another_score_in_the_norms_is_not_left_out():
    """The message is that of `place`, whether the score is another one or differs by less than ties do."""
    norms = Norms.fit(COHORT, conventions=Conventions(self_inclusion=SelfInclusion.LEFT_OUT))
    for score in (55.0, 10.0 + 1e-11):
        changed = scores_of([0, score])
        with pytest.raises(ArgumentError) as alone:
            norms.place(changed.of("U1"))
        with pytest.raises(ArgumentError) as together:
            norms.place_all(changed.take([1]))
        assert str(together.value) == str(alone.value)


def test_units_without_the_attribute_are_in_no_group_of_it():
    """Scores whose answers do not have an attribute, or another value of it, are placed among all."""
    answers = smmi.Answers.from_records(
        COHORT.instrument, [{"unit": "U0", COHORT.instrument.indicators[0].code: 10}], unit="unit"
    )
    bare = smmi.score(answers, COHORT.scheme)
    assert len(NORMS.place_all(bare)["overall", "a"]) == 0
    other = scores_of([0, 10], kinds="cc")
    assert [len(NORMS.place_all(other)["overall", name]) for name in ("all", "a", "b")] == [2, 0, 0]
    assert [group.name for group in by_itself(NORMS.place_all(other)).of("U0").groups] == ["all"]


def test_a_fresh_placement_rests_on_something_and_a_bare_one_does_not():
    """What may be told of others is worked out from the norms; who does not have them is told to place again."""
    table = Norms.fit(COHORT).place_all(COHORT)
    assert told_of_others(table.of("U0"), rule=ReportRule())
    with pytest.raises(ArgumentError) as caught:
        told_of_others(by_itself(table).of("U0"), rule=ReportRule())
    assert str(caught.value) == (
        "'placement': got one that was read from a document, expected one that knows with what it was compared. "
        "Place the unit again: norms.place(profile)"
    )


def test_a_standing_differs_by_what_it_says():
    """Equal scores and ranks with other intervals, or other probabilities, are other standings."""
    one = NORMS.place(COHORT.of("U1"))["overall"]["all"]
    assert one != Norms.fit(COHORT, population={"all": 20}).place(COHORT.of("U1"))["overall"]["all"]
    assert one != NORMS.place(COHORT.of("U1"), reliability={"overall": 0.8})["overall"]["all"]
    assert one == Norms.fit(COHORT).place(COHORT.of("U1"))["overall"]["all"]
    assert one.__eq__(1) is NotImplemented
    assert isinstance(NORMS.place_all(COHORT), Placements)
