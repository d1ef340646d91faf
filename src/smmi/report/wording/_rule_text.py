"""Scoring rules and policies in words; points are said in percent of attainable, as scores are."""

from collections.abc import Mapping
from typing import Final

from smmi.report.wording._words import listed
from smmi.scoring import (
    Clipping,
    CoverageBasis,
    CutPoints,
    EqualSteps,
    GeometricMean,
    HarmonicMean,
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

FULL: Final = 100.0

BLANKS: Final = {
    NoAnswer.LEAVES_OUT: "is left out, with what it could have earned",
    NoAnswer.LOWEST: "counts as the lowest attainable",
    NoAnswer.PROPAGATES: "leaves its parent without a score",
}
"""What a missing answer does."""

Labels = Mapping[str, str]


def item_rule_text(rule: object, labels: Labels, /) -> str:
    """Return an item rule in words.

    Args:
        rule: The rule.
        labels: The labels of the options or parts of the scale, by code.
    """
    match rule:
        case EqualSteps(polarity=polarity):
            return f"equal steps from option to option{_reversed(polarity)}"
        case OptionPoints(by_option=points):
            return f"declared points by option ({_percent(points, labels)})"
        case SelectedShare(enough=enough, weights=weights):
            weighed = f", weighted ({numbers_text(weights, labels)})" if weights else ""
            if enough is None:
                return f"the share of the options that are chosen{weighed}"
            return f"the number of options chosen{weighed}, of which {enough:.6g} are enough"
        case Linear(low=low, high=high, polarity=polarity, floor=floor, clipping=clipping):
            beyond = "; nothing lies beyond" if clipping is Clipping.REFUSE else ""
            least = f", and {FULL * floor:.6g} at the worse end" if floor else ""
            return f"the place between {low:.6g} and {high:.6g}{_reversed(polarity)}{least}{beyond}"
        case CutPoints(cuts=cuts, by_step=steps):
            said = [
                f"from {cut:.6g} {FULL * points:.6g}" for cut, points in zip(cuts, steps[1:], strict=True)
            ]
            return f"steps (below {cuts[0]:.6g} {FULL * steps[0]:.6g}, {', '.join(said)})"
        case SaturatingCount(enough=enough):
            return f"the share of {enough:.6g}, which is enough"
        case ReferenceShares(reference=reference):
            return f"likeness to reference shares in percent ({numbers_text(reference, labels)})"
        case Reversed(rule=inner):
            return f"the reverse of {item_rule_text(inner, labels)}"
        case _:
            return _own_words(rule)


def aggregation_rule_text(rule: object, labels: Labels, /) -> str:
    """Return an aggregation rule in words.

    Args:
        rule: The rule.
        labels: The names of nodes, by code.
    """
    match rule:
        case WeightedMean():
            return "weighted arithmetic mean"
        case GeometricMean():
            return "weighted geometric mean"
        case HarmonicMean():
            return "weighted harmonic mean"
        case PowerMean(exponent=exponent):
            return f"weighted power mean of exponent {exponent:.6g}"
        case Median():
            return "weighted median"
        case WeakestLink():
            return "lowest score of all"
        case PointsOverAttainable(bonus=bonus):
            extra = f", with bonus points for {_names(bonus, labels)}" if bonus else ""
            return f"points earned over points attainable{extra}"
        case MustHave(codes=codes, cap=cap, passing=passing, rule=inner):
            short = f"while {_names(codes, labels)} is below {FULL * passing:.6g}"
            return f"{aggregation_rule_text(inner, labels)}, but at most {FULL * cap:.6g} {short}"
        case MaturityLevels(levels=levels, passing=passing):
            ladder = "; then ".join(_names(level, labels) for level in levels)
            return f"share of maturity levels reached, each at {FULL * passing:.6g} or more ({ladder})"
        case _:
            return _own_words(rule)


def policy_text(policy: MinimumCoverage, /) -> str:
    """Return a missing-data policy in words."""
    basis = "weight" if policy.basis is CoverageBasis.WEIGHT else "number"
    least = "one answer is enough for a score"
    if policy.share:
        share = f"{FULL * policy.share:.6g} % by {basis}"
        least = f"a score needs {share} of what was put to the unit answered, at least"
    return f"{least}; a missing answer {BLANKS[policy.no_answer]}"


def numbers_text(numbers: Mapping[str, float], labels: Labels, /) -> str:
    """Return numbers by name as a list in a sentence."""
    return listed([f"{labels.get(code, code)} {number:.6g}" for code, number in numbers.items()])


def _percent(points: Mapping[str, float], labels: Labels) -> str:
    return numbers_text({code: FULL * number for code, number in points.items()}, labels)


def _names(codes: tuple[str, ...], labels: Labels) -> str:
    return listed([labels.get(code, code) for code in codes])


def _reversed(polarity: Polarity) -> str:
    return ", reversed (less is better)" if polarity is Polarity.NEGATIVE else ""


def _own_words(rule: object) -> str:
    describe = getattr(rule, "describe", None)
    return str(describe()) if callable(describe) else repr(rule)
