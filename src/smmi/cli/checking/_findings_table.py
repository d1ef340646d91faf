"""Every finding as a row of a table."""

from collections.abc import Iterable
from typing import Final

from smmi.cli.checking._told import Told
from smmi.cli.formats.outputs import Column, DataTable
from smmi.instrument import Instrument

COLUMNS: Final[tuple[Column, ...]] = (
    *(("kind", str), ("reason", str), ("column", str), ("indicator", str), ("unit", str)),
    *(("row", int), ("count", int), ("message", str)),
)
"""The columns of a file of findings."""


def findings_table(kind: str, told: Iterable[Told], instrument: Instrument, /) -> DataTable:
    """Return findings as a tidy table.

    Its columns: whether it is impossible or doubtful, the machine-readable reason, the column of the file, the
    indicator, the unit, the row (the first of several, as a spreadsheet counts), how many cells it is about, and what
    it says.

    Args:
        kind: Whether they are impossible or doubtful.
        told: The findings.
        instrument: What was asked.
    """
    codes = {indicator.code for indicator in instrument.indicators}
    rows = [
        (
            *(kind, one.finding.reason.value, one.column),
            *(_indicator(one.finding.code, codes), one.finding.unit),
            *(int(one.row) if one.row else None, one.finding.count, one.message),
        )
        for one in told
    ]
    return DataTable(COLUMNS, rows)


def _indicator(code: str | None, codes: set[str]) -> str:
    """Return the code of the indicator that a finding is about; of one part of it, the indicator's."""
    whole = (code or "").partition(".")[0]
    return whole if whole in codes else ""
