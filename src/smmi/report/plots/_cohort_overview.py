"""The overview of a cohort: the mean score of each group in each area, as it is published."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from smmi._keywords import tells_keywords
from smmi._thresholds import reaches
from smmi.benchmark.disclosure import Aggregates, Cell, CellKey, CellState
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument import Instrument
from smmi.report.plots._told import chosen_codes, is_whole, label_of
from smmi.report.plots.canvas._alternative import Alternative
from smmi.report.plots.canvas._carried import carry
from smmi.report.plots.canvas._figure import DIM, INERT, SMALL, WIDTH, axes_for, lay_out_rows
from smmi.report.plots.canvas._labels import shown, whole
from smmi.report.wording import DASH, group_label, rounded_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMN: Final = 0.85
"""How wide a column is, in inches."""
INK: Final = "black"
HEAD_PLACES: Final = 13
DARK: Final = 46.0
"""Below this mean a cell is dark, and its number white."""
NOT_PUBLISHED: Final = {CellState.EMPTY: "nobody has the score"}
WITHHELD: Final = "withheld"


@tells_keywords
def cohort_overview(
    tables: Aggregates,
    /,
    *,
    instrument: Instrument,
    codes: Sequence[str] | None = None,
    administration: str | None = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw the mean score of each group in each area, as the cells of tables hold it.

    It shows what the cells hold, and nothing of single units: for publication give tables that
    `smmi.benchmark.suppress` made and `smmi.benchmark.audit` found safe. What is withheld is hatched, and rounded means
    are drawn as rounded.

    Args:
        tables: The aggregates.
        instrument: What was asked.
        codes: The codes of the scores; the overall score and the areas where not given. Those that the tables do not
            have are left out.
        administration: The code of the administration; the last one of the tables where not given.
        ax: The axes to draw on; new ones, in a figure of their own, where not given.

    Returns:
        The axes: a row for each score and a column for each group, each cell with its number, from dark for 0 to light
        for 100.

    Raises:
        ArgumentError: An argument is of a wrong class.
        UnknownCodeError: There is no such administration, or no score has such a code.
        ImportError: matplotlib is not installed: the extra ``report`` brings it.

    Example:
        >>> from smmi import editions
        >>> from smmi.benchmark import DisclosureRule, suppress
        >>> from smmi.benchmark.disclosure import Aggregates
        >>> from smmi.report import plots
        >>> units = {f"S{i:02}": 30.0 + 2 * i for i in range(20)}
        >>> groups = {("", "all"): units, ("", "few"): list(units)[:3]}
        >>> tables = suppress(Aggregates.of({("", "overall"): units}, groups), rule=DisclosureRule())
        >>> ax = plots.cohort_overview(tables, instrument=editions.smmi_16())
        >>> plots.alternative(ax).rows
        (('Overall', '49.0 (n = 20)', 'withheld'),)
    """
    ArgumentError.raise_unless(tables, Aggregates, argument="tables", expected="Aggregates")
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    wave = _administration(tables, administration)
    cells = {cell.key: cell for cell in tables.cells if cell.key.administration == wave}
    there = {key.code for key in cells}
    chosen = [code for code in chosen_codes(instrument, codes) if code in there]
    groups = list(dict.fromkeys(key.group for key in cells))
    names = [group_label(group, instrument) for group in groups]
    grid = [[cells.get(CellKey(wave, group, code)) for group in groups] for code in chosen]
    labels = [label_of(instrument, code) for code in chosen]
    ax = axes_for(ax, rows=len(chosen), width=max(WIDTH, 3.2 + COLUMN * len(groups)))
    title = f"Mean scores{f', {whole(wave)}' if wave else ''}"
    bold = [row for row, code in enumerate(chosen) if is_whole(instrument, code)]
    lay_out_rows(ax, labels, title=title, bold=bold, above=26.0)
    ax.set_xticks([])
    ax.set_xlim(-0.5, max(len(groups), 1) - 0.5)
    ax.spines["bottom"].set_visible(False)
    _draw(ax, grid, names, tables.rounding_base)
    carry(
        ax,
        Alternative(
            title=title,
            about=("Means in percent of what can be attained, from 0 to 100, by group.",),
            columns=("Score", *names),
            rows=tuple(
                (label, *(_in_words(cell, tables.rounding_base) for cell in row))
                for label, row in zip(labels, grid, strict=True)
            ),
        ),
    )
    return ax


def _administration(tables: Aggregates, asked: str | None) -> str:
    known = list(dict.fromkeys(cell.key.administration for cell in tables.cells))
    if asked is not None and asked not in known:
        raise UnknownCodeError("the tables have no administration called", str(asked), tuple(known))
    if asked is not None:
        return asked
    return known[-1] if known else ""


def _draw(
    ax: "Axes", grid: Sequence[Sequence[Cell | None]], names: Sequence[str], base: float | None
) -> None:
    from matplotlib import colormaps
    from matplotlib.patches import Rectangle

    for column, name in enumerate(names):
        ax.text(
            column,
            1.005,
            shown(name, width=HEAD_PLACES, lines=3),
            transform=ax.get_xaxis_transform(),
            ha="center",
            va="bottom",
            fontsize=SMALL,
            linespacing=1.0,
            **INERT,
        )
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            mean = None if cell is None else cell.mean
            text = DASH if mean is None else rounded_text(mean, base)
            corner, number = (column - 0.47, row - 0.46), DIM
            if mean is None:
                patch = Rectangle(corner, 0.94, 0.92, facecolor="none", edgecolor="#BDBDBD", hatch="////")
            else:
                told = float(text)
                colour = colormaps["cividis"](told / 100.0)
                patch = Rectangle(corner, 0.94, 0.92, facecolor=colour, edgecolor="none")
                number = INK if reaches(told, DARK) else "white"
            ax.add_patch(patch)
            ax.text(
                column, row, text, ha="center", va="center", fontsize=SMALL, color=number, zorder=3, **INERT
            )


def _in_words(cell: Cell | None, base: float | None) -> str:
    if cell is None:
        return "not asked for"
    if cell.mean is None:
        return NOT_PUBLISHED.get(cell.state, WITHHELD)
    return f"{rounded_text(cell.mean, base)} (n = {cell.n})"
