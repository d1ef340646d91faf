"""Scores of one share each, their norms, and where a score stands in them."""

from functools import cache

import smmi
from smmi.benchmark import Conventions, Norms
from smmi.instrument import Area, Domain, Indicator, Instrument, Percentage
from smmi.scoring import ScoringScheme

FEW_ARE_ENOUGH = Conventions(minimum_for_quartile=2, minimum_for_percentile=2)
STRANGER = "somebody else"
"""The unit that is placed where none is named; it is not in the norms."""


@cache
def scheme():
    """The scheme of an instrument of one percentage."""
    share = Indicator(code="share", prompt="What share?", scale=Percentage(code="percent"))
    area = Area(code="area", label="Area", indicators=[share])
    domain = Domain(code="domain", label="Domain", areas=[area])
    return ScoringScheme(Instrument(code="share", edition="1", title="One share", domains=[domain]))


def scored(values, names=()):
    """Scores whose overall values are these, of units called ``unit 0`` and so on unless they are named."""
    units = list(names) or [f"unit {place}" for place in range(len(values))]
    columns = {"unit": units, "share": list(values)}
    return smmi.score(smmi.Answers.from_columns(scheme().instrument, columns, unit="unit"), scheme())


def norms_of(values, *, weights=None, conventions=FEW_ARE_ENOUGH, names=()):
    """Norms of these values."""
    return Norms.fit(scored(values, names), weights=weights, conventions=conventions)


def standing(norms, value, *, unit=STRANGER):
    """The standing of a value among all units."""
    return norms.place(scored([value], [unit]).of(unit))["overall"]["all"]
