"""Findings about cells that cannot be read: one for each column and cause, with what was met there."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from smmi.errors import Finding
from smmi.intake.entries._said import Cause, Unread

MOST_ENTRIES: Final = 12
"""How many distinct entries a finding lists."""
LONGEST: Final = 60
EXPECTED: Final = "expected "


@attrs.frozen(kw_only=True)
class Met:
    """What was met in a column and cannot be read.

    Attributes:
        unread: Why.
        count: In how many cells.
        row: The number of the first row.
    """

    unread: Unread
    count: int
    row: int


def findings_of_column(
    columns: Sequence[str], code: str, met: Iterable[Met], /, *, expected: str = ""
) -> Iterator[Finding]:
    """Yield a finding for each cause why cells of a column cannot be read.

    Args:
        columns: The names of the column, or of several that hold one answer together.
        code: The code of the indicator, or the name of the attribute.
        met: What was met.
        expected: What can be read, in words.
    """
    path = f"{'column' if len(columns) == 1 else 'columns'} {', '.join(map(repr, columns))}"
    by_cause: dict[Cause, list[Met]] = {}
    for one in met:
        by_cause.setdefault(one.unread.cause, []).append(one)
    for cause, several in by_cause.items():
        pieces: dict[tuple[str, str], Met] = {}
        for one in several:
            key = (one.unread.piece, one.unread.detail)
            before = pieces.get(key)
            if before is not None:
                one = attrs.evolve(one, count=one.count + before.count, row=min(one.row, before.row))  # noqa: PLW2901
            pieces[key] = one
        cells = sum(one.count for one in pieces.values())
        details = {one.unread.detail for one in pieces.values()}
        common = details.pop() if len(details) == 1 else ""
        listed = _listed(sorted(pieces.values(), key=lambda one: (-one.count, one.row)), common)
        among = expected if cause in _SAY_EXPECTED and not common.startswith(EXPECTED) else ""
        sentences = [
            f"{code!r}: {_counted(cells, cause.problem)}: {listed}.",
            f"{common[:1].upper()}{common[1:]}{'' if common.endswith('?') else '.'}" if common else "",
            f"Expected {among}." if among else "",
            cause.advice,
        ]
        message = " ".join(filter(None, sentences))
        yield Finding(
            reason=cause.reason,
            path=path,
            message=message,
            code=code,
            row=min(one.row for one in several),
            count=cells,
        )


_SAY_EXPECTED: Final = frozenset(
    {Cause.UNKNOWN_WORD, Cause.NO_NUMBER, Cause.OUT_OF_RANGE, Cause.FLAG, Cause.BAD_SELECTION}
)
_VERBS: Final = {"say": "says", "have": "has", "hold": "holds", "are": "is", "lie": "lies"}


def _counted(cells: int, problem: str) -> str:
    verb, rest = problem.split(" ", maxsplit=1)
    return f"1 cell {_VERBS[verb]} {rest}" if cells == 1 else f"{cells:,} cells {verb} {rest}"


def _listed(several: Sequence[Met], common: str) -> str:
    said = []
    for one in several[:MOST_ENTRIES]:
        piece = one.unread.piece
        text = repr(piece if len(piece) <= LONGEST else f"{piece[: LONGEST - 1]}…")
        where = f"row {one.row}" if one.count == 1 else f"{one.count} cells, the first in row {one.row}"
        detail = f"; {one.unread.detail}" if one.unread.detail and not common else ""
        said.append(f"{text} ({where}{detail})")
    more = [f"… and {len(several) - MOST_ENTRIES} more"] if len(several) > MOST_ENTRIES else []
    return ", ".join([*said, *more])
