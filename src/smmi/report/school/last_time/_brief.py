"""The first screen: what moved, whether it is real, and what now, each in a few points."""

from collections.abc import Iterator, Sequence

from smmi.benchmark import ChangeRule, LastTime
from smmi.benchmark.follow_up import ChangedAnswers, Moved, ToldSince
from smmi.benchmark.waves import ChangeVerdict
from smmi.report.school._subject import Subject
from smmi.report.school.last_time._changed_answers import FEW
from smmi.report.school.last_time._moved_places import rank_text
from smmi.report.school.last_time._moved_scores import OVERALL, REAL, ahead, is_shown, lead, not_compared
from smmi.report.wording import (
    _sentences_of_change as change_words,
    carried_text,
    count_text,
    difference_text,
    few_text,
    listed,
    minus_text,
    no_verdict_text,
    score_text,
    signed_text,
    turns_text,
    verdict_text,
)


def brief(
    subject: Subject,
    last: LastTime,
    told: ToldSince,
    changed: ChangedAnswers | None,
    line: str,
    now: Sequence[str],
    /,
) -> Iterator[tuple[str, list[str]]]:
    """Yield what moved, whether it is real, and what now, each with its points.

    Args:
        subject: Of whom the report is.
        last: Last time beside this one.
        told: What the unit may know of it.
        changed: The changed answers where the overall score does not compare, or None.
        line: The overall score of several waves in a sentence; empty with two.
        now: What to do, one thing after the other.
    """
    yield (
        change_words.SINCE_BRIEF_MOVED_TERM,
        [*_moved(subject, last, told, changed), *([line] if line else [])],
    )
    if told.moved:
        yield change_words.SINCE_BRIEF_REAL_TERM, list(_real(subject, last, told))
    if now:
        yield change_words.SINCE_BRIEF_NOW_TERM, list(now)


def _moved(
    subject: Subject, last: LastTime, told: ToldSince, changed: ChangedAnswers | None
) -> Iterator[str]:
    if not told.moved:
        yield lead(subject, last, told)
        return
    overall = told.moved[0]
    if overall.difference is None:
        assert changed is not None  # noqa: S101  (the score does not compare)
        yield not_compared(subject, last, overall)
        yield from _areas(subject, told)
        yield carried_text(changed, subject.instrument, subject.noun, few=FEW)
        return
    names = ahead(subject, last, overall.difference)
    yield change_words.SINCE_BRIEF.format(
        before=score_text(overall.before),
        after=score_text(overall.after),
        difference=minus_text(difference_text(overall)),
        why=change_words.SINCE_BRIEF_WHY.format(names=names) if names else "",
    )
    yield from _areas(subject, told)
    rank = rank_text(subject, told)
    if rank:
        yield rank
    found = last.changed_answers(subject.profile.unit)
    if found.changed:
        yield turns_text(found, subject.instrument, subject.noun, few=FEW)


def _areas(subject: Subject, told: ToldSince) -> Iterator[str]:
    """Yield how many areas stand higher, lower and as before, with the names of the first of those that moved."""
    areas = _of_areas(subject, told)
    shown = [one for one in areas if one.difference is not None and is_shown(one)]
    if not shown and all(one.difference is None for one in areas):
        return
    up = [one for one in shown if (one.difference or 0.0) > 0]
    down = [one for one in shown if (one.difference or 0.0) < 0]
    apart = sum(one.difference is None for one in areas)
    still = len(areas) - len(shown) - apart
    higher = change_words.SINCE_BRIEF_UP_ONE if len(up) == 1 else change_words.SINCE_BRIEF_UP
    turns = [
        text.format(n=n, names=_furthest(subject, ones))
        for text, n, ones in (
            (higher, len(up), up),
            (change_words.SINCE_BRIEF_DOWN, len(down), down),
            (change_words.SINCE_BRIEF_STILL, still, []),
            (change_words.SINCE_BRIEF_APART, apart, []),
        )
        if n
    ]
    yield change_words.SINCE_BRIEF_AREAS.format(areas=count_text(len(areas), "area"), turns=listed(turns))


def _furthest(subject: Subject, ones: Sequence[Moved]) -> str:
    """Return the names and differences of the areas that moved the furthest, and how many there are more."""
    first = sorted(ones, key=lambda one: -abs(one.difference or 0.0))[:FEW]
    names = [
        change_words.SINCE_BRIEF_AREA.format(
            name=subject.instrument[one.code].name, difference=minus_text(signed_text(one.difference or 0.0))
        )
        for one in first
    ]
    return few_text(names, len(ones))


def _of_areas(subject: Subject, told: ToldSince) -> list[Moved]:
    areas = {area.code for area in subject.instrument.areas}
    return [one for one in told.moved if one.code in areas]


def _real(subject: Subject, last: LastTime, told: ToldSince) -> Iterator[str]:
    """Yield of what it can be said that it moved by more than error, of what not, and what is sure in any case."""
    overall, areas = told.moved[0], _of_areas(subject, told)
    found = [one for one in (overall, *areas) if one.verdict in REAL and one.code not in told.withheld]
    if found:
        names = [_yes(subject, one, last) for one in found]
        yield change_words.SINCE_BRIEF_YES.format(names=listed(names))
    within = [one for one in areas if one.verdict is ChangeVerdict.NO_RELIABLE_CHANGE and is_shown(one)]
    text = _not_shown(subject, last.rule, overall, within)
    if text:
        yield text
    if overall.difference is None:
        yield change_words.SINCE_BRIEF_ANSWERS
    elif overall.code in told.withheld:
        yield change_words.SINCE_BRIEF_UNTOLD.format(noun=subject.noun)
    elif overall.index is None:
        yield change_words.SINCE_BRIEF_UNKNOWN.format(why=no_verdict_text(overall))
    if not found and not text and any(one.verdict is ChangeVerdict.NO_RELIABLE_CHANGE for one in told.moved):
        yield change_words.SINCE_BRIEF_NONE
    if last.changed_answers(subject.profile.unit).changed:
        yield change_words.SINCE_BRIEF_WHO.format(noun=subject.noun)


def _yes(subject: Subject, one: Moved, last: LastTime) -> str:
    most = "" if one.code == OVERALL else ahead(subject, last, one.difference or 0.0, code=one.code)
    most = change_words.SINCE_BRIEF_MOST.format(names=most) if most else ""
    name = change_words.THE_OVERALL_SCORE if one.code == OVERALL else subject.instrument[one.code].name
    known = {
        "name": name,
        "verdict": verdict_text(one),
        "difference": minus_text(difference_text(one)),
        "most": most,
    }
    if one.smallest is None:
        return minus_text(change_words.SINCE_BRIEF_YES_INDEX.format(**known, how=_index(one, last.rule)))
    return change_words.SINCE_BRIEF_YES_ONE.format(**known, error=score_text(one.smallest))


def _index(one: Moved, rule: ChangeRule) -> str:
    return change_words.MOVED_BY_INDEX.format(index=f"{one.index:.2f}", cut=f"{rule.cut:g}")


def _not_shown(subject: Subject, rule: ChangeRule, overall: Moved, within: Sequence[Moved]) -> str:
    """Return which scores moved by no more than error, and that this is no sign that nothing changed."""
    is_within = overall.verdict is ChangeVerdict.NO_RELIABLE_CHANGE and bool(overall.difference)
    names = [_no(overall, rule)] if is_within else []
    if within:
        text = change_words.SINCE_BRIEF_NOT_OTHERS if names else change_words.SINCE_BRIEF_NOT_AREAS
        names.append(text.format(areas=count_text(len(within), "area")))
    if not names:
        return ""
    return change_words.SINCE_BRIEF_NOT.format(
        names=listed(names), means=_means(subject, overall, within, is_within=is_within)
    )


def _no(overall: Moved, rule: ChangeRule) -> str:
    difference = minus_text(difference_text(overall))
    if overall.smallest is None:
        how = minus_text(_index(overall, rule))
        return change_words.SINCE_BRIEF_NOT_INDEX.format(difference=difference, how=how)
    return change_words.SINCE_BRIEF_NOT_ONE.format(difference=difference, error=score_text(overall.smallest))


def _means(subject: Subject, overall: Moved, within: Sequence[Moved], *, is_within: bool) -> str:
    """Return that a change within error says neither that something got better or worse, nor that nothing did."""
    if is_within:
        fell = (overall.difference or 0.0) < 0
        return change_words.SINCE_BRIEF_MEANS.format(
            noun=subject.noun,
            way=change_words.WORSE if fell else change_words.BETTER,
            room=change_words.SINCE_BRIEF_NO_ROOM if fell and _is_blind(overall) else "",
        )
    tight = sum((one.difference or 0.0) < 0 and _is_blind(one) for one in within)
    room = change_words.SINCE_BRIEF_NO_ROOM_AREAS.format(count=tight) if tight else ""
    return change_words.SINCE_BRIEF_MEANS_AREAS.format(room=room)


def _is_blind(one: Moved) -> bool:
    """Return whether even a fall to 0 would have been within error."""
    return one.before is not None and one.smallest is not None and one.before <= one.smallest
