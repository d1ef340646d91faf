"""What one unit may be told of the first wave: of the scores that its error rests on, and of the norms of then."""

from collections.abc import Mapping

import attrs
import numpy as np
import numpy.typing as npt

from smmi.benchmark.disclosure import NotTold, ReportRule, Told, told_of_others
from smmi.benchmark.disclosure._insiders import samples_told
from smmi.benchmark.follow_up._last_time import LastTime
from smmi.benchmark.norms import Norms, Placement
from smmi.benchmark.norms._comparable import comparable
from smmi.scoring import ScoreProfile

Floats = npt.NDArray[np.float64]
Judged = Mapping[str, Mapping[str, Told]]

OVERALL = "overall"


@attrs.frozen(kw_only=True)
class ToldOfThen:
    """What may be told of the first wave.

    Attributes:
        errors: The codes of the scores of which the error may be told, and that there is none.
        ranks: The names of the groups in which the rank of the overall score may be told.
    """

    errors: frozenset[str]
    ranks: frozenset[str]


def told_of_then(
    last: LastTime, profile: ScoreProfile, /, *, rule: ReportRule, group: str, known: int
) -> ToldOfThen:
    """Return what one unit may be told of the first wave.

    The error is judged over the scores from which it comes, ranks over the norms. Where these are not the same units
    with the same scores, both are judged together, and ranks are told among all units only.

    Args:
        last: Last time beside this one.
        profile: The unit's scores of now.
        rule: What must not be derived.
        group: The name of the group to tell of, beside all units.
        known: Of how many other units the reader may know the scores.
    """
    places = [placed for placed in last.placements(profile) if placed is not None]
    judged = [_judged(placed, rule=rule, group=group, known=known) for placed in places]
    ranks = _told_by_all(judged, OVERALL)
    if profile.unit not in last.waves.units.tolist():
        return ToldOfThen(errors=frozenset(), ranks=ranks)
    sample = Norms.fit(last.scores, conventions=last.conventions)
    if _are_the_same(sample, last.norms):
        errors = frozenset(code for code in last.scores.codes if "all" in _told_by_all(judged, code))
        return ToldOfThen(errors=errors, ranks=ranks)
    alone = told_of_others(sample.place(last.scores.of(profile.unit)), rule=rule, known=known)
    heard = frozenset(
        code for code, own in alone.items() if own["all"].standing is not NotTold.TOO_FEW_OTHERS
    )
    # Both of this is known beforehand, whatever the scores are: where only one of them is heard, it is judged alone.
    if not rule.protection_width or not heard or not _is_heard(judged):
        errors = frozenset(code for code, own in alone.items() if own["all"].standing is None)
        return ToldOfThen(errors=errors, ranks=ranks)
    parts = _parts(last, profile.unit)
    together = [samples_told(placed, parts, rule=rule, known=known) for placed in places]
    errors = frozenset(code for code in heard if all(one[code][1] for one in together))
    everyone = [told_of_others(placed, rule=rule, known=known) for placed in places]
    may = all(one[OVERALL][0] for one in together)
    return ToldOfThen(errors=errors, ranks=_told_by_all(everyone, OVERALL) if may else frozenset())


def _judged(placement: Placement, *, rule: ReportRule, group: str, known: int) -> Judged:
    """Return what may be told of the norms of then: of the group only where it was one."""
    names = {name for one in placement.groups for name in (one.name, one.full_name)}
    return told_of_others(placement, rule=rule, group=group if group in names else "all", known=known)


def _told_by_all(judged: list[Judged], code: str) -> frozenset[str]:
    """Return the names of the groups of which the standing is told wherever it was judged."""
    return frozenset.intersection(
        *(frozenset(name for name, own in told[code].items() if own.standing is None) for told in judged)
    )


def _is_heard(judged: list[Judged]) -> bool:
    """Return whether ranks could be told, for all that is known whatever the scores are."""
    return all(told[OVERALL]["all"].standing in (None, NotTold.TOO_TELLING) for told in judged)


def _are_the_same(sample: Norms, norms: Norms) -> bool:
    """Return whether norms are those of the same units with the same scores."""
    first, second = (one.tables[one.groups[0]] for one in (sample, norms))
    return sample.members == norms.members and first == second


def _parts(last: LastTime, unit: str) -> Mapping[str, tuple[Floats, Floats]]:
    """Return the scores of the others of the first wave that are in the norms, and of those that are not, by code."""
    units = last.scores.units.tolist()
    is_other = np.array([one != unit for one in units])
    is_inside = np.array([one in last.norms.members for one in units])
    values = comparable(last.scores, last.conventions)[0]
    return {
        code: (_present(row[is_other & is_inside]), _present(row[is_other & ~is_inside]))
        for code, row in zip(last.scores.codes, values, strict=True)
    }


def _present(scores: Floats) -> Floats:
    return np.sort(scores[~np.isnan(scores)]) + 0.0
