"""A small instrument with one of everything, and its document as it is written by hand."""

from smmi.instrument import (
    Area,
    Binary,
    Characteristic,
    Composition,
    Count,
    Domain,
    Equals,
    Includes,
    Indicator,
    Instrument,
    MultipleChoice,
    Nonresponse,
    NotCondition,
    OneOf,
    Option,
    Ordinal,
    Origin,
    Provenance,
    Term,
)

EXTENT = Ordinal(
    code="extent",
    options=(
        Option("none", "Not at all"),
        Option("some", "To some extent"),
        Option("full", "Fully"),
        Option("na", "Not applicable", nonresponse=Nonresponse.NOT_APPLICABLE),
    ),
)
TOPICS = MultipleChoice(
    code="topics",
    options=(Option("food", "Food"), Option("housing", "Housing"), Option("nothing", "None", exclusive=True)),
    minimum=1,
)

CARE = Instrument(
    code="care",
    edition="1",
    title="Care",
    description="An example.",
    characteristics=(
        Characteristic("control", "Control", (Option("public", "Public"), Option("private", "Private"))),
    ),
    terms=(Term("care", "what is given"),),
    provenance=Provenance(Origin.OURS, "made up"),
    domains=(
        Domain(
            code="access",
            label="Access",
            areas=(
                Area(
                    code="clinics",
                    label="Clinics",
                    indicators=(
                        Indicator(code="clinic", prompt="Is there a clinic?", scale=Binary(code="yes_no")),
                        Indicator(
                            code="visits",
                            prompt="How many visits a year?",
                            scale=Count(code="visits_a_year", maximum=500, unit="visits"),
                            gate=Equals("clinic", "yes"),
                        ),
                        Indicator(
                            code="outreach",
                            prompt="To what extent is there outreach?",
                            scale=EXTENT,
                            label="Outreach",
                            applies=OneOf("control", ("public",)),
                            tags=("new",),
                        ),
                    ),
                ),
                Area(
                    code="teaching",
                    label="Teaching",
                    indicators=(
                        Indicator(code="topics_taught", prompt="What is taught?", scale=TOPICS),
                        Indicator(
                            code="time",
                            prompt="How is the time divided?",
                            scale=Composition(
                                code="places",
                                parts=(Option("field", "In the field"), Option("hall", "In a hall")),
                            ),
                            gate=NotCondition(Includes("topics_taught", "nothing")),
                        ),
                    ),
                ),
            ),
        ),
    ),
)

DOCUMENT = {
    "schema": "smmi/instrument",
    "version": 1,
    "code": "care",
    "edition": "1",
    "title": "Care",
    "domains": [
        {
            "code": "access",
            "label": "Access",
            "areas": [
                {
                    "code": "clinics",
                    "label": "Clinics",
                    "indicators": [
                        {
                            "code": "clinic",
                            "prompt": "Is there a clinic?",
                            "scale": {"kind": "binary", "code": "yes_no"},
                        },
                        {
                            "code": "visits",
                            "prompt": "How many visits a year?",
                            "scale": {
                                "kind": "count",
                                "code": "visits_a_year",
                                "maximum": 500,
                                "unit": "visits",
                            },
                            "gate": {"kind": "equals", "code": "clinic", "value": "yes"},
                        },
                        {
                            "code": "outreach",
                            "prompt": "To what extent is there outreach?",
                            "scale": {
                                "kind": "ordinal",
                                "code": "extent",
                                "options": [
                                    {"code": "none", "label": "Not at all"},
                                    {"code": "some", "label": "To some extent"},
                                    {"code": "full", "label": "Fully"},
                                    {
                                        "code": "na",
                                        "label": "Not applicable",
                                        "nonresponse": "not-applicable",
                                    },
                                ],
                            },
                            "label": "Outreach",
                            "applies": {"kind": "one-of", "code": "control", "values": ["public"]},
                            "tags": ["new"],
                        },
                    ],
                },
                {
                    "code": "teaching",
                    "label": "Teaching",
                    "indicators": [
                        {
                            "code": "topics_taught",
                            "prompt": "What is taught?",
                            "scale": {
                                "kind": "multiple-choice",
                                "code": "topics",
                                "options": [
                                    {"code": "food", "label": "Food"},
                                    {"code": "housing", "label": "Housing"},
                                    {"code": "nothing", "label": "None", "exclusive": True},
                                ],
                                "minimum": 1,
                            },
                        },
                        {
                            "code": "time",
                            "prompt": "How is the time divided?",
                            "scale": {
                                "kind": "composition",
                                "code": "places",
                                "parts": [
                                    {"code": "field", "label": "In the field"},
                                    {"code": "hall", "label": "In a hall"},
                                ],
                            },
                            "gate": {
                                "kind": "not",
                                "condition": {
                                    "kind": "includes",
                                    "code": "topics_taught",
                                    "option": "nothing",
                                },
                            },
                        },
                    ],
                },
            ],
        }
    ],
    "characteristics": [
        {
            "code": "control",
            "label": "Control",
            "options": [{"code": "public", "label": "Public"}, {"code": "private", "label": "Private"}],
        }
    ],
    "description": "An example.",
    "terms": [{"term": "care", "definition": "what is given"}],
    "provenance": {"origin": "ours", "source": "made up"},
}
