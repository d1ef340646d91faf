"""What a command does to the files that its arguments name, so that it reads none that it writes."""

import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations
from pathlib import Path

import attrs

from smmi.cli.files._file_errors import OverwriteError


@attrs.frozen
class Reads:
    """Marks an argument or an option that names a file to read.

    Attributes:
        unless: The names that stand for no file, such as those of bundled editions.
    """

    unless: frozenset[str] = frozenset()


@attrs.frozen
class Writes:
    """Marks an argument or an option that names a file to write.

    Attributes:
        adds: Whether what it holds is read before, and added to.
    """

    adds: bool = False


@attrs.frozen
class FileArgument:
    """A file that an argument or an option names.

    Attributes:
        name: What the argument or the option is called.
        role: Whether the file is read or written.
        path: The file.
        beside: Whether it stands beside another one, and has its name from that.
    """

    name: str
    role: Reads | Writes
    path: Path
    beside: bool = False


def refuse_overwriting(arguments: Sequence[FileArgument], /) -> None:
    """Refuse arguments of which one would take the place of another, before anything is read or written.

    Files are the same through links of both kinds, and through other spellings of one path. Two names that differ in
    case only are the same too: on many disks, to which files may be copied, they are.

    Raises:
        OverwriteError: A file that is written is read as well, or written twice; all that is so at once.
    """
    problems = tuple(_problems(arguments))
    if problems:
        raise OverwriteError(problems)


def _problems(arguments: Sequence[FileArgument]) -> Iterator[str]:
    for first, second in combinations(arguments, 2):
        written = [one for one in (first, second) if isinstance(one.role, Writes)]
        if written and not (first.beside and second.beside) and _is_same(first.path, second.path):
            path = written[0].path
            if len(written) > 1:
                yield f"{path}: {first.name} and {second.name} name one file; choose another for one of them"
                continue
            read = second if written[0] is first else first
            yield (
                f"{path}: {written[0].name} would write over what is read as {read.name}; "
                f"choose another file for what is written"
            )


def _is_same(one: Path, other: Path) -> bool:
    with suppress(OSError):  # one of them is not there yet
        status = one.stat()
        if os.path.samestat(status, other.stat()):
            return not stat.S_ISCHR(status.st_mode)  # a terminal and the null device keep nothing
    return _spelled(one) == _spelled(other)


def _spelled(path: Path) -> str:
    return unicodedata.normalize("NFC", os.path.realpath(path).casefold())
