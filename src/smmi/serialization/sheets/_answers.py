"""Answers as a document: units, attributes and columns, with the raw answers that make them again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from smmi.errors import MESSAGE_LIMIT, ArgumentError, EditCheckError, Finding, Reason
from smmi.frozen import FrozenMapping
from smmi.instrument import Answers, Instrument
from smmi.instrument.answers import AttributeColumn
from smmi.instrument.declaration import checked, each
from smmi.instrument.scales import coding
from smmi.serialization.fields import Mismatch, cut, finding_at, missing_key, nearest, step
from smmi.serialization.sheets._cells import Cell


def is_not_blank(value: object) -> str | None:
    """Return what is expected of a text that is blank, or None."""
    return None if isinstance(value, str) and value.strip() else "text that is not blank"


@attrs.frozen(kw_only=True)
class Sheet:
    """What the document of answers holds.

    Attributes:
        instrument: What was asked.
        units: The units' identifiers.
        columns: For each indicator the raw answer of every unit. What routing has set aside stands in its place.
        attributes: For each attribute the value of every unit, or None.
        labels: The values that an attribute may have, in their order, where they are not just the values that occur,
            sorted, nor declared by the instrument.
    """

    instrument: Instrument
    units: tuple[str, ...] = attrs.field(metadata=checked(each(is_not_blank, expected="text")))
    columns: Mapping[str, tuple[Cell, ...]]
    attributes: Mapping[str, tuple[str | None, ...]] = FrozenMapping()
    labels: Mapping[str, tuple[str, ...]] = FrozenMapping()


def sheet_of(answers: Answers, /) -> Sheet:
    """Return what the document of answers holds.

    Raises:
        ArgumentError: There are no units.
    """
    if not len(answers):
        raise ArgumentError("value", "answers of no units", "at least one unit")
    indicators = answers.instrument.indicators
    columns: dict[str, Any] = {}
    for indicator, column in zip(indicators, answers.columns, strict=True):
        how = coding(indicator.scale)
        columns[indicator.code] = [how.decode(*column.cell(position)) for position in range(len(answers))]
    for aside in answers.set_aside:
        columns[aside.code][answers.position(aside.unit)] = aside.answer
    attributes = {name: tuple(column) for name, column in answers.attributes.items()}
    declared = _declared(answers.instrument)
    return Sheet(
        instrument=answers.instrument,
        units=tuple(answers.units.tolist()),
        columns=columns,
        attributes=FrozenMapping(attributes),
        labels=FrozenMapping(
            {
                name: column.labels
                for name, column in answers.attributes.items()
                if column.labels != declared.get(name, _occurring(attributes[name]))
            }
        ),
    )


def answers_of(sheet: Sheet, /) -> Answers:
    """Return the answers that a document holds.

    Raises:
        Mismatch: They are impossible under the instrument.
    """
    unit = "unit"
    while unit in {*sheet.columns, *sheet.attributes}:
        unit += "_"
    findings = [*_column_findings(sheet), *_label_findings(sheet)]
    blank = (None,) * len(sheet.units)
    codes = [indicator.code for indicator in sheet.instrument.indicators]
    attributes = {name: column for name, column in sheet.attributes.items() if name not in set(codes)}
    columns: dict[str, Sequence[object]] = {unit: sheet.units}
    for name, given in {**attributes, **{code: sheet.columns.get(code, ()) for code in codes}}.items():
        columns[name] = given if len(given) == len(blank) else blank
    try:
        answers = Answers.from_columns(sheet.instrument, columns, unit=unit, attributes=tuple(attributes))
    except EditCheckError as error:
        raise Mismatch(*findings, *(_placed(finding, unit, sheet) for finding in error.findings)) from None
    if findings:
        raise Mismatch(*findings)
    labelled = {
        name: _labelled(column, sheet.labels.get(name)) for name, column in answers.attributes.items()
    }
    doubts = tuple(finding.under("$.columns") for finding in answers.findings)
    return attrs.evolve(answers, attributes=labelled, findings=doubts)


def _declared(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    return {c.code: tuple(option.code for option in c.options) for c in instrument.characteristics}


def _occurring(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value is not None}))


def _column_findings(sheet: Sheet) -> Iterator[Finding]:
    codes = [indicator.code for indicator in sheet.instrument.indicators]
    known = set(codes)
    for code in codes:
        if code not in sheet.columns:
            yield missing_key(code, (), "", "$.columns")
    for position, name in enumerate(name for name in sheet.columns if name not in known):
        near = nearest(name, codes, there=sheet.columns) if position < MESSAGE_LIMIT else ""
        message = f"{cut(name)} is no indicator of the instrument{near}"
        yield finding_at("$.columns" + step(name), message, Reason.UNKNOWN_COLUMN)
    for name in sheet.attributes:
        if name in known:
            message = f"{name!r} is the code of an indicator; its answers stand in 'columns'"
            yield finding_at("$.attributes" + step(name), message, Reason.REPEATED_CODE)
    n = len(sheet.units)
    for section in ("columns", "attributes"):
        for name, column in getattr(sheet, section).items():
            if len(column) != n:
                message = f"got {len(column)} values, expected {n}, one for each unit"
                yield finding_at(f"$.{section}{step(name)}", message, Reason.UNEQUAL_LENGTHS)


def _label_findings(sheet: Sheet) -> Iterator[Finding]:
    declared = _declared(sheet.instrument)
    for name, labels in sheet.labels.items():
        path = "$.labels" + step(name)
        missing = set(_occurring(sheet.attributes.get(name, ()))) - set(labels)
        if name not in sheet.attributes:
            yield finding_at(path, f"{cut(name)} is no attribute of the answers", Reason.UNKNOWN_KEY)
        elif name in declared:
            message = f"the values of {name!r} are declared by the instrument; leave them out here"
            yield finding_at(path, message)
        elif len(set(labels)) < len(labels):
            yield finding_at(path, "a value stands twice", Reason.REPEATED_CODE)
        elif missing:
            yield finding_at(path, f"the value {cut(min(missing))} occurs, but is not listed")


def _labelled(column: AttributeColumn, labels: tuple[str, ...] | None) -> AttributeColumn:
    if labels is None:
        return column
    places = np.array([0, *(1 + labels.index(label) for label in column.labels)])
    return AttributeColumn(labels, places[column.codes].astype(np.min_scalar_type(len(labels))))


def _placed(finding: Finding, unit: str, sheet: Sheet) -> Finding:
    """Return a finding about columns, seen from the document."""
    name = finding.code
    if name is None or name == unit:
        path = "$.units"
    else:
        asked = any(indicator.code == name for indicator in sheet.instrument.indicators)
        path = ("$.columns" if asked else "$.attributes") + step(name)
    row = "" if finding.row is None else step(finding.row)
    return attrs.evolve(finding, path=path + row, message=finding.message.replace(f"$.{unit}[", "$.units["))
