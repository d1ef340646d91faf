"""What the bundled editions share: domains, response scales, characteristics, terms and sources."""

from smmi.editions.framework._characteristics import (
    CHARACTERISTICS as CHARACTERISTICS,
    NOT_ASSOCIATE_DEGREE as NOT_ASSOCIATE_DEGREE,
)
from smmi.editions.framework._domains import (
    community_engagement as community_engagement,
    culture_and_climate as culture_and_climate,
    diversity_and_inclusion as diversity_and_inclusion,
    educational_program as educational_program,
    governance as governance,
    research as research,
)
from smmi.editions.framework._scales import (
    COMMITTEE_ROLE as COMMITTEE_ROLE,
    DONT_KNOW as DONT_KNOW,
    EXTENT as EXTENT,
    FUNDING as FUNDING,
    HOW_OFTEN as HOW_OFTEN,
    MONITORING as MONITORING,
    PARTICIPATION as PARTICIPATION,
    RECENCY as RECENCY,
    REGULARITY as REGULARITY,
    REQUIREMENT as REQUIREMENT,
    SCOPE as SCOPE,
    SHARE as SHARE,
    SHARE_IF_ANY as SHARE_IF_ANY,
    STAGE as STAGE,
    TRAINING as TRAINING,
    YES_NO as YES_NO,
    YES_NO_DONT_KNOW as YES_NO_DONT_KNOW,
    at_most as at_most,
    ordered as ordered,
    select_all as select_all,
)
from smmi.editions.framework._sources import (
    OWN as OWN,
    OWN_AREA as OWN_AREA,
    PUBLISHED_AREA as PUBLISHED_AREA,
    PUBLISHED_TOPIC as PUBLISHED_TOPIC,
    SECONDARY_AREA as SECONDARY_AREA,
    SECONDARY_TOPIC as SECONDARY_TOPIC,
    STRUCTURE_16_AREAS as STRUCTURE_16_AREAS,
    STRUCTURE_2019 as STRUCTURE_2019,
)
from smmi.editions.framework._terms import (
    COMMUNITY_PARTNER as COMMUNITY_PARTNER,
    FIRST_GENERATION as FIRST_GENERATION,
    GENERAL_TERMS as GENERAL_TERMS,
    HOLISTIC_ADMISSION as HOLISTIC_ADMISSION,
    INTERPROFESSIONAL as INTERPROFESSIONAL,
    NEEDS_ASSESSMENT as NEEDS_ASSESSMENT,
    PATHWAY_PROGRAM as PATHWAY_PROGRAM,
    SENIOR_LEADERS as SENIOR_LEADERS,
    SERVICE_LEARNING as SERVICE_LEARNING,
    SOCIAL_MISSION as SOCIAL_MISSION,
    UNDERREPRESENTED as UNDERREPRESENTED,
    UNDERSERVED as UNDERSERVED,
)
