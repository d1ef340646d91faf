"""Answers of many units from a data frame, by a reading."""

from typing import Any

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError
from smmi.frames._given_columns import cell_column
from smmi.frames._given_frames import eager_frame
from smmi.instrument import Answers
from smmi.intake import Account, Reading


@tells_keywords
def read(reading: Reading, frame: Any, /) -> tuple[Answers, Account]:  # noqa: ANN401  (a frame of any maker)
    """Return the answers that a data frame holds by a reading, and the account of how its cells were read.

    They are those of ``reading.answers(*smmi.frames.table(frame))``, but each distinct entry of a column is read once,
    however many rows have it. The names of the frame's columns are its header.

    Args:
        reading: How a table becomes answers, as a person confirmed it.
        frame: A data frame of any kind that `answers` takes.

    Raises:
        ReadingError: Something cannot be read; the error holds every finding.
        ArgumentError: This is no reading, no data frame, or a lazy one.
        ImportError: narwhals is not installed: the extra ``frames`` brings it.

    Example:
        >>> import polars
        >>> from smmi import frames
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> from smmi.intake import ChoiceColumn, Reading, UnitColumn
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> reading = Reading(
        ...     instrument=tiny,
        ...     unit=UnitColumn("School"),
        ...     sources={"has_policy": ChoiceColumn(column="Policy?")},
        ... )
        >>> frame = polars.DataFrame({"School": ["S1", "S2"], "Policy?": ["YES", None]})
        >>> given, account = frames.read(reading, frame)
        >>> given.record("S1"), given.record("S2")
        ({'has_policy': 'yes'}, {'has_policy': None})
    """
    advice: dict[type, str] = {object: "The reading comes first, then the frame"}
    ArgumentError.raise_unless(reading, Reading, argument="reading", expected="a Reading", advice=advice)
    known = eager_frame(frame)
    return reading.answers_from_columns({name: cell_column(known.get_column(name)) for name in known.columns})
