"""Run a fixed sample of mutants, in place and in forks; docs/contributing.md tells more.

    python tests/mutation_sample.py [--jobs N] [SAMPLE]
    python tests/mutation_sample.py --draw SEED [--count N] [--like SRC ...] > tests/mutation_sample.tsv

A line of the sample is a mutant: the function, a statement of it (of a compound one, the head), and what stands in its
place. The function is looked for in all of ``src``, so that a sample lives on where modules move.

The tests are imported once, then each runs once to see which lines it reaches. A mutant is a fork with other code in
the function, which runs the tests that reach the statement, the quickest first, and stops at the first that fails.
"""

import argparse
import ast
import collections
import copy
import gc
import itertools
import json
import os
import random
import resource
import signal
import sys
import time
import types
from pathlib import Path

import coverage
import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = Path(__file__).with_suffix(".tsv")
MEMORY = 8 << 30  # bytes, for a mutant that asks for more than there is

# Where numbers are made and decisions taken.
DRAWN_FROM = (
    *(f"benchmark/{room}" for room in ("comparison", "disclosure", "kernels", "norms", "peers", "survey")),
    *(f"instrument/{room}" for room in ("answers", "comparability", "crosswalk", "routing", "scales")),
    *(f"scoring/{room}" for room in ("attainable", "rules", "scorer")),
)
OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
PAIRS = ("all any", "argmax argmin", "ceil floor", "left right", "max min", "maximum minimum", "ones zeros")
NAMES = {one: other for pair in map(str.split, PAIRS) for one, other in (pair, pair[::-1])}
BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


# --- What a mutant is


def functions(tree, owner=""):
    """The functions of a module and the methods of its classes, by name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield owner + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{owner}{node.name}.")


def statements(function):
    """The statements of a function that can be mutated: those that have a head of one line."""
    others = (ast.FunctionDef, ast.ClassDef, ast.Try, ast.Match, ast.ExceptHandler, ast.match_case)
    for node in ast.walk(function):
        if isinstance(node, ast.stmt) and not isinstance(node, others):
            yield node


def head(statement):
    """A statement in one line, without the statements inside it."""
    alone = copy.copy(statement)
    for block in BLOCKS:
        if getattr(statement, block, None):
            setattr(alone, block, [ast.Pass()] if block == "body" else [])
    return ast.unparse(alone).removesuffix("\n    pass")


def replace(statement, text):
    """Put what the text says in the place of a statement, or of its head."""
    other = ast.parse(text + ("\n    pass" if text.endswith(":") else "")).body[0]
    for node in ast.walk(other):
        if "lineno" in node._attributes:
            ast.copy_location(node, statement)
    kept = {block: getattr(statement, block) for block in BLOCKS if hasattr(statement, block)}
    vars(statement).update(vars(other) | kept)


def alternatives(node):
    """What else could stand for an expression or an operator."""
    match node:
        case ast.BinOp() | ast.BoolOp() | ast.AugAssign() if type(node.op) in OPERATORS:
            yield "op", OPERATORS[type(node.op)]()
        case ast.Compare():
            yield "ops", [OPERATORS[type(node.ops[0])](), *node.ops[1:]]
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield "op", ast.UAdd() if isinstance(node.op, ast.USub) else None
        case ast.If() | ast.While() | ast.IfExp():
            yield "test", ast.UnaryOp(ast.Not(), node.test)
        case ast.Constant(value=bool(value)):
            yield "value", not value
        case ast.Constant(value=int(value) | float(value)):
            yield "value", value + 1
        case ast.Constant(value=str(value)) if value in NAMES:
            yield "value", NAMES[value]
        case ast.Name(id=name) if name in NAMES:
            yield "id", NAMES[name]
        case ast.Attribute(attr=name) if name in NAMES:
            yield "attr", NAMES[name]
        case ast.Call(keywords=[ast.keyword(arg=name)]) if name != "strict":
            yield "keywords", []
        case _:
            pass


def expressions(node):
    """A statement and the expressions in it, but for types, texts that are shown, and the safeguard of ``zip``."""
    yield node
    for field, value in ast.iter_fields(node):
        if field not in {*BLOCKS, "annotation"}:
            for child in value if isinstance(value, list) else [value]:
                shown = isinstance(child, ast.JoinedStr)
                safeguard = isinstance(child, ast.keyword) and child.arg == "strict"
                if isinstance(child, ast.AST) and not shown and not safeguard:
                    yield from expressions(child)


def mutants(statement):
    """The statement, or its head, with one small fault each time."""
    before = head(statement)
    for node in list(expressions(statement)):
        for field, other in list(alternatives(node)):
            kept = dict(vars(node))
            if other is None:  # `not x` becomes `x`
                node.operand, node.op = ast.UnaryOp(ast.Not(), node.operand), node.op
            else:
                setattr(node, field, other)
            after = head(statement)
            vars(node).update(kept)
            if after != before:
                yield before, after


# --- The sample


def sources(root):
    """The modules below a folder, by path."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(root.rglob("*.py"))}


def by_name(trees):
    """Where the functions of a name stand."""
    found = collections.defaultdict(list)
    for path, tree in trees.items():
        for name, function in functions(tree):
            found[name].append((path, function))
    return found


def draw(seed, count, like):
    """Print a sample of functions that are the same in the other trees, and known by name and statement."""
    trees = sources(ROOT / "src")
    alike = [by_name(trees), *(by_name(sources(Path(other))) for other in like)]
    population = set()
    for name, places in alike[0].items():
        for path, function in places:
            drawn_from = any(f"/smmi/{room}/" in path.as_posix() for room in DRAWN_FROM)
            text = ast.unparse(function)
            if drawn_from and all(text in [ast.unparse(one) for _, one in found[name]] for found in alike):
                population |= {
                    (name, *mutant)
                    for statement in statements(function)
                    for mutant in mutants(statement)
                    if all(len(found_in(found[name], mutant[0])) == 1 for found in alike)
                }
    for mutant in random.Random(seed).sample(sorted(population), count):
        print("\t".join(mutant))  # noqa: T201  (to be redirected)


def found_in(places, before):
    """The places of a statement in functions of one name."""
    return [
        (path, statement)
        for path, function in places
        for statement in statements(function)
        if head(statement) == before
    ]


def code_of(code, name):
    """The code of a function, in that of its module or class; None if it is not there."""
    if code.co_qualname == name:
        return code
    inside = (code_of(one, name) for one in code.co_consts if isinstance(one, types.CodeType))
    return next(filter(None, inside), None)


def key_of(code):
    """What a function is known by in a process."""
    return code.co_filename, code.co_firstlineno, code.co_qualname


class Mutant:
    """A line of the sample, found in the source."""

    def __init__(self, line, trees, names):
        name, before, after = line.split("\t")
        self.text = f"{name}\n- {before}\n+ {after}"
        places = found_in(names[name], before)
        if len(places) != 1:
            raise SystemExit(f"found {len(places)} times, expected once: {self.text}")
        [(self.path, statement)] = places
        ends = [
            getattr(statement, block)[0].lineno - 1 for block in BLOCKS if getattr(statement, block, None)
        ]
        last = max(statement.lineno, min(ends, default=statement.end_lineno))
        self.lines = range(statement.lineno, last + 1)
        kept = dict(vars(statement))
        replace(statement, after)
        self.code = code_of(compile(trees[self.path], str(self.path), "exec"), name)
        vars(statement).clear()
        vars(statement).update(kept)
        self.key = key_of(self.code)


# --- The run


def in_fork(work):
    """Start work in a fork; return its process, and where its result can be read."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    try:
        found = work()
    except BaseException as error:  # noqa: BLE001  (whatever a mutant raises past pytest is a failure)
        found = f"raised {error!r:.100}"
    with os.fdopen(writing, "w") as stream:
        json.dump(found, stream)
    os._exit(0)


def result_of(reading, status):
    """What a fork found."""
    with os.fdopen(reading) as stream:
        text = stream.read()
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGALRM:
        return "timed out"
    return json.loads(text) if code == 0 and text else f"ended with {code}"


def in_turn(items):
    """Each test with the next, for whose sake pytest keeps a fixture."""
    return itertools.zip_longest(items, items[1:])


class Runner:
    """The part of pytest that runs: each test once to see what it reaches, then the mutants."""

    def __init__(self, sample, jobs):
        self.sample, self.jobs, self.failed = sample, jobs, None
        self.kills = collections.Counter()
        self.results, self.live = {}, collections.defaultdict(list)

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed = report.nodeid

    def passes(self, item, following):
        """Whether a test passes."""
        self.failed = None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return self.failed is None

    def reach(self, items):
        """How long each test takes, and the tests that reach each line."""
        paths = sorted({str(mutant.path) for mutant in self.sample})
        measured = coverage.Coverage(data_file=None, config_file=False, include=paths)
        seconds, broken = {}, set()
        measured.start()
        for item, following in in_turn(items):
            measured.switch_context(item.nodeid)
            start = time.perf_counter()
            if not self.passes(item, following):
                broken.add(item.nodeid)
            seconds[item.nodeid] = time.perf_counter() - start
        measured.stop()
        data = measured.get_data()
        lines = {path: data.contexts_by_lineno(path) for path in paths}
        reached = [
            sorted(
                {node for line in mutant.lines for node in lines[str(mutant.path)].get(line, ())}
                - broken
                - {""}
            )
            for mutant in self.sample
        ]
        return seconds, sorted(broken), reached

    def killer(self, mutant, items, seconds):
        """The first test that fails, or None."""
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        for function in self.live[mutant.key]:
            function.__code__ = mutant.code
        for item, following in in_turn(items):
            signal.alarm(20 + int(10 * seconds[item.nodeid]))
            if not self.passes(item, following):
                return item.nodeid
        return None

    def pytest_runtestloop(self, session):
        if session.testsfailed:
            raise session.Failed
        session.config.pluginmanager.unregister(name="terminalreporter")  # it would report on each mutant
        items = {item.nodeid: item for item in session.items}
        start = time.perf_counter()
        process, reading = in_fork(lambda: self.reach(session.items))
        with os.fdopen(reading) as stream:
            seconds, broken, reached = json.load(stream)
        os.waitpid(process, 0)
        for node in broken:
            say(f"left out, as it fails without a mutant: {node}")
        say(f"{len(items)} tests, {time.perf_counter() - start:.0f} s; {len(self.sample)} mutants")
        gc.unfreeze()  # what conftest.py has put aside is looked through here
        for function in gc.get_objects():
            if isinstance(function, types.FunctionType):
                self.live[key_of(function.__code__)].append(function)
        gc.freeze()
        running = {}
        for number, (mutant, nodes) in enumerate(zip(self.sample, reached, strict=True)):
            if len(running) == self.jobs:
                self.wait(running)
            function = mutant.key
            nodes.sort(key=lambda node: (-self.kills[function, node], seconds[node]))
            chosen = [items[node] for node in nodes]
            process, reading = in_fork(lambda: self.killer(mutant, chosen, seconds))  # noqa: B023
            running[process] = number, reading
        while running:
            self.wait(running)
        return True

    def wait(self, running):
        """Wait for a mutant, and note what became of it."""
        process, status = os.wait()
        number, reading = running.pop(process)
        found = self.results[number] = result_of(reading, status)
        self.kills[self.sample[number].key, found] += 1
        say(f"{number + 1}: {found or 'survived'}")


def say(text):
    """Print past pytest, which captures the streams."""
    sys.__stdout__.write(f"{text}\n")
    sys.__stdout__.flush()


def main():
    """Draw, or run and report."""
    parser = argparse.ArgumentParser(description="Run a fixed sample of mutants.")
    parser.add_argument("sample", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="how many mutants at once")
    parser.add_argument("--draw", type=int, metavar="SEED", help="print another sample")
    parser.add_argument("--count", type=int, default=500, metavar="N", help="how many to draw")
    parser.add_argument(
        "--like", nargs="*", default=[], metavar="SRC", help="other trees, with the same code"
    )
    chosen = parser.parse_args()
    if chosen.draw is not None:
        draw(chosen.draw, chosen.count, chosen.like)
        return
    trees = sources(ROOT / "src")
    names = by_name(trees)
    sample = [Mutant(line, trees, names) for line in chosen.sample.read_text(encoding="utf-8").splitlines()]
    os.chdir(ROOT)
    os.environ |= {"CI": "true", "HYPOTHESIS_PROFILE": "mutation", "PYTHONPATH": str(ROOT / "src")}
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    sys.path[0] = str(ROOT / "src")
    runner = Runner(sample, chosen.jobs)
    plain = ["-q", "--tb=no", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist"]
    code = pytest.main(plain, plugins=[runner])
    results = runner.results
    survivors = [mutant for number, mutant in enumerate(sample) if results.get(number) is None]
    late = sum(found == "timed out" for found in results.values())
    for mutant in survivors:
        say(f"{mutant.path.relative_to(ROOT)}:{mutant.lines[0]} {mutant.text}\n")
    killed = len(sample) - len(survivors) - late
    say(f"{len(sample)} mutants: {killed} killed, {len(survivors)} survived, {late} timed out")
    sys.exit(code)


if __name__ == "__main__":
    main()
