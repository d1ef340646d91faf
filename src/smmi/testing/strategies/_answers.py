"""Strategies for the answers of several units: each answered cell by cell, or odd as a whole."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from hypothesis import strategies as st

from smmi.instrument import Answers, Instrument, Nonresponse
from smmi.testing.strategies._instruments import instruments
from smmi.testing.strategies._raw_answers import ends, raw_answers
from smmi.testing.strategies._wording import texts

Record = dict[str, object]

BY_CELL: Final = 6
"""How many units are answered cell by cell for each that is odd in one of the ways of `_odd_sheets`."""

UNIT: Final = "the unit"
"""A key for identifiers in records: no code can be equal to it, and no attribute of drawn answers is."""
GROUP: Final = "a group"
"""The attribute that every unit of drawn answers has, known or not, beside the declared characteristics."""
GROUPS: Final = ("east", "west", "north")

COPIES: Final = st.sampled_from([False, False, False, True])
CHANGES: Final = st.booleans()
GROUPINGS: Final = st.sampled_from([None, *GROUPS])


def answers(
    asked: Instrument | st.SearchStrategy[Instrument] | None = None,
    /,
    *,
    min_units: int = 1,
    max_units: int = 4,
) -> st.SearchStrategy[Answers]:
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
) -> st.SearchStrategy[Answers]:
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
def _answers(draw: st.DrawFn, instrument: Instrument, min_units: int, max_units: int) -> Answers:
    sheet, known = _sheets(instrument), _characteristics(instrument)
    records: list[Record] = []
    given: list[Record] = []
    names = st.lists(texts().map(str.strip), min_size=min_units, max_size=max_units, unique=True)
    for name in draw(names):
        copied = bool(given) and draw(COPIES)
        given.append(_near(draw, instrument, draw(st.sampled_from(given))) if copied else draw(sheet))
        records.append({UNIT: name, GROUP: draw(GROUPINGS), **draw(known), **given[-1]})
    attributes = (GROUP, *(characteristic.code for characteristic in instrument.characteristics))
    return Answers.from_records(instrument, records, unit=UNIT, attributes=attributes)


def _near(draw: st.DrawFn, instrument: Instrument, given: Record) -> Record:
    """Draw the same answers, or the same but for one cell."""
    if not draw(CHANGES):
        return given
    indicator = draw(st.sampled_from(instrument.indicators))
    return given | {indicator.code: draw(raw_answers(indicator.scale))}


@lru_cache(maxsize=64)
def _sheets(instrument: Instrument) -> st.SearchStrategy[Record]:
    """The answers of one unit, as a record gives them.

    Half of the units answer cell by cell. The others have every cell blank, not applicable or not administered, the
    lowest or the highest answer everywhere, or one answer and nothing else.
    """
    cells = {indicator.code: raw_answers(indicator.scale) for indicator in instrument.indicators}
    freely = st.fixed_dictionaries(cells)
    odd = _odd_sheets(instrument, cells)
    chosen: st.SearchStrategy[st.SearchStrategy[Record]] = st.sampled_from([*[freely] * BY_CELL, *odd])
    return chosen.flatmap(lambda sheet: sheet)


def _odd_sheets(
    instrument: Instrument, cells: dict[str, st.SearchStrategy[object]]
) -> Sequence[st.SearchStrategy[Record]]:
    """A strategy for each way in which all cells of a unit may go together."""
    absences: list[st.SearchStrategy[Record]] = [
        st.just(dict.fromkeys(cells, absence))
        for absence in (None, Nonresponse.NOT_APPLICABLE, Nonresponse.NOT_ADMINISTERED)
    ]
    extremes = zip(*(ends(indicator.scale) for indicator in instrument.indicators), strict=True)
    everywhere = [st.just(dict(zip(cells, answers, strict=True))) for answers in extremes]
    blank: Record = dict.fromkeys(cells)
    alone = st.sampled_from(list(cells)).flatmap(
        lambda code: cells[code].map(lambda answer: blank | {code: answer})
    )
    return [*absences, *everywhere, alone]


@lru_cache(maxsize=64)
def _characteristics(instrument: Instrument) -> st.SearchStrategy[Record]:
    """The characteristics of one unit that an instrument declares, each of them known or not."""
    return st.fixed_dictionaries(
        {
            characteristic.code: st.sampled_from([None, *(option.code for option in characteristic.options)])
            for characteristic in instrument.characteristics
        }
    )
