"""The summary and the highlights: what a dean reads first."""

import math

import pytest

import smmi
from smmi.benchmark import Conventions, HighlightRule, Norms, Quartile, highlights
from smmi.report import school_report
from smmi.report.wording._words import chance_text, chances_text, quartile_chance
from smmi.scoring import MinimumCoverage, NoAnswer, ScoringScheme
from tests.report.cohorts import BANDS, OPEN, band_of, clinic, clinic_scheme, clinics, place, school
from tests.report.pages import read


def summary_of(profile, placement, **chosen):
    """The summary of a report."""
    return read(school_report(profile, placement, **chosen)).section("summary")


def of_clinics(n=12, **answers):
    """The summary of a clinic's report, among clinics whose scores are public."""
    return summary_of(*place(clinics(clinic(), n=n, **answers), clinic_scheme(clinic())), rule=OPEN)


def facts_of(card):
    """What a card says, by term."""
    return {fact.one("dt").text: fact.one("dd").text for fact in card.one("dl").all("div")}


def test_the_first_sentences_say_it_all():
    """Score, attainable range and both standings are said in words."""
    answers = clinics(clinic(), n=12, share=None)
    placed = place(answers, clinic_scheme(clinic()), by=("kind",))
    lead = summary_of(*placed, rule=OPEN, unit_noun="clinic").one("p", class_="lead")
    unsure = (
        "the quartile is too close to tell: of the 12 that took part it is in the third quartile from the top, but the "
        "probabilities are Top 54 %, Second 16 %, Third 15 % and Fourth 15 % (percentile interval 18 to 76)."
    )
    assert lead.text == (
        "Overall, this clinic scores 39.8 of 100. Depending on the answers to the questions that it left blank, it "
        "could be from 35.2 to 51.8. "
        f"Among all participants {unsure} Among Town {unsure}"
    )


def test_without_a_score_the_reason_is_said():
    """Where a part is missing and the policy is to have no score then, the summary says so in words."""
    scheme = ScoringScheme(
        clinic(),
        items=dict(clinic_scheme(clinic()).items),
        coverage=MinimumCoverage(0.0, no_answer=NoAnswer.PROPAGATES),
    )
    summary = summary_of(*place(clinics(clinic(), share=None), scheme), rule=OPEN)
    assert summary.one("p", class_="lead").text.startswith(
        "This school has no overall score: a part is missing."
    )
    assert summary.one("p", class_="figure").text == "— a part is missing"
    assert summary.one("p", class_="place").text == "— no score to place"


def test_a_card_tells_place_percentile_median_and_size():
    """Each group has a card: stars in words, quartile and how likely it is, percentile rank with interval,
    median and size.
    """
    profile, placement = school()
    card = summary_of(profile, placement, rule=BANDS).all("div", class_="card")[1]
    standing = placement["overall"]["dental"]
    assert (
        card.one("p", class_="place").text
        == f"{standing.stars} of 4 stars, {standing.quartile.label} quartile"
    )
    low, high = standing.interval
    assert facts_of(card) == {
        "Percentile rank": f"{standing.percentile:.0f}",
        "95 % interval of the rank": f"{math.floor(low)} to {math.ceil(high)}",
        "Probability of this quartile": f"{100 * standing.band_probabilities[standing.quartile]:.0f} %",
        "Median of the group": band_of(standing),
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
                "Probability of this quartile": "82 %",
                "Median of the group": "37.2",
                "Size of the group": "6",
            },
        ),
    ],
)
def test_a_card_of_a_small_group_gives_the_reason(n, place_, facts):
    """What a small group does not allow is absent, with its reason once."""
    card = of_clinics(n).one("div", class_="card")
    assert card.one("p", class_="place").text == place_
    assert facts_of(card) == facts


def test_the_key_speaks_of_what_is_drawn():
    """A median that is not drawn, since its group is too small, is not in the key."""
    answers = clinics(clinic(), n=12, kind="country", wait=None)
    summary = summary_of(*place(answers, clinic_scheme(clinic()), by=("kind",)), rule=OPEN)
    signs = [sign.text for sign in summary.one("ul", class_="key").all("li")]
    assert signs == ["Score", "Attainable range, where blanks leave it open", "Median of all participants"]


def entry(profile, standing, *, close=False, certainty=0.8):
    """How a standing is told among the highlights, or among what is too close to tell."""
    low, high = standing.interval
    score, domain = profile[standing.code].value, profile.scores.instrument.parent(standing.code)
    chance = chance_text(quartile_chance(standing), brief=True)
    unsure = "not certain, " if quartile_chance(standing) < certainty else ""
    quartile = chances_text(standing) if close else f"{standing.quartile.label} ({chance})"
    return (
        f"{profile.scores.instrument[standing.code].label} {score:.1f} {domain.label}; "
        f"median {band_of(standing)} {standing.stars} of 4 stars, {unsure}{quartile}, "
        f"percentile {standing.percentile:.0f} ({math.floor(low)} to {math.ceil(high)})"
    )


def reason_of(section):
    """Why some standings are too close to tell."""
    return section.one("div", class_="unclear").all("p", class_="quiet")[0].text


WIDE = {"strengths": (Quartile.TOP, Quartile.SECOND), "improvements": (Quartile.THIRD, Quartile.FOURTH)}


def test_strengths_and_improvements_name_area_domain_and_place():
    """Each highlighted area stands with score, domain, stars, percentile and its interval, in the order of the
    highlights; what is too close to tell stands apart, with the probability of its quartile.
    """
    profile, placement = school()
    rule = HighlightRule(**WIDE)
    found = highlights(profile, placement, group="public", rule=rule)
    section = read(school_report(profile, placement, highlights=found)).section("strengths")
    assert section.all("p", class_="quiet")[0].text == (
        f"Seen against: Public, not against an ideal. {rule.describe()} In brackets: the probability of the quartile, "
        "and the 95 % interval of the percentile rank. Ordered by percentile rank; neighbours may well be equal."
    )
    assert reason_of(section) == UNCLEAR.format("other participants and the answers to blanks")
    unclear = [entry(profile, one, close=True) for one in found.unclear]
    assert unclear
    assert [item.text for item in section.all("li")] == [
        *(entry(profile, one) for one in (*found.strengths, *found.improvements)),
        *unclear,
    ]
    assert [heading.text for heading in section.all("h3")] == [
        "Strengths",
        "Areas for improvement",
        "Too close to tell",
    ]


def test_without_certainty_asked_for_nothing_is_too_close_to_tell():
    """With a certainty of 0 the quartile alone decides."""
    profile, placement = school()
    rule = HighlightRule(**WIDE, certainty=0)
    found = highlights(profile, placement, group="public", rule=rule)
    section = read(school_report(profile, placement, highlights=found)).section("strengths")
    assert [item.text for item in section.all("li")] == [
        entry(profile, one, certainty=0) for one in (*found.strengths, *found.improvements)
    ]
    placed = [one for one in profile.scores.instrument.areas if placement[one.code]["public"].quartile]
    assert len(section.all("li")) == len(placed)
    assert [heading.text for heading in section.all("h3")] == ["Strengths", "Areas for improvement"]
    assert section.all("p", class_="quiet")[0].text.startswith(
        "Seen against: Public, not against an ideal. An area is a strength in the Top or Second quartile, an area for "
        "improvement in the "
        "Third or Fourth quartile. In brackets"
    )


UNCLEAR = (
    "Each may be a strength or an area for improvement, but is not so with enough certainty: {} could change its "
    "quartile."
)


@pytest.mark.parametrize(
    ("share", "population", "reliability", "sources"),
    [
        (40.0, 12, 0.3, "the error of measurement"),
        (None, 12, None, "the answers to blanks"),
        (None, 90, 0.3, "other participants, the answers to blanks and the error of measurement"),
    ],
)
def test_what_is_too_close_to_tell_says_what_could_change_it(share, population, reliability, sources):
    """Of other participants, blanks and measurement error those are named that are accounted for."""
    scores = smmi.score(clinics(clinic(), share=share), clinic_scheme(clinic()))
    norms, profile = Norms.fit(scores, population={"all": population}), scores.of("U0")
    placement = norms.place(profile, reliability=reliability and {"care": reliability})
    rule = HighlightRule(strengths=(Quartile.SECOND,), improvements=(Quartile.THIRD,), certainty=1)
    found = highlights(profile, placement, rule=rule)
    assert "care" in [one.code for one in found.unclear]
    section = read(school_report(profile, placement, highlights=found, rule=OPEN)).section("strengths")
    assert reason_of(section) == UNCLEAR.format(sources)


def test_without_percentile_ranks_no_interval_stands_in_brackets():
    """Between both minimum sizes there are highlights without a percentile, and no sentence about its interval."""
    scores = smmi.score(clinics(clinic()), clinic_scheme(clinic()))
    profile = scores.of("U0")
    placement = Norms.fit(scores, conventions=Conventions(minimum_for_percentile=50)).place(profile)
    section = read(school_report(profile, placement)).section("strengths")
    assert "Fourth" in section.one("ul").text
    assert "In brackets: the probability of the quartile. Strengths" in section.text
    assert "percentile" not in section.one("ul").text


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
    summary = summary_of(profile, placement, rule=OPEN)
    assert summary.one("p", class_="lead").text.startswith(
        "Overall, this school scores 100.0 of 100. Depending on the answers to the questions that it left blank, it "
        f"could be from 50.0 to 75.0. {OUTSIDE} It stands in"
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
    assert care.text.endswith(
        "Fourth 46 %, Top 33 %, Third 11 % and Second 11 %, percentile 4 (0 to 33) "
        "1 of 2 answered; attainable range: 0.0 to 50.0"
    )


def test_a_highlight_that_rests_on_most_answers_shows_no_range():
    """With more than half of its answers, nothing is added."""
    answers = clinics(clinic(), rooms=0, use=None)
    section = read(school_report(*place(answers, clinic_scheme(clinic())))).section("strengths")
    assert "attainable range" not in section.text
