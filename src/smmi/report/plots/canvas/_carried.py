"""What axes carry: the text beside each plot that was drawn on them."""

from typing import TYPE_CHECKING

from smmi.errors import ArgumentError
from smmi.report.plots.canvas._alternative import Alternative
from smmi.report.plots.canvas._figure import require_matplotlib

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def alternative(ax: "Axes", /) -> Alternative:
    """Return the text beside the plot that was drawn last on axes.

    Args:
        ax: What a function of `smmi.report.plots` returned.

    Raises:
        ArgumentError: No such plot was drawn on it.
        ImportError: matplotlib is not installed: the extra ``report`` brings it.

    Example:
        >>> from smmi.benchmark.survey import ResponseRate
        >>> from smmi.report import plots
        >>> ax = plots.response_rates({"dental": ResponseRate(invited=8, responded=2)})
        >>> alternative(ax).rows
        (('dental', '25.0 %', '2', '8'),)
    """
    found = carried(ax)
    if not found:
        raise ArgumentError("ax", repr(ax), "axes on which a function of smmi.report.plots has drawn")
    return found[-1]


def carried(ax: "Axes") -> list[Alternative]:
    """Return the texts of the plots that were drawn on axes."""
    require_matplotlib()
    from matplotlib.axes import Axes

    from smmi.report.plots.canvas._carrier import Carrier

    ArgumentError.raise_unless(ax, Axes, argument="ax", expected="matplotlib Axes")
    return [child.alternative for child in ax.get_children() if isinstance(child, Carrier)]


def carry(ax: "Axes", found: Alternative) -> None:
    """Let axes carry the text beside what was drawn on them: it is cleared and pickled with them."""
    from smmi.report.plots.canvas._carrier import Carrier

    ax.add_artist(Carrier(found))
