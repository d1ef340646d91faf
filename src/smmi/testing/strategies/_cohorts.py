"""Strategies for scored cohorts and the norms that are fitted to them."""

from functools import lru_cache

from hypothesis import strategies as st

from smmi.benchmark import Conventions, Norms, QuantileRule, SelfInclusion, TieRule
from smmi.instrument import Instrument
from smmi.scoring import Scores, score
from smmi.testing.strategies._answers import from_instrument
from smmi.testing.strategies._instruments import instruments
from smmi.testing.strategies._schemes import schemes


def cohorts(
    asked: Instrument | st.SearchStrategy[Instrument] | None = None,
    /,
    *,
    min_units: int = 1,
    max_units: int = 12,
) -> st.SearchStrategy[Scores]:
    """Return a strategy for cohorts: the scores of drawn answers to an instrument by a drawn scheme.

    The answers are those of `from_instrument`: there are ties, and scores that are absent. The attribute `GROUP` and
    the characteristics of the instrument are there to group by.

    Args:
        asked: The instrument, or what to draw it from; `instruments()` where not given.
        min_units: The smallest number of units, 1 or more.
        max_units: The largest number of units.

    Example:
        >>> from hypothesis import given, settings
        >>> @settings(max_examples=5, deadline=None)
        ... @given(cohorts(min_units=5, max_units=5))
        ... def every_unit_has_an_overall_score_or_a_reason(scores):
        ...     assert len(scores.overall) == 5
        >>> every_unit_has_an_overall_score_or_a_reason()
    """
    if isinstance(asked, Instrument):
        return _cohorts(st.just(asked), min_units, max_units)
    return _cohorts(instruments() if asked is None else asked, min_units, max_units)


@st.composite
def _cohorts(draw: st.DrawFn, drawn: st.SearchStrategy[Instrument], min_units: int, max_units: int) -> Scores:
    instrument = draw(drawn)
    answers = draw(from_instrument(instrument, min_units=min_units, max_units=max_units))
    return score(answers, draw(schemes(instrument)))


def norms(scores: Scores | st.SearchStrategy[Scores] | None = None, /) -> st.SearchStrategy[Norms]:
    """Return a strategy for norms fitted to a cohort: by any attributes, weighted or not, by any conventions.

    Args:
        scores: The cohort, or what to draw it from; `cohorts()` where not given.

    Example:
        >>> from hypothesis import given, settings
        >>> @settings(max_examples=5, deadline=None)
        ... @given(norms(cohorts(max_units=4)))
        ... def the_first_group_is_everybody(drawn):
        ...     assert drawn.groups[0].name == "all"
        >>> the_first_group_is_everybody()
    """
    if isinstance(scores, Scores):
        return _norms(st.just(scores))
    return _norms(cohorts() if scores is None else scores)


@st.composite
def _norms(draw: st.DrawFn, drawn: st.SearchStrategy[Scores]) -> Norms:
    scores = draw(drawn)
    by = draw(st.lists(st.sampled_from(list(scores.answers.attributes)), unique=True))
    weights = st.lists(st.floats(0.1, 10), min_size=len(scores), max_size=len(scores))
    return Norms.fit(scores, by=by, weights=draw(st.none() | weights), conventions=draw(_conventions()))


@lru_cache(maxsize=1)
def _conventions() -> st.SearchStrategy[Conventions]:
    """Conventions of all kinds, with minimum sizes that a small cohort may reach."""
    return st.builds(
        Conventions,
        ties=st.sampled_from(TieRule),
        self_inclusion=st.sampled_from(SelfInclusion),
        quantiles=st.sampled_from(QuantileRule),
        minimum_for_quartile=st.integers(2, 6),
        minimum_for_percentile=st.integers(2, 11),
        decimals=st.integers(0, 12),
    )
