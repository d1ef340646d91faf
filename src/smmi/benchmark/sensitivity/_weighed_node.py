"""One node whose children's weights are drawn: its scores under many weights, and by the scheme under one row."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels.sensitivity._weighted_sums import Children
from smmi.benchmark.norms import Conventions, comparable
from smmi.scoring import CoverageBasis, Scores, ScoringScheme, Weighting
from smmi.scoring.rules import COUNTS, EXCLUDED, LOWEST, PRESENT, PROPAGATES

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def with_weights(scheme: ScoringScheme, codes: Sequence[str], weights: Sequence[float], /) -> ScoringScheme:
    """Return a scheme with other weights of some nodes.

    Raises:
        SchemeError: They are no weights.
    """
    given = scheme.weights
    new = {
        **(given.by_code if isinstance(given, Weighting) else given),
        **dict(zip(codes, weights, strict=True)),
    }
    return attrs.evolve(
        scheme, weights=attrs.evolve(given, by_code=new) if isinstance(given, Weighting) else new
    )


@attrs.frozen(eq=False, kw_only=True)
class WeighedNode:
    """A node, its children's points, and what weights are drawn for them.

    Attributes:
        scores: The scores of the units.
        of: The node's code.
        conventions: By which it is told which scores compare.
        weights: The weights that are drawn, (draws, children).
    """

    scores: Scores
    of: str
    conventions: Conventions
    weights: Floats

    @cached_property
    def children(self) -> tuple[str, ...]:
        """The codes of the children."""
        return self.scores.scheme.children(self.of)

    def scheme(self, draw: int, /) -> ScoringScheme:
        """Return the scheme with the weights of one draw."""
        return with_weights(self.scores.scheme, self.children, self.weights[draw].tolist())

    def rescored(self, draw: int, /) -> Floats:
        """Return the scores by the scheme with the weights of one draw, (n,); NaN where absent or not comparable.

        Raises:
            SchemeError: The scheme cannot have these weights.
        """
        again = self.scheme(draw).compile().score(self.scores.answers)
        return np.asarray(comparable(again, self.conventions)[0][again.row(self.of)])

    @cached_property
    def _absences(self) -> npt.NDArray[np.uint8]:
        """Why children are absent, (k, n)."""
        scores = self.scores
        if self.children[0] in scores.codes:
            return np.asarray(scores.absences[[scores.row(code) for code in self.children]])
        items = scores.scheme.compile().plan.items
        found = {
            item.indicator.code: item.absences[column.codes]
            for item, column in zip(items, scores.answers.columns, strict=True)
        }
        return np.stack([found[code] for code in self.children]).astype(np.uint8)

    @cached_property
    def _points(self) -> Floats:
        """The children's points in percent, (k, n)."""
        scores = self.scores
        if self.children[0] in scores.codes:
            return np.asarray(scores.values[[scores.row(code) for code in self.children]])
        places = {one.code: i for i, one in enumerate(scores.instrument.indicators)}
        points: Floats = scores.indicators.T[[places[code] for code in self.children]]
        return points

    @cached_property
    def _node(self) -> Any:  # noqa: ANN401  (a node of a compiled scheme)
        declared = self.scores.scheme
        own = np.array([declared.weight(code) > 0 for code in self.children])
        scheme = declared if ((self.weights[0] > 0) == own).all() else self.scheme(0)
        plan = scheme.compile().plan
        return next(one for one in (plan.overall, *plan.domains, *plan.areas) if one.code == self.of)

    @cached_property
    def _roles(self) -> npt.NDArray[np.uint8]:
        """What each child is to its parent, (k, n)."""
        places = np.arange(len(self.children))[:, None]
        roles: npt.NDArray[np.uint8] = self._node.roles[places, self._absences]
        return roles

    @property
    def averages(self) -> bool:
        """Whether scores under weights are weighted means of the children's points, so that products give them."""
        known = self.children[0] in self.scores.codes or not (self._roles == LOWEST).any()
        return bool(self._node.averages and known)

    @property
    def share(self) -> float | None:
        """The minimum share of weight answered; None where it is of the count, which weights do not change."""
        policy = self._node.policy
        return policy.share if policy.basis is CoverageBasis.WEIGHT else None

    @cached_property
    def means(self) -> Children:
        """The children of a node that is a weighted mean."""
        roles, heavy = self._roles, (self.weights[0] > 0)[:, None]
        counts, enters = (roles == COUNTS) & heavy, ((roles == COUNTS) | (roles == LOWEST)) & heavy
        absent = ((roles == PROPAGATES) & heavy).any(axis=0) | ~counts.any(axis=0)
        if self.share is None:
            absent = self._node.inputs(np.zeros(roles.shape), self._absences)[2] != PRESENT
        withheld = comparable(self.scores, self.conventions)[1]
        if withheld is not None:
            absent = absent | withheld[self.scores.row(self.of)]
        points = np.where(counts, self._points, 0.0)
        return Children(points, enters, counts, (roles != EXCLUDED) & heavy, absent)
