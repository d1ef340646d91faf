"""Since last time, with answers of few schools beside norms of many: the error is judged over those few."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import Norms, last_time
from smmi.benchmark.disclosure import ReportRule
from smmi.benchmark.follow_up import told_since
from smmi.benchmark.waves import NoReliableChange
from smmi.editions import smmi_16
from smmi.instrument import Answers, synthesize
from smmi.report import school_report
from smmi.scoring import ScoringScheme
from tests.report.cohorts import OPEN
from tests.report.pages import read
from tests.report.test_since import RELIABLE
from tests.report.test_what_a_report_tells import CONVENTIONS, TOUCHY, WIDTH, shares, steps

CODES = ("overall", "care", "staff", "of_care", "of_staff")
NOW = [(10, 10), (0, 0), (100, 100), (8, 8), (92, 92), (50, 50)]
WIDE = [(0, 0), (30, 30), (60, 60), (100, 100), (10, 80), (90, 20), (45, 45)]


def scored(rows):
    """The scores of schools by name, each a pair of shares."""
    records = [
        {"school": name, "kind": "here", "care_share": care, "staff_share": staff}
        for name, (care, staff) in rows.items()
    ]
    answers = Answers.from_records(shares().instrument, records, unit="school", attributes=("kind",))
    return smmi.score(answers, shares())


def of_then(few, rest, *, inside=None, are_other=False, reliability=RELIABLE):
    """The last time of the schools of a small file, the first of them S0, beside norms.

    These hold so many of them, all where not given, with the same scores or with those of another year, and the rest.
    """
    before = {f"S{i}": row for i, row in enumerate(few)}
    there = [few[0], *((100 - care, staff) for care, staff in few[1:])] if are_other else few
    members = {f"S{i}": row for i, row in enumerate(there[:inside])}
    others = {f"N{i}": row for i, row in enumerate(rest)}
    norms = Norms.fit(scored(members | others), by=("kind",), conventions=CONVENTIONS)
    after = scored({f"S{i}": row for i, row in enumerate(NOW)})
    options = {"norms": norms, "conventions": CONVENTIONS, "reliability": reliability}
    return last_time(scored(before), after, by=("kind",), **options), after


def told_of(few, rest, *, rule=TOUCHY, known=0, **options):
    """What S0 is told of such a last time."""
    last, after = of_then(few, rest, **options)
    profile = after.of("S0")
    placement = Norms.fit(after, by=("kind",), conventions=CONVENTIONS).place(profile)
    return told_since(last, profile, placement, rule=rule, group="here", known=known)


def page_of(few, rest, **options):
    """Its page."""
    last, after = of_then(few, rest, **options)
    profile = after.of("S0")
    placement = Norms.fit(after, by=("kind",), conventions=CONVENTIONS).place(profile)
    return school_report(profile, placement, rule=TOUCHY, since=last)


def spread(values):
    """How far values lie apart."""
    return max(values) - min(values) if values else np.inf


def by_code(rows):
    """The scores of schools, by code."""
    care, staff = map(list, zip(*rows, strict=True))
    both = [sum(row) / 2 for row in rows]
    return {"overall": both, "care": care, "staff": staff, "of_care": care, "of_staff": staff}


sheets = st.tuples(steps, steps)


@given(
    few=st.one_of(
        st.lists(sheets, min_size=2, max_size=9),
        st.lists(st.tuples(*[st.sampled_from([40, 44, 45])] * 2), min_size=2, max_size=9),
    ),
    rest=st.one_of(st.just(WIDE), st.lists(sheets, min_size=1, max_size=6)),
    inside=st.integers(0, 9),
    are_other=st.booleans(),
    known=st.integers(0, 1),
)
def test_the_error_is_told_only_where_the_scores_from_which_it_comes_lie_apart(
    few, rest, inside, are_other, known
):
    """Those of the schools of the small file, not those of the norms; also that there is none, and the verdict.

    Ranks beside it are told only where the rest of the norms lies apart as well: the two together say of whom.
    """
    found = told_of(few, rest, inside=inside, are_other=are_other, known=known)
    others, left = by_code(few[1:]), by_code(rest)
    for one in found.moved:
        is_told = (one.error, one.smallest, one.index, one.no_verdict) != (None,) * 4
        assert is_told == (one.code not in found.withheld)
        if is_told:
            assert len(few) - 1 > 1
            assert spread(others[one.code]) >= WIDTH
            assert one.no_verdict is not NoReliableChange.NO_SPREAD
    if found.ranks and not found.withheld:
        assert all(spread(left[code]) >= WIDTH for code in CODES)


@given(
    few=st.lists(sheets, min_size=1, max_size=6),
    rest=st.lists(sheets, min_size=2, max_size=6),
    data=st.data(),
)
def test_a_page_does_not_say_whose_a_score_of_the_small_file_is(few, rest, data):
    """If schools of the small file exchange their answers, or those of the rest of the norms, it stays the same."""
    few = [(20, 20), *few]
    mixed = [few[0], *data.draw(st.permutations(few[1:]))]
    assert page_of(few, rest) == page_of(mixed, data.draw(st.permutations(rest)))


@pytest.mark.parametrize(
    "units", [2, 5, *(pytest.param(n, marks=pytest.mark.long) for n in (3, 4, 6, 7, 8, 9))]
)
@pytest.mark.parametrize("is_estimated", [False, True])
def test_a_small_file_beside_wide_norms_gives_nobody_away(units, is_estimated):
    """From the error of two schools the score of the other follows; from a small one, that all lie close together."""
    scheme = ScoringScheme.equal_weights(smmi_16())
    wide, after = (
        smmi.score(synthesize(smmi_16(), units=60, rng=np.random.default_rng(seed)), scheme)
        for seed in (1, 2)
    )
    few = wide.take(range(units))
    known = None if is_estimated else dict.fromkeys(wide.codes, 0.8)
    last = last_time(few, after, norms=Norms.fit(wide), reliability=known)
    profile = after.of("S001")
    found = told_since(last, profile, Norms.fit(after).place(profile), rule=ReportRule())
    compared = {one.code for one in found.moved if one.difference is not None}
    assert compared
    if units <= 4:
        assert found.withheld == compared
    for one in found.moved:
        if one.code not in found.withheld and one.difference is not None:
            values = few[one.code][1:]
            assert spread(values[~np.isnan(values)].tolist()) >= 10.0


def test_that_all_had_the_same_score_is_not_told_of_a_small_file():
    """That would be a peer's score exactly: it is that of the school itself."""
    for units in (2, 5, 9):
        found = told_of([(40, 70)] * units, WIDE)
        assert found.withheld == set(CODES)
        section = read(page_of([(40, 70)] * units, WIDE)).section("since").text
        assert "all had the same score" not in section
        assert "error alone makes up to" not in section
    shown = told_of([(40, 70)] * 5, WIDE, rule=OPEN)
    assert shown.moved[0].no_verdict is NoReliableChange.NO_SPREAD


def test_what_is_told_of_norms_that_are_those_of_the_file_stays_what_it_is():
    """Whether they are read from a file, or made from the answers; ranks of its own group are told as well."""
    rows = [(20, 20), *WIDE]
    last, after = of_then(rows, [])
    profile = after.of("S0")
    placement = Norms.fit(after, by=("kind",), conventions=CONVENTIONS).place(profile)
    found = told_since(last, profile, placement, rule=TOUCHY, group="here")
    again = last_time(last.scores, after, by=("kind",), conventions=CONVENTIONS, reliability=RELIABLE)
    assert found == told_since(again, profile, placement, rule=TOUCHY, group="here")
    assert not found.withheld
    assert len(found.ranks) == 2


def test_both_are_told_where_both_lie_apart():
    """The error of the file, and ranks among all of the norms, whether its schools are in them or not."""
    few = [(20, 20), (0, 0), (100, 100), (50, 50)]
    for inside in (4, 0):
        found = told_of(few, WIDE, inside=inside)
        assert (found.withheld, [one.group for one in found.ranks]) == (frozenset(), ["all"])
    close = told_of(few, [(40, 40), (41, 41)])
    assert (close.withheld, close.ranks) == (frozenset(), ())
    # Of which scores of the norms are those of the file is not known: any four of ten may be.
    other = told_of(few, WIDE, are_other=True)
    assert (other.withheld, [one.group for one in other.ranks]) == (frozenset(), ["all"])
    other = told_of(few, WIDE[1:4], are_other=True)
    assert (other.withheld, other.ranks) == (frozenset(), ())
    alone = told_of(few[:1], WIDE, rule=ReportRule())
    assert [one.group for one in alone.ranks][:1] == ["all"]


@pytest.mark.long
@pytest.mark.parametrize("inside", [4, 2, 0])
@pytest.mark.parametrize("reliability", [None, RELIABLE], ids=["estimated", "given"])
def test_an_insider_that_reads_the_page_bounds_nobody_of_a_small_file(inside, reliability):
    """Of all small files, and all norms beside them, on a grid that give the same page, each school spans the width."""
    grid = (0, 8, 20, 92, 100)
    seen = {}
    triples = list(Counter(tuple(sorted((a, b, c))) for a in grid for b in grid for c in grid))
    for few in triples:
        for rest in triples:
            page = page_of(
                [(20, 20), *((one, one) for one in few)],
                [(one, one) for one in rest],
                inside=inside,
                reliability=reliability,
            )
            for found, scores in zip(seen.setdefault(page, (set(), set())), (few, rest), strict=True):
                found.update(scores)
    assert len(seen) >= 5
    assert min(spread(found) for pair in seen.values() for found in pair) >= WIDTH
