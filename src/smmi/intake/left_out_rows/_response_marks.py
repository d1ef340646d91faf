"""Previews, tests and unfinished responses: told by the words of the tool that wrote the table, or the usual ones."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.intake.entries._doubtful_words import CALLED_TEST
from smmi.intake.presets import Preset, RowMark, matches
from smmi.intake.questions._changes import Change
from smmi.intake.questions._evidence import Evidence
from smmi.intake.questions._in_words import counted
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import loose, number_of, slug
from smmi.intake.recognition._sight import SeenColumn, SeenRows, Sight, examples
from smmi.intake.sources import Keep, RowFilter
from smmi.intake.tables import CellKind, is_date

When = tuple[str, tuple[str, ...]] | None

_STATUS: Final = (
    "((response|survey|submission|completion|interview|form)[ _-]?)?(status|state)"
    "|(response|survey)[ _-]?type|stage"
)
USUAL_TESTS: Final = RowMark(
    column=f"{_STATUS}|mode|channel|distribution[ _-]?channel",
    words=(
        *("test", "tests", "testing", "test response", "survey test", "preview", "survey preview"),
        *("offline survey preview", "spam", "spam preview", "dummy"),
    ),
    what="previews or tests",
)
"""What tools call responses that nobody gave, whichever tool it was."""
USUAL_UNFINISHED: Final = (
    RowMark(
        column=rf"{_STATUS}|complete[d]?\??|(is[ _-]?)?(finished|complete[d]?)|(survey[ _-]?)?complet(ion|eness)",
        words=(
            *("incomplete", "in complete", "not complete", "not completed", "partial", "partially complete"),
            *(
                "partially completed",
                "partial response",
                "in progress",
                "in-progress",
                "started",
                "not started",
            ),
            *(
                "unfinished",
                "not finished",
                "draft",
                "saved",
                "open",
                "pending",
                "not submitted",
                "abandoned",
            ),
            *(
                "broken off",
                "break-off",
                "breakoff",
                "dropped out",
                "drop-out",
                "screened out",
                "disqualified",
            ),
        ),
        what="unfinished",
    ),
    RowMark(
        column=r"(is[ _-]?)?(survey[ _-]?|form[ _-]?)?(finished|complete[d]?|submitted)\??",
        words=("0", "no", "n", "false", "f", "nein", "non"),
        what="unfinished",
    ),
)
_PROGRESS: Final = (
    r"((survey[ _-]?)?progress|(percent|%)[ _-]?completed?|completed?[ _-]?percent|completion[ _-]?rate)"
    r"( ?\(%\)| ?%)?"
)
_WHEN_DONE: Final = (
    r"(date[ _-]?)?(submitted|completed|finished)([ _-]?(on|at|date|time|timestamp))?|submission[ _-]?(date|time)"
    r"|completion[ _-]?(date|time)|submit[ _-]?date|end[ _-]?(date|time)"
)
_YES: Final = frozenset(["yes", "y", "true", "1", "x", "submitted", "complete", "completed", "✓", "✔"])
_CLOCK: Final = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.*|.*\d:\d\d.*", re.ASCII | re.DOTALL)
_WHOLE: Final = 100.0
NAMES: Final = re.compile(
    r"\b(schools?|institutions?|universit(y|ies)|colleges?|organi[sz]ations?|hospitals?|names?|respondent)\b"
)


def watched_marks(sight: Sight, preset: Preset | None) -> tuple[RowMark, ...]:
    """Return what tells rows about which it would be asked: the tool's own marks, the usual ones, and whole columns.

    Where all responses are at 100, or have a time at which they were finished, another file may have some that are not.
    """
    own = () if preset is None else (*preset.tests, *preset.unfinished)
    whole = []
    for column in _called(sight.columns, _PROGRESS):
        says = {entry.text for entry, _ in column.entries}
        sign = "%" if says == {"100%"} else ""
        if not column.blanks and says == {f"100{sign}"}:
            words = ("", *(f"{number}{sign}" for number in range(int(_WHOLE))))
            whole.append(RowMark(column=re.escape(column.name), words=words, what="unfinished"))
    whole += [
        RowMark(column=re.escape(column.name), words=("",), what="unfinished")
        for column in _called(sight.columns, _WHEN_DONE)
        if not column.blanks and _says_when_done(column)
    ]
    return (*own, USUAL_TESTS, *USUAL_UNFINISHED, *whole)


def propose_rows(rows: SeenRows, preset: Preset | None, taken: Iterable[str], evidence: Evidence) -> SeenRows:
    """Ask what to do with previews, tests and unfinished responses: by the tool's own marks, then by the usual ones.

    Args:
        rows: The rows of the table.
        preset: The tool that wrote the table.
        taken: The columns that hold answers, attributes or identifiers: they are no marks.
        evidence: What is settled and asked.

    Returns:
        The rows, with those about which it is asked.
    """
    asking = _Asking(rows, set(taken), evidence)
    asking.ask(preset)
    return attrs.evolve(rows, doubtful=tuple(asking.doubtful))


def propose_named_tests(sight: Sight, column: SeenColumn, evidence: Evidence, when: When = None) -> None:
    """Ask what to do with rows that are called tests, by their identifier or a name beside it.

    Args:
        sight: The table.
        column: The column of the identifiers.
        evidence: What is settled and asked.
        when: On which answer the question depends.
    """
    for one in (column, *(c for c in sight.columns if c is not column and _holds_names(c))):
        met = [
            (e, n) for e, n in one.entries if e.kind is CellKind.TEXT and CALLED_TEST.fullmatch(loose(e.text))
        ]
        if not met:
            continue
        filters = RowFilter(column=one.name, words=tuple(e.text for e, _ in met), keep=Keep.NOT)
        rows = sum(n for _, n in met)
        _ask(evidence, "tests", "named", rows, sight.rows, "called a test", _said(one, met), filters, when)
        return


def _holds_names(column: SeenColumn) -> bool:
    return any(NAMES.search(loose(name)) for name in column.names) and len(column.entries) > 1


class _Asking:
    """The questions about rows; one that is about rows of another of its kind alone is not asked."""

    def __init__(self, rows: SeenRows, taken: set[str], evidence: Evidence) -> None:
        self._rows = rows
        self._sight = rows.sight
        self._taken = taken
        self._evidence = evidence
        self._asked: dict[str, list[npt.NDArray[np.bool_]]] = {"tests": [], "unfinished": []}
        self.doubtful: list[tuple[str, npt.NDArray[np.bool_]]] = []

    def ask(self, preset: Preset | None) -> None:
        """Ask by the tool's own marks, and by the usual ones where the tool's say nothing of the rows."""
        for kind, marks in (("tests", preset.tests), ("unfinished", preset.unfinished)) if preset else ():
            self._ask_by_tool(kind, marks)
        columns = [column for column in self._sight.columns if column.name not in self._taken]
        for kind, marks in (("tests", (USUAL_TESTS,)), ("unfinished", USUAL_UNFINISHED)):
            for mark in marks:
                for column in _called(columns, mark.column):
                    self._ask_by_words(kind, mark, column)
        for column in _called(columns, _PROGRESS):
            self._ask_by_progress(column)
        for column in _called(columns, _WHEN_DONE):
            self._ask_by_blanks(column)

    def _ask_by_tool(self, kind: str, marks: Sequence[RowMark]) -> None:
        asked: dict[str, int] = {}
        for mark in marks:
            columns = [column for column in self._sight.columns if column.is_called([mark.column])]
            for column in columns:
                met = [(e, n) for e, n in column.entries if e.word in mark.words]
                blank = column.blanks if "" in mark.words else 0
                rows = sum(n for _, n in met) + blank
                if not rows or (kind == "tests" and any(asked.get(k) == rows for k in ("", mark.what))):
                    continue
                asked[mark.what] = rows
                words = (*(e.text for e, _ in met), *([""] if blank else []))
                of = slug(column.name) if kind == "unfinished" and len(columns) > 1 else ""
                seen = _said(column, met) if met else f"{column.name!r} is blank in {blank}"
                self._put(kind, of, column, words, mark.what, seen)

    def _ask_by_words(self, kind: str, mark: RowMark, column: SeenColumn) -> None:
        met = [(e, n) for e, n in column.entries if e.word in mark.words]
        if met:
            self._put_once(kind, column, tuple(e.text for e, _ in met), mark.what, _said(column, met))

    def _ask_by_progress(self, column: SeenColumn) -> None:
        """Ask about progress that is not whole; next year it says other numbers, so the whole ones are kept by name."""
        numbers = {entry.text: number_of(entry.text.rstrip("% ")) for entry, _ in column.entries}
        read = [number for number in numbers.values() if number is not None]
        if not read or len(read) < len(numbers) or not all(0 <= number <= _WHOLE for number in read):
            return
        whole = 1.0 if max(read) <= 1 and any(0 < number < 1 for number in read) else _WHOLE
        below = [(e, n) for e, n in column.entries if numbers[e.text] != whole]
        if not below or (max(read) == 1 and whole == _WHOLE):  # 0 and 1 say nothing of hundredths
            return
        done = [entry.text for entry, _ in column.entries if numbers[entry.text] == whole] or [
            f"{whole:.15g}"
        ]
        seen = _said(column, below) + (f"; it is blank in {column.blanks}" if column.blanks else "")
        words = tuple(e.text for e, _ in below) + (("",) if column.blanks else ())
        self._put_once(
            "unfinished",
            column,
            words,
            f"at less than {whole:.15g} in {column.name!r}",
            seen,
            only=tuple(done),
        )

    def _ask_by_blanks(self, column: SeenColumn) -> None:
        """Ask about blanks where the others say when, or that, a response was finished."""
        if column.blanks and _says_when_done(column):
            seen = f"{column.name!r} is blank in {counted(column.blanks, 'row')}, and says {examples(column.entries)}"
            self._put_once("unfinished", column, ("",), "unfinished", seen)

    def _put_once(
        self,
        kind: str,
        column: SeenColumn,
        words: tuple[str, ...],
        what: str,
        seen: str,
        only: tuple[str, ...] = (),
    ) -> None:
        own = _rows_with(column, words)
        if not any(bool(np.all(before[own])) for before in self._asked[kind]):
            self._put(kind, slug(column.name), column, words, what, seen, only)

    def _put(
        self,
        kind: str,
        of: str,
        column: SeenColumn,
        words: tuple[str, ...],
        what: str,
        seen: str,
        only: tuple[str, ...] = (),
    ) -> None:
        own = _rows_with(column, words)
        self._asked[kind].append(own)
        filters = (
            RowFilter(column=column.name, words=only)
            if only
            else RowFilter(column=column.name, words=words, keep=Keep.NOT)
        )
        told = f"{seen}; so {'says' if own.sum() == 1 else 'say'} {self._rows.named(own)}"
        asked = _ask(self._evidence, kind, of, int(own.sum()), self._sight.rows, what, told, filters)
        self.doubtful.append((asked, own))


def _ask(
    evidence: Evidence,
    kind: str,
    of: str,
    rows: int,
    total: int,
    what: str,
    seen: str,
    filters: RowFilter,
    when: When = None,
) -> str:
    whole = " (that is all of them)" if rows == total else ""
    return evidence.ask(
        kind,
        of,
        f"{counted(rows, 'row')} of {total}{whole} {'is' if rows == 1 else 'are'} {what}. Are they read?",
        seen,
        [
            QuestionOption(
                id="leave_out", text="they are left out", changes=(Change(field="rows", value=(filters,)),)
            ),
            QuestionOption(id="read", text="they are read"),
        ],
        columns=[filters.column],
        when=when,
    )


def _said(column: SeenColumn, met: Sequence[tuple[object, int]]) -> str:
    return f"{column.name!r} says {examples(met)}"  # type: ignore[arg-type]


def _rows_with(column: SeenColumn, texts: Sequence[str]) -> npt.NDArray[np.bool_]:
    wanted = set(texts)
    hit = np.array([entry.text in wanted for entry in column.cells.entries] or [False], dtype=np.bool_)
    return hit[column.cells.positions] if len(column.cells) else np.zeros(0, dtype=np.bool_)


def _called(columns: Iterable[SeenColumn], pattern: str) -> list[SeenColumn]:
    return [column for column in columns if any(matches(pattern, name) for name in column.ends)]


def _says_when_done(column: SeenColumn) -> bool:
    """Whether all cells that say anything say when, or that, a response was finished."""
    done = [
        entry.kind is CellKind.DATE or is_date(entry.text) or entry.word in _YES or _is_time(entry.text)
        for entry, _ in column.entries
    ]
    return bool(done) and all(done)


def _is_time(text: str) -> bool:
    return _CLOCK.fullmatch(text) is not None
