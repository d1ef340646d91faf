"""Tests of the difference between two groups."""

import enum
import math
from typing import Final

import attrs
import numpy as np

from smmi.benchmark.comparison._effect_sizes import DECIMALS, Floats, NoDifference, has_spread
from smmi.benchmark.kernels._mann_whitney import MOST_UNITS, mann_whitney_splits
from smmi.benchmark.kernels._two_samples import dominance, drawn_permutation, exact_permutation, welch
from smmi.errors import ArgumentError

MOST_SPLITS: Final = 20_000
"""A permutation test goes through all splits of the units if there are no more than these."""


class GroupTest(enum.Enum):
    """A two-sided test of whether two groups differ.

    Example:
        >>> [one.value for one in GroupTest]
        ['welch', 'mann-whitney', 'brunner-munzel', 'permutation']
    """

    WELCH = "welch"
    """Whether means differ, spreads being what they are (Welch 1947)."""
    MANN_WHITNEY = "mann-whitney"
    """Whether distributions differ, with power where one is higher (Mann and Whitney 1947).

    Exact, ties counted, up to 100 units in both groups: p is the share of all splits of the units whose U is as far
    from its mean as the one observed.
    """
    BRUNNER_MUNZEL = "brunner-munzel"
    """Whether one group is oftener higher than the other, spreads being what they are (Brunner and Munzel 2000).

    Always approximate: groups that differ in spread have no exact law, as their units cannot be exchanged.
    """
    PERMUTATION = "permutation"
    """Whether means differ, by Welch's t over all splits of the units (Pitman 1937, Janssen 1997)."""

    @property
    def label(self) -> str:
        """The test in words."""
        return {
            GroupTest.WELCH: "Welch's t test",
            GroupTest.MANN_WHITNEY: "the Mann-Whitney test",
            GroupTest.BRUNNER_MUNZEL: "the Brunner-Munzel test",
            GroupTest.PERMUTATION: "the permutation test of Welch's t",
        }[self]


class PValueMethod(enum.Enum):
    """How a p value was worked out.

    Example:
        >>> [one.value for one in PValueMethod]
        ['exact', 'approximate', 'drawn']
    """

    EXACT = "exact"
    """By the law of the statistic, all splits of the units counted."""
    APPROXIMATE = "approximate"
    """By a t or normal law."""
    DRAWN = "drawn"
    """From splits drawn at random."""


@attrs.frozen(kw_only=True)
class Significance:
    """The result of one test.

    Attributes:
        test: Which one.
        statistic: Its statistic, or None: Welch's t (None too where no group has spread within); the Mann-Whitney U of
            the first group; Brunner and Munzel's, above 0 where the first group is higher.
        degrees_of_freedom: Its degrees of freedom; None where it has none.
        p: The two-sided p value, or None.
        p_adjusted: The same corrected for the scores compared together, or None.
        method: How p was worked out, or None.
        reason: Why it is absent, or None.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> compared = benchmark.compare_groups(scores, by="control", groups=("public", "private"))
        >>> tested = compared["curriculum"].significance
        >>> tested.test.value, tested.method.value, 0.0 <= tested.p <= tested.p_adjusted <= 1.0
        ('welch', 'approximate', True)
    """

    test: GroupTest
    statistic: float | None = None
    degrees_of_freedom: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    method: PValueMethod | None = None
    reason: NoDifference | None = None


def significance(
    first: Floats,
    second: Floats,
    /,
    *,
    test: GroupTest,
    resamples: int,
    rng: np.random.Generator | None,
    left: tuple[float, float] = (1.0, 1.0),
) -> Significance:
    """Return the result of a test on two groups, complete, each of at least two units.

    Args:
        first: The first group.
        second: The second one.
        test: Which test.
        resamples: How many splits are drawn where there are too many.
        rng: Where from.
        left: The share of each group's population that was not observed; only Welch's test asks.

    Raises:
        ArgumentError: A permutation test has too many splits to go through, and there is no `rng` to draw some.
    """
    if test is GroupTest.WELCH:
        return _welch(first, second, left)
    if not has_spread(np.concatenate((first, second))):
        return Significance(test=test, reason=NoDifference.NO_SPREAD)
    if test is GroupTest.PERMUTATION:
        return _by_permutation(first, second, resamples, rng)
    first, second = np.round(first, DECIMALS), np.round(second, DECIMALS)
    if test is GroupTest.MANN_WHITNEY:
        return _mann_whitney(first, second)
    delta, error, freedom = dominance(first, second)
    if not error:
        return Significance(test=test, reason=NoDifference.SEPARATED)
    return _by_t(test, delta / error, freedom)


def why_no_error(first: Floats, second: Floats, /, *, left: tuple[float, float]) -> NoDifference | None:
    """Return why the difference of means has no error to estimate, or None where it has one.

    What tells of the error is the spread of a group that was not wholly observed.
    """
    if not any(left):
        return NoDifference.CENSUS
    varies = any(share and has_spread(side) for side, share in zip((first, second), left, strict=True))
    return None if varies else NoDifference.NO_SPREAD


def _welch(first: Floats, second: Floats, left: tuple[float, float]) -> Significance:
    reason = why_no_error(first, second, left=left)
    if reason is not None:
        return Significance(test=GroupTest.WELCH, reason=reason)
    difference, error, freedom = welch(first, second, left=left)
    return _by_t(GroupTest.WELCH, difference / error, freedom)


def _by_t(test: GroupTest, t: float, freedom: float) -> Significance:
    from scipy.special import stdtr

    return Significance(
        test=test,
        statistic=t,
        degrees_of_freedom=freedom,
        p=2.0 * float(stdtr(freedom, -abs(t))),
        method=PValueMethod.APPROXIMATE,
    )


def _mann_whitney(first: Floats, second: Floats) -> Significance:
    """Return the test by its exact law, ties counted, or beyond its size by the normal one.

    The latter is corrected for ties and for continuity (Mann and Whitney 1947; Lehmann 1975, Nonparametrics, 1.2, 1.4).
    """
    if len(first) + len(second) <= MOST_UNITS:
        twice, far, splits = mann_whitney_splits(first, second)
        return Significance(
            test=GroupTest.MANN_WHITNEY, statistic=twice / 2, p=far / splits, method=PValueMethod.EXACT
        )
    from scipy.stats import mannwhitneyu

    found = mannwhitneyu(first, second, method="asymptotic")
    return Significance(
        test=GroupTest.MANN_WHITNEY,
        statistic=float(found.statistic),
        p=float(found.pvalue),
        method=PValueMethod.APPROXIMATE,
    )


def _by_permutation(
    first: Floats, second: Floats, resamples: int, rng: np.random.Generator | None
) -> Significance:
    splits = math.comb(len(first) + len(second), len(first))
    if splits <= MOST_SPLITS:
        p, method = exact_permutation(first, second), PValueMethod.EXACT
    elif rng is None:
        raise ArgumentError(
            "rng",
            "None",
            f"a numpy.random.Generator, as groups of {len(first)} and {len(second)} have more than "
            f"{MOST_SPLITS:,} splits",
            "Pass rng=numpy.random.default_rng(seed)",
        )
    else:
        p, method = drawn_permutation(first, second, resamples=resamples, rng=rng), PValueMethod.DRAWN
    varies = has_spread(first) or has_spread(second)
    difference, error, _ = welch(first, second) if varies else (0.0, 0.0, 0.0)
    return Significance(
        test=GroupTest.PERMUTATION,
        statistic=difference / error if error else None,
        p=p,
        method=method,
    )
