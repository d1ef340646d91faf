"""Item rules for options: equal steps, declared points, and what was selected in a multiple choice."""

import math
from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.errors import Finding, Reason, SchemeError, suggestion
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument import MultipleChoice, Scale
from smmi.instrument.declaration import is_number
from smmi.scoring.rules._item_rule import Polarity, turned
from smmi.scoring.rules._kernels import Floats, sum_of_products
from smmi.scoring.rules._rule_problems import refusal
from smmi.scoring.rules._words import PERCENT, Labels, numbers_in_words


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
    monotone = shape_free = True

    def in_words(self, _labels: Labels, /) -> str:
        """Return the rule in words."""
        return f"equal steps from option to option{turned(self.polarity)}"

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

    Raises:
        SchemeError: Points are not between 0 and 1.

    Example:
        >>> from smmi.instrument import Binary
        >>> OptionPoints({"no": 0.0, "yes": 0.8}).points(np.array([1]), Binary(code="yes_no"))
        array([0.8])
    """

    by_option: Mapping[str, float] = attrs.field(converter=freeze_mapping)

    scales = ("binary", "ordinal", "nominal")
    shape_free = True

    def __attrs_post_init__(self) -> None:
        _check_options("OptionPoints", "by_option", self.by_option, most=1.0)
        object.__setattr__(self, "by_option", FrozenMapping({k: float(v) for k, v in self.by_option.items()}))

    def misfit(self, scale: Scale, /) -> str | None:
        """Return what is wrong if the options are not those of the scale."""
        missing = sorted({option.code for option in scale.answers} - set(self.by_option))
        return f"the option {missing[0]!r} has no points" if missing else _stranger(self.by_option, scale)

    def in_words(self, labels: Labels, /) -> str:
        """Return the rule in words."""
        return f"declared points by option ({numbers_in_words(self.by_option, labels, times=PERCENT)})"

    def points(self, answers: npt.NDArray[Any], scale: Scale, /) -> Floats:
        """Return the declared points of each chosen option."""
        return np.asarray(np.array([self.by_option[option.code] for option in scale.answers])[answers])


@attrs.frozen
class SelectedShare:
    """A multiple choice is worth the weight of what was chosen over the weight that is enough, at most 1.

    Exclusive options ("none of these") earn nothing; every other option has weight 1 where no weight is declared.

    Attributes:
        enough: The weight (so by default the number) of selections that is worth 1; None for all options.
        weights: The weight of options, where it is not 1.

    Raises:
        SchemeError: A weight is negative, or `enough` is not positive.

    Example:
        >>> from smmi.instrument import MultipleChoice, Option
        >>> topics = MultipleChoice(code="topics", options=(Option("a", "A"), Option("b", "B")))
        >>> SelectedShare().points(np.array([[True], [False]]), topics)
        array([0.5])
    """

    enough: float | None = attrs.field(default=None)
    weights: Mapping[str, float] = attrs.field(
        default=FrozenMapping(), converter=freeze_mapping, kw_only=True
    )

    scales = ("multiple_choice",)
    shape_free = True

    def __attrs_post_init__(self) -> None:
        if self.enough is not None and not (is_number(self.enough) and self.enough > 0):
            raise refusal(
                "$.enough",
                f"SelectedShare: got {self.enough!r} for 'enough', expected None or a number above 0",
            )
        _check_options("SelectedShare", "weights", self.weights, most=math.inf)
        object.__setattr__(self, "weights", FrozenMapping({k: float(v) for k, v in self.weights.items()}))
        object.__setattr__(self, "enough", None if self.enough is None else float(self.enough))

    def misfit(self, scale: Scale, /) -> str | None:
        """Return what is wrong if an option is unknown or exclusive, or there is not enough to choose."""
        exclusive = [
            option.code for option in scale.answers if option.exclusive and option.code in self.weights
        ]
        if exclusive:
            return f"the option {exclusive[0]!r} is exclusive, so it cannot have a weight"
        total = float(self._earning(scale).sum())
        if total <= 0 or (self.enough or 0.0) > total:
            return f"selections are worth {total:g} at most, and {self.enough or 'more than 0'} is needed"
        return _stranger(self.weights, scale)

    def attainable(self, scale: Scale, /) -> tuple[float, float]:
        """Return the points of the poorest and of the richest selection that the scale admits."""
        earning = self._earning(scale)
        enough = self.enough or float(earning.sum())
        worth = np.sort(earning[[not option.exclusive for option in scale.answers]])
        fewest, most = (scale.minimum, scale.maximum) if isinstance(scale, MultipleChoice) else (0, None)
        alone = any(option.exclusive for option in scale.answers) and fewest <= 1
        poorest = 0.0 if alone else float(worth[:fewest].sum())
        richest = float(worth[::-1][:most].sum())
        return min(poorest / enough, 1.0), min(richest / enough, 1.0)

    def in_words(self, labels: Labels, /) -> str:
        """Return the rule in words."""
        weighed = f", weighted ({numbers_in_words(self.weights, labels)})" if self.weights else ""
        if self.enough is None:
            return f"the share of the options that are chosen{weighed}"
        return f"the number of options chosen{weighed}, of which {self.enough:.6g} are enough"

    def points(self, answers: npt.NDArray[Any], scale: Scale, /) -> Floats:
        """Return the weight chosen over the weight that is enough, at most 1."""
        earning = self._earning(scale)
        enough = np.float64(self.enough or earning.sum())
        return np.asarray(np.minimum(sum_of_products(earning.tolist(), answers), enough) / enough)

    def _earning(self, scale: Scale) -> Floats:
        return np.array(
            [0.0 if option.exclusive else self.weights.get(option.code, 1.0) for option in scale.answers]
        )


def _check_options(rule: str, field: str, given: object, *, most: float) -> None:
    expected = "points from 0 to 1" if most == 1.0 else "a finite number of at least 0"
    if not isinstance(given, Mapping):
        raise refusal(
            f"$.{field}",
            f"{rule}: got a {type(given).__name__} for {field!r}, expected a mapping from option codes",
        )
    SchemeError.raise_any(
        Finding(
            reason=Reason.BAD_VALUE,
            path=f"$.{field}.{code}",
            message=f"{rule}: got {value!r} for the option {code!r}, expected {expected}",
        )
        for code, value in given.items()
        if not is_number(value) or not 0 <= value <= most
    )


def _stranger(given: Mapping[str, float], scale: Scale) -> str | None:
    codes = [option.code for option in scale.answers]
    strange = sorted(set(given) - set(codes))
    return f"the scale has no option {strange[0]!r}.{suggestion(strange[0], codes)}" if strange else None
