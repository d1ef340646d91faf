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

from smmi.editions.areas import (
    ADMISSIONS,
    COMMUNITY_COLLABORATIONS,
    COMMUNITY_CONCORDANCE,
    CURRICULUM,
    EXTRACURRICULAR,
    FACULTY_ACTIVISM,
    FACULTY_DIVERSITY,
    FACULTY_TRAINING,
    FEE_WAIVER,
    FINANCIAL_SUPPORT,
    GLOBAL_HEALTH,
    INCLUSIVE_CLIMATE,
    INTERPROFESSIONAL_SERVICE,
    LEADERSHIP_DIVERSITY,
    MISSION_STATEMENTS,
    ONLY_2019,
    PATHWAY_PROGRAMS,
    RESEARCH_NEEDS,
    STUDENT_ACTIVISM,
    STUDENT_DIVERSITY,
    TARGETED_PROGRAMS,
)
from smmi.editions.framework import (
    CHARACTERISTICS,
    GENERAL_TERMS,
    STRUCTURE_2019,
    community_engagement,
    culture_and_climate,
    diversity_and_inclusion,
    educational_program,
    governance,
    research,
)
from smmi.instrument import Area, Instrument


def _as_of_2019(later: Area, /, *codes: str) -> Area:
    """Give a later area its content of 2019: its own indicators, those that are no more, and two that moved."""
    known = (*later.indicators, *ONLY_2019, INTERPROFESSIONAL_SERVICE, FEE_WAIVER)
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
                            CURRICULUM,
                            "clinical_underserved",
                            "clinical_share",
                            "determinants_content",
                            "disparities_content",
                            "interprofessional_service",
                        ),
                        help="What every student learns about health equity, in class and with patients.",
                    ),
                    _as_of_2019(
                        EXTRACURRICULAR,
                        "service_learning",
                        "service_hours",
                        "student_clinic",
                        "service_reflection",
                        "volunteer_recognition",
                    ),
                    TARGETED_PROGRAMS,
                    GLOBAL_HEALTH,
                )
            ),
            community_engagement(
                areas=(
                    _as_of_2019(
                        COMMUNITY_COLLABORATIONS,
                        "community_partners",
                        "partner_roles",
                        "partner_payment",
                        "partnership_review",
                        "community_office",
                    ),
                    _without(COMMUNITY_CONCORDANCE, "residency_placement"),
                )
            ),
            governance(
                areas=(
                    _without(MISSION_STATEMENTS, "mission_oversight"),
                    _without(LEADERSHIP_DIVERSITY, "leader_review"),
                )
            ),
            diversity_and_inclusion(
                areas=(
                    _as_of_2019(
                        STUDENT_DIVERSITY,
                        "students_urm",
                        "students_first_gen",
                        "students_low_income",
                        "diversity_goals",
                        "completion_equity",
                    ),
                    _without(FACULTY_DIVERSITY, "faculty_hires_urm"),
                    _as_of_2019(
                        PATHWAY_PROGRAMS,
                        "pathway_exists",
                        "pathway_levels",
                        "pathway_learners",
                        "pathway_entry",
                        "pathway_funding",
                    ),
                    _as_of_2019(
                        ADMISSIONS,
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
                        FINANCIAL_SUPPORT,
                        "need_based_aid",
                        "service_scholarship",
                        "academic_support",
                        "emergency_fund",
                        "debt_counseling",
                    ),
                    INCLUSIVE_CLIMATE,
                    _without(FACULTY_TRAINING, "training_effect"),
                    _without(STUDENT_ACTIVISM, "student_speech"),
                    _without(FACULTY_ACTIVISM, "faculty_coalitions"),
                )
            ),
            research(areas=(_without(RESEARCH_NEEDS, "results_returned"),)),
        ),
        characteristics=CHARACTERISTICS,
        terms=GENERAL_TERMS,
        provenance=STRUCTURE_2019,
    )
