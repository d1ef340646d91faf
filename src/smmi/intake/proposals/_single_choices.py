"""Columns of single choices: which options their words mean, and which words mean none."""

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from smmi.instrument import Binary, Indicator, Nonresponse, Option
from smmi.intake.entries._said import Said
from smmi.intake.entries._words import MISSING_WORD, Words
from smmi.intake.presets import Preset
from smmi.intake.proposals._file_labels import (
    ask_whose_label,
    ask_whose_labels,
    declared_missing,
    label_of,
    label_of_no_answer,
    labelled_otherwise,
    options_by_text,
)
from smmi.intake.questions._changes import Change
from smmi.intake.questions._evidence import LEAVE, SENTINELS, Evidence, is_no_answer, is_sentinel, why_strange
from smmi.intake.questions._in_words import counted
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import loose, number_of, slug
from smmi.intake.recognition._header import texts_of_option
from smmi.intake.recognition._sight import SeenColumn, examples
from smmi.intake.sources import Absent, ChoiceColumn
from smmi.intake.tables import Entry, word_of

MOST_WORDS: Final = 6
"""With more words that mean nothing, they are asked about together."""
MOST_OPTIONS: Final = 12
_COUPLED: Final = re.compile(
    r"^\(?\s*(-?\d+)\s*\)?\s*[-–—=:.)]?\s*(\D.*)$|^(\D.*?)\s*[(\[]\s*(-?\d+)\s*[)\]]$", re.DOTALL
)
_COUNTED: Final = re.compile(r"(?:[A-Za-z]{1,3}(?=\d))?(-?\d{1,6})", re.ASCII)
YES: Final = frozenset(["yes", "y", "true", "t", "1", "checked", "x"])
CROSS: Final = "x"
NO: Final = frozenset(["no", "n", "false", "f", "0", "unchecked"])

Count = tuple[Entry, int]


def propose_choice(
    indicator: Indicator, column: SeenColumn, preset: Preset | None, evidence: Evidence, why: str
) -> ChoiceColumn:
    """Return how a column of single choices is read; what is not known is asked.

    Args:
        indicator: The indicator.
        column: Its column.
        preset: The tool that wrote the table.
        evidence: What is settled and asked.
        why: Why it is the column.
    """
    options = indicator.scale.options
    # a tool that has one word for what was not shown uses it for what was not answered where the options are two
    missing, said_missing = declared_missing(column, None if isinstance(indicator.scale, Binary) else preset)
    words = Words.of(options, spellings={}, missing=missing)
    hows: Counter[str] = Counter()
    unknown: list[Count] = []
    ambiguous: list[Count] = []
    said: set[object] = set()
    labelled = labelled_otherwise(column, options, words)
    for entry, count in column.entries:
        meant = words.look_up(entry.text)
        label = label_of_no_answer(column, entry.text, options)
        if isinstance(meant, Said) and isinstance(meant.answer, str) and label:
            ask_whose_label(indicator, column, (entry.text, count), label, meant.answer, evidence)
            said.add(meant.answer)
        elif isinstance(meant, Said):
            hows[meant.how] += count
            said.add(meant.answer)
        elif meant is None:
            unknown.append((entry, count))
        else:
            ambiguous.append((entry, count))
    spellings, notes, unknown = understood(options, indicator, column, unknown)
    for text, how in said_missing.items():
        notes.append(f"{text!r} as {how}")
    if not unknown and _says_yes_only(indicator, {*said, *spellings.values()}) and column.blanks:
        blanks = "blank is" if column.blanks == 1 else "blanks are"
        notes.append(
            f"nothing says no: {column.blanks} {blanks} no answer; write no in the file where it is meant"
        )
    source = ChoiceColumn(column=column.name, spellings=spellings, missing=missing)
    listed = ", ".join(f"{how} {count}" for how, count in hows.most_common())
    nothing = "no cell is written as an option is" if unknown or ambiguous else "no cell says anything"
    seen_text = "; ".join(filter(None, [listed, *notes])) or nothing
    kinds = _kinds(hows)
    evidence.choose(
        indicator.code,
        f"a choice in one column{f', written {kinds}' if kinds else ''}",
        f"{column.name!r}: {why}; {seen_text}",
        columns=[column.name],
    )
    if labelled:
        ask_whose_labels(indicator.code, column, labelled, evidence)
    if ambiguous:
        _ask_meaning(indicator, column, ambiguous, evidence)
    if unknown:
        ask_words(indicator, column, unknown, evidence)
    return source


def _kinds(hows: Counter[str]) -> str:
    """Return how options are written; words for no answer are none."""
    kinds = dict.fromkeys(how.partition(",")[0] for how in hows)
    return " or ".join(kind for kind in kinds if kind != MISSING_WORD)


def understood(
    options: Sequence[Option], indicator: Indicator, column: SeenColumn, unknown: Sequence[Count]
) -> tuple[dict[str, str], list[str], list[Count]]:
    """Return words that mean an option beyond doubt, though not so written; what to say of them; and the others."""
    spellings: dict[str, str] = {}
    notes: list[str] = []
    left: list[Count] = []
    usual = _usual_words(indicator, column, unknown)
    for entry, count in unknown:
        code, why = option_meant(entry, options, column)
        label = label_of(column, entry.text)
        word = loose(label) if label else entry.word  # a 1 that the file calls something else is no yes
        if not code and word in usual:
            code, why = usual[word], "as yes and no are usually written"
        if code:
            spellings[entry.text] = code
            notes.append(f"{entry.text[:40]!r} as {code!r}, {why} ({count})")
        else:
            left.append((entry, count))
    return spellings, notes, left


def option_meant(entry: Entry, options: Sequence[Option], column: SeenColumn) -> tuple[str, str]:
    """Return the option that a word means beyond doubt, and why; nothing if there is none."""
    texts = options_by_text(options)
    label = label_of(column, entry.text)
    same_label = texts.get(loose(label), set()) if label else set()
    if len(same_label) == 1:
        return next(iter(same_label)), f"as the file labels it {label!r}"
    doubted = "?" in entry.text and not any("?" in option.label for option in options)  # by whoever wrote it
    plain = not doubted and number_of(entry.text) is None and loose(entry.text)
    same = texts.get(loose(entry.text), set()) if plain else set()
    if len(same) == 1:
        return next(iter(same)), "but for punctuation"
    coupled = _coupled(entry.text, options, texts)
    return ("", "") if coupled is None else (coupled, "a number and a label together")


def _usual_words(indicator: Indicator, column: SeenColumn, unknown: Sequence[Count]) -> dict[str, str]:
    """Return the words for yes and no, with the options that they mean; digits if they are 0 and 1."""
    yes_no = _yes_and_no(indicator)
    if yes_no is None:
        return {}
    coded = any(_place(entry.text) not in {None, 0, 1} for entry, _ in unknown)  # 1 and 2, and not 0 and 1
    words = dict.fromkeys(NO, yes_no[0]) | dict.fromkeys(YES, yes_no[1])
    if _says_yes_otherwise(indicator, column, yes_no[1]):
        del words[CROSS]  # a cross beside a yes may cross out
    return {word: code for word, code in words.items() if not (coded and word.isdecimal())}


def _says_yes_otherwise(indicator: Indicator, column: SeenColumn, yes: str) -> bool:
    """Whether a cell of a column says yes by another word than a cross."""
    words = Words.of(indicator.scale.options, spellings={}, missing={})
    meant = [(e.word, words.look_up(e.text)) for e, _ in column.entries if e.word != CROSS]
    return any(word in YES or (isinstance(said, Said) and said.answer == yes) for word, said in meant)


def _coupled(text: str, options: Sequence[Option], texts: dict[str, set[str]]) -> str | None:
    """Return the option of ``1 - Never`` or ``Never (1)``: its label, with a number that does not contradict it."""
    found = _COUPLED.match(text)
    if found is None:
        return None
    number = float(found.group(1) or found.group(4))
    codes = texts.get(loose(found.group(2) or found.group(3)), set())
    if len(codes) != 1:
        return None
    (code,) = codes
    value = next(getattr(option, "value", None) for option in options if option.code == code)
    return code if value is None or value == number else None


def _yes_and_no(indicator: Indicator) -> tuple[str, str] | None:
    """Return the codes of no and yes, if the options of an indicator say no and yes."""
    answers = indicator.scale.answers
    if not isinstance(indicator.scale, Binary) and len(answers) != 2:
        return None
    if any(getattr(option, "value", None) is not None for option in answers):
        return None
    codes = {}
    for option in answers:
        for text in texts_of_option(option):
            if loose(text) in {"no", "false"}:
                codes["no"] = option.code
            elif loose(text) in {"yes", "true"}:
                codes["yes"] = option.code
    return (codes["no"], codes["yes"]) if len(codes) == 2 else None


def _says_yes_only(indicator: Indicator, said: set[object]) -> bool:
    """Whether all answers to a question of yes and no are yes: who ticks a list may leave out what is no."""
    yes_no = _yes_and_no(indicator)
    return yes_no is not None and {one for one in said if not isinstance(one, Nonresponse)} == {yes_no[1]}


def _ask_meaning(
    indicator: Indicator, column: SeenColumn, ambiguous: Sequence[Count], evidence: Evidence
) -> None:
    """Ask whether words that are a label of one option and the value of another are labels or values."""
    options = indicator.scale.options
    by_text: dict[str, str] = {}
    by_value: dict[str, str] = {}
    for entry, _ in ambiguous:
        number = number_of(entry.text)
        for option in options:
            if entry.word in {" ".join(text.split()).casefold() for text in texts_of_option(option)}:
                by_text.setdefault(entry.text, option.code)
            if number is not None and getattr(option, "value", None) == number:
                by_value[entry.text] = option.code
    several = [
        ("labels", "they are codes and labels", by_text),
        ("values", "they are coded values", by_value),
    ]
    answers = [
        QuestionOption(
            id=name,
            text=f"{text}: {', '.join(f'{word!r} is {code!r}' for word, code in list(meant.items())[:MOST_WORDS])}",
            changes=(Change(field="sources", of=indicator.code, part="spellings", value=meant),),
        )
        for name, text, meant in several
        if meant
    ]
    evidence.ask(
        "meaning",
        indicator.code,
        f"Are the entries of {column.name!r} labels or coded values? They are both, of different options.",
        examples(ambiguous),
        answers,
        columns=[column.name],
        indicators=[indicator.code],
    )


def ask_words(indicator: Indicator, column: SeenColumn, unknown: Sequence[Count], evidence: Evidence) -> None:
    """Ask what words mean that are no option."""
    code, options = indicator.code, indicator.scale.options
    strange: list[Count] = []
    whole: list[Count] = []
    valued = any(getattr(option, "value", None) is not None for option in options)
    for entry, count in unknown:
        if _place(entry.text) is not None and not valued:
            whole.append((entry, count))
        elif _may_say_nothing(indicator, entry.text):
            label = label_of_no_answer(column, entry.text, options)
            evidence.word(entry.text, count, indicator=code, columns=[column.name], label=label)
        else:
            strange.append((entry, count))
    coding = _codings(indicator, whole)
    if coding:
        evidence.ask(
            "coding",
            code,
            f"Which options do the numbers of {column.name!r} mean?",
            f"{examples(whole)}; {counted(len(indicator.scale.answers), 'option')} without declared values",
            [*coding, QuestionOption(id=LEAVE, text="leave them as findings")],
            columns=[column.name],
            indicators=[code],
        )
    coded = {text for option in coding for change in option.changes for text in change.value}
    for entry, count in whole:
        if entry.text in coded:
            continue
        if is_sentinel(entry.text):
            evidence.word(entry.text, count, indicator=code, columns=[column.name])
        else:
            strange.append((entry, count))
    if len(strange) > MOST_WORDS:
        ask_together(indicator, column, strange, evidence)
        return
    for entry, count in strange:
        evidence.ask(
            "entry",
            f"{code}_{slug(entry.text)}",
            f"What does {entry.text[:60]!r} in {column.name!r} mean?",
            f"{counted(count, 'cell')}; "
            + why_strange(entry.text, "no option is so written" if options else "it is no number"),
            [*option_answers(indicator, entry.text), *missing_answers(code, [entry.text])],
            columns=[column.name],
            indicators=[code],
        )


def _may_say_nothing(indicator: Indicator, text: str) -> bool:
    """Whether a word mostly says that there is no answer; a cross may say yes or no where these are the options."""
    crossed = word_of(text) == CROSS and _yes_and_no(indicator) is not None
    return not crossed and (is_no_answer(text) or is_beside(text, indicator.scale.options))


def is_beside(text: str, options: Sequence[Option]) -> bool:
    """Whether a number is one by which files say that there is no answer, and not the next after the values."""
    values = {getattr(option, "value", None) for option in options}
    number = number_of(text)
    return number is not None and is_sentinel(text) and number - 1 not in values


def option_answers(indicator: Indicator, text: str) -> list[QuestionOption]:
    """Return the options that a word may mean as answers of a question, the nearest first."""
    return [
        QuestionOption(
            id=f"option_{option.code}",
            text=f"the option {option.code!r} ({option.label})",
            changes=(
                Change(field="sources", of=indicator.code, part="spellings", value={text: option.code}),
            ),
        )
        for option in nearest_options(indicator.scale.options, text)[:MOST_OPTIONS]
    ]


def nearest_options(options: Sequence[Option], text: str) -> list[Option]:
    """Return options by how like a word they are written, the likest first."""
    key = loose(text)

    def nearness(option: Option) -> float:
        return max(difflib.SequenceMatcher(None, key, loose(t)).ratio() for t in texts_of_option(option))

    return sorted(options, key=nearness, reverse=True)


def missing_answers(code: str, texts: Sequence[str]) -> list[QuestionOption]:
    kinds = [
        ("no_answer", Nonresponse.NO_ANSWER, "no answer"),
        ("not_applicable", Nonresponse.NOT_APPLICABLE, "not applicable"),
    ]
    answers = [
        QuestionOption(
            id=name,
            text=said,
            changes=(Change(field="sources", of=code, part="missing", value=dict.fromkeys(texts, state)),),
        )
        for name, state, said in kinds
    ]
    return [*answers, QuestionOption(id=LEAVE, text="leave it as a finding")]


def ask_together(
    indicator: Indicator, column: SeenColumn, strange: Sequence[Count], evidence: Evidence
) -> None:
    code = indicator.code
    read = column.filled - sum(count for _, count in strange)
    absent = Change(field="sources", of=code, value=Absent())
    evidence.ask(
        "entries",
        code,
        f"{len(strange)} different entries of {column.name!r} are no answers to {code!r}. What are they?",
        f"{examples(strange)}; {read} of {column.filled} cells are answers",
        [
            *missing_answers(code, [entry.text for entry, _ in strange])[:1],
            QuestionOption(
                id="other_column",
                text="the column is another one: the indicator is absent",
                changes=(absent,),
            ),
            QuestionOption(id=LEAVE, text="leave them as findings"),
        ],
        columns=[column.name],
        indicators=[code],
    )


def _place(text: str) -> int | None:
    """Return the number by which an entry may count options: ``3``, ``A3``, ``AO03``; None for anything else."""
    found = _COUNTED.fullmatch(text)
    return int(found.group(1)) if found else None


def _codings(indicator: Indicator, whole: Sequence[Count]) -> list[QuestionOption]:
    """Return the ways in which numbers may stand for options that have no values: up or down from 0 or from 1."""
    answers = indicator.scale.answers
    numbers = {entry.text: _place(entry.text) or 0 for entry, _ in whole}
    codings = []
    for first in (1, 0):
        inside = {text: n for text, n in numbers.items() if first <= n < first + len(answers)}
        outside = set(numbers.values()) - set(inside.values())
        if not inside or not all(n in SENTINELS for n in outside):
            continue
        for name, ordered in (("up", answers), ("down", answers[::-1])):
            meant = {text: ordered[n - first].code for text, n in inside.items()}
            ends = f"{first} is {ordered[0].code!r}, {first + len(answers) - 1} is {ordered[-1].code!r}"
            codings.append(
                QuestionOption(
                    id=f"{name}_from_{first}",
                    text=ends,
                    changes=(Change(field="sources", of=indicator.code, part="spellings", value=meant),),
                )
            )
    return codings
