"""Differences between two groups, adjusted for other attributes of the units."""

import math
from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.benchmark.comparison._effect_sizes import Floats, NoDifference
from smmi.benchmark.comparison._p_values import Correction, adjust_p_values
from smmi.benchmark.comparison._two_groups import (
    FEWEST,
    ComparedScores,
    Flags,
    TwoGroups,
    checked_scores,
    compared_codes,
)
from smmi.benchmark.kernels._least_squares import (
    DETERMINED_BY_ONE_ROW,
    NO_SPREAD,
    NOT_ESTIMABLE,
    TOO_FEW_ROWS,
    contrast_by_hc3,
)
from smmi.benchmark.survey._argument_checks import check_share, check_whole
from smmi.benchmark.survey._unit_weights import unit_weights
from smmi.benchmark.survey._weights import SurveyWeights
from smmi.errors import ArgumentError
from smmi.scoring import Scores

_REASONS = {
    NOT_ESTIMABLE: NoDifference.NOT_ESTIMABLE,
    TOO_FEW_ROWS: NoDifference.TOO_FEW_UNITS,
    DETERMINED_BY_ONE_ROW: NoDifference.DETERMINED_BY_ONE_UNIT,
    NO_SPREAD: NoDifference.NO_SPREAD,
}


@attrs.frozen(kw_only=True)
class AdjustedDifference:
    """How much higher one score is in the first group than in the second, other attributes being equal.

    Attributes:
        code: The code of the score.
        n: How many units have the score and all attributes, those of other groups included.
        n_first: How many of them are in the first group.
        n_second: How many are in the second.
        value: The adjusted difference, in points, or None.
        standard_error: Its standard error by HC3, or None.
        low: The lower end of its interval by the t law, or None.
        high: The upper end, or None.
        degrees_of_freedom: n less the number of coefficients that the model determines, or None.
        statistic: The difference by its standard error, or None.
        p: The two-sided p value, or None.
        p_adjusted: The same corrected for the scores compared together, or None.
        reason: Why something is absent, or None.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> adjusted = benchmark.adjusted_differences(scores, by="control", groups=("public", "private"))
        >>> area = adjusted["curriculum"]
        >>> area.n, area.n_first, area.degrees_of_freedom
        (39, 19, 37)
    """

    code: str
    n: int
    n_first: int
    n_second: int
    value: float | None = None
    standard_error: float | None = None
    low: float | None = None
    high: float | None = None
    degrees_of_freedom: int | None = None
    statistic: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    reason: NoDifference | None = None


@attrs.frozen(kw_only=True)
class AdjustedComparison(ComparedScores[AdjustedDifference]):
    """The adjusted differences between two groups, and by what conventions they were worked out.

    Attributes:
        adjusted_for: The other attributes of the model.
        incomplete: How many units lack one of the attributes, and were left out.
        weighted: Whether the units are weighted.

    Those of `ComparedScores` too: by, groups, differences, correction, level, minimum.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> adjusted = benchmark.adjusted_differences(scores, by="control", groups=("public", "private"))
        >>> adjusted.weighted, adjusted.incomplete, len(adjusted.differences)
        (False, 0, 16)
    """

    adjusted_for: tuple[str, ...]
    incomplete: int
    weighted: bool

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Return each convention as a name and a sentence, for a methodology note."""
        model = (
            f"By least squares{' of weighted units' if self.weighted else ''}, a coefficient for each value of "
            f"{', '.join((self.by, *self.adjusted_for))}; no interactions."
        )
        intervals = (
            f"{self.level * 100:g} %, by HC3 standard errors (MacKinnon and White 1985) and the t law; its degrees of "
            "freedom are the number of units less that of coefficients."
        )
        return (
            *self._described(("Adjustment", model), ("Intervals", intervals)),
            (
                "Units left out",
                f"{self.incomplete} without a value of an attribute; and those without the score.",
            ),
            (
                "Minimum group size",
                f"{self.minimum} of each group; else nothing is shown, and the reason is given.",
            ),
        )


@tells_keywords
def adjusted_differences(
    scores: Scores,
    /,
    *,
    by: str,
    groups: Sequence[str],
    adjust_for: Sequence[str] = (),
    weights: SurveyWeights | Sequence[float] | Floats | None = None,
    codes: Sequence[str] | None = None,
    correction: Correction = Correction.HOLM,
    level: float = 0.95,
    minimum: int = 6,
) -> AdjustedComparison:
    """Return the differences between two groups, units being alike in other attributes.

    The model has a coefficient for each value of each attribute that occurs, and no interactions; units of other groups
    of `by` are in it too, since they tell of the other attributes. Standard errors are HC3's: spreads may differ. A
    unit that stands alone in its category has no part in the difference, unless the difference hangs on it alone.

    The errors are those of a model of how such scores come about, not of the drawing of units from finitely many: a
    census has them too. For what all units of two groups have, see `compare_groups` and its `population`.

    Args:
        scores: The scores of the units.
        by: The attribute that makes the groups.
        groups: Two of its values; differences are the first less the second.
        adjust_for: The other attributes.
        weights: The weight of each unit, (n,), positive; their scale does not matter. 1 where not given.
        codes: The scores to compare, over which p values are corrected; the areas where not given.
        correction: How p values are corrected.
        level: The confidence level of each interval, between 0 and 1.
        minimum: The smallest number of units of a group of which anything is shown, at least 2; as in `compare_groups`.

    Returns:
        The difference in each score compared, by code, with its standard error, interval and p value, and
        the conventions.

    Raises:
        UnknownCodeError: There is no such attribute, value of it, or score.
        ArgumentError: Another argument is out of its range.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> answers = smmi.instrument.synthesize(
        ...     editions.smmi_16(),
        ...     units=60,
        ...     rng=np.random.default_rng(1),
        ...     attributes={
        ...         "control": ["public", "private"] * 30,
        ...         "discipline": ["dental"] * 20 + ["medical"] * 40,
        ...     },
        ... )
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> adjusted = benchmark.adjusted_differences(
        ...     scores, by="control", groups=("public", "private"), adjust_for=["discipline"]
        ... )
        >>> area = adjusted["curriculum"]
        >>> area.n - area.degrees_of_freedom, area.low < area.value < area.high
        (3, True)
    """
    checked_scores(scores)
    two = TwoGroups.of(scores, by, groups)
    others = _other_attributes(scores, by, adjust_for)
    weighing = unit_weights(
        weights.weights_of(scores.units) if isinstance(weights, SurveyWeights) else weights, len(scores)
    )
    compared = compared_codes(scores, codes)
    ArgumentError.raise_unless(correction, Correction, argument="correction", expected="a Correction")
    level = check_share("level", level)
    minimum = check_whole("minimum", minimum, FEWEST)
    columns = [scores.answers.attribute(name).codes for name in (by, *others)]
    complete = np.all([column > 0 for column in columns], axis=0)
    given = np.ones(len(scores)) if weighing is None else weighing
    found = []
    for code in compared:
        inside = complete & ~np.isnan(scores[code])
        empty = AdjustedDifference(
            code=code,
            n=int(inside.sum()),
            n_first=int((inside & two.first).sum()),
            n_second=int((inside & two.second).sum()),
        )
        if min(empty.n_first, empty.n_second) < minimum:
            found.append(attrs.evolve(empty, reason=NoDifference.GROUP_TOO_SMALL))
            continue
        design, contrast = _design([column[inside] for column in columns], two, inside)
        estimated = contrast_by_hc3(design, scores[code][inside], given[inside], contrast)
        found.append(_estimated(empty, *estimated, level=level))
    adjusted = adjust_p_values([np.nan if one.p is None else one.p for one in found], method=correction)
    return AdjustedComparison(
        by=by,
        groups=two.labels,
        adjusted_for=others,
        differences={
            one.code: one if math.isnan(p) else attrs.evolve(one, p_adjusted=p)
            for one, p in zip(found, adjusted.tolist(), strict=True)
        },
        incomplete=int((~complete).sum()),
        weighted=weighing is not None,
        correction=correction,
        level=level,
        minimum=minimum,
    )


def _other_attributes(scores: Scores, by: str, adjust_for: Sequence[str]) -> tuple[str, ...]:
    if isinstance(adjust_for, str) or not isinstance(adjust_for, Sequence):
        raise ArgumentError("adjust_for", repr(adjust_for), "a sequence of attributes")
    for name in adjust_for:
        scores.answers.attribute(name)
    repeated = sorted({name for name in adjust_for if (by, *adjust_for).count(name) > 1})
    if repeated:
        raise ArgumentError("adjust_for", f"{repeated[0]!r} twice, `by` counted", "each attribute once")
    return tuple(adjust_for)


def _design(columns: list[npt.NDArray[np.integer]], two: TwoGroups, inside: Flags) -> tuple[Floats, Floats]:
    """Return a column for each value that occurs, less the first of each but the first attribute; and the contrast."""
    blocks = []
    for place, column in enumerate(columns):
        values = np.unique(column)[1 if place else 0 :]
        blocks.append((column[:, None] == values).astype(np.float64))
    design = np.concatenate(blocks, axis=1)
    own = blocks[0]
    contrast = np.zeros(design.shape[1])
    contrast[: own.shape[1]] = own[two.first[inside]][0] - own[two.second[inside]][0]
    return design, contrast


def _estimated(
    empty: AdjustedDifference, value: float, error: float, freedom: int, absence: int, *, level: float
) -> AdjustedDifference:
    reason = _REASONS.get(absence)
    if reason is not None:
        return attrs.evolve(
            empty,
            value=None if math.isnan(value) else value,
            degrees_of_freedom=freedom,
            reason=reason,
        )
    from scipy.special import stdtr, stdtrit

    reach = float(stdtrit(freedom, (1.0 + level) / 2.0)) * error
    return attrs.evolve(
        empty,
        value=value,
        standard_error=error,
        low=value - reach,
        high=value + reach,
        degrees_of_freedom=freedom,
        statistic=value / error,
        p=2.0 * float(stdtr(freedom, -abs(value / error))),
    )
