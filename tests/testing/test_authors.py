"""What authors of rules do, and what the law runner tells them: each has tripped somebody."""

import dataclasses
import sys

import attrs
import numpy as np
import pytest

from smmi.errors import ArgumentError, LawBrokenError, UnknownCodeError
from smmi.instrument import Composition, Count, MultipleChoice, Nonresponse, Option, Ordinal, Percentage
from smmi.scoring import (
    EqualSteps,
    Linear,
    MinimumCoverage,
    MustHave,
    ReferenceShares,
    WeakestLink,
    WeightedMean,
)
from smmi.scoring.laws import AGGREGATION_LAWS, ITEM_LAWS, SCHEME_LAWS, Engine, scheme_around
from smmi.testing import Outcome, check_rule, scoring_rule_laws

pytestmark = pytest.mark.usefixtures("any_case")

MIX = Composition(code="mix", parts=[Option("a", "A"), Option("b", "B"), Option("c", "C")])


class Forgetful:
    """From its thirtieth call on it gives nine tenths of what it should."""

    calls = 0

    def aggregate(self, points, weights):
        self.calls += 1
        return WeightedMean().aggregate(points, weights) * (1.0 if self.calls < 30 else 0.9)


def test_what_a_rule_remembers_is_told():
    """A case that only a rule breaks that was asked before is told as such, and the rule itself was never asked."""
    rule = Forgetful()
    report = check_rule(rule, laws=["ends-are-attained", "pure"], examples=20)
    assert report.broken == ("ends-are-attained", "pure")
    assert report["ends-are-attained"].error.evidence.endswith(
        "; a copy of the rule that was not asked before keeps it: the rule remembers"
    )
    assert rule.calls == 0


def test_a_rule_that_cannot_be_copied_is_asked_itself():
    """A rule may hold what cannot be copied, such as a module."""

    class Holds(Forgetful):
        def __init__(self):
            self.held = sys

        def aggregate(self, points, weights):
            return WeightedMean().aggregate(points, weights)

    assert check_rule(Holds(), laws=["pure", "ends-are-attained"], examples=10).ok


class Pick:
    """A rule without fields: what it was made with is known to nobody else."""

    def __init__(self, factor):
        self.factor = factor

    def aggregate(self, points, weights):
        return points.max(axis=0) * self.factor


def test_a_program_that_cannot_run_says_so():
    """Where the class or how the rule was made cannot be written, the first line says what to do."""

    @dataclasses.dataclass(frozen=True)
    class Inner:
        f: object = 1.5

        def aggregate(self, points, weights):
            return points.max(axis=0) * 1.5

    def first(rule):
        return check_rule(rule, laws=["points-are-shares"])["points-are-shares"].code.splitlines()[0]

    said = "# It does not run as it stands: "
    assert first(Pick(2.5)).startswith(f"{said}<tests.testing.test_authors.Pick object at")
    assert first(Pick(2.5)).endswith("cannot be written as code; give its class a `__repr__`.")
    assert first(Inner()) == f"{said}Inner cannot be imported."
    Inner.__module__ = "__main__"
    assert first(Inner()) == f"{said}Inner cannot be imported."


def test_a_long_scale_is_written_on_several_lines():
    """No line of a program is as long as a questionnaire."""
    scale = MultipleChoice(code="many", options=[Option(f"option_{i}", f"Option {i}") for i in range(9)])

    @attrs.frozen
    class Doubled:
        scales = ("multiple_choice",)

        def points(self, answers, scale, /):
            return answers.mean(axis=0) * 2.0

    (result,) = check_rule(Doubled(), scale=scale, laws=["points-are-shares"]).results
    assert max(map(len, result.code.splitlines()[1:])) < 130


def test_one_problem_is_told_once():
    """Where a rule raises, or cannot be used at all, later laws refer to the first."""

    class Raises:
        scales = ("binary",)

        def points(self, answers, scale, /):
            raise NotImplementedError("to do")

    report = check_rule(Raises(), examples=3)
    text = str(report)
    assert len(report.failed) == len(report.ran) > 20
    assert text.count("NotImplementedError: to do") == 1
    assert "\nBROKEN   pure: as 'points-are-shares'\n" in text
    assert "\nBROKEN   bounds-nest: as 'points-are-shares'\n" in text


def test_what_is_out_of_range_is_not_looked_for_elsewhere():
    """Laws that are never exercised for want of points refer to the law that says why."""

    @attrs.frozen
    class Percent:
        scales = ("percentage",)

        def points(self, answers, scale, /):
            return answers + 2.0

    report = check_rule(Percent(), laws=["points-are-shares", "score-is-what-the-rule-gives"], examples=5)
    assert report["score-is-what-the-rule-gives"].outcome is Outcome.VACUOUS
    assert report["score-is-what-the-rule-gives"].problem == (
        "none of 5 cases said anything: scoring may refuse what breaks 'points-are-shares'"
    )


def test_a_rule_for_one_scale_is_told_how_to_say_so():
    """Where every example scale makes a rule raise the same, the last line says what to do."""

    class OfThree:
        scales = ("composition",)

        def points(self, answers, scale, /):
            raise ValueError("three parts")

    advice = (
        "It was checked on example scales. If it is made for one scale: give that, scale=…, or let its `misfit` say "
        "which scales it takes."
    )
    assert str(check_rule(OfThree(), laws=ITEM_LAWS, examples=3)).endswith(f"\n{advice}")
    assert check_rule(OfThree(), scale=MIX, laws=ITEM_LAWS, examples=3).advice == ""
    OfThree.misfit = lambda _, scale: None if len(scale.parts) == 3 else "it takes three parts"
    assert check_rule(OfThree(), laws=ITEM_LAWS, examples=3).advice == ""
    assert check_rule(EqualSteps(), laws=["pure"], examples=3).advice == ""


def test_a_report_of_nothing_says_so():
    """A report in which no law ran is no success, and its last line says why."""
    report = check_rule(WeightedMean(), laws=["non-compensatory"])
    assert not report.ok
    assert str(report).endswith(
        "\nNo law was checked, for none that was asked for binds it: that counts as a failure."
    )


def test_a_title_has_no_address():
    """A rule without a repr is called by its class, the same in each run."""
    assert str(check_rule(Forgetful(), laws=["order-free"], examples=2)).startswith("Forgetful: 1 law ran")


@pytest.mark.long
def test_an_item_rule_could_declare_that_it_is_monotone():
    """What an item rule could also declare is told as for aggregation rules, if its law was asked for."""

    @attrs.frozen
    class Rises:
        scales = ("percentage",)

        def points(self, answers, scale, /):
            return answers / 100.0

    assert check_rule(Rises(), laws=ITEM_LAWS).declarable == ("monotone",)
    assert check_rule(Rises(), laws=["pure"]).declarable == ()

    class Peak(Rises):
        def points(self, answers, scale, /):
            return 1.0 - np.abs(answers - 40.0) / 60.0

    assert check_rule(Peak(), laws=ITEM_LAWS).declarable == ()


@pytest.mark.parametrize(
    ("rule", "given", "message"),
    [
        (
            MustHave(["lead"]),
            {"children": ["a", "b"]},
            "'children': got ['a', 'b'], expected the codes of the children. it speaks of 'lead', which is no child.",
        ),
        (
            MustHave(["lead"]),
            {"children": ["a b", "lead"]},
            "'children': got ['a b', 'lead'], expected the codes of the children. 'code' of Indicator: got 'a b', "
            "expected a code ([a-z][a-z0-9_]*, at most 64 characters)",
        ),
        (
            WeakestLink(),
            {"children": ["a", "b"]},
            "'children': got ['a', 'b'], expected none. WeakestLink() treats all children alike",
        ),
        (
            SelectedShare := EqualSteps(),
            {"children": ["a", "b"]},
            f"'children': got ['a', 'b'], expected none. {SelectedShare!r} has no children",
        ),
        (
            WeakestLink(),
            {"scale": Percentage(code="share")},
            f"'scale': got {Percentage(code='share')!r}, expected none. WeakestLink() is no item rule",
        ),
        (
            Linear(0, 1),
            {"scale": Percentage},
            "'scale': got the class Percentage, expected a response scale, such as Percentage(code='share')",
        ),
    ],
)
def test_what_does_not_belong_to_a_rule_is_refused(rule, given, message):
    """Children and scales that a rule does not take are one message, and no report of broken laws."""
    with pytest.raises(ArgumentError) as caught:
        check_rule(rule, **given)
    assert str(caught.value) == message


def test_a_rule_that_binds_itself_badly_is_asked_for_its_children():
    """Where a rule without `misfit` cannot be bound to three children, the error says what it raised."""

    @attrs.frozen
    class Gate:
        gate: str

        def for_children(self, codes):
            codes.index(self.gate)
            return self

        def aggregate(self, points, weights):
            return WeightedMean().aggregate(points, weights)

    with pytest.raises(ArgumentError) as caught:
        check_rule(Gate("lead"))
    assert str(caught.value) == (
        f"'children': got none, expected the codes of the children. {Gate('lead')!r} speaks of its children: give "
        "children=[…] (its `for_children` raised ValueError: tuple.index(x): x not in tuple)"
    )
    report = check_rule(
        Gate("lead"), children=["lead", "a"], laws=["weight-zero-is-no-indicator"], examples=20
    )
    assert report.ok, str(report)
    alone = check_rule(
        Gate("lead"), children=["lead"], laws=["blank-leaves-out", "absent-is-not-read", "pure"]
    )
    assert [result.why for result in alone.skipped] == ["it takes two children"] * 2


def test_what_can_be_changed_or_promises_nothing_is_refused():
    """A rule that is not frozen, or a trait that is no promise, is no rule to check."""

    @dataclasses.dataclass
    class Open(Forgetful):
        penalty: float = 0.0

    with pytest.raises(ArgumentError, match="Open is not frozen: write @dataclass"):
        check_rule(Open())
    with pytest.raises(ArgumentError, match="its trait 'monotone' is 'yes', expected True or False"):
        check_rule(type("Says", (Forgetful,), {"monotone": "yes"})())

    class Heir(MinimumCoverage):
        pass

    with pytest.raises(ArgumentError, match="got a Heir, expected an aggregation rule"):
        check_rule(Heir())


def test_bounds_say_nothing_of_a_rule_without_a_range():
    """A composition of which nobody knows what a blank can get has no bounds, and no law of them is kept for it."""

    @attrs.frozen
    class First:
        scales = ("composition",)

        def points(self, answers, scale, /):
            return answers[0] / 100.0

    laws = ["bounds-contain-completions", "bounds-are-attained", "bounds-nest"]
    report = check_rule(First(), laws=laws, examples=5)
    assert {result.why for result in report.skipped} == {
        "a blank has no range: it declares no 'attainable', or is not 'monotone' on numbers"
    }
    assert check_rule(ReferenceShares({"a": 20, "b": 30, "c": 50}), scale=MIX, laws=laws, examples=5).ok


@attrs.frozen
class Tent:
    """A number is best at a target; it says that every range from 0 to 1 is attained."""

    target: float

    scales = ("percentage", "count")

    def attainable(self, _scale):
        return 0.0, 1.0

    def points(self, answers, scale, /):
        return 1.0 - np.minimum(np.abs(answers - self.target), 100.0) / 200.0


@pytest.mark.parametrize("scale", [Percentage(code="share"), Count(code="heads", maximum=10**6)])
def test_bounds_of_blank_numbers_are_attained(scale):
    """A blank number is filled in with what is worth most and least, so that a range too wide is found."""
    (result,) = check_rule(Tent(40.0), scale=scale, laws=["bounds-are-attained"]).results
    assert result.outcome is Outcome.BROKEN
    assert "and its completions reach from" in result.error.evidence


def test_a_range_too_narrow_is_found_among_many_options():
    """The best selection is looked for where there are too many to try them all."""
    many = MultipleChoice(code="many", options=[Option(f"o{i}", f"{i}") for i in range(30)])

    @attrs.frozen
    class Good:
        scales = ("multiple_choice",)

        def attainable(self, _scale):
            return 0.0, 0.5

        def points(self, answers, scale, /):
            return np.maximum(answers[:20].mean(axis=0) - answers[20:].mean(axis=0), 0.0)

    report = check_rule(Good(), scale=many, laws=["points-are-shares", "ends-are-attained"])
    assert report["points-are-shares"].error.evidence.endswith(
        ", outside of the 0.0 to 0.5 that the rule declares"
    )
    assert report["ends-are-attained"].why == (
        "there are too many answers to try them all: the range that it declares is not checked"
    )


def test_what_an_endless_scale_ends_in_is_asked():
    """A monotone rule that forgets infinity is told so by the laws of item rules already."""

    @attrs.frozen
    class Odds:
        scales = ("count",)
        monotone = True

        def points(self, answers, scale, /):
            return answers / (answers + 1.0)

    (result,) = check_rule(Odds(), scale=Count(code="heads"), laws=["points-are-shares"]).results
    assert result.error.evidence == "the rule returned nan, expected points from 0 to 1"


def test_a_narrow_peak_is_covered_too():
    """Answers that are worth something are looked for, so that a rule that gives little keeps every law in time."""

    @attrs.frozen
    class Narrow(Tent):
        def points(self, answers, scale, /):
            return np.maximum(1.0 - np.abs(answers - self.target) / 0.25, 0.0)

    laws = ["coverage-has-a-basis", "minimum-is-enough", "bounds-are-attained", "ends-are-attained"]
    report = check_rule(Narrow(10.5), scale=Percentage(code="share"), laws=laws, examples=8)
    assert report.ok, str(report)


@pytest.mark.long
def test_a_narrow_peak_is_not_monotone():
    """Answers between whole numbers are looked at, so that a rule does not seem to rise because it is 0 elsewhere."""

    @attrs.frozen
    class Narrow:
        scales = ("percentage",)

        def points(self, answers, scale, /):
            return np.maximum(1.0 - np.abs(answers - 10.5) / 0.25, 0.0)

    assert check_rule(Narrow(), laws=ITEM_LAWS).declarable == ()
    Narrow.monotone = True
    (result,) = check_rule(Narrow(), laws=["monotone"]).results
    assert result.outcome is Outcome.BROKEN
    assert len(result.error.case["answers"]) == 3


def test_no_points_are_told_once_for_items_too():
    """Where a case is looked for among answers that a rule makes nothing of, the line refers to the first law."""

    @attrs.frozen
    class Shares:
        scales = ("composition",)

        def points(self, answers, scale, /):
            return answers[0] / answers.sum(axis=0)

    report = check_rule(Shares(), scale=MIX, laws=["points-are-shares", "minimum-is-enough"])
    assert [result.problem for result in report.failed] == [
        "the rule returned nan, expected points from 0 to 1"
    ] * 2


def test_a_law_says_what_its_cases_give():
    """A law knows the keywords of its cases; a case that has others is refused before it is examined."""
    law = AGGREGATION_LAWS["monotone"]
    assert law.keywords == ("points", "weights", "child", "higher")
    assert law.options == ("children",)
    assert SCHEME_LAWS["bounds-nest"].keywords == ("record", "more")
    assert SCHEME_LAWS["bounds-nest"].options == ("engine",)
    for case in ({}, {"points": [1.0], "weights": [1.0], "child": 0, "higher": 1.0, "lower": 0.0}):
        with pytest.raises(ArgumentError) as caught:
            law.check(WeakestLink(), **case)
        got = "points, weights, child, higher, lower" if case else "nothing"
        assert str(caught.value) == (
            f"'case': got {got}, expected points, weights, child, higher; and perhaps children. It is for 'monotone'"
        )
    with pytest.raises(ArgumentError, match=r"expected scale, answers\. It is for 'pure'"):
        ITEM_LAWS["pure"].check(EqualSteps(), points=[1.0])
    with pytest.raises(UnknownCodeError, match="the scale 'extent' has no answer 'lo'"):
        ITEM_LAWS["pure"].check(EqualSteps(), scale=EXTENT, answers=["lo"])


EXTENT = Ordinal(code="extent", options=[Option("low", "Low"), Option("high", "High")])


def test_options_for_a_nonresponse_need_no_points():
    """A rule that refuses a scale with an option for a nonresponse is not asked about it."""

    @attrs.frozen
    class Plain(EqualSteps):
        def misfit(self, scale):
            return "it takes no nonresponse" if scale.nonresponses else None

    law = ITEM_LAWS["nonresponse-is-no-answer"]
    assert law.check(EqualSteps(), scale=EXTENT, answers=["low", "high"]) is True
    assert law.check(Plain(), scale=EXTENT, answers=["low"]) is False
    assert law.check(Linear(0, 100), scale=Percentage(code="share"), answers=[4.0]) is False
    asked = Ordinal(
        code="e", options=[*EXTENT.options, Option("na", "-", nonresponse=Nonresponse.NOT_APPLICABLE)]
    )
    assert law.check(EqualSteps(), scale=asked, answers=["low", "high"]) is True
    assert check_rule(Plain(), laws=[law.id]).results[0].why == (
        "it takes no options, or none with another one for a nonresponse"
    )


class Broken(Engine):
    """Another platform, with a mistake that is no question of scoring."""

    def __init__(self, found):
        self.found = found

    def batch(self, scheme, records, /):
        return [self.found(values) for values in super().batch(scheme, records)]


@pytest.mark.parametrize(
    ("found", "evidence"),
    [
        (
            lambda values: values | {"gates": float("nan")},
            "the engine's `batch` returned nan for 'gates', expected a number from 0 to 100, or None where there is no "
            "score",
        ),
        (
            lambda values: {"overall": values["overall"]},
            "the engine's `batch` returned nothing for 'domain': every code needs an entry",
        ),
        (lambda values: values["nowhere"], "the engine raises KeyError: 'nowhere'"),
    ],
)
def test_an_engine_is_told_what_it_returned(found, evidence):
    """What another platform leaves out, or cannot be a score, is told as its own mistake, and by every law alike."""
    laws = ["trace-replays", "not-applicable-leaves-out", "document-is-a-fixed-point"]
    report = check_rule(WeightedMean(), engine=Broken(found), laws=laws, examples=5)
    assert report.broken == tuple(laws)
    assert {result.error.evidence for result in report.results} == {evidence}


def test_an_engine_returns_as_many_as_it_is_given():
    """Dropped records are told."""

    class Drops(Engine):
        def batch(self, scheme, records, /):
            return super().batch(scheme, records)[1:]

    with pytest.raises(LawBrokenError, match="returned 0 dicts for 1 records"):
        SCHEME_LAWS["trace-replays"].check(
            scheme_around(WeightedMean()), record={"door": "yes", "c1": "p25"}, engine=Drops()
        )


def test_pytest_hides_the_runner():
    """A failing check shows the law and its program, and not the body of the runner."""
    (check,) = scoring_rule_laws(Pick(1.5), laws=["points-are-shares"])
    with pytest.raises(LawBrokenError) as caught:
        check()
    frames = [entry for entry in caught.traceback if entry.frame.code.name == "__call__"]
    assert [frame.ishidden(caught) for frame in frames] == [True]


def test_an_example_scale_with_a_bad_range_is_not_left_out():
    """Only what `misfit` says leaves an example scale out; a range that is none breaks a law, and is told."""

    @attrs.frozen
    class Steep:
        scales = ("percentage",)

        def attainable(self, _scale):
            return 0.0, np.nan

        def points(self, answers, scale, /):
            return answers / 100.0

    told = "its `attainable` returned (0.0, nan), expected the lowest and the highest points, from 0 to 1"
    for given in ({}, {"scale": Percentage(code="share")}):
        report = check_rule(Steep(), laws=["points-are-shares"], examples=3, **given)
        assert report["points-are-shares"].error.evidence == told
    Steep.misfit = lambda *_: False
    with pytest.raises(
        ArgumentError, match=r"a rule whose `misfit` returns text or None\. its `misfit` returned False"
    ):
        check_rule(Steep())


def test_a_weighted_average_that_is_not_quite_one_is_found():
    """Where weights are no round numbers, dividing by their sum need not give exactly 1."""

    @attrs.frozen
    class Average:
        def aggregate(self, points, weights):
            return np.minimum((points * (weights / weights.sum(axis=0))).sum(axis=0), 1.0)

    (result,) = check_rule(Average(), laws=["ends-are-attained"]).results
    assert result.error.evidence.startswith("all 0 gives 0.0, all 1 gives 0.9999")


@pytest.mark.parametrize(
    "at", [0.6, 0.123456789, *(pytest.param(at, marks=pytest.mark.long) for at in (0.4, 0.62, 0.37, 0.9))]
)
def test_the_numbers_of_a_rule_are_among_the_points(at):
    """A rule that goes wrong at a number which it holds is asked about that number."""

    @attrs.frozen
    class Jump:
        at: float

        monotone = True

        def aggregate(self, points, weights):
            hit = ((points == self.at) & (weights > 0)).any(axis=0)
            return np.where(hit, 0.0, WeightedMean().aggregate(points, weights))

    assert check_rule(Jump(at), laws=["monotone"]).broken == ("monotone",)

    @attrs.frozen
    class Hole:
        at: tuple[float, ...]

        scales = ("percentage", "count")

        def points(self, answers, scale, /):
            return np.where(answers == self.at[0], np.nan, 0.5)

    hole = check_rule(Hole((100 * at,)), scale=Percentage(code="share"), laws=["points-are-shares", "pure"])
    assert hole.broken == ("points-are-shares", "pure")
    whole = check_rule(Hole((7.0,)), scale=Count(code="heads"), laws=["points-are-shares"])
    assert whole.broken == ("points-are-shares",)


@pytest.mark.parametrize(
    "case",
    [
        {"points": [0.5, 1.0], "weights": [1.0]},
        {"points": [5.0], "weights": [1.0]},
        {"points": [0.5], "weights": [0.0]},
        {"points": [0.5], "weights": [-1.0]},
        {"points": [0.5], "weights": [1.0], "children": ["a", "b"]},
    ],
)
def test_a_rule_is_not_blamed_for_a_case_that_cannot_be(case):
    """Points, weights and children that no scheme gives are an error of whoever gives them."""
    with pytest.raises(ArgumentError, match="expected for each child points from 0 to 1 and a weight"):
        AGGREGATION_LAWS["points-are-shares"].check(WeightedMean(), **case)


def test_a_rule_of_codes_is_not_examined_without_them():
    """A rule that knows its children is not asked without their codes."""
    with pytest.raises(ArgumentError, match="no children, of which the rule speaks"):
        AGGREGATION_LAWS["points-are-shares"].check(MustHave(["a"]), points=[0.5], weights=[1.0])


def test_infinity_is_told_once():
    """Infinite points are no points, as what is not a number is none."""

    @attrs.frozen
    class Endless:
        def aggregate(self, points, weights):
            return WeightedMean().aggregate(points, weights) + np.inf

    report = check_rule(Endless(), laws=["points-are-shares", "order-free", "trace-replays"], examples=10)
    assert {result.cause for result in report.failed} == {"returned inf, expected points from 0 to 1"}
    assert str(report).count("returned inf") == 1


def test_a_misspelt_trait_is_told():
    """What looks like a trait and is none promises nothing."""

    @attrs.frozen
    class Nearly:
        monoton = True
        useful = True

        def aggregate(self, points, weights):
            return WeightedMean().aggregate(points, weights)

    report = check_rule(Nearly(), laws=["pure"], examples=3)
    assert str(report).endswith("\n'monoton' is no trait: it may be meant for 'monotone'.")


def test_a_scheme_is_called_by_its_instrument():
    """The title of a report on a scheme is no line of four hundred characters."""
    report = check_rule(scheme_around(WeightedMean()), laws=["trace-replays"], examples=2)
    assert str(report).startswith("ScoringScheme of 'around' edition '1': 1 law ran")


def test_the_area_is_named_before_what_is_above_it():
    """A breach is told of the node where the rule does its work."""

    class Shifted(Engine):
        def replayed(self, scheme, record, /):
            return {code: value and value / 2.0 for code, value in super().replayed(scheme, record).items()}

    (result,) = check_rule(WeightedMean(), engine=Shifted(), laws=["trace-replays"]).results
    assert result.error.evidence.split(" is ")[0] in {"'area'", "'gates'"}


def test_an_option_that_the_law_adds_is_named():
    """A rule that looks an option up which only the law has put there is told whose option it is."""

    @attrs.frozen
    class ByOption:
        scales = ("ordinal",)

        def points(self, answers, scale, /):
            worth = {"low": 0.0, "high": 1.0}
            return np.array([worth[option.code] for option in scale.options])[answers]

    (result,) = check_rule(ByOption(), scale=EXTENT, laws=["nonresponse-is-no-answer"]).results
    assert result.error.evidence == (
        "where the option 'no_idea_at_all' for a nonresponse stands first, the rule raises KeyError: 'no_idea_at_all'"
    )


def test_one_class_is_one_rule():
    """A class with both methods is taken for neither."""

    class Both(Pick):
        scales = ("binary",)

        def points(self, answers, scale, /):
            return answers * 1.0

    with pytest.raises(ArgumentError) as caught:
        check_rule(Both(1.0))
    assert str(caught.value) == (
        "'rule': got a Both with `points` and `aggregate`, expected an item rule or an aggregation rule, not both. "
        "Write a class for each"
    )


@pytest.mark.parametrize(
    ("law", "more", "got"),
    [
        ("weight-zero-is-absence", {"place": 3}, "place=3, expected a position from 0 to 2"),
        ("monotone", {"child": 2, "higher": 1.0}, "child=2, expected a position from 0 to 1"),
        ("non-compensatory", {"child": -1, "higher": 1.0}, "child=-1, expected a position from 0 to 1"),
    ],
)
def test_a_place_is_one_of_the_children(law, more, got):
    """A position that no child has is refused."""
    with pytest.raises(ArgumentError, match=got):
        AGGREGATION_LAWS[law].check(WeakestLink(), points=[0.5, 0.25], weights=[1.0, 1.0], **more)


def test_a_rule_for_one_scale_is_told_so_where_it_is_merely_wrong():
    """A rule that looks options up and finds none is wrong on the example scales, and raises nothing."""

    @attrs.frozen
    class ByOption:
        scales = ("nominal",)

        def points(self, answers, scale, /):
            worth = {"hill": 1.0, "dale": 0.5}
            return np.array([worth.get(option.code, 2.0) for option in scale.answers])[answers]

    report = check_rule(ByOption(), laws=["points-are-shares", "units-are-strangers"], examples=5)
    assert report["units-are-strangers"].outcome is Outcome.KEPT
    assert report.advice.startswith("It was checked on example scales.")


def test_a_rule_that_makes_no_difference_is_told_so():
    """A band whose limits are swapped gives nothing to anybody, and keeps every law: the last line says so."""

    @attrs.frozen
    class Band:
        low: float
        high: float

        scales = ("percentage", "count")

        def points(self, answers, scale, /):
            return ((self.low <= answers) & (answers <= self.high)) * 1.0

    told = "\nEvery answer that was tried is worth the same, 0.0."
    assert str(check_rule(Band(60.0, 40.0), laws=["pure"], examples=3)).endswith(told)
    assert check_rule(Band(40.0, 60.0), laws=["pure"], examples=3).advice == ""
    assert check_rule(
        Band(60.0, 40.0), scale=Count(code="endless"), laws=["pure"], examples=3
    ).advice.endswith("0.0.")
