"""Look-up of many raw cells in one small table, fast.

Columns mostly repeat a few objects: a reader of files, an enumeration or a data frame makes one text object for each
option and refers to it again and again. Cells are therefore compared by address, many at once: within one array, equal
addresses are one object, so its code is looked up once. Cells that are objects of their own are looked up one by one.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

import numpy as np
import numpy.typing as npt

CHUNK: Final = 16_384
"""How many cells are looked up at a time: few enough for a processor's cache."""
MOST_SHARED: Final = 256
"""With more objects than this in a chunk, cells are taken to be objects of their own."""
SLOTS: Final = 2**14
"""The size of the table of addresses; a power of two."""

UNKNOWN: Final = -1

Positions = npt.NDArray[np.intp]


def look_up(
    table: Mapping[Any, int], cells: Sequence[object] | npt.NDArray[Any], dtype: npt.DTypeLike
) -> tuple[npt.NDArray[Any], Positions]:
    """Look up each cell.

    Args:
        table: The code of each known cell.
        cells: Any objects; a list, a tuple, or an array of objects of one dimension.
        dtype: An unsigned integer that holds all codes.

    Returns:
        The codes, (n,), 0 where a cell is not known; and the positions of the cells that are not known.
    """
    n = len(cells)
    if n <= CHUNK:
        return _each(table, cells, np.dtype(dtype))
    codes = np.zeros(n, dtype=dtype)
    left = []
    shared = _Shared(table, codes.dtype)
    for start in range(0, n, CHUNK):
        part = cells[start : start + CHUNK]
        if len(shared.objects) <= MOST_SHARED:
            found, unknown = shared.look_up(part)
        else:
            found, unknown = _each(table, part, codes.dtype)
        codes[start : start + CHUNK] = found
        left.append(unknown + start)
    return codes, np.concatenate(left)


class _Shared:
    """The codes of the objects that a column repeats, by their addresses."""

    def __init__(self, table: Mapping[Any, int], dtype: np.dtype[Any]) -> None:
        self.objects: list[object] = []  # kept alive, so that no other object gets their addresses
        self._table = table
        self._address: npt.NDArray[np.intp] = np.full(SLOTS, -1, dtype=np.intp)
        self._code = np.zeros(SLOTS, dtype=dtype)

    def look_up(self, part: Sequence[object] | npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Positions]:
        """Return the codes of a chunk, and the positions of the cells that are not known."""
        objects: npt.NDArray[Any] = (
            np.ascontiguousarray(part)
            if isinstance(part, np.ndarray)
            else np.fromiter(part, dtype=object, count=len(part))
        )
        addresses = np.frombuffer(objects, dtype=np.intp)
        slots = addresses >> 4 & SLOTS - 1  # objects lie 16 bytes apart
        codes = self._code[slots]
        new = np.flatnonzero(self._address[slots] != addresses)
        if not len(new):
            return codes, new
        codes[new], unknown = _each(self._table, objects[new], codes.dtype)
        known = np.delete(new, unknown)
        distinct, first = np.unique(addresses[known], return_index=True)
        first = known[first]
        self.objects += objects[first].tolist()
        self._address[slots[first]] = distinct
        self._code[slots[first]] = codes[first]
        return codes, new[unknown]


def _each(
    table: Mapping[Any, int], cells: Sequence[object] | npt.NDArray[Any], dtype: np.dtype[Any]
) -> tuple[npt.NDArray[Any], Positions]:
    listed = cells.tolist() if isinstance(cells, np.ndarray) else cells
    try:
        found = itemgetter(*listed, None)(table)[
            :-1
        ]  # the None makes two or more, so that a tuple comes back
    except Exception:  # noqa: BLE001  (a stranger's object may raise anything when it is compared)
        several = np.array([_one(table, cell) for cell in listed], dtype=np.int64)
        return np.where(several == UNKNOWN, 0, several).astype(dtype), np.flatnonzero(several == UNKNOWN)
    codes = np.frombuffer(bytes(found), dtype) if dtype == np.uint8 else np.fromiter(found, dtype, len(found))
    return codes, np.empty(0, dtype=np.intp)


def _one(table: Mapping[Any, int], cell: object) -> int:
    try:
        return table[cell]
    except Exception:  # noqa: BLE001  (see above)
        return UNKNOWN
