"""Since last time: what moved, whether it is real, how the place moved, and the shortest way up."""

import math
import re
from collections.abc import Iterator
from typing import Final

import attrs

from smmi.benchmark import ChangeForm, LastTime, Reliability, ScoreOf, Standing, paths
from smmi.benchmark.follow_up import Moved, NotCompared, RankChange, ToldSince, told_since
from smmi.benchmark.improvement import Paths, Step
from smmi.benchmark.sensitivity import Stability
from smmi.benchmark.waves import ChangeVerdict
from smmi.instrument import AnswerState, Area, Indicator
from smmi.report.page._page import View
from smmi.report.school._subject import Subject
from smmi.report.wording import (
    DIVISORS,
    _sentences as words,
    _sentences_of_change as change_words,
    answer_text,
    chance_text,
    count_text,
    listed,
    most_moved_text,
    moved_text,
    no_verdict_text,
    not_compared_text,
    own_parts_text,
    percentile_text,
    quartile_chance,
    score_text,
    share_text,
    signed_text,
    unchanged_text,
    verdict_text,
)

OVERALL: Final = "overall"
SIGN: Final = re.compile(r"(?<![\w-])-(?=\d)")
PARTLY: Final = (NotCompared.PARTLY_BEFORE, NotCompared.PARTLY_AFTER)
REAL: Final = (ChangeVerdict.IMPROVED, ChangeVerdict.DETERIORATED)
MOST_STARS: Final = 4
STEP: Final = 10.0
"""Where the next star is not told, the way is to the next multiple of so many points."""


def since(subject: Subject, last: LastTime | None, firm: Stability | None, /) -> View | None:
    """Return what the section shows; None without a last time.

    Args:
        subject: Of whom the report is.
        last: Last time beside this one.
        firm: How firm its stars are under other rules and weights, or None.
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
    way = _way(subject, told)
    return {
        "brief": _brief(subject, last, told, way),
        "lead": _lead(subject, last, told),
        "rows": list(_rows(subject, last, told)),
        "shows_error": last.rule.form is ChangeForm.JACOBSON_TRUAX,
        "notes": list(_notes(subject, told)),
        "why": _why(subject, last, told),
        "areas_why": list(_areas_why(subject, last, told)),
        "places": list(_places(subject, told, firm)),
        "way": way,
        "reading": list(_reading(subject, last, told, firm)),
    }


def _brief(subject: Subject, last: LastTime, told: ToldSince, way: View) -> str:
    """Return what moved, whether it is real, why, and what now: in one line."""
    now = str(way["brief"])
    difference = told.moved[0].difference if told.moved else None
    if difference is None:
        return f"{_lead(subject, last, told)} {_sentence(now)}".strip()
    overall = told.moved[0]
    verdict = change_words.SINCE_BRIEF_UNTOLD if overall.code in told.withheld else verdict_text(overall)
    before, after = score_text(overall.before), score_text(overall.after)
    most = _ahead(subject, last, difference)
    texts = [
        change_words.SINCE_BRIEF.format(before=before, after=after, verdict=verdict),
        change_words.SINCE_BRIEF_WHY.format(names=_minus(most)) if most else "",
        now,
    ]
    return _sentence("; ".join(text for text in texts if text))


def _ahead(subject: Subject, last: LastTime, difference: float) -> str:
    """Return which indicators moved the overall score to where it went, the furthest two; nothing where none did."""
    parts = last.own_parts(subject.profile.unit, most=len(subject.states))
    assert parts is not None  # noqa: S101  (the score compares)
    along = tuple((code, part) for code, part in parts.indicators if part * difference > 0)
    few = attrs.evolve(parts, indicators=along[:2], others=len(along[2:]))
    return most_moved_text(few, subject.instrument)


def _sentence(text: str) -> str:
    """Return a text as a sentence; nothing for nothing."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _lead(subject: Subject, last: LastTime, told: ToldSince) -> str:
    if not told.moved:
        return change_words.SINCE_NEW.format(noun=subject.noun)
    overall = told.moved[0]
    if overall.difference is None:
        is_break = overall.reason is NotCompared.BREAK
        why = change_words.SINCE_OTHER if is_break else not_compared_text(last, overall, subject.profile.unit)
        return change_words.SINCE_NOT_COMPARED.format(why=why)
    if overall.code in told.withheld:
        return change_words.SINCE_UNTOLD.format(
            before=score_text(overall.before),
            after=score_text(overall.after),
            difference=_minus(signed_text(overall.difference)),
            noun=subject.noun,
        )
    lead = change_words.SINCE_LEAD.format(moved=_minus(moved_text(overall, last.rule)))
    return f"{lead} {_real(subject, told)}".strip()


def _real(subject: Subject, told: ToldSince) -> str:
    """Return which areas changed by more than error."""
    areas = {area.code: area.name for area in subject.instrument.areas}
    texts = [
        change_words.SINCE_REAL_AREA.format(name=areas[one.code], verdict=verdict_text(one))
        for one in told.moved
        if one.code in areas and one.verdict in REAL
    ]
    judged = sum(one.code in areas and one.verdict is not ChangeVerdict.NOT_KNOWN for one in told.moved)
    if texts:
        return change_words.SINCE_REAL_AREAS.format(names=listed(texts), n=judged)
    return change_words.SINCE_NOTHING_REAL if judged else ""


def _minus(text: str) -> str:
    """Return a text with the signs of negative numbers as they are printed."""
    return SIGN.sub("\u2212", text)


def _rows(subject: Subject, last: LastTime, told: ToldSince) -> Iterator[View]:
    """Yield what the table shows: overall, the areas that moved, the furthest first, and then the domains."""
    moved = {one.code: one for one in told.moved}
    if not moved:
        return
    areas = [moved[area.code] for area in subject.instrument.areas]
    areas.sort(key=lambda one: (one.difference is None, one.verdict not in REAL, -abs(one.difference or 0.0)))
    domains = [moved[domain.code] for domain in subject.instrument.domains]
    for one in (moved[OVERALL], *areas, *domains):
        if one.code == OVERALL or _is_shown(one):
            yield _row(subject, last, one, told)


def _is_shown(one: Moved) -> bool:
    """Return whether a score moved as it is shown, or does not compare."""
    return one.difference is None or bool(float(signed_text(one.difference)))


def _row(subject: Subject, last: LastTime, one: Moved, told: ToldSince) -> View:
    node = None if one.code == OVERALL else subject.instrument[one.code]
    rests = "" if one.share is None else change_words.SINCE_SHARE.format(share=share_text(one.share))
    why = "" if one.reason in PARTLY else not_compared_text(last, one, subject.profile.unit)
    why = "; ".join(part for part in (why, rests) if part)
    verdict = change_words.SINCE_WITHHELD if one.code in told.withheld else verdict_text(one)
    return {
        "label": words.OVERALL if node is None else node.name,
        "is_area": isinstance(node, Area),
        "before": score_text(one.before),
        "after": score_text(one.after),
        "difference": words.DASH if one.difference is None else _minus(signed_text(one.difference)),
        "error": words.DASH if one.smallest is None else score_text(one.smallest),
        "verdict": verdict or change_words.SINCE_DASHED.format(why=why),
        "is_real": one.verdict in REAL,
    }


def _label(subject: Subject, code: str) -> str:
    return words.OVERALL if code == OVERALL else subject.instrument[code].name


def _notes(subject: Subject, told: ToldSince) -> Iterator[str]:
    """Yield of which scores it cannot be told whether the change is real, or is not told, and what a break is."""
    still = [_label(subject, one.code) for one in told.moved if one.code != OVERALL and not _is_shown(one)]
    if still:
        yield change_words.SINCE_UNMOVED.format(names=listed(still))
    silent: dict[str, list[str]] = {}
    for one in told.moved:
        why = "" if one.code in told.withheld else no_verdict_text(one)
        if why:
            silent.setdefault(why, []).append(_label(subject, one.code))
    for why, labels in silent.items():
        yield change_words.SINCE_SILENT.format(why=why, names=listed(labels))
    if told.withheld:
        names = listed([_label(subject, one.code) for one in told.moved if one.code in told.withheld])
        yield change_words.SINCE_NOT_TOLD.format(names=names, noun=subject.noun)
    if any(one.reason is NotCompared.BREAK for one in told.moved):
        yield change_words.SINCE_BREAK
    if any(one.share is not None for one in told.moved):
        yield change_words.SINCE_PARTS


def _why(subject: Subject, last: LastTime, told: ToldSince) -> str:
    """Return why the overall score moved: of the own answers alone."""
    parts = last.own_parts(subject.profile.unit) if told.moved else None
    return "" if parts is None else _minus(own_parts_text(parts, subject.instrument))


def _areas_why(subject: Subject, last: LastTime, told: ToldSince) -> Iterator[tuple[str, str]]:
    """Yield for each area that moved, as it is shown, which indicators moved it: the furthest first."""
    names = {area.code: area.name for area in subject.instrument.areas}
    moved = [one for one in told.moved if one.code in names and one.difference is not None and _is_shown(one)]
    for one in sorted(moved, key=lambda one: -abs(one.difference or 0.0)):
        parts = last.own_parts(subject.profile.unit, code=one.code)
        most = "" if parts is None else most_moved_text(parts, subject.instrument)
        label = f"{names[one.code]} ({signed_text(one.difference or 0.0)})"
        # Nothing is said where a score is absent on the way, so that it has no parts.
        yield from [(_minus(label), _minus(f"{most}."))] if most else []


def _places(subject: Subject, told: ToldSince, firm: Stability | None) -> Iterator[tuple[str, str]]:
    """Yield for each group how the rank of the overall score moved, and how firm its stars are."""
    ranks = {one.group: one for one in told.ranks}
    for standing, name in zip(subject.standings(OVERALL), subject.group_names, strict=True):
        own = ranks.get(standing.group.name)
        parts = [_rank(subject, own, told) if own else "", _firm(subject, standing)]
        if firm is not None and firm.group.name == standing.group.name:
            parts.append(_kept(subject, standing, firm))
        text = " ".join(part for part in parts if part)
        if text:
            yield name, text


def _rank(subject: Subject, one: RankChange, told: ToldSince) -> str:
    if one.then is None or one.still is None or one.now is None:
        return ""
    then, still, now = map(percentile_text, (one.then, one.still, one.now))
    # In whole ranks as they are shown, so that the figures add up before a reader's eyes.
    own, drift = (round(float(still)) - round(float(then)), round(float(now)) - round(float(still)))
    unsure = told.moved[0].verdict not in REAL and then != now
    text = change_words.SINCE_RANK.format(
        noun=subject.noun,
        then=then,
        still=still,
        now=now,
        own=_minus(f"{own:+d}" if own else "0"),
        drift=_minus(f"{drift:+d}" if drift else "0"),
    )
    return f"{text} {change_words.SINCE_RANK_ERROR}" if unsure else text


def _firm(subject: Subject, standing: Standing) -> str:
    """Return how sure the stars of the overall score are."""
    chance = quartile_chance(standing)
    if not standing.stars or chance is None:
        return ""
    text = change_words.SINCE_CLOSE if subject.is_close(standing) else change_words.SINCE_FIRM
    return text.format(stars=count_text(standing.stars, "star"), chance=chance_text(chance))


def _kept(subject: Subject, standing: Standing, firm: Stability) -> str:
    """Return how often the stars stay what they are under other rules and weights, in tenths."""
    if not standing.stars:  # there are none, or they are not told
        return ""
    unit, told = subject.profile.unit, []
    for sweep, text in ((firm.grid, change_words.SINCE_RULES), (firm.weights, change_words.SINCE_WEIGHTS)):
        if sweep is not None and OVERALL in sweep.held.codes:
            share = sweep.held.of(unit)[OVERALL]["stars_held"]
            if not math.isnan(share):  # by the norms that were varied it has stars, too
                told.append(text.format(n=sweep.held.tried, tenths=round(10 * share)))
    return change_words.SINCE_KEPT.format(how=listed(told)) if told else ""


def _way(subject: Subject, told: ToldSince) -> View:
    """Return the shortest way to where the next star is sure, or to the next round score."""
    profile, star = subject.profile, told.next_star
    score = profile[OVERALL].value
    if score is None:
        goal_text = change_words.SINCE_NO_SCORE.format(noun=subject.noun)
        return {"goal": goal_text, "found": "", "steps": [], "near": "", "blanks": "", "brief": ""}
    goal = star.high if star else min(100.0, STEP * (score // STEP + 1))
    if star is None:
        stars = subject.standings(OVERALL)[0].stars
        why = change_words.SINCE_ALL_STARS if stars == MOST_STARS else change_words.SINCE_NO_STAR_TOLD
        text = (
            change_words.SINCE_ROUND.format(goal=f"{goal:g}", why=why)
            if score < goal
            else change_words.SINCE_HIGHEST
        )
    elif star.low < star.high:
        low = (
            change_words.SINCE_ABOVE.format(score=score_text(score)) if score >= star.low else f"{star.low:g}"
        )
        text = change_words.SINCE_STAR.format(
            stars=count_text(star.stars, "star"), low=low, high=f"{star.high:g}"
        )
    else:
        text = change_words.SINCE_EXACT_STAR.format(
            stars=count_text(star.stars, "star"), cut=score_text(star.high)
        )
    found = paths(profile, profile.scheme, target=ScoreOf(goal))
    return {
        "goal": text,
        "found": _found(found, goal),
        "steps": [_step(subject, one) for one in (found.best.steps if found.best else ())],
        "near": _near(found),
        "blanks": _blanks(subject),
        "brief": _brief_way(found, goal),
    }


def _blanks(subject: Subject) -> str:
    """Return that blanks are to be answered first; nothing without any."""
    n = sum(state is AnswerState.NO_ANSWER for state in subject.states.values())
    return change_words.SINCE_BLANKS.format(blanks=count_text(n, "question")) if n else ""


def _brief_way(found: Paths, goal: float) -> str:
    """Return the shortest way in a few words; nothing where it is reached."""
    if found.best is None:
        return change_words.SINCE_BRIEF_NO_WAY.format(goal=f"{goal:g}")
    if not found.best.steps:
        return ""
    changes = count_text(len(found.best.steps), "changed answer")
    return change_words.SINCE_BRIEF_NOW.format(changes=changes, goal=f"{goal:g}")


def _found(found: Paths, goal: float) -> str:
    sure = change_words.SINCE_PROVED if found.proved else change_words.SINCE_NOT_PROVED
    if found.best is None:
        nearest = next((one.score for one in found.near if one.score is not None), None)
        reached = "" if nearest is None else change_words.SINCE_NEAREST.format(score=score_text(nearest))
        return change_words.SINCE_NO_WAY.format(goal=f"{goal:g}", nearest=reached)
    if not found.best.steps:
        return change_words.SINCE_THERE
    return change_words.SINCE_WAY.format(
        changes=count_text(len(found.best.steps), "changed answer"),
        steps=count_text(int(found.best.cost), "step"),
        score=score_text(found.best.score),
        sure=sure,
    )


def _near(found: Paths) -> str:
    """Return what less effort would give."""
    near = next((one for one in found.near if one.steps and one.score is not None), None)
    if near is None or found.best is None:
        return ""
    return change_words.SINCE_LESS.format(
        steps=count_text(int(near.cost), "step"), score=score_text(near.score)
    )


def _step(subject: Subject, one: Step) -> View:
    indicator = subject.instrument[one.code]
    assert isinstance(indicator, Indicator)  # noqa: S101  (paths change answers)
    before, after = (
        change_words.SINCE_BLANK if answer is None else answer_text(indicator.scale, answer)
        for answer in (one.before, one.after)
    )
    area = next(area for area in subject.instrument.areas if indicator in area.indicators)
    return {"question": indicator.name, "area": area.label, "before": before, "after": after}


def _reading(
    subject: Subject, last: LastTime, told: ToldSince, firm: Stability | None
) -> Iterator[tuple[str, str]]:
    """Yield what the numbers mean."""
    if any(one.difference is not None for one in told.moved):
        if last.rule.form is ChangeForm.JACOBSON_TRUAX:  # by the others no number of points is error
            yield change_words.SINCE_ERROR_TERM, change_words.SINCE_ERROR.format(noun=subject.noun)
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
