"""Settings for the whole suite: Hypothesis profiles, and what is not to be collected."""

import gc
import linecache
import os

# The workers of a test run share the cores: threads of a linear algebra library that wait for one another over matrices
# of a few rows would take most of the processor time. Read when NumPy is imported, which nothing has done so far.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture import providers

# Hypothesis leaves garbage in circles. Looking for it costs as much however often it is done; not looking for it costs
# a worker some 200 bytes for each of its millions of objects.
gc.set_threshold(8_000_000)

collect_ignore = ["typing"]  # only type-checked, never run

# Two busy cores say nothing about the speed of an example, and an instrument is large by nature.
LARGE = [HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.too_slow]

# The same examples each time and everywhere: a run is judged by the code, not by a lucky draw.
settings.register_profile(
    "default",
    deadline=None,
    suppress_health_check=LARGE,
    max_examples=5,
    derandomize=True,
    print_blob=True,
)
settings.register_profile("full", parent=settings.get_profile("default"), max_examples=50)
settings.register_profile(
    "mutation",
    parent=settings.get_profile("default"),
    database=None,
    phases=[Phase.explicit, Phase.generate],  # a killed mutant needs no smallest example
)
settings.register_profile(
    "explore", parent=settings.get_profile("default"), max_examples=50, derandomize=False
)
settings.register_profile("thorough", parent=settings.get_profile("explore"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
# For an oracle, which finds what nothing else finds, and not with few examples.
settings.register_profile("many", max_examples=max(50, settings().max_examples))

if settings().derandomize:
    # Hypothesis draws the constants of the modules that happen to be imported, which depends on the tests before.
    providers._get_local_constants = lambda: providers._local_constants


def pytest_collection_finish():
    """Take what was collected out of the search for garbage: it stays to the end, and going through it takes time."""
    gc.freeze()
    linecache.clearcache()  # each example of a docstring would ask of each file that was read whether it has changed


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish():
    """Leave what is left to the end of the process: pytest and Python would go through all of it for garbage."""
    gc.freeze()
