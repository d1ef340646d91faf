"""What the domains and areas are about: the explanations that the caller has given."""

from collections.abc import Mapping

from smmi.editions.explained import Explanation
from smmi.instrument import Area, Domain
from smmi.report.page._page import View
from smmi.report.school._subject import Subject
from smmi.report.wording import _sentences as words


def explained_nodes(subject: Subject, explanations: Mapping[str, Explanation], /) -> View:
    """Return what the section shows; nothing if nothing is explained."""
    instrument = subject.instrument
    nodes: list[Domain | Area] = []
    for domain in instrument.domains:
        nodes += [domain, *domain.areas]
    told = [(node, explanations[node.code]) for node in nodes if node.code in explanations]
    if not told:
        return {}
    sources = dict.fromkeys(one.provenance.source for _, one in told if one.provenance.source)
    return {
        "sources": [words.EXPLAINED_SOURCE.format(source=source) for source in sources],
        "codes": {node.code for node, _ in told},
        "nodes": [
            {
                "code": node.code,
                "label": node.label,
                "parts": list(zip(words.EXPLAINED_PARTS, one.texts, strict=True)),
            }
            for node, one in told
        ],
    }
