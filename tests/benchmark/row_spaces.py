"""What follows from sums by adding and subtracting multiples of them, in fractions and one way only: by elimination."""

import itertools
from fractions import Fraction


def rank(rows):
    """The rank of a matrix, in fractions."""
    return len(_reduced(rows)[0])


def _reduced(rows):
    """The reduced rows of a matrix, and the column of each one's first 1."""
    left, found, pivots = [[Fraction(int(value)) for value in row] for row in rows], [], []
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        left, found = (
            [
                [value - row[column] * own for value, own in zip(row, pivot, strict=True)]
                if row[column]
                else row
                for row in of
            ]
            for of in (left, found)
        )
        found.append(pivot)
        pivots.append(column)
    return found, pivots


def derivable_sets(rows, many):
    """The sets of columns, of so many, whose sum follows from the rows: no vector that the rows do not see tells it."""
    reduced, pivots = _reduced(rows)
    unseen = []
    for free in (column for column in range(many) if column not in pivots):
        one = dict.fromkeys(range(many), Fraction(0)) | {free: Fraction(1)}
        one |= {pivot: -row[free] for row, pivot in zip(reduced, pivots, strict=True)}
        unseen.append([one[column] for column in range(many)])
    for chosen in itertools.product((False, True), repeat=many):
        if any(chosen) and all(sum(itertools.compress(one, chosen)) == 0 for one in unseen):
            yield frozenset(itertools.compress(range(many), chosen))


def is_concentrated(values, largest, percent):
    """Whether so many largest values, which stand for their shortest decimals, make more than so many percent."""
    exact = sorted(map(Fraction, map(str, values)), reverse=True)
    return 100 * sum(exact[:largest]) > Fraction(str(percent)) * sum(exact)
