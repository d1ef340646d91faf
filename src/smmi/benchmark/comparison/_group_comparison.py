"""Comparison of two groups of units, score by score."""

from collections.abc import Mapping, Sequence
from typing import Final

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi._notebook import InNotebooks, Shown
from smmi.benchmark.comparison._effect_sizes import (
    EffectMeasure,
    EffectSize,
    Floats,
    NoDifference,
    effect_sizes,
    no_effect_sizes,
)
from smmi.benchmark.comparison._group_tests import (
    MOST_SPLITS,
    GroupTest,
    Significance,
    significance,
    why_no_error,
)
from smmi.benchmark.comparison._p_values import Correction, adjust_p_values
from smmi.benchmark.comparison._two_groups import (
    FEWEST,
    ComparedScores,
    TwoGroups,
    checked_scores,
    compared_codes,
)
from smmi.benchmark.kernels._mann_whitney import MOST_UNITS
from smmi.benchmark.kernels._two_samples import mean_difference, welch
from smmi.benchmark.survey._argument_checks import check_share, check_whole
from smmi.errors import ArgumentError
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.scoring import Scores

SHIFT: Final = EffectMeasure.HODGES_LEHMANN


@attrs.frozen(kw_only=True)
class GroupSummary:
    """One score in one group.

    Attributes:
        label: The group's value of the attribute.
        n: How many of its units have the score.
        mean: Their mean; None where one of both groups is smaller than the minimum, as are the others.
        median: Their median.
        standard_deviation: Their standard deviation, by n - 1.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> compared = benchmark.compare_groups(scores, by="control", groups=("public", "private"))
        >>> public = compared["curriculum"].first
        >>> public.label, public.n
        ('public', 19)
    """

    label: str
    n: int
    mean: float | None
    median: float | None
    standard_deviation: float | None


@attrs.frozen(kw_only=True)
class Difference:
    """How two groups differ in one score: the first less the second.

    Attributes:
        code: The code of the score.
        first: The first group.
        second: The second group.
        value: The difference of means, in points, or None.
        low: The lower end of its interval by Welch's t law, or None; the difference itself where both groups were
            wholly observed.
        high: The upper end, or None.
        effects: All effect sizes, by measure.
        significance: The result of the test.
        reason: Why the difference or its interval is absent, or None; effects and test have reasons of their own.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> compared = benchmark.compare_groups(scores, by="control", groups=("public", "private"))
        >>> area = compared["curriculum"]
        >>> area.low < area.value < area.high, abs(area.value - (area.first.mean - area.second.mean)) < 1e-9
        (True, True)
    """

    code: str
    first: GroupSummary
    second: GroupSummary
    value: float | None
    low: float | None
    high: float | None
    effects: Mapping[EffectMeasure, EffectSize] = attrs.field(converter=freeze_mapping)
    significance: Significance
    reason: NoDifference | None


@attrs.frozen(kw_only=True)
class GroupComparison(ComparedScores[Difference], InNotebooks):
    """The differences between two groups, and by what conventions they were worked out.

    Attributes:
        test: Which test was made.
        minimum_for_medians: The smallest group of which the median is shown, and with it the shift of medians.
        resamples: How many splits a permutation test draws where it cannot go through all.
        population: How many units there are of a group in all, by its label, where this is known.

    Those of `ComparedScores` too: by, groups, differences, correction, level, minimum.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> compared = benchmark.compare_groups(scores, by="control", groups=("public", "private"))
        >>> compared.test.value, compared.level, compared["curriculum"].first.n
        ('welch', 0.95, 19)
        >>> compared.describe()[0]
        ('Difference', 'public less private (control); above 0, public is higher.')
    """

    test: GroupTest
    minimum_for_medians: int
    resamples: int
    population: Mapping[str, int] = attrs.field(default=FrozenMapping(), converter=freeze_mapping)

    def _shown(self) -> Shown:
        first, second = self.groups
        return Shown(
            caption=f"{first} less {second} ({self.by}), in points: {self.level * 100:g} % intervals",
            columns=("Score", first, second, "Difference", "Low", "High", "Why absent"),
            rows=[
                [
                    *(code, one.first.mean, one.second.mean, one.value, one.low, one.high),
                    one.reason.value.replace("-", " ") if one.reason else "",
                ]
                for code, one in self.differences.items()
            ],
        )

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Return each convention as a name and a sentence, for a methodology note."""
        effects = (
            f"Cohen's d by the pooled standard deviation and Hedges' g, {self.level * 100:g} % intervals by the "
            "noncentral t law, for normal scores of equal spread; Cliff's delta and the common-language effect size by "
            "Cliff (1996) with the standard error of Brunner and Munzel (2000); the Hodges-Lehmann shift by the ranks "
            "of the Mann-Whitney test, for distributions of one shape."
        )
        test = f"{self.test.label[0].upper()}{self.test.label[1:]}, two-sided."
        if self.test is GroupTest.PERMUTATION:
            test += f" All splits of units count if at most {MOST_SPLITS:,}, else {self.resamples:,} drawn."
        elif self.test is GroupTest.MANN_WHITNEY:
            test += (
                f" Exact, ties counted, up to {MOST_UNITS} units in both groups, beyond by the normal law corrected "
                "for ties and for continuity."
            )
        return (
            *self._described(("Effect sizes", effects), ("Test", test)),
            (
                "Minimum group size",
                f"{self.minimum} of each group; else neither is shown, and the reason is given.",
            ),
            *self._described_population(),
        )

    def _described_population(self) -> tuple[tuple[str, str], ...]:
        if not self.population:
            return ()
        sizes = ", ".join(f"{size:,} {label}" for label, size in self.population.items())
        said = (
            f"{sizes} in all: the interval of the difference and Welch's test take the variance of a mean times the "
            "share that was not observed, and of a census no error (Cochran 1977, Sampling techniques, 2.6); effect "
            "sizes and other tests do not."
        )
        return (("Finite population", said),)


@tells_keywords
def compare_groups(
    scores: Scores,
    /,
    *,
    by: str,
    groups: Sequence[str],
    codes: Sequence[str] | None = None,
    test: GroupTest = GroupTest.WELCH,
    correction: Correction = Correction.HOLM,
    level: float = 0.95,
    minimum: int = 6,
    minimum_for_medians: int = 20,
    resamples: int = 9_999,
    rng: np.random.Generator | None = None,
    population: Mapping[str, int] | None = None,
) -> GroupComparison:
    """Return how two groups of units differ, score by score.

    All effect sizes are given; the test is one, declared beforehand, as choosing among the results of several is what
    no correction accounts for. Units have equal weight: for weighted units see `adjusted_differences`.

    With the sizes of the groups in all, the difference is one of finite populations: what was observed is known, and
    only the others leave an error. Between groups wholly observed the difference is certain: its interval has no width,
    and there is nothing to test. This holds for the difference of means and for Welch's test. Effect sizes and the
    tests by ranks and by permutation ask how such scores come about, not what these units have; they know no census.

    Args:
        scores: The scores of the units.
        by: The attribute that makes the groups.
        groups: Two of its values; differences are the first less the second.
        codes: The scores to compare, over which p values are corrected; the areas where not given.
        test: Which test.
        correction: How p values are corrected.
        level: The confidence level of each interval, between 0 and 1.
        minimum: The smallest number of units with a score of which anything is shown, at least 2. By default five
            are left where a participant subtracts itself, as with a `DisclosureRule`.
        minimum_for_medians: The smallest number of which medians are shown, and the shift of them: the median of few
            units is the score of one.
        resamples: How many splits a permutation test draws where it cannot go through all.
        rng: Where these are drawn from; only such a test needs it.
        population: How many units there are of a group in all, by its label: ``{"public": 30}``. Where not given, the
            units are few of many.

    Returns:
        The difference in each score compared, by code, with all effect sizes and the test, and the
        conventions.

    Raises:
        UnknownCodeError: There is no such attribute, value of it, or score.
        ArgumentError: Another argument is out of its range, or a permutation test needs `rng`.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> control = ["public"] * 30 + ["private"] * 20
        >>> answers = smmi.instrument.synthesize(
        ...     editions.smmi_16(), units=50, rng=np.random.default_rng(1), attributes={"control": control}
        ... )
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> comparison = benchmark.compare_groups(scores, by="control", groups=("public", "private"))
        >>> area = comparison["curriculum"]
        >>> area.first.n, area.second.n, area.low < area.value < area.high
        (30, 20, True)
        >>> area.significance.p_adjusted >= area.significance.p
        True
    """
    checked_scores(scores)
    two = TwoGroups.of(scores, by, groups)
    compared = compared_codes(scores, codes)
    ArgumentError.raise_unless(test, GroupTest, argument="test", expected="a GroupTest")
    ArgumentError.raise_unless(correction, Correction, argument="correction", expected="a Correction")
    level = check_share("level", level)
    minimum = check_whole("minimum", minimum, FEWEST)
    minimum_for_medians = check_whole("minimum_for_medians", minimum_for_medians, FEWEST)
    resamples = check_whole("resamples", resamples, 1)
    ArgumentError.raise_unless(
        rng, np.random.Generator | None, argument="rng", expected="None or a numpy.random.Generator"
    )
    known = {} if population is None else two.sizes(population)
    found = []
    for code in compared:
        values = scores[code]
        present = ~np.isnan(values)
        sides = values[two.first & present], values[two.second & present]
        if min(map(len, sides)) < minimum:
            found.append(_withheld(code, two, sides, test=test, level=level))
            continue
        left = _unobserved(two.labels[0], sides[0], known), _unobserved(two.labels[1], sides[1], known)
        tested = significance(*sides, test=test, resamples=resamples, rng=rng, left=left)
        shown = _difference(code, two, sides, tested, level=level, left=left)
        found.append(_without_medians(shown) if min(map(len, sides)) < minimum_for_medians else shown)
    adjusted = adjust_p_values(
        [np.nan if one.significance.p is None else one.significance.p for one in found], method=correction
    )
    return GroupComparison(
        by=by,
        groups=two.labels,
        differences={
            one.code: one
            if np.isnan(p)
            else attrs.evolve(one, significance=attrs.evolve(one.significance, p_adjusted=p))
            for one, p in zip(found, adjusted.tolist(), strict=True)
        },
        test=test,
        correction=correction,
        level=level,
        minimum=minimum,
        minimum_for_medians=minimum_for_medians,
        resamples=resamples,
        population=known,
    )


def _unobserved(label: str, values: Floats, population: Mapping[str, int]) -> float:
    """Return the share of a group in all whose score is not known."""
    size = population.get(label)
    return 1.0 if size is None else (size - len(values)) / size


def _summary(label: str, values: Floats) -> GroupSummary:
    return GroupSummary(
        label=label,
        n=len(values),
        mean=float(values.mean()),
        median=float(np.median(values)),
        standard_deviation=float(values.std(ddof=1)),
    )


def _without_medians(difference: Difference) -> Difference:
    """Return a difference without what tells the score of a single unit."""
    shift = no_effect_sizes(NoDifference.GROUP_TOO_SMALL, level=difference.effects[SHIFT].level)[SHIFT]
    return attrs.evolve(
        difference,
        first=attrs.evolve(difference.first, median=None),
        second=attrs.evolve(difference.second, median=None),
        effects={**difference.effects, SHIFT: shift},
    )


def _withheld(
    code: str, two: TwoGroups, sides: tuple[Floats, Floats], *, test: GroupTest, level: float
) -> Difference:
    reason = NoDifference.GROUP_TOO_SMALL
    # Of both groups: the one and all units together would tell of the other.
    first, second = (
        GroupSummary(label=label, n=len(values), mean=None, median=None, standard_deviation=None)
        for label, values in zip(two.labels, sides, strict=True)
    )
    return Difference(
        code=code,
        first=first,
        second=second,
        value=None,
        low=None,
        high=None,
        effects=no_effect_sizes(reason, level=level),
        significance=Significance(test=test, reason=reason),
        reason=reason,
    )


def _difference(
    code: str,
    two: TwoGroups,
    sides: tuple[Floats, Floats],
    tested: Significance,
    *,
    level: float,
    left: tuple[float, float],
) -> Difference:
    value = mean_difference(*sides)
    reason = why_no_error(*sides, left=left)
    low = high = None
    if reason is NoDifference.CENSUS:  # which is certainty, not an absence
        low, high, reason = value, value, None
    elif reason is None:
        from scipy.special import stdtrit

        value, error, freedom = welch(*sides, left=left)
        reach = float(stdtrit(freedom, (1.0 + level) / 2.0)) * error
        low, high = value - reach, value + reach
    return Difference(
        code=code,
        first=_summary(two.labels[0], sides[0]),
        second=_summary(two.labels[1], sides[1]),
        value=value,
        low=low,
        high=high,
        effects=effect_sizes(*sides, level=level),
        significance=tested,
        reason=reason,
    )
