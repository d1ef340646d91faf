"""Statistical ties and ranks by look-up, as their users write them; only type-checked, never run."""

import numpy as np
import numpy.typing as npt

from smmi.benchmark import Norms, cronbach_alpha, quantile_interval, statistical_ties
from smmi.benchmark.interpretation import NoTies, StatisticalTies
from smmi.benchmark.norms import NoQuantileInterval, NormTable, QuantileInterval, QuantileMethod
from smmi.scoring import Scores


def told_apart(scores: Scores, norms: Norms) -> tuple[tuple[int, int] | None, tuple[str, ...], NoTies | None]:
    """Which units are tied, and which ranks one can have."""
    ties: StatisticalTies = statistical_ties(scores, "S1", reliability=cronbach_alpha(scores), level=0.9)
    many: npt.NDArray[np.float64] = norms.percentile_ranks(scores, group="all")
    one: list[float | None] = norms.percentile_ranks(scores.of(0), group="all")
    table: NormTable = norms.table("overall") + norms.table("overall")
    facts: tuple[float | None, float, int] = ties.difference, ties.level, ties.n
    assert table.n == len(one) + len(facts) + len(many)
    return ties.ranks, ties.tied, ties.reason


def cut_point(table: NormTable) -> tuple[float | None, float | None, NoQuantileInterval | None]:
    """The interval of the cut of the Top quartile."""
    found: QuantileInterval = quantile_interval(table, 0.75, method=QuantileMethod.EXACT_BOOTSTRAP, level=0.9)
    error: float | None = found.standard_error
    return found.low, error, found.reason
