"""The reliability of a score, indicator by indicator: how each goes with the others, and what it is without it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smmi._keywords import tells_keywords
from smmi.benchmark.agreement import IndicatorReliability, NodeReliability
from smmi.errors import ArgumentError
from smmi.instrument import Instrument
from smmi.report.plots._told import label_of
from smmi.report.plots.canvas._alternative import Alternative
from smmi.report.plots.canvas._carried import carry
from smmi.report.plots.canvas._figure import (
    BLUE,
    INERT,
    INK,
    ORANGE,
    PALE,
    SMALL,
    VERMILLION,
    axes_for,
    explain_absence,
    lay_out_rows,
    legend,
)
from smmi.report.plots.canvas._marks import Entries, points
from smmi.report.wording import minus_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WRONG_WAY = "goes against the others"
NOTHING = "cannot be told: too few units, or no spread"


@tells_keywords
def indicator_reliability(
    found: NodeReliability, /, *, instrument: Instrument, ax: "Axes | None" = None
) -> "Axes":
    """Draw how each indicator of a score goes with the others, and what alpha is without it.

    It is exact, and for organisers.

    Args:
        found: The reliability of a score, as `smmi.benchmark.reliability` returns it.
        instrument: What was asked.
        ax: The axes to draw on; new ones, in a figure of their own, where not given.

    Returns:
        The axes: a dot for the correlation of an indicator with the sum of the others, a cross where it goes against
        them, a square for alpha if it is dropped, and a line for alpha.

    Raises:
        ArgumentError: An argument is of a wrong class.
        UnknownCodeError: The instrument has no such indicator.
        ImportError: matplotlib is not installed: the extra ``report`` brings it.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> from smmi.report import plots
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=60, rng=np.random.default_rng(1))
        >>> scheme = smmi.ScoringScheme.equal_weights(answers.instrument)
        >>> found = benchmark.reliability(answers, scheme, of="curriculum")
        >>> ax = plots.indicator_reliability(found, instrument=answers.instrument)
        >>> len(plots.alternative(ax).rows) == len(found.indicators)
        True
    """
    ArgumentError.raise_unless(found, NodeReliability, argument="found", expected="a NodeReliability")
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    items = found.indicators
    labels = [label_of(instrument, one.code) for one in items]
    ax = axes_for(ax, rows=len(items))
    title = f"How indicators go together: {label_of(instrument, found.of)}"
    lay_out_rows(ax, labels, title=title, said=[_number(one.item_rest) for one in items])
    numbers = [
        number for one in items for number in (one.item_rest, one.alpha_if_dropped) if number is not None
    ]
    ax.set_xlim(min([-0.2, *numbers]) - 0.05, max([1.0, *numbers]) + 0.05)
    ax.grid(visible=True, axis="x", color=PALE, linewidth=0.5)
    ax.set_xlabel("Correlation with the others (also in figures), and alpha", fontsize=SMALL, **INERT)
    legend(ax, list(_draw(ax, items, found)), columns=2)
    alpha = "no alpha" if found.alpha is None else f"alpha {_number(found.alpha)}"
    carry(
        ax,
        Alternative(
            title=title,
            about=(f"Over {found.n} of {found.units} units: {alpha}.",),
            columns=("Indicator", "Correlation with the others", "Alpha if dropped", "Note"),
            rows=tuple(
                (label, _number(one.item_rest), _number(one.alpha_if_dropped), _note(one))
                for label, one in zip(labels, items, strict=True)
            ),
        ),
    )
    return ax


def _number(value: float | None) -> str:
    return "" if value is None else minus_text(f"{value:.2f}")


def _note(one: IndicatorReliability) -> str:
    if one.item_rest is None and one.alpha_if_dropped is None:
        return NOTHING
    return WRONG_WAY if one.wrong_way else ""


def _draw(ax: "Axes", items: Sequence[IndicatorReliability], found: NodeReliability) -> Entries:
    ax.axvline(0.0, color=INK, linewidth=0.8, zorder=1)
    for wrong, colour, marker, text in (
        (False, BLUE, "o", "Correlation with the others"),
        (True, VERMILLION, "X", f"Correlation: {WRONG_WAY}"),
    ):
        own = [
            (row, one.item_rest)
            for row, one in enumerate(items)
            if one.item_rest is not None and one.wrong_way is wrong
        ]
        yield from points(ax, own, text, marker=marker, color=colour, markersize=7, zorder=4)
    dropped = [(row, one.alpha_if_dropped) for row, one in enumerate(items)]
    known = [(row, alpha) for row, alpha in dropped if alpha is not None]
    look = {"marker": "s", "markerfacecolor": "white", "markeredgecolor": ORANGE}
    yield from points(ax, known, "Alpha if dropped", markersize=6, zorder=3, **look)
    if found.alpha is not None:
        line = ax.axvline(found.alpha, color=ORANGE, linewidth=1.4, linestyle="--", zorder=2)
        yield line, f"Alpha: {_number(found.alpha)}"
    for row, one in enumerate(items):
        if _note(one) == NOTHING:
            explain_absence(ax, row, NOTHING)
