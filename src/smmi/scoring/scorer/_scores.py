"""Scores: columnar values with the reason of every absence, and the profile of one unit."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._notebook import MOST_ROWS, InNotebooks, Shown
from smmi.frozen import CodeMapping, by_code, frozen_array, made_anew, read_only
from smmi.instrument import Answers, AnswerState, Instrument
from smmi.instrument.answers import not_put
from smmi.scoring.arithmetic import Floats
from smmi.scoring.rules import Absence, Roles
from smmi.scoring.scheme._scheme import OVERALL, ScoringScheme, score_codes

if TYPE_CHECKING:
    from smmi.scoring.scorer._nodes import NodePlan
    from smmi.scoring.scorer._plan import Plan
    from smmi.scoring.scorer._profile import ScoreProfile

CHUNK: Final = 4096
"""How many units are bounded together with one that is asked for."""


@attrs.frozen(kw_only=True, repr=False)
class ScoreTable(InNotebooks):
    """Values of the overall score, domains and areas over units, with the reason of every absence.

    Attributes:
        instrument: The instrument.
        units: The units' identifiers, (n,).
        values: Percent of attainable, float64, (1 + domains + areas, n); NaN only with a reason.
        absences: The `Absence` of each value, uint8, the same shape.
    """

    instrument: Instrument
    units: npt.NDArray[Any] = attrs.field(eq=attrs.cmp_using(eq=np.array_equal), hash=False)
    values: Floats = attrs.field(**frozen_array())
    absences: Roles = attrs.field(**frozen_array())

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
        return by_code(self._rows, code, "no score has the code")

    def __getitem__(self, code: str) -> Floats:
        """Return the values of one code, (n,).

        Raises:
            UnknownCodeError: No score has the code.
        """
        return self.values[self.row(code), :]

    @property
    def overall(self) -> Floats:
        """The overall score of each unit, (n,)."""
        return self[OVERALL]

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
        return CodeMapping(
            "no score has the code", {code: self.absences[row] for code, row in self._rows.items()}
        )

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {name: position for position, name in enumerate(self.units.tolist())}

    def position(self, unit: str | int, /) -> int:
        """Return the position of a unit.

        Raises:
            UnknownCodeError: There is no such unit.
        """
        return by_code(self._positions, str(unit), "no unit is called")

    def _at(self, positions: npt.NDArray[np.intp]) -> "ScoreTable":
        return ScoreTable(
            instrument=self.instrument,
            units=self.units[positions],
            values=self.values[:, positions],
            absences=self.absences[:, positions],
        )

    __reduce__ = made_anew

    def _shown(self) -> Shown:
        last = 1 + len(self.instrument.domains)
        first = self.values[:last, :MOST_ROWS].T.tolist()
        return Shown(
            caption=f"Scores of {len(self):,} units, percent of attainable: overall and domains",
            columns=("Unit", "Overall", *(domain.label for domain in self.instrument.domains)),
            rows=([unit, *row] for unit, row in zip(self.units[:MOST_ROWS].tolist(), first, strict=True)),
            total=len(self),
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)} units: {len(self.codes)} scores each>"


Bounds = tuple[ScoreTable, ScoreTable]
"""The lowest and the highest scores."""


@attrs.frozen(kw_only=True, repr=False)
class Scores(ScoreTable):
    """The scores of units, with what they were made from; make them with `smmi.score`.

    Attributes:
        answers: The answers that were scored.
        scheme: The scheme that scored them.
    """

    answers: Answers
    scheme: ScoringScheme = attrs.field(hash=False)

    @cached_property
    def indicators(self) -> Floats:
        """The indicators' scores, (n, indicators); NaN where there is no answer that counts."""
        rows = [
            np.where(
                item.absences[column.codes] == Absence.PRESENT,
                item.grid.percent(item.points_of(column)),
                np.nan,
            )
            for item, column in zip(self.scheme.compile().plan.items, self.answers.columns, strict=True)
        ]
        stacked: Floats = read_only(np.stack(rows))
        return stacked.T

    @cached_property
    def administered(self) -> Floats:
        """The share of weight that was put to each unit, of what applies to it, (1 + domains + areas, n), 0 to 1.

        A score with less than 1 rests on a part of what the others rest on, as answers do that were carried from
        another edition: it does not compare. NaN where nothing applies, or nothing has weight.
        """
        shares = self._missed
        if shares is None:
            gone = (Absence.NOTHING_APPLICABLE, Absence.NO_WEIGHT)
            shares = np.where(np.isin(self.absences, gone), np.nan, 1.0)
        known: Floats = read_only(shares)
        return known

    @cached_property
    def _missed(self) -> Floats | None:
        """The same, or None where nobody missed anything, which is told much quicker."""
        return administered_shares(self.scheme.compile().plan, self.answers)

    @cached_property
    def partly_administered(self) -> npt.NDArray[np.bool_] | None:
        """Which scores rest on a part of what applies to the unit, (1 + domains + areas, n); None if none does."""
        return None if self._missed is None else read_only(self._missed < 1.0)

    @cached_property
    def _kept(self) -> dict[tuple[int, int], Bounds]:
        """The bounds worked out so far, by the first position and the one after the last."""
        return {}

    def bounds(self) -> tuple[ScoreTable, ScoreTable]:
        """Return the lowest and the highest score that each unit can still attain by completing its answers.

        Returns:
            Two tables of the units' scores, the lowest and the highest, in percent of attainable: worked out once.
            Where there is no range, both are NaN, with the reason.
        """
        return self._bounds_of(0, len(self))

    def _bounds_of(self, start: int, stop: int) -> Bounds:
        from smmi.scoring.attainable._bounds import attainable_range

        kept = self._kept
        if (start, stop) not in kept:
            some = self if (start, stop) == (0, len(self)) else self.take(slice(start, stop))
            kept[start, stop] = attainable_range(some)
        return kept[start, stop]

    def _bounds_near(self, position: int) -> tuple[ScoreTable, ScoreTable, int]:
        """Return bounds in which those of a unit stand, and the position that it has in them.

        The first unit for which they are asked is bounded alone; from the second on, units are bounded together with
        those around them, which takes hardly longer. What is worked out is kept.
        """
        whole, alone = (0, len(self)), (position, position + 1)
        chunk = position - position % CHUNK, min(position - position % CHUNK + CHUNK, len(self))
        kept = self._kept
        part = next((part for part in (whole, chunk, alone) if part in kept), chunk if kept else alone)
        low, high = self._bounds_of(*part)
        return low, high, position - part[0]

    def take(self, positions: Sequence[int] | npt.NDArray[np.intp] | slice, /) -> "Scores":
        """Return the scores of some units, by position, with their bounds if those of all are known."""
        which = positions if isinstance(positions, slice) else np.asarray(positions, dtype=np.intp)
        taken = Scores(
            instrument=self.instrument,
            units=self.units[which],
            values=self.values[:, which],
            absences=self.absences[:, which],
            answers=self.answers.take(which),
            scheme=self.scheme,
        )
        for (start, stop), tables in tuple(self._kept.items()):
            inside = np.arange(len(self))[which] - start
            if np.all((inside >= 0) & (inside < stop - start)):
                low, high = (table._at(inside) for table in tables)  # noqa: SLF001  (of its own kind)
                taken._kept[0, len(taken)] = low, high
                break
        return taken

    def of(self, unit: str | int, /) -> "ScoreProfile":
        """Return the profile of one unit.

        Raises:
            UnknownCodeError: There is no such unit.
        """
        from smmi.scoring.scorer._profile import ScoreProfile

        return ScoreProfile(self, self.position(unit))

    def __iter__(self) -> Iterator["ScoreProfile"]:
        from smmi.scoring.scorer._profile import ScoreProfile

        return (ScoreProfile(self, position) for position in range(len(self)))


def administered_shares(plan: "Plan", answers: Answers, /) -> Floats | None:
    """Return the share of weight that was put to each unit, of what applies to it: (1 + domains + areas, n).

    It is 1 exactly where nothing was missed, and NaN where nothing applies. Weights are those that the scheme
    declares. None stands for a table that is 1 everywhere something applies: nobody missed anything.
    """
    missed = not_put(answers)
    if not missed:
        return None
    n = len(answers)
    items: list[Floats] = []
    for position, (item, column) in enumerate(zip(plan.items, answers.columns, strict=True)):
        there = item.coding.states[column.codes] >= AnswerState.NO_ANSWER
        unasked = missed.get(position, np.zeros(n, dtype=np.bool_))
        items.append(np.where(unasked, 0.0, np.where(there, 1.0, np.nan)))
    areas = [_share(area, items) for area in plan.areas]
    domains = [_share(domain, areas) for domain in plan.domains]
    overall = _share(plan.overall, areas if plan.from_areas else domains)
    return np.stack([overall, *domains, *areas])


def _share(node: "NodePlan", below: Sequence[Floats]) -> Floats:
    """Return the mean of the children's shares by their weights, (n,), over those of which something applies."""
    shares = np.stack([below[child] for child in node.children])
    largest = float(node.weights.max())
    weights = (node.weights / largest if largest else node.weights)[:, None] * ~np.isnan(shares)
    total = weights.sum(axis=0)
    part = (weights * np.nan_to_num(shares)).sum(axis=0)
    with np.errstate(invalid="ignore"):
        found = np.where(total > 0, part / total, np.nan)
    missed = ((weights > 0) & (shares < 1.0)).any(axis=0)
    # A part too small to be seen beside the whole is missed all the same.
    return np.where(missed, np.minimum(found, np.nextafter(1.0, 0.0)), found)
