"""A data frame as a header and rows of cells, for what reads tables whose columns are not yet known."""

from typing import Any

from smmi.frames._entries import present
from smmi.frames._given_frames import eager_frame


def table(
    frame: Any,  # noqa: ANN401  (a frame of a maker that smmi does not depend on)
    /,
) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    """Return a data frame as a header and rows of Python's own cells, blanks as None.

    This is for frames whose columns are not named by codes, or whose cells are not option codes: a reading of tables
    takes a header and rows. Every cell becomes an object; where a frame can be read as it is, `answers` is faster.

    Args:
        frame: A data frame of any kind that `answers` takes.

    Returns:
        The names of the columns, and the cells of each row.

    Raises:
        ArgumentError: This is no frame, or a lazy one.
        ImportError: narwhals is not installed: the extra ``frames`` brings it.

    Example:
        >>> import polars
        >>> table(polars.DataFrame({"School": ["S1", None], "Share": ["35%", "n/a"]}))
        (('School', 'Share'), (('S1', '35%'), (None, 'n/a')))
    """
    known = eager_frame(frame)
    columns = []
    for name in known.columns:
        series = known.get_column(name)
        there = present(series).tolist()
        columns.append([cell if some else None for cell, some in zip(series.to_list(), there, strict=True)])
    return tuple(known.columns), tuple(zip(*columns, strict=True))
