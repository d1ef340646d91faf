"""Since last time: what a school is told of what moved, and that it bounds nobody's score, then or now."""

import re
from functools import cache

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.benchmark import (
    ChangeForm,
    ChangeRule,
    Norms,
    ReportRule,
    ScoreOf,
    SelfInclusion,
    TieRule,
    highlights,
    last_time,
    paths,
    stability,
    what_if,
)
from smmi.benchmark.decomposition import Cause
from smmi.benchmark.follow_up import AnswerTurn, NextStar, NotCompared, OwnParts, told_since
from smmi.benchmark.sensitivity import DirichletSpread, Variation
from smmi.benchmark.waves import ChangeVerdict
from smmi.editions import smmi_16
from smmi.errors import ArgumentError
from smmi.instrument import (
    Answers,
    AnswerState,
    Area,
    Binary,
    Domain,
    Equals,
    Indicator,
    Instrument,
    Option,
    Ordinal,
    synthesize,
)
from smmi.report import school_report
from smmi.report.wording import own_parts_text
from smmi.scoring import GeometricMean, MinimumCoverage, ScoringScheme
from tests.report.cohorts import OPEN
from tests.report.pages import read
from tests.report.test_what_a_report_tells import CONVENTIONS, TOUCHY, WIDTH, answered, shares, steps

SCHEME = ScoringScheme.equal_weights(smmi_16())
RELIABLE = {"overall": 0.8, "care": 0.8, "staff": 0.8}


@cache
def wave(seed, units=40):
    """The scores of a synthetic wave in three disciplines."""
    kinds = {"discipline": [["dental", "medical", "nursing"][i % 3] for i in range(units)]}
    answers = synthesize(smmi_16(), units=units, rng=np.random.default_rng(seed), attributes=kinds)
    return smmi.score(answers, SCHEME)


def told(before, after, unit="S001", **options):
    """The page of a unit with its last time, read, and that last time."""
    last = last_time(before, after, by=("discipline",), **options)
    profile = after.of(unit)
    page = school_report(profile, Norms.fit(after, by=("discipline",)).place(profile), since=last)
    return read(page), last, profile


@cache
def usual():
    """The page of a unit of the first wave and the second, by the usual rules."""
    return told(wave(1), wave(2))


def place_of(profile):
    """Where the scores of a profile of the second wave stand."""
    return Norms.fit(wave(2), by=("discipline",)).place(profile)


def rows_of(page):
    """The cells of the table of what moved, by the label of the row."""
    tables = [
        table
        for table in page.section("since").all("table")
        if table not in page.all("table", class_="answers")
    ]
    rows = tables[0].all("tr")[1:] if tables else []
    return {row.one("th").text: [cell.text for cell in row.all("td")] for row in rows}


def label_of(instrument, code):
    """What the table calls a score: a domain says that it is one."""
    if code == "overall":
        return "Overall"
    is_domain = any(domain.code == code for domain in instrument.domains)
    return f"{instrument[code].name} (domain)" if is_domain else instrument[code].name


def test_the_table_tells_own_scores_and_changes_whole():
    """Before, after, difference and error to one decimal, and "no reliable change" where it is none."""
    page, last, profile = usual()
    rows = rows_of(page)
    assert len(rows) >= 20
    for one in last.moved(profile.unit):
        label = label_of(profile.scores.instrument, one.code)
        if label not in rows:
            assert abs(one.difference) < 0.05
            continue
        before, after, difference, error, verdict = rows[label]
        assert (before, after) == (f"{one.before:.1f}", f"{one.after:.1f}")
        assert float(difference.replace("\u2212", "-")) == pytest.approx(one.difference, abs=0.05001)
        assert error == ("—" if one.smallest is None else f"{one.smallest:.1f}")
        expected = {
            ChangeVerdict.IMPROVED: "improved",
            ChangeVerdict.DETERIORATED: "deteriorated",
            ChangeVerdict.NO_RELIABLE_CHANGE: "no reliable change",
            ChangeVerdict.NOT_KNOWN: "cannot be told",
        }
        assert verdict == expected[one.verdict]
    assert "Since last time" in page.one("nav").text
    why = last.own_parts(profile.unit)
    section = page.section("since").text.replace("\u2212", "-")
    assert "Why the overall score moved" in section
    for cause, part in why.causes.items():
        assert f"{cause.label} {part:+.1f}" in section or abs(part) < 0.05
    for code, part in why.indicators:
        assert f"{smmi_16()[code].name} ({part:+.1f}" in section
    for one in last.moved(profile.unit):
        area = next((area for area in smmi_16().areas if area.code == one.code), None)
        if area is None or one.difference is None or abs(one.difference) < 0.05:
            continue
        assert f"{area.name} ({one.difference:+.1f})" in section
        parts = last.own_parts(profile.unit, code=one.code)
        for code, part in parts.indicators:
            assert f"{smmi_16()[code].name} ({part:+.1f}" in section
    areas = [label for label in rows if label in {area.name for area in smmi_16().areas}]
    weights = [
        (rows[label][4] in ("improved", "deteriorated"), abs(float(rows[label][2].replace("\u2212", "-"))))
        for label in areas
    ]
    assert weights == sorted(weights, reverse=True)
    assert "Not moved: " in section
    assert re.search(r"and \d+ more\.", section)


@pytest.mark.long
def test_what_is_left_blank_is_not_called_better():
    """Low answers that are emptied raise a score: the page says so, and of each question that it is left blank."""
    before = wave(1)
    record = before.answers.record("S001")
    low = [code for code, answer in record.items() if answer in ("not_at_all", "none", "not_offered")][:6]

    def turned(blank):
        records = [
            {
                name: value
                for name, value in before.answers.record(unit).items()
                if unit != "S001" or name not in blank
            }
            | {"school": unit, "discipline": before.of(unit).attributes["discipline"]}
            for unit in before.units.tolist()
        ]
        return smmi.score(
            Answers.from_records(smmi_16(), records, unit="school", attributes=("discipline",)), SCHEME
        )

    after = turned(low)
    page, last, _ = told(before, after)
    parts = last.own_parts("S001")
    part = parts.causes[Cause.MISSINGNESS]
    assert part > 0
    section = page.section("since").text
    assert (
        f"Of this, {part:+.1f} come from questions that were answered last time and are left blank now ("
    ) in section
    assert "): nothing is known to have got better." in section
    blank = parts.turned(AnswerState.ANSWERED, AnswerState.NO_ANSWER)
    assert set(low) <= set(blank)
    sentence = section.split("left blank now (")[1].split("): nothing")[0]
    assert all(smmi_16()[code].name in sentence for code in blank[:5])
    assert sentence.endswith(f"and {len(blank) - 5} more") == (len(blank) > 5)
    assert section.count(": left blank now)") >= len(low) / 2
    back, _, _ = told(after, before)
    text = back.section("since").text.replace("\u2212", "-")
    assert (
        f"Of this, {-part:+.1f} come from questions that were left blank last time and are answered now ("
        in text
    )
    assert ": answered now)" in text
    mixed, _, _ = told(turned(low[:3]), turned(low[3:]))
    section = mixed.section("since").text
    assert "come from blanks: 3 questions answered last time left blank now (" in section
    assert "), and 3 the other way round" in section


def test_parts_that_do_not_add_up_as_shown_say_that_they_are_rounded():
    """Each is rounded by itself."""
    causes = (Cause.ANSWERS, Cause.APPLICABILITY)
    exact = OwnParts(causes=dict(zip(causes, (1.5, 2.0), strict=True)), indicators=())
    assert own_parts_text(exact, smmi_16()) == "In points: answers +1.5 and what applies +2.0."
    rounded = OwnParts(causes=dict(zip(causes, (1.04, 1.04), strict=True)), indicators=())
    assert own_parts_text(rounded, smmi_16()) == "In points, rounded: answers +1.0 and what applies +1.0."


def test_the_first_screen_says_what_moved_why_and_what_now():
    """Under the summary's lead, each with a heading; the places' own words say what error they leave out."""
    page, last, profile = usual()
    summary, moved = page.section("summary").text.replace("\u2212", "-"), last.moved(profile.unit)[0]
    texts = dict(
        zip(*([one.text for one in page.section("summary").all(name)] for name in ("dt", "dd")), strict=True)
    )
    assert list(texts)[:3] == ["What moved", "Is it real?", "What now"]
    what, real, now = (text.replace("\u2212", "-") for text in list(texts.values())[:3])
    shown = round(float(f"{moved.after:.1f}") - float(f"{moved.before:.1f}"), 1)
    rounded = "" if shown == round(moved.difference, 1) else " before rounding"
    assert what.startswith(
        f"The overall score: {moved.before:.1f} \u2192 {moved.after:.1f} "
        f"({moved.difference:+.1f} points{rounded}), most of all by "
    )
    scores = [one for one in last.moved(profile.unit) if one.code in {area.code for area in smmi_16().areas}]
    shown = [round(one.difference, 1) for one in scores if one.difference is not None]
    higher, lower = sum(one > 0 for one in shown), sum(one < 0 for one in shown)
    told_areas = re.search(r"Of 16 areas, (\d+) stands? higher \(.*?\).* (\d+) lower \(", what)
    assert [int(n) for n in told_areas.groups()] == [higher, lower]
    assert "no file says" in real
    assert "of 4 stars among all participants it takes " in now or "the next whole ten" in now
    parts = last.own_parts(profile.unit, most=80).indicators
    code, part = next((code, part) for code, part in parts if part * moved.difference > 0)
    assert f"most of all by {smmi_16()[code].name} ({part:+.1f}" in summary
    assert (
        "Measurement error is not in it; what is said of changes since last time is about that error"
        in summary
    )
    assert "Measurement error is not known" not in summary
    assert any(link["href"] == "#since" for link in page.section("summary").all("a"))
    new, _, _ = told(wave(1, 30), wave(2, 40), unit="S035")
    first = new.section("summary").text
    assert "did not take part last time: there is nothing to compare." in first
    assert "What now" in first
    assert "Is it real?" not in first


def test_the_page_has_no_error_column_where_the_form_has_none():
    """By the other forms an index is compared, so that no points of error decide."""
    before, after = wave(1), wave(2)
    page, _, _ = told(before, after, rule=ChangeRule(form=ChangeForm.EDWARDS_NUNNALLY))
    heads = [cell.text for cell in page.section("since").all("table")[0].all("tr")[0].all("th")]
    assert heads == ["Area", "Last time", "Now", "Change", "Is it real?"]
    assert "Error up to" not in page.section("since").text
    assert {len(cells) for cells in rows_of(page).values()} == {4}


def test_answers_that_changed_are_told_where_scores_compare_too():
    """Old and new, on demand; and that the score cannot tell its change from error does not mean that none did."""
    page, last, profile = told(wave(1), wave(2), reliability=dict.fromkeys(wave(1).codes, 0.0))
    changed = last.changed_answers(profile.unit).changed
    table = page.section("since").all("table")[1]
    named = [row.all("th")[0].text for row in table.all("tr")[1:] if row.all("td")]
    assert sorted(named) == sorted(profile.scheme.instrument[one.code].name for one in changed)
    assert len(named) > 5
    first = page.section("summary").text
    moved = [one for one in changed if one.turn not in (AnswerTurn.ASKED, AnswerTurn.NOT_ASKED)]
    asked = last.changed_answers(profile.unit).of(AnswerTurn.ASKED)
    assert f"{len(moved)} answers changed: " in first
    assert (f"{len(asked)} answers count now and did not last time" in first) == (len(asked) > 1)
    said = "All of that supposes that the answers are right, then and now. Whether the school changed,"
    assert said in first


@pytest.mark.parametrize(("then", "now", "way"), [(2, 1, "worse"), (1, 2, "better")])
def test_a_change_that_is_not_shown_to_be_real_is_no_reassurance(then, now, way):
    """The first screen says how far error reaches, and that it says nothing of whether there was a change."""
    page, last, profile = told(wave(then), wave(now), reliability=dict.fromkeys(wave(1).codes, 0.5))
    overall = last.moved(profile.unit)[0]
    assert (overall.verdict, overall.difference < 0) == (ChangeVerdict.NO_RELIABLE_CHANGE, way == "worse")
    text = page.section("summary").text.replace("\u2212", "-")
    assert "Not shown, for error alone can make as much: the overall score (" in text
    assert f"error up to {overall.smallest:.1f})" in text
    assert (
        f"Whether the school is {way} than last time, the overall score does not say, nor that nothing changed."
        in text
    )


def test_where_a_fall_to_0_would_not_have_shown_the_first_screen_says_so():
    """Error reaches further than the score was high."""
    none = dict.fromkeys(wave(1).codes, 0.0)
    last = last_time(wave(2), wave(1), by=("discipline",), reliability=none)
    overalls = ((unit, last.moved(unit)[0]) for unit in wave(1).units.tolist())
    unit = next(unit for unit, one in overalls if one.difference < 0 < one.before <= one.smallest)
    page, _, _ = told(wave(2), wave(1), unit, reliability=none)
    assert "nothing changed, for even a fall to 0 would not have shown." in page.section("summary").text


def test_what_to_do_now_comes_one_by_one():
    """Answers that are lower are looked at first, with what the old ones would give; then blanks; then the ways up."""
    page, last, profile = usual()
    first, second, third = (item.text for item in page.section("summary").one("ol").all("li"))
    lower = last.changed_answers(profile.unit).of(AnswerTurn.LOWER)
    old = what_if(profile, changes={one.code: one.before for one in lower}).after["overall"].value
    assert old > profile["overall"].value
    now = profile["overall"].value
    lost = f"lower: with the old answers there the overall score would be {old:.1f} in place of {now:.1f}."
    assert f" {len(lower)} {'is' if len(lower) == 1 else 'are'} {lost}" in first
    blanks = [
        one.name
        for one in smmi_16().indicators
        if profile.scores.answers.states(one.code)[0] == AnswerState.NO_ANSWER
    ]
    assert second.startswith(
        f"Answer the {len(blanks)} questions left blank ({blanks[0]}, {blanks[1]} and {len(blanks) - 2} more)."
    )
    low, high = (f"{bound:.1f}" for bound in profile["overall"].bounds)
    lies = f"The overall score then lies between {low} and {high}, by what is answered."
    assert second.endswith(lies) == (low != high)
    higher = last.changed_answers(profile.unit).of(AnswerTurn.HIGHER)
    without = what_if(profile, changes={one.code: one.before for one in higher}).after["overall"].value
    assert first.endswith(f"higher: with the old answers there it would be {without:.1f}.")
    assert " would bring " in third
    weak = [
        profile.scheme.instrument[one.code].name
        for one in highlights(profile, place_of(profile)).improvements
    ]
    assert all(name in third for name in weak)
    assert ("Where it stands low beside others" in third) == bool(weak)


def test_it_says_where_nothing_real_could_have_shown_and_which_answers_to_check():
    """An area that stood below its error could not fall by more; answers that are lower now are named, and counted."""
    page, last, profile = told(wave(1), wave(2), reliability=dict.fromkeys(wave(1).codes, 0.0))
    section, first = page.section("since").text, page.section("summary").text
    areas = {area.code for area in profile.scheme.instrument.areas}
    judged = [one for one in last.moved(profile.unit) if one.code in areas and one.smallest is not None]
    tight = sum(one.before <= one.smallest for one in judged)
    assert tight > 0
    assert f"; {tight} of them stood so low last time that even a fall to 0 would be within error." in section
    lower = {one.code for one in last.changed_answers(profile.unit).of(AnswerTurn.LOWER)}
    higher = last.changed_answers(profile.unit).of(AnswerTurn.HIGHER)
    assert f"Check the {len(lower) + len(higher)} answers that are higher or lower now (" in first
    assert "An answer counts once it is true" in first
    steps_named = {item.one("b").text for item in page.section("since").all("li") if item.all("b")}
    part = sum(profile.scheme.instrument[code].name in steps_named for code in lower)
    assert (
        f"Of the {len(lower)} answers lower now, {part or 'none'} {'is' if part == 1 else 'are'} among"
        in section
    )


@pytest.mark.long
def test_a_rank_that_moved_is_no_surer_than_the_score():
    """Where the score did not move by more than error, the page says so by the rank; what is blank comes first."""
    page, last, profile = told(wave(1), wave(2), reliability=dict.fromkeys(wave(1).codes, 0.0))
    assert last.moved(profile.unit)[0].verdict is ChangeVerdict.NO_RELIABLE_CHANGE
    section = page.section("since").text
    assert "That is no more certain than the change of the score, which cannot be told from error." in section
    assert "by that of the others, no surer than the change of the score." in page.section("summary").text
    blank = sum(
        profile.scores.answers.states(one.code)[0] == AnswerState.NO_ANSWER for one in smmi_16().indicators
    )
    assert f"answer what is blank ({blank} questions): then the ways may be shorter, or longer." in section
    sure, _, _ = told(wave(1), wave(2), reliability=dict.fromkeys(wave(1).codes, 0.99))
    assert "That is no more certain" not in sure.section("since").text


def test_it_says_no_reliable_change_and_where_it_stood():
    """In the first sentence; own change and that of the others add up to what the rank moved by."""
    before = wave(1)
    page, last, _ = told(before, before, reliability=dict.fromkeys(before.codes, 0.7))
    section = page.section("since").text
    assert "0.0 points. No reliable change: error alone makes up to" in section
    assert "Of 16 areas that can be judged, none moved by more than error" in section
    assert "Why the overall score moved" not in section
    assert list(rows_of(page)) == ["Overall"]
    assert "Not moved: " in section
    found = re.findall(
        r"rank ([\d.]+) last time, ([\d.]+) now: (\S+) by its own change, (\S+) by that", section
    )
    assert len(found) == 2
    for then, now, own, drift in found:
        figures = [int(one.replace("\u2212", "-")) for one in (own, drift)]
        assert sum(figures) == round(float(now)) - round(float(then)) == 0
    assert last.rule.describe()[0][0] == "Reliable change"


def test_the_way_up_reaches_the_end_of_the_band():
    """The cut of the next star is told as a band; the way is to its upper end, from the own answers alone."""
    norms = Norms.fit(wave(2), by=("discipline",))
    unit = next(
        unit for unit in wave(2).units.tolist() if norms.place(wave(2).of(unit))["overall"]["all"].stars == 2
    )
    page, last, profile = told(wave(1), wave(2), unit=unit)
    placement = norms.place(profile)
    star = told_since(last, profile, placement, rule=ReportRule()).next_star
    assert isinstance(star, NextStar)
    assert star.high - star.low == 10.0
    way = paths(profile, SCHEME, target=ScoreOf(star.high), upward=True)
    section = page.section("since")
    steps_told = [one.text for one in section.one("ol").all("li")]
    assert len(steps_told) == len(way.best.steps)
    for text, step in zip(steps_told, way.best.steps, strict=True):
        assert smmi_16()[step.code].name in text
    assert f"{star.high:g} points are enough" in section.text
    assert f"would give {way.best.score:.1f} points" in section.text


@pytest.mark.long
def test_how_firm_the_stars_are_is_told_in_tenths():
    """Under other rules and weights, where the stars are told; it stands in the section, and nowhere else."""
    before, after = wave(1), wave(2)
    last, norms = last_time(before, after), Norms.fit(after)
    vary = Variation(
        overall=[GeometricMean()],
        coverage=[MinimumCoverage(0.75)],
        ties=[TieRule.WEAK],
        weights=DirichletSpread(99.0),
        draws=20,
    )
    firm = stability(after, norms, vary=vary, rng=np.random.default_rng(1))
    profile = after.of("S001")
    placement = norms.place(profile)
    text = read(school_report(profile, placement, since=last, stability=firm)).section("since").text
    rules, weights = (
        round(10 * held.of("S001")["overall"]["stars_held"]) for held in (firm.grid.held, firm.weights.held)
    )
    assert (
        f"It keeps its stars in about {rules} of 10 cases under other rules and {weights} of 10 under other weights."
    ) in text
    assert "all 8 combinations of alternatives for the rule of the overall score" in text
    assert "20 draws around those that are declared" in text
    few = attrs.evolve(ReportRule(), minimum_standing=60)
    silent = (
        read(school_report(profile, placement, since=last, stability=firm, rule=few)).section("since").text
    )
    assert "It keeps its stars" not in silent
    with pytest.raises(ArgumentError, match="since=… beside it"):
        school_report(profile, placement, stability=firm)
    with pytest.raises(ArgumentError, match="None or a Stability"):
        school_report(profile, placement, since=last, stability=3)


@pytest.mark.parametrize(
    ("varied", "told_of"),
    [
        (Variation(ties=[TieRule.WEAK]), "rules"),
        (Variation(weights=DirichletSpread(99.0), draws=5), "weights"),
        pytest.param(
            Variation(weights=DirichletSpread(99.0, of="research_needs"), draws=5),
            None,
            marks=pytest.mark.long,
        ),
    ],
    ids=["rules", "weights", "weights of an area"],
)
def test_only_what_was_varied_is_told(varied, told_of):
    """Other rules, or other weights of the areas; weights within an area say nothing of the overall score."""
    after = wave(2)
    norms, profile = Norms.fit(after), after.of("S001")
    firm = stability(after, norms, vary=varied, rng=np.random.default_rng(1))
    page = read(school_report(profile, norms.place(profile), since=last_time(wave(1), after), stability=firm))
    section = page.section("since").text
    assert [what for what in ("rules", "weights") if f"under other {what}" in section] == [told_of] * bool(
        told_of
    )


def test_parts_and_blanks_have_their_words():
    """What was not put to a school, or not answered, last time or now."""
    before, after = wave(1), wave(2)
    blank = Answers.from_records(
        smmi_16(),
        [
            {
                "school": "S001",
                "discipline": "dental",
                "clinical_underserved": smmi.Nonresponse.NOT_ADMINISTERED,
                "equity_content": ("determinants",),
            }
        ],
        unit="school",
        attributes=("discipline",),
    )
    nothing = smmi.score(blank, SCHEME)
    page, last, _ = told(nothing, after)
    reasons = {one.code: one.reason for one in last.moved("S001")}
    assert NotCompared.NO_SCORE_BEFORE in reasons.values()
    assert any("no score last time" in row[4] for row in rows_of(page).values())
    turned, _, _ = told(before, nothing)
    texts = [row[4] for row in rows_of(turned).values()]
    assert any("no score now" in text for text in texts)
    assert "no overall score from which a way could be looked for" in turned.section("since").text


def test_a_school_that_is_new_is_told_so():
    """It has nothing to compare, and a way up all the same."""
    page, _, _ = told(wave(1, 30), wave(2, 40), unit="S035")
    section = page.section("since")
    assert "did not take part last time" in section.text
    assert section.all("table") == []
    assert "shortest way up" in section.text


def test_without_last_time_a_page_is_what_it_was():
    """No section, no style, no entry in the contents."""
    profile = wave(2).of("S001")
    page = school_report(profile, Norms.fit(wave(2)).place(profile))
    assert "since" not in page.replace("since-", "").lower().split("<body>")[0]
    assert "Since last time" not in page


def test_what_cannot_be_told_of_is_refused():
    """Another wave, a form that tells what all others did, and what is no last time."""
    before, after = wave(1), wave(2)
    last = last_time(before, after)
    profile = after.of("S001")
    placement = Norms.fit(after).place(profile)
    other = Norms.fit(before).place(before.of("S001"))
    with pytest.raises(ArgumentError, match="the wave of the profile second"):
        school_report(before.of("S001"), other, since=last)
    with pytest.raises(ArgumentError, match="None or a LastTime"):
        school_report(profile, placement, since=3)
    with pytest.raises(ArgumentError, match="a LastTime"):
        told_since(3, profile, placement, rule=ReportRule())
    for form in ChangeForm:
        found = last_time(before, after, rule=ChangeRule(form=form))
        if form in (ChangeForm.HSU_LINN_LORD, ChangeForm.HAGEMAN_ARRINDELL):
            with pytest.raises(ArgumentError, match="what all others did"):
                school_report(profile, placement, since=found)
            assert told_since(found, profile, placement, rule=OPEN).moved == found.moved("S001")
        else:
            assert told_since(found, profile, placement, rule=ReportRule()).moved == found.moved("S001")
    assert "edwards-nunnally" in school_report(
        profile, placement, since=last_time(before, after, rule=ChangeRule(form=ChangeForm.EDWARDS_NUNNALLY))
    )


@pytest.mark.parametrize(
    ("form", "cut", "often"),
    [
        (ChangeForm.JACOBSON_TRUAX, 1.96, "about one looks so"),
        pytest.param(ChangeForm.JACOBSON_TRUAX, 3.0, "fewer than one looks so", marks=pytest.mark.long),
        (ChangeForm.EDWARDS_NUNNALLY, 1.96, "about 3 look so"),
        (ChangeForm.HAGEMAN_ARRINDELL, 1.65, None),
        pytest.param(ChangeForm.JACOBSON_TRUAX, 1.0, "about 6 look so", marks=pytest.mark.long),
        pytest.param(ChangeForm.GULLIKSEN_LORD_NOVICK, 1.96, "about one looks so", marks=pytest.mark.long),
        pytest.param(ChangeForm.HSU_LINN_LORD, 1.96, None, marks=pytest.mark.long),
    ],
)
def test_what_is_called_error_is_that_of_the_form(form, cut, often):
    """Points up to which a change is error are told only by the form that has such; by the others index and cut."""
    rule = ChangeRule(form=form, cut=cut)
    known = dict.fromkeys(wave(1).codes, 0.8)
    before, after = wave(1), wave(2)
    last = last_time(before, after, rule=rule, reliability=known)
    profile = after.of("S001")
    page = read(school_report(profile, Norms.fit(after).place(profile), since=last, rule=OPEN))
    section = page.section("since").text
    is_plain = form is ChangeForm.JACOBSON_TRUAX
    assert ("differ by measurement error alone" in section) == is_plain
    assert ("standard errors of a difference (form" in section) == is_plain
    assert all((one.smallest is not None) == is_plain for one in last.moved("S001") if one.index is not None)
    assert re.search(r"\d", rows_of(page)["Overall"][3]) is None or is_plain
    assert (often or "") in section
    assert ("Of twenty scores" in section) == (often is not None)
    index = last.moved("S001")[0].index
    assert (f"index {index:.2f}, reliable beyond {cut:g}" in section.replace("\u2212", "-")) != is_plain


def scored(own, peers, others):
    """The scores of a school among peers of its own group and others; each a pair of shares, None for a blank."""
    rows = [own, *peers, *others]
    kinds = ["here"] * (1 + len(peers)) + ["there"] * len(others)
    records = [
        {"school": f"S{i}", "kind": kind, "care_share": care, "staff_share": staff}
        for i, (kind, (care, staff)) in enumerate(zip(kinds, rows, strict=True))
    ]
    answers = Answers.from_records(shares().instrument, records, unit="school", attributes=("kind",))
    return smmi.score(answers, shares())


VARIED = Variation(
    overall=[GeometricMean()], self_inclusion=[SelfInclusion.LEFT_OUT], weights=DirichletSpread(9.0), draws=10
)


def page_of(then, now, *, known=0, rule=TOUCHY, reliability=RELIABLE, is_firm=False):
    """The page of a school of two waves, each its own shares, those of its peers, and those of others."""
    before, after = scored(*then), scored(*now)
    last = last_time(before, after, by=("kind",), conventions=CONVENTIONS, reliability=reliability)
    profile = after.of("S0")
    norms = Norms.fit(after, by=("kind",), conventions=CONVENTIONS)
    firm = stability(after, norms, vary=VARIED, rng=np.random.default_rng(1)) if is_firm else None
    placement = norms.place(profile)
    return school_report(profile, placement, rule=rule, known=known, since=last, stability=firm)


sheets = st.tuples(steps, st.one_of(st.none(), steps))


@given(
    own=st.tuples(sheets, sheets),
    then=st.tuples(st.lists(sheets, min_size=1, max_size=4), st.lists(answered, min_size=1, max_size=4)),
    now=st.tuples(st.lists(sheets, min_size=1, max_size=4), st.lists(answered, min_size=1, max_size=4)),
    known=st.integers(0, 2),
    estimated=st.booleans(),
    is_firm=st.booleans(),
    data=st.data(),
)
def test_a_page_does_not_say_whose_a_score_is_in_either_wave(own, then, now, known, estimated, is_firm, data):
    """If schools of a group exchange their answers to one wave alone, the page stays the same.

    So it tells of nobody which of the others' scores were its own, and nothing that joins both waves of another.
    """
    options = {"known": known, "reliability": None if estimated else RELIABLE, "is_firm": is_firm}
    mixed = [[data.draw(st.permutations(part)) for part in wave_] for wave_ in (then, now)]
    assert page_of((own[0], *mixed[0]), (own[1], *mixed[1]), **options) == page_of(
        (own[0], *then), (own[1], *now), **options
    )


def test_the_error_is_not_told_where_the_others_are_close_together():
    """A small standard deviation would say that they are; then the change stands alone, and says so."""
    close = ((40, 40), [(40, 40), (42, 42), (44, 44)], [(41, 41), (43, 43), (44, 44)])
    wide = ((60, 60), [(10, 10), (42, 42), (90, 90)], [(20, 20), (50, 50), (95, 95)])
    silent = read(page_of(close, wide)).section("since").text
    assert "Whether that is real is not told" in silent
    assert "error alone makes up to" not in silent
    assert "Percentile rank" not in silent
    section = read(page_of(wide, wide)).section("since").text
    assert "error alone makes up to" in section
    # Nor does it say how close they are: any such cohort makes the same page.
    other = ((40, 40), [(88, 88), (89, 89), (90, 90)], [(1, 1), (2, 2), (3, 3)])
    assert page_of(close, wide) == page_of(other, wide)
    # Nor does what cannot be estimated say that all have the same score: then there is no alpha.
    same = ((40, 40), [(40, 40)] * 3, [(40, 40)] * 3)
    estimated = {page_of(then, wide, reliability=None) for then in (close, other, same)}
    assert len(estimated) == 1
    shown = read(page_of(close, wide, rule=OPEN)).section("since").text
    assert "Whether that is real is not told" not in shown


@pytest.mark.long
@pytest.mark.parametrize("reliability", [None, RELIABLE], ids=["estimated", "given"])
@pytest.mark.parametrize("own", [0, 20, 100])
def test_an_insider_that_reads_the_page_bounds_nobody_then(own, reliability):
    """Of all cohorts of last time on a grid that give the same page, each other school spans the width.

    The wave of now is the one that tells most, and stays the same.
    """
    grid = (0, 8, 20, 92, 100)
    now = ((own, own), [(0, 0), (100, 100)], [(8, 8), (92, 92)])
    seen = {}
    pairs = [(one, other) for one in grid for other in grid if one <= other]
    for peers in pairs:
        for others in pairs:
            then = ((20, 20), [(one, one) for one in peers], [(one, one) for one in others])
            page = page_of(then, now, reliability=reliability)
            for found, scores in zip(seen.setdefault(page, (set(), set())), (peers, others), strict=True):
                found.update(scores)
    assert len(seen) >= 10
    assert min(max(found) - min(found) for pair in seen.values() for found in pair) >= WIDTH


@pytest.mark.long
@pytest.mark.parametrize("own", [0, 20, 92])
def test_an_insider_that_reads_the_page_bounds_nobody_now(own):
    """Nor of all cohorts of now: the band of the next star, and the place among two waves, are on the page."""
    grid = (0, 8, 20, 92, 100)
    then = ((20, 20), [(0, 0), (100, 100)], [(8, 8), (92, 92)])
    seen = {}
    pairs = [(one, other) for one in grid for other in grid if one <= other]
    for peers in pairs:
        for others in pairs:
            page = page_of(then, ((own, own), [(one, one) for one in peers], [(one, one) for one in others]))
            for found, scores in zip(seen.setdefault(page, (set(), set())), (peers, others), strict=True):
                found.update(scores)
    assert len(seen) > 10
    assert min(max(found) - min(found) for pair in seen.values() for found in pair) >= WIDTH


@pytest.mark.long
def test_cuts_are_told_as_they_are_where_scores_are_public():
    """A band of no width is a number; the highest stars have none, and no way but to the next round score."""
    after = wave(2)
    last = last_time(wave(1), after)
    norms = Norms.fit(after)
    by_stars = {}
    for unit in after.units.tolist():
        by_stars.setdefault(norms.place(after.of(unit))["overall"]["all"].stars, unit)
    low = after.of(by_stars[1])
    star = told_since(last, low, norms.place(low), rule=OPEN).next_star
    assert star.low == star.high
    text = read(school_report(low, norms.place(low), since=last, rule=OPEN)).section("since").text
    assert f"the next star (2 stars in all) begins at {star.high:.1f} points" in text
    top = after.of(by_stars[4])
    assert told_since(last, top, norms.place(top), rule=OPEN).next_star is None
    goal = 10 * (top["overall"].value // 10 + 1)
    text = read(school_report(top, norms.place(top), since=last)).section("since").text
    assert f"To {goal:g} points, the next whole ten (it has all 4 stars):" in text
    few = attrs.evolve(ReportRule(), minimum_median=60)
    assert told_since(last, low, norms.place(low), rule=few).next_star is None


def test_no_star_is_told_where_no_score_has_it():
    """Where most have the highest score, nobody can have more stars than they do."""
    peers = [(100, 100)] * 4 + [(0, 0)] * 2
    others = [(100, 100)] * 4 + [(0, 0)] * 2
    wide = ((60, 60), [(10, 10), (42, 42), (90, 90)], [(20, 20), (50, 50), (95, 95)])
    text = read(page_of(wide, ((50, 50), peers, others))).section("since").text
    assert "next star" in text
    text = read(page_of(wide, ((100, 100), peers, others))).section("since").text
    assert "next star" not in text
    assert "No changed answers reach" not in text


def test_no_way_up_asks_for_a_lower_answer():
    """To say that there is no programme shuts the questions that it answers badly: shorter, and not a way up."""
    low = Ordinal(code="extent", options=[Option(code, code) for code in ("none", "some", "much")])
    yes_no = Binary(code="yes_no")
    inside = [
        Indicator(code=f"p{i}", prompt=f"How much of {i}?", scale=low, gate=Equals("has", "yes"))
        for i in range(4)
    ]
    other = [Indicator(code=f"o{i}", prompt=f"How much of that, {i}?", scale=low) for i in range(2)]
    programme = Indicator(code="has", prompt="Is there a programme?", scale=yes_no)
    areas = [
        Area(code="programmes", label="Programmes", indicators=[programme, *inside, other[0]]),
        Area(code="others", label="Others", indicators=other[1:]),
    ]
    domain = Domain(code="care", label="Care", areas=areas)
    instrument = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
    scheme = ScoringScheme(instrument, weights={"has": 0.01})
    record = {"has": "yes", "o0": "much", "o1": "much", **{f"p{i}": "none" for i in range(4)}}
    rows = [{"u": f"S{i}", **record} for i in range(12)]
    scores = smmi.score(Answers.from_records(instrument, rows, unit="u"), scheme)
    profile = scores.of("S0")
    usual = paths(profile, scheme, target=ScoreOf(70.0)).best
    assert [step.code for step in usual.steps] == ["has"]
    last = last_time(scores, scores)
    page = read(school_report(profile, Norms.fit(scores).place(profile), since=last))
    steps = [item.text for item in page.section("since").all("li") if item.all("b")]
    assert steps
    assert not any("Yes \u2192 No" in step for step in steps)
