"""How a report came about: the instrument and its provenance, the conventions, the fingerprints."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from smmi.instrument import Area, Domain, Indicator, Instrument, Origin, Provenance
from smmi.report.page._markup import Markup, element
from smmi.report.wording._methodology import methodology
from smmi.report.wording._subject import Subject
from smmi.report.wording._words import count_text, listed

SHORT: Final = 16
"""How many digits of a fingerprint are shown."""

_ORIGINS: Final = {
    Origin.PUBLISHED: "published",
    Origin.SECONDARY: "from a secondary, unverified copy",
    Origin.OURS: "illustrative",
    None: "without a stated origin",
}

Declared = Sequence[Domain] | Sequence[Area] | Sequence[Indicator]


def method_section(subject: Subject, /) -> Markup:
    """Return the section."""
    instrument = subject.instrument
    card = methodology(
        subject.profile.scores.scheme, subject.placement.conventions, rule=subject.highlights.rule
    )
    return element(
        "section",
        element("h2", "How this was computed", id="method"),
        element("h3", "The instrument"),
        *_about(instrument),
        element("h3", "Conventions"),
        element(
            "dl",
            *(_entry(name, text) for name, text in (*card, *subject.placement.design)),
            class_="card-list",
        ),
        element("h3", "Fingerprints"),
        element(
            "p",
            "The same fingerprints mean the same instrument, scheme and norms, whatever they are called.",
            class_="quiet",
        ),
        element(
            "dl",
            *(_entry(name, element("code", digits[:SHORT])) for name, digits in _fingerprints(subject)),
            class_="card-list",
        ),
        aria_labelledby="method",
    )


def illustrative_notice(instrument: Instrument, /) -> str | None:
    """Return what says how many indicators and which areas are illustrative, or None if no indicator is."""
    n = sum(_is_illustrative(indicator.provenance) for indicator in instrument.indicators)
    total = len(instrument.indicators)
    if not n:
        return None
    which = f"All {total}" if n == total else f"{n} of the {total}"
    by = "stand-ins, not the wording of the owner of the questionnaire"
    areas = [area.label for area in instrument.areas if _is_illustrative(area.provenance)]
    whole = f"{len(areas)} of the {len(instrument.areas)} areas"
    too = f" So {'is' if len(areas) == 1 else 'are'} {whole}: {listed(areas)}." if areas else ""
    return f"{which} indicators of this instrument are illustrative: {by}.{too}"


def _about(instrument: Instrument) -> Iterator[Markup]:
    counts = [
        count_text(len(instrument.domains), "domain"),
        count_text(len(instrument.areas), "area"),
        count_text(len(instrument.indicators), "indicator"),
    ]
    yield element("p", f"{instrument.title}, edition {instrument.edition}: {listed(counts)}.")
    for paragraph in instrument.description.split("\n\n"):
        if paragraph.strip():
            yield element("p", paragraph)
    levels: list[tuple[str, Declared]] = [
        ("Domains", instrument.domains),
        ("Areas", instrument.areas),
        ("Indicators", instrument.indicators),
    ]
    entries = [
        _entry(name, _origins(nodes)) for name, nodes in levels if any(node.provenance for node in nodes)
    ]
    if instrument.provenance:
        entries.append(
            _entry("Source", instrument.provenance.source or _ORIGINS[instrument.provenance.origin])
        )
    yield element("dl", *(entries or [_entry("Provenance", "Not stated.")]), class_="card-list")


def _origins(nodes: Declared) -> str:
    tally = Counter(node.provenance.origin if node.provenance else None for node in nodes)
    ours = [
        node.label for node in nodes if not isinstance(node, Indicator) and _is_illustrative(node.provenance)
    ]
    named = f" ({listed(ours)})" if ours else ""
    counts = [
        f"{tally[origin]} {label}{named if origin is Origin.OURS else ''}"
        for origin, label in _ORIGINS.items()
        if tally[origin]
    ]
    return f"{'; '.join(counts)}."


def _is_illustrative(provenance: Provenance | None) -> bool:
    return provenance is not None and provenance.illustrative


def _fingerprints(subject: Subject) -> list[tuple[str, str]]:
    scheme = subject.profile.scores.scheme
    return [
        ("Instrument", subject.instrument.score_fingerprint),
        ("Scheme", scheme.score_fingerprint),
        ("Norms", subject.placement.norms),
    ]


def _entry(name: str, content: Markup | str) -> Markup:
    return element("div", element("dt", name), element("dd", content))
