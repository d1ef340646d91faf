"""Questions asked on a terminal, one after the other."""

import sys

import typer

from smmi.cli.reading._questions import Answered
from smmi.errors import ArgumentError
from smmi.intake import Question


def asked(answered: Answered, /) -> Answered:
    """Ask every open question, and return the answers.

    Raises:
        ArgumentError: There is no terminal to ask on.
    """
    if not is_terminal():
        raise ArgumentError("--ask", "no terminal", "a terminal to ask on", "Answer with --answer ID=CHOICE")
    while answered.open:
        question = answered.open[0]
        answered = answered.with_answer(question.id, _choice(question))
    return answered


def is_terminal() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty()


def _choice(question: Question) -> str:
    """Ask one question until an answer is one of its choices, by number or by id."""
    typer.echo(f"\n{question.text}\n  seen: {question.evidence}")
    for number, option in enumerate(question.options, start=1):
        typer.echo(f"  {number}  {option.id}: {option.text}")
    choices = {option.id: option.id for option in question.options}
    choices |= {str(number): option.id for number, option in enumerate(question.options, start=1)}
    while True:
        said = typer.prompt(f"{question.id} (1 to {len(question.options)})").strip()
        if said in choices:
            return choices[said]
        typer.echo(f"got {said!r}, expected a number from 1 to {len(question.options)}, or one of the words")
