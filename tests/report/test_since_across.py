"""Since last time, across editions: answers tell what moved, and no score of other questions stands beside one."""

import re
from functools import cache

import numpy as np
import pytest

import smmi
from smmi._thresholds import reaches
from smmi.benchmark import Norms, ReportRule, ScoreOf, last_time, paths
from smmi.benchmark.follow_up import AnswerTurn, NotCompared, told_since
from smmi.editions import crosswalk_18_to_16, smmi_16
from smmi.instrument import Answers, synthesize
from smmi.report import school_report
from smmi.report.wording import answer_text
from smmi.scoring import ScoringScheme
from tests.report.pages import read
from tests.report.test_since import label_of, rows_of, wave

ENOUGH = r"(, which may be enough|, which is enough as things are|)\."
CROSSWALK = crosswalk_18_to_16()


@cache
def older(seed, units=40):
    """The scores of a synthetic wave of the older edition, in three disciplines."""
    kinds = {"discipline": [["dental", "medical", "nursing"][i % 3] for i in range(units)]}
    answers = synthesize(CROSSWALK.old, units=units, rng=np.random.default_rng(seed), attributes=kinds)
    return smmi.score(answers, ScoringScheme.equal_weights(CROSSWALK.old))


def told(before, after, unit="S001", **options):
    """The page of a unit with its last time, read, and that last time."""
    last = last_time(before, after, by=("discipline",), **options)
    profile = after.of(unit)
    placement = Norms.fit(after, by=("discipline",)).place(profile)
    return read(school_report(profile, placement, since=last)), last


def answers_of(page):
    """The cells of the table of changed answers, by the heading of the group."""
    found = {}
    for table in page.all("table", class_="answers"):
        for body in table.all("tbody"):
            title, *rows = body.all("tr")
            found[title.text] = [[row.one("th").text, *(cell.text for cell in row.all("td"))] for row in rows]
    return found


@pytest.mark.parametrize("unit", [1, 14, 30])
def test_every_changed_answer_that_carries_over_is_told_in_words(unit):
    """Old and new, by indicator, in groups that say which way; how many questions carry over stands before them."""
    page, last = told(older(1), wave(2), f"S{unit:03}", crosswalk=CROSSWALK)
    found = last.changed_answers(f"S{unit:03}")
    groups = answers_of(page)
    rows = {row[0]: row for group in groups.values() for row in group}
    assert len(rows) == len(found.changed)
    for one in found.changed:
        indicator = smmi_16()[one.code]
        question, _, before, after = rows[indicator.name]
        assert question == indicator.name
        for side, text, answer in (("b", before, one.before), ("a", after, one.after)):
            shut = one.turn is {"b": AnswerTurn.ASKED, "a": AnswerTurn.NOT_ASKED}[side]
            said = None if answer is None else answer_text(indicator.scale, answer)
            if said is None:
                assert text.startswith(("no answer", "not asked"))
            else:
                assert text == (f"not asked, though answered: {said}" if shut else said)
    counts = [int(re.search(r"\((\d+)\)$", title)[1]) for title in groups]
    assert counts == [len(group) for group in groups.values()]
    said = f"Of the 80 questions of this edition, {found.carried} carry over"
    for name in ("since", "summary"):
        text = page.section(name).text
        assert said in text
        assert "cannot be compared with that of last time: this edition asks other questions" in text
        assert f"{len(found.of(AnswerTurn.LOWER))} lower" in text or not found.of(AnswerTurn.LOWER)
    blank = found.of(AnswerTurn.LEFT_BLANK)
    assert (f"No answer now ({len(blank)})" in groups) == bool(blank)
    assert (f"{len(blank)} without an answer now (" in page.section("summary").text) == bool(blank)
    # No score of other questions stands beside one of now: what does not compare is named in a note.
    rows, section = rows_of(page), page.section("since").text
    for one in last.moved(f"S{unit:03}"):
        label = label_of(smmi_16(), one.code)
        if one.reason in (NotCompared.BREAK, NotCompared.PARTLY_BEFORE):
            assert label not in rows
        if one.reason is NotCompared.PARTLY_BEFORE:
            assert f"{label} ({int(100 * one.share)} %)" in section
        if one.reason is NotCompared.BREAK and not label.endswith("(domain)") and one.code != "overall":
            assert label in section.split("asks in another way there: ")[1]
    assert "and with them all 6 domains" in section
    assert ("of the questions that apply to this school, by their weight: " in section) == any(
        one.reason is NotCompared.PARTLY_BEFORE for one in last.moved(f"S{unit:03}")
    )


def test_a_carried_score_of_0_is_not_shown_as_one():
    """It rests on half of what applies: it stands nowhere, and why is said."""
    record = {
        "school": "S001",
        "discipline": "medical",
        "clinical_underserved": "not_offered",
        "targeted_track": "none",
    }
    given_answers = Answers.from_records(CROSSWALK.old, [record], unit="school", attributes=("discipline",))
    old = smmi.score(given_answers, ScoringScheme.equal_weights(CROSSWALK.old))
    page, last = told(old, wave(2), crosswalk=CROSSWALK)
    assert {one.code: one.before for one in last.moved("S001")}["curriculum"] == 0.0
    assert "Curriculum" not in rows_of(page)
    section = page.section("since").text
    assert "Not compared, because this edition asks in another way there: Curriculum" in section
    assert "Percentile rank" not in section
    assert "0 to 33" not in section


@pytest.mark.long
def test_why_no_place_moved_is_said():
    """Because the score does not compare, once for all groups; of a group that was not, of that group alone."""
    page, _ = told(older(1), wave(2), crosswalk=CROSSWALK)
    section = page.section("since").text
    assert section.count("How its place moved cannot be said: ") == 1
    assert (
        "the overall score does not compare, so that last time's place is one by other questions" in section
    )
    # Nor is there an error of which the probabilities of places could be apart.
    assert "what is said of changes since last time" in page.section("summary").text
    after = wave(2)
    profile = after.of("S001")
    placement = Norms.fit(after, by=("discipline",)).place(profile)

    def section_of(last):
        return read(school_report(profile, placement, since=last)).section("since").text

    ungrouped = section_of(last_time(wave(1), after))
    assert ungrouped.count("cannot be said: there was no such group last time.") == 1
    assert ungrouped.count("Percentile rank") == 1
    few = section_of(last_time(wave(1).take(range(7)), after, by=("discipline",)))
    assert few.count("cannot be said: too few were in the group last time.") == 2
    silent = Answers.from_records(
        smmi_16(), [{"school": "S001", "discipline": "dental"}], unit="school", attributes=("discipline",)
    )
    absent = section_of(last_time(smmi.score(silent, after.scheme), after))
    assert "cannot be said: the overall score does not compare with that of last time." in absent


def test_nothing_that_carries_over_is_said_as_well():
    """And that all answers are the same, where they are."""
    blank = Answers.from_records(
        smmi_16(),
        [
            {"school": "S001", "discipline": "dental"}
            | {one.code: smmi.Nonresponse.NOT_ADMINISTERED for one in smmi_16().indicators}
        ],
        unit="school",
        attributes=("discipline",),
    )
    none = smmi.score(blank, wave(2).scheme)
    page, _ = told(none, wave(2))
    assert "No question of last time carries over" in page.section("since").text
    assert answers_of(page) == {}
    record = {"school": "S001", "discipline": "dental", "targeted_track": "none"}
    few = smmi.score(
        Answers.from_records(smmi_16(), [record], unit="school", attributes=("discipline",)), wave(2).scheme
    )
    text = told(few, few)[0].section("since").text
    assert "Of the 80 questions, 80 were put to this school last time as well." in text
    assert "All of them have the same answer now." in text


@pytest.mark.long
@pytest.mark.parametrize("stars", [1, 2, 3])
def test_the_way_names_its_goal_and_begins_with_the_nearest_star(stars):
    """To the lower end of the band, where the star may begin, and to the upper one, where it is sure."""
    after = wave(2)
    norms = Norms.fit(after, by=("discipline",))
    units = [u for u in after.units.tolist() if norms.place(after.of(u))["overall"]["all"].stars == stars]
    last = last_time(wave(1), after, by=("discipline",))
    for unit in units[:1]:
        profile = after.of(unit)
        placement = norms.place(profile)
        star = told_since(last, profile, placement, rule=ReportRule()).next_star
        page = read(school_report(profile, placement, since=last))
        section, first = page.section("since").text, page.section("summary").text
        score = profile["overall"].value
        is_inside = reaches(score, star.low)
        goals = [star.high] if is_inside else [star.low, star.high]
        assert f"somewhere between {star.low:g} and {star.high:g} points: a cut between groups" in section
        assert ("is in that band" in section) == is_inside
        for goal in goals:
            way = paths(profile, profile.scheme, target=ScoreOf(goal), upward=True).best
            if way is None:
                assert f"No changed answers reach {goal:g} points" in section
                assert re.search(rf"No changed answers reach {goal:g} points{ENOUGH}", first)
                continue
            n = len(way.steps)
            assert (
                f"would give {way.score:.1f} points; with fewer steps {goal:g} points cannot be reached"
                in section
            )
            assert re.search(
                rf"{n} changed answers?( \([^)]*listed below\))? would bring {way.score:.1f}{ENOUGH}", first
            )
        assert (
            f"For {star.stars} of 4 stars among all participants it takes somewhere between {star.low:g}"
            in first
        )
        assert ("Less may be enough" in first) == is_inside
