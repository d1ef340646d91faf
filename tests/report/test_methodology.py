"""The methodology card: every convention, as data and on the page."""

import attrs

from smmi.benchmark import Conventions, HighlightRule, Quartile, TieRule
from smmi.editions import smmi_16
from smmi.fingerprint import Scope, fingerprint
from smmi.report import methodology, school_report
from smmi.scoring import (
    CoverageBasis,
    EqualSteps,
    MinimumCoverage,
    NoAnswer,
    Polarity,
    ScoringScheme,
    SelectedShare,
)
from tests.report.cohorts import clinic, clinic_scheme, clinics, place, school
from tests.report.pages import read


def test_the_default_card_is_complete():
    """Every default of scheme, policy, conventions and rule has a name of its own and a sentence."""
    card = methodology(ScoringScheme.equal_weights(smmi_16()), Conventions())
    names = [name for name, _ in card]
    assert len(set(names)) == len(names)
    assert all(sentence.endswith(".") for _, sentence in card)
    assert set(Conventions().describe()) <= set(card)
    assert names[0] == "Scores"
    assert dict(card) | {
        "From indicators to areas": "The weighted arithmetic mean in every area.",
        "From areas to domains": "The weighted arithmetic mean in every domain.",
        "Overall score": "The weighted arithmetic mean of the areas.",
        "Weights": "All weights are equal.",
        "Missing answers": (
            "At every level, a score needs 50 % by weight of what was put to the unit answered, at least; a missing "
            "answer leaves numerator and denominator."
        ),
        "Strengths and areas for improvement": HighlightRule().describe(),
    } == dict(card)


def test_rules_are_named_with_what_they_score():
    """Each item rule stands with its indicators, goalposts by polarity, a stranger's rule by its own words."""
    card = dict(methodology(clinic_scheme(clinic()), Conventions()))
    assert card["Points of answers"] == (
        "Declared points by option: low 0, middle 0.25 and high 1 for Use; the share of the options that are chosen "
        "for What is offered?; FirstShare() for Which parts?."
    )
    assert card["Points of numbers"] == (
        "Its place between two goalposts; beyond a goalpost, what the goalpost is worth. More is better: 0 to 10 for "
        "How many rooms?; 0 to 100 for Which share?. Less is better: 0 to 50 for How long is the wait?."
    )


def test_departures_from_the_defaults_are_named():
    """Weights, policies, skips that mean none, polarity and rules of single nodes are all in the card."""
    scheme = attrs.evolve(
        clinic_scheme(clinic()),
        items={
            **clinic_scheme(clinic()).items,
            "use": EqualSteps(polarity=Polarity.NEGATIVE),
            "offers": SelectedShare(1),
        },
        areas={"care": Described()},
        weights={"care": 2.0, "share": 0.0, "staff": 1.0},
        coverage={
            "care": MinimumCoverage(0.0, no_answer=NoAnswer.LOWEST),
            "overall": MinimumCoverage(0.75, basis=CoverageBasis.COUNT, no_answer=NoAnswer.PROPAGATES),
        },
        gated={"use": 0.0},
        overall_from="domains",
    )
    card = dict(
        methodology(scheme, Conventions(ties=TieRule.WEAK), rule=HighlightRule(strengths=(Quartile.SECOND,)))
    )
    assert card["Points of answers"].startswith(
        "Equal steps from option to option, reversed (less is better) for Use;"
    )
    assert (
        "the number of options chosen, of which 1 are enough for What is offered?"
        in card["Points of answers"]
    )
    assert card["From indicators to areas"] == "The best of all (Care); weighted arithmetic mean (Staff)."
    assert card["Overall score"] == "The weighted arithmetic mean of the domains."
    assert card["Weights"] == (
        "Relative within their parent; 1, but for Care 2 and Which share? 0. A weight of 0 takes no part."
    )
    assert card["Missing answers"] == (
        "For Care: one answer is enough for a score; a missing answer counts as the lowest attainable. "
        "For Staff; Inside; People: a score needs 50 % by weight of what was put to the unit answered, at least; a "
        "missing answer leaves numerator and denominator. "
        "For overall: a score needs 75 % by number of what was put to the unit answered, at least; with a missing "
        "answer there is no score."
    )
    assert card["What is not asked"].endswith("But a skip means none, and scores as said, for: Use 0.")
    assert "(weak rule)" in card["Percentile rank"]
    assert "Second" in card["Strengths and areas for improvement"]


class Described:
    """A rule of a stranger that describes itself."""

    monotone = True

    def aggregate(self, points, _weights):
        """Return the best."""
        return points.max(axis=0)

    def describe(self):
        """Return the rule in words."""
        return "the best of all"


def test_the_page_holds_the_card_and_the_fingerprints():
    """Every entry of the card is on the page, and the fingerprints of instrument, scheme and norms."""
    profile, placement = school()
    section = read(school_report(profile, placement)).section("method")
    entries = {entry.one("dt").text: entry.one("dd").text for entry in section.all("div")}
    scheme = profile.scores.scheme
    assert set(methodology(scheme, placement.conventions)) <= set(entries.items())
    assert [entries[name] for name in ("Instrument", "Scheme", "Norms")] == [
        digits[:16]
        for digits in (
            fingerprint(scheme.instrument, scope=Scope.SCORE),
            fingerprint(scheme, scope=Scope.SCORE),
            placement.norms,
        )
    ]


def test_the_provenance_of_every_level_is_said():
    """Domains, areas and indicators are counted by origin, and illustrative areas are named."""
    section = read(school_report(*school())).section("method")
    entries = {entry.one("dt").text: entry.one("dd").text for entry in section.all("div")}
    assert entries["Domains"] == "6 published."
    assert entries["Indicators"] == "80 illustrative."
    assert entries["Areas"].endswith(
        "4 illustrative: Leadership diversity, Admissions, Academic and financial support and Inclusive climate."
    )
    section = read(school_report(*place(clinics(clinic()), clinic_scheme(clinic())))).section("method")
    entries = {entry.one("dt").text: entry.one("dd").text for entry in section.all("div")}
    assert entries["Indicators"] == "1 published; 1 illustrative; 4 without a stated origin."
    assert entries["Source"] == "a paper"
    assert [p.text for p in section.all("p")[1:3]] == ["What clinics do.", "And how."]
