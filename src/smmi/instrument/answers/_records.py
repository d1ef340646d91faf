"""Reading of records and columns: raw answers are coded, and every impossible value becomes a finding."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set as AbstractSet, Sized
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import MESSAGE_LIMIT, ArgumentError, Finding, Reason, suggestion
from smmi.frozen import FrozenMapping
from smmi.instrument.answers._applied_routing import needed_characteristics
from smmi.instrument.answers._columns import (
    AttributeColumn,
    Column,
    Units,
    encode_attribute,
    encode_column,
    read_units,
)
from smmi.instrument.answers._entry_columns import EntryColumn, Locate
from smmi.instrument.declaration._fields import plain_text, shown
from smmi.instrument.hierarchy import Instrument

FRAMES: Final = frozenset({"DataFrame", "LazyFrame", "Table", "RecordBatch", "DuckDBPyRelation"})
"""What the makers of data frames call them."""
MAKERS: Final = frozenset({"pandas", "polars", "pyarrow", "duckdb", "_duckdb"})
"""The packages of those makers, as their classes name them."""
MOST_NAMED: Final = 6
"""So many columns are named."""

RawColumn = Sequence[object] | npt.NDArray[Any] | EntryColumn
"""A list, a tuple, an array of one dimension, or entries and their positions."""


@attrs.frozen(eq=False)
class CodedColumn:
    """An indicator's answers that are coded already, and what was impossible among them."""

    column: Column
    findings: Sequence[Finding]

    def __len__(self) -> int:
        return len(self.column.codes)


@attrs.frozen(kw_only=True, eq=False)
class Sheet:
    """What was read: units, coded columns in the instrument's order, attributes, and all that is impossible."""

    units: Units
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
    require_instrument(instrument)
    frame = _frame_advice(records, unit)
    if frame or isinstance(records, str | bytes | Mapping) or not isinstance(records, Iterable):
        single = "For a single unit, write [record]; for columns, Answers.from_columns"
        advice = frame or (single if isinstance(records, Mapping) else "")
        got = f"a {type(records).__name__}" if frame else shown(records)
        raise ArgumentError("records", got, "a sequence of mappings, one for each unit", advice)
    rows: list[dict[str, object]] = []
    findings: list[Finding] = []
    for row, record in enumerate(records):
        flat, problem = _flat(record)
        rows.append(flat)
        if problem:
            findings.append(Finding(reason=Reason.WRONG_KIND, path=f"$[{row}]", message=problem, row=row))
    names = dict.fromkeys(key for record in rows for key in record)
    columns = {key: [record.get(key) for record in rows] for key in names}
    sheet = take_in(
        instrument, columns, unit, attributes, ignore, lambda row, code: f"$[{row}].{code}", n=len(rows)
    )
    return attrs.evolve(sheet, findings=(*findings, *sheet.findings))


def require_instrument(instrument: object) -> None:
    """Refuse what is no instrument, such as an argument in its place.

    Raises:
        ArgumentError: This is no instrument.
    """
    advice: dict[type, str] = {object: "The instrument comes first, then the answers"}
    ArgumentError.raise_unless(
        instrument, Instrument, argument="instrument", expected="an Instrument", advice=advice
    )


def _frame_advice(given: object, unit: object) -> str:
    """Return what takes a data frame; nothing for what is none."""
    if not _is_frame(given):
        return ""
    return f"A data frame is taken by smmi.frames.answers(instrument, frame, unit={shown(unit)})"


def _is_frame(given: object) -> bool:
    kind = type(given)  # of which alone anything is asked: a stranger's object may raise, or draw its rows
    if kind.__module__.partition(".")[0] in MAKERS:
        return kind.__name__ in FRAMES
    capsule = hasattr(kind, "__arrow_c_stream__") or hasattr(kind, "__arrow_c_array__")
    return capsule and not isinstance(given, Iterable)


def _flat(record: object) -> tuple[dict[str, object], str | None]:
    """Return a record as a plain mapping from text, and what is wrong with it."""
    try:
        flat = dict(record) if isinstance(record, Mapping) else None
    except Exception:  # noqa: BLE001  (a stranger's mapping may raise anything)
        flat = None
    if flat is None:
        return {}, f"got {shown(record)}, expected a mapping from codes to answers"
    strange = [key for key in flat if type(key) is not str]
    if not strange:
        return flat, None
    bad = [key for key in strange if not plain_text(key)]
    plain = {plain_text(key): answer for key, answer in flat.items() if plain_text(key)}
    problem = f"got the key {shown(bad[0])}, expected a code or the name of a column" if bad else None
    return plain, problem


def read_columns(
    instrument: Instrument,
    columns: Mapping[str, RawColumn],
    unit: str,
    attributes: Collection[str],
    ignore: Collection[str],
) -> Sheet:
    """Take in one column for each indicator."""
    require_instrument(instrument)
    if not isinstance(columns, Mapping):
        frame = _frame_advice(columns, unit)
        several = "For one mapping for each unit, write Answers.from_records"
        advice = frame or (several if isinstance(columns, Iterable) else "")
        got = f"a {type(columns).__name__}" if frame else shown(columns)
        raise ArgumentError("columns", got, "a mapping from names to columns", advice)
    flat, problem = _flat(columns)
    findings = [Finding(reason=Reason.WRONG_KIND, path="$", message=problem)] if problem else []
    listed = {}
    for name, column in flat.items():
        several = _listed(column)
        if several is not None:
            listed[name] = several
        elif name not in ignore:
            got = f"a {type(column).__name__}" if _is_frame(column) else shown(column)
            message = f"{name!r}: got {got}, expected a sequence with one entry for each unit"
            findings.append(Finding(reason=Reason.WRONG_KIND, path=f"$.{name}", message=message, code=name))
    sheet = take_in(instrument, listed, unit, attributes, ignore, lambda row, code: f"$.{code}[{row}]")
    return attrs.evolve(sheet, findings=(*findings, *sheet.findings))


def _listed(column: object) -> RawColumn | None:
    """Return a column as a list, a tuple, an array of one dimension or entries; None for what is no column."""
    if isinstance(column, EntryColumn):
        return column
    if isinstance(column, np.ndarray):
        if column.ndim != 1:
            return None
        if type(column) is np.ndarray and column.dtype.kind in "OiufT":
            return column
        several: list[object] = list(column) if column.dtype.kind in "mM" else column.tolist()
        return several  # dates as they are: their lists would be integers
    if isinstance(column, str | bytes | Mapping | AbstractSet) or _is_frame(column):
        return None
    if not isinstance(column, Iterable):
        return None
    try:
        return column if type(column) in {list, tuple} else list(column)  # type: ignore[return-value]
    except Exception:  # noqa: BLE001  (a stranger's column may raise anything)
        return None


def take_in(
    instrument: Instrument,
    columns: Mapping[str, RawColumn],
    unit: str,
    attributes: Collection[str],
    ignore: Collection[str],
    locate: Locate,
    *,
    n: int | None = None,
    coded: Mapping[str, CodedColumn] = FrozenMapping(),
) -> Sheet:
    """Take in columns of raw answers.

    Args:
        instrument: What was asked.
        columns: The columns by name.
        unit: The column of the units' identifiers.
        attributes: The columns of attributes.
        ignore: Columns to leave out.
        locate: Says in a finding where a cell stands.
        n: How many units there are; the length of the longest column where not given.
        coded: Columns of indicators that are coded already, beside these.
    """
    check_names(instrument, unit, attributes, ignore)
    columns = {name: column for name, column in columns.items() if name not in ignore}
    everything: dict[str, Sized] = {**columns, **coded}
    findings = list(_column_findings(instrument, everything, unit, attributes))
    n = max(map(len, everything.values()), default=n or 0)
    if n == 0:
        message = "there are no units; expected at least one row of answers"
        findings.append(Finding(reason=Reason.NO_UNITS, path="$", message=message))
    if any(finding.reason is Reason.UNEQUAL_LENGTHS for finding in findings):
        return Sheet(units=np.empty(0), columns=(), attributes={}, findings=tuple(findings), locate=locate)
    blank: list[object] = [None] * n
    units, bad = read_units(columns.get(unit, ()), unit, locate)
    findings += bad
    all_coded = []
    for indicator in instrument.indicators:
        own = coded.get(indicator.code)
        if own is None:
            raw = columns.get(indicator.code, blank)
            own = CodedColumn(*encode_column(indicator.code, indicator.scale, raw, locate))
        all_coded.append(own.column)
        findings += own.findings
    declared = {c.code: [option.code for option in c.options] for c in instrument.characteristics}
    grouped = {}
    for name in attributes:
        raw = columns.get(name, blank)
        grouped[name], bad = encode_attribute(name, declared.get(name), raw, locate)
        findings += bad
    return Sheet(
        units=units, columns=tuple(all_coded), attributes=grouped, findings=tuple(findings), locate=locate
    )


def check_names(
    instrument: Instrument, unit: str, attributes: Collection[str], ignore: Collection[str]
) -> None:
    """Refuse what are no names of columns.

    Raises:
        ArgumentError: One is of a wrong class, or the identifiers are to stand in a column of answers.
    """
    if not isinstance(unit, str):
        raise ArgumentError("unit", shown(unit), "the name of the column of the units' identifiers")
    for argument, names in (("attributes", attributes), ("ignore", ignore)):
        several = isinstance(names, Collection) and not isinstance(names, str)
        if not several or not all(isinstance(name, str) for name in names):
            raise ArgumentError(argument, shown(names), f"a sequence of names. Write {argument}=('kind',)")
    if any(indicator.code == unit for indicator in instrument.indicators):
        raise ArgumentError("unit", repr(unit), "the name of a column that holds no indicator's answers")


def _there(columns: Iterable[str]) -> str:
    """Return which columns there are, for a message: the first of them, and how many more."""
    names = [name for name in columns if name]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return (
        f" The columns are {', '.join(map(shown, names[:MOST_NAMED]))}{more}; name the one that does"
        if names
        else ""
    )


def _called(instrument: Instrument) -> dict[str, set[str]]:
    """Return the codes of indicators by what else they are called, in lower case."""
    called: dict[str, set[str]] = {}
    for indicator in instrument.indicators:
        for name in (*indicator.source_names, indicator.prompt, indicator.label):
            called.setdefault(name.casefold(), set()).add(indicator.code)
    return called


def _column_findings(
    instrument: Instrument, columns: Mapping[str, Sized], unit: str, attributes: Collection[str]
) -> Iterator[Finding]:
    codes = [indicator.code for indicator in instrument.indicators]
    known = {*codes, unit, *attributes}
    called = _called(instrument)
    unknown = [name for name in columns if name not in known]
    for position, name in enumerate(unknown):
        near = (
            suggestion(name, codes, there=columns) if position < MESSAGE_LIMIT else ""
        )  # seeking takes a millisecond each
        named = called.get(name.strip().casefold(), ())
        if len(named) == 1 and not {*named} & {*columns}:
            near = f" That is a name of {next(iter(named))!r}, give the code."
        message = (
            f"{shown(name)} is no indicator of the instrument, nor the unit's identifier or an attribute.{near} "
            "Correct it, or name it among the attributes or the columns to ignore"
        )
        yield Finding(reason=Reason.UNKNOWN_COLUMN, path=f"$.{name}", message=message, code=name)
    for name in (unit, *attributes):
        if columns and name not in columns:
            near = suggestion(name, columns) or _there(columns)
            what = "the unit's identifier" if name == unit else "an attribute"
            message = f"there is no column {name!r}, which was said to hold {what}.{near}"
            yield Finding(reason=Reason.MISSING_COLUMN, path="$", message=message, code=name)
    for name in needed_characteristics(instrument):
        if name not in attributes:
            message = (
                f"the characteristic {name!r} decides which indicators apply, but it is not among the attributes; "
                "give its column, and name it there"
            )
            yield Finding(reason=Reason.MISSING_COLUMN, path="$", message=message, code=name)
    lengths = {name: len(column) for name, column in columns.items()}
    n = lengths.get(unit, max(lengths.values(), default=0))
    for name, length in lengths.items():
        if length != n:
            message = f"{name!r} has {length} entries, expected {n} as in the column of the units"
            yield Finding(reason=Reason.UNEQUAL_LENGTHS, path=f"$.{name}", message=message, code=name)
