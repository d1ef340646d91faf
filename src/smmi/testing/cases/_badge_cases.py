"""Strategies for the cases of the laws of the badge: one strategy a law."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from smmi.badge.laws import CODES
from smmi.instrument import Nonresponse
from smmi.testing.cases._case import Case, Cases

SHARES: Final = st.integers(0, 20).map(lambda step: 5.0 * step)
SHARE_CODES: Final = CODES[1:]
Drawn = dict[str, Any]


def _full(draw: DrawFn, door: str | None = None) -> Drawn:
    """Draw a record with an answer to all that is asked."""
    opened = door or draw(st.sampled_from(("yes", "no")))
    record: Drawn = {"door": opened, **{code: draw(SHARES) for code in SHARE_CODES}}
    return record if opened == "yes" else {**record, "hall": None}


def _others(draw: DrawFn) -> Drawn:
    """Draw two records with answers to the same indicators, the first one not always complete."""
    record = _full(draw)
    for code in ("hall", "roof"):
        if draw(st.booleans()):
            record[code] = draw(st.sampled_from((None, Nonresponse.NOT_APPLICABLE)))
    answered = [code for code in SHARE_CODES if isinstance(record[code], float)]
    others = {**record, **{code: draw(SHARES) for code in answered}}
    if others["wall"] == record["wall"]:
        others["wall"] = 100.0 - record["wall"] if record["wall"] != 50.0 else 0.0
    return {"record": record, "others": others}


def _among(draw: DrawFn) -> Drawn:
    """Draw a unit and others, one of them with another gap."""
    record, other = _full(draw), _full(draw, door="yes")
    other[draw(st.sampled_from(("roof", "wall")))] = None
    before, after = draw(st.sampled_from((1, 0))), draw(st.integers(0, 2))
    if not before:
        return {"record": record, "before": [], "after": [other, *(_full(draw) for _ in range(after))]}
    return {"record": record, "before": [other], "after": [_full(draw) for _ in range(after)]}


def _gap(draw: DrawFn) -> Drawn:
    record = _full(draw)
    asked = [code for code in CODES if record[code] is not None]
    return {"record": record, "code": draw(st.sampled_from(asked))}


def _gaps(draw: DrawFn) -> Drawn:
    record = _full(draw)
    asked = [code for code in CODES[1:] if record[code] is not None]
    return {
        "record": {**record, **dict.fromkeys(draw(st.lists(st.sampled_from(asked), min_size=1, unique=True)))}
    }


def _marked(draw: DrawFn) -> Drawn:
    codes = draw(st.lists(st.sampled_from(("roof", "wall")), min_size=1, unique=True))
    return {"record": _full(draw), "codes": sorted(codes)}


def _open(draw: DrawFn) -> Drawn:
    return {"record": _full(draw, door="yes")}


def _nothing(draw: DrawFn) -> Drawn:
    said = draw(st.permutations(CODES))
    return {"record": dict.fromkeys(said, Nonresponse.NOT_APPLICABLE)}


_BY_LAW: Final[Mapping[str, Callable[[DrawFn], Drawn]]] = {
    "badge-ignores-the-answers": _others,
    "badge-ignores-other-units": _among,
    "one-gap-is-enough": _gap,
    "every-gap-is-named": _gaps,
    "what-does-not-apply-is-complete": _marked,
    "what-is-skipped-is-complete": _open,
    "nothing-answered-is-no-badge": _nothing,
}


def badge_cases(law: str, awarding: object) -> Cases:
    """Return a strategy for the cases of one law.

    Args:
        law: The id of the law.
        awarding: The implementation of who gets the badge.
    """
    make = _BY_LAW[law]

    @st.composite
    def cases(draw: DrawFn) -> Case:
        return Case(subject=awarding, arguments=make(draw))

    return cases()
