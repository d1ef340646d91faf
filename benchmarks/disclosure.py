"""How long disclosure control takes, whether anything is left to recover, and how far from the optimum it is.

    python -m benchmarks.disclosure [--units 242] [--sets 1000] [--optima 40] [--crossed 195 394 …] [--old DIRECTORY]
    python -m benchmarks.disclosure --rival PYTHON

Run it in the root of the repository. The first rows are of a synthetic cohort: 17 scores by discipline, control,
Carnegie class and all their crossings. Then random small table sets (nested, crossed and custom groups, two
administrations) are suppressed and attacked: by the auditor, by adding and subtracting cells in all ways, and by the
ranks of all selections of few units. Then what is withheld is compared with the best of all selections of cells. The
seed is fixed. Where tables of crossed groups are named, only these are suppressed, each in a process of its own, and
beside them by an older build in another directory, if it is given: processor time, memory and cost of both.
The rival is pytauargus 0.6 in an interpreter that has it: a flat and a two-way table under the same minimum cell.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import numpy as np

import smmi
from smmi import editions
from smmi.benchmark import DisclosureRule, aggregates, audit, suppress
from smmi.benchmark.disclosure import Aggregates, CellState, CodeRelation, SuppressionCost
from tests.benchmark.table_sets import KINDS, RULE, has_small_sum, published, random_tables, small_differences

ROOT = Path(__file__).parents[1]
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


CROSSED = {
    "195": (1_000, (4, 5, 6)),
    "394": (2_000, (6, 7, 6)),
    "394-of-3000": (3_000, (6, 7, 6)),
    "1007": (5_766, (8, 11, 9)),
    "groups": (1_000, (200, 5, 6)),
    "units": (50_000, (3, 2, 4)),
}
"""Units, and of how many values each of three characteristics is that are crossed."""
ALONE = """
import json, resource, sys, time
from benchmarks.disclosure import CellState, DisclosureRule, crossed, suppress
tables = crossed(sys.argv[1])
begin = time.process_time()
safe = suppress(tables, rule=DisclosureRule())
took = time.process_time() - begin
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
away = [cell.key.group for cell in safe.cells if cell.state is not CellState.PUBLISHED]
print(json.dumps([took, peak, safe.suppression.cost, safe.suppression.bound, away]))
"""


def crossed(name):
    """Tables of one score by three characteristics and all their crossings."""
    units, levels = CROSSED[name]
    rng = np.random.default_rng(1)
    scores = {
        f"S{i:05}": float(score)
        for i, score in enumerate(np.clip(rng.normal(50, 20, units), 0, 100).round(1))
    }
    labels = [rng.integers(0, level, units) for level in levels]
    members = {("", "all"): list(scores)}
    for size in range(1, len(levels) + 1):
        for which in itertools.combinations(range(len(levels)), size):
            for unit, label in zip(scores, zip(*(labels[at] for at in which), strict=True), strict=True):
                group = "".join(f"{'abc'[at]}{value}" for at, value in zip(which, label, strict=True))
                members.setdefault(("", group), []).append(unit)
    return Aggregates.of({("", "x"): scores}, members)


def show_crossed(names, old):
    """Print time, memory and cost of suppressing tables of crossed groups, and of an older build's.

    What either would publish is audited by this build, without quartiles, of which the older one asked nothing.
    """
    for name in names:
        tables = crossed(name)
        rows = [_alone(name, ROOT)] + ([_alone(name, old)] if old else [])
        for build, row in zip(("this build", "the older one"), rows, strict=False):
            took, peak, cost, bound, away = row
            print(
                f"{name}: {len(tables.cells)} cells, {build}: {took:.1f} s, {peak:.0f} MB, {len(away)} withheld, "
                f"cost {cost:g}, bound {bound:.1f}, {_leaks(tables, frozenset(away))} leaks"
            )
        if old:
            print(
                f"{name}: {rows[1][0] / rows[0][0]:.1f} times as fast, {rows[1][1] / rows[0][1]:.1f} times less memory"
            )


def _alone(name, source):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(source / "src"), str(ROOT)))}
    command = [sys.executable, "-c", ALONE, name]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _leaks(tables, away):
    """How many leaks the audit finds if the means of all groups but some are published."""
    cells = [
        cell.withheld(CellState.COMPLEMENTARY)
        if cell.key.group in away
        else attrs.evolve(cell, quartiles=None)
        for cell in tables.cells
    ]
    return len(audit(attrs.evolve(tables, cells=tuple(cells)), rule=DisclosureRule()).leaks)


RIVAL = """
import json, sys, time
from pytauargus import protect
rows, names = json.load(sys.stdin)
begin = time.process_time()
table = protect(rows, names, response="score", safety_rules="FREQ(6,1)", suppress="OPT(1)", cost_var="one", decimals=1)
took = time.process_time() - begin
print(json.dumps([took, [[*(row[name] for name in names), row["status"]] for row in table.tables[0].rows]]))
"""


def show_rival(python):
    """Print what this library and pytauargus withhold of the same tables, where only small sums are at issue."""
    rng = np.random.default_rng(5)
    rule = DisclosureRule(protection_width=0.0, p_percent=None)
    units = [f"S{i:03}" for i in range(120)]
    scores = dict(zip(units, np.clip(rng.normal(50, 20, 120), 0, 100).round(1).tolist(), strict=True))
    labels = {
        "a": rng.choice(list("pqrs"), 120, p=(0.5, 0.3, 0.17, 0.03)),
        "b": rng.choice(list("vwxyz"), 120),
    }
    for name, names in (("flat", ["a"]), ("two-way", ["a", "b"])):
        members = {}
        for kept in itertools.product((False, True), repeat=len(names)):
            for at, unit in enumerate(units):
                key = tuple(
                    str(labels[one][at]) if keep else "" for one, keep in zip(names, kept, strict=True)
                )
                members.setdefault(("", "|".join(key)), []).append(unit)
        tables = Aggregates.of({("", "x"): scores}, members)
        begin = time.process_time()
        safe = suppress(tables, rule=rule)
        took = time.process_time() - begin
        rows = [
            {one: str(labels[one][at]) for one in names} | {"score": scores[unit], "one": 1}
            for at, unit in enumerate(units)
        ]
        with TemporaryDirectory() as folder:  # it leaves logs of its solvers where it runs
            done = subprocess.run(
                [python, "-c", RIVAL],
                cwd=folder,
                input=json.dumps([rows, names]),
                capture_output=True,
                text=True,
                check=True,
            )
        theirs, found = json.loads(done.stdout)
        away = {
            "|".join(label if label in {*"pqrsvwxyz"} else "" for label in row)
            for *row, status in found
            if status != "S"
        }
        cells = [
            cell.withheld(CellState.COMPLEMENTARY) if cell.key.group in away else cell
            for cell in tables.cells
        ]
        told = attrs.evolve(tables, cells=tuple(cells))
        for build, made, seconds in (("smmi", safe, took), ("pytauargus", told, theirs)):
            withheld = [cell for cell in made.cells if cell.state is not CellState.PUBLISHED]
            cost = sum(tables[cell.key].n for cell in withheld)
            leaks = len(audit(made, rule=rule).leaks)
            print(
                f"{name}, {len(tables.cells)} cells, {build}: {len(withheld)} withheld of {cost} units, "
                f"{leaks} small sums left, {seconds:.3f} s"
            )


def main():
    """Print all rows."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--units", type=int, default=242)
    parser.add_argument("--sets", type=int, default=1000)
    parser.add_argument("--optima", type=int, default=40)
    parser.add_argument("--crossed", nargs="*", choices=CROSSED, default=[])
    parser.add_argument("--old", type=Path)
    parser.add_argument("--rival")
    options = parser.parse_args()
    if options.rival:
        show_rival(options.rival)
        return
    if options.crossed:
        show_crossed(options.crossed, options.old)
        return
    show_times(options.units)
    show_attacks(options.sets)
    show_optima(options.optima)


if __name__ == "__main__":
    main()
