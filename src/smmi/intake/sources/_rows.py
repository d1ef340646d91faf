"""Rows: which rows of a table are headers, which are units, and what to do with a unit that stands in several."""

import enum
from collections.abc import Iterator

import attrs

from smmi.errors import Finding, Reason
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument.declaration import (
    Declared,
    a,
    as_tuple,
    checked,
    empty_findings,
    is_any_text,
    is_text,
    is_whole,
    or_none,
)
from smmi.intake.sources._fields import ARE_ANY_TEXTS, IS_WORDS, Words


class HeaderNames(enum.Enum):
    """How several header rows name the columns.

    Example:
        >>> HeaderNames("joined")
        <HeaderNames.JOINED: 'joined'>
    """

    ONE_ROW = "one row"
    """One of the header rows names them; where it is blank, the row above, if that is no title of one cell."""
    JOINED = "joined"
    """The first row, filled to the right over its blanks, and the second: ``topics / Equity``."""


@attrs.frozen(kw_only=True)
class Header(Declared):
    """The header rows of a table.

    Attributes:
        rows: How many header rows there are.
        names: How they name the columns.
        row: Which of them names the columns, 0 being the first; of `JOINED` names, the upper one of the two.

    Example:
        >>> Header(rows=2, names=HeaderNames.JOINED).row
        0
    """

    rows: int = attrs.field(default=1, metadata=checked(is_whole))
    names: HeaderNames = attrs.field(default=HeaderNames.ONE_ROW, metadata=checked(a(HeaderNames)))
    row: int = attrs.field(default=0, metadata=checked(is_whole))

    def _relations(self) -> Iterator[Finding]:
        needed = self.row + (2 if self.names is HeaderNames.JOINED else 1)
        if self.rows < needed:
            message = f"got {self.rows} header rows, expected at least {needed}, as 'row' is {self.row}"
            yield Finding(reason=Reason.BAD_RANGE, path="$.rows", message=message)


@attrs.frozen
class UnitColumn(Declared):
    """The units' identifiers stand in a column.

    Attributes:
        column: The column.
        spellings: As written, without regard to capitals and blanks, to the identifier that is meant. What is not named
            here is a unit of its own, even if it differs from another one in capitals alone.

    Example:
        >>> UnitColumn("ResponseId").column
        'ResponseId'
    """

    column: str = attrs.field(metadata=checked(is_text))
    spellings: Words = attrs.field(
        kw_only=True,
        converter=freeze_mapping,
        default=FrozenMapping(),
        metadata=checked(IS_WORDS),
    )


@attrs.frozen(kw_only=True)
class NumberedRows(Declared):
    """The units have no identifiers: each is called by the number of its row, after a prefix.

    Rows have the numbers that a spreadsheet shows, the first header row being 1: before any row is left out, and as
    findings speak of them.

    Example:
        >>> NumberedRows().prefix
        'row-'
    """

    prefix: str = attrs.field(default="row-", metadata=checked(is_any_text))


class Keep(enum.Enum):
    """What becomes of the rows in which a column holds one of some words.

    Example:
        >>> Keep("not")
        <Keep.NOT: 'not'>
    """

    ONLY = "only"
    """They alone are read: one wave, one event, finished responses."""
    NOT = "not"
    """They are left out: previews, tests."""


@attrs.frozen(kw_only=True)
class RowFilter(Declared):
    """Rows are kept or left out by the words of a column (compared as all words are); '' is a blank.

    Attributes:
        column: The column.
        words: The words.
        keep: What becomes of the rows that hold one of them.

    Example:
        >>> RowFilter(column="Status", words=["Survey Preview"], keep=Keep.NOT).words
        ('Survey Preview',)
    """

    column: str = attrs.field(metadata=checked(is_text))
    words: tuple[str, ...] = attrs.field(converter=as_tuple, metadata=checked(ARE_ANY_TEXTS))
    keep: Keep = attrs.field(default=Keep.ONLY, metadata=checked(a(Keep)))

    def _relations(self) -> Iterator[Finding]:
        return empty_findings(self.words, "words", f"the filter by {self.column!r}")


class Repeated(enum.Enum):
    """Which row counts of a unit that stands in several.

    Example:
        >>> Repeated("last")
        <Repeated.LAST: 'last'>
    """

    REFUSE = "refuse"
    FIRST = "first"
    LAST = "last"
    MERGE = "merge"
    """All: each is a respondent's sheet, and `smmi.instrument.respondents.merge` makes one of them."""


class MergeBy(enum.Enum):
    """How the rows of one unit are merged; for other rules, read respondents as units, and merge their answers.

    Example:
        >>> MergeBy("lowest")
        <MergeBy.LOWEST: 'lowest'>
    """

    AGREEMENT = "agreement"
    """What all say who say anything, else no answer: `smmi.instrument.respondents.AgreementRequired`."""
    LOWEST = "lowest"
    """The lowest answer: `smmi.instrument.respondents.MostConservative`."""


@attrs.frozen(kw_only=True)
class RepeatedUnits(Declared):
    """What to do with a unit that stands in several rows.

    Attributes:
        take: Which row counts.
        order: The column by which rows are first and last (numbers as numbers, times with the year first as
            times, else as text, numbers within it as numbers); their order in the table where None. Of `MERGE`, the
            column that names the respondent; respondents are called by their rows where None.
        by: Of `MERGE`, how answers that differ are merged.

    Example:
        >>> RepeatedUnits(take=Repeated.LAST, order="RecordedDate").order
        'RecordedDate'
    """

    take: Repeated = attrs.field(default=Repeated.REFUSE, metadata=checked(a(Repeated)))
    order: str | None = attrs.field(default=None, metadata=checked(or_none(is_text)))
    by: MergeBy = attrs.field(default=MergeBy.AGREEMENT, metadata=checked(a(MergeBy)))
