"""Several choices in columns, one for each option: ticks, options' own texts, and rows in which nothing is ticked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, cast

import attrs
import numpy as np
import numpy.typing as npt

from smmi.frozen import FrozenMapping
from smmi.instrument import Indicator, MultipleChoice, Nonresponse, Option
from smmi.intake.entries._said import Said
from smmi.intake.entries._words import Words
from smmi.intake.presets import Preset
from smmi.intake.proposals._file_labels import declared_missing, label_of
from smmi.intake.proposals._single_choices import MOST_WORDS
from smmi.intake.questions._changes import Change
from smmi.intake.questions._evidence import LEAVE, Evidence, is_no_answer, is_sentinel
from smmi.intake.questions._in_words import counted, several
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import loose, number_of, slug
from smmi.intake.recognition._groups import ColumnGroup, NearColumn, Told, options_of
from smmi.intake.recognition._sight import SeenColumn, SeenRows
from smmi.intake.sources import (
    Absent,
    Blank,
    SelectionColumns,
)
from smmi.intake.tables import Entry, word_of

TICKED: Final = ("1", "yes", "true", "x", "checked")
UNTICKED: Final = ("0", "no", "false", "unchecked")
MORE_TICKED: Final = ("selected", "y", "✓", "✔", "ja", "oui", "si", "sí", "quoted", "t")
MORE_UNTICKED: Final = ("not selected", "n", "nein", "non", "not quoted", "f", "-")

IS_TICKED: Final = frozenset(map(loose, (*TICKED, *MORE_TICKED))) - {""}
NOT_TICKED: Final = frozenset(map(loose, (*UNTICKED, *MORE_UNTICKED))) - {""}
"""Labels that a file gives to values, loosely."""

SAYS_NOTHING, SAYS_NOT, SAYS_TICKED, SAYS_ELSE = 0, 1, 2, 3


@attrs.define
class _Ticks:
    """What the cells of an indicator's columns say of its options.

    Attributes:
        ticked: Words for ticked, with how often they stand.
        unticked: Words for not ticked.
        own: Options' own texts, where they are ticked.
        missing: Words for which there is no answer.
        strange: Words that say neither, with the columns in which they stand.
    """

    preset: Preset | None
    ticked: Counter[str] = attrs.field(factory=Counter)
    unticked: Counter[str] = attrs.field(factory=Counter)
    own: Counter[str] = attrs.field(factory=Counter)
    missing: dict[str, Nonresponse] = attrs.field(factory=dict)
    strange: dict[str, Counter[str]] = attrs.field(factory=dict)

    def column(self, column: SeenColumn, option: Option) -> npt.NDArray[np.int8]:
        """Take in the column of an option; return what each row says: nothing, not ticked, ticked, anything else."""
        declared, _ = declared_missing(column, self.preset)
        self.missing |= declared
        own = Words.of([option], spellings={}, missing=declared)
        says = np.zeros(max(1, len(column.cells.entries)), dtype=np.int8)
        for place, (entry, count) in enumerate(
            zip(column.cells.entries, column.cells.counts.tolist(), strict=True)
        ):
            if count and not entry.is_blank:
                says[place] = self._says(entry, count, own, column)
        return says[column.cells.positions]

    def _says(self, entry: Entry, count: int, own: Words, column: SeenColumn) -> int:
        if column.notes.counted and entry.text not in self.missing:
            counts = _is_same(entry.text, column.notes.counted)
            (self.ticked if counts else self.unticked)[entry.text] += count
            return SAYS_TICKED if counts else SAYS_NOT
        label = loose(label_of(column, entry.text))
        if label in NOT_TICKED:  # what the file says of a value goes before what such a value usually says
            self.unticked[entry.text] += count
            return SAYS_NOT
        if label in IS_TICKED or (label and label in {loose(text) for text in own.known}):
            self.ticked[entry.text] += count
            return SAYS_TICKED
        if entry.word in {*UNTICKED, *MORE_UNTICKED, *(self.preset.unticked if self.preset else ())}:
            self.unticked[entry.text] += count
            return SAYS_NOT
        if entry.word in {*TICKED, *MORE_TICKED, *(self.preset.ticked if self.preset else ())}:
            self.ticked[entry.text] += count
            return SAYS_TICKED
        if entry.text in self.missing:
            return SAYS_ELSE
        if isinstance(own.look_up(entry.text), Said):
            self.own[entry.text] += count
            return SAYS_TICKED
        if loose(entry.text) and loose(entry.text) in {loose(text) for text in own.known}:
            self.ticked[entry.text] += count  # the option's own text but for punctuation
            return SAYS_TICKED
        self.strange.setdefault(entry.text, Counter())[column.name] += count
        return SAYS_ELSE


def says_ticks(column: SeenColumn, option: Option, preset: Preset | None) -> bool:
    """Whether a column holds nothing but words for ticked and not ticked, or an option's own text."""
    ticks = _Ticks(preset)
    ticks.column(column, option)
    return not ticks.strange


def propose_dummies(
    indicator: Indicator,
    group: ColumnGroup,
    preset: Preset | None,
    evidence: Evidence,
    rows: SeenRows,
    near: Sequence[NearColumn] = (),
) -> SelectionColumns:
    """Return how columns of options are read, one for each; what is not known is asked.

    Args:
        indicator: The indicator.
        group: The columns of its options.
        preset: The tool that wrote the table.
        evidence: What is settled and asked.
        rows: The rows of the table.
        near: Columns of which it is asked whether they are of an option too; words for ticks are sought in them.
    """
    scale = cast("MultipleChoice", indicator.scale)
    options = {option.code: option for option in options_of(indicator)}
    ticks = _Ticks(preset)
    says = np.stack(
        [ticks.column(column, options[code]) for code, column in group.columns.items()]
        + [ticks.column(one.column, options[one.options[0]]) for one in near]
    )
    empty = (says == SAYS_NOTHING).all(axis=0)
    only_not = (says <= SAYS_NOT).all(axis=0) & (says == SAYS_NOT).any(axis=0)
    none_ticked = int(np.sum(only_not))
    names = [column.name for column in group.columns.values()]
    declared = any(column.notes.counted for column in group.columns.values())
    source = SelectionColumns(
        columns={code: column.name for code, column in group.columns.items()},
        ticked=_with_met(() if declared else TICKED, ticks.ticked, ticks.unticked),
        unticked=_with_met(UNTICKED, ticks.unticked, ticks.ticked),
        all_blank=_all_blank(preset, ticks),
        missing=ticks.missing,
    )
    asked = bool(empty.any()) and preset is None and scale.minimum == 0 and not ticks.unticked
    absent = [code for code in options if code not in group.columns]
    said = ", ".join(
        f"{word!r} {count}"
        for met in (ticks.ticked, ticks.own, ticks.unticked)
        for word, count in met.most_common(3)
    )
    evidence.choose(
        indicator.code,
        f"several choices, a column for each option, named {group.told.value}",
        f"{several(names)}: {said or 'no cell says anything'}"
        + _told_of_blanks(empty, rows, preset, source.all_blank, asked=asked)
        + (f"; without column: {', '.join(absent)}" if absent else ""),
        columns=names,
    )
    if asked:
        last = max(column.position for column in group.columns.values())
        _ask_all_blank(indicator, names, _told_of_rows(empty, last, rows), evidence, when=rows.read_if(empty))
    if none_ticked and scale.minimum > 0:
        source = attrs.evolve(source, none_ticked=Blank.NO_ANSWER)
        evidence.choose(
            indicator.code,
            "a row in which nothing is ticked is no answer",
            f"{counted(none_ticked, 'row')}; an answer has at least {scale.minimum} of the options",
            columns=names,
        )
    elif none_ticked and (preset is None or preset.zero_is_doubtful):
        _ask_none_ticked(indicator, names, none_ticked, evidence, when=rows.read_if(only_not))
    if group.told is Told.PLACE or group.otherwise is not None:
        ask_columns(indicator, group, evidence)
    _ask_ticks(indicator, ticks.strange, evidence)
    return source


def _is_same(text: str, other: str) -> bool:
    number = number_of(text)
    return text == other or (number is not None and number == number_of(other))


def _with_met(usual: tuple[str, ...], met: Counter[str], others: Counter[str]) -> tuple[str, ...]:
    """Return the usual words that do not say the opposite in this table, and those that were met beside them."""
    against = {word_of(text) for text in others}
    return tuple(
        dict.fromkeys([*(word for word in usual if word not in against), *(word_of(text) for text in met)])
    )


def _all_blank(preset: Preset | None, ticks: _Ticks) -> Blank:
    """Return what a row is in which no option says anything."""
    if preset is None:
        return Blank.NO_ANSWER
    return preset.unseen if ticks.unticked else preset.all_blank


def _told_of_blanks(
    empty: npt.NDArray[np.bool_], rows: SeenRows, preset: Preset | None, blank: Blank, *, asked: bool
) -> str:
    """Return what rows without any word are, if that is not asked."""
    count = int(empty.sum())
    if asked:
        return ""
    by = "" if preset is None else f", as {preset.name} may leave out a question that was not answered"
    named = f"{by}: {rows.named(empty)}" if count else ""
    return f"; {counted(count, 'row')} without any word {'is' if count == 1 else 'are'} {blank.value}{named}"


def _told_of_rows(empty: npt.NDArray[np.bool_], last: int, rows: SeenRows) -> str:
    """Return which rows are blank, and which of them remain so in all later questions."""
    ended = rows.ended(empty, last)
    further = int(ended.sum())
    told = f"{counted(int(empty.sum()), 'row')}: {rows.named(empty)}"
    if not further:
        return told
    which = (
        "all of them are"
        if further == int(empty.sum())
        else f"{rows.named(ended)} {'is' if further == 1 else 'are'}"
    )
    return f"{told}; {which} blank in all later questions too, where somebody may have left"


def _ask_all_blank(
    indicator: Indicator,
    names: Sequence[str],
    told: str,
    evidence: Evidence,
    *,
    when: tuple[str, tuple[str, ...]] | None,
) -> None:
    """Ask what a row is in which no option says anything, where none ever says that it is not ticked."""
    evidence.ask(
        "all_blank",
        indicator.code,
        f"What is a row of {indicator.code!r} whose columns are all blank?",
        f"{told}; no cell says of an option that it is not ticked",
        [
            QuestionOption(
                id=name,
                text=text,
                changes=(Change(field="sources", of=indicator.code, part="all_blank", value=blank),),
            )
            for name, text, blank in (
                ("no_answer", "no answer", Blank.NO_ANSWER),
                ("none", "an answer: none of the options", Blank.NONE),
            )
        ],
        columns=names,
        indicators=[indicator.code],
        when=when,
    )


def _ask_none_ticked(
    indicator: Indicator,
    names: Sequence[str],
    rows: int,
    evidence: Evidence,
    *,
    when: tuple[str, tuple[str, ...]] | None,
) -> None:
    evidence.ask(
        "none_ticked",
        indicator.code,
        f"What is a row of {indicator.code!r} in which no option is ticked?",
        f"so {'says' if rows == 1 else 'say'} {counted(rows, 'row')}; the question may not have been shown",
        [
            QuestionOption(
                id=name,
                text=text,
                changes=(Change(field="sources", of=indicator.code, part="none_ticked", value=blank),),
            )
            for name, text, blank in (
                ("none", "an answer: none of the options", Blank.NONE),
                ("no_answer", "no answer", Blank.NO_ANSWER),
                ("not_administered", "not asked", Blank.NOT_ADMINISTERED),
            )
        ],
        columns=names,
        indicators=[indicator.code],
        when=when,
    )


def ask_columns(indicator: Indicator, group: ColumnGroup, evidence: Evidence) -> None:
    """Ask of which option each column is, where numbers at the end of their names alone tell it."""
    ways: list[tuple[str, str, Mapping[str, SeenColumn]]] = []
    if group.told is Told.VALUE:
        ways.append(("values", "numbers are the options' values", group.columns))
    ways.append(("places", "numbers count the options as declared", group.otherwise or group.columns))
    options = [
        QuestionOption(
            id=name,
            text=f"{text}: {', '.join(f'{c.name!r} is {code!r}' for code, c in list(columns.items())[:4])}",
            changes=(
                Change(
                    field="sources",
                    of=indicator.code,
                    part="columns",
                    value=FrozenMapping({code: c.name for code, c in columns.items()}),
                    replace=True,
                ),
            ),
        )
        for name, text, columns in ways
    ]
    gone = Change(field="sources", of=indicator.code, value=Absent())
    options.append(
        QuestionOption(
            id="absent", text="they are something else: the indicator has no column", changes=(gone,)
        )
    )
    names = [column.name for column in group.columns.values()]
    evidence.ask(
        "options",
        indicator.code,
        f"Of which options of {indicator.code!r} are the columns {several(names)}?",
        "their names end in numbers, and no label says more",
        options,
        columns=names,
        indicators=[indicator.code],
    )


def _ask_ticks(
    indicator: Indicator,
    strange: Mapping[str, Mapping[str, int]],
    evidence: Evidence,
) -> None:
    code = indicator.code
    for text, where in list(strange.items())[:MOST_WORDS]:
        columns, count = list(where), sum(where.values())
        if is_no_answer(text) or is_sentinel(text):
            evidence.word(text, count, indicator=code, columns=columns)
            continue
        evidence.ask(
            "tick",
            f"{code}_{slug(text)[:20]}",
            f"Does {text[:60]!r} in {several(columns)} say that the option is ticked?",
            counted(count, "cell"),
            [
                QuestionOption(
                    id="ticked",
                    text="ticked",
                    changes=(Change(field="sources", of=code, part="ticked", value=(text,)),),
                ),
                QuestionOption(
                    id="unticked",
                    text="not ticked",
                    changes=(Change(field="sources", of=code, part="unticked", value=(text,)),),
                ),
                QuestionOption(
                    id="no_answer",
                    text="no answer",
                    changes=(
                        Change(field="sources", of=code, part="missing", value={text: Nonresponse.NO_ANSWER}),
                    ),
                ),
                QuestionOption(id=LEAVE, text="leave it as a finding"),
            ],
            columns=columns,
            indicators=[code],
        )
