"""Findings as a frame: a row for each."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError, Finding, Reason, described
from smmi.frames._made_frames import Categories, Made, Texts, Whole, frame_like, texts


@tells_keywords
def findings(
    found: Iterable[Finding],
    /,
    *,
    like: Any,  # noqa: ANN401  (a frame of a maker that smmi does not depend on)
) -> Any:  # noqa: ANN401  (as above)
    """Return findings as a frame: reason, path, message, unit, code and row of each.

    Args:
        found: The findings, such as those of an error, of answers, or of `check_answers`.
        like: A frame, of whose kind the result is: of pandas or of Polars, else an Arrow table.

    Returns:
        The frame; a unit, code or row that a finding does not have is null.

    Raises:
        ArgumentError: These are no findings, or `like` is no frame.
        ImportError: narwhals is not installed, or PyArrow, where an Arrow table is made.
    """
    several = tuple(found) if isinstance(found, Iterable) and not isinstance(found, str) else (found,)
    for one in several:
        if not isinstance(one, Finding):
            raise ArgumentError("findings", described(one), "findings")
    place = {reason: position for position, reason in enumerate(Reason)}
    rows = [finding.row for finding in several]
    there = np.array([row is not None for row in rows], dtype=np.bool_)
    columns: dict[str, Made] = {
        "reason": Categories(
            [reason.value for reason in Reason], np.array([place[f.reason] for f in several], dtype=np.int32)
        ),
        "path": texts([finding.path for finding in several]),
        "message": texts([finding.message for finding in several]),
        "unit": optional([finding.unit for finding in several]),
        "code": optional([finding.code for finding in several]),
        "row": Whole(np.array([row or 0 for row in rows], dtype=np.int64), there),
    }
    return frame_like(like, columns)


def optional(values: list[str | None]) -> Texts:
    """Return a column of text, null where there is none."""
    labels = [value for value in values if value is not None]
    there = np.array([value is not None for value in values], dtype=np.bool_)
    return Texts(labels, np.where(there, np.cumsum(there) - 1, -1))
