"""Strengths and areas for improvement."""

from collections.abc import Sequence

from smmi.benchmark import Standing
from smmi.benchmark.interpretation import Highlights
from smmi.report.page._page import View
from smmi.report.school._marks import stars
from smmi.report.school._subject import Subject
from smmi.report.wording import _sentences as words
from smmi.report.wording._words import (
    chance_text,
    chances_text,
    interval_text,
    is_open,
    level_text,
    listed,
    percentile_text,
    quartile_chance,
    score_text,
)


def strengths(subject: Subject, /) -> View:
    """Return what the section shows."""
    found = subject.highlights
    places = [
        subject.placement.standing(area.code, group=found.group).quartile for area in subject.instrument.areas
    ]
    placed = sum(place is not None for place in places)
    return {
        "rule": words.SEEN_AGAINST.format(
            group=subject.highlights_group, rule=found.rule.describe(), brackets=_brackets(found)
        ),
        "placed": placed,
        "strengths": [_entry(subject, standing, _likely(standing)) for standing in found.strengths],
        "improvements": [_entry(subject, standing, _likely(standing)) for standing in found.improvements],
        "unclear": [_entry(subject, standing, chances_text(standing)) for standing in found.unclear],
        "why": _why(subject, found.unclear),
        "others": _others(found, placed),
    }


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


def _likely(standing: Standing) -> str:
    """Return the quartile of a standing and how likely it is."""
    chance, label = quartile_chance(standing), standing.quartile.label if standing.quartile else ""
    if chance is None:
        return label
    return words.HIGHLIGHT_CHANCE.format(quartile=label, chance=chance_text(chance, brief=True))


def _entry(subject: Subject, standing: Standing, quartile: str) -> View:
    domain, area = subject.area(standing.code)
    answered, asked = subject.answered(area)
    extent = subject.extent(area.code)
    return {
        "area": area.label,
        "score": score_text(subject.profile[area.code].value),
        "domain": domain.label
        if standing.median is None
        else words.HIGHLIGHT_MEDIAN.format(domain=domain.label, median=score_text(standing.median)),
        "stars": stars(subject, standing),
        "standing": f"{quartile}{_rank(standing)}",
        # What a score that rests on half or fewer of its answers could become.
        "caution": ""
        if 2 * answered > asked
        else words.CAUTION.format(answered=answered, asked=asked, extent=extent),
    }


def _rank(standing: Standing) -> str:
    if standing.percentile is None:
        return ""
    text = words.HIGHLIGHT_RANK_INTERVAL if standing.interval else words.HIGHLIGHT_RANK
    interval = standing.interval and interval_text(standing.interval)
    return text.format(rank=percentile_text(standing.percentile), interval=interval)
