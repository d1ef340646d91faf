"""Rules in words: every rule of the library has some, with its parameters."""

import pytest

import smmi.scoring
from smmi.scoring import (
    AggregationRule,
    Clipping,
    CutPoints,
    EqualSteps,
    GeometricMean,
    HarmonicMean,
    ItemRule,
    Linear,
    MaturityLevels,
    Median,
    MustHave,
    OptionPoints,
    PointsOverAttainable,
    Polarity,
    PowerMean,
    ReferenceShares,
    Reversed,
    SaturatingCount,
    SelectedShare,
    Trace,
    WeakestLink,
    WeightedMean,
)
from smmi.scoring.rules import rule_in_words

LABELS = {"a": "Alpha", "b": "Beta"}

ITEM_RULES = [
    (EqualSteps(), "equal steps from option to option"),
    (EqualSteps(polarity=Polarity.NEGATIVE), "equal steps from option to option, reversed (less is better)"),
    (OptionPoints({"a": 0.0, "b": 0.8}), "declared points by option (Alpha 0 and Beta 80)"),
    (SelectedShare(), "the share of the options that are chosen"),
    (SelectedShare(2), "the number of options chosen, of which 2 are enough"),
    (
        SelectedShare(weights={"a": 2.0}),
        "the share of the options that are chosen, weighted (Alpha 2)",
    ),
    (Linear(0, 8), "the place between 0 and 8"),
    (
        Linear(0, 8, polarity=Polarity.NEGATIVE, floor=0.01, clipping=Clipping.REFUSE),
        "the place between 0 and 8, reversed (less is better), and 1 at the worse end; nothing lies beyond",
    ),
    (CutPoints((10, 50), (0, 0.5, 1)), "steps (below 10 0, from 10 50, from 50 100)"),
    (SaturatingCount(4), "the share of 4, which is enough"),
    (
        ReferenceShares({"a": 20, "b": 80}),
        "likeness to reference shares in percent (Alpha 20 and Beta 80)",
    ),
    (Reversed(SaturatingCount(4)), "the reverse of the share of 4, which is enough"),
]

AGGREGATION_RULES = [
    (WeightedMean(), "weighted arithmetic mean"),
    (GeometricMean(), "weighted geometric mean"),
    (HarmonicMean(), "weighted harmonic mean"),
    (PowerMean(2), "weighted power mean of exponent 2"),
    (Median(), "weighted median"),
    (WeakestLink(), "lowest score of all"),
    (PointsOverAttainable(), "points earned over points attainable"),
    (PointsOverAttainable(("b",)), "points earned over points attainable, with bonus points for Beta"),
    (MustHave(("a",), cap=0.4), "weighted arithmetic mean, but at most 40 while Alpha is below 100"),
    (
        MaturityLevels((("a",), ("b",)), passing=0.5),
        "share of maturity levels reached, each at 50 or more (Alpha; then Beta)",
    ),
]


@pytest.mark.parametrize(("rule", "text"), ITEM_RULES, ids=[repr(rule) for rule, _ in ITEM_RULES])
def test_an_item_rule_in_words(rule, text):
    """An item rule is said with its parameters and the labels of its options."""
    assert rule_in_words(rule, LABELS) == text


@pytest.mark.parametrize(
    ("rule", "text"), AGGREGATION_RULES, ids=[repr(rule) for rule, _ in AGGREGATION_RULES]
)
def test_an_aggregation_rule_in_words(rule, text):
    """An aggregation rule is said with its parameters and the names of its children."""
    assert rule_in_words(rule, LABELS) == text


def test_no_rule_is_without_words():
    """Every rule that the library offers is among those tested here."""
    offered = {getattr(smmi.scoring, name) for name in smmi.scoring.__all__} - {
        ItemRule,
        AggregationRule,
        Trace,
    }
    rules = {rule for rule in offered if hasattr(rule, "points") or hasattr(rule, "aggregate")}
    assert rules == {type(rule) for rule, _ in (*ITEM_RULES, *AGGREGATION_RULES)}
