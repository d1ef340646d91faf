"""Files of the command line are written whole or not at all."""

import errno
import io
import os
import shutil
import stat
import sys
from pathlib import Path

import pytest

from smmi.cli.files import FileError, print_data, write_whole

OLD, NEW = "old\n", "new é★\n"


@pytest.fixture
def target(tmp_path):
    """A file that is there already."""
    path = tmp_path / "target.csv"
    path.write_text(OLD, encoding="utf-8")
    return path


def written(path):
    return path.read_text(encoding="utf-8")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def failing(error, after):
    """A function that raises once it was called so many times."""
    calls = []

    def fail(*_arguments, **_options):
        calls.append(1)
        if len(calls) > after:
            raise error

    return fail


FULL = OSError(errno.ENOSPC, "No space left on device")
STEPS = [(os, "fsync"), (shutil, "copystat"), (Path, "replace"), (os, "open")]


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt()], ids=["full", "interrupted"])
@pytest.mark.parametrize(("module", "step"), STEPS, ids=[step for _, step in STEPS])
def test_a_failure_at_any_step_leaves_every_file_as_it_was(
    tmp_path, target, monkeypatch, module, step, error
):
    """Whatever fails before a file takes its place, all files are the old ones, and nothing lies about."""
    monkeypatch.setattr(module, step, failing(error, after=0))
    with pytest.raises(FileError if error is FULL else KeyboardInterrupt) as caught:
        write_whole({target: NEW, tmp_path / "other.csv": NEW})
    assert written(target) == OLD
    assert names(tmp_path) == ["target.csv"]
    if error is FULL:
        assert str(caught.value) == (
            f"{target}: cannot be written: No space left on device; make room, or choose another place"
        )


def test_what_a_kill_leaves_is_the_old_file_and_a_part_that_is_told_by_its_name(
    tmp_path, target, monkeypatch
):
    """A process that has no time to clear up leaves a part beside; the file is the old one."""
    monkeypatch.setattr(Path, "replace", failing(SystemExit(9), after=0))
    monkeypatch.setattr(Path, "unlink", failing(SystemExit(9), after=9))
    with pytest.raises(SystemExit):
        write_whole({target: NEW})
    assert written(target) == OLD
    part, name = names(tmp_path)
    assert name == "target.csv"
    assert part.startswith(".smmi-")
    assert part.endswith(".part")


def test_the_first_of_two_files_waits_for_the_second(tmp_path, target):
    """If one of two files cannot be written, the other one is not written either."""
    with pytest.raises(FileError, match="nowhere"):
        write_whole({target: NEW, tmp_path / "nowhere" / "other.csv": NEW})
    with pytest.raises(FileError, match="/dev/full"):
        write_whole({target: NEW, Path("/dev/full"): NEW})
    assert (written(target), names(tmp_path)) == (OLD, ["target.csv"])


def test_a_file_keeps_its_permissions_and_a_new_one_gets_those_of_any_new_file(tmp_path, target):
    """The permissions of what is replaced stay, wide or narrow; a new file has what the mask leaves."""
    for mode in (0o600, 0o640, 0o666, 0o755):
        target.chmod(mode)
        write_whole({target: NEW})
        assert stat.S_IMODE(target.stat().st_mode) == mode
    (tmp_path / "usual").write_text(NEW, encoding="utf-8")
    write_whole({tmp_path / "new": NEW})
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_confidential_file_is_its_owners_where_it_is_new(tmp_path, target):
    """One that is there keeps its permissions: who set them meant them."""
    target.chmod(0o640)
    write_whole({target: NEW, tmp_path / "new": NEW}, private=[target, tmp_path / "new"])
    assert [stat.S_IMODE(path.stat().st_mode) for path in (target, tmp_path / "new")] == [0o640, 0o600]


def test_nobody_reads_along_before_the_permissions_are_those_of_the_file(target, monkeypatch):
    """While it is written, the part of a protected file is open to its owner only."""
    seen = []
    monkeypatch.setattr(shutil, "copystat", lambda _, part: seen.append(stat.S_IMODE(part.stat().st_mode)))
    write_whole({target: NEW})
    assert seen == [0o600]


def test_a_file_that_is_protected_is_not_replaced(target, monkeypatch):
    """To replace a file its folder's permission would do; its own counts all the same."""

    def protected(path, mode="r", *_arguments, **_options):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", protected)  # root may write to everything
    with pytest.raises(FileError) as caught:
        write_whole({target: NEW})
    monkeypatch.undo()
    assert str(caught.value) == (
        f"{target}: cannot be written: Permission denied; choose a file and a folder that may be written to"
    )
    assert (written(target), names(target.parent)) == (OLD, ["target.csv"])


@pytest.mark.parametrize("exists", [True, False])
def test_what_a_link_leads_to_is_replaced(tmp_path, target, exists):
    """A symbolic link stays one, and so does one that leads to another, also to what is not there yet."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "link").symlink_to("deep/link")
    (tmp_path / "deep" / "link").symlink_to("../target.csv")
    if not exists:
        target.unlink()
    write_whole({tmp_path / "link": NEW})
    assert written(target) == NEW
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "deep" / "link").is_symlink()
    assert names(tmp_path / "deep") == ["link"]


IMPOSSIBLE = {
    "a folder": (".", errno.EISDIR, "name a file"),
    "a file as a folder": ("target.csv/x", errno.ENOTDIR, "make the folder, or choose another"),
    "a missing folder": ("nowhere/x", errno.ENOENT, "make the folder, or choose another"),
    "a long name": ("x" * 300, errno.ENAMETOOLONG, "choose a shorter name"),
    "a circle": ("circle", errno.ELOOP, None),
}


@pytest.mark.parametrize(("name", "number", "advice"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_cannot_be_written_is_one_error_with_what_to_do(tmp_path, target, name, number, advice):
    """The message names the file as it was given, what is wrong, and what to do."""
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(FileError) as caught:
        write_whole({tmp_path / name: NEW})
    said = f"{tmp_path / name}: cannot be written: {os.strerror(number)}"
    assert str(caught.value) == (f"{said}; {advice}" if advice else said)
    assert (written(target), names(tmp_path)) == (OLD, ["circle", "target.csv"])


def test_half_a_letter_is_refused_before_anything_is_written(tmp_path, target):
    """A text that UTF-8 cannot say leaves no empty file."""
    with pytest.raises(FileError) as caught:
        write_whole({tmp_path / "first.csv": NEW, target: "caf\udce9"})
    assert "got '\\udce9', half of a letter" in str(caught.value)
    assert (written(target), names(tmp_path)) == (OLD, ["target.csv"])


def test_a_pipe_is_written_to(tmp_path):
    """A named pipe stays one; who reads it gets the text."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole({pipe: NEW})
    assert os.read(reader, 100).decode() == NEW
    os.close(reader)
    assert names(tmp_path) == ["pipe"]
    assert pipe.is_fifo()


def test_a_stream_that_goes_to_a_file_is_written_to_where_it_stands(tmp_path):
    """What was written to an open file before stays: `--out /dev/stdout >> all.csv` puts the text behind it."""
    path = tmp_path / "all.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(OLD)
        file.flush()
        write_whole({Path(f"/dev/fd/{file.fileno()}"): NEW})
        file.write(OLD)
    assert written(path) == OLD + NEW + OLD


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_data_on_standard_output_is_utf_8(monkeypatch, encoding):
    """Data that is printed is what a file would hold, whatever encoding is set for a terminal."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    print_data(NEW)
    assert stream.buffer.getvalue() == NEW.encode()
    with pytest.raises(FileError, match=r"^standard output: cannot be written as UTF-8"):
        print_data("caf\udce9")
