"""Errors about files: what cannot be read or written, and what to do."""

import errno
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import attrs

from smmi.errors import SmmiError, listing

STANDARD_OUTPUT: Final = "standard output"

_OTHER_FOLDER: Final = "make the folder, or choose another"
_OTHER_PLACE: Final = "choose a file and a folder that may be written to"
_ROOM: Final = "make room, or choose another place"
_ADVICE: Final[Mapping[int | None, str]] = {
    errno.ENOENT: _OTHER_FOLDER,
    errno.ENOTDIR: _OTHER_FOLDER,
    errno.EACCES: _OTHER_PLACE,
    errno.EPERM: _OTHER_PLACE,
    errno.EROFS: _OTHER_PLACE,
    errno.EBUSY: _OTHER_PLACE,
    errno.ENOSPC: _ROOM,
    errno.EFBIG: _ROOM,
    getattr(errno, "EDQUOT", errno.ENOSPC): _ROOM,  # Windows has no quota of this name
    errno.EISDIR: "name a file",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.EPIPE: "whoever reads it stopped before the end",
    errno.EBADF: "it is closed; leave it open, or write to a file",
}


@attrs.frozen(repr=False)
class FileError(SmmiError, ValueError):
    """A file cannot be read or written.

    Attributes:
        path: The file, or what a stream is called.
        problem: What is wrong, and what to do.
    """

    path: Path | str
    problem: str

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


@attrs.frozen(repr=False)
class OverwriteError(SmmiError, ValueError):
    """What a command writes would take the place of what it reads, or of what else it writes.

    Attributes:
        problems: What would take whose place, a sentence for each.
    """

    problems: tuple[str, ...]

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return self.problems[0]
        return listing("nothing is read or written:", self.problems)


def unwritten(path: Path | str, error: OSError, /) -> FileError:
    """Return what is told of a file, or a stream, that the system does not let us write."""
    what = error.strerror or str(error)
    advice = _ADVICE.get(error.errno)
    return FileError(path, f"cannot be written: {what}; {advice}" if advice else f"cannot be written: {what}")
