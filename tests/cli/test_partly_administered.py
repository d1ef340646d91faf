"""A score that rests on a part of what applies is placed by no command, which says why, unless asked for by name."""

import csv
import io
import json
import re

import pytest

from smmi.instrument import Area, Domain, Indicator, Instrument, Nonresponse, Option, Ordinal
from smmi.serialization import from_document, to_document

HEADER = "school,a,b,c,d,e\n"
ROWS = [f"S{i:02},{'yes' if i % 5 > 2 else 'no'},yes,no,{'yes' if i % 2 else 'no'},yes" for i in range(60)]
WHOLE = HEADER + "\n".join(ROWS) + "\n"
PART = WHOLE + "X1,no,no,unasked,unasked,unasked\n"
"""Sixty schools, and one whose score is 0.0 and rests on two of five questions."""


@pytest.fixture
def command(folder, run):
    """Run a command on answers of which some were not asked."""
    scale = Ordinal(
        code="asked",
        options=(
            Option("no", "No"),
            Option("yes", "Yes"),
            Option("unasked", "Not asked", nonresponse=Nonresponse.NOT_ADMINISTERED),
        ),
    )
    items = [Indicator(code=code, prompt=f"{code}?", scale=scale) for code in "abcde"]
    area = Area(code="curriculum", label="Curriculum", indicators=items)
    domain = Domain(code="work", label="Work", areas=[area])
    instrument = Instrument(code="five", edition="1", title="Five", domains=[domain])
    (folder / "five.json").write_text(json.dumps(to_document(instrument)), encoding="utf-8")
    (folder / "whole.csv").write_text(WHOLE, encoding="utf-8")
    (folder / "part.csv").write_text(PART, encoding="utf-8")

    def one(name, answers, *options):
        result = run(name, answers, "--instrument", "five.json", "--unit-column", "school", *options)
        assert result.exit_code == 0, result.output
        return result.stdout

    one("norms", "whole.csv", "--out", "norms.json", "--hand-out", "bands.json")
    return one


def test_a_table_says_why(command):
    """The tidy table of a score that is not placed has its score, no rank, and the reason."""
    table = csv.DictReader(io.StringIO(command("score", "part.csv", "--norms", "norms.json")))
    rows = {(row["school"], row["score"]): row for row in table}
    own = rows["X1", "curriculum"]
    assert (float(own["value"]), own["percentile_rank"], own["stars"]) == (0.0, "", "")
    assert "partly-administered" in own.values()
    assert "partly-administered" not in rows["S01", "curriculum"].values()


def test_what_was_not_put_to_a_unit_is_told_before_its_report(folder, run, command):
    """`smmi check` and `smmi score` say that such scores are compared with no others, and what asks for one."""
    sentence = "3 of 5 questions were not put to 1 of 61 units: their scores that rest on a part"
    assert sentence in command("check", "part.csv")
    options = ["--instrument", "five.json", "--unit-column", "school", "--out", "scores.csv"]
    assert sentence in run("score", "part.csv", *options).stderr
    assert "not put" not in command("check", "whole.csv")
    assert "not put" not in run("score", "whole.csv", *options).stderr


def test_norms_in_bands_say_on_what_it_rests(command):
    """`smmi place` shows the score, and why it stands nowhere."""
    shown = " ".join(command("place", "part.csv", "--unit", "X1", "--norms", "bands.json").split())
    assert "Curriculum 0.0" in shown
    assert "rests on 40 %" in shown


def test_a_report_says_on_what_it_rests(command, folder):
    """The page tells the share in the summary and beside each standing, and places the score where it is asked to."""
    asked = ("--unit", "X1", "--norms", "norms.json", "--out", "x.html")
    command("report", "part.csv", *asked)
    page = " ".join((folder / "x.html").read_text(encoding="utf-8").split())
    assert "The score rests on 40 % of what applies to this school" in page
    assert "not placed: it rests on 40 % of what applies" in page
    command(
        "report", "part.csv", *asked, *("--partly", "curriculum", "--partly", "work", "--partly", "overall")
    )
    page = " ".join((folder / "x.html").read_text(encoding="utf-8").split())
    assert "not placed" not in page


def test_norms_hold_it_where_it_is_asked_for(command, folder):
    """`smmi norms` leaves it out, and counts it where it is named."""
    counted = []
    for options in ((), ("--partly", "overall")):
        command("norms", "part.csv", "--out", "again.json", *options)
        norms = from_document(json.loads((folder / "again.json").read_text(encoding="utf-8")))
        counted.append((norms.table("overall").n, norms.table("curriculum").n))
    assert counted == [(60, 60), (61, 60)]


def test_two_years_say_which_of_them_rests_on_a_part(command, folder):
    """`smmi change` and the page since last time, whichever of the two it is; asked for by name it is compared."""
    (folder / "full.csv").write_text(WHOLE + "X1,no,no,yes,no,no\n", encoding="utf-8")
    for files, told, parts in (
        (
            ("part.csv", "full.csv"),
            "the score before rests on 40 % of what applies",
            ("The score of last time rests", "last time", 0),
        ),
        (
            ("full.csv", "part.csv"),
            "the score after rests on 40 % of what applies",
            ("The score of now rests", "now", 3),
        ),
    ):
        rows = csv.DictReader(io.StringIO(command("change", *files, "--reliability", "0.8")))
        own = [row for row in rows if row["school"] == "X1"]
        assert {(row["difference"], row["reason"]) for row in own} == {("", told)}
        shown = " ".join(command("change", *files, "--unit", "X1").split())
        said, when, rows_shown = parts
        assert f"{said[1:]} on a part of what applies" in shown
        row = re.search(r"Curriculum .*? Rests on:", shown)[0]
        assert ("not compared" in row, when in row, "40 %" in row) == (True, True, True)
        command("report", files[1], "--before", files[0], "--unit", "X1", "--out", "x.html")
        page = " ".join((folder / "x.html").read_text(encoding="utf-8").split())
        assert page.count("not compared: rests on 40 % of the questions that apply") == rows_shown
        assert ("Overall (40 %), Work (domain) (40 %) and Curriculum (40 %)" in page) == (not rows_shown)
        assert f"{said[1:]} on a part of what applies" in page
    asked = [word for code in ("curriculum", "work", "overall") for word in ("--partly", code)]
    rows = csv.DictReader(io.StringIO(command("change", *files, *asked)))
    assert {row["reason"] for row in rows if row["school"] == "X1" and row["score"] == "work"} == {""}


def test_where_nobody_can_be_compared_the_report_says_so(folder, command):
    """All schools left the same questions out of their files: there are no participants to be counted."""
    rows = [f"S{i:02},yes,no,unasked,unasked,unasked\n" for i in range(12)]
    (folder / "few.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    command("report", "few.csv", "--unit", "S00", "--out", "S00.html")
    page = (folder / "S00.html").read_text(encoding="utf-8")
    assert "No school has an overall score that can be compared here." in page
    assert "0 participants" not in page
