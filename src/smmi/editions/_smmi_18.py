"""The edition of the national survey of 2019: 6 domains, 18 areas, 79 indicators.

How many indicators an area has is our decision, and so is every difference from the edition of sixteen areas.
Indicators that are not listed here are identical in both.

=========================  =============================================================================
code in 2019               what the edition of sixteen areas did with it
=========================  =============================================================================
determinants_content       merged with disparities_content into equity_content
disparities_content        merged with determinants_content into equity_content
interprofessional_service  moved from Curriculum to Extracurricular and service learning
student_clinic             rescaled and reworded: yes or no became how often
volunteer_recognition      retired
targeted_track             moved from Targeted education programs to Curriculum
track_share                retired
language_training          retired
residency_placement        moved from Targeted education programs to Concordance of curriculum …
global_program             retired
global_home_link           moved from Global health to Curriculum, reworded, its gate dropped
global_partner_benefit     retired
partnership_review         rerouted: asked only of schools with partners
community_office           reworded: an office became a person or office
students_low_income        rescaled and reworded: four bands became a percentage
pathway_exists             reworded: pipeline became pathway
committee_preparation      split into committee_bias_training and committee_mission
fee_waiver                 moved from Admissions to Academic and financial support
debt_counseling            retired
=========================  =============================================================================

New in the edition of sixteen areas: mission_oversight, leader_review, faculty_hires_urm, training_effect,
student_speech, faculty_coalitions, results_returned.
"""

from functools import cache

import attrs

from smmi.editions.areas._activism import faculty_activism, student_activism
from smmi.editions.areas._community_engagement import community_collaborations, community_concordance
from smmi.editions.areas._educational_program import curriculum, extracurricular, interprofessional_service
from smmi.editions.areas._governance import leadership_diversity, mission_statements
from smmi.editions.areas._only_2019 import only_2019
from smmi.editions.areas._pathways_and_admissions import admissions, pathway_programs
from smmi.editions.areas._research import research_needs
from smmi.editions.areas._student_and_faculty import faculty_diversity, student_diversity
from smmi.editions.areas._support_and_climate import (
    faculty_training,
    fee_waiver,
    financial_support,
    inclusive_climate,
)
from smmi.editions.areas._targeted_and_global import global_health, targeted_programs
from smmi.editions.framework._characteristics import CHARACTERISTICS
from smmi.editions.framework._domains import (
    community_engagement,
    culture_and_climate,
    diversity_and_inclusion,
    educational_program,
    governance,
    research,
)
from smmi.editions.framework._sources import STRUCTURE_2019
from smmi.editions.framework._terms import GENERAL_TERMS
from smmi.instrument import Area, Instrument


def _as_of_2019(later: Area, /, *codes: str) -> Area:
    """Give a later area its content of 2019: its own indicators, those that are no more, and two that moved."""
    known = (*later.indicators, *only_2019(), interprofessional_service(), fee_waiver())
    by_code = {indicator.code: indicator for indicator in known}
    return attrs.evolve(later, indicators=tuple(by_code[code] for code in codes))


def _without(later: Area, new: str, /) -> Area:
    """Take from a later area the indicator that 2019 did not have there."""
    return attrs.evolve(later, indicators=tuple(entry for entry in later.indicators if entry.code != new))


@cache
def smmi_18() -> Instrument:
    """Return the Social Mission Metrics self-assessment, edition of 2019 with eighteen areas.

    The numbers of domains, areas and indicators are the published ones. The indicators are illustrative, in
    our own wording, and can be replaced by the true questionnaire without touching code.

    Returns:
        The instrument, always the same object: 6 domains, 18 areas, 79 indicators.

    Example:
        >>> instrument = smmi_18()
        >>> len(instrument.domains), len(instrument.areas), len(instrument.indicators)
        (6, 18, 79)
        >>> instrument["global_health"].label
        'Global health'
    """
    return Instrument(
        code="smmi",
        edition="2019",
        title="Social Mission Metrics self-assessment",
        description=(
            "The edition of the national survey of 2019, with eighteen areas. The indicators are illustrative: "
            "our own wording on plausible topics, not the Initiative's questionnaire, which can replace them "
            "without touching code. The provenance of each entry says what is published and what is ours."
        ),
        domains=(
            educational_program(
                areas=(
                    attrs.evolve(
                        _as_of_2019(
                            curriculum(),
                            "clinical_underserved",
                            "clinical_share",
                            "determinants_content",
                            "disparities_content",
                            "interprofessional_service",
                        ),
                        help="What every student learns about health equity, in class and with patients.",
                    ),
                    _as_of_2019(
                        extracurricular(),
                        "service_learning",
                        "service_hours",
                        "student_clinic",
                        "service_reflection",
                        "volunteer_recognition",
                    ),
                    targeted_programs(),
                    global_health(),
                )
            ),
            community_engagement(
                areas=(
                    _as_of_2019(
                        community_collaborations(),
                        "community_partners",
                        "partner_roles",
                        "partner_payment",
                        "partnership_review",
                        "community_office",
                    ),
                    _without(community_concordance(), "residency_placement"),
                )
            ),
            governance(
                areas=(
                    _without(mission_statements(), "mission_oversight"),
                    _without(leadership_diversity(), "leader_review"),
                )
            ),
            diversity_and_inclusion(
                areas=(
                    _as_of_2019(
                        student_diversity(),
                        "students_urm",
                        "students_first_gen",
                        "students_low_income",
                        "diversity_goals",
                        "completion_equity",
                    ),
                    _without(faculty_diversity(), "faculty_hires_urm"),
                    _as_of_2019(
                        pathway_programs(),
                        "pathway_exists",
                        "pathway_levels",
                        "pathway_learners",
                        "pathway_entry",
                        "pathway_funding",
                    ),
                    _as_of_2019(
                        admissions(),
                        "holistic_review",
                        "committee_preparation",
                        "admission_factors",
                        "committee_members",
                        "fee_waiver",
                    ),
                )
            ),
            culture_and_climate(
                areas=(
                    _as_of_2019(
                        financial_support(),
                        "need_based_aid",
                        "service_scholarship",
                        "academic_support",
                        "emergency_fund",
                        "debt_counseling",
                    ),
                    inclusive_climate(),
                    _without(faculty_training(), "training_effect"),
                    _without(student_activism(), "student_speech"),
                    _without(faculty_activism(), "faculty_coalitions"),
                )
            ),
            research(areas=(_without(research_needs(), "results_returned"),)),
        ),
        characteristics=CHARACTERISTICS,
        terms=GENERAL_TERMS,
        provenance=STRUCTURE_2019,
    )
