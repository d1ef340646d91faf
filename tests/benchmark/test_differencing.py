"""Which sums over few units follow from published sums."""

import itertools

import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.benchmark.kernels._differencing import MOST_FOUND, _most_weight, atoms, least_weight, small_sums
from tests.benchmark.row_spaces import rank

MATRICES = (
    st.integers(1, 5)
    .flatmap(
        lambda rows: st.lists(
            st.lists(st.integers(0, 1), min_size=rows, max_size=rows).filter(any),
            min_size=1,
            max_size=7,
            unique_by=tuple,
        )
    )
    .map(lambda columns: np.array(columns).T)
)


def least_supports(incidence, sizes, least):
    """The smallest sets of atoms of few units over which a sum can be derived: taking them away lowers the rank."""
    full, found = rank(incidence.tolist()), []
    for many in range(1, incidence.shape[1] + 1):
        for chosen in itertools.combinations(range(incidence.shape[1]), many):
            if sum(sizes[list(chosen)]) >= least or any(set(one) <= set(chosen) for one in found):
                continue
            without = incidence.copy()
            without[:, list(chosen)] = 0
            if rank(without.tolist()) < full:
                found.append(chosen)
    return found


def test_units_of_a_span_are_counted_in_columns_of_full_rank():
    """One vector has each of its units; two have a unit of each pair of columns; no more are counted than are asked."""
    sizes = np.array([1, 2, 3, 4])
    assert least_weight(np.array([[1, 1, 1, 1]], dtype=object), [0, 1, 2, 3], sizes, 99) == 10
    assert (
        least_weight(np.array([[1, 0, 1, 1], [0, 1, 1, 2]], dtype=object), [0, 1, 2, 3], sizes, 99) == 1 + 3
    )
    assert least_weight(np.array([[1, 1, 1, 1]], dtype=object), [0, 1, 2, 3], sizes, 3) == 3


@given(MATRICES, st.data())
def test_every_smallest_small_sum_is_found(incidence, data):
    """All smallest sets over which a sum follows are found, in fractions as in integers, and none that is too large."""
    sizes = np.array(
        data.draw(st.lists(st.integers(1, 5), min_size=incidence.shape[1], max_size=incidence.shape[1]))
    )
    least = data.draw(st.integers(2, 8))
    smallest = set(least_supports(incidence, sizes, least))
    for few in (128, 0):
        # Of many sums those of one atom are taken out first.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("smmi.benchmark.kernels._differencing.MOST_IN_ORDER", few)
            found = small_sums(incidence, sizes, least=least)
        supports = {tuple(np.flatnonzero(of_atoms).tolist()) for of_atoms, _ in found}
        assert len(found) < MOST_FOUND
        assert smallest <= supports
        assert all(0 < sum(sizes[list(support)]) < least for support in supports)
        assert all(np.array_equal(of_sums @ incidence, of_atoms) for of_atoms, of_sums in found)


@given(MATRICES, MATRICES, st.data())
def test_what_is_not_connected_may_be_searched_apart_and_in_any_integers(one, other, data):
    """Apart the same smallest sets are found as together, and in integers of Python the same as in those of 64 bits."""
    incidence = np.block(
        [
            [one, np.zeros((len(one), other.shape[1]), dtype=np.int64)],
            [np.zeros((len(other), one.shape[1]), dtype=np.int64), other],
        ]
    )
    a = incidence.shape[1]
    sizes = np.array(data.draw(st.lists(st.integers(1, 5), min_size=a, max_size=a)))
    least, found = data.draw(st.integers(2, 6)), []
    for name, value in (
        ("MOST_TOGETHER", 64),
        ("MOST_TOGETHER", 0),
        ("MOST_MACHINE", 2),
        ("MOST_MACHINE", 1),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"smmi.benchmark.kernels._differencing.{name}", value)
            sums = small_sums(incidence, sizes, least=least, most=10_000)
        found.append([(of_atoms.tolist(), of_sums.tolist()) for of_atoms, of_sums in sums])
    together, apart, *others = found

    def smallest(sums):
        supports = {frozenset(np.flatnonzero(of_atoms).tolist()) for of_atoms, _ in sums}
        return {support for support in supports if not any(less < support for less in supports)}

    assert smallest(apart) == smallest(together)
    assert all(other == together for other in others)


@given(MATRICES)
def test_a_combination_gives_what_it_says_and_spares_no_sum(incidence):
    """The sums times their coefficients are the coefficients of the atoms; without any one of the sums it fails."""
    sizes = np.ones(incidence.shape[1], dtype=np.int64)
    for of_atoms, of_sums in small_sums(incidence, sizes, least=4):
        assert {type(value) for value in (*of_atoms, *of_sums)} == {int}
        assert (of_sums @ incidence.astype(object)).tolist() == of_atoms.tolist()
        used = np.flatnonzero(of_sums)
        for spared in used:
            fewer = incidence[[row for row in used if row != spared]].tolist()
            assert rank([*fewer, of_atoms.tolist()]) == rank(fewer) + 1


def test_a_sum_over_small_atoms_is_found_beside_large_ones():
    """With all seven ways to be in three cells, one cell of four single units is found; the other atoms are of four."""
    incidence = np.array(list(itertools.product((0, 1), repeat=3))[1:]).T
    sizes = np.where(incidence[0] == 1, 1, 4)
    ((of_atoms, of_sums),) = small_sums(incidence, sizes, least=5)
    assert (of_atoms.tolist(), of_sums.tolist()) == (incidence[0].tolist(), [1, 0, 0])


def test_there_are_no_more_than_can_be_read():
    """Of very many small sums so many are returned as the limit says."""
    incidence = np.eye(MOST_FOUND + 6, dtype=np.int64)
    found = small_sums(incidence, np.ones(MOST_FOUND + 6, dtype=np.int64), least=2)
    assert len(found) == MOST_FOUND


@pytest.mark.parametrize(
    ("columns", "distinct", "places"),
    [([[1, 0, 1], [0, 0, 0]], [[0, 1], [0, 0]], [1, 0, 1]), ([[], []], [[], []], [])],
    ids=["two alike", "none"],
)
def test_columns_that_are_equal_are_one_atom(columns, distinct, places):
    """The distinct columns, and which of them each is."""
    found, at = atoms(np.array(columns, dtype=np.int64).reshape(2, -1))
    assert (found.tolist(), at.tolist()) == (distinct, places)


def test_without_sums_all_columns_are_one_atom():
    """Where nothing is published nothing tells units apart."""
    found, at = atoms(np.zeros((0, 3), dtype=np.int64))
    assert (found.shape, at.tolist()) == ((0, 1), [0, 0, 0])


def test_flags_have_the_atoms_of_numbers_in_the_same_order():
    """Packed in bits or not, of up to 20 sums."""
    rng = np.random.default_rng(0)
    for _ in range(20):
        flags = rng.random((rng.integers(1, 21), rng.integers(1, 40))) < rng.random()
        packed, plain = atoms(flags), atoms(flags.astype(np.int64))
        assert np.array_equal(packed[0], plain[0])
        assert np.array_equal(packed[1], plain[1])


@given(st.integers(0, 2**32 - 1))
def test_no_bound_is_above_what_sizes_alone_allow(seed):
    """So where sizes allow no bound that is enough, none has to be found."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 9))
    basis = rng.integers(-2, 3, (int(rng.integers(1, 5)), n)).astype(object)
    sizes, columns = rng.integers(1, 6, n), list(range(n))
    assert least_weight(basis, columns, sizes, 99) <= _most_weight(len(basis), sizes, columns)
