"""Decomposition of change, as its users write it; only type-checked, never run."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from smmi.benchmark import Conventions, change
from smmi.benchmark.decomposition import (
    Attribution,
    Cause,
    Decomposition,
    FieldParts,
    IndicatorParts,
    Measure,
    NoDecomposition,
    decompose,
)
from smmi.scoring import Scores, ScoringScheme

label: str = Cause.DRIFT.label
of_peers: bool = Cause.DRIFT.of_peers
among_peers: bool = Measure.STARS.among_peers


def told(before: Scores, after: Scores, scheme: ScoringScheme) -> Mapping[Cause, float]:
    """A decomposition, with everything that can be said of it."""
    found: Decomposition = change(before, after).decompose()
    ranks: Decomposition = change(before, after).decompose(
        measure=Measure.PERCENTILE_RANK, group="public", scheme=scheme, conventions=Conventions()
    )
    plain: Decomposition = decompose(before, after, measure=Measure.RANK, codes=["overall"], published={})
    columns: tuple[npt.NDArray[np.float64], ...] = (
        *(found.before, found.after, found.difference, found.parts, found.rounding),
        *(found.part("overall", Cause.ANSWERS), *found.published.values(), *found.edition_break.values()),
    )
    reasons: npt.NDArray[np.uint8] = found.reasons
    reason: NoDecomposition | None = ranks.reason("S1", "overall")
    rows: list[dict[str, object]] = [*found.rows(), *plain.rows()]
    assert len(columns) + len(rows) + found.column("overall") + found.position(1) > 0
    assert reasons.size or reason or found.describe() or found.causes or len(found)
    return found.of("S1", "overall")


def field(found: Decomposition) -> npt.NDArray[np.int64] | None:
    """The change of the mean."""
    parts: FieldParts | None = found.field
    return None if parts is None else parts.counts


def indicators(found: Decomposition) -> tuple[tuple[str, float], ...]:
    """What moved most."""
    moved: IndicatorParts = found.by_indicator("overall")
    method: Attribution | None = moved.method("S1")
    columns: tuple[npt.NDArray[np.float64], ...] = (
        moved.parts,
        moved.scheme,
        moved.rounding,
        moved.difference,
    )
    assert method or columns or list(moved.rows()) or len(moved)
    return moved.most_moved("S1", most=3)
