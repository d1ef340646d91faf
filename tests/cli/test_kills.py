"""Commands that are killed while they write."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 200

KILLING = Path(__file__).with_name("killing.py")

HEADER = "school,control,course,attendance,contents,partners\n"
ROWS = [f"S{i:02},{'public' if i % 3 else 'private'},yes,{i % 24 * 4},equity,{i % 11}" for i in range(1, 73)]


@pytest.mark.long
def test_a_kill_leaves_the_old_file_or_the_new_one(folder):
    """Every writing command, killed at random moments: each file is one of two, no input is touched, nothing else lies
    about than parts that are told by their names.
    """
    (folder / "answers.csv").write_text(HEADER + "\n".join(ROWS) + "\n", encoding="utf-8")
    counts = "attribute,value,count\ncontrol,public,100\ncontrol,private,80\n"
    (folder / "counts.csv").write_text(counts, encoding="utf-8")
    (folder / "out").mkdir()
    source = os.pathsep.join(path for path in sys.path if path)
    result = subprocess.run(
        [sys.executable, KILLING, str(KILLS)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": source, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["wrong"] == []
    assert min(told["old"], told["new"]) > KILLS // 10, told
