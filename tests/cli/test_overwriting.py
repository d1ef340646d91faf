"""No command writes over what it reads, nor one of its files over another."""

import functools
import os
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.main import get_command

from smmi.cli._app import app
from smmi.cli._command_line import arguments_of, guarded
from smmi.cli.files import FileArgument, OverwriteError, Reads, Writes, refuse_overwriting

COMMANDS = {command.name or command.callback.__name__: command for command in app.registered_commands}
PLAIN = {"unit_column": "school", "unit": "S1", "target": "stars:4"}


declared = functools.cache(get_command)
found_in = functools.cache(arguments_of)


def roles(command):
    """The files of a command: what each is called, and what is done to it."""
    return {
        name: argument for name, argument in found_in(COMMANDS[command].callback).items() if argument.role
    }


def written_over():
    """Every command with each of its outputs and each other file that the output must not be."""
    for command in COMMANDS:
        files = roles(command)
        outputs = [name for name, argument in files.items() if isinstance(argument.role, Writes)]
        for out in outputs:
            others = [name for name in files if name not in outputs[: outputs.index(out) + 1]]
            yield from ((command, out, other) for other in others)


CASES = list(written_over())


def line(command, paths):
    """A command line that gives every file, and what else the command asks for."""
    words = [command]
    for parameter in declared(app).commands[command].params:
        if parameter.name in paths or (parameter.required and parameter.name in PLAIN):
            value = str(paths.get(parameter.name, PLAIN.get(parameter.name)))
            words += [value] if parameter.param_type_name == "argument" else [parameter.opts[0], value]
    return words


@pytest.fixture
def paths(folder):
    """Make a file for each of a command's, and return where each is."""

    def make(command):
        found = {name: folder / f"{name}.file" for name in roles(command)}
        for name, path in found.items():
            path.write_text(f"what {name} holds", encoding="utf-8")
        return found

    return make


@pytest.mark.parametrize("command", dict.fromkeys(command for command, _, _ in CASES))
def test_no_output_of_any_command_is_another_file_of_it(folder, run, paths, command):
    """Also through a link; it is refused before anything is read, for the files hold nothing that can be."""
    files, called = paths(command), roles(command)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    pairs = [(out, other) for own, out, other in CASES if own == command]
    (folder / "link").symlink_to(files[pairs[0][1]])
    cases = [(*pairs[0], folder / "link"), *((out, other, files[other]) for out, other in pairs)]
    for out, other, path in cases:
        result = run(*line(command, files | {out: path}))
        assert result.exit_code == 3, result.output
        assert f"Error: {path}: " in result.stderr or f"Error: {files[other]}: " in result.stderr
        assert called[out].name in result.stderr
        assert called[other].name in result.stderr
        assert result.stderr.count("\n") == 1
    (folder / "link").unlink()
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("command", [command for command in COMMANDS if len(roles(command)) > 1])
def test_files_that_are_different_are_no_reason_to_refuse(run, paths, command):
    """With a file for each argument the command goes on to read them."""
    files = paths(command)
    several = files.pop("out_dir", None)  # in place of one file
    result = run(*line(command, files), *(["--unit", "S1"] if several else []))
    assert "would write over" not in result.stderr
    assert "name one file" not in result.stderr
    assert "is not JSON" in result.stderr


def test_every_refusal_is_told_at_once(run, paths):
    """All that would be written over is one message."""
    files = paths("publish")
    shared = dict.fromkeys(("out", "table", "invited", "scheme"), files["out"])
    lines = run(*line("publish", files | shared)).stderr.splitlines()
    assert lines[0] == "Error: nothing is read or written:"
    assert sorted(row.partition(": ")[2] for row in lines[1:]) == [
        "--out and --table name one file; choose another for one of them",
        "--out would write over what is read as --counts; choose another file for what is written",
        "--out would write over what is read as --scheme; choose another file for what is written",
        "--table would write over what is read as --counts; choose another file for what is written",
        "--table would write over what is read as --scheme; choose another file for what is written",
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_that_names_a_file_says_what_is_done_to_it(command):
    """An option whose help speaks of a file is marked; only so is it looked at."""
    found = arguments_of(COMMANDS[command].callback)
    for parameter in declared(app).commands[command].params:
        shown = str(parameter.metavar)
        if parameter.name in found and ("FILE" in shown or "." in shown):
            assert found[parameter.name].role, parameter.name


def test_a_path_that_is_not_marked_is_refused_when_the_command_is_declared():
    """A new command cannot forget to say what it does to its files, one or several."""

    def forgetful(several: Annotated[list[Path] | None, typer.Option()] = None) -> None: ...

    with pytest.raises(TypeError, match="'several' of 'forgetful' names a file; mark it by Reads or Writes"):
        guarded(forgetful)


def test_arguments_are_called_as_on_the_command_line():
    """What is declared with a name is called by it, what is not by its parameter's; several files are looked at."""

    def many(
        data: Annotated[list[Path], typer.Argument(), Reads()],
        a_file: Annotated[Path | None, typer.Option(), Writes()] = None,
        other: Annotated[str, typer.Option("--otherwise", "-o")] = "",
    ) -> None: ...

    assert [argument.name for argument in arguments_of(many).values()] == ["DATA", "--a-file", "--otherwise"]
    with pytest.raises(OverwriteError, match=r"^b: --a-file would write over what is read as DATA"):
        guarded(many)(data=[Path("a"), Path("b")], a_file=Path("b"), other="")


def refused(one, other, roles=(Reads(), Writes())):
    """Whether two paths are refused."""
    arguments = [FileArgument("A", roles[0], Path(one)), FileArgument("B", roles[1], Path(other))]
    try:
        refuse_overwriting(arguments)
    except OverwriteError:
        return True
    return False


def test_a_file_is_the_same_under_every_name(folder, tmp_path_factory):
    """Links of both kinds, folders that are links, dots, letters' case and composition: all are found."""
    (folder / "a.csv").write_text("a", encoding="utf-8")
    (folder / "link").symlink_to("a.csv")
    (folder / "to-link").symlink_to(folder / "link")
    (folder / "hard").hardlink_to(folder / "a.csv")
    (folder / "sub").mkdir()
    (folder / "away").symlink_to(folder)
    (folder / "dangling").symlink_to("new.csv")
    names = [
        "a.csv",
        "./a.csv",
        "sub/../a.csv",
        "away/a.csv",
        "link",
        "to-link",
        "hard",
        "A.CSV",
        folder / "a.csv",
    ]
    assert [name for name in names if not refused("a.csv", name)] == []
    for pair in (("new.csv", "dangling"), ("new.csv", "sub/../NEW.csv"), ("caf\u00e9.csv", "cafe\u0301.csv")):
        assert refused(*pair, roles=(Writes(), Writes()))
    assert not refused("a.csv", "b.csv")
    assert not refused("a.csv", "sub/a.csv")
    assert not refused("a.csv", "a.csv", roles=(Reads(), Reads()))


def test_a_device_keeps_nothing_that_could_be_lost():
    """Two outputs may both go to the null device; two names of one pipe are one."""
    assert not refused("/dev/null", "/dev/null", roles=(Writes(), Writes()))
    reader, writer = os.pipe()
    assert refused(f"/dev/fd/{writer}", f"/proc/self/fd/{writer}", roles=(Writes(), Writes()))
    os.close(reader)
    os.close(writer)


def test_a_bundled_edition_is_no_file(folder, run):
    """`smmi instrument smmi-16 --out smmi-16` writes a file of that name, and again."""
    for _ in range(2):
        assert run("instrument", "smmi-16", "--out", "smmi-16").exit_code == 0
    assert run("instrument", "./smmi-16", "--out", "smmi-16").exit_code == 3
