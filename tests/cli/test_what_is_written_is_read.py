"""What one command writes, every other command that takes such a file reads; and what cannot be read is not written."""

import csv
import json

import pytest
from hypothesis import given, settings, strategies as st

from smmi.benchmark import Norms
from smmi.cli._exits import FileError
from smmi.cli.formats import read_counts
from smmi.errors import DocumentError
from smmi.scoring import ScoringScheme
from smmi.serialization import from_document, parse_json, to_document
from tests.benchmark.test_norms import scores_of
from tests.cli.test_norms_and_publish import COUNTS, GOOD, HEADER, ROWS

MOST = 10**12 - 1
"""The largest count of one row that the command line takes."""
PLACED = [
    HEADER.strip() + ",place",
    *(f"{row},{'north' if i % 2 else 'south'}" for i, row in enumerate(ROWS)),
]
POPULATIONS = {
    "of nothing": "",
    "of one attribute": COUNTS,
    "of those that took part": "attribute,value,count\ncontrol,public,48\ncontrol,private,24\n",
    "of very many": f"attribute,value,count\ncontrol,public,{MOST}\ncontrol,private,{MOST}\n",
    "of very many and few": f"attribute,value,count\ncontrol,public,{MOST}\ncontrol,private,24\n",
    "of two attributes": COUNTS + "place,north,120\nplace,south,60\n",
}


@pytest.mark.parametrize("counts", POPULATIONS.values(), ids=POPULATIONS)
def test_the_norms_that_are_written_place_units(folder, run, counts):
    """`report` reads what `norms` writes, weighted or not, to any size of population that norms take."""
    (folder / "answers.csv").write_text("\n".join(PLACED), encoding="utf-8")
    (folder / "counts.csv").write_text(counts, encoding="utf-8")
    read = ("answers.csv", "--instrument", "tiny.json", "--unit-column", "school", "--by", "control")
    named = read if counts.count("place") else (*read, "--ignore", "place")
    weighted = ("--counts", "counts.csv") if counts else ()
    written = run("norms", *named, *weighted, "--out", "norms.json")
    assert written.exit_code == 0, written.output
    known = (*read, "--by", "place") if "--ignore" not in named else named
    result = run("report", *known, "--norms", "norms.json", "--unit", "S01", "--out", "r.html")
    assert result.exit_code == 0, result.output


@settings(max_examples=5)
@given(st.integers(24, 2 * MOST), st.integers(48, 2 * MOST))
def test_counts_of_any_size_make_norms_that_are_read_or_are_refused(tmp_path_factory, private, public):
    """Whatever is counted: `norms` refuses it in our words, or its document is read."""
    path = tmp_path_factory.mktemp("counts") / "counts.csv"
    path.write_text(f"attribute,value,count\nkind,a,{public}\nkind,b,{private}\n", encoding="utf-8")
    try:
        counts = read_counts(path)
    except FileError:
        assert max(public, private) > MOST
        return
    scores = scores_of([0, 20, 50, 100], kinds=["a", "b", "a", "b"])
    weights, design = counts.weights_of(scores.answers), counts.design_of(scores.answers)
    norms = Norms.fit(scores, by=("kind",), weights=weights, design=design)
    assert from_document(parse_json(json.dumps(to_document(norms)))) == norms


def test_the_instrument_that_is_written_is_read_by_every_command(folder, run, on_tiny):
    """An edition written as a document is the edition, for every command that takes an instrument; so is it twice."""
    assert run("instrument", "tiny.json", "--out", "again.json").exit_code == 0
    assert run("instrument", "again.json", "--out", "thrice.json").exit_code == 0
    assert (folder / "again.json").read_bytes() == (folder / "thrice.json").read_bytes()
    (folder / "answers.csv").write_text(GOOD, encoding="utf-8")
    read = ("answers.csv", "--instrument", "again.json", "--unit-column", "school", "--by", "control")
    for command in (
        ("check",),
        ("score", "--out", "scores.csv"),
        ("norms", "--out", "norms.json"),
        ("report", "--unit", "S01", "--norms", "norms.json", "--out", "r.html"),
        ("publish", "--out", "p.html", "--table", "p.csv"),
    ):
        result = run(command[0], *read, *command[1:])
        assert result.exit_code == 0, result.output
    norms = from_document(parse_json((folder / "norms.json").read_bytes()), Norms)
    with (folder / "scores.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["school"] for row in rows} == set(norms.members)


def test_a_scheme_as_it_is_written_is_read_by_every_command(folder, on_tiny, tiny):
    """A scheme's document, and the same with a checksum that does not fit."""
    document = to_document(ScoringScheme.equal_weights(tiny))
    for text, code in ((json.dumps(document), 0), (json.dumps(document | {"overall_from": "domains"}), 1)):
        (folder / "scheme.json").write_text(text, encoding="utf-8")
        for options in (["score"], ["norms", "--out", "n.json"], ["publish", "--out", "p.html"]):
            result = on_tiny(options[0], GOOD, "--scheme", "scheme.json", *options[1:])
            assert result.exit_code == code, result.output
            assert ("was changed after it was written" in result.stderr) is bool(code)


def test_norms_in_which_a_digit_was_changed_place_nobody(folder, on_tiny):
    """Another count would be other norms: nothing is written."""
    assert on_tiny("norms", GOOD, "--by", "control", "--out", "norms.json").exit_code == 0
    text = (folder / "norms.json").read_text(encoding="utf-8")
    at = text.index('"counts": [') + len('"counts": [')
    at = next(i for i in range(at, len(text)) if text[i].isdigit())
    (folder / "norms.json").write_text(text[:at] + str(9 - int(text[at])) + text[at + 1 :], encoding="utf-8")
    result = on_tiny("report", GOOD, "--norms", "norms.json", "--unit", "S01", "--out", "r.html")
    assert result.exit_code == 1
    assert "the document was changed after it was written" in result.stderr
    assert not (folder / "r.html").exists()


def test_a_key_that_stands_twice_is_one_message(folder, run):
    """All of them are told, with the file; exit code 1."""
    (folder / "bad.json").write_text(
        '{"schema": "smmi/instrument", "a": 1, "a": {"b": 1, "b": 2}}', encoding="utf-8"
    )
    result = run("instrument", "bad.json")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: bad.json: the document cannot be read: 2 findings\n"
        "  $.a: the key 'a' stands twice in one object; which is meant cannot be known: leave one\n"
        "  $.a.b: the key 'b' stands twice in one object; which is meant cannot be known: leave one\n"
    )
    with pytest.raises(DocumentError):
        parse_json((folder / "bad.json").read_bytes())
