"""Differencing: which sums over few units follow from published sums, in exact arithmetic.

What can be derived from sums by adding and subtracting multiples of them is the row space of their incidence matrix.
Units that belong to the same published sums are one atom: their coefficients are equal in whatever is derived.
"""

import itertools
from collections.abc import Iterator
from math import gcd
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Exact = npt.NDArray[np.object_]
"""Integers of Python, which do not overflow."""
Combination = tuple[Exact, Exact]
"""Coefficients of atoms, (a,), and of the sums from which they follow, (r,)."""

MOST_FOUND: Final = 64
"""So many small sums are returned at most."""
MOST_IN_ORDER: Final = 128
"""So many sums at most are taken as they come, so that what follows is said with the first of them."""
MOST_TOGETHER: Final = 64
"""Of so many independent sums at most all are searched together; of more, or where there are more sums than are taken
as they come, those that have atoms in common."""
MOST_MACHINE: Final = 2**30
"""Whole numbers below it are multiplied and subtracted in 64 bits; beyond, in integers of Python."""


def atoms(columns: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Integers]:
    """Return the distinct columns of a matrix, (r, a), and to which each column belongs, (columns,)."""
    if not columns.shape[0]:
        return columns[:, :1], np.zeros(columns.shape[1], dtype=np.int64)
    if columns.dtype == np.bool_:
        # As bytes columns are as many numbers that are sorted in the same order.
        packed = np.ascontiguousarray(np.packbits(columns, axis=0).T)
        whole = packed.view(np.dtype((np.void, packed.shape[1]))).reshape(-1)
        first, own = np.unique(whole, return_index=True, return_inverse=True)[1:]
        return columns[:, first], own.reshape(-1).astype(np.int64)
    distinct, places = np.unique(columns, axis=1, return_inverse=True)
    return distinct, places.reshape(-1).astype(np.int64)


def small_sums(
    incidence: npt.NDArray[Any], sizes: Integers, /, *, least: int, most: int = MOST_FOUND
) -> list[Combination]:
    """Return derivable sums over at least one and fewer than `least` units; none only if there is none.

    Args:
        incidence: 0 or 1 for each published sum and atom, (r, a); no two columns equal.
        sizes: How many units each atom has, (a,).
        least: From how many units on a sum is harmless.
        most: How many are returned at most.

    Returns:
        Combinations with whole coefficients without a common divisor, at most `most`. The sums that each uses
        are linearly independent, so that none of them can be spared.
    """
    large = np.flatnonzero(sizes >= least)
    small = np.flatnonzero(sizes < least)
    small = small[np.argsort(-sizes[small], kind="stable")]
    a = incidence.shape[1]
    # What is left are combinations of small atoms only; the rows without any are dependencies among the sums.
    few_in = [row for row in _over_few(incidence, large) if min(row) < a]
    basis = _independent(few_in, small.tolist(), sum(incidence.shape))
    found: dict[tuple[Any, ...], Combination] = {}
    seen: set[tuple[Any, ...]] = set()
    together = MOST_TOGETHER if len(incidence) <= MOST_IN_ORDER else 1
    for times in _small(basis[:, small], sizes[small], least, together):
        used = np.flatnonzero(times)
        key = tuple(times if times[used[0]] > 0 else -times)
        if key in seen:
            continue
        seen.add(key)
        vector = times[used] @ basis[used]
        vector = vector // np.gcd.reduce(vector)
        signed = vector if next(value for value in vector[:a] if value) > 0 else -vector
        found.setdefault(tuple(signed[:a]), (signed[:a], signed[a:]))
        if len(found) == most:
            break
    return list(found.values())


def _small(basis: Exact, sizes: Integers, least: int, most: int) -> Iterator[Exact]:
    """Yield how many times each vector of a basis is added for one that has units of fewer than `least`.

    Of more vectors than `most` those are searched together that have atoms in common.
    """
    for together in _parts(basis != 0) if len(basis) > most else [np.arange(len(basis))]:
        columns = np.flatnonzero((basis[together] != 0).any(axis=0))
        # The search is among combinations of the basis: it needs no more of it than the small atoms.
        start = np.concatenate((basis[together][:, columns], np.eye(len(together), dtype=object)), axis=1)
        for few in _searched(start, sizes[columns], least):
            times = np.zeros(len(basis), dtype=object)
            times[together] = few[len(columns) :].astype(object)
            yield times


def _searched(start: Exact, sizes: Integers, least: int) -> Iterator[npt.NDArray[Any]]:
    """Yield vectors of the span of a basis that have units of fewer than `least`, some of them more than once."""
    columns = list(range(len(sizes)))
    if np.abs(start).max(initial=0) < MOST_MACHINE:
        try:
            yield from _search(start.astype(np.int64), columns, sizes, least, 0)
        except OverflowError:
            pass
        else:
            return
    yield from _search(start, columns, sizes, least, 0)


def _parts(marks: npt.NDArray[np.bool_]) -> list[Integers]:
    """Return the rows that are connected by columns which they have in common, the smallest parts first.

    What part of a vector of the span lies in the atoms of one part is in the span, too, and over no more units. So
    nothing small is overlooked where each part is searched by itself.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    matrix = csr_array(marks.astype(np.int64))
    n, of_rows = connected_components(matrix @ matrix.T, directed=False)
    return sorted((np.flatnonzero(of_rows == part) for part in range(n)), key=len)


def _over_few(incidence: npt.NDArray[Any], large: Integers) -> list[dict[int, int]]:
    """Return a basis of what sums span that is zero in large atoms, by the columns that are not zero.

    The columns are those of the atoms, then those of the sums. Few of them are not zero in any row, and fewer of those
    are when rows of few atoms are taken out first.
    """
    rows = dict(enumerate(_rows_of(incidence, large)))
    holders: dict[int, set[int]] = {column: set() for column in large.tolist()}
    for place, row in rows.items():
        for column in row.keys() & holders.keys():
            holders[column].add(place)
    for column in large.tolist():
        hit = sorted(holders[column])
        if not hit:
            continue
        pivot = rows.pop(hit[0])
        for other in pivot.keys() & holders.keys():
            holders[other].discard(hit[0])
        for place in hit[1:]:
            before = rows[place]
            rows[place] = after = _less(before, pivot, column)
            for other in pivot.keys() & holders.keys():
                if other in after:
                    holders[other].add(place)
                else:
                    holders[other].discard(place)
    return [rows[place] for place in sorted(rows)]


def _rows_of(incidence: npt.NDArray[Any], large: Integers) -> Iterator[dict[int, int]]:
    """Yield the sums, by their columns that are not zero; of many, those of one large atom are taken out first."""
    many = np.count_nonzero(incidence, axis=1)
    order, a = np.arange(len(incidence)), incidence.shape[1]
    alone: dict[int, int] = {}
    if len(order) > MOST_IN_ORDER:
        order = np.argsort(many, kind="stable")
        single = order[many[order] == 1]
        single = single[np.isin(np.argmax(incidence[single] != 0, axis=1), large)]
        # Of sums that are the same atom the first one is taken.
        for at in single[::-1].tolist():
            alone[int(np.argmax(incidence[at] != 0))] = a + at
    taken = set(alone.values())
    for at in order.tolist():
        if a + at not in taken:
            columns = np.flatnonzero(incidence[at]).tolist()
            row = {alone.get(column, column): -1 if column in alone else 1 for column in columns}
            yield {**row, a + at: 1}


def _independent(rows: list[dict[int, int]], columns: list[int], width: int) -> Exact:
    """Return a basis of what rows span in some columns, the rest going along, as `independent` does.

    Args:
        rows: The rows, by their columns that are not zero.
        columns: The columns, in the order in which the basis is reduced.
        width: How many columns there are in all.
    """
    if len(rows) > MOST_IN_ORDER:
        rows = sorted(rows, key=len)
    largest = max((abs(value) for row in rows for value in row.values()), default=0)
    whole = _dense(rows, width, np.int64 if largest < MOST_MACHINE else object)
    # How many times each row is added goes along instead of all other columns, which are many more.
    start = np.concatenate((whole[:, columns], np.eye(len(rows), dtype=whole.dtype)), axis=1)
    places = range(len(columns))
    try:
        basis = independent(start, places)
    except OverflowError:
        basis = independent(start.astype(object), places)
    times = basis[:, len(columns) :]
    if len(times) and largest * int(np.abs(times).sum(axis=1).max()) >= MOST_MACHINE:
        times = times.astype(object)
    if len(rows) > MOST_IN_ORDER and times.dtype == whole.dtype == np.int64:
        from scipy.sparse import csr_array

        # Of many rows hardly any number is not zero.
        found = (csr_array(times.astype(np.int64)) @ csr_array(whole.astype(np.int64))).toarray()
    else:
        found = times @ whole
    return np.asarray(found // np.maximum(np.gcd.reduce(found, axis=1), 1)[:, None], dtype=object)


def _less(row: dict[int, int], pivot: dict[int, int], column: int) -> dict[int, int]:
    """Return a row that is zero in a column, by taking a multiple of a pivot away, without a common divisor."""
    times, less = pivot[column], row[column]
    changed = {at: value * times for at, value in row.items()} if times != 1 else dict(row)
    for at, value in pivot.items():
        left = changed.get(at, 0) - less * value
        if left:
            changed[at] = left
        else:
            changed.pop(at, None)
    divisor = gcd(*changed.values())
    return changed if divisor <= 1 else {at: value // divisor for at, value in changed.items()}


def _dense(rows: list[dict[int, int]], columns: int, kind: type) -> npt.NDArray[Any]:
    matrix: npt.NDArray[Any] = np.zeros((len(rows), columns), dtype=kind)
    for at, row in enumerate(rows):
        matrix[at, list(row)] = list(row.values())
    return matrix


def _search(basis: Exact, columns: list[Any], sizes: Integers, least: int, held: int) -> Iterator[Exact]:
    """Yield vectors of the span of a basis that have units of fewer than `least` in all.

    A column is either zero, which takes one dimension away, or not, which counts its units; what is not among `columns`
    has been counted in `held` or is zero.
    """
    if not len(basis) or held >= least:
        return
    if len(basis) == 1:
        vector = basis[0]
        if sum(int(size) for size, value in zip(sizes, vector, strict=False) if value) < least:
            yield vector
        return
    is_open = (basis[:, columns] != 0).any(axis=0)
    open_columns = list(itertools.compress(columns, is_open.tolist()))
    if not open_columns:
        yield from basis
        return
    enough = least - held
    # Most often sizes alone say that no such bound can be enough, which takes far less than to find it.
    if _most_weight(len(basis), sizes, open_columns) >= enough and (
        least_weight(basis, open_columns, sizes, enough) >= enough
    ):
        return
    first, rest = open_columns[0], open_columns[1:]
    yield from _search(without(basis, [first]), rest, sizes, least, held)
    yield from _search(basis, rest, sizes, least, held + int(sizes[first]))


def _most_weight(rank: int, sizes: Integers, columns: list[Any]) -> int:
    """Return the most that `least_weight` can be for a basis of some rank, whatever it is."""
    return int(np.sort(sizes[columns])[::-1][rank - 1 :: rank].sum())


def least_weight(basis: Exact, columns: list[Any], sizes: Integers, enough: int) -> int:
    """Return how many units every vector of the span has at least in some columns, counting no further than is enough.

    A vector that is not zero is not zero in any columns in which the basis has full rank; so it has a unit in each of
    several such sets of columns that have none in common (as Brouwer and Zimmermann bound the weight of code words).
    """
    left, weight = columns, 0
    while len(left) >= len(basis) and weight < enough:
        rows, pivots = basis[:, left], []
        for column in range(len(left)):
            hit = np.flatnonzero(rows[:, column])
            if len(hit):
                _take_out(rows, hit, column)
                pivots.append(left[column])
                if len(pivots) == len(basis):
                    break
        if len(pivots) < len(basis):
            break
        weight += min(int(sizes[column]) for column in pivots)
        left = [column for column in left if column not in pivots]
    return weight


def without(rows: Exact, columns: Any) -> Exact:  # noqa: ANN401  (indices)
    """Return a basis of what the rows span that is zero in some columns."""
    rows, is_left = rows.copy(), np.ones(len(rows), dtype=np.bool_)
    for column in columns:
        hit = np.flatnonzero(rows[:, column])
        if len(hit):
            is_left[hit[0]] = False
            _take_out(rows, hit, column)
    return rows[is_left]


def independent(rows: Exact, columns: Any) -> Exact:  # noqa: ANN401  (indices)
    """Return a basis of what the rows span in some columns, the rest going along."""
    kept = rows[:0]
    for column in columns:
        hit = np.flatnonzero(rows[:, column])
        if len(hit):
            pivot = rows[hit[0]]
            kept = np.concatenate((_eliminated(kept, pivot, column), pivot[None]))
            rows = _eliminated(np.delete(rows, hit[0], axis=0), pivot, column)
    return kept


def _take_out(rows: Exact, hit: Integers, column: Any) -> None:  # noqa: ANN401  (an index)
    """Make a column zero in place, by taking multiples of the first row that is not zero there from the others."""
    pivot = rows[hit[0]].copy()
    rows[hit[0]] = 0
    if len(hit) > 1:
        rows[hit[1:]] = _eliminated(rows[hit[1:]], pivot, column)


def _eliminated(rows: Exact, pivot: Exact, column: int) -> Exact:
    """Return rows that are zero in a column, by taking multiples of a pivot away, without a common divisor.

    Raises:
        OverflowError: They are in 64 bits, and too large for the next step.
    """
    hit = np.flatnonzero(rows[:, column])
    if not len(hit):
        return rows
    rows = rows.copy()
    changed = rows[hit] * pivot[column] - np.outer(rows[hit, column], pivot)
    divisors = np.gcd.reduce(changed, axis=1)
    divisors[divisors == 0] = 1
    changed //= divisors[:, None]
    if changed.dtype != object and np.abs(changed).max() >= MOST_MACHINE:
        raise OverflowError
    rows[hit] = changed
    return rows
