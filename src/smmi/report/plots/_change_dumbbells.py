"""Change dumbbells: each score last time and now, and whether the change is real."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import attrs

from smmi._keywords import tells_keywords
from smmi.benchmark.follow_up import Moved, NotCompared, ToldSince
from smmi.benchmark.waves import ChangeVerdict
from smmi.errors import ArgumentError
from smmi.instrument import Instrument
from smmi.report.plots._told import chosen_codes, is_whole, label_of
from smmi.report.plots.canvas._alternative import Alternative
from smmi.report.plots.canvas._carried import carry
from smmi.report.plots.canvas._figure import (
    BLUE,
    GREY,
    VERMILLION,
    axes_for,
    explain_absence,
    lay_out_rows,
    legend,
    percent_axis,
)
from smmi.report.plots.canvas._marks import Entries, points, spans
from smmi.report.wording import minus_text, score_text, signed_text, verdict_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOOKS: Final = {
    ChangeVerdict.IMPROVED: (BLUE, ">", "-"),
    ChangeVerdict.DETERIORATED: (VERMILLION, "<", "-"),
    ChangeVerdict.NO_RELIABLE_CHANGE: (GREY, "o", "-"),
    ChangeVerdict.NOT_KNOWN: (GREY, "s", ":"),
}
WHY: Final = {
    NotCompared.BREAK: "other questions",
    NotCompared.NO_SCORE_BEFORE: "no score last time",
    NotCompared.NO_SCORE_AFTER: "no score now",
    NotCompared.PARTLY_BEFORE: "the score of last time rests on a part",
    NotCompared.PARTLY_AFTER: "the score of now rests on a part",
}
"""Why a score does not compare, in few words."""
WITHHELD: Final = "not told"


@attrs.frozen(kw_only=True)
class _Row:
    label: str
    is_whole: bool
    before: float | None
    after: float | None
    difference: str
    verdict: ChangeVerdict
    verdict_text: str
    smallest: str
    reason: str


@tells_keywords
def change_dumbbells(
    told: ToldSince | Sequence[Moved],
    /,
    *,
    instrument: Instrument,
    codes: Sequence[str] | None = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw what moved since last time: each score then and now, and whether that is more than error.

    Of what `smmi.benchmark.follow_up.told_since` returns it may go to the unit: own scores whole, and the verdict only
    where it is told. Of what `LastTime.moved` returns it is exact, and for organisers: an error tells of other units.

    Args:
        told: What a unit is told of last time, or what moved for it.
        instrument: What was asked now.
        codes: The codes of the scores; the overall score and the areas where not given.
        ax: The axes to draw on; new ones, in a figure of their own, where not given.

    Returns:
        The axes: a ring for last time, a filled mark for now; its shape says whether the change is real.

    Raises:
        ArgumentError: An argument is of a wrong class.
        UnknownCodeError: No score has such a code.
        ImportError: matplotlib is not installed: the extra ``report`` brings it.

    Example:
        >>> from smmi import editions
        >>> from smmi.benchmark.follow_up import Moved
        >>> from smmi.report import plots
        >>> moved = Moved(code="overall", before=40.0, after=52.0, difference=12.0)
        >>> ax = plots.change_dumbbells([moved], instrument=editions.smmi_16(), codes=["overall"])
        >>> plots.alternative(ax).rows
        (('Overall', '40.0', '52.0', '+12.0', 'cannot be told', '', ''),)
    """
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    moved = told.moved if isinstance(told, ToldSince) else tuple(told)
    for one in moved:
        expected = "what told_since returns, or a sequence of Moved"
        ArgumentError.raise_unless(one, Moved, argument="told", expected=expected)
    withheld = told.withheld if isinstance(told, ToldSince) else frozenset()
    by_code = {one.code: one for one in moved}
    rows = [
        _row(instrument, code, by_code.get(code), withheld=code in withheld)
        for code in chosen_codes(instrument, codes)
    ]
    ax = axes_for(ax, rows=len(rows))
    title = "What moved since last time"
    lay_out_rows(
        ax,
        [one.label for one in rows],
        title=title,
        bold=[row for row, one in enumerate(rows) if one.is_whole],
        said=[f"{one.difference}  {one.verdict_text}" if not one.reason else "" for one in rows],
    )
    percent_axis(ax, "Score, percent of what can be attained")
    legend(ax, list(_draw(ax, rows)))
    carry(ax, _in_words(title, rows))
    return ax


def _row(instrument: Instrument, code: str, moved: Moved | None, *, withheld: bool) -> _Row:
    before, after = (None, None) if moved is None else (moved.before, moved.after)
    difference = ""
    if moved is not None and moved.difference is not None:
        difference = minus_text(signed_text(moved.difference))
    compared = bool(difference)
    reason = ""
    if not compared:
        reason = WHY.get(moved.reason, "") if moved is not None and moved.reason else "not there last time"
    verdict = moved.verdict if moved is not None and compared and not withheld else ChangeVerdict.NOT_KNOWN
    said = WITHHELD if withheld else verdict_text(moved) if moved is not None else ""
    return _Row(
        label=label_of(instrument, code),
        is_whole=is_whole(instrument, code),
        before=None if before is None else float(score_text(before)),
        after=None if after is None else float(score_text(after)),
        difference=difference,
        verdict=verdict,
        verdict_text=said if compared else "",
        smallest="" if moved is None or moved.smallest is None else score_text(moved.smallest),
        reason=reason,
    )


def _draw(ax: "Axes", rows: Sequence[_Row]) -> Entries:
    pairs = [(row, one, one.before, one.after) for row, one in enumerate(rows) if not one.reason]
    compared = [
        (row, one, low, high) for row, one, low, high in pairs if low is not None and high is not None
    ]
    look = {"marker": "o", "markerfacecolor": "white", "markeredgecolor": GREY}
    befores = [(row, before) for row, _, before, _ in compared]
    yield from points(ax, befores, "Last time", markersize=5, zorder=5, **look)
    for verdict, (colour, marker, style) in LOOKS.items():
        own = [each for each in compared if each[1].verdict is verdict]
        lines = [(row, before, after) for row, _, before, after in own]
        yield from spans(ax, lines, "", color=colour, linewidth=1.6, linestyle=style, zorder=2)
        text = ", ".join(dict.fromkeys(one.verdict_text for _, one, _, _ in own))
        afters = [(row, after) for row, _, _, after in own]
        yield from points(ax, afters, f"Now: {text}", marker=marker, color=colour, markersize=8, zorder=4)
    for row, one in enumerate(rows):
        if one.reason:
            explain_absence(ax, row, one.reason)


def _in_words(title: str, rows: Sequence[_Row]) -> Alternative:
    return Alternative(
        title=title,
        about=(
            "Scores in percent of what can be attained, from 0 to 100.",
            "A change is real where it is more than error makes.",
        ),
        columns=("Score", "Last time", "Now", "Difference", "Verdict", "Error up to", "Not compared"),
        rows=tuple(
            (
                one.label,
                "" if one.before is None else score_text(one.before),
                "" if one.after is None else score_text(one.after),
                one.difference,
                one.verdict_text,
                one.smallest,
                one.reason,
            )
            for one in rows
        ),
    )
