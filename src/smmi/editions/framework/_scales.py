"""Response scales that several areas of the bundled editions share.

On every scale the higher answer shows more commitment to social mission; no indicator is reversed.
"""

from smmi.instrument import Binary, Count, MultipleChoice, Nonresponse, Option, Ordinal, Percentage

DONT_KNOW = Option(code="dont_know", label="Don't know", nonresponse=Nonresponse.NO_ANSWER)
NOT_APPLICABLE = Option(code="not_applicable", label="Not applicable", nonresponse=Nonresponse.NOT_APPLICABLE)
NONE_OF_THESE = Option(code="none", label="None of these", exclusive=True)

_NO_YES = (Option(code="no", label="No"), Option(code="yes", label="Yes"))


def _labelled(labels: dict[str, str]) -> tuple[Option, ...]:
    return tuple(Option(code=code, label=label) for code, label in labels.items())


def ordered(code: str, /, *nonresponse: Option, **labels: str) -> Ordinal:
    """Declare an ordinal scale from labels by option code, lowest first."""
    return Ordinal(code=code, options=(*_labelled(labels), *nonresponse))


def select_all(code: str, /, **labels: str) -> MultipleChoice:
    """Declare a multiple choice with "none of these", so that a blank is never a none."""
    return MultipleChoice(code=code, options=(*_labelled(labels), NONE_OF_THESE), minimum=1)


def at_most(code: str, maximum: int, /, *, unit: str) -> Count:
    """Declare a count from 0 whose maximum stands for that many or more; the prompt says so."""
    return Count(code=code, minimum=0, maximum=maximum, unit=unit, options=(DONT_KNOW,))


YES_NO = Binary(code="yes_no", options=_NO_YES)
YES_NO_DONT_KNOW = Binary(code="yes_no_dont_know", options=(*_NO_YES, DONT_KNOW))

SHARE = Percentage(code="share", options=(DONT_KNOW,))
SHARE_IF_ANY = Percentage(code="share_if_any", options=(DONT_KNOW, NOT_APPLICABLE))

REQUIREMENT = ordered(
    "requirement", not_offered="Not offered", elective="Offered, not required", required="Required"
)
EXTENT = ordered(
    "extent",
    not_at_all="Not at all",
    small="To a small extent",
    moderate="To a moderate extent",
    large="To a large extent",
    fully="Fully",
)
PARTICIPATION = ordered(
    "participation",
    DONT_KNOW,
    under_quarter="Fewer than a quarter",
    quarter_to_half="A quarter to a half",
    half_to_three_quarters="More than half, up to three quarters",
    over_three_quarters="More than three quarters",
)
REGULARITY = ordered(
    "regularity",
    never="Never",
    irregularly="Now and then, without a schedule",
    every_few_years="Every two to five years",
    yearly="At least once a year",
)
HOW_OFTEN = ordered(
    "how_often", DONT_KNOW, never="Never", sometimes="Sometimes", often="Often", always="Always"
)
RECENCY = ordered(
    "recency",
    DONT_KNOW,
    never="Never",
    over_five_years="More than five years ago",
    three_to_five_years="Three to five years ago",
    under_three_years="In the past three years",
)
STAGE = ordered(
    "stage",
    none="No",
    planned="Being planned",
    in_place="In place",
    reviewed="In place, and its effect is reviewed",
)
FUNDING = ordered(
    "funding",
    none="Not funded",
    occasional="Occasional funds, case by case",
    temporary="Grants or gifts for a limited time",
    permanent="A permanent line in the school's budget",
)
TRAINING = ordered(
    "training",
    not_offered="Not offered",
    optional="Offered, not required",
    required_some="Required of some",
    required_all="Required of all",
)
COMMITTEE_ROLE = ordered(
    "committee_role",
    none="No role",
    consulted="Consulted, not members",
    member="Members without a vote",
    voting="Members with a vote",
)
MONITORING = ordered(
    "monitoring",
    not_compared="Not compared",
    compared="Compared",
    reported="Compared and reported in the school",
    acted_on="Compared, reported, and gaps are acted on",
)
SCOPE = ordered("scope", none="None", some="Some", most="Most", all="All")
