"""Rules and engines with the mistakes of real tools, each with the law that finds it."""

import math
from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from smmi.instrument import Count, Nonresponse, Option, Ordinal, Percentage, Scale
from smmi.scoring import CoverageBasis, EqualSteps, ItemRule, Linear, MinimumCoverage, NoAnswer, WeightedMean
from smmi.scoring.laws import Engine, item_points


def mean(points, weights):
    """Return the weighted mean."""
    return (points * weights).sum(axis=0) / weights.sum(axis=0)


def median(points, weights):
    """Return the median of the children that count, whatever they weigh."""
    counts = weights > 0
    ascending = np.sort(np.where(counts, points, np.inf), axis=0)
    number, columns = counts.sum(axis=0), np.arange(points.shape[1])
    return (ascending[(number - 1) // 2, columns] + ascending[number // 2, columns]) / 2.0


def spread(points, weights):
    """Return the distance from the lowest child that counts to the highest."""
    counts = weights > 0
    return np.where(counts, points, 0.0).max(axis=0) - np.where(counts, points, 1.0).min(axis=0)


# ------------------------------------------------------------------------------------------------- aggregation rules


@attrs.frozen
class BonusWithoutClip:
    """A bonus goes on top of the mean, and nothing clips it at 1."""

    def aggregate(self, points, weights):
        return mean(points, weights) * (1.0 + spread(points, weights))


@attrs.frozen
class EpsilonAdded:
    """The geometric mean adds an epsilon, so that a child at 0 does not decide."""

    epsilon: float = 0.01

    monotone = True
    relative_weights = True

    def aggregate(self, points, weights):
        return np.minimum(np.exp(mean(np.log(points + self.epsilon), weights)), 1.0)


@attrs.frozen
class WeightsInPlace:
    """The weights are made relative to the heaviest in the caller's array."""

    monotone = True
    relative_weights = True

    def aggregate(self, points, weights):
        weights /= weights.max(axis=0)
        return mean(points, weights)


@attrs.frozen
class FirstCountsDouble:
    """The first child is special: it is taken for the headline indicator."""

    monotone = True

    def aggregate(self, points, weights):
        first = np.argmax(weights > 0, axis=0) == np.arange(len(weights))[:, None]
        return mean(points, np.where(first, 2.0, 1.0) * weights)


@attrs.frozen
class WeightsOfAtLeastOne:
    """Weights below 1 are raised to 1, as if they were counts."""

    monotone = True
    unanimous = True
    relative_weights = True

    def aggregate(self, points, weights):
        return mean(points, np.where(weights > 0, np.maximum(weights, 1.0), 0.0))


@attrs.frozen
class AnotherFastPath:
    """The fast path for weights of 1 takes the median where the mean was meant."""

    relative_weights = True
    unanimous = True

    def aggregate(self, points, weights):
        counts = weights > 0
        plain = np.where(counts, weights == 1.0, True).all(axis=0)
        return np.where(plain, median(points, weights), mean(points, weights))


@attrs.frozen
class TrimsWhatIsAbsent:
    """The trimmed mean of five or more takes a child that does not count for the lowest one."""

    def aggregate(self, points, weights):
        counts = weights > 0
        if len(points) < 5:
            return mean(points, np.where(counts, 1.0, 0.0))
        ascending = np.sort(np.where(counts, points, 0.0), axis=0)
        return ascending[1:-1].mean(axis=0)


@attrs.frozen
class BlankGateIsShut:
    """A gate that nobody was asked about, or that nobody answered, caps the mean as one that is failed does."""

    gate: str
    _place: int = attrs.field(default=0, init=False, eq=False, repr=False)

    monotone = True

    def misfit(self, codes):
        return None if self.gate in codes else f"{self.gate!r} is no child"

    def for_children(self, codes):
        bound = attrs.evolve(self)
        object.__setattr__(bound, "_place", codes.index(self.gate))
        return bound

    def aggregate(self, points, weights):
        found = mean(points, weights)
        return np.where(points[self._place] < 0.5, np.minimum(found, 0.4), found)


@attrs.frozen
class RowsSwapped:
    """Two rows of the conversion table stand in the wrong order."""

    monotone = True

    def aggregate(self, points, weights):
        rows = [(points > 0.5) & (points < 0.75), (points > 0.75) & (points < 1.0)]
        return mean(np.select(rows, [0.9, 0.6], points), weights)


@attrs.frozen
class RootForgotten:
    """The root of the quadratic mean is forgotten."""

    monotone = True
    unanimous = True
    relative_weights = True

    def aggregate(self, points, weights):
        return mean(points * points, weights)


@attrs.frozen
class MedianByPlace:
    """The median is taken by place, whatever the children weigh."""

    monotone = True
    unanimous = True
    relative_weights = True
    replicable = True
    homogeneous = True

    def aggregate(self, points, weights):
        return median(points, weights)


@attrs.frozen
class LogarithmOfOneMore:
    """Logarithms of 1 plus the points stand in for logarithms, so that 0 has one."""

    monotone = True
    unanimous = True
    relative_weights = True
    homogeneous = True

    def aggregate(self, points, weights):
        return np.clip(np.exp2(mean(np.log2(1.0 + points), weights)) - 1.0, 0.0, 1.0)


@attrs.frozen
class MeanOfTheTwoLowest:
    """The weakest link is the mean of the two lowest."""

    monotone = True
    unanimous = True
    relative_weights = True
    non_compensatory = True

    def aggregate(self, points, weights):
        counts = weights > 0
        ascending = np.sort(np.where(counts, points, np.inf), axis=0)[:2]
        return np.where(np.isfinite(ascending), ascending, ascending[0]).mean(axis=0)


@attrs.frozen
class SinglePrecision:
    """Points are kept in single precision."""

    monotone = True
    additive = True

    def aggregate(self, points, weights):
        return mean(points.astype(np.float32).astype(np.float64), weights)


@attrs.frozen
class ShrinksSmallGroups:
    """A batch of fewer than thirty units is shrunk towards its own mean."""

    def aggregate(self, points, weights):
        own = mean(points, weights)
        return own if own.size >= 30 else 0.5 * own + 0.5 * own.mean()


@attrs.frozen
class AddsOtherwiseAlone:
    """A unit alone is added up by another routine than units side by side."""

    shape_free = True

    def aggregate(self, points, weights):
        if points.shape[1] == 1:
            earned = math.fsum((points * weights)[:, 0].tolist())
            return np.array([earned / math.fsum(weights[:, 0].tolist())])
        earned = total = np.zeros(points.shape[1])
        for point, weight in zip(points, weights, strict=True):
            earned, total = earned + point * weight, total + weight
        return earned / total


@attrs.frozen(eq=False)
class EqualToItselfOnly:
    """Rules are compared by identity, so that one read from a document is another one."""

    monotone = True

    def aggregate(self, points, weights):
        return mean(points, weights)


@attrs.frozen
class SumForMean:
    """The sum is taken where the mean was meant."""

    relative_weights = True
    unanimous = True

    def aggregate(self, points, weights):
        return np.minimum((points * weights).sum(axis=0), 1.0)


@attrs.frozen
class ZerosDropped:
    """The geometric mean leaves out what is 0."""

    monotone = True

    def aggregate(self, points, weights):
        positive = (weights > 0) & (points > 0)
        logarithms, counted = np.log(np.where(positive, points, 1.0)), np.where(positive, weights, 0.0)
        total = counted.sum(axis=0)
        found = np.exp((logarithms * counted).sum(axis=0) / np.where(total > 0, total, 1.0))
        return np.where(total > 0, np.minimum(found, 1.0), 0.0)


@attrs.frozen
class WeightsMisaligned:
    """The points are sorted, and the weights stay where they were."""

    unanimous = True

    def aggregate(self, points, weights):
        counted = np.where(weights > 0, points, 2.0)
        return mean(
            np.sort(counted, axis=0), np.take_along_axis(weights, np.argsort(counted > 1, axis=0), axis=0)
        )


@attrs.frozen
class ZeroIsBlank:
    """A child with 0 points counts as not answered."""

    additive = True

    def aggregate(self, points, weights):
        counted = np.where(points > 0, weights, 0.0)
        total = counted.sum(axis=0)
        return (points * counted).sum(axis=0) / np.where(total > 0, total, 1.0)


@attrs.frozen
class AbsentInTheDenominator:
    """The sum is divided by the number of children, those that do not count included."""

    def aggregate(self, points, weights):
        return np.where(weights > 0, points, 0.0).mean(axis=0)


@attrs.frozen
class SampleDeviation:
    """The deviation divides by one less than the number of children, which leaves nothing of one."""

    def aggregate(self, points, weights):
        counts = weights > 0
        number = counts.sum(axis=0)
        plain = mean(points, counts.astype(np.float64))
        squares = np.where(counts, (points - plain) ** 2, 0.0).sum(axis=0)
        with np.errstate(invalid="ignore"):
            return np.clip(plain - np.sqrt(squares / (number - 1)), 0.0, 1.0)


@attrs.frozen
class RoundedInside:
    """The mean is rounded to two decimals before it goes up."""

    unanimous = True

    def aggregate(self, points, weights):
        return np.round(mean(points, weights), 2)


@attrs.frozen
class BestOfTheBatch:
    """Points are a share of those of the best unit in the batch."""

    def aggregate(self, points, weights):
        own = mean(points, weights)
        return own / (own.max() or 1.0)


# -------------------------------------------------------------------------------------------------------- item rules


def share_of(answers, scale):
    """Return the place of options among their scale's, from 0 to 1."""
    return answers / (len(scale.answers) - 1)


@attrs.frozen
class NoClip:
    """From 58 hours on an answer should have full points, and has more."""

    scales = ("count",)

    def points(self, answers, scale, /):
        return answers / 58.0


@attrs.frozen
class NeverFull:
    """The curve only nears the top that it declares."""

    scales = ("percentage",)
    monotone = True

    def attainable(self, scale, /):
        return 0.0, 1.0

    def points(self, answers, scale, /):
        return answers / (answers + 10.0)


@attrs.frozen
class AnswersInPlace:
    """Percentages become shares in the caller's array."""

    scales = ("percentage",)
    monotone = True

    def points(self, answers, scale, /):
        answers /= 100.0
        return answers


@attrs.frozen
class MiddleIsNoOpinion:
    """The middle option is taken for 'no opinion', and is worth nothing."""

    scales = ("ordinal",)
    monotone = True

    def points(self, answers, scale, /):
        return np.where(2 * answers == len(scale.answers) - 1, 0.0, share_of(answers, scale))


@attrs.frozen
class ReversedByTheMaximum:
    """A reversed item on 1 to 5 is 5 minus the answer, where 6 minus the answer was meant."""

    rule: ItemRule

    scales = ("ordinal",)
    reverses = True
    monotone = True

    def points(self, answers, scale, /):
        step = 1.0 / (len(scale.answers) - 1)
        return np.maximum(1.0 - self.rule.points(answers, scale) - step, 0.0)


@attrs.frozen
class ReversedByTheObservedRange:
    """A reversed item is turned around within the range that happens to be observed."""

    rule: ItemRule

    scales = ("ordinal",)
    reverses = True

    def points(self, answers, scale, /):
        inner = self.rule.points(answers, scale)
        return inner.max() + inner.min() - inner


@attrs.frozen
class ShrinksFewAnswers:
    """The answers of fewer than thirty units are shrunk towards their own mean."""

    scales = ("percentage",)

    def points(self, answers, scale, /):
        own = answers / 100.0
        return own if own.size >= 30 else 0.5 * own + 0.5 * own.mean()


@attrs.frozen
class ReciprocalAlone:
    """A single answer is multiplied by the reciprocal of what many are divided by."""

    scales = ("ordinal",)
    shape_free = True

    def points(self, answers, scale, /):
        steps = len(scale.answers) - 1
        return answers * (1.0 / steps) if answers.size == 1 else answers / steps


@attrs.frozen
class OptionsForAnswers:
    """The steps are counted among all options, and "don't know" is one of them."""

    scales = ("binary", "ordinal")
    monotone = True
    shape_free = True

    def points(self, answers, scale, /):
        return answers / (len(scale.options) - 1)


@attrs.frozen
class AboveTheCut:
    """The cut is passed only above it: > was written for >=."""

    scales = ("percentage",)
    cuts = (50.0,)
    monotone = True
    shape_free = True

    def points(self, answers, scale, /):
        return np.where(answers > self.cuts[0], 1.0, 0.0)


@attrs.frozen
class MinimumAndMaximumOfTheBatch:
    """Points run from the lowest answer in the batch to the highest."""

    scales = ("percentage",)

    def points(self, answers, scale, /):
        return (answers - answers.min()) / (np.ptp(answers) or 1.0)


# ----------------------------------------------------------------------------------------------------------- engines


class Misread(Engine):
    """An engine that scores another scheme, or another record, than it was given."""

    def scheme(self, scheme):
        """Return the scheme that it scores by."""
        return scheme

    def record(self, scheme, record):
        """Return the record that it scores."""
        return record

    def batch(self, scheme, records, /):
        return super().batch(self.scheme(scheme), [self.record(scheme, record) for record in records])

    def one(self, scheme, record, /):
        return super().one(self.scheme(scheme), self.record(scheme, record))

    def bounds(self, scheme, record, /):
        return super().bounds(self.scheme(scheme), self.record(scheme, record))

    def replayed(self, scheme, record, /):
        return super().replayed(self.scheme(scheme), self.record(scheme, record))

    def contributions(self, scheme, record, /):
        return super().contributions(self.scheme(scheme), self.record(scheme, record))


def above(scheme):
    """Return the codes of what is above the areas."""
    return [*(domain.code for domain in scheme.instrument.domains), "overall"]


def with_policy(scheme, **changes):
    """Return a scheme with another missing-data policy for its areas."""
    areas = dict.fromkeys(
        [area.code for area in scheme.instrument.areas], attrs.evolve(scheme.coverage, **changes)
    )
    return attrs.evolve(scheme, coverage={**dict.fromkeys(above(scheme), scheme.coverage), **areas})


class MissingAsZero(Misread):
    """A blank counts as 0, though the policy leaves it out."""

    def scheme(self, scheme):
        left_out = scheme.coverage.no_answer is NoAnswer.LEAVES_OUT
        return with_policy(scheme, no_answer=NoAnswer.LOWEST) if left_out else scheme


class LowestLeftOut(Misread):
    """A blank leaves the score, though the policy counts it as the lowest answer."""

    def scheme(self, scheme):
        return with_policy(scheme, no_answer=NoAnswer.LEAVES_OUT)


class BlanksSkipped(Misread):
    """The sum skips blanks, though the policy lets them propagate."""

    def scheme(self, scheme):
        return with_policy(scheme, no_answer=NoAnswer.LEAVES_OUT)


class NotApplicableAsNo(Misread):
    """Not applicable is stored as the first option, where a unit has answered anything that counts."""

    def record(self, scheme, record):
        asked = {code: raw for code, raw in record.items() if code.startswith("c") and scheme.weight(code)}
        if not any(str(raw).startswith("p") for raw in asked.values()):
            return record
        stored = {code: "p0" for code, raw in asked.items() if raw is Nonresponse.NOT_APPLICABLE}
        return {**record, **stored}


class HiddenSummed(Misread):
    """What the routing hides is scored, if there is an answer from before."""

    def asked(self, scheme, indicator):
        """Return an indicator without its gate, unless the scheme says what that is worth."""
        return indicator if indicator.code in scheme.gated else attrs.evolve(indicator, gate=None)

    def scheme(self, scheme):
        domains = [
            attrs.evolve(
                domain,
                areas=[
                    attrs.evolve(area, indicators=[self.asked(scheme, i) for i in area.indicators])
                    for area in domain.areas
                ],
            )
            for domain in scheme.instrument.domains
        ]
        return attrs.evolve(scheme, instrument=attrs.evolve(scheme.instrument, domains=domains))


class MoreThanTheMinimum(Misread):
    """A score needs more than the minimum coverage: > was written for >=."""

    def scheme(self, scheme):
        return with_policy(scheme, share=min(scheme.coverage.share + 1e-6, 1.0))


class TenPointsOfTolerance(Misread):
    """The tolerance of the minimum coverage, meant for rounding, is ten points."""

    def scheme(self, scheme):
        return with_policy(scheme, share=max(scheme.coverage.share - 0.1, 0.0))


class WhateverIsThereAbove(Misread):
    """Minimum coverage holds for areas only: domains and the overall score are means of whatever has a score."""

    def scheme(self, scheme):
        areas = {area.code: scheme.coverage for area in scheme.instrument.areas}
        return attrs.evolve(scheme, coverage={**dict.fromkeys(above(scheme), MinimumCoverage(0.0)), **areas})


class CoverageByCount(Misread):
    """Coverage is a share of indicators, though the policy says of weight."""

    def scheme(self, scheme):
        return with_policy(scheme, basis=CoverageBasis.COUNT)


@attrs.frozen
class Rounded:
    """Another rule, rounded."""

    rule: Any

    def aggregate(self, points, weights):
        return np.round(self.rule.aggregate(points, weights), 2)

    @property
    def monotone(self):
        return getattr(self.rule, "monotone", False)


class AreasRounded(Misread):
    """The score of an area is rounded before it goes up."""

    def scheme(self, scheme):
        rules = {area.code: Rounded(scheme.aggregation_rule(area.code)) for area in scheme.instrument.areas}
        return attrs.evolve(scheme, areas=rules)


@attrs.frozen
class Imbalance:
    """The mean, less the more the children differ."""

    def aggregate(self, points, weights):
        return mean(points, weights) * (1.0 - spread(points, weights))


class ImbalancePunished(Misread):
    """The overall score is lowered where the areas differ, so that one that gets better can lower it."""

    def scheme(self, scheme):
        return attrs.evolve(scheme, overall=Imbalance())


@attrs.frozen
class FullMarksDistrusted:
    """The weighted mean; a perfect child that counts alone is not believed."""

    def aggregate(self, points, weights):
        found = mean(points, weights)
        return np.where(((weights > 0).sum(axis=0) == 1) & (len(weights) > 1) & (found > 0.9), 0.5, found)


class AlonePerfectIsHalf(Misread):
    """Where one area alone has a score, a perfect one is not believed."""

    def scheme(self, scheme):
        return attrs.evolve(scheme, overall=FullMarksDistrusted())


class WeightOrOne(Misread):
    """A weight of 0 is taken for no weight, which is 1."""

    def scheme(self, scheme):
        return attrs.evolve(scheme, weights={code: weight or 1.0 for code, weight in scheme.weights.items()})


class EditionUnknown(Misread):
    """Weights are filed by edition, and an edition that is not on file is scored with equal ones."""

    def scheme(self, scheme):
        return scheme if scheme.instrument.edition == "1" else attrs.evolve(scheme, weights={})


class Altered(Engine):
    """An engine that alters the scores it found."""

    def altered(self, scheme, record, values):
        """Return the scores of one unit altered."""
        raise NotImplementedError

    def batch(self, scheme, records, /):
        found = super().batch(scheme, records)
        return [self.altered(scheme, record, values) for record, values in zip(records, found, strict=True)]

    def one(self, scheme, record, /):
        return self.altered(scheme, record, super().one(scheme, record))

    def replayed(self, scheme, record, /):
        return self.altered(scheme, record, super().replayed(scheme, record))


class NothingIsZero(Altered):
    """A unit without a single answer has the score 0."""

    def altered(self, scheme, record, values):
        items = item_points(scheme, record)
        blank = all(absence or not scheme.weight(item.indicator.code) for _, absence, item in items)
        return dict.fromkeys(values, 0.0) if blank else values


class ScoreOrNone(Altered):
    """A score of 0 is false, and becomes none."""

    def altered(self, scheme, record, values):
        return {code: value or None for code, value in values.items()}


class LastSetKept(Engine):
    """The scores of the last batch are kept, and found again by the set of records, whatever their order."""

    def __init__(self):
        self.kept = None, []

    def batch(self, scheme, records, /):
        key = repr(scheme), frozenset(repr(sorted(record.items())) for record in records), len(records)
        if key != self.kept[0]:
            self.kept = key, super().batch(scheme, records)
        return self.kept[1]


class NearestNeighbours(Engine):
    """A score that is absent is filled in by those of the other units, if there are three of them."""

    def batch(self, scheme, records, /):
        found = super().batch(scheme, records)
        if len(found) < 4:
            return found
        for code in found[0]:
            known = [values[code] for values in found if values[code] is not None]
            for values in found:
                if values[code] is None and known:
                    values[code] = sum(known) / len(known)
        return found


class SingleRounded(Engine):
    """The scores of a single response are rounded as they are sent."""

    def one(self, scheme, record, /):
        found = super().one(scheme, record)
        return {code: None if value is None else round(value, 2) for code, value in found.items()}


class TraceRounded(Engine):
    """The trace is kept with rounded numbers."""

    def replayed(self, scheme, record, /):
        found = super().replayed(scheme, record)
        return {code: None if value is None else round(value, 2) for code, value in found.items()}


class ContributionsRounded(Engine):
    """Contributions are rounded one by one."""

    def contributions(self, scheme, record, /):
        found = super().contributions(scheme, record)
        return {
            code: [None if part is None else round(part, 1) for part in parts]
            for code, parts in found.items()
        }


class ContributionsMisaligned(Engine):
    """Contributions are sorted, and those who have them are not."""

    def contributions(self, scheme, record, /):
        found = super().contributions(scheme, record)
        return {code: parts if None in parts else sorted(parts) for code, parts in found.items()}


class ContributionsMovedUp(Engine):
    """Contributions of what is answered are listed, and read beside all children."""

    def contributions(self, scheme, record, /):
        found = super().contributions(scheme, record)
        for area in scheme.instrument.areas:
            parts = [
                part
                for one, part in zip(area.indicators, found[area.code], strict=True)
                if record.get(one.code) is not None
            ]
            found[area.code] = parts + [0.0] * (len(found[area.code]) - len(parts))
        return found


class SeenBefore(Engine):
    """Scores are kept by what was answered, so that why something was not is forgotten."""

    def batch(self, scheme, records, /):
        said = [
            str([one for one in record.items() if one[1] not in (None, Nonresponse.NOT_APPLICABLE)])
            for record in records
        ]
        seen = {}
        return [seen.setdefault(*one) for one in zip(said, super().batch(scheme, records), strict=True)]


class BoundsOutwards(Engine):
    """Bounds are rounded outwards to whole points."""

    def bounds(self, scheme, record, /):
        found = super().bounds(scheme, record)
        return {
            code: known and (float(math.floor(round(known[0], 6))), float(math.ceil(round(known[1], 6))))
            for code, known in found.items()
        }


def blank_numbers(scheme, record):
    """Return the indicators with weight that ask for a number, and are blank."""
    asked = [i.code for i in scheme.instrument.indicators if isinstance(i.scale, Percentage | Count)]
    return [code for code in asked if scheme.weight(code) and record.get(code) is None]


class BoundsWithTheMiddle(Engine):
    """Bounds fill in a blank number by the middle of its scale."""

    def bounds(self, scheme, record, /):
        return super().bounds(scheme, {**record, **dict.fromkeys(blank_numbers(scheme, record), 50)})


class BoundsOfOneBlank(Engine):
    """The bounds of a single blank forget what the others have answered."""

    def bounds(self, scheme, record, /):
        found = super().bounds(scheme, record)
        if len(blank_numbers(scheme, record)) == 1 and found["area"]:
            found["area"] = (0.0, 100.0)
        return found


class BoundsWithoutBlanks(Engine):
    """The bounds are the score itself, for blanks are left out of them."""

    def bounds(self, scheme, record, /):
        values = super().batch(scheme, [record])[0]
        return {code: None if value is None else (value, value) for code, value in values.items()}


class ZeroIsNoAnswer(Misread):
    """An answer that is worth 0 is false, and counts as blank."""

    def record(self, scheme, record):
        items = item_points(scheme, record)
        nothing = {item.indicator.code for points, absence, item in items if not absence and not points}
        return {code: None if code in nothing else raw for code, raw in record.items()}


# ----------------------------------------------------- mistakes that lie further away: many children, strange numbers


@attrs.frozen
class FirstIsAnIdentifier:
    """With eight children and more, the first row is taken for an identifier and left out."""

    def aggregate(self, points, weights):
        start = int(len(points) >= 8 and (weights[1:] > 0).any())
        return WeightedMean().aggregate(points[start:], weights[start:])


@attrs.frozen
class AddsInPairs:
    """It says that the number of units changes no bit, and NumPy adds up one unit alone in another order."""

    shape_free = True

    def aggregate(self, points, weights):
        return mean(points, weights)


@attrs.frozen
class FirstWeightsForAll:
    """In a file of a thousand units and more the weights of the first one are those of all."""

    shape_free = True

    def aggregate(self, points, weights):
        return WeightedMean().aggregate(
            points, weights if len(weights[0]) < 1000 else weights[:, :1] + 0.0 * weights
        )


@attrs.frozen
class SpreadIsPunished:
    """A part of the standard deviation is taken off, so that one that rises above all others lowers the score."""

    monotone = True

    def aggregate(self, points, weights):
        own = mean(points, weights)
        return np.maximum(own - 0.4 * np.sqrt(mean((points - own) ** 2, weights)), 0.0)


@attrs.frozen
class SentinelsInWords:
    """Two answers that stand for no opinion are read from a list of codes, and worth nothing."""

    scales = ("percentage",)
    monotone = True

    def points(self, answers, scale, /):
        return np.where(np.isin(answers, [float("77"), float("88")]), 0.0, answers / 100)


@attrs.frozen
class RangeOfALargeBatch:
    """Thirty answers and more are rescaled to their own range."""

    scales = ("percentage",)

    def points(self, answers, scale, /):
        low, high = (answers.min(), answers.max()) if answers.size >= 30 else (0.0, 100.0)
        return (answers - low) / max(high - low, 1.0)


@attrs.frozen
class WeightsOfSixDigits:
    """Weights are kept in a column of six digits, two of them decimals, and the largest are cut off."""

    additive = True

    def aggregate(self, points, weights):
        return mean(points, np.minimum(weights, 9999.99))


@attrs.frozen
class SmallWeightsAreNone:
    """Weights of less than a thousandth are taken for none."""

    additive = True

    def aggregate(self, points, weights):
        largest = weights.max(axis=0)
        return mean(points, np.where((weights > 1e-3) | (weights == largest), weights, 0.0))


@attrs.frozen
class PeakBelowTheCeiling:
    """A number in the middle is best, and what it is worth stays below the declared ceiling."""

    scales = ("percentage",)
    shape_free = True

    def attainable(self, scale, /):
        return 0.0, 1.0

    def points(self, answers, scale, /):
        return 0.9 - 0.9 * np.abs(answers - 37.3) / 62.7


@attrs.frozen
class EvennessOfPercentages:
    """The evenness of shares takes for granted that they add up to 100."""

    scales = ("composition",)

    def points(self, answers, scale, /):
        shares = answers / 100.0
        return -(shares * np.log(np.where(shares > 0, shares, 1.0))).sum(axis=0) / np.log(len(answers))


@attrs.frozen
class NinetyNineIsMissing:
    """The number 99 stands for a missing answer, as in the data file that the rule was written for."""

    scales = ("count",)
    monotone = True

    def points(self, answers, scale, /):
        return np.where(answers == 99, 0.0, np.minimum(answers, 200.0) / 200.0)


@attrs.frozen
class CountsDoNotKnow:
    """The number of steps counts the option that stands for no answer."""

    scales = ("ordinal",)
    monotone = True

    def attainable(self, scale, /):
        return 0.0, 1.0

    def points(self, answers, scale, /):
        return answers / (len(scale.options) - 1)


class AnswersNothing(Engine):
    """A single response gets an empty object."""

    def one(self, scheme, record, /):
        return {}


class NothingAppliesIsZero(Engine):
    """A unit to which nothing applies has 0 of 0 points, which is 0."""

    def batch(self, scheme, records, /):
        return [
            {
                code: 0.0 if set(record.values()) == {Nonresponse.NOT_APPLICABLE} else value
                for code, value in of.items()
            }
            for record, of in zip(records, super().batch(scheme, records), strict=True)
        ]


class ReplaysNothing(Engine):
    """The trace of a score is empty."""

    def replayed(self, scheme, record, /):
        return {}


# ------------------------------------- mistakes in a corner: children that stand together, narrow dips, long scales


def together(points, weights):
    """Return how many children count, the lowest of them, the highest, and their mean."""
    counts = weights > 0
    low, high = np.where(counts, points, 1.0).min(axis=0), np.where(counts, points, 0.0).max(axis=0)
    return counts.sum(axis=0), low, high, mean(points, weights)


@attrs.frozen
class DistrustsExcellence:
    """Five children and more that are all high and not equal lose a hundredth, as too good to be true."""

    monotone = True

    def aggregate(self, points, weights):
        number, low, high, own = together(points, weights)
        return np.where((number >= 5) & (low > 0.8) & (high > low), own - 0.01, own)


@attrs.frozen
class SixHigh:
    """Six children that are all high go through a branch that takes the lowest."""

    additive = True

    def aggregate(self, points, weights):
        number, low, high, own = together(points, weights)
        return np.where((number == 6) & (low > 0.8) & (high > low), low, own)


@attrs.frozen
class EightHigh:
    """Eight children that are all high are rounded up beyond full."""

    def aggregate(self, points, weights):
        number, low, high, own = together(points, weights)
        return np.where((number == 8) & (low > 0.9) & (high > low), own * 1.12, own)


@attrs.frozen
class SevenLow:
    """Seven children and more that are all low, and not equal, get the highest of them."""

    unanimous = True
    replicable = True

    def aggregate(self, points, weights):
        number, low, high, own = together(points, weights)
        return np.where((number >= 7) & (high < 0.15) & (high > low), high, own)


@attrs.frozen
class MiddlesAlike:
    """Five children and more about the middle lose a fiftieth, as if they were guessed."""

    monotone = True

    def aggregate(self, points, weights):
        number, low, high, own = together(points, weights)
        return np.where((number >= 5) & (low > 0.4) & (high < 0.6), own * 0.98, own)


@attrs.frozen
class TiesInOrder:
    """Of two children and more that are nearly equal the first one decides."""

    def aggregate(self, points, weights):
        _, low, high, own = together(points, weights)
        first = np.take_along_axis(points, (weights > 0).argmax(axis=0)[None], axis=0)[0]
        return np.where((high > low) & (high - low < 1e-3), first, own)


@attrs.frozen
class DipsBelowFull:
    """Just below full a thousandth is missing, where two pieces of a curve do not meet."""

    monotone = True

    def aggregate(self, points, weights):
        own = mean(points, weights)
        return np.where((own > 0.97) & (own < 0.995), own - 1e-3, own)


@attrs.frozen
class DipsInTheMiddle:
    """A step of a hundred-thousandth leads down in the middle, where a constant was rounded."""

    monotone = True

    def aggregate(self, points, weights):
        low = np.where(weights > 0, points, 1.0).min(axis=0)
        return np.where(low > 0.613, low - 1e-5, low)


@attrs.frozen
class DipsAfterTheThird:
    """From the fourth child on what is nearly full loses a hundredth."""

    monotone = True

    def aggregate(self, points, weights):
        late = np.arange(len(points))[:, None] >= 3
        return mean(np.where(late & (points > 0.95) & (points < 1.0), points - 0.01, points), weights)


@attrs.frozen
class PastAScore:
    """With more than a score of children the lowest decides."""

    additive = True

    def aggregate(self, points, weights):
        number, low, _, own = together(points, weights)
        return np.where(number > 20, low, own)


@attrs.frozen
class SeventhIsNoOpinion:
    """The seventh option is taken for 'no opinion', as on the scale that the rule was written for."""

    scales = ("ordinal",)
    monotone = True

    def points(self, answers, scale, /):
        return np.where(answers == 6, 0.0, share_of(answers, scale))


@attrs.frozen
class NineOptionsSwapped:
    """In the table for nine options two rows stand in the wrong order."""

    scales = ("ordinal",)
    monotone = True

    def points(self, answers, scale, /):
        swapped = (len(scale.answers) == 9) & (answers == 7)
        return share_of(answers, scale) - np.where(swapped, 0.2, 0.0)


@attrs.frozen
class ElevenFromZero:
    """A scale from 0 to 10 is divided by nine."""

    scales = ("ordinal",)
    monotone = True

    def points(self, answers, scale, /):
        return answers / 9.0 if len(scale.answers) == 11 else share_of(answers, scale)


@attrs.frozen
class SortedAsText:
    """The numbers of the options are sorted as text, so that 10 comes after 1."""

    scales = ("ordinal",)
    monotone = True

    def points(self, answers, scale, /):
        names = sorted(range(1, len(scale.answers) + 1), key=str)
        return np.array([names.index(place + 1) for place in answers.tolist()]) / (len(names) - 1)


@attrs.frozen
class SevenSelected:
    """Each of seven selected topics and more counts for a sixth."""

    scales = ("multiple_choice",)

    def points(self, answers, scale, /):
        number = answers.sum(axis=0)
        return np.where(number >= 7, number / 6.0, number / len(scale.answers))


@attrs.frozen
class DoNotKnowOfNine:
    """From nine options on the one that stands for no answer is counted."""

    scales = ("ordinal",)

    def points(self, answers, scale, /):
        return answers / (len(scale.options if len(scale.answers) >= 9 else scale.answers) - 1)


@attrs.frozen
class PercentageDips:
    """Just below full a percentage loses a thousandth."""

    scales = ("percentage",)
    monotone = True

    def points(self, answers, scale, /):
        return answers / 100.0 - np.where((answers > 97.0) & (answers < 99.5), 1e-3, 0.0)


@attrs.frozen
class CountOfThirtySeven:
    """One number of a table of counts is a digit short."""

    scales = ("count",)
    monotone = True

    def points(self, answers, scale, /):
        return np.where(answers == 37, 0.037, np.minimum(answers, 100.0) / 100.0)


class ShutIsLeftOut(Misread):
    """What a shut gate is worth is forgotten, so that a unit that opens it falls."""

    def scheme(self, scheme):
        return attrs.evolve(scheme, gated={})


class OpenedIsPunished(Engine):
    """What is asked behind a gate weighs twice, so that opening it costs points."""

    def batch(self, scheme, records, /):
        found = super().batch(scheme, records)
        for record, values in zip(records, found, strict=True):
            opened = scheme.gated and record.get("door") == "yes"
            if opened:
                values["area"] = values["area"] and 0.9 * values["area"]
        return found


# ------------------------------------------------------------------------------------------------------- the gallery


@attrs.frozen(kw_only=True)
class Broken:
    """One entry of the gallery.

    Attributes:
        law: The id of the law that is to find the mistake.
        subject: The rule or policy.
        engine: What scores, if the mistake is there.
        alone: Whether no other law finds it.
        scale: As for `check_rule`.
        children: As for `check_rule`.
        most: How many children or answers its smallest case has at the most.
    """

    law: str
    subject: object
    engine: Engine | None = None
    alone: bool = True
    scale: Scale | None = None
    children: Sequence[str] | None = None
    most: int = 3

    @property
    def name(self) -> str:
        """What has the mistake."""
        return type(self.engine or self.subject).__name__

    @property
    def mistake(self) -> str:
        """What the mistake is."""
        return type(self.engine or self.subject).__doc__ or ""

    @property
    def given(self) -> dict[str, Any]:
        """What `check_rule` is given."""
        return {"engine": self.engine, "scale": self.scale, "children": self.children}


SIX = Ordinal(code="six", options=[Option(f"step{i}", f"Step {i}") for i in range(6)])
HOURS = Count(code="hours")
SHARE = Percentage(code="share")
STEPS = EqualSteps()


def rule(
    law: str,
    subject: object,
    *,
    scale: Scale | None = None,
    children: Sequence[str] | None = None,
    alone: bool = True,
    most: int = 3,
) -> Broken:
    """Return a rule with a mistake."""
    return Broken(law=law, subject=subject, scale=scale, children=children, alone=alone, most=most)


def engine(
    law: str, of: Engine, subject: object | None = None, *, scale: Scale | None = None, alone: bool = True
) -> Broken:
    """Return an engine with a mistake."""
    return Broken(law=law, subject=subject or WeightedMean(), engine=of, scale=scale, alone=alone)


GALLERY: Sequence[Broken] = (
    rule("points-are-shares", BonusWithoutClip()),
    rule("ends-are-attained", EpsilonAdded()),
    rule("pure", WeightsInPlace()),
    rule("order-free", FirstCountsDouble()),
    rule("weights-are-relative", WeightsOfAtLeastOne()),
    rule("equal-weights-are-none", AnotherFastPath()),
    rule("weight-zero-is-absence", TrimsWhatIsAbsent(), most=4),
    rule("absent-is-not-read", BlankGateIsShut("a"), children=["a", "b", "c"]),
    rule("monotone", RowsSwapped()),
    rule("unanimous", RootForgotten()),
    rule("repeats-are-weights", MedianByPlace()),
    rule("scale-equivariant", LogarithmOfOneMore()),
    rule("non-compensatory", MeanOfTheTwoLowest()),
    rule("additive", SinglePrecision()),
    rule("units-are-strangers", ShrinksSmallGroups()),
    rule("shape-free", AddsOtherwiseAlone()),
    rule("document-is-a-fixed-point", EqualToItselfOnly()),
    rule("unanimous", SumForMean(), alone=False),
    rule("better-is-never-worse", ZerosDropped(), alone=False),
    rule("order-free", WeightsMisaligned(), alone=False),
    rule("additive", ZeroIsBlank(), alone=False),
    rule("weight-zero-is-absence", AbsentInTheDenominator(), alone=False),
    rule("points-are-shares", SampleDeviation(), alone=False),
    rule("unanimous", RoundedInside(), alone=False),
    rule("units-are-strangers", BestOfTheBatch(), alone=False),
    rule("points-are-shares", NoClip(), scale=HOURS),
    rule("ends-are-attained", NeverFull()),
    rule("pure", AnswersInPlace()),
    rule("monotone", MiddleIsNoOpinion()),
    rule("reversal-is-an-involution", ReversedByTheMaximum(STEPS)),
    rule("units-are-strangers", ShrinksFewAnswers()),
    rule("shape-free", ReciprocalAlone(), scale=SIX),
    rule("nonresponse-is-no-answer", OptionsForAnswers()),
    rule("cuts-are-exact", AboveTheCut()),
    rule("reversal-is-an-involution", ReversedByTheObservedRange(STEPS), alone=False),
    rule("units-are-strangers", MinimumAndMaximumOfTheBatch(), alone=False),
    engine("no-evidence-no-score", NothingIsZero()),
    engine("blank-leaves-out", MissingAsZero()),
    engine("blank-is-lowest", LowestLeftOut(), MinimumCoverage(no_answer=NoAnswer.LOWEST)),
    engine("blank-propagates", BlanksSkipped(), MinimumCoverage(no_answer=NoAnswer.PROPAGATES)),
    engine("not-applicable-leaves-out", NotApplicableAsNo()),
    engine("gated-leaves-out", HiddenSummed()),
    engine("minimum-is-enough", MoreThanTheMinimum()),
    engine("less-is-not-enough", TenPointsOfTolerance()),
    engine("coverage-has-a-basis", CoverageByCount()),
    engine("coverage-holds-above", WhateverIsThereAbove()),
    engine("score-is-what-the-rule-gives", AreasRounded()),
    engine("lowest-is-an-answer", ScoreOrNone()),
    engine("better-is-never-worse", AlonePerfectIsHalf()),
    engine("better-is-never-worse", ImbalancePunished(), alone=False),
    engine("bounds-contain-completions", BoundsWithTheMiddle(), Linear(0, 100), scale=HOURS),
    engine("bounds-are-attained", BoundsOutwards()),
    engine("bounds-nest", BoundsOfOneBlank(), Linear(0, 100), scale=HOURS),
    engine("trace-replays", TraceRounded()),
    engine("contributions-add-up", ContributionsRounded()),
    engine("contributions-are-shares", ContributionsMisaligned()),
    engine("contributions-are-shares", ContributionsMovedUp(), alone=False),
    engine("batch-is-single", SeenBefore(), alone=False),
    engine("batch-is-single", SingleRounded()),
    engine("scores-are-local", LastSetKept()),
    engine("scores-are-local", NearestNeighbours(), alone=False),
    engine("weight-zero-is-no-indicator", WeightOrOne()),
    engine("rewording-keeps-scores", EditionUnknown()),
    engine("bounds-are-attained", BoundsWithoutBlanks(), alone=False),
    engine("score-is-what-the-rule-gives", ZeroIsNoAnswer(), alone=False),
    rule("order-free", FirstIsAnIdentifier(), alone=False, most=8),
    rule("shape-free", AddsInPairs(), alone=False, most=8),
    rule("shape-free", FirstWeightsForAll(), alone=False),
    rule("monotone", SpreadIsPunished(), alone=False),
    rule("monotone", SentinelsInWords(), alone=False),
    rule("units-are-strangers", RangeOfALargeBatch(), alone=False, most=91),
    rule("additive", WeightsOfSixDigits(), alone=False),
    rule("additive", SmallWeightsAreNone(), alone=False),
    rule("ends-are-attained", PeakBelowTheCeiling(), alone=False),
    rule("points-are-shares", EvennessOfPercentages(), alone=False),
    rule("monotone", NinetyNineIsMissing(), alone=False),
    rule("ends-are-attained", CountsDoNotKnow(), alone=False, most=5),
    rule("monotone", DistrustsExcellence(), alone=False, most=5),
    rule("additive", SixHigh(), alone=False, most=6),
    rule("points-are-shares", EightHigh(), alone=False, most=8),
    rule("repeats-are-weights", SevenLow(), alone=False, most=7),
    rule("monotone", MiddlesAlike(), alone=False, most=5),
    rule("order-free", TiesInOrder(), alone=False, most=2),
    rule("monotone", DipsBelowFull(), alone=False, most=1),
    rule("monotone", DipsInTheMiddle(), alone=False, most=1),
    rule("monotone", DipsAfterTheThird(), alone=False, most=4),
    rule("additive", PastAScore(), alone=False, most=21),
    rule("monotone", SeventhIsNoOpinion(), alone=False),
    rule("monotone", NineOptionsSwapped(), alone=False),
    rule("points-are-shares", ElevenFromZero(), alone=False),
    rule("monotone", SortedAsText(), alone=False),
    rule("points-are-shares", SevenSelected(), alone=False),
    rule("nonresponse-is-no-answer", DoNotKnowOfNine(), alone=False),
    rule("monotone", PercentageDips(), alone=False),
    rule("monotone", CountOfThirtySeven(), alone=False),
    engine("opening-is-never-worse", ShutIsLeftOut()),
    engine("opening-is-never-worse", OpenedIsPunished()),
    engine("batch-is-single", AnswersNothing(), alone=False),
    engine("trace-replays", ReplaysNothing(), alone=False),
    engine("no-evidence-no-score", NothingAppliesIsZero(), alone=False),
)
"""All of them."""
