"""Comparisons of groups as a frame: a row for each score compared."""

import enum
from collections.abc import Sequence
from typing import Any

import numpy as np

from smmi._keywords import tells_keywords
from smmi.benchmark.comparison import (
    AdjustedComparison,
    AdjustedDifference,
    Difference,
    GroupComparison,
    GroupSummary,
)
from smmi.errors import ArgumentError
from smmi.frames._finding_frames import optional
from smmi.frames._made_frames import Made, Numbers, Whole, frame_like, texts


@tells_keywords
def comparison(
    compared: GroupComparison | AdjustedComparison,
    /,
    *,
    like: Any,  # noqa: ANN401  (a frame of a maker that smmi does not depend on)
) -> Any:  # noqa: ANN401  (as above)
    """Return a comparison of two groups as a frame with a row for each score.

    Of a `GroupComparison`: ``code``; ``n``, ``mean``, ``median`` and ``standard_deviation`` of each group, after
    ``first_`` and ``second_``; ``difference``, ``low``, ``high`` and ``reason``; each effect size by its name, with
    ``_low``, ``_high`` and ``_reason``; ``statistic``, ``degrees_of_freedom``, ``p``, ``p_adjusted`` and
    ``test_reason``. Of an `AdjustedComparison`: ``code`` and what each `AdjustedDifference` has.

    Args:
        compared: The comparison. By what conventions it was made, its `describe` says.
        like: A frame, of whose kind the result is: of pandas or of Polars, else an Arrow table.

    Returns:
        The frame; what is absent is null (NaN in pandas), with its reason.

    Raises:
        ArgumentError: This is no comparison, or `like` is no frame.
        ImportError: narwhals is not installed, or PyArrow, where an Arrow table is made.
    """
    kinds = GroupComparison | AdjustedComparison
    ArgumentError.raise_unless(
        compared, kinds, argument="comparison", expected="a GroupComparison or an AdjustedComparison"
    )
    if isinstance(compared, GroupComparison):
        return frame_like(like, _plain(list(compared.differences.values())))
    return frame_like(like, _adjusted(list(compared.differences.values())))


def _plain(rows: Sequence[Difference]) -> dict[str, Made]:
    columns: dict[str, Made] = {"code": texts([row.code for row in rows])}
    columns |= _of_group("first", [row.first for row in rows])
    columns |= _of_group("second", [row.second for row in rows])
    columns |= {
        "difference": _numbers([row.value for row in rows]),
        "low": _numbers([row.low for row in rows]),
        "high": _numbers([row.high for row in rows]),
        "reason": _reasons([row.reason for row in rows]),
    }
    for measure in rows[0].effects if rows else ():
        name = measure.value.replace("-", "_")
        effects = [row.effects[measure] for row in rows]
        columns |= {
            name: _numbers([effect.value for effect in effects]),
            f"{name}_low": _numbers([effect.low for effect in effects]),
            f"{name}_high": _numbers([effect.high for effect in effects]),
            f"{name}_reason": _reasons([effect.reason for effect in effects]),
        }
    tests = [row.significance for row in rows]
    return columns | {
        "statistic": _numbers([test.statistic for test in tests]),
        "degrees_of_freedom": _numbers([test.degrees_of_freedom for test in tests]),
        "p": _numbers([test.p for test in tests]),
        "p_adjusted": _numbers([test.p_adjusted for test in tests]),
        "test_reason": _reasons([test.reason for test in tests]),
    }


def _of_group(prefix: str, groups: Sequence[GroupSummary]) -> dict[str, Made]:
    return {
        f"{prefix}_n": Whole(np.array([group.n for group in groups], dtype=np.int64)),
        f"{prefix}_mean": _numbers([group.mean for group in groups]),
        f"{prefix}_median": _numbers([group.median for group in groups]),
        f"{prefix}_standard_deviation": _numbers([group.standard_deviation for group in groups]),
    }


def _adjusted(rows: Sequence[AdjustedDifference]) -> dict[str, Made]:
    return {
        "code": texts([row.code for row in rows]),
        "n": Whole(np.array([row.n for row in rows], dtype=np.int64)),
        "first_n": Whole(np.array([row.n_first for row in rows], dtype=np.int64)),
        "second_n": Whole(np.array([row.n_second for row in rows], dtype=np.int64)),
        "difference": _numbers([row.value for row in rows]),
        "standard_error": _numbers([row.standard_error for row in rows]),
        "low": _numbers([row.low for row in rows]),
        "high": _numbers([row.high for row in rows]),
        "degrees_of_freedom": _numbers([row.degrees_of_freedom for row in rows]),
        "statistic": _numbers([row.statistic for row in rows]),
        "p": _numbers([row.p for row in rows]),
        "p_adjusted": _numbers([row.p_adjusted for row in rows]),
        "reason": _reasons([row.reason for row in rows]),
    }


def _numbers(values: Sequence[float | None]) -> Numbers:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _reasons(reasons: Sequence[enum.Enum | None]) -> Made:
    return optional([None if reason is None else str(reason.value) for reason in reasons])
