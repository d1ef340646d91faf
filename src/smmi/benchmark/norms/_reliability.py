"""The reliability of scores, estimated from how the parts of each go together."""

import enum
from collections.abc import Iterable, Mapping

import attrs
import numpy as np
import numpy.typing as npt

from smmi._thresholds import ROUNDING, exceeds
from smmi.benchmark.survey._argument_checks import plain_number
from smmi.errors import ArgumentError
from smmi.frozen import CodeMapping
from smmi.scoring import Scores

Floats = npt.NDArray[np.float64]


class NoReliability(enum.Enum):
    """Why a reliability is absent.

    Example:
        >>> [one.value for one in NoReliability]
        ['one-part', 'not-additive', 'too-few-units', 'no-spread']
    """

    ONE_PART = "one-part"
    """The score has one part only."""
    NOT_ADDITIVE = "not-additive"
    """The score is no weighted mean of its parts."""
    TOO_FEW_UNITS = "too-few-units"
    """Fewer than three units have all parts."""
    NO_SPREAD = "no-spread"
    """All units have the same score."""


@attrs.frozen(kw_only=True)
class Reliability:
    """An estimate of the reliability of one score.

    Attributes:
        code: The code of the score.
        alpha: Cronbach's alpha; it can be below 0, where the parts go against each other. None if it is absent.
        parts: How many parts the score has.
        n: How many units have all parts.
        reason: Why it is absent, or None.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> reliability = benchmark.cronbach_alpha(scores)["curriculum"]
        >>> reliability.parts, reliability.n, reliability.reason
        (5, 9, None)
    """

    code: str
    alpha: float | None
    parts: int
    n: int
    reason: NoReliability | None


def cronbach_alpha(scores: Scores, /) -> Mapping[str, Reliability]:
    """Return Cronbach's alpha of every score that is a weighted mean, by code.

    k / (k - 1) (1 - sum of the variances of the parts / variance of their sum), each part times its weight, over the
    units that have all parts (Cronbach 1951, Psychometrika 16:297-334). It is a lower bound of the reliability where
    errors are not correlated, and says nothing about whether a score measures what it should.

    Args:
        scores: The scores of units.

    Returns:
        An estimate for every score by code; its alpha is None with a reason where there is none.

    Raises:
        ArgumentError: These are no scores.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=60, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> 0.0 < benchmark.cronbach_alpha(scores)["overall"].alpha < 1.0
        True
    """
    ArgumentError.raise_unless(scores, Scores, argument="scores", expected="Scores")
    columns = {code: scores.values[row] for row, code in enumerate(scores.codes)}
    columns |= {
        indicator.code: scores.indicators[:, place]
        for place, indicator in enumerate(scores.instrument.indicators)
    }
    found = {}
    for code in scores.codes:
        children = scores.scheme.children(code)
        weights = np.array([scores.scheme.weight(child) for child in children])
        additive = bool(getattr(scores.scheme.aggregation_rule(code), "additive", False))
        parts = np.stack([columns[child] for child in children])[weights > 0]
        found[code] = _alpha(code, parts * weights[weights > 0, None], additive=additive)
    return CodeMapping("no score has the code", found)


def _alpha(code: str, parts: Floats, *, additive: bool) -> Reliability:
    complete = parts[:, ~np.isnan(parts).any(axis=0)]
    k, n = complete.shape
    total = complete.sum(axis=0)
    reason = None
    if not additive:
        reason = NoReliability.NOT_ADDITIVE
    elif k < 2:
        reason = NoReliability.ONE_PART
    elif n < 3:
        reason = NoReliability.TOO_FEW_UNITS
    elif not exceeds(float(total.max()), float(total.min()), rounding=ROUNDING):
        reason = NoReliability.NO_SPREAD
    alpha = None
    if reason is None:
        alpha = float(k / (k - 1) * (1.0 - complete.var(axis=1, ddof=1).sum() / total.var(ddof=1)))
        alpha = min(alpha, 1.0)  # of parts that say the same, rounding may lead beyond
    return Reliability(code=code, alpha=alpha, parts=k, n=n, reason=reason)


def as_numbers(given: object, codes: Iterable[str]) -> dict[str, float]:
    """Return reliabilities from 0 to 1 by code; of estimates those that are there, at least 0.

    Raises:
        ArgumentError: They are no mapping from known codes to numbers from 0 to 1, or to estimates.
    """
    if given is None:
        return {}
    known = set(codes)
    expected = "a mapping from the codes of scores to numbers from 0 to 1, or what cronbach_alpha returns"
    if not isinstance(given, Mapping) or not known.issuperset(given):
        raise ArgumentError("reliability", repr(given), expected)
    found = {}
    for code, one in given.items():
        if isinstance(one, Reliability):
            if one.alpha is not None:
                found[code] = max(one.alpha, 0.0)
            continue
        number = plain_number(one)
        good = isinstance(number, int | float) and not isinstance(number, bool) and 0 <= number <= 1
        if not good:
            raise ArgumentError("reliability", f"{one!r} for {code!r}", expected)
        found[code] = float(number)
    return found
