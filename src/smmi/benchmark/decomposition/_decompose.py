"""The change of every score of every unit, decomposed into causes."""

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from smmi.benchmark.decomposition._causes import Cause, Measure, NoDecomposition
from smmi.benchmark.decomposition._cohort import Cohort
from smmi.benchmark.decomposition._decomposition import REASONS, Decomposition
from smmi.benchmark.decomposition._field import field_parts
from smmi.benchmark.decomposition._shapley import shapley_parts
from smmi.benchmark.decomposition._standings import fewest, standings
from smmi.benchmark.distribution._conventions import Conventions
from smmi.benchmark.distribution._groups import Group, group_called, groups_of, in_order
from smmi.benchmark.survey._argument_checks import as_several
from smmi.errors import ArgumentError
from smmi.scoring import Scores

Floats = npt.NDArray[np.float64]

CAUSES = tuple(Cause)
SCHEME = CAUSES.index(Cause.SCHEME)
_NUMBERS = {reason: number for number, reason in enumerate(REASONS)}


def decompose(
    before: Scores,
    after: Scores,
    /,
    *,
    measure: Measure = Measure.SCORE,
    group: str = "all",
    codes: Collection[str] | None = None,
    conventions: Conventions | None = None,
    published: Mapping[str, Floats] | None = None,
) -> Decomposition:
    """Return the change of every unit that is in both waves, decomposed into causes whose parts add up to it.

    Each cause can be as it was or as it is, whatever the others are; a part is what a cause adds, on average over all
    orders in which the causes may be changed (Shapley 1953, Contributions to the Theory of Games II:307-317; of two
    causes this is the mean of Das Gupta 1993, Standardization and Decomposition of Rates). All combinations are scored.
    What each cause is, and what is done where an answer is wanted that a wave does not have, says `Cause` and the
    page on change. The norms of each wave are those of all its units.

    Args:
        before: The scores of the first wave, by the scheme of that time.
        after: Those of the second; answers to the same instrument.
        measure: Of what the change is decomposed.
        group: The group in which units are ranked, by its name.
        codes: The scores that compare; all where not given.
        conventions: The rules of ranks and stars, and the scores that compare although they rest on a part;
            `Conventions()` where not given.
        published: The scores of the first wave as another edition had them, by code, in the order of the units.

    Raises:
        ArgumentError: These are no scores or no codes, they are of different instruments, or no unit is in both waves.
        UnknownCodeError: There is no such score or group.

    Example:
        >>> import numpy as np
        >>> import smmi
        >>> from smmi import editions
        >>> scheme = smmi.ScoringScheme.equal_weights(editions.smmi_16())
        >>> years = [
        ...     smmi.score(
        ...         smmi.instrument.synthesize(scheme.instrument, units=40, rng=np.random.default_rng(year)),
        ...         scheme,
        ...     )
        ...     for year in (2025, 2026)
        ... ]
        >>> found = decompose(*years)
        >>> parts = found.parts[0, 0]
        >>> bool(parts.sum() + found.rounding[0, 0] == found.difference[0, 0])
        True
    """
    for name, wave in (("before", before), ("after", after)):
        ArgumentError.raise_unless(wave, Scores, argument=name, expected="Scores")
    ArgumentError.raise_unless(measure, Measure, argument="measure", expected="a Measure")
    conventions = Conventions() if conventions is None else conventions
    ArgumentError.raise_unless(
        conventions, Conventions, argument="conventions", expected="None or Conventions"
    )
    if before.instrument.score_fingerprint != after.instrument.score_fingerprint:
        advice = "Give change the crosswalk between the editions, and decompose what it returns"
        raise ArgumentError(
            "before", f"scores of {before.instrument!r}", f"scores of {after.instrument!r}", advice
        )
    asked = None if codes is None else as_several("codes", codes, expected="None, or several codes of scores")
    for code in (*(asked or ()), *conventions.partly_administered):
        after.row(code)
    cohort = Cohort(before=before, after=after, conventions=conventions, group=_group(group, before, after))
    rows = [row for row, code in enumerate(after.codes) if asked is None or code in asked]
    first, second = cohort.own
    n = len(second)
    ends = np.stack([first.values[rows], second.values[rows]])
    parts = np.zeros((len(CAUSES), len(rows), n))
    rounding = np.zeros((len(rows), n))
    small = np.zeros((len(rows), n), dtype=np.bool_)
    for part, scores in cohort.combined():
        if measure is Measure.SCORE:
            own = scores[:, :, rows]
            game = own.reshape(2 ** (SCHEME + 1), own[0, 0].size)
            made, left = _shapley(game, cohort)
            parts[: SCHEME + 1, :, part] = made.reshape(SCHEME + 1, *own.shape[2:])
            rounding[:, part] = left.reshape(own.shape[2:])
            continue
        rounded = scores.round(conventions.decimals)
        for place, row in enumerate(rows):
            peers = cohort.peers(row).about(part)
            values, sizes = standings(rounded[:, :, row], peers, measure, conventions)
            parts[:, place, part], rounding[place, part] = _shapley(values, cohort)
            ends[:, place, part] = values[[0, -1]]
            small[place, part] = (sizes < fewest(measure, conventions)).any(axis=0)
    reasons = _reasons(cohort, rows, measure, small=small, between=np.isnan(rounding))
    absent = reasons > 0
    parts[:, absent], rounding[absent] = np.nan, np.nan
    untold = absent if measure.among_peers else _is(reasons, NoDecomposition.PARTLY_ADMINISTERED)
    ends[:, untold & ~_is(reasons, NoDecomposition.NO_SCORE_BETWEEN)] = np.nan
    return Decomposition(
        measure=measure,
        group=cohort.group.full_name,
        conventions=conventions,
        codes=tuple(after.codes[row] for row in rows),
        units=second.units,
        before=ends[0].T,
        after=ends[1].T,
        parts=parts.transpose(2, 1, 0),
        rounding=rounding.T,
        reasons=reasons.T,
        field=None if measure.among_peers else field_parts(cohort, rows, parts),
        published=published or {},
        waves=(first, second),
    )


def _is(reasons: npt.NDArray[np.uint8], reason: NoDecomposition) -> npt.NDArray[np.bool_]:
    return np.equal(reasons, _NUMBERS[reason])


def _group(name: str, before: Scores, after: Scores) -> Group:
    """Return a group of one of the waves by its name."""
    known: list[Group] = []
    names = dict.fromkeys((*after.answers.attributes, *before.answers.attributes))
    by = [(attribute,) for attribute in names]
    for wave in (before, after):
        known += groups_of(wave.answers, [one for one in by if one[0] in wave.answers.attributes])
    return group_called(in_order(known, by), name)


def _shapley(game: Floats, cohort: Cohort) -> tuple[Floats, Floats]:
    """Return the parts of all causes of a game, and what rounding left; the scheme has none where it is the same."""
    causes = [cause for cause in CAUSES if not (cohort.one_scheme and cause is Cause.SCHEME)]
    # In the opposite change, peers that came are peers that left; scores have neither.
    of_peers = len(game) == 2 ** len(CAUSES)
    exchanged = (causes.index(Cause.APPEARANCE), causes.index(Cause.DEPARTURE)) if of_peers else None
    if not cohort.one_scheme:
        return shapley_parts(game, exchanged=exchanged)
    of_old_scheme = np.flatnonzero(np.arange(len(game)) & 2**SCHEME == 0)
    parts, rounding = shapley_parts(game[of_old_scheme], exchanged=exchanged)
    return np.insert(parts, SCHEME, np.where(np.isnan(rounding), np.nan, 0.0), axis=0), rounding


def _reasons(
    cohort: Cohort,
    rows: list[int],
    measure: Measure,
    *,
    small: npt.NDArray[np.bool_],
    between: npt.NDArray[np.bool_],
) -> npt.NDArray[np.uint8]:
    """Return why changes are not decomposed, (codes, n), as `REASONS` counts; 0 where they are."""
    first, second = (wave.values[rows] for wave in cohort.own)
    told = [
        (NoDecomposition.PARTLY_ADMINISTERED, cohort.withheld[rows]),
        (NoDecomposition.NO_SCORE_BEFORE, np.isnan(first)),
        (NoDecomposition.NO_SCORE_AFTER, np.isnan(second)),
    ]
    if measure.among_peers:
        told += [
            (NoDecomposition.NOT_IN_GROUP, np.broadcast_to(~cohort.in_group, first.shape)),
            (NoDecomposition.GROUP_TOO_SMALL, small),
        ]
    told.append((NoDecomposition.NO_SCORE_BETWEEN, between))
    reasons = np.zeros(first.shape, dtype=np.uint8)
    for reason, where in reversed(told):
        reasons[where] = _NUMBERS[reason]
    return reasons
