"""The steps that commands have in common."""

import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final, TypeVar

import attrs
import numpy as np
import typer
from rich.console import Console

from smmi.benchmark import PeerGroup, PeerLadder
from smmi.cli.files import print_data, write_whole
from smmi.cli.formats import (
    Counts,
    Table,
    answers_by,
    answers_in,
    document_text,
    read_reading,
    read_table,
    unit_name,
)
from smmi.cli.manifests import leave_out
from smmi.errors import ArgumentError
from smmi.instrument import Answers, AnswerState, Instrument
from smmi.intake import Reading, UnitColumn as UnitSource
from smmi.intake.tables import word_of
from smmi.report.wording import isolated

T = TypeVar("T")

_PLAIN: Final = re.compile(r'(?:[^"$`!\\]|\\(?![\\"]|$))*')
"""Words that every shell takes as they are between double quotes."""


def command_line(words: Iterable[str], /) -> str:
    """Return words as a command that can be copied into a terminal.

    Example:
        >>> command_line(["smmi", "read", "my answers.csv"])
        'smmi read "my answers.csv"'
    """
    return " ".join(map(quoted, words))


def quoted(word: str, /) -> str:
    """Return a word as a shell takes it: between double quotes where it can be, as Windows knows no others."""
    as_it_is = shlex.quote(word)
    return f'"{word}"' if as_it_is != word and _PLAIN.fullmatch(word) else as_it_is


def step(doing: str, /) -> AbstractContextManager[object]:
    """Show what is being done on standard error while it lasts; show nothing if that is no terminal."""
    console = Console(stderr=True)
    return console.status(f"{doing} …") if console.is_terminal else nullcontext()


def progress(doing: str, items: Collection[T], /) -> Iterator[T]:
    """Yield items, and show on standard error how many there were; show nothing if that is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from items
        return
    with console.status(f"{doing} …") as status:
        for number, item in enumerate(items, start=1):
            status.update(f"{doing}: {number} of {len(items)} …")
            yield item


@attrs.frozen(kw_only=True)
class HowRead:
    """How options say that a file of answers is read; make one with `how_read`.

    Attributes:
        declared: What was asked.
        unit: What the column of the units is called.
        by: The attributes that are needed, each with the option that asks for it.
        ignore: Columns to leave out.
        sheet: The sheet of a workbook.
        separator: What separates the cells of a text.
        encoding: The encoding of a text.
        reading: What is said instead of options; None if it is not.
        account: Where to write what the reading made of every cell.
        similar: The attributes in which similar units are alike, the closest definition first.
    """

    declared: Instrument
    unit: str
    by: tuple[tuple[str, str], ...] = ()
    ignore: tuple[str, ...] = ()
    sheet: str | None = None
    separator: str | None = None
    encoding: str | None = None
    reading: Reading | None = None
    account: Path | None = None
    similar: tuple[tuple[str, ...], ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """The attributes that group the units, each once, as the reading calls them."""
        return tuple(dict.fromkeys(name for name, option in self.by if option == "--by"))

    @property
    def owner(self) -> str | None:
        """The attribute that says who owns a unit, as the reading calls it; None if none does."""
        return next((name for name, option in self.by if option == "--owner"), None)

    def ladder(self, least: int, several: str, /) -> PeerLadder | None:
        """Return the ladder of definitions of similar units; None where they are not asked for.

        Args:
            least: How many others a unit has to be like, at least.
            several: What several units are called.

        Raises:
            DeclarationError: A definition stands twice, or names an attribute twice.
        """
        if not self.similar:
            return None
        labels = {one.code: one.label for one in self.declared.characteristics}
        steps = [
            PeerGroup(
                f"Similar {several} ({', '.join(labels.get(name, name) for name in names)})", alike=names
            )
            for names in self.similar
        ]
        return PeerLadder(steps=steps, minimum=least, owner=self.owner)

    def table(self, path: Path, /, *, again: bool = False, of_columns: bool | None = None) -> Table:
        """Return the table in a file; how it was read is told on standard error once, unless it is usual CSV.

        Args:
            path: The file.
            again: Whether that was told already.
            of_columns: Whether what is to be known of single columns is told too; where there is no reading, if it is
                not given.
        """
        seen = None if self.reading is None else self.reading.seen
        table = read_table(
            path,
            sheet=self.sheet,
            separator=self.separator,
            encoding=self.encoding,
            otherwise=(seen.encoding or None) if seen else None,
        )
        # What is shown as a percentage is read so by a reading, and told in its account.
        of_columns = self.reading is None if of_columns is None else of_columns
        for sentence in () if again else table.account(of_columns=of_columns):
            typer.echo(f"{path}: {sentence}", err=True)
        return table

    def answers(self, path: Path, /, population: Counts | None = None) -> Answers:
        """Return the answers in a file, with the attributes that are asked for and those of which is counted.

        Raises:
            ArgumentError: The reading has no such attribute.
            ContentError: The answers are impossible, or cannot be read.
            FileError: The file cannot be read.
        """
        by = (*self.by, *((name, "--counts") for name in (population.by if population else ())))
        for name, option in by if self.reading else ():
            if self.reading and name not in self.reading.attributes:
                raise ArgumentError(option, repr(name), *_attributes_of(self.reading, name))
        with step("Reading"):
            table = self.table(path)
            if self.reading is None:
                names = tuple(name for name, _ in by)
                return answers_in(
                    table, self.declared, path=path, unit=self.unit, by=names, ignore=self.ignore
                )
            answers, account = answers_by(self.reading, table, path=path)
        for rows in account.left_out:
            leave_out("rows", rows.why, count=rows.count)
        if self.account:
            write_whole({self.account: document_text(account, indent=1)}, private=[self.account])
            typer.echo(f"{self.account}: account of {account.read} rows; confidential", err=True)
        return answers


def how_read(
    declared: Instrument,
    /,
    *,
    unit: str | None,
    by: Sequence[str] | None = None,
    owner: str | None = None,
    similar: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    sheet: str | None = None,
    separator: str | None = None,
    encoding: str | None = None,
    reading: Path | None = None,
    account: Path | None = None,
) -> HowRead:
    """Return how a file of answers is read, as options say.

    Raises:
        ArgumentError: Options contradict the reading, or something is not said.
        ContentError: The reading is not what its schema says, or of another instrument.
        FileError: The reading cannot be read.
    """
    alike = _definitions(similar or ())
    asked = (
        *((name, "--by") for name in by or ()),
        *(((owner, "--owner"),) if owner else ()),
        *((name, "--similar") for names in alike for name in names),
    )
    said = None if reading is None else read_reading(reading, declared)
    if said is None and unit is None:
        advice = "`smmi read` proposes how a file is read"
        raise ArgumentError(
            "--unit-column", "nothing", "the column of the units' identifiers, or --reading FILE", advice
        )
    if said is None and account is not None:
        raise ArgumentError("--account", "a file", "--reading FILE beside it, whose account it is")
    if said is not None and reading is not None:
        _refuse_contradictions(said, reading, unit, ignore or ())
        asked = tuple((_attribute_of(said, name), option) for name, option in asked)
        alike = tuple(tuple(_attribute_of(said, name) for name in names) for names in alike)
    return HowRead(
        declared=declared,
        unit=unit_name(said) if said else unit or "",
        by=asked,
        ignore=tuple(ignore or ()),
        sheet=sheet,
        separator=separator,
        encoding=encoding,
        reading=said,
        account=account,
        similar=alike,
    )


def _definitions(given: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the columns in which similar units are alike, by definition.

    Raises:
        ArgumentError: A definition is empty, or says what it or another one has said.
    """
    found: list[tuple[str, ...]] = []
    for text in given:
        names = tuple(map(str.strip, text.split(",")))
        if not all(names):
            raise ArgumentError("--similar", repr(text), "names of columns, with commas between them")
        if len(set(names)) < len(names) or set(names) in map(set, found):
            raise ArgumentError("--similar", f"{text!r} once more", "each column and each definition once")
        found.append(names)
    return tuple(found)


def _refuse_contradictions(said: Reading, path: Path, unit: str | None, ignore: Sequence[str]) -> None:
    """Refuse options that say something else than a reading.

    Raises:
        ArgumentError: An option does.
    """
    own = said.unit.column if isinstance(said.unit, UnitSource) else None
    if unit is not None and (own is None or unit.strip().casefold() != own.casefold()):
        expected = "numbered rows" if own is None else repr(own)
        advice = "Leave the option out, or make another reading with `smmi read`"
        raise ArgumentError("--unit-column", repr(unit), f"{expected}, as {path} says", advice)
    used = {name.casefold() for name in (*said.answer_columns, *(a.column for a in said.attributes.values()))}
    for name in ignore:
        if name.strip().casefold() in used:
            expected = f"no column that {path} reads"
            advice = "Leave the option out, or make another reading with `smmi read`"
            raise ArgumentError("--ignore", repr(name), expected, advice)


def _attribute_of(said: Reading, name: str) -> str:
    """Return the one attribute of a reading that a name means: its own, its column's or its declared label."""
    if name in said.attributes:
        return name
    labels = {one.code: one.label for one in said.instrument.characteristics}
    meant = [
        attribute
        for attribute, source in said.attributes.items()
        if word_of(name) in map(word_of, (attribute, source.column, labels.get(attribute, attribute)))
    ]
    return meant[0] if len(meant) == 1 else name


def _attributes_of(said: Reading, name: str) -> tuple[str, str]:
    """Return which attributes a reading has, and what to do about another name."""
    advice = f"`smmi read --by {quoted(name)}` makes a reading with it"
    if not said.attributes:
        return "nothing, as the reading has no attributes", advice
    return f"an attribute of the reading ({', '.join(map(repr, said.attributes))})", advice


def partly_put(answers: Answers, /) -> Iterator[str]:
    """Yield what follows where some questions were not put to some units; nothing if all were."""
    questions, units = 0, np.zeros(len(answers), dtype=np.bool_)
    for one in answers.instrument.scored:
        not_put = answers.states(one.code) == AnswerState.NOT_ADMINISTERED
        questions += bool(not_put.any())
        units |= not_put
    if questions:
        asked = len(answers.instrument.scored)
        yield (
            f"{questions} of {asked} questions were not put to {units.sum()} of {len(answers)} units: their scores "
            "that rest on a part of what applies are compared with no others; --partly CODE of `smmi norms` and "
            "`smmi report` asks for one by name"
        )


def write_out(out: Path | None, text: str | bytes | Iterable[str], what: str, /) -> None:
    """Write a text, its parts or bytes to a file, and say what it holds; or a text to standard output."""
    if out is None:
        print_data(text.decode() if isinstance(text, bytes) else "".join(text))
    else:
        with step("Writing"):  # parts may still be made, and scored
            write_whole({out: text})
        typer.echo(f"{out}: {what}")


def write_report(unit: str, text: str | bytes, out: Path, /) -> None:
    """Write the report of a unit to a file, and say so."""
    write_whole({out: text})
    typer.echo(f"Report of {isolated(unit)}: {out}")
