"""The report on one unit: what its sections show, laid out as one self-contained HTML page."""

from collections.abc import Mapping, Sequence
from typing import Literal, overload

from smmi.benchmark import LastTime, Placement, ReportRule
from smmi.benchmark.follow_up import WaveSeries
from smmi.benchmark.interpretation import Highlights
from smmi.benchmark.sensitivity import Stability
from smmi.editions.explained import Explanation
from smmi.errors import ArgumentError
from smmi.frozen import FrozenMapping
from smmi.report.page._forms import ReportForm, in_form
from smmi.report.page._page import check_texts
from smmi.report.school._explained import explained_nodes
from smmi.report.school._method import method
from smmi.report.school._results import results
from smmi.report.school._strengths import strengths
from smmi.report.school._subject import Subject
from smmi.report.school._summary import summary
from smmi.report.school._unanswered import unanswered
from smmi.report.school.last_time._since import since as since_view
from smmi.report.wording import (
    Noun,
    _sentences as words,
    _sentences_of_change as change_words,
    illustrative_notice,
    isolated,
    paragraphs,
)
from smmi.scoring import ScoreProfile


@overload
def school_report(
    profile: ScoreProfile,
    placement: Placement,
    /,
    *,
    peers: str | None = ...,
    highlights: Highlights | None = ...,
    rule: ReportRule | None = ...,
    known: int = ...,
    title: str = ...,
    note: str = ...,
    notices: Sequence[str] = ...,
    unit_noun: str = ...,
    unit_nouns: str = ...,
    since: LastTime | None = ...,
    waves: WaveSeries | None = ...,
    stability: Stability | None = ...,
    explanations: Mapping[str, Explanation] = ...,
    form: Literal[ReportForm.HTML, ReportForm.MARKDOWN, ReportForm.DATA] = ...,
) -> str: ...
@overload
def school_report(
    profile: ScoreProfile,
    placement: Placement,
    /,
    *,
    peers: str | None = ...,
    highlights: Highlights | None = ...,
    rule: ReportRule | None = ...,
    known: int = ...,
    title: str = ...,
    note: str = ...,
    notices: Sequence[str] = ...,
    unit_noun: str = ...,
    unit_nouns: str = ...,
    since: LastTime | None = ...,
    waves: WaveSeries | None = ...,
    stability: Stability | None = ...,
    explanations: Mapping[str, Explanation] = ...,
    form: Literal[ReportForm.PDF],
) -> bytes: ...
@overload
def school_report(
    profile: ScoreProfile,
    placement: Placement,
    /,
    *,
    peers: str | None = ...,
    highlights: Highlights | None = ...,
    rule: ReportRule | None = ...,
    known: int = ...,
    title: str = ...,
    note: str = ...,
    notices: Sequence[str] = ...,
    unit_noun: str = ...,
    unit_nouns: str = ...,
    since: LastTime | None = ...,
    waves: WaveSeries | None = ...,
    stability: Stability | None = ...,
    explanations: Mapping[str, Explanation] = ...,
    form: ReportForm,
) -> str | bytes: ...
def school_report(
    profile: ScoreProfile,
    placement: Placement,
    /,
    *,
    peers: str | None = None,
    highlights: Highlights | None = None,
    rule: ReportRule | None = None,
    known: int = 0,
    title: str = "",
    note: str = "",
    notices: Sequence[str] = (),
    unit_noun: str = "school",
    unit_nouns: str = "",
    since: LastTime | None = None,
    waves: WaveSeries | None = None,
    stability: Stability | None = None,
    explanations: Mapping[str, Explanation] = FrozenMapping(),
    form: ReportForm = ReportForm.HTML,
) -> str | bytes:
    """Return the report on one unit as a self-contained HTML document, for this unit; or in another form.

    It is a publication to one insider, that knows its own scores: it tells standings and medians only where nobody who
    reads it can bound a score of another unit too narrowly. `Placement` and `highlights` tell all, and are for
    organisers. A second report to the same unit, against another group, is a second publication: together they may tell
    more than each of them.

    It has no script and loads nothing. The same arguments give the same text. All forms are made of the same texts, so
    that none tells more than another.

    Args:
        profile: The unit's scores.
        placement: Where they stand.
        peers: The name of the unit's own group to compare with, beside all participants; that of the highlights where
            not given, else the last of the placement's groups.
        highlights: The strengths and areas for improvement; by the default rule, against `peers`, where not given.
            Those that may not be told are left out.
        rule: What must not be derived of other units; `ReportRule()` where not given, and `ReportRule.public()` where
            the scores of the norms are public.
        known: Of how many other units among the norms the reader may know the scores, such as those of the same owner.
        title: The heading; the unit's identifier where not given.
        note: Text under the heading, such as who made the report, and when.
        notices: Sentences that a reader must not miss, such as that a cohort is synthetic.
        unit_noun: What a unit is called in the text: school, country.
        unit_nouns: What several are called; the English plural where not given.
        since: Last time, as `last_time` returns it: what moved since then, whether it is real, how the place moved, and
            the shortest way up. Own scores and changes are told whole; of the others only what `told_since` allows.
        waves: Several waves, the last two of which are last time and this one: the overall score wave by wave, and its
            trend where it is known when the waves were. What `told_waves` allows is told.
        stability: How firm the stars are, as `stability` returns it, beside last time: told in tenths, where the stars
            are told.
        explanations: What domains and areas cover, why it is asked, and what strong and weak answers look like, by
            code; those of a bundled edition are `smmi.editions.explanations`. They stand at the end, and each area of
            the results leads there.
        form: A page, Markdown, plain data as JSON: the texts that the page shows, under the names of its sections; or
            the page as a PDF, in bytes.

    Returns:
        The text of a file, of HTML if not said otherwise: the overall score and where it stands, strengths and areas
        for improvement, the result of each area with its attainable range, what was not answered, and how all of it was
        computed.

    Raises:
        ArgumentError: An argument is of a wrong class, the placement or the highlights are of another unit, or the
            highlights are against a group that the report does not tell of; as of `told_since` and `told_waves`.
        UnknownCodeError: The unit is in no group of the name of `peers`.
        ImportError: jinja2 is not installed: the extra ``report`` brings it; or WeasyPrint, for a PDF: ``pdf`` does.

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
    ArgumentError.raise_unless(since, LastTime | None, argument="since", expected="None or a LastTime")
    ArgumentError.raise_unless(
        stability, Stability | None, argument="stability", expected="None or a Stability"
    )
    ArgumentError.raise_unless(waves, WaveSeries | None, argument="waves", expected="None or a WaveSeries")
    if waves is not None and since is None:
        raise ArgumentError("waves", "several", "since=… beside them, in whose section they are told")
    if stability is not None and since is None:
        raise ArgumentError("stability", "one", "since=… beside it, in whose section it is told")
    ArgumentError.raise_unless(form, ReportForm, argument="form", expected="a ReportForm")
    rule = ReportRule() if rule is None else rule
    check_texts(notices, title=title, note=note, unit_noun=unit_noun, unit_nouns=unit_nouns)
    subject = Subject.of(
        profile, placement, peers, highlights, Noun.of(unit_noun, unit_nouns), rule=rule, known=known
    )
    _check_explanations(explanations)
    explained = explained_nodes(subject, explanations)
    moved = since_view(subject, since, stability, waves)
    heading, unit = title or profile.unit, profile.unit
    named = [] if heading == unit else [(unit_noun.capitalize(), unit)]
    drawn = {} if form is ReportForm.DATA else {"since_words": change_words, "instrument": subject.instrument}
    return in_form(
        form,
        "school/school",
        words=words,
        **drawn,
        edition=words.EDITION.format(
            instrument=isolated(subject.instrument.title), edition=isolated(subject.instrument.edition)
        ),
        title=words.TITLE.format(heading=isolated(heading), instrument=isolated(subject.instrument.title)),
        heading=heading,
        facts=[*named, *subject.attributes],
        warnings=[notice for notice in (*notices, illustrative_notice(subject.instrument)) if notice],
        note=paragraphs(note),
        contents={**_contents(since), **(words.EXPLAINED_CONTENTS if explained else {})},
        unit=unit if form is ReportForm.DATA else words.UNIT.format(unit=isolated(unit)),
        summary=(
            summary(subject, no_error=words.ERROR_NOT_IN_PLACES)
            if moved is not None and moved["tells_error"]
            else summary(subject)
        ),
        since=moved or {},
        strengths=strengths(subject),
        results=results(subject),
        unanswered=unanswered(subject),
        method=method(subject),
        explained=explained,
    )


def _check_explanations(explanations: object) -> None:
    """Refuse what explains nothing.

    Raises:
        ArgumentError: It is no mapping from codes to explanations.
    """
    expected = "a mapping from codes to values of Explanation"
    ArgumentError.raise_unless(explanations, Mapping, argument="explanations", expected=expected)
    for one in explanations.values():  # type: ignore[attr-defined]
        ArgumentError.raise_unless(one, Explanation, argument="explanations", expected=expected)


def _contents(since: LastTime | None) -> Mapping[str, str]:
    """Return the sections that the page has, by their targets."""
    if since is None:
        return words.SCHOOL_CONTENTS
    (first, *rest) = words.SCHOOL_CONTENTS.items()
    return dict([first, *words.SINCE_CONTENTS.items(), *rest])


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
