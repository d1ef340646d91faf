"""Aggregation rules that treat some children differently: bonus points, must-haves, maturity levels."""

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, TypeVar

import attrs
import numpy as np

from smmi._decimals import exact, exact_mark
from smmi.errors import Finding, SchemeError, suggestion
from smmi.instrument.declaration import is_share
from smmi.scoring.arithmetic import (
    FULL,
    Flags,
    Floats,
    Grid,
    Points,
    add,
    divide,
    multiply,
    next_to,
    reaches,
    sum_of_products,
    sum_rows,
)
from smmi.scoring.rules._aggregation_rule import AggregationRule, at_marks, exact_form, whole_parts
from smmi.scoring.rules._means import WeightedMean, whole_quotients
from smmi.scoring.rules._rule_problems import finding, refusal
from smmi.scoring.rules._words import PERCENT, Labels, names_in_words, rule_in_words

Rule = TypeVar("Rule")


def _as_codes(codes: Iterable[str]) -> tuple[str, ...]:
    if isinstance(codes, str):
        raise refusal("$", f"got the text {codes!r}, expected several codes: write ({codes!r},)")
    return tuple(codes)


def _as_levels(levels: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(_as_codes, levels))


@attrs.frozen
class PointsOverAttainable:
    """Points earned over points attainable; a child's weight is how many points it is worth.

    Points of bonus children are percentage points on top, outside of what is attainable and of coverage; the score
    stays at most 100. This is the manner of AASHE STARS: 90 of 180 points and 2 bonus points are 52.

    Attributes:
        bonus: The codes of the bonus children.

    Raises:
        SchemeError: A text stands for the codes.

    Example:
        >>> rule = PointsOverAttainable(bonus=("innovation",)).for_children(("a", "b", "innovation"))
        >>> rule.aggregate(np.array([[0.5], [0.5], [1.0]]), np.array([[100.0], [80.0], [2.0]]))
        array([0.52])
    """

    bonus: tuple[str, ...] = attrs.field(default=(), converter=_as_codes)
    outside_coverage: tuple[bool, ...] = attrs.field(default=(), init=False, eq=False, repr=False)
    _percent: tuple[Any, Any] = attrs.field(default=(1.0, float(FULL)), init=False, eq=False, repr=False)
    """By the first over the second, a bonus child's weight is a share of full points."""
    _full: float = attrs.field(default=1.0, init=False, eq=False, repr=False)

    monotone = shape_free = True

    @property
    def additive(self) -> bool:
        """Whether there is no bonus: then it is the weighted mean."""
        return not self.bonus

    unanimous = relative_weights = replicable = homogeneous = additive

    def misfit(self, children: tuple[str, ...], /) -> str | None:
        """Return what is wrong if a bonus child is not among the children, or none is left."""
        if set(self.bonus) >= set(children):
            return "all children are bonus"
        return _stranger(self.bonus, children)

    def for_children(self, children: tuple[str, ...], /) -> "PointsOverAttainable":
        """Return the rule bound to the children that it is given."""
        outside = tuple(code in self.bonus for code in children)
        return _with(attrs.evolve(self), outside_coverage=outside)

    def in_words(self, labels: Labels, /) -> str:
        """Return the rule in words."""
        extra = f", with bonus points for {names_in_words(self.bonus, labels)}" if self.bonus else ""
        return f"points earned over points attainable{extra}"

    def aggregate(self, points: Floats, weights: Floats) -> Floats:
        """Return earned over attainable plus bonus; see `AggregationRule.aggregate`."""
        bonus = np.array(self.outside_coverage or [False] * len(points))
        regular, extra = np.where(bonus[:, None], 0.0, weights), np.where(bonus[:, None], weights, 0.0)
        share = divide(sum_of_products(regular, points), sum_rows(regular))
        times, over = self._percent
        more = divide(multiply(sum_of_products(extra, points), times), over)
        return np.asarray(np.minimum(add(share, more), self._full))

    def _on(self, grid: Grid, _weights: Sequence[int], unit: Fraction, /) -> "PointsOverAttainable":
        percent = unit / FULL
        return _with(
            attrs.evolve(self),
            outside_coverage=self.outside_coverage,
            _percent=tuple(grid.wholes([percent.numerator, percent.denominator])),
            _full=float(grid.one),
        )

    def _parts(self, weights: Sequence[int], unit: Fraction, /) -> int | None:
        bonus = self.outside_coverage or (False,) * len(weights)
        regular = whole_quotients([one for one, extra in zip(weights, bonus, strict=True) if not extra])
        return None if regular is None else math.lcm(regular, (unit / FULL).denominator)


@attrs.frozen
class MustHave:
    """Some children must be had: one that counts and falls short caps the score, whatever the others are.

    Attributes:
        codes: The codes of the must-haves.
        cap: The highest points that a parent can have if one of them falls short.
        passing: The points from which on a must-have is had.
        rule: The rule that gives the points otherwise.

    Raises:
        SchemeError: The cap or the mark is not between 0 and 1, or a text stands for the codes.

    Example:
        >>> rule = MustHave(("policy",), cap=0.4).for_children(("policy", "training"))
        >>> rule.aggregate(np.array([[0.0], [1.0]]), np.array([[1.0], [9.0]]))
        array([0.4])
    """

    codes: tuple[str, ...] = attrs.field(converter=_as_codes)
    cap: float = attrs.field(default=0.5, kw_only=True)
    passing: float = attrs.field(default=1.0, kw_only=True)
    rule: AggregationRule = attrs.field(factory=WeightedMean, kw_only=True)
    _must: tuple[bool, ...] = attrs.field(default=(), init=False, eq=False, repr=False)
    _marks: tuple[Any, Any] | None = attrs.field(default=None, init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        SchemeError.raise_any(_share_findings("MustHave", cap=self.cap, passing=self.passing))
        object.__setattr__(self, "cap", float(self.cap))
        object.__setattr__(self, "passing", float(self.passing))

    @property
    def monotone(self) -> bool:
        """Whether the rule that gives the points is monotone: then this one is."""
        return bool(getattr(self.rule, "monotone", False))

    @property
    def relative_weights(self) -> bool:
        """As the rule that gives the points."""
        return bool(getattr(self.rule, "relative_weights", False))

    @property
    def shape_free(self) -> bool:
        """As the rule that gives the points."""
        return bool(getattr(self.rule, "shape_free", False))

    def misfit(self, children: tuple[str, ...], /) -> str | None:
        """Return what is wrong if there are no must-haves, or one is not among the children."""
        return _stranger(self.codes, children) if self.codes else "no must-have is named"

    def for_children(self, children: tuple[str, ...], /) -> "MustHave":
        """Return the rule bound to the children that it is given."""
        inner = getattr(self.rule, "for_children", None)
        bound = attrs.evolve(self, rule=inner(children) if inner else self.rule)
        return _with(bound, _must=tuple(code in self.codes for code in children))

    def in_words(self, labels: Labels, /) -> str:
        """Return the rule in words."""
        short = f"while {names_in_words(self.codes, labels)} is below {PERCENT * self.passing:.6g}"
        return f"{rule_in_words(self.rule, labels)}, but at most {PERCENT * self.cap:.6g} {short}"

    def aggregate(self, points: Floats, weights: Floats) -> Floats:
        """Return the inner rule's points, capped where a must-have falls short; see `AggregationRule.aggregate`."""
        cap, passing = self._marks or (self.cap, self.passing)
        musts = [i for i, must in enumerate(self._must) if must]
        short = np.flatnonzero(((weights[musts] > 0) & ~reaches(points[musts], passing)).any(axis=0))
        inner = np.array(self.rule.aggregate(points, weights))
        if short.size:
            inner = inner.astype(np.result_type(inner, np.asarray(cap)), copy=False)
            inner[short] = np.minimum(inner[short], cap)
        return inner

    def _on(self, grid: Grid, weights: Sequence[int], unit: Fraction, /) -> "MustHave":
        marks = grid.value(exact(self.cap)), grid.value(exact_mark(self.passing))
        bound = attrs.evolve(self, rule=exact_form(self.rule, grid, weights, unit))
        return _with(bound, _must=self._must, _marks=marks)

    def _at_marks(self, points: Points, weights: Points, /) -> Flags:
        _, passing = self._marks or (self.cap, self.passing)
        musts = [i for i, must in enumerate(self._must) if must]
        at = ((weights[musts] > 0) & next_to(points[musts], passing)).any(axis=0)
        return np.asarray(at | at_marks(self.rule, points, weights))

    def _parts(self, weights: Sequence[int], unit: Fraction, /) -> int | None:
        inner = whole_parts(self.rule, weights, unit)
        return None if inner is None else math.lcm(inner, exact(self.cap).denominator)


@attrs.frozen
class MaturityLevels:
    """Levels one above the other: a level is reached if all its children, and those of the levels below, pass.

    The points are the number of levels reached over the number of levels. A child that does not count for a unit is
    not asked for. Weights say only who counts.

    Attributes:
        levels: The codes of the children of each level, from the lowest.
        passing: The points from which on a child passes.

    Raises:
        SchemeError: The mark is not between 0 and 1, or a text stands for the codes of a level.

    Example:
        >>> rule = MaturityLevels((("plan",), ("budget", "staff"))).for_children(("plan", "budget", "staff"))
        >>> rule.aggregate(np.array([[1.0], [1.0], [0.0]]), np.ones((3, 1)))
        array([0.5])
    """

    levels: tuple[tuple[str, ...], ...] = attrs.field(converter=_as_levels)
    passing: float = attrs.field(default=1.0, kw_only=True)
    _marks: tuple[Any, Any] | None = attrs.field(default=None, init=False, eq=False, repr=False)
    _level_of: tuple[int, ...] = attrs.field(default=(), init=False, eq=False, repr=False)

    monotone = relative_weights = shape_free = True

    def __attrs_post_init__(self) -> None:
        SchemeError.raise_any(_share_findings("MaturityLevels", passing=self.passing))
        object.__setattr__(self, "passing", float(self.passing))

    def misfit(self, children: tuple[str, ...], /) -> str | None:
        """Return what is wrong if a child is in no level, or in two, or a level is empty."""
        named = [code for level in self.levels for code in level]
        if not self.levels or not all(self.levels):
            return "a level has no children" if self.levels else "there are no levels"
        if len(named) != len(set(named)):
            return f"{next(code for code in named if named.count(code) > 1)!r} is in two levels"
        missing = [code for code in children if code not in named]
        return f"{missing[0]!r} is in no level" if missing else _stranger(tuple(named), children)

    def for_children(self, children: tuple[str, ...], /) -> "MaturityLevels":
        """Return the rule bound to the children that it is given."""
        level_of = {code: i for i, level in enumerate(self.levels) for code in level}
        return _with(attrs.evolve(self), _level_of=tuple(level_of[code] for code in children))

    def in_words(self, labels: Labels, /) -> str:
        """Return the rule in words."""
        ladder = "; then ".join(names_in_words(level, labels) for level in self.levels)
        return f"share of maturity levels reached, each at {PERCENT * self.passing:.6g} or more ({ladder})"

    def aggregate(self, points: Floats, weights: Floats) -> Floats:
        """Return the share of levels reached; see `AggregationRule.aggregate`."""
        level_of = np.array(self._level_of or range(len(points)))
        shares, passing = self._marks or (np.array(self._shares, dtype=np.float64), self.passing)
        failed = (weights > 0) & ~reaches(points, passing)
        lowest = np.where(failed, level_of[:, None], len(self.levels)).min(axis=0)
        return np.asarray(shares[lowest])

    @property
    def _shares(self) -> list[Fraction]:
        """What it is worth to have reached none of the levels, one, and so on."""
        return [Fraction(reached, len(self.levels)) for reached in range(len(self.levels) + 1)]

    def _on(self, grid: Grid, _weights: Sequence[int], _unit: Fraction, /) -> "MaturityLevels":
        marks = grid.of(self._shares), grid.value(exact_mark(self.passing))
        return _with(attrs.evolve(self), _level_of=self._level_of, _marks=marks)

    def _at_marks(self, points: Points, weights: Points, /) -> Flags:
        _, passing = self._marks or (None, self.passing)
        return np.asarray(((weights > 0) & next_to(points, passing)).any(axis=0))

    def _parts(self, _weights: Sequence[int], _unit: Fraction, /) -> int | None:
        return len(self.levels)


def _with(rule: Rule, **facts: Any) -> Rule:  # noqa: ANN401  (of any kind)
    """Return a rule, just made, with what it knows of its children or of how points are held."""
    for name, fact in facts.items():
        object.__setattr__(rule, name, fact)
    return rule


def _stranger(codes: tuple[str, ...], children: tuple[str, ...]) -> str | None:
    strange = [code for code in codes if code not in children]
    return (
        f"it speaks of {strange[0]!r}, which is no child.{suggestion(strange[0], children)}"
        if strange
        else None
    )


def _share_findings(rule: str, **shares: float) -> Iterator[Finding]:
    for name, value in shares.items():
        if not is_share(value):
            yield finding(f"$.{name}", f"{rule}: got {name}={value!r}, expected a number from 0 to 1")
