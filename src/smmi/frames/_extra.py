"""The extra `frames`: narwhals, by which data frames of every maker are taken in; imported where it is used."""

from types import ModuleType
from typing import Final

_MISSING: Final = "narwhals is not installed; smmi.frames needs it. Write pip install 'smmi[frames]'"
_NO_ARROW: Final = (
    "{name} is not installed; what only speaks the Arrow interface is read by it. Write pip install {name}"
)


def require_narwhals() -> None:
    """Refuse to go on without narwhals.

    Raises:
        ImportError: It is not installed.
    """
    try:
        import narwhals.stable.v2  # noqa: F401  (whether it is there)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "narwhals":
            raise
        raise ImportError(_MISSING, name="narwhals") from None


def arrow() -> ModuleType:
    """Return PyArrow, which smmi does not depend on.

    Raises:
        ImportError: It is not installed.
    """
    import importlib

    try:
        return importlib.import_module("pyarrow")
    except ModuleNotFoundError as error:
        if error.name != "pyarrow":
            raise
        raise ImportError(_NO_ARROW.format(name="pyarrow"), name="pyarrow") from None
