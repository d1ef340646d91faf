"""The public surface is a text file, so that a change to it is seen in the diff.

`python tests/test_surface.py --write` writes the file anew.

A line is a public name with its parameters; a class has a line for each public method, property, field and member, its
own or inherited from a class of the library. Annotations are left out: how they print differs between versions of
Python and numpy, and `tests/typing/` holds them.
"""

import argparse
import ast
import doctest
import enum
import importlib
import inspect
import pkgutil
import re
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

import attrs

import smmi

ROOT = Path(__file__).parents[1]
SURFACE = Path(__file__).with_name("surface.txt")

NOT_SHOWN_YET: frozenset[str] = frozenset()
"""Public names that stand on no page and in no example. It only gets shorter: a new name comes with its example."""


def public_modules() -> Iterator[ModuleType]:
    """The facade and every module below it whose path has no underscore and that has something to lend."""
    yield smmi
    names = sorted(module.name for module in pkgutil.walk_packages(smmi.__path__, "smmi."))
    for name in names:
        if not any(part.startswith("_") for part in name.split(".")):
            module = importlib.import_module(name)
            if hasattr(module, "__all__"):
                yield module


def default(value: object) -> str:
    """A default as it prints the same everywhere: plain values as they are, anything else as an ellipsis."""
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if value is None or isinstance(value, bool | int | float | str) or value == ():
        return repr(value)
    return "..."


def parameters(function: object) -> str:
    """The parameters of a callable, without annotations; a type that is written out has none, in any Python."""
    if typing.get_origin(function) is not None:
        return ""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return ""
    bare = [
        parameter.replace(
            annotation=parameter.empty,
            default=parameter.empty
            if parameter.default is parameter.empty
            else Verbatim(default(parameter.default)),
        )
        for parameter in signature.parameters.values()
    ]
    return str(inspect.Signature(bare))


class Verbatim(str):
    """A text whose `repr` is itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the text without quotes."""
        return str(self)


def members(name: str, cls: type) -> Iterator[str]:
    """A line for each public member of a class."""
    if issubclass(cls, enum.Enum):
        yield from (f"{name}.{member.name} = {default(member.value)}" for member in cls)
    fields = {field.name for field in attrs.fields(cls)} if attrs.has(cls) else set()
    namespace: dict[str, object] = {}
    for owner in reversed(cls.__mro__):
        if owner.__module__.partition(".")[0] == "smmi":
            namespace |= vars(owner)
    for key, value in sorted(namespace.items()):
        if key.startswith("_") or isinstance(value, enum.Enum):
            continue
        if isinstance(value, classmethod | staticmethod):
            yield f"{name}.{key}{parameters(value.__func__)}"
        elif isinstance(value, FunctionType):
            yield f"{name}.{key}{parameters(value)}"
        elif key not in fields:
            yield f"{name}.{key}"
    yield from (f"{name}.{field}" for field in sorted(fields) if not field.startswith("_"))


def parent(module: ModuleType) -> ModuleType:
    """The package in which a module is a room; the facade of the library, if it is none."""
    package = importlib.import_module(module.__name__.rpartition(".")[0])
    return package if package is not smmi and hasattr(package, "__all__") else smmi


def lines() -> Iterator[str]:
    """The surface, line by line."""
    for module in public_modules():
        for key in sorted(module.__all__):
            name, value = f"{module.__name__}.{key}", getattr(module, key)
            if inspect.ismodule(value) and module is not smmi:
                continue  # a room has lines of its own
            if module is not smmi and value is getattr(parent(module), key, None):
                yield f"{name} is {parent(module).__name__}.{key}"
            elif module is smmi:
                yield f"{name} is {value.__name__ if inspect.ismodule(value) else getattr(value, '__qualname__', '')}"
            elif inspect.isclass(value):
                yield name if issubclass(value, enum.Enum) else f"{name}{parameters(value)}"
                yield from members(name, value)
            else:
                yield f"{name}{parameters(value)}" if callable(value) else name


def test_the_public_surface_is_the_committed_one():
    """The public names and their parameters are those in surface.txt; if a change is meant, write the file anew."""
    assert list(lines()) == SURFACE.read_text(encoding="utf-8").splitlines()


def test_every_public_module_says_what_is_public():
    """The `__all__` of a public module is without repetition, and every name in it exists."""
    for module in public_modules():
        assert len(set(module.__all__)) == len(module.__all__), module.__name__
        assert [name for name in module.__all__ if not hasattr(module, name)] == [], module.__name__


def test_every_public_module_is_in_the_reference():
    """The reference has a place for every public module but the facade, which lends, and the command line."""
    reference = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    names = {module.__name__ for module in public_modules() if not module.__name__.startswith("smmi.cli")} - {
        "smmi"
    }
    assert sorted(names - set(re.findall(r"^\.\. automodule:: (\S+)$", reference, flags=re.MULTILINE))) == []


def code_of_page(text: str) -> Iterator[str]:
    """What a page sets as code: its fences, and what stands between backticks."""
    fence = re.compile(r"^(`{3,})[^\n]*\n(.*?)^\1", flags=re.MULTILINE | re.DOTALL)
    yield from (match[2] for match in fence.finditer(text))
    yield from (match[2] for match in re.finditer(r"(`+)(.+?)\1", fence.sub("", text), flags=re.DOTALL))


def docstrings(source: str) -> Iterator[tuple[str, str]]:
    """Every docstring of a module, with the name of the class or function that it describes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield getattr(node, "name", ""), ast.get_docstring(node) or ""


def shown() -> set[str]:
    """Every name that stands as code on a page but the reference, in an example, or has an example of its own."""
    pages = [ROOT / "README.md", *(path for path in (ROOT / "docs").glob("*.md") if path.name != "api.md")]
    codes = [code for path in pages for code in code_of_page(path.read_text(encoding="utf-8"))]
    codes += [path.read_text(encoding="utf-8") for path in (ROOT / "examples").glob("*.py")]
    parser = doctest.DocTestParser()
    for path in (ROOT / "src").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        for name, text in docstrings(source) if ">>>" in source else ():
            examples = parser.get_examples(text)
            codes += [example.source for example in examples]
            codes += [name] if examples else []
    return set(re.findall(r"\w+", "\n".join(codes)))


def public_names() -> set[str]:
    """Every public name below the facade, rooms apart."""
    return {
        key
        for module in public_modules()
        for key in module.__all__
        if not inspect.ismodule(getattr(module, key))
    }


def test_every_public_name_is_shown():
    """Every public name stands as code on a page or in a runnable example; a list in the reference is no example.

    What is excepted is public and not shown, so that the list of exceptions loses a name as soon as it may.
    """
    not_shown = public_names() - shown()
    assert sorted(not_shown - NOT_SHOWN_YET) == []
    assert sorted(NOT_SHOWN_YET - not_shown) == []


def test_the_facade_lists_what_it_lends():
    """`dir(smmi)` shows every public name before any of them is loaded."""
    assert set(smmi.__all__) <= set(dir(smmi))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description="Print the public surface, or write it to the committed file."
    )
    parser.add_argument("--write", action="store_true", help=f"write {SURFACE.name}")
    text = "".join(f"{line}\n" for line in lines())
    if parser.parse_args().write:
        SURFACE.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
