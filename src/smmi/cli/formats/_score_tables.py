"""Tables of results: scores, wide and tidy, and aggregates."""

import itertools
import math
from collections.abc import Iterator
from typing import Any, Final

import attrs

from smmi.benchmark import Norms, Quartile
from smmi.benchmark.disclosure import Aggregates
from smmi.benchmark.norms import PlacementColumn
from smmi.cli.formats.outputs import Block, Cell, Column, DataTable
from smmi.errors import ArgumentError
from smmi.instrument import Answers
from smmi.report.wording import rounded_text
from smmi.scoring import Absence, Scores, ScoringScheme, score

ROWS: Final = 4096
"""The scores of so many units are numbers of Python at a time."""
BLOCK: Final = 2**14
"""So many units are scored at a time where their scores are written as they are made."""
LABELS: Final = {absence.value: "" if absence is Absence.PRESENT else absence.label for absence in Absence}
"""Why a score is absent, by the number that an array has for it."""
AGGREGATE_COLUMNS: Final[tuple[Column, ...]] = (
    *(("administration", str), ("group", str), ("score", str), ("n", int), ("mean", float)),
    *(
        ("lower_quartile", float),
        ("median", float),
        ("upper_quartile", float),
        ("state", str),
        ("reason", str),
    ),
)
"""The columns of a file of aggregates."""
TIDY_COLUMNS: Final[tuple[Column, ...]] = (
    ("score", str),
    ("value", float),
    ("low", float),
    ("high", float),
    ("reason", str),
)
STANDING_COLUMNS: Final[tuple[Column, ...]] = (
    *(("group", str), ("n", int), ("percentile_rank", float), ("rank_low", float), ("rank_high", float)),
    *(("quartile", str), ("stars", int), ("no_standing", str)),
)
"""The columns of a tidy file, and those that norms add."""
QUARTILES: Final = {int(quartile): quartile.label for quartile in Quartile}
"""The names of quartiles by their numbers, which are those of stars."""


def scores_table(answers: Answers, scheme: ScoringScheme, /, *, unit: str, reasons: bool) -> DataTable:
    """Return scores as a table: the unit, its attributes, then overall, domains and areas; an absent score is blank.

    The units are scored as the table is gone through, some at a time: a unit's score does not depend on the others.

    Args:
        answers: The answers.
        scheme: How they are scored.
        unit: The name of the units' column.
        reasons: Whether to add for each score a column with the reason of its absence.

    Raises:
        ArgumentError: Two columns would have the same name.
    """
    blocks = _scored(answers, scheme)
    first = next(blocks)
    said = [f"{code}_reason" for code in first.codes] if reasons else []
    columns = (
        *_unit_columns(first, unit),
        *((code, float) for code in first.codes),
        *((name, str) for name in said),
    )
    every = itertools.chain([first], blocks)
    return DataTable.of_blocks(_named_once(columns), (_block(scores, reasons=reasons) for scores in every))


def _scored(answers: Answers, scheme: ScoringScheme) -> Iterator[Scores]:
    """Yield the scores of the units in their order, some units at a time."""
    # What was set aside and found is no part of a score, and would be looked through for each part.
    plain = attrs.evolve(answers, set_aside=(), findings=())
    for start in range(0, len(plain), BLOCK):
        yield score(plain.take(slice(start, start + BLOCK)), scheme)


def _block(scores: Scores, *, reasons: bool) -> Block:
    absences = scores.absences
    why = [[LABELS[absence] for absence in column] for column in absences.tolist()] if reasons else []
    attributes = [[value or "" for value in column] for column in scores.answers.attributes.values()]
    return Block(
        before=[scores.units.tolist(), *attributes],
        numbers=scores.values,
        blank=absences != Absence.PRESENT.value,
        after=why,
    )


def tidy_table(scores: Scores, /, *, unit: str, norms: Norms | None) -> DataTable:
    """Return scores as a tidy table: a row for each unit and score, with norms for each group of the unit as well.

    A row has the score, the lowest and the highest that can still be attained, and why it is absent; then the group,
    how many units it was compared with, the percentile rank with its interval, the quartile, the stars, and why a
    standing is absent.

    Args:
        scores: The scores.
        unit: The name of the units' column.
        norms: The norms in which the units are placed; None for scores alone.

    Raises:
        ArgumentError: Two columns would have the same name.
        NormsMismatchError: The norms are of another instrument, edition or scheme.
    """
    columns = (*_unit_columns(scores, unit), *TIDY_COLUMNS, *(STANDING_COLUMNS if norms else ()))
    rows = _tidy_rows(scores)
    return DataTable(_named_once(columns), rows if norms is None else _placed_rows(scores, rows, norms))


def _unit_columns(scores: Scores, unit: str) -> Iterator[Column]:
    yield unit, str
    yield from ((name, str) for name in scores.answers.attributes)


def _named_once(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    header = [name for name, _ in columns]
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise ArgumentError(
            "by",
            repr(twice[0]),
            "names that no column of the scores has",
            "Rename the column of the answers",
        )
    return columns


def _tidy_rows(scores: Scores) -> Iterator[list[Cell]]:
    """Yield a row for each unit and each of its scores."""
    low, high = scores.bounds()
    for start in range(0, len(scores), ROWS):
        part = slice(start, start + ROWS)
        numbers = [table.values[:, part].T.tolist() for table in (scores, low, high)]
        absences = scores.absences[:, part].T.tolist()
        for position, cells in enumerate(_own_cells(scores, part)):
            found = zip(scores.codes, *(one[position] for one in numbers), absences[position], strict=True)
            for code, value, lowest, highest, absence in found:
                why = LABELS[absence]
                yield [*cells, code, None if why else value, _present(lowest), _present(highest), why]


def _placed_rows(scores: Scores, rows: Iterator[list[Cell]], norms: Norms) -> Iterator[list[Cell]]:
    """Yield each row of a unit and a score once for each of the unit's groups in the norms."""
    placed = norms.place_all(scores)
    names = [group.full_name for group in placed.groups]
    # Units stand in each column in their order, so that each column is gone through once.
    waiting = {code: [_Standings(placed[code, name]) for name in names] for code in scores.codes}
    for unit in scores.units.tolist():
        for code in scores.codes:
            row = next(rows)
            for standings in waiting[code]:
                if standings.unit == unit:
                    yield [*row, *standings.take()]


class _Standings:
    """The standings in one score of one group, taken unit by unit."""

    def __init__(self, column: PlacementColumn) -> None:
        self._cells = zip(
            column.units.tolist(),
            itertools.repeat(column.group.name),
            column.n.tolist(),
            *(map(_present, one.tolist()) for one in (column.percentile, column.low, column.high)),
            (QUARTILES.get(number) for number in column.quartile.tolist()),
            (number or None for number in column.stars.tolist()),
            (why and why.value for why in column.why),
            strict=False,  # the group's name comes without end
        )
        self._next: tuple[Any, ...] = next(self._cells, (None,))

    @property
    def unit(self) -> object:
        """The unit that comes next."""
        return self._next[0]

    def take(self) -> tuple[Cell, ...]:
        """Return the cells of the next unit, and go on."""
        _, *cells = self._next
        self._next = next(self._cells, (None,))
        return tuple(cells)


def _present(value: float) -> float | None:
    return None if math.isnan(value) else value


def _own_cells(scores: Scores, part: slice) -> Iterator[list[Cell]]:
    """Yield the identifier and the attributes of each of some units."""
    columns = [list(column.take(part)) for column in scores.answers.attributes.values()]
    for position, name in enumerate(scores.units[part].tolist()):
        yield [name, *(column[position] or "" for column in columns)]


def aggregates_table(tables: Aggregates, /) -> DataTable:
    """Return aggregates as a table, a row for each cell; what is withheld is blank.

    Means and quartiles that are rounded have the digits that the page shows of them; others are not rounded.
    """
    rows = [
        (
            *(cell.key.administration, cell.key.group, cell.key.code, cell.n),
            _shown(cell.mean, tables.rounding_base),
            *(_shown(value, tables.quartile_base) for value in cell.quartiles or (None, None, None)),
            *(cell.state.value, cell.reason),
        )
        for cell in tables.cells
    ]
    return DataTable(AGGREGATE_COLUMNS, rows)


def _shown(value: float | None, base: float | None) -> float | None:
    """Return a number as the page shows it, where that is rounded by rule: a multiple is off by the last bit."""
    return value if value is None or base is None else float(rounded_text(value, base))
