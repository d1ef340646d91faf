"""The differences between groups in a cohort's report: of published cells only."""

from collections.abc import Callable, Sequence
from typing import cast

import attrs

from smmi.benchmark import DisclosureRule
from smmi.benchmark.comparison import Difference, DifferenceMark, DifferenceRule, GroupComparison
from smmi.benchmark.disclosure import Aggregates, Cell, CellKey, CellState
from smmi.errors import ArgumentError
from smmi.instrument import Instrument
from smmi.report.cohort._tables import administrations_of, cell, groups_in, row, table
from smmi.report.page._forms import ReportForm
from smmi.report.page._page import View
from smmi.report.plots._group_differences import DrawnDifference, differences_drawn
from smmi.report.wording import Noun, _sentences as words, group_label, isolated, level_text, score_text


def differences(
    comparisons: Sequence[GroupComparison],
    tables: Aggregates,
    instrument: Instrument,
    /,
    *,
    rule: DisclosureRule,
    marks: DifferenceRule,
    noun: Noun,
    form: ReportForm,
) -> View:
    """Return what the section shows; nothing without comparisons.

    Raises:
        ArgumentError: A comparison is of groups or units that the tables do not have.
    """
    labels = {"overall": words.OVERALL} | {code: node.label for code, node in instrument.nodes.items()}
    shown: list[View] = []
    for comparison in comparisons:
        first, second = (group_label(name, instrument) for name in comparison.groups)
        level = level_text(comparison.level)
        measure = f"{marks.measure.label[0].upper()}{marks.measure.label[1:]}"
        told = {
            code: _is_published(comparison, difference, tables, rule)
            for code, difference in comparison.differences.items()
        }
        made = table(
            words.DIFFERENCES_CAPTION,
            first=words.SCORE,
            heads=[head.format(level=level, measure=measure) for head in words.DIFFERENCE_HEADS],
            rows=[
                row(labels[code], _cells(difference, marks, told=told[code]))
                for code, difference in comparison.differences.items()
            ],
        )
        title = words.DIFFERENCE_OF.format(first=first, second=second)
        drawing = ""
        if not any(told.values()):
            made["nothing"] = words.NO_DIFFERENCES.format(noun=noun)
        elif form in {ReportForm.HTML, ReportForm.PDF}:
            drawn = [
                _drawn(labels[code], difference, marks, told=told[code])
                for code, difference in comparison.differences.items()
            ]
            drawing = differences_drawn(drawn, title=title, level=level)
            # The names in a drawing are made of what it shows: the same twice would give two elements one name.
            drawing = "" if any(drawing == one["drawing"] for one in shown) else drawing
        shown.append({"title": title, "table": made, "about": _described(comparison), "drawing": drawing})
    explained = words.DIFFERENCES_EXPLAINED.format(least=rule.minimum_quartiles, marks=marks.describe())
    return {"rule": explained, "comparisons": shown}


def _described(comparison: GroupComparison) -> tuple[tuple[str, str], ...]:
    """Return how groups were compared, in sentences of which no label turns round another."""
    first, second = comparison.groups
    return attrs.evolve(
        comparison,
        by=isolated(comparison.by),
        groups=(isolated(first), isolated(second)),
        population={isolated(label): size for label, size in comparison.population.items()},
    ).describe()


def _is_published(
    comparison: GroupComparison, difference: Difference, tables: Aggregates, rule: DisclosureRule
) -> bool:
    """Return whether a difference may be shown.

    Raises:
        ArgumentError: It is of groups or units that the tables do not have.
    """
    sides = difference.first, difference.second
    found = [_cell_of(tables, comparison.by, side.label, difference.code) for side in sides]
    told = all(one.state is CellState.PUBLISHED for one in found)
    for side, counted in zip(sides, found, strict=True):
        if counted.n is not None and counted.n != side.n:
            raise ArgumentError(
                "comparisons",
                f"{side.n} units of {side.label!r} in {difference.code!r}",
                f"the {counted.n} that the tables count",
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


def _cells(difference: Difference, marks: DifferenceRule, *, told: bool) -> list[View]:
    if not told:
        return [*[cell(words.DASH)] * 3, cell(words.NOT_TOLD)]
    effect, mark = difference.effects[marks.measure], marks.mark(difference)
    p = difference.significance.p_adjusted
    return [
        _with_interval(difference.value, difference.low, difference.high, score_text),
        _with_interval(effect.value, effect.low, effect.high, lambda value: f"{value:.2f}"),
        cell(words.DASH if p is None else words.SMALL_P if p < 0.001 else f"{p:.3f}"),
        cell(f"{mark.symbol} {words.MARKS[mark]}".strip()),
    ]


def _drawn(label: str, difference: Difference, marks: DifferenceRule, *, told: bool) -> DrawnDifference:
    """Return a difference as it is drawn: with the texts that its row of the table has."""
    if not told:
        return DrawnDifference(label=label, text=words.NOT_TOLD)
    _, _, _, said = _cells(difference, marks, told=told)
    number = _with_interval(difference.value, difference.low, difference.high, score_text)
    mark = marks.mark(difference)
    return DrawnDifference(
        label=label,
        # As it is shown, so that the picture tells no digit more than the table.
        value=_as_shown(difference.value),
        low=_as_shown(difference.low),
        high=_as_shown(difference.high),
        text=str(number["text"]),
        extent="".join(cast("Sequence[str]", number["sizes"])),
        is_told_apart=mark not in {DifferenceMark.NOT_TOLD_APART, DifferenceMark.ABSENT},
        mark=str(said["text"]),
    )


def _as_shown(value: float | None) -> float | None:
    return None if value is None else float(score_text(value))


def _with_interval(
    value: float | None, low: float | None, high: float | None, shown: Callable[[float], str]
) -> View:
    """Return a number with its sign, and its interval below."""
    if value is None:
        return cell(words.DASH)
    signed = f"+{shown(value)}" if value > 0 else shown(value)
    if low is None or high is None:
        return cell(signed)
    return cell(signed, words.EXTENT.format(low=shown(low), high=shown(high)))
