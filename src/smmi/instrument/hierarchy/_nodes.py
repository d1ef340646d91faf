"""The nodes of an instrument: domains hold areas, areas hold indicators."""

from collections.abc import Iterable

import attrs

from smmi.errors import Finding, Reason
from smmi.instrument.declaration import (
    ARE_TERMS,
    IS_PROVENANCE,
    Declared,
    Provenance,
    Term,
    a,
    as_tuple,
    checked,
    each,
    empty_findings,
    is_any_text,
    is_code,
    is_flag,
    is_text,
    later,
    or_none,
    wording,
)
from smmi.instrument.routing._conditions import CONDITIONS, Condition
from smmi.instrument.scales._scales import SCALES, Scale

_IS_CONDITION = or_none(a(CONDITIONS, "a routing condition"))
_TAGS = each(is_text, expected="text")


@attrs.frozen(kw_only=True)
class Indicator(Declared):
    """One question.

    Attributes:
        code: The name of its data column; unique over the instrument.
        prompt: What a respondent is asked.
        scale: What may be answered.
        label: A short name for tables; the prompt serves where it is empty.
        help: More for a respondent who wants it.
        gate: Condition on earlier indicators' answers under which it is asked.
        applies: Condition on the unit's characteristics under which it applies.
        terms: Terms that its prompt uses.
        tags: Free tags.
        provenance: Where it comes from.
        source_names: Names that its column may have in data files besides its code; each belongs to one indicator.
        scored: Whether its answers are scored. A question that only opens a gate or describes is not: it needs no item
            rule and takes part in no score, coverage, bounds or weights, but is answered, routed and checked as any.

    Source names are an aid to reading data: they change the whole fingerprint where they are given, but no score and
    not the fingerprint of what can affect one.

    Example:
        >>> from smmi.instrument import Binary
        >>> Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no")).name
        'Is there a policy?'
    """

    code: str = attrs.field(metadata=checked(is_code))
    prompt: str = attrs.field(metadata=wording(is_text))
    scale: Scale = attrs.field(metadata=checked(a(SCALES, "a response scale")))
    label: str = attrs.field(default="", metadata=wording(is_any_text))
    help: str = attrs.field(default="", metadata=wording(is_any_text))
    gate: Condition | None = attrs.field(default=None, metadata=checked(_IS_CONDITION))
    applies: Condition | None = attrs.field(default=None, metadata=checked(_IS_CONDITION))
    terms: tuple[Term, ...] = attrs.field(default=(), converter=as_tuple, metadata=wording(ARE_TERMS))
    tags: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, metadata=wording(_TAGS))
    provenance: Provenance | None = attrs.field(default=None, metadata=wording(IS_PROVENANCE))
    source_names: tuple[str, ...] = attrs.field(
        default=(),
        converter=as_tuple,
        metadata=later(wording(each(is_text, expected="texts that are not blank"))),
    )
    scored: bool = attrs.field(default=True, metadata=later(checked(is_flag)))

    @property
    def name(self) -> str:
        """The label, or the prompt where there is none."""
        return self.label or self.prompt


@attrs.frozen(kw_only=True)
class Area(Declared):
    """Indicators that speak of one thing.

    Example:
        >>> from smmi.instrument import Binary
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> Area(code="governance_area", label="Governance", indicators=[policy]).indicators[0].code
        'has_policy'
    """

    code: str = attrs.field(metadata=checked(is_code))
    label: str = attrs.field(metadata=wording(is_text))
    indicators: tuple[Indicator, ...] = attrs.field(
        converter=as_tuple, metadata=checked(each(a(Indicator), expected="Indicator"))
    )
    help: str = attrs.field(default="", metadata=wording(is_any_text))
    tags: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, metadata=wording(_TAGS))
    provenance: Provenance | None = attrs.field(default=None, metadata=wording(IS_PROVENANCE))

    def _relations(self) -> Iterable[Finding]:
        yield from empty_findings(self.indicators, "indicators", f"area {self.code!r}")
        if self.indicators and not self.scored:
            message = (
                f"'indicators' of area {self.code!r}: got none that is scored, expected 1 or more, for an area is what "
                "has a score; put questions that only describe or open gates into the area that they belong to"
            )
            yield Finding(reason=Reason.EMPTY, path="$.indicators", message=message)

    @property
    def name(self) -> str:
        """The label."""
        return self.label

    @property
    def scored(self) -> tuple[Indicator, ...]:
        """The indicators that are scored, in declared order."""
        return tuple(indicator for indicator in self.indicators if indicator.scored)


@attrs.frozen(kw_only=True)
class Domain(Declared):
    """Areas that belong together.

    Example:
        >>> from smmi.instrument import Binary
        >>> policy = Indicator(code="has_policy", prompt="Is there a policy?", scale=Binary(code="yes_no"))
        >>> area = Area(code="policies", label="Policies", indicators=[policy])
        >>> Domain(code="governance", label="Governance", areas=[area]).areas[0].code
        'policies'
    """

    code: str = attrs.field(metadata=checked(is_code))
    label: str = attrs.field(metadata=wording(is_text))
    areas: tuple[Area, ...] = attrs.field(
        converter=as_tuple, metadata=checked(each(a(Area), expected="Area"))
    )
    help: str = attrs.field(default="", metadata=wording(is_any_text))
    tags: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, metadata=wording(_TAGS))
    provenance: Provenance | None = attrs.field(default=None, metadata=wording(IS_PROVENANCE))

    def _relations(self) -> Iterable[Finding]:
        return empty_findings(self.areas, "areas", f"domain {self.code!r}")

    @property
    def name(self) -> str:
        """The label."""
        return self.label


Node = Domain | Area | Indicator
"""A domain, an area or an indicator."""
