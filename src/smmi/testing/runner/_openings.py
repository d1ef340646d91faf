"""Whether opening a gate can lower a score of a scheme, which many a scheme means to: the smallest case of it."""

from collections.abc import Mapping
from typing import Any, Final

import attrs
from hypothesis import Phase, strategies as st
from hypothesis.strategies import DrawFn

from smmi.scoring import ScoringScheme
from smmi.scoring.laws import Engine, skipped
from smmi.testing.cases._scheme_cases import Asked, Drawn, opening
from smmi.testing.runner._law_check import examine_drawn

EXAMPLES: Final = 100
TOLERANCE: Final = 1e-9


@attrs.frozen(kw_only=True)
class LoweredScore:
    """A score that falls although no answer is worth less, as a gate is opened.

    Attributes:
        code: The area or domain whose score falls, or "overall".
        before: The score while the gate is shut.
        after: The score with the gate open, None if there is none then.
        record: The answers of the unit while the gate is shut.
        better: Its answers with the gate open; what is opened is answered.
        opened: The indicators that are asked only then.
    """

    code: str
    before: float
    after: float | None
    record: Mapping[str, Any]
    better: Mapping[str, Any]
    opened: tuple[str, ...]

    def __str__(self) -> str:
        changed = [code for code, raw in self.better.items() if self.record[code] != raw]
        said = ", ".join(f"{code} {self.record[code]!r} -> {self.better[code]!r}" for code in changed)
        return f"{self.code!r} falls from {self.before!r} to {self.after!r}: {said}"


class _FoundError(Exception):
    """A case was found."""


def lowered_by_opening(scheme: ScoringScheme, /, *, examples: int = EXAMPLES) -> LoweredScore | None:
    """Return the smallest case found in which opening a gate lowers a score; None if none is found.

    A gate is opened by an answer that is worth no less, and what it opens is answered, perhaps with what is worth
    least. Where a shut gate takes an indicator out of the score, that may lower the score by design; where the scheme
    gives a shut gate points (`gated`) and its rules are monotone, the law `opening-is-never-worse` says that it does
    not. A star follows from the score by marks that ascend, so that it falls only where the score does.

    Args:
        scheme: The scheme.
        examples: In how many pairs of records it is looked for.

    Example:
        >>> from smmi.scoring import WeightedMean
        >>> from smmi.scoring.laws import scheme_around
        >>> left_out, worth = (
        ...     scheme_around(WeightedMean(), gated=True, shut=points) for points in (None, 0.0)
        ... )
        >>> found = lowered_by_opening(left_out, examples=20)
        >>> found.code, found.opened, found.after < found.before
        ('area', ('c3',), True)
        >>> lowered_by_opening(worth, examples=20) is None
        True
    """
    asked, engine = Asked(scheme), Engine()
    found: list[LoweredScore] = []

    @st.composite
    def cases(draw: DrawFn) -> Drawn:
        return opening(asked, draw, asked.openings)

    def examine(case: Drawn) -> None:
        before, after = engine.batch(scheme, [case["record"], case["better"]])
        for code, value in reversed(before.items()):
            other = after[code]
            if value is not None and (other is None or other < value - TOLERANCE):
                opened = tuple(sorted(skipped(scheme, case["record"]) - skipped(scheme, case["better"])))
                found[:] = [LoweredScore(code=code, before=value, after=other, opened=opened, **case)]
                raise _FoundError

    if asked.openings:
        try:
            examine_drawn(cases(), examine, examples, (Phase.generate, Phase.shrink))
        except _FoundError:
            return found[0]
    return None
