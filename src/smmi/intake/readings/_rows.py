"""Rows: which rows of a table are headers, which are units, and what to do with a unit that stands in several."""

import enum

import attrs


class HeaderNames(enum.Enum):
    """How several header rows name the columns."""

    ONE_ROW = "one row"
    """One of the header rows names them."""
    JOINED = "joined"
    """The first row, filled to the right over its blanks, and the second: ``topics / Equity``."""


@attrs.frozen(kw_only=True)
class Header:
    """The header rows of a table.

    Attributes:
        rows: How many header rows there are.
        names: How they name the columns.
        row: Which of them names the columns, 0 being the first; of `JOINED` names, the upper one of the two.
    """

    rows: int = 1
    names: HeaderNames = HeaderNames.ONE_ROW
    row: int = 0


@attrs.frozen(kw_only=True)
class UnitColumn:
    """The units' identifiers stand in a column."""

    column: str


@attrs.frozen(kw_only=True)
class NumberedRows:
    """The units have no identifiers: each is called by the number of its row, after a prefix.

    Rows are numbered before any is left out, so that a number stays what it is.
    """

    prefix: str = "row-"


class Keep(enum.Enum):
    """What becomes of the rows in which a column holds one of some words."""

    ONLY = "only"
    """They alone are read: one wave, one event, finished responses."""
    NOT = "not"
    """They are left out: previews, tests."""


@attrs.frozen(kw_only=True)
class RowFilter:
    """Rows are kept or left out by the words of a column (compared as all words are); '' is a blank.

    Attributes:
        column: The column.
        words: The words.
        keep: What becomes of the rows that hold one of them.
    """

    column: str
    words: tuple[str, ...] = attrs.field(converter=tuple)
    keep: Keep = Keep.ONLY


class Repeated(enum.Enum):
    """Which row counts of a unit that stands in several."""

    REFUSE = "refuse"
    FIRST = "first"
    LAST = "last"
    MERGE = "merge"
    """All: each is a respondent's sheet, and `smmi.instrument.respondents.merge` makes one of them."""


@attrs.frozen(kw_only=True)
class RepeatedUnits:
    """What to do with a unit that stands in several rows.

    Attributes:
        take: Which row counts.
        order: The column by which rows are first and last (numbers as numbers, else as text, such as ISO dates);
            their order in the table where None. Of `MERGE`, the column that names the respondent.
    """

    take: Repeated = Repeated.REFUSE
    order: str | None = None
