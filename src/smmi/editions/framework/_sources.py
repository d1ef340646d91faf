"""Where the entries of the bundled editions come from: one provenance for each standing."""

from smmi.instrument import Origin, Provenance

_PAPERS = "Batra et al. 2022, JAMA Netw Open 5(5):e2210900; Orban et al. 2022, Acad Med 97(1):111"
_PLACEMENT = "the placement in a domain is ours"

STRUCTURE_2019 = Provenance(
    origin=Origin.PUBLISHED,
    source=f"{_PAPERS} (6 domains, 18 areas, 79 indicators); all indicators are illustrative: own wording",
)
STRUCTURE_16_AREAS = Provenance(
    origin=Origin.PUBLISHED,
    source=(
        "Initiative's site (6 domains, 80 indicators, 'sixteen (previously eighteen) areas'); "
        "which areas were merged is our assumption; all indicators are illustrative: own wording"
    ),
)

DOMAIN = Provenance(origin=Origin.PUBLISHED, source=f"{_PAPERS}; which areas belong to it is ours")

PUBLISHED_AREA = Provenance(
    origin=Origin.PUBLISHED,
    source=f"label on a published page or abstract of the Initiative or its papers; {_PLACEMENT}",
)
SECONDARY_AREA = Provenance(
    origin=Origin.SECONDARY,
    source=f"secondary copy, probably pilot wording; unverified; {_PLACEMENT}",
)
OWN_AREA = Provenance(
    origin=Origin.OURS,
    source=f"illustrative: own wording, to complete the published number of areas; {_PLACEMENT}",
)

OWN = Provenance(origin=Origin.OURS, source="illustrative: own wording")
PUBLISHED_TOPIC = Provenance(
    origin=Origin.OURS,
    source=(
        "illustrative: own wording; the topic is published "
        "(a page or abstract of the Initiative or its papers)"
    ),
)
SECONDARY_TOPIC = Provenance(
    origin=Origin.OURS,
    source="illustrative: own wording; the topic was seen in a secondary copy, unverified",
)
