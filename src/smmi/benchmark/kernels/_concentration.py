"""Concentration: which sums that follow from published sums are made by few values, in exact arithmetic.

A sum is concentrated where its n largest values make more than k percent of it (the (n, k) rule; Hundepool et al. 2012,
Statistical Disclosure Control, section 4.2.2). Two sums without a common value, neither of which is concentrated, make
none together: so what must be found are the sums that no published parts make up, such as a total less some of its
parts.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from math import gcd
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from smmi.benchmark.kernels._differencing import (
    MOST_FOUND,
    Combination,
    Exact,
    atoms,
    independent,
    least_weight,
    without,
)


class Concentration(NamedTuple):
    """The (n, k) rule on values that are whole numbers of some small unit.

    Attributes:
        largest: The n: how many values.
        part: The k, as a share `part` / `whole`.
        whole: See `part`.
    """

    largest: int
    part: int
    whole: int

    def holds(self, values: Collection[int], /) -> bool:
        """Return whether the largest values make more than their share of the sum."""
        return self.whole * sum(_largest(self.largest, values)) > self.part * sum(values)


class _Atom(NamedTuple):
    """Values that are in the same sums."""

    top: tuple[int, ...]
    total: int

    def gains(self, rule: Concentration) -> list[int]:
        """Return by how much its top values can raise the excess, if the sum is to hold it, too."""
        free = [(rule.whole - rule.part) * value for value in self.top]
        free[0] -= rule.part * (self.total - sum(self.top))
        return [gain for gain in free if gain > 0]


def concentrated_sums(
    incidence: npt.NDArray[Any], values: Sequence[int], /, *, rule: Concentration
) -> list[Combination]:
    """Return derivable sums, each of some of the values once, that are concentrated; none only if there is none.

    Args:
        incidence: 0 or 1 for each published sum and value, (r, v).
        values: The values, (v,), none below 0.
        rule: When a sum is concentrated.

    Returns:
        Combinations with whole coefficients, those of the values 0 or all the same; at most `MOST_FOUND`, and none that
        holds another. The sums that each uses are linearly independent.
    """
    columns, places = atoms(incidence.astype(np.int64))
    within: list[list[int]] = [[] for _ in range(columns.shape[1])]
    for place, value in zip(places.tolist(), values, strict=True):
        within[place].append(value)
    parts = [_Atom(top=tuple(_largest(rule.largest, own)), total=sum(own)) for own in within]
    found: dict[frozenset[int], Combination] = {}
    for vector in _Search(columns, parts, rule).found(found):
        of_atoms, of_sums = vector[: len(parts)], vector[len(parts) :]
        found[frozenset(np.flatnonzero(of_atoms).tolist())] = (of_atoms[places], of_sums)
        if len(found) == MOST_FOUND:
            break
    return [found[held] for held in found if not any(less < held for less in found)]


class _Search:
    """Branch and bound over sums of atoms.

    A sum is a vector of the row space whose coefficients are 0 or 1: what is left to choose is an affine space, a
    `point` and `directions`, both multiples of whole numbers. Each choice for an atom takes one dimension away.
    """

    def __init__(self, columns: npt.NDArray[Any], parts: list[_Atom], rule: Concentration) -> None:
        self.columns = columns.astype(object)
        self.parts = parts
        self.rule = rule
        self.gains = [part.gains(rule) for part in parts]
        self.totals = np.array([part.total for part in parts], dtype=object)
        # Heavy atoms first: most of them can be in no such sum, which leaves little to choose.
        self.heavy_first = sorted(range(len(parts)), key=lambda place: (-parts[place].total, place))

    def found(self, known: Collection[frozenset[int]]) -> Iterator[Exact]:
        """Yield the concentrated sums, by the atom with the largest value that each holds.

        Args:
            known: The atoms of sums that were found; a sum that holds all of one tells nothing new and is left out.
        """
        rows, a = self.columns.shape
        basis = np.concatenate((self.columns, np.eye(rows, dtype=object)), axis=1)
        used = [place for place in range(a) if np.any(self.columns[:, place])]
        unfit = [place for place in used if self._excess([place], [one for one in used if one != place]) <= 0]
        basis = without(basis, unfit)
        basis = independent(basis[np.any(basis[:, :a] != 0, axis=1)], [p for p in used if p not in unfit])
        for first in sorted(used, key=lambda place: (-self.parts[place].top[0], place)):
            hit = np.flatnonzero(basis[:, first])
            if not len(hit):
                continue
            point = basis[hit[0]] if basis[hit[0], first] > 0 else -basis[hit[0]]
            # What comes later holds none of the atoms that came first.
            basis = without(basis, [first])
            yield from self._within(point, basis, first, known)

    def _within(
        self, point: Exact, directions: Exact, first: int, known: Collection[frozenset[int]]
    ) -> Iterator[Exact]:
        """Yield the concentrated sums of an affine space; all of its points hold the atom that is first."""
        a = len(self.parts)
        spaces = [(point, directions)]
        while spaces:
            point, directions = spaces.pop()
            free = np.any(directions[:, :a] != 0, axis=0)
            held = np.flatnonzero(~free & (point[:a] != 0)).tolist()
            left = [place for place in self.heavy_first if free[place]]
            if (
                any(point[place] != point[first] for place in held)
                or self._excess(held, left) <= 0
                or any(less.issubset(held) for less in known)
            ):
                continue
            if not left:
                yield point
            elif not self._is_out_of_reach(np.vstack((point, directions)), held, left):
                heaviest, lighter = left[0], left[1:]
                pivot = directions[np.flatnonzero(directions[:, heaviest])[0]]
                fewer = without(directions, [heaviest])
                if self._excess([*held, heaviest], lighter) > 0:
                    spaces.append((_moved(point, pivot, heaviest, point[first]), fewer))
                # Looked at first: a sum that holds less makes those that hold it and more known.
                spaces.append((_moved(point, pivot, heaviest, 0), fewer))

    def _excess(self, held: list[int], left: list[int]) -> int:
        """Return by how much, at most, the largest values exceed their share of a sum that holds some atoms.

        A value that is in the sum anyway can be one of the largest for nothing; another has to be added to it.
        """
        rule = self.rule
        gains = [rule.whole * value for place in held for value in self.parts[place].top]
        gains += [gain for place in left for gain in self.gains[place]]
        return sum(_largest(rule.largest, gains)) - rule.part * sum(self.parts[place].total for place in held)

    def _is_out_of_reach(self, span: Exact, held: list[int], left: list[int]) -> bool:
        """Return whether all sums of a span hold so much in the atoms that are left that none is concentrated."""
        rule = self.rule
        top = _largest(rule.largest, (value for place in (*held, *left) for value in self.parts[place].top))
        most = rule.whole * sum(top) - rule.part * sum(self.parts[place].total for place in held)
        enough = -(-most // rule.part)
        return least_weight(span, left, self.totals, enough) >= enough


def _largest(many: int, values: Iterable[int]) -> list[int]:
    return sorted(values, reverse=True)[:many]


def _moved(point: Exact, pivot: Exact, place: int, aim: int) -> Exact:
    """Return a multiple above 0 of the point, moved along a direction to where a place has its aim."""
    moved = point * pivot[place] + pivot * (aim - point[place])
    divisor = gcd(*moved.tolist()) * (1 if pivot[place] > 0 else -1)
    return np.asarray(moved // divisor, dtype=object)
