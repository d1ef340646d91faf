"""One response of the bundled edition, scored as one would write it by hand: it knows this questionnaire only.

It computes all scores and why scores are absent: equal steps between options, shares of selections, numbers between the
ends of their scale, gates, questions for some disciplines, and at least half of what applies answered. A word that is
no option, or a number beyond its scale, is an error.
"""

from collections.abc import Mapping, Sequence
from typing import Any

BLANK, LEAVES = None, -1.0
"""The points of what is not answered, and of what leaves the score."""

NO_YES = ("no", "yes")
OFFERED = ("not_offered", "elective", "required")
TRAINING = ("not_offered", "optional", "required_some", "required_all")
EXTENT = ("not_at_all", "small", "moderate", "large", "fully")
STAGE = ("none", "planned", "in_place", "reviewed")
ROLE = ("none", "consulted", "member", "voting")
MONEY = ("none", "occasional", "temporary", "permanent")
SHARE = ("under_quarter", "quarter_to_half", "half_to_three_quarters", "over_three_quarters")
YEARS = ("never", "over_five_years", "three_to_five_years", "under_three_years")
REGULAR = ("never", "irregularly", "every_few_years", "yearly")
OFTEN = ("never", "sometimes", "often", "always")
COMPARED = ("not_compared", "compared", "reported", "acted_on")

Points = dict[Any, float | None]
Shut = tuple[str, tuple[Any, ...]] | None
Question = tuple[str, Points, float, Shut]
"""Its code, points by answer or option, the top of its scale (0 without numbers), and which answer shuts its gate."""


def steps(code: str, options: Sequence[str], shut: Shut = None) -> Question:
    """Return a question with options in equal steps."""
    points: Points = {option: i / (len(options) - 1) for i, option in enumerate(options)}
    return code, points | {None: BLANK, "dont_know": BLANK}, 0.0, shut


def several(code: str, options: str, shut: Shut = None) -> Question:
    """Return a question of which several options are selected, or none of them."""
    words = options.split()
    return code, dict.fromkeys(words, 1 / len(words)) | {"none": 0.0, None: BLANK}, 0.0, shut


def number(code: str, top: float, shut: Shut = None) -> Question:
    """Return a question for a number."""
    return code, {None: BLANK, "dont_know": BLANK, "not_applicable": LEAVES}, top, shut


NO_PLAN: Shut = ("plan_targets", ("no",))
NO_PATHWAY: Shut = ("pathway_exists", ("no",))
NO_SERVICE: Shut = ("service_learning", ("not_offered",))
NO_UNIVERSITY: Shut = ("discipline", ("associate_nursing",))

AREAS: dict[str, list[Question]] = {
    "curriculum": [
        steps("clinical_underserved", OFFERED),
        steps("clinical_share", SHARE, ("clinical_underserved", ("not_offered", "required"))),
        several("equity_content", "determinants disparities lgbtq_health advocacy public_health"),
        steps("targeted_track", STAGE),
        steps("global_home_link", EXTENT),
    ],
    "extracurricular": [
        steps("service_learning", OFFERED),
        number("service_hours", 40.0, NO_SERVICE),
        steps("student_clinic", ("none", "under_monthly", "monthly", "weekly")),
        steps("service_reflection", EXTENT, NO_SERVICE),
        steps("interprofessional_service", OFFERED),
    ],
    "community_collaborations": [
        number("community_partners", 10.0),
        several("partner_roles", "priorities planning teaching evaluation budget"),
        steps("partner_payment", OFTEN),
        steps("partnership_review", REGULAR, ("community_partners", (0,))),
        steps("community_office", NO_YES),
    ],
    "community_concordance": [
        steps("needs_assessment", YEARS),
        steps("needs_in_curriculum", EXTENT, ("needs_assessment", ("never",))),
        steps("community_voice", ROLE),
        several("graduate_tracking", "underserved region shortage public_insurance"),
        steps("residency_placement", NO_YES, NO_UNIVERSITY),
    ],
    "mission_statements": [
        steps("mission_named", ("not_named", "implied", "explicit")),
        steps("plan_targets", NO_YES),
        steps("progress_report", ("nobody", "leaders", "school", "public"), NO_PLAN),
        steps("mission_budget", MONEY),
        several("mission_oversight", "board faculty students community"),
    ],
    "leadership_diversity": [
        number("leaders_urm", 100.0),
        several("leader_search", "open_call trained_panel broad_pool equity_criteria"),
        steps("diversity_leader", ("none", "added_task", "dedicated", "cabinet")),
        steps("leader_development", NO_YES),
        steps("leader_review", ("none", "some", "most", "all"), NO_PLAN),
    ],
    "student_diversity": [
        number("students_urm", 100.0),
        number("students_first_gen", 100.0),
        number("students_low_income", 100.0),
        steps("diversity_goals", STAGE),
        steps("completion_equity", COMPARED),
    ],
    "faculty_diversity": [
        number("faculty_urm", 100.0),
        several("faculty_search", "outreach trained_panel structured cohort start_funds"),
        steps("faculty_mentoring", NO_YES),
        steps("faculty_advancement", COMPARED),
        number("faculty_hires_urm", 100.0),
    ],
    "pathway_programs": [
        steps("pathway_exists", NO_YES),
        several(
            "pathway_levels", "middle_school high_school community_college undergraduate workers", NO_PATHWAY
        ),
        number("pathway_learners", 200.0, NO_PATHWAY),
        steps("pathway_entry", ("nothing", "considered", "interview", "place"), NO_PATHWAY),
        steps("pathway_funding", MONEY, NO_PATHWAY),
    ],
    "admissions": [
        steps("holistic_review", STAGE),
        steps("committee_bias_training", TRAINING),
        steps("committee_mission", NO_YES),
        several("admission_factors", "origin first_generation hardship service language"),
        steps("committee_members", ROLE),
    ],
    "financial_support": [
        number("need_based_aid", 100.0),
        steps("service_scholarship", NO_YES),
        several("academic_support", "tutoring coaching exam_preparation counseling child_care"),
        steps("emergency_fund", ("nothing", "loan", "small_grant", "full_grant")),
        steps("fee_waiver", ("never", "on_request", "automatic")),
    ],
    "inclusive_climate": [
        steps("climate_survey", REGULAR),
        steps("climate_action", EXTENT, ("climate_survey", ("never",))),
        several("bias_reporting", "anonymous protection feedback summary"),
        steps("disability_access", YEARS),
        steps("affinity_support", NO_YES),
    ],
    "faculty_training": [
        steps("bias_training", TRAINING),
        number("training_reach", 100.0, ("bias_training", ("not_offered", "required_all"))),
        several("training_topics", "determinants racism lgbtq_health disability communication"),
        steps("training_effect", NO_YES, ("training_topics", (["none"],))),
        steps("preceptor_training", TRAINING),
    ],
    "student_activism": [
        steps("student_voice", ROLE),
        number("student_groups", 8.0),
        steps("student_group_funds", MONEY, ("student_groups", (0,))),
        steps("advocacy_training", OFFERED),
        steps("student_speech", NO_YES),
    ],
    "faculty_activism": [
        steps("advocacy_time", ("no", "informal", "policy", "protected")),
        steps("promotion_credit", EXTENT, NO_UNIVERSITY),
        number("public_advice", 12.0),
        steps("faculty_award", NO_YES),
        several("faculty_coalitions", "community associations health_departments other_schools"),
    ],
    "research_needs": [
        steps("research_priorities", EXTENT),
        number("equity_research", 100.0, NO_UNIVERSITY),
        steps("research_review", ROLE, NO_UNIVERSITY),
        steps("student_scholarship", OFFERED),
        steps("results_returned", OFTEN, NO_UNIVERSITY),
    ],
}

DOMAINS = {
    "educational_program": ("curriculum", "extracurricular"),
    "community_engagement": ("community_collaborations", "community_concordance"),
    "governance": ("mission_statements", "leadership_diversity"),
    "diversity_and_inclusion": ("student_diversity", "faculty_diversity", "pathway_programs", "admissions"),
    "culture_and_climate": (
        "financial_support",
        "inclusive_climate",
        "faculty_training",
        "student_activism",
        "faculty_activism",
    ),
    "research": ("research_needs",),
}


def score(  # noqa: C901  (one loop, as one writes it by hand)
    record: Mapping[str, Any],
) -> tuple[dict[str, float | None], dict[str, str]]:
    """Return all scores of a record, and why scores are absent."""
    get = record.get
    scores: dict[str, float | None] = {}
    reasons: dict[str, str] = {}
    for area, questions in AREAS.items():
        earned, answered, missed = 0.0, 0, 0
        for code, points, top, shut in questions:
            if shut is not None and get(shut[0]) in shut[1]:
                continue
            answer = get(code)
            if type(answer) is list:
                answered += 1
                for option in answer:
                    earned += points[option]  # type: ignore[operator]
                continue
            if top and answer is not None and type(answer) is not str:
                if not 0.0 <= answer <= top:
                    raise ValueError(code)
                answered += 1
                earned += answer / top
                continue
            found = points[answer]
            if found is None:
                missed += 1
            elif found >= 0.0:
                answered += 1
                earned += found
        _settle(area, earned, answered, missed, scores, reasons)
    for domain, areas in DOMAINS.items():
        _mean(domain, areas, scores, reasons)
    _mean("overall", AREAS, scores, reasons)
    return scores, reasons


def _mean(
    node: str,
    areas: Sequence[str] | Mapping[str, Any],
    scores: dict[str, float | None],
    reasons: dict[str, str],
) -> None:
    """Settle the score of a node over areas; an area where nothing applies leaves it."""
    earned, answered, missed = 0.0, 0, 0
    for area in areas:
        value = scores[area]
        if value is not None:
            answered += 1
            earned += value / 100.0
        elif reasons[area] != "nothing applicable":
            missed += 1
    _settle(node, earned, answered, missed, scores, reasons)


def _settle(
    node: str,
    earned: float,
    answered: int,
    missed: int,
    scores: dict[str, float | None],
    reasons: dict[str, str],
) -> None:
    """Note a score, or why there is none."""
    if answered and answered >= missed:
        scores[node] = 100.0 * earned / answered
        return
    scores[node] = None
    if answered:
        reasons[node] = "too little answered"
    else:
        reasons[node] = "nothing answered" if missed else "nothing applicable"
