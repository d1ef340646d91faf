"""Standard streams: no letter is too much for them, and what they do not take is told once."""

import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO, cast


def prepare_streams() -> None:
    """Let the standard streams take every letter, and let writing to a closed one fail as writing to a full one does.

    A terminal's encoding may lack what a label holds; it shows the letter's number then.
    """
    # Python has None for a stream that was closed by whoever started it, and would give its number to the next file.
    if cast("TextIO | None", sys.stdout) is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if cast("TextIO | None", sys.stderr) is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def release() -> None:
    """Let go of what a stream did not take: the interpreter would try again as it ends, and fail in its own words.

    The recipe is Python's own, in the note on SIGPIPE of the module `signal`.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with suppress(OSError):  # it has no number: it is nobody's but ours
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
