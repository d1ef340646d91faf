"""Placement and how sure it is, as their users write them; only type-checked, never run."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from smmi.benchmark import (
    Conventions,
    HighlightRule,
    IntervalMethod,
    Norms,
    NoStanding,
    Placement,
    Placements,
    PublishedNorms,
    Quartile,
    Reliability,
    ReportRule,
    Standing,
    cronbach_alpha,
    highlights,
)
from smmi.benchmark.interpretation import Highlights
from smmi.benchmark.norms import NoReliability, PlacementColumn, asking_for
from smmi.benchmark.published import PublishedStanding
from smmi.instrument.answers import Administration
from smmi.scoring import ScoreProfile, Scores

conventions = Conventions(interval=IntervalMethod.WILSON, level=0.9)
described: tuple[tuple[str, str], ...] = conventions.describe()


def fit(scores: Scores, administration: Administration, withdrawn: Scores) -> Norms:
    """Norms of a part of a population, and without a unit that withdrew."""
    norms = Norms.fit(scores, by=["control"], conventions=conventions, administration=administration)
    known: Norms = Norms.fit(scores, by=["control"], population={"all": 689, "public": 402})
    return (known + norms).without(withdrawn)


def reliability(scores: Scores) -> tuple[float | None, int, int, NoReliability | None, str]:
    """An estimate and what it rests on."""
    estimates: Mapping[str, Reliability] = cronbach_alpha(scores)
    one = estimates["overall"]
    return one.alpha, one.parts, one.n, one.reason, one.code


def place(norms: Norms, profile: ScoreProfile, scores: Scores) -> Standing:
    """Placed with estimates, or with numbers."""
    plain: Placement = norms.place(profile)
    estimated: Placement = norms.place(profile, reliability=cronbach_alpha(scores))
    told = norms.place(profile, reliability={"overall": 0.8})
    return (told if plain == estimated else estimated)["overall"]["all"]


def ask(norms: Norms, profile: ScoreProfile, scores: Scores) -> tuple[Norms, Conventions]:
    """Scores that rest on a part, asked for by name where they do."""
    partly: Mapping[str, float] = profile.partly_administered
    shares: npt.NDArray[np.float64] = scores.administered
    flags: npt.NDArray[np.bool_] | None = scores.partly_administered
    codes = list(partly) if flags is not None and shares.size else []
    conventions: Conventions = Conventions(partly_administered=codes).asking_for(codes)
    return asking_for(norms, codes), conventions


def place_all(norms: Norms, scores: Scores) -> Placement:
    """All units, by column, by row and by unit."""
    table: Placements = norms.place_all(scores, reliability=cronbach_alpha(scores))
    column: PlacementColumn = table["overall", "all"]
    ranks: npt.NDArray[np.float64] = column.percentile[column.stars >= 3]
    why: tuple[NoStanding | None, ...] = column.why
    rows: list[dict[str, object]] = list(table.rows())
    sizes: tuple[int, ...] = (
        len(table),
        len(table.codes),
        len(table.groups),
        len(ranks),
        len(why),
        len(rows),
    )
    return table.of("S001") if all(sizes) else table.of(1)


def read(standing: Standing) -> tuple[object, ...]:
    """All that a standing says."""
    interval: tuple[float, float] | None = standing.interval
    median_interval: tuple[float, float] | None = standing.median_interval
    quartiles: Mapping[Quartile, float] | None = standing.band_probabilities
    stars: Mapping[int, float] | None = standing.star_probabilities
    bands: tuple[int | None, int | None] = standing.decile, standing.stanine
    curve: tuple[float | None, ...] = standing.z, standing.t_score, standing.normal_curve_equivalent
    known: tuple[float | None, int | None, float | None] = (
        standing.score,
        standing.population,
        standing.reliability,
    )
    return interval, median_interval, quartiles, stars, bands, curve, known


def tell(profile: ScoreProfile, placement: Placement) -> tuple[str, ...]:
    """What is too close to tell."""
    rule = HighlightRule(strengths=(Quartile.TOP,), improvements=(Quartile.FOURTH,), certainty=0.9)
    found: Highlights = highlights(profile, placement, rule=rule)
    sure: list[bool] = [rule.is_sure(one, rule.strengths) for one in found.strengths]
    return (*(one.code for one in found.unclear), repr(sure), rule.describe())


def hand_out(scores: Scores, elsewhere: ScoreProfile) -> tuple[float, float] | None:
    """Norms that may be handed out, and the place of a unit among them."""
    published = PublishedNorms.fit(scores, by=["control"], rule=ReportRule(), owner="university")
    found: PublishedStanding = published.place(elsewhere)["overall"]["all"]
    quartile: Quartile | None = found.quartile
    return found.interval if quartile is None else None
