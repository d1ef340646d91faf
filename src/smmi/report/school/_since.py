"""Since last time: what moved, whether it is real, how the place moved, and the shortest way up."""

import math
import re
from collections.abc import Iterator
from typing import Final

from smmi.benchmark import ChangeForm, LastTime, Reliability, ScoreOf, Standing, paths
from smmi.benchmark.follow_up import Moved, NotCompared, RankChange, ToldSince, told_since
from smmi.benchmark.improvement import Paths, Step
from smmi.benchmark.sensitivity import Stability
from smmi.benchmark.waves import ChangeVerdict
from smmi.instrument import Area, Indicator
from smmi.report.page._page import View
from smmi.report.school._subject import Subject
from smmi.report.wording import (
    _sentences as words,
    answer_text,
    blanks_text,
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
    verdict_text,
)

OVERALL: Final = "overall"
SIGN: Final = re.compile(r"(?<![\w-])-(?=\d)")
PARTLY: Final = (NotCompared.PARTLY_BEFORE, NotCompared.PARTLY_AFTER)
REAL: Final = (ChangeVerdict.IMPROVED, ChangeVerdict.DETERIORATED)
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
    return {
        "lead": _lead(subject, last, told),
        "rows": list(_rows(subject, last, told)),
        "notes": list(_notes(subject, told)),
        "why": _why(subject, last, told),
        "areas_why": list(_areas_why(subject, last, told)),
        "places": list(_places(subject, told, firm)),
        "way": _way(subject, told),
        "reading": list(_reading(last, told, firm)),
    }


def _lead(subject: Subject, last: LastTime, told: ToldSince) -> str:
    if not told.moved:
        return words.SINCE_NEW.format(noun=subject.noun)
    overall = told.moved[0]
    if overall.difference is None:
        is_break = overall.reason is NotCompared.BREAK
        why = words.SINCE_OTHER if is_break else not_compared_text(last, overall, subject.profile.unit)
        return words.SINCE_NOT_COMPARED.format(why=why)
    if overall.code in told.withheld:
        return words.SINCE_UNTOLD.format(
            before=score_text(overall.before),
            after=score_text(overall.after),
            difference=_minus(signed_text(overall.difference)),
            noun=subject.noun,
        )
    lead = words.SINCE_LEAD.format(moved=_minus(moved_text(overall, last.rule)))
    return f"{lead} {_real(subject, told)}".strip()


def _real(subject: Subject, told: ToldSince) -> str:
    """Return which areas changed by more than error."""
    areas = {area.code: area.name for area in subject.instrument.areas}
    texts = [
        words.SINCE_REAL_AREA.format(name=areas[one.code], verdict=verdict_text(one))
        for one in told.moved
        if one.code in areas and one.verdict in REAL
    ]
    judged = sum(one.code in areas and one.verdict is not ChangeVerdict.NOT_KNOWN for one in told.moved)
    if texts:
        return words.SINCE_REAL_AREAS.format(names=listed(texts), n=judged)
    return words.SINCE_NOTHING_REAL if judged else ""


def _minus(text: str) -> str:
    """Return a text with the signs of negative numbers as they are printed."""
    return SIGN.sub("\u2212", text)


def _rows(subject: Subject, last: LastTime, told: ToldSince) -> Iterator[View]:
    """Yield what the table shows: overall, then each domain with its areas."""
    moved = {one.code: one for one in told.moved}
    if not moved:
        return
    yield _row(subject, last, moved[OVERALL], told)
    for domain in subject.instrument.domains:
        yield _row(subject, last, moved[domain.code], told)
        yield from (_row(subject, last, moved[area.code], told) for area in domain.areas)


def _row(subject: Subject, last: LastTime, one: Moved, told: ToldSince) -> View:
    node = None if one.code == OVERALL else subject.instrument[one.code]
    rests = "" if one.share is None else words.SINCE_SHARE.format(share=share_text(one.share))
    why = "" if one.reason in PARTLY else not_compared_text(last, one, subject.profile.unit)
    why = "; ".join(part for part in (why, rests) if part)
    verdict = words.SINCE_WITHHELD if one.code in told.withheld else verdict_text(one)
    return {
        "label": words.OVERALL if node is None else node.name,
        "is_area": isinstance(node, Area),
        "before": score_text(one.before),
        "after": score_text(one.after),
        "difference": words.DASH if one.difference is None else _minus(signed_text(one.difference)),
        "error": words.DASH if one.smallest is None else score_text(one.smallest),
        "verdict": verdict or words.SINCE_DASHED.format(why=why),
        "is_real": one.verdict in REAL,
    }


def _label(subject: Subject, code: str) -> str:
    return words.OVERALL if code == OVERALL else subject.instrument[code].name


def _notes(subject: Subject, told: ToldSince) -> Iterator[str]:
    """Yield of which scores it cannot be told whether the change is real, or is not told, and what a break is."""
    silent: dict[str, list[str]] = {}
    for one in told.moved:
        why = "" if one.code in told.withheld else no_verdict_text(one)
        if why:
            silent.setdefault(why, []).append(_label(subject, one.code))
    for why, labels in silent.items():
        yield words.SINCE_SILENT.format(why=why, names=listed(labels))
    if told.withheld:
        names = listed([_label(subject, one.code) for one in told.moved if one.code in told.withheld])
        yield words.SINCE_NOT_TOLD.format(names=names, noun=subject.noun)
    if any(one.reason is NotCompared.BREAK for one in told.moved):
        yield words.SINCE_BREAK
    if any(one.share is not None for one in told.moved):
        yield words.SINCE_PARTS


def _why(subject: Subject, last: LastTime, told: ToldSince) -> str:
    """Return why the overall score moved: of the own answers alone."""
    parts = last.own_parts(subject.profile.unit) if told.moved else None
    return "" if parts is None else _minus(own_parts_text(parts, subject.instrument))


def _areas_why(subject: Subject, last: LastTime, told: ToldSince) -> Iterator[tuple[str, str]]:
    """Yield for each area that moved, as it is shown, which indicators moved it: the furthest first."""
    names = {area.code: area.name for area in subject.instrument.areas}
    moved = [
        one
        for one in told.moved
        if one.code in names and one.difference is not None and float(signed_text(one.difference))
    ]
    for one in sorted(moved, key=lambda one: -abs(one.difference or 0.0)):
        parts = last.own_parts(subject.profile.unit, code=one.code)
        most = "" if parts is None else most_moved_text(parts, subject.instrument)
        if parts is not None and most:
            label = f"{names[one.code]} ({signed_text(one.difference or 0.0)})"
            yield _minus(label), _minus(" ".join(text for text in (f"{most}.", blanks_text(parts)) if text))


def _places(subject: Subject, told: ToldSince, firm: Stability | None) -> Iterator[tuple[str, str]]:
    """Yield for each group how the rank of the overall score moved, and how firm its stars are."""
    ranks = {one.group: one for one in told.ranks}
    for standing, name in zip(subject.standings(OVERALL), subject.group_names, strict=True):
        own = ranks.get(standing.group.name)
        parts = [_rank(subject, own) if own else "", _firm(subject, standing)]
        if firm is not None and firm.group.name == standing.group.name:
            parts.append(_kept(subject, standing, firm))
        text = " ".join(part for part in parts if part)
        if text:
            yield name, text


def _rank(subject: Subject, one: RankChange) -> str:
    if one.then is None or one.still is None or one.now is None:
        return ""
    then, still, now = map(percentile_text, (one.then, one.still, one.now))
    # In whole ranks as they are shown, so that the figures add up before a reader's eyes.
    own, drift = (round(float(still)) - round(float(then)), round(float(now)) - round(float(still)))
    return words.SINCE_RANK.format(
        noun=subject.noun,
        then=then,
        still=still,
        now=now,
        own=_minus(f"{own:+d}" if own else "0"),
        drift=_minus(f"{drift:+d}" if drift else "0"),
    )


def _firm(subject: Subject, standing: Standing) -> str:
    """Return how sure the stars of the overall score are."""
    chance = quartile_chance(standing)
    if not standing.stars or chance is None:
        return ""
    text = words.SINCE_CLOSE if subject.is_close(standing) else words.SINCE_FIRM
    return text.format(stars=count_text(standing.stars, "star"), chance=chance_text(chance))


def _kept(subject: Subject, standing: Standing, firm: Stability) -> str:
    """Return how often the stars stay what they are under other rules and weights, in tenths."""
    if not standing.stars:  # there are none, or they are not told
        return ""
    unit, told = subject.profile.unit, []
    for sweep, text in ((firm.grid, words.SINCE_RULES), (firm.weights, words.SINCE_WEIGHTS)):
        if sweep is not None and OVERALL in sweep.held.codes:
            share = sweep.held.of(unit)[OVERALL]["stars_held"]
            if not math.isnan(share):  # by the norms that were varied it has stars, too
                told.append(text.format(n=sweep.held.tried, tenths=round(10 * share)))
    return words.SINCE_KEPT.format(how=listed(told)) if told else ""


def _way(subject: Subject, told: ToldSince) -> View:
    """Return the shortest way to where the next star is sure, or to the next round score."""
    profile, star = subject.profile, told.next_star
    score = profile[OVERALL].value
    if score is None:
        return {"goal": words.SINCE_NO_SCORE.format(noun=subject.noun), "found": "", "steps": [], "near": ""}
    goal = star.high if star else min(100.0, STEP * (score // STEP + 1))
    if star is None:
        text = words.SINCE_ROUND.format(goal=f"{goal:g}")
    elif star.low < star.high:
        low = words.SINCE_ABOVE.format(score=score_text(score)) if score >= star.low else f"{star.low:g}"
        text = words.SINCE_STAR.format(stars=count_text(star.stars, "star"), low=low, high=f"{star.high:g}")
    else:
        text = words.SINCE_EXACT_STAR.format(stars=count_text(star.stars, "star"), cut=score_text(star.high))
    found = paths(profile, profile.scheme, target=ScoreOf(goal))
    return {
        "goal": text,
        "found": _found(found, goal),
        "steps": [_step(subject, one) for one in (found.best.steps if found.best else ())],
        "near": _near(found),
    }


def _found(found: Paths, goal: float) -> str:
    sure = words.SINCE_PROVED if found.proved else words.SINCE_NOT_PROVED
    if found.best is None:
        nearest = next((one.score for one in found.near if one.score is not None), None)
        reached = "" if nearest is None else words.SINCE_NEAREST.format(score=score_text(nearest))
        return words.SINCE_NO_WAY.format(goal=f"{goal:g}", nearest=reached)
    if not found.best.steps:
        return words.SINCE_THERE
    return words.SINCE_WAY.format(
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
    return words.SINCE_LESS.format(steps=count_text(int(near.cost), "step"), score=score_text(near.score))


def _step(subject: Subject, one: Step) -> View:
    indicator = subject.instrument[one.code]
    assert isinstance(indicator, Indicator)  # noqa: S101  (paths change answers)
    before, after = (
        words.SINCE_BLANK if answer is None else answer_text(indicator.scale, answer)
        for answer in (one.before, one.after)
    )
    area = next(area for area in subject.instrument.areas if indicator in area.indicators)
    return {"question": indicator.name, "area": area.label, "before": before, "after": after}


def _reading(last: LastTime, told: ToldSince, firm: Stability | None) -> Iterator[tuple[str, str]]:
    """Yield what the numbers mean."""
    if any(one.difference is not None for one in told.moved):
        yield words.SINCE_ERROR_TERM, words.SINCE_ERROR
        yield words.SINCE_REAL_TERM, _rule(last)
    reliability = last.reliability.get(OVERALL)
    alpha = reliability.alpha if isinstance(reliability, Reliability) else reliability
    if told.moved and told.moved[0].error is not None and alpha is not None:
        source = words.SINCE_ALPHA if isinstance(reliability, Reliability) else words.SINCE_GIVEN
        yield words.SINCE_RELIABILITY_TERM, source.format(alpha=f"{alpha:.2f}")
    if any(one.own is not None for one in told.ranks):
        yield words.SINCE_RANK_TERM, words.SINCE_RANK_MEANING
    if firm is not None:
        yield words.SINCE_KEPT_TERM, _varied(firm)
    yield words.SINCE_WAY_TERM, words.SINCE_WAY_MEANING


def _varied(firm: Stability) -> str:
    """Return what was varied, in a sentence or two."""
    parts = []
    if firm.grid is not None:
        names = [words.SINCE_VARIED[one.name] for one in firm.grid.choices]
        parts.append(words.SINCE_GRID.format(names=listed(names), n=firm.grid.held.tried))
    if firm.weights is not None:
        parts.append(words.SINCE_DRAWS.format(n=firm.weights.held.tried))
    return " ".join(parts)


def _rule(last: LastTime) -> str:
    back = "" if last.rule.form is not ChangeForm.JACOBSON_TRUAX else words.SINCE_BACK
    return words.SINCE_REAL.format(form=last.rule.form.value, cut=f"{last.rule.cut:g}", back=back)
