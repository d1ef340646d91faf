"""Kill the writing commands at random moments, and say in which state their files were left.

`python tests/cli/killing.py 200` kills so often. The current folder holds the inputs; the files are written to `out`.
"""

import hashlib
import io
import json
import os
import random
import signal
import sys
import time
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path

from smmi.cli._app import app
from smmi.cli.manifests import manifest_path

ON_TINY = ["answers.csv", "--instrument", "tiny.json", "--unit-column", "school"]
COUNTED = [*ON_TINY, "--by", "control", "--counts", "counts.csv"]
COMMANDS = {
    "score": (["score", *ON_TINY], ["--out"]),
    "norms": (["norms", *COUNTED], ["--out"]),
    "report": (["report", *ON_TINY, "--unit", "S01"], ["--out"]),
    "publish": (["publish", *COUNTED], ["--out", "--table"]),
    "instrument": (["instrument", "smmi-16"], ["--out"]),
    "demo": (["demo", "--seed", "3"], ["--out"]),
    "read": (["read", *ON_TINY], ["--out"]),
    "scheme": (["scheme", "smmi-16"], ["--out"]),
    "codebook": (["codebook", "tiny.json"], ["--out"]),
    "template": (["template", "tiny.json"], ["--out", "--guide"]),
    "change": (["change", "answers.csv", *ON_TINY], ["--out"]),
    "improve": (["improve", *ON_TINY, "--unit", "S01", "--target", "score:99"], ["--out"]),
    "stability": (["stability", *ON_TINY], ["--out"]),
}
INPUTS = [Path("answers.csv"), Path("tiny.json"), Path("counts.csv")]
OUT = Path("out")
OLD = b"the old file\n" * 1000
MOST_CALLS = 180
"""So many calls of functions a command makes at most from the first file that it opens to write to its end."""


def start(words, calls=None):
    """Start a command in a process of its own, that kills itself after so many calls of its writing."""
    child = os.fork()
    if not child:
        if calls is not None:
            sys.addaudithook(partial(watch, iter(range(calls))))
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        app(words, prog_name="smmi")  # ends the process
    return child


def watch(left, event, arguments):
    """From the first file that is opened to write, count calls of functions."""

    def count(_frame, _call, _argument):
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    if event == "open" and arguments[2] & os.O_WRONLY:
        path = Path(os.fsdecode(arguments[0])).absolute()
        if path.parent.name == OUT.name:
            sys.setprofile(count)


def state(paths):
    """What files hold."""
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def main(kills):
    """Kill each command equally often, every second time while it writes."""
    draw = random.Random(2023)
    told = {"old": 0, "new": 0, "parts": 0, "wrong": []}
    before = state(INPUTS)
    for name, (command, options) in COMMANDS.items():
        paths = [OUT / option.strip("-") for option in options]
        words = [*command, *(str(word) for pair in zip(options, paths, strict=True) for word in pair)]
        paths += map(manifest_path, paths[:])
        with redirect_stdout(io.StringIO()):
            app(words, prog_name="smmi", standalone_mode=False)  # what it imports, no child imports again
        begin = time.monotonic()
        assert os.waitstatus_to_exitcode(os.waitpid(start(words), 0)[1]) == 0, name
        lasting = time.monotonic() - begin
        new = [path.read_bytes() for path in paths]
        for kill in range(kills // len(COMMANDS) + 1):
            for path in paths:
                path.write_bytes(OLD)
            if kill % 2:
                child = start(words, calls=draw.randrange(MOST_CALLS))
            else:
                child = start(words)
                time.sleep(draw.uniform(0, 1.1 * lasting))
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            for path, content in zip(paths, new, strict=True):
                found = path.read_bytes()
                told["new" if found == content else "old"] += 1
                if found not in (OLD, content):
                    told["wrong"].append(f"{name}: {path} of {len(found)} bytes")
            for path in set(OUT.iterdir()) - set(paths):
                told["parts"] += 1
                if not (path.name.startswith(".smmi-") and path.suffix == ".part"):
                    told["wrong"].append(f"{name}: {path} lies about")
                path.unlink()
        for path in paths:
            path.unlink()
    if state(INPUTS) != before:
        told["wrong"].append("an input is changed")
    print(json.dumps(told))  # noqa: T201  (its purpose)


if __name__ == "__main__":
    main(int(sys.argv[1]))
