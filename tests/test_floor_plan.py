"""The floor plan in `docs/contributing.md` is that of the code.

`python tests/test_floor_plan.py --write` writes it anew: the floors and rooms as the import contracts order them, each
with the first sentence of its docstring.
"""

import argparse
import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "smmi"
PAGE = ROOT / "docs" / "contributing.md"
BEGIN, END = "<!-- floor plan: written by tests/test_floor_plan.py -->\n", "<!-- end of the floor plan -->\n"


def layers() -> dict[str, list[str]]:
    """The floors of the library, and the rooms of each package, from the ground up."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    return {
        container: [name for layer in reversed(contract["layers"]) for name in re.findall(r"\w+", layer)]
        for contract in contracts
        if contract["type"] == "layers"
        for container in contract["containers"]
    }


def docstring(place: Path) -> str | None:
    """The docstring of a module or a package; None if there is none of either."""
    for path in (place / "__init__.py", place.with_suffix(".py")):
        if path.is_file():
            return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    return None


def first_sentence(text: str) -> str:
    """The first sentence of a docstring, on one line."""
    return re.split(r"(?<=\.)\s", " ".join(text.split("\n\n", maxsplit=1)[0].split()))[0]


def plan() -> Iterator[str]:
    """The floor plan, line by line."""
    found = layers()
    for floor in found["smmi"]:
        text = docstring(SOURCE / floor)
        if text is None or floor == "__main__":
            continue  # a floor that is not built yet
        yield f"- **`{floor}`** {first_sentence(text)}"
        for room in found.get(f"smmi.{floor}", []):
            if (SOURCE / floor / room).is_dir():
                yield f"  - `{room}` {first_sentence(docstring(SOURCE / floor / room) or '')}"


def written(page: str) -> str:
    """The page with the floor plan as it is in the code."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return "\n".join([f"{head}{BEGIN}", *plan(), f"\n{END}{tail}"])


def test_the_floor_plan_is_that_of_the_code():
    """The page names every floor and room with what its docstring says; if a change is meant, write it anew."""
    page = PAGE.read_text(encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    assert written(page) == page


def test_every_package_stands_in_the_floor_plan():
    """No package is left out: each is a floor or a room of a contract, and says what it is."""
    rooms = {path.parent.relative_to(SOURCE).parts for path in SOURCE.rglob("__init__.py")} - {()}
    found = layers()
    named = {tuple([*container.split("."), room][1:]) for container, names in found.items() for room in names}
    assert sorted(rooms - named) == []
    assert [path for path in SOURCE.rglob("__init__.py") if not docstring(path.parent)] == []


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Print the floor plan, or write it into the page.")
    parser.add_argument("--write", action="store_true", help=f"write it into {PAGE.name}")
    if parser.parse_args().write:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in plan()))
