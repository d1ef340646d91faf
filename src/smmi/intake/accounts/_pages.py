"""The page of an account: short lines, a paragraph for columns that were read alike."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

Line = tuple[str, int, tuple[tuple[str, str], ...]]
"""How cells were read, how many, and examples: each a cell and its answer."""
ColumnTold = tuple[str, str, str, str, tuple[Line, ...]]
"""A column's name, its use, of what it is, a remark, and how its cells were read."""

WIDTH: Final = 100
LONGEST: Final = 30
"""Cells are cut to so many characters."""
_USES: Final = {
    "unit": "the units' identifiers",
    "answers": "answers to",
    "attribute": "the attribute",
    "filter": "which rows are read",
    "order": "which row of a unit counts",
    "left out": "left out by name",
    "rest": "the rest, left out",
}


def page(
    *,
    heading: tuple[int, str, str, int, int],
    merged: tuple[int, int],
    left_out: Sequence[tuple[str, int, Sequence[str]]],
    columns: Sequence[ColumnTold],
    together: Sequence[tuple[str, Sequence[str], tuple[Line, ...]]],
) -> str:
    """Return an account as a page."""
    units, code, edition, rows, header_rows = heading
    were = "was" if units == 1 else "were"
    below = f"from {_counted(rows, 'row')} below {_counted(header_rows, 'header row')}"
    first = f"{_counted(units, 'unit')} of {code!r} edition {edition!r} {were} read {below}."
    paragraphs = [[first]]
    for why, count, examples in left_out:
        such = f" ({', '.join(examples)}{', …' if count > len(examples) else ''})" if examples else ""
        paragraphs[0].append(f"  {_counted(count, 'row')} left out: {why}{such}")
    if merged[0]:
        differ = f"{_counted(merged[1], 'answer')} of theirs {'differs' if merged[1] == 1 else 'differ'}"
        paragraphs[0].append(f"  {_counted(merged[0], 'unit')} merged from several rows; {differ}")
    alike: dict[tuple[object, ...], list[ColumnTold]] = {}
    for column in columns:
        _, use, _, _, lines = column
        alone = () if use in {"left out", "rest"} else lines
        alike.setdefault((use, alone), []).append(column)
    paragraphs += [list(_paragraph(several)) for several in alike.values()]
    for of, names, lines in together:
        over = f"together, from {_listed(names)}" if names else "no column"
        paragraphs.append([f"{of}: {over}", *_lines(lines)])
    return "\n\n".join(
        "\n".join(wrapped for line in paragraph for wrapped in _wrapped(line)) for paragraph in paragraphs
    )


def _paragraph(columns: Sequence[ColumnTold]) -> Iterator[str]:
    _, use, _, _, lines = columns[0]
    if use in {"left out", "rest"}:
        yield f"{_USES[use].capitalize()}: {_listed([name for name, *_ in columns])}"
        return
    for name, _, of, remark, _ in columns:
        what = f"{_USES[use]} {of}" if of else _USES[use]
        yield f"{name!r}: {what}{f' ({remark})' if remark else ''}"
    yield from _lines(lines)


def _lines(lines: Sequence[Line]) -> Iterator[str]:
    for how, count, examples in lines:
        shown = "; ".join(
            _cut(cell) if cell == answer else f"{_cut(cell)} → {_cut(answer)}" for cell, answer in examples
        )
        yield f"  {count:,} {how}{f': {shown}' if shown else ''}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _listed(names: Sequence[str]) -> str:
    return f"{_counted(len(names), 'column')}: {', '.join(map(repr, names))}"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _wrapped(line: str) -> list[str]:
    indent = len(line) - len(line.lstrip())
    return textwrap.wrap(
        line.strip(),
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 4),
        break_long_words=False,
        break_on_hyphens=False,
    )
