"""The report on one unit as a publication to one insider: what it tells of others, and what it does not."""

import re
from functools import cache

import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import Conventions, Norms, ReportRule, highlights
from smmi.benchmark.disclosure import groups_told, told_of_others
from smmi.cli._demo import demonstration
from smmi.editions import smmi_16
from smmi.errors import ArgumentError
from smmi.instrument import Answers, Area, Domain, Indicator, Instrument, Percentage, synthesize
from smmi.report import school_report
from smmi.scoring import ScoringScheme
from tests.report.cohorts import OPEN, band_of, clinic, clinic_scheme, clinics, place, school
from tests.report.pages import read

WIDTH = 10.0
CONVENTIONS = Conventions(minimum_for_quartile=2, minimum_for_percentile=3)
TOUCHY = ReportRule(protection_width=WIDTH, minimum_standing=1, minimum_median=1)
"""It asks for no number of others, so that the spread of their scores alone decides."""


@cache
def shares() -> ScoringScheme:
    """A scheme of two areas, each the share that was answered, and their mean."""
    areas = tuple(
        Area(
            code=code,
            label=code.capitalize(),
            indicators=(Indicator(code=f"{code}_share", prompt="?", scale=Percentage(code=f"{code}_scale")),),
        )
        for code in ("care", "staff")
    )
    domains = tuple(Domain(code=f"of_{area.code}", label=area.label, areas=(area,)) for area in areas)
    return ScoringScheme.equal_weights(Instrument(code="few", edition="1", title="Few", domains=domains))


def page_of(own, peers, others, *, known=0, population=None):
    """The report of a school among peers of its own group and others; each a pair of shares, None for a blank."""
    rows = [own, *peers, *others]
    kinds = ["here"] * (1 + len(peers)) + ["there"] * len(others)
    records = [
        {"school": f"S{i}", "kind": kind, "care_share": care, "staff_share": staff}
        for i, (kind, (care, staff)) in enumerate(zip(kinds, rows, strict=True))
    ]
    answers = Answers.from_records(shares().instrument, records, unit="school", attributes=("kind",))
    scores = smmi.score(answers, shares())
    norms = Norms.fit(scores, by=("kind",), conventions=CONVENTIONS, population=population)
    profile = scores.of("S0")
    return school_report(profile, norms.place(profile), rule=TOUCHY, known=known)


steps = st.sampled_from([0, 4, 8, 40, 44, 92, 100])
answered = st.tuples(steps, steps)


@given(
    own=st.tuples(steps, st.one_of(st.none(), steps)),
    peers=st.lists(st.tuples(steps, st.one_of(st.none(), steps)), min_size=1, max_size=4),
    others=st.lists(answered, min_size=1, max_size=5),
    known=st.integers(0, 2),
    data=st.data(),
)
def test_a_page_does_not_say_whose_a_score_is(own, peers, others, known, data):
    """If schools of the own group exchange their answers, and the others theirs, the page stays the same."""
    mixed = [data.draw(st.permutations(part)) for part in (peers, others)]
    sizes = {"all": 20, "here": 9}
    assert page_of(own, *mixed, known=known, population=sizes) == page_of(
        own, peers, others, known=known, population=sizes
    )


ALIKE = [(40, 40)] * 2
OUTCOMES = {
    "nothing is told": (
        (False, False),
        [ALIKE, [(40, 40), (44, 44)]],
        [[(92, 92), (100, 100)], [(92, 92)] * 2],
    ),
    "of all alone": (
        (True, False),
        [[(0, 0), (4, 4)], [(44, 44), (40, 40), (48, 48), (8, 8)]],
        [[(40, 40), (44, 44)], [(0, 0), (4, 4), (48, 48), (8, 8)]],
    ),
    "of the own group alone": (
        (False, True),
        [[(0, 0), (100, 100)], ALIKE],
        [[(100, 100), (0, 0)], [(4, 4), (8, 8)]],
    ),
}


@pytest.mark.parametrize(("told", "cohort", "another"), OUTCOMES.values(), ids=OUTCOMES)
def test_a_page_says_no_more_than_what_was_decided(told, cohort, another):
    """Cohorts of which the same is told make the same page, whoever could be in them."""
    pages = []
    for peers, others in (cohort, another):
        mine = np.sort([float(share) for share, _ in peers])
        everyone = np.sort([float(share) for share, _ in (*peers, *others)])
        assert groups_told([everyone], [mine], width=WIDTH) == told
        pages.append(page_of((44, 44), peers, others))
    assert pages[0] == pages[1]


@pytest.mark.long
@pytest.mark.parametrize("own", [0, 20, 100])
def test_an_insider_that_reads_the_page_bounds_nobody(own):
    """Of all cohorts of four others on a grid that give the same page, each other school spans the width."""
    grid = (0, 8, 20, 92, 100)
    seen = {}
    pairs = [(one, other) for one in grid for other in grid if one <= other]
    for peers in pairs:
        for others in pairs:
            page = page_of((own, own), [(one, one) for one in peers], [(one, one) for one in others])
            for found, scores in zip(seen.setdefault(page, (set(), set())), (peers, others), strict=True):
                found.update(scores)
    assert len(seen) > 10
    assert min(max(found) - min(found) for pair in seen.values() for found in pair) >= WIDTH


def groups_of(size, groups=12):
    """The scores of a synthetic cohort in groups of a size."""
    names = [f"g{i % groups:02}" for i in range(size * groups)]
    answers = synthesize(
        smmi_16(), units=size * groups, rng=np.random.default_rng(16), attributes={"group": names}
    )
    return smmi.score(answers, ScoringScheme.equal_weights(answers.instrument))


def medians_in(page):
    """What stands below the heads of medians in the table, each with the size of its group."""
    return [cell.text for cell in page.one("table").all("td") if cell["data-label"] == "Median"]


@pytest.mark.parametrize(("size", "at_least"), [(5, 12), (6, 5)])
def test_a_median_of_few_is_the_score_of_one(size, at_least):
    """In groups of 5 and of 6 the median, or twice of it less the own score, is a peer's in many of 23 scores.

    So the page with exact medians tells it; the page for a school tells none in a group of 5, and bands in one of 6.
    """
    scores = groups_of(size)
    profile = scores.of("S001")
    placement = Norms.fit(scores, by=("group",)).place(profile)
    mine = placement.groups[-1].name
    members = [i for i, name in enumerate(scores.answers.attribute("group")) if name == mine][1:]
    hits = 0
    for code in profile.codes:
        standing, own = placement[code][mine], profile[code].value
        told = standing.median if size == 5 else 2 * standing.median - own
        hits += any(abs(told - scores[code][i]) < 1e-9 for i in members)
    assert hits >= at_least
    page, exact = (read(school_report(profile, placement, rule=rule)) for rule in (ReportRule(), OPEN))
    before, after = (
        [text for text in medians_in(one) if re.search(rf" n = {size}$", text)] for one in (exact, page)
    )
    assert [text for text in before if not re.fullmatch(r"\d+\.\d n = \d", text)] == []
    told = r"— 4 others, at least 5 needed n = 5" if size == 5 else r"\d?0 to \d+0 n = 6"
    assert [text for text in after if not re.fullmatch(told, text)] == []
    assert len(before) >= len(after) >= 16


def test_drawings_tell_no_more_digits_than_the_text():
    """Every place that is drawn stands as a number in the same row; medians are drawn as their bands."""
    profile, placement = school()
    page = read(school_report(profile, placement))
    rows = [row for row in page.one("table").all("tr") if row.all("svg", class_="bar")]
    assert len(rows) == 22
    for row in rows:
        texts = " ".join(cell.text for cell in row.all("td"))
        drawn = [value["width"] for value in row.all("rect", class_="value")]
        for line in row.all("line", class_="range"):
            drawn += [line["x1"], line["x2"]]
        assert {place.rstrip("%") for place in drawn} <= set(re.findall(r"\d+\.\d", texts))
        bands = [(float(r["x"][:-1]), float(r["width"][:-1])) for r in row.all("rect", class_="band")]
        assert [f"{low:g} to {low + width:g}" for low, width in bands] == re.findall(
            r"(\d+ to \d+) n =", texts
        )
    assert {tuple(one["y"] for one in row.all("rect", class_="band")) for row in rows} == {("2", "18"), ()}


def test_all_numbers_of_a_page_are_coarse():
    """Of others a page has whole numbers only: percentiles, their intervals, chances, sizes and bands."""
    profile, placement = school()
    section = read(school_report(profile, placement)).section("areas")
    for row in section.all("tr"):
        for cell in row.all("td", class_="group") + row.all("td", class_="number")[1:]:
            numbers = re.findall(r"\d+\.?\d*", cell.text)
            percentile = cell.attributes["data-label"] == "Percentile"
            # A rank next to a cut has the decimals that keep it in its quarter: it is one of 2 n + 1 still.
            assert [one for one in numbers if "." in one and not percentile] == []


def test_highlights_are_told_by_the_same_decision():
    """An area whose standing is not told is in no list, and a sentence says how many there are."""
    profile, placement = school()
    told = told_of_others(placement, rule=ReportRule(), group="dental")
    areas = profile.scores.instrument.areas
    hidden = {area.label for area in areas if told[area.code]["dental"].standing is not None}
    assert hidden == {"Pathway (pipeline) programs"}
    found = highlights(profile, placement, group="dental")
    section = read(school_report(profile, placement, highlights=found)).section("strengths")
    named = {span.text for span in section.all("span", class_="name")}
    every = (*found.strengths, *found.improvements, *found.unclear)
    exact = {profile.scores.instrument[one.code].label for one in every}
    assert exact > hidden
    assert named == exact - hidden
    sentence = "Of 1 area (Pathway (pipeline) programs) it is not told where this school stands"
    assert sentence in section.text
    alone = read(school_report(profile, placement, known=11)).section("strengths")
    assert "Neither can be told" in alone.text
    assert "Of 15 areas it is not told" in alone.text


def test_what_single_areas_have_is_explained():
    """Also where the overall score is not told beside them."""
    page = read(school_report(*school()))
    cards = page.section("summary").all("div", class_="card")
    assert [card.one("p", class_="place").text for card in cards] == [
        "— not told: it would tell too much about single schools"
    ] * 2
    terms = [term.text for term in page.section("summary").one("div", class_="reading").all("dt")]
    assert "Percentile rank" in terms


def test_one_area_that_is_not_told_is_said_to_be_one():
    """A number has its noun."""
    page = read(page_of((44, 44), [(0, 40), (100, 44)], [(0, 40), (40, 44), (100, 100)]))
    assert "Of 1 area (Staff) it is not told where this school stands" in page.section("strengths").text


def test_where_nothing_is_told_the_cause_is_told_and_nothing_is_explained():
    """Of five clinics a reader knows its own and may know two more: two are left, and four are needed."""
    answers = clinics(clinic(), n=5)
    placed = place(answers, clinic_scheme(clinic()))
    page = read(school_report(*placed, known=2, unit_noun="clinic"))
    reading = page.section("summary").one("div", class_="reading")
    assert (
        "5 clinics less this one and 2 whose scores its readers may know: 2; a standing needs 4, a median 5."
        in reading.text
    )
    assert [term.text for term in reading.all("dt")] == ["All participants"]
    for section, words in (
        ("strengths", "An area is a strength"),
        ("areas", "In brackets"),
        ("areas", "Below the"),
    ):
        assert words not in page.section(section).text
    assert "those of 2 other units" in page.section("method").text
    one = read(school_report(*placed, known=1, unit_noun="clinic"))
    assert "those of 1 other unit " in one.section("method").text


def test_highlights_against_a_third_group_are_refused():
    """What is told is judged of the groups of the report; the group of the highlights is the own one by default."""
    profile, placement = school()
    found = highlights(profile, placement, group="public")
    page = read(school_report(profile, placement, highlights=found))
    cards = page.section("summary").all("div", class_="card")
    assert [card.one("h3").text for card in cards] == ["All participants", "Public"]
    with pytest.raises(ArgumentError) as caught:
        school_report(profile, placement, highlights=found, peers="dental")
    assert str(caught.value) == (
        "'highlights': got those against 'public', expected those against 'all' or 'discipline=dental', the groups of "
        "the report"
    )


def test_a_school_without_a_score_is_told_why_there_is_no_median_either():
    """Without a score there is no standing, and the median may not be told."""
    page = read(page_of((None, 44), [(40, 40), (44, 44)], [(40, 40), (41, 41)]))
    rows = [row for row in page.one("table").all("tr") if "0 of 1 answered" in row.text]
    assert [[cell.text for cell in row.all("td")][2:] for row in rows] == [
        ["— no score to place; not told: it would tell too much about single schools"] * 2
    ]


def test_the_digest_of_the_norms_is_not_on_the_page():
    """Guesses could be tried on it; where the scores are public, it is there."""
    profile, placement = school()
    assert placement.norms[:16] not in school_report(profile, placement)
    assert placement.norms[:16] in school_report(profile, placement, rule=OPEN)


def test_the_page_says_what_is_told():
    """The method names the rule, and who is reckoned with."""
    profile, placement = school()
    entries = {
        entry.one("dt").text: entry.one("dd").text
        for entry in read(school_report(profile, placement, known=2)).section("method").all("div")
    }
    assert set(ReportRule().describe(2)) <= set(entries.items())


def share_told(scores, units, *, by, known=0):
    """Which share of the standings and of the medians of all participants and of own groups is told."""
    norms = Norms.fit(scores, by=by)
    there, told = np.zeros(2), np.zeros(2)
    for unit in units:
        placement = norms.place(scores.of(unit))
        found = told_of_others(
            placement, rule=ReportRule(), group=placement.groups[-1].full_name, known=known
        )
        for code, own in found.items():
            for name, one in own.items():
                standing = placement[code][name]
                there += standing.quartile is not None, standing.median is not None
                told += (
                    standing.quartile is not None and one.standing is None,
                    standing.median is not None and one.median is None,
                )
    return tuple((told / there).round(3).tolist())


@cache
def demo():
    """The scores of the demonstration."""
    answers = demonstration(2019).answers
    return smmi.score(answers, ScoringScheme.equal_weights(answers.instrument))


def test_nearly_all_is_still_told_in_the_demonstration():
    """Of stars and medians, all of which were told before: in disciplines all, in small groups nearly all."""
    units = demo().units[:3].tolist()
    assert share_told(demo(), units, by=("discipline",), known=2) == (1.0, 1.0)
    stars, medians = share_told(demo(), units, by=(("discipline", "carnegie"),))
    assert min(stars, medians) >= 0.99


@pytest.mark.long
def test_nearly_all_is_still_told_to_every_school():
    """The same of all 242 schools, in groups from 26 on and in groups from 5 on, and of coalitions."""
    units = demo().units.tolist()
    assert share_told(demo(), units, by=("discipline",)) == (1.0, 1.0)
    stars, medians = share_told(demo(), units, by=(("discipline", "carnegie"),))
    assert (stars >= 0.99, medians >= 0.99) == (True, True)
    stars, medians = share_told(demo(), units, by=(("discipline", "carnegie"),), known=1)
    assert (stars >= 0.98, medians >= 0.97) == (True, True)


@pytest.mark.parametrize(("size", "stars", "medians"), [(5, 0.85, 0.45), (6, 0.85, 0.85)])
def test_much_is_still_told_in_groups_of_five_and_six(size, stars, medians):
    """Of all participants nearly all, of the own group stars; medians from 6 on."""
    scores = groups_of(size)
    told = share_told(scores, scores.units[:4].tolist(), by=("group",))
    assert told[0] >= stars
    assert told[1] >= medians


def test_bands_are_ten_points_wide():
    """Each median that is told stands in its band of 10 points."""
    profile, placement = school()
    page = read(school_report(profile, placement))
    told = told_of_others(placement, rule=ReportRule(), group="dental")
    expected = [
        f"{band_of(placement[code][name])} n = {placement[code][name].n}"
        for domain in profile.scores.instrument.domains
        for code in (domain.code, *(area.code for area in domain.areas))
        for name in ("all", "dental")
        if told[code][name].median is None
    ]
    # The overall score and the domains are not told beside an area that is not.
    assert len(expected) == 2 * 15
    assert medians_in(page) == expected
