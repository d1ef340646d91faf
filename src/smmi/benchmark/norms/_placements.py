"""Placements: where many units stand, as columns."""

import math
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi._notebook import InNotebooks, Shown
from smmi.benchmark.distribution._conventions import Conventions, Quartile
from smmi.benchmark.distribution._groups import Group, group_called
from smmi.benchmark.distribution._own_peers import OwnPeers
from smmi.benchmark.distribution._table import NormTable
from smmi.benchmark.norms._comparable import comparable
from smmi.benchmark.norms._placement import UNKNOWN_SCORE, NoStanding, Placement, Standing, by_score
from smmi.benchmark.norms._standing_columns import (
    PARTLY,
    REASONS,
    ScoreColumn,
    StandingColumns,
    standing_columns,
)
from smmi.benchmark.norms._uncertainty import Kept
from smmi.errors import UnknownCodeError
from smmi.fingerprint import ADDED_LATER
from smmi.frozen import FrozenMapping, by_code, freeze_mapping, frozen_array, made_anew, read_only
from smmi.scoring import ScoreProfile, Scores

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

BANDS: Final = tuple(quartile.name.lower() for quartile in Quartile)
"""The names of the probabilities of quartiles in rows, the lowest first."""
COLUMNS: Final = (
    "unit",
    "code",
    "group",
    "score",
    "n",
    "percentile",
    "low",
    "high",
    "quartile",
    *BANDS,
    "reason",
)
"""The keys of a row."""


@attrs.frozen(kw_only=True, repr=False)
class PlacementColumn:
    """Where units stand in one score of one group: arrays with one entry for each unit of the group, read-only.

    What is absent is NaN, in whole numbers 0, with a reason.

    Attributes:
        code: The code of the score.
        group: The group.
        units: The units of the group, (k,).
        standings: Their standings.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> rng = np.random.default_rng(1)
        >>> groups = {"control": ["public", "private"] * 20}
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=rng, attributes=groups)
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> column = benchmark.Norms.fit(scores, by=("control",)).place_all(scores)["overall", "public"]
        >>> (
        ...     column.units[0],
        ...     float(column.percentile[0]),
        ...     int(column.stars[0]),
        ...     column.band_probabilities.shape,
        ... )
        ('S001', 27.5, 2, (20, 4))
        >>> column.why[0] is None
        True
    """

    code: str
    group: Group
    units: npt.NDArray[Any] = attrs.field(**frozen_array())
    standings: StandingColumns = attrs.field(repr=False)

    def __len__(self) -> int:
        return len(self.units)

    @property
    def score(self) -> Floats:
        """The scores, percent of attainable."""
        return self.standings.score

    @property
    def n(self) -> npt.NDArray[np.int64]:
        """How many units each was compared with."""
        return self.standings.n

    @property
    def percentile(self) -> Floats:
        """The percentile ranks, 0 to 100."""
        return self.standings.percentile

    @property
    def low(self) -> Floats:
        """The lower ends of the intervals of the percentile ranks."""
        return self.standings.low

    @property
    def high(self) -> Floats:
        """The upper ends."""
        return self.standings.high

    @property
    def quartile(self) -> npt.NDArray[np.uint8]:
        """The quartiles, by the numbers of `Quartile`: 4 is Top."""
        return self.standings.quartile

    @property
    def stars(self) -> npt.NDArray[np.uint8]:
        """The stars: the numbers of the quartiles."""
        return self.standings.quartile

    @property
    def band_probabilities(self) -> Floats:
        """How likely each quartile is, the lowest first, (k, 4)."""
        return self.standings.bands

    @property
    def median(self) -> Floats:
        """The medians of those compared with."""
        return self.standings.median

    @property
    def median_low(self) -> Floats:
        """The lower ends of the intervals of the medians."""
        return self.standings.median_low

    @property
    def median_high(self) -> Floats:
        """The upper ends."""
        return self.standings.median_high

    @property
    def effective_n(self) -> Floats:
        """In how many independent units the intervals of percentile ranks are those of a share."""
        return self.standings.effective_n

    @property
    def reason(self) -> npt.NDArray[np.uint8]:
        """Why something is absent: 0 where nothing is, else the place in `NoStanding`, counted from 1."""
        return self.standings.reason

    @property
    def why(self) -> tuple[NoStanding | None, ...]:
        """The same as reasons."""
        return tuple(REASONS[number] for number in self.reason.tolist())

    def rows(self) -> Iterator[dict[str, Any]]:
        """Return a mapping for each unit, with None where something is absent; see `Placements.rows`."""
        own = self.standings
        numbers = (own.score, own.percentile, own.low, own.high, *own.bands.T)
        score, percentile, low, high, *bands = (
            [None if math.isnan(number) else number for number in column.tolist()] for column in numbers
        )
        quartile = [number or None for number in own.quartile.tolist()]
        reason = [why and why.value for why in self.why]
        columns = (score, own.n.tolist(), percentile, low, high, quartile, *bands, reason)
        for unit, *facts in zip(self.units.tolist(), *columns, strict=True):
            yield dict(zip(COLUMNS, (unit, self.code, self.group.name, *facts), strict=True))

    __reduce__ = made_anew

    def __repr__(self) -> str:
        return f"<PlacementColumn of {self.code!r} in {self.group.name!r}: {len(self)} units>"


@attrs.frozen
class Again:
    """Places a unit of a table once more, with all that it rests on.

    Attributes:
        place: Places a profile.
        of: Returns the profile of a unit.
    """

    place: Callable[[ScoreProfile], Placement]
    of: Callable[[str], ScoreProfile]

    def __call__(self, unit: str) -> Placement:
        return self.place(self.of(unit))


@attrs.frozen(kw_only=True)
class PlacedGroup:
    """The units of a group, and their standings.

    Attributes:
        positions: Which of the units are in the group, ascending, (k,).
        population: How many units there are in the group in all, or None if this is not known.
        standings: Their standings, by the code of the score.
    """

    positions: Places = attrs.field(**frozen_array())
    population: int | None
    standings: Mapping[str, StandingColumns] = attrs.field(converter=by_score, repr=False)

    @classmethod
    def of(
        cls,
        scores: Scores,
        tables: Mapping[str, NormTable],
        /,
        *,
        units: Places,
        weights: Floats,
        population: int | None,
        reliability: Mapping[str, float],
        conventions: Conventions,
        again: Again,
    ) -> "PlacedGroup":
        """Return the standings of the units of a group.

        Args:
            scores: The scores of all units.
            tables: The distribution of each score in the group.
            units: Which of the units stand in the group, ascending, (k,).
            weights: The weight of each unit in the norms, (n,); NaN where it is not in them.
            population: How many units there are in the group in all, if this is known.
            reliability: The reliability of scores, as far as it is known.
            conventions: By what rules.
            again: Places one unit.

        Raises:
            ArgumentError: A unit is to be left out, but is in the norms with another score.
        """
        values, withheld = comparable(scores, conventions)
        low, high = (ends.values for ends in scores.bounds())
        standings = {}
        for row, code in enumerate(scores.codes):
            column = ScoreColumn.of(
                tables[code],
                weights=weights[units],
                scores=values[row, units],
                lows=low[row, units],
                highs=high[row, units],
                population=population,
                reliability=reliability.get(code),
                conventions=conventions,
            )
            for unit in units[column.refused[:1]].tolist():
                again(str(scores.units[unit]))  # which says why
            standings[code] = column.columns()
            if withheld is not None and (partly := withheld[row, units]).any():
                reason = np.where(partly, np.uint8(PARTLY), standings[code].reason)
                standings[code] = attrs.evolve(standings[code], reason=reason)
        return cls(positions=units, population=population, standings=standings)

    __reduce__ = made_anew


def _frozen_units(units: Any) -> Any:  # noqa: ANN401  (attrs converts what it is given)
    return read_only(np.asarray(units))


@attrs.frozen(kw_only=True, repr=False)
class Placements(InNotebooks):
    """Where many units stand, in every score and group: columns that cannot change; make them with `Norms.place_all`.

    They are exact, and for organisers, as `Placement` is. A unit stands in the groups that it is in.

    Attributes:
        norms: The fingerprint of the norms.
        conventions: By what rules.
        units: The units, (n,).
        members: Which of them are units of the norms, (n,).
        codes: The codes of the scores.
        groups: The groups of the norms, `all` first.
        placed: The units of each group, and their standings.
        reliability: The reliability of scores, 0 to 1, by code, by which measurement error is told, as far as known.
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
        >>> table = norms.place_all(scores)
        >>> table
        <Placements of 40 units: 23 scores in 3 groups>
        >>> table["overall", "all"].percentile[:3].tolist()
        [36.25, 43.75, 78.75]
        >>> table.of("S001") == norms.place(scores.of("S001"))
        True
        >>> row = next(table.rows())
        >>> row["unit"], row["code"], row["group"], row["percentile"], row["reason"]
        ('S001', 'overall', 'all', 36.25, None)
    """

    norms: str
    conventions: Conventions
    units: npt.NDArray[Any] = attrs.field(
        converter=_frozen_units, eq=attrs.cmp_using(eq=np.array_equal), hash=False
    )
    members: npt.NDArray[np.bool_] = attrs.field(**frozen_array())
    codes: tuple[str, ...]
    groups: tuple[Group, ...]
    placed: Mapping[Group, PlacedGroup] = attrs.field(converter=freeze_mapping, hash=False)
    reliability: Mapping[str, float] = attrs.field(default=FrozenMapping(), converter=freeze_mapping)
    design: tuple[tuple[str, str], ...] = attrs.field(default=(), metadata={ADDED_LATER: True})
    peers: Mapping[str, OwnPeers] = attrs.field(
        default=FrozenMapping(), converter=freeze_mapping, metadata={ADDED_LATER: True}
    )
    _again: Again | None = attrs.field(default=None, eq=False)

    __reduce__ = made_anew

    def _shown(self) -> Shown:
        columns = ("unit", "code", "group", "n", "score", "percentile", "quartile")
        total = sum(len(one.positions) for one in self.placed.values()) * len(self.codes)
        return Shown(
            caption=f"Where {len(self.units):,} units stand: exact, for organisers",
            columns=("Unit", "Score", "Group", "Units", "Value", "Rank", "Stars"),
            rows=([row[column] for column in columns] for row in self.rows()),
            total=total,
        )

    @classmethod
    def single(cls, placement: Placement, /) -> "Placements":
        """Return the table of one unit, whose `of` is equal to its placement.

        Args:
            placement: Where the unit stands.
        """
        codes = tuple(placement.standings)
        own = [placement.standings[code][group.name] for code in codes for group in placement.groups]
        return cls(
            norms=placement.norms,
            conventions=placement.conventions,
            units=[placement.unit],
            members=np.array([any(one.member for one in own)]),
            codes=codes,
            groups=placement.groups,
            placed={
                group: PlacedGroup(
                    positions=np.zeros(1, dtype=np.intp),
                    population=placement.standings[codes[0]][group.name].population,
                    standings={
                        code: standing_columns([placement.standings[code][group.name]]) for code in codes
                    },
                )
                for group in placement.groups
            },
            reliability={one.code: one.reliability for one in own if one.reliability is not None},
            design=placement.design,
            peers={} if placement.peers is None else {placement.unit: placement.peers},
        )

    def __len__(self) -> int:
        return len(self.units)

    def __getitem__(self, asked: tuple[str, str]) -> PlacementColumn:
        """Return the standings of one score in one group: ``placements["curriculum", "all"]``.

        Args:
            asked: The code of the score, and the name of the group, short or full.

        Raises:
            UnknownCodeError: There is no such score or group.
        """
        code, name = asked
        group = group_called(self.groups, name)
        if code not in self.codes:
            raise UnknownCodeError(UNKNOWN_SCORE, str(code), self.codes)
        own = self.placed[group]
        return PlacementColumn(
            code=code, group=group, units=self.units[own.positions], standings=own.standings[code]
        )

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {name: position for position, name in enumerate(self.units.tolist())}

    def of(self, unit: str | int, /) -> Placement:
        """Return the placement of one unit, equal to that which `Norms.place` returns.

        Args:
            unit: The unit's identifier.

        Raises:
            UnknownCodeError: There is no such unit.
        """
        position = by_code(self._positions, str(unit), "no unit is called")
        if self._again is not None:
            return self._again(str(unit))
        standings: dict[str, dict[str, Standing]] = {code: {} for code in self.codes}
        groups = []
        for group in self.groups:
            own = self.placed[group]
            at = int(np.searchsorted(own.positions, position))
            if at == len(own.positions) or own.positions[at] != position:
                continue
            groups.append(group)
            for code in self.codes:
                standings[code][group.name] = self._standing(
                    code, group, at, member=bool(self.members[position])
                )
        return Placement(
            unit=str(unit),
            norms=self.norms,
            conventions=self.conventions,
            groups=tuple(groups),
            standings=standings,
            design=self.design,
            peers=self.peers.get(str(unit)),
        )

    def _standing(self, code: str, group: Group, at: int, *, member: bool) -> Standing:
        """Return the standing of a unit of a group, with what was found of its uncertainty."""
        own = self.placed[group].standings[code]
        quartile, reason = int(own.quartile[at]), int(own.reason[at])
        interval, middle = (own.low[at], own.high[at]), (own.median_low[at], own.median_high[at])
        bands = own.bands[at].tolist()
        return Standing(
            code=code,
            group=group,
            score=_number(own.score[at]),
            n=int(own.n[at]),
            percentile=_number(own.percentile[at]),
            quartile=Quartile(quartile) if quartile else None,
            median=_number(own.median[at]),
            reason=REASONS[reason],
            member=member,
            population=self.placed[group].population,
            reliability=self.reliability.get(code),
            conventions=self.conventions,
            basis=Kept(
                interval=None if np.isnan(interval[0]) else (float(interval[0]), float(interval[1])),
                independent=_number(own.effective_n[at]),
                middle=None if np.isnan(middle[0]) else (float(middle[0]), float(middle[1])),
                bands=None if math.isnan(bands[0]) else tuple(bands),
            ),
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Return a mapping for each score, group and unit, one after the other as they are asked for.

        Its keys are unit, code, group, score, n, percentile, low and high (the ends of its interval), quartile (the
        number of stars), the probabilities fourth, third, second and top, and reason: the text of a `NoStanding`.
        What is absent is None.
        """
        for code in self.codes:
            for group in self.groups:
                yield from self[code, group.full_name].rows()

    def __repr__(self) -> str:
        return f"<Placements of {len(self)} units: {len(self.codes)} scores in {len(self.groups)} groups>"


def _number(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
