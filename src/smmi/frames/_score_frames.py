"""Scores as frames: wide, with a row for each unit, and tidy, with a row for each unit and score."""

import enum
from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError, described
from smmi.frames._made_frames import Categories, Made, Texts, frame_like, texts
from smmi.scoring import Absence, Scores

REASONS: Final = tuple(absence.label for absence in Absence if absence is not Absence.PRESENT)
"""Why scores are absent, in the order of the codes of `Absence`, from 1 on."""


class Beside(enum.Enum):
    """What may stand beside scores in a frame.

    Example:
        >>> [one.value for one in Beside]
        ['reasons', 'bounds', 'indicators']
    """

    REASONS = "reasons"
    """Why a score is absent: columns ``<code>_reason``, or ``reason`` in a tidy frame."""
    BOUNDS = "bounds"
    """The lowest and the highest score still attainable: columns ``<code>_low`` and ``<code>_high``, or ``low`` and
    ``high`` in a tidy frame."""
    INDICATORS = "indicators"
    """The scores of the indicators, after the others."""


@tells_keywords
def scores(
    table: Scores,
    /,
    *,
    like: Any,  # noqa: ANN401  (a frame of a maker that smmi does not depend on)
    unit: str = "unit",
    beside: Collection[Beside] = (),
) -> Any:  # noqa: ANN401  (as above)
    """Return scores as a frame with a row for each unit: its identifier, its attributes, and every score.

    Args:
        table: The scores.
        like: A frame, of whose kind the result is: of pandas or of Polars, else an Arrow table.
        unit: The name of the column of identifiers.
        beside: What else stands in it: reasons, bounds, scores of indicators.

    Returns:
        The frame; columns of scores are named by their codes, and an absent score is null (NaN in pandas).

    Raises:
        ArgumentError: An argument is of a wrong class, or two columns would have one name.
        ImportError: narwhals is not installed, or PyArrow, where an Arrow table is made.
    """
    _check(table, beside)
    columns: list[tuple[str, Made]] = [(unit, texts(table.units))]
    columns += [(name, Texts(c.labels, _less_one(c.codes))) for name, c in table.answers.attributes.items()]
    columns += zip(table.codes, table.values, strict=True)
    if Beside.INDICATORS in beside:
        codes = [indicator.code for indicator in table.instrument.indicators]
        columns += zip(codes, table.indicators.T, strict=True)
    if Beside.REASONS in beside:
        columns += [
            (f"{code}_reason", Categories(REASONS, _less_one(absences)))
            for code, absences in zip(table.codes, table.absences, strict=True)
        ]
    if Beside.BOUNDS in beside:
        for code, low, high in zip(table.codes, *(bound.values for bound in table.bounds()), strict=True):
            columns += [(f"{code}_low", low), (f"{code}_high", high)]
    return frame_like(like, named(columns))


@tells_keywords
def tidy_scores(
    table: Scores,
    /,
    *,
    like: Any,  # noqa: ANN401  (a frame of a maker that smmi does not depend on)
    unit: str = "unit",
    beside: Collection[Beside] = (),
) -> Any:  # noqa: ANN401  (as above)
    """Return scores as a frame with a row for each unit and score: identifier, attributes, ``code`` and ``score``.

    Args:
        table: The scores.
        like: A frame, of whose kind the result is: of pandas or of Polars, else an Arrow table.
        unit: The name of the column of identifiers.
        beside: What else stands in it: reasons and bounds, in columns ``reason``, ``low`` and ``high``; rows of
            indicators, which have neither.

    Returns:
        The frame, unit by unit; an absent score is null (NaN in pandas).

    Raises:
        ArgumentError: An argument is of a wrong class, or two columns would have one name.
        ImportError: narwhals is not installed, or PyArrow, where an Arrow table is made.
    """
    _check(table, beside)
    codes = list(table.codes)
    values = [table.values]
    if Beside.INDICATORS in beside:
        codes += [indicator.code for indicator in table.instrument.indicators]
        values.append(table.indicators.T)
    n, more = len(table), len(codes) - len(table.codes)
    columns: list[tuple[str, Made]] = [
        (unit, Texts(table.units.tolist(), np.repeat(np.arange(n), len(codes)))),
        *(
            (name, Texts(column.labels, np.repeat(_less_one(column.codes), len(codes))))
            for name, column in table.answers.attributes.items()
        ),
        ("code", Categories(codes, np.tile(np.arange(len(codes)), n))),
        ("score", _by_unit(*values)),
    ]
    if Beside.REASONS in beside:
        unknown = np.zeros((more, n), dtype=table.absences.dtype)
        columns.append(("reason", Categories(REASONS, _less_one(_by_unit(table.absences, unknown)))))
    if Beside.BOUNDS in beside:
        unbounded = np.full((more, n), np.nan)
        for name, bound in zip(("low", "high"), table.bounds(), strict=True):
            columns.append((name, _by_unit(bound.values, unbounded)))
    return frame_like(like, named(columns))


def named(columns: Collection[tuple[str, Made]]) -> Mapping[str, Made]:
    """Return columns by name.

    Raises:
        ArgumentError: Two have one name.
    """
    by_name: dict[str, Made] = {}
    for name, column in columns:
        if not isinstance(name, str):
            raise ArgumentError("unit", described(name), "the name of a column")
        if name in by_name:
            advice = "Choose another name for the column of units by 'unit', or rename an attribute"
            raise ArgumentError("unit", f"two columns called {name!r}", "a name for each column", advice)
        by_name[name] = column
    return by_name


def _check(table: object, beside: object) -> None:
    ArgumentError.raise_unless(table, Scores, argument="scores", expected="Scores")
    several = beside if isinstance(beside, Collection) and not isinstance(beside, str) else (beside,)
    if not all(isinstance(one, Beside) for one in several):
        raise ArgumentError(
            "beside", described(beside), "a sequence of Beside. Write beside=(Beside.REASONS,)"
        )


def _less_one(codes: npt.NDArray[np.unsignedinteger]) -> npt.NDArray[np.integer]:
    """Return codes from 1 on, 0 for nothing, as positions from 0 on, -1 for nothing."""
    return codes.astype(np.int32) - 1


def _by_unit(*rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return arrays of shape (k, n), one below the other, as one column unit by unit."""
    return np.concatenate(rows).T.ravel()
