"""Rules written outside: nothing in them comes from smmi."""

import dataclasses
import enum
from collections.abc import Mapping
from typing import Literal

import attrs
import numpy as np


class Mood(enum.StrEnum):
    """An enum of text."""

    GOOD = "good"
    BAD = "bad"


class Level(enum.IntEnum):
    """An enum of numbers, written by name."""

    VERY_LOW = 1
    HIGH = 2


@dataclasses.dataclass(frozen=True)
class Step:
    """A part of a rule, which is no rule itself."""

    at: float
    worth: float = 1.0


@dataclasses.dataclass(frozen=True)
class StepsUp:
    """An item rule with a field of every kind."""

    steps: tuple[Step, ...]
    name: str = "steps"
    whole: int = 1
    flag: bool = False
    mood: Mood = Mood.GOOD
    level: Level = Level.HIGH
    mode: Literal["left", "right"] = "left"
    limit: float | None = None
    by_name: Mapping[str, int] = dataclasses.field(default_factory=dict)
    tags: list[str] = dataclasses.field(default_factory=list)
    either: int | str | list[int] | None = None
    pair: tuple[int, str] = (0, "")
    odd: Mood | Step | bool | None = None
    made: float = dataclasses.field(default=0.0, init=False)

    scales = ("count", "percentage", "number")

    def points(self, answers, scale, /):
        """Return 0 or 1."""
        return np.where(answers >= self.steps[0].at, 1.0, 0.0)


@attrs.frozen
class _MedianOfAll:
    """An aggregation rule, private, with a private field."""

    _kind_of_median: str = "lower"

    def aggregate(self, points, weights):
        """Return the largest."""
        return points.max(axis=0)


@dataclasses.dataclass(frozen=True)
class Capped:
    """An aggregation rule that holds another one."""

    limit: float
    tag = "capped-at"

    def __post_init__(self):
        """Refuse, with an error of one's own."""
        if self.limit > 1:
            raise RuntimeError("too much")

    def aggregate(self, points, weights):
        """Return the smallest."""
        return np.minimum(points.min(axis=0), self.limit)


@dataclasses.dataclass(frozen=True)
class FirstPart:
    """An item rule for compositions."""

    scales = ("composition",)

    def points(self, answers, scale, /):
        """Return the share of the first part."""
        return answers[0] / 100
