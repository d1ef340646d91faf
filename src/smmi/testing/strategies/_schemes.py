"""Strategies for scoring schemes, and the weights in them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from hypothesis import strategies as st

from smmi.instrument import Area, Binary, Indicator, Instrument, MultipleChoice, Ordinal, Percentage
from smmi.scoring import AggregationRule, ItemRule, NoAnswer, ScoringScheme, Weighting
from smmi.scoring.scheme import WeightOrigin
from smmi.testing.strategies._rules import SHARES, aggregation_rules, item_rules, means, missing_data_policies
from smmi.testing.strategies._wording import any_texts

V = TypeVar("V")

HAVE_A_DEFAULT = Binary | Ordinal | MultipleChoice | Percentage
"""Scales that a scheme scores without a declared rule."""


def schemes(instrument: Instrument, /) -> st.SearchStrategy[ScoringScheme]:
    """Return a strategy for schemes that score an instrument, every part of them declared or left to its default.

    Args:
        instrument: What is scored.

    Example:
        >>> from hypothesis import given, settings
        >>> from smmi import editions
        >>> asked = editions.smmi_16()
        >>> @settings(max_examples=5, deadline=None)
        ... @given(schemes(asked))
        ... def every_scheme_scores_what_it_is_for(scheme):
        ...     assert scheme.instrument is asked
        >>> every_scheme_scores_what_it_is_for()
    """
    return _schemes(instrument)


@st.composite
def _schemes(draw: st.DrawFn, instrument: Instrument) -> ScoringScheme:
    areas = [area.code for area in instrument.areas]
    domains = [domain.code for domain in instrument.domains]
    questions = [indicator.code for indicator in instrument.scored]
    nodes = (*domains, *areas, *questions)
    items: dict[str, ItemRule] = {}
    for indicator in instrument.scored:
        if not isinstance(indicator.scale, HAVE_A_DEFAULT) or draw(st.booleans()):
            items[indicator.code] = draw(item_rules(indicator.scale))
    policies = missing_data_policies()
    return ScoringScheme(
        instrument,
        items=items,
        areas=draw(means() | _by_parent({area.code: area.scored for area in instrument.areas})),
        domains=draw(means() | _by_parent({domain.code: domain.areas for domain in instrument.domains})),
        overall=draw(means()),
        weights=draw(_weights(nodes)),
        coverage=draw(policies | _some([*areas, *domains, "overall"], policies)),
        no_answer=draw(_some(nodes, st.sampled_from(NoAnswer))),
        gated=draw(_some(questions, SHARES | st.sampled_from([0.0, 1.0]))),
        overall_from=draw(st.sampled_from(["areas", "domains"])),
    )


def _some(codes: Sequence[str], values: st.SearchStrategy[V]) -> st.SearchStrategy[dict[str, V]]:
    """Mappings from some of the codes."""
    return st.dictionaries(st.sampled_from(codes), values, max_size=len(codes))


def _by_parent(
    children: Mapping[str, Sequence[Area | Indicator]],
) -> st.SearchStrategy[dict[str, AggregationRule]]:
    """Mappings from some of the codes to rules for their children."""
    rules = {code: aggregation_rules([child.code for child in inside]) for code, inside in children.items()}
    return st.fixed_dictionaries({}, optional=rules)


@lru_cache(maxsize=256)
def _weights(codes: tuple[str, ...]) -> st.SearchStrategy[Weighting | dict[str, float]]:
    """Weights of some of the codes, plain or with how they came about."""
    plain = _some(codes, st.floats(1e-100, 100) | st.integers(0, 9).map(float))
    weighting = st.builds(
        Weighting,
        by_code=plain,
        origin=st.sampled_from(WeightOrigin),
        standard_errors=_some(codes, st.floats(0, 5)),
        note=any_texts(),
    )
    return plain | weighting
