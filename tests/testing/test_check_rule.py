"""The law runner: what it reports, what it refuses, and that it needs nothing but what it is given."""

import dataclasses
import math
import os
import subprocess
import sys
from pathlib import Path

import attrs
import numpy as np
import pytest

from smmi.errors import ArgumentError, LawBrokenError, UnknownCodeError
from smmi.instrument import Composition, Count, MultipleChoice, Number, Option, Percentage
from smmi.scoring import (
    CutPoints,
    EqualSteps,
    GeometricMean,
    Linear,
    MinimumCoverage,
    MustHave,
    NoAnswer,
    OptionPoints,
    PointsOverAttainable,
    WeakestLink,
    WeightedMean,
)
from smmi.scoring.laws import AGGREGATION_LAWS, ITEM_LAWS, Engine, scheme_around
from smmi.testing import LawReport, LawResult, Outcome, check_rule, scoring_rule_laws
from smmi.testing.cases._case import Case, code_of
from tests.testing.gallery import SIX, AboveTheCut, MissingAsZero, RootForgotten, RoundedInside

pytestmark = pytest.mark.usefixtures("any_case")

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))
} | {"PYTHONPATH": os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path)}


@attrs.frozen
class Raises:
    """A rule that is not finished."""

    def aggregate(self, points, weights):
        raise NotImplementedError("to do")


@attrs.frozen
class RaisesForAnItem:
    """An item rule that is not finished."""

    scales = ("ordinal",)

    def points(self, answers, scale, /):
        raise ZeroDivisionError("no steps")


@attrs.frozen
class Modest:
    """A mean that declares nothing."""

    def aggregate(self, points, weights):
        return WeightedMean().aggregate(points, weights)


@attrs.frozen
class OnlyPairs:
    """A rule for two children, bound to them."""

    codes: tuple[str, ...] = ()

    def for_children(self, codes):
        return OnlyPairs(tuple(codes))

    def misfit(self, codes):
        return None if len(codes) == 2 else "it takes two children"

    def aggregate(self, points, weights):
        return WeightedMean().aggregate(points, weights)


class PlainRule:
    """A rule without a repr of its own."""

    monotone = True

    def aggregate(self, points, weights):
        return np.where(points[0] > 0.5, 0.0, points[0])


@attrs.frozen
class ManyTopics:
    """A rule for any multiple choice, that is worth nothing."""

    scales = ("multiple_choice",)

    def points(self, answers, scale, /):
        return np.zeros(answers.shape[-1])


def test_the_report_is_readable_as_a_whole():
    """The report has a line a law, and the smallest case of each that is broken."""
    report = check_rule(RoundedInside(), laws=["monotone", "unanimous", "pure", "additive"], examples=40)
    assert str(report) == "\n".join(
        [
            "RoundedInside(): 2 laws ran, 1 failed, 2 skipped",
            "skipped  monotone: it does not declare 'monotone'",
            f"BROKEN   unanimous: {report['unanimous'].error.evidence}",
            "         Where all children have the same points, so has the parent.",
            "kept     pure: 40 of 40 cases",
            "skipped  additive: it does not declare 'additive'",
            "",
            "The smallest case that breaks 'unanimous':",
            "",
            report["unanimous"].code,
        ]
    )
    assert not report.ok
    assert [r.law.id for r in report.skipped] == ["monotone", "additive"]


def test_it_says_what_could_be_declared():
    """The traits that a rule keeps but does not declare are listed; those that it breaks or declares are not."""
    report = check_rule(Modest(), laws=AGGREGATION_LAWS, examples=8)
    assert report.declarable == (
        "relative_weights",
        "monotone",
        "unanimous",
        "replicable",
        "homogeneous",
        "additive",
    )
    assert f"It could also declare, as no case refutes: {', '.join(report.declarable)}" in str(report)
    assert check_rule(WeightedMean(), laws=AGGREGATION_LAWS, examples=4).declarable == ()
    assert check_rule(EqualSteps(), laws=ITEM_LAWS, examples=4).declarable == ()
    only_one = check_rule(Modest(), laws=["weights-are-relative"], examples=8)
    assert only_one.declarable == ()  # of the trait's two laws only one was asked for


def test_laws_of_children_that_are_alike_skip_a_rule_that_treats_them_differently():
    """Its children cannot be repeated, nor their points be scaled together: the report says why."""
    bonus = PointsOverAttainable(bonus=["c"])
    report = check_rule(
        bonus,
        children=["a", "b", "c"],
        laws=["repeats-are-weights", "scale-equivariant", "order-free"],
        examples=1,
    )
    skipped = [str(one) for one in report.results if one.law.id != "order-free"]
    assert all(text.startswith("skipped ") for text in skipped)
    assert len(skipped) == 2


def test_an_expected_failure_is_none():
    """A law that is expected to be broken, and is, is no failure; its reason is reported."""
    report = check_rule(RootForgotten(), laws=["unanimous"], expected_failures={"unanimous": "a square"})
    assert report.ok
    assert report.broken == ("unanimous",)
    assert report["unanimous"].outcome is Outcome.EXPECTED
    assert "broken, as expected: unanimous (a square): " in str(report)


def test_an_expected_failure_that_is_kept_is_one():
    """A law that is expected to be broken, and is kept, is a failure: the note is out of date."""
    report = check_rule(WeightedMean(), laws=["unanimous"], expected_failures={"unanimous": "?"}, examples=10)
    assert not report.ok
    (check,) = scoring_rule_laws(
        WeightedMean(), laws=["non-compensatory"], expected_failures={"non-compensatory": "means are so"}
    )
    with pytest.raises(LawBrokenError) as caught:
        check()
    assert str(caught.value) == (
        "the law 'non-compensatory' is not broken, though that was expected: it does not declare 'non_compensatory'; "
        "it was expected for this reason: means are so. It says: More points of a child that is not the lowest change "
        "nothing."
    )
    assert report["unanimous"].outcome is Outcome.UNEXPECTED
    assert (
        str(report.failed[0])
        == "NOT BROKEN, though expected: unanimous: none of 10 cases breaks it; it was expected for this reason: ?"
    )


def test_an_unknown_law_is_refused():
    """An id that no law has is refused, whether it is asked for or expected to be broken."""
    with pytest.raises(UnknownCodeError, match=r"no law is called 'monoton'.*'monotone'"):
        check_rule(WeightedMean(), laws=["monoton"])
    with pytest.raises(UnknownCodeError, match="no law that is checked is called 'additive'"):
        check_rule(WeightedMean(), laws=["monotone"], expected_failures={"additive": ""})
    with pytest.raises(ArgumentError, match="'cuts-are-exact', a law of another subject \\(item rule\\)"):
        scoring_rule_laws(WeightedMean(), laws=["cuts-are-exact"])


@pytest.mark.parametrize(
    ("given", "said"),
    [(WeightedMean, "the class WeightedMean"), (3, "an int")],
    ids=["class", "number"],
)
def test_what_is_no_rule_is_refused(given, said):
    """A class, or something that is no rule at all, is refused; for a class the error says how to make a rule."""
    with pytest.raises(ArgumentError) as caught:
        check_rule(given)
    assert said in str(caught.value)
    assert ("as in WeightedMean(…)" in str(caught.value)) == isinstance(given, type)


def test_an_item_rule_without_its_kinds_of_scale_is_told_so():
    """What only lacks an attribute is told which."""

    class Unkind:
        def points(self, answers, scale, /):
            return answers * 0.0

    with pytest.raises(ArgumentError) as caught:
        check_rule(Unkind())
    assert str(caught.value).endswith(
        "An item rule has the attribute 'scales', too: the kinds of scale that it takes"
    )


def test_a_rule_that_names_children_needs_them():
    """A rule that speaks of its children is checked on these, and refused without them."""
    with pytest.raises(ArgumentError, match="give children="):
        check_rule(MustHave(["a"]))
    report = check_rule(MustHave(["a"]), children=["a", "b"], laws=["order-free"], examples=10)
    assert report["order-free"].error is None
    assert report["order-free"].ran == 10


def test_a_rule_for_few_children_skips_what_needs_more():
    """Laws that need other children than the rule takes are skipped, each with its reason."""
    pair = check_rule(
        OnlyPairs(),
        children=["a", "b"],
        laws=["weight-zero-is-absence", "weight-zero-is-no-indicator", "minimum-is-enough"],
        examples=5,
    )
    assert [result.why for result in pair.results] == [
        "it takes no child but its own",
        "it needs each of its children",
        "",
    ]
    laws = ["order-free", "minimum-is-enough", "points-are-shares"]
    alone = check_rule(MustHave(["a"]), children=["a"], laws=laws, examples=5)
    assert [result.why for result in alone.results] == [
        "it takes two children",
        "no few children are as much",
        "",
    ]


def test_a_rule_for_a_scale_of_its_own_needs_it():
    """A rule that fits no example scale is refused without one."""
    rule = OptionPoints({f"step{i}": i / 5 for i in range(6)})
    with pytest.raises(ArgumentError, match="give scale="):
        check_rule(rule)
    assert check_rule(rule, scale=SIX, laws=ITEM_LAWS, examples=10).ok


def test_laws_that_a_scale_says_nothing_about_are_skipped():
    """A multiple choice is in no order, one of very many options has no list of answers, a cut may lie outside."""
    many = MultipleChoice(code="many", options=[Option(f"o{i}", f"O {i}") for i in range(12)])
    reason = "no cut is inside of the scales on which it is checked"
    cut = CutPoints([25.0], [0.0, 1.0])
    outside = check_rule(cut, scale=Count(code="n", maximum=10), laws=["cuts-are-exact"], examples=5)
    assert outside["cuts-are-exact"].why == reason
    report = check_rule(
        ManyTopics(), scale=many, laws=["points-are-shares", "bounds-are-attained"], examples=5
    )
    assert report["points-are-shares"].outcome is Outcome.KEPT
    unending = check_rule(
        Linear(0, 1), scale=Number(code="n"), laws=["monotone", "lowest-is-an-answer"], examples=5
    )
    assert unending.ok


def test_a_rule_that_raises_breaks_laws():
    """What a rule raises is reported as evidence, with the case, and no law crashes."""
    report = check_rule(Raises(), laws=["pure", "units-are-strangers"], examples=10)
    assert report.broken == ("pure", "units-are-strangers")
    assert report["pure"].error.evidence == "the rule raises NotImplementedError: to do"
    with pytest.raises(NotImplementedError):
        exec(report["pure"].code, {})  # noqa: S102


def test_a_rule_that_lets_no_case_be_made_is_reported():
    """Where not even a scheme can be made, the report says what the rule raises."""
    report = check_rule(RaisesForAnItem(), laws=["pure", "trace-replays"], examples=5)
    assert report.broken == ("pure", "trace-replays")
    assert report["trace-replays"].error.evidence == (
        "RaisesForAnItem for 'c1' raised ZeroDivisionError: no steps"
    )
    (check,) = scoring_rule_laws(RaisesForAnItem(), laws=["trace-replays"], examples=5)
    with pytest.raises(LawBrokenError) as caught:
        check()
    assert not hasattr(caught.value, "__notes__")


class Forgetful:
    """A rule that is wrong only the first time that it is asked for some points."""

    def __init__(self):
        self.seen = set()

    def aggregate(self, points, weights):
        known = points.tobytes() in self.seen
        self.seen.add(points.tobytes())
        return WeightedMean().aggregate(points, weights) + (0.0 if known else 2.0)


def test_a_rule_that_is_broken_only_once_is_reported():
    """A rule that keeps a law when it is asked again is reported as such."""
    report = check_rule(Forgetful(), laws=["points-are-shares"], examples=10)
    evidence = report["points-are-shares"].error.evidence
    assert evidence == "it is broken once and not again by the same case"


def test_a_law_that_is_never_exercised_has_failed():
    """A law whose cases say nothing is vacuous, which is a failure."""
    within = {"scale": Percentage(code="share"), "laws": ["cuts-are-exact"], "examples": 5}
    assert check_rule(AboveTheCut(), **within).broken == ("cuts-are-exact",)

    class Beyond:
        scales = ("percentage",)

        def points(self, answers, scale, /):
            return answers + 2.0

    given = {"laws": ["score-is-what-the-rule-gives"], "examples": 5}
    report = check_rule(Beyond(), **given)
    assert report.vacuous == report.failed == report.results
    assert str(report.results[0]) == "VACUOUS  score-is-what-the-rule-gives: none of 5 cases said anything"
    (check,) = scoring_rule_laws(Beyond(), **given)
    with pytest.raises(LawBrokenError, match="none of 5 cases said anything"):
        check()


def test_coverage_says_nothing_of_worthless_answers():
    """Where every answer is worth nothing, the laws of coverage are skipped, and the line says why."""
    scale = MultipleChoice(code="m", options=[Option("x", "X"), Option("y", "Y")])
    laws = ["minimum-is-enough", "less-is-not-enough", "coverage-has-a-basis"]
    report = check_rule(ManyTopics(), scale=scale, laws=laws, examples=5)
    assert {result.why for result in report.skipped} == {
        "no answer that was found is worth more than nothing"
    }


def test_a_case_that_cannot_be_drawn_is_none():
    """Where no scheme around a policy has cases, the law is vacuous or skipped, and never an error."""
    policy = MinimumCoverage(1.0)
    report = check_rule(
        policy, examples=5, laws=["blank-leaves-out", "coverage-has-a-basis", "blank-propagates"]
    )
    assert {result.outcome for result in report.results} == {Outcome.SKIPPED}
    propagating = MinimumCoverage(0.5, no_answer=NoAnswer.PROPAGATES)
    skipped = check_rule(propagating, examples=5, laws=["minimum-is-enough"])["minimum-is-enough"]
    assert skipped.why == "a blank propagates"


def test_checks_are_callables_for_a_test():
    """Each check is named by its law, passes or raises what is broken, and a note shows the program."""
    checks = scoring_rule_laws(RootForgotten(), laws=["monotone", "unanimous", "additive"], examples=30)
    assert list(map(repr, checks)) == ["monotone", "unanimous"]
    checks[0]()
    with pytest.raises(LawBrokenError) as caught:
        checks[1]()
    (note,) = caught.value.__notes__
    assert note.startswith(
        "The smallest case that breaks it:\n\nfrom smmi.scoring.laws import AGGREGATION_LAWS\n"
    )
    assert "RootForgotten()" in note


def test_two_runs_find_the_same():
    """Cases are drawn in the same way each time."""
    runs = [
        check_rule(RoundedInside(), laws=["unanimous", "monotone", "pure"], examples=20) for _ in range(2)
    ]
    assert str(runs[0]) == str(runs[1])
    assert "BROKEN" in str(runs[0])


def test_another_engine_is_checked():
    """An implementation of scoring is checked by the laws of schemes, and stands in the program."""
    given = {"laws": ["blank-leaves-out", "pure"], "examples": 20}
    assert check_rule(WeightedMean(), engine=Engine(), **given).ok
    report = check_rule(WeightedMean(), engine=MissingAsZero(), **given)
    assert report.broken == ("blank-leaves-out",)
    assert "from tests.testing.gallery import MissingAsZero\n" in report["blank-leaves-out"].code
    assert "    engine=MissingAsZero(),\n" in report["blank-leaves-out"].code
    broken, kept = scoring_rule_laws(WeightedMean(), engine=MissingAsZero(), **given)
    kept()
    with pytest.raises(LawBrokenError):
        broken()


def test_a_whole_scheme_is_checked():
    """A scheme is checked by the laws of schemes; those that it declares nothing for are skipped."""
    scheme = scheme_around(Modest())
    report = check_rule(
        scheme, laws=["better-is-never-worse", "trace-replays", "gated-leaves-out"], examples=5
    )
    assert report["better-is-never-worse"].why == "it does not declare 'monotone'"
    assert report["gated-leaves-out"].why == "no gate that leaves the score can be shut"
    assert report["trace-replays"].outcome is Outcome.KEPT
    modest = check_rule(Modest(), laws=["better-is-never-worse"], examples=5)
    assert modest["better-is-never-worse"].why == "it does not declare 'monotone'"


def test_values_are_written_as_code():
    """A case of any values is a program; a rule without a repr is made anew."""
    report = check_rule(PlainRule(), laws=["monotone"], examples=100)
    assert "    PlainRule(),\n" in report["monotone"].code
    arguments = {"a": {"b": 0.5}, "c": (1,), "d": (1, 2), "e": NoAnswer.LOWEST, "f": range(2)}
    code = code_of(
        AGGREGATION_LAWS["pure"], "smmi.scoring.laws:AGGREGATION_LAWS", Case(subject=1, arguments=arguments)
    )
    shown = code.split("check(\n")[1]
    assert shown == (
        "    1,\n    a={'b': 0.5},\n    c=(1,),\n    d=(1, 2),\n    e=NoAnswer.LOWEST,\n    f=range(0, 2),\n)\n"
    )


def test_a_result_is_found_by_its_law():
    """A report is indexed by the ids of the laws that were asked for."""
    report = LawReport("it", (LawResult(law=AGGREGATION_LAWS["pure"], outcome=Outcome.KEPT),))
    assert report["pure"] is report.results[0]
    with pytest.raises(KeyError):
        report["additive"]


PROGRAM = """
import sys
sys.modules["pytest"] = None
from smmi.scoring import WeakestLink
from smmi.testing import check_rule
print(check_rule(WeakestLink(), laws=["monotone", "trace-replays"], examples=5).ok)
"""


@pytest.mark.long
def test_it_does_not_need_pytest():
    """The runner works where pytest cannot be imported."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=ROOT, env=ENVIRONMENT
    )
    assert done.stdout == "True\n"


MODULE = """
import pytest
from smmi.scoring import WeakestLink
from smmi.testing import scoring_rule_laws

@pytest.mark.parametrize("check", scoring_rule_laws(WeakestLink(), examples=2), ids=repr)
def test_weakest_link(check):
    check()
"""


@pytest.mark.long
def test_it_runs_in_parallel_and_in_any_order(tmp_path):
    """A test module of a stranger's rule collects alike in every worker, in random order."""
    module = tmp_path / "test_mine.py"
    module.write_text(MODULE)
    command = ["-m", "pytest", "-q", "-n", "2", "-p", "randomly", "-p", "no:cacheprovider", str(module)]
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, cwd=tmp_path, env=ENVIRONMENT
    )
    assert done.returncode == 0, done.stdout
    assert f"{len(scoring_rule_laws(WeakestLink()))} passed" in done.stdout


def test_a_composition_of_nothing_is_an_answer():
    """Shares can all be 0, and a rule that divides by their sum is told so."""
    mix = Composition(code="mix", parts=[Option("x", "X"), Option("y", "Y")])

    @attrs.frozen
    class Larger:
        scales = ("composition",)

        def points(self, answers, scale, /):
            return answers.max(axis=0) / answers.sum(axis=0)

    told = check_rule(Larger(), scale=mix, laws=["points-are-shares"])["points-are-shares"]
    assert told.error.evidence == "the rule returned nan, expected points from 0 to 1"
    assert told.error.case["answers"] == [{"x": 0.0, "y": 0.0}]


class Smoothed:
    """A mean that is drawn towards what was asked before."""

    last = 0.0

    def aggregate(self, points, weights):
        found = WeightedMean().aggregate(points, weights)
        self.last, before = float(found[0]), self.last
        return (3.0 * found + before) / 4.0


class BindsItself:
    """A rule that is its own bound form, so that it is bound to the children that came last."""

    heavy = ()

    def for_children(self, codes):
        self.heavy = tuple(code == "a" for code in codes)
        return self

    def aggregate(self, points, weights):
        return WeightedMean().aggregate(points, weights * np.where(self.heavy, 2.0, 1.0)[:, None])


@pytest.mark.parametrize(("rule", "given"), [(Smoothed(), {}), (BindsItself(), {"children": ["a", "b"]})])
def test_a_rule_that_remembers_is_not_pure(rule, given):
    """Whatever was asked between, of whatever children, the same case has the same points."""
    (result,) = check_rule(rule, laws=["pure"], **given).results
    assert result.outcome is Outcome.BROKEN
    assert result.error.evidence.startswith("got ")
    assert " from the same points and weights" in result.error.evidence
    assert result.error.evidence.endswith("returns and changes one object") == bool(given)


class Returns:
    """A rule that returns something else than points."""

    def __init__(self, make):
        self.make = make

    def aggregate(self, points, weights):
        return self.make(WeightedMean().aggregate(points, weights))


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (
            lambda found: found > 0.5,
            "the rule returned an array of bool, expected numbers from 0 to 1 of shape (1,)",
        ),
        (
            lambda found: found[None],
            "the rule returned an array of shape (1, 1), expected numbers from 0 to 1 of shape (1,)",
        ),
        (
            lambda _: 0.5,
            "the rule returned 0.5, expected numbers from 0 to 1 of shape (1,)",
        ),
        (lambda _: None, "the rule returned None, expected numbers from 0 to 1 of shape (1,)"),
        (lambda found: np.full_like(found, np.nan), "the rule returned nan, expected points from 0 to 1"),
    ],
)
def test_what_is_no_points_is_said_as_in_scoring(make, problem):
    """A wrong shape or type is no error of the rule's; every law that meets it says the same, and is told once."""
    report = check_rule(Returns(make), laws=["points-are-shares", "pure", "order-free"], examples=5)
    assert {result.problem for result in report.failed} == {problem}
    assert report.broken == ("points-are-shares", "pure", "order-free")
    text = str(report)
    assert text.count("AGGREGATION_LAWS[") == 1
    assert "The smallest case that breaks 'points-are-shares' (and 2 more in the same way):\n" in text


class Parity:
    """An item rule whose trait says nothing: selections have no order."""

    scales = ("multiple_choice",)
    monotone = True

    def points(self, answers, scale, /):
        return answers.sum(axis=0) % 2 * 1.0


def test_a_trait_that_says_nothing_is_a_failure():
    """A law that no case can exercise has failed, and the line says what to do."""
    report = check_rule(Parity(), laws=["monotone"])
    assert not report.ok
    assert str(report).splitlines()[1] == (
        "VACUOUS  monotone: answers to multiple_choice have no order, so that the trait says nothing: take it away"
    )
    (check,) = scoring_rule_laws(Parity(), laws=["monotone"])
    with pytest.raises(LawBrokenError, match="have no order"):
        check()


def test_a_report_in_which_no_law_ran_is_not_ok():
    """What is skipped is no failure, but nothing checked is no success."""
    report = check_rule(WeakestLink(), laws=["additive"])
    assert (report.failed, report.ran, report.ok) == ((), (), False)


def test_expected_failures_go_into_tests_too():
    """The check of a law that is broken as expected passes; one that is kept, or does not bind, fails."""
    laws = ["additive", "monotone", "unanimous"]
    expected = {"unanimous": "the root is forgotten", "monotone": "so it was", "additive": "no mean"}
    additive, monotone, unanimous = scoring_rule_laws(
        RootForgotten(), laws=laws, expected_failures=expected, examples=20
    )
    assert unanimous() is None
    with pytest.raises(LawBrokenError, match="none of 20 cases breaks it"):
        monotone()
    with pytest.raises(LawBrokenError, match="it does not declare 'additive'"):
        additive()


@pytest.mark.parametrize(
    ("rule", "given", "message"),
    [
        (
            WeakestLink(),
            {"laws": []},
            "'laws': got none, expected at least one law. Leave it out, and all laws are checked",
        ),
        (
            WeakestLink(),
            {"laws": "monotone"},
            "'laws': got 'monotone', expected laws or their ids, several. Put it into a list: laws=['monotone']",
        ),
        (
            WeakestLink(),
            {"expected_failures": ["monotone"]},
            "'expected_failures': got a list, expected a mapping from a law's id to why it is broken",
        ),
        (
            WeakestLink(),
            {"children": "abc"},
            "'children': got 'abc', expected a list of different codes",
        ),
        (
            WeakestLink(),
            {"children": ["a", "a"]},
            "'children': got ['a', 'a'], expected a list of different codes",
        ),
        (
            WeakestLink(),
            {"engine": Engine},
            "'engine': got the class Engine, expected an Engine. "
            "Inherit from smmi.scoring.laws.Engine, and give a value of the class",
        ),
        (WeakestLink(), {"examples": 0}, "'examples': got 0, expected a whole number of at least 1"),
        (
            EqualSteps(),
            {"scale": Percentage(code="share")},
            "'scale': got the percentage scale 'share', expected a scale that the rule takes. "
            "Of EqualSteps(polarity=<Polarity.POSITIVE: 'positive'>): it takes binary, ordinal",
        ),
        (
            OptionPoints({"x": 1.0}),
            {"scale": SIX},
            "'scale': got the ordinal scale 'six', expected a scale that the rule takes. "
            "Of OptionPoints(by_option={'x': 1.0}): the option 'step0' has no points",
        ),
    ],
)
def test_arguments_that_mean_something_else_are_refused(rule, given, message):
    """One message, and no report in which every law says something strange."""
    with pytest.raises(ArgumentError) as caught:
        check_rule(rule, **given)
    assert str(caught.value) == message


def test_kinds_of_scale_that_there_are_not_are_refused():
    """A rule that names a kind that does not exist, or one word for many, takes no scale."""
    for scales in (("numbr",), "number"):
        rule = Parity()
        rule.scales = scales
        with pytest.raises(
            ArgumentError, match=r"with the scales .*expected a collection of some of binary, "
        ):
            check_rule(rule)


def test_a_law_of_another_set_is_refused():
    """Laws of one id speak of different things."""
    with pytest.raises(ArgumentError) as caught:
        check_rule(WeakestLink(), laws=[ITEM_LAWS["monotone"]])
    assert str(caught.value) == (
        "'laws': got 'monotone', a law of another subject (item rule), expected laws of WeakestLink(): aggregation "
        "rule, scheme"
    )


@pytest.mark.parametrize(
    "laws", [["pure", "less-is-not-enough"], pytest.param(None, marks=pytest.mark.long)], ids=["two", "all"]
)
def test_many_children_are_checked_by_what_can_be_asked_of_them(laws):
    """Where there are too many sets of children, laws of coverage are skipped, and the rule is right."""
    report = check_rule(MustHave(["c3"]), children=[f"c{i}" for i in range(16)], laws=laws, examples=3)
    assert report.ok, str(report)
    assert report["less-is-not-enough"].why == "there are too many sets of more than 12 children"


def test_numpy_warns_of_nothing(recwarn):
    """Whatever a rule divides by, no law floods the screen."""
    check_rule(Returns(lambda found: found / 0.0), laws=["points-are-shares", "trace-replays"], examples=5)
    assert [str(warning.message) for warning in recwarn] == []


@dataclasses.dataclass(frozen=True)
class Capped:
    """A rule whose fields are no plain numbers."""

    top: float = math.inf
    policy: NoAnswer = NoAnswer.LOWEST
    inner: object = dataclasses.field(default_factory=Modest)
    seen: int = dataclasses.field(default=0, init=False)

    unanimous = True

    def aggregate(self, points, weights):
        return np.minimum(self.inner.aggregate(points, weights) / 2.0, self.top)


def test_a_rule_with_any_fields_is_written_as_code():
    """Infinity, an enum and another rule are written so that the program runs; what is not given is not."""
    result = check_rule(Capped(), laws=["unanimous"])["unanimous"]
    assert "    Capped(top=inf, policy=NoAnswer.LOWEST, inner=Modest()),\n" in result.code
    with pytest.raises(LawBrokenError) as caught:
        exec(result.code, {})  # noqa: S102  (what the report tells a user to run)
    assert caught.value.evidence == result.error.evidence


@attrs.frozen(eq=False)
class Profile:
    """A rule whose parameters are arrays."""

    expected: object = attrs.field(factory=lambda: np.array([0.5]))
    used: object = attrs.field(default=None)
    names: object = attrs.field(default=None)

    unanimous = True

    def aggregate(self, points, weights):
        return np.abs(points - self.expected[0]).max(axis=0, where=weights > 0, initial=0.0)


def test_a_rule_with_arrays_is_written_as_code():
    """Arrays of numbers, of other types, and of text are written so that the program runs."""
    rule = Profile(np.array([0.25, np.nan]), np.array([1, 0], dtype="i2"), np.array(["a", "bc"]))
    result = check_rule(rule, laws=["unanimous"])["unanimous"]
    for written in ("array([0.25,  nan])", "array([1, 0], dtype=int16)", "array(['a', 'bc'], dtype='<U2')"):
        assert written in result.code
    with pytest.raises(LawBrokenError) as caught:
        exec(result.code, {})  # noqa: S102  (what the report tells a user to run)
    assert caught.value.evidence == result.error.evidence


def test_a_rule_that_changes_itself_is_named_as_it_was():
    """What a rule keeps of what it was asked is not printed, for not the rule itself is asked."""

    @dataclasses.dataclass(frozen=True)
    class Remembers:
        seen: list[int] = dataclasses.field(default_factory=list)

        def aggregate(self, points, weights):
            self.seen.append(points.size)
            return WeightedMean().aggregate(points, weights)

    assert check_rule(Remembers(), laws=["pure"], examples=5).subject.endswith("Remembers(seen=[])")


def test_a_rule_whose_fields_no_document_can_hold_is_told_so():
    """The law of documents says which field it is, and what may stand there, not that the rule raises something."""
    laws = ["document-is-a-fixed-point"]
    told = check_rule(Capped(), laws=laws, examples=5)["document-is-a-fixed-point"]
    assert told.error.evidence == (
        "it has no document: got the field 'inner' of Capped with the annotation object, expected text, numbers, true "
        "or false, enums, literals of text, lists such as tuple[float, ...], mappings from text "
        "such as dict[str, float], classes of these"
    )


def test_a_rule_that_takes_no_single_child_is_checked_on_more():
    """Whoever refuses some numbers of children is asked for a number that it takes."""

    class Pair(Modest):
        def misfit(self, codes):
            return "it takes two children or more" if len(codes) < 2 else None

    laws = ["points-are-shares", "order-free", "no-evidence-no-score", "lowest-is-an-answer"]
    report = check_rule(Pair(), laws=laws, examples=10)
    assert report.ok, str(report)


@pytest.mark.long
def test_points_are_not_so_small_that_products_vanish():
    """The geometric mean is homogeneous in all cases, many as they are."""
    assert check_rule(GeometricMean(), laws=["scale-equivariant"], examples=2000).ok


@pytest.mark.parametrize("cuts", [{"a": 1.0}, ("a", "b"), 3, (1, 2)])
def test_an_attribute_called_cuts_may_mean_something_else(cuts):
    """Only numbers between the limits of a scale are cuts; the law says nothing of other things called so."""

    class Steps:
        scales = ("ordinal",)

        def points(self, answers, scale, /):
            return answers / (len(scale.answers) - 1)

    Steps.cuts = cuts
    report = check_rule(Steps(), laws=["points-are-shares", "cuts-are-exact"], examples=10)
    assert report.ok, str(report)
    assert report["cuts-are-exact"].outcome is Outcome.SKIPPED


@pytest.mark.parametrize(
    "scale", [Count(code="any", maximum=1), Number(code="n", minimum=0, maximum=0.1, decimals=1)]
)
def test_a_scale_of_two_numbers_is_enough(scale):
    """Where there are no three answers, the law of monotone rules is checked on two."""
    result = check_rule(Linear(0, 1), scale=scale, laws=["monotone"], examples=5)["monotone"]
    assert (result.outcome, result.live) == (Outcome.KEPT, result.ran)
