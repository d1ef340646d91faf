"""Units: which column identifies them, and what to do with those that stand in several rows."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.intake.left_out_rows._no_units import propose_bare, propose_dates, propose_totals
from smmi.intake.left_out_rows._response_marks import propose_named_tests
from smmi.intake.left_out_rows._totals_beside import propose_totals_beside
from smmi.intake.presets import Preset
from smmi.intake.proposals._merged_cells import BLANK, FILL_DOWN, ask_of_merged_units, left_blank
from smmi.intake.questions._changes import Change
from smmi.intake.questions._evidence import Evidence
from smmi.intake.questions._in_words import as_the_first, counted, several, shortened
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import loose, number_of, slugs
from smmi.intake.readings._kept_rows import unit_name
from smmi.intake.readings._row_order import UNCLEAR, ranks_of
from smmi.intake.recognition._sight import SeenColumn, Sight, examples, rows_with
from smmi.intake.sources import Keep, NumberedRows, Repeated, RepeatedUnits, RowFilter, UnitColumn
from smmi.intake.tables import CellKind, DistinctColumn, Entry, differing

IDENTIFIERS: Final = re.compile(
    r"(.* )?(id|ids|identifier|identifiant|uuid|guid|key|code|nr|number|no|num|kennung|nummer|ident)"
    r"|.*(_id|id)|ucode|id.*|respondent|participant|subject|case|record|unit|country|student|patient|pid|sid|rid"
    r"|((please )?(enter|give|write|state) |what is |which is )?((the |your )?name of )?(the |your )?"
    r"(school|institution|university|hospital|organi[sz]ation)( s)?( name)?|schule|hochschule|ecole|escuela",
    re.IGNORECASE,
)
"""Names, loosely, of columns that identify units."""
NAMES_UNIT: Final = re.compile(
    r"\b(schools?|institutions?|universit(y|ies)|colleges?|organi[sz]ations?|hospitals?|clinics?|compan(y|ies)|names?"
    r"|schule|hochschule|ecole|escuela)\b"
)
"""Words, loosely, in the name of a column that may name the units, where its cells are short texts that differ."""
LONGEST_NAME: Final = 80
"""A longer text names no unit."""
EVENTS: Final = re.compile(
    r"event|event name|year|survey year|academic year|jahr|annee|semester|term|edition|period|wave|round|visit"
    r"|timepoint|time point|session|occasion|welle|phase|cycle"
)
ORDERS: Final = re.compile(
    r".*(date|time|timestamp|submitted|zeitstempel|horodateur|datum|recorded|completed|modified)( .*)?|.*datestamp"
)
PERSONAL: Final = (
    r"(e-?mail|mail).*|.* e-?mail( address)?|first ?name|last ?name|surname|full ?name|your name|phone.*|telephone.*",
    r"ip.?address|address|street.*|latitude|longitude|date of birth|birth ?date|dob|contact.*",
)
"""Names of columns that may name a person, whoever wrote the table."""
MOST_CANDIDATES: Final = 6
MOSTLY: Final = 2 / 3
"""A column with so large a share of entries that differ may name units, some of which answered twice."""
MOST_EVENTS: Final = 30
LONGEST_ORDER: Final = 40
"""A longer name is a question."""


def propose_units(
    sight: Sight,
    unit: str | None,
    preset: Preset | None,
    taken: Iterable[str],
    evidence: Evidence,
    *,
    answers: Collection[str] = (),
) -> tuple[UnitColumn | NumberedRows | None, SeenColumn | None]:
    """Return the column of the units' identifiers; None where it is asked.

    Args:
        sight: The table.
        unit: The column, if the caller says so.
        preset: The tool that wrote the table.
        taken: The columns that hold answers or attributes.
        evidence: What is settled and asked.
        answers: Those that hold answers.
    """
    if unit is not None:
        column = sight.by_name[unit]
        evidence.choose("units", f"identified by {unit!r}", "named by the caller", columns=[unit])
        return UnitColumn(column=unit), column
    free = [column for column in sight.columns if column.name not in set(taken)]
    own = _of_the_tool(free, preset)
    named = [c for c in free if c is not own and _says_so(c) and not _is_of_the_tool(c, preset)]
    unique = [c for c in named if c.is_unique]
    if preset is not None:  # what the organisers handed to each unit, which may name it as well
        handed = [c for c in free if c not in named and c.is_called(preset.references)]
        handed = [c for c in handed if c.filled * 2 >= sight.rows and len(c.entries) == c.filled]
        named, unique = [*named, *handed], [*unique, *handed]
    candidates = [c for c in (own, *named) if c is not None]
    alone = own is not None and own.is_unique and not unique
    naming = [c for c in free if c is not own and not _is_of_the_tool(c, preset) and _may_name(c)]
    if not (candidates and (candidates[0] is own or _only_counts(candidates[0]))):
        naming = []  # an identifier that the organisers gave stands for the name beside it
    settled = not naming or naming == candidates
    if (
        candidates
        and not candidates[0].blanks
        and candidates[0].filled
        and (alone or len(candidates) == 1)
        and settled
    ):
        column = candidates[0]
        beside = [c.name for c in free if c is not column and c.is_unique and not _is_measure(c)]
        evidence.choose(
            "units",
            f"identified by {column.name!r}",
            f"{'the tool names it so' if column is own else 'its name says so'}; {_told(column)}, no blank"
            + (f"; another entry in each row as well: {several(beside)}" if beside else ""),
            columns=[column.name],
        )
        return UnitColumn(column=column.name), column
    candidates += [c for c in naming if c not in candidates]
    others = [
        c for c in free if c not in candidates and not _is_measure(c) and not _is_of_the_tool(c, preset)
    ]
    unlike = [c for c in others if c.is_unique]
    mostly = [c for c in others if c not in unlike and _names_most(c)]
    listed = [c for c in (*candidates, *unlike, *mostly) if c.filled][:MOST_CANDIDATES]
    ids = slugs("column", [c.name for c in listed])
    options = [
        QuestionOption(
            id=name,
            text=f"the column {c.name!r}{_asked_as(c)} ({_told(c)}, {c.blanks} blank)"
            + ("; its name speaks of the unit" if c in naming else "")
            + ("; the rows without an entry are left out" if c.blanks else ""),
            changes=_identified_by(c),
        )
        for name, c in zip(ids, listed, strict=True)
    ]
    options.append(
        QuestionOption(
            id="numbered",
            text="none: call each row by its number",
            changes=(Change(field="unit", value=NumberedRows()),),
        )
    )
    asked = evidence.ask(
        "unit",
        "",
        "Which column identifies the units?",
        _seen_of_names(candidates, free)
        + "".join(f"; {seen}" for seen in _numbers_and_names(candidates, own, naming)),
        options,
        columns=[c.name for c in candidates],
    )
    for name, column in zip(ids, listed, strict=True):
        ask_of_identified(sight, column, preset, evidence, answers=answers, when=(asked, (name,)))
    propose_totals_beside(sight, None, answers, evidence, when=(asked, ("numbered",)))
    return None, None


def ask_of_identified(
    sight: Sight,
    column: SeenColumn,
    preset: Preset | None,
    evidence: Evidence,
    *,
    answers: Collection[str],
    when: tuple[str, tuple[str, ...]] | None = None,
) -> None:
    """Ask what depends on the column of identifiers: rows that are no units, and units that stand in several rows."""
    merged = ask_of_merged_units(column, evidence, when)
    ways = [(column, when)]
    if merged is not None:
        ways = [(column, (merged, (FILL_DOWN,))), (left_blank(column), (merged, (BLANK,)))]
    for one, then in ways:
        propose_totals(sight, one, evidence, when=then)
        propose_totals_beside(sight, one, answers, evidence, when=then)
        propose_dates(one, evidence, when=then)
        propose_named_tests(sight, one, evidence, when=then)
        propose_bare(sight, one, evidence, when=then)
        propose_repeated(sight, one, preset, evidence, when=then)


def _identified_by(column: SeenColumn) -> tuple[Change, ...]:
    """Return the changes by which a column identifies the units: a row without identifier is read as none."""
    unit = Change(field="unit", value=UnitColumn(column=column.name))
    named = RowFilter(column=column.name, words=("",), keep=Keep.NOT)
    return (unit, Change(field="rows", value=(named,))) if column.blanks else (unit,)


def _seen_of_names(candidates: Sequence[SeenColumn], free: Sequence[SeenColumn]) -> str:
    """Return how many of the columns that hold nothing else are called as identifiers are, and tell rows apart."""
    if not free:
        return "every column holds something else"
    called = len(candidates) or "none"
    unique = sum(c.is_unique for c in free) or "none"
    are = "is" if called in {1, "none"} else "are"
    return f"{called} of the free columns {are} called as identifiers are; in {unique} each row has an entry of its own"


def _ask_of_spellings(
    column: SeenColumn, evidence: Evidence, when: tuple[str, tuple[str, ...]] | None
) -> str | None:
    """Ask whether identifiers that differ in capitals or blanks alone are one unit; return the question's name."""
    counts: dict[str, dict[str, int]] = {}
    for entry, count in column.entries:
        if entry.kind is CellKind.TEXT:
            ways = counts.setdefault(entry.word, {})
            ways[entry.written] = ways.get(entry.written, 0) + count
    several_ways = [ways for ways in counts.values() if len(ways) > 1]
    if not several_ways:
        return None
    names = [max(ways, key=lambda text, ways=ways: ways[text]) for ways in several_ways]  # type: ignore[misc]
    meant = UnitColumn(column=column.name, spellings=dict(zip(names, names, strict=True)))
    shown = [
        ", ".join(f"{text[:LONGEST_ORDER]!r} ({count})" for text, count in ways.items())
        for ways in several_ways
    ]
    more = [f"… and {len(shown) - MOST_CANDIDATES} more"] if len(shown) > MOST_CANDIDATES else []
    return evidence.ask(
        "same_unit",
        "",
        f"Are identifiers in {column.name!r} that differ in capitals or blanks alone one unit?",
        "; ".join([*shown[:MOST_CANDIDATES], *more]),
        [
            QuestionOption(
                id="one",
                text=f"one unit, called as most of its rows have it{as_the_first(several_ways)}",
                changes=(Change(field="unit", value=meant),),
            ),
            QuestionOption(id="apart", text="different units"),
        ],
        columns=[column.name],
        when=when,
    )


def _of_the_tool(columns: Sequence[SeenColumn], preset: Preset | None) -> SeenColumn | None:
    by_name = {name.casefold(): column for column in reversed(columns) for name in column.names}
    for wanted in preset.units if preset else ():
        column = by_name.get(wanted.casefold())
        if column is not None and column.filled:
            return column
    return None


def _is_of_the_tool(column: SeenColumn, preset: Preset | None) -> bool:
    if preset is None:
        return False
    return column.is_called((*preset.structural, *preset.personal, *map(re.escape, preset.units)))


def _says_so(column: SeenColumn) -> bool:
    return any(IDENTIFIERS.fullmatch(loose(name)) for name in column.ends)


def _may_name(column: SeenColumn) -> bool:
    """Whether a column's name speaks of the unit or its name, and its cells are short texts, mostly different."""
    called = any(NAMES_UNIT.search(loose(name)) for name in column.names) and not column.is_called(PERSONAL)
    short = all(e.kind is CellKind.TEXT and len(e.text) <= LONGEST_NAME for e, _ in column.entries)
    words = short and all(number_of(entry.text) is None for entry, _ in column.entries)
    apart = _told_apart(column, _word_of_identifier).entries
    return called and words and len(column.entries) > 1 and len(apart) > MOSTLY * len(column.cells)


def _only_counts(column: SeenColumn) -> bool:
    """Whether a column does no more than number the rows, and its name does not say of what."""
    numbers = {number_of(entry.text) for entry, _ in column.entries}
    counts = numbers == {float(number) for number in range(1, len(column.cells) + 1)}
    return counts and not any(NAMES_UNIT.search(loose(name)) for name in column.names)


def _numbers_and_names(
    candidates: Sequence[SeenColumn], own: SeenColumn | None, naming: Sequence[SeenColumn]
) -> Iterator[str]:
    """Yield what tells a number that each row has from the names of the units beside it."""
    for column in candidates if naming else ():
        if column in naming:
            apart = _told_apart(column, _word_of_identifier).entries
            twice = [f"{entry.text[:LONGEST_ORDER]!r} in {n}" for entry, n in apart if n > 1]
            texts = f"{len(apart)} different texts in {counted(len(column.cells), 'row')}"
            yield ", ".join([f"{column.shown} has {texts}", *twice[:MOST_CANDIDATES]])
        elif column.is_unique and (column is own or _only_counts(column)):
            by = ", given by the tool" if column is own else ""
            what = "number" if all(number_of(e.text) is not None for e, _ in column.entries) else "identifier"
            yield f"in {column.shown} each row has {'a' if what == 'number' else 'an'} {what} of its own{by}"


def _names_most(column: SeenColumn) -> bool:
    """Whether a column has no blank, and words of which most are in one row alone."""
    words = all(entry.kind is CellKind.TEXT and number_of(entry.text) is None for entry, _ in column.entries)
    return words and not column.blanks and _units(column) > MOSTLY * column.filled


def _units(column: SeenColumn) -> int:
    """Return how many units a column names."""
    return len(_told_apart(column, _identifier).entries)


def _asked_as(column: SeenColumn) -> str:
    """Return what else a column is called, first of all its question."""
    return f", {shortened(column.others[0])!r}" if column.others else ""


def _told(column: SeenColumn) -> str:
    """Return how many units a column names in how many rows."""
    return f"{counted(_units(column), 'different entry', 'different entries')} in {counted(len(column.cells), 'row')}"


def _is_measure(column: SeenColumn) -> bool:
    """Whether a column holds numbers with decimals, or dates, which identify nobody."""
    return any(
        e.kind in {CellKind.DATE, CellKind.PERCENTAGE} or (e.kind is CellKind.NUMBER and "." in e.text)
        for e, _ in column.entries
    )


def propose_repeated(
    sight: Sight,
    column: SeenColumn,
    preset: Preset | None,
    evidence: Evidence,
    when: tuple[str, tuple[str, ...]] | None = None,
) -> None:
    """Ask what to do with units that stand in several rows, if any do: another event, or the same again."""
    same = _ask_of_spellings(column, evidence, when)
    apart = _told_apart(column, _identifier)
    if same is not None:
        if all(n == 1 for _, n in apart.entries):  # a unit is in several rows only if its spellings are one
            when = (same, ("one",))
        column = _told_apart(column, _word_of_identifier)
    else:
        column = apart
    repeated = [(e, n) for e, n in column.entries if n > 1]
    if not repeated:
        return
    extra = sum(n - 1 for _, n in repeated)
    seen = f"{counted(len(repeated), 'unit')} in several rows, {counted(extra, 'row')} too many: {examples(repeated)}"
    event = _event_column(sight, column, preset)
    if event is not None:
        words = [entry.text for entry, _ in event.entries]
        options = [
            QuestionOption(
                id=name,
                text=f"only the rows with {word!r} ({count})",
                changes=(Change(field="rows", value=(RowFilter(column=event.name, words=(word,)),)),),
            )
            for name, (word, count) in zip(
                slugs("only", words), ((entry.text, count) for entry, count in event.entries), strict=True
            )
        ]
        if event.blanks:
            options.append(
                QuestionOption(
                    id="only_blank",
                    text=f"only the rows with a blank ({event.blanks})",
                    changes=(Change(field="rows", value=(RowFilter(column=event.name, words=("",)),)),),
                )
            )
        options.append(QuestionOption(id="all", text="all of them"))
        name = evidence.ask(
            "event",
            "",
            f"Units stand in several rows, told apart by {event.name!r}. Which are read?",
            f"{seen}; {len(words)} different entries of {event.name!r}: {examples(event.entries)}",
            options,
            columns=[event.name],
            when=when,
        )
        within = [
            option.id
            for option, word in zip(options, [*words, *([""] if event.blanks else [])], strict=False)
            if _is_repeated(column, rows_with(event, (word.casefold(),)))
        ]
        _ask_repeated(sight, column, preset, evidence, seen, when=(name, (*within, "all")))
        return
    _ask_repeated(sight, column, preset, evidence, seen, when=when)


def _identifier(entry: Entry) -> object:
    """Return what an entry identifies as it is read: 1 and '1' are one unit, and so are 'S1' and 'S1 '."""
    name = unit_name(entry)
    return name if isinstance(name, str) else entry


def _word_of_identifier(entry: Entry) -> object:
    """Return what an entry identifies where spellings are one unit."""
    return entry.word if entry.kind is CellKind.TEXT else _identifier(entry)


def _told_apart(column: SeenColumn, key: Callable[[Entry], object]) -> SeenColumn:
    """Return a column whose entries are one where they have the same key."""
    known: dict[object, int] = {}
    entries: list[Entry] = []
    anew = []
    for entry in column.cells.entries:
        place = known.setdefault(key(entry), len(entries))
        if place == len(entries):
            entries.append(entry)
        anew.append(place)
    positions = np.array(anew, dtype=np.intp)[column.cells.positions]
    return attrs.evolve(column, cells=DistinctColumn(tuple(entries), positions))


def _is_repeated(column: SeenColumn, rows: npt.NDArray[np.bool_]) -> bool:
    positions = column.cells.positions[rows]
    return len(np.unique(positions)) < len(positions)


def _event_column(sight: Sight, column: SeenColumn, preset: Preset | None) -> SeenColumn | None:
    named = {name.casefold() for name in (preset.events if preset else ())}
    for candidate in sight.columns:
        if candidate is column or not 1 < len(candidate.entries) + bool(candidate.blanks) <= MOST_EVENTS:
            continue
        if candidate.name.casefold() in named or EVENTS.fullmatch(loose(candidate.name)):
            pairs = (
                candidate.cells.positions.astype(np.int64) * len(column.cells.entries)
                + column.cells.positions
            )
            if len(np.unique(pairs)) > len(column.entries):
                return _told_apart(candidate, lambda entry: entry.word)
    return None


def _ask_repeated(
    sight: Sight,
    column: SeenColumn,
    preset: Preset | None,
    evidence: Evidence,
    seen: str,
    when: tuple[str, tuple[str, ...]] | None,
) -> None:
    orders = [
        c
        for c in sight.columns
        if c is not column
        and c.filled
        and (
            (preset and set(c.names).intersection(preset.order))
            or (len(c.name) <= LONGEST_ORDER and ORDERS.fullmatch(loose(c.name)))
        )
        and not _is_of_another_kind(c)
    ][:3]
    named = np.array([not entry.is_blank for entry in column.cells.entries], dtype=np.bool_)
    units = np.where(named[column.cells.positions], column.cells.positions.astype(np.intp), -1)
    several_rows = np.isin(units, np.flatnonzero(np.bincount(units[units >= 0]) > 1))
    unclear = [c for c in orders if bool((ranks_of(c.cells)[several_rows] == UNCLEAR).any())]
    orders = [c for c in orders if c not in unclear]
    different = differing(units, {c.name: c.cells for c in sight.columns})
    seen += f"; they differ in {several(different)}" if different else "; they say the same in every column"
    if unclear:
        seen += f"; {several([c.name for c in unclear])} cannot order them, as an entry is blank or unclear"
    ways: list[tuple[str, str, RepeatedUnits]] = [
        ("refuse", "refuse the table, naming the rows", RepeatedUnits()),
        ("first", "the first row counts", RepeatedUnits(take=Repeated.FIRST)),
        ("last", "the last row counts", RepeatedUnits(take=Repeated.LAST)),
    ]
    for name, order in zip(slugs("by", [c.name for c in orders]), orders, strict=True):
        ways.append(
            (
                f"first_{name}",
                f"the first by {order.name!r}",
                RepeatedUnits(take=Repeated.FIRST, order=order.name),
            )
        )
        ways.append(
            (
                f"last_{name}",
                f"the last by {order.name!r}",
                RepeatedUnits(take=Repeated.LAST, order=order.name),
            )
        )
    ways.append(
        (
            "merge",
            "all count: several respondents of one unit are merged, and differences become blank",
            RepeatedUnits(take=Repeated.MERGE),
        )
    )
    evidence.ask(
        "repeated",
        "",
        f"What counts of a unit that stands in several rows of {column.name!r}?",
        seen,
        [QuestionOption(id=n, text=t, changes=(Change(field="repeated", value=v),)) for n, t, v in ways],
        columns=[column.name],
        when=when,
    )


def _is_of_another_kind(column: SeenColumn) -> bool:
    """Whether a column cannot order rows: it says the same in all."""
    return len(column.entries) < 2
