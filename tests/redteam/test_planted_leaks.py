"""Leaks that were planted by hand are found: by the audit, and by attackers that know nothing of it."""

import pytest

from smmi.benchmark import Ledger, audit, suppress
from smmi.benchmark.disclosure import CellState, Revision
from tests.redteam.bounds import bounded
from tests.redteam.differences import small_sum
from tests.redteam.knowledge import incidence, knowledge_of, without_corrections
from tests.redteam.planted import PLANTED
from tests.redteam.programmes import printed

CASES = pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)


def ledger_of(sets):
    """A ledger of tables as they are."""
    ledger = Ledger()
    for at, one in enumerate(sets, start=1):
        ledger = ledger.adding(f"no {at}", one, on="2024-01-01")
    return ledger


def found_by_attackers(planted, sets):
    """Of whom somebody finds too much by adding and subtracting, or by bounds."""
    cells, rule = list(printed(sets, "x")), planted.rule
    step = sets[-1].grid.get("x")
    sums = knowledge_of(without_corrections(cells))
    least = rule.minimum_cell if planted.insiders else rule.least_units
    few = small_sum(incidence(sums), sums.holders, most=least - 1, without=planted.insiders)
    known = knowledge_of(cells, insiders=planted.insiders, step=step)
    narrow = {known.holders[one.unknown] for one in bounded(known, rule.protection_width - 1e-4)}
    return narrow | (few or set())


@CASES
def test_a_planted_leak_is_found(planted):
    """By the audit of the last tables beside those before, and by an attacker; before them nothing is."""
    *before, last = planted.sets
    found = audit(last, rule=planted.rule, ledger=ledger_of(before))
    assert planted.units in {frozenset(leak.units) for leak in found.leaks} | {
        frozenset().union(
            *(leak.units for leak in found.leaks if set(leak.participants) == set(planted.insiders))
        )
    }
    assert found_by_attackers(planted, planted.sets) == planted.units
    for at, one in enumerate(before):
        assert audit(one, rule=planted.rule, ledger=ledger_of(before[:at])).is_safe


@CASES
def test_what_is_published_instead_tells_nothing(planted):
    """The leak is closed: the audit is content, and the attacker finds nobody."""
    *before, last = planted.sets
    ledger = ledger_of(before)
    safe = suppress(last, rule=planted.rule, ledger=ledger, revision=Revision.ATTACKED)
    assert audit(safe, rule=planted.rule, ledger=ledger).is_safe
    assert found_by_attackers(planted, [*before, safe]) == set()
    withheld = [
        cell for cell in safe.cells if cell.state is not CellState.PUBLISHED or cell.quartiles is None
    ]
    assert withheld
