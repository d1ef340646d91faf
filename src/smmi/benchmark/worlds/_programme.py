"""A linear programme, some variables of which may be whole numbers, as it is put together and solved."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Programme:
    """Variables between limits, and linear constraints on them."""

    def __init__(self) -> None:
        self._limits: list[tuple[Floats, Floats, Integers]] = []
        self._ends: list[tuple[Floats, Floats]] = []
        self._entries: list[tuple[Integers, Integers, Floats]] = []
        self._n = self._m = 0

    def variables(self, low: npt.ArrayLike, high: npt.ArrayLike, /, *, is_whole: bool = False) -> Integers:
        """Add variables, and return their places."""
        ends = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
        n = len(ends[0])
        self._limits.append((*ends, np.full(n, int(is_whole), dtype=np.int64)))
        self._n += n
        return np.arange(self._n - n, self._n, dtype=np.int64)

    def rows(self, matrix: Floats, low: Floats, high: Floats, /) -> None:
        """Add constraints on the first variables: between what the products of a matrix with them lie."""
        at, columns = np.nonzero(matrix)
        self._add(at, columns, matrix[at, columns], low, high)

    def pairs(self, columns: Integers, entries: Floats, low: float, high: float, /) -> None:
        """Add constraints on two variables each, all with the same ends, (rows, 2) each."""
        m = len(columns)
        self._add(
            np.repeat(np.arange(m), 2), columns.ravel(), entries.ravel(), np.full(m, low), np.full(m, high)
        )

    def row(self, columns: Sequence[int], entries: Sequence[float], low: float, high: float, /) -> None:
        """Add one constraint."""
        at = np.zeros(len(columns), dtype=np.int64)
        self._add(at, np.array(columns, dtype=np.int64), np.array(entries), np.array([low]), np.array([high]))

    def shortfalls(self, columns: Integers, marks: Floats, sign: float, /) -> Integers:
        """Add by how much each variable, or its negative, is below a mark; return their places."""
        at = self.variables(np.zeros(len(columns)), np.full(len(columns), np.inf))
        pairs = np.stack((columns, at), axis=1)
        m = np.arange(len(columns))
        entries = np.tile([sign, 1.0], (len(columns), 1))
        self._add(np.repeat(m, 2), pairs.ravel(), entries.ravel(), marks, np.full(len(marks), np.inf))
        return at

    def departures(self, columns: Integers, marks: Floats, /) -> Integers:
        """Add by how much each variable is off a mark, on each side; return their places."""
        return np.concatenate((self.shortfalls(columns, marks, 1.0), self.shortfalls(columns, -marks, -1.0)))

    def _add(self, at: Integers, columns: Integers, entries: Floats, low: Floats, high: Floats) -> None:
        self._entries.append((at + self._m, columns, entries))
        self._ends.append((low, high))
        self._m += len(low)

    def solved(self, weights: Mapping[int, float], /) -> Floats | None:
        """Return the variables of which the weighted sum is largest; None if no solution was found."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        low, high, whole = (np.concatenate(part) for part in zip(*self._limits, strict=True))
        at, columns, entries = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        matrix = coo_array((entries, (at, columns)), shape=(self._m, self._n)).tocsr()
        objective = np.zeros(self._n)
        objective[list(weights)] = [-weight for weight in weights.values()]
        solved = milp(
            objective,
            integrality=whole,
            bounds=Bounds(low, high),
            constraints=LinearConstraint(
                matrix, *(np.concatenate(part) for part in zip(*self._ends, strict=True))
            ),
        )
        if solved.x is None:
            return None
        found = np.asarray(solved.x, dtype=np.float64)
        return np.where(whole == 1, np.round(found), found)
