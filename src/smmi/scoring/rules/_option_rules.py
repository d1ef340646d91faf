"""Item rules for options: equal steps, declared points, and what was selected in a multiple choice."""

import itertools
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi._decimals import LEAST_WEIGHT, MOST_WEIGHT, common_denominator, exact
from smmi.errors import Finding, Reason, SchemeError, suggestion
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument import MultipleChoice, Scale
from smmi.instrument.declaration import is_number
from smmi.scoring.arithmetic import (
    CANCELLED,
    MOST_WHOLE,
    Grid,
    Points,
    are_pairs,
    pairs_of,
    subtract,
    sum_of_products,
)
from smmi.scoring.rules._item_rule import ExactPoints, Polarity, listed_points, said_turned
from smmi.scoring.rules._rule_problems import refusal
from smmi.scoring.rules._words import PERCENT, Labels, numbers_in_words


@attrs.frozen
class EqualSteps(ExactPoints):
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
        return f"equal steps from option to option{said_turned(self.polarity)}"

    def _worth(
        self, answers: npt.NDArray[Any], scale: Scale, grid: Grid, /, *, turned: bool = False
    ) -> Points:
        last = len(scale.answers) - 1
        falls = turned is (self.polarity is Polarity.POSITIVE)
        points = grid.of(Fraction(step, last) for step in range(last + 1))
        return np.asarray(points[last - answers if falls else answers])

    def _parts(self, scale: Scale, _places: int, /) -> int:
        return len(scale.answers) - 1


@attrs.frozen
class OptionPoints(ExactPoints):
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

    def _worth(
        self, answers: npt.NDArray[Any], scale: Scale, grid: Grid, /, *, turned: bool = False
    ) -> Points:
        points = listed_points(grid, [self.by_option[option.code] for option in scale.answers], turned)
        return np.asarray(points[answers])

    def _parts(self, _scale: Scale, _places: int, /) -> int:
        return common_denominator(map(exact, self.by_option.values()))


@attrs.frozen
class SelectedShare(ExactPoints):
    """A multiple choice is worth the weight of what was chosen over the weight that is enough, at most 1.

    Exclusive options ("none of these") earn nothing; every other option has weight 1 where no weight is declared.

    Attributes:
        enough: The weight (so by default the number) of selections that is worth 1; None for all options.
        weights: The weight of options, where it is not 1.

    Raises:
        SchemeError: A weight is neither 0 nor a number from 1e-100 to 1e100, or `enough` is none such.

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
        fits = is_number(self.enough) and LEAST_WEIGHT <= self.enough <= MOST_WEIGHT  # type: ignore[operator]
        if self.enough is not None and not fits:
            raise refusal(
                "$.enough",
                f"SelectedShare: got {self.enough!r} for 'enough', expected None or {_WEIGHTS}",
            )
        _check_options("SelectedShare", "weights", self.weights, most=MOST_WEIGHT)
        object.__setattr__(self, "weights", FrozenMapping({k: float(v) for k, v in self.weights.items()}))
        object.__setattr__(self, "enough", None if self.enough is None else float(self.enough))

    def misfit(self, scale: Scale, /) -> str | None:
        """Return what is wrong if an option is unknown or exclusive, or there is not enough to choose."""
        exclusive = [
            option.code for option in scale.answers if option.exclusive and option.code in self.weights
        ]
        if exclusive:
            return f"the option {exclusive[0]!r} is exclusive, so it cannot have a weight"
        earning, enough = self._declared(scale)
        if sum(earning) <= 0 or enough > sum(earning):
            total = float(sum(earning))
            return f"selections are worth {total:g} at most, and {self.enough or 'more than 0'} is needed"
        return _stranger(self.weights, scale)

    def attainable(self, scale: Scale, /) -> tuple[float, float]:
        """Return the points of the poorest and of the richest selection that the scale admits."""
        low, high = self._ends(scale)
        return float(low), float(high)

    def _ends(self, scale: Scale, /) -> tuple[Fraction, Fraction]:
        earning, enough = self._declared(scale)
        worth = sorted(e for e, option in zip(earning, scale.answers, strict=True) if not option.exclusive)
        fewest, most = (scale.minimum, scale.maximum) if isinstance(scale, MultipleChoice) else (0, None)
        alone = any(option.exclusive for option in scale.answers) and fewest <= 1
        poorest = 0 if alone else sum(worth[:fewest])
        return min(poorest / enough, Fraction(1)), min(sum(worth[::-1][:most]) / enough, Fraction(1))

    def in_words(self, labels: Labels, /) -> str:
        """Return the rule in words."""
        weighed = f", weighted ({numbers_in_words(self.weights, labels)})" if self.weights else ""
        if self.enough is None:
            return f"the share of the options that are chosen{weighed}"
        return f"the number of options chosen{weighed}, of which {self.enough:.6g} are enough"

    def _worth(
        self, answers: npt.NDArray[Any], scale: Scale, grid: Grid, /, *, turned: bool = False
    ) -> Points:
        earning, enough = self._declared(scale)
        unit = Fraction(1, common_denominator([*earning, enough]))
        wholes = grid.wholes(int(one / unit) for one in (*earning, enough))
        chosen = sum_of_products(wholes[:-1], answers.astype(np.float64))
        earned = np.minimum(chosen, wholes[-1])
        if not turned:
            return grid.times(earned, unit / enough)
        lacking = subtract(wholes[-1], earned)
        if are_pairs(lacking):
            lost = lacking.real < CANCELLED * wholes[-1].real
            lacking[lost] = pairs_of(
                max(enough - sum(itertools.compress(earning, column), Fraction()), Fraction()) / unit
                for column in answers[:, lost].T.tolist()
            )
        return grid.times(lacking, unit / enough)

    def _parts(self, scale: Scale, _places: int, /) -> int | None:
        earning, enough = self._declared(scale)
        unit = Fraction(1, common_denominator([*earning, enough]))
        return int(enough / unit) if sum(earning) / unit <= MOST_WHOLE else None

    def _declared(self, scale: Scale) -> tuple[list[Fraction], Fraction]:
        """Return the weight of each option, and the weight that is enough."""
        weights = [0.0 if o.exclusive else self.weights.get(o.code, 1.0) for o in scale.answers]
        earning = list(map(exact, weights))
        return earning, sum(earning, Fraction()) if self.enough is None else exact(self.enough)


_WEIGHTS = f"a number from {LEAST_WEIGHT} to {MOST_WEIGHT}"


def _check_options(rule: str, field: str, given: object, *, most: float) -> None:
    expected = "points from 0 to 1" if most == 1.0 else f"0 or {_WEIGHTS}"
    least = 0.0 if most == 1.0 else LEAST_WEIGHT
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
        if not is_number(value) or not (value == 0 or least <= value <= most)
    )


def _stranger(given: Mapping[str, float], scale: Scale) -> str | None:
    codes = [option.code for option in scale.answers]
    strange = sorted(set(given) - set(codes))
    return f"the scale has no option {strange[0]!r}.{suggestion(strange[0], codes)}" if strange else None
