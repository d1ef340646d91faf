"""The benchmarks run, and their rivals compute the same scores."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.long
@pytest.mark.parametrize(
    ("command", "rows"),
    [
        (
            ["placing.py", "--repeats", "1"],
            [
                "1,000 ranks, from scores",
                "1,000 ranks on a grid of 81, from kept places",
                "10,000 units x 23 scores x 2 groups, each unit",
                "intervals of 17 medians",
            ],
        ),
        (
            ["paths.py", "--units", "1"],
            ["equal         Stars(stars=4, code='overall'", "two decimals  ScoreOf(points=80"],
        ),
        (
            ["decomposition.py", "--repeats", "1"],
            ["score, 4 causes, 242 units x 23 scores ", "percentile-rank, 7 causes, 242 units x 23 scores"],
        ),
        (
            ["stability.py", "--draws", "400", "--repeats", "1"],
            ["ranks of 242 units under 400 draws", "rankdata of SciPy", "a whole sweep", "a grid of"],
        ),
        (["coverage.py", "--samples", "20"], ["  26     -      5  percentile rank, Clopper-Pearson"]),
        (
            ["comparison.py", "--samples", "3"],
            [
                "normal           medical 83, dental 26    welch",
                "skewed, bounded  nursing 133, medical 83  hodges-lehmann",
                "spreads differ   public, private of 242   adjusted, weighted, HC3",
                "normal           medical 83, dental 26    any of 16, holm",
            ],
        ),
        (["agreement.py", "--repeats", "1"], ["alpha, 104 x 4:"]),
        (
            ["definitions.py", "--questions", "30", "--repeats", "1"],
            ["30 questions, 48 indicators, ", "  from_qualtrics "],
        ),
        (
            ["levels.py", "--units", "2000", "--samples", "3"],
            [
                "jacobson-truax            nothing changed, high at first ",
                "hageman-arrindell         truly back, of those just at the cut ",
                "alpha, bootstrap          ordinal, 30 units, 5 parts ",
                "ICC (2,1)                 normal, 30 units, 4 raters, complete ",
            ],
        ),
        (
            ["printed.py", "--units", "30", "--repeats", "1"],
            ["30 responses: ", "printed ", "by hand ", "ratio "],
        ),
        (
            ["csv_files.py", "--units", "9000", "--repeats", "1"],
            ["9,000 units x 80 codes", "  smmi  ", "  Polars  ", "smmi beside Polars: ", "peak of memory: "],
        ),
    ],
    ids=[
        "placing",
        "paths",
        "decomposition",
        "stability",
        "coverage",
        "comparison",
        "agreement",
        "definitions",
        "levels",
        "printed",
        "csv_files",
    ],
)
def test_the_benchmarks_print_their_rows(command, rows):
    """All run; the first compares all ranks and errors with SciPy's before it prints, the last with Polars' means."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    script = [sys.executable, f"benchmarks/{command[0]}", *command[1:]]
    done = subprocess.run(script, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for row in rows:
        assert any(line.startswith(row) for line in lines), (row, lines)


@pytest.mark.long
def test_the_benchmark_of_disclosure_control_finds_no_leak():
    """A small run prints times, attacks and the ratio to the optimum: no leak, and nothing withheld in vain."""
    command = [sys.executable, "-m", "benchmarks.disclosure", "--units", "60", "--sets", "8", "--optima", "4"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert sum(" 0 leaks;" in line for line in lines[:2]) == 2
    assert "after it 0 by the auditor, 0 by differences, 0 by ranks" in lines[2]
    assert all("ratio to the optimum 1.0000 on average, 1.0000 at most" in line for line in lines[3:5])


@pytest.mark.long
def test_the_benchmark_of_profiles_finds_the_scores_of_a_plain_loop():
    """A small run beside the same code as the older build; every score is compared with the loop's first."""
    command = [
        sys.executable,
        "benchmarks/profiles.py",
        "--repeats",
        "1",
        "--units",
        "30",
        "--old",
        str(ROOT),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 6
    assert all(line.startswith(("work", "value and bounds", "one ")) for line in lines), lines


@pytest.mark.long
def test_the_benchmark_of_exactness_measures_every_row_on_both_builds():
    """A small run beside the same code as the older build."""
    command = [
        sys.executable,
        "benchmarks/exactness.py",
        "--repeats",
        "1",
        "--units",
        "50",
        "--old",
        str(ROOT),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["work,", "milliseconds", "smmi", "older", "build", "ratio", "goal", "met"]
    assert [
        sum(line.startswith(kind) for line in lines) for kind in ("codes:", "first", "one:", "numbers:")
    ] == [31, 10, 7, 7]
