"""Item rules: what an answer is worth, in points from 0 to 1.

The port is `ItemRule`. What a rule gets depends on the scale's kind:

- `binary`, `ordinal`, `nominal`: the position of the chosen option among the scale's answers, int64, shape (n,);
- `multiple_choice`: for each option whether it was chosen, bool, shape (options, n);
- `percentage`, `count`, `number`: the number, float64, shape (n,);
- `composition`: the shares in percent, float64, shape (parts, n).
"""

import enum
from collections.abc import Collection
from typing import Any, Protocol, runtime_checkable

import attrs
import numpy as np
import numpy.typing as npt

from smmi.instrument import Scale
from smmi.scoring.rules._kernels import Floats
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
        return np.asarray(1.0 - self.rule.points(answers, scale))


def turned(polarity: Polarity, /) -> str:
    """Return what is said of a rule after its words, if less of what is asked is better."""
    return ", reversed (less is better)" if polarity is Polarity.NEGATIVE else ""
