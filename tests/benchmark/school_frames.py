"""Small frames of schools with characteristics, for the tests of peers; and the real frame of 2022."""

import csv
from pathlib import Path

import smmi
from smmi.instrument import (
    Area,
    Characteristic,
    Domain,
    Indicator,
    Instrument,
    Option,
    Percentage,
)

FRAME = Path(__file__).parents[1] / "data" / "us_schools" / "frame.csv"
SHARED_FRAME = Path(__file__).parents[3] / "shared" / "data" / "us-schools" / "frame.csv"


def characteristic(code, *options):
    """A characteristic whose options are called as their codes."""
    return Characteristic(code, code, [Option(option, option) for option in options])


SMALL = (
    characteristic("control", "public", "private"),
    characteristic("size", "small", "medium", "large"),
    characteristic("region", "north", "south", "east", "west"),
)
REAL = (
    characteristic("control", "public", "private", "private_for_profit"),
    characteristic("carnegie", "r1", "r2", "doctoral_professional", "masters", "special_focus", "other"),
    characteristic(
        "region",
        "new_england",
        "mid_east",
        "great_lakes",
        "plains",
        "southeast",
        "southwest",
        "rocky_mountains",
        "far_west",
        "outlying",
    ),
)


def instrument_of(characteristics=SMALL):
    """An instrument of one percentage, and these characteristics."""
    share = Indicator(code="share", prompt="Share?", scale=Percentage(code="percent"))
    area = Area(code="only", label="Only", indicators=[share])
    return Instrument(
        code="tiny",
        edition="1",
        title="Tiny",
        domains=[Domain(code="whole", label="Whole", areas=[area])],
        characteristics=characteristics,
    )


def schools(*, units=None, share=None, characteristics=SMALL, **attributes):
    """Answers of units U00, U01, … with these attributes, each a list; everyone's share is 50 where not given."""
    n = len(next(iter(attributes.values())))
    columns = {
        "unit": units or [f"U{i:02}" for i in range(n)],
        "share": share or [50.0] * n,
        **attributes,
    }
    return smmi.Answers.from_columns(
        instrument_of(characteristics), columns, unit="unit", attributes=tuple(attributes)
    )


def real_schools(path=FRAME):
    """The institutions of the real frame that grant a medical degree, with all that is known of them."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["grants_medical_degree"] == "1"]
    names = ("control", "carnegie", "region", "hbcu", "size", "locale")
    return schools(
        units=[row["frame_id"] for row in rows],
        characteristics=REAL,
        **{name: [row[name] or None for row in rows] for name in names},
    )


def every_message(error):
    """The text of an error, and its reasons and paths."""
    return str(error.value), [(finding.reason, finding.path) for finding in error.value.findings]
