"""Rules that were written from the documentation alone keep their laws and do their work in a scheme."""

import numpy as np
import pytest

import smmi
from smmi.errors import LawBrokenError, SchemeError
from smmi.instrument import Area, Count, Domain, Indicator, Instrument, Number, Option, Ordinal, Percentage
from smmi.scoring.laws import AGGREGATION_LAWS
from smmi.serialization import from_document, to_document
from smmi.testing import check_rule, scoring_rule_laws
from tests.thirdparty.new_rules import CoreAndExtras, LehmerMean, TargetRange

RULES = (LehmerMean, CoreAndExtras, TargetRange)
CHILDREN = ("a", "b", "c", "bonus")
STEPS = Ordinal(
    code="steps", options=tuple(Option(f"p{points}", str(points)) for points in (0, 25, 50, 75, 100))
)


def asked(*codes, scale=STEPS):
    return tuple(Indicator(code=code, prompt=f"{code}?", scale=scale) for code in codes)


INSTRUMENT = Instrument(
    code="new_rules",
    edition="1",
    title="New rules",
    domains=(
        Domain(
            code="whole",
            label="Whole",
            areas=(
                Area(code="leaning", label="Leaning", indicators=asked("x", "y", "z")),
                Area(code="topped", label="Topped", indicators=asked(*CHILDREN)),
                Area(
                    code="ranged", label="Ranged", indicators=asked("share", scale=Percentage(code="percent"))
                ),
            ),
        ),
    ),
)
SCHEME = smmi.ScoringScheme(
    INSTRUMENT,
    items={"share": TargetRange(40, 60, 20)},
    areas={"leaning": LehmerMean(), "topped": CoreAndExtras(("bonus",))},
)
RECORDS = (
    {
        "unit": "U1",
        "x": "p50",
        "y": "p0",
        "z": "p25",
        "a": "p50",
        "b": "p50",
        "c": "p50",
        "bonus": "p100",
        "share": 70,
    },
    {
        "unit": "U2",
        "x": "p50",
        "y": "p0",
        "z": None,
        "a": "p50",
        "b": "p50",
        "c": None,
        "bonus": None,
        "share": None,
    },
)


@pytest.mark.parametrize("check", scoring_rule_laws(LehmerMean(), examples=2), ids=repr)
def test_lehmer_mean(check):
    """A mean that leans to the strengths keeps each law that binds it."""
    check()


@pytest.mark.parametrize(
    "check", scoring_rule_laws(CoreAndExtras(("bonus",)), children=CHILDREN, examples=2), ids=repr
)
def test_core_and_extras(check):
    """A rule with extras keeps each law that binds it, bound to its children."""
    check()


@pytest.mark.parametrize(
    "check",
    scoring_rule_laws(TargetRange(40, 60, 20), scale=Percentage(code="percent"), examples=2),
    ids=repr,
)
def test_target_range(check):
    """A range that is best keeps each law that binds it."""
    check()


@pytest.mark.parametrize(
    "scale", [Count(code="programs"), Number(code="change")], ids=lambda scale: scale.code
)
def test_a_target_range_takes_a_scale_without_an_end(scale):
    """The laws of items and the bounds are kept where the scale has no upper end."""
    laws = ["points-are-shares", "pure", "bounds-contain-completions", "bounds-nest"]
    assert check_rule(TargetRange(4, 6, 2), laws=laws, scale=scale, examples=4).ok


def test_a_lehmer_mean_is_not_monotone():
    """More of a weak child may lower the mean, so the rule does not declare that it cannot."""
    with pytest.raises(LawBrokenError):
        AGGREGATION_LAWS["monotone"].check(
            LehmerMean(), points=[0.5, 0.0, 0.0], weights=[1.0, 1.0, 1.0], child=1, higher=0.25
        )


def test_extras_without_a_core_keep_the_ends():
    """Where no core child counts, the extras at 0 are exactly 0, and at 1 exactly 1."""
    rule, weights = CoreAndExtras(("bonus",)).for_children(CHILDREN), np.array([[0.0], [0.0], [0.0], [1.0]])
    ends = [rule.aggregate(np.array([[0.0], [0.0], [0.0], [end]]), weights).tolist() for end in (0.0, 1.0)]
    assert ends == [[0.0], [1.0]]


def test_scores_and_bounds_are_those_worked_by_hand():
    """Scores, traces and bounds of two units are those worked by hand."""
    scores = smmi.score(smmi.Answers.from_records(INSTRUMENT, RECORDS, unit="unit"), SCHEME)
    first, second = scores.of("U1"), scores.of("U2")
    values = {code: first[code].value for code in ("leaning", "topped", "ranged")}
    assert values == pytest.approx({"leaning": 100 * 0.3125 / 0.75, "topped": 60.0, "ranged": 50.0})
    assert first.trace("overall").replay() == first["overall"].value
    assert second["leaning"].bounds == pytest.approx((100 * 0.3125 / 0.75, 100 * 1.25 / 1.5))
    assert second["topped"].bounds == pytest.approx((100 / 3, 100 * (2 / 3 + 0.2 / 3)))
    assert second["ranged"].value is None
    assert second["ranged"].bounds == (0.0, 100.0)


def test_the_scheme_reads_its_document():
    """A document gives the scheme again to whoever has the classes."""
    document = to_document(SCHEME, rules=RULES)
    assert from_document(document, instrument=INSTRUMENT, rules=RULES) == SCHEME


def test_parameters_and_children_are_checked():
    """A parameter beyond its range and a child that is none are refused."""
    with pytest.raises(ValueError, match="exponent"):
        LehmerMean(0.5)
    with pytest.raises(ValueError, match="share"):
        CoreAndExtras(("bonus",), share=2)
    with pytest.raises(ValueError, match="fade"):
        TargetRange(40, 60, 0)
    with pytest.raises(SchemeError, match="'gift' is no child"):
        smmi.ScoringScheme(
            INSTRUMENT, items={"share": TargetRange(40, 60, 20)}, areas={"topped": CoreAndExtras(("gift",))}
        )
    with pytest.raises(SchemeError, match="can be answered"):
        smmi.ScoringScheme(INSTRUMENT, items={"share": TargetRange(90, 110, 20)})
