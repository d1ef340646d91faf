"""Correlations of indicators within and between areas, and indicators that count twice."""

from collections.abc import Mapping

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.agreement._points import node_points
from smmi.benchmark.survey._argument_checks import check_share, check_whole
from smmi.frozen import by_code, freeze_mapping, frozen_array, made_anew
from smmi.instrument import Answers
from smmi.scoring import ScoringScheme

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@attrs.frozen(kw_only=True)
class DoubledPair:
    """Two indicators that hardly differ: what they measure counts twice.

    Attributes:
        first: The code of one.
        second: The code of the other.
        correlation: Their correlation; below 0, one goes against the other.
        n: How many units have points in both.
        same_area: Whether they stand in the same area.

    Example:
        >>> pair = DoubledPair(first="a1", second="a2", correlation=0.97, n=40, same_area=True)
        >>> pair.correlation > 0.9
        True
    """

    first: str
    second: str
    correlation: float
    n: int
    same_area: bool


@attrs.frozen(kw_only=True)
class MeanCorrelation:
    """The mean of the correlations between the indicators of two areas, or within one.

    Attributes:
        mean: The mean, or None where there is no correlation.
        pairs: How many correlations it rests on.

    Example:
        >>> MeanCorrelation(mean=0.3, pairs=6).pairs
        6
    """

    mean: float | None
    pairs: int


@attrs.frozen(kw_only=True)
class IndicatorCorrelations:
    """The correlations of the indicators below a node; make them with `indicator_correlations`.

    Attributes:
        of: The code of the node.
        codes: The codes of the indicators, in declared order.
        areas: The code of the area of each.
        values: Pearson's correlations of points, (k, k), each over the units that have both; NaN where an indicator
            does not vary among them or they are fewer than `least`.
        counts: How many units have both, (k, k).
        blocks: The mean correlation by the codes of two areas, in declared order; of one with itself, that within it.
        doubled: The pairs whose correlation is at the bound or beyond, the nearest to 1 or -1 first.
        bound: From which correlation on, in absolute value, a pair counts twice.
        least: How many units a correlation needs.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=60, rng=np.random.default_rng(1))
        >>> scheme = smmi.ScoringScheme.equal_weights(answers.instrument)
        >>> found = indicator_correlations(answers, scheme, of="extracurricular")
        >>> len(found.codes), found["extracurricular", "extracurricular"].pairs
        (5, 10)
    """

    of: str
    codes: tuple[str, ...]
    areas: tuple[str, ...]
    values: Floats = attrs.field(**frozen_array())
    counts: Counts = attrs.field(**frozen_array())
    blocks: Mapping[tuple[str, str], MeanCorrelation] = attrs.field(converter=freeze_mapping, repr=False)
    doubled: tuple[DoubledPair, ...]
    bound: float
    least: int

    __reduce__ = made_anew

    def __getitem__(self, areas: tuple[str, str]) -> MeanCorrelation:
        """Return the mean correlation between two areas, in any order, or within one.

        Raises:
            UnknownCodeError: There are no such areas below the node.
        """
        turned = areas[::-1]
        return by_code(self.blocks, turned if turned in self.blocks else areas, "no two areas have the codes")


def indicator_correlations(
    answers: Answers, scheme: ScoringScheme, /, *, of: str = "overall", bound: float = 0.9, least: int = 10
) -> IndicatorCorrelations:
    """Return how the indicators below a node are correlated, within and between areas.

    Args:
        answers: The answers of units.
        scheme: The scheme that gives points.
        of: The code of an area, a domain, or "overall".
        bound: From which correlation on, in absolute value, a pair counts twice.
        least: How many units a correlation needs, at least 3.

    Raises:
        UnknownCodeError: No score has the code.
        ArgumentError: An argument cannot be used.
        EditionMismatchError: The answers are of another instrument than the scheme.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=60, rng=np.random.default_rng(1))
        >>> scheme = smmi.ScoringScheme.equal_weights(answers.instrument)
        >>> indicator_correlations(answers, scheme, of="extracurricular").doubled
        ()
    """
    bound = check_share("bound", bound)
    least = check_whole("least", least, 3)
    points = node_points(answers, scheme, of)
    areas = tuple(answers.instrument.parent(code).code for code in points.indicators)
    values, counts = _correlated(points.values, least)
    pairs = [
        DoubledPair(
            first=points.indicators[i],
            second=points.indicators[j],
            correlation=float(values[i, j]),
            n=int(counts[i, j]),
            same_area=areas[i] == areas[j],
        )
        for i, j in np.argwhere(np.triu(np.abs(values) >= bound, 1)).tolist()
    ]
    return IndicatorCorrelations(
        of=of,
        codes=points.indicators,
        areas=areas,
        values=values,
        counts=counts,
        blocks=_blocks(values, areas),
        doubled=tuple(sorted(pairs, key=lambda pair: -abs(pair.correlation))),
        bound=bound,
        least=least,
    )


def _correlated(values: Floats, least: int) -> tuple[Floats, Counts]:
    """Return Pearson's correlations of pairs of columns over the units that have both, and their numbers."""
    here = ~np.isnan(values)
    has = here.astype(np.float64)
    counts = has.T @ has
    means = np.where(here, values, 0.0).sum(axis=0) / np.maximum(has.sum(axis=0), 1.0)
    centred = np.where(here, values - means, 0.0)
    first, squares = centred.T @ has, np.square(centred).T @ has
    with np.errstate(invalid="ignore", divide="ignore"):
        shared = centred.T @ centred - first * first.T / counts
        own = squares - np.square(first) / counts
        found = shared / np.sqrt(own * own.T)
    varies = own > 1e-12 * np.maximum(squares, 1e-300)
    found = np.where(varies & varies.T & (counts >= least), np.clip(found, -1.0, 1.0), np.nan)
    np.fill_diagonal(found, np.where(np.isnan(np.diag(found)), np.nan, 1.0))
    return found, counts.astype(np.int64)


def _blocks(values: Floats, areas: tuple[str, ...]) -> dict[tuple[str, str], MeanCorrelation]:
    names = list(dict.fromkeys(areas))
    places = {name: [i for i, area in enumerate(areas) if area == name] for name in names}
    found = {}
    for i, one in enumerate(names):
        for other in names[i:]:
            block = values[np.ix_(places[one], places[other])]
            cells = block[np.triu_indices(len(block), 1)] if one == other else block.ravel()
            there = cells[~np.isnan(cells)]
            mean = float(there.mean()) if len(there) else None
            found[one, other] = MeanCorrelation(mean=mean, pairs=len(there))
    return found
