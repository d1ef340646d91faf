"""Scores: columnar values with the reason of every absence, and the profile of one unit."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import UnknownCodeError
from smmi.frozen import FrozenMapping, read_only
from smmi.instrument import Answers, Instrument
from smmi.scoring.rules._absence import Absence
from smmi.scoring.rules._kernels import Floats, Roles
from smmi.scoring.scheme._scheme import OVERALL, ScoringScheme
from smmi.scoring.scorer._batch import FULL

if TYPE_CHECKING:
    from smmi.scoring.scorer._profile import ScoreProfile
    from smmi.scoring.scorer._scorer import Scorer


def _array() -> Any:  # noqa: ANN401  (an attrs field)
    same = attrs.cmp_using(
        eq=lambda left, right: np.array_equal(left, right, equal_nan=left.dtype.kind == "f")
    )
    return {"converter": read_only, "eq": same, "hash": False, "repr": False}


def score_codes(instrument: Instrument) -> tuple[str, ...]:
    """Return the codes of an instrument's scores: overall, the domains, the areas."""
    domains = [domain.code for domain in instrument.domains]
    return (OVERALL, *domains, *(area.code for area in instrument.areas))


@attrs.frozen(kw_only=True, repr=False)
class ScoreTable:
    """Values of the overall score, domains and areas over units, with the reason of every absence.

    Attributes:
        instrument: The instrument.
        units: The units' identifiers, (n,).
        values: Percent of attainable, float64, (1 + domains + areas, n); NaN only with a reason.
        absences: The `Absence` of each value, uint8, the same shape.
    """

    instrument: Instrument
    units: npt.NDArray[Any] = attrs.field(eq=attrs.cmp_using(eq=np.array_equal), hash=False)
    values: Floats = attrs.field(**_array())
    absences: Roles = attrs.field(**_array())

    def __len__(self) -> int:
        return len(self.units)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the rows: overall, the domains, the areas."""
        return score_codes(self.instrument)

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {code: row for row, code in enumerate(self.codes)}

    def row(self, code: str, /) -> int:
        """Return the row of a code.

        Raises:
            UnknownCodeError: No score has the code.
        """
        try:
            return self._rows[code]
        except (KeyError, TypeError):
            raise UnknownCodeError("no score has the code", str(code), self.codes) from None

    def __getitem__(self, code: str) -> Floats:
        """Return the values of one code, (n,).

        Raises:
            UnknownCodeError: No score has the code.
        """
        values: Floats = self.values[self.row(code)]
        return values

    @property
    def overall(self) -> Floats:
        """The overall score of each unit, (n,)."""
        values: Floats = self.values[0]
        return values

    @property
    def domains(self) -> Floats:
        """The domains' scores, (n, domains)."""
        return self.values[1 : 1 + len(self.instrument.domains)].T

    @property
    def areas(self) -> Floats:
        """The areas' scores, (n, areas)."""
        return self.values[1 + len(self.instrument.domains) :].T

    @cached_property
    def reasons(self) -> Mapping[str, Roles]:
        """The `Absence` of each unit's score, (n,), by code; 0 (`Absence.PRESENT`) where there is a score."""
        return FrozenMapping({code: self.absences[row] for code, row in self._rows.items()})

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {name: position for position, name in enumerate(self.units.tolist())}

    def position(self, unit: str | int, /) -> int:
        """Return the position of a unit.

        Raises:
            UnknownCodeError: There is no such unit.
        """
        try:
            return self._positions[str(unit)]
        except KeyError:
            raise UnknownCodeError("no unit is called", str(unit), tuple(self._positions)) from None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)} units: {len(self.codes)} scores each>"


@attrs.frozen(kw_only=True, repr=False)
class Scores(ScoreTable):
    """The scores of units, with what they were made from; make them with `smmi.score`.

    Attributes:
        answers: The answers that were scored.
        scorer: The compiled scheme that scored them.
    """

    answers: Answers
    scorer: "Scorer" = attrs.field(eq=lambda scorer: scorer.scheme, hash=False)

    @property
    def scheme(self) -> ScoringScheme:
        """The scheme that scored."""
        return self.scorer.scheme

    @cached_property
    def indicators(self) -> Floats:
        """The indicators' scores, (n, indicators); NaN where there is no answer that counts."""
        pairs = zip(self.scorer.plan.items, self.answers.columns, strict=True)
        rows = [
            np.where(item.absences[column.codes] == Absence.PRESENT, item.points_of(column) * FULL, np.nan)
            for item, column in pairs
        ]
        stacked: Floats = read_only(np.stack(rows))
        return stacked.T

    @cached_property
    def _bounds(self) -> tuple[ScoreTable, ScoreTable]:
        from smmi.scoring.attainable._bounds import attainable_range

        return attainable_range(self)

    def bounds(self) -> tuple[ScoreTable, ScoreTable]:
        """Return the lowest and the highest score that each unit can still attain by completing its answers."""
        return self._bounds

    def take(self, positions: Sequence[int] | npt.NDArray[np.intp] | slice, /) -> "Scores":
        """Return the scores of some units, by position."""
        which = positions if isinstance(positions, slice) else np.asarray(positions, dtype=np.intp)
        return Scores(
            instrument=self.instrument,
            units=self.units[which],
            values=self.values[:, which],
            absences=self.absences[:, which],
            answers=self.answers.take(which),
            scorer=self.scorer,
        )

    def of(self, unit: str | int, /) -> "ScoreProfile":
        """Return the profile of one unit.

        Raises:
            UnknownCodeError: There is no such unit.
        """
        from smmi.scoring.scorer._profile import ScoreProfile

        return ScoreProfile(self.scorer, self.take([self.position(unit)]))

    def __iter__(self) -> Iterator["ScoreProfile"]:
        from smmi.scoring.scorer._profile import ScoreProfile

        return (ScoreProfile(self.scorer, self.take([position])) for position in range(len(self)))
