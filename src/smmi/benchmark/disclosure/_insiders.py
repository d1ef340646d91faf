"""What the report on one unit may tell it of others: a publication to one insider, who knows its own scores."""

import enum
from collections import Counter
from collections.abc import Collection, Mapping

import attrs
import numpy as np
import numpy.typing as npt

from smmi._decimals import exact
from smmi._keywords import tells_keywords
from smmi._thresholds import ROUNDING, reaches
from smmi.benchmark.norms import Group, NoStanding, Placement, Standing
from smmi.errors import ArgumentError
from smmi.frozen import FrozenMapping
from smmi.instrument import Answers
from smmi.instrument.declaration import is_number

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@attrs.frozen(kw_only=True)
class ReportRule:
    """What the report on one unit may tell it of the units that it is compared with.

    The reader knows its own answers, the scheme, who is in which group, and all that the report says. It must not be
    able to bound the score of any other unit more narrowly than the protection width.

    Attributes:
        protection_width: To how many points no score of another unit may be bounded; 0 for no such limit, where the
            scores of the norms are public.
        minimum_standing: On how many others quartile, stars and percentile rank must rest, that the reader does not
            know. The minimum sizes of the conventions hold beside it. With itself these are 5 by default, the smallest
            group for which the conventions give a quartile.
        minimum_median: On how many others a median must rest that the reader does not know. In a group of 5 the median
            is the score of one unit. 5 others are the minimum cell of `DisclosureRule`, when the reader has subtracted
            itself.
        median_band: Of how many points the bands are in which medians are told: 40 to 50. None tells medians as they
            are, each the score of one unit, or half the sum of two: only where the scores of the norms are public.

    Raises:
        ArgumentError: A value is out of its range.

    Example:
        >>> ReportRule().band(47.3), ReportRule().band(50.0), ReportRule().band(100.0)
        ((40.0, 50.0), (50.0, 60.0), (90.0, 100.0))
    """

    protection_width: float = 10.0
    minimum_standing: int = 4
    minimum_median: int = 5
    median_band: float | None = 10.0

    def __attrs_post_init__(self) -> None:
        width, band = self.protection_width, self.median_band
        for name, is_good, expected in (
            ("protection_width", is_number(width) and 0 <= width < 100, "a number from 0, below 100"),
            ("minimum_standing", _is_count(self.minimum_standing, 1), "an integer of at least 1"),
            ("minimum_median", _is_count(self.minimum_median, 1), "an integer of at least 1"),
            (
                "median_band",
                band is None or (is_number(band) and 1 <= band <= 50),
                "None or a number from 1 to 50",
            ),
        ):
            if not is_good:
                raise ArgumentError(name, repr(getattr(self, name)), expected)

    @classmethod
    def public(cls) -> "ReportRule":
        """Return the rule for norms whose scores are public: everything is told, and medians as they are.

        Example:
            >>> ReportRule.public().protection_width
            0.0
        """
        return cls(protection_width=0.0, minimum_standing=1, minimum_median=1, median_band=None)

    def band(self, median: float, /) -> tuple[float, float] | None:
        """Return the ends of the band that holds a median, in points; None where medians are told as they are.

        Bands begin at the multiples of their width, and hold their lower end. The last one holds 100, and what is left
        over where 100 is no multiple of the width, so that no band is narrower than the others.

        Args:
            median: The median, from 0 to 100.
        """
        if self.median_band is None:
            return None
        width = exact(self.median_band)
        edges = [float(width * times) for times in range(int(100 / width))]
        # A median can be half the sum of two doubles: at an edge that it misses by rounding alone, it is at the edge.
        reached = sum(reaches(median, edge, rounding=ROUNDING) for edge in edges)
        return edges[reached - 1], [*edges, 100.0][reached]

    def describe(self, known: int = 0, /) -> tuple[tuple[str, str], ...]:
        """Return each part of the rule as a name and a sentence, for a methodology note.

        Args:
            known: Of how many other units the reader may know the scores.
        """
        if not self.protection_width:
            told = "Everything: the scores of the norms are public, or are treated as if they were."
        else:
            others = f" and those of {known} other units" if known else ""
            told = (
                f"Whoever knows its own answers{others} cannot bound the score of another unit to fewer than "
                f"{self.protection_width:g} points by this report: what would allow it is not told. A standing rests "
                f"on at least {self.minimum_standing} others, a median on {self.minimum_median}. Where the scores of "
                "the others of the own group are too close together, nothing is told of that group."
            )
        if self.median_band is None:
            medians = "Medians are told as they are."
        else:
            medians = (
                f"A median is told as the band of {self.median_band:g} points that holds it, counted from 0; at the "
                "edge of two bands it is in the upper one. As it is, it could be the score of one unit."
            )
        return ("What is told of others", told), ("Medians that are told", medians)


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
        ArgumentError: These are no placement and rule, or the number is negative.

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
    if not _is_count(known, 0):
        raise ArgumentError("known", repr(known), "how many other units: an integer of at least 0")
    everyone, own = placement.groups[0], placement.standing("overall", group=group).group
    groups = (everyone,) if own == everyone else (everyone, own)
    return FrozenMapping(
        {code: _told(standings, groups, rule, known) for code, standings in placement.standings.items()}
    )


def _told(
    standings: Mapping[str, Standing], groups: tuple[Group, ...], rule: ReportRule, known: int
) -> Mapping[str, Told]:
    """Return what may be told of one score in all groups."""
    shown = [standings[group.name] for group in groups]
    # A unit that is in the norms with another score knows that one, too.
    knows = known + int(shown[0].member and shown[0].basis.own is None)
    scores = [_scores_of_others(one) for one in shown]
    refused = [_refused(one, len(own) - knows, rule) for one, own in zip(shown, scores, strict=True)]
    judged = [None if all(why) else own for why, own in zip(refused, scores, strict=True)]
    may = groups_told(judged[0], *judged[1:], width=rule.protection_width, known=knows)
    found = {}
    for group, own, why, is_told in zip(groups, scores, refused, may, strict=False):
        standing, median = ((each or (None if is_told else NotTold.TOO_TELLING)) for each in why)
        found[group.name] = Told(others=len(own) - knows, standing=standing, median=median)
    return FrozenMapping(found)


def _scores_of_others(standing: Standing) -> Floats:
    """Return the scores that a standing compares with, ascending, without that of the unit itself."""
    basis = standing.basis
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
    table, population = standing.basis.table, standing.population
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
    everyone: Floats | None, own: Floats | None = None, /, *, width: float, known: int = 0
) -> tuple[bool, bool]:
    """Return whether anything may be told of all units, and of the own group.

    What is told is symmetric in the others of the own group, and in the rest: if two units of one of these parts
    exchange their answers, the report stays the same. So the reader cannot tell which of the scores of a part is whose.
    Both are told where the scores of each part spread over the width at least, the own group alone where only its own
    do. Where they do not, this itself says that they are close together. All units are told of then only where others
    could be those that are close together: where all the scores that stand among as many others within less than the
    width spread over the width, and each score of all can be outside of such a crowd. Else nothing is told. All this
    holds whichever units the reader knows, for a spread is what is left of it when the most telling ones are taken
    away.

    The decision depends on the scores of others only. That nothing is told is said of others that all have the same
    score, whichever it is, so that it bounds nobody.

    Args:
        everyone: The scores of all others, ascending; None where nothing is told of them anyhow.
        own: The scores of the others of the own group, some of them, ascending; None where nothing is told of it.
        width: What no score may be bounded more narrowly than, in points.
        known: Of how many others the reader may know the scores.

    Returns:
        Two flags.

    Example:
        >>> groups_told(np.array([20.0, 40.0, 45.0, 60.0]), np.array([40.0, 45.0]), width=10.0)
        (False, False)
        >>> groups_told(np.array([20.0, 40.0, 45.0, 60.0, 61.0]), np.array([40.0, 60.0]), width=10.0)
        (True, True)
    """
    if own is None:
        return everyone is not None and _spreads(everyone, width, known), False
    if _spreads(own, width, known):
        return everyone is not None and _spreads(_rest(everyone, own), width, known), True
    return everyone is not None and _can_be_others(everyone, len(own), width, known), False


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


def _is_count(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least
