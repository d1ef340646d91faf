"""Two instruments as a user of survey tools would declare them, and what the tools call their columns and options."""

from typing import Final

from smmi.instrument import (
    Area,
    Binary,
    Composition,
    Count,
    Domain,
    Equals,
    Indicator,
    Instrument,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
)

YES_NO: Final = Binary(code="yes_no")
KINDS: Final = MultipleChoice(
    code="kinds",
    minimum=1,
    options=(
        Option("clinics", "Community clinics"),
        Option("schools", "Schools, colleges and libraries"),
        Option("health_agencies", "Public health agencies"),
        Option("faith_groups", "Faith-based organizations"),
        Option("none", "None of these", exclusive=True),
    ),
)
EXTENT: Final = Ordinal(
    code="extent",
    options=(
        Option("not_at_all", "Not at all"),
        Option("small", "To a small extent"),
        Option("moderate", "To a moderate extent"),
        Option("large", "To a large extent"),
        Option("dont_know", "Don't know", nonresponse=Nonresponse.NO_ANSWER),
    ),
)
FREQUENCY: Final = Ordinal(
    code="frequency",
    options=(
        Option("never", "Never"),
        Option("rarely", "Rarely"),
        Option("sometimes", "Sometimes"),
        Option("often", "Often"),
        Option("always", "Always"),
    ),
)
TOPICS: Final = MultipleChoice(
    code="topic",
    options=(
        Option("equity", "Health equity"),
        Option("advocacy", "Advocacy, at home and abroad"),
        Option("determinants", "Social determinants of health"),
        Option("language", "Language access"),
    ),
)
GOVERNORS: Final = Nominal(
    code="governors",
    options=(
        Option("public", "Public"),
        Option("private_nonprofit", "Private, not for profit"),
        Option("private_profit", "Private, for profit"),
    ),
)
AGREEMENT: Final = Ordinal(
    code="agreement",
    options=(
        Option("strongly_disagree", "Strongly disagree"),
        Option("disagree", "Disagree"),
        Option("neutral", "Neither agree nor disagree"),
        Option("agree", "Agree"),
        Option("strongly_agree", "Strongly agree"),
        Option("does_not_apply", "Not applicable", nonresponse=Nonresponse.NOT_APPLICABLE),
    ),
)
MIX: Final = Composition(
    code="mix", parts=(Option("rural", "Rural"), Option("suburban", "Suburban"), Option("urban", "Urban"))
)

STEM: Final = "How far do you agree with each statement?"
"""What stands above the two statements, where a tool asks them as a matrix."""


def _indicator(code, prompt, scale, **more):
    return Indicator(code=code, prompt=prompt, scale=scale, **more)


PROGRAMME: Final = Instrument(
    code="outreach_survey",
    edition="2026",
    title="Community engagement of health professions schools",
    domains=(
        Domain(
            code="engagement",
            label="Engagement",
            areas=(
                Area(
                    code="partnerships",
                    label="Partnerships",
                    indicators=(
                        _indicator("has_partners", "Does the school have formal community partners?", YES_NO),
                        _indicator(
                            "partner_count",
                            "How many formal community partners does the school have?",
                            Count(code="partner_number", maximum=500),
                            gate=Equals("has_partners", "yes"),
                        ),
                        _indicator(
                            "partner_kinds",
                            "Which kinds of organizations does the school work with? Select all that apply.",
                            KINDS,
                        ),
                        _indicator(
                            "shared_planning", "To what extent are plans made together with partners?", EXTENT
                        ),
                        _indicator(
                            "service_learning",
                            "How often do students take part in service learning?",
                            FREQUENCY,
                        ),
                    ),
                ),
                Area(
                    code="curriculum",
                    label="Curriculum",
                    indicators=(
                        _indicator("topics", "Which topics are required of all students?", TOPICS),
                        _indicator(
                            "students_serving",
                            "What percentage of students complete a community placement?",
                            Percentage(code="share_of_students"),
                        ),
                        _indicator(
                            "contact_hours",
                            "How many hours of teaching on social mission does a student receive?",
                            Number(code="hours", minimum=0, unit="hours"),
                        ),
                    ),
                ),
            ),
        ),
        Domain(
            code="governance",
            label="Governance",
            areas=(
                Area(
                    code="institution",
                    label="Institution",
                    indicators=(
                        _indicator("control", "Who governs the school?", GOVERNORS),
                        _indicator(
                            "mission_names_needs",
                            "Does the mission statement name the needs of the community?",
                            YES_NO,
                        ),
                        _indicator(
                            "leadership_support",
                            "The school's leadership supports community engagement.",
                            AGREEMENT,
                        ),
                        _indicator(
                            "staff_time", "Staff have protected time for community engagement.", AGREEMENT
                        ),
                    ),
                ),
                Area(
                    code="resources",
                    label="Resources",
                    indicators=(
                        _indicator(
                            "budget_share",
                            "What percentage of the budget goes to community programs?",
                            Percentage(code="share_of_budget", decimals=1),
                        ),
                        _indicator(
                            "funding_total",
                            "What is the yearly budget of community programs, in US dollars?",
                            Number(code="dollars", minimum=0, unit="USD"),
                        ),
                        _indicator(
                            "placement_mix",
                            "How are clinical placements spread (percent of placements)?",
                            MIX,
                        ),
                    ),
                ),
            ),
        ),
    ),
)

FIELD: Final = Instrument(
    code="field_survey",
    edition="1",
    title="A survey of four questions",
    domains=(
        Domain(
            code="field",
            label="Field",
            areas=(
                Area(
                    code="work",
                    label="Work",
                    indicators=(
                        _indicator(
                            "topics",
                            "Topics taught",
                            MultipleChoice(
                                code="topic",
                                options=(Option("equity", "Equity"), Option("advocacy", "Advocacy, at home")),
                            ),
                        ),
                        _indicator(
                            "plans",
                            "Plans made",
                            Ordinal(
                                code="plan",
                                options=(
                                    Option("not_at_all", "Not at all"),
                                    Option("partly", "Partly"),
                                    Option("fully", "Fully"),
                                ),
                            ),
                        ),
                        _indicator("share", "Share of students", Percentage(code="percent")),
                        _indicator("visits", "Visits in a year", Count(code="visit")),
                    ),
                ),
            ),
        ),
    ),
)

INSTRUMENTS: Final = {"programme": PROGRAMME, "field": FIELD}

CODES: Final = tuple(indicator.code for indicator in PROGRAMME.indicators)
PAGES: Final = (CODES[:5], CODES[5:10], CODES[10:])
"""The pages of the questionnaire: who stops after a page has not seen the next one."""
PROMPTS: Final = {indicator.code: indicator.prompt for indicator in PROGRAMME.indicators}
LABELS: Final = {
    indicator.code: {option.code: option.label for option in indicator.scale.options}
    for indicator in PROGRAMME.indicators
    if indicator.scale.options
}
"""The texts that a respondent reads, by indicator and option."""
PARTS: Final = {part.code: part.label for part in MIX.parts}
SEVERAL: Final = ("partner_kinds", "topics")
MATRIX: Final = ("leadership_support", "staff_time")


def _numbered(first, **changed):
    """Values by indicator and option, in the order of the options; the options of the keywords have their own."""
    return {
        code: {option: changed.get(option, first + i) for i, option in enumerate(options)}
        for code, options in LABELS.items()
    }


VALUES: Final = {
    # The choices in the order in which they were typed, yes before no; what is no answer was recoded by hand.
    "qualtrics": _numbered(1, yes=1, no=2, dont_know=99, does_not_apply=-1),
    "redcap": _numbered(1, yes=1, no=0, none=0, dont_know=98, does_not_apply=99),
    "surveymonkey": _numbered(1, yes=1, no=2),
    "limesurvey": {
        code: {
            option: {"yes": "Y", "no": "N"}.get(
                option, f"A{i + 1}" if code not in SEVERAL else f"SQ00{i + 1}"
            )
            for i, option in enumerate(options)
        }
        for code, options in LABELS.items()
    },
    "kobo": {code: {option: option for option in options} for code, options in LABELS.items()},
}
"""The coded value of each option, by tool, indicator and option."""

_QUALTRICS = {code: f"Q{i + 2}" for i, code in enumerate(CODES)} | {
    "leadership_support": "Q12_1",
    "staff_time": "Q12_2",
    "budget_share": "Q13",
    "funding_total": "Q14",
    "placement_mix": "Q15",
}
_LIMESURVEY = {
    code: f"G{page + 1}Q{CODES.index(code) + 1:02}" for page, codes in enumerate(PAGES) for code in codes
}
_LIMESURVEY |= {"leadership_support": "G3Q11[SQ001]", "staff_time": "G3Q11[SQ002]"}
_GROUPS = {
    code: area.code
    for domain in PROGRAMME.domains
    for area in domain.areas
    for code in [i.code for i in area.indicators]
}

SOURCE_NAMES: Final = {
    "qualtrics": _QUALTRICS,
    "redcap": {code: code for code in CODES},
    "limesurvey": _LIMESURVEY,
    "kobo": {code: f"{_GROUPS[code]}/{code}" for code in CODES},
    "odk": {code: f"{_GROUPS[code]}-{code}" for code in CODES},
}
"""What a tool calls the column of an indicator, where it is not called by its question."""

COLUMNS: Final = {
    "qualtrics": {
        code: {option: f"{_QUALTRICS[code]}_{value}" for option, value in VALUES["qualtrics"][code].items()}
        for code in SEVERAL
    }
    | {"placement_mix": {part: f"Q15_{i + 1}" for i, part in enumerate(PARTS)}},
    "redcap": {
        code: {option: f"{code}___{value}" for option, value in VALUES["redcap"][code].items()}
        for code in SEVERAL
    }
    | {"placement_mix": {part: f"mix_{part}" for part in PARTS}},
    "limesurvey": {
        code: {
            option: f"{_LIMESURVEY[code]}[{value}]" for option, value in VALUES["limesurvey"][code].items()
        }
        for code in SEVERAL
    }
    | {
        "placement_mix": {
            part: f"{_LIMESURVEY['placement_mix']}[SQ00{i + 1}]" for i, part in enumerate(PARTS)
        }
    },
    "kobo": {
        code: {option: f"{_GROUPS[code]}/{code}/{option}" for option in LABELS[code]} for code in SEVERAL
    }
    | {"placement_mix": {part: f"resources/placement_mix/mix_{part}" for part in PARTS}},
    "odk": {code: {option: f"{_GROUPS[code]}-{code}/{option}" for option in LABELS[code]} for code in SEVERAL}
    | {"placement_mix": {part: f"resources-placement_mix-mix_{part}" for part in PARTS}},
}
"""What a tool calls the column of one option of several, or of one part of a composition."""
