"""What the laws of placement say nothing of, and what they say where something is absent."""

import pytest

from smmi.benchmark.laws import PLACEMENT_LAWS, Placing
from smmi.errors import LawBrokenError
from tests.testing.placing_gallery import Changed

SCORES = [10.0, 20.0, 20.0, 40.0]


@pytest.mark.parametrize(
    ("law", "case"),
    [
        ("quartile-is-of-the-rank", {"value": 50.0}),
        ("quartile-is-of-the-rank", {"value": 0.0}),
        ("bands-rise-with-the-score", {"value": 20.0, "higher": 20.0}),
        ("higher-is-never-lower", {"value": 20.0, "higher": 10.0}),
    ],
)
def test_a_law_says_nothing(law, case):
    """A case without what the law speaks of is not live."""
    assert PLACEMENT_LAWS[law].check(Placing(), scores=SCORES, **case) is False


class Absent(Placing):
    """Of each standing something is absent."""

    def __init__(self, **shown):
        self.shown = shown

    def standing(self, norms, value, /, **rest):
        return Changed(super().standing(norms, value, **rest), **self.shown)


@pytest.mark.parametrize(
    ("law", "absent", "case", "evidence"),
    [
        ("surer-is-wider", {"interval": None}, {"levels": [0.5, 0.9]}, "there is no interval among 4 units"),
        (
            "bands-rise-with-the-score",
            {"band_probabilities": None},
            {"higher": 30.0},
            "there are no probabilities among 4 units",
        ),
        ("median-is-the-middle", {"median": None}, {}, "the median: got None, expected 20.0"),
        (
            "strict-is-the-share-below",
            {"percentile": None},
            {},
            "the strict rank, 1 of 4 being lower: got None, expected 25.0",
        ),
        (
            "quartile-is-of-the-rank",
            {"quartile": None},
            {},
            "with the mid-rank 50 the quartile is None, expected Second",
        ),
    ],
)
def test_what_is_absent_is_found(law, absent, case, evidence):
    """A number that is not there is not as it should be."""
    with pytest.raises(LawBrokenError) as caught:
        PLACEMENT_LAWS[law].check(Absent(**absent), scores=SCORES, value=20.0, **case)
    assert caught.value.evidence == evidence
