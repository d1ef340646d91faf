"""The table of results: every area under its domain, its attainable range, and where it stands in each group."""

from collections.abc import Iterator
from typing import Final

from smmi.benchmark import Quartile, Standing
from smmi.instrument import Area, Domain
from smmi.report.page._markup import Markup, detail, element, fragment
from smmi.report.school._bars import bar, key, stars
from smmi.report.wording._subject import Subject
from smmi.report.wording._words import (
    DASH,
    absence_text,
    chance_text,
    interval_text,
    is_close,
    is_outside,
    listed,
    outside_text,
    percentile_text,
    quartile_chance,
    range_text,
    score_text,
    standing_reason,
)
from smmi.scoring.scorer import NodeScore

PLACES: Final = ("Quartile", "Percentile", "Median")
"""The columns of a group."""

EXPLANATION: Final = (
    "A score of 100 is the most that can be earned. A range is fixed where no blank can move the score. "
    "In brackets: below the stars, the probability of this quartile; below the percentile, its interval. "
    "Where stars are pale, the quartile is too close to tell, and the next likely one stands below. "
    "Below the median stands n, the number of scores in the group."
)


def area_table(subject: Subject, /) -> Markup:
    """Return the section."""
    table = element(
        "table",
        element("caption", "Score, attainable range and standing of each area, by domain", class_="unseen"),
        _head(subject),
        *(_body(subject, domain) for domain in subject.instrument.domains),
        class_="results",
    )
    return element(
        "section",
        element("h2", "Results by domain and area", id="areas"),
        element("p", EXPLANATION, class_="quiet"),
        _outside(subject),
        key(_with_medians(subject)),
        table,
        aria_labelledby="areas",
        class_="areas",
    )


def _outside(subject: Subject) -> Markup | None:
    nodes: list[Domain | Area] = [*subject.instrument.domains, *subject.instrument.areas]
    names = [node.label for node in nodes if is_outside(subject.profile[node.code])]
    return element("p", outside_text(f"the score of {listed(names)}"), class_="quiet") if names else None


def _with_medians(subject: Subject) -> list[str | None]:
    shown = zip(*(subject.standings(area.code) for area in subject.instrument.areas), strict=True)
    return [
        name if any(standing.median is not None for standing in standings) else None
        for name, standings in zip(subject.group_names, shown, strict=True)
    ]


def _head(subject: Subject) -> Markup:
    names = subject.group_names
    above = ["Compared with", "Own group"]
    return element(
        "thead",
        element(
            "tr",
            element("th", "Area", scope="col", rowspan=2),
            element("th", "Score", scope="col", rowspan=2, class_="number"),
            element("th", "Attainable range", scope="col", rowspan=2, class_="range"),
            *(
                element(
                    "th",
                    element("span", label, class_="above"),
                    f" {name}",
                    scope="colgroup",
                    colspan=3,
                    class_="group",
                )
                for label, name in zip(above, names, strict=False)
            ),
        ),
        element(
            "tr",
            *(
                element("th", label, scope="col", class_="group" if label == PLACES[0] else "number")
                for _ in names
                for label in PLACES
            ),
        ),
    )


def _body(subject: Subject, domain: Domain) -> Markup:
    rows = [_row(subject, domain, "rowgroup")]
    rows += [_row(subject, area, "row") for area in domain.areas]
    return element("tbody", *rows)


def _row(subject: Subject, node: Domain | Area, scope: str) -> Markup:
    score = subject.profile[node.code]
    standings = subject.standings(node.code)
    title = [element("span", node.label, class_="name")]
    if isinstance(node, Area):
        title.append(detail(_answered(subject, node)))
    return element(
        "tr",
        element("th", *title, scope=scope),
        _score_cell(score),
        _range_cell(subject, score, [standing.median for standing in standings]),
        *(
            cell
            for standing, name in zip(standings, subject.group_names, strict=True)
            for cell in _standing_cells(standing, name, subject.certainty)
        ),
        class_="domain" if isinstance(node, Domain) else None,
    )


def _answered(subject: Subject, area: Area) -> str:
    answered, asked = subject.answered(area)
    return f"{answered} of {asked} answered" if asked else "nothing to answer"


def _score_cell(score: NodeScore) -> Markup:
    reason = detail(absence_text(score.reason)) if score.reason else None
    value = DASH if score.value is None else score_text(score.value)
    return element("td", value, reason, class_="number score", data_label="Score")


def _range_cell(subject: Subject, score: NodeScore, medians: list[float | None]) -> Markup:
    extent = range_text(score) or f"{DASH} {subject.range_reason(score.code)}"
    return element(
        "td",
        bar(score, medians),
        detail(extent),
        class_="range",
        data_label="Attainable range",
    )


def _named(standing: Standing, close: bool) -> list[Quartile]:  # noqa: FBT001  (whether it is too close to tell)
    """Return the quartile of a standing; where it is too close to tell, with the next likely one."""
    if standing.quartile is None:
        return []
    chances = standing.band_probabilities or {}
    others = sorted((one for one in chances if one != standing.quartile), key=lambda one: -chances[one])
    return [standing.quartile, *others[:1]] if close else [standing.quartile]


def _chance(quartile: Quartile, standing: Standing) -> str:
    own = quartile_chance(standing) if quartile == standing.quartile else None
    chance = (standing.band_probabilities or {}).get(quartile, 0.0) if own is None else own
    return f"{quartile.label} ({chance_text(chance, brief=True)})"


def _rank(percentile: float, interval: tuple[float, float] | None) -> Markup:
    extent = [detail(f"({interval_text(interval)})", kind="size")] if interval else []
    return fragment([percentile_text(percentile), *extent])


def _standing_cells(standing: Standing, group: str, certainty: float) -> Iterator[Markup]:
    reason = fragment([DASH, detail(standing_reason(standing))])
    if standing.median is None:
        yield element("td", reason, colspan=3, class_="group all", data_label=group)
        return
    if standing.quartile is None:
        yield element("td", reason, colspan=2, class_="group both", data_label=group)
    else:
        close = is_close(standing, certainty)
        drawn = stars(standing.quartile.stars, outlined=close)
        place = [detail(_chance(quartile, standing), kind="size") for quartile in _named(standing, close)]
        yield element("td", drawn, *place, class_="group", data_label=group)
        rank = reason if standing.percentile is None else _rank(standing.percentile, standing.interval)
        yield element("td", rank, class_="number", data_label="Percentile")
    size = detail(f"n = {standing.n}", kind="size")
    yield element("td", score_text(standing.median), size, class_="number", data_label="Median")
