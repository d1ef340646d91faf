"""The command of last time, on a file that has changed: answers to what is not asked any more are told and left."""

import json
import re
from pathlib import Path

import pytest

from smmi.instrument import MultipleChoice, Option
from smmi.intake.questions import _questions
from smmi.serialization import to_document
from tests.intake.field import SCALES, instrument_of

TOPICS = MultipleChoice(code="t", options=[Option("equity", "Equity"), Option("advocacy", "Advocacy")])
HEADER = "Id,plans,topics_equity,topics_advocacy\n"
ROWS = ("S1,Partly,x,\n", "S2,n/a,,x\n", "S3,Partyl,,\n")
ANSWERS = ("word_n_a=no_answer", "entry_plans_partyl=option_partly", "all_blank_topics=no_answer")


@pytest.fixture
def read(folder, run):
    """The command, on some of the rows."""
    scales = {"plans": SCALES["plans"], "topics": SCALES["topics"]}
    (folder / "i.json").write_text(json.dumps(to_document(instrument_of(scales))), encoding="utf-8")

    def of(rows, *answers):
        (folder / "a.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
        given = [word for answer in answers for word in ("--answer", answer)]
        return run("read", "a.csv", "--instrument", "i.json", "--out", "r.json", *given)

    return of


@pytest.mark.parametrize("gone", range(3))
def test_answers_to_what_is_not_asked_any_more_are_told_and_left(read, gone):
    """A row was deleted: what was said of it does no harm."""
    assert read(ROWS, *ANSWERS).exit_code == 0
    asked = {0: (), 1: (ANSWERS[0],), 2: ANSWERS[1:]}[gone]
    result = read([row for n, row in enumerate(ROWS) if n != gone], *ANSWERS)
    assert result.exit_code == 0, result.output
    told = f"Not asked by this file, and left: {', '.join(asked)}\n"
    assert (told in result.stdout) == bool(asked)


@pytest.mark.parametrize(
    "slip", ["entry_plans_partyll=option_partly", "all_blnk_topics=none", "wrd=no_answer"]
)
def test_a_misspelt_name_is_refused_with_the_nearest(read, slip):
    """Whoever answers a question must not find it open for a slip of the pen, or be told that it is of another file."""
    name = slip.partition("=")[0]
    result = read(ROWS, slip)
    assert result.exit_code == 2
    nearest = {"e": "entry_plans_partyl", "a": "all_blank_topics", "w": "word_n_a"}[name[0]]
    assert f"'--answer': got {slip}, expected a question of this file: '{nearest}'" in " ".join(
        result.stderr.split()
    )


def test_the_command_to_run_next_leaves_out_what_is_not_asked(read):
    """Copied, it holds what this file asks."""
    result = read(ROWS, "word_not_known=no_answer", "word_n_a=no_answer")
    assert "Not asked by this file, and left: word_not_known=no_answer" in result.stdout
    assert "--answer word_not_known" not in result.stdout


def test_answers_are_taken_over_from_an_earlier_reading(read, folder, run):
    """Next year's file has a new word and lacks an old one: one question is open, and the rest is as last year."""
    assert read(ROWS, *ANSWERS).exit_code == 0
    (folder / "r.json").rename(folder / "r1.json")
    (folder / "r.json.manifest.json").rename(folder / "r1.json.manifest.json")
    like = ("--like", "r1.json")
    first = next_year(folder, run, *like)
    assert first.exit_code == 1, first.output
    assert first.stdout.splitlines()[-2:] == [
        "1 question is open; nothing is written. Run this, with one of the choices for each CHOICE:",
        "smmi read b.csv --instrument i.json --out r2.json --answer word_n_a=no_answer "
        "--answer all_blank_topics=no_answer --answer word_unsure=CHOICE",
    ]
    assert (
        "Taken over from r1.json: 2 answers, named above\n"
        "  not asked by this file: 1 answer: entry_plans_partyl\n"
    ) in first.stdout
    second = next_year(folder, run, *like, "--answer", "word_unsure=no_answer")
    assert second.exit_code == 0, second.output
    options = json.loads((folder / "r2.json.manifest.json").read_text(encoding="utf-8"))["options"]
    assert options == {
        "--answer": ["word_n_a=no_answer", "all_blank_topics=no_answer", "word_unsure=no_answer"]
    }
    spoken = [arg for one in options["--answer"] for arg in ("--answer", one)]
    kept = (folder / "r2.json").read_bytes()
    assert next_year(folder, run, *spoken).exit_code == 0
    assert (folder / "r2.json").read_bytes() == kept


def next_year(folder, run, *more):
    """The command on next year's file."""
    rows = "S1,Partly,x,\nS2,n/a,,x\nS3,Unsure,,\n"
    (folder / "b.csv").write_text(HEADER + rows, encoding="utf-8")
    return run("read", "b.csv", "--instrument", "i.json", "--out", "r2.json", *more)


def test_an_answer_to_a_kind_is_kept_for_the_words_that_it_was_about(read, folder, run):
    """It would answer for words that nobody has looked at; what is answered anew goes before what was."""
    assert read(ROWS[:2], "word=no_answer").exit_code == 0
    manifest = folder / "r.json.manifest.json"
    document = json.loads(manifest.read_text(encoding="utf-8"))
    assert document["options"] == {"--answer": ["word_n_a=no_answer"]}
    like = ("--like", "r.json")
    result = next_year(folder, run, *like)
    assert "Taken over from r.json: 1 answer, named above\n" in result.stdout
    assert (
        "--answer word_n_a=no_answer --answer all_blank_topics=CHOICE --answer word_unsure=CHOICE"
        in result.stdout
    )
    result = next_year(folder, run, *like, "--answer", "word_n_a=not_applicable")
    assert "Taken over from r.json: 0 answers\n" in result.stdout
    assert "word_n_a=not_applicable" in result.stdout
    document["options"]["--answer"] = ["word=no_answer"]  # as manifests were
    manifest.write_text(json.dumps(document), encoding="utf-8")
    result = next_year(folder, run, *like, "--answer", "word_unsure=not_applicable")
    assert result.exit_code == 1
    assert (
        "Taken over from r.json: 0 answers\n  not taken over: word: 'no_answer' was the answer to all questions of a "
        "kind, and others may be among them\n"
    ) in result.stdout
    assert "--answer word_n_a=CHOICE" in result.stdout


def test_an_answer_that_is_no_choice_here_is_told(read, folder, run):
    """The question is the same, and what was said is not offered any more."""
    assert read(ROWS[:2], "word_n_a=no_answer").exit_code == 0
    manifest = folder / "r.json.manifest.json"
    text = manifest.read_text(encoding="utf-8").replace("word_n_a=no_answer", "word_n_a=option_gone")
    manifest.write_text(text, encoding="utf-8")
    result = next_year(folder, run, "--like", "r.json")
    assert "  not taken over: word_n_a: 'option_gone' is no choice of it here\n" in result.stdout


def test_a_reading_by_kinds_is_made_again_by_its_manifest(read, folder, run):
    """The answers by the ids of the questions make the same bytes, those of words that are not there included."""
    assert (
        read(ROWS, "word=no_answer", "entry=option_partly", "all_blank=none", "word_tbd=no_answer").exit_code
        == 0
    )
    options = json.loads((folder / "r.json.manifest.json").read_text(encoding="utf-8"))["options"]
    assert options == {
        "--answer": [
            "word_n_a=no_answer",
            "entry_plans_partyl=option_partly",
            "all_blank_topics=none",
            "word_tbd=no_answer",
        ]
    }
    kept = (folder / "r.json").read_bytes()
    (folder / "r.json").unlink()
    again = run("repeat", "r.json.manifest.json")
    assert again.exit_code == 0, again.output
    assert (folder / "r.json").read_bytes() == kept


WAYS = {
    "--by": ["Kind", "Region"],
    "--unit-column": "Code",
    "--preset": "google_forms",
    "--separator": ";",
    "--encoding": "cp1252",
}


@pytest.fixture
def two_years(folder, run):
    """The files of two years as somebody else writes them, and the reading of the first."""
    (folder / "i.json").write_text(
        json.dumps(to_document(instrument_of({"plans": SCALES["plans"]}))), "utf-8"
    )
    for name in ("a.csv", "b.csv", "b.txt"):
        text = "Id;Code;Kind;Region;plans\n1;C1;Pr\u00e9;N;Partly\n2;C2;Pr\u00e9;S;Fully\n"
        (folder / name).write_text(text, encoding="cp1252")
    words = [w for name, v in WAYS.items() for one in ([v] if isinstance(v, str) else v) for w in (name, one)]
    first = run("read", "a.csv", "--instrument", "i.json", "--out", "r1.json", *words)
    assert first.exit_code == 0, first.output


def test_options_are_taken_over_from_an_earlier_reading(folder, run, two_years):
    """Which columns and how the text is laid out, in one line; what is given anew goes first."""
    again = ("--instrument", "i.json", "--like", "r1.json", "--out", "r2.json")
    second = run("read", "b.csv", *again)
    assert second.exit_code == 0, second.output
    told = "--by Kind --by Region --unit-column Code --preset google_forms --sep"
    assert f"Taken over from r1.json: {told}arator ';' --encoding cp1252\n" in second.stdout.replace(
        '";"', "';'"
    )
    options = json.loads((folder / "r2.json.manifest.json").read_text(encoding="utf-8"))["options"]
    assert options == WAYS
    assert json.loads((folder / "r2.json").read_text("utf-8")) == json.loads(
        (folder / "r1.json").read_text("utf-8")
    )
    third = run("read", "b.csv", *again, "--by", "Region", "--unit-column", "Id")
    assert third.exit_code == 0, third.output
    options = json.loads((folder / "r2.json.manifest.json").read_text(encoding="utf-8"))["options"]
    assert options == WAYS | {"--by": ["Region"], "--unit-column": "Id"}
    other = run("read", "b.txt", *again, "--separator", ";", "--encoding", "latin-1")
    assert other.exit_code == 0, other.output
    assert (
        "Taken over from r1.json: --by Kind --by Region --unit-column Code --preset google_forms\n"
        in other.stdout
    )


def test_answers_that_are_not_asked_any_more_are_counted(read, folder, run):
    """Three are named: a long list would hide what was taken over."""
    words = [f"S{n},word{n},x,\n" for n in range(5)]
    given = [f"entry_plans_word{n}=no_answer" for n in range(5)]
    assert read([*words, "Z,Partly,x,\n"], *given).exit_code == 0
    result = next_year(folder, run, "--like", "r.json")
    assert (
        "Taken over from r.json: 0 answers\n  not asked by this file: 5 answers: entry_plans_word0, entry_plans_word1, "
        "entry_plans_word2 and 2 more\n"
    ) in result.stdout


@pytest.mark.parametrize("beside", [None, "score", "text"], ids=["nothing", "another_command", "no_json"])
def test_what_holds_no_answers_is_refused(folder, run, read, beside):
    """The answers stand in the manifest of a reading."""
    assert read(ROWS, *ANSWERS).exit_code == 0
    manifest = folder / "r.json.manifest.json"
    document = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.unlink()
    if beside:
        text = json.dumps(document | {"command": beside}) if beside == "score" else "{"
        manifest.write_text(text, encoding="utf-8")
    result = next_year(folder, run, "--like", "r.json")
    assert result.exit_code == 3, result.output
    told = {
        None: "there is no such file; it holds the answers that were given when the reading was made. "
        "Give them by --answer ID=CHOICE",
        "score": "got the manifest of `smmi score`, expected that of `smmi read`",
        "text": "is not JSON: ",
    }[beside]
    assert f"Error: r.json.manifest.json: {told}" in " ".join(result.stderr.split())


def test_what_was_answered_of_single_rows_is_asked_anew(folder, read, run):
    """A new school that is called like a total is not left out as last year's total was."""
    assert read((*ROWS, "Total,,x,\n"), *ANSWERS, "totals=leave_out").exit_code == 0
    rows = "S1,Partly,x,\nS2,Partly,,x\nTotal care,Partly,,x\n"
    (folder / "c.csv").write_text(HEADER + rows, encoding="utf-8")
    result = run("read", "c.csv", "--instrument", "i.json", "--out", "r3.json", "--like", "r.json")
    assert result.exit_code == 1, result.output
    told = "not taken over: totals: 'leave_out' was about rows or cells of that file, and others may be meant here"
    assert told in result.stdout
    assert "--answer totals=CHOICE" in result.stdout


def test_every_kind_of_question_is_known():
    """A name of a kind that a proposal asks is never refused as misspelt."""
    room = Path(_questions.__file__).parents[1]
    texts = [path.read_text(encoding="utf-8") for path in sorted(room.rglob("*.py"))]
    asking = r'(?:\.ask|_ask_with|_ask|_put|_put_once)\(\s*(?:evidence,\s*)?"(\w+)"'
    call = re.compile(rf'{asking}|^\s+kind="(\w+)",$', re.MULTILINE)
    asked = {one or other for text in texts for one, other in call.findall(text)}
    assert asked <= _questions.KINDS
    assert len(asked) > 20


def test_a_word_is_answered_for_one_column_apart(folder, run):
    """The code of the question stands behind a point; what remains is asked for the others."""
    two = {"plans": SCALES["plans"], "visits": SCALES["visits"]}
    (folder / "two.json").write_text(json.dumps(to_document(instrument_of(two))), encoding="utf-8")
    (folder / "two.csv").write_text("Id,plans,visits\nS1,n/a,n/a\nS2,Partly,1\n", encoding="utf-8")
    given = (
        "read",
        "two.csv",
        "--instrument",
        "two.json",
        "--out",
        "r.json",
        "--answer",
        "word_n_a.visits=not_applicable",
    )
    assert "--answer word_n_a.visits=not_applicable --answer word_n_a=CHOICE" in run(*given).stdout
    assert run(*given, "--answer", "word_n_a=no_answer").exit_code == 0


def test_one_column_in_two_roles_names_both_answers(folder, run):
    """The units' column may be one of several that hold an answer: which two answers do not go together is said."""
    (folder / "t.json").write_text(
        json.dumps(to_document(instrument_of({"topics": TOPICS}))), encoding="utf-8"
    )
    (folder / "t.csv").write_text("Our equity work,Our advocacy work\n1,0\n0,1\n", encoding="utf-8")
    replies = ("unit=column_our_equity_work", "columns_topics=columns", "none_ticked=none")
    given = [word for reply in replies for word in ("--answer", reply)]
    result = run("read", "t.csv", "--instrument", "t.json", "--out", "r.json", *given)
    got = "answers that contradict each other (unit=column_our_equity_work, columns_topics=columns)"
    assert f"'--answer': got {got}" in " ".join(result.stderr.split())
