"""Strategies for the cases of the laws of norms and placements: one strategy a law."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from smmi.benchmark import TieRule
from smmi.testing.cases._case import Case, Cases

GRID: Final = st.sampled_from([5.0 * step for step in range(21)])
"""Scores on a coarse grid, so that there are ties."""
CLOSE: Final = GRID.map(lambda score: min(score + 0.01, 100.0))
WEIGHTS: Final = st.sampled_from((1.0, 2.0, 0.5, 3.0)) | st.floats(0.01, 100.0)
Drawn = dict[str, Any]


def _scores(draw: DrawFn, least: int = 3) -> list[float]:
    return draw(st.lists(GRID, min_size=least, max_size=9))


def _value(draw: DrawFn, scores: list[float]) -> float:
    return draw(st.sampled_from(scores) if draw(st.booleans()) else GRID)


def _plain(draw: DrawFn) -> Drawn:
    scores = _scores(draw)
    return {"scores": scores, "value": _value(draw, scores)}


def _close(draw: DrawFn) -> Drawn:
    """Draw scores of which some are nearly tied."""
    scores = draw(st.lists(GRID | CLOSE, min_size=3, max_size=9))
    return {"scores": scores, "value": draw(st.sampled_from(scores))}


def _own(draw: DrawFn) -> Drawn:
    scores = _scores(draw)
    return {"scores": scores, "value": draw(st.sampled_from(scores))}


def _tied(draw: DrawFn) -> Drawn:
    scores = _scores(draw, least=2)
    return {"scores": [*scores, scores[0]], "value": scores[0]}


def _repeats(draw: DrawFn) -> Drawn:
    scores = _scores(draw)
    times = [draw(st.integers(1, 3)) for _ in scores]
    times[draw(st.integers(0, len(times) - 1))] = draw(st.sampled_from((2, 3, 30)))
    return {"scores": scores, "times": times, "value": _value(draw, scores)}


def _higher(draw: DrawFn) -> Drawn:
    low, high = sorted(draw(st.lists(GRID, min_size=2, max_size=2, unique=True)))
    return {"scores": _scores(draw), "value": low, "higher": high}


def _placed(draw: DrawFn) -> Drawn:
    scores = _scores(draw)
    return {"scores": scores, "place": draw(st.integers(0, len(scores) - 1))}


def _recorded(draw: DrawFn) -> Drawn:
    return {
        **_plain(draw),
        "ties": draw(st.sampled_from(TieRule)),
        "level": draw(st.sampled_from((0.9, 0.99))),
    }


def _inside(draw: DrawFn) -> Drawn:
    scores = _scores(draw)
    low, high = min(scores), max(scores)
    between = GRID.filter(lambda value: low <= value <= high)
    return {"scores": scores, "value": draw(st.sampled_from(scores) | between)}


def _levels(draw: DrawFn) -> Drawn:
    return {
        **_plain(draw),
        "levels": [draw(st.sampled_from((0.5, 0.8))), draw(st.sampled_from((0.95, 0.99)))],
    }


def _ordered(draw: DrawFn) -> Drawn:
    drawn = _plain(draw)
    places = list(range(len(drawn["scores"])))
    order = draw(st.permutations(places))
    return {**drawn, "order": list(order) if list(order) != places else places[::-1]}


def _weighed(draw: DrawFn, scores: list[float]) -> list[float] | None:
    return [draw(WEIGHTS) for _ in scores] if draw(st.booleans()) else None


def _parts(draw: DrawFn) -> Drawn:
    scores = _scores(draw)
    return {"scores": scores, "cut": draw(st.integers(1, len(scores) - 1)), "weights": _weighed(draw, scores)}


def _taken(draw: DrawFn) -> Drawn:
    drawn = _placed(draw)
    return {**drawn, "weights": _weighed(draw, drawn["scores"])}


_BY_LAW: Final[Mapping[str, Callable[[DrawFn], Drawn]]] = {
    "norms-are-order-free": _ordered,
    "norms-add-up": _parts,
    "taken-out-was-never-there": _taken,
    "strict-is-the-share-below": _close,
    "weak-and-strict-mirror": _plain,
    "mid-is-the-middle": _own,
    "weights-are-repeats": _repeats,
    "ties-share-a-band": _tied,
    "quartile-is-of-the-rank": _inside,
    "median-is-the-middle": _plain,
    "higher-is-never-lower": _higher,
    "left-out-is-among-others": _placed,
    "interval-holds-the-rank": _plain,
    "surer-is-wider": _levels,
    "no-interval-is-a-point": _plain,
    "too-small-is-not-shown": _plain,
    "n-is-who-is-compared": _plain,
    "bands-add-up": _plain,
    "bands-rise-with-the-score": _higher,
    "conventions-are-recorded": _recorded,
}


def placement_cases(law: str, placing: object) -> Cases:
    """Return a strategy for the cases of one law.

    Args:
        law: The id of the law.
        placing: The implementation of norms and placement.
    """
    make = _BY_LAW[law]

    @st.composite
    def cases(draw: DrawFn) -> Case:
        return Case(subject=placing, arguments=make(draw))

    return cases()
