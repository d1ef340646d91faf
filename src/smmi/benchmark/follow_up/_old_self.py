"""The old self of a unit among the norms of last time: it leaves them, and the unit as it is now comes in."""

from smmi.benchmark.norms import Norms
from smmi.benchmark.norms._parts import joined, without
from smmi.scoring import Scores


def with_new_self(norms: Norms, old: Scores | None, new: Scores, /) -> Norms:
    """Return norms of last time in which one unit has its scores of now; all others stay as they were.

    So a rank in them differs from that in the norms of now by what the others did alone, and from that of last time by
    what the unit did alone. Norms stay as they are where the unit cannot be exchanged: those of a survey design, those
    that hold it while its scores of then are not known, and weighted ones in which it had no weight.

    Args:
        norms: The norms of last time.
        old: The unit's scores of then, by the scheme of the norms; None if it has none.
        new: Its scores of now.

    Raises:
        ArgumentError: The norms hold another score of it.
    """
    unit = str(new.units[0])
    weight = norms.members.get(unit)
    if norms.design or (weight is None and norms.weighted) or (weight is not None and old is None):
        return norms
    weights = [weight] if norms.weighted and weight is not None else None

    def alone(scores: Scores) -> Norms:
        by = [names for names in norms.by if set(names) <= scores.answers.attributes.keys()]
        return Norms.fit(scores, by=by, weights=weights, conventions=norms.conventions)

    # Peers were found for the units as they were.
    tables = {group: own for group, own in norms.tables.items() if not group.label}
    others = tables if weight is None or old is None else without(tables, alone(old).tables)
    return Norms.assembled(
        source=norms.source,
        conventions=norms.conventions,
        by=norms.by,
        tables=joined(others, alone(new).tables),
        members={**norms.members, unit: 1.0 if weight is None else weight},
        population=norms.population,
    )
