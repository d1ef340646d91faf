"""What a plot may tell a unit of others: standings without what is withheld, and medians as bands."""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from smmi.benchmark import Group, NoStanding, Placement, ReportRule, Standing
from smmi.benchmark.disclosure import Told, told_of_others
from smmi.errors import ArgumentError
from smmi.instrument import Instrument
from smmi.report.wording import (
    Noun,
    _sentences as words,
    group_text,
    rounded_text,
    score_text,
    standing_reason,
    untold_reason,
)
from smmi.scoring import ScoreProfile
from smmi.scoring.scorer import NodeScore

OVERALL = "overall"


@attrs.frozen(kw_only=True)
class ToldScore:
    """One score of a unit, and where it stands in one group, as far as that is told.

    Attributes:
        label: The label of the score.
        is_whole: Whether it is that of the whole, or of a domain.
        score: The unit's own score.
        standing: Where it stands, without what is not told.
        median: The ends of the band of the group's median; equal ones where it is told as it is; None where it is not.
        reason: Why there is no standing, or only a part of it; nothing where there is all.
        no_median: Why there is no median; nothing where there is one.
    """

    label: str
    is_whole: bool
    score: NodeScore
    standing: Standing
    median: tuple[float, float] | None
    reason: str
    no_median: str


def told_scores(
    profile: ScoreProfile,
    placement: Placement,
    /,
    *,
    group: str,
    codes: Sequence[str] | None,
    rule: ReportRule | None,
    known: int,
    unit_noun: str,
    beside: str | None = None,
) -> tuple[Group, str, tuple[ToldScore, ...]]:
    """Return the group, its name, and what is told of each score in it.

    Args:
        profile: The unit's scores.
        placement: Where they stand.
        group: The name of the group to compare with.
        codes: The codes of the scores; the overall score and the areas where not given.
        rule: What must not be derived; `ReportRule()` where not given.
        known: Of how many other units the reader may know the scores.
        unit_noun: What a unit is called.
        beside: The name of a group that is told of in the same publication, where there is another one.

    Raises:
        ArgumentError: An argument is of a wrong class, the placement is of another unit, or was read from a
            document.
        UnknownCodeError: The unit is in no such group, or no score has such a code.
    """
    ArgumentError.raise_unless(profile, ScoreProfile, argument="profile", expected="a ScoreProfile")
    ArgumentError.raise_unless(placement, Placement, argument="placement", expected="a Placement")
    ArgumentError.raise_unless(unit_noun, str, argument="unit_noun", expected="text")
    if placement.unit != profile.unit:
        raise ArgumentError(
            "placement",
            f"that of {placement.unit!r}",
            f"the placement of {profile.unit!r}",
            "Place this profile",
        )
    rule = ReportRule() if rule is None else rule
    own = placement.standing(OVERALL, group=group).group
    told = told_of_others(placement, rule=rule, group=beside or group, known=known)
    instrument = profile.scores.instrument
    found = _Teller(profile, placement, instrument, rule, Noun.of(unit_noun), own)
    return own, group_text(instrument, own), tuple(found.told(told, chosen_codes(instrument, codes)))


def chosen_codes(instrument: Instrument, codes: Sequence[str] | None, /) -> tuple[str, ...]:
    """Return the codes that were asked for; those of the overall score and the areas where none were."""
    if codes is None:
        return (OVERALL, *(area.code for area in instrument.areas))
    if isinstance(codes, str):
        raise ArgumentError("codes", repr(codes), "a sequence of codes", f"Write codes=({codes!r},)")
    return tuple(codes)


def label_of(instrument: Instrument, code: str, /) -> str:
    """Return the label of a score.

    Raises:
        UnknownCodeError: No node has the code.
    """
    return words.OVERALL if code == OVERALL else instrument[code].name


def is_whole(instrument: Instrument, code: str, /) -> bool:
    """Return whether a code is that of the overall score or of a domain."""
    return code == OVERALL or any(domain.code == code for domain in instrument.domains)


@attrs.frozen
class _Teller:
    profile: ScoreProfile
    placement: Placement
    instrument: Instrument
    rule: ReportRule
    noun: Noun
    group: Group

    def told(self, told: Mapping[str, Mapping[str, Told]], codes: Sequence[str]) -> Iterator[ToldScore]:
        """Yield what is told of each score."""
        for code in codes:
            exact = self.placement[code][self.group.name]
            own = told[code][self.group.name]
            standing = own.of(exact)
            median = None
            if standing.median is not None:
                shown = float(score_text(standing.median))
                median = self.rule.band(standing.median) or (shown, shown)
            yield ToldScore(
                label=label_of(self.instrument, code),
                is_whole=is_whole(self.instrument, code),
                score=self.profile[code],
                standing=standing,
                median=median,
                reason=self._why(exact, own),
                no_median="" if median else self._why_no_median(exact, own),
            )

    def _why(self, exact: Standing, told: Told) -> str:
        """Return why a standing, or a part of it, is not there."""
        if exact.reason is NoStanding.PARTLY_ADMINISTERED:
            return standing_reason(exact, share=self.profile.partly_administered.get(exact.code))
        if exact.quartile is not None and told.standing is not None:
            least = self.rule.minimum_standing
            return untold_reason(told.standing, others=told.others, least=least, noun=self.noun)
        return standing_reason(exact) if exact.reason else ""

    def _why_no_median(self, exact: Standing, told: Told) -> str:
        if exact.median is not None:
            least = self.rule.minimum_median
            return untold_reason(told.median, others=told.others, least=least, noun=self.noun)
        return words.GROUP_TOO_SMALL.format(n=exact.n, least=exact.conventions.minimum_for_quartile)


def median_text(median: tuple[float, float] | None, /) -> str:
    """Return a median as it is told: in a band, or to one decimal.

    Example:
        >>> median_text((40.0, 50.0)).replace(chr(160), " "), median_text((47.3, 47.3)), median_text(None)
        ('40 to 50', '47.3', '')
    """
    if median is None:
        return ""
    low, high = median
    if low == high:
        return rounded_text(low, None)
    return words.BAND.format(low=f"{low:g}", high=f"{high:g}")
