"""Since last time: what moved, whether it is real, how the place moved, and the shortest way up."""

from collections.abc import Iterator

from smmi.benchmark import ChangeForm, LastTime, Reliability
from smmi.benchmark.follow_up import (
    ToldSince,
    WaveSeries,
    told_since,
    told_waves,
)
from smmi.benchmark.sensitivity import Stability
from smmi.report.page._page import View
from smmi.report.school._subject import Subject
from smmi.report.school.last_time._brief import brief
from smmi.report.school.last_time._changed_answers import answers_view, changed_of
from smmi.report.school.last_time._moved_places import place_note, places
from smmi.report.school.last_time._moved_scores import (
    OVERALL,
    lead,
    notes,
    rows,
    waves_text,
    waves_view,
    why_areas,
    why_overall,
)
from smmi.report.school.last_time._way_up import way_up
from smmi.report.wording import (
    DIVISORS,
    _sentences_of_change as change_words,
    listed,
    unchanged_text,
)


def since(
    subject: Subject, last: LastTime | None, firm: Stability | None, waves: WaveSeries | None = None, /
) -> View | None:
    """Return what the section shows; None without a last time.

    Args:
        subject: Of whom the report is.
        last: Last time beside this one.
        firm: How firm its stars are under other rules and weights, or None.
        waves: Several waves of which last time is one, or None.
    """
    if last is None:
        return None
    told = told_since(
        last,
        subject.profile,
        subject.placement,
        rule=subject.rule,
        group=subject.groups[-1].full_name,
        known=subject.known,
    )
    (way, now), changed = way_up(subject, last, told), changed_of(subject, last, told)
    several = (
        None if waves is None else told_waves(waves, subject.profile, rule=subject.rule, known=subject.known)
    )
    line = "" if several is None else waves_text(several)
    return {
        "brief": list(brief(subject, last, told, changed, line, now)),
        "lead": lead(subject, last, told),
        "rows": list(rows(subject, last, told)),
        "shows_error": last.rule.form is ChangeForm.JACOBSON_TRUAX,
        "tells_error": any(one.error is not None for one in told.moved),
        "notes": list(notes(subject, told)),
        "answers": answers_view(subject, last, told),
        "waves": waves_view(told, several, None if waves is None else waves.times),
        "why": why_overall(subject, last, told),
        "areas_why": list(why_areas(subject, last, told)),
        "places": list(places(subject, last, told, firm)),
        "place_note": place_note(subject, told, firm),
        "way": way,
        "reading": list(_reading(subject, last, told, firm)),
    }


def _reading(
    subject: Subject, last: LastTime, told: ToldSince, firm: Stability | None
) -> Iterator[tuple[str, str]]:
    """Yield what the numbers mean."""
    if any(one.difference is not None for one in told.moved):
        if last.rule.form is ChangeForm.JACOBSON_TRUAX:  # by the others no number of points is error
            yield change_words.SINCE_ERROR_TERM, change_words.SINCE_ERROR.format(noun=subject.noun)
        yield change_words.SINCE_ROUNDED_TERM, change_words.SINCE_ROUNDED
        yield change_words.SINCE_REAL_TERM, _rule(last, told)
    reliability = last.reliability.get(OVERALL)
    alpha = reliability.alpha if isinstance(reliability, Reliability) else reliability
    if told.moved and told.moved[0].error is not None and alpha is not None:
        source = (
            change_words.SINCE_ALPHA if isinstance(reliability, Reliability) else change_words.SINCE_GIVEN
        )
        n = reliability.n if isinstance(reliability, Reliability) else 0
        yield change_words.SINCE_RELIABILITY_TERM, source.format(alpha=f"{alpha:.2f}", n=n, noun=subject.noun)
    if any(one.difference for one in told.moved):
        yield change_words.SINCE_CAUSES_TERM, change_words.SINCE_CAUSES.format(noun=subject.noun)
    if any(one.own is not None for one in told.ranks):
        yield change_words.SINCE_RANK_TERM, change_words.SINCE_RANK_MEANING
    if firm is not None:
        yield change_words.SINCE_KEPT_TERM, _varied(firm)
    yield change_words.SINCE_WAY_TERM, change_words.SINCE_WAY_MEANING


def _varied(firm: Stability) -> str:
    """Return what was varied, in a sentence or two."""
    parts = []
    if firm.grid is not None:
        names = [change_words.SINCE_VARIED[one.name] for one in firm.grid.choices]
        parts.append(change_words.SINCE_GRID.format(names=listed(names), n=firm.grid.held.tried))
    if firm.weights is not None:
        parts.append(change_words.SINCE_DRAWS.format(n=firm.weights.held.tried))
    return " ".join(parts)


def _rule(last: LastTime, told: ToldSince) -> str:
    rule, reliability = last.rule, last.reliability.get(OVERALL)
    alpha = reliability.alpha if isinstance(reliability, Reliability) else reliability
    back = "" if rule.form is not ChangeForm.JACOBSON_TRUAX else change_words.SINCE_BACK
    return change_words.SINCE_REAL.format(
        form=rule.form.value,
        cut=f"{rule.cut:g}",
        of=DIVISORS[rule.form],
        chance=unchanged_text(rule, None if told.moved[0].error is None else alpha),
        back=back,
    )
