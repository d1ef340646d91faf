"""The edition of sixteen areas: 6 domains, 16 areas, 80 indicators, five in each area."""

from functools import cache

from smmi.editions.areas._activism import faculty_activism, student_activism
from smmi.editions.areas._community_engagement import community_collaborations, community_concordance
from smmi.editions.areas._educational_program import curriculum, extracurricular
from smmi.editions.areas._governance import leadership_diversity, mission_statements
from smmi.editions.areas._pathways_and_admissions import admissions, pathway_programs
from smmi.editions.areas._research import research_needs
from smmi.editions.areas._student_and_faculty import faculty_diversity, student_diversity
from smmi.editions.areas._support_and_climate import faculty_training, financial_support, inclusive_climate
from smmi.editions.framework._characteristics import CHARACTERISTICS
from smmi.editions.framework._domains import (
    community_engagement,
    culture_and_climate,
    diversity_and_inclusion,
    educational_program,
    governance,
    research,
)
from smmi.editions.framework._sources import STRUCTURE_16_AREAS
from smmi.editions.framework._terms import GENERAL_TERMS
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
            educational_program(areas=(curriculum(), extracurricular())),
            community_engagement(areas=(community_collaborations(), community_concordance())),
            governance(areas=(mission_statements(), leadership_diversity())),
            diversity_and_inclusion(
                areas=(student_diversity(), faculty_diversity(), pathway_programs(), admissions())
            ),
            culture_and_climate(
                areas=(
                    financial_support(),
                    inclusive_climate(),
                    faculty_training(),
                    student_activism(),
                    faculty_activism(),
                )
            ),
            research(areas=(research_needs(),)),
        ),
        characteristics=CHARACTERISTICS,
        terms=GENERAL_TERMS,
        provenance=STRUCTURE_16_AREAS,
    )
