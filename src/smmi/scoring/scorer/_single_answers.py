"""Raw answers of single responses: each is read and scored when it first occurs, and then remembered."""

from typing import Final

import attrs
import numpy as np

from smmi.instrument import Nonresponse
from smmi.instrument.answers import Column, empty_values
from smmi.instrument.scales import Coding
from smmi.scoring.rules._kernels import PRESENT
from smmi.scoring.scorer._plan import FIRST_ANSWER, ItemPlan

MOST_REMEMBERED: Final = 2**14
"""How many answers to one indicator are remembered."""

PLAIN: Final = frozenset({type(None), str, Nonresponse, tuple, int, float})
"""The classes of answers that are remembered: equal ones of these are the same answer, as 1 and True are not."""


@attrs.frozen(eq=False, kw_only=True)
class Cell:
    """One answer to one indicator, read and scored.

    Attributes:
        code: Its code.
        value: Its value, if the scale is measured and there is an answer.
        points: Its points.
        absence: Its `Absence`.
        place: What it adds to the joint state of the area; 0 if the area has no table.
        kept: Whether equal answers have this very cell.
    """

    code: int
    value: object
    points: float
    absence: int
    place: int
    kept: bool

    def column(self, how: Coding) -> Column:
        """Return the cell as a column of one unit."""
        codes = np.array([self.code], dtype=how.dtype)
        values = empty_values(how, 1)
        if values is not None and self.value is not None:
            values[..., 0] = self.value
        return Column(codes, values)


class KnownAnswers(dict[object, Cell]):
    """The cell of each raw answer to one indicator that occurred; a new one is read, and remembered if it can be.

    Looking up an answer of a class that is not in `PLAIN` would take True for 1: ask `cell` for it.
    """

    def __init__(self, plan: ItemPlan, places: list[int]) -> None:
        self._plan = plan
        self._places = places
        self.by_code = [
            Cell(code=code, value=None, points=points, absence=absence, place=place, kept=True)
            for code, (points, absence, place) in enumerate(
                zip(plan.points.tolist(), plan.absences.tolist(), places, strict=True)
            )
        ]
        super().__init__({raw: self.by_code[code] for raw, code in plan.coding.table.items()})

    def __missing__(self, raw: object) -> Cell:
        kept = len(self) < MOST_REMEMBERED
        cell = self._read(raw, kept=kept)
        return self.setdefault(raw, cell) if kept else cell

    def cell(self, raw: object) -> Cell:
        """Return the cell of any raw answer.

        Raises:
            ProblemError: The answer is impossible.
        """
        if type(raw) in PLAIN:
            try:
                return self[raw]
            except TypeError:  # a tuple of what has no hash
                pass
        return self._read(raw, kept=False)

    def _read(self, raw: object, *, kept: bool) -> Cell:
        how = self._plan.coding
        code, value = how.encode(raw)
        if code != FIRST_ANSWER or not how.measured:
            return self.by_code[code]
        bare = Cell(code=code, value=value, points=0.0, absence=PRESENT, place=0, kept=kept)
        return attrs.evolve(bare, points=float(self._plan.points_of(bare.column(how))[0]))
