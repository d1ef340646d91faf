"""Reliable change: the differences of two waves of one score, and which are more than the error of measurement."""

import enum
import math
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi._thresholds import ROUNDING, exceeds, reaches
from smmi.benchmark.survey._argument_checks import as_numbers, plain_number
from smmi.benchmark.waves._change_rule import ChangeForm, ChangeRule, Margin
from smmi.errors import ArgumentError
from smmi.frozen import frozen_array, made_anew

Floats = npt.NDArray[np.float64]

LARGEST: Final = 2.0**1020
"""Differences of larger scores, and their standard deviation, can be infinite."""


class ChangeVerdict(enum.IntEnum):
    """What is said of a change.

    Example:
        >>> ChangeVerdict.NOT_KNOWN.label
        'not known'
    """

    NOT_KNOWN = 0
    """A score is absent, or the error is not known."""
    DETERIORATED = 1
    NO_RELIABLE_CHANGE = 2
    IMPROVED = 3

    @property
    def label(self) -> str:
        """The verdict in words."""
        return self.name.lower().replace("_", " ")


class NoReliableChange(enum.Enum):
    """Why no change of a score can be called reliable or not.

    Example:
        >>> [one.value for one in NoReliableChange]
        ['no-reliability', 'too-few-units', 'no-spread', 'no-error', 'unreliable-differences']
    """

    NO_RELIABILITY = "no-reliability"
    """The reliability of the score is not known."""
    TOO_FEW_UNITS = "too-few-units"
    """Fewer than two units have the scores from which mean and standard deviation are taken."""
    NO_SPREAD = "no-spread"
    """These units all have the same score."""
    NO_ERROR = "no-error"
    """The reliability is 1: any change is real, and none can be divided by the error."""
    UNRELIABLE_DIFFERENCES = "unreliable-differences"
    """The differences vary no more than error does: their own reliability is not positive, or cannot be told."""


@attrs.frozen(kw_only=True, repr=False)
class ReliableChange:
    """The changes of one score of many units, read-only arrays with one entry for each unit.

    Attributes:
        rule: By what rule.
        reliability: The reliability of the score, or None.
        spread: The standard deviation of the reference in points, or None.
        error: The standard error of measurement in points; None where it is not known, or where the reference does
            not vary.
        reference: From which scores mean and standard deviation were taken: "first wave", or "given".
        n: How many units have both scores.
        difference: The second score less the first one, in points, (n,); NaN where one is absent.
        index: What the form divides, (n,); NaN where absent.
        regression: By how many points a score is expected to come back to the mean if nothing changed, (n,):
            (1 − r) (M − first score).
        verdicts: The `ChangeVerdict` of each, uint8, (n,).
        mean_difference: The mean difference of the units that have both scores, or None: what the field did.
        response_mean: The standardised response mean, mean by standard deviation of the differences, or None.
        reason: Why no change can be called reliable, or None.

    Example:
        >>> from smmi import benchmark
        >>> found = benchmark.reliable_change([40.0, 50.0, 60.0], [41.0, 70.0, 58.0], reliability=0.8)
        >>> found.difference.tolist(), [ChangeVerdict(one).label for one in found.verdicts.tolist()][1]
        ([1.0, 20.0, -2.0], 'improved')
    """

    rule: ChangeRule
    reliability: float | None
    spread: float | None
    error: float | None
    reference: str
    n: int
    difference: Floats = attrs.field(**frozen_array())
    index: Floats = attrs.field(**frozen_array())
    regression: Floats = attrs.field(**frozen_array())
    verdicts: npt.NDArray[np.uint8] = attrs.field(**frozen_array())
    mean_difference: float | None
    response_mean: float | None
    reason: NoReliableChange | None

    @property
    def difference_error(self) -> float | None:
        """The standard error of a difference that measurement makes, √2 SEM in points, or None."""
        return None if self.error is None else math.sqrt(2.0) * self.error

    @property
    def smallest_detectable(self) -> float | None:
        """The smallest detectable change, the cut times the standard error of a difference, in points, or None.

        Only Jacobson and Truax's form has one: by the others it depends on the first score, or on what all units did.
        """
        if self.difference_error is None or self.rule.form is not ChangeForm.JACOBSON_TRUAX:
            return None
        return self.rule.cut * self.difference_error

    def count(self, verdict: ChangeVerdict, /) -> int:
        """Return how many units have a verdict."""
        return int((self.verdicts == verdict).sum())

    __reduce__ = made_anew

    def __repr__(self) -> str:
        told = ", ".join(f"{one.label} {self.count(one)}" for one in reversed(ChangeVerdict))
        return f"<ReliableChange of {len(self.difference)} units: {told}>"


@tells_keywords
def reliable_change(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    /,
    *,
    reliability: float | None,
    reference: npt.ArrayLike | None = None,
    rule: ChangeRule | None = None,
) -> ReliableChange:
    """Return which changes between two waves are more than the error of measurement.

    The error is that of a score with a known reliability, whose own uncertainty is not accounted for. All forms but
    Jacobson and Truax's regress the first score to the mean; see `ChangeForm`.

    Args:
        before: The scores of the first wave in points, (n,); NaN where absent.
        after: Those of the second wave, of the same units.
        reliability: The reliability of the score, 0 to 1; None where it is not known.
        reference: Scores of the first wave from which mean and standard deviation are taken, such as those of a norm
            sample, (m,); the first wave of the units that have both scores where not given.
        rule: By what rule; `ChangeRule()` where not given.

    Raises:
        ArgumentError: The waves are not of the same units, a value is infinite or too large for differences, or the
            reliability is none.

    Example:
        >>> found = reliable_change([40.0, 50.0, 60.0], [41.0, 70.0, 58.0], reliability=0.8)
        >>> found, round(found.smallest_detectable, 2)
        (<ReliableChange of 3 units: improved 1, no reliable change 2, deteriorated 0, not known 0>, 12.4)
    """
    rule = ChangeRule() if rule is None else rule
    ArgumentError.raise_unless(rule, ChangeRule, argument="rule", expected="None or a ChangeRule")
    first, second = (_scores(name, one) for name, one in (("before", before), ("after", after)))
    if len(first) != len(second):
        raise ArgumentError(
            "after", f"{len(second)} scores", f"{len(first)}, one for each of the units before"
        )
    if reliability is not None:
        given, reliability = reliability, plain_number(reliability)
        is_number = isinstance(reliability, int | float) and not isinstance(reliability, bool)
        if not (is_number and 0 <= reliability <= 1):
            raise ArgumentError("reliability", repr(given), "None or a number from 0 to 1")
    sample = first[~np.isnan(second - first)] if reference is None else _scores("reference", reference)
    sample = sample[~np.isnan(sample)]
    # By a power of two, which is exact: else squares of very large or small scores are infinite, or nothing.
    unit = math.frexp(max(float(np.nanmax(np.abs(one), initial=0.0)) for one in (first, second, sample)))[1]
    first, second, sample = (np.ldexp(one, -unit) for one in (first, second, sample))
    difference = second - first
    both = ~np.isnan(difference)
    moved = difference[both]
    varies = len(moved) > 1 and exceeds(float(moved.max()), float(moved.min()))
    index, regression = np.full((2, len(first)), np.nan)
    reason, spread, error = _reason(sample, reliability), None, None
    if len(sample) > 1:
        spread = float(sample.std(ddof=1))
    if spread is not None and reliability is not None:
        # Where all have the same score it is not that there is no error, but that it cannot be told.
        error = None if reason is NoReliableChange.NO_SPREAD else spread * math.sqrt(1.0 - reliability)
        regression = np.where(both, (1.0 - reliability) * (sample.mean() - first), np.nan)
    if reason is None and reliability is not None and spread is not None:
        found = _index(first, second, sample, spread, reliability, rule.form)
        if found is None:
            reason = NoReliableChange.UNRELIABLE_DIFFERENCES
        else:
            index = found
    return ReliableChange(
        rule=rule,
        reliability=None if reliability is None else float(reliability),
        spread=None if spread is None else math.ldexp(spread, unit),
        error=None if error is None else math.ldexp(error, unit),
        reference="first wave" if reference is None else "given",
        n=int(both.sum()),
        difference=np.ldexp(difference, unit),
        index=index,
        regression=np.ldexp(regression, unit),
        verdicts=_verdicts(index, rule),
        mean_difference=math.ldexp(float(moved.mean()), unit) if len(moved) else None,
        response_mean=float(moved.mean() / moved.std(ddof=1)) if varies else None,
        reason=reason,
    )


def _scores(name: str, given: npt.ArrayLike) -> Floats:
    scores = as_numbers(name, given)
    if scores.ndim != 1 or np.isinf(scores).any():
        raise ArgumentError(name, repr(given), "finite scores, or NaN, in one dimension")
    if np.any(np.abs(scores) > LARGEST):
        raise ArgumentError(name, repr(given), "scores whose differences are finite")
    return scores


def _reason(sample: Floats, reliability: float | None) -> NoReliableChange | None:
    if reliability is None:
        return NoReliableChange.NO_RELIABILITY
    if len(sample) < 2:
        return NoReliableChange.TOO_FEW_UNITS
    if not exceeds(float(sample.max()), float(sample.min()), rounding=ROUNDING):
        return NoReliableChange.NO_SPREAD
    return NoReliableChange.NO_ERROR if reliability == 1 else None


def _index(
    first: Floats, second: Floats, sample: Floats, s: float, r: float, form: ChangeForm
) -> Floats | None:
    """Return the index of each unit by a form; None where the differences have no reliability. 0 <= r < 1, s > 0."""
    mean, error = float(sample.mean()), s * math.sqrt(1.0 - r)
    both = ~np.isnan(second - first)
    difference: Floats = second - first
    match form:
        case ChangeForm.JACOBSON_TRUAX:
            return difference / (math.sqrt(2.0) * error)
        case ChangeForm.EDWARDS_NUNNALLY:
            return (second - mean - r * (first - mean)) / error
        case ChangeForm.GULLIKSEN_LORD_NOVICK:
            return (second - mean - r * (first - mean)) / (s * math.sqrt(1.0 - r * r))
        case ChangeForm.HSU_LINN_LORD:
            later = float(second[both].mean()) if both.any() else mean
            return (second - later - r * (first - mean)) / (s * math.sqrt(1.0 - r * r))
        case _:  # Hageman and Arrindell
            moved = difference[both]
            variance = float(moved.var(ddof=1)) if len(moved) > 1 else 0.0
            if not exceeds(variance, 2.0 * error * error, rounding=ROUNDING):
                return None
            own = 1.0 - 2.0 * error * error / variance
            regressed = difference * own + float(moved.mean()) * (1.0 - own)
            return regressed / (math.sqrt(own) * math.sqrt(2.0) * error)


def _verdicts(index: Floats, rule: ChangeRule) -> npt.NDArray[np.uint8]:
    beyond = reaches if rule.margin is Margin.INCLUSIVE else exceeds
    found = np.full(len(index), ChangeVerdict.NO_RELIABLE_CHANGE, dtype=np.uint8)
    found[np.isnan(index)] = ChangeVerdict.NOT_KNOWN
    found[beyond(index, rule.cut, rounding=ROUNDING)] = ChangeVerdict.IMPROVED
    found[beyond(-index, rule.cut, rounding=ROUNDING)] = ChangeVerdict.DETERIORATED
    return found
