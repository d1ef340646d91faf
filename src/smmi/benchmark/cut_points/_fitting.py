"""Cuts that are made from norms: by quantiles, or by clusters of scores."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from smmi._keywords import tells_keywords
from smmi.benchmark.cut_points._band_cuts import MOST_CUTS, BandCuts, CutMethod
from smmi.benchmark.cut_points._outliers import OuterFences
from smmi.benchmark.cut_points._ward_clusters import ward_starts
from smmi.benchmark.distribution._table import NormTable
from smmi.benchmark.norms import Norms
from smmi.benchmark.survey._argument_checks import as_several, check_share, check_whole
from smmi.errors import ArgumentError

Floats = npt.NDArray[np.float64]


@tells_keywords
def quantile_cuts(
    norms: Norms,
    /,
    *,
    on: str,
    code: str = "overall",
    group: str = "all",
    probabilities: Sequence[float] = (0.25, 0.5, 0.75),
    outliers: OuterFences | None = None,
) -> BandCuts:
    """Return cuts that are quantiles of norms, by the norms' own definition.

    Args:
        norms: The norms.
        on: The day from which the cuts hold, as ISO 8601 has it.
        code: The code of the score.
        group: The name of the group.
        probabilities: Which quantiles, ascending.
        outliers: By which rule outliers are left out; none are where not given.

    Raises:
        ArgumentError: The probabilities are not several between 0 and 1, the group has no score, outliers are left out
            of norms with weights, or the interquartile range is 0.
        DeclarationError: The day is none, or two of the quantiles are the same.
        UnknownCodeError: There is no such score or group.

    Example:
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> cuts = quantile_cuts(benchmark.Norms.fit(scores), on="2026-11-30")
        >>> [round(cut, 2) for cut in cuts.cuts], cuts.method.value
        ([35.11, 46.26, 54.68], 'quantiles')
    """
    shares = as_several("probabilities", probabilities, expected="several numbers between 0 and 1")
    shares = tuple(check_share("probabilities", probability) for probability in shares)
    table, said = _table(norms, code, group, outliers)
    rule = norms.conventions.quantiles
    return BandCuts(
        code=code,
        cuts=[table.quantile(probability, rule=rule) for probability in shares],
        on=on,
        method=CutMethod.QUANTILES,
        norms=norms.fingerprint,
        note=f"group {group!r}, definition {int(rule)}{said}",
    )


@tells_keywords
def clustered_cuts(
    norms: Norms,
    /,
    *,
    on: str,
    rng: np.random.Generator,
    code: str = "overall",
    group: str = "all",
    bands: int = 4,
    parts: int = 10,
    outliers: OuterFences | None = None,
) -> BandCuts:
    """Return cuts between clusters of scores, the mean over resamples that each leave out a part of the units.

    Mean resampling with hierarchical clustering, as 42 CFR 422.166(a)(2)(i) has it for five bands after Tukey's outer
    fences: units are parted at random; without each part in turn, scores are joined to clusters by Ward's method (1963,
    J Am Stat Assoc 58:236-244), and a cut is the mean of the lowest scores of a cluster. Of pairs that are joined at
    the same cost, the lowest comes first.

    Args:
        norms: The norms, without weights.
        on: The day from which the cuts hold, as ISO 8601 has it.
        rng: Where the parts are drawn from.
        code: The code of the score.
        group: The name of the group.
        bands: How many bands there are, one more than cuts.
        parts: Into how many parts units are divided, as equal as can be.
        outliers: By which rule outliers are left out; none are where not given.

    Raises:
        ArgumentError: Norms have weights, there are fewer units than parts, without a part there are fewer different
            scores than bands, or an argument cannot be used.
        DeclarationError: The day is none.
        UnknownCodeError: There is no such score or group.

    Example:
        >>> import smmi
        >>> from smmi import benchmark, editions
        >>> answers = smmi.instrument.synthesize(editions.smmi_16(), units=40, rng=np.random.default_rng(1))
        >>> scores = smmi.score(answers, smmi.ScoringScheme.equal_weights(answers.instrument))
        >>> cuts = clustered_cuts(benchmark.Norms.fit(scores), on="2026-11-30", rng=np.random.default_rng(2))
        >>> [round(cut, 2) for cut in cuts.cuts], cuts.method.value
        ([31.09, 47.19, 61.48], 'clusters')
    """
    ArgumentError.raise_unless(
        rng,
        np.random.Generator,
        argument="rng",
        expected="a numpy.random.Generator",
        advice={int: "Write numpy.random.default_rng(seed)"},
    )
    bands, parts = check_whole("bands", bands, 2), check_whole("parts", parts, 2)
    if bands > MOST_CUTS + 1:
        raise ArgumentError("bands", repr(bands), f"an integer of at most {MOST_CUTS + 1}")
    table, said = _table(norms, code, group, outliers)
    if table.plain.weights is not None:
        raise ArgumentError("norms", "norms with weights", "norms in which each unit counts once")
    scores = np.repeat(table.values, table.counts)
    if len(scores) < parts:
        raise ArgumentError("parts", repr(parts), f"at most {len(scores)}, the units in the norms")
    part = rng.permutation(np.arange(len(scores)) % parts)
    starts = []
    for one in range(parts):
        values, counts = np.unique(scores[part != one], return_counts=True)
        if len(values) < bands:
            expected = f"at most {len(values)}, the different scores that are left without a part"
            raise ArgumentError("bands", repr(bands), expected)
        starts.append(ward_starts(values, counts, bands))
    return BandCuts(
        code=code,
        cuts=np.mean(starts, axis=0)[1:].tolist(),
        on=on,
        method=CutMethod.CLUSTERS,
        norms=norms.fingerprint,
        note=f"group {group!r}, Ward's clusters, mean of {parts} resamples that each leave out a part{said}",
    )


def _table(norms: Norms, code: str, group: str, outliers: OuterFences | None) -> tuple[NormTable, str]:
    """Return the scores without outliers, and in words what was left out.

    Raises:
        ArgumentError: These are no norms or no rule, there is no score, or outliers are left out of norms with weights.
    """
    ArgumentError.raise_unless(norms, Norms, argument="norms", expected="Norms")
    ArgumentError.raise_unless(
        outliers, OuterFences | None, argument="outliers", expected="None or OuterFences"
    )
    table = norms.table(code, group=group)
    if not table.n:
        raise ArgumentError("norms", f"no score {code!r} in {group!r}", "norms with at least one")
    if outliers is None:
        return table, ""
    if table.plain.weights is not None:
        raise ArgumentError("outliers", "a rule, and norms with weights", "None, or norms without weights")
    scores = np.repeat(table.values, table.counts)
    fenced = outliers.of(scores)
    kept = NormTable.of(scores[fenced.kept], decimals=table.decimals)
    return kept, f", {outliers.in_words()}: {fenced.outside} left out"
