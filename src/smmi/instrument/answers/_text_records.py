"""Reading of rows of text, as a CSV file holds them."""

import math
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

import attrs

from smmi.errors import Finding, Reason
from smmi.instrument.answers._records import Sheet, require_instrument, take_in
from smmi.instrument.declaration import Nonresponse
from smmi.instrument.hierarchy import Instrument
from smmi.instrument.scales import Composition, MultipleChoice, Scale

NUMERAL: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
LONG: Final = 16
"""From so many digits on, a numeral is read as a double."""
NONE_SELECTED: Final = "NONE_SELECTED"
_NONRESPONSES: Final = {nonresponse.name: nonresponse for nonresponse in Nonresponse}


def read_text(
    instrument: Instrument,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    unit: str,
    attributes: Collection[str],
    ignore: Collection[str],
    places: Sequence[str] | None,
) -> Sheet:
    """Take in rows of text under a header."""
    require_instrument(instrument)
    names = [name.strip() for name in header]
    lines = list(rows)

    def place(row: int) -> str:
        return places[row] if places else f"row {row + 2}"

    findings: list[Finding] = []
    ragged = set()
    cells: list[list[str]] = [[] for _ in names]
    for row, line in enumerate(lines):
        if len(line) != len(names):
            ragged.add(row)
            message = (
                f"got {len(line)} cells, expected {len(names)} as in the header; look for a stray separator"
            )
            findings.append(Finding(reason=Reason.UNEQUAL_LENGTHS, path=place(row), message=message, row=row))
        for column, cell in zip(cells, [*line, *[""] * len(names)], strict=False):
            column.append(cell.strip())
    scales = {indicator.code: indicator.scale for indicator in instrument.indicators}
    columns: dict[str, Sequence[object]] = {}
    for position, (name, column) in enumerate(zip(names, cells, strict=True)):
        if name in ignore:
            continue
        if name in columns:
            reason, problem = Reason.REPEATED_CODE, f"the column {name!r} stands twice; remove one"
        elif not name and any(column):
            reason, problem = Reason.UNKNOWN_COLUMN, "the column has no name; give it one, or remove it"
        else:
            if name:  # without name and cells: left over by a spreadsheet
                parsed = {cell: _parsed(cell, scales.get(name)) for cell in set(column)}
                columns[name] = [parsed[cell] for cell in column]
            continue
        findings.append(
            Finding(reason=reason, path=f"row 1, column {position + 1}", message=problem, code=name or None)
        )
    sheet = take_in(
        instrument, columns, unit, attributes, ignore, lambda row, code: f"{place(row)}, column {code!r}"
    )
    # What stands in the wrong column of a ragged row says nothing more.
    findings += [_in_header(finding, names) for finding in sheet.findings if finding.row not in ragged]
    return attrs.evolve(sheet, findings=tuple(findings))


def _in_header(finding: Finding, names: Sequence[str]) -> Finding:
    """Return a finding about whole columns as one about the header; any other as it is."""
    if finding.row is not None:
        return finding
    path = f"row 1, column {finding.code!r}" if finding.code in names else "row 1"
    return attrs.evolve(finding, path="row 2" if finding.reason is Reason.NO_UNITS else path)


def _parsed(cell: str, scale: Scale | None) -> object:
    """Return the raw answer that a cell of text says; what it does not say stays text, to be found."""
    if not cell:
        return None
    if scale is None:
        return cell
    if cell in _NONRESPONSES:
        return _NONRESPONSES[cell]
    match scale:
        case MultipleChoice():
            if cell in {option.code for option in scale.nonresponses}:
                return cell
            return () if cell == NONE_SELECTED else tuple(part.strip() for part in cell.split(";"))
        case Composition():
            pairs = [part.partition("=") for part in cell.split(";")]
            shares = {key.strip(): _number(share.strip()) for key, _, share in pairs}
            return shares if "=" in cell and len(shares) == len(pairs) else cell
        case _:
            return cell if scale.answers else _number(cell)


def _number(text: str) -> object:
    if text.isdecimal() and text.isascii() and len(text) < LONG:
        return int(text)  # so that a finding shows what stands in the file
    number = float(text) if NUMERAL.fullmatch(text) else math.inf
    return number if math.isfinite(number) else text
