"""The scores of one unit."""

import math
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from smmi.scoring.rules._absence import Absence
from smmi.scoring.scorer._batch import FULL
from smmi.scoring.scorer._outcomes import Outcomes
from smmi.scoring.scorer._scores import Scores
from smmi.scoring.scorer._single import one_response

if TYPE_CHECKING:
    from smmi.scoring.explanation._trace import Trace
    from smmi.scoring.scorer._scorer import Scorer


@attrs.frozen(kw_only=True)
class NodeScore:
    """One score of one unit.

    Attributes:
        code: The code of the indicator, area or domain, or "overall".
        value: Percent of attainable, or None.
        reason: Why it is absent, or None if it is not.
        bounds: The lowest and highest score still attainable by completing the answers; None if there is none, and
            for an indicator.
    """

    code: str
    value: float | None
    reason: Absence | None
    bounds: tuple[float, float] | None


@attrs.frozen(eq=False, repr=False)
class ScoreProfile:
    """The scores of one unit; make them with `Scores.of` or `Scorer.score_one`.

    Attributes:
        scorer: The compiled scheme that scored.
        given: The scores as a table of this unit alone, or the record and attributes of a single response.
        outcomes: Points and absences of the overall score, the domains and the areas, if they are known apart.
    """

    scorer: "Scorer"
    given: Scores | tuple[Mapping[str, object], Mapping[str, str | None]]
    outcomes: Outcomes | None = None

    @cached_property
    def scores(self) -> Scores:
        """The scores as a table of this unit alone."""
        if isinstance(self.given, Scores):
            return self.given
        return self.scorer.score(one_response(self.scorer.scheme.instrument, *self.given))

    @property
    def unit(self) -> str:
        """The unit's identifier; ``response`` for a single response."""
        return str(self.scores.units[0])

    @property
    def attributes(self) -> dict[str, str | None]:
        """The unit's attributes."""
        return {name: column[0] for name, column in self.scores.answers.attributes.items()}

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the scores: overall, the domains, the areas."""
        return self.scorer.codes

    @property
    def values(self) -> tuple[float | None, ...]:
        """The scores in the order of `codes`: percent of attainable, or None."""
        if self.outcomes:
            return tuple(
                None if absence else points * FULL for points, absence in zip(*self.outcomes, strict=True)
            )
        return tuple(None if math.isnan(value) else value for value in self.scores.values[:, 0].tolist())

    @property
    def absences(self) -> tuple[Absence, ...]:
        """Why each score is absent, in the order of `codes`; `Absence.PRESENT` if it is not."""
        if self.outcomes:
            return tuple(map(Absence, self.outcomes[1]))
        return tuple(map(Absence, self.scores.absences[:, 0].tolist()))

    def as_dict(self) -> dict[str, float | None]:
        """Return the scores by code."""
        return dict(zip(self.codes, self.values, strict=True))

    def __getitem__(self, code: str) -> NodeScore:
        """Return the score of an indicator, an area, a domain, or "overall".

        Raises:
            UnknownCodeError: No score has the code.
        """
        scores = self.scores
        items = {item.indicator.code: i for i, item in enumerate(self.scorer.plan.items)}
        if isinstance(code, str) and code in items:
            i = items[code]
            absence = Absence(int(self.scorer.plan.items[i].absences[scores.answers.columns[i].codes[0]]))
            return _node_score(code, float(scores.indicators[0, i]), absence, None)
        row = scores.row(code)
        low, high = (float(table.values[row, 0]) for table in scores.bounds())
        bounds = None if math.isnan(low) or math.isnan(high) else (low, high)
        return _node_score(code, float(scores.values[row, 0]), Absence(int(scores.absences[row, 0])), bounds)

    def trace(self, code: str, /) -> "Trace":
        """Return how a score came about.

        Raises:
            UnknownCodeError: No score has the code.
        """
        from smmi.scoring.explanation._trace import trace

        return trace(self.scores, code)

    def __eq__(self, other: object) -> bool:
        return self.scores == other.scores if isinstance(other, ScoreProfile) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # its scores are arrays

    def __repr__(self) -> str:
        overall = self.values[0]
        return f"<ScoreProfile of {self.unit!r}: overall {'absent' if overall is None else f'{overall:.1f}'}>"


def _node_score(code: str, value: float, absence: Absence, bounds: tuple[float, float] | None) -> NodeScore:
    present = absence is Absence.PRESENT
    return NodeScore(
        code=code, value=value if present else None, reason=None if present else absence, bounds=bounds
    )
