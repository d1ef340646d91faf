"""The benchmarks run, and their rivals compute the same scores."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

ROWS = [
    ("batch of 60 finite answers", "C loop, from points"),
    ("batch of 60 finite answers", "C loop, from codes"),
    ("peak memory of 60", "beyond inputs and outputs"),
    ("batch of 60 finite answers", "pandas, from points"),
    ("batch of 60 finite answers", "polars, from points"),
    ("batch of 60 finite answers", "pandas, from codes"),
    ("batch of 60 finite answers", "polars, from codes"),
    ("two threads at 60", "one thread"),
    ("batch of 60 continuous answers", "C loop, from numbers"),
    ("60 units", "pandas"),
    ("one response, with its result", "plain loop"),
    ("import smmi", "import attrs"),
]


def test_the_benchmark_of_scoring_prints_every_row():
    """A small run compares all scores with every rival's, and prints a row for each."""
    for needed in ("pandas", "polars"):
        pytest.importorskip(needed)
    if not shutil.which("gcc"):
        pytest.skip("the C loop is compiled with gcc")
    command = [sys.executable, "benchmarks/scoring.py", "--units", "60", "--repeats", "1", "--without-r"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for work, rival in ROWS:
        assert any(line.startswith(work) and rival in line for line in lines), (work, rival, lines)


@pytest.mark.parametrize(
    ("command", "rows"),
    [
        (
            ["placing.py", "--repeats", "1"],
            [
                "1,000 ranks, from scores",
                "1,000 ranks on a grid of 81, from kept codes",
                "intervals of 17 medians",
            ],
        ),
        (["coverage.py", "--samples", "20"], ["  26     -      5  percentile rank, Clopper-Pearson"]),
    ],
    ids=["placing", "coverage"],
)
def test_the_benchmarks_of_placing_print_their_rows(command, rows):
    """Both run; the first compares all ranks and errors with SciPy's before it prints."""
    for needed in ("pandas", "polars"):
        pytest.importorskip(needed)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    script = [sys.executable, f"benchmarks/{command[0]}", *command[1:]]
    done = subprocess.run(script, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for row in rows:
        assert any(line.startswith(row) for line in lines), (row, lines)


def test_the_benchmark_of_disclosure_control_finds_no_leak():
    """A small run prints times, attacks and the ratio to the optimum; nothing leaks, nothing is withheld in vain."""
    command = [sys.executable, "-m", "benchmarks.disclosure", "--units", "60", "--sets", "8", "--optima", "4"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert sum(" 0 leaks;" in line for line in lines[:2]) == 2
    assert "after it 0 by the auditor, 0 by differences, 0 by ranks" in lines[2]
    assert all("ratio to the optimum 1.0000 on average, 1.0000 at most" in line for line in lines[3:5])
