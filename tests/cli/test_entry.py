"""The command itself: how it starts, and how it ends."""

import errno
import io
import json
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smmi import __version__
from smmi.cli import _app, main

COMMANDS = ["demo", "report", "score", "check", "instrument", "laws"]


def process(*arguments, cwd, before="", **environment):
    """Run the command in a process of its own."""
    start = ["-c", f"{before}\nimport sys\nfrom smmi.cli import main\nsys.argv[0] = 'smmi'\nmain()"]
    if not before:
        start = ["-m", "smmi"]
    source = os.pathsep.join(path for path in sys.path if path)
    return subprocess.run(
        [sys.executable, *start, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": source, "COLUMNS": "100", **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("package", ["typer", "rich"])
def test_without_the_extra_one_message_says_how_to_install_it(tmp_path, package):
    """Without typer or rich there is one line, and exit code 2."""
    result = process("demo", cwd=tmp_path, before=f"import sys\nsys.modules[{package!r}] = None")
    assert result.returncode == 2
    assert result.stderr.decode() == (
        f"smmi: the command line needs {package}, which is not installed. Install it with: pip install 'smmi[cli]'\n"
    )


@pytest.mark.parametrize("package", ["attrs", pytest.param("markupsafe", marks=pytest.mark.long)])
def test_another_missing_module_is_not_taken_for_the_extra(tmp_path, package):
    """A broken installation is not explained away."""
    result = process("demo", cwd=tmp_path, before=f"import sys\nsys.modules[{package!r}] = None")
    assert b"pip install" not in result.stderr
    assert result.returncode == 1


@pytest.mark.long
def test_without_the_engine_of_the_report_one_message_says_how_to_install_it(tmp_path):
    """Without jinja2 a command that writes a report ends with one line, and exit code 2."""
    result = process("demo", cwd=tmp_path, before="import sys\nsys.modules['jinja2'] = None")
    assert result.returncode == 2
    assert result.stderr.decode() == (
        "Error: smmi.report needs jinja2, which is not installed. Install it with: pip install 'smmi[report]'\n"
    )


def test_the_module_runs_as_the_command(tmp_path):
    """`python -m smmi` is the command."""
    result = process("--version", cwd=tmp_path)
    assert result.returncode == 0
    assert result.stdout.decode().strip() in {f"smmi {__version__}", "smmi (not installed)"}


@pytest.mark.long
def test_errors_end_the_process_with_their_code(tmp_path):
    """The process ends with the code, and without a traceback."""
    result = process("score", "none.csv", "--instrument", "smmi-16", "--unit-column", "school", cwd=tmp_path)
    assert result.returncode == 3
    assert result.stderr.decode() == "Error: none.csv: No such file or directory\n"


@pytest.mark.long
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_stars_gets_asterisks(tmp_path, encoding):
    """An encoding that has no stars is no reason to fail."""
    result = process("demo", cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert result.returncode == 0
    assert "Top    4*" in result.stdout.decode(encoding) or "****" in result.stdout.decode(encoding)


LOCALES = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "C": {"LC_ALL": "C"},
    "C, and no UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ascii, strictly": {"PYTHONIOENCODING": "ascii:strict", "LC_ALL": "C", "PYTHONUTF8": "0"},
}


@pytest.mark.long
@pytest.mark.parametrize("environment", LOCALES.values(), ids=LOCALES)
def test_files_and_data_are_utf_8_whatever_the_terminal_says(tmp_path, environment):
    """What is written and what is piped hold every letter; what is said never fails for one."""
    edition = json.loads(process("instrument", "smmi-16", cwd=tmp_path).stdout) | {"title": "Étude ★"}
    del edition["checksum"]  # it was that of another title
    (tmp_path / "é.json").write_text(json.dumps(edition), encoding="utf-8")
    for arguments in (["é.json"], ["é.json", "--out", "ü.json"]):
        result = process("instrument", *arguments, cwd=tmp_path, **environment)
        assert result.returncode == 0, result.stderr
        written = (tmp_path / "ü.json").read_bytes() if arguments[1:] else result.stdout
        assert "Étude ★" in written.decode("utf-8")
    assert process("instrument", "ñ", cwd=tmp_path, **environment).returncode == 2


@pytest.mark.long
def test_a_reader_who_stops_early_gets_no_traceback(tmp_path):
    """A closed pipe ends the command with one message."""
    source = os.pathsep.join(path for path in sys.path if path)
    command = subprocess.Popen(
        [sys.executable, "-m", "smmi", "instrument", "smmi-16"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": source},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    command.stdout.close()
    assert command.stderr.read() == (
        b"Error: standard output: cannot be written: Broken pipe; whoever reads it stopped before the end\n"
    )
    command.stderr.close()
    assert command.wait() == 3


@pytest.fixture
def started(monkeypatch, capsys):
    """Run the entry point in this process."""

    def start(*arguments):
        monkeypatch.setattr(sys, "argv", ["smmi", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code or 0, capsys.readouterr()

    return start


def test_the_entry_point_ends_with_a_code(started, monkeypatch):
    """`main` always ends the process, with 0 if all went well."""
    monkeypatch.setattr("importlib.metadata.version", lambda name: f"version of {name}")
    code, output = started("--version")
    assert (code, output.out) == (0, "smmi version of smmi\n")


def test_an_error_ends_with_its_code(started, tmp_path, monkeypatch):
    """The same as of the process, in this one."""
    monkeypatch.chdir(tmp_path)
    code, output = started("score", "none.csv", "--instrument", "smmi-16", "--unit-column", "school")
    assert (code, output.err) == (3, "Error: none.csv: No such file or directory\n")


@pytest.mark.parametrize("encoding", [pytest.param("ascii", marks=pytest.mark.long), "cp1252"])
def test_an_output_without_stars_gets_asterisks(monkeypatch, tmp_path, encoding):
    """The same as of the process, in this one: what a terminal cannot say is not written to it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(sys, "argv", ["smmi", "demo"])
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding))
    with pytest.raises(SystemExit) as ended:
        main()
    sys.stdout.flush()
    assert not ended.value.code
    assert "****" in written.getvalue().decode(encoding)


def test_the_entry_point_writes_to_whatever_stands_for_standard_output(monkeypatch):
    """A notebook, or a test, may have put something else in the place of the streams."""
    monkeypatch.setattr(sys, "argv", ["smmi", "instrument", "smmi-16"])
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    with pytest.raises(SystemExit):
        main()
    assert sys.stdout.getvalue().startswith("{")


def test_the_entry_point_names_the_extra_that_is_missing(started, monkeypatch):
    """If typer cannot be imported, nothing is tried further."""
    monkeypatch.delitem(sys.modules, _app.__name__)
    monkeypatch.setitem(sys.modules, "typer", None)
    code, output = started()
    assert code == 2
    assert output.err == (
        "smmi: the command line needs typer, which is not installed. Install it with: pip install 'smmi[cli]'\n"
    )


@pytest.mark.parametrize("name", ["jinja2", "weasyprint", "other"])
def test_only_the_engine_of_the_report_is_told_as_missing(monkeypatch, tmp_path, name):
    """What the report says of its extra becomes one message; any other error of an import stays one."""

    def report(*_arguments, **_options):
        raise ImportError(f"install {name}", name=name)

    monkeypatch.setattr(_app, "school_report", report)
    result = CliRunner().invoke(_app.app, ["demo", "--out", str(tmp_path / "report.html")])
    known = name != "other"
    told = (2, f"Error: install {name}\n") if known else (1, "")
    assert (result.exit_code, result.stderr) == told
    assert isinstance(result.exception, SystemExit if known else ImportError)


def test_the_entry_point_hides_no_other_missing_module(monkeypatch):
    """A missing module that is not of the extra is an error as any other."""
    monkeypatch.setitem(sys.modules, _app.__name__, None)
    with pytest.raises(ModuleNotFoundError):
        main()


def test_a_version_that_was_never_installed_says_so(started, monkeypatch):
    """From a source tree there is no version to be told."""

    def unknown(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", unknown)
    assert started("--version")[1].out == "smmi (not installed)\n"


class Refusing(io.RawIOBase):
    """A stream that takes nothing."""

    def __init__(self, number):
        super().__init__()
        self.number, self.file = number, Path(os.devnull).open("wb")  # noqa: SIM115

    def fileno(self):
        return self.file.fileno()

    def writable(self):
        return True

    def write(self, data):
        raise OSError(self.number, os.strerror(self.number))


REFUSALS = {
    errno.ENOSPC: "No space left on device; make room, or choose another place",
    errno.EPIPE: "Broken pipe; whoever reads it stopped before the end",
    errno.EBADF: "Bad file descriptor; it is closed; leave it open, or write to a file",
    errno.EIO: "Input/output error",
}
PRINTING = [["--help"], ["--version"], ["score", "--help"], ["instrument", "smmi-16"], ["laws", "--list"]]


@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
@pytest.mark.parametrize("number", REFUSALS, ids=errno.errorcode.get)
def test_an_output_that_is_not_taken_is_one_message(started, monkeypatch, number, arguments):
    """Full, closed, or left by its reader: whatever is printed, standard output is told as a file is."""
    stream = io.TextIOWrapper(io.BufferedWriter(Refusing(number)), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    code, output = started(*arguments)
    assert (code, output.err) == (3, f"Error: standard output: cannot be written: {REFUSALS[number]}\n")
    stream.buffer.raw.write = len
    stream.buffer.raw.file.close()
    stream.close()


def test_another_end_of_the_process_is_not_taken_for_a_pipe(run, monkeypatch):
    """Only where a pipe is behind it, an exit is told as one."""

    def leave(name):
        raise SystemExit(7)

    monkeypatch.setattr(_app, "read_instrument", leave)
    result = run("instrument", "smmi-16")
    assert (result.exit_code, result.stderr) == (7, "")


def test_wrong_usage_that_cannot_be_told_has_its_code_all_the_same(started, monkeypatch):
    """If no stream takes anything, the exit code is all that there is."""
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, Path("/dev/full").open("w", encoding="utf-8"))  # noqa: SIM115
    streams = [sys.stdout, sys.stderr]
    assert started("rank")[0] == 3
    for stream in streams:
        stream.close()


def test_streams_that_are_closed_are_no_reason_to_break(started, monkeypatch, tmp_path):
    """Python has nothing in the place of a closed stream: the file is written, and what cannot be said is a failure."""
    monkeypatch.setattr(sys, "stdout", None)
    code, output = started("instrument", "smmi-16", "--out", str(tmp_path / "edition.json"))
    assert (code, output.err) == (3, f"Error: standard output: cannot be written: {REFUSALS[errno.EBADF]}\n")
    assert (tmp_path / "edition.json").read_text(encoding="utf-8").endswith("}\n")
    sys.stdout.close()
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    assert started("instrument", "nothing")[0] == 2
    sys.stdout.close()
    sys.stderr.close()


@pytest.mark.long
@pytest.mark.parametrize(
    "closing", [">/dev/full", ">&-", ">&- 2>&-", ">/dev/full 2>/dev/full", "<&- >&- 2>&-"]
)
@pytest.mark.parametrize(
    "arguments", ["", "--help", "--version", "score --help", "instrument smmi-16", "laws --list"]
)
def test_a_process_whose_output_is_not_taken_ends_with_its_code(tmp_path, arguments, closing):
    """The interpreter has nothing to add as it ends."""
    source = os.pathsep.join(path for path in sys.path if path)
    result = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m smmi {arguments} {closing}"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": source, "COLUMNS": "200"},
        capture_output=True,
        check=False,
    )
    assert result.returncode == 3 if arguments or "2>" in closing else result.returncode in {2, 3}
    if "2>" not in closing and arguments:
        assert result.stderr.startswith(b"Error: standard output: cannot be written: ")
        assert result.stderr.count(b"\n") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_an_example_in_its_help(run, command):
    """`--help` shows how the command is used."""
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"Example: smmi {command} " in result.stdout


def test_the_help_lists_the_commands_and_the_exit_codes(run):
    """The first page says what there is to do, and what exit codes mean."""
    for text in (run("--help").stdout, run().output):
        assert [command for command in COMMANDS if f" {command} " not in text] == []
        assert "Exit codes" in text
        assert all(f"{code}: " in text for code in range(4))
