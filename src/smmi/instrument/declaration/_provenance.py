"""Provenance: the source of an entry of an instrument, and the definitions of its terms."""

import enum

import attrs

from smmi.instrument.declaration._fields import Declared, a, each, is_any_text, is_text, or_none, wording


class Origin(enum.Enum):
    """How firmly an entry is known.

    Example:
        >>> Origin("published").name
        'PUBLISHED'
    """

    PUBLISHED = "published"
    """Read on a published page or paper."""
    SECONDARY = "secondary"
    """Read in a secondary, unverified copy."""
    OURS = "ours"
    """The declaring author's own; illustrative until replaced."""


@attrs.frozen
class Provenance(Declared):
    """Where an entry comes from.

    Attributes:
        origin: Published, secondary, or our own.
        source: The citation, or what the entry is based on.

    Example:
        >>> Provenance(Origin.OURS, "own wording").illustrative
        True
    """

    origin: Origin = attrs.field(metadata=wording(a(Origin)))
    source: str = attrs.field(default="", metadata=wording(is_any_text))

    @property
    def illustrative(self) -> bool:
        """Whether the entry is the declaring author's own, not the instrument owner's."""
        return self.origin is Origin.OURS


IS_PROVENANCE = or_none(a(Provenance))


@attrs.frozen
class Term(Declared):
    """A term and its definition, for respondents.

    Example:
        >>> Term("social mission", "what a school contributes to health equity").term
        'social mission'
    """

    term: str = attrs.field(metadata=wording(is_text))
    definition: str = attrs.field(metadata=wording(is_text))


ARE_TERMS = each(a(Term), expected="Term")
