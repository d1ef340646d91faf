"""Wording of what was varied beside what is declared."""

from collections.abc import Iterator, Mapping

from smmi.benchmark.sensitivity import GridSweep, Variation
from smmi.report.wording._words import listed
from smmi.scoring import GeometricMean, MinimumCoverage
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


def alternatives_text(vary: Variation, grid: GridSweep, alternatives: Mapping[str, str], /) -> str:
    """Return in a few words under which alternatives something is so; "as declared" under none.

    Args:
        vary: What was varied.
        grid: The sweep.
        alternatives: The alternatives by the name of the choice, as `GridSweep.ends` has them.
    """
    told = []
    for choice in grid.choices:
        if choice.name in alternatives:
            place = choice.alternatives.index(alternatives[choice.name])
            told.append(_alternative_text(choice.name, getattr(vary, choice.name)[place - 1]))
    return listed(told) or "as declared"


def _alternative_text(name: str, value: object) -> str:
    match name:
        case "overall":
            zero = ", which is 0 where a part is" if isinstance(value, GeometricMean) else ""
            return f"{rule_in_words(value, {})}{zero}"
        case "coverage" if isinstance(value, MinimumCoverage):
            return f"at least {100.0 * value.share:g} % answered"
        case "ties":
            return f"ties by the {getattr(value, 'value', value)} rule"
        case "self_inclusion":
            return f"itself {str(getattr(value, 'value', value)).replace('-', ' ')}"
        case "without_indicators" | "without_peers":
            return f"without {value}"
        case _:
            return f"{name}: {value!r}"
