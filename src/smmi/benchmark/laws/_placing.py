"""The port through which laws look at norms and placement, and smmi's own implementation."""

from collections.abc import Sequence
from functools import cache

from smmi.benchmark.norms._conventions import Conventions
from smmi.benchmark.norms._norms import Norms
from smmi.benchmark.norms._placement import Standing
from smmi.instrument import Answers, Area, Domain, Indicator, Instrument, Percentage
from smmi.scoring import Scores, ScoringScheme, score

Numbers = Sequence[float]
Weights = Sequence[float] | None

STRANGER = "somebody else"
"""The unit that is placed where none is named; it is not in the norms."""
SMALLEST = Conventions(minimum_for_quartile=2, minimum_for_percentile=2)
"""Conventions under which few units are enough."""


class Placing:
    """An implementation of norms and placement; this one is smmi's own.

    To check another one against the laws, or one with a mistake, inherit and replace a method.

    Example:
        >>> placing = Placing()
        >>> norms = placing.norms([0.0, 50.0, 50.0, 100.0], conventions=SMALLEST)
        >>> placing.standing(norms, 50.0).percentile
        50.0
    """

    def norms(
        self,
        scores: Numbers,
        /,
        *,
        weights: Weights = None,
        conventions: Conventions = SMALLEST,
        names: Sequence[str] = (),
    ) -> Norms:
        """Return the norms of some scores, of units of these names."""
        return Norms.fit(scored(scores, names), weights=weights, conventions=conventions)

    def standing(self, norms: Norms, value: float, /, *, unit: str = STRANGER) -> Standing:
        """Return the standing of a score among all units."""
        profile = next(iter(scored([value], [unit])))
        return norms.place(profile)["overall"]["all"]

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def scored(values: Numbers, names: Sequence[str] = ()) -> Scores:
    """Return scores whose overall values are these, of units called ``unit 0`` and so on, if they have no names."""
    units = list(names) or [f"unit {place}" for place in range(len(values))]
    scheme = _scheme()
    columns: dict[str, list[str] | list[float]] = {"unit": units, "share": list(values)}
    return score(Answers.from_columns(scheme.instrument, columns, unit="unit"), scheme)


@cache
def _scheme() -> ScoringScheme:
    share = Indicator(code="share", prompt="What share?", scale=Percentage(code="percent"))
    area = Area(code="area", label="Area", indicators=[share])
    domain = Domain(code="domain", label="Domain", areas=[area])
    return ScoringScheme(Instrument(code="share", edition="1", title="One share", domains=[domain]))
