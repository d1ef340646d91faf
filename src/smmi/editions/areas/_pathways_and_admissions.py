"""Diversity and inclusion, second half: pathway programs and admissions."""

from smmi.editions.framework import (
    COMMITTEE_ROLE,
    FUNDING,
    HOLISTIC_ADMISSION,
    OWN,
    OWN_AREA,
    PATHWAY_PROGRAM,
    PUBLISHED_AREA,
    PUBLISHED_TOPIC,
    SOCIAL_MISSION,
    STAGE,
    TRAINING,
    YES_NO,
    at_most,
    ordered,
    select_all,
)
from smmi.instrument import Area, Equals, Indicator

_HAS_PROGRAM = Equals("pathway_exists", "yes")

PATHWAY_PROGRAMS = Area(
    code="pathway_programs",
    label="Pathway (pipeline) programs",
    help="How the school opens the way into the profession for those who seldom enter it.",
    provenance=PUBLISHED_AREA,
    indicators=(
        Indicator(
            code="pathway_exists",
            label="Pathway program",
            prompt="Does the school run a pathway program, alone or together with others?",
            scale=YES_NO,
            terms=(PATHWAY_PROGRAM,),
            provenance=PUBLISHED_TOPIC,
        ),
        Indicator(
            code="pathway_levels",
            label="Learners addressed",
            prompt="For which of these learners does the school run a pathway program?",
            scale=select_all(
                "learner_levels",
                middle_school="Pupils in elementary or middle school",
                high_school="Pupils in high school",
                community_college="Students at community colleges",
                undergraduate="Students at four-year colleges",
                workers="Health workers in other roles, and people who change careers",
            ),
            gate=_HAS_PROGRAM,
            help="Select all that apply.",
            provenance=OWN,
        ),
        Indicator(
            code="pathway_learners",
            label="Learners in the past year",
            prompt=(
                "How many learners took part in the school's pathway programs in the past year? "
                "Enter 200 for 200 or more."
            ),
            scale=at_most("learner_count", 200, unit="learners"),
            gate=_HAS_PROGRAM,
            help="Count each learner once; leave out those who came to a single event only.",
            provenance=OWN,
        ),
        Indicator(
            code="pathway_entry",
            label="Link to admission",
            prompt="What does completing a pathway program mean for admission to the school?",
            scale=ordered(
                "entry_link",
                nothing="Nothing in particular",
                considered="It is considered in the review",
                interview="An interview is assured under stated conditions",
                place="A place is assured under stated conditions",
            ),
            gate=_HAS_PROGRAM,
            provenance=OWN,
        ),
        Indicator(
            code="pathway_funding",
            label="Funding of pathways",
            prompt="How are the school's pathway programs funded, for the most part?",
            scale=FUNDING,
            gate=_HAS_PROGRAM,
            provenance=OWN,
        ),
    ),
)

ADMISSIONS = Area(
    code="admissions",
    label="Admissions",
    help="How the school chooses its students, and who chooses them.",
    provenance=OWN_AREA,
    indicators=(
        Indicator(
            code="holistic_review",
            label="Holistic admission",
            prompt="Does the school have a written policy of holistic admission?",
            scale=STAGE,
            terms=(HOLISTIC_ADMISSION,),
            provenance=PUBLISHED_TOPIC,
        ),
        Indicator(
            code="committee_bias_training",
            label="Committee's bias training",
            prompt="Is training against bias offered to the members of the admission committee?",
            scale=TRAINING,
            help="Where admission is decided centrally, answer for those who decide for this school.",
            provenance=PUBLISHED_TOPIC,
        ),
        Indicator(
            code="committee_mission",
            label="Committee's mission briefing",
            prompt=(
                "Is the admission committee told, every year and in writing, what the school's social "
                "mission means for its choices?"
            ),
            scale=YES_NO,
            terms=(SOCIAL_MISSION,),
            provenance=OWN,
        ),
        Indicator(
            code="admission_factors",
            label="Mission-related factors",
            prompt="Which of these count in an applicant's favor, by written criteria?",
            scale=select_all(
                "factor_options",
                origin="Growing up in an underserved community",
                first_generation="Being the first of the family at college",
                hardship="Having overcome hardship",
                service="Sustained service to a community",
                language="Speaking a language of the communities served",
            ),
            help="Select all that apply. Answer for what the law that binds the school allows.",
            provenance=OWN,
        ),
        Indicator(
            code="committee_members",
            label="Outside voices in selection",
            prompt="What role do students or community members have on the admission committee?",
            scale=COMMITTEE_ROLE,
            help="If their roles differ, answer for the stronger one.",
            provenance=OWN,
        ),
    ),
)
