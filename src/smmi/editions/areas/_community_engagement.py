"""Community engagement: collaborations, and concordance of the curriculum with community needs."""

from smmi.editions.framework import (
    COMMITTEE_ROLE,
    COMMUNITY_PARTNER,
    EXTENT,
    HOW_OFTEN,
    NEEDS_ASSESSMENT,
    NOT_ASSOCIATE_DEGREE,
    OWN,
    PUBLISHED_AREA,
    RECENCY,
    REGULARITY,
    SECONDARY_AREA,
    UNDERSERVED,
    YES_NO,
    YES_NO_DONT_KNOW,
    at_most,
    select_all,
)
from smmi.instrument import Area, AtLeast, Indicator

RESIDENCY_PLACEMENT = Indicator(
    code="residency_placement",
    label="Residencies in underserved areas",
    prompt=(
        "Does the school actively help students to enter residencies that serve underserved communities?"
    ),
    scale=YES_NO_DONT_KNOW,
    applies=NOT_ASSOCIATE_DEGREE,
    help="For example by agreements with residency programs, advising, or rotations arranged for it.",
    terms=(UNDERSERVED,),
    provenance=OWN,
)
"""It belonged to Targeted education programs in 2019."""

COMMUNITY_COLLABORATIONS = Area(
    code="community_collaborations",
    label="Community collaborations",
    help="How the school works with communities, and what say and share they have in it.",
    provenance=PUBLISHED_AREA,
    indicators=(
        Indicator(
            code="community_partners",
            label="Community partners",
            prompt=(
                "With how many community partners does the school have a written agreement? "
                "Enter 10 for 10 or more."
            ),
            scale=at_most("partner_count", 10, unit="partners"),
            help="Do not count sites that only host clinical rotations.",
            terms=(COMMUNITY_PARTNER,),
            provenance=OWN,
        ),
        Indicator(
            code="partner_roles",
            label="Roles of partners",
            prompt="In which of these do community partners regularly take part?",
            scale=select_all(
                "partner_role_options",
                priorities="Setting the school's priorities for community work",
                planning="Planning courses or service",
                teaching="Teaching or precepting students",
                evaluation="Evaluating students or programs",
                budget="Deciding on shared funds",
            ),
            help="Select all that apply.",
            provenance=OWN,
        ),
        Indicator(
            code="partner_payment",
            label="Payment of partners",
            prompt=(
                "How often are community partners paid, or otherwise compensated, for their work with "
                "the school's students?"
            ),
            scale=HOW_OFTEN,
            provenance=OWN,
        ),
        Indicator(
            code="partnership_review",
            label="Joint review",
            prompt="How often are the partnerships reviewed together with the partners?",
            scale=REGULARITY,
            gate=AtLeast("community_partners", 1),
            provenance=OWN,
        ),
        Indicator(
            code="community_office",
            label="Responsible person or office",
            prompt="Is a named person or office responsible for the school's work with communities?",
            scale=YES_NO,
            help="An office of the parent university counts if it serves this school by name.",
            provenance=OWN,
        ),
    ),
)

COMMUNITY_CONCORDANCE = Area(
    code="community_concordance",
    label="Concordance of curriculum with community needs",
    help="How far what is taught, and where graduates go, answers the needs of communities.",
    provenance=SECONDARY_AREA,
    indicators=(
        Indicator(
            code="needs_assessment",
            label="Use of needs assessment",
            prompt=(
                "When did the school last use a community health needs assessment of the area it serves "
                "to plan its teaching?"
            ),
            scale=RECENCY,
            help="The assessment may have been made by others, such as a hospital or health department.",
            terms=(NEEDS_ASSESSMENT,),
            provenance=OWN,
        ),
        Indicator(
            code="needs_in_curriculum",
            label="Needs reflected in teaching",
            prompt="To what extent does the required curriculum cover the needs that it named?",
            scale=EXTENT,
            gate=AtLeast("needs_assessment", "over_five_years"),
            provenance=OWN,
        ),
        Indicator(
            code="community_voice",
            label="Community voice in curriculum",
            prompt=(
                "What role do community representatives have on the committee that decides on the curriculum?"
            ),
            scale=COMMITTEE_ROLE,
            provenance=OWN,
        ),
        Indicator(
            code="graduate_tracking",
            label="Graduate outcomes tracked",
            prompt="Which of these does the school track for its graduates, at least five years on?",
            scale=select_all(
                "graduate_outcomes",
                underserved="Practice with underserved communities",
                region="Practice in the school's own region",
                shortage="Practice in fields that are short of staff",
                public_insurance="Care of publicly insured or uninsured patients",
            ),
            help="Select all that apply. Periodic surveys or public records are enough.",
            terms=(UNDERSERVED,),
            provenance=OWN,
        ),
        RESIDENCY_PLACEMENT,
    ),
)
