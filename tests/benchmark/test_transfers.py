"""Transfers between atoms: what is found is possible, and no more than a linear programme finds."""

import numpy as np
import pytest
from scipy.optimize import linprog

from smmi.benchmark.worlds._transfers import along_lines, balanced, ties_of


def drawn(seed, sums=5):
    """Sums that depend on one another, and how far the total of each atom can rise and fall."""
    rng = np.random.default_rng(seed)
    columns = (rng.random((sums, 12)) < 0.4).astype(float)
    columns = np.vstack((columns, columns[0] + columns[1], np.ones(12)))
    up, down = rng.uniform(0.0, 50.0, (2, 12)) * (rng.random((2, 12)) < 0.8)
    return columns, up, down


def most(columns, up, down, asked):
    """The oracle: how far the total of one atom can rise."""
    bounds = np.stack((-down, up), axis=1)
    bounds[asked] = 0.0, np.inf
    solved = linprog(
        -(np.arange(len(up)) == asked).astype(float), A_eq=columns, b_eq=np.zeros(len(columns)), bounds=bounds
    )
    return -solved.fun if solved.status == 0 else np.inf


@pytest.mark.parametrize("dense", [256, 0], ids=["few sums", "many sums"])
@pytest.mark.parametrize(
    "seed", [*range(2), *(pytest.param(n, marks=pytest.mark.long) for n in range(2, 12))]
)
def test_an_atom_rises_no_further_than_it_can(seed, dense, monkeypatch):
    """Along a line, and by moves that are found, which keep all sums and limits; some are found."""
    monkeypatch.setattr("smmi.benchmark.worlds._transfers.MOST_DENSE", dense)
    columns, up, down = drawn(seed)
    ties = ties_of(columns)
    gains = along_lines(columns, up, down, np.arange(12))
    found = 0
    for asked in range(12):
        best = most(columns, up, down, asked)
        assert gains[asked] <= best + 1e-5
        others = np.where(np.arange(12) == asked, 0.0, 1.0)
        for part in (0.3, 0.9, 1.1):
            rise = part * min(best, 100.0)
            moves = balanced(ties, -down * others, up * others, asked, rise)
            if moves is None:
                continue
            found += 1
            assert rise <= best + 1e-5
            assert np.all(moves >= -down - 1e-9)
            assert np.all(moves <= up + 1e-9)
            assert columns @ (moves + rise * (1.0 - others)) == pytest.approx(0.0, abs=1e-4)
    assert found


@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(n, marks=pytest.mark.long) for n in range(4, 12))]
)
def test_what_is_solved_in_the_moves_that_are_free_is_what_is_solved_in_sums(seed):
    """Where few moves keep all sums, the least moves are the same; an atom alone in a sum does not move at all."""
    columns, up, down = drawn(seed, sums=6)
    columns = np.vstack((columns, np.eye(12)[0]))
    ties = ties_of(columns)
    assert ties.free is not None
    assert not ties.loose[0]
    assert ties.basis @ ties.free.T == pytest.approx(0.0)
    for asked in range(12):
        others = np.where(np.arange(12) == asked, 0.0, 1.0)
        rise = 0.5 * min(most(columns, up, down, asked), 100.0)
        given = (-down * others, up * others, asked, rise)
        by_moves, by_sums = (balanced(one, *given) for one in (ties, ties._replace(free=None)))
        assert (by_moves is None) == (by_sums is None)
        if by_moves is not None:
            assert by_moves == pytest.approx(by_sums, abs=1e-4)


def test_an_atom_rises_by_all_that_another_can_fall():
    """Two atoms of one sum: the one rises as the other falls; alone in a sum of its own, none does."""
    assert along_lines(np.ones((1, 2)), np.array([0.0, 5.0]), np.array([3.0, 7.0]), np.arange(2)) == (
        pytest.approx([7.0, 3.0])
    )
    assert along_lines(np.eye(2), np.full(2, 9.0), np.full(2, 9.0), np.arange(2)) == pytest.approx(0.0)
