"""Columns that may hold options: nearly called so, unnamed beside the question's own, or by what they hold."""

from collections.abc import Iterable, Sequence
from typing import Final, cast

from smmi.frozen import FrozenMapping
from smmi.instrument import Count, Indicator, MultipleChoice, Number, Percentage
from smmi.intake.entries._said import Said
from smmi.intake.entries._words import Words
from smmi.intake.presets import Preset
from smmi.intake.proposals._dummies import says_ticks
from smmi.intake.proposals._number_formats import is_numeral
from smmi.intake.proposals._selections import reads_selection, says_selections, unread_selections
from smmi.intake.proposals._single_choices import understood
from smmi.intake.questions._changes import Change
from smmi.intake.questions._evidence import Evidence, is_no_answer
from smmi.intake.questions._in_words import counted
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import number_of
from smmi.intake.recognition._groups import ColumnGroup, NearColumn, Told, near_columns, options_of
from smmi.intake.recognition._matching import NEAR, is_aside
from smmi.intake.recognition._sight import SeenColumn, examples
from smmi.intake.tables import letters_of

FEW: Final = 10
"""One cell in so many may be misspelt in a column of options, and one of fewer."""
MOST_OPTIONS: Final = 6
"""So many options are offered for a column."""


def columns_nearly_called(
    indicator: Indicator, group: ColumnGroup, free: Iterable[SeenColumn], preset: Preset | None
) -> list[NearColumn]:
    """Return the free columns that may hold the ticks, or shares, of options that have no column."""
    filled = [column for column in free if column.filled and not is_aside(column)]
    return [
        near
        for near in near_columns(indicator, group, filled)
        if near.alike >= NEAR or (_holds_ticks(indicator, near, preset))
    ]


def _holds_ticks(indicator: Indicator, near: NearColumn, preset: Preset | None) -> bool:
    (option,) = [one for one in options_of(indicator) if one.code == near.options[0]]
    return isinstance(indicator.scale, MultipleChoice) and says_ticks(near.column, option, preset)


def ask_nearly_called(indicator: Indicator, several: Sequence[NearColumn], evidence: Evidence) -> None:
    """Ask whether columns are those of options without column: otherwise their ticks are lost."""
    options = {option.code: option for option in options_of(indicator)}
    for near in several:
        name = near.column.name
        ways = [
            QuestionOption(
                id=f"option_{code}",
                text=f"of {code!r} ({options[code].label})",
                changes=(
                    Change(
                        field="sources", of=indicator.code, part="columns", value=FrozenMapping({code: name})
                    ),
                ),
            )
            for code in near.options[:MOST_OPTIONS]
        ]
        evidence.ask(
            "option_column",
            f"{indicator.code}_{near.options[0]}",
            f"Of which option of {indicator.code!r} is the column {near.column.shown}?",
            f"it is called as their columns are, and {counted(len(near.options), 'option')} "
            f"{'has' if len(near.options) == 1 else 'have'} no column: {', '.join(near.options[:MOST_OPTIONS])}; "
            f"{examples(near.column.entries)}",
            [*ways, QuestionOption(id="left_out", text="of none: it is left out")],
            columns=[name],
            indicators=[indicator.code],
        )


def unnamed_beside(
    indicator: Indicator, column: SeenColumn, columns: Sequence[SeenColumn]
) -> tuple[list[SeenColumn], ColumnGroup | None]:
    """Return the columns without name beside a question's own in which its options stand, and all by their options.

    A question that was asked with several options is exported over as many columns, its text above the first. They
    have no names where the row of the options is gone.

    Args:
        indicator: The indicator, of several choices.
        column: The column that is called as it is.
        columns: All columns, in their order.
    """
    words = Words.of(cast("MultipleChoice", indicator.scale).options, spellings={}, missing={})
    unnamed: list[SeenColumn] = []
    for one in columns[columns.index(column) + 1 :]:  # a column without name and cells is none
        named = not one.name.startswith(f"column {letters_of(one.position)}") or one.others
        if named or not all(isinstance(words.look_up(entry.text), Said) for entry, _ in one.entries):
            break
        unnamed.append(one)
    if not unnamed:
        return [], None
    by_option: dict[str, SeenColumn] = {}
    for one in (column, *unnamed):
        answers = {said.answer for e, _ in one.entries if isinstance(said := words.look_up(e.text), Said)}
        option = answers.pop() if len(answers) == 1 else None
        if one.filled and (not isinstance(option, str) or option in by_option):
            return unnamed, None
        if isinstance(option, str):
            by_option[option] = one
    ordered = {o.code: by_option[o.code] for o in options_of(indicator) if o.code in by_option}
    return unnamed, ColumnGroup(columns=ordered, told=Told.CELLS) if len(ordered) == len(by_option) else None


def says_options(indicator: Indicator, column: SeenColumn) -> bool:
    """Whether a column holds nothing but options of an indicator in words, two of them at least."""
    if isinstance(indicator.scale, MultipleChoice):
        return says_selections(indicator, column)
    words = Words.of(indicator.scale.options, spellings={}, missing={})
    said = [words.look_up(entry.text) for entry, _ in column.entries if number_of(entry.text) is None]
    meant = {one.answer for one in said if isinstance(one, Said)}
    return len(said) == len(column.entries) and all(isinstance(one, Said) for one in said) and len(meant) > 1


def mostly_says_options(indicator: Indicator, column: SeenColumn) -> bool:
    """Whether all but a few cells of a column are options in words, or words for no answer: some may be misspelt."""
    words = Words.of(indicator.scale.options, spellings={}, missing={})
    several = isinstance(indicator.scale, MultipleChoice)
    most = max(1, column.filled // FEW)
    strange = nothing = 0
    meant: set[object] = set()
    for entry, count in column.entries:
        said = words.look_up(entry.text) if number_of(entry.text) is None else None
        if isinstance(said, Said):
            meant.add(said.answer)
        elif said is None and is_no_answer(entry.text):
            nothing += count
        elif several and number_of(entry.text) is None and reads_selection(entry, words):
            meant.add(entry.word)
        else:
            strange += count
        if strange > most:  # a column of texts is not gone through to its end
            return False
    said_cells = column.filled - nothing
    return len(meant) > 1 and said_cells > 2 * strange and strange <= max(1, said_cells // FEW)


def fit(indicator: Indicator, column: SeenColumn) -> int:
    """Return how many cells of a column may be answers to an indicator."""
    if isinstance(indicator.scale, MultipleChoice):
        return column.filled - unread_selections(indicator, column)
    words = Words.of(indicator.scale.options, spellings={}, missing={})
    numbers = isinstance(indicator.scale, Percentage | Count | Number)
    strange = [
        (entry, count)
        for entry, count in column.entries
        if not isinstance(words.look_up(entry.text), Said) and not (numbers and is_numeral(entry))
    ]
    _, _, unknown = understood(indicator.scale.options, indicator, column, strange)
    return column.filled - sum(count for _, count in unknown)
