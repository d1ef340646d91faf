"""The reading: a value that says how a table becomes answers, and makes them."""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from smmi.frozen import FrozenMapping
from smmi.instrument import Answers
from smmi.intake.accounts import Account
from smmi.intake.readings._application import applied, applied_to_columns
from smmi.intake.readings._declared_reading import DeclaredReading
from smmi.intake.tables import ColumnNotes, GivenColumn


@attrs.frozen(kw_only=True)
class Reading(DeclaredReading):
    """How a table becomes answers to an instrument: which column holds what, and how it is written there.

    Columns are found by their names: outer blanks do not count, runs of blanks are one, and capitals do not matter
    where one column alone has the name.

    Attributes:
        instrument: What was asked.
        unit: The column of the units' identifiers, or numbered rows.
        sources: Where the answers to each indicator stand, by its code; every indicator has one.
        attributes: Where the units' attributes stand, by name.
        header: The header rows.
        missing: Words for which there is no answer, in every column of answers; a blank cell is no answer anyway.
        format: How numbers are written where a source does not say.
        rows: Which rows are read; all where empty.
        repeated: What to do with a unit that stands in several rows.
        left_out: Columns that are left out by name, personal ones for instance; they need not be there.
        others: What becomes of columns of which nothing is said.
        seen: What was seen of the table for which it was proposed; None if it was declared by hand. A table that is
            not so is refused.
        filled_down: Columns in which merged cells hold for every row that they cover; in others for the first alone.

    Raises:
        DeclarationError: It contradicts itself, or does not fit the instrument; all at once.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> from smmi.intake import ChoiceColumn, UnitColumn
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> reading = Reading(
        ...     instrument=tiny,
        ...     unit=UnitColumn("School"),
        ...     sources={"has_policy": ChoiceColumn(column="Policy?")},
        ... )
        >>> answers, account = reading.answers(["school", "Policy?"], [["S1", "YES"], ["S2", ""]])
        >>> answers.record("S1")
        {'has_policy': 'yes'}
        >>> print(account)
        2 units of 'tiny' edition '1' were read from 2 rows below 1 header row.
        <BLANKLINE>
        'school': the units' identifiers (the reading says 'School', with other capitals)
          2 as it is: S1; S2
        <BLANKLINE>
        'Policy?': answers to has_policy
          1 by label, other capitals: YES → yes
          1 blank: no answer
    """

    def answers(
        self,
        header: Sequence[object],
        rows: Iterable[Sequence[object]],
        /,
        *,
        notes: Mapping[str, ColumnNotes] = FrozenMapping(),
    ) -> tuple[Answers, Account]:
        """Return the answers that a table holds, and the account of how they were read.

        Args:
            header: The cells of the first header row.
            rows: The cells of each row below it, further header rows first: text, numbers, True or False, dates, and
                blanks as None, NaN, NA or text of blanks. Rows are numbered as in a spreadsheet, the first header row
                being 1. Rows without any cell are left out, and counted.
            notes: What the file says of columns beside their cells, by the columns' names. Where the reading remembers
                its table, what is not said as it was is refused.

        Raises:
            ReadingError: Something cannot be read; the error holds every finding, those of the header first, then one
                for each column and cause.
        """
        return applied(self, header, rows, notes)

    def answers_from_columns(self, columns: Mapping[str, GivenColumn], /) -> tuple[Answers, Account]:
        """Return the answers that columns hold, as data frames have them, and the account of how they were read.

        Args:
            columns: The cells of each column by its name: a sequence, an array, or an `EntryColumn`, of which each
                entry is read once. There are no header rows among them; rows are numbered as if those of the reading
                stood above.

        Raises:
            ReadingError: Something cannot be read, as by `answers`.
            ArgumentError: They are no columns, or of unequal lengths.
        """
        return applied_to_columns(self, columns)
