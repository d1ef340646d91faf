"""The tables of a cohort's report: a row for each score, a column for each group."""

from collections.abc import Iterator, Sequence
from typing import Final

from smmi.benchmark.disclosure import Aggregates, Cell, CellKey, CellState
from smmi.instrument import Instrument
from smmi.report.page._markup import Markup, detail, element
from smmi.report.wording._words import DASH, score_text

SIDE_BY_SIDE: Final = 6
"""So many groups stand in one table."""
EVERYONE: Final = "all"
OVERALL: Final = "overall"

_WITHHELD: Final = {
    CellState.EMPTY: "no score",
    CellState.SENSITIVE: "withheld: too few, or too telling",
    CellState.COMPLEMENTARY: "withheld to protect others",
}


def groups_in(tables: Aggregates, /) -> list[str]:
    """Return the names of the groups, in their order."""
    return list(dict.fromkeys(cell.key.group for cell in tables.cells))


def administrations_of(tables: Aggregates, /) -> list[str]:
    """Return the codes of the administrations, in their order."""
    return list(dict.fromkeys(cell.key.administration for cell in tables.cells))


def group_label(name: str, instrument: Instrument, /) -> str:
    """Return the name of a group as a reader meets it: by the label of its option where the instrument declares it."""
    if name == EVERYONE:
        return "All participants"
    labels = {
        option.code: option.label
        for characteristic in instrument.characteristics
        for option in characteristic.options
    }
    return labels.get(name, name)


def cohort_tables(tables: Aggregates, instrument: Instrument, /) -> Iterator[Markup]:
    """Yield a table for each administration, and for every few groups of it."""
    cells = {cell.key: cell for cell in tables.cells}
    codes = dict.fromkeys(cell.key.code for cell in tables.cells)
    rows = [(code, label, kind) for code, label, kind in _rows(instrument) if code in codes]
    groups = groups_in(tables)
    waves = administrations_of(tables)
    for wave in waves:
        if len(waves) > 1:
            yield element("h3", wave)
        for start in range(0, len(groups), SIDE_BY_SIDE):
            some = groups[start : start + SIDE_BY_SIDE]
            names = [group_label(group, instrument) for group in some]
            what = f"Mean scores of {', '.join(names)}" + (f", {wave}" if wave else "")
            yield element(
                "table",
                element("caption", what, class_="unseen"),
                _head(names),
                element(
                    "tbody",
                    *(
                        element(
                            "tr",
                            element("th", label, scope="row"),
                            *(
                                _cell(cells.get(CellKey(wave, group, code)), name)
                                for group, name in zip(some, names, strict=True)
                            ),
                            class_=kind,
                        )
                        for code, label, kind in rows
                    ),
                ),
                class_="aggregates",
            )


def _rows(instrument: Instrument) -> Iterator[tuple[str, str, str | None]]:
    yield OVERALL, "Overall", "domain"
    for domain in instrument.domains:
        yield domain.code, domain.label, "domain"
        for area in domain.areas:
            yield area.code, area.label, None


def _head(names: Sequence[str]) -> Markup:
    columns = (element("th", name, scope="col", class_="number") for name in names)
    return element("thead", element("tr", element("th", "Score", scope="col"), *columns))


def _cell(cell: Cell | None, group: str) -> Markup:
    if cell is None:
        return element("td", DASH, class_="number", data_label=group)
    if cell.mean is None:
        reason = _WITHHELD[cell.state]
        return element("td", DASH, detail(reason), class_="number", data_label=group)
    about = [detail(f"n = {cell.n}", kind="size")]
    if cell.quartiles is not None:
        about.append(detail(_middle_half(cell.quartiles), kind="size"))
    return element("td", score_text(cell.mean), *about, class_="number", data_label=group)


def _middle_half(quartiles: tuple[float, float, float]) -> str:
    low, _, high = quartiles
    return f"{score_text(low)} to {score_text(high)}"
