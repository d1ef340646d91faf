"""Stability: how often stars hold under other rules and weights, of one unit or of all."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi._thresholds import reaches
from smmi.benchmark.sensitivity import HeldShares
from smmi.errors import ArgumentError
from smmi.frozen import by_code
from smmi.instrument import Instrument
from smmi.report.plots._told import chosen_codes, is_whole, label_of
from smmi.report.plots.canvas._alternative import Alternative
from smmi.report.plots.canvas._carried import carry
from smmi.report.plots.canvas._figure import axes_for, explain_absence, lay_out_rows, legend, percent_axis
from smmi.report.plots.canvas._labels import whole
from smmi.report.plots.canvas._marks import Entries, bars
from smmi.report.wording import chance_text, count_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STARS: Final[tuple[str, ...]] = tuple(count_text(stars, "star") for stars in (1, 2, 3, 4))
HELD: Final[tuple[str, ...]] = (
    "in all that was tried",
    "in 90 % or more",
    "in half or more",
    "in less than half",
)
LEAST: Final = (1.0, 0.9, 0.5, 0.0)
"""From which share on the stars of a unit hold so often, the most first."""
LOOKS: Final = tuple(
    {"facecolor": colour, "hatch": hatch, "edgecolor": "white"}
    for colour, hatch in (("#00224E", ""), ("#575D6D", "\\\\\\\\"), ("#A69D75", "////"), ("#FEE838", ""))
)
"""Four steps of cividis, and hatching where neighbours could be taken for each other."""


@attrs.frozen(kw_only=True)
class _Row:
    label: str
    is_whole: bool
    shares: tuple[float, ...]
    said: str
    reason: str


@tells_keywords
def star_stability(
    held: HeldShares,
    /,
    *,
    instrument: Instrument,
    unit: str | None = None,
    codes: Sequence[str] | None = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw how often stars hold, over all that was tried: of one unit each number of stars, else of all units.

    It is exact, and for organisers: that a star holds, or does not, tells of peers. A school's report tells it of the
    overall score alone, in tenths.

    Args:
        held: What holds, as in ``stability(...).grid.held`` or ``stability(...).weights.held``.
        instrument: What was asked.
        unit: The unit; all of them where not given.
        codes: The codes of the scores; the overall score and the areas, as far as they were swept, where not given.
        ax: The axes to draw on; new ones, in a figure of their own, where not given.

    Returns:
        The axes: a bar for each score. Of one unit, how often it has one star to four; of all, for how many the stars
        hold in all that was tried, in 90 % or more, in half or more, and in less.

    Raises:
        ArgumentError: An argument is of a wrong class.
        UnknownCodeError: There is no such unit, or no score has such a code.
        ImportError: matplotlib is not installed: the extra ``report`` brings it.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> from smmi.benchmark.sensitivity import Variation
        >>> from smmi.report import plots
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> vary = Variation(ties=[benchmark.TieRule.WEAK, benchmark.TieRule.STRICT])
        >>> held = benchmark.stability(scores, benchmark.Norms.fit(scores), vary=vary).grid.held
        >>> ax = plots.star_stability(held, instrument=answers.instrument, unit="S001")
        >>> plots.alternative(ax).rows[0]
        ('Overall', '2 stars, held in 100 %', '0 %', '100 %', '0 %', '0 %', '')
    """
    ArgumentError.raise_unless(held, HeldShares, argument="held", expected="HeldShares")
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    places = {code: row for row, code in enumerate(held.codes)}
    asked = [
        (code, by_code(places, code, "no score has the code"))
        for code in chosen_codes(instrument, codes)
        if codes is not None or code in places
    ]
    if unit is None:
        rows = [_of_all(held, instrument, code, row) for code, row in asked]
        title, names, head = "How often stars hold", HELD, "Holds"
    else:
        at = by_code({name: place for place, name in enumerate(held.units)}, unit, "no unit is called")
        rows = [_of_unit(held, instrument, code, row, at) for code, row in asked]
        title, names, head = f"How firm the stars of {whole(unit)} are", STARS, "Declared"
    ax = axes_for(ax, rows=len(rows))
    lay_out_rows(
        ax,
        [one.label for one in rows],
        title=title,
        bold=[row for row, one in enumerate(rows) if one.is_whole],
        said=[one.said for one in rows],
    )
    of = "units that have stars" if unit is None else "what was tried"
    percent_axis(ax, f"Percent of {of}")
    legend(ax, list(_draw(ax, rows, names)), columns=4)
    carry(
        ax,
        Alternative(
            title=title,
            about=(f"In percent of {of}; {held.tried} sets of choices were tried.",),
            columns=("Score", head, *names, "Note"),
            rows=tuple((one.label, one.said, *map(_percent, one.shares), one.reason) for one in rows),
        ),
    )
    return ax


def _percent(share: float) -> str:
    return chance_text(share)


def _of_unit(held: HeldShares, instrument: Instrument, code: str, row: int, at: int) -> _Row:
    stars = int(held.stars[row, at])
    shares = tuple(held.stars_shares[:, row, at].tolist()) if stars else ()
    return _Row(
        label=label_of(instrument, code),
        is_whole=is_whole(instrument, code),
        shares=shares or (0.0,) * 4,
        said=f"{STARS[stars - 1]}, held in {_percent(float(held.stars_held[row, at]))}" if stars else "",
        reason="" if stars else "it has no stars",
    )


def _of_all(held: HeldShares, instrument: Instrument, code: str, row: int) -> _Row:
    own = held.stars_held[row, held.stars[row] > 0]
    n = len(own)
    reached = [int(np.count_nonzero(reaches(own, least))) for least in LEAST]
    counts = np.diff([0, *reached]).tolist()
    return _Row(
        label=label_of(instrument, code),
        is_whole=is_whole(instrument, code),
        shares=tuple(count / n for count in counts) if n else (0.0,) * 4,
        said=f"{n} with stars" if n else "",
        reason="" if n else "nobody has stars",
    )


def _draw(ax: "Axes", rows: Sequence[_Row], names: Sequence[str]) -> Entries:
    ends = np.cumsum([[0.0, *one.shares] for one in rows], axis=1) * 100.0
    for step, name in enumerate(names):
        own = [
            (row, float(ends[row, step]), float(ends[row, step + 1]))
            for row, one in enumerate(rows)
            if one.shares[step]
        ]
        look: dict[str, Any] = {**LOOKS[step]}
        yield from bars(ax, own, name, height=0.7, linewidth=0.4, zorder=3, **look)
    for row, one in enumerate(rows):
        if one.reason:
            explain_absence(ax, row, one.reason)
