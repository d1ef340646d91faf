"""Data frames as their users write them; only type-checked, never run."""

from typing import Any

import smmi
from smmi import frames
from smmi.benchmark import Placements
from smmi.benchmark.comparison import GroupComparison
from smmi.errors import Finding
from smmi.frames import Beside
from smmi.intake import Account, Reading


def there_and_back(
    instrument: smmi.Instrument,
    frame: Any,
    reading: Reading,
    scheme: smmi.ScoringScheme,
    placed: Placements,
    two: GroupComparison,
) -> list[Any]:
    """Answers in, results out."""
    answers: smmi.Answers = frames.answers(
        instrument, frame, unit="school", attributes=("discipline",), ignore=("note",)
    )
    scores = smmi.score(answers, scheme)
    found: tuple[Finding, ...] = smmi.instrument.check_answers(answers)
    header, rows = frames.table(frame)
    by_reading: tuple[smmi.Answers, Account] = frames.read(reading, frame)
    cells: tuple[object, ...] = rows[0]
    return [
        (header, cells),
        by_reading,
        frames.scores(scores, like=frame, unit="school", beside=(Beside.REASONS, Beside.BOUNDS)),
        frames.tidy_scores(scores, like=frame, unit="school", beside=[Beside.INDICATORS]),
        frames.placements(placed, like=frame, unit="school"),
        frames.comparison(two, like=frame),
        frames.findings(found, like=frame),
    ]
