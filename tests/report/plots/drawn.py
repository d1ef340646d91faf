"""Every plot, of an instrument of so many areas and a cohort of so many peers."""

from collections.abc import Callable
from functools import cache

import numpy as np
from matplotlib.axes import Axes

from smmi.benchmark import DisclosureRule, Norms, ReportRule, Variation, stability, suppress
from smmi.benchmark.agreement import MissingAnswers, NodeReliability, reliability
from smmi.benchmark.disclosure import Aggregates, aggregates
from smmi.benchmark.follow_up import told_since
from smmi.benchmark.sensitivity import HeldShares
from smmi.benchmark.survey import ResponseRate
from smmi.report import plots
from smmi.scoring import GeometricMean, WeakestLink
from tests.report.plots.cases import HOSTILE, cohort, instrument, placed, since

Plot = Callable[..., Axes]
RULE = DisclosureRule()


@cache
def held(areas: int, peers: int, *, hostile: bool = False) -> HeldShares:
    """How often stars hold under other rules, in a cohort of at least 2."""
    scores = cohort(areas, peers + 1, hostile=hostile)
    vary = Variation(areas=[GeometricMean(), WeakestLink()], overall=[GeometricMean(), WeakestLink()])
    found = stability(scores, Norms.fit(scores), vary=vary)
    assert found.grid is not None
    return found.grid.held


@cache
def tables(areas: int, peers: int, *, hostile: bool = False) -> Aggregates:
    """The mean scores of a cohort by group; of a small one nothing is told."""
    scores = cohort(areas, peers + 1, hostile=hostile)
    found = aggregates(scores, by=("discipline",), codes=["overall", *area_codes(areas)])
    return suppress(found, rule=RULE) if peers < 20 else found


@cache
def indicators(areas: int, peers: int, *, hostile: bool = False) -> NodeReliability:
    """The reliability of the overall score over two indicators for each area."""
    scores = cohort(areas, peers + 1, hostile=hostile)
    return reliability(scores.answers, scores.scheme, of="overall", missing=MissingAnswers.PAIRWISE)


def area_codes(areas: int) -> list[str]:
    """The codes of the areas."""
    return [f"area{area}" for area in range(areas)]


def rates(strata: int, peers: int, *, hostile: bool = False) -> dict[str, ResponseRate]:
    """Response rates of so many strata, in the last of which nobody was invited."""
    names = [HOSTILE[one % len(HOSTILE)] + str(one) if hostile else f"stratum {one}" for one in range(strata)]
    invited = np.random.default_rng(5).integers(1, peers + 1, strata).tolist()
    found = {
        name: ResponseRate(invited=n, responded=n * (one % 5) // 4)
        for one, (name, n) in enumerate(zip(names, invited, strict=True))
    }
    return found if strata == 1 else found | {names[-1]: ResponseRate(invited=0, responded=0)}


def plots_of(areas: int, peers: int, *, hostile: bool = False) -> dict[str, Plot]:
    """Every plot by its name, waiting for axes or none."""
    profile, placement = placed(areas, peers, hostile=hostile)
    own = placement.groups[-1].name
    asked = instrument(areas, hostile=hostile)

    def dumbbells(ax: Axes | None = None) -> Axes:
        last, now, place = since(areas, peers, hostile=hostile)
        told = told_since(last, now, place, rule=ReportRule())
        return plots.change_dumbbells(told, instrument=asked, ax=ax)

    def all_told(ax: Axes | None = None) -> Axes:
        return plots.area_profile(profile, placement, peers=own, rule=ReportRule.public(), ax=ax)

    def stars(ax: Axes | None = None) -> Axes:
        found = held(areas, peers, hostile=hostile)
        return plots.star_stability(found, instrument=asked, unit=profile.unit, ax=ax)

    def all_stars(ax: Axes | None = None) -> Axes:
        return plots.star_stability(held(areas, peers, hostile=hostile), instrument=asked, ax=ax)

    def spread(ax: Axes | None = None) -> Axes:
        norms = Norms.fit(cohort(areas, peers + 1, hostile=hostile))
        return plots.distributions(norms, instrument=asked, ax=ax)

    return {
        "placement-strip": lambda ax=None: plots.placement_strip(profile, placement, ax=ax),
        "area-profile": lambda ax=None: plots.area_profile(profile, placement, peers=own, ax=ax),
        "area-profile-exact": all_told,
        "change-dumbbells": dumbbells,
        "trace-waterfall": lambda ax=None: plots.trace_waterfall(profile.trace("overall"), ax=ax),
        "star-stability": stars,
        "star-stability-of-all": all_stars,
        "indicator-reliability": lambda ax=None: plots.indicator_reliability(
            indicators(areas, peers, hostile=hostile), instrument=asked, ax=ax
        ),
        "distributions": spread,
        "response-rates": lambda ax=None: plots.response_rates(rates(areas, peers, hostile=hostile), ax=ax),
        "cohort-overview": lambda ax=None: plots.cohort_overview(
            tables(areas, peers, hostile=hostile), instrument=asked, ax=ax
        ),
    }


NAMES = tuple(plots_of(1, 1))
