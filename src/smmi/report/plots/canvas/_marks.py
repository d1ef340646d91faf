"""Marks in rows: points, lines and bars, each kind drawn in one go, and its entry of the legend."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

Entries = Iterator[tuple["Artist", str]]
"""What a legend explains: a mark and what it is."""


def points(ax: "Axes", at: Sequence[tuple[float, float]], text: str, /, **look: Any) -> Entries:  # noqa: ANN401
    """Draw a point in each of some rows, and yield its entry of the legend; nothing where there are none.

    Args:
        ax: The axes.
        at: The row and the place of each.
        text: What they are.
        look: How they look, in matplotlib's words.
    """
    if at:
        rows, values = zip(*at, strict=True)
        [mark] = ax.plot(values, rows, linestyle="none", **look)
        yield mark, text


def spans(ax: "Axes", at: Sequence[tuple[float, float, float]], text: str, /, **look: Any) -> Entries:  # noqa: ANN401
    """Draw a line in each of some rows, from one place to another; as `points`; no entry without a text."""
    if at:
        rows, lows, highs = zip(*at, strict=True)
        lines = ax.hlines(rows, lows, highs, **look)
        if text:
            yield lines, text


def bars(ax: "Axes", at: Sequence[tuple[float, float, float]], text: str, /, **look: Any) -> Entries:  # noqa: ANN401
    """Draw a bar in each of some rows, from one place to another; as `points`."""
    if at:
        rows, lows, highs = zip(*at, strict=True)
        widths = [high - low for low, high in zip(lows, highs, strict=True)]
        drawn = ax.barh(rows, widths, left=lows, **look)
        yield drawn.patches[0], text
