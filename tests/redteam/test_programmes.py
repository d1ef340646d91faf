"""Programmes of several waves, published with a ledger: what all tables together tell, nobody may find.

Some hundreds of programmes are drawn, published as an organiser would, and attacked by everybody who is given what is
printed and nothing else: the public, participants and owners, over all publications and waves. What is published is far
from nothing, and without suppression the same attackers find plenty.
"""

import numpy as np
import pytest

from smmi.benchmark import Ledger, audit
from smmi.errors import FrozenReleaseError
from tests.redteam.bounds import bounded
from tests.redteam.differences import small_sum
from tests.redteam.knowledge import incidence
from tests.redteam.programmes import TEN, Release, drawn, release_of, tables_of
from tests.redteam.reports import known_by_report, known_since

SLACK = 1e-4
"""By how much bounds that a solver finds may be off."""
LAST = 300
"""So many programmes are drawn; 1000 take five minutes of a processor."""
HUNDREDS = pytest.mark.parametrize(
    "seeds",
    [
        TEN[:4],
        *(pytest.param(range(at, at + 100), marks=pytest.mark.long) for at in range(0, LAST, 100)),
    ],
    ids=lambda seeds: f"{len(seeds)} from {seeds[0]} on",
)


def findings(release, attackers):
    """Yield who finds what: scores that are bounded more narrowly than the width, and sums over too few units."""
    rule = release.programme.rule
    for code in release.programme.drafts[0].scores:
        added_up = release.added_up(code)
        matrix = incidence(added_up)
        for insiders in attackers:
            known = release.known_to(insiders, code)
            for one in bounded(known, rule.protection_width - SLACK):
                yield insiders, known.holders[one.unknown], round(one.low, 3), round(one.high, 3)
            most = rule.minimum_cell - 1 if insiders else rule.least_units - 1
            few = small_sum(matrix, added_up.holders, most=most, without=insiders)
            if few:
                yield insiders, sorted(few), "sum", "sum"


@HUNDREDS
def test_nobody_bounds_a_score_or_finds_a_small_sum(seeds):
    """By differencing, by programming and by order, over all publications of all waves."""
    shown = 0
    for seed in seeds:
        release = release_of(seed)
        attackers = release.attackers(np.random.default_rng(seed))
        assert list(findings(release, attackers)) == [], seed
        shown += len(release.cells("x"))
    # Where nothing is told, nothing is found.
    assert shown >= 2 * len(seeds)


@HUNDREDS
def test_nobody_bounds_a_score_by_a_report(seeds):
    """Ranks, stars and medians of two groups, for two readers who know their own scores and those of their owner."""
    ranks = 0
    for seed in seeds:
        programme = drawn(seed)
        rng = np.random.default_rng(seed)
        at = int(rng.integers(len(programme.drafts)))
        units = sorted(next(iter(programme.drafts[at].scores.values())))
        for unit in rng.choice(units, 2, replace=False).tolist():
            known = known_by_report(programme, at, unit)
            assert list(bounded(known, 10.0 - SLACK)) == [], (seed, unit)
            ranks += len(known.ranks)
    assert ranks >= len(seeds)


@HUNDREDS
def test_nobody_bounds_a_score_by_what_moved_since_last_time(seeds):
    """Two ranks among the wave before, and the band of the next star, for a reader of two different waves."""
    ranks = stars = 0
    for seed in seeds:
        programme = drawn(seed)
        rng = np.random.default_rng(seed)
        waves = [draft.wave for draft in programme.drafts]
        then, now = 0, len(waves) - 1
        there = [set(next(iter(programme.drafts[at].scores.values()))) for at in (then, now)]
        both = sorted(set.intersection(*there))
        for unit in rng.choice(both, min(2, len(both)), replace=False).tolist() if both else ():
            earlier, later = known_since(programme, then, now, unit)
            for known in (earlier, later):
                assert list(bounded(known, 10.0 - SLACK)) == [], (seed, unit)
            ranks += len(earlier.ranks)
            stars += len(later.cells)
    assert ranks >= len(seeds)
    assert stars >= len(seeds) // 10


@pytest.mark.long
def test_without_suppression_the_attackers_find_plenty_and_the_audit_all_of_it():
    """Whatever they find in what would be published is a leak for the audit, too: in most programmes."""
    found = 0
    small = [one for one in map(drawn, range(24)) if one.rule.minimum_quartiles > 60 and one.grid is None]
    for whole in small:
        # The audit tells of each leak by itself, and there are many.
        programme = whole._replace(drafts=whole.drafts[:2])
        ledger = Ledger()
        leaks = []
        for at, draft in enumerate(programme.drafts):
            tables = tables_of(programme, draft)
            leaks.append(bool(audit(tables, rule=programme.rule, ledger=ledger).leaks))
            ledger = ledger.adding(f"no {at}", tables, on="2024-01-01")
        release = Release(programme, ledger)
        attackers = release.attackers(np.random.default_rng(1))
        is_found = next(findings(release, attackers), None) is not None
        assert any(leaks) >= is_found
        found += is_found
    assert found >= 0.8 * len(small) > 0


def test_a_release_is_frozen():
    """A wave that was published is refused of other units or scores, and only then."""
    refused = 0
    for seed in range(30):
        programme = drawn(seed)
        ledger, last = Ledger(), {}
        for at, draft in enumerate(programme.drafts):
            tables = tables_of(programme, draft)
            is_other = last.get(draft.wave, draft.scores) != draft.scores
            try:
                ledger.check(tables)
            except FrozenReleaseError:
                assert is_other
                refused += 1
            else:
                assert not is_other
            ledger = ledger.adding(f"no {at}", tables, on="2024-01-01")
            last[draft.wave] = draft.scores
    assert refused >= 4
