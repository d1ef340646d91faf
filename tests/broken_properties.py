"""To see a property fail: settings under which a test of Hypothesis stops at the first case that breaks it."""

from hypothesis import Phase, settings

QUICKLY = settings(
    settings.get_profile("default"),
    max_examples=200,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # nobody reads the smallest case
)
