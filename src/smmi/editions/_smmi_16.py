"""The edition of sixteen areas: 6 domains, 16 areas, 80 indicators, five in each area."""

from functools import cache

from smmi.editions.areas import (
    ADMISSIONS,
    COMMUNITY_COLLABORATIONS,
    COMMUNITY_CONCORDANCE,
    CURRICULUM,
    EXTRACURRICULAR,
    FACULTY_ACTIVISM,
    FACULTY_DIVERSITY,
    FACULTY_TRAINING,
    FINANCIAL_SUPPORT,
    INCLUSIVE_CLIMATE,
    LEADERSHIP_DIVERSITY,
    MISSION_STATEMENTS,
    PATHWAY_PROGRAMS,
    RESEARCH_NEEDS,
    STUDENT_ACTIVISM,
    STUDENT_DIVERSITY,
)
from smmi.editions.framework import (
    CHARACTERISTICS,
    GENERAL_TERMS,
    STRUCTURE_16_AREAS,
    community_engagement,
    culture_and_climate,
    diversity_and_inclusion,
    educational_program,
    governance,
    research,
)
from smmi.instrument import Instrument


@cache
def smmi_16() -> Instrument:
    """Return the Social Mission Metrics self-assessment, edition of sixteen areas.

    The numbers of domains, areas and indicators are the published ones. The indicators are illustrative, in
    our own wording, and can be replaced by the true questionnaire without touching code.

    Returns:
        The instrument, always the same object: 6 domains, 16 areas, 80 indicators.

    Example:
        >>> instrument = smmi_16()
        >>> len(instrument.domains), len(instrument.areas), len(instrument.indicators)
        (6, 16, 80)
        >>> instrument["curriculum"].label
        'Curriculum'
    """
    return Instrument(
        code="smmi",
        edition="16-areas",
        title="Social Mission Metrics self-assessment",
        description=(
            "The later edition, with sixteen areas. The indicators are illustrative: our own wording on "
            "plausible topics, not the Initiative's questionnaire, which can replace them without touching "
            "code. The provenance of each entry says what is published and what is ours."
        ),
        domains=(
            educational_program(areas=(CURRICULUM, EXTRACURRICULAR)),
            community_engagement(areas=(COMMUNITY_COLLABORATIONS, COMMUNITY_CONCORDANCE)),
            governance(areas=(MISSION_STATEMENTS, LEADERSHIP_DIVERSITY)),
            diversity_and_inclusion(
                areas=(STUDENT_DIVERSITY, FACULTY_DIVERSITY, PATHWAY_PROGRAMS, ADMISSIONS)
            ),
            culture_and_climate(
                areas=(
                    FINANCIAL_SUPPORT,
                    INCLUSIVE_CLIMATE,
                    FACULTY_TRAINING,
                    STUDENT_ACTIVISM,
                    FACULTY_ACTIVISM,
                )
            ),
            research(areas=(RESEARCH_NEEDS,)),
        ),
        characteristics=CHARACTERISTICS,
        terms=GENERAL_TERMS,
        provenance=STRUCTURE_16_AREAS,
    )
