"""Definitions that the bundled editions give to those who answer; the wording is ours."""

from smmi.instrument import Term

SOCIAL_MISSION = Term(
    term="social mission",
    definition=(
        "What a school contributes, through its mission, its programs and the performance of its graduates, "
        "faculty and leadership, to health equity and to reducing the health disparities of its society."
    ),
)
UNDERSERVED = Term(
    term="underserved",
    definition=(
        "Having less access to care than others, or worse health, because of income, insurance, race or "
        "ethnicity, language, disability, sexual orientation, gender identity or place of residence."
    ),
)
UNDERREPRESENTED = Term(
    term="underrepresented groups",
    definition=(
        "Racial and ethnic groups whose share in the profession is below their share in the population that "
        "the school serves; use the definition that the school reports to its accreditor."
    ),
)
COMMUNITY_PARTNER = Term(
    term="community partner",
    definition=(
        "An organization or group outside the school and its teaching hospitals that speaks for a community."
    ),
)

GENERAL_TERMS = (SOCIAL_MISSION, UNDERSERVED, UNDERREPRESENTED, COMMUNITY_PARTNER)

FIRST_GENERATION = Term(
    term="first-generation student",
    definition="A student none of whose parents or guardians completed a four-year college degree.",
)
HOLISTIC_ADMISSION = Term(
    term="holistic admission",
    definition=(
        "A review of applicants that weighs experiences and attributes together with academic measures, "
        "in the light of the school's mission."
    ),
)
INTERPROFESSIONAL = Term(
    term="interprofessional education",
    definition="Students of two or more health professions learn with, from and about each other.",
)
NEEDS_ASSESSMENT = Term(
    term="community health needs assessment",
    definition="A systematic account of a community's health needs and assets, made with the community.",
)
PATHWAY_PROGRAM = Term(
    term="pathway program",
    definition=(
        "A lasting program, also called a pipeline program, that prepares learners from underrepresented or "
        "disadvantaged groups for a health profession."
    ),
)
SENIOR_LEADERS = Term(
    term="senior leaders",
    definition="The dean, associate and assistant deans, and heads of departments or programs.",
)
SERVICE_LEARNING = Term(
    term="service learning",
    definition="Service that answers a need named by a community, with learning goals and guided reflection.",
)
