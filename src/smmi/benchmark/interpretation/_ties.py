"""Units that cannot be told apart from one unit, and the ranks that it can have."""

import enum
import math
from collections.abc import Mapping

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi._thresholds import ROUNDING, exceeds
from smmi.benchmark.norms._reliability import Reliability, as_numbers
from smmi.benchmark.survey._argument_checks import check_share
from smmi.errors import ArgumentError
from smmi.scoring import Scores


class NoTies(enum.Enum):
    """Why there is no set of tied units.

    Example:
        >>> [one.value for one in NoTies]
        ['no-score', 'nobody-else', 'no-reliability']
    """

    NO_SCORE = "no-score"
    """The unit has no score."""
    NOBODY_ELSE = "nobody-else"
    """No other unit has a score."""
    NO_RELIABILITY = "no-reliability"
    """The reliability of the score is not known."""


@attrs.frozen(kw_only=True)
class StatisticalTies:
    """The units whose scores differ from one unit's by no more than measurement error explains.

    Attributes:
        unit: The unit.
        code: The code of the score.
        tied: The other units that are tied with it, in alphabetical order; not a ranking.
        ranks: The best and the worst rank that the unit can have, 1 being the highest; None if absent.
        n: How many units have a score, this one included.
        difference: From which difference on two scores are told apart, in points of the score.
        level: The confidence level.
        reason: Why there is no such set, or None.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> alpha = {"overall": 0.9}
        >>> ties = benchmark.statistical_ties(scores, "S001", reliability=alpha)
        >>> ties.ranks, len(ties.tied), ties.n
        ((5, 37), 32, 40)
    """

    unit: str
    code: str
    tied: tuple[str, ...]
    ranks: tuple[int, int] | None
    n: int
    difference: float | None
    level: float
    reason: NoTies | None


@tells_keywords
def statistical_ties(
    scores: Scores,
    unit: str,
    /,
    *,
    reliability: Mapping[str, float | Reliability],
    code: str = "overall",
    level: float = 0.95,
) -> StatisticalTies:
    """Return the units that are statistically tied with one, and the confidence set of its rank.

    Two units are told apart if their scores differ by more than z sqrt(2) s sqrt(1 - r): s sqrt(1 - r) is the standard
    error of measurement, and z the normal quantile that makes all n - 1 comparisons of the unit hold together with
    the confidence level (Bonferroni). The ranks that are left are a confidence set for the rank (Mogstad, Romano,
    Shaikh and Wilhelm 2024, Rev Econ Stud 91:476-518).

    Args:
        scores: The scores of the units to compare.
        unit: One of them.
        reliability: The reliability of scores, by code, from 0 to 1, or what `cronbach_alpha` returns.
        code: The code of the score.
        level: The confidence level, between 0 and 1.

    Returns:
        The tied units and the ranks that are left; absent with a reason where measurement error is not
        known.

    Raises:
        ArgumentError: The level is not between 0 and 1, or the reliabilities are none.
        UnknownCodeError: There is no such unit or score.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=30, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> ties = benchmark.statistical_ties(scores, scores.units[0], reliability={"overall": 0.9})
        >>> ties.n, len(ties.tied) < 30
        (30, True)
    """
    ArgumentError.raise_unless(scores, Scores, argument="scores", expected="Scores")
    level = check_share("level", level)
    known = as_numbers(reliability, scores.codes)
    place, values = scores.position(unit), scores[code]
    present = ~np.isnan(values)
    n = int(present.sum())
    reason = None
    if not present[place]:
        reason = NoTies.NO_SCORE
    elif n < 2:
        reason = NoTies.NOBODY_ELSE
    elif code not in known:
        reason = NoTies.NO_RELIABILITY
    if reason is not None:
        return StatisticalTies(
            unit=str(unit), code=code, tied=(), ranks=None, n=n, difference=None, level=level, reason=reason
        )
    from scipy.special import ndtri

    error = float(values[present].std(ddof=1)) * math.sqrt(1.0 - known[code])
    difference = float(ndtri(1.0 - (1.0 - level) / (2.0 * (n - 1)))) * math.sqrt(2.0) * error
    higher = exceeds(values, float(values[place]) + difference, rounding=ROUNDING)
    lower = exceeds(-values, difference - float(values[place]), rounding=ROUNDING)
    above, below = int(np.sum(higher)), int(np.sum(lower))
    near = present & ~higher & ~lower
    near[place] = False
    return StatisticalTies(
        unit=str(unit),
        code=code,
        tied=tuple(sorted(scores.units[near].tolist())),
        ranks=(1 + above, n - below),
        n=n,
        difference=difference,
        level=level,
        reason=None,
    )
