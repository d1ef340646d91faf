"""Differences between groups that are worth a look, by a declared rule."""

import enum
import math

import attrs

from smmi._thresholds import ROUNDING, reaches
from smmi.benchmark.comparison._effect_sizes import EffectMeasure, NoDifference
from smmi.benchmark.comparison._group_comparison import Difference
from smmi.benchmark.survey._argument_checks import plain_number
from smmi.errors import ArgumentError


class DifferenceMark(enum.Enum):
    """What a rule says of a difference between the first and the second group.

    Example:
        >>> [one.value for one in DifferenceMark]
        ['higher', 'slightly-higher', 'not-told-apart', 'slightly-lower', 'lower', 'absent']
    """

    HIGHER = "higher"
    """The first group is higher, by at least the effect size of the rule."""
    SLIGHTLY_HIGHER = "slightly-higher"
    """The first group is higher, by less than that."""
    NOT_TOLD_APART = "not-told-apart"
    """The groups are not told apart."""
    SLIGHTLY_LOWER = "slightly-lower"
    """The first group is lower, by less than that."""
    LOWER = "lower"
    """The first group is lower, by at least the effect size of the rule."""
    ABSENT = "absent"
    """There is no effect size or no test, for a reason that the difference says."""

    @property
    def symbol(self) -> str:
        """A triangle, filled where highlighted; a dash where groups are not told apart; nothing where absent."""
        return {
            DifferenceMark.HIGHER: "▲",
            DifferenceMark.SLIGHTLY_HIGHER: "△",
            DifferenceMark.NOT_TOLD_APART: "–",
            DifferenceMark.SLIGHTLY_LOWER: "▽",
            DifferenceMark.LOWER: "▼",
            DifferenceMark.ABSENT: "",
        }[self]


@attrs.frozen(kw_only=True)
class DifferenceRule:
    """Groups differ if p, corrected, is below a bound; the difference is highlighted from an effect size on.

    The precedent is the National Survey of Student Engagement: filled triangles from an effect size of 0.3 on, hollow
    ones below, both at p < 0.05; it does not correct p.

    What is at a bound is at it whatever rounding left: p, Cohen's d and Hedges' g within a part in 2^40 of it. Cliff's
    delta is a ratio of whole numbers, and compared as such. A difference between groups wholly observed is told
    without a p.

    Attributes:
        measure: The effect size: one that is 0 where groups are alike and has no unit.
        least_effect: From which size on, either sign, a difference is highlighted.
        significance: Below which corrected p value there is a difference at all.

    Raises:
        ArgumentError: A field has an unusable value.

    Example:
        >>> print(DifferenceRule().describe())
        A difference is told if its corrected p is below 0.05; it is highlighted if Hedges' g is 0.3 or more either way.
    """

    measure: EffectMeasure = EffectMeasure.HEDGES_G
    least_effect: float = attrs.field(default=0.3, converter=plain_number)
    significance: float = attrs.field(default=0.05, converter=plain_number)

    def __attrs_post_init__(self) -> None:
        usable = (EffectMeasure.COHENS_D, EffectMeasure.HEDGES_G, EffectMeasure.CLIFFS_DELTA)
        for name, is_good, expected in (
            ("measure", self.measure in usable, "COHENS_D, HEDGES_G or CLIFFS_DELTA"),
            ("least_effect", _is_below(math.inf, self.least_effect), "a number above 0"),
            ("significance", _is_below(1, self.significance), "a number between 0 and 1"),
        ):
            if not is_good:
                raise ArgumentError(name, repr(getattr(self, name)), expected)

    def describe(self) -> str:
        """Return the rule as a sentence."""
        return (
            f"A difference is told if its corrected p is below {self.significance:g}; it is highlighted if "
            f"{self.measure.label} is {self.least_effect:g} or more either way."
        )

    def mark(self, difference: Difference, /) -> DifferenceMark:
        """Return what the rule says of a difference; which group is higher is told by the effect size.

        Args:
            difference: One of a `GroupComparison`.

        Raises:
            ArgumentError: This is no Difference.
        """
        ArgumentError.raise_unless(difference, Difference, argument="difference", expected="a Difference")
        effect, p = difference.effects[self.measure].value, difference.significance.p_adjusted
        if difference.significance.reason is NoDifference.CENSUS:
            p = 0.0
        if effect is None or p is None:
            return DifferenceMark.ABSENT
        if reaches(p, self.significance, rounding=ROUNDING) or effect == 0.0:
            return DifferenceMark.NOT_TOLD_APART
        is_ratio = self.measure is EffectMeasure.CLIFFS_DELTA
        large = reaches(abs(effect), self.least_effect, rounding=0.0 if is_ratio else ROUNDING)
        if effect > 0.0:
            return DifferenceMark.HIGHER if large else DifferenceMark.SLIGHTLY_HIGHER
        return DifferenceMark.LOWER if large else DifferenceMark.SLIGHTLY_LOWER


def _is_below(most: float, value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < most
