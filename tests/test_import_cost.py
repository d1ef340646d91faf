"""What an import loads: one interpreter for each claim, since this one has loaded everything."""

import subprocess
import sys

EXTRAS = {
    *("hypothesis", "jinja2", "matplotlib", "narwhals", "rich", "typer"),
    *("duckdb", "pandas", "polars", "pyarrow"),
}
CORE = [
    "smmi.errors",
    "smmi.frozen",
    "smmi.fingerprint",
    "smmi.instrument",
    "smmi.scoring",
    "smmi.editions",
    "smmi.benchmark",
    "smmi.serialization",
]


def loaded_by(statement: str) -> set[str]:
    """The modules that a new interpreter has loaded after the statement, and not before it."""
    code = f"import sys; before = set(sys.modules); {statement}; print(*(set(sys.modules) - before))"
    command = [sys.executable, "-c", code]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_the_facade_is_lazy():
    """`import smmi` loads neither numpy nor scipy nor any other package that is not of the standard library."""
    roots = {name.partition(".")[0] for name in loaded_by("import smmi")}
    assert roots - sys.stdlib_module_names == {"smmi"}


def test_the_facade_costs_about_what_attrs_costs():
    """`import smmi` loads no more modules than `import attrs` does."""
    assert len(loaded_by("import smmi")) <= len(loaded_by("import attrs"))


def test_the_core_loads_no_extra_and_no_scipy_stats():
    """No package of the core loads what an extra brings, or `scipy.stats`, which costs ten times numpy."""
    loaded = loaded_by(f"import {', '.join(CORE)}")
    assert not {name.partition(".")[0] for name in loaded} & EXTRAS
    assert "scipy.stats" not in loaded


def test_data_frames_load_no_extra_before_they_are_used():
    """`import smmi.frames` loads neither narwhals nor the maker of any frame."""
    loaded = loaded_by("import smmi.frames")
    assert not {name.partition(".")[0] for name in loaded} & EXTRAS
