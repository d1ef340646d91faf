"""Raw input (records, columns, rows of text) taken in: coded where it can be, and everything impossible found."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason, suggestion
from smmi.instrument._columns import AttributeColumn, Column, Locate, encode_attribute, encode_column
from smmi.instrument._declaring import shown
from smmi.instrument._hierarchy import Instrument
from smmi.instrument._routed import needed_characteristics
from smmi.instrument._scales import Composition, MultipleChoice, Scale
from smmi.instrument._states import Nonresponse

NUMERAL: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
NONE_SELECTED: Final = "NONE_SELECTED"
_NONRESPONSES: Final = {nonresponse.name: nonresponse for nonresponse in Nonresponse}


@attrs.frozen(kw_only=True, eq=False)
class Sheet:
    """What was read: units, coded columns in the instrument's order, attributes, and all that is impossible."""

    units: npt.NDArray[Any]
    columns: tuple[Column, ...]
    attributes: Mapping[str, AttributeColumn]
    findings: tuple[Finding, ...]
    locate: Locate


def read_records(
    instrument: Instrument,
    records: Iterable[Mapping[str, object]],
    unit: str,
    attributes: Collection[str],
    ignore: Collection[str],
) -> Sheet:
    """Take in one flat mapping for each unit."""
    rows: list[Mapping[str, object]] = []
    findings: list[Finding] = []
    for row, record in enumerate(records):
        if isinstance(record, Mapping):
            rows.append(record)
        else:
            message = f"got {shown(record)}, expected a mapping from codes to answers"
            findings.append(Finding(reason=Reason.WRONG_KIND, path=f"$[{row}]", message=message, row=row))
            rows.append({})
    names = dict.fromkeys(key for record in rows for key in record)
    if rows:
        names |= dict.fromkeys([unit, *attributes])
    columns = {key: [record.get(key) for record in rows] for key in names}
    sheet = _take_in(instrument, columns, unit, attributes, ignore, lambda row, code: f"$[{row}].{code}")
    return attrs.evolve(sheet, findings=(*findings, *sheet.findings))


def read_columns(
    instrument: Instrument,
    columns: Mapping[str, Sequence[object] | npt.NDArray[Any]],
    unit: str,
    attributes: Collection[str],
    ignore: Collection[str],
) -> Sheet:
    """Take in one column for each indicator."""
    listed = {key: _listed(column) for key, column in columns.items()}
    return _take_in(instrument, listed, unit, attributes, ignore, lambda row, code: f"$.{code}[{row}]")


def read_text(
    instrument: Instrument,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    unit: str,
    attributes: Collection[str],
    ignore: Collection[str],
) -> Sheet:
    """Take in rows of text under a header."""
    findings: list[Finding] = []
    names = [name.strip() for name in header]
    seen: set[str] = set()
    for position, name in enumerate(names):
        if name in seen:
            message = f"the column {name!r} stands twice; remove one"
            findings.append(
                Finding(reason=Reason.REPEATED_CODE, path=f"header[{position}]", message=message, code=name)
            )
        seen.add(name)
    cells: list[list[str]] = [[] for _ in names]
    for row, line in enumerate(rows):
        if len(line) != len(names):
            message = (
                f"got {len(line)} cells, expected {len(names)} as in the header; look for a stray separator"
            )
            findings.append(
                Finding(reason=Reason.UNEQUAL_LENGTHS, path=f"row {row + 1}", message=message, row=row)
            )
        for column, cell in zip(cells, [*line, *[""] * len(names)], strict=False):
            column.append(cell)
    scales = {indicator.code: indicator.scale for indicator in instrument.indicators}
    columns: dict[str, Sequence[object]] = {}
    for name, column in zip(names, cells, strict=True):
        scale = scales.get(name)
        columns[name] = [_parsed(cell.strip(), scale) for cell in column]
    sheet = _take_in(
        instrument, columns, unit, attributes, ignore, lambda row, code: f"row {row + 1}, column {code!r}"
    )
    return attrs.evolve(sheet, findings=(*findings, *sheet.findings))


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
            return {key.strip(): _number(share.strip()) for key, _, share in pairs} if "=" in cell else cell
        case _:
            return cell if scale.answers else _number(cell)


def _number(text: str) -> object:
    return float(text) if NUMERAL.fullmatch(text) else text


def _listed(column: Sequence[object] | npt.NDArray[Any]) -> Sequence[object]:
    if isinstance(column, np.ndarray):
        return column if column.dtype.kind in "iuf" and column.ndim == 1 else column.tolist()  # type: ignore[return-value]
    return column if isinstance(column, list | tuple) else list(column)


def _take_in(
    instrument: Instrument,
    columns: Mapping[str, Sequence[object]],
    unit: str,
    attributes: Collection[str],
    ignore: Collection[str],
    locate: Locate,
) -> Sheet:
    findings = list(_column_findings(instrument, columns, unit, attributes, ignore))
    n = max(map(len, columns.values()), default=0)
    if n == 0:
        message = "there are no units; expected at least one row of answers"
        findings.append(Finding(reason=Reason.NO_UNITS, path="$", message=message))
    if any(finding.reason is Reason.UNEQUAL_LENGTHS for finding in findings):
        return Sheet(units=np.empty(0), columns=(), attributes={}, findings=tuple(findings), locate=locate)
    units, bad = _units(columns.get(unit, ()), unit, locate)
    findings += bad
    coded = {}
    for indicator in instrument.indicators:
        raw = columns.get(indicator.code)
        coded[indicator.code], bad = encode_column(
            indicator.code, indicator.scale, [None] * n if raw is None else raw, locate
        )
        findings += bad
    declared = {c.code: [option.code for option in c.options] for c in instrument.characteristics}
    grouped = {}
    for name in attributes:
        grouped[name], bad = encode_attribute(name, declared.get(name), columns.get(name, [None] * n), locate)
        findings += bad
    return Sheet(
        units=units,
        columns=tuple(coded.values()),
        attributes=grouped,
        findings=tuple(findings),
        locate=locate,
    )


def _column_findings(
    instrument: Instrument,
    columns: Mapping[str, Sequence[object]],
    unit: str,
    attributes: Collection[str],
    ignore: Collection[str],
) -> Iterable[Finding]:
    codes = [indicator.code for indicator in instrument.indicators]
    known = {*codes, unit, *attributes, *ignore}
    for name in columns:
        if name not in known:
            near = suggestion(str(name), codes)
            message = (
                f"{shown(name)} is no indicator of the instrument, nor the unit's identifier or an attribute.{near} "
                f"Correct it, name it among the attributes, or name it in 'ignore'"
            )
            yield Finding(reason=Reason.UNKNOWN_COLUMN, path=f"$.{name}", message=message, code=str(name))
    for name in (unit, *attributes):
        if columns and name not in columns:
            near = suggestion(name, map(str, columns))
            what = "the unit's identifier" if name == unit else "an attribute"
            message = f"there is no column {name!r}, which was said to hold {what}.{near}"
            yield Finding(reason=Reason.MISSING_COLUMN, path="$", message=message, code=name)
    for name in needed_characteristics(instrument):
        if name not in attributes:
            message = (
                f"the characteristic {name!r} decides which indicators apply, but it is not among the attributes; "
                f"give its column and name it in 'attributes'"
            )
            yield Finding(reason=Reason.MISSING_COLUMN, path="$", message=message, code=name)
    lengths = {name: len(column) for name, column in columns.items()}
    n = len(columns[unit]) if unit in columns else max(lengths.values(), default=0)
    for name, length in lengths.items():
        if length != n:
            message = f"{name!r} has {length} entries, expected {n} as in the column of the units"
            yield Finding(reason=Reason.UNEQUAL_LENGTHS, path=f"$.{name}", message=message, code=name)


def _units(raw: Sequence[object], unit: str, locate: Locate) -> tuple[npt.NDArray[Any], list[Finding]]:
    names: list[str] = []
    findings = []
    first: dict[str, int] = {}
    for row, name in enumerate(raw):
        whole = isinstance(name, int | np.integer) and not isinstance(name, bool)
        text = str(name).strip() if whole or isinstance(name, str) else ""
        names.append(text)
        if not text:
            advice = "expected the unit's identifier: text that is not blank, or an integer"
            message = f"{unit!r}: got {shown(name)}, {advice}"
            findings.append(
                Finding(
                    reason=Reason.MISSING_UNIT, path=locate(row, unit), message=message, code=unit, row=row
                )
            )
        elif text in first:
            message = f"{unit!r}: the unit {text!r} stands in row {first[text] + 1} already; each unit may stand once"
            findings.append(
                Finding(
                    reason=Reason.REPEATED_UNIT,
                    path=locate(row, unit),
                    message=message,
                    unit=text,
                    code=unit,
                    row=row,
                )
            )
        first.setdefault(text, row)
    array = np.array(names, dtype=np.dtypes.StringDType())
    array.flags.writeable = False
    return array, findings
