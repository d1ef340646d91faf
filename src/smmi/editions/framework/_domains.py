"""The six published domains, each to be declared over its areas; which areas belong to which is our decision."""

from functools import partial

from smmi.editions.framework._sources import DOMAIN
from smmi.instrument import Domain

educational_program = partial(
    Domain,
    code="educational_program",
    label="Educational program",
    help="What students learn, and where. The choice of its areas is ours.",
    provenance=DOMAIN,
)
community_engagement = partial(
    Domain,
    code="community_engagement",
    label="Community engagement",
    help="How the school and communities work together. The choice of its areas is ours.",
    provenance=DOMAIN,
)
governance = partial(
    Domain,
    code="governance",
    label="Governance",
    help="What the school commits itself to, and who leads it. The choice of its areas is ours.",
    provenance=DOMAIN,
)
diversity_and_inclusion = partial(
    Domain,
    code="diversity_and_inclusion",
    label="Diversity and inclusion",
    help="Who studies and teaches, and how they come to the school. The choice of its areas is ours.",
    provenance=DOMAIN,
)
culture_and_climate = partial(
    Domain,
    code="culture_and_climate",
    label="Institutional culture and climate",
    help="How people are supported, prepared and heard. The choice of its areas is ours.",
    provenance=DOMAIN,
)
research = partial(
    Domain,
    code="research",
    label="Research",
    help="What the school finds out, with whom and for whom. The choice of its areas is ours.",
    provenance=DOMAIN,
)
