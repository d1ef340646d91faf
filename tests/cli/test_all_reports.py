"""`smmi report --all`: every unit's report is the one that a command for it alone makes, and tells of no other."""

import json
from pathlib import PurePath

import pytest
from hypothesis import given, strategies as st

from smmi.cli.reporting._reports import file_names

UNITS = (
    "S1",
    "s1",
    "St. John's, Ōtaki",
    "../up",
    "con",
    ".dot",
    "Z" * 90,
    "=1+1",
    *(f"U{i}" for i in range(4)),
)
HEADER = "school,control,course,attendance,contents,partners"
SHARED = ("--by", "control")


def table(units=UNITS):
    """Answers of units, each with other ones."""
    rows = [
        f'"{unit}",{("public", "private")[i % 2]},yes,{5 * i + 1}.25,{("equity", "advocacy", "none")[i % 3]},{i % 11}'
        for i, unit in enumerate(units)
    ]
    return "\n".join([HEADER, *rows, ""])


def made(folder):
    """The reports in a folder, by their names."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.html"))}


@pytest.fixture
def every(folder, on_tiny):
    """All reports, in `all`."""

    def command(*options, units=UNITS):
        return on_tiny("report", table(units), "--all", "--out-dir", "all", *SHARED, *options)

    return command


def test_each_is_the_one_of_a_command_for_the_unit_alone(folder, every, run):
    """To the byte, and its manifest makes it again."""
    assert every().stdout == f"Reports of {len(UNITS)} units in all: {len(UNITS)} written\n"
    names = file_names(UNITS)
    assert set(made(folder / "all")) == set(names.values())
    (folder / "one").mkdir()
    for unit in UNITS[2:4]:
        out = f"all/{names[unit]}"
        there, manifest = (
            (folder / out).read_bytes(),
            (folder / f"{out}.manifest.json").read_text(encoding="utf-8"),
        )
        asked = ("report", "answers.csv", "--instrument", "tiny.json", "--unit-column", "school", *SHARED)
        alone = run(*asked, f"--unit={unit}", "--out", out)
        assert alone.exit_code == 0, alone.output
        assert (folder / out).read_bytes() == there
        assert (folder / f"{out}.manifest.json").read_text(encoding="utf-8") == manifest
        assert run("repeat", f"{out}.manifest.json").exit_code == 0


@pytest.mark.parametrize("form", ["md", "json"])
def test_another_form_is_that_of_a_command_for_the_unit_alone(folder, every, run, form):
    """By how the file ends, or by name; its manifest makes it again."""
    assert f": {len(UNITS)} written\n" in every("--as", form).stdout
    there = (folder / "all" / f"U0.{form}").read_text(encoding="utf-8")
    assert there.startswith({"md": "# U0\n", "json": "{\n"}[form])
    asked = (
        "report",
        "answers.csv",
        "--instrument",
        "tiny.json",
        "--unit-column",
        "school",
        *SHARED,
        "--unit=U0",
    )
    for more in (("--out", f"one.{form}"), ("--out", "one.txt", "--as", form)):
        alone = run(*asked, *more)
        assert alone.exit_code == 0, alone.output
        assert (folder / more[1]).read_text(encoding="utf-8") == there
    assert run("repeat", f"all/U0.{form}.manifest.json").exit_code == 0
    assert run(*asked, "--out", "one.txt").exit_code == 0
    assert (folder / "one.txt").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_what_is_there_is_left(folder, every):
    """A run that was stopped goes on: what is missing, changed, or made of other answers is written."""
    assert f": {len(UNITS)} written\n" in every().output
    first = made(folder / "all")
    (folder / "all" / "U0.html").unlink()
    (folder / "all" / "U1.html").write_text("half a rep", encoding="utf-8")
    (folder / "all" / "U2.html.manifest.json").unlink()
    (folder / "all" / "U3.html.manifest.json").write_text("{", encoding="utf-8")
    rest = len(UNITS) - 4
    assert every().stdout == f"Reports of {len(UNITS)} units in all: 4 written; {rest} were there already\n"
    assert made(folder / "all") == first
    fewer = UNITS[5:]
    assert f": {len(fewer)} written\n" in every(units=fewer).stdout
    assert f": {len(fewer)} written\n" in every("--unit-noun", "college", units=fewer).stdout
    result = every("--unit-noun", "college", "--no-manifest", units=fewer)
    assert f": {len(fewer)} written\n" in result.stdout  # nothing says of what they were made


def test_a_file_holds_nothing_of_another_school(folder, every):
    """No name and no score of any other one, as its own tells it."""
    every()
    names = file_names(UNITS)
    for unit in UNITS:
        text = (folder / "all" / names[unit]).read_text(encoding="utf-8")
        for other in UNITS[2:4] + UNITS[6:]:
            assert other == unit or other not in text
        manifest = json.loads((folder / "all" / f"{names[unit]}.manifest.json").read_text(encoding="utf-8"))
        assert manifest["options"]["--unit"] == unit


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--unit", "S1"),
        ("--all",),
        ("--out-dir", "all"),
        ("--all", "--out", "x.html"),
        ("--all", "--out-dir", "all", "--unit", "S1"),
        ("--unit", "S1", "--out", "x.html", "--all"),
    ],
    ids=["nothing", "no_out", "no_folder", "no_all", "all_out", "both", "three"],
)
def test_options_that_do_not_go_together_are_refused(folder, on_tiny, options):
    """What is asked for is one report, or all."""
    result = on_tiny("report", table(), *options)
    assert result.exit_code == 2
    told = "--unit ID and --out FILE for the report of one unit, or --all and --out-dir FOLDER for all"
    assert told in " ".join(result.stderr.split())
    assert not made(folder)


def test_a_report_takes_the_place_of_nothing_that_is_read(folder, on_tiny):
    """A unit is called as the file of the norms."""
    units = [f"U{i}" for i in range(6)]
    assert on_tiny("norms", table(units), "--out", "U5.html").exit_code == 0
    norms = (folder / "U5.html").read_bytes()
    result = on_tiny("report", table(units), "--all", "--out-dir", ".", "--norms", "U5.html")
    assert result.exit_code == 3
    assert "the report of U5" in " ".join(result.stderr.split())
    assert {"U5.html": norms} == made(folder)


def test_a_folder_that_cannot_be_made_is_told(folder, every):
    """A file stands in its place."""
    (folder / "all").write_text("", encoding="utf-8")
    result = every()
    assert result.exit_code == 3
    assert "all: " in result.stderr


@given(st.lists(st.text(min_size=1), unique=True, max_size=6))
def test_names_of_files_are_plain_and_differ(units):
    """On every system, whatever units are called."""
    names = file_names(units)
    assert len({name.casefold() for name in names.values()}) == len(units)
    for name in names.values():
        assert PurePath(name).name == name
        assert name.isascii()
        assert len(name) <= 100
