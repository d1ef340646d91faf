"""Rows and headers that are none are refused in words, by proposals and by readings."""

import pytest

from smmi.errors import ArgumentError
from smmi.intake import propose_reading
from tests.intake.field import HEADER, reading


@pytest.mark.parametrize(
    ("header", "rows", "argument"),
    [
        (HEADER, 5, "rows"),
        (HEADER, [5], "rows"),
        (HEADER, "ab", "rows"),
        (5, [], "header"),
        ("ab", [], "header"),
    ],
)
def test_what_has_no_rows_is_refused_in_words(header, rows, argument):
    """A number, text, and a row that is a number."""
    instrument = reading().instrument
    for read in (reading().answers, lambda header, rows: propose_reading(instrument, header, rows)):
        with pytest.raises(ArgumentError, match=f"'{argument}': got ") as refused:
            read(header, rows)
        assert "expected" in str(refused.value)
