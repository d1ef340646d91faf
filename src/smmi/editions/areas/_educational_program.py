"""Educational program: curriculum, and extracurricular and service learning."""

from smmi.editions.framework import (
    EXTENT,
    INTERPROFESSIONAL,
    OWN,
    PARTICIPATION,
    PUBLISHED_AREA,
    PUBLISHED_TOPIC,
    REQUIREMENT,
    SECONDARY_AREA,
    SECONDARY_TOPIC,
    SERVICE_LEARNING,
    STAGE,
    UNDERSERVED,
    at_most,
    ordered,
    select_all,
)
from smmi.instrument import Area, AtLeast, Equals, Indicator

INTERPROFESSIONAL_SERVICE = Indicator(
    code="interprofessional_service",
    label="Interprofessional service",
    prompt=("Does the program offer interprofessional education in services for underserved communities?"),
    scale=REQUIREMENT,
    terms=(INTERPROFESSIONAL, UNDERSERVED),
    provenance=PUBLISHED_TOPIC,
)
"""It belonged to Curriculum in 2019."""

TARGETED_TRACK = Indicator(
    code="targeted_track",
    label="Underserved practice track",
    prompt=(
        "Does the school have a track, concentration or certificate that prepares students for practice "
        "with underserved communities?"
    ),
    scale=STAGE,
    help="For example in rural health, urban health, tribal health or care of migrants.",
    terms=(UNDERSERVED,),
    provenance=OWN,
)
"""It belonged to Targeted education programs in 2019."""

CURRICULUM = Area(
    code="curriculum",
    label="Curriculum",
    help=(
        "What every student learns about health equity, in class and with patients. "
        "Targeted education programs and global health are part of it in this edition."
    ),
    provenance=PUBLISHED_AREA,
    indicators=(
        Indicator(
            code="clinical_underserved",
            label="Underserved clinical learning",
            prompt=(
                "Does the program offer clinical rotations or courses in which students take part "
                "in the care of underserved patients?"
            ),
            scale=REQUIREMENT,
            terms=(UNDERSERVED,),
            provenance=SECONDARY_TOPIC,
        ),
        Indicator(
            code="clinical_share",
            label="Students in such rotations",
            prompt=(
                "If these rotations or courses are not required, roughly how many students take part "
                "in at least one before they graduate?"
            ),
            scale=PARTICIPATION,
            gate=Equals("clinical_underserved", "elective"),
            provenance=SECONDARY_TOPIC,
        ),
        Indicator(
            code="equity_content",
            label="Required equity content",
            prompt="Which of these topics are taught and assessed in required parts of the curriculum?",
            scale=select_all(
                "equity_topics",
                determinants="Social determinants of health",
                disparities="Health disparities and their causes",
                lgbtq_health="LGBTQ health",
                advocacy="Advocacy for patients and communities",
                public_health="Public health",
            ),
            help="Select all that apply. A topic counts if every student meets it and is assessed on it.",
            provenance=PUBLISHED_TOPIC,
        ),
        TARGETED_TRACK,
        Indicator(
            code="global_home_link",
            label="Global health at home",
            prompt=(
                "To what extent does teaching on global health connect to the health of underserved "
                "communities at home?"
            ),
            scale=EXTENT,
            help="If the program does not teach global health, answer 'Not at all'.",
            provenance=OWN,
        ),
    ),
)

EXTRACURRICULAR = Area(
    code="extracurricular",
    label="Extracurricular and service learning",
    help="What students learn by serving communities, inside the program and beside it.",
    provenance=SECONDARY_AREA,
    indicators=(
        Indicator(
            code="service_learning",
            label="Service learning",
            prompt="Does the program offer service learning with underserved communities?",
            scale=REQUIREMENT,
            terms=(SERVICE_LEARNING, UNDERSERVED),
            provenance=OWN,
        ),
        Indicator(
            code="service_hours",
            label="Hours of service learning",
            prompt=(
                "How many hours of service learning does a typical graduate complete during the program? "
                "Enter 40 for 40 or more."
            ),
            scale=at_most("service_hours_scale", 40, unit="hours"),
            gate=AtLeast("service_learning", "elective"),
            help="Count hours in communities and in guided reflection; an estimate is enough.",
            provenance=OWN,
        ),
        Indicator(
            code="student_clinic",
            label="Student-staffed free care",
            prompt=(
                "How often can patients use a free or low-cost clinic or outreach service in which the "
                "school's students work under supervision?"
            ),
            scale=ordered(
                "clinic_opening",
                none="There is no such service",
                under_monthly="Less than once a month",
                monthly="One to three times a month",
                weekly="Every week",
            ),
            provenance=OWN,
        ),
        Indicator(
            code="service_reflection",
            label="Guided reflection",
            prompt=(
                "To what extent do students reflect, with guidance, on what their service shows them "
                "about the causes of health disparities?"
            ),
            scale=EXTENT,
            gate=AtLeast("service_learning", "elective"),
            provenance=OWN,
        ),
        INTERPROFESSIONAL_SERVICE,
    ),
)
