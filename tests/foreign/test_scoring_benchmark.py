"""The benchmark of scoring runs with its C loop, and all rivals compute the same scores."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ROWS = [
    ("batch of 60 finite answers", "C loop, from points"),
    ("batch of 60 finite answers", "C loop, from codes"),
    ("peak memory of 60", "beyond inputs and outputs"),
    ("batch of 60 finite answers", "pandas, from points"),
    ("batch of 60 finite answers", "polars, from points"),
    ("batch of 60 finite answers", "pandas, from codes"),
    ("batch of 60 finite answers", "pandas, from categories"),
    ("batch of 60 finite answers", "polars, from codes"),
    ("two threads at 60", "one thread"),
    ("batch of 60 continuous answers", "C loop, from numbers"),
    ("60 units", "pandas"),
    ("one response, with its result", "plain loop"),
    ("import smmi", "import attrs"),
]


@pytest.mark.foreign
def test_the_benchmark_of_scoring_prints_every_row():
    """A small run compares all scores with every rival's, and prints a row for each."""
    command = [sys.executable, "benchmarks/scoring.py", "--units", "60", "--repeats", "1", "--without-r"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for work, rival in ROWS:
        assert any(line.startswith(work) and rival in line for line in lines), (work, rival, lines)
