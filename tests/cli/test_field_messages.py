"""Every message of the cases from the field, whole: what, where, got, expected, and what to do."""

import json

import pytest

from smmi.instrument import Area, Domain, Indicator, Instrument, Nominal, Option
from smmi.serialization import to_document
from tests.cli.test_field_cases import PLANS, asking

SIX = 6
"""So many questions on one scale."""
HINT = (
    "It may be readable as it is; this proposes how: smmi read answers.csv --instrument instrument.json --out "
    "reading.json"
)
GIVEN = ("answers.csv", "--instrument", "instrument.json")


def asking_alike(count):
    """An instrument of questions on one scale."""
    asked = [Indicator(code=f"plan_{n}", prompt=f"Plan {n}?", scale=PLANS) for n in range(count)]
    area = Area(code="service", label="Service", indicators=asked)
    return Instrument(
        code="plans", edition="1", title="Plans", domains=[Domain(code="work", label="Work", areas=[area])]
    )


@pytest.fixture
def written(folder):
    """Write a file and its instrument."""

    def write(codes, content):
        made = asking_alike(codes) if codes == SIX else asking(*codes)
        (folder / "instrument.json").write_text(json.dumps(to_document(made)), encoding="utf-8")
        (folder / "answers.csv").write_text(content, encoding="utf-8")

    return write


CHECKED = {
    "F1: labels, in any case, and a word": (
        ("plans",),
        "Id,plans\nA,Partly\nB,Prefer not to say\nC,FULLY\n",
        [
            (
                "impossible: row 2, column 'plans': got 'Partly', expected one of 'not_at_all', 'partly', 'fully'; "
                "that is the label of 'partly', give the code"
            ),
            (
                "impossible: row 3, column 'plans': got 'Prefer not to say', expected one of 'not_at_all', 'partly', "
                "'fully'"
            ),
            (
                "impossible: row 4, column 'plans': got 'FULLY', expected one of 'not_at_all', 'partly', 'fully'; "
                "that is the label of 'fully', give the code"
            ),
        ],
    ),
    "F2: an own name of the column": (
        ("share",),
        "Id,Share (%)\nA,45\n",
        [
            (
                "impossible: row 1, column 'Share (%)': 'Share (%)' is no indicator of the instrument, nor the "
                "unit's identifier or an attribute. That is a name of 'share', give the code. Correct it, or read it "
                "with --by, or leave it out with --ignore"
            ),
        ],
    ),
    "F2: other capitals": (
        ("share",),
        "ID,SHARE\nA,45\n",
        [
            (
                "impossible: row 1, column 'ID': 'ID' is no indicator of the instrument, nor the unit's identifier "
                "or an attribute. Correct it, or read it with --by, or leave it out with --ignore"
            ),
            (
                "impossible: row 1, column 'SHARE': 'SHARE' is no indicator of the instrument, nor the unit's "
                "identifier or an attribute. Did you mean 'share'? Correct it, or read it with --by, or leave it out "
                "with --ignore"
            ),
            (
                "impossible: row 1: there is no column 'Id', which was said to hold the unit's identifier. Did you "
                "mean 'ID'?"
            ),
        ],
    ),
    "F3: columns that nobody asked for": (
        ("share",),
        "Id,share,a,b,c,d,e\nA,45,,,,,\n",
        [
            (
                "impossible: row 1, column 'a': 'a' is no indicator of the instrument, nor the unit's identifier or "
                "an attribute. Correct it, or read it with --by, or leave it out with --ignore; likewise 'b', 'c' "
                "and 2 more"
            ),
        ],
    ),
    "F4: a number that means no answer": (
        ("visits",),
        "Id,visits\nA,3\nB,-99\n",
        [
            (
                "impossible: row 3, column 'visits': got -99, expected an integer from 0 to 2000; if it means no "
                "answer, leave the cell empty"
            ),
        ],
    ),
    "F4: digits for options": (
        ("plans",),
        "Id,plans\nA,1\nB,9\n",
        [
            (
                "impossible: row 2, column 'plans': got '1', expected one of 'not_at_all', 'partly', 'fully'; that "
                "is the value of 'not_at_all', give the code"
            ),
            "impossible: row 3, column 'plans': got '9', expected one of 'not_at_all', 'partly', 'fully'",
        ],
    ),
    "F5: labels between commas": (
        ("topics",),
        'Id,topics\nA,"Equity, Advocacy, at home"\nB,Equity\n',
        [
            (
                "impossible: row 2, column 'topics': got the selection 'Equity, Advocacy, at home', expected some of "
                "'equity', 'advocacy'; if these are several options, give each by itself (in a file with semicolons "
                "between them)"
            ),
            (
                "impossible: row 3, column 'topics': got the selection 'Equity', expected some of 'equity', "
                "'advocacy'; that is the label of 'equity', give the code"
            ),
        ],
    ),
    "F5: a column for each option": (
        ("topics",),
        "Id,topics___1,topics___2\nA,1,0\n",
        [
            (
                "impossible: row 1, column 'topics___1': 'topics___1' is no indicator of the instrument, nor the "
                "unit's identifier or an attribute. Did you mean 'topics'? Correct it, or read it with --by, or "
                "leave it out with --ignore"
            ),
            (
                "impossible: row 1, column 'topics___2': 'topics___2' is no indicator of the instrument, nor the "
                "unit's identifier or an attribute. Did you mean 'topics'? Correct it, or read it with --by, or "
                "leave it out with --ignore"
            ),
        ],
    ),
    "F6: a decimal comma and a percent sign": (
        ("share",),
        'Id,share\nA,"45,5"\nB,45%\n',
        [
            (
                "impossible: row 2, column 'share': got '45,5', expected a number from 0 to 100; write a point for a "
                "decimal comma, and nothing between thousands"
            ),
            (
                "impossible: row 3, column 'share': got '45%', expected a number from 0 to 100; leave out the "
                "percent sign"
            ),
        ],
    ),
    "F6: marks between thousands": (
        ("visits",),
        'Id,visits\nA,"1,234"\nB,1 234\n',
        [
            (
                "impossible: row 2, column 'visits': got '1,234', expected an integer from 0 to 2000; write a point "
                "for a decimal comma, and nothing between thousands"
            ),
            (
                "impossible: row 3, column 'visits': got '1 234', expected an integer from 0 to 2000; leave out the "
                "blank"
            ),
        ],
    ),
    "F7: fractions": (
        ("share",),
        "Id,share\nA,0.45\nB,0.8\nC,0.1\n",
        [
            (
                "doubtful: column 'share': all 3 shares are from 0 to 1 (0.1, 0.45, 0.8), as fractions are; a "
                "percentage is from 0 to 100: multiply them by 100"
            ),
        ],
    ),
    "F7: codes for no answer": (
        ("visits",),
        "Id,visits\n" + "".join(f"S{n},{n}\n" for n in range(1, 41)) + "A,999\nB,999\nC,888\n",
        [
            (
                "doubtful: column 'visits': got 888, 999 (2 times), and otherwise 1 to 40; if that says that there "
                "is no answer, leave the cell empty, or declare an option with this value"
            ),
        ],
    ),
    "F7: an absent column, and a unit without any answer": (
        ("plans", "share"),
        "Id,plans\nA,partly\nB,\n",
        [
            "doubtful: column 'share': none of the 2 units that were asked has answered; look for a lost column",
            "doubtful: unit 'B': 'B' has answered nothing; leave it out if it took no part",
        ],
    ),
    "F7: a straight line": (
        SIX,
        "Id,"
        + ",".join(f"plan_{n}" for n in range(6))
        + "\nA"
        + ",partly" * 6
        + "\nB,partly"
        + ",fully" * 5
        + "\n",
        [
            (
                "doubtful: unit 'A': 'A' has given the same answer, 'partly', to all 6 indicators that it answered "
                "on the scale 'extent'; ask whether that is meant"
            ),
        ],
    ),
    "F8: no identifier": (
        ("share",),
        "share\n45\n7\n",
        [
            (
                "impossible: row 1: there is no column 'Id', which was said to hold the unit's identifier. The "
                "columns are 'share'; name the one that does"
            ),
        ],
    ),
    "F8: a blank identifier": (
        ("share",),
        "Id,share\nA,45\n,7\n",
        [
            (
                "impossible: row 3, column 'Id': got nothing, expected the unit's identifier: text that is not "
                "blank, or an integer; fill it in, or take the row out"
            ),
        ],
    ),
    "F8: a unit in several rows": (
        ("share",),
        "Id,event,share\nA,1,45\nA,2,50\n",
        [
            (
                "impossible: row 1, column 'event': 'event' is no indicator of the instrument, nor the unit's "
                "identifier or an attribute. Correct it, or read it with --by, or leave it out with --ignore"
            ),
            "impossible: row 3, column 'Id': 'A' stands in row 2, column 'Id' already; each unit may stand once",
        ],
    ),
    "F9: two header rows": (
        ("topics",),
        'Id,topics,\n,Equity,"Advocacy, at home"\nA,1,0\n',
        [
            "impossible: row 1, column 3: the column has no name; give it one, or remove it",
            (
                "impossible: row 2, column 'Id': got nothing, expected the unit's identifier: text that is not "
                "blank, or an integer; fill it in, or take the row out"
            ),
            (
                "impossible: row 2, column 'topics': got the selection 'Equity', expected some of 'equity', "
                "'advocacy'; that is the label of 'equity', give the code"
            ),
            (
                "impossible: row 3, column 'topics': got the selection '1', expected some of 'equity', 'advocacy'; "
                "that is the value of 'equity', give the code"
            ),
        ],
    ),
    "F9: a stray separator": (
        ("visits",),
        "Id,visits\nA,3,4\n",
        [
            "impossible: row 2: got 3 cells, expected 2 as in the header; look for a stray separator",
        ],
    ),
    "F10: a suggestion is no column of the file": (
        ("share", "visits"),
        "Id,share,visits,shar,visit_s\nA,1,2,3,4\n",
        [
            (
                "impossible: row 1, column 'shar': 'shar' is no indicator of the instrument, nor the unit's "
                "identifier or an attribute. Correct it, or read it with --by, or leave it out with --ignore"
            ),
            (
                "impossible: row 1, column 'visit_s': 'visit_s' is no indicator of the instrument, nor the unit's "
                "identifier or an attribute. Correct it, or read it with --by, or leave it out with --ignore"
            ),
        ],
    ),
}

ALONE = ("F4: a number that means no answer", "F8: a blank identifier", "F9: a stray separator")
"""What stands alone, and is mended in the file."""


@pytest.mark.parametrize("name", CHECKED)
def test_what_is_wrong_with_a_file_is_told(written, run, name):
    """Without a reading: what is impossible, with the command that proposes one; else what is doubtful."""
    codes, content, lines = CHECKED[name]
    written(codes, content)
    result = run("check", *GIVEN, "--unit-column", "Id", "--strict")
    told = result.stdout.splitlines()
    readable = lines[0].startswith("impossible") and name not in ALONE
    assert (result.exit_code, told[: len(lines)]) == (1, lines)
    assert told[len(lines)].startswith("answers.csv: ")
    assert told[len(lines) + 1 :] == ([HINT] if readable else [])


ASKED = {
    "F1: a word": (
        ("plans",),
        "Id,plans\nA,Partly\nB,Prefer not to say\nC,FULLY\n",
        [
            "  word_prefer_not_to_say: What does 'Prefer not to say' mean in 'plans'?",
            "    seen: it stands in 1 cell of 1 column",
            "    - no_answer: no answer, as the word mostly says",
            "    - not_applicable: not applicable to the unit",
            "    - not_administered: not asked",
            "    - leave: leave it as a finding",
        ],
    ),
    "F1: a word for an option": (
        ("plans",),
        "Id,plans\nA,Partly\nB,Mostly\n",
        [
            "  entry_plans_mostly: What does 'Mostly' in 'plans' mean?",
            "    seen: 1 cell; no option is so written",
            "    - option_partly: the option 'partly' (Partly)",
            "    - option_not_at_all: the option 'not_at_all' (Not at all)",
            "    - option_fully: the option 'fully' (Fully)",
            "    - no_answer: no answer",
            "    - not_applicable: not applicable",
            "    - leave: leave it as a finding",
        ],
    ),
    "F2: a name that is nearly right": (
        ("plans",),
        "Id,plan\nA,Partly\n",
        [
            "  column_plans: No column is called as 'plans' (plans?) is. Where are its answers?",
            "    seen: columns with names or answers like it: 'plan'",
            "    - column_plan: in 'plan': 1 of 1 cells are answers, it can be read as it is",
            "    - not_administered: nowhere: not administered for all",
            "    - no_answer: nowhere: no answer for all",
        ],
    ),
    "F4: a digit without option": (
        ("plans",),
        "Id,plans\nA,1\nB,9\n",
        [
            "  word_9: What does '9' mean in 'plans'?",
            "    seen: it stands in 1 cell of 1 column, a number by which files often say that there is no answer",
            "    - no_answer: no answer",
            "    - not_applicable: not applicable to the unit",
            "    - not_administered: not asked",
            "    - leave: a number like any other, or a finding where it is no answer",
        ],
    ),
    "F4: a number that means no answer": (
        ("visits",),
        "Id,visits\nA,3\nB,-99\n",
        [
            "  word_minus_99: What does '-99' mean in 'visits'?",
            "    seen: it stands in 1 cell of 1 column, a number by which files often say that there is no answer",
            "    - no_answer: no answer",
            "    - not_applicable: not applicable to the unit",
            "    - not_administered: not asked",
            "    - leave: a number like any other, or a finding where it is no answer",
        ],
    ),
    "F5: what somebody wrote in": (
        ("topics",),
        "Id,topics\nA,Equity; Sports\nB,Equity\n",
        [
            "  piece_topics_sports: What does 'Sports' in 'topics' mean?",
            "    seen: 1 cell; no option is so written",
            "    - left_out: no option: left out of the choices, and no answer where nothing else is chosen",
            "    - option_advocacy: the option 'advocacy' (Advocacy, at home)",
            "    - option_equity: the option 'equity' (Equity)",
            "    - leave: leave it as a finding",
        ],
    ),
    "F5: rows in which nothing is ticked": (
        ("topics",),
        "Id,topics___1,topics___2\nA,1,0\nB,0,0\n",
        [
            "  none_ticked_topics: What is a row of 'topics' in which no option is ticked?",
            "    seen: so says 1 row; the question may not have been shown",
            "    - none: an answer: none of the options",
            "    - no_answer: no answer",
            "    - not_administered: not asked",
        ],
    ),
    "F6: a comma that may be either mark": (
        ("budget",),
        'Id,budget\nA,"1,234"\nB,12\n',
        [
            "  marks_budget: Which number is '1,234' in 'budget'?",
            "    seen: '1,234' (1), '12' (1)",
            "    - decimal_point_thousands: decimal point, commas between thousands: '1,234' is 1234",
            "    - decimal_comma: decimal comma: '1,234' is 1.234",
        ],
    ),
    "F6: a blank beside another mark": (
        ("visits",),
        'Id,visits\nA,"1,234"\nB,1 234\n',
        [
            "  entry_visits_1_234: What does '1 234' in 'visits' mean?",
            "    seen: 1 cell; it is no number as the others are written",
            "    - number_1234: the number 1234",
            "    - no_answer: no answer",
            "    - not_applicable: not applicable",
            "    - leave: leave it as a finding",
        ],
    ),
    "F6: a percent sign in a count": (
        ("visits",),
        "Id,visits\nA,12%\nB,3\n",
        [
            "  entry_visits_12: What does '12%' in 'visits' mean?",
            "    seen: 1 cell; it is no number as the others are written",
            "    - number_12: the number 12",
            "    - no_answer: no answer",
            "    - not_applicable: not applicable",
            "    - leave: leave it as a finding",
        ],
    ),
    "F7: fractions": (
        ("share",),
        "Id,share\nA,0.45\nB,0.8\nC,0.1\n",
        [
            "  fractions_share: Are the numbers of 'share' fractions (0.45 is 45 percent) or percent?",
            "    seen: all 3 lie from 0 to 1, 3 between: '0.45' (1), '0.8' (1), '0.1' (1)",
            "    - fraction: fractions: 0.45 is 45 percent",
            "    - percent: percent: 0.45 is less than half a percent",
        ],
    ),
    "F7: codes for no answer": (
        ("visits",),
        "Id,visits\nA,1\nB,40\nC,999\nD,999\nE,888\n",
        [
            "  word_999: What does '999' mean in 'visits'?",
            (
                "    seen: it stands in 2 cells of 1 column, a number by which files often say that there is no "
                "answer"
            ),
            "    - no_answer: no answer",
            "    - not_applicable: not applicable to the unit",
            "    - not_administered: not asked",
            "    - leave: a number like any other, or a finding where it is no answer",
            (
                "  word_888: What does '888' mean in 'visits'? (likewise; seen: it stands in 1 cell of 1 column, a "
                "number by which files often say that there is no answer)"
            ),
            "    An answer to 'word' serves all 2",
        ],
    ),
    "F7: an absent column": (
        ("plans", "share"),
        "Id,plans,remark\nA,partly,x\n",
        [
            "  absent: The table has no column for 1 indicator: 'share'. What are the answers?",
            (
                "    seen: no free column has a name or answers like theirs; to read one of them, call it in the "
                "file as the indicator is: 'remark'"
            ),
            "    - not_administered: not administered for all: scores then rest on a part, and are not compared",
            "    - no_answer: no answer for all",
        ],
    ),
    "F8: no identifier": (
        ("share",),
        "share\n45\n7\n",
        [
            "  unit: Which column identifies the units?",
            "    seen: every column holds something else",
            "    - numbered: none: call each row by its number",
        ],
    ),
    "F8: a time stamp": (
        ("share",),
        "Timestamp,share\n2026-01-01 10:00,45\n2026-01-01 10:05,7\n",
        [
            "  unit: Which column identifies the units?",
            (
                "    seen: none of the free columns is called as identifiers are; in 1 each row has an entry of its "
                "own"
            ),
            "    - numbered: none: call each row by its number",
        ],
    ),
    "F8: one event of two": (
        ("share",),
        "Id,event,share\nA,1,45\nA,2,50\nB,1,5\n",
        [
            "  event: Units stand in several rows, told apart by 'event'. Which are read?",
            (
                "    seen: 1 unit in several rows, 1 row too many: 'A' (2); 2 different entries of 'event': '1' (2), "
                "'2' (1)"
            ),
            "    - only_1: only the rows with '1' (2)",
            "    - only_2: only the rows with '2' (1)",
            "    - all: all of them",
            "  repeated (if event is all): What counts of a unit that stands in several rows of 'Id'?",
            "    seen: 1 unit in several rows, 1 row too many: 'A' (2); they differ in 'event', 'share'",
            "    - refuse: refuse the table, naming the rows",
            "    - first: the first row counts",
            "    - last: the last row counts",
            "    - merge: all count: several respondents of one unit are merged, and differences become blank",
        ],
    ),
    "F8: a unit in several rows": (
        ("share",),
        "Id,share\nA,45\nA,50\nB,5\n",
        [
            "  repeated: What counts of a unit that stands in several rows of 'Id'?",
            "    seen: 1 unit in several rows, 1 row too many: 'A' (2); they differ in 'share'",
            "    - refuse: refuse the table, naming the rows",
            "    - first: the first row counts",
            "    - last: the last row counts",
            "    - merge: all count: several respondents of one unit are merged, and differences become blank",
        ],
    ),
    "F9: a total below the table": (
        ("share",),
        "Id,share\nA,45\nTotal,45\n",
        [
            "  totals: 1 row of 2 seems to be no unit. Are they read?",
            "    seen: 'Id' says 'Total' (1)",
            "    - leave_out: they are left out",
            "    - read: they are read",
        ],
    ),
    "F9: a date for an identifier": (
        ("share",),
        "Id,share\nA,45\n2026-03-01,45\n",
        [
            "  dates: 1 identifier in 'Id' is a date. Is it what the unit is called?",
            (
                "    seen: '2026-03-01' (1); spreadsheets make dates of texts such as 3-1: where it was one, format "
                "the column as text, correct the cell, and read the file again"
            ),
            "    - leave_out: no: their rows are left out",
            "    - read: yes: they are read as they stand",
        ],
    ),
    "F10: no column of another indicator": (
        ("share", "visits"),
        "Id,share,visit\nA,1,2\n",
        [
            "  fractions_share: Are the numbers of 'share' fractions (0.45 is 45 percent) or percent?",
            "    seen: the only one lies from 0 to 1, none between: '1' (1)",
            "    - fraction: fractions: 0.45 is 45 percent",
            "    - percent: percent: 0.45 is less than half a percent",
            "  column_visits: No column is called as 'visits' (visits?) is. Where are its answers?",
            "    seen: columns with names or answers like it: 'visit'",
            "    - column_visit: in 'visit': 1 of 1 cells are answers, it can be read as it is",
            "    - not_administered: nowhere: not administered for all",
            "    - no_answer: nowhere: no answer for all",
        ],
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_a_file_does_not_tell_is_asked(written, run, name):
    """The question, what was seen, and what each answer does."""
    codes, content, lines = ASKED[name]
    written(codes, content)
    result = run("read", *GIVEN, "--out", "reading.json")
    told = result.stdout.splitlines()
    assert (result.exit_code, told[3 : told.index("Settled:") - 1]) == (1, lines)


SETTLED = {
    "F2: an own name of the column, in other capitals": (
        ("share",),
        "ID,SHARE (%)\nA,45\n",
        [
            "  header: one header row (it names 1 of the indicators)",
            "  units: identified by 'ID' (its name says so; 1 different entry in 1 row, no blank)",
            (
                "  share: a percentage in one column, decimal point ('SHARE (%)': called so but for capitals and "
                "blanks; 1 number from 45 to 45)"
            ),
        ],
    ),
    "F3: the rest": (
        ("share",),
        "Id,share,remark,colour,e-mail\nA,45,x,red,\nB,7,,blue,\n",
        [
            "  header: one header row (it names 1 of the indicators)",
            (
                "  units: identified by 'Id' (its name says so; 2 different entries in 2 rows, no blank; another "
                "entry in each row as well: 'colour')"
            ),
            "  share: a percentage in one column, decimal point ('share': called so; 2 numbers from 7 to 45)",
            (
                "  'personal columns', 'the rest': left out (they may name a person: 'e-mail'; 2 columns of which "
                "nothing is known: 'remark', 'colour')"
            ),
        ],
    ),
    "F5: labels that hold the separator": (
        ("topics",),
        'Id,topics\nA,"Equity, Advocacy, at home"\nB,"Advocacy, at home"\n',
        [
            "  header: one header row (it names 1 of the indicators)",
            "  units: identified by 'Id' (its name says so; 2 different entries in 2 rows, no blank)",
            (
                "  topics: several choices in one column, ',' between them ('topics': called so; 2 of 2 cells are "
                "read so, 1 of them hold several)"
            ),
        ],
    ),
    "F5: a column for each option": (
        ("topics",),
        "Id,topics___1,topics___2\nA,1,0\nB,1,1\n",
        [
            "  header: one header row (no other row is one)",
            "  units: identified by 'Id' (its name says so; 2 different entries in 2 rows, no blank)",
            (
                "  topics: several choices, a column for each option, named by the option's value ('topics___1', "
                "'topics___2': '1' 3, '0' 1; 0 rows without any word are no answer)"
            ),
        ],
    ),
    "F6: a decimal comma and a percent sign": (
        ("share",),
        'Id,share\nA,"45,5"\nB,45%\n',
        [
            "  header: one header row (it names 1 of the indicators)",
            "  units: identified by 'Id' (its name says so; 2 different entries in 2 rows, no blank)",
            (
                "  share: a percentage in one column, decimal comma, 1 with a percent sign ('share': called so; 2 "
                "numbers from 45 to 45.5)"
            ),
        ],
    ),
    "F9: a title above two header rows": (
        ("topics",),
        'Id,topics,\n,Equity,"Advocacy, at home"\nA,1,0\n',
        [
            (
                "  header: 2 header rows that name the columns together, questions above and options below (2 of 2 "
                "cells of row 2 are options, rows or words for the answer; 1 stand under a blank)"
            ),
            "  units: identified by 'Id' (its name says so; 1 different entry in 1 row, no blank)",
            (
                "  topics: several choices, a column for each option, named by the option's code or label ('topics / "
                "Equity', 'topics / Advocacy, at home': '1' 1, '0' 1; 0 rows without any word are no answer)"
            ),
        ],
    ),
    "F10: the column of another edition": (
        ("share",),
        "Id,shares,share\nA,1,2\n",
        [
            "  header: one header row (it names 1 of the indicators)",
            (
                "  units: identified by 'Id' (its name says so; 1 different entry in 1 row, no blank; another entry "
                "in each row as well: 'shares')"
            ),
            "  share: a percentage in one column, decimal point ('share': called so; 1 number from 2 to 2)",
            "  the rest: left out (1 column of which nothing is known: 'shares')",
        ],
    ),
}


@pytest.mark.parametrize("name", SETTLED)
def test_what_a_file_tells_is_settled_with_the_evidence(written, run, name):
    """How each column is read, and why; the rest is listed."""
    codes, content, lines = SETTLED[name]
    written(codes, content)
    result = run("read", *GIVEN, "--out", "reading.json")
    told = result.stdout.splitlines()
    start = told.index("Settled:") + 1
    assert (result.exit_code, told[2], told[start : told.index("", start)]) == (0, "No questions.", lines)


def test_a_question_that_only_opens_a_gate_lacks_a_rule(folder, run):
    """F12: what to declare is said by the check, not only by the score."""
    kind = Nominal(code="kind", options=(Option("public", "Public"), Option("private", "Private")))
    asked = [
        Indicator(code="owner", prompt="Who owns it?", scale=kind),
        Indicator(code="p", prompt="p?", scale=PLANS),
    ]
    area = Area(code="service", label="Service", indicators=asked)
    domain = Domain(code="work", label="Work", areas=[area])
    made = Instrument(code="gate", edition="1", title="Gate", domains=[domain])
    (folder / "instrument.json").write_text(json.dumps(to_document(made)), encoding="utf-8")
    (folder / "answers.csv").write_text("Id,owner,p\nA,public,partly\n", encoding="utf-8")
    assert run("check", *GIVEN, "--unit-column", "Id").stdout.splitlines() == [
        "before scoring: 'owner' has a nominal scale without a default rule; declare one in a scheme (--scheme) or say "
        "that the indicator is not scored (in a codebook: scored = no)",
        "answers.csv: 1 units, 2 indicators, nothing impossible, 0 doubtful",
    ]
    assert run("score", *GIVEN, "--unit-column", "Id").stderr == (
        "Error: the scoring scheme cannot be used: $.items.owner: 'owner' has a nominal scale without a default rule; "
        "declare one in 'items' or say that the indicator is not scored (in a codebook: scored = no)\n"
    )


def test_a_first_scheme_and_a_codebook_need_no_python(written, run, folder):
    """F13: the default scheme is written and taken; a codebook is an instrument; other files are named as they are."""
    written(("share",), "Id,share\nA,45\n")
    given = (*GIVEN, "--unit-column", "Id")
    assert (
        run("scheme", "instrument.json", "--out", "scheme.json").stdout
        == "scheme.json: scheme of instrument.json\n"
    )
    plain = run("score", *given).stdout
    assert run("score", *given, "--scheme", "scheme.json").stdout == plain
    assert run("codebook", "instrument.json", "--out", "codebook.csv").exit_code == 0
    of_codebook = ("answers.csv", "--instrument", "codebook.csv", "--unit-column", "Id")
    assert run("score", *of_codebook).stdout == plain
    assert run("score", *given, "--scheme", "codebook.csv").stderr == (
        "Error: codebook.csv: is not JSON: line 1, column 1: Expecting value; `smmi scheme` writes such a file\n"
    )
    (folder / "notes.csv").write_text(
        "indicators,domain,area,prompt\nshare,work,service,share?\n", encoding="utf-8"
    )
    of_notes = ("answers.csv", "--instrument", "notes.csv", "--unit-column", "Id")
    assert run("score", *of_notes).stderr.splitlines()[:3] == [
        "Error: notes.csv: the document cannot be read: 5 findings",
        "  row 1: the column 'indicator' is missing; a codebook needs 'domain', 'area', 'indicator', 'prompt'",
        "  row 1, column 'indicators': 'indicators' is no column of a codebook. Did you mean 'indicator'?",
    ]
