"""The differences between groups in a cohort's report: of published cells only."""

from collections.abc import Callable, Sequence
from typing import Final

from smmi.benchmark import DisclosureRule
from smmi.benchmark.comparison import Difference, DifferenceMark, DifferenceRule, GroupComparison
from smmi.benchmark.disclosure import Aggregates, Cell, CellKey, CellState
from smmi.errors import ArgumentError
from smmi.instrument import Instrument
from smmi.report.cohort._tables import administrations_of, group_label, groups_in
from smmi.report.page._markup import Markup, detail, element, fragment
from smmi.report.wording._words import DASH, score_text

WORDS: Final = {
    DifferenceMark.HIGHER: "higher",
    DifferenceMark.SLIGHTLY_HIGHER: "slightly higher",
    DifferenceMark.NOT_TOLD_APART: "not told apart",
    DifferenceMark.SLIGHTLY_LOWER: "slightly lower",
    DifferenceMark.LOWER: "lower",
    DifferenceMark.ABSENT: DASH,
}


def differences(
    comparisons: Sequence[GroupComparison],
    tables: Aggregates,
    instrument: Instrument,
    /,
    *,
    rule: DisclosureRule,
    marks: DifferenceRule,
) -> Markup | None:
    """Return the section, or None without comparisons.

    Raises:
        ArgumentError: A comparison is of groups or units that the tables do not have.
    """
    if not comparisons:
        return None
    least = (
        f"Differences are shown where both groups are published and have at least {rule.minimum_quartiles} units, as "
        f"their intervals tell of the spread within them. {marks.describe()}"
    )
    parts = []
    for comparison in comparisons:
        first, second = (group_label(name, instrument) for name in comparison.groups)
        entries = comparison.describe()
        parts += [
            element("h3", f"{first} less {second}"),
            _table(comparison, tables, instrument, rule, marks),
            element(
                "dl",
                *(element("div", element("dt", name), element("dd", text)) for name, text in entries),
                class_="card-list",
            ),
        ]
    return element(
        "section",
        element("h2", "Differences between groups", id="differences"),
        element("p", least, class_="quiet"),
        *parts,
        aria_labelledby="differences",
    )


def _table(
    comparison: GroupComparison,
    tables: Aggregates,
    instrument: Instrument,
    rule: DisclosureRule,
    marks: DifferenceRule,
) -> Markup:
    level = f"{100.0 * comparison.level:g} %"
    heads = (
        f"Difference ({level} interval)",
        f"{_capital(marks.measure.label)} ({level} interval)",
        "p, corrected",
        "By the rule",
    )
    labels = {"overall": "Overall"} | {code: node.label for code, node in instrument.nodes.items()}
    rows = []
    for code, difference in comparison.differences.items():
        told = _is_published(comparison, difference, tables, rule)
        texts = _texts(difference, marks) if told else (DASH, DASH, DASH, "withheld")
        cells = (
            element("td", text, class_="number", data_label=head)
            for text, head in zip(texts, heads, strict=True)
        )
        rows.append(element("tr", element("th", labels[code], scope="row"), *cells))
    columns = (element("th", head, scope="col", class_="number") for head in heads)
    return element(
        "table",
        element("caption", "Differences by score", class_="unseen"),
        element("thead", element("tr", element("th", "Score", scope="col"), *columns)),
        element("tbody", *rows),
        class_="aggregates",
    )


def _is_published(
    comparison: GroupComparison, difference: Difference, tables: Aggregates, rule: DisclosureRule
) -> bool:
    """Return whether a difference may be shown.

    Raises:
        ArgumentError: It is of groups or units that the tables do not have.
    """
    sides = difference.first, difference.second
    found = [_cell_of(tables, comparison.by, side.label, difference.code) for side in sides]
    told = all(cell.state is CellState.PUBLISHED for cell in found)
    for side, cell in zip(sides, found, strict=True):
        if cell.n is not None and cell.n != side.n:
            raise ArgumentError(
                "comparisons",
                f"{side.n} units of {side.label!r} in {difference.code!r}",
                f"the {cell.n} that the tables count",
                "Compare the same: scores.take(numpy.isin(scores.units, list(tables.units(cell.key))).nonzero()[0])",
            )
    return told and min(side.n for side in sides) >= rule.minimum_quartiles


def _cell_of(tables: Aggregates, by: str, label: str, code: str) -> Cell:
    waves, known = administrations_of(tables), groups_in(tables)
    if len(waves) > 1:
        raise ArgumentError("comparisons", f"tables of {len(waves)} administrations", "tables of one")
    for name in (label, f"{by}={label}"):
        if name in known:
            return tables[CellKey(waves[0], name, code)]
    raise ArgumentError("comparisons", f"the group {label!r}", f"groups of the tables: {', '.join(known)}")


def _texts(difference: Difference, marks: DifferenceRule) -> tuple[Markup | str, Markup | str, str, str]:
    effect = difference.effects[marks.measure]
    p = difference.significance.p_adjusted
    mark = marks.mark(difference)
    return (
        _with_interval(difference.value, difference.low, difference.high, score_text),
        _with_interval(effect.value, effect.low, effect.high, lambda value: f"{value:.2f}"),
        DASH if p is None else "below 0.001" if p < 0.001 else f"{p:.3f}",
        f"{mark.symbol} {WORDS[mark]}".strip(),
    )


def _with_interval(
    value: float | None, low: float | None, high: float | None, shown: Callable[[float], str]
) -> Markup | str:
    """Return a number with its sign, and its interval below."""
    if value is None:
        return DASH
    signed = f"+{shown(value)}" if value > 0 else shown(value)
    if low is None or high is None:
        return signed
    return fragment([signed, detail(f"{shown(low)} to {shown(high)}", kind="size")])


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
