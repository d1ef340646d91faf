"""The summary: the overall score, what it could still become, and where it stands."""

from collections.abc import Iterator
from typing import Final

from smmi.benchmark import Standing
from smmi.report.page._page import View
from smmi.report.school._peers import reading
from smmi.report.school._standing import median_names, score_view
from smmi.report.school._subject import Subject
from smmi.report.wording import (
    _sentences as words,
    absence_text,
    chances_text,
    interval_text,
    is_open,
    is_outside,
    listed,
    ordinal_text,
    percentile_text,
    range_text,
    score_text,
)

OVERALL: Final = "overall"


def summary(subject: Subject, /) -> View:
    """Return what the section shows."""
    return {
        "title": words.STANDING.format(noun=subject.noun),
        "lead": " ".join(_lead(subject)),
        "score": score_view(subject, OVERALL),
        "medians": median_names(subject, [OVERALL]),
        "reading": list(reading(subject)),
    }


def _lead(subject: Subject) -> Iterator[str]:
    score = subject.profile[OVERALL]
    if score.value is None:
        yield words.NOT_SCORED.format(noun=subject.noun, reason=absence_text(score.reason))
    else:
        yield words.SCORED.format(noun=subject.noun, score=score_text(score.value))
    if is_open(score):
        yield words.OPEN.format(extent=range_text(score))
    if is_outside(score):
        yield words.OUTSIDE.format(what=words.THE_SCORE)
    places, doubts = [], []
    for standing, name in zip(subject.standings(OVERALL), subject.group_names, strict=True):
        if subject.is_close(standing):
            doubts.append(_doubt(name, standing))
        elif standing.quartile:
            places.append(_place(name, standing))
    if places:
        yield words.STANDS.format(places=listed(places))
    yield from doubts


def _place(name: str, standing: Standing) -> str:
    among = words.PLACE_IN_GROUP if standing.group.pairs else words.PLACE_AMONG_ALL
    rank = standing.percentile
    return words.PLACE.format(
        quartile=_quartile(standing),
        among=among.format(n=standing.n, group=name),
        rank="" if rank is None else words.PLACE_RANK.format(ordinal=ordinal_text(percentile_text(rank))),
    )


def _doubt(name: str, standing: Standing) -> str:
    """Return how unsure a quartile is."""
    among = words.DOUBT_IN_GROUP if standing.group.pairs else words.DOUBT_AMONG_ALL
    interval = (
        words.DOUBT_INTERVAL.format(interval=interval_text(standing.interval)) if standing.interval else ""
    )
    return words.DOUBT.format(
        among=among.format(group=name),
        n=standing.n,
        quartile=_quartile(standing),
        chances=chances_text(standing),
        interval=interval,
    )


def _quartile(standing: Standing) -> str:
    return words.QUARTILES[standing.quartile] if standing.quartile else ""
