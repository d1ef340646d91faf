"""The quick cases of several axes."""

import itertools

import pytest

from tests.latin_squares import latin


@pytest.mark.parametrize("sizes", [(2, 2), (1, 4), (5, 3), (3, 2, 4), (3, 2, 3, 3)], ids=str)
def test_each_value_of_every_axis_is_in_a_quick_case(sizes):
    """All combinations are there, once, and the quick ones are as few as the shortest axis allows."""
    axes = [range(size) for size in sizes]
    cases = latin(*axes)
    assert [case.values for case in cases] == list(itertools.product(*axes))
    quick = [case.values for case in cases if not case.marks]
    assert [set(values) for values in zip(*quick, strict=True)] == [set(axis) for axis in axes]
    assert len(quick) * min(sizes) == len(cases)


def test_keys_of_an_axis_stand_in_the_id():
    """What has no key is called by its value."""
    assert [case.id for case in latin({"none": None, "some": 0.5}, [1, 2])] == [
        "none-1",
        "none-2",
        "some-1",
        "some-2",
    ]
