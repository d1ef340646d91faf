"""How a report came about: the instrument and its provenance, the conventions, the fingerprints."""

from typing import Final

from smmi.report.page._page import View
from smmi.report.school._subject import Subject
from smmi.report.wording import (
    _sentences as words,
    count_text,
    isolated,
    listed,
    methodology,
    paragraphs,
    provenance_entries,
)

SHORT: Final = 16
"""How many digits of a fingerprint are shown."""


def method(subject: Subject, /) -> View:
    """Return what the section shows."""
    instrument, scheme = subject.instrument, subject.profile.scores.scheme
    counts = [
        count_text(len(instrument.domains), "domain"),
        count_text(len(instrument.areas), "area"),
        count_text(len(instrument.indicators), "indicator"),
    ]
    about = words.ABOUT.format(
        instrument=isolated(instrument.title), edition=isolated(instrument.edition), counts=listed(counts)
    )
    digests = (instrument.score_fingerprint, scheme.score_fingerprint, subject.placement.norms)
    card = methodology(scheme, subject.placement.conventions, rule=subject.highlights.rule)
    return {
        "about": [about, *paragraphs(instrument.description)],
        "provenance": list(provenance_entries(instrument)),
        "card": [*card, *subject.placement.design],
        "fingerprints": [
            (name, digits[:SHORT]) for name, digits in zip(words.FINGERPRINTS_OF, digests, strict=True)
        ],
    }
