"""Whole pictures, kept beside this test: a change to what a reader sees is seen in the diff, and in a browser.

They are those of one version of matplotlib, which the extra `tests` pins, and of DejaVu, the font that it ships. Each
plot is there at 1, 16 and 60 areas, with one peer, with 40 and with 10,000.
`python -m tests.report.plots.test_golden_plots --write` writes them anew.
"""

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import matplotlib as mpl
import pytest

from smmi.report import plots
from tests.report.plots.drawn import NAMES, plots_of

ROOT = Path(__file__).parents[3]
GOLDEN = Path(__file__).parent / "golden"
FIRST = NAMES[:5]
"""The plots that a school sees, of which a picture of common size is compared by default."""
SIZES = ((1, 1), (16, 40), (16, 10_000), (60, 10_000))


def is_quick(name: str, areas: int, peers: int) -> bool:
    """Whether a picture is compared by default."""
    return areas == 1 or (peers <= 40 and name in FIRST)


def cases() -> Iterator[tuple[str, int, int]]:
    """Each plot with its numbers of areas and of peers; one picture of a common size is enough of the others."""
    for name in NAMES:
        for areas, peers in SIZES:
            if (areas, peers) != (16, 40) or name in FIRST:
                yield name, areas, peers


@cache
def drawn(areas: int, peers: int):
    """The plots of a size, made from results that are computed once."""
    return plots_of(areas, peers)


def picture(name: str, areas: int, peers: int) -> str:
    """The picture that is kept."""
    return plots.svg(drawn(areas, peers)[name]()) + "\n"


def path_of(name: str, areas: int, peers: int) -> Path:
    """Where it is kept."""
    return GOLDEN / f"{name}-{areas}-{peers}.svg"


MARKED = [
    pytest.param(*case, marks=[] if is_quick(*case) else pytest.mark.long, id="-".join(map(str, case)))
    for case in cases()
]


@pytest.mark.parametrize(("name", "areas", "peers"), MARKED)
def test_a_picture_is_what_it_was(name, areas, peers):
    """Letter by letter, with the version of matplotlib that the extra `tests` pins."""
    kept = path_of(name, areas, peers).read_text(encoding="utf-8")
    assert picture(name, areas, peers) == kept, (
        "look at it, then: python -m tests.report.plots.test_golden_plots --write"
    )


def test_the_pictures_are_those_of_the_pinned_version():
    """The extra `tests` pins one version, it is the one that draws here, and no picture is left over."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    (pinned,) = [one for one in extras["tests"] if one.startswith("matplotlib")]
    assert re.fullmatch(r"matplotlib==([\d.]+)", pinned)[1] == mpl.__version__
    assert {path_of(*case) for case in cases()} == {*GOLDEN.glob("*.svg")}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the pictures anew")
    if parser.parse_args().write:
        GOLDEN.mkdir(exist_ok=True)
        for case in cases():
            path_of(*case).write_text(picture(*case), encoding="utf-8")
            sys.stdout.write(f"{path_of(*case).name}\n")
