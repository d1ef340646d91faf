"""Files written whole or not at all."""

import hashlib
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import BinaryIO

from smmi.cli.files._file_errors import STANDARD_OUTPUT, FileError, unwritten

Beside = Callable[[Mapping[Path, str]], Mapping[Path, str]]
"""Returns what stands beside files, given the hash (SHA-256) of each: a text, by the file that will hold it."""

_BESIDE: ContextVar[Beside | None] = ContextVar("_BESIDE", default=None)


@contextmanager
def written_beside(beside: Beside, /) -> Iterator[None]:
    """Let further files be written together with those that `write_whole` writes; they are confidential."""
    token = _BESIDE.set(beside)
    try:
        yield
    finally:
        _BESIDE.reset(token)


def write_whole(
    texts: Mapping[Path, str | bytes | Iterable[str]], /, *, private: Collection[Path] = ()
) -> None:
    """Write files, texts as UTF-8, each whole or not at all.

    A text is written beside its file, as ``.smmi-*.part``, and forced to the disk; once all are, each takes the place
    of its file in one step. What a symbolic link leads to is replaced, not the link, and a file keeps its permissions.
    A pipe, a device and a stream (``/dev/stdout``) have no place to take: they are written to.

    Args:
        texts: What to write, by file: a text, its parts, or bytes. Parts are made while they are written.
        private: Which of them are confidential: where they are new, nobody but their owner may read them.

    Raises:
        FileError: A file cannot be written; all are as they were.
    """
    contents = {path: _bytes_of(path, text) for path, text in texts.items()}
    with ExitStack() as litter:
        streams, files = [], []
        for path in contents:
            with _telling(path):
                known = _status(path)
                is_file = known is None or (stat.S_ISREG(known.st_mode) and _descriptor(path) is None)
            if is_file:
                files.append((path, known))
            else:
                streams.append(path)
        moves = []

        def prepare(path: Path, known: os.stat_result | None, *, mode: int) -> str:
            with _telling(path):
                target = Path(os.path.realpath(path))
                part = target.with_name(f".smmi-{secrets.token_hex(8)}.part")
                litter.callback(_discard, part)
                sha256 = _write_beside(target, part, contents[path], known, mode=mode)
                moves.append((path, part, target))
            return sha256

        written = {
            path: prepare(path, known, mode=0o600 if path in private else 0o666) for path, known in files
        }
        beside = _BESIDE.get()
        further = beside(written) if beside and written else {}
        for path, text in further.items():
            contents[path] = _bytes_of(path, text)
            with _telling(path):
                known = _status(path)
            prepare(path, known, mode=0o600)
        for path in streams:
            content = b"".join(contents[path])  # before the first byte is out
            with _telling(path), _stream(path) as stream:
                stream.write(content)
        for path, part, target in moves:
            with _telling(path):
                part.replace(target)
                _sync_folder(target.parent)


def print_data(text: str, /) -> None:
    """Write data to standard output as to a file: as UTF-8, whatever a terminal says.

    Raises:
        FileError: The text cannot be written as UTF-8.
        OSError: Standard output does not take it.
    """
    data = _encoded(STANDARD_OUTPUT, text)
    sys.stdout.flush()
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.buffer.write(data)
    else:  # a notebook, or a test, has put something else in its place
        sys.stdout.write(text)
    sys.stdout.flush()


def _bytes_of(path: Path, text: str | bytes | Iterable[str]) -> Iterable[bytes]:
    if isinstance(text, bytes):
        return (text,)
    return (_encoded(path, text),) if isinstance(text, str) else (_encoded(path, part) for part in text)


def _encoded(path: Path | str, text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        got = text[error.start : error.end]
        problem = f"cannot be written as UTF-8: got {got!r}, half of a letter; correct the text that holds it"
        raise FileError(path, problem) from None


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritten(path, error) from None


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _descriptor(path: Path) -> int | None:
    """Return to which open file of this process a path leads: /dev/stdout to the file that has the number 1."""
    while path.is_symlink():
        folder = os.path.realpath(path.parent)
        if folder in {f"/proc/{os.getpid()}/fd", "/dev/fd"}:
            return int(path.name)
        path = Path(folder, path.readlink())
    return None


def _stream(path: Path) -> BinaryIO:
    number = _descriptor(path)
    return path.open("wb") if number is None else os.fdopen(os.dup(number), "wb")


def _write_beside(
    target: Path, part: Path, content: Iterable[bytes], known: os.stat_result | None, *, mode: int
) -> str:
    """Write a new file, with the owner and the permissions of the one that it will replace; return its hash."""
    sha256 = hashlib.sha256()
    # Nobody may read before the permissions are those of the file; a new file gets its mode less the umask.
    opener = partial(os.open, mode=mode if known is None else 0o600)
    if known is not None:
        target.open("ab").close()  # to replace a file that is protected, the folder's permission would do
    with open(part, "xb", opener=opener) as file:
        if known is not None:
            with suppress(OSError, AttributeError):  # only root gives files away; Windows has no owners
                os.chown(part, known.st_uid, known.st_gid)
            shutil.copystat(target, part)
        for some in content:
            sha256.update(some)
            file.write(some)
        file.flush()
        os.fsync(file.fileno())
    return sha256.hexdigest()


def _discard(part: Path) -> None:
    with suppress(OSError):  # it has taken its place, or never came to be
        part.unlink()


def _sync_folder(folder: Path) -> None:
    """Force to the disk which file a name means."""
    with suppress(OSError):  # not every system opens a folder
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
