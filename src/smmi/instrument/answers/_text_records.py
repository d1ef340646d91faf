"""Reading of rows of text, as a CSV file holds them."""

import math
import re
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Final

import attrs
import numpy as np

from smmi.errors import Finding, Reason
from smmi.instrument.answers._columns import Column, Units, encode_column
from smmi.instrument.answers._entry_columns import EntryColumn, Locate
from smmi.instrument.answers._records import (
    CodedColumn,
    RawColumn,
    Sheet,
    check_names,
    require_instrument,
    take_in,
)
from smmi.instrument.declaration import Nonresponse
from smmi.instrument.hierarchy import Instrument
from smmi.instrument.scales import Composition, MultipleChoice, Scale

NUMERAL: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
LONG: Final = 16
"""From so many digits on, a numeral is read as a double."""
NONE_SELECTED: Final = "NONE_SELECTED"
CHUNK: Final = 8192
"""So many rows are held as text at a time."""
TextColumn = Sequence[str] | EntryColumn | Units
"""The cells of a column in some rows: each as it is, or as entries of text, or, of identifiers, as an array of text."""
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
    intake = _Intake(instrument, header, unit, attributes, ignore, places)
    remaining = iter(rows)
    while lines := list(islice(remaining, CHUNK)):
        intake.add_rows(lines)
    return intake.sheet()


def read_blocks(
    instrument: Instrument,
    header: Sequence[str],
    blocks: Iterable[Sequence[TextColumn]],
    unit: str,
    attributes: Collection[str],
    ignore: Collection[str],
) -> Sheet:
    """Take in blocks of rows, each by its columns; of a bad column no more is read than shows that it is bad."""
    intake = _Intake(instrument, header, unit, attributes, ignore, None)
    for block in blocks:
        intake.add(block)
        if intake.is_bad:
            break
    return intake.sheet()


class _Intake:
    """A table of text while it is taken in."""

    def __init__(
        self,
        instrument: Instrument,
        header: Sequence[str],
        unit: str,
        attributes: Collection[str],
        ignore: Collection[str],
        places: Sequence[str] | None,
    ) -> None:
        require_instrument(instrument)
        check_names(instrument, unit, attributes, ignore)
        self._instrument, self._unit, self._attributes, self._ignore = instrument, unit, attributes, ignore
        self._places = places
        self._names = [name.strip() for name in header]
        scales = {indicator.code: indicator.scale for indicator in instrument.indicators}
        asked = {unit, *attributes} - {""}
        self._columns = [
            _Coded(name, scales[name], self._locate)
            if name in scales and name not in {*asked, *ignore}
            else _Kept(scales.get(name), is_asked=name in asked)
            for name in self._names
        ]
        self._findings: list[Finding] = []
        self._ragged: set[int] = set()
        self._n = 0

    def _place(self, row: int) -> str:
        return self._places[row] if self._places else f"row {row + 2}"

    def _locate(self, row: int, code: str) -> str:
        return f"{self._place(row)}, column {code!r}"

    def add_rows(self, lines: list[Sequence[str]]) -> None:
        """Take in some more rows."""
        width = len(self._names)
        for row in [row for row, line in enumerate(lines) if len(line) != width]:
            at = self._n + row
            self._ragged.add(at)
            self._findings.append(_ragged(self._place(at), at, len(lines[row]), width))
            lines[row] = [*lines[row], *[""] * width][:width]
        self.add(list(zip(*lines, strict=True)), len(lines))

    def add(self, columns: Sequence[TextColumn], n: int | None = None) -> None:
        """Take in some more rows by their columns; without a header there are none."""
        for column, cells in zip(self._columns, columns, strict=False):
            column.add(cells)
        self._n += len(columns[0]) if n is None else n

    @property
    def is_bad(self) -> bool:
        """Whether some answer was impossible so far."""
        return any(isinstance(column, _Coded) and column.is_bad for column in self._columns)

    def sheet(self) -> Sheet:
        """Return what was read."""
        findings = self._findings
        kept: dict[str, RawColumn] = {}
        coded: dict[str, CodedColumn] = {}
        for position, (name, column) in enumerate(zip(self._names, self._columns, strict=True)):
            problem = _problem(name, column, {*kept, *coded})
            if problem and name not in self._ignore:
                reason, text = problem
                where = f"row 1, column {position + 1}"
                findings.append(Finding(reason=reason, path=where, message=text, code=name or None))
            elif name and name not in self._ignore:  # without name and cells: left over by a spreadsheet
                if isinstance(column, _Coded):
                    coded[name] = column.taken()
                else:
                    kept[name] = column.taken(self._n)
        sheet = take_in(
            self._instrument, kept, self._unit, self._attributes, self._ignore, self._locate, coded=coded
        )
        # What stands in the wrong column of a ragged row says nothing more.
        findings += [
            _in_header(finding, self._names) for finding in sheet.findings if finding.row not in self._ragged
        ]
        return attrs.evolve(sheet, findings=tuple(findings))


def _ragged(path: str, row: int, got: int, expected: int) -> Finding:
    message = f"got {got} cells, expected {expected} as in the header; look for a stray separator"
    return Finding(reason=Reason.UNEQUAL_LENGTHS, path=path, message=message, row=row)


def _problem(name: str, column: "_Coded | _Kept", taken: Collection[str]) -> tuple[Reason, str] | None:
    """Return why a column cannot be taken in, by its name alone."""
    if name in taken:
        return Reason.REPEATED_CODE, f"the column {name!r} stands twice; remove one"
    if not name and column.says_something:
        return Reason.UNKNOWN_COLUMN, "the column has no name; give it one, or remove it"
    return None


class _Coded:
    """The answers to one indicator, coded as they are read: of a long file no text is kept."""

    says_something = True

    def __init__(self, name: str, scale: Scale, locate: Locate) -> None:
        self._name, self._scale, self._locate = name, scale, locate
        self._parts: list[Column] = []
        self._findings: list[Finding] = []
        self._rows = 0

    def add(self, cells: TextColumn) -> None:
        """Take in some more rows."""
        start = self._rows
        part, found = encode_column(
            self._name, self._scale, self._raw(cells), lambda row, code: self._locate(start + row, code)
        )
        self._parts.append(part)
        # Parts of about one size become one: thousands of small ones would lie between what is let go of.
        while len(self._parts) > 1 and len(self._parts[-1].codes) >= len(self._parts[-2].codes) // 2:
            self._parts[-2:] = [Column.together(self._parts[-2:], self._scale)]
        self._findings += [attrs.evolve(one, row=start + one.row) for one in found if one.row is not None]
        self._rows += len(cells)

    def _raw(self, cells: TextColumn) -> RawColumn:
        """Return the raw answers that cells of text say; each distinct one is read once."""
        if isinstance(cells, EntryColumn):
            entries = [_parsed(cell.strip(), self._scale) for cell in map(str, cells.entries)]
            return EntryColumn(entries=entries, positions=cells.positions)
        parsed = {cell: _parsed(cell.strip(), self._scale) for cell in set(cells)}
        return [parsed[cell] for cell in cells]

    @property
    def is_bad(self) -> bool:
        """Whether some answer was impossible so far."""
        return bool(self._findings)

    def taken(self) -> CodedColumn:
        """Return all answers, and let go of the parts."""
        parts, self._parts = self._parts, []
        return CodedColumn(Column.together(parts, self._scale), self._findings)


class _Kept:
    """The cells of a column that is no indicator's: kept where they are asked for."""

    def __init__(self, scale: Scale | None, *, is_asked: bool) -> None:
        self._scale = scale
        self._cells: list[object] | None = [] if is_asked else None
        self._texts: list[Units] = []
        self._seen: dict[str, object] = {}
        self.says_something = False

    def add(self, cells: TextColumn) -> None:
        """Take in some more rows."""
        if isinstance(cells, np.ndarray):
            self._texts.append(cells)
        elif self._cells is None:
            entries = cells.entries if isinstance(cells, EntryColumn) else cells
            self.says_something = self.says_something or any(cell.strip() for cell in map(str, entries))
        elif isinstance(cells, EntryColumn):
            said = [_parsed(cell.strip(), self._scale) for cell in map(str, cells.entries)]
            self._cells += EntryColumn(entries=said, positions=cells.positions)
        else:
            for cell in {*cells} - self._seen.keys():
                self._seen[cell] = _parsed(cell.strip(), self._scale)
            self._cells += [self._seen[cell] for cell in cells]

    def taken(self, n: int) -> RawColumn:
        """Return the cells, blank ones as None; of a column that is not asked for, only how many there are."""
        if self._texts:
            return np.concatenate(self._texts)
        return range(n) if self._cells is None else self._cells


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
    if text.removeprefix("-").isdecimal() and text.isascii() and len(text) < LONG:
        return int(text)  # so that a finding shows what stands in the file
    number = float(text) if NUMERAL.fullmatch(text) else math.inf
    return number if math.isfinite(number) else text
