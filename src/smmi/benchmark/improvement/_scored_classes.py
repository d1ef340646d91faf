"""The classes of a score: of an area by its questions, of a domain or the overall score by its areas."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from itertools import product
from math import prod
from typing import Any, Final

import attrs
import numpy as np

from smmi.benchmark.improvement._additive import (
    EXACT,
    NOTHING,
    Class,
    Key,
    Option,
    Setting,
    Sums,
    TooManyError,
    absence_of,
    added,
    area_sums,
    contribution,
    options_of,
    settings,
    together,
    undominated,
)
from smmi.benchmark.improvement._moves import Move
from smmi.benchmark.improvement._trials import Trials
from smmi.scoring import Absence

MOST_SETTLED: Final = 64
"""Of more settings of gates that lead across areas, a score is not additive any more."""


@attrs.frozen(eq=False)
class ScoredClasses:
    """The classes by which a score is made.

    Attributes:
        classes: They; gains are points in parts times weight.
        node: The node of the plan.
        one: How many parts full points are.
    """

    classes: list[Class]
    node: Any
    one: int

    def value(self, gain: Fraction, key: Key, /) -> Fraction | None:
        """Return the exact score in percent; None if there is none."""
        if absence_of(self.node, key) != Absence.PRESENT:
            return None
        return Fraction(gain) * 100 / (key[0] * self.one)


def scored_classes(
    trials: Trials, code: str, movable: Mapping[str, Sequence[Move]], price: Callable[[str, Move], int], /
) -> list[ScoredClasses]:
    """Return the classes of a score, for each setting of the gates that change what counts in several areas at once.

    Returns:
        Nothing, if the score is not additive.
    """
    plan = trials.scheme.compile().plan
    measure = area_sums(trials.scheme)
    node = (plan.overall, *plan.domains, *plan.areas)[plan.rows[code]]
    below = plan.domains if node is plan.overall and not plan.from_areas else ()
    if measure is None or not all(one.adds and sum(one.covering) < EXACT for one in (node, *below)):
        return []
    try:
        base, parts = settings(trials, movable, price, measure)
        if code in base:
            start: Class = [Option(base[code][0], base[code][1:], 0)]
            of_area = [start, *(options_of(component, _reader(code)) for component in parts)]
            return [ScoredClasses(of_area, node, plan.grid.one)]
        above = _above(plan, node)
        return [
            ScoredClasses(_of_areas(plan, node, above, there, apart) + taken, node, plan.grid.one)
            for there, apart, taken in _settled(above, base, parts)
        ]
    except TooManyError:
        return []


def _settled(
    above: Mapping[str, list[Any]], base: Sums, parts: Sequence[Sequence[Setting]]
) -> Iterator[tuple[Sums, list[Sequence[Setting]], list[Class]]]:
    """Yield what there is, the components and what is done, for each setting of the gates that lead across areas.

    Where a gate changes what counts in one of several areas, these areas do not add up, but for each setting of it they
    do: whatever else its component holds is of one area each.

    Raises:
        TooManyError: There are too many settings.
    """
    loose = _loose(above, parts)
    spanning: list[Sequence[Setting]] = []
    apart: list[Sequence[Setting]] = []
    for component in parts:
        own = _touched(component) & above.keys()
        (spanning if own & loose and len(own) > 1 else apart).append(component)
    if prod(len(component) for component in spanning) > MOST_SETTLED:
        raise TooManyError
    for chosen in product(*spanning):
        others = [other for setting in chosen for other in setting.others]
        there = dict(base)
        for setting in chosen:
            for code, sums in setting.sums.items():
                there[code] = added(there[code], sums)
        singles: list[Sequence[Setting]] = [[Setting({}, 0, {}, (other,))] for other in others]
        taken: list[Class] = [[Option(0, NOTHING, setting.cost, dict(setting.moves))] for setting in chosen]
        yield there, apart + singles, taken


def _loose(above: Mapping[str, list[Any]], parts: Sequence[Sequence[Setting]]) -> set[str]:
    """Return the areas in which what counts can change, and all that share a domain with one on the way up."""
    found = above.keys() & set().union(*(_touched(component, keys=True) for component in parts))
    domains = {id(above[code][0][0]) for code in found if len(above[code]) > 1}
    return found | {code for code, way in above.items() if id(way[0][0]) in domains}


def _reader(code: str) -> Callable[[Sums], tuple[int, Key]]:
    def read(sums: Sums) -> tuple[int, Key]:
        own = sums.get(code)
        return (own[0], own[1:]) if own else (0, NOTHING)

    return read


def _above(plan: Any, node: Any) -> dict[str, list[Any]]:  # noqa: ANN401  (a plan and its node)
    """Return the areas below a node, and for each the way up to it: pairs of a node and the place of its child."""
    if node is plan.overall and not plan.from_areas:
        return {
            plan.areas[i].code: [(plan.domains[d], k), (node, place)]
            for place, d in enumerate(node.children)
            for k, i in enumerate(plan.domains[d].children)
        }
    return {plan.areas[i].code: [(node, k)] for k, i in enumerate(node.children)}


def _of_areas(
    plan: Any,  # noqa: ANN401  (a plan)
    node: Any,  # noqa: ANN401  (its node)
    above: Mapping[str, list[Any]],
    base: Sums,
    parts: Sequence[Sequence[Setting]],
) -> list[Class]:
    """Return the classes of a score that is made of areas.

    Raises:
        TooManyError: There are too many, or they do not add up.
    """
    areas = {area.code: area for area in plan.areas}
    touched = [_touched(component) & above.keys() for component in parts]
    loose = _loose(above, parts)
    still = {code: way for code, way in above.items() if code not in loose}
    factors, constant = _constants(node, areas, still, base)
    classes: list[Class] = [[Option(*constant, 0)]]
    by_child: dict[int, list[Class]] = defaultdict(list)
    domains: dict[int, Any] = {}
    for component, own in zip(parts, touched, strict=True):
        if own and not own & loose:
            classes.append(options_of(component, _weighted(factors)))
    for code in sorted(loose):
        inside = (
            options_of(component, _reader(code))
            for component, own in zip(parts, touched, strict=True)
            if code in own
        )
        own_sums: Class = [Option(base[code][0], base[code][1:], 0)]
        options = reduce(together, inside, own_sums)
        (parent, place), *further = above[code]
        by_child[further[0][1] if further else place].append(_risen(parent, place, areas[code], options))
        if further:
            domains[further[0][1]] = parent
    for place, several in by_child.items():
        whole = reduce(together, several)
        classes.append(_risen(node, place, domains[place], whole) if place in domains else whole)
    return classes


def _touched(component: Sequence[Setting], *, keys: bool = False) -> set[str]:
    """Return the areas to which a component adds something, or those in which it changes what counts."""
    several = [setting.sums for setting in component]
    several += [sums for setting in component for other in setting.others for sums, *_ in other]
    return {code for sums in several for code, own in sums.items() if not keys or any(own[1:])}


def _weighted(factors: Mapping[str, Fraction]) -> Callable[[Sums], tuple[Fraction, Key]]:
    def read(sums: Sums) -> tuple[Fraction, Key]:
        return sum(
            (factors.get(code, Fraction(0)) * own[0] for code, own in sums.items()), Fraction(0)
        ), NOTHING

    return read


def _constants(
    node: Any,  # noqa: ANN401  (of a plan)
    areas: Mapping[str, Any],
    still: Mapping[str, list[Any]],
    base: Sums,
) -> tuple[dict[str, Fraction], tuple[Fraction, Key]]:
    """Return by what points of areas enter a node in which what counts stays, and what these areas are to it."""
    above = still
    present = {code: absence_of(areas[code], base[code][1:]) for code in still}
    value = {
        code: Fraction(base[code][0], base[code][1]) if absence == Absence.PRESENT else Fraction(0)
        for code, absence in present.items()
    }
    factors = {
        code: Fraction(1, base[code][1]) for code, absence in present.items() if absence == Absence.PRESENT
    }
    entering = {code: (above[code][-1][1], value[code], present[code]) for code in still}
    if any(len(way) > 1 for way in above.values()):
        entering = {}
        domains = {id(way[0][0]): way for way in above.values()}
        for own, place in ((way[0][0], way[1][1]) for way in domains.values()):
            inside = {code: way[0][1] for code, way in above.items() if way[0][0] is own}
            gain, key = _sum(own, [(k, value[code], present[code]) for code, k in inside.items()])
            absence = absence_of(own, key)
            there = absence == Absence.PRESENT
            entering[own.code] = (place, gain / key[0] if there else Fraction(0), absence)
            for code, k in inside.items():
                share = Fraction(int(own.multiples[k]), key[0]) if there else Fraction(0)
                factors[code] = factors.get(code, Fraction(0)) * share * int(node.multiples[place])
    else:
        factors = {code: factor * int(node.multiples[above[code][0][1]]) for code, factor in factors.items()}
    return factors, _sum(node, list(entering.values()))


def _sum(node: Any, children: Sequence[tuple[int, Fraction, Absence]]) -> tuple[Fraction, Key]:  # noqa: ANN401
    """Return the points and the key that children make in a node."""
    gain, key = Fraction(0), NOTHING
    for place, value, absence in children:
        option = _entering(node, place, value, absence)
        gain, key = gain + option[0], added(key, option[1])
    return gain, key


def _entering(node: Any, place: int, value: Fraction, absence: Absence) -> tuple[Fraction, Key]:  # noqa: ANN401
    one = np.zeros(1)
    sums = contribution(node, place, one, np.array([int(absence)]))[:, 0]
    gain = value * int(node.multiples[place]) if absence == Absence.PRESENT else Fraction(int(sums[0]))
    return gain, tuple(int(part) for part in sums[1:])


def _risen(node: Any, place: int, child: Any, options: Class) -> Class:  # noqa: ANN401  (nodes of a plan)
    """Return options of a child as options of the node above it."""
    found = []
    for option in options:
        absence = absence_of(child, option.key)
        value = option.gain / Fraction(option.key[0]) if absence == Absence.PRESENT else Fraction(0)
        found.append(Option(*_entering(node, place, value, absence), option.cost, option.chosen))
    return undominated(found)
