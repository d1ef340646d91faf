"""Strategies for the answers of several units."""

from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smmi.instrument import Answers, Instrument
from smmi.testing.strategies._instruments import instruments
from smmi.testing.strategies._raw_answers import raw_answers
from smmi.testing.strategies._units import Record, characteristics, names, sheets

UNIT: Final = "the unit"
"""A key for identifiers in records: no code can be equal to it, and no attribute of drawn answers is."""
GROUP: Final = "a group"
"""The attribute that every unit of drawn answers has, known or not, beside the declared characteristics."""
GROUPS: Final = ("east", "west", "north")

COPIES: Final = st.sampled_from([False, False, False, True])
CHANGES: Final = st.booleans()
GROUPINGS: Final = st.sampled_from([None, *GROUPS])


def answers(
    asked: Instrument | SearchStrategy[Instrument] | None = None,
    /,
    *,
    min_units: int = 1,
    max_units: int = 4,
) -> SearchStrategy[Answers]:
    """Return a strategy for the answers of a few units to a drawn instrument, or to a given one as `from_instrument`.

    Args:
        asked: The instrument, or what to draw it from; `instruments()` where not given.
        min_units: The smallest number of units, 1 or more.
        max_units: The largest number of units.

    Example:
        >>> from hypothesis import given, settings
        >>> @settings(max_examples=5, deadline=None)
        ... @given(answers(min_units=2))
        ... def every_unit_has_a_record(drawn):
        ...     assert len(list(drawn.records(unit=UNIT))) == len(drawn) >= 2
        >>> every_unit_has_a_record()
    """
    if isinstance(asked, Instrument):
        return _answers(asked, min_units, max_units)
    each = instruments() if asked is None else asked
    return each.flatmap(lambda instrument: _answers(instrument, min_units, max_units))


def from_instrument(
    instrument: Instrument, /, *, min_units: int = 1, max_units: int = 4
) -> SearchStrategy[Answers]:
    """Return a strategy for the answers of a few units to a given instrument, real ones included.

    What is odd is drawn as readily as what is plain: units whose every cell is blank, not applicable or not
    administered, units with the lowest or the highest answer everywhere, with a single answer, and with another unit's
    answers, all of them or all but one. Nothing is impossible, much is doubtful: there are answers behind shut gates.

    Every unit has a value, or none, of each characteristic that the instrument declares, and of the attribute `GROUP`.

    Args:
        instrument: What is asked.
        min_units: The smallest number of units, 1 or more.
        max_units: The largest number of units.

    Example:
        >>> from hypothesis import given, settings
        >>> from smmi import editions
        >>> asked = editions.smmi_16()
        >>> @settings(max_examples=5, deadline=None)
        ... @given(from_instrument(asked, max_units=2))
        ... def every_indicator_has_a_column(drawn):
        ...     assert len(drawn.columns) == 80
        >>> every_indicator_has_a_column()
    """
    return _answers(instrument, min_units, max_units)


@st.composite
def _answers(draw: DrawFn, instrument: Instrument, min_units: int, max_units: int) -> Answers:
    sheet, known = sheets(instrument), characteristics(instrument)
    records: list[Record] = []
    given: list[Record] = []
    for name in draw(names(min_size=min_units, max_size=max_units)):
        copied = bool(given) and draw(COPIES)
        given.append(_near(draw, instrument, draw(st.sampled_from(given))) if copied else draw(sheet))
        records.append({UNIT: name, GROUP: draw(GROUPINGS), **draw(known), **given[-1]})
    attributes = (GROUP, *(characteristic.code for characteristic in instrument.characteristics))
    return Answers.from_records(instrument, records, unit=UNIT, attributes=attributes)


def _near(draw: DrawFn, instrument: Instrument, given: Record) -> Record:
    """Draw the same answers, or the same but for one cell."""
    if not draw(CHANGES):
        return given
    indicator = draw(st.sampled_from(instrument.indicators))
    return given | {indicator.code: draw(raw_answers(indicator.scale))}
