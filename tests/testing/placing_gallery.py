"""Broken norms and placements, each with the mistake of a real tool, and the law that names it."""

import attrs

from smmi.benchmark import Conventions, Norms, Quartile, SelfInclusion, TieRule
from smmi.benchmark.laws import SMALLEST, STRANGER, Placing


class Changed:
    """A standing of which something is shown otherwise."""

    def __init__(self, standing, **shown):
        self.standing, self.shown = standing, shown

    def __getattr__(self, name):
        return self.shown[name] if name in self.shown else getattr(self.standing, name)


def as_class(cls, norms):
    """The same norms as norms of another class."""
    return cls(**{field.name: getattr(norms, field.name) for field in attrs.fields(Norms)})


class FilledAfterSorting(Placing):
    """Rows are filled from the row above after they were put into another order."""

    def norms(self, scores, /, *, names=(), **rest):
        if list(names) != sorted(names):
            scores = [scores[0], *scores[:-1]]
        return super().norms(scores, names=names, **rest)


class ForgetsWhoElse(Norms):
    """Norms whose sum knows the members of one side only."""

    def __add__(self, other):
        return as_class(type(self), attrs.evolve(super().__add__(other), members=self.members))

    def without(self, scores, /):
        return as_class(type(self), super().without(scores))


class AddsHalf(Placing):
    """Files are merged, but the list of participants is that of the first."""

    def norms(self, scores, /, **rest):
        return as_class(ForgetsWhoElse, super().norms(scores, **rest))


class KeepsTheWithdrawn(Norms):
    """Norms from which scores are taken, but no members."""

    def __add__(self, other):
        return as_class(type(self), super().__add__(other))

    def without(self, scores, /):
        return as_class(type(self), attrs.evolve(super().without(scores), members=self.members))


class TakesHalfOut(Placing):
    """A participant that withdraws stays on the list of participants."""

    def norms(self, scores, /, **rest):
        return as_class(KeepsTheWithdrawn, super().norms(scores, **rest))


class OneMore(Placing):
    """The weak rank of a score that nobody has is a share of n + 1."""

    def standing(self, norms, value, /, *, unit=STRANGER):
        found = super().standing(norms, value, unit=unit)
        total = found.basis.table.total
        nobody = found.basis.table.below_and_equal(value)[1] == 0
        if found.conventions.ties is TieRule.WEAK and nobody:
            return attrs.evolve(found, percentile=found.percentile * total / (total + 1))
        return found


class NearlyHalf(Placing):
    """Of those with an equal score a little more than half count."""

    def standing(self, norms, value, /, *, unit=STRANGER):
        found = super().standing(norms, value, unit=unit)
        tied = found.basis.table.below_and_equal(value)[1] > found.basis.without
        if found.conventions.ties is TieRule.MID and found.percentile is not None and tied:
            return attrs.evolve(found, percentile=found.percentile + 1e-6)
        return found


class Unweighted(Placing):
    """Weights are read, and then not used."""

    def norms(self, scores, /, *, weights=None, **rest):
        return super().norms(scores, **rest)


class ByTheRow(Placing):
    """Ties are ranked by the row in which they stand."""

    def standing(self, norms, value, /, *, unit=STRANGER):
        found = super().standing(norms, value, unit=unit)
        last = unit == max(norms.members) and unit != STRANGER
        return (
            attrs.evolve(found, quartile=Quartile.FOURTH if last and value else Quartile.TOP)
            if last
            else found
        )


class OutliersFall(Placing):
    """A score above all others is taken for an error and gets the lowest band."""

    def standing(self, norms, value, /, *, unit=STRANGER):
        found = super().standing(norms, value, unit=unit)
        above = found.quartile is not None and value > found.basis.table.values[-1]
        return attrs.evolve(found, quartile=Quartile.FOURTH) if above else found


class AlwaysIncluded(Placing):
    """A unit is compared with a group that holds it, whatever was asked for."""

    def norms(self, scores, /, *, conventions=SMALLEST, **rest):
        included = attrs.evolve(conventions, self_inclusion=SelfInclusion.INCLUDED)
        return super().norms(scores, conventions=included, **rest)


class IntervalElsewhere(Placing):
    """The interval is that of another statistic."""

    def standing(self, norms, value, /, *, unit=STRANGER):
        found = super().standing(norms, value, unit=unit)
        rank = found.percentile
        width = found.conventions.level
        return found if rank is None else Changed(found, interval=(rank + 1.0, rank + 1.0 + width))


class PointIntervals(Placing):
    """Where everybody is tied, the interval is a point that looks like certainty."""

    def standing(self, norms, value, /, *, unit=STRANGER):
        found = super().standing(norms, value, unit=unit)
        rank, table = found.percentile, found.basis.table
        return Changed(found, interval=(rank, rank)) if rank is not None and len(table.keys) == 1 else found


class OneTooFew(Placing):
    """The minimum size is compared with less-or-equal."""

    def norms(self, scores, /, *, conventions=SMALLEST, **rest):
        least = {
            name: max(2, getattr(conventions, name) - 1)
            for name in ("minimum_for_quartile", "minimum_for_percentile")
        }
        return super().norms(scores, conventions=attrs.evolve(conventions, **least), **rest)


class MoreThanSure(Placing):
    """Probabilities of bands are rounded up, each for itself."""

    def standing(self, norms, value, /, *, unit=STRANGER):
        found = super().standing(norms, value, unit=unit)
        chances = found.band_probabilities
        return (
            found
            if chances is None
            else Changed(
                found, band_probabilities={band: min(1.0, chance + 0.01) for band, chance in chances.items()}
            )
        )


class SaysTheDefault(Placing):
    """The result says the default conventions, whatever it was made by."""

    def standing(self, norms, value, /, *, unit=STRANGER):
        return Changed(super().standing(norms, value, unit=unit), conventions=Conventions())


class EverybodyIsAverage(Placing):
    """The template's percentile rank was never filled in."""

    def standing(self, norms, value, /, *, unit=STRANGER):
        found = super().standing(norms, value, unit=unit)
        half = 50.0 * found.conventions.level
        ends = 50.0 - half, 50.0 + half
        return found if found.percentile is None else Changed(found, percentile=50.0, interval=ends)


class CutsBelongBelow(Placing):
    """A rank on a cut is in the lower quartile."""

    def standing(self, norms, value, /, *, unit=STRANGER):
        found = super().standing(norms, value, unit=unit)
        if found.quartile is None:
            return found
        mid = found.basis.table.percentile_rank(value, without=found.basis.without)
        return attrs.evolve(found, quartile=Quartile(1 + sum(mid > cut for cut in (25.0, 50.0, 75.0))))


class MeanForMedian(Placing):
    """The line at the median is drawn at the mean."""

    def standing(self, norms, value, /, *, unit=STRANGER):
        found = super().standing(norms, value, unit=unit)
        if found.median is None:
            return found
        table = found.basis.table
        if found.basis.without:
            table = table.without_unit(found.basis.score, found.basis.without)
        return Changed(found, median=float((table.keys * table.masses).sum() / table.masses.sum()))


class CountsItself(Placing):
    """The unit that asks is counted among those with which it is compared."""

    def standing(self, norms, value, /, *, unit=STRANGER):
        found = super().standing(norms, value, unit=unit)
        return Changed(found, n=found.n + 1)


class WeightsCut(Placing):
    """Weights are cut at ten, against outliers."""

    def norms(self, scores, /, *, weights=None, **given):
        cut = None if weights is None else [min(weight, 10.0) for weight in weights]
        return super().norms(scores, weights=cut, **given)


class OneLevelForAll(Placing):
    """Intervals are at 95 %, whatever level was asked for."""

    def standing(self, norms, value, /, *, unit=STRANGER):
        found = super().standing(norms, value, unit=unit)
        usual = attrs.evolve(found.conventions, level=0.95)
        return (
            found
            if found.interval is None
            else Changed(found, interval=attrs.evolve(found, conventions=usual).interval)
        )


class TopIsFirst(Placing):
    """The probabilities of quartiles stand in the order of ranks: the first is called Top."""

    def standing(self, norms, value, /, *, unit=STRANGER):
        found = super().standing(norms, value, unit=unit)
        chances = found.band_probabilities
        if chances is None:
            return found
        backwards = list(chances.values())[::-1]
        return Changed(found, band_probabilities=dict(zip(chances, backwards, strict=True)))


GALLERY = {
    EverybodyIsAverage: "strict-is-the-share-below",
    CutsBelongBelow: "quartile-is-of-the-rank",
    MeanForMedian: "median-is-the-middle",
    OneLevelForAll: "surer-is-wider",
    CountsItself: "n-is-who-is-compared",
    WeightsCut: "weights-are-repeats",
    TopIsFirst: "bands-rise-with-the-score",
    FilledAfterSorting: "norms-are-order-free",
    AddsHalf: "norms-add-up",
    TakesHalfOut: "taken-out-was-never-there",
    OneMore: "weak-and-strict-mirror",
    NearlyHalf: "mid-is-the-middle",
    Unweighted: "weights-are-repeats",
    ByTheRow: "ties-share-a-band",
    OutliersFall: "higher-is-never-lower",
    AlwaysIncluded: "left-out-is-among-others",
    IntervalElsewhere: "interval-holds-the-rank",
    PointIntervals: "no-interval-is-a-point",
    OneTooFew: "too-small-is-not-shown",
    MoreThanSure: "bands-add-up",
    SaysTheDefault: "conventions-are-recorded",
}
"""The law that is to kill each."""
