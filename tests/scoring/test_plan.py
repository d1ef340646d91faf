"""What the compiled plan hands to rules, and says of them."""

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

from smmi.errors import SchemeError
from smmi.instrument import (
    Answers,
    AnswerState,
    Area,
    Binary,
    Composition,
    Count,
    Domain,
    Equals,
    Indicator,
    Instrument,
    MultipleChoice,
    Option,
    Percentage,
)
from smmi.scoring import (
    Absence,
    GeometricMean,
    Linear,
    Median,
    MinimumCoverage,
    NoAnswer,
    Polarity,
    ScoringScheme,
    SelectedShare,
    WeakestLink,
    score,
)
from smmi.scoring.rules._checked_call import BLOCK
from smmi.scoring.scorer._plan import make_plan


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


@pytest.mark.parametrize("lowest", [0.25, 0.25 + 2.0**-60 * 1j], ids=["double", "pair"])
@pytest.mark.parametrize("no_answer", NoAnswer)
@given(
    st.lists(
        st.lists(
            st.sampled_from([Absence.PRESENT] * 9 + [Absence.NO_ANSWER, Absence.GATED]),
            min_size=2,
            max_size=2,
        ),
        max_size=9,
    )
)
def test_what_a_rule_gets_for_a_unit_does_not_depend_on_who_is_all_there(lowest, no_answer, units):
    """Many units whose children are all there, which are looked at together, or few: points, weights, absences."""
    yes_no = Binary(code="yes_no")
    indicators = [Indicator(code=f"i{i}", prompt="?", scale=yes_no) for i in range(2)]
    area = Area(code="area", label="A", indicators=indicators)
    instrument = Instrument(
        code="one", edition="1", title="One", domains=[Domain(code="domain", label="D", areas=[area])]
    )
    scheme = ScoringScheme(
        instrument, coverage=MinimumCoverage(0.5, no_answer=no_answer), weights={"i0": 2.0}
    )
    node = attrs.evolve(make_plan(scheme).areas[0], lowest=np.array([lowest] * 2))
    absences = np.array(units, dtype=np.uint8).reshape(-1, 2).T
    points = np.where(absences == Absence.PRESENT, 0.75, 0.0)
    together = node.inputs(points, absences)
    for i in range(len(units)):
        alone = node.inputs(points[:, i : i + 1], absences[:, i : i + 1])
        for one, other in zip(together, alone, strict=True):
            assert one[..., i].tolist() == other[..., 0].tolist()
            assert one.dtype == other.dtype


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


class Odds(Recording):
    """A number over itself and one more; it forgets that there may be no limit."""

    scales = ("count", "composition")
    monotone = True

    def points(self, values, scale):
        """Return the odds."""
        return values / (values + 1.0)


def only(scale):
    """An instrument of one question."""
    area = Area(code="area", label="Area", indicators=[Indicator(code="only", prompt="?", scale=scale)])
    domain = Domain(code="domain", label="Domain", areas=[area])
    return Instrument(code="one", edition="1", title="One", domains=[domain])


def test_a_rule_that_forgets_infinity_is_told_what_it_was_asked():
    """The ends of an endless scale are no answers of a unit; the message says that they were asked."""
    instrument = only(Count(code="heads"))
    with np.errstate(invalid="ignore"), pytest.raises(SchemeError) as caught:
        ScoringScheme(instrument, items={"only": Odds()}).compile().score_one({"only": 1})
    (finding,) = caught.value.findings
    assert finding.message == (
        "Odds for 'only' returned nan, expected points from 0 to 1 (asked at the ends of the scale, 0 and inf)"
    )


class FirstPart(Recording):
    """The share of the first part."""

    scales = ("composition",)
    monotone = True

    def points(self, values, scale):
        """Return it."""
        return values[0] / 100.0


def test_a_composition_has_no_ends():
    """A rule for compositions is not asked at limits, whatever it declares: above a blank nothing is known."""
    parts = [Option("rural", "Rural"), Option("urban", "Urban")]
    instrument = only(Composition(code="mix", parts=parts))
    answers = Answers.from_records(
        instrument, [{"unit": "A", "only": {"rural": 25.0, "urban": 75.0}}, {"unit": "B"}], unit="unit"
    )
    scores = score(answers, ScoringScheme(instrument, items={"only": FirstPart()}))
    assert scores.overall[0] == 25.0
    assert scores.of("A")["overall"].bounds == (25.0, 25.0)
    assert scores.of("B")["overall"].bounds is None


@attrs.frozen
class Within:
    """A rule for numbers that says what can be attained, if it was told."""

    range: tuple[float, float] | None = None

    scales = ("percentage",)

    @property
    def attainable(self):
        """Return what says the range, or nothing."""
        return None if self.range is None else lambda scale: self.range if scale.code == "percent" else (0, 1)

    def points(self, values, scale):
        """Return points that may be anywhere in the range."""
        return 0.25 + values / 200.0


@attrs.frozen
class Rising(Within):
    """The same, for which the ends of the scale are the ends of the points."""

    monotone = True


@pytest.mark.parametrize(
    ("rule", "attainable"),
    [
        (Within((0.25, 0.75)), (0.25, 0.75)),
        (Rising((0.0, 1.0)), (0.0, 1.0)),
        (Rising(), (0.25, 0.75)),
        (Linear(0, 50, polarity=Polarity.NEGATIVE, floor=0.5), (0.5, 1.0)),
        (Within(), None),
    ],
    ids=repr,
)
def test_what_can_be_attained_is_what_the_rule_says_or_the_points_of_the_ends(rule, attainable):
    """What it declares goes first; without that, the ends of the scale if it is monotone; or nothing is known."""
    scheme = ScoringScheme(only(Percentage(code="percent")), items={"only": rule})
    (item,) = make_plan(scheme).items
    assert attainable == (item.attainable and tuple(map(float, map(item.grid.shares, item.attainable))))


@pytest.mark.parametrize(("rule", "points"), [(Within((0.25, 0.75)), 0.25), (Within(), 0.0)], ids=repr)
def test_a_blank_is_worth_the_least_that_is_known(rule, points):
    """A missing answer that counts as the lowest has the least points of its indicator; 0 where that is not known."""
    instrument = only(Percentage(code="percent"))
    coverage = MinimumCoverage(0.0, no_answer=NoAnswer.LOWEST)
    plan = make_plan(ScoringScheme(instrument, items={"only": rule}, coverage=coverage))
    assert plan.areas[0].lowest.tolist() == [points]


def test_each_state_of_an_answer_has_its_absence():
    """Whatever is no answer is absent for the reason of its own state; a gate that has points leaves none."""
    topics = MultipleChoice(code="topics", options=[Option("a", "A"), Option("b", "B")])
    for scale in (Binary(code="yes_no"), topics, Percentage(code="percent")):
        (item,) = make_plan(ScoringScheme.equal_weights(only(scale))).items
        for state, absence in zip(item.coding.states.tolist(), item.absences.tolist(), strict=True):
            answered = state == AnswerState.ANSWERED
            assert Absence(absence).name == ("PRESENT" if answered else AnswerState(state).name)


def test_levels_are_scored_by_what_is_declared_for_each():
    """Domains and the overall score have their own rules and policies, by their codes."""
    yes_no = Binary(code="yes_no")
    areas = [
        Area(code=f"area_{i}", label="A", indicators=[Indicator(code=f"i{i}", prompt="?", scale=yes_no)])
        for i in range(3)
    ]
    domains = [
        Domain(code="first", label="First", areas=areas[:2]),
        Domain(code="second", label="Second", areas=areas[2:]),
    ]
    scheme = ScoringScheme(
        Instrument(code="levels", edition="1", title="Levels", domains=domains),
        domains={"first": WeakestLink(), "second": Median()},
        overall=GeometricMean(),
        coverage={
            "first": MinimumCoverage(0.1),
            "second": MinimumCoverage(0.2),
            "overall": MinimumCoverage(0.3),
        },
    )
    plan = make_plan(scheme)
    found = [(node.code, node.rule, node.policy.share) for node in (*plan.domains, plan.overall)]
    assert found == [
        ("first", WeakestLink(), 0.1),
        ("second", Median(), 0.2),
        ("overall", GeometricMean(), 0.3),
    ]


@attrs.frozen
class Doubled:
    """An item rule that gives twice the points, for options or for numbers."""

    shape_free: bool = False

    scales = ("binary", "percentage")
    monotone = True

    def points(self, answers, scale):
        """Return too much."""
        return answers / answers.max() * 2.0


@pytest.mark.parametrize("shape_free", [False, True])
@pytest.mark.parametrize(
    "scale", [Binary(code="yes_no"), Percentage(code="percent")], ids=["options", "ends"]
)
def test_a_rule_that_gives_no_points_is_named_when_the_scheme_is_compiled(scale, shape_free):
    """Of options, and of the ends of a scale, the message says which rule gave what, and where."""
    scheme = ScoringScheme(only(scale), items={"only": Doubled(shape_free)})
    with pytest.raises(SchemeError) as caught:
        make_plan(scheme)
    (finding,) = caught.value.findings
    asked = "" if isinstance(scale, Binary) else " (asked at the ends of the scale, 0 and 100)"
    assert finding.message == f"Doubled for 'only' returned 2.0, expected points from 0 to 1{asked}"


def test_a_rule_without_the_trait_is_asked_for_options_in_a_block():
    """A rule that may depend on the shape gets a block of one size, also when the options are few."""
    sizes = []

    class Sized(Recording):
        scales = ("binary",)

        def points(self, answers, scale):
            sizes.append(answers.shape)
            return answers * 1.0

    make_plan(ScoringScheme(only(Binary(code="yes_no")), items={"only": Sized()}))
    Sized.shape_free = True
    make_plan(ScoringScheme(only(Binary(code="yes_no")), items={"only": Sized()}))
    assert sizes == [(BLOCK,), (2,)]


class Weighed(Recording):
    """What is chosen is worth the sum of its weights, at most 1; it does not say what can be attained."""

    scales = ("multiple_choice",)
    weights = (0.1, 0.2, 0.3, 0.9)

    def points(self, chosen, scale):
        """Return the sum."""
        assert chosen.dtype == np.bool_
        return np.minimum(sum(weight * row for weight, row in zip(self.weights, chosen, strict=True)), 1.0)


@pytest.mark.parametrize(
    ("minimum", "maximum", "attainable"),
    [
        (0, None, (0.0, 0.9)),
        (1, 2, (0.1, 0.9)),
        (1, 1, (0.1, 0.9)),
        (2, 2, (0.3, 0.5)),
        (2, None, (0.3, 0.6)),
    ],
)
def test_only_selections_that_the_scale_admits_can_be_attained(minimum, maximum, attainable):
    """Too few, too many, and an exclusive option with others are no answers, whatever they would be worth."""
    options = [*(Option(code, code) for code in "abc"), Option("none", "None", exclusive=True)]
    scale = MultipleChoice(code="topics", options=options, minimum=minimum, maximum=maximum)
    (item,) = make_plan(ScoringScheme(only(scale), items={"only": Weighed()})).items
    assert item.attainable == pytest.approx(attainable)


@pytest.mark.parametrize("kind", [Recording, InPlace], ids=["answers", "in place"])
def test_numbers_beside_gates_that_have_points(kind):
    """Where being skipped has points, a column of answers and of shut gates has both, whoever works them out."""
    door = Indicator(code="door", prompt="Any?", scale=Binary(code="yes_no"))
    share = Indicator(code="share", prompt="?", scale=Percentage(code="percent"), gate=Equals("door", "yes"))
    areas = [
        Area(code="doors", label="Doors", indicators=[door]),
        Area(code="area", label="Area", indicators=[share]),
    ]
    domain = Domain(code="domain", label="Domain", areas=areas)
    instrument = Instrument(code="one", edition="1", title="One", domains=[domain])
    columns = {"unit": ["A", "B", "C"], "door": ["yes", "no", "yes"], "share": [20.0, None, 40.0]}
    answers = Answers.from_columns(instrument, columns, unit="unit")
    scheme = ScoringScheme(instrument, items={"share": kind()}, gated={"share": 0.75})
    assert score(answers, scheme)["area"].tolist() == [20.0, 75.0, 40.0]


class ShareOfTheTop(Recording):
    """A number over the highest that its scale admits."""

    monotone = True

    def points(self, values, scale):
        """Return the share."""
        return values / scale.limits[1]


def test_a_rule_is_told_the_scale_at_whose_ends_it_is_asked():
    """The ends of the points are worked out on the scale itself."""
    scheme = ScoringScheme(only(Percentage(code="percent")), items={"only": ShareOfTheTop()})
    assert make_plan(scheme).items[0].attainable == (0.0, 1.0)
