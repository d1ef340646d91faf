"""One line of a manual's norms: a score, a group, and what is printed of its scores there."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import attrs

from smmi.benchmark.survey._argument_checks import plain_number, plain_whole
from smmi.errors import Finding, Reason
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument.declaration import (
    Declared,
    as_float,
    checked,
    is_code,
    is_finite,
    is_name,
    is_number,
    is_whole,
    or_none,
)

Table = tuple[tuple[float, float], ...]


def _as_number(value: Any) -> Any:  # noqa: ANN401  (what is no number is left for the check)
    return as_float(plain_number(value))


def _as_table(rows: Any) -> Any:  # noqa: ANN401  (as above)
    if isinstance(rows, Mapping):
        rows = sorted(rows.items()) if all(map(is_number, rows)) else list(rows.items())
    if isinstance(rows, str) or not isinstance(rows, Iterable):
        return rows
    return tuple(tuple(map(_as_number, row)) if isinstance(row, Iterable) else row for row in rows)


def _is_table(rows: object) -> str | None:
    expected = "rows of a raw score and its percentile, each two finite numbers"
    if not isinstance(rows, tuple):
        return expected
    good = all(isinstance(row, tuple) and len(row) == 2 and not any(map(is_finite, row)) for row in rows)
    return None if good else expected


def _is_group(group: object) -> str | None:
    good = isinstance(group, Mapping) and all(
        is_name(each) is None for pair in group.items() for each in pair
    )
    return None if good else "a mapping from attributes to the values that the group shares"


def _is_positive(value: object) -> str | None:
    return None if is_finite(value) is None and value > 0 else "a finite number above 0"  # type: ignore[operator]


@attrs.frozen(kw_only=True)
class ManualNorm(Declared):
    """What a manual prints of one score in one group: mean and standard deviation, a table of percentiles, or both.

    Manuals speak of raw scores, such as sums. What raw score stands for 0 and for 100 percent is said here, and the
    rest lies on the line between.

    Attributes:
        code: The code of the score: an area, a domain, or "overall".
        group: The attributes and values that the units of the group share; none for the norms of all.
        mean: The mean of the raw scores; None if it is not printed.
        standard_deviation: Their standard deviation, above 0; None if it is not printed.
        table: Rows of a raw score and its percentile, raw scores ascending, percentiles 0 to 100 ascending too (or
            descending, where the manual counts the other way); a mapping is taken as well. Empty if none is printed.
        n: How many units the manual's sample has; None if it does not say.
        raw_at_0: The raw score that a score of 0 percent stands for.
        raw_at_100: The same of 100 percent.

    Raises:
        DeclarationError: A field has an unusable value; neither moments nor a table are given; or the table is out of
            order.

    Example:
        >>> norm = ManualNorm(code="stress", mean=10.5, standard_deviation=7.0, raw_at_100=42)
        >>> norm.raw_of(25.0)
        10.5
    """

    code: str = attrs.field(metadata=checked(is_code))
    group: Mapping[str, str] = attrs.field(
        factory=FrozenMapping, converter=freeze_mapping, metadata=checked(_is_group)
    )
    mean: float | None = attrs.field(default=None, converter=_as_number, metadata=checked(or_none(is_finite)))
    standard_deviation: float | None = attrs.field(
        default=None, converter=_as_number, metadata=checked(or_none(_is_positive))
    )
    table: Table = attrs.field(default=(), converter=_as_table, metadata=checked(_is_table))
    n: int | None = attrs.field(
        default=None, converter=attrs.converters.optional(plain_whole), metadata=checked(or_none(is_whole))
    )
    raw_at_0: float = attrs.field(default=0.0, converter=_as_number, metadata=checked(is_finite))
    raw_at_100: float = attrs.field(default=100.0, converter=_as_number, metadata=checked(is_finite))

    def _relations(self) -> Iterator[Finding]:
        if (self.mean is None) != (self.standard_deviation is None):
            given, lacking = ("mean", "standard_deviation")[:: 1 if self.standard_deviation is None else -1]
            yield self._finding(Reason.EMPTY, lacking, f"got none, expected one beside the {given!r}")
        elif self.mean is None and not self.table:
            yield self._finding(Reason.EMPTY, "table", "got none, and no mean; expected one of the two")
        if self.raw_at_0 == self.raw_at_100:
            expected = f"another raw score than {self.raw_at_0:g}, which 0 percent stands for"
            yield self._finding(
                Reason.BAD_VALUE, "raw_at_100", f"got {self.raw_at_100:g}, expected {expected}"
            )
        for position, (raw, percentile) in enumerate(self.table):
            if not 0 <= percentile <= 100:
                got = f"entry {position}, raw score {raw:g}: got {percentile:g}, expected a percentile, 0 to 100"
                yield self._finding(Reason.BAD_VALUE, "table", got)
        turns = {above > below for (_, below), (_, above) in pairwise(self.table) if above != below}
        if len(turns) > 1:
            got = "percentiles rise and fall, expected one of the two"
            yield self._finding(Reason.BAD_ORDER, "table", got)
        for position, ((below, _), (above, _)) in enumerate(pairwise(self.table), start=1):
            if not below < above:
                got = f"entry {position}: raw scores must ascend, {above:g} is not above {below:g}"
                yield self._finding(Reason.BAD_ORDER, "table", got)

    def _finding(self, reason: Reason, field: str, message: str) -> Finding:
        return Finding(reason=reason, path=f"$.{field}", message=f"{field!r} of {self.code!r}: {message}")

    def raw_of(self, score: float, /) -> float:
        """Return the raw score of a score.

        Args:
            score: Percent of attainable, 0 to 100.
        """
        return self.raw_at_0 + (self.raw_at_100 - self.raw_at_0) * score / 100.0
