"""Cases of the laws of aggregation rules: a strategy for each law."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smmi.scoring.laws import ABSENT
from smmi.scoring.rules import children_problem
from smmi.testing.cases._case import Case, Cases, Sized
from smmi.testing.suspects._bands import Floats, banded, marks_of
from smmi.testing.suspects._children import another, suspected
from smmi.testing.suspects._literals import literals_of

FEW: Final = 5
MANY: Final = 17
"""As many children as an overall score may have areas; past eight NumPy adds up in another order."""
MOST: Final = 40
"""Up to so many children there are if a number in the rule asks for them."""
MOST_UNITS: Final = 300
"""Up to so many units there are if a number in the rule asks for them."""
SEEDS: Final = st.integers(0, 2**16)
"""What is drawn beside Hypothesis is drawn from one of these."""
ROUND: Final = (0.0, 1.0, 0.5, 0.25, 0.75)
SHARES: Final = st.sampled_from(ROUND) | st.floats(0.0, 1.0).map(lambda share: share if share > 1e-9 else 0.0)
"""None is so small that a product with another one is rounded away."""
INSIDE: Final = st.sampled_from((0.5, 0.25, 0.75, 0.99, 0.01)) | st.floats(0.001, 0.999)
UNCOMMON: Final = st.floats(0.01, 100.0) | st.sampled_from((1e-6, 1e6))
"""Weights that are no small numbers: shares, percentages, heads."""
IRREGULAR: Final = st.integers(1, 10**6).map(lambda number: number / 7919.0)
"""Weights that no sum of is exact."""
POSITIVE: Final = st.sampled_from((1.0, 2.0, 3.0, 0.5)) | UNCOMMON
WEIGHTS: Final = st.sampled_from((1.0, 2.0, 3.0, 0.5, 0.0)) | UNCOMMON
FACTORS: Final = st.sampled_from((2.0, 0.5, 10.0)) | st.floats(1.5, 1000.0) | st.sampled_from((1e-6, 1e6))
OF_TWO: Final = frozenset({"absent-is-not-read", "order-free", "weights-are-relative", "non-compensatory"})
Drawn = dict[str, Any]


def few_or_many(least: int, most: int = MANY) -> SearchStrategy[int]:
    """Return a strategy for how many there are: one in three times there may be many."""
    few = st.integers(least, max(least, min(FEW, most)))
    return few | few | st.integers(least, max(least, most))


def counts_near(rule: Any, most: int) -> tuple[int, ...]:  # noqa: ANN401  (any rule)
    """Return the whole numbers next to those that a rule holds or names in its code, from 2 to a largest one."""
    whole = {int(number) for number in literals_of(rule) if number == int(number)}
    return tuple(sorted({near for one in whole for near in (one - 1, one, one + 1) if 2 <= near <= most}))


class Children:
    """Draws the children of a rule: points, weights, and the codes if the rule treats some of them differently."""

    def __init__(self, rule: Any, codes: Sequence[str] | None, most: int = MANY) -> None:  # noqa: ANN401
        self.codes, self.most, self.rule = codes, most, rule
        own = [number for number in literals_of(rule) if 0.0 <= number <= 1.0]
        self.shares = SHARES | st.sampled_from(own) if own else SHARES
        bind = getattr(rule, "for_children", None)
        bound = bind(tuple(codes)) if bind and codes else rule
        self.outside = tuple(getattr(bound, "outside_coverage", ())) or (False,) * len(codes or ())

    @cached_property
    def marks(self) -> Floats:
        """The shares next to which the rule may change."""
        return marks_of(literals_of(self.rule))

    @property
    def regular(self) -> list[int]:
        """The places of the children that are not on top of the others; none where all are alike."""
        return [place for place, outside in enumerate(self.outside) if not outside]

    def named(self) -> Drawn:
        """Return the codes as an argument, if there are any."""
        return {"children": list(self.codes)} if self.codes else {}

    def size(self, draw: DrawFn, least: int = 1) -> int:
        """Draw how many children there are."""
        if self.codes:
            return len(self.codes)
        near = [one for one in counts_near(self.rule, min(self.most, MOST)) if one >= least]
        usual = few_or_many(least, min(self.most, MANY))
        return draw(usual | usual | st.sampled_from(near) if near else usual)

    def several(self, draw: DrawFn, least: int) -> int:
        """Draw how many units there are."""
        near = [one for one in counts_near(self.rule, MOST_UNITS) if one >= least]
        usual = few_or_many(least, self.most)
        return draw(usual | usual | usual | st.sampled_from(near) if near else usual)

    def units(self, draw: DrawFn, size: int, several: int) -> list[list[float]]:
        """Draw the points of several units; those of many stand together."""
        seed = draw(st.none() | SEEDS) if several <= MANY else draw(SEEDS)
        if seed is None:
            rows = st.lists(self.shares, min_size=size, max_size=size)
            return [draw(rows) for _ in range(several)]
        columns = banded(np.random.default_rng(seed), size, several, self.marks)
        found: list[list[float]] = columns.T.tolist()
        return found

    def weights(self, draw: DrawFn, size: int, numbers: SearchStrategy[float] = WEIGHTS) -> list[float]:
        """Draw weights, at least one of them positive and, if a rule has children on top, not theirs."""
        alike = draw(st.sampled_from((None, None, 1.0)))
        weights = [draw(numbers) for _ in range(size)] if alike is None else [alike] * size
        if (
            self.codes and numbers is WEIGHTS and draw(st.booleans())
        ):  # few children, each in its turn the only one
            kept = draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=2))
            weights = [weight if i in kept else 0.0 for i, weight in enumerate(weights)]
        regular = [i for i in range(size) if not (self.outside and self.outside[i])]
        if not any(weights[i] for i in regular):
            weights[draw(st.sampled_from(regular))] = draw(POSITIVE)
        return weights

    def drawn(self, draw: DrawFn, least: int = 1, numbers: SearchStrategy[float] = WEIGHTS) -> Drawn:
        """Draw points and weights; a child of weight 0 has no points."""
        size = self.size(draw, least)
        weights = self.weights(draw, size, numbers)
        (given,) = self.units(draw, size, 1)
        points = [one if weight > 0 else 0.0 for one, weight in zip(given, weights, strict=True)]
        return {"points": points, "weights": weights, **self.named()}


def _plain(draw: DrawFn, children: Children) -> Drawn:
    return children.drawn(draw)


def _weights_only(draw: DrawFn, children: Children) -> Drawn:
    weights = children.weights(draw, children.size(draw), draw(st.sampled_from((POSITIVE, IRREGULAR))))
    return {"weights": weights, **children.named()}


def _order_free(draw: DrawFn, children: Children) -> Drawn:
    drawn = children.drawn(draw, least=2)
    places = list(range(len(drawn["points"])))
    first = draw(st.integers(0, len(places) - 2))
    order = draw(st.permutations(places))
    if list(order) == places:
        order[first], order[-1] = order[-1], order[first]
    return {**drawn, "order": list(order)}


def _weights_are_relative(draw: DrawFn, children: Children) -> Drawn:
    drawn = children.drawn(draw, least=2, numbers=POSITIVE)
    if len(set(drawn["weights"])) == 1:
        drawn["weights"][0] *= 2.0
    return {**drawn, "factor": draw(FACTORS)}


def _equal_weights(draw: DrawFn, children: Children) -> Drawn:
    size = children.size(draw)
    return {
        "points": [draw(children.shares) for _ in range(size)],
        "weight": draw(FACTORS),
        **children.named(),
    }


def _weight_zero(draw: DrawFn, children: Children) -> Drawn:
    drawn = children.drawn(draw)
    return {**drawn, "place": draw(st.integers(0, len(drawn["points"])))}


def _absent(draw: DrawFn, children: Children) -> Drawn:
    drawn = children.drawn(draw)
    kept = draw(st.sampled_from(children.regular))
    absent = draw(st.sampled_from([i for i in range(len(drawn["points"])) if i != kept]))
    drawn["weights"][kept] = drawn["weights"][kept] or 1.0
    drawn["weights"][absent] = drawn["points"][absent] = 0.0
    return {**drawn, "instead": draw(st.just(1.0) | INSIDE)}


def _monotone(draw: DrawFn, children: Children) -> Drawn:
    drawn = children.drawn(draw)
    child = draw(st.sampled_from([i for i, weight in enumerate(drawn["weights"]) if weight > 0]))
    low, high = _ascending(draw, children, 2)
    if draw(st.booleans()):  # one that stands out of all others
        low = high if high < 1.0 else low
        drawn["points"] = [low if weight > 0 else 0.0 for weight in drawn["weights"]]
        high = draw(st.sampled_from((1.0, (low + 1.0) / 2.0)))
    drawn["points"][child] = low
    return {**drawn, "child": child, "higher": high}


def _ascending(draw: DrawFn, children: Children, size: int) -> list[float]:
    return sorted(draw(st.lists(children.shares, min_size=size, max_size=size, unique=True)))


def _unanimous(draw: DrawFn, children: Children) -> Drawn:
    weights = children.weights(draw, children.size(draw))
    return {"points": draw(INSIDE), "weights": weights, **children.named()}


def _repeats(draw: DrawFn, children: Children) -> Drawn:
    size = children.size(draw)
    times = [draw(st.integers(1, 3)) for _ in range(size)]
    times[draw(st.integers(0, size - 1))] = draw(st.integers(2, 3))
    return {"points": [draw(children.shares) for _ in range(size)], "times": times}


def _scaled(draw: DrawFn, children: Children) -> Drawn:
    drawn = children.drawn(draw)
    child = draw(st.sampled_from([i for i, weight in enumerate(drawn["weights"]) if weight > 0]))
    drawn["points"][child] = draw(INSIDE)
    return {"points": drawn["points"], "weights": drawn["weights"], "factor": draw(INSIDE)}


def _non_compensatory(draw: DrawFn, children: Children) -> Drawn:
    drawn = children.drawn(draw, least=2, numbers=POSITIVE)
    lowest, child = draw(st.permutations(range(len(drawn["points"]))))[:2]
    low, middle, high = _ascending(draw, children, 3)
    drawn["points"][lowest], drawn["points"][child] = low, middle
    return {**drawn, "child": child, "higher": high}


def _units(draw: DrawFn, children: Children) -> Drawn:
    weights = children.weights(draw, children.size(draw), POSITIVE)
    several = children.several(draw, 1)
    units, others = (children.units(draw, len(weights), number) for number in (several + 1, several))
    if units[1:] == others:
        others[0] = [1.0 if one < 0.5 else 0.0 for one in others[0]]
    return {"units": units, "others": others, "weights": weights, **children.named()}


def _shapes(draw: DrawFn, children: Children) -> Drawn:
    size = children.size(draw)
    weights = [children.weights(draw, size) for _ in range(draw(few_or_many(2, children.most)))]
    given = children.units(draw, size, len(weights))
    units = np.where(np.array(weights) > 0, given, 0.0).tolist()
    return {"units": units, "weights": weights, **children.named()}


_BY_LAW: Final[Mapping[str, Callable[[DrawFn, Children], Drawn]]] = {
    "points-are-shares": _plain,
    "ends-are-attained": _weights_only,
    "pure": _plain,
    "order-free": _order_free,
    "weights-are-relative": _weights_are_relative,
    "equal-weights-are-none": _equal_weights,
    "weight-zero-is-absence": _weight_zero,
    "absent-is-not-read": _absent,
    "monotone": _monotone,
    "unanimous": _unanimous,
    "repeats-are-weights": _repeats,
    "scale-equivariant": _scaled,
    "non-compensatory": _non_compensatory,
    "additive": _plain,
    "units-are-strangers": _units,
    "shape-free": _shapes,
}


def aggregation_cases(law: str, rule: Any, codes: Sequence[str] | None) -> Cases:  # noqa: ANN401  (any rule)
    """Return a strategy for the cases of one law, or why the rule has none.

    Args:
        law: The id of the law.
        rule: The rule.
        codes: The codes of its children, for a rule that treats some of them differently.
    """
    if codes and law in {"repeats-are-weights", "scale-equivariant"}:
        return "it treats children by their codes"
    if law == "absent-is-not-read" and not codes:
        return "it treats all children alike"
    if codes and len(codes) < 2 and law in OF_TWO:
        return "it takes two children"
    if codes and law == "weight-zero-is-absence" and children_problem(rule, (*codes, ABSENT)):
        return "it takes no child but its own"
    make, beside = _BY_LAW[law], another(rule)

    @st.composite
    def cases(draw: DrawFn, most: int) -> Case:
        children = Children(rule, codes, most)
        drawn = make(draw, children)
        seed, regular = draw(SEEDS), children.regular
        found = suspected(law, beside, drawn, seed=seed, marks=children.marks, regular=regular)
        return Case(subject=rule, arguments=found)

    sizes = sorted({*range(1, MANY + 1), *counts_near(rule, MOST)})
    return Sized((len(codes),) if codes else sizes, cases)
