"""A writer of tables: drawn answers in any shape that a reading can declare, and the reading that goes with it."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import attrs
from hypothesis import assume, strategies as st

from smmi.instrument import (
    Answers,
    Composition,
    Instrument,
    MultipleChoice,
    Nonresponse,
    Percentage,
)
from smmi.intake import (
    AttributeSource,
    Blank,
    ChoiceColumn,
    Header,
    HeaderNames,
    Keep,
    NumberColumn,
    NumberedRows,
    NumberFormat,
    OtherColumns,
    Percents,
    Reading,
    RowFilter,
    SelectionColumn,
    SelectionColumns,
    ShareColumn,
    ShareColumns,
    UnitColumn,
)
from smmi.testing.strategies import UNIT, answers

BLANKS = ["", " ", None, float("nan"), "\n"]
ABSENT = {
    Nonresponse.NO_ANSWER: "«nothing said»",
    Nonresponse.NOT_APPLICABLE: "«not for us»",
    Nonresponse.NOT_ADMINISTERED: "«not asked»",
}
"""Words that no instrument drawn here has."""
MISSING = {word: nonresponse for nonresponse, word in ABSENT.items()}
JUNK = "«a test»"
SEPARATORS = (";", ",", "|", " ", "\n", "; ", " / ")


@attrs.frozen
class WrittenTable:
    """A table, the reading that goes with it, and the answers that it was written from."""

    header: list[object]
    rows: list[list[object]]
    reading: Reading
    answers: Answers
    blank_rows: int
    junk_rows: int


def folded(text):
    """Text as words are compared, capitals apart; written anew, apart from the reader."""
    return " ".join(text.split())


def ways_of(option):
    """How an option may be written."""
    value = [] if option.value is None else [Decimal(repr(option.value))]
    numbers = [format(one.quantize(1) if one == one.to_integral_value() else one, "f") for one in value]
    return [option.code, option.label, *numbers, *option.spellings]


def clear_ways(options, *, within=""):
    """For each option, the ways of writing it that say no other option, nor hold a character."""
    words = {option.code: ways_of(option) for option in options}
    owners = Counter()
    for ways in words.values():
        owners.update(
            {folded(way).casefold() for way in ways} | {f"#{n}" for n in map(number, ways) if n is not None}
        )
    return {
        code: [
            way
            for way in ways
            if owners[folded(way).casefold()] == 1
            and (number(way) is None or owners[f"#{number(way)}"] == 1)
            and not (within and within in folded(way))
            and "\n" not in way
        ]
        for code, ways in words.items()
    }


def number(text):
    """The number that a plain numeral says."""
    try:
        return Fraction(text) if "/" not in text and "_" not in text and text.isascii() else None
    except ValueError:
        return None


class Writer:
    """Writes cells as they are drawn."""

    def __init__(self, draw, instrument):
        self.draw, self.instrument = draw, instrument
        self.header, self.columns, self.names = [], [], set()

    def pick(self, several):
        return self.draw(st.sampled_from(list(several)))

    def column(self, name, cells):
        """Add a column under a name with other blanks and capitals than the reading says; return that name."""
        name = folded(name) or "column"
        while name.casefold() in self.names or name.upper().casefold() in self.names:
            name += "'"
        self.names |= {name.casefold(), name.upper().casefold()}
        written = self.pick(
            [name, f" {name}\n", name.upper() if name.upper().casefold() == name.casefold() else name]
        )
        self.header.append(written)
        self.columns.append(cells)
        return name

    def padded(self, text):
        """The same word with other blanks and capitals."""
        other = text.swapcase()
        same = other.casefold() == text.casefold()
        return self.pick([text, text, f" {text} ", text.replace(" ", "  "), other if same else text])

    def absence(self, answer, missing=ABSENT):
        """How no answer is written; a blank if nothing is said."""
        return self.pick(BLANKS) if answer is None else self.padded(missing[answer])

    def source(self, indicator, cells):
        """Write an indicator's answers; return the source that reads them."""
        scale = indicator.scale
        match scale:
            case MultipleChoice():
                return self.pick([self.selection, self.dummies])(indicator, cells)
            case Composition():
                return self.pick([self.shares, self.parts])(indicator, cells)
            case _ if scale.answers:
                return self.choice(indicator, cells)
            case _:
                return self.numbers(indicator, cells)

    def words(self, options, *, within=""):
        """For each option the ways to write it, and spellings for those that have none of their own."""
        ways = clear_ways(options, within=within)
        spellings = {f"«{code}»": code for i, (code, own) in enumerate(ways.items()) if not own}
        ways |= {code: [word] for word, code in spellings.items()}
        return ways, spellings

    def option(self, ways, code):
        return self.padded(self.pick(ways[code]))

    def choice(self, indicator, cells):
        ways, spellings = self.words(indicator.scale.options)
        written = [self.option(ways, cell) if isinstance(cell, str) else self.absence(cell) for cell in cells]
        return ChoiceColumn(column=self.column(indicator.prompt[:30], written), spellings=spellings)

    def format(self):
        decimal, thousands = self.pick([(".", ""), (".", ","), (",", "."), (",", " "), (".", "'"), (",", "")])
        return NumberFormat(decimal=decimal, thousands=thousands, percents=self.pick(Percents))

    def number(self, value, style, *, is_share):
        """A number in a format, all of its digits written out."""
        exact = Decimal(repr(value) if isinstance(value, float) else value)
        if not is_share and self.draw(st.booleans()):
            return value
        sign = ""
        if is_share:
            signed = self.draw(st.booleans())
            sign = "%" if signed else ""
            if style.percents is Percents.FRACTION and not signed:
                exact = exact.scaleb(-2)
        digits = format(exact, "f")
        minus, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
        whole, point, rest = digits.partition(".")
        if style.thousands and self.draw(st.booleans()):
            whole = f"{int(whole):,}".replace(",", style.thousands)
        return f"{minus}{whole}{style.decimal if point else ''}{rest}{sign}"

    def numbers(self, indicator, cells):
        style, is_share = self.format(), isinstance(indicator.scale, Percentage)
        ways, spellings = self.words(indicator.scale.options)
        coded = {number(way) for option in indicator.scale.options for way in ways_of(option)}
        given = [Fraction(repr(cell)) for cell in cells if isinstance(cell, int | float)]
        assume(not coded & {one / part for one in given for part in (1, 100)})  # a code goes before a number
        written = [
            self.absence(cell)
            if cell is None or isinstance(cell, Nonresponse)
            else self.option(ways, cell)
            if isinstance(cell, str)
            else self.number(cell, style, is_share=is_share)
            for cell in cells
        ]
        return NumberColumn(column=self.column(indicator.code, written), format=style, spellings=spellings)

    def selection(self, indicator, cells):
        separator = self.pick(SEPARATORS)
        mark = separator.strip() or separator
        ways, spellings = self.words(indicator.scale.options, within=mark)
        nothing = "«none»"

        def written(cell):
            if isinstance(cell, tuple):
                end = self.pick(["", mark]) if cell else ""
                return separator.join(self.option(ways, code) for code in cell) + end if cell else nothing
            return self.option(ways, cell) if isinstance(cell, str) else self.absence(cell)

        # A blank within a word would separate where blanks do.
        written_cells = [written(cell) for cell in cells]
        return SelectionColumn(
            column=self.column(indicator.code, written_cells),
            separator=separator,
            spellings=spellings,
            none=(nothing,),
        )

    def dummies(self, indicator, cells):
        options, style = indicator.scale.options, self.pick(Blank)
        explicit = self.draw(st.booleans()) or style is not Blank.NONE
        missing = self.pick([ABSENT, {**ABSENT, Nonresponse.NO_ANSWER: ""}])
        columns = {option.code: [] for option in options}
        for cell in cells:
            absent = not isinstance(cell, str | tuple)
            chosen = {cell} if isinstance(cell, str) else set() if absent else set(cell)
            for option in options:
                if absent:
                    word = ABSENT[cell or Nonresponse.NO_ANSWER]
                    columns[option.code].append(
                        self.pick(BLANKS) if cell is None and missing[Nonresponse.NO_ANSWER] == "" else word
                    )
                elif option.code in chosen:
                    columns[option.code].append(self.pick(["1", 1, True, "X", " yes", option.code]))
                else:
                    plain = ["0", 0, False, "No"]
                    columns[option.code].append(
                        self.pick(plain if explicit or not chosen else [*plain, *BLANKS])
                    )
        names = {code: self.column(f"{indicator.code}___{code}", own) for code, own in columns.items()}
        clear = all(word_free(option, options) for option in options)
        if not clear:
            for position, name in enumerate(self.header):
                if folded(str(name)).casefold() in {one.casefold() for one in names.values()}:
                    self.columns[position] = [
                        "1" if isinstance(c, str) and folded(c) in columns else c
                        for c in self.columns[position]
                    ]
        return SelectionColumns(columns=names, blank=style if explicit else Blank.NONE)

    def parts(self, indicator, cells):
        style = self.format()
        columns = {part.code: [] for part in indicator.scale.parts}
        for cell in cells:
            for code, own in columns.items():
                if isinstance(cell, dict):
                    own.append(
                        self.pick(BLANKS)
                        if cell[code] == 0 and any(cell.values()) and self.draw(st.booleans())
                        else self.number(cell[code], style, is_share=True)
                    )
                elif isinstance(cell, str):
                    own.append(cell)
                else:
                    own.append(self.absence(cell))
        names = {code: self.column(f"{indicator.code} [{code}]", own) for code, own in columns.items()}
        return ShareColumns(columns=names, format=style)

    def shares(self, indicator, cells):
        style = NumberFormat(decimal=self.pick(".,"), percents=self.pick(Percents))
        ways, spellings = self.words(indicator.scale.parts, within=";")
        ways = {code: [way for way in own if "=" not in way] for code, own in ways.items()}
        more = {f"«part {i}»": code for i, (code, own) in enumerate(ways.items()) if not own}
        ways |= {code: [word] for word, code in more.items()}
        others, aside = self.words(indicator.scale.options)

        def written(cell):
            if isinstance(cell, dict):
                return "; ".join(
                    f"{self.option(ways, code)} = {self.number(share, style, is_share=True)}"
                    for code, share in cell.items()
                )
            return self.option(others, cell) if isinstance(cell, str) else self.absence(cell)

        column = self.column(indicator.code, [written(cell) for cell in cells])
        return ShareColumn(column=column, spellings={**spellings, **more, **aside}, format=style)


def word_free(option, options):
    """Whether an option's code says no other option."""
    return sum(option.code in {folded(way).casefold() for way in ways_of(one)} for one in options) == 1


@st.composite
def written_tables(draw, asked=None):
    """Tables written from drawn answers, with the readings that go with them."""
    drawn = draw(answers(asked))
    instrument: Instrument = drawn.instrument
    records = list(drawn.records(unit=UNIT))
    writer = Writer(draw, instrument)
    unit, more = UnitColumn("the unit"), {}
    numbered = draw(st.booleans())
    if not numbered:
        unit = UnitColumn(writer.column("the unit", [record[UNIT] for record in records]))
    sources = {
        indicator.code: writer.source(indicator, [record[indicator.code] for record in records])
        for indicator in instrument.indicators
    }
    attributes = {}
    declared = {one.code: one for one in instrument.characteristics}
    for name in drawn.attributes:
        cells = [record[name] for record in records]
        ways, spellings = writer.words(declared[name].options) if name in declared else ({}, {})
        written = [
            writer.pick(BLANKS) if cell is None else writer.option(ways, cell) if ways else cell
            for cell in cells
        ]
        attributes[name] = AttributeSource(column=writer.column(name, written), spellings=spellings)
    if draw(st.booleans()):
        writer.column("something else", ["said"] * len(records))
        more["others"] = OtherColumns.LEAVE_OUT
    status = writer.column("status", ["done"] * len(records))
    more["rows"] = [RowFilter(column=status, words=[JUNK.upper()], keep=Keep.NOT)]
    rows = [list(cells) for cells in zip(*writer.columns, strict=True)]
    place = len(rows[0]) - 1
    full, numbers, blank, junk = [], [], 0, 0
    top = draw(st.integers(1, 3))
    for row in rows:
        for kind in draw(st.lists(st.sampled_from(["blank", "junk"]), max_size=2)):
            blank, junk = blank + (kind == "blank"), junk + (kind == "junk")
            full.append([""] * len(row) if kind == "blank" else [*["?"] * place, JUNK])
        full.append(row)
        numbers.append(top + len(full))
    if numbered:
        unit = NumberedRows(prefix="r")
        renamed = [{**record, UNIT: f"r{n}"} for record, n in zip(records, numbers, strict=True)]
        drawn = Answers.from_records(instrument, renamed, unit=UNIT, attributes=tuple(drawn.attributes))
    heads = [["x"] * len(rows[0]) for _ in range(top)]
    named = draw(st.integers(0, top - 1))
    heads[named] = writer.header
    more["header"] = Header(rows=top, row=named)
    if named + 1 < top and draw(st.booleans()):
        heads[named + 1] = [""] * len(rows[0])
        more["header"] = Header(rows=top, row=named, names=HeaderNames.JOINED)
    reading = Reading(
        instrument=instrument, unit=unit, sources=sources, attributes=attributes, missing=MISSING, **more
    )
    header, *below = heads
    return WrittenTable(header, [*below, *full], reading, drawn, blank, junk)
