"""Commands that are killed while they write."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from smmi.cli._app import app
from smmi.cli._command_line import arguments_of
from smmi.cli.files import Writes
from tests.cli.killing import COMMANDS

KILLS = 200
"""So often each command."""

KILLING = Path(__file__).with_name("killing.py")

HEADER = "school,control,course,attendance,contents,partners\n"
ROWS = [f"S{i:02},{'public' if i % 3 else 'private'},yes,{i % 24 * 4},equity,{i % 11}" for i in range(1, 73)]


@pytest.mark.long
@pytest.mark.parametrize("command", COMMANDS)
def test_a_kill_leaves_the_old_file_or_the_new_one(command, folder):
    """A writing command, killed at random moments: each file is one of two, no input is touched, nothing else lies
    about than parts that are told by their names, and nothing is published that is not in the ledger.
    """
    (folder / "answers.csv").write_text(HEADER + "\n".join(ROWS) + "\n", encoding="utf-8")
    counts = "attribute,value,count\ncontrol,public,100\ncontrol,private,80\n"
    (folder / "counts.csv").write_text(counts, encoding="utf-8")
    (folder / "out").mkdir()
    (folder / "temporary").mkdir()
    source = os.pathsep.join(path for path in sys.path if path)
    result = subprocess.run(
        [sys.executable, KILLING, command, str(KILLS)],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": source,
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "TMPDIR": str(folder / "temporary"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout.splitlines()[-1])
    assert told["wrong"] == []
    assert told["kills"] == KILLS
    assert min(told["old"], told["new"]) > KILLS // 10, told


def test_every_file_that_a_command_writes_is_among_the_killed():
    """The account of a reading alone is written by the same step of many commands, of which two are killed."""
    commands = get_command(app).commands
    written = {
        (name, argument.name)
        for name, command in commands.items()
        for argument in arguments_of(command.callback).values()
        if isinstance(argument.role, Writes)
    }
    killed = {(words[0], option) for words, options in COMMANDS.values() for option in options}
    assert killed <= written
    assert {option for _, option in written - killed} <= {"--account"}
    assert "repeat" in COMMANDS
