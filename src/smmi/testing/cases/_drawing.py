"""Drawing of cases: the same ones in each run, and independent of one another."""

import contextlib
from collections.abc import Callable, Collection
from typing import Final, TypeVar

import numpy as np
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

UNRELATED: Final = 10
"""So many cases Hypothesis draws before it makes five of six from the one before, by copying a part of it."""


def examine_drawn(
    values: SearchStrategy[T], examine: Callable[[T], None], examples: int, phases: Collection[Phase]
) -> None:
    """Draw values, the same ones each time, and examine them until one raises.

    Args:
        values: What draws them.
        examine: What is done with each.
        examples: How many are drawn.
        phases: Whether they are only generated, or shrunk, too.
    """
    for start in range(0, examples, UNRELATED):
        settled = settings(
            database=None,
            deadline=None,
            max_examples=min(UNRELATED, examples - start),
            phases=tuple(phases),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
        )
        run = seed(start)(settled(given(values)(examine)))
        with contextlib.suppress(Unsatisfiable), np.errstate(all="ignore"):
            run()
