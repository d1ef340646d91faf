"""How results are shown in notebooks: small tables of HTML, with a caption, in the colours of the page."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice
from typing import Final

import attrs

MOST_ROWS: Final = 10
"""So many rows are shown of a table that may be long."""
MOST_LETTERS: Final = 60
"""So many letters of a cell are shown."""
NOTHING: Final = "–"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


@attrs.frozen(kw_only=True)
class Shown:
    """A small table: the first column names each row.

    Attributes:
        caption: What it is of.
        columns: The names of the columns.
        rows: The rows; numbers have one decimal, and None is a dash.
        total: How many rows there are in all; as many as are given where not said.
    """

    caption: str
    columns: Sequence[str]
    rows: Iterable[Sequence[object]]
    total: int | None = None


class InNotebooks:
    """A value that notebooks show as a table; without colours of its own, it can be read on light and dark pages."""

    __slots__ = ()

    def _shown(self) -> Shown:
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return table_html(self._shown())


def table_html(table: Shown, /) -> str:
    """Return a table as HTML without a script or style sheet; every text is escaped, cut, and keeps its direction.

    Example:
        >>> table_html(Shown(caption="Scores", columns=("Unit", "Score"), rows=[("<S1>", 45.25)]))
        '<table><caption>Scores</caption>...<bdi>&lt;S1&gt;</bdi></th><td style="text-align:right">45.2</td>...'
    """
    rows = list(islice(table.rows, MOST_ROWS if table.total is not None else None))
    caption = _text(table.caption, most=4 * MOST_LETTERS)
    if table.total is not None and table.total > len(rows):
        caption += f" (the first {len(rows)} of {table.total:,})"
    heads = "".join(f'<th scope="col">{_text(column)}</th>' for column in table.columns)
    body = "".join(f"<tr>{_head(first)}{''.join(map(_cell, rest))}</tr>" for first, *rest in rows)
    return f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _head(value: object) -> str:
    return f'<th scope="row"><bdi>{_text(_said(value))}</bdi></th>'


def _cell(value: object) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    style = ' style="text-align:right"' if number or value is None else ""
    text = _text(_said(value))
    return f"<td{style}>{text if style else f'<bdi>{text}</bdi>'}</td>"


def _said(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124  (NaN)
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (
        f"{value:.1f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
    )


def _text(text: str, *, most: int = MOST_LETTERS) -> str:
    plain = _CONTROL.sub(" ", text[: 2 * most])
    return escape(plain if len(text) <= most else f"{plain[: most - 1]}…")
