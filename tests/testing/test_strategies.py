"""The strategies draw what they promise: everything valid, the odd often enough, and nothing left out."""

import inspect
import subprocess
import sys
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import Phase, given, settings, strategies as st

from smmi import editions
from smmi.benchmark import Norms
from smmi.instrument import (
    AllConditions,
    Answered,
    Answers,
    AnswerState,
    AnyCondition,
    AtLeast,
    Binary,
    Characteristic,
    Composition,
    Count,
    Equals,
    Includes,
    Indicator,
    MultipleChoice,
    Nominal,
    Nonresponse,
    NotCondition,
    Number,
    OneOf,
    Option,
    Ordinal,
    Percentage,
)
from smmi.instrument.scales import coding
from smmi.scoring import (
    CoverageBasis,
    NoAnswer,
    Reversed,
    Weighting,
)
from smmi.scoring.rules import AGGREGATION_RULES, ITEM_RULES
from smmi.scoring.scheme import KINDS as NAMES
from smmi.testing import strategies
from smmi.testing.runner._law_check import examine_drawn
from smmi.testing.strategies._raw_answers import ends

KINDS = {Binary, Ordinal, Nominal, MultipleChoice, Percentage, Count, Number, Composition}
YES_NO = Indicator(code="asked", prompt="Is it?", scale=Binary(code="yes_no"))
CONTROL = Characteristic("control", "Control", [Option("public", "Public"), Option("private", "Private")])


def draws(strategy, examples=200):
    """What a strategy draws, always the same."""
    drawn = []

    def collect(value):
        drawn.append(value)

    examine_drawn(strategy, collect, examples, [Phase.generate])
    return drawn


@lru_cache(maxsize=1)
def many_instruments():
    """Drawn instruments."""
    return draws(strategies.instruments())


class Unit(NamedTuple):
    """A drawn unit: the answers that it stands in, and its own as states and as given."""

    answers: Answers
    name: str
    states: list[AnswerState]
    record: dict[str, object]


@lru_cache(maxsize=1)
def units():
    """The units of many drawn answers to a real instrument."""
    asked = editions.smmi_16()
    found = []
    for answers in draws(strategies.from_instrument(asked, min_units=2), 250):
        states = np.stack([answers.states(each.code) for each in asked.indicators])
        for position, name in enumerate(answers.units.tolist()):
            own = [AnswerState(state) for state in states[:, position].tolist()]
            found.append(Unit(answers, name, own, answers.record(name)))
    return found


def share(holds):
    """The share of the drawn units of which something holds."""
    found = [bool(holds(unit)) for unit in units()]
    return sum(found) / len(found)


def unrouted(record):
    """The answers of a record to what everybody is asked."""
    asked = editions.smmi_16()
    return {each.code: record[each.code] for each in asked.indicators if not (each.gate or each.applies)}


@pytest.mark.long
@pytest.mark.parametrize("absence", [None, Nonresponse.NOT_APPLICABLE, Nonresponse.NOT_ADMINISTERED])
def test_units_are_absent_as_a_whole(absence):
    """One unit in a hundred or more has every cell blank, or not applicable, or not administered."""
    assert share(lambda unit: set(unrouted(unit.record).values()) == {absence}) >= 0.01


@pytest.mark.long
@pytest.mark.parametrize("end", [0, 1], ids=["lowest", "highest"])
def test_units_are_extreme_as_a_whole(end):
    """One unit in a hundred or more has the lowest answer everywhere, or the highest."""
    extreme = unrouted({each.code: ends(each.scale)[end] for each in editions.smmi_16().indicators})
    assert share(lambda unit: unrouted(unit.record) == extreme) >= 0.01


@pytest.mark.long
def test_units_have_a_single_answer():
    """One unit in two hundred or more has answered one indicator and no other."""
    assert share(lambda unit: unit.states.count(AnswerState.ANSWERED) == 1) >= 0.005


@pytest.mark.long
def test_most_units_answer_some_and_leave_out_some():
    """One unit in three or more has cells of every state but gated, side by side."""
    every = set(AnswerState) - {AnswerState.GATED}
    assert share(lambda unit: every <= set(unit.states)) >= 1 / 3


@pytest.mark.long
def test_cells_are_gated():
    """The routing of a real instrument skips cells of one unit in four or more."""
    assert share(lambda unit: AnswerState.GATED in unit.states) >= 1 / 4


@pytest.mark.long
def test_units_are_tied():
    """One unit in twenty or more has answers, not all absent, that another unit has given too, all or all but one."""

    def twins(unit):
        answered = AnswerState.ANSWERED in unit.states
        others = [unit.answers.record(name) for name in unit.answers.units.tolist() if name != unit.name]
        differing = [sum(other[code] != given for code, given in unit.record.items()) for other in others]
        return answered and bool(differing) and min(differing) <= 1

    assert share(twins) >= 0.05


@pytest.mark.long
def test_attributes_are_there_to_group_by():
    """The free attribute and every declared characteristic are known for some units and unknown for others."""
    names = {strategies.GROUP, *(each.code for each in editions.smmi_16().characteristics)}
    for unit in units():
        assert set(unit.answers.attributes) == names
    for name in names:
        values = [value for unit in units() for value in unit.answers.attribute(name)]
        assert None in values
        assert len(set(values)) >= 3


@settings(max_examples=max(8, settings().max_examples))
@given(strategies.from_instrument(editions.smmi_16(), min_units=2, max_units=3))
def test_drawn_answers_to_a_real_instrument_are_valid(answers):
    """Answers to the bundled instrument are read without an error, as many as were asked for, and read again alike."""
    assert 2 <= len(answers) <= 3
    again = Answers.from_records(
        editions.smmi_16(),
        answers.records(unit=strategies.UNIT),
        unit=strategies.UNIT,
        attributes=tuple(answers.attributes),
    )
    assert again == answers


@settings(max_examples=3)  # of a large instrument
@given(st.data())
def test_answers_and_cohorts_are_of_a_given_or_a_drawn_instrument(data):
    """The instrument is the given one, or comes from the given strategy, for answers and for cohorts."""
    given_one = editions.smmi_18()
    for asked in (given_one, st.just(given_one)):
        for strategy in (strategies.answers, strategies.cohorts):
            drawn = data.draw(strategy(asked, max_units=2))
            assert drawn.instrument == given_one
            assert 1 <= len(drawn) <= 2


@pytest.mark.long
def test_scales_of_every_kind_are_drawn():
    """Every kind of scale occurs, with and without options for a nonresponse, precise or not, bounded or not."""
    drawn = draws(strategies.scales(), 500)
    assert {type(scale) for scale in drawn} == KINDS
    for kind in KINDS:
        assert {bool(scale.nonresponses) for scale in drawn if type(scale) is kind} == {False, True}, kind
    numbers = [scale for scale in drawn if isinstance(scale, Number)]
    assert {(scale.minimum is None, scale.maximum is None) for scale in numbers} >= {
        (True, True),
        (False, False),
    }
    assert {scale.decimals is None for scale in numbers} == {False, True}
    choices = [scale for scale in drawn if isinstance(scale, MultipleChoice)]
    assert {any(option.exclusive for option in scale.answers) for scale in choices} == {False, True}


def test_every_absence_and_every_option_is_drawn():
    """An answer on a scale is each of its options, none at all, or any `Nonresponse`, about half of the time."""
    extent = Ordinal(
        code="extent",
        options=[
            Option("none", "None"),
            Option("full", "Full"),
            Option("na", "Not applicable", nonresponse=Nonresponse.NOT_APPLICABLE),
        ],
    )
    drawn = draws(strategies.raw_answers(extent))
    assert set(drawn) == {"none", "full", "na", None, *Nonresponse}
    assert 0.25 < sum(answer in ("none", "full") for answer in drawn) / len(drawn) < 0.75


@given(strategies.scales(), st.data())
def test_every_raw_answer_is_one(scale, data):
    """Whatever is drawn on a scale, and both of its ends, can be an answer or an absence on it."""
    how = coding(scale)
    for raw in (data.draw(strategies.raw_answers(scale)), *ends(scale)):
        code, value = how.encode(raw)
        assert how.encode(how.decode(code, value)) == (code, value)


def test_the_ends_of_a_scale_are_its_ends():
    """The lowest and the highest answer are those of the declared order, limits, parts and numbers of selections."""
    topics = [Option(code, code) for code in "abc"]
    none_of_these = Option("none", "None of these", exclusive=True)
    cases = [
        (Binary(code="s"), "no", "yes"),
        (Percentage(code="s"), 0.0, 100.0),
        (Count(code="s", minimum=2), 2, 2**53),
        (Count(code="s", maximum=9), 0, 9),
        (Number(code="s"), -sys.float_info.max, sys.float_info.max),
        (Number(code="s", minimum=0.01, maximum=0.04, decimals=1), None, None),
        (Composition(code="s", parts=topics[:2]), {"a": 100.0, "b": 0.0}, {"a": 0.0, "b": 100.0}),
        (MultipleChoice(code="s", options=topics), (), ("a", "b", "c")),
        (MultipleChoice(code="s", options=topics, minimum=1, maximum=2), ("a",), ("a", "b")),
        (MultipleChoice(code="s", options=[none_of_these], minimum=1), ("none",), ("none",)),
    ]
    for scale, low, high in cases:
        assert ends(scale) == (low, high)


def test_compositions_are_whole_or_not():
    """The shares of a composition sum to 100 often, and to something else often."""
    mix = Composition(code="mix", parts=[Option("rural", "Rural"), Option("urban", "Urban")], tolerance=0.5)
    drawn = [answer for answer in draws(strategies.raw_answers(mix)) if isinstance(answer, dict)]
    whole = [abs(sum(shares.values()) - 100) < 1e-9 for shares in drawn]
    assert 0.1 < sum(whole) / len(whole) < 0.9


def parts(condition):
    """A condition and all that stands in it."""
    match condition:
        case NotCondition(inner):
            return [condition, *parts(inner)]
        case AllConditions(several) | AnyCondition(several):
            return [condition, *(part for each in several for part in parts(each))]
        case _:
            return [condition]


@pytest.mark.long
def test_conditions_of_every_kind_are_drawn():
    """Gates and applicability of drawn instruments hold conditions of every kind, nested and alone."""
    drawn = [
        condition
        for instrument in many_instruments()
        for indicator in instrument.indicators
        for condition in (indicator.gate, indicator.applies)
        if condition is not None
    ]
    assert {type(part) for condition in drawn for part in parts(condition)} == {
        AllConditions,
        Answered,
        AnyCondition,
        AtLeast,
        Equals,
        Includes,
        NotCondition,
        OneOf,
    }


@given(strategies.conditions([YES_NO, CONTROL]))
def test_conditions_speak_of_what_they_are_given(condition):
    """A condition names the given indicators and characteristics, and no other code."""
    for part in parts(condition):
        assert getattr(part, "code", "asked") in {"asked", "control"}


@pytest.mark.long
def test_instruments_are_of_every_shape():
    """There are instruments of one area and of several, with and without gates, characteristics and wording."""
    drawn = many_instruments()
    assert {len(instrument.areas) for instrument in drawn} == {1, 2, 3}
    assert {len(instrument.domains) for instrument in drawn} == {1, 2, 3}
    assert max(len(area.indicators) for instrument in drawn for area in instrument.areas) == 3
    for holds in (
        lambda instrument: instrument.characteristics,
        lambda instrument: instrument.description,
        lambda instrument: any(each.gate for each in instrument.indicators),
        lambda instrument: any(each.applies for each in instrument.indicators),
    ):
        assert {bool(holds(instrument)) for instrument in drawn} == {False, True}
    assert {type(each.scale) for instrument in drawn for each in instrument.indicators} == KINDS


@pytest.mark.long
def test_item_rules_of_every_kind_are_drawn():
    """A scale of each kind has every built-in rule that takes it, plain and reversed."""
    scales = draws(strategies.scales())
    plain = set(ITEM_RULES.values()) - {Reversed}
    for kind, name in NAMES.items():
        scale = next(scale for scale in scales if type(scale) is kind)
        rules = {rule for rule in plain if name in rule.scales}
        drawn = draws(strategies.item_rules(scale), 100)
        assert {type(rule) for rule in drawn} == {*rules, Reversed}, kind
        assert {type(rule.rule) for rule in drawn if isinstance(rule, Reversed)} == rules, kind


@pytest.mark.long
@pytest.mark.parametrize("children", [["a"], ["a", "b", "c"]], ids=len)
def test_aggregation_rules_of_every_kind_are_drawn(children):
    """Every built-in aggregation rule occurs; rules that name children name some of the given."""
    drawn = draws(strategies.aggregation_rules(children), 400)
    assert {type(rule) for rule in drawn} == set(AGGREGATION_RULES.values())


def test_missing_data_policies_of_every_kind_are_drawn():
    """Every basis goes with every treatment of blanks; the shares reach both ends."""
    drawn = draws(strategies.missing_data_policies())
    assert {(policy.basis, policy.no_answer) for policy in drawn} == {
        (basis, blank) for basis in CoverageBasis for blank in NoAnswer
    }
    assert {0.0, 1.0} < {policy.share for policy in drawn}


@pytest.mark.long
def test_schemes_declare_and_leave_out():
    """Areas and the overall score come from either side; weights are plain or tell how they came about."""
    drawn = draws(strategies.schemes(editions.smmi_16()), 50)
    assert {scheme.overall_from for scheme in drawn} == {"areas", "domains"}
    assert {isinstance(scheme.weights, Weighting) for scheme in drawn} == {False, True}
    assert {bool(scheme.gated) for scheme in drawn} == {False, True}


@pytest.mark.long
def test_cohorts_have_the_chosen_size_and_are_tied_and_incomplete():
    """A cohort has as many units as asked; scores tie in most, and are absent, with a reason, in most."""
    drawn = draws(strategies.cohorts(min_units=6, max_units=8), 40)
    assert {len(scores) for scores in drawn} == {6, 7, 8}
    tied = absent = 0
    for scores in drawn:
        present = scores.values[~np.isnan(scores.values).any(axis=1)]
        assert np.all((present >= 0) & (present <= 100))
        for row in scores.values:
            known = row[~np.isnan(row)]
            if len(np.unique(known)) < len(known):
                tied += 1
                break
        absent += bool(np.isnan(scores.values).any())
    assert tied > len(drawn) / 2
    assert absent > len(drawn) / 2


@pytest.mark.long
def test_norms_are_of_every_kind():
    """Norms are with and without groups, weighted and not, and by conventions of every kind."""
    drawn = draws(strategies.norms(strategies.cohorts(max_units=3)), 60)
    assert all(isinstance(norms, Norms) for norms in drawn)
    assert {len(norms.groups) > 1 for norms in drawn} == {False, True}
    assert {set(norms.members.values()) <= {1.0} for norms in drawn} == {False, True}
    for name in ("ties", "self_inclusion"):
        kinds = {getattr(norms.conventions, name) for norms in drawn}
        assert kinds == set(type(next(iter(kinds)))), name
    assert len({norms.conventions.quantiles for norms in drawn}) > 4


@given(strategies.cohorts(min_units=1, max_units=5), st.data())
def test_norms_place_the_units_of_their_cohort(scores, data):
    """Norms of a given cohort take every unit of it, and it stands in every group that holds it."""
    norms = data.draw(strategies.norms(scores))
    for unit in scores.units:
        assert norms.place(scores.of(unit))["overall"]["all"].n <= len(scores)


def test_codes_and_texts_are_odd():
    """Codes are words of a syntax too; texts hold separators, white space and characters outside of ASCII."""
    assert {"and", "not"} & set(draws(strategies.codes()))
    texts = "".join(draws(strategies.texts()))
    assert {";", "=", "\n", "<"} < set(texts)
    assert not texts.isascii()
    assert all(term.term.strip() and term.definition.strip() for term in draws(strategies.terms()))


def run(code):
    """A new interpreter without Hypothesis runs the code."""
    blocked = "import sys; sys.modules['hypothesis'] = None\n" + code
    return subprocess.run([sys.executable, "-c", blocked], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("statement", ["import smmi.testing", "from smmi.testing.strategies import scales"])
def test_without_hypothesis_the_import_says_what_to_install(statement):
    """Where Hypothesis is not installed, the error is an ImportError that names the extra."""
    done = run(f"try:\n    {statement}\nexcept ImportError as error:\n    print(error.name, error, sep='; ')")
    assert done.stderr == ""
    assert done.stdout == (
        "hypothesis; smmi.testing needs hypothesis, which is not installed. "
        "Install it with: pip install 'smmi[testing]'\n"
    )


def test_without_hypothesis_another_missing_module_is_its_own_error():
    """Only Hypothesis's absence is told as that of the extra."""
    done = run("sys.modules['smmi.testing.strategies'] = None\nimport smmi.testing")
    assert "pip install" not in done.stderr
    assert "ModuleNotFoundError" in done.stderr


def test_the_facade_lends_the_room_without_needing_it():
    """`smmi.testing` is there when it is asked for, without pytest; taking everything of the facade needs no extra."""
    code = "from smmi import *\nprint(score.__name__)\nimport smmi\n"
    code += (
        "del sys.modules['hypothesis']\nsys.modules['pytest'] = None\nprint(smmi.testing.strategies.__name__)"
    )
    done = run(code)
    assert (done.stdout, done.stderr) == ("score\nsmmi.testing.strategies\n", "")


def test_every_public_strategy_is_a_plain_function_with_an_example():
    """Every strategy has a signature of its own and a docstring with an example."""
    for name in set(strategies.__all__) - {"GROUP", "UNIT"}:
        function = getattr(strategies, name)
        assert inspect.isfunction(function), name
        assert ">>> " in (function.__doc__ or ""), name
