"""The text beside a picture, made of the numbers that are drawn."""

import attrs

from smmi.report.plots.canvas._labels import whole


def _whole_row(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(whole, row))


def _whole_rows(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(_whole_row, rows))


@attrs.frozen(kw_only=True)
class Alternative:
    """What a picture shows, as text and as a table: for who does not see it, and for what it has no room for.

    Attributes:
        title: What is shown.
        about: How it is read, in sentences.
        columns: The heads of the table; the first is that of the names.
        rows: Its rows, a text for each column; empty where there is nothing to say.

    Example:
        >>> print(
        ...     Alternative(
        ...         title="Scores",
        ...         about=("In percent.",),
        ...         columns=("Area", "Score"),
        ...         rows=(("Care", "57.2"),),
        ...     ).text
        ... )
        Scores. In percent.
        Care: Score 57.2.
    """

    title: str = attrs.field(converter=whole)
    about: tuple[str, ...] = attrs.field(converter=_whole_row)
    columns: tuple[str, ...] = attrs.field(converter=_whole_row)
    rows: tuple[tuple[str, ...], ...] = attrs.field(converter=_whole_rows)

    @property
    def text(self) -> str:
        """All of it: title and sentences, then a line for each row."""
        head = " ".join((f"{self.title}.", *self.about))
        return "\n".join([head, *map(self._line, self.rows)])

    def _line(self, row: tuple[str, ...]) -> str:
        name, *texts = row
        said = [f"{column} {text}" for column, text in zip(self.columns[1:], texts, strict=True) if text]
        return f"{name}: {'; '.join(said)}."
