"""A case of a law: the subject, the arguments, and a program that checks the law on them again."""

import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from hypothesis.strategies import SearchStrategy
from hypothesis.vendor.pretty import pretty

from smmi.scoring.laws import Law

ROOMS: Final = (
    "smmi.instrument",
    "smmi.scoring",
    "smmi.scoring.laws",
)
"""Where a public name of smmi is imported from."""
_NO_REPR: Final = re.compile(r"<(?:[\w<>]+\.)*(\w+) object at 0x\w+>")
_OF_NUMPY: Final = re.compile(r"\b(array(?=\()|nan\b|inf\b)|dtype=(\w+)")
"""The names of numpy that stand in the text of arrays and of numbers that are none."""


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
    module, name = laws.split(":")
    subject, written = _text(case.subject), [case.subject]
    functions: tuple[Any, ...] = ()
    if case.made:
        function, given, rest = case.made
        listed = [*map(_text, given), *(f"{key}={_text(one)}" for key, one in rest.items())]
        subject = f"{function.__name__}({', '.join(listed)})"
        functions, written = (function,), [*given, *rest.values()]
    arguments = "".join(f"    {key}={_text(value)},\n" for key, value in case.arguments.items())
    check = f"{name}[{law.id!r}].check(\n    {subject},\n{arguments})\n"
    parts = list(_parts([*written, *case.arguments.values()]))
    imported = {(module, name), *((_home(one), one.__name__) for one in (*functions, *map(type, parts)))}
    imported |= {("numpy", "".join(found)) for found in _OF_NUMPY.findall(check)}
    problems = [f"{one} cannot be imported" for home, one in sorted(imported) if _is_missing(home, one)]
    problems += [
        f"{one!r} cannot be written as code; give its class a `__repr__`" for one in parts if _is_opaque(one)
    ]
    lines = [f"# It does not run as it stands: {problem}." for problem in dict.fromkeys(problems)]
    lines += [f"from {home} import {one}" for home, one in sorted(imported)]
    return "\n".join([*lines, "", "", check])


def _is_missing(home: str, name: str) -> bool:
    return home == "__main__" or not hasattr(sys.modules.get(home), name)


def _is_opaque(value: object) -> bool:
    """Return whether a value is not what its text as code would make."""
    shown = pretty(value)
    return shown.startswith("<") and bool(not _NO_REPR.fullmatch(shown) or vars(value))


def _text(value: object) -> str:
    """Return a value as code; what has no repr of its own as a call of its class."""
    return _NO_REPR.sub(r"\1()", pretty(value)).replace("\n", "\n    ")


def _parts(value: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield a value and all that it is made of, but for what needs no import."""
    parts: Iterable[Any] = ()
    match value:
        case Mapping():
            parts = value.values()
        case list() | tuple():
            parts = value
        case np.ndarray() | np.generic():
            pass
        case _ if type(value).__module__ != "builtins":
            yield value
            fields = (
                getattr(value, "__attrs_attrs__", None) or getattr(value, "__dataclass_fields__", {}).values()
            )
            parts = [getattr(value, field.name) for field in fields if field.init]
    for part in parts:
        yield from _parts(part)


def _home(thing: Any) -> str:  # noqa: ANN401
    for room in ROOMS:
        if getattr(importlib.import_module(room), thing.__name__, None) is thing:
            return room
    return str(thing.__module__)
