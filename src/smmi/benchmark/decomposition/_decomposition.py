"""What a decomposition says: parts by unit, score and cause, which add up, and the reasons of what is absent."""

import math
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.decomposition._by_indicator import by_indicator
from smmi.benchmark.decomposition._causes import Cause, Measure, NoDecomposition
from smmi.benchmark.decomposition._field import FieldParts
from smmi.benchmark.decomposition._indicator_parts import IndicatorParts
from smmi.benchmark.distribution._conventions import Conventions
from smmi.errors import ArgumentError
from smmi.frozen import CodeMapping, by_code, frozen_array, made_anew, read_only
from smmi.scoring import Scores

Floats = npt.NDArray[np.float64]

REASONS: Final[tuple[NoDecomposition | None, ...]] = (None, *NoDecomposition)
"""What a number in a column of reasons stands for."""
CAUSES: Final = tuple(Cause)
_DESCRIBED: Final = (
    (
        "Parts of a change",
        (
            "The mean of what a cause adds over all orders in which the causes may be changed (Shapley 1953), of those "
            "on which the score is never absent."
        ),
    ),
    (
        "Wanted answers",
        (
            "Where a combination wants an answer, or the lack of one, that a wave does not have, it is that of the "
            "other wave."
        ),
    ),
    (
        "Peers",
        (
            "Those of each wave that have a score in it, by the scheme of the combination; a unit's own score moves "
            "with the unit."
        ),
    ),
    (
        "Rounding",
        (
            "Parts are multiples of one power of two; what rounding leaves goes to those that it took most from, of "
            "equal ones to the first cause; where a digit is taken away, peers that left come before those that came."
        ),
    ),
)
_UNKNOWN: Final = "no score that compares has the code"


def _by_code(values: Any) -> Any:  # noqa: ANN401  (attrs converts what it is given)
    return CodeMapping(
        "no published score of the first wave has the code",
        {code: read_only(np.asarray(column, dtype=np.float64)) for code, column in values.items()},
    )


@attrs.frozen(kw_only=True, repr=False)
class Decomposition:
    """Changes decomposed into causes: read-only arrays by unit, score and cause. Make it with `TwoWaves.decompose`.

    It is exact, and for organisers: a part of the drift, or of a peer that left, says what others did.

    ``parts.sum(axis=2) + rounding`` is `difference`, to the last bit and whatever the order of the causes. A cause that
    did not change has a part of exactly 0, and the parts are the opposite ones for the waves in the opposite order, in
    which peers that came and that left change places.

    Attributes:
        measure: Of what the change is decomposed.
        group: The full name of the group in which units are ranked.
        conventions: The rules of ranks and stars.
        codes: The codes of the scores that compare, (m,).
        units: The units of both waves, (n,).
        before: What each unit had, (n, m); NaN where absent.
        after: What it has.
        parts: The part of each cause in the order of `Cause`, (n, m, 7); NaN where the change is not decomposed.
        rounding: What doubles cannot hold of the change in parts of this size, (n, m): 0 unless the change has finer
            digits than its parts, and then less than the last digit of the largest.
        reasons: Why a change is not decomposed, uint8, (n, m): 0 where it is, else the place in `NoDecomposition`,
            counted from 1.
        field: The change of the mean score of the group's units; None of ranks and stars.
        published: The scores of the first wave as another edition had them, by code, (n,).
        waves: The scores of these units in both waves, each by its own scheme.

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
        >>> found = benchmark.change(*years).decompose()
        >>> found
        <Decomposition of score: 40 units, 23 scores>
        >>> {cause.value: round(part, 2) for cause, part in found.of("S001", "overall").items()}
        {'answers': -27.22, 'missingness': -6.24, 'applicability': -0.74}
    """

    measure: Measure
    group: str
    conventions: Conventions
    codes: tuple[str, ...]
    units: npt.NDArray[Any] = attrs.field(**frozen_array())
    before: Floats = attrs.field(**frozen_array())
    after: Floats = attrs.field(**frozen_array())
    parts: Floats = attrs.field(**frozen_array())
    rounding: Floats = attrs.field(**frozen_array())
    reasons: npt.NDArray[np.uint8] = attrs.field(**frozen_array())
    field: FieldParts | None = attrs.field(repr=False)
    published: Mapping[str, Floats] = attrs.field(converter=_by_code, eq=False, repr=False)
    waves: tuple[Scores, Scores] = attrs.field(repr=False)

    def __len__(self) -> int:
        return len(self.units)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The causes, in the order of `parts`."""
        return CAUSES

    @property
    def difference(self) -> Floats:
        """What each unit has less what it had, (n, m); NaN where one is absent."""
        return self.after - self.before

    @property
    def edition_break(self) -> Mapping[str, Floats]:
        """What the change of the edition did to the scores of the first wave, by code, as shape (n,).

        It is no part of `parts`: the score of the carried answers in the newer edition less the score that was
        published; nothing within one edition.
        """
        first = self.waves[0]
        return CodeMapping(
            "no published score of the first wave has the code",
            {code: first[code] - column for code, column in self.published.items()},
        )

    @cached_property
    def _columns(self) -> Mapping[str, int]:
        return {code: place for place, code in enumerate(self.codes)}

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {unit: place for place, unit in enumerate(self.units.tolist())}

    def column(self, code: str, /) -> int:
        """Return where a score stands in the arrays.

        Raises:
            UnknownCodeError: No score that compares has the code.
        """
        return by_code(self._columns, code, _UNKNOWN)

    def position(self, unit: str | int, /) -> int:
        """Return where a unit stands in the arrays.

        Raises:
            UnknownCodeError: There is no such unit.
        """
        return by_code(self._positions, str(unit), "no unit of both waves is called")

    def part(self, code: str, cause: Cause, /) -> Floats:
        """Return the part of a cause in the change of a score, of every unit, (n,).

        Raises:
            UnknownCodeError: No score that compares has the code.
        """
        return self.parts[:, self.column(code), CAUSES.index(cause)]

    def of(self, unit: str | int, code: str, /) -> Mapping[Cause, float]:
        """Return the parts of one change, the largest first; nothing where it is not decomposed.

        Raises:
            UnknownCodeError: There is no such unit or score.
        """
        own = self.parts[self.position(unit), self.column(code)].tolist()
        told = [
            (cause, part) for cause, part in zip(CAUSES, own, strict=True) if part and not math.isnan(part)
        ]
        return dict(sorted(told, key=lambda one: -abs(one[1])))

    def reason(self, unit: str | int, code: str, /) -> NoDecomposition | None:
        """Return why one change is not decomposed, or None.

        Raises:
            UnknownCodeError: There is no such unit or score.
        """
        return REASONS[int(self.reasons[self.position(unit), self.column(code)])]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Return a mapping for each unit and score, with None where something is absent: one column for each cause."""
        flat = zip(
            np.stack([self.before, self.after, self.difference], axis=-1).reshape(-1, 3).tolist(),
            self.parts.reshape(-1, len(CAUSES)).tolist(),
            self.rounding.reshape(-1).tolist(),
            self.reasons.reshape(-1).tolist(),
            strict=True,
        )
        names = ("before", "after", "difference", *(cause.value for cause in CAUSES), "rounding")
        keys = ((unit, code) for unit in self.units.tolist() for code in self.codes)
        for (unit, code), (ends, parts, rounding, reason) in zip(keys, flat, strict=True):
            numbers = (*ends, *parts, rounding)
            yield {
                "unit": unit,
                "code": code,
                "measure": self.measure.value,
                **{
                    name: None if math.isnan(number) else number
                    for name, number in zip(names, numbers, strict=True)
                },
                "reason": why.value if (why := REASONS[reason]) else None,
            }

    def by_indicator(self, code: str, /) -> IndicatorParts:
        """Return what each changed indicator adds to the change of a score of every unit.

        It is worked out when it is asked for. Where not all is told by the weights used, sets of answers are scored:
        at most 162 times as many responses as there are units, of an instrument of 80 indicators.

        Raises:
            UnknownCodeError: No score that compares has the code.
            ArgumentError: These are parts of ranks or stars.
        """
        if self.measure.among_peers:
            got = f"a decomposition of {self.measure.value}"
            raise ArgumentError("self", got, "one of scores", "Decompose with measure=Measure.SCORE")
        return by_indicator(self.waves, code, self.reasons[:, self.column(code)] == 0)

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Return by what conventions the parts are made, each as a name and a sentence, for a methodology note."""
        return (*_DESCRIBED, *self.conventions.describe()) if self.measure.among_peers else _DESCRIBED

    __reduce__ = made_anew

    def __repr__(self) -> str:
        return f"<Decomposition of {self.measure.value}: {len(self)} units, {len(self.codes)} scores>"
