"""What the children of a node make up together, added up one child after the other, in the parts of filtered means."""

import numpy as np

from smmi.scoring.arithmetic._double_double import Floats, Pairs
from smmi.scoring.arithmetic._filtered_means import Share, add_share, add_share_of_quotients, join, write_cut
from smmi.scoring.arithmetic._percentages import Positions


class Sums:
    """What children make up together for the units of a chunk; room that is used again for the next node."""

    def __init__(self, size: int) -> None:
        self._sums = np.empty((3, size))
        self._joined = np.empty(size, np.complex128)
        self._piece = np.empty(size, np.complex128)
        self._room = np.empty((3, size))
        self._added = self._looked_up = False
        self._n = size

    def begin(self, n: int) -> None:
        """Begin with nothing, for so many units."""
        self._n = n
        self._added = self._looked_up = False

    def look_up(self, parts: Pairs, index: Positions) -> None:
        """Add parts of a table."""
        n = self._n
        if self._looked_up:
            np.take(parts, index, out=self._piece[:n], mode="wrap")
            self._joined[:n] += self._piece[:n]
        else:
            np.take(parts, index, out=self._joined[:n], mode="wrap")
        self._looked_up = True

    def _to_add_to(self) -> Floats:
        sums = self._sums[:, : self._n]
        if not self._added:
            sums[:] = 0.0
        self._added = True
        return sums

    def add(self, parts: Pairs) -> None:
        """Add parts."""
        coarse, _, fine = self._to_add_to()
        coarse += parts.real
        fine += parts.imag

    def add_share(self, near: Floats, rest: Floats, share: Share) -> None:
        """Add a share of means."""
        add_share(self._to_add_to(), near, rest, share, self._room[:, : self._n])

    def add_quotients(self, near: Floats, rest: Floats, share: Share) -> None:
        """Add a share of quotients."""
        add_share_of_quotients(self._to_add_to(), near, rest, share, self._room[:, : self._n])

    def join(self) -> tuple[Floats, Floats]:
        """Return what all are together, in multiples of 2 ** -40, and what is left; of nothing, room for means."""
        near, _, rest = sums = self._sums[:, : self._n]
        if not self._added and not self._looked_up:
            return near, rest
        joined = self._joined[: self._n]
        if not self._added:
            write_cut(joined, near, rest)
            return near, rest
        if self._looked_up:
            near += joined.real
            rest += joined.imag
        join(sums, self._room[0, : self._n])
        return near, rest

    @property
    def joined(self) -> tuple[Floats, Floats]:
        """What was joined, or made means, in two parts."""
        near, _, rest = self._sums[:, : self._n]
        return near, rest

    @property
    def room(self) -> Floats:
        """Room for two arrays, (2, n)."""
        return self._room[:2, : self._n]
