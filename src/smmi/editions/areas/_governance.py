"""Governance: school mission statements, and leadership diversity."""

from smmi.editions.framework import (
    FUNDING,
    OWN,
    OWN_AREA,
    PUBLISHED_AREA,
    PUBLISHED_TOPIC,
    SCOPE,
    SECONDARY_TOPIC,
    SENIOR_LEADERS,
    SHARE,
    SOCIAL_MISSION,
    UNDERREPRESENTED,
    YES_NO,
    YES_NO_DONT_KNOW,
    ordered,
    select_all,
)
from smmi.instrument import Area, Equals, Indicator

MISSION_STATEMENTS = Area(
    code="mission_statements",
    label="School mission statements",
    help="Whether the school says that it has a social mission, funds it, and answers for it.",
    provenance=PUBLISHED_AREA,
    indicators=(
        Indicator(
            code="mission_named",
            label="Social mission named",
            prompt="Does the school's mission statement or strategic plan name its social mission?",
            scale=ordered(
                "naming",
                not_named="No",
                implied="By implication, in general words",
                explicit="Yes, with the populations or disparities that it means",
            ),
            help="The school's own documents, not those of the parent university.",
            terms=(SOCIAL_MISSION,),
            provenance=SECONDARY_TOPIC,
        ),
        Indicator(
            code="plan_targets",
            label="Measurable goals",
            prompt="Does the strategic plan set measurable goals for the school's social mission?",
            scale=YES_NO,
            provenance=OWN,
        ),
        Indicator(
            code="progress_report",
            label="Reporting of progress",
            prompt="To whom is progress toward these goals reported at least every two years?",
            scale=ordered(
                "audience",
                nobody="It is not reported",
                leaders="To the leadership",
                school="To faculty, staff and students as well",
                public="To the public as well",
            ),
            gate=Equals("plan_targets", "yes"),
            provenance=OWN,
        ),
        Indicator(
            code="mission_budget",
            label="Funding of social mission",
            prompt="How is work on the school's social mission funded, for the most part?",
            scale=FUNDING,
            provenance=OWN,
        ),
        Indicator(
            code="mission_oversight",
            label="Oversight of social mission",
            prompt="Which of these regularly reviews what the school does for its social mission?",
            scale=select_all(
                "oversight_bodies",
                board="The governing board",
                faculty="A body elected by the faculty",
                students="A body elected by the students",
                community="A board of community members",
            ),
            help="Select all that apply.",
            terms=(SOCIAL_MISSION,),
            provenance=OWN,
        ),
    ),
)

LEADERSHIP_DIVERSITY = Area(
    code="leadership_diversity",
    label="Leadership diversity",
    help="Who leads the school, how leaders are found, and what is expected of them.",
    provenance=OWN_AREA,
    indicators=(
        Indicator(
            code="leaders_urm",
            label="Underrepresented leaders",
            prompt="What share of the school's senior leaders come from underrepresented groups?",
            scale=SHARE,
            help="As reported by the leaders themselves; leave out those who did not state it.",
            terms=(SENIOR_LEADERS, UNDERREPRESENTED),
            provenance=PUBLISHED_TOPIC,
        ),
        Indicator(
            code="leader_search",
            label="Leadership search practices",
            prompt="Which of these are standard practice in searches for senior leaders?",
            scale=select_all(
                "search_practices",
                open_call="Every position is openly advertised",
                trained_panel="Search committees are trained on bias",
                broad_pool="The pool is checked for breadth before interviews",
                equity_criteria="Experience with health equity is a stated criterion",
            ),
            help="Select all that apply.",
            terms=(SENIOR_LEADERS,),
            provenance=OWN,
        ),
        Indicator(
            code="diversity_leader",
            label="Leader for diversity",
            prompt="Does the school have a leader for diversity, equity or inclusion?",
            scale=ordered(
                "position",
                none="No",
                added_task="Yes, as a task added to another role",
                dedicated="Yes, as a role of its own",
                cabinet="Yes, as a role of its own that reports to the dean",
            ),
            help="The title of the role does not matter.",
            provenance=OWN,
        ),
        Indicator(
            code="leader_development",
            label="Leadership development",
            prompt=(
                "Does the school run or pay for a program that prepares people from underrepresented "
                "groups for leadership?"
            ),
            scale=YES_NO_DONT_KNOW,
            terms=(UNDERREPRESENTED,),
            provenance=OWN,
        ),
        Indicator(
            code="leader_review",
            label="Leaders' accountability",
            prompt=(
                "For how many senior leaders are the plan's social mission goals part of the performance "
                "review?"
            ),
            scale=SCOPE,
            gate=Equals("plan_targets", "yes"),
            terms=(SENIOR_LEADERS,),
            provenance=OWN,
        ),
    ),
)
