"""Readings read what was written, and the account tells every cell."""

from hypothesis import given

from smmi.instrument import Answers
from smmi.intake.accounts import Use
from tests.intake.written_tables import written_tables


@given(written_tables())
def test_a_table_in_any_declared_shape_gives_the_answers_from_which_it_was_written(table):
    """Whatever the marks, words, columns and rows: the same answers, state by state."""
    answers, _ = table.reading.answers(table.header, iter(table.rows))
    assert isinstance(answers, Answers)
    assert list(answers.records(unit="unit")) == list(table.answers.records(unit="unit"))
    assert answers == table.answers


@given(written_tables())
def test_each_cell_stands_in_one_line_of_the_account(table):
    """The lines of a column add up to the rows, and those that were left out to the others."""
    answers, account = table.reading.answers(table.header, table.rows)
    assert account.read == account.units == len(answers)
    assert account.rows == account.read + sum(rows.count for rows in account.left_out)
    assert {rows.why: rows.count for rows in account.left_out if rows.why == "blank"}.get(
        "blank", 0
    ) == table.blank_rows
    names = [column.column for column in account.columns]
    assert len(set(names)) == len(names) == len(table.header)
    for column in account.columns:
        whole = column.use in {Use.FILTER, Use.ORDER, Use.LEFT_OUT, Use.REST}
        expected = account.read + table.junk_rows if whole else account.read
        assert sum(line.count for line in column.lines) == expected, column
        assert len({line.how for line in column.lines}) == len(column.lines)
        assert all(len(line.examples) <= 3 for line in column.lines)
    for one in account.together:
        assert sum(line.count for line in one.lines) == account.read
        assert set(one.columns) <= set(names)
    page = str(account)
    assert all(len(line) <= 100 or " " not in line.strip() for line in page.splitlines())
