"""Coded columns: one indicator's answers, one characteristic, or the identifiers, over many units."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason
from smmi.frozen import frozen_array, made_anew, read_only
from smmi.instrument.answers._entry_columns import NOTHING, EntryColumn, Locate, found, in_use, spread
from smmi.instrument.declaration import FIRST_ANSWER, AnswerState, plain_text, shown
from smmi.instrument.scales import (
    EXACT,
    Codes,
    Coding,
    Composition,
    Count,
    Floats,
    MultipleChoice,
    Number,
    Percentage,
    Positions,
    ProblemError,
    Scale,
    Value,
    coding,
    look_up,
)

Values = npt.NDArray[Any]
Raw = Sequence[object] | Values | EntryColumn
"""A list, a tuple, an array of one dimension, or entries and their positions."""

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

    Example:
        >>> from smmi import editions
        >>> from smmi.instrument import Answers
        >>> records = [{"school": "S1", "discipline": "dental", "clinical_underserved": "required"}]
        >>> answers = Answers.from_records(
        ...     editions.smmi_16(), records, unit="school", attributes=("discipline",)
        ... )
        >>> column = answers.column("clinical_underserved")
        >>> column.codes.shape, column.values is None
        ((1,), True)
    """

    codes: Codes = attrs.field(**frozen_array())
    values: Values | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(read_only),
        eq=attrs.cmp_using(eq=_same),
        hash=False,
        repr=False,
    )

    __reduce__ = made_anew

    @classmethod
    def together(cls, parts: Sequence["Column"], scale: Scale) -> "Column":
        """Return the columns of some units after another as one."""
        how = coding(scale)
        empty = empty_values(how, 0)
        codes = np.concatenate([np.empty(0, how.dtype), *(part.codes for part in parts)])
        if empty is None:
            return cls(codes)
        return cls(
            codes,
            np.concatenate([empty, *(part.values for part in parts if part.values is not None)], axis=-1),
        )

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

    Example:
        >>> from smmi import editions
        >>> from smmi.instrument import Answers
        >>> records = [{"school": "S1", "discipline": "dental", "clinical_underserved": "required"}]
        >>> answers = Answers.from_records(
        ...     editions.smmi_16(), records, unit="school", attributes=("discipline",)
        ... )
        >>> list(answers.attribute("discipline"))
        ['dental']
    """

    labels: tuple[str, ...]
    codes: Codes = attrs.field(**frozen_array())

    __reduce__ = made_anew

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


def encode_column(code: str, scale: Scale, raw: Raw, locate: Locate) -> tuple[Column, list[Finding]]:
    """Code a column of raw answers; what cannot be coded is coded as no answer and found.

    What is plain is coded many cells at once; the cells that are left are read one by one.
    """
    how = coding(scale)
    if isinstance(raw, EntryColumn):
        given = in_use(raw) if len(raw.entries) > len(raw) else raw
        column, bad = encode_column(code, scale, given.entries, locate)
        codes = spread(given, column.codes, AnswerState.NO_ANSWER)
        values = None if column.values is None else spread(given, column.values, 0)
        return Column(codes, values), found(given, bad, code, locate)
    codes, values, left = _encode_plain(how, raw)
    findings: list[Finding] = []
    if len(left):
        codes = np.require(codes, requirements="W")
        cells = raw.tolist() if isinstance(raw, np.ndarray) else raw
        for row in left.tolist():
            try:
                codes[row], value = how.encode(cells[row])
            except ProblemError as problem:
                text, path = f"{code!r}: {problem.text}", locate(row, code)
                findings.append(Finding(reason=problem.reason, path=path, message=text, code=code, row=row))
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
            cells = raw.tolist() if isinstance(raw, np.ndarray) and raw.dtype.kind != "O" else raw
            codes, left = look_up(how.table, cells, how.dtype)
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
    shape = (len(how.scale.parts), n) if isinstance(how.scale, Composition) else n
    return np.zeros(shape, dtype=np.uint64 if isinstance(how.scale, MultipleChoice) else np.float64)


def encode_attribute(
    code: str, allowed: Sequence[str] | None, raw: Raw, locate: Locate
) -> tuple[AttributeColumn, list[Finding]]:
    """Code a column of characteristics; None is no value."""
    if isinstance(raw, EntryColumn):
        given = in_use(raw)
        column, bad = encode_attribute(code, allowed, given.entries, locate)
        return AttributeColumn(column.labels, spread(given, column.codes, 0)), found(given, bad, code, locate)
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


Units = npt.NDArray[Any]
"""Identifiers as text, shape (n,), of numpy's `StringDType`."""


LARGEST: Final = 2**64
"""Integers from here on are no identifiers."""
LONGEST_PLAIN: Final = 64
"""Identifiers of up to so many characters are looked at many at once."""
SPACE: Final = 32
"""In ASCII, what is no character to be seen stands up to here."""
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
"""Odd, its bits well mixed (Knuth 1998, The art of computer programming 3, 6.4): the golden ratio times 2**64."""


def read_units(raw: Raw, unit: str, locate: Locate) -> tuple[Units, list[Finding]]:
    """Read the column of the units' identifiers.

    Args:
        raw: Text, or integers, which are taken as their decimal text.
        unit: The name of the column.
        locate: Says in a finding where a cell stands.
    """
    if isinstance(raw, EntryColumn):
        return _read_entries(raw, unit, locate)
    if isinstance(raw, np.ndarray) and raw.dtype == np.dtypes.StringDType() and _are_sound(raw):
        return raw if raw.base is None and not raw.flags.writeable else raw.copy(), []
    cells: Sequence[object] = raw.tolist() if isinstance(raw, np.ndarray) else raw
    names, units = _names(cells)
    good = all(names) and len(set(names)) == len(names)
    return units, [] if good else list(_findings(cells, names, unit, locate))


def _names(cells: Sequence[object]) -> tuple[Sequence[str], Units]:
    names = list(map(str.strip, cells)) if set(map(type, cells)) == {str} else list(map(_name, cells))  # type: ignore[arg-type]
    text = np.dtypes.StringDType()
    try:
        return names, np.array(names, dtype=text)
    except UnicodeEncodeError:  # an identifier holds half a character
        names = list(map(_name, cells))
        return names, np.array(names, dtype=text)


def _are_sound(names: Units) -> bool:
    """Whether identifiers are good as they are, each of its own; False too where this is not plain at a glance.

    That is: ASCII, without outer spaces, and of different hashes.
    """
    lengths = np.strings.str_len(names)
    longest = int(lengths.max(initial=0))
    if not 0 < longest <= LONGEST_PLAIN or not lengths.all():
        return False
    try:
        fixed = names.astype(f"S{-(-longest // 8) * 8}")  # whole words, the rest of zeros
    except UnicodeEncodeError:
        return False
    characters = fixed.view(np.uint8).reshape(len(names), -1)
    if np.any(characters[:, 0] <= SPACE):
        return False
    spaces = characters - np.uint8(1) < SPACE  # a zero, behind an identifier, becomes the largest byte
    if np.any(spaces) and np.any(spaces[np.arange(len(names)), lengths - 1]):
        return False
    words = fixed.view(np.uint64).reshape(len(names), -1)
    hashes = words[:, 0].copy()
    for word in words.T[1:]:
        hashes *= _MULTIPLIER
        hashes ^= hashes >> np.uint64(29)
        hashes += word
    hashes.sort()
    return not np.any(hashes[1:] == hashes[:-1])


def _read_entries(raw: EntryColumn, unit: str, locate: Locate) -> tuple[Units, list[Finding]]:
    given = in_use(raw)
    entries = given.entries.tolist() if isinstance(given.entries, np.ndarray) else given.entries
    names, _ = _names(entries)
    spelled = np.array([*names, ""], dtype=object)[given.positions].tolist()
    units = np.array(spelled, dtype=np.dtypes.StringDType())  # which numpy 2.0 does not index well
    once = len(entries) == len(given) and not np.any(given.positions == NOTHING)  # each entry has its unit
    if once and all(names) and len(set(names)) == len(names):
        return units, []
    return units, list(_findings(list(given), spelled, unit, locate))


def _name(cell: object) -> str:
    """Return an identifier, or nothing for what cannot be one."""
    kind = type(cell)  # not isinstance: a stranger's class may answer anything
    whole = kind is int or (issubclass(kind, np.integer) and not issubclass(kind, np.timedelta64))
    if whole and abs(int(cell)) < LARGEST:  # type: ignore[call-overload]
        return str(cell)
    return plain_text(cell).strip()


def _findings(cells: Sequence[object], names: Sequence[str], unit: str, locate: Locate) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for row, (cell, name) in enumerate(zip(cells, names, strict=True)):
        path = locate(row, unit)
        if not name:
            got = "nothing" if cell is None or (type(cell) is str and not cell) else shown(cell)
            advice = "; fill it in, or take the row out" if got == "nothing" else ""
            expected = f"the unit's identifier: text that is not blank, or an integer{advice}"
            message = f"{unit!r}: got {got}, expected {expected}"
            yield Finding(reason=Reason.MISSING_UNIT, path=path, message=message, code=unit, row=row)
        elif name in first:
            before = locate(first[name], unit)
            message = f"{unit!r}: {name!r} stands in {before} already; each unit may stand once"
            yield Finding(
                reason=Reason.REPEATED_UNIT, path=path, message=message, unit=name, code=unit, row=row
            )
        first.setdefault(name, row)
