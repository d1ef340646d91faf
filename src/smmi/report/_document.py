"""The document: one self-contained HTML page about one unit."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from smmi.benchmark import Highlights, Placement
from smmi.errors import ArgumentError
from smmi.report._area_table import area_table
from smmi.report._bars import star_shapes
from smmi.report._markup import Markup, element
from smmi.report._method_section import illustrative_notice, method_section
from smmi.report._strengths import strengths
from smmi.report._style import STYLE
from smmi.report._subject import Subject
from smmi.report._summary import summary
from smmi.report._unanswered import unanswered
from smmi.scoring import ScoreProfile

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a browser may load for the document: nothing but the style in it."""

CONTENTS: Final = (
    ("summary", "Summary"),
    ("strengths", "Strengths"),
    ("areas", "Results by area"),
    ("unanswered", "Not answered"),
    ("method", "Method"),
)


def school_report(
    profile: ScoreProfile,
    placement: Placement,
    /,
    *,
    peers: str | None = None,
    highlights: Highlights | None = None,
    title: str = "",
    note: str = "",
    notices: Sequence[str] = (),
    unit_noun: str = "school",
) -> str:
    """Return the report on one unit as a self-contained HTML document.

    It has no script and loads nothing. The same arguments give the same text.

    Args:
        profile: The unit's scores.
        placement: Where they stand.
        peers: The name of the unit's own group to compare with, beside all participants; the last of the
            placement's groups where not given.
        highlights: The strengths and areas for improvement; by the default rule, against `peers`, where not given.
        title: The heading; the unit's identifier where not given.
        note: Text under the heading, such as who made the report, and when.
        notices: Sentences that a reader must not miss, such as that a cohort is synthetic.
        unit_noun: What a unit is called in the text: school, country.

    Raises:
        ArgumentError: An argument is of a wrong class, or the placement or the highlights are of another unit.
        UnknownCodeError: The unit is in no group of the name of `peers`.

    Example:
        >>> import numpy as np
        >>> from smmi.benchmark import Norms
        >>> from smmi.editions import smmi_16
        >>> from smmi.instrument import synthesize
        >>> from smmi.scoring import ScoringScheme, score
        >>> answers = synthesize(smmi_16(), units=20, rng=np.random.default_rng(7))
        >>> scores = score(answers, ScoringScheme.equal_weights(smmi_16()))
        >>> profile = scores.of("S001")
        >>> page = school_report(
        ...     profile, Norms.fit(scores).place(profile), notices=["This cohort is synthetic."]
        ... )
        >>> page.startswith("<!DOCTYPE html>"), "<script" in page
        (True, False)
    """
    _check_classes(profile, placement, highlights)
    for argument, text in (("title", title), ("note", note), ("unit_noun", unit_noun)):
        ArgumentError.raise_unless(text, str, argument=argument, expected="text")
    if isinstance(notices, str) or not isinstance(notices, Iterable):
        advice = f"Write notices=({notices!r},)" if isinstance(notices, str) else ""
        raise ArgumentError("notices", repr(notices), "a sequence of sentences", advice)
    subject = Subject.of(profile, placement, peers, highlights, unit_noun)
    heading = title or profile.unit
    warnings = [*notices, illustrative_notice(subject.instrument)]
    page = element("html", _head(subject, heading), _page(subject, heading, note, warnings), lang="en")
    return f"<!DOCTYPE html>\n{page}\n"


def _check_classes(profile: object, placement: object, found: object) -> None:
    advice = {
        Placement: "The arguments are swapped; write school_report(profile, placement)",
        object: "scores.of(unit) is the profile of one unit",
    }
    ArgumentError.raise_unless(
        profile, ScoreProfile, argument="profile", expected="a ScoreProfile", advice=advice
    )
    ArgumentError.raise_unless(
        placement,
        Placement,
        argument="placement",
        expected="a Placement",
        advice={object: "norms.place(profile) is one"},
    )
    if found is not None:
        advice = {object: "benchmark.highlights(profile, placement) returns them"}
        ArgumentError.raise_unless(
            found, Highlights, argument="highlights", expected="Highlights", advice=advice
        )


def _head(subject: Subject, heading: str) -> Markup:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{heading} · {subject.instrument.title}"),
        element("link", rel="icon", href="data:,"),
        element("style", Markup(STYLE)),
    )


def _page(subject: Subject, heading: str, note: str, warnings: Sequence[str | None]) -> Markup:
    instrument = subject.instrument
    return element(
        "body",
        star_shapes(),
        element("header", *_masthead(subject, heading, note, warnings)),
        element(
            "main",
            summary(subject),
            strengths(subject),
            area_table(subject),
            unanswered(subject),
            method_section(subject),
        ),
        element(
            "footer",
            element(
                "p",
                f"{instrument.title}, edition {instrument.edition} · {subject.profile.unit} · made with smmi",
            ),
        ),
    )


def _masthead(
    subject: Subject, heading: str, note: str, warnings: Sequence[str | None]
) -> Iterator[Markup | None]:
    instrument = subject.instrument
    yield element("p", f"{instrument.title} · edition {instrument.edition}", class_="above")
    yield element("h1", heading)
    facts = list(subject.attributes)
    if heading != subject.profile.unit:
        facts.insert(0, (subject.noun.capitalize(), subject.profile.unit))
    if facts:
        pairs = (element("div", element("dt", name), element("dd", value)) for name, value in facts)
        yield element("dl", *pairs, class_="facts")
    sentences = [element("p", warning) for warning in warnings if warning]
    if sentences:
        yield element("div", *sentences, class_="notices", role="note", aria_label="Please note")
    for paragraph in note.split("\n\n"):
        if paragraph.strip():
            yield element("p", paragraph, class_="note")
    links = (element("li", element("a", text, href=f"#{target}")) for target, text in CONTENTS)
    yield element("nav", element("ul", *links), aria_label="Contents")
