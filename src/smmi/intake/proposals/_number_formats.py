"""Columns of numbers: decimal and thousands marks, percent signs, fractions, and numbers that are no answers."""

import math
import re
from collections.abc import Iterable, Sequence
from typing import Final, cast

import attrs

from smmi.instrument import Composition, Count, Indicator, Number, Percentage
from smmi.intake.entries._numbers import hides_percentage, read_number
from smmi.intake.entries._said import Said
from smmi.intake.entries._words import Words
from smmi.intake.presets import Preset
from smmi.intake.proposals._file_labels import (
    ask_of_labelled_numbers,
    declared_missing,
    label_of_no_answer,
    labelled_numbers,
)
from smmi.intake.proposals._single_choices import MOST_WORDS, ask_together, missing_answers
from smmi.intake.questions._changes import Change
from smmi.intake.questions._evidence import SENTINELS, Evidence, is_no_answer, why_strange
from smmi.intake.questions._in_words import counted
from smmi.intake.questions._questions import QuestionOption
from smmi.intake.questions._text import slug
from smmi.intake.recognition._sight import SeenColumn, examples
from smmi.intake.sources import NumberColumn, NumberFormat, Percents
from smmi.intake.tables import CellKind, Entry

FORMATS: Final = (
    NumberFormat(),
    NumberFormat(thousands=","),
    NumberFormat(decimal=","),
    NumberFormat(decimal=",", thousands="."),
    NumberFormat(thousands=" "),
    NumberFormat(decimal=",", thousands=" "),
    NumberFormat(thousands="'"),
    NumberFormat(decimal=",", thousands="'"),
)
"""How numbers may be written, the plainest first."""
_FAR: Final = 2.0
_NUMERAL: Final = re.compile(r"[+\-−]?[\d.,' ’]*\d[\d.,' ’]*([eE][+-]?\d{1,3})?\s*%?", re.ASCII)

_THREE_DIGITS: Final = re.compile(r"[+\-−]?[1-9]\d{0,2}(\.\d{3})+")
_GROUPS: Final = {mark: re.compile(rf"[+\-−]?[1-9]\d{{0,2}}(\{mark}\d{{3}})+") for mark in ".,"}
_NO_DECIMALS: Final = re.compile(r",0{1,2}$")
_WITHIN: Final = re.compile(r"\d[\d.,'’ ]*", re.ASCII)
_DECIMALS: Final = re.compile(r"([+-]?\d[\d.,' ]*)([.,])(\d+)", re.ASCII)
_TIMES: Final = re.compile(
    r"\d\s*(k|tsd|thousands?|mill?|mio|mln|millions?|millionen|mrd|bn|billions?|milliarden?|milliards?|lakhs?|crores?)\b",
    re.ASCII | re.IGNORECASE,
)
"""Words that make thousands or millions of the number before them."""
LONGEST_NUMERAL: Final = 30

Seen = tuple[Entry, int]


@attrs.frozen(kw_only=True)
class Formats:
    """The formats in which numbers can be read.

    Attributes:
        best: The plainest.
        others: Formats that read every number too, and one of them as another number.
        doubtful: A numeral that is one number in one format and another in the next.
    """

    best: NumberFormat
    others: tuple[NumberFormat, ...] = ()
    doubtful: str = ""


def is_numeral(entry: Entry) -> bool:
    """Whether an entry is a number, with whatever marks."""
    return entry.kind in {CellKind.NUMBER, CellKind.PERCENTAGE} or (
        entry.kind is CellKind.TEXT and _NUMERAL.fullmatch(entry.text.replace("−", "-")) is not None
    )


def number_in(entry: Entry, how: NumberFormat, *, is_share: bool) -> float:
    """Return the number that an entry is in a format; NaN where it is none, or beyond the largest double."""
    said = read_number(entry, how, is_share=is_share)
    try:
        return float(said.answer) if isinstance(said, Said) else math.nan  # type: ignore[arg-type]
    except OverflowError:
        return math.nan


def formats_of(numerals: Sequence[Seen], indicator: Indicator, mark: str) -> Formats:
    """Return the formats in which all numerals can be read and are answers of the scale.

    Args:
        numerals: What the cells say.
        indicator: The indicator.
        mark: The decimal mark of the table, where it shows one.
    """
    marked = [(e, n) for e, n in numerals if e.kind is CellKind.TEXT and re.search(r"[.,'’ ]", e.text)]
    if not marked:
        return Formats(best=FORMATS[0])
    is_share = isinstance(indicator.scale, Percentage | Composition)
    read = {how: tuple(number_in(e, how, is_share=is_share) for e, _ in marked) for how in FORMATS}
    good = {how: sum(_is_answer(indicator, number) for number in numbers) for how, numbers in read.items()}
    viable = [how for how in FORMATS if good[how] == len(marked)]
    if not viable:  # the one that makes answers of most; what it does not read is asked about
        best = max(FORMATS, key=lambda how: good[how])
        return Formats(best=best)
    different = {numbers: how for how in reversed(viable) for numbers in [read[how]]}
    best, others = viable[0], tuple(how for how in viable[1:] if how in different.values())
    if best == FORMATS[0] and not all(_THREE_DIGITS.fullmatch(entry.text) for entry, _ in marked):
        others = ()  # a point is a decimal mark wherever it does not look like one between thousands
    agreed = [how for how in (best, *others) if how.decimal == mark]
    if others and agreed:  # what the other columns say settles it
        best, others = agreed[0], tuple(agreed[1:])
    others += _as_thousands(marked, best, mark) if isinstance(indicator.scale, Count) and not others else ()
    doubtful = [
        entry.text
        for place, (entry, _) in enumerate(marked)
        if any(read[how][place] != read[best][place] for how in others)
    ]
    return Formats(best=best, others=others, doubtful=doubtful[0] if doubtful else "")


def _as_thousands(marked: Sequence[Seen], best: NumberFormat, mark: str) -> tuple[NumberFormat, ...]:
    """Return the format in which counts are whole, though too large, where all of them have three decimals in the best.

    Nobody counts in thousandths: 12,000 is rather twelve thousand, and impossible, than twelve.
    """
    if best.decimal == mark or not all(_GROUPS[best.decimal].fullmatch(entry.text) for entry, _ in marked):
        return ()
    return tuple(how for how in FORMATS if how.thousands == best.decimal)[:1]


def _is_answer(indicator: Indicator, number: float) -> bool:
    scale = indicator.scale
    if isinstance(scale, Count) and number != math.floor(number if math.isfinite(number) else 0):
        return False
    low, high = scale.limits if isinstance(scale, Percentage | Count | Number) else (0.0, 100.0)
    return low <= number <= high


def decimal_mark(columns: Iterable[SeenColumn]) -> str:
    """Return the decimal mark that columns show, if all cells that show one beyond doubt show the same."""
    marks = {
        mark
        for column in columns
        for entry, _ in column.entries
        if entry.kind is CellKind.TEXT and len(entry.text) <= LONGEST_NUMERAL
        for mark in _shown_mark(entry.text)
    }
    return marks.pop() if len(marks) == 1 else ""


def _shown_mark(text: str) -> str:
    """Return the decimal mark that a numeral shows: the last of two, or the one before other than three digits."""
    found = _DECIMALS.fullmatch(text.rstrip("% "))
    if found is None:
        return ""
    whole, mark, digits = found.groups()
    if mark in whole:
        return ""  # 31.12.2026 and 1.2.3 are dates and versions, 1.234.567 shows thousands
    other = {",": ".", ".": ","}[mark]
    return mark if other in whole or len(digits) != 3 or whole.lstrip("-+") == "0" else ""


def in_marks(how: NumberFormat) -> str:
    """Return a format in words."""
    names = {",": "commas", ".": "points", " ": "blanks", "'": "apostrophes"}
    decimal = "comma" if how.decimal == "," else "point"
    return f"decimal {decimal}" + (f", {names[how.thousands]} between thousands" if how.thousands else "")


def propose_number(
    indicator: Indicator, column: SeenColumn, preset: Preset | None, evidence: Evidence, why: str
) -> NumberColumn:
    """Return how a column of numbers is read; what is not known is asked."""
    scale = cast("Percentage | Count | Number", indicator.scale)
    missing, said_missing = declared_missing(column, preset)
    words = Words.of(scale.options, spellings={}, missing=missing)
    numerals: list[Seen] = []
    strange: list[Seen] = []
    known = 0
    for entry, count in column.entries:
        label = label_of_no_answer(column, entry.text)
        if isinstance(words.look_up(entry.text), Said):
            known += count
        elif label:
            evidence.word(entry.text, count, indicator=indicator.code, columns=[column.name], label=label)
        elif is_numeral(entry) and not hides_percentage(entry, scale):
            numerals.append((entry, count))
        else:
            strange.append((entry, count))
    numerals = _ask_about_sentinels(indicator, column, numerals, evidence)
    formats = formats_of(numerals, indicator, evidence.mark)
    how = formats.best
    percents = ""
    if isinstance(scale, Percentage):
        how, percents = _percents(indicator, column, numerals, how, evidence)
    source = NumberColumn(column=column.name, format=None if how == NumberFormat() else how, missing=missing)
    notes = [f"{text!r} as {said}" for text, said in said_missing.items()]
    notes += [f"{counted(known, 'cell')} {'says' if known == 1 else 'say'} a declared word"] if known else []
    is_share = isinstance(scale, Percentage)
    read = [number_in(e, how, is_share=is_share) for e, _ in numerals]
    read = [n for n in read if not math.isnan(n)]
    span = (
        f"{counted(sum(n for _, n in numerals), 'number')} from {min(read):.15g} to {max(read):.15g}"
        if read
        else "no number"
    )
    evidence.choose(
        indicator.code,
        f"{scale_word(indicator)} in one column{'' if formats.others else f', {in_marks(how)}'}{percents}",
        "; ".join([f"{column.name!r}: {why}", *([] if formats.others else [span]), *notes]),
        columns=[column.name],
    )
    labelled = {
        text: label
        for text, label in labelled_numbers(column, missing).items()
        if not label_of_no_answer(column, text)
    }
    if labelled:
        ask_of_labelled_numbers(indicator, column, labelled, evidence)
    if formats.others:
        _ask_marks(indicator, column, formats, how, evidence)
    strange += [pair for pair in numerals if math.isnan(number_in(pair[0], how, is_share=is_share))]
    if strange:
        _ask_strange(indicator, column, strange, evidence)
    return source


def _is_in_parts(entry: Entry) -> bool:
    """Whether an entry is a number with decimals, whatever the mark."""
    numbers = [number_in(entry, how, is_share=False) for how in FORMATS]
    return any(math.isfinite(number) and not number.is_integer() for number in numbers)


def scale_word(indicator: Indicator) -> str:
    """Return what an answer of an indicator is."""
    names = {Percentage: "a percentage", Count: "a count", Number: "a number", Composition: "shares of parts"}
    return names.get(type(indicator.scale), "an answer")


def _ask_about_sentinels(
    indicator: Indicator, column: SeenColumn, numerals: list[Seen], evidence: Evidence
) -> list[Seen]:
    """Ask about numbers by which files say that there is no answer and that lie apart; return the others."""
    low, high = cast("Percentage | Count | Number", indicator.scale).limits
    read = [(entry, count, _plain(entry)) for entry, count in numerals]
    others = sorted(n for _, _, n in read if n is not None and n not in SENTINELS)
    negative = any(
        n is None and entry.text[:1] in "-−" for entry, _, n in read
    )  # with marks that are not yet known
    kept: list[Seen] = []
    for entry, count, number in read:
        if (
            number is None
            or number not in SENTINELS
            or not (_is_apart(number, count, others, low, high) and not (number < 0 and negative))
        ):
            kept.append((entry, count))
        else:
            evidence.word(entry.text, count, indicator=indicator.code, columns=[column.name])
    return kept


def _plain(entry: Entry) -> float | None:
    """Return the number that an entry is, whatever its decimal mark if its decimals are none."""
    try:
        return float(_NO_DECIMALS.sub("", entry.text.replace("−", "-")))
    except ValueError:
        return None


def _is_apart(number: float, count: int, others: Sequence[float], low: float, high: float) -> bool:
    if not low <= number <= high:
        return True
    if number < 0:
        return not others or others[0] >= 0
    return (
        number >= 66
        and bool(others)
        and number > _FAR * max(others[-1], 1.0)
        and (count > 1 or number >= 666)
    )


def _percents(
    indicator: Indicator, column: SeenColumn, numerals: Sequence[Seen], how: NumberFormat, evidence: Evidence
) -> tuple[NumberFormat, str]:
    """Return whether percentages are percent or fractions; where both are possible it is asked."""
    signed = sum(n for e, n in numerals if e.text.endswith("%") and e.kind is CellKind.TEXT)
    shown = sum(n for e, n in numerals if e.kind is CellKind.PERCENTAGE)
    apart = [f"{signed} with a percent sign"] if signed else []
    apart += [f"{shown} shown as {'a percentage' if shown == 1 else 'percentages'}"] if shown else []
    plain = [(e, n) for e, n in numerals if not e.text.endswith("%")]
    read = [(number_in(e, how, is_share=True), n) for e, n in plain]
    read = [(number, n) for number, n in read if not math.isnan(number)]
    inside = sum(n for number, n in read if 0 < number < 1)
    above = sum(n for number, n in read if number > 1)
    if not read or (above and not inside) or min(number for number, _ in read) < 0:
        return how, "".join(f", {said}" for said in apart)
    fraction = attrs.evolve(how, percents=Percents.FRACTION)
    total = sum(n for _, n in plain)
    lie = "the only one lies" if total == 1 else f"all {total} lie"
    seen = (
        f"{inside} of {total} lie between 0 and 1, {above} above 1"
        if above
        else f"{lie} from 0 to 1, {inside or 'none'} between"
    )
    options = [
        QuestionOption(
            id=name,
            text=text,
            changes=(Change(field="sources", of=indicator.code, part="format", value=value),),
        )
        for name, text, value in (
            ("fraction", "fractions: 0.45 is 45 percent", fraction),
            ("percent", "percent: 0.45 is less than half a percent", how),
        )
    ]
    # where most lie between 0 and 1, one of 1.5 may be a slip among fractions
    if above and inside <= sum(n for number, n in read if number >= 1):
        options = options[1:]
    if above:
        options = [*_mixed(indicator, plain, how), *options]
    evidence.ask(
        "fractions",
        indicator.code,
        f"Are the numbers of {column.name!r} fractions (0.45 is 45 percent) or percent?",
        f"{seen}: {examples(plain)}" + "".join(f"; {said}" for said in apart),
        options,
        columns=[column.name],
        indicators=[indicator.code],
    )
    return how, ""


def _mixed(indicator: Indicator, plain: Sequence[Seen], how: NumberFormat) -> list[QuestionOption]:
    """Return the answers that numbers below 1 are fractions among percentages; what 1 is, where there is one."""
    fraction = attrs.evolve(how, percents=Percents.FRACTION)
    meant, whole = {}, {}
    for entry, _ in plain:
        number = number_in(entry, how, is_share=True)
        if 0 < number < 1:
            meant[entry.text] = number_in(entry, fraction, is_share=True)
        elif number == 1:
            whole[entry.text] = 100.0
    text, number = next(iter(meant.items()))
    said = f"both: {text} is the percentage {number:.15g}, and what is larger is percent"
    ways = [("mixed", f"{said}, 1 too" if whole else said, meant)]
    ways += [("mixed_with_1", f"{said}, but 1 is 100 percent", meant | whole)] if whole else []
    return [
        QuestionOption(
            id=name,
            text=text,
            changes=(Change(field="sources", of=indicator.code, part="numbers", value=numbers),),
        )
        for name, text, numbers in ways
    ]


def _ask_marks(
    indicator: Indicator, column: SeenColumn, formats: Formats, how: NumberFormat, evidence: Evidence
) -> None:
    is_share = isinstance(indicator.scale, Percentage | Composition)
    sample = Entry(CellKind.TEXT, formats.doubtful)
    options = []
    for one in (formats.best, *formats.others):
        number = number_in(sample, one, is_share=is_share)
        name = {",": "decimal_comma", ".": "decimal_point"}[one.decimal]
        name += {"": "", ",": "_thousands", ".": "_thousands", " ": "_blanks", "'": "_apostrophes"}[
            one.thousands
        ]
        options.append(
            QuestionOption(
                id=name,
                text=f"{in_marks(one)}: {formats.doubtful!r} is {number:.15g}"
                + ("" if _is_answer(indicator, number) else ", which is no answer and is told as a finding"),
                changes=(
                    Change(
                        field="sources",
                        of=indicator.code,
                        part="format",
                        value=attrs.evolve(one, percents=how.percents),
                    ),
                ),
            )
        )
    evidence.ask(
        "marks",
        indicator.code,
        f"Which number is {formats.doubtful!r} in {column.name!r}?",
        examples([(e, n) for e, n in column.entries if is_numeral(e)]),
        options,
        columns=[column.name],
        indicators=[indicator.code],
    )


def _ask_strange(
    indicator: Indicator, column: SeenColumn, strange: Sequence[Seen], evidence: Evidence
) -> None:
    code = indicator.code
    rest = []
    for entry, count in strange:
        if is_no_answer(entry.text):
            evidence.word(entry.text, count, indicator=code, columns=[column.name])
        else:
            rest.append((entry, count))
    if len(rest) > MOST_WORDS:
        ask_together(indicator, column, rest, evidence)
        return
    for entry, count in rest:
        evidence.ask(
            "entry",
            f"{code}_{slug(entry.text)}",
            f"What does {entry.text[:60]!r} in {column.name!r} mean?",
            f"{counted(count, 'cell')}; {_why_strange(indicator, column, entry)}",
            [*_numbers_within(indicator, entry), *missing_answers(code, [entry.text])],
            columns=[column.name],
            indicators=[code],
        )


def _why_strange(indicator: Indicator, column: SeenColumn, entry: Entry) -> str:
    """Return why an entry is no answer, and of a count in parts what to do about it."""
    if isinstance(indicator.scale, Count) and _is_in_parts(entry):
        row = column.first_row(entry)
        return f"it is no whole number, as a count is: correct it in row {row}, or say that it is no answer"
    beyond = [] if _numbers_within(indicator, entry) else _read_within(indicator, entry)
    if beyond:
        low, high = cast("Percentage | Count | Number", indicator.scale).limits
        outside = (
            f"below {low:.15g}"
            if beyond[0] < low
            else f"above {high:.15g}"
            if beyond[0] > high
            else "no answer"
        )
        return why_strange(entry.text, f"the number {beyond[0]:.15g} is {outside}, so that it is no choice")
    return why_strange(entry.text, "it is no number as the others are written")


def _numbers_within(indicator: Indicator, entry: Entry) -> list[QuestionOption]:
    """Return the numbers that an entry may mean, as answers of a question: ``12 hours``, ``$120,000``."""
    return [
        QuestionOption(
            id=f"number_{slug(f'{number:.15g}')}",
            text=f"the number {number:.15g}",
            changes=(Change(field="sources", of=indicator.code, part="numbers", value={entry.text: number}),),
        )
        for number in _read_within(indicator, entry)
        if _is_answer(indicator, number)
    ]


def _read_within(indicator: Indicator, entry: Entry) -> list[float]:
    """Return the numbers that are written in an entry, whether they are answers or not."""
    if _TIMES.search(entry.text):
        return []  # 2 million is not 2
    is_share = isinstance(indicator.scale, Percentage | Composition)
    numerals = {text.strip(" .,'’") for text in _WITHIN.findall(entry.text)}
    numbers: dict[float, None] = {}
    for how in FORMATS if len(numerals) == 1 else ():
        numbers[number_in(Entry(CellKind.TEXT, next(iter(numerals))), how, is_share=is_share)] = None
    if entry.kind is CellKind.PERCENTAGE:
        numbers[float(entry.stored)] = None
    return [number for number in numbers if not math.isnan(number)]
