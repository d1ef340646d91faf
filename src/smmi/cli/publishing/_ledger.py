"""The ledger of publications as a file: read, attacked together with new tables, and written with them."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import attrs

from smmi.benchmark import DisclosureRule, Ledger, audit
from smmi.benchmark.disclosure import (
    Aggregates,
    Cell,
    CellKey,
    CellState,
    CodeRelation,
    ReleaseDifference,
    Revision,
    proposals,
)
from smmi.cli.formats import document_text, read_ledger
from smmi.errors import ArgumentError, SmmiError
from smmi.report.wording import count_text, isolated, listed

MOST_NAMED = 4
"""So many units are named."""
MOST_GROUPS = 10
"""Of so many groups it is said why they are withheld."""
ANOTHER = "another group that is withheld"
NOT_HELD = "Norms that were handed out are not reckoned with."
ALONE = (
    "nothing more can be derived from this publication alone; with other publications of the same units something may: "
    "--ledger keeps account of them"
)


@attrs.frozen(repr=False)
class FrozenError(SmmiError, ValueError):
    """An administration that is in the ledger is to be published of other units or scores.

    Attributes:
        differences: How it differs from each release of it, the first one first.
    """

    differences: tuple[ReleaseDifference, ...]

    def __str__(self) -> str:
        first, last = self.differences[0], self.differences[-1]
        which = f"administration {last.administration!r}" if last.administration else "the administration"
        parts = [
            f"{count_text(len(units), 'unit')} {'is' if len(units) == 1 else 'are'} {what} ({some_of(units)})"
            for what, units in (("new", last.new), ("gone", last.gone), ("changed", last.changed))
            if units
        ]
        held = [
            f"{listed([repr(name) for name in one.publications])} ({count_text(one.released, 'unit')})"
            for one in self.differences
        ]
        several = len(self.differences) > 1
        against = f"against {last.publications[-1]!r} " if several else ""
        again = "one of these" if several else "this publication" if len(last.publications) == 1 else "these"
        return (
            f"{which} was frozen when {first.publications[0]!r} was published: {against}{'; '.join(parts)}. "
            f"The ledger holds of it: {'; '.join(held)}. Publish the units and scores of {again}, or give --revised: "
            "then the audit decides, and withholds what would tell too much. The next administration needs new answers"
        )


def some_of(names: Sequence[str], /) -> str:
    """Return a few names, and how many more there are."""
    most = names[:MOST_NAMED]
    more = len(names) - len(most)
    return f"{', '.join(map(isolated, most))} and {more} more" if more else listed(most)


@attrs.frozen(kw_only=True)
class LedgerFile:
    """A ledger and the file that holds it.

    Attributes:
        path: The file; None where no account is kept.
        ledger: What was published before.
        is_new: Whether there is no such file yet.
        revision: Whether an administration may be published again of other units or scores.
    """

    path: Path | None
    ledger: Ledger
    is_new: bool
    revision: Revision

    @classmethod
    def of(
        cls, path: Path | None, /, *, wave: str, name: str | None, on: str | None, revised: bool
    ) -> "LedgerFile":
        """Return the ledger in a file, or an empty one if there is no such file.

        Args:
            path: The file; None where no account is kept.
            wave: The code of the administration that is to be published.
            name: What the publication is called, if that is given.
            on: Its day, if that is given.
            revised: Whether an administration may be published again of other units or scores.

        Raises:
            ArgumentError: There is no ledger to which an option speaks, or it names administrations, and this has no
                code.
            ContentError: The document is not what its schema says.
            FileError: The file cannot be read, or is not JSON.
        """
        is_new = path is None or not path.exists()
        if path is None:
            for option, given in (("--name", name), ("--on", on), ("--revised", revised)):
                if given:
                    raise ArgumentError(option, "no --ledger", "the ledger that it speaks of")
        ledger = Ledger() if path is None or is_new else read_ledger(path)
        known = sorted({own for one in ledger.publications for own, _ in one.tables.scores} - {""})
        if known and not wave:
            expected = "the code of the administration"
            raise ArgumentError("--wave", "nothing", expected, f"The ledger holds {listed(known)}")
        return cls(
            path=path,
            ledger=ledger,
            is_new=is_new,
            revision=Revision.ATTACKED if revised else Revision.REFUSED,
        )

    def check(self, tables: Aggregates, /) -> None:
        """Refuse an administration that was published of other units or scores, unless that is meant.

        Raises:
            FrozenError: There is one; the units that differ are named.
            FrozenReleaseError: There are other scores than before, of other units.
        """
        if self.revision is Revision.REFUSED:
            differences = self.ledger.differences(tables)
            if differences:
                raise FrozenError(differences)
            self.ledger.check(tables)

    def carried_over(self, tables: Aggregates, /) -> Iterator[str]:
        """Yield of which administration most scores are, if it is another one."""
        for one in self.ledger.carried_over(tables):
            yield (
                f"The scores of {one.unchanged} of {one.units} units are those of {one.earlier!r}. A new "
                "administration needs new answers."
            )

    def text_with(self, tables: Aggregates, /, *, name: str | None, on: str | None) -> dict[Path, str]:
        """Return the text of the file with further tables in it; none where no account is kept.

        Args:
            tables: The tables.
            name: What they are called; the day, and a number where that is taken, if not given.
            on: The day of publication; today if not given.
        """
        if self.path is None:
            return {}
        day = date.today().isoformat() if on is None else on  # noqa: DTZ011  (a day where the publisher is)
        taken = {one.name for one in self.ledger.publications}
        names = (day if number == 1 else f"{day} ({number})" for number in range(1, len(taken) + 2))
        called = next(one for one in names if one not in taken) if name is None else name
        return {self.path: document_text(self.ledger.adding(called, tables, on=day), indent=1)}

    def promise(self) -> str:
        """Return what nobody can derive from what is published."""
        if self.path is None:
            return ALONE
        if self.is_new:
            return "nothing more can be derived from them, which are the first in the ledger"
        earlier = count_text(len(self.ledger.publications), "earlier publication")
        return f"nothing more can be derived from them, alone or together with {earlier}"

    def withheld(self, tables: Aggregates, safe: Aggregates, rule: DisclosureRule, /) -> Iterator[str]:
        """Yield which groups are withheld and why; where it is for earlier publications, with what would help.

        Args:
            tables: What was to be published.
            safe: The same after suppression.
            rule: What must not be derived.
        """
        if any(cell.state is CellState.EARLIER for cell in safe.cells):
            found = proposals(tables, rule=rule, ledger=self.ledger, revision=self.revision)
            # The command cannot merge groups; whoever can gives them another --by.
            yield from (str(attrs.evolve(one, merge=None)) for one in found)
        groups = dict.fromkeys(_withheld(tables, safe, rule))
        yield from list(groups)[:MOST_GROUPS]
        if len(groups) > MOST_GROUPS:
            yield f"and {len(groups) - MOST_GROUPS} more groups are withheld"
        told = safe.suppression.told_before if safe.suppression else 0
        if told:
            sums = count_text(told, "sum or score", several="sums or scores")
            yield f"{sums} can be derived, that the rule forbids, from earlier publications alone"

    def entry(self) -> Iterator[str]:
        """Yield what is said of the file after it was written."""
        if self.path is not None:
            number = count_text(len(self.ledger.publications) + 1, "publication")
            started = "a new ledger; " if self.is_new else ""
            yield f"{self.path}: {started}{number}; confidential, as it holds the scores of units"
            yield NOT_HELD


def _withheld(tables: Aggregates, safe: Aggregates, rule: DisclosureRule) -> Iterator[str]:
    """Yield for each group that is withheld for these tables alone why it is."""
    said: set[CellKey] = set()
    for cell in safe.cells:
        group, n = cell.key.group, len(safe.units(cell.key))
        if cell.state is CellState.SENSITIVE and n < rule.least_units:
            yield f"{group!r} is withheld: {count_text(n, 'unit')} with all scores, fewer than {rule.least_units}"
        elif cell.state is CellState.SENSITIVE:
            yield f"{group!r} is withheld: its means would bound single scores too closely"
        elif cell.state is CellState.COMPLEMENTARY:
            place = attrs.evolve(cell.key, code="")
            if place not in said:
                # What is not shown need not be worked out.
                what = _derived(tables, safe, rule, cell) if len(said) < MOST_GROUPS else ANOTHER
                said.add(place)
                yield f"{group!r} is withheld: {what} could be computed from it"


def _derived(tables: Aggregates, safe: Aggregates, rule: DisclosureRule, withheld: Cell) -> str:
    """Return what would follow from the other cells if a withheld one were published, too.

    Only sums are tried, of the one code, as that is soon done.
    """
    wanted = (withheld.key.administration, withheld.key.code)
    cells = [
        tables[cell.key] if cell.key == withheld.key else cell
        for cell in safe.cells
        if (cell.key.administration, cell.key.code) == wanted
    ]
    one = attrs.evolve(
        safe,
        scores={wanted: safe.scores[wanted]},
        cells=tuple(attrs.evolve(cell, quartiles=None) for cell in cells),
        relation=CodeRelation.UNRELATED,
        suppression=None,
    )
    of_sums = attrs.evolve(rule, protection_width=0.0, p_percent=None, dominance=None)
    few = {frozenset(leak.units) for leak in audit(one, rule=of_sums).leaks}
    groups = [
        repr(cell.key.group)
        for cell in cells
        if cell.state not in {CellState.PUBLISHED, CellState.EMPTY} and safe.units(cell.key) in few
    ]
    return listed(sorted(groups)[:MOST_NAMED]) if groups else ANOTHER
