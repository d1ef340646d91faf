"""Run the mutants of the modules in `[tool.mutmut]`, those of properties included; docs/contributing.md tells more.

    python tests/mutants.py [--again] [--jobs N] [PATTERN ...]     # PATTERN: smmi.scoring.rules._means, or with a name

The mutants are mutmut's. Tests are collected once, then there is a fork for each mutant, which runs the tests that
reach the mutated function, the likeliest first, and stops at the first that fails. Where a function runs at import
alone, its mutants have a process each. Results and the mutated copy are in ``build/mutants``.

Survivors that are equivalent stand in ``equivalent_mutants.txt``, each below the reason. The exit code is 1 if another
mutant survives, or if one that stands there is killed.
"""

import argparse
import ast
import collections
import difflib
import fnmatch
import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / "build" / "mutants"
RESULTS = COPY / "results.jsonl"
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.txt")
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
TESTS = SETTINGS["pytest_add_cli_args_test_selection"]
OPTIONS = ["-q", "--tb=no", "-p", "no:randomly", *SETTINGS["pytest_add_cli_args"]]


def module_of(path):
    """The dotted name of a file under src."""
    return path.removeprefix("src/").removesuffix(".py").replace("/", ".")


def without_properties(text):
    """The text with ``name = property(get_name)`` for each property, so that mutmut does not pass it by."""
    lines = text.split("\n")
    found = [
        (function, function.decorator_list[0])
        for owner in ast.walk(ast.parse(text))
        if isinstance(owner, ast.ClassDef) and "Protocol" not in map(ast.unparse, owner.bases)
        for function in owner.body
        if isinstance(function, ast.FunctionDef) and len(function.decorator_list) == 1
    ]
    for function, decorator in sorted(found, key=lambda pair: -pair[0].lineno):
        if ast.unparse(decorator) in {"property", "cached_property"}:
            name = function.name
            lines.insert(function.end_lineno, f"\n    {name} = {ast.unparse(decorator)}(get_{name})")
            head = function.lineno - 1
            lines[head] = lines[head].replace(f"def {name}(", f"def get_{name}(", 1)
            del lines[decorator.lineno - 1]
    return "\n".join(lines)


def make_mutants(patterns):
    """Copy the repository, mutate the modules that the patterns name, and return the names of the mutants."""
    from mutmut.mutation.file_mutation import mutate_file_contents

    kept = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    shutil.rmtree(COPY, ignore_errors=True)
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listing.stdout.split("\0")):
        (COPY / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, COPY / name)
    RESULTS.write_text(kept, encoding="utf-8")
    names = []
    for path in SETTINGS["only_mutate"]:
        module = module_of(path)
        if any(fnmatch.fnmatch(module, wanted) or wanted.startswith(f"{module}.") for wanted in patterns):
            mutated = mutate_file_contents(
                path, without_properties((ROOT / path).read_text(encoding="utf-8"))
            )
            (COPY / path).write_text(mutated.code, encoding="utf-8")
            names += [f"{module}.{name}" for name in mutated.mutant_names]
    return [
        name for name in names if any(fnmatch.fnmatch(name, p) or name.startswith(f"{p}.") for p in patterns)
    ]


def function_of(mutant):
    """The name of the mutated function, as mutmut records it when it runs."""
    return mutant.rpartition("__mutmut_")[0]


def in_fork(work, limit):
    """What the work returns in a fork, or the signal that ended it."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        signal.alarm(limit)
        try:
            found = work()
        except BaseException as error:  # noqa: BLE001  (whatever a mutant raises past pytest is a failure)
            found = f"raised {error!r:.100}"
        os.write(writing, json.dumps(found).encode()[:60_000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        text = stream.read()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return (
        ("timeout" if status == -signal.SIGALRM else f"signal {-status}") if status < 0 else json.loads(text)
    )


class Runner:
    """The part of pytest that runs: each test once to see what it reaches, then the mutants."""

    def __init__(self, mutants, jobs):
        self.mutants, self.jobs, self.hits, self.failed = mutants, jobs, set(), None
        self.kills = collections.Counter()

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed = report.nodeid

    def passes(self, item):
        """Whether a test passes."""
        self.failed = None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return self.failed is None

    def reach(self, item):
        """How long a test takes and which functions it reaches."""
        self.hits.clear()
        start = time.perf_counter()
        passed = self.passes(item)
        return [time.perf_counter() - start, sorted(self.hits), passed]

    def first_failure(self, items):
        """The first test that fails."""
        return next((item.nodeid for item in items if not self.passes(item)), None)

    def pytest_runtestloop(self, session):
        if session.testsfailed:
            raise session.Failed
        session.config.pluginmanager.unregister(name="terminalreporter")  # it would report on each mutant
        at_import, start = set(self.hits), time.perf_counter()
        items = {item.nodeid: item for item in session.items}
        reached = {node: in_fork(lambda item=item: self.reach(item), 600) for node, item in items.items()}
        broken = [node for node, found in reached.items() if not found[2]]
        broken += ["all of them, in a process of their own"] if alone("", list(items)) else []
        if broken:
            raise session.Failed("without a mutant, these fail: " + ", ".join(broken))
        say(f"{len(items)} tests, {time.perf_counter() - start:.0f} s; {len(self.mutants)} mutants")
        pids = []
        for job in range(self.jobs):
            pids.append(os.fork())
            if not pids[-1]:
                problem = 1
                try:
                    for mutant in self.mutants[job :: self.jobs]:
                        record(mutant, self.killer(mutant, items, reached, at_import))
                    problem = 0
                finally:
                    os._exit(problem)
        if sum(os.waitpid(pid, 0)[1] for pid in pids):
            raise session.Failed("a job ended before its mutants did")
        return True

    def killer(self, mutant, items, reached, at_import):
        """What kills a mutant, or None."""
        function = function_of(mutant)
        nodes = [node for node, found in reached.items() if function in found[1]]
        nodes.sort(key=lambda node: (-self.kills[function, node], reached[node][0]))
        os.environ["MUTANT_UNDER_TEST"] = mutant
        limit = 20 + int(4 * sum(reached[node][0] for node in nodes))
        killer = in_fork(lambda: self.first_failure([items[node] for node in nodes]), limit)
        self.kills[function, killer] += 1
        return alone(mutant, list(items)) if not nodes and function in at_import else killer


def alone(mutant, nodes):
    """What fails in a process of its own, in which the mutant runs at import too."""
    command = [sys.executable, "-m", "pytest", "-x", *OPTIONS, *nodes]
    environment = {**os.environ, "MUTANT_UNDER_TEST": mutant, "PYTHONPATH": "src"}
    done = subprocess.run(command, cwd=COPY, env=environment, capture_output=True, check=False)
    return f"exit {done.returncode} of a process of its own" if done.returncode else None


def record(mutant, killer):
    """Add a line to the results, to which other processes add theirs."""
    with RESULTS.open("a", encoding="utf-8") as stream:
        stream.write(f"{json.dumps([mutant, killer])}\n")


def recorded():
    """What killed each mutant, the last time that it ran; None if nothing did."""
    return dict(map(json.loads, RESULTS.read_text(encoding="utf-8").splitlines()))


def say(text):
    """Print past pytest, which captures the streams."""
    sys.__stdout__.write(f"{text}\n")
    sys.__stdout__.flush()


@functools.cache
def functions_of(path):
    """The functions of a mutated module, by name."""
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.name: node for node in tree if isinstance(node, ast.FunctionDef)}


def described(mutant):
    """The function that a mutant is of, and the lines in which it differs: one line each."""
    module, _, name = mutant.rpartition(".")
    functions = functions_of(COPY / "src" / f"{module.replace('.', '/')}.py")
    before, after = (
        re.sub(r"__mutmut_(orig|\d+)", "", ast.unparse(functions[other])).split("\n")
        for other in (re.sub(r"_\d+$", "_orig", name), name)
    )
    lines = difflib.unified_diff(before, after, n=0, lineterm="")
    changed = [f"{line[0]} {line[1:].strip()}" for line in lines if not line.startswith(("---", "+++", "@@"))]
    readable = function_of(name).removeprefix("xǁ").removeprefix("x_").replace("ǁ", ".")
    return "\n".join([f"{module}.{readable}", *changed])


def argued():
    """The mutants that stand in the list of those that are equivalent."""
    blocks = EQUIVALENT.read_text(encoding="utf-8").strip().split("\n\n")
    return {block for block in blocks if not block.startswith("#")}


def report(mutants, results):
    """Print a table of the modules, and what is not as the list says; return whether all is."""
    alive = {mutant: described(mutant) for mutant in mutants if results.get(mutant) is None}
    listed = argued()
    say("| module | mutants | killed | equivalent | other survivors |\n|---|---|---|---|---|")
    modules = {mutant: mutant.rpartition(".")[0] for mutant in mutants}
    for module in [*dict.fromkeys(modules.values()), ""]:
        own = [mutant for mutant in mutants if module in {"", modules[mutant]}]
        left = [alive[mutant] for mutant in own if mutant in alive]
        known = sum(one in listed for one in left)
        killed = len(own) - len(left)
        name = f"`{module.removeprefix('smmi.').replace('.', '/')}.py`" if module else "all"
        share = f" ({killed / len(own):.1%})" if not module else ""
        say(f"| {name} | {len(own)} | {killed}{share} | {known} | {len(left) - known} |")
    late = sum(results.get(mutant) == "timeout" for mutant in mutants)
    say(f"Killed by time: {late}")
    others = [text for text in alive.values() if text not in listed]
    of_function = {function_of(mutant): mutant for mutant in mutants}
    ran = {described(mutant).partition("\n")[0] for mutant in of_function.values()}
    stale = [one for one in listed if one.partition("\n")[0] in ran and one not in alive.values()]
    for title, texts in (("Survived, but not listed:", others), ("Listed, but killed:", stale)):
        if texts:
            say("\n\n".join(["", title, *texts]))
    return not others and not stale


def main():
    """Run, and report."""
    parser = argparse.ArgumentParser(description="Run mutmut's mutants.")
    parser.add_argument("patterns", nargs="*", default=["*"], metavar="PATTERN")
    parser.add_argument("--again", action="store_true", help="only those that were not killed the last time")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="how many at once")
    chosen = parser.parse_args()
    os.chdir(ROOT)
    os.environ |= {"CI": "true", "HYPOTHESIS_PROFILE": "mutation", "MUTANT_UNDER_TEST": "stats"}
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    mutants = make_mutants(chosen.patterns)
    before = recorded()
    from mutmut.mutation import trampoline

    runner = Runner([m for m in mutants if not chosen.again or before.get(m) is None], chosen.jobs)
    trampoline.record_trampoline_hit = lambda name, **_: runner.hits.add(name)
    os.chdir(COPY)
    sys.path[:0] = [str(COPY / "src")]
    code = pytest.main([*OPTIONS, *TESTS], plugins=[runner])
    sys.exit(code or (0 if report(mutants, recorded()) else 1))


if __name__ == "__main__":
    main()
