"""Choices that were made, with their evidence, and questions that were left open."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

import attrs

from smmi.instrument.declaration import as_tuple
from smmi.intake.questions._changes import Change

KINDS: Final = frozenset(
    (
        *(
            "absent",
            "all_blank",
            "attribute",
            "bare",
            "capitals",
            "merged",
            "coding",
            "column",
            "columns",
            "dates",
            "entries",
        ),
        *("entry", "event", "fractions", "label", "labelled", "marks", "meaning", "none", "none_ticked"),
        *(
            "option_column",
            "options",
            "part",
            "piece",
            "repeated",
            "same_unit",
            "separators",
            "tests",
            "tick",
            "totals",
            "unfinished",
        ),
        *("unit", "value", "word"),
    )
)
"""Every kind of question that a proposal may ask."""
_NAME: Final = re.compile(r"[a-z0-9_]+", re.ASCII)


def is_name_of_question(name: str, /) -> bool:
    """Whether a question of some file may be called so: a kind, or a kind with what it is about behind it.

    Example:
        >>> is_name_of_question("all_blank_topics"), is_name_of_question("repated")
        (True, False)
    """
    return _NAME.fullmatch(name) is not None and any(
        name == kind or name.startswith(f"{kind}_") for kind in KINDS
    )


@attrs.frozen(kw_only=True)
class Choice:
    """One thing that a proposal settles.

    Attributes:
        what: What is settled: an indicator, an attribute, the units, the header, the rest.
        columns: The columns concerned.
        how: How it is read.
        evidence: Why, with counts.

    Example:
        >>> Choice(what="plans", how="a choice in one column", evidence="called so").how
        'a choice in one column'
    """

    what: str
    columns: tuple[str, ...] = attrs.field(converter=as_tuple, default=())
    how: str
    evidence: str


@attrs.frozen(kw_only=True)
class QuestionOption:
    """One answer that a question has.

    Attributes:
        id: The answer.
        text: What it does.
        changes: The same, as changes of the reading.

    Example:
        >>> QuestionOption(id="no_answer", text="no answer").id
        'no_answer'
    """

    id: str
    text: str
    changes: tuple[Change, ...] = attrs.field(converter=as_tuple, default=(), repr=False)


@attrs.frozen(kw_only=True)
class Question:
    """One thing that the table does not tell, so that a person has to.

    Attributes:
        id: The question's name; an answer is given under it.
        kind: The kind of question; one answer under it serves all questions of the kind that have it among their
            options, and no answer of their own.
        text: The question.
        evidence: What was seen, with counts.
        options: The answers that it has.
        columns: The columns concerned.
        indicators: The indicators concerned.
        when: The question and its answers that this one depends on; it is asked always where None.

    Example:
        >>> option = QuestionOption(id="read", text="they are read")
        >>> question = Question(
        ...     id="tests", kind="tests", text="Are tests read?", evidence="3 rows", options=(option,)
        ... )
        >>> question.arises({})
        True
    """

    id: str
    kind: str
    text: str
    evidence: str
    options: tuple[QuestionOption, ...] = attrs.field(converter=as_tuple)
    columns: tuple[str, ...] = attrs.field(converter=as_tuple, default=())
    indicators: tuple[str, ...] = attrs.field(converter=as_tuple, default=())
    when: tuple[str, tuple[str, ...]] | None = None

    def arises(self, answers: Mapping[str, Any], /) -> bool:
        """Whether the question is to be asked, given the answers to others."""
        return self.when is None or answers.get(self.when[0]) in self.when[1]


def same_for_words(questions: Iterable[Question], /) -> frozenset[tuple[str, str]]:
    """Return the questions' ids, each with an answer that is not for all of its kind.

    Where several words of a column are asked about, an answer for all that names an option would make them the same
    option, by oversight.
    """
    alike: dict[object, list[tuple[str, str]]] = {}
    for question in questions:
        for option in question.options:
            if any(change.part == "spellings" for change in option.changes):
                key = (question.kind, question.columns, question.when, option.id)
                alike.setdefault(key, []).append((question.id, option.id))
    return frozenset(pair for pairs in alike.values() if len(pairs) > 1 for pair in pairs)


def answered_by_kind(questions: Iterable[Question], given: Mapping[str, str], /) -> dict[str, str]:
    """Return the answers that are given by the kind of a question, by the ids of the questions that they serve."""
    questions = tuple(questions)
    refused = same_for_words(questions)
    return {
        question.id: given[question.kind]
        for question in questions
        if question.kind in given
        and given[question.kind] in {option.id for option in question.options}
        and (question.id, given[question.kind]) not in refused
    }


def answered_apart(questions: Iterable[Question], given: Mapping[str, str], /) -> tuple[Question, ...]:
    """Return questions, those about a word in several columns parted where one indicator is answered by itself.

    Such an answer is given under the question's id, a point, and the indicator's code: ``word_n_a.share``.
    """
    parted: list[Question] = []
    for question in questions:
        several = len(question.indicators) > 1 and question.kind == "word"
        apart = [code for code in question.indicators if several and f"{question.id}.{code}" in given]
        rest = [code for code in question.indicators if code not in apart]
        parted += [_of_indicators(question, f"{question.id}.{code}", [code]) for code in apart]
        if rest or not apart:
            parted.append(_of_indicators(question, question.id, rest) if apart else question)
    return tuple(parted)


def _of_indicators(question: Question, name: str, codes: Collection[str]) -> Question:
    """Return a question as it is about some of its indicators alone."""
    options = [
        attrs.evolve(option, changes=[change for change in option.changes if change.of in codes])
        for option in question.options
    ]
    return attrs.evolve(question, id=name, options=options, indicators=codes)
