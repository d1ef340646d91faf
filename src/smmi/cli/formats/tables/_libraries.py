"""Libraries of the extra `files`: imported where they are needed, and what they raise told of the file."""

import importlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from smmi.cli._exits import MissingExtraError
from smmi.cli.files import FileError
from smmi.errors import SmmiError

EXTRA: Final = "files"
SHOWN: Final = 120
"""How much of a library's message is shown."""


def library(name: str, /) -> Any:  # noqa: ANN401  (a module)
    """Return a library, or a module of one.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise MissingExtraError(package=name.partition(".")[0], extra=EXTRA) from None


@contextmanager
def told_of(path: Path, what: str, /) -> Iterator[None]:
    """Tell whatever a library raises as an error of the file, and keep its warnings to ourselves.

    Raises:
        FileError: The library cannot read the file.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except SmmiError:
        raise
    except OSError as error:
        raise FileError(path, error.strerror or _broken(what, error)) from None
    # A broken file leads a library wherever its reading of it does: to a missing key, a failed cast, its own error.
    except Exception as error:  # noqa: BLE001
        raise FileError(path, _broken(what, error)) from None


def _broken(what: str, error: Exception) -> str:
    said = " ".join(str(error).split())
    shown = said if len(said) <= SHOWN else f"{said[: SHOWN - 1]}…"
    return f"is {what} that is cut off or broken ({type(error).__name__}: {shown})"
