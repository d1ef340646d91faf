"""What is still told after all this, beside what was told before: `python -m tests.redteam.usefulness` prints it."""

import sys
from collections.abc import Iterable, Mapping

import numpy as np

import smmi
from smmi.benchmark import DisclosureRule, Norms, Placement, ReportRule, aggregates, suppress
from smmi.benchmark.disclosure import Aggregates, CellState, Told, told_of_others
from smmi.cli._demo import demonstration
from smmi.scoring import Scores, ScoringScheme
from tests.redteam.programmes import drawn, published, release_of
from tests.redteam.reports import report_on


def shares(counts: Mapping[str, Iterable[bool]]) -> dict[str, float]:
    """The share that is told, of what was told before.

    That was all of it: cells and quartiles whose own size allowed it, stars and medians of which there were any.
    """
    return {name: float(np.mean(list(told))) for name, told in counts.items()}


def told_in_tables(sets: Iterable[Aggregates], rule: DisclosureRule) -> dict[str, list[bool]]:
    """Which cells and quartiles are published, of those whose own size allows it."""
    cells, quartiles = [], []
    for tables in sets:
        for cell in tables.cells:
            n = len(tables.units(cell.key))
            if n >= rule.least_units:
                cells.append(cell.state is CellState.PUBLISHED)
            if n >= rule.minimum_quartiles:
                quartiles.append(cell.quartiles is not None)
    return {"cells": cells, "quartiles": quartiles}


def told_by_reports(
    reports: Iterable[tuple[Placement, Mapping[str, Mapping[str, Told]]]],
) -> dict[str, list[bool]]:
    """Which stars and medians are told, of those that there are."""
    stars, medians = [], []
    for placement, told in reports:
        for code, own in told.items():
            for name, one in own.items():
                standing = placement[code][name]
                if standing.quartile is not None:
                    stars.append(one.standing is None)
                if standing.median is not None:
                    medians.append(one.median is None)
    return {"stars": stars, "medians": medians}


def of_demonstration(scores: Scores, by, *, every: int = 40) -> dict[str, float]:
    """What is told of the demonstration: tables of groups, and the reports of some of its schools."""
    rule = DisclosureRule()
    norms = Norms.fit(scores, by=by)
    placements = [norms.place(scores.of(unit)) for unit in scores.units[::every].tolist()]
    reports = [
        (one, told_of_others(one, rule=ReportRule(), group=one.groups[-1].full_name)) for one in placements
    ]
    return shares(
        told_in_tables([suppress(aggregates(scores, by=by), rule=rule)], rule) | told_by_reports(reports)
    )


def of_programmes(seeds: Iterable[int]) -> dict[str, float]:
    """What is told of programmes that were drawn: tables beside all earlier ones, and one report of each."""
    counts: dict[str, list[bool]] = {}
    for seed in seeds:
        release = release_of(seed)
        programme = release.programme
        unit = min(next(iter(programme.drafts[0].scores.values())))
        report = report_on(programme, 0, unit)
        found = told_in_tables(release.tables, programme.rule)
        for name, told in (found | told_by_reports([(report.placement, report.told)])).items():
            counts.setdefault(name, []).extend(told)
    return shares(counts)


def first_tables(seeds: Iterable[int]) -> dict[str, float]:
    """The same of the first publication of each programme, before which nothing was published."""
    counts: dict[str, list[bool]] = {}
    for seed in seeds:
        programme = drawn(seed)
        release = published(programme._replace(drafts=programme.drafts[:1]))
        for name, told in told_in_tables(release.tables, programme.rule).items():
            counts.setdefault(name, []).extend(told)
    return shares(counts)


def demonstrated() -> Scores:
    """The scores of the demonstration."""
    answers = demonstration(2019).answers
    return smmi.score(answers, ScoringScheme.equal_weights(answers.instrument))


def main() -> None:
    """Print the figures."""
    scores = demonstrated()
    figures = {
        "demonstration, by discipline": of_demonstration(scores, ("discipline",)),
        "demonstration, by discipline and Carnegie class": of_demonstration(
            scores, ("discipline", ("discipline", "carnegie"))
        ),
        "programmes, all publications": of_programmes(range(200)),
        "programmes, the first publication": first_tables(range(200)),
    }
    for name, own in figures.items():
        said = ", ".join(f"{what} {share:.1%}" for what, share in own.items())
        sys.stdout.write(f"{name}: {said} (before: 100%)\n")
    rule = ReportRule()
    sys.stdout.write(f"medians: {rule.median_band:g} points wide in reports, ")
    sys.stdout.write(f"{DisclosureRule().quartile_base:g} in tables (before: exact)\n")


if __name__ == "__main__":
    main()
