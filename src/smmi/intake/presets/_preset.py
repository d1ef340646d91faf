"""A preset: how one survey tool writes its answers, as a value."""

import enum
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument import Nonresponse
from smmi.instrument.declaration import (
    Declared,
    a,
    as_tuple,
    checked,
    each,
    is_any_text,
    is_code,
    is_flag,
    is_text,
    is_whole,
)
from smmi.intake.sources import IS_MISSING, Blank, is_pattern
from smmi.intake.sources._fields import IS_WORDS, is_separator


class HeaderShape(enum.Enum):
    """How the header rows of a tool's export look.

    Example:
        >>> HeaderShape("one row")
        <HeaderShape.ONE_ROW: 'one row'>
    """

    ONE_ROW = "one row"
    IMPORT_IDS = "names, question texts, import ids"
    """The second row holds question texts; a third one, where there is one, holds import ids."""
    OPTIONS_BELOW = "questions, options below them"
    """The second row holds options, rows of a matrix, or a word for the answer itself."""


def _patterns(**more: Any) -> Any:  # noqa: ANN401  (what `attrs.field` takes and returns)
    check = checked(each(is_pattern, expected="regular expressions"))
    return attrs.field(converter=as_tuple, metadata=check, **more)


def _texts() -> Any:  # noqa: ANN401  (as above)
    return attrs.field(converter=as_tuple, default=(), metadata=checked(each(is_text, expected="texts")))


def _row_marks() -> Any:  # noqa: ANN401  (as above)
    return attrs.field(converter=as_tuple, default=(), metadata=checked(each(a(RowMark), expected="RowMark")))


@attrs.frozen(kw_only=True)
class RowMark(Declared):
    """Words in a column that say what kind of response a row is.

    Attributes:
        column: A pattern of the column's name.
        words: The words, in lower case; '' is a blank.
        what: What rows with such a word are.

    Example:
        >>> RowMark(column="Status", words=["survey preview"], what="previews").words
        ('survey preview',)
    """

    column: str = attrs.field(metadata=checked(is_pattern))
    words: tuple[str, ...] = attrs.field(
        converter=as_tuple, metadata=checked(each(is_any_text, expected="words"))
    )
    what: str = attrs.field(metadata=checked(is_text))


@attrs.frozen(kw_only=True)
class Preset(Declared):
    """How a survey tool writes its answers. Patterns are regular expressions for whole names, whatever their case.

    Attributes:
        code: The code by which the preset is named.
        name: The tool.
        marks: Patterns of column names by which the tool is recognised.
        least: How many of the marks have to be met.
        header: How its header rows look.
        units: Names of columns that identify a response, the best first.
        references: Patterns of columns by which organisers may have named those whom they asked.
        structural: Patterns of columns that the tool adds: dates, progress, versions, timing.
        personal: Patterns of columns that may name a person.
        tests: Words that tell previews and tests.
        unfinished: Words that tell unfinished responses.
        order: Names of columns by which responses follow each other in time.
        events: Names of columns that tell events, waves or repeats.
        separator: What stands between several options in one cell.
        ticked: Words for a ticked option, beside the usual ones.
        unticked: Words for an option that is not ticked, beside the usual ones.
        zero_is_doubtful: Whether a row whose options are all unticked may as well not have been asked.
        all_blank: What a row is in which no option says anything.
        unseen: The same, where other rows say of options that they are not ticked.
        missing: Words of the tool itself for which there is no answer, and what they are.
        hints: Words by which the tool's users often say that there is no answer, and what each says.
        notes: What to know about the tool's files, a sentence each.

    Example:
        >>> tool = Preset(code="own", name="Our tool", marks=("OurId", "OurDate"), units=("OurId",))
        >>> tool.recognised_by(["ourid", "Q1", "OurDate"])
        ('ourid', 'OurDate')
    """

    code: str = attrs.field(metadata=checked(is_code))
    name: str = attrs.field(metadata=checked(is_text))
    marks: tuple[str, ...] = _patterns()
    least: int = attrs.field(default=2, metadata=checked(is_whole))
    header: HeaderShape = attrs.field(default=HeaderShape.ONE_ROW, metadata=checked(a(HeaderShape)))
    units: tuple[str, ...] = _texts()
    references: tuple[str, ...] = _patterns(default=())
    structural: tuple[str, ...] = _patterns(default=())
    personal: tuple[str, ...] = _patterns(default=())
    tests: tuple[RowMark, ...] = _row_marks()
    unfinished: tuple[RowMark, ...] = _row_marks()
    order: tuple[str, ...] = _texts()
    events: tuple[str, ...] = _texts()
    separator: str = attrs.field(default=";", metadata=checked(is_separator))
    ticked: tuple[str, ...] = _texts()
    unticked: tuple[str, ...] = _texts()
    zero_is_doubtful: bool = attrs.field(default=True, metadata=checked(is_flag))
    all_blank: Blank = attrs.field(default=Blank.NO_ANSWER, metadata=checked(a(Blank)))
    unseen: Blank = attrs.field(default=Blank.NO_ANSWER, metadata=checked(a(Blank)))
    missing: Mapping[str, Nonresponse] = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_MISSING)
    )
    hints: Mapping[str, str] = attrs.field(
        converter=freeze_mapping, default=FrozenMapping(), metadata=checked(IS_WORDS)
    )
    notes: tuple[str, ...] = _texts()

    def recognised_by(self, names: Sequence[str], /) -> tuple[str, ...]:
        """Return the column names that are marks of the tool; nothing if they are too few."""
        met = [next((name for name in names if matches(mark, name)), None) for mark in self.marks]
        found = tuple(dict.fromkeys(name for name in met if name is not None))
        return found if len(found) >= self.least else ()


def matches(pattern: str, name: Any) -> bool:  # noqa: ANN401  (a name that is no text matches nothing)
    """Whether a pattern fits a whole name, whatever the case of its letters."""
    return isinstance(name, str) and re.fullmatch(pattern, name.strip(), re.IGNORECASE) is not None


def matches_any(patterns: Iterable[str], name: str) -> bool:
    """Whether one of several patterns fits a whole name."""
    return any(matches(pattern, name) for pattern in patterns)
