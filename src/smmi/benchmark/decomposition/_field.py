"""The change of the mean of a field: what its units did, which came, and which left."""

import math
from collections.abc import Iterator
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.decomposition._causes import Cause
from smmi.benchmark.decomposition._cohort import Cohort
from smmi.benchmark.decomposition._shapley import parts_that_add_up
from smmi.frozen import frozen_array, made_anew

Floats = npt.NDArray[np.float64]

CAUSES: Final = tuple(Cause)
_APPEARANCE, _DEPARTURE = CAUSES.index(Cause.APPEARANCE), CAUSES.index(Cause.DEPARTURE)


@attrs.frozen(kw_only=True, repr=False)
class FieldParts:
    """The change of the mean score of all units, decomposed; read-only, with one entry for each score.

    Units that came or left are parts of their own: by how much the mean of the second wave differs from that of the
    units of both waves, and likewise in the first. Between these two means, a part is the mean of the units' own.

    Attributes:
        codes: The codes of the scores, (m,).
        before: The mean of all units of the first wave, (m,).
        after: That of all units of the second.
        counts: How many units have the score in the first wave, in both, and in the second, (3, m).
        parts: The part of each cause in the order of `Cause`, (m, 7); NaN where a mean is absent, or the change of a
            unit is not decomposed. Nothing drifts: peers are units here.
        rounding: What doubles cannot hold, (m,), as in `Decomposition`.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> scheme = smmi.ScoringScheme.equal_weights(editions.smmi_16())
        >>> years = [
        ...     smmi.score(
        ...         smmi.instrument.synthesize(scheme.instrument, units=40, rng=np.random.default_rng(year)),
        ...         scheme,
        ...     )
        ...     for year in (2025, 2026)
        ... ]
        >>> field = benchmark.change(years[0].take(range(30)), years[1]).decompose().field
        >>> field.counts[:, 0].tolist()
        [30, 30, 40]
    """

    codes: tuple[str, ...]
    before: Floats = attrs.field(**frozen_array())
    after: Floats = attrs.field(**frozen_array())
    counts: npt.NDArray[np.int64] = attrs.field(**frozen_array())
    parts: Floats = attrs.field(**frozen_array())
    rounding: Floats = attrs.field(**frozen_array())

    def rows(self) -> Iterator[dict[str, Any]]:
        """Return a mapping for each score, with None where something is absent."""
        names = ("before", "after", *(cause.value for cause in CAUSES), "rounding")
        for code, *numbers in zip(
            self.codes,
            self.before.tolist(),
            self.after.tolist(),
            *self.parts.T.tolist(),
            self.rounding.tolist(),
            strict=True,
        ):
            told = {name: None if math.isnan(one) else one for name, one in zip(names, numbers, strict=True)}
            yield {"code": code, **told}

    __reduce__ = made_anew

    def __repr__(self) -> str:
        return f"<FieldParts of {len(self.codes)} scores>"


def field_parts(cohort: Cohort, rows: list[int], parts: Floats) -> FieldParts:
    """Return the change of the mean of the units of the group.

    Args:
        cohort: Both waves.
        rows: The rows of the scores.
        parts: The parts of the units of both waves, (7, m, n).
    """
    made, ends, left, counts = [], [], [], []
    for row, own in zip(rows, parts.transpose(1, 0, 2), strict=True):
        first, both, second = cohort.scores_of(row)
        means = [_mean(first), *(_mean(one) for one in both[:2]), _mean(second)]
        causes = np.array([_mean(part[both[2]]) for part in own])
        causes[_APPEARANCE], causes[_DEPARTURE] = means[3] - means[2], means[1] - means[0]
        difference = means[3] - means[0]
        if math.isnan(difference) or np.isnan(causes).any():
            causes, rest = np.full(len(CAUSES), np.nan), np.nan
        else:
            [causes], [rest] = (one.T for one in parts_that_add_up(causes[:, None], np.array([difference])))
        made.append(causes)
        ends.append((means[0], means[3]))
        left.append(rest)
        counts.append((len(first), len(both[0]), len(second)))
    before, after = np.array(ends).reshape(-1, 2).T
    return FieldParts(
        codes=tuple(cohort.after.codes[row] for row in rows),
        before=before,
        after=after,
        counts=np.array(counts, dtype=np.int64).reshape(-1, 3).T,
        parts=np.array(made).reshape(-1, len(CAUSES)),
        rounding=np.array(left),
    )


def _mean(scores: Floats) -> float:
    return math.fsum(scores.tolist()) / len(scores) if len(scores) else math.nan
