"""Kill a writing command at random moments, and say in which state its files were left.

`python tests/cli/killing.py score 200` kills so often. The current folder holds the inputs; the files are written to
`out`. Most kills are of what is written: the command is run up to the first file that it opens to write, and from there
it is copied for each kill. So they cost little, and they are where something could go wrong.
"""

import gc
import hashlib
import io
import json
import os
import random
import signal
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path

import attrs

from smmi.cli._app import app
from smmi.cli.manifests import manifest_path

ON_TINY = ["answers.csv", "--instrument", "tiny.json", "--unit-column", "school"]
BY_READING = ["answers.csv", "--instrument", "tiny.json", "--reading", "reading.json"]
COUNTED = [*ON_TINY, "--by", "control", "--counts", "counts.csv"]
PUBLISHED = ["publish", *ON_TINY, "--by", "control", "--on", "2024-03-01"]
READING = ["read", *ON_TINY, "--out", "reading.json"]
LEDGER = Path("out/ledger")
COMMANDS = {
    "score": (["score", *ON_TINY], ["--out"]),
    "norms": (["norms", *COUNTED], ["--out"]),
    "hand-out": (["norms", *ON_TINY], ["--out", "--hand-out"]),
    "report": (["report", *ON_TINY, "--unit", "S01"], ["--out"]),
    "reports": (["report", "few.csv", *ON_TINY[1:], "--all"], ["--out-dir"]),
    "publish": (["publish", *COUNTED], ["--out", "--table"]),
    "ledger": (PUBLISHED, ["--out", "--table", "--ledger"]),
    "instrument": (["instrument", "smmi-16"], ["--out"]),
    "demo": (["demo", "--seed", "3"], ["--out"]),
    "read": (["read", *ON_TINY], ["--out", "--account"]),
    "check": (["check", *BY_READING], ["--out", "--account"]),
    "place": (["place", *BY_READING, "--unit", "S01", "--norms", "handed.json"], ["--account"]),
    "scheme": (["scheme", "smmi-16"], ["--out"]),
    "codebook": (["codebook", "tiny.json"], ["--out"]),
    "template": (["template", "tiny.json"], ["--out", "--guide"]),
    "change": (["change", "answers.csv", *ON_TINY], ["--out"]),
    "improve": (["improve", *ON_TINY, "--unit", "S01", "--target", "score:99"], ["--out"]),
    "stability": (["stability", *ON_TINY], ["--out"]),
    "repeat": (["repeat", "made.manifest.json"], []),
}
"""What is run, and which of its files are written."""
FIRST = {
    "check": [READING],
    "place": [READING, ["norms", *ON_TINY, "--out", "norms.json", "--hand-out", "handed.json"]],
    "ledger": [[*PUBLISHED, "--out", "out/before", "--ledger", str(LEDGER)]],
    "repeat": [["score", *ON_TINY, "--out", "out/made"]],
}
"""What is run once before."""
OUT = Path("out")
FEW = 3
"""So many reports are written by one command."""
OLD = b"the old file\n" * 1000
MOST_CALLS = 250
"""So many calls of functions are candidates after each file that is opened: to write a file takes fewer."""
CALLS_AFTER = 20
"""So many are candidates after the last file took its place."""
BY_CLOCK = 0.1
"""Such a share of the kills are at any time of the whole run; half of the others, at any time of the writing."""


@attrs.define
class Told:
    """In which state kills left files.

    Attributes:
        old: How many were as before.
        new: How many were as the command makes them.
        parts: How many unfinished files lay about, of names that tell them.
        wrong: What else was found.
        kills: How often was killed.
        calls: Between how many calls of functions the command could be killed while it wrote.
    """

    old: int = 0
    new: int = 0
    parts: int = 0
    wrong: list[str] = attrs.Factory(list)
    kills: int = 0
    calls: int = 0


class Watch:
    """Counts the calls of functions from each file that is opened to write, and kills its process at one of them."""

    def __init__(self, at_first):
        """Watch a process that calls a function when the first file is opened."""
        self.at_first, self.calls, self.done, self.kill_at, self.moved = at_first, [], [], None, {}

    def __call__(self, event, arguments):
        """Look at what happens in the process."""
        if self.at_first is None and not self.calls:
            return
        if event == "os.rename":
            part, path = (Path(os.fsdecode(one)) for one in arguments[:2])
            self.moved.setdefault(str(path.absolute()), []).append(hashed(part))
            self.done = [*self.calls[:-1], self.calls[-1] + CALLS_AFTER] if self.calls else []
        if event != "open" or isinstance(arguments[0], int) or not arguments[2] & os.O_WRONLY:
            return
        if Path(os.fsdecode(arguments[0])).absolute().parent != OUT.absolute():
            return
        if self.at_first:
            first, self.at_first = self.at_first, None
            first(self)
        self.calls.append(0)
        sys.setprofile(self.count)

    def count(self, _frame, _call, _argument):
        """Count a call or a return."""
        self.calls[-1] += 1
        if self.kill_at == (len(self.calls), self.calls[-1]):
            os.kill(os.getpid(), signal.SIGKILL)


def start(words, watch=None, at_end=lambda: None):
    """Start a command in a process of its own."""
    child = os.fork()
    if not child:
        if watch:
            sys.addaudithook(watch)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        try:
            app(words, prog_name="smmi")
        except SystemExit as end:
            at_end()
            os._exit(end.code or 0)  # at once: nothing is left to write
    return child


def hashed(path):
    """What a file holds; None if it is not there."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def killed_after(child, seconds):
    """Kill a process after some time."""
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@attrs.define
class Victim:
    """A command, and what may be found after it.

    Attributes:
        words: The command.
        before: What its files hold before; None where there is none.
        draw: Random numbers.
        told: What was found so far.
        allowed: What each file may hold after it, by path.
    """

    words: list[str]
    before: dict[Path, bytes | None]
    draw: random.Random
    told: Told
    allowed: dict[str, list[str]] = attrs.Factory(dict)

    def restore(self):
        """Let the files be as they were."""
        for path in set(OUT.iterdir()) - set(self.before):
            path.unlink()
        for path, data in self.before.items():
            path.unlink(missing_ok=True) if data is None else path.write_bytes(data)

    def judge(self, how):
        """Look at the files after a kill."""
        self.told.kills += 1
        made = set()
        for path, data in self.before.items():
            found = hashed(path)
            is_old = found == (None if data is None else hashlib.sha256(data).hexdigest())
            is_new = found in self.allowed.get(str(path.absolute()), [])
            self.told.old += is_old
            self.told.new += is_new
            made |= {path} if is_new and not is_old else set()
            if not (is_old or is_new):
                self.told.wrong.append(f"{self.words[0]}, {how}: {path} is another one")
        if made and LEDGER in self.before and LEDGER not in made:
            self.told.wrong.append(f"{self.words[0]}, {how}: {made} without the ledger")
        for path in set(OUT.iterdir()) - set(self.before):
            self.told.parts += 1
            if not (path.name.startswith(".smmi-") and path.suffix == ".part"):
                self.told.wrong.append(f"{self.words[0]}, {how}: {path} lies about")

    def kill_while_writing(self, kills):
        """Run the command to its first file, and kill copies of it: before calls of functions, and at any time."""
        pipe, end = os.pipe()

        def serve(watch):
            done, said = os.pipe()
            begin = time.monotonic()
            child = os.fork()
            if not child:
                dry.append(said)
                return
            os.close(said)
            with os.fdopen(done, "rb") as stream:
                calls, moved = json.loads(stream.read())
            os.waitpid(child, 0)
            lasting = time.monotonic() - begin
            self.allowed = moved
            points = [
                (file, call)
                for file, most in enumerate(calls, 1)
                for call in range(1, min(most, MOST_CALLS) + 1)
            ]
            self.told.calls = len(points)
            for kill in range(kills):
                self.restore()
                watch.kill_at = self.draw.choice(points) if kill % 2 else None
                child = os.fork()
                if not child:
                    return
                if watch.kill_at:
                    os.waitpid(child, 0)
                else:
                    killed_after(child, self.draw.uniform(0, 1.1 * lasting))
                self.judge(watch.kill_at or "any time of writing")
            os.write(end, json.dumps([attrs.asdict(self.told), self.allowed]).encode())
            os._exit(0)

        watch = Watch(serve)
        dry = []

        def say():
            sys.setprofile(None)
            for said in dry:
                os.write(said, json.dumps([watch.done, watch.moved]).encode())

        server = start(self.words, watch, say)
        os.close(end)
        with os.fdopen(pipe, "rb") as stream:
            told, self.allowed = json.loads(stream.read())
        self.told = Told(**told)
        os.waitpid(server, 0)
        self.restore()

    def kill_any_time(self, kills):
        """Kill the command at any time of its run."""
        begin = time.monotonic()
        assert os.waitstatus_to_exitcode(os.waitpid(start(self.words), 0)[1]) == 0, self.words
        lasting = time.monotonic() - begin
        for _ in range(kills):
            self.restore()
            killed_after(start(self.words), self.draw.uniform(0, 1.1 * lasting))
            self.judge("any time")
        self.restore()


def quietly(words):
    """Run a command in this process, so that no child imports again what it needs."""
    with redirect_stdout(io.StringIO()):
        app(words, prog_name="smmi", standalone_mode=False)


def main(name, kills):
    """Kill a command, half of the times where its files are, and half where there is none yet."""
    command, options = COMMANDS[name]
    for words in FIRST.get(name, []):
        quietly(words)
    ledger = LEDGER.read_bytes() if LEDGER.exists() else None
    paths = [OUT if name == "reports" else OUT / option.strip("-") for option in options]
    words = [*command, *(str(word) for pair in zip(options, paths, strict=True) for word in pair)]
    if name == "repeat":
        manifest_path(OUT / "made").rename(command[1])
        paths = [OUT / "made"]
    else:
        if name == "reports":
            lines = Path("answers.csv").read_text(encoding="utf-8").splitlines(keepends=True)[: FEW + 1]
            Path("few.csv").write_text("".join(lines), encoding="utf-8")
            paths = [OUT / f"{line.partition(',')[0]}.html" for line in lines[1:]]
        paths += map(manifest_path, paths[:])
    for path in OUT.iterdir():
        path.unlink()
    inputs = {path: hashed(path) for path in Path().iterdir() if path.is_file()}
    told, draw = Told(), random.Random(2023)
    rounds = [None] if name == "repeat" else [OLD, None]
    for old in rounds:
        before = dict.fromkeys(paths, old)
        if LEDGER in before:
            before[LEDGER] = ledger
        victim = Victim(words, before, draw, told)
        victim.restore()
        if old is rounds[0]:
            quietly(words)
            gc.freeze()  # memory that no child will copy
            victim.restore()
        share = kills // len(rounds)
        victim.kill_while_writing(share - round(BY_CLOCK * share))
        victim.kill_any_time(round(BY_CLOCK * share))
        told = victim.told
    if {path: hashed(path) for path in Path().iterdir() if path.is_file()} != inputs:
        told.wrong.append("an input is changed, or a file lies about")
    print(json.dumps(attrs.asdict(told)))  # noqa: T201  (its purpose)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
