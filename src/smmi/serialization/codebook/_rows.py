"""Reading of codebook rows: one indicator from each row, and findings by row and column."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

import attrs

from smmi.errors import MESSAGE_LIMIT, DeclarationError, Finding, Reason
from smmi.instrument import Indicator, Origin, Provenance, Scale
from smmi.instrument.declaration import is_code
from smmi.serialization.codebook._columns import (
    COLUMNS,
    OF_INDICATOR,
    OF_SCALE,
    REQUIRED,
    VERBATIM,
    WORDING,
    scale_columns,
)
from smmi.serialization.fields import SCALES, Mismatch, cut, described, nearest, texts_of

T = TypeVar("T")

Cells = Mapping[str, str]


@attrs.frozen
class Row:
    """One row of a codebook.

    Attributes:
        number: Its position among the rows, from 0.
        cells: Its text by column.
    """

    number: int
    cells: Cells

    def text(self, column: str) -> str:
        """Return the cell of a column, as it stands."""
        return self.cells.get(column, "")

    def code(self, column: str) -> str:
        """Return the cell of a column that holds a code."""
        return self.text(column).strip()


@attrs.define
class RowReader:
    """Reads rows and keeps what it found wrong with them.

    Attributes:
        findings: What was found.
        scales: The scales described so far, by code.
    """

    findings: list[Finding] = attrs.Factory(list)
    scales: dict[str, Scale] = attrs.Factory(dict)

    def rows(self, given: Iterable[object]) -> list[Row]:
        """Return the rows that are not blank."""
        rows = []
        seen: dict[str, None] = {}
        for number, cells in enumerate(given):
            if not isinstance(cells, Mapping):
                message = f"got {described(cells)}, expected a mapping from columns to text"
                self._note(Reason.WRONG_TYPE, f"row {number + 2}", message)
                continue
            good: dict[str, str] = {}
            for column, text in cells.items():
                name = column if isinstance(column, str) else described(column)
                seen[name] = None
                if not isinstance(text, str):
                    self.find(Reason.WRONG_TYPE, number, name, f"got {described(text)}, expected text")
                elif text:
                    good[name] = text
            if any(map(str.strip, good.values())):
                rows.append(Row(number, good))
        self._check_columns(seen)
        if not rows and not self.findings:
            self._note(Reason.EMPTY, "rows", "there are no rows; expected one for each indicator")
        return rows

    def _check_columns(self, seen: Mapping[str, None]) -> None:
        for column in REQUIRED if seen else ():
            if column not in seen:
                needed = ", ".join(map(repr, REQUIRED))
                message = f"the column {column!r} is missing; a codebook needs {needed}"
                self._note(Reason.MISSING_COLUMN, "row 1", message)
        for position, column in enumerate(name for name in seen if name not in COLUMNS):
            near = nearest(column, COLUMNS, there=seen) if position < MESSAGE_LIMIT else ""
            message = f"{cut(column)} is no column of a codebook{near}"
            self._note(Reason.UNKNOWN_COLUMN, f"row 1, column {cut(column)}", message)

    def find(self, reason: Reason, row: int, column: str, message: str) -> None:
        """Keep a finding about a cell."""
        self._note(reason, f"row {row + 2}, column {column[:80]!r}", message, row)

    def _note(self, reason: Reason, path: str, message: str, row: int | None = None) -> None:
        self.findings.append(Finding(reason=reason, path=path, message=message, row=row))

    def attempt(self, row: Row, columns: str | Mapping[str, str], make: Callable[[], T]) -> T | None:
        """Return what is made of a row, or None if it cannot be made.

        Args:
            row: The row.
            columns: The column to which all findings belong, or the column of each field that does not stand in the
                column of its own name.
            make: Makes it.
        """
        try:
            return make()
        except (DeclarationError, Mismatch) as error:
            for finding in error.findings:
                field = finding.path.removeprefix("$.").partition("[")[0].partition(".")[0]
                column = columns if isinstance(columns, str) else columns.get(field, field)
                self.find(finding.reason, row.number, column, finding.message)
            return None

    def indicator(self, row: Row) -> Indicator | None:
        """Return the indicator that a row describes."""
        before = len(self.findings)
        fields: dict[str, Any] = {name: row.text(name) for name in WORDING}
        for name, column in OF_INDICATOR.items():
            if row.code(name):
                fields[name] = self.attempt(row, name, partial(column.read, row.text(name)))
        provenance = self.provenance(row)
        scale = self.scale(row)
        if scale is None or len(self.findings) > before:
            return None
        code = row.code("indicator")
        return self.attempt(
            row,
            {"code": "indicator"},
            lambda: Indicator(code=code, scale=scale, provenance=provenance, **fields),
        )

    def provenance(self, row: Row) -> Provenance | None:
        """Return where a row's indicator comes from, if the row says so."""
        origin, source = row.code("origin"), row.text("source")
        origins = texts_of(Origin)
        if not origin and not source:
            return None
        if origin not in origins:
            message = f"got {cut(origin)}, expected one of {', '.join(map(repr, origins))}{nearest(origin, origins)}"
            self.find(Reason.BAD_VALUE, row.number, "origin", message)
            return None
        return self.attempt(row, {}, lambda: Provenance(origins[origin], source))

    def scale(self, row: Row) -> Scale | None:
        """Return the scale that a row describes, or that it names after an earlier row has described it."""
        code, kind = row.code("scale") or _named_after(row.code("indicator")), row.code("kind")
        given = [
            name for name in ("scale_label", *OF_SCALE) if (row.text if name in VERBATIM else row.code)(name)
        ]
        above = self.scales.get(code)
        if above is not None and not given and (not kind or SCALES.get(kind) is type(above)):
            return above
        if kind not in SCALES:
            message = (
                f"got {cut(kind)}, expected one of {', '.join(map(repr, SCALES))}{nearest(kind, SCALES)}"
            )
            self.find(Reason.UNKNOWN_KIND, row.number, "kind", message)
            return None
        cls, before = SCALES[kind], len(self.findings)
        columns = scale_columns(cls)
        fields: dict[str, Any] = {"label": row.text("scale_label")}
        fields |= {"parts": ()} if "parts" in columns else {}  # the one without a default
        for name in given:
            if name in columns:
                fields[name] = self.attempt(row, name, partial(columns[name].read, row.text(name)))
            elif name in OF_SCALE:
                self.find(Reason.BAD_VALUE, row.number, name, f"a scale of the kind {kind!r} has no {name!r}")
        if len(self.findings) > before:
            return None
        scale: Scale | None = self.attempt(
            row, {"code": "scale", "label": "scale_label"}, lambda: cls(code=code, **fields)
        )
        if scale is not None:
            self.scales.setdefault(code, scale)
        return scale


def _named_after(indicator: str) -> str:
    """Return the code of a scale that has no name: its indicator's, if that is one; if not, that is found there."""
    return indicator if is_code(indicator) is None else "scale"
