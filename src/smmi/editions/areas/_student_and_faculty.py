"""Diversity and inclusion, first half: student diversity and faculty diversity."""

from smmi.editions.framework import (
    FIRST_GENERATION,
    MONITORING,
    OWN,
    PUBLISHED_AREA,
    SECONDARY_TOPIC,
    SHARE,
    SHARE_IF_ANY,
    STAGE,
    UNDERREPRESENTED,
    YES_NO_DONT_KNOW,
    select_all,
)
from smmi.instrument import Area, Indicator

STUDENT_DIVERSITY = Area(
    code="student_diversity",
    label="Student diversity",
    help="Who studies at the school, and whether all groups complete their studies alike.",
    provenance=PUBLISHED_AREA,
    indicators=(
        Indicator(
            code="students_urm",
            label="Underrepresented students",
            prompt=(
                "What share of the students who entered in the past year come from underrepresented groups?"
            ),
            scale=SHARE,
            help="By race and ethnicity as the students report it; leave out those who did not state it.",
            terms=(UNDERREPRESENTED,),
            provenance=SECONDARY_TOPIC,
        ),
        Indicator(
            code="students_first_gen",
            label="First-generation students",
            prompt=("What share of the students who entered in the past year are first-generation students?"),
            scale=SHARE,
            terms=(FIRST_GENERATION,),
            provenance=OWN,
        ),
        Indicator(
            code="students_low_income",
            label="Low-income students",
            prompt=(
                "What share of the students who entered in the past year come from households with "
                "low income?"
            ),
            scale=SHARE,
            help="Use eligibility for need-based public grants, now or during earlier studies.",
            provenance=OWN,
        ),
        Indicator(
            code="diversity_goals",
            label="Goals for student diversity",
            prompt="Does the school have a stated goal for the diversity of its students?",
            scale=STAGE,
            provenance=OWN,
        ),
        Indicator(
            code="completion_equity",
            label="Equity of completion",
            prompt="Does the school compare progress and completion between groups of students?",
            scale=MONITORING,
            provenance=OWN,
        ),
    ),
)

FACULTY_DIVERSITY = Area(
    code="faculty_diversity",
    label="Faculty diversity",
    help="Who teaches at the school, how faculty are found, and whether they stay and advance.",
    provenance=PUBLISHED_AREA,
    indicators=(
        Indicator(
            code="faculty_urm",
            label="Underrepresented faculty",
            prompt="What share of the school's salaried faculty come from underrepresented groups?",
            scale=SHARE,
            help="As reported by the faculty themselves; leave out those who did not state it.",
            terms=(UNDERREPRESENTED,),
            provenance=OWN,
        ),
        Indicator(
            code="faculty_search",
            label="Faculty search practices",
            prompt="Which of these are standard practice in searches for faculty?",
            scale=select_all(
                "hiring_practices",
                outreach="Outreach to networks of underrepresented professionals",
                trained_panel="Search committees are trained on bias",
                structured="Interviews and ratings follow a common structure",
                cohort="Several people are hired together around health equity",
                start_funds="Extra funds support hires who broaden the faculty",
            ),
            help="Select all that apply.",
            provenance=OWN,
        ),
        Indicator(
            code="faculty_mentoring",
            label="Mentoring of faculty",
            prompt="Does the school have a mentoring program for faculty from underrepresented groups?",
            scale=YES_NO_DONT_KNOW,
            terms=(UNDERREPRESENTED,),
            provenance=OWN,
        ),
        Indicator(
            code="faculty_advancement",
            label="Equity of advancement",
            prompt="Does the school compare pay, promotion and departure between groups of faculty?",
            scale=MONITORING,
            provenance=OWN,
        ),
        Indicator(
            code="faculty_hires_urm",
            label="Underrepresented new faculty",
            prompt=(
                "What share of the faculty hired in the past three years come from underrepresented groups?"
            ),
            scale=SHARE_IF_ANY,
            help="If nobody was hired in the past three years, answer 'Not applicable'.",
            terms=(UNDERREPRESENTED,),
            provenance=OWN,
        ),
    ),
)
