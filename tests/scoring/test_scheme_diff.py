"""The difference between two schemes is what takes effect, and nothing else."""

import attrs
import numpy as np
import pytest
from hypothesis import given, strategies as st

import smmi
from smmi.errors import ArgumentError
from smmi.scoring import (
    EqualSteps,
    GeometricMean,
    Linear,
    MinimumCoverage,
    NoAnswer,
    ScoringScheme,
    WeightedMean,
    Weighting,
)
from smmi.scoring.scheme import SchemePart, WeightOrigin, default_rule, diff_schemes
from smmi.testing.strategies import answers, instruments, schemes
from tests.instrument.every_kind import every_kind
from tests.scoring.test_single import flat

TINY = flat(2)
PLAIN = ScoringScheme(TINY)


@given(st.data())
def test_a_scheme_does_not_differ_from_itself(data):
    """Nothing differs, and a scheme whose defaults are spelled out scores the same to the last bit."""
    instrument = data.draw(instruments())
    scheme = data.draw(schemes(instrument))
    assert diff_schemes(scheme, scheme) == ()
    codes = [*(a.code for a in instrument.areas), *(d.code for d in instrument.domains)]
    weighed = [*codes, *(i.code for i in instrument.scored)]
    spelled = attrs.evolve(
        scheme,
        items={i.code: scheme.item_rule(i.code) for i in instrument.scored},
        areas={a.code: scheme.aggregation_rule(a.code) for a in instrument.areas},
        domains={d.code: scheme.aggregation_rule(d.code) for d in instrument.domains},
        weights={code: scheme.weight(code) for code in weighed},
        coverage={code: scheme.policy(code) for code in (*codes, "overall")},
    )
    assert diff_schemes(scheme, spelled) == ()
    given_answers = data.draw(answers(instrument))
    left, right = (smmi.score(given_answers, one) for one in (scheme, spelled))
    assert left.values.tobytes() == right.values.tobytes()
    assert np.array_equal(left.absences, right.absences)


CHANGES = {
    "item": ({"items": {"a0_0": EqualSteps(polarity=smmi.scoring.Polarity.NEGATIVE)}}, ["a0_0"]),
    "area": ({"areas": {"a1": GeometricMean()}}, ["a1"]),
    "all areas": ({"areas": GeometricMean()}, ["a0", "a1"]),
    "overall": ({"overall": GeometricMean()}, ["overall"]),
    "weight": ({"weights": {"a0": 2}}, ["a0"]),
    "policy": ({"coverage": {"d0": MinimumCoverage(0.9)}}, ["d0"]),
    "blank": ({"no_answer": {"a1_1": NoAnswer.PROPAGATES}}, ["a1_1"]),
    "gated": ({"gated": {"a1_0": 0.0}}, ["a1_0"]),
    "overall from": ({"overall_from": "domains"}, ["overall"]),
}


@pytest.mark.parametrize(("change", "codes"), CHANGES.values(), ids=CHANGES)
def test_each_part_is_named_where_it_differs(change, codes):
    """One change is one difference at each node where it takes effect, and the other way round it is turned around."""
    found = diff_schemes(PLAIN, ScoringScheme(TINY, **change))
    assert [
        one.code for one in found if one.part is not SchemePart.NO_ANSWER or "no_answer" in change
    ] == codes
    back = diff_schemes(ScoringScheme(TINY, **change), PLAIN)
    assert [(one.part, one.code, one.new, one.old) for one in back] == [
        attrs.astuple(one, recurse=False) for one in found
    ]


def test_how_weights_came_about_is_no_difference():
    """Equal weights are equal, plain or with their origin."""
    weighting = Weighting(by_code={"a0": 1.0}, origin=WeightOrigin.DECLARED)
    assert diff_schemes(PLAIN, ScoringScheme(TINY, weights=weighting)) == ()


def test_other_instruments_differ_in_what_can_affect_a_score():
    """A wording is no difference; a node that only one instrument has is compared with nothing."""
    reworded = attrs.evolve(TINY, title="Another title")
    assert diff_schemes(PLAIN, ScoringScheme(reworded)) == ()
    more = diff_schemes(PLAIN, ScoringScheme(flat(3)))
    assert more[0].part is SchemePart.INSTRUMENT
    assert [str(one) for one in more if one.part is SchemePart.AGGREGATION_RULE] == [
        "aggregation rule of 'a2': None becomes WeightedMean()"
    ]


def test_what_is_no_scheme_is_refused():
    """The message says which argument it was."""
    with pytest.raises(ArgumentError, match=r"'new': got an? .*, expected a ScoringScheme"):
        diff_schemes(PLAIN, TINY)


def test_default_rules_are_what_takes_effect():
    """A default spelled out is the rule that a silent scheme has."""
    instrument = every_kind()
    declared = {
        i.code: default_rule(i.scale) or Linear(0, 1)
        for i in instrument.indicators
        if default_rule(i.scale) is not None
    }
    others = {"place": smmi.scoring.OptionPoints({"north": 0, "south": 1}), "budget": Linear(-5, 5)}
    others["mix"] = smmi.scoring.ReferenceShares({"rural": 100, "urban": 0, "sea": 0})
    silent = ScoringScheme(instrument, items=others)
    assert (
        diff_schemes(silent, ScoringScheme(instrument, items={**declared, **others}, areas=WeightedMean()))
        == ()
    )
