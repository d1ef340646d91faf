"""Readings of data frames: every maker's frame gives what its rows give, and the same account."""

import datetime as dt
import decimal

import polars as pl
import pytest
from hypothesis import given, strategies as st

from smmi import frames
from smmi.errors import ArgumentError, SmmiError
from smmi.instrument import (
    Area,
    Binary,
    Count,
    Domain,
    Indicator,
    Instrument,
    Nonresponse,
    Option,
    Ordinal,
    Percentage,
)
from smmi.intake import (
    AttributeSource,
    ChoiceColumn,
    NumberColumn,
    OtherColumns,
    Reading,
    UnitColumn,
)
from tests.frames.makers import KINDS

EXTENT = Ordinal(
    code="extents", options=(Option("low", "Low", value=1), Option("high", "Very high", value=2))
)
INDICATORS = (
    Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no")),
    Indicator(code="how_far", prompt="How far?", scale=EXTENT),
    Indicator(code="part", prompt="What share?", scale=Percentage(code="percent")),
    Indicator(code="count", prompt="How many programs?", scale=Count(code="number")),
)
AREA = Area(code="policies", label="Policies", indicators=INDICATORS)
DOMAIN = Domain(code="governance", label="Governance", areas=[AREA])
READING = Reading(
    instrument=Instrument(code="tiny", edition="1", title="Tiny", domains=[DOMAIN]),
    unit=UnitColumn("School"),
    attributes={"control": AttributeSource(column="Control")},
    sources={
        "has_policy": ChoiceColumn(column="policy"),
        "how_far": ChoiceColumn(column="extent"),
        "part": NumberColumn(column="share"),
        "count": NumberColumn(column="programs"),
    },
    missing={"n/a": Nonresponse.NO_ANSWER},
    others=OtherColumns.LEAVE_OUT,
)
CELLS = {
    "control": ["public", "Private "],
    "policy": ["yes", "NO", " Yes", "n/a"],
    "extent": ["Low", "very  high", "1", "2", "lowest"],
    "place": ["north", "", "a, b"],
    "share": [0.0, 12.5, 100.0],
    "programs": [0, 3, 10],
    "budget": [1.5, 2.0],
}


@st.composite
def columns(draw):
    """A column for everything, with blanks and blank rows; of one to five rows."""
    n = draw(st.integers(1, 5))
    drawn = {"school": [f"S {row}" if row % 2 else f"S{row}" for row in range(n)]}
    for name, several in CELLS.items():
        drawn[name] = draw(st.lists(st.none() | st.sampled_from(several), min_size=n, max_size=n))
    blank = draw(st.integers(0, 2 * n))
    return {name: [None if row == blank else cell for row, cell in enumerate(c)] for name, c in drawn.items()}


def outcome(make):
    """Answers, what is doubtful about them and the account, or what is told of them."""
    try:
        answers, account = make()
    except SmmiError as error:
        return type(error), str(error)
    return answers, answers.findings, account


@given(columns(), st.sampled_from(sorted(KINDS)))
def test_a_frame_is_read_as_its_rows_are(drawn, kind):
    """Labels, numbers, words for blanks, attributes, rows without a cell, and errors: as by header and rows."""
    expected = outcome(lambda: READING.answers(*frames.table(KINDS["Polars"](drawn))))
    assert outcome(lambda: frames.read(READING, KINDS[kind](drawn))) == expected


OTHER = {
    "numbers as text": (["1", "2", None], pl.String()),
    "bytes": ([1, 2, None], pl.UInt8()),
    "floats of four bytes": ([0.5, 1.0, None], pl.Float32()),
    "not a number": ([float("nan"), 2.0, None], pl.Float64()),
    "decimals": ([decimal.Decimal("1.50"), decimal.Decimal(2), None], pl.Decimal(10, 2)),
    "flags": ([True, False, None], pl.Boolean()),
    "dates": ([dt.date(2026, 3, 1), None, None], pl.Date()),
    "lists": ([["a"], [], None], pl.List(pl.String())),
}


@pytest.mark.parametrize("name", OTHER)
@pytest.mark.parametrize("column", ["policy", "share", "note"])
def test_a_column_of_any_kind_is_taken_for_what_its_cells_are(name, column):
    """Numbers of any size, flags, dates and lists: read, refused or left out as the same cells in rows are."""
    cells, kind = OTHER[name]
    frame = pl.DataFrame(
        {
            "school": ["S1", "S2", "S3"],
            "control": ["public", None, "public"],
            "policy": ["yes", "no", None],
            "extent": ["low", "1", None],
            "share": [1.0, 2.0, None],
            "programs": [1, 2, None],
        }
    ).with_columns(pl.Series(column, cells, dtype=kind))
    expected = outcome(lambda: READING.answers(*frames.table(frame)))
    assert outcome(lambda: frames.read(READING, frame)) == expected
    assert outcome(lambda: frames.read(READING, frame.to_arrow())) == expected


def test_numbers_of_four_bytes_keep_their_digits():
    """0.1 is 0.1, and not the double next to it."""
    frame = pl.DataFrame(
        {"school": ["S1"], "control": ["x"], "policy": ["yes"], "extent": ["low"], "programs": [1]}
    )
    frame = frame.with_columns(share=pl.Series([0.1], dtype=pl.Float32))
    for given_frame in (frame, frame.to_pandas(), frame.to_arrow()):
        answers, _ = frames.read(READING, given_frame)
        assert answers.record("S1")["part"] == 0.1


def test_what_is_no_reading_or_no_frame_is_refused():
    """Arguments in each other's place, and a frame whose rows are yet to be computed."""
    frame = pl.DataFrame({"school": ["S1"]})
    with pytest.raises(ArgumentError, match="The reading comes first, then the frame"):
        frames.read(frame, READING)
    with pytest.raises(ArgumentError, match=r"Write frame\.collect"):
        frames.read(READING, frame.lazy())
    with pytest.raises(ArgumentError, match="expected a data frame"):
        frames.read(READING, [1])
