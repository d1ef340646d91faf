"""Progress of long work, on a terminal only."""

from contextlib import AbstractContextManager, nullcontext

from rich.console import Console


def step(doing: str, /) -> AbstractContextManager[object]:
    """Show what is being done on standard error while it lasts; show nothing if that is no terminal."""
    console = Console(stderr=True)
    return console.status(f"{doing} …") if console.is_terminal else nullcontext()
