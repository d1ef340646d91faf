"""Columns of an export, and which of them hold the answers to which indicator.

A column is bound by its import id, where the export has them: names are made of tags that may stand twice, and end in a
recode value in newer exports and in the id of a choice in older ones.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs

from smmi.errors import Finding, Reason
from smmi.exchange.accounts._texts import plain
from smmi.exchange.qualtrics._import_ids import ImportId, import_id_of, parts_of
from smmi.exchange.qualtrics._recodes import options_of_scale, recodes
from smmi.instrument import Composition, Indicator, Instrument, MultipleChoice, Number, Option
from smmi.intake.tables import texts_of, unique_names

_NAMED: Final = frozenset(
    {
        "enddate",
        "finished",
        "ipaddress",
        "progress",
        "recordeddate",
        "responseid",
        "responseset",
        "startdate",
        "status",
    }
)
"""Names of the tool's own columns, which the second header row says too; blanks and capitals aside."""
_NUMBERED: Final = re.compile(r"V\d{1,2}", re.ASCII)
"""How older exports name the tool's own columns."""
_TEXT: Final = "TEXT"


@attrs.frozen(kw_only=True, eq=False)
class Column:
    """A column of an export.

    Attributes:
        position: Its position.
        given: Its name as it stands.
        name: Its name, numbered where several have it.
        text: What the second header row says.
        id: Its import id.
    """

    position: int
    given: str
    name: str
    text: str
    id: ImportId | None


@attrs.frozen(kw_only=True, eq=False)
class Export:
    """The header of an export.

    Attributes:
        columns: Its columns.
        header_rows: How many header rows it has.
    """

    columns: tuple[Column, ...]
    header_rows: int

    @property
    def has_ids(self) -> bool:
        """Whether a header row says import ids."""
        return any(column.id for column in self.columns)


def export_of(header: Sequence[object], rows: Sequence[Sequence[object]], /) -> Export:
    """Return the header of an export, with three, two or one rows."""
    given = texts_of(header)
    below = [texts_of(row) for row in rows[:2]]
    ids: list[ImportId | None] = []
    texts: Sequence[str] = ()
    header_rows = 1
    for at, row in enumerate(below):
        found = [import_id_of(cell) for cell in row]
        if any(found):
            ids, header_rows, texts = found, at + 2, below[0] if at else ()
            break
    else:
        if below and _is_header(given, below[0]):
            texts, header_rows = below[0], 2
    names = unique_names(given)
    columns = (
        Column(
            position=at,
            given=name,
            name=names[at],
            text=texts[at] if at < len(texts) else "",
            id=ids[at] if at < len(ids) else None,
        )
        for at, name in enumerate(given)
    )
    return Export(columns=tuple(columns), header_rows=header_rows)


def _is_header(names: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row names the tool's own columns, as no response does."""
    said = [_word(cell) for cell in row]
    return sum(cell in _NAMED for cell in said) > 1 or any(
        one in _NAMED and (one == _word(name) or _NUMBERED.fullmatch(name) is not None)
        for one, name in zip(said, names, strict=False)
    )


def _word(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


@attrs.frozen(kw_only=True, eq=False)
class Bound:
    """Where the answers to an indicator stand.

    Attributes:
        whole: The column of the answer.
        parts: The column of each option or part, by its code, where there are several columns.
    """

    whole: Column | None = None
    parts: Mapping[str, Column] = attrs.field(factory=dict)


class Binder:
    """Finds the columns of indicators in an export."""

    def __init__(self, export: Export, instrument: Instrument) -> None:
        self._claimed = {
            name.casefold() for one in instrument.indicators for name in (one.code, *one.source_names)
        }
        self.findings: list[Finding] = []
        self._export = export
        self._by_id: dict[ImportId, Column] = {}
        self._by_name: dict[str, list[Column]] = {}
        for column in export.columns:
            if column.id is not None:
                self._by_id.setdefault(tuple(part.casefold() for part in column.id), column)
            self._by_name.setdefault(column.given.casefold(), []).append(column)

    def bound(self, indicator: Indicator, /) -> Bound:
        """Return where the answers to an indicator stand."""
        found = self._bound(indicator)
        if isinstance(indicator.scale, Composition):
            columns = [found.whole] if found.whole else list(found.parts.values())
            if columns and len(found.parts) < len(indicator.scale.parts):
                self._ambiguous(indicator, columns, "columns are not those of all its parts")
                return Bound()
        return found

    def _bound(self, indicator: Indicator) -> Bound:
        ids = [parts_of(name) for name in indicator.source_names]
        own = [one for one in ids if one[0].startswith("QID")]
        for one in own:
            found = self._by_import_id(indicator, one)
            if found.whole or found.parts:
                return found
        if own and self._export.has_ids:
            return Bound()  # a name is no evidence where ids are
        return self._by_names(indicator)

    def _at(self, *parts: str) -> Column | None:
        return self._by_id.get(tuple(part.casefold() for part in parts))

    def _by_import_id(self, indicator: Indicator, own: ImportId) -> Bound:
        whole = self._at(*own)
        if isinstance(indicator.scale, Number):
            return Bound(whole=whole or self._at(*own, _TEXT))
        if isinstance(indicator.scale, MultipleChoice | Composition):
            options = options_of_scale(indicator.scale)
            parts = {
                option.code: column
                for option in options
                if (column := self._at(*own, option.code.removeprefix("c")))
            }
            if parts:
                return Bound(parts=parts)
        return Bound(whole=whole)

    def _by_names(self, indicator: Indicator) -> Bound:
        names = list(dict.fromkeys(name.casefold() for name in (*indicator.source_names, indicator.code)))
        several = isinstance(indicator.scale, MultipleChoice | Composition)
        for name in names:
            if several and (parts := self._parts(indicator, name)):
                return Bound(parts=parts)
            found = self._likely(self._by_name.get(name, []), part=False)
            if len(found) == 1:
                return Bound(whole=found[0])
            if found:
                self._ambiguous(indicator, found, "columns have its name")
                return Bound()
        return Bound()

    def _parts(self, indicator: Indicator, name: str) -> dict[str, Column]:
        """Return the columns that are called as an indicator with a number behind, by their options."""
        options = options_of_scale(indicator.scale)
        numbers: dict[int, Column] = {}
        for called, several in self._by_name.items():
            tail = called.removeprefix(f"{name}_")
            columns = self._likely(several, part=True, claimed=called in self._claimed)
            if columns and called != tail and re.fullmatch(r"-?\d{1,9}", tail, re.ASCII):
                if len(columns) > 1:
                    self._ambiguous(indicator, columns, f"columns are called {called!r}")
                    return {}
                numbers[int(tail)] = columns[0]
        if not numbers:
            return {}
        ways = [way for way in self._ways(options) if numbers.keys() <= way.keys()]
        told = [way for way in ways if all(_says(numbers[at].text, way[at]) for at in numbers)]
        if not ways:
            self._ambiguous(indicator, list(numbers.values()), "columns are not those of its options")
            return {}
        # Where texts do not tell, older exports number by ids, and newer ones, which have import ids, by recode values.
        way = (told or ways)[-1 if self._export.has_ids else 0]
        differ = any(way[at] is not other[at] for other in ways for at in numbers)
        if differ and len(told) != 1 and self._export.header_rows == 1:
            self._ambiguous(
                indicator, list(numbers.values()), "columns may be numbered by ids or by recode values"
            )
            return {}
        return {way[at].code: column for at, column in numbers.items()}

    def _likely(self, columns: Sequence[Column], *, part: bool, claimed: bool = False) -> list[Column]:
        """Return which of several columns of one name hold an option of a question, or a whole answer.

        Import ids tell. Without them a name that is another indicator's own is that one's.
        """
        if len(columns) == 1 and not claimed:
            return list(columns)
        if not self._export.has_ids:
            return [] if len(columns) == 1 else list(columns)
        return [
            one
            for one in columns
            if one.id is not None
            and one.id[0].startswith("QID")
            and part == (len(one.id) > 1 and one.id[1:] != (_TEXT,))
        ]

    def _ways(self, options: Sequence[Option]) -> Iterator[Mapping[int, Option]]:
        """Yield what the number behind a name may say: the id of a choice, or a recode value."""
        ids = {
            int(option.code[1:]): option
            for option in options
            if re.fullmatch(r"c\d{1,9}", option.code, re.ASCII)
        }
        if len(ids) == len(options):
            yield ids
        values = recodes(options)
        yield {int(values[option.code]): option for option in options if values[option.code].is_integer()}

    def _ambiguous(self, indicator: Indicator, columns: Sequence[Column], what: str) -> None:
        listed = ", ".join(repr(column.name) for column in columns[:4])
        message = (
            f"the answers to {indicator.code!r} are not found for certain: {len(columns)} {what}: {listed}. Export "
            "with import ids, which newer exports have in a third header row, or read the table by a proposal: "
            "smmi.intake.propose_reading"
        )
        self.findings.append(
            Finding(reason=Reason.AMBIGUOUS_NAME, path="header", message=message, code=indicator.code)
        )


def _says(text: str, option: Option) -> bool:
    """Whether the text of a column ends in the text of an option, as it does where both are told."""
    said = plain(text).text.casefold()
    return (
        any(said.endswith(label.casefold()) for label in (option.label, *option.spellings)) if said else False
    )
