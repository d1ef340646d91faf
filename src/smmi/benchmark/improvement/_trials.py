"""Trials: one unit with changed answers, many times over, routed and scored as any other answers are."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.improvement._moves import Move
from smmi.instrument import Answers, AnswerState
from smmi.scoring import ScoreProfile, Scores, ScoringScheme

UNIT: Final = "smmi trial"
"""The key of the unit in records; no code has a space."""
BLANK: Final = int(AnswerState.NO_ANSWER)


@attrs.frozen(eq=False)
class Trials:
    """A unit whose answers are changed.

    Attributes:
        answers: The answers that there are, of this unit alone.
        scheme: By which they are scored.
    """

    answers: Answers
    scheme: ScoringScheme

    @classmethod
    def of(cls, profile: ScoreProfile, scheme: ScoringScheme, /) -> "Trials":
        """Return the trials of a unit by its profile."""
        return cls(profile.scores.answers, scheme)

    @property
    def unit(self) -> str:
        """The unit."""
        return str(self.answers.units[0])

    @cached_property
    def _record(self) -> dict[str, object]:
        return self.answers.record(self.unit)

    @cached_property
    def _attributes(self) -> dict[str, str | None]:
        return {name: column[0] for name, column in self.answers.attributes.items()}

    def changed(self, changes: Sequence[Mapping[str, object]], /, *, named: bool = False) -> Answers:
        """Return the answers after each set of changes.

        Args:
            changes: The new answers by indicator.
            named: Whether the unit keeps its identifier; there is one set of changes then.

        Raises:
            EditCheckError: An answer is impossible.
        """
        records = [
            self._record | dict(new) | self._attributes | {UNIT: self.unit if named else str(i)}
            for i, new in enumerate(changes)
        ]
        return Answers.from_records(
            self.answers.instrument, records, unit=UNIT, attributes=tuple(self._attributes)
        )

    def scored(self, changes: Sequence[Mapping[str, object]], /) -> Scores:
        """Return the scores after each set of changes."""
        return self.scheme.compile().score(self.changed(changes))

    def replay(self, changes: Mapping[str, object], /) -> ScoreProfile:
        """Return the scores of the unit after changes, under its own identifier."""
        return self.scheme.compile().score(self.changed([changes], named=True)).of(self.unit)

    def upward(self, movable: Mapping[str, tuple[Move, ...]], /) -> dict[str, tuple[Move, ...]]:
        """Return the answers, by indicator, that give nothing up: see `paths`; the one that there is comes first."""
        tried = [(code, move) for code, options in movable.items() for move in options[1:]]
        if not tried:
            return dict(movable)
        after, now = self.scored([{code: move.answer} for code, move in tried]), self.scored([{}])
        places = {one.code: place for place, one in enumerate(self.answers.instrument.indicators)}
        own = [places[code] for code, _ in tried]
        lower = after.indicators[np.arange(len(own)), own] < now.indicators[0, own]
        shut = np.zeros(len(own), dtype=np.bool_)
        for code in places:
            if self.answers.states(code)[0] == AnswerState.ANSWERED:
                shut |= after.answers.states(code) != AnswerState.ANSWERED
        kept: dict[str, tuple[Move, ...]] = {code: options[:1] for code, options in movable.items()}
        for (code, move), left_out in zip(tried, (lower | shut).tolist(), strict=True):
            kept[code] += () if left_out else (move,)
        return {code: options for code, options in kept.items() if len(options) > 1}

    def blanks(self, answers: Answers, /) -> npt.NDArray[np.bool_]:
        """Return for each indicator whether it is asked without an answer, (indicators, n)."""
        return np.stack([answers.states(one.code) == BLANK for one in answers.instrument.indicators])

    def allowed(self, answers: Answers, /) -> npt.NDArray[np.bool_]:
        """Return which changes leave no question blank that was not blank before, (n,).

        Args:
            answers: The answers after changes.
        """
        new = self.blanks(answers) & ~self.blanks(self.answers)
        return np.asarray(~new.any(axis=0))
