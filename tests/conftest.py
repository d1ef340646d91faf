"""Settings for the whole suite: Hypothesis profiles, and what is not to be collected."""

import os

from hypothesis import HealthCheck, settings

collect_ignore = ["typing"]  # only type-checked, never run

settings.register_profile("default", deadline=None)
settings.register_profile(
    "ci",
    deadline=None,  # two busy cores say nothing about the speed of an example
    derandomize=True,  # a submission is judged by its own change, not by a lucky draw
    max_examples=200,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", parent=settings.get_profile("default"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default"))
