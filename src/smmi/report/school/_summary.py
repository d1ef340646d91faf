"""The summary: the overall score, what it could still become, and where it stands."""

from smmi.benchmark import Group, Standing
from smmi.report.page._markup import Markup, element, fragment
from smmi.report.school._bars import TICKS, bar, key, stars
from smmi.report.school._peers import peers
from smmi.report.wording._subject import Subject
from smmi.report.wording._words import (
    DASH,
    QUARTILES,
    absence_text,
    chance_text,
    chances_text,
    interval_text,
    is_close,
    is_open,
    is_outside,
    listed,
    ordinal_text,
    outside_text,
    percentile_text,
    quartile_chance,
    range_text,
    score_text,
    standing_reason,
)
from smmi.scoring.scorer import NodeScore

OVERALL = "overall"


def summary(subject: Subject, /) -> Markup:
    """Return the section."""
    score = subject.profile[OVERALL]
    standings = subject.standings(OVERALL)
    medians = [standing.median for standing in standings]
    drawing = element("div", bar(score, medians), _axis(), class_="ruler")
    shown = [
        name if median is not None else None
        for name, median in zip(subject.group_names, medians, strict=True)
    ]
    names = zip(subject.groups, subject.group_names, standings, strict=True)
    return element(
        "section",
        element("h2", f"Where this {subject.noun} stands", id="summary"),
        element("p", _lead(subject, score, standings), class_="lead"),
        element(
            "div",
            element("div", *_figure(subject, score), drawing, key(shown), class_="figure-card"),
            *(_card(subject, group, name, standing) for group, name, standing in names),
            class_="cards",
        ),
        peers(subject),
        aria_labelledby="summary",
    )


def _lead(subject: Subject, score: NodeScore, standings: tuple[Standing, ...]) -> str:
    if score.value is None:
        sentences = [f"This {subject.noun} has no overall score: {absence_text(score.reason)}."]
    else:
        sentences = [f"Overall, this {subject.noun} scores {score_text(score.value)} of 100."]
    if is_open(score):
        sentences.append(
            f"Depending on the answers to the questions that it left blank, it could be from {range_text(score)}."
        )
    if is_outside(score):
        sentences.append(outside_text("the score"))
    places = []
    for standing, name in zip(standings, subject.group_names, strict=True):
        among = (
            f"all {standing.n} participants"
            if not standing.group.pairs
            else f"the {standing.n} in its own group, {name}"
        )
        if standing.quartile and not is_close(standing, subject.certainty):
            rank = standing.percentile
            at = f" ({ordinal_text(percentile_text(rank))} percentile)" if rank is not None else ""
            places.append(f"in the {QUARTILES[standing.quartile]} of {among}{at}")
    if places:
        sentences.append(f"It stands {listed(places)}.")
    sentences += [
        _doubt(name, standing)
        for standing, name in zip(standings, subject.group_names, strict=True)
        if is_close(standing, subject.certainty)
    ]
    return " ".join(sentences)


def _doubt(name: str, standing: Standing) -> str:
    """Return how unsure a quartile is."""
    among = f"Among {name}" if standing.group.pairs else "Among all participants"
    extent = f" (percentile interval {interval_text(standing.interval)})" if standing.interval else ""
    return (
        f"{among} the quartile is too close to tell: of the {standing.n} that took part it is in the "
        f"{QUARTILES[standing.quartile]}, but the probabilities are {chances_text(standing)}{extent}."
        if standing.quartile
        else ""
    )


def _figure(subject: Subject, score: NodeScore) -> list[Markup]:
    large = element("span", DASH if score.value is None else score_text(score.value), class_="large")
    beside = absence_text(score.reason) if score.value is None else "of 100"
    extent = range_text(score) or f"{DASH} {subject.range_reason(OVERALL)}"
    return [
        element("h3", "Overall score"),
        element("p", large, f" {beside}", class_="figure"),
        element("p", f"Attainable range: {extent}", class_="quiet"),
    ]


def _card(subject: Subject, group: Group, name: str, standing: Standing) -> Markup:
    above = "Own group" if group.pairs else "Compared with"
    if standing.quartile:
        close = is_close(standing, subject.certainty)
        place = element(
            "p",
            stars(standing.quartile.stars, outlined=close),
            f"{_likely(standing)} quartile" if close else f"{standing.quartile.label} quartile",
            element("span", " too close to tell", class_="quiet") if close else None,
            class_="place",
        )
    else:
        place = element(
            "p", f"{DASH} ", element("span", standing_reason(standing), class_="quiet"), class_="place"
        )
    facts: list[tuple[str, Markup | str]] = []
    if standing.percentile is not None and standing.interval is not None:
        level = f"{100.0 * standing.conventions.level:g} %"
        facts.append(("Percentile rank", percentile_text(standing.percentile)))
        facts.append((f"{level} interval of the rank", interval_text(standing.interval)))
    elif standing.quartile:
        reason = element("span", f" {standing_reason(standing)}", class_="quiet")
        facts.append(("Percentile rank", fragment([DASH, reason])))
    chance = quartile_chance(standing)
    if chance is not None:
        facts.append(("Probability of this quartile", chance_text(chance)))
    if standing.median is not None:
        facts.append(("Median of the group", score_text(standing.median)))
    facts.append(("Size of the group", str(standing.n)))
    return element(
        "div",
        element("p", above, class_="above"),
        element("h3", name),
        place,
        element("dl", *(element("div", element("dt", term), element("dd", fact)) for term, fact in facts)),
        class_="card",
    )


def _likely(standing: Standing) -> str:
    """Return the two likeliest quartiles of a standing, the own one first."""
    chances = standing.band_probabilities or {}
    others = sorted((one for one in chances if one != standing.quartile), key=lambda one: -chances[one])
    return " or ".join(one.label for one in (standing.quartile, *others[:1]) if one is not None)


def _axis() -> Markup:
    return element("div", *(element("span", str(tick)) for tick in TICKS), class_="axis", aria_hidden="true")
