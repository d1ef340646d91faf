"""What would help a group that is withheld: to merge; because of earlier publications also to round, or to wait."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi.benchmark.disclosure._aggregates import Aggregates, Cell, CellKey, CellState
from smmi.benchmark.disclosure._attacks import differencing
from smmi.benchmark.disclosure._audit import audit
from smmi.benchmark.disclosure._ledger import NOTHING_PUBLISHED, Ledger, Revision
from smmi.benchmark.disclosure._rule import DisclosureRule
from smmi.benchmark.disclosure._suppression import suppress
from smmi.benchmark.disclosure._systems import Block, blocks
from smmi.benchmark.disclosure._told_before import ToldBefore

BASES: Final = (1.0, 2.0, 5.0, 10.0)
"""To multiples of how many points means are rounded for a try."""
MOST_MERGED: Final = 12
"""With so many other groups merging is tried at most; and no more of them make one group."""
MOST_TOGETHER: Final = 3
"""So many groups are merged at most, if not those that stand side by side."""
DENOMINATOR: Final = 1_000
"""Of so many parts at most a published total is added some."""


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


@attrs.frozen(kw_only=True)
class Merger:
    """Groups that are withheld, and would be shown as one. It tells nothing that is not published, and may be.

    Attributes:
        administration: The code of the administration; empty where there is but one without a code.
        groups: The groups, two or more.

    Example:
        >>> from smmi.benchmark.disclosure import Merger
        >>> print(Merger(groups=("dental", "medical")))
        'dental' and 'medical' would be shown as one group
    """

    administration: str = ""
    groups: tuple[str, ...]

    def __str__(self) -> str:
        *most, last = map(repr, self.groups)
        of = f" of {self.administration!r}" if self.administration else ""
        return f"{', '.join(most)} and {last}{of} would be shown as one group"


@tells_keywords
def mergers(
    tables: Aggregates, /, *, rule: DisclosureRule, ledger: Ledger = NOTHING_PUBLISHED
) -> tuple[Merger, ...]:
    """Return which groups of suppressed tables could be shown, if they were merged.

    A group that is too small hides behind another one, which is withheld for it. What both have together follows from
    what is published by adding and subtracting totals: only such unions are named. So it depends on who is in which
    group and on what is shown, on no score that is withheld, and tells nothing. A union that is a group of the tables
    already is not named. Tried are pairs, triples, and groups that stand side by side, as those of one attribute do.

    Args:
        tables: The tables, after `suppress`.
        rule: What must not be derived.
        ledger: What was published before; nothing where not given.

    Returns:
        The mergers, of which no two have a group in common; none where the tables are not safe as they are.

    Raises:
        ArgumentError: As of `audit`.

    Example:
        >>> from smmi.benchmark import DisclosureRule, suppress
        >>> from smmi.benchmark.disclosure import Aggregates, mergers
        >>> units = {f"S{i:02}": 3.0 * i for i in range(30)}
        >>> groups = {"all": units, "a": list(units)[:3], "b": list(units)[3:13], "c": list(units)[13:]}
        >>> tables = Aggregates.of({("", "x"): units}, {("", name): groups[name] for name in groups})
        >>> [str(one) for one in mergers(suppress(tables, rule=DisclosureRule()), rule=DisclosureRule())]
        ["'a' and 'b' would be shown as one group"]
    """
    found: list[Merger] = []
    for wave in dict.fromkeys(cell.key.administration for cell in tables.cells):
        used: set[str] = set()
        for groups in _unions(tables, wave):
            if used.isdisjoint(groups) and _follows(tables, wave, groups):
                found.append(Merger(administration=wave, groups=groups))
                used.update(groups)
    union = {
        (one.administration, str(one)): _members(tables, one.administration, one.groups) for one in found
    }
    made = Aggregates.of(tables.scores, union, relation=tables.relation)
    cells = (*tables.cells, *(attrs.evolve(cell, quartiles=None) for cell in made.cells))
    tried = attrs.evolve(tables, cells=cells, members={**tables.members, **union})
    return tuple(found) if found and audit(tried, rule=rule, ledger=ledger).is_safe else ()


def _members(tables: Aggregates, wave: str, groups: Sequence[str]) -> frozenset[str]:
    return frozenset().union(*(tables.members[wave, group] for group in groups))


def _unions(tables: Aggregates, wave: str) -> Iterator[tuple[str, ...]]:
    """Yield groups of an administration that are withheld, share no unit, and are no group of the tables together."""
    states: dict[str, set[CellState]] = {}
    for cell in tables.cells:
        if cell.key.administration == wave:
            states.setdefault(cell.key.group, set()).add(cell.state)
    withheld = [
        group
        for group, known in states.items()
        if CellState.PUBLISHED not in known and known != {CellState.EMPTY}
    ]
    some = withheld[:MOST_MERGED]
    sizes = range(2, min(MOST_TOGETHER, len(some)) + 1)
    tried = [groups for size in sizes for groups in combinations(some, size)]
    tried += [
        run[:size]
        for run in _runs(tables, wave, withheld)
        for size in range(MOST_TOGETHER + 1, min(MOST_MERGED, len(run)) + 1)
    ]
    there = {tables.members[wave, group] for group in states}
    for groups in tried:
        union = _members(tables, wave, groups)
        if len(union) == sum(len(tables.members[wave, group]) for group in groups) and union not in there:
            yield groups


def _runs(tables: Aggregates, wave: str, withheld: Sequence[str]) -> list[tuple[str, ...]]:
    """Return groups in their order, as far as they share no unit: those of one attribute stand side by side."""
    runs: list[tuple[str, ...]] = [()]
    for group in withheld:
        if tables.members[wave, group].isdisjoint(_members(tables, wave, runs[-1])):
            runs[-1] += (group,)
        else:
            runs.append((group,))
    return runs


def _follows(tables: Aggregates, wave: str, groups: Sequence[str]) -> bool:
    """Return whether the totals of a union follow from published ones of the same score, of each score."""
    union = _members(tables, wave, groups)
    codes = dict.fromkeys(cell.key.code for cell in tables.cells if cell.key.administration == wave)
    return all(_is_sum(tables, wave, code, union) for code in codes)


def _is_sum(tables: Aggregates, wave: str, code: str, union: frozenset[str]) -> bool:
    """Return whether the total of some units is a sum of so many times published ones, which is shown exactly."""
    shown = [
        tables.units(cell.key)
        for cell in tables.cells
        if (cell.key.administration, cell.key.code) == (wave, code) and cell.state is CellState.PUBLISHED
    ]
    units = tables.scores[wave, code]
    patterns = {(unit in union, *(unit in one for one in shown)) for unit in units}
    columns = np.array(sorted(patterns), dtype=np.float64)
    if not shown or not columns[:, 0].any():
        return False
    about = np.linalg.lstsq(columns[:, 1:], columns[:, 0], rcond=None)[0]
    times = [Fraction(one).limit_denominator(DENOMINATOR) for one in about.tolist()]
    return all(
        sum((many for many, inside in zip(times, row, strict=True) if inside), Fraction()) == is_in
        for is_in, *row in patterns
    )
