"""Coded columns: one indicator's answers, or one characteristic, over many units."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason
from smmi.frozen import read_only
from smmi.instrument.declaration._fields import plain_text, shown
from smmi.instrument.declaration._states import FIRST_ANSWER, AnswerState
from smmi.instrument.scales._coding import EXACT, Codes, Coding, Floats, Value, coding
from smmi.instrument.scales._look_up import Positions, look_up
from smmi.instrument.scales._parsing import ProblemError
from smmi.instrument.scales._scales import Composition, Count, MultipleChoice, Number, Percentage, Scale

Values = npt.NDArray[Any]
Locate = Callable[[int, str], str]
"""Turns a row and a column's name into a path for a finding."""


MOST_DECIMALS: Final = 15
"""Numbers with up to so many decimals are checked many at once."""

_NUMBERS: Final = frozenset({int, float, np.float64, np.int64})


def _same(left: Values | None, right: Values | None) -> bool:
    if left is None or right is None:
        return left is right
    return left.dtype == right.dtype and np.array_equal(left, right)


@attrs.frozen
class Column:
    """One indicator's coded answers.

    Attributes:
        codes: The code of each unit's answer, shape (n,).
        values: For a measured scale, the answers' values: shape (n,), or (parts, n) for a composition; 0 where absent.
    """

    codes: Codes = attrs.field(
        converter=read_only, eq=attrs.cmp_using(eq=np.array_equal), hash=False, repr=False
    )
    values: Values | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(read_only),
        eq=attrs.cmp_using(eq=_same),
        hash=False,
        repr=False,
    )

    def __reduce__(self) -> tuple[Any, ...]:
        return Column, (self.codes, self.values)  # anew, since an array that was pickled can be written to

    def take(self, positions: Positions | slice) -> "Column":
        """Return the column of some units."""
        return Column(self.codes[positions], None if self.values is None else self.values[..., positions])

    def cell(self, position: int) -> tuple[int, Any]:
        """Return the code and value of one unit's answer."""
        return int(self.codes[position]), None if self.values is None else self.values[..., position]


@attrs.frozen
class AttributeColumn:
    """One attribute of the units: a declared characteristic, or any other grouping column.

    Attributes:
        labels: The values that occur or may occur: the declared ones in their order, or what was found, sorted.
        codes: For each unit 0 if it has no value, else 1 + the position of its value in `labels`, shape (n,).
    """

    labels: tuple[str, ...]
    codes: Codes = attrs.field(
        converter=read_only, eq=attrs.cmp_using(eq=np.array_equal), hash=False, repr=False
    )

    def __reduce__(self) -> tuple[Any, ...]:
        return AttributeColumn, (self.labels, self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, position: int) -> str | None:
        code = int(self.codes[position])
        return self.labels[code - 1] if code else None

    def __iter__(self) -> Iterator[str | None]:
        values = (None, *self.labels)
        return (values[code] for code in self.codes.tolist())

    def take(self, positions: Positions | slice) -> "AttributeColumn":
        """Return the column of some units."""
        return AttributeColumn(self.labels, self.codes[positions])


def encode_column(
    code: str, scale: Scale, raw: Sequence[object] | Values, locate: Locate
) -> tuple[Column, list[Finding]]:
    """Code a column of raw answers; what cannot be coded is coded as no answer and found.

    What is plain is coded many cells at once; the cells that are left are read one by one.
    """
    how = coding(scale)
    codes, values, left = _encode_plain(how, raw)
    findings: list[Finding] = []
    if len(left):
        codes = np.require(codes, requirements="W")
        cells = raw.tolist() if isinstance(raw, np.ndarray) else raw
        for row in left.tolist():
            try:
                codes[row], value = how.encode(cells[row])
            except ProblemError as problem:
                message = f"{code!r}: {problem.text}"
                path = locate(row, code)
                findings.append(
                    Finding(reason=problem.reason, path=path, message=message, code=code, row=row)
                )
            else:
                if value is not None and values is not None:
                    values[..., row] = value
    return Column(codes, values), findings


def _encode_plain(how: Coding, raw: Sequence[object] | Values) -> tuple[Codes, Values | None, Positions]:
    """Return the codes and values of the plain cells, and the positions of the others."""
    match how.scale:
        case Percentage() | Count() | Number():
            codes, numbers, left = _encode_numbers(how.scale, raw)
            return codes.astype(how.dtype, copy=False), numbers, left
        case MultipleChoice():
            return _encode_selections(how, raw)
        case Composition():
            n = len(raw)
            return np.full(n, AnswerState.NO_ANSWER, dtype=how.dtype), empty_values(how, n), np.arange(n)
        case _:
            codes, left = look_up(how.table, raw, how.dtype)
            return codes, None, left


def _encode_numbers(
    scale: Percentage | Count | Number, raw: Sequence[object] | Values
) -> tuple[Codes, Floats, Positions]:
    """Code the numbers that are in range and of the declared precision."""
    numeric = isinstance(raw, np.ndarray) and raw.dtype.kind in "iuf"
    given = raw if numeric else [x if type(x) in _NUMBERS else np.nan for x in raw]
    with np.errstate(over="ignore"):
        try:
            numbers: Floats = np.array(given, dtype=np.float64)
        except OverflowError:  # an integer beyond the largest double; let each speak for itself
            numbers = np.full(len(raw), np.nan)
    low, high = scale.limits
    decimals = 0 if isinstance(scale, Count) else scale.decimals
    good = (low <= numbers) & (numbers <= high) & (np.abs(numbers) < EXACT)
    if decimals is not None:
        rounded = np.round(np.where(good, numbers, 0.0), min(decimals, MOST_DECIMALS))
        good &= rounded == numbers  # if not by numpy's rounding, it may be so by Python's: looked at again
    codes = np.where(good, np.uint8(FIRST_ANSWER), np.uint8(AnswerState.NO_ANSWER))
    return codes, np.where(good, numbers, 0.0) + 0.0, np.flatnonzero(~good)


class _Selections(dict[object, int]):
    """The position of each cell among the readings so far; a cell is read when it first occurs."""

    def __init__(self, how: Coding) -> None:
        super().__init__({None: 0})
        self._how = how
        self.readings: list[tuple[int, Value | None]] = [(int(AnswerState.NO_ANSWER), None)]

    def __missing__(self, cell: object) -> int:
        self.readings.append(self._how.encode(cell))
        return self.setdefault(cell, len(self.readings) - 1)


def _encode_selections(how: Coding, raw: Sequence[object] | Values) -> tuple[Codes, Values | None, Positions]:
    """Code selections, each distinct one read once."""
    distinct = _Selections(how)
    cells = [tuple(cell) if type(cell) is list else cell for cell in raw]
    which, left = look_up(distinct, cells, np.uint32)
    codes = np.array([code for code, _ in distinct.readings], dtype=how.dtype)[which]
    if not how.measured:
        return codes, None, left
    masks = np.array([mask or 0 for _, mask in distinct.readings], dtype=np.uint64)
    return codes, masks[which], left


def empty_values(how: Coding, n: int) -> Values | None:
    """Return an array of zeros for the values of `n` answers, or None if the scale is not measured."""
    if not how.measured:
        return None
    match how.scale:
        case MultipleChoice():
            return np.zeros(n, dtype=np.uint64)
        case Composition(parts=parts):
            return np.zeros((len(parts), n), dtype=np.float64)
        case _:
            return np.zeros(n, dtype=np.float64)


def encode_attribute(
    code: str, allowed: Sequence[str] | None, raw: Sequence[object] | Values, locate: Locate
) -> tuple[AttributeColumn, list[Finding]]:
    """Code a column of characteristics; None is no value."""
    cells = raw.tolist() if isinstance(raw, np.ndarray) else raw
    labels = tuple(allowed) if allowed is not None else tuple(sorted(set(map(plain_text, cells)) - {""}))
    table: dict[str | None, int] = {None: 0, **{label: i + 1 for i, label in enumerate(labels)}}
    codes, left = look_up(table, cells, np.min_scalar_type(len(labels)))
    findings = []
    for row in left.tolist():
        cell = cells[row]
        if allowed is None or not plain_text(cell):
            reason, expected = Reason.WRONG_KIND, "text that is not blank; None says no value"
        else:
            reason = Reason.UNKNOWN_CHARACTERISTIC_VALUE
            expected = f"one of {', '.join(map(repr, allowed))}"
        message = f"{code!r}: got {shown(cell)}, expected {expected}"
        findings.append(Finding(reason=reason, path=locate(row, code), message=message, code=code, row=row))
    return AttributeColumn(labels, codes), findings
