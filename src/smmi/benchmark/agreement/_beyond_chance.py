"""Agreement of raters beyond chance: kappas, and Krippendorff's alpha."""

import enum
from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.benchmark.agreement._ratings import NoAgreement, RatingsLike, as_ratings, in_range
from smmi.benchmark.kernels.agreement._chance_agreement import (
    category_counts,
    cohens_kappa as weighted_kappa,
    coincidences,
    fleiss_kappa as kappa_of_counts,
    kappa_error,
    krippendorff_alpha as alpha_of_coincidences,
)
from smmi.benchmark.kernels.agreement._consistency import resample_counts
from smmi.benchmark.survey._argument_checks import check_share, check_whole, plain_whole
from smmi.errors import ArgumentError

Floats = npt.NDArray[np.float64]

MOST_CELLS: Final = 2_000_000
"""How many cells of resampled matrices of coincidences are held at a time."""


class Disagreement(enum.Enum):
    """How much two categories disagree, by their places in the scale.

    Example:
        >>> [one.value for one in Disagreement]
        ['unweighted', 'linear', 'quadratic']
    """

    UNWEIGHTED = "unweighted"
    """Wholly, if they are not the same (Cohen 1960)."""
    LINEAR = "linear"
    """By the number of steps between them."""
    QUADRATIC = "quadratic"
    """By its square (Cohen 1968)."""


class MeasurementLevel(enum.Enum):
    """What the distance between two values is, in Krippendorff's alpha.

    Example:
        >>> [one.value for one in MeasurementLevel]
        ['nominal', 'ordinal', 'interval', 'ratio']
    """

    NOMINAL = "nominal"
    """1, if they are not the same."""
    ORDINAL = "ordinal"
    """The square of the difference of their mid-ranks among all ratings."""
    INTERVAL = "interval"
    """The square of their difference."""
    RATIO = "ratio"
    """The square of their difference over their sum; values are not below 0."""


class ChanceMeasure(enum.Enum):
    """A measure of agreement beyond chance.

    Example:
        >>> [one.value for one in ChanceMeasure]
        ['cohens-kappa', 'fleiss-kappa', 'krippendorff-alpha']
    """

    COHENS_KAPPA = "cohens-kappa"
    FLEISS_KAPPA = "fleiss-kappa"
    KRIPPENDORFF_ALPHA = "krippendorff-alpha"


@attrs.frozen(kw_only=True)
class ChanceAgreement:
    """Agreement beyond chance: 1 if raters always agree, 0 if as often as by chance.

    Attributes:
        measure: Which measure.
        value: Its value, or None.
        low: The lower end of its interval, or None.
        high: The upper end, or None.
        standard_error: The standard error by which the interval is made, or None where it is by resamples.
        level: The confidence level.
        replicates: How many resamples of units the interval rests on, or None.
        n: How many units it rests on.
        ratings: How many ratings these have.
        raters: The raters' names.
        categories: The values that could be given, ascending; those that were, if none are declared.
        weighting: How much categories disagree, or at which level values are measured.
        reason: Why the value, or the interval alone, is absent, or None.

    Example:
        >>> found = cohens_kappa([[1, 1], [2, 2], [2, 1], [1, 1], [2, 2]])
        >>> found.n, round(found.value, 3)
        (5, 0.615)
    """

    measure: ChanceMeasure
    value: float | None = None
    low: float | None = None
    high: float | None = None
    standard_error: float | None = None
    level: float
    replicates: int | None = None
    n: int
    ratings: int
    raters: tuple[str, ...]
    categories: tuple[float, ...]
    weighting: Disagreement | MeasurementLevel
    reason: NoAgreement | None = None


def cohens_kappa(
    ratings: RatingsLike,
    /,
    *,
    raters: tuple[str, str] | None = None,
    disagreement: Disagreement = Disagreement.UNWEIGHTED,
    categories: Sequence[float] | None = None,
    level: float = 0.95,
) -> ChanceAgreement:
    """Return Cohen's kappa of two raters, over the units that both rated.

    Cohen 1960 (Educ Psychol Meas 20:37-46) and 1968 (Psychol Bull 70:213-220). The interval is made by the standard
    error for large samples (Fleiss, Cohen and Everitt 1969, Psychol Bull 72:323-327), cut at -1 and 1.

    Args:
        ratings: `Ratings`, or a table: a row for each unit, a column for each rater, None or NaN where not rated.
        raters: The names of two, if there are more.
        disagreement: How much two categories disagree.
        categories: Every value that could be given. Weighted kappa needs them, for a step of the scale that nobody used
            counts as a step.
        level: The confidence level.

    Raises:
        ArgumentError: An argument cannot be used: there are not two raters, or a rating is no category.

    Example:
        >>> table = [[1, 1], [2, 3], [3, 3], [5, 3], [1, 2]]
        >>> found = cohens_kappa(table, disagreement=Disagreement.LINEAR, categories=(1, 2, 3, 4, 5))
        >>> found.n, round(found.value, 3)
        (5, 0.412)
    """
    given = as_ratings(ratings)
    level = check_share("level", level)
    ArgumentError.raise_unless(disagreement, Disagreement, argument="disagreement", expected="a Disagreement")
    names = given.raters if raters is None else tuple(raters)
    if len(set(names)) != 2 or len(names) != 2 or not set(names) <= set(given.raters):
        raise ArgumentError("raters", repr(names), f"two of {', '.join(given.raters)}")
    if categories is None and disagreement is not Disagreement.UNWEIGHTED:
        raise ArgumentError(
            "categories", "None", "every value that could be given, if steps between them count"
        )
    two = given.values[:, [given.raters.index(name) for name in names]]
    both = two[~np.isnan(two).any(axis=1)]
    scale = _categories(categories, both)
    found = ChanceAgreement(
        measure=ChanceMeasure.COHENS_KAPPA,
        level=level,
        n=len(both),
        ratings=2 * len(both),
        raters=names,
        categories=tuple(scale.tolist()),
        weighting=disagreement,
    )
    if len(both) < 2:
        return attrs.evolve(found, reason=NoAgreement.TOO_FEW_UNITS)
    places, m = _places(both, scale), len(scale)
    table = np.zeros((m, m))
    np.add.at(table, (places[:, 0], places[:, 1]), 1.0)
    weights = _weights(m, disagreement)
    value, _, expected = weighted_kappa(table, weights)
    if not expected > 0:
        return attrs.evolve(found, reason=NoAgreement.ONE_VALUE)
    error = kappa_error(table, weights)
    return _with_error(found, value, error)


def _with_error(found: ChanceAgreement, value: float, error: float) -> ChanceAgreement:
    """Return an estimate with its interval by a standard error, or without where that is 0."""
    from scipy.special import ndtri

    if not error > 1e-12:
        return attrs.evolve(found, value=value, reason=NoAgreement.NO_SPREAD)
    reach = float(ndtri((1.0 + found.level) / 2.0)) * error
    return attrs.evolve(
        found,
        value=value,
        low=max(value - reach, -1.0),
        high=min(value + reach, 1.0),
        standard_error=error,
    )


def _weights(m: int, disagreement: Disagreement) -> Floats:
    steps = np.abs(np.subtract.outer(np.arange(m), np.arange(m))) / max(m - 1, 1)
    if disagreement is Disagreement.LINEAR:
        return steps
    return np.square(steps) if disagreement is Disagreement.QUADRATIC else (steps > 0).astype(np.float64)


def fleiss_kappa(
    ratings: RatingsLike,
    /,
    *,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
    replicates: int = 2000,
) -> ChanceAgreement:
    """Return Fleiss' kappa, over the units with at least two ratings; their numbers may differ.

    Fleiss 1971 (Psychol Bull 76:378-382). A blank is no category: a unit's agreement is that of its pairs of ratings,
    and units count alike. The interval lies between percentiles over resamples of units.

    Args:
        ratings: `Ratings`, or a table: a row for each unit, a column for each rater, None or NaN where not rated.
        level: The confidence level.
        rng: Where resamples are drawn from; without it there is no interval.
        replicates: How many.

    Raises:
        ArgumentError: An argument cannot be used.

    Example:
        >>> found = fleiss_kappa([[1, 1, 2], [2, 2, None], [1, 1, 1], [2, 1, 2]])
        >>> found.n, found.ratings, round(found.value, 3)
        (4, 11, 0.328)
    """
    replicates = plain_whole(replicates)
    units, found = _of_many(
        ratings, ChanceMeasure.FLEISS_KAPPA, MeasurementLevel.NOMINAL, level, rng, replicates
    )
    if found.reason is not None:
        return found
    counts = category_counts(_places(units, np.array(found.categories)), len(found.categories))
    sizes = counts.sum(axis=1)
    agreed = (np.square(counts).sum(axis=1) - sizes) / (sizes * (sizes - 1.0))
    found = attrs.evolve(found, value=kappa_of_counts(counts)[0])
    if rng is None:
        return attrs.evolve(found, reason=NoAgreement.NO_GENERATOR)
    drawn = resample_counts(len(units), replicates, rng) @ np.column_stack((agreed, counts))
    totals = drawn[:, 1:].sum(axis=1)
    chance = np.square(drawn[:, 1:] / totals[:, None]).sum(axis=1)
    several = (drawn[:, 1:] > 0).sum(axis=1) > 1
    observed = drawn[:, 0] / len(units)
    kappas = np.divide(observed - chance, 1.0 - chance, out=np.full(replicates, np.nan), where=several)
    return _between_percentiles(found, kappas)


@tells_keywords
def krippendorff_alpha(
    ratings: RatingsLike,
    /,
    *,
    measured: MeasurementLevel,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
    replicates: int = 2000,
) -> ChanceAgreement:
    """Return Krippendorff's alpha, over the units with at least two ratings.

    Krippendorff 2011, Computing Krippendorff's alpha-reliability. The interval lies between percentiles over resamples
    of units (Zapf et al. 2016, BMC Med Res Methodol 16:93); ranks are made anew in each.

    Args:
        ratings: `Ratings`, or a table: a row for each unit, a column for each rater, None or NaN where not rated.
        measured: At which level: what the distance between two values is.
        level: The confidence level.
        rng: Where resamples are drawn from; without it there is no interval.
        replicates: How many.

    Raises:
        ArgumentError: An argument cannot be used.

    Example:
        >>> table = [[1, 1, None], [2, 2, 3], [3, 3, 3], [3, 2, 3], [1, 1, 2]]
        >>> round(krippendorff_alpha(table, measured=MeasurementLevel.ORDINAL).value, 3)
        0.694
    """
    ArgumentError.raise_unless(measured, MeasurementLevel, argument="measured", expected="a MeasurementLevel")
    replicates = plain_whole(replicates)
    units, found = _of_many(ratings, ChanceMeasure.KRIPPENDORFF_ALPHA, measured, level, rng, replicates)
    if found.reason is None and measured is MeasurementLevel.RATIO and found.categories[0] < 0:
        found = attrs.evolve(found, reason=NoAgreement.BELOW_ZERO)
    if found.reason is not None:
        return found
    values = np.array(found.categories)
    scaled = in_range(values)
    which, m = list(MeasurementLevel).index(measured), len(values)
    matrices = coincidences(category_counts(_places(units, values), m))
    value = alpha_of_coincidences(matrices.sum(axis=0), scaled, level=which)
    found = attrs.evolve(found, value=float(value))
    if rng is None:
        return attrs.evolve(found, reason=NoAgreement.NO_GENERATOR)
    flat, step = matrices.reshape(len(units), -1), max(1, MOST_CELLS // (m * m))
    drawn = [
        alpha_of_coincidences(
            (resample_counts(len(units), min(step, replicates - start), rng) @ flat).reshape(-1, m, m),
            scaled,
            level=which,
        )
        for start in range(0, replicates, step)
    ]
    return _between_percentiles(found, np.concatenate(drawn))


def _of_many(
    ratings: RatingsLike,
    measure: ChanceMeasure,
    weighting: MeasurementLevel,
    level: float,
    rng: np.random.Generator | None,
    replicates: int,
) -> tuple[Floats, ChanceAgreement]:
    """Return the ratings of the units with two at least, and what is known before anything is computed."""
    given = as_ratings(ratings)
    level = check_share("level", level)
    replicates = check_whole("replicates", replicates, 1)
    ArgumentError.raise_unless(
        rng,
        np.random.Generator | None,
        argument="rng",
        expected="a numpy.random.Generator or None",
        advice={int: "Write numpy.random.default_rng(seed)"},
    )
    units = given.rated(2)
    scale = _categories(None, units)
    found = ChanceAgreement(
        measure=measure,
        level=level,
        replicates=None if rng is None else replicates,
        n=len(units),
        ratings=int((~np.isnan(units)).sum()),
        raters=given.raters,
        categories=tuple(scale.tolist()),
        weighting=weighting,
    )
    if len(units) < 2:
        found = attrs.evolve(found, reason=NoAgreement.TOO_FEW_UNITS)
    elif len(scale) < 2:
        found = attrs.evolve(found, reason=NoAgreement.ONE_VALUE)
    return units, found


def _between_percentiles(found: ChanceAgreement, drawn: Floats) -> ChanceAgreement:
    """Return an estimate with its interval by resamples; without, where one of them has one value only."""
    if np.isnan(drawn).any():
        return attrs.evolve(found, reason=NoAgreement.ONE_VALUE)
    tail = (1.0 - found.level) / 2.0
    low, high = (float(end) for end in np.quantile(drawn, [tail, 1.0 - tail]))
    if not low < high:
        return attrs.evolve(found, reason=NoAgreement.NO_SPREAD)
    return attrs.evolve(found, low=low, high=high)


def _categories(declared: Sequence[float] | None, rated: Floats) -> Floats:
    """Return the categories, ascending.

    Raises:
        ArgumentError: A rating is none of those declared.
    """
    values: Floats = np.unique(rated[~np.isnan(rated)])
    if declared is None:
        return values
    try:
        scale = np.unique(np.array(declared, dtype=np.float64))
    except (TypeError, ValueError):
        scale = np.empty(0)
    if scale.size < 1 or scale.size != len(declared) or np.isnan(scale).any():
        raise ArgumentError("categories", repr(declared), "numbers without repetition")
    strange = sorted(set(values.tolist()) - set(scale.tolist()))
    if strange:
        raise ArgumentError("categories", repr(declared), f"every rating among them, {strange[0]:g} too")
    return scale


def _places(rated: Floats, scale: Floats) -> npt.NDArray[np.intp]:
    """Return the place of each rating among the categories, -1 where not rated."""
    found: npt.NDArray[np.intp] = np.where(np.isnan(rated), -1, np.searchsorted(scale, np.nan_to_num(rated)))
    return found
