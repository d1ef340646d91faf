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
    digests = zip(
        words.FINGERPRINTS_OF,
        (instrument.score_fingerprint, scheme.score_fingerprint, subject.placement.norms),
        strict=True,
    )
    # The digest of the norms is made of the scores of all units: it is public where these are.
    is_public = not subject.rule.protection_width
    card = methodology(scheme, subject.placement.conventions, rule=subject.highlights.rule)
    return {
        "about": [about, *paragraphs(instrument.description)],
        "provenance": list(provenance_entries(instrument)),
        "card": [*card, *subject.rule.describe(subject.known), *subject.placement.design],
        "digests_explained": words.FINGERPRINTS_EXPLAINED if is_public else words.FINGERPRINTS_WITHOUT_NORMS,
        "fingerprints": [
            (name, digits[:SHORT])
            for name, digits in digests
            if is_public or name != words.FINGERPRINTS_OF[-1]
        ],
    }
