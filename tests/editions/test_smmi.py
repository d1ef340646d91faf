"""The bundled editions keep the published structure and say of every entry how firmly it is known."""

import math
from collections import Counter

import pytest

from smmi.editions import smmi_16, smmi_18
from smmi.instrument import (
    Area,
    Binary,
    Composition,
    Count,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Nominal,
    Number,
    Ordinal,
    Origin,
    Percentage,
)

EDITIONS = pytest.mark.parametrize("instrument", [smmi_16(), smmi_18()], ids=["16-areas", "2019"])

AREAS_16 = {
    "Educational program": ["Curriculum", "Extracurricular and service learning"],
    "Community engagement": [
        "Community collaborations",
        "Concordance of curriculum with community needs",
    ],
    "Governance": ["School mission statements", "Leadership diversity"],
    "Diversity and inclusion": [
        "Student diversity",
        "Faculty diversity",
        "Pathway (pipeline) programs",
        "Admissions",
    ],
    "Institutional culture and climate": [
        "Academic and financial support",
        "Inclusive climate",
        "Faculty training",
        "Student activism",
        "Faculty activism",
    ],
    "Research": ["Community needs and social mission in research"],
}
AREAS_18 = AREAS_16 | {
    "Educational program": [
        *AREAS_16["Educational program"],
        "Targeted education programs",
        "Global health",
    ]
}
AREAS_OF_SECONDARY_ORIGIN = {
    "Extracurricular and service learning",
    "Targeted education programs",
    "Global health",
    "Concordance of curriculum with community needs",
}
AREAS_OF_OUR_OWN = {
    "Leadership diversity",
    "Admissions",
    "Academic and financial support",
    "Inclusive climate",
}

ONLY_18 = {
    "determinants_content",
    "disparities_content",
    "volunteer_recognition",
    "track_share",
    "language_training",
    "global_program",
    "global_partner_benefit",
    "committee_preparation",
    "debt_counseling",
}
ONLY_16 = {
    "equity_content",
    "committee_bias_training",
    "committee_mission",
    "mission_oversight",
    "leader_review",
    "faculty_hires_urm",
    "training_effect",
    "student_speech",
    "faculty_coalitions",
    "results_returned",
}
MOVED = {
    "interprofessional_service": ("curriculum", "extracurricular"),
    "targeted_track": ("targeted_programs", "curriculum"),
    "residency_placement": ("targeted_programs", "community_concordance"),
    "global_home_link": ("global_health", "curriculum"),
    "fee_waiver": ("admissions", "financial_support"),
}


def _placement(instrument: Instrument) -> dict[str, list[str]]:
    return {domain.label: [area.label for area in domain.areas] for domain in instrument.domains}


def _entries(instrument: Instrument) -> tuple[Domain | Area | Indicator, ...]:
    return (*instrument.domains, *instrument.areas, *instrument.indicators)


def _area_of(instrument: Instrument) -> dict[str, str]:
    return {entry.code: area.code for area in instrument.areas for entry in area.indicators}


def _possible_states(indicator: Indicator) -> int:
    answers = len(indicator.scale.answers)
    return (2**answers if isinstance(indicator.scale, MultipleChoice) else answers) + 4


def test_numbers_of_the_later_edition() -> None:
    """The later edition has 6 domains, 16 areas and 80 indicators, five in each area."""
    instrument = smmi_16()
    assert (instrument.code, instrument.edition) == ("smmi", "16-areas")
    assert len(instrument.domains) == 6
    assert len(instrument.areas) == 16
    assert [len(area.indicators) for area in instrument.areas] == [5] * 16


def test_numbers_of_2019() -> None:
    """The edition of 2019 has 6 domains, 18 areas and 79 indicators, and three to five in each area."""
    instrument = smmi_18()
    assert (instrument.code, instrument.edition) == ("smmi", "2019")
    assert (len(instrument.domains), len(instrument.areas), len(instrument.indicators)) == (6, 18, 79)
    assert {len(area.indicators) for area in instrument.areas} == {3, 4, 5}


def test_areas_and_placement() -> None:
    """Areas carry the names of the facts page, in the domains and the order that it gives."""
    assert _placement(smmi_16()) == AREAS_16
    assert _placement(smmi_18()) == AREAS_18


@EDITIONS
def test_every_entry_has_a_provenance(instrument: Instrument) -> None:
    """The instrument, every domain, every area and every indicator name an origin and a source."""
    provenances = [entry.provenance for entry in (instrument, *_entries(instrument))]
    assert all(provenance is not None and provenance.source for provenance in provenances)


@EDITIONS
def test_no_indicator_is_presented_as_the_initiatives(instrument: Instrument) -> None:
    """Every indicator is of our own wording, and its source and the instrument's description say so."""
    assert {entry.provenance.origin for entry in instrument.indicators if entry.provenance} == {Origin.OURS}
    assert all(
        entry.provenance is not None and entry.provenance.source.startswith("illustrative: own wording")
        for entry in instrument.indicators
    )
    assert "illustrative" in instrument.description


@EDITIONS
def test_origin_of_area_names(instrument: Instrument) -> None:
    """An area's name is published, secondary or ours exactly as the facts page has it."""
    for area in instrument.areas:
        expected = (
            Origin.SECONDARY
            if area.label in AREAS_OF_SECONDARY_ORIGIN
            else Origin.OURS
            if area.label in AREAS_OF_OUR_OWN
            else Origin.PUBLISHED
        )
        assert area.provenance is not None
        assert area.provenance.origin is expected, area.label
        assert "placement in a domain is ours" in area.provenance.source


@EDITIONS
def test_domains_are_published_their_content_is_ours(instrument: Instrument) -> None:
    """The six domains are published, and the choice of their areas is declared ours."""
    for domain in instrument.domains:
        assert domain.provenance is not None
        assert domain.provenance.origin is Origin.PUBLISHED
        assert domain.provenance.source.endswith("which areas belong to it is ours")


@EDITIONS
def test_scales_are_varied(instrument: Instrument) -> None:
    """An edition mixes five kinds of scale and twelve sets of ordered options, and few plain yes or no."""
    kinds = Counter(type(entry.scale) for entry in instrument.indicators)
    assert set(kinds) == {Binary, Ordinal, MultipleChoice, Percentage, Count}
    assert kinds[Binary] <= 25
    assert min(kinds.values()) >= 5
    assert len({entry.scale for entry in instrument.indicators if isinstance(entry.scale, Ordinal)}) >= 12
    assert sum(entry.gate is not None for entry in instrument.indicators) >= 10


@EDITIONS
def test_every_scale_has_a_default_rule(instrument: Instrument) -> None:
    """No indicator is of a kind that a scheme must declare a rule for, and every count has both ends."""
    for entry in instrument.indicators:
        assert not isinstance(entry.scale, Nominal | Composition | Number)
        if isinstance(entry.scale, Count):
            assert entry.scale.minimum == 0
            assert f"Enter {entry.scale.maximum} for {entry.scale.maximum} or more." in entry.prompt


@EDITIONS
def test_multiple_choice_has_a_none(instrument: Instrument) -> None:
    """A multiple choice offers an exclusive "none of these", so a blank is not a none."""
    for entry in instrument.indicators:
        if isinstance(entry.scale, MultipleChoice):
            assert [option.code for option in entry.scale.options if option.exclusive] == ["none"]
            assert entry.scale.options[-1].code == "none"
            assert entry.scale.minimum == 1
            assert 5 <= len(entry.scale.options) <= 6


@EDITIONS
def test_areas_can_be_enumerated(instrument: Instrument) -> None:
    """All states of an area without percentages and counts number fewer than 300,000."""
    for area in instrument.areas:
        if not any(isinstance(entry.scale, Percentage | Count) for entry in area.indicators):
            assert math.prod(map(_possible_states, area.indicators)) < 300_000, area.code


@EDITIONS
def test_entries_read_well_in_tables(instrument: Instrument) -> None:
    """Codes have at most 26 characters; indicators have labels of two to five words and prompts that end."""
    assert all(len(entry.code) <= 26 for entry in _entries(instrument))
    for entry in instrument.indicators:
        assert 2 <= len(entry.label.split()) <= 5, entry.code
        assert entry.prompt[-1] in "?.", entry.code
    assert all(domain.help for domain in instrument.domains)
    assert all(area.help for area in instrument.areas)


@EDITIONS
def test_labels_are_not_repeated(instrument: Instrument) -> None:
    """No two indicators of an edition share a label or a prompt."""
    assert len({entry.label for entry in instrument.indicators}) == len(instrument.indicators)
    assert len({entry.prompt for entry in instrument.indicators}) == len(instrument.indicators)


@EDITIONS
def test_associate_degree_nursing_leaves_some_out(instrument: Instrument) -> None:
    """A few indicators do not apply to associate-degree nursing, and most do."""
    limited = {entry.code for entry in instrument.indicators if entry.applies is not None}
    assert {"residency_placement", "promotion_credit", "equity_research", "research_review"} <= limited
    assert len(limited) <= 5


@EDITIONS
def test_characteristics(instrument: Instrument) -> None:
    """Schools are described by discipline, control, Carnegie class and region."""
    values = {
        characteristic.code: [option.code for option in characteristic.options]
        for characteristic in instrument.characteristics
    }
    assert list(values) == ["discipline", "control", "carnegie", "region"]
    assert values["discipline"] == ["dental", "medical", "nursing", "associate_nursing"]
    assert values["control"] == ["public", "private"]
    assert values["carnegie"] == ["r1", "r2_r3", "special_focus", "baccalaureate_masters"]
    assert len(values["region"]) == 9


def test_what_differs_between_the_editions() -> None:
    """The editions differ in exactly the indicators that the table of differences names."""
    old = {entry.code: entry for entry in smmi_18().indicators}
    new = {entry.code: entry for entry in smmi_16().indicators}
    assert old.keys() - new.keys() == ONLY_18
    assert new.keys() - old.keys() == ONLY_16
    was, is_now = _area_of(smmi_18()), _area_of(smmi_16())
    both = old.keys() & new.keys()
    assert {code: (was[code], is_now[code]) for code in both if was[code] != is_now[code]} == MOVED
    assert {code for code in both if old[code] != new[code]} == {
        "student_clinic",
        "students_low_income",
        "community_office",
        "pathway_exists",
        "partnership_review",
        "global_home_link",
    }
    assert {code for code in both if old[code].scale != new[code].scale} == {
        "student_clinic",
        "students_low_income",
    }
    assert {code for code in both if old[code].gate != new[code].gate} == {
        "partnership_review",
        "global_home_link",
    }


def test_editions_are_built_once() -> None:
    """An edition is the same object at every call."""
    assert smmi_16() is smmi_16()
    assert smmi_18() is smmi_18()
