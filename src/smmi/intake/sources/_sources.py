"""Sources: where in a table the answers to one indicator stand, and how they are written there.

Columns are named as `smmi.intake.tables` names them. Words (spellings, ticks, missing words) are compared without
outer blanks, runs of blanks as one, and without regard to capitals.
"""

from collections.abc import Mapping
from typing import Any, Final

import attrs

from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument import Nonresponse
from smmi.instrument.declaration import (
    Declared,
    a,
    as_tuple,
    checked,
    each,
    is_finite,
    is_text,
    later,
    or_none,
)
from smmi.intake.sources._fields import (
    ARE_TEXTS,
    IS_MISSING,
    IS_WORDS,
    Blank,
    MissingWords,
    NumberFormat,
    Words,
    a_mapping,
    is_separator,
)

_FORMAT: Final = or_none(a(NumberFormat))


@attrs.frozen(kw_only=True)
class ChoiceColumn(Declared):
    """One option in one column (or an option of a nonresponse).

    An option is written as its code, its label, its value, a spelling that the instrument declares, or one of
    `spellings` here, which goes before all others.

    Attributes:
        column: The column.
        spellings: Further spellings, as written to the option's code.
        missing: Words for which there is no answer, beside those of the reading.

    Example:
        >>> missing = {"Prefer not to say": Nonresponse.NO_ANSWER}
        >>> ChoiceColumn(column="Q7", spellings={"Sometimes": "some"}, missing=missing).spellings
        {'Sometimes': 'some'}
    """

    column: str = attrs.field(metadata=checked(is_text))
    spellings: Words = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_WORDS)
    )
    missing: MissingWords = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_MISSING)
    )


@attrs.frozen(kw_only=True)
class NumberColumn(Declared):
    """A number, a count or a percentage in one column.

    Attributes:
        column: The column.
        format: How numbers are written; the format of the reading where None.
        spellings: Spellings of options that stand for a nonresponse, as written to the option's code.
        missing: Words for which there is no answer, beside those of the reading.
        numbers: Entries that are no numbers as they stand, as written to the number that is meant: ``12 hours``.

    Example:
        >>> NumberColumn(column="Share (%)", format=NumberFormat(decimal=",")).column
        'Share (%)'
    """

    column: str = attrs.field(metadata=checked(is_text))
    format: NumberFormat | None = attrs.field(default=None, metadata=checked(_FORMAT))
    spellings: Words = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_WORDS)
    )
    missing: MissingWords = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_MISSING)
    )
    numbers: Mapping[str, float] = attrs.field(
        converter=freeze_mapping,
        default=FrozenMapping(),
        metadata=checked(a_mapping(is_finite, "texts to numbers")),
    )


@attrs.frozen(kw_only=True)
class SelectionColumn(Declared):
    """Several options in one column, with a separator between them.

    An option whose own spelling holds the separator is found whole: the longest spelling that fits goes first.

    Attributes:
        column: The column.
        separator: What stands between options; one at the end is allowed.
        spellings: Further spellings, as written to the option's code.
        none: Words for an empty selection.
        missing: Words for which there is no answer, beside those of the reading.
        left_out: Words that are no option and are left out of the selection, such as what somebody wrote in; where
            nothing else is chosen there is no answer.
        further_separators: What stands between the options of a cell that the separator does not read.

    Example:
        >>> SelectionColumn(column="Topics", separator=",", none=["none of these"]).separator
        ','
    """

    column: str = attrs.field(metadata=checked(is_text))
    separator: str = attrs.field(default=";", metadata=checked(is_separator))
    spellings: Words = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_WORDS)
    )
    none: tuple[str, ...] = attrs.field(converter=as_tuple, default=(), metadata=checked(ARE_TEXTS))
    missing: MissingWords = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_MISSING)
    )
    left_out: tuple[str, ...] = attrs.field(converter=as_tuple, default=(), metadata=checked(ARE_TEXTS))
    further_separators: tuple[str, ...] = attrs.field(
        converter=as_tuple,
        default=(),
        metadata=later(checked(each(is_separator, expected="texts, such as ';'"))),
    )


@attrs.frozen(kw_only=True)
class SelectionColumns(Declared):
    """Several options, a column for each: a dummy (0 and 1), or the option's own text where it is ticked.

    Attributes:
        columns: The column of each option, by the option's code. An option without column cannot be chosen here.
        ticked: Words for ticked; the option's own code, label, value and spellings say so too.
        unticked: Words for not ticked.
        blank: What a blank in a row is in which another cell says something: `Blank.NONE` is not ticked.
        all_blank: What a row without any word is.
        none_ticked: What a row is that says of every option that it is not ticked.
        missing: Words for which there is no answer, beside those of the reading; one makes the whole row so.
        hidden: Words of a box that was not shown, and what they stand for: beside other boxes it is not ticked, and
            where no box was shown, the row is what the word stands for.
        written: The codes of options in whose column stands what was written in: any other word there is a tick.

    Example:
        >>> SelectionColumns(columns={"equity": "topics___1", "research": "topics___2"}).blank
        <Blank.NONE: 'none'>
    """

    columns: Words = attrs.field(converter=freeze_mapping, metadata=checked(IS_WORDS))
    ticked: tuple[str, ...] = attrs.field(
        converter=as_tuple, default=("1", "yes", "true", "x", "checked"), metadata=checked(ARE_TEXTS)
    )
    unticked: tuple[str, ...] = attrs.field(
        converter=as_tuple, default=("0", "no", "false", "unchecked"), metadata=checked(ARE_TEXTS)
    )
    blank: Blank = attrs.field(default=Blank.NONE, metadata=checked(a(Blank)))
    all_blank: Blank = attrs.field(default=Blank.NO_ANSWER, metadata=checked(a(Blank)))
    none_ticked: Blank = attrs.field(default=Blank.NONE, metadata=checked(a(Blank)))
    missing: MissingWords = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_MISSING)
    )
    hidden: MissingWords = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_MISSING)
    )
    written: tuple[str, ...] = attrs.field(converter=as_tuple, default=(), metadata=checked(ARE_TEXTS))


@attrs.frozen(kw_only=True)
class ShareColumns(Declared):
    """A composition, a column for each part.

    Attributes:
        columns: The column of each part, by the part's code.
        format: How the shares are written; the format of the reading where None.
        blank: What a blank is in a row in which another part has a share: `Blank.NONE` is a share of 0.
        missing: Words for which there is no answer, beside those of the reading; one makes the whole row so.

    Example:
        >>> ShareColumns(columns={"rural": "Q9_1", "urban": "Q9_2"}).columns["urban"]
        'Q9_2'
    """

    columns: Words = attrs.field(converter=freeze_mapping, metadata=checked(IS_WORDS))
    format: NumberFormat | None = attrs.field(default=None, metadata=checked(_FORMAT))
    blank: Blank = attrs.field(default=Blank.NONE, metadata=checked(a(Blank)))
    missing: MissingWords = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_MISSING)
    )


@attrs.frozen(kw_only=True)
class ShareColumn(Declared):
    """A composition in one column, its parts written ``part=share`` with a separator between them.

    Attributes:
        column: The column.
        separator: What stands between parts.
        equals: What stands between a part and its share.
        spellings: Further spellings, as written to the part's code.
        format: How the shares are written; the format of the reading where None.
        missing: Words for which there is no answer, beside those of the reading.

    Example:
        >>> ShareColumn(column="Mix").equals
        '='
    """

    column: str = attrs.field(metadata=checked(is_text))
    separator: str = attrs.field(default=";", metadata=checked(is_separator))
    equals: str = attrs.field(default="=", metadata=checked(is_text))
    spellings: Words = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_WORDS)
    )
    format: NumberFormat | None = attrs.field(default=None, metadata=checked(_FORMAT))
    missing: MissingWords = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_MISSING)
    )


@attrs.frozen(kw_only=True)
class Absent(Declared):
    """No column: nobody's answer to the indicator stands in the table.

    Attributes:
        state: What that makes of it.

    Example:
        >>> Absent().state.name
        'NOT_ADMINISTERED'
    """

    state: Nonresponse = attrs.field(default=Nonresponse.NOT_ADMINISTERED, metadata=checked(a(Nonresponse)))


@attrs.frozen(kw_only=True)
class AttributeSource(Declared):
    """An attribute of the units.

    Attributes:
        column: The column.
        spellings: As written to the value that is meant; where the instrument declares the attribute, its options'
            labels, values and spellings are understood without being named here.
        missing: Words for which there is no value, beside those of the reading.

    Example:
        >>> AttributeSource(column="State", missing=["unknown"]).missing
        ('unknown',)
    """

    column: str = attrs.field(metadata=checked(is_text))
    spellings: Words = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_WORDS)
    )
    missing: tuple[str, ...] = attrs.field(converter=as_tuple, default=(), metadata=checked(ARE_TEXTS))


Source = (
    ChoiceColumn | NumberColumn | SelectionColumn | SelectionColumns | ShareColumn | ShareColumns | Absent
)
"""Where the answers to one indicator stand."""

SOURCES: Final[tuple[Any, ...]] = (
    ChoiceColumn,
    NumberColumn,
    SelectionColumn,
    SelectionColumns,
    ShareColumn,
    ShareColumns,
    Absent,
)


def columns_of(source: Source | AttributeSource, /) -> tuple[str, ...]:
    """Return the columns that a source reads."""
    match source:
        case SelectionColumns() | ShareColumns():
            return tuple(source.columns.values())
        case Absent():
            return ()
        case _:
            return (source.column,)
