"""Institutional culture and climate, second half: student activism and faculty activism."""

from smmi.editions.framework import (
    COMMITTEE_ROLE,
    EXTENT,
    FUNDING,
    NOT_ASSOCIATE_DEGREE,
    OWN,
    PUBLISHED_AREA,
    PUBLISHED_TOPIC,
    REQUIREMENT,
    YES_NO,
    YES_NO_DONT_KNOW,
    at_most,
    ordered,
    select_all,
)
from smmi.instrument import Area, AtLeast, Indicator

STUDENT_ACTIVISM = Area(
    code="student_activism",
    label="Student activism",
    help="How the school hears, supports and protects students who work for health equity.",
    provenance=PUBLISHED_AREA,
    indicators=(
        Indicator(
            code="student_voice",
            label="Student voice",
            prompt="What role do students have on the committees that govern the school?",
            scale=COMMITTEE_ROLE,
            help="If roles differ, answer for most of these committees.",
            provenance=OWN,
        ),
        Indicator(
            code="student_groups",
            label="Student groups",
            prompt=(
                "How many student groups that the school recognizes work mainly on health equity or "
                "social justice? Enter 8 for 8 or more."
            ),
            scale=at_most("group_count", 8, unit="groups"),
            provenance=OWN,
        ),
        Indicator(
            code="student_group_funds",
            label="Funding of student groups",
            prompt="How are the activities of these groups funded by the school, for the most part?",
            scale=FUNDING,
            gate=AtLeast("student_groups", 1),
            provenance=OWN,
        ),
        Indicator(
            code="advocacy_training",
            label="Practice in advocacy",
            prompt=(
                "Does the program offer practice in advocacy, such as writing to officials, testifying "
                "or organizing?"
            ),
            scale=REQUIREMENT,
            provenance=PUBLISHED_TOPIC,
        ),
        Indicator(
            code="student_speech",
            label="Protection of student speech",
            prompt=(
                "Does a written policy protect students from retaliation when they speak out, lawfully, "
                "on health equity or on the school's conduct?"
            ),
            scale=YES_NO_DONT_KNOW,
            provenance=OWN,
        ),
    ),
)

FACULTY_ACTIVISM = Area(
    code="faculty_activism",
    label="Faculty activism",
    help="How the school supports and credits faculty who work for health equity in public life.",
    provenance=PUBLISHED_AREA,
    indicators=(
        Indicator(
            code="advocacy_time",
            label="Time for advocacy",
            prompt="Can faculty use paid time for advocacy on health equity?",
            scale=ordered(
                "paid_time",
                no="No",
                informal="Yes, by informal agreement",
                policy="Yes, under a written policy",
                protected="Yes, as protected time in the workload",
            ),
            provenance=OWN,
        ),
        Indicator(
            code="promotion_credit",
            label="Credit in promotion",
            prompt=(
                "To what extent do written criteria for promotion credit community engagement and advocacy?"
            ),
            scale=EXTENT,
            applies=NOT_ASSOCIATE_DEGREE,
            provenance=OWN,
        ),
        Indicator(
            code="public_advice",
            label="Advice to public bodies",
            prompt=(
                "On how many occasions in the past year did faculty testify before public bodies, or "
                "advise them, on health equity? Enter 12 for 12 or more."
            ),
            scale=at_most("advice_count", 12, unit="occasions"),
            help="An estimate is enough; count work that the school knows of.",
            provenance=OWN,
        ),
        Indicator(
            code="faculty_award",
            label="Recognition of faculty",
            prompt="Does the school honor faculty for work on health equity every year?",
            scale=YES_NO,
            provenance=OWN,
        ),
        Indicator(
            code="faculty_coalitions",
            label="Coalitions joined",
            prompt=(
                "With which of these did faculty, for the school, work for changes in policy in the past "
                "two years?"
            ),
            scale=select_all(
                "coalition_partners",
                community="Community coalitions",
                associations="Professional associations",
                health_departments="Public health departments",
                other_schools="Schools of other health professions",
            ),
            help="Select all that apply.",
            provenance=OWN,
        ),
    ),
)
