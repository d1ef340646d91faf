"""Where an instrument comes from, and what of it is illustrative."""

from collections import Counter
from collections.abc import Iterator, Sequence

from smmi.instrument import Area, Domain, Indicator, Instrument, Origin, Provenance
from smmi.report.wording import _sentences as words
from smmi.report.wording._words import listed

Declared = Sequence[Domain] | Sequence[Area] | Sequence[Indicator]


def illustrative_notice(instrument: Instrument, /) -> str:
    """Return what says how many indicators and which areas are illustrative; nothing if no indicator is."""
    n = sum(_is_illustrative(indicator.provenance) for indicator in instrument.indicators)
    if not n:
        return ""
    total = len(instrument.indicators)
    which = words.ILLUSTRATIVE_ALL if n == total else words.ILLUSTRATIVE_SOME
    names = [area.label for area in instrument.areas if _is_illustrative(area.provenance)]
    areas = (words.ILLUSTRATIVE_AREA if len(names) == 1 else words.ILLUSTRATIVE_AREAS) if names else ""
    return words.ILLUSTRATIVE.format(
        which=which.format(n=n, total=total),
        areas=areas.format(n=len(names), total=len(instrument.areas), names=listed(names)),
    )


def provenance_entries(instrument: Instrument, /) -> Iterator[tuple[str, str]]:
    """Yield where the nodes of each level come from, and the instrument itself."""
    levels: tuple[Declared, ...] = (instrument.domains, instrument.areas, instrument.indicators)
    named = zip(words.PROVENANCE_OF, levels, strict=True)
    stated = {name: nodes for name, nodes in named if any(node.provenance for node in nodes)}
    for name, nodes in stated.items():
        yield name, _origins(nodes)
    if instrument.provenance:
        yield words.SOURCE, instrument.provenance.source or words.ORIGINS[instrument.provenance.origin]
    elif not stated:
        yield words.PROVENANCE, words.PROVENANCE_NOT_STATED


def _origins(nodes: Declared) -> str:
    tally = Counter(node.provenance.origin if node.provenance else None for node in nodes)
    ours = [
        node.label for node in nodes if not isinstance(node, Indicator) and _is_illustrative(node.provenance)
    ]
    named = f" ({listed(ours)})" if ours else ""
    counts = [
        f"{tally[origin]} {label}{named if origin is Origin.OURS else ''}"
        for origin, label in words.ORIGINS.items()
        if tally[origin]
    ]
    return f"{'; '.join(counts)}."


def _is_illustrative(provenance: Provenance | None) -> bool:
    return provenance is not None and provenance.illustrative
