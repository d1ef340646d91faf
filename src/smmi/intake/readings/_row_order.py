"""The order of rows by a column: numbers as numbers, times as times, and what has no certain order."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from smmi.intake.entries._words import number_of
from smmi.intake.tables import MONTH, DistinctColumn, Entry

UNCLEAR: Final = -1
"""The rank of an entry that has none."""
_MOMENT: Final = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?([ap]\.?m\.?)?(?: ?([a-z]{1,5}|(?:gmt|utc)?[-+−].+))?)?",
    re.ASCII | re.IGNORECASE,
)
"""A time with the year before the month and the month before the day; behind it half of the day and zone."""
_OFFSET: Final = re.compile(r"(?:gmt|utc)?([-+])(\d{1,2})(?::?(\d{2}))?", re.ASCII | re.IGNORECASE)
_GREENWICH: Final = frozenset(["z", "utc", "gmt"])
_HALF_OF_THE_DAY: Final = 12
_TIME: Final = re.compile(
    rf"\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}|\d:\d\d|\d\W{{0,3}}(?:de )?{MONTH}\b|\b{MONTH}\W{{0,2}}\d",
    re.ASCII,
)
"""What is a time, though how its parts stand is not certain."""
_DIGITS: Final = re.compile(r"(\d+)", re.ASCII)


def ranks_of(column: DistinctColumn, /) -> npt.NDArray[np.intp]:
    """Return the rank of each row by its entry, `UNCLEAR` where there is none.

    Numbers are compared as numbers. Times with the year first are compared as moments, their zones regarded. Other
    texts are compared as text, numbers within them as numbers; if they hold a time, they have no rank.
    """
    keys = _keys(column.entries)
    rank_of = {key: rank for rank, key in enumerate(sorted({key for key in keys if key is not None}))}
    ranks = np.array([UNCLEAR if key is None else rank_of[key] for key in keys], dtype=np.intp)
    return ranks[column.positions]


def _keys(entries: Sequence[Entry]) -> list[Any]:
    texts = [entry.text for entry in entries if not entry.is_blank]
    numbers = [number_of(text) for text in texts]
    moments = [_moment(text) for text in texts]
    keys: list[Any]
    if all(number is not None for number in numbers):
        keys = list(numbers)
    elif all(moment is not None for moment in moments):
        zones = {zone for moment in moments if moment is not None for zone in [moment[1]]}
        # A zone without a number, or none, is compared with itself alone.
        comparable = len(zones) == 1 or all(zone.isdecimal() for zone in zones)
        keys = [moment[0] if moment is not None and comparable else None for moment in moments]
    else:
        keys = [None if _is_time(text) else _parts(text) for text in texts]
    by_text = dict(zip(texts, keys, strict=True))
    return [None if entry.is_blank else by_text[entry.text] for entry in entries]


def _moment(text: str) -> tuple[int, str] | None:
    """Return the moment that a text says, in Greenwich where its zone has a number, and the zone: a digit for those."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, half, zone = (part or "" for part in found.groups())
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= _HALF_OF_THE_DAY:
            return None
        hours = hours % _HALF_OF_THE_DAY + _HALF_OF_THE_DAY * half.lower().startswith("p")
    zone = zone.casefold().replace("−", "-")
    offset = _OFFSET.fullmatch(zone)
    try:
        day_and_hour = np.datetime64(
            f"{year}-{month:0>2}-{day:0>2}T{hours:0>2}:{minute or 0:0>2}:{second or 0:0>2}", "s"
        )
    except ValueError:  # a day or an hour that there is not
        return None
    moment = int(day_and_hour.astype(np.int64)) * 10**9 + int(f"{fraction:0<9}")
    if offset:
        sign, own, minutes = offset.groups()
        away = (int(own) * 60 + int(minutes or 0)) * 60 * 10**9
        moment += -away if sign == "+" else away
    return moment, "0" if offset or zone in _GREENWICH else zone


def _is_time(text: str) -> bool:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return bool(_TIME.search(plain))


def _parts(text: str) -> tuple[str | tuple[int, str], ...]:
    """Return a text as its words and the numbers between them: 10 is after 2.

    Numbers are compared by how many digits they have, then digit by digit, however long they are. Digits of other
    scripts are letters of the words.
    """
    parts = _DIGITS.split(text)
    numbers = [digits.lstrip("0") for digits in parts[1::2]]
    keys: list[str | tuple[int, str]] = [*parts]
    keys[1::2] = [(len(digits), digits) for digits in numbers]
    return tuple(keys)
