"""What the report on one unit may tell it of others: a publication to one insider, who knows its own scores."""

import enum
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Self

import attrs
import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi._thresholds import ROUNDING, reaches
from smmi.benchmark.disclosure._report_rule import ReportRule, is_count
from smmi.benchmark.norms import NoStanding, Placement, Standing
from smmi.benchmark.norms._uncertainty import Basis
from smmi.errors import ArgumentError
from smmi.frozen import FrozenMapping
from smmi.instrument import Answers

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class NotTold(enum.Enum):
    """Why a report does not tell a standing or a median that there is.

    Example:
        >>> [one.value for one in NotTold]
        ['too-few-others', 'too-telling', 'unequal-units']
    """

    TOO_FEW_OTHERS = "too-few-others"
    """It rests on fewer other units than the rule asks for."""
    TOO_TELLING = "too-telling"
    """The scores of others could be bounded too narrowly."""
    UNEQUAL_UNITS = "unequal-units"
    """The units have unequal weights, or a survey design: they cannot stand for one another."""


@attrs.frozen(kw_only=True)
class Told:
    """What a report tells of one score in one group.

    Attributes:
        others: How many other units with a score there are that the reader does not know.
        standing: Why it does not tell quartile, stars and percentile rank, or None where it tells them if there are
            any.
        median: Why it does not tell the median, or None.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi.benchmark import Norms, ReportRule
        >>> from smmi.benchmark.disclosure import told_of_others
        >>> answers = smmi.instrument.synthesize(
        ...     smmi.editions.smmi_16(), units=6, rng=np.random.default_rng(1)
        ... )
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> placement = Norms.fit(scores).place(scores.of("S001"))
        >>> told_of_others(placement, rule=ReportRule(), known=1)["curriculum"]["all"]
        Told(others=4, standing=None, median=<NotTold.TOO_FEW_OTHERS: 'too-few-others'>)
    """

    others: int
    standing: NotTold | None
    median: NotTold | None

    def of(self, standing: Standing, /) -> Standing:
        """Return a standing without what is not told of it.

        Args:
            standing: The standing of which this is said.
        """
        if self.standing is not None:
            standing = attrs.evolve(standing, percentile=None, quartile=None)
        return standing if self.median is None else attrs.evolve(standing, median=None)


@tells_keywords
def told_of_others(
    placement: Placement, /, *, rule: ReportRule, group: str = "all", known: int = 0
) -> Mapping[str, Mapping[str, Told]]:
    """Return what a report may tell of all units, and of one group, for each score.

    Args:
        placement: Where a unit stands.
        rule: What must not be derived.
        group: The name of the group to tell of, beside all units.
        known: Of how many other units the reader may know the scores, such as those of the same owner: whichever
            these are.

    Returns:
        By the code of the score and the name of the group.

    Raises:
        UnknownCodeError: The unit is in no such group.
        ArgumentError: These are no placement and rule, the placement was read from a document, or the number is
            negative.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi.benchmark import Norms, ReportRule
        >>> answers = smmi.instrument.synthesize(
        ...     smmi.editions.smmi_16(), units=40, rng=np.random.default_rng(1)
        ... )
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> placement = Norms.fit(scores).place(scores.of("S001"))
        >>> told = told_of_others(placement, rule=ReportRule())
        >>> told["overall"]["all"]
        Told(others=39, standing=None, median=None)
    """
    ArgumentError.raise_unless(placement, Placement, argument="placement", expected="a Placement")
    ArgumentError.raise_unless(rule, ReportRule, argument="rule", expected="a ReportRule")
    if not is_count(known, 0):
        raise ArgumentError("known", repr(known), "how many other units: an integer of at least 0")
    everyone, own = placement.groups[0], placement.standing("overall", group=group).group
    groups = (everyone,) if own == everyone else (everyone, own)
    knows = known + _knows_a_former_one([own[everyone.name] for own in placement.standings.values()])
    sides = {
        code: tuple(_Side.of(standings[one.name], rule, knows) for one in groups)
        for code, standings in placement.standings.items()
    }
    instrument = _basis_of(placement["overall"][everyone.name]).profile.scores.instrument
    may = _judged(sides, {area.code for area in instrument.areas}, rule.protection_width, knows)
    return FrozenMapping(
        {
            code: FrozenMapping(
                {
                    one.name: side.told(is_told)
                    for one, side, is_told in zip(groups, own_sides, may[code], strict=False)
                }
            )
            for code, own_sides in sides.items()
        }
    )


@attrs.frozen(kw_only=True)
class _Side:
    """The others of one score in one group, and why something is not told of them whatever their scores are.

    Attributes:
        scores: Their scores, ascending.
        known: Of how many of them the reader may know the scores.
        standing: Why the standing is not told by what everybody knows, or None.
        median: Why the median is not, or None.
    """

    scores: Floats
    known: int
    standing: NotTold | None
    median: NotTold | None

    @classmethod
    def of(cls, standing: Standing, rule: ReportRule, known: int) -> Self:
        """Return the side of a standing."""
        scores = _scores_of_others(standing)
        standing_refused, median_refused = _refused(standing, len(scores) - known, rule)
        return cls(scores=scores, known=known, standing=standing_refused, median=median_refused)

    @property
    def is_silent(self) -> bool:
        """Whether nothing is told of it anyhow."""
        return self.standing is not None and self.median is not None

    def told(self, is_told: bool, /) -> Told:  # noqa: FBT001  (a verdict, not a switch)
        """Return what is told, given whether anything may be."""
        telling = None if is_told else NotTold.TOO_TELLING
        return Told(
            others=len(self.scores) - self.known,
            standing=self.standing or telling,
            median=self.median or telling,
        )


def _knows_a_former_one(standings: Sequence[Standing], /) -> bool:
    """Return whether a unit is in the norms with other scores: then it knows those of one more.

    What it has no score in tells nothing, unless it has none at all.
    """
    if not standings[0].member:
        return False
    inside = [_basis_of(one).own is not None for one in standings if one.score is not None]
    return not inside or not all(inside)


def _judged(
    sides: Mapping[str, tuple[_Side, ...]], areas: Collection[str], width: float, known: int
) -> Mapping[str, tuple[bool, bool]]:
    """Return of which groups each score is told.

    All scores are judged together: then a unit can have all the answers of another one. Where nothing could be told so,
    and for some area not by itself either, areas are judged one by one, and nothing is told of what is made from
    several: then each area can have any scores that it could have by itself, and the silence on the others says nothing
    that the silence on that area does not say.
    """
    return _together_or_by_area(
        tuple(sides), areas, lambda codes: _verdict({code: sides[code] for code in codes}, width, known)
    )


def _together_or_by_area(
    codes: Sequence[str],
    areas: Collection[str],
    verdict: Callable[[Sequence[str]], tuple[bool, bool]],
) -> Mapping[str, tuple[bool, bool]]:
    together = verdict(codes)
    if any(together):
        return dict.fromkeys(codes, together)
    alone = {code: verdict([code]) for code in codes if code in areas}
    nothing = (False, False)
    if nothing not in alone.values():
        return dict.fromkeys(codes, nothing)
    return {code: alone.get(code, nothing) for code in codes}


def _verdict(sides: Mapping[str, tuple[_Side, ...]], width: float, known: int) -> tuple[bool, bool]:
    """Return whether anything may be told of all units and of the own group, of some scores together."""
    heard = [own for own in sides.values() if not all(side.is_silent for side in own)]
    everyone = None if all(own[0].is_silent for own in heard) else [own[0].scores for own in heard]
    # Whoever is told of a group by some scores is told which units exchange the others, too.
    shown = any(len(own) > 1 and not own[-1].is_silent for own in heard)
    peers = [own[-1].scores for own in heard] if shown else None
    return groups_told(everyone, peers, width=width, known=known)


def _basis_of(standing: Standing) -> Basis:
    """Return what a standing rests on.

    Raises:
        ArgumentError: It was read from a document, which does not hold that.
    """
    if isinstance(standing.basis, Basis):
        return standing.basis
    got, advice = "one that was read from a document", "Place the unit again: norms.place(profile)"
    raise ArgumentError("placement", got, "one that knows with what it was compared", advice)


def _scores_of_others(standing: Standing) -> Floats:
    """Return the scores that a standing compares with, ascending, without that of the unit itself."""
    basis = _basis_of(standing)
    scores = np.repeat(basis.table.values, basis.table.counts)
    # Its own is there up to the rounding by which ties are told.
    return scores if basis.own is None else np.delete(scores, np.abs(scores - basis.score).argmin())


def _refused(standing: Standing, others: int, rule: ReportRule) -> tuple[NotTold | None, NotTold | None]:
    """Return why standing and median are not told whatever the scores are: by what everybody knows."""
    if rule.protection_width and not _are_alike(standing):
        return NotTold.UNEQUAL_UNITS, NotTold.UNEQUAL_UNITS
    few = NotTold.TOO_FEW_OTHERS
    return (
        few if standing.reason is NoStanding.GROUP_TOO_SMALL or others < rule.minimum_standing else None,
        few if standing.median is None or others < rule.minimum_median else None,
    )


def _are_alike(standing: Standing) -> bool:
    """Return whether the units could stand for one another: all are weighted alike, and sampled as by drawing lots.

    A survey design by which the units are worth as many everywhere as a simple random sample of them, without
    replacement, says nothing about single ones: so it is of the units of one stratum.
    """
    table, population = _basis_of(standing).table, standing.population
    if table.design is None or table.weights is not None:
        return table.weights is None
    left = 1.0 if population is None else 1.0 - table.n / max(population, table.n)
    worth = (table.n - 1) / left if left else float(table.n)
    return bool(np.all(np.abs(table.design.sizes - worth) <= ROUNDING * worth))


def as_told(placement: Placement, told: Mapping[str, Mapping[str, Told]], /) -> Placement:
    """Return a placement without what is not told of it, and without groups of which nothing is said.

    Args:
        placement: Where a unit stands.
        told: What `told_of_others` returns of it.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi.benchmark import Norms, ReportRule
        >>> answers = smmi.instrument.synthesize(
        ...     smmi.editions.smmi_16(), units=5, rng=np.random.default_rng(1)
        ... )
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> placement = Norms.fit(scores).place(scores.of("S001"))
        >>> told = told_of_others(placement, rule=ReportRule())
        >>> standing = as_told(placement, told)["curriculum"]["all"]
        >>> standing.quartile.label, standing.median
        ('Top', None)
    """
    standings = {
        code: {name: one.of(placement[code][name]) for name, one in own.items()} for code, own in told.items()
    }
    groups = tuple(group for group in placement.groups if group.name in next(iter(standings.values())))
    return attrs.evolve(placement, groups=groups, standings=standings)


@tells_keywords
def groups_told(
    everyone: Sequence[Floats] | None,
    own: Sequence[Floats] | None = None,
    /,
    *,
    width: float,
    known: int = 0,
) -> tuple[bool, bool]:
    """Return whether anything may be told of all units, and of the own group, of some scores together.

    What is told is symmetric in the others of the own group, and in the rest: if two units of one of these parts
    exchange all their answers, the report stays the same. So the reader cannot tell which scores of a part are whose.
    Both groups are told of where each score spreads over the width at least in each part; the own group alone where it
    does so there only. Where one does not there, silence says that it lies close together. All units are told of then
    only where others could be those that are close together, whichever score it is: where the scores that stand among
    as many others within less than the width spread over the width, and each score of all can be outside of such a
    crowd. Else nothing is told. All this holds whichever units the reader knows, for a spread is what is left of it
    when the most telling ones are taken away.

    The decision depends on the scores of others only. Nothing is told, too, of others that all have the same scores,
    whichever these are: so that it bounds nobody.

    Args:
        everyone: The values of all others, ascending, of each score; None where nothing is told of them anyhow.
        own: Those of the others of the own group, of the same scores in turn; None where nothing is told of them.
        width: What no score may be bounded more narrowly than, in points.
        known: Of how many others the reader may know the scores.

    Returns:
        Two flags.

    Example:
        >>> low, high = np.array([20.0, 40.0, 45.0, 60.0]), np.array([20.0, 40.0, 45.0, 60.0, 61.0])
        >>> groups_told([low], [np.array([40.0, 45.0])], width=10.0)
        (False, False)
        >>> groups_told([high], [np.array([40.0, 60.0])], width=10.0)
        (True, True)
    """
    if own is None:
        return everyone is not None and all(_spreads(one, width, known) for one in everyone), False
    if all(_spreads(mine, width, known) for mine in own):
        rests = [] if everyone is None else list(map(_rest, everyone, own))
        return everyone is not None and all(_spreads(one, width, known) for one in rests), True
    return everyone is not None and all(
        _can_be_others(one, len(mine), width, known) for one, mine in zip(everyone, own, strict=True)
    ), False


@tells_keywords
def samples_told(
    placement: Placement,
    sample: Mapping[str, tuple[Floats, Floats]],
    /,
    *,
    rule: ReportRule,
    known: int = 0,
) -> Mapping[str, tuple[bool, bool]]:
    """Return of which scores anything may be told of all units of norms, and of a sample that is not these units.

    It is as in `groups_told`, where the sample is the own group, but some of it need not be in the norms. Then what is
    told is symmetric in the others of the sample that are in the norms, in those that are not, and in the rest of the
    norms. The scores that the sample has may not be those of the same units in the norms: then it is not known which
    scores are the rest, and these have to spread whichever are.

    Args:
        placement: Where a unit stands in the norms.
        sample: By the code of each score, those of the others of the sample that are in the norms, and of those that
            are not.
        rule: What must not be derived.
        known: Of how many others the reader may know the scores, in the norms and in the sample.
    """
    name, width = placement.groups[0].name, rule.protection_width
    knows = known + _knows_a_former_one([own[name] for own in placement.standings.values()])
    everyone = {code: _scores_of_others(own[name]) for code, own in placement.standings.items()}
    inside = {code: Counter(own[0].tolist()) for code, own in sample.items()}
    is_of_norms = all(inside[code] <= Counter(scores.tolist()) for code, scores in everyone.items())

    def rest_spreads(code: str) -> bool:
        if is_of_norms:
            return _spreads(_rest(everyone[code], sample[code][0]), width, knows)
        return _spreads(everyone[code], width, knows + len(sample[code][0]))

    def verdict(codes: Sequence[str]) -> tuple[bool, bool]:
        heard = [
            code
            for code in codes
            if max(len(everyone[code]) - knows, sum(map(len, sample[code])) - known) >= rule.minimum_standing
        ]
        if all(_spreads(part, width, knows) for code in heard for part in sample[code]):
            return all(map(rest_spreads, heard)), True
        return all(
            _can_be_others(everyone[code], len(sample[code][0]), width, knows) for code in heard
        ), False

    instrument = _basis_of(placement["overall"][name]).profile.scores.instrument
    return _together_or_by_area(tuple(everyone), {area.code for area in instrument.areas}, verdict)


def _rest(everyone: Floats, own: Floats) -> Floats:
    """Return the scores of those that are not of the own group, ascending."""
    left = Counter(everyone.tolist())
    left.subtract(own.tolist())
    return np.array(sorted(left.elements()))


def _spreads(scores: Floats, width: float, known: int) -> bool:
    """Return whether scores spread over a width, whichever few of them are taken away; nobody is told of by none."""
    left = len(scores) - known
    if not len(scores) or not width:
        return True
    spread = float((scores[left - 1 :] - scores[: known + 1]).min()) if left > 1 else 0.0
    return reaches(spread, width, rounding=ROUNDING)


def _can_be_others(scores: Floats, size: int, width: float, known: int) -> bool:
    """Return whether others than those of the own group, of a size, could be those that are close together.

    As many more as the reader knows have to be in each crowd, for those may be in the rest; and one more where a unit
    of the rest is one of it.
    """
    if not size:
        return _spreads(scores, width, known)
    crowded = scores[_in_crowd(scores, size + known, width)]
    return (
        len(crowded) > 0
        and _spreads(crowded, width, known)
        and bool(_in_crowd(scores, size + known + 1, width).any())
    )


def _in_crowd(scores: Floats, size: int, width: float) -> Flags:
    """Return which scores are among a number of scores that spread over less than a width, ascending, (n,)."""
    starts = max(len(scores) - size + 1, 0)
    narrow = ~reaches(scores[size - 1 :][:starts] - scores[:starts], width, rounding=ROUNDING)
    edges = np.zeros(len(scores) + 1, dtype=np.intp)
    edges[:starts] += narrow
    edges[size : size + starts] -= narrow
    return edges[:-1].cumsum() > 0


@tells_keywords
def others_of_owner(
    answers: Answers, unit: str, /, *, owner: str, members: Collection[str] | None = None
) -> int:
    """Return how many other units have the owner of one: whoever reads its report may know their scores.

    Args:
        answers: The answers of the units.
        unit: One of them.
        owner: The attribute that names the owner of a unit, such as its university.
        members: The units that are in the norms, which alone count; all units of the answers where not given.

    Returns:
        A number of units; 0 for one without an owner.

    Raises:
        UnknownCodeError: There is no such unit or attribute.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> owners = {"university": ["A", "B", "A", None, None]}
        >>> instrument, rng = smmi.editions.smmi_16(), np.random.default_rng(1)
        >>> answers = smmi.instrument.synthesize(instrument, units=5, rng=rng, attributes=owners)
        >>> [others_of_owner(answers, unit, owner="university") for unit in ("S001", "S004")]
        [1, 0]
    """
    owners = answers.attribute(owner)
    mine = owners[answers.position(unit)]
    return sum(
        one == mine is not None and name != unit and (members is None or name in members)
        for name, one in zip(answers.units.tolist(), owners, strict=True)
    )
