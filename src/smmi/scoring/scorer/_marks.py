"""Must-haves above weighted means, asked of scores: in a batch, and of one unit."""

from collections.abc import Sequence

import attrs
import numpy as np

from smmi._decimals import exact, exact_mark
from smmi.scoring.arithmetic import FULL, Floats, Positions
from smmi.scoring.rules import COUNTS, LOWEST, MustHave, Roles
from smmi.scoring.scorer._nodes import NodePlan


@attrs.frozen(eq=False, kw_only=True)
class Marks:
    """The must-haves of a node that is otherwise a weighted mean, asked of scores in percent.

    These are nearest doubles, so that one on either side of the nearest double to the mark is on that side of the mark.

    Attributes:
        children: The positions and roles of the must-haves that have weight.
        passing: The mark in percent.
        cap: The highest score if one falls short.
    """

    children: tuple[tuple[int, Roles], ...]
    passing: float
    cap: float

    @classmethod
    def of(cls, plan: NodePlan) -> "Marks | None":
        """Return the must-haves of a node, or None if it has none."""
        rule = plan.rule
        if not isinstance(rule, MustHave):
            return None
        known = zip(plan.children, rule.musts, plan.wholes, plan.roles, strict=True)
        return cls(
            children=tuple((child, roles) for child, must, weight, roles in known if must and weight),
            passing=float(exact_mark(rule.passing) * FULL),
            cap=float(exact(rule.cap) * FULL),
        )

    def capped(self, score: float, scores: Sequence[float], absences: Sequence[int]) -> float | None:
        """Return the score of one unit, given those of the children; None if one is at the mark, and that is open."""
        short = False
        for child, roles in self.children:
            role = roles[absences[child]]
            if role == COUNTS and scores[child] == self.passing:
                return None
            short |= (role == COUNTS and scores[child] < self.passing) or (
                role == LOWEST and self.passing > 0
            )
        return min(score, self.cap) if short else score

    def write_capped(self, out: Floats, scores: Floats, absences: Roles) -> Positions:
        """Cap scores, (n,), given those of the children, (k, n), NaN where absent; return where that is open."""
        short, at = np.zeros((2, len(out)), dtype=np.bool_)
        for child, roles in self.children:
            short |= scores[child] < self.passing
            at |= scores[child] == self.passing
            if self.passing > 0 and np.any(roles == LOWEST):
                short |= roles[absences[child]] == LOWEST
        where = np.flatnonzero(short)
        out[where] = np.minimum(out[where], self.cap)
        return np.flatnonzero(at)
