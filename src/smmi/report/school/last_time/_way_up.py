"""The way up: the fewest changed answers to where the next star may begin, and to where it is sure."""

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from smmi._thresholds import reaches
from smmi.benchmark import LastTime, ScoreOf, paths, what_if
from smmi.benchmark.follow_up import AnswerTurn, ChangedAnswer, NextStar, ToldSince
from smmi.benchmark.improvement import Paths, Step
from smmi.instrument import AnswerState, Indicator
from smmi.report.page._page import View
from smmi.report.school._subject import Subject
from smmi.report.school.last_time._changed_answers import FEW
from smmi.report.wording import (
    _sentences_of_change as change_words,
    answer_text,
    count_text,
    listed,
    questions_text,
    score_text,
)
from smmi.scoring import ScoreProfile

OVERALL: Final = "overall"
MOST_STARS: Final = 4
MOST_NAMED: Final = 3
"""So many answers to look at are named on the first screen, those that moved the furthest."""
STEP: Final = 10.0
"""Where the next star is not told, the way is to the next multiple of so many points."""


@attrs.frozen(kw_only=True)
class _Goal:
    """A score to reach: what is there, in a heading and on the first screen, and the way."""

    points: float
    heading: str
    what: str
    found: Paths


def way_up(subject: Subject, last: LastTime, told: ToldSince, /) -> tuple[View, list[str]]:
    """Return the shortest ways: to the ends of the band in which the next star begins, or to the next round score.

    Returns:
        What the section shows, and what to do now, one thing after the other, for the first screen.
    """
    score, star = subject.profile[OVERALL].value, told.next_star
    if score is None:
        none = change_words.SINCE_NO_SCORE.format(noun=subject.noun)
        return {"goal": none, "ways": [], "blanks": "", "lower": ""}, [none]
    goals = list(_goals(subject, score, star))
    blanks = [code for code, state in subject.states.items() if state is AnswerState.NO_ANSWER]
    count = count_text(len(blanks), "question")
    is_inside = star is not None and star.low < star.high and reaches(score, star.low)
    took_part = bool(told.moved)
    lower = last.changed_answers(subject.profile.unit).of(AnswerTurn.LOWER) if took_part else ()
    turned = (
        last.changed_answers(subject.profile.unit).of(AnswerTurn.HIGHER, AnswerTurn.LOWER)
        if took_part
        else ()
    )
    first = [_check(subject, turned, lower)] if turned else []
    if blanks:
        names = questions_text(blanks, subject.instrument, FEW)
        first.append(change_words.SINCE_BRIEF_FIRST.format(count=count, names=names))
    ways = _brief(goals, is_inside=is_inside)
    weak = listed([subject.instrument[one.code].name for one in subject.highlights.improvements])
    true = change_words.SINCE_BRIEF_TRUE.format(
        noun=subject.noun, weak=change_words.SINCE_BRIEF_WEAK.format(names=weak) if weak else ""
    )
    after = [f"{ways} {true}"] if ways else []
    view: View = {
        "goal": _goal_text(subject, score, star),
        "ways": [_way(subject, one) for one in goals],
        "blanks": change_words.SINCE_BLANKS.format(blanks=count) if blanks else "",
        "lower": _lower(goals, [one.code for one in lower]),
    }
    return view, [*first, *after]


def _check(subject: Subject, turned: Sequence[ChangedAnswer], lower: Sequence[ChangedAnswer]) -> str:
    """Return that answers that are higher or lower now are to be looked at, and what the old lower ones would give."""
    lost = ""
    if lower:
        old = what_if(subject.profile, changes={one.code: one.before for one in lower}).after[OVERALL].value
        score = score_text(old)
        lost = change_words.SINCE_BRIEF_LOST.format(count=len(lower), score=score) if old is not None else ""
    return change_words.SINCE_BRIEF_CHECK.format(
        count=count_text(len(turned), "answer"),
        are="is" if len(turned) == 1 else "are",
        names=questions_text([one.code for one in turned], subject.instrument, MOST_NAMED),
        lower=lost,
    )


def _lower(goals: list[_Goal], lower: Sequence[str]) -> str:
    """Return how many of the answers that are lower now are among the steps."""
    steps = {step.code for one in goals if one.found.best for step in one.found.best.steps}
    if not lower or not steps:
        return ""
    part = len(steps & set(lower))
    are = "is" if part == 1 else "are"
    return change_words.SINCE_LOWER.format(
        count=count_text(len(lower), "answer"), part=f"{part or 'none'} {are}"
    )


def _goals(subject: Subject, score: float, star: NextStar | None) -> Iterator[_Goal]:
    """Yield the scores to reach, the nearer one first."""

    def to(points: float, heading: str, what: str) -> _Goal:
        found = _upward(subject.profile, points)
        told = {"goal": f"{points:g}", "stars": star.stars if star else 0}
        return _Goal(points=points, heading=heading.format(**told), what=what.format(**told), found=found)

    if star is None:
        goal, all_stars = (
            min(100.0, STEP * (score // STEP + 1)),
            subject.standings(OVERALL)[0].stars == MOST_STARS,
        )
        why = change_words.SINCE_ALL_STARS if all_stars else change_words.SINCE_NO_STAR_TOLD
        if score < goal:
            text = change_words.SINCE_ROUND.format(goal=f"{goal:g}", why=why)
            yield to(goal, text, change_words.SINCE_BRIEF_ROUND.format(why=why))
        else:
            yield to(goal, change_words.SINCE_HIGHEST, "")
    elif star.low == star.high:
        yield to(star.high, "", change_words.SINCE_BRIEF_EXACT)
    else:
        if not reaches(score, star.low):
            yield to(star.low, change_words.SINCE_NEAR_GOAL, change_words.SINCE_BRIEF_MAY)
        yield to(star.high, change_words.SINCE_SURE_GOAL, change_words.SINCE_BRIEF_SURE)


def _upward(profile: ScoreProfile, points: float) -> Paths:
    """Return the shortest way that asks nobody to answer a question lower, though that may shut what scores worse."""
    kept: set[str] = set()
    while True:
        found = paths(profile, profile.scheme, target=ScoreOf(points), frozen=kept)
        ways = (*found.near, *([] if found.best is None else [found.best]))
        lower = {step.code for way in ways for step in way.steps if _lowers(profile, step)}
        if not lower:
            return found
        kept |= lower


def _lowers(profile: ScoreProfile, step: Step) -> bool:
    """Return whether a step takes points from its own question."""
    made = what_if(profile, changes={step.code: step.after}).after
    place = [one.code for one in profile.scheme.instrument.indicators].index(step.code)
    before, after = (
        float(own.scores.take([own.scores.position(own.unit)]).indicators[0][place])
        for own in (profile, made)
    )
    return after < before


def _goal_text(subject: Subject, score: float, star: NextStar | None) -> str:
    """Return where the next star begins, as far as that is told."""
    if star is None:
        return ""
    stars = count_text(star.stars, "star")
    if star.low == star.high:
        return change_words.SINCE_EXACT_STAR.format(stars=stars, cut=score_text(star.high))
    low, high = f"{star.low:g}", f"{star.high:g}"
    text = change_words.SINCE_STAR.format(stars=stars, low=low, high=high, width=f"{star.high - star.low:g}")
    if not reaches(score, star.low):
        return text
    own = change_words.SINCE_STAR_ABOVE.format(noun=subject.noun, score=score_text(score), high=high)
    return f"{text} {own}"


def _brief(goals: list[_Goal], *, is_inside: bool) -> str:
    """Return the shortest ways in a sentence; nothing where the highest score is reached."""
    texts: list[str] = []
    for one in goals:
        best, goal = one.found.best, f"{one.points:g}"
        if best is not None and not best.steps:
            continue
        text = change_words.SINCE_BRIEF_AND if texts else change_words.SINCE_BRIEF_WAY
        if best is None:
            text = change_words.SINCE_BRIEF_NO_WAY
        changes = "" if best is None else count_text(len(best.steps), "changed answer")
        texts.append(text.format(changes=changes, goal=goal, what=one.what))
    end = change_words.SINCE_BRIEF_LESS if texts and is_inside else ""
    return f"{''.join(texts)}{end}." if texts else ""


def _way(subject: Subject, goal: _Goal) -> View:
    found = goal.found
    return {
        "heading": goal.heading,
        "found": _found(found, f"{goal.points:g}"),
        "steps": [_step(subject, one) for one in (found.best.steps if found.best else ())],
        "near": _near(found),
    }


def _found(found: Paths, goal: str) -> str:
    sure = change_words.SINCE_PROVED if found.proved else change_words.SINCE_NOT_PROVED
    if found.best is None:
        nearest = next((one.score for one in found.near if one.score is not None), None)
        reached = "" if nearest is None else change_words.SINCE_NEAREST.format(score=score_text(nearest))
        return change_words.SINCE_NO_WAY.format(goal=goal, nearest=reached)
    if not found.best.steps:
        return change_words.SINCE_THERE
    return change_words.SINCE_WAY.format(
        changes=count_text(len(found.best.steps), "changed answer"),
        steps=count_text(int(found.best.cost), "step"),
        score=score_text(found.best.score),
        sure=sure.format(goal=goal),
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
