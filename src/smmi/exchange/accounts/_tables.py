"""Tables of strangers: a header and rows of cells, and what says how they are read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from smmi.errors import ArgumentError, DeclarationError, Finding, ReadingError, Reason, described
from smmi.instrument import Instrument, Nonresponse
from smmi.instrument.declaration import is_text, shown
from smmi.intake.tables import entry_of

Row = tuple[object, ...]


def header_of(header: object, /) -> tuple[object, ...]:
    """Return the cells of a header.

    Raises:
        ArgumentError: It is no row.
    """
    if not _is_row(header):
        raise ArgumentError("header", described(header), "the cells of the header row, as a list")
    return tuple(header)  # type: ignore[arg-type]  # it is iterable


def rows_of(rows: object, /) -> list[Row]:
    """Return rows as tuples.

    Raises:
        ArgumentError: These are no rows.
        ReadingError: A row is none: a text, or cells by the names of columns, whose order nobody knows.
    """
    if not _is_row(rows):
        raise ArgumentError("rows", described(rows), "rows, each a list of cells in the order of the header")
    found: list[Row] = []
    problems: list[Finding] = []
    for position, row in enumerate(rows):  # type: ignore[arg-type, var-annotated]  # it is iterable
        if _is_row(row):
            found.append(tuple(row))
        else:
            message = f"got {described(row)}, expected a list of cells in the order of the header"
            problems.append(
                Finding(reason=Reason.BAD_VALUE, path=f"rows[{position}]", message=message, row=position)
            )
    ReadingError.raise_any(problems)
    return found


def _is_row(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(
        value, str | bytes | bytearray | Mapping | set | frozenset
    )


def check_reading(
    instrument: object,
    /,
    *,
    unit: object = None,
    attributes: object = (),
    missing: object = (),
) -> None:
    """Refuse arguments of a wrong class.

    Args:
        instrument: What was asked.
        unit: The column of identifiers, or None.
        attributes: The columns of attributes by their names; not looked at if it is no mapping but ``()``.
        missing: What further words stand for, by the word.

    Raises:
        ArgumentError: One is.
    """
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    if unit is not None and is_text(unit) is not None:
        raise ArgumentError("unit", shown(unit), "the name of a column")
    for argument, value, kind, expected in (
        ("attributes", attributes, str, "the column of each attribute, by its name"),
        ("missing", missing, Nonresponse, "a Nonresponse for each code, by texts"),
    ):
        good = isinstance(value, Mapping) and all(
            is_text(name) is None and isinstance(one, kind) for name, one in value.items()
        )
        if not good and value != ():
            raise ArgumentError(argument, shown(value), expected)


@contextmanager
def as_reading() -> Iterator[None]:
    """Raise what a reading declares wrongly as an error of the table.

    Raises:
        ReadingError: Something is declared wrongly.
    """
    try:
        yield
    except DeclarationError as error:
        raise ReadingError(error.findings) from None


def unknown_ticks(
    names: Sequence[str], table: Sequence[Row], boxes: Mapping[str, str], /
) -> Iterator[Finding]:
    """Yield the columns of choices that the instrument does not know and that are ticked: that hold 1 and 0 alone.

    Args:
        names: The names of the columns.
        table: The rows.
        boxes: The code of the question of each such column, by its name.
    """
    for at, name in enumerate(names):
        counts = (
            Counter(entry_of(row[at]).word for row in table if at < len(row))
            if name in boxes
            else Counter[str]()
        )
        ticks = counts["1"] + counts["true"]
        if ticks and counts.keys() <= {"", "0", "1", "false", "true"}:
            message = (
                f"the column {name!r} is of no choice of {boxes[name]!r}, and {ticks:,} of its cells are ticked: "
                "declare the choice, or take the column out"
            )
            yield Finding(
                reason=Reason.BAD_SELECTION,
                path=f"column {name!r}",
                message=message,
                code=boxes[name],
                count=ticks,
            )


def repeated_columns(names: Sequence[str], called: Mapping[str, Sequence[str]], /) -> Iterator[Finding]:
    """Yield the questions for which there are several columns.

    Args:
        names: The names of the columns.
        called: By what names the column of each question may be called, by the question's code.
    """
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    for code, several in called.items():
        found = [name for name in dict.fromkeys(several) for _ in range(counts.get(name, 0))]
        if len(found) > 1:
            listed = ", ".join(map(repr, found[:4]))
            message = f"{len(found)} columns may hold the answers to {code!r}: {listed}; take out all but one"
            yield Finding(reason=Reason.AMBIGUOUS_NAME, path="header", message=message, code=code)
