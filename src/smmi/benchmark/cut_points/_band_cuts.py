"""Cut points as values: where bands of a score begin, where that comes from, and since when."""

import enum
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._thresholds import reaches
from smmi.benchmark.survey._argument_checks import as_numbers, plain_number
from smmi.errors import ArgumentError, Finding, Reason
from smmi.instrument.declaration import (
    Declared,
    a,
    as_float,
    as_tuple,
    checked,
    each,
    is_any_text,
    is_code,
    is_finite,
    is_whole,
    wording,
)

Floats = npt.NDArray[np.float64]
Stars = npt.NDArray[np.uint8]

MOST_CUTS: Final = 254
"""So many cuts make bands that fit into a byte."""
_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class CutMethod(enum.Enum):
    """How cut points came about.

    Example:
        >>> [one.value for one in CutMethod]
        ['declared', 'quantiles', 'clusters']
    """

    DECLARED = "declared"
    """They were set, or published elsewhere."""
    QUANTILES = "quantiles"
    """They are quantiles of norms."""
    CLUSTERS = "clusters"
    """They lie between clusters of the scores of norms."""


class Guard(enum.Enum):
    """What keeps cut points from moving.

    Example:
        >>> [one.value for one in Guard]
        ['none', 'held', 'limited']
    """

    NONE = "none"
    """Nothing: they are as they came about."""
    HELD = "held"
    """They are those that were published before."""
    LIMITED = "limited"
    """They are no further from those that were published before than a cap allows."""


def is_day(value: object) -> str | None:
    """Expect a day as ISO 8601 has it."""
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    year, month, day = (int(part) for part in match.groups()) if match else (0, 0, 0)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    good = year >= 1 and 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] + (leap and month == 2)
    return None if good else "a day as ISO 8601 has it: 2026-11-30"


def _as_floats(values: object) -> tuple[float, ...]:
    several = as_tuple(values)  # type: ignore[arg-type]  # what is no series is left for the check
    return tuple(as_float(plain_number(one)) for one in several) if isinstance(several, tuple) else several


def _as_whole(values: object) -> tuple[int, ...]:
    return as_tuple(values)  # type: ignore[arg-type]  # as above


@attrs.frozen(kw_only=True)
class BandCuts(Declared):
    """Where the bands of one score begin, with their origin: a value that can be published and kept.

    A score at a cut is in the band that begins there. No clock is read: the day is given.

    Attributes:
        code: The code of the score.
        cuts: The cuts, ascending: one star is below the first, one more from each cut on.
        on: The day from which they hold, as ISO 8601 has it.
        method: How they came about.
        norms: The fingerprint of the norms from which they were made; empty where there are none.
        guard: What keeps them from moving.
        fitted: What they would have been without a guard; empty where there is none, or it is not known.
        capped: The positions of the cuts that a cap has moved, from 0.
        note: More on how they came about: the rule for outliers, the cap, the source.

    Raises:
        DeclarationError: The cuts do not ascend, the day is none, or what was fitted or capped does not belong to them.

    Example:
        >>> cuts = BandCuts(code="overall", cuts=[40, 60, 75], on="2026-11-30", note="set by the board")
        >>> cuts.stars_of(np.array([39.9, 40.0, 80.0, np.nan]))
        array([1, 2, 4, 0], dtype=uint8)
    """

    code: str = attrs.field(metadata=checked(is_code))
    cuts: tuple[float, ...] = attrs.field(
        converter=_as_floats, metadata=checked(each(is_finite, expected="finite numbers"))
    )
    on: str = attrs.field(metadata=checked(is_day))
    method: CutMethod = attrs.field(default=CutMethod.DECLARED, metadata=checked(a(CutMethod)))
    norms: str = attrs.field(default="", metadata=checked(is_any_text))
    guard: Guard = attrs.field(default=Guard.NONE, metadata=checked(a(Guard)))
    fitted: tuple[float, ...] = attrs.field(
        default=(), converter=_as_floats, metadata=checked(each(is_finite, expected="finite numbers"))
    )
    capped: tuple[int, ...] = attrs.field(
        default=(), converter=_as_whole, metadata=checked(each(is_whole, expected="positions"))
    )
    note: str = attrs.field(default="", metadata=wording(is_any_text))

    def _relations(self) -> Iterator[Finding]:
        if not 1 <= len(self.cuts) <= MOST_CUTS:
            message = f"'cuts' of {self.code!r}: got {len(self.cuts)}, expected 1 to {MOST_CUTS}"
            yield Finding(reason=Reason.EMPTY, path="$.cuts", message=message)
        for name, values in (("cuts", self.cuts), ("fitted", self.fitted)):
            for position, (below, above) in enumerate(pairwise(values), start=1):
                if not below < above:
                    message = f"{name!r} of {self.code!r} must ascend: {above:g} is not above {below:g}"
                    yield Finding(reason=Reason.BAD_ORDER, path=f"$.{name}[{position}]", message=message)
        if self.fitted and len(self.fitted) != len(self.cuts):
            message = f"'fitted' of {self.code!r}: got {len(self.fitted)} cuts, expected {len(self.cuts)}"
            yield Finding(reason=Reason.BAD_VALUE, path="$.fitted", message=message)
        if self.capped and (self.guard is not Guard.LIMITED or max(self.capped) >= len(self.cuts)):
            message = (
                f"'capped' of {self.code!r}: got {self.capped}, expected positions of cuts that are limited"
            )
            yield Finding(reason=Reason.BAD_VALUE, path="$.capped", message=message)

    def stars_of(self, scores: npt.ArrayLike, /) -> Stars:
        """Return the stars of scores, of any shape: 1 and how many cuts are reached; 0 where a score is NaN.

        Args:
            scores: In the unit of the cuts.

        Raises:
            ArgumentError: These are no numbers.
        """
        given = as_numbers("scores", scores)
        passed = np.sum([reaches(given, cut) for cut in self.cuts], axis=0)
        return np.asarray(np.where(np.isnan(given), 0, 1 + passed), dtype=np.uint8)

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Return the cuts and their origin, each as a name and a sentence."""
        made = "declared" if self.method is CutMethod.DECLARED else f"of norms, by {self.method.value}"
        said = [("Cuts", f"{', '.join(f'{cut:g}' for cut in self.cuts)}, from {self.on}, {made}")]
        if self.guard is Guard.HELD:
            said.append(("Guard", "Those that were published before are held"))
        if self.guard is Guard.LIMITED:
            moved = ", ".join(f"{self.fitted[i]:g} to {self.cuts[i]:g}" for i in self.capped) or "none"
            said.append(
                ("Guard", f"Limited in their drift from those that were published before; capped: {moved}")
            )
        if self.note:
            said.append(("Note", self.note))
        return tuple(said)


def check_alike(one: BandCuts, other: BandCuts, name: str, /) -> None:
    """Refuse cuts that are not of the same score, or not as many.

    Raises:
        ArgumentError: They are not.
    """
    if one.code != other.code or len(one.cuts) != len(other.cuts):
        raise ArgumentError(
            name, f"{len(other.cuts)} cuts of {other.code!r}", f"{len(one.cuts)} cuts of {one.code!r}"
        )
