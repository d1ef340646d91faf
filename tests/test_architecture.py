"""The floors of the library, and proof that the contracts which hold them up would notice a crack."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
CONFIGURATION = ROOT / "pyproject.toml"
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

KERNELS = [
    SOURCE / "smmi" / "instrument" / "scales" / "_look_up.py",
    SOURCE / "smmi" / "scoring" / "rules" / "_kernels.py",
    *sorted((SOURCE / "smmi" / "benchmark" / "kernels").rglob("*.py")),
]
OPEN_TO_KERNELS = {
    "__future__",
    "collections",
    "functools",
    "itertools",
    "math",
    "numpy",
    "operator",
    "typing",
}
MOST_MODULES = 13
"""How many modules a room has at most: about a dozen."""


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
    """A package with the floor plan of smmi, every room in it, and nothing in any module."""
    for path in SOURCE.rglob("*.py"):
        bare = tmp_path / path.relative_to(SOURCE)
        bare.parent.mkdir(exist_ok=True, parents=True)
        bare.write_text("")
    (tmp_path / "smmi" / "frames").mkdir(exist_ok=True)
    (tmp_path / "smmi" / "frames" / "__init__.py").write_text("")
    return tmp_path


def test_the_bare_floor_plan_keeps_every_contract(skeleton):
    """A contract that the empty floor plan breaks would prove nothing when it breaks."""
    result = lint(skeleton)
    assert result.returncode == 0, result.stdout + result.stderr


SCORER, SCHEME, NORMS = "scoring/scorer/_scorer", "scoring/scheme/_scheme", "benchmark/norms/_norms"
RANKS = "benchmark/kernels/_ranks"
CRACKS = {
    "up": ("floors", SCORER, "from smmi.benchmark import Norms"),
    "up, inside a function": (
        "floors",
        "instrument/answers/_answers",
        "def f():\n    from smmi.scoring import Scores",
    ),
    "up, for types only": (
        "floors",
        "errors",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from smmi.instrument import Instrument",
    ),
    "between neighbours": ("floors", "report/__init__", "import smmi.frames"),
    "badge to scoring": ("floors", "badge/__init__", "from smmi.scoring import Scores"),
    "scoring to badge": ("floors", SCORER, "import smmi.badge"),
    "editions to benchmark": ("floors", "editions/__init__", "from smmi.benchmark import Norms"),
    "a module without a floor": ("floors", "arrays", "import numpy"),
    "up inside the instrument": (
        "instrument",
        "instrument/scales/_scales",
        "from smmi.instrument.routing._conditions import Equals",
    ),
    "between rooms of one floor": (
        "instrument",
        "instrument/synthesis/_cohort",
        "from smmi.instrument.crosswalk import Crosswalk",
    ),
    "a module of the instrument without a room": ("instrument", "instrument/_arrays", "import numpy"),
    "up inside scoring": ("scoring", "scoring/rules/_means", "from smmi.scoring.scheme import ScoringScheme"),
    "a method seam that is not named": (
        "scoring",
        SCHEME,
        "def f():\n    from smmi.scoring.explanation._trace import Trace",
    ),
    "up inside benchmarking": (
        "benchmark",
        "benchmark/survey/_design",
        "from smmi.benchmark.norms import Norms",
    ),
    "up inside the kernels": (
        "kernel-rooms",
        RANKS,
        "from smmi.benchmark.kernels.agreement import _consistency",
    ),
    "up inside serialization": (
        "serialization",
        "serialization/fields/_tags",
        "from smmi.serialization.documents import to_document",
    ),
    "up inside testing": ("testing", "testing/strategies/_rules", "from smmi.testing.cases import _case"),
    "up inside the exchange": (
        "exchange",
        "exchange/expressions/_tree",
        "from smmi.exchange.programs import to_python",
    ),
    "up inside the report": ("report", "report/page/_page", "from smmi.report.wording import _words"),
    "up inside the plots": (
        "plots",
        "report/plots/canvas/_marks",
        "from smmi.report.plots._told import label_of",
    ),
    "up inside the formats of files": (
        "formats",
        "cli/formats/tables/_table",
        "from smmi.cli.formats.outputs import DataTable",
    ),
    "up inside the editions": ("editions", "editions/framework/_terms", "import smmi.editions.areas"),
    "a cycle": (
        "cycles",
        SCORER,
        "from smmi.scoring.scorer._plan import mean",
        "scoring/scorer/_plan",
        "from smmi.scoring.scorer._scorer import Scorer",
    ),
    "a name of the facade": ("facade", "cli/__init__", "from smmi import Answers"),
    "the facade itself": ("facade", SCORER, "import smmi"),
    "a class in a kernel": (
        "kernels",
        "scoring/rules/_kernels",
        "from smmi.instrument.answers import Answers",
    ),
    "a room in a kernel": ("kernels", RANKS, "from smmi.benchmark.norms._norms import Norms"),
    "attrs in a kernel": ("kernels", RANKS, "import attrs"),
    "an error in a kernel": (
        "kernels",
        "instrument/scales/_look_up",
        "from smmi.errors import ArgumentError",
    ),
    "an extra in the core": ("core", SCORER, "def f():\n    import pandas"),
    "a file in the core": ("core", "serialization/__init__", "from pathlib import Path"),
    "a clock in the core": ("core", NORMS, "from datetime import datetime"),
    "a log in the core": ("core", "errors", "import logging"),
    "global randomness in the core": ("core", "editions/__init__", "import random"),
}


@pytest.mark.long
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
def test_a_kernel_imports_numpy_and_its_own_room(path):
    """A kernel imports numpy, `math`, thresholds and other kernels; SciPy only inside the function that needs it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    at_the_top = {node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "."]
        else:
            continue
        for name in names:
            own = name.startswith(
                ("smmi._thresholds", "smmi.benchmark.kernels.", "smmi.scoring.arithmetic._double_double")
            )
            lazy = name.partition(".")[0] == "scipy" and node not in at_the_top
            assert own or lazy or name.partition(".")[0] in OPEN_TO_KERNELS, name


IMPORTS = re.compile(
    r"^[ \t]*((?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+(?:\([^)]*\)|[\w. ,*]+))", flags=re.MULTILINE
)


def foreign_doors(path: Path, source: Path) -> list[str]:
    """The imports of a module that open a private module of another package."""
    package = path.relative_to(source / "smmi").parts[0]
    found = []
    # The imports alone: to parse the whole library takes longer than all other tests of it.
    imports = IMPORTS.findall(re.sub(r"#.*", "", path.read_text(encoding="utf-8")))
    for node in ast.parse("\n".join(imports)).body:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            private = any(part.startswith("_") and not part.startswith("__") for part in parts[2:])
            if parts[0] == "smmi" and len(parts) > 2 and parts[1] != package and private:
                found.append(name)
    return found


def test_nobody_imports_a_private_module_of_another_package():
    """From one package to another one goes through a room's door, never into a module with an underscore."""
    found = {
        path.relative_to(SOURCE).as_posix(): foreign_doors(path, SOURCE) for path in SOURCE.rglob("*.py")
    }
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "line",
    [
        "from smmi.instrument.scales._coding import coding",
        "from smmi.instrument.scales import _coding",
        "import smmi.instrument.scales._coding",
        "def f():\n    from smmi.instrument.scales._coding import Coding",
    ],
)
def test_a_foreign_private_module_would_be_noticed(line, tmp_path):
    """Every way to import a private module of another package is found."""
    path = tmp_path / "smmi" / "scoring" / "_anything.py"
    path.parent.mkdir(parents=True)
    path.write_text(line)
    assert len(foreign_doors(path, tmp_path)) == 1


ROOMS = sorted({path.parent for path in (SOURCE / "smmi").rglob("_*.py")} - {SOURCE / "smmi"})


@pytest.mark.parametrize("room", ROOMS, ids=[room.relative_to(SOURCE).as_posix() for room in ROOMS])
def test_a_room_is_small_and_says_what_it_is(room):
    """A room has about a dozen modules at most, and the docstring of its `__init__` says what it is."""
    modules = [path for path in room.glob("*.py") if path.name != "__init__.py"]
    assert len(modules) <= MOST_MODULES, f"{room.name} is full: split it by noun, or choose another room"
    assert ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))


def test_no_room_has_the_name_of_a_public_function():
    """What a package lends to be called is none of its rooms: `smmi.benchmark.change` cannot be both."""
    lines = Path(__file__).with_name("surface.txt").read_text(encoding="utf-8").splitlines()
    called = {tuple(line.partition("(")[0].split(".")) for line in lines if "(" in line}
    functions = {(name[1], name[-1]) for name in called if all(part.islower() for part in name[1:])}
    rooms = {room.relative_to(SOURCE / "smmi").parts for room in ROOMS}
    assert sorted(rooms & functions) == []
    assert ("benchmark", "rake") in functions
    assert ("benchmark", "survey") in rooms
