"""One case of a law: on what it is checked, and the code that checks it again."""

import dataclasses
import enum
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from hypothesis.strategies import SearchStrategy

from smmi.scoring.laws import Law

WIDTH: Final = 110
"""A line of a program that is wider is broken."""
ROOMS: Final = (
    "smmi.instrument",
    "smmi.scoring",
    "smmi.scoring.laws",
    "smmi.badge.laws",
    "smmi.benchmark",
    "smmi.benchmark.laws",
)
"""Where a public name of smmi is imported from."""


@attrs.frozen(kw_only=True)
class Case:
    """One case of a law.

    Attributes:
        subject: What the law is checked on.
        arguments: What it is checked with.
        made: The function that made the subject and its arguments, if the subject is not the one that was given.
    """

    subject: object
    arguments: Mapping[str, Any]
    made: tuple[Callable[..., object], tuple[object, ...], Mapping[str, object]] | None = None


@attrs.frozen
class NeverAsked:
    """A rule declares a trait, and there is no case on which its law says anything: that is a failure.

    Attributes:
        why: Why there is none.
    """

    why: str


@attrs.frozen
class Sized:
    """What draws cases of as many children as one likes, so that a case that breaks a law is looked for among few.

    Attributes:
        sizes: How many children there may be, ascending.
        upto: What draws cases with so many children at most.
    """

    sizes: Sequence[int]
    upto: Callable[[int], SearchStrategy[Case]]


Cases = SearchStrategy[Case] | Sized | str | NeverAsked
"""What draws cases of a law; or why there are none for the subject at hand."""


def code_of(law: Law, laws: str, case: Case) -> str:
    """Return a program that checks a law on a case.

    Args:
        law: The law.
        laws: The name of the set that has it, in a module named before a colon.
        case: The case.
    """
    writer = _Writer()
    module, name = laws.split(":")
    writer.names.add((module, name))
    if case.made:
        function, given, rest = case.made
        writer.names.add((_home(function), function.__name__))
        parts = [writer.text(one) for one in given] + [
            f"{key}={writer.text(one)}" for key, one in rest.items()
        ]
        subject = f"{function.__name__}({', '.join(parts)})"
    else:
        subject = writer.text(case.subject)
    arguments = "".join(f"    {key}={writer.text(value)},\n" for key, value in case.arguments.items())
    notes = "".join(f"# It does not run as it stands: {note}.\n" for note in dict.fromkeys(writer.notes))
    return f"{notes}{writer.imports()}\n\n{name}[{law.id!r}].check(\n    {subject},\n{arguments})\n"


class _Writer:
    """Writes values as code, and keeps in mind what that code imports."""

    def __init__(self) -> None:
        self.names: set[tuple[str, str]] = set()
        self.notes: list[str] = []

    def imports(self) -> str:
        by_module: dict[str, list[str]] = {}
        for module, name in sorted(self.names):
            by_module.setdefault(module, []).append(name)
        return "\n".join(f"from {module} import {', '.join(names)}" for module, names in by_module.items())

    def text(self, value: Any) -> str:  # noqa: ANN401
        match value:
            case enum.Enum():
                return f"{self._name(type(value))}.{value.name}"
            case np.generic():
                return repr(value.item())
            case Mapping():
                return self._joined(
                    "{}", (f"{self.text(key)}: {self.text(one)}" for key, one in value.items())
                )
            case float() if not math.isfinite(value):
                return f"float('{value}')"
            case str() | None | bool() | int() | float():
                return repr(value)
            case list():
                return self._joined("[]", map(self.text, value))
            case tuple():
                return (
                    self._joined("()", map(self.text, value))
                    if len(value) != 1
                    else f"({self.text(value[0])},)"
                )
            case _ if attrs.has(type(value)):
                return self._attrs_text(value)
            case _ if dataclasses.is_dataclass(value):
                given = {
                    field.name: getattr(value, field.name)
                    for field in dataclasses.fields(value)
                    if field.init
                }
                return self._called(value, given)
            case _:
                return self._other(value)

    def _attrs_text(self, value: Any) -> str:  # noqa: ANN401
        given = {}
        for field in attrs.fields(type(value)):
            if not field.init:
                continue
            got = getattr(value, field.name)
            default = field.default.factory() if isinstance(field.default, attrs.Factory) else field.default  # type: ignore[arg-type]
            if isinstance(got, np.ndarray) or got != default or default is attrs.NOTHING:
                given[field.alias] = got
        return self._called(value, given)

    def _array_text(self, value: np.ndarray[Any, Any]) -> str:
        self.names.add(("numpy", "array"))
        listed = value.tolist()
        dtype = "" if np.array(listed).dtype == value.dtype else f", dtype={value.dtype.str!r}"
        return f"array({self.text(listed)}{dtype})"

    def _called(self, value: object, given: Mapping[str, object]) -> str:
        parts = (f"{name}={self.text(one)}" for name, one in given.items())
        return f"{self._name(type(value))}({', '.join(parts)})"

    def _other(self, value: object) -> str:
        if isinstance(value, np.ndarray):
            return self._array_text(value)
        if type(value).__repr__ is object.__repr__:
            return self._without_repr(value)
        if repr(value).startswith("<"):
            self.notes.append(f"{value!r} cannot be written as code")
            return "..."
        self._name(type(value))
        return repr(value)

    def _without_repr(self, value: object) -> str:
        """Return the name of a module's value that is as good as this one, or a call of its class."""
        cls, state = type(value), _state(value)
        module = sys.modules.get(cls.__module__)
        for name, other in vars(module).items() if module else ():
            if type(other) is cls and state and _state(other) == state:
                self.names.add((cls.__module__, name))
                return name
        if state:
            self.notes.append(
                f"how {cls.__name__} was made is not known; give it a `__repr__`, or make it a dataclass"
            )
        return f"{self._name(cls)}()"

    def _name(self, cls: type) -> str:
        name = cls.__qualname__
        home, first = _home(cls), name.split(".")[0]
        if home == "__main__" or "<locals>" in name or not hasattr(sys.modules.get(home), first):
            self.notes.append(f"{name} cannot be imported; move it to the top of a module of its own name")
        self.names.add((home, first))
        return name.replace(".<locals>", "")

    @staticmethod
    def _joined(brackets: str, parts: Iterable[str]) -> str:
        written = list(parts)
        inside = ", ".join(written)
        if len(inside) > WIDTH and len(written) > 1:
            deeper = [one.replace("\n", "\n    ") for one in written]
            inside = "".join(f"\n        {one}," for one in deeper) + "\n    "
        return f"{brackets[0]}{inside}{brackets[1]}"


def _state(value: object) -> str:
    """Return the attributes of a value, as text; nothing if it has none."""
    return repr(vars(value)) if getattr(value, "__dict__", None) else ""


def _home(thing: Any) -> str:  # noqa: ANN401
    import importlib

    for room in ROOMS:
        if getattr(importlib.import_module(room), thing.__name__, None) is thing:
            return room
    return str(thing.__module__)
