"""Attributes of the units: in which column each stands, which words are no value, and which are one value."""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from smmi.frozen import by_code
from smmi.instrument import Characteristic, Instrument
from smmi.instrument.answers import needed_characteristics
from smmi.intake.entries._doubtful_words import says_no_value
from smmi.intake.entries._words import Words
from smmi.intake.proposals._file_labels import (
    ask_whose_labels,
    declared_missing,
    label_of,
    label_of_no_answer,
    labelled_otherwise,
)
from smmi.intake.proposals._single_choices import option_meant
from smmi.intake.questions._changes import Change
from smmi.intake.questions._evidence import LEAVE, Evidence, is_no_answer
from smmi.intake.questions._in_words import as_the_first, counted
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import loose, number_of, slug, slugs
from smmi.intake.recognition._matching import nearest
from smmi.intake.recognition._sight import SeenColumn, Sight, examples
from smmi.intake.sources import AttributeSource
from smmi.intake.tables import CellKind, ColumnFinder, Entry, folded, word_of

MOST_ALIKE = 3
"""So many columns with values like those of an attribute are offered."""
NOWHERE = "nowhere: no unit has a value"
MOST_VALUES = 20
"""A column with more different entries is not offered for its words."""
SHORTEST = 4
"""Shorter words say nothing of what a column holds."""
MOST_WORDS = 6
"""More words that are no value are one question."""


def propose_attributes(
    sight: Sight,
    wanted: Iterable[str],
    declared: Sequence[Characteristic],
    kept: Iterable[str],
    evidence: Evidence,
) -> dict[str, AttributeSource]:
    """Return where the attributes of the units stand; what their entries mean is settled or asked.

    Args:
        sight: The table.
        wanted: The names of columns that hold attributes, if the caller says so.
        declared: The characteristics that the instrument declares.
        kept: Columns that are something else.
        evidence: What is settled and asked.

    Raises:
        UnknownCodeError: No column is called as the caller says.
    """
    names = tuple(column.name for column in sight.columns)
    known = {characteristic.code: characteristic for characteristic in declared}
    kept = set(kept)
    sources = {}
    for name in dict.fromkeys([*wanted, *known]):
        column = _found(sight, name, known.get(name))
        if column is None:
            if name not in known:
                by_code({n: n for n in names}, name, "no column has the name")
            continue
        if column.name in kept:
            continue
        sources[name] = _propose(name, known.get(name), column, evidence)
    return sources


def ask_of_attributes(
    instrument: Instrument,
    missing: Iterable[Characteristic],
    free: Sequence[SeenColumn],
    evidence: Evidence,
) -> None:
    """Ask where characteristics without column stand: in one with a like name or with their values, or nowhere.

    Args:
        instrument: What was asked; characteristics that decide which indicators apply have to stand somewhere.
        missing: The characteristics for which no column was found.
        free: The columns that hold nothing else.
        evidence: What is settled and asked.
    """
    needed = needed_characteristics(instrument)
    for characteristic in missing:
        code, label = characteristic.code, characteristic.label
        near = [column for _, column in nearest((code, label), free)]
        for says in (_says_values, _may_say_values):
            alike = [column for column in free if column not in near and says(characteristic, column)]
            near += alike[: max(MOST_ALIKE - len(near), 0)]
        if not near:
            why = "no free column has a name or values like it"
            if code in needed:
                why += f"; it is needed, as it decides which indicators apply: call its column {label!r} in the table"
            evidence.choose(code, "no attribute: without column", why)
            continue
        options: list[QuestionOption] = []
        nested: list[tuple[str, Evidence]] = []
        for name, column in zip(slugs("column", [one.name for one in near]), near, strict=True):
            below = Evidence(evidence.mark, evidence.hints)
            source = _propose(code, characteristic, column, below)
            fits = column.filled - sum(count for _, count in _strange(characteristic, column))
            options.append(
                QuestionOption(
                    id=name,
                    text=f"in {column.shown}: {fits} of {column.filled} cells are values of it",
                    changes=(Change(field="attributes", of=code, value=source),),
                )
            )
            nested.append((name, below))
        asked = evidence.ask(
            "attribute",
            code,
            f"No column is called as the characteristic {code!r} ({label}) is. Where are its values?",
            f"columns with names or values like it: {', '.join(column.shown for column in near)}",
            options if code in needed else [*options, QuestionOption(id="none", text=NOWHERE)],
            columns=[column.name for column in near],
        )
        for number, (name, below) in enumerate(nested, start=1):
            evidence.take(
                attrs.evolve(question, id=f"{question.id}_of_{code}_{number}", when=(asked, (name,)))
                for question in below.questions
            )


def _says_values(declared: Characteristic, column: SeenColumn) -> bool:
    """Whether a column holds nothing but values of a characteristic in words, and words that say that there is none."""
    strange = {entry.text for entry, _ in _strange(declared, column)}
    said = [entry.text for entry, _ in column.entries if entry.text not in strange]
    words = all(number_of(text) is None for text in said)
    return bool(said) and words and all(map(is_no_answer, strange))


def _may_say_values(declared: Characteristic, column: SeenColumn) -> bool:
    """Whether a column holds a few words over and over, some of which are values or share a word with one's label."""
    texts = [entry.text for entry, _ in column.entries]
    if (
        not 1 < len(texts) <= MOST_VALUES
        or len(texts) == column.filled
        or any(number_of(text) is not None for text in texts)
    ):
        return False
    labels = (text for option in declared.options for text in (option.code, option.label))
    known = {word for text in labels for word in loose(text).split() if len(word) >= SHORTEST}
    strange = {entry.text for entry, _ in _strange(declared, column)}
    return any(text not in strange or known.intersection(loose(text).split()) for text in texts)


def _strange(declared: Characteristic, column: SeenColumn) -> list[tuple[Entry, int]]:
    """Return the entries of a column that are no values of a characteristic."""
    words = Words.of(declared.options, spellings={}, missing={})
    return [(entry, count) for entry, count in column.entries if words.look_up(entry.text) is None]


def _found(sight: Sight, name: str, declared: Characteristic | None) -> SeenColumn | None:
    """Return the one column that is called so: by its name, else by what other header rows or the file call it."""
    names = tuple(column.name for column in sight.columns)
    finder = ColumnFinder(names)
    keys = [name] if declared is None else [name, declared.label]
    for key in keys:
        _, places = finder.find(key)
        if len(places) == 1:
            return sight.by_name[names[places[0]]]
    wanted = {word_of(key) for key in keys}
    called = [column for column in sight.columns if wanted.intersection(map(word_of, column.others))]
    called = called or [column for column in sight.columns if wanted.intersection(map(word_of, column.ends))]
    return called[0] if len(called) == 1 else None


def _propose(
    name: str, declared: Characteristic | None, column: SeenColumn, evidence: Evidence
) -> AttributeSource:
    """Return how a column is read as an attribute; what is not known is asked."""
    missing, told = declared_missing(column, None)
    notes = [f"{text!r} as {how}" for text, how in told.items()]
    entries = [(e, n) for e, n in column.entries if e.kind is not CellKind.OTHER and e.text not in missing]
    spellings: dict[str, str] = {}
    labels: dict[str, str] = {}
    labelled: dict[str, tuple[str, str, str]] = {}
    if declared is None:
        spellings = _labels(column, entries)
        notes += [f"{text!r} as {label!r}, as the file labels it" for text, label in spellings.items()]
        strange = [(e, n) for e, n in entries if says_no_value(spellings.get(e.text, e.text))]
        labels = {e.text: label for e, _ in strange if (label := spellings.pop(e.text, ""))}
        _ask_of_spellings(name, column, [pair for pair in entries if pair not in strange], evidence)
    else:
        words = Words.of(declared.options, spellings={}, missing=missing)
        labelled = labelled_otherwise(column, declared.options, words)
        strange = []
        for entry, count in entries:
            none = label_of_no_answer(column, entry.text, declared.options)
            if words.look_up(entry.text) is not None and not none:
                continue
            code, why = option_meant(entry, declared.options, column)
            if code:
                spellings[entry.text] = code
                notes.append(f"{entry.text[:40]!r} as {code!r}, {why}")
            else:
                strange.append((entry, count))
    seen = f"{column.name!r}: {len(column.entries)} different entries, {column.blanks} blank"
    evidence.choose(name, "an attribute of the units", "; ".join([seen, *notes]), columns=[column.name])
    if labelled:
        ask_whose_labels(name, column, labelled, evidence, field="attributes")
    _ask_of_words(name, declared, column, strange, evidence, labels)
    return AttributeSource(column=column.name, spellings=spellings, missing=tuple(missing))


def _labels(column: SeenColumn, entries: Sequence[tuple[Entry, int]]) -> dict[str, str]:
    """Return the labels by which a file names the entries of a column, if it names all, and each by another one."""
    named = {entry.text: label for entry, _ in entries if (label := label_of(column, entry.text).strip())}
    distinct = {word_of(label) for label in named.values()}
    return named if len(distinct) == len(entries) else {}


def _ask_of_words(
    name: str,
    declared: Characteristic | None,
    column: SeenColumn,
    strange: Sequence[tuple[Entry, int]],
    evidence: Evidence,
    labels: Mapping[str, str],
) -> None:
    """Ask what words mean that are no value of a declared attribute, or mostly say that there is none.

    Args:
        name: The attribute.
        declared: What the instrument declares of it.
        column: Its column.
        strange: The words.
        evidence: What is settled and asked.
        labels: How the file labels words that are read by their labels.
    """
    groups = [[pair] for pair in strange] if len(strange) <= MOST_WORDS else [list(strange)]
    options = () if declared is None else declared.options
    for group in groups:
        texts = tuple(entry.text for entry, _ in group)
        alone = texts[0] if len(texts) == 1 else ""
        values = [
            QuestionOption(
                id=f"option_{option.code}",
                text=f"the value {option.code!r} ({option.label})",
                changes=(Change(field="attributes", of=name, part="spellings", value={alone: option.code}),),
            )
            for option in options
            if alone
        ]
        absent = Change(field="attributes", of=name, part="missing", value=texts)
        own = {text: labels[text] for text in texts if text in labels}
        kept = (Change(field="attributes", of=name, part="spellings", value=own),) if own else ()
        called = f"; the file labels it {label!r}" if (label := label_of(column, alone)) else ""
        left = "a value like any other" if declared is None else "leave it as a finding"
        evidence.ask(
            "value",
            f"{name}_{slug(alone)}" if alone else name,
            f"What does {alone[:60]!r} in {column.name!r} mean?"
            if alone
            else f"{len(texts)} different entries of {column.name!r} may be no values of {name!r}. What are they?",
            f"{counted(group[0][1], 'cell')}{called}" if alone else examples(group),
            [
                *values,
                QuestionOption(id="no_value", text="no value", changes=(absent,)),
                QuestionOption(id=LEAVE, text=left, changes=kept),
            ],
            columns=[column.name],
        )


def _ask_of_spellings(
    name: str, column: SeenColumn, entries: Sequence[tuple[Entry, int]], evidence: Evidence
) -> None:
    """Ask whether values that differ in capitals or blanks alone are one: as they stand, each is a group."""
    counts: dict[str, dict[str, int]] = {}
    for entry, count in entries:
        ways = counts.setdefault(entry.word, {})
        ways[entry.written] = ways.get(entry.written, 0) + count
    several = [ways for ways in counts.values() if len(ways) > 1]
    if not several:
        return
    meant: dict[str, str] = {}
    for ways in several:
        meant |= dict.fromkeys(map(folded, ways), max(ways, key=lambda text: ways[text]))
    evidence.ask(
        "capitals",
        name,
        f"Are values of {column.name!r} that differ in capitals or blanks alone the same?",
        "; ".join(
            ", ".join(f"{text[:40]!r} ({count})" for text, count in ways.items())
            for ways in several[:MOST_WORDS]
        ),
        [
            QuestionOption(
                id="one",
                text=f"the same, written as most are{as_the_first(several)}",
                changes=(Change(field="attributes", of=name, part="spellings", value=meant),),
            ),
            QuestionOption(id="apart", text="different values"),
        ],
        columns=[column.name],
    )
