"""The PHQ-9, a public-domain questionnaire on depression, as an instrument with a gated follow-up."""

from collections.abc import Mapping, Sequence

import smmi
from smmi.instrument import (
    AnyCondition,
    Area,
    AtLeast,
    Domain,
    Indicator,
    Instrument,
    Nonresponse,
    Option,
    Ordinal,
    Origin,
    Provenance,
)
from smmi.scoring import BandLevel, Bands, CoverageBasis, MinimumCoverage, ScoringScheme

SOURCE = Provenance(
    Origin.PUBLISHED, "Kroenke, Spitzer and Williams 2001, J Gen Intern Med 16:606-613; short labels are ours"
)
REFUSED = (
    Option("refused", "Refused", nonresponse=Nonresponse.NO_ANSWER),
    Option("dont_know", "Don't know", nonresponse=Nonresponse.NO_ANSWER),
)
FREQUENCY = Ordinal(
    code="frequency",
    options=(
        Option("not_at_all", "Not at all"),
        Option("several_days", "Several days"),
        Option("more_than_half", "More than half the days"),
        Option("nearly_every_day", "Nearly every day"),
        *REFUSED,
    ),
)
DIFFICULTY = Ordinal(
    code="difficulty",
    options=(
        Option("none", "Not at all difficult"),
        Option("some", "Somewhat difficult"),
        Option("much", "Very difficult"),
        Option("extreme", "Extremely difficult"),
        *REFUSED,
    ),
)
ITEMS = {
    "dpq010": "Little interest",
    "dpq020": "Feeling down",
    "dpq030": "Trouble sleeping",
    "dpq040": "Little energy",
    "dpq050": "Poor appetite or overeating",
    "dpq060": "Feeling bad about oneself",
    "dpq070": "Trouble concentrating",
    "dpq080": "Moving slowly, or restless",
    "dpq090": "Thoughts of being better off dead",
}
HIGHEST = 27
BANDS = Bands(
    HIGHEST,
    [
        BandLevel("minimal", "Minimal", at_least=0),
        BandLevel("mild", "Mild", at_least=5),
        BandLevel("moderate", "Moderate", at_least=10),
        BandLevel("moderately_severe", "Moderately severe", at_least=15),
        BandLevel("severe", "Severe", at_least=20),
    ],
)
WRITTEN = ("0", "1", "2", "3", "7", "9")


def declare() -> Instrument:
    """Return the instrument: nine items, and a follow-up that is asked if any of them is present."""
    items = [
        Indicator(code=code, prompt=label, scale=FREQUENCY, provenance=SOURCE)
        for code, label in ITEMS.items()
    ]
    present = AnyCondition([AtLeast(code, "several_days") for code in ITEMS])
    follow_up = Indicator(
        code="dpq100", prompt="Difficulty", scale=DIFFICULTY, gate=present, provenance=SOURCE
    )
    area = Area(code="depression", label="Depression", indicators=[*items, follow_up])
    domain = Domain(code="mood", label="Mood", areas=[area])
    return Instrument(code="phq", edition="9", title="Patient Health Questionnaire", domains=[domain])


def complete(instrument: Instrument) -> ScoringScheme:
    """Return the scheme of the plain total: all nine items answered, the follow-up without weight."""
    return ScoringScheme(instrument, weights={"dpq100": 0.0}, coverage=MinimumCoverage(1.0))


def prorated(instrument: Instrument) -> ScoringScheme:
    """Return the scheme of the prorated total: at least seven of the nine items answered."""
    coverage = MinimumCoverage(7 / 9, basis=CoverageBasis.COUNT)
    return ScoringScheme(instrument, weights={"dpq100": 0.0}, coverage=coverage)


def answers_of(instrument: Instrument, rows: Sequence[Mapping[str, str]]) -> smmi.Answers:
    """Return NHANES rows as answers; an empty cell is no answer."""
    said = {
        indicator.code: dict(zip(WRITTEN, (option.code for option in indicator.scale.options), strict=True))
        for indicator in instrument.indicators
    }
    records = [
        {"person": row["SEQN"]}
        | {code: options[row[code.upper()]] if row[code.upper()] else None for code, options in said.items()}
        for row in rows
    ]
    return smmi.Answers.from_records(instrument, records, unit="person")
