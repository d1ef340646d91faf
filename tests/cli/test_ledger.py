"""`smmi publish --ledger` publishes nothing that earlier publications would turn into a school's score."""

import csv
import json
import stat

import pytest

from smmi.benchmark import Ledger, aggregates
from smmi.instrument import Answers
from smmi.scoring import ScoringScheme, score
from smmi.serialization import from_document, to_document
from tests.cli.test_norms_and_publish import GOOD, HEADER, ROWS

TABLE = ["--out", "r.html", "--table", "r.csv"]
LEDGER = ["--ledger", "ledger.json", "--on", "2024-03-01"]


def answers(rows=ROWS, **columns):
    """Answers with further columns: of each the value by the number of the row."""
    lines = [",".join([HEADER.strip(), *columns])]
    lines += [",".join([row, *(value(i) for value in columns.values())]) for i, row in enumerate(rows)]
    return "\n".join(lines) + "\n"


def states(folder):
    """The states of groups in the table, and their means."""
    with (folder / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["score"] == "overall"]
    return {row["group"]: row["state"] for row in rows}, {row["group"]: row["mean"] for row in rows}


def ledger_in(folder):
    """The ledger in the folder."""
    return from_document(json.loads((folder / "ledger.json").read_text(encoding="utf-8")), Ledger)


def test_a_first_publication_starts_a_ledger(folder, on_tiny):
    """It says so; the file holds what was published, and the page and the table no unit."""
    result = on_tiny("publish", GOOD, *TABLE, *LEDGER, "--wave", "2024", "--name", "spring")
    assert result.exit_code == 0, result.output
    assert "nothing more can be derived from them, which are the first in the ledger" in result.stdout
    assert result.stdout.endswith(
        "ledger.json: a new ledger; 1 publication; confidential, as it holds the scores of units\n"
        "Norms that were handed out are not reckoned with.\n"
    )
    assert stat.S_IMODE((folder / "ledger.json").stat().st_mode) == 0o600
    ledger = ledger_in(folder)
    assert [(one.name, one.on) for one in ledger.publications] == [("spring", "2024-03-01")]
    assert len(ledger.release("2024")) == 72
    assert "S01" not in (folder / "r.html").read_text(encoding="utf-8")


def test_what_would_be_combined_is_withheld_and_named(folder, on_tiny):
    """A group of twenty, and later one of the same and three more: the three would be left."""
    first = answers(part=lambda i: "twenty" if i < 20 else "")
    assert on_tiny("publish", first, *TABLE, *LEDGER, "--by", "part").exit_code == 0
    _, twenty = states(folder)
    second = answers(part=lambda i: "more" if i < 23 else "")
    alone = on_tiny("publish", second, *TABLE, "--by", "part")
    assert alone.exit_code == 0, alone.output
    assert "from this publication alone" in alone.stdout
    found, more = states(folder)
    left = (23 * float(more["more"]) - 20 * float(twenty["twenty"])) / 3
    assert left == pytest.approx(float(mean_of_three(folder, on_tiny)), abs=1e-9)
    result = on_tiny("publish", second, *TABLE, *LEDGER, "--by", "part")
    assert result.exit_code == 0, result.output
    told, _ = states(folder)
    assert (found["more"], told["more"], told["all"]) == ("published", "earlier", "published")
    assert "alone or together with 1 earlier publication" in result.stdout
    assert (
        "'more' is withheld: subtracting twenty in '2024-03-01' would give the sum over 3 units that differ. Wait "
        "until at least 6 units differ\n"
    ) in result.stdout
    assert "from these tables, alone or with 1 earlier publication, or told" in (folder / "r.html").read_text(
        encoding="utf-8"
    )
    assert [one.name for one in ledger_in(folder).publications] == ["2024-03-01", "2024-03-01 (2)"]


def mean_of_three(folder, on_tiny):
    """The mean overall score of the three schools, of the file of scores."""
    result = on_tiny("score", GOOD, "--out", "scores.csv")
    assert result.exit_code == 0, result.output
    with (folder / "scores.csv").open(encoding="utf-8", newline="") as file:
        scores = [float(row["overall"]) for row in csv.DictReader(file)]
    return sum(scores[20:23]) / 3


def test_a_frozen_wave_is_refused_and_nothing_is_written(folder, on_tiny):
    """A school arrives later: exit code 1, how many differ, and the ledger is as it was; the next wave is free."""
    fewer = answers(ROWS[:-1])
    assert on_tiny("publish", fewer, *TABLE, *LEDGER, "--wave", "2024").exit_code == 0
    kept = (folder / "ledger.json").read_bytes()
    (folder / "r.html").unlink()
    result = on_tiny("publish", GOOD, *TABLE, *LEDGER, "--wave", "2024")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: administration '2024' was frozen when '2024-03-01' was published: 1 unit is new (S72). The ledger "
        "holds of it: '2024-03-01' (71 units). Publish the units and scores of this publication, or give --revised: "
        "then the audit decides, and withholds what would tell too much. The next administration needs new answers\n"
    )
    assert (folder / "ledger.json").read_bytes() == kept
    assert not (folder / "r.html").exists()
    revised = on_tiny("publish", GOOD, *TABLE, *LEDGER, "--wave", "2024", "--revised")
    assert revised.exit_code == 0, revised.output
    assert set(states(folder)[0].values()) == {"earlier"}
    # Both releases are known now, and the first one may be published again; what is neither is held against both.
    again = on_tiny("publish", fewer, *TABLE, *LEDGER, "--wave", "2024", "--name", "again")
    assert again.exit_code == 0, again.output
    assert set(states(folder)[0].values()) == {"published"}
    neither = on_tiny("publish", answers(ROWS[6:]), *TABLE, *LEDGER, "--wave", "2024")
    assert (
        "'2024-03-01' was published: against '2024-03-01 (2)' 6 units are gone (S01, S02, S03, S04 and 2 more). The "
        "ledger holds of it: '2024-03-01' and 'again' (71 units); '2024-03-01 (2)' (72 units). Publish the units and "
        "scores of one of these, or give --revised"
    ) in neither.stderr
    (folder / "ledger.json").write_bytes(kept)
    # The same scores again, under another name of the wave: they have not changed, and the school would be found.
    other = on_tiny("publish", GOOD, *TABLE, *LEDGER, "--wave", "2025")
    assert other.exit_code == 0, other.output
    told = "The scores of 71 of 72 units are those of '2024'. A new administration needs new answers."
    assert told in other.stdout.splitlines()
    renewed = answers([row.rpartition(",")[0] + f",{(i + 5) % 11}" for i, row in enumerate(ROWS)])
    new = on_tiny("publish", renewed, *TABLE, *LEDGER, "--wave", "2026")
    assert "needs new answers" not in new.stdout
    unnamed = on_tiny("publish", GOOD, *TABLE, *LEDGER)
    assert unnamed.exit_code == 2
    assert (
        "'--wave': got nothing, expected the code of the administration. The ledger holds 2024"
        in unnamed.stderr
    )
    assert set(states(folder)[0].values()) == {"earlier"}


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--on", "tomorrow"], 2, "'on': got 'tomorrow', expected a day as ISO 8601 has it"),
        (["--on", "2024-02-28"], 2, "expected 2024-03-01 or later"),
        (["--name", "2024-03-01"], 2, "expected a name that no publication in the ledger has"),
        (["--table", "ledger.json"], 3, "ledger.json"),
    ],
)
def test_wrong_entries_are_refused(folder, on_tiny, options, code, message):
    """The message says what is wrong, and nothing is written."""
    assert on_tiny("publish", GOOD, *TABLE, *LEDGER).exit_code == 0
    kept = (folder / "ledger.json").read_bytes()
    (folder / "r.html").unlink()
    result = on_tiny("publish", GOOD, "--out", "r.html", *LEDGER, *options)
    assert result.exit_code == code, result.output
    assert message in result.stderr
    assert (folder / "ledger.json").read_bytes() == kept
    assert not (folder / "r.html").exists()


def test_what_was_told_before_is_said(folder, on_tiny, tiny):
    """A ledger into which exact tables of few schools were entered: what they told cannot be taken back."""
    lines = [dict(zip(HEADER.strip().split(","), row.split(","), strict=True)) for row in ROWS]
    rows = [list(one.values()) for one in lines]
    given = Answers.from_text(tiny, list(lines[0]), rows, unit="school", attributes=("control",))
    scores = score(given, ScoringScheme.equal_weights(tiny))
    tables = aggregates(scores, groups={"few": scores.units[:3]})
    ledger = Ledger().adding("by hand", tables, on="2024-01-01")
    (folder / "ledger.json").write_text(json.dumps(to_document(ledger)), encoding="utf-8")
    result = on_tiny("publish", GOOD, *TABLE, *LEDGER)
    assert result.exit_code == 0, result.output
    assert "that the rule forbids, from earlier publications alone" in result.stdout


@pytest.mark.parametrize("option", [("--name", "spring"), ("--on", "2024-03-01"), ("--revised",)])
def test_what_speaks_of_a_ledger_needs_one(folder, on_tiny, option):
    """A name or a day without a ledger would be kept nowhere."""
    result = on_tiny("publish", GOOD, *TABLE, *option)
    assert result.exit_code == 2
    assert f"{option[0]!r}: got no --ledger, expected the ledger that it speaks of" in result.stderr
    assert not (folder / "r.html").exists()


@pytest.mark.parametrize(("text", "code"), [("{", 3), ("", 3), ('{"schema": "smmi/norms"}', 1)])
def test_what_is_no_ledger_is_refused(folder, on_tiny, text, code):
    """It is not taken for an empty one, and stays as it is."""
    (folder / "ledger.json").write_text(text, encoding="utf-8")
    result = on_tiny("publish", GOOD, *TABLE, *LEDGER)
    assert result.exit_code == code, result.output
    assert (folder / "ledger.json").read_text(encoding="utf-8") == text
    assert not (folder / "r.html").exists()


def test_the_day_is_today_where_none_is_given(folder, on_tiny):
    """As ISO 8601 has it."""
    assert on_tiny("publish", GOOD, *TABLE, "--ledger", "ledger.json").exit_code == 0
    (one,) = ledger_in(folder).publications
    assert one.name == one.on
