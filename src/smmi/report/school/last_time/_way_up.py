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
    """A score to reach: what is there, in a heading; for the first screen what that is for and whether it is enough."""

    points: float
    heading: str
    towards: str
    enough: str
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
        first.append(_answer(subject, blanks, count))
    ways = _brief(subject, goals, is_inside=is_inside)
    view: View = {
        "goal": _goal_text(subject, score, star),
        "ways": [_way(subject, one) for one in goals],
        "blanks": change_words.SINCE_BLANKS.format(blanks=count) if blanks else "",
        "lower": _lower(goals, [one.code for one in lower]),
    }
    return view, [*first, *([ways] if ways else [])]


def _answer(subject: Subject, blanks: Sequence[str], count: str) -> str:
    """Return that blanks are to be answered, and between what the score can come to lie by that."""
    score = subject.profile[OVERALL]
    low, high = map(score_text, score.bounds or (None, None))
    lies = change_words.SINCE_BRIEF_RANGE.format(low=low, high=high) if low != high else ""
    names = questions_text(blanks, subject.instrument, FEW)
    return change_words.SINCE_BRIEF_FIRST.format(count=count, names=names, range=lies)


def _check(subject: Subject, turned: Sequence[ChangedAnswer], lower: Sequence[ChangedAnswer]) -> str:
    """Return that answers that are higher or lower now are to be looked at, and what the old lower ones would give."""
    told = ""
    higher = [one for one in turned if one not in lower]
    for ones, text in ((lower, change_words.SINCE_BRIEF_LOST), (higher, change_words.SINCE_BRIEF_GAINED)):
        if ones:
            old = what_if(subject.profile, changes={one.code: one.before for one in ones}).after[OVERALL]
            count = f"{len(ones)} {'is' if len(ones) == 1 else 'are'}"
            now = score_text(subject.profile[OVERALL].value)
            told += (
                text.format(count=count, score=score_text(old.value), now=now)
                if old.value is not None
                else ""
            )
    return change_words.SINCE_BRIEF_CHECK.format(
        count=count_text(len(turned), "answer"),
        are="is" if len(turned) == 1 else "are",
        names=questions_text([one.code for one in turned], subject.instrument, MOST_NAMED),
        lower=told,
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

    def to(points: float, heading: str, towards: str, enough: str = "") -> _Goal:
        found, goal = _ways(subject.profile, points), f"{points:g}"
        return _Goal(
            points=points, heading=heading.format(goal=goal), towards=towards, enough=enough, found=found
        )

    if star is None:
        goal, all_stars = (
            min(100.0, STEP * (score // STEP + 1)),
            subject.standings(OVERALL)[0].stars == MOST_STARS,
        )
        why = change_words.SINCE_ALL_STARS if all_stars else change_words.SINCE_NO_STAR_TOLD
        if score < goal:
            told = {"goal": f"{goal:g}", "why": why}
            yield to(
                goal, change_words.SINCE_ROUND.format(**told), change_words.SINCE_BRIEF_ROUND.format(**told)
            )
        else:
            yield to(goal, change_words.SINCE_HIGHEST, "")
        return
    towards = _towards(star)
    if star.low == star.high:
        yield to(star.high, "", towards)
    else:
        if not reaches(score, star.low):
            yield to(star.low, change_words.SINCE_NEAR_GOAL, towards, change_words.SINCE_BRIEF_MAY)
        yield to(star.high, change_words.SINCE_SURE_GOAL, towards, change_words.SINCE_BRIEF_SURE)


def _ways(profile: ScoreProfile, points: float) -> Paths:
    return paths(profile, profile.scheme, target=ScoreOf(points), upward=True)


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


def _brief(subject: Subject, goals: list[_Goal], *, is_inside: bool) -> str:
    """Return the shortest ways in a few sentences; nothing where the highest score is reached."""
    texts: list[str] = []
    for one in goals:
        best = one.found.best
        if best is None:
            texts.append(change_words.SINCE_BRIEF_NO_WAY.format(goal=f"{one.points:g}", enough=one.enough))
        elif best.steps:
            names = "" if texts else _first(subject, best.steps)
            changes = count_text(len(best.steps), "changed answer")
            told = {"changes": changes, "names": names, "score": score_text(best.score), "enough": one.enough}
            texts.append(change_words.SINCE_BRIEF_WAY.format(**told))
    if not texts:
        return ""
    weak = [subject.instrument[one.code].name for one in subject.highlights.improvements]
    low = (
        change_words.SINCE_BRIEF_WEAK.format(names=listed(weak), group=subject.group_names[-1])
        if weak
        else ""
    )
    less = change_words.SINCE_BRIEF_LESS if is_inside else ""
    true = change_words.SINCE_BRIEF_TRUE.format(noun=subject.noun, weak=low)
    return f"{goals[0].towards} {' '.join(texts)}{less} {true}"


def _towards(star: NextStar) -> str:
    """Return which star comes next, and where it begins as far as that is told."""
    told = {"low": f"{star.low:g}", "high": f"{star.high:g}", "cut": score_text(star.high)}
    where = change_words.SINCE_BRIEF_CUT if star.low == star.high else change_words.SINCE_BRIEF_BAND
    return change_words.SINCE_BRIEF_STAR.format(stars=star.stars, where=where.format(**told))


def _first(subject: Subject, steps: Sequence[Step]) -> str:
    """Return the questions of the first steps, in brackets."""
    names = questions_text([one.code for one in steps], subject.instrument, MOST_NAMED)
    return change_words.SINCE_BRIEF_NAMES.format(names=names)


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
