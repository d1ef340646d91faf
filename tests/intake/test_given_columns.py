"""Tables that are given by columns are read as those that are given by rows."""

import numpy as np
import pytest

from smmi.errors import ArgumentError
from smmi.instrument.answers import EntryColumn
from smmi.intake import OtherColumns
from tests.intake.field import HEADER, reading, row


def test_arrays_of_numbers_are_read_by_their_distinct_values():
    """NaN is a blank; an integer is its text where identifiers stand."""
    columns = {
        "Id": np.array([3, 4, 5, 6]),
        "topics": ["equity", "", None, ""],
        "plans": np.array([1.0, np.nan, 3.0, 1.0]),
        "share": np.array([0.1, 99.9, np.nan, 0.1], dtype=np.float32),
        "visits": np.array([1, 2, 3, 4], dtype=np.int8),
        "day": np.array(["2026-01-01"] * 4, dtype="datetime64[D]"),
    }
    answers, _ = reading(others=OtherColumns.LEAVE_OUT).answers_from_columns(columns)
    assert answers.units.tolist() == ["3", "4", "5", "6"]
    assert answers.record(3) == {"topics": ("equity",), "plans": "not_at_all", "share": 0.1, "visits": 1}
    assert answers.record(4) == {"topics": None, "plans": None, "share": 99.9, "visits": 2}


def test_rows_that_are_blank_in_every_column_are_left_out():
    """Those that say something elsewhere are not."""
    rows = [row(None), row("A"), row(""), row(None)]
    columns = dict(zip(HEADER, map(list, zip(*rows, strict=True)), strict=True))
    note = EntryColumn(entries=("x", " "), positions=[1, -1, 1, -1])
    answers, account = reading(others=OtherColumns.LEAVE_OUT).answers_from_columns(
        {**columns, "note": note, "more": [""] * 4}
    )
    assert answers.units.tolist() == ["A"]
    assert [(one.why, one.count) for one in account.left_out] == [("blank", 3)]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (
            {"Id": "A"},
            "'columns': got 'A' under 'Id', expected a sequence with one entry for each row, an array of one "
            "dimension, or an EntryColumn",
        ),
        ({"Id": np.zeros((2, 2))}, None),
        (
            {"Id": ["A"], "plans": []},
            "'columns': got 1 rows under 'Id', 0 rows under 'plans', expected columns of one length",
        ),
    ],
)
def test_what_are_no_columns_is_refused(columns, said):
    """Text, tables, and columns of unequal lengths."""
    with pytest.raises(ArgumentError) as refused:
        reading().answers_from_columns(columns)
    assert said is None or str(refused.value) == said
