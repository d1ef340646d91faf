"""Strategies, as the tests of an outsider use them; only type-checked, never run."""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import smmi
from smmi import editions
from smmi.benchmark import Norms
from smmi.instrument import Answers, Characteristic, Condition, Indicator, Instrument, Option, Scale, Term
from smmi.scoring import AggregationRule, ItemRule, MinimumCoverage, Scores, ScoringScheme
from smmi.testing import strategies

codes: SearchStrategy[str] = strategies.codes()
texts: SearchStrategy[str] = strategies.texts()
terms: SearchStrategy[Term] = strategies.terms()
scales: SearchStrategy[Scale] = strategies.scales()
instruments: SearchStrategy[Instrument] = strategies.instruments(scales=scales, max_areas=2, max_indicators=4)
answers: SearchStrategy[Answers] = strategies.answers(instruments, min_units=2, max_units=3)
cohorts: SearchStrategy[Scores] = strategies.cohorts(instruments, min_units=5, max_units=9)
norms: SearchStrategy[Norms] = strategies.norms(cohorts)
policies: SearchStrategy[MinimumCoverage] = strategies.missing_data_policies()

real: SearchStrategy[Answers] = strategies.from_instrument(editions.smmi_16(), min_units=1, max_units=2)
real_scores: SearchStrategy[Scores] = smmi.testing.strategies.cohorts(editions.smmi_16())
drawn_real: SearchStrategy[Answers] = strategies.answers(st.just(editions.smmi_16()))


def about(indicator: Indicator, characteristic: Characteristic, answered: Answers, scores: Scores) -> None:
    """Strategies about something."""
    given: SearchStrategy[object] = strategies.raw_answers(indicator.scale)
    items: SearchStrategy[ItemRule] = strategies.item_rules(indicator.scale)
    rules: SearchStrategy[AggregationRule] = strategies.aggregation_rules([indicator.code])
    schemes: SearchStrategy[ScoringScheme] = strategies.schemes(answered.instrument)
    gates: SearchStrategy[Condition] = strategies.conditions([indicator])
    either: SearchStrategy[Condition] = strategies.conditions((indicator, characteristic))
    placed: SearchStrategy[Norms] = strategies.norms(scores)
    again: SearchStrategy[Answers] = strategies.answers(answered.instrument)
    group: tuple[str | None, ...] = tuple(answered.attribute(strategies.GROUP))
    records: list[dict[str, object]] = list(answered.records(unit=strategies.UNIT))
    (given, items, rules, schemes, gates, either, placed, again, group, records)


control = Characteristic("control", "Control", [Option("public", "Public")])
