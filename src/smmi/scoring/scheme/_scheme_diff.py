"""The differences between two scoring schemes: rules, weights and policies, as they take effect at each node."""

import enum
from collections.abc import Iterator

import attrs

from smmi.errors import ArgumentError
from smmi.scoring.scheme._scheme import OVERALL, ScoringScheme, score_codes


class SchemePart(enum.Enum):
    """The part of a scheme in which two schemes differ.

    Example:
        >>> SchemePart("weight")
        <SchemePart.WEIGHT: 'weight'>
    """

    INSTRUMENT = "instrument"
    """What can affect a score in the instrument; see `smmi.instrument.diff`."""
    ITEM_RULE = "item rule"
    AGGREGATION_RULE = "aggregation rule"
    WEIGHT = "weight"
    COVERAGE = "missing-data policy"
    NO_ANSWER = "treatment of a blank"
    GATED = "points where gated"
    OVERALL_FROM = "what the overall score aggregates"


@attrs.frozen
class SchemeChange:
    """One difference between two schemes.

    Attributes:
        part: What differs.
        code: The indicator, area or domain concerned, or "overall".
        old: What the older scheme has; None if it has nothing there.
        new: What the newer one has.

    Example:
        >>> print(SchemeChange(SchemePart.WEIGHT, "curriculum", 1.0, 2.0))
        weight of 'curriculum': 1.0 becomes 2.0
    """

    part: SchemePart
    code: str
    old: object = attrs.field(hash=False)
    new: object = attrs.field(hash=False)

    def __str__(self) -> str:
        return f"{self.part.value} of {self.code!r}: {self.old!r} becomes {self.new!r}"


def diff_schemes(old: ScoringScheme, new: ScoringScheme, /) -> tuple[SchemeChange, ...]:
    """Return every difference that can affect a score, in the order of the nodes; empty if there is none.

    Schemes are compared as they take effect: a default that one of them spells out is no difference, and neither is
    how weights came about. A node that only one of the instruments has is compared with nothing.

    Args:
        old: A scheme.
        new: Another one.

    Returns:
        One `SchemeChange` for each difference: first the instrument and what the overall score aggregates, then rules,
        weights and policies.

    Raises:
        ArgumentError: One of them is no scheme.

    Example:
        >>> from smmi.instrument import Area, Binary, Domain, Indicator, Instrument
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> domain = Domain(code="governance", label="Governance", areas=[area])
        >>> tiny = Instrument(code="tiny", edition="1", title="Tiny", domains=[domain])
        >>> old = ScoringScheme(tiny, weights={"has_policy": 1.0})
        >>> for change in diff_schemes(old, ScoringScheme(tiny, weights={"has_policy": 2.0})):
        ...     print(change)
        weight of 'has_policy': 1.0 becomes 2.0
    """
    for argument, scheme in (("old", old), ("new", new)):
        ArgumentError.raise_unless(scheme, ScoringScheme, argument=argument, expected="a ScoringScheme")
    return tuple(_changes(old, new))


def _changes(old: ScoringScheme, new: ScoringScheme) -> Iterator[SchemeChange]:
    if old.instrument.score_fingerprint != new.instrument.score_fingerprint:
        yield SchemeChange(SchemePart.INSTRUMENT, OVERALL, repr(old.instrument), repr(new.instrument))
    if old.overall_from != new.overall_from:
        yield SchemeChange(SchemePart.OVERALL_FROM, OVERALL, old.overall_from, new.overall_from)
    before, after = _parts(old), _parts(new)
    moved = old.overall_from != new.overall_from
    said: set[tuple[SchemePart, str]] = set()
    for part, code, parent in dict.fromkeys([*before, *after]):
        had, has = before.get((part, code, parent)), after.get((part, code, parent))
        if had != has and (part, code) not in said and not (moved and parent == OVERALL):
            said.add((part, code))
            yield SchemeChange(part, code, had, has)


def _parts(scheme: ScoringScheme) -> dict[tuple[SchemePart, str, str], object]:
    """Return what takes effect at each node; of a blank, in each parent that aggregates it."""
    found: dict[tuple[SchemePart, str, str], object] = {}
    instrument = scheme.instrument
    for code in score_codes(instrument):
        found[SchemePart.AGGREGATION_RULE, code, ""] = scheme.aggregation_rule(code)
        found[SchemePart.COVERAGE, code, ""] = scheme.policy(code)
        for child in scheme.children(code):
            found[SchemePart.NO_ANSWER, child, code] = scheme.no_answer.get(
                child, scheme.policy(code).no_answer
            )
    unscored = {indicator.code for indicator in instrument.indicators if not indicator.scored}
    for code in instrument.nodes:
        if code not in unscored:
            found[SchemePart.WEIGHT, code, ""] = scheme.weight(code)
    for indicator in instrument.scored:
        found[SchemePart.ITEM_RULE, indicator.code, ""] = scheme.item_rule(indicator.code)
        found[SchemePart.GATED, indicator.code, ""] = scheme.gated.get(indicator.code)
    return found
