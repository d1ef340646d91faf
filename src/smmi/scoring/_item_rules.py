"""Item rules: what an answer is worth, in points from 0 to 1.

The port is `ItemRule`. What a rule gets depends on the scale's kind:

- `binary`, `ordinal`, `nominal`: the position of the chosen option among the scale's answers, int64, shape (n,);
- `multiple_choice`: for each option whether it was chosen, bool, shape (options, n);
- `percentage`, `count`, `number`: the number, float64, shape (n,);
- `composition`: the shares in percent, float64, shape (parts, n).
"""

import enum
import math
from collections.abc import Collection, Mapping
from typing import Any, Protocol, runtime_checkable

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason, SchemeError
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument import Scale

Floats = npt.NDArray[np.float64]


class Polarity(enum.Enum):
    """Whether more of what is asked is better."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


@runtime_checkable
class ItemRule(Protocol):
    """What an item rule must offer; no base class is needed.

    Further declared traits, each optional:

    - `monotone`: True if the points rise, or fall, with the answer throughout; then the ends of the scale are the
      ends of the points, and `attainable` is not needed;
    - `attainable(scale)`: the lowest and highest points that an answer on the scale can get;
    - `misfit(scale)`: what is wrong between the rule's parameters and a scale, or None;
    - `shape_free`: as for aggregation rules.
    """

    @property
    def scales(self) -> Collection[str]:
        """The kinds of scale that the rule takes, such as ``binary`` or ``percentage``."""
        ...

    def points(self, answers: npt.NDArray[Any], scale: Scale, /) -> Floats:
        """Return the points of answers, shape (n,), each in [0, 1]."""
        ...


@attrs.frozen
class EqualSteps:
    """Options in their order are worth equal steps from 0 to 1.

    Example:
        >>> from smmi.instrument import Binary
        >>> EqualSteps(polarity=Polarity.NEGATIVE).points(np.array([0, 1]), Binary(code="yes_no"))
        array([1., 0.])
    """

    polarity: Polarity = attrs.field(default=Polarity.POSITIVE, kw_only=True)

    scales = ("binary", "ordinal")
    monotone = True
    shape_free = True

    def points(self, answers: npt.NDArray[Any], scale: Scale, /) -> Floats:
        """Return position over last position, reversed for negative polarity."""
        last = len(scale.answers) - 1
        steps = last - answers if self.polarity is Polarity.NEGATIVE else answers
        return np.asarray(steps / np.float64(last))


@attrs.frozen
class OptionPoints:
    """Each option is worth declared points.

    Attributes:
        by_option: The points of every option that is an answer.

    Example:
        >>> from smmi.instrument import Binary
        >>> OptionPoints({"no": 0.0, "yes": 0.8}).points(np.array([1]), Binary(code="yes_no"))
        array([0.8])
    """

    by_option: Mapping[str, float] = attrs.field(converter=freeze_mapping)

    scales = ("binary", "ordinal", "nominal")
    shape_free = True

    def __attrs_post_init__(self) -> None:
        SchemeError.raise_any(
            Finding(
                reason=Reason.BAD_VALUE,
                path=f"$.by_option.{code}",
                message=f"OptionPoints: got {points!r} for the option {code!r}, expected points from 0 to 1",
            )
            for code, points in self.by_option.items()
            if not _is_number(points) or not 0 <= points <= 1
        )
        object.__setattr__(self, "by_option", FrozenMapping({k: float(v) for k, v in self.by_option.items()}))

    def misfit(self, scale: Scale, /) -> str | None:
        """Return what is wrong if the options are not those of the scale."""
        codes = {option.code for option in scale.answers}
        missing, strange = sorted(codes - set(self.by_option)), sorted(set(self.by_option) - codes)
        if missing:
            return f"the option {missing[0]!r} has no points"
        return f"the scale has no option {strange[0]!r}" if strange else None

    def points(self, answers: npt.NDArray[Any], scale: Scale, /) -> Floats:
        """Return the declared points of each chosen option."""
        table = np.array([self.by_option[option.code] for option in scale.answers], dtype=np.float64)
        return np.asarray(table[answers])


@attrs.frozen
class Linear:
    """A number is worth its place between two goalposts; beyond them it is worth what the goalpost is.

    Attributes:
        low: The lower goalpost: 0 points, or 1 with negative polarity.
        high: The upper goalpost.
        polarity: Whether more is better.

    Raises:
        SchemeError: The goalposts are not finite numbers, the lower below the upper.

    Example:
        >>> from smmi.instrument import Percentage
        >>> Linear(0, 50).points(np.array([10.0, 80.0]), Percentage(code="share"))
        array([0.2, 1. ])
    """

    low: float
    high: float
    polarity: Polarity = attrs.field(default=Polarity.POSITIVE, kw_only=True)

    scales = ("percentage", "count", "number")
    monotone = True
    shape_free = True

    def __attrs_post_init__(self) -> None:
        if not (_is_number(self.low) and _is_number(self.high) and self.low < self.high):
            message = (
                f"Linear: got goalposts {self.low!r} and {self.high!r}, expected finite numbers, low < high"
            )
            raise SchemeError((Finding(reason=Reason.BAD_RANGE, path="$.low", message=message),))
        object.__setattr__(self, "low", float(self.low))
        object.__setattr__(self, "high", float(self.high))

    def points(self, answers: npt.NDArray[Any], _scale: Scale, /) -> Floats:
        """Return the distance from the worse goalpost over the distance between them, clipped to [0, 1]."""
        distance = self.high - answers if self.polarity is Polarity.NEGATIVE else answers - self.low
        share: Floats = distance / (self.high - self.low)
        return np.asarray(np.minimum(np.maximum(share, 0.0), 1.0))


@attrs.frozen
class SelectedShare:
    """A multiple choice is worth the share of its options chosen, up to a number that is enough.

    Exclusive options ("none of these") earn nothing and are not counted among the options.

    Attributes:
        enough: How many selections are worth 1; None for all options.

    Example:
        >>> from smmi.instrument import MultipleChoice, Option
        >>> topics = MultipleChoice(code="topics", options=(Option("a", "A"), Option("b", "B")))
        >>> SelectedShare().points(np.array([[True], [False]]), topics)
        array([0.5])
    """

    enough: int | None = attrs.field(default=None)

    scales = ("multiple_choice",)
    shape_free = True

    def __attrs_post_init__(self) -> None:
        whole = isinstance(self.enough, int) and _is_number(self.enough)
        if self.enough is not None and not (whole and self.enough >= 1):
            message = (
                f"SelectedShare: got {self.enough!r} for 'enough', expected None or an integer of at least 1"
            )
            raise SchemeError((Finding(reason=Reason.BAD_VALUE, path="$.enough", message=message),))

    def misfit(self, scale: Scale, /) -> str | None:
        """Return what is wrong if the scale has fewer options than are needed."""
        earning = sum(not option.exclusive for option in scale.answers)
        if not earning:
            return "all options of the scale are exclusive"
        return (
            f"{self.enough} selections are needed of {earning} options"
            if (self.enough or 1) > earning
            else None
        )

    def attainable(self, scale: Scale, /) -> tuple[float, float]:
        """Return the points of the fewest and of the most selections."""
        earning = sum(not option.exclusive for option in scale.answers)
        alone = len(scale.answers) > earning
        fewest = 0 if alone else getattr(scale, "minimum", 0)
        most = min(getattr(scale, "maximum", None) or earning, earning)
        enough = self.enough or earning
        return min(fewest / enough, 1.0), min(most / enough, 1.0)

    def points(self, answers: npt.NDArray[Any], scale: Scale, /) -> Floats:
        """Return the number of earning selections over the number that is enough, at most 1."""
        earning = np.array([not option.exclusive for option in scale.answers])
        chosen = np.count_nonzero(answers & earning[:, None], axis=0)
        return np.minimum(chosen / np.float64(self.enough or np.count_nonzero(earning)), 1.0)


def _is_number(value: object) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 2**53
    return whole or (isinstance(value, float) and math.isfinite(value))
