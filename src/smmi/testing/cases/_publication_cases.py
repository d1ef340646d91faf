"""Strategies for the cases of the laws of publication: one strategy a law."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from smmi.benchmark import DisclosureRule
from smmi.benchmark.disclosure import Intruder, SuppressionCost
from smmi.testing.cases._case import Case, Cases

MOST_UNITS: Final = 8
SCORES: Final = st.integers(0, 40).map(lambda step: 2.5 * step)
Drawn = dict[str, Any]


def _rule(draw: DrawFn) -> DisclosureRule:
    """Draw a rule under which few units are enough, so that cases are small."""
    close = draw(st.booleans())
    return DisclosureRule(
        minimum_cell=draw(st.sampled_from((2, 3))),
        intruder=draw(st.sampled_from(Intruder)),
        protection_width=draw(st.sampled_from((10.0, 5.0))) if close else 0.0,
        p_percent=draw(st.sampled_from((10.0, 5.0))) if close else None,
        dominance=draw(st.sampled_from((None, (1, 80.0), (2, 90.0)))),
        rounding_base=draw(st.sampled_from((None, 5.0, 0.5))),
        minimum_quartiles=draw(st.sampled_from((4, 5))),
        cost=draw(st.sampled_from(SuppressionCost)),
    )


def _scores(draw: DrawFn, least: int) -> list[float]:
    return draw(st.lists(SCORES, min_size=least, max_size=MOST_UNITS))


def _with_a_small_group(draw: DrawFn) -> Drawn:
    """Draw a total, its parts, of which one is too small, and perhaps another group."""
    rule = _rule(draw)
    scores = _scores(draw, least=5)
    few = draw(st.integers(1, rule.least_units - 1))
    places = list(range(len(scores)))
    middle = draw(st.integers(few + 1, len(scores)))
    groups = {"all": places, "few": places[:few], "some": places[few:middle], "rest": places[middle:]}
    if draw(st.booleans()):
        groups["half"] = places[: len(places) // 2]
    return {"scores": scores, "groups": groups, "rule": rule}


def _with_a_large_group(draw: DrawFn) -> Drawn:
    """Draw the same, and a total of strangers that may be published whatever becomes of the others."""
    drawn = _with_a_small_group(draw)
    more = draw(st.lists(SCORES, min_size=6, max_size=MOST_UNITS))
    start = len(drawn["scores"])
    strangers = list(range(start, start + len(more)))
    return {
        **drawn,
        "scores": [*drawn["scores"], *more],
        "groups": {**drawn["groups"], "strangers": strangers},
    }


def _ordered(draw: DrawFn) -> Drawn:
    drawn = _with_a_small_group(draw)
    places = list(range(len(drawn["groups"])))
    order = draw(st.permutations(places))
    return {**drawn, "order": list(order) if list(order) != places else places[::-1]}


def _without_a_small_group(draw: DrawFn) -> Drawn:
    """Draw groups of strangers, each large enough, whose scores lie so that no mean bounds one closely."""
    rule = _rule(draw)
    sizes = draw(st.lists(st.integers(rule.least_units, rule.least_units + 2), min_size=1, max_size=3))
    middle = st.integers(16, 24).map(lambda step: 2.5 * step)
    scores = [draw(middle) for _ in range(sum(sizes))]
    starts = [sum(sizes[:place]) for place in range(len(sizes))]
    groups = {
        f"group {place}": list(range(start, start + size))
        for place, (start, size) in enumerate(zip(starts, sizes, strict=True))
    }
    return {"scores": scores, "groups": groups, "rule": rule}


_BY_LAW: Final[Mapping[str, Callable[[DrawFn], Drawn]]] = {
    "suppression-cannot-be-undone": _with_a_small_group,
    "published-is-true": _with_a_large_group,
    "withheld-says-nothing": _with_a_small_group,
    "suppression-is-idempotent": _with_a_small_group,
    "order-free": _ordered,
    "safe-is-published": _without_a_small_group,
}


def publication_cases(law: str, publishing: object) -> Cases:
    """Return a strategy for the cases of one law.

    Args:
        law: The id of the law.
        publishing: The implementation of disclosure control.
    """
    make = _BY_LAW[law]

    @st.composite
    def cases(draw: DrawFn) -> Case:
        return Case(subject=publishing, arguments=make(draw))

    return cases()
