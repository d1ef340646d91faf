"""The summary and the highlights: what a dean reads first."""

import pytest

from smmi.benchmark import HighlightRule, Quartile, highlights
from smmi.report import school_report
from smmi.scoring import MinimumCoverage, NoAnswer, ScoringScheme
from tests.report.cohorts import clinic, clinic_scheme, clinics, place, school
from tests.report.pages import read


def summary_of(profile, placement, **chosen):
    """The summary of a report."""
    return read(school_report(profile, placement, **chosen)).section("summary")


def facts_of(card):
    """What a card says, by term."""
    return {fact.one("dt").text: fact.one("dd").text for fact in card.one("dl").all("div")}


def test_the_first_sentences_say_it_all():
    """Score, attainable range and both standings are said in words."""
    answers = clinics(clinic(), n=12, share=None)
    lead = summary_of(*place(answers, clinic_scheme(clinic()), by=("kind",)), unit_noun="clinic").one(
        "p", class_="lead"
    )
    assert lead.text == (
        "Overall, this clinic scores 39.8 of 100. Depending on the answers to its blanks, the score could be from "
        "35.2 to 51.8. It stands in the third quartile of all 12 participants (46th percentile) and in the third "
        "quartile of the 12 in its own group, Town (46th percentile)."
    )


def test_without_a_score_the_reason_is_said():
    """Where a part is missing and the policy is to have no score then, the summary says so in words."""
    scheme = ScoringScheme(
        clinic(),
        items=dict(clinic_scheme(clinic()).items),
        coverage=MinimumCoverage(0.0, no_answer=NoAnswer.PROPAGATES),
    )
    summary = summary_of(*place(clinics(clinic(), share=None), scheme))
    assert summary.one("p", class_="lead").text.startswith(
        "This school has no overall score: a part is missing."
    )
    assert summary.one("p", class_="figure").text == "— a part is missing"
    assert summary.one("p", class_="place").text == "— no score to place"


def test_a_card_tells_place_percentile_median_and_size():
    """Each group has a card: stars in words, quartile, percentile rank, median and size."""
    profile, placement = school()
    card = summary_of(profile, placement).all("div", class_="card")[1]
    standing = placement["overall"]["dental"]
    assert (
        card.one("p", class_="place").text
        == f"{standing.stars} of 4 stars, {standing.quartile.label} quartile"
    )
    assert facts_of(card) == {
        "Percentile rank": f"{standing.percentile:.0f}",
        "Median of the group": f"{standing.median:.1f}",
        "Size of the group": "12",
    }


@pytest.mark.parametrize(
    ("n", "place_", "facts"),
    [
        (4, "— group of 4, at least 5 needed", {"Size of the group": "4"}),
        (
            6,
            "1 of 4 stars, Fourth quartile",
            {
                "Percentile rank": "— group of 6, at least 10 needed",
                "Median of the group": "37.2",
                "Size of the group": "6",
            },
        ),
    ],
)
def test_a_card_of_a_small_group_gives_the_reason(n, place_, facts):
    """What a small group does not allow is absent, with its reason once."""
    card = summary_of(*place(clinics(clinic(), n=n), clinic_scheme(clinic()))).one("div", class_="card")
    assert card.one("p", class_="place").text == place_
    assert facts_of(card) == facts


def test_the_key_speaks_of_what_is_drawn():
    """A median that is not drawn, since its group is too small, is not in the key."""
    answers = clinics(clinic(), n=12, kind="country", wait=None)
    summary = summary_of(*place(answers, clinic_scheme(clinic()), by=("kind",)))
    signs = [sign.text for sign in summary.one("ul", class_="key").all("li")]
    assert signs == ["Score", "Attainable range, where blanks leave it open", "Median of all participants"]


def test_strengths_and_improvements_name_area_domain_and_place():
    """Each highlighted area stands with score, domain, stars and percentile, in the order of the highlights."""
    profile, placement = school()
    rule = HighlightRule(
        strengths=(Quartile.TOP, Quartile.SECOND), improvements=(Quartile.THIRD, Quartile.FOURTH)
    )
    found = highlights(profile, placement, group="public", rule=rule)
    section = read(school_report(profile, placement, highlights=found)).section("strengths")
    assert section.all("p", class_="quiet")[0].text == f"Seen against: Public. {rule.describe()}"
    entries = [item.text for item in section.all("li")]
    instrument = profile.scores.instrument
    assert entries == [
        f"{instrument[s.code].label} {profile[s.code].value:.1f} {instrument.parent(s.code).label} "
        f"{s.stars} of 4 stars, {s.quartile.label}, percentile {s.percentile:.0f}"
        for s in (*found.strengths, *found.improvements)
    ]
    assert [heading.text for heading in section.all("h3")] == ["Strengths", "Areas for improvement"]


def test_no_strengths_are_said_to_be_none():
    """A list without an entry says that the rule found none."""
    section = read(school_report(*place(clinics(clinic()), clinic_scheme(clinic())))).section("strengths")
    assert "Strengths None by this rule. Areas for improvement Care" in section.text


def test_a_group_that_is_too_small_has_no_highlights():
    """Where no area has a quartile, nothing is said to be strong or weak."""
    section = read(school_report(*place(clinics(clinic(), n=3), clinic_scheme(clinic())))).section(
        "strengths"
    )
    assert section.all("p")[-1].text == "Neither can be told: no area has a quartile in this group."


def left_out(**answers):
    """A clinic whose area Care has too few answers, so that only Staff makes its overall score."""
    scheme = ScoringScheme(
        clinic(),
        items=dict(clinic_scheme(clinic()).items),
        coverage={
            "care": MinimumCoverage(0.9),
            "inside": MinimumCoverage(0.0),
            "overall": MinimumCoverage(0.0),
        },
    )
    given = {"rooms": 0, "use": None, "share": None, "offers": None, "parts": None, "wait": 0.0, **answers}
    return place(clinics(clinic(), **given), scheme)


OUTSIDE = (
    "The attainable range does not include the score: a score leaves out what has too few answers, while the range "
    "supposes that every blank gets one."
)


def test_a_score_outside_of_its_range_is_explained():
    """A score that leaves out a part-answered area may lie above all that completions give; one sentence says why."""
    profile, placement = left_out()
    overall = profile["overall"]
    assert overall.value == 100.0
    assert overall.bounds == (50.0, 75.0)
    summary = summary_of(profile, placement)
    assert summary.one("p", class_="lead").text.startswith(
        "Overall, this school scores 100.0 of 100. Depending on the answers to its blanks, the score could be from "
        f"50.0 to 75.0. {OUTSIDE} It stands in"
    )


def test_a_score_within_its_range_needs_no_explanation():
    """Where the range includes the score, nothing is said."""
    assert (
        "does not include"
        not in summary_of(*place(clinics(clinic(), share=None), clinic_scheme(clinic()))).text
    )


def test_a_highlight_that_rests_on_few_answers_shows_its_range():
    """With half of its answers or fewer, a strength or an area for improvement says so, with its range."""
    answers = clinics(clinic(), rooms=0, use=None, share=None, offers=None, parts=None)
    section = read(school_report(*place(answers, clinic_scheme(clinic())))).section("strengths")
    (care,) = [item for item in section.all("li") if item.one("span", class_="name").text == "Care"]
    assert care.text.endswith("Fourth, percentile 4 1 of 2 answered; attainable range: 0.0 to 50.0")


def test_a_highlight_that_rests_on_most_answers_shows_no_range():
    """With more than half of its answers, nothing is added."""
    answers = clinics(clinic(), rooms=0, use=None)
    section = read(school_report(*place(answers, clinic_scheme(clinic())))).section("strengths")
    assert "attainable range" not in section.text
