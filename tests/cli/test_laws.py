"""`smmi laws`: which laws a rule of one's own keeps."""

import subprocess
import sys

import pytest

from smmi.instrument import Nominal, Option
from smmi.scoring import Median, MustHave, OptionPoints, WeakestLink
from smmi.scoring.laws import AGGREGATION_LAWS, ITEM_LAWS, SCHEME_LAWS
from smmi.serialization.laws import DOCUMENT_LAWS
from smmi.testing import LawReport, LawResult, Outcome, check_rule

RULES = '''\
"""Rules for the tests."""

from dataclasses import dataclass

import numpy as np

from smmi.instrument import Area, Binary, Domain, Indicator, Instrument, Nominal, Option
from smmi.scoring import MustHave, OptionPoints, ScoringScheme


@dataclass(frozen=True)
class Mean:
    monotone = True

    def aggregate(self, points, weights):
        return (points * weights).sum(axis=0) / weights.sum(axis=0)


@dataclass(frozen=True)
class Unweighted:
    def aggregate(self, points, weights):
        return points.mean(axis=0)


@dataclass(frozen=True)
class Powered(Mean):
    power: float = None

    def __post_init__(self):
        if self.power is None:
            raise ValueError("'power' is needed")


@dataclass(frozen=True)
class Untouched:
    scales = ("number",)

    def misfit(self, scale):
        return "no scale will do"

    def points(self, answers, scale, /):
        return answers * 0.0


@dataclass(frozen=True)
class Failing:
    scales = ("ordinal",)

    def points(self, answers, scale, /):
        raise ValueError("no points")


@dataclass(frozen=True)
class Choosy(Mean):
    def misfit(self, codes):
        return None if len(codes) > 2 else "it takes three children"

    def for_children(self, codes):
        return self


@dataclass(frozen=True)
class Stranger(Mean):
    def misfit(self, codes):
        return "it takes no children at all"


must = MustHave(("policy",), cap=0.4)
number = 5
by_place = OptionPoints({"hill": 1.0, "dale": 0.25})
place = Nominal(code="place", options=[Option("hill", "Hill"), Option("dale", "Dale")])
has_policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
area = Area(code="policies", label="Policies", indicators=[has_policy])
tiny = Instrument(
    code="tiny", edition="1", title="Tiny", domains=[Domain(code="work", label="Work", areas=[area])]
)
scheme = ScoringScheme.equal_weights(tiny)
'''
EXPECTED = "expected a module and a name in it, such as 'rules:MyRule'"


@pytest.fixture
def laws(folder, run, monkeypatch):
    """Run `smmi laws` beside a module of rules, which is forgotten afterwards."""
    (folder / "rules.py").write_text(RULES, encoding="utf-8")
    for name in ("rules", "broken"):
        monkeypatch.setitem(sys.modules, name, None)
        del sys.modules[name]
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def command(*arguments):
        return run("laws", *arguments)

    return command


def test_laws_that_are_kept_end_with_0(laws):
    """The report of the runner is printed as it is; a law that is named twice is checked once."""
    named = ("--law", "monotone", "--law", "additive", "--law", "monotone")
    result = laws("smmi.scoring:Median", *named, "--examples", "12")
    report = check_rule(Median(), laws=["monotone", "additive"], examples=12)
    assert (result.exit_code, result.stderr, result.stdout) == (0, "", f"{report}\n")
    assert [str(one) for one in report.results] == [
        "kept     monotone: 12 of 12 cases",
        "skipped  additive: it does not declare 'additive'",
    ]


def test_a_law_that_is_broken_ends_with_1_and_shows_the_smallest_case(laws, folder):
    """The report says what was found, and has a program that runs beside the module."""
    result = laws("rules:Unweighted", "--law", "weight-zero-is-absence")
    assert (result.exit_code, result.stderr) == (1, "")
    head, _, program = result.stdout.partition("'weight-zero-is-absence':\n")
    assert head == (
        "Unweighted(): 1 law ran, 1 failed, 0 skipped\n"
        "BROKEN   weight-zero-is-absence: with a child of weight 0 and 0 points at position 0: got 0.25, expected 0.5\n"
        "         A child of weight 0 is as good as no child, in the points and in what they are a share of.\n"
        "\n"
        "The smallest case that breaks "
    )
    source = "import sys; sys.path[:0] = " + repr(["", *filter(None, sys.path)]) + program
    shown = subprocess.run(
        [sys.executable, "-c", source], cwd=folder, capture_output=True, text=True, check=False
    )
    assert shown.stderr.splitlines()[-1].startswith("smmi.errors.LawBrokenError: ")


def test_a_law_that_was_never_exercised_ends_with_1(laws, monkeypatch):
    """A law of which no case said anything is no law kept."""
    vacuous = LawResult(law=AGGREGATION_LAWS["pure"], outcome=Outcome.VACUOUS, ran=2)
    monkeypatch.setattr("smmi.testing.runner.check_rule", lambda rule, **_: LawReport(repr(rule), (vacuous,)))
    result = laws("rules:Mean")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout == (
        "Mean(): 1 law ran, 1 failed, 0 skipped\nVACUOUS  pure: none of 2 cases said anything\n"
    )


@pytest.mark.long
def test_all_laws_that_speak_of_a_rule_are_checked(laws):
    """Without --law, none is left out."""
    result = laws("smmi.scoring:WeakestLink", "--examples", 1)
    assert (result.exit_code, result.stdout) == (0, f"{check_rule(WeakestLink(), examples=1)}\n")


@pytest.mark.parametrize(
    ("target", "law", "subject"),
    [
        ("rules:scheme", "trace-replays", "ScoringScheme"),
        ("smmi.scoring:MinimumCoverage", "minimum-is-enough", "MinimumCoverage"),
        ("smmi.scoring:EqualSteps", "points-are-shares", "EqualSteps"),
        ("smmi.scoring:WeakestLink", "non-compensatory", "WeakestLink"),
    ],
)
def test_a_scheme_a_policy_and_bundled_rules_are_checked_too(laws, target, law, subject):
    """What is named may be a value or a class, of one's own or of a package."""
    result = laws(target, "--law", law, "--examples", 3)
    assert result.exit_code == 0
    assert result.stdout.startswith(subject)
    assert f"\nkept     {law}: 3 of 3 cases\n" in result.stdout


def test_children_are_given_by_their_codes(laws):
    """A rule that treats some children differently is checked with those."""
    result = laws("rules:must", "--children", "policy, training", "--law", "monotone", "--examples", 5)
    must = MustHave(("policy",), cap=0.4)
    report = check_rule(must, laws=["monotone"], children=["policy", "training"], examples=5)
    assert (result.exit_code, result.stdout) == (0, f"{report}\n")


def test_a_scale_is_given_by_its_name(laws):
    """An item rule that knows the options of one scale is checked on that."""
    result = laws("rules:by_place", "--scale", "rules:place", "--law", "points-are-shares", "--examples", 3)
    rule = OptionPoints({"hill": 1.0, "dale": 0.25})
    scale = Nominal(code="place", options=[Option("hill", "Hill"), Option("dale", "Dale")])
    report = check_rule(rule, laws=["points-are-shares"], scale=scale, examples=3)
    assert (result.exit_code, result.stdout) == (0, f"{report}\n")
    assert report["points-are-shares"].outcome is Outcome.KEPT


def test_nothing_is_left_behind(laws, folder):
    """No folder of Hypothesis, and no path, stays."""
    before, path = sorted(folder.iterdir()), list(sys.path)
    assert laws("rules:Mean", "--law", "monotone", "--examples", 2).exit_code == 0
    assert (sorted(folder.iterdir()), sys.path) == (before, path)


SETS = (ITEM_LAWS, AGGREGATION_LAWS, SCHEME_LAWS, DOCUMENT_LAWS)
ALL = len({law.id for laws in SETS for law in laws})
ERRORS = {
    "no rule": ((), f"'MODULE:RULE': got nothing, {EXPECTED}. --list lists the laws"),
    "no name": (("rules",), f"'MODULE:RULE': got 'rules', {EXPECTED}"),
    "no module's name": ((":Mean",), f"'MODULE:RULE': got ':Mean', {EXPECTED}"),
    "a file": (
        ("rules.py:Mean",),
        f"'MODULE:RULE': got 'rules.py:Mean', {EXPECTED}. Name the module, not its file: 'rules:Mean'",
    ),
    "a file without a name": (
        ("./rules.py",),
        f"'MODULE:RULE': got './rules.py', {EXPECTED}. Name the module, not its file: 'rules:MyRule'",
    ),
    "a file in a folder": (
        ("sub/rules:Mean",),
        f"'MODULE:RULE': got 'sub/rules:Mean', {EXPECTED}. Name the module, not its file: 'sub.rules:Mean'",
    ),
    "a call": (
        ("rules:Powered(2)",),
        f"'MODULE:RULE': got 'rules:Powered(2)', {EXPECTED}. Make it in the module, as in: my_rule = Powered(2), and "
        "name that: 'rules:my_rule'",
    ),
    "no such module": (
        ("ruels:Mean",),
        "'MODULE:RULE': got the module 'ruels', expected one that Python can import. "
        "There is no 'ruels'; the current folder is looked in first",
    ),
    "no such package": (
        ("ruels.means:Mean",),
        "'MODULE:RULE': got the module 'ruels.means', expected one that Python can import. "
        "There is no 'ruels'; the current folder is looked in first",
    ),
    "no such attribute": (
        ("rules:Maen",),
        "module 'rules' has no 'Maen' (27 known). Did you mean 'Mean'?",
    ),
    "a class that cannot be made": (
        ("rules:Powered",),
        "'MODULE:RULE': got the class Powered, which cannot be made without arguments "
        "(ValueError: 'power' is needed, line 31 of rules.py), expected a rule, or a class that makes one. "
        "Make one in the module, as in: my_rule = Powered(…), and check 'rules:my_rule'",
    ),
    "a class that needs arguments": (
        ("smmi.scoring:PowerMean",),
        "'MODULE:RULE': got the class PowerMean, which cannot be made without arguments "
        "(TypeError: PowerMean.__init__() missing 1 required positional argument: 'exponent'), expected a rule, or a "
        "class that makes one. "
        "Make one in the module, as in: my_rule = PowerMean(…), and check 'smmi.scoring:my_rule'",
    ),
    "no rule at all": (
        ("rules:number",),
        "'MODULE:RULE': got 'rules:number', an int, expected an aggregation rule, an item rule, a missing-data policy, "
        "or a scheme",
    ),
    "a rule that needs a scale": (
        ("rules:Untouched",),
        "'--scale': got none, expected a scale that the rule takes. Untouched() takes no example scale: give --scale "
        "MODULE:SCALE (of 'budget' it says: no scale will do)",
    ),
    "no scale at all": (
        ("rules:by_place", "--scale", "rules:number"),
        "'--scale': got 'rules:number', a value of int, expected a module and the name of a scale in it, such as "
        "'rules:my_scale'",
    ),
    "a scale without a name": (
        ("rules:by_place", "--scale", "rules.py"),
        "'--scale': got 'rules.py', expected a module and the name of a scale in it, such as 'rules:my_scale'. "
        "Name the module, not its file: 'rules:my_scale'",
    ),
    "a scale of no module": (
        ("rules:by_place", "--scale", "ruels:place"),
        "'--scale': got the module 'ruels', expected one that Python can import. "
        "There is no 'ruels'; the current folder is looked in first",
    ),
    "a rule that needs children": (
        ("rules:must",),
        "'--children': got none, expected the codes of the children. MustHave(codes=('policy',), cap=0.4, passing=1.0, "
        "rule=WeightedMean()) speaks of its children: give --children CODE,CODE,… (it speaks of 'policy', which is no "
        "child.)",
    ),
    "children that do not fit": (
        ("rules:Choosy", "--children", "a,b"),
        "'--children': got 'a,b', expected the codes of the children. it takes three children",
    ),
    "a rule that no children fit": (
        ("rules:Stranger",),
        "'--children': got none, expected the codes of the children. Stranger() speaks of its children: give "
        "--children CODE,CODE,… (it takes no children at all)",
    ),
    "children that cannot be": (
        ("rules:must", "--children", "A,b"),
        "'--children': got 'A,b', expected the codes of the children. "
        "'code' of Indicator: got 'A', expected a code ([a-z][a-z0-9_]*, at most 64 characters)",
    ),
    "children of a rule that treats all alike": (
        ("rules:Mean", "--children", "a,b"),
        "'--children': got 'a,b', expected none. Mean() treats all children alike",
    ),
    "a scale of a rule that takes none": (
        ("rules:Mean", "--scale", "rules:place"),
        "'--scale': got 'rules:place', expected none. Mean() is no item rule",
    ),
    "a law of another subject": (
        ("rules:Mean", "--law", "cuts-are-exact"),
        "'--law': got 'cuts-are-exact', a law of another subject (item rule), expected laws of Mean(): aggregation "
        "rule, scheme",
    ),
    "an expectation without a reason": (
        ("rules:Mean", "--expect", "monotone"),
        "'--expect': got 'monotone', expected the id of a law and why it is broken, such as 'monotone=why'",
    ),
    "an unknown law that is listed": (
        ("--list", "--law", "monoton"),
        f"no law is called 'monoton' ({ALL} known). Did you mean 'monotone'?",
    ),
    "an empty child": (
        ("rules:Mean", "--children", "a,,b"),
        "'--children': got 'a,,b', expected different codes with commas between, such as a,b,c",
    ),
    "a child twice": (
        ("rules:Mean", "--children", "a,a"),
        "'--children': got 'a,a', expected different codes with commas between, such as a,b,c",
    ),
    "an unknown law": (
        ("rules:Mean", "--law", "monoton"),
        f"no law is called 'monoton' ({ALL} known). Did you mean 'monotone'?",
    ),
    "several laws as one": (
        ("rules:Mean", "--law", "monotone,unanimous"),
        "'--law': got 'monotone,unanimous', expected one id. Give --law several times",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), ERRORS.values(), ids=ERRORS)
def test_wrong_usage_is_one_message_with_code_2(laws, arguments, message):
    """What the command cannot check, it says, whole, and never as a law that is broken."""
    result = laws(*arguments)
    assert (result.stderr, result.stdout, result.exit_code) == (f"Error: {message}\n", "", 2)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("\n1 / 0\n", "ZeroDivisionError: division by zero, line 2 of broken.py"),
        ("def f(:\n", "SyntaxError: invalid syntax, line 1 of broken.py"),
        ("import sys\nsys.exit(0)\n", "SystemExit: 0, line 2 of broken.py"),
        (
            "from smmi.scoring import WeakestLink\n\nWeakestLink(1)\n",
            "TypeError: WeakestLink.__init__() takes 1 positional argument but 2 were given, line 3 of broken.py",
        ),
        (
            "from smmi.scoring import PowerMean\nPowerMean('two')\n",
            "SchemeError: the scoring scheme cannot be used: $.exponent: PowerMean: got the exponent 'two', expected a "
            "finite number other than 0; the mean of exponent 0 is GeometricMean(), line 2 of broken.py",
        ),
        ("import ruels\n", "ModuleNotFoundError: No module named 'ruels', line 1 of broken.py"),
        ("raise RuntimeError\n", "RuntimeError, line 1 of broken.py"),
    ],
)
def test_a_module_that_raises_is_one_message_with_code_2(laws, folder, text, problem):
    """An error of the module is told with its place; even one that would end the program with success."""
    (folder / "broken.py").write_text(text, encoding="utf-8")
    result = laws("broken:Mean")
    message = f"Error: module 'broken' cannot be imported: it raises {problem}\n"
    assert (result.stderr, result.stdout, result.exit_code) == (message, "", 2)


def test_a_rule_that_raises_ends_with_1(laws):
    """An item rule that cannot be asked for its points keeps no law."""
    result = laws("rules:Failing", "--law", "points-are-shares", "--examples", 2)
    assert (result.exit_code, result.stderr) == (1, "")
    assert "BROKEN   points-are-shares: the rule raises ValueError: no points\n" in result.stdout


def test_without_hypothesis_one_message_says_how_to_install_it(laws, monkeypatch):
    """Without the extra `testing` there is one line, and exit code 2."""
    for name in [name for name in sys.modules if name.startswith("smmi.testing")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    result = laws("rules:Mean")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: this command needs hypothesis, which is not installed. "
        "Install it with: pip install 'smmi[testing]'\n"
    )


def test_another_missing_module_is_not_taken_for_hypothesis(laws, monkeypatch):
    """A broken installation is not explained away."""
    monkeypatch.setitem(sys.modules, "smmi.testing", None)
    assert isinstance(laws("rules:Mean").exception, ModuleNotFoundError)


def test_the_list_holds_every_law(laws):
    """A line for each law: its id, of what it speaks, the trait that it needs, its sentence."""
    result = laws("--list")
    assert result.exit_code == 0
    first, *lines = result.stdout.splitlines()
    assert first.split() == ["law", "subject", "needs", "sentence"]
    start = first.index("sentence")
    assert [(line.split()[0], line[start:]) for line in lines] == [
        (law.id, law.sentence) for laws in SETS for law in laws
    ]
    shape_free = lines[len(ITEM_LAWS) + len(AGGREGATION_LAWS) - 1]
    assert shape_free.split(maxsplit=4)[:4] == ["shape-free", "aggregation", "rule", "shape_free"]
    fixed = next(line for line in lines if line.startswith("document-is-a-fixed-point"))
    assert fixed.split(maxsplit=3)[:3] == ["document-is-a-fixed-point", "scheme", "-"]


def test_the_list_needs_no_hypothesis(laws, monkeypatch):
    """The laws are values of the core: to read them takes no extra."""
    monkeypatch.setitem(sys.modules, "smmi.testing", None)
    assert laws("--list").exit_code == 0
