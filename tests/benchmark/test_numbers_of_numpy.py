"""Arguments that are numbers of NumPy, or of fractions, are those numbers; text among scores is refused in words."""

from fractions import Fraction

import numpy as np
import pytest

import smmi
from smmi import benchmark
from smmi.benchmark import ChangeRule, ReportRule, reliable_change
from smmi.benchmark.agreement import (
    MeasurementLevel,
    cohens_kappa,
    intraclass_correlations,
    krippendorff_alpha,
)
from smmi.benchmark.comparison import DifferenceRule
from smmi.benchmark.cut_points import BandCuts, OuterFences, PointsCap, RangeCap, limit, quantile_cuts
from smmi.benchmark.item_analysis import (
    differential_functioning,
    floor_and_ceiling,
    indicator_correlations,
    parallel_analysis,
)
from smmi.benchmark.norms import NormTable, quantile_interval
from smmi.benchmark.peers import PeerGroup, PeerLadder
from smmi.benchmark.planning import (
    chance_of_mean_change,
    chance_of_reliable_change,
    schools_for_mean,
    schools_for_mean_change,
    schools_for_quantile,
    schools_for_rank,
)
from smmi.benchmark.sensitivity import DirichletSpread, Variation
from smmi.benchmark.survey import TrimRule
from smmi.errors import ArgumentError
from tests.benchmark.rated_tables import answered
from tests.benchmark.small_cohorts import cohort, scheme as small_scheme

ROWS = np.random.default_rng(3).integers(0, 5, size=(30, 4)) * 25.0
ANSWERS, SCHEME = answered(ROWS)
ANSWERS_BY = cohort(3, 30)
SCORES = smmi.score(ANSWERS_BY, small_scheme())
NORMS = benchmark.Norms.fit(SCORES)
TABLE = NormTable.of(np.arange(40.0))
THEN, NOW = (BandCuts(code="overall", cuts=(40.0, 60.0), on=f"{year}-12-01") for year in (2025, 2026))


def rng():
    """A generator that draws the same each time."""
    return np.random.default_rng(1)


# Each takes how reals are written, and how integers are.
CALLS = {
    "reliable_change": lambda x, _: reliable_change([40, 50, 60], [41, 70, 58], reliability=x(0.75)),
    "ChangeRule": lambda x, _: ChangeRule(cut=x(1.75)),
    "change": lambda x, _: benchmark.change(SCORES, SCORES, reliability={"overall": x(0.75)})["overall"],
    "place": lambda x, _: NORMS.place(SCORES.of(SCORES.units[0]), reliability={"overall": x(0.75)})[
        "overall"
    ],
    "population": lambda _, n: benchmark.Norms.fit(SCORES, population={"all": n(50)}).population,
    "conventions": lambda x, n: benchmark.Conventions(
        level=x(0.875), minimum_for_quartile=n(4), minimum_for_percentile=n(8), decimals=n(6)
    ),
    "cohens_kappa": lambda x, n: cohens_kappa(
        [[1, 1], [2, 1], [2, 2]], categories=(n(1), n(2)), level=x(0.875)
    ),
    "krippendorff_alpha": lambda x, n: krippendorff_alpha(
        [[1, 1], [2, 1], [2, 2]] * 4,
        measured=MeasurementLevel.NOMINAL,
        level=x(0.875),
        replicates=n(50),
        rng=rng(),
    ),
    "intraclass": lambda x, _: intraclass_correlations([[1, 2], [3, 3], [5, None]], level=x(0.875)),
    "reliability": lambda x, n: benchmark.reliability(
        ANSWERS, SCHEME, of="only", level=x(0.875), replicates=n(50), rng=rng()
    ),
    "parallel_analysis": lambda x, n: parallel_analysis(
        ANSWERS, SCHEME, of="only", replicates=n(20), quantile=x(0.875), rng=rng()
    ),
    "indicator_correlations": lambda x, n: indicator_correlations(ANSWERS, SCHEME, bound=x(0.5), least=n(5)),
    "floor_and_ceiling": lambda x, _: floor_and_ceiling(ANSWERS, SCHEME, bound=x(0.25)),
    "quantile_interval": lambda x, n: quantile_interval(TABLE, x(0.75), level=x(0.875), population=n(50)),
    "quantile_cuts": lambda x, _: quantile_cuts(
        NORMS, on="2026-12-01", probabilities=(x(0.25), x(0.5)), outliers=OuterFences(times=x(2.5))
    ),
    "BandCuts": lambda x, n: BandCuts(code="overall", cuts=[n(40), x(60.5)], on="2026-12-01"),
    "differential_functioning": lambda x, n: differential_functioning(
        ANSWERS_BY,
        small_scheme(),
        of="a",
        by="control",
        groups=("public", "private"),
        strata=n(2),
        minimum=n(4),
        significance=x(0.0625),
    ),
    "compare_groups": lambda x, n: benchmark.compare_groups(
        SCORES,
        by="control",
        groups=("public", "private"),
        level=x(0.875),
        minimum=n(6),
        population={"public": n(60), "private": n(61)},
    ),
    "statistical_ties": lambda x, _: benchmark.statistical_ties(
        SCORES, SCORES.units[0], level=x(0.875), reliability={"overall": x(0.75)}
    ),
    "nearest_peers": lambda _, n: benchmark.nearest_peers(SCORES.units[0], SCORES, by=["control"], k=n(3)),
    "compare_with_group": lambda x, _: benchmark.compare_with_group(
        SCORES.of(SCORES.units[0]), NORMS, top=x(90.5)
    ),
    "PointsCap": lambda x, _: PointsCap(x(2.5)),
    "RangeCap": lambda x, n: RangeCap(low=n(0), high=x(80.5), share=x(0.125)),
    "limit": lambda _, n: limit(NOW, published=THEN, years=n(2)),
    "schools_for_rank": lambda x, n: schools_for_rank(
        x(50.5), width=x(20.5), level=x(0.875), population=n(90)
    ),
    "schools_for_quantile": lambda x, n: schools_for_quantile(x(0.75), width=x(20.5), population=n(90)),
    "schools_for_mean": lambda x, n: schools_for_mean(spread=x(12.5), width=x(4.5), population=n(90)),
    "schools_for_mean_change": lambda x, n: schools_for_mean_change(
        x(3.5), spread=x(10.5), chance=x(0.75), population=n(90)
    ),
    "chance_of_mean_change": lambda x, n: chance_of_mean_change(
        x(3.5), spread=x(10.5), schools=n(40), population=n(90)
    ),
    "chance_of_reliable_change": lambda x, _: chance_of_reliable_change(
        x(15.5), reliability=x(0.75), spread=x(10.5), first=x(0.5), mean_change=x(1.5)
    ),
    "DifferenceRule": lambda x, _: DifferenceRule(least_effect=x(0.25), significance=x(0.0625)),
    "ReportRule": lambda x, n: ReportRule(
        protection_width=x(8.5), minimum_standing=n(3), minimum_median=n(6), median_band=x(12.5)
    ),
    "DisclosureRule": lambda x, n: benchmark.DisclosureRule(
        minimum_cell=n(6), coalitions=n(2), protection_width=x(8.5), p_percent=x(12.5), quartile_base=x(2.5)
    ),
    "PeerLadder": lambda x, n: PeerLadder(
        steps=[PeerGroup("All")], minimum=n(8), owner="system", most_of_one_owner=x(0.25)
    ),
    "Variation": lambda x, n: Variation(weights=DirichletSpread(x(99.5)), draws=n(50)),
    "TrimRule": lambda x, _: TrimRule(multiple=x(2.5), probability=x(0.25)),
    "paths": lambda x, n: benchmark.paths(
        SCORES.of(SCORES.units[0]),
        small_scheme(),
        target=benchmark.ScoreOf(100),
        costs={
            one.code: x(0.125) if i else n(3) for i, one in enumerate(small_scheme().instrument.indicators)
        },
    ),
    "paths to the badge": lambda x, n: benchmark.paths(
        SCORES.of(SCORES.units[0]),
        small_scheme(),
        target=benchmark.Badge(),
        costs={
            one.code: {answer.code: x(0.125) if i else n(3) for answer in one.scale.answers}
            for i, one in enumerate(small_scheme().instrument.indicators)
        },
    ),
    "targets": lambda x, n: (benchmark.ScoreOf(x(70.5)), benchmark.RankOf(x(75.5)), benchmark.Stars(n(3))),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    "kinds", [(np.float64, np.int64), (np.float32, np.uint8), (Fraction, np.int16)], ids=str
)
def test_a_number_of_another_kind_is_that_number(name, kinds):
    """The same comes back, in the same words: nothing is computed in the width of the argument."""
    plain, other = CALLS[name](float, int), CALLS[name](*kinds)
    assert repr(other) == repr(plain)
    for field in getattr(plain, "__attrs_attrs__", ()):
        kept = getattr(plain, field.name)
        if isinstance(kept, float | int):
            assert type(getattr(other, field.name)) is type(kept)


@pytest.mark.parametrize("name", CALLS)
def test_true_is_no_number(name):
    """Neither a truth value nor text is taken for one."""
    for wrong in (lambda _: True, lambda _: np.True_, str):
        with pytest.raises((ArgumentError, ValueError)):
            CALLS[name](wrong, wrong)


@pytest.mark.parametrize(
    "wrong",
    [["a", "b"], "ab", [[1.0], [1.0, 2.0]], [object(), 1.0], {"a": 1.0}],
    ids=["texts", "a text", "rows of two lengths", "an object", "a mapping"],
)
@pytest.mark.parametrize("place", ["before", "after", "reference"])
def test_scores_that_are_no_numbers_are_refused_in_words(place, wrong):
    """Not by what NumPy makes of them."""
    given = {"before": [40.0, 50.0], "after": [41.0, 70.0], "reference": [40.0, 60.0], place: wrong}
    with pytest.raises(ArgumentError, match=f"'{place}'"):
        reliable_change(given["before"], given["after"], reliability=0.8, reference=given["reference"])
