"""The summary: the overall score, what it could still become, and where it stands."""

from collections.abc import Iterator
from typing import Final

from smmi.benchmark import Standing
from smmi.report.page._page import View
from smmi.report.school._marks import bar, median_names, stars
from smmi.report.school._peers import reading
from smmi.report.school._subject import Subject
from smmi.report.wording import _sentences as words
from smmi.report.wording._words import (
    absence_text,
    chance_text,
    chances_text,
    interval_text,
    is_open,
    is_outside,
    level_text,
    listed,
    ordinal_text,
    outside_text,
    percentile_text,
    quartile_chance,
    range_text,
    score_text,
    standing_reason,
)

OVERALL: Final = "overall"


def summary(subject: Subject, /) -> View:
    """Return what the section shows."""
    score, standings = subject.profile[OVERALL], subject.standings(OVERALL)
    return {
        "title": words.STANDING.format(noun=subject.noun),
        "lead": " ".join(_lead(subject, standings)),
        "score": score_text(score.value),
        "beside": absence_text(score.reason) if score.value is None else words.OF_100,
        "extent": words.RANGE_OF_SCORE.format(extent=subject.extent(OVERALL)),
        "bar": bar(score, standings),
        "medians": median_names(subject, [standing.median is not None for standing in standings]),
        "cards": [
            _card(subject, name, standing)
            for name, standing in zip(subject.group_names, standings, strict=True)
        ],
        "reading": list(reading(subject)),
    }


def _lead(subject: Subject, standings: tuple[Standing, ...]) -> Iterator[str]:
    score = subject.profile[OVERALL]
    if score.value is None:
        yield words.NOT_SCORED.format(noun=subject.noun, reason=absence_text(score.reason))
    else:
        yield words.SCORED.format(noun=subject.noun, score=score_text(score.value))
    if is_open(score):
        yield words.OPEN.format(extent=range_text(score))
    if is_outside(score):
        yield outside_text(words.THE_SCORE)
    places, doubts = [], []
    for standing, name in zip(standings, subject.group_names, strict=True):
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
    extent = standing.interval and words.DOUBT_INTERVAL.format(interval=interval_text(standing.interval))
    return words.DOUBT.format(
        among=among.format(group=name),
        n=standing.n,
        quartile=_quartile(standing),
        chances=chances_text(standing),
        interval=extent or "",
    )


def _quartile(standing: Standing) -> str:
    return words.QUARTILES[standing.quartile] if standing.quartile else ""


def _card(subject: Subject, name: str, standing: Standing) -> View:
    quartiles = [quartile.label for quartile in subject.likely_quartiles(standing)]
    return {
        "above": words.OWN_GROUP if standing.group.pairs else words.COMPARED_WITH,
        "group": name,
        "stars": stars(subject, standing),
        "quartile": words.QUARTILE_OF_CARD.format(quartile=words.EITHER.join(quartiles)),
        "reason": standing_reason(standing),
        "facts": list(_facts(standing)),
    }


def _facts(standing: Standing) -> Iterator[tuple[str, str, str]]:
    """Yield the numbers of a standing: the name, the number, and why it is absent."""
    if standing.percentile is not None and standing.interval is not None:
        level = level_text(standing.conventions.level)
        yield words.RANK, percentile_text(standing.percentile), ""
        yield words.RANK_INTERVAL.format(level=level), interval_text(standing.interval), ""
    elif standing.quartile:
        yield words.RANK, words.DASH, standing_reason(standing)
    chance = quartile_chance(standing)
    if chance is not None:
        yield words.CHANCE, chance_text(chance), ""
    if standing.median is not None:
        yield words.GROUP_MEDIAN, score_text(standing.median), ""
    yield words.GROUP_SIZE, str(standing.n), ""
