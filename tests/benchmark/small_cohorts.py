"""A small instrument, and cohorts of it with blanks and ties, for tests that try everything."""

from typing import Any

import attrs
import numpy as np

import smmi
from smmi import Answers, ScoringScheme
from smmi.benchmark import Conventions, Norms
from smmi.instrument import Area, Domain, Indicator, Instrument, Nonresponse, Option, Ordinal

EXTENT = Ordinal(code="extent", options=tuple(Option(f"o{i}", str(i)) for i in range(4)))
SIZES = {"a": 3, "b": 2, "c": 1}


def _area(code: str) -> Area:
    indicators = [Indicator(code=f"{code}{i}", prompt="?", scale=EXTENT) for i in range(SIZES[code])]
    return Area(code=code, label=code.upper(), indicators=indicators)


INSTRUMENT = Instrument(
    code="small",
    edition="1",
    title="Small",
    domains=[
        Domain(code="p", label="P", areas=[_area("a"), _area("b")]),
        Domain(code="q", label="Q", areas=[_area("c")]),
    ],
)


def cohort(seed: int, units: int, *, blanks: float = 0.15, carried: bool = False) -> Answers:
    """Return answers, of which some are not there or, where they are carried, were not asked; with an attribute."""
    rng = np.random.default_rng(seed)
    gone = (Nonresponse.NOT_ADMINISTERED if carried else None, Nonresponse.NOT_APPLICABLE)
    rows: list[dict[str, Any]] = []
    for unit in range(units):
        row: dict[str, Any] = {"school": f"S{unit}", "control": ("public", "private")[unit % 2]}
        for one in INSTRUMENT.indicators:
            there = rng.random() >= blanks
            row[one.code] = f"o{rng.integers(4)}" if there else gone[rng.integers(2)]
        rows.append(row)
    return Answers.from_records(INSTRUMENT, rows, unit="school", attributes=("control",))


def scheme(**options: Any) -> ScoringScheme:
    return ScoringScheme(INSTRUMENT, **options)


FEW = Conventions(minimum_for_quartile=2, minimum_for_percentile=2)


def anew(answers, own, members, conventions, *, by=(), weights=None):
    """Scores by a scheme, and norms of some of the units."""
    scores = smmi.score(answers, own)
    inside = np.flatnonzero(members)
    own_weights = None if weights is None else np.asarray(weights)[inside]
    return scores, Norms.fit(scores.take(inside), by=by, conventions=conventions, weights=own_weights)


@attrs.frozen
class Given:
    """A law of weights by which these are drawn."""

    weights: Any
    of: str = "overall"

    def draw(self, _scheme, _draws, _rng):
        """Return what was given."""
        return np.asarray(self.weights)

    def in_words(self):
        """Return it in words."""
        return "given"
