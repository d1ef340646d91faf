"""What stands in the way of scores, whatever the answers are: scales without a rule."""

from typing import Final

from smmi.errors import FindingsError
from smmi.instrument import Instrument
from smmi.scoring import ScoringScheme

NAMED: Final = 3
"""So many further indicators without a rule are named."""
_ITEMS: Final = "declare one in 'items'"
_SCHEME: Final = "declare one in a scheme (--scheme)"


def without_rule(instrument: Instrument, /) -> str:
    """Return which indicators have no rule unless a scheme declares one, and what to do; nothing where all have one."""
    try:
        ScoringScheme.equal_weights(instrument)
    except FindingsError as error:
        first, *others = error.findings  # the default scheme lacks nothing else
    else:
        return ""
    names = ", ".join(repr(one.code) for one in others[:NAMED])
    more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    likewise = f"; likewise {names}{more}" if others else ""
    return f"before scoring: {first.message.replace(_ITEMS, _SCHEME)}{likewise}"
