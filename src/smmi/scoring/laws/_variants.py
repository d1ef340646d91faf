"""Variants of a scheme: another weight, an indicator less, a reworded edition; and a small scheme around one rule."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import attrs

from smmi.instrument import Area, Binary, Domain, Equals, Indicator, Instrument, Option, Ordinal, Scale
from smmi.instrument.answers import leaves
from smmi.instrument.crosswalk import Crosswalk
from smmi.instrument.crosswalk_entries import SameEntry
from smmi.scoring.rules._aggregation_rule import AggregationRule
from smmi.scoring.rules._item_rule import ItemRule
from smmi.scoring.rules._missing_data import MinimumCoverage
from smmi.scoring.scheme._scheme import ScoringScheme
from smmi.scoring.scheme._weighting import Weighting

STEPS = ("p0", "p25", "p50", "p75", "p100")
"""The options of the scale on which `scheme_around` asks: what each is worth stands in its name."""

AREA, DOOR = "area", "door"


def scheme_around(
    subject: object,
    /,
    *,
    children: Sequence[str] = ("c1", "c2", "c3"),
    weights: Sequence[float] = (),
    scale: Scale | None = None,
    gated: bool = False,
    shut: float | None = None,
    coverage: float = 0.5,
) -> ScoringScheme:
    """Return a small scheme in which a rule or a missing-data policy does its work, so that laws of schemes see it.

    The instrument has the area `area`, whose indicators answer with `p0`, `p25` … `p100`, and the area `gates`, whose
    only indicator `door` is answered with yes or no. An aggregation rule scores the area, an item rule its
    indicators, and a policy decides about it.

    Args:
        subject: An aggregation rule, an item rule or a missing-data policy.
        children: The codes of the area's indicators.
        weights: Their weights; 1 where not given.
        scale: The scale of the area's indicators, if it is not that of five steps.
        gated: Whether the area's last indicator is asked only if `door` is answered with yes.
        shut: What that indicator is worth while it is not asked; where not given, it leaves the score.
        coverage: The minimum coverage, if the subject is no policy.

    Returns:
        A scheme over an instrument of its own, of edition "1" and with the code "around".

    Raises:
        SchemeError: The rule does not fit.

    Example:
        >>> from smmi.scoring import WeakestLink
        >>> scheme = scheme_around(WeakestLink(), children=["a", "b"])
        >>> scheme.compile().score_one({"a": "p25", "b": "p100"}).as_dict()["area"]
        25.0
    """
    is_item, is_rule = isinstance(subject, ItemRule), isinstance(subject, AggregationRule)
    parts: dict[str, Any] = {"areas": {AREA: subject}} if is_rule else {}
    return ScoringScheme(
        _around(tuple(children), scale, gated),
        items=dict.fromkeys(children, subject) if is_item else {},
        weights=dict(zip(children, weights, strict=False)),
        gated={} if shut is None else {children[-1]: shut},
        coverage=subject if isinstance(subject, MinimumCoverage) else MinimumCoverage(coverage),
        **parts,
    )


@lru_cache(maxsize=64)
def _around(children: tuple[str, ...], scale: Scale | None, gated: bool) -> Instrument:  # noqa: FBT001
    """Return the instrument of a scheme around a rule."""
    asked = scale or Ordinal(code="share", options=[Option(code, code) for code in STEPS])
    gate = Equals(DOOR, "yes") if gated else None
    door = Indicator(code=DOOR, prompt="Shall the last question be asked?", scale=Binary(code="yes_no"))
    indicators = [
        Indicator(code=code, prompt=f"{code}?", scale=asked, gate=gate if code == children[-1] else None)
        for code in children
    ]
    areas = [
        Area(code="gates", label="Gates", indicators=[door]),
        Area(code=AREA, label="Area", indicators=indicators),
    ]
    domain = Domain(code="domain", label="Domain", areas=areas)
    return Instrument(code="around", edition="1", title="Around one rule", domains=[domain])


def reweighed(scheme: ScoringScheme, code: str, weight: float) -> ScoringScheme:
    """Return a scheme with another weight of one node."""
    given = scheme.weights.by_code if isinstance(scheme.weights, Weighting) else scheme.weights
    return attrs.evolve(scheme, weights={**given, code: weight})


def without(scheme: ScoringScheme, code: str) -> ScoringScheme | None:
    """Return a scheme of the instrument without an indicator, or None if it is the only one of its area, or a gate.

    Raises:
        SchemeError: A rule needs it.
    """
    instrument = scheme.instrument
    if any(
        code in [leaf.code for leaf in leaves(indicator.gate)]
        for indicator in instrument.indicators
        if indicator.gate
    ):
        return None
    domains = []
    for domain in instrument.domains:
        areas = []
        for area in domain.areas:
            left = [indicator for indicator in area.indicators if indicator.code != code]
            if not any(indicator.scored for indicator in left):
                return None
            areas.append(attrs.evolve(area, indicators=left))
        domains.append(attrs.evolve(domain, areas=areas))
    given = scheme.weights.by_code if isinstance(scheme.weights, Weighting) else scheme.weights
    return attrs.evolve(
        scheme,
        instrument=attrs.evolve(instrument, domains=domains),
        items=_less(scheme.items, code),
        weights=_less(given, code),
        no_answer=_less(scheme.no_answer, code),
        gated=_less(scheme.gated, code),
    )


def reworded(scheme: ScoringScheme) -> tuple[ScoringScheme, Crosswalk]:
    """Return the scheme for a later edition in which every question is worded anew, and the crosswalk to it."""
    old = scheme.instrument
    domains = [
        attrs.evolve(
            domain,
            areas=[
                attrs.evolve(
                    area, indicators=[attrs.evolve(i, prompt=f"Today: {i.prompt}") for i in area.indicators]
                )
                for area in domain.areas
            ],
        )
        for domain in old.domains
    ]
    new = attrs.evolve(old, edition=f"{old.edition}, reworded", domains=domains)
    same = [SameEntry(indicator.code, why="only the wording is new") for indicator in old.indicators]
    return attrs.evolve(scheme, instrument=new), Crosswalk(old, new, same)


def _less(mapping: Mapping[str, Any], code: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key != code}
