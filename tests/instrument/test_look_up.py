"""Many cells looked up at once are the cells looked up one by one, whatever objects they are."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.instrument.scales import _look_up
from smmi.instrument.scales._look_up import look_up

TABLE = {None: 3, "no": 4, "yes": 5, "perhaps": 6}


class Hostile:
    """Something that cannot be looked up."""

    def __hash__(self):
        """Fail."""
        raise RuntimeError


def apart(text):
    """The same text as an object of its own."""
    return (text + " ")[:-1] if isinstance(text, str) else text


CELLS = st.sampled_from([*TABLE, "none", 1, 1.5, (), "a list", "hostile"])
ODD = {"a list": [], "hostile": Hostile()}
SHAPES = {
    "list": list,
    "tuple": tuple,
    "array": lambda cells: np.fromiter(cells, dtype=object, count=len(cells)),
    "every second": lambda cells: np.fromiter([c for c in cells for _ in range(2)], dtype=object)[::2],
    "objects apart": lambda cells: list(map(apart, cells)),
}


@pytest.fixture(params=[(3, 2, 8), (5, 100, 1)], ids=["few shared", "colliding"])
def small_chunks(request, monkeypatch):
    """Limits so small that every way is taken within a few cells."""
    for name, value in zip(("CHUNK", "MOST_SHARED", "SLOTS"), request.param, strict=True):
        monkeypatch.setattr(_look_up, name, value)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_many_cells_are_looked_up_as_one_by_one(small_chunks, shape):
    """Codes, and the positions of what is not known, for shared objects, objects apart, and hostile ones."""

    @given(st.lists(CELLS, max_size=30))
    def check(cells):
        cells = [ODD.get(cell, cell) for cell in cells]
        codes, left = look_up(TABLE, shape(cells), np.uint8)
        known = [isinstance(cell, str | None) and cell in TABLE for cell in cells]
        assert left.tolist() == [i for i, is_known in enumerate(known) if not is_known]
        assert codes.dtype == np.uint8
        assert codes.tolist() == [TABLE[c] if k else 0 for c, k in zip(cells, known, strict=True)]

    check()


def test_wide_codes_keep_their_width():
    """More codes than a byte holds come in the type that was asked for, however many cells there are."""
    table = {None: 0, **{f"o{i}": i for i in range(1, 1000)}}
    cells = [f"o{i % 999 + 1}" for i in range(40_000)]
    codes, left = look_up(table, cells, np.uint16)
    assert codes.dtype == np.uint16
    assert codes.tolist() == [table[cell] for cell in cells]
    assert not len(left)


def test_an_array_that_was_never_filled_holds_none():
    """Numpy shows its empty places as None."""
    codes, left = look_up(TABLE, np.empty(20_000, dtype=object), np.uint8)
    assert set(codes.tolist()) == {3}
    assert not len(left)
