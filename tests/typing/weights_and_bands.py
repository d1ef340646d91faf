"""Weights from comparisons and from data, and bands, as their users write them; only type-checked, never run."""

import numpy as np
import numpy.typing as npt

from smmi.scoring import BandLevel, Bands, Scores, ScoringScheme, Weighting
from smmi.scoring.scheme import SchemeChange, SchemePart, diff_schemes
from smmi.scoring.weights import (
    GhostItem,
    PairedComparisons,
    entropy_weights,
    paired_comparisons,
    principal_component_weights,
)


def weigh(scores: Scores) -> tuple[Weighting, ...]:
    """Weights of all kinds."""
    found: PairedComparisons = paired_comparisons({("a", "b"): 3, ("b", "a"): 1.5}, prior=GhostItem(0.5))
    value, error = found.difference("a", "b")
    interval: tuple[float, float] = value - 1.96 * error, value + 1.96 * error
    matrix = np.array([[interval[0], 1.0], [0.5, interval[1]]])
    by_entropy = entropy_weights(scores, codes=("curriculum", "admissions"))
    return found.weighting(), by_entropy, principal_component_weights(matrix, codes=["a", "b"])


bands = Bands(27, [BandLevel("low", "Low", at_least=0), BandLevel("high", "High", at_least=10)])
level: BandLevel | None = bands.level(37.5)
positions: npt.NDArray[np.intp] = bands.levels_of(np.array([0.0, 50.0]))
totals: npt.NDArray[np.float64] = bands.total([0.0, 50.0])


def compare(old: ScoringScheme, new: ScoringScheme) -> list[tuple[SchemePart, str, object, object]]:
    """What differs between two schemes."""
    changes: tuple[SchemeChange, ...] = diff_schemes(old, new)
    return [(change.part, change.code, change.old, change.new) for change in changes]
