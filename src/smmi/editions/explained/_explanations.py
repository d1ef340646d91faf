"""The explanations of an edition's domains and areas."""

from collections.abc import Mapping
from typing import Final

from smmi.editions.explained._explanation import Explanation
from smmi.editions.explained._words import AREAS, DOMAINS, ONLY_2019
from smmi.errors import ArgumentError
from smmi.frozen import CodeMapping
from smmi.instrument import Instrument, Origin, Provenance

_EDITIONS: Final = "smmi"
_EDITION_2019: Final = "2019"
OWN_WORDS: Final = Provenance(
    origin=Origin.OURS,
    source="own words, about what the illustrative indicators ask; the Initiative has published no such explanation",
)


def explanations(instrument: Instrument, /) -> Mapping[str, Explanation]:
    """Return the explanation of each domain and area of a bundled edition, by code.

    They are in our own words, and say what the illustrative indicators ask: with the true questionnaire others take
    their place. `smmi.report.school_report` takes them, and so it does those of any other instrument.

    Args:
        instrument: One of the bundled editions.

    Raises:
        ArgumentError: It is none.

    Example:
        >>> from smmi import editions
        >>> known = editions.explanations(editions.smmi_16())
        >>> len(known), known["research"].covers
        (22, 'What the school finds out, with whom and for whom.')
    """
    ArgumentError.raise_unless(instrument, Instrument, argument="instrument", expected="an Instrument")
    if instrument.code != _EDITIONS:
        raise ArgumentError("instrument", repr(instrument.code), "a bundled edition of 'smmi'")
    nodes = {**DOMAINS, **AREAS}
    if instrument.edition == _EDITION_2019:
        nodes |= {code: (covers, *AREAS[code][1:]) for code, covers in ONLY_2019.items()}
    codes = [
        code for domain in instrument.domains for code in (domain.code, *(area.code for area in domain.areas))
    ]
    return CodeMapping(
        "no domain or area of the edition has the code",
        {code: _explanation(code, *nodes[code]) for code in codes if code in nodes},
    )


def _explanation(code: str, covers: str, why: str, strong: str, weak: str) -> Explanation:
    return Explanation(code=code, covers=covers, why=why, strong=strong, weak=weak, provenance=OWN_WORDS)
