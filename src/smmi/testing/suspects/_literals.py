"""The numbers that stand in the code of a rule: what goes wrong at one of them is drawn next to it."""

import dis
import inspect
import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any, Final

import attrs

DEEPEST: Final = 4
"""So many functions of a module are followed from one to the next."""
MOST: Final = 64
"""So many numbers are looked at; a table of more says little."""
LOADS: Final = ("LOAD_CONST", "LOAD_SMALL_INT", "RETURN_CONST")


def numbers_of(rule: Any) -> tuple[float, ...]:  # noqa: ANN401
    """Return the numbers that a rule holds in its attributes, those in lists of them included."""
    return tuple(dict.fromkeys(number for held in _held(rule) for number in _numbers(held)))


def literals_of(rule: Any) -> tuple[float, ...]:  # noqa: ANN401
    """Return the numbers that a rule holds, and those that stand in its code, its own before those of a rule inside.

    Code is the methods of its class, the functions of the same module that they call, and the numbers by name there.
    """
    inner = [held for held in _held(rule) if hasattr(held, "aggregate") or hasattr(held, "points")]
    found = [number for one in (rule, *inner) for number in (*numbers_of(one), *_of_class(_class(one)))]
    return tuple(dict.fromkeys(found))[:MOST]


def _class(rule: Any) -> Any:  # noqa: ANN401  (a class, which for mypy cannot be hashed)
    return type(rule)


def _held(rule: Any) -> list[Any]:  # noqa: ANN401
    """Return the attributes of a rule."""
    names = (
        [field.name for field in attrs.fields(type(rule))]
        if attrs.has(type(rule))
        else vars(rule)
        if hasattr(rule, "__dict__")
        else ()
    )
    return [getattr(rule, name, None) for name in names]


def _numbers(value: object) -> Iterator[float]:
    """Yield the finite numbers in a value, or in a list of them."""
    for one in value if isinstance(value, tuple | list | set | frozenset) else (value,):
        if isinstance(one, int | float) and not isinstance(one, bool) and math.isfinite(one):
            yield float(one)


@lru_cache(maxsize=256)
def _of_class(cls: Any) -> tuple[float, ...]:  # noqa: ANN401
    """Return the numbers in the code of a class."""
    seen: set[CodeType] = set()
    found: list[float] = []
    for one in inspect.getmro(cls)[:-1]:
        for name, value in vars(one).items():
            if name.startswith("__"):
                continue
            found += _numbers(value)
            function = getattr(value, "fget", None) or getattr(value, "__func__", value)
            if isinstance(function, FunctionType):
                found += _of_code(function.__code__, function, seen, DEEPEST)
    return tuple(dict.fromkeys(found))


def _of_code(code: CodeType, function: FunctionType, seen: set[CodeType], deep: int) -> Iterable[float]:
    """Return the numbers in some code, and in what it calls in its own module."""
    if code in seen or not deep:
        return []
    seen.add(code)
    found: list[float] = []
    for step in dis.get_instructions(code):
        if step.opname in LOADS:
            found += _numbers(step.argval)
        elif step.opname in {"LOAD_GLOBAL", "LOAD_NAME"}:
            named = function.__globals__.get(step.argval)
            found += _numbers(named)
            if isinstance(named, FunctionType) and named.__module__ == function.__module__:
                found += _of_code(named.__code__, named, seen, deep - 1)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            found += _of_code(inner, function, seen, deep)
    return found
