"""What is doubtful about answers, each as it is told: of one answer, of a column or of a unit."""

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from smmi.cli.checking._told import Told
from smmi.errors import Finding, Reason
from smmi.instrument import Instrument
from smmi.instrument.routing import in_words

NAMED: Final = 3
"""So many columns without any answer are named; further ones are counted."""


def doubts(
    of_answers: Sequence[Finding], together: Sequence[Finding], instrument: Instrument, /
) -> Iterator[Told]:
    """Yield what is doubtful.

    Args:
        of_answers: What is doubtful about single answers.
        together: What is doubtful about answers that were looked at together.
        instrument: What was asked.
    """
    yield from (Told(finding, _asked(finding, instrument)) for finding in of_answers)
    codes = {indicator.code for indicator in instrument.indicators}
    for finding in together:
        places = (
            f"unit {finding.unit!r}" if finding.unit else "",
            f"column {finding.code!r}" if finding.code in codes else "",
        )
        yield Told(attrs.evolve(finding, path=", ".join(filter(None, places))))


def lines_together(told: Sequence[Told], /) -> Iterator[Told]:
    """Yield what is doubtful, all columns in which nobody answered as one."""
    empty = [one.finding for one in told if one.finding.reason is Reason.NOBODY_ANSWERED]
    is_told = len(empty) < 2
    for one in told:
        if len(empty) < 2 or one.finding.reason is not Reason.NOBODY_ANSWERED:
            yield one
        elif not is_told:
            is_told = True
            names = ", ".join(repr(finding.code) for finding in empty[:NAMED])
            more = f" and {len(empty) - NAMED} more" if len(empty) > NAMED else ""
            message = f"{names}{more}; look for lost or mistyped columns"
            path = f"{len(empty)} columns are absent or have no answer"
            yield Told(attrs.evolve(empty[0], path=path, message=message))


def _asked(finding: Finding, instrument: Instrument) -> str:
    """Return when the indicator of a doubtful answer is asked."""
    shut = finding.reason is Reason.BEHIND_SHUT_GATE
    conditions = (
        one.gate if shut else one.applies for one in instrument.indicators if one.code == finding.code
    )
    condition = next(conditions, None)
    return f"it is asked where {in_words(condition)}" if condition else ""
