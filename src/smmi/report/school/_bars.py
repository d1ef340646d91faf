"""Bars: a score, its attainable range and the medians of the groups on a line from 0 to 100, and stars.

Every drawing is hidden from screen readers: the numbers that it draws stand beside it as text. Positions are in
percent of the width, so that a drawing is as wide as its place without distortion.
"""

from collections.abc import Sequence
from typing import Final

from smmi.report.page._markup import Markup, element, fragment, unseen
from smmi.report.wording._words import is_open
from smmi.scoring.scorer import NodeScore

FULL: Final = 100.0
STARS: Final = 4
TICKS: Final = (0, 25, 50, 75, 100)

_MIDDLE: Final = 12
_STAR: Final = "M10 1.6l2.6 5.4 5.9.8-4.3 4.1 1.1 5.9-5.3-2.9-5.3 2.9 1.1-5.9L1.5 7.8l5.9-.8z"
_DIAMOND: Final = "M0-5.5 5.5 0 0 5.5-5.5 0z"


def star_shapes() -> Markup:
    """Return the shapes that `stars` refers to; once in a document."""
    shapes = [element("path", id="star", d=_STAR)]
    for earned in range(1, STARS + 1):
        parts = [
            element("use", href="#star", x=20 * place, class_="on" if place < earned else "off")
            for place in range(STARS)
        ]
        shapes.append(element("g", *parts, id=f"stars-{earned}"))
    return element("svg", element("defs", *shapes), width=0, height=0, aria_hidden="true", class_="shapes")


def stars(earned: int, /, *, outlined: bool = False) -> Markup:
    """Return stars, with their number in words for a screen reader; in outline where they are not certain."""
    drawing = element(
        "svg",
        element("use", href=f"#stars-{earned}"),
        viewBox=f"0 0 {20 * STARS} 20",
        aria_hidden="true",
        class_="stars close" if outlined else "stars",
    )
    return fragment([drawing, unseen(f"{earned} of {STARS} stars, {'not certain, ' if outlined else ''}")])


def bar(score: NodeScore, medians: Sequence[float | None], /) -> Markup:
    """Return the drawing of a score, its attainable range, and the medians of the groups, all participants first."""
    parts = [_rectangle(0, FULL, "track", 6)]
    parts += [_line(tick, "tick", 4) for tick in TICKS[1:-1]]
    if score.value is not None:
        parts.append(_rectangle(0, score.value, "value", 6))
    if score.bounds is not None and is_open(score):
        low, high = score.bounds
        parts += _span(low, high, "range")
    parts += [
        shape(median)
        for median, shape in zip(medians, (_everyone, _own_group), strict=False)
        if median is not None
    ]
    return element("svg", *parts, aria_hidden="true", class_="bar", height=2 * _MIDDLE)


def key(groups: Sequence[str | None], /) -> Markup:
    """Return what the signs of a bar mean; None for a group whose median is not drawn."""
    signs = [
        (_rectangle(0, FULL, "value", 6), "Score"),
        (
            fragment(_span(0, FULL, "range")),
            "Attainable range, where blanks leave it open",
        ),
    ]
    signs += [
        (shape(FULL / 2), f"Median of {name or group}")
        for shape, group, name in zip((_everyone, _own_group), groups, ("all participants", ""), strict=False)
        if group
    ]
    entries = [
        element("li", element("svg", sign, aria_hidden="true", class_="bar sign", height=2 * _MIDDLE), name)
        for sign, name in signs
    ]
    return element("ul", *entries, class_="key", aria_label="Signs of the bars")


def _span(low: float, high: float, name: str) -> list[Markup]:
    middle = element("line", x1=_at(low), x2=_at(high), y1=_MIDDLE, y2=_MIDDLE, class_=name)
    return [middle, _line(low, name, 4), _line(high, name, 4)]


def _everyone(median: float) -> Markup:
    return _line(median, "everyone", 8)


def _own_group(median: float) -> Markup:
    path = element("path", d=_DIAMOND, transform=f"translate(0 {_MIDDLE})", class_="own")
    return element("svg", path, x=_at(median), overflow="visible")


def _rectangle(low: float, high: float, name: str, height: int) -> Markup:
    return element(
        "rect", x=_at(low), width=_at(high - low), y=_MIDDLE - height // 2, height=height, class_=name
    )


def _line(at: float, name: str, reach: int) -> Markup:
    return element("line", x1=_at(at), x2=_at(at), y1=_MIDDLE - reach, y2=_MIDDLE + reach, class_=name)


def _at(value: float) -> str:
    return f"{value:.2f}%"
