"""Strategies for scoring rules: item rules, aggregation rules, missing-data policies.

Rules come from the table of built-in rules. A rule without a strategy of its own here is drawn from the annotations of
its fields, and only as it fits the scale or the children.
"""

import enum
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from smmi.instrument import Composition, Scale
from smmi.scoring import (
    AggregationRule,
    CoverageBasis,
    CutPoints,
    ItemRule,
    Linear,
    MaturityLevels,
    MinimumCoverage,
    NoAnswer,
    Polarity,
    PowerMean,
    ReferenceShares,
    Reversed,
    SaturatingCount,
    SelectedShare,
)
from smmi.scoring.rules import AGGREGATION_RULES, ITEM_RULES, children_problem, scale_problem
from smmi.scoring.scheme import KINDS
from smmi.testing.strategies._numbers import ascending

SHARES: Final = st.floats(0, 1)


def item_rules(scale: Scale, /) -> st.SearchStrategy[ItemRule]:
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
def _item_rules(scale: Scale) -> st.SearchStrategy[ItemRule]:
    classes: list[Any] = [cls for cls in ITEM_RULES.values() if cls is not Reversed]
    codes = tuple(option.code for option in scale.answers)
    plain: st.SearchStrategy[ItemRule] = st.one_of(
        *(
            _OF_SCALES[cls](scale) if cls in _OF_SCALES else _from_fields(cls, codes)
            for cls in classes
            if KINDS[type(scale)] in cls.scales
        )
    ).filter(lambda rule: scale_problem(rule, scale) is None)
    return plain | st.builds(Reversed, plain)


def _cut_points(_: Scale) -> st.SearchStrategy[ItemRule]:
    return ascending(min_size=1, max_size=3).flatmap(
        lambda cuts: st.builds(
            CutPoints, st.just(cuts), st.lists(SHARES, min_size=len(cuts) + 1, max_size=len(cuts) + 1)
        )
    )


def _selected_share(scale: Scale) -> st.SearchStrategy[ItemRule]:
    return st.builds(
        SelectedShare, st.none() | st.integers(1, sum(not option.exclusive for option in scale.answers))
    )


def _reference_shares(scale: Scale) -> st.SearchStrategy[ItemRule]:
    parts = [part.code for part in scale.parts] if isinstance(scale, Composition) else []
    return st.sampled_from(parts).map(
        lambda whole: ReferenceShares({part: 100.0 * (part == whole) for part in parts})
    )


_OF_SCALES: Final[Mapping[type, Callable[[Scale], st.SearchStrategy[ItemRule]]]] = {
    Linear: lambda _: st.builds(
        lambda posts, polarity, floor: Linear(*posts, polarity=polarity, floor=floor),
        ascending(min_size=2, max_size=2),
        st.sampled_from(Polarity),
        st.floats(0, 0.9),
    ),
    CutPoints: _cut_points,
    SelectedShare: _selected_share,
    SaturatingCount: lambda _: st.builds(SaturatingCount, st.floats(0.5, 100)),
    ReferenceShares: _reference_shares,
}
"""What draws an item rule whose parameters depend on one another, or on the scale."""


def _from_fields(cls: Any, codes: tuple[str, ...]) -> st.SearchStrategy[Any]:  # noqa: ANN401  (a class of rules)
    """Return what draws a rule from the annotations of its fields; codes are those of its options or children."""
    return st.builds(cls, **{field.alias: _field(field, codes) for field in attrs.fields(cls) if field.init})


def _field(field: "attrs.Attribute[Any]", codes: tuple[str, ...]) -> st.SearchStrategy[Any]:
    annotation: Any = field.type
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return st.sampled_from(annotation)
    if annotation is float:
        return SHARES
    if annotation is AggregationRule:
        return st.deferred(means)
    if annotation == Mapping[str, float]:
        return st.fixed_dictionaries(dict.fromkeys(codes, SHARES))
    if annotation == tuple[str, ...]:
        some = st.lists(st.sampled_from(codes), min_size=1, unique=True) if codes else st.nothing()
        return some if field.default is attrs.NOTHING else st.just(field.default) | some
    return st.nothing() if field.default is attrs.NOTHING else st.just(field.default)


def means() -> st.SearchStrategy[AggregationRule]:
    """Built-in aggregation rules that name no children."""
    return _drawn(())


def aggregation_rules(children: Sequence[str], /) -> st.SearchStrategy[AggregationRule]:
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
def _aggregation_rules(children: tuple[str, ...]) -> st.SearchStrategy[AggregationRule]:
    return means() | _drawn(children).filter(lambda rule: children_problem(rule, children) is None)


@lru_cache(maxsize=1024)
def _drawn(children: tuple[str, ...]) -> st.SearchStrategy[AggregationRule]:
    return st.one_of(
        *(
            _OF_CHILDREN[cls](children) if cls in _OF_CHILDREN else _from_fields(cls, children)
            for cls in AGGREGATION_RULES.values()
        )
    )


def _maturity_levels(children: tuple[str, ...]) -> st.SearchStrategy[AggregationRule]:
    orders = st.permutations(children) if children else st.nothing()
    return orders.map(lambda order: MaturityLevels([order[:1], order[1:]] if order[1:] else [order]))


_OF_CHILDREN: Final[Mapping[type, Callable[[tuple[str, ...]], st.SearchStrategy[AggregationRule]]]] = {
    PowerMean: lambda _: st.builds(PowerMean, st.floats(-3, 3).filter(bool)),
    MaturityLevels: _maturity_levels,
}
"""What draws an aggregation rule that its annotations do not tell how to draw."""


def missing_data_policies() -> st.SearchStrategy[MinimumCoverage]:
    """Return a strategy for missing-data policies: any share, by weight or by count, and any choice for blanks.

    Example:
        >>> from hypothesis import find
        >>> from smmi.scoring import NoAnswer
        >>> find(missing_data_policies(), lambda policy: policy.no_answer is NoAnswer.LOWEST).share
        0.0
    """
    return _missing_data_policies()


@cache
def _missing_data_policies() -> st.SearchStrategy[MinimumCoverage]:
    return st.builds(
        MinimumCoverage,
        SHARES | st.sampled_from([0.0, 1.0]),
        basis=st.sampled_from(CoverageBasis),
        no_answer=st.sampled_from(NoAnswer),
    )
