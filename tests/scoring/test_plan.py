"""What the compiled plan hands to rules, and says of them."""

import attrs
import numpy as np
import pytest

from smmi.errors import SchemeError
from smmi.instrument import (
    Answers,
    Area,
    Binary,
    Domain,
    Indicator,
    Instrument,
    MultipleChoice,
    Option,
    Percentage,
)
from smmi.scoring import MinimumCoverage, NoAnswer, ScoringScheme, SelectedShare, score
from smmi.scoring._calls import BLOCK


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


class Recording:
    """A rule for numbers that keeps what it is given."""

    scales = ("percentage",)

    def __init__(self):
        """Nothing is given yet."""
        self.given = []

    def points(self, values, scale):
        """Return the share."""
        self.given.append(values.tolist())
        return values / 100.0


class InPlace(Recording):
    """The same, saying that it takes numbers in any shape."""

    shape_free = True


@pytest.mark.parametrize(
    ("kind", "given"),
    [(Recording, [20.0] + [40.0] * (BLOCK - 1)), (InPlace, [20.0, 20.0, 40.0, 20.0])],
    ids=["answers", "in place"],
)
def test_a_rule_is_given_answers_alone_unless_it_takes_any_shape(kind, given):
    """A shape-free rule gets a column as it stands, gaps filled; another a block of answers; none is asked in vain."""
    share = Indicator(code="share", prompt="?", scale=Percentage(code="percent"))
    area = Area(code="area", label="Area", indicators=[share])
    domain = Domain(code="domain", label="Domain", areas=[area])
    instrument = Instrument(code="one", edition="1", title="One", domains=[domain])
    for column, calls in (([20.0, None, 40.0, None], [given]), ([None, None], [])):
        rule = kind()
        columns = {"unit": [f"U{i}" for i in range(len(column))], "share": column}
        answers = Answers.from_columns(instrument, columns, unit="unit")
        values = score(answers, ScoringScheme(instrument, items={"share": rule})).overall
        assert rule.given == calls
        np.testing.assert_array_equal(values, [np.nan if one is None else one for one in column])


@pytest.mark.parametrize("shape_free", [False, True])
def test_a_rule_for_numbers_that_gives_no_points_is_named_with_its_indicator(shape_free):
    """Once answers are scored, the message says which rule, where, got and expected."""

    class Percent(Recording):
        def points(self, values, scale):
            """Return the number, as if points were percent."""
            return values

    Percent.shape_free = shape_free
    share = Indicator(code="share", prompt="?", scale=Percentage(code="percent"))
    area = Area(code="area", label="Area", indicators=[share])
    domain = Domain(code="domain", label="Domain", areas=[area])
    instrument = Instrument(code="one", edition="1", title="One", domains=[domain])
    answers = Answers.from_columns(instrument, {"unit": ["U1"], "share": [40.0]}, unit="unit")
    with pytest.raises(SchemeError) as caught:
        score(answers, ScoringScheme(instrument, items={"share": Percent()}))
    (finding,) = caught.value.findings
    assert (finding.code, finding.path) == ("share", "$.share")
    assert finding.message == "Percent for 'share' returned 40.0, expected points from 0 to 1"
