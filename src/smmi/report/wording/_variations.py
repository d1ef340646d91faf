"""Wording of what was varied beside what is declared."""

from collections.abc import Iterator

from smmi.benchmark.sensitivity import Variation
from smmi.report.wording._words import listed
from smmi.scoring import MinimumCoverage
from smmi.scoring.rules import rule_in_words


def variation_texts(vary: Variation, /) -> Iterator[str]:
    """Yield what was varied beside what is declared, a sentence for each choice."""
    if vary.overall:
        yield f"Rule of the overall score: {listed([rule_in_words(one, {}) for one in vary.overall])}."
    if vary.coverage:
        told = [one.in_words() for one in vary.coverage if isinstance(one, MinimumCoverage)]
        yield f"Missing answers: {'; or '.join(told)}."
    if vary.ties:
        yield f"Ties: {listed([one.value for one in vary.ties])}; stars do not depend on them."
    if vary.self_inclusion:
        yield f"Self-inclusion: {listed([one.value.replace('-', ' ') for one in vary.self_inclusion])}."
    if vary.without_indicators:
        yield f"One indicator less: each of {len(vary.without_indicators)} in turn."
    if vary.without_peers:
        yield f"One peer less: each of {len(vary.without_peers)} in turn."
    if vary.weights is not None:
        yield f"Weights: {vary.draws} draws, {vary.weights.in_words()}."
