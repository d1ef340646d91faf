"""A compiled scheme as straight-line code: one Python function from the cells of one response to its scores.

The function has no loop and next to no branch, and looks up no name that is not local: that is what a walk over the
plan spends most of its time on. Its text holds positions and weights alone, nothing that an author wrote.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from smmi.scoring.rules._kernels import PRESENT
from smmi.scoring.scorer._outcomes import Node, Outcome, Outcomes

Walk = Callable[[Sequence[object], Sequence[object]], Outcomes]
"""From the cells of the indicators, and their raw answers, to the points and absences of all scores."""

MOST_AREAS: Final = 250
"""With more areas, the domains and the overall score are left to `Above.of_some`: an expression has its limits."""


@attrs.frozen(eq=False, kw_only=True)
class Area:
    """One area: which indicators are its own, and how their cells become points and an absence.

    Attributes:
        own: Where its indicators stand.
        points: Its points by joint state; empty if it has no table.
        absences: Its absences by joint state.
        ask: What gives points and absence where there is no table, from cells and raw answers.
    """

    own: slice
    points: Sequence[float]
    absences: bytes
    ask: Callable[[Sequence[object], Sequence[object]], Outcome]


@attrs.frozen(eq=False, kw_only=True)
class Above:
    """What stands above the areas.

    Attributes:
        domains: The domains.
        overall: The overall score.
        from_areas: Whether the overall score aggregates the areas.
    """

    domains: tuple[Node, ...]
    overall: Node
    from_areas: bool

    def of_some(self, points: list[float], absences: list[int]) -> Outcomes:
        """Return the outcomes of all scores, given those of the areas, whatever is absent."""
        outcomes = [node.outcome(points[node.children], absences[node.children]) for node in self.domains]
        above, why = [value for value, _ in outcomes], [absence for _, absence in outcomes]
        below = (points, absences) if self.from_areas else (above, why)
        top, reason = self.overall.outcome(*below)
        return [top, *above, *points], [reason, *why, *absences]


def straight_line(
    areas: Sequence[Area], above: Above, places: Sequence[Mapping[object, int]] | None = None
) -> Walk:
    """Return the function of a plan.

    Args:
        areas: The areas, in order; all of them with a table if `places` are given.
        above: What stands above them.
        places: What each raw answer to each indicator adds to the joint state of its area, if the cells shall be the
            raw answers; if not, the cells are what they add.
    """
    names: dict[str, object] = {"rest": above.of_some}
    names |= {f"p{i}": place for i, place in enumerate(places or ())}
    for a, area in enumerate(areas):
        names |= {f"k{a}": area.points, f"r{a}": area.absences, f"ask{a}": area.ask, f"own{a}": area.own}
    local = ", ".join(f"{name}={name}" for name in names)
    lines = [
        f"def straight(cells, raw, {local}):",
        *_areas(areas, looked_up=bool(places)),
        *_above(areas, above),
    ]
    exec("\n ".join(lines), names)  # noqa: S102  (the text is made of positions and floats)
    made: Walk = names["straight"]  # type: ignore[assignment]
    return made


def _areas(areas: Sequence[Area], *, looked_up: bool) -> Iterator[str]:
    """Yield the lines that make points ``x`` and absences ``w`` of the areas; raw cells are looked up."""
    yield "".join(f"c{i}, " for i in range(areas[-1].own.stop)) + "= cells"
    for a, area in enumerate(areas):
        if area.absences:
            own = range(area.own.start, area.own.stop)
            state = " + ".join(f"p{i}[c{i}]" if looked_up else f"c{i}" for i in own)
            yield f"s = {state}; x{a} = k{a}[s]; w{a} = r{a}[s]"
        else:
            yield f"x{a}, w{a} = ask{a}(cells[own{a}], raw[own{a}])"


def _above(areas: Sequence[Area], above: Above) -> Iterator[str]:
    """Yield the lines that make and return all outcomes."""
    points, absences = (", ".join(f"{letter}{a}" for a in range(len(areas))) for letter in "xw")
    rest = f"return rest([{points}], [{absences}])"
    if len(areas) > MOST_AREAS or not all(node.weights for node in (*above.domains, above.overall)):
        yield rest
        return
    yield f"if {' or '.join(f'w{a}' for a in range(len(areas)))}: {rest}"
    for d, domain in enumerate(above.domains):
        yield f"y{d} = {_mean(domain, 'x')}"
    means = ", ".join(f"y{d}" for d in range(len(above.domains)))
    present = (PRESENT,) * (1 + len(above.domains) + len(areas))
    yield f"return ({_mean(above.overall, 'x' if above.from_areas else 'y')}, {means}, {points}), {present}"


def _mean(node: Node, letter: str) -> str:
    """Return the weighted mean, with the additions of the kernels in their order."""
    children = range(node.children.start, node.children.stop)
    earned = " + ".join(
        f"{weight!r} * {letter}{child}" for child, weight in zip(children, node.weights, strict=True)
    )
    return f"({earned}) / {node.total!r}"
