"""Strategies for the record of one unit: answered cell by cell, or odd as a whole."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from smmi.instrument import Instrument, Nonresponse
from smmi.testing.strategies._raw_answers import ends, raw_answers
from smmi.testing.strategies._wording import texts

Record = dict[str, object]

BY_CELL: Final = 6
"""How many units are answered cell by cell for each that is odd in one of the ways of `_odd_sheets`."""


@lru_cache(maxsize=64)
def sheets(instrument: Instrument) -> SearchStrategy[Record]:
    """The answers of one unit, as a record gives them.

    Half of the units answer cell by cell. The others have every cell blank, not applicable or not administered, the
    lowest or the highest answer everywhere, or one answer and nothing else.
    """
    cells = {indicator.code: raw_answers(indicator.scale) for indicator in instrument.indicators}
    freely = st.fixed_dictionaries(cells)
    odd = _odd_sheets(instrument, cells)
    chosen: SearchStrategy[SearchStrategy[Record]] = st.sampled_from([*[freely] * BY_CELL, *odd])
    return chosen.flatmap(lambda sheet: sheet)


def _odd_sheets(
    instrument: Instrument, cells: dict[str, SearchStrategy[object]]
) -> Sequence[SearchStrategy[Record]]:
    """A strategy for each way in which all cells of a unit may go together."""
    absences: list[SearchStrategy[Record]] = [
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
def characteristics(instrument: Instrument) -> SearchStrategy[Record]:
    """The characteristics of one unit that an instrument declares, each of them known or not."""
    return st.fixed_dictionaries(
        {
            characteristic.code: st.sampled_from([None, *(option.code for option in characteristic.options)])
            for characteristic in instrument.characteristics
        }
    )


@lru_cache(maxsize=16)
def names(*, min_size: int, max_size: int) -> SearchStrategy[list[str]]:
    """Identifiers of units."""
    return st.lists(texts().map(str.strip), min_size=min_size, max_size=max_size, unique=True)
