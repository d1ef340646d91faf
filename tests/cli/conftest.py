"""A tiny instrument in a file, and a way to run commands in its folder."""

import functools
import json

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from smmi.cli._app import app
from smmi.instrument import (
    Area,
    Binary,
    Characteristic,
    Count,
    Domain,
    Equals,
    Indicator,
    Instrument,
    MultipleChoice,
    Option,
    Percentage,
)
from smmi.serialization import to_document

PLAIN = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "GITHUB_ACTIONS": "", "FORCE_COLOR": None}
"""An environment in which the output does not depend on the machine."""


@pytest.fixture(scope="session")
def tiny():
    """An instrument of two areas, four indicators, one of them gated, and a characteristic."""
    topics = MultipleChoice(
        code="topics",
        options=(
            Option("equity", "Equity"),
            Option("advocacy", "Advocacy"),
            Option("none", "None", exclusive=True),
        ),
    )
    teaching = Area(
        code="teaching",
        label="Teaching",
        indicators=[
            Indicator(code="course", prompt="Is there a course?", scale=Binary(code="yes_no")),
            Indicator(
                code="attendance",
                prompt="What share attends?",
                scale=Percentage(code="share"),
                gate=Equals("course", "yes"),
            ),
            Indicator(code="contents", prompt="Which topics?", scale=topics),
        ],
    )
    outreach = Area(
        code="outreach",
        label="Outreach",
        indicators=[
            Indicator(code="partners", prompt="How many partners?", scale=Count(code="number", maximum=10))
        ],
    )
    return Instrument(
        code="tiny",
        edition="1",
        title="Tiny assessment",
        domains=[Domain(code="work", label="Work", areas=[teaching, outreach])],
        characteristics=[
            Characteristic("control", "Control", (Option("public", "Public"), Option("private", "Private")))
        ],
    )


@pytest.fixture
def folder(tmp_path, monkeypatch, tiny):
    """A working folder that holds the instrument as `tiny.json`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.json").write_text(json.dumps(to_document(tiny)), encoding="utf-8")
    return tmp_path


declared = functools.cache(get_command)
"""The commands of an app, which take longer to declare than most take to run."""


@pytest.fixture
def run(folder, monkeypatch):
    """Run a command in the folder."""
    monkeypatch.setattr("typer.testing._get_command", declared)

    def command(*arguments, env=None):
        return CliRunner().invoke(
            app, [str(argument) for argument in arguments], env={**PLAIN, **(env or {})}
        )

    return command


@pytest.fixture
def on_tiny(folder, run):
    """Write `answers.csv`, and run a command on it with the tiny instrument."""

    def command(name, content, *options, env=None):
        data = content.encode() if isinstance(content, str) else content
        (folder / "answers.csv").write_bytes(data)
        return run(
            name, "answers.csv", "--instrument", "tiny.json", "--unit-column", "school", *options, env=env
        )

    return command
