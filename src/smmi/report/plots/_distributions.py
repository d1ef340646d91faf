"""Distributions: how the scores of a group are spread, by their quantiles."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import attrs

from smmi._keywords import tells_keywords
from smmi.benchmark import Group, Norms
from smmi.errors import ArgumentError
from smmi.instrument import Instrument
from smmi.report.plots._told import chosen_codes, is_whole, label_of
from smmi.report.plots.canvas._alternative import Alternative
from smmi.report.plots.canvas._carried import carry
from smmi.report.plots.canvas._figure import (
    BLUE,
    DIM,
    SKY,
    axes_for,
    explain_absence,
    lay_out_rows,
    legend,
    percent_axis,
)
from smmi.report.plots.canvas._marks import Entries, bars, points, spans
from smmi.report.wording import group_text, score_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PROBABILITIES: Final = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
NOBODY: Final = "nobody has a score"


@attrs.frozen(kw_only=True)
class _Row:
    label: str
    is_whole: bool
    n: int
    quantiles: tuple[float, ...]


@tells_keywords
def distributions(
    norms: Norms,
    /,
    *,
    instrument: Instrument,
    group: str = "all",
    codes: Sequence[str] | None = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw how the scores of a group are spread: median, middle half, middle eight tenths, lowest and highest.

    It is exact, and for organisers: lowest, highest and median can each be the score of one unit.

    Args:
        norms: The norms.
        instrument: What was asked.
        group: The name of the group.
        codes: The codes of the scores; the overall score and the areas where not given.
        ax: The axes to draw on; new ones, in a figure of their own, where not given.

    Returns:
        The axes: a bar from the lower to the upper quartile with a mark at the median, a line over the middle eight
        tenths, dots at the ends; on the right of how many units.

    Raises:
        ArgumentError: An argument is of a wrong class.
        UnknownCodeError: There is no such group, or no score has such a code.
        ImportError: matplotlib is not installed: the extra ``report`` brings it.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> from smmi.report import plots
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> ax = plots.distributions(benchmark.Norms.fit(scores), instrument=answers.instrument)
        >>> plots.alternative(ax).columns[1:4]
        ('Units', 'Lowest', '10 %')
    """
    ArgumentError.raise_unless(norms, Norms, argument="norms", expected="Norms")
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    own = norms.group(group)
    rows = [_row(norms, instrument, own, code) for code in chosen_codes(instrument, codes)]
    ax = axes_for(ax, rows=len(rows))
    title = f"How scores are spread: {group_text(instrument, own)}"
    lay_out_rows(
        ax,
        [one.label for one in rows],
        title=title,
        bold=[row for row, one in enumerate(rows) if one.is_whole],
        said=[f"n = {one.n}" for one in rows],
    )
    percent_axis(ax, "Score, percent of what can be attained")
    legend(ax, list(_draw(ax, rows)), columns=4)
    carry(
        ax,
        Alternative(
            title=title,
            about=(
                "Scores in percent of what can be attained; so many percent of the units are at most there.",
            ),
            columns=("Score", "Units", "Lowest", "10 %", "25 %", "Median", "75 %", "90 %", "Highest", "Note"),
            rows=tuple(
                (
                    one.label,
                    str(one.n),
                    *(map(score_text, one.quantiles) if one.n else [""] * len(PROBABILITIES)),
                    "" if one.n else NOBODY,
                )
                for one in rows
            ),
        ),
    )
    return ax


def _row(norms: Norms, instrument: Instrument, group: Group, code: str) -> _Row:
    table, rule = norms.tables[group][code], norms.conventions.quantiles
    known = [table.quantile(p, rule=rule) for p in PROBABILITIES] if table.n else []
    return _Row(
        label=label_of(instrument, code),
        is_whole=is_whole(instrument, code),
        n=table.n,
        quantiles=tuple(known),
    )


def _draw(ax: "Axes", rows: Sequence[_Row]) -> Entries:
    known = [(row, one.quantiles) for row, one in enumerate(rows) if one.n]
    middles = [(row, quantiles[3]) for row, quantiles in known]
    yield from points(
        ax, middles, "Median", marker="|", color="black", markersize=11, markeredgewidth=2, zorder=4
    )
    halves = [(row, quantiles[2], quantiles[4]) for row, quantiles in known]
    look = {"facecolor": SKY, "edgecolor": BLUE}
    yield from bars(ax, halves, "Middle half", height=0.5, linewidth=0.8, zorder=3, **look)
    most = [(row, quantiles[1], quantiles[5]) for row, quantiles in known]
    yield from spans(ax, most, "Middle eight tenths", color=BLUE, linewidth=1.4, zorder=2)
    ends = [(row, quantiles[end]) for row, quantiles in known for end in (0, -1)]
    yield from points(ax, ends, "Lowest and highest", marker="o", color=DIM, markersize=2.5, zorder=2)
    for row, one in enumerate(rows):
        if not one.n:
            explain_absence(ax, row, NOBODY)
