"""Cases on several axes: each value of every axis is in a quick case; the other combinations are tried in long ones."""

import itertools
from collections.abc import Mapping

import pytest


def latin(*axes):
    """The parameters of each combination of the axes' values; the keys of an axis, if it has any, stand in the id."""
    named = [
        list(axis.items()) if isinstance(axis, Mapping) else [(str(one), one) for one in axis]
        for axis in axes
    ]
    step = min(map(len, named))
    return [
        pytest.param(
            *(axis[place][1] for axis, place in zip(named, places, strict=True)),
            id="-".join(axis[place][0] for axis, place in zip(named, places, strict=True)),
            marks=() if sum(places) % step == 0 else pytest.mark.long,
        )
        for places in itertools.product(*(range(len(axis)) for axis in named))
    ]
