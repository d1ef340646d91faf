"""The questions of a proposal: which are answered, which are open, and which depend on those."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

import attrs

from smmi.errors import ArgumentError, DeclarationError
from smmi.intake import Proposal, Question, Reading
from smmi.intake.questions import answered_by_kind, is_name_of_question, same_for_words

FORM: Final = "ID=CHOICE"
MOST_ALIKE: Final = 6
"""So many open questions of a kind are named one by one; more are answered by their kind."""
SLIP: Final = 0.85
"""How alike two names are, from 0 to 1, of which one is rather misspelt than of another file."""
MOST_LISTED: Final = 20
"""So many names are listed."""


@attrs.frozen(kw_only=True)
class Answered:
    """A proposal with the answers that were given so far.

    Attributes:
        proposal: The proposal.
        given: The answers, by the id or the kind of a question.
    """

    proposal: Proposal
    given: Mapping[str, str]

    def __attrs_post_init__(self) -> None:
        """Refuse names and choices that there are not.

        Raises:
            ArgumentError: There is no such question, or it has no such choice.
        """
        questions = self.proposal.questions
        known = {name for question in questions for name in (question.kind, question.id)}
        for name, choice in self.given.items():
            said = f"{name}={choice}"
            if name in self.unasked:
                continue
            if name not in known:
                asked = f"a question of this file: {_nearest_first(name, [one.id for one in questions])}"
                advice = "Leave out answers that this file does not ask for"
                raise ArgumentError(
                    "--answer", said, asked if questions else "none, as nothing is asked", advice
                )
            named = [question for question in questions if name in {question.id, question.kind}]
            options = dict.fromkeys(option.id for question in named for option in question.options)
            if choice not in options:
                raise ArgumentError(
                    "--answer", said, f"a choice of {name!r}: {_nearest_first(choice, options)}"
                )

    @property
    def unasked(self) -> dict[str, str]:
        """The answers to questions that other files may put, and this one does not.

        A name that is nearly that of a question without answer is a slip, and none of these.
        """
        questions = self.proposal.questions
        known = {name for question in questions for name in (question.kind, question.id)}
        open_ones = [q.id for q in questions if q.id not in self.given and q.kind not in self.given]
        return {
            name: choice
            for name, choice in self.given.items()
            if name not in known
            and is_name_of_question(name)
            and not any(SequenceMatcher(None, name, one).ratio() >= SLIP for one in open_ones)
        }

    @property
    def chosen(self) -> dict[str, str]:
        """The answers to the questions that arise, by their ids."""
        chosen: dict[str, str] = {}
        by_kind = answered_by_kind(self.proposal.questions, self.given)
        for question in self.proposal.questions:
            options = {option.id for option in question.options}
            answers = [self.given.get(question.id), by_kind.get(question.id)]  # its own goes first
            for answer in filter(options.__contains__, answers if question.arises(chosen) else ()):
                chosen.setdefault(question.id, str(answer))
        return chosen

    @property
    def by_id(self) -> dict[str, str]:
        """The answers that were given, those by the kind of a question as those to the questions that they served."""
        chosen, ids = self.chosen, {question.id for question in self.proposal.questions}
        found: dict[str, str] = {}
        for name, choice in self.given.items():
            served = [q.id for q in self.proposal.questions if q.kind == name and q.id not in self.given]
            if name in ids or name in self.unasked:
                found[name] = choice
            found |= {one: chosen[one] for one in served if one in chosen}
        return found

    @property
    def open(self) -> tuple[Question, ...]:
        """The questions that a person must answer now."""
        chosen = self.chosen
        return tuple(one for one in self.proposal.questions if one.arises(chosen) and one.id not in chosen)

    @property
    def later(self) -> tuple[Question, ...]:
        """The questions that may arise, as they depend on open ones."""
        waiting = {one.id for one in self.open}
        found = []
        for question in self.proposal.questions:
            if question.when is not None and question.when[0] in waiting:
                waiting.add(question.id)
                found.append(question)
        return tuple(found)

    def reading(self) -> Reading:
        """Return the reading that the answers make.

        Raises:
            ArgumentError: Answers contradict each other.
        """
        chosen = self.chosen
        try:
            return self.proposal.confirm(chosen)
        except DeclarationError as error:
            problem = "; ".join(finding.message for finding in error.findings)
            twice = [repr(name) for name in self.proposal.columns if f"column {name!r} " in problem]
            columns = [said for said, text in self._texts() if any(name in text for name in twice)]
            got = (
                f"answers that contradict each other ({', '.join(columns)})" if columns else "contradictions"
            )
            raise ArgumentError("--answer", got, f"what can be read: {problem}") from None

    def with_answer(self, name: str, choice: str) -> "Answered":
        """Return the same with one more answer."""
        return attrs.evolve(self, given={**self.given, name: choice})

    def in_words(self) -> str:
        """Return the proposal as text, with the questions that are not answered yet."""
        now = {question.id for question in self.open}
        left = now | {question.id for question in self.later}
        questions = [
            attrs.evolve(question, when=None) if question.id in now else question
            for question in self.proposal.questions
            if question.id in left
        ]
        text = str(attrs.evolve(self.proposal, questions=questions))
        if not self.chosen:
            return text
        return f"{text}\n\nAnswered:\n" + "\n".join(self._told())

    def _texts(self) -> Iterator[tuple[str, str]]:
        """Yield the answers as they are given, each with what its choice says."""
        questions = {question.id: question for question in self.proposal.questions}
        for name, choice in self.chosen.items():
            said = next(option.text for option in questions[name].options if option.id == choice)
            yield f"{name}={choice}", said

    def _told(self) -> Iterator[str]:
        questions = {question.id: question for question in self.proposal.questions}
        for name, (said, text) in zip(self.chosen, self._texts(), strict=True):
            yield f"  {said}: {questions[name].text} → {text}"


def _nearest_first(sought: str, names: Iterable[str]) -> str:
    """Return names in one line, those first that are most like the one that was given."""
    ordered = sorted(names, key=lambda name: -SequenceMatcher(None, name, sought).ratio())
    more = f" and {len(ordered) - MOST_LISTED} more" if len(ordered) > MOST_LISTED else ""
    return ", ".join(map(repr, ordered[:MOST_LISTED])) + more


def given_answers(options: Sequence[str], /) -> dict[str, str]:
    """Return the answers in options of the form ID=CHOICE.

    Raises:
        ArgumentError: An option has another form, or a question gets two answers.
    """
    given: dict[str, str] = {}
    for option in options:
        name, equals, choice = (part.strip() for part in option.partition("="))
        if not (name and equals and choice):
            raise ArgumentError("--answer", repr(option), f"{FORM}, such as repeated=last")
        if given.setdefault(name, choice) != choice:
            raise ArgumentError(
                "--answer", f"{name}={given[name]} and {name}={choice}", "one answer to a question"
            )
    return given


def names_to_answer(questions: Sequence[Question], /) -> tuple[str, ...]:
    """Return the names under which open questions can be answered: their ids, or their kind where many are alike."""
    names: dict[str, None] = {}
    for question in questions:
        kin = [one for one in questions if one.kind == question.kind]
        alike = {tuple(option.id for option in one.options) for one in kin}
        names[
            question.kind
            if len(kin) > MOST_ALIKE and len(alike) == 1 and not same_for_words(kin)
            else question.id
        ] = None
    return tuple(names)
