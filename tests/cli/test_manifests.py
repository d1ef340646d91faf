"""Manifests: what a file was made of stands beside it, and `smmi repeat` makes it again."""

import hashlib
import json
import os
import stat
import threading
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, strategies as st

from smmi.cli._app import app
from smmi.cli._command_line import arguments_of
from smmi.cli._exits import ContentError
from smmi.cli.files import FileError, Writes
from smmi.cli.manifests import (
    Manifest,
    RepeatError,
    _manifest,
    leave_out,
    manifest_path,
    read_manifest,
    repeated,
    say_instead,
)
from smmi.cli.manifests._manifest import name_of, output_name
from tests.cli.test_norms_and_publish import GOOD

ON = ["answers.csv", "--instrument", "tiny.json", "--unit-column", "school"]
COMMANDS = {
    "score": ["score", *ON, "--out", "scores.csv"],
    "norms": ["norms", *ON, "--by", "control", "--out", "norms.json", "--hand-out", "bands.json"],
    "report": ["report", *ON, "--unit", "S01", "--by", "control", "--out", "S01.html"],
    "publish": [
        *("publish", *ON, "--by", "control", "--out", "r.html", "--table", "r.csv", "--rounding", "0.5"),
        *("--ledger", "ledger.json", "--wave", "2024", "--on", "2024-03-01"),
    ],
    "instrument": ["instrument", "tiny.json", "--out", "again.json"],
    "scheme": ["scheme", "smmi-16", "--out", "scheme.json"],
    "codebook": ["codebook", "tiny.json", "--out", "book.xlsx"],
    "template": ["template", "tiny.json", "--out", "sheet.xlsx", "--guide", "guide.csv"],
    "check": ["check", *ON, "--out", "findings.xlsx"],
    "read": ["read", *ON[:3], "--out", "reading.json", "--account", "account.json"],
    "place": [
        *("place", *ON[:3], "--reading", "reading.json", "--norms", "bands.json", "--unit", "S01"),
        *("--account", "placed.json"),
    ],
    "change": ["change", ON[0], *ON, "--out", "changes.csv"],
    "improve": ["improve", *ON, "--unit", "S01", "--target", "stars:4", "--out", "ways.csv"],
    "stability": ["stability", *ON, "--draws", "20", "--out", "firm.csv"],
    "demo": ["demo", "--seed", "0", "--out", "demo.html"],
}
BEFORE = {"place": ("norms", "read")}
"""What makes the files that a command takes."""
CONFIDENTIAL = {f"S{number:02}" for number in range(2, 10)}
"""Units about which no manifest says anything."""


@pytest.fixture
def answers(folder):
    """The answers, with a blank row, and a unit without answers."""
    path = folder / "answers.csv"
    path.write_text(GOOD.replace("\nS03", "\n,,,,,\nS03") + "S99,public,,,,\n", encoding="utf-8")
    return path


def outputs(words):
    """The files that a command line writes."""
    options = ("--out", "--hand-out", "--table", "--ledger", "--guide", "--account")
    return [Path(words[place + 1]) for place, word in enumerate(words) if word in options]


def sha256(path):
    """The hash of what a file holds."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def document(path):
    """The manifest beside a file."""
    return json.loads(manifest_path(path).read_text(encoding="utf-8"))


def test_every_command_that_writes_is_tried():
    """A new command that writes files is added above."""
    writing = {
        command.name or command.callback.__name__
        for command in app.registered_commands
        if any(isinstance(one.role, Writes) for one in arguments_of(command.callback).values())
    }
    assert set(COMMANDS) == writing


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long if name == "demo" else ()) for name in COMMANDS]
)
@pytest.mark.usefixtures("answers")
def test_every_file_has_its_manifest_and_is_made_again(run, name):
    """It names inputs, options and outputs, tells nothing of a unit, and suffices to make the same bytes."""
    words = COMMANDS[name]
    for earlier in BEFORE.get(name, ()):
        assert run(*COMMANDS[earlier]).exit_code == 0
    assert run(*words).exit_code == 0
    written = {path: path.read_bytes() for path in outputs(words)}
    (manifest,) = {manifest_path(path).read_bytes() for path in written}
    told = json.loads(manifest)
    assert told["command"] == words[0]
    assert {one["name"]: one["sha256"] for one in told["outputs"].values()} == {
        path.as_posix(): sha256(path) for path in written
    }
    taken = {Path(one) for one in ("answers.csv", "tiny.json", "reading.json", "bands.json")}
    inputs = {path for path in map(Path, words) if path in taken - set(written)}
    assert {one["name"]: one["sha256"] for one in told["inputs"].values()} == {
        path.as_posix(): sha256(path) for path in inputs
    }
    assert set(told["versions"]) == {"python", "smmi", "numpy", "scipy"}
    assert not any(unit in manifest.decode() for unit in CONFIDENTIAL)
    for path in written:
        path.unlink()
    result = run("repeat", manifest_path(next(iter(written))))
    assert result.exit_code == 0, result.output
    assert {path: path.read_bytes() for path in written} == written
    assert result.stdout.count(": written again, the same bytes (sha-256 ") == len(written)


@pytest.mark.usefixtures("answers")
def test_the_same_command_has_the_same_manifest(run):
    """There is no clock time in it; what is there as it was made is left alone."""
    assert run(*COMMANDS["score"]).exit_code == 0
    manifest = Path("scores.csv.manifest.json").read_bytes()
    result = run("repeat", "scores.csv.manifest.json")
    assert result.stdout == f"scores.csv: made again, the same bytes (sha-256 {sha256(Path('scores.csv'))})\n"
    assert run(*COMMANDS["score"]).exit_code == 0
    assert Path("scores.csv.manifest.json").read_bytes() == manifest


@pytest.mark.usefixtures("answers")
def test_a_manifest_says_what_was_told_and_what_was_left_out(run):
    """Options as they were given, blank rows by their numbers, units in no mean by their number only."""
    assert run(*COMMANDS["publish"]).exit_code == 0
    told = document(Path("r.html"))
    assert told["options"] == {
        "--unit-column": "school",
        "--by": ["control"],
        "--rounding": 0.5,
        "--minimum": 5,
        "--wave": "2024",
        "--on": "2024-03-01",
    }
    assert told["left_out"] == [
        {"what": "rows", "count": 1, "why": "blank", "rows": [4]},
        {"what": "units", "count": 1, "why": "a score is missing: in no mean"},
    ]


@pytest.mark.usefixtures("answers")
def test_files_that_are_written_one_after_the_other_have_one_manifest(run):
    """The account of a reading is written before the scores; either manifest makes both again."""
    assert run(*COMMANDS["read"]).exit_code == 0
    words = [
        "score",
        *ON[:3],
        "--reading",
        "reading.json",
        "--account",
        "account.json",
        "--out",
        "scores.csv",
    ]
    assert run(*words).exit_code == 0
    written = {path: path.read_bytes() for path in outputs(words)}
    assert len({manifest_path(path).read_bytes() for path in written}) == 1
    assert document(Path("scores.csv"))["left_out"] == [{"what": "rows", "count": 1, "why": "blank"}]
    for path in written:
        path.unlink()
    assert run("repeat", "account.json.manifest.json").exit_code == 0
    assert {path: path.read_bytes() for path in written} == written
    assert stat.S_IMODE(Path("account.json").stat().st_mode) == 0o600
    Path("reading.json").write_bytes(b"{}")
    assert "--reading: reading.json has changed since" in run("repeat", "scores.csv.manifest.json").stderr


@pytest.mark.usefixtures("answers")
def test_a_new_manifest_is_its_owners(run):
    """It holds hashes of answers, by which a guess at them could be tested."""
    assert run(*COMMANDS["score"]).exit_code == 0
    assert stat.S_IMODE(Path("scores.csv.manifest.json").stat().st_mode) == 0o600


@pytest.mark.usefixtures("answers")
def test_no_manifest_is_written_where_none_is_wanted(folder, run):
    """Nor one for what is printed, or goes to a stream."""
    before = set(folder.iterdir())
    assert run(*COMMANDS["score"], "--no-manifest").exit_code == 0
    assert run(*COMMANDS["score"][:-2]).exit_code == 0
    assert run(*COMMANDS["score"][:-1], os.devnull).exit_code == 0
    assert set(folder.iterdir()) - before == {folder / "scores.csv"}


def test_a_changed_input_is_named_before_anything_is_made(run, answers):
    """So is a missing one; all at once."""
    assert run(*COMMANDS["score"]).exit_code == 0
    before = sha256(answers)
    answers.write_text(GOOD, encoding="utf-8")
    Path("tiny.json").unlink()
    result = run("repeat", "scores.csv.manifest.json")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: scores.csv.manifest.json: what it says does not hold:\n"
        f"  ANSWERS.csv: answers.csv has changed since (its sha-256 was {before})\n"
        "  --instrument: tiny.json is not there; put it where it was, or beside the manifest\n"
    )


@pytest.mark.usefixtures("answers")
def test_other_bytes_are_told_with_the_versions_that_differ(run):
    """What comes out otherwise is not written anywhere."""
    assert run(*COMMANDS["score"]).exit_code == 0
    told = document(Path("scores.csv"))
    numpy, told["versions"]["numpy"] = told["versions"]["numpy"], "1.0"
    told["outputs"]["--out"]["sha256"] = "0" * 64
    manifest_path(Path("scores.csv")).write_text(json.dumps(told), encoding="utf-8")
    Path("scores.csv").unlink()
    result = run("repeat", "scores.csv.manifest.json")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: scores.csv.manifest.json: what it says does not hold:\n"
        "  scores.csv: other bytes than the manifest says\n"
        f"  the versions differ: numpy 1.0 then, {numpy} now\n"
    )
    assert not Path("scores.csv").exists()
    told["versions"]["numpy"] = numpy
    manifest_path(Path("scores.csv")).write_text(json.dumps(told), encoding="utf-8")
    assert "the versions are the same: python " in run("repeat", "scores.csv.manifest.json").stderr


@pytest.mark.usefixtures("answers")
def test_nothing_is_written_over(run):
    """Another file where the output was stays."""
    assert run(*COMMANDS["score"]).exit_code == 0
    Path("scores.csv").write_text("mine", encoding="utf-8")
    result = run("repeat", "scores.csv.manifest.json")
    assert (result.exit_code, Path("scores.csv").read_text(encoding="utf-8")) == (1, "mine")
    assert result.stderr.endswith(
        "scores.csv: made again as it was, but another file is there; move that away\n"
    )


@pytest.mark.usefixtures("answers")
def test_a_ledger_is_made_again_from_the_one_that_was_read(run):
    """What a command reads and writes is an input and an output."""
    assert run(*COMMANDS["publish"]).exit_code == 0
    earlier = Path("ledger.json").read_bytes()
    words = [*COMMANDS["publish"][:-4], "--wave", "2025", "--on", "2025-03-01", "--title", "=again"]
    assert run(*words, "--name", "--odd").exit_code == 0, run(*words).output
    later = Path("ledger.json").read_bytes()
    result = run("repeat", "r.csv.manifest.json")
    assert result.exit_code == 1
    assert "--ledger: ledger.json has changed since" in result.stderr
    Path("ledger.json").write_bytes(earlier)
    Path("r.csv").unlink()
    result = run("repeat", "r.csv.manifest.json")
    assert result.exit_code == 0, result.output
    assert Path("ledger.json").read_bytes() == later
    assert Path("r.csv").exists()


@pytest.mark.usefixtures("answers")
def test_names_count_from_the_folder_of_the_command(folder, run, monkeypatch):
    """So a folder can be moved as a whole, and a manifest be repeated from anywhere; no path of a machine is in it."""
    (folder / "out").mkdir()
    assert run(*COMMANDS["score"][:-1], folder / "out" / "far.csv").exit_code == 0
    assert run(*COMMANDS["score"][:-1], "out/near.csv").exit_code == 0
    assert str(folder) not in Path("out/far.csv.manifest.json").read_text(encoding="utf-8")
    near = Path("out/near.csv").read_bytes()
    Path("out/near.csv").unlink()
    monkeypatch.chdir(folder / "out")
    assert run("repeat", "near.csv.manifest.json").exit_code == 0
    assert Path("near.csv").read_bytes() == near
    assert "answers.csv is not there" in run("repeat", "far.csv.manifest.json").stderr
    monkeypatch.chdir(folder)
    assert run("repeat", "out/far.csv.manifest.json").exit_code == 0


@pytest.mark.usefixtures("answers")
def test_what_can_be_read_once_cannot_be_repeated(folder, run):
    """A pipe leaves no hash."""
    os.mkfifo(folder / "pipe")
    writer = threading.Thread(target=(folder / "pipe").write_text, args=(GOOD, "utf-8"))
    writer.start()
    assert run("score", "pipe", *COMMANDS["score"][2:]).exit_code == 0
    writer.join()
    result = run("repeat", "scores.csv.manifest.json")
    assert result.exit_code == 1
    assert "ANSWERS.csv: pipe could be read once only, and cannot be read again" in result.stderr


@pytest.mark.usefixtures("answers")
def test_a_manifest_is_not_another_file_of_its_command(run):
    """Neither one that is read nor one that is written."""
    result = run("score", "x.csv.manifest.json", *COMMANDS["score"][2:-1], "x.csv")
    assert result.exit_code == 3
    assert result.stderr.startswith(
        "Error: x.csv.manifest.json: the manifest of --out would write over what is read as ANSWERS.csv"
    )


@pytest.mark.usefixtures("answers")
def test_a_file_that_is_not_made_any_more_is_told(run):
    """As one of other bytes is."""
    assert run(*COMMANDS["score"]).exit_code == 0
    with pytest.raises(RepeatError, match=r"scores.csv: the command does not write it any more"):
        list(repeated(Path("scores.csv.manifest.json"), lambda _manifest, _files: None))


def test_without_a_manifest_nothing_is_kept():
    """A command says what it left out, and what it was told instead of an option, for whoever keeps it."""
    leave_out("rows", "blank", rows=[3])
    say_instead("--ask", {"--answer": ["unit=school"]})


def test_a_version_that_is_not_known_is_said(monkeypatch):
    """The library may run from its sources, without being installed."""
    monkeypatch.setattr(_manifest, "PACKAGES", ("smmi-that-is-not-there",))
    assert list(_manifest.versions().items())[1:] == [("smmi-that-is-not-there", "not installed")]


@pytest.mark.usefixtures("folder")
def test_what_is_no_manifest_is_told_at_once():
    """All that is wrong with one is one message."""
    Path("m.json").write_text('{"schema": "smmi/manifest", "version": 1, "inputs": 3}', encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read_manifest(Path("m.json"))
    assert [finding.path for finding in caught.value.findings] == [
        *("$.command", "$.options", "$.inputs", "$.outputs", "$.versions", "$.left_out"),
    ]
    Path("m.json").write_text("{", encoding="utf-8")
    with pytest.raises(FileError, match=r"^m.json: is not JSON: "):
        read_manifest(Path("m.json"))


STRANGE = {
    "another command": ({"command": "laws"}, "the command of the manifest"),
    "no command": ({"command": "rm"}, "the command of the manifest"),
    "another option": ({"options": {"--examples": 3}}, "the manifest"),
    "an output elsewhere": (
        {"outputs": {"--out": {"name": "../x", "sha256": "0"}}},
        "below the folder of the manifest",
    ),
    "an output that it does not write": (
        {"outputs": {"--scheme": {"name": "x", "sha256": "0"}}},
        "the manifest",
    ),
    "no version of ours": ({"version": 2}, "the only version"),
    "no manifest": ({"schema": "smmi/norms"}, "this is no manifest"),
}


@pytest.mark.parametrize(("changes", "said"), STRANGE.values(), ids=STRANGE)
@pytest.mark.usefixtures("answers")
def test_a_strange_manifest_is_refused(run, changes, said):
    """With one message; nothing is run or written that the command would not."""
    assert run(*COMMANDS["score"]).exit_code == 0
    manifest = Path("scores.csv.manifest.json")
    manifest.write_text(json.dumps(json.loads(manifest.read_text(encoding="utf-8")) | changes), "utf-8")
    result = run("repeat", manifest)
    assert result.exit_code in (1, 2), result.output
    assert said in result.stderr


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["--out", "x"]), inner),
)
ENTRY = st.fixed_dictionaries({"name": JSON | st.just("x"), "sha256": JSON}) | JSON
FIELDS = st.fixed_dictionaries(
    {"schema": st.just("smmi/manifest"), "version": st.just(1)},
    optional={
        "command": JSON,
        "options": JSON,
        "inputs": st.dictionaries(st.just("--out"), ENTRY) | JSON,
        "outputs": st.dictionaries(st.just("--out"), ENTRY) | JSON,
        "left_out": st.lists(JSON | st.just({"what": "rows", "count": 1, "why": "blank"})) | JSON,
        "versions": st.dictionaries(st.just("smmi"), JSON) | JSON,
    },
)


@given(content=FIELDS | JSON)
def test_whatever_json_is_read_or_refused(tmp_path_factory, content):
    """What is read is a manifest, which says the same when it is written again."""
    path = tmp_path_factory.getbasetemp() / "drawn.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    try:
        manifest = read_manifest(path)
    except (ContentError, FileError) as error:
        assert str(error).startswith(f"{path}: ")
        return
    assert isinstance(manifest, Manifest)
    path.write_text(manifest.text(), encoding="utf-8")
    assert read_manifest(path) == manifest


@given(parts=st.lists(st.sampled_from(["a", "..", "b.csv"]), min_size=1), absolute=st.booleans())
def test_names_are_those_that_were_given(parts, absolute):
    """Relative ones as they are; of absolute ones, and of outputs that are elsewhere, the last part."""
    path = PurePosixPath(*(["/"] if absolute else []), *parts)
    assert name_of(path) == (path.name if absolute else str(path))
    if path.name != "..":
        assert output_name(path) == (path.name if absolute or ".." in parts else str(path))
