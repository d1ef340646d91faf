"""`smmi read`: how a file of answers is read, proposed in words and confirmed."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Final

import attrs
import typer
from rich.console import Console
from rich.text import Text

from smmi.cli._exits import ContentError, ExitCode
from smmi.cli._options import (
    AccountFile,
    By,
    Encoding,
    InstrumentName,
    Separator,
    SheetName,
)
from smmi.cli._steps import HowRead, command_line, step
from smmi.cli.checking import told_lines, without_rule
from smmi.cli.files import Reads, Writes, write_whole
from smmi.cli.formats import Cell, Table, answers_by, column_notes, document_text, read_instrument
from smmi.cli.manifests import say_instead
from smmi.cli.reading._asking import asked
from smmi.cli.reading._questions import FORM, Answered, given_answers, names_to_answer
from smmi.cli.reading._taken_over import LAYOUT, OPTIONS, Earlier, Said, TakenOver
from smmi.intake import Account, Proposal, Question, Reading, propose_reading
from smmi.intake.presets import PRESETS
from smmi.intake.questions import answered_apart

MOST_LATER: Final = 6
"""So many questions that depend on others are named in the last lines."""


def read_command(
    answers: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="The answers as they are: a file of text (CSV, TSV), a workbook (XLSX), or a file of SPSS (SAV), "
            "Stata (DTA) or Parquet.",
            show_default=False,
        ),
        Reads(),
    ],
    instrument: InstrumentName,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE", help="Where to write the reading.", show_default=False),
        Writes(),
    ],
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            metavar=FORM,
            help="An answer to a question, by the question's id, or by its kind for all of a kind that "
            "have the choice; may be given several times.",
            show_default=False,
        ),
    ] = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask the open questions one after the other, on a terminal.")
    ] = False,
    like: Annotated[
        Path | None,
        typer.Option(
            "--like",
            metavar="READING",
            help="The reading of an earlier file, such as last year's: the answers that were given for it are taken "
            "over where this file raises the same question. --answer goes first.",
            show_default=False,
        ),
        Reads(),
    ] = None,
    unit_column: Annotated[
        str | None,
        typer.Option(
            "--unit-column",
            metavar="NAME",
            help="The column of the units' identifiers, where the table does not tell.",
            show_default=False,
        ),
    ] = None,
    by: By = None,
    preset: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="The tool that wrote the file, where it is not recognised: "
            f"{', '.join(one.code for one in PRESETS)}.",
            show_default=False,
        ),
    ] = None,
    sheet: SheetName = None,
    separator: Separator = None,
    encoding: Encoding = None,
    account: AccountFile = None,
) -> None:
    """Propose how a file of answers is read, and write that as a reading once every question is answered.

    Nothing is guessed silently: what the file itself tells is settled, with the evidence; what it does not tell is a
    question that you answer with --answer. While a question is open nothing is written, and the command to run next is
    shown. The reading goes into --reading of every other command; it can be used again for the next file of the same
    shape. Where the next file has other words, --like takes over what was answered before.
    """
    declared = read_instrument(instrument)
    given = given_answers(answer or ())
    earlier = Earlier.of(like, answers) if like else None
    said: dict[str, Said] = {
        "--by": tuple(by or ()),
        "--unit-column": unit_column,
        "--preset": preset,
        "--sheet": sheet,
        "--separator": separator,
        "--encoding": encoding,
    }
    again = earlier.said_again(said) if earlier else {}
    by = [*(by or ()), *(again.get("--by") or ())]
    unit_column, preset, sheet, separator, encoding = (
        _text({**said, **again}[name]) for name in (*OPTIONS[1:], *LAYOUT)
    )
    how = HowRead(declared=declared, unit="", sheet=sheet, separator=separator, encoding=encoding)
    with step("Looking"):
        file = _File.of(answers, how)
        proposal = propose_reading(
            declared,
            file.table.header,
            file.rows,
            unit=unit_column,
            attributes=by,
            preset=preset,
            notes=column_notes(file.table),
        )
        errors, positions = file.table.problems_by_position, proposal.positions
        unread = {*proposal.rest} - {name for question in proposal.questions for name in question.columns}
        read = [name for name in proposal.columns if name not in unread and positions[name] in errors]
        broken = [f"column {name!r}: {errors[positions[name]]}" for name in read]
        proposal = attrs.evolve(proposal, problems=(*proposal.problems, *broken))
        before = earlier.answers if earlier else {}
        proposal = attrs.evolve(proposal, questions=answered_apart(proposal.questions, {**before, **given}))
    answered = Answered(proposal=proposal, given=given)
    taken = TakenOver.of(earlier, proposal.questions, given, again) if earlier else None
    if taken:
        answered = attrs.evolve(answered, given={**taken.answers, **given})
        say_instead(
            "--like",
            {name: value if isinstance(value, str) else list(value or ()) for name, value in again.items()},
        )
    _print(answered.in_words(), proposal)
    if taken:
        typer.echo("\n" + "\n".join(taken.told()))
    if answered.unasked:
        left = ", ".join(f"{name}={choice}" for name, choice in answered.unasked.items())
        typer.echo(f"\nNot asked by this file, and left: {left}")
    command = _Command.of(
        answers,
        instrument=instrument,
        out=out,
        unit_column=unit_column,
        by=by,
        preset=preset,
        sheet=sheet,
        separator=separator,
        encoding=encoding,
        account=account,
    )
    if ask and answered.open:
        answered = asked(answered)
        say_instead("--ask", {})
        typer.echo(f"\nThe same without being asked:\n{command.with_answers(answered.chosen.items())}")
    if answered.open:
        _tell_open(answered, command)
        raise typer.Exit(ExitCode.FINDINGS)
    reading = answered.reading()
    by_id = [f"{name}={choice}" for name, choice in answered.by_id.items()]
    if (
        by_id
    ):  # so that next year's file takes them over, and no answer to a kind, which would answer for new words
        say_instead("--answer", {"--answer": by_id})
    if encoding is not None and reading.seen is not None:
        reading = attrs.evolve(reading, seen=attrs.evolve(reading.seen, encoding=encoding))
    _apply(reading, file.again(), answers, command, out=out, account=account)


def _text(value: Said) -> str | None:
    return value if isinstance(value, str) else None


@attrs.frozen
class _Command:
    """The command that was given, but for its answers."""

    words: tuple[str, ...]
    onward: tuple[str, ...]

    @classmethod
    def of(
        cls,
        answers: Path,
        *,
        instrument: str,
        out: Path,
        by: Sequence[str] | None,
        account: Path | None,
        **options: str | None,
    ) -> "_Command":
        named = {"sheet": "--sheet", "separator": "--separator", "encoding": "--encoding"}
        file = [str(answers), "--instrument", instrument]
        layout = [word for name, option in named.items() if (v := options[name]) for word in (option, v)]
        words = ["smmi", "read", *file, "--out", str(out), *layout]
        for option, value in (("--unit-column", options["unit_column"]), ("--preset", options["preset"])):
            words += [option, value] if value is not None else []
        for name in by or ():
            words += ["--by", name]
        words += ["--account", str(account)] if account else []
        return cls(tuple(words), ("smmi", "check", *file, *layout, "--reading", str(out)))

    def with_answers(self, answers: Iterable[tuple[str, str]]) -> str:
        said = [word for name, choice in answers for word in ("--answer", f"{name}={choice}")]
        return command_line([*self.words, *said])


@attrs.frozen
class _File:
    """A file that is gone through twice: to propose a reading, and to apply it."""

    path: Path
    how: HowRead
    table: Table
    rows: Iterable[Sequence[Cell]]

    @classmethod
    def of(cls, path: Path, how: HowRead) -> "_File":
        table = how.table(path, of_columns=False)
        rows: Iterable[Sequence[Cell]] = table.rows_with_blank_ones()
        return cls(path, how, table, rows if path.is_file() else list(rows))  # a pipe gives its rows once

    def again(self) -> Table:
        """Return the table from its beginning."""
        if self.path.is_file():
            return self.how.table(self.path, again=True)
        return attrs.evolve(self.table, cells=iter([row for row in self.rows if row]))


def _print(text: str, proposal: Proposal) -> None:
    """Print a proposal, headings and the ids of questions marked where a terminal shows that."""
    shown = Text(_plain(text))
    shown.highlight_regex(
        r"(?m)^(A reading for .*|To be corrected .*:|Settled:|Answered:|No questions\.|\d+ questions?:)$",
        "bold",
    )
    for question in proposal.questions:
        shown.highlight_regex(rf"(?m)^  {re.escape(question.id)}(?=[ :=])", "bold cyan")
    Console(highlight=False).print(shown, soft_wrap=True)


def _plain(text: str) -> str:
    """Return a text without control characters, which cells may hold."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _tell_open(answered: Answered, command: _Command) -> None:
    """Say which questions are open, and which command answers them."""
    questions = answered.open
    names = names_to_answer(questions)
    shown = set(re.findall(r"(?m)^  ([\w.]+)(?=[ :])", answered.in_words()))
    for question in questions:
        if (
            question.id in names and question.id not in shown
        ):  # of many that are alike a proposal names the first
            choices = ", ".join(option.id for option in question.options)
            typer.echo(f"  {question.id}: {question.text} ({choices})")
    typer.echo()
    if answered.later:
        typer.echo(_told_later(answered.later))
    many = "1 question is open" if len(questions) == 1 else f"{len(questions)} questions are open"
    typer.echo(f"{many}; nothing is written. Run this, with one of the choices for each CHOICE:")
    given = [(name, choice) for name, choice in answered.given.items() if name not in answered.unasked]
    typer.echo(command.with_answers([*given, *((name, "CHOICE") for name in names)]))


def _told_later(questions: Sequence[Question]) -> str:
    """Return how questions that depend on open ones are answered with them."""
    conditions = [one.when or ("", ()) for one in questions[:MOST_LATER]]
    options = [
        f"--answer {question.id}=CHOICE (if {asked} is {' or '.join(choices)})"
        for question, (asked, choices) in zip(questions, conditions, strict=False)
    ]
    more = f", and {len(questions) - MOST_LATER} as said above" if len(questions) > MOST_LATER else ""
    depend = "1 more question depends" if len(questions) == 1 else f"{len(questions)} more questions depend"
    are = "it is" if len(questions) == 1 else "they are"
    return f"{depend} on these; answered at once, {are} not asked next: {', '.join(options)}{more}"


def _apply(
    reading: Reading, table: Table, path: Path, command: _Command, *, out: Path, account: Path | None
) -> None:
    """Write a reading, and say what it makes of the file.

    Raises:
        Exit: Something in the file cannot be read.
    """
    told: Account | None = None
    problems: list[str] = []
    try:
        with step("Reading"):
            _, told = answers_by(reading, table, path=path)
    except ContentError as error:
        problems = list(told_lines(error.findings))
    texts: dict[Path, str | bytes] = {out: document_text(reading, indent=1)}
    if account and told:
        texts[account] = document_text(told, indent=1)
    write_whole(texts, private=[account] if account else [])
    if told:
        typer.echo(f"\n{_plain(str(told))}\n")
    else:
        typer.echo()
        for line in problems:
            typer.echo(f"impossible: {line}")
    unread = "; it is written, and cannot read yet what is named above" if problems else ""
    typer.echo(f"{out}: the reading of {path}{unread}")
    lacking = without_rule(reading.instrument)
    if lacking and not problems:
        typer.echo(lacking)
    first = "correct that in the file, or run `smmi read` again with other answers; then " if problems else ""
    typer.echo(f"Next: {first}{command_line(command.onward)}")
    if problems:
        raise typer.Exit(ExitCode.FINDINGS)
