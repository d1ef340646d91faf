"""The codebook: an instrument as rows of text, one for each indicator, for people who live in spreadsheets."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, TypeVar

import attrs

from smmi._keywords import tells_keywords
from smmi.errors import DeclarationError, DocumentError, Finding, Reason
from smmi.instrument import Area, Characteristic, Domain, Indicator, Instrument, Provenance, Term
from smmi.serialization.codebook._columns import COLUMNS, IF_USED, OF_INDICATOR, WORDING, scale_cells
from smmi.serialization.codebook._rows import Row, RowReader
from smmi.serialization.fields import cut, described, finding_at, text_of

N = TypeVar("N", Area, Domain)

_NODE: Final = re.compile(r"\$\.domains\[(\d+)\](?:\.areas\[(\d+)\])?(?:\.indicators\[(\d+)\])?\.?(\w*)")


def to_codebook(instrument: Instrument, /) -> list[dict[str, str]]:
    """Return the codebook of an instrument: a row for each indicator, every cell a text.

    A list of options reads ``no=No; yes=Yes; na=Not applicable [not-applicable]``; an option may have ``[value 4]`` and
    ``[or another spelling]`` after its label. A condition reads ``rotation = required and not (answered(share))``. The
    columns "source_names" and "scored" are there only if an indicator needs them. A codebook does not carry what
    belongs to the instrument as a whole (code, edition, title, description, characteristics, terms, provenance), which
    `from_codebook` takes as arguments, nor the help texts, tags and provenance of domains and areas.

    Args:
        instrument: The instrument.

    Returns:
        A mapping from column to text for each indicator; all rows have the same columns in the same order.

    Example:
        >>> from smmi import editions
        >>> row = to_codebook(editions.smmi_16())[0]
        >>> row["area"], row["indicator"], row["kind"]
        ('curriculum', 'clinical_underserved', 'ordinal')
        >>> row["options"]
        'not_offered=Not offered; elective=Offered, not required; required=Required'
    """
    unused = [
        name
        for name, default in IF_USED.items()
        if all(getattr(indicator, name) == default for indicator in instrument.indicators)
    ]
    columns = [column for column in COLUMNS if column not in unused]
    return [
        _cells(domain, area, indicator, columns)
        for domain in instrument.domains
        for area in domain.areas
        for indicator in area.indicators
    ]


def _cells(domain: Domain, area: Area, indicator: Indicator, columns: Sequence[str]) -> dict[str, str]:
    cells = dict.fromkeys(columns, "") | {
        "domain": domain.code,
        "domain_label": domain.label,
        "area": area.code,
        "area_label": area.label,
        "indicator": indicator.code,
        **{name: getattr(indicator, name) for name in WORDING},
        **scale_cells(indicator.scale),
    }
    for name, column in OF_INDICATOR.items():
        value = getattr(indicator, name)
        if name in cells:
            cells[name] = column.write(value) if value or value is False else ""
    if indicator.provenance:
        cells |= {"origin": text_of(indicator.provenance.origin), "source": indicator.provenance.source}
    return cells


@tells_keywords
def from_codebook(
    rows: Iterable[Mapping[str, str]],
    /,
    *,
    code: str,
    edition: str,
    title: str,
    description: str = "",
    characteristics: Iterable[Characteristic] = (),
    terms: Iterable[Term] = (),
    provenance: Provenance | None = None,
) -> Instrument:
    """Return the instrument that a codebook describes.

    The columns are those of `to_codebook`; a column that is absent is a column of empty cells, and blank rows do not
    count. The labels of a domain and of an area must stand in their first row and may be left out below. A scale
    may be described once and then only be named in the column "scale", with or without its kind; a scale without a
    name is called as its indicator.

    Args:
        rows: A mapping from column to text for each indicator, as `csv.DictReader` yields them.
        code: The instrument's code.
        edition: Its edition.
        title: Its title.
        description: What it is.
        characteristics: The characteristics of units, which the column "applies" may speak of.
        terms: Terms used throughout.
        provenance: Where the instrument comes from.

    Returns:
        The instrument.

    Raises:
        DocumentError: The rows are not a codebook. The error holds every finding, with row and column as a spreadsheet
            shows them: the names of the columns stand in row 1.

    Example:
        >>> row = {"domain": "care", "domain_label": "Care", "area": "access", "area_label": "Access"}
        >>> row |= {"indicator": "clinic", "prompt": "Is there a free clinic?", "kind": "binary"}
        >>> instrument = from_codebook([row], code="tiny", edition="1", title="Tiny")
        >>> [option.code for option in instrument["clinic"].scale.options]
        ['no', 'yes']
    """
    if isinstance(rows, Mapping | str | bytes) or not hasattr(rows, "__iter__"):
        message = f"got {described(rows)}, expected a mapping from columns to text for each indicator"
        raise DocumentError((finding_at("rows", message, Reason.WRONG_TYPE),))
    reader = RowReader()
    tree = _Tree(reader)
    for row in reader.rows(rows):
        tree.add(row)
    domains = tuple(tree.domains())
    DocumentError.raise_any(reader.findings)
    try:
        return Instrument(
            code=code,
            edition=edition,
            title=title,
            domains=domains,
            description=description,
            characteristics=tuple(characteristics),
            terms=tuple(terms),
            provenance=provenance,
        )
    except DeclarationError as error:
        raise DocumentError(tuple(tree.placed(finding) for finding in error.findings)) from None


@attrs.define
class _Branch:
    """A domain or an area, as its rows describe it."""

    code: str
    label: str
    row: Row
    areas: "list[_Branch]" = attrs.Factory(list)
    rows: list[Row] = attrs.Factory(list)
    indicators: list[Indicator] = attrs.Factory(list)


@attrs.define
class _Tree:
    """The domains, areas and indicators of the rows so far."""

    reader: RowReader
    branches: list[_Branch] = attrs.Factory(list)

    def add(self, row: Row) -> None:
        """Add the indicator of a row to its area."""
        domain = self._branch(self.branches, row, "domain")
        area = self._branch(domain.areas, row, "area")
        area.rows.append(row)
        indicator = self.reader.indicator(row)
        if indicator is not None:
            area.indicators.append(indicator)

    def _branch(self, branches: list[_Branch], row: Row, column: str) -> _Branch:
        code, label = row.code(column), row.text(f"{column}_label")
        if branches and branches[-1].code == code:
            found = branches[-1]
            if label and label != found.label:
                message = f"got {cut(label)}, but row {found.row.number + 2} says {cut(found.label)}"
                self.reader.find(Reason.BAD_VALUE, row.number, f"{column}_label", message)
            return found
        earlier = next((branch for branch in branches if branch.code == code), None)
        if earlier is not None:
            message = f"the {column} {cut(code)} began in row {earlier.row.number + 2}; put its rows together"
            self.reader.find(Reason.BAD_ORDER, row.number, column, message)
            return earlier
        branches.append(_Branch(code, label, row))
        return branches[-1]

    def domains(self) -> Iterator[Domain]:
        """Yield the domains that can be made."""
        for branch in self.branches:
            areas = [self._made("area", part, Area, indicators=part.indicators) for part in branch.areas]
            made = self._made("domain", branch, Domain, areas=[area for area in areas if area is not None])
            if made is not None:
                yield made

    def _made(
        self, level: str, branch: _Branch, make: Callable[..., N], **inside: Sequence[object]
    ) -> N | None:
        """Return what a branch describes, if there is something inside of it and it can be made."""
        columns = {"code": level, "label": f"{level}_label"}
        found = self.reader.findings
        before = len(found)
        made = self.reader.attempt(
            branch.row, columns, partial(make, code=branch.code, label=branch.label, **inside)
        )
        if not any(inside.values()):  # which was said where it is wrong
            ends = tuple(f"column {name!r}" for name in inside)
            found[before:] = [finding for finding in found[before:] if not finding.path.endswith(ends)]
        return made

    def placed(self, finding: Finding) -> Finding:
        """Return a finding about the instrument with the row and column that it speaks of."""
        node = _NODE.match(finding.path)
        message = _NODE.sub(lambda other: f"row {self._row(other)[0].number + 2}", finding.message)
        if node is None:
            return attrs.evolve(finding, message=message)
        row, own = self._row(node)
        column = own if node[4] == "code" else node[4]
        path = f"row {row.number + 2}, column {column!r}"
        return attrs.evolve(finding, path=path, row=row.number, message=message)

    def _row(self, node: re.Match[str]) -> tuple[Row, str]:
        """Return the row of a node of the instrument, and the column of its code."""
        domain, area, indicator = (None if place is None else int(place) for place in node.groups()[:3])
        branch = self.branches[domain or 0]
        if area is None:
            return branch.row, "domain"
        branch = branch.areas[area]
        return (branch.row, "area") if indicator is None else (branch.rows[indicator], "indicator")
