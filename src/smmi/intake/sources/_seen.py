"""What was seen of the table for which a reading was made: another table is not to be read as something else."""

import re
from collections.abc import Mapping
from typing import Final

import attrs

from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument.declaration import (
    Check,
    Declared,
    a,
    as_tuple,
    checked,
    each,
    is_any_text,
    is_text,
    is_whole,
    later,
    shown,
)
from smmi.intake.sources._fields import a_mapping


def is_pattern(value: object) -> str | None:
    """Expect a regular expression."""
    try:
        good = isinstance(value, str) and bool(value) and bool(re.compile(value))
    except re.error:
        good = False
    return None if good else "a regular expression"


def _a_mapping_to_texts(value: object) -> str | None:
    expected = "a mapping from names to texts"
    if not isinstance(value, Mapping):
        return expected
    return next(
        (f"{expected}; got {shown(key)}" for key, one in value.items() if is_text(key) or _TEXTS(one)), None
    )


def _freeze_texts(value: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        return value
    return FrozenMapping({key: as_tuple(one) for key, one in value.items()})


def _freeze_labels(value: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    if not isinstance(value, Mapping):
        return value
    return FrozenMapping({key: freeze_mapping(one) for key, one in value.items()})


_TEXTS: Final[Check] = each(is_any_text, expected="texts")
_LABELS: Final = a_mapping(is_any_text, "texts to texts")


@attrs.frozen(kw_only=True)
class SeenHeaderRow(Declared):
    """A header row that names no column, as it was seen.

    Attributes:
        row: Its place among the header rows, 0 being the first.
        texts: What it says, by the columns that the reading takes.

    Example:
        >>> SeenHeaderRow(row=1, texts={"Q1": "Is there a policy?"}).texts["Q1"]
        'Is there a policy?'
    """

    row: int = attrs.field(metadata=checked(is_whole))
    texts: Mapping[str, str] = attrs.field(converter=freeze_mapping, metadata=checked(_LABELS))


@attrs.frozen(kw_only=True)
class DoubtfulRows(Declared):
    """Rows of which a person has to say whether they are read, and of which nobody has, as there were none.

    Attributes:
        column: A pattern of the name of the column that tells them, a regular expression for whole names.
        words: The words that tell them, in lower case; '' is a blank.
        what: What they are.

    Example:
        >>> DoubtfulRows(column="Status", words=["survey preview"], what="previews").words
        ('survey preview',)
    """

    column: str = attrs.field(metadata=checked(is_pattern))
    words: tuple[str, ...] = attrs.field(converter=as_tuple, metadata=checked(_TEXTS))
    what: str = attrs.field(metadata=checked(is_text))


@attrs.frozen(kw_only=True)
class SeenTable(Declared):
    """What was seen of the table for which a reading was made, as far as another table may differ in it unnoticed.

    A table that is not so is refused: what it holds was neither settled nor asked when the reading was made.

    Attributes:
        header: The header rows that name no column.
        repeated_names: How many columns had a name, capitals aside, where several had one that the reading takes.
        doubtful_rows: Rows that would have been asked about.
        identifiers: Identifiers that were asked about, whatever was answered, in lower case.
        values: The values of attributes that the instrument does not declare, by attribute.
        value_labels: How the file itself labelled values of a column, by column.
        missing_values: The values in a column that the file itself declared to be missing, by column.
        passed_over: Columns that are called as an indicator is, and are not those of its answers.
        always_ticked: Indicators with a column for each option of which something was ticked in every row.
        no_fractions: Columns of percentages in which no number lay between 0 and 1.
        unmarked: Columns of numbers in which no cell showed which mark is the decimal one.
        encoding: The encoding that was declared of the text; empty where none was.
        merged: Columns with cells below the first of merged ones that are left blank, as was answered.

    Example:
        >>> SeenTable(unmarked=["visits"]).unmarked
        ('visits',)
    """

    header: tuple[SeenHeaderRow, ...] = attrs.field(
        converter=as_tuple, default=(), metadata=checked(each(a(SeenHeaderRow), expected="SeenHeaderRow"))
    )
    repeated_names: Mapping[str, int] = attrs.field(
        converter=freeze_mapping,
        default=FrozenMapping(),
        metadata=checked(a_mapping(is_whole, "names to numbers")),
    )
    doubtful_rows: tuple[DoubtfulRows, ...] = attrs.field(
        converter=as_tuple, default=(), metadata=checked(each(a(DoubtfulRows), expected="DoubtfulRows"))
    )
    identifiers: tuple[str, ...] = attrs.field(converter=as_tuple, default=(), metadata=checked(_TEXTS))
    values: Mapping[str, tuple[str, ...]] = attrs.field(
        converter=_freeze_texts, default=FrozenMapping(), metadata=checked(_a_mapping_to_texts)
    )
    value_labels: Mapping[str, Mapping[str, str]] = attrs.field(
        converter=_freeze_labels,
        default=FrozenMapping(),
        metadata=checked(a_mapping(_LABELS, "columns to labels")),
    )
    missing_values: Mapping[str, tuple[str, ...]] = attrs.field(
        converter=_freeze_texts, default=FrozenMapping(), metadata=checked(_a_mapping_to_texts)
    )
    passed_over: tuple[str, ...] = attrs.field(converter=as_tuple, default=(), metadata=checked(_TEXTS))
    always_ticked: tuple[str, ...] = attrs.field(converter=as_tuple, default=(), metadata=checked(_TEXTS))
    no_fractions: tuple[str, ...] = attrs.field(converter=as_tuple, default=(), metadata=checked(_TEXTS))
    unmarked: tuple[str, ...] = attrs.field(converter=as_tuple, default=(), metadata=checked(_TEXTS))
    encoding: str = attrs.field(default="", metadata=checked(is_any_text))
    merged: tuple[str, ...] = attrs.field(converter=as_tuple, default=(), metadata=later(checked(_TEXTS)))
