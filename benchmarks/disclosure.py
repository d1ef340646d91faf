"""How long disclosure control takes, whether anything is left to recover, and how far from the optimum it is.

    python -m benchmarks.disclosure [--units 242] [--sets 1000] [--optima 40]

Run it in the root of the repository. The first rows are of a synthetic cohort: 17 scores by discipline, control,
Carnegie class and all their crossings. Then random small table sets (nested, crossed and custom groups, two
administrations) are suppressed and attacked: by the auditor, by adding and subtracting cells in all ways, and by the
ranks of all selections of few units. Last, what is withheld is compared with the best of all selections of cells. The
seed is fixed.
"""

import argparse
import itertools
import time

import attrs
import numpy as np

import smmi
from smmi import editions
from smmi.benchmark import DisclosureRule, aggregates, audit, suppress
from smmi.benchmark.disclosure import CellState, CodeRelation, SuppressionCost
from tests.benchmark.table_sets import KINDS, RULE, has_small_sum, published, random_tables, small_differences

BY = (
    "discipline",
    "control",
    "carnegie",
    ("discipline", "control"),
    ("discipline", "carnegie"),
    ("control", "carnegie"),
    ("discipline", "control", "carnegie"),
)
SHARES = {
    "discipline": {"nursing": 133, "medical": 83, "dental": 26},
    "control": {"public": 150, "private": 92},
    "carnegie": {"r1": 73, "r2_r3": 60, "special_focus": 49, "baccalaureate_masters": 60},
}


def cohort(units):
    """Scores of a synthetic cohort with characteristics."""
    rng = np.random.default_rng(2019)
    attributes = {
        name: rng.choice(
            list(counts), units, p=np.array(list(counts.values())) / sum(counts.values())
        ).tolist()
        for name, counts in SHARES.items()
    }
    instrument = editions.smmi_16()
    answers = smmi.instrument.synthesize(instrument, units=units, rng=rng, attributes=attributes)
    return smmi.score(answers, smmi.ScoringScheme.equal_weights(instrument))


def show_times(units):
    """Print the time of suppression and audit of a cohort."""
    scores, rule = cohort(units), DisclosureRule()
    for relation in CodeRelation:
        tables = aggregates(scores, by=BY, relation=relation)
        begin = time.perf_counter()
        safe = suppress(tables, rule=rule)
        middle = time.perf_counter()
        found = audit(safe, rule=rule)
        end = time.perf_counter()
        made = safe.suppression
        print(
            f"{units} units, {relation.value} scores: {len(tables.cells)} cells, {found.cells} published; "
            f"suppress {middle - begin:.1f} s, audit {end - middle:.1f} s, {len(found.leaks)} leaks; "
            f"cost {made.cost:g}, bound {made.bound:g}, ratio {made.cost / max(made.bound, 1.0):.4f}"
        )


def show_attacks(sets):
    """Print how many of the random sets leak after suppression, by each attack."""
    leaking, before, withheld, shown = [0, 0, 0], 0, 0, 0
    begin = time.perf_counter()
    for seed in range(sets):
        tables = random_tables(KINDS[seed % len(KINDS)], np.random.default_rng(seed))
        safe = suppress(tables, rule=RULE)
        _, groups, _ = published(safe)
        leaking[0] += not audit(safe, rule=RULE).is_safe
        leaking[1] += bool(small_differences(groups, RULE.least_units))
        leaking[2] += has_small_sum(groups, RULE.least_units)
        before += has_small_sum(published(tables)[1], RULE.least_units)
        shown += len(groups)
        withheld += sum(cell.state in {CellState.SENSITIVE, CellState.COMPLEMENTARY} for cell in safe.cells)
    took = time.perf_counter() - begin
    print(
        f"{sets} random sets: {before} leak before suppression; after it {leaking[0]} by the auditor, {leaking[1]} by "
        f"differences, {leaking[2]} by ranks; {shown} cells published, {withheld} withheld; {took:.0f} s"
    )


def show_optima(sets):
    """Print what is withheld relative to the best of all selections of cells."""
    for cost in SuppressionCost:
        rule = attrs.evolve(RULE, protection_width=0.0, p_percent=None, cost=cost)
        ratios = []
        for seed in range(sets):
            tables = random_tables(KINDS[seed % len(KINDS)], np.random.default_rng(10_000 + seed), units=8)
            paid = suppress(tables, rule=rule).suppression.cost
            best = cheapest(tables, rule)
            ratios.append(paid / best if best else 1.0)
        print(
            f"{sets} small tables, cost in {cost.value}: ratio to the optimum {np.mean(ratios):.4f} on average, "
            f"{max(ratios):.4f} at most"
        )


def cheapest(tables, rule):
    """The cost of the best of all selections of cells."""
    _, groups, _ = published(tables)
    prices = [len(group) if rule.cost is SuppressionCost.UNITS else 1 for group in groups]
    chosen = itertools.product((False, True), repeat=len(groups))
    for away in sorted(chosen, key=lambda one: sum(itertools.compress(prices, one))):
        left = [group for group, gone in zip(groups, away, strict=True) if not gone]
        if not has_small_sum(left, rule.least_units):
            return float(sum(itertools.compress(prices, away)))
    raise AssertionError("withholding everything is safe")


def main():
    """Print all rows."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--units", type=int, default=242)
    parser.add_argument("--sets", type=int, default=1000)
    parser.add_argument("--optima", type=int, default=40)
    options = parser.parse_args()
    show_times(options.units)
    show_attacks(options.sets)
    show_optima(options.optima)


if __name__ == "__main__":
    main()
