"""Transfers: how far the total of one atom can move if other atoms of the same sums move against it.

Of values that are in the same sums only the total matters, and within what limits it can move. So a question about one
of thousands of values is one about a few atoms.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._feasibility import HIGH, SLACK

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

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
    is_loose, sums = loose(columns)
    best, can_move = np.zeros(len(asked)), is_loose[asked]
    up, down = up[is_loose], down[is_loose]
    near, far = np.minimum(up, down), np.maximum(up, down)
    places = np.cumsum(is_loose)[asked[can_move]] - 1
    for weights in (near, near + 0.1 * far):
        best[can_move] = np.maximum(best[can_move], _along(sums, up, down, places, weights**2))
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


def loose(columns: Floats, /) -> tuple[Flags, Floats]:
    """Return which atoms can move at all so that every sum stays, (a,), and the sums of these, no two equal.

    An atom that is alone in a sum cannot, and then it is nothing to the other sums that it is in.
    """
    marks = columns != 0.0
    is_loose = marks.any(axis=0)
    while True:
        alone = marks & (np.count_nonzero(marks, axis=1) == 1)[:, None]
        if not alone.any():
            break
        is_loose &= ~alone.any(axis=0)
        marks = marks & is_loose
    sums = columns[:, is_loose]
    return is_loose, np.unique(sums[sums.any(axis=1)], axis=0)


class Ties(NamedTuple):
    """How sums tie the totals of atoms to one another.

    Attributes:
        loose: Which atoms can move at all, (a,).
        basis: Independent sums of these from which all others follow, (rank, loose); of many sums, these as they are.
        free: Independent moves of these which keep all sums, if they are fewer than the sums, (moves, loose).
    """

    loose: Flags
    basis: Any
    free: Floats | None


def ties_of(columns: Floats, /) -> Ties:
    """Return how the sums of atoms tie their totals to one another.

    Args:
        columns: The sums that each atom is in, (r, a).
    """
    is_loose, sums = loose(columns)
    if min(sums.shape) > MOST_DENSE:
        from scipy.sparse import csc_array

        return Ties(is_loose, csc_array(sums), None)
    atoms = sums.shape[1]
    if len(sums) > atoms:
        sums = np.asarray(np.linalg.qr(sums, mode="r"), dtype=np.float64)
    _, spread, rows = np.linalg.svd(sums, full_matrices=atoms < 2 * len(sums))
    rank = int(np.count_nonzero(spread > spread.max(initial=0.0) * SLACK))
    return Ties(is_loose, rows[:rank], rows[rank:] if atoms < 2 * rank else None)


def balanced(ties: Ties, low: Floats, high: Floats, asked: int, rise: float, /) -> Floats | None:
    """Return how other totals can move so that every sum stays while the total of one atom rises.

    It is solved by Newton's method for the least moves within the limits, which may end without finding any: then it is
    None.

    Args:
        ties: How sums tie the atoms.
        low: How far each total must rise at least, besides; below 0 if it can fall, (a,).
        high: How far it can rise, (a,).
        asked: The atom.
        rise: How far something of it rises.
    """
    if np.any(high - low < -TINY):
        return None
    moves = np.where(np.arange(len(low)) == asked, -rise, 0.0)
    fixed = np.clip(moves, low, high)
    if np.any(np.abs(fixed - moves)[~ties.loose] > TINY):
        return None
    found = _least_moves(ties, low[ties.loose], high[ties.loose], moves[ties.loose])
    if found is None:
        return None
    fixed[ties.loose] = found
    return np.asarray(fixed, dtype=np.float64)


def _least_moves(ties: Ties, low: Floats, high: Floats, wanted: Floats) -> Floats | None:
    """Return the least moves within limits that change all sums as others do that are wanted; None if none was found.

    Newton's method on the prices of the sums, of which only what they make of each atom's price is kept.
    """
    weights = (high - low) ** 2
    start = np.clip(0.0, low, high)
    ridge = RIDGE_OF_STEPS * max(float(weights.max(initial=0.0)), TINY)
    prices = np.zeros(len(weights))
    for _ in range(STEPS):
        raw = start + weights * prices
        moves = np.clip(raw, low, high)
        rest = ties.basis @ (wanted - moves)
        if np.abs(rest).max(initial=0.0) < SLACK / 10:
            return np.asarray(moves, dtype=np.float64)
        inside = np.where(raw == moves, weights, 0.0)
        prices += _step(ties, inside, ridge, rest)
    return None


def _step(ties: Ties, inside: Floats, ridge: float, rest: Floats) -> Floats:
    """Return by what the prices of the atoms change in a step.

    It solves a system of the sums; or, of as much effect, one of the moves that keep all sums, where these are fewer.
    """
    basis = ties.basis
    if ties.free is not None:
        metric = 1.0 / (inside + ridge)
        moves = basis.T @ rest
        scaled = ties.free * metric
        moves = moves - ties.free.T @ np.linalg.solve(scaled @ ties.free.T, scaled @ moves)
        return np.asarray(metric * moves, dtype=np.float64)
    normal = (basis * inside) @ basis.T
    if isinstance(normal, np.ndarray):
        normal[np.diag_indices_from(normal)] += ridge
        return np.asarray(basis.T @ np.linalg.solve(normal, rest), dtype=np.float64)
    from scipy.sparse import csc_array, eye_array
    from scipy.sparse.linalg import splu

    ridged = csc_array(normal + ridge * eye_array(len(rest)))
    symmetric = {"SymmetricMode": True}
    factors = splu(ridged, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=symmetric)
    return np.asarray(basis.T @ factors.solve(rest), dtype=np.float64)
