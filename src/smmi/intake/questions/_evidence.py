"""Evidence as it is gathered: what is settled, what is asked, and words that have no meaning yet."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import attrs

from smmi.frozen import FrozenMapping
from smmi.instrument import Nonresponse
from smmi.intake.entries._doubtful_words import (
    SENTINELS,
    is_no_answer,
    is_sentinel,
)
from smmi.intake.questions._changes import Change
from smmi.intake.questions._in_words import counted, several
from smmi.intake.questions._questions import Choice, Question, QuestionOption
from smmi.intake.questions._text import loose, number_of, slug
from smmi.intake.tables import is_date

__all__ = ["LEAVE", "SENTINELS", "Evidence", "is_no_answer", "is_sentinel", "why_strange"]

INAPPLICABLE: Final = frozenset(
    [
        "not applicable",
        "does not apply",
        "inapplicable",
        "nicht zutreffend",
        "sans objet",
        "no aplica",
        "n a",
        "na",
    ]
)
UNASKED: Final = frozenset(["not asked", "not administered"])
LEAVE: Final = "leave"


def why_strange(text: str, otherwise: str, /) -> str:
    """Return what is strange about an entry: that it is a date, or something else."""
    return "it is a date, as spreadsheets make of texts such as 1-2" if is_date(text) else otherwise


@attrs.define(kw_only=True)
class _Word:
    """A word that has no meaning, and where it stands."""

    text: str
    count: int = 0
    indicators: dict[str, None] = attrs.field(factory=dict)
    columns: dict[str, None] = attrs.field(factory=dict)
    labels: dict[str, None] = attrs.field(factory=dict)


class Evidence:
    """What is settled and what is asked, in the order in which it is found.

    Args:
        mark: The decimal mark that the table's numbers show, or nothing.
        hints: What words mostly say in the files of the tool that wrote the table.
    """

    def __init__(self, mark: str = "", hints: Mapping[str, str] = FrozenMapping()) -> None:
        self.mark = mark
        self.hints = hints
        self.choices: list[Choice] = []
        self._questions: list[Question] = []
        self._words: dict[str, _Word] = {}

    def choose(self, what: str, how: str, evidence: str, *, columns: Iterable[str] = ()) -> None:
        """Settle something."""
        self.choices.append(Choice(what=what, how=how, evidence=evidence, columns=tuple(columns)))

    def ask(
        self,
        kind: str,
        of: str,
        text: str,
        evidence: str,
        options: Sequence[QuestionOption],
        *,
        columns: Iterable[str] = (),
        indicators: Iterable[str] = (),
        when: tuple[str, tuple[str, ...]] | None = None,
    ) -> str:
        """Leave something open, and return the name of the question.

        The same question that further answers of another one lead to is one question.
        """
        name = "_".join(filter(None, (kind, of)))
        unique = _unique(name, {question.id for question in self._questions})
        question = Question(
            id=unique,
            kind=kind,
            text=text,
            evidence=evidence,
            options=tuple(options),
            columns=tuple(dict.fromkeys(columns)),
            indicators=tuple(dict.fromkeys(indicators)),
            when=when,
        )
        for place, before in enumerate(self._questions if when else ()):
            if when and before.when and before.when[0] == when[0] and _is_same(before, question):
                both = (when[0], tuple(dict.fromkeys((*before.when[1], *when[1]))))
                self._questions[place] = attrs.evolve(before, when=both)
                return before.id
        self._questions.append(question)
        return unique

    def word(self, text: str, count: int, *, indicator: str, columns: Iterable[str], label: str = "") -> None:
        """Take note of a word that mostly says that there is no answer; it is asked about once for all columns.

        Args:
            text: The word.
            count: In how many cells it stands.
            indicator: The indicator concerned.
            columns: The columns.
            label: How the file labels it.
        """
        key = " ".join(text.split()).casefold()
        word = self._words.setdefault(key, _Word(text=text))
        word.count += count
        word.indicators[indicator] = None
        word.columns |= dict.fromkeys(columns)
        word.labels |= dict.fromkeys([label] if label else [])

    def take(self, questions: Iterable[Question]) -> None:
        """Take over questions that arose elsewhere."""
        self._questions += questions

    @property
    def questions(self) -> list[Question]:
        """All questions, those about words last."""
        questions = list(self._questions)
        for word in self._words.values():
            questions.append(self._asked(word, {question.id for question in questions}))
        return questions

    def _asked(self, word: _Word, taken: Collection[str]) -> Question:
        columns, indicators = tuple(word.columns), tuple(word.indicators)
        key = loose(next(iter(word.labels), word.text))
        kinds = [
            ("no_answer", Nonresponse.NO_ANSWER, "no answer"),
            ("not_applicable", Nonresponse.NOT_APPLICABLE, "not applicable to the unit"),
            ("not_administered", Nonresponse.NOT_ADMINISTERED, "not asked"),
        ]
        options = []
        for name, state, said in kinds:
            says = "its label" if word.labels else "the word"
            likely = f", as {says} mostly says" if name == _likely(key) else ""
            changes = [
                Change(field="sources", of=code, part="missing", value={word.text: state})
                for code in indicators
            ]
            options.append(QuestionOption(id=name, text=f"{said}{likely}", changes=tuple(changes)))
        number = number_of(word.text) is not None
        leave = (
            "a number like any other, or a finding where it is no answer"
            if number
            else "leave it as a finding"
        )
        options.append(QuestionOption(id=LEAVE, text=leave))
        where = several(columns)
        return Question(
            id=_unique(f"word_{slug(word.text)}", taken),
            kind="word",
            text=f"What does {word.text!r} mean in {where}?",
            evidence=f"it stands in {counted(word.count, 'cell')} of {counted(len(columns), 'column')}"
            + (", a number by which files often say that there is no answer" if number else "")
            + (f"; the file labels it {several(list(word.labels))}" if word.labels else "")
            + (f"; {self.hints[word.text]}" if word.text in self.hints else ""),
            options=tuple(options),
            columns=columns,
            indicators=indicators,
        )


def _is_same(one: Question, other: Question) -> bool:
    return attrs.evolve(one, id=other.id, when=other.when) == other


def _unique(name: str, taken: Collection[str]) -> str:
    """Return a name that no other question has."""
    number, unique = 2, name
    while unique in taken:
        unique, number = f"{name}_{number}", number + 1
    return unique


def _likely(key: str) -> str:
    if key in UNASKED:
        return "not_administered"
    if key in INAPPLICABLE and key not in {"n a", "na"}:
        return "not_applicable"
    return "no_answer" if re.search("[a-z]", key) and key not in {"n a", "na", "x"} else ""
