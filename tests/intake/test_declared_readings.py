"""A reading that contradicts itself, or does not fit its instrument, cannot be made; everything is told at once."""

import datetime as dt

import attrs
import pytest

from smmi.errors import DeclarationError, ReadingError
from smmi.instrument import (
    Binary,
    Characteristic,
    Composition,
    Equals,
    Indicator,
    MultipleChoice,
    Nonresponse,
    Option,
    Ordinal,
)
from smmi.intake import (
    Absent,
    AttributeSource,
    Blank,
    ChoiceColumn,
    Header,
    HeaderNames,
    NumberColumn,
    NumberFormat,
    Reading,
    RepeatedUnits,
    RowFilter,
    SelectionColumn,
    SelectionColumns,
    ShareColumn,
    ShareColumns,
    UnitColumn,
)
from tests.intake.field import HEADER, SOURCES, instrument_of, reading, row

NO_ANSWER, NOT_OURS = Nonresponse.NO_ANSWER, Nonresponse.NOT_APPLICABLE
MIX = Composition(code="mix", parts=(Option("rural", "Rural"), Option("urban", "Urban")))
AGREED = Ordinal(
    code="agreed",
    options=(
        Option("one", "1", value=5),
        Option("five", "5", value=1),
        Option("na", "N/A", value=9, nonresponse=NOT_OURS),
    ),
)


def refusal(make):
    """What is said as something is made."""
    with pytest.raises(DeclarationError) as refused:
        make()
    return [str(finding) for finding in refused.value.findings]


def of_one(scale, source, **changes):
    """A reading of one indicator."""
    return Reading(
        instrument=instrument_of({"it": scale}), unit=UnitColumn("Id"), sources={"it": source}, **changes
    )


FIELDS = {
    "marks": (
        lambda: NumberFormat(decimal=";", thousands="_"),
        [
            "$.decimal: 'decimal' of NumberFormat: got ';', expected one of '.', ','",
            "$.thousands: 'thousands' of NumberFormat: got '_', expected one of '', '.', ',', ' ', \"'\"",
        ],
    ),
    "one mark twice": (
        lambda: NumberFormat(thousands="."),
        ["$.thousands: '.' cannot be the decimal mark and stand between thousands"],
    ),
    "too few header rows": (
        lambda: Header(rows=2, row=1, names=HeaderNames.JOINED),
        ["$.rows: got 2 header rows, expected at least 3, as 'row' is 1"],
    ),
    "no words": (
        lambda: RowFilter(column="wave", words=()),
        ["$.words: 'words' of the filter by 'wave': got none, expected 1 or more"],
    ),
    "text for words": (
        lambda: RowFilter(column="wave", words="two"),
        ["$.words: 'words' of RowFilter: got 'two', expected a sequence of words"],
    ),
    "no name": (
        lambda: RepeatedUnits(order=" "),
        [
            "$.order: 'order' of RepeatedUnits: got ' ', expected None or text that is not blank (at most 20000 "
            "characters)"
        ],
    ),
    "no mapping": (
        lambda: ChoiceColumn(column="x", spellings="y"),
        ["$.spellings: 'spellings' of ChoiceColumn: got 'y', expected a mapping from words to codes"],
    ),
    "no nonresponse": (
        lambda: ChoiceColumn(column="x", missing={"9": "no answer"}),
        [
            "$.missing: 'missing' of ChoiceColumn: got {'9': 'no answer'}, expected a mapping from words to "
            "Nonresponse; got '9': 'no answer'"
        ],
    ),
    "no separator": (
        lambda: SelectionColumn(column="x", separator=""),
        ["$.separator: 'separator' of SelectionColumn: got '', expected text, such as ';'"],
    ),
}


@pytest.mark.parametrize(("make", "said"), FIELDS.values(), ids=FIELDS)
def test_each_value_is_checked_as_it_is_made(make, said):
    """Field by field, then what they say together."""
    assert refusal(make) == said


RELATIONS = {
    "no source, and one too many": (
        lambda: reading(
            sources={"plams": ChoiceColumn(column="x")}, instrument=instrument_of({"plans": AGREED})
        ),
        [
            "$.sources: 'sources' names 'topics', which is no indicator of the instrument.",
            "$.sources: 'sources' names 'share', which is no indicator of the instrument.",
            "$.sources: 'sources' names 'visits', which is no indicator of the instrument.",
            "$.sources: 'sources' names 'plams', which is no indicator of the instrument.",
        ],
    ),
    "a source that is not there": (
        lambda: Reading(instrument=instrument_of({"it": AGREED}), unit=UnitColumn("Id"), sources={}),
        [
            "$.sources: 'sources' has none for 'it': say where the answers stand, or that the table has none: Absent()"
        ],
    ),
    "a source of another kind": (
        lambda: of_one(AGREED, NumberColumn(column="x")),
        ["$.sources.it: got a NumberColumn for 'it', expected ChoiceColumn for a Ordinal, or Absent"],
    ),
    "an option that is not there": (
        lambda: of_one(AGREED, ChoiceColumn(column="x", spellings={"First": "ones"})),
        [
            "$.sources.it.spellings: 'spellings' of 'it' makes 'First' 'ones', expected 'one', 'five', 'na'. Did you "
            "mean 'one'?"
        ],
    ),
    "one spelling for two": (
        lambda: of_one(AGREED, ChoiceColumn(column="x", spellings={"First": "one", " FIRST": "five"})),
        ["$.sources.it.spellings: 'spellings' of 'it' makes ' FIRST' both 'one' and 'five', capitals apart"],
    ),
    "a spelling and missing": (
        lambda: of_one(
            AGREED, ChoiceColumn(column="x", spellings={"None": "na"}, missing={"none": NO_ANSWER})
        ),
        ["$.sources.it: 'none' stands in 'spellings' and in 'missing'; take it out of one"],
    ),
    "missing words that differ": (
        lambda: of_one(AGREED, ChoiceColumn(column="x", missing={"-": NO_ANSWER, " - ": NOT_OURS})),
        ["$.sources.it.missing: 'missing' makes ' - ' both no answer and not applicable, capitals apart"],
    ),
    "an option that is missing": (
        lambda: of_one(AGREED, ChoiceColumn(column="x"), missing={"9.0": NO_ANSWER, "1": NO_ANSWER}),
        [
            "$.sources.it.missing: '9.0' is to say no answer, but of 'it' it says the option 'na' by value, the same "
            "number. Take it out of 'missing', or say in 'spellings' of the source that it is the option",
            "$.sources.it.missing: '1' is to say no answer, but of 'it' it says the option 'one' by label. Take it out "
            "of 'missing', or say in 'spellings' of the source that it is the option",
            "$.sources.it.missing: '1' is to say no answer, but of 'it' it says the option 'five' by value. Take it "
            "out of 'missing', or say in 'spellings' of the source that it is the option",
        ],
    ),
    "a spelling of no option": (
        lambda: reading(sources={"visits": NumberColumn(column="visits", spellings={"many": "lots"})}),
        [
            "$.sources.visits.spellings: 'spellings' of 'visits' makes 'many' 'lots', expected nothing, as the scale "
            "has no options."
        ],
    ),
    "columns of no part": (
        lambda: of_one(MIX, ShareColumns(columns={"rurel": "a"})),
        [
            "$.sources.it.columns: 'columns' of 'it' names 'rurel', expected 'rural', 'urban'. Did you mean 'rural'?",
            "$.sources.it.columns: 'columns' of 'it' has none for 'rural', 'urban'",
        ],
    ),
    "no column of an option": (
        lambda: reading(sources={"topics": SelectionColumns(columns={})}),
        ["$.sources.topics.columns: 'columns' of 'topics' has none for 'equity', 'advocacy'"],
    ),
    "a mark that separates": (
        lambda: of_one(MIX, ShareColumn(column="x", separator=", "), format=NumberFormat(decimal=",")),
        ["$.sources.it: ',' separates parts and stands within numbers; declare another separator or format"],
    ),
    "one column twice": (
        lambda: reading(sources={"share": NumberColumn(column=" visits ")}),
        ["$.sources: the column 'visits' is to be read twice; each holds identifiers or one answer"],
    ),
    "a column that is read and left out": (
        lambda: reading(left_out=["plans"]),
        ["$.left_out: the column 'plans' is to be left out, and is to hold answers to 'plans'"],
    ),
}


@pytest.mark.parametrize(("make", "said"), RELATIONS.values(), ids=RELATIONS)
def test_a_reading_fits_itself_and_its_instrument(make, said):
    """What it says of columns, words and options goes together."""
    assert refusal(make) == said


def gated():
    """An instrument of which an indicator applies to public units only."""
    control = Characteristic(
        "control", "Control", (Option("public", "Public", value=1), Option("private", "Private"))
    )
    instrument = instrument_of({"it": Binary(code="yes_no")}, characteristics=[control])
    (domain,) = instrument.domains
    (area,) = domain.areas
    item = Indicator(
        code="it", prompt="it?", scale=Binary(code="yes_no"), applies=Equals("control", "public")
    )
    area = attrs.evolve(area, indicators=[item])
    return attrs.evolve(instrument, domains=[attrs.evolve(domain, areas=[area])])


def test_characteristics_that_decide_are_asked_for_and_read_by_their_options():
    """An attribute that the instrument declares has its options' codes, labels, values and spellings."""
    declared = {"instrument": gated(), "unit": UnitColumn("Id"), "sources": {"it": ChoiceColumn(column="it")}}
    assert refusal(lambda: Reading(**declared)) == [
        "$.attributes: the characteristic 'control' decides which indicators apply, but it is not among 'attributes': "
        "call its column 'control' or by its label, and read the table again"
    ]
    other = {"control": AttributeSource(column="who", spellings={"state": "publik"})}
    assert refusal(lambda: Reading(**declared, attributes=other)) == [
        "$.attributes.control.spellings: 'spellings' of 'control' makes 'state' 'publik', expected 'public', "
        "'private'. Did you mean 'public'?"
    ]
    source = AttributeSource(column="who", spellings={"state": "public"}, missing=["?"])
    read = Reading(**declared, attributes={"control": source, "more": AttributeSource(column="more")})
    cells = ["State", "PRIVATE", "1", "?", "", "public"]
    rows = [[f"U{number}", "Yes", cell, 7] for number, cell in enumerate(cells)]
    answers, account = read.answers(["Id", "it", "who", "more"], rows)
    assert list(answers.attribute("control")) == ["public", "private", "public", None, None, "public"]
    assert list(answers.attribute("more")) == ["7"] * 6
    (told,) = [one for one in account.columns if one.of == "control"]
    assert [(line.how, line.count) for line in told.lines] == [
        ("by a spelling of the reading, other capitals", 1),
        ("by label, other capitals", 1),
        ("by value", 1),
        ("missing word", 1),
        ("blank: no value", 1),
        ("as code", 1),
    ]
    with pytest.raises(ReadingError) as refused:
        read.answers(["Id", "it", "who", "more"], [["U1", "yes", "privat", ""], ["U2", "yes", "", ["x"]]])
    assert [str(finding) for finding in refused.value.findings] == [
        "column 'who': 'control': 1 cell says nothing that is known: 'privat' (row 2). Did you mean 'private'? "
        "Expected one of 'public', 'private'. Say what each means: 'spellings' of the source for an answer, 'missing' "
        "for no answer",
        "column 'more': 'more': 1 cell holds something that no table holds: \"['x']\" (row 3). Give text, numbers, "
        "True or False, or blanks",
    ]


def read_cells(scale, source, cells, **changes):
    """What is read of one indicator, or what is said."""
    made = of_one(scale, source, **changes)
    rows = [[f"U{number}", cell] for number, cell in enumerate(cells)]
    try:
        answers, _ = made.answers(["Id", "x"], rows)
    except ReadingError as error:
        return [str(finding) for finding in error.findings]
    return [answers.record(unit)["it"] for unit in answers.units.tolist()]


def test_a_word_with_several_meanings_is_asked_for_where_it_is_met():
    """The label of one option is the value of another: never a guess."""
    assert read_cells(AGREED, ChoiceColumn(column="x"), ["one", "1", "5", "1.0"]) == [
        "column 'x': 'it': 3 cells have several meanings: '1' (row 3; one by label, five by value), '5' (row 4; one "
        "by value, five by label), '1.0' (row 5; one by label, five by value). Say which is meant: 'spellings' of the "
        "source go before all else"
    ]
    spelled = ChoiceColumn(column="x", spellings={"1": "five", "5": "one"})
    assert read_cells(AGREED, spelled, ["one", "1", "5", "1.0", 1]) == ["one", "five", "one", "five", "five"]


def test_a_missing_word_that_says_an_option_for_no_answer_is_the_option():
    """The option says more, and goes together with the word where it stands for the same."""
    assert read_cells(AGREED, ChoiceColumn(column="x"), ["n/a", "9"], missing={"N/A": NOT_OURS}) == [
        "na",
        "na",
    ]


def test_booleans_are_the_options_of_a_binary_scale_alone():
    """True is the higher one; elsewhere it is to be declared."""
    assert read_cells(Binary(code="yes_no"), ChoiceColumn(column="x"), [True, False, None]) == [
        "yes",
        "no",
        None,
    ]
    spelled = ChoiceColumn(column="x", spellings={"true": "no", "False": "yes"})
    assert read_cells(Binary(code="yes_no"), spelled, [True, False, "TRUE"]) == ["no", "yes", "no"]
    assert read_cells(AGREED, ChoiceColumn(column="x"), [True]) == [
        "column 'x': 'it': 1 cell holds True or False: 'True' (row 2). Expected one of 'one', 'five', 'na'. Say what "
        "each means: 'spellings' of the source for an answer, 'missing' for no answer"
    ]


def test_the_names_of_nonresponses_are_read_as_smmi_writes_them():
    """As in the text that `Answers.from_text` reads."""
    cells = ["NOT_ADMINISTERED", "NO_ANSWER", "not_applicable"]
    assert read_cells(AGREED, ChoiceColumn(column="x"), cells) == [
        Nonresponse.NOT_ADMINISTERED,
        None,
        NOT_OURS,
    ]


def test_compositions_in_one_column():
    """Each part once, with its share."""
    source = ShareColumn(column="x", spellings={"City": "urban"}, missing={"?": NO_ANSWER})
    assert read_cells(MIX, source, ["Rural=40; city = 60%", "?", "", "rural=100"]) == [
        {"rural": 40.0, "urban": 60.0},
        None,
        None,
        {"rural": 100.0, "urban": 0.0},
    ]
    cells = ["40/60", "rural=1;rural=2", "sea=4", "rural=1,5", "rural=400", 7, True]
    assert [said.partition(" (row")[0] for said in read_cells(MIX, source, cells)] == [
        "column 'x': 'it': 3 cells say no shares of the parts: '40/60'",
        "column 'x': 'it': 1 cell says nothing that is known: 'sea'",
        "column 'x': 'it': 1 cell holds a comma: '1,5'",
        "column 'x': 'it': 1 cell is out of range: 'rural=400'",
        "column 'x': 'it': 1 cell holds True or False: 'True'",
    ]


def over_columns(cells, source, scale=MIX):
    """What is read of a composition over two columns, or what is said."""
    made = of_one(scale, source)
    rows = [[f"U{number}", *pair] for number, pair in enumerate(cells)]
    try:
        answers, account = made.answers(["Id", "a", "b"], rows)
    except ReadingError as error:
        return [str(finding) for finding in error.findings]
    (told,) = account.together
    return [answers.record(unit)["it"] for unit in answers.units.tolist()], [
        (line.how, line.count) for line in told.lines
    ]


def test_compositions_over_columns():
    """What blanks and words mean is declared."""
    columns = {"rural": "a", "urban": "b"}
    cells = [("40", "60%"), ("", ""), ("100", ""), ("?", "4")]
    source = ShareColumns(columns=columns, missing={"?": NOT_OURS})
    assert over_columns(cells, source) == (
        [{"rural": 40.0, "urban": 60.0}, None, {"rural": 100.0, "urban": 0.0}, NOT_OURS],
        [
            ("the shares", 1),
            ("all blank: no answer", 1),
            ("the shares, a blank as 0", 1),
            ("missing word: not applicable", 1),
        ],
    )
    assert over_columns([(dt.date(2026, 1, 2), "4")], source) == [
        "column 'a': 'it.rural': 1 cell holds a date: '2026-01-02' (row 2). Spreadsheets make dates of texts such as "
        "1-2: format the column as text, and correct them"
    ]
    strict = ShareColumns(columns=columns, blank=Blank.NO_ANSWER)
    assert over_columns(cells[:3], strict)[1][2] == ("a blank beside shares: no answer", 1)
    words = ShareColumns(columns=columns, missing={"?": NOT_OURS, "-": NO_ANSWER})
    assert over_columns([("?", "-")], words) == [
        "columns 'a', 'b': 'it': 1 cell says what contradicts itself: 'not applicable and no answer' (row 2). The "
        "words of one row mean different things. Correct them in the table"
    ]
    unsure = Composition(
        code="mix", parts=MIX.parts, options=(Option("unsure", "Don't know", nonresponse=NO_ANSWER),)
    )
    assert over_columns([("don't know", ""), ("unsure", "Unsure")], source, unsure)[0] == ["unsure", "unsure"]
    assert over_columns([("unsure", "4")], source, unsure) == [
        "columns 'a', 'b': 'it': 1 cell says what contradicts itself: 'unsure' (row 2). It stands beside shares. "
        "Correct them in the table"
    ]


def test_dummies_that_say_nothing_known_are_told_by_column():
    """Neither ticked nor not; of a row whose columns cannot be read nothing more is said."""
    topics = MultipleChoice(
        code="topics",
        options=(
            Option("a", "A", value=4),
            Option("b", "4"),
            Option("none", "No idea", nonresponse=NO_ANSWER),
        ),
        minimum=1,
    )
    source = SelectionColumns(columns={"a": "a", "b": "b"})
    cells = [("perhaps", "1"), (dt.time(1), "4"), ("0", "0")]
    assert [said.partition(" (row")[0] for said in over_columns(cells, source, topics)] == [
        "column 'a': 'it.a': 1 cell says neither that the option is ticked nor that it is not: 'perhaps'",
        "column 'a': 'it.a': 1 cell holds a date: '01:00:00'",
        "column 'b': 'it.b': 1 cell has several meanings: '4'",
    ]
    assert over_columns([("0", "0")], source, topics) == [
        "columns 'a', 'b': 'it': 1 cell holds a selection that the scale does not admit: 'none of the options' (row "
        "2). Expected 1 to 2. Correct them in the table"
    ]
    unknown = SelectionColumns(columns={"a": "a", "none": "b"})
    assert over_columns([("0", "1"), ("A", "")], unknown, topics)[0] == ["none", ("a",)]


def test_an_absent_column_makes_what_is_declared():
    """Not administered, or no answer; the account says so."""
    absent = {"plans": Absent(), "visits": Absent(state=NO_ANSWER)}
    header, cells = [HEADER[0], "topics", "share"], ["A", "equity", "4"]
    answers, account = reading(sources=absent).answers(header, [cells])
    assert answers.record("A") == {
        "topics": ("equity",),
        "plans": Nonresponse.NOT_ADMINISTERED,
        "share": 4.0,
        "visits": None,
    }
    assert [(one.of, one.lines[0].how) for one in account.together] == [
        ("plans", "no column: not administered"),
        ("visits", "no column: no answer"),
    ]


def test_a_reading_is_a_value():
    """Equal if declared equal, hashable, and of no rows it says that there are none."""
    assert reading() == reading()
    assert hash(reading()) == hash(reading())
    assert reading(sources=SOURCES | {"share": Absent()}) != reading()
    with pytest.raises(ReadingError, match="rows: no row is left to be read"):
        reading().answers(HEADER, [])
    with pytest.raises(
        ReadingError, match="the table has no column 'Id', which is to hold the units' identifiers"
    ):
        reading().answers(["x", *HEADER[1:]], [row("A")])
