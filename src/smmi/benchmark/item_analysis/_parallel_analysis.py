"""How many dimensions the indicators of a node have: scree and parallel analysis."""

import enum

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi._thresholds import ROUNDING
from smmi.benchmark.agreement._points import node_points
from smmi.benchmark.kernels.agreement._covariances import correlations, covariances
from smmi.benchmark.kernels.agreement._dimensionality import descending_eigenvalues, unrelated_eigenvalues
from smmi.benchmark.survey._argument_checks import check_share, check_whole
from smmi.errors import ArgumentError
from smmi.instrument import Answers
from smmi.scoring import ScoringScheme


class UnrelatedData(enum.Enum):
    """What data without any relation are drawn as.

    Example:
        >>> [one.value for one in UnrelatedData]
        ['permuted', 'normal']
    """

    PERMUTED = "permuted"
    """The same columns, each in another order (Buja and Eyuboglu 1992)."""
    NORMAL = "normal"
    """Normal columns (Horn 1965)."""


class NoAnalysis(enum.Enum):
    """Why a parallel analysis, or an indicator's functioning, is absent.

    Example:
        >>> NoAnalysis("no-spread").name
        'NO_SPREAD'
    """

    TOO_FEW_UNITS = "too-few-units"
    """Too few units can be used, or a group has fewer than the minimum."""
    ONE_INDICATOR = "one-indicator"
    """There is one indicator at most."""
    NO_SPREAD = "no-spread"
    """An indicator does not vary, or not among units of equal standing."""
    NO_OVERLAP = "no-overlap"
    """No stratum has units of both groups."""


@attrs.frozen(kw_only=True)
class ParallelAnalysis:
    """The eigenvalues of the correlations of indicators beside those of data without any relation.

    Attributes:
        of: The code of the node.
        n: How many units have points in all indicators that vary.
        indicators: The codes of the indicators.
        eigenvalues: The scree: the eigenvalues, the largest first; None where absent.
        references: The quantile of the eigenvalue of the same rank of data without any relation, or None.
        means: Its mean, or None.
        dimensions: How many eigenvalues from the largest on exceed their reference, or None.
        drawn: What such data were drawn as.
        replicates: How many.
        quantile: Which quantile.
        reason: Why it is absent, or None.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=200, rng=np.random.default_rng(1))
        >>> scheme = smmi.ScoringScheme.equal_weights(answers.instrument)
        >>> found = parallel_analysis(answers, scheme, of="extracurricular", rng=np.random.default_rng(2))
        >>> found.dimensions
        1
    """

    of: str
    n: int
    indicators: tuple[str, ...]
    eigenvalues: tuple[float, ...] | None = None
    references: tuple[float, ...] | None = None
    means: tuple[float, ...] | None = None
    dimensions: int | None = None
    drawn: UnrelatedData
    replicates: int
    quantile: float
    reason: NoAnalysis | None = None


@tells_keywords
def parallel_analysis(
    answers: Answers,
    scheme: ScoringScheme,
    /,
    *,
    of: str,
    rng: np.random.Generator,
    drawn: UnrelatedData = UnrelatedData.PERMUTED,
    replicates: int = 500,
    quantile: float = 0.95,
) -> ParallelAnalysis:
    """Return how many dimensions the indicators below a node have.

    An eigenvalue counts as long as it, and all larger ones, exceed a quantile of the eigenvalue of the same rank of
    data without any relation (Horn 1965, Psychometrika 30:179-185; the quantile Glorfeld 1995, Educ Psychol Meas
    55:377-393). Units with points in all indicators are used.

    Args:
        answers: The answers of units.
        scheme: The scheme that gives points.
        of: The code of an area, a domain, or "overall".
        rng: Where data without any relation are drawn from.
        drawn: What they are drawn as.
        replicates: How many.
        quantile: Which quantile.

    Raises:
        UnknownCodeError: No score has the code.
        ArgumentError: An argument cannot be used.
        EditionMismatchError: The answers are of another instrument than the scheme.
    """
    ArgumentError.raise_unless(
        rng,
        np.random.Generator,
        argument="rng",
        expected="a numpy.random.Generator",
        advice={int: "Write numpy.random.default_rng(seed)"},
    )
    ArgumentError.raise_unless(drawn, UnrelatedData, argument="drawn", expected="an UnrelatedData")
    replicates = check_whole("replicates", replicates, 1)
    quantile = check_share("quantile", quantile)
    points = node_points(answers, scheme, of)
    values = points.values[~np.isnan(points.values).any(axis=1)]
    found = ParallelAnalysis(
        of=of,
        n=len(values),
        indicators=points.indicators,
        drawn=drawn,
        replicates=replicates,
        quantile=quantile,
    )
    if len(points.indicators) < 2:
        return attrs.evolve(found, reason=NoAnalysis.ONE_INDICATOR)
    if len(values) < 3:
        return attrs.evolve(found, reason=NoAnalysis.TOO_FEW_UNITS)
    if (np.ptp(values, axis=0) <= ROUNDING * 100.0).any():
        return attrs.evolve(found, reason=NoAnalysis.NO_SPREAD)
    seen = descending_eigenvalues(correlations(covariances(values)))
    unrelated = unrelated_eigenvalues(values, replicates, rng, permuted=drawn is UnrelatedData.PERMUTED)
    references = np.quantile(unrelated, quantile, axis=0)
    above = seen > references
    return attrs.evolve(
        found,
        eigenvalues=tuple(seen.tolist()),
        references=tuple(references.tolist()),
        means=tuple(unrelated.mean(axis=0).tolist()),
        dimensions=int(above.argmin()) if not above.all() else len(above),
    )
