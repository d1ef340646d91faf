"""Strengths and areas for improvement."""

from smmi.benchmark import Standing
from smmi.instrument import Area
from smmi.report._bars import stars
from smmi.report._markup import Markup, element
from smmi.report._subject import Subject
from smmi.report._text import DASH, percentile_text, range_text, score_text


def strengths(subject: Subject, /) -> Markup:
    """Return the section."""
    found = subject.highlights
    placed = any(
        subject.placement.standing(area.code, group=found.group).quartile for area in subject.instrument.areas
    )
    return element(
        "section",
        element("h2", "Strengths and areas for improvement", id="strengths"),
        element("p", f"Seen against: {subject.highlights_group}. {found.rule.describe()}", class_="quiet"),
        element(
            "div",
            _column(subject, "Strengths", found.strengths),
            _column(subject, "Areas for improvement", found.improvements),
            class_="columns" if found.strengths and found.improvements else "stacked",
        )
        if placed
        else element("p", "Neither can be told: no area has a quartile in this group."),
        aria_labelledby="strengths",
    )


def _column(subject: Subject, heading: str, standings: tuple[Standing, ...]) -> Markup:
    if standings:
        content = element("ul", *(_entry(subject, standing) for standing in standings), class_="entries")
    else:
        content = element("p", "None by this rule.", class_="quiet")
    return element("div", element("h3", heading), content)


def _entry(subject: Subject, standing: Standing) -> Markup:
    domain = next(
        each for each in subject.instrument.domains if standing.code in {area.code for area in each.areas}
    )
    area = next(each for each in domain.areas if each.code == standing.code)
    score = subject.profile[standing.code].value
    rank = "" if standing.percentile is None else f", percentile {percentile_text(standing.percentile)}"
    place = element("span", *_stars(standing), rank, class_="rank")
    return element(
        "li",
        element("span", area.label, class_="name"),
        " ",
        element("span", DASH if score is None else score_text(score), class_="points"),
        " ",
        element("p", element("span", domain.label), " ", place, class_="quiet"),
        _caution(subject, area),
    )


def _caution(subject: Subject, area: Area) -> Markup | None:
    """Return what a score that rests on half or fewer of its answers could become; nothing for any other."""
    answered, asked = subject.answered(area)
    if 2 * answered > asked:
        return None
    extent = range_text(subject.profile[area.code]) or f"{DASH} {subject.range_reason(area.code)}"
    return element("p", f" {answered} of {asked} answered; attainable range: {extent}", class_="quiet")


def _stars(standing: Standing) -> list[Markup | str]:
    return [stars(standing.quartile.stars), standing.quartile.label] if standing.quartile else []
