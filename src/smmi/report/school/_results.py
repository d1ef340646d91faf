"""The table of results: every area under its domain, its attainable range, and where it stands in each group."""

from collections.abc import Iterator

from smmi.benchmark import Quartile, Standing
from smmi.instrument import Area, Domain
from smmi.report.page._page import View
from smmi.report.school._marks import bar, median_names, stars
from smmi.report.school._subject import Subject
from smmi.report.wording import _sentences as words
from smmi.report.wording._words import (
    absence_text,
    chance_text,
    interval_text,
    is_outside,
    listed,
    outside_text,
    percentile_text,
    quartile_chance,
    score_text,
    standing_reason,
)


def results(subject: Subject, /) -> View:
    """Return what the section shows."""
    shown = zip(*(subject.standings(area.code) for area in subject.instrument.areas), strict=True)
    drawn = [any(standing.median is not None for standing in standings) for standings in shown]
    return {
        "outside": _outside(subject),
        "medians": median_names(subject, drawn),
        "groups": list(zip((words.COMPARED_WITH, words.OWN_GROUP), subject.group_names, strict=False)),
        "domains": [
            [_row(subject, domain), *(_row(subject, area) for area in domain.areas)]
            for domain in subject.instrument.domains
        ],
    }


def _outside(subject: Subject) -> str:
    nodes: list[Domain | Area] = [*subject.instrument.domains, *subject.instrument.areas]
    names = [node.label for node in nodes if is_outside(subject.profile[node.code])]
    return outside_text(words.OUTSIDE_SCORES.format(names=listed(names))) if names else ""


def _row(subject: Subject, node: Domain | Area) -> View:
    score, standings = subject.profile[node.code], subject.standings(node.code)
    return {
        "label": node.label,
        "answered": _answered(subject, node) if isinstance(node, Area) else "",
        "score": score_text(score.value),
        "reason": absence_text(score.reason),
        "bar": bar(score, standings),
        "extent": subject.extent(node.code),
        "standings": [
            _cell(subject, standing, name)
            for standing, name in zip(standings, subject.group_names, strict=True)
        ],
    }


def _answered(subject: Subject, area: Area) -> str:
    answered, asked = subject.answered(area)
    return words.ANSWERED.format(answered=answered, asked=asked) if asked else words.NOTHING_ASKED


def _cell(subject: Subject, standing: Standing, group: str) -> View:
    return {
        "group": group,
        "reason": standing_reason(standing),
        "median": "" if standing.median is None else score_text(standing.median),
        "size": words.SIZE.format(n=standing.n),
        "stars": stars(subject, standing),
        "quartiles": list(_quartiles(subject, standing)),
        "percentile": "" if standing.percentile is None else percentile_text(standing.percentile),
        "interval": f"({interval_text(standing.interval)})" if standing.interval else "",
    }


def _quartiles(subject: Subject, standing: Standing) -> Iterator[str]:
    for quartile in subject.likely_quartiles(standing):
        chance = chance_text(_chance(quartile, standing), brief=True)
        yield words.HIGHLIGHT_CHANCE.format(quartile=quartile.label, chance=chance)


def _chance(quartile: Quartile, standing: Standing) -> float:
    own = quartile_chance(standing) if quartile == standing.quartile else None
    return (standing.band_probabilities or {}).get(quartile, 0.0) if own is None else own
