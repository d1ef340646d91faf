"""The methodology card: every convention, as data and on the page."""

import attrs
import numpy as np
import pytest

from smmi.benchmark import (
    Conventions,
    HighlightRule,
    Norms,
    Quartile,
    SurveyDesign,
    TieRule,
    post_stratify,
)
from smmi.editions import smmi_16
from smmi.fingerprint import Scope, fingerprint
from smmi.instrument import synthesize
from smmi.report import methodology, school_report
from smmi.scoring import CoverageBasis, MinimumCoverage, NoAnswer, ScoringScheme, Weighting, score
from smmi.scoring.scheme import WeightOrigin
from tests.report.cohorts import OPEN, clinic, clinic_scheme, clinics, place, school
from tests.report.pages import read


def test_the_default_card_is_complete():
    """Every default of scheme, policy, conventions and rule has a name of its own and a sentence."""
    card = methodology(ScoringScheme.equal_weights(smmi_16()), Conventions())
    names = [name for name, _ in card]
    assert len(set(names)) == len(names)
    assert all(sentence.endswith(".") for _, sentence in card)
    assert set(Conventions().describe()) <= set(card)
    assert ("Strengths and areas for improvement", HighlightRule().describe()) in card
    said = dict(card)
    assert said["From indicators to areas"] == "Weighted arithmetic mean, in every area."
    assert said["From areas to domains"] == "Weighted arithmetic mean, in every domain."
    assert said["Overall score"] == "Weighted arithmetic mean, of the areas."
    assert said["Weights"] == "All weights are equal."
    assert said["Missing answers"] == (
        "At every level, a score needs 50 % by weight of what was put to the unit answered, at least; a missing "
        "answer is left out, with what it could have earned."
    )


def test_rules_are_named_with_what_they_score():
    """Each item rule stands with its indicators, goalposts by polarity, a stranger's rule by its own words."""
    card = dict(methodology(clinic_scheme(clinic()), Conventions()))
    assert card["Points of answers"] == (
        "Declared points by option (low 0, middle 25 and high 100), for “Use”; the share of the options that are "
        "chosen, for “What is offered?”; FirstShare(), for “Which parts?”."
    )
    assert card["Points of numbers"] == (
        "Their place between two goalposts; beyond a goalpost, what the goalpost is worth. More is better: 0 to 10 "
        "for “How many rooms?”; 0 to 100 for “Which share?”. Less is better: 0 to 50 for “How long is the wait?”."
    )


def test_departures_from_the_defaults_are_named():
    """Weights, policies, skips that mean none, and rules of single nodes are all in the card."""
    scheme = attrs.evolve(
        clinic_scheme(clinic()),
        areas={"care": Described()},
        weights={"care": 2.0, "share": 0.0, "staff": 1.0},
        coverage={
            "care": MinimumCoverage(0.0, no_answer=NoAnswer.LOWEST),
            "overall": MinimumCoverage(0.75, basis=CoverageBasis.COUNT, no_answer=NoAnswer.PROPAGATES),
        },
        no_answer={"offers": NoAnswer.LOWEST},
        gated={"use": 0.25},
        overall_from="domains",
    )
    conventions, rule = Conventions(ties=TieRule.WEAK), HighlightRule(strengths=(Quartile.SECOND,))
    card = dict(methodology(scheme, conventions, rule=rule))
    assert card["From indicators to areas"] == "The best of all, in Care; weighted arithmetic mean, in Staff."
    assert card["Overall score"] == "Weighted arithmetic mean, of the domains."
    assert card["Weights"] == (
        "Relative within their parent; 1, but for Care 2 and Which share? 0. A weight of 0 takes no part."
    )
    assert card["Missing answers"] == (
        "For Care, one answer is enough for a score; a missing answer counts as the lowest attainable. "
        "For Staff, Inside and People, a score needs 50 % by weight of what was put to the unit answered, at least; a "
        "missing answer is left out, with what it could have earned. "
        "For overall, a score needs 75 % by number of what was put to the unit answered, at least; a missing answer "
        "leaves its parent without a score. "
        "But if missing, counts as the lowest attainable: What is offered?."
    )
    assert card["What is not asked"].endswith("But a skip means none, and scores as said, for: Use 25.")
    assert "(weak rule)" in card["Percentile rank"]
    assert "Second" in card["Strengths and areas for improvement"]


@pytest.mark.parametrize(("note", "text"), [("", ""), ("Set by the board.", " Set by the board.")])
def test_weights_say_how_they_came_about(note, text):
    """Weights with an origin are said with it, and with its note."""
    scheme = clinic_scheme(clinic())
    weighting = Weighting(by_code={}, origin=WeightOrigin.PAIRED_COMPARISONS, note=note)
    object.__setattr__(scheme, "weights", weighting)
    card = dict(methodology(scheme, Conventions()))
    assert card["Weights"] == f"All weights are equal. How they came about: paired comparisons.{text}"


class Described:
    """A rule of a stranger that describes itself."""

    monotone = True

    def aggregate(self, points, _weights):
        """Return the best."""
        return points.max(axis=0)

    def in_words(self, _labels):
        """Return the rule in words."""
        return "the best of all"


def test_the_page_holds_the_card_and_the_fingerprints():
    """Every entry of the card is on the page, and the fingerprints of instrument, scheme and norms."""
    profile, placement = school()
    section = read(school_report(profile, placement, rule=OPEN)).section("method")
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


def test_a_survey_design_is_said():
    """Where norms are weighted by a design, the page says how, after the conventions."""
    scheme = ScoringScheme.equal_weights(smmi_16())
    disciplines = ["dental", "medical", "nursing", "nursing"] * 12
    answers = synthesize(
        smmi_16(), units=48, rng=np.random.default_rng(1), attributes={"discipline": disciplines}
    )
    scores = score(answers, scheme)
    sizes = {"dental": 66, "medical": 203, "nursing": 420}
    weights = post_stratify(answers, by="discipline", population=sizes)
    design = SurveyDesign.of(answers, strata="discipline", population=sizes)
    placement = Norms.fit(scores, weights=weights, design=design).place(scores.of(scores.units[0]))
    section = read(school_report(scores.of(scores.units[0]), placement)).section("method")
    entries = {entry.one("dt").text: entry.one("dd").text for entry in section.all("div")}
    assert entries["Weighting"] == weights.describe()
    assert entries["Survey design"].endswith(design.describe())


def test_the_provenance_of_every_level_is_said():
    """Domains, areas and indicators are counted by origin, and illustrative areas are named."""
    section = read(school_report(*school())).section("method")
    entries = {entry.one("dt").text: entry.one("dd").text for entry in section.all("div")}
    assert entries["Domains"] == "6 published."
    assert entries["Indicators"] == "80 illustrative."
    assert entries["Areas"].endswith(
        "4 illustrative (Leadership diversity, Admissions, Academic and financial support and Inclusive climate)."
    )
    section = read(school_report(*place(clinics(clinic()), clinic_scheme(clinic())))).section("method")
    entries = {entry.one("dt").text: entry.one("dd").text for entry in section.all("div")}
    assert entries["Indicators"] == "1 published; 1 illustrative; 4 without a stated origin."
    assert entries["Areas"] == "1 illustrative (Care); 1 without a stated origin."
    assert "Domains" not in entries
    assert entries["Source"] == "a paper"
    assert [p.text for p in section.all("p")[1:3]] == ["What clinics do.", "And how."]
