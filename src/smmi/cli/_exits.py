"""How a command ends: exit codes, and errors as one message."""

import enum
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import attrs
import typer
from rich.console import Console
from rich.text import Text
from typer.core import TyperGroup

from smmi.cli.files import STANDARD_OUTPUT, FileError, OverwriteError, release, unwritten
from smmi.errors import (
    ArgumentError,
    EditCheckError,
    Finding,
    FindingsError,
    ReadingError,
    SmmiError,
    UnknownCodeError,
    listing,
)


class ExitCode(enum.IntEnum):
    """What the exit code of a command says."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    FILE = 3


EXIT_CODES: Final = """\
Exit codes:

- 0: done

- 1: what was read cannot be used: impossible answers, a document that is not what its schema says;
with `smmi check --strict`, also doubtful answers; with `smmi read`, questions that a person must answer; with
`smmi laws`, a law that is broken

- 2: wrong usage: an unknown option, unit, group, edition, rule or law

- 3: a file or standard output cannot be read or written: it is missing, protected, full, closed, empty, broken,
of another kind, not UTF-8, not CSV or not JSON; or what is written would take the place of what is read
"""
"""For `--help`; the blank lines keep the list a list in every version of typer."""


@attrs.frozen(repr=False)
class ContentError(SmmiError, ValueError):
    """What a file says cannot be used; the findings say why.

    Attributes:
        path: The file.
        error: The error with its findings.
    """

    path: Path
    error: FindingsError

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, those about no row first, then row by row."""
        if isinstance(self.error, ReadingError):
            return self.error.findings  # the header's first, then one for each column and cause
        return tuple(
            sorted(self.error.findings, key=lambda finding: -1 if finding.row is None else finding.row)
        )

    def __str__(self) -> str:
        subject, texts = f"{self.path}: {self.error.subject}", list(map(finding_text, self.findings))
        if len(texts) == 1:
            return f"{subject}: {texts[0]}"
        how = (
            "; `smmi check --out FILE` writes all"
            if isinstance(self.error, EditCheckError | ReadingError)
            else ""
        )
        return listing(f"{subject}: {len(texts)} findings", texts, rest=how)


@attrs.frozen(repr=False)
class MissingExtraError(SmmiError, ImportError):
    """A command needs a package that is not installed.

    Attributes:
        package: The package.
        extra: The extra of smmi that brings it.
    """

    package: str
    extra: str

    def __str__(self) -> str:
        how = f"pip install 'smmi[{self.extra}]'"
        return f"this command needs {self.package}, which is not installed. Install it with: {how}"


@attrs.frozen(repr=False)
class RuleModuleError(SmmiError, ImportError):
    """A module in which a rule should be cannot be imported, because of what stands in it.

    Attributes:
        module: The module.
        problem: What it raises, and where.
    """

    module: str
    problem: str

    def __str__(self) -> str:
        return f"module {self.module!r} cannot be imported: it raises {self.problem}"


def finding_text(finding: Finding, /) -> str:
    """Return a finding as one line: where it is, then what it is, the column named once."""
    return f"{finding.path}: {finding.message.removeprefix(f'{finding.code!r}: ')}"


class Edge(TyperGroup):
    """The group of commands at whose edge an error becomes one message and an exit code."""

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  (typer brings a click of its own, or the other one)
        """Run the command line; what it prints of wrong usage may fail, too."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            sys.exit(_told(unwritten(STANDARD_OUTPUT, error)))

    def make_context(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Read the command line; `--help` and `--version` print here."""
        with _errors_told():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run a command."""
        with _errors_told():
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result


@contextmanager
def _errors_told() -> Iterator[None]:
    try:
        yield
    except SmmiError as error:
        code = _told(error)
    except ImportError as error:
        if error.name not in {
            "jinja2",
            "weasyprint",
        }:  # what smmi.report says of its extras; any other is a broken installation
            raise
        code = _told(error, ExitCode.USAGE)
    except OSError as error:  # those of files are told as such
        code = _told(unwritten(STANDARD_OUTPUT, error))
    except SystemExit as error:  # how rich ends where a reader has stopped
        if not isinstance(error.__context__, BrokenPipeError):
            raise
        code = _told(unwritten(STANDARD_OUTPUT, error.__context__))
    else:
        return
    raise typer.Exit(code)


def _told(error: Exception, code: ExitCode | None = None) -> ExitCode:
    """Print one message on standard error, if it takes any, and return the exit code."""
    text = Text.assemble(("Error: ", "bold red"), str(error))
    with suppress(OSError):
        Console(stderr=True, highlight=False).print(text, soft_wrap=True)
    release()
    return code or exit_code(error)


def exit_code(error: Exception, /) -> ExitCode:
    """Return the exit code of an error."""
    if isinstance(error, FileError | OverwriteError):
        return ExitCode.FILE
    usage = isinstance(error, UnknownCodeError | ArgumentError | MissingExtraError | RuleModuleError)
    return ExitCode.USAGE if usage else ExitCode.FINDINGS
