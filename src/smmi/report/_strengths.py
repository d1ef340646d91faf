"""Strengths and areas for improvement."""

from smmi.benchmark import Highlights, Standing
from smmi.instrument import Area
from smmi.report._bars import stars
from smmi.report._markup import Markup, element
from smmi.report._subject import Subject
from smmi.report._text import (
    DASH,
    chance_text,
    interval_text,
    is_open,
    listed,
    percentile_text,
    quartile_chance,
    range_text,
    score_text,
)


def strengths(subject: Subject, /) -> Markup:
    """Return the section."""
    found = subject.highlights
    placed = any(
        subject.placement.standing(area.code, group=found.group).quartile for area in subject.instrument.areas
    )
    return element(
        "section",
        element("h2", "Strengths and areas for improvement", id="strengths"),
        element(
            "p",
            f"Seen against: {subject.highlights_group}. {found.rule.describe()}{_brackets(found)}",
            class_="quiet",
        ),
        element(
            "div",
            _column(subject, "Strengths", found.strengths),
            _column(subject, "Areas for improvement", found.improvements),
            class_="columns" if found.strengths and found.improvements else "stacked",
        )
        if placed
        else element("p", "Neither can be told: no area has a quartile in this group."),
        _unclear(subject),
        _others(subject),
        aria_labelledby="strengths",
    )


def _unclear(subject: Subject) -> Markup | None:
    """Return the areas that are too close to tell, each with how likely its quartile is."""
    found = subject.highlights
    if not found.unclear:
        return None
    entries = [_entry(subject, standing, _chance(standing)) for standing in found.unclear]
    return element(
        "div",
        element("h3", "Too close to tell"),
        element("p", _why(subject, found.unclear), class_="quiet"),
        element("ul", *entries, class_="entries"),
        class_="unclear",
    )


def _others(subject: Subject) -> Markup | None:
    """Return how many areas are neither, so that a reader does not look for them."""
    found = subject.highlights
    told = (*found.strengths, *found.improvements, *found.unclear)
    placed = [
        area
        for area in subject.instrument.areas
        if subject.placement.standing(area.code, group=found.group).quartile
    ]
    left = len(placed) - len(told)
    if not told or not left:
        return None
    rest = "The other area lies" if left == 1 else f"The other {left} areas lie"
    return element("p", f"{rest} in none of these quartiles.", class_="quiet")


def _why(subject: Subject, standings: tuple[Standing, ...]) -> str:
    """Return what makes these standings uncertain, of what is accounted for."""
    sources = []
    if any(standing.population is None or standing.population > standing.n for standing in standings):
        sources.append("other participants")
    if any(is_open(subject.profile[standing.code]) for standing in standings):
        sources.append("the answers to blanks")
    if any(standing.reliability is not None for standing in standings):
        sources.append("the error of measurement")
    start = (
        "Their quartile would make them a strength or an area for improvement, but it is not certain enough"
    )
    return f"{start}: {listed(sources)} could change it."


def _brackets(found: Highlights) -> str:
    """Return what stands in brackets, if anything does."""
    shown = [one for one in (*found.strengths, *found.improvements, *found.unclear) if one.interval]
    level = f"{100.0 * shown[0].conventions.level:g} %" if shown else ""
    return f" In brackets: the {level} interval of the percentile rank." if shown else ""


def _chance(standing: Standing) -> str:
    return f", probability of this quartile {chance_text(quartile_chance(standing) or 0.0)}"


def _column(subject: Subject, heading: str, standings: tuple[Standing, ...]) -> Markup:
    if standings:
        content = element("ul", *(_entry(subject, standing) for standing in standings), class_="entries")
    else:
        content = element("p", "None by this rule.", class_="quiet")
    return element("div", element("h3", heading), content)


def _entry(subject: Subject, standing: Standing, more: str = "") -> Markup:
    domain = next(
        each for each in subject.instrument.domains if standing.code in {area.code for area in each.areas}
    )
    area = next(each for each in domain.areas if each.code == standing.code)
    score = subject.profile[standing.code].value
    place = element("span", *_stars(standing), _rank(standing), more, class_="rank")
    return element(
        "li",
        element("span", area.label, class_="name"),
        " ",
        element("span", DASH if score is None else score_text(score), class_="points"),
        " ",
        element("p", element("span", domain.label), " ", place, class_="quiet"),
        _caution(subject, area),
    )


def _rank(standing: Standing) -> str:
    if standing.percentile is None:
        return ""
    interval = f" ({interval_text(standing.interval)})" if standing.interval else ""
    return f", percentile {percentile_text(standing.percentile)}{interval}"


def _caution(subject: Subject, area: Area) -> Markup | None:
    """Return what a score that rests on half or fewer of its answers could become; nothing for any other."""
    answered, asked = subject.answered(area)
    if 2 * answered > asked:
        return None
    extent = range_text(subject.profile[area.code]) or f"{DASH} {subject.range_reason(area.code)}"
    return element("p", f" {answered} of {asked} answered; attainable range: {extent}", class_="quiet")


def _stars(standing: Standing) -> list[Markup | str]:
    return [stars(standing.quartile.stars), standing.quartile.label] if standing.quartile else []
