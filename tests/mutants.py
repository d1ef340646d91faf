"""Run the mutants of the modules in `[tool.mutmut]`, those of properties included; docs/contributing.md tells more.

    python tests/mutants.py [--again] [PATTERN ...]     # smmi.scoring._means, or smmi.benchmark._table.x__array__*

The mutants are mutmut's. Tests are collected once, then there is a fork for each mutant, which runs the tests that
reach the mutated function, the likeliest first, and stops at the first that fails. Where a function also runs at
import, a mutant that survives gets a process of its own. Results and the mutated copy are in ``build/mutants``.
"""

import argparse
import ast
import collections
import difflib
import fnmatch
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
RESULTS = COPY / "results.json"
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

    kept = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "{}"
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

    def __init__(self, mutants, results):
        self.mutants, self.results, self.hits, self.failed = mutants, results, set(), None

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
        if broken:
            raise session.Failed("without a mutant, these fail: " + ", ".join(broken))
        of_function = collections.defaultdict(list)
        for node in sorted(reached, key=lambda node: reached[node][0]):
            for function in reached[node][1]:
                of_function[function].append(node)
        say(f"{len(items)} tests, {time.perf_counter() - start:.0f} s; {len(self.mutants)} mutants")
        kills = collections.Counter()
        for mutant in self.mutants:
            function = function_of(mutant)
            nodes = sorted(of_function[function], key=lambda node: -kills[function, node])
            os.environ["MUTANT_UNDER_TEST"] = mutant
            limit = 20 + int(4 * sum(reached[node][0] for node in nodes))
            killer = in_fork(lambda nodes=nodes: self.first_failure([items[node] for node in nodes]), limit)
            kills[function, killer] += 1
            if killer is None and function in at_import:
                nodes = nodes or list(items)
                if alone("", nodes[:9]):
                    raise session.Failed("without a mutant, tests fail in a process of their own")
                killer = alone(mutant, nodes)
            self.results[mutant] = killer
            RESULTS.write_text(json.dumps(self.results, indent=0), encoding="utf-8")
        return True


def alone(mutant, nodes):
    """What fails in a process of its own, in which the mutant runs at import too."""
    command = [sys.executable, "-m", "pytest", "-x", *OPTIONS, *nodes]
    environment = {**os.environ, "MUTANT_UNDER_TEST": mutant, "PYTHONPATH": "src"}
    done = subprocess.run(command, cwd=COPY, env=environment, capture_output=True, check=False)
    return f"exit {done.returncode} of a process of its own" if done.returncode else None


def say(text):
    """Print past pytest, which captures the streams."""
    sys.__stdout__.write(f"{text}\n")
    sys.__stdout__.flush()


def difference(mutant):
    """The lines in which a mutant differs."""
    module, _, name = mutant.rpartition(".")
    path = COPY / "src" / f"{module.replace('.', '/')}.py"
    functions = {
        node.name: ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    before, after = (functions[other].split("\n") for other in (re.sub(r"_\d+$", "_orig", name), name))
    lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))
    return [
        line
        for line in lines
        if line[:1] in "+-" and "__mutmut_" not in line and line[1:3] not in {"++", "--"}
    ]


def main():
    """Run, and print a line for each module and the mutants that survive."""
    parser = argparse.ArgumentParser(description="Run mutmut's mutants.")
    parser.add_argument("patterns", nargs="*", default=["*"], metavar="PATTERN")
    parser.add_argument("--again", action="store_true", help="only those that were not killed the last time")
    chosen = parser.parse_args()
    os.chdir(ROOT)
    os.environ |= {"CI": "true", "HYPOTHESIS_PROFILE": "mutation", "MUTANT_UNDER_TEST": "stats"}
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    mutants = make_mutants(chosen.patterns)
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    from mutmut.mutation import trampoline

    runner = Runner([m for m in mutants if not chosen.again or results.get(m) is None], results)
    trampoline.record_trampoline_hit = lambda name, **_: runner.hits.add(name)
    os.chdir(COPY)
    sys.path[:0] = [str(COPY / "src")]
    code = pytest.main([*OPTIONS, *TESTS], plugins=[runner])
    for module, count in collections.Counter(mutant.rpartition(".")[0] for mutant in mutants).items():
        killed = [results.get(mutant) for mutant in mutants if mutant.startswith(f"{module}.")]
        late = killed.count("timeout")
        say(f"{module}: {count} mutants, {count - killed.count(None)} killed, {late} of them by time")
    for mutant in mutants:
        if results.get(mutant) is None:
            say("\n".join(["", f"survived: {mutant}", *difference(mutant)]))
    sys.exit(code)


if __name__ == "__main__":
    main()
