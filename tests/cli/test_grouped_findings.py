"""What `smmi check` tells of many findings: alike ones together, the header first, never more than fit on a screen."""

from hypothesis import given, strategies as st

from smmi.cli.checking._groups import EXAMPLES, MOST_LINES, grouped
from smmi.cli.checking._told import Told
from smmi.errors import Finding, Reason

REST = "there are the others"
PLACES = st.sampled_from(
    ["row 1, column 'a'", "row 1", "header", "row 2, column 'a'", "row 3, column 'b'", "row 9"]
)
MESSAGES = st.sampled_from(
    [
        "got 'x', expected 'y'",
        "got 'z', expected 'y'",
        "got 'x', but no",
        "stands twice",
        "it's 'quoted', expected",
    ]
)
FINDINGS = st.lists(
    st.builds(Finding, reason=st.sampled_from(list(Reason)[:4]), path=PLACES, message=MESSAGES).map(Told),
    max_size=60,
)


def of(reason, path, message, **more):
    """A finding as it is told."""
    return Told(Finding(reason=reason, path=path, message=message, **more))


@given(FINDINGS)
def test_lines_are_few_and_begin_with_the_header(told):
    """As many as fit, none for nothing, and what is about the header stands above all else."""
    lines = list(grouped(told, rest=REST))
    assert len(lines) <= MOST_LINES
    assert bool(lines) == bool(told)
    if any(one.is_of_header for one in told):
        assert lines[0].startswith(("row 1", "header"))


@given(FINDINGS)
def test_every_finding_is_in_a_line_or_counted(told):
    """A finding alone is told as it is; of those that share a line the numbers add up."""
    if len(told) <= EXAMPLES:
        whole = " | ".join(grouped(told, rest=REST))
        assert all(one.got in whole and one.tail in whole for one in told)
        assert all(str(one) in whole for one in told if not one.tail)


def test_a_place_and_a_value_are_taken_from_what_findings_say():
    """Of files read without a reading, with one, and of answers that were looked at together."""
    told = of(
        Reason.BAD_VALUE, 'row 12 (line 40 of the text), column "it\'s"', "got 'x', expected 'y'", row=3
    )
    assert (told.row, told.column, told.got, told.tail) == ("12", "it's", "'x'", "expected 'y'")
    told = of(Reason.BAD_VALUE, "columns 'a', 'b'", "'q': 3 cells say nothing", row=7, code="q")
    assert (told.row, told.column, told.message) == ("9", "'a', 'b'", "3 cells say nothing")
    told = of(Reason.NOTHING_ANSWERED, "unit 'S4'", "'S4' has answered nothing", unit="S4", row=3)
    assert (told.row, told.column, told.place, str(told)) == (
        "",
        "",
        "unit 'S4'",
        "unit 'S4': 'S4' has answered nothing",
    )
    told = of(Reason.NO_UNITS, "columns 'broken", "nothing")
    assert told.column == "'broken"


def test_many_units_that_say_the_same_are_one_line():
    """The first in whole, two more by name, the others by number."""
    told = [
        of(Reason.NOTHING_ANSWERED, f"unit 'S{i}'", f"'S{i}' has answered nothing", unit=f"S{i}")
        for i in range(9)
    ]
    assert list(grouped(told, rest=REST)) == [
        "unit 'S0': 'S0' has answered nothing; likewise unit 'S1', unit 'S2' and 6 more"
    ]
    assert list(grouped(told[:2], rest=REST)) == [str(one) for one in told[:2]]


def test_columns_share_a_line_where_there_are_too_many():
    """Forty columns with one cause are one line; forty with a cause each are cut, and the rest is named."""
    alike = [of(Reason.BAD_VALUE, f"row 2, column 'c{i}'", "got 'x', expected 'y'") for i in range(80)]
    assert list(grouped([*alike, *alike], rest=REST)) == [
        "columns 'c0', 'c1', 'c2' and 77 more: 160 cells, expected 'y': got 'x' (160 cells, row 2)"
    ]
    each = [of(Reason.BAD_VALUE, f"column 'c{i}'", f"got 'x', expected {i}") for i in range(80)]
    lines = list(grouped(each, rest=REST))
    assert len(lines) == MOST_LINES
    assert lines[-1] == "… and 45 further lines like these; there are the others"


def test_different_values_of_a_column_stand_with_their_rows():
    """Each with its row or rows, where there is more than one cell."""
    told = [
        of(Reason.BAD_VALUE, f"row {i}, column 'a'", f"got '{i % 3}', expected 'y'") for i in (2, 3, 4, 5)
    ]
    (line,) = grouped(told, rest=REST)
    assert line == "column 'a': 4 cells, expected 'y': got '2' (2 cells, rows 2, 5), '0' (row 3), '1' (row 4)"


def test_long_values_are_cut():
    """A line stays readable whatever a cell holds."""
    told = [of(Reason.BAD_VALUE, f"row {i}, column 'a'", f"got '{'x' * 300}', expected 'y'") for i in (2, 3)]
    (line,) = grouped(told, rest=REST)
    assert line == f"column 'a': 2 cells, expected 'y': got '{'x' * 88}… (2 cells, rows 2, 3)"


def test_answers_of_several_columns_are_told_by_their_indicator():
    """Where an answer comes from several columns, its place names none: the indicator is named in their stead."""
    why = "got ('a',), but the instrument's routing skips it"
    told = [of(Reason.BEHIND_SHUT_GATE, f"row {row}", why, code="pathways") for row in range(2, 9)]
    (line,) = grouped(told, rest=REST)
    assert line.startswith("indicator 'pathways': 7 cells, but the instrument's routing skips it")


def test_cells_of_units_from_several_rows_are_told_by_the_unit():
    """A unit whose respondents were put together stands in no one row."""
    told = [
        of(Reason.BAD_VALUE, "columns 'share'", f"got '{got}', expected 'y'", unit=unit, code="share")
        for unit, got in (("S1", 0.5), ("S2", 0.5), ("S3", 0.4))
    ]
    assert list(grouped(told, rest=REST)) == [
        "column 'share': 3 cells, expected 'y': got '0.5' (2 cells, units S1, S2), '0.4' (unit S3)"
    ]
