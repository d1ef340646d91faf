"""The areas of the bundled editions, with their illustrative indicators; those of 2019 alone say so."""

from smmi.editions.areas._activism import (
    FACULTY_ACTIVISM as FACULTY_ACTIVISM,
    STUDENT_ACTIVISM as STUDENT_ACTIVISM,
)
from smmi.editions.areas._community_engagement import (
    COMMUNITY_COLLABORATIONS as COMMUNITY_COLLABORATIONS,
    COMMUNITY_CONCORDANCE as COMMUNITY_CONCORDANCE,
)
from smmi.editions.areas._educational_program import (
    CURRICULUM as CURRICULUM,
    EXTRACURRICULAR as EXTRACURRICULAR,
    INTERPROFESSIONAL_SERVICE as INTERPROFESSIONAL_SERVICE,
)
from smmi.editions.areas._governance import (
    LEADERSHIP_DIVERSITY as LEADERSHIP_DIVERSITY,
    MISSION_STATEMENTS as MISSION_STATEMENTS,
)
from smmi.editions.areas._only_2019 import ONLY_2019 as ONLY_2019
from smmi.editions.areas._pathways_and_admissions import (
    ADMISSIONS as ADMISSIONS,
    PATHWAY_PROGRAMS as PATHWAY_PROGRAMS,
)
from smmi.editions.areas._research import RESEARCH_NEEDS as RESEARCH_NEEDS
from smmi.editions.areas._student_and_faculty import (
    FACULTY_DIVERSITY as FACULTY_DIVERSITY,
    STUDENT_DIVERSITY as STUDENT_DIVERSITY,
)
from smmi.editions.areas._support_and_climate import (
    FACULTY_TRAINING as FACULTY_TRAINING,
    FEE_WAIVER as FEE_WAIVER,
    FINANCIAL_SUPPORT as FINANCIAL_SUPPORT,
    INCLUSIVE_CLIMATE as INCLUSIVE_CLIMATE,
)
from smmi.editions.areas._targeted_and_global import (
    GLOBAL_HEALTH as GLOBAL_HEALTH,
    TARGETED_PROGRAMS as TARGETED_PROGRAMS,
)
