"""What the tests of the law runner share."""

import pytest
from hypothesis import Phase


@pytest.fixture
def any_case(monkeypatch):
    """The first case that breaks a law is told, not the smallest one, which takes long to find."""
    monkeypatch.setattr("smmi.testing.runner._law_check.SHRINKING", (Phase.generate,))
