"""Research: community needs and social mission in research."""

from smmi.editions.framework import (
    COMMITTEE_ROLE,
    EXTENT,
    HOW_OFTEN,
    NOT_ASSOCIATE_DEGREE,
    OWN,
    PUBLISHED_AREA,
    REQUIREMENT,
    SECONDARY_TOPIC,
    SHARE_IF_ANY,
)
from smmi.instrument import Area, Indicator

RESEARCH_NEEDS = Area(
    code="research_needs",
    label="Community needs and social mission in research",
    help="How far the school's research and scholarship serve the needs of communities.",
    provenance=PUBLISHED_AREA,
    indicators=(
        Indicator(
            code="research_priorities",
            label="Needs in research priorities",
            prompt="To what extent do community needs shape the school's priorities for research?",
            scale=EXTENT,
            help="Research includes scholarship on teaching and the improvement of care.",
            provenance=SECONDARY_TOPIC,
        ),
        Indicator(
            code="equity_research",
            label="Research on health equity",
            prompt="What share of the school's funded research projects address health equity?",
            scale=SHARE_IF_ANY,
            applies=NOT_ASSOCIATE_DEGREE,
            help=(
                "Count projects that were active in the past year. "
                "If there were none on any subject, answer 'Not applicable'."
            ),
            provenance=OWN,
        ),
        Indicator(
            code="research_review",
            label="Community role in review",
            prompt=(
                "What role do community members have where the school decides which research it supports?"
            ),
            scale=COMMITTEE_ROLE,
            applies=NOT_ASSOCIATE_DEGREE,
            provenance=OWN,
        ),
        Indicator(
            code="student_scholarship",
            label="Student projects on equity",
            prompt=(
                "Does the program offer students a research or improvement project on health equity or "
                "community needs?"
            ),
            scale=REQUIREMENT,
            provenance=OWN,
        ),
        Indicator(
            code="results_returned",
            label="Results returned",
            prompt="How often are results brought back to the communities that took part?",
            scale=HOW_OFTEN,
            applies=NOT_ASSOCIATE_DEGREE,
            provenance=OWN,
        ),
    ),
)
