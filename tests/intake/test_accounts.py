"""The account of a reading as a page, whole."""

from smmi.instrument import Nonresponse
from smmi.intake import (
    Absent,
    Keep,
    NumberColumn,
    NumberFormat,
    OtherColumns,
    Repeated,
    RepeatedUnits,
    RowFilter,
    SelectionColumns,
)
from tests.intake.field import reading

HEADER = [
    "ID",
    "topics_1",
    "topics_2",
    "plans",
    "share (%)",
    "e-mail",
    *(f"comment {n}" for n in range(9)),
    "status",
]
REST = ["a@example.org", *["said"] * 9]
ROWS = [
    ["S1", "1", "1", "Partly", "45,5", *REST, "done"],
    ["S2", "0", "0", "n/a", "7 %", *REST, "done"],
    [""] * 16,
    ["S1", "0", "1", "Fully", "0,5", *REST, "done"],
    ["S3", "1", "1", "FULLY", "12", *REST, "Preview"],
    ["S4", "", "", "", "", *REST, "done"],
]
PAGE = """\
3 units of 'field' edition '1' were read from 6 rows below 1 header row.
  1 row left out: blank
  1 row left out: 'status' is 'preview' (row 6)
  1 row left out: not the last row of its unit (row 2)

'ID': the units' identifiers (the reading says 'Id', with other capitals)
  3 as it is: S1; S2; S4

'topics_1': answers to topics.equity
  2 not ticked: 0 → not ticked
  1 blank

'topics_2': answers to topics.advocacy
  1 ticked: 1 → ticked
  1 not ticked: 0 → not ticked
  1 blank

'plans': answers to plans
  1 missing word, other capitals: n/a → not applicable
  1 by label: Fully → fully
  1 blank: no answer

'share (%)': answers to share
  1 percent sign taken off: 7 % → 7
  1 decimal comma: 0,5 → 0.5
  1 blank: no answer

Left out by name: 1 column: 'e-mail'

The rest, left out: 9 columns: 'comment 0', 'comment 1', 'comment 2', 'comment 3', 'comment 4',
    'comment 5', 'comment 6', 'comment 7', 'comment 8'

'status': which rows are read
  4 read: done → read
  1 left out: Preview → left out

topics: together, from 2 columns: 'topics_1', 'topics_2'
  1 nothing ticked: an empty selection: row 3 → none of the options
  1 the ticked options: row 5 → advocacy
  1 all blank: no answer: row 7 → no answer

visits: no column
  3 no column: not administered"""


def test_the_page_of_an_account_tells_every_cell():
    """Rows and why they were left out, then a paragraph for each column, then what several columns say together."""
    _, account = reading(
        sources={
            "topics": SelectionColumns(columns={"equity": "topics_1", "advocacy": "topics_2"}),
            "share": NumberColumn(column="share (%)", format=NumberFormat(decimal=",")),
            "visits": Absent(),
        },
        missing={"N/A": Nonresponse.NOT_APPLICABLE},
        rows=[RowFilter(column="status", words=["preview"], keep=Keep.NOT)],
        repeated=RepeatedUnits(take=Repeated.LAST),
        left_out=["e-mail"],
        others=OtherColumns.LEAVE_OUT,
    ).answers(HEADER, ROWS)
    assert str(account) == PAGE


def test_columns_that_were_read_alike_share_a_paragraph():
    """Each is named, and what was read is said once."""
    options = {"equity": "t1", "advocacy": "t2"}
    _, account = reading(sources={"topics": SelectionColumns(columns=options)}).answers(
        ["Id", "t1", "t2", "plans", "share", "visits"], [["A", "1", "1", "", "", ""]]
    )
    assert (
        "'t1': answers to topics.equity\n't2': answers to topics.advocacy\n  1 ticked: 1 → ticked\n\n"
        "'plans': answers to plans\n'share': answers to share\n'visits': answers to visits\n  1 blank: no answer\n"
    ) in str(account)
