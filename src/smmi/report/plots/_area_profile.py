"""The profile of areas: own scores with what blanks leave open, beside the medians of peers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from smmi.benchmark import Placement, ReportRule
from smmi.report.plots._told import ToldScore, median_text, told_scores
from smmi.report.plots.canvas._alternative import Alternative
from smmi.report.plots.canvas._carried import carry
from smmi.report.plots.canvas._figure import (
    BLUE,
    DIM,
    ORANGE,
    axes_for,
    explain_absence,
    lay_out_rows,
    legend,
    percent_axis,
)
from smmi.report.plots.canvas._labels import whole
from smmi.report.plots.canvas._marks import Entries, bars, points, spans
from smmi.report.wording import absence_text, is_open, range_text, score_text
from smmi.scoring import ScoreProfile

if TYPE_CHECKING:
    from matplotlib.axes import Axes


BANDS: Final = (
    {"facecolor": "#CFCFCF", "edgecolor": "none"},
    {"facecolor": "none", "edgecolor": ORANGE, "hatch": "////"},
)
"""How the bands look in which medians lie: of all participants, and of the peers."""
TICKS: Final = ((DIM, "|"), (ORANGE, "x"))
"""How medians look that are told as they are."""


@attrs.frozen(kw_only=True)
class _Row:
    """One score, to one decimal as it is told, and the medians of up to two groups."""

    label: str
    is_whole: bool
    value: float | None
    open_range: tuple[float, float] | None
    range_text: str
    medians: tuple[tuple[float, float] | None, ...]
    reason: str
    no_medians: tuple[str, ...]

    @classmethod
    def of(cls, groups: Sequence[ToldScore]) -> "_Row":
        one = groups[0]
        score = one.score
        ends = None
        if score.bounds is not None and is_open(score):
            low, high = (float(score_text(end)) for end in score.bounds)
            ends = low, high
        return cls(
            label=one.label,
            is_whole=one.is_whole,
            value=None if score.value is None else float(score_text(score.value)),
            open_range=ends,
            range_text=range_text(score),
            medians=tuple(each.median for each in groups),
            reason=absence_text(score.reason),
            no_medians=tuple(each.no_median for each in groups),
        )


def area_profile(
    profile: ScoreProfile,
    placement: Placement,
    /,
    *,
    peers: str | None = None,
    codes: Sequence[str] | None = None,
    rule: ReportRule | None = None,
    known: int = 0,
    unit_noun: str = "school",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw the scores of a unit, area by area, beside the medians of all participants and of one group of peers.

    It may go to the unit: its own scores are told whole, of others only what the unit's report tells, medians as bands
    and not where they rest on too few (see `smmi.report.school_report`). Profiles against two groups are two
    publications. Organisers, who may see all, give ``rule=ReportRule.public()``.

    Args:
        profile: The unit's scores.
        placement: Where they stand.
        peers: The name of the group to compare with beside all participants; none where not given.
        codes: The codes of the scores; the overall score and the areas where not given.
        rule: What must not be derived of other units; `ReportRule()` where not given.
        known: Of how many other units among the norms the reader may know the scores.
        unit_noun: What a unit is called in the text.
        ax: The axes to draw on; new ones, in a figure of their own, where not given.

    Returns:
        The axes: a mark for each score, a thin line for what blanks leave open, grey for the median of all, hatched
        for that of the peers.

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
        >>> ax = plots.area_profile(profile, benchmark.Norms.fit(scores).place(profile))
        >>> [text.replace(chr(160), " ") for text in plots.alternative(ax).rows[0]]
        ['Overall', '38.1', '36.1 to 40.2', '40 to 50', '']
    """
    asked: dict[str, Any] = {"codes": codes, "rule": rule, "known": known, "unit_noun": unit_noun}
    named = [told_scores(profile, placement, group="all", beside=peers, **asked)]
    if peers is not None:
        named.append(told_scores(profile, placement, group=peers, **asked))
    if named[-1][0].is_everyone:
        named = named[:1]
    names, groups = [name for _, name, _ in named], [told for _, _, told in named]
    rows = [_Row.of(each) for each in zip(*groups, strict=True)]
    ax = axes_for(ax, rows=len(rows))
    title = f"Scores of {whole(profile.unit)}"
    lay_out_rows(
        ax,
        [one.label for one in rows],
        title=title,
        bold=[row for row, one in enumerate(rows) if one.is_whole],
        said=["" if one.value is None else score_text(one.value) for one in rows],
    )
    percent_axis(ax, "Score, percent of what can be attained")
    legend(ax, [*_draw_own(ax, rows), *_draw_medians(ax, rows, names)], columns=2)
    carry(ax, _in_words(title, rows, names))
    return ax


def _draw_own(ax: "Axes", rows: Sequence[_Row]) -> Entries:
    own = [(row, one.value) for row, one in enumerate(rows) if one.value is not None]
    yield from points(ax, own, "Own score", marker="D", markersize=6, color=BLUE, zorder=4)
    spread = [(row, *one.open_range) for row, one in enumerate(rows) if one.open_range]
    yield from spans(ax, spread, "What blanks leave open", color=BLUE, linewidth=1.2, zorder=3)
    for row, one in enumerate(rows):
        if one.value is None and one.open_range is None:
            explain_absence(ax, row, one.reason)


def _draw_medians(ax: "Axes", rows: Sequence[_Row], names: Sequence[str]) -> Entries:
    several = len(names) > 1
    for group, name in enumerate(names):
        offset = (group - 0.5) * 0.4 if several else 0.0
        known = [(row + offset, one.medians[group]) for row, one in enumerate(rows)]
        bands = [(at, *band) for at, band in known if band and band[0] < band[1]]
        text, height = f"Where the median lies: {name}", 0.34 if several else 0.7
        yield from bars(ax, bands, text, height=height, linewidth=0.8, zorder=2, **BANDS[group])
        exact = [(at, band[0]) for at, band in known if band and band[0] == band[1]]
        colour, marker = TICKS[group]
        look = {"color": colour, "marker": marker, "markeredgewidth": 2}
        yield from points(ax, exact, f"Median: {name}", markersize=8, zorder=3, **look)


def _in_words(title: str, rows: Sequence[_Row], names: Sequence[str]) -> Alternative:
    return Alternative(
        title=title,
        about=("In percent of what can be attained, from 0 to 100.",),
        columns=("Score", "Own score", "Attainable", *(f"Median of {name}" for name in names), "Note"),
        rows=tuple(
            (
                one.label,
                "" if one.value is None else score_text(one.value),
                one.range_text,
                *(
                    median_text(median) or f"not told ({why})"
                    for median, why in zip(one.medians, one.no_medians, strict=True)
                ),
                one.reason,
            )
            for one in rows
        ),
    )
