"""The proposal: a reading with its evidence, and the questions that a person must answer before it is one."""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from smmi.errors import OpenQuestionsError
from smmi.frozen import by_code
from smmi.instrument import Indicator, Instrument, Nonresponse
from smmi.instrument.declaration import as_tuple
from smmi.intake.questions._changes import Change, Draft
from smmi.intake.questions._in_words import in_words
from smmi.intake.questions._questions import Choice, Question, answered_apart, answered_by_kind
from smmi.intake.questions._text import number_of
from smmi.intake.readings import Reading
from smmi.intake.readings._declaration_checks import source_findings
from smmi.intake.recognition._seen_table import LookedAt
from smmi.intake.sources import Absent, SelectionColumns, ShareColumns
from smmi.intake.tables import word_of


@attrs.frozen(kw_only=True, repr=False)
class Proposal:
    """How a table can be read: what is settled and why, and what is not.

    Make one with `propose_reading`; `confirm` makes a reading of it.

    Attributes:
        instrument: What was asked.
        rows: How many rows the table has below its header.
        columns: The names of the table's columns.
        preset: The tool that wrote the table, or None.
        choices: What is settled, with its evidence.
        questions: What a person must say.
        rest: The columns that are left out, since nothing is known of them.
        problems: What is to be corrected in the table before it is read, whatever the questions are answered.
    """

    instrument: Instrument
    rows: int
    columns: tuple[str, ...] = attrs.field(converter=as_tuple)
    preset: str | None
    choices: tuple[Choice, ...] = attrs.field(converter=as_tuple)
    questions: tuple[Question, ...] = attrs.field(converter=as_tuple)
    rest: tuple[str, ...] = attrs.field(converter=as_tuple)
    problems: tuple[str, ...] = attrs.field(converter=as_tuple, default=())
    _draft: Draft
    _looked_at: LookedAt = attrs.field(eq=False)

    @property
    def positions(self) -> dict[str, int]:
        """The position of each column in the table, by its name."""
        return {column.name: column.position for column in self._looked_at.sight.columns}

    @property
    def share_settled(self) -> float:
        """The share of the table's columns that no question concerns."""
        doubtful = {name for question in self.questions if question.when is None for name in question.columns}
        return 1 - len(doubtful.intersection(self.columns)) / len(self.columns) if self.columns else 1.0

    def confirm(self, answers: Mapping[str, str] | None = None, /, **named: str) -> Reading:
        """Return the reading, with an answer to each question.

        Args:
            answers: The id of an option by the question's id, or by its kind for all questions of a kind that have
                it; an answer by kind that would make several words of a column one option serves none of them. Of a
                question about a word in several columns, ``word_n_a.share`` is answered for one indicator apart.
            **named: The same, as keywords.

        Raises:
            OpenQuestionsError: Questions have no answer; the error lists all of them.
            UnknownCodeError: No question or option is called so.
            DeclarationError: The answers contradict each other.
        """
        given = {**(answers or {}), **named}
        questions = answered_apart(self.questions, given)
        known = {question.id: question for question in questions}
        kinds = {question.kind: question for question in questions}
        for name in given:
            by_code({**kinds, **known}, name, "no question has the name")
        by_kind = answered_by_kind(questions, given)
        served = {q.kind for q in questions if given.get(q.kind) in {option.id for option in q.options}}
        chosen: dict[str, str] = {}
        changes: list[Change] = []
        open_questions = []
        whole = {question.id for question in self.questions}
        words: list[tuple[str, Nonresponse]] = []
        for question in questions:  # in their order: one that depends on another comes after it
            if not question.arises(chosen):
                continue
            options = {option.id: option for option in question.options}
            answer = given.get(question.id)
            if answer is None:
                unknown = None if question.kind in served else given.get(question.kind)
                answer = by_kind.get(question.id, unknown)
            if answer is None:
                open_questions.append(question)
                continue
            option = by_code(options, answer, f"the question {question.id!r} has no option")
            chosen[question.id] = answer
            changes += option.changes
            if question.kind == "word" and question.id in whole:
                words += _words_in(option.changes)
        if open_questions:
            raise OpenQuestionsError(
                tuple((q.id, q.text, tuple(option.id for option in q.options)) for q in open_questions)
            )
        draft = self._draft.changed(changes)
        return self._looked_at.remembered_by(draft.changed(_elsewhere(draft, words)).reading())

    def __repr__(self) -> str:
        counts = f"{len(self.choices)} choices, {len(self.questions)} questions"
        return f"<Proposal for {self.instrument.code!r}: {len(self.columns)} columns, {counts}>"

    def __str__(self) -> str:
        return in_words(self)


def _words_in(changes: Iterable[Change]) -> Iterator[tuple[str, Nonresponse]]:
    """Yield the words for which there is no answer; a number says so of its column alone."""
    for change in changes:
        if change.part == "missing":
            yield from ((word, state) for word, state in change.value.items() if number_of(word) is None)


def _elsewhere(draft: Draft, words: Iterable[tuple[str, Nonresponse]]) -> Iterator[Change]:
    """Yield what lets words mean the same in columns that do not hold them now, but may next year.

    A word that means one thing here and another thing there is left to the columns that hold it.
    """
    meanings: dict[str, dict[Nonresponse, str]] = {}
    for word, state in words:
        meanings.setdefault(word_of(word), {}).setdefault(state, word)
    for word, state in (
        (word, state) for states in meanings.values() if len(states) == 1 for state, word in states.items()
    ):
        for code, source in draft.sources.items():
            if isinstance(source, Absent | SelectionColumns | ShareColumns):
                continue  # of several columns together, a word may say that one is not ticked
            if word_of(word) in map(word_of, source.missing):
                continue
            with_word = attrs.evolve(source, missing={**source.missing, word: state})
            indicator = draft.instrument[code]
            assert isinstance(indicator, Indicator)  # noqa: S101  (sources are of indicators)
            if not any(source_findings(indicator, with_word, draft.missing, draft.format)):
                yield Change(field="sources", of=code, part="missing", value={word: state})
