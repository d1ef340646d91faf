"""Coded columns: empty ones of every kind, wide codes, and numbers in every shape."""

import math

import numpy as np
import pytest
from hypothesis import example, given, strategies as st

from smmi.errors import Reason
from smmi.instrument import (
    Composition,
    Count,
    MultipleChoice,
    Nominal,
    Nonresponse,
    Number,
    Option,
    Percentage,
)
from smmi.instrument.answers import empty_values
from smmi.instrument.answers._columns import encode_attribute, encode_column, read_units
from smmi.instrument.scales import ProblemError, coding
from smmi.instrument.scales._look_up import CHUNK
from tests.instrument.every_kind import SCALES


def locate(row, code):
    return f"{code}[{row}]"


@pytest.mark.parametrize("code", SCALES)
def test_empty_values_are_zeros(code):
    """Zeros of the type and shape of the scale's values, or nothing where it has none."""
    how = coding(SCALES[code])
    values = empty_values(how, 3)
    if not how.measured:
        assert values is None
    else:
        expected = {"many": (np.uint64, (3,)), "mix": (np.float64, (3, 3))}
        assert (values.dtype, values.shape) == expected.get(code, (np.float64, (3,)))
        assert not values.any()


def one_by_one(scale, cells):
    """What each cell says alone: its code and value, or None if it cannot be coded."""
    said = []
    for cell in cells:
        try:
            code, value = coding(scale).encode(cell)
        except ProblemError:
            said.append(None)
        else:
            said.append((code, 0.0 if value is None else value))
    return said


@pytest.mark.parametrize("cells", [["S1", " ", "S2"], [1, None, 2], ["S1", "S2", "S1"]])
def test_one_identifier_that_is_none_is_found_among_others(cells):
    """A blank, or a unit that stands there already, is found beside units that are sound."""
    _, findings = read_units(cells, "school", locate)
    reason, row = (Reason.REPEATED_UNIT, 2) if cells[1] == "S2" else (Reason.MISSING_UNIT, 1)
    assert [(finding.reason, finding.row) for finding in findings] == [(reason, row)]
    assert not read_units(cells[:1], "school", locate)[1]


@pytest.mark.parametrize("code", ["share", "programs", "budget"])
def test_an_integer_beyond_every_double_spoils_no_other_number(code):
    """What no float can hold is no answer; what stands beside it is read as it is alone."""
    cells = [3, 10**400, 5]
    column, findings = encode_column(code, SCALES[code], cells, locate)
    assert [finding.row for finding in findings] == [1]
    assert column.values.tolist() == [3.0, 0.0, 5.0]


NUMBERS = st.one_of(
    st.none(),
    st.sampled_from(
        [*Nonresponse, "dont_know", "12", True, math.nan, math.inf, 2**53, 2**53 + 1, 10**400, -0.0]
    ),
    st.integers(-3, 103),
    st.floats(-3, 103).map(lambda number: round(number, 2)),
    st.floats(allow_nan=True).map(np.float64),
    st.integers(-5, 5).map(np.int64),
)
UNKNOWN = Option("dont_know", "Don't know", nonresponse=Nonresponse.NO_ANSWER)
MEASURED = [
    Percentage(code="s", options=(UNKNOWN,)),
    Percentage(code="s", decimals=1),
    Percentage(code="s", decimals=0),
    Percentage(code="s", decimals=30),
    Count(code="s", maximum=100),
    Count(code="s"),
    Number(code="s"),
    Number(code="s", minimum=0.25, decimals=2, options=(UNKNOWN,)),
]


@given(st.sampled_from(MEASURED), st.lists(NUMBERS, max_size=8), st.booleans())
def test_many_numbers_are_coded_as_one_by_one(scale, cells, as_array):
    """Plain numbers, blanks, options, text, and numbers too large or too precise, in lists and arrays of objects."""
    given_cells = np.fromiter(cells, dtype=object, count=len(cells)) if as_array else cells
    column, findings = encode_column("q", scale, given_cells, locate)
    expected = one_by_one(scale, cells)
    assert [finding.row for finding in findings] == [row for row, said in enumerate(expected) if said is None]
    assert [finding.path for finding in findings] == [f"q[{finding.row}]" for finding in findings]
    for row, said in enumerate(expected):
        if said is not None:
            assert column.cell(row) == said
            assert math.copysign(1, column.values[row]) == (math.copysign(1, said[1]) if said[1] else 1)


@given(st.sampled_from(MEASURED), st.lists(st.floats(), max_size=8))
def test_arrays_of_numbers_are_coded_as_lists(scale, numbers):
    """A column of doubles says what a list of them says."""
    column, findings = encode_column("q", scale, np.array(numbers, dtype=np.float64), locate)
    other, more = encode_column("q", scale, numbers, locate)
    assert column == other
    assert findings == more


SELECTIONS = st.one_of(
    st.lists(st.sampled_from(["a", "b", "none"]), max_size=3),
    st.lists(st.sampled_from(["a", "b", "z"]), max_size=3).map(tuple),
    st.frozensets(st.sampled_from(["a", "b"])),
    st.sampled_from([None, "a", "dont_know", ("a", 1), [["a"]], Nonresponse.NOT_APPLICABLE, 3]),
)


@given(st.lists(SELECTIONS, max_size=12), st.sampled_from([0, 11]))
def test_many_selections_are_coded_as_one_by_one(cells, more):
    """Lists, tuples, sets and what is no selection; among few options, which have codes, and many, which have masks."""
    options = [Option("a", "A"), Option("b", "B"), Option("none", "None", exclusive=True), UNKNOWN]
    options += [Option(f"o{i}", "O") for i in range(more)]
    scale = MultipleChoice(code="s", options=options)
    column, findings = encode_column("q", scale, cells, locate)
    expected = one_by_one(scale, cells)
    assert [finding.row for finding in findings] == [row for row, said in enumerate(expected) if said is None]
    for row, said in enumerate(expected):
        if said is not None:
            code, value = column.cell(row)
            assert (code, 0.0 if value is None else value) == said


def test_compositions_are_coded_one_by_one():
    """The parts of a composition stand above each other; what stands for none is zero."""
    scale = Composition(code="s", parts=(Option("a", "A"), Option("b", "B")), options=(UNKNOWN,))
    column, findings = encode_column("q", scale, [(30, 70), None, {"b": 100}, "dont_know", (1, True)], locate)
    assert column.values.tolist() == [[30, 0, 0, 0, 0], [70, 0, 100, 0, 0]]
    assert [finding.row for finding in findings] == [4]


def test_codes_are_as_wide_as_they_must_be():
    """A scale of more than 252 options takes two bytes, whether its answers are options or numbers."""
    many = [Option(f"o{i}", f"O {i}") for i in range(400)]
    column, _ = encode_column("q", Nominal(code="s", options=many), ["o399", None, "o0"], locate)
    assert column.codes.tolist() == [403, 3, 4]
    assert column.codes.dtype == np.uint16
    absent = [Option(f"o{i}", f"O {i}", nonresponse=Nonresponse.NO_ANSWER) for i in range(400)]
    column, _ = encode_column("q", Number(code="s", options=absent), ["o399", None, 1.5], locate)
    assert column.codes.tolist() == [404, 3, 4]


def test_attributes_that_are_not_declared_are_sorted():
    """The order of rows does not decide the order of groups."""
    for cells in (["b", "a", None, "c"], np.array(["c", None, "b", "a"], dtype=object)):
        column, findings = encode_attribute("kind", None, cells, locate)
        assert column.labels == ("a", "b", "c")
        assert list(column) == list(cells)
        assert findings == []


def test_attributes_that_are_no_text_are_found():
    """Blanks, numbers and half characters, each with its whole message."""
    column, findings = encode_attribute("kind", None, ["a", " ", 1, "\ud800", np.str_("b")], locate)
    assert list(column) == ["a", None, None, None, "b"]
    assert [type(label) for label in column.labels] == [str, str]
    assert [str(finding) for finding in findings] == [
        "kind[1]: 'kind': got ' ', expected text that is not blank; None says no value",
        "kind[2]: 'kind': got 1, expected text that is not blank; None says no value",
        r"kind[3]: 'kind': got '\ud800', expected text that is not blank; None says no value",
    ]


def test_a_long_array_of_numbers_is_no_column_of_options():
    """Small integers are not taken for the addresses of objects: each number is found, with its row."""
    cells = np.zeros(CHUNK + 1, dtype=np.uint8)
    _, findings = encode_column("q", SCALES["policy"], cells, locate)
    assert [finding.row for finding in findings] == list(range(CHUNK + 1))


LETTERS = st.text("ab é\t\0", max_size=3)
LONG = st.tuples(LETTERS, LETTERS).map(lambda ends: f"{ends[0]:m>12}{ends[1]}")


@given(st.lists(LETTERS | LONG, max_size=6))
@example(["é", "e"])
@example(["S1 ", "S1"])
@example([" S1", "S 1"])
@example(["S1", "S2", "S1"])
@example(["a long name " * 2, "a long name", "a long name " * 2])
def test_identifiers_in_an_array_of_text_are_those_of_a_list(names):
    """What is looked at many at once, short and long, is what each is by itself, and what is found is found alike."""
    given_names = np.array(names, dtype=np.dtypes.StringDType())
    units, findings = read_units(given_names, "school", locate)
    expected, more = read_units(names, "school", locate)
    given_names[:] = "changed"
    assert units.tolist() == expected.tolist()
    assert findings == more


@pytest.mark.parametrize(
    "names", [["S1", "S2"], [f"a long name, number {i}" for i in range(300)], ["S" * 70, "T"]]
)
def test_sound_identifiers_in_an_array_are_taken(names):
    """Short ones, long ones, and those that are longer than what is looked at many at once."""
    units, findings = read_units(np.array(names, dtype=np.dtypes.StringDType()), "school", locate)
    assert (units.tolist(), findings) == (names, [])
