"""Sources: where in a table the answers to one indicator stand, and how they are written there.

Columns are named as `smmi.intake.tables` names them. Words (spellings, ticks, missing words) are compared without
outer blanks, runs of blanks as one, and without regard to capitals.
"""

import enum
from collections.abc import Mapping

import attrs

from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument import Nonresponse

Words = Mapping[str, str]
MissingWords = Mapping[str, Nonresponse]


class Percents(enum.Enum):
    """What the numbers of a percentage are."""

    PERCENT = "percent"
    """45 is 45 percent; a percent sign may stand behind it."""
    FRACTION = "fraction"
    """0.45 is 45 percent; with a percent sign, 45% is."""


@attrs.frozen(kw_only=True)
class NumberFormat:
    """How numbers are written as text; a cell that is a number already is taken as it is.

    Attributes:
        decimal: The decimal mark, a point or a comma.
        thousands: The mark between groups of three digits: nothing, a point, a comma, a blank or an apostrophe.
        percents: What the numbers of a percentage (or of a composition's shares) are.
    """

    decimal: str = "."
    thousands: str = ""
    percents: Percents = Percents.PERCENT


class Blank(enum.Enum):
    """What it means that nothing is ticked, or that a part has no share."""

    NO_ANSWER = "no answer"
    NOT_ADMINISTERED = "not administered"
    NOT_APPLICABLE = "not applicable"
    NONE = "none"
    """An answer: none of the options; a share of 0."""


@attrs.frozen(kw_only=True)
class ChoiceColumn:
    """One option in one column (or an option of a nonresponse).

    An option is written as its code, its label, its value, a spelling that the instrument declares, or one of
    `spellings` here, which goes before all others.

    Attributes:
        column: The column.
        spellings: Further spellings, as written to the option's code.
        missing: Words for which there is no answer, beside those of the reading.
    """

    column: str
    spellings: Words = attrs.field(converter=freeze_mapping, default=FrozenMapping())
    missing: MissingWords = attrs.field(converter=freeze_mapping, default=FrozenMapping())


@attrs.frozen(kw_only=True)
class NumberColumn:
    """A number, a count or a percentage in one column.

    Attributes:
        column: The column.
        format: How numbers are written; the format of the reading where None.
        spellings: Spellings of options that stand for a nonresponse, as written to the option's code.
        missing: Words for which there is no answer, beside those of the reading.
    """

    column: str
    format: NumberFormat | None = None
    spellings: Words = attrs.field(converter=freeze_mapping, default=FrozenMapping())
    missing: MissingWords = attrs.field(converter=freeze_mapping, default=FrozenMapping())


@attrs.frozen(kw_only=True)
class SelectionColumn:
    """Several options in one column, with a separator between them.

    An option whose own spelling holds the separator is found whole: the longest spelling that fits goes first.

    Attributes:
        column: The column.
        separator: What stands between options; one at the end is allowed.
        spellings: Further spellings, as written to the option's code.
        none: Words for an empty selection.
        missing: Words for which there is no answer, beside those of the reading.
    """

    column: str
    separator: str = ";"
    spellings: Words = attrs.field(converter=freeze_mapping, default=FrozenMapping())
    none: tuple[str, ...] = attrs.field(converter=tuple, default=())
    missing: MissingWords = attrs.field(converter=freeze_mapping, default=FrozenMapping())


@attrs.frozen(kw_only=True)
class SelectionColumns:
    """Several options, a column for each: a dummy (0 and 1), or the option's own text where it is ticked.

    Attributes:
        columns: The column of each option, by the option's code. An option without column cannot be chosen here.
        ticked: Words for ticked; the option's own code, label, value and spellings say so too.
        unticked: Words for not ticked.
        blank: What a blank in a row is in which another cell says something: `Blank.NONE` is not ticked.
        all_blank: What a row without any word is.
        none_ticked: What a row is that says of every option that it is not ticked.
        missing: Words for which there is no answer, beside those of the reading; one makes the whole row so.
    """

    columns: Words = attrs.field(converter=freeze_mapping)
    ticked: tuple[str, ...] = attrs.field(converter=tuple, default=("1", "yes", "true", "x", "checked"))
    unticked: tuple[str, ...] = attrs.field(converter=tuple, default=("0", "no", "false", "unchecked"))
    blank: Blank = Blank.NONE
    all_blank: Blank = Blank.NO_ANSWER
    none_ticked: Blank = Blank.NONE
    missing: MissingWords = attrs.field(converter=freeze_mapping, default=FrozenMapping())


@attrs.frozen(kw_only=True)
class ShareColumns:
    """A composition, a column for each part.

    Attributes:
        columns: The column of each part, by the part's code.
        format: How the shares are written; the format of the reading where None.
        blank: What a blank is in a row in which another part has a share: `Blank.NONE` is a share of 0.
        missing: Words for which there is no answer, beside those of the reading; one makes the whole row so.
    """

    columns: Words = attrs.field(converter=freeze_mapping)
    format: NumberFormat | None = None
    blank: Blank = Blank.NONE
    missing: MissingWords = attrs.field(converter=freeze_mapping, default=FrozenMapping())


@attrs.frozen(kw_only=True)
class ShareColumn:
    """A composition in one column, its parts written ``part=share`` with a separator between them.

    Attributes:
        column: The column.
        separator: What stands between parts.
        equals: What stands between a part and its share.
        spellings: Further spellings, as written to the part's code.
        format: How the shares are written; the format of the reading where None.
        missing: Words for which there is no answer, beside those of the reading.
    """

    column: str
    separator: str = ";"
    equals: str = "="
    spellings: Words = attrs.field(converter=freeze_mapping, default=FrozenMapping())
    format: NumberFormat | None = None
    missing: MissingWords = attrs.field(converter=freeze_mapping, default=FrozenMapping())


@attrs.frozen(kw_only=True)
class Absent:
    """No column: nobody's answer to the indicator stands in the table.

    Attributes:
        state: What that makes of it.
    """

    state: Nonresponse = Nonresponse.NOT_ADMINISTERED


@attrs.frozen(kw_only=True)
class AttributeSource:
    """An attribute of the units.

    Attributes:
        column: The column.
        spellings: As written to the value that is meant; where the instrument declares the attribute, its options'
            labels, values and spellings are understood without being named here.
        missing: Words for which there is no value, beside those of the reading.
    """

    column: str
    spellings: Words = attrs.field(converter=freeze_mapping, default=FrozenMapping())
    missing: tuple[str, ...] = attrs.field(converter=tuple, default=())


Source = (
    ChoiceColumn | NumberColumn | SelectionColumn | SelectionColumns | ShareColumn | ShareColumns | Absent
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


