"""Columns in documents: lists with an entry for each unit, or one entry that stands for all."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason
from smmi.serialization.fields import finding_at

T = TypeVar("T")
Floats = npt.NDArray[np.float64]
Numbers = tuple[float | None, ...]


def written(values: Sequence[T], /) -> tuple[T, ...]:
    """Return a column: a single entry where all are the same."""
    alike = len(values) > 1 and all(value == values[0] for value in values)
    return (values[0],) if alike else tuple(values)


def written_numbers(values: Floats, /) -> Numbers:
    """Return a column of numbers, with None for NaN."""
    return written([None if value != value else value for value in values.tolist()])  # noqa: PLR0124  (NaN alone)


def read(column: Sequence[T], n: int, /) -> tuple[T, ...]:
    """Return the entry of each of n units; the length of the column is right."""
    return tuple(column) * n if len(column) == 1 else tuple(column)


def read_numbers(column: Numbers, n: int, /) -> Floats:
    """Return the numbers of n units, NaN for None; the length of the column is right."""
    numbers: list[float] = [np.nan if value is None else value for value in column]
    return np.array(read(numbers, n), dtype=np.float64)


def length_findings(column: Sequence[Any], n: int, path: str, /) -> Iterator[Finding]:
    """Yield what is wrong with the length of a column of n units."""
    if len(column) not in {n, min(n, 1)}:
        message = f"got {len(column)} values, expected {n}, one for each unit, or a single one for all"
        yield finding_at(path, message, Reason.UNEQUAL_LENGTHS)


def range_findings(
    column: Sequence[float | None], path: str, /, *, least: float = 0.0, most: float = 100.0
) -> Iterator[Finding]:
    """Yield what is wrong with the numbers of a column."""
    if any(value is not None and not least <= value <= most for value in column):
        yield finding_at(path, f"expected numbers from {least:g} to {most:g}, or null", Reason.OUT_OF_RANGE)
