"""What is doubtful about answers that were looked at together: a line for each column or unit."""

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from smmi.cli._exits import finding_text
from smmi.errors import Finding, Reason
from smmi.instrument import Instrument

NAMED: Final = 3
"""So many columns without any answer are named; further ones are counted."""


def doubts(findings: Sequence[Finding], instrument: Instrument, /) -> Iterator[str]:
    """Yield a line for each finding, and one for all columns in which nobody answered."""
    codes = {indicator.code for indicator in instrument.indicators}
    empty = [finding for finding in findings if finding.reason is Reason.NOBODY_ANSWERED]
    if len(empty) > 1:
        names = ", ".join(repr(finding.code) for finding in empty[:NAMED])
        more = f" and {len(empty) - NAMED} more" if len(empty) > NAMED else ""
        yield f"{len(empty)} columns are absent or have no answer: {names}{more}; look for lost or mistyped columns"
    for finding in findings:
        if len(empty) < 2 or finding.reason is not Reason.NOBODY_ANSWERED:
            places = (
                f"unit {finding.unit!r}" if finding.unit else "",
                f"column {finding.code!r}" if finding.code in codes else "",
            )
            yield finding_text(attrs.evolve(finding, path=", ".join(filter(None, places))))
