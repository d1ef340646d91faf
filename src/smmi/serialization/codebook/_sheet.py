"""The sheet of a codebook: its rows, and above them rows that say what belongs to the instrument as a whole."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final, TypeVar

import attrs

from smmi._keywords import tells_keywords
from smmi.errors import DocumentError, Finding, Reason
from smmi.instrument import Area, Characteristic, Domain, Instrument, Provenance
from smmi.serialization.codebook._cells import (
    code_of,
    options_text,
    read_options,
    read_tags,
    read_terms,
    tags_text,
    terms_text,
)
from smmi.serialization.codebook._codebook import from_codebook, to_codebook
from smmi.serialization.codebook._columns import COLUMNS, PROVENANCE
from smmi.serialization.codebook._rows import Row, RowReader
from smmi.serialization.fields import cut, text_of

N = TypeVar("N", Area, Domain)

INSTRUMENT: Final = "instrument"
CHARACTERISTIC: Final = "characteristic"
NODES: Final = ("domain", "area")
WHOLE: Final = (INSTRUMENT, CHARACTERISTIC, *NODES)
"""The kinds of rows that are no indicator's."""

SHEET_COLUMNS: Final = (*COLUMNS, "edition")
"""All columns of a sheet."""

_CHARACTERISTIC: Final = re.compile(r"\$\.characteristics\[(\d+)\]\.?(\w*)")
_OF_INSTRUMENT: Final = {
    "code": "indicator",
    "title": "label",
    "description": "help",
    "edition": "edition",
    "terms": "terms",
}
"""In which column of its row a field of the instrument stands."""

_NODE_COLUMNS: Final = frozenset({"kind", "domain", "domain_label", "help", "tags", *PROVENANCE})
_OWN_COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    INSTRUMENT: frozenset({"kind", *_OF_INSTRUMENT.values(), *PROVENANCE}),
    CHARACTERISTIC: frozenset({"kind", "indicator", "label", "options"}),
    "domain": _NODE_COLUMNS,
    "area": _NODE_COLUMNS | {"area", "area_label"},
}
"""The columns that a row may fill which is no indicator's."""

_INSTEAD: Final = {
    "prompt": "put the question into 'label', or leave the cell empty",
    "source_names": "a column of answers is found by the code or by the label",
}
"""What becomes of a cell that a characteristic has no room for."""


def to_codebook_sheet(instrument: Instrument, /) -> list[dict[str, str]]:
    """Return an instrument as rows of text that say all of it.

    Above the rows of `to_codebook` stand a row of the kind ``instrument`` (its code in the column "indicator", its
    title in "label", its description in "help"), one of the kind ``characteristic`` for each characteristic, and one of
    the kind ``domain`` or ``area`` for each that has a help text, tags or provenance.

    Args:
        instrument: The instrument.

    Returns:
        A mapping from column to text for each row; all rows have the same columns in the same order.

    Example:
        >>> from smmi import editions
        >>> rows = to_codebook_sheet(editions.smmi_16())
        >>> rows[0]["kind"], rows[0]["indicator"], rows[0]["edition"]
        ('instrument', 'smmi', '16-areas')
        >>> from_codebook_sheet(rows) == editions.smmi_16()
        True
    """
    indicators = to_codebook(instrument)
    columns = [*indicators[0], "edition"]
    first = {
        "kind": INSTRUMENT,
        "indicator": instrument.code,
        "label": instrument.title,
        "help": instrument.description,
        "edition": instrument.edition,
        "terms": terms_text(instrument.terms),
        **_provenance_cells(instrument.provenance),
    }
    above = [first, *map(_characteristic_cells, instrument.characteristics), *_node_rows(instrument)]
    return [dict.fromkeys(columns, "") | cells for cells in [*above, *indicators]]


def _provenance_cells(provenance: Provenance | None) -> dict[str, str]:
    return {"origin": text_of(provenance.origin), "source": provenance.source} if provenance else {}


def _characteristic_cells(characteristic: Characteristic) -> dict[str, str]:
    return {
        "kind": CHARACTERISTIC,
        "indicator": characteristic.code,
        "label": characteristic.label,
        "options": options_text(characteristic.options),
    }


def _node_rows(instrument: Instrument) -> Iterator[dict[str, str]]:
    """Yield a row for each domain and area of which a codebook does not say all."""
    for domain in instrument.domains:
        nodes: list[tuple[str, Domain | Area]] = [
            ("domain", domain),
            *(("area", one) for one in domain.areas),
        ]
        for kind, node in nodes:
            if node.help or node.tags or node.provenance:
                yield {
                    "kind": kind,
                    kind: node.code,
                    "help": node.help,
                    "tags": tags_text(node.tags),
                    **_provenance_cells(node.provenance),
                }


@tells_keywords
def from_codebook_sheet(rows: Iterable[Mapping[str, str]], /, *, name: str = "codebook") -> Instrument:
    """Return the instrument that the sheet of a codebook describes.

    The rows are those of `to_codebook_sheet`, or those of indicators alone: an instrument that no row speaks of has the
    edition ``1``, and its name as title, of which its code is made. Rows of any kind may stand anywhere; those of
    indicators are read as `from_codebook` reads them. A cell that a row of another kind has no room for, such as the
    prompt of a characteristic, is refused.

    Args:
        rows: A mapping from column to text for each row, as `csv.DictReader` yields them.
        name: What an instrument is called of which no row speaks, such as the name of the file.

    Returns:
        The instrument.

    Raises:
        DocumentError: The rows are not a codebook. The error holds every finding, with row and column as a spreadsheet
            shows them: the names of the columns stand in row 1.

    Example:
        >>> row = {"domain": "care", "domain_label": "Care", "area": "access", "area_label": "Access"}
        >>> row |= {"indicator": "clinic", "prompt": "How often is the clinic open?", "kind": "ordinal"}
        >>> row |= {"options": "1=Never; 2=Often"}
        >>> instrument = from_codebook_sheet([row], name="Free clinics")
        >>> instrument.code, instrument["clinic"].scale.options[1].value
        ('free_clinics', 2.0)
    """
    if isinstance(rows, Mapping | str | bytes) or not hasattr(rows, "__iter__"):
        return from_codebook(rows, code="none", edition="1", title="none")  # which refuses them
    given: list[Any] = list(rows)
    whole = _Whole(name)
    for number, cells in enumerate(given):
        if _kind(cells) in WHOLE:
            whole.add(Row(number, {key: text for key, text in cells.items() if isinstance(text, str)}))
    plain = [_of_indicator(cells) for cells in given]
    try:
        instrument = from_codebook(plain, **whole.fields())
    except DocumentError as error:
        raise DocumentError((*whole.findings, *map(whole.placed, error.findings))) from None
    DocumentError.raise_any(whole.findings)
    return whole.completed(instrument)


def _kind(cells: object) -> str:
    kind = cells.get("kind") if isinstance(cells, Mapping) else None
    return kind.strip() if isinstance(kind, str) else ""


def _of_indicator(cells: object) -> Any:  # noqa: ANN401  (whatever was given)
    """Return a row as a codebook has it: blank in the place of one that is no indicator's."""
    if _kind(cells) in WHOLE:
        return {}
    edition = isinstance(cells, Mapping) and cells.get("edition")
    if isinstance(cells, Mapping) and isinstance(edition, str) and not edition.strip():
        return {key: text for key, text in cells.items() if key != "edition"}
    return cells


class _Whole:
    """What the rows say that are no indicator's."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._reader = RowReader()
        self._own: Row | None = None
        self._fields: dict[str, Any] = {}
        self._characteristics: list[tuple[Row, Characteristic | None]] = []
        self._nodes: dict[tuple[str, str], Row] = {}

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with these rows."""
        return self._reader.findings

    def add(self, row: Row) -> None:
        """Take in a row."""
        kind = row.code("kind")
        self._check_columns(row, kind)
        if kind == INSTRUMENT:
            self._add_instrument(row)
        elif kind == CHARACTERISTIC:
            options = self._reader.attempt(row, "options", partial(read_options, row.text("options")))
            made = None
            if options is not None:
                make = partial(Characteristic, row.code("indicator"), row.text("label"), options)
                made = self._reader.attempt(row, {"code": "indicator"}, make)
            self._characteristics.append((row, made))
        elif (kind, row.code(kind)) in self._nodes:
            self._find(row, kind, "stands in row {} already", self._nodes[kind, row.code(kind)])
        else:
            self._nodes[kind, row.code(kind)] = row

    def _check_columns(self, row: Row, kind: str) -> None:
        """Find the cells that would be lost: a row that is no indicator's has few columns."""
        for column in SHEET_COLUMNS:
            if not row.code(column) or column in _OWN_COLUMNS[kind]:
                continue
            instead = "leave the cell empty"
            if kind == CHARACTERISTIC:
                if column == "prompt" and row.code("prompt") == row.code("label"):
                    continue  # which says nothing more
                instead = _INSTEAD.get(column, instead)
            message = f"a row of the kind {kind!r} has no {column!r}; {instead}"
            self._reader.find(Reason.BAD_VALUE, row.number, column, message)

    def _find(self, row: Row, column: str, message: str, other: Row) -> None:
        text = f"the {row.code('kind')} {message.format(other.number + 2)}; put both rows together"
        self._reader.find(Reason.REPEATED_CODE, row.number, column, text)

    def _add_instrument(self, row: Row) -> None:
        if self._own is not None:
            self._find(row, "kind", "has a row already, row {}", self._own)
            return
        self._own = row
        terms = self._reader.attempt(row, "terms", partial(read_terms, row.text("terms")))
        self._fields = {
            "code": row.code("indicator"),
            "edition": row.text("edition"),
            "title": row.text("label"),
            "description": row.text("help"),
            "terms": terms or (),
            "provenance": self._reader.provenance(row),
        }

    def fields(self) -> dict[str, Any]:
        """Return what `from_codebook` takes besides the rows of indicators."""
        said = {"code": code_of(self._name, otherwise="codebook"), "edition": "1", "title": self._name}
        made = [characteristic for _, characteristic in self._characteristics if characteristic is not None]
        return {**said, **self._fields, "characteristics": made}

    def placed(self, finding: Finding) -> Finding:
        """Return a finding about the instrument with the row and column that it speaks of."""
        if finding.reason is Reason.UNKNOWN_KIND:
            others = ", ".join(map(repr, WHOLE))
            message = f"{finding.message}; of a row that is no indicator's one of {others}"
            return attrs.evolve(finding, message=message)
        rows = [row for row, made in self._characteristics if made is not None]
        said = _CHARACTERISTIC.sub(lambda other: f"row {rows[int(other[1])].number + 2}", finding.message)
        found = _CHARACTERISTIC.match(finding.path)
        if found:
            row, column = rows[int(found[1])], found[2]
            column = "indicator" if column == "code" else column
        else:
            field = re.split(r"[.\[]", finding.path.removeprefix("$."))[0]
            if self._own is None or field not in _OF_INSTRUMENT or not finding.path.startswith("$."):
                return attrs.evolve(finding, message=said)
            row, column = self._own, _OF_INSTRUMENT[field]
        path = f"row {row.number + 2}, column {column!r}"
        return attrs.evolve(finding, path=path, message=said, row=row.number)

    def completed(self, instrument: Instrument) -> Instrument:
        """Return the instrument with what its rows say of domains and areas.

        Raises:
            DocumentError: They say it of none, or what cannot be.
        """
        left = dict(self._nodes)
        domains = []
        for domain in instrument.domains:
            said = {"domain": domain.code, "domain_label": domain.label}
            areas = [
                self._with_own("area", area, left, said | {"area_label": area.label}) for area in domain.areas
            ]
            domains.append(self._with_own("domain", attrs.evolve(domain, areas=tuple(areas)), left, said))
        for (kind, code), row in left.items():
            message = f"no indicator is in the {kind} {cut(code)}"
            self._reader.find(Reason.UNKNOWN_CODE, row.number, kind, message)
        DocumentError.raise_any(self.findings)
        return attrs.evolve(instrument, domains=tuple(domains))

    def _with_own(self, kind: str, node: N, left: dict[tuple[str, str], Row], said: Mapping[str, str]) -> N:
        row = left.pop((kind, node.code), None)
        if row is None:
            return node
        for column, text in said.items():
            if row.code(column) not in ("", text.strip()):
                message = f"got {cut(row.text(column))}, but the rows of indicators say {cut(text)}"
                self._reader.find(Reason.BAD_VALUE, row.number, column, message)
        make: Callable[[], N] = partial(
            attrs.evolve,
            node,
            help=row.text("help"),
            tags=read_tags(row.text("tags")),
            provenance=self._reader.provenance(row),
        )
        return self._reader.attempt(row, {}, make) or node
