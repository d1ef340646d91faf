"""Feasibility intervals: between which bounds a hidden value lies, given published sums and known limits.

An intruder who knows the sums solves two linear programmes, the least and the greatest value that is compatible with
all of them (Hundepool et al. 2012, Statistical Disclosure Control, section 4.4; Fischetti and Salazar 2001, Manag Sci
47:1008-1027). Every value lies between `LOW` and `HIGH`.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._differencing import atoms

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

LOW: Final = 0.0
HIGH: Final = 100.0
SLACK: Final = 1e-6
"""So much numbers of points may be wrong by floating point."""
NOBODY: Final = -1
TINY: Final = 1e-15
RIDGE: Final = 1e-13
"""So small a part is added to systems of sums that depend on one another."""
MOST_AT_ONCE: Final = 256
"""For so many intruders at most one system is solved at once."""
MOST_DENSE: Final = 256
"""Systems of more sums are solved as sparse ones: each value is in few of them."""


class Sums(NamedTuple):
    """Published sums over hidden values.

    Attributes:
        incidence: Which values each sum adds, (r, v).
        low: The least that each sum can be, (r,).
        high: The most that it can be, (r,); equal to `low` unless the sum was rounded.
    """

    incidence: Flags
    low: Floats
    high: Floats


class Interval(NamedTuple):
    """What an intruder finds.

    Attributes:
        low: The least that the sum of the targets can be.
        high: The most.
        used_below: The published sums on which the lower end rests.
        used_above: The same of the upper end.
        at_low: A solution at the lower end: the sum of each atom, (a,).
        at_high: A solution at the upper end.
        places: To which atom each value belongs, (v,).
    """

    low: float
    high: float
    used_below: tuple[int, ...]
    used_above: tuple[int, ...]
    at_low: Floats
    at_high: Floats
    places: Integers


class Disclosed(NamedTuple):
    """A target that is bounded too closely.

    Attributes:
        target: Its place among the targets.
        intruder: The owner that finds it, or `NOBODY` in particular.
        low: The lower end.
        high: The upper end.
        sums: The published sums that are used.
    """

    target: int
    intruder: int
    low: float
    high: float
    sums: tuple[int, ...]


def feasibility_interval(sums: Sums, values: Floats, target: Flags, known: Flags, /) -> Interval:
    """Return between which bounds the sum of the target's values lies.

    Args:
        sums: What is published; the true values satisfy it.
        values: The true values, (v,), of which the intruder uses the known ones only.
        target: Which values are added, (v,).
        known: Which values the intruder knows, (v,); none of the target.
    """
    from scipy.optimize import linprog

    marked = np.vstack((sums.incidence, target, known))
    columns, places = atoms(marked)
    sizes = np.bincount(places, minlength=columns.shape[1])
    held = np.bincount(places, weights=values, minlength=columns.shape[1])
    fixed = columns[-1].astype(bool)
    bounds = np.stack((np.where(fixed, held, LOW * sizes), np.where(fixed, held, HIGH * sizes)), axis=1)
    matrix, objective = columns[:-2].astype(np.float64), columns[-2].astype(np.float64)
    exact = sums.low == sums.high
    rough = ~exact
    given: dict[str, Any] = {"bounds": bounds, "method": "highs"}
    if np.any(exact):
        given |= {"A_eq": matrix[exact], "b_eq": sums.low[exact]}
    if np.any(rough):
        given |= {
            "A_ub": np.vstack((matrix[rough], -matrix[rough])),
            "b_ub": np.concatenate((sums.high[rough], -sums.low[rough])),
        }
    ends, used, at = [], [], []
    for sign in (1.0, -1.0):
        solved = linprog(sign * objective, **given)
        duals = np.zeros(len(sums.low))
        if np.any(exact):
            duals[exact] = np.abs(solved.eqlin.marginals)
        if np.any(rough):
            duals[rough] = np.abs(solved.ineqlin.marginals).reshape(2, -1).sum(axis=0)
        ends.append(float(objective @ solved.x))
        used.append(tuple(np.flatnonzero(duals > SLACK).tolist()))
        at.append(solved.x)
    return Interval(ends[0], ends[1], used[0], used[1], at[0], at[1], places)


def narrow_intervals(
    sums: Sums,
    values: Floats,
    owners: Integers,
    targets: Flags,
    /,
    *,
    width: float,
    percent: float | None,
    intruders: Integers,
) -> Iterator[Disclosed]:
    """Yield the targets that an intruder bounds too closely, and by which sums.

    A target is safe where its interval is `width` wide, and, for the target of one value x, reaches x (1 + percent /
    100) or `HIGH`. Public knowledge comes first; owners are tried where it is not enough.

    Args:
        sums: What is published.
        values: The true values, (v,).
        owners: Whose each value is, (v,). An owner may have any number of them.
        targets: The values that each target adds, (t, v).
        width: The protection width, in points.
        percent: The p of the p % rule, or None.
        intruders: The owners that attack too, each knowing its own values.
    """
    columns, places = atoms(sums.incidence)
    summed = np.asarray(columns.any(axis=0))
    matrix = _matrix(columns)
    nothing = np.zeros(len(values), dtype=np.bool_)
    for place, target in enumerate(targets):
        truth = float(values[target].sum())
        single = percent is not None and int(target.sum()) == 1
        reach = min(HIGH, truth * (1.0 + (percent or 0.0) / 100.0)) if single else -np.inf

        def is_narrow(low: Any, high: Any, reach: float = reach) -> Any:  # noqa: ANN401  (floats or arrays)
            return (high - low < width - SLACK) | (high < reach - SLACK)

        low, high, lows, highs = _within_atoms(values, owners, places, summed, target)
        tried = is_narrow(lows, highs)
        if is_narrow(low, high):
            found = _along_a_line(matrix, values, target, nothing, places)
            if is_narrow(found.low, found.high):
                found = feasibility_interval(sums, values, target, nothing)
            if is_narrow(found.low, found.high):
                yield _disclosed(place, NOBODY, found, width, reach)
                continue
            down, up = _shares(found, sums, values, owners)
            tried &= is_narrow(truth - down * (truth - found.low), truth + up * (found.high - truth))
        several = intruders[tried[intruders]]
        tried[several] = is_narrow(*_along_lines(matrix, values, target, places, owners, several))
        for owner in intruders[tried[intruders]].tolist():
            known = owners == owner
            asked = target & ~known
            if not asked.any():
                continue
            found = _along_a_line(matrix, values, asked, known, places)
            if is_narrow(found.low, found.high):
                found = feasibility_interval(sums, values, asked, known)
            if is_narrow(found.low, found.high):
                yield _disclosed(place, owner, found, width, reach)


def _disclosed(target: int, intruder: int, found: Interval, width: float, reach: float) -> Disclosed:
    used = set(found.used_above)
    if found.high >= reach - SLACK or found.high - found.low < width - SLACK:
        used |= set(found.used_below)
    # The limits alone leave every value its whole range: an end that is too near rests on a sum.
    assert used  # noqa: S101  (a leak without a cell could not be closed)
    return Disclosed(target, intruder, found.low, found.high, tuple(sorted(used)))


def _within_atoms(
    values: Floats, owners: Integers, places: Integers, summed: Flags, target: Flags
) -> tuple[float, float, Floats, Floats]:
    """Return bounds that the sum of a target can certainly reach, by shifting within atoms, their sums as they are.

    Returns:
        The lower and upper bound for the public, and the same for each owner that knows its own values, of what the
        target holds beside these.
    """
    a = len(summed)
    totals = _sums_of(places, values, a)
    sizes, wanted = np.bincount(places, minlength=a), np.bincount(places[target], minlength=a)

    def bounds(totals: Floats, sizes: Any, wanted: Any, summed: Flags) -> tuple[Floats, Floats]:  # noqa: ANN401  (integers)
        low = np.maximum(LOW * wanted, totals - HIGH * (sizes - wanted))
        high = np.minimum(HIGH * wanted, totals - LOW * (sizes - wanted))
        return np.where(summed, low, LOW * wanted), np.where(summed, high, HIGH * wanted)

    ends = bounds(totals, sizes, wanted, summed)
    # What each owner has in each atom.
    pairs, own = _pairs(owners, places, a)
    at, held = pairs % a, _sums_of(own, values, len(pairs))
    many, asked = np.bincount(own, minlength=len(pairs)), np.bincount(own[target], minlength=len(pairs))
    fixed = bounds(totals[at] - held, sizes[at] - many, wanted[at] - asked, summed[at])
    low, high = (float(end.sum()) for end in ends)
    lows, highs = (
        np.asarray(float(end.sum()) + np.bincount(pairs // a, weights=rest - end[at]), dtype=np.float64)
        for end, rest in zip(ends, fixed, strict=True)
    )
    return low, high, lows, highs


def _pairs(owners: Integers, places: Integers, atoms: int) -> tuple[Integers, Integers]:
    """Return the pairs of owner and atom that have values, as owner times `atoms` plus atom, and each value's pair."""
    pairs, own = np.unique(owners * atoms + places, return_inverse=True)
    return pairs, own.reshape(-1).astype(np.int64)


def _matrix(columns: Flags) -> Any:  # noqa: ANN401  (an array, dense or sparse)
    """Return the distinct columns of sums as numbers, (r, a), without empty sums; sparse if there are many sums."""
    matrix = columns[columns.any(axis=1)].astype(np.float64)
    if len(matrix) <= MOST_DENSE:
        return matrix
    from scipy.sparse import csc_array

    return csc_array(matrix)


def _solved(matrix: Any, room: Floats, right: Any) -> Floats:  # noqa: ANN401  (arrays, dense or sparse)
    """Return what solves the system of sums in a metric for some right sides, (r, …)."""
    if not matrix.shape[0]:
        return np.zeros(right.shape)
    normal = (matrix * room) @ matrix.T
    # Sums may depend on one another, as a total on its parts.
    ridge = RIDGE * max(float(normal.trace()), TINY)
    if isinstance(normal, np.ndarray):
        normal[np.diag_indices_from(normal)] += ridge
        return np.asarray(np.linalg.solve(normal, right), dtype=np.float64)
    from scipy.sparse import csc_array, eye_array
    from scipy.sparse.linalg import splu

    ridged = csc_array(normal + ridge * eye_array(matrix.shape[0]))
    symmetric = {"SymmetricMode": True}
    factors = splu(ridged, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=symmetric)
    return np.asarray(factors.solve(right), dtype=np.float64)


class _Alike(NamedTuple):
    """Values that are alike in all sums, in the target and in what is known: one kind, of which the sum matters.

    Attributes:
        of_values: The kind of each value, (v,).
        places: The atom of each kind, (k,).
        asked: Whether the target holds it, (k,).
        totals: The sum of its values, (k,).
        low: How far this can fall, (k,).
        high: How far it can rise, (k,).
        room: How freely it is moved, (k,).
    """

    of_values: Integers
    places: Integers
    asked: Flags
    totals: Floats
    low: Floats
    high: Floats
    room: Floats


def _alike(values: Floats, target: Flags, known: Flags, places: Integers) -> _Alike:
    kinds = 4 * places + 2 * target + known
    first, own = np.unique(kinds, return_index=True, return_inverse=True)[1:]
    own = own.reshape(-1).astype(np.int64)
    sizes, totals = np.bincount(own), np.asarray(np.bincount(own, weights=values), dtype=np.float64)
    asked, fixed = target[first], known[first]
    low, high = totals - LOW * sizes, HIGH * sizes - totals
    room = (
        np.where(fixed, 0.0, np.where(asked, (HIGH - LOW) * sizes, np.minimum(low, high)) / (HIGH - LOW)) ** 2
    )
    return _Alike(own, places[first], asked, totals, low, high, np.asarray(room, dtype=np.float64))


def _along_a_line(
    columns: Any,  # noqa: ANN401  (an array, dense or sparse)
    values: Floats,
    target: Flags,
    known: Flags,
    places: Integers,
) -> Interval:
    """Return bounds that the sum of a target can certainly reach, by moving the truth along a line that keeps all sums.

    The line is the steepest for the target in a metric that keeps other values near their limits from moving (affine
    scaling: Dikin 1967). It saves most linear programmes, and decides nothing that they would decide otherwise.
    """
    alike = _alike(values, target, known, places)
    matrix = columns[:, alike.places]
    steps = _solved(matrix, alike.room, (matrix * alike.room) @ alike.asked)
    line = alike.room * (alike.asked - matrix.T @ steps)
    steepness = float(line[alike.asked].sum())
    (down,), (up,) = _paces(alike, matrix, line[:, None])
    truth = float(values[target].sum())
    apart = 2 * places + target
    n = int(apart.max(initial=0)) + 1
    of_kinds = 2 * alike.places + alike.asked
    at_low, at_high = (_sums_of(of_kinds, alike.totals + far * line, n) for far in (-down, up))
    return Interval(truth - down * steepness, truth + up * steepness, (), (), at_low, at_high, apart)


def _along_lines(
    columns: Any,  # noqa: ANN401  (an array, dense or sparse)
    values: Floats,
    target: Flags,
    places: Integers,
    owners: Integers,
    intruders: Integers,
) -> tuple[Floats, Floats]:
    """Return bounds that the sum of a target can certainly reach for each of several intruders, (intruders,) each.

    The line is that of `_along_a_line` with all values fixed that are alike with an intruder's. It differs from that of
    the public by one column of the system (Sherman and Morrison 1950, Ann Math Stat 21:124-127). Intruders with values
    of several kinds, or like those of the target, are left out: for them the bounds are the truth.
    """
    alike = _alike(values, target, np.zeros(len(values), dtype=np.bool_), places)
    least, most = (np.full(int(owners.max(initial=0)) + 1, start) for start in (len(alike.totals), NOBODY))
    np.minimum.at(least, owners, alike.of_values)
    np.maximum.at(most, owners, alike.of_values)
    one = np.flatnonzero((least == most)[intruders] & ~alike.asked[least[intruders]])
    truth = float(values[target].sum())
    low, high = np.full(len(intruders), truth), np.full(len(intruders), truth)
    if not len(one):
        return low, high
    matrix = columns[:, alike.places]
    for some in np.split(one, range(MOST_AT_ONCE, len(one), MOST_AT_ONCE)):
        at, each = least[intruders[some]], np.arange(len(some))
        own = matrix[:, at] if isinstance(matrix, np.ndarray) else matrix[:, at].toarray()
        right = np.column_stack(((matrix * alike.room) @ alike.asked, own))
        moved = alike.room[:, None] * (matrix.T @ _solved(matrix, alike.room, right))
        line, spread = alike.room * alike.asked - moved[:, 0], moved[:, 1:]
        # What is determined by the others does not move.
        left = 1.0 - spread[at, each]
        lines = line[:, None] + spread * np.where(left > SLACK, line[at] / np.maximum(left, SLACK), 0.0)
        lines[at, each] = 0.0
        down, up = _paces(alike, matrix, lines)
        steepness = lines[alike.asked].sum(axis=0)
        low[some], high[some] = truth - down * steepness, truth + up * steepness
    return low, high


def _paces(alike: _Alike, matrix: Any, lines: Floats) -> tuple[Floats, Floats]:  # noqa: ANN401  (dense or sparse)
    """Return how far along each line the truth can go back and forth, (lines,) each, where lines are (k, lines)."""
    steepness, pace = lines[alike.asked].sum(axis=0), np.abs(lines)
    moving, rising = pace > TINY, lines > 0.0
    low, high = alike.low[:, None], alike.high[:, None]
    is_steep = (steepness > SLACK) & moving.any(axis=0)
    # By floating point a line does not quite keep the sums.
    farthest = SLACK / np.maximum(np.abs(matrix @ lines).max(axis=0, initial=0.0), TINY)
    pace[~moving] = 1.0
    down, up = (
        np.where(is_steep, np.minimum(np.where(moving, room / pace, np.inf).min(axis=0), farthest), 0.0)
        for room in (np.where(rising, low, high), np.where(rising, high, low))
    )
    return down, up


def _shares(found: Interval, sums: Sums, values: Floats, owners: Integers) -> tuple[Floats, Floats]:
    """Return how far towards each end the truth can move with an owner's own values fixed, as shares by owner.

    The set of solutions is convex and holds the truth, so that what lies between the truth and an end is a solution;
    one for the owner too, as long as the rest of its atom stays within its limits.
    """
    a = len(found.at_low)
    truth = _sums_of(found.places, values, a)
    sizes = np.bincount(found.places, minlength=a)
    pairs, own = _pairs(owners, found.places, a)
    at = pairs % a
    left = sizes[at] - np.bincount(own, minlength=len(pairs))
    rest = truth[at] - _sums_of(own, values, len(pairs))
    summed = np.zeros(a, dtype=np.bool_)
    summed[found.places[sums.incidence.any(axis=0)]] = True
    shares = []
    for end in (found.at_low, found.at_high):
        # What is in no sum need not move.
        move = np.where(summed, end - truth, 0.0)[at]
        room = np.ones(len(pairs))
        up, down = move > SLACK, move < -SLACK
        room[up] = (HIGH * left - rest)[up] / move[up]
        room[down] = (LOW * left - rest)[down] / move[down]
        each = np.ones(int(owners.max()) + 1)
        np.minimum.at(each, pairs // a, np.clip(room, 0.0, 1.0))
        shares.append(each)
    return shares[0], shares[1]


def _sums_of(places: Integers, values: Floats, atoms: int = 0) -> Floats:
    """Return the sum of the values of each atom, (a,)."""
    return np.asarray(np.bincount(places, weights=values, minlength=atoms), dtype=np.float64)
