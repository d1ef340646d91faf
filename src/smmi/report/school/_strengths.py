"""Strengths and areas for improvement."""

from smmi.benchmark import Standing
from smmi.benchmark.interpretation import Highlights
from smmi.instrument import Area
from smmi.report.page._markup import Markup, element
from smmi.report.school._bars import stars
from smmi.report.wording._subject import Subject
from smmi.report.wording._words import (
    DASH,
    chance_text,
    chances_text,
    interval_text,
    is_close,
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
            f"Seen against: {subject.highlights_group}, not against an ideal. {found.rule.describe()}"
            f"{_brackets(found)}",
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
    entries = [_entry(subject, standing, chances_text(standing)) for standing in found.unclear]
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
    if not found.rule.certainty:
        return element("p", f"{rest} in other quartiles.", class_="quiet")
    most = 100.0 - 100.0 * found.rule.certainty
    chance = f"to be a strength, or an area for improvement, has a probability of at most {most:g} %"
    return element("p", f"{rest} in other quartiles; {chance}.", class_="quiet")


def _why(subject: Subject, standings: tuple[Standing, ...]) -> str:
    """Return what makes these standings uncertain, of what is accounted for."""
    sources = []
    if any(standing.population is None or standing.population > standing.n for standing in standings):
        sources.append("other participants")
    if any(is_open(subject.profile[standing.code]) for standing in standings):
        sources.append("the answers to blanks")
    if any(standing.reliability is not None for standing in standings):
        sources.append("the error of measurement")
    return (
        "Each may be a strength or an area for improvement, but is not so with enough certainty: "
        f"{listed(sources)} could change its quartile."
    )


def _brackets(found: Highlights) -> str:
    """Return what stands in brackets, and in which order, if anything is told."""
    told = (*found.strengths, *found.improvements, *found.unclear)
    if not told:
        return ""
    shown = [one for one in told if one.interval]
    level = f"{100.0 * shown[0].conventions.level:g} %" if shown else ""
    interval = f", and the {level} interval of the percentile rank" if shown else ""
    order = " Ordered by percentile rank; neighbours may well be equal." if shown else ""
    return f" In brackets: the probability of the quartile{interval}.{order}"


def _chance(standing: Standing) -> str:
    """Return how likely the quartile of a standing is; of one that is not certain, each that is possible."""
    chance = quartile_chance(standing)
    return "" if chance is None else f" ({chance_text(chance, brief=True)})"


def _column(subject: Subject, heading: str, standings: tuple[Standing, ...]) -> Markup:
    if standings:
        entries = (_entry(subject, one, f"{_label(one)}{_chance(one)}") for one in standings)
        content = element("ul", *entries, class_="entries")
    else:
        content = element("p", "None by this rule.", class_="quiet")
    return element("div", element("h3", heading), content)


def _entry(subject: Subject, standing: Standing, quartile: str) -> Markup:
    domain = next(
        each for each in subject.instrument.domains if standing.code in {area.code for area in each.areas}
    )
    area = next(each for each in domain.areas if each.code == standing.code)
    score = subject.profile[standing.code].value
    close = is_close(standing, subject.certainty)
    drawn = stars(standing.quartile.stars, outlined=close) if standing.quartile else None
    place = element("span", drawn, quartile, _rank(standing), class_="rank")
    median = "" if standing.median is None else f"; median {score_text(standing.median)}"
    return element(
        "li",
        element("span", area.label, class_="name"),
        " ",
        element("span", DASH if score is None else score_text(score), class_="points"),
        " ",
        element("p", element("span", f"{domain.label}{median}"), " ", place, class_="quiet"),
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


def _label(standing: Standing) -> str:
    return standing.quartile.label if standing.quartile else ""
