"""Names of further columns of an instrument: of parts of compositions, and of why there is no number."""

from collections.abc import Iterable, Sequence

from smmi.instrument import Composition, Instrument, MultipleChoice
from smmi.intake.tables import entry_of

Row = tuple[object, ...]


class FurtherNames:
    """Names that nothing else has.

    Attributes:
        parts: The column of each part of a composition, by the codes of indicator and part.
        why: The column that asks why there is no number, by the code of the indicator.
    """

    def __init__(self, instrument: Instrument, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self.parts = {
            (indicator.code, part.code): self.give(f"{indicator.code}_{part.code}")
            for indicator in instrument.indicators
            if isinstance(indicator.scale, Composition)
            for part in indicator.scale.parts
        }
        self.why = {
            indicator.code: self.give(f"{indicator.code}_why")
            for indicator in instrument.indicators
            if indicator.scale.nonresponses
            and not indicator.scale.answers
            and not isinstance(indicator.scale, MultipleChoice)
        }

    def give(self, name: str, /) -> str:
        """Return a name that nothing else has: with a number behind it, where it is taken."""
        made, number = name, 1
        while made in self._taken:
            number += 1
            made = f"{name}_{number}"
        self._taken.add(made)
        return made

    def with_reasons(self, columns: Sequence[str], table: list[Row], /) -> list[Row]:
        """Return rows in which a number that is not there says why, where a column of its own asks that.

        Args:
            columns: The names of the columns, as this calls them.
            table: The rows.
        """
        at = {name: position for position, name in enumerate(columns)}
        places = {code: code for code in self.why}
        places |= {code: name for (code, _), name in reversed(self.parts.items()) if code in places}
        pairs = [
            (at[places[code]], at[why]) for code, why in self.why.items() if why in at and places[code] in at
        ]
        if not pairs:
            return table
        merged: list[Row] = []
        for row in table:
            cells = list(row)
            for column, why in pairs:
                if max(column, why) < len(cells) and entry_of(cells[column]).is_blank:
                    cells[column] = cells[why]
            merged.append(tuple(cells))
        return merged
