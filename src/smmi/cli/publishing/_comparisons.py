"""Comparisons of groups as options name them."""

from collections.abc import Sequence

import numpy as np

from smmi.benchmark import compare_groups
from smmi.benchmark.comparison import GroupComparison
from smmi.benchmark.disclosure import Aggregates, CellKey
from smmi.errors import ArgumentError
from smmi.scoring import Scores


def compared(scores: Scores, tables: Aggregates, wanted: Sequence[str], /) -> list[GroupComparison]:
    """Return the comparisons that options ask for, of the units that tables of one administration count.

    Args:
        scores: The scores of all units.
        tables: Their aggregates.
        wanted: Such as ``control=public,private``.

    Raises:
        ArgumentError: An option is not of this form.
        UnknownCodeError: There is no such attribute or value.
    """
    parsed = [_parsed(text) for text in wanted]
    if not parsed:
        return []
    counted = tables.units(CellKey(tables.cells[0].key.administration, "all", "overall"))
    same = scores.take(np.flatnonzero(np.isin(scores.units, sorted(counted))))
    codes = [code for code in dict.fromkeys(cell.key.code for cell in tables.cells) if code != "overall"]
    return [compare_groups(same, by=by, groups=groups, codes=codes) for by, groups in parsed]


def _parsed(text: str) -> tuple[str, tuple[str, str]]:
    by, _, values = text.partition("=")
    groups = [value.strip() for value in values.split(",")]
    if not by.strip() or len(groups) != 2 or not all(groups):
        raise ArgumentError("--compare", repr(text), "a column and two of its values: control=public,private")
    return by.strip(), (groups[0], groups[1])
