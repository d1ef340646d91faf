"""Tables as people have them, by the commands alone: asked about, read as answered, told without any Python."""

import json
import re
import struct

import polars as pl
import pyreadstat
import pytest

from smmi.cli._steps import how_read
from smmi.cli.formats._applied_readings import ADVICE
from smmi.instrument import (
    Area,
    Count,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Nonresponse,
    Number,
    Option,
    Ordinal,
    Percentage,
)
from smmi.intake.entries._said import Cause
from smmi.serialization import to_document
from tests.cli.test_messy_spreadsheet import answering

PYTHON = re.compile(
    r"NumberFormat|Repeated\.|RepeatedUnits|NumberedRows|Nonresponse\.|OtherColumns|'(spellings|missing|ticked|left_out)'"
)
PLANS = Ordinal(
    code="extent",
    options=(
        Option("not_at_all", "Not at all", value=1),
        Option("partly", "Partly", value=2),
        Option("fully", "Fully", value=3),
    ),
)
TOPICS = MultipleChoice(
    code="themes",
    options=(Option("equity", "Equity", value=1), Option("advocacy", "Advocacy, at home", value=2)),
)
SCALES = {
    "topics": TOPICS,
    "plans": PLANS,
    "share": Percentage(code="percent"),
    "visits": Count(code="times", maximum=2000),
    "budget": Number(code="money"),
}


def asking(*codes):
    """An instrument that asks for some of them."""
    asked = [
        Indicator(
            code=code,
            prompt=f"{code}?",
            scale=SCALES[code],
            source_names=("Share (%)",) if code == "share" else (),
        )
        for code in codes
    ]
    area = Area(code="service", label="Service", indicators=asked)
    domain = Domain(code="work", label="Work", areas=[area])
    return Instrument(code="outreach", edition="1", title="Outreach", domains=[domain])


@pytest.fixture
def reads(folder, run):
    """Write a file and its instrument, read it with replies, check it, and return its answers by unit."""

    def command(instrument, content, *layout, **replies):
        (folder / "instrument.json").write_text(json.dumps(to_document(instrument)), encoding="utf-8")
        (folder / "answers.csv").write_bytes(content)
        given = ("answers.csv", "--instrument", "instrument.json", *layout)
        result = run("read", *given, "--out", "reading.json", *answering(replies))
        assert result.exit_code == 0, result.output
        checked = run("check", *given, "--reading", "reading.json")
        assert checked.exit_code == 0, checked.output
        named = {name.removeprefix("--"): said for name, said in zip(layout[::2], layout[1::2], strict=True)}
        how = how_read(instrument, unit=None, reading=folder / "reading.json", **named)
        answers = how.answers(folder / "answers.csv")
        return {unit: answers.record(unit) for unit in answers.units.tolist()}

    return command


READ = {
    "F1: labels in any case, and a word for no answer": (
        ("plans",),
        "Id,plans\nA,Partly\nB,Prefer not to say\nC,FULLY\n",
        {"word": "no_answer"},
        ["partly", None, "fully"],
    ),
    "F2: an own name of the column, in other capitals": (
        ("share",),
        "ID,SHARE (%)\nA,45\nB,7\n",
        {},
        [45.0, 7.0],
    ),
    "F3: everything else is left out": (
        ("share",),
        "Id,share,remark,colour\nA,45,x,red\nB,7,,blue\n",
        {},
        [45.0, 7.0],
    ),
    "F4: coded values, and a code for no answer": (
        ("plans",),
        "Id,plans\nA,1\nB,3\nC,9\n",
        {"word": "no_answer"},
        ["not_at_all", "fully", None],
    ),
    "F4: a number that means no answer": (
        ("visits",),
        "Id,visits\nA,3\nB,-99\n",
        {"word": "not_administered"},
        [3, Nonresponse.NOT_ADMINISTERED],
    ),
    "F5: labels that hold the separator": (
        ("topics",),
        'Id,topics\nA,"Equity, Advocacy, at home"\nB,"Advocacy, at home"\n',
        {},
        [("equity", "advocacy"), ("advocacy",)],
    ),
    "F5: a separator at the end": (
        ("topics",),
        "Id,topics\nA,equity;advocacy;\nB,advocacy;\n",
        {},
        [("equity", "advocacy"), ("advocacy",)],
    ),
    "F5: a column for each option": (
        ("topics",),
        "Id,topics___1,topics___2\nA,1,0\nB,1,1\n",
        {},
        [("equity",), ("equity", "advocacy")],
    ),
    "F6: a decimal comma": (("share",), 'Id,share\nA,"45,5"\nB,"7,25"\n', {}, [45.5, 7.25]),
    "F6: a percent sign": (("share",), "Id,share\nA,45%\nB,7 %\n", {}, [45.0, 7.0]),
    "F6: a blank between thousands": (("visits",), "Id,visits\nA,1 234\nB,12\n", {}, [1234, 12]),
    "F6: a comma between thousands": (("visits",), 'Id,visits\nA,"1,234"\nB,12\n', {}, [1234, 12]),
    "F7: fractions": (
        ("share",),
        "Id,share\nA,0.45\nB,0.8\nC,0.1\n",
        {"fractions": "fraction"},
        [45.0, 80.0, 10.0],
    ),
    "F8: rows without identifiers": (
        ("share",),
        "share\n45\n7\n",
        {"unit": "numbered"},
        [45.0, 7.0],
    ),
    "F8: one wave of two": (
        ("share",),
        "Id,event,share\nA,first,1\nA,second,2\nB,first,3\n",
        {"event": "only_first"},
        [1.0, 3.0],
    ),
    "F8: the last row of each": (
        ("share",),
        "Id,share\nA,1\nB,3\nA,2\n",
        {"repeated": "last"},
        [3.0, 2.0],
    ),
    "F9: semicolons, everything quoted, a comma in a question, a blank at the end": (
        ("share", "plans"),
        '"Id ";"share? ";"plans?"\n"A";"45";"Partly"\n',
        {},
        [45.0],
    ),
}


@pytest.mark.parametrize(("codes", "content", "replies", "expected"), READ.values(), ids=READ)
def test_a_table_as_it_is_is_read_by_answered_questions(reads, codes, content, replies, expected):
    """Without the answers there is no reading (see the messy spreadsheet); with them, these are the answers."""
    code, *_ = codes
    records = reads(asking(*codes), content.encode(), **replies)
    assert [record[code] for record in records.values()] == expected


def test_a_file_in_another_encoding_and_with_another_separator_is_read(reads):
    """F9: both are declared, and taken over into the next command."""
    content = "Id|plans\nÄ|Partly\n".encode("cp1252")
    records = reads(asking("plans"), content, "--separator", "|", "--encoding", "cp1252")
    assert records == {"Ä": {"plans": "partly"}}


def test_a_comma_that_may_be_either_mark_is_asked_about(folder, run):
    """F6: 1,234 alone; the command that answers is shown."""
    (folder / "instrument.json").write_text(json.dumps(to_document(asking("budget"))), encoding="utf-8")
    (folder / "answers.csv").write_text('Id,budget\nA,"1,234"\nB,12\n', encoding="utf-8")
    result = run("read", "answers.csv", "--instrument", "instrument.json", "--out", "reading.json")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == (
        "smmi read answers.csv --instrument instrument.json --out reading.json --answer marks_budget=CHOICE"
    )


NEXT_YEAR = {
    "F1: a word that nothing explains": (
        "plans",
        "Id,plans\nA,Partly\nB,Prefer not to say\nC,Prefer not to say\n",
        "column 'plans': 2 cells say nothing that is known: 'Prefer not to say' (2 cells, the first in row 3). "
        "Expected one of 'not_at_all', 'partly', 'fully'. Correct them in the table; `smmi read` asks what they mean",
    ),
    "F2: a column under another name": (
        "plans",
        "Id,plan\nA,Partly\n",
        "header: the table has no column 'plans', which is to hold answers to 'plans'. Did you mean 'plan'?",
    ),
    "F6: a comma": (
        "visits",
        'Id,visits\nA,"1,234"\n',
        "column 'visits': 1 cell holds a comma: '1,234' (row 2). It may be the decimal mark, or stand between "
        "thousands; write such numbers plainly in the table, with a point, or make a new reading with `smmi read`, "
        "which looks how all numbers are written",
    ),
    "F6: a blank between digits": (
        "visits",
        "Id,visits\nA,1 234\n",
        "column 'visits': 1 cell holds a blank between digits: '1 234' (row 2). If it stands between thousands, take "
        "it out in the table, or make a new reading with `smmi read`",
    ),
    "F6: no number, below a blank row": (
        "visits",
        "Id,visits\nA,3\n,\nB,many\n",
        "column 'visits': 1 cell says no number: 'many' (row 4). Expected numbers. Correct them in the table; `smmi "
        "read` asks which of them are no answer",
    ),
    "F8: a unit in two rows": (
        "visits",
        "Id,visits\nA,3\nA,4\n",
        "column 'Id': 1 identifier stands in several rows: 'A' (rows 2 and 3); they differ in 'visits'. Take out the "
        "others in the table, or make a new reading with `smmi read`, which asks which row counts",
    ),
    "F8: a row without identifier": (
        "visits",
        "Id,visits\nA,3\n,4\n",
        "column 'Id': 1 cell is blank: '' (row 3). Fill them in; take such rows out of the table; or number the rows: "
        "`smmi read` asks",
    ),
    "F9: a stray separator": (
        "visits",
        "Id,visits\nA,3,4\n",
        "rows: expected 2 cells in each row, as in the header: row 2 has 3. Look for a stray separator",
    ),
}


@pytest.mark.parametrize(("code", "content", "message"), NEXT_YEAR.values(), ids=NEXT_YEAR)
def test_what_a_reading_does_not_know_is_told_once_with_what_to_do(folder, run, code, content, message):
    """The reading of one year meets the file of the next: a line for each column and cause."""
    (folder / "instrument.json").write_text(json.dumps(to_document(asking(code))), encoding="utf-8")
    first = {"plans": "Partly", "visits": "12"}[code]
    (folder / "old.csv").write_text(f"Id,{code}\nA,{first}\nB,{first}\n", encoding="utf-8")
    (folder / "answers.csv").write_text(content, encoding="utf-8")
    made = run("read", "old.csv", "--instrument", "instrument.json", "--out", "reading.json")
    assert made.exit_code == 0, made.output
    given = ("answers.csv", "--instrument", "instrument.json", "--reading", "reading.json")
    checked = run("check", *given)
    assert (checked.exit_code, checked.stdout.splitlines()[0]) == (1, f"impossible: {message}")
    scored = run("score", *given)
    assert (scored.exit_code, scored.stderr) == (
        1,
        f"Error: answers.csv: the table cannot be read: {message}\n",
    )


def test_what_is_doubtful_is_told_of_a_reading_too(folder, run, reads):
    """F7: what the answers were said to be, and looks otherwise; with --strict the exit code says so."""
    content = "Id,share\n" + "".join(f"S{row},0.{row + 1}\n" for row in range(8))
    reads(asking("share"), content.encode(), fractions="percent")
    given = ("answers.csv", "--instrument", "instrument.json", "--reading", "reading.json")
    result = run("check", *given, "--strict", "--out", "doubts.csv")
    assert (result.exit_code, result.stdout.splitlines()) == (
        1,
        [
            "doubtful: column 'share': all 8 shares are from 0 to 1 (0.1, 0.2, 0.3), as fractions are; a percentage "
            "is from 0 to 100: multiply them by 100",
            "answers.csv: 8 units, 1 indicators, nothing impossible, 1 doubtful",
            "doubts.csv: 1 finding",
        ],
    )
    assert (folder / "doubts.csv").read_text(encoding="utf-8").splitlines()[1].startswith("doubtful,")


@pytest.mark.parametrize("cause", Cause)
def test_no_advice_speaks_of_python(cause):
    """Whatever a reading advises to declare, a command advises to answer or to correct."""
    said = next((instead for own, instead in ADVICE.items() if cause.advice.endswith(own)), "")
    whole = next(
        (cause.advice.removesuffix(own) + said for own in ADVICE if cause.advice.endswith(own)), cause.advice
    )
    assert not PYTHON.search(f"{whole} ")
    assert "the source" not in whole


def test_a_set_that_spss_declares_is_one_question(folder, run):
    """F5: whatever its columns are called, and whatever number says that a choice was made."""
    (folder / "instrument.json").write_text(json.dumps(to_document(asking("topics"))), encoding="utf-8")
    frame = pl.DataFrame({"Id": ["A", "B"], "V7A": [2.0, 1.0], "V7B": [2.0, 2.0]})
    labels = {"V7A": "Equity", "V7B": "Advocacy, at home"}
    pyreadstat.write_sav(frame, folder / "plain.sav", column_labels=labels)
    declared, end = b"$m1=D1 2 7 topics? V7A V7B\n", struct.pack("<ii", 999, 0)
    content = (folder / "plain.sav").read_bytes()
    assert content.count(end) == 1
    head = struct.pack("<iiii", 7, 7, 1, len(declared))
    (folder / "answers.sav").write_bytes(content.replace(end, head + declared + end))
    given = ("--instrument", "instrument.json", "--out", "reading.json")
    assert "columns_topics: " in run("read", "plain.sav", *given).stdout
    assert run("read", "answers.sav", *given).exit_code == 0
    how = how_read(asking("topics"), unit=None, reading=folder / "reading.json")
    answers = how.answers(folder / "answers.sav")
    assert [answers.record(unit)["topics"] for unit in "AB"] == [("equity", "advocacy"), ("advocacy",)]


def test_answers_that_contradict_each_other_are_told(folder, run):
    """Two questions of which the same column is to hold the answers."""
    (folder / "instrument.json").write_text(
        json.dumps(to_document(asking("share", "visits"))), encoding="utf-8"
    )
    (folder / "answers.csv").write_text("Id,share visits\nA,45\n", encoding="utf-8")
    given = ("answers.csv", "--instrument", "instrument.json", "--out", "reading.json")
    replies = {"column_share": "column_share_visits", "column_visits": "column_share_visits"}
    result = run("read", *given, *answering(replies))
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: '--answer': got answers that contradict each other (column_share=column_share_visits, "
        "column_visits=column_share_visits), expected what can be read: the column 'share visits' is to be read "
        "twice; each holds identifiers or one answer\n",
    )
