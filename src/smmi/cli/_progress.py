"""Progress of long work, on a terminal only."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def step(doing: str, /) -> Iterator[None]:
    """Show what is being done on standard error while it lasts; show nothing if that is no terminal."""
    console = Console(stderr=True)
    if console.is_terminal:
        with console.status(f"{doing} …"):
            yield
    else:
        yield
