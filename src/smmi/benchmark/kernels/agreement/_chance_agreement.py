"""Kernel of agreement beyond chance: Cohen's kappa with weights, Fleiss' kappa, and Krippendorff's alpha."""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

NOMINAL: Final = 0
ORDINAL: Final = 1
INTERVAL: Final = 2
RATIO: Final = 3


def category_counts(ratings: npt.NDArray[np.intp], categories: int, /) -> Floats:
    """Return how many raters gave each unit each category, (n, categories).

    Args:
        ratings: Positions of categories, (n, k), below 0 where not rated.
        categories: How many there are.
    """
    return np.stack([(ratings == one).sum(axis=1) for one in range(categories)], axis=1).astype(np.float64)


def cohens_kappa(table: Floats, weights: Floats, /) -> tuple[float, float, float]:
    """Return 1 - observed / expected disagreement of two raters, and both.

    Cohen 1960, Educ Psychol Meas 20:37-46; with weights Cohen 1968, Psychol Bull 70:213-220.

    Args:
        table: How often the first gave row and the second column, (m, m), not empty.
        weights: How much two categories disagree, (m, m), 0 on the diagonal.

    Returns:
        Kappa, NaN where no disagreement is expected; the observed and the expected disagreement.
    """
    shares = table / table.sum()
    observed = float((weights * shares).sum())
    expected = float((weights * np.outer(shares.sum(axis=1), shares.sum(axis=0))).sum())
    return (1.0 - observed / expected if expected > 0 else np.nan), observed, expected


def kappa_error(table: Floats, weights: Floats, /) -> float:
    """Return the large-sample standard error of Cohen's kappa, weighted or not.

    Fleiss, Cohen and Everitt 1969, Psychol Bull 72:323-327.

    Args:
        table: How often the first gave row and the second column, (m, m), not empty.
        weights: How much two categories disagree, (m, m), at most 1, so that some disagreement is expected.
    """
    n = float(table.sum())
    shares, agreed = table / n, 1.0 - weights
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed, expected = float((agreed * shares).sum()), float((agreed * np.outer(rows, columns)).sum())
    margins = (agreed @ columns)[:, None] + (rows @ agreed)[None, :]
    terms = agreed * (1.0 - expected) - margins * (1.0 - observed)
    spread = float((shares * np.square(terms)).sum())
    spread -= (observed * expected - 2.0 * expected + observed) ** 2
    return float(np.sqrt(max(spread, 0.0) / n) / (1.0 - expected) ** 2)


def fleiss_kappa(counts: Floats, /) -> tuple[float, float, float]:
    """Return Fleiss' kappa of units with any numbers of ratings, with the observed agreement and that by chance.

    The agreement within each unit counts alike, whatever its number of raters; the shares of the categories are those
    of all ratings of these units (Fleiss 1971, Psychol Bull 76:378-382, where the numbers are equal).

    Args:
        counts: How many raters gave each unit each category, (n, m), at least two for each unit.

    Returns:
        Kappa, NaN where only one category was given; the observed agreement and that by chance.
    """
    sizes = counts.sum(axis=1)
    observed = float(((np.square(counts).sum(axis=1) - sizes) / (sizes * (sizes - 1.0))).mean())
    chance = float(np.square(counts.sum(axis=0) / sizes.sum()).sum())
    several = np.count_nonzero(counts.sum(axis=0)) > 1
    return ((observed - chance) / (1.0 - chance) if several else np.nan), observed, chance


def coincidences(counts: Floats, /) -> Floats:
    """Return what each unit adds to the matrix of coincidences, (n, m, m).

    Args:
        counts: How many raters gave each unit each value, (n, m), at least two for each unit.
    """
    pairs = counts[:, :, None] * counts[:, None, :]
    place = np.arange(counts.shape[1])
    pairs[:, place, place] -= counts
    found: Floats = pairs / (counts.sum(axis=1) - 1.0)[:, None, None]
    return found


def krippendorff_alpha(matrices: Floats, values: Floats, /, *, level: int) -> Floats:
    """Return Krippendorff's alpha of matrices of coincidences.

    1 - (n - 1) times the disagreement of the pairs over that of all pairings (Krippendorff 2011, Computing
    Krippendorff's alpha-reliability). Of ordinal values, the distance is the difference of mid-ranks; the rank of a
    value is among those of the same matrix.

    Args:
        matrices: (..., m, m), symmetric.
        values: What the rows stand for, ascending, (m,); not below 0 for the ratio level.
        level: `NOMINAL`, `ORDINAL`, `INTERVAL` or `RATIO`.

    Returns:
        (...); NaN where only one value was given, or all lie so near each other that no distance is left of them.
    """
    given = matrices.sum(axis=-1)
    total = given.sum(axis=-1)
    if level == NOMINAL:
        distance = 1.0 - np.eye(len(values))
    elif level == ORDINAL:
        middle = np.cumsum(given, axis=-1) - given / 2.0
        distance = np.square(middle[..., :, None] - middle[..., None, :])
    else:
        distance = np.square(values[:, None] - values[None, :])
        if level == RATIO:
            sums = values[:, None] + values[None, :]
            distance = distance / np.square(np.where(sums > 0, sums, 1.0))
    seen = (matrices * distance).sum(axis=(-1, -2))
    chance = (given[..., :, None] * given[..., None, :] * distance).sum(axis=(-1, -2))
    several = (np.count_nonzero(given > 0, axis=-1) > 1) & (chance > 0)
    share = np.divide((total - 1.0) * seen, chance, out=np.full(np.shape(total), np.nan), where=several)
    found: Floats = 1.0 - share
    return found
