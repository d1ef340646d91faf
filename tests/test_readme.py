"""The README is true: its Python fences run as written."""

from pathlib import Path

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

README = Path(__file__).parents[1] / "README.md"


def test_the_fences_of_the_readme_run(tmp_path, monkeypatch):
    """Every Python fence of the README runs, in order, in one namespace, anywhere."""
    # One test, not one for each fence: they build on each other, and the suite is shuffled and spread over processes.
    monkeypatch.chdir(tmp_path)
    sybil = Sybil(
        parsers=[PythonCodeBlockParser(), SkipParser()], pattern=README.name, path=str(README.parent)
    )
    for example in sybil.parse(README).examples():
        example.evaluate()
