"""Differences between two groups with their intervals, score by score, as a report tells them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import attrs

from smmi._keywords import tells_keywords
from smmi.report.plots.canvas._alternative import Alternative
from smmi.report.plots.canvas._carried import carry
from smmi.report.plots.canvas._figure import (
    BLUE,
    GREY,
    PALE,
    SMALL,
    axes_for,
    explain_absence,
    lay_out_rows,
    legend,
)
from smmi.report.plots.canvas._marks import Entries, points, spans
from smmi.report.plots.canvas._svg import svg
from smmi.report.wording import _sentences as words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROOM: Final = 1.08
"""The axis reaches so many times as far as the longest interval."""
LEAST_REACH: Final = 1.0
"""The axis reaches at least so many points either way."""


@attrs.frozen(kw_only=True)
class DrawnDifference:
    """One difference, as far as it is told.

    Attributes:
        label: The label of the score.
        value: The difference in points; None where it is not told.
        low: The lower end of its interval; None where there is none.
        high: The upper end.
        text: The difference as the table beside the picture shows it; why there is none where it is not told.
        extent: The interval as it is shown there; nothing where there is none.
        is_told_apart: Whether the rule tells the groups apart in it.
        mark: What the rule says, in words.
    """

    label: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    text: str
    extent: str = ""
    is_told_apart: bool = False
    mark: str = ""


@tells_keywords
def differences_drawn(rows: Sequence[DrawnDifference], /, *, title: str, level: str) -> str:
    """Return the differences as the text of an SVG, with the numbers that are drawn as its description.

    Args:
        rows: The differences; what is not told is neither drawn nor described.
        title: Of which groups they are.
        level: The level of the intervals, as it is shown.

    Raises:
        ImportError: matplotlib is not installed: the extra ``report`` brings it.
    """
    ax = axes_for(None, rows=len(rows))
    # No label stands in a sentence that is drawn, where marks of direction could not be isolated.
    head = words.DIFFERENCES_DRAWN.format(level=level)
    lay_out_rows(ax, [one.label for one in rows], title=head, said=[one.mark for one in rows])
    ends = [abs(end) for one in rows for end in (one.value, one.low, one.high) if end is not None]
    reach = ROOM * max([LEAST_REACH, *ends])
    ax.set_xlim(-reach, reach)
    ax.grid(visible=True, axis="x", color=PALE, linewidth=0.5)
    ax.axvline(0.0, color=GREY, linewidth=1.0, zorder=1)
    ax.set_xlabel(words.DIFFERENCES_AXIS, fontsize=SMALL, parse_math=False, usetex=False)
    legend(ax, list(_draw(ax, rows, level)))
    carry(
        ax,
        Alternative(
            title=title,
            about=(f"{head}.",),
            columns=(
                words.SCORE,
                words.DIFFERENCE,
                words.INTERVAL.format(level=level),
                words.DIFFERENCE_HEADS[-1],
            ),
            rows=tuple((one.label, one.text, one.extent, one.mark) for one in rows),
        ),
    )
    return svg(ax)


def _draw(ax: "Axes", rows: Sequence[DrawnDifference], level: str) -> Entries:
    known = [(row, one.value, one) for row, one in enumerate(rows) if one.value is not None]
    told = [(row, value) for row, value, one in known if one.is_told_apart]
    others = [(row, value) for row, value, one in known if not one.is_told_apart]
    yield from points(ax, told, words.TOLD_APART, marker="D", color=BLUE, markersize=5, zorder=4)
    look = {"markerfacecolor": "white", "markeredgecolor": BLUE, "markersize": 5}
    yield from points(ax, others, words.NOT_TOLD_APART, marker="o", zorder=4, **look)
    lines = [
        (row, one.low, one.high) for row, _, one in known if one.low is not None and one.high is not None
    ]
    yield from spans(ax, lines, words.INTERVAL.format(level=level), color=BLUE, linewidth=1.4, zorder=3)
    for row, one in enumerate(rows):
        if one.value is None:
            explain_absence(ax, row, one.text, at=0.25)
