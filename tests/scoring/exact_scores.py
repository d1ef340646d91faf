"""Scores by their definition, in rational numbers: nothing here asks the library how it adds up."""

from fractions import Fraction

import numpy as np

from smmi.instrument import AnswerState, Composition, MultipleChoice
from smmi.instrument.scales import coding
from smmi.scoring import (
    CoverageBasis,
    CutPoints,
    EqualSteps,
    HarmonicMean,
    Linear,
    MaturityLevels,
    Median,
    MustHave,
    NoAnswer,
    OptionPoints,
    PointsOverAttainable,
    Polarity,
    ReferenceShares,
    Reversed,
    SaturatingCount,
    SelectedShare,
    WeakestLink,
    WeightedMean,
)

NOTHING_THERE, MISSING = "nothing there", "missing"


def decimal(number):
    """The rational number that people mean by a number."""
    return Fraction(repr(float(number)))


def fraction(share):
    """The rational number that a share is, if it is no decimal: 7/9."""
    simple = Fraction(float(share)).limit_denominator(1000)
    return simple if float(simple) == share else decimal(share)


def mark(share):
    """What reaches a mark: the fraction, or the decimal by which it is written."""
    return min(fraction(share), decimal(share))


def misses(points, passing):
    """Whether points are below a mark; the double nearest to it is not, for a rule that rounds has no nearer one."""
    return points < mark(passing) and points != Fraction(float(mark(passing)))


def worth(rule, scale, answer):
    """What an answer is worth: exact, or the double of a rule that rounds."""
    match rule:
        case Reversed():
            return 1 - worth(rule.rule, scale, answer)
        case EqualSteps():
            codes = [option.code for option in scale.answers]
            step = Fraction(codes.index(answer), len(codes) - 1)
            return 1 - step if rule.polarity is Polarity.NEGATIVE else step
        case OptionPoints():
            return decimal(rule.by_option[answer])
        case SelectedShare():
            weights = {
                option.code: Fraction() if option.exclusive else decimal(rule.weights.get(option.code, 1.0))
                for option in scale.answers
            }
            enough = sum(weights.values()) if rule.enough is None else decimal(rule.enough)
            return min(sum((weights[code] for code in answer), Fraction()) / enough, Fraction(1))
        case Linear():
            low, high = decimal(rule.low), decimal(rule.high)
            place = (min(max(decimal(answer), low), high) - low) / (high - low)
            place = 1 - place if rule.polarity is Polarity.NEGATIVE else place
            return decimal(rule.floor) + (1 - decimal(rule.floor)) * place
        case CutPoints():
            return decimal(rule.by_step[sum(decimal(cut) <= decimal(answer) for cut in rule.cuts)])
        case SaturatingCount():
            return min(decimal(answer) / decimal(rule.enough), Fraction(1))
        case ReferenceShares():
            shares = {part.code: decimal(share) for part, share in zip(scale.parts, answer, strict=True)}
            reference = {code: decimal(share) / 100 for code, share in rule.reference.items()}
            total, least = sum(shares.values()), min(reference.values())
            if not total:
                return least
            apart = sum(abs(shares[code] / total - reference[code]) for code in shares)
            return max(1 - apart / 2, least)
    raise AssertionError(rule)


def aggregated(rule, codes, points, weights):
    """What a rule makes of the points of the children that count: exact, or the double of a rule that rounds."""
    total = sum(weights)
    match rule:
        case WeightedMean():
            return sum(w * p for w, p in zip(weights, points, strict=True)) / total
        case HarmonicMean():
            if not all(points):
                return Fraction()
            return total / sum(w / p for w, p in zip(weights, points, strict=True))
        case WeakestLink():
            return min(points)
        case Median():
            ranked, below = sorted(zip(points, weights, strict=True)), Fraction()
            lows = []
            for point, weight in ranked:
                if below <= total / 2 <= below + weight:
                    lows.append(point)
                below += weight
            return (min(lows) + max(lows)) / 2
        case PointsOverAttainable():
            extra = sum(
                (w * p for c, w, p in zip(codes, weights, points, strict=True) if c in rule.bonus), Fraction()
            )
            regular = [(w, p) for c, w, p in zip(codes, weights, points, strict=True) if c not in rule.bonus]
            share = sum(w * p for w, p in regular) / sum(w for w, _ in regular)
            return min(share + extra / 100, Fraction(1))
        case MustHave():
            inner = aggregated(rule.rule, codes, points, weights)
            short = any(
                misses(p, rule.passing) for c, p in zip(codes, points, strict=True) if c in rule.codes
            )
            return min(inner, decimal(rule.cap)) if short else inner
        case MaturityLevels():
            failed = {c for c, p in zip(codes, points, strict=True) if misses(p, rule.passing)}
            reached = 0
            while reached < len(rule.levels) and not failed & set(rule.levels[reached]):
                reached += 1
            return Fraction(reached, len(rule.levels))
    bound = rule.for_children(codes) if hasattr(rule, "for_children") else rule
    doubles = np.array([[float(p)] for p in points]), np.array([[float(w)] for w in weights])
    return Fraction(float(bound.aggregate(*doubles)[0]))


def node(scheme, code, children, lowest):
    """Points of a node or why there are none; children have points or are missing or not there."""
    policy, rule = scheme.policy(code), scheme.aggregation_rule(code)
    weights = {child: decimal(scheme.weight(child)) for child in children}
    if not any(weights.values()):
        return NOTHING_THERE
    outside = getattr(rule, "bonus", ())
    by_count = policy.basis is CoverageBasis.COUNT
    measure = {
        child: Fraction()
        if child in outside
        else Fraction(bool(weight))
        if by_count
        else fraction(scheme.weight(child))
        for child, weight in weights.items()
    }
    there = [child for child, points in children.items() if isinstance(points, Fraction)]
    missing = [child for child, points in children.items() if points == MISSING]
    treated = {child: scheme.no_answer.get(child, policy.no_answer) for child in missing}
    answered = sum(measure[child] for child in there)
    eligible = answered + sum(measure[child] for child in missing)
    if not eligible:
        return NOTHING_THERE
    if any(treated[child] is NoAnswer.PROPAGATES and weights[child] for child in missing):
        return MISSING
    if not answered or answered < mark(policy.share) * eligible:
        return MISSING
    entering = {child: children[child] for child in there if weights[child]}
    for child in missing:
        if treated[child] is NoAnswer.LOWEST and weights[child]:
            entering[child] = lowest.get(child, Fraction())
    order = [child for child in children if child in entering]
    return aggregated(
        rule, tuple(order), [entering[child] for child in order], [weights[child] for child in order]
    )


def scores(answers, scheme, position, lowest):
    """Points of every node of one unit, by code; None where there are none."""
    instrument, found = scheme.instrument, {}
    for indicator, column in zip(instrument.indicators, answers.columns, strict=True):
        how = coding(indicator.scale)
        code, value = column.cell(position)
        state = AnswerState(int(how.states[code]))
        if not indicator.scored:
            continue
        if state is AnswerState.ANSWERED:
            answer = how.decode(code, value)
            if isinstance(indicator.scale, Composition):
                answer = tuple(np.asarray(value).tolist())
            found[indicator.code] = worth(scheme.item_rule(indicator.code), indicator.scale, answer)
        elif state is AnswerState.GATED and indicator.code in scheme.gated:
            found[indicator.code] = decimal(scheme.gated[indicator.code])
        else:
            found[indicator.code] = MISSING if state is AnswerState.NO_ANSWER else NOTHING_THERE
    levels = [*instrument.areas, *instrument.domains]
    for code in [*(one.code for one in levels), "overall"]:
        children = {child: found[child] for child in scheme.children(code)}
        found[code] = node(scheme, code, children, lowest)
    return {code: points if isinstance(points, Fraction) else None for code, points in found.items()}


def is_multiple(scale):
    """Whether answers are sets of options."""
    return isinstance(scale, MultipleChoice)
