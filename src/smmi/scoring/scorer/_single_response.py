"""A single response that was read and scored: what a profile reads, and the table of scores that it makes."""

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from smmi.instrument import Answers, Instrument
from smmi.instrument.answers import route
from smmi.scoring.rules._kernels import PRESENT
from smmi.scoring.scorer._batch import FULL
from smmi.scoring.scorer._plan import Plan
from smmi.scoring.scorer._scores import Scores
from smmi.scoring.scorer._single_answers import Cell


@attrs.frozen(eq=False)
class SingleResponse:
    """One response, read and scored once; codes and outcomes are kept for whatever is asked later.

    Attributes:
        plan: The compiled scheme.
        given: The cells as they were answered.
        settled: The cells after routing.
        attributes: The characteristics of the unit.
        points: The points of the overall score, the domains and the areas.
        absences: The `Absence` of each of them.
    """

    plan: Plan
    given: Sequence[Cell]
    settled: Sequence[Cell]
    attributes: Mapping[str, str | None]
    points: Sequence[float]
    absences: Sequence[int]

    def values(self) -> tuple[float | None, ...]:
        """Return the scores in percent, or None."""
        if not any(self.absences):
            return tuple([points * FULL for points in self.points])
        pairs = zip(self.points, self.absences, strict=True)
        return tuple([None if absence else points * FULL for points, absence in pairs])

    def scores(self) -> Scores:
        """Return the scores as a table of this unit alone, called ``response``.

        Raises:
            EditCheckError: An attribute is impossible.
        """
        absences = np.array(self.absences, dtype=np.uint8)[:, None]
        percent = np.array(self.points, dtype=np.float64)[:, None] * FULL
        answers = self._answers()
        return Scores(
            instrument=answers.instrument,
            units=answers.units,
            values=np.where(absences == PRESENT, percent, np.nan),
            absences=absences,
            answers=answers,
            scheme=self.plan.scheme,
        )

    def _answers(self) -> Answers:
        instrument = self.plan.scheme.instrument
        blank = one_response(instrument, {}, self.attributes)
        given = [cell.column(item.coding) for cell, item in zip(self.given, self.plan.items, strict=True)]
        columns, aside, findings = route(
            instrument, blank.units, given, blank.attributes, lambda row, code: f"$[{row}].{code}"
        )
        return attrs.evolve(blank, columns=columns, set_aside=aside, findings=findings)


def one_response(
    instrument: Instrument, record: Mapping[str, object], attributes: Mapping[str, str | None]
) -> Answers:
    """Return the answers of a single response, called ``response``.

    Raises:
        EditCheckError: An answer is impossible.
    """
    row = {**record, **attributes, "": "response"}
    return Answers.from_records(instrument, [row], unit="", attributes=tuple(attributes))
