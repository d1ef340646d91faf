"""A reading is proposed: the table is looked at once, and each choice and each doubt is told."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice

import attrs

from smmi._keywords import tells_keywords
from smmi.errors import ArgumentError
from smmi.frozen import by_code
from smmi.instrument import (
    Composition,
    Count,
    Indicator,
    Instrument,
    MultipleChoice,
    Nonresponse,
    Number,
    Percentage,
)
from smmi.intake.left_out_rows._response_marks import propose_rows, watched_marks
from smmi.intake.presets import Preset
from smmi.intake.proposals._attributes import ask_of_attributes, propose_attributes
from smmi.intake.proposals._columns_of_options import (
    ask_nearly_called,
    columns_nearly_called,
    fit,
    mostly_says_options,
    says_options,
    unnamed_beside,
)
from smmi.intake.proposals._dummies import propose_dummies
from smmi.intake.proposals._merged_cells import ask_of_merged
from smmi.intake.proposals._number_formats import decimal_mark, propose_number
from smmi.intake.proposals._numbers_elsewhere import ask_of_numbers_elsewhere
from smmi.intake.proposals._proposal import Proposal
from smmi.intake.proposals._selections import propose_selection
from smmi.intake.proposals._shares import propose_shares, propose_shares_in_one
from smmi.intake.proposals._single_choices import propose_choice
from smmi.intake.proposals._units import (
    PERSONAL,
    ask_of_identified,
    propose_units,
)
from smmi.intake.questions._changes import Change, Draft
from smmi.intake.questions._evidence import Evidence
from smmi.intake.questions._in_words import NAMED, counted, several
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import slugs
from smmi.intake.readings._header import ragged_finding
from smmi.intake.recognition._groups import ColumnGroup, NearColumn, options_of, possible_groups
from smmi.intake.recognition._header import (
    LOOKED_AT,
    SeenHeader,
    names_of,
    recognised_header,
    tool_of,
)
from smmi.intake.recognition._matching import Match, Matching, matched, nearest, turned
from smmi.intake.recognition._seen_table import LookedAt
from smmi.intake.recognition._sight import SeenColumn, SeenRows, Sight, seen
from smmi.intake.sources import Absent, Source
from smmi.intake.tables import ColumnFinder, ColumnNotes, as_cells, as_rows, gathered

UNCOMPARED = ": scores then rest on a part, and are not compared"
MOST_ALIKE = 3
"""With more free columns that hold such answers, they say nothing about where an indicator's are."""


@tells_keywords
def propose_reading(
    instrument: Instrument,
    header: Sequence[object],
    rows: Iterable[Sequence[object]],
    /,
    *,
    unit: str | None = None,
    attributes: Iterable[str] = (),
    preset: Preset | str | None = None,
    notes: Mapping[str, ColumnNotes] | None = None,
) -> Proposal:
    """Propose how a table is read as answers to an instrument.

    All rows are looked at. What the table tells is settled, with its evidence; what it does not tell is a question.

    Args:
        instrument: What was asked.
        header: The first row.
        rows: The other rows; further header rows may be the first of them.
        unit: The column of the units' identifiers, where it is known.
        attributes: The names of columns that hold attributes of the units; those that the instrument declares are
            found by themselves.
        preset: The tool that wrote the table, or its code; recognised by its marks where None.
        notes: What the file says of columns beside their cells, by the columns' names.

    Raises:
        UnknownCodeError: No column or no preset is called so.
        ArgumentError: The header or a row is no sequence of cells.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> proposal = propose_reading(tiny, ["School", "Is there a policy?"], [["S1", "Yes"], ["S2", "NO"]])
        >>> proposal.questions, proposal.confirm().sources["has_policy"].column
        ((), 'Is there a policy?')
    """
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    remaining = as_rows(rows)
    head = [as_cells(header, "header"), *islice(remaining, LOOKED_AT)]
    evidence = Evidence()
    tool = tool_of(preset, head, evidence)
    shape = recognised_header(instrument, head, tool)
    count = shape.header.rows
    table = gathered(shape.names, chain(head[count:], remaining), first=count + 1)
    sight = seen(table, shape.header, shape.names, shape.others, notes or {})
    names = tuple(column.name for column in sight.columns)
    evidence.hints = {} if tool is None else tool.hints
    evidence.choose("header", shape.how, shape.evidence)
    wanted = None if unit is None else _found(unit, names, "no column has the name")
    draft = _Drafting(instrument, sight, shape, tool, evidence).draft(wanted, attributes)
    rest = _rest(sight, draft, tool, evidence)
    marks = watched_marks(sight, tool)
    return Proposal(
        instrument=instrument,
        rows=sight.rows,
        columns=names,
        preset=None if tool is None else tool.code,
        choices=tuple(evidence.choices),
        questions=tuple(evidence.questions),
        rest=rest,
        problems=tuple(finding.message for finding in ragged_finding(table.ragged, table.width)),
        draft=draft,
        looked_at=LookedAt(sight=sight, top=tuple(head[:count]), tool=tool, marks=marks, mark=evidence.mark),
    )


def _found(name: str, names: tuple[str, ...], what: str) -> str:
    _, places = ColumnFinder(names).find(name)
    return names[places[0]] if len(places) == 1 else by_code({n: n for n in names}, name, what)


class _Drafting:
    """A draft in the making."""

    def __init__(
        self, instrument: Instrument, sight: Sight, shape: SeenHeader, tool: Preset | None, evidence: Evidence
    ) -> None:
        self._instrument = instrument
        self._sight = sight
        self._shape = shape
        self._tool = tool
        self._evidence = evidence
        self._absent: list[Indicator] = []
        self._rows = SeenRows(sight=sight, unit=None, answers=())

    def draft(self, unit: str | None, attributes: Iterable[str]) -> Draft:
        """Return the draft; what is settled and asked is added to the evidence."""
        kept = set() if unit is None else {unit}
        sources_of_attributes = propose_attributes(
            self._sight, attributes, self._instrument.characteristics, kept, self._evidence
        )
        kept |= {source.column for source in sources_of_attributes.values()}
        columns = [column for column in self._sight.columns if column.name not in kept]
        matching = matched(self._instrument, columns, self._tool)
        choices = self._with_choices(matching)
        self._evidence.mark = decimal_mark(c for c in columns if c.name not in choices)
        taken = matching.taken() | kept - ({unit} if unit else set())
        of_answers = matching.taken()
        chosen, column = propose_units(
            self._sight, unit, self._tool, taken, self._evidence, answers=of_answers
        )
        if column is not None:
            ask_of_identified(self._sight, column, self._tool, self._evidence, answers=of_answers)
        answers = tuple(c for c in columns if c.name in matching.taken())
        self._rows = SeenRows(sight=self._sight, unit=column, answers=answers)
        taken = taken | kept | ({column.name} if column else set())
        self._rows = propose_rows(self._rows, self._tool, taken, self._evidence)
        sources = {
            indicator.code: self._source(indicator, matching, taken)
            for indicator in self._instrument.indicators
        }
        missing = [one for one in self._instrument.characteristics if one.code not in sources_of_attributes]
        known = {one.code for one in self._instrument.characteristics}
        asked_for = {own.column for name, own in sources_of_attributes.items() if name not in known}
        ask_of_attributes(self._instrument, missing, self._free(taken - asked_for), self._evidence)
        self._ask_of_absent()
        draft = Draft(
            instrument=self._instrument,
            unit=chosen,
            sources=sources,
            attributes=sources_of_attributes,
            header=self._shape.header,
        )
        ask_of_numbers_elsewhere(self._sight, draft, self._evidence)
        ask_of_merged(self._sight, draft, self._evidence)
        return draft

    def _source(self, indicator: Indicator, matching: Matching, taken: set[str]) -> Source:
        code = indicator.code
        match, group = matching.single.get(code), matching.groups.get(code)
        if group is not None and (match is None or len(group.columns) == len(options_of(indicator))):
            if match is not None:
                self._evidence.choose(
                    match.column.name,
                    "left out, since the columns of the options say the same",
                    f"{code!r} has a column for each of its {len(group.columns)} options",
                    columns=[match.column.name],
                )
            near = columns_nearly_called(indicator, group, self._free(taken), self._tool)
            source = self._of_group(indicator, group, self._evidence, near)
            ask_nearly_called(indicator, near, self._evidence)
            return source
        if match is not None and isinstance(indicator.scale, MultipleChoice):
            unnamed, group = unnamed_beside(indicator, match.column, self._sight.columns)
            if unnamed:
                return self._with_unnamed(indicator, match, unnamed, group)
        if match is not None:
            return propose_source(indicator, match, self._tool, self._evidence)
        if code in matching.contradicted:
            return self._contradicted(indicator, matching.contradicted[code])
        if code in matching.ambiguous:
            return self._one_of(indicator, matching.ambiguous[code])
        return self._without(indicator, taken)

    def _free(self, taken: set[str]) -> list[SeenColumn]:
        """Return the columns that hold nothing that is known, the tool's own and personal ones aside."""
        patterns = () if self._tool is None else (*self._tool.structural, *self._tool.personal)
        return [c for c in self._sight.columns if c.name not in taken and not c.is_called(patterns)]

    def _with_choices(self, matching: Matching) -> set[str]:
        """Return the columns that hold choices: 1,2 is two options in them, and no number."""
        scales = {indicator.code: indicator.scale for indicator in self._instrument.indicators}
        return {
            match.column.name
            for code, match in matching.single.items()
            if not isinstance(scales[code], Percentage | Count | Number | Composition)
        }

    def _of_group(
        self,
        indicator: Indicator,
        group: ColumnGroup,
        evidence: Evidence,
        near: Sequence[NearColumn] = (),
    ) -> Source:
        if isinstance(indicator.scale, Composition):
            return propose_shares(indicator, group, self._tool, evidence)
        return propose_dummies(indicator, group, self._tool, evidence, self._rows, near)

    def _with_unnamed(
        self, indicator: Indicator, match: Match, unnamed: Sequence[SeenColumn], group: ColumnGroup | None
    ) -> Source:
        """Ask whether columns without name beside an indicator's own hold its options too."""
        names = [column.name for column in (match.column, *unnamed)]
        options: list[QuestionOption] = []
        nested: list[tuple[str, Evidence]] = []
        ways = [("columns", f"in {several(names)}, an option in each")] if group else []
        for name, text in (*ways, ("alone", f"in {match.column.shown} alone: the others are left out")):
            below = Evidence(self._evidence.mark, self._evidence.hints)
            if name == "columns" and group is not None:
                source = self._of_group(indicator, group, below)
            else:
                source = propose_source(indicator, match, self._tool, below)
            change = Change(field="sources", of=indicator.code, value=source)
            options.append(QuestionOption(id=name, text=text, changes=(change,)))
            nested.append((name, below))
        return self._ask_with(
            "columns",
            indicator,
            options,
            nested,
            f"Are the answers to {indicator.code!r} in {match.column.shown} alone, or in the columns beside it too?",
            f"{several(names[1:])}: no name, and nothing but its options; the row of the options may be gone"
            + (
                ""
                if group
                else "; some hold several of the options, which are read where they stand in one cell"
            ),
            names,
        )

    def _one_of(self, indicator: Indicator, columns: Sequence[SeenColumn]) -> Source:
        """Ask which of several columns is an indicator's."""
        return self._ask_column(
            indicator,
            columns,
            f"Which column holds the answers to {indicator.code!r}? {len(columns)} are called so.",
            "; ".join(f"{column.name!r} has {counted(column.filled, 'filled cell')}" for column in columns),
        )

    def _contradicted(self, indicator: Indicator, columns: Sequence[SeenColumn]) -> Source:
        """Ask whether a column's name or its question is right, where they are those of two indicators."""
        return self._ask_column(
            indicator,
            columns,
            f"Which column holds the answers to {indicator.code!r} ({indicator.name})? Names and questions contradict "
            "each other.",
            "; ".join(f"{column.name!r} is asked as {several(column.others)}" for column in columns),
        )

    def _without(self, indicator: Indicator, taken: set[str]) -> Source:
        """Ask what to make of an indicator without column: one with a like name or with such answers, or none."""
        free = self._free(taken)
        near = [column for _, column in nearest(names_of(indicator), free)]
        alike = [c for c in free if c not in near and c.filled and mostly_says_options(indicator, c)]
        if len(alike) > MOST_ALIKE:
            alike = [c for c in alike if says_options(indicator, c)]
        near += alike if len(alike) <= MOST_ALIKE else []
        if isinstance(indicator.scale, Composition | MultipleChoice):
            groups = possible_groups(indicator, free)
            if groups:
                return self._ask_columns(indicator, groups)
        if not near:
            self._absent.append(indicator)
            return Absent()
        return self._ask_column(
            indicator,
            near,
            f"No column is called as {indicator.code!r} ({indicator.name}) is. Where are its answers?",
            f"columns with names or answers like it: {', '.join(c.shown for c in near)}",
        )

    def _ask_columns(self, indicator: Indicator, groups: Sequence[ColumnGroup]) -> Source:
        """Ask whether columns that say all options of an indicator are its own, though nothing names it."""
        options: list[QuestionOption] = []
        nested: list[tuple[str, Evidence]] = []
        for number, group in enumerate(groups[:MOST_ALIKE], start=1):
            below = Evidence(self._evidence.mark, self._evidence.hints)
            source = self._of_group(indicator, group, below)
            name = "columns" if number == 1 else f"columns_{number}"
            names = several([column.name for column in group.columns.values()])
            change = Change(field="sources", of=indicator.code, value=source)
            options.append(QuestionOption(id=name, text=f"in {names}", changes=(change,)))
            nested.append((name, below))
        first = [column.name for column in groups[0].columns.values()]
        return self._ask_with(
            "columns",
            indicator,
            options,
            nested,
            f"No column is called as {indicator.code!r} ({indicator.name}) is. Are its answers in {several(first)}?",
            f"the names say all of its {len(first)} options or parts, among other words"
            + (f", nearly so {several(groups[0].nearly)}" if groups[0].nearly else ""),
            first,
        )

    def _ask_of_absent(self) -> None:
        """Ask what the indicators are of which the table holds nothing."""
        if not self._absent:
            return
        codes = [indicator.code for indicator in self._absent]
        free = several_columns(_of_nobody(self._sight, self._tool, self._evidence))
        what = f"; to read one of them, call it in the file as the indicator is: {free}" if free else ""
        column = turned(self._absent, self._sight.columns)
        if column is not None:
            what = (
                f"; they are called so in {column.shown}, in a row each: turn rows and columns of the file (a "
                "spreadsheet transposes as it pastes), and read it again"
            )
        self._evidence.ask(
            "absent",
            "",
            f"The table has no column for {counted(len(codes), 'indicator')}: {several(codes)}. What are the answers?",
            "no free column has a name or answers like theirs" + what,
            [
                QuestionOption(
                    id=state.name.lower(),
                    text=f"{state.state.label} for all{and_so}",
                    changes=[Change(field="sources", of=code, value=Absent(state=state)) for code in codes],
                )
                for state, and_so in ((Nonresponse.NOT_ADMINISTERED, UNCOMPARED), (Nonresponse.NO_ANSWER, ""))
            ],
            indicators=codes,
        )

    def _ask_column(
        self, indicator: Indicator, columns: Sequence[SeenColumn], text: str, seen_text: str
    ) -> Source:
        code = indicator.code
        options: list[QuestionOption] = []
        nested: list[tuple[str, Evidence]] = []
        for name, column in zip(slugs("column", [c.name for c in columns]), columns, strict=True):
            below = Evidence(self._evidence.mark, self._evidence.hints)
            source = propose_source(indicator, Match(column=column, why="said so"), self._tool, below)
            doubts = (
                counted(len(below.questions), "question") if below.questions else "it can be read as it is"
            )
            options.append(
                QuestionOption(
                    id=name,
                    text=f"in {column.shown}: {fit(indicator, column)} of {column.filled} cells are answers, {doubts}",
                    changes=(Change(field="sources", of=code, value=source),),
                )
            )
            nested.append((name, below))
        return self._ask_with(
            "column", indicator, options, nested, text, seen_text, [c.name for c in columns]
        )

    def _ask_with(
        self,
        kind: str,
        indicator: Indicator,
        options: Sequence[QuestionOption],
        nested: Sequence[tuple[str, Evidence]],
        text: str,
        seen_text: str,
        columns: Sequence[str],
    ) -> Source:
        """Ask where the answers to an indicator are, with the questions that arise if they are there."""
        code = indicator.code
        nowhere = [
            QuestionOption(
                id=state.name.lower(),
                text=f"nowhere: {state.state.label} for all",
                changes=(Change(field="sources", of=code, value=Absent(state=state)),),
            )
            for state in (Nonresponse.NOT_ADMINISTERED, Nonresponse.NO_ANSWER)
        ]
        asked = self._evidence.ask(
            kind, code, text, seen_text, [*options, *nowhere], columns=columns, indicators=[code]
        )
        for number, (name, below) in enumerate(nested, start=1):
            self._evidence.take(
                [
                    attrs.evolve(q, id=f"{q.id}_of_{code}_{number}", when=(asked, (name,)))
                    for q in below.questions
                ]
            )
        return Absent()


def propose_source(indicator: Indicator, match: Match, tool: Preset | None, evidence: Evidence) -> Source:
    """Return how one column is read as answers to an indicator."""
    scale = indicator.scale
    if isinstance(scale, MultipleChoice):
        return propose_selection(indicator, match.column, tool, evidence, match.why)
    if isinstance(scale, Percentage | Count | Number):
        return propose_number(indicator, match.column, tool, evidence, match.why)
    if isinstance(scale, Composition):
        return propose_shares_in_one(indicator, match.column, tool, evidence, match.why)
    return propose_choice(indicator, match.column, tool, evidence, match.why)


def _of_nobody(sight: Sight, tool: Preset | None, evidence: Evidence) -> list[SeenColumn]:
    """Return the columns of which nothing is known, neither settled nor asked."""
    told = {name for choice in evidence.choices for name in choice.columns}
    told |= {name for question in evidence.questions for name in question.columns}
    patterns = (*PERSONAL, *((*tool.personal, *tool.structural) if tool else ()))
    return [c for c in sight.columns if c.name not in told and not c.is_called(patterns)]


def several_columns(columns: Sequence[SeenColumn]) -> str:
    """Return columns in one line: the first of them, and how many more there are."""
    more = f" and {len(columns) - NAMED} more" if len(columns) > NAMED else ""
    return ", ".join(column.shown for column in columns[:NAMED]) + more


def _rest(sight: Sight, draft: Draft, tool: Preset | None, evidence: Evidence) -> tuple[str, ...]:
    """Return the columns that are left out, after telling which of them are the tool's and which are personal."""
    told = {name for choice in evidence.choices for name in choice.columns}
    asked = {name for question in evidence.questions for name in question.columns}
    unused = [column for column in sight.columns if column.name not in told]
    rest = [column.name for column in unused]
    patterns = (*PERSONAL, *(tool.personal if tool else ()))
    personal = [column.name for column in unused if column.is_called(patterns)]
    own = tool.structural if tool else ()
    structural = [column.name for column in unused if column.is_called(own) and column.name not in personal]
    others = [name for name in rest if name not in personal and name not in structural]
    if personal:
        evidence.choose(
            "personal columns", "left out", f"they may name a person: {several(personal)}", columns=personal
        )
    if structural and tool is not None:
        evidence.choose(
            f"columns of {tool.name}",
            "left out",
            f"the tool's own: {several(structural)}",
            columns=structural,
        )
    left = [n for n in others if n not in asked]
    if left:
        named = several_columns([sight.by_name[name] for name in left])
        evidence.choose(
            "the rest",
            "left out",
            f"{counted(len(left), 'column')} of which nothing is known: {named}",
            columns=left,
        )
    return tuple(rest)
