"""Transfers: how far the total of one atom can move if other atoms of the same sums move against it.

Of values that are in the same sums only the total matters, and within what limits it can move. So a question about one
of thousands of values is one about a few atoms.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._feasibility import HIGH, SLACK

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

RIDGE: Final = 1e-13
"""So small a part is added to systems of sums that depend on one another, as a total on its parts."""
RIDGE_OF_STEPS: Final = 1e-9
TINY: Final = 1e-12
MOST_DENSE: Final = 256
"""Systems of more sums are solved as sparse ones, dependent sums among them: each atom is in few of them."""
STEPS: Final = 8
"""So many steps of Newton's method are taken, before it is taken that there is no solution."""


def totals_of(places: Integers, amounts: Floats, atoms: int, /) -> Floats:
    """Return the total of the amounts of each atom, (a,)."""
    return np.asarray(np.bincount(places, weights=amounts, minlength=atoms), dtype=np.float64)


def along_lines(columns: Floats, up: Floats, down: Floats, asked: Integers, /) -> Floats:
    """Return how far the total of each atom that is asked for can certainly rise, by moves along one line, (k,).

    The line is the one on which the others move least, each measured by how far it can (affine scaling: Dikin 1967).

    Args:
        columns: The sums that each atom is in, (r, a).
        up: How far the total of each atom can rise, if it is not the one that is asked for, (a,).
        down: How far it can fall, (a,).
        asked: The atoms that are asked for, (k,).
    """
    best = np.zeros(len(asked))
    near, far = np.minimum(up, down), np.maximum(up, down)
    for weights in (near, near + 0.1 * far):
        best = np.maximum(best, _along(columns, up, down, asked, weights**2))
    return best


def _along(columns: Floats, up: Floats, down: Floats, asked: Integers, weights: Floats) -> Floats:
    used = np.flatnonzero(weights > TINY)
    if not len(used):
        return np.zeros(len(asked))
    matrix, of_asked = columns[:, used], columns[:, asked]
    scaled = matrix * weights[used]
    normal = scaled @ matrix.T
    normal[np.diag_indices_from(normal)] += RIDGE * max(float(np.trace(normal)), TINY)
    moves = -(scaled.T @ np.linalg.solve(normal, of_asked))
    # What moves against an atom is not the atom itself.
    place = np.full(columns.shape[1], -1)
    place[used] = np.arange(len(used))
    of = np.flatnonzero(place[asked] >= 0)
    at = place[asked[of]]
    left = np.ones(len(asked))
    left[of] += moves[at, of]
    moves[at, of] = 0.0
    is_tied = left < SLACK
    moves /= np.where(is_tied, 1.0, left)
    beside = np.abs(matrix @ moves + of_asked).max(axis=0)
    far = SLACK / np.maximum(beside, SLACK / HIGH**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        paces = np.where(
            moves > TINY, up[used, None] / moves, np.where(moves < -TINY, -down[used, None] / moves, np.inf)
        )
    return np.where(is_tied, 0.0, np.minimum(far, paces.min(axis=0)))


def basis_of(columns: Floats, /) -> Any:  # noqa: ANN401  (an array, dense or sparse)
    """Return independent sums of the atoms from which all others follow, (rank, a); of many sums, these as they are."""
    if len(columns) > MOST_DENSE:
        from scipy.sparse import csc_array

        return csc_array(columns)
    _, spread, rows = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(rows[spread > spread.max(initial=0.0) * SLACK], dtype=np.float64)


def balanced(
    basis: Any,  # noqa: ANN401  (an array, dense or sparse)
    low: Floats,
    high: Floats,
    asked: int,
    rise: float,
    /,
) -> Floats | None:
    """Return how other totals can move so that every sum stays while the total of one atom rises.

    It is solved by Newton's method for the least moves within the limits, which may end without finding any: then it is
    None.

    Args:
        basis: Independent sums of the atoms, (rank, a), or many.
        low: How far each total must rise at least, besides; below 0 if it can fall, (a,).
        high: How far it can rise, (a,).
        asked: The atom.
        rise: How far something of it rises.
    """
    span = high - low
    if np.any(span < -TINY):
        return None
    wanted = -rise * (basis @ (np.arange(len(low)) == asked))
    start = np.clip(0.0, low, high)
    weights = span**2
    prices = np.zeros(basis.shape[0])
    for _ in range(STEPS):
        raw = start + weights * (basis.T @ prices)
        moves = np.clip(raw, low, high)
        rest = wanted - basis @ moves
        if np.abs(rest).max(initial=0.0) < SLACK / 10:
            return np.asarray(moves, dtype=np.float64)
        inside = np.where(raw == moves, weights, 0.0)
        prices += _step((basis * inside) @ basis.T, RIDGE_OF_STEPS * max(float(weights.max()), TINY), rest)
    return None


def _step(normal: Any, ridge: float, rest: Floats) -> Floats:  # noqa: ANN401  (an array, dense or sparse)
    """Return what solves a system to which a small part is added."""
    if isinstance(normal, np.ndarray):
        normal[np.diag_indices_from(normal)] += ridge
        return np.asarray(np.linalg.solve(normal, rest), dtype=np.float64)
    from scipy.sparse import csc_array, eye_array
    from scipy.sparse.linalg import splu

    ridged = csc_array(normal + ridge * eye_array(len(rest)))
    symmetric = {"SymmetricMode": True}
    factors = splu(ridged, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=symmetric)
    return np.asarray(factors.solve(rest), dtype=np.float64)
