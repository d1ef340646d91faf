"""Readings read what was written, the account tells every cell, and columns are read as rows are."""

import numpy as np
from hypothesis import given, strategies as st

from smmi.instrument.answers import EntryColumn
from smmi.intake.accounts import Use
from smmi.intake.tables import unique_names
from tests.intake.written_tables import folded, written_tables

WHOLE = {Use.FILTER, Use.ORDER, Use.LEFT_OUT, Use.REST}
"""Uses of columns that are told of all rows, left out ones too."""


def as_entries(cells):
    """A column as its entries, one of them not in use."""
    entries = {repr(cell): cell for cell in cells if cell is not None}
    places = {text: place for place, text in enumerate(entries)}
    positions = [-1 if cell is None else places[repr(cell)] for cell in cells]
    return EntryColumn(
        entries=(*entries.values(), "met nowhere"), positions=np.array(positions, dtype=np.int64)
    )


FORMS = (list, tuple, as_entries, lambda cells: np.array([*cells, None], dtype=object)[:-1])


def counted(account):
    """How many cells were read in each way, by column."""
    return [sorted((line.how, line.count) for line in column.lines) for column in account.columns]


def check_account(table, account):
    """Each cell stands in one line; the lines of a column add up to the rows, and rows left out to the others."""
    assert account.read == account.units
    assert account.rows == account.read + sum(rows.count for rows in account.left_out)
    assert sum(rows.count for rows in account.left_out if rows.why == "blank") == table.blank_rows
    names = [column.column for column in account.columns]
    assert len(set(names)) == len(names) == len(table.header)
    for column in account.columns:
        expected = account.read + table.junk_rows if column.use in WHOLE else account.read
        assert sum(line.count for line in column.lines) == expected, column
        assert len({line.how for line in column.lines}) == len(column.lines)
        assert all(len(line.examples) <= 3 for line in column.lines)
    for one in account.together:
        assert sum(line.count for line in one.lines) == account.read
        assert set(one.columns) <= set(names)
    assert all(len(line) <= 100 or " " not in line.strip() for line in str(account).splitlines())


def as_columns(table, draw):
    """The same table as columns."""
    header = table.reading.header
    names = unique_names([folded(str(name)) for name in (table.header, *table.rows)[header.row]])
    cells = zip(*table.rows[header.rows - 1 :], strict=True)
    return {name: draw(st.sampled_from(FORMS))(column) for name, column in zip(names, cells, strict=True)}


@given(written_tables(), st.data())
def test_a_table_in_any_declared_shape_gives_the_answers_from_which_it_was_written(table, data):
    """Whatever the marks, words, columns and rows: the same answers, state by state, and every cell accounted for.

    As rows, and as columns that are lists, arrays or entries.
    """
    answers, account = table.reading.answers(table.header, iter(table.rows))
    assert list(answers.records(unit="unit")) == list(table.answers.records(unit="unit"))
    assert answers == table.answers
    check_account(table, account)
    of_columns, told = table.reading.answers_from_columns(as_columns(table, data.draw))
    assert of_columns == answers
    assert (told.left_out, counted(told)) == (account.left_out, counted(account))
