"""Cut points as values: where bands begin, held or limited in their drift, and who changes a star as they move."""

from smmi.benchmark.cut_points._band_cuts import BandCuts, CutMethod, Guard
from smmi.benchmark.cut_points._fitting import clustered_cuts, quantile_cuts
from smmi.benchmark.cut_points._guarding import PointsCap, RangeCap, hold, limit
from smmi.benchmark.cut_points._outliers import FencedScores, OuterFences
from smmi.benchmark.cut_points._star_moves import StarMoves, star_moves

__all__ = [
    "BandCuts",
    "CutMethod",
    "FencedScores",
    "Guard",
    "OuterFences",
    "PointsCap",
    "RangeCap",
    "StarMoves",
    "clustered_cuts",
    "hold",
    "limit",
    "quantile_cuts",
    "star_moves",
]
