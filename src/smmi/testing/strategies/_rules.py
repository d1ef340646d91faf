"""Strategies for scoring rules: item rules, aggregation rules, missing-data policies."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from smmi.instrument import Binary, Composition, Count, MultipleChoice, Nominal, Ordinal, Scale
from smmi.scoring import (
    AggregationRule,
    CoverageBasis,
    CutPoints,
    EqualSteps,
    GeometricMean,
    HarmonicMean,
    ItemRule,
    Linear,
    MaturityLevels,
    Median,
    MinimumCoverage,
    MustHave,
    NoAnswer,
    OptionPoints,
    PointsOverAttainable,
    Polarity,
    PowerMean,
    ReferenceShares,
    Reversed,
    SaturatingCount,
    SelectedShare,
    WeakestLink,
    WeightedMean,
)
from smmi.testing.strategies._numbers import ascending

SHARES: Final = st.floats(0, 1)
POLARITIES: Final = st.sampled_from(Polarity)


def item_rules(scale: Scale, /) -> SearchStrategy[ItemRule]:
    """Return a strategy for built-in item rules that take a scale, reversed or not.

    Args:
        scale: The scale.

    Example:
        >>> from hypothesis import find
        >>> from smmi.instrument import Binary
        >>> from smmi.scoring import EqualSteps, Polarity
        >>> rules = item_rules(Binary(code="yes_no"))
        >>> find(rules, lambda rule: rule == EqualSteps(polarity=Polarity.NEGATIVE)).polarity.name
        'NEGATIVE'
    """
    return _item_rules(scale)


@lru_cache(maxsize=1024)
def _item_rules(scale: Scale) -> SearchStrategy[ItemRule]:
    plain = _plain_item_rules(scale)
    return plain | st.builds(Reversed, plain)


def _plain_item_rules(scale: Scale) -> SearchStrategy[ItemRule]:
    """Built-in item rules that take a scale, and hold no other rule."""
    match scale:
        case Binary() | Ordinal() | Nominal():
            by_option = st.fixed_dictionaries({option.code: SHARES for option in scale.answers})
            points = st.builds(OptionPoints, by_option)
            return (
                points if isinstance(scale, Nominal) else st.builds(EqualSteps, polarity=POLARITIES) | points
            )
        case MultipleChoice():
            earning = sum(not option.exclusive for option in scale.answers)
            return st.builds(SelectedShare, st.none() | st.integers(1, earning))
        case Composition():
            parts = [part.code for part in scale.parts]
            return st.sampled_from(parts).map(
                lambda whole: ReferenceShares({part: 100.0 * (part == whole) for part in parts})
            )
        case Count():
            return _number_rules() | st.builds(SaturatingCount, st.floats(0.5, 100))
        case _:
            return _number_rules()


@lru_cache(maxsize=1)
def _number_rules() -> SearchStrategy[ItemRule]:
    linear = st.builds(
        lambda posts, polarity, floor: Linear(*posts, polarity=polarity, floor=floor),
        ascending(min_size=2, max_size=2),
        POLARITIES,
        st.floats(0, 0.9),
    )
    steps = ascending(min_size=1, max_size=3).flatmap(
        lambda cuts: st.builds(
            CutPoints,
            st.just(cuts),
            st.lists(SHARES, min_size=len(cuts) + 1, max_size=len(cuts) + 1),
        )
    )
    return linear | steps


@lru_cache(maxsize=1)
def means() -> SearchStrategy[AggregationRule]:
    """Built-in aggregation rules that treat all children alike."""
    return st.one_of(
        st.builds(WeightedMean),
        st.builds(GeometricMean),
        st.builds(HarmonicMean),
        st.builds(Median),
        st.builds(WeakestLink),
        st.builds(PointsOverAttainable),
        st.builds(PowerMean, st.floats(-3, 3).filter(bool)),
    )


def aggregation_rules(children: Sequence[str], /) -> SearchStrategy[AggregationRule]:
    """Return a strategy for built-in aggregation rules for children with these codes.

    Args:
        children: The codes of the children, one or more.

    Example:
        >>> from hypothesis import find
        >>> from smmi.scoring import Median
        >>> find(aggregation_rules(["a", "b"]), lambda rule: isinstance(rule, Median))
        Median()
    """
    return _aggregation_rules(tuple(children))


@lru_cache(maxsize=1024)
def _aggregation_rules(children: tuple[str, ...]) -> SearchStrategy[AggregationRule]:
    named = st.lists(st.sampled_from(children), min_size=1, unique=True)
    musts = st.builds(MustHave, named, cap=SHARES, passing=SHARES, rule=means())
    levels = st.permutations(children).map(
        lambda order: MaturityLevels([order[:1], order[1:]] if order[1:] else [order])
    )
    if len(children) == 1:
        return st.one_of(means(), musts, levels)
    bonus = st.builds(PointsOverAttainable, named.filter(lambda some: len(some) < len(children)))
    return st.one_of(means(), musts, levels, bonus)


def missing_data_policies() -> SearchStrategy[MinimumCoverage]:
    """Return a strategy for missing-data policies: any share, by weight or by count, and any choice for blanks.

    Example:
        >>> from hypothesis import find
        >>> from smmi.scoring import NoAnswer
        >>> find(missing_data_policies(), lambda policy: policy.no_answer is NoAnswer.LOWEST).share
        0.0
    """
    return _policies()


@lru_cache(maxsize=1)
def _policies() -> SearchStrategy[MinimumCoverage]:
    return st.builds(
        MinimumCoverage,
        SHARES | st.sampled_from([0.0, 1.0]),
        basis=st.sampled_from(CoverageBasis),
        no_answer=st.sampled_from(NoAnswer),
    )
