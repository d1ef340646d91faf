"""Axes to draw on, the colours, and texts that nobody interprets.

No function touches the global state of matplotlib: figures are made without pyplot, and need no backend.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from smmi.errors import ArgumentError
from smmi.report.page._page import MISSING
from smmi.report.plots.canvas._labels import shown

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

# Okabe and Ito 2008, Color Universal Design: told apart by all, also without red or green.
ORANGE: Final = "#E69F00"
SKY: Final = "#56B4E9"
GREEN: Final = "#009E73"
BLUE: Final = "#0072B2"
VERMILLION: Final = "#D55E00"
PURPLE: Final = "#CC79A7"
GREY: Final = "#767676"
DIM: Final = "#4D4D4D"
"""Of small letters on a shade."""
PALE: Final = "#D9D9D9"
INK: Final = "#1A1A1A"

WIDTH: Final = 8.0
"""How wide a figure is, in inches."""
ROW: Final = 0.32
"""How high a row is, in inches: two lines of small letters."""
FRAME: Final = 1.9
"""How high title, axis and legend are together, in inches."""
SMALL: Final = 8.0
"""The size of small letters, in points."""
LABEL_PLACES: Final = 30
"""So many letters a line of the label of a row has."""
TITLE_PLACES: Final = 72

INERT: Final[dict[str, Any]] = {"parse_math": False, "usetex": False}
"""A text is neither mathematics, as '$5 and $6' would be, nor TeX."""


def require_matplotlib() -> None:
    """Refuse to go on without matplotlib.

    Raises:
        ImportError: It is not installed.
    """
    try:
        import matplotlib  # noqa: F401, ICN001  (whether it is there)
    except ModuleNotFoundError as error:
        if error.name != "matplotlib":
            raise
        raise ImportError(MISSING.format(name="matplotlib"), name="matplotlib") from None


def axes_for(ax: "Axes | None", /, *, rows: int, width: float = WIDTH) -> "Axes":
    """Return the axes to draw on: those that were given, or new ones in a figure that is high enough.

    Args:
        ax: The axes, or None.
        rows: How many rows are drawn.
        width: How wide a new figure is, in inches.

    Raises:
        ArgumentError: These are no axes.
        ImportError: matplotlib is not installed.
    """
    require_matplotlib()
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from smmi.report.plots.canvas._layout import SteadyLayout

    ArgumentError.raise_unless(ax, Axes | None, argument="ax", expected="None or matplotlib Axes")
    if ax is not None:
        return ax
    figure = Figure(figsize=(width, FRAME + ROW * max(rows, 1)), layout=SteadyLayout())
    return figure.add_subplot()


def lay_out_rows(
    ax: "Axes",
    labels: Sequence[str],
    /,
    *,
    title: str,
    bold: Sequence[int] = (),
    said: Sequence[str] = (),
    above: float = 0.0,
) -> None:
    """Prepare axes for rows: the first one on top, each with its label on the left and what is said on the right.

    Args:
        ax: The axes.
        labels: The labels of the rows, as somebody wrote them.
        title: What is shown.
        bold: Which rows stand out.
        said: What stands on the right of each row; nothing where not given.
        above: How much room there is between axes and title, in points.
    """
    n = max(len(labels), 1)
    ax.set_ylim(n - 0.5, -0.5)
    ax.set_yticks([])
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="x", labelsize=SMALL)
    ax.set_axisbelow(True)
    across = ax.get_yaxis_transform()
    heavy = frozenset(bold)
    for row, label in enumerate(labels):
        ax.text(
            -0.012,
            row,
            shown(label, width=LABEL_PLACES, lines=2),
            transform=across,
            ha="right",
            va="center",
            fontsize=SMALL,
            fontweight="bold" if row in heavy else "normal",
            linespacing=1.0,
            **INERT,
        )
    for row, text in enumerate(said):
        if text:
            ax.text(1.012, row, text, transform=across, ha="left", va="center", fontsize=SMALL, **INERT)
    edges = range(1, len(labels))
    ends = [end for _ in edges for end in (0.0, 1.0, math.nan)]  # one line, lifted between the rows
    at = [edge - 0.5 for edge in edges for _ in range(3)]
    ax.plot(ends, at, transform=across, color=PALE, linewidth=0.4, zorder=0)
    lead(ax, title, above=above)


def lead(ax: "Axes", title: str, *, above: float = 0.0) -> None:
    """Write a title above axes, at their left."""
    ax.set_title(
        shown(title, width=TITLE_PLACES, lines=2),
        loc="left",
        fontsize=10,
        fontweight="bold",
        pad=6.0 + above,
        **INERT,
    )


def percent_axis(ax: "Axes", label: str, *, end: float = 100.0) -> None:
    """Let the axis below run from 0 to 100, with a little room for marks at the ends."""
    ax.set_xlim(-0.02 * end, 1.02 * end)
    ax.set_xticks([end * quarter / 4 for quarter in range(5)])
    ax.grid(visible=True, axis="x", color=PALE, linewidth=0.5)
    ax.set_xlabel(label, fontsize=SMALL, **INERT)


def explain_absence(ax: "Axes", row: int, text: str, *, at: float = 0.5) -> None:
    """Write into a row why nothing is drawn there."""
    ax.text(
        at,
        row,
        shown(text, width=70),
        transform=ax.get_yaxis_transform(),
        ha="center",
        va="center",
        fontsize=SMALL,
        fontstyle="italic",
        color=DIM,
        **INERT,
    )


def legend(ax: "Axes", entries: Sequence[tuple["Artist", str]], /, *, columns: int = 3) -> None:
    """Explain marks below axes, each by its handle and a text of ours.

    A text of somebody else's stands after ours: matplotlib hides entries whose label begins with an underscore.
    """
    from matplotlib.transforms import ScaledTranslation

    if not entries:
        return
    handles, labels = zip(*entries, strict=True)
    below = ax.transAxes + ScaledTranslation(0.0, -36.0 / 72.0, ax.figure.dpi_scale_trans)
    made = ax.legend(
        handles,
        [shown(label, width=48) for label in labels],
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        bbox_transform=below,
        borderaxespad=0.0,
        frameon=False,
        fontsize=SMALL,
        ncols=min(columns, len(entries)),
    )
    for text in made.get_texts():
        text.set_parse_math(False)
        text.set_usetex(False)
