"""The identifiers of units, read."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason
from smmi.instrument.answers._columns import Locate
from smmi.instrument.declaration._fields import plain_text, shown

Units = npt.NDArray[Any]
"""Identifiers as text, shape (n,), of numpy's `StringDType`."""


LARGEST: Final = 2**64
"""Integers from here on are no identifiers."""


def read_units(
    raw: Sequence[object] | npt.NDArray[Any], unit: str, locate: Locate
) -> tuple[Units, list[Finding]]:
    """Read the column of the units' identifiers.

    Args:
        raw: Text, or integers, which are taken as their decimal text.
        unit: The name of the column.
        locate: Says in a finding where a cell stands.
    """
    cells: Sequence[object] = raw.tolist() if isinstance(raw, np.ndarray) else raw
    names = list(map(str.strip, cells)) if set(map(type, cells)) == {str} else list(map(_name, cells))  # type: ignore[arg-type]
    text = np.dtypes.StringDType()
    try:
        units = np.array(names, dtype=text)
    except UnicodeEncodeError:  # an identifier holds half a character
        names = list(map(_name, cells))
        units = np.array(names, dtype=text)
    good = all(names) and len(set(names)) == len(names)
    return units, [] if good else list(_findings(cells, names, unit, locate))


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
            message = (
                f"{unit!r}: got {got}, expected the unit's identifier: text that is not blank, or an integer"
            )
            yield Finding(reason=Reason.MISSING_UNIT, path=path, message=message, code=unit, row=row)
        elif name in first:
            before = locate(first[name], unit)
            message = f"{unit!r}: {name!r} stands in {before} already; each unit may stand once"
            yield Finding(
                reason=Reason.REPEATED_UNIT, path=path, message=message, unit=name, code=unit, row=row
            )
        first.setdefault(name, row)
