"""Where a score stands among the norms of a manual."""

import enum

import attrs
import numpy as np

from smmi._thresholds import ROUNDING, reaches
from smmi.benchmark.kernels._normal import (
    ranks_of_z,
    stanines_of_ranks,
    stanines_of_z,
    t_scores,
    z_of_ranks,
)
from smmi.benchmark.manual._manual_norm import ManualNorm
from smmi.benchmark.norms import Group


class NoManualStanding(enum.Enum):
    """Why a unit has no standing among the norms of a manual, or a part of it is absent.

    Example:
        >>> [one.value for one in NoManualStanding]
        ['no-score', 'partly-administered', 'outside-table']
    """

    NO_SCORE = "no-score"
    """The unit has no score here."""
    PARTLY_ADMINISTERED = "partly-administered"
    """A part of what applies to the unit was not put to it: the score is not that of which the manual speaks."""
    OUTSIDE_TABLE = "outside-table"
    """The raw score is below or above all of which the manual's table tells."""


@attrs.frozen(kw_only=True)
class ManualStanding:
    """Where a unit's score stands in one group of a manual.

    What the manual prints goes first: z, T and the stanine come from its mean and standard deviation, the percentile
    from its table. Where it prints one of the two, the other is worked out by the normal curve, as if the raw scores
    were distributed so, and `normal` says that.

    Attributes:
        code: The code of the score: an area, a domain, or "overall".
        group: The group.
        score: The unit's score, percent of attainable (0 to 100), or None: it has none, or it does not compare.
        raw: The same in the manual's raw scores, or None.
        norm: What the manual prints.
        reason: Why something is absent, or None.

    Example:
        >>> norm = ManualNorm(
        ...     code="stress", mean=45.3, standard_deviation=9.6, table={40: 27, 50: 66, 60: 92}
        ... )
        >>> standing = ManualStanding(
        ...     code="stress", group=Group(), score=54.9, raw=54.9, norm=norm, reason=None
        ... )
        >>> round(standing.z, 9), round(standing.t_score, 9), standing.stanine, standing.interval
        (1.0, 60.0, 7, (66.0, 92.0))
    """

    code: str
    group: Group
    score: float | None
    raw: float | None
    norm: ManualNorm
    reason: NoManualStanding | None

    @property
    def normal(self) -> tuple[str, ...]:
        """What was worked out by the normal curve: the percentile, or z, T and the stanine; none if all is printed."""
        if not self.norm.table:
            return ("percentile",)
        return ("z", "t_score", "stanine") if self.norm.mean is None else ()

    @property
    def z(self) -> float | None:
        """By how many of the manual's standard deviations the raw score is above its mean.

        (x - m) / s; the normal quantile of the percentile where the manual prints a table alone; None at its 0 and 100.
        """
        if self.norm.mean is not None and self.norm.standard_deviation is not None:
            return None if self.raw is None else (self.raw - self.norm.mean) / self.norm.standard_deviation
        return self._number(z_of_ranks(np.array(np.nan if self.percentile is None else self.percentile)))

    @property
    def t_score(self) -> float | None:
        """The T score, 50 + 10 z (McCall 1922, How to Measure in Education); None where z is."""
        return None if self.z is None else float(t_scores(np.array(self.z)))

    @property
    def stanine(self) -> int | None:
        """The stanine, 1 to 9: of z in bands of half a standard deviation.

        Of the percentile, where that is printed alone.
        """
        if self.norm.mean is not None:
            return None if self.z is None else int(stanines_of_z(np.array(self.z)))
        return None if self.percentile is None else int(stanines_of_ranks(np.array(self.percentile)))

    @property
    def percentile(self) -> float | None:
        """The percentile, 0 to 100.

        That of the table's row; between two rows on the line between them; None outside of the table. Without a table
        the share below z under the normal curve.
        """
        if not self.norm.table:
            return None if self.z is None else float(ranks_of_z(np.array(self.z)))
        if self.raw is None:
            return None
        at = self._row(self.raw)
        if at is not None:
            return self.norm.table[at][1]
        raws, percentiles = zip(*self.norm.table, strict=True)
        return self._number(np.interp(self.raw, raws, percentiles, left=np.nan, right=np.nan))

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which percentiles the raw score lies; twice the same where the table has its row.

        None without a table.
        """
        if not self.norm.table or self.raw is None:
            return None
        at = self._row(self.raw)
        if at is not None:
            return self.norm.table[at][1], self.norm.table[at][1]
        rises = self.norm.table[0][1] <= self.norm.table[-1][1]
        ends = (0.0, 100.0) if rises else (100.0, 0.0)
        known = [ends[0], *(percentile for _, percentile in self.norm.table), ends[1]]
        above = sum(raw < self.raw for raw, _ in self.norm.table)
        low, high = sorted(known[above : above + 2])
        return low, high

    def _row(self, sought: float) -> int | None:
        """Return the row of a raw score, which a score in percent may have left a rounding away."""
        return next((i for i, (raw, _) in enumerate(self.norm.table) if _are_equal(sought, raw)), None)

    @staticmethod
    def _number(value: object) -> float | None:
        number = float(value)  # type: ignore[arg-type]  # an array without dimensions
        return None if np.isnan(number) else number


def _are_equal(one: float, other: float) -> bool:
    return reaches(one, other, rounding=ROUNDING) and reaches(other, one, rounding=ROUNDING)


def manual_standing(
    norm: ManualNorm, group: Group, score: float | None, *, withheld: bool = False
) -> ManualStanding:
    """Return where a score stands in one group of a manual.

    Args:
        norm: What the manual prints of it.
        group: The group.
        score: The unit's score, or None.
        withheld: Whether it does not compare, and so is not placed.
    """
    reason = None
    if score is None:
        reason = NoManualStanding.NO_SCORE
    elif withheld:
        reason, score = NoManualStanding.PARTLY_ADMINISTERED, None
    raw = None if score is None else norm.raw_of(score)
    if raw is not None and norm.table:
        first, last = norm.table[0][0], norm.table[-1][0]
        inside = reaches(raw, first, rounding=ROUNDING) and reaches(last, raw, rounding=ROUNDING)
        reason = None if inside else NoManualStanding.OUTSIDE_TABLE
    return ManualStanding(code=norm.code, group=group, score=score, raw=raw, norm=norm, reason=reason)
