"""Raw input: everything impossible is found at once, with a path, and nothing but smmi's own errors come out."""

import collections
import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from smmi.errors import ArgumentError, EditCheckError, Reason
from smmi.instrument import Answers, Nonresponse
from tests.instrument.every_kind import SCALES, every_kind

EVERY = every_kind()
RECORD = {
    "school": "S1",
    "control": "public",
    "policy": "yes",
    "extent": "high",
    "place": "south",
    "topics": ("a", "c"),
    "many": ("o1", "o13"),
    "share": 12.5,
    "programs": 3,
    "budget": -4.5,
    "mix": {"rural": 50, "urban": 50},
}


def of_records(*records, **rest):
    """Answers from records."""
    arguments = {"unit": "school", "attributes": ("control",), **rest}
    return Answers.from_records(EVERY, records, **arguments)


def of_columns(columns, **rest):
    """Answers from columns."""
    arguments = {"unit": "school", "attributes": ("control",), **rest}
    return Answers.from_columns(EVERY, columns, **arguments)


def columns(*records):
    """The columns of records."""
    return {key: [record.get(key) for record in records] for key in RECORD}


def found(make, *arguments, **rest):
    """What is found about input."""
    with pytest.raises(EditCheckError) as caught:
        make(*arguments, **rest)
    return [(finding.reason, str(finding)) for finding in caught.value.findings]


def test_a_good_record_is_taken_in():
    """Every kind of answer comes back."""
    answers = of_records(RECORD)
    assert answers.record("S1") == {
        **{code: RECORD[code] for code in SCALES},
        "mix": {"rural": 50, "urban": 50, "sea": 0},
    }
    assert answers.findings == ()


COLUMNS_ADVICE = "Correct it, or name it among the attributes or the columns to ignore"
UNIT_ADVICE = "expected the unit's identifier: text that is not blank, or an integer"

BAD_RECORDS = {
    "an unknown column": (
        [{**{code: raw for code, raw in RECORD.items() if code != "policy"}, "polcy": "yes"}],
        Reason.UNKNOWN_COLUMN,
        "$.polcy: 'polcy' is no indicator of the instrument, nor the unit's identifier or an attribute. "
        f"Did you mean 'policy'? {COLUMNS_ADVICE}",
    ),
    "an unknown option": (
        [RECORD, {**RECORD, "school": "S2", "policy": "maybe"}],
        Reason.UNKNOWN_OPTION,
        "$[1].policy: 'policy': got 'maybe', expected one of 'no', 'yes'",
    ),
    "a number out of range": (
        [{**RECORD, "programs": 11}],
        Reason.OUT_OF_RANGE,
        "$[0].programs: 'programs': got 11, expected an integer from 0 to 10",
    ),
    "a unit twice": (
        [RECORD, RECORD],
        Reason.REPEATED_UNIT,
        "$[1].school: 'school': 'S1' stands in $[0].school already; each unit may stand once",
    ),
    "a unit twice, but for spaces": (
        [RECORD, {**RECORD, "school": " S1 "}],
        Reason.REPEATED_UNIT,
        "$[1].school: 'school': 'S1' stands in $[0].school already; each unit may stand once",
    ),
    "a unit without name": (
        [{**RECORD, "school": None}],
        Reason.MISSING_UNIT,
        f"$[0].school: 'school': got nothing, {UNIT_ADVICE}; fill it in, or take the row out",
    ),
    "a blank unit": (
        [{**RECORD, "school": "  "}],
        Reason.MISSING_UNIT,
        f"$[0].school: 'school': got '  ', {UNIT_ADVICE}",
    ),
    "a unit that is a number": (
        [{**RECORD, "school": 1.0}],
        Reason.MISSING_UNIT,
        f"$[0].school: 'school': got 1.0, {UNIT_ADVICE}",
    ),
    "a unit that is a flag": (
        [{**RECORD, "school": True}],
        Reason.MISSING_UNIT,
        f"$[0].school: 'school': got True, {UNIT_ADVICE}",
    ),
    "a unit with half a character": (
        [{**RECORD, "school": "S\ud800"}],
        Reason.MISSING_UNIT,
        rf"$[0].school: 'school': got 'S\ud800', {UNIT_ADVICE}",
    ),
    "a unit of too many digits": (
        [{**RECORD, "school": 2**64}],
        Reason.MISSING_UNIT,
        f"$[0].school: 'school': got 18446744073709551616, {UNIT_ADVICE}",
    ),
    "no unit column": (
        [{"control": "public", "scool": "S1"}],
        Reason.MISSING_COLUMN,
        "$: there is no column 'school', which was said to hold the unit's identifier. Did you mean 'scool'?",
    ),
    "no attribute column": (
        [{"school": "S1", "contrl": "public"}],
        Reason.MISSING_COLUMN,
        "$: there is no column 'control', which was said to hold an attribute. Did you mean 'contrl'?",
    ),
    "an unknown value of a characteristic": (
        [{**RECORD, "control": "publik"}],
        Reason.UNKNOWN_CHARACTERISTIC_VALUE,
        "$[0].control: 'control': got 'publik', expected one of 'public', 'private'",
    ),
    "a characteristic that is no text": (
        [{**RECORD, "control": 1}],
        Reason.WRONG_KIND,
        "$[0].control: 'control': got 1, expected text that is not blank; None says no value",
    ),
    "a record that is none": (
        [RECORD, "S2"],
        Reason.WRONG_KIND,
        "$[1]: got 'S2', expected a mapping from codes to answers",
    ),
    "a key that is no text": (
        [{**RECORD, None: ["left over"]}],
        Reason.WRONG_KIND,
        "$[0]: got the key None, expected a code or the name of a column",
    ),
    "no records": ([], Reason.NO_UNITS, "$: there are no units; expected at least one row of answers"),
}


@pytest.mark.parametrize(("records", "reason", "message"), BAD_RECORDS.values(), ids=BAD_RECORDS)
def test_what_records_refuse(records, reason, message):
    """The reason and the whole text of what is found about records; further findings may follow from it."""
    assert (reason, message) in found(of_records, *records)


def frame(module, name="DataFrame", **others):
    """What looks from outside like a data frame of a package."""
    return type(name, (), {"__module__": module, **others})()


BY_FRAMES = "A data frame is taken by smmi.frames.answers(instrument, frame, unit='school')"


BAD_COLUMNS = {
    "unequal lengths": (
        {"policy": ["yes"]},
        Reason.UNEQUAL_LENGTHS,
        "$.policy: 'policy' has 1 entries, expected 2 as in the column of the units",
    ),
    "text for a column": (
        {"policy": "yes"},
        Reason.WRONG_KIND,
        "$.policy: 'policy': got 'yes', expected a sequence with one entry for each unit",
    ),
    "a mapping for a column": (
        {"policy": {"S1": "yes"}},
        Reason.WRONG_KIND,
        "$.policy: 'policy': got {'S1': 'yes'}, expected a sequence with one entry for each unit",
    ),
    "an array of two dimensions": (
        {"policy": np.array([["yes"], ["no"]])},
        Reason.WRONG_KIND,
        "$.policy: 'policy': got array([['yes'],\n       ['no']], dtype='<U3'), expected a sequence with one entry for "
        "each unit",
    ),
    "an array of no dimension": (
        {"policy": np.array("yes")},
        Reason.WRONG_KIND,
        "$.policy: 'policy': got array('yes', dtype='<U3'), expected a sequence with one entry for each unit",
    ),
    "a number too large in an array": (
        {"programs": np.array([3, 11])},
        Reason.OUT_OF_RANGE,
        "$.programs[1]: 'programs': got 11, expected an integer from 0 to 10",
    ),
    "not a number in an array": (
        {"budget": np.array([3, math.nan])},
        Reason.WRONG_KIND,
        "$.budget[1]: 'budget': got nan, expected a number of at least -5, or 'not_ours'; None says no answer",
    ),
    "a data frame for a column": (
        {"policy": frame("pandas", __iter__=lambda _: iter(["policy", "extent"]))},
        Reason.WRONG_KIND,
        "$.policy: 'policy': got a DataFrame, expected a sequence with one entry for each unit",
    ),
    "dates": (
        {"programs": np.array([3, 4], dtype="M8[ns]")},
        Reason.WRONG_KIND,
        "$.programs[0]: 'programs': got np.datetime64('1970-01-01T00:00:00.000000003'), expected an integer from 0 to "
        "10",
    ),
    "text among objects": (
        {"programs": np.array([3, "4"], dtype=object)},
        Reason.WRONG_KIND,
        "$.programs[1]: 'programs': got '4', expected an integer from 0 to 10",
    ),
    "a column name that is no text": (
        {4: ["yes", "no"]},
        Reason.WRONG_KIND,
        "$: got the key 4, expected a code or the name of a column",
    ),
}


@pytest.mark.parametrize(("column", "reason", "message"), BAD_COLUMNS.values(), ids=BAD_COLUMNS)
def test_what_columns_refuse(column, reason, message):
    """The reason and the whole text of what is found about columns."""
    two = {"school": ["S1", "S2"], "control": ["public", None]}
    assert (reason, message) in found(of_columns, {**two, **column})


def test_everything_impossible_comes_in_one_error():
    """Findings about columns come first, then those about units, answers by indicator, and attributes."""
    records = [{**RECORD, "policy": 1, "share": 101}, {**RECORD, "mix": "x", "control": "x", "odd": 1}, 7]
    assert [(reason, text.partition(":")[0]) for reason, text in found(of_records, *records)] == [
        (Reason.WRONG_KIND, "$[2]"),
        (Reason.UNKNOWN_COLUMN, "$.odd"),
        (Reason.REPEATED_UNIT, "$[1].school"),
        (Reason.MISSING_UNIT, "$[2].school"),
        (Reason.WRONG_KIND, "$[0].policy"),
        (Reason.OUT_OF_RANGE, "$[0].share"),
        (Reason.WRONG_KIND, "$[1].mix"),
        (Reason.UNKNOWN_CHARACTERISTIC_VALUE, "$[1].control"),
    ]


def test_a_characteristic_that_decides_applicability_is_needed():
    """Without the attribute that decides which indicators apply, answers are refused."""
    message = (
        "$: the characteristic 'control' decides which indicators apply, but it is not among the attributes; give its "
        "column, and name it there"
    )
    assert found(of_records, {"school": "S1"}, attributes=()) == [(Reason.MISSING_COLUMN, message)]


def test_only_the_first_unknown_columns_get_a_suggestion():
    """Seeking near codes for thousands of unknown columns would take minutes."""
    record = {**RECORD, **{f"polic{i}": 1 for i in range(1000)}}
    del record["policy"]
    texts = [text for _, text in found(of_records, record)]
    assert len(texts) == 1000
    assert sum("Did you mean 'policy'?" in text for text in texts) == 25


def test_a_column_that_is_there_is_not_suggested():
    """What stands in the file beside a strange column was not meant by it."""
    [(_, text)] = found(of_records, {**RECORD, "polcy": "yes"})
    assert text == (
        "$.polcy: 'polcy' is no indicator of the instrument, nor the unit's identifier or an attribute. "
        f"{COLUMNS_ADVICE}"
    )


def test_columns_to_ignore_are_not_looked_at():
    """What is ignored may hold anything, even under the code of an indicator."""
    answers = of_records({**RECORD, "note": object(), "policy": "???"}, ignore=("note", "policy"))
    assert answers.record("S1")["policy"] is None
    assert of_columns({**columns(RECORD), "note": "text"}, ignore=["note"]).record("S1")["place"] == "south"


ARGUMENTS = {
    "a single record": (
        lambda: Answers.from_records(EVERY, RECORD, unit="school"),
        f"'records': got {repr(RECORD)[:59]}…, expected a sequence of mappings, one for each unit. "
        "For a single unit, write [record]; for columns, Answers.from_columns",
    ),
    "a data frame for records": (
        lambda: Answers.from_records(EVERY, frame("pandas"), unit="school"),
        f"'records': got a DataFrame, expected a sequence of mappings, one for each unit. {BY_FRAMES}",
    ),
    "a polars frame for records": (
        lambda: Answers.from_records(EVERY, frame("polars.lazyframe.frame", "LazyFrame"), unit="school"),
        f"'records': got a LazyFrame, expected a sequence of mappings, one for each unit. {BY_FRAMES}",
    ),
    "an object with Arrow's interface for records": (
        lambda: Answers.from_records(EVERY, frame("other", "Rows", __arrow_c_stream__=None), unit="school"),
        f"'records': got a Rows, expected a sequence of mappings, one for each unit. {BY_FRAMES}",
    ),
    "no instrument": (
        lambda: Answers.from_records([RECORD], EVERY, unit="school"),
        "'instrument': got an object of class 'list', expected an Instrument. "
        "The instrument comes first, then the answers",
    ),
    "no instrument for columns": (
        lambda: Answers.from_columns({}, EVERY, unit="school"),
        "'instrument': got an object of class 'dict', expected an Instrument. "
        "The instrument comes first, then the answers",
    ),
    "no instrument for text": (
        lambda: Answers.from_text("every", ["school"], [["S1"]], unit="school"),
        "'instrument': got 'every', expected an Instrument. The instrument comes first, then the answers",
    ),
    "no records": (
        lambda: Answers.from_records(EVERY, None, unit="school"),
        "'records': got None, expected a sequence of mappings, one for each unit",
    ),
    "records for columns": (
        lambda: Answers.from_columns(EVERY, [], unit="school"),
        "'columns': got [], expected a mapping from names to columns. "
        "For one mapping for each unit, write Answers.from_records",
    ),
    "a number for columns": (
        lambda: Answers.from_columns(EVERY, 3, unit="school"),
        "'columns': got 3, expected a mapping from names to columns",
    ),
    "a data frame for columns": (
        lambda: Answers.from_columns(EVERY, frame("pandas"), unit="school"),
        f"'columns': got a DataFrame, expected a mapping from names to columns. {BY_FRAMES}",
    ),
    "an Arrow table for columns": (
        lambda: Answers.from_columns(EVERY, frame("pyarrow.lib", "Table"), unit="school"),
        f"'columns': got a Table, expected a mapping from names to columns. {BY_FRAMES}",
    ),
    "no name for units": (
        lambda: of_records(RECORD, unit=None),
        "'unit': got None, expected the name of the column of the units' identifiers",
    ),
    "units called like an indicator": (
        lambda: of_records(RECORD, unit="policy"),
        "'unit': got 'policy', expected the name of a column that holds no indicator's answers",
    ),
    "a single attribute": (
        lambda: of_records(RECORD, attributes="control"),
        "'attributes': got 'control', expected a sequence of names. Write attributes=('kind',)",
    ),
    "attributes that are no names": (
        lambda: of_records(RECORD, attributes=(1,)),
        "'attributes': got (1,), expected a sequence of names. Write attributes=('kind',)",
    ),
    "nothing to ignore": (
        lambda: of_records(RECORD, ignore=None),
        "'ignore': got None, expected a sequence of names. Write ignore=('kind',)",
    ),
}


@pytest.mark.parametrize(("make", "message"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_arguments_that_cannot_be_used(make, message):
    """The whole message of each."""
    with pytest.raises(ArgumentError) as caught:
        make()
    assert str(caught.value) == message


def test_units_may_be_text_or_integers_of_any_make():
    """Identifiers are text, stripped; integers are taken as their decimal text."""
    named = {"control": [None] * 3}
    for units in (
        ["1", " 2", "3\n"],
        [1, 2, 3],
        (1, "2", np.int8(3)),
        np.array([1, 2, 3]),
        np.array(["1", "2", "3"]),
        np.array(["1", "2", "3"], dtype=np.dtypes.StringDType()),
        np.array([1, "2", 3], dtype=object),
        range(1, 4),
        (str(i) for i in (1, 2, 3)),
    ):
        assert of_columns({"school": units, **named}).units.tolist() == ["1", "2", "3"]


SHAPES = {
    "tuple": tuple,
    "generator": lambda column: (cell for cell in column),
    "deque": collections.deque,
    "objects": lambda column: np.fromiter(column, dtype=object),
    "strided": lambda column: np.fromiter([c for cell in column for c in (cell, None)], dtype=object)[::2],
    "masked": lambda column: np.ma.MaskedArray(
        np.fromiter(column, dtype=object), mask=[cell is None for cell in column]
    ),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_columns_of_any_make_say_the_same(shape):
    """Lists, other iterables and arrays of the same cells give equal answers."""
    records = [
        RECORD,
        {"school": "S2", "control": "private", "programs": 0, "policy": "no", "extent": "dont_know"},
    ]
    expected = of_columns(columns(*records))
    assert of_columns({key: shape(column) for key, column in columns(*records).items()}) == expected
    assert of_records(*records) == expected


@pytest.mark.parametrize("dtype", ["u1", "i2", "i8", ">i4", "f2", "f4", "f8", "g"])
def test_arrays_of_numbers_are_taken_in(dtype):
    """Numbers of any type give the same answers as plain ones; an array that is masked has blanks there."""
    numbers = np.array([0, 3, 10], dtype=dtype)
    few = {"school": [1, 2, 3], "control": ["public"] * 3}
    for code in ("programs", "budget"):
        answers = of_columns({**few, code: numbers})
        assert answers == of_columns({**few, code: [0, 3, 10]})
        masked = np.ma.MaskedArray(numbers, mask=[False, True, False])
        assert of_columns({**few, code: masked}) == of_columns({**few, code: [0, None, 10]})


def test_arrays_of_text_are_taken_in():
    """Fixed-width text and numpy's own strings are text."""
    few = {"school": [1, 2], "control": np.array(["public", "private"])}
    for dtype in ("U4", np.dtypes.StringDType(), object):
        policy = np.array(["no", "yes"], dtype=dtype)
        assert of_columns({**few, "policy": policy}).column("policy").codes.tolist() == [4, 5]


def test_changing_what_was_given_changes_no_answers():
    """Answers are apart from the lists and arrays that they were made of."""
    numbers, texts, selection = np.array([1.0, 2.0]), ["no", "yes"], ["a"]
    given_columns = {"school": ["S1", "S2"], "control": ["public"] * 2}
    answers = of_columns(
        {**given_columns, "budget": numbers, "policy": texts, "topics": [selection, selection]}
    )
    before = answers.record("S1")
    numbers[:] = 9
    texts[0] = "yes"
    selection.append("b")
    assert answers.record("S1") == before


# -- hostile values ----------------------------------------------------------------------------------------------------


class Hostile:
    """Something that raises whenever it is looked at."""

    def _fail(self, *_):
        raise RuntimeError

    __eq__ = __hash__ = __repr__ = __str__ = __float__ = __bool__ = __len__ = __iter__ = __index__ = _fail


class Liar:
    """Something that claims to be text and a number, and to be equal to everything."""

    __class__ = str

    def __eq__(self, other):
        """Lie."""
        return True

    def __hash__(self):
        """Look like an option."""
        return hash("yes")


class EvilMapping(Mapping):
    """A mapping that cannot be read."""

    def __getitem__(self, key):
        """Fail."""
        raise RuntimeError

    def __iter__(self):
        """Fail."""
        raise RuntimeError

    def __len__(self):
        """Claim to have an entry."""
        return 1


class EvilSequence(Sequence):
    """A sequence that cannot be read."""

    def __getitem__(self, position):
        """Fail."""
        raise RuntimeError

    def __len__(self):
        """Claim to have two entries."""
        return 2


def nested(depth):
    """A list in a list in a list."""
    inner = []
    for _ in range(depth):
        inner = [inner]
    return inner


HOSTILE = [
    math.nan, math.inf, -math.inf, 10**400, -(10**5000), True, False, b"yes", bytearray(b"yes"), 1j, "", " ", "\ud800",
    "x" * 10**6, object(), Hostile, Hostile(), Liar(), EvilMapping(), EvilSequence(), nested(100_000), [[["a"]]],
    {"rural": nested(10)}, {Hostile: 1}, {1, 2}, frozenset({"a", "zz"}), range(3), np.array(1.0), np.array("yes"),
    np.array(["a"]), np.array([50.0, 25.0, 25.0]), np.float64(math.nan), np.int64(2**62), np.bool_(True), np.str_("x"),
    np.datetime64("NaT", "D"), np.timedelta64(1, "D"), np.ma.masked, Ellipsis, NotImplemented, len, type,
    ("a", "a"), (None,),
    (Hostile(),), [Hostile()], [math.nan, 50, 50], (10**400, 0, 0), {"rural": 10**400}, {"rural": Hostile()},
    Nonresponse, int,
]  # fmt: skip


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.sampled_from(list(RECORD)), st.sampled_from(range(len(HOSTILE)))), min_size=1),
    st.booleans(),
)
def test_hostile_values_give_findings_only(cells, as_columns):
    """Whatever stands in whatever cell: answers, or one error whose findings each have a path and a message."""
    records = [dict(RECORD, school=f"S{row}") for row in range(3)]
    for place, (key, value) in enumerate(cells):
        records[place % 3][key] = HOSTILE[value]
    try:
        answers = of_columns(columns(*records)) if as_columns else of_records(*records)
    except EditCheckError as error:
        for finding in error.findings:
            key = finding.code
            assert finding.path == (f"$.{key}[{finding.row}]" if as_columns else f"$[{finding.row}].{key}")
            assert finding.message.startswith(f"{key!r}: ")
            assert len(finding.message) < 400
    else:
        assert len(answers) == 3


@pytest.mark.parametrize("value", HOSTILE, ids=[str(i) for i in range(len(HOSTILE))])
def test_hostile_columns_and_records_give_findings_only(value):
    """Whatever stands in the place of a whole column, or of a whole record."""
    two = {"school": ["S1", "S2"], "control": ["public", "private"]}
    for make, given_input in (
        (of_columns, {**two, "policy": value}),
        (of_columns, {**two, "control": value}),
        (of_columns, {**two, "school": value}),
        (of_records, value),
    ):
        try:
            make(given_input)
        except EditCheckError as error:
            assert all(finding.path.startswith("$") for finding in error.findings)


def test_hostile_keys_give_findings_only():
    """Keys that are no text, or lie about it, are found."""
    for key in (None, 1, b"policy", ("policy",), math.nan, Liar()):
        [(reason, text)] = found(of_records, {**RECORD, key: "yes"})
        assert reason is Reason.WRONG_KIND
        assert text.startswith("$[0]: got the key ")
    assert of_records({**RECORD, np.str_("place"): "north"}).record("S1")["place"] == "north"
