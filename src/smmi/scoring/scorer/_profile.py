"""The scores of one unit."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from smmi._notebook import InNotebooks, Shown
from smmi.errors import UnknownCodeError
from smmi.instrument import AnswerState
from smmi.scoring.rules import Absence
from smmi.scoring.scheme._scheme import OVERALL, ScoringScheme
from smmi.scoring.scorer._plan import Plan
from smmi.scoring.scorer._scores import Scores
from smmi.scoring.scorer._single_response import SingleResponse

if TYPE_CHECKING:
    from smmi.scoring.explanation._trace import Trace

Range = tuple[float, float] | None

ABSENCES = tuple(map(Absence, range(len(Absence))))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NodeScore:
    """One score of one unit; equal to another one if code, value, reason and bounds are.

    Attributes:
        code: The code of the indicator, area or domain, or "overall".
        value: Percent of attainable, or None.
        reason: Why it is absent, or None if it is not.
        bounds: The lowest and highest score still attainable by completing the answers; None if there is none, and
            for an indicator. Given as a function of the code, it is worked out when it is asked for.
    """

    code: str
    value: float | None
    reason: Absence | None
    _bounds: Range | Callable[[str], Range]

    @property
    def bounds(self) -> Range:
        """The lowest and highest score still attainable by completing the answers, or None."""
        return self._bounds(self.code) if callable(self._bounds) else self._bounds

    @property
    def _facts(self) -> dict[str, Any]:
        return {"code": self.code, "value": self.value, "reason": self.reason, "bounds": self.bounds}

    def __eq__(self, other: object) -> bool:
        return self._facts == other._facts if isinstance(other, NodeScore) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.code, self.value, self.reason))

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(NodeScore, **self._facts), ()  # not with the profile that it is from

    def __repr__(self) -> str:
        return f"NodeScore({', '.join(f'{name}={fact!r}' for name, fact in self._facts.items())})"


@attrs.frozen(eq=False, repr=False)
class ScoreProfile(InNotebooks):
    """The scores of one unit; make them with `Scores.of` or `Scorer.score_one`.

    A profile reads the scores from which it is, and shares their bounds. It keeps these scores alive; pickled, it is
    the scores of its unit alone.

    Attributes:
        made: The scores among which the unit's are, or the single response that was scored.
        position: The position of the unit.
    """

    _made: Scores | SingleResponse
    _position: int = 0

    @cached_property
    def _table(self) -> Scores:
        """The scores in which the unit has its position."""
        return self._made if isinstance(self._made, Scores) else self._made.scores()

    @cached_property
    def _plan(self) -> Plan:
        return self._made.scheme.compile().plan if isinstance(self._made, Scores) else self._made.plan

    def _read(self) -> tuple[Sequence[float | None], Sequence[int]]:
        """Return the values and absences, in the order of `codes`."""
        made = self._made
        if not isinstance(made, Scores):
            return made.values(), made.absences
        values = made.values[:, self._position].tolist()
        absences = made.absences[:, self._position].tolist()
        if any(absences):
            values = [None if absence else value for value, absence in zip(values, absences, strict=True)]
        return values, absences

    @cached_property
    def _row(self) -> tuple[Sequence[float | None], Sequence[int]]:
        return self._read()

    @cached_property
    def _ranges(self) -> Mapping[str, Range]:
        """The attainable range of each score by code, or None."""
        low, high, position = self._table._bounds_near(self._position)  # noqa: SLF001  (not for the public)
        ends = zip(
            self.codes, low.values[:, position].tolist(), high.values[:, position].tolist(), strict=True
        )
        return {code: None if math.isnan(least) else (least, most) for code, least, most in ends}

    @cached_property
    def scores(self) -> Scores:
        """The scores as a table of this unit alone."""
        alone = len(self._table) == 1
        return self._table if alone else self._table.take(slice(self._position, self._position + 1))

    @property
    def unit(self) -> str:
        """The unit's identifier; ``response`` for a single response."""
        return str(self._table.units[self._position])

    @property
    def attributes(self) -> dict[str, str | None]:
        """The unit's attributes."""
        return {name: column[self._position] for name, column in self._table.answers.attributes.items()}

    @property
    def scheme(self) -> ScoringScheme:
        """The scheme that scored."""
        return self._plan.scheme

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the scores: overall, the domains, the areas."""
        return tuple(self._plan.rows)

    @property
    def values(self) -> tuple[float | None, ...]:
        """The scores in the order of `codes`: percent of attainable, or None."""
        return tuple(self._read()[0])

    @property
    def absences(self) -> tuple[Absence, ...]:
        """Why each score is absent, in the order of `codes`; `Absence.PRESENT` if it is not."""
        return tuple(map(ABSENCES.__getitem__, self._read()[1]))

    @cached_property
    def partly_administered(self) -> Mapping[str, float]:
        """The share of weight that was put to the unit, of what applies to it, by code, where it is less than 1.

        Such a score rests on a part of what others rest on, as answers do that were carried from another edition.
        """
        if not isinstance(self._made, Scores) and not _has_gaps(self._made):
            return {}
        table = self._table
        if table.partly_administered is None:
            return {}
        shares = table.administered[:, self._position].tolist()
        return {code: share for code, share in zip(self.codes, shares, strict=True) if share < 1.0}

    def as_dict(self) -> dict[str, float | None]:
        """Return the scores by code."""
        return dict(zip(self.codes, self.values, strict=True))

    def __getitem__(self, code: str) -> NodeScore:
        """Return the score of an indicator, an area, a domain, or "overall".

        Raises:
            UnknownCodeError: No score has the code.
        """
        try:
            row = self._plan.rows[code]
        except (KeyError, TypeError):
            return self._indicator(code)
        values, absences = self._row
        absence = absences[row]
        return NodeScore(
            code=code,
            value=values[row],
            reason=ABSENCES[absence] if absence else None,
            bounds=self._ranges_of,
        )

    def _ranges_of(self, code: str) -> Range:
        return self._ranges[code]

    def _indicator(self, code: str) -> NodeScore:
        try:
            i = self._plan.positions[code]
        except (KeyError, TypeError):
            raise UnknownCodeError("no score has the code", str(code), self.codes) from None
        if isinstance(self._made, Scores):
            item = self._plan.items[i]
            column = self._made.answers.columns[i].take(slice(self._position, self._position + 1))
            points, absence = item.points_of(column)[0], int(item.absences[column.codes[0]])
        else:
            cell = self._made.settled[i]
            points, absence = np.asarray(cell.points), cell.absence
        return NodeScore(
            code=code,
            value=None if absence else float(self._plan.grid.percent(points)),
            reason=ABSENCES[absence] if absence else None,
            bounds=None,
        )

    def trace(self, code: str, /) -> "Trace":
        """Return how a score came about.

        Raises:
            UnknownCodeError: No score has the code.
        """
        from smmi.scoring.explanation._trace import trace

        return trace(self._table, code, position=self._position)

    def __eq__(self, other: object) -> bool:
        return self.scores == other.scores if isinstance(other, ScoreProfile) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # its scores are arrays

    def __reduce__(self) -> tuple[Any, ...]:
        return ScoreProfile, (self.scores,)

    def _shown(self) -> Shown:
        instrument, rows = self.scheme.instrument, []
        for code in self.codes:
            own, label = self[code], "Overall" if code == OVERALL else instrument[code].label
            low, high = own.bounds or (None, None)
            rows.append([label, own.value, low, high, own.reason.label if own.reason else ""])
        return Shown(
            caption=f"Scores of {self.unit}, percent of attainable",
            columns=("Score", "Value", "Lowest", "Highest", "Why absent"),
            rows=rows,
        )

    def __repr__(self) -> str:
        overall = self._read()[0][0]
        return f"<ScoreProfile of {self.unit!r}: overall {'absent' if overall is None else f'{overall:.1f}'}>"


def _has_gaps(made: SingleResponse) -> bool:
    """Return whether an indicator was not put to the unit: quicker than to work out on what each score rests."""
    reasons = [cell.absence for cell in made.settled]
    if Absence.NOT_ADMINISTERED in reasons:
        return True
    if Absence.NOT_SCORED not in reasons:
        return False
    unscored = [i for i, reason in enumerate(reasons) if reason == Absence.NOT_SCORED]
    items, cells = made.plan.items, made.settled
    return any(items[i].coding.states[cells[i].code] == AnswerState.NOT_ADMINISTERED for i in unscored)
