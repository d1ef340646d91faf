"""The methodology card: every convention by which a result came about, as names and sentences."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from smmi.benchmark import Conventions, HighlightRule
from smmi.instrument import Area, Composition, Domain, Scale
from smmi.report.page._isolates import isolated
from smmi.report.wording._words import count_text, listed
from smmi.scoring import Linear, Polarity, ScoringScheme, Weighting
from smmi.scoring.rules import PERCENT, numbers_in_words, rule_in_words

K = TypeVar("K", bound=Hashable)

NAMED: Final = 3
"""How many indicators of one rule are named; more are counted."""

OVERALL: Final = "overall"


def methodology(
    scheme: ScoringScheme, conventions: Conventions, /, *, rule: HighlightRule | None = None
) -> tuple[tuple[str, str], ...]:
    """Return the methodology card: each convention as a name and a sentence.

    Args:
        scheme: How answers became scores.
        conventions: By what rules scores were placed.
        rule: By what rule strengths and areas for improvement were told; `HighlightRule()` where not given.

    Returns:
        Pairs of the name of a convention and what it is, in the order in which results come about.

    Example:
        >>> from smmi.editions import smmi_16
        >>> card = dict(methodology(ScoringScheme.equal_weights(smmi_16()), Conventions()))
        >>> card["Weights"]
        'All weights are equal.'
    """
    instrument = scheme.instrument
    labels = {code: isolated(node.name) for code, node in instrument.nodes.items()}
    overall = rule_in_words(scheme.overall, labels)
    return (
        (
            "Scores",
            "Percent of what is attainable, 0 to 100. Scores are not rounded before they are shown, to one decimal.",
        ),
        *_item_rules(scheme),
        *_not_scored(scheme),
        ("From indicators to areas", _aggregation(scheme, instrument.areas, "area", labels)),
        ("From areas to domains", _aggregation(scheme, instrument.domains, "domain", labels)),
        ("Overall score", _sentence([f"{overall}, of the {scheme.overall_from}"])),
        ("Weights", _weights(scheme, labels)),
        ("Missing answers", _missing(scheme, labels)),
        ("What is not asked", _not_asked(scheme, labels)),
        (
            "Attainable range",
            "The lowest and the highest score still possible once every blank is answered. It is no margin of error.",
        ),
        *conventions.describe(),
        ("Strengths and areas for improvement", (rule or HighlightRule()).describe()),
    )


def _item_rules(scheme: ScoringScheme) -> Iterator[tuple[str, str]]:
    rules: dict[str, list[str]] = {}
    goalposts: dict[Polarity, dict[str, list[str]]] = {}
    for indicator in scheme.instrument.scored:
        rule = scheme.item_rule(indicator.code)
        if isinstance(rule, Linear) and rule == Linear(rule.low, rule.high, polarity=rule.polarity):
            same = goalposts.setdefault(rule.polarity, {})
            same.setdefault(f"{rule.low:.6g} to {rule.high:.6g}", []).append(indicator.name)
        else:
            rules.setdefault(rule_in_words(rule, _labels(indicator.scale)), []).append(indicator.name)
    if rules:
        yield "Points of answers", _sentence(f"{text}, for {_which(names)}" for text, names in rules.items())
    if goalposts:
        posts = " ".join(_goalposts(polarity, ranges) for polarity, ranges in goalposts.items())
        yield (
            "Points of numbers",
            f"Their place between two goalposts; beyond a goalpost, what the goalpost is worth. {posts}",
        )


def _not_scored(scheme: ScoringScheme) -> Iterator[tuple[str, str]]:
    names = [indicator.name for indicator in scheme.instrument.indicators if not indicator.scored]
    if names:
        yield (
            "Questions without a score",
            f"They describe or open gates, and are in no score: {_which(names)}.",
        )


def _labels(scale: Scale) -> dict[str, str]:
    options = scale.parts if isinstance(scale, Composition) else scale.options
    return {option.code: isolated(option.label) for option in options}


def _goalposts(polarity: Polarity, ranges: Mapping[str, list[str]]) -> str:
    better = "Less is better" if polarity is Polarity.NEGATIVE else "More is better"
    return f"{better}: {'; '.join(f'{ends} for {_which(names)}' for ends, names in ranges.items())}."


def _which(names: list[str]) -> str:
    if len(names) > NAMED:
        return count_text(len(names), "indicator")
    return listed([f"“{isolated(name)}”" for name in names])


def _aggregation(
    scheme: ScoringScheme, nodes: Sequence[Area] | Sequence[Domain], level: str, labels: Mapping[str, str]
) -> str:
    named = _named((rule_in_words(scheme.aggregation_rule(node.code), labels), node.label) for node in nodes)
    if len(named) == 1:
        return _sentence(f"{text}, in every {level}" for text in named)
    return _sentence(f"{text}, in {listed(names)}" for text, names in named.items())


def _weights(scheme: ScoringScheme, labels: Mapping[str, str]) -> str:
    weights = {code: scheme.weight(code) for code in labels}
    odd = {code: weight for code, weight in weights.items() if weight != 1.0}
    text = "All weights are equal."
    if odd:
        text = f"Relative within their parent; 1, but for {numbers_in_words(odd, labels)}. A weight of 0 takes no part."
    if isinstance(scheme.weights, Weighting):
        text += f" How they came about: {scheme.weights.origin.value.replace('-', ' ')}."
        text += f" {isolated(scheme.weights.note)}" if scheme.weights.note else ""
    return text


def _missing(scheme: ScoringScheme, labels: Mapping[str, str]) -> str:
    nodes: list[Area | Domain] = [*scheme.instrument.areas, *scheme.instrument.domains]
    codes = [*(node.code for node in nodes), OVERALL]
    policies = _named((scheme.policy(code), labels.get(code, code)) for code in codes)
    if len(policies) == 1:
        text = _sentence(f"at every level, {policy.in_words()}" for policy in policies)
    else:
        text = " ".join(_sentence([f"for {listed(n)}, {p.in_words()}"]) for p, n in policies.items())
    apart = _named((meaning, labels[code]) for code, meaning in scheme.no_answer.items())
    for meaning, names in apart.items():
        text += f" But if missing, {meaning.effect}: {listed(names)}."
    return text


def _not_asked(scheme: ScoringScheme, labels: Mapping[str, str]) -> str:
    text = (
        "What does not apply, what the instrument's routing skips and what was not administered is left out, with "
        "what it could have earned, and is no gap."
    )
    if not scheme.gated:
        return text
    points = numbers_in_words(scheme.gated, labels, times=PERCENT)
    return f"{text} But a skip means none, and scores as said, for: {points}."


def _named(pairs: Iterable[tuple[K, str]]) -> dict[K, list[str]]:
    """Return the names of everything that has the same."""
    named: dict[K, list[str]] = {}
    for same, name in pairs:
        named.setdefault(same, []).append(name)
    return named


def _sentence(parts: Iterable[str]) -> str:
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."
