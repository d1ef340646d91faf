"""Both waves of a cohort: who is in both, what each unit did in all combinations, and the peers of each node."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.decomposition._counterfactual import COMBINATIONS, all_combinations, pairs_of, scored
from smmi.benchmark.decomposition._standings import Peers
from smmi.benchmark.distribution._conventions import Conventions
from smmi.benchmark.distribution._groups import Group
from smmi.benchmark.norms import comparable
from smmi.errors import ArgumentError
from smmi.scoring import Scores

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

CHUNK: Final = 2048
"""How many units are scored in all combinations at a time."""


@attrs.frozen(eq=False, kw_only=True)
class Cohort:
    """Two waves of answers to one instrument, each scored by its own scheme.

    Attributes:
        before: The scores of the first wave.
        after: Those of the second.
        conventions: They say which scores compare, and when scores are ties.
        group: The group whose members are peers.
    """

    before: Scores
    after: Scores
    conventions: Conventions
    group: Group

    @cached_property
    def one_scheme(self) -> bool:
        """Whether both waves are scored by the same scheme."""
        return self.before.scheme.score_fingerprint == self.after.scheme.score_fingerprint

    @cached_property
    def positions(self) -> tuple[Places, Places]:
        """Where the units of both waves stand in each, in the order of the second.

        Raises:
            ArgumentError: There are none.
        """
        known = {unit: place for place, unit in enumerate(self.before.units.tolist())}
        now = [place for place, unit in enumerate(self.after.units.tolist()) if unit in known]
        if not now:
            raise ArgumentError("after", "units of which none is in the first wave", "units of both waves")
        then = [known[unit] for unit in self.after.units[now].tolist()]
        return np.array(then, dtype=np.intp), np.array(now, dtype=np.intp)

    @cached_property
    def own(self) -> tuple[Scores, Scores]:
        """The scores of the units of both waves."""
        then, now = self.positions
        return self.before.take(then), self.after.take(now)

    @cached_property
    def withheld(self) -> Flags:
        """Which scores of the units of both waves rest on a part in either, and are not asked for, (nodes, n)."""
        return np.logical_or(*(self._without(wave) for wave in self.own))

    def _without(self, wave: Scores) -> Flags:
        found = comparable(wave, self.conventions)[1]
        return np.zeros(wave.values.shape, dtype=np.bool_) if found is None else found

    def combined(self) -> Iterator[tuple[slice, Floats]]:
        """Yield the scores of some units in all combinations of what they did, by scheme, (2, 8, nodes, k)."""
        first, second = self.own
        for start in range(0, len(second), CHUNK):
            part = slice(start, min(start + CHUNK, len(second)))
            one, other = first.answers.take(part), second.answers.take(part)
            answers = all_combinations(other, pairs_of(one, other))
            made = [scored(answers, self.after.scheme).values]
            made.insert(0, made[0] if self.one_scheme else scored(answers, self.before.scheme).values)
            shape = len(made[0]), COMBINATIONS, part.stop - part.start
            yield part, np.stack([values.reshape(shape).transpose(1, 0, 2) for values in made])

    @cached_property
    def _whole(self) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        """The scores that compare, rounded, by scheme and wave, each (nodes, all units of the wave)."""
        waves = self.before, self.after
        by_scheme = []
        for own in waves:
            made = [
                wave if wave is own or self.one_scheme else scored(wave.answers, own.scheme) for wave in waves
            ]
            values = [comparable(one, self.conventions)[0].round(self.conventions.decimals) for one in made]
            by_scheme.append((values[0], values[1]))
        return by_scheme[0], by_scheme[1]

    @cached_property
    def _inside(self) -> tuple[Flags, Flags]:
        """Which units of each wave are in the group."""
        return self.group.holding(self.before.answers), self.group.holding(self.after.answers)

    @cached_property
    def in_group(self) -> Flags:
        """Which of the units of both waves are in the group in both, (n,)."""
        then, now = self.positions
        found: Flags = self._inside[0][then] & self._inside[1][now]
        return found

    def scores_of(self, row: int) -> tuple[Floats, tuple[Floats, Floats, Flags], Floats]:
        """Return the scores of the group in one node that compare: all of the first wave, and all of the second.

        Between them those of the units that have one in both, in both waves, and which of the units of both waves
        these are.
        """
        values = [comparable(wave, self.conventions)[0][row] for wave in (self.before, self.after)]
        has = [inside & ~np.isnan(own) for inside, own in zip(self._inside, values, strict=True)]
        then, now = self.positions
        both = has[0][then] & has[1][now]
        stayed = values[0][then[both]], values[1][now[both]], both
        return values[0][has[0]], stayed, values[1][has[1]]

    @cached_property
    def _peers(self) -> dict[int, Peers]:
        return {}

    def peers(self, row: int) -> Peers:
        """Return the peers in one node, by its row."""
        if row not in self._peers:
            self._peers[row] = self._peers_of(row)
        return self._peers[row]

    def _peers_of(self, row: int) -> Peers:
        """Return the peers in one node.

        One is told to have a score in a wave if it has one by that wave's own scheme.
        """
        whole, (then, now) = self._whole, self.positions
        has = [inside & ~np.isnan(whole[wave][wave][row]) for wave, inside in enumerate(self._inside)]
        both = has[0][then] & has[1][now]
        only = [own.copy() for own in has]
        only[0][then[both]], only[1][now[both]] = False, False
        places = then, now
        own = np.array(
            [[np.where(both, by[wave][row][places[wave]], np.nan) for wave in range(2)] for by in whole]
        )
        return Peers.of(
            stayed=own[..., both],
            left=np.array([by[0][row][only[0]] for by in whole]),
            came=np.array([by[1][row][only[1]] for by in whole]),
            own=own,
        )
