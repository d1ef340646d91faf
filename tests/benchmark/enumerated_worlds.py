"""Tiny cohorts of which every world is enumerated: what an intruder can know of each score is read off."""

import itertools
from fractions import Fraction
from math import floor

import attrs
import numpy as np

from smmi.benchmark.disclosure import Aggregates, CellKey

STEP = 25
GRID = np.arange(0, 101, STEP)


def half_up(value, base):
    """The multiple of a base nearest to a rational number, the upper one of two."""
    return value if base is None else floor(Fraction(value) / base + Fraction(1, 2)) * base


def quartiles(values):
    """Those of definition 7, in exact arithmetic."""
    ranked, found = sorted(values), []
    for quarter in (1, 2, 3):
        position = Fraction((len(ranked) - 1) * quarter, 4)
        below = floor(position)
        above = min(below + 1, len(ranked) - 1)
        found.append(ranked[below] + (position - below) * (ranked[above] - ranked[below]))
    return tuple(found)


def shown(groups, means, places, base, worlds):
    """What is published of each world, a row for each: four times the number in sums or quartiles, rounded."""
    columns = []
    for name, members in groups.items():
        own = np.sort(worlds[:, list(members)], axis=1)
        n = len(members)
        if means != "none":
            total = own.sum(axis=1)
            # The mean to the nearest multiple of the base, in whole numbers: floor(total / (n base) + 1/2).
            columns.append(total if means is None else (2 * total + n * means) // (2 * n * means))
        if name in places:
            for quarter in (1, 2, 3):
                below, part = divmod((n - 1) * quarter, 4)
                above = min(below + 1, n - 1)
                four = (4 - part) * own[:, below] + part * own[:, above]
                columns.append(four if base is None else (2 * four + 4 * base) // (8 * base))
    return np.stack(columns, axis=1)


def possible(truth, groups, means, places, base, intruders):
    """The least and the most of each unit's score that each intruder must take for possible, by intruder and unit."""
    worlds = np.array(list(itertools.product(GRID.tolist(), repeat=len(truth))), dtype=np.int64)
    same = np.all(
        shown(groups, means, places, base, worlds)
        == shown(groups, means, places, base, np.array([truth], dtype=np.int64)),
        axis=1,
    )
    worlds = worlds[same]
    found = {}
    for intruder in intruders:
        left = worlds[np.all(worlds[:, list(intruder)] == np.array(truth)[list(intruder)], axis=1)]
        for unit in set(range(len(truth))) - set(intruder):
            found[intruder, unit] = int(left[:, unit].min()), int(left[:, unit].max())
    return found


def tables_of(truth, groups, means, places, base, *, owners=None, grid=STEP):
    """The same publication as aggregates: units are U0, U1, …"""
    units = [f"U{i}" for i in range(len(truth))]
    tables = Aggregates.of(
        {("", "x"): dict(zip(units, map(float, truth), strict=True))},
        {("", name): [units[i] for i in members] for name, members in groups.items()},
        owners={units[i]: owner for i, owner in (owners or {}).items()},
        grid={} if grid is None else {"x": float(grid)},
    )
    cells = []
    for name, members in groups.items():
        own, cell = [truth[i] for i in members], tables[CellKey("", name, "x")]
        mean = half_up(Fraction(sum(own), len(own)), means)
        told = tuple(float(half_up(one, base)) for one in quartiles(own)) if name in places else None
        cells.append(attrs.evolve(cell, mean=float(mean), quartiles=told))
    return attrs.evolve(tables, cells=tuple(cells), rounding_base=means, quartile_base=base)
