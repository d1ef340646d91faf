"""What the compiled plan hands to rules, and says of them."""

import attrs
import numpy as np
import pytest

from smmi.instrument import Answers, Area, Binary, Domain, Indicator, Instrument, MultipleChoice, Option
from smmi.scoring import MinimumCoverage, NoAnswer, ScoringScheme, SelectedShare, score


@attrs.frozen
class Strict:
    """A weighted mean that checks what it is given."""

    def aggregate(self, points, weights):
        """Return the mean; a child without weight has no points."""
        assert np.all(points[weights == 0] == 0)
        return (points * weights).sum(axis=0) / weights.sum(axis=0)


@pytest.mark.parametrize("no_answer", NoAnswer)
def test_a_child_that_does_not_count_has_no_points(no_answer):
    """A child of weight 0 reaches the rule with 0 points, even if missing answers count as the lowest ones."""
    scale = MultipleChoice(code="topics", options=[Option("a", "A"), Option("b", "B")], minimum=1)
    indicators = [
        Indicator(code="free", prompt="?", scale=scale),
        Indicator(code="weighty", prompt="?", scale=Binary(code="yes_no")),
    ]
    area = Area(code="area", label="Area", indicators=indicators)
    domain = Domain(code="domain", label="Domain", areas=[area])
    instrument = Instrument(code="two", edition="1", title="Two", domains=[domain])
    scheme = ScoringScheme(
        instrument, areas=Strict(), weights={"free": 0}, coverage=MinimumCoverage(0.5, no_answer=no_answer)
    )
    answers = Answers.from_records(instrument, [{"unit": "U", "weighty": "yes"}], unit="unit")
    assert score(answers, scheme).overall[0] == 100


def test_an_exclusive_option_is_no_way_below_the_minimum():
    """Where two selections are asked for, "none of these" alone is not among what can be attained."""
    options = [*(Option(f"o{i}", f"{i}") for i in range(4)), Option("none", "None", exclusive=True)]
    for minimum, poorest in ((1, 0.0), (2, 0.5)):
        scale = MultipleChoice(code="topics", options=options, minimum=minimum)
        assert SelectedShare().attainable(scale) == (poorest, 1.0)
