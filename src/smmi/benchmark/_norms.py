"""Norms: the frozen distribution of scores in all units and in declared groups."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark._conventions import Conventions
from smmi.benchmark._placement import Group, Placement, Standing, stand
from smmi.benchmark._table import NormTable
from smmi.errors import ArgumentError, NormsMismatchError, UnknownCodeError
from smmi.fingerprint import Scope, fingerprint
from smmi.frozen import FrozenMapping, freeze_mapping
from smmi.instrument import Answers
from smmi.scoring import ScoreProfile, Scores

Floats = npt.NDArray[np.float64]


@attrs.frozen
class NormsSource:
    """What norms were made from; scores of anything else are refused.

    Attributes:
        instrument: The instrument's code.
        edition: Its edition.
        instrument_fingerprint: The fingerprint of all that can affect a score in the instrument.
        scheme_fingerprint: The same of the scheme.
    """

    instrument: str
    edition: str
    instrument_fingerprint: str
    scheme_fingerprint: str

    @classmethod
    def of(cls, scores: Scores) -> "NormsSource":
        """Return what some scores were made from."""
        instrument = scores.instrument
        return cls(
            instrument.code,
            instrument.edition,
            fingerprint(instrument, scope=Scope.SCORE),
            fingerprint(scores.scheme, scope=Scope.SCORE),
        )


@attrs.frozen(kw_only=True, repr=False)
class Norms:
    """The distribution of every score in all units and in groups: a frozen value with a fingerprint.

    Make them with `Norms.fit`; `place` says where a unit stands.

    Attributes:
        source: What they were made from.
        conventions: By what rules they place.
        by: The attributes by which groups were made.
        groups: The groups, `all` first.
        tables: The distribution of each score in each group, by group and code.
        members: The units that are in the norms, and the weight of each.
    """

    source: NormsSource
    conventions: Conventions
    by: tuple[str, ...]
    groups: tuple[Group, ...]
    tables: Mapping[Group, Mapping[str, NormTable]] = attrs.field(converter=freeze_mapping)
    members: Mapping[str, float] = attrs.field(converter=freeze_mapping)

    @classmethod
    def fit(
        cls,
        scores: Scores,
        /,
        *,
        by: Sequence[str] = (),
        weights: Sequence[float] | Floats | None = None,
        conventions: Conventions | None = None,
    ) -> "Norms":
        """Return the norms of scores.

        Args:
            scores: The scores of the units that are to be the norm.
            by: Attributes of the answers; each value of each makes a group.
            weights: The weight of each unit, (n,), positive; 1 where not given.
            conventions: The rules of placement; `Conventions()` where not given.

        Raises:
            UnknownCodeError: The answers have no such attribute.
            ArgumentError: These are no scores or conventions, `by` is no sequence, or the weights are not one
                positive finite number for each unit.
        """
        ArgumentError.raise_unless(
            scores,
            Scores,
            argument="scores",
            expected="Scores",
            advice={Answers: "Score the answers first: smmi.score(answers, scheme)"},
        )
        if isinstance(by, str) or not isinstance(by, Iterable):
            advice = f"Write by=({by!r},)" if isinstance(by, str) else ""
            raise ArgumentError("by", repr(by), "a sequence of attributes", advice)
        conventions = Conventions() if conventions is None else conventions
        ArgumentError.raise_unless(
            conventions, Conventions, argument="conventions", expected="None or Conventions"
        )
        weighing = _weights(weights, len(scores))
        tables: dict[Group, FrozenMapping[str, NormTable]] = {}
        for group in _groups(scores.answers, by):
            inside = group.members(scores.answers)
            tables[group] = FrozenMapping(
                {
                    code: NormTable.of(
                        scores.values[row, inside],
                        None if weighing is None else weighing[inside],
                        decimals=conventions.decimals,
                    )
                    for row, code in enumerate(scores.codes)
                }
            )
        return cls(
            source=NormsSource.of(scores),
            conventions=conventions,
            by=tuple(by),
            groups=tuple(tables),
            tables=tables,
            members=dict(
                zip(
                    scores.units.tolist(),
                    [1.0] * len(scores) if weighing is None else weighing.tolist(),
                    strict=True,
                )
            ),
        )

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of the norms."""
        return fingerprint(self)

    def group(self, name: str, /) -> Group:
        """Return a group by its name: ``all``, a value such as ``dental``, or ``discipline=dental``.

        Raises:
            UnknownCodeError: No group, or more than one, has the name.
        """
        found = [group for group in self.groups if name in group.names]
        if len(found) == 1:
            return found[0]
        what = "several groups are called" if found else "no group is called"
        raise UnknownCodeError(what, str(name), tuple(group.full_name for group in self.groups))

    def table(self, code: str, /, *, group: str = "all") -> NormTable:
        """Return the distribution of one score in one group.

        Raises:
            UnknownCodeError: There is no such score or group.
        """
        tables = self.tables[self.group(group)]
        try:
            return tables[code]
        except (KeyError, TypeError):
            raise UnknownCodeError("no score has the code", str(code), tuple(tables)) from None

    def place(self, profile: ScoreProfile, /) -> Placement:
        """Return where a unit stands among all units and in each of its own groups.

        Raises:
            NormsMismatchError: The profile is of another instrument, edition or scheme.
            ArgumentError: This is no profile; or the unit is to be left out, but the norms hold another score of it.
        """
        ArgumentError.raise_unless(
            profile,
            ScoreProfile,
            argument="profile",
            expected="a ScoreProfile",
            advice={
                Scores: "Place one unit at a time: norms.place(scores.of(unit))",
                object: "scores.of(unit) is the profile of one unit",
            },
        )
        self.check(profile.scores)
        own = profile.attributes
        groups = [group for group in self.groups if group.holds(own)]
        member = self.members.get(profile.unit)
        standings: dict[str, Mapping[str, Standing]] = {}
        for row, code in enumerate(profile.scores.codes):
            value = float(profile.scores.values[row, 0])
            standings[code] = {
                group.name: stand(code, group, self.tables[group][code], value, member, self.conventions)
                for group in groups
            }
        return Placement(
            unit=profile.unit,
            norms=self.fingerprint,
            conventions=self.conventions,
            groups=tuple(groups),
            standings=standings,
        )

    def check(self, scores: Scores, /) -> None:
        """Refuse scores that do not belong to these norms.

        Raises:
            NormsMismatchError: They are of another instrument, edition or scheme.
        """
        theirs = NormsSource.of(scores)
        ours = self.source
        for part, got, expected in (
            ("instrument", theirs.instrument, ours.instrument),
            ("edition", theirs.edition, ours.edition),
            ("instrument", theirs.instrument_fingerprint, ours.instrument_fingerprint),
            ("scheme", theirs.scheme_fingerprint, ours.scheme_fingerprint),
        ):
            if got != expected:
                raise NormsMismatchError(part, repr(got), repr(expected))

    def __repr__(self) -> str:
        sizes = ", ".join(f"{group.name} {self.size(group.full_name)}" for group in self.groups)
        return f"<Norms of {self.source.instrument!r} edition {self.source.edition!r}: {sizes}>"

    def size(self, group: str = "all", /) -> int:
        """Return how many units of a group have an overall score.

        Raises:
            UnknownCodeError: There is no such group.
        """
        return self.table("overall", group=group).n


def _groups(answers: Answers, by: Sequence[str]) -> list[Group]:
    groups = [Group()]
    for attribute in by:
        column = answers.attribute(attribute)
        occurring = {value for value in column if value is not None}
        groups += [Group(((attribute, label),)) for label in sorted(occurring)]
    values = [group.pairs[0][1] for group in groups if group.pairs]
    return [
        attrs.evolve(group, ambiguous=values.count(group.pairs[0][1]) > 1) if group.pairs else group
        for group in groups
    ]


def _weights(weights: Any, n: int) -> Floats | None:  # noqa: ANN401  (checked here)
    if weights is None:
        return None
    try:
        array = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError):
        expected = f"{n} positive finite numbers, one per unit"
        raise ArgumentError("weights", repr(weights), expected) from None
    if array.shape != (n,) or not np.all(np.isfinite(array) & (array > 0)):
        raise ArgumentError(
            "weights", f"an array of shape {array.shape}", f"{n} positive finite numbers, one per unit"
        )
    return array
