"""Response rates: how many of the invited responded, stratum by stratum."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from smmi.benchmark.survey import ResponseRate
from smmi.errors import ArgumentError
from smmi.report.plots.canvas._alternative import Alternative
from smmi.report.plots.canvas._carried import carry
from smmi.report.plots.canvas._figure import (
    BLUE,
    GREY,
    axes_for,
    explain_absence,
    lay_out_rows,
    legend,
    percent_axis,
)
from smmi.report.plots.canvas._labels import whole
from smmi.report.plots.canvas._marks import Entries, bars

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NOBODY: Final = "nobody was invited"


@attrs.frozen(kw_only=True)
class _Row:
    label: str
    invited: int
    responded: int
    percent: float | None

    @property
    def said(self) -> str:
        return "" if self.percent is None else f"{self.percent:.1f} %"


def response_rates(rates: Mapping[Any, ResponseRate], /, *, ax: "Axes | None" = None) -> "Axes":
    """Draw how many of the invited responded, stratum by stratum.

    It is exact, and for organisers: that all responded, or that one did not, can tell of a single unit.

    Args:
        rates: What `smmi.benchmark.response_rates` returns.
        ax: The axes to draw on; new ones, in a figure of their own, where not given.

    Returns:
        The axes: a bar for those who responded, the rest of the invited hatched.

    Raises:
        ArgumentError: These are no response rates.
        ImportError: matplotlib is not installed: the extra ``report`` brings it.

    Example:
        >>> from smmi.benchmark.survey import ResponseRate
        >>> from smmi.report import plots
        >>> ax = plots.response_rates({"dental": ResponseRate(invited=8, responded=2)})
        >>> plots.alternative(ax).text.splitlines()[1]
        'dental: Rate 25.0 %; Responded 2; Invited 8.'
    """
    ArgumentError.raise_unless(rates, Mapping, argument="rates", expected="a mapping of ResponseRate")
    for one in rates.values():
        ArgumentError.raise_unless(one, ResponseRate, argument="rates", expected="a mapping of ResponseRate")
    rows = [
        _Row(
            label=_name(stratum),
            invited=one.invited,
            responded=one.responded,
            percent=None if one.rate is None else 100.0 * one.rate,
        )
        for stratum, one in rates.items()
    ]
    ax = axes_for(ax, rows=len(rows))
    title = "How many of the invited responded"
    said = [f"{one.said}  ({one.responded} of {one.invited})" if one.said else "" for one in rows]
    lay_out_rows(ax, [one.label for one in rows], title=title, said=said)
    percent_axis(ax, "Percent of the invited")
    legend(ax, list(_draw(ax, rows)))
    carry(
        ax,
        Alternative(
            title=title,
            about=("In percent of the invited.",),
            columns=("Stratum", "Rate", "Responded", "Invited"),
            rows=tuple((one.label, one.said or NOBODY, str(one.responded), str(one.invited)) for one in rows),
        ),
    )
    return ax


def _name(stratum: object) -> str:
    """Return the name of a stratum; of one that is crossed the values, each on its own."""
    parts = stratum if isinstance(stratum, tuple) else (stratum,)
    return ", ".join(whole(str(part)) for part in parts)


def _draw(ax: "Axes", rows: Sequence[_Row]) -> Entries:
    known = [(row, one.percent) for row, one in enumerate(rows) if one.percent is not None]
    there = [(row, 0.0, percent) for row, percent in known if percent]
    yield from bars(ax, there, "Responded", height=0.6, color=BLUE, zorder=3)
    rest = [(row, percent, 100.0) for row, percent in known]
    look = {"facecolor": "none", "edgecolor": GREY, "hatch": "////"}
    yield from bars(ax, rest, "Did not respond", height=0.6, linewidth=0.6, zorder=2, **look)
    for row, one in enumerate(rows):
        if one.percent is None:
            explain_absence(ax, row, NOBODY)
