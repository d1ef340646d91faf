"""A value of each kind, and its document as the smmi that runs this file writes it."""

import json
import sys
from pathlib import Path

from smmi import ScoringScheme, score
from smmi.benchmark import Norms
from smmi.instrument import (
    Answers,
    Area,
    Binary,
    Characteristic,
    Count,
    Domain,
    Equals,
    Indicator,
    Instrument,
    Nonresponse,
    Option,
    Ordinal,
)
from smmi.instrument.answers import Administration, AdministrationKind
from smmi.instrument.crosswalk import Crosswalk
from smmi.instrument.crosswalk_entries import OptionMap, RescaledEntry, RetiredEntry
from smmi.scoring import Linear, MinimumCoverage
from smmi.serialization import Inclusion, to_document

KINDS = (Characteristic("control", "Control", (Option("public", "Public"), Option("private", "Private"))),)
EXTENT = Ordinal(
    code="extent", options=(Option("none", "Not at all"), Option("some", "Some"), Option("full", "Fully"))
)
YES_NO = Binary(code="yes_no")


def edition(name, *indicators):
    """An instrument of one area."""
    area = Area(code="clinics", label="Clinics", indicators=indicators)
    domain = Domain(code="access", label="Access — für alle", areas=(area,))
    return Instrument(code="care", edition=name, title="Care", domains=(domain,), characteristics=KINDS)


CLINIC = Indicator(code="clinic", prompt="Is there a clinic?", scale=YES_NO)
VISITS = Indicator(
    code="visits",
    prompt="How many visits?",
    scale=Count(code="a_year", maximum=500),
    gate=Equals("clinic", "yes"),
)
OLD = edition("1", CLINIC, VISITS, Indicator(code="outreach", prompt="To what extent?", scale=EXTENT))
NEW = edition("2", CLINIC, Indicator(code="outreach", prompt="Is there outreach?", scale=YES_NO))
SCHEME = ScoringScheme(
    OLD,
    items={"visits": Linear(0, 100)},
    weights={"clinic": 2, "outreach": 0.4},
    coverage=MinimumCoverage(0.6),
)
ANSWERS = Answers.from_records(
    OLD,
    [
        {
            "id": f"S{i}",
            "control": "public" if i % 2 else "private",
            "clinic": "yes" if i % 3 else "no",
            "visits": 7 * i if i % 3 else Nonresponse.NOT_ADMINISTERED,
            "outreach": ("none", "some", "full", None)[i % 4],
        }
        for i in range(1, 13)
    ],
    unit="id",
    attributes=("control",),
)
SCORES = score(ANSWERS, SCHEME)
VALUES = {
    "instrument": OLD,
    "scheme": SCHEME,
    "answers": ANSWERS,
    "crosswalk": Crosswalk(
        OLD,
        NEW,
        [
            RetiredEntry("visits", "too hard to count"),
            RescaledEntry("outreach", forward=OptionMap({"none": "no", "some": "yes", "full": "yes"})),
        ],
    ),
    "administration": Administration(
        code="pilot_1",
        instrument=OLD,
        label="First pilot",
        opens="2024-02",
        closes="2024-03-15",
        kind=AdministrationKind.PILOT,
        invited={"public": 20, "private": 10},
    ),
    "norms": Norms.fit(SCORES, by=("control",), population={"all": 30}),
    "weighted-norms": Norms.fit(SCORES, weights=[0.1 * i for i in range(1, 13)]),
}
"""A value of each kind."""

if __name__ == "__main__":
    for name, value in VALUES.items():
        document = to_document(value, instrument=Inclusion.WHOLE)
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
        (Path(sys.argv[1]) / f"{name}.json").write_text(text, encoding="utf-8")
