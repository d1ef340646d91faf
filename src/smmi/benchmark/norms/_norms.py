"""Norms: the frozen distribution of scores in all units and in declared groups."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, Final, overload

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.distribution._conventions import Conventions
from smmi.benchmark.distribution._groups import ALL, Group, group_called, groups_of, in_order
from smmi.benchmark.distribution._own_peers import (
    FoundPeers,
    OwnPeers,
    found_groups,
    groups_of_unit,
    own_peers,
    standing_in,
)
from smmi.benchmark.distribution._rank_tables import RankTables
from smmi.benchmark.distribution._table import NormTable
from smmi.benchmark.norms._comparable import check_conventions, comparable, comparable_values, withheld_codes
from smmi.benchmark.norms._design import Weighing
from smmi.benchmark.norms._parts import (
    check_adds_up,
    check_alike,
    check_apart,
    check_inside,
    joined,
    without,
)
from smmi.benchmark.norms._placement import Placement, by_group_and_score, stand
from smmi.benchmark.norms._placements import Again, PlacedGroup, Placements
from smmi.benchmark.norms._reliability import Reliability, as_numbers
from smmi.benchmark.norms._shown_norms import ShownNorms
from smmi.benchmark.norms._source import (
    NormsSource,
    check_administration,
    crossed_attributes,
    invited_by_group,
    populations,
)
from smmi.benchmark.survey._design import SurveyDesign
from smmi.benchmark.survey._weights import SurveyWeights
from smmi.errors import ArgumentError
from smmi.fingerprint import ADDED_LATER, fingerprint
from smmi.frozen import CodeMapping, FrozenMapping, freeze_mapping
from smmi.instrument import Answers
from smmi.instrument.answers import Administration
from smmi.scoring import ScoreProfile, Scores, ScoringScheme

Floats = npt.NDArray[np.float64]

SCORE_FIRST: Final = "Score the answers first: smmi.score(answers, scheme)"


def _by_unit(members: Any) -> Any:  # noqa: ANN401  (attrs converts what it is given)
    return CodeMapping("no member of the norms is called", members)


@attrs.frozen(kw_only=True, repr=False)
class Norms(ShownNorms):
    """The distribution of every score in all units and in groups: a frozen value with a fingerprint.

    Make them with `Norms.fit`; `place` says where a unit stands. Norms of parts add up: ``norms_a + norms_b`` equals
    the norms of all units together, to the last bit and in any order, and `without` takes units out again as if they
    had never been there.

    Attributes:
        source: What they were made from.
        conventions: By what rules they place.
        by: The attributes by which groups were made; several of them together make crossed groups.
        groups: The groups, `all` first.
        tables: The distribution of each score in each group, by group and code.
        members: The units that are in the norms, and the weight of each.
        population: How many units there are in all, of which the members are some, by group, where this is known.
        design: How units are weighted and by what design intervals are made, in words; nothing where there is none.
        peers: The peers of the units for which some were sought, and why these.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> norms = benchmark.Norms.fit(scores, by=("control",))
        >>> norms
        <Norms of 'smmi' edition '16-areas': all 40, private 20, public 20>
        >>> norms.place(scores.of("S001"))["curriculum"]["public"].n
        19
        >>> public, private = (scores.take(np.arange(first, 40, 2)) for first in (0, 1))
        >>> halves = [benchmark.Norms.fit(half, by=("control",)) for half in (public, private)]
        >>> (halves[0] + halves[1]).fingerprint == norms.fingerprint
        True
    """

    source: NormsSource
    conventions: Conventions
    by: tuple[tuple[str, ...], ...]
    groups: tuple[Group, ...]
    tables: Mapping[Group, Mapping[str, NormTable]] = attrs.field(converter=by_group_and_score)
    members: Mapping[str, float] = attrs.field(converter=_by_unit)
    population: Mapping[Group, int] = attrs.field(default=FrozenMapping(), converter=freeze_mapping)
    design: tuple[tuple[str, str], ...] = attrs.field(default=(), metadata={ADDED_LATER: True})
    peers: Mapping[str, OwnPeers] = attrs.field(
        default=FrozenMapping(), converter=freeze_mapping, metadata={ADDED_LATER: True}
    )

    @classmethod
    def fit(
        cls,
        scores: Scores,
        /,
        *,
        by: Sequence[str | tuple[str, ...]] = (),
        weights: SurveyWeights | Sequence[float] | Floats | None = None,
        design: SurveyDesign | None = None,
        conventions: Conventions | None = None,
        administration: Administration | None = None,
        population: Mapping[str, int] | None = None,
        peers: Iterable[FoundPeers] = (),
    ) -> "Norms":
        """Return the norms of scores.

        Args:
            scores: The scores of the units that are to be the norm.
            by: Attributes of the answers: each value of each makes a group. Several in a tuple are crossed: each
                combination of their values makes one.
            weights: The weight of each unit, (n,), positive; 1 where not given. Or what `rake`, `post_stratify` and
                `SurveyWeights.of_design` return.
            design: By which design the units were drawn: intervals and probabilities then take the effective number
                of units that it gives at each score; Kish's of the weights where not given.
            conventions: The rules of placement; `Conventions()` where not given.
            administration: In which the answers were given; the invited are the population where it is not given.
            population: How many units there are in all, by the name of the group: ``{"all": 689, "dental": 66}``.
                Where it is not given, a design may know it. Intervals account for it where the units of a group have
                equal weights or all took part, else by a design.
            peers: Peers that were found for one unit or several, by a `PeerLadder`, as the nearest, or chosen: each of
                these units is placed among its own, too, and counts there as the conventions say.

        Returns:
            The norms: a histogram of every score in the group of all units and in each group.

        Raises:
            UnknownCodeError: The answers have no such attribute, or there is no such group.
            ArgumentError: These are no scores or conventions, `by` is no sequence, the weights are not one positive
                finite number for each unit, weights or design are of other units, the design has a single sampling
                unit in a stratum, the administration is of another instrument, a population is smaller than its
                group, or the peers are not of units with scores.

        Example:
            >>> import numpy as np
            >>> import smmi
            >>> from smmi import benchmark
            >>> rng = np.random.default_rng(1)
            >>> answers = smmi.instrument.synthesize(smmi.editions.smmi_16(), units=12, rng=rng)
            >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
            >>> left_out = benchmark.Conventions(self_inclusion=benchmark.SelfInclusion.LEFT_OUT)
            >>> norms = Norms.fit(scores, conventions=left_out, population={"all": 66})
            >>> norms.place(scores.of("S001"))["overall"]["all"].n
            11
        """
        advice: dict[type, str] = {Answers: SCORE_FIRST}
        ArgumentError.raise_unless(scores, Scores, argument="scores", expected="Scores", advice=advice)
        conventions = Conventions() if conventions is None else conventions
        check_conventions(scores, conventions)
        check_administration(administration, scores)
        crossed = crossed_attributes(by)
        weighing = Weighing.of(scores, weights, design)
        groups = groups_of(scores.answers, crossed)
        similar = own_peers(peers, scores.answers, groups)
        groups += found_groups(similar)
        tables, sizes_known = weighing.tables_by_group(scores, groups, conventions=conventions)
        ones = [1.0] * len(scores) if weighing.weights is None else weighing.weights.weights.tolist()
        norms = cls.assembled(
            source=NormsSource.of(scores.scheme, () if administration is None else (administration.code,)),
            conventions=conventions,
            by=crossed,
            tables=tables,
            members=dict(zip(scores.units.tolist(), ones, strict=True)),
            population=sizes_known,
            design=weighing.describe(),
            peers=similar,
        )
        known = invited_by_group(administration, norms.groups) if population is None else population
        if not known:
            return norms
        return attrs.evolve(norms, population={**norms.population, **populations(norms.tables, known)})

    @classmethod
    def assembled(
        cls,
        *,
        source: NormsSource,
        conventions: Conventions,
        by: tuple[tuple[str, ...], ...],
        tables: Mapping[Group, Mapping[str, NormTable]],
        members: Mapping[str, float],
        population: Mapping[Group, int] = FrozenMapping(),
        design: tuple[tuple[str, str], ...] = (),
        peers: Mapping[str, OwnPeers] = FrozenMapping(),
    ) -> "Norms":
        """Return norms of tables, with groups and members in their order."""
        groups = in_order(tables, by)
        return cls(
            source=source,
            conventions=conventions,
            by=by,
            groups=groups,
            tables={group: tables[group] for group in groups},
            members={unit: members[unit] for unit in sorted(members)},
            population={group: population[group] for group in groups if group in population},
            design=design,
            peers={unit: peers[unit] for unit in sorted(peers)},
        )

    @property
    def weighted(self) -> bool:
        """Whether the units are weighted."""
        return any(table.weights is not None for table in self.tables[Group()].values())

    def __add__(self, other: "Norms") -> "Norms":
        """Return the norms of the units of both.

        Raises:
            NormsMismatchError: They are of another instrument, edition, scheme or conventions.
            ArgumentError: A unit is in both, only one of them is weighted, they say another population, or one of
                them has a survey design or peers of units.
        """
        if not isinstance(other, Norms):
            return NotImplemented
        check_adds_up("other", self, other)
        check_alike(self, other)
        check_apart(self, other)
        codes = {*self.source.administrations, *other.source.administrations}
        return Norms.assembled(
            source=attrs.evolve(self.source, administrations=tuple(sorted(codes))),
            conventions=self.conventions,
            by=self.by,
            tables=joined(self.tables, other.tables),
            members={**self.members, **other.members},
            population={**self.population, **other.population},
        )

    def without(self, scores: Scores, /) -> "Norms":
        """Return the norms without some of their units, as if these had never been there.

        A group that has no unit left is left out.

        Args:
            scores: The scores that the units have in the norms, with their attributes.

        Returns:
            The norms of the other units.

        Raises:
            NormsMismatchError: The scores are of another instrument, edition or scheme.
            ArgumentError: A unit is not in the norms, has another score there, none would be left, or the norms have
                a survey design or peers of units.
        """
        check_adds_up("self", self)
        ArgumentError.raise_unless(scores, Scores, argument="scores", expected="Scores")
        self.check(scores)
        units = scores.units.tolist()
        check_inside(self, units)
        weights = [self.members[unit] for unit in units] if self.weighted else None
        gone = Norms.fit(scores, by=self.by, weights=weights, conventions=self.conventions)
        left = {unit: weight for unit, weight in self.members.items() if unit not in set(units)}
        return Norms.assembled(
            source=self.source,
            conventions=self.conventions,
            by=self.by,
            tables=without(self.tables, gone.tables),
            members=left,
            population=self.population,
        )

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Return each convention as a name and a sentence, and how units are weighted, for a methodology note."""
        if not self.weighted or self.design or not self.population:
            return self.conventions.describe() + self.design
        text = (
            "Where the weights of a group differ, and not all units took part, its intervals do not account for how "
            "many units there are in all: units are weighted, without a design."
        )
        return (*self.conventions.describe(), ("Population", text))

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of the norms."""
        return fingerprint(self)

    def group(self, name: str, /) -> Group:
        """Return a group by its name: ``all``, a value such as ``dental``, or ``discipline=dental``.

        Args:
            name: As it stands in `groups`; a short name only where it is that of one group.

        Raises:
            UnknownCodeError: No group, or more than one, has the name.
        """
        return group_called(self.groups, name)

    def table(self, code: str, /, *, group: str = "all") -> NormTable:
        """Return the distribution of one score in one group: its distinct values and how many units have each.

        Args:
            code: The code of the score.
            group: The name of the group.

        Raises:
            UnknownCodeError: There is no such score or group.
        """
        return self.tables[self.group(group)][code]

    def place(
        self, profile: ScoreProfile, /, *, reliability: Mapping[str, float | Reliability] | None = None
    ) -> Placement:
        """Return where a unit stands among all units and in each of its own groups.

        Args:
            profile: The unit's scores.
            reliability: The reliability of scores, by code, from 0 to 1, or what `cronbach_alpha` returns: by it the
                probabilities of quartiles account for measurement error.

        Returns:
            The standing of every score in each group of the unit, by code and the group's name.

        Raises:
            NormsMismatchError: The profile is of another instrument, edition or scheme.
            ArgumentError: This is no profile; or the unit is to be left out, but the norms hold another score of it;
                or the reliabilities are none.
        """
        ArgumentError.raise_unless(
            profile,
            ScoreProfile,
            argument="profile",
            expected="a ScoreProfile",
            advice={
                Scores: "Place one unit at a time, norms.place(scores.of(unit)), or all, norms.place_all(scores)",
                object: "scores.of(unit) is the profile of one unit",
            },
        )
        self.check(profile)
        groups = groups_of_unit(self.groups, self.peers, profile)
        reliable, member = as_numbers(reliability, profile.codes), self.members.get(profile.unit)
        withheld = withheld_codes(profile, self.conventions)
        standings = {
            code: {
                group.name: stand(
                    code,
                    group,
                    self.tables[group][code],
                    profile,
                    member=member,
                    population=self.population.get(group),
                    reliability=reliable.get(code),
                    conventions=self.conventions,
                    withheld=code in withheld,
                )
                for group in groups
            }
            for code in profile.codes
        }
        return Placement(
            unit=profile.unit,
            norms=self.fingerprint,
            conventions=self.conventions,
            groups=groups,
            standings=standings,
            design=self.design,
            peers=self.peers.get(profile.unit),
        )

    def place_all(
        self, scores: Scores, /, *, reliability: Mapping[str, float | Reliability] | None = None
    ) -> Placements:
        """Return where all units stand, in every score and group: as columns, in a time that grows with the units.

        Args:
            scores: The units' scores.
            reliability: As in `place`.

        Returns:
            A table whose ``of(unit)`` is what `place` returns, to the last bit.

        Raises:
            NormsMismatchError: The scores are of another instrument, edition or scheme.
            ArgumentError: These are no scores, or `place` refuses one of the units.
        """
        advice = {Answers: SCORE_FIRST, ScoreProfile: "norms.place(profile) places one unit"}
        ArgumentError.raise_unless(scores, Scores, argument="scores", expected="Scores", advice=advice)
        self.check(scores)
        members = self.members
        weights = np.array([members.get(unit, np.nan) for unit in scores.units.tolist()], dtype=np.float64)
        again = Again(partial(self.place, reliability=reliability), scores.of)
        reliable = as_numbers(reliability, scores.codes)
        return Placements(
            norms=self.fingerprint,
            conventions=self.conventions,
            units=scores.units,
            members=~np.isnan(weights),
            codes=scores.codes,
            groups=self.groups,
            placed={
                group: PlacedGroup.of(
                    scores,
                    self.tables[group],
                    units=standing_in(group, self.peers, scores.answers),
                    weights=weights,
                    population=self.population.get(group),
                    reliability=reliable,
                    conventions=self.conventions,
                    again=again,
                )
                for group in self.groups
            },
            reliability=reliable,
            design=self.design,
            peers={unit: self.peers[unit] for unit in scores.units.tolist() if unit in self.peers},
            again=again,
        )

    @overload
    def percentile_ranks(self, scores: Scores, /, *, group: str = ALL) -> Floats: ...

    @overload
    def percentile_ranks(self, scores: ScoreProfile, /, *, group: str = ALL) -> list[float | None]: ...

    def percentile_ranks(
        self, scores: Scores | ScoreProfile, /, *, group: str = ALL
    ) -> Floats | list[float | None]:
        """Return the percentile ranks of many units, or of one, in one group; `place` says how sure a rank is.

        Each unit is compared as a stranger, or as a member that is included.

        Args:
            scores: The scores of many units, or the profile of one: that takes microseconds.
            group: The name of the group.

        Returns:
            Percent. Of many units an array, (n, scores) in the order of ``scores.codes``, NaN where a unit has no
            score or the group is smaller than the minimum; of one unit a list in the same order, with None there.

        Raises:
            ArgumentError: These are neither scores nor a profile.
            NormsMismatchError: The scores are of another instrument, edition or scheme.
            UnknownCodeError: There is no such group.

        Example:
            >>> import numpy as np
            >>> import smmi
            >>> rng = np.random.default_rng(7)
            >>> answers = smmi.instrument.synthesize(smmi.editions.smmi_16(), units=40, rng=rng)
            >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
            >>> norms = Norms.fit(scores)
            >>> norms.percentile_ranks(scores.of("S001")) == norms.percentile_ranks(scores)[0].tolist()
            True
        """
        if isinstance(scores, ScoreProfile):
            self.check(scores)
            return self._ranks.of_one(comparable_values(scores, self.conventions), group=group)
        ArgumentError.raise_unless(scores, Scores, argument="scores", expected="Scores or a ScoreProfile")
        self.check(scores)
        rounded = comparable(scores, self.conventions)[0].round(self.conventions.decimals)
        return self._ranks.of_many(rounded, codes=scores.codes, group=group)

    @cached_property
    def _ranks(self) -> RankTables:
        return RankTables(self.tables, self.conventions)

    def check(self, scores: Scores | ScoreProfile, /) -> None:
        """Raise `NormsMismatchError` for scores of another instrument, edition or scheme."""
        if scores.scheme not in self._accepted:  # profile by profile, the scheme is the same object
            self.source.check(scores.scheme)
            self._accepted[:] = [scores.scheme]

    @cached_property
    def _accepted(self) -> list[ScoringScheme]:
        return []

    def __repr__(self) -> str:
        said = [f"{group.name} {self.size(group.full_name)}" for group in self.groups if not group.label]
        sizes = ", ".join([*said, *([f"peers of {len(self.peers)}"] if self.peers else [])])
        return f"<Norms of {self.source.instrument!r} edition {self.source.edition!r}: {sizes}>"

    def size(self, group: str = "all", /) -> int:
        """Return how many units of a group have an overall score, weights aside.

        Args:
            group: The name of the group.

        Raises:
            UnknownCodeError: There is no such group.
        """
        return self.table("overall", group=group).n
