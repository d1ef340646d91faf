"""Columns of entries and positions: they say what the same column says cell by cell, and find what it finds."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.errors import ArgumentError, EditCheckError
from smmi.instrument import Answers, Nonresponse
from smmi.instrument.answers import EntryColumn
from tests.instrument.every_kind import every_kind

EVERY = every_kind()
ANY = [
    None,
    *Nonresponse,
    "dont_know",
    "not_ours",
    "maybe",
    "",
    3,
    12.5,
    101,
    True,
    ("a", "c"),
    ["a"],
    ("a", "a"),
]
ENTRIES = {
    "policy": ["no", "yes"],
    "extent": ["low", "middle", "high"],
    "place": ["north", "south"],
    "topics": [("a",), ("b", "c"), ["none"]],
    "many": [("o1", "o13"), ()],
    "share": [0, 12.5, 100],
    "programs": [0, 3, np.int64(10), -0.0],
    "budget": [-4.5, 2**53],
    "mix": [{"rural": 50, "urban": 50}, (20, 30, 50)],
    "school": ["S1", " S1", "S2", "S3", "S4", "S5", 7],
    "control": ["public", "private"],
    "kind": ["b", "a", " "],
}


@st.composite
def entry_columns(draw, n, known, others=ANY):
    """A column of `n` units, most often of admissible entries; some entries stand twice, and some are not used."""
    entries = draw(st.lists(st.sampled_from(known) | st.sampled_from([*known, *others]), max_size=6))
    positions = draw(st.lists(st.integers(-1, len(entries) - 1), min_size=n, max_size=n))
    dtype = draw(st.sampled_from(["i1", "i4", "i8"]))
    return EntryColumn(entries=entries, positions=np.array(positions, dtype=dtype))


@st.composite
def sheets(draw):
    """Columns of one to five units, of entries throughout; mostly a sound one of identifiers."""
    n = draw(st.integers(1, 5))
    columns = {name: draw(entry_columns(n, known)) for name, known in ENTRIES.items() if name != "school"}
    sound = EntryColumn(entries=["A", "B", "C", "D", "E"], positions=draw(st.permutations(range(n))))
    return columns | {"school": draw(st.just(sound) | entry_columns(n, ENTRIES["school"]))}


def said(columns):
    """The answers of columns, or what is found about them."""
    try:
        return Answers.from_columns(EVERY, columns, unit="school", attributes=("control", "kind"))
    except EditCheckError as error:
        return error.findings


@given(sheets())
def test_entries_say_what_their_cells_say(columns):
    """Answers, identifiers, attributes and findings, with their rows, are those of the columns as lists."""
    assert said(columns) == said({name: list(column) for name, column in columns.items()})


@given(st.data(), st.sampled_from(["share", "programs", "budget"]), st.sampled_from(["f8", "f4", "i8", "u1"]))
def test_entries_of_numeric_arrays_say_what_their_numbers_say(data, code, dtype):
    """Numbers in an array are entries as they are in a list, whether or not the scale admits them."""
    numbers = np.array(data.draw(st.lists(st.integers(0, 12), min_size=1, max_size=6)), dtype=dtype)
    column = EntryColumn(
        entries=numbers, positions=data.draw(st.lists(st.integers(-1, len(numbers) - 1), min_size=1))
    )
    units = {"school": range(len(column)), "control": ["public"] * len(column), "kind": [None] * len(column)}
    assert said({**units, code: column}) == said({**units, code: list(column)})


def test_an_entry_of_no_unit_is_not_read():
    """A dictionary may hold what no cell refers to: it is neither found nor a group."""
    units = {"school": ["S1", "S2"], "control": [None] * 2}
    kind = EntryColumn(entries=["z", 3, "a"], positions=[2, -1])
    policy = EntryColumn(entries=["maybe", "yes"], positions=np.array([1, 1], dtype=np.uint64))
    answers = said({**units, "kind": kind, "policy": policy})
    assert answers.attribute("kind").labels == ("a",)
    assert answers.column("policy").codes.tolist() == [5, 5]


def test_a_bad_entry_is_found_once_for_each_unit_that_has_it():
    """The rows are those of the units, in their order, and the messages are those of cells."""
    rows = range(4)
    units = {"school": rows, "control": [None for _ in rows], "kind": [None for _ in rows]}
    policy = EntryColumn(entries=["yes", "maybe", 1], positions=[1, 0, 2, 1])
    assert [(finding.row, str(finding)) for finding in said({**units, "policy": policy})] == [
        (0, "$.policy[0]: 'policy': got 'maybe', expected one of 'no', 'yes'"),
        (2, "$.policy[2]: 'policy': got 1, expected one of 'no', 'yes'"),
        (3, "$.policy[3]: 'policy': got 'maybe', expected one of 'no', 'yes'"),
    ]


def test_changing_what_was_given_changes_no_column():
    """Entries and positions are the column's own, and cannot be written to."""
    numbers, positions = np.array([1.0, 2.0]), np.array([0, 1])
    column = EntryColumn(entries=numbers, positions=positions)
    numbers[:], positions[:] = 9.0, 0
    assert list(column) == [1.0, 2.0]
    assert not column.entries.flags.writeable
    assert not column.positions.flags.writeable
    assert repr(column) == "<EntryColumn of 2 units: 2 entries>"


def test_columns_are_compared_by_value():
    """The same entries and positions are the same column; a tuple is no array."""
    one = EntryColumn(entries=["a"], positions=[0, -1])
    assert one == EntryColumn(entries=("a",), positions=np.array([0, -1], dtype="i1"))
    assert one != EntryColumn(entries=("a",), positions=[0, 0])
    numbers = EntryColumn(entries=np.array([1.0, np.nan]), positions=[0])
    assert numbers == EntryColumn(entries=np.array([1.0, np.nan]), positions=[0])
    assert numbers != EntryColumn(entries=[1.0, np.nan], positions=[0])
    assert EntryColumn(entries=np.array(["a"]), positions=[0]).entries == ("a",)


REFUSED = {
    "text": ("ab", [0], "'entries': got 'ab', expected a sequence of raw answers"),
    "a set": ({"a"}, [0], "'entries': got {'a'}, expected a sequence of raw answers"),
    "a number": (3, [0], "'entries': got 3, expected a sequence of raw answers"),
    "two dimensions": (
        np.zeros((1, 1)),
        [0],
        "'entries': got array([[0.]]), expected a sequence of raw answers",
    ),
    "floats": (
        ["a"],
        [0.0],
        "'positions': got an array of float64 of 1 dimensions, expected integers, one for each unit",
    ),
    "no dimension": (
        ["a"],
        0,
        "'positions': got an array of int64 of 0 dimensions, expected integers, one for each unit",
    ),
    "too high": (["a"], [0, 1], "'positions': got 1, expected positions from 0 to 0, or -1 for no answer"),
    "too low": (
        ["a", "b"],
        [0, -2],
        "'positions': got -2, expected positions from 0 to 1, or -1 for no answer",
    ),
    "no entry": ([], [0], "'positions': got 0, expected no position, or -1 for no answer"),
}


@pytest.mark.parametrize(("entries", "positions", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_column(entries, positions, message):
    """The whole message of each."""
    with pytest.raises(ArgumentError) as caught:
        EntryColumn(entries=entries, positions=positions)
    assert str(caught.value) == message


def test_a_column_without_units_is_empty():
    """No positions, of whatever type numpy gives them, are no units."""
    column = EntryColumn(entries=["a"], positions=[])
    assert (len(column), column.positions.dtype.kind) == (0, "i")
