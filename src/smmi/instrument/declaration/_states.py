"""The state of an answer: answered, or one of four reasons why there is none.

A stored code below `FIRST_ANSWER` is the state itself, so that one look-up serves answers and absences alike.
"""

import enum
from typing import Final


class AnswerState(enum.IntEnum):
    """The state of one cell: one unit's answer to one indicator.

    Example:
        >>> AnswerState.NO_ANSWER.label
        'no answer'
    """

    NOT_APPLICABLE = 0
    """The indicator does not apply to the unit."""
    GATED = 1
    """The instrument's own routing skipped the indicator."""
    NOT_ADMINISTERED = 2
    """The indicator was not put to the unit."""
    NO_ANSWER = 3
    """The indicator was put to the unit, and nothing was answered."""
    ANSWERED = 4
    """There is an answer; an explicit zero is one."""

    @property
    def label(self) -> str:
        """The state in words."""
        return self.name.lower().replace("_", " ")


class Nonresponse(enum.Enum):
    """What may stand in the place of an answer; None in a record means `NO_ANSWER`.

    Example:
        >>> Nonresponse.NOT_APPLICABLE.state.label
        'not applicable'
    """

    NO_ANSWER = AnswerState.NO_ANSWER
    NOT_APPLICABLE = AnswerState.NOT_APPLICABLE
    NOT_ADMINISTERED = AnswerState.NOT_ADMINISTERED

    @property
    def state(self) -> AnswerState:
        """The state of a cell that holds this."""
        return self.value


FIRST_ANSWER: Final = int(AnswerState.ANSWERED)
"""Stored codes from here on are answers (and, after those, options that stand for a nonresponse)."""
