"""The six published domains; which areas belong to which is our decision."""

from smmi.editions.framework._sources import DOMAIN
from smmi.instrument import Area, Domain


def educational_program(*areas: Area) -> Domain:
    """Declare the domain over the given areas."""
    return Domain(
        code="educational_program",
        label="Educational program",
        areas=areas,
        help="What students learn, and where. The choice of its areas is ours.",
        provenance=DOMAIN,
    )


def community_engagement(*areas: Area) -> Domain:
    """Declare the domain over the given areas."""
    return Domain(
        code="community_engagement",
        label="Community engagement",
        areas=areas,
        help="How the school and communities work together. The choice of its areas is ours.",
        provenance=DOMAIN,
    )


def governance(*areas: Area) -> Domain:
    """Declare the domain over the given areas."""
    return Domain(
        code="governance",
        label="Governance",
        areas=areas,
        help="What the school commits itself to, and who leads it. The choice of its areas is ours.",
        provenance=DOMAIN,
    )


def diversity_and_inclusion(*areas: Area) -> Domain:
    """Declare the domain over the given areas."""
    return Domain(
        code="diversity_and_inclusion",
        label="Diversity and inclusion",
        areas=areas,
        help="Who studies and teaches, and how they come to the school. The choice of its areas is ours.",
        provenance=DOMAIN,
    )


def culture_and_climate(*areas: Area) -> Domain:
    """Declare the domain over the given areas."""
    return Domain(
        code="culture_and_climate",
        label="Institutional culture and climate",
        areas=areas,
        help="How people are supported, prepared and heard. The choice of its areas is ours.",
        provenance=DOMAIN,
    )


def research(*areas: Area) -> Domain:
    """Declare the domain over the given areas."""
    return Domain(
        code="research",
        label="Research",
        areas=areas,
        help="What the school finds out, with whom and for whom. The choice of its areas is ours.",
        provenance=DOMAIN,
    )
