"""Strengths and areas for improvement."""

from collections.abc import Sequence

from smmi.benchmark import Standing
from smmi.benchmark.interpretation import Highlights
from smmi.report.page._page import View
from smmi.report.school._standing import standing_view
from smmi.report.school._subject import Subject
from smmi.report.wording import (
    _sentences as words,
    chances_text,
    count_text,
    is_open,
    level_text,
    listed,
    score_text,
)


def strengths(subject: Subject, /) -> View:
    """Return what the section shows."""
    found = subject.highlights
    placed = subject.placed
    return {
        "rule": words.SEEN_AGAINST.format(
            group=subject.highlights_group, rule=found.rule.describe(), brackets=_brackets(found)
        ),
        "placed": placed > 0,
        "strengths": [_entry(subject, standing) for standing in found.strengths],
        "improvements": [_entry(subject, standing) for standing in found.improvements],
        "unclear": [_entry(subject, standing) for standing in found.unclear],
        "why": _why(subject, found.unclear),
        "others": _others(found, placed),
        "untold": _untold(subject),
    }


def _untold(subject: Subject) -> str:
    """Return of which areas it is not told where the unit stands; by name where it is of others."""
    if not subject.untold:
        return ""
    areas = count_text(len(subject.untold), "area")
    if subject.placed:
        names = listed([subject.instrument[code].name for code in subject.untold])
        areas = words.UNTOLD_NAMES.format(areas=areas, names=names)
    return words.UNTOLD.format(areas=areas, noun=subject.noun)


def _told(found: Highlights) -> tuple[Standing, ...]:
    return *found.strengths, *found.improvements, *found.unclear


def _brackets(found: Highlights) -> str:
    """Return what stands in brackets, and in which order, if anything is told."""
    told = _told(found)
    shown = [one for one in told if one.interval]
    if shown:
        return words.BRACKETS_WITH_INTERVAL.format(level=level_text(shown[0].conventions.level))
    return words.BRACKETS if told else ""


def _others(found: Highlights, placed: int) -> str:
    """Return how many areas are neither, so that a reader does not look for them."""
    told = len(_told(found))
    left = placed - told
    if not told or not left:
        return ""
    certainty = found.rule.certainty
    chance = words.OTHER_CHANCE.format(most=100.0 - 100.0 * certainty) if certainty else ""
    return (words.OTHER_AREA if left == 1 else words.OTHER_AREAS).format(n=left, chance=chance)


def _why(subject: Subject, standings: Sequence[Standing]) -> str:
    """Return what makes these standings uncertain, of what is accounted for."""
    doubtful = {
        words.SOURCE_PARTICIPANTS: any(one.population is None or one.population > one.n for one in standings),
        words.SOURCE_BLANKS: any(is_open(subject.profile[one.code]) for one in standings),
        words.SOURCE_ERROR: any(one.reliability is not None for one in standings),
    }
    return words.WHY_UNCLEAR.format(sources=listed([source for source, is_one in doubtful.items() if is_one]))


def _entry(subject: Subject, standing: Standing) -> View:
    domain, area = subject.area(standing.code)
    score = subject.profile[area.code]
    answered, asked = subject.answered(area)
    # What a score that rests on half or fewer of its answers could become.
    caution = words.CAUTION.format(answered=answered, asked=asked, extent=subject.extent(score))
    return {
        "area": area.label,
        "domain": domain.label,
        "score": score_text(score.value),
        "standing": standing_view(subject, standing),
        "chances": chances_text(standing),
        "caution": "" if 2 * answered > asked else caution,
    }
