"""Norms that may be handed out: how many units of each group are in each band of scores."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from smmi.benchmark.disclosure import ReportRule
from smmi.benchmark.distribution._groups import in_order
from smmi.benchmark.norms import Conventions, Group, Norms, NormsSource, NormTable, comparable, withheld_codes
from smmi.benchmark.published._published_standing import PublishedStanding, band_of, published_standing
from smmi.benchmark.published._telling import Extent, extents, groups_kept
from smmi.errors import ArgumentError
from smmi.fingerprint import fingerprint
from smmi.frozen import CodeMapping, FrozenMapping
from smmi.instrument import Answers
from smmi.instrument.answers import Administration
from smmi.scoring import ScoreProfile, Scores

Bands = tuple[int, ...]


def _by_group_and_score(tables: Any) -> Any:  # noqa: ANN401  (attrs converts what it is given)
    return FrozenMapping({group: FrozenMapping(own) for group, own in tables.items()})


@attrs.frozen(kw_only=True, repr=False)
class PublishedNorms:
    """The distribution of scores in bands, in groups that are large enough: norms that may be handed out.

    They hold no unit and no score. Whoever knows who is in which group, the scheme, its own answers and those of the
    units of the same owner, cannot bound the score of any other unit to fewer points than the protection width: not by
    all groups and scores together, nor by the silence on some of them. Each administration is handed out once, by
    groups that were chosen before its scores were seen: two sets of norms tell more together.

    Attributes:
        source: What they were made from.
        conventions: By what rules they place.
        by: The attributes by which groups were asked for.
        rule: What must not be derived, and of how many points the bands are.
        known: Of how many units a reader may know the scores, itself among them.
        groups: The groups that are told of, `all` first.
        tables: How many units are in each band, ascending, by group and code; a score that is not told is left out.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi.benchmark import PublishedNorms
        >>> groups = {"control": ["public", "private"] * 20}
        >>> instrument, rng = smmi.editions.smmi_16(), np.random.default_rng(1)
        >>> answers = smmi.instrument.synthesize(instrument, units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(instrument))
        >>> norms = PublishedNorms.fit(scores, by=("control",))
        >>> norms
        <PublishedNorms of 'smmi' edition '16-areas', in bands of 10 points: all 40, private 20, public 20>
        >>> norms.tables[norms.groups[0]]["curriculum"]
        (3, 4, 2, 6, 4, 7, 5, 5, 2, 1)
        >>> norms.place(scores.of("S001"))["curriculum"]["public"].band
        (50.0, 60.0)
    """

    source: NormsSource
    conventions: Conventions
    by: tuple[tuple[str, ...], ...]
    rule: ReportRule
    known: int
    groups: tuple[Group, ...]
    tables: Mapping[Group, Mapping[str, Bands]] = attrs.field(converter=_by_group_and_score)

    @classmethod
    def fit(
        cls,
        scores: Scores,
        /,
        *,
        by: Sequence[str | tuple[str, ...]] = (),
        rule: ReportRule | None = None,
        owner: str | None = None,
        conventions: Conventions | None = None,
        administration: Administration | None = None,
    ) -> "PublishedNorms":
        """Return the norms of scores as they may be handed out.

        Units are not weighted: those of unequal weights could not stand for one another.

        Args:
            scores: The scores of the units that are to be the norm.
            by: Attributes of the answers: each value of each makes a group. Several in a tuple are crossed. A group
                that tells few units apart from the others is left out, the smallest first.
            rule: What must not be derived; `ReportRule()` where not given. Its bands are those of the norms, and no
                fewer units are told apart than a median rests on, without those that a reader may know.
            owner: The attribute that names the owner of a unit, such as its university, which knows the scores of all
                its units.
            conventions: The rules of placement; `Conventions()` where not given.
            administration: In which the answers were given.

        Raises:
            UnknownCodeError: The answers have no such attribute.
            ArgumentError: Too few units took part, or their scores lie too close together: nothing may be handed out.
                Or the rule has no bands, or as in `Norms.fit`.
        """
        rule = ReportRule() if rule is None else rule
        ArgumentError.raise_unless(rule, ReportRule, argument="rule", expected="None or a ReportRule")
        if not rule.edges:
            advice = "Where all scores are public, hand out Norms"
            raise ArgumentError("rule", "one that tells medians as they are", "a rule with bands", advice)
        exact = Norms.fit(scores, by=by, conventions=conventions, administration=administration)
        answers = scores.answers
        known = 1 if owner is None else _most_of_one_owner(answers, owner)
        least = rule.minimum_median + known
        inside = {group: group.members(answers) for group in exact.groups}
        groups, parts = groups_kept(inside, least=least)
        if not groups:
            expected = f"at least {least}, of which a reader may know {known}"
            raise ArgumentError("scores", f"those of {len(scores)} units", expected)
        sizes = np.bincount(parts)
        columns = {
            code: [np.sort(own[(parts == part) & ~np.isnan(own)]) for part in range(len(sizes))]
            for code, own in zip(scores.codes, comparable(scores, exact.conventions)[0], strict=True)
        }
        told = extents(
            columns,
            areas={area.code for area in scores.instrument.areas},
            smallest=int(sizes.min()),
            width=rule.protection_width,
            known=known,
        )
        tables = {
            group: {
                code: _counts(table, rule.edges)
                for code, table in exact.tables[group].items()
                if told[code] is Extent.GROUPS or (told[code] is Extent.ALL and not group.pairs)
            }
            for group in groups
        }
        if not any(tables.values()):
            advice = "Ask for fewer groups, or for larger ones, before scores are seen"
            raise ArgumentError("scores", "scores that lie too close together", "some that do not", advice)
        return cls.assembled(
            source=exact.source,
            conventions=exact.conventions,
            by=exact.by,
            rule=rule,
            known=known,
            tables={group: own for group, own in tables.items() if own},
        )

    @classmethod
    def assembled(
        cls,
        *,
        source: NormsSource,
        conventions: Conventions,
        by: tuple[tuple[str, ...], ...],
        rule: ReportRule,
        known: int,
        tables: Mapping[Group, Mapping[str, Bands]],
    ) -> "PublishedNorms":
        """Return norms of tables, with groups in their order."""
        groups = in_order(tables, by)
        return cls(
            source=source,
            conventions=conventions,
            by=by,
            rule=rule,
            known=known,
            groups=groups,
            tables={group: tables[group] for group in groups},
        )

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of the norms."""
        return fingerprint(self)

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Return each convention, and what is told, as a name and a sentence, for a methodology note."""
        bands = (
            f"Norms hold how many units of a group score in each band of {self.rule.median_band:g} points, counted "
            "from 0; a score at the edge of two bands is in the upper one, 100 in the last. A percentile rank is told "
            "as the interval from the share below the band to the share below its upper edge."
        )
        known = (
            "its own answers"
            if self.known == 1
            else f"the answers of {self.known} units, its own among them,"
        )
        told = (
            f"Whoever knows {known} cannot bound the score of another unit to fewer than "
            f"{self.rule.protection_width:g} points by these norms. No group tells fewer than "
            f"{self.rule.minimum_median + self.known} units apart from the others."
        )
        return (*self.conventions.describe(), ("Bands", bands), ("What is told of others", told))

    def place(self, profile: ScoreProfile, /) -> Mapping[str, Mapping[str, PublishedStanding]]:
        """Return where a unit stands among all units and in each of its own groups that are told of.

        Args:
            profile: The unit's scores.

        Returns:
            By the code of the score and the group's name.

        Raises:
            NormsMismatchError: The profile is of another instrument, edition or scheme.
            ArgumentError: This is no profile.
        """
        ArgumentError.raise_unless(
            profile,
            ScoreProfile,
            argument="profile",
            expected="a ScoreProfile",
            advice={object: "scores.of(unit) is the profile of one unit"},
        )
        self.source.check(profile.scheme)
        groups = [group for group in self.groups if group.holds(profile.attributes)]
        withheld = withheld_codes(profile, self.conventions)
        standings = {
            code: CodeMapping(
                "the unit is in no group called",
                {
                    group.name: published_standing(
                        code,
                        group,
                        self.tables[group].get(code),
                        profile[code].value,
                        edges=self.rule.edges,
                        conventions=self.conventions,
                        withheld=code in withheld,
                    )
                    for group in groups
                },
            )
            for code in profile.codes
        }
        return CodeMapping("no score has the code", standings)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{group.name} {max(map(sum, own.values()))}" for group, own in self.tables.items())
        return (
            f"<PublishedNorms of {self.source.instrument!r} edition {self.source.edition!r}, "
            f"in bands of {self.rule.median_band:g} points: {sizes}>"
        )


def _counts(table: NormTable, edges: Sequence[float]) -> Bands:
    counted = Counter[int]()
    for score, count in zip(table.values.tolist(), table.counts.tolist(), strict=True):
        counted[band_of(score, edges, table.decimals)] += count
    return tuple(counted[place] for place in range(len(edges) - 1))


def _most_of_one_owner(answers: Answers, owner: str) -> int:
    counted = Counter(name for name in answers.attribute(owner) if name is not None)
    return max(counted.values(), default=1)
