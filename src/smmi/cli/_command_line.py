"""A command line whose commands never write over what they read, read texts as UTF-8, and write manifests."""

import functools
import inspect
import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext, redirect_stdout, suppress
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar, cast, get_args, get_type_hints

import attrs
import typer
from typer.core import TyperGroup
from typer.main import get_command
from typer.models import ArgumentInfo, ParameterInfo

from smmi.cli.files import FileArgument, Reads, Writes, refuse_overwriting
from smmi.cli.manifests import Manifest, OptionValue, manifest_path, recorded
from smmi.errors import ArgumentError

F = TypeVar("F", bound=Callable[..., Any])

MANIFEST: Final = "manifest"
WithManifest = Annotated[
    bool,
    typer.Option(
        "--manifest/--no-manifest",
        help="Write beside each file its manifest: what it was made of, so that `smmi repeat` makes it again.",
    ),
]
"""The option of every command that writes files."""


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
            register(guarded(function, name=name))
            return function

        return add

    def run_again(self, manifest: Manifest, files: Mapping[str, Path], /) -> None:
        """Run the command of a manifest with its options, and say nothing.

        Args:
            manifest: The manifest.
            files: The files that it reads and writes, by argument or option.

        Raises:
            ArgumentError: There is no such command, or it has no such option or writes no such file.
        """
        known = get_command(self)
        commands = known.commands if isinstance(known, TyperGroup) else {}
        command = commands.get(manifest.command)
        arguments = arguments_of(command.callback) if command and command.callback else {}
        written = {one.name for one in arguments.values() if isinstance(one.role, Writes)}
        if command is None or not written:
            writing = "a command that writes files"
            raise ArgumentError("the command of the manifest", repr(manifest.command), writing)
        names = {one.name for one in arguments.values()}
        for strange in (
            *({_alone(role) for role in files} | set(manifest.options)) - names,
            *set(manifest.outputs) - written,
        ):
            raise ArgumentError("the manifest", repr(strange), f"options that `smmi {manifest.command}` has")
        options: list[str] = []
        places: list[str] = []
        for role, value in {**manifest.options, **{role: str(path) for role, path in files.items()}}.items():
            for one in value if isinstance(value, list) else [value]:
                if not role.startswith("-"):
                    places.append(str(one))
                else:
                    options.append(role if one is True else f"{_alone(role)}={one}")
        words = [*options, "--no-manifest", "--", *places]
        with (
            redirect_stdout(io.StringIO()),
            command.make_context(manifest.command, words) as context,
            suppress(typer.Exit),
        ):
            command.invoke(context)


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


def guarded(command: F, /, *, name: str | None = None) -> F:
    """Return a command that looks at its arguments before it begins, and writes manifests if it writes files.

    Args:
        command: The command.
        name: What it is called, if not as its function.

    Raises:
        TypeError: As of `arguments_of`.
    """
    arguments = arguments_of(command)
    called = name or command.__name__.replace("_", "-")
    writes = any(isinstance(argument.role, Writes) for argument in arguments.values())

    @functools.wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401  (whatever the command takes)
        wanted = writes and bool(given.pop(MANIFEST, True))
        files = [
            FileArgument(_numbered(argument.name, number), argument.role, Path(path))
            for parameter, argument in arguments.items()
            if argument.role
            for number, path in enumerate(_several(given[parameter]), start=1)
            if not (isinstance(argument.role, Reads) and path in argument.role.unless)
        ]
        refuse_overwriting([*files, *(_manifests_of(files) if wanted else ())])
        texts = {parameter: _text(given[parameter], argument) for parameter, argument in arguments.items()}
        with _recorded(called, arguments, texts, files) if wanted else nullcontext():
            command(**texts)

    if writes:
        signature = inspect.signature(command)
        option = inspect.Parameter(
            MANIFEST, inspect.Parameter.KEYWORD_ONLY, default=True, annotation=WithManifest
        )
        run.__signature__ = signature.replace(parameters=[*signature.parameters.values(), option])  # type: ignore[attr-defined]
        run.__annotations__ = {**command.__annotations__, MANIFEST: WithManifest}
    return cast("F", run)


def _numbered(name: str, number: int) -> str:
    """Return what the file of an option is called that may be given several times: all but the first have a number."""
    return name if number == 1 else f"{name} {number}"


def _alone(role: str) -> str:
    """Return the option of a file, without its number."""
    return role.partition(" ")[0] if role.startswith("-") else role


def _manifests_of(files: list[FileArgument]) -> Iterator[FileArgument]:
    """Yield the manifests that will stand beside the files that a command writes."""
    for file in files:
        if isinstance(file.role, Writes) and file.path.name:
            yield FileArgument(
                f"the manifest of {file.name}", Writes(), manifest_path(file.path), beside=True
            )


def _recorded(
    command: str,
    arguments: Mapping[str, Argument],
    given: Mapping[str, Any],
    files: list[FileArgument],
) -> AbstractContextManager[None]:
    named = {file.name for file in files}
    options = {
        argument.name: option_value(given[parameter])
        for parameter, argument in arguments.items()
        if argument.name not in named and _is_said(given[parameter])
    }
    return recorded(
        command,
        options=options,
        reads={file.name: file.path for file in files if isinstance(file.role, Reads) or file.role.adds},
        writes={file.name: file.path for file in files if isinstance(file.role, Writes)},
    )


def _is_said(value: object) -> bool:
    """Return whether a value says something: a flag that was not given, and a text that is empty, do not."""
    return not (value is None or value is False or value in ("", []))


def option_value(value: Any, /) -> OptionValue:  # noqa: ANN401  (whatever typer gives)
    """Return the value of an option as a manifest holds it."""
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return str(value.value) if isinstance(value, Enum) else cast("OptionValue", value)


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
