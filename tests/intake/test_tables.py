"""Cells of any kind as text, names of columns, and distinct entries."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, strategies as st

from smmi.intake.tables import (
    BLANK,
    CellKind,
    ColumnFinder,
    Match,
    entry_of,
    gathered,
    joined_names,
    unique_names,
)


class Strange:
    """An object that raises whatever is asked of it."""

    def __getattr__(self, name):
        raise RuntimeError(name)


@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        " \u00a0\n",
        float("nan"),
        np.float32("nan"),
        Decimal("nan"),
        pd.NA,
        pd.NaT,
        np.datetime64("nat", "D"),
    ],
    ids=repr,
)
def test_blanks_of_every_library_are_blank(cell):
    """None, NaN, NA, and text of blanks."""
    assert entry_of(cell) is BLANK


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (" a \n b ", CellKind.TEXT, "a b"),
        (np.str_("a"), CellKind.TEXT, "a"),
        (3, CellKind.NUMBER, "3"),
        (3.0, CellKind.NUMBER, "3"),
        (-0.0, CellKind.NUMBER, "0"),
        (0.1, CellKind.NUMBER, "0.1"),
        (np.float32(0.1), CellKind.NUMBER, "0.1"),
        (np.int8(-3), CellKind.NUMBER, "-3"),
        (1e22, CellKind.NUMBER, "10000000000000000000000"),
        (Decimal("45.50"), CellKind.NUMBER, "45.50"),
        (True, CellKind.FLAG, "True"),
        (np.bool_(False), CellKind.FLAG, "False"),
        (dt.date(2026, 1, 2), CellKind.DATE, "2026-01-02"),
        (pd.Timestamp("2026-01-02"), CellKind.DATE, "2026-01-02T00:00:00"),
        (np.datetime64("2026-01-02"), CellKind.DATE, "2026-01-02"),
        (float("inf"), CellKind.OTHER, "inf"),
        (Decimal("1e1000"), CellKind.OTHER, "Decimal('1E+1000')"),
        (Fraction(1, 3), CellKind.OTHER, "Fraction(1, 3)"),
        (dt.timedelta(1), CellKind.OTHER, "datetime.timedelta(days=1)"),
        (np.timedelta64(1, "D"), CellKind.OTHER, "np.timedelta64(1,'D')"),
        (["a"], CellKind.OTHER, "['a']"),
        ("\ud800", CellKind.OTHER, "'\\ud800'"),
    ],
    ids=repr,
)
def test_a_cell_is_what_it_holds(cell, kind, text):
    """Numbers are their shortest decimal, whatever library makes them; no digit is lost."""
    entry = entry_of(cell)
    assert (entry.kind, entry.text) == (kind, text)


def test_a_strangers_object_is_no_answer_and_no_error():
    """What raises when it is looked at is told by its class."""
    assert entry_of(Strange()).kind is CellKind.OTHER


NAMES = st.lists(st.sampled_from(["a", "A", "a (2)", "", "column B", "b"]), max_size=7)


@given(NAMES)
@example(["", "column A"])
@example(["a", "a", "a (2)"])
def test_each_name_stands_once_and_the_first_of_its_kind_is_kept(names):
    """Repeated names are numbered, blank ones called by their letters, and none takes another's."""
    unique = unique_names(names)
    assert len(set(unique)) == len(names)
    for position, name in enumerate(names):
        assert not name or unique[names.index(name)] == name
        assert unique[position].startswith(name or "column ")


@given(st.lists(st.sampled_from(["a", "A", "b", "B", "c"]), unique=True), st.sampled_from("aAbBcC"))
def test_a_column_is_found_exactly_or_where_capitals_alone_differ(names, sought):
    """Straight from the definition."""
    match, where = ColumnFinder(tuple(names)).find(f" {sought}\n")
    alike = [place for place, name in enumerate(names) if name.casefold() == sought.casefold()]
    if sought in names:
        assert (match, where) == (Match.EXACT, (names.index(sought),))
    else:
        expected = {0: Match.NONE, 1: Match.OTHER_CAPITALS}.get(len(alike), Match.SEVERAL)
        assert (match, where) == (expected, tuple(alike))


def test_joined_names_are_filled_to_the_right():
    """Rows of unequal length, and cells that stand alone."""
    assert joined_names(("Id", "Q", ""), ("", "a", "b", "c")) == ("Id", "Q / a", "Q / b", "Q / c")
    assert joined_names(("", "Q"), ("alone",)) == ("alone", "Q")


CELLS = st.sampled_from(["a", " a", "", None, 1, 1.0, True, "1", float("nan")])


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6))
def test_distinct_entries_say_what_the_cells_say(rows):
    """Each row's entry is that of its cell; blank rows are counted, counts and first rows are those of the cells."""
    table = gathered(["x", ""], iter(rows), first=2)
    kept = [row for row in rows if not all(entry_of(cell).is_blank for cell in row)]
    assert (len(table), table.blank_rows) == (len(kept), len(rows) - len(kept))
    assert table.numbers.tolist() == [place + 2 for place, row in enumerate(rows) if row in kept]
    named = any(not entry_of(row[1]).is_blank for row in kept)
    assert table.names == ("x", "column B" if named else "")
    for position, column in table.columns.items():
        cells = [entry_of(row[position]) for row in kept]
        assert [column.entries[place] for place in column.positions.tolist()] == cells
        assert column.counts.sum() == len(cells)
        for place, first in enumerate(column.first_rows.tolist()):
            assert column.positions[first] == place
        half = np.arange(len(cells))[::2]
        some = column.take(half)
        assert [some.entries[place] for place in some.positions.tolist()] == cells[::2]
        assert all(some.counts)
