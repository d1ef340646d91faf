"""Several choices: in one cell with a separator, or in a column for each option; and shares, a column for each part."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from smmi.instrument import Indicator, Nonresponse
from smmi.intake.entries._said import Said
from smmi.intake.entries._words import Words
from smmi.intake.presets import Preset
from smmi.intake.proposals._file_labels import declared_missing
from smmi.intake.proposals._single_choices import MOST_WORDS, is_beside, option_answers
from smmi.intake.questions._changes import Change
from smmi.intake.questions._evidence import LEAVE, Evidence, is_no_answer, why_strange
from smmi.intake.questions._in_words import counted
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import loose, number_of, slug
from smmi.intake.recognition._sight import SeenColumn, examples
from smmi.intake.sources import (
    SelectionColumn,
)
from smmi.intake.tables import CellKind, Entry

SEPARATORS: Final = (";", ",", "|", "/", "\n", " ")
SEPARATOR_NAMES: Final = {"\n": "a line break", " ": "a blank"}

Seen = tuple[Entry, int]


def propose_selection(
    indicator: Indicator, column: SeenColumn, preset: Preset | None, evidence: Evidence, why: str
) -> SelectionColumn:
    """Return how a column with several choices in each cell is read; what is not known is asked."""
    missing, said_missing = declared_missing(column, preset)
    words = Words.of(indicator.scale.options, spellings={}, missing=missing)
    own = preset.separator if preset else ";"
    ordered = (own, *(s for s in SEPARATORS if s != own))
    results = {s: _pieces(column.entries, s, words) for s in ordered}
    best = min(ordered, key=lambda s: (results[s][0], -results[s][1], ordered.index(s)))
    unread, split, _ = results[best]
    otherwise = _split_otherwise(column, best, words)
    _, _, strange = _pieces([(e, n) for e, n in column.entries if e not in otherwise], best, words)
    source = SelectionColumn(column=column.name, separator=best, missing=missing)
    name = SEPARATOR_NAMES.get(best, repr(best))
    notes = [f"{text!r} as {said}" for text, said in said_missing.items()]
    evidence.choose(
        indicator.code,
        f"several choices in one column, {name} between them",
        "; ".join(
            [
                f"{column.name!r}: {why}",
                f"{column.filled - unread} of {column.filled} cells are read so, {split} of them hold several",
                *notes,
            ]
        ),
        columns=[column.name],
    )
    if otherwise:
        _ask_separators(indicator, column, otherwise, evidence)
    _ask_pieces(indicator, column, strange, evidence)
    return source


def _split_otherwise(column: SeenColumn, separator: str, words: Words) -> dict[Entry, str]:
    """Return the cells that another separator splits into options alone, each with that."""
    found: dict[Entry, str] = {}
    for entry, count in column.entries:
        if not _pieces([(entry, count)], separator, words)[0]:
            continue
        for other in SEPARATORS[:-1]:  # a blank stands within options, too
            pieces = split_selection(entry.written if other == "\n" else entry.text, other, words)
            if len(pieces) > 1 and all(_is_option(piece, words) for piece in pieces):
                found.setdefault(entry, other)
    return found


def _is_option(piece: str, words: Words) -> bool:
    said = words.look_up(piece)
    return isinstance(said, Said) and isinstance(said.answer, str)


def _ask_separators(
    indicator: Indicator, column: SeenColumn, otherwise: Mapping[Entry, str], evidence: Evidence
) -> None:
    """Ask whether cells are split where another separator than the one of the column stands between options."""
    met = [(entry, count) for entry, count in column.entries if entry in otherwise]
    marks = tuple(mark for mark in SEPARATORS if mark in otherwise.values())
    named = " and ".join(SEPARATOR_NAMES.get(mark, repr(mark)) for mark in marks)
    change = Change(field="sources", of=indicator.code, part="further_separators", value=marks)
    evidence.ask(
        "separators",
        indicator.code,
        f"Does {named} stand between options in {column.name!r} too?",
        f"{examples(met)}: each piece is an option",
        [
            QuestionOption(id="split", text="yes: such cells are several choices", changes=(change,)),
            QuestionOption(id=LEAVE, text="leave them as findings"),
        ],
        columns=[column.name],
        indicators=[indicator.code],
    )


def says_selections(indicator: Indicator, column: SeenColumn) -> bool:
    """Whether a column holds nothing but options of an indicator in words, one or several in a cell, not all alike."""
    words = all(number_of(entry.text) is None for entry, _ in column.entries)
    return words and len(column.entries) > 1 and not unread_selections(indicator, column)


def unread_selections(indicator: Indicator, column: SeenColumn) -> int:
    """Return how many cells say anything but options, whatever stands between several of them."""
    words = Words.of(indicator.scale.options, spellings={}, missing={})
    return min(_pieces(column.entries, separator, words)[0] for separator in SEPARATORS)


def reads_selection(entry: Entry, words: Words) -> bool:
    """Whether a cell says options alone, whatever stands between several of them."""
    return any(not _pieces([(entry, 1)], separator, words)[0] for separator in SEPARATORS)


def _pieces(entries: Iterable[Seen], separator: str, words: Words) -> tuple[int, int, list[Seen]]:
    """Return how many cells are not read with a separator, how many hold several options, and the pieces not read."""
    unread = split = 0
    strange: Counter[str] = Counter()
    for entry, count in entries:
        text = entry.written if separator == "\n" else entry.text
        pieces = split_selection(text, separator, words)
        bad = [piece for piece in pieces if not isinstance(words.look_up(piece), Said)]
        strange.update(dict.fromkeys(bad, count))
        unread += count * bool(bad)
        split += count * (len(pieces) > 1 and not bad)
    return unread, split, [(Entry(CellKind.TEXT, text), count) for text, count in strange.items()]


def split_selection(text: str, separator: str, words: Words) -> list[str]:
    """Return the pieces of a cell; what holds the separator itself is found whole, the longest first."""
    whole = text.strip()
    if isinstance(words.look_up(" ".join(whole.split())), Said):
        return [" ".join(whole.split())]
    parts = whole.split(separator)
    pieces: list[str] = []
    start = 0
    while start < len(parts):
        for end in range(len(parts), start, -1):
            piece = " ".join(separator.join(parts[start:end]).split())
            if end == start + 1 or isinstance(words.look_up(piece), Said):
                if piece:
                    pieces.append(piece)
                start = end
                break
    return pieces


def _ask_pieces(
    indicator: Indicator, column: SeenColumn, strange: Sequence[Seen], evidence: Evidence
) -> None:
    """Ask about pieces of a cell that are no option."""
    code = indicator.code
    left: list[Seen] = []
    for entry, count in strange:
        if loose(entry.text) in {"none", "none of these", "none of the above", "nothing"}:
            chosen = Change(field="sources", of=code, part="none", value=(entry.text,))
            absent = Change(
                field="sources", of=code, part="missing", value={entry.text: Nonresponse.NO_ANSWER}
            )
            evidence.ask(
                "none",
                code,
                f"Is {entry.text!r} in {column.name!r} an answer, that none is chosen, or no answer?",
                counted(count, "cell"),
                [
                    QuestionOption(id="none", text="an answer: none of the options", changes=(chosen,)),
                    QuestionOption(id="no_answer", text="no answer", changes=(absent,)),
                    QuestionOption(id=LEAVE, text="leave it as a finding"),
                ],
                columns=[column.name],
                indicators=[code],
            )
        elif is_no_answer(entry.text) or is_beside(entry.text, indicator.scale.options):
            evidence.word(entry.text, count, indicator=code, columns=[column.name])
        else:
            left.append((entry, count))
    if len(left) > MOST_WORDS:
        texts = tuple(entry.text for entry, _ in left)
        evidence.ask(
            "entries",
            code,
            f"{len(left)} different pieces of {column.name!r} are no options. What are they?",
            examples(left),
            [_left_out(code, texts), QuestionOption(id=LEAVE, text="leave them as findings")],
            columns=[column.name],
            indicators=[code],
        )
        return
    for entry, count in left:
        evidence.ask(
            "piece",
            f"{code}_{slug(entry.text)}",
            f"What does {entry.text[:60]!r} in {column.name!r} mean?",
            f"{counted(count, 'cell')}; {why_strange(entry.text, 'no option is so written')}",
            [
                _left_out(code, (entry.text,)),
                *option_answers(indicator, entry.text),
                QuestionOption(id=LEAVE, text="leave it as a finding"),
            ],
            columns=[column.name],
            indicators=[code],
        )


def _left_out(code: str, texts: tuple[str, ...]) -> QuestionOption:
    change = Change(field="sources", of=code, part="left_out", value=texts)
    text = "no option: left out of the choices, and no answer where nothing else is chosen"
    return QuestionOption(id="left_out", text=text, changes=(change,))
