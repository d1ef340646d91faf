"""What would help a group that is withheld because of earlier publications: to merge, to round, or to wait."""

from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi.benchmark.disclosure._aggregates import Aggregates, Cell, CellKey, CellState
from smmi.benchmark.disclosure._attacks import differencing
from smmi.benchmark.disclosure._audit import audit
from smmi.benchmark.disclosure._ledger import Ledger, Revision
from smmi.benchmark.disclosure._rule import DisclosureRule
from smmi.benchmark.disclosure._suppression import suppress
from smmi.benchmark.disclosure._systems import Block, blocks
from smmi.benchmark.disclosure._told_before import ToldBefore

BASES: Final = (1.0, 2.0, 5.0, 10.0)
"""To multiples of how many points means are rounded for a try."""
MOST_MERGED: Final = 12
"""With so many other groups merging is tried at most."""


@attrs.frozen(kw_only=True)
class Proposal:
    """What would help a group that is withheld because of earlier publications. It is for the organisers.

    Attributes:
        administration: The code of the administration; empty where there is but one without a code.
        group: The group.
        because: With which groups of earlier publications it would tell too much.
        differ: The fewest units whose sum would follow; None where no sum would, but scores would be bounded closely.
        wait: How many more units have to differ from the earlier publications before such a sum is harmless; None where
            no sum would follow.
        merge: A group with which it can be published as one; None where none was found.
        rounding_base: To multiples of how many points means have to be rounded; None where that does not help.

    Example:
        >>> from smmi.benchmark.disclosure import CellKey, Proposal
        >>> all_in_spring = CellKey("", "all", "", "spring")
        >>> print(Proposal(group="south", because=(all_in_spring,), differ=2, wait=4, merge="north"))
        'south' is withheld: subtracting all in 'spring' would give the sum over 2 units that differ. \
Publish it as one group with 'north', or wait until at least 6 units differ
    """

    administration: str = ""
    group: str
    because: tuple[CellKey, ...]
    differ: int | None = None
    wait: int | None = None
    merge: str | None = None
    rounding_base: float | None = None

    def __str__(self) -> str:
        which = f"{self.group!r} of {self.administration!r}" if self.administration else repr(self.group)
        told = " and ".join(map(str, self.because))
        what = f"with {told} scores would be bounded too closely"
        if self.differ is not None:
            of = "the score of 1 unit that differs"
            if self.differ > 1:
                of = f"the sum over {self.differ} units that differ"
            what = f"subtracting {told} would give {of}"
        helps = list(self._helps())
        advice = (
            ", or ".join(helps) if helps else "leave it out: its scores are too near to what was published"
        )
        return f"{which} is withheld: {what}. {advice[0].upper()}{advice[1:]}"

    def _helps(self) -> Iterator[str]:
        if self.merge is not None:
            yield f"publish it as one group with {self.merge!r}"
        if self.rounding_base is not None:
            yield f"round means to multiples of {self.rounding_base:g}"
        if self.wait is not None:
            yield f"wait until at least {(self.differ or 0) + self.wait} units differ"


@tells_keywords
def proposals(
    tables: Aggregates,
    /,
    *,
    rule: DisclosureRule,
    ledger: Ledger,
    revision: Revision = Revision.REFUSED,
) -> tuple[Proposal, ...]:
    """Return what would help each group that is withheld because of earlier publications.

    Tried are the union with another group that shares no unit with it, which then is published only as part of it; and
    rounding to multiples of 1, 2, 5 and 10 points, where no sum over few units would follow.

    Args:
        tables: What is to be published, before `suppress`.
        rule: What must not be derived.
        ledger: What was published before.
        revision: As of `suppress`.

    Raises:
        ArgumentError: As of `suppress`.
        FrozenReleaseError: As of `suppress`.

    Example:
        >>> from smmi.benchmark import DisclosureRule, Ledger, suppress
        >>> from smmi.benchmark.disclosure import Aggregates, proposals
        >>> units = {f"S{i:02}": 30.0 + 2 * i for i in range(20)}
        >>> rule = DisclosureRule()
        >>> first = suppress(Aggregates.of({("", "x"): units}, {("", "all"): units}), rule=rule)
        >>> ledger = Ledger().adding("spring", first, on="2024-03-01")
        >>> most = Aggregates.of({("", "x"): units}, {("", "a"): list(units)[2:]})
        >>> print(proposals(most, rule=rule, ledger=ledger)[0])
        'a' is withheld: subtracting all in 'spring' would give the sum over 2 units that differ. \
Wait until at least 6 units differ
    """
    safe = suppress(tables, rule=rule, ledger=ledger, revision=revision)
    because: dict[tuple[str, str], set[CellKey]] = {}
    for cell in safe.cells:
        if cell.state is CellState.EARLIER:
            groups = because.setdefault((cell.key.administration, cell.key.group), set())
            groups.update(attrs.evolve(key, code="") for key in cell.because)
    if not because:
        return ()
    systems = blocks(tables, rule, ledger=ledger)
    fewest = {place: _fewest(systems, safe, rule, place) for place in because}
    rounding = _rounding(tables, rule, ledger, [place for place, few in fewest.items() if few is None])
    return tuple(
        Proposal(
            administration=place[0],
            group=place[1],
            because=tuple(sorted(groups)),
            differ=fewest[place],
            wait=None if (few := fewest[place]) is None else rule.least_units - few,
            merge=_merged(tables, safe, rule, ledger, place),
            rounding_base=rounding.get(place),
        )
        for place, groups in because.items()
    )


def _fewest(
    systems: list[Block], safe: Aggregates, rule: DisclosureRule, place: tuple[str, str]
) -> int | None:
    """Return the fewest units whose sum would follow if a group were published, too."""
    shown = {cell.key for cell in safe.cells if cell.state is CellState.PUBLISHED}
    sizes = []
    for system in systems:
        told = ToldBefore(system, rule)
        flags = [_is_told(cell, place) or cell.key in shown for cell in system.cells]
        published = (np.array(flags, dtype=np.bool_) & ~system.earlier) | told.published
        sizes += [len(leak.units) for leak in differencing(system, published, rule, counts=told.is_new)]
    return min(sizes, default=None)


def _is_told(cell: Cell, place: tuple[str, str]) -> bool:
    return (cell.key.administration, cell.key.group) == place


def _rounding(
    tables: Aggregates, rule: DisclosureRule, ledger: Ledger, places: list[tuple[str, str]]
) -> dict[tuple[str, str], float]:
    """Return to what means have to be rounded so that groups are published."""
    found: dict[tuple[str, str], float] = {}
    for base in BASES:
        left = [place for place in places if place not in found]
        if not left:
            break
        if rule.rounding_base is not None and base <= rule.rounding_base:
            continue
        tried = suppress(
            tables,
            rule=attrs.evolve(rule, rounding_base=base),
            ledger=ledger,
            revision=Revision.ATTACKED,
        )
        for place in left:
            if all(cell.state is CellState.PUBLISHED for cell in tried.cells if _is_told(cell, place)):
                found[place] = base
    return found


def _merged(
    tables: Aggregates, safe: Aggregates, rule: DisclosureRule, ledger: Ledger, place: tuple[str, str]
) -> str | None:
    """Return a group with which another can be published as one, those that are withheld first."""
    administration, group = place
    own = tables.members[place]
    others = [
        (
            any(cell.state is CellState.PUBLISHED for cell in safe.cells if _is_told(cell, one)),
            len(units),
            one,
        )
        for one, units in tables.members.items()
        if one[0] == administration and units and not units & own
    ]
    for _, _, other in sorted(others)[:MOST_MERGED]:
        name = f"{group} and {other[1]}"
        union = {(administration, name): own | tables.members[other]}
        made = Aggregates.of(tables.scores, union, relation=tables.relation)
        merged = [attrs.evolve(cell, quartiles=None) for cell in made.cells]
        left = [
            cell.withheld(CellState.COMPLEMENTARY)
            if _is_told(cell, other) and cell.state is CellState.PUBLISHED
            else cell
            for cell in safe.cells
        ]
        tried = attrs.evolve(safe, cells=(*left, *merged), members={**tables.members, **union})
        if audit(tried, rule=rule, ledger=ledger).is_safe:
            return other[1]
    return None
