"""Since last time: what moved, whether it is real, how the place moved, and the shortest way up."""

from collections.abc import Iterator, Sequence

from smmi.benchmark import ChangeForm, ChangeRule, LastTime, Reliability
from smmi.benchmark.follow_up import (
    ChangedAnswers,
    Moved,
    ToldSince,
    WaveSeries,
    told_since,
    told_waves,
)
from smmi.benchmark.sensitivity import Stability
from smmi.benchmark.waves import ChangeVerdict
from smmi.report.page._page import View
from smmi.report.school._subject import Subject
from smmi.report.school.last_time._changed_answers import FEW, answers_view, changed_of
from smmi.report.school.last_time._moved_places import place_note, places, rank_text
from smmi.report.school.last_time._moved_scores import (
    OVERALL,
    ahead,
    lead,
    not_compared,
    notes,
    real_areas,
    rows,
    waves_text,
    waves_view,
    why_areas,
    why_overall,
)
from smmi.report.school.last_time._way_up import way_up
from smmi.report.wording import (
    DIVISORS,
    Noun,
    _sentences_of_change as change_words,
    carried_text,
    listed,
    minus_text,
    no_verdict_text,
    score_text,
    signed_text,
    turns_text,
    unchanged_text,
    verdict_how_text,
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
        "brief": list(_brief(subject, last, told, changed, line, now)),
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


def _brief(
    subject: Subject,
    last: LastTime,
    told: ToldSince,
    changed: ChangedAnswers | None,
    line: str,
    now: Sequence[str],
) -> Iterator[tuple[str, str | Sequence[str]]]:
    """Yield what moved, whether it is real, and what now, for the first screen; several things to do one by one."""
    yield change_words.SINCE_BRIEF_MOVED_TERM, f"{_what_moved(subject, last, told, changed)} {line}".strip()
    if told.moved:
        yield change_words.SINCE_BRIEF_REAL_TERM, _is_real(subject, last, told)
    if now:
        yield change_words.SINCE_BRIEF_NOW_TERM, now if len(now) > 1 else now[0]


def _what_moved(subject: Subject, last: LastTime, told: ToldSince, changed: ChangedAnswers | None) -> str:
    if not told.moved:
        return lead(subject, last, told)
    overall = told.moved[0]
    if overall.difference is None:
        assert changed is not None  # noqa: S101  (the score does not compare)
        carried = carried_text(changed, subject.instrument, subject.noun, few=FEW)
        return f"{not_compared(subject, last, overall)} {carried}"
    texts = [
        change_words.SINCE_BRIEF.format(
            before=score_text(overall.before),
            after=score_text(overall.after),
            difference=minus_text(signed_text(overall.difference)),
        )
    ]
    most = ahead(subject, last, overall.difference)
    if most:
        texts.append(change_words.SINCE_BRIEF_WHY.format(names=most))
    found = last.changed_answers(subject.profile.unit)
    turns = turns_text(found, subject.instrument, few=FEW) if found.changed else ""
    return " ".join(one for one in (f"{', '.join(texts)}.", rank_text(subject, told), turns) if one)


def _is_real(subject: Subject, last: LastTime, told: ToldSince) -> str:
    overall, areas = told.moved[0], real_areas(subject, told)
    if overall.difference is None:
        text = change_words.SINCE_BRIEF_ANSWERS.format(noun=subject.noun)
    elif overall.code in told.withheld:
        text = change_words.SINCE_BRIEF_UNTOLD.format(noun=subject.noun)
    elif overall.index is None:
        text = change_words.SINCE_BRIEF_UNKNOWN.format(why=no_verdict_text(overall))
    elif overall.verdict is ChangeVerdict.NO_RELIABLE_CHANGE and overall.difference:
        text = _not_shown(overall, last.rule, subject.noun)
    else:
        text = minus_text(verdict_how_text(overall, last.rule))
    changed = last.changed_answers(subject.profile.unit).changed
    who = change_words.SINCE_BRIEF_WHO.format(noun=subject.noun) if changed else ""
    told_error = any(one.code != overall.code and one.smallest is not None for one in told.moved)
    far = change_words.SINCE_BRIEF_FAR if areas and told_error else ""
    return " ".join(one for one in (text, areas, far, who) if one)


def _not_shown(overall: Moved, rule: ChangeRule, noun: Noun) -> str:
    """Return that error may have made the change, which is no sign that there was none."""
    assert overall.difference is not None  # noqa: S101  (it has a verdict)
    fell = overall.difference < 0
    way = change_words.WORSE if fell else change_words.BETTER
    if overall.smallest is None:
        how = change_words.MOVED_BY_INDEX.format(index=f"{overall.index:.2f}", cut=f"{rule.cut:g}")
        return minus_text(change_words.SINCE_BRIEF_WITHIN_INDEX.format(how=how, way=way, noun=noun))
    blind = fell and overall.before is not None and overall.before <= overall.smallest
    return change_words.SINCE_BRIEF_WITHIN.format(
        error=score_text(overall.smallest),
        way=way,
        noun=noun,
        room=change_words.SINCE_BRIEF_NO_ROOM if blind else "",
    )


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
