"""Lines of an account: cells that were read in one way, counted, with examples."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy.typing as npt

from smmi.intake.accounts import CellExample, CellsRead
from smmi.intake.entries._said import Said, Unread

MOST_EXAMPLES: Final = 3


def lines_of(
    said: Sequence[Said | Unread],
    counts: npt.NDArray[Any],
    cells: Sequence[str],
    show: Callable[[Said, str], str],
    /,
) -> tuple[CellsRead, ...]:
    """Return how entries were read, a line for each way, in the order in which the ways are met.

    Args:
        said: What each entry says.
        counts: How often each stands.
        cells: Each as text; examples are of different text.
        show: Returns what was read, in words, given what an entry says and its text. Blanks are no examples.
    """
    ways: dict[str, tuple[int, dict[str, str]]] = {}
    for one, count, cell in zip(said, counts.tolist(), cells, strict=True):
        if isinstance(one, Said):
            before, examples = ways.get(one.how, (0, {}))
            if cell and len(examples) < MOST_EXAMPLES and (answer := show(one, cell)):
                examples.setdefault(cell, answer)
            ways[one.how] = (before + count, examples)
    return tuple(
        CellsRead(how=how, count=count, examples=[CellExample(*pair) for pair in examples.items()])
        for how, (count, examples) in ways.items()
    )
