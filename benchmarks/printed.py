"""The printed Python function of the bundled edition beside one written by hand: what one response costs.

    python benchmarks/printed.py [--repeats 21] [--units 300]

Both (``smmi.exchange.programs.to_python``, ``by_hand.py``) score the same records, as documents hold them, in one
process. First all their scores and reasons are compared, with each other and with the library's. Then they take turns,
and which one begins alternates. Times are of the processor, in microseconds for one response; the ratio is the median
over the turns.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import by_hand
import numpy as np

from smmi import editions
from smmi.exchange.programs import to_python
from smmi.instrument import synthesize
from smmi.scoring import ScoringScheme, score
from smmi.serialization import to_document

BLANKS = (0.05, 0.3, 0.6)
"""Some responses are nearly whole, and some lack so much that scores are absent."""
GOAL = 2.0

Record = dict[str, Any]
Result = tuple[Mapping[str, float | None], Mapping[str, str]]
Function = Callable[[Record], Any]


def drawn(scheme: ScoringScheme, units: int) -> tuple[list[Record], list[Result]]:
    """Return records that nobody gave, each with its characteristics, and what the library says of them."""
    records, results = [], []
    for seed, blanks in enumerate(BLANKS):
        rng = np.random.default_rng(seed)
        answers = synthesize(scheme.instrument, units=units // len(BLANKS), rng=rng, blanks=blanks)
        columns = {**to_document(answers)["columns"], **answers.attributes}
        for place, profile in enumerate(score(answers, scheme)):
            absences = zip(profile.codes, profile.absences, strict=True)
            whys = {code: absence.label for code, absence in absences if absence}
            records.append({code: column[place] for code, column in columns.items()})
            results.append((profile.as_dict(), whys))
    return records, results


def printed(scheme: ScoringScheme) -> Function:
    """Return the function of the printed module."""
    module: dict[str, Any] = {}
    exec(compile(to_python(scheme), "<printed>", "exec"), module)  # noqa: S102  (it is what is measured)
    function: Function = module["score"]
    return function


def compare(name: str, results: Sequence[Result], expected: Sequence[Result]) -> None:
    """Raise if one of the scores or reasons differs."""
    for (scores, reasons), (values, whys) in zip(results, expected, strict=True):
        assert scores.keys() == values.keys(), name
        assert reasons == whys, (name, reasons, whys)
        for code, value in values.items():
            found = scores[code]
            assert (found is None) == (value is None), (name, code, found, value)
            assert value is None or (found is not None and abs(found - value) < 1e-9), (name, code)


def timed(function: Function, records: Sequence[Record]) -> float:
    """Return the processor time of a response, in microseconds."""
    start = time.process_time()
    for record in records:
        function(record)
    return (time.process_time() - start) * 1e6 / len(records)


def main() -> None:
    """Read the arguments, compare, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=21)
    parser.add_argument("--units", type=int, default=300)
    arguments = parser.parse_args()
    scheme = ScoringScheme(editions.smmi_16())
    records, expected = drawn(scheme, arguments.units)
    ours, theirs = printed(scheme), by_hand.score
    documents = [ours(record) for record in records]
    compare("printed", [(one["scores"], one["reasons"]) for one in documents], expected)
    compare("by hand", [theirs(record) for record in records], expected)
    there = sum(value is not None for values, _ in expected for value in values.values())
    absent = sum(len(whys) for _, whys in expected)
    print(f"{len(records)} responses: {there} scores and {absent} reasons are the same in all three")
    times: dict[Function, list[float]] = {ours: [], theirs: []}
    timed(ours, records), timed(theirs, records)
    for turn in range(arguments.repeats):
        for function in (ours, theirs) if turn % 2 else (theirs, ours):
            times[function].append(timed(function, records))
    ratio = statistics.median(a / b for a, b in zip(times[ours], times[theirs], strict=True))
    print(f"printed  {statistics.median(times[ours]):6.1f} microseconds")
    print(f"by hand  {statistics.median(times[theirs]):6.1f} microseconds")
    print(f"ratio    {ratio:6.2f}  goal <= {GOAL:g}  {'met' if ratio <= GOAL else 'NOT MET'}")


if __name__ == "__main__":
    main()
