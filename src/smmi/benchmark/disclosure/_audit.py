"""The auditor: an attack on what is to be published."""

from collections.abc import Iterator

import attrs
import numpy as np

from smmi._keywords import tells_keywords
from smmi.benchmark.disclosure._aggregates import Aggregates, Cell, CellState, CodeRelation
from smmi.benchmark.disclosure._attacks import (
    Leak,
    LeakKind,
    differencing,
    dominating,
)
from smmi.benchmark.disclosure._bounding import bounding, ordering
from smmi.benchmark.disclosure._ledger import NOTHING_PUBLISHED, Ledger, Revision, check_ledger
from smmi.benchmark.disclosure._rule import DisclosureRule, Intruder, parties_of
from smmi.benchmark.disclosure._systems import Block, blocks, owners_in
from smmi.benchmark.disclosure._told_before import ToldBefore
from smmi.errors import ArgumentError


@attrs.frozen(kw_only=True)
class DisclosureAudit:
    """What an intruder can derive.

    Attributes:
        leaks: What can be derived and must not be. At most 64 small sums, and as many dominated
            ones, are listed for each code.
        cells: How many published cells were attacked.
        units: How many units they hold.
        intruders: As how many the attack was made: the public, and each participant if the rule says so.
        rule: The rule.
        told_before: What follows from earlier publications alone, and must not.
        publications: With how many earlier publications the cells were attacked together.

    Example:
        >>> from smmi.benchmark import DisclosureRule, audit
        >>> from smmi.benchmark.disclosure import Aggregates
        >>> units = {f"S{i:02}": 30.0 + 2 * i for i in range(20)}
        >>> tables = Aggregates.of({("", "x"): units}, {("", "all"): units, ("", "few"): list(units)[:3]})
        >>> found = audit(tables, rule=DisclosureRule())
        >>> found.is_safe, found.leaks[0].kind.value
        (False, 'small-sum')
    """

    leaks: tuple[Leak, ...]
    cells: int
    units: int
    intruders: int
    rule: DisclosureRule
    told_before: tuple[Leak, ...] = ()
    publications: int = 0

    @property
    def is_safe(self) -> bool:
        """Whether nothing can be derived that must not be, but for what was told before."""
        return not self.leaks

    def describe(self) -> tuple[str, ...]:
        """Return one sentence for each leak."""
        return tuple(map(str, self.leaks))


@tells_keywords
def audit(
    tables: Aggregates,
    /,
    *,
    rule: DisclosureRule,
    ledger: Ledger = NOTHING_PUBLISHED,
    coalitions: int | None = None,
) -> DisclosureAudit:
    """Return what an intruder can derive from the published cells of tables, and must not.

    An intruder knows which units are in which group and have a score, that scores are from 0 to 100, and, as a
    participant, its own. It tries:

    - differencing: all sums over too few units that are linear combinations of published totals. This is complete: the
      row space of the cells is searched in exact arithmetic, and no such sum is overlooked. It is taken that scores
      have not changed within an administration, whatever was corrected, nor between administrations where they have
      not, so that an entry, a leave or a change of group shows. Units of one owner
      attack together.
    - feasibility intervals: by linear programming, between which bounds each score, and the sum over each sensitive
      cell, must lie.
    - dominance: the (n, k) rule on each published total, and on all totals of some of the scores that are linear
      combinations of published ones, such as that of withheld groups. This is complete, too, and the decision exact. A
      score that has changed between administrations is another score.
    - quartiles, with all means: a score is safe if scores of other units can be exchanged and shifted so that the same
      would be published, as rounded, and it lies elsewhere, as far as the rule asks. What is called safe is safe. What
      is called a leak may be more careful than it need be.
    - what the cells tell by themselves: quartiles of few units, related scores that are not published alike.

    All that is in the ledger is attacked together with the tables, as far as it has scores in common with them. What
    follows from earlier publications alone was told before: it is no leak of these tables.

    Not tried: how scores of different codes are made from one another (see `CodeRelation.RELATED`), what quartiles say
    of sums over withheld cells, that something is withheld, and knowledge from elsewhere. That scores are multiples of
    a number is known to the intruder where the tables have a grid.

    Args:
        tables: What is to be published together, or has been.
        rule: What must not be derived.
        ledger: What was published before; nothing where not given.
        coalitions: How many participants pool what they know, if not as many as the rule says.

    Returns:
        What leaks, each with the cells that it follows from; safe where there is nothing.

    Raises:
        ArgumentError: These are no aggregates, it is no rule or no ledger, or more than two are to pool what they know.

    Example:
        >>> from smmi.benchmark import DisclosureRule, audit
        >>> from smmi.benchmark.disclosure import Aggregates
        >>> units = {f"S{i:02}": 30.0 + 2 * i for i in range(20)}
        >>> tables = Aggregates.of({("", "x"): units}, {("", "all"): units, ("", "most"): list(units)[1:]})
        >>> print(audit(tables, rule=DisclosureRule()).leaks[0])
        small-sum: the public finds 'x' of S00 between 30 and 30, from all/x, most/x
    """
    ArgumentError.raise_unless(tables, Aggregates, argument="tables", expected="Aggregates")
    ArgumentError.raise_unless(rule, DisclosureRule, argument="rule", expected="a DisclosureRule")
    check_ledger(ledger, Revision.REFUSED)
    if coalitions is not None:
        rule = attrs.evolve(rule, coalitions=coalitions)
    leaks: list[Leak] = []
    before: list[Leak] = []
    systems = blocks(tables, rule, ledger=ledger)
    for block in systems:
        published = np.array([cell.state is CellState.PUBLISHED for cell in block.cells], dtype=np.bool_)
        told = ToldBefore(block, rule)
        leaks += differencing(block, published, rule, counts=told.is_new)
        if block.code:
            leaks += filter(told.is_new, dominating(block, published, rule))
            by_sums = list(bounding(block, published, rule))
            leaks += filter(told.is_new, by_sums)
            known = {(leak.units, leak.participants) for leak in by_sums}
            # What means tell is not said again of quartiles.
            leaks += (
                leak
                for leak in ordering(block, published, rule)
                if not {(leak.units, ()), (leak.units, leak.participants)} & known and told.is_new(leak)
            )
            leaks += filter(told.is_new, _by_themselves(block, rule))
        before += told.leaks
    if tables.relation is CodeRelation.RELATED:
        leaks += _unlike(tables)
    units = len(set().union(*(block.units for block in systems)))
    return DisclosureAudit(
        leaks=tuple(leaks),
        cells=sum(cell.state is CellState.PUBLISHED for cell in tables.cells),
        units=units,
        intruders=1
        + (_participants(tables, systems, ledger) if rule.intruder is Intruder.PARTICIPANT else 0),
        rule=rule,
        told_before=tuple(before),
        publications=len(ledger.publications),
    )


def _participants(tables: Aggregates, systems: list[Block], ledger: Ledger) -> int:
    """Return how many participants there are: owners of several units are one."""
    units = sorted(set().union(*(block.units for block in systems)))
    return int(parties_of(owners_in(tables, ledger), units).max(initial=-1)) + 1


def _by_themselves(block: Block, rule: DisclosureRule) -> Iterator[Leak]:
    """Yield quartiles of few units that are published."""
    for cell, inside in zip(block.cells, block.incidence, strict=True):
        if cell.state is not CellState.PUBLISHED:
            continue
        units = tuple(block.units[i] for i in np.flatnonzero(inside))
        if cell.quartiles is not None and len(units) < rule.minimum_quartiles:
            yield _told(LeakKind.QUARTILES, units, cell)


def _unlike(tables: Aggregates) -> Iterator[Leak]:
    """Yield groups of which some related codes are published and others not, or from other units."""
    together: dict[tuple[str, str], list[Cell]] = {}
    for cell in tables.cells:
        together.setdefault((cell.key.administration, cell.key.group), []).append(cell)
    for cells in together.values():
        shown = [cell for cell in cells if cell.state is CellState.PUBLISHED]
        if not shown or (len(shown) == len(cells) and len({tables.units(cell.key) for cell in cells}) == 1):
            continue
        units = sorted(set().union(*(tables.units(cell.key) for cell in cells)))
        yield _told(LeakKind.RELATION, tuple(units), *shown)


def _told(kind: LeakKind, units: tuple[str, ...], *cells: Cell) -> Leak:
    """Return what published cells tell the public by themselves, without a sum."""
    return Leak(
        kind=kind,
        participants=(),
        code=cells[0].key.code,
        units=units,
        low=None,
        high=None,
        combination=tuple((cell.key, 1) for cell in cells),
    )
