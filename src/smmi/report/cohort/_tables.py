"""The tables of a cohort's report: a row for each score or group, a column for each group or number."""

from collections.abc import Iterator, Sequence
from typing import Final, cast

from smmi.benchmark import DisclosureRule
from smmi.benchmark.disclosure import Aggregates, Cell, CellKey, CellState
from smmi.instrument import Instrument
from smmi.report.page._page import View
from smmi.report.wording import Noun, _sentences as words, group_label, isolated, rounded_text

SIDE_BY_SIDE: Final = 6
"""So many groups stand in one table."""
OVERALL: Final = "overall"


def groups_in(tables: Aggregates, /) -> list[str]:
    """Return the names of the groups, in their order."""
    return list(dict.fromkeys(cell.key.group for cell in tables.cells))


def administrations_of(tables: Aggregates, /) -> list[str]:
    """Return the codes of the administrations, in their order."""
    return list(dict.fromkeys(cell.key.administration for cell in tables.cells))


def cell(text: str, /, *sizes: str, reason: str = "") -> View:
    """Return what a cell shows: its number, the numbers that stand below it, or why it has none."""
    return {"text": text, "sizes": sizes, "reason": reason}


def row(label: str, cells: Sequence[View], /, *, is_domain: bool = False) -> View:
    """Return a row of a table."""
    return {"label": label, "cells": cells, "is_domain": is_domain}


def table(
    caption: str, /, *, first: str, heads: Sequence[str], rows: Sequence[View], nothing: str = ""
) -> View:
    """Return a table; where each of its cells is a dash, with the sentence that stands in its place.

    Args:
        caption: What it shows.
        first: The head of the labels.
        heads: The heads of the other columns.
        rows: Its rows.
        nothing: What is said in its place, without why; nothing where a table of dashes stays one.
    """
    cells = [one for each in rows for one in cast("Sequence[View]", each["cells"])]
    dashes = bool(cells) and all(one["text"] == words.DASH for one in cells)
    reasons = dict.fromkeys(str(one["reason"]) for one in cells if one["reason"])
    said = f"{nothing} {words.NOTHING_BECAUSE.format(reasons='; '.join(reasons))}" if reasons else nothing
    return {
        "caption": caption,
        "first": first,
        "heads": heads,
        "rows": rows,
        "nothing": said if dashes and nothing else "",
    }


def cohort_tables(
    tables: Aggregates, instrument: Instrument, /, *, rule: DisclosureRule, noun: Noun
) -> Iterator[View]:
    """Yield a table for each administration, and for every few groups of it."""
    cells = {one.key: _mean(one, tables, rule, noun) for one in tables.cells}
    codes = {one.key.code for one in tables.cells}
    scores = [score for score in _scores(instrument) if score[0] in codes]
    groups, waves = groups_in(tables), administrations_of(tables)
    for wave in waves:
        for start in range(0, len(groups), SIDE_BY_SIDE):
            some = groups[start : start + SIDE_BY_SIDE]
            names = [group_label(group, instrument) for group in some]
            caption = words.MEANS_OF_WAVE if wave else words.MEANS
            rows = [
                row(
                    label,
                    [cells.get(CellKey(wave, group, code), cell(words.DASH)) for group in some],
                    is_domain=is_domain,
                )
                for code, label, is_domain in scores
            ]
            yield {
                "wave": wave if len(waves) > 1 and start == 0 else "",
                **table(
                    caption.format(groups=", ".join(names), wave=isolated(wave)),
                    first=words.SCORE,
                    heads=names,
                    rows=rows,
                    nothing=words.NO_MEANS.format(groups=", ".join(names)),
                ),
            }


def _scores(instrument: Instrument) -> Iterator[tuple[str, str, bool]]:
    yield OVERALL, words.OVERALL, True
    for domain in instrument.domains:
        yield domain.code, domain.label, True
        for area in domain.areas:
            yield area.code, area.label, False


def _mean(found: Cell, tables: Aggregates, rule: DisclosureRule, noun: Noun) -> View:
    if found.mean is None:
        reason = words.NO_CELL[found.state]
        # Who has a score is known to those against whom the rule protects.
        if found.state is CellState.SENSITIVE and len(tables.units(found.key)) < rule.least_units:
            reason = words.TOO_FEW_SCORED.format(least=rule.least_units, noun=noun)
        return cell(words.DASH, reason=reason)
    sizes = [words.SIZE.format(n=found.n)]
    if found.quartiles is not None:
        low, _, high = (rounded_text(one, tables.quartile_base) for one in found.quartiles)
        sizes.append(words.EXTENT.format(low=low, high=high))
    return cell(rounded_text(found.mean, tables.rounding_base), *sizes)
