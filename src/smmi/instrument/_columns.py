"""Coded columns: one indicator's answers, or one characteristic, over many units."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason
from smmi.frozen import read_only
from smmi.instrument._declaring import shown
from smmi.instrument._scales import Composition, Count, MultipleChoice, Number, Percentage, Scale
from smmi.instrument._states import FIRST_ANSWER
from smmi.instrument.coding import EXACT, Codes, Coding, ProblemError, States, coding

Values = npt.NDArray[Any]
Locate = Callable[[int, str], str]
"""Turns a row and a column's name into a path for a finding."""


def _same(left: Values | None, right: Values | None) -> bool:
    if left is None or right is None:
        return left is right
    return left.dtype == right.dtype and np.array_equal(left, right)


@attrs.frozen
class Column:
    """One indicator's coded answers; see `smmi.instrument.coding`.

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

    def take(self, positions: npt.NDArray[np.intp] | slice) -> "Column":
        """Return the column of some units."""
        return Column(self.codes[positions], None if self.values is None else self.values[..., positions])

    def cell(self, position: int) -> tuple[int, Any]:
        """Return the code and value of one unit's answer."""
        return int(self.codes[position]), None if self.values is None else self.values[..., position]


@attrs.frozen
class AttributeColumn:
    """One attribute of the units: a declared characteristic, or any other grouping column.

    Attributes:
        labels: The values that occur or may occur.
        codes: For each unit 0 if it has no value, else 1 + the position of its value in `labels`, shape (n,).
    """

    labels: tuple[str, ...]
    codes: Codes = attrs.field(
        converter=read_only, eq=attrs.cmp_using(eq=np.array_equal), hash=False, repr=False
    )

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, position: int) -> str | None:
        code = int(self.codes[position])
        return self.labels[code - 1] if code else None

    def __iter__(self) -> Iterator[str | None]:
        values = (None, *self.labels)
        return (values[code] for code in self.codes.tolist())

    def take(self, positions: npt.NDArray[np.intp] | slice) -> "AttributeColumn":
        """Return the column of some units."""
        return AttributeColumn(self.labels, self.codes[positions])


def encode_column(
    code: str, scale: Scale, raw: Sequence[object], locate: Locate
) -> tuple[Column, list[Finding]]:
    """Code a column of raw answers; what cannot be coded is coded as no answer and found."""
    how = coding(scale)
    column = _encode_fast(how, raw)
    return (column, []) if column else _encode_slowly(how, code, raw, locate)


def _encode_fast(how: Coding, raw: Sequence[object]) -> Column | None:
    if isinstance(how.scale, Percentage | Count | Number):
        return _encode_numbers(how, raw)
    if isinstance(how.scale, MultipleChoice | Composition):
        return None
    try:
        return Column(np.fromiter(map(how.table.__getitem__, raw), dtype=how.dtype, count=len(raw)))
    except (KeyError, TypeError):
        return None


def _encode_numbers(how: Coding, raw: Sequence[object] | Values) -> Column | None:
    """Code numbers at once, if all of them are plain, in range and of the declared precision; else leave it."""
    if isinstance(raw, np.ndarray) and raw.dtype.kind in "iuf":
        numbers, blanks = raw.astype(np.float64), np.zeros(len(raw), dtype=np.bool_)
    elif {type(number) for number in raw} <= {int, float, type(None)}:
        try:
            numbers = np.array(raw, dtype=np.float64)
        except OverflowError:
            return None
        blanks = np.fromiter((number is None for number in raw), dtype=np.bool_, count=len(raw))
    else:
        return None
    low, high = how.scale.limits  # type: ignore[union-attr]
    decimals = 0 if isinstance(how.scale, Count) else how.scale.decimals  # type: ignore[union-attr]
    answered = numbers[~blanks]
    good = np.isfinite(answered) & (low <= answered) & (answered <= high)
    if decimals == 0:
        good &= answered == np.floor(answered)
    plain = good.all() and decimals in {None, 0} and not np.any(np.abs(answered) > EXACT)
    return _measured(numbers, blanks) if plain else None


def _measured(numbers: npt.NDArray[np.float64], blanks: npt.NDArray[np.bool_]) -> Column:
    codes = np.where(blanks, np.uint8(0), np.uint8(FIRST_ANSWER))
    return Column(codes, np.where(blanks, 0.0, numbers) + 0.0)


def _encode_slowly(
    how: Coding, code: str, raw: Sequence[object], locate: Locate
) -> tuple[Column, list[Finding]]:
    codes = np.zeros(len(raw), dtype=how.dtype)
    values: Values | None = empty_values(how, len(raw))
    findings = []
    for row, answer in enumerate(raw):
        try:
            codes[row], value = how.encode(answer)
        except ProblemError as problem:
            message = f"{code!r}: {problem.text}"
            findings.append(
                Finding(reason=problem.reason, path=locate(row, code), message=message, code=code, row=row)
            )
        else:
            if value is not None and values is not None:
                values[..., row] = value
    return Column(codes, values), findings


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
    code: str, allowed: Sequence[str] | None, raw: Sequence[object], locate: Locate
) -> tuple[AttributeColumn, list[Finding]]:
    """Code a column of characteristics; a blank or None is no value."""
    labels = list(allowed or ())
    position = {label: i + 1 for i, label in enumerate(labels)}
    codes = np.zeros(len(raw), dtype=np.uint32)
    findings = []
    for row, value in enumerate(raw):
        if value is None:
            continue
        if not isinstance(value, str) or not value.strip():
            message = f"{code!r}: got {shown(value)}, expected text; None says no value"
            reason = Reason.WRONG_KIND
        elif value not in position and allowed is not None:
            message = f"{code!r}: got {value!r}, expected one of {', '.join(map(repr, allowed))}"
            reason = Reason.UNKNOWN_CHARACTERISTIC_VALUE
        else:
            codes[row] = position.setdefault(value, len(position) + 1)
            continue
        findings.append(Finding(reason=reason, path=locate(row, code), message=message, code=code, row=row))
    used = codes.astype(np.min_scalar_type(len(position)))
    return AttributeColumn(tuple(position), used), findings


def state_array(scale: Scale, codes: Codes) -> States:
    """Return the `AnswerState` of each cell of a column."""
    return coding(scale).states[codes]
