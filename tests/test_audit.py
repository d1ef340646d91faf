"""The core does no I/O: watched from within the interpreter."""

import subprocess
import sys

WATCHED = """
import sys
import numpy as np
import smmi, smmi.badge, smmi.benchmark, smmi.editions, smmi.fingerprint, smmi.instrument, smmi.scoring
import smmi.serialization
from smmi.serialization import from_document, to_document

def run():
    instrument = smmi.editions.smmi_16()
    rng = np.random.default_rng(1)
    disciplines = ["dental", "medical", "nursing"] * 10
    answers = smmi.instrument.synthesize(instrument, units=30, rng=rng, attributes={"discipline": disciplines})
    records = list(answers.records(unit="school"))
    again = smmi.Answers.from_records(instrument, records, unit="school", attributes=tuple(answers.attributes))
    scores = smmi.score(again, smmi.ScoringScheme.equal_weights(instrument))
    scores.bounds()
    norms = smmi.benchmark.Norms.fit(scores, by=("discipline",))
    profile = scores.of("S001")
    assert profile.trace("overall").replay() == profile["overall"].value
    assert norms.place(profile)["overall"]["all"].quartile is not None
    assert from_document(to_document(instrument)) == instrument
    assert smmi.badge.completion(answers, unit="S001").indicators == 80

run()  # whatever is imported where it is first used is imported now
seen = []
forbidden = ("open", "socket", "subprocess", "os.", "shutil", "tempfile", "ctypes", "import", "exec", "urllib")
sys.addaudithook(lambda event, args: seen.append((event, args[:1])) if event.startswith(forbidden) else None)
run()
print(seen)
open(sys.executable).close()
print(seen)
"""


def test_the_core_does_no_input_or_output():
    """From instrument to placement and document and back, no file, socket, process or os event is raised.

    The same watch then sees a file that is opened.
    """
    done = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, check=False)
    nothing, opened = done.stdout.splitlines()
    assert (nothing, done.stderr) == ("[]", "")
    assert opened.startswith("[('open', ")
