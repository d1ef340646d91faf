"""Random sets of published tables, and intruders who attack them in other ways than the library does."""

import itertools

import numpy as np
from scipy.optimize import linprog

from smmi.benchmark import DisclosureRule
from smmi.benchmark.disclosure import Aggregates, CellState

KINDS = ("nested", "crossed", "custom", "two administrations")
RULE = DisclosureRule(minimum_cell=2, minimum_quartiles=4)


def random_tables(kind, rng, *, units=None, edges=True):
    """Aggregates of a few units by groups of a kind; scores are often 0 or 100 if `edges`."""
    names = [f"U{i:02}" for i in range(units or rng.integers(7, 14))]
    scores = {("", "x"): random_scores(names, rng, edges)}
    members = {("", "all"): names}
    labels = {name: (str(rng.integers(3)), str(rng.integers(2))) for name in names}
    if kind == "nested":
        left = list(names)
        for level in range(4):
            left = [name for name in left if rng.random() < 0.75]
            members["", f"level {level}"] = left
    elif kind == "crossed":
        for row, column in itertools.product(("*", "0", "1", "2"), ("*", "0", "1")):
            members["", f"{row}{column}"] = [
                name for name in names if row in {"*", labels[name][0]} and column in {"*", labels[name][1]}
            ]
    elif kind == "custom":
        for group in range(6):
            members["", f"peers {group}"] = [name for name in names if rng.random() < rng.uniform(0.3, 0.8)]
    else:
        members = {}
        before = [name for name in names if rng.random() < 0.85]
        after = [name for name in names if rng.random() < 0.85]
        old, new = random_scores(before, rng, edges), random_scores(after, rng, edges)
        # About half of those who stay have the same score again.
        new |= {name: old[name] for name in after if name in old and rng.random() < 0.5}
        scores = {("1", "x"): old, ("2", "x"): new}
        for wave, present in (("1", before), ("2", after)):
            members[wave, "all"] = present
            for row in "012":
                members[wave, row] = [name for name in present if labels[name][0] == row]
    return Aggregates.of(scores, members)


def random_scores(names, rng, edges):
    """A score for each name, on a grid of 12.5 points."""
    steps = rng.integers(0, 9, len(names)) if edges else rng.integers(2, 7, len(names))
    return {name: 12.5 * float(step) for name, step in zip(names, steps, strict=True)}


def published(tables):
    """The published cells of tables with one code: keys, the scores and the total of each.

    A score is a unit and a value: that of a unit in two administrations is the same if its value is.
    """
    shown = [cell for cell in tables.cells if cell.state is CellState.PUBLISHED]
    keys = [cell.key for cell in shown]
    scores = [
        frozenset(
            (unit, tables.scores[key.administration, key.code][unit]) for unit in sorted(tables.units(key))
        )
        for key in keys
    ]
    return keys, scores, [cell.n * cell.mean for cell in shown]


def unit_of(score):
    """The unit of a score, which stands for itself where there are no values."""
    return score[0] if isinstance(score, tuple) else score


def small_differences(groups, least):
    """The supports of fewer units that adding and subtracting whole cells makes, all ways being tried."""
    scores = sorted(set().union(*groups)) if groups else []
    rows = np.array([[score in group for score in scores] for group in groups], dtype=np.int8)
    if not len(rows):
        return set()
    signs = np.array(list(itertools.product((-1, 0, 1), repeat=len(rows))), dtype=np.int8)
    supports = np.unique((signs @ rows) != 0, axis=0)
    units = {frozenset(unit_of(score) for score in itertools.compress(scores, one)) for one in supports}
    return {one for one in units if 0 < len(one) < least}


def has_small_sum(groups, least):
    """Whether any linear combination adds fewer units, by ranks: without them the cells must say less."""
    scores = sorted(set().union(*groups)) if groups else []
    if not scores:
        return False
    rows = np.array([[score in group for score in scores] for group in groups], dtype=float)
    units = sorted({unit_of(score) for score in scores})
    few = list(itertools.combinations(units, min(least - 1, len(units))))
    without = np.repeat(rows[None], len(few), axis=0)
    for i, chosen in enumerate(few):
        without[i][:, [unit_of(score) in chosen for score in scores]] = 0.0
    return bool(np.any(np.linalg.matrix_rank(without) < np.linalg.matrix_rank(rows)))


def bounds_of_scores(tables):
    """Between what each score must lie, for the public (None) and for each other unit, by unit and intruder."""
    keys, groups, totals = published(tables)
    truth = {
        (unit, value): None for scores in tables.scores.values() for unit, value in sorted(scores.items())
    }
    columns = list(truth)
    place = {column: i for i, column in enumerate(columns)}
    matrix = np.zeros((len(keys), len(columns)))
    for row, group in enumerate(groups):
        for score in group:
            matrix[row, place[score]] = 1.0
    found = {}
    for intruder in (None, *sorted({unit for unit, _ in columns})):
        limits = [(value, value) if unit == intruder else (0.0, 100.0) for unit, value in columns]
        for i, column in enumerate(columns):
            if column[0] == intruder:
                continue
            ends = []
            for sign in (1.0, -1.0):
                objective = np.zeros(len(columns))
                objective[i] = sign
                given = {} if not len(matrix) else {"A_eq": matrix, "b_eq": totals}
                ends.append(sign * linprog(objective, bounds=limits, **given).fun)
            found[column, intruder] = tuple(ends)
    return found
