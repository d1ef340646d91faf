"""The floors of the library, and proof that the contracts which hold them up would notice a crack."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
CONFIGURATION = ROOT / "pyproject.toml"
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

KERNELS = sorted(SOURCE.rglob("_kernels.py")) + sorted(SOURCE.rglob("_kernels/*.py"))
OPEN_TO_KERNELS = {"__future__", "collections", "math", "numpy", "typing"}


def lint(source: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter with the contracts of this repository over the package below `source`."""
    return subprocess.run(
        [sys.executable, "-c", LINT, "--config", str(CONFIGURATION), "--no-cache", "--no-logo", *options],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_library_keeps_its_contracts():
    """Imports go down only, there are no cycles, nobody inside imports the facade, and the core stays pure."""
    result = lint(SOURCE)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "No matches for ignored import" not in result.stdout, "an exception that is no longer needed"


@pytest.fixture
def skeleton(tmp_path):
    """A package with the floor plan of smmi and nothing in it."""
    rooms = [
        "badge",
        "benchmark",
        "cli",
        "editions",
        "frames",
        "instrument",
        "report",
        "scoring",
        "serialization",
        "testing",
    ]
    modules = ["__init__", "_law", "errors", "fingerprint", "frozen", *(f"{room}/__init__" for room in rooms)]
    modules += [
        "scoring/_kernels",
        "scoring/_scorer",
        "benchmark/_kernels",
        "benchmark/_norms",
        "instrument/_answers",
    ]
    for name in modules:
        path = tmp_path / "smmi" / f"{name}.py"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text("")
    return tmp_path


def test_the_bare_floor_plan_keeps_every_contract(skeleton):
    """A contract that the empty floor plan breaks would prove nothing when it breaks."""
    result = lint(skeleton)
    assert result.returncode == 0, result.stdout + result.stderr


CRACKS = {
    "up": ("floors", "scoring/_scorer", "from smmi.benchmark import Norms"),
    "up, inside a function": (
        "floors",
        "instrument/_answers",
        "def f():\n    from smmi.scoring import Scores",
    ),
    "up, for types only": (
        "floors",
        "errors",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from smmi.instrument import Instrument",
    ),
    "between neighbours": ("floors", "report/__init__", "import smmi.frames"),
    "badge to scoring": ("floors", "badge/__init__", "from smmi.scoring import Scores"),
    "scoring to badge": ("floors", "scoring/_scorer", "import smmi.badge"),
    "editions to benchmark": ("floors", "editions/__init__", "from smmi.benchmark import Norms"),
    "a module without a floor": ("floors", "arrays", "import numpy"),
    "a cycle": (
        "cycles",
        "scoring/_scorer",
        "from smmi.scoring._kernels import mean",
        "scoring/_kernels",
        "from smmi.scoring._scorer import Scorer",
    ),
    "a name of the facade": ("facade", "cli/__init__", "from smmi import Answers"),
    "the facade itself": ("facade", "scoring/_scorer", "import smmi"),
    "a class in a kernel": ("kernels", "scoring/_kernels", "from smmi.instrument import Instrument"),
    "a sibling in a kernel": ("kernels", "benchmark/_kernels", "from smmi.benchmark._norms import Norms"),
    "attrs in a kernel": ("kernels", "benchmark/_kernels", "import attrs"),
    "an extra in the core": ("core", "scoring/_scorer", "def f():\n    import pandas"),
    "a file in the core": ("core", "serialization/__init__", "from pathlib import Path"),
    "a clock in the core": ("core", "benchmark/_norms", "from datetime import datetime"),
    "a log in the core": ("core", "errors", "import logging"),
    "global randomness in the core": ("core", "editions/__init__", "import random"),
}


@pytest.mark.parametrize(
    ("contract", "module", "line", "more"), [(*c[:3], c[3:]) for c in CRACKS.values()], ids=CRACKS
)
def test_every_contract_notices_its_crack(skeleton, contract, module, line, more):
    """Each contract is broken by the import that it is there to forbid."""
    for name, text in [(module, line), more] if more else [(module, line)]:
        (skeleton / "smmi" / f"{name}.py").write_text(text + "\n")
    result = lint(skeleton, "--contract", contract)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Contracts: 0 kept, 1 broken." in result.stdout


@pytest.mark.parametrize("path", KERNELS, ids=[path.relative_to(SOURCE).as_posix() for path in KERNELS])
def test_a_kernel_imports_numpy_only(path):
    """A numeric kernel imports nothing but numpy, `math`, and what annotations need."""
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add("." * node.level or (node.module or "").partition(".")[0])
    assert imported <= OPEN_TO_KERNELS
