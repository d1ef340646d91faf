"""Item rules: what an answer is worth, in points from 0 to 1.

The port is `ItemRule`. What a rule gets depends on the scale's kind:

- `binary`, `ordinal`, `nominal`: the position of the chosen option among the scale's answers, int64, shape (n,);
- `multiple_choice`: for each option whether it was chosen, bool, shape (options, n);
- `percentage`, `count`, `number`: the number, float64, shape (n,);
- `composition`: the shares in percent, float64, shape (parts, n).
"""

import enum
from collections.abc import Collection, Iterable
from typing import Any, Protocol, runtime_checkable

import attrs
import numpy as np
import numpy.typing as npt

from smmi._decimals import exact
from smmi.instrument import Scale
from smmi.scoring.arithmetic import Floats, Grid, Points, nearest
from smmi.scoring.rules._aggregation_rule import maker
from smmi.scoring.rules._words import Labels, rule_in_words


class Polarity(enum.Enum):
    """Whether more of what is asked is better.

    Example:
        >>> Polarity("negative")
        <Polarity.NEGATIVE: 'negative'>
    """

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
    - `cuts`: the numbers at which the points change, if they do so at some numbers only;
    - `reverses`: True for a rule made of another one, its only argument and its attribute `rule`, turned around;
    - `shape_free`: as for aggregation rules;
    - `in_words(labels)`: as for aggregation rules; the labels are those of the scale's options or parts.

    Example:
        >>> class Half:
        ...     scales = ("binary",)
        ...
        ...     def points(self, answers, scale, /):
        ...         return answers / 2.0
        >>> isinstance(Half(), ItemRule)
        True
    """

    @property
    def scales(self) -> Collection[str]:
        """The kinds of scale that the rule takes, such as ``binary`` or ``percentage``."""

    def points(self, answers: npt.NDArray[Any], scale: Scale, /) -> Floats:
        """Return the points of answers, shape (n,), each in [0, 1]."""


@attrs.frozen
class Reversed:
    """Another item rule turned around: 1 minus its points.

    Attributes:
        rule: The rule that is turned around.

    Example:
        >>> from smmi.instrument import Percentage
        >>> from smmi.scoring import Linear
        >>> Reversed(Linear(0, 100)).points(np.array([25.0]), Percentage(code="share"))
        array([0.75])
    """

    rule: ItemRule

    reverses = True

    @property
    def scales(self) -> Collection[str]:
        """The kinds of scale that the inner rule takes."""
        return self.rule.scales

    @property
    def monotone(self) -> bool:
        """As the inner rule."""
        return bool(getattr(self.rule, "monotone", False))

    @property
    def shape_free(self) -> bool:
        """As the inner rule."""
        return bool(getattr(self.rule, "shape_free", False))

    def misfit(self, scale: Scale, /) -> str | None:
        """Return what the inner rule says is wrong."""
        inner = getattr(self.rule, "misfit", None)
        return inner(scale) if inner else None

    def in_words(self, labels: Labels, /) -> str:
        """Return the rule in words."""
        return f"the reverse of {rule_in_words(self.rule, labels)}"

    def points(self, answers: npt.NDArray[Any], scale: Scale, /) -> Floats:
        """Return 1 minus the inner rule's points."""
        if not rounds_points(self.rule):
            return nearest(worth(self, answers, scale, Grid()))
        return np.asarray(1.0 - self.rule.points(answers, scale))

    def _worth(
        self, answers: npt.NDArray[Any], scale: Scale, grid: Grid, /, *, turned: bool = False
    ) -> Points:
        return worth(self.rule, answers, scale, grid, turned=not turned)

    def _parts(self, scale: Scale, places: int, /) -> int | None:
        return item_parts(self.rule, scale, places)


def worth(
    rule: Any,  # noqa: ANN401  (one that is exact)
    answers: npt.NDArray[Any],
    scale: Scale,
    grid: Grid,
    /,
    *,
    turned: bool = False,
) -> Points:
    """Return what answers are worth by a rule, or by its reverse, in parts of a grid."""
    return np.asarray(rule._worth(answers, scale, grid, turned=turned))  # noqa: SLF001  (what exact rules have)


def rounds_points(rule: object, /) -> bool:
    """Whether an item rule knows only doubles: it is somebody else's, or such a one turned around."""
    if maker(rule, "_worth") is None or maker(rule, "points") not in {ExactPoints, Reversed}:
        return True
    return isinstance(rule, Reversed) and rounds_points(rule.rule)


def listed_points(grid: Grid, points: Iterable[float], turned: bool, /) -> Points:  # noqa: FBT001  (a fact)
    """Return declared points, or what is left of them to full points, in parts of a grid, (n,)."""
    return grid.of(1 - one if turned else one for one in map(exact, points))


def item_parts(rule: ItemRule, scale: Scale, places: int, /) -> int | None:
    """Return by what the parts of a grid must divide for answers to be worth whole parts; None if nothing is known.

    Args:
        rule: The rule.
        scale: The scale.
        places: How many decimals of a measured answer are looked at.
    """
    return None if rounds_points(rule) else rule._parts(scale, places)  # type: ignore[attr-defined]  # noqa: SLF001


@attrs.frozen
class ExactPoints:
    """What item rules have in common that say what answers are worth without rounding it."""

    def points(self, answers: npt.NDArray[Any], scale: Scale, /) -> Floats:
        """Return the double nearest to what each answer is worth; see `ItemRule.points`."""
        return nearest(worth(self, answers, scale, Grid()))


def said_turned(polarity: Polarity, /) -> str:
    """Return what is said of a rule after its words, if less of what is asked is better."""
    return ", reversed (less is better)" if polarity is Polarity.NEGATIVE else ""
