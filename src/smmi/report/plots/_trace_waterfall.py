"""The waterfall of a trace: what each part gives to a score, and what it could give."""

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import attrs

from smmi.errors import ArgumentError
from smmi.report.plots.canvas._alternative import Alternative
from smmi.report.plots.canvas._carried import carry
from smmi.report.plots.canvas._figure import (
    BLUE,
    GREY,
    INK,
    VERMILLION,
    axes_for,
    explain_absence,
    lay_out_rows,
    legend,
    percent_axis,
)
from smmi.report.plots.canvas._marks import Entries, bars
from smmi.report.wording import absence_text, minus_text, score_text, signed_text
from smmi.scoring import Trace

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NOT_SHARED_OUT: Final = "its part cannot be told: the rule has too many parts"
HEIGHT: Final = 0.62


@attrs.frozen(kw_only=True)
class _Step:
    """One part: where its bar starts, how far it goes, and how far it could go."""

    label: str
    start: float
    part: float | None
    room: float | None
    score: float | None
    used: float
    reason: str


def trace_waterfall(trace: Trace, /, *, ax: "Axes | None" = None) -> "Axes":
    """Draw how a score came about: what each part below it gives, one after the other, up to the score.

    It rests on the unit's own answers alone, is exact, and may go to the unit.

    Args:
        trace: The trace of a score, as `ScoreProfile.trace` returns it.
        ax: The axes to draw on; new ones, in a figure of their own, where not given.

    Returns:
        The axes: a bar for each part, in points; where parts add up, a frame for what it gives at most; hatched where
        it takes points away; and a last bar for the score.

    Raises:
        ArgumentError: It is no trace, or that of an indicator, which has no parts.
        ImportError: matplotlib is not installed: the extra ``report`` brings it.

    Example:
        >>> from smmi.report import plots
        >>> from smmi.scoring import WeightedMean
        >>> from smmi.scoring.laws import scheme_around
        >>> scheme = scheme_around(WeightedMean(), children=["a", "b"], weights=[3.0, 1.0])
        >>> trace = scheme.compile().score_one({"a": "p100", "b": "p0"}).trace("area")
        >>> for row in plots.alternative(plots.trace_waterfall(trace)).rows:
        ...     print(row)
        ('a?', '75.0', '75.0', '100.0', '')
        ('b?', '0.0', '25.0', '0.0', '')
        ('Area', '75.0', '100.0', '75.0', '')
    """
    advice: dict[type, str] = {object: "scores.of(unit).trace(code) is one"}
    ArgumentError.raise_unless(trace, Trace, argument="trace", expected="a Trace", advice=advice)
    if not trace.children:
        raise ArgumentError("trace", f"that of {trace.code!r}", "the trace of a score that is made of others")
    steps = _steps(trace)
    ax = axes_for(ax, rows=len(steps) + 1)
    title = f"How the score came about: {trace.label}"
    total = score_text(trace.value)
    lay_out_rows(
        ax,
        [*(one.label for one in steps), trace.label],
        title=title,
        bold=[len(steps)],
        said=[*("" if one.part is None else minus_text(signed_text(one.part)) for one in steps), total],
    )
    percent_axis(ax, "Points of the score")
    legend(ax, list(_draw(ax, steps, trace)))
    carry(ax, _in_words(title, steps, trace))
    return ax


def _steps(trace: Trace) -> list[_Step]:
    parts = [child.contribution for child in trace.children]
    starts = accumulate((part or 0.0 for part in parts[:-1]), initial=0.0)
    adds_up = bool(getattr(trace.rule, "additive", False))
    return [
        _Step(
            label=child.label,
            start=start,
            part=child.contribution,
            room=100.0 * child.weight_used if adds_up and child.contribution is not None else None,
            score=child.value,
            used=child.weight_used,
            reason=_why(child, is_scored=trace.value is not None),
        )
        for child, start in zip(trace.children, starts, strict=True)
    ]


def _why(child: Trace, *, is_scored: bool) -> str:
    if child.absence is not None:
        return absence_text(child.absence)
    return NOT_SHARED_OUT if is_scored and child.contribution is None else ""


def _draw(ax: "Axes", steps: Sequence[_Step], trace: Trace) -> Entries:
    parts = [(row, one.start, one.start + one.part) for row, one in enumerate(steps) if one.part]
    gives, takes = ([one for one in parts if (one[1] < one[2]) is up] for up in (True, False))
    yield from bars(ax, gives, "What it gives", height=HEIGHT, zorder=3, facecolor=BLUE)
    look: dict[str, Any] = {"facecolor": "none", "edgecolor": VERMILLION, "hatch": "////"}
    yield from bars(ax, takes, "What it takes away", height=HEIGHT, zorder=3, **look)
    rooms = [(row, one.start, one.start + one.room) for row, one in enumerate(steps) if one.room]
    look = {"facecolor": "none", "edgecolor": GREY, "linewidth": 0.7}
    yield from bars(ax, rooms, "What it gives at most", height=HEIGHT, zorder=2, **look)
    for row, one in enumerate(steps):
        if one.reason and not one.used:
            explain_absence(ax, row, one.reason)
    bottom = len(steps)
    if trace.value is None:
        explain_absence(ax, bottom, f"no score: {absence_text(trace.absence)}")
        return
    if all(one.part is not None for one in steps):
        joints = [one.start + (one.part or 0.0) for one in steps]
        low, high = ([row + edge for row in range(bottom)] for edge in (-HEIGHT / 2, 1 + HEIGHT / 2))
        ax.vlines(joints, low, high, color=GREY, linewidth=0.5, linestyle=":", zorder=1)
    whole = [(bottom, 0.0, trace.value)]
    yield from bars(ax, whole, "Score", height=HEIGHT, color=INK, zorder=3)


def _in_words(title: str, steps: Sequence[_Step], trace: Trace) -> Alternative:
    rows = [
        (
            one.label,
            "" if one.part is None else score_text(one.part),
            "" if one.room is None else score_text(one.room),
            "" if one.score is None else score_text(one.score),
            one.reason,
        )
        for one in steps
    ]
    whole = "" if trace.value is None else score_text(trace.value)
    reason = absence_text(trace.absence)
    return Alternative(
        title=title,
        about=("Points of the score, one part after the other; together they are the score.",),
        columns=("Part", "Gives", "At most", "Its own score", "Note"),
        rows=(*rows, (trace.label, whole, "100.0", whole, reason)),
    )
