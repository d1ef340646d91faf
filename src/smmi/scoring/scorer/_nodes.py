"""Nodes in the compiled form of a scheme: areas, domains and the overall score, with bound rules and exact weights."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, partial
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._decimals import exact, exact_mark, exact_share, multiples_of
from smmi.scoring.arithmetic import (
    FULL,
    MOST_WHOLE,
    Floats,
    Grid,
    Pairs,
    Points,
    are_pairs,
    are_rational,
    as_pairs,
    divide,
    nearest,
    reaches,
    sum_of_products,
    sum_rows,
)
from smmi.scoring.rules import (
    COUNTS,
    EXCLUDED,
    LOWEST,
    MISSING,
    PRESENT,
    PROPAGATES,
    Absence,
    AggregationRule,
    CoverageBasis,
    MaturityLevels,
    MinimumCoverage,
    MustHave,
    NoAnswer,
    Roles,
    WeightedMean,
    absences,
    at_marks,
    call,
    exact_form,
    no_points,
    rounds_inside,
    whole_parts,
)
from smmi.scoring.scheme._scheme import ScoringScheme

CLOSE: Final = 2.0**-40
"""Where weights differ by no more than this share, it is asked exactly which is greater."""

MISSES = (Absence.NO_ANSWER, Absence.NOTHING_ANSWERED, Absence.TOO_LITTLE_ANSWERED, Absence.PROPAGATED)
"""The absences that are missing, not excluded: the child could have been there."""

_MISSING_ROLE = {NoAnswer.LEAVES_OUT: MISSING, NoAnswer.LOWEST: LOWEST, NoAnswer.PROPAGATES: PROPAGATES}


@attrs.frozen(eq=False, kw_only=True)
class NodePlan:
    """How the children of one area, domain or the overall score become its points.

    Attributes:
        code: The node's code.
        children: The positions of its children one level below.
        rule: The aggregation rule, bound to the children.
        weights: The children's weights as they were declared, (k,).
        policy: The missing-data policy.
        roles: The role of each child by its `Absence`, (k, 11).
        grid: The grid of points.
        lowest: The points with which a missing child enters if it counts as the lowest, (k,); else 0.
        wholes: The children's weights as whole numbers of what they have in common.
        covering: The weights by which coverage is measured, as whole numbers likewise.
        unit: What a multiple of 1 stands for.
        whole: Whether its points are whole parts of the grid wherever those of its children are.
        asks: Whether its points are NaN where those of a child are, or where pairs leave open whether one is at a
            mark.
        open: Whether there are points next to its marks that are not at them, so that pairs may leave that open.
    """

    code: str
    children: tuple[int, ...]
    rule: AggregationRule
    weights: Floats
    policy: MinimumCoverage
    roles: Roles
    grid: Grid
    lowest: Points
    wholes: tuple[int, ...]
    covering: tuple[int, ...]
    unit: Fraction
    whole: bool
    asks: bool = False
    open: bool = False

    def asking(self, scores: bool, marks: bool) -> "NodePlan":  # noqa: FBT001  (facts)
        """Return the same where points are NaN if pairs leave them open.

        Args:
            scores: Whether it is asked which double is nearest to a score in percent.
            marks: Whether it is asked if children are at a mark.
        """
        marks = marks and isinstance(self.rule, MustHave | MaturityLevels) and not self.in_doubles
        return attrs.evolve(self, grid=attrs.evolve(self.grid, asks=scores), asks=True, open=marks)

    @cached_property
    def multiples(self) -> Points:
        """The children's weights as doubles, or as pairs of them if their sum is too large, (k,)."""
        return self.grid.wholes(self.wholes)

    @cached_property
    def measures(self) -> Points:
        """The weights by which coverage is measured, (k,)."""
        return self.grid.wholes(self.covering)

    @cached_property
    def weighs(self) -> bool:
        """Whether any child has weight."""
        return bool(np.any(self.weights > 0))

    @cached_property
    def averages(self) -> bool:
        """Whether it is a weighted mean, and any child has weight."""
        return type(self.rule) is WeightedMean and self.weighs

    @cached_property
    def averages_inside(self) -> bool:
        """Whether it is such a mean, with or without must-haves."""
        inner = self.rule.rule if type(self.rule) is MustHave else self.rule
        return type(inner) is WeightedMean and self.weighs

    @cached_property
    def adds(self) -> bool:
        """Whether it is a weighted mean whose sums are whole numbers that doubles hold, on a grid of many parts."""
        fits = (
            not are_pairs(self.multiples) and self.total * self.grid.one <= MOST_WHOLE and self.grid.one > 1
        )
        return self.averages and fits

    @cached_property
    def accumulates(self) -> bool:
        """Whether it is such a mean of the very points of its children."""
        return self.adds and not np.any(self.roles == LOWEST)

    @cached_property
    def total(self) -> Any:  # noqa: ANN401  (a float or a complex number)
        """The sum of the children's multiples."""
        return sum_rows(self.multiples[:, None]).item()

    @cached_property
    def in_doubles(self) -> bool:
        """Whether its rule, or one inside it, knows only doubles."""
        return rounds_inside(self.rule)

    @cached_property
    def _cells(self) -> tuple[Points, Points, Points]:
        """What `weigh` says of each child by its `Absence`, each (k * 11,): to look it up is quicker for many units."""
        counts, measures = self.roles == COUNTS, self.measures[:, None]
        used = np.where(counts | (self.roles == LOWEST), self.multiples[:, None], 0.0)
        answered = np.where(counts, measures, 0.0)
        eligible = np.where(self.roles == EXCLUDED, 0.0, measures)
        return used.reshape(-1), answered.reshape(-1), eligible.reshape(-1)

    @cached_property
    def _first_cells(self) -> npt.NDArray[np.intp]:
        """Where each child begins in `_cells`, (k, 1)."""
        return np.arange(0, self.roles.size, self.roles.shape[1])[:, None]

    @cached_property
    def share(self) -> tuple[float, float] | None:
        """The minimum coverage as a quotient, by whose terms weights can be multiplied in doubles; None if not so."""
        share = exact_mark(self.policy.share)
        if max(sum(self.covering), 1) * share.denominator > MOST_WHOLE:
            return None
        return float(share.numerator), float(share.denominator)

    def enough(self, roles: Roles, answered: Points, eligible: Points) -> npt.NDArray[np.bool_]:
        """Return whether what is answered reaches the minimum share of what is eligible, (n,); just that is enough."""
        if self.share:
            least, whole = self.share
            return reaches(answered * whole, eligible * least)
        share = exact_mark(self.policy.share)
        some, asked = nearest(answered), nearest(eligible) * float(share)
        unsure = np.flatnonzero(np.abs(some - asked) <= asked * CLOSE)
        enough = some > asked
        enough[unsure] = self._just_enough(roles[:, unsure], share)
        return enough

    def _just_enough(self, roles: Roles, share: Fraction) -> npt.NDArray[np.bool_]:
        """Return what `enough` does, in whole numbers of any size."""
        patterns, place = np.unique(roles, axis=1, return_inverse=True)
        found = []
        for pattern in patterns.T.tolist():
            asked = [own for own, role in zip(self.covering, pattern, strict=True) if role != EXCLUDED]
            there = [own for own, role in zip(self.covering, pattern, strict=True) if role == COUNTS]
            found.append(sum(there) * share.denominator >= sum(asked) * share.numerator)
        return np.array(found, dtype=np.bool_)[place.reshape(-1)]

    @cached_property
    def _form(self) -> AggregationRule:
        """The rule in the form that takes points in parts of the grid."""
        return exact_form(self.rule, self.grid, self.wholes, self.unit)

    def evaluate(self, points: Points, child_absences: Roles) -> tuple[Points, Roles]:
        """Return the node's points and absences, each (n,).

        Args:
            points: The children's points, (k, n); 0 where absent.
            child_absences: The children's `Absence`, (k, n).
        """
        return self._each(self.aggregate, points, child_absences)

    def percent(self, points: Points, child_absences: Roles) -> tuple[Floats, Roles]:
        """Return the node's scores in percent and its absences, each (n,); arguments as for `evaluate`."""
        return self._each(self._percent, points, child_absences)

    def _each(
        self, make: Callable[[Points, Points], Points], points: Points, child_absences: Roles
    ) -> tuple[Points, Roles]:
        n = points.shape[1]
        make = partial(self._asking, make) if self.asks else make
        if not self.weighs:
            return np.zeros(n), np.full(n, Absence.NO_WEIGHT, dtype=np.uint8)
        points, used, reasons = self.inputs(points, child_absences)
        present = reasons == PRESENT
        if not present.any():
            return np.zeros(n), reasons
        if present.all():
            return make(points, used), reasons
        there = np.flatnonzero(present)
        made = make(points.take(there, axis=1), used.take(there, axis=1))
        values = np.zeros(n, dtype=made.dtype)
        values[there] = made
        return values, reasons

    def _asking(self, make: Callable[[Points, Points], Points], points: Points, used: Points) -> Points:
        """Return what is made of points, NaN where one of them is, or where it is open whether it is at a mark."""
        unknown = np.isnan(points)
        lost = unknown.any(axis=0)
        made = make(np.where(unknown, 0.0, points) if lost.any() else points, used)
        if self.in_doubles:
            lost |= self.grid.midway(points)
        if self.open:
            lost |= at_marks(self._form, points, used)
        if lost.any():
            made[lost] = np.nan
        return made

    def inputs(self, points: Points, child_absences: Roles) -> tuple[Points, Points, Roles]:
        """Return the points and multiples that the rule gets, each (k, n), and the node's absences, (n,)."""
        some = np.flatnonzero(child_absences.any(axis=0))
        if 2 * len(some) + 1 >= child_absences.shape[1]:  # else it costs more than it saves
            return self._inputs(points, child_absences)
        # All units whose children are there have the same weights and reason: these are worked out once, for one more
        # unit, whose points are not looked at.
        asked = np.append(child_absences[:, some], np.zeros((len(points), 1), dtype=np.uint8), axis=1)
        entered, weights, reasons = self._inputs(np.append(points[:, some], points[:, :1], axis=1), asked)
        used = np.empty(points.shape, dtype=weights.dtype)
        used[:], used[:, some] = weights[:, -1:], weights[:, :-1]
        points = (points * (weights[:, -1:] > 0)).astype(entered.dtype, copy=False)
        points[:, some] = entered[:, :-1]
        found = np.full(points.shape[1], reasons[-1])
        found[some] = reasons[:-1]
        return points, used, found

    def _inputs(self, points: Points, child_absences: Roles) -> tuple[Points, Points, Roles]:
        """Return what `inputs` does, worked out for each unit."""
        roles, used, reasons = self._weights(child_absences)
        points = np.where(used > 0, np.where(roles == LOWEST, self.lowest[:, None], points), 0.0)
        return points, used, reasons

    def _weights(self, child_absences: Roles) -> tuple[Roles, Points, Roles]:
        """Return the children's roles and the multiples that count, each (k, n), and the node's absences, (n,)."""
        cells = child_absences + self._first_cells
        used, answered, eligible = (of_cell.take(cells) for of_cell in self._cells)
        roles, answered, eligible = self.roles.take(cells), sum_rows(answered), sum_rows(eligible)
        enough = self.enough(roles, answered, eligible)
        return roles, used, absences(roles, self.weights, answered, eligible, enough)

    def portions(self, child_absences: Roles) -> tuple[Pairs, Roles]:
        """Return what portion of all weight counts, 1 where the node is absent, and its absences, each (n,)."""
        _, used, reasons = self._weights(child_absences)
        counted = np.where(reasons == PRESENT, sum_rows(used), self.total)
        return divide(as_pairs(counted), self.total), reasons

    @cached_property
    def shares(self) -> tuple[Fraction, ...]:
        """The children's shares of all weight."""
        parts = as_pairs(self.multiples)
        exactly = [
            Fraction(high) + Fraction(low)
            for high, low in zip(parts.real.tolist(), parts.imag.tolist(), strict=True)
        ]
        total = sum(exactly)
        return tuple(one / total for one in exactly)

    def aggregate(self, points: Points, used: Points) -> Points:
        """Return what the rule makes of points and multiples, each (k, n): (n,).

        Raises:
            SchemeError: A rule returned something other than points.
        """
        if self.in_doubles:
            return self.grid.of_doubles(self._rounded(points, used))
        if are_pairs(points) or not (self.whole or self.adds):
            return self._checked(self.grid.exactly(points), used)
        if self.whole:
            return self._checked(points, used)
        return np.asarray(divide(as_pairs(sum_of_products(used, points)), sum_rows(used)))

    def _checked(self, points: Points, used: Points) -> Points:
        """Return what the rule makes of points in parts of the grid.

        Raises:
            SchemeError: It made no points: what it divides by is 0.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            made: Points = self._form.aggregate(points, used)
        if not are_rational(made) and np.isnan(made).any():
            raise no_points(self.rule, self.code, "nan")
        return made

    def _percent(self, points: Points, used: Points) -> Floats:
        """Return what `aggregate` does, in percent, rounded once."""
        if self.in_doubles:
            rounded = self._rounded(points, used)
            if len(rounded) == 1:  # a single response
                return np.array([Grid().percent_of_one(rounded.item())])
            return Grid().percent(rounded)
        if self.adds and not are_pairs(points):
            return np.asarray(sum_of_products(used, points) / (sum_rows(used) * self.hundredth))
        return self.grid.percent(self.aggregate(points, used))

    @cached_property
    def hundredth(self) -> float:
        """The parts of one percent."""
        return float(self.grid.one // FULL)

    def _sums(self, points: Sequence[Points]) -> Points:
        """Return what children earn that are all there, (n,): whole numbers or pairs."""
        exact = self.adds and not any(map(are_pairs, points))
        rows = points if exact else [self.grid.exactly(points[0]), *points[1:]]
        return np.asarray(sum_of_products(self.multiples.tolist(), rows))

    def mean(self, points: Sequence[Points]) -> Points | None:
        """Return the points of a weighted mean whose children are all there, (n,); None if it is none."""
        if not self.averages:
            return None
        sums = self._sums(points)
        return np.asarray(divide(sums if self.whole else as_pairs(sums), self.total))

    def mean_in_percent(self, points: Sequence[Points]) -> Floats | None:
        """Return the scores in percent of a weighted mean whose children are all there, (n,); None if it is none."""
        if not self.averages:
            return None
        sums = self._sums(points)
        if self.adds:
            return self.grid.nearest(divide(sums, self.total * self.hundredth))
        return self.grid.percent(np.asarray(divide(as_pairs(sums), self.total)))

    def _rounded(self, points: Points, used: Points) -> Floats:
        """Return what a rule that knows only doubles makes of them, checked."""
        k, n = points.shape
        given = np.empty((2 * k, n))
        given[:k] = self.grid.shares(points)
        np.multiply(used > 0, self.weights[:, None], out=given[k:])
        return call(self.rule, self.code, self._aggregated, given)

    def _aggregated(self, stacked: Floats) -> Floats:
        k = len(self.children)
        return self.rule.aggregate(stacked[:k], stacked[k:])


@attrs.frozen(kw_only=True)
class BoundNode:
    """A node before it has a plan: its children, its rule bound to them, and its weights as whole numbers.

    Attributes:
        code: Its code.
        children: The codes of its children.
        rule: Its rule, bound to them.
        multiples: The children's weights as multiples of a unit.
        covering: The weights by which coverage is measured, as whole numbers; a weight of 1/6 is a sixth here.
        unit: What the multiples are multiples of.
    """

    code: str
    children: tuple[str, ...]
    rule: AggregationRule
    multiples: tuple[int, ...]
    covering: tuple[int, ...]
    unit: Fraction

    @classmethod
    def of(cls, scheme: ScoringScheme, code: str) -> "BoundNode":
        """Return a node of a scheme."""
        children, rule = scheme.children(code), scheme.aggregation_rule(code)
        bind = getattr(rule, "for_children", None)
        bound = bind(children) if bind else rule
        weights = [scheme.weight(child) for child in children]
        multiples, unit = multiples_of(map(exact, weights))
        shares, _ = multiples_of(map(exact_share, weights))  # a sixth, a third and a half cover one another
        by_count = scheme.policy(code).basis is CoverageBasis.COUNT
        outside = getattr(bound, "outside_coverage", ()) or (False,) * len(children)
        covering = tuple(
            0 if apart else min(one, 1) if by_count else one
            for one, apart in zip(shares, outside, strict=True)
        )
        return cls(
            code=code,
            children=children,
            rule=bound,
            multiples=multiples,
            covering=covering,
            unit=unit,
        )

    @property
    def heaviness(self) -> int:
        """The sum of all multiples, at least 1."""
        return max(sum(self.multiples), 1)

    @property
    def fits(self) -> bool:
        """Whether doubles hold the multiples."""
        return self.heaviness <= MOST_WHOLE

    @property
    def parts(self) -> int | None:
        """By what the parts of a grid must divide for its points to be whole; None if there is no such number."""
        return whole_parts(self.rule, self.multiples, self.unit)

    def plan(
        self,
        scheme: ScoringScheme,
        position: Mapping[str, int],
        lowest: Mapping[str, Any],
        grid: Grid,
        *,
        whole: bool,
    ) -> NodePlan:
        """Return its plan; its children have positions in their level of the instrument, and lowest points."""
        policy = scheme.policy(self.code)
        roles = np.full((len(self.children), len(Absence)), EXCLUDED, dtype=np.uint8)
        roles[:, Absence.PRESENT] = COUNTS
        for row, child in enumerate(self.children):
            roles[row, list(MISSES)] = _MISSING_ROLE[scheme.no_answer.get(child, policy.no_answer)]
        return NodePlan(
            code=self.code,
            children=tuple(position[child] for child in self.children),
            rule=self.rule,
            weights=np.array([scheme.weight(child) for child in self.children]),
            policy=policy,
            roles=roles,
            grid=grid,
            lowest=np.array(
                [
                    lowest.get(child, 0.0) if entered else 0.0
                    for child, entered in zip(self.children, (roles == LOWEST).any(axis=1), strict=True)
                ]
            ),
            wholes=self.multiples,
            covering=self.covering,
            unit=self.unit,
            whole=whole,
        )
