"""The steps that commands have in common."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from rich.console import Console

from smmi.cli.formats import Counts, read_answers
from smmi.instrument import Answers, Instrument


def step(doing: str, /) -> AbstractContextManager[object]:
    """Show what is being done on standard error while it lasts; show nothing if that is no terminal."""
    console = Console(stderr=True)
    return console.status(f"{doing} …") if console.is_terminal else nullcontext()


def read_given(
    path: Path,
    declared: Instrument,
    unit: str,
    by: Sequence[str] | None,
    ignore: Sequence[str] | None,
    population: Counts | None = None,
) -> Answers:
    """Return the answers in a file, with the attributes that group them and those of which a population is counted."""
    attributes = (*(by or ()), *(population.by if population else ()))
    with step("Reading"):
        return read_answers(path, declared, unit=unit, by=attributes, ignore=ignore or ())
