"""Three more rules as an outsider writes them: strengths that lean, extras on top of a core, and a target range."""

from dataclasses import dataclass, field, replace

import numpy as np


@dataclass(frozen=True)
class LehmerMean:
    """Strengths weigh more: the sum of w * x**p over the sum of w * x**(p - 1). It is not monotone above 1."""

    exponent: float = 2.0

    unanimous = True
    relative_weights = True
    replicable = True
    homogeneous = True

    def __post_init__(self):
        """Refuse an exponent that would divide by 0, or is no number."""
        if not 1 <= self.exponent <= 10:
            raise ValueError(
                f"'exponent' of LehmerMean: got {self.exponent!r}, expected a number from 1 to 10"
            )

    def aggregate(self, points, weights):
        """Return the mean relative to the highest points, so that small points stay exact."""
        top = points.max(axis=0)
        relative = points / np.where(top > 0, top, 1.0)
        leaning = weights * relative ** (self.exponent - 1)
        total = leaning.sum(axis=0)
        mean = (leaning * relative).sum(axis=0) / np.where(total > 0, total, 1.0)
        return top * np.minimum(mean, 1.0)


@dataclass(frozen=True)
class CoreAndExtras:
    """The core makes the score; extra children add at most a share of what it lacks. Without a core they are it."""

    extras: tuple[str, ...]
    share: float = 0.2
    is_extra: tuple[bool, ...] = field(default=(), init=False, repr=False, compare=False)

    monotone = True
    relative_weights = True
    shape_free = True

    def __post_init__(self):
        """Refuse a share beyond 0 and 1."""
        if not 0 <= self.share <= 1:
            raise ValueError(f"'share' of CoreAndExtras: got {self.share!r}, expected a number from 0 to 1")

    def misfit(self, codes):
        """Say which extra is no child, or that there is no core."""
        strangers = sorted(set(self.extras) - set(codes))
        if strangers:
            return f"{strangers[0]!r} is no child"
        return None if set(codes) - set(self.extras) else "every child is an extra"

    def for_children(self, codes):
        """Return the rule that knows which of its children are extras."""
        bound = replace(self)
        object.__setattr__(bound, "is_extra", tuple(code in self.extras for code in codes))
        return bound

    def aggregate(self, points, weights):
        """Return the core's mean, raised by the extras'."""
        core, core_weight, extra, extra_weight = np.zeros((4, points.shape[1]))
        for is_extra, point, weight in zip(self.is_extra, points, weights, strict=True):
            if is_extra:
                extra += point * weight
                extra_weight += weight
            else:
                core += point * weight
                core_weight += weight
        base = core / np.where(core_weight > 0, core_weight, 1.0)
        bonus = extra / np.where(extra_weight > 0, extra_weight, 1.0)
        return np.where(core_weight > 0, base + self.share * bonus * (1 - base), bonus)


@dataclass(frozen=True)
class TargetRange:
    """A number in a range is worth 1; beyond it points fade, to 0 at a distance."""

    low: float
    high: float
    fade: float

    scales = ("percentage", "count", "number")
    shape_free = True

    def __post_init__(self):
        """Refuse a range that is none, and a distance that is none."""
        if not (self.low <= self.high and 0 < self.fade < float("inf")):
            raise ValueError(f"TargetRange: got {self!r}, expected low to high, and a fade above 0")

    def misfit(self, scale, /):
        """Say that no number of the scale is in the range."""
        low, high = scale.limits
        return (
            None
            if low <= self.low and self.high <= high
            else f"not all of {self.low} to {self.high} can be answered"
        )

    def attainable(self, scale, /):
        """Return the points at the end that is farther off, and 1."""
        return float(self.points(np.array(scale.limits), scale).min()), 1.0

    def points(self, answers, _scale, /):
        """Return 1 less the distance from the range in units of the fade."""
        distance = np.maximum(np.maximum(self.low - answers, answers - self.high), 0.0)
        return 1 - np.minimum(distance / self.fade, 1.0)
