"""Answers of many units to one instrument: columnar, coded, with the state of every cell."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi._notebook import InNotebooks, Shown
from smmi.errors import ArgumentError, EditCheckError, Finding
from smmi.frozen import by_code, freeze_mapping, made_anew, read_only
from smmi.instrument.answers._applied_routing import SetAside, route
from smmi.instrument.answers._columns import AttributeColumn, Column
from smmi.instrument.answers._entry_columns import EntryColumn, Locate
from smmi.instrument.answers._records import Sheet, read_columns, read_records
from smmi.instrument.answers._text_records import TextColumn, read_blocks, read_text
from smmi.instrument.declaration import AnswerState
from smmi.instrument.hierarchy import Instrument
from smmi.instrument.scales._coding import States, coding

Unit = str | int

CHUNK: Final = 1024
"""How many units' answers are decoded at a time."""
_COUNTED: Final = (AnswerState.ANSWERED, AnswerState.NO_ANSWER)
SHOWN_UNITS: Final = 3
"""How many units the repr names."""


@attrs.frozen(kw_only=True, repr=False)
class Answers(InNotebooks):
    """The answers of units (schools, respondents) to an instrument.

    Make them with `from_records`, `from_columns` or `from_text`.

    Attributes:
        instrument: What was asked.
        units: The units' identifiers, shape (n,), unique.
        columns: The coded answers, one column for each indicator in the instrument's order.
        attributes: The units' attributes by name.
        set_aside: Answers that the instrument's routing or applicability rules out; kept, never scored.
        findings: What was doubtful as these answers were read, cell by cell; `check_answers` looks further.

    Example:
        >>> from smmi import editions
        >>> records = [{"school": "S1", "discipline": "dental", "clinical_underserved": "required"}]
        >>> answers = Answers.from_records(
        ...     editions.smmi_16(), records, unit="school", attributes=("discipline",)
        ... )
        >>> len(answers), answers.units.tolist(), answers.record("S1")["clinical_underserved"]
        (1, ['S1'], 'required')
    """

    instrument: Instrument
    units: npt.NDArray[Any] = attrs.field(
        converter=read_only, eq=attrs.cmp_using(eq=np.array_equal), hash=False
    )
    columns: tuple[Column, ...]
    attributes: Mapping[str, AttributeColumn] = attrs.field(converter=freeze_mapping, hash=False)
    set_aside: tuple[SetAside, ...] = ()
    findings: tuple[Finding, ...] = attrs.field(default=(), eq=False, hash=False)

    @classmethod
    @tells_keywords
    def from_records(
        cls,
        instrument: Instrument,
        records: Iterable[Mapping[str, object]],
        /,
        *,
        unit: str,
        attributes: Collection[str] = (),
        ignore: Collection[str] = (),
    ) -> "Answers":
        """Make answers from one flat mapping for each unit.

        Args:
            instrument: What was asked.
            records: Mappings from indicator code to answer: an option's code, a number, a tuple of option codes
                (multiple choice), a mapping of shares (composition); None, or no entry, for no answer; or a
                `Nonresponse`. Beside the indicators, the unit's identifier and its attributes.
            unit: The key of the identifier: text, or an integer, which is taken as its decimal text.
            attributes: The keys of attributes; those that the instrument declares are checked against it.
            ignore: Keys to leave out.

        Raises:
            EditCheckError: Something is impossible; the error holds every finding.
            ArgumentError: An argument is of a wrong class.

        Example:
            >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
            >>> policy = Indicator(
            ...     code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no")
            ... )
            >>> area = Area(code="policies", label="Policies", indicators=[policy])
            >>> domain = Domain(code="governance", label="Governance", areas=[area])
            >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
            >>> answers = Answers.from_records(tiny, [{"school": "S1", "has_policy": "yes"}], unit="school")
            >>> answers.record("S1")
            {'has_policy': 'yes'}
        """
        return cls._of(instrument, read_records(instrument, records, unit, attributes, ignore))

    @classmethod
    @tells_keywords
    def from_columns(
        cls,
        instrument: Instrument,
        columns: Mapping[str, Sequence[object] | npt.NDArray[Any] | EntryColumn],
        /,
        *,
        unit: str,
        attributes: Collection[str] = (),
        ignore: Collection[str] = (),
    ) -> "Answers":
        """Make answers from one column for each indicator.

        Args:
            instrument: What was asked.
            columns: The answers of all units by indicator code, each as in `from_records`; an `EntryColumn` where
                many units share few entries.
            unit: The column of the unit's identifier.
            attributes: The columns of attributes; those that the instrument declares are checked against it.
            ignore: Columns to leave out.

        Returns:
            The answers, after routing; its `findings` say what is doubtful.

        Raises:
            EditCheckError: Something is impossible; the error holds every finding.
            ArgumentError: An argument is of a wrong class; a data frame is told who takes it.
        """
        return cls._of(instrument, read_columns(instrument, columns, unit, attributes, ignore))

    @classmethod
    @tells_keywords
    def from_text(
        cls,
        instrument: Instrument,
        header: Sequence[str],
        rows: Iterable[Sequence[str]],
        /,
        *,
        unit: str,
        attributes: Collection[str] = (),
        ignore: Collection[str] = (),
        places: Sequence[str] | None = None,
    ) -> "Answers":
        """Make answers from rows of text, as a CSV file holds them.

        An empty cell is no answer; `NO_ANSWER`, `NOT_APPLICABLE` and `NOT_ADMINISTERED` stand for themselves.
        Selections of a multiple choice are separated by semicolons (`NONE_SELECTED` for an empty selection), the
        shares of a composition are written ``part=share`` and separated by semicolons.

        Args:
            instrument: What was asked.
            header: The names of the columns. A column without name and cells is left out.
            rows: The cells of each row, as many as the header has.
            unit: The column of the unit's identifier.
            attributes: The columns of attributes; those that the instrument declares are checked against it.
            ignore: Columns to leave out.
            places: Where each row stands in its file, for findings; ``row 2`` and so on where not given, the header
                being row 1.

        Raises:
            EditCheckError: Something is impossible; the error holds every finding, with row and column.
        """
        return cls._of(instrument, read_text(instrument, header, rows, unit, attributes, ignore, places))

    @classmethod
    def _of(cls, instrument: Instrument, sheet: Sheet) -> "Answers":
        EditCheckError.raise_any(sheet.findings)
        return routed_answers(instrument, sheet.units, sheet.columns, sheet.attributes, sheet.locate)

    __reduce__ = made_anew

    def __len__(self) -> int:
        return len(self.units)

    def __repr__(self) -> str:
        what = f"{self.instrument.code!r} edition {self.instrument.edition!r}"
        return f"<Answers of {len(self)} units to {what}, {len(self.findings)} findings>"

    def _shown(self) -> Shown:
        rows = []
        for area in self.instrument.areas:
            states = [self.states(one.code) for one in area.indicators if one.scored]
            answered, blank = (int(sum((state == which).sum() for state in states)) for which in _COUNTED)
            rest = len(states) * len(self) - answered - blank
            rows.append((area.label, len(states), answered, blank, rest))
        what = f"{self.instrument.title}, edition {self.instrument.edition}"
        attributes = f", by {', '.join(self.attributes)}" if self.attributes else ""
        return Shown(
            caption=f"Answers of {len(self):,} units to {what}{attributes}: cells by area",
            columns=("Area", "Indicators", "Answered", "No answer", "Not put or not applicable"),
            rows=rows,
        )

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # noqa: ANN401, FBT001  (a protocol of IPython)
        shown = [f"\n    {self.record(unit)}" for unit in self.units.tolist()[:SHOWN_UNITS]]
        more = "\n    …" if len(self) > SHOWN_UNITS else ""
        printer.text(f"{self!r}{''.join(shown)}{more}")

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {name: position for position, name in enumerate(self.units.tolist())}

    @cached_property
    def _column_of(self) -> Mapping[str, int]:
        return {indicator.code: i for i, indicator in enumerate(self.instrument.indicators)}

    @cached_property
    def _aside(self) -> Mapping[str, Mapping[str, object]]:
        aside: dict[str, dict[str, object]] = {}
        for item in self.set_aside:
            aside.setdefault(item.unit, {})[item.code] = item.answer
        return aside

    def position(self, unit: Unit, /) -> int:
        """Return the position of a unit.

        Raises:
            UnknownCodeError: There is no such unit.
        """
        return by_code(self._positions, str(unit), "no unit is called")

    def column(self, code: str, /) -> Column:
        """Return the coded column of an indicator.

        Raises:
            UnknownCodeError: No indicator has the code.
        """
        return self.columns[by_code(self._column_of, code, "no indicator has the code")]

    def states(self, code: str, /) -> States:
        """Return the `AnswerState` of every unit's answer to an indicator, shape (n,).

        Raises:
            UnknownCodeError: No indicator has the code.
        """
        codes = self.column(code).codes
        return coding(self.instrument.indicators[self._column_of[code]].scale).states[codes]

    def record(self, unit: Unit, /) -> dict[str, object]:
        """Return one unit's answers as they would be given, without its identifier and attributes.

        An answer that routing or applicability has set aside is given again; other gated cells are None.

        Raises:
            UnknownCodeError: There is no such unit.
        """
        position = self.position(unit)
        record = {
            indicator.code: coding(indicator.scale).decode(*column.cell(position))
            for indicator, column in zip(self.instrument.indicators, self.columns, strict=True)
        }
        return record | dict(self._aside.get(self.units[position], {}))

    @tells_keywords
    def records(self, *, unit: str) -> Iterator[dict[str, object]]:
        """Yield each unit's identifier, attributes and answers as one flat mapping, as `from_records` takes them.

        Args:
            unit: The key under which the identifier stands.

        Raises:
            ArgumentError: An attribute or an indicator has this name.
        """
        if unit in self.attributes or unit in self._column_of:
            raise ArgumentError("unit", repr(unit), "a name that no attribute and no indicator has")
        how = [coding(indicator.scale) for indicator in self.instrument.indicators]
        keys = (unit, *self.attributes, *self._column_of)
        for start in range(0, len(self), CHUNK):
            part = slice(start, start + CHUNK)
            columns = [column.take(part) for column in self.columns]
            cells = zip(
                self.units[part].tolist(),
                *(column.take(part) for column in self.attributes.values()),
                *(
                    rule.decode_all(column.codes, column.values)
                    for rule, column in zip(how, columns, strict=True)
                ),
                strict=True,
            )
            for row in cells:
                yield dict(zip(keys, row, strict=True)) | dict(self._aside.get(row[0], {}))

    def take(self, positions: Sequence[int] | npt.NDArray[np.integer] | slice, /) -> "Answers":
        """Return the answers of some units, by position, in the order of the positions.

        Attributes keep all their labels, and findings the rows and paths of what was read.

        Raises:
            ArgumentError: The positions are no integers, or one stands twice.
        """
        which = positions if isinstance(positions, slice) else self._checked(positions)
        units = self.units[which]
        doubtful = bool(self.set_aside or self.findings)
        kept = {name: position for position, name in enumerate(units.tolist())} if doubtful else {}
        aside = [item for item in self.set_aside if item.unit in kept]
        return Answers(
            instrument=self.instrument,
            units=units,
            columns=tuple(column.take(which) for column in self.columns),
            attributes={name: column.take(which) for name, column in self.attributes.items()},
            set_aside=tuple(sorted(aside, key=lambda item: (self._column_of[item.code], kept[item.unit]))),
            findings=tuple(finding for finding in self.findings if finding.unit in kept),
        )

    def _checked(self, positions: Sequence[int] | npt.NDArray[np.integer]) -> npt.NDArray[np.intp]:
        given = np.asarray(positions)
        if given.size and given.dtype.kind not in "iu":
            advice = "numpy.flatnonzero turns a mask into positions" if given.dtype.kind == "b" else ""
            raise ArgumentError("positions", f"an array of {given.dtype}", "integers", advice)
        which = given.astype(np.intp)
        if len(np.unique(which % max(len(self), 1))) < len(which):
            raise ArgumentError("positions", "a position twice", "each unit at most once")
        return which

    def attribute(self, name: str, /) -> AttributeColumn:
        """Return the column of an attribute.

        Raises:
            UnknownCodeError: The answers have no such attribute.
        """
        return by_code(self.attributes, name, "the answers have no attribute")


def answers_of_blocks(
    instrument: Instrument,
    header: Sequence[str],
    blocks: Iterable[Sequence[TextColumn]],
    /,
    *,
    unit: str,
    attributes: Collection[str],
    ignore: Collection[str],
) -> Answers:
    """Make answers from blocks of text, each by its columns: the answers of `Answers.from_text` for the same rows.

    Args:
        instrument: What was asked.
        header: The names of the columns.
        blocks: Some rows each, the first below the header: for each column its entries, all text, and their positions.
            The identifiers are an array of numpy's `StringDType`.
        unit: The column of the unit's identifier.
        attributes: The columns of attributes.
        ignore: Columns to leave out.

    Raises:
        EditCheckError: Something is impossible; the error holds some finding, not all as that of `from_text` does.
    """
    sheet = read_blocks(instrument, header, blocks, unit, attributes, ignore)
    EditCheckError.raise_any(sheet.findings)
    return routed_answers(instrument, sheet.units, sheet.columns, sheet.attributes, sheet.locate)


def routed_answers(
    instrument: Instrument,
    units: npt.NDArray[Any],
    given: Sequence[Column],
    attributes: Mapping[str, AttributeColumn],
    locate: Locate,
) -> Answers:
    """Return what was given, after the instrument's routing and applicability."""
    columns, set_aside, doubts = route(instrument, units, given, attributes, locate)
    return Answers(
        instrument=instrument,
        units=units,
        columns=columns,
        attributes=attributes,
        set_aside=set_aside,
        findings=doubts,
    )
