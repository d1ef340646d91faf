"""Columns given as their distinct entries and a position for each unit, as data frames hold dictionaries."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import ArgumentError, Finding
from smmi.frozen import made_anew, read_only
from smmi.instrument.declaration import shown

Locate = Callable[[int, str], str]
"""Turns a row and a column's name into a path for a finding."""

NOTHING: Final = -1
"""The position of a unit without an entry."""

_BYTES: Final = 256
"""How many values a byte has; the last is -1, the position of no entry."""

_NUMERIC: Final = "iuf"
"""The kinds of arrays whose numbers are read many at once; others are read as Python objects."""


def _as_entries(given: Any) -> Any:  # noqa: ANN401  (what is no sequence is refused below)
    if isinstance(given, np.ndarray) and given.ndim == 1:
        plain = type(given) is np.ndarray and given.dtype.kind in _NUMERIC
        return read_only(given.copy()) if plain else tuple(given.tolist())
    no_sequence = isinstance(given, str | bytes | Mapping | AbstractSet | np.ndarray)
    if no_sequence or not isinstance(given, Iterable):
        raise ArgumentError("entries", shown(given), "a sequence of raw answers")
    return tuple(given)


def _as_positions(given: Any) -> npt.NDArray[np.integer]:  # noqa: ANN401  (as above)
    positions = np.array(given)
    if positions.ndim != 1 or (positions.size and positions.dtype.kind not in "iu"):
        got = f"an array of {positions.dtype} of {positions.ndim} dimensions"
        raise ArgumentError("positions", got, "integers, one for each unit")
    wide = positions.dtype.kind not in "iu" or positions.dtype == np.uint64  # which numpy does not index by
    own: npt.NDArray[np.integer] = read_only(positions.astype(np.intp) if wide else positions)
    return own


def _same(left: Any, right: Any) -> bool:  # noqa: ANN401  (a tuple or an array)
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        return left.dtype == right.dtype and np.array_equal(left, right, equal_nan=left.dtype.kind == "f")
    return type(left) is type(right) and left == right


@attrs.frozen(kw_only=True, repr=False)
class EntryColumn:
    """A column of `Answers.from_columns` that is given as its entries, and the position of each unit's entry.

    Each entry is read once, however many units refer to it, and one to which no unit refers says nothing: this is how
    dictionary and categorical columns of data frames are taken in. Entries need not be distinct; those of a numeric
    array are read many at once. Positions are best of a small type: one byte, for up to 127 entries.

    Attributes:
        entries: Raw answers, attributes or identifiers, each as in `Answers.from_records`; a tuple or a numeric array.
        positions: For each unit the position of its entry, or -1 for no answer; integers, shape (n,).

    Raises:
        ArgumentError: The entries are no sequence, or a position is that of no entry.

    Example:
        >>> from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> column = EntryColumn(entries=("no", "yes"), positions=[1, 1, -1])
        >>> answers = Answers.from_columns(tiny, {"id": ["a", "b", "c"], "has_policy": column}, unit="id")
        >>> [answers.record(unit)["has_policy"] for unit in "abc"]
        ['yes', 'yes', None]
    """

    entries: Sequence[object] | npt.NDArray[Any] = attrs.field(
        converter=_as_entries, eq=attrs.cmp_using(eq=_same), hash=False
    )
    positions: npt.NDArray[np.integer] = attrs.field(
        converter=_as_positions, eq=attrs.cmp_using(eq=np.array_equal), hash=False
    )

    def __attrs_post_init__(self) -> None:
        if not len(self):
            return
        lowest, highest = int(self.positions.min()), int(self.positions.max())
        if lowest < NOTHING or highest >= len(self.entries):
            wrong = lowest if lowest < NOTHING else highest
            expected = f"positions from 0 to {len(self.entries) - 1}" if len(self.entries) else "no position"
            raise ArgumentError("positions", str(wrong), f"{expected}, or {NOTHING} for no answer")

    __reduce__ = made_anew

    def __len__(self) -> int:
        return len(self.positions)

    def __iter__(self) -> Iterator[object]:
        entries = self.entries.tolist() if isinstance(self.entries, np.ndarray) else self.entries
        return (None if position == NOTHING else entries[position] for position in self.positions.tolist())

    def __repr__(self) -> str:
        return f"<EntryColumn of {len(self)} units: {len(self.entries)} entries>"


def in_use(column: EntryColumn) -> EntryColumn:
    """Return the column with those entries only to which a unit refers."""
    used = np.zeros(len(column.entries) + 1, dtype=np.bool_)
    used[column.positions] = True  # the last place is that of no entry
    used = used[:-1]
    if used.all():
        return column
    kept = np.flatnonzero(used)
    entries = column.entries
    some = entries[kept] if isinstance(entries, np.ndarray) else [entries[i] for i in kept.tolist()]
    positions = np.append(np.cumsum(used) - 1, NOTHING)[column.positions]
    return EntryColumn(entries=some, positions=positions)


def spread(column: EntryColumn, of_entries: npt.NDArray[Any], nothing: object) -> npt.NDArray[Any]:
    """Return what the entries have, (..., entries), for each unit, (..., n).

    Args:
        column: The column.
        of_entries: An array whose last axis is that of the entries.
        nothing: What a unit without an entry has.
    """
    last = np.full((*of_entries.shape[:-1], 1), nothing, dtype=of_entries.dtype)
    if column.positions.dtype == np.int8 and of_entries.dtype == np.uint8 and of_entries.ndim == 1:
        # Bytes to bytes: Python translates them in less than half the time that numpy takes to index.
        table = np.append(of_entries, np.repeat(last, _BYTES - len(of_entries)))[:_BYTES]
        return np.frombuffer(column.positions.tobytes().translate(table.tobytes()), dtype=np.uint8)
    spread: npt.NDArray[Any] = np.concatenate([of_entries, last], axis=-1)[..., column.positions]
    return spread


def found(column: EntryColumn, of_entries: Sequence[Finding], name: str, locate: Locate) -> list[Finding]:
    """Return the findings about entries, at most one for each, as findings about the units that have them."""
    if not of_entries:
        return []
    which = np.full(len(column.entries), NOTHING)
    for i, finding in enumerate(of_entries):
        which[finding.row] = i
    of_units = spread(column, which, NOTHING)
    rows = np.flatnonzero(of_units != NOTHING)
    return [
        attrs.evolve(of_entries[i], path=locate(row, name), row=row)
        for row, i in zip(rows.tolist(), of_units[rows].tolist(), strict=True)
    ]
