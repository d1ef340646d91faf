"""A call without a keyword that a function needs, or with one that it has not, is told by name."""

import functools
import inspect
import re
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any, ParamSpec, TypeVar, cast

from smmi.errors import KeywordError, suggestion

P = ParamSpec("P")
R = TypeVar("R")


def tells_keywords(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function that raises `KeywordError` where a call of it does not fit its signature.

    The signature is looked at only after a call has failed, so that a call that fits costs next to nothing. What is
    expected of a keyword is the first sentence of its entry under ``Args``.

    Args:
        function: A function or, below ``@classmethod``, a method, with a docstring.

    Example:
        >>> @tells_keywords
        ... def share(answers: int, /, *, total: int) -> float:
        ...     '''Return a share.
        ...
        ...     Args:
        ...         answers: How many answered.
        ...         total: How many there are.
        ...     '''
        ...     return answers / total
        >>> share(1)
        Traceback (most recent call last):
          ...
        smmi.errors.KeywordError: share(): missing: 'total'. Write share(answers, total=…)
          total: How many there are.
    """
    problem_of = functools.partial(_problem, function)

    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except TypeError:
            problem = problem_of(args, kwargs)
            if problem is None:
                raise
        raise problem

    # Among the globals of its module: there doctest looks for the functions whose examples it runs.
    own = FunctionType(told.__code__, cast("Any", function).__globals__, closure=told.__closure__)
    return cast("Callable[P, R]", functools.update_wrapper(own, function))


def _problem(
    function: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object]
) -> KeywordError | None:
    """Return what is the matter with a call; None if it fits, so that the error is of something else."""
    signature = inspect.signature(function)
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        pass
    else:
        return None
    parameters = [one for one in signature.parameters.values() if one.name not in {"self", "cls"}]
    owners = len(signature.parameters) - len(parameters)
    known = [one.name for one in parameters if one.kind is not one.POSITIONAL_ONLY]
    needed = [one for one in parameters if one.default is one.empty]
    placed = [one.name for one in parameters if one.kind is not one.KEYWORD_ONLY]
    nameless = max(len(args) - owners, 0)
    given = {*placed[:nameless], *kwargs}
    first = [one.name for one in parameters if one.kind is one.POSITIONAL_ONLY]
    expected = _expected(function.__doc__ or "")
    written = (one.name if one.name in placed else f"{one.name}=…" for one in needed)
    found = KeywordError(
        function=function.__qualname__,
        missing=tuple((one.name, expected.get(one.name, "")) for one in needed if one.name not in given),
        unknown=tuple(
            (name, " It goes without its name." if name in first else suggestion(name, known, there=given))
            for name in kwargs
            if name not in known
        ),
        nameless=max(nameless - len(placed), 0),
        usage=f"{function.__qualname__}({', '.join(written)})",
    )
    return found if found.missing or found.unknown or found.nameless else None


def _expected(docstring: str) -> dict[str, str]:
    """Return the first sentence of each argument's entry in a docstring."""
    section = re.search(r"\n( *)Args:\n(.*?)(?=\n\s*\n\1\S|\Z)", docstring, re.DOTALL)
    if section is None:
        return {}
    entry = re.compile(rf"^{section[1]}    (\w+): (.*(?:\n{section[1]}     +\S.*)*)", re.MULTILINE)
    sentences = ((name, " ".join(text.split())) for name, text in entry.findall(section[2]))
    return {name: re.split(r"(?<=[.?!])\s(?=[^a-z])", text)[0] for name, text in sentences}
