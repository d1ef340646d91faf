"""The subject of a report: one unit's scores, where they stand, and in which words to speak of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Self

import attrs

from smmi.benchmark import Group, Placement, Quartile, ReportRule, Standing, highlights
from smmi.benchmark.disclosure import Told, told_of_others
from smmi.benchmark.interpretation import Highlights
from smmi.errors import ArgumentError
from smmi.instrument import AnswerState, Area, Domain, Indicator, Instrument
from smmi.report.wording import (
    Noun,
    _sentences as words,
    absence_text,
    attribute_texts,
    group_text,
    is_close,
    likely_quartiles,
    range_text,
)
from smmi.scoring import Absence, ScoreProfile
from smmi.scoring.scorer import NodeScore


@attrs.frozen(kw_only=True)
class Subject:
    """What a report speaks of.

    Attributes:
        profile: The unit's scores.
        placement: Where they stand.
        groups: The groups to compare with, all participants first; one or two.
        rule: What must not be derived of other units.
        known: Of how many other units the reader may know the scores.
        told: What is told of others, by the code of the score and the name of the group.
        highlights: Its strengths and areas for improvement, of what is told.
        untold: The codes of areas with a quartile that is not told in the group of the highlights.
        noun: What a unit is called: school, country.
    """

    profile: ScoreProfile
    placement: Placement
    groups: tuple[Group, ...]
    rule: ReportRule
    known: int
    told: Mapping[str, Mapping[str, Told]]
    highlights: Highlights
    untold: tuple[str, ...]
    noun: Noun

    @classmethod
    def of(
        cls,
        profile: ScoreProfile,
        placement: Placement,
        peers: str | None,
        found: Highlights | None,
        noun: Noun,
        *,
        rule: ReportRule,
        known: int,
    ) -> Self:
        """Return the subject for a report.

        Raises:
            ArgumentError: The placement or the highlights are not of this unit, or these are against a group that the
                report does not tell of.
            UnknownCodeError: The unit is in no group of the name of `peers`.
        """
        if placement.unit != profile.unit:
            raise ArgumentError(
                "placement",
                f"that of {placement.unit!r}",
                f"the placement of {profile.unit!r}",
                "Place this profile",
            )
        everyone, own = placement.groups[0], placement.groups[-1]
        against = None if found is None else placement.standing("overall", group=found.group).group
        if peers is not None:
            own = placement.standing("overall", group=peers).group
        elif against is not None and against != everyone:
            own = against
        # What is told is judged of these groups together: of a third one nothing can be told.
        if against not in {None, everyone, own}:
            raise ArgumentError(
                "highlights",
                f"those against {found.group!r}" if found else "",
                f"those against 'all' or {own.full_name!r}, the groups of the report",
            )
        found = found or highlights(profile, placement, group=own.full_name)
        for standing in (*found.strengths, *found.improvements, *found.unclear):
            if standing not in placement.standings.get(standing.code, {}).values():
                raise ArgumentError(
                    "highlights",
                    f"a standing in {standing.code!r} of another placement",
                    "highlights of this profile in this placement",
                )
        told = told_of_others(placement, rule=rule, group=own.full_name, known=known)
        group = (against or own).name
        areas = [area.code for area in profile.scores.instrument.areas]
        return cls(
            profile=profile,
            placement=placement,
            groups=(everyone,) if own == everyone else (everyone, own),
            rule=rule,
            known=known,
            told=told,
            highlights=attrs.evolve(
                found,
                strengths=_told_of(found.strengths, told, group),
                improvements=_told_of(found.improvements, told, group),
                unclear=_told_of(found.unclear, told, group),
            ),
            untold=tuple(
                code
                for code in areas
                if placement[code][group].quartile is not None and told[code][group].standing is not None
            ),
            noun=noun,
        )

    @property
    def instrument(self) -> Instrument:
        """The instrument."""
        return self.profile.scores.instrument

    @property
    def group_names(self) -> tuple[str, ...]:
        """The names of the groups, for a heading."""
        return tuple(group_text(self.instrument, group) for group in self.groups)

    @property
    def highlights_group(self) -> str:
        """The name of the group that strengths and areas for improvement are seen against."""
        return group_text(
            self.instrument, self.placement.standing("overall", group=self.highlights.group).group
        )

    def is_close(self, standing: Standing, /) -> bool:
        """Return whether the quartile of a standing is too close to tell, by the rule of the highlights."""
        return is_close(standing, self.highlights.rule.certainty)

    def likely_quartiles(self, standing: Standing, /) -> list[Quartile]:
        """Return the quartile of a standing; where it is too close to tell, the likely ones, the likeliest first."""
        if standing.quartile is None:
            return []
        if not self.is_close(standing):
            return [standing.quartile]
        return [quartile for quartile, _ in likely_quartiles(standing)]

    @property
    def attributes(self) -> tuple[tuple[str, str], ...]:
        """The labels of the unit's attributes and of their values; those without a value left out."""
        return tuple(
            attribute_texts(self.instrument, name, value)
            for name, value in self.profile.attributes.items()
            if value is not None
        )

    def standings(self, code: str) -> tuple[Standing, ...]:
        """Return the standing of a score in each group, as far as it is told."""
        told = self.told[code]
        return tuple(told[group.name].of(self.placement[code][group.name]) for group in self.groups)

    @property
    def placed(self) -> int:
        """How many areas have a quartile that is told in the group of the highlights."""
        return sum(
            self.placement.standing(area.code, group=self.highlights.group).quartile is not None
            for area in self.instrument.areas
        ) - len(self.untold)

    def told_of(self, standing: Standing, /) -> Told:
        """Return what is told of a standing, and why not more."""
        return self.told[standing.code][standing.group.name]

    def extent(self, score: NodeScore) -> str:
        """Return the attainable range of a score in words, or why it has none."""
        extent = range_text(score)
        if extent:
            return extent
        low, _ = self.profile.scores.bounds()
        return f"{words.DASH} {absence_text(Absence(int(low.reasons[score.code][0])))}"

    @cached_property
    def states(self) -> dict[str, AnswerState]:
        """The state of the answer to each indicator, by code, in declared order."""
        answers = self.profile.scores.answers
        return {
            each.code: AnswerState(int(answers.states(each.code)[0])) for each in self.instrument.indicators
        }

    def area(self, code: str) -> tuple[Domain, Area]:
        """Return an area and its domain."""
        return next(
            (each, area) for each in self.instrument.domains for area in each.areas if area.code == code
        )

    def tally(self, indicators: Iterable[Indicator]) -> Counter[AnswerState]:
        """Return how many of some indicators are in each state."""
        return Counter(self.states[indicator.code] for indicator in indicators)

    def answered(self, area: Area) -> tuple[int, int]:
        """Return how many of an area's indicators were answered, of how many that were put to the unit."""
        tally = self.tally(area.indicators)
        answered = tally[AnswerState.ANSWERED]
        return answered, answered + tally[AnswerState.NO_ANSWER]


def _told_of(
    standings: Iterable[Standing], told: Mapping[str, Mapping[str, Told]], group: str
) -> tuple[Standing, ...]:
    """Return those of some standings in a group that are told, as far as they are."""
    return tuple(told[one.code][group].of(one) for one in standings if told[one.code][group].standing is None)
