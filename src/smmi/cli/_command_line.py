"""A command line whose commands never write over what they read, and read texts as UTF-8."""

import functools
import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast, get_args, get_type_hints

import attrs
import typer
from typer.models import ArgumentInfo, ParameterInfo

from smmi.cli.files import FileArgument, Reads, Writes, refuse_overwriting
from smmi.errors import ArgumentError

F = TypeVar("F", bound=Callable[..., Any])


@attrs.frozen
class Argument:
    """An argument or an option of a command.

    Attributes:
        name: What it is called on the command line.
        role: What is done to the file that it names; None if it names none.
    """

    name: str
    role: Reads | Writes | None


class CommandLine(typer.Typer):
    """A command line that knows of every command which files it reads and writes."""

    def command(self, name: str | None = None, **options: Any) -> Callable[[F], F]:  # noqa: ANN401  (as typer has them)
        """Add a command, as typer does."""
        register = super().command(name, **options)

        def add(function: F) -> F:
            register(guarded(function))
            return function

        return add


def arguments_of(command: Callable[..., Any], /) -> dict[str, Argument]:
    """Return the arguments and options of a command by the names of its parameters.

    Raises:
        TypeError: One is a path, and its annotation does not say whether it is read or written.
    """
    found = {}
    hints = get_type_hints(command, include_extras=True)
    for parameter in inspect.signature(command).parameters:
        kind, *marks = get_args(hints[parameter])
        info = next(mark for mark in marks if isinstance(mark, ParameterInfo))
        role = next((mark for mark in marks if isinstance(mark, Reads | Writes)), None)
        if role is None and Path in _parts(kind):
            message = f"{parameter!r} of {command.__name__!r} names a file; mark it by Reads or Writes"
            raise TypeError(message)
        found[parameter] = Argument(_called(info, parameter), role)
    return found


def guarded(command: F, /) -> F:
    """Return a command that looks at its arguments before it begins.

    Raises:
        TypeError: As of `arguments_of`.
    """
    arguments = arguments_of(command)

    @functools.wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401  (whatever the command takes)
        refuse_overwriting(
            [
                FileArgument(argument.name, argument.role, Path(name))
                for parameter, argument in arguments.items()
                if argument.role
                for name in _several(given[parameter])
                if not (isinstance(argument.role, Reads) and name in argument.role.unless)
            ]
        )
        command(**{parameter: _text(given[parameter], argument) for parameter, argument in arguments.items()})

    return cast("F", run)


def _parts(kind: object) -> Iterator[object]:
    """Yield a type and those that it is made of."""
    yield kind
    for part in get_args(kind):
        yield from _parts(part)


def _called(info: ParameterInfo, parameter: str) -> str:
    """Return what a parameter is called on the command line."""
    if isinstance(info, ArgumentInfo):
        return str(info.metavar or parameter.upper())
    # The first name stands in the place of a default, which an annotation does not have.
    names = [name for name in (info.default, *(info.param_decls or ())) if isinstance(name, str)]
    return next(iter(names), f"--{parameter.replace('_', '-')}")


def _several(value: Any) -> tuple[Any, ...]:  # noqa: ANN401  (whatever typer gives)
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _text(value: Any, argument: Argument) -> Any:  # noqa: ANN401  (as `_several`)
    """Return a text, or several, without the half letters that Python makes of bytes which its encoding has not.

    Under ``LC_ALL=C`` a terminal that speaks UTF-8 hands over its bytes; a path keeps them as they are.
    """
    if isinstance(value, list | tuple):
        return [_text(one, argument) for one in value]
    if argument.role or not isinstance(value, str):
        return value
    with suppress(UnicodeEncodeError):
        value.encode()
        return value
    try:
        return os.fsencode(value).decode()
    except UnicodeError:
        advice = "Set the terminal and LC_ALL to UTF-8"
        raise ArgumentError(argument.name, ascii(value), "text in UTF-8", advice) from None
