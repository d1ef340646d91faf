"""The methodology card: every convention by which a result came about, as names and sentences."""

from collections.abc import Iterator, Mapping
from typing import Final

from smmi.benchmark import Conventions, HighlightRule
from smmi.report._text import count_text, listed
from smmi.scoring import (
    CoverageBasis,
    EqualSteps,
    Linear,
    MinimumCoverage,
    NoAnswer,
    OptionPoints,
    Polarity,
    ScoringScheme,
    SelectedShare,
    WeightedMean,
)

NAMED: Final = 3
"""How many indicators of one rule are named; more are counted."""

_BLANKS: Final = {
    NoAnswer.LEAVES_OUT: "a missing answer leaves numerator and denominator",
    NoAnswer.LOWEST: "a missing answer counts as the lowest attainable",
    NoAnswer.PROPAGATES: "with a missing answer there is no score",
}


def methodology(
    scheme: ScoringScheme, conventions: Conventions, /, *, rule: HighlightRule | None = None
) -> tuple[tuple[str, str], ...]:
    """Return the methodology card: each convention as a name and a sentence.

    Args:
        scheme: How answers became scores.
        conventions: By what rules scores were placed.
        rule: By what rule strengths and areas for improvement were told; `HighlightRule()` where not given.

    Example:
        >>> from smmi.editions import smmi_16
        >>> card = dict(methodology(ScoringScheme.equal_weights(smmi_16()), Conventions()))
        >>> card["Weights"]
        'All weights are equal.'
    """
    return (
        (
            "Scores",
            "Percent of what is attainable, 0 to 100. Scores are not rounded before they are shown, to one decimal.",
        ),
        *_item_rules(scheme),
        ("From indicators to areas", _sentence(_aggregation(scheme, "area"))),
        ("From areas to domains", _sentence(_aggregation(scheme, "domain"))),
        ("Overall score", f"The {_rule_text(scheme.overall)} of the {scheme.overall_from}."),
        ("Weights", _weights(scheme)),
        ("Missing answers", _missing(scheme)),
        ("What is not asked", _not_asked(scheme)),
        (
            "Attainable range",
            "The lowest and the highest score still possible once every blank is answered. It is no margin of error.",
        ),
        *conventions.describe(),
        ("Strengths and areas for improvement", (rule or HighlightRule()).describe()),
    )


def _item_rules(scheme: ScoringScheme) -> Iterator[tuple[str, str]]:
    names: dict[str, list[str]] = {}
    goalposts: dict[Polarity, dict[str, list[str]]] = {}
    for indicator in scheme.instrument.indicators:
        rule = scheme.item_rule(indicator.code)
        if isinstance(rule, Linear):
            same = goalposts.setdefault(rule.polarity, {})
            same.setdefault(f"{rule.low:.6g} to {rule.high:.6g}", []).append(indicator.name)
        else:
            names.setdefault(_rule_text(rule), []).append(indicator.name)
    if names:
        rules = [f"{text} for {_which(indicators)}" for text, indicators in names.items()]
        yield "Points of answers", _sentence(rules)
    if goalposts:
        posts = " ".join(_goalposts(polarity, ranges) for polarity, ranges in goalposts.items())
        yield (
            "Points of numbers",
            f"Its place between two goalposts; beyond a goalpost, what the goalpost is worth. {posts}",
        )


def _goalposts(polarity: Polarity, ranges: Mapping[str, list[str]]) -> str:
    better = "Less is better" if polarity is Polarity.NEGATIVE else "More is better"
    return (
        f"{better}: {'; '.join(f'{ends} for {_which(indicators)}' for ends, indicators in ranges.items())}."
    )


def _which(indicators: list[str]) -> str:
    return listed(indicators) if len(indicators) <= NAMED else count_text(len(indicators), "indicator")


def _aggregation(scheme: ScoringScheme, level: str) -> Iterator[str]:
    nodes = scheme.instrument.areas if level == "area" else scheme.instrument.domains
    names: dict[str, list[str]] = {}
    for node in nodes:
        names.setdefault(_rule_text(scheme.aggregation_rule(node.code)), []).append(node.label)
    for rule, labels in names.items():
        yield f"{rule} ({'; '.join(labels)})" if len(names) > 1 else f"the {rule} in every {level}"


def _rule_text(rule: object) -> str:
    match rule:
        case EqualSteps(polarity=polarity):
            return f"equal steps from option to option{_reversed(polarity)}"
        case OptionPoints(by_option=points):
            return f"declared points by option: {_pairs(points)}"
        case SelectedShare(enough=None):
            return "the share of the options that are chosen"
        case SelectedShare(enough=enough):
            return f"the number of options chosen, of which {enough} are enough"
        case WeightedMean():
            return "weighted arithmetic mean"
        case _:
            describe = getattr(rule, "describe", None)
            return str(describe()) if callable(describe) else repr(rule)


def _reversed(polarity: Polarity) -> str:
    return ", reversed (less is better)" if polarity is Polarity.NEGATIVE else ""


def _weights(scheme: ScoringScheme) -> str:
    instrument = scheme.instrument
    odd = {instrument[code].name: weight for code, weight in scheme.weights.items() if weight != 1.0}
    if not odd:
        return "All weights are equal."
    return f"Relative within their parent; 1, but for {_pairs(odd)}. A weight of 0 takes no part."


def _missing(scheme: ScoringScheme) -> str:
    instrument = scheme.instrument
    nodes = {area.code: area.label for area in instrument.areas}
    nodes |= {domain.code: domain.label for domain in instrument.domains}
    nodes["overall"] = "overall"
    labels: dict[MinimumCoverage, list[str]] = {}
    for code, label in nodes.items():
        labels.setdefault(scheme.policy(code), []).append(label)
    if len(labels) == 1:
        return _sentence([f"at every level, {_policy(policy)}" for policy in labels])
    return " ".join(
        _sentence([f"for {'; '.join(names)}: {_policy(policy)}"]) for policy, names in labels.items()
    )


def _policy(policy: MinimumCoverage) -> str:
    basis = "weight" if policy.basis is CoverageBasis.WEIGHT else "number"
    least = "one answer is enough for a score"
    if policy.share:
        least = f"a score needs {100 * policy.share:.6g} % by {basis} of what was put to the unit answered, at least"
    return f"{least}; {_BLANKS[policy.no_answer]}"


def _not_asked(scheme: ScoringScheme) -> str:
    text = (
        "What does not apply, what the instrument's routing skips and what was not administered leaves numerator and "
        "denominator, and is no gap."
    )
    if not scheme.gated:
        return text
    points = {scheme.instrument[code].name: 100 * points for code, points in scheme.gated.items()}
    return f"{text} But a skip means none, and scores as said, for: {_pairs(points)}."


def _pairs(numbers: Mapping[str, float]) -> str:
    return listed([f"{name} {number:.6g}" for name, number in numbers.items()])


def _sentence(parts: Iterator[str] | list[str]) -> str:
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."
