"""Strategies for numbers, and for the limits of a scale."""

from functools import lru_cache

from hypothesis import strategies as st


@lru_cache(maxsize=1)
def numbers() -> st.SearchStrategy[float]:
    """Finite numbers, round ones first."""
    round_ones = st.integers(-1000, 1000).map(float)
    return st.one_of(round_ones, st.floats(-1e9, 1e9), st.sampled_from([1e300, -1e300, 5e-324, -0.0, 0.1]))


@lru_cache(maxsize=1)
def limits() -> st.SearchStrategy[tuple[float | None, float | None]]:
    """A lower and an upper limit, either of which may be absent."""
    return st.tuples(st.none() | numbers(), st.none() | numbers()).map(_ascending)


def _ascending(pair: tuple[float | None, float | None]) -> tuple[float | None, float | None]:
    low, high = pair
    return pair if low is None or high is None or low < high else (low, None)


def ascending(*, min_size: int, max_size: int) -> st.SearchStrategy[list[float]]:
    """Numbers that ascend."""
    return st.lists(numbers(), min_size=min_size, max_size=max_size, unique=True).map(sorted)
