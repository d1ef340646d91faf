"""What each indicator adds to the change of a score, as a value."""

import enum
import math
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.frozen import by_code, frozen_array, made_anew

Floats = npt.NDArray[np.float64]


class Attribution(enum.Enum):
    """How a change is attributed to indicators.

    Example:
        >>> [one.value for one in Attribution]
        ['weights-used', 'shapley', 'both-orders']
    """

    WEIGHTS_USED = "weights-used"
    """Each has the share of weight really used, times what its points changed: exact where all rules are weighted
    means, and the same counts in both waves."""
    SHAPLEY = "shapley"
    """The mean over all orders in which the changed indicators may be replaced (Shapley 1953): exact, for up to six."""
    BOTH_ORDERS = "both-orders"
    """The mean of two orders, that of the instrument and its opposite. A score that is absent on the way is taken to
    change in equal steps."""


ATTRIBUTIONS: Final[tuple[Attribution | None, ...]] = (None, *Attribution)
"""What a number in a column of methods stands for."""


@attrs.frozen(kw_only=True, repr=False)
class IndicatorParts:
    """What each indicator adds to the change of one score of every unit; read-only. For organisers, as the parts are.

    ``parts.sum(axis=1) + scheme + rounding`` is `difference`, to the last bit. An indicator whose answer did not change
    has a part of exactly 0.

    Attributes:
        code: The code of the score.
        units: The units, (n,).
        indicators: The codes of the indicators below the score, (k,).
        difference: The change of the score, (n,).
        parts: What each indicator adds, (n, k); NaN where the change is not decomposed.
        scheme: What the scheme adds, beside all indicators together, (n,).
        rounding: What doubles cannot hold, (n,), as in `Decomposition`.
        methods: How it is attributed, uint8, (n,): the place in `Attribution`, counted from 1; 0 where it is not.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> scheme = smmi.ScoringScheme.equal_weights(editions.smmi_16())
        >>> years = [
        ...     smmi.score(
        ...         smmi.instrument.synthesize(scheme.instrument, units=40, rng=np.random.default_rng(year)),
        ...         scheme,
        ...     )
        ...     for year in (2025, 2026)
        ... ]
        >>> moved = benchmark.change(*years).decompose().by_indicator("curriculum")
        >>> (
        ...     moved.method("S001").value,
        ...     [(code, round(part, 2)) for code, part in moved.most_moved("S001", most=1)],
        ... )
        ('weights-used', [('targeted_track', -8.33)])
    """

    code: str
    units: npt.NDArray[Any] = attrs.field(**frozen_array())
    indicators: tuple[str, ...]
    difference: Floats = attrs.field(**frozen_array())
    parts: Floats = attrs.field(**frozen_array())
    scheme: Floats = attrs.field(**frozen_array())
    rounding: Floats = attrs.field(**frozen_array())
    methods: npt.NDArray[np.uint8] = attrs.field(**frozen_array())

    def __len__(self) -> int:
        return len(self.units)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {unit: place for place, unit in enumerate(self.units.tolist())}

    def position(self, unit: str | int, /) -> int:
        """Return where a unit stands in the arrays.

        Raises:
            UnknownCodeError: There is no such unit.
        """
        return by_code(self._positions, str(unit), "no unit of both waves is called")

    def method(self, unit: str | int, /) -> Attribution | None:
        """Return how the change of a unit is attributed, or None.

        Raises:
            UnknownCodeError: There is no such unit.
        """
        return ATTRIBUTIONS[int(self.methods[self.position(unit)])]

    def most_moved(self, unit: str | int | None = None, /, *, most: int = 5) -> tuple[tuple[str, float], ...]:
        """Return the indicators that moved a score most, and by how many points, the furthest first.

        Args:
            unit: Of which unit; the mean of all units whose change is decomposed where not given.
            most: How many at most.

        Raises:
            UnknownCodeError: There is no such unit.
        """
        known = self.parts[self.methods > 0] if unit is None else self.parts[self.position(unit)][None]
        own = known.mean(axis=0).tolist() if len(known) else []
        told = [
            pair for pair in zip(self.indicators, own, strict=False) if pair[1] and not math.isnan(pair[1])
        ]
        return tuple(sorted(told, key=lambda pair: -abs(pair[1]))[:most])

    def rows(self) -> Iterator[dict[str, Any]]:
        """Return a mapping for each part that is not 0."""
        for unit, own, method in zip(
            self.units.tolist(), self.parts.tolist(), self.methods.tolist(), strict=True
        ):
            for indicator, part in zip(self.indicators, own, strict=True) if method else ():
                if part:
                    yield {
                        "unit": unit,
                        "code": self.code,
                        "indicator": indicator,
                        "part": part,
                        "method": tuple(Attribution)[method - 1].value,
                    }

    __reduce__ = made_anew

    def __repr__(self) -> str:
        return f"<IndicatorParts of {self.code!r}: {len(self)} units, {len(self.indicators)} indicators>"
