"""The placement strip: percentile ranks with their intervals over the four quartiles."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import attrs

from smmi.benchmark import Placement, Quartile, ReportRule
from smmi.benchmark.interpretation import HighlightRule
from smmi.report.plots._told import ToldScore, told_scores
from smmi.report.plots.canvas._alternative import Alternative
from smmi.report.plots.canvas._carried import carry
from smmi.report.plots.canvas._figure import (
    BLUE,
    INERT,
    INK,
    SMALL,
    axes_for,
    explain_absence,
    lay_out_rows,
    legend,
    percent_axis,
)
from smmi.report.plots.canvas._labels import whole
from smmi.report.plots.canvas._marks import Entries, bars, points, spans
from smmi.report.wording import (
    chances_text,
    interval_text,
    is_close,
    level_text,
    ordinal_text,
    percentile_text,
)
from smmi.scoring import ScoreProfile

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHADES: Final = ("#C9D3E6", "#DCE0E6", "#EAE8DC", "#F8F0CB")
"""Light shades in the order of cividis, from the fourth quartile to the top one; their names stand above them."""
QUARTER: Final = 25.0


@attrs.frozen(kw_only=True)
class _Place:
    """One row: numbers as they are told, so that a picture tells no more than a page does."""

    label: str
    is_whole: bool
    rank: float | None
    interval: tuple[float, float] | None
    quartile: Quartile | None
    is_close: bool
    chances: str
    reason: str
    score: float | None

    @classmethod
    def of(cls, told: ToldScore) -> "_Place":
        standing = told.standing
        ends = None
        if standing.interval is not None:
            low, high = (round(end, 9) for end in standing.interval)
            ends = float(math.floor(low)), float(math.ceil(high))
        close = standing.quartile is not None and is_close(standing, HighlightRule().certainty)
        return cls(
            label=told.label,
            is_whole=told.is_whole,
            rank=None if standing.percentile is None else float(percentile_text(standing.percentile)),
            interval=ends,
            quartile=standing.quartile,
            is_close=close,
            chances=chances_text(standing) if close else "",
            reason=told.reason,
            score=told.score.value,
        )

    @property
    def rank_text(self) -> str:
        return "" if self.rank is None else ordinal_text(percentile_text(self.rank))

    @property
    def interval_text(self) -> str:
        return "" if self.interval is None else interval_text(self.interval)

    @property
    def quartile_text(self) -> str:
        return "" if self.quartile is None else self.quartile.label


def placement_strip(
    profile: ScoreProfile,
    placement: Placement,
    /,
    *,
    group: str = "all",
    codes: Sequence[str] | None = None,
    rule: ReportRule | None = None,
    known: int = 0,
    unit_noun: str = "school",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw where a unit stands: the percentile rank of each score with its interval, over the four quartiles.

    It may go to the unit: it tells of others what the unit's report does, ranks and intervals in whole numbers as
    there, and is a publication to one insider as that is (see `smmi.report.school_report`). Strips against two groups
    are two publications. Organisers, who may see all, give ``rule=ReportRule.public()``.

    Args:
        profile: The unit's scores.
        placement: Where they stand.
        group: The name of the group to compare with.
        codes: The codes of the scores; the overall score and the areas where not given.
        rule: What must not be derived of other units; `ReportRule()` where not given.
        known: Of how many other units among the norms the reader may know the scores.
        unit_noun: What a unit is called in the text.
        ax: The axes to draw on; new ones, in a figure of their own, where not given.

    Returns:
        The axes. A filled mark is a firm place, a hollow one is too close to a cut to tell; a line is the interval of
        the rank. A group too small for ranks has the whole quartile hatched. `alternative` says all of it in words.

    Raises:
        ArgumentError: An argument is of a wrong class, the placement is of another unit, or was read from a
            document.
        UnknownCodeError: The unit is in no such group, or no score has such a code.
        ImportError: matplotlib is not installed: the extra ``report`` brings it.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> from smmi.report import plots
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> profile = scores.of("S001")
        >>> ax = plots.placement_strip(profile, benchmark.Norms.fit(scores).place(profile))
        >>> plots.alternative(ax).rows[0]
        ('Overall', '31st', '17 to 48', 'Third', '')
    """
    _, name, told = told_scores(
        profile, placement, group=group, codes=codes, rule=rule, known=known, unit_noun=unit_noun
    )
    ax = axes_for(ax, rows=len(told))
    places = [_Place.of(one) for one in told]
    title = f"Where {whole(profile.unit)} stands: {name}"
    lay_out_rows(
        ax,
        [one.label for one in places],
        title=title,
        bold=[row for row, one in enumerate(places) if one.is_whole],
        above=12.0,
        said=[_said(one) for one in places],
    )
    percent_axis(ax, "Percentile rank")
    for quartile, shade in zip(Quartile, SHADES, strict=True):
        start = QUARTER * (quartile - 1)
        ax.axvspan(start, start + QUARTER, color=shade, linewidth=0.0, zorder=-1)
        above = ax.get_xaxis_transform()
        middle = start + QUARTER / 2
        ax.text(
            middle, 1.005, quartile.label, transform=above, ha="center", va="bottom", fontsize=SMALL, **INERT
        )
    legend(ax, list(_draw(ax, places)))
    level = level_text(placement.conventions.level)
    n = told[0].standing.n if told else 0
    carry(ax, _in_words(title, places, level=level, n=n))
    return ax


def _said(place: _Place) -> str:
    if place.rank is None:
        return place.quartile_text
    return f"{place.rank_text} ({place.interval_text})" if place.interval else place.rank_text


def _draw(ax: "Axes", places: Sequence[_Place]) -> Entries:
    """Draw the rows, and yield what the legend explains."""
    for close, face, marker, text in (
        (False, BLUE, "o", "Percentile rank"),
        (True, "white", "D", "Percentile rank, its quartile too close to tell"),
    ):
        ranks = [
            (row, one.rank)
            for row, one in enumerate(places)
            if one.rank is not None and one.is_close is close
        ]
        look = {"markerfacecolor": face, "markeredgecolor": BLUE, "marker": marker}
        yield from points(ax, ranks, text, markersize=6, zorder=4, **look)
    spread = [(row, *one.interval) for row, one in enumerate(places) if one.interval is not None]
    yield from spans(ax, spread, "Interval of the rank", color=BLUE, linewidth=2.0, zorder=3)
    coarse = [
        (row, QUARTER * (one.quartile - 1), QUARTER * one.quartile)
        for row, one in enumerate(places)
        if one.rank is None and one.quartile is not None
    ]
    look = {"facecolor": "none", "edgecolor": INK, "hatch": "////"}
    yield from bars(ax, coarse, "Quartile only", height=0.5, linewidth=0.8, **look)
    for row, one in enumerate(places):
        if one.rank is None and one.quartile is None:
            explain_absence(ax, row, one.reason)


def _in_words(title: str, places: Sequence[_Place], *, level: str, n: int) -> Alternative:
    return Alternative(
        title=title,
        about=(
            f"Compared with {n} participants.",
            "A percentile rank is the share of them that score lower, in percent, from 0 to 100.",
            "The fourth quartile ends at 25, the third at 50, the second at 75.",
            f"An interval holds the rank with a confidence of {level}.",
        ),
        columns=("Score", "Percentile rank", "Interval", "Quartile", "Note"),
        rows=tuple(
            (
                one.label,
                one.rank_text,
                one.interval_text,
                one.quartile_text,
                f"too close to tell: {one.chances}" if one.chances else one.reason,
            )
            for one in places
        ),
    )
