"""Moved scores: what each score was and is, whether the change is real, why it moved, and the waves before."""

from collections.abc import Iterator
from typing import Final

import attrs

from smmi.benchmark import LastTime
from smmi.benchmark.follow_up import Moved, NotCompared, ToldSince, ToldWaves, WaveScore
from smmi.benchmark.waves import ChangeVerdict
from smmi.instrument import Area
from smmi.report.page._page import View
from smmi.report.school._subject import Subject
from smmi.report.wording import (
    _sentences as words,
    _sentences_of_change as change_words,
    count_text,
    difference_text,
    isolated,
    listed,
    minus_text,
    most_moved_text,
    moved_text,
    no_verdict_text,
    not_compared_text,
    own_parts_text,
    score_label,
    score_text,
    share_text,
    signed_text,
    verdict_text,
)

OVERALL: Final = "overall"
APART: Final = (NotCompared.BREAK, NotCompared.PARTLY_BEFORE)
"""What was last time is no score of the same questions: it stands beside no score of now."""
REAL: Final = (ChangeVerdict.IMPROVED, ChangeVerdict.DETERIORATED)


def lead(subject: Subject, last: LastTime, told: ToldSince, /) -> str:
    """Return what moved overall, and which areas moved by more than error."""
    if not told.moved:
        return change_words.SINCE_NEW.format(noun=subject.noun)
    overall = told.moved[0]
    if overall.difference is None:
        return f"{not_compared(subject, last, overall)} {real_areas(subject, told)}".strip()
    if overall.code in told.withheld:
        return change_words.SINCE_UNTOLD.format(
            before=score_text(overall.before),
            after=score_text(overall.after),
            difference=minus_text(difference_text(overall)),
            noun=subject.noun,
        )
    text = change_words.SINCE_LEAD.format(moved=minus_text(moved_text(overall, last.rule)))
    return f"{text} {real_areas(subject, told)}".strip()


def not_compared(subject: Subject, last: LastTime, overall: Moved, /) -> str:
    """Return that the overall score does not compare, and why."""
    is_break = overall.reason is NotCompared.BREAK
    why = change_words.SINCE_OTHER if is_break else not_compared_text(last, overall, subject.profile.unit)
    return change_words.SINCE_NOT_COMPARED.format(why=why)


def real_areas(subject: Subject, told: ToldSince, /) -> str:
    """Return which areas changed by more than error, of those of which that is told; nothing where it is of none."""
    areas = {area.code: area.name for area in subject.instrument.areas}
    texts = [
        change_words.SINCE_REAL_AREA.format(name=areas[one.code], verdict=verdict_text(one))
        for one in told.moved
        if one.code in areas and one.verdict in REAL
    ]
    judged = sum(one.code in areas and one.verdict is not ChangeVerdict.NOT_KNOWN for one in told.moved)
    if texts:
        return change_words.SINCE_REAL_AREAS.format(names=listed(texts), areas=count_text(judged, "area"))
    if judged == 1:
        return change_words.SINCE_NOTHING_REAL_ONE
    tight = sum(
        one.code in areas
        and one.smallest is not None
        and one.before is not None
        and one.before <= one.smallest
        for one in told.moved
        if one.verdict is not ChangeVerdict.NOT_KNOWN
    )
    room = change_words.SINCE_NO_ROOM.format(count=tight) if tight else ""
    return (
        change_words.SINCE_NOTHING_REAL.format(areas=count_text(judged, "area"), room=room) if judged else ""
    )


def rows(subject: Subject, last: LastTime, told: ToldSince, /) -> Iterator[View]:
    """Yield what the table shows: overall, the areas that moved, the furthest first, and then the domains.

    Scores that are no scores of the same questions last time stand in a note. Where only such are left, so does all.
    """
    moved = {one.code: one for one in told.moved if one.reason not in APART}
    areas = [moved[area.code] for area in subject.instrument.areas if area.code in moved]
    areas.sort(key=lambda one: (one.difference is None, one.verdict not in REAL, -abs(one.difference or 0.0)))
    domains = [moved[domain.code] for domain in subject.instrument.domains if domain.code in moved]
    overall = [moved[OVERALL]] if OVERALL in moved else []
    for one in (*overall, *areas, *domains):
        if one.code == OVERALL or is_shown(one):
            yield _row(subject, last, one, told)


def is_shown(one: Moved, /) -> bool:
    """Return whether a score moved as it is shown, or does not compare."""
    return one.difference is None or bool(float(signed_text(one.difference)))


def _row(subject: Subject, last: LastTime, one: Moved, told: ToldSince) -> View:
    why = not_compared_text(last, one, subject.profile.unit)
    if one.reason is NotCompared.PARTLY_AFTER:
        why = change_words.SINCE_RESTS.format(share=share_text(one.share or 0.0))
    verdict = change_words.SINCE_WITHHELD if one.code in told.withheld else verdict_text(one)
    return {
        "label": score_label(one.code, subject.instrument),
        "is_area": one.code != OVERALL and isinstance(subject.instrument[one.code], Area),
        "before": score_text(one.before),
        "after": score_text(one.after),
        "difference": words.DASH if one.difference is None else minus_text(signed_text(one.difference)),
        "error": words.DASH if one.smallest is None else score_text(one.smallest),
        "verdict": verdict or change_words.SINCE_DASHED.format(why=why),
        "is_real": one.verdict in REAL,
    }


def notes(subject: Subject, told: ToldSince, /) -> Iterator[str]:
    """Yield what did not move, what does not compare, and of what it is not known or told whether it is real."""
    still = [
        score_label(one.code, subject.instrument)
        for one in told.moved
        if one.code != OVERALL and not is_shown(one)
    ]
    if still:
        yield change_words.SINCE_UNMOVED.format(names=listed(still))
    broken = _broken(subject, told)
    if broken:
        yield change_words.SINCE_BREAK.format(names=broken)
    parts = [
        change_words.SINCE_PART.format(
            name=score_label(one.code, subject.instrument), share=share_text(one.share or 0.0)
        )
        for one in told.moved
        if one.reason is NotCompared.PARTLY_BEFORE
    ]
    if parts:
        yield change_words.SINCE_PARTS.format(noun=subject.noun, names=listed(parts))
    silent: dict[str, list[str]] = {}
    for one in told.moved:
        why = "" if one.code in told.withheld else no_verdict_text(one)
        if why:
            silent.setdefault(why, []).append(score_label(one.code, subject.instrument))
    for why, labels in silent.items():
        yield change_words.SINCE_SILENT.format(why=why, names=listed(labels))
    if told.withheld:
        names = listed(
            [score_label(one.code, subject.instrument) for one in told.moved if one.code in told.withheld]
        )
        yield change_words.SINCE_NOT_TOLD.format(names=names, noun=subject.noun)


def _broken(subject: Subject, told: ToldSince) -> str:
    """Return which areas, and how many domains, do not compare between the editions."""
    codes = {one.code for one in told.moved if one.reason is NotCompared.BREAK}
    areas = listed([area.name for area in subject.instrument.areas if area.code in codes])
    n, every = sum(domain.code in codes for domain in subject.instrument.domains), subject.instrument.domains
    if not areas or not n:
        return areas
    domains = f"all {n} domains" if n == len(every) > 1 else count_text(n, "domain")
    return change_words.SINCE_BREAK_DOMAINS.format(areas=areas, domains=domains)


def why_overall(subject: Subject, last: LastTime, told: ToldSince, /) -> str:
    """Return why the overall score moved: of the own answers alone."""
    parts = last.own_parts(subject.profile.unit) if told.moved else None
    return "" if parts is None else minus_text(own_parts_text(parts, subject.instrument))


def ahead(subject: Subject, last: LastTime, difference: float, /, *, code: str = OVERALL) -> str:
    """Return which indicators moved a score to where it went, the furthest two; nothing where none did."""
    parts = last.own_parts(subject.profile.unit, code=code, most=len(subject.states))
    if parts is None:
        return ""
    along = tuple((one, part) for one, part in parts.indicators if part * difference > 0)
    few = attrs.evolve(parts, indicators=along[:2], others=len(along[2:]))
    return minus_text(most_moved_text(few, subject.instrument))


def why_areas(subject: Subject, last: LastTime, told: ToldSince, /) -> Iterator[tuple[str, str]]:
    """Yield for each area that moved, as it is shown, which indicators moved it: the furthest first."""
    names = {area.code: area.name for area in subject.instrument.areas}
    moved = [one for one in told.moved if one.code in names and one.difference is not None and is_shown(one)]
    for one in sorted(moved, key=lambda one: -abs(one.difference or 0.0)):
        parts = last.own_parts(subject.profile.unit, code=one.code)
        most = "" if parts is None else most_moved_text(parts, subject.instrument)
        label = f"{names[one.code]} ({signed_text(one.difference or 0.0)})"
        # Nothing is said where a score is absent on the way, so that it has no parts.
        yield from [(minus_text(label), minus_text(f"{most}."))] if most else []


def waves_view(told: ToldSince, waves: ToldWaves | None, times: tuple[float, ...] | None, /) -> View:
    """Return the overall score wave by wave, and its trend where that was asked for; nothing without several waves."""
    if waves is None:
        return {}
    overall = told.moved[0] if told.moved else None
    # Of the last wave it is told what is told of last time, whose norms may be other ones.
    *before, now = waves.waves
    rows = [
        _wave(one, is_withheld=one.wave in waves.withheld, is_first=not at) for at, one in enumerate(before)
    ]
    is_withheld = now.wave in waves.withheld or OVERALL in told.withheld
    moved = overall if overall is not None and now.since_previous is not None else now.since_previous
    rows.append(_wave(attrs.evolve(now, since_previous=moved), is_withheld=is_withheld, is_first=False))
    trend = ""
    if waves.slope is not None and times is not None:
        told_at = [
            f"{time:.15g}" for time, one in zip(times, waves.waves, strict=True) if one.score is not None
        ]
        trend = change_words.SINCE_TREND.format(
            slope=minus_text(signed_text(waves.slope)), times=listed(told_at)
        )
    return {"rows": rows, "trend": trend}


def waves_text(waves: ToldWaves, /) -> str:
    """Return the overall score of each wave in one line; nothing with fewer than three that compare."""
    there = [
        f"{score_text(one.score)} ({isolated(one.wave)})" for one in waves.waves if one.score is not None
    ]
    return change_words.SINCE_BRIEF_WAVES.format(waves=listed(there)) if len(there) > 2 else ""


def _wave(one: WaveScore, /, *, is_withheld: bool, is_first: bool) -> View:
    moved = one.since_previous
    difference, verdict = words.DASH, "" if is_first else change_words.SINCE_NOT_COMPARED_BRIEF
    if moved is not None and moved.difference is not None:
        difference = minus_text(signed_text(moved.difference))
        verdict = change_words.SINCE_WITHHELD if is_withheld else verdict_text(moved)
    score = change_words.SINCE_WAVES_NONE if one.score is None else score_text(one.score)
    return {"wave": one.wave, "score": score, "difference": difference, "verdict": verdict}
