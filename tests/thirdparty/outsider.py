"""Rules as an outsider writes them: from the documentation alone, without an import of smmi."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class TwoThirds:
    """Full points from a share of children on; below it, in proportion: weights count."""

    enough: float = 2 / 3

    monotone = True
    shape_free = True

    def aggregate(self, points, weights):
        """Return the weighted mean over what is enough, at most 1."""
        earned = np.zeros(points.shape[1])
        total = np.zeros(points.shape[1])
        for point, weight in zip(points, weights, strict=True):
            earned += point * weight
            total += weight
        return np.minimum(earned / total, self.enough) / self.enough


@dataclass(frozen=True)
class Curve:
    """A number is worth its square root between 0 and a top: not made of plain arithmetic only."""

    top: float = 100.0

    scales = ("percentage", "count", "number")
    monotone = True

    def points(self, answers, _scale, /):
        """Return the square root of the share of the top."""
        return np.sqrt(np.clip(answers, 0.0, self.top) / self.top)


@dataclass(frozen=True)
class FirstOnly:
    """Only the first option in order is worth anything; without the trait `monotone`."""

    scales = ("binary", "ordinal")

    def points(self, answers, _scale, /):
        """Return 1 for the first option."""
        return (answers == 0).astype(np.float64)
