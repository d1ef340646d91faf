"""Who the peers are and why, and what the numbers of a standing mean."""

from types import SimpleNamespace

import pytest

import smmi
from smmi.benchmark import Conventions, HighlightRule, Norms, Quartile, SelfInclusion, highlights
from smmi.report import school_report
from smmi.report.wording._words import chance_text, is_close, quartile_chance
from tests.report.cohorts import OPEN, clinic, clinic_scheme, clinics, place, school
from tests.report.pages import read


def reading(profile, placement, **chosen):
    """What is said of peers and standings, by term."""
    part = (
        read(school_report(profile, placement, **{"rule": OPEN, **chosen}))
        .section("summary")
        .one("div", class_="reading")
    )
    return {entry.one("dt").text: entry.one("dd").text for entry in part.one("dl").all("div")}


def placed(*, population=None, conventions=None, reliability=None, member=True, **answers):
    """A clinic among the twelve of its kind."""
    scores = smmi.score(clinics(clinic(), **answers), clinic_scheme(clinic()))
    chosen = {} if conventions is None else {"conventions": conventions}
    others = scores if member else smmi.score(clinics(clinic(), n=11), clinic_scheme(clinic()))
    norms = Norms.fit(others, by=("kind",), population=population, **chosen)
    profile = scores.of("U0" if member else "U11")
    return profile, norms.place(profile, reliability=reliability)


def test_the_peers_are_counted_and_said_to_be_of_the_same_kind():
    """The own group is told by what its members share; the school itself is one of them."""
    said = reading(*school())
    own = "This school itself is one of them."
    total = "How many such schools there are in all, with those that did not take part, is not known here."
    assert said["All participants"] == f"48 participants with an overall score, of any kind. {own} {total}"
    assert said["Dental medicine"] == (
        "12 participants with an overall score and the same Discipline (Dental medicine) as this school. Nothing "
        f"else was matched. {own} {total}"
    )


def test_the_population_is_said_where_it_is_known():
    """How many there are in all is a number then."""
    said = reading(*placed(population={"all": 90, "kind=town": 40}))
    assert said["All participants"].endswith(
        "There are 90 such schools in all, with those that did not take part."
    )
    assert said["Town"].endswith("There are 40 such schools in all, with those that did not take part.")


def test_whether_the_unit_itself_counts_is_said():
    """It is left out by convention, or was not among the norms."""
    apart = Conventions(self_inclusion=SelfInclusion.LEFT_OUT)
    left_out = reading(*placed(conventions=apart), unit_noun="clinic")["Town"]
    assert "This clinic took part, but is not counted among them." in left_out
    assert "This school itself is not among them." in reading(*placed(member=False))["Town"]


def test_each_number_of_a_standing_is_explained():
    """Quartile, percentile rank, interval and probability have a meaning each, and say what they leave out."""
    said = reading(*placed(conventions=Conventions(level=0.9), share=None))
    assert list(said)[2:] == [
        "Quartile and stars",
        "Percentile rank",
        "90 % interval",
        "Probability of a quartile",
        "What both suppose",
    ]
    assert "right about 90 times in 100" in said["90 % interval"]
    chance = said["Probability of a quartile"]
    assert "and no question were left blank" in chance
    assert "Below 80 % it is called too close to tell." in chance
    assert chance.endswith("Measurement error is not known, and not accounted for.")


def test_the_probability_says_what_it_accounts_for():
    """Without blanks they are not spoken of; with a reliability measurement error is; without certainty no bound."""
    profile, placement = placed(reliability={"overall": 0.8})
    rule = HighlightRule(certainty=0)
    chance = reading(profile, placement, highlights=highlights(profile, placement, rule=rule))[
        "Probability of a quartile"
    ]
    assert "blank" not in chance
    assert "too close" not in chance
    assert chance.endswith("Measurement error is accounted for.")


@pytest.mark.parametrize(("n", "terms"), [(4, 0), (6, 3), (12, 5)])
def test_only_what_is_shown_is_explained(n, terms):
    """A group too small for quartiles, or for percentile ranks, needs no explanation of them."""
    said = reading(*place(clinics(clinic(), n=n), clinic_scheme(clinic())))
    assert len(said) == 1 + terms


def test_without_a_score_nothing_is_said_of_the_unit_itself():
    """A school without a score is not one of those that have one."""
    said = reading(
        *place(
            clinics(clinic(), share=None, rooms=None, offers=None, parts=None, use=None, wait=None),
            clinic_scheme(clinic()),
        )
    )
    assert "itself" not in said["All participants"]


def test_the_probability_of_a_sample_is_never_one():
    """Rounded to a float it may be 1; it is 1 only where everyone took part."""
    certain = {"band_probabilities": {Quartile.TOP: 1.0}, "quartile": Quartile.TOP, "n": 400}
    assert chance_text(quartile_chance(SimpleNamespace(**certain, population=None))) == "more than 99 %"
    assert chance_text(quartile_chance(SimpleNamespace(**certain, population=500))) == "more than 99 %"
    assert chance_text(quartile_chance(SimpleNamespace(**certain, population=400))) == "100 %"


def test_a_quartile_that_is_not_sure_is_said_to_be_so_at_once():
    """The first sentences and the card say that it is too close to tell, with the likeliest quartiles."""
    profile, placement = school()
    summary = read(school_report(profile, placement)).section("summary")
    standings = [placement["overall"][name] for name in ("all", "dental")]
    cards = summary.all("div", class_="card")
    assert ["too close to tell" in card.text for card in cards] == [is_close(one, 0.8) for one in standings]
    lead = summary.one("p", class_="lead").text
    assert lead.count("too close to tell") == sum(is_close(one, 0.8) for one in standings)
