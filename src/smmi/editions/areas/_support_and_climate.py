"""Institutional culture and climate, first half: support, inclusive climate and faculty training."""

from smmi.editions.framework import (
    DONT_KNOW,
    EXTENT,
    OWN,
    OWN_AREA,
    PUBLISHED_AREA,
    RECENCY,
    REGULARITY,
    SHARE,
    SHARE_IF_ANY,
    TRAINING,
    UNDERSERVED,
    YES_NO,
    YES_NO_DONT_KNOW,
    ordered,
    select_all,
)
from smmi.instrument import Area, AtLeast, Includes, Indicator, NotCondition, OneOf

FEE_WAIVER = Indicator(
    code="fee_waiver",
    label="Waiver of application fees",
    prompt="Does the school waive its application fees for applicants with low income?",
    scale=ordered(
        "waiver",
        never="No",
        on_request="On request",
        automatic="Without a request, for all who are known to be eligible, or there are no fees",
    ),
    provenance=OWN,
)
"""It belonged to Admissions in 2019."""

FINANCIAL_SUPPORT = Area(
    code="financial_support",
    label="Academic and financial support",
    help="What the school does so that means and background do not decide who succeeds.",
    provenance=OWN_AREA,
    indicators=(
        Indicator(
            code="need_based_aid",
            label="Need-based aid",
            prompt="What share of the scholarship money that the school awards is based on need?",
            scale=SHARE_IF_ANY,
            help=(
                "Count awards that rest on need alone or in part. "
                "If the school awards no scholarships of its own, answer 'Not applicable'."
            ),
            provenance=OWN,
        ),
        Indicator(
            code="service_scholarship",
            label="Service scholarships",
            prompt=(
                "Does the school award scholarships or repay loans for students who commit to practice "
                "with underserved communities?"
            ),
            scale=YES_NO_DONT_KNOW,
            terms=(UNDERSERVED,),
            provenance=OWN,
        ),
        Indicator(
            code="academic_support",
            label="Support at no cost",
            prompt="Which of these can students use without extra cost?",
            scale=select_all(
                "support_options",
                tutoring="Tutoring",
                coaching="Coaching in study skills",
                exam_preparation="Preparation for licensing examinations",
                counseling="Confidential mental health care",
                child_care="Child care or help with its cost",
            ),
            help="Select all that apply.",
            provenance=OWN,
        ),
        Indicator(
            code="emergency_fund",
            label="Emergency help",
            prompt="What can a student in sudden financial need get from the school within two weeks?",
            scale=ordered(
                "emergency_help",
                DONT_KNOW,
                nothing="Nothing",
                loan="A loan",
                small_grant="A grant that covers part of a usual need",
                full_grant="A grant that covers a usual need",
            ),
            provenance=OWN,
        ),
        FEE_WAIVER,
    ),
)

INCLUSIVE_CLIMATE = Area(
    code="inclusive_climate",
    label="Inclusive climate",
    help="Whether everyone can learn and work at the school with respect and without barriers.",
    provenance=OWN_AREA,
    indicators=(
        Indicator(
            code="climate_survey",
            label="Climate survey",
            prompt="How often does the school survey students, faculty and staff about its climate?",
            scale=REGULARITY,
            provenance=OWN,
        ),
        Indicator(
            code="climate_action",
            label="Action on findings",
            prompt="To what extent have the findings of the latest survey led to changes?",
            scale=EXTENT,
            gate=AtLeast("climate_survey", "irregularly"),
            provenance=OWN,
        ),
        Indicator(
            code="bias_reporting",
            label="Reporting of mistreatment",
            prompt="Which of these does the school's way of reporting bias and mistreatment offer?",
            scale=select_all(
                "reporting_features",
                anonymous="Reports can be anonymous",
                protection="A written rule protects against retaliation",
                feedback="Those who report learn what was done",
                summary="A summary of reports is published every year",
            ),
            help="Select all that apply.",
            provenance=OWN,
        ),
        Indicator(
            code="disability_access",
            label="Review of access",
            prompt=(
                "When did the school last review its technical standards and its spaces for access for "
                "people with disabilities?"
            ),
            scale=RECENCY,
            provenance=OWN,
        ),
        Indicator(
            code="affinity_support",
            label="Support of affinity groups",
            prompt=(
                "Does the school give staff time or money to groups in which students of shared "
                "background or identity support each other?"
            ),
            scale=YES_NO,
            provenance=OWN,
        ),
    ),
)

FACULTY_TRAINING = Area(
    code="faculty_training",
    label="Faculty training",
    help="How the school prepares those who teach for health equity and for a diverse student body.",
    provenance=PUBLISHED_AREA,
    indicators=(
        Indicator(
            code="bias_training",
            label="Faculty bias training",
            prompt="Is training against bias and discrimination offered to the school's faculty?",
            scale=TRAINING,
            provenance=OWN,
        ),
        Indicator(
            code="training_reach",
            label="Faculty trained",
            prompt=(
                "If it is not required of all, what share of the faculty took part in the past three years?"
            ),
            scale=SHARE,
            gate=OneOf("bias_training", ("optional", "required_some")),
            provenance=OWN,
        ),
        Indicator(
            code="training_topics",
            label="Topics of training",
            prompt="On which of these did the school train faculty in the past three years?",
            scale=select_all(
                "training_topic_options",
                determinants="Teaching the social determinants of health",
                racism="Racism in health care and in teaching cases",
                lgbtq_health="LGBTQ health",
                disability="Disability in patients and in students",
                communication="Care across languages and cultures",
            ),
            help="Select all that apply.",
            provenance=OWN,
        ),
        Indicator(
            code="training_effect",
            label="Effect of training",
            prompt="Does the school check what this training changes in teaching?",
            scale=YES_NO,
            gate=NotCondition(Includes("training_topics", "none")),
            provenance=OWN,
        ),
        Indicator(
            code="preceptor_training",
            label="Training of preceptors",
            prompt="Is the same training offered to preceptors who teach outside the school?",
            scale=TRAINING,
            help="Preceptors are practitioners who teach students at clinical or community sites.",
            provenance=OWN,
        ),
    ),
)
