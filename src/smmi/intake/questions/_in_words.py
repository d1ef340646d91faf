"""A proposal in words: questions first, then what is settled, what is alike in one line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from smmi.instrument import Instrument
from smmi.intake.questions._questions import Choice, Question, same_for_words

NAMED = 6
"""How many columns a line names."""
WIDTH = 60
"""How much of a column's name is shown."""


class Told(Protocol):
    """What can be told: the parts of a proposal."""

    @property
    def instrument(self) -> Instrument: ...
    @property
    def rows(self) -> int: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def choices(self) -> tuple[Choice, ...]: ...
    @property
    def questions(self) -> tuple[Question, ...]: ...
    @property
    def problems(self) -> tuple[str, ...]: ...


def several(names: Sequence[str], /) -> str:
    """Return names in one line: the first of them, and how many more there are."""
    named = ", ".join(repr(shortened(name)) for name in names[:NAMED])
    return named + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")


def shortened(text: str, /) -> str:
    """Return a text in one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"


def as_the_first(several_ways: Iterable[Mapping[str, int]], /) -> str:
    """Return which of several spellings stands for all where equally many cells have it: the first of them.

    Example:
        >>> as_the_first([{"Ash": 1, "ASH": 1}, {"Fir": 2, "fir": 1}])
        ", and where as many have another, as the first: 'Ash'"
    """
    tied = []
    for ways in several_ways:
        most = [text for text, count in ways.items() if count == max(ways.values())]
        tied += most[:1] if len(most) > 1 else []
    return f", and where as many have another, as the first: {several(tied)}" if tied else ""


def counted(number: int, noun: str, plural: str = "", /) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def in_words(proposal: Told, /) -> str:
    """Return a proposal as a page of text."""
    instrument = proposal.instrument
    size = f"{counted(proposal.rows, 'row')}, {counted(len(proposal.columns), 'column')}"
    lines = [f"A reading for {instrument.title!r}, edition {instrument.edition} ({size})"]
    if proposal.problems:
        lines += [
            "",
            "To be corrected in the table first:",
            *(f"  {problem}" for problem in proposal.problems),
        ]
    asked = [question for question in proposal.questions if question.when is None]
    lines += ["", f"{counted(len(asked), 'question')}{':' if asked else ''}" if asked else "No questions."]
    groups = _alike(proposal.questions)
    kinds = Counter(group[0].kind for group in groups)
    for group in groups:
        lines += _question(group, elsewhere=kinds[group[0].kind] > 1)
    lines += ["", "Settled:"]
    lines += _choices(proposal.choices)
    return "\n".join(lines)


def _alike(questions: Sequence[Question]) -> list[list[Question]]:
    """Return questions of one kind that have the same options together: one answer may serve them all."""
    groups: dict[object, list[Question]] = {}
    for question in questions:
        options = tuple(option.id for option in question.options)
        groups.setdefault((question.kind, question.when, options), []).append(question)
    return list(groups.values())


def _question(group: Sequence[Question], *, elsewhere: bool) -> Iterator[str]:
    first = group[0]
    condition = "" if first.when is None else f" (if {first.when[0]} is {' or '.join(first.when[1])})"
    yield f"  {first.id}{condition}: {first.text}"
    yield f"    seen: {first.evidence}"
    for option in first.options:
        yield f"    - {option.id}: {option.text}"
    for question in group[1:NAMED]:
        yield f"  {question.id}: {question.text} (likewise; seen: {question.evidence})"
    if len(group) > 1:
        others = ", and others that have it among their choices" if elsewhere else ""
        more = f"{len(group) - NAMED} more are like these, and an" if len(group) > NAMED else "An"
        refused = {option for _, option in same_for_words(group)}
        left = [option.id for option in first.options if option.id not in refused]
        only = f" if it is {' or '.join(left)}" if refused else ""
        if left:
            yield f"    {more} answer to {first.kind!r} serves all {len(group)}{only}{others}"


def _choices(choices: Sequence[Choice]) -> Iterator[str]:
    alike: dict[str, list[Choice]] = {}
    for choice in choices:
        alike.setdefault(choice.how, []).append(choice)
    for how, group in alike.items():
        evidence = list(dict.fromkeys(choice.evidence for choice in group))
        why = "; ".join(evidence[:3]) + (f"; … ({len(evidence)} in all)" if len(evidence) > 3 else "")
        if len(group) == 1:
            yield f"  {group[0].what}: {how} ({why})"
        else:
            yield f"  {several([choice.what for choice in group])}: {how} ({why})"
