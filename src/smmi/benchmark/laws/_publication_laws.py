"""What disclosure control promises, as laws: what is withheld says nothing, and what is published is true."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import attrs
import numpy as np

from smmi._law import TOLERANCE, Law, LawSet, Subject, Verdict
from smmi.benchmark.disclosure._aggregates import Aggregates, Cell, CellKey, CellState
from smmi.benchmark.disclosure._audit import audit
from smmi.benchmark.disclosure._rule import DisclosureRule
from smmi.benchmark.disclosure._suppression import suppress

Numbers = Sequence[float]
Groups = Mapping[str, Sequence[int]]

WITHHELD = (CellState.SENSITIVE, CellState.COMPLEMENTARY)


class Publishing:
    """An implementation of disclosure control; this one is smmi's own.

    To check another one against the laws, or one with a mistake, inherit and replace the method.

    Example:
        >>> from smmi.benchmark import DisclosureRule
        >>> from smmi.benchmark.disclosure import Aggregates
        >>> units = {f"unit {i}": 10.0 * i for i in range(4)}
        >>> tables = Aggregates.of({("", "share"): units}, {("", "all"): units})
        >>> [row["state"] for row in Publishing().suppress(tables, rule=DisclosureRule()).rows()]
        ['sensitive']
    """

    def suppress(self, tables: Aggregates, /, *, rule: DisclosureRule) -> Aggregates:
        """Return tables from whose published cells nothing can be derived that the rule forbids."""
        return suppress(tables, rule=rule)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def tables_of(scores: Numbers, groups: Groups) -> Aggregates:
    """Return the tables of units called ``unit 0`` and so on, and of groups that name their places."""
    units = [f"unit {place}" for place in range(len(scores))]
    members = {("", name): [units[place] for place in places] for name, places in groups.items()}
    return Aggregates.of({("", "share"): dict(zip(units, scores, strict=True))}, members)


def _leaks(tables: Aggregates, cells: Sequence[Cell], rule: DisclosureRule, base: float | None) -> list[str]:
    """Return what the auditor finds in cells, given what the tables know of the units: none may say otherwise."""
    published = attrs.evolve(tables, cells=tuple(cells), rounding_base=base)
    return [str(leak) for leak in audit(published, rule=rule).leaks]


def _is_safe(tables: Aggregates, rule: DisclosureRule) -> bool:
    """Whether the means of all cells may be published; quartiles of few units are another matter."""
    return not _leaks(tables, [attrs.evolve(cell, quartiles=None) for cell in tables.cells], rule, None)


def _undone(publishing: Publishing, *, scores: Numbers, groups: Groups, rule: DisclosureRule) -> Verdict:
    tables = tables_of(scores, groups)
    if _is_safe(tables, rule):
        return False
    leaks = _leaks(tables, publishing.suppress(tables, rule=rule).cells, rule, rule.rounding_base)
    return not leaks or "; ".join(leaks[:2])


def _true(publishing: Publishing, *, scores: Numbers, groups: Groups, rule: DisclosureRule) -> Verdict:
    published = publishing.suppress(tables_of(scores, groups), rule=rule).cells
    keys = [cell.key for cell in published]
    if keys != [CellKey("", name, "share") for name in groups]:
        return f"the cells are {list(map(str, keys))}"
    shown = [cell for cell in published if cell.state is CellState.PUBLISHED]
    for cell in shown:
        own = [scores[place] for place in groups[cell.key.group]]
        mean = float(sum(map(Fraction, own)) / len(own)) if own else None
        if cell.n != len(own):
            return f"n of {cell.key}: got {cell.n!r}, expected {len(own)}"
        if not _is_rounded(cell.mean, mean, rule.rounding_base):
            return f"the mean of {cell.key}: got {cell.mean!r}, expected {mean!r} in steps of {rule.rounding_base!r}"
        if cell.quartiles is not None and not all(
            _is_rounded(got, expected, rule.rounding_base)
            for got, expected in zip(
                cell.quartiles, np.quantile(own, (0.25, 0.5, 0.75)).tolist(), strict=True
            )
        ):
            return f"the quartiles of {cell.key} are {cell.quartiles!r}"
    return bool(shown)


def _is_rounded(got: float | None, exact: float | None, base: float | None) -> bool:
    """Whether a number is another one, or the multiple of the base that is nearest to it; either of two as near."""
    if got is None or exact is None:
        return False
    if base is None:
        return abs(got - exact) <= TOLERANCE
    steps = got / base
    return abs(steps - round(steps)) <= TOLERANCE and abs(got - exact) <= base / 2.0 + TOLERANCE


def _silent(publishing: Publishing, *, scores: Numbers, groups: Groups, rule: DisclosureRule) -> Verdict:
    cells = [
        cell
        for cell in publishing.suppress(tables_of(scores, groups), rule=rule).cells
        if cell.state in WITHHELD
    ]
    for cell in cells:
        said = [cell.n, cell.mean, cell.quartiles]
        if any(number is not None for number in said):
            return f"{cell.key} is withheld and says {said!r}"
    return bool(cells)


def _again(publishing: Publishing, *, scores: Numbers, groups: Groups, rule: DisclosureRule) -> Verdict:
    tables = tables_of(scores, groups)
    once = publishing.suppress(tables, rule=rule)
    if once.cells == tables.cells:
        return False
    return _alike("the second time", once, publishing.suppress(once, rule=rule))


def _order(
    publishing: Publishing, *, scores: Numbers, groups: Groups, order: Sequence[int], rule: DisclosureRule
) -> Verdict:
    names = list(groups)
    if list(order) == sorted(order):
        return False
    moved = {names[place]: groups[names[place]] for place in order}
    first, second = (publishing.suppress(tables_of(scores, each), rule=rule) for each in (groups, moved))
    return _alike(f"in the order {list(moved)}", first, second)


def _alike(when: str, first: Aggregates, second: Aggregates) -> Verdict:
    expected = {cell.key: cell for cell in first.cells}
    for cell in second.cells:
        if (before := expected.pop(cell.key, None)) != cell:
            return f"{when}: got {cell!r}, expected {before!r}"
    return not expected or f"{when} there is no {next(iter(expected))}"


def _spared(publishing: Publishing, *, scores: Numbers, groups: Groups, rule: DisclosureRule) -> Verdict:
    tables = tables_of(scores, groups)
    if not _is_safe(tables, rule):
        return False
    withheld = [cell for cell in publishing.suppress(tables, rule=rule).cells if cell.state in WITHHELD]
    return not withheld or f"{withheld[0].key} is withheld, and need not be"


def _law(name: str, sentence: str, examine: Callable[..., Verdict]) -> Law:
    return Law(id=name, sentence=sentence, subject=Subject.PUBLICATION, examine=examine)


DISCLOSURE_LAWS = LawSet(
    "1",
    (
        _law(
            "suppression-cannot-be-undone",
            "From what is published the auditor derives nothing that the rule forbids.",
            _undone,
        ),
        _law(
            "published-is-true",
            "Each cell is listed; published numbers are those of the group, mean and quartiles rounded by the rule.",
            _true,
        ),
        _law("withheld-says-nothing", "A withheld cell has no number.", _silent),
        _law("suppression-is-idempotent", "To suppress what was suppressed changes nothing.", _again),
        _law("order-free", "The order of the groups changes no cell.", _order),
        _law(
            "safe-is-published",
            "Where the cells tell nothing that the rule forbids, none is withheld.",
            _spared,
        ),
    ),
)
"""The laws of publication."""
