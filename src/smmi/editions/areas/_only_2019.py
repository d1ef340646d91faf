"""Indicators that only the edition of 2019 has: since retired, merged, split, reworded or rescaled."""

from smmi.editions.framework import (
    OWN,
    PARTICIPATION,
    PATHWAY_PROGRAM,
    PUBLISHED_TOPIC,
    REGULARITY,
    REQUIREMENT,
    SECONDARY_TOPIC,
    TRAINING,
    YES_NO,
    YES_NO_DONT_KNOW,
)
from smmi.instrument import Indicator

ONLY_2019 = (
    # These two were merged into ``equity_content``.
    Indicator(
        code="determinants_content",
        label="Social determinants taught",
        prompt="Does the program teach the social determinants of health?",
        scale=REQUIREMENT,
        provenance=PUBLISHED_TOPIC,
    ),
    Indicator(
        code="disparities_content",
        label="Health disparities taught",
        prompt="Does the program teach health disparities and their causes?",
        scale=REQUIREMENT,
        provenance=SECONDARY_TOPIC,
    ),
    # Later asked by frequency.
    Indicator(
        code="student_clinic",
        label="Student-staffed free care",
        prompt=(
            "Is there a free or low-cost clinic or outreach service in which the school's students work "
            "under supervision?"
        ),
        scale=YES_NO,
        provenance=OWN,
    ),
    # Retired.
    Indicator(
        code="volunteer_recognition",
        label="Recognition of volunteering",
        prompt="Is voluntary service by students recognized, for example on the transcript or by an award?",
        scale=YES_NO,
        provenance=OWN,
    ),
    # Later asked only of schools with partners.
    Indicator(
        code="partnership_review",
        label="Joint review",
        prompt="How often are the partnerships reviewed together with the partners?",
        scale=REGULARITY,
        provenance=OWN,
    ),
    # The earlier wording, which asked for an office.
    Indicator(
        code="community_office",
        label="Community engagement office",
        prompt="Does the school have an office for community engagement?",
        scale=YES_NO,
        provenance=OWN,
    ),
    # Later asked as a percentage.
    Indicator(
        code="students_low_income",
        label="Low-income students",
        prompt=(
            "Roughly how many of the students who entered in the past year come from households with "
            "low income?"
        ),
        scale=PARTICIPATION,
        help="Use eligibility for need-based public grants, now or during earlier studies.",
        provenance=OWN,
    ),
    # The earlier wording, which spoke of pipelines.
    Indicator(
        code="pathway_exists",
        label="Pipeline program",
        prompt="Does the school run a pipeline program, alone or together with others?",
        scale=YES_NO,
        terms=(PATHWAY_PROGRAM,),
        provenance=PUBLISHED_TOPIC,
    ),
    # Split into ``committee_bias_training`` and ``committee_mission``.
    Indicator(
        code="committee_preparation",
        label="Committee's preparation",
        prompt=(
            "Is training against bias, and on the school's social mission, offered to the members of the "
            "admission committee?"
        ),
        scale=TRAINING,
        provenance=PUBLISHED_TOPIC,
    ),
    # Retired.
    Indicator(
        code="debt_counseling",
        label="Debt counseling",
        prompt="Does the school counsel every student on debt before each year of study?",
        scale=YES_NO_DONT_KNOW,
        provenance=OWN,
    ),
)
"""In the order of the areas."""
