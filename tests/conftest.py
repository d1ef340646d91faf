"""Settings for the whole suite: Hypothesis profiles, and what is not to be collected."""

import os

from hypothesis import HealthCheck, Phase, settings

collect_ignore = ["typing"]  # only type-checked, never run

# Two busy cores say nothing about the speed of an example, and an instrument is large by nature.
LARGE = [HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.too_slow]

settings.register_profile("default", deadline=None, suppress_health_check=LARGE, max_examples=50)
settings.register_profile(
    "ci",
    parent=settings.get_profile("default"),
    derandomize=True,  # a submission is judged by its own change, not by a lucky draw
    print_blob=True,
)
settings.register_profile("full", parent=settings.get_profile("ci"))
settings.register_profile(
    "mutation",
    parent=settings.get_profile("ci"),
    database=None,
    phases=[Phase.explicit, Phase.generate],  # a killed mutant needs no smallest example
)
settings.register_profile("thorough", parent=settings.get_profile("default"), max_examples=5000)
CHOSEN = os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default")
settings.load_profile(CHOSEN)
# For a property whose examples are slow, and whose claim few of them try well. Loading another profile tries more.
settings.register_profile(
    "few", max_examples=15 if CHOSEN in {"default", "ci", "mutation"} else settings().max_examples
)
